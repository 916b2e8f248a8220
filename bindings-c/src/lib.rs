//! C bindings: convert, call, convert back.

// The names are those of C, the contract of every function stands in the header, and every function that takes a
// pointer is unsafe to call for the same reason, told there once.
#![allow(non_camel_case_types)]
#![allow(clippy::missing_safety_doc)]
#![deny(unsafe_op_in_unsafe_fn)]
#![deny(clippy::undocumented_unsafe_blocks)]

mod edge;

pub mod calendar;
pub mod document;
pub mod error;
pub mod invoice;
pub mod law;
pub mod ledger;
pub mod money;
pub mod payroll;
pub mod scheduling;
pub mod stock;
pub mod tax;
