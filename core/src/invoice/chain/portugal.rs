//! Portugal: documents of certified programs: the text that is signed, the four characters, ATCUD and QR.
//!
//! Text: `InvoiceDate;SystemEntryDate;InvoiceNo;GrossTotal;previous`, where the last is the signature of the document
//! before it of the same type and series, empty for the first. The caller signs it with RSA and SHA-1; the signature in
//! base64 is the link. Printed are its characters 1, 11, 21 and 31. ATCUD is the series' code of the tax office, `-` and
//! the number. The QR is `A:…*B:…` to S, with I for the mainland, J for the Azores and K for Madeira.
//!
//! Sources: Portaria 363/2010, article 6 (characters, text); Portaria 195/2020 and the AT's technical specification of the
//! QR and ATCUD. The texts use the fields of the tax office's own examples and FAQ; its example key was printed cut short on
//! purpose, so that its signatures cannot be made again. The QRs rest on Odoo's tests.
//!
//! Not covered by the signature: lines, the customer, the split of taxes.
//!
//! # The official example
//! The text is of the tax office's FAQ (document FS 001/0009), the characters of article 6 of the Portaria.
//!
//! ```
//! use backoffice::invoice::chain::{fiscal::{text, Entry, Head, Scheme}, portugal::{four_characters, Document}};
//!
//! let before = "mYJEv4iGwLcnQbRD7dPs2uD1mX08XjXIKcGg3GEHmwMhmmGYusfflJjTdSITLX+uujTwzqmL/U5nvt6S9s8ijN3LwkJXsiEpt099e1MET/\
//!               8y3+Y1bN+K+YPJQiVmlQS0fXETsOPo8SwUZdBALt0vTo1VhUZKejACcjEYJG6nl=";
//! let head = Head { scheme: Scheme::Portugal, count: 8, number: "FS 001/0008".into(), link: before.into() };
//! let entry = Entry::Portugal(Document {
//!     day: "2013-07-01".into(),
//!     entered: "2013-07-01T11:27:08".into(),
//!     number: "FS 001/0009".into(),
//!     total: "200.00".into(),
//!     qr: vec![],
//! });
//! assert_eq!(text(&head, &entry)?, format!("2013-07-01;2013-07-01T11:27:08;FS 001/0009;200.00;{before}"));
//! let signature = "oso2FoOw4V941CwKTrv6xwzUrOtxBWCwU0yLVAqKwf0CNKZHMETG1XZZC4spRSyby1uDXBggplogrI8gHnvevA00UEoAVGJo9Fa3DO\
//!                  A0MhZNDa9/rNvu71pp+0zHmN2ra5IWpiHcgmUYxm5qamLBk49rkgvI7h1myKCYBKqgu60=";
//! assert_eq!(four_characters(signature)?, ['o', '9', 'x', 'C']);
//! # Ok::<(), backoffice::Error>(())
//! ```

use super::{
    encoding::{amount, from_base64, moment, plain, unfit},
    fiscal::{Form, Last, Made, Parts, Scheme, Signature},
};
use crate::{
    calendar::parse_date,
    error::{Code, Error, Result},
};
use serde::{Deserialize, Serialize};

/// A document of a type and series.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// `InvoiceDate`, as 2026-12-31.
    pub day: String,
    /// `SystemEntryDate`, as 2026-12-31T09:30:00.
    pub entered: String,
    /// `InvoiceNo`: type, space, series, `/`, number, such as `FT 2026/15`.
    pub number: String,
    /// `GrossTotal`: the text of the SAF-T file, two decimals.
    pub total: String,
    /// The fields of the QR in order, but for Q (the four characters), which is put in; empty for none.
    #[serde(default)]
    pub qr: Vec<(String, String)>,
}

/// The four characters of a signature that are printed (joined by `-`), and which the QR has as Q (joined by nothing).
///
/// # Errors
/// `invoice.chain_value` for a signature of fewer than 31 characters.
pub fn four_characters(signature: &str) -> Result<[char; 4]> {
    let mut characters = signature.chars().step_by(10);
    let mut next =
        || characters.next().ok_or_else(|| unfit("signature", signature, "it has at least 31 characters"));
    Ok([next()?, next()?, next()?, next()?])
}

/// The document's unique code: the code that the tax office gave to the series, and the number in it.
///
/// # Errors
/// `invoice.chain_value` for a code that is not of eight or more letters and digits.
pub fn atcud(series_code: &str, number: u64) -> Result<String> {
    let fits = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit();
    if series_code.len() < 8 || !series_code.bytes().all(fits) {
        return Err(unfit(
            "series_code",
            series_code,
            "write the eight or more letters and digits that were given",
        ));
    }
    Ok(format!("{series_code}-{number}"))
}

