//! The chains that tax offices prescribe, behind one interface.
//!
//! A [`Head`] says where a chain ends. With it an [`Entry`] (what is printed on the document) becomes a text, byte for
//! byte as the country wants it ([`text`]); where the country wants a signature the caller signs that text; [`append`]
//! then gives the [`Record`] (text, link, what is printed, QR) and the next head. [`append_many`] does so for a store that
//! links many in one transaction. [`verify`] names the first record that was altered, removed, added or moved.
//!
//! | [`Scheme`] | page | the text | the link, which the next record carries |
//! |---|---|---|---|
//! | `verifactu`, `verifactu_events` | [`verifactu`] | `Name=value&…` | SHA-256 of the text (huella) |
//! | `ticket_bai` | [`ticketbai`] | the caller's XML | the first 100 characters of the signature |
//! | `zatca` | [`zatca`] | the caller's canonical XML | SHA-256 of the text |
//! | `portugal` | [`portugal`] | `day;time;number;total;previous` | the signature |
//! | `rksv` | [`rksv`] | `_R1-AT1_box_number_…` | 8 bytes of SHA-256 of text and signature |
//! | `tse` | [`tse`] | ten fields of the QR | transaction and signature counter |
//!
//! Signing, certificates, canonical XML and sending stay with the caller: nothing here has a key. Values are texts, kept
//! and hashed as they were given, because a tax office hashes what it reads in the XML: `123.1` and `123.10` differ.
//! A figure that rests on an official example is told from one that rests on other programs' tests on each page.
//!
//! What no scheme here proves: that a document which was never recorded did not exist, and anything about records after
//! the head that the auditor kept. Without a head, records taken from the end are not missed.
//!
//! ```
//! use backoffice::invoice::chain::{fiscal::{self, Entry, Head, Proof, Scheme}, verifactu::Registration};
//!
//! let mut head = Head::start(Scheme::Verifactu);
//! let mut book = vec![];
//! for (number, at) in [("12345678/G33", "19:20:30"), ("12345679/G34", "19:20:35")] {
//!     let entry = Entry::VerifactuRegistration(Registration {
//!         issuer: "89890001K".into(),
//!         number: number.into(),
//!         day: "01-01-2024".into(),
//!         kind: "F1".into(),
//!         tax: "12.35".into(),
//!         total: "123.45".into(),
//!         recorded: format!("2024-01-01T{at}+01:00"),
//!         site: None,
//!     });
//!     let (record, next) = fiscal::append(&head, entry, None)?;
//!     book.push(record);
//!     head = next;
//! }
//! // The AEAT's own examples.
//! assert_eq!(book[0].link, "3C464DAF61ACB827C65FDA19F352A4E3BDC2C640E9E9FC4CC058073F38F12F60");
//! assert_eq!(book[1].link, "F7B94CFD8924EDFF273501B01EE5153E4CE8F259766F88CF6ACB8935802A2B97");
//! assert_eq!(fiscal::verify(&book, Some(&head), None)?.proof, Proof::Hashed);
//!
//! if let Entry::VerifactuRegistration(registration) = &mut book[0].entry {
//!     registration.total = "23.45".into();
//! }
//! let error = fiscal::verify(&book, Some(&head), None).unwrap_err();
//! assert_eq!(error.code(), "invoice.chain_broken");
//! assert_eq!(error.field(), "records.0.total");
//! # Ok::<(), backoffice::Error>(())
//! ```

mod form;
mod verify;

use super::{portugal, rksv, ticketbai, tse, verifactu, zatca};
use crate::error::{Code, Error, Result};
use serde::{Deserialize, Serialize};

pub(super) use form::{Form, Last, Made, Parts, Signature};
pub use verify::{Check, Proof, Verified, verify, verify_from};

use form::Text;

/// How a chain is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Scheme {
    /// Spain: registrations and cancellations of invoices, one chain of both.
    Verifactu,
    /// Spain: the events of a system that does not send its records.
    VerifactuEvents,
    /// The Basque Country: TicketBAI.
    TicketBai,
    /// Saudi Arabia: phase 2 of electronic invoicing.
    Zatca,
    /// Portugal: certified programs; one chain for each type and series.
    Portugal,
    /// Austria: the register of a till.
    Rksv,
    /// Germany: the transactions of one security device of a till.
    Tse,
}

