//! Chains of records: the generic one, those of tax offices, and the Merkle ledger.

use crate::{
    document::backoffice_document,
    edge::{Buffer, Out, behind, behind_mut, bytes, c_text, guard, json, optional, release, text, word},
    error::backoffice_status,
};
use backoffice_core::{
    error::document,
    invoice::{
        Invoice,
        chain::{
            self, Hash, fiscal,
            merkle::{self, Frontier, Tree},
            portugal, rksv, tse,
        },
    },
};
use std::ffi::{c_char, c_void};

/// Where a chain of that scheme (`canonical_json`) begins.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_chain_start(
    scheme: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(scheme: word::<chain::Scheme>; out => chain::Head::start(scheme))
}

/// The issued invoice with its record in the chain, and where the chain ends now.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_chain_append(
    head: *const c_char,
    issued: *const c_char,
    out: *mut *mut backoffice_document,
    head_after: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and places for the results, by the header's contract.
        let (head, issued, out, head_after) = unsafe {
            (
                json::<chain::Head>("head", head)?,
                json::<Invoice>("issued", issued)?,
                Out::new(out)?,
                Out::new(head_after)?,
            )
        };
        let (result, more) = chain::append(&head, issued)?;
        let (result, more) = (backoffice_document::new(&result)?, backoffice_document::new(&more)?);
        out.give_handle(result);
        head_after.give_handle(more);
        Ok(())
    })
}

/// BACKOFFICE_OK when every document of the book (a list of sealed invoices) is as it was, else
/// BACKOFFICE_INVOICE_CHAIN_BROKEN, the field naming its place. `head` is where the chain ended, or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_chain_audit(
    book: *const c_char,
    head: *const c_char,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, by the header's contract.
        let (book, head) = unsafe {
            (
                json::<Vec<chain::Sealed>>("book", book)?,
                optional("head", head)?
                    .map(|text| document::read::<chain::Head>("head", text))
                    .transpose()?,
            )
        };
        chain::audit(&book, head.as_ref())
    })
}

/// What is hashed of an issued invoice: canonical JSON (RFC 8785).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_chain_canonical(
    issued: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    answer!(
        issued: json::<Invoice>;
        out, size, needed => String::from_utf8_lossy(&chain::canonical_bytes(&issued)?)
    )
}

/// Where a tax office's chain of that scheme (`verifactu`, `zatca`, `rksv` …) begins.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_fiscal_start(
    scheme: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(scheme: word::<fiscal::Scheme>; out => fiscal::Head::start(scheme))
}

/// The text of the next record of a tax office's chain: what is hashed, and what the caller signs.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_fiscal_text(
    head: *const c_char,
    entry: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    answer!(
        head: json::<fiscal::Head>, entry: json::<fiscal::Entry>;
        out, size, needed => fiscal::text(&head, &entry)?
    )
}

/// The next record of a tax office's chain, and where the chain ends now. `signature` is of the record's text, or NULL
/// where the scheme needs none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_fiscal_append(
    head: *const c_char,
    entry: *const c_char,
    signature: *const c_char,
    out: *mut *mut backoffice_document,
    head_after: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and places for the results, by the header's contract.
        let (head, entry, signature, out, head_after) = unsafe {
            (
                json::<fiscal::Head>("head", head)?,
                json::<fiscal::Entry>("entry", entry)?,
                optional("signature", signature)?,
                Out::new(out)?,
                Out::new(head_after)?,
            )
        };
        let (record, next) = fiscal::append(&head, entry, signature)?;
        let (record, next) = (backoffice_document::new(&record)?, backoffice_document::new(&next)?);
        out.give_handle(record);
        head_after.give_handle(next);
        Ok(())
    })
}

/// Asked by backoffice_fiscal_append_many for the signature of a text. What it gives belongs to the caller and is read
/// before it is asked again; NULL for none. It must not leave by longjmp or a C++ exception.
pub type backoffice_signer =
    Option<unsafe extern "C" fn(data: *mut c_void, text: *const c_char) -> *const c_char>;

/// The next records of a tax office's chain, of a list of entries, and where the chain ends then: for a store that links
/// many in one transaction. `sign` is called with `data` and each text, on the calling thread; NULL where the scheme
/// needs no signature. All or nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_fiscal_append_many(
    head: *const c_char,
    entries: *const c_char,
    sign: backoffice_signer,
    data: *mut c_void,
    out: *mut *mut backoffice_document,
    head_after: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and places for the results, by the header's contract.
        let (head, entries, out, head_after) = unsafe {
            (
                json::<fiscal::Head>("head", head)?,
                json::<Vec<fiscal::Entry>>("entries", entries)?,
                Out::new(out)?,
                Out::new(head_after)?,
            )
        };
        let signed = |told: &str| {
            let Some(sign) = sign else { return Ok(None) };
            let told = c_text(told);
            // SAFETY: a function of the caller's that gives NULL or a text, by the header's contract.
            let given = unsafe { optional("signature", sign(data, told.as_ptr())) }?;
            Ok(given.map(str::to_owned))
        };
        let (records, next) = fiscal::append_many(&head, entries, signed)?;
        let (records, next) = (backoffice_document::new(&records)?, backoffice_document::new(&next)?);
        out.give_handle(records);
        head_after.give_handle(next);
        Ok(())
    })
}

