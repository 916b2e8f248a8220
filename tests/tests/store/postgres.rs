//! The store on PostgreSQL.

use crate::{CHAIN, draft, has_postgres, promises, sales};
use backoffice::invoice::chain::fiscal;
use backoffice_tests::store::{BARRIER, Error, Outcome, Postgres, Store, Way, flushes, trial::Server};
use std::{
    thread,
    time::{Duration, Instant},
};

fn store(server: &Server, way: Way) -> Postgres {
    Postgres::new(Server::connect(server.socket()).unwrap(), way).unwrap()
}

/// A server with empty tables and the series of sales.
fn emptied(server: &Server) {
    let mut client = Server::connect(server.socket()).unwrap();
    client.batch_execute("TRUNCATE number_series, invoice, invoice_line, chain, chain_record").unwrap();
}

fn with_sales(server: &Server) {
    emptied(server);
    store(server, Way::Statements).create(&sales()).unwrap();
}

#[test]
fn postgres_keeps_its_promises() {
    if !has_postgres("postgres_keeps_its_promises") {
        return;
    }
    let server = Server::start().unwrap();
    let mut client = Server::connect(server.socket()).unwrap();
    Postgres::install(&mut client).unwrap();
    // A second time changes nothing.
    Postgres::install(&mut client).unwrap();
    for way in [Way::Statements, Way::Function] {
        for (name, promise) in promises::ALL {
            eprintln!("{way:?}: {name}");
            emptied(&server);
            promise(&mut store(&server, way));
        }
        with_sales(&server);
        the_wrong_mode_is_refused(&server, way);
        with_sales(&server);
        lost_under_the_lock(&server, way);
    }
    with_sales(&server);
    barriers(&server);
    with_sales(&server);
    writers_of_a_chain_take_turns(&server);
    with_sales(&server);
    a_server_that_is_gone(server);
}

/// What does nothing looks the same in every test without a crash, but for the flushed end of the log.
fn barriers(server: &Server) {
    let mut client = Server::connect(server.socket()).unwrap();
    for _ in 0..30 {
        assert!(flushes(&mut client, BARRIER).unwrap());
    }
    client.batch_execute("SET synchronous_commit = off").unwrap();
    for _ in 0..10 {
        assert!(flushes(&mut client, BARRIER).unwrap(), "a session that commits without a flush");
    }
    client.batch_execute("SET synchronous_commit = on").unwrap();
    for idle in
        ["SELECT 1", "SELECT txid_current()", "SELECT pg_logical_emit_message(false, 'backoffice', '')"]
    {
        let flushed = (0..20).filter(|_| flushes(&mut client, idle).unwrap()).count();
        // The server flushes by itself now and then.
        assert!(flushed < 20, "`{idle}` looks like a barrier");
    }
    // And what the store tells is flushed; the server itself writes a little unasked, now and then.
    for way in [Way::Statements, Way::Function] {
        let mut numbering = store(server, way);
        let told = "SELECT pg_current_wal_insert_lsn() <= pg_current_wal_flush_lsn()";
        let flushed = (0..10).filter(|place| {
            numbering.number("sales", &[draft(&format!("{way:?}{place}"), "2027-01-01")]).unwrap();
            client.query_one(told, &[]).unwrap().get(0)
        });
        assert!(flushed.count() >= 8, "{way:?}: numbers were told before they were flushed");
    }
}

