use super::{day, pattern};
use crate::{
    calendar::{FiscalYear, date},
    invoice::numbering::{
        Audit, Books, Closed, Entry, Gap, Number, Place, Reserved, Scope, Series, Told, Void, audit,
    },
};
use chrono::{Datelike, Days, NaiveDate};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// The audit, number by number.
fn by_hand(numbers: &[u64], scope: &Scope) -> Audit {
    let place = |number: &u64| Place { period: None, number: *number };
    let issued: BTreeSet<u64> = numbers.iter().copied().collect();
    let voids: BTreeSet<u64> = scope.voids.iter().copied().collect();
    let reserved: BTreeSet<u64> = scope.reserved.iter().flat_map(|block| block.first..=block.last).collect();
    let all: BTreeSet<u64> = issued.iter().chain(&voids).chain(&reserved).copied().collect();
    let first = scope.first.or(all.first().copied()).or(scope.next).unwrap_or(1);
    let last = all.last().copied().max(scope.next.and_then(|next| next.checked_sub(1)));
    let mut found = Audit::default();
    let covered = last.map(|last| first..=last).into_iter().flatten();
    for number in covered.filter(|number| !all.contains(number)) {
        match found.gaps.last_mut() {
            Some(gap) if gap.last + 1 == number => gap.last = number,
            _ => found.gaps.push(Gap { period: None, first: number, last: number }),
        }
    }
    let mut times: BTreeMap<u64, usize> = voids.iter().map(|number| (*number, 1)).collect();
    for (at, number) in numbers.iter().enumerate() {
        *times.entry(*number).or_default() += 1;
        if numbers[..at].iter().any(|before| before > number) {
            found.out_of_order.push(place(number));
        }
    }
    found.repeats = times.iter().filter(|(_, times)| **times > 1).map(|(number, _)| place(number)).collect();
    let beyond = issued.union(&voids).filter(|number| scope.next.is_some_and(|next| **number >= next));
    found.beyond = beyond.map(place).collect();
    let told: BTreeSet<u64> = scope.told.iter().copied().collect();
    found.lost = told.difference(&issued).map(place).collect();
    found
}

/// Numbers that lie close together, far apart, or in a row.
fn numbers() -> impl Strategy<Value = Vec<u64>> {
    prop_oneof![
        prop::collection::vec(1u64..30, 0..25),
        prop::collection::vec(1u64..30_000, 0..12),
        prop::collection::btree_set(1u64..200, 0..150).prop_map(|set| set.into_iter().collect()),
        (1u64..300, 0u64..300).prop_map(|(first, count)| (first..first + count).collect()),
    ]
}

fn scopes() -> impl Strategy<Value = Scope> {
    let blocks = prop::collection::vec((1u64..200, 0u64..20), 0..4);
    let some = |most: usize| prop::collection::vec(1u64..200, 0..most);
    (prop::option::of(1u64..60), prop::option::of(0u64..300), some(6), blocks, some(6)).prop_map(
        |(first, next, voids, blocks, told)| {
            let block = |(first, more)| Reserved { period: None, first, last: first + more };
            Scope { first, next, voids, reserved: blocks.into_iter().map(block).collect(), told }
        },
    )
}

proptest! {
    #[test]
    fn the_audit_finds_what_counting_by_hand_finds(numbers in numbers(), scope in scopes()) {
        prop_assert_eq!(audit(&numbers, &scope), by_hand(&numbers, &scope));
    }
}

#[test]
fn numbers_at_the_ends_of_the_counters_are_judged() {
    let ends = [u64::MAX, 0, u64::MAX, 1];
    let found = audit(&ends, &Scope { next: Some(0), ..Scope::default() });
    assert_eq!(found.gaps, [Gap { period: None, first: 2, last: u64::MAX - 1 }]);
    assert_eq!((found.repeats.len(), found.out_of_order.len(), found.beyond.len()), (1, 2, 3));
    let upside_down = Reserved { period: None, first: 9, last: 2 };
    let scope = Scope { reserved: vec![upside_down], voids: vec![u64::MAX], ..Scope::default() };
    assert_eq!(audit(&[u64::MAX - 1], &scope), Audit::default());
    let all = Reserved { period: None, first: 0, last: u64::MAX };
    assert!(audit(&[5, 7], &Scope { reserved: vec![all], ..Scope::default() }).is_empty());
}