/// What a QR of these fields holds.
///
/// # Errors
/// `invoice.chain_value` for codes that are none or do not ascend (A, B … I1, I2 … S) or a value with `*`;
/// `input.missing` for one of A to H, N, O, Q, R.
pub fn qr(fields: &[(String, String)]) -> Result<String> {
    let mut out = String::new();
    let mut last = ('@', 0);
    for (code, value) in fields {
        let key = key(code)?;
        if key <= last {
            return Err(unfit(&format!("qr.{code}"), code, "write each field once, in the order A to S"));
        }
        last = key;
        plain(&format!("qr.{code}"), value, "*")?;
        if !out.is_empty() {
            out.push('*');
        }
        out.push_str(code);
        out.push(':');
        out.push_str(value);
    }
    let lacks = |code: &&str| !fields.iter().any(|(name, _)| name == code);
    match ["A", "B", "C", "D", "E", "F", "G", "H", "N", "O", "Q", "R"].iter().copied().find(lacks) {
        Some(code) => Err(Error::missing(&format!("qr.{code}"))),
        None => Ok(out),
    }
}

/// Letter and digit of a field's code, in whose order the fields stand.
fn key(code: &str) -> Result<(char, u32)> {
    let mut characters = code.chars();
    let (letter, digit) = (characters.next(), characters.next());
    let key = match (letter, digit) {
        (Some(letter @ ('A'..='H' | 'L'..='S')), None) => Some((letter, 0)),
        (Some(letter @ ('I'..='K')), Some(digit @ '1'..='8')) => {
            digit.to_digit(10).map(|digit| (letter, digit))
        }
        _ => None,
    };
    key.filter(|_| characters.next().is_none())
        .ok_or_else(|| unfit("qr", code, "write A to H, I1 to K8 or L to S"))
}

/// Type with series, and the number after the last `/`.
fn parts(number: &str) -> Option<(&str, u64)> {
    let (series, count) = number.rsplit_once('/')?;
    let fits = !count.is_empty() && count.bytes().all(|b| b.is_ascii_digit()) && series.contains(' ');
    fits.then(|| count.parse().ok()).flatten().map(|count| (series, count))
}

impl Form for Document {
    fn scheme(&self) -> Scheme {
        Scheme::Portugal
    }

    fn number(&self) -> &str {
        &self.number
    }

    fn check(&self) -> Result<()> {
        parse_date("day", &self.day)?;
        moment("entered", &self.entered, str::is_empty, "2026-12-31T09:30:00")?;
        plain("number", &self.number, ";")?;
        if parts(&self.number).is_none() {
            return Err(unfit(
                "number",
                &self.number,
                "write type, space, series, `/` and number: FT 2026/15",
            ));
        }
        amount("total", &self.total, '.', 2)?;
        match self.qr.iter().find(|(code, _)| code == "Q") {
            Some((_, value)) => Err(unfit("qr.Q", value, "leave it out: it is made of the signature")),
            None => Ok(()),
        }
    }

    fn follows(&self, last: Last<'_>) -> Result<()> {
        let Some((last_series, before)) = parts(last.number) else { return Ok(()) };
        if parts(&self.number)
            .is_some_and(|(series, count)| series == last_series && count.checked_sub(1) == Some(before))
        {
            return Ok(());
        }
        let message = format!(
            "{} cannot come after {}: a chain has one type and series, and the next number follows",
            self.number, last.number
        );
        Err(Error::new(Code::InvoiceChainOrder, "number", &self.number, message))
    }

    fn parts<P: Parts>(&self, previous: &str, out: &mut P) {
        out.put("day", "", &self.day);
        out.put("entered", ";", &self.entered);
        out.put("number", ";", &self.number);
        out.put("total", ";", &self.total);
        out.put("previous", ";", previous);
    }

    fn link(&self, _: &str, signature: &str, out: &mut String) {
        out.push_str(signature);
    }

    fn signature(&self, signature: &str) -> Result<Signature> {
        from_base64("signature", signature)?;
        four_characters(signature).map(|_| Signature::Given)
    }

    fn printed(&self, made: Made<'_>, out: &mut String) -> Result<bool> {
        let [a, b, c, d] = four_characters(made.signature)?;
        out.extend([a, '-', b, '-', c, '-', d]);
        Ok(true)
    }

    fn qr(&self, made: Made<'_>, out: &mut String) -> Result<bool> {
        if self.qr.is_empty() {
            return Ok(false);
        }
        let mut fields = self.qr.clone();
        let at = fields.iter().position(|(code, _)| code.as_str() > "Q").unwrap_or(fields.len());
        fields.insert(at, ("Q".into(), four_characters(made.signature)?.iter().collect()));
        out.push_str(&qr(&fields)?);
        Ok(true)
    }
}
