//! serde visitors of the three shapes of a value: a scalar, an object with known fields, a list of
//! such objects. A value of another shape is reported and skipped, and parsing continues.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use domain::Problem;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::notes::Notes;

/// A scalar value; arrays and objects are reduced to [`Scalar::Other`].
pub(super) enum Scalar<'de> {
    Null,
    Text(Cow<'de, str>),
    Whole(i128),
    /// A fraction, a boolean, an array or an object, which no scalar field accepts.
    Other,
}

/// Below 2^53, every integer has an exact `f64`.
const MAX_EXACT: f64 = 9_007_199_254_740_992.0;

/// The expected shape of a value. By default, arrays and objects are skipped as [`Scalar::Other`].
pub(super) trait Shape<'de>: Sized {
    type Value;

    fn scalar(self, value: Scalar<'de>) -> Self::Value;

    fn array<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(self.scalar(Scalar::Other))
    }

    fn object<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
        while fields.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(self.scalar(Scalar::Other))
    }
}

/// Deserializes a value as a shape.
pub(super) struct As<S>(pub(super) S);

impl<'de, S: Shape<'de>> DeserializeSeed<'de> for As<S> {
    type Value = S::Value;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, S: Shape<'de>> Visitor<'de> for As<S> {
    type Value = S::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }
    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<S::Value, E> {
        Ok(self.0.scalar(Scalar::Text(Cow::Borrowed(text))))
    }
    fn visit_str<E>(self, text: &str) -> Result<S::Value, E> {
        Ok(self.0.scalar(Scalar::Text(Cow::Owned(text.to_owned()))))
    }
    fn visit_unit<E>(self) -> Result<S::Value, E> {
        Ok(self.0.scalar(Scalar::Null))
    }
    fn visit_i64<E>(self, number: i64) -> Result<S::Value, E> {
        Ok(self.0.scalar(Scalar::Whole(number.into())))
    }
    fn visit_u64<E>(self, number: u64) -> Result<S::Value, E> {
        Ok(self.0.scalar(Scalar::Whole(number.into())))
    }
    /// `441.0` is an integer in JSON, however it is written.
    fn visit_f64<E>(self, number: f64) -> Result<S::Value, E> {
        let whole = number.fract() == 0.0 && number.abs() < MAX_EXACT;
        Ok(self.0.scalar(if whole { Scalar::Whole(number as i128) } else { Scalar::Other }))
    }
    fn visit_bool<E>(self, _: bool) -> Result<S::Value, E> {
        Ok(self.0.scalar(Scalar::Other))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<S::Value, A::Error> {
        self.0.array(items)
    }
    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<S::Value, A::Error> {
        self.0.object(fields)
    }
}

/// The shape of a scalar.
struct Plain;

impl<'de> Shape<'de> for Plain {
    type Value = Scalar<'de>;
    fn scalar(self, value: Scalar<'de>) -> Scalar<'de> {
        value
    }
}

/// The next value of an object, as a scalar.
pub(super) fn scalar<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Scalar<'de>, A::Error> {
    map.next_value_seed(As(Plain))
}

/// A type parsed from an object with known fields; see [`super::fields`].
pub(super) trait Fields: Sized {
    /// Parses all fields; `None` if a required one is missing or bad, which is reported.
    fn read<'de, A: MapAccess<'de>>(map: &mut A, notes: &Notes) -> Result<Option<Self>, A::Error>;
}

/// A field's name.
pub(super) struct Name<'de>(pub(super) Cow<'de, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match deserializer.deserialize_str(As(Plain))? {
            Scalar::Text(name) => Ok(Self(name)),
            _ => Err(serde::de::Error::custom("a field's name must be text")),
        }
    }
}

/// The shape of an object; `None` if it is bad or, outside lists, `null`.
pub(super) struct Object<'n, T> {
    notes: &'n Notes,
    in_list: bool,
    into: PhantomData<T>,
}

impl<'n, T> Object<'n, T> {
    pub(super) fn with_notes(notes: &'n Notes) -> Self {
        Self { notes, in_list: false, into: PhantomData }
    }
}

impl<'de, T: Fields> Shape<'de> for Object<'_, T> {
    type Value = Option<T>;

    fn scalar(self, value: Scalar<'de>) -> Option<T> {
        if self.in_list || !matches!(value, Scalar::Null) {
            self.notes.add(Problem::WrongType { expected: "an object".to_owned() });
        }
        None
    }

    fn object<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<T>, A::Error> {
        T::read(&mut map, self.notes)
    }
}

/// The shape of an array of objects; bad ones and those after `limit` items are reported and left
/// out.
pub(super) struct List<'n, T> {
    notes: &'n Notes,
    limit: u32,
    of: PhantomData<T>,
}

impl<'n, T> List<'n, T> {
    pub(super) fn with_notes(notes: &'n Notes, limit: u32) -> Self {
        Self { notes, limit, of: PhantomData }
    }
}

impl<'de, T: Fields> Shape<'de> for List<'_, T> {
    type Value = Option<Vec<T>>;

    fn scalar(self, value: Scalar<'de>) -> Option<Vec<T>> {
        if !matches!(value, Scalar::Null) {
            self.notes.add(Problem::WrongType { expected: "an array".to_owned() });
        }
        None
    }

    fn array<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Option<Vec<T>>, A::Error> {
        let mut items = Vec::new();
        for index in 0..self.limit as usize {
            let item = Object { notes: self.notes, in_list: true, into: PhantomData };
            match self.notes.within_item(index, || seq.next_element_seed(As(item)))? {
                None => return Ok(Some(items)),
                Some(item) => items.extend(item),
            }
        }
        if seq.next_element::<IgnoredAny>()?.is_some() {
            self.notes.add(Problem::TooMany { limit: self.limit });
            while seq.next_element::<IgnoredAny>()?.is_some() {}
        }
        Ok(Some(items))
    }
}
