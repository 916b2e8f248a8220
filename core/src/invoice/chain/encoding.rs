//! How bytes are written as text: base64, base32, hexadecimal, the form encoding of addresses; and values' shapes.

use crate::error::{Code, Error, Result};
use chrono::NaiveDate;
use data_encoding::{BASE32, BASE64, BASE64_NOPAD, BASE64URL_NOPAD, HEXLOWER, HEXUPPER};
use sha2::{Digest, Sha256};
use std::ops::Range;

/// SHA-256.
pub(super) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Base64 with padding.
pub(super) fn base64(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

/// Base64 for addresses, without padding.
pub(super) fn base64_url(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}

/// Base32 with padding.
pub(super) fn base32(bytes: &[u8]) -> String {
    BASE32.encode(bytes)
}

/// Upper-case hexadecimal digits, put after what stands there.
pub(super) fn hex_upper(bytes: &[u8], out: &mut String) {
    HEXUPPER.encode_append(bytes, out);
}

/// Lower-case hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}

/// The bytes of base64 with padding.
pub(super) fn from_base64(field: &str, text: &str) -> Result<Vec<u8>> {
    let refuse = || Error::invalid(field, text, "write base64 with padding");
    // The crate would take several padded texts one after the other too.
    if !text.len().is_multiple_of(4) || text.ends_with("===") {
        return Err(refuse());
    }
    BASE64_NOPAD.decode(text.trim_end_matches('=').as_bytes()).map_err(|_| refuse())
}

/// The bytes of base64url without padding.
pub(super) fn from_base64_url(field: &str, text: &str) -> Result<Vec<u8>> {
    let refuse = |_| Error::invalid(field, text, "write base64url without padding");
    BASE64URL_NOPAD.decode(text.as_bytes()).map_err(refuse)
}

/// The form encoding of a value in an address: a space becomes `+`, all but letters, digits and `*-._` `%` and two digits.
pub(super) fn form(text: &str, out: &mut String) {
    let escaped = |c: char| !c.is_ascii_alphanumeric() && !matches!(c, '*' | '-' | '.' | '_');
    let mut rest = text;
    while let Some((plain, special)) = rest.find(escaped).and_then(|at| rest.split_at_checked(at)) {
        out.push_str(plain);
        let mut characters = special.chars();
        let special = characters.next().unwrap_or_default();
        if special == ' ' {
            out.push('+');
        } else {
            for byte in special.encode_utf8(&mut [0; 4]).bytes() {
                out.push('%');
                hex_upper(&[byte], out);
            }
        }
        rest = characters.as_str();
    }
    out.push_str(rest);
}

/// Whether a text has the shape of a pattern in which `9` is any digit and all else itself.
pub(super) fn shaped(text: &str, pattern: &str) -> bool {
    text.len() == pattern.len()
        && text.bytes().zip(pattern.bytes()).all(|(b, p)| if p == b'9' { b.is_ascii_digit() } else { b == p })
}

/// Whether the digits at these places of a text are a day that was or will be.
pub(super) fn is_day(text: &str, year: Range<usize>, month: Range<usize>, day: Range<usize>) -> bool {
    let number = |range| text.get::<Range<usize>>(range)?.parse::<u16>().ok();
    let day = number(year).zip(number(month)).zip(number(day));
    day.is_some_and(|((year, month), day)| {
        NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day)).is_some()
    })
}

/// A refusal of a value that cannot stand in the text of its scheme.
pub(super) fn unfit(field: &str, value: &str, wanted: &str) -> Error {
    let message = format!("`{field}` is `{value}`, which cannot stand in the record's text: {wanted}");
    Error::new(Code::InvoiceChainValue, field, value, message)
}

