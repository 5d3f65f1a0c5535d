//! The macro for enums whose values have words, such as `in_service` for `CaseStatus::InService`.

/// Declares an enum with a word for each value, which is also its name in JSON.
///
/// Where the database stores a number instead of the word, the number follows in parentheses:
/// `Voice = "voice" (1)`.
macro_rules! vocabulary {
    // A word is a `tt`, because the derive macro of utoipa does not recognise a `literal`.
    ($(#[$about:meta])* pub enum $type:ident { $($(#[$doc:meta])* $name:ident = $word:tt,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $type {
            $($(#[$doc])* #[serde(rename = $word)] $name,)+
        }

        impl $type {
            /// Every value, in the order in which they are shown.
            pub const ALL: [Self; [$($word),+].len()] = [$(Self::$name),+];

            /// The identifier used outside the program; the type says where.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }

            /// The inverse of `as_str`.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|one| one.as_str() == text)
            }
        }
    };
    ($(#[$about:meta])* pub enum $type:ident {
        $($(#[$doc:meta])* $name:ident = $word:tt ($code:literal),)+
    }) => {
        $crate::vocabulary::vocabulary! {
            $(#[$about])* pub enum $type { $($(#[$doc])* $name = $word,)+ }
        }

        impl $type {
            /// The code stored in the database.
            pub const fn code(self) -> i16 {
                match self {
                    $(Self::$name => $code,)+
                }
            }

            /// The inverse of `code`.
            pub fn from_code(code: i16) -> Option<Self> {
                Self::ALL.into_iter().find(|one| one.code() == code)
            }
        }
    };
}

pub(crate) use vocabulary;
