//! Documents: JSON read strictly, and whatever is refused named by its path and value.
//!
//! This is how values come in from Python, from C and from files: the types of the rooms read themselves by serde, and
//! an error that one of them raises (`money.too_many_decimals`) keeps its code, with the path at which it lies.
//!
//! ```
//! use backoffice::{Money, error::document};
//!
//! let text = r#"[{"amount": "5.00", "currency": "EUR"}, {"amount": "1.005", "currency": "EUR"}]"#;
//! let error = document::read::<Vec<Money>>("amounts", text).unwrap_err();
//! assert_eq!(error.code(), "money.too_many_decimals");
//! assert_eq!((error.field(), error.value()), ("amounts.1.amount", "1.005"));
//! ```

use super::{Code, Error, Particulars, Result};
use serde::de::{self, DeserializeOwned, DeserializeSeed, Expected, Unexpected, Visitor};
use serde_json::{Map, Value, map, value::Index};
use std::{collections::BTreeSet, fmt, marker::PhantomData, slice};

/// Reads a value from JSON text. `name` is what the caller calls it, and begins every path in an error; it may be empty.
///
/// # Errors
/// `input.invalid` for what is not JSON, `input.truncated` when it ends too early, else as [`take`].
pub fn read<T: DeserializeOwned>(name: &str, text: &str) -> Result<T> {
    take(name, &parse(name, text)?)
}

/// Reads JSON text without asking what it says.
///
/// # Errors
/// `input.invalid` for what is not JSON, `input.truncated` when it ends too early, `input.duplicate` when an object has
/// the same key twice.
pub fn parse(name: &str, text: &str) -> Result<Value> {
    let value = serde_json::from_str(text).map_err(|error: serde_json::Error| {
        let code = if error.is_eof() { Code::InputTruncated } else { Code::InputInvalid };
        let begin = text.lines().nth(error.line().saturating_sub(1)).unwrap_or_default();
        Error::new(code, name, shortened(begin.trim()), format!("`{name}` is not a JSON document: {error}"))
    })?;
    match twice(text) {
        None => Ok(value),
        Some((path, key)) => {
            let path = if name.is_empty() { path } else { format!("{name}.{path}") };
            let message = format!("`{path}` is given twice: leave one of them out");
            Err(Error::new(Code::InputDuplicate, path, key, message))
        }
    }
}

/// The first key that an object of this JSON text has twice, with its path: serde_json takes the last without a word.
fn twice(text: &str) -> Option<(String, String)> {
    struct Open {
        keys: Option<BTreeSet<String>>,
        key: String,
        index: usize,
        key_comes: bool,
    }
    let mut open: Vec<Open> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '[', '}', ']', ',', '"']) {
        let (sign, after) = rest.split_at_checked(at)?.1.split_at_checked(1)?;
        rest = after;
        match (sign, open.last_mut()) {
            ("{", _) => {
                open.push(Open {
                    keys: Some(BTreeSet::new()),
                    key: String::new(),
                    index: 0,
                    key_comes: true,
                });
            }
            ("[", _) => open.push(Open { keys: None, key: String::new(), index: 0, key_comes: false }),
            ("}" | "]", _) => {
                open.pop();
            }
            (",", Some(inner)) => (inner.index, inner.key_comes) = (inner.index + 1, inner.keys.is_some()),
            ("\"", inner) => {
                let mut escaped = false;
                let end = rest.find(|letter| {
                    let ends = letter == '"' && !escaped;
                    escaped = letter == '\\' && !escaped;
                    ends
                })?;
                let (written, after) = rest.split_at_checked(end)?;
                rest = after.get(1..)?;
                let Some(inner) = inner.filter(|inner| inner.key_comes) else { continue };
                inner.key = serde_json::from_str(&format!("\"{written}\"")).ok()?;
                inner.key_comes = false;
                if !inner.keys.as_mut()?.insert(inner.key.clone()) {
                    let key = inner.key.clone();
                    let step = |o: &Open| if o.keys.is_some() { o.key.clone() } else { o.index.to_string() };
                    return Some((open.iter().map(step).collect::<Vec<_>>().join("."), key));
                }
            }
            _ => {}
        }
    }
    None
}

/// Reads a value from a parsed document.
///
/// # Errors
/// `input.missing`, `input.unknown_field`, `input.float` and `input.invalid` for what has the wrong shape,
/// `calendar.invalid_date` for a day, and whatever the type itself refuses; each with path and value.
pub fn take<T: DeserializeOwned>(name: &str, value: &Value) -> Result<T> {
    take_seed(name, value, PhantomData)
}

