//! C bindings: convert, call, convert back.

// The names are those of C, the contract of every function stands in the header, and every function that takes a
// pointer is unsafe to call for the same reason, told there once.
#![allow(non_camel_case_types)]
#![allow(clippy::missing_safety_doc)]
#![deny(unsafe_op_in_unsafe_fn)]
#![deny(clippy::undocumented_unsafe_blocks)]

#[macro_use]
mod edge;

pub mod calendar;
pub mod cost;
pub mod desk;
pub mod document;
pub mod error;
pub mod history;
pub mod invoice;
pub mod invoice_chain;
pub mod invoice_numbering;
pub mod invoice_settle;
pub mod invoice_validate;
pub mod law;
pub mod ledger;
pub mod money;
pub mod payroll;
pub mod receivables;
pub mod reference;
pub mod replenishment;
pub mod returns;
pub mod sales;
pub mod scheduling;
pub mod scheduling_change;
pub mod scheduling_draw;
pub mod scheduling_explain;
pub mod staffing;
pub mod stock;
pub mod stock_book;
pub mod stock_parts;
pub mod stock_reports;
pub mod table;
pub mod tax;
pub mod tax_uk;
pub mod working_time;

/// What the header says of threads: handles that nobody changes may be shared, and any may be handed on.
const fn may_be_shared<T: Send + Sync>() {}

const _: () = {
    may_be_shared::<calendar::backoffice_business_days>();
    may_be_shared::<desk::backoffice_desk>();
    may_be_shared::<document::backoffice_document>();
    may_be_shared::<history::backoffice_history>();
    may_be_shared::<invoice_numbering::backoffice_allocator>();
    may_be_shared::<invoice_numbering::backoffice_block>();
    may_be_shared::<invoice_numbering::backoffice_series>();
    may_be_shared::<invoice_chain::backoffice_tree>();
    may_be_shared::<law::backoffice_pack>();
    may_be_shared::<ledger::backoffice_journal>();
    may_be_shared::<scheduling::backoffice_roster>();
    may_be_shared::<stock::backoffice_book>();
};
