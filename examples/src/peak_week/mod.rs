//! The steps of the peak week.

pub mod orders;
