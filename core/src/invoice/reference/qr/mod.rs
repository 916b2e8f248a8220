//! The texts of payment codes: what a QR code on an invoice says, so that the payer's bank fills the transfer in.
//!
//! [`sepa`] is the code of the European Payments Council (EPC069-12, in Germany GiroCode), [`swiss`] the Swiss QR code.
//! They are texts; drawing the code (error correction M in both) is the caller's.
//!
//! ```
//! use backoffice::{eur, invoice::reference::qr::{SepaTransfer, sepa}};
//!
//! let transfer = SepaTransfer {
//!     amount: Some(eur!(12.30)),
//!     reference: Some("RF18 5390 0754 7034".into()),
//!     ..SepaTransfer::to("Franz Mustermänn", "DE71 1102 2033 0123 4567 89")
//! };
//! let text = "BCD\n002\n1\nSCT\n\nFranz Mustermänn\nDE71110220330123456789\nEUR12.30\n\nRF18539007547034";
//! assert_eq!(sepa(&transfer)?, text);
//! # Ok::<(), backoffice::Error>(())
//! ```

use super::iban;
use crate::{
    error::{Code, Error, Result},
    money::Money,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

mod sepa_transfer;
mod swiss_bill;
#[cfg(test)]
mod tests;

pub use sepa_transfer::{SepaTransfer, sepa};
pub use swiss_bill::{Address, SwissBill, swiss};

/// An amount of 0.01 to 999 999 999.99 as both codes write it: `12.30`.
fn amount(amount: Money) -> Result<String> {
    let number = amount.amount();
    if number < Decimal::new(1, 2) || number > Decimal::new(99_999_999_999, 2) {
        return Err(Error::invalid("amount", amount, "a payment code takes 0.01 to 999 999 999.99"));
    }
    Ok(number.to_string())
}

/// A text of a field: not longer than `most` characters, none of which the code does not have.
fn line<'a>(field: &str, text: &'a str, most: usize, has: fn(char) -> bool) -> Result<&'a str> {
    if let Some(sign) = text.chars().find(|sign| !has(*sign)) {
        let message = format!("`{field}` has {sign:?}, which the payment code does not have: leave it out");
        return Err(Error::new(Code::InvoiceReferenceCharacter, field, text, message));
    }
    let length = text.chars().count();
    if length > most {
        let message = format!("`{field}` has {length} characters: the payment code has room for {most}");
        return Err(Error::new(Code::InvoiceReferenceLength, field, text, message));
    }
    Ok(text)
}

/// The same of a field that may not be empty.
fn required<'a>(field: &str, text: &'a str, most: usize, has: fn(char) -> bool) -> Result<&'a str> {
    if text.trim().is_empty() { Err(Error::missing(field)) } else { line(field, text, most, has) }
}

/// The same of a field that may be left out.
fn optional<'a>(field: &str, text: Option<&'a str>, most: usize, has: fn(char) -> bool) -> Result<&'a str> {
    text.map_or(Ok(""), |text| line(field, text, most, has))
}

/// The electronic form of the account.
fn account(text: &str) -> Result<String> {
    iban::parse(text)
}
