//! Short books of stock, drawn from a seed, and what must be true of each: it is conserved, it is what its movements come to
//! at once and in any order, and what is taken back and applied again, or refused, changes nothing.

use backoffice::{
    Decimal, NaiveDate,
    currency::EUR,
    stock::{
        Book, CostingPeriod, Cut, DayOrder, Kind, LateCost, Method, Movement, Negative, Policy, Pools,
        SupplierReturn, Valuation, value,
    },
    {Mode, Money, Price},
};
use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    thread,
};

/// What a run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Books drawn.
    pub books: u64,
    /// Movements drawn for them.
    pub movements: u64,
    /// Those that their books took.
    pub applied: u64,
    /// Those that were refused, and changed nothing.
    pub refused: u64,
    /// Movements applied again in another order.
    pub out_of_order: u64,
    /// Movements deleted and applied again.
    pub deleted: u64,
}

impl Counts {
    fn add(&mut self, other: &Self) {
        self.books += other.books;
        self.movements += other.movements;
        self.applied += other.applied;
        self.refused += other.refused;
        self.out_of_order += other.out_of_order;
        self.deleted += other.deleted;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { books, movements, applied, refused, out_of_order, deleted } = self;
        write!(
            f,
            "{movements} movements in {books} books: {applied} applied, {refused} refused, \
             {out_of_order} again out of order, {deleted} deleted and applied again"
        )
    }
}

/// Draws books until there are so many movements, and judges each. The same numbers give the same books.
///
/// # Errors
/// The first book that does not hold, made as short as can be: its method, policy and movements, and what is wrong.
pub fn run(movements: u64, seed: u64, threads: u64) -> Result<Counts, String> {
    let each = movements.div_ceil(threads.max(1));
    thread::scope(|scope| {
        let all: Vec<_> = (0..threads.max(1))
            .map(|first| {
                scope.spawn(move || {
                    let mut counts = Counts::default();
                    let mut number = first;
                    while counts.movements < each {
                        counts.add(&book(seed, number)?);
                        number += threads.max(1);
                    }
                    Ok::<Counts, String>(counts)
                })
            })
            .collect();
        let mut counts = Counts::default();
        for thread in all {
            counts.add(&thread.join().map_err(|_| "a thread panicked".to_owned())??);
        }
        Ok(counts)
    })
}

/// SplitMix64: every number of the seed in its turn.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, many: u64) -> u64 {
        self.next() % many
    }

    fn one_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.index(all.len())]
    }

    fn index(&mut self, many: usize) -> usize {
        usize::try_from(self.below(many as u64)).expect("below a length")
    }

    /// A whole number below `many`.
    fn units(&mut self, many: u64) -> i64 {
        i64::try_from(self.below(many)).expect("a small number")
    }
}

const KINDS: [(Kind, u64); 20] = [
    (Kind::Receipt, 6),
    (Kind::Opening, 1),
    (Kind::Issue, 6),
    (Kind::ReturnFromCustomer, 3),
    (Kind::ReturnToSupplier, 3),
    (Kind::Gain, 1),
    (Kind::Loss, 1),
    (Kind::Count, 1),
    (Kind::Transfer, 2),
    (Kind::Consume, 1),
    (Kind::Produce, 1),
    (Kind::ReturnFromProduction, 1),
    (Kind::Dropship, 1),
    (Kind::ReverseReturn, 1),
    (Kind::LandedCost, 2),
    (Kind::CorrectUnitCost, 1),
    (Kind::Revalue, 1),
    (Kind::SetUnitCost, 1),
    (Kind::ScaleUnitCost, 1),
    (Kind::SetMethod, 1),
];

fn kind(chance: &mut Chance) -> Kind {
    let mut at = chance.below(KINDS.iter().map(|(_, weight)| weight).sum());
    for (kind, weight) in KINDS {
        if at < weight {
            return kind;
        }
        at -= weight;
    }
    Kind::Issue
}

fn policy(chance: &mut Chance, method: Method) -> Policy {
    let price = |cents: i64| Price::new(Decimal::new(cents, 2), EUR);
    let pools = [Pools::ByItem, Pools::ByItemLocation, Pools::ByItemLot, Pools::ByItemLocationLot];
    let mut policy = Policy {
        pools: if method == Method::Specific { chance.of(&pools[2..]) } else { chance.of(&pools) },
        rounding: chance.of(&[Mode::HalfUp, Mode::HalfEven, Mode::Down, Mode::Ceiling, Mode::HalfDown]),
        cut: chance.of(&[Cut::Cumulative, Cut::Remaining]),
        negative: chance.of(&[
            Negative::Forbid,
            Negative::RecostCoveredUnits,
            Negative::CurrentCost,
            Negative::LastReceiptSetsCost,
            Negative::Variance,
        ]),
        supplier_return: chance.of(&[
            SupplierReturn::OriginalCost,
            SupplierReturn::OriginalCostCapped,
            SupplierReturn::CurrentAverage,
        ]),
        period: chance.of(&[CostingPeriod::Month, CostingPeriod::Quarter, CostingPeriod::Year]),
        late_cost: chance.of(&[LateCost::Split, LateCost::StockCoverage, LateCost::Replay]),
        day_order: chance.of(&[DayOrder::Sequence, DayOrder::ReceiptsBeforeIssues]),
        ..Policy::DEFAULT
    };
    let known = chance.one_in(2);
    if known || method == Method::Standard {
        policy.initial_unit_cost.insert("item 0".into(), price(777));
    }
    if method == Method::Standard {
        policy.initial_unit_cost.insert("item 1".into(), price(1234));
    }
    policy
}

