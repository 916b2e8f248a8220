//! Bulgaria, Croatia, Cyprus, Greece, Italy, Malta, Portugal, Romania, Slovenia, Spain.

use super::{
    Flaw, Judged, Number,
    number::{day, digits, last, luhn, mod_11_10, right, weighted, whole, written},
};
use crate::invoice::reference::sums::value;

/// Nine digits for companies; ten for persons (with the birthday), foreigners and others, each with weights of its own.
pub(super) fn bulgarian(number: &Number) -> Judged {
    if number.signs().len() == 9 {
        let digits: [u32; 9] = number.digits()?;
        let check = match weighted(&digits, &[1, 2, 3, 4, 5, 6, 7, 8]) % 11 {
            10 => weighted(&digits, &[3, 4, 5, 6, 7, 8, 9, 10]) % 11 % 10,
            check => check,
        };
        return right(check == last(&digits));
    }
    let digits: [u32; 10] = number.digits()?;
    let check = last(&digits);
    let person = weighted(&digits, &[2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10 == check && born(&digits);
    let foreigner = weighted(&digits, &[21, 19, 17, 13, 11, 9, 7, 3, 1]) % 10 == check;
    let other = (11 - weighted(&digits, &[4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11 == check;
    right(person || foreigner || other)
}

/// Whether a Bulgarian number begins with a day: 20 added to the month before 1900, 40 from 2000.
fn born(digits: &[u32; 10]) -> bool {
    let [y0, y1, m0, m1, d0, d1, ..] = digits;
    let (century, month) = match m0 * 10 + m1 {
        month @ 41.. => (2000, month - 40),
        month @ 21.. => (1800, month - 20),
        month => (1900, month),
    };
    day(century + y0 * 10 + y1, month, d0 * 10 + d1).is_ok()
}

/// Eleven digits, MOD 11,10.
pub(super) fn croatian(number: &Number) -> Judged {
    mod_11_10(&number.digits::<11>()?)
}

/// Eight digits, not 12 in front, and a letter; the digits at odd places are translated first.
pub(super) fn cypriot(number: &Number) -> Judged {
    let signs = number.signs();
    let [eight @ .., letter] = signs else { return Err(Flaw::Length) };
    let eight: [u32; 8] = digits(eight)?;
    written(letter.is_ascii_uppercase() && !matches!(eight, [1, 2, ..]))?;
    let translated = |digit: u32| match digit {
        0 => 1,
        1 => 0,
        2 => 5,
        3 => 7,
        4 => 9,
        digit => 2 * digit + 3,
    };
    let sum: u32 = eight
        .iter()
        .enumerate()
        .map(|(at, digit)| if at % 2 == 0 { translated(*digit) } else { *digit })
        .sum();
    right(sum % 26 + 10 == u32::from(value(*letter)))
}

/// Nine digits, formerly eight; powers of 2, modulus 11, where 10 is written 0.
pub(super) fn greek(number: &Number) -> Judged {
    const WEIGHTS: [u32; 8] = [256, 128, 64, 32, 16, 8, 4, 2];
    let (sum, check) = if number.signs().len() == 8 {
        let digits: [u32; 8] = number.digits()?;
        let [_, weights @ ..] = WEIGHTS;
        (weighted(&digits, &weights), last(&digits))
    } else {
        let digits: [u32; 9] = number.digits()?;
        (weighted(&digits, &WEIGHTS), last(&digits))
    };
    right(sum % 11 % 10 == check)
}

/// Eleven digits (Luhn), the first seven not all 0, then an office: 001 to 100, 120, 121, 888 or 999.
pub(super) fn italian(number: &Number) -> Judged {
    let digits: [u32; 11] = number.digits()?;
    let whole = whole(&digits);
    written(whole >= 10_000 && matches!(whole / 10 % 1000, 1..=100 | 120 | 121 | 888 | 999))?;
    right(luhn(&digits).is_multiple_of(10))
}

/// Eight digits, not 0 in front; modulus 37.
pub(super) fn maltese(number: &Number) -> Judged {
    let digits: [u32; 8] = number.digits()?;
    written(!number.begins_with(b"0"))?;
    right(weighted(&digits, &[3, 4, 6, 7, 8, 9, 10, 1]).is_multiple_of(37))
}

/// Nine digits, not 0 in front; modulus 11, where 10 and 11 are written 0.
pub(super) fn portuguese(number: &Number) -> Judged {
    let digits: [u32; 9] = number.digits()?;
    written(!number.begins_with(b"0"))?;
    let check = (11 - weighted(&digits, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 11 % 10;
    right(check == last(&digits))
}

/// 2 to 10 digits, not 0 in front (companies), or the 13 of a personal number.
pub(super) fn romanian(number: &Number) -> Judged {
    let signs = number.signs();
    if signs.len() == 13 {
        return romanian_person(&number.digits()?);
    }
    if !(2..=10).contains(&signs.len()) {
        return Err(if signs.iter().all(u8::is_ascii_digit) { Flaw::Length } else { Flaw::Character });
    }
    written(signs.iter().all(u8::is_ascii_digit) && !number.begins_with(b"0"))?;
    // From the right, so that the weights of a shorter number are the last ones.
    let from_right = signs.iter().rev().skip(1).map(|sign| u32::from(sign - b'0'));
    let sum: u32 = from_right.zip([2, 3, 5, 7, 1, 2, 3, 5, 7]).map(|(digit, weight)| digit * weight).sum();
    right(signs.last().is_some_and(|sign| u32::from(sign - b'0') == sum * 10 % 11 % 10))
}

/// A first digit for century and sex, the birthday, a county, three digits, the check digit.
fn romanian_person(digits: &[u32; 13]) -> Judged {
    let [first, y0, y1, m0, m1, d0, d1, c0, c1, ..] = digits;
    let century = match first {
        0 => return Err(Flaw::Character),
        3 | 4 => 1800,
        5 | 6 => 2000,
        _ => 1900,
    };
    day(century + y0 * 10 + y1, m0 * 10 + m1, d0 * 10 + d1)?;
    written(matches!(c0 * 10 + c1, 1..=48 | 51 | 52 | 70 | 80..=83))?;
    let check = match weighted(digits, &[2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11 {
        10 => 1,
        check => check,
    };
    right(check == last(digits))
}

/// Eight digits, not 0 in front; modulus 11, where 10 is written 0 and 11 does not occur.
pub(super) fn slovenian(number: &Number) -> Judged {
    let digits: [u32; 8] = number.digits()?;
    written(!number.begins_with(b"0"))?;
    right(match 11 - weighted(&digits, &[8, 7, 6, 5, 4, 3, 2]) % 11 {
        10 => last(&digits) == 0,
        check => check == last(&digits),
    })
}

/// Nine characters. Persons: eight digits, or X, Y, Z (foreigners) or K, L, M and seven, and a letter of modulus 23.
/// Others: a letter for the kind, seven digits, and a check digit (Luhn) or the letter in its place.
pub(super) fn spanish(number: &Number) -> Judged {
    let signs = number.signs();
    let [first, seven @ .., check] = signs else { return Err(Flaw::Length) };
    let seven: [u32; 7] = digits(seven)?;
    let person = |leading: u64| {
        const LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";
        let whole = leading * 10_000_000 + whole(&seven);
        let letter = usize::try_from(whole % 23).ok().and_then(|at| LETTERS.get(at));
        right(letter == Some(check))
    };
    match first {
        b'0'..=b'9' => person(u64::from(first - b'0')),
        b'K' | b'L' | b'M' => person(0),
        b'X'..=b'Z' => person(u64::from(first - b'X')),
        b'A'..=b'H' | b'J' | b'N' | b'P'..=b'S' | b'U'..=b'W' => {
            let sum: u32 = seven
                .iter()
                .rev()
                .enumerate()
                .map(|(at, digit)| crate::invoice::reference::sums::luhn(at + 1, *digit))
                .sum();
            let digit = (10 - sum % 10) % 10;
            // A for 1 to I for 9, J for 0.
            let letter = if digit == 0 { 19 } else { digit + 9 };
            right([digit, letter].contains(&u32::from(value(*check))))
        }
        _ => Err(Flaw::Character),
    }
}
