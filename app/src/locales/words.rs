//! The macro that declares the texts of a feature: its Portuguese constant makes the struct.

/// Declares the texts of a feature: the Portuguese constant, and the struct with a field for each of
/// its texts.
///
/// ```text
/// words! {
///     /// Texts of uploads.
///     pub(super) const PT_BR: UploadTexts {
///         send = "Enviar",
///         /// Takes the name.
///         cancel: fn(&str) -> String = |name| format!("Cancelar {name}"),
///     }
/// }
///
/// /// English.
/// pub(super) const EN: UploadTexts =
///     UploadTexts { send: "Send", cancel: |name: &str| format!("Cancel {name}") };
/// ```
///
/// A field without a type is a `&'static str`. The other languages are plain constants of the
/// struct, so a text that one of them lacks, or has alone, is a compile error.
macro_rules! words {
    (@type) => { &'static str };
    (@type $type:ty) => { $type };
    (
        $(#[$doc:meta])* $visibility:vis const $language:ident: $texts:ident {
            $($(#[$about:meta])* $name:ident $(: $type:ty)? = $text:expr,)+
        }
    ) => {
        $(#[$doc])*
        #[allow(missing_docs, reason = "the field name says which text it is")]
        pub struct $texts {
            $($(#[$about])* pub $name: words!(@type $($type)?),)+
        }

        /// Português do Brasil.
        $visibility const $language: $texts = $texts { $($name: $text,)+ };
    };
}

pub(crate) use words;
