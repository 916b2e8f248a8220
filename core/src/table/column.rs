//! One column of Arrow, read row by row as the cells that our documents have.

use crate::{
    calendar,
    error::{Code, Error, Result, exact},
};
use arrow_array::{
    Array, BooleanArray, LargeStringArray, StringArray, StringViewArray, cast::AsArray, types::*,
};
use arrow_schema::DataType;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde_json::Value;
use std::borrow::Cow;

/// What a field of a document is, and so which columns may carry it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An amount in the currency of the law.
    Amount,
    /// Another number, such as a rate.
    Number,
    /// A whole number.
    Whole,
    /// A whole number, but an amount in the documents in which that column has that text.
    WholeOr { amount_where: (&'static str, &'static str) },
    /// True or false.
    Flag,
    /// A text: a code, or the name of a choice.
    Text,
    /// A day.
    Day,
}

impl Kind {
    /// What may stand in a column of it, for the one who is refused.
    const fn wanted(self) -> &'static str {
        match self {
            Self::Amount | Self::Number => "decimal, whole numbers or text",
            Self::Whole => "whole numbers",
            Self::WholeOr { .. } => "decimal or whole numbers",
            Self::Flag => "booleans",
            Self::Text => "text",
            Self::Day => "date32, date64 or text",
        }
    }
}

/// What stands in a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Cell<'a> {
    Absent,
    Text(&'a str),
    Number(Decimal),
    Flag(bool),
    Day(NaiveDate),
    /// What no document could hold; [`Source::tell`] says what it is.
    Odd,
}

