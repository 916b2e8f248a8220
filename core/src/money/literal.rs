//! Numbers from literals, at compile time.

use rust_decimal::Decimal;

/// A number from the text of a literal: what [`dec!`](crate::dec) calls at compile time. (The macro of `rust_decimal`
/// names its own crate, so it would not work for a user who depends on this one alone.)
///
/// # Panics
/// At compile time, when the text is not a number that fits.
#[doc(hidden)]
#[allow(clippy::cast_possible_truncation, reason = "28 digits are three words of 32 bits")]
pub const fn literal(text: &str) -> Decimal {
    let bytes = text.as_bytes();
    let (mut at, mut negative, mut mantissa, mut scale, mut digits, mut point) =
        (0, false, 0u128, 0, 0, false);
    while at < bytes.len() {
        match bytes[at] {
            b'-' if digits == 0 && !negative && !point => negative = true,
            b'.' if digits > 0 && !point => point = true,
            digit @ b'0'..=b'9' => {
                mantissa = mantissa * 10 + (digit - b'0') as u128;
                digits += 1;
                scale += point as u32;
            }
            b'_' | b' ' => {}
            _ => panic!("not a number: write digits and one point, such as 148.50"),
        }
        at += 1;
    }
    assert!(
        digits > 0 && digits <= 29 && mantissa >> 96 == 0,
        "a number has 1 to 28 digits, or 29 of the smaller ones"
    );
    Decimal::from_parts(mantissa as u32, (mantissa >> 32) as u32, (mantissa >> 64) as u32, negative, scale)
}

/// A [`Decimal`] from a literal, at compile time: `dec!(148.50)`, `dec!(-0.05)`. What does not fit in 96 bits does not compile.
#[macro_export]
macro_rules! dec {
    ($($number:tt)+) => { const { $crate::money::literal(concat!($(stringify!($number)),+)) } };
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    #[test]
    fn literals_are_read_as_text_is() {
        for (literal, text) in [
            (dec!(148.50), "148.50"),
            (dec!(-0.05), "-0.05"),
            (dec!(1_000), "1000"),
            (dec!(0), "0"),
            (dec!(9999999999999999999999999999), "9999999999999999999999999999"),
        ] {
            let read = rust_decimal::Decimal::from_str(text).unwrap();
            assert_eq!((literal, literal.scale()), (read, read.scale()));
        }
    }
}