fn the_wrong_mode_is_refused(server: &Server, way: Way) {
    let wrong = |done: Result<_, Error>, why: &str| {
        let error: Error = done.map(|_: Vec<_>| ()).unwrap_err();
        assert_eq!(error.code(), "store.wrong_mode", "{error}");
        assert!(error.to_string().contains(why), "{error}");
    };
    let mut numbering = store(server, way);
    numbering.client().batch_execute("BEGIN; CREATE TABLE mine (a int)").unwrap();
    for _ in 0..2 {
        wrong(numbering.number("sales", &[draft("a", "2027-01-01")]), "somebody else began");
        wrong(numbering.link(&CHAIN, 1).map(|_| vec![]), "somebody else began");
    }
    // What is not ours was left as it was.
    numbering.client().batch_execute("INSERT INTO mine VALUES (1); ROLLBACK").unwrap();
    assert!(numbering.client().batch_execute("SELECT * FROM mine").is_err());
    numbering.client().batch_execute("BEGIN").unwrap();
    assert!(numbering.client().batch_execute("SELECT 1 / 0").is_err());
    wrong(numbering.number("sales", &[draft("a", "2027-01-01")]), "failed");
    numbering.client().batch_execute("ROLLBACK").unwrap();
    assert_eq!(numbering.number("sales", &[draft("a", "2027-01-01")]).unwrap()[0].counter, 1);

    let mut reader = Server::connect(server.socket()).unwrap();
    reader.batch_execute("SET default_transaction_read_only = on").unwrap();
    wrong(Postgres::new(reader, way).map(|_| vec![]), "reads only");
    // A session that never waits for the disk: the barrier does nevertheless.
    let mut careless = Server::connect(server.socket()).unwrap();
    careless.batch_execute("SET synchronous_commit = off; SET standard_conforming_strings = off").unwrap();
    let mut numbering = Postgres::new(careless, way).unwrap();
    assert_eq!(numbering.number("sales", &[draft("b\\'c", "2027-01-01")]).unwrap()[0].counter, 2);
    assert!(numbering.find("b\\'c").unwrap().is_some());
    // A transaction of the default level is the store's, not the session's.
    let mut strict = Server::connect(server.socket()).unwrap();
    strict.batch_execute("SET default_transaction_isolation = serializable").unwrap();
    let mut numbering = Postgres::new(strict, way).unwrap();
    assert_eq!(numbering.number("sales", &[draft("d", "2027-01-01")]).unwrap()[0].counter, 3);
}

/// The session is ended while its last message waits for the row: claim and COMMIT are on their way.
fn lost_under_the_lock(server: &Server, way: Way) {
    let mut holder = Server::connect(server.socket()).unwrap();
    holder.batch_execute("BEGIN; UPDATE number_series SET version = version").unwrap();
    let mut numbering = store(server, way);
    let waiting = thread::spawn(move || numbering.number("sales", &[draft("a", "2027-01-01")]));
    let mut other = Server::connect(server.socket()).unwrap();
    let begun = Instant::now();
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
    while other.query(end, &[]).unwrap().is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(30), "nobody waits for the row");
        thread::sleep(Duration::from_millis(5));
    }
    let error = waiting.join().unwrap().unwrap_err();
    assert_eq!(error.code(), "store.lost");
    assert!(
        matches!(&error, Error::Lost { outcome: Outcome::Unknown, keys, .. } if keys == &["a"]),
        "{error}"
    );
    holder.batch_execute("ROLLBACK").unwrap();
    let mut again = store(server, way);
    assert_eq!(again.find("a").unwrap(), None);
    assert_eq!(again.number("sales", &[draft("a", "2027-01-01")]).unwrap()[0].counter, 1);
}

fn writers_of_a_chain_take_turns(server: &Server) {
    thread::scope(|scope| {
        for writer in 0..4 {
            scope.spawn(move || {
                let mut numbering = store(server, Way::Statements);
                for place in 0..40 {
                    numbering.number("sales", &[draft(&format!("{writer}-{place}"), "2027-01-01")]).unwrap();
                }
            });
            scope.spawn(move || {
                let mut linking = store(server, Way::Statements);
                let mut count = 0;
                let begun = Instant::now();
                while count < 40 && begun.elapsed() < Duration::from_secs(60) {
                    count += linking.link(&CHAIN, 7).unwrap();
                    if linking.head("spain").unwrap().is_some_and(|head| head.count == 160) {
                        break;
                    }
                }
            });
        }
    });
    let mut store = store(server, Way::Statements);
    while store.link(&CHAIN, 100).unwrap() > 0 {}
    let book = store.book("spain").unwrap();
    assert_eq!(book.len(), 160);
    fiscal::verify(&book, store.head("spain").unwrap().as_ref(), None).unwrap();
}

fn a_server_that_is_gone(mut server: Server) {
    let mut numbering = store(&server, Way::Statements);
    numbering.number("sales", &[draft("a", "2027-01-01")]).unwrap();
    server.kill().unwrap();
    let error = numbering.number("sales", &[draft("b", "2027-01-01")]).unwrap_err();
    assert!(matches!(&error, Error::Lost { outcome: Outcome::NotDone, .. }), "{error}");
    server.run().unwrap();
    let mut again = store(&server, Way::Statements);
    assert!(again.find("a").unwrap().is_some());
    assert_eq!(again.find("b").unwrap(), None);
    assert_eq!(again.number("sales", &[draft("b", "2027-01-01")]).unwrap()[0].counter, 2);
}