/// The same with a seed of serde, for a type that is known only then.
pub(crate) fn take_seed<'de, S: DeserializeSeed<'de>>(
    name: &str,
    value: &'de Value,
    seed: S,
) -> Result<S::Value> {
    seed.deserialize(Node(value)).map_err(|refusal| {
        let Refusal(mut error, _) = refusal.at(name, value);
        let fault = error.fault_mut();
        if !fault.message.contains(&fault.field) {
            fault.message = format!("`{}`: {}", fault.field, fault.message);
        }
        error
    })
}

/// Writes a value as a document.
///
/// # Errors
/// `input.invalid` for what JSON has no form for; no type of this library is such.
pub fn write<T: serde::Serialize>(name: &str, value: &T) -> Result<Value> {
    serde_json::to_value(value).map_err(|error| Error::invalid(name, error, "it has no form in JSON"))
}

/// A scalar as its text, a list or an object as its JSON, cut when long.
fn tell(value: &Value) -> String {
    match value {
        Value::String(text) => shortened(text),
        Value::Null => String::new(),
        other => shortened(&other.to_string()),
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// The only path below `value` that `is` what is sought, by its last key and what stands there; serde does not say where
/// it was when it reads a tagged object.
fn locate(value: &Value, is: &dyn Fn(&str, &Value) -> bool) -> Option<String> {
    fn gather(value: &Value, is: &dyn Fn(&str, &Value) -> bool, path: &str, found: &mut Vec<String>) {
        let mut below = |key: String, child: &Value| {
            let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            if is(&key, child) {
                found.push(path.clone());
            }
            gather(child, is, &path, found);
        };
        match value {
            Value::Object(fields) => fields.iter().for_each(|(key, child)| below(key.clone(), child)),
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(i, child)| below(i.to_string(), child));
            }
            _ => {}
        }
    }
    let mut found = vec![];
    gather(value, is, "", &mut found);
    (found.len() == 1).then(|| found.swap_remove(0))
}

/// An error on its way up; the flag says that its field is already a path below the value at hand.
#[derive(Debug)]
struct Refusal(Error, bool);

impl Refusal {
    fn new(code: Code, field: &str, value: &str, message: String) -> Self {
        Self(Error::new(code, field, shortened(value), message), false)
    }

    /// The same, seen from the holder of `value`, who calls it `key`.
    fn at(self, key: &str, value: &Value) -> Self {
        let Self(mut error, placed) = self;
        let fault = error.fault_mut();
        let named = fault.field.clone();
        if !placed {
            let found = match value {
                Value::Object(_) | Value::Array(_) => match fault.code {
                    Code::InputMissing => Some(named.clone()),
                    _ if seek(value, &named).is_some() => Some(named.clone()),
                    Code::InputUnknownField => locate(value, &|key, _| key == named),
                    _ => locate(value, &|_, at| !at.is_object() && !at.is_array() && tell(at) == fault.value),
                },
                _ => None,
            };
            let within = found.unwrap_or_default();
            let inner = if within.is_empty() { value } else { seek(value, &within).unwrap_or(&Value::Null) };
            if fault.value.is_empty() || fault.code == Code::InputUnknownField {
                fault.value = tell(inner);
            }
            fault.field = within;
        }
        fault.field = match (key, fault.field.as_str()) {
            ("", below) => below.to_owned(),
            (key, "") => key.to_owned(),
            (key, below) => format!("{key}.{below}"),
        };
        if let Some(rest) = fault.message.strip_prefix(&format!("`{named}`")) {
            fault.message = format!("`{}`{rest}", fault.field);
        }
        Self(error, true)
    }
}

fn seek<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(value, |value, key| match value {
        Value::Array(items) => items.get(key.parse::<usize>().ok()?),
        other => key.index_into(other),
    })
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl std::error::Error for Refusal {}

/// What serde calls a thing, in the words of the person who writes the document.
fn plainly(expected: &dyn Expected) -> String {
    let text = expected.to_string();
    match text.as_str() {
        _ if text.starts_with("struct ")
            || text.starts_with("map")
            || text.starts_with("internally tagged") =>
        {
            "an object with its fields".into()
        }
        "a sequence" => "a list".into(),
        "a boolean" => "true or false".into(),
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number, not below zero".into(),
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number".into(),
        "a formatted date string" => "a day such as 2026-03-31".into(),
        "variant identifier" => "the name of a kind".into(),
        _ => match text.split_once(' ') {
            Some(("enum", _)) => "the name of a kind, or an object with that name as its key".into(),
            Some(("tuple", _)) => "a list".into(),
            _ => text,
        },
    }
}