/// An amount text: a sign or none, digits, then `point` and as many `decimals`.
pub(super) fn amount(field: &str, text: &str, point: char, decimals: usize) -> Result<()> {
    let fits = text.strip_prefix('-').unwrap_or(text).split_once(point).is_some_and(|(whole, rest)| {
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        digits(whole) && digits(rest) && rest.len() == decimals
    });
    let example = format!("12{point}{}", "0".repeat(decimals));
    if fits { Ok(()) } else { Err(unfit(field, text, &format!("write an amount like {example}"))) }
}

/// A text that is there and has none of the scheme's separators, nor a control character.
pub(super) fn plain(field: &str, text: &str, separators: &str) -> Result<()> {
    if text.is_empty() {
        return Err(Error::missing(field));
    }
    optional(field, text, separators)
}

/// A text, or nothing, that has none of the scheme's separators, nor a control character.
pub(super) fn optional(field: &str, text: &str, separators: &str) -> Result<()> {
    // Of the signs of ASCII that are none of these, most texts are made.
    let plain = |b: u8| matches!(b, b' '..=b'~') && !separators.as_bytes().contains(&b);
    let odd = |&c: &char| c.is_control() || separators.contains(c);
    match if text.bytes().all(plain) { None } else { text.chars().find(odd) } {
        Some(c) => Err(unfit(field, text, &format!("leave out {c:?}"))),
        None => Ok(()),
    }
}

/// A day and time such as 2024-01-01T19:20:30, then what `zone` allows.
pub(super) fn moment(field: &str, text: &str, zone: fn(&str) -> bool, wanted: &str) -> Result<()> {
    let parts = text.get(..19).zip(text.get(19..));
    let fits = parts.is_some_and(|(local, rest)| {
        let clock = |range, most| local.get::<Range<usize>>(range).is_some_and(|part| part < most);
        shaped(local, "9999-99-99T99:99:99")
            && is_day(local, 0..4, 5..7, 8..10)
            && clock(11..13, "24")
            && clock(14..16, "60")
            && clock(17..19, "61")
            && zone(rest)
    });
    if fits { Ok(()) } else { Err(unfit(field, text, &format!("write a time like {wanted}"))) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn bytes_are_written_as_the_rfc_has_it() {
        // RFC 4648, section 10.
        for (plain, b64, b32) in [
            ("", "", ""),
            ("f", "Zg==", "MY======"),
            ("fo", "Zm8=", "MZXQ===="),
            ("foo", "Zm9v", "MZXW6==="),
            ("foobar", "Zm9vYmFy", "MZXW6YTBOI======"),
        ] {
            assert_eq!(base64(plain.as_bytes()), b64);
            assert_eq!(base32(plain.as_bytes()), b32);
            assert_eq!(from_base64("x", b64).unwrap(), plain.as_bytes());
            assert_eq!(base64_url(plain.as_bytes()), b64.trim_end_matches('='));
        }
        for wrong in ["Zg", "Zg=", "Zh==", "Z===", "Zm9v=", "Zm9*", "Z g=", "Zg==Zg==", "===="] {
            assert_eq!(from_base64("x", wrong).unwrap_err().field(), "x", "{wrong}");
        }
        assert_eq!(hex(&[0, 171, 255]), "00abff");
        let mut out = String::new();
        form("a b/ñ&", &mut out);
        assert_eq!(out, "a+b%2F%C3%B1%26");
    }

    #[test]
    fn a_moment_is_a_real_one() {
        let utc = |rest: &str| rest == "Z";
        assert!(moment("t", "2024-02-29T23:59:59Z", utc, "").is_ok());
        for wrong in [
            "2023-02-29T23:59:59Z",
            "2024-02-29T24:00:00Z",
            "2024-02-29 23:59:59Z",
            "2024-02-29T23:59:59",
            "",
            "é",
        ] {
            assert!(moment("t", wrong, utc, "").is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn decoding_undoes_encoding(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            prop_assert_eq!(&from_base64("x", &base64(&bytes)).unwrap(), &bytes);
            prop_assert_eq!(&from_base64_url("x", &base64_url(&bytes)).unwrap(), &bytes);
        }
    }
}
