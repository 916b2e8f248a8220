//! The steps of the peak week.

pub mod goods;
pub mod inputs;
pub mod orders;
pub mod report;
pub mod sell;
