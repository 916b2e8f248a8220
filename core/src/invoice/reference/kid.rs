//! KID, the Norwegian customer identification: modulus 10 (Luhn) or modulus 11.

use super::{
    Flaw, Judged, Shape,
    sums::{digits, luhn},
};

pub(super) const MOD10_SHAPE: Shape = Shape {
    name: "a KID (modulus 10)",
    signs: "digits",
    length: "2 to 25 digits, the last of them the check digit",
};
pub(super) const MOD11_SHAPE: Shape = Shape {
    name: "a KID (modulus 11)",
    signs: "digits, of which the last may be `-`",
    length: "2 to 25 characters, the last of them the check digit",
};

/// How many characters, the check digit included.
const LENGTHS: std::ops::RangeInclusive<usize> = 2..=25;

pub(super) fn check_mod10(text: &str) -> Judged {
    let mut sum = 0;
    let count = digits(text.bytes().rev(), |place, digit| sum += luhn(place, digit))?;
    if !LENGTHS.contains(&count) {
        return Err(Flaw::Length);
    }
    if sum % 10 == 0 { Ok(()) } else { Err(Flaw::CheckDigit) }
}

pub(super) fn make_mod10(number: &str) -> Result<String, Flaw> {
    let mut sum = 0;
    let count = digits(number.bytes().rev(), |place, digit| sum += luhn(place + 1, digit))?;
    if !LENGTHS.contains(&(count + 1)) {
        return Err(Flaw::Length);
    }
    Ok(format!("{}{}", super::scheme::tight(number), (10 - sum % 10) % 10))
}

/// `place` counts from the right, 0 for the digit beside the check digit: 2, 3, 4, 5, 6, 7, 2, …
const WEIGHTS: [u32; 25] = [2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6, 7, 2];

/// How many digits before the check digit, and the check digit (10 is written `-`).
fn mod11(number: impl Iterator<Item = u8>) -> Result<(usize, u32), Flaw> {
    let mut sum = 0;
    let count =
        digits(number, |place, digit| sum += WEIGHTS.get(place).copied().unwrap_or_default() * digit)?;
    Ok((count, (11 - sum % 11) % 11))
}

pub(super) fn check_mod11(text: &str) -> Judged {
    let mut bytes = text.bytes().rev().skip_while(|byte| *byte == b' ');
    let last = match bytes.next() {
        None => return Err(Flaw::Length),
        Some(b'-') => 10,
        Some(byte) if byte.is_ascii_digit() => u32::from(byte - b'0'),
        Some(_) => return Err(Flaw::Character),
    };
    let (count, check) = mod11(bytes)?;
    if !LENGTHS.contains(&(count + 1)) {
        return Err(Flaw::Length);
    }
    if check == last { Ok(()) } else { Err(Flaw::CheckDigit) }
}

pub(super) fn make_mod11(number: &str) -> Result<String, Flaw> {
    let (count, check) = mod11(number.bytes().rev())?;
    if !LENGTHS.contains(&(count + 1)) {
        return Err(Flaw::Length);
    }
    let number = super::scheme::tight(number);
    Ok(if check == 10 { format!("{number}-") } else { format!("{number}{check}") })
}
