//! QRR, the Swiss QR reference: 27 digits, modulus 10 recursive.

use super::{Flaw, Judged, Shape, sums::digits};

pub(super) const SHAPE: Shape = Shape {
    name: "a QR reference",
    signs: "digits",
    length: "27 digits, the last of them the check digit (a shorter number is filled with zeros in front)",
};

/// The carry from a carry and a digit: the row of the method's table, shifted by the carry.
const CARRY: [u32; 20] = [0, 9, 4, 6, 8, 2, 7, 1, 3, 5, 0, 9, 4, 6, 8, 2, 7, 1, 3, 5];

#[inline]
fn carried(carry: u32, digit: u32) -> u32 {
    // Both are below 10.
    CARRY.get((carry + digit) as usize).copied().unwrap_or_default()
}

pub(super) fn check(text: &str) -> Judged {
    let (mut carry, mut last) = (0, 0);
    let count = digits(text.bytes(), |place, digit| {
        if place < 26 {
            carry = carried(carry, digit);
        }
        last = digit;
    })?;
    if count != 27 {
        return Err(Flaw::Length);
    }
    if (carry + last) % 10 == 0 { Ok(()) } else { Err(Flaw::CheckDigit) }
}

pub(super) fn make(number: &str) -> Result<String, Flaw> {
    // Zeros in front leave the carry at 0.
    let mut carry = 0;
    let count = digits(number.bytes(), |_, digit| carry = carried(carry, digit))?;
    if !(1..=26).contains(&count) {
        return Err(Flaw::Length);
    }
    Ok(format!("{:0>26}{}", super::scheme::tight(number), (10 - carry) % 10))
}
