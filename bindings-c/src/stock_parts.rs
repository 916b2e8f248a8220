//! What stands apart from the book of stock: lots, landed cost, the retail method, write-downs, units, expiry, consignment.

use crate::{
    document::backoffice_document,
    edge::{Buffer, Out, day, guard, json, number, optional, text, word},
    error::backoffice_status,
    ledger::backoffice_journal,
    money::money,
};
use backoffice_core::{
    Currency, Mode, Money, Quantity, Rounding,
    error::document,
    stock::{
        Framework,
        allocation::{self, Basis, Charge, Line, Residue},
        consignment::{self, Consignment, Note},
        expiry::{self, DatedLot, Picking},
        lots::{self, Change, Inventory},
        nrv::{self, Assessment, Grouping, Position},
        retail::{self, Figures, RetailMethod},
        units::Units,
    },
};
use std::{collections::BTreeMap, ffi::c_char};

/// Books the changes of one event (a list of objects with item, quantity and cost) in an inventory (an object with booking,
/// framework, cut, rounding and lots). The document has the inventory after it, and what was booked.
/// BACKOFFICE_STOCK_LOT_AMBIGUOUS, BACKOFFICE_STOCK_LOT_UNMATCHED and BACKOFFICE_STOCK_SHORT name the lots.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_stock_lots_book(
    inventory: *const c_char,
    on: *const c_char,
    changes: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        inventory: json::<Inventory>, on: day, changes: json::<Vec<Change>>;
        out => lots::book(inventory, on, &changes)?
    )
}

/// The parts of an amount that fall to lines (a list of objects), which add up to it: a list of amounts. `basis` is
/// `quantity`, `value`, `weight`, `volume`, `equal` or `manual`; `residue` says who takes the minor units that are left
/// over: `largest_remainder_last`, `largest_remainder_first`, `last` or `first`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_stock_allocation_allocate(
    amount: *const c_char,
    lines: *const c_char,
    basis: *const c_char,
    residue: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (amount, lines, basis, residue, out) = unsafe {
            let (basis, residue) = (word::<Basis>("basis", basis)?, word::<Residue>("residue", residue)?);
            (money("amount", amount)?, json::<Vec<Line>>("lines", lines)?, basis, residue, Out::new(out)?)
        };
        out.give_handle(backoffice_document::new(&allocation::allocate(amount, &lines, basis, residue)?)?);
        Ok(())
    })
}

/// Charges in several currencies (a list of objects with amount and rate) as one amount in `currency`, each rounded once by
/// a mode such as `half_up`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_stock_allocation_landed(
    charges: *const c_char,
    currency: *const c_char,
    rounding: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    answer!(
        charges: json::<Vec<Charge>>, currency: word::<Currency>, rounding: word::<Mode>;
        out, size, needed => allocation::landed(&charges, currency, rounding)?.to_string()
    )
}

/// What is left and what was sold by the retail method, from the figures of a department (an object): `method` is
/// `conventional`, `average` or `lifo`, `framework` is `ifrs` or `any`. `ratio_rounding` is how the ratio of cost to
/// retail is rounded (an object with step and mode); NULL for not at all. The document is an estimate.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_stock_retail_estimate(
    figures: *const c_char,
    method: *const c_char,
    framework: *const c_char,
    ratio_rounding: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, of which one may be NULL, and a place for the result, by the header's contract.
        let (figures, method, framework, rounding, out) = unsafe {
            let (method, framework) =
                (word::<RetailMethod>("method", method)?, word::<Framework>("framework", framework)?);
            let rounding = optional("ratio_rounding", ratio_rounding)?;
            (json::<Figures>("figures", figures)?, method, framework, rounding, Out::new(out)?)
        };
        let rounding = rounding.map(|text| document::read::<Rounding>("ratio_rounding", text)).transpose()?;
        out.give_handle(backoffice_document::new(&retail::estimate(&figures, method, framework, rounding)?)?);
        Ok(())
    })
}

/// The lower of cost and net realisable value of all that is held (a list of objects), at a day. `grouping` is
/// `item_by_item` or `by_group`; `before` has the allowances that the day before left (an object, amounts by name). The
/// document is an assessment.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_stock_nrv_assess(
    on: *const c_char,
    held: *const c_char,
    grouping: *const c_char,
    before: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        on: day, held: json::<Vec<Position>>, grouping: word::<Grouping>,
        before: json::<BTreeMap<String, Money>>;
        out => nrv::assess(on, &held, grouping, &before)?
    )
}

