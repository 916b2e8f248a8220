//! Numbers of a judge that shares nothing with what it judges: read as `xs:decimal` reads them, rounded by hand.

use crate::error::exact;
use rust_decimal::Decimal;

/// What a text says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// There is none.
    Missing,
    /// It is no number, or has more digits than can be judged exactly.
    Unreadable,
    /// A number.
    Number(Decimal),
}

/// Digits with at most one point, wherever it stands, and a sign; white space around it does not count.
pub(super) fn read(text: Option<&str>) -> Read {
    let Some(text) = text else { return Read::Missing };
    number(text).map_or(Read::Unreadable, Read::Number)
}

fn number(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(whole) || !plain(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    // Zeros that say nothing take no place among the 28 digits.
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    let whole = if whole.is_empty() { "0" } else { whole };
    let point = if fraction.is_empty() { "" } else { "." };
    let number = exact::decimal("number", &format!("{whole}{point}{fraction}")).ok()?;
    Some(if text.starts_with('-') { -number } else { number })
}

/// Digits after the point, as they stand.
pub(super) fn decimals(text: &str) -> usize {
    text.trim().split_once('.').map_or(0, |(_, fraction)| fraction.chars().count())
}

/// Where a half goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Half {
    /// Away from zero.
    Away,
    /// Upwards, as XPath's `round()` does: -0.125 becomes -0.12.
    Upwards,
}

/// The number at so many decimals.
pub(super) fn round(value: Decimal, digits: u32, half: Half) -> Option<Decimal> {
    let value = value.normalize();
    let Some(beyond) = value.scale().checked_sub(digits) else { return Some(value) };
    let unit = 10i128.checked_pow(beyond)?;
    let (below, twice) =
        (value.mantissa().div_euclid(unit), value.mantissa().rem_euclid(unit).checked_mul(2)?);
    let up = match half {
        Half::Upwards => twice >= unit,
        Half::Away => twice > unit || (twice == unit && value.mantissa() >= 0),
    };
    Decimal::try_from_i128_with_scale(below.checked_add(i128::from(up && beyond > 0))?, digits).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_as_they_stand() {
        let number = |text| match read(Some(text)) {
            Read::Number(number) => Some(number),
            _ => None,
        };
        for (text, wanted) in [
            (".00", dec!(0)),
            ("00.0", dec!(0)),
            ("5.", dec!(5)),
            ("+007.50", dec!(7.5)),
            (" -1.25\n", dec!(-1.25)),
            ("0000000000000000000000000000000001.1000000000000000000000000000000", dec!(1.1)),
        ] {
            assert_eq!(number(text), Some(wanted), "{text}");
        }
        for text in [
            "",
            ".",
            "-",
            "1e3",
            "1,5",
            "1.2.3",
            "--1",
            "NaN",
            "١",
            "1 000",
            "99999999999999999999999999999999",
        ] {
            assert_eq!(read(Some(text)), Read::Unreadable, "{text}");
        }
        assert_eq!(read(None), Read::Missing);
        assert_eq!((decimals("1.500"), decimals("1."), decimals("1"), decimals(".05")), (3, 0, 0, 2));
    }

    #[test]
    fn halves_go_where_they_are_told() {
        for (value, digits, away, upwards) in [
            (dec!(-0.125), 2, dec!(-0.13), dec!(-0.12)),
            (dec!(0.125), 2, dec!(0.13), dec!(0.13)),
            (dec!(-0.126), 2, dec!(-0.13), dec!(-0.13)),
            (dec!(-0.5), 0, dec!(-1), dec!(0)),
            (dec!(2.5), 0, dec!(3), dec!(3)),
            (dec!(7), 2, dec!(7), dec!(7)),
        ] {
            assert_eq!(round(value, digits, Half::Away), Some(away), "{value}");
            assert_eq!(round(value, digits, Half::Upwards), Some(upwards), "{value}");
        }
    }
}
