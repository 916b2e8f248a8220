//! The crash tests in their small size; `--bin crash` runs the same in any other.

use backoffice_tests::store::trial::{
    Protocol,
    crash::{Trial, run},
};
use std::time::Duration;

fn survives(postgres: bool, protocol: Protocol) {
    let trial = Trial {
        program: env!("CARGO_BIN_EXE_crash").into(),
        postgres,
        protocol,
        writers: 8,
        each: 2_000,
        kills: 3,
        abandoned: 10,
        // The death of a process loses nothing that the system has: one by one, 16,000 flushes would only take time.
        full: protocol != Protocol::Single,
        patience: Duration::from_secs(100),
    };
    let report = run(&trial).unwrap_or_else(|error| panic!("{}: {error}", protocol.name()));
    assert_eq!(report.counted.numbers, 16_000);
    assert_eq!(report.counted.records, 16_000);
    assert!(report.clients_killed > 0 && report.servers_killed == 2);
}

#[test]
fn sqlite_single_survives_kills() {
    survives(false, Protocol::Single);
}

#[test]
fn sqlite_batches_survive_kills() {
    survives(false, Protocol::Batch);
}

#[test]
fn sqlite_leaders_survive_kills() {
    survives(false, Protocol::Leader);
}

#[test]
fn postgres_single_survives_kills() {
    if crate::has_postgres("postgres_single_survives_kills") {
        survives(true, Protocol::Single);
    }
}

#[test]
fn postgres_function_survives_kills() {
    if crate::has_postgres("postgres_function_survives_kills") {
        survives(true, Protocol::Function);
    }
}

#[test]
fn postgres_batches_survive_kills() {
    if crate::has_postgres("postgres_batches_survive_kills") {
        survives(true, Protocol::Batch);
    }
}

#[test]
fn postgres_leaders_survive_kills() {
    if crate::has_postgres("postgres_leaders_survive_kills") {
        survives(true, Protocol::Leader);
    }
}
