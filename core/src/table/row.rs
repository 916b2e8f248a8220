//! A row of columns as a document: the types of the rooms read themselves from it by serde, with no text in between.

use super::column::{Cell, Kind, Source};
use crate::{
    error::{Error, Result, document},
    money::Currency,
};
use rust_decimal::Decimal;
use serde::{
    de::{self, DeserializeSeed, IntoDeserializer, Visitor},
    forward_to_deserialize_any,
};
use serde_json::{Map, Value};
use std::{
    fmt::{self, Write},
    slice,
};

/// A field of a document: what it is called in there, and its cells or its own fields.
#[derive(Clone, Debug)]
pub(super) struct Node {
    key: &'static str,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    /// The place of its source among all, and what it is.
    Leaf(usize, Kind),
    /// A whole number, but an amount where that text stands at the place `decides`.
    WholeOr {
        place: usize,
        decides: usize,
        amount: &'static str,
    },
    Branch(Vec<Node>),
}

impl Node {
    /// The document whose fields have those names (`to_date.tax`); the sources of its leaves stand from that place on.
    pub(super) fn document(fields: &[(&'static str, Kind)], from: usize) -> Self {
        let mut root = Self { key: "", what: What::Branch(vec![]) };
        let place_of = |field: &str| (from..).zip(fields).find(|(_, (name, _))| *name == field);
        for (place, (name, kind)) in (from..).zip(fields) {
            let what = match kind {
                Kind::WholeOr { amount_where: (field, amount) } => match place_of(field) {
                    Some((decides, _)) => What::WholeOr { place, decides, amount },
                    None => What::Leaf(place, Kind::Whole),
                },
                kind => What::Leaf(place, *kind),
            };
            root.put(name, what);
        }
        root
    }

    fn put(&mut self, name: &'static str, what: What) {
        let What::Branch(fields) = &mut self.what else { return };
        let Some((key, rest)) = name.split_once('.') else {
            return fields.push(Self { key: name, what });
        };
        if !fields.iter().any(|field| field.key == key) {
            fields.push(Self { key, what: What::Branch(vec![]) });
        }
        if let Some(field) = fields.iter_mut().find(|field| field.key == key) {
            field.put(rest, what);
        }
    }
}

/// A document, or a part of it, in one row.
#[derive(Clone, Copy)]
pub(super) struct Row<'t, 'a> {
    pub(super) node: &'t Node,
    pub(super) sources: &'t [Source<'a>],
    pub(super) index: usize,
    pub(super) currency: Currency,
}

impl<'a> Row<'_, 'a> {
    fn cell(&self, place: usize) -> Cell<'a> {
        self.sources.get(place).map_or(Cell::Absent, |source| source.at(self.index))
    }

    /// The place of a leaf's source, and what it is in this row.
    fn leaf(&self) -> Option<(usize, Kind)> {
        match self.node.what {
            What::Branch(_) => None,
            What::Leaf(place, kind) => Some((place, kind)),
            What::WholeOr { place, decides, amount } => {
                let is_amount = self.cell(decides) == Cell::Text(amount);
                Some((place, if is_amount { Kind::Amount } else { Kind::Whole }))
            }
        }
    }

    /// Whether anything stands there.
    fn is_present(&self) -> bool {
        match &self.node.what {
            What::Leaf(place, _) | What::WholeOr { place, .. } => self.cell(*place) != Cell::Absent,
            What::Branch(fields) => fields.iter().any(|node| Self { node, ..*self }.is_present()),
        }
    }

    /// The same as a document; none when nothing stands there.
    pub(super) fn tell(&self) -> Option<Value> {
        match &self.node.what {
            What::Leaf(..) | What::WholeOr { .. } => {
                let (place, kind) = self.leaf()?;
                let told = self.sources.get(place)?.tell(kind, self.index)?;
                Some(match kind {
                    Kind::Amount => {
                        let currency = Value::from(self.currency.code());
                        Value::Object(
                            [("amount".into(), told), ("currency".into(), currency)].into_iter().collect(),
                        )
                    }
                    _ => told,
                })
            }
            What::Branch(fields) => {
                let told = fields
                    .iter()
                    .filter_map(|node| Some((node.key.to_owned(), Self { node, ..*self }.tell()?)));
                Some(told.collect::<Map<_, _>>()).filter(|fields| !fields.is_empty()).map(Value::Object)
            }
        }
    }

    /// A value of the row. What is refused is told by the readers of documents: its paths are the columns' names.
    ///
    /// # Errors
    /// As [`document::take`].
    pub(super) fn read<T, S>(self, seed: S) -> Result<T>
    where
        S: for<'de> DeserializeSeed<'de, Value = T> + Copy,
    {
        seed.deserialize(self).or_else(|Lost| {
            let told = self.tell().unwrap_or_else(|| Value::Object(Map::new()));
            document::take_seed("", &told, seed).map_err(column_named)
        })
    }
}

