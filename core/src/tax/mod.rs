//! The taxes of a company: what is withheld from wages and paid on them ([`wages`]), what is charged on sales ([`sales`]), and
//! the returns in which it is declared ([`returns`]).
//!
//! The method of a rule is Rust, written once over [`crate::money::number::Number`]; its figures are dated data in a
//! [`crate::law::RulePack`], each with its citation.

pub mod returns;
pub mod sales;
pub mod wages;
