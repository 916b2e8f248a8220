//! The Finnish and the Estonian reference number: weights 7, 3, 1 from the right.

use super::{Flaw, Judged, Shape, sums::digits};

/// How many digits, the check digit included.
pub(super) type Lengths = std::ops::RangeInclusive<usize>;

pub(super) const FINNISH: Lengths = 4..=20;
pub(super) const ESTONIAN: Lengths = 2..=20;

pub(super) const FINNISH_SHAPE: Shape = Shape {
    name: "a Finnish reference number",
    signs: "digits",
    length: "4 to 20 digits, the last of them the check digit",
};
pub(super) const ESTONIAN_SHAPE: Shape = Shape {
    name: "an Estonian reference number",
    signs: "digits",
    length: "2 to 20 digits, the last of them the check digit",
};

/// `place` counts from the right, 0 for the check digit.
fn weight(place: usize) -> u32 {
    match place % 3 {
        1 => 7,
        2 => 3,
        _ => 1,
    }
}

pub(super) fn check(text: &str, lengths: &Lengths) -> Judged {
    let mut sum = 0;
    let count = digits(text.bytes().rev(), |place, digit| sum += weight(place) * digit)?;
    if !lengths.contains(&count) {
        return Err(Flaw::Length);
    }
    if sum % 10 == 0 { Ok(()) } else { Err(Flaw::CheckDigit) }
}

pub(super) fn make(number: &str, lengths: &Lengths) -> Result<String, Flaw> {
    let mut sum = 0;
    let count = digits(number.bytes().rev(), |place, digit| sum += weight(place + 1) * digit)?;
    if !lengths.contains(&(count + 1)) {
        return Err(Flaw::Length);
    }
    Ok(format!("{}{}", super::scheme::tight(number), (10 - sum % 10) % 10))
}