impl de::Error for Refusal {
    /// An error of the library keeps its particulars; any other text is an invalid input.
    fn custom<T: fmt::Display>(text: T) -> Self {
        let told = format!("{text:#}");
        match told.starts_with('{').then(|| serde_json::from_str::<Particulars>(&told).ok()).flatten() {
            Some(particulars) => Self(Error::of(particulars), false),
            None => Self::new(Code::InputInvalid, "", "", format!("``: {told}")),
        }
    }

    fn invalid_type(got: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let value = match got {
            Unexpected::Str(text) | Unexpected::Other(text) => text.to_owned(),
            Unexpected::Signed(number) => number.to_string(),
            Unexpected::Unsigned(number) => number.to_string(),
            Unexpected::Bool(flag) => flag.to_string(),
            _ => String::new(),
        };
        let got = match got {
            Unexpected::Unit | Unexpected::Option => "is nothing".to_owned(),
            Unexpected::Seq => "is a list".to_owned(),
            Unexpected::Map => "is an object".to_owned(),
            _ => format!("is `{}`", shortened(&value)),
        };
        Self::new(Code::InputInvalid, "", &value, format!("`` {got}: write {}", plainly(expected)))
    }

    fn invalid_value(got: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(got, expected)
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        let message = format!("`` has {length} items: write {}", plainly(expected));
        Self::new(Code::InputInvalid, "", &length.to_string(), message)
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        let message = format!("`` is `{variant}`, which is not known here: write {}", expected.join(", "));
        Self::new(Code::InputInvalid, "", variant, message)
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        let known = if expected.is_empty() { "nothing".to_owned() } else { expected.join(", ") };
        let message = format!("`{field}` is not a field that is known here: there is {known}");
        Self::new(Code::InputUnknownField, field, "", message)
    }

    fn missing_field(field: &'static str) -> Self {
        Self(Error::missing(field), false)
    }

    fn duplicate_field(field: &'static str) -> Self {
        let message = format!("`{field}` is given twice: leave one of them out");
        Self::new(Code::InputDuplicate, field, "", message)
    }
}

/// A value of a document, as serde reads it.
#[derive(Clone, Copy)]
struct Node<'a>(&'a Value);

impl<'de> de::Deserializer<'de> for Node<'de> {
    type Error = Refusal;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(flag) => visitor.visit_bool(*flag),
            Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(number), _) => visitor.visit_u64(number),
                (_, Some(number)) => visitor.visit_i64(number),
                _ => {
                    let message = format!(
                        "`` is `{number}`, a binary float, which is not exact: write it as text, such as \"148.50\""
                    );
                    Err(Refusal::new(Code::InputFloat, "", &number.to_string(), message))
                }
            },
            Value::String(text) => {
                let day = (&visitor as &dyn Expected).to_string().contains("formatted date string");
                let refuse = || {
                    let message = format!("`` is `{text}`, which is not a day: write it as 2026-03-31");
                    Refusal::new(Code::CalendarInvalidDate, "", text, message)
                };
                if day && text.len() != 10 {
                    return Err(refuse()); // chrono would take 2026-3-1
                }
                visitor.visit_borrowed_str(text).map_err(|refusal| if day { refuse() } else { refusal })
            }
            Value::Array(items) => {
                let mut rest = Items { items: items.iter(), index: 0 };
                let read = visitor.visit_seq(&mut rest)?;
                match rest.items.next() {
                    None => Ok(read),
                    Some(_) => Err(de::Error::invalid_length(items.len(), &"fewer")),
                }
            }
            Value::Object(fields) => visitor.visit_map(Fields { fields: fields.iter(), current: None }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        match self.0 {
            Value::String(_) => visitor.visit_enum(Variant { name: self.0, content: None }),
            Value::Object(fields) => match single(fields) {
                Some((name, content)) => {
                    let name = Value::String(name.clone());
                    visitor
                        .visit_enum(Variant { name: &name, content: Some(content) })
                        .map_err(|refusal| if refusal.1 { refusal } else { refusal.at("", self.0) })
                }
                None => Err(de::Error::invalid_length(fields.len(), &"one key, the name of a kind")),
            },
            other => {
                let refuse = |got| Err(de::Error::invalid_type(got, &"the name of a kind"));
                match other {
                    Value::Bool(flag) => refuse(Unexpected::Bool(*flag)),
                    Value::Number(number) => refuse(Unexpected::Other(&number.to_string())),
                    Value::Null => refuse(Unexpected::Unit),
                    _ => refuse(Unexpected::Seq),
                }
            }
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}

fn single(fields: &Map<String, Value>) -> Option<(&String, &Value)> {
    let mut all = fields.iter();
    all.next().filter(|_| all.next().is_none())
}

struct Items<'de> {
    items: slice::Iter<'de, Value>,
    index: usize,
}

