//! After every edit, by whatever path: the replay's answer.

use super::{super::block::LIMIT, *};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// How histories are drawn.
#[derive(Clone, Copy, Debug)]
struct Draw {
    /// Units of a movement at most.
    most: i64,
    /// Minor units of a thousand units, at least and at most.
    prices: (i64, i64),
    days: i64,
    /// Out of ten movements, issues.
    issues: i64,
    /// Whether issues like to empty the shelf.
    empties: bool,
}

const DRAWS: [Draw; 6] = [
    Draw { most: 12, prices: (0, 9_000), days: 40, issues: 5, empties: true },
    Draw { most: 1_000, prices: (1, 1_000_000), days: 400, issues: 5, empties: false },
    Draw { most: 1_000, prices: (9_000, 11_000), days: 400, issues: 7, empties: false },
    Draw { most: 3, prices: (1, 40), days: 200, issues: 5, empties: false },
    Draw { most: 50, prices: (300_000_000, 301_000_000), days: 90, issues: 6, empties: true },
    Draw { most: 1 << 40, prices: (0, 900), days: 90, issues: 5, empties: false },
];

/// A history beside the plain list of its rows.
struct Pair {
    history: History,
    rows: Vec<Row>,
    terms: Terms,
    draw: Draw,
    /// The restated rows of each version.
    versions: BTreeMap<u64, Vec<Row>>,
    paths: BTreeSet<&'static str>,
}

fn kind(path: Path) -> &'static str {
    match path {
        Path::CostFunction => "cost function",
        Path::OpenLayer { .. } => "open layer",
        Path::BoundsMet { .. } => "bounds",
        Path::EmptyShelf { .. } => "empty shelf",
        Path::Checkpoint { .. } => "checkpoint",
        Path::StackPatch { .. } => "patch",
        Path::Sums { .. } => "sums",
        Path::Restated { .. } => "restated",
    }
}

impl Pair {
    fn new(terms: Terms, draw: Draw, count: usize, block: usize, chance: &mut Chance) -> Self {
        let mut rows: Vec<Row> = Vec::new();
        let mut level = 0;
        for index in 0..count {
            let number = i64::try_from(index).unwrap() * draw.days / i64::try_from(count).unwrap();
            let key = key::of(day(number), u32::try_from(index * 8).unwrap());
            let (quantity, value) = some(draw, level, chance);
            level += quantity;
            rows.push(Row { key, quantity, value });
        }
        let history = History::load(terms, rows.clone(), block).unwrap();
        let versions = BTreeMap::from([(0, restated(&rows, terms))]);
        Self { history, rows, terms, draw, versions, paths: BTreeSet::new() }
    }

    fn flow(&self, key: u64, quantity: i64, value: i64) -> Flow {
        let number = self.terms.quantity(quantity.abs());
        let value = (quantity > 0).then(|| self.terms.money(value));
        Flow { at: At::of(key), quantity: number, value }
    }

    /// A place, most often a free one.
    fn place(&self, chance: &mut Chance) -> u64 {
        key::of(day(chance.below(self.draw.days)), u32::try_from(chance.below(20_000)).unwrap())
    }