/// An amount has one column, where a document has two fields.
pub(super) fn column_named(error: Error) -> Error {
    let path = error.field();
    let Some(name) = path.strip_suffix(".amount").or_else(|| path.strip_suffix(".currency")) else {
        return error;
    };
    let message = error.message().replace(&format!("`{path}`"), &format!("`{name}`"));
    Error::new(error.code(), name, error.value(), message)
}

/// The row does not read as wanted: why, the readers of documents tell.
#[derive(Debug)]
pub(super) struct Lost;

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the row does not read as wanted")
    }
}

impl std::error::Error for Lost {}

impl de::Error for Lost {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// A short text that needs no memory of its own: a number or a day.
#[derive(Clone, Copy)]
struct Short {
    bytes: [u8; 40],
    from: usize,
    to: usize,
}

impl Short {
    fn of(value: impl fmt::Display) -> std::result::Result<Self, Lost> {
        let mut text = Self { bytes: [0; 40], from: 0, to: 0 };
        write!(text, "{value}").map_err(|_| Lost)?;
        Ok(text)
    }

    /// A number, digit by digit from its end: quicker than through the formatter.
    fn number(number: Decimal) -> std::result::Result<Self, Lost> {
        let (Ok(mut rest), mut decimals) = (u64::try_from(number.mantissa().unsigned_abs()), number.scale())
        else {
            return Self::of(number);
        };
        let mut text = Self { bytes: [0; 40], from: 40, to: 40 };
        text.before(b'0' + u8::try_from(rest % 10).unwrap_or_default())?;
        rest /= 10;
        while rest > 0 || decimals > 0 {
            decimals = match decimals {
                0 => 0,
                1 => {
                    text.before(b'.')?;
                    0
                }
                more => more - 1,
            };
            text.before(b'0' + u8::try_from(rest % 10).unwrap_or_default())?;
            rest /= 10;
        }
        if number.is_sign_negative() {
            text.before(b'-')?;
        }
        Ok(text)
    }

    fn before(&mut self, sign: u8) -> std::result::Result<(), Lost> {
        self.from = self.from.checked_sub(1).ok_or(Lost)?;
        *self.bytes.get_mut(self.from).ok_or(Lost)? = sign;
        Ok(())
    }

    fn as_str(&self) -> std::result::Result<&str, Lost> {
        self.bytes.get(self.from..self.to).and_then(|bytes| std::str::from_utf8(bytes).ok()).ok_or(Lost)
    }
}

impl Write for Short {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.to.checked_add(text.len()).ok_or(fmt::Error)?;
        self.bytes.get_mut(self.to..end).ok_or(fmt::Error)?.copy_from_slice(text.as_bytes());
        self.to = end;
        Ok(())
    }
}