impl<'de> de::SeqAccess<'de> for Items<'de> {
    type Error = Refusal;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Refusal> {
        let Some(item) = self.items.next() else { return Ok(None) };
        let index = self.index;
        self.index += 1;
        seed.deserialize(Node(item)).map(Some).map_err(|refusal| refusal.at(&index.to_string(), item))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

struct Fields<'de> {
    fields: map::Iter<'de>,
    current: Option<(&'de String, &'de Value)>,
}

impl<'de> de::MapAccess<'de> for Fields<'de> {
    type Error = Refusal;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Refusal> {
        self.current = self.fields.next();
        let Some((key, _)) = self.current else { return Ok(None) };
        seed.deserialize(Key(key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Refusal> {
        let Some((key, value)) = self.current.take() else {
            return Err(de::Error::custom("a key without a value"));
        };
        seed.deserialize(Node(value)).map_err(|refusal| refusal.at(key, value))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.fields.len())
    }
}

/// A key of an object, which JSON has as text only: a map by number reads it as that.
struct Key<'a>(&'a str);

macro_rules! whole_numbers {
    ($($method:ident $visit:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
            match self.0.parse() {
                Ok(number) => visitor.$visit(number),
                Err(_) => Err(de::Error::invalid_type(Unexpected::Str(self.0), &visitor)),
            }
        }
    )*};
}

impl<'de> de::Deserializer<'de> for Key<'de> {
    type Error = Refusal;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_borrowed_str(self.0)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        visitor.visit_enum(de::value::BorrowedStrDeserializer::new(self.0))
    }

    whole_numbers! {
        deserialize_i8 visit_i64 deserialize_i16 visit_i64 deserialize_i32 visit_i64 deserialize_i64 visit_i64
        deserialize_u8 visit_u64 deserialize_u16 visit_u64 deserialize_u32 visit_u64 deserialize_u64 visit_u64
    }

    serde::forward_to_deserialize_any! {
        bool i128 u128 f32 f64 char str string bytes byte_buf option unit unit_struct seq tuple tuple_struct map struct
        identifier ignored_any
    }
}

struct Variant<'a, 'de> {
    name: &'a Value,
    content: Option<&'de Value>,
}

impl<'de> de::EnumAccess<'de> for Variant<'_, 'de> {
    type Error = Refusal;
    type Variant = Content<'de>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Content<'de>), Refusal> {
        let name = self.name.as_str().unwrap_or_default();
        let read = seed.deserialize(de::value::StrDeserializer::new(name))?;
        Ok((read, Content { name: name.to_owned(), content: self.content }))
    }
}

/// What a variant of an enum holds.
struct Content<'de> {
    name: String,
    content: Option<&'de Value>,
}

impl<'de> Content<'de> {
    fn node(self) -> Result<(String, &'de Value), Refusal> {
        if let Some(content) = self.content {
            return Ok((self.name, content));
        }
        let message = format!(
            "`` is `{0}`, which needs its particulars: write an object with `{0}` as its key",
            self.name
        );
        Err(Refusal::new(Code::InputMissing, "", &self.name, message))
    }
}

