//! Tax returns.

use crate::{
    document::backoffice_document,
    edge::{Out, behind, day, guard, json, text},
    error::backoffice_status,
    ledger::backoffice_journal,
};
use backoffice_core::{
    Period,
    invoice::{self, Filing, Invoice},
    tax::{
        returns::{self, CodeAccount, ReturnPack, TaxLine},
        sales::{Decision, Supply, Territory},
    },
};
use std::ffi::c_char;

/// The return pack of that id which came with this version, such as `gb.vat`: an object with id, revision, title, currency,
/// since, until, group_by, source and box.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_returns_pack(
    id: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(id: text; out => ReturnPack::embedded(id)?)
}

/// A return pack read from its TOML text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_returns_parse(
    toml: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(toml: text; out => ReturnPack::parse(toml)?)
}

/// A return filled from tax lines whose tax point lies between two days, both included: an object with boxes, groups, untaken,
/// outside and problems. `lines` is a list of objects with tax_point, side, home, place, category, rate, base, tax and
/// document; `pack` one from backoffice_tax_returns_pack or _parse.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_returns_fill(
    lines: *const c_char,
    pack: *const c_char,
    first: *const c_char,
    last: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        lines: json::<Vec<TaxLine>>, pack: json::<ReturnPack>, first: day, last: day;
        out => returns::fill(&lines, &pack, Period::new(first, last)?)?
    )
}

/// Tax lines against the journal of the same documents: an object with differences, empty when they agree to the cent.
/// `accounts` is a list of objects with side, category, account and, at will, rate.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_returns_reconcile(
    lines: *const c_char,
    journal: *const backoffice_journal,
    accounts: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, a handle and a place for the result, by the header's contract.
        let (lines, journal, accounts, out) = unsafe {
            (
                json::<Vec<TaxLine>>("lines", lines)?,
                &behind("journal", journal)?.journal,
                json::<Vec<CodeAccount>>("accounts", accounts)?,
                Out::new(out)?,
            )
        };
        out.give_handle(backoffice_document::new(&returns::reconcile(&lines, journal, &accounts)?)?);
        Ok(())
    })
}

/// Refuses a reconciliation that has differences, naming code, account and amounts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_returns_agreed(reconciliation: *const c_char) -> backoffice_status {
    guard(|| {
        // SAFETY: a text, by the header's contract.
        unsafe { json::<returns::Reconciliation>("reconciliation", reconciliation) }?.agreed()
    })
}

/// What a return asks of a document, by what was decided about a sale: an object with home, place, supplied, counterparty,
/// counterparty_number, from, scheme, triangular and own_tax.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_invoice_filing_sold(
    home: *const c_char,
    supply: *const c_char,
    decision: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (home, supply, decision, out) = unsafe {
            (
                Territory::parse(text("home", home)?)?,
                json::<Supply>("supply", supply)?,
                json::<Decision>("decision", decision)?,
                Out::new(out)?,
            )
        };
        out.give_handle(backoffice_document::new(&Filing::sold(home, &supply, &decision)?)?);
        Ok(())
    })
}

/// The same about a purchase, by what backoffice_tax_sales_acquire decided.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_invoice_filing_bought(
    home: *const c_char,
    supply: *const c_char,
    decision: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (home, supply, decision, out) = unsafe {
            (
                Territory::parse(text("home", home)?)?,
                json::<Supply>("supply", supply)?,
                json::<Decision>("decision", decision)?,
                Out::new(out)?,
            )
        };
        out.give_handle(backoffice_document::new(&Filing::bought(home, &supply, &decision)?)?);
        Ok(())
    })
}

/// The tax lines of an issued document: a list of objects. `filing` is one of the two above, or written by hand.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_invoice_tax_lines(
    issued: *const c_char,
    filing: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(issued: json::<Invoice>, filing: json::<Filing>; out => invoice::tax_lines(&issued, &filing)?)
}