    /// An edit; whether it was refused, and that as the oracle says.
    fn edit(&mut self, chance: &mut Chance) {
        let (sort, place, any) = (chance.below(8), self.place(chance), chance.below(1 << 40));
        let index = usize::try_from(any).unwrap() % self.rows.len().max(1);
        let level: i64 = self.rows.iter().filter(|row| row.key < place).map(|row| row.quantity).sum();
        let (quantity, value) = some(self.draw, level, chance);
        let mut rows = self.rows.clone();
        let old = rows.get(index).copied();
        let result = match (sort, old) {
            (0 | 1, Some(old)) => {
                rows.remove(index);
                self.history.delete(At::of(old.key))
            }
            (2, Some(old)) => {
                // Same quantity, other value; of an issue, other quantity.
                let (quantity, value) =
                    if old.quantity > 0 { (old.quantity, value) } else { (quantity.min(-1), 0) };
                rows[index] = Row { key: old.key, quantity, value };
                self.history.amend(At::of(old.key), &self.flow(old.key, quantity, value))
            }
            (3, Some(old)) => {
                rows[index] = Row { key: old.key, quantity, value };
                self.history.amend(At::of(old.key), &self.flow(old.key, quantity, value))
            }
            (4, Some(old)) => {
                if rows.iter().any(|row| row.key == place && row.key != old.key) {
                    return;
                }
                rows[index] = Row { key: place, quantity, value };
                self.history.amend(At::of(old.key), &self.flow(place, quantity, value))
            }
            _ => {
                rows.push(Row { key: place, quantity, value });
                if self.rows.iter().any(|row| row.key == place) {
                    let error = self.history.insert(&self.flow(place, quantity, value)).unwrap_err();
                    assert_eq!(error.code(), Code::InputDuplicate);
                    return;
                }
                self.history.insert(&self.flow(place, quantity, value))
            }
        };
        rows.sort_by_key(|row| row.key);
        match (short(&rows), result) {
            (None, Ok(change)) => {
                assert_eq!(change.after, self.history.version());
                self.rows = rows;
                self.versions.insert(change.after, restated(&self.rows, self.terms));
            }
            (Some((row, by)), Err(error)) => {
                assert_eq!(error.code(), Code::StockShort, "{error}");
                assert_eq!(error.value(), self.terms.quantity(by).to_string());
                assert!(error.to_string().contains(&format!("on {} would", At::of(row.key))), "{error}");
            }
            (wanted, result) => panic!("wanted {wanted:?}, got {result:?}"),
        }
    }

    fn now(&self) -> &[Row] {
        self.versions.last_key_value().unwrap().1
    }

    /// Asks one thing and compares.
    fn ask(&mut self, what: i64, chance: &mut Chance) {
        let now = self.now().to_vec();
        match what {
            0..=2 => {
                let (quantity, value) = closing(&now);
                let found = self.history.closing();
                assert_eq!(found.value, self.terms.money(value), "{}", self.history.explain());
                assert_eq!(found.quantity, self.terms.quantity(quantity));
            }
            3 => {
                let from = day(chance.below(self.draw.days));
                let to = day(chance.below(self.draw.days));
                let wanted = self.terms.money(between(&now, from, to));
                assert_eq!(self.history.cost_between(from, to), wanted, "{}", self.history.explain());
            }
            4 => {
                let months = self.history.monthly(day(0), 14).unwrap();
                for (month, found) in (0..).zip(months) {
                    let from = day(0).checked_add_months(chrono::Months::new(month)).unwrap();
                    let to = from.checked_add_months(chrono::Months::new(1)).unwrap().pred_opt().unwrap();
                    assert_eq!(found, self.terms.money(between(&now, from, to)));
                }
            }
            5 => {
                let wanted: Vec<i64> =
                    now.iter().map(|row| if row.quantity < 0 { row.value } else { 0 }).collect();
                assert_eq!(self.history.costs(), wanted);
            }
            6 => {
                let from = day(chance.below(self.draw.days));
                let to = from + chrono::Days::new(chance.below(40).cast_unsigned());
                let wanted = now.iter().filter(|row| (from..=to).contains(&key::day(row.key)));
                let wanted: Vec<Recorded> = wanted.map(|row| self.terms.recorded(*row)).collect();
                assert_eq!(self.history.ledger(from, to).collect::<Vec<_>>(), wanted);
            }
            _ => {
                let index = usize::try_from(chance.below(1 << 40)).unwrap() % self.versions.len();
                let (since, then) = self.versions.iter().nth(index).unwrap();
                let (was, is) = (by_key(then), by_key(&now));
                let mut wanted = Vec::new();
                for key in was.keys().chain(is.keys()).collect::<BTreeSet<_>>() {
                    let (before, after) = (was.get(key), is.get(key));
                    if before != after {
                        let of = |row: Option<&Row>| row.map(|row| self.terms.recorded(*row));
                        wanted.push(Difference { before: of(before), after: of(after) });
                    }
                }
                assert_eq!(self.history.diff(*since).unwrap(), wanted);
            }
        }
        self.paths.insert(kind(self.history.explain()));
    }
}

fn by_key(rows: &[Row]) -> BTreeMap<u64, Row> {
    rows.iter().map(|row| (row.key, *row)).collect()
}

