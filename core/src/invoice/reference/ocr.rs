//! OCR, the Swedish reference of Bankgirot: Luhn, with or without a digit for the length.

use super::{
    Flaw, Judged, Shape,
    sums::{digits, luhn},
};

pub(super) const SHAPE: Shape = Shape {
    name: "an OCR reference",
    signs: "digits",
    length: "2 to 25 digits, the last of them the check digit",
};
pub(super) const LENGTH_SHAPE: Shape = Shape {
    name: "an OCR reference with a length digit",
    signs: "digits",
    length: "3 to 25 digits, of which the last but one is the last digit of their number",
};

pub(super) fn check(text: &str, with_length: bool) -> Judged {
    let (mut sum, mut stated) = (0, 0);
    let count = digits(text.bytes().rev(), |place, digit| {
        sum += luhn(place, digit);
        if place == 1 {
            stated = digit;
        }
    })?;
    if !(2 + usize::from(with_length)..=25).contains(&count) {
        return Err(Flaw::Length);
    }
    if sum % 10 != 0 {
        return Err(Flaw::CheckDigit);
    }
    if with_length && usize::try_from(stated).ok() != Some(count % 10) {
        return Err(Flaw::Length);
    }
    Ok(())
}

pub(super) fn make(number: &str, with_length: bool) -> Result<String, Flaw> {
    let mut count = digits(number.bytes(), |_, _| {})?;
    let mut made = super::scheme::tight(number);
    if count == 0 {
        return Err(Flaw::Length);
    }
    if with_length {
        made.push_str(&((count + 2) % 10).to_string());
        count += 1;
    }
    if count >= 25 {
        return Err(Flaw::Length);
    }
    let mut sum = 0;
    digits(made.bytes().rev(), |place, digit| sum += luhn(place + 1, digit))?;
    made.push_str(&((10 - sum % 10) % 10).to_string());
    Ok(made)
}