impl Scheme {
    /// Every scheme.
    pub const ALL: &[Self] = &[
        Self::Verifactu,
        Self::VerifactuEvents,
        Self::TicketBai,
        Self::Zatca,
        Self::Portugal,
        Self::Rksv,
        Self::Tse,
    ];

    /// Whether a record needs a signature: what the next record or the document carries is made of it.
    pub const fn is_signed(self) -> bool {
        matches!(self, Self::TicketBai | Self::Portugal | Self::Rksv | Self::Tse)
    }
}

/// What is recorded: the fields of a document or event, as they are printed or sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Entry {
    /// Spain: an invoice is registered.
    VerifactuRegistration(verifactu::Registration),
    /// Spain: a registered invoice is cancelled.
    VerifactuCancellation(verifactu::Cancellation),
    /// Spain: something happened to the system.
    VerifactuEvent(verifactu::Event),
    /// The Basque Country: an invoice.
    TicketBai(ticketbai::Ticket),
    /// Saudi Arabia: an invoice or note.
    Zatca(zatca::Invoice),
    /// Portugal: a document of a certified program.
    Portugal(portugal::Document),
    /// Austria: a receipt of a till.
    Rksv(rksv::Receipt),
    /// Germany: a transaction that was finished.
    Tse(tse::Receipt),
}

impl Entry {
    fn form(&self) -> &dyn Form {
        match self {
            Self::VerifactuRegistration(entry) => entry,
            Self::VerifactuCancellation(entry) => entry,
            Self::VerifactuEvent(entry) => entry,
            Self::TicketBai(entry) => entry,
            Self::Zatca(entry) => entry,
            Self::Portugal(entry) => entry,
            Self::Rksv(entry) => entry,
            Self::Tse(entry) => entry,
        }
    }

    /// The chain into which it goes.
    pub fn scheme(&self) -> Scheme {
        self.form().scheme()
    }

    /// The number by which people know it.
    pub fn number(&self) -> &str {
        self.form().number()
    }
}

/// Where a chain ends: what the next record continues, and what the auditor keeps.
///
/// It is the whole state of a chain: a store keeps it as a row of four columns, and locks that row while it appends.
/// [`append`] gives a record and the state after it, or an error and the state is as it was:
///
/// | state | what comes | what becomes of it |
/// |---|---|---|
/// | any | an entry of another scheme | `invoice.chain_scheme` |
/// | any | a value that would make the text ambiguous | `invoice.chain_value` |
/// | any | a number, counter or link that does not continue the last | `invoice.chain_order` |
/// | any, of a scheme that signs | an entry without a signature | `invoice.chain_unsigned` |
/// | any | an entry that continues the last | a record; `count` one more, `number` and `link` the record's |
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// How the chain is made.
    pub scheme: Scheme,
    /// How many records it has.
    pub count: u64,
    /// The number of the last one; empty before the first.
    pub number: String,
    /// The link of the last one; before the first, what the scheme says (most often nothing).
    pub link: String,
}

impl Head {
    /// The head of a chain without records.
    pub fn start(scheme: Scheme) -> Self {
        let link = if scheme == Scheme::Zatca { zatca::FIRST.to_owned() } else { String::new() };
        Self { scheme, count: 0, number: String::new(), link }
    }
}

/// A link of a chain. All texts are as the country prints or sends them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Its place, from 0.
    pub position: u64,
    /// What was recorded.
    pub entry: Entry,
    /// The link of the record before it.
    pub previous: String,
    /// The text that is hashed or signed.
    pub text: String,
    /// The caller's signature of the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
    /// What the next record carries: the hash, or what the scheme makes of the signature.
    pub link: String,
    /// What is printed beside the QR: TicketBAI's identifier, Portugal's four characters, Austria's OCR text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub printed: Option<String>,
    /// What the QR holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qr: Option<String>,
}

impl Record {
    /// The hash of the text, where the link is one: VeriFactu's in hexadecimal digits, Saudi Arabia's in base64.
    pub fn hash(&self) -> Option<&str> {
        let hashed = !self.entry.scheme().is_signed();
        hashed.then_some(self.link.as_str())
    }
}

impl Head {
    fn last(&self) -> Last<'_> {
        Last { scheme: self.scheme, count: self.count, number: &self.number, link: &self.link }
    }
}

fn fits(head: &Head, form: &dyn Form) -> Result<()> {
    if form.scheme() != head.scheme {
        let message = format!(
            "record {} is of the scheme {:?} and its chain of {:?}: give it to a chain of its own",
            form.number(),
            form.scheme(),
            head.scheme
        );
        return Err(Error::new(Code::InvoiceChainScheme, "entry", form.number(), message));
    }
    form.check()?;
    form.follows(head.last())
}