/// A movement of any kind, naming one of those before it where its kind does.
fn movement(chance: &mut Chance, index: i64, on: NaiveDate, policy: &Policy, taken: &[Movement]) -> Movement {
    let kind = kind(chance);
    let quantity = if chance.one_in(2) {
        Decimal::from(1 + chance.units(19))
    } else {
        Decimal::new(1 + chance.units(30_000), 3)
    };
    let cost = match chance.below(5) {
        0 => Decimal::ZERO,
        1 | 2 => Decimal::new(chance.units(3000), 2),
        _ => Decimal::new(chance.units(9_999_999), 5),
    };
    let quantity = if kind.has_quantity() { quantity } else { Decimal::ZERO };
    let mut movement = Movement::new(kind, format!("item {}", chance.below(2)), on, quantity)
        .id(index.to_string())
        .sequence(index)
        .location(format!("place {}", chance.below(2)))
        .lot(format!("lot {}", chance.below(2)));
    let amount = Money::new(Decimal::new(chance.units(3000), 2), EUR).expect("cents");
    let wanted: &[Kind] = match kind {
        Kind::ReturnFromCustomer if !chance.one_in(8) => &[Kind::Issue, Kind::Dropship],
        Kind::ReturnToSupplier if !chance.one_in(8) => &[Kind::Receipt],
        Kind::Receipt if chance.one_in(8) => &[Kind::Receipt],
        Kind::ReverseReturn => &[Kind::ReturnFromCustomer, Kind::ReturnToSupplier],
        Kind::LandedCost | Kind::CorrectUnitCost => &[Kind::Receipt, Kind::Produce],
        Kind::ReturnFromProduction if chance.one_in(2) => &[Kind::Consume],
        _ => &[],
    };
    let named: Vec<&Movement> = taken.iter().filter(|movement| wanted.contains(&movement.kind)).collect();
    if !named.is_empty() {
        let of = chance.of(&named);
        movement.item.clone_from(&of.item);
        if kind.has_quantity() {
            movement.quantity = movement.quantity.min(of.quantity);
        }
        movement.of.clone_from(&of.id);
    }
    let even = chance.one_in(2);
    match kind {
        Kind::Receipt | Kind::Opening | Kind::Dropship | Kind::CorrectUnitCost | Kind::SetUnitCost => {
            movement.unit_cost = Some(Price::new(cost, EUR));
        }
        Kind::Count => {
            movement.location = movement.location.filter(|_| policy.pools.by_location());
            movement.lot = movement.lot.filter(|_| policy.pools.by_lot());
            movement.unit_cost = even.then(|| Price::new(cost, EUR));
        }
        Kind::LandedCost | Kind::Revalue => {
            movement.total_cost = Some(if even { amount } else { -amount });
        }
        Kind::Transfer => {
            movement.to_location = Some(format!("place {}", chance.below(2)));
            movement.to_lot = even.then(|| format!("lot {}", chance.below(2)));
        }
        Kind::Consume | Kind::Produce | Kind::ReturnFromProduction => {
            movement.order = Some(format!("order {}", chance.below(2)));
            if kind == Kind::Produce && even {
                movement.share = Some(Decimal::new(1 + chance.units(100), 2));
                movement.total_cost = Some(amount);
            }
        }
        Kind::ScaleUnitCost => movement.factor = Some(Decimal::new(1 + chance.units(256), 2)),
        Kind::SetMethod => {
            movement.method = Some(chance.of(&Method::ALL));
            movement.lot = None;
        }
        _ => {}
    }
    if !kind.has_quantity() && chance.one_in(3) {
        (movement.location, movement.lot) = (None, None);
    }
    movement
}

/// Errors that a drawn movement may be refused with; any other is a defect.
const REFUSALS: [&str; 10] = [
    "stock.short",
    "stock.no_cost",
    "stock.return_too_great",
    "stock.unknown_reference",
    "stock.nothing_on_hand",
    "stock.cycle",
    "stock.lot_missing",
    "input.missing",
    "input.invalid",
    "number.negative",
];

