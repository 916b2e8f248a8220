//! The laws of stock, for any sequence of movements.

use super::*;
use crate::{ledger::Journal, money::currency::EUR};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// What is drawn for a movement; `pick` chooses the movement that comes back.
#[derive(Clone, Debug)]
pub(super) struct Drawn {
    pub(super) kind: Kind,
    item: usize,
    location: usize,
    lot: usize,
    quantity: Decimal,
    unit_cost: Decimal,
    pub(super) days: u64,
    pub(super) pick: usize,
}

fn kinds() -> impl Strategy<Value = Kind> {
    prop_oneof![
        6 => Just(Kind::Receipt),
        1 => Just(Kind::Opening),
        6 => Just(Kind::Issue),
        3 => Just(Kind::ReturnFromCustomer),
        3 => Just(Kind::ReturnToSupplier),
        1 => Just(Kind::Gain),
        1 => Just(Kind::Loss),
        1 => Just(Kind::Count),
        2 => Just(Kind::Transfer),
        1 => Just(Kind::Consume),
        1 => Just(Kind::Produce),
        1 => Just(Kind::ReturnFromProduction),
        1 => Just(Kind::Dropship),
        1 => Just(Kind::ReverseReturn),
        2 => Just(Kind::LandedCost),
        1 => Just(Kind::CorrectUnitCost),
        1 => Just(Kind::Revalue),
        1 => Just(Kind::SetUnitCost),
        1 => Just(Kind::ScaleUnitCost),
        1 => Just(Kind::SetMethod),
    ]
}

prop_compose! {
    pub(super) fn drawn()(
        kind in kinds(),
        (item, location, lot) in (0usize..2, 0usize..2, 0usize..2),
        quantity in prop_oneof![(1i64..20).prop_map(Decimal::from), (1i64..30_000).prop_map(|q| Decimal::new(q, 3))],
        unit_cost in prop_oneof![Just(Decimal::ZERO), (0i64..3000).prop_map(|c| Decimal::new(c, 2)), (0i64..9_999_999).prop_map(|c| Decimal::new(c, 5))],
        days in 0u64..12,
        pick in 0usize..64,
    ) -> Drawn {
        Drawn { kind, item, location, lot, quantity, unit_cost, days, pick }
    }
}

pub(super) fn methods() -> impl Strategy<Value = Method> {
    prop::sample::select(ACTUAL.to_vec())
}

pub(super) fn all_methods() -> impl Strategy<Value = Method> {
    prop::sample::select(Method::ALL.to_vec())
}

prop_compose! {
    pub(super) fn policies()(
        pools in prop::sample::select(vec![Pools::ByItem, Pools::ByItemLocation, Pools::ByItemLot, Pools::ByItemLocationLot]),
        cut in prop::sample::select(vec![Cut::Cumulative, Cut::Remaining]),
        negative in prop::sample::select(vec![Negative::Forbid, Negative::RecostCoveredUnits, Negative::CurrentCost, Negative::LastReceiptSetsCost, Negative::Variance]),
        late_cost in prop::sample::select(vec![LateCost::Split, LateCost::StockCoverage, LateCost::Replay]),
        day_order in prop::sample::select(vec![DayOrder::Sequence, DayOrder::ReceiptsBeforeIssues]),
        supplier_return in prop::sample::select(vec![SupplierReturn::OriginalCost, SupplierReturn::OriginalCostCapped, SupplierReturn::CurrentAverage]),
        rounding in prop::sample::select(vec![crate::money::Mode::HalfUp, crate::money::Mode::HalfEven, crate::money::Mode::Down, crate::money::Mode::Ceiling]),
        period in prop::sample::select(vec![CostingPeriod::Month, CostingPeriod::Quarter]),
        known in any::<bool>(),
    ) -> Policy {
        let initial_unit_cost = if known { BTreeMap::from([("item 0".to_owned(), each(777))]) } else { BTreeMap::new() };
        Policy { pools, rounding, cut, negative, supplier_return, period, late_cost, day_order, initial_unit_cost, ..Policy::DEFAULT }
    }
}

