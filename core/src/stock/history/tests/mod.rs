//! The oracle, a replay of everything in the plainest words, and what is held against it.

mod book;
mod examples;
mod laws;
mod parts;

use super::{
    super::amounts::{Cutting, Layer},
    block::Row,
    *,
};
use crate::{calendar::date, error::Code, money::currency::EUR};
use chrono::NaiveDate;
use std::collections::VecDeque;

const RULES: [Rule; 5] = [Rule::Fifo, Rule::Lifo, Rule::Average, Rule::Periodic, Rule::Highest];
const CUTS: [Cut; 2] = [Cut::Cumulative, Cut::Remaining];

fn terms(rule: Rule, cut: Cut) -> Terms {
    Terms { rule, cut, period: CostingPeriod::Month, currency: EUR, digits: 6 }
}

/// The first movement after which less than nothing is on hand, and how much less.
fn short(rows: &[Row]) -> Option<(Row, i64)> {
    let mut level = 0;
    rows.iter().find_map(|row| {
        level += row.quantity;
        (level < 0).then_some((*row, -level))
    })
}

/// What each issue costs, and zero for goods in.
fn replay(rows: &[Row], terms: Terms) -> Vec<i64> {
    let by = Cutting { cut: terms.cut, rounding: Mode::HalfUp };
    let mut costs = vec![0; rows.len()];
    let mut order: Vec<usize> = (0..rows.len()).collect();
    if terms.rule == Rule::Periodic {
        order.sort_by_key(|index| {
            let row = rows[*index];
            (terms.period.of(key::day(row.key)), row.quantity < 0, row.key)
        });
    }
    let mut shelf: VecDeque<Layer> = VecDeque::new();
    for index in order {
        let Row { quantity, value, key } = rows[index];
        if quantity > 0 {
            let layer = Layer::new(index, key::day(key), quantity, value);
            match terms.rule {
                Rule::Average | Rule::Periodic => {
                    let whole = shelf.pop_back().map_or(layer, |whole| whole.with(&layer));
                    shelf.push_back(whole);
                }
                _ => shelf.push_back(layer),
            }
            continue;
        }
        let mut wanted = -quantity;
        while wanted > 0 {
            let next = match terms.rule {
                Rule::Lifo => shelf.len() - 1,
                Rule::Highest => {
                    let price = |layer: &Layer| {
                        let row = rows[layer.row];
                        (i128::from(row.value), i128::from(row.quantity))
                    };
                    let dearer = |one: &usize, other: &usize| {
                        let ((v, q), (w, r)) = (price(&shelf[*one]), price(&shelf[*other]));
                        (v * r).cmp(&(w * q)).then(other.cmp(one))
                    };
                    (0..shelf.len()).max_by(dearer).unwrap()
                }
                _ => 0,
            };
            let layer = &mut shelf[next];
            let part = wanted.min(layer.quantity());
            costs[index] += layer.take(part, by);
            wanted -= part;
            if layer.is_empty() {
                shelf.remove(next);
            }
        }
    }
    costs
}

/// A row with its cost, in the order of a replay.
fn restated(rows: &[Row], terms: Terms) -> Vec<Row> {
    let costs = replay(rows, terms);
    let with =
        |(row, cost): (&Row, i64)| Row { value: if row.quantity > 0 { row.value } else { cost }, ..*row };
    rows.iter().zip(costs).map(with).collect()
}

fn closing(rows: &[Row]) -> (i64, i64) {
    let value = |row: &Row| if row.quantity > 0 { row.value } else { -row.value };
    (rows.iter().map(|row| row.quantity).sum(), rows.iter().map(value).sum())
}

fn between(rows: &[Row], from: NaiveDate, to: NaiveDate) -> i64 {
    let within = |row: &&Row| row.quantity < 0 && (from..=to).contains(&key::day(row.key));
    rows.iter().filter(within).map(|row| row.value).sum()
}

/// Numbers that look drawn.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ word >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ word >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ word >> 31
    }

    fn below(&mut self, bound: i64) -> i64 {
        i64::try_from(self.next() % bound.max(1).cast_unsigned()).unwrap()
    }
}

fn day(number: i64) -> NaiveDate {
    date(2025, 1, 1).unwrap() + chrono::Days::new(number.cast_unsigned())
}
