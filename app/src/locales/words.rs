//! How the words of a feature are written down: a struct of texts, and one constant a language.

/// A struct whose fields are words: `words! { CaseTexts { title: &'static str, … } }`.
macro_rules! words {
    ($(#[$doc:meta])* $type:ident { $($(#[$about:meta])* $name:ident: $kind:ty,)+ }) => {
        $(#[$doc])*
        #[allow(missing_docs, reason = "the name says which word it is")]
        pub struct $type {
            $($(#[$about])* pub $name: $kind,)+
        }
    };
}

pub(crate) use words;
