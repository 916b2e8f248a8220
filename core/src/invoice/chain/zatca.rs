//! Saudi Arabia, phase 2 of electronic invoicing (ZATCA): counter, hash of the invoice before, QR in tags 1 to 9.
//!
//! Text: the invoice's XML after canonicalisation (C14N 1.1, without `UBLExtensions`, `cac:Signature` and the QR's
//! reference), which stays outside: ZATCA's own kit is particular about white space. Link: base64 of its SHA-256. The XML
//! itself carries the counter (ICV, the record's place from 1) and the link before it (PIH), and both are checked in the
//! text that is hashed; the first PIH is base64 of the *hexadecimal text* of SHA-256 of `0`, all later ones of the raw hash.
//!
//! QR: base64 of tag byte, length byte (of UTF-8 bytes) and value: 1 seller, 2 tax number, 3 time, 4 total, 5 tax; with a
//! signature also 6 hash and 7 signature (base64 texts), 8 public key (bytes), on simplified invoices 9 the stamp on the
//! certificate (bytes).
//!
//! Sources: ZATCA, *Guide to develop a FATOORA compliant QR code* (18 November 2021), whose example (Bobs Records) is met;
//! *Security Features Implementation Standards* 2.3.3 for the first PIH. Tags 6 to 9 rest on the recipe and samples of
//! another program (zatca-xml-js), the Arabic name on zatca-sdk-go.
//!
//! Not covered by the hash: seller, tax number, time and totals as they stand in the QR (the XML has its own, and that the
//! two agree is not checked), and the stamp. A signature is proved only by the caller's check.
//!
//! # The official example
//! Of ZATCA's guide; the first PIH is of its standards.
//!
//! ```
//! use backoffice::invoice::chain::{fiscal::{Head, Scheme}, zatca::qr};
//!
//! let tags = [(1, "Bobs Records"), (2, "310122393500003"), (3, "2022-04-25T15:30:00Z"), (4, "1000.00"), (5, "150.00")];
//! assert_eq!(
//!     qr(&tags.map(|(tag, value)| (tag, value.as_bytes())))?,
//!     "AQxCb2JzIFJlY29yZHMCDzMxMDEyMjM5MzUwMDAwMwMUMjAyMi0wNC0yNVQxNTozMDowMFoEBzEwMDAuMDAFBjE1MC4wMA=="
//! );
//! assert_eq!(
//!     Head::start(Scheme::Zatca).link,
//!     "NWZlY2ViNjZmZmM4NmYzOGQ5NTI3ODZjNmQ2OTZjNzljMmRiYzIzOWRkNGU5MWI0NjcyOWQ3M2EyN2ZiNTdlOQ=="
//! );
//! # Ok::<(), backoffice::Error>(())
//! ```

use super::{
    encoding::{base64, from_base64, hex, moment, plain, sha256, shaped, unfit},
    fiscal::{Form, Last, Made, Parts, Scheme, Signature},
};
use crate::error::{Code, Error, Result};
use serde::{Deserialize, Serialize};

/// The PIH of the first invoice: base64 of the hexadecimal text of SHA-256 of `0`.
pub const FIRST: &str =
    "NWZlY2ViNjZmZmM4NmYzOGQ5NTI3ODZjNmQ2OTZjNzljMmRiYzIzOWRkNGU5MWI0NjcyOWQ3M2EyN2ZiNTdlOQ==";

/// An invoice or note. Seller, total and tax are what the QR shows: that they are the XML's is the caller's to see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invoice {
    /// Its number, which the XML has as an `ID`.
    pub number: String,
    /// Tag 1: the seller's name.
    pub seller: String,
    /// Tag 2: the seller's tax number.
    pub tax_number: String,
    /// Tag 3: the time of issue, as 2026-12-31T09:30:00Z.
    pub issued: String,
    /// Tag 4: the total with tax, the text of the XML.
    pub total: String,
    /// Tag 5: the tax, the text of the XML.
    pub tax: String,
    /// The canonical XML that is hashed.
    pub xml: String,
    /// Tag 8: the public key in base64; needed once the record is signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_key: Option<String>,
    /// Tag 9: the stamp on the certificate in base64; simplified invoices have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stamp: Option<String>,
}

/// A tag of the QR: number and value.
pub type Tag<'a> = (u8, &'a [u8]);