/// Asked by backoffice_fiscal_verify whether a signature is that of a text. It must not leave by longjmp or a C++
/// exception.
pub type backoffice_signature_check =
    Option<unsafe extern "C" fn(data: *mut c_void, text: *const c_char, signature: *const c_char) -> bool>;

/// How far a book of records is proved, when every record is as it was, else BACKOFFICE_INVOICE_CHAIN_BROKEN, the field
/// naming the first that is not (`records.3.total`). `head` is where the chain ended, or NULL. `start` is where the book
/// begins, or NULL for the chain's beginning. `check` is called with `data`, a text and its signature on the calling
/// thread; when it is NULL and the texts are signed, the proof is `unsigned`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_fiscal_verify(
    start: *const c_char,
    book: *const c_char,
    head: *const c_char,
    check: backoffice_signature_check,
    data: *mut c_void,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        start: optional, book: json::<Vec<fiscal::Record>>, head: optional;
        out => {
            let read = |name, text: Option<&str>| {
            text.map(|text| document::read::<fiscal::Head>(name, text)).transpose()
        };
        let (start, head) = (read("start", start)?, read("head", head)?);
        let right = check.map(|check| {
            move |text: &str, signature: &str| {
                let (text, signature) = (c_text(text), c_text(signature));
                // SAFETY: a function of the caller's, called on this thread, by the header's contract.
                unsafe { check(data, text.as_ptr(), signature.as_ptr()) }
            }
        });
        let right = right.as_ref().map(|right| right as fiscal::Check<'_>);
        let found = match start {
            Some(start) => fiscal::verify_from(&start, &book, head.as_ref(), right),
            None => fiscal::verify(&book, head.as_ref(), right),
        };
            found?
        }
    )
}

/// What is signed of an Austrian receipt's text: the JWS without its signature.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_rksv_signing_input(
    written: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    answer!(written: text; out, size, needed => rksv::signing_input(written))
}

/// The turnover field of an Austrian receipt: the counter after it, in cents, encrypted. `key` is 32 bytes in base64,
/// `length` how many bytes the till's counter has, 5 to 8.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_rksv_encrypt_turnover(
    key: *const c_char,
    cash_box: *const c_char,
    number: *const c_char,
    cents: i64,
    length: usize,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    answer!(
        key: text, cash_box: text, number: text;
        out, size, needed => rksv::encrypt_turnover(key, cash_box, number, cents, length)?
    )
}

/// The turnover counter of an Austrian receipt, in cents; BACKOFFICE_INPUT_MISSING for a training receipt or a
/// cancellation, which have none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_rksv_decrypt_turnover(
    key: *const c_char,
    cash_box: *const c_char,
    number: *const c_char,
    turnover: *const c_char,
    out: *mut i64,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (key, cash_box, number, turnover, out) = unsafe {
            (
                text("key", key)?,
                text("cash_box", cash_box)?,
                text("number", number)?,
                text("turnover", turnover)?,
                Out::new(out)?,
            )
        };
        let cents = rksv::decrypt_turnover(key, cash_box, number, turnover)?;
        out.give(cents.ok_or_else(|| backoffice_core::Error::missing("turnover"))?);
        Ok(())
    })
}

/// The data of a German receipt: `gross` is a list of five amounts by rate, `payments` of objects with amount, kind (`Bar`
/// or `Unbar`) and currency.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tse_process_data(
    kind: *const c_char,
    gross: *const c_char,
    payments: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    answer!(
        kind: text, gross: json::<[String; 5]>, payments: json::<Vec<tse::Payment>>;
        out, size, needed => tse::process_data(kind, &gross, &payments)?
    )
}

/// The unique code of a Portuguese document: the code that the tax office gave to the series, and the number in it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_portugal_atcud(
    series_code: *const c_char,
    number: u64,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a text and a buffer, by the header's contract.
        let (code, out) = unsafe { (text("series_code", series_code)?, Buffer::new(out, size, needed)) };
        out.give(&portugal::atcud(code, number)?)
    })
}

/// A JSON text in canonical form (RFC 8785): what goes into a Merkle ledger. Numbers that are not whole, or beyond
/// 2^53 - 1, are refused.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_chain_canonicalize(
    record: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    answer!(record: text; out, size, needed => String::from_utf8_lossy(&chain::canonicalize(record)?))
}

/// The hash of a record of `length` bytes, as a Merkle ledger has it: what a store keeps to make proofs later.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_merkle_leaf(
    record: *const u8,
    length: usize,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    guard(|| {
        // SAFETY: bytes and a buffer, by the header's contract.
        let (record, out) = unsafe { (bytes("record", record, length)?, Buffer::new(out, size, needed)) };
        out.give(&merkle::leaf(record).to_string())
    })
}

