//! The steps of the peak week.

pub mod books;
pub mod goods;
pub mod inputs;
pub mod orders;
pub mod pay;
pub mod report;
pub mod sell;
pub mod staff;