impl<'de> de::Deserializer<'de> for Row<'_, 'de> {
    type Error = Lost;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> std::result::Result<V::Value, Lost> {
        if let What::Branch(fields) = &self.node.what {
            return visitor.visit_map(Fields { row: self, rest: fields.iter(), current: None });
        }
        let (place, kind) = self.leaf().ok_or(Lost)?;
        match (kind, self.cell(place)) {
            (Kind::Amount, Cell::Text(text)) => {
                visitor.visit_map(Amount::of(Written::Borrowed(text), self.currency))
            }
            (Kind::Amount, Cell::Number(number)) => {
                visitor.visit_map(Amount::of(Written::Short(Short::number(number)?), self.currency))
            }
            (Kind::Whole, Cell::Number(number)) => {
                let plain = number.normalize();
                if plain.scale() != 0 {
                    return Err(Lost);
                }
                match (u64::try_from(plain.mantissa()), i64::try_from(plain.mantissa())) {
                    (Ok(whole), _) => visitor.visit_u64(whole),
                    (_, Ok(whole)) => visitor.visit_i64(whole),
                    _ => Err(Lost),
                }
            }
            (Kind::Number, Cell::Number(number)) => visitor.visit_str(Short::number(number)?.as_str()?),
            (Kind::Flag, Cell::Flag(flag)) => visitor.visit_bool(flag),
            (Kind::Day, _) => {
                let day = self.sources.get(place).and_then(|source| source.day(self.index)).ok_or(Lost)?;
                visitor.visit_str(Short::of(day)?.as_str()?)
            }
            (Kind::Text | Kind::Number, Cell::Text(text)) => visitor.visit_borrowed_str(text),
            _ => Err(Lost),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> std::result::Result<V::Value, Lost> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> std::result::Result<V::Value, Lost> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> std::result::Result<V::Value, Lost> {
        match &self.node.what {
            What::Leaf(place, Kind::Text) => match self.cell(*place) {
                Cell::Text(name) => visitor.visit_enum(de::value::BorrowedStrDeserializer::new(name)),
                _ => Err(Lost),
            },
            _ => Err(Lost),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}

/// The fields of a row that are present.
struct Fields<'t, 'de> {
    row: Row<'t, 'de>,
    rest: slice::Iter<'t, Node>,
    current: Option<&'t Node>,
}

impl<'de> de::MapAccess<'de> for Fields<'_, 'de> {
    type Error = Lost;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> std::result::Result<Option<K::Value>, Lost> {
        let row = self.row;
        self.current = self.rest.find(|node| Row { node, ..row }.is_present());
        match self.current {
            Some(node) => seed.deserialize(de::value::BorrowedStrDeserializer::new(node.key)).map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> std::result::Result<V::Value, Lost> {
        let node = self.current.take().ok_or(Lost)?;
        seed.deserialize(Row { node, ..self.row })
    }
}

#[derive(Clone, Copy)]
enum Written<'de> {
    Borrowed(&'de str),
    Short(Short),
}

/// An amount as the two fields that it has in a document.
struct Amount<'de> {
    amount: Option<Written<'de>>,
    currency: Option<Currency>,
}

impl<'de> Amount<'de> {
    const fn of(amount: Written<'de>, currency: Currency) -> Self {
        Self { amount: Some(amount), currency: Some(currency) }
    }
}

impl<'de> de::MapAccess<'de> for Amount<'de> {
    type Error = Lost;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> std::result::Result<Option<K::Value>, Lost> {
        let key = match (self.amount, self.currency) {
            (Some(_), _) => "amount",
            (None, Some(_)) => "currency",
            (None, None) => return Ok(None),
        };
        seed.deserialize(de::value::BorrowedStrDeserializer::new(key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> std::result::Result<V::Value, Lost> {
        match self.amount.take() {
            Some(Written::Borrowed(text)) => seed.deserialize(de::value::BorrowedStrDeserializer::new(text)),
            Some(Written::Short(text)) => seed.deserialize(text.as_str()?.into_deserializer()),
            None => {
                let currency = self.currency.take().ok_or(Lost)?;
                seed.deserialize(currency.code().into_deserializer())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_are_written_as_decimal_writes_them(digits: i128, scale in 0_u32..=28, shift in 0_u32..127) {
            if let Ok(number) = Decimal::try_from_i128_with_scale(digits >> shift, scale) {
                let text = Short::number(number).unwrap();
                prop_assert_eq!(text.as_str().unwrap(), number.to_string());
            }
        }
    }
}