/// A record of `length` bytes at the end of a Merkle ledger of which only the frontier is kept: the frontier after it,
/// and the head. `frontier` is what this function gave before, or NULL for a ledger without records.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_merkle_append(
    frontier: *const c_char,
    record: *const u8,
    length: usize,
    frontier_after: *mut *mut backoffice_document,
    head: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, bytes and places for the results, by the header's contract.
        let (frontier, record, after, head) = unsafe {
            (
                optional("frontier", frontier)?,
                bytes("record", record, length)?,
                Out::new(frontier_after)?,
                Out::new(head)?,
            )
        };
        let frontier = frontier.map(|text| document::read::<Frontier>("frontier", text)).transpose()?;
        let mut frontier = frontier.unwrap_or_default();
        let end = frontier.append(record)?;
        let (frontier, end) = (backoffice_document::new(&frontier)?, backoffice_document::new(&end)?);
        after.give_handle(frontier);
        head.give_handle(end);
        Ok(())
    })
}

/// BACKOFFICE_OK when a record of `length` bytes is in the ledger of `head` at `index`, from 0; else
/// BACKOFFICE_INVOICE_CHAIN_PROOF. `proof` is a list of hashes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_merkle_verify_inclusion(
    record: *const u8,
    length: usize,
    index: u64,
    proof: *const c_char,
    head: *const c_char,
) -> backoffice_status {
    guard(|| {
        // SAFETY: bytes and texts, by the header's contract.
        let (record, proof, head) = unsafe {
            (
                bytes("record", record, length)?,
                json::<Vec<Hash>>("proof", proof)?,
                json::<merkle::Head>("head", head)?,
            )
        };
        merkle::verify_inclusion(record, index, &proof, &head)
    })
}

/// BACKOFFICE_OK when the ledger of an earlier head is the beginning of that of a later one, else
/// BACKOFFICE_INVOICE_CHAIN_PROOF. `proof` is a list of hashes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_merkle_verify_consistency(
    earlier: *const c_char,
    later: *const c_char,
    proof: *const c_char,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, by the header's contract.
        let (earlier, later, proof) = unsafe {
            (
                json::<merkle::Head>("earlier", earlier)?,
                json::<merkle::Head>("later", later)?,
                json::<Vec<Hash>>("proof", proof)?,
            )
        };
        merkle::verify_consistency(&earlier, &later, &proof)
    })
}

/// The tree of a Merkle ledger, in memory, from which proofs are made.
///
/// From backoffice_tree_new; freed by the caller with backoffice_tree_free. One thread at a time while it is appended to.
pub struct backoffice_tree {
    tree: Tree,
}

/// The tree of the records with these hashes, a list of what backoffice_merkle_leaf gave; NULL for none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tree_new(
    leaves: *const c_char,
    out: *mut *mut backoffice_tree,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a text and a place for the result, by the header's contract.
        let (leaves, out) = unsafe { (optional("leaves", leaves)?, Out::new(out)?) };
        let leaves = leaves.map(|text| document::read::<Vec<Hash>>("leaves", text)).transpose()?;
        out.give_handle(backoffice_tree { tree: leaves.unwrap_or_default().into_iter().collect() });
        Ok(())
    })
}

/// Appends a record of `length` bytes; gives its place.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tree_append(
    tree: *mut backoffice_tree,
    record: *const u8,
    length: usize,
    out: *mut u64,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle that nobody else uses meanwhile, bytes and a place for the result, by the header's contract.
        let (record, out, held) =
            unsafe { (bytes("record", record, length)?, Out::new(out)?, behind_mut("tree", tree)?) };
        out.give(held.tree.append(record)?);
        Ok(())
    })
}

/// How many records there are; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tree_count(tree: *const backoffice_tree) -> u64 {
    // SAFETY: NULL or a live handle, by the header's contract.
    unsafe { tree.as_ref() }.map_or(0, |held| held.tree.count())
}

/// What the auditor keeps of the first `count` records: an object with count and root.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tree_head(
    tree: *const backoffice_tree,
    count: u64,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle and a place for the result, by the header's contract.
        let (held, out) = unsafe { (behind("tree", tree)?, Out::new(out)?) };
        out.give_handle(backoffice_document::new(&held.tree.head_at(count)?)?);
        Ok(())
    })
}

/// That the record at `index` is in the ledger of the first `count` records: a list of hashes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tree_inclusion_proof(
    tree: *const backoffice_tree,
    index: u64,
    count: u64,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle and a place for the result, by the header's contract.
        let (held, out) = unsafe { (behind("tree", tree)?, Out::new(out)?) };
        out.give_handle(backoffice_document::new(&held.tree.inclusion_proof(index, count)?)?);
        Ok(())
    })
}

/// That the ledger of the first `count` records begins with its first `earlier` ones as they were: a list of hashes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tree_consistency_proof(
    tree: *const backoffice_tree,
    earlier: u64,
    count: u64,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle and a place for the result, by the header's contract.
        let (held, out) = unsafe { (behind("tree", tree)?, Out::new(out)?) };
        out.give_handle(backoffice_document::new(&held.tree.consistency_proof(earlier, count)?)?);
        Ok(())
    })
}

/// Frees a tree; NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tree_free(tree: *mut backoffice_tree) {
    // SAFETY: NULL or a handle that the caller gives back.
    unsafe { release(tree) }
}
