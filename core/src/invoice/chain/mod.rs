//! A tamper-evident chain over issued documents.
//!
//! Each issued document gets a [`Record`]: its place, the SHA-256 of its content, the hash of the record before it, and
//! the hash of all of these. Whoever keeps the [`Head`] (place and hash of the last record) elsewhere can prove with
//! [`audit`] that no document was altered, removed, added or moved since.
//!
//! What is hashed, byte by byte:
//! - content = SHA-256 of the issued document (number, document, rules, totals) in canonical JSON (RFC 8785): keys
//!   sorted, no white space; two different documents never give the same bytes;
//! - hash = SHA-256 of the 20 bytes `backoffice chain v1\n`, the position as 8 bytes big-endian, the 32 bytes of the
//!   previous hash (32 zero bytes before the first record) and the 32 bytes of the content.
//!
//! **Amounts are hashed as they are stored**: `1.5` and `1.50` are different texts and give different hashes, so that
//! whoever rewrites the one as the other has altered the record. An auditor then needs no rule on digits, only the stored
//! text. Money has the digits of its currency always; unit prices, quantities and rates have those with which they were
//! written, and keep them through this library's JSON. So store the JSON of a [`Sealed`] as text: a column of numbers that
//! drops zeros breaks the chain. [`canonicalize`] gives the bytes of a stored text without reading the document.
//!
//! [`merkle`] is the ledger for whoever is to check a record, or that nothing before it changed, without being given all
//! of them. Its records are bytes, such as those of [`canonical_json`].
//!
//! A number is taken first and its record appended afterwards, in the order of numbers, by one writer. What the chain
//! does not prove: that a document which was never recorded did not exist (that is [`numbering`](super::numbering)'s),
//! and anything about records after the head that the auditor kept.
//!
//! [`Scheme`] tells how a chain is made. The chains that tax offices prescribe hash or sign a text of their own rather
//! than the whole document: they are in [`fiscal`], with a page for each country ([`verifactu`], [`ticketbai`], [`zatca`],
//! [`portugal`], [`rksv`], [`tse`]).
//!
//! ```
//! use backoffice::{currency::EUR, date, dec, eur, invoice::{Document, Invoice, Line, Rules, Tax, chain::{self, Head, Scheme}}};
//!
//! let mut head = Head::start(Scheme::CanonicalJson);
//! let mut book = vec![];
//! for (number, price) in [("A1", eur!(10.00)), ("A2", eur!(20.00)), ("A3", eur!(30.00))] {
//!     let line = Line::new("lamp", dec!(1), price.each(), Tax::standard(dec!(0.2)));
//!     let document = Document::invoice(EUR, date(2026, 3, 2)?).line(line);
//!     let mut invoice = Invoice::draft(document, Rules::en16931(EUR))?;
//!     invoice.issue(number)?;
//!     let (sealed, next) = chain::append(&head, invoice)?;
//!     book.push(sealed);
//!     head = next;
//! }
//! chain::audit(&book, Some(&head))?;
//!
//! book.remove(1);
//! let error = chain::audit(&book, Some(&head)).unwrap_err();
//! assert_eq!(error.code(), "invoice.chain_broken");
//! assert!(error.message().contains("removed"));
//! # Ok::<(), backoffice::Error>(())
//! ```

mod encoding;
pub mod fiscal;
pub mod merkle;
pub mod portugal;
pub mod rksv;
pub mod ticketbai;
pub mod tse;
pub mod verifactu;
pub mod zatca;

#[cfg(test)]
mod tests;

use super::{canonical, state::Invoice};
use crate::error::{Code, Error, Result};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};
use std::{collections::BTreeSet, fmt};

/// How a chain is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Scheme {
    /// The whole document in canonical JSON, hashed with SHA-256; of no country.
    CanonicalJson,
}

/// A SHA-256 hash; written as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash([u8; 32]);

impl Hash {
    fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    fn of_parts(parts: &[&[u8]]) -> Self {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update(part);
        }
        Self(hasher.finalize().into())
    }

    /// Its bytes.
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = HEXLOWER.decode(text.as_bytes()).ok().and_then(|bytes| bytes.try_into().ok());
        bytes
            .map(Self)
            .ok_or_else(|| de::Error::custom(format!("`{text}` is not a hash: write 64 hexadecimal digits")))
    }
}

/// Where a chain ends: what the auditor keeps where the bookkeeper cannot reach it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// How the chain is made.
    pub scheme: Scheme,
    /// How many records it has.
    pub count: u64,
    /// The hash of the last one; 32 zero bytes before the first.
    pub hash: Hash,
}

impl Head {
    /// The head of a chain without records.
    pub const fn start(scheme: Scheme) -> Self {
        Self { scheme, count: 0, hash: Hash([0; 32]) }
    }
}

/// A link of the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// How the chain is made.
    pub scheme: Scheme,
    /// Its place, from 0.
    pub position: u64,
    /// The hash of the document.
    pub content: Hash,
    /// The hash of the record before it.
    pub previous: Hash,
    /// The hash of all of these.
    pub hash: Hash,
}

/// An issued document with its record: what a book consists of, one row each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    /// The document.
    pub invoice: Invoice,
    /// Its link.
    pub record: Record,
}

impl Scheme {
    fn content(self, invoice: &Invoice) -> Result<Hash> {
        match self {
            Self::CanonicalJson => Ok(Hash::of(&canonical::bytes("invoice", &invoice.as_issued()?)?)),
        }
    }

    fn link(self, position: u64, previous: &Hash, content: &Hash) -> Hash {
        match self {
            Self::CanonicalJson => {
                let mut hasher = Sha256::new();
                hasher.update(b"backoffice chain v1\n");
                hasher.update(position.to_be_bytes());
                hasher.update(previous.0);
                hasher.update(content.0);
                Hash(hasher.finalize().into())
            }
        }
    }
}

