//! What every store promises; each promise on an empty one.

use crate::{CHAIN, day, draft, sales};
use backoffice::invoice::{
    chain::fiscal,
    numbering::{Number, Pattern, Series},
};
use backoffice_tests::store::{Draft, Error, Store};

/// A promise, by name.
pub type Promise = (&'static str, fn(&mut dyn Store));

/// All of them.
pub const ALL: &[Promise] = &[
    ("numbers follow one another over the year", numbers_follow),
    ("all drafts or none", all_or_none),
    ("a key has one number", a_key_has_one_number),
    ("a rehearsal gives its numbers back", a_rehearsal_gives_back),
    ("what cannot be numbered is refused by name", refused_by_name),
    ("a draft without lines, and no draft", little),
    ("series that restart otherwise", other_series),
    ("a chain goes on where it ended", a_chain_goes_on),
    ("numbered and linked at once", numbered_and_linked),
    ("series do not mix", series_do_not_mix),
];

fn texts(numbers: &[Number]) -> Vec<&str> {
    numbers.iter().map(|number| number.text.as_str()).collect()
}

fn code(done: Result<Vec<Number>, Error>) -> String {
    done.unwrap_err().code().to_owned()
}

/// All is in order, and that many invoices are there.
fn in_order(store: &mut dyn Store, count: usize) {
    let numbers: Vec<Number> =
        store.issued("sales").unwrap().into_iter().map(|issued| issued.number).collect();
    assert_eq!(numbers.len(), count);
    assert!(store.series("sales").unwrap().audit(&numbers).unwrap().is_empty());
}

fn numbers_follow(store: &mut dyn Store) {
    store.create(&sales()).unwrap();
    let first = store.number("sales", &[draft("a", "2026-12-31")]).unwrap();
    assert_eq!(texts(&first), ["INV-2026-0001"]);
    let over = [draft("b", "2026-12-31"), draft("c", "2027-01-01"), draft("d", "2027-01-05")];
    let numbers = store.number("sales", &over).unwrap();
    assert_eq!(texts(&numbers), ["INV-2026-0002", "INV-2027-0001", "INV-2027-0002"]);
    let series = store.series("sales").unwrap();
    assert_eq!((series.next(), series.last(), series.version()), (3, Some(day("2027-01-05")), 3));
    let found = store.find("c").unwrap().unwrap();
    assert_eq!((found.number, found.body.as_str()), (numbers[1].clone(), "{}"));
    assert_eq!(store.find("e").unwrap(), None);
    in_order(store, 4);
}

fn all_or_none(store: &mut dyn Store) {
    store.create(&sales()).unwrap();
    store.number("sales", &[draft("a", "2027-03-01")]).unwrap();
    let drafts = [draft("b", "2027-03-02"), draft("c", "2027-03-03"), draft("d", "2027-03-02")];
    let error = store.number("sales", &drafts).unwrap_err();
    assert_eq!(error.code(), "invoice.day_before_last");
    assert!(matches!(error, Error::Rule(error) if error.row() == Some(2)));
    // The first is right and the second is not: the claim of 2026 is refused by the row alone.
    let drafts = [draft("b", "2026-03-02"), draft("c", "2027-03-03")];
    let error = store.number("sales", &drafts).unwrap_err();
    assert_eq!(error.code(), "invoice.day_before_last");
    assert!(matches!(error, Error::Rule(error) if error.row() == Some(0)));
    for key in ["b", "c", "d"] {
        assert_eq!(store.find(key).unwrap(), None);
    }
    assert_eq!(texts(&store.number("sales", &[draft("b", "2027-03-02")]).unwrap()), ["INV-2027-0002"]);
    in_order(store, 2);
}

fn a_key_has_one_number(store: &mut dyn Store) {
    store.create(&sales()).unwrap();
    store.number("sales", &[draft("a", "2027-03-01")]).unwrap();
    let bare = Draft::new("bare", day("2027-03-01"));
    store.number("sales", std::slice::from_ref(&bare)).unwrap();
    for again in [draft("a", "2027-03-02"), bare] {
        let error = store.number("sales", &[draft("new", "2027-03-01"), again.clone()]).unwrap_err();
        assert!(matches!(&error, Error::KeyTaken { key } if *key == again.key), "{error}");
        assert_eq!(error.code(), "store.key_taken");
    }
    assert_eq!(
        code(store.number("sales", &[draft("b", "2027-03-01"), draft("b", "2027-03-01")])),
        "store.key_taken"
    );
    assert_eq!(texts(&store.number("sales", &[draft("b", "2027-03-01")]).unwrap()), ["INV-2027-0003"]);
    in_order(store, 3);
}

fn a_rehearsal_gives_back(store: &mut dyn Store) {
    store.create(&sales()).unwrap();
    let drafts = [draft("a", "2026-12-31"), draft("b", "2027-01-01")];
    for _ in 0..3 {
        assert_eq!(texts(&store.rehearse("sales", &drafts).unwrap()), ["INV-2026-0001", "INV-2027-0001"]);
    }
    assert_eq!(store.find("a").unwrap(), None);
    assert_eq!(texts(&store.number("sales", &drafts).unwrap()), ["INV-2026-0001", "INV-2027-0001"]);
    in_order(store, 2);
}

fn refused_by_name(store: &mut dyn Store) {
    assert_eq!(code(store.number("sales", &[draft("a", "2027-01-01")])), "invoice.series_unknown");
    assert_eq!(store.series("sales").unwrap_err().code(), "invoice.series_unknown");
    let lacking = Series::new("lacks", "{number}".parse::<Pattern>().unwrap()).restarting_yearly();
    assert_eq!(store.create(&lacking).unwrap_err().code(), "invoice.pattern_lacks_period");
    assert_eq!(store.series("lacks").unwrap_err().code(), "invoice.series_unknown");
    store.create(&sales()).unwrap();
    assert_eq!(store.create(&sales()).unwrap_err().code(), "store.series_taken");
    for wrong in [
        draft("", "2027-01-01"),
        draft("a\0b", "2027-01-01"),
        draft("a", "2027-01-01").body("\0"),
        draft("a", "2027-01-01").line("\0", backoffice::dec!(1), backoffice::dec!(1)),
    ] {
        assert_eq!(code(store.number("sales", &[wrong])), "store.draft");
    }
    let hostile = "'); DROP TABLE invoice; --\\";
    let numbers = store.number("sales", &[draft(hostile, "2027-01-01").body(hostile)]).unwrap();
    let found = store.find(hostile).unwrap().unwrap();
    assert_eq!((found.body.as_str(), &found.number), (hostile, &numbers[0]));
    in_order(store, 1);
}

fn little(store: &mut dyn Store) {
    store.create(&sales()).unwrap();
    assert!(store.number("sales", &[]).unwrap().is_empty());
    assert_eq!(store.series("sales").unwrap().version(), 0);
    let numbers = store.number("sales", &[Draft::new("a", day("2027-01-01"))]).unwrap();
    assert_eq!(texts(&numbers), ["INV-2027-0001"]);
}

fn other_series(store: &mut dyn Store) {
    let april = backoffice::calendar::FiscalYear::beginning(4, 1).unwrap();
    let fiscal = Series::new("fiscal", "{fy}/{number}".parse().unwrap()).restarting_fiscally(april);
    let monthly =
        Series::new("monthly", "{year}{month}-{number}{mod97}".parse().unwrap()).restarting_monthly();
    let never = Series::new("never", "N{number}".parse().unwrap()).starting_at(41);
    let days = ["2026-03-31", "2026-04-01", "2026-04-30"];
    for (series, wanted) in [(fiscal, [1, 1, 2]), (monthly, [1, 1, 2]), (never, [41, 42, 43])] {
        store.create(&series).unwrap();
        let drafts: Vec<Draft> = days.iter().map(|on| draft(&format!("{}{on}", series.id()), on)).collect();
        let numbers = store.number(series.id(), &drafts).unwrap();
        let counters: Vec<u64> = numbers.iter().map(|number| number.counter).collect();
        assert_eq!(counters, wanted, "{}", series.id());
        // What is stored is told again as it was told first.
        let issued = store.issued(series.id()).unwrap();
        assert!(issued.iter().map(|issued| &issued.number).eq(&numbers));
    }
}

fn a_chain_goes_on(store: &mut dyn Store) {
    store.create(&sales()).unwrap();
    assert_eq!(store.link(&CHAIN, 10).unwrap(), 0);
    assert_eq!(store.head("spain").unwrap(), None);
    let drafts: Vec<Draft> = (0..7)
        .map(|place| draft(&format!("k{place}"), if place < 4 { "2026-12-31" } else { "2027-01-01" }))
        .collect();
    store.number("sales", &drafts).unwrap();
    assert_eq!(store.link(&CHAIN, 3).unwrap(), 3);
    let kept = store.head("spain").unwrap().unwrap();
    assert_eq!((kept.count, kept.number.as_str()), (3, "INV-2026-0003"));
    store.number("sales", &[draft("k7", "2027-01-01")]).unwrap();
    assert_eq!(store.link(&CHAIN, 100).unwrap(), 5);
    assert_eq!(store.link(&CHAIN, 100).unwrap(), 0);
    let book = store.book("spain").unwrap();
    let verified = fiscal::verify(&book, store.head("spain").unwrap().as_ref(), None).unwrap();
    assert_eq!((verified.head.count, verified.head.number.as_str()), (8, "INV-2027-0004"));
    fiscal::verify(&book[..3], Some(&kept), None).unwrap();
}

fn numbered_and_linked(store: &mut dyn Store) {
    store.create(&sales()).unwrap();
    store.number("sales", &[draft("a", "2026-12-31")]).unwrap();
    let numbers =
        store.number_and_link(&CHAIN, &[draft("b", "2026-12-31"), draft("c", "2027-01-01")]).unwrap();
    let book = store.book("spain").unwrap();
    fiscal::verify(&book, store.head("spain").unwrap().as_ref(), None).unwrap();
    assert_eq!(book.len(), 3);
    assert_eq!(book[2].entry.number(), numbers[1].text);
    // A record that cannot be made takes the number back.
    let mut refusing = CHAIN;
    refusing.entry = &|_| Err(backoffice::Error::invalid("total", "x", "not this one"));
    assert_eq!(code(store.number_and_link(&refusing, &[draft("d", "2027-01-01")])), "input.invalid");
    assert_eq!(store.find("d").unwrap(), None);
    assert_eq!(texts(&store.number("sales", &[draft("d", "2027-01-01")]).unwrap()), ["INV-2027-0002"]);
}

fn series_do_not_mix(store: &mut dyn Store) {
    let other = Series::new("other", "{number}".parse().unwrap());
    store.create(&sales()).unwrap();
    store.create(&other).unwrap();
    store.number("sales", &[draft("a", "2027-01-01")]).unwrap();
    store.number("other", &[draft("b", "2027-01-01")]).unwrap();
    assert_eq!(store.find("a").unwrap().unwrap().number.text, "INV-2027-0001");
    assert_eq!(store.find("b").unwrap().unwrap().number.text, "1");
}