/// Where the cells of a field come from.
pub(super) enum Source<'a> {
    Nothing,
    Constant(Cell<'a>),
    Text(Texts<'a>),
    /// Texts by key; a key of none is absent.
    Keyed(Vec<Option<usize>>, Texts<'a>),
    /// Numbers of that many decimals.
    Numbers(Cow<'a, [i128]>, i8, &'a dyn Array),
    /// The same, of 64 bits.
    Longs(&'a [i64], i8, &'a dyn Array),
    Flags(&'a BooleanArray),
    /// Days since 1970.
    Days(&'a [i32], &'a dyn Array),
    /// Milliseconds since 1970.
    Milliseconds(&'a [i64], &'a dyn Array),
}

#[derive(Clone, Copy)]
pub(super) enum Texts<'a> {
    Short(&'a StringArray),
    Large(&'a LargeStringArray),
    View(&'a StringViewArray),
}

impl<'a> Texts<'a> {
    fn of(array: &'a dyn Array) -> Option<Self> {
        match array.data_type() {
            DataType::Utf8 => array.as_string_opt().map(Self::Short),
            DataType::LargeUtf8 => array.as_string_opt().map(Self::Large),
            DataType::Utf8View => array.as_string_view_opt().map(Self::View),
            _ => None,
        }
    }

    pub(super) fn at(self, row: usize) -> Option<&'a str> {
        match self {
            Self::Short(array) => (row < array.len() && array.is_valid(row)).then(|| array.value(row)),
            Self::Large(array) => (row < array.len() && array.is_valid(row)).then(|| array.value(row)),
            Self::View(array) => (row < array.len() && array.is_valid(row)).then(|| array.value(row)),
        }
    }

    /// The texts of the first rows, in their order.
    #[inline]
    pub(super) fn each(self, rows: usize, each: impl FnMut(Option<&'a str>)) {
        match self {
            Self::Short(array) => array.iter().take(rows).for_each(each),
            Self::Large(array) => array.iter().take(rows).for_each(each),
            Self::View(array) => array.iter().take(rows).for_each(each),
        }
    }

    pub(super) fn len(self) -> usize {
        match self {
            Self::Short(array) => array.len(),
            Self::Large(array) => array.len(),
            Self::View(array) => array.len(),
        }
    }
}

macro_rules! widened {
    ($array:expr, $scale:expr; $($pattern:pat => $kind:ty,)*) => {
        match $array.data_type() {
            $($pattern => $array.as_primitive_opt::<$kind>().map(|numbers| {
                Source::Numbers(numbers.values().iter().map(|value| i128::from(*value)).collect(), $scale, $array)
            }),)*
            _ => None,
        }
    };
}

macro_rules! keys {
    ($array:expr; $($pattern:pat => $kind:ty,)*) => {
        match $array.data_type() {
            $($pattern => $array.as_primitive_opt::<$kind>().map(|keys| {
                keys.iter().map(|key| key.and_then(|key| usize::try_from(key).ok())).collect()
            }),)*
            _ => None,
        }
    };
}

fn whole(array: &dyn Array) -> Option<Source<'_>> {
    if let Some(numbers) = array.as_primitive_opt::<Int64Type>() {
        return Some(Source::Longs(numbers.values(), 0, array));
    }
    widened!(array, 0;
        DataType::Int8 => Int8Type, DataType::Int16 => Int16Type, DataType::Int32 => Int32Type,
        DataType::UInt8 => UInt8Type, DataType::UInt16 => UInt16Type, DataType::UInt32 => UInt32Type,
        DataType::UInt64 => UInt64Type,
    )
}

fn decimal(array: &dyn Array) -> Option<Source<'_>> {
    match array.data_type() {
        DataType::Decimal128(_, scale) => {
            let numbers = array.as_primitive_opt::<Decimal128Type>()?;
            Some(Source::Numbers(Cow::Borrowed(numbers.values()), *scale, array))
        }
        DataType::Decimal64(_, scale) => {
            let numbers = array.as_primitive_opt::<Decimal64Type>()?;
            Some(Source::Longs(numbers.values(), *scale, array))
        }
        DataType::Decimal32(_, scale) => widened!(array, *scale; DataType::Decimal32(..) => Decimal32Type,),
        _ => None,
    }
}

fn text(array: &dyn Array) -> Option<Source<'_>> {
    let DataType::Dictionary(..) = array.data_type() else { return Texts::of(array).map(Source::Text) };
    let dictionary = array.as_any_dictionary_opt()?;
    let texts = Texts::of(dictionary.values().as_ref())?;
    let keys: Vec<Option<usize>> = keys!(dictionary.keys();
        DataType::Int8 => Int8Type, DataType::Int16 => Int16Type, DataType::Int32 => Int32Type, DataType::Int64 => Int64Type,
        DataType::UInt8 => UInt8Type, DataType::UInt16 => UInt16Type, DataType::UInt32 => UInt32Type,
        DataType::UInt64 => UInt64Type,
    )?;
    Some(Source::Keyed(keys, texts))
}

fn day(array: &dyn Array) -> Option<Source<'_>> {
    match array.data_type() {
        DataType::Date32 => {
            array.as_primitive_opt::<Date32Type>().map(|days| Source::Days(days.values(), array))
        }
        DataType::Date64 => {
            array.as_primitive_opt::<Date64Type>().map(|days| Source::Milliseconds(days.values(), array))
        }
        _ => None,
    }
}

/// A decimal of Arrow as ours; none when it takes more than 28 digits.
fn exactly(value: i128, scale: i8) -> Option<Decimal> {
    let (mut value, mut scale) = (value, scale);
    while scale < 0 {
        (value, scale) = (value.checked_mul(10)?, scale + 1);
    }
    loop {
        match Decimal::try_from_i128_with_scale(value, u32::from(scale.unsigned_abs())) {
            Ok(number) => return Some(number),
            // Zeros at the end are no digits.
            Err(_) if scale > 0 && value % 10 == 0 => (value, scale) = (value / 10, scale - 1),
            Err(_) => return None,
        }
    }
}

/// A day of a text, none when it is not written as 2026-03-31.
fn read_day(text: &str) -> Option<NaiveDate> {
    calendar::parse_date("", text).ok()
}

const MILLISECONDS_A_DAY: i64 = 86_400_000;

fn since_epoch(days: i64) -> Option<NaiveDate> {
    NaiveDate::from_epoch_days(i32::try_from(days).ok()?)
}

impl<'a> Source<'a> {
    /// The cells of a column for a field of that kind.
    ///
    /// # Errors
    /// `input.float` for a column of binary floats, `input.invalid` for another type that does not fit.
    pub(super) fn of(name: &str, kind: Kind, array: &'a dyn Array) -> Result<Self> {
        let found = match (kind, array.data_type()) {
            (_, DataType::Null) => Some(Self::Nothing),
            (Kind::Amount | Kind::Number, _) => {
                decimal(array).or_else(|| whole(array)).or_else(|| text(array))
            }
            (Kind::Whole | Kind::WholeOr { .. }, _) => whole(array).or_else(|| decimal(array)),
            (Kind::Flag, _) => array.as_boolean_opt().map(Self::Flags),
            (Kind::Text, _) => text(array),
            (Kind::Day, _) => day(array).or_else(|| text(array)),
        };
        found.ok_or_else(|| {
            let (given, wanted) = (array.data_type(), kind.wanted());
            let (code, why) = match given {
                DataType::Float16 | DataType::Float32 | DataType::Float64 => (
                    Code::InputFloat,
                    "binary floats, which are not exact: read it as text or decimal from the start, or convert it by name",
                ),
                DataType::Timestamp(..) if kind == Kind::Day => {
                    (Code::InputInvalid, "points in time, which are not days: cast it to date32")
                }
                _ => (Code::InputInvalid, "which does not fit"),
            };
            let message = format!("the column `{name}` is {given}, {why}; `{name}` takes {wanted}");
            Error::new(code, name, given, message)
        })
    }

    /// What stands in a row.
    pub(super) fn at(&self, row: usize) -> Cell<'a> {
        let some = |array: &dyn Array| row < array.len() && array.is_valid(row);
        match self {
            Self::Nothing => Cell::Absent,
            Self::Constant(cell) => *cell,
            Self::Text(texts) => texts.at(row).map_or(Cell::Absent, Cell::Text),
            Self::Keyed(keys, texts) => keys
                .get(row)
                .copied()
                .flatten()
                .and_then(|key| texts.at(key))
                .map_or(Cell::Absent, Cell::Text),
            Self::Numbers(values, scale, array) => match values.get(row) {
                Some(value) if some(*array) => exactly(*value, *scale).map_or(Cell::Odd, Cell::Number),
                _ => Cell::Absent,
            },
            Self::Longs(values, scale, array) => match values.get(row) {
                Some(value) if some(*array) => {
                    exactly(i128::from(*value), *scale).map_or(Cell::Odd, Cell::Number)
                }
                _ => Cell::Absent,
            },
            Self::Flags(array) => {
                if some(*array) {
                    Cell::Flag(array.value(row))
                } else {
                    Cell::Absent
                }
            }
            Self::Days(values, array) => match values.get(row) {
                Some(days) if some(*array) => since_epoch(i64::from(*days)).map_or(Cell::Odd, Cell::Day),
                _ => Cell::Absent,
            },
            Self::Milliseconds(values, array) => match values.get(row) {
                Some(time) if some(*array) && time % MILLISECONDS_A_DAY == 0 => {
                    since_epoch(time / MILLISECONDS_A_DAY).map_or(Cell::Odd, Cell::Day)
                }
                Some(_) if some(*array) => Cell::Odd,
                _ => Cell::Absent,
            },
        }
    }

    /// The day that stands in a row, also when written as text.
    pub(super) fn day(&self, row: usize) -> Option<NaiveDate> {
        match self.at(row) {
            Cell::Day(day) => Some(day),
            Cell::Text(text) => read_day(text),
            _ => None,
        }
    }

    /// The number that stands in a row, also when written as text.
    pub(super) fn number(&self, row: usize) -> Option<Decimal> {
        match self.at(row) {
            Cell::Number(number) => Some(number),
            Cell::Text(text) => exact::decimal("", text).ok(),
            _ => None,
        }
    }

    /// What stands in a row as a document tells it; none when it is absent.
    pub(super) fn tell(&self, kind: Kind, row: usize) -> Option<Value> {
        Some(match self.at(row) {
            Cell::Absent => return None,
            Cell::Text(text) => text.into(),
            Cell::Number(number) if kind == Kind::Whole => {
                let plain = number.normalize();
                let whole = (plain.scale() == 0).then(|| i64::try_from(plain.mantissa()).ok()).flatten();
                whole.map_or_else(|| plain.to_string().into(), Value::from)
            }
            // The zeros of a column's scale are no digits of the number.
            Cell::Number(number) => number.normalize().to_string().into(),
            Cell::Flag(flag) => flag.into(),
            Cell::Day(day) => day.to_string().into(),
            Cell::Odd => self.odd(row).into(),
        })
    }

    fn odd(&self, row: usize) -> String {
        let told = |digits: Option<String>, scale: i8| {
            format!("{}e{}", digits.unwrap_or_default(), -i16::from(scale))
        };
        match self {
            Self::Numbers(values, scale, _) => told(values.get(row).map(ToString::to_string), *scale),
            Self::Longs(values, scale, _) => told(values.get(row).map(ToString::to_string), *scale),
            Self::Days(values, _) => {
                values.get(row).map(|days| format!("day {days} since 1970")).unwrap_or_default()
            }
            Self::Milliseconds(values, _) => {
                values.get(row).map(|time| format!("{time} ms since 1970")).unwrap_or_default()
            }
            _ => String::new(),
        }
    }
}

