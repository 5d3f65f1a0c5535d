//! The three shapes a value can be read as: a scalar, an object of known fields, a list of such
//! objects. A value of another shape is noted and skipped, never an end to the reading.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use domain::Problem;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::notes::Notes;

/// A value without its inside, where it has one.
pub(super) enum Scalar<'de> {
    Null,
    Text(Cow<'de, str>),
    Whole(i128),
    /// A fraction, a truth value, an array or an object: never what a scalar field expects.
    Other,
}

/// Up to here every whole number has a floating-point number of its own.
const MAX_EXACT: f64 = 9_007_199_254_740_992.0;

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }
    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Text(Cow::Borrowed(text)))
    }
    fn visit_str<E>(self, text: &str) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Text(Cow::Owned(text.to_owned())))
    }
    fn visit_unit<E>(self) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Null)
    }
    fn visit_i64<E>(self, number: i64) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Whole(number.into()))
    }
    fn visit_u64<E>(self, number: u64) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Whole(number.into()))
    }
    /// `441.0` is a whole number in JSON: how it is written makes no difference.
    fn visit_f64<E>(self, number: f64) -> Result<Scalar<'de>, E> {
        let whole = number.fract() == 0.0 && number.abs() < MAX_EXACT;
        Ok(if whole { Scalar::Whole(number as i128) } else { Scalar::Other })
    }
    fn visit_bool<E>(self, _: bool) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Other)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Scalar<'de>, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar::Other)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar<'de>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar::Other)
    }
}

impl<'de> DeserializeSeed<'de> for ScalarVisitor {
    type Value = Scalar<'de>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Scalar<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// The next value of an object, as a scalar.
pub(super) fn scalar<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Scalar<'de>, A::Error> {
    map.next_value_seed(ScalarVisitor)
}

/// The name of a field of an object.
pub(super) trait Name: Copy + PartialEq + 'static {
    /// All of them; at most 32.
    const ALL: &'static [Self];

    /// The name as it is written.
    fn as_str(self) -> &'static str;
}

/// An enumeration of names, each with how it is written.
macro_rules! names {
    ($(#[$about:meta])* $name:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Copy, PartialEq, Eq)]
        pub(super) enum $name { $($variant),* }

        impl $crate::json::visit::Name for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),*];

            fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }
        }
    };
}

pub(super) use names;

/// An object some of whose fields we know.
pub(super) trait Fields: Default {
    /// Its fields.
    type Name: Name;

    /// Reads the value of a field and keeps it.
    fn read<'de, A: MapAccess<'de>>(
        &mut self,
        field: Self::Name,
        map: &mut A,
        notes: &Notes,
    ) -> Result<(), A::Error>;
}

/// Reads an object into `T`; `None` where it is `null` or, noted, something else.
pub(super) struct Object<'n, T> {
    notes: &'n Notes,
    into: PhantomData<T>,
}

impl<'n, T> Object<'n, T> {
    pub(super) fn noting(notes: &'n Notes) -> Self {
        Self { notes, into: PhantomData }
    }
}

/// Answers every shape but one with a note and `None`.
macro_rules! otherwise_wrong_type {
    ($expected:literal) => {
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str($expected)
        }
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(None)
        }
        fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
            Ok(wrong_type(self.notes, $expected))
        }
        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
            Ok(wrong_type(self.notes, $expected))
        }
        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
            Ok(wrong_type(self.notes, $expected))
        }
        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
            Ok(wrong_type(self.notes, $expected))
        }
        fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
            Ok(wrong_type(self.notes, $expected))
        }
    };
}

fn wrong_type<T>(notes: &Notes, expected: &str) -> Option<T> {
    notes.add(Problem::WrongType { expected: expected.to_owned() });
    None
}

impl<'de, T: Fields> Visitor<'de> for Object<'_, T> {
    type Value = Option<T>;

    otherwise_wrong_type!("an object");

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Option<T>, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(wrong_type(self.notes, "an object"))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<T>, A::Error> {
        let mut fields = T::default();
        let mut seen = 0_u32;
        while let Some(name) = map.next_key_seed(NameSeed::<T::Name>(PhantomData))? {
            let (index, field) = match name {
                Ok(known) => known,
                Err(unknown) => {
                    self.notes.unknown_field(&unknown);
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            self.notes.within(field.as_str(), || {
                if seen & (1 << index) != 0 {
                    self.notes.add(Problem::Malformed { expected: "given only once".to_owned() });
                }
                seen |= 1 << index;
                fields.read(field, &mut map, self.notes)
            })?;
        }
        Ok(Some(fields))
    }
}

impl<'de, T: Fields> DeserializeSeed<'de> for Object<'_, T> {
    type Value = Option<T>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// Reads a field's name: the known one with its place among all, or the text itself.
struct NameSeed<N>(PhantomData<N>);

impl<N: Name> Visitor<'_> for NameSeed<N> {
    type Value = Result<(usize, N), String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field's name")
    }
    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        let known = N::ALL.iter().copied().enumerate().find(|(_, known)| known.as_str() == name);
        Ok(known.ok_or_else(|| name.to_owned()))
    }
}

impl<'de, N: Name> DeserializeSeed<'de> for NameSeed<N> {
    type Value = Result<(usize, N), String>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

/// Reads an array of objects, each finished by `finish`; a bad item is noted and left out.
pub(super) struct List<'n, T, U> {
    pub(super) notes: &'n Notes,
    pub(super) finish: fn(T, &Notes) -> Option<U>,
}

impl<'de, T: Fields, U> Visitor<'de> for List<'_, T, U> {
    type Value = Option<Vec<U>>;

    otherwise_wrong_type!("an array");

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Option<Vec<U>>, A::Error> {
        let mut items = Vec::new();
        for index in 0.. {
            let more = self.notes.within_item(index, || {
                let item = seq.next_element_seed(Item { notes: self.notes, into: PhantomData::<T> })?;
                Ok(item.map(|found| found.and_then(|fields| (self.finish)(fields, self.notes))))
            })?;
            match more {
                None => break,
                Some(item) => items.extend(item),
            }
        }
        Ok(Some(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<Vec<U>>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(wrong_type(self.notes, "an array"))
    }
}

impl<'de, T: Fields, U> DeserializeSeed<'de> for List<'_, T, U> {
    type Value = Option<Vec<U>>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<Vec<U>>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// An object of a list; `null` is no object there.
struct Item<'n, T> {
    notes: &'n Notes,
    into: PhantomData<T>,
}

impl<'de, T: Fields> DeserializeSeed<'de> for Item<'_, T> {
    type Value = Option<T>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        let before = self.notes.count();
        let found = deserializer.deserialize_any(Object::<T>::noting(self.notes))?;
        if found.is_none() && self.notes.count() == before {
            return Ok(wrong_type(self.notes, "an object"));
        }
        Ok(found)
    }
}