/// The movements that a book takes of those drawn; each that it refuses must leave it as it was.
pub(super) fn applied(all: &[Drawn], method: Method, policy: &Policy) -> (Book, Vec<Movement>) {
    let mut book = Book::new(EUR, method, policy.clone()).unwrap();
    let mut taken: Vec<Movement> = Vec::new();
    let mut on = day(1, 1);
    for (index, drawn) in all.iter().enumerate() {
        on = on.checked_add_days(chrono::Days::new(drawn.days)).unwrap();
        let movement = movement(index, drawn, on, policy, &taken);
        let before = book.clone();
        match book.apply(&movement) {
            Ok(()) => taken.push(movement),
            Err(error) => {
                assert_eq!(book, before, "{error}");
                assert_eq!(book.valuation().unwrap(), before.valuation().unwrap(), "{error}");
                let expected = [
                    "stock.short",
                    "stock.no_cost",
                    "stock.return_too_great",
                    "stock.unknown_reference",
                    "stock.nothing_on_hand",
                    "stock.cycle",
                    "number.negative",
                    "input.missing",
                    "input.invalid",
                ];
                assert!(expected.contains(&error.code().as_str()), "{error}");
            }
        }
    }
    (book, taken)
}

/// The movement that was drawn, naming one of those before it where its kind does.
pub(super) fn movement(
    index: usize,
    drawn: &Drawn,
    on: NaiveDate,
    policy: &Policy,
    taken: &[Movement],
) -> Movement {
    let quantity = if drawn.kind.has_quantity() { drawn.quantity } else { Decimal::ZERO };
    let mut movement = Movement::new(drawn.kind, format!("item {}", drawn.item), on, quantity)
        .id(index.to_string())
        .sequence(i64::try_from(index).unwrap())
        .location(format!("place {}", drawn.location))
        .lot(format!("lot {}", drawn.lot));
    let amount = Money::new(drawn.unit_cost.round_dp(2), EUR).unwrap();
    let mut of = |wanted: &[Kind]| {
        let of: Vec<&Movement> = taken.iter().filter(|m| wanted.contains(&m.kind)).collect();
        if let Some(of) = of.get(drawn.pick % of.len().max(1)) {
            movement.item.clone_from(&of.item);
            if drawn.kind.has_quantity() {
                movement.quantity = movement.quantity.min(of.quantity);
            }
            movement.of.clone_from(&of.id);
        }
    };
    match drawn.kind {
        Kind::ReturnFromCustomer if !drawn.pick.is_multiple_of(8) => of(&[Kind::Issue, Kind::Dropship]),
        Kind::ReturnToSupplier if !drawn.pick.is_multiple_of(8) => of(&[Kind::Receipt]),
        Kind::ReverseReturn => of(&[Kind::ReturnFromCustomer, Kind::ReturnToSupplier]),
        Kind::LandedCost | Kind::CorrectUnitCost => of(&[Kind::Receipt, Kind::Produce]),
        Kind::ReturnFromProduction if drawn.pick.is_multiple_of(2) => of(&[Kind::Consume]),
        _ => {}
    }
    match drawn.kind {
        Kind::Receipt | Kind::Opening | Kind::Dropship | Kind::CorrectUnitCost | Kind::SetUnitCost => {
            movement.unit_cost = Some(Price::new(drawn.unit_cost, EUR));
        }
        Kind::Count => {
            movement.location = movement.location.filter(|_| policy.pools.by_location());
            movement.lot = movement.lot.filter(|_| policy.pools.by_lot());
            movement.unit_cost =
                Some(Price::new(drawn.unit_cost, EUR)).filter(|_| drawn.pick.is_multiple_of(2));
        }
        Kind::LandedCost => movement.total_cost = Some(amount),
        Kind::Revalue => {
            movement.total_cost = Some(if drawn.pick.is_multiple_of(2) { amount } else { -amount });
        }
        Kind::Transfer => movement.to_location = Some(format!("place {}", drawn.pick % 2)),
        Kind::Consume | Kind::Produce | Kind::ReturnFromProduction => {
            movement.order = Some(format!("order {}", drawn.pick % 2));
        }
        Kind::ScaleUnitCost => {
            movement.factor = Some(Decimal::new(1 + i64::try_from(drawn.pick).unwrap() * 4, 2));
        }
        Kind::SetMethod => {
            movement.method = Some(Method::ALL[drawn.pick % Method::ALL.len()]);
            movement.lot = None;
        }
        _ => {}
    }
    if !drawn.kind.has_quantity() && drawn.pick.is_multiple_of(3) {
        (movement.location, movement.lot) = (None, None);
    }
    movement
}

