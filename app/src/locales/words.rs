//! The macro that declares the texts of a feature: a struct, with one constant per language.

/// Declares a struct of texts: `words! { CaseTexts { title: &'static str, … } }`.
macro_rules! words {
    ($(#[$doc:meta])* $type:ident { $($(#[$about:meta])* $name:ident: $kind:ty,)+ }) => {
        $(#[$doc])*
        #[allow(missing_docs, reason = "the field name says which text it is")]
        pub struct $type {
            $($(#[$about])* pub $name: $kind,)+
        }
    };
}

pub(crate) use words;
