//! Exact or refused: numbers at the gate, and the three operations that never round.
//!
//! `Decimal::from_str` rounds past 28 digits without a word, JSON numbers pass through a float, and `checked_add` and
//! `checked_mul` round silently: so every number that comes in as text comes in here, and no rule uses those directly.

use super::{Code, Error, Result};
use rust_decimal::Decimal;
use serde::{Deserializer, Serializer, de};
use std::fmt;

/// Reads a number exactly as written: digits, one point, a sign. No exponent, no separators, at most 28 digits.
///
/// # Errors
/// `number.not_exact`, naming `field` and the text.
///
/// ```
/// use backoffice::{dec, error::exact};
///
/// assert_eq!(exact::decimal("hours", "148.50")?, dec!(148.50));
/// assert_eq!(exact::decimal("hours", "1e3").unwrap_err().code(), "number.not_exact");
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn decimal(field: &str, text: &str) -> Result<Decimal> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let plain = digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && digits.bytes().next().is_some_and(|b| b.is_ascii_digit())
        && !digits.ends_with('.');
    let read = plain.then(|| Decimal::from_str_exact(text).ok()).flatten();
    read.ok_or_else(|| {
        let message = format!(
            "`{field}` is `{text}`, which is not a number that can be held exactly: write digits and one point, such as 148.50, at most 28 digits"
        );
        Error::new(Code::NumberNotExact, field, text, message)
    })
}

/// Serialises a [`Decimal`] as text, reads text or an integer, and refuses a float: for `#[serde(with = "…")]`.
pub mod text {
    use super::*;

    /// As text, digits as held.
    pub fn serialize<S: Serializer>(value: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    /// From text or an integer.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
        deserializer.deserialize_any(Exact)
    }

    struct Exact;

    impl de::Visitor<'_> for Exact {
        type Value = Decimal;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a number as text, such as \"148.50\", or an integer; floats are not exact")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<Decimal, E> {
            decimal("number", text).map_err(E::custom)
        }

        fn visit_i64<E: de::Error>(self, value: i64) -> Result<Decimal, E> {
            Ok(value.into())
        }

        fn visit_u64<E: de::Error>(self, value: u64) -> Result<Decimal, E> {
            Ok(value.into())
        }
    }
}

/// [`text`] for a number that may be absent.
pub mod text_option {
    use super::*;
    use serde::{Deserialize, Serialize};

    #[derive(Serialize, Deserialize)]
    struct Wrapped(#[serde(with = "text")] Decimal);

    /// As text or nothing.
    #[allow(clippy::ref_option, reason = "serde calls it so")]
    pub fn serialize<S: Serializer>(value: &Option<Decimal>, serializer: S) -> Result<S::Ok, S::Error> {
        value.map(Wrapped).serialize(serializer)
    }

    /// From text, an integer, or nothing.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Decimal>, D::Error> {
        Ok(Option::<Wrapped>::deserialize(deserializer)?.map(|wrapped| wrapped.0))
    }
}

/// The JSON schema of what [`text`] and [`text_option`] read.
#[cfg(feature = "schema")]
pub(crate) fn schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({
        "description": "A number as text, such as \"148.50\", or an integer: exactly, of at most 28 digits.",
        "type": ["string", "integer", "null"],
        "pattern": "^[+-]?[0-9]+(\\.[0-9]+)?$"
    })
}

/// The exact sum; None when it would have to be rounded or does not fit.
pub fn add(a: Decimal, b: Decimal) -> Option<Decimal> {
    // A sum with zero is the other number as it stands, whatever the digits of the zero.
    let sum = a.checked_add(b)?;
    (a.is_zero() || b.is_zero() || sum.scale() == a.scale().max(b.scale())).then_some(sum)
}

/// The exact difference; None when it would have to be rounded or does not fit.
pub fn subtract(a: Decimal, b: Decimal) -> Option<Decimal> {
    if b.is_zero() { Some(a) } else { add(a, -b) }
}

/// The exact product; None when it would have to be rounded or does not fit.
pub fn multiply(a: Decimal, b: Decimal) -> Option<Decimal> {
    let (a, b) = (a.normalize(), b.normalize());
    let product = a.checked_mul(b)?;
    (product.is_zero() && (a.is_zero() || b.is_zero()) || product.scale() == a.scale() + b.scale())
        .then_some(product)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_of_any_digits_are_exact() {
        for zero in [dec!(0), dec!(0.00), dec!(0.0000)] {
            for number in [dec!(0), dec!(7), dec!(-7.5), dec!(0.000), Decimal::MAX] {
                assert_eq!((add(number, zero), add(zero, number)), (Some(number), Some(number)));
                assert_eq!((subtract(number, zero), subtract(zero, number)), (Some(number), Some(-number)));
            }
            assert_eq!(subtract(dec!(0), zero).unwrap().to_string(), "0");
        }
        assert_eq!((add(Decimal::MAX, dec!(0.4)), add(Decimal::MAX, dec!(1))), (None, None));
        assert_eq!(multiply(dec!(12345678901234.5678), dec!(0.12345678901234567)), None);
    }
}
