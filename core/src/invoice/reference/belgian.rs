//! OGM-VCS, the Belgian structured communication: ten digits and two of modulus 97.

use super::{Flaw, Judged, Shape, sums::digits};

pub(super) const SHAPE: Shape = Shape {
    name: "a Belgian structured communication",
    signs: "digits as +++ddd/dddd/ddddd+++",
    length: "12 digits, the last two of them the check digits (a shorter number is filled with zeros in front)",
};

/// Signs stand where the form prints them: `+++` or `***` around, `/` after the third and the seventh digit.
pub(super) fn check(text: &str) -> Judged {
    let (mut number, mut count) = (0_u64, 0);
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' if count == 12 => return Err(Flaw::Length),
            b'0'..=b'9' => {
                number = number * 10 + u64::from(byte - b'0');
                count += 1;
            }
            b' ' => {}
            b'/' if count == 3 || count == 7 => {}
            b'+' | b'*' if count == 0 || count == 12 => {}
            _ => return Err(Flaw::Character),
        }
    }
    if count != 12 {
        return Err(Flaw::Length);
    }
    if check_digits(number / 100) == number % 100 { Ok(()) } else { Err(Flaw::CheckDigit) }
}

/// The remainder, where 0 is written 97.
fn check_digits(number: u64) -> u64 {
    match number % 97 {
        0 => 97,
        rest => rest,
    }
}

pub(super) fn make(number: &str) -> Result<String, Flaw> {
    let mut value = 0_u64;
    let count = digits(number.bytes(), |place, digit| {
        if place < 10 {
            value = value * 10 + u64::from(digit);
        }
    })?;
    if !(1..=10).contains(&count) {
        return Err(Flaw::Length);
    }
    Ok(format!("{value:010}{:02}", check_digits(value)))
}

/// `tight` has its twelve digits.
pub(super) fn format(tight: &str) -> String {
    let part = |from, to| tight.get(from..to).unwrap_or_default();
    format!("+++{}/{}/{}+++", part(0, 3), part(3, 7), part(7, 12))
}
