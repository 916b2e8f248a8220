//! Benches, and side-by-side runs against peers.
//!
//! A [`Job`](job::Job) is a piece of work with fixed input, in one of the [`rooms`]; criterion times it alone
//! (`cargo bench -p backoffice-benches`), and the binary `ratios` times it in turn with its peers: other people's
//! programs, or the same job in plain Python over `decimal.Decimal`, each in a process of its own
//! ([`peer`]). A time counts only after both gave the same answer ([`race`]).

pub mod chance;
pub mod differential;
pub mod job;
pub mod peer;
pub mod race;
pub mod rooms;
pub mod template;
