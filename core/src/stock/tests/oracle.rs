//! An oracle: every method again, slowly, in fractions of whole numbers, with nothing of the engine; and the engine held to
//! it, movement by movement, under both cuts.

use super::*;
use crate::money::currency::EUR;
use proptest::prelude::*;

/// A fraction, as it stands.
#[derive(Clone, Copy, Debug)]
struct Ratio {
    over: i128,
    under: i128,
}

impl Ratio {
    fn new(over: i128, under: i128) -> Self {
        assert!(under > 0);
        Self { over, under }
    }

    /// To the nearest whole number, a tie away from zero.
    fn nearest(self) -> i128 {
        let twice = 2 * self.over.abs() + self.under;
        self.over.signum() * (twice / (2 * self.under))
    }

    fn more_than(self, other: Self) -> bool {
        self.over * other.under > other.over * self.under
    }
}

fn part(value: i128, of: i128, whole: i128) -> i128 {
    Ratio::new(value * of, whole).nearest()
}

/// Goods that came together: what they were when they were last weighed, and how many of those have left.
#[derive(Clone, Copy, Debug)]
struct Heap {
    row: usize,
    whole: i128,
    cost: i128,
    out: i128,
    left: i128,
}

impl Heap {
    fn new(row: usize, whole: i128, cost: i128) -> Self {
        Self { row, whole, cost, out: 0, left: cost }
    }

    fn quantity(&self) -> i128 {
        self.whole - self.out
    }

    fn each(&self) -> Ratio {
        Ratio::new(self.cost, self.whole)
    }

    fn take(&mut self, quantity: i128, cut: Cut) -> i128 {
        let stays = match cut {
            // By position: what stays is what was, less the part of all that has left.
            Cut::Cumulative => self.cost - part(self.cost, self.out + quantity, self.whole),
            Cut::Remaining => self.left - part(self.left, quantity, self.quantity()),
        };
        let cost = self.left - stays;
        self.out += quantity;
        self.left = stays;
        cost
    }
}

/// A place with its goods.
#[derive(Clone, Debug, Default)]
struct Shelf {
    heaps: Vec<Heap>,
    /// Units by the row that they came with, first in first out.
    units: Vec<(usize, i128)>,
    /// Of a standard: how many there are.
    held: i128,
}

impl Shelf {
    fn quantity(&self) -> i128 {
        self.units.iter().map(|(_, units)| units).sum()
    }

    fn units_out(&mut self, mut wanted: i128) -> Vec<(usize, i128)> {
        let mut out = Vec::new();
        while wanted > 0 {
            let (row, units) = self.units[0];
            let now = wanted.min(units);
            out.push((row, now));
            self.units[0].1 -= now;
            wanted -= now;
            if self.units[0].1 == 0 {
                self.units.remove(0);
            }
        }
        out
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Op {
    Receipt,
    Issue,
    Loss,
    Gain,
    CustomerReturn,
    SupplierReturn,
    Transfer,
    Landed,
}

#[derive(Clone, Copy, Debug)]
struct Drawn {
    op: Op,
    place: usize,
    /// Thousandths.
    quantity: i128,
    /// Hundredths of a minor unit.
    cost: i128,
    pick: usize,
}

/// What an op did, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Did {
    value: i128,
    late: i128,
    variance: i128,
    charged: Option<i128>,
}

#[derive(Clone, Copy, Debug)]
struct Past {
    op: Op,
    quantity: i128,
    /// What came back of it, and of its cost.
    back: Heap,
}

const STANDARD: i128 = 12_345;

struct Oracle {
    method: Method,
    cut: Cut,
    places: [Shelf; 2],
    past: Vec<Past>,
}

impl Oracle {
    fn new(method: Method, cut: Cut) -> Self {
        Self { method, cut, places: [Shelf::default(), Shelf::default()], past: Vec::new() }
    }

    fn by_average(&self) -> bool {
        matches!(self.method, Method::MovingAverage | Method::PeriodicAverage)
    }

    fn at_standard(quantity: i128) -> i128 {
        // The standard is in hundredths of a minor unit, a quantity in thousandths.
        part(STANDARD, quantity, 100_000)
    }

    fn put(&mut self, place: usize, heap: Heap) {
        let average = self.by_average();
        let shelf = &mut self.places[place];
        shelf.units.push((heap.row, heap.whole));
        shelf.held += heap.whole;
        match shelf.heaps.first().copied().filter(|_| average) {
            Some(whole) => {
                shelf.heaps[0] = Heap::new(heap.row, whole.quantity() + heap.whole, whole.left + heap.cost);
            }
            None => shelf.heaps.push(heap),
        }
    }

