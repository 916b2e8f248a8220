//! IBAN, the international bank account number of ISO 13616: country, check digits, length and structure.
//!
//! ```
//! use backoffice::{Code, invoice::reference::iban};
//!
//! assert!(iban::holds("GB29 NWBK 6016 1331 9268 19"));
//! assert_eq!(iban::format("GB29NWBK60161331926819")?, "GB29 NWBK 6016 1331 9268 19");
//! assert_eq!(iban::make("GB", "NWBK60161331926819")?, "GB29NWBK60161331926819");
//! assert_eq!(iban::check("ZZ29NWBK60161331926819").unwrap_err().code(), Code::InvoiceReferenceCountry);
//! assert_eq!(iban::country("NO").map(|country| (country.length, country.bban)), Some((15, "4n6n1n")));
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! The structure is that of the SWIFT IBAN Registry, release 101. The check digits that some countries have inside their
//! account numbers are not checked.

use super::{
    Flaw, Judged, Shape, scheme,
    sums::{Mod97, mod97_digits, value},
};
use crate::error::Result;

mod registry;

use registry::COUNTRIES;
pub use registry::Country;

const SHAPE: Shape = Shape {
    name: "an IBAN",
    signs: "a country, two digits, then digits and letters as the country has them",
    length: "the length of its country",
};

/// The longest BBAN.
const LONGEST: usize = 30;

/// The values that are allowed at a place of the BBAN: from `least` to `least + span`.
#[derive(Clone, Copy)]
struct Place {
    least: u8,
    span: u8,
}

#[derive(Clone, Copy)]
struct Layout {
    length: usize,
    places: [Place; LONGEST],
}

/// The countries' structures, place by place, in the order of [`COUNTRIES`].
const LAYOUTS: [Layout; COUNTRIES.len()] = {
    let mut layouts = [Layout { length: 0, places: [Place { least: 0, span: 0 }; LONGEST] }; COUNTRIES.len()];
    let mut row = 0;
    while row < COUNTRIES.len() {
        let text = COUNTRIES[row].bban.as_bytes();
        let (mut at, mut count, mut place) = (0, 0, 0);
        while at < text.len() {
            let (least, span) = match text[at] {
                b'n' => (0, 9),
                b'a' => (10, 25),
                b'c' => (0, 35),
                digit => {
                    count = count * 10 + (digit - b'0') as usize;
                    at += 1;
                    continue;
                }
            };
            while count > 0 {
                layouts[row].places[place] = Place { least, span };
                (place, count) = (place + 1, count - 1);
            }
            at += 1;
        }
        assert!(place + 4 == COUNTRIES[row].length as usize);
        layouts[row].length = place;
        row += 1;
    }
    layouts
};

/// Where a country stands in [`COUNTRIES`], by the values of its letters less 10; 255 for none.
const ROWS: [u8; 26 * 26] = {
    let mut rows = [255; 26 * 26];
    let mut row: u8 = 0;
    while (row as usize) < COUNTRIES.len() {
        let code = COUNTRIES[row as usize].code.as_bytes();
        rows[(code[0] - b'A') as usize * 26 + (code[1] - b'A') as usize] = row;
        row += 1;
    }
    rows
};

/// The same, once in memory.
static PLACES: [Layout; COUNTRIES.len()] = LAYOUTS;

/// The row of a country, by the values of its two letters.
fn row(first: u8, second: u8) -> Option<usize> {
    let (first, second) = (first.checked_sub(10)?, second.checked_sub(10)?);
    let row = ROWS.get(usize::from(first) * 26 + usize::from(second)).copied()?;
    Some(usize::from(row)).filter(|_| first < 26 && second < 26 && row != 255)
}

fn layout(first: u8, second: u8) -> Result<&'static Layout, Flaw> {
    row(first, second).and_then(|row| PLACES.get(row)).ok_or(Flaw::Country)
}

/// Every country that has IBANs, by its code.
pub fn countries() -> &'static [Country] {
    COUNTRIES
}

