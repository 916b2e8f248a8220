//! The jobs of each room.

use crate::job::Job;
use backoffice::{Decimal, error::exact};

pub mod money;

/// Makes the jobs of a room.
pub type Jobs = fn() -> backoffice::Result<Vec<Job>>;

/// The rooms that have jobs, from the ground floor up.
pub const ROOMS: [(&str, Jobs); 1] = [("money", money::jobs)];

fn number(text: &str) -> backoffice::Result<Decimal> {
    exact::decimal("number", text)
}
