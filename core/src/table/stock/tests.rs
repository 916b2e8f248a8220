use super::{super::Reading, *};
use crate::{
    calendar::date,
    error::Problem,
    money::{Mode, Price, currency::EUR, currency::USD},
    stock::{self, Accounts, Book, Cut, Kind, Movement, Pools},
};
use arrow_array::{
    Array, ArrayRef, Date32Array, Decimal128Array, DictionaryArray, Int64Array, RecordBatchIterator,
    StringArray, StringViewArray, UInt64Array,
    cast::AsArray,
    types::{Date32Type, Decimal128Type, Int32Type, UInt64Type},
};
use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::sync::Arc;

fn day(number: u64) -> NaiveDate {
    date(2026, 1, 1).unwrap() + Days::new(number)
}

fn decimals(values: Vec<Option<i128>>, scale: i8) -> ArrayRef {
    Arc::new(Decimal128Array::from(values).with_precision_and_scale(38, scale).unwrap())
}

/// Movements as columns: quantities with 6 decimals, costs with 4.
fn columns(moves: &[Movement]) -> RecordBatch {
    let text = |of: fn(&Movement) -> Option<String>| -> ArrayRef {
        Arc::new(moves.iter().map(of).collect::<StringArray>())
    };
    let number = |of: &dyn Fn(&Movement) -> Option<Decimal>, scale: u32| {
        let digits = moves.iter().map(|movement| {
            of(movement).map(|mut number| {
                number.rescale(scale);
                number.mantissa()
            })
        });
        decimals(digits.collect(), i8::try_from(scale).unwrap())
    };
    let kind =
        |movement: &Movement| Some(serde_json::to_value(movement.kind).unwrap().as_str().unwrap().to_owned());
    RecordBatch::try_from_iter_with_nullable([
        ("item", text(|movement| Some(movement.item.clone())), true),
        ("kind", text(kind), true),
        (
            "day",
            Arc::new(moves.iter().map(|one| Some(one.day.to_epoch_days())).collect::<Date32Array>()),
            true,
        ),
        ("quantity", number(&|one| Some(one.quantity), 6), true),
        ("unit_cost", number(&|one| one.unit_cost.map(Price::amount), 4), true),
        ("total_cost", number(&|one| one.total_cost.map(Money::amount), 2), true),
        ("location", text(|one| one.location.clone()), true),
        ("lot", text(|one| one.lot.clone()), true),
        ("id", text(|one| one.id.clone()), true),
        ("of", text(|one| one.of.clone()), true),
        ("reference", text(|one| one.reference.clone()), true),
    ])
    .unwrap()
}

fn valued(batches: Vec<RecordBatch>, methods: &[Method], policy: &Policy, threads: usize) -> Result<Stock> {
    let schema = batches[0].schema();
    let moves = RecordBatchIterator::new(batches.into_iter().map(Ok), schema);
    stock(moves, &Reading::default(), methods, policy, EUR, threads, |_| true)
}

fn amounts(batches: &[RecordBatch], column: &str) -> Vec<Option<String>> {
    let of = |batch: &RecordBatch| {
        let column = batch.column_by_name(column).unwrap().as_primitive::<Decimal128Type>().clone();
        (0..column.len())
            .map(move |row| column.is_valid(row).then(|| column.value_as_string(row)))
            .collect::<Vec<_>>()
    };
    batches.iter().flat_map(of).collect()
}

fn texts(batch: &RecordBatch, column: &str) -> Vec<Option<String>> {
    batch
        .column_by_name(column)
        .unwrap()
        .as_string::<i32>()
        .iter()
        .map(|text| text.map(str::to_owned))
        .collect()
}

/// What a book gives: costs by row, problems, layers and totals as texts.
#[derive(Debug, PartialEq)]
struct Told {
    costs: Vec<Option<String>>,
    problems: Vec<Problem>,
    layers: Vec<String>,
    items: Vec<String>,
    total: Money,
    postings: Vec<String>,
}

/// All but specific identification, which needs pools by lot.
const METHODS: [Method; 8] = [
    Method::Fifo,
    Method::Lifo,
    Method::MovingAverage,
    Method::PeriodicFifo,
    Method::PeriodicLifo,
    Method::PeriodicAverage,
    Method::Standard,
    Method::Hifo,
];

fn accounts() -> Accounts {
    let json = r#"{"inventory": "I", "cost_of_sales": "C", "adjustment": "A", "goods_received": "G",
        "price_difference": "P", "opening": "O"}"#;
    serde_json::from_str(json).unwrap()
}