/// Books of a series that restarts each year, keeps the order of days and has check digits.
fn books(ahead: &[u64]) -> (Series, Books) {
    let mut days: Vec<NaiveDate> =
        ahead.iter().map(|days| date(2026, 12, 1).unwrap() + Days::new(*days)).collect();
    days.sort_unstable();
    let series =
        Series::new("A", pattern("{series}{year}-{number:3}-{mod97}")).restarting_yearly().chronological();
    let mut stored = series;
    let mut closed = vec![];
    let mut entries = vec![];
    for (place, day) in days.into_iter().enumerate() {
        let (number, after) = stored.issue(day).unwrap();
        if let Some(period) = stored.period()
            && after.period() != Some(period)
        {
            closed.push(Closed { period, next: stored.next() });
        }
        stored = after;
        entries.push(Entry { text: number.text, day, document: Some(place.to_string()) });
    }
    let told =
        entries.iter().map(|entry| Told { text: entry.text.clone(), document: entry.document.clone() });
    let told = told.collect();
    (stored, Books { entries, first: Some(1), closed, told, ..Books::default() })
}

proptest! {
    /// An audit of what was issued finds nothing; of what was done to it, exactly that.
    #[test]
    fn what_is_done_to_the_books_is_found_and_nothing_else(
        ahead in prop::collection::vec(0u64..60, 2..30),
        which in prop::sample::Index::arbitrary_with(()),
        digit in 1u8..10,
    ) {
        let (series, books) = books(&ahead);
        let none = series.audit_books(&books).unwrap();
        prop_assert!(none.is_empty(), "{:?}", none);
        let at = which.index(books.entries.len());
        let entry = books.entries[at].clone();
        let number = series.parse(&entry.text).unwrap().number;
        let period = date(entry.day.year(), 1, 1).ok();
        let (here, gap) = (vec![Place { period, number }], vec![Gap { period, first: number, last: number }]);

        let mut removed = books.clone();
        removed.entries.remove(at);
        let wanted = Audit { gaps: gap.clone(), lost: here.clone(), ..Audit::default() };
        prop_assert_eq!(series.audit_books(&removed).unwrap(), wanted.clone());

        // Declared void, the number is missed only by the client who was told it.
        let number_of = Number { day: entry.day, counter: number, text: entry.text.clone() };
        removed.voids.push(Void { number: number_of, reason: "spoilt".into() });
        let voided = Audit { lost: here.clone(), ..Audit::default() };
        prop_assert_eq!(series.audit_books(&removed).unwrap(), voided);

        let mut twice = books.clone();
        twice.entries.insert(at, entry.clone());
        let wanted_twice = Audit { repeats: here.clone(), ..Audit::default() };
        prop_assert_eq!(series.audit_books(&twice).unwrap(), wanted_twice);

        // One digit of the counter or the year was edited.
        let mut edited = books.clone();
        let place = entry.text.rfind('-').unwrap() - 1;
        let old = entry.text.as_bytes()[place] - b'0';
        let new = (old + digit) % 10;
        edited.entries[at].text.replace_range(place..=place, &new.to_string());
        let text = edited.entries[at].text.clone();
        let wanted_edit = Audit { wrong_check: vec![text], ..wanted.clone() };
        prop_assert_eq!(series.audit_books(&edited).unwrap(), wanted_edit);

        let mut rewritten = books.clone();
        rewritten.entries[at].text.insert(0, 'x');
        let text = rewritten.entries[at].text.clone();
        prop_assert_eq!(series.audit_books(&rewritten).unwrap(), Audit { altered: vec![text], ..wanted });

        let mut changed = books.clone();
        changed.entries[at].document = Some("another".into());
        let wanted_change = Audit { changed: here.clone(), ..Audit::default() };
        prop_assert_eq!(series.audit_books(&changed).unwrap(), wanted_change);

        // The document was dated into another year than its number.
        let mut moved = books.clone();
        moved.entries[at].day = date(entry.day.year() + 2, 1, 1).unwrap();
        let found = series.audit_books(&moved).unwrap();
        prop_assert!(found.wrong_day.contains(&here[0]));
        prop_assert!(found.gaps.is_empty() && found.repeats.is_empty(), "{:?}", found);

        // Two numbers of one period were swapped: two documents have what a client was told of the other.
        if let Some(other) = books.entries.get(at + 1).filter(|other| other.day == entry.day) {
            let mut swapped = books.clone();
            swapped.entries.swap(at, at + 1);
            let wanted = Audit { out_of_order: here, ..Audit::default() };
            prop_assert_eq!(series.audit_books(&swapped).unwrap(), wanted);
            let mut exchanged = books.clone();
            exchanged.entries[at].document.clone_from(&other.document);
            exchanged.entries[at + 1].document.clone_from(&entry.document);
            prop_assert_eq!(series.audit_books(&exchanged).unwrap().changed.len(), 2);
        }
    }

    /// Every number that a series gives is read back as what it was made of, and nothing else is read.
    #[test]
    fn numbers_are_read_back(
        which in 0usize..6, month in 1u32..13, first in 1u32..29, ahead in 0u64..4000, counter in prop_oneof![1u64..2000, 1u64..u64::MAX],
        at in prop::sample::Index::arbitrary_with(()), other in prop::char::range(' ', '~'),
    ) {
        let text = ["{number}", "{series}{number:6}", "{fy}/{number:3}{mod97}", "{year:2}{month}{number}x", "{number}-{year}-{year:2}{fy}{mod97}", "é{month}{year}{number:20}"][which];
        let on = date(2019, 2, 27).unwrap() + Days::new(ahead);
        let series = Series::new("1A", pattern(text)).fiscal_year(FiscalYear::beginning(month, first).unwrap()).starting_at(counter);
        let (number, _) = series.issue(on).unwrap();
        let read = series.parse(&number.text).unwrap();
        prop_assert_eq!(read.number, counter);
        prop_assert!(read.year.is_none_or(|year| year == on.year()) && read.month.is_none_or(|month| month == on.month()));
        prop_assert!(series.audit(std::slice::from_ref(&number)).unwrap().is_empty());
        // Whatever else is read is a number that the series would write so, on some day.
        let mut chars: Vec<char> = number.text.chars().collect();
        let at = at.index(chars.len());
        chars[at] = other;
        let altered: String = chars.into_iter().collect();
        if altered != number.text && let Ok(read) = series.parse(&altered) {
            let entry = Entry { text: altered.clone(), day: on, document: None };
            let found = series.audit_books(&Books { entries: vec![entry], ..Books::default() }).unwrap();
            prop_assert!(read.number != counter || !found.wrong_day.is_empty(), "{}", altered);
        }
    }
}

