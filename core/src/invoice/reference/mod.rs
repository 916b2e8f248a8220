//! Payment references, bank accounts and tax numbers: their check digits made, checked and printed.
//!
//! [`Scheme`] has the payment references (RF, Finnish, Estonian, Norwegian, Swedish, Swiss, Belgian, Slovenian,
//! Croatian), [`iban`] the account numbers of the world, [`tax_number`] the VAT numbers of the EU, the United Kingdom,
//! Switzerland and Norway, and [`qr`] the texts of the payment codes that are printed on an invoice (EPC, Swiss).
//!
//! A check reads the text as a person writes it, with the spaces and signs that the scheme prints, and takes no memory
//! from the heap: `holds` says yes or no, `check` says what is wrong, `parse` gives the electronic form, `format` the
//! printed one. That a number holds says that it was not mistyped; whether it was ever given to anybody only its
//! register knows.
//!
//! Errors name the field and the text: `invoice.reference_character` (a letter where digits belong),
//! `invoice.reference_length`, `invoice.reference_check_digit`, `invoice.reference_country` (a country without such
//! numbers, or the prefix of another one), `invoice.reference_account` (a reference that does not go with the account).
//!
//! ```
//! use backoffice::{Code, invoice::reference::{Scheme, iban, tax_number}};
//!
//! let reference = Scheme::Rf.make("539007547034")?; // from an invoice number
//! assert_eq!(reference, "RF18539007547034");
//! assert_eq!(Scheme::Rf.format(&reference)?, "RF18 5390 0754 7034");
//! let error = Scheme::Rf.check("RF19 5390 0754 7034").unwrap_err();
//! assert_eq!((error.code(), error.field()), (Code::InvoiceReferenceCheckDigit, "reference"));
//!
//! assert_eq!(iban::parse("DE89 3704 0044 0532 0130 00")?, "DE89370400440532013000");
//! assert!(tax_number::holds("NL", "NL 806753742B01"));
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! # What a check finds
//! One wrong digit is always found by every scheme but two: the Slovenian and the Croatian references write both 10 and
//! 11 as 0, and where they have eleven digits and more, a place of weight 11, at which no digit counts. A letter
//! for a letter is always found in an RF reference and an IBAN; a letter for a digit is not always. Of the tax numbers,
//! those whose rule writes a remainder of 10 as 0, or tries a second set of weights, find most wrong digits but not all.

use crate::error::{Code, Error};

mod belgian;
mod finnish;
pub mod iban;
mod kid;
mod model;
mod ocr;
pub mod qr;
mod qrr;
mod rf;
mod scheme;
mod sums;
pub mod tax_number;
#[cfg(test)]
mod tests;

pub use scheme::Scheme;

/// What is wrong with a text; small, so that a check costs nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flaw {
    Character,
    Length,
    CheckDigit,
    Country,
}

type Judged = Result<(), Flaw>;

/// What a scheme is, for those who are told that a text is not one.
struct Shape {
    /// The scheme, with its article.
    name: &'static str,
    /// Of which characters it is.
    signs: &'static str,
    /// How long it is.
    length: &'static str,
}

impl Flaw {
    fn tell(self, field: &str, text: &str, shape: &Shape) -> Error {
        let Shape { name, signs, length } = shape;
        let (code, message) = match self {
            Self::Character => {
                (Code::InvoiceReferenceCharacter, format!("is not {name}: it is written as {signs}"))
            }
            Self::Length => (Code::InvoiceReferenceLength, format!("is not {name}: it has {length}")),
            Self::CheckDigit => (
                Code::InvoiceReferenceCheckDigit,
                format!("is not {name}: its check digit is wrong, so a character was mistyped"),
            ),
            Self::Country => (
                Code::InvoiceReferenceCountry,
                format!("is not {name}: its country is another one, or has no such numbers"),
            ),
        };
        Error::new(code, field, text, format!("`{field}` `{text}` {message}"))
    }
}
