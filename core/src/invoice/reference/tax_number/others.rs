//! The one-stop shop, the United Kingdom (with Northern Ireland), Switzerland, Norway.

use super::{
    Flaw, Judged, Number,
    number::{digits, last, right, weighted, whole, written},
};

/// Three digits for the member state of identification (ISO 3166-1; 900 for Northern Ireland), then six for the non-Union
/// scheme and seven for the import scheme. How the last digit is made is not public, so it is not checked.
pub(super) fn one_stop_shop(number: &Number, import: bool) -> Judged {
    let whole = if import {
        whole(&number.digits::<10>()?) / 10_000_000
    } else {
        whole(&number.digits::<9>()?) / 1_000_000
    };
    let state = matches!(
        whole,
        40 | 56
            | 100
            | 191
            | 196
            | 203
            | 208
            | 233
            | 246
            | 250
            | 276
            | 300
            | 348
            | 372
            | 380
            | 428
            | 440
            | 442
            | 470
            | 528
            | 616
            | 620
            | 642
            | 703
            | 705
            | 724
            | 752
            | 900
    );
    written(state)
}

/// Nine digits, or twelve of which the last three are a branch: modulus 97, or since 2010 with 55 added. `GD` with 000 to
/// 499 is a government department, `HA` with 500 to 999 a health authority; so are the eleven characters in which they
/// appear in the register.
pub(super) fn british(number: &Number) -> Judged {
    let signs = number.signs();
    let office = |three: &[u8]| {
        let three = whole(&digits::<3>(three)?);
        written(if number.begins_with(b"GD") { three < 500 } else { three >= 500 })?;
        Ok(three)
    };
    if number.begins_with(b"GD") || number.begins_with(b"HA") {
        return match signs {
            [_, _, three @ ..] if three.len() == 3 => office(three).map(|_| ()),
            [_, _, b'8', b'8', b'8', b'8', three @ .., tens, units] if three.len() == 3 => {
                right(office(three)? % 97 == whole(&digits::<2>(&[*tens, *units])?))
            }
            _ => Err(Flaw::Length),
        };
    }
    let nine: [u32; 9] = match signs.len() {
        12 => {
            number.digits::<12>()?;
            digits(signs.get(..9).unwrap_or_default())?
        }
        _ => number.digits()?,
    };
    let rest = weighted(&nine, &[8, 7, 6, 5, 4, 3, 2, 10, 1]) % 97;
    right(rest == 0 || (!matches!(nine, [0, ..]) && (rest == 42 || rest == 55)))
}

/// The nine digits behind CHE; modulus 11.
pub(super) fn swiss(number: &Number) -> Judged {
    let digits: [u32; 9] = number.digits()?;
    right((11 - weighted(&digits, &[5, 4, 3, 2, 7, 6, 5, 4]) % 11) % 11 == last(&digits))
}

/// The same with MWST, TVA, IVA or TPV behind it.
pub(super) fn swiss_vat(number: &Number) -> Judged {
    with_mark(number, &[b"MWST", b"TVA", b"IVA", b"TPV"], swiss)
}

/// Nine digits, modulus 11.
pub(super) fn norwegian(number: &Number) -> Judged {
    let digits: [u32; 9] = number.digits()?;
    right(weighted(&digits, &[3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11))
}

/// The same with MVA behind it.
pub(super) fn norwegian_vat(number: &Number) -> Judged {
    with_mark(number, &[b"MVA"], norwegian)
}

fn with_mark(number: &Number, marks: &[&[u8]], judge: fn(&Number) -> Judged) -> Judged {
    let mark = marks.iter().find(|mark| number.signs().ends_with(mark)).ok_or(Flaw::Character)?;
    judge(&number.without_last(mark.len()))
}
