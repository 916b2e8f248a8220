//! The functions of what stands apart from the book of stock.

use crate::{
    convert::{Exact, give, take},
    error::enter,
};
use backoffice::{
    Currency, Mode, Money, NaiveDate, Quantity, Rounding,
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
use pyo3::prelude::*;
use std::collections::BTreeMap;

functions! {
    stock_lots_book(inventory: Inventory, day: NaiveDate, changes: Vec<Change>) =
        lots::book(inventory, day, &changes);
    stock_allocation_allocate(amount: Money, lines: Vec<Line>, basis: Basis, residue: Residue) =
        allocation::allocate(amount, &lines, basis, residue);
    stock_allocation_landed(charges: Vec<Charge>, currency: Currency, rounding: Mode) =
        allocation::landed(&charges, currency, rounding);
    stock_retail_estimate(
        figures: Figures, method: RetailMethod, framework: Framework, ratio_rounding: Option<Rounding>
    ) = retail::estimate(&figures, method, framework, ratio_rounding);
    stock_nrv_assess(day: NaiveDate, held: Vec<Position>, grouping: Grouping, before: BTreeMap<String, Money>) =
        nrv::assess(day, &held, grouping, &before);
    stock_nrv_post(assessment: Assessment, accounts: nrv::Accounts) = nrv::post(&assessment, &accounts);
    stock_units_in_base(units: Units, quantity: Quantity) = units.in_base(&quantity).map(|number| number.to_string());
    stock_units_convert(units: Units, quantity: Quantity, to: String) = units.convert(&quantity, &to);
    stock_units_convert_rounded(units: Units, quantity: Quantity, to: String, by: Rounding) =
        units.convert_rounded(&quantity, &to, by);
    stock_expiry_pick(lots: Vec<DatedLot>, quantity: Exact, picking: Picking) =
        expiry::pick(&lots, quantity.0, &picking);
    stock_expiry_report(lots: Vec<DatedLot>, day: NaiveDate, bounds: Vec<u32>, currency: Currency) =
        expiry::report(&lots, day, &bounds, currency);
    stock_consignment_held(notes: Vec<Note>, currency: Currency) = consignment::held(&notes, currency);
    stock_consignment_placed(notes: Vec<Note>, currency: Currency) = consignment::placed(&notes, currency);
    stock_consignment_post(consignment: Consignment, accounts: consignment::Accounts) =
        consignment::post(&consignment, &accounts);
}