fn by_book(moves: &[Movement], method: Method, policy: &Policy) -> Option<Told> {
    let mut order: Vec<usize> = (0..moves.len()).collect();
    order.sort_by_key(|row| moves[*row].day);
    let mut book = Book::new(EUR, method, policy.clone()).unwrap();
    let (mut applied, mut problems) = (vec![], vec![]);
    for row in order {
        match book.apply(&moves[row]) {
            Ok(()) => applied.push(row),
            Err(error) if error.row().is_some() => return None,
            Err(error) => problems.push(Problem::new(row, &error)),
        }
    }
    let valuation = book.valuation().ok()?;
    let mut costs = vec![None; moves.len()];
    for (row, entry) in applied.iter().zip(&valuation.entries) {
        costs[*row] = Some(Decimal::new(edge::minor(entry.cost()).unwrap(), 2).to_string());
    }
    problems.sort_by_key(|problem| problem.row);
    let layers = valuation.holdings.iter().flat_map(|holding| {
        holding.layers.iter().map(|layer| {
            let row = layer.row.map(|row| applied[usize::try_from(row).unwrap()]);
            let value = layer.value.amount();
            let place = (&holding.item, &holding.location, &holding.lot);
            format!("{place:?} {} {row:?} {:.6} {value}", layer.day, layer.quantity)
        })
    });
    let items = valuation.holdings.iter().map(|holding| {
        let place = (&holding.item, &holding.location, &holding.lot);
        format!("{place:?} {:.6} {}", holding.quantity, holding.value.amount())
    });
    let mut postings: Vec<String> =
        stock::post(&valuation, &accounts()).unwrap().postings().iter().map(posting).collect();
    postings.sort();
    Some(Told {
        costs,
        problems,
        layers: layers.collect(),
        items: items.collect(),
        total: valuation.total,
        postings,
    })
}

fn posting(posting: &crate::ledger::Posting) -> String {
    format!("{} {} {} {}", posting.day, posting.account, posting.amount.amount(), posting.reference)
}

fn by_table(stock: &Stock, index: usize) -> Told {
    let batches: Vec<RecordBatch> = stock.movements().map(std::result::Result::unwrap).collect();
    let method = stock.plan.methods[index];
    let name = if stock.plan.methods.len() == 1 { "cost".to_owned() } else { format!("{method}.cost") };
    let of_method = |batch: &RecordBatch| -> Vec<usize> {
        let methods = texts(batch, "method");
        (0..batch.num_rows()).filter(|row| methods[*row].as_deref() == Some(method.name())).collect()
    };
    let place = |batch: &RecordBatch, row: usize| {
        let text = |name: &str| texts(batch, name)[row].clone();
        format!("{:?}", (text("item").unwrap(), text("location"), text("lot")))
    };
    let layers = stock.layers().unwrap();
    let days = layers.column_by_name("day").unwrap().as_primitive::<Date32Type>();
    let rows = layers.column_by_name("row").unwrap().as_primitive::<UInt64Type>();
    let (quantities, values) =
        (amounts(std::slice::from_ref(&layers), "quantity"), amounts(std::slice::from_ref(&layers), "value"));
    let layer = |at: usize| {
        let row = rows.is_valid(at).then(|| usize::try_from(rows.value(at)).unwrap());
        let day = NaiveDate::from_epoch_days(days.value(at)).unwrap();
        let (quantity, value) = (quantities[at].as_ref().unwrap(), values[at].as_ref().unwrap());
        format!("{} {day} {row:?} {quantity} {value}", place(&layers, at))
    };
    let items = stock.items().unwrap();
    let (held, worth) =
        (amounts(std::slice::from_ref(&items), "quantity"), amounts(std::slice::from_ref(&items), "value"));
    let item = |at: usize| {
        format!("{} {} {}", place(&items, at), held[at].as_ref().unwrap(), worth[at].as_ref().unwrap())
    };
    let posted = stock.postings(&accounts()).unwrap();
    let days_posted = posted.column_by_name("day").unwrap().as_primitive::<Date32Type>();
    assert!(of_method(&posted).iter().map(|row| days_posted.value(*row)).is_sorted());
    let (accounts, amount) = (texts(&posted, "account"), amounts(std::slice::from_ref(&posted), "amount"));
    let references = texts(&posted, "reference");
    let posting = |at: usize| {
        let day = NaiveDate::from_epoch_days(days_posted.value(at)).unwrap();
        let texts = [&accounts[at], &amount[at], &references[at]].map(|text| text.clone().unwrap());
        format!("{day} {} {} {}", texts[0], texts[1], texts[2])
    };
    let mut postings: Vec<String> = of_method(&posted).into_iter().map(posting).collect();
    postings.sort();
    Told {
        costs: amounts(&batches, &name),
        problems: stock.problems().map(|(row, error)| Problem::new(row, error)).collect(),
        layers: of_method(&layers).into_iter().map(layer).collect(),
        items: of_method(&items).into_iter().map(item).collect(),
        total: stock.totals().unwrap()[index].1,
        postings,
    }
}

