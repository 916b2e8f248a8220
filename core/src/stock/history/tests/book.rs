//! A history and a book are two ways to one result: of plain movements, receipts with their total cost and issues, both
//! refuse the same, and tell the same costs and values, whatever is entered, taken out or changed at whatever place.

use super::*;
use crate::{
    money::Money,
    stock::{Book, Kind, Movement, amounts},
};
use proptest::prelude::*;

const METHODS: [Method; 5] =
    [Method::Fifo, Method::Lifo, Method::MovingAverage, Method::PeriodicAverage, Method::Hifo];
const PERIODS: [CostingPeriod; 3] = [CostingPeriod::Month, CostingPeriod::Quarter, CostingPeriod::Year];
const DAYS: i64 = 150;

#[derive(Clone, Copy, Debug)]
enum Sort {
    Receive,
    /// Part of what is there.
    Issue,
    /// All of it.
    Empty,
    /// Perhaps more than there is.
    Overdraw,
    Delete,
    /// Another quantity and value, there or elsewhere.
    Amend,
    Move,
}

#[derive(Clone, Copy, Debug)]
struct Edit {
    sort: Sort,
    pick: usize,
    day: i64,
    sequence: u32,
    quantity: i64,
    value: i64,
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let sort = prop_oneof![
        6 => Just(Sort::Receive),
        6 => Just(Sort::Issue),
        1 => Just(Sort::Empty),
        1 => Just(Sort::Overdraw),
        2 => Just(Sort::Delete),
        1 => Just(Sort::Amend),
        1 => Just(Sort::Move),
    ];
    let amounts = prop_oneof![
        (1_i64..12, 0_i64..300),
        // Layers of one unit cost.
        (1_i64..40, 0_i64..4).prop_map(|(units, price)| (units * 1_000_000, units * price)),
        (1_i64..5_000_000, 0_i64..100_000),
        (1_i64..1 << 40, 0_i64..1 << 50),
    ];
    let edit = (sort, any::<usize>(), 0..DAYS, 0_u32..4, amounts);
    let edit = edit.prop_map(|(sort, pick, day, sequence, (quantity, value))| Edit {
        sort,
        pick,
        day,
        sequence,
        quantity,
        value,
    });
    prop::collection::vec(edit, 1..70)
}

struct Both {
    history: History,
    book: Book,
    terms: Terms,
    policy: Policy,
    method: Method,
    /// By their number in the book; none: deleted.
    held: Vec<Option<Row>>,
}

impl Both {
    fn new(method: Method, policy: Policy, block: usize) -> Self {
        let terms = Terms::new(EUR, method, &policy).unwrap();
        let book = Book::new(EUR, method, policy.clone()).unwrap();
        Self {
            history: History::with(terms, Vec::new(), block),
            book,
            terms,
            policy,
            method,
            held: Vec::new(),
        }
    }

    fn flow(&self, row: Row) -> Flow {
        let (at, quantity) = (At::of(row.key), self.terms.quantity(row.quantity.abs()));
        if row.quantity > 0 {
            Flow::receipt(at, quantity, self.terms.money(row.value))
        } else {
            Flow::issue(at, quantity)
        }
    }

    fn movement(&self, row: Row) -> Movement {
        let Flow { at, quantity, value } = self.flow(row);
        let plain = match value {
            Some(value) => Movement::receive_total("bolt", at.day, quantity, value),
            None => Movement::issue("bolt", at.day, quantity),
        };
        plain.sequence(at.sequence.into())
    }

    fn rows(&self) -> Vec<Row> {
        let mut rows: Vec<Row> = self.held.iter().flatten().copied().collect();
        rows.sort_by_key(|row| row.key);
        rows
    }

    /// Makes an edit in both, which must agree on whether it can be.
    fn edit(&mut self, edit: Edit) {
        let place = key::of(day(edit.day), edit.sequence);
        let there: Vec<usize> = (0..self.held.len()).filter(|index| self.held[*index].is_some()).collect();
        let picked = there.get(edit.pick % there.len().max(1)).copied();
        let free = !self.held.iter().flatten().any(|row| row.key == place);
        let level: i64 =
            self.held.iter().flatten().filter(|row| row.key < place).map(|row| row.quantity).sum();
        let row = |quantity: i64, value: i64| Row { key: place, quantity, value };
        let come = match edit.sort {
            Sort::Receive => row(edit.quantity, edit.value),
            Sort::Issue if level > 0 => row(-1 - edit.quantity % level, 0),
            Sort::Empty if level > 0 => row(-level, 0),
            Sort::Issue | Sort::Empty | Sort::Overdraw => row(-edit.quantity, 0),
            Sort::Delete | Sort::Amend | Sort::Move => return self.change(edit, place, free, picked),
        };
        if !free {
            let error = self.history.insert(&self.flow(come)).unwrap_err();
            assert_eq!(error.code(), Code::InputDuplicate);
            return;
        }
        let number = self.held.len();
        let (flow, movement) = (self.flow(come), self.movement(come).id(number.to_string()));
        let results = (self.history.insert(&flow).map(drop), self.book.apply(&movement));
        if self.agreed(results, come.key) {
            self.held.push(Some(come));
        }
    }

