//! The chain of a tax office, behind the numbers and never before them.
//!
//! A record needs the one before it, so that a chain has one writer by its nature. Did it ride on the claim, each number
//! would wait for the hash, the signature and the flush of the one before. So records are appended afterwards, in the
//! order of numbers, by whoever holds the chain's row, many in one transaction; what is linked was committed and durable
//! before. A crash leaves a shorter chain, and the next [`Store::link`](super::Store::link) goes on where it ends.
//!
//! Where a country wants the record before the receipt is handed over, a leader numbers and links in one transaction
//! ([`Store::number_and_link`](super::Store::number_and_link)). Its texts are signed before the transaction has ended: a
//! device that counts its signatures has counted one that a crash may take back.

use super::{
    draft::{Issued, period_text},
    error::{Error, Result},
};
use backoffice::invoice::chain::fiscal::{self, Entry, Head, Record, Scheme};

/// A chain over a series, and how its entries are made.
pub struct Chain<'a> {
    /// Its id.
    pub id: &'a str,
    /// The series whose invoices it records.
    pub series: &'a str,
    /// The country's scheme.
    pub scheme: Scheme,
    /// What is recorded of an invoice.
    pub entry: &'a (dyn Fn(&Issued) -> backoffice::Result<Entry> + Sync),
    /// The signature of a text, where the scheme wants one.
    pub sign: Option<&'a (dyn Fn(&str) -> String + Sync)>,
}

/// Where a stored chain ends.
pub(super) struct End {
    pub(super) head: Head,
    /// The period and the counter of the last number that it has.
    pub(super) last: Option<(String, u64)>,
}

impl Chain<'_> {
    pub(super) fn start(&self) -> End {
        End { head: Head::start(self.scheme), last: None }
    }

    /// The records of the invoices that come next, and where the chain ends then.
    pub(super) fn extend(&self, end: End, issued: &[Issued]) -> Result<(Vec<Record>, End)> {
        let End { mut head, mut last } = end;
        let mut records = Vec::with_capacity(issued.len());
        for invoice in issued {
            let (period, have) = (period_text(invoice.period), invoice.number.counter);
            let want = match &last {
                None => have,
                Some((before, counter)) if *before == period => counter.saturating_add(1),
                Some(_) => 1,
            };
            if have != want {
                return Err(Error::NotNext { chain: self.id.to_owned(), want, have });
            }
            let entry = (self.entry)(invoice)?;
            let signature = match self.sign {
                Some(sign) => Some(sign(&fiscal::text(&head, &entry)?)),
                None => None,
            };
            let (record, next) = fiscal::append(&head, entry, signature.as_deref())?;
            records.push(record);
            (head, last) = (next, Some((period, have)));
        }
        Ok((records, End { head, last }))
    }
}

pub(super) fn written(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(Error::unreadable)
}

pub(super) fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(Error::unreadable)
}