    /// Which heap leaves next.
    fn next(&self, place: usize) -> usize {
        let heaps = &self.places[place].heaps;
        match self.method {
            Method::Lifo => heaps.len() - 1,
            Method::Hifo => {
                let mut dearest = 0;
                for index in 1..heaps.len() {
                    if heaps[index].each().more_than(heaps[dearest].each()) {
                        dearest = index;
                    }
                }
                dearest
            }
            _ => 0,
        }
    }

    /// Goods that leave: parts by row.
    fn out(&mut self, place: usize, quantity: i128) -> (Vec<Heap>, Vec<(usize, i128)>) {
        if self.method == Method::Standard {
            let held = self.places[place].held;
            let cost = Self::at_standard(held) - Self::at_standard(held - quantity);
            self.places[place].held -= quantity;
            let units = self.places[place].units_out(quantity);
            return (vec![Heap::new(usize::MAX, quantity, cost)], units);
        }
        let (mut parts, mut wanted) = (Vec::new(), quantity);
        while wanted > 0 {
            let index = self.next(place);
            let heap = &mut self.places[place].heaps[index];
            let now = wanted.min(heap.quantity());
            let cost = heap.take(now, self.cut);
            parts.push(Heap::new(heap.row, now, cost));
            wanted -= now;
            if heap.quantity() == 0 {
                self.places[place].heaps.remove(index);
            }
        }
        self.places[place].held -= quantity;
        let units = self.places[place].units_out(quantity);
        (parts, units)
    }

    /// Goods that come in at a cost: what they are worth, and the variance.
    fn come(&mut self, place: usize, row: usize, quantity: i128, cost: i128) -> (i128, i128) {
        let held = self.places[place].held;
        self.put(place, Heap::new(row, quantity, cost));
        if self.method == Method::Standard {
            let value = Self::at_standard(held + quantity) - Self::at_standard(held);
            return (value, cost - value);
        }
        (cost, 0)
    }

    fn value(&self, place: usize) -> i128 {
        match self.method {
            Method::Standard => Self::at_standard(self.places[place].held),
            _ => self.places[place].heaps.iter().map(|heap| heap.left).sum(),
        }
    }

    /// Does it, where it can be done, and gives the movement and what it did.
    fn act(&mut self, drawn: Drawn, on: NaiveDate) -> Option<(Movement, Did)> {
        let Drawn { op, place, cost, pick, .. } = drawn;
        let row = self.past.len();
        let there = self.places[place].quantity();
        let named = |wanted: Op| {
            let all: Vec<usize> = (0..row).filter(|index| self.past[*index].op == wanted).collect();
            (!all.is_empty()).then(|| all[pick % all.len()])
        };
        let left = |of: usize| self.past[of].back.quantity();
        let (quantity, of) = match op {
            Op::Receipt | Op::Gain => (drawn.quantity, None),
            Op::Issue | Op::Loss | Op::Transfer => (drawn.quantity.min(there), None),
            Op::CustomerReturn => {
                let of = named(Op::Issue)?;
                (drawn.quantity.min(left(of)), Some(of))
            }
            Op::SupplierReturn => {
                let of = named(Op::Receipt)?;
                (drawn.quantity.min(left(of)).min(there), Some(of))
            }
            Op::Landed => (0, Some(named(Op::Receipt)?)),
        };
        if quantity == 0 && op != Op::Landed {
            return None;
        }
        let stated = part(quantity * cost, 1, 100_000);
        let mut did = Did::default();
        let kind = match op {
            Op::Receipt | Op::Gain => {
                (did.value, did.variance) = self.come(place, row, quantity, stated);
                if op == Op::Receipt { Kind::Receipt } else { Kind::Gain }
            }
            Op::Issue | Op::Loss => {
                let (parts, _) = self.out(place, quantity);
                did.value = -parts.iter().map(|part| part.cost).sum::<i128>();
                if op == Op::Issue { Kind::Issue } else { Kind::Loss }
            }
            Op::CustomerReturn => {
                let cost = self.past[of?].back.take(quantity, self.cut);
                (did.value, did.variance) = self.come(place, row, quantity, cost);
                Kind::ReturnFromCustomer
            }
            Op::SupplierReturn => {
                (did.value, did.charged) = self.go_back(place, of?, quantity);
                Kind::ReturnToSupplier
            }
            Op::Transfer => {
                let before = self.value(0) + self.value(1);
                let (parts, units) = self.out(place, quantity);
                let kept = self.places[1 - place].units.len();
                for part in parts {
                    let row = if self.by_average() { row } else { part.row };
                    self.come(1 - place, row, part.whole, part.cost);
                }
                self.places[1 - place].units.truncate(kept);
                self.places[1 - place].units.extend(units);
                did.value = self.value(0) + self.value(1) - before;
                did.variance = -did.value;
                Kind::Transfer
            }
            Op::Landed => {
                (did.value, did.late, did.variance) = self.landed(of?, cost);
                Kind::LandedCost
            }
        };
        let whole = did.value + did.variance;
        let back = Heap::new(row, quantity.max(1), whole.abs());
        self.past.push(Past { op, quantity, back });
        let amount = Decimal::from_i128_with_scale(quantity, 3);
        let mut movement = Movement::new(kind, "tea", on, amount).id(row.to_string());
        movement.location = Some(format!("place {place}"));
        match op {
            Op::Receipt | Op::Gain => {
                movement.unit_cost = Some(Price::new(Decimal::from_i128_with_scale(cost, 4), EUR));
            }
            Op::Transfer => movement.to_location = Some(format!("place {}", 1 - place)),
            Op::Landed => movement.total_cost = Some(eur(i64::try_from(cost).unwrap())),
            _ => {}
        }
        movement.of = of.map(|of| of.to_string());
        Some((movement, did))
    }

