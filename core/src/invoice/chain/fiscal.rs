//! The chains that tax offices prescribe, behind one interface.
//!
//! A [`Head`] says where a chain ends. With it an [`Entry`] (what is printed on the document) becomes a text, byte for
//! byte as the country wants it ([`text`]); where the country wants a signature the caller signs that text; [`append`]
//! then gives the [`Record`] (text, link, what is printed, QR) and the next head. [`verify`] names the first record that
//! was altered, removed, added or moved.
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

use super::{portugal, rksv, ticketbai, tse, verifactu, zatca};
use crate::error::{Code, Error, Result};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

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

/// A text with the place where each of its fields ends.
#[derive(Default)]
pub(super) struct Text {
    pub(super) text: String,
    ends: Vec<(&'static str, usize)>,
}

impl Text {
    /// Adds a field's part: what stands before it and its value.
    pub(super) fn put(&mut self, field: &'static str, before: &str, value: &str) {
        self.text.push_str(before);
        self.text.push_str(value);
        self.ends.push((field, self.text.len()));
    }

    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    /// The first field whose part differs in another text.
    fn first_difference(&self, other: &str) -> &'static str {
        let same = self.text.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
        // Where the other goes on with a longer value, the texts part at the end of the field.
        self.ends.iter().find(|&&(_, end)| end >= same).map_or("text", |&(field, _)| field)
    }
}

/// What a record is made of besides its entry.
#[derive(Clone, Copy)]
pub(super) struct Made<'a> {
    pub(super) text: &'a str,
    /// Empty when there is none.
    pub(super) signature: &'a str,
    pub(super) link: &'a str,
}

/// What a kind of entry knows of its scheme.
pub(super) trait Form {
    fn scheme(&self) -> Scheme;
    /// The number by which people know the record.
    fn number(&self) -> &str;
    /// Whether the values can stand in the text.
    fn check(&self) -> Result<()>;
    /// Whether the entry itself, without the link, may stand after the head.
    fn follows(&self, _: &Head) -> Result<()> {
        Ok(())
    }
    /// What the record carries of the one before it.
    fn previous<'a>(&self, head: &'a Head) -> Cow<'a, str> {
        Cow::Borrowed(&head.link)
    }
    fn write(&self, previous: &str, out: &mut Text);
    /// The link, after what stands in `out`.
    fn link(&self, text: &str, signature: &str, out: &mut String);
    /// Whether a signature can be one, and is not a note that the device failed.
    fn signature(&self, _: &str) -> Result<Signature> {
        Ok(Signature::Given)
    }
    fn printed(&self, _: Made<'_>) -> Result<Option<String>> {
        Ok(None)
    }
    fn qr(&self, _: Made<'_>) -> Result<Option<String>> {
        Ok(None)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Signature {
    Given,
    /// The device was out of order, which the law lets the record say.
    DeviceFailed,
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
    #[serde(default)]
    pub signature: Option<String>,
    /// What the next record carries: the hash, or what the scheme makes of the signature.
    pub link: String,
    /// What is printed beside the QR: TicketBAI's identifier, Portugal's four characters, Austria's OCR text.
    #[serde(default)]
    pub printed: Option<String>,
    /// What the QR holds.
    #[serde(default)]
    pub qr: Option<String>,
}

impl Record {
    /// The hash of the text, where the link is one: VeriFactu's in hexadecimal digits, Saudi Arabia's in base64.
    pub fn hash(&self) -> Option<&str> {
        let hashed = !self.entry.scheme().is_signed();
        hashed.then_some(self.link.as_str())
    }
}

/// How far a book is proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// By the hashes of its texts; whoever can hash can make it anew, so that the head matters.
    Hashed,
    /// By the signatures of its texts, each of which the caller's check accepted.
    Signed,
    /// Not: its texts are signed, and no check was given or a record says that the device had failed.
    Unsigned,
}

/// What a verification found when nothing was wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verified {
    /// Where the book ends.
    pub head: Head,
    /// How far it is proved.
    pub proof: Proof,
    /// How many records have no signature that was checked; 0 where the proof is by hash.
    pub unsigned: u64,
}