/// What a QR of these tags holds.
///
/// # Errors
/// `invoice.chain_value` for tags that do not ascend or a value of more than 255 bytes.
pub fn qr(tags: &[Tag<'_>]) -> Result<String> {
    let mut bytes = vec![];
    let mut last = 0;
    for &(tag, value) in tags {
        let field = format!("tags.{tag}");
        if tag <= last {
            return Err(unfit(&field, &tag.to_string(), "write each tag once, in ascending order"));
        }
        let length = u8::try_from(value.len());
        let length =
            length.map_err(|_| unfit(&field, &value.len().to_string(), "a value has at most 255 bytes"))?;
        bytes.extend([tag, length]);
        bytes.extend(value);
        last = tag;
    }
    Ok(base64(&bytes))
}

/// The hash of canonical XML: base64 of its SHA-256, which the next invoice carries as PIH.
pub fn hash(xml: &str) -> String {
    base64(&sha256(xml.as_bytes()))
}

/// The PIH of the first invoice, worked out.
pub fn first() -> String {
    base64(hex(&sha256(b"0")).as_bytes())
}

/// What stands in `element` of the document reference whose ID is `id`.
fn reference<'a>(xml: &'a str, id: &str, element: &str) -> Option<&'a str> {
    let (_, rest) = xml.split_once(&format!(":ID>{id}</"))?;
    let (rest, _) = rest.split_once("AdditionalDocumentReference>")?;
    let (_, rest) = rest.split_once(element)?;
    let (_, rest) = rest.split_once('>')?;
    rest.split_once('<').map(|(value, _)| value.trim())
}

impl Form for Invoice {
    fn scheme(&self) -> Scheme {
        Scheme::Zatca
    }

    fn number(&self) -> &str {
        &self.number
    }

    fn check(&self) -> Result<()> {
        plain("number", &self.number, "")?;
        plain("seller", &self.seller, "")?;
        if !shaped(&self.tax_number, "399999999999993") {
            return Err(unfit("tax_number", &self.tax_number, "write 15 digits, the first and last 3"));
        }
        moment("issued", &self.issued, |rest| rest.is_empty() || rest == "Z", "2026-12-31T09:30:00Z")?;
        super::encoding::amount("total", &self.total, '.', 2)?;
        super::encoding::amount("tax", &self.tax, '.', 2)?;
        let number = self.number.replace('&', "&amp;").replace('<', "&lt;");
        if !self.xml.contains(&format!(":ID>{number}</")) {
            return Err(unfit("number", &self.number, "the XML that is hashed has it as an ID"));
        }
        for (field, value) in [("public_key", &self.public_key), ("stamp", &self.stamp)] {
            if let Some(value) = value {
                from_base64(field, value)?;
            }
        }
        Ok(())
    }

    fn follows(&self, last: Last<'_>) -> Result<()> {
        let refuse = |what: &str, found: &str, wanted: &str| {
            let message = format!("the XML of {} carries the {what} `{found}`, not `{wanted}`", self.number);
            Err(Error::new(Code::InvoiceChainOrder, "xml", found, message))
        };
        let counter = reference(&self.xml, "ICV", "UUID").unwrap_or_default();
        let wanted = last.count.saturating_add(1).to_string();
        if counter != wanted {
            return refuse("counter (ICV)", counter, &wanted);
        }
        let previous = reference(&self.xml, "PIH", "EmbeddedDocumentBinaryObject").unwrap_or_default();
        if previous == last.link { Ok(()) } else { refuse("previous hash (PIH)", previous, last.link) }
    }

    fn parts<P: Parts>(&self, _: &str, out: &mut P) {
        out.put("xml", "", &self.xml);
    }

    fn link(&self, text: &str, _: &str, out: &mut String) {
        out.push_str(&hash(text));
    }

    fn signature(&self, signature: &str) -> Result<Signature> {
        from_base64("signature", signature)?;
        match self.public_key {
            Some(_) => Ok(Signature::Given),
            None => Err(Error::missing("public_key")),
        }
    }

    fn qr(&self, made: Made<'_>, out: &mut String) -> Result<bool> {
        let texts = [&self.seller, &self.tax_number, &self.issued, &self.total, &self.tax];
        let mut tags: Vec<Tag<'_>> = (1..).zip(texts).map(|(tag, text)| (tag, text.as_bytes())).collect();
        let bytes =
            |field, text: &Option<String>| text.as_ref().map(|text| from_base64(field, text)).transpose();
        let (key, stamp) = (bytes("public_key", &self.public_key)?, bytes("stamp", &self.stamp)?);
        if !made.signature.is_empty() {
            tags.extend([(6, made.link.as_bytes()), (7, made.signature.as_bytes())]);
            tags.extend(key.as_deref().map(|key| (8, key)));
            tags.extend(stamp.as_deref().map(|stamp| (9, stamp)));
        }
        out.push_str(&qr(&tags)?);
        Ok(true)
    }
}
