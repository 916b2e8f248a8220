//! The peak week: the first December week of a real gift shop through all five rooms of the house.
//!
//! Each module is one step, a function from what came before to what comes next; the binary `peak_week` reads the files,
//! runs the steps, times them and writes the report.

pub mod peak_week;
