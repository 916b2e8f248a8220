//! The store on SQLite.

use crate::{CHAIN, day, draft, promises, sales};
use backoffice::invoice::chain::fiscal;
use backoffice_tests::store::{Error, Issuer, Outcome, Sqlite, Store, Synchronous};
use rusqlite::{Connection, OpenFlags};
use std::{fs, path::PathBuf, thread};

/// A folder that goes with its test.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("backoffice-{}-{test}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn file(&self) -> PathBuf {
        self.0.join("books.db")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

#[test]
fn sqlite_keeps_its_promises() {
    for (name, promise) in promises::ALL {
        eprintln!("{name}");
        promise(&mut Sqlite::new(Connection::open_in_memory().unwrap()).unwrap());
    }
}

fn wrong_mode(made: Result<impl Sized, Error>, why: &str) {
    match made {
        Err(error @ Error::WrongMode { .. }) => {
            assert_eq!(error.code(), "store.wrong_mode");
            assert!(error.to_string().contains(why), "{error}");
        }
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("a connection was accepted that {why}"),
    }
}

#[test]
fn a_connection_in_the_wrong_mode_is_refused() {
    let folder = Folder::new("modes");
    let mut store = Sqlite::open(&folder.file(), Synchronous::Full).unwrap();
    store.create(&sales()).unwrap();
    for begin in ["BEGIN", "BEGIN IMMEDIATE", "SAVEPOINT here"] {
        store.connection().execute_batch(&format!("{begin}; CREATE TABLE mine (a)")).unwrap();
        wrong_mode(store.number("sales", &[draft("a", "2027-01-01")]), "somebody else began");
        wrong_mode(store.link(&CHAIN, 1), "somebody else began");
        wrong_mode(store.create(&sales()), "somebody else began");
        // What is not ours was left as it was.
        store.connection().execute_batch("INSERT INTO mine VALUES (1); ROLLBACK").unwrap();
    }
    store.number("sales", &[draft("a", "2027-01-01")]).unwrap();

    let reader = Connection::open_with_flags(folder.file(), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    wrong_mode(Sqlite::new(reader), "reads only");
    let reader = Connection::open(folder.file()).unwrap();
    reader.execute_batch("PRAGMA query_only = on").unwrap();
    wrong_mode(Sqlite::new(reader), "reads only");
    let careless = Connection::open(folder.file()).unwrap();
    careless.execute_batch("PRAGMA synchronous = off").unwrap();
    wrong_mode(Sqlite::new(careless), "never flushes");
    let begun = Connection::open(folder.file()).unwrap();
    begun.execute_batch("BEGIN").unwrap();
    wrong_mode(Sqlite::new(begun), "somebody else began");
    let rolling = Connection::open(folder.0.join("other.db")).unwrap();
    wrong_mode(Sqlite::new(rolling), "journal");
}

#[test]
fn a_database_that_another_holds_is_busy() {
    let folder = Folder::new("busy");
    let mut store = Sqlite::open(&folder.file(), Synchronous::Full).unwrap();
    store.create(&sales()).unwrap();
    store.connection().busy_timeout(std::time::Duration::from_millis(20)).unwrap();
    let other = Connection::open(folder.file()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert_eq!(store.number("sales", &[draft("a", "2027-01-01")]).unwrap_err().code(), "store.busy");
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(store.number("sales", &[draft("a", "2027-01-01")]).unwrap()[0].counter, 1);
}

/// COMMIT itself fails with everything written: as a full disk or a lost one would have it.
#[test]
fn a_database_that_is_lost_at_the_commit_gave_no_number() {
    let folder = Folder::new("lost");
    let mut store = Sqlite::open(&folder.file(), Synchronous::Full).unwrap();
    store.create(&sales()).unwrap();
    store
        .connection()
        .execute_batch(
            "PRAGMA foreign_keys = on;
             CREATE TABLE customer (id TEXT PRIMARY KEY);
             CREATE TABLE bought (by TEXT REFERENCES customer DEFERRABLE INITIALLY DEFERRED);
             CREATE TRIGGER buys AFTER INSERT ON invoice WHEN new.body = 'unknown'
             BEGIN INSERT INTO bought VALUES ('nobody'); END",
        )
        .unwrap();
    let lost = draft("a", "2027-01-01").body("unknown");
    match store.number("sales", &[lost]).unwrap_err() {
        error @ Error::Lost { .. } => {
            assert_eq!(error.code(), "store.lost");
            assert!(error.to_string().contains("`find`"), "{error}");
            assert!(matches!(error, Error::Lost { outcome: Outcome::Unknown, keys, .. } if keys == ["a"]));
        }
        error => panic!("{error}"),
    }
    let mut again = Sqlite::open(&folder.file(), Synchronous::Full).unwrap();
    assert_eq!(again.find("a").unwrap(), None);
    assert_eq!(again.number("sales", &[draft("a", "2027-01-01")]).unwrap()[0].counter, 1);
    assert_eq!(store.number("sales", &[draft("b", "2027-01-01")]).unwrap()[0].counter, 2);
}

#[test]
fn the_core_is_asked_again_when_a_definition_was_changed() {
    let mut store = Sqlite::new(Connection::open_in_memory().unwrap()).unwrap();
    store.create(&sales()).unwrap();
    store.number("sales", &[draft("a", "2027-01-01")]).unwrap();
    store.connection().execute_batch("UPDATE number_series SET pattern = '{year}/{number}'").unwrap();
    let error = store.number("sales", &[draft("b", "2027-01-01")]).unwrap_err();
    assert_eq!(error.code(), "invoice.series_conflict");
    assert_eq!(store.number("sales", &[draft("b", "2027-01-01")]).unwrap()[0].text, "2027/2");
}

#[test]
fn a_chain_does_not_jump() {
    let mut store = Sqlite::new(Connection::open_in_memory().unwrap()).unwrap();
    store.create(&sales()).unwrap();
    for key in ["a", "b", "c"] {
        store.number("sales", &[draft(key, "2027-01-01")]).unwrap();
    }
    store.connection().execute_batch("DELETE FROM invoice WHERE key = 'b'").unwrap();
    assert!(matches!(store.link(&CHAIN, 10).unwrap_err(), Error::NotNext { want: 2, have: 3, .. }));
    assert_eq!(store.book("spain").unwrap(), []);
}

#[test]
fn a_leader_serves_many_and_a_wrong_draft_is_its_callers_alone() {
    let folder = Folder::new("leader");
    let file = folder.file();
    Sqlite::open(&file, Synchronous::Full).unwrap().create(&sales()).unwrap();
    let issuer = Issuer::lead_linking(64, CHAIN, {
        let file = file.clone();
        move || Ok(Box::new(Sqlite::open(&file, Synchronous::Full)?))
    });
    issuer.number("sales", draft("first", "2027-02-01")).unwrap();
    thread::scope(|scope| {
        for caller in 0..16 {
            let issuer = &issuer;
            scope.spawn(move || {
                for place in 0..10 {
                    let key = format!("{caller}-{place}");
                    match (caller, place) {
                        (3, 4) => {
                            let error = issuer.number("sales", draft("", "2027-02-01")).unwrap_err();
                            assert_eq!(error.code(), "store.draft");
                        }
                        (5, 6) => {
                            let error = issuer.number("sales", draft(&key, "2027-01-31")).unwrap_err();
                            assert_eq!(error.code(), "invoice.day_before_last");
                        }
                        (7, 8) => {
                            let error = issuer.number("sales", draft("first", "2027-02-01")).unwrap_err();
                            assert_eq!(error.code(), "store.key_taken");
                        }
                        (9, 1) => {
                            let error = issuer.number("none", draft(&key, "2027-02-01")).unwrap_err();
                            assert_eq!(error.code(), "invoice.series_unknown");
                        }
                        _ => {
                            let number = issuer.number("sales", draft(&key, "2027-02-01")).unwrap();
                            assert_eq!(issuer.find(&key).unwrap().unwrap().number, number);
                        }
                    }
                }
            });
        }
    });
    drop(issuer);
    let mut store = Sqlite::open(&file, Synchronous::Full).unwrap();
    let numbers: Vec<_> = store.issued("sales").unwrap().into_iter().map(|issued| issued.number).collect();
    assert_eq!(numbers.len(), 157);
    assert!(store.series("sales").unwrap().audit(&numbers).unwrap().is_empty());
    let book = store.book("spain").unwrap();
    assert_eq!(book.len(), 157);
    fiscal::verify(&book, store.head("spain").unwrap().as_ref(), None).unwrap();
    assert_eq!(numbers.last().map(|number| number.day), Some(day("2027-02-01")));
}

#[test]
fn a_leader_that_cannot_connect_says_so() {
    let issuer =
        Issuer::lead(8, || Ok(Box::new(Sqlite::open("/nowhere/books.db".as_ref(), Synchronous::Full)?)));
    let error = issuer.number("sales", draft("a", "2027-01-01")).unwrap_err();
    assert!(matches!(error, Error::Lost { outcome: Outcome::NotDone, .. }), "{error}");
}