/// The journal of an assessment (its JSON). `accounts` is an object with the names of allowance, write_down and
/// cost_of_sales.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_stock_nrv_post(
    assessment: *const c_char,
    accounts: *const c_char,
    out: *mut *mut backoffice_journal,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (assessment, accounts, out) = unsafe {
            (
                json::<Assessment>("assessment", assessment)?,
                json::<nrv::Accounts>("accounts", accounts)?,
                Out::new(out)?,
            )
        };
        out.give_handle(backoffice_journal::new(nrv::post(&assessment, &accounts)?));
        Ok(())
    })
}

/// A quantity (an object with amount and unit) in the base unit of an item, exactly, by its units (an object with base,
/// decimals and units). BACKOFFICE_STOCK_QUANTITY_SCALE when it has no value in those decimals.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_stock_units_in_base(
    units: *const c_char,
    quantity: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a buffer, by the header's contract.
        let (units, quantity, out) = unsafe {
            let quantity = json::<Quantity>("quantity", quantity)?;
            (json::<Units>("units", units)?, quantity, Buffer::new(out, size, needed))
        };
        out.give(&units.in_base(&quantity)?.to_string())
    })
}

/// A quantity in another unit of an item, exactly: an object with amount and unit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_stock_units_convert(
    units: *const c_char,
    quantity: *const c_char,
    to: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (units, quantity, to, out) = unsafe {
            let quantity = json::<Quantity>("quantity", quantity)?;
            (json::<Units>("units", units)?, quantity, text("to", to)?, Out::new(out)?)
        };
        out.give_handle(backoffice_document::new(&units.convert(&quantity, to)?)?);
        Ok(())
    })
}

/// The same, rounded by name, once: `rounding` is an object with step and mode.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_stock_units_convert_rounded(
    units: *const c_char,
    quantity: *const c_char,
    to: *const c_char,
    rounding: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (units, quantity, to, by, out) = unsafe {
            let quantity = json::<Quantity>("quantity", quantity)?;
            let by = json::<Rounding>("rounding", rounding)?;
            (json::<Units>("units", units)?, quantity, text("to", to)?, by, Out::new(out)?)
        };
        out.give_handle(backoffice_document::new(&units.convert_rounded(&quantity, to, by)?)?);
        Ok(())
    })
}

/// The lots (a list of objects) to take a quantity from, the first to expire first. `picking` is an object with day, keeps
/// and expired_too. The document has picks, missing and passed_over.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_stock_expiry_pick(
    lots: *const c_char,
    quantity: *const c_char,
    picking: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        lots: json::<Vec<DatedLot>>, quantity: number, picking: json::<Picking>;
        out => expiry::pick(&lots, quantity, &picking)?
    )
}

/// Lots by when they expire, as of a day; `bounds` is a list of days from it, ascending. The document has expired, within
/// and keeps.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_stock_expiry_report(
    lots: *const c_char,
    on: *const c_char,
    bounds: *const c_char,
    currency: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        lots: json::<Vec<DatedLot>>, on: day, bounds: json::<Vec<u32>>, currency: word::<Currency>;
        out => expiry::report(&lots, on, &bounds, currency)?
    )
}

/// Goods held and not owned: notes (a list of objects) become moves and balances.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_stock_consignment_held(
    notes: *const c_char,
    currency: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (notes, currency, out) = unsafe {
            let currency = word::<Currency>("currency", currency)?;
            (json::<Vec<Note>>("notes", notes)?, currency, Out::new(out)?)
        };
        out.give_handle(backoffice_document::new(&consignment::held(&notes, currency)?)?);
        Ok(())
    })
}

/// Goods owned and held elsewhere: notes (a list of objects) become moves and balances.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_stock_consignment_placed(
    notes: *const c_char,
    currency: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (notes, currency, out) = unsafe {
            let currency = word::<Currency>("currency", currency)?;
            (json::<Vec<Note>>("notes", notes)?, currency, Out::new(out)?)
        };
        out.give_handle(backoffice_document::new(&consignment::placed(&notes, currency)?)?);
        Ok(())
    })
}

/// The journal of a consignment (its JSON). `accounts` is an object with the names of inventory, on_consignment,
/// cost_of_sales and payables.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_stock_consignment_post(
    consignment: *const c_char,
    accounts: *const c_char,
    out: *mut *mut backoffice_journal,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (consignment, accounts, out) = unsafe {
            (
                json::<Consignment>("consignment", consignment)?,
                json::<consignment::Accounts>("accounts", accounts)?,
                Out::new(out)?,
            )
        };
        out.give_handle(backoffice_journal::new(consignment::post(&consignment, &accounts)?));
        Ok(())
    })
}