/// What the IBAN of a country looks like; none for a country without.
pub fn country(code: &str) -> Option<&'static Country> {
    match code.as_bytes() {
        [first, second] => COUNTRIES.get(row(value(*first), value(*second))?),
        _ => None,
    }
}

/// Whether the text is an IBAN; spaces are left out, and letters may be in either case.
pub fn holds(text: &str) -> bool {
    judge(text).is_ok()
}

/// The same, saying what is wrong.
///
/// # Errors
/// `invoice.reference_country`, `invoice.reference_length`, `invoice.reference_character` and
/// `invoice.reference_check_digit`, field `iban`.
pub fn check(text: &str) -> Result<()> {
    Flaw::of(judge(text), "iban", text, &SHAPE)
}

/// The electronic form: no spaces, letters in upper case.
///
/// # Errors
/// As [`check`].
pub fn parse(text: &str) -> Result<String> {
    check(text)?;
    Ok(scheme::tight(text))
}

/// The printed form, in groups of four.
///
/// # Errors
/// As [`check`].
pub fn format(text: &str) -> Result<String> {
    Ok(scheme::grouped(&parse(text)?, 4, 4))
}

/// The IBAN of an account: the country's code and the account number as the country writes it in an IBAN (BBAN).
///
/// # Errors
/// As [`check`], without the check digits; the field is `country` or `bban`.
pub fn make(country: &str, bban: &str) -> Result<String> {
    let (first, second) = match country.as_bytes() {
        [first, second] => (value(*first), value(*second)),
        _ => (255, 255),
    };
    let layout = layout(first, second).map_err(|flaw| flaw.tell("country", country, &SHAPE))?;
    let sum = account(layout, bban.bytes()).map_err(|flaw| flaw.tell("bban", bban, &SHAPE))?;
    let digits = mod97_digits(behind(sum, first, second, 0, 0));
    Ok(format!("{}{digits:02}{}", scheme::tight(country), scheme::tight(bban)))
}

/// Whether it is a Swiss or Liechtenstein IBAN whose institution is 30000 to 31999: a QR-IBAN, which takes a QR reference
/// and nothing else. Source: Swiss Implementation Guidelines QR-bill, 2.3.
///
/// # Errors
/// As [`check`].
pub fn is_qr_iban(text: &str) -> Result<bool> {
    let iban = parse(text)?;
    let swiss = matches!(iban.get(..2), Some("CH" | "LI"));
    Ok(swiss && matches!(iban.get(4..6), Some("30" | "31")))
}

/// The sum over the account, whose characters are as the country has them.
#[inline]
fn account(layout: &Layout, bytes: impl Iterator<Item = u8>) -> Result<Mod97, Flaw> {
    let mut sum = Mod97::default();
    let mut places = layout.places.iter().take(layout.length);
    for byte in bytes {
        if byte == b' ' {
            continue;
        }
        let Some(place) = places.next() else { return Err(Flaw::Length) };
        let value = value(byte);
        if value.wrapping_sub(place.least) > place.span {
            return Err(Flaw::Character);
        }
        sum.push(value);
    }
    if places.next().is_none() { Ok(sum) } else { Err(Flaw::Length) }
}

/// The remainder with the country and the check digits behind the account.
#[inline]
fn behind(mut sum: Mod97, first: u8, second: u8, tens: u8, units: u8) -> u64 {
    for value in [first, second, tens, units] {
        sum.push(value);
    }
    sum.remainder()
}

fn judge(text: &str) -> Judged {
    let mut bytes = text.bytes();
    let mut next = || bytes.by_ref().find(|byte| *byte != b' ').map(value).ok_or(Flaw::Length);
    let (first, second, tens, units) = (next()?, next()?, next()?, next()?);
    if !(10..36).contains(&first) || !(10..36).contains(&second) || tens > 9 || units > 9 {
        return Err(Flaw::Character);
    }
    let sum = account(layout(first, second)?, bytes)?;
    // 00, 01 and 99 would leave 1 as well as 97, 98 and 02 do, but are never made.
    if (2..=98).contains(&(tens * 10 + units)) && behind(sum, first, second, tens, units) == 1 {
        Ok(())
    } else {
        Err(Flaw::CheckDigit)
    }
}