/// A cell that is the same in every row.
#[derive(Clone, Debug)]
pub(super) enum Constant {
    Text(String),
    Number(Decimal),
    Flag(bool),
    Day(NaiveDate),
}

impl Constant {
    /// A value of a document; numbers and days are read at once.
    ///
    /// # Errors
    /// `input.float`, `input.invalid` for a value of the wrong kind, `number.not_exact`, `calendar.invalid_date`.
    pub(super) fn read(name: &str, kind: Kind, value: &Value) -> Result<Self> {
        match (kind, value) {
            (Kind::Amount | Kind::Number | Kind::WholeOr { .. }, Value::String(text)) => {
                exact::decimal(name, text).map(Self::Number)
            }
            (Kind::Day, Value::String(text)) => calendar::parse_date(name, text).map(Self::Day),
            (Kind::Text, Value::String(text)) => Ok(Self::Text(text.clone())),
            (Kind::Flag, Value::Bool(flag)) => Ok(Self::Flag(*flag)),
            (Kind::Amount | Kind::Number | Kind::Whole | Kind::WholeOr { .. }, Value::Number(number)) => {
                let whole = number.as_i64().map(Decimal::from).or_else(|| number.as_u64().map(Decimal::from));
                whole.map(Self::Number).ok_or_else(|| {
                    let message = format!(
                        "`{name}` is `{number}`, a binary float, which is not exact: write it as text, such as \"148.50\""
                    );
                    Error::new(Code::InputFloat, name, number, message)
                })
            }
            (_, other) => {
                let wanted = match kind {
                    Kind::Amount | Kind::Number | Kind::WholeOr { .. } => {
                        "write a number as text, such as \"148.50\""
                    }
                    Kind::Whole => "write a whole number",
                    Kind::Flag => "write true or false",
                    Kind::Text => "write a text",
                    Kind::Day => "write a day such as 2026-03-31",
                };
                Err(Error::invalid(name, other, wanted))
            }
        }
    }

    pub(super) fn cell(&self) -> Cell<'_> {
        match self {
            Self::Text(text) => Cell::Text(text),
            Self::Number(number) => Cell::Number(*number),
            Self::Flag(flag) => Cell::Flag(*flag),
            Self::Day(day) => Cell::Day(*day),
        }
    }
}