    /// Goods that go back at the cost of their receipt as far as they are there, the rest as an issue.
    fn go_back(&mut self, place: usize, of: usize, quantity: i128) -> (i128, Option<i128>) {
        let charged = self.past[of].back.take(quantity, self.cut);
        let average = self.by_average();
        let shelf = &mut self.places[place];
        let own = |heap: &&Heap| average || heap.row == of;
        let there: i128 = shelf.heaps.iter().filter(own).map(Heap::quantity).sum();
        let worth: i128 = shelf.heaps.iter().filter(own).map(|heap| heap.left).sum();
        let units = if self.method == Method::Standard { 0 } else { quantity.min(there) };
        let mut gone = 0;
        if units > 0 {
            let cost = if units == there { worth } else { part(charged, units, quantity).min(worth) };
            gone += cost;
            // What is left of the heaps of that receipt is one heap, weighed anew, where the first of them stood.
            let at = shelf.heaps.iter().position(|heap| own(&heap)).unwrap();
            let row = shelf.heaps[at].row;
            shelf.heaps.retain(|heap| !own(&heap));
            if there > units {
                shelf.heaps.insert(at, Heap::new(row, there - units, worth - cost));
            }
            let mut wanted = units;
            for (_, held) in shelf.units.iter_mut().filter(|(row, _)| *row == of) {
                let now = wanted.min(*held);
                *held -= now;
                wanted -= now;
            }
            shelf.units.retain(|(_, held)| *held > 0);
            shelf.units_out(wanted);
            shelf.held -= units;
        }
        if quantity > units {
            gone += self.out(place, quantity - units).0.iter().map(|part| part.cost).sum::<i128>();
        }
        (-gone, Some(charged))
    }

