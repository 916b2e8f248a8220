//! How bytes are written as text: base64, base32, hexadecimal, the form encoding of addresses; and values' shapes.

use crate::error::{Code, Error, Result};
use chrono::NaiveDate;
use data_encoding::{BASE32, BASE64, BASE64_NOPAD, BASE64URL_NOPAD, HEXLOWER, HEXUPPER};
use sha2::{Digest, Sha256};

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

/// Whether a text is these bytes in upper-case hexadecimal digits, without making it.
pub(super) fn is_hex_upper(bytes: &[u8], text: &str) -> bool {
    let digit = |nibble: u8| nibble + if nibble > 9 { b'A' - 10 } else { b'0' };
    let pairs = text.as_bytes().chunks_exact(2).zip(bytes);
    let differ = pairs.fold(0, |differ, (pair, byte)| match pair {
        [high, low] => differ | (high ^ digit(byte >> 4)) | (low ^ digit(byte & 15)),
        _ => 1,
    });
    differ == 0 && text.len() == 2 * bytes.len()
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

/// A number of two digits; beyond what any of them may be where they are none.
fn two([tens, ones]: [u8; 2]) -> u32 {
    if tens.is_ascii_digit() && ones.is_ascii_digit() {
        u32::from(tens - b'0') * 10 + u32::from(ones - b'0')
    } else {
        1_000_000
    }
}

/// Whether these digits are a day that was or will be.
pub(super) fn is_day([y0, y1, y2, y3]: [u8; 4], month: [u8; 2], day: [u8; 2]) -> bool {
    let year = i32::try_from(two([y0, y1]) * 100 + two([y2, y3])).unwrap_or(i32::MAX);
    year < 10_000 && NaiveDate::from_ymd_opt(year, two(month), two(day)).is_some()
}

/// A text without the spaces outside.
#[inline]
pub(super) fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        // Most have none, and this is seen at once.
        [b'!'..=b'~'] | [b'!'..=b'~', .., b'!'..=b'~'] => text,
        _ => text.trim(),
    }
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
    // Most texts are of the signs of ASCII only, and none of these: that is seen without a look at each by itself.
    let odd = |b: u8| !matches!(b, b' '..=b'~') || separators.bytes().any(|s| s == b);
    if !text.bytes().fold(false, |any, b| any | odd(b)) {
        return Ok(());
    }
    match text.chars().find(|&c| c.is_control() || separators.contains(c)) {
        Some(c) => Err(unfit(field, text, &format!("leave out {c:?}"))),
        None => Ok(()),
    }
}

fn is_local(text: &[u8]) -> bool {
    let &[y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1, b'T', h0, h1, b':', n0, n1, b':', s0, s1] = text else {
        return false;
    };
    is_day([y0, y1, y2, y3], [m0, m1], [d0, d1])
        && two([h0, h1]) < 24
        && two([n0, n1]) < 60
        && two([s0, s1]) < 61
}

/// A day and time such as 2024-01-01T19:20:30, then what `zone` allows.
pub(super) fn moment(field: &str, text: &str, zone: fn(&str) -> bool, wanted: &str) -> Result<()> {
    let fits =
        text.split_at_checked(19).is_some_and(|(local, rest)| is_local(local.as_bytes()) && zone(rest));
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
        for text in ["00ABFF", "00abff", "00ABFE", "00ABF", "00ABFF0", "00ABFF00", "", "10ABFF"] {
            assert_eq!(is_hex_upper(&[0, 171, 255], text), text == "00ABFF", "{text}");
        }
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
            "2023-0x-28T23:59:59Z",
            "2023-02-2:T23:59:59Z",
            "202/-02-28T23:59:59Z",
            "2023-02-28T23:60:59Z",
            "2023-02-28T23:59:61Z",
            "2023-02-28T23:59:59é",
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
