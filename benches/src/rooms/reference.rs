//! Payment references, accounts and tax numbers: half of the texts hold, of the others one digit is wrong.

use crate::{
    chance::Chance,
    job::{Job, Peer, Rival},
};
use backoffice::{
    Result,
    invoice::reference::{Scheme, iban, tax_number},
};
use serde_json::json;

const STDNUM: Peer = Peer::installed("python-stdnum", "stdnum", "identifiers");

const COUNT: usize = 1000;

/// The jobs.
///
/// # Errors
/// None: the input is ours.
pub fn jobs() -> Result<Vec<Job>> {
    let mut chance = Chance::new(6);
    let ibans = texts(&mut chance, account)?;
    let rival = Rival::new("iban_validate", ibans.clone(), |texts| {
        texts.iter().map(|text| text.parse::<::iban::Iban>().is_ok()).collect::<Vec<_>>()
    });
    let tax_numbers = TAX_NUMBERS.map(str::to_owned).to_vec();
    Ok(vec![
        job(("iban", "check an IBAN"), ibans, iban::holds).beside(rival),
        scheme(&mut chance, ("rf", "check an RF reference"), Scheme::Rf, 16)?,
        scheme(&mut chance, ("qrr", "check a QR reference"), Scheme::Qrr, 26)?,
        scheme(&mut chance, ("belgian", "check a Belgian communication"), Scheme::Belgian, 10)?,
        scheme(&mut chance, ("luhn", "check a KID or OCR reference (Luhn)"), Scheme::Ocr, 12)?,
        job(("vat", "check a tax number of the EU"), tax_numbers, |text| {
            tax_number::holds(text.get(..2).unwrap_or_default(), text)
        }),
    ])
}

fn job(what: (&'static str, &'static str), texts: Vec<String>, holds: fn(&str) -> bool) -> Job {
    let input = json!(texts);
    let work = move || texts.iter().map(|text| holds(text)).collect::<Vec<_>>();
    Job::new(what, input.as_array().map_or(0, Vec::len), input, &[STDNUM], work, |all| json!(all))
}

fn scheme(
    chance: &mut Chance,
    what: (&'static str, &'static str),
    scheme: Scheme,
    digits: u32,
) -> Result<Job> {
    let texts = texts(chance, |chance| scheme.make(&self::digits(chance, digits)))?;
    let input = json!(texts);
    let work = move || texts.iter().map(|text| scheme.holds(text)).collect::<Vec<_>>();
    Ok(Job::new(what, COUNT, input, &[STDNUM], work, |all| json!(all)))
}

fn texts(chance: &mut Chance, make: impl Fn(&mut Chance) -> Result<String>) -> Result<Vec<String>> {
    (0..COUNT).map(|_| make(chance).map(|text| perhaps_mistyped(chance, text))).collect()
}

/// Every other text has its last digit changed.
fn perhaps_mistyped(chance: &mut Chance, text: String) -> String {
    let Some(at) = text.rfind(|sign: char| sign.is_ascii_digit()).filter(|_| chance.between(0, 1) == 1)
    else {
        return text;
    };
    let digit = text.as_bytes().get(at).map_or(b'0', |digit| (digit - b'0' + 3) % 10 + b'0');
    let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default());
    format!("{before}{}{after}", char::from(digit))
}

fn digits(chance: &mut Chance, count: u32) -> String {
    (0..count).map(|_| char::from(b'0' + sign(chance, 10))).collect()
}

fn sign(chance: &mut Chance, below: u32) -> u8 {
    u8::try_from(chance.between(0, below - 1)).unwrap_or_default()
}

/// An account of any country that iban_validate 5.0 has too (it lacks Honduras and Pakistan), by its structure.
fn account(chance: &mut Chance) -> Result<String> {
    let countries: Vec<_> =
        iban::countries().iter().filter(|country| !["HN", "PK"].contains(&country.code)).collect();
    let last = u32::try_from(countries.len() - 1).unwrap_or_default();
    let country = countries[chance.between(0, last) as usize];
    let (mut bban, mut count) = (String::new(), 0);
    for written in country.bban.chars() {
        if let Some(digit) = written.to_digit(10) {
            count = count * 10 + digit;
            continue;
        }
        for _ in 0..count {
            let letter = written == 'a' || (written == 'c' && chance.between(0, 3) == 0);
            bban.push(char::from(if letter { b'A' + sign(chance, 26) } else { b'0' + sign(chance, 10) }));
        }
        count = 0;
    }
    iban::make(country.code, &bban)
}

/// One that holds of each member state, and some that do not.
const TAX_NUMBERS: [&str; 32] = [
    "ATU15159209",
    "BE0468561072",
    "BG124551319",
    "CY10246672X",
    "CZ25123891",
    "DE231969187",
    "DK10503280",
    "EE100931558",
    "EL039868210",
    "ESA28184661",
    "FI02459042",
    "FR04409414364",
    "HR33392005961",
    "HU12509403",
    "IE4550159S",
    "IT01404480202",
    "LT100001509912",
    "LU10590281",
    "LV40003521600",
    "MT11679112",
    "NL001241643B01",
    "PL5211355116",
    "PT500019720",
    "RO11358544",
    "SE202100500001",
    "SI29664373",
    "SK1078449064",
    "XI432525179",
    "DE231969188",
    "FR04409414365",
    "IT01404480203",
    "PL5211355117",
];