fn movement() -> impl Strategy<Value = Movement> {
    let kinds = prop_oneof![
        6 => Just(Kind::Receipt), 8 => Just(Kind::Issue), 1 => Just(Kind::Opening), 1 => Just(Kind::Gain), 1 => Just(Kind::Loss),
        1 => Just(Kind::Count), 1 => Just(Kind::ReturnFromCustomer),
    ];
    let quantity = prop_oneof![6 => (1i64..90).prop_map(Decimal::from), 2 => (1i64..90_000_000).prop_map(|units| Decimal::new(units, 6)), 1 => Just(Decimal::ZERO)];
    let place = || prop_oneof![2 => Just(None), 1 => Just(Some("A")), 1 => Just(Some("B"))];
    let cost = (0u8..12, 0i64..1_000_000);
    (kinds, 0u8..6, 0u64..59, quantity, (place(), place()), cost, 0u8..30).prop_map(
        |(kind, item, on, quantity, (location, lot), (how, cost), id)| {
            let item = if item == 5 { String::new() } else { format!("item {item}") };
            let mut movement = Movement::new(kind, item, day(on), quantity.normalize());
            movement.location = location.map(str::to_owned);
            movement.lot = lot.map(str::to_owned);
            let needs = matches!(kind, Kind::Opening | Kind::Receipt) || kind == Kind::Gain && how < 6;
            // Now and then one too many, or none.
            match (how, needs) {
                (1..9, true) | (11, false) => {
                    movement.unit_cost = Some(Price::new(Decimal::new(cost, 4).normalize(), EUR));
                }
                (9.., true) => movement.total_cost = Some(Money::minor(cost, EUR)),
                _ => {}
            }
            if id < 2 {
                movement.id = Some(format!("id {id}"));
            }
            if kind == Kind::ReturnFromCustomer && how < 8 {
                movement.of = Some(format!("id {}", id % 3));
            }
            if id > 25 {
                movement.reference = Some(format!("paper {id}"));
            }
            movement
        },
    )
}

fn policies() -> impl Strategy<Value = Policy> {
    let modes = vec![Mode::HalfUp, Mode::HalfUp, Mode::HalfUp, Mode::HalfEven, Mode::Down, Mode::Up];
    let pools =
        vec![Pools::ByItem, Pools::ByItem, Pools::ByItemLocation, Pools::ByItemLot, Pools::ByItemLocationLot];
    let negative = vec![Negative::Forbid, Negative::Forbid, Negative::RecostCoveredUnits];
    let select = prop::sample::select::<Negative>;
    (any::<bool>(), prop::sample::select(modes), prop::sample::select(pools), select(negative)).prop_map(
        |(cumulative, rounding, pools, negative)| Policy {
            cut: if cumulative { Cut::Cumulative } else { Cut::Remaining },
            rounding,
            pools,
            negative,
            ..Policy::DEFAULT
        },
    )
}