fn some(draw: Draw, level: i64, chance: &mut Chance) -> (i64, i64) {
    if level > 0 && chance.below(10) < draw.issues {
        let most = level.min(draw.most);
        if draw.empties && chance.below(4) == 0 {
            return (-level, 0);
        }
        return (-1 - chance.below(most), 0);
    }
    let quantity = 1 + chance.below(draw.most);
    let price = draw.prices.0 + chance.below(draw.prices.1 - draw.prices.0 + 1);
    (quantity, i64::try_from(i128::from(quantity) * i128::from(price) / 1_000).unwrap())
}

fn run(rule: Rule, cut: Cut, draw: Draw, (count, edits, block): (usize, usize, usize), seed: u64) -> Pair {
    let mut chance = Chance(seed);
    let mut pair = Pair::new(terms(rule, cut), draw, count, block, &mut chance);
    for _ in 0..edits {
        pair.edit(&mut chance);
        for _ in 0..chance.below(4) {
            let what = chance.below(9);
            pair.ask(what, &mut chance);
        }
    }
    for what in 0..9 {
        pair.ask(what, &mut chance);
    }
    pair
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_answer_is_the_replays(
        rule in proptest::sample::select(&RULES[..]),
        cut in proptest::sample::select(&CUTS[..]),
        draw in proptest::sample::select(&DRAWS[..]),
        count in 0_usize..200,
        edits in 1_usize..30,
        block in 4_usize..20,
        seed: u64,
    ) {
        run(rule, cut, draw, (count, edits, block), seed);
    }
}

#[test]
fn a_long_past_is_answered_by_every_path() {
    let mut seen = BTreeSet::new();
    for rule in RULES {
        for cut in CUTS {
            for (seed, draw) in (1..).zip(DRAWS) {
                seen.extend(run(rule, cut, draw, (1_500, 12, 16), seed).paths);
            }
        }
    }
    let all =
        ["bounds", "checkpoint", "cost function", "empty shelf", "open layer", "patch", "restated", "sums"];
    assert_eq!(seen, BTreeSet::from(all));
}

/// All that 64 bits hold came in with one receipt, and costs that are no longer true stand beside those that are.
#[test]
fn values_may_be_as_great_as_they_fit() {
    for rule in RULES {
        for cut in CUTS {
            let terms = terms(rule, cut);
            let key = |index: u32| key::of(day(i64::from(index)), 0);
            let mut rows = vec![Row { key: key(0), quantity: LIMIT, value: i64::MAX }];
            rows.extend((1..40).map(|index| Row { key: key(index * 2), quantity: -LIMIT / 64, value: 0 }));
            let mut history = History::load(terms, rows.clone(), 4).unwrap();
            history.costs();
            for (at, quantity) in [(3, -LIMIT / 8), (5, -LIMIT / 8), (7, -LIMIT / 16)] {
                let row = Row { key: key(at), quantity, value: 0 };
                let flow = Flow::issue(At::of(row.key), terms.quantity(-quantity));
                history.insert(&flow).unwrap();
                rows.push(row);
                rows.sort_by_key(|row| row.key);
                let (now, today) = (restated(&rows, terms), day(i64::from(at)));
                assert_eq!(history.ledger(today, today).count(), 1);
                assert_eq!(history.closing().value, terms.money(closing(&now).1));
                assert_eq!(history.costs(), replay(&rows, terms));
            }
        }
    }
}

/// As many as `BACKOFFICE_HISTORY_EDITS` says; run it by name with `--release`.
#[test]
#[ignore = "long: for as many edits as one wishes"]
fn many_edits() {
    let edits = std::env::var("BACKOFFICE_HISTORY_EDITS").ok().and_then(|edits| edits.parse().ok());
    let mut left: usize = edits.unwrap_or(100_000);
    let mut seed = 1;
    while left > 0 {
        for rule in RULES {
            for cut in CUTS {
                for draw in DRAWS {
                    let mut chance = Chance(seed);
                    let count = usize::try_from(chance.below(600)).unwrap();
                    let block = usize::try_from(4 + chance.below(40)).unwrap();
                    run(rule, cut, draw, (count, 40, block), seed);
                    left = left.saturating_sub(40);
                    seed += 1;
                }
            }
        }
    }
}