#[test]
fn years_of_two_digits_are_those_nearest_to_the_day() {
    let series = Series::new("s", pattern("{year:2}-{number}")).restarting_yearly();
    for on in ["1999-12-31", "2000-01-01", "2049-06-01", "2051-06-01"] {
        let (numbers, after) = series.issue_many(&[day(on), day(on)]).unwrap();
        assert!(after.audit(&numbers).unwrap().is_empty(), "{on}");
        // Filed a day late over the change of the year, the number keeps its year and the day is found to be wrong.
        let entry = Entry { text: numbers[0].text.clone(), day: day(on) + Days::new(366), document: None };
        let found = series.audit_books(&Books { entries: vec![entry], ..Books::default() }).unwrap();
        assert_eq!(found.wrong_day[0].period, Some(date(day(on).year(), 1, 1).unwrap()), "{on}");
    }
}

#[test]
fn the_end_of_a_closed_year_is_missed_when_it_was_kept() {
    let (series, mut books) = books(&[0, 0, 40, 41]);
    let last = books.entries.remove(1);
    books.told.clear();
    assert_eq!(series.audit_books(&books).unwrap().gaps.len(), 1);
    books.closed.clear();
    assert!(series.audit_books(&books).unwrap().is_empty(), "nobody knows that there was one");
    books.told.push(Told { text: last.text, document: None });
    assert_eq!(series.audit_books(&books).unwrap().lost[0].number, 2, "but the client who was told it");
}