/// The same rows in batches of their own.
fn cut(batch: &RecordBatch, cuts: &[usize]) -> Vec<RecordBatch> {
    let (mut from, mut batches) = (0, vec![]);
    for cut in cuts {
        let rows = (*cut).min(batch.num_rows() - from);
        batches.push(batch.slice(from, rows));
        from += rows;
    }
    batches.push(batch.slice(from, batch.num_rows() - from));
    batches
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    /// Sorted by day or by item or not at all, in any batches, by one method or by all, on one thread or several.
    #[test]
    fn a_table_is_valued_as_by_a_book(
        mut moves in prop::collection::vec(movement(), 1..60), policy in policies(), order in 0u8..3,
        plain in any::<bool>(), cuts in prop::collection::vec(0usize..20, 0..4), threads in 1usize..3,
    ) {
        if plain {
            moves.retain(|one| !matches!(one.kind, Kind::Count | Kind::ReturnFromCustomer));
        }
        match order {
            0 => {}
            1 => moves.sort_by_key(|one| one.day),
            _ => moves.sort_by_key(|one| (one.item.clone(), one.day)),
        }
        if moves.is_empty() {
            return Ok(());
        }
        let batch = columns(&moves);
        for method in METHODS {
            let Some(wanted) = by_book(&moves, method, &policy) else { continue };
            let own = valued(cut(&batch, &cuts), &[method], &policy, threads).unwrap();
            prop_assert_eq!(by_table(&own, 0), wanted, "{}", method);
        }
        let all = valued(cut(&batch, &cuts), &METHODS, &policy, threads).unwrap();
        for (index, method) in METHODS.into_iter().enumerate() {
            let Some(wanted) = by_book(&moves, method, &policy) else { continue };
            let told = by_table(&all, index);
            prop_assert_eq!(told.costs, wanted.costs, "{} of all", method);
            prop_assert_eq!(told.layers, wanted.layers, "{} of all", method);
            prop_assert_eq!(told.total, wanted.total, "{} of all", method);
        }
    }
}

fn bolts() -> RecordBatch {
    columns(&[
        Movement::receive("bolt", day(4), Decimal::from(100), Price::new(Decimal::new(10, 2), EUR)),
        Movement::receive("bolt", day(35), Decimal::from(100), Price::new(Decimal::new(12, 2), EUR)),
        Movement::issue("bolt", day(59), Decimal::from(150)),
        Movement::issue("nut", day(59), Decimal::from(1)),
    ])
}

#[test]
fn several_methods_stand_side_by_side() {
    let both = [Method::Fifo, Method::MovingAverage];
    let stock = valued(vec![bolts()], &both, &Policy::IFRS_DEFAULT, 1).unwrap();
    let batches: Vec<RecordBatch> = stock.movements().map(std::result::Result::unwrap).collect();
    let some = |texts: [&str; 3]| {
        texts.map(|text| Some(text.to_owned())).into_iter().chain([None]).collect::<Vec<_>>()
    };
    assert_eq!(amounts(&batches, "fifo.cost"), some(["-10.00", "-12.00", "16.00"]));
    assert_eq!(amounts(&batches, "moving_average.cost"), some(["-10.00", "-12.00", "16.50"]));
    let items = stock.items().unwrap();
    assert_eq!(amounts(std::slice::from_ref(&items), "cost"), [Some("16.00".into()), Some("16.50".into())]);
    let problems: Vec<_> =
        stock.problems().map(|(row, error)| (row, error.code().as_str(), error.message())).collect();
    let message =
        "issue of 1 nut on 2026-03-01, of which only 0 are there: receive more first, or issue less";
    assert_eq!(problems, [(3, "stock.short", message)]);
}

#[test]
fn text_in_every_form_and_numbers_in_every_width_read_the_same() {
    let plain = bolts();
    let wanted = by_table(&valued(vec![plain.clone()], &[Method::Fifo], &Policy::DEFAULT, 1).unwrap(), 0);
    let items = texts(&plain, "item");
    let dictionary: DictionaryArray<Int32Type> = items.iter().map(Option::as_deref).collect();
    let views: StringViewArray = items.iter().map(Option::as_deref).collect();
    let numbers: ArrayRef = Arc::new(StringArray::from(vec!["100", "100.000", "150", "1"]));
    let mut forms = vec![
        ("item", Arc::new(dictionary) as ArrayRef),
        ("item", Arc::new(views)),
        ("quantity", numbers),
        ("quantity", Arc::new(Int64Array::from(vec![100, 100, 150, 1]))),
        ("unit_cost", decimals(vec![Some(1000), Some(1200), None, None], 4)),
        ("day", Arc::new(StringArray::from(vec!["2026-01-05", "2026-02-05", "2026-03-01", "2026-03-01"]))),
    ];
    let schema = plain.schema();
    for (name, form) in forms.drain(..) {
        let batch = plain.columns().iter().zip(schema.fields()).map(|(column, field)| {
            let column = if field.name() == name { form.clone() } else { column.clone() };
            (field.name().clone(), column, true)
        });
        let batch = RecordBatch::try_from_iter_with_nullable(batch.collect::<Vec<_>>()).unwrap();
        // Two windows of one dictionary.
        let stock = valued(cut(&batch, &[2]), &[Method::Fifo], &Policy::DEFAULT, 1).unwrap();
        assert_eq!(by_table(&stock, 0), wanted, "{name}");
    }
}

