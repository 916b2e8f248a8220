//! Denmark, Estonia, Finland, Ireland, Latvia, Lithuania, Sweden.

use super::{
    Flaw, Judged, Number,
    number::{day, digits, last, luhn, right, weighted, written},
};
use crate::invoice::reference::sums::value;

/// Eight digits, not 0 in front; modulus 11.
pub(super) fn danish(number: &Number) -> Judged {
    let digits: [u32; 8] = number.digits()?;
    written(!number.begins_with(b"0"))?;
    right(weighted(&digits, &[2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11))
}

/// Nine digits, weights 3, 7, 1.
pub(super) fn estonian(number: &Number) -> Judged {
    let digits: [u32; 9] = number.digits()?;
    right(weighted(&digits, &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10))
}

/// Eight digits, modulus 11.
pub(super) fn finnish(number: &Number) -> Judged {
    let digits: [u32; 8] = number.digits()?;
    right(weighted(&digits, &[7, 9, 10, 5, 8, 4, 2, 1]).is_multiple_of(11))
}

/// Seven digits, a check letter, and since 2013 perhaps one letter more; formerly a digit, a letter or sign, five digits,
/// a check letter. Modulus 23.
pub(super) fn irish(number: &Number) -> Judged {
    let signs = number.signs();
    let (Some((seven, letters)), Some(second)) = (signs.split_at_checked(7), signs.get(1)) else {
        return Err(Flaw::Length);
    };
    let (check, more) = match letters {
        [check] | [check, b'W'] => (*check, 0),
        [check, more @ b'A'..=b'V'] => (*check, u32::from(more - b'A') + 1),
        [_, _] => return Err(Flaw::Character),
        _ => return Err(Flaw::Length),
    };
    let sum = if second.is_ascii_digit() {
        let seven: [u32; 7] = digits(seven)?;
        weighted(&seven, &[8, 7, 6, 5, 4, 3, 2]) + 9 * more
    } else {
        let ([first, _, five @ ..], 1) = (seven, letters.len()) else { return Err(Flaw::Character) };
        let [first]: [u32; 1] = digits(&[*first])?;
        let five: [u32; 5] = digits(five)?;
        weighted(&five, &[7, 6, 5, 4, 3]) + 2 * first
    };
    // W, then A to V.
    let wanted = match sum % 23 {
        0 => value(b'W'),
        rest => u8::try_from(rest).map_or(0, |rest| rest + 9),
    };
    written(check.is_ascii_uppercase())?;
    right(value(check) == wanted)
}

/// Eleven digits: a company's begins with 4 to 9 (modulus 11); a person's holds the birthday, or begins with 32.
pub(super) fn latvian(number: &Number) -> Judged {
    let digits: [u32; 11] = number.digits()?;
    let [d0, d1, d2, d3, d4, d5, century, ..] = digits;
    if d0 > 3 {
        return right(weighted(&digits, &[9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 == 3);
    }
    if (d0, d1) != (3, 2) {
        day(1800 + century * 100 + d4 * 10 + d5, d2 * 10 + d3, d0 * 10 + d1)?;
    }
    let sum = 1 + weighted(&digits, &[10, 5, 8, 4, 2, 1, 6, 3, 7, 9]);
    right(sum % 11 % 10 == last(&digits))
}

/// Nine digits whose eighth is 1 (companies) or twelve whose eleventh is 1; modulus 11, and again with other weights
/// where that gives 10.
pub(super) fn lithuanian(number: &Number) -> Judged {
    if number.signs().len() == 12 {
        let digits: [u32; 12] = number.digits()?;
        written(matches!(digits, [.., 1, _]))?;
        return twice(&digits, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2], &[3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4]);
    }
    let digits: [u32; 9] = number.digits()?;
    written(matches!(digits, [.., 1, _]))?;
    twice(&digits, &[1, 2, 3, 4, 5, 6, 7, 8], &[3, 4, 5, 6, 7, 8, 9, 1])
}

fn twice(digits: &[u32], weights: &[u32], again: &[u32]) -> Judged {
    let check = match weighted(digits, weights) % 11 {
        10 => weighted(digits, again) % 11 % 10,
        check => check,
    };
    right(check == last(digits))
}

/// Ten digits of the organisation (Luhn), then 01.
pub(super) fn swedish(number: &Number) -> Judged {
    let all: [u32; 12] = number.digits()?;
    written(matches!(all, [.., 0, 1]))?;
    let organisation: [u32; 10] = digits(number.signs().get(..10).unwrap_or_default())?;
    right(luhn(&organisation).is_multiple_of(10))
}
