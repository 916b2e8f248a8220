//! How bytes are written as text: base64, base32, hexadecimal, the form encoding of addresses; and values' shapes.

use crate::{
    calendar::parse_date,
    error::{Code, Error, Result},
};
use sha2::{Digest, Sha256};

const STANDARD: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const BASE32: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const UPPER: &[u8] = b"0123456789ABCDEF";
const LOWER: &[u8] = b"0123456789abcdef";

/// SHA-256.
pub(super) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

fn encode(bytes: &[u8], alphabet: &[u8], bits: u32, group: usize, out: &mut String) {
    let start = out.len();
    let mask = (1_u32 << bits) - 1;
    let symbol = |value: u32| alphabet.get((value & mask) as usize).map_or('?', |&byte| char::from(byte));
    let (mut buffer, mut held) = (0_u32, 0);
    for &byte in bytes {
        buffer = (buffer << 8) | u32::from(byte);
        held += 8;
        while held >= bits {
            held -= bits;
            out.push(symbol(buffer >> held));
        }
    }
    if held > 0 {
        out.push(symbol(buffer << (bits - held)));
    }
    while group > 0 && !(out.len() - start).is_multiple_of(group) {
        out.push('=');
    }
}

/// Base64 with padding.
pub(super) fn base64(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() / 3 * 4 + 4);
    encode(bytes, STANDARD, 6, 4, &mut out);
    out
}

/// Base64 for addresses, without padding.
pub(super) fn base64_url(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() / 3 * 4 + 4);
    encode(bytes, URL, 6, 0, &mut out);
    out
}

/// Base32 with padding.
pub(super) fn base32(bytes: &[u8]) -> String {
    let mut out = String::new();
    encode(bytes, BASE32, 5, 8, &mut out);
    out
}

/// Upper-case hexadecimal digits, put after what stands there.
pub(super) fn hex_upper(bytes: &[u8], out: &mut String) {
    encode(bytes, UPPER, 4, 0, out);
}

/// Lower-case hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(2 * bytes.len());
    encode(bytes, LOWER, 4, 0, &mut out);
    out
}

fn decode(field: &str, text: &str, alphabet: &[u8], padded: bool) -> Result<Vec<u8>> {
    let refuse = || {
        let name = if padded { "base64 with padding" } else { "base64url without padding" };
        Error::invalid(field, text, &format!("write {name}"))
    };
    let body = if padded {
        if !text.len().is_multiple_of(4) || text.ends_with("===") {
            return Err(refuse());
        }
        text.trim_end_matches('=')
    } else {
        text
    };
    let (mut buffer, mut held) = (0_u32, 0);
    let mut out = Vec::with_capacity(body.len() / 4 * 3 + 3);
    for byte in body.bytes() {
        let value = alphabet.iter().position(|&symbol| symbol == byte).and_then(|at| u32::try_from(at).ok());
        buffer = (buffer << 6) | value.ok_or_else(refuse)?;
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push(((buffer >> held) & 0xff) as u8);
        }
    }
    // Left-over bits are zero, and fewer than a symbol has: one way to write each value.
    if held >= 6 || buffer & ((1 << held) - 1) != 0 {
        return Err(refuse());
    }
    Ok(out)
}

/// The bytes of base64 with padding.
pub(super) fn from_base64(field: &str, text: &str) -> Result<Vec<u8>> {
    decode(field, text, STANDARD, true)
}

/// The bytes of base64url without padding.
pub(super) fn from_base64_url(field: &str, text: &str) -> Result<Vec<u8>> {
    decode(field, text, URL, false)
}

/// The form encoding of a value in an address: a space becomes `+`, all but letters, digits and `*-._` `%` and two digits.
pub(super) fn form(text: &str, out: &mut String) {
    for byte in text.bytes() {
        match byte {
            b' ' => out.push('+'),
            b'*' | b'-' | b'.' | b'_' => out.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
            _ => {
                out.push('%');
                hex_upper(&[byte], out);
            }
        }
    }
}

/// Whether a text has the shape of a pattern in which `9` is any digit and all else itself.
pub(super) fn shaped(text: &str, pattern: &str) -> bool {
    text.len() == pattern.len()
        && text.bytes().zip(pattern.bytes()).all(|(b, p)| if p == b'9' { b.is_ascii_digit() } else { b == p })
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
    match text.chars().find(|&c| c.is_control() || separators.contains(c)) {
        Some(c) => Err(unfit(field, text, &format!("leave out {c:?}"))),
        None => Ok(()),
    }
}

/// A day and time such as 2024-01-01T19:20:30, then what `zone` allows.
pub(super) fn moment(field: &str, text: &str, zone: fn(&str) -> bool, wanted: &str) -> Result<()> {
    let parts = text.get(..19).zip(text.get(19..));
    let fits = parts.is_some_and(|(local, rest)| {
        let clock = |range, most| local.get::<std::ops::Range<usize>>(range).is_some_and(|part| part < most);
        shaped(local, "9999-99-99T99:99:99")
            && local.get(..10).is_some_and(|day| parse_date(field, day).is_ok())
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
        for wrong in ["Zg", "Zg=", "Zh==", "Z===", "Zm9v=", "Zm9*", "Z g="] {
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
