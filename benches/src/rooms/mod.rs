//! The jobs of each room.

use crate::job::Job;
use backoffice::{Decimal, error::exact};

pub mod money;
pub mod stock;

/// Makes the jobs of a room.
pub type Jobs = fn() -> backoffice::Result<Vec<Job>>;

/// The rooms that have jobs, from the ground floor up.
pub const ROOMS: [(&str, Jobs); 2] = [("money", money::jobs), ("stock", stock::jobs)];

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
            for job in jobs().unwrap() {
                let plain: Vec<_> = job.peers.iter().filter(|peer| peer.group.is_none()).collect();
                assert!(!plain.is_empty(), "{room}: {} has no peer in plain Python", job.name);
                for peer in plain {
                    let theirs = Process::start(peer).unwrap().answer(job.name, &job.input);
                    let theirs = theirs.unwrap_or_else(|why| panic!("{room}: {}: {why}", job.name));
                    let place = race::difference(&job.answer(), &theirs);
                    assert_eq!(place, None, "{room}: {} differs from {}", job.name, peer.name);
                }
            }
        }
    }
}
