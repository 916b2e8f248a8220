//! Chains: a book of VeriFactu verified, a Merkle tree built, beside hashing the same bytes with the same crate.

use super::failed;
use crate::job::{Job, Peer, Rival};
use backoffice::{
    Result,
    invoice::chain::{
        fiscal::{self, Entry, Head, Record, Scheme},
        merkle::{self, Frontier, Tree, verify_inclusion},
        verifactu::{Cancellation, Registration, Site},
    },
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fmt::Write;

const PEERS: [Peer; 1] = [Peer { name: "Python hashlib", group: None, script: "chain" }];

/// How many records a book has: as many as stay in a processor's second cache.
const COUNT: u32 = 1_000;

/// The jobs of the room.
///
/// # Errors
/// None: the input is ours.
pub fn jobs() -> Result<Vec<Job>> {
    Ok(vec![
        verifactu(("verifactu", "verify a VeriFactu record"), None)?,
        verifactu(("verifactu", "verify a VeriFactu record and its QR"), Some(Site::Production))?,
        append()?,
        root(("merkle", "append a record of 200 bytes to a Merkle ledger")),
        tree(("merkle", "the same, keeping the tree for proofs")),
        inclusion(),
    ])
}

/// What a shop records: of ten invoices one is cancelled.
fn entries(site: Option<Site>) -> impl Iterator<Item = Entry> {
    (1..=COUNT).map(move |at| {
        let recorded = format!(
            "2026-03-{:02}T{:02}:{:02}:{:02}+01:00",
            1 + at / 500 % 28,
            at / 60 % 24,
            at % 60,
            at % 60
        );
        let day = format!("{:02}-03-2026", 1 + at / 500 % 28);
        if at % 10 == 0 {
            let number = format!("F2026/{:06}", at - 1);
            return Entry::VerifactuCancellation(Cancellation {
                issuer: "89890001K".into(),
                number,
                day,
                recorded,
            });
        }
        Entry::VerifactuRegistration(Registration {
            issuer: "89890001K".into(),
            number: format!("F2026/{at:06}"),
            day,
            kind: "F1".into(),
            tax: format!("{}.35", at % 900),
            total: format!("{}.45", at % 4000 + 900),
            recorded,
            site,
        })
    })
}

fn book(site: Option<Site>) -> Result<(Vec<Record>, Head)> {
    fiscal::append_many(&Head::start(Scheme::Verifactu), entries(site), |_| Ok(None))
}

/// SHA-256 of each text, and no more: the last in hexadecimal digits.
fn hashed(texts: &[String]) -> String {
    let mut last = Sha256::digest(b"");
    for text in texts {
        last = Sha256::digest(std::hint::black_box(text.as_bytes()));
    }
    last.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02X}");
        out
    })
}

fn verifactu(what: (&'static str, &'static str), site: Option<Site>) -> Result<Job> {
    let (book, head) = book(site)?;
    let texts: Vec<String> = book.iter().map(|record| record.text.clone()).collect();
    let input = json!({"texts": texts, "links": book.iter().map(|record| &record.link).collect::<Vec<_>>()});
    let work = move || fiscal::verify(&book, Some(&head), None).map(|found| found.head.link);
    let job =
        Job::new(what, texts.len(), input, &PEERS, work, |link| link.map_or_else(failed, Value::String));
    Ok(job.beside(Rival::new("sha2, the same bytes", texts, |texts| hashed(texts))))
}

fn append() -> Result<Job> {
    let (book, _) = book(None)?;
    let texts: Vec<String> = book.iter().map(|record| record.text.clone()).collect();
    let entries: Vec<Entry> = book.into_iter().map(|record| record.entry).collect();
    let work = move || {
        let start = Head::start(Scheme::Verifactu);
        fiscal::append_many(&start, entries.iter().cloned(), |_| Ok(None)).map(|(_, head)| head.link)
    };
    let what = ("append", "link a VeriFactu record");
    let job =
        Job::new(what, texts.len(), Value::Null, &[], work, |link| link.map_or_else(failed, Value::String));
    Ok(job.beside(Rival::new("sha2, the same bytes", texts, |texts| hashed(texts))))
}

fn records() -> Vec<String> {
    (0..COUNT).map(|at| format!("{{\"number\":\"A{at:06}\",\"text\":\"{}\"}}", "lamp ".repeat(34))).collect()
}

/// The root by the definition of RFC 9162 alone: each hash is made once, nothing is kept.
fn defined(records: &[String]) -> sha2::digest::Output<Sha256> {
    let mut hasher = Sha256::new();
    match records {
        [] => {}
        [record] => {
            hasher.update([0]);
            hasher.update(record);
        }
        _ => {
            let (left, right) = records.split_at(records.len().next_power_of_two() / 2);
            let (left, right) = (defined(left), defined(right));
            hasher.update([1]);
            hasher.update(left);
            hasher.update(right);
        }
    }
    hasher.finalize()
}

fn definition(records: Vec<String>) -> Rival {
    Rival::new("sha2, the same hashes", records, |records| {
        defined(records).iter().fold(String::new(), |mut out, byte| {
            let _ = write!(out, "{byte:02x}");
            out
        })
    })
}

fn root(what: (&'static str, &'static str)) -> Job {
    let records = records();
    let (input, rival) = (json!(records), definition(records.clone()));
    let work = move || {
        let mut writer = Frontier::new();
        records.iter().try_for_each(|record| writer.append_leaf(merkle::leaf(record.as_bytes())))?;
        Ok(writer.head().root.to_string())
    };
    let show = |root: Result<String>| root.map_or_else(failed, Value::String);
    Job::new(what, COUNT as usize, input, &PEERS, work, show).beside(rival)
}

fn tree(what: (&'static str, &'static str)) -> Job {
    let records = records();
    let (input, rival) = (json!(records), definition(records.clone()));
    let work = move || {
        let mut ledger = Tree::new();
        records.iter().try_for_each(|record| ledger.append(record.as_bytes()).map(|_| ()))?;
        Ok(ledger.head().root.to_string())
    };
    let show = |root: Result<String>| root.map_or_else(failed, Value::String);
    Job::new(what, COUNT as usize, input, &PEERS, work, show).beside(rival)
}

/// A proof made and verified, of a ledger of a million records.
fn inclusion() -> Job {
    let record = |at: u64| at.to_be_bytes();
    // Without optimisation, as the tests run it, a million hashes take long.
    let count = if cfg!(debug_assertions) { 10_000 } else { 1_000_000 };
    let ledger: Tree = (0..count).map(|at| merkle::leaf(&record(at))).collect();
    let head = ledger.head();
    let places: Vec<u64> = (0..1000).map(|at| at * 997 % count).collect();
    let hashes: Vec<String> = places.iter().map(|_| "x".repeat(65)).collect();
    let items = places.len();
    let work = move || {
        places.iter().try_fold(0, |hashes, &place| {
            let proof = ledger.inclusion_proof(place, count)?;
            verify_inclusion(&record(place), place, &proof, &head)?;
            Ok(hashes + proof.len())
        })
    };
    let what = ("inclusion", "prove and verify 1 of 1,000,000 records");
    let job = Job::new(what, items, Value::Null, &[], work, |count: Result<usize>| {
        count.map_or_else(failed, |count| json!(count > 0))
    });
    // Twenty nodes of 65 bytes lead from a record to the root.
    job.beside(Rival::new("sha2, 20 nodes", hashes, |nodes| {
        nodes.iter().all(|node| (0..20).all(|_| Sha256::digest(std::hint::black_box(node)).len() == 32))
    }))
}
