//! The properties of the vectors, each by its id, as far as it is true: where one holds only under a policy, the test says
//! so. P20 stands with the closed periods.

use super::{
    laws::{all_methods, applied, drawn, fitting, methods, policies},
    *,
};
use crate::{calendar::Period, ledger::Journal, money::currency::EUR};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// A receipt with its unit cost in tenths of a cent, or an issue; thousandths; days later.
type Simple = (bool, i64, i64, u64);

fn simple() -> impl Strategy<Value = Vec<Simple>> {
    prop::collection::vec((any::<bool>(), 1i64..20_000, 0i64..50_000, 0u64..9), 1..30)
}

fn cuts() -> impl Strategy<Value = Cut> {
    prop::sample::select(vec![Cut::Cumulative, Cut::Remaining])
}

fn thousandths(units: i64) -> Decimal {
    Decimal::new(units, 3)
}

/// Receipts and issues, never of more than there is.
fn moves(all: &[Simple]) -> Vec<Movement> {
    let (mut on, mut there, mut moves) = (day(1, 1), 0, Vec::new());
    for (receipt, quantity, cost, days) in all {
        on = on + chrono::Days::new(*days);
        if *receipt {
            there += quantity;
            let price = Price::new(Decimal::new(*cost, 3), EUR);
            moves.push(Movement::receive("tea", on, thousandths(*quantity), price));
        } else if *quantity <= there {
            there -= quantity;
            moves.push(Movement::issue("tea", on, thousandths(*quantity)));
        }
    }
    moves
}

/// The months of 2026 and 2027.
fn two_years() -> Vec<Period> {
    let months = |year| (1..=12).map(move |month| Period::month(year, month).unwrap());
    months(2026).chain(months(2027)).collect()
}

fn total(values: impl Iterator<Item = Money>) -> Money {
    Money::sum(values, EUR).unwrap()
}