/// The caller's check of a signature: text and signature in, whether it is right out.
pub type Check<'a> = &'a dyn Fn(&str, &str) -> bool;

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
    form.follows(head)
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
    form.write(&form.previous(head), &mut made);
    Ok(made.text)
}

/// The record of an entry at the end of the chain, and the new head. `signature` is of [`text`]'s text.
///
/// # Errors
/// Those of [`text`]; `invoice.chain_unsigned` when the scheme needs a signature and none is given.
pub fn append(head: &Head, entry: Entry, signature: Option<&str>) -> Result<(Record, Head)> {
    let text = text(head, &entry)?;
    let form = entry.form();
    match signature.filter(|given| !given.is_empty()) {
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
    let given = signature.unwrap_or_default();
    let mut link = String::new();
    form.link(&text, given, &mut link);
    let made = Made { text: &text, signature: given, link: &link };
    let (printed, qr) = (form.printed(made)?, form.qr(made)?);
    let count =
        head.count.checked_add(1).ok_or_else(|| Error::overflow("count", head.count, "the next record"))?;
    let next = Head { scheme: head.scheme, count, number: form.number().to_owned(), link: link.clone() };
    let previous = form.previous(head).into_owned();
    let signature = signature.filter(|given| !given.is_empty()).map(str::to_owned);
    Ok((Record { position: head.count, entry, previous, text, signature, link, printed, qr }, next))
}

fn broken(place: usize, field: &str, number: &str, what: &str) -> Error {
    let path = if field.is_empty() { format!("records.{place}") } else { format!("records.{place}.{field}") };
    let message = format!("record {place} of the book, {number}: {what}");
    Error::new(Code::InvoiceChainBroken, path, number, message)
}

/// Proof that a book is as it was recorded: no record altered, removed, added or moved.
///
/// `kept` is the head that the auditor kept; without one, records removed from the end are not missed. `check` is the
/// caller's check of signatures; without one a chain whose texts are signed is [`Proof::Unsigned`]. A book starts at the
/// scheme's first record; part of one is verified with [`verify_from`].
///
/// # Errors
/// `invoice.chain_broken` for the first record that is not as it was: the field is its place and field
/// (`records.3.total`), the value its number, the message says what happened to it.
pub fn verify(book: &[Record], kept: Option<&Head>, check: Option<Check<'_>>) -> Result<Verified> {
    let scheme = kept.map(|head| head.scheme).or_else(|| book.first().map(|record| record.entry.scheme()));
    let scheme = scheme.ok_or_else(|| Error::missing("records"))?;
    verify_from(&Head::start(scheme), book, kept, check)
}

/// [`verify`] of the records that come after a head, such as a year's.
///
/// # Errors
/// As of [`verify`].
pub fn verify_from(
    start: &Head,
    book: &[Record],
    kept: Option<&Head>,
    check: Option<Check<'_>>,
) -> Result<Verified> {
    let mut head = start.clone();
    let (mut before, mut link, mut text) = (String::new(), String::new(), Text::default());
    let mut unsigned = 0;
    for (place, record) in book.iter().enumerate() {
        let form = record.entry.form();
        let fail = |field: &str, what: &str| Err(broken(place, field, form.number(), what));
        if form.scheme() != head.scheme {
            return fail("entry", "it was altered or added: it is of another scheme");
        }
        let previous = form.previous(&head);
        text.clear();
        form.write(&previous, &mut text);
        if record.previous != *previous {
            return Err(out_of_place(book, place, &head, &before, record.text == text.text));
        }
        if record.position != head.count {
            return fail("position", "its place was altered: it follows from the record before it");
        }
        if record.text != text.text {
            return fail(
                text.first_difference(&record.text),
                "it was altered: its text was made of another value",
            );
        }
        if let Err(error) = form.check().and_then(|()| form.follows(&head)) {
            return fail(error.field(), &format!("it was altered, moved or added: {}", error.message()));
        }
        let signature = record.signature.as_deref().unwrap_or_default();
        link.clear();
        form.link(&text.text, signature, &mut link);
        if record.link != link {
            return fail("link", "its text or its link was altered: the link is not that of the text");
        }
        if head.scheme.is_signed() || !signature.is_empty() {
            match form.signature(signature) {
                Err(error) => {
                    return fail("signature", &format!("its signature was altered: {}", error.message()));
                }
                Ok(Signature::DeviceFailed) => unsigned += 1,
                Ok(Signature::Given) => match check {
                    Some(right) if right(&text.text, signature) => {}
                    Some(_) => {
                        return fail(
                            "signature",
                            "its text or its signature was altered: the one is not of the other",
                        );
                    }
                    None => unsigned += u64::from(head.scheme.is_signed()),
                },
            }
        }
        let made = Made { text: &text.text, signature, link: &link };
        if form.printed(made).ok() != Some(record.printed.clone()) {
            return fail(
                "printed",
                "what is printed beside the QR was altered: it is not that of the record",
            );
        }
        if form.qr(made).ok() != Some(record.qr.clone()) {
            return fail("qr", "its QR was altered: it is not that of the record");
        }
        std::mem::swap(&mut before, &mut head.link);
        std::mem::swap(&mut head.link, &mut link);
        form.number().clone_into(&mut head.number);
        head.count = head.count.saturating_add(1);
    }
    if let Some(kept) = kept {
        ends(book, start, &head, kept)?;
    }
    let proof = match head.scheme.is_signed() {
        false => Proof::Hashed,
        true if unsigned == 0 && check.is_some() => Proof::Signed,
        true => Proof::Unsigned,
    };
    Ok(Verified { head, proof, unsigned })
}

/// What happened where a record does not continue the one before it. `before` is the link on which that one rests.
fn out_of_place(book: &[Record], place: usize, head: &Head, before: &str, text_holds: bool) -> Error {
    let number = |at: usize| book.get(at).map_or("", |record| record.entry.number());
    let Some(record) = book.get(place) else { return broken(place, "", "", "it is not there") };
    if text_holds && record.position == head.count && head.scheme != Scheme::Tse {
        return broken(place, "previous", number(place), "it was altered: its text has another link");
    }
    let forks = place > 0 && record.previous == before;
    let wanted = book.iter().skip(place + 1).position(|later| later.previous == head.link);
    if forks && wanted.is_none() {
        let at = place - 1;
        return broken(at, "", number(at), "it was added: the record after it continues the one before it");
    }
    if let Some(later) = wanted {
        let there = place + 1 + later;
        let what = format!(
            "it was moved or added here: record {there} of the book, {}, should stand here",
            number(there)
        );
        return broken(place, "", number(place), &what);
    }
    if let Some(there) = book.iter().position(|other| other.link == record.previous) {
        let what = format!("it was moved: it continues record {there} of the book, {}", number(there));
        return broken(place, "", number(place), &what);
    }
    if place > 0 && record.position == head.count {
        let at = place - 1;
        let what = "it was altered and linked anew, or one after it was removed and the places renumbered: \
                    the next record does not continue it";
        return broken(at, "", number(at), what);
    }
    broken(
        place,
        "",
        number(place),
        "a record before it was removed: the one that it continues is not in the book",
    )
}

fn ends(book: &[Record], start: &Head, head: &Head, kept: &Head) -> Result<()> {
    let place = |count: u64| usize::try_from(count.saturating_sub(start.count)).unwrap_or(usize::MAX);
    if head.count < kept.count {
        let what = format!(
            "it and what follows was removed: the book ends at {}, the head at {}",
            head.count, kept.count
        );
        return Err(broken(place(head.count), "", &kept.number, &what));
    }
    if head.count > kept.count {
        let at = place(kept.count);
        let number = book.get(at).map_or("", |record| record.entry.number());
        return Err(broken(at, "", number, "it was added after the head that was kept"));
    }
    if head.scheme != kept.scheme || head.link != kept.link || head.number != kept.number {
        let at = place(head.count.saturating_sub(1));
        let what = "the book was made anew: its last link is not the one that was kept";
        return Err(broken(at, "link", &head.number, what));
    }
    Ok(())
}
