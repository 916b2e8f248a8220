//! A number without what people write between its characters, and the sums that countries make of it.

use super::{Flaw, Judged};
use crate::invoice::reference::sums;

/// The longest: a Swiss number with its mark takes 16.
const MOST: usize = 20;

/// The characters of a number, letters in upper case.
#[derive(Clone, Copy)]
pub(super) struct Number {
    bytes: [u8; MOST],
    from: usize,
    to: usize,
}

impl Number {
    pub(super) fn read(text: &str) -> Result<Self, Flaw> {
        let mut bytes = [0; MOST];
        let (mut places, mut to) = (bytes.iter_mut(), 0);
        for byte in text.bytes() {
            if matches!(byte, b' ' | b'-' | b'.' | b'/' | b',' | b':' | b'(' | b')') {
                continue;
            }
            // Old Irish numbers have a plus or an asterisk.
            if !(byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'*') {
                return Err(Flaw::Character);
            }
            *places.next().ok_or(Flaw::Length)? = byte.to_ascii_uppercase();
            to += 1;
        }
        Ok(Self { bytes, from: 0, to })
    }

    pub(super) fn signs(&self) -> &[u8] {
        self.bytes.get(self.from..self.to).unwrap_or_default()
    }

    pub(super) fn text(&self) -> &str {
        str::from_utf8(self.signs()).unwrap_or_default()
    }

    pub(super) fn begins_with(&self, signs: &[u8]) -> bool {
        self.signs().starts_with(signs)
    }

    pub(super) fn behind(self, count: usize) -> Self {
        Self { from: self.to.min(self.from + count), ..self }
    }

    pub(super) fn without_last(self, count: usize) -> Self {
        Self { to: self.from.max(self.to.saturating_sub(count)), ..self }
    }

    /// The digits of a number that has so many and nothing else.
    pub(super) fn digits<const N: usize>(&self) -> Result<[u32; N], Flaw> {
        digits(self.signs())
    }
}

/// The digits of a text that has so many and nothing else.
pub(super) fn digits<const N: usize>(signs: &[u8]) -> Result<[u32; N], Flaw> {
    let mut digits = [0; N];
    if signs.len() != N {
        // A letter tells more than the length that it makes.
        return Err(if signs.iter().all(u8::is_ascii_digit) { Flaw::Length } else { Flaw::Character });
    }
    for (digit, sign) in digits.iter_mut().zip(signs) {
        *digit = if sign.is_ascii_digit() { u32::from(sign - b'0') } else { return Err(Flaw::Character) };
    }
    Ok(digits)
}

/// The sum of the digits times their weights, as far as there are both.
pub(super) fn weighted(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum()
}

/// The digits read as one number.
pub(super) fn whole(digits: &[u32]) -> u64 {
    digits.iter().fold(0, |whole, digit| whole * 10 + u64::from(*digit))
}

/// The Luhn sum of digits whose last is the check digit.
pub(super) fn luhn(digits: &[u32]) -> u32 {
    digits.iter().rev().enumerate().map(|(place, digit)| sums::luhn(place, *digit)).sum()
}

/// The last digit of a number.
pub(super) fn last(digits: &[u32]) -> u32 {
    digits.last().copied().unwrap_or_default()
}

/// ISO/IEC 7064, MOD 11,10, check digit included.
pub(super) fn mod_11_10(digits: &[u32]) -> Judged {
    let product = digits.iter().rev().skip(1).rev().fold(10, |product, digit| {
        let sum = match (product + digit) % 10 {
            0 => 10,
            sum => sum,
        };
        sum * 2 % 11
    });
    right((product + last(digits)) % 10 == 1)
}

/// Fine, or a wrong check digit.
pub(super) fn right(holds: bool) -> Judged {
    if holds { Ok(()) } else { Err(Flaw::CheckDigit) }
}

/// Fine, or a character that its place does not have.
pub(super) fn written(holds: bool) -> Judged {
    if holds { Ok(()) } else { Err(Flaw::Character) }
}

/// Fine, or a number that holds no day; months may be shifted by the caller.
pub(super) fn day(year: u32, month: u32, day: u32) -> Judged {
    let day = i32::try_from(year).ok().and_then(|year| chrono::NaiveDate::from_ymd_opt(year, month, day));
    written(day.is_some())
}
