//! The taxes of a company: what is withheld from wages and paid on them ([`wages`]), and what is charged on sales
//! ([`sales`]).
//!
//! The method of a rule is Rust, written once over [`crate::money::number::Number`]; its figures are dated data in a
//! [`crate::law::RulePack`], each with its citation.

pub mod sales;
pub mod wages;
