//! Austria, Belgium, Czechia, France, Germany, Hungary, Luxembourg, the Netherlands, Poland, Slovakia.

use super::{
    Flaw, Judged, Number,
    number::{day, digits, last, luhn, mod_11_10, right, weighted, whole, written},
};
use crate::invoice::reference::sums::{Mod97, value};

/// `U` and eight digits; the Luhn sum of the first seven, with 4 added, and the last make a multiple of 10.
pub(super) fn austrian(number: &Number) -> Judged {
    written(number.begins_with(b"U"))?;
    let digits: [u32; 8] = number.behind(1).digits()?;
    let [seven @ .., check] = digits;
    right((luhn(&seven) + 4 + check).is_multiple_of(10))
}

/// Ten digits, formerly nine, that begin with 0 or 1; the last two are 97 less the remainder of the others.
pub(super) fn belgian(number: &Number) -> Judged {
    let whole = match number.signs().len() {
        9 => whole(&number.digits::<9>()?),
        _ => whole(&number.digits::<10>()?),
    };
    written((1..2_000_000_000).contains(&whole))?;
    right(97 - whole / 100 % 97 == whole % 100)
}

/// Eight digits for a company, nine or ten (a birth number) for a person; nine that begin with 6 otherwise.
pub(super) fn czech(number: &Number) -> Judged {
    match number.signs().len() {
        9 if number.begins_with(b"6") => {
            let digits: [u32; 9] = number.digits()?;
            let sum = weighted(&digits, &[0, 8, 7, 6, 5, 4, 3, 2]) % 11;
            right((sum + 8) % 10 == last(&digits))
        }
        9 => {
            let digits: [u32; 9] = number.digits()?;
            birth(&digits)
        }
        10 => {
            let digits: [u32; 10] = number.digits()?;
            birth(&digits)?;
            let whole = whole(&digits);
            right(whole / 10 % 11 % 10 == whole % 10)
        }
        _ => {
            let digits: [u32; 8] = number.digits()?;
            written(!number.begins_with(b"9"))?;
            let check = match (11 - weighted(&digits, &[8, 7, 6, 5, 4, 3, 2]) % 11) % 11 {
                0 => 1,
                check => check % 10,
            };
            right(check == last(&digits))
        }
    }
}

/// The birthday in a Czech birth number: nine digits until 1953, ten from 1954; women have 50 added to the month, and 20
/// are added where a day's numbers ran out.
fn birth(digits: &[u32]) -> Judged {
    let two = |from: usize| digits.iter().skip(from).take(2).fold(0, |two, digit| two * 10 + digit);
    let year = match (digits.len(), two(0)) {
        (9, year @ 80..) => 1800 + year,
        (9, year) if year > 53 => return Err(Flaw::Character),
        (10, year) if year < 54 => 2000 + year,
        (_, year) => 1900 + year,
    };
    day(year, two(2) % 50 % 20, two(4))
}

/// Two characters of key (no I or O) and the nine digits of the SIREN (Luhn), which is 000 and more in Monaco.
pub(super) fn french(number: &Number) -> Judged {
    let signs = number.signs();
    let [first, second, siren @ ..] = signs else { return Err(Flaw::Length) };
    let siren: [u32; 9] = digits(siren)?;
    let (first, second) = (key(*first).ok_or(Flaw::Character)?, key(*second).ok_or(Flaw::Character)?);
    if !matches!(siren, [0, 0, 0, ..]) {
        right(luhn(&siren).is_multiple_of(10))?;
    }
    let siren = whole(&siren);
    match (first, second) {
        (0..=9, 0..=9) => right(first * 10 + second == (siren * 100 + 12) % 97),
        (0..=9, _) => lettered(siren, first * 24 + second - 10),
        _ => lettered(siren, first * 34 + second - 100),
    }
}

fn lettered(siren: u64, key: u64) -> Judged {
    right((siren + 1 + key / 11) % 11 == key % 11)
}

/// A character of a French key: 0 to 9, and letters from 10 with I and O left out.
fn key(sign: u8) -> Option<u64> {
    let value = match sign {
        b'J'..=b'N' => value(sign) - 1,
        b'P'..=b'Z' => value(sign) - 2,
        b'0'..=b'9' | b'A'..=b'H' => value(sign),
        _ => return None,
    };
    Some(u64::from(value))
}

/// Nine digits, not 0 in front; MOD 11,10.
pub(super) fn german(number: &Number) -> Judged {
    let digits: [u32; 9] = number.digits()?;
    written(!number.begins_with(b"0"))?;
    mod_11_10(&digits)
}

/// Eight digits, weights 9, 7, 3, 1.
pub(super) fn hungarian(number: &Number) -> Judged {
    let digits: [u32; 8] = number.digits()?;
    right(weighted(&digits, &[9, 7, 3, 1, 9, 7, 3, 1]).is_multiple_of(10))
}

/// Eight digits, the last two of modulus 89.
pub(super) fn luxembourgish(number: &Number) -> Judged {
    let whole = whole(&number.digits::<8>()?);
    right(whole / 100 % 89 == whole % 100)
}

/// Nine digits, `B`, two digits: either the nine hold (modulus 11, legal persons) or all with `NL` in front leave 1
/// (MOD 97-10, sole traders since 2020).
pub(super) fn dutch(number: &Number) -> Judged {
    let signs = number.signs();
    let [.., b, tens, units] = signs else { return Err(Flaw::Length) };
    let nine: [u32; 9] = digits(signs.get(..signs.len() - 3).unwrap_or_default())?;
    written(*b == b'B' && whole(&nine) > 0)?;
    written(whole(&digits::<2>(&[*tens, *units])?) > 0)?;
    let sum = weighted(&nine, &[9, 8, 7, 6, 5, 4, 3, 2]);
    if sum % 11 == last(&nine) {
        return Ok(());
    }
    let mut all = Mod97::default();
    b"NL".iter().chain(signs).for_each(|sign| all.push(value(*sign)));
    right(all.remainder() == 1)
}

/// Ten digits, modulus 11.
pub(super) fn polish(number: &Number) -> Judged {
    let digits: [u32; 10] = number.digits()?;
    right(weighted(&digits, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == last(&digits))
}

/// Ten digits, a multiple of 11, not 0 in front, whose third is 2, 3, 4, 7, 8 or 9.
pub(super) fn slovak(number: &Number) -> Judged {
    let digits: [u32; 10] = number.digits()?;
    written(!matches!(digits, [0, ..] | [_, _, 0 | 1 | 5 | 6, ..]))?;
    right(whole(&digits).is_multiple_of(11))
}
