//! The parts: shares, searches, the slope on which the bounds rest.

use super::*;
use crate::stock::{
    amounts,
    history::{
        rest::{Rest, share},
        rows::{Rows, Spot},
    },
};
use proptest::prelude::*;

proptest! {
    #[test]
    fn a_share_is_that_of_the_book(value in 0..=i64::MAX, part in 0..=i64::MAX, whole in 1..=i64::MAX) {
        let part = part % (whole + i64::from(whole < i64::MAX));
        let wanted = amounts::portion(value, part, whole, Mode::HalfUp);
        prop_assert_eq!(share(value, part, whole), wanted);
        let (small, part) = (value >> 40, part % 1_000_000);
        let whole = part + 1 + whole % 1_000_000;
        prop_assert_eq!(share(small, part, whole), amounts::portion(small, part, whole, Mode::HalfUp));
    }

    /// What is left never falls when the value rises, and never grows by more than it did.
    #[test]
    fn a_movement_maps_values_with_a_slope_of_at_most_one(
        value in 0_i64..1 << 50,
        more in 0_i64..1 << 40,
        whole in 1_i64..1 << 45,
        taken in proptest::collection::vec(0_i64..1 << 45, 1..6),
        cut in proptest::sample::select(&CUTS[..]),
    ) {
        let (mut low, mut high) = (Rest::new(whole, value), Rest::new(whole, value + more));
        for part in taken {
            let part = part % (low.quantity() + 1);
            low.take(part, cut);
            high.take(part, cut);
            let apart = high.left - low.left;
            prop_assert!((0..=more).contains(&apart), "{apart} of {more}");
        }
    }

    #[test]
    fn searches_find_what_a_walk_finds(
        quantities in proptest::collection::vec((-9_i64..10).prop_filter("moves", |quantity| *quantity != 0), 0..120),
        block in 4_usize..12,
        from in 0_usize..120,
        bound in -30_i64..60,
        extra in 0_usize..40,
    ) {
        let key = |index: usize| key::of(day(0), u32::try_from(index * 2 + 2).unwrap());
        let row = |(index, quantity): (usize, &i64)| Row { key: key(index), quantity: *quantity, value: 7 };
        let list: Vec<Row> = quantities.iter().enumerate().map(row).collect();
        let mut rows: Rows<Rest> = Rows::new(&list, block);
        // Split and joined blocks find the same.
        for index in 0..extra {
            let place = rows.spot(key(index * 3) + 1);
            rows.insert(place, Row { key: key(index * 3) + 1, quantity: 5, value: 1 });
        }
        for index in 0..extra {
            let place = rows.locate(key(index * 3) + 1).unwrap();
            rows.remove(place);
        }
        prop_assert_eq!(rows.len(), list.len());
        let from = from.min(list.len());
        let spot = rows.spot(key(from));
        let levels: Vec<i64> = list.iter().scan(0, |level, row| { *level += row.quantity; Some(*level) }).collect();
        let before = |index: usize| index.checked_sub(1).map_or(0, |index| levels[index]);
        prop_assert_eq!(rows.level(spot), before(from));
        let found = rows.next_below(spot, before(from), bound).map(|(spot, level)| (rows.row(spot).unwrap().key, level));
        let wanted = (from..list.len()).find(|index| levels[*index] < bound).map(|index| (key(index), levels[index]));
        prop_assert_eq!(found, wanted);
        let found = rows.last_below(spot, before(from), bound).map(|(spot, level)| (rows.row(spot).unwrap().key, level));
        let wanted = (0..from).rfind(|index| before(*index) < bound).map(|index| (key(index), before(index)));
        prop_assert_eq!(found, wanted);
        let received = |to: usize| list[..to].iter().map(|row| row.quantity.max(0)).sum::<i64>();
        let found = rows.reach(bound.max(0), |sums| sums.received, 1).map(|(spot, sums)| (rows.row(spot).unwrap().key, sums.received, sums.count));
        let wanted = (0..list.len()).find(|index| received(index + 1) > bound.max(0)).map(|index| (key(index), received(index), index));
        prop_assert_eq!(found, wanted);
        for (index, row) in list.iter().enumerate() {
            let spot = rows.locate(row.key).unwrap();
            prop_assert_eq!(rows.row(spot), Some(*row));
            prop_assert_eq!(rows.before(spot).count, index);
        }
        prop_assert_eq!(rows.spot(0), Spot::default());
    }
}

#[test]
fn a_place_is_one_number() {
    for at in [
        At::new(date(2026, 11, 30).unwrap(), 7),
        At::new(NaiveDate::MIN, 0),
        At::new(NaiveDate::MAX, u32::MAX),
        At::new(date(1969, 12, 31).unwrap(), u32::MAX),
    ] {
        assert_eq!(At::of(at.key()), at);
    }
    assert!(At::new(date(1969, 12, 31).unwrap(), 9).key() < At::new(date(1970, 1, 1).unwrap(), 0).key());
}