/// Under a standard every item has one; specific costs have pools by lot.
pub(super) fn fitting(method: Method, policy: Policy) -> Policy {
    if method == Method::Specific {
        let pools = if policy.pools.by_location() { Pools::ByItemLocationLot } else { Pools::ByItemLot };
        return Policy { pools, ..policy };
    }
    if method != Method::Standard {
        return policy;
    }
    let standards = [("item 0".to_owned(), each(777)), ("item 1".to_owned(), each(1234))];
    Policy { initial_unit_cost: BTreeMap::from(standards), ..policy }
}

proptest! {
    #[test]
    fn quantity_and_value_are_conserved(
        all in prop::collection::vec(drawn(), 1..40), method in all_methods(), policy in policies(),
    ) {
        let policy = fitting(method, policy);
        let (book, taken) = applied(&all, method, &policy);
        let value = book.valuation().unwrap();
        if let Err(error) = value.conserved() {
            return Err(TestCaseError::fail(error.to_string()));
        }
        prop_assert_eq!(value.entries.len(), taken.len());
        for holding in &value.holdings {
            prop_assert!(!holding.quantity.is_zero() || holding.value.is_zero());
            prop_assert!(holding.quantity < Decimal::ZERO || !holding.value.is_negative());
        }
        for (item, totals) in &value.items {
            prop_assert_eq!(book.quantity(item), totals.quantity);
            prop_assert_eq!(book.on_hand(item).unwrap(), totals.value);
        }
        // The same at once, if a cost tells the currency.
        if let Ok(at_once) = super::super::value(&taken, method, &policy) {
            prop_assert_eq!(&at_once, &value);
        } else {
            prop_assert!(taken.iter().all(|m| m.unit_cost.is_none() && m.total_cost.is_none()));
        }
        let journal: Journal = post(&value, &accounts()).unwrap();
        journal.balanced().unwrap();
        prop_assert_eq!(journal.balance("inventory", EUR), value.total);
        let cost = Money::sum(value.items.values().map(|totals| totals.cost), EUR).unwrap();
        prop_assert_eq!(journal.balance("cost of sales", EUR), cost);
        let text = serde_json::to_string(&value).unwrap();
        prop_assert_eq!(serde_json::from_str::<Valuation>(&text).unwrap(), value);
    }

    /// In whatever order movements are applied, and whatever was there in between, the book is the same: only their days
    /// and sequence count.
    #[test]
    fn the_past_can_change(
        all in prop::collection::vec(drawn(), 2..40), method in all_methods(), policy in policies(),
        (late, gone) in (prop::collection::vec(any::<bool>(), 40), prop::collection::vec(any::<bool>(), 40)),
    ) {
        let policy = fitting(method, policy);
        let (book, taken) = applied(&all, method, &policy);
        let wanted = book.valuation().unwrap();
        // Some are applied after the others; one that cannot stand yet waits.
        let mut other = Book::new(EUR, method, policy.clone()).unwrap();
        let (mut waiting, now): (Vec<_>, Vec<_>) =
            taken.iter().cloned().enumerate().partition(|(index, _)| late[*index]);
        waiting.extend(now.into_iter().filter(|(_, movement)| other.apply(movement).is_err()));
        while !waiting.is_empty() {
            let before = waiting.len();
            waiting.retain(|(_, movement)| other.apply(movement).is_err());
            if waiting.len() == before {
                // Two that need one another to stand cannot come one by one.
                return Ok(());
            }
        }
        prop_assert_eq!(other.valuation().unwrap(), wanted.clone());
        // Deleting and applying again changes nothing, nor does what is refused.
        for (movement, _) in taken.iter().zip(&gone).filter(|(_, gone)| **gone) {
            let before = other.valuation().unwrap();
            let id = movement.id.clone().unwrap();
            match other.delete(&id) {
                Ok(()) => {
                    if let Err(error) = other.apply(movement) {
                        prop_assert!(false, "{}", error);
                    }
                }
                Err(error) => prop_assert_eq!(other.valuation().unwrap(), before, "{}", error),
            }
        }
        prop_assert_eq!(other.valuation().unwrap(), wanted.clone());
        // An amendment there and back.
        for (movement, _) in taken.iter().zip(&gone).filter(|(_, gone)| !**gone) {
            let id = movement.id.clone().unwrap();
            let before = other.valuation().unwrap();
            let more = Movement { quantity: movement.quantity + Decimal::ONE, day: movement.day.succ_opt().unwrap(), ..movement.clone() };
            match other.amend(&id, &more) {
                Ok(()) => other.amend(&id, movement).unwrap(),
                Err(error) => prop_assert_eq!(other.valuation().unwrap(), before, "{}", error),
            }
        }
        prop_assert_eq!(other.valuation().unwrap(), wanted);
    }

    /// An issue and its full return in parts leave quantity and value as they were, whatever the cost and rounding.
    #[test]
    fn a_full_return_restores_the_value(
        receipts in prop::collection::vec((1i64..9999, 0i64..99_999), 1..6),
        (part, cuts) in (1i64..100, prop::collection::vec(1i64..100, 0..4)),
        method in methods(), policy in policies(),
    ) {
        let mut moves: Vec<Movement> = receipts.iter().map(|(quantity, cost)| {
            Movement::receive("tea", day(1, 1), Decimal::new(*quantity, 3), Price::new(Decimal::new(*cost, 4), EUR))
        }).collect();
        let before = value(&moves, method, &policy).unwrap();
        let all: i64 = receipts.iter().map(|(quantity, _)| quantity).sum();
        let issued = (all * part / 100).max(1);
        moves.push(Movement::issue("tea", day(1, 2), Decimal::new(issued, 3)).id("out"));
        let mut left = issued;
        for cut in cuts.iter().map(|cut| issued * cut / 400).filter(|cut| *cut > 0) {
            moves.push(Movement::return_from_customer("tea", day(1, 3), Decimal::new(cut, 3), "out"));
            left -= cut;
        }
        if left > 0 {
            moves.push(Movement::return_from_customer("tea", day(1, 4), Decimal::new(left, 3), "out"));
        }
        let after = value(&moves, method, &policy).unwrap();
        prop_assert_eq!(after.on_hand("tea"), before.on_hand("tea"));
        prop_assert_eq!(after.quantity("tea"), before.quantity("tea"));
        prop_assert!(after.cost_of("tea").is_zero());
    }

    /// Against a slow oracle: whole units that each carry their own cost in whole cents.
    #[test]
    fn layers_agree_with_units_on_a_shelf(all in prop::collection::vec((any::<bool>(), 1i64..12, 0i64..500), 1..40)) {
        for method in [Method::Fifo, Method::Lifo] {
            let mut units: Vec<i64> = Vec::new();
            let mut book = Book::new(EUR, method, Policy::DEFAULT).unwrap();
            let mut costs = Vec::new();
            for (receipt, quantity, cost) in &all {
                let count = usize::try_from(*quantity).unwrap();
                if *receipt {
                    units.extend(std::iter::repeat_n(*cost, count));
                    book.apply(&Movement::receive("tea", day(1, 1), (*quantity).into(), each(*cost))).unwrap();
                } else if count <= units.len() {
                    let gone: Vec<i64> = match method {
                        Method::Fifo => units.drain(..count).collect(),
                        _ => units.split_off(units.len() - count),
                    };
                    costs.push(eur(gone.iter().sum()));
                    book.apply(&Movement::issue("tea", day(1, 1), (*quantity).into())).unwrap();
                } else {
                    prop_assert!(book.apply(&Movement::issue("tea", day(1, 1), (*quantity).into())).is_err());
                }
            }
            let value = book.valuation().unwrap();
            prop_assert_eq!(value.issues("tea").map(Entry::cost).collect::<Vec<_>>(), costs);
            prop_assert_eq!(value.total, eur(units.iter().sum()));
        }
    }

    /// The moving average against fractions: since the last receipt an issue costs R(V(x+q)/Q) − R(Vx/Q).
    #[test]
    fn the_average_agrees_with_fractions(all in prop::collection::vec((any::<bool>(), 1i64..5000, 0i64..99_999), 1..40)) {
        let half_up = |numerator: i128, denominator: i128| (2 * numerator + denominator) / (2 * denominator);
        let (mut whole, mut worth, mut taken) = (0i128, 0i128, 0i128);
        let mut moves = Vec::new();
        let mut costs = Vec::new();
        for (receipt, thousandths, total) in &all {
            let quantity = i128::from(*thousandths);
            let amount = Decimal::new(*thousandths, 3);
            if *receipt {
                let gone = if whole == 0 { 0 } else { half_up(worth * taken, whole) };
                (whole, worth, taken) = (whole - taken + quantity, worth - gone + i128::from(*total), 0);
                moves.push(Movement::receive_total("tea", day(1, 1), amount, eur(*total)));
            } else if quantity <= whole - taken {
                let cost = half_up(worth * (taken + quantity), whole) - half_up(worth * taken, whole);
                costs.push(eur(i64::try_from(cost).unwrap()));
                taken += quantity;
                moves.push(Movement::issue("tea", day(1, 1), amount));
            }
        }
        prop_assume!(!moves.is_empty());
        let value = value(&moves, Method::MovingAverage, &Policy::IFRS_DEFAULT).unwrap();
        prop_assert_eq!(value.issues("tea").map(Entry::cost).collect::<Vec<_>>(), costs);
        let left = if whole == 0 { 0 } else { worth - half_up(worth * taken, whole) };
        prop_assert_eq!(value.total, eur(i64::try_from(left).unwrap()));
    }

    /// Issues and receipts only, never short: perpetual and periodic FIFO come to the same, and where every unit costs
    /// the same in whole cents, every method does.
    #[test]
    fn methods_agree_where_they_must(
        all in prop::collection::vec((any::<bool>(), 1i64..20, 0i64..500, 0u64..9), 1..30), flat in any::<bool>(),
    ) {
        let (mut on, mut there, mut moves) = (day(1, 1), 0, Vec::new());
        for (receipt, quantity, cost, days) in &all {
            on = on.checked_add_days(chrono::Days::new(*days)).unwrap();
            if *receipt {
                there += quantity;
                moves.push(Movement::receive("tea", on, (*quantity).into(), each(if flat { 250 } else { *cost })));
            } else if *quantity <= there {
                there -= quantity;
                moves.push(Movement::issue("tea", on, (*quantity).into()));
            }
        }
        prop_assume!(!moves.is_empty());
        let come_to = |method| {
            let value = value(&moves, method, &Policy::DEFAULT).unwrap();
            (value.cost_of("tea"), value.total)
        };
        prop_assert_eq!(come_to(Method::Fifo), come_to(Method::PeriodicFifo));
        if flat {
            for method in ACTUAL {
                prop_assert_eq!(come_to(method), come_to(Method::Fifo), "{}", method);
            }
        }
    }

    /// A shortage once covered has cost what it had cost if the goods had come first (whole cents, FIFO).
    #[test]
    fn a_covered_shortage_costs_what_the_goods_cost(
        before in prop::option::of((1i64..20, 0i64..500)), issued in 1i64..40, (received, cost) in (40i64..60, 0i64..500),
    ) {
        let mut policy = short_allowed();
        policy.initial_unit_cost.insert("tea".into(), each(123));
        let first = before.map(|(quantity, cost)| Movement::receive("tea", day(1, 1), quantity.into(), each(cost)));
        let issue = Movement::issue("tea", day(1, 2), issued.into());
        let receipt = Movement::receive("tea", day(1, 2), received.into(), each(cost));
        let come_to = |moves: Vec<Movement>| {
            let value = judged(&moves, Method::Fifo, &policy);
            (value.cost_of("tea"), value.total)
        };
        let late: Vec<Movement> = first.iter().chain([&issue, &receipt]).cloned().collect();
        let early: Vec<Movement> = first.iter().chain([&receipt, &issue]).cloned().collect();
        prop_assert_eq!(come_to(late), come_to(early));
    }

    /// Items that are not made of one another do not know one another: valued alone they come to the same.
    #[test]
    fn items_are_independent(all in prop::collection::vec(drawn(), 1..30), method in methods()) {
        let production = [Kind::Consume, Kind::Produce, Kind::ReturnFromProduction];
        let all: Vec<Drawn> = all.into_iter().filter(|drawn| !production.contains(&drawn.kind)).collect();
        let (book, taken) = applied(&all, method, &Policy::DEFAULT);
        let together = book.valuation().unwrap();
        for item in together.items.keys() {
            let mut alone = Book::new(EUR, method, Policy::DEFAULT).unwrap();
            for movement in taken.iter().filter(|movement| movement.item == *item) {
                alone.apply(movement).unwrap();
            }
            let alone = alone.valuation().unwrap();
            prop_assert_eq!(alone.items.get(item), together.items.get(item));
        }
    }
}