/// The text of the next record: what is hashed, and what the caller signs.
///
/// # Errors
/// `invoice.chain_scheme` when the chain is another's, `invoice.chain_value` when a value cannot stand in the text,
/// `invoice.chain_order` when the entry cannot come next, `input.missing`; the field is the entry's.
pub fn text(head: &Head, entry: &Entry) -> Result<String> {
    let form = entry.form();
    fits(head, form)?;
    let mut made = Text::default();
    form.write(&form.previous(head.last()), &mut made);
    Ok(made.text)
}

/// The record of an entry at the end of the chain, and the new head. `signature` is of [`text`]'s text.
///
/// # Errors
/// Those of [`text`]; `invoice.chain_unsigned` when the scheme needs a signature and none is given.
pub fn append(head: &Head, entry: Entry, signature: Option<&str>) -> Result<(Record, Head)> {
    let text = text(head, &entry)?;
    seal(head, entry, text, signature)
}

/// [`append`] of many entries in their order, for a store that links many records in one transaction: the records, and
/// the head after the last. `sign` gives the signature of a text, or none where the scheme needs none. All or nothing.
///
/// TicketBAI and Saudi Arabia have the link in the XML that is hashed: there each entry is made when the record before it
/// is known, and [`append`]ed.
///
/// ```
/// use backoffice::invoice::chain::{fiscal::{self, Entry, Head, Scheme}, portugal::Document};
///
/// let entry = |number: u32| Entry::Portugal(Document {
///     day: "2026-03-02".into(),
///     entered: format!("2026-03-02T09:30:{number:02}"),
///     number: format!("FT 2026/{number}"),
///     total: "12.30".into(),
///     qr: vec![],
/// });
/// // A stand-in for RSA with the taxpayer's key.
/// let sign = |text: &str| Ok(Some(format!("{:0>32}", text.len())));
/// let (records, head) = fiscal::append_many(&Head::start(Scheme::Portugal), (1..=3).map(entry), sign)?;
/// assert_eq!((records.len(), head.count, head.number.as_str()), (3, 3, "FT 2026/3"));
/// # Ok::<(), backoffice::Error>(())
/// ```
///
/// # Errors
/// Those of [`append`] and of `sign`, for the first entry that has one: the field is its place and field
/// (`entries.3.total`).
pub fn append_many(
    head: &Head,
    entries: impl IntoIterator<Item = Entry>,
    mut sign: impl FnMut(&str) -> Result<Option<String>>,
) -> Result<(Vec<Record>, Head)> {
    let (mut records, mut head) = (vec![], head.clone());
    for (place, entry) in entries.into_iter().enumerate() {
        let next = || {
            let text = text(&head, &entry)?;
            let signature = sign(&text)?;
            seal(&head, entry, text, signature.as_deref())
        };
        let (record, after) = next().map_err(|error| error.within(format!("entries.{place}")))?;
        records.push(record);
        head = after;
    }
    Ok((records, head))
}

/// The record of an entry that fits, with its text.
fn seal(head: &Head, entry: Entry, text: String, signature: Option<&str>) -> Result<(Record, Head)> {
    let form = entry.form();
    let signature = signature.filter(|given| !given.is_empty());
    match signature {
        Some(given) => {
            form.signature(given)?;
        }
        None if head.scheme.is_signed() => {
            let number = form.number();
            let message =
                format!("record {number} has no signature: sign its text and give the signature with it");
            return Err(Error::new(Code::InvoiceChainUnsigned, "signature", "", message));
        }
        None => {}
    }
    let mut link = String::new();
    form.link(&text, signature.unwrap_or_default(), &mut link);
    let made = Made { text: &text, signature: signature.unwrap_or_default(), link: &link };
    let (mut printed, mut qr) = (String::new(), String::new());
    let printed = form.printed(made, &mut printed)?.then_some(printed);
    let qr = form.qr(made, &mut qr)?.then_some(qr);
    let count =
        head.count.checked_add(1).ok_or_else(|| Error::overflow("count", head.count, "the next record"))?;
    let next = Head { scheme: head.scheme, count, number: form.number().to_owned(), link: link.clone() };
    let previous = form.previous(head.last()).into_owned();
    let signature = signature.map(str::to_owned);
    Ok((Record { position: head.count, entry, previous, text, signature, link, printed, qr }, next))
}
