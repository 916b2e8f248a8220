//! RF, the structured creditor reference of ISO 11649.

use super::{
    Flaw, Judged, Shape,
    sums::{Mod97, mod97_digits, value},
};

pub(super) const SHAPE: Shape = Shape {
    name: "an RF reference (ISO 11649)",
    signs: "`RF`, two digits, then letters and digits",
    length: "1 to 21 letters or digits after `RF` and its two digits",
};

const R: u8 = 27;
const F: u8 = 15;

/// The characters that mean something, as their values.
#[inline]
fn values(text: &str) -> impl Iterator<Item = Result<u8, Flaw>> {
    text.bytes().filter(|byte| *byte != b' ').map(|byte| match value(byte) {
        255 => Err(Flaw::Character),
        value => Ok(value),
    })
}

pub(super) fn check(text: &str) -> Judged {
    let mut values = values(text);
    let mut next = || values.next().unwrap_or(Err(Flaw::Length));
    let (r, f, tens, units) = (next()?, next()?, next()?, next()?);
    if r != R || f != F || tens > 9 || units > 9 {
        return Err(Flaw::Character);
    }
    let (mut sum, mut count) = (Mod97::default(), 0);
    for value in values {
        sum.push(value?);
        count += 1;
    }
    if !(1..=21).contains(&count) {
        return Err(Flaw::Length);
    }
    // 00, 01 and 99 would leave 1 as well as 97, 98 and 02 do, but are never made.
    if !(2..=98).contains(&(tens * 10 + units)) {
        return Err(Flaw::CheckDigit);
    }
    for value in [R, F, tens, units] {
        sum.push(value);
    }
    if sum.remainder() == 1 { Ok(()) } else { Err(Flaw::CheckDigit) }
}

pub(super) fn make(number: &str) -> Result<String, Flaw> {
    let (mut sum, mut count) = (Mod97::default(), 0);
    for value in values(number) {
        sum.push(value?);
        count += 1;
    }
    if !(1..=21).contains(&count) {
        return Err(Flaw::Length);
    }
    for value in [R, F, 0, 0] {
        sum.push(value);
    }
    Ok(format!("RF{:02}{}", mod97_digits(sum.remainder()), super::scheme::tight(number)))
}
