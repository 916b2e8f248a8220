//! The Basque Country, TicketBAI: the identifier, the QR with its check digits, and the link by signature.
//!
//! What is signed is the invoice's XML, which the caller makes and signs (XAdES); it carries the first 100 characters of
//! the signature of the invoice before it (`SignatureValueFirmaFacturaAnterior`), and that is the link. Printed is
//! `TBAI-<tax number>-<DDMMYY>-<13 characters of the signature>-<CRC-8>`; the QR is an address that ends in a CRC-8 of
//! all before. CRC-8: polynomial 0x07, initial 0, three decimal digits.
//!
//! Sources: the TicketBAI specification of the three provincial treasuries, annex on the identifier and QR, whose official
//! example (00000006Y) is met. The link rests on the annex's field description; no official chain was found.
//!
//! Not covered: whether the signature is of the XML, nor whether what is printed stands in the XML; that is for the check that the caller gives.
//! Series, number, total and address stand in the QR, not in the text: whoever alters one and the QR alike is not found.
//!
//! # The official example
//! Of the annex: invoice 27174 of series T.
//!
//! ```
//! use backoffice::invoice::chain::ticketbai::{identifier, qr};
//!
//! let id = identifier("00000006Y", "2019-10-25", "btFpwP8dcLGAF")?;
//! assert_eq!(id, "TBAI-00000006Y-251019-btFpwP8dcLGAF-237");
//! assert_eq!(
//!     qr("https://batuz.eus/QRTBAI/", &id, "T", "27174", "4.70"),
//!     "https://batuz.eus/QRTBAI/?id=TBAI-00000006Y-251019-btFpwP8dcLGAF-237&s=T&nf=27174&i=4.70&cr=007"
//! );
//! # Ok::<(), backoffice::Error>(())
//! ```

use super::{
    encoding::{form, from_base64, plain, shaped, unfit},
    fiscal::{Form, Last, Made, Parts, Scheme, Signature},
};
use crate::{
    calendar::parse_date,
    error::{Code, Error, Result},
};
use serde::{Deserialize, Serialize};

/// An invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ticket {
    /// The issuer's tax number.
    pub issuer: String,
    /// The day of issue, as 2026-12-31.
    pub day: String,
    /// The series; empty without one.
    #[serde(default)]
    pub series: String,
    /// The number in its series.
    pub number: String,
    /// The total: the text of the XML.
    pub total: String,
    /// The treasury's address that checks the QR, such as `https://batuz.eus/QRTBAI/`.
    pub address: String,
    /// The XML that is signed, before the signature is put into it.
    pub xml: String,
}

/// CRC-8 of a text, three digits.
pub fn check_digits(text: &str) -> String {
    let crc = text.bytes().fold(0_u8, |crc, byte| {
        (0..8).fold(crc ^ byte, |crc, _| if crc & 0x80 == 0 { crc << 1 } else { (crc << 1) ^ 0x07 })
    });
    format!("{crc:03}")
}

/// The identifier that is printed: `day` as 2026-12-31, the signature's text whole or at least 13 characters of it.
///
/// # Errors
/// `invoice.chain_value` for a tax number that is not there or a shorter signature; that of a day that is none.
pub fn identifier(issuer: &str, day: &str, signature: &str) -> Result<String> {
    plain("issuer", issuer, "-")?;
    parse_date("day", day)?;
    let short = || unfit("signature", signature, "it has at least 13 characters");
    let start = signature.get(..13).ok_or_else(short)?;
    let mut digits = day.bytes().filter(u8::is_ascii_digit).map(char::from).skip(2);
    let (year, month): (String, String) =
        (digits.by_ref().take(2).collect(), digits.by_ref().take(2).collect());
    let text = format!("TBAI-{issuer}-{}{month}{year}-{start}-", digits.collect::<String>());
    let crc = check_digits(&text);
    Ok(text + &crc)
}

/// What the QR holds.
pub fn qr(address: &str, identifier: &str, series: &str, number: &str, total: &str) -> String {
    let mut out = address.to_owned();
    for (name, value) in [("?id=", identifier), ("&s=", series), ("&nf=", number), ("&i=", total)] {
        out.push_str(name);
        form(value, &mut out);
    }
    let crc = check_digits(&out);
    out + "&cr=" + &crc
}

/// What an element of the XML holds, whatever its prefix.
fn element<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = xml.split_once(&format!("{name}>"))?;
    rest.split_once('<').map(|(value, _)| value.trim())
}

impl Form for Ticket {
    fn scheme(&self) -> Scheme {
        Scheme::TicketBai
    }

    fn number(&self) -> &str {
        &self.number
    }

    fn check(&self) -> Result<()> {
        plain("issuer", &self.issuer, "-")?;
        parse_date("day", &self.day)?;
        plain("number", &self.number, "")?;
        plain("address", &self.address, "?& ")?;
        if self.xml.is_empty() {
            return Err(Error::missing("xml"));
        }
        let total = self.total.strip_prefix('-').unwrap_or(&self.total);
        let decimals = total.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        let shape: String = total.chars().map(|c| if c == '.' { c } else { '9' }).collect();
        if total.is_empty() || total.starts_with('.') || decimals > 2 || !shaped(total, &shape) {
            return Err(unfit("total", &self.total, "write an amount like 4.70"));
        }
        Ok(())
    }

    fn follows(&self, last: Last<'_>) -> Result<()> {
        let found = element(&self.xml, "SignatureValueFirmaFacturaAnterior").unwrap_or_default();
        if found == last.link {
            return Ok(());
        }
        let message = format!(
            "the XML of {} carries `{found}` of the signature before it, not `{}`: put the head's link into it",
            self.number, last.link
        );
        Err(Error::new(Code::InvoiceChainOrder, "xml", found, message))
    }

    fn parts<P: Parts>(&self, _: &str, out: &mut P) {
        out.put("xml", "", &self.xml);
    }

    fn link(&self, _: &str, signature: &str, out: &mut String) {
        out.push_str(signature.get(..100).unwrap_or(signature));
    }

    fn signature(&self, signature: &str) -> Result<Signature> {
        from_base64("signature", signature)?;
        identifier(&self.issuer, &self.day, signature).map(|_| Signature::Given)
    }

    fn printed(&self, made: Made<'_>, out: &mut String) -> Result<bool> {
        out.push_str(&identifier(&self.issuer, &self.day, made.signature)?);
        Ok(true)
    }

    fn qr(&self, made: Made<'_>, out: &mut String) -> Result<bool> {
        let identifier = identifier(&self.issuer, &self.day, made.signature)?;
        out.push_str(&qr(&self.address, &identifier, &self.series, &self.number, &self.total));
        Ok(true)
    }
}