    fn change(&mut self, edit: Edit, place: u64, free: bool, picked: Option<usize>) {
        let Some(picked) = picked else { return };
        let Some(old) = self.held[picked] else { return };
        let (at, id) = (At::of(old.key), picked.to_string());
        let sign = old.quantity.signum();
        let new = match edit.sort {
            Sort::Delete => None,
            // A book keeps the kind of what is amended.
            Sort::Amend => {
                Some(Row { key: old.key, quantity: sign * edit.quantity, value: edit.value * (sign + 1) / 2 })
            }
            _ => Some(Row { key: place, ..old }),
        };
        let results = match new {
            None => (self.history.delete(at).map(drop), self.book.delete(&id)),
            Some(row) if row.key != old.key && !free => return,
            Some(row) => {
                let (flow, movement) = (self.flow(row), self.movement(row));
                (self.history.amend(at, &flow).map(drop), self.book.amend(&id, &movement))
            }
        };
        if self.agreed(results, new.unwrap_or(old).key) {
            self.held[picked] = new;
        }
    }

    /// Whether both did it; what one refuses the other must refuse, for the same movement.
    fn agreed(&self, results: (Result<()>, Result<()>), own: u64) -> bool {
        match results {
            (Ok(()), Ok(())) => true,
            (Err(one), Err(other)) => {
                assert_eq!(
                    (one.code(), other.code()),
                    (Code::StockShort, Code::StockShort),
                    "{one}\n{other}"
                );
                let short = other.row().map_or(own, |row| {
                    self.held.get(usize::try_from(row).unwrap()).copied().flatten().map_or(own, |row| row.key)
                });
                assert!(one.to_string().contains(&format!("on {} would", At::of(short))), "{one}\n{other}");
                false
            }
            (one, other) => panic!("history {one:?}, book {other:?}"),
        }
    }

    /// Asks both, in one of several orders: what was asked before decides which way an answer takes.
    fn compare(&mut self, turn: usize) {
        let valuation = self.book.valuation().unwrap();
        let mut told: Vec<Recorded> = valuation
            .entries
            .iter()
            .map(|entry| {
                let movement = &entry.movement;
                let inward = movement.kind == Kind::Receipt;
                Recorded {
                    at: At::new(movement.day, movement.sequence.try_into().unwrap()),
                    way: if inward { Way::In } else { Way::Out },
                    quantity: entry.quantity.abs(),
                    value: if inward { entry.value } else { entry.cost() },
                }
            })
            .collect();
        told.sort_by_key(|entry| entry.at);
        let minor = |entry: &Recorded| match entry.way {
            Way::In => 0,
            Way::Out => amounts::minor(entry.value).unwrap(),
        };
        let costs: Vec<i64> = told.iter().map(minor).collect();
        for question in 0..5 {
            match (question + turn) % 5 {
                0 => {
                    let closing = self.history.closing();
                    assert_eq!(
                        closing.value,
                        self.book.on_hand("bolt").unwrap(),
                        "{}",
                        self.history.explain()
                    );
                    assert_eq!(closing.quantity, self.book.quantity("bolt"));
                }
                1 => assert_eq!(self.history.costs(), costs),
                2 => assert_eq!(self.history.ledger(day(0), day(DAYS)).collect::<Vec<_>>(), told),
                3 => {
                    let (from, to) = (day(DAYS / 4), day(DAYS / 2));
                    let within = told.iter().zip(&costs).filter(|(row, _)| (from..=to).contains(&row.at.day));
                    let sum = within.map(|(_, cost)| cost).sum();
                    assert_eq!(self.history.cost_between(from, to), self.terms.money(sum));
                }
                _ => {
                    let months = self.history.monthly(day(0), 6).unwrap();
                    let sum = Money::sum(months, EUR).unwrap();
                    assert_eq!(sum, self.terms.money(costs.iter().sum()));
                    assert_eq!(sum, valuation.cost_of("bolt"));
                }
            }
        }
    }

    /// Both made anew of the movements that there are.
    fn anew(&mut self) {
        let rows = self.rows();
        let flows: Vec<Flow> = rows.iter().rev().map(|row| self.flow(*row)).collect();
        let mut history = History::of(EUR, self.method, &self.policy, &flows).unwrap();
        assert_eq!(history.closing().value, self.book.on_hand("bolt").unwrap());
        assert_eq!(history.costs(), self.history.costs());
        let movements: Vec<Movement> = rows.iter().rev().map(|row| self.movement(*row)).collect();
        if rows.iter().any(|row| row.quantity > 0) {
            let valuation = crate::stock::value(&movements, self.method, &self.policy).unwrap();
            valuation.conserved().unwrap();
            assert_eq!(valuation.on_hand("bolt"), history.closing().value);
            assert_eq!(valuation.cost_of("bolt"), history.cost_between(day(0), day(DAYS)));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_history_and_a_book_give_one_result(
        method in prop::sample::select(&METHODS[..]),
        cut in prop::sample::select(&CUTS[..]),
        period in prop::sample::select(&PERIODS[..]),
        block in 4_usize..12,
        edits in edits(),
    ) {
        let policy = Policy { cut, period, ..Policy::DEFAULT };
        let mut both = Both::new(method, policy, block);
        for edit in edits {
            both.edit(edit);
            both.compare(edit.pick);
        }
        both.anew();
    }
}
