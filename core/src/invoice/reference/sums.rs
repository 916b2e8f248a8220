//! The sums from which check digits are made. Digits come as numbers from 0 to 9.

use super::Flaw;

/// What a byte counts as: 0 to 9 for digits, 10 to 35 for letters of either case, 255 for anything else.
pub(super) const VALUES: [u8; 256] = {
    let mut values = [255; 256];
    let mut at: u8 = 0;
    while at < 10 {
        values[(b'0' + at) as usize] = at;
        at += 1;
    }
    at = 0;
    while at < 26 {
        values[(b'A' + at) as usize] = 10 + at;
        values[(b'a' + at) as usize] = 10 + at;
        at += 1;
    }
    values
};

#[inline]
pub(super) fn value(byte: u8) -> u8 {
    VALUES.get(usize::from(byte)).copied().unwrap_or(255)
}

/// More digits than any scheme has.
const TOO_MANY: usize = 40;

/// Hands every digit on, in the order of the bytes, leaving spaces out: how many there were.
#[inline]
pub(super) fn digits(
    bytes: impl Iterator<Item = u8>,
    mut each: impl FnMut(usize, u32),
) -> Result<usize, Flaw> {
    let mut count = 0;
    for byte in bytes {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            each(count, u32::from(digit));
            count += 1;
            if count == TOO_MANY {
                return Err(Flaw::Length);
            }
        } else if byte != b' ' {
            return Err(Flaw::Character);
        }
    }
    Ok(count)
}

/// The sum of the Luhn method (ISO/IEC 7812-1, annex B) over digits from the right: with the check digit in front a
/// multiple of 10. `place` counts from the right, 0 for the check digit.
#[inline]
pub(super) fn luhn(place: usize, digit: u32) -> u32 {
    match place % 2 {
        0 => digit,
        _ if digit < 5 => 2 * digit,
        _ => 2 * digit - 9,
    }
}

/// A number of any length, modulo 97: letters count as two digits, 10 to 35 (ISO/IEC 7064, MOD 97-10).
#[derive(Clone, Copy, Default)]
pub(super) struct Mod97(u64);

impl Mod97 {
    /// Below this, a letter more still fits.
    const ROOM: u64 = 10_u64.pow(17);

    /// `value` from 0 to 35.
    #[inline]
    pub(super) fn push(&mut self, value: u8) {
        if self.0 >= Self::ROOM {
            self.0 %= 97;
        }
        self.0 = self.0 * if value < 10 { 10 } else { 100 } + u64::from(value);
    }

    #[inline]
    pub(super) fn remainder(self) -> u64 {
        self.0 % 97
    }
}

/// The two check digits that make the number, with its country and `00` behind it, leave 1. They are 02 to 98.
#[inline]
pub(super) fn mod97_digits(remainder: u64) -> u64 {
    98 - remainder
}
