//! The jobs of each room.

use crate::job::Job;
use backoffice::{Decimal, error::exact};
use serde_json::{Value, json};

pub mod chain;
pub mod history;
pub mod invoice;
pub mod money;
pub mod numbering;
pub mod payroll;
pub mod reference;
pub mod replenishment;
pub mod scheduling;
pub mod staffing;
pub mod stock;
mod stock_batch;
pub mod table;
pub mod tax;
pub mod uk;
pub mod wages;
pub mod working_time;

/// Makes the jobs of a room.
pub type Jobs = fn() -> backoffice::Result<Vec<Job>>;

/// The rooms that have jobs, from the ground floor up.
pub const ROOMS: &[(&str, Jobs)] = &[
    ("money", money::jobs),
    ("tax", tax::jobs),
    ("uk", uk::jobs),
    ("wages", wages::jobs),
    ("stock", stock::jobs),
    ("replenishment", replenishment::jobs),
    ("history", history::jobs),
    ("scheduling", scheduling::jobs),
    ("staffing", staffing::jobs),
    ("payroll", payroll::jobs),
    ("invoice", invoice::jobs),
    ("numbering", numbering::jobs),
    ("chain", chain::jobs),
    ("table", table::jobs),
    ("working_time", working_time::jobs),
];

/// How a refusal is shown where a peer shows its answer.
#[expect(clippy::needless_pass_by_value, reason = "it stands in `map_or_else`")]
fn failed(error: backoffice::Error) -> Value {
    json!({"error": error.to_string()})
}

fn number(text: &str) -> backoffice::Result<Decimal> {
    exact::decimal("number", text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{peer::Process, race};

    #[test]
    fn every_job_answers_as_its_plain_peers_do() {
        for (room, jobs) in ROOMS {
            let mut compared = 0;
            for job in jobs().unwrap() {
                for peer in job.peers.iter().filter(|peer| peer.group.is_none()) {
                    let theirs = Process::start(peer).unwrap().answer(job.name, &job.input);
                    let theirs = theirs.unwrap_or_else(|why| panic!("{room}: {}: {why}", job.name));
                    let place = race::difference(&job.answer(), &theirs);
                    assert_eq!(place, None, "{room}: {} differs from {}", job.name, peer.name);
                    compared += 1;
                }
                for rival in &job.rivals {
                    let place = race::difference(&job.answer(), &rival.answer());
                    assert_eq!(place, None, "{room}: {} differs from {}", job.name, rival.name);
                    compared += 1;
                }
            }
            assert!(compared > 0, "{room} has no job that another does too");
        }
    }
}