/// The bytes whose SHA-256 is the content of a document's record: for whoever checks with other tools.
///
/// # Errors
/// `input.missing` when it is not issued.
pub fn canonical_bytes(invoice: &Invoice) -> Result<Vec<u8>> {
    canonical::bytes("invoice", &invoice.as_issued()?)
}

/// The bytes of a record in canonical JSON (RFC 8785): of any value that this library reads and writes, such as a
/// [`fiscal::Record`]. What goes into a [`merkle`] ledger.
///
/// Keys are sorted by their UTF-16 code units, there is no white space, and texts stand as they are: amounts are texts.
///
/// ```
/// use backoffice::invoice::chain::canonical_json;
/// use std::collections::BTreeMap;
///
/// let price = BTreeMap::from([("currency", "EUR"), ("amount", "1.50")]);
/// assert_eq!(canonical_json(&price)?, br#"{"amount":"1.50","currency":"EUR"}"#);
/// assert_eq!(canonical_json(&[1.5]).unwrap_err().code(), "input.float");
/// # Ok::<(), backoffice::Error>(())
/// ```
///
/// # Errors
/// `input.float` for a number that is not whole, `number.not_exact` for one beyond 2⁵³ − 1: programs write these
/// differently. The field is the path of the number, which begins with `record`.
pub fn canonical_json<T: Serialize>(record: &T) -> Result<Vec<u8>> {
    canonical::bytes("record", record)
}

/// The bytes of a stored JSON text in canonical JSON (RFC 8785): for whoever checks a record without reading it.
///
/// ```
/// use backoffice::invoice::chain::canonicalize;
///
/// assert_eq!(canonicalize(r#"{ "b": "1.50", "a": 2 }"#)?, br#"{"a":2,"b":"1.50"}"#);
/// # Ok::<(), backoffice::Error>(())
/// ```
///
/// # Errors
/// As [`canonical_json`]; `input.invalid` and `input.truncated` for what is not JSON, `input.duplicate` for a key twice in
/// one object.
pub fn canonicalize(json: &str) -> Result<Vec<u8>> {
    canonical::of_text("record", json)
}

/// Seals an issued document at the end of the chain; gives it with its record, and the new head.
///
/// # Errors
/// `input.missing` when it is not issued.
pub fn append(head: &Head, invoice: Invoice) -> Result<(Sealed, Head)> {
    invoice.issued()?;
    let content = head.scheme.content(&invoice)?;
    let hash = head.scheme.link(head.count, &head.hash, &content);
    let record = Record { scheme: head.scheme, position: head.count, content, previous: head.hash, hash };
    let count =
        head.count.checked_add(1).ok_or_else(|| Error::overflow("count", head.count, "the next record"))?;
    Ok((Sealed { invoice, record }, Head { scheme: head.scheme, count, hash }))
}

/// Proof that the book is as it was sealed: no document altered, removed, added or moved. `head` is what the auditor
/// kept; without one, documents removed from the end are not missed.
///
/// # Errors
/// `invoice.chain_broken` for the first one that is not as it was: the field is its place in the book (`documents.3`),
/// the value its number, the message says what happened to it.
pub fn audit(book: &[Sealed], head: Option<&Head>) -> Result<()> {
    let scheme = head.map(|head| head.scheme).or_else(|| book.first().map(|sealed| sealed.record.scheme));
    let Some(scheme) = scheme else { return Ok(()) };
    let mut end = Head::start(scheme);
    for (place, sealed) in book.iter().enumerate() {
        let number = sealed.invoice.number().unwrap_or("a draft");
        let broken = |what: String| {
            let message = format!("document {place} of the book, {number}: {what}");
            Err(Error::new(Code::InvoiceChainBroken, format!("documents.{place}"), number, message))
        };
        let record = &sealed.record;
        if record.position != end.count {
            let later: BTreeSet<u64> = book.iter().skip(place).map(|sealed| sealed.record.position).collect();
            let want = end.count;
            return broken(if record.position < want {
                format!("it was moved or added here: record {} stands before it already", record.position)
            } else if later.contains(&want) {
                format!("it was moved: record {want} should stand here and comes later")
            } else {
                format!("a document before it was removed: record {want} is not in the book")
            });
        }
        if record.scheme != scheme {
            return broken("its record was altered: it is of another scheme".into());
        }
        let content = scheme.content(&sealed.invoice)?;
        if content != record.content {
            let elsewhere = book.iter().position(|other| other.record.content == content);
            return broken(match elsewhere {
                Some(there) => format!("it was moved: it is the document of record {there}"),
                None => "it was altered: its content is not what was sealed".into(),
            });
        }
        if record.previous != end.hash {
            return broken("its record was altered: it does not follow from the one before it".into());
        }
        if scheme.link(record.position, &record.previous, &content) != record.hash {
            return broken("its record was altered: its hash is not that of its parts".into());
        }
        end = Head { scheme, count: end.count + 1, hash: record.hash };
    }
    let Some(head) = head else { return Ok(()) };
    let broken = |what: String| {
        let message = format!("the end of the book: {what}");
        Err(Error::new(Code::InvoiceChainBroken, "head", head.count, message))
    };
    if end.count < head.count {
        return broken(format!("documents were removed: {} of {} are there", end.count, head.count));
    }
    if end.count > head.count {
        return broken(format!("documents were added: {} are there, {} were sealed", end.count, head.count));
    }
    if end.hash != head.hash {
        return broken("the book was sealed anew: its last hash is not the one that was kept".into());
    }
    Ok(())
}