#[test]
fn whole_numbers_are_items_and_another_currency_has_its_rate() {
    let batch = RecordBatch::try_from_iter_with_nullable([
        ("item", Arc::new(UInt64Array::from(vec![7, 7, 7, 8])) as ArrayRef, true),
        ("kind", Arc::new(StringArray::from(vec!["receipt", "receipt", "issue", "receipt"])), true),
        ("date", Arc::new(Date32Array::from(vec![20_458; 4])), true),
        ("quantity", Arc::new(Int64Array::from(vec![3, 1, 4, 1])), true),
        ("unit_cost", decimals(vec![Some(1_01), Some(2_00), None, Some(1_00)], 2), true),
        ("currency", Arc::new(StringArray::from(vec![Some("USD"), Some("EUR"), None, Some("USD")])), true),
        ("rate", decimals(vec![Some(915), None, None, None], 3), true),
        ("sequence", Arc::new(Int64Array::from(vec![1, 2, 3, 4])), true),
    ])
    .unwrap();
    let stock = valued(vec![batch], &[Method::Fifo], &Policy::DEFAULT, 1).unwrap();
    let batches: Vec<RecordBatch> = stock.movements().map(std::result::Result::unwrap).collect();
    // 3 × 1.01 × 0.915 = 2.77245, rounded once.
    let costs = ["-2.77", "-2.00", "4.77"].map(|cost| Some(cost.to_owned()));
    assert_eq!(amounts(&batches, "cost")[..3], costs);
    let problem = stock.problems().next().unwrap();
    assert_eq!(
        (problem.0, problem.1.code().as_str(), problem.1.value()),
        (3, "money.mixed_currencies", USD.code())
    );
}

#[test]
fn a_sequence_orders_a_day() {
    let mut moves = vec![
        Movement::issue("bolt", day(1), Decimal::from(1)),
        Movement::receive_total("bolt", day(1), Decimal::from(1), Money::minor(5, EUR)),
    ];
    let late = valued(vec![columns(&moves)], &[Method::Fifo], &Policy::DEFAULT, 1).unwrap();
    assert_eq!(late.problems().count(), 1);
    for one in &mut moves {
        one.id = None;
    }
    let batch = columns(&moves);
    let sequence: ArrayRef = Arc::new(Int64Array::from(vec![2, 1]));
    let schema = batch.schema();
    let columns = schema.fields().iter().zip(batch.columns());
    let mut all: Vec<_> =
        columns.map(|(field, column)| (field.name().clone(), column.clone(), true)).collect();
    all.push(("sequence".into(), sequence, true));
    let batch = RecordBatch::try_from_iter_with_nullable(all).unwrap();
    let stock = valued(vec![batch], &[Method::Fifo], &Policy::DEFAULT, 1).unwrap();
    assert_eq!(stock.problems().count(), 0);
}

#[test]
fn a_table_that_is_none_is_refused_and_a_run_can_be_stopped() {
    let batch = bolts();
    let refused = |batch: RecordBatch, methods: &[Method]| {
        let error = valued(vec![batch], methods, &Policy::IFRS_DEFAULT, 1).err().unwrap();
        (error.code().as_str(), error.field().to_owned())
    };
    let without = batch.project(&[0, 1, 2]).unwrap();
    assert_eq!(refused(without, &[Method::Fifo]), ("input.missing", "quantity".into()));
    assert_eq!(refused(batch.clone(), &[Method::Lifo]).0, "stock.method_not_allowed");
    assert_eq!(refused(batch.clone(), &[]).0, "input.missing");
    let named =
        batch.columns().iter().map(|column| ("itme", column.clone(), true)).take(1).collect::<Vec<_>>();
    let odd = RecordBatch::try_from_iter_with_nullable(named).unwrap();
    assert_eq!(refused(odd, &[Method::Fifo]), ("input.unknown_field", "itme".into()));
    let moves = RecordBatchIterator::new([Ok(batch.clone())], batch.schema());
    let mut asked = 0;
    let go_on = |_| {
        asked += 1;
        asked < 2
    };
    let error =
        stock(moves, &Reading::default(), &[Method::Fifo], &Policy::DEFAULT, EUR, 1, go_on).err().unwrap();
    assert_eq!(error.code(), Code::Cancelled);
}
