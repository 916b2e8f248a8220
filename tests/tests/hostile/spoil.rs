//! How a document is spoilt: one blow hits one place of it.

use proptest::prelude::*;
use serde_json::{Value, json};

/// One blow: where it falls (a share of the places), and which of the possible ones it is.
#[derive(Clone, Copy, Debug)]
pub struct Blow {
    place: u32,
    what: u32,
    /// Another place, for blows that need two.
    other: u32,
}

impl Arbitrary for Blow {
    type Parameters = ();
    type Strategy = BoxedStrategy<Self>;
    fn arbitrary_with((): ()) -> BoxedStrategy<Self> {
        (any::<u32>(), any::<u32>(), any::<u32>())
            .prop_map(|(place, what, other)| Self { place, what, other })
            .boxed()
    }
}

/// Numbers at the edges: of 28 digits, of 64 bits, of the smallest unit.
const NUMBERS: &[&str] = &[
    "0",
    "-0",
    "-0.00",
    "-1",
    "1",
    "0.005",
    "-12345.67",
    "0.01",
    "0.000001",
    "0.0000000000000000000000000001",
    "1.0000000000000000000000000001",
    "9999999999999999999999999999",
    "79228162514264337593543950335",
    "-79228162514264337593543950335",
    "7922816251426433759354395033.5",
    "792281625142643375935439503.35",
    "79228162514264337593543950336",
    "92233720368547758.07",
    "92233720368547758.08",
    "9223372036854775807",
    "9223372036854.775807",
    "4611686018427387904",
    "18446744073709551615",
    "3.3333333333333333333333333333",
    "1e3",
    "NaN",
    "1.50",
    "00001.5",
];

/// Days at the edges of the calendar, of the law and of leap years.
const DAYS: &[&str] = &[
    "-262143-01-01",
    "-262142-12-31",
    "+262142-12-31",
    "+262142-01-01",
    "+10000-01-01",
    "0000-01-01",
    "-0001-12-31",
    "0001-01-01",
    "9999-12-31",
    "1900-02-28",
    "2000-02-29",
    "2010-12-01",
    "2020-12-31",
    "2021-01-01",
    "2027-04-05",
    "2028-04-05",
    "2026-04-06",
    "2026-02-30",
    "2026-11-24",
];

/// Moments at the edges.
const MOMENTS: &[&str] = &[
    "-262143-01-01T00:00:00",
    "+262142-12-31T23:59:00",
    "+262142-12-31T22:00",
    "2026-03-30T24:00:00",
    "2026-03-30T06:00:30",
    "2026-03-30T06:00:00.000000001",
    "2026-03-30T23:59:60",
    "2026-03-30T06:00",
    "2026-03-30T06:00:00",
    "2026-03-31T06:00",
    "2026-03-31T06:00:00",
    "9999-12-31T23:59:00",
    "1026-03-30T06:00",
];

const CLOCKS: &[&str] =
    &["00:00", "24:00", "23:59", "06:00", "6:00", "25:00", "24:01", "-1:00", "06:60", "١٢:٠٠"];

/// Texts that are trouble.
const TEXTS: &[&str] = &[
    "",
    " ",
    "\u{0}",
    "é",
    "👩‍👩‍👧‍👧",
    "\u{202e}txet",
    "ﷺ",
    "{number}",
    "{number:20}{year}{mod97}",
    "}{",
    "<script>&\"'",
    "EUR",
    "JPY",
    "KWD",
    "GBP",
    "XXX",
    "XAU",
    "1 EUR",
    "-1 GBP",
    "K9999",
    "SD3",
    "0T",
    "NT",
    "999999L X",
    "X",
    "A",
    "J",
    "null",
    "a\r\nb,\"c\"",
];

fn integers() -> [Value; 13] {
    [
        json!(0),
        json!(1),
        json!(-1),
        json!(7),
        json!(12),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(u32::MAX),
        json!(i64::from(u32::MAX) + 1),
        json!(i32::MIN),
        json!(100_000),
        json!(1.5),
    ]
}