impl<'de> de::VariantAccess<'de> for Content<'de> {
    type Error = Refusal;

    fn unit_variant(self) -> Result<(), Refusal> {
        match self.content {
            None | Some(Value::Null) => Ok(()),
            Some(content) => {
                let message = "`` has no particulars: write only the name of the kind".to_owned();
                Err(Refusal::new(Code::InputInvalid, "", &tell(content), message).at(&self.name, content))
            }
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Refusal> {
        let (name, content) = self.node()?;
        seed.deserialize(Node(content)).map_err(|refusal| refusal.at(&name, content))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Refusal> {
        let (name, content) = self.node()?;
        de::Deserializer::deserialize_seq(Node(content), visitor)
            .map_err(|refusal| refusal.at(&name, content))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        let (name, content) = self.node()?;
        de::Deserializer::deserialize_map(Node(content), visitor)
            .map_err(|refusal| refusal.at(&name, content))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{calendar::Period, ledger::Posting, money::Mode};
    use rust_decimal::Decimal;
    use serde::Deserialize;
    use std::collections::BTreeMap;

    fn refused<T: DeserializeOwned + fmt::Debug>(text: &str) -> (&'static str, String, String) {
        let error = read::<T>("", text).unwrap_err();
        assert!(error.message().contains(error.field()), "{}", error.message());
        (error.code().as_str(), error.field().to_owned(), error.value().to_owned())
    }

    fn told(code: &'static str, field: &str, value: &str) -> (&'static str, String, String) {
        (code, field.to_owned(), value.to_owned())
    }

    const POSTING: &str = r#"[{"day": "2026-03-31", "account": "cash", "amount": {"amount": "5", "currency": "EUR"}, "reference": ""}]"#;

    fn posting(from: &str, to: &str) -> (&'static str, String, String) {
        assert!(read::<Vec<Posting>>("", POSTING).is_ok());
        assert!(POSTING.contains(from));
        refused::<Vec<Posting>>(&POSTING.replace(from, to))
    }

    #[test]
    fn each_refusal_names_its_path_and_value() {
        assert_eq!(
            posting("\"5\"", "\"5.001\""),
            told("money.too_many_decimals", "0.amount.amount", "5.001")
        );
        assert_eq!(posting("\"5\"", "\"5,00\""), told("number.not_exact", "0.amount.amount", "5,00"));
        assert_eq!(posting("\"5\"", "5.25"), told("input.float", "0.amount.amount", "5.25"));
        assert_eq!(posting("\"5\"", "true"), told("input.invalid", "0.amount.amount", "true"));
        assert_eq!(posting("EUR", "EUX"), told("money.unknown_currency", "0.amount.currency", "EUX"));
        assert_eq!(posting("03-31", "02-31"), told("calendar.invalid_date", "0.day", "2026-02-31"));
        assert_eq!(
            posting("03-31", "03-31T10:00"),
            told("calendar.invalid_date", "0.day", "2026-03-31T10:00")
        );
        assert_eq!(posting("03-31", "3-31"), told("calendar.invalid_date", "0.day", "2026-3-31"));
        assert_eq!(posting("\"cash\"", "7"), told("input.invalid", "0.account", "7"));
        assert_eq!(posting("\"cash\"", "null"), told("input.invalid", "0.account", ""));
        assert_eq!(posting("account", "acount"), told("input.unknown_field", "0.acount", "cash"));
        assert_eq!(posting("\"account\": \"cash\", ", ""), told("input.missing", "0.account", ""));
        assert_eq!(posting("}]", "}"), told("input.truncated", "", &POSTING[..80].to_owned().add_ellipsis()));
        assert_eq!(posting("[{", "{"), told("input.invalid", "", &POSTING[1..81].to_owned().add_ellipsis()));
    }

    trait Ellipsis {
        fn add_ellipsis(self) -> String;
    }

    impl Ellipsis for String {
        fn add_ellipsis(self) -> String {
            self + "…"
        }
    }

    #[derive(Debug, Deserialize)]
    #[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
    #[allow(dead_code, reason = "only read")]
    enum Tagged {
        Receive {
            #[serde(with = "crate::error::exact::text")]
            quantity: Decimal,
            period: Option<Period>,
        },
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "snake_case")]
    enum Keyed {
        Nothing,
        Within(Period),
        Between { low: u32, mode: Mode },
        Pair(u8, u8),
    }

    #[test]
    fn kinds_are_read_and_refused_in_every_form() {
        let read_one = |text: &str| read::<Keyed>("", text).unwrap();
        assert_eq!(read_one("\"nothing\""), Keyed::Nothing);
        assert_eq!(
            read_one(r#"{"between": {"low": 3, "mode": "up"}}"#),
            Keyed::Between { low: 3, mode: Mode::Up }
        );
        assert_eq!(read_one(r#"{"pair": [1, 2]}"#), Keyed::Pair(1, 2));
        let ends_first = r#"{"within": {"first": "2026-03-31", "last": "2026-03-01"}}"#;
        assert_eq!(
            refused::<Keyed>(ends_first),
            told("calendar.invalid_period", "within.last", "2026-03-01")
        );
        assert_eq!(
            refused::<Keyed>(r#"{"between": {"low": -3, "mode": "up"}}"#),
            told("input.invalid", "between.low", "-3")
        );
        assert_eq!(
            refused::<Keyed>(r#"{"between": {"low": 3, "mode": "sideways"}}"#),
            told("input.invalid", "between.mode", "sideways")
        );
        assert_eq!(refused::<Keyed>("\"within\""), told("input.missing", "", "within"));
        assert_eq!(refused::<Keyed>("\"never\""), told("input.invalid", "", "never"));
        assert_eq!(refused::<Keyed>("{\"pair\": [1, 2, 9]}"), told("input.invalid", "pair", "3"));
        assert_eq!(refused::<Keyed>("{\"pair\": [1, 300]}"), told("input.invalid", "pair.1", "300"));
        assert_eq!(refused::<Keyed>("{}").0, "input.invalid");
        assert_eq!(refused::<Keyed>("true"), told("input.invalid", "", "true"));
    }

    #[test]
    fn a_tagged_object_is_searched_for_the_value() {
        let text = r#"[{"kind": "receive", "quantity": "1e3"}]"#;
        assert_eq!(refused::<Vec<Tagged>>(text), told("number.not_exact", "0.quantity", "1e3"));
        let text = r#"[{"kind": "receive", "quantity": "1", "period": {"first": "2026-03-31", "last": "2026-03-01"}}]"#;
        assert_eq!(
            refused::<Vec<Tagged>>(text),
            told("calendar.invalid_period", "0.period.last", "2026-03-01")
        );
        let text = r#"[{"kind": "receive", "quantity": "1", "note": "x"}]"#;
        assert_eq!(refused::<Vec<Tagged>>(text), told("input.unknown_field", "0.note", "x"));
        let text =
            r#"[{"kind": "receive", "quantity": "1", "period": {"first": "2026-03-31", "until": "x"}}]"#;
        assert_eq!(refused::<Vec<Tagged>>(text), told("input.unknown_field", "0.period.until", "x"));
        assert_eq!(
            refused::<Vec<Tagged>>(r#"[{"kind": "receive"}]"#),
            told("input.missing", "0.quantity", "")
        );
    }

    #[test]
    fn a_key_that_is_there_twice_is_refused() {
        let twice = |text: &str| refused::<Value>(text);
        assert_eq!(twice(r#"{"a": 1, "b": 2, "a": 3}"#), told("input.duplicate", "a", "a"));
        let deep = r#"[{"a": "}"}, {"x": [1, {"k,\"": {"a": "a", "\u0061": 1}}]}]"#;
        assert_eq!(twice(deep), told("input.duplicate", "1.x.1.k,\".a", "a"));
        for fine in [
            r#"{"a": {"a": ["a", "a"]}, "b": {"a": "\\"}, "c\"": "{\"c\": 1, \"c\": 2"}"#,
            "[[], {}, \"\", 1.5]",
        ] {
            assert_eq!(parse("", fine).unwrap(), serde_json::from_str::<Value>(fine).unwrap());
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_once_is_read(keys in proptest::collection::btree_map(".*", ".*", 0..6)) {
            let text = serde_json::to_string(&[&keys, &keys]).unwrap();
            proptest::prop_assert_eq!(read::<Vec<BTreeMap<String, String>>>("", &text).unwrap(), [keys.clone(), keys.clone()]);
            if let Some((key, _)) = keys.first_key_value() {
                let key = serde_json::to_string(key).unwrap();
                let again = text.replacen('{', &format!("{{{key}: 1, "), 1);
                let error = parse("", &again).unwrap_err();
                proptest::prop_assert_eq!(error.code(), Code::InputDuplicate);
            }
        }
    }

    #[test]
    fn keys_of_a_map_may_be_numbers() {
        assert_eq!(read::<BTreeMap<u32, u8>>("", r#"{"7": 1}"#).unwrap(), BTreeMap::from([(7, 1)]));
        assert_eq!(refused::<BTreeMap<u32, u8>>(r#"{"seven": 1}"#).0, "input.invalid");
    }

    #[test]
    fn the_name_begins_the_path() {
        let error = read::<Vec<Period>>("periods", r#"[{"first": 3, "last": "2026-03-01"}]"#).unwrap_err();
        assert_eq!((error.field(), error.value()), ("periods.0.first", "3"));
        assert_eq!(error.message(), "`periods.0.first` is `3`: write a day such as 2026-03-31");
    }
}