    /// A later cost, split: the part for units of the receipt that are there, wherever, and the part that is late.
    fn landed(&mut self, of: usize, amount: i128) -> (i128, i128, i128) {
        if self.method == Method::Standard {
            return (0, 0, amount);
        }
        let received = self.past[of].quantity;
        let (mut passed, mut given) = (0, 0);
        for place in 0..2 {
            let average = self.by_average();
            let shelf = &mut self.places[place];
            let units: i128 = shelf.units.iter().filter(|(row, _)| *row == of).map(|(_, units)| units).sum();
            if units == 0 {
                continue;
            }
            passed += units;
            let upto = part(amount, passed.min(received), received);
            let own = |heap: &Heap| !average && heap.row == of;
            let some = shelf.heaps.iter().any(own);
            let chosen = |heap: &Heap| !some || own(heap);
            let whole: i128 = shelf.heaps.iter().filter(|heap| chosen(heap)).map(Heap::quantity).sum();
            let (mut seen, mut done) = (0, 0);
            let heaps: Vec<Heap> = shelf
                .heaps
                .iter()
                .map(|heap| {
                    if !chosen(heap) {
                        return *heap;
                    }
                    seen += heap.quantity();
                    let now = part(upto - given, seen, whole);
                    let heap = Heap::new(heap.row, heap.quantity(), heap.left + now - done);
                    done = now;
                    heap
                })
                .collect();
            shelf.heaps = heaps;
            given = upto;
        }
        (given, amount - given, 0)
    }
}

/// The place of the first receipt.
const FIRST: usize = 0;

fn ops() -> impl Strategy<Value = Op> {
    prop_oneof![
        5 => Just(Op::Receipt),
        5 => Just(Op::Issue),
        1 => Just(Op::Loss),
        1 => Just(Op::Gain),
        2 => Just(Op::CustomerReturn),
        2 => Just(Op::SupplierReturn),
        2 => Just(Op::Transfer),
        2 => Just(Op::Landed),
    ]
}

prop_compose! {
    fn drawn()(
        op in ops(), place in 0usize..2, quantity in 1i128..20_000, cost in 0i128..3_000_000, pick in 0usize..64,
    ) -> Drawn {
        Drawn { op, place, quantity, cost, pick }
    }
}

fn minor(amount: Money) -> i128 {
    let mut number = amount.amount();
    number.rescale(2);
    number.mantissa()
}

proptest! {
    /// The perpetual methods and the standard, movement by movement.
    #[test]
    fn the_engine_agrees_with_the_oracle(
        all in prop::collection::vec(drawn(), 1..40),
        method in prop::sample::select(vec![Method::Fifo, Method::Lifo, Method::Hifo, Method::MovingAverage, Method::Standard]),
        cut in prop::sample::select(vec![Cut::Cumulative, Cut::Remaining]),
    ) {
        let mut oracle = Oracle::new(method, cut);
        let first = Drawn { op: Op::Receipt, place: FIRST, quantity: 5_000, cost: 10_000, pick: 0 };
        let (mut moves, mut wanted) = (Vec::new(), Vec::new());
        for (index, drawn) in std::iter::once(&first).chain(&all).enumerate() {
            let on = day(1, 1) + chrono::Days::new(u64::try_from(index).unwrap());
            if let Some((movement, did)) = oracle.act(*drawn, on) {
                moves.push(movement);
                wanted.push(did);
            }
        }
        let mut policy = Policy { cut, pools: Pools::ByItemLocation, ..Policy::DEFAULT };
        if method == Method::Standard {
            policy.initial_unit_cost.insert("tea".into(), Price::new(Decimal::from_i128_with_scale(STANDARD, 4), EUR));
        }
        let value = judged(&moves, method, &policy);
        let done: Vec<Did> = value.entries.iter().map(|entry| Did {
            value: minor(entry.value),
            late: entry.late.map_or(0, minor),
            variance: entry.variance.map_or(0, minor),
            charged: entry.charged.map(minor),
        }).collect();
        prop_assert_eq!(&done, &wanted, "{:#?}", moves);
        for place in 0..2 {
            let name = format!("place {place}");
            let held = value.holdings.iter().find(|holding| holding.location.as_ref() == Some(&name));
            prop_assert_eq!(held.map_or(0, |held| minor(held.value)), oracle.value(place));
            let quantity = held.map_or(Decimal::ZERO, |held| held.quantity);
            prop_assert_eq!(quantity, Decimal::from_i128_with_scale(oracle.places[place].quantity(), 3));
        }
    }

    /// The periodic average: a month's receipts are weighed with what was there, then its issues are cut from that.
    #[test]
    fn the_periodic_average_agrees_with_the_oracle(
        months in prop::collection::vec(prop::collection::vec((any::<bool>(), 1i128..20_000, 0i128..3_000_000), 0..8), 1..6),
        cut in prop::sample::select(vec![Cut::Cumulative, Cut::Remaining]),
    ) {
        let mut whole: Option<Heap> = None;
        let (mut moves, mut wanted) = (Vec::new(), Vec::new());
        for (month, drawn) in months.iter().enumerate() {
            let came: i128 = drawn.iter().filter(|(receipt, ..)| *receipt).map(|(_, quantity, _)| quantity).sum();
            let cost: i128 = drawn.iter().filter(|(receipt, ..)| *receipt).map(|(_, q, cost)| part(q * cost, 1, 100_000)).sum();
            if came > 0 {
                let (held, worth) = whole.map_or((0, 0), |heap| (heap.quantity(), heap.left));
                whole = Some(Heap::new(0, held + came, worth + cost));
            }
            let mut physical = whole.map_or(0, |heap| heap.quantity()) - came;
            for (receipt, quantity, cost) in drawn {
                let on = day(u32::try_from(month).unwrap() + 1, 1);
                let amount = |quantity: i128| Decimal::from_i128_with_scale(quantity, 3);
                if *receipt {
                    physical += quantity;
                    moves.push(Movement::receive("tea", on, amount(*quantity), Price::new(Decimal::from_i128_with_scale(*cost, 4), EUR)));
                    continue;
                }
                let quantity = physical.min(*quantity);
                if quantity > 0 {
                    physical -= quantity;
                    moves.push(Movement::issue("tea", on, amount(quantity)));
                    wanted.push(whole.as_mut().unwrap().take(quantity, cut));
                }
            }
            whole = whole.filter(|heap| heap.quantity() > 0);
        }
        prop_assume!(!moves.is_empty());
        let value = judged(&moves, Method::PeriodicAverage, &Policy { cut, ..Policy::DEFAULT });
        let done: Vec<i128> = value.issues("tea").map(|entry| minor(entry.cost())).collect();
        prop_assert_eq!(done, wanted);
        prop_assert_eq!(minor(value.total), whole.map_or(0, |heap| heap.left));
    }
}