/// The place with that number, counted from the root down.
fn at<'a>(value: &'a mut Value, left: &mut usize) -> Option<&'a mut Value> {
    if *left == 0 {
        return Some(value);
    }
    *left -= 1;
    match value {
        Value::Array(items) => items.iter_mut().find_map(|item| at(item, left)),
        Value::Object(fields) => fields.values_mut().find_map(|item| at(item, left)),
        _ => None,
    }
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(fields) => fields.values().map(count).sum(),
        _ => 0,
    }
}

fn one_of<T>(all: &[T], what: u32) -> &T {
    &all[what as usize % all.len()]
}

/// The document after all blows.
pub fn spoil(valid: &Value, blows: &[Blow]) -> Value {
    let mut document = valid.clone();
    for blow in blows {
        let places = count(&document);
        if places < 2 {
            break;
        }
        // Never the root itself: only what lies in it.
        let place = |share: u32| 1 + usize::try_from(share).unwrap_or(0) % (places - 1);
        let other = at(&mut document, &mut place(blow.other)).cloned().unwrap_or(Value::Null);
        if let Some(value) = at(&mut document, &mut place(blow.place)) {
            strike(value, blow.what, other);
        }
    }
    document
}

fn strike(value: &mut Value, what: u32, other: Value) {
    let (how, what) = (what % 16, what / 16);
    // Seldom something of another kind altogether: the gate sees to most of that.
    if how == 0 {
        let strange =
            [Value::Null, json!(true), json!(1.5), json!([]), json!({}), json!("x"), json!(3), other];
        *value = one_of(&strange, what).clone();
        return;
    }
    match value {
        Value::Null | Value::Bool(_) => *value = other,
        Value::Number(_) => *value = one_of(&integers(), what).clone(),
        Value::String(text) => strike_text(text, how, what, &other),
        Value::Array(items) => strike_list(items, how, what, other),
        Value::Object(fields) => {
            let key = fields.keys().nth(what as usize % fields.len().max(1)).cloned();
            match (how, key) {
                (1..=9, Some(key)) => {
                    fields.remove(&key);
                }
                (10..=12, Some(key)) => {
                    fields.insert(key, Value::Null);
                }
                (13, Some(key)) => {
                    fields.insert(key, other);
                }
                _ => {
                    fields.insert("unknown".into(), other);
                }
            }
        }
    }
}

fn strike_text(text: &mut String, how: u32, what: u32, other: &Value) {
    let digits = text.trim_start_matches(['-', '+']);
    let plain = |c: char| c.is_ascii_digit() || c == '.';
    let dashes = digits.matches('-').count();
    if how == 1 {
        // The text of another place: a name twice, dates swapped.
        if let Value::String(other) = other {
            text.clone_from(other);
        }
    } else if how == 2 {
        *text = (*one_of(TEXTS, what)).into();
    } else if !digits.is_empty() && digits.chars().all(plain) {
        *text = (*one_of(NUMBERS, what)).into();
    } else if dashes >= 2 && text.contains('T') && text.len() < 30 {
        *text = (*one_of(MOMENTS, what)).into();
    } else if dashes == 2 && text.len() < 20 {
        *text = (*one_of(DAYS, what)).into();
    } else if text.len() == 5 && text.contains(':') {
        *text = (*one_of(CLOCKS, what)).into();
    } else if text.len() > 60 {
        // A long text, such as a rule pack: a character more, less or another, or cut off.
        let at = (0..=what as usize % text.len()).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        match how % 4 {
            0 => text.insert(at, '"'),
            1 => text.insert(at, '9'),
            2 => text.truncate(at),
            _ => {
                text.remove(at.min(text.len() - 1));
            }
        }
    } else {
        match how % 4 {
            0 => *text = (*one_of(TEXTS, what)).into(),
            1 => *text = text.repeat(500),
            2 => text.push('x'),
            _ => *text = text.to_uppercase(),
        }
    }
}

fn strike_list(items: &mut Vec<Value>, how: u32, what: u32, other: Value) {
    let at = what as usize % items.len().max(1);
    match how {
        1..=3 if !items.is_empty() => {
            items.remove(at);
        }
        4..=8 if !items.is_empty() => items.push(items[at].clone()),
        9 | 10 => items.reverse(),
        11 => items.clear(),
        // A long list, capped so that the storm stays fast.
        12 if !items.is_empty() => {
            let item = items[at].clone();
            items.extend(std::iter::repeat_n(item, 60));
        }
        _ => items.push(other),
    }
}