proptest! {
    #[test]
    fn p01_p02_p03_layers_are_what_came_less_what_left(
        all in simple(), method in methods(), cut in cuts(),
    ) {
        let moves = moves(&all);
        prop_assume!(!moves.is_empty());
        let value = judged(&moves, method, &Policy { cut, ..Policy::DEFAULT });
        let came: Decimal = moves.iter().filter(|m| m.kind == Kind::Receipt).map(|m| m.quantity).sum();
        let left: Decimal = moves.iter().filter(|m| m.kind == Kind::Issue).map(|m| m.quantity).sum();
        prop_assert_eq!(value.layers("tea").map(|layer| layer.quantity).sum::<Decimal>(), came - left);
        let (mut received, mut consumed) = (eur(0), eur(0));
        for entry in &value.entries {
            let parts: Decimal = entry.consumed.iter().map(|part| part.quantity).sum();
            if entry.movement.kind == Kind::Issue {
                prop_assert_eq!(parts, entry.movement.quantity);
                consumed = consumed.checked_add(total(entry.consumed.iter().map(|part| part.value))).unwrap();
            } else {
                received = received.checked_add(entry.value).unwrap();
            }
        }
        let layers = total(value.layers("tea").map(|layer| layer.value));
        prop_assert_eq!(layers, received.checked_sub(consumed).unwrap());
    }

    /// An issue that asks for a unit cost that no layer has takes layers in their turn.
    #[test]
    fn p04_an_issue_at_a_cost_that_no_layer_has(all in simple(), method in methods()) {
        let plain = moves(&all);
        prop_assume!(!plain.is_empty());
        let strange = Price::new(dec!(99.9999), EUR);
        let asking: Vec<Movement> = plain.iter().cloned().map(|movement| match movement.kind {
            Kind::Issue => movement.costing(strange),
            _ => movement,
        }).collect();
        let (one, other) = (judged(&plain, method, &Policy::DEFAULT), judged(&asking, method, &Policy::DEFAULT));
        prop_assert_eq!(one.holdings, other.holdings);
        prop_assert_eq!(one.items, other.items);
    }

    /// For any movements, methods and policies; and other sums that reports must come to.
    #[test]
    fn p05_p06_what_opens_and_moves_closes(
        all in prop::collection::vec(drawn(), 1..40), method in all_methods(), policy in policies(),
    ) {
        let policy = fitting(method, policy);
        let (book, _) = applied(&all, method, &policy);
        let value = book.valuation().unwrap();
        // 40 movements of at most 12 days each.
        let months = two_years();
        let rows = reports::summary(&value, &months).unwrap();
        let mut closed: BTreeMap<_, (Decimal, Money)> = BTreeMap::new();
        for row in &rows {
            let pool = (row.item.clone(), row.location.clone(), row.lot.clone());
            let before = closed.insert(pool, (row.closing_quantity, row.closing_value));
            let before = before.unwrap_or((Decimal::ZERO, eur(0)));
            prop_assert_eq!((row.opening_quantity, row.opening_value), before);
            prop_assert_eq!(row.opening_quantity + row.quantity_in - row.quantity_out, row.closing_quantity);
            let came = total([row.opening_value, row.received, row.adjustments, row.revalued, row.produced, row.transferred].into_iter());
            let left = total([row.cost, row.variance].into_iter());
            prop_assert_eq!(came.checked_sub(left).unwrap(), row.closing_value);
        }
        for holding in &value.holdings {
            let pool = (holding.item.clone(), holding.location.clone(), holding.lot.clone());
            let last = closed.get(&pool).copied().unwrap_or((Decimal::ZERO, eur(0)));
            prop_assert_eq!(last, (holding.quantity, holding.value));
        }
        for (item, totals) in &value.items {
            let own = || rows.iter().filter(|row| row.item == *item);
            prop_assert_eq!(total(own().map(|row| row.cost)), totals.cost);
            prop_assert_eq!(total(own().map(|row| row.received)), totals.received);
            prop_assert_eq!(total(own().map(|row| row.variance)), totals.variance);
            prop_assert_eq!(total(own().map(|row| row.transferred)), eur(0));
        }
    }

    #[test]
    fn reports_add_up_to_the_valuation(
        all in prop::collection::vec(drawn(), 1..40), method in all_methods(), policy in policies(), bands in prop::collection::btree_set(0u32..200, 0..4),
    ) {
        let policy = fitting(method, policy);
        let (book, _) = applied(&all, method, &policy);
        let value = book.valuation().unwrap();
        let last = day(1, 1) + chrono::Days::new(40 * 12);
        let bands: Vec<u32> = bands.into_iter().collect();
        let aged = reports::ageing(&value, last, &bands).unwrap();
        prop_assert_eq!(total(aged.iter().map(|row| row.value)), value.total);
        let quantity: Decimal = value.holdings.iter().map(|holding| holding.quantity).sum();
        prop_assert_eq!(aged.iter().map(|row| row.quantity).sum::<Decimal>(), quantity);
        // What is short, and when.
        let short = reports::shortages(&value);
        for shortage in &value.shortages {
            let own = short.iter().filter(|row| row.row == shortage.row && !row.recosted);
            prop_assert_eq!(own.map(|row| row.quantity).sum::<Decimal>(), shortage.missing);
        }
        let stretches = reports::below_zero(&value).unwrap();
        for holding in value.holdings.iter().filter(|holding| holding.quantity < Decimal::ZERO) {
            let open = stretches.iter().filter(|row| row.to.is_none() && row.item == holding.item
                && row.location == holding.location && row.lot == holding.lot);
            prop_assert_eq!(open.count(), 1);
        }
        // Where what left came from.
        let traced = reports::lineage(&value).unwrap();
        for (row, entry) in (0u64..).zip(&value.entries) {
            // A count with a unit cost says what is there, and takes nothing.
            let told = entry.movement.kind == Kind::Count && entry.movement.unit_cost.is_some();
            let taken = entry.quantity.is_sign_negative() && !entry.quantity.is_zero()
                && entry.movement.kind != Kind::Transfer && !told;
            let own = || traced.iter().filter(|traced| traced.row == row);
            if !taken {
                prop_assert_eq!(own().count(), 0);
                continue;
            }
            let units: Decimal = own().filter(|traced| traced.made.is_none()).map(|traced| traced.quantity).sum();
            prop_assert_eq!(units, -entry.quantity, "{}", entry.movement);
            let late = total(value.covers.iter().filter(|cover| cover.short == row).map(|cover| cover.difference));
            prop_assert_eq!(total(own().map(|traced| traced.value)), entry.cost().checked_add(late).unwrap(), "{}", entry.movement);
        }
    }

    /// Both schemes leave the same on the accounts of the balance sheet and in the result, when the last period has ended.
    #[test]
    fn journals_come_to_the_valuation_under_both_schemes(
        all in prop::collection::vec(drawn(), 1..40), method in all_methods(), policy in policies(),
    ) {
        let policy = fitting(method, policy);
        let (book, _) = applied(&all, method, &policy);
        let value = book.valuation().unwrap();
        let accounts = Accounts {
            in_transit: "in transit".into(),
            transit_locations: ["place 1".to_owned()].into(),
            purchases: "purchases".into(),
            change_of_purchases: "change of purchases".into(),
            change_of_products: "change of products".into(),
            ..accounts()
        };
        let months = two_years();
        let perpetual = post(&value, &accounts).unwrap();
        let periodic = post_periodic(&value, &accounts, &months).unwrap();
        for (journal, scheme) in [(&perpetual, Scheme::Perpetual), (&periodic, Scheme::Periodic(months))] {
            journal.balanced().unwrap();
            let on_the_way = value.holdings.iter().filter(|holding| holding.location.as_deref() == Some("place 1"));
            let on_the_way = total(on_the_way.map(|holding| holding.value));
            prop_assert_eq!(journal.balance("in transit", EUR), on_the_way);
            prop_assert_eq!(journal.balance("inventory", EUR), value.total.checked_sub(on_the_way).unwrap());
            let rows = reports::reconcile(&value, &accounts, &scheme, &[], journal).unwrap();
            prop_assert!(rows.iter().all(reports::Reconciled::agrees));
        }
        for account in ["goods received", "opening"] {
            prop_assert_eq!(perpetual.balance(account, EUR), periodic.balance(account, EUR));
        }
        let side = |names: &[&str], journal: &Journal| total(names.iter().map(|name| journal.balance(name, EUR)));
        let by_nature = ["purchases", "change of purchases", "change of products"];
        let by_function = ["cost of sales", "adjustment", "price difference", "revaluation", "production"];
        prop_assert_eq!(side(&by_nature, &periodic), side(&by_function, &perpetual));
    }

    #[test]
    fn p07_p08_an_empty_shelf_is_worth_nothing_and_a_full_one_not_less(
        all in prop::collection::vec(drawn(), 1..40), method in all_methods(), policy in policies(),
    ) {
        let policy = fitting(method, policy);
        let (book, _) = applied(&all, method, &policy);
        for holding in book.valuation().unwrap().holdings {
            prop_assert!(!holding.quantity.is_zero() || holding.value.is_zero());
            prop_assert!(holding.quantity <= Decimal::ZERO || !holding.value.is_negative());
        }
    }

    /// On stock that is never below zero, under both cuts.
    #[test]
    fn p09_fifo_is_the_same_perpetual_and_periodic(all in simple(), cut in cuts()) {
        let moves = moves(&all);
        prop_assume!(!moves.is_empty());
        let policy = Policy { cut, ..Policy::DEFAULT };
        let (one, other) = (judged(&moves, Method::Fifo, &policy), judged(&moves, Method::PeriodicFifo, &policy));
        prop_assert_eq!((one.cost_of("tea"), one.total), (other.cost_of("tea"), other.total));
    }

    /// Where the unit cost is whole cents and quantities whole, so that no receipt and no cut is rounded.
    #[test]
    fn p10_one_unit_cost_makes_all_methods_equal(all in simple(), cost in 0i64..999, cut in cuts()) {
        let mut flat = moves(&all);
        prop_assume!(!flat.is_empty());
        for movement in &mut flat {
            movement.quantity *= dec!(1000);
            movement.unit_cost = movement.unit_cost.map(|_| each(cost));
        }
        let policy = Policy { cut, ..Policy::DEFAULT };
        let fifo = judged(&flat, Method::Fifo, &policy);
        for method in ACTUAL {
            let value = judged(&flat, method, &policy);
            prop_assert_eq!((value.cost_of("tea"), value.total), (fifo.cost_of("tea"), fifo.total), "{}", method);
        }
    }

    /// Within a minor unit per movement so far: each receipt and each cut is rounded by at most half of one.
    #[test]
    fn p11_the_average_stays_between_the_costs(all in simple(), cut in cuts()) {
        let moves = moves(&all);
        let mut book = Book::new(EUR, Method::MovingAverage, Policy { cut, ..Policy::DEFAULT }).unwrap();
        let (mut lowest, mut highest) = (Decimal::MAX, Decimal::ZERO);
        for (count, movement) in moves.iter().enumerate() {
            book.apply(movement).unwrap();
            if let Some(price) = movement.unit_cost {
                (lowest, highest) = (lowest.min(price.amount()), highest.max(price.amount()));
            }
            let (quantity, value) = (book.quantity("tea"), book.on_hand("tea").unwrap().amount());
            let slack = Decimal::new(i64::try_from(count).unwrap() + 1, 2);
            prop_assert!(lowest * quantity - slack <= value && value <= highest * quantity + slack);
        }
    }

    #[test]
    fn p12_p13_a_backdated_movement_is_a_replay_and_its_deletion_restores(
        all in prop::collection::vec(drawn(), 1..40), method in all_methods(), policy in policies(), late in 0usize..40,
    ) {
        let policy = fitting(method, policy);
        let (_, taken) = applied(&all, method, &policy);
        prop_assume!(!taken.is_empty());
        let late = late % taken.len();
        let mut book = Book::new(EUR, method, policy.clone()).unwrap();
        for (index, movement) in taken.iter().enumerate() {
            // What cannot stand without it is left out of both.
            if index != late {
                let _ = book.apply(movement);
            }
        }
        let before = book.valuation().unwrap();
        if book.apply(&taken[late]).is_ok() {
            let after = book.valuation().unwrap();
            let mut all: Vec<Movement> = book.movements().cloned().collect();
            all.sort_by_key(|movement| (movement.day, movement.sequence));
            let mut again = Book::new(EUR, method, policy).unwrap();
            for movement in &all {
                prop_assert!(again.apply(movement).is_ok());
            }
            prop_assert_eq!(again.valuation().unwrap(), after);
            book.delete(taken[late].id.as_deref().unwrap()).unwrap();
        }
        prop_assert_eq!(book.valuation().unwrap(), before);
    }

    /// Items that are not made of one another, one after the other or mixed, by day.
    #[test]
    fn p14_the_order_of_items_changes_nothing(
        all in prop::collection::vec(drawn(), 1..40), method in all_methods(), policy in policies(),
    ) {
        let policy = fitting(method, policy);
        let production = [Kind::Consume, Kind::Produce, Kind::ReturnFromProduction];
        let all: Vec<_> = all.into_iter().filter(|drawn| !production.contains(&drawn.kind)).collect();
        let (book, mut taken) = applied(&all, method, &policy);
        taken.sort_by(|one, other| other.item.cmp(&one.item));
        let mut permuted = Book::new(EUR, method, policy).unwrap();
        for movement in &taken {
            prop_assert!(permuted.apply(movement).is_ok());
        }
        prop_assert_eq!(permuted.valuation().unwrap(), book.valuation().unwrap());
    }

    /// Nothing is lost between places; under a standard within the rounding that is the movement's variance.
    #[test]
    fn p15_a_transfer_moves_no_value_of_the_company(
        all in simple(), part in 1i64..100, method in methods(), cut in cuts(),
    ) {
        let mut moves: Vec<Movement> = moves(&all).into_iter().map(|m| m.location("north")).collect();
        let there: Decimal = moves.iter().map(|m| if m.kind == Kind::Issue { -m.quantity } else { m.quantity }).sum();
        let going = (there * Decimal::new(part, 2)).round_dp(3);
        prop_assume!(going > Decimal::ZERO);
        let policy = Policy { cut, pools: Pools::ByItemLocation, ..Policy::DEFAULT };
        let before = judged(&moves, method, &policy);
        moves.push(Movement::transfer("tea", day(12, 31), going, "north", "south"));
        let after = judged(&moves, method, &policy);
        prop_assert_eq!((before.quantity("tea"), before.total), (after.quantity("tea"), after.total));
        prop_assert_eq!(before.cost_of("tea"), after.cost_of("tea"));
    }

    #[test]
    fn p16_an_issue_and_its_full_return_restore(
        all in simple(), part in 1i64..100, method in methods(), cut in cuts(),
    ) {
        let mut moves = moves(&all);
        let there: Decimal = moves.iter().map(|m| if m.kind == Kind::Issue { -m.quantity } else { m.quantity }).sum();
        let going = (there * Decimal::new(part, 2)).round_dp(3);
        prop_assume!(going > Decimal::ZERO);
        let policy = Policy { cut, ..Policy::DEFAULT };
        let before = judged(&moves, method, &policy);
        moves.push(Movement::issue("tea", day(12, 30), going).id("out"));
        moves.push(Movement::return_from_customer("tea", day(12, 31), going, "out"));
        let after = judged(&moves, method, &policy);
        prop_assert_eq!((before.quantity("tea"), before.total), (after.quantity("tea"), after.total));
        prop_assert_eq!(before.cost_of("tea"), after.cost_of("tea"));
    }

    /// Amounts above zero; one below zero takes no more than the goods are worth.
    #[test]
    fn p17_a_landed_cost_is_split_without_rest(
        (received, issued) in (1i64..9_999, 0i64..9_999), amount in 0i64..99_999, method in methods(),
        late_cost in prop::sample::select(vec![LateCost::Split, LateCost::StockCoverage]),
    ) {
        let issued = issued.min(received);
        let mut moves = vec![Movement::receive("tea", day(1, 1), thousandths(received), each(500)).id("in")];
        if issued > 0 {
            moves.push(Movement::issue("tea", day(1, 2), thousandths(issued)));
        }
        moves.push(Movement::landed_cost("tea", day(2, 1), "in", eur(amount)));
        let value = judged(&moves, method, &Policy { late_cost, ..Policy::DEFAULT });
        let landed = value.entries.iter().find(|entry| entry.movement.kind == Kind::LandedCost).unwrap();
        let gone = landed.late.or(landed.variance).unwrap_or(eur(0));
        prop_assert_eq!(landed.value.checked_add(gone).unwrap(), eur(amount));
        if issued == received {
            prop_assert_eq!(gone, eur(amount));
        }
        if issued == 0 {
            prop_assert_eq!(landed.value, eur(amount));
        }
    }

    /// A dozen is twelve: with the whole cost stated, every value is the same in either unit. Of quantities in twelfths of
    /// what the other has, layers and cuts are the same ratios.
    #[test]
    fn p18_a_dozen_is_twelve_units(all in simple(), method in methods(), cut in cuts()) {
        let dozens: Vec<Movement> = moves(&all).into_iter().map(|movement| match movement.unit_cost {
            Some(price) => Movement::receive_total("tea", movement.day, movement.quantity, eur(i64::try_from(price.amount().mantissa()).unwrap())),
            None => movement,
        }).collect();
        prop_assume!(!dozens.is_empty());
        let units: Vec<Movement> = dozens.iter().cloned().map(|movement| {
            Movement { quantity: movement.quantity * dec!(12), ..movement }
        }).collect();
        let policy = Policy { cut, ..Policy::DEFAULT };
        prop_assume!(dozens.iter().any(|movement| movement.total_cost.is_some()));
        let (one, other) = (judged(&dozens, method, &policy), judged(&units, method, &policy));
        prop_assert_eq!(one.quantity("tea") * dec!(12), other.quantity("tea"));
        let values = |value: &Valuation| value.entries.iter().map(|entry| entry.value).collect::<Vec<_>>();
        prop_assert_eq!(values(&one), values(&other));
    }

    /// Under FIFO, in whole cents; the difference is that of the cover's day.
    #[test]
    fn p19_a_covered_shortage_costs_what_it_had_cost(
        before in prop::option::of((1i64..20, 0i64..500)), issued in 1i64..40, (received, cost) in (40i64..60, 0i64..500),
    ) {
        let mut policy = short_allowed();
        policy.initial_unit_cost.insert("tea".into(), each(123));
        let first = before.map(|(quantity, cost)| Movement::receive("tea", day(1, 1), quantity.into(), each(cost)));
        let issue = |on| Movement::issue("tea", on, issued.into());
        let receipt = |on| Movement::receive("tea", on, received.into(), each(cost));
        let late: Vec<Movement> = first.iter().cloned().chain([issue(day(1, 2)), receipt(day(2, 3))]).collect();
        let early: Vec<Movement> = first.iter().cloned().chain([receipt(day(1, 2)), issue(day(1, 3))]).collect();
        let (late, early) = (judged(&late, Method::Fifo, &policy), judged(&early, Method::Fifo, &policy));
        prop_assert_eq!((late.cost_of("tea"), late.total), (early.cost_of("tea"), early.total));
        for cover in &late.covers {
            prop_assert_eq!(cover.day, day(2, 3));
        }
        let issued = late.issues("tea").next().unwrap().cost();
        let difference = total(late.covers.iter().map(|cover| cover.difference));
        prop_assert_eq!(issued.checked_add(difference).unwrap(), early.cost_of("tea"));
    }

    #[test]
    fn p21_stock_is_carried_at_the_lower_of_cost_and_what_it_brings(
        years in prop::collection::vec((0i64..9_999, 0i64..9_999, 0i64..999), 1..9),
    ) {
        let mut allowance = eur(0);
        for (cost, price, costs) in years {
            let year = lower_of_cost_and_nrv(eur(cost), Realisable { selling_price: eur(price), selling_costs: eur(costs) }, allowance).unwrap();
            prop_assert_eq!(year.carrying, eur(cost.min((price - costs).max(0))));
            prop_assert!(!year.expense.is_negative() || -year.expense.amount() <= allowance.amount());
            prop_assert_eq!(allowance.checked_add(year.expense).unwrap(), year.allowance);
            allowance = year.allowance;
        }
    }

    /// On stock that is never below zero; receipts at given costs, issues and losses, customers' returns aside.
    #[test]
    fn p22_a_movement_keeps_the_order_of_values(
        all in simple(), held in 1i64..20_000, (low, more) in (0i64..99_999, 0i64..99_999), cut in cuts(),
    ) {
        let policy = Policy { cut, ..Policy::DEFAULT };
        let books = [low, low + more].map(|cost| {
            let mut book = Book::new(EUR, Method::MovingAverage, policy.clone()).unwrap();
            let opening = Movement { kind: Kind::Opening, ..Movement::receive_total("tea", day(1, 1), thousandths(held), eur(cost)) };
            book.apply(&opening).unwrap();
            book
        });
        let [mut one, mut other] = books;
        for movement in moves(&all) {
            one.apply(&movement).unwrap();
            other.apply(&movement).unwrap();
            prop_assert!(one.on_hand("tea").unwrap().amount() <= other.on_hand("tea").unwrap().amount());
        }
    }

    /// A movement in two parts: by position, many small issues come to what one great one does. By what is left they need
    /// not.
    #[test]
    fn a_movement_may_be_split(
        all in simple(), (pick, part) in (0usize..30, 1i64..100),
        method in prop::sample::select(vec![Method::Fifo, Method::Lifo, Method::Hifo, Method::MovingAverage, Method::PeriodicFifo, Method::PeriodicAverage]),
    ) {
        let whole = moves(&all);
        let issues: Vec<usize> = (0..whole.len()).filter(|index| whole[*index].kind == Kind::Issue).collect();
        prop_assume!(!issues.is_empty());
        let at = issues[pick % issues.len()];
        let first = (whole[at].quantity * Decimal::new(part, 2)).round_dp(3);
        let rest = whole[at].quantity - first;
        prop_assume!(first > Decimal::ZERO && rest > Decimal::ZERO);
        let mut split = whole.clone();
        split[at].quantity = first;
        split.insert(at + 1, Movement { quantity: rest, ..split[at].clone() });
        let (one, two) = (judged(&whole, method, &Policy::DEFAULT), judged(&split, method, &Policy::DEFAULT));
        prop_assert_eq!((one.cost_of("tea"), one.total), (two.cost_of("tea"), two.total));
        let parts = two.entries[at].cost().checked_add(two.entries[at + 1].cost()).unwrap();
        prop_assert_eq!(one.entries[at].cost(), parts);
    }
}