/// One book of a seed.
fn book(seed: u64, number: u64) -> Result<Counts, String> {
    let mut chance = Chance(seed ^ number.wrapping_mul(0xd134_2543_de82_ef95));
    let method = chance.of(&Method::ALL);
    let policy = policy(&mut chance, method);
    // Now and then a long one, of which states are kept on the way.
    let many = if chance.one_in(512) { 300 + chance.units(900) } else { 1 + chance.units(48) };
    let mut all = Vec::new();
    let mut on = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day");
    let start = on;
    for index in 0..many {
        if !chance.one_in(3) {
            on = on + chrono::Days::new(chance.below(12));
        }
        // Now and then one that was forgotten.
        let day = if chance.one_in(8) { start + chrono::Days::new(chance.below(60)) } else { on };
        let movement = movement(&mut chance, index, day, &policy, &all);
        all.push(movement);
    }
    let order = chance.next();
    let judge = |all: &[Movement]| {
        let trial = || judged(all, method, &policy, order);
        let done = catch_unwind(AssertUnwindSafe(trial));
        done.unwrap_or_else(|panic| {
            let said = panic.downcast_ref::<String>().cloned();
            Err(format!(
                "panic: {}",
                said.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string)).unwrap_or_default()
            ))
        })
    };
    judge(&all).map_err(|why| {
        let (shortest, why) = shortened(all, why, judge);
        let movements: Vec<String> =
            shortest.iter().map(|m| serde_json::to_string(m).unwrap_or_default()).collect();
        let policy = serde_json::to_string(&policy).unwrap_or_default();
        format!("book {number} of seed {seed}, {method}: {why}\n{policy}\n{}", movements.join("\n"))
    })
}

/// The movements without those that a defect does not need.
fn shortened(
    mut all: Vec<Movement>,
    mut why: String,
    judge: impl Fn(&[Movement]) -> Result<Counts, String>,
) -> (Vec<Movement>, String) {
    loop {
        let before = all.len();
        for index in (0..before).rev() {
            let mut fewer = all.clone();
            fewer.remove(index);
            if let Err(still) = judge(&fewer) {
                (all, why) = (fewer, still);
            }
        }
        if all.len() == before {
            return (all, why);
        }
    }
}

fn same(what: &str, got: &Valuation, wanted: &Valuation) -> Result<(), String> {
    if got == wanted {
        return Ok(());
    }
    let rows = got.entries.iter().zip(&wanted.entries);
    let row = rows.enumerate().find(|(_, (got, wanted))| got != wanted);
    Err(match row {
        Some((row, (got, wanted))) => format!("{what}: entry {row} is {got:?}\nand was {wanted:?}"),
        None => format!("{what}: entries agree, {:?}\nand was {:?}", got.holdings, wanted.holdings),
    })
}

/// All that must be true of the movements of a book.
fn judged(all: &[Movement], method: Method, policy: &Policy, order: u64) -> Result<Counts, String> {
    let told = |what: &'static str| move |error: backoffice::Error| format!("{what}: {error}");
    let mut counts = Counts { books: 1, movements: all.len() as u64, ..Counts::default() };
    let mut chance = Chance(order);
    let mut book = Book::new(EUR, method, policy.clone()).map_err(told("a book"))?;
    let mut taken: Vec<&Movement> = Vec::new();
    for movement in all {
        let before = chance.one_in(16).then(|| (book.valuation(), book.clone()));
        match book.apply(movement) {
            Ok(()) => {
                counts.applied += 1;
                taken.push(movement);
            }
            Err(error) if REFUSALS.contains(&error.code().as_str()) => {
                counts.refused += 1;
                if let Some((valued, before)) = before {
                    let valued = valued.map_err(told("a valuation"))?;
                    same("refused", &book.valuation().map_err(told("a valuation"))?, &valued)?;
                    if book != before {
                        return Err("refused, and the book is another".into());
                    }
                }
            }
            Err(error) => return Err(format!("refused with {error}")),
        }
    }
    let wanted = book.valuation().map_err(told("a valuation"))?;
    wanted.conserved().map_err(told("not conserved"))?;
    let movements: Vec<Movement> = taken.iter().map(|movement| (*movement).clone()).collect();
    if movements.iter().any(|movement| movement.unit_cost.is_some() || movement.total_cost.is_some()) {
        let at_once = value(&movements, method, policy).map_err(told("at once"))?;
        same("at once", &at_once, &wanted)?;
    }
    // In another order; one that cannot stand yet waits.
    let mut other = Book::new(EUR, method, policy.clone()).map_err(told("a book"))?;
    let mut waiting = movements.clone();
    for index in (1..waiting.len()).rev() {
        waiting.swap(index, chance.index(index + 1));
    }
    while !waiting.is_empty() {
        let before = waiting.len();
        waiting.retain(|movement| other.apply(movement).is_err());
        if waiting.len() == before {
            break;
        }
    }
    if waiting.is_empty() {
        counts.out_of_order += movements.len() as u64;
        same("out of order", &other.valuation().map_err(told("a valuation"))?, &wanted)?;
    }
    for movement in &movements {
        let Some(id) = movement.id.as_deref().filter(|_| chance.one_in(4)) else { continue };
        if book.delete(id).is_ok() {
            counts.deleted += 1;
            book.apply(movement).map_err(told("applied again"))?;
        }
    }
    same("deleted and applied again", &book.valuation().map_err(told("a valuation"))?, &wanted)?;
    Ok(counts)
}
