//! The Slovenian and the Croatian reference: a model (`SI12`, `SI01`, `HR01`) and a number whose last digit is modulus 11.

use super::{Flaw, Judged, Shape};

pub(super) const SLOVENIAN_SHAPE: Shape = Shape {
    name: "a Slovenian reference of model SI12",
    signs: "`SI12` and digits",
    length: "2 to 13 digits after `SI12`, the last of them the check digit",
};
pub(super) const SLOVENIAN_GROUPS_SHAPE: Shape = Shape {
    name: "a Slovenian reference of model SI01",
    signs: "`SI01` and one to three groups of digits with `-` between them",
    length: "2 to 22 characters after `SI01`, no empty group, the last character the check digit",
};
pub(super) const CROATIAN_SHAPE: Shape = Shape {
    name: "a Croatian reference of model HR01",
    signs: "`HR01` and one to three groups of digits with `-` between them",
    length: "2 to 22 characters after `HR01`, no empty group, the last character the check digit",
};

/// What follows the model; spaces are left out of the comparison.
fn behind(text: &str, model: [u8; 4]) -> Result<&str, Flaw> {
    let mut wanted = model.into_iter();
    for (at, byte) in text.bytes().enumerate() {
        if byte == b' ' {
            continue;
        }
        match wanted.next() {
            None => return text.get(at..).ok_or(Flaw::Character),
            Some(sign) if byte.eq_ignore_ascii_case(&sign) => {}
            Some(_) => return Err(Flaw::Character),
        }
    }
    Err(Flaw::Length)
}

/// Adds digits from the right, weights 2, 3, …, for the digit beside the check digit on.
struct Sum {
    total: u32,
    weight: u32,
}

impl Sum {
    const fn new() -> Self {
        Self { total: 0, weight: 2 }
    }

    fn add(&mut self, digit: u32) {
        self.total += self.weight * digit;
        self.weight += 1;
    }

    /// 10 and 11 are written 0.
    fn check_digit(&self) -> u32 {
        match 11 - self.total % 11 {
            10 | 11 => 0,
            digit => digit,
        }
    }
}

/// The digits from the right, without spaces and hyphens, which are judged by [`groups`].
fn from_right(text: &str) -> impl Iterator<Item = u32> {
    text.bytes().rev().filter(u8::is_ascii_digit).map(|byte| u32::from(byte - b'0'))
}

/// Digits in at most so many groups: how many characters they take with the hyphens.
fn groups(text: &str, most: usize) -> Result<usize, Flaw> {
    let (mut characters, mut groups, mut digits) = (0, 1, 0_usize);
    for byte in text.bytes() {
        match byte {
            b' ' => continue,
            b'0'..=b'9' => digits += 1,
            b'-' if groups == most => return Err(Flaw::Character),
            b'-' if digits == 0 => return Err(Flaw::Length),
            b'-' => (groups, digits) = (groups + 1, 0),
            _ => return Err(Flaw::Character),
        }
        characters += 1;
    }
    if digits == 0 { Err(Flaw::Length) } else { Ok(characters) }
}

fn judge(number: &str) -> Judged {
    let mut digits = from_right(number);
    let last = digits.next().ok_or(Flaw::Length)?;
    let mut sum = Sum::new();
    digits.for_each(|digit| sum.add(digit));
    if sum.check_digit() == last { Ok(()) } else { Err(Flaw::CheckDigit) }
}

fn check_digit(number: &str) -> u32 {
    let mut sum = Sum::new();
    from_right(number).for_each(|digit| sum.add(digit));
    sum.check_digit()
}

pub(super) fn check_slovenian(text: &str) -> Judged {
    let number = behind(text, *b"SI12")?;
    if !(2..=13).contains(&groups(number, 1)?) {
        return Err(Flaw::Length);
    }
    judge(number)
}

pub(super) fn make_slovenian(number: &str) -> Result<String, Flaw> {
    if groups(number, 1)? > 12 {
        return Err(Flaw::Length);
    }
    Ok(format!("SI12{:0>12}{}", super::scheme::tight(number), check_digit(number)))
}

/// `SI01` and `HR01` are the same but for their country.
pub(super) fn check_groups(text: &str, model: [u8; 4]) -> Judged {
    let number = behind(text, model)?;
    if !(2..=22).contains(&groups(number, 3)?) {
        return Err(Flaw::Length);
    }
    judge(number)
}

pub(super) fn make_groups(number: &str, model: &str) -> Result<String, Flaw> {
    if groups(number, 3)? > 21 {
        return Err(Flaw::Length);
    }
    Ok(format!("{model}{}{}", super::scheme::tight(number), check_digit(number)))
}
