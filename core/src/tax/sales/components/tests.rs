//! Worked by hand. The tables are illustrations: the figures of Tennessee, Massachusetts and Texas are those of public
//! examples (named at each), every other one is made up.

use super::*;
use crate::{
    calendar::date,
    money::{Mode, currency::USD},
};
use proptest::prelude::*;

const BY: Rounding = Rounding::minor(USD, Mode::HalfUp);
const EACH: [Granularity; 3] = [Granularity::PerLine, Granularity::PerRate, Granularity::PerDocument];

fn on(year: i32, month: u32, day: u32) -> NaiveDate {
    date(year, month, day).unwrap()
}

fn component(id: &str, jurisdiction: &str, rate: Decimal) -> Component {
    Component {
        id: id.into(),
        jurisdiction: jurisdiction.into(),
        rate,
        since: on(2000, 1, 1),
        until: None,
        classes: vec![],
        exempt: vec![],
        shipping: false,
        on: vec![],
        limits: vec![],
        holidays: vec![],
        source: "illustration".into(),
    }
}

fn limit(above: Option<Decimal>, up_to: Option<Decimal>, per: Per) -> Limit {
    Limit { classes: vec![], above, up_to, whole: false, per }
}

fn table(components: Vec<Component>) -> Table {
    Table { id: "t".into(), revision: "1".into(), currency: USD, components }
}

fn stack(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn taxes(
    table: &Table,
    place: &[&str],
    lines: &[Item],
    day: NaiveDate,
    granularity: Granularity,
) -> Vec<Money> {
    let stacked = assess(table, &stack(place), lines, day, granularity, BY).unwrap();
    stacked.components.iter().map(|total| total.tax).collect()
}

/// Tennessee Department of Revenue, "What is a single article and how is sales tax on a single article calculated": a table
/// of 4,000 USD bears 280.00, 44.00 and 36.00.
fn tennessee() -> Table {
    let mut single = component("single article", "US-TN", dec!(0.0275));
    single.limits = vec![limit(Some(dec!(1600)), Some(dec!(3200)), Per::Item)];
    let mut local = component("local", "county", dec!(0.0225));
    local.limits = vec![limit(None, Some(dec!(1600)), Per::Item)];
    table(vec![component("state", "US-TN", dec!(0.07)), single, local])
}

#[test]
fn tennessees_single_article() {
    let place = ["US-TN", "county"];
    let of = |lines: &[Item]| taxes(&tennessee(), &place, lines, on(2026, 3, 2), Granularity::PerRate);
    let dining = Item::new("table", "furniture", usd!(4000.00));
    assert_eq!(of(std::slice::from_ref(&dining)), [usd!(280.00), usd!(44.00), usd!(36.00)]);
    // Three tables on one line are three single articles; the limit is not of the invoice.
    let three = Item::new("tables", "furniture", usd!(12000.00)).of(3);
    assert_eq!(of(&[three]), [usd!(840.00), usd!(132.00), usd!(108.00)]);
    // 2,000: 400 above 1,600 at 2.75 %, 1,600 at 2.25 %. 1,000: the local tax on all, no single article tax.
    let lines = [Item::new("a", "furniture", usd!(2000.00)), Item::new("b", "furniture", usd!(1000.00))];
    assert_eq!(of(&lines), [usd!(210.00), usd!(11.00), usd!(58.50)]);
    // A return is the sale turned around.
    let back = Item { amount: usd!(-4000.00), ..dining };
    assert_eq!(of(&[back]), [usd!(-280.00), usd!(-44.00), usd!(-36.00)]);
}

/// Massachusetts, TIR 04-14 as told at legalclarity.org: of a coat of 200 USD the 25 USD above 175 are taxed at 6.25 %.
#[test]
fn massachusetts_clothing() {
    let mut state = component("state", "US-MA", dec!(0.0625));
    state.limits = vec![Limit { classes: stack(&["clothing"]), ..limit(Some(dec!(175)), None, Per::Item) }];
    let of = |lines: &[Item]| {
        taxes(&table(vec![state.clone()]), &["US-MA"], lines, on(2026, 3, 2), Granularity::PerRate)
    };
    assert_eq!(of(&[Item::new("coat", "clothing", usd!(200.00))]), [usd!(1.56)]); // 1.5625
    assert_eq!(of(&[Item::new("shirts", "clothing", usd!(200.00)).of(2)]), [usd!(0.00)]);
    assert_eq!(of(&[Item::new("lamp", "other", usd!(200.00))]), [usd!(12.50)]);
}

/// Texas Comptroller, sales tax holiday of 8 to 10 August 2025 as an illustration: clothing under 100 USD is free, jeans of 95
/// with a delivery of 10 are 105 and taxed whole.
#[test]
fn texas_holiday() {
    let holiday = Holiday {
        name: "sales tax holiday".into(),
        since: on(2025, 8, 8),
        until: on(2025, 8, 10),
        classes: stack(&["clothing"]),
        below: Some(dec!(100)),
    };
    let mut state = component("state", "US-TX", dec!(0.0625));
    state.holidays = vec![holiday.clone()];
    let mut city = component("city", "a city", dec!(0.02));
    city.holidays = vec![holiday];
    let table = table(vec![state, city]);
    let of = |amount: Money, quantity: u32, day: NaiveDate| {
        let item = Item::new("jeans", "clothing", amount).of(quantity);
        taxes(&table, &["US-TX", "a city"], &[item], day, Granularity::PerRate)
    };
    assert_eq!(of(usd!(95.00), 1, on(2025, 8, 9)), [usd!(0.00), usd!(0.00)]);
    assert_eq!(of(usd!(160.00), 2, on(2025, 8, 10)), [usd!(0.00), usd!(0.00)]); // two of 80
    assert_eq!(of(usd!(105.00), 1, on(2025, 8, 9)), [usd!(6.56), usd!(2.10)]); // 6.5625
    assert_eq!(of(usd!(100.00), 1, on(2025, 8, 9)), [usd!(6.25), usd!(2.00)]);
    assert_eq!(of(usd!(95.00), 1, on(2025, 8, 7)), [usd!(5.94), usd!(1.90)]); // 5.9375
    assert_eq!(of(usd!(95.00), 1, on(2025, 8, 11)), [usd!(5.94), usd!(1.90)]);
}

#[test]
fn a_price_above_a_threshold_may_be_taxed_whole() {
    let mut state = component("state", "S", dec!(0.04));
    state.limits = vec![Limit { whole: true, ..limit(Some(dec!(109.99)), None, Per::Item) }];
    let of = |amount| {
        let item = Item::new("coat", "clothing", amount);
        taxes(&table(vec![state.clone()]), &["S"], &[item], on(2026, 1, 1), Granularity::PerRate)
    };
    assert_eq!(of(usd!(109.99)), [usd!(0.00)]);
    assert_eq!(of(usd!(110.00)), [usd!(4.40)]);
}

#[test]
fn a_compound_tax_is_due_on_the_other_tax_before_its_rounding() {
    // 5 % of 99.99 = 4.9995; 9.5 % of 104.9895 = 9.97400…: rounded 5.00 and 9.97.
    let mut upper = component("upper", "P", dec!(0.095));
    upper.on = stack(&["lower"]);
    upper.exempt = stack(&["books"]);
    let table = table(vec![component("lower", "F", dec!(0.05)), upper]);
    let item = Item::new("lamp", "other", usd!(99.99));
    let stacked =
        assess(&table, &stack(&["F", "P"]), &[item], on(2026, 1, 1), Granularity::PerRate, BY).unwrap();
    assert_eq!(stacked.components[1].base, dec!(104.9895));
    assert_eq!((stacked.components[0].tax, stacked.components[1].tax), (usd!(5.00), usd!(9.97)));
    // On a book the lower tax alone is due, and the upper is not due on it either.
    let book = Item::new("book", "books", usd!(100.00));
    assert_eq!(
        taxes(&table, &["F", "P"], &[book], on(2026, 1, 1), Granularity::PerRate),
        [usd!(5.00), usd!(0.00)]
    );
}

#[test]
fn limits_of_a_document_look_at_all_lines() {
    let mut capped = component("capped", "S", dec!(0.01));
    capped.limits = vec![limit(None, Some(dec!(5000)), Per::Document)];
    let table = table(vec![capped]);
    let lines = [Item::new("a", "x", usd!(3000.00)), Item::new("b", "x", usd!(4000.00))];
    for granularity in EACH {
        assert_eq!(taxes(&table, &["S"], &lines, on(2026, 1, 1), granularity), [usd!(50.00)]);
    }
}

#[test]
fn where_it_is_rounded_changes_cents_and_shipping_is_taxed_where_it_is() {
    // 0.06 of 0.25 = 0.015 and 0.02 of 0.25 = 0.005, twice.
    let mut state = component("state", "S", dec!(0.06));
    state.shipping = true;
    let table = table(vec![state, component("city", "C", dec!(0.02))]);
    let lines = [Item::new("a", "x", usd!(0.25)), Item::new("b", "x", usd!(0.25))];
    let of = |granularity| taxes(&table, &["S", "C"], &lines, on(2026, 1, 1), granularity);
    assert_eq!(of(Granularity::PerLine), [usd!(0.04), usd!(0.02)]);
    assert_eq!(of(Granularity::PerRate), [usd!(0.03), usd!(0.01)]);
    assert_eq!(of(Granularity::PerDocument), [usd!(0.03), usd!(0.01)]);
    // 0.06 × 0.10 + 0.02 × 0.10 = 0.008: one cent, to the greater remainder.
    let dime = [Item::new("a", "x", usd!(0.10))];
    assert_eq!(
        taxes(&table, &["S", "C"], &dime, on(2026, 1, 1), Granularity::PerDocument),
        [usd!(0.01), usd!(0.00)]
    );
    let shipped = [Item::new("a", "x", usd!(10.00)), Item::shipping(usd!(5.00))];
    assert_eq!(
        taxes(&table, &["S", "C"], &shipped, on(2026, 1, 1), Granularity::PerRate),
        [usd!(0.90), usd!(0.20)]
    );
}

#[test]
fn rates_change_with_the_day_and_none_is_guessed() {
    let old = Component { until: Some(on(2025, 6, 30)), ..component("city", "C", dec!(0.01)) };
    let new = Component { since: on(2025, 8, 1), ..component("city", "C", dec!(0.02)) };
    let table = table(vec![old, new]);
    let item = [Item::new("a", "x", usd!(100.00))];
    let of = |day| assess(&table, &stack(&["C"]), &item, day, Granularity::PerRate, BY);
    assert_eq!(of(on(2025, 6, 30)).unwrap().tax, usd!(1.00));
    assert_eq!(of(on(2025, 8, 1)).unwrap().tax, usd!(2.00));
    for day in [on(1999, 12, 31), on(2025, 7, 1), on(2025, 7, 31)] {
        let error = of(day).unwrap_err();
        assert_eq!((error.code(), error.value()), (Code::LawNoneInForce, "C"));
    }
    let error =
        assess(&table, &stack(&["C", "D"]), &item, on(2026, 1, 1), Granularity::PerRate, BY).unwrap_err();
    assert_eq!((error.code(), error.value()), (Code::LawUnsupported, "D"));
}

#[test]
fn a_table_that_contradicts_itself_is_refused() {
    let refused = |change: &dyn Fn(&mut Component), more: Vec<Component>| {
        let mut changed = component("a", "S", dec!(0.01));
        change(&mut changed);
        let mut all = vec![changed];
        all.extend(more);
        let error = table(all).check().unwrap_err();
        assert_eq!((error.code(), error.field()), (Code::TaxTableInvalid, "table"), "{error}");
    };
    refused(&|c| c.id.clear(), vec![]);
    refused(&|c| c.until = Some(on(1999, 1, 1)), vec![]);
    refused(&|c| c.rate = dec!(-0.01), vec![]);
    refused(&|c| c.on = stack(&["b"]), vec![component("b", "S", dec!(0.01))]);
    refused(&|c| c.on = stack(&["a"]), vec![]);
    refused(&|_| (), vec![component("a", "S", dec!(0.02))]);
    refused(&|c| c.limits = vec![limit(None, None, Per::Item)], vec![]);
    refused(&|c| c.limits = vec![limit(Some(dec!(2)), Some(dec!(2)), Per::Item)], vec![]);
    refused(&|c| c.limits = vec![limit(Some(dec!(-2)), None, Per::Item)], vec![]);
    refused(&|c| c.limits = vec![Limit { whole: true, ..limit(None, Some(dec!(2)), Per::Item) }], vec![]);
    let compound = |limits| Component { on: stack(&["a"]), limits, ..component("b", "S", dec!(0.01)) };
    refused(&|_| (), vec![compound(vec![limit(None, Some(dec!(5)), Per::Item)])]);
    refused(&|c| c.limits = vec![limit(None, Some(dec!(5)), Per::Document)], vec![compound(vec![])]);
    let holiday = Holiday {
        name: "h".into(),
        since: on(2026, 1, 2),
        until: on(2026, 1, 1),
        classes: vec![],
        below: None,
    };
    refused(&|c| c.holidays = vec![holiday.clone()], vec![]);
    tennessee().check().unwrap();
}

#[test]
fn what_is_wrong_with_the_lines_is_named() {
    let of = |lines: &[Item]| {
        assess(&tennessee(), &stack(&["US-TN"]), lines, on(2026, 1, 1), Granularity::PerRate, BY).unwrap_err()
    };
    assert_eq!(of(&[]).field(), "lines");
    let lines = [Item::new("a", "x", usd!(1.00))];
    let nowhere = assess(&tennessee(), &[], &lines, on(2026, 1, 1), Granularity::PerRate, BY).unwrap_err();
    assert_eq!((nowhere.code(), nowhere.field()), (Code::InputMissing, "jurisdictions"));
    assert_eq!(of(&[Item::new("a", "x", usd!(1.00)).of(0)]).field(), "lines.0.quantity");
    assert_eq!(
        of(&[Item::new("a", "x", usd!(1.00)), Item::new("a", "x", eur!(1.00))]).field(),
        "lines.1.currency"
    );
    let most =
        Money::new(Decimal::from_i128_with_scale(79_228_162_514_264_337_593_543_950_333, 2), USD).unwrap();
    assert_eq!(of(&[Item::new("a", "x", most)]).code(), Code::NumberOutOfRange);
}

#[test]
fn a_trace_adds_up_and_tells_of_limits() {
    let item = [Item::new("table", "furniture", usd!(4000.00))];
    let place = stack(&["US-TN", "county"]);
    let (stacked, trace) =
        assess_traced(&tennessee(), &place, &item, on(2026, 3, 2), Granularity::PerRate, BY).unwrap();
    let total = trace.find("sales.components").unwrap();
    assert_eq!(total.value, stacked.tax.amount());
    assert_eq!(total.of.iter().map(|line| line.value).sum::<Decimal>(), total.value);
    assert_eq!(total.of[1].of[0].value, dec!(1600));
    assert!(total.of[1].of[0].note.contains("above 1600 up to 3200, each item"), "{trace}");
    assert_eq!(total.of[2].rests_on[0].key, "local");
}

fn any_limit() -> impl Strategy<Value = Vec<Limit>> {
    let one =
        (prop::option::of(0i64..50_000), prop::option::of(50_000i64..200_000), any::<bool>(), any::<bool>());
    prop::option::of(one).prop_map(|drawn| {
        let Some((above, up_to, whole, item)) = drawn else { return vec![] };
        let above = above.map(|cents| Decimal::new(cents, 2));
        let up_to = up_to.map(|cents| Decimal::new(cents, 2));
        if above.is_none() && up_to.is_none() {
            return vec![];
        }
        let whole = whole && above.is_some() && up_to.is_none();
        vec![Limit { whole, ..limit(above, up_to, if item { Per::Item } else { Per::Document }) }]
    })
}

/// Taxes in storeys, each due on all below it.
fn storeys(rates: &[Decimal]) -> Table {
    let one = |(index, rate): (usize, &Decimal)| Component {
        on: (0..index).map(|below| format!("c{below}")).collect(),
        ..component(&format!("c{index}"), "S", *rate)
    };
    table(rates.iter().enumerate().map(one).collect())
}

/// Nothing is rounded before the tax is, so that storeys of taxes need digits; what does not fit is refused, not rounded.
#[test]
fn storeys_that_need_more_than_28_digits_are_refused() {
    let of = |rates: &[Decimal], amounts: [Money; 2], granularity| {
        let lines = amounts.map(|amount| Item::new("a", "x", amount));
        assess(&storeys(rates), &stack(&["S"]), &lines, on(2026, 1, 1), granularity, BY)
    };
    let fine = [dec!(0.109263), dec!(0.038727), dec!(0.080176), dec!(0.058239)];
    // The fourth tax on 2,076.58 is 150.51959720971014488260708512; all taxes together, 840.34…, would have 29 digits that do
    // not fit, of which only the tax of the document needs the sum.
    let small = [usd!(2076.58), usd!(573.63)];
    assert_eq!(of(&fine, small, Granularity::PerLine).unwrap().tax, usd!(840.35));
    assert_eq!(of(&fine, small, Granularity::PerRate).unwrap().tax, usd!(840.35));
    let error = of(&fine, small, Granularity::PerDocument).unwrap_err();
    let told = (error.code(), error.field(), error.value());
    assert_eq!(told, (Code::NumberOutOfRange, "lines", "2650.21 USD"), "{error}");
    // Of a greater line not even its own tax fits.
    for granularity in EACH {
        let error = of(&fine, [usd!(573.63), usd!(99999.99)], granularity).unwrap_err();
        let told = (error.code(), error.field(), error.value());
        assert_eq!(told, (Code::NumberOutOfRange, "lines.1.amount", "99999.99 USD"), "{error}");
        assert!(error.to_string().contains("of `c3` at 0.058239"), "{error}");
    }
    // Three such storeys fit, and so do four of five decimals, below a million.
    let coarse = fine.map(|rate| rate.trunc_with_scale(5));
    for (granularity, rates) in EACH.into_iter().flat_map(|each| [(each, &fine[..3]), (each, &coarse[..])]) {
        of(rates, [usd!(999999.99), usd!(-999999.99)], granularity).unwrap();
    }
}

proptest! {
    /// Components add up to the tax, the order of lines does not matter, and a returned document is the sale turned around.
    #[test]
    fn components_add_up_in_any_order(
        cents in prop::collection::vec((-500_000i64..500_000, 1u32..5, 0usize..3, any::<bool>()), 1..8),
        // Of five decimals, as 0.08875 is: four of them on one another fit any of these amounts.
        rates in prop::collection::vec((0i64..12_000, any_limit(), any::<bool>()), 1..5),
        granularity in prop::sample::select(&EACH),
        mode in prop::sample::select(vec![Mode::HalfUp, Mode::HalfEven, Mode::Down]),
        turns in any::<usize>(),
    ) {
        let mut components: Vec<Component> = Vec::new();
        for (index, (rate, limits, compound)) in rates.into_iter().enumerate() {
            let mut next = component(&format!("c{index}"), "S", Decimal::new(rate, 5));
            next.shipping = index % 2 == 0;
            next.exempt = stack(if index == 1 { &["b"] } else { &[] });
            let document = |c: &Component| c.limits.iter().any(|limit| limit.per == Per::Document);
            match components.last() {
                Some(last) if compound && limits.is_empty() && !document(last) => next.on = vec![last.id.clone()],
                _ => next.limits = limits,
            }
            components.push(next);
        }
        let table = table(components);
        table.check().unwrap();
        let lines: Vec<Item> = cents
            .iter()
            .map(|(cents, quantity, class, shipping)| Item {
                shipping: *shipping,
                ..Item::new("x", ["a", "b", "c"][*class], Money::minor(*cents, USD)).of(*quantity)
            })
            .collect();
        let by = Rounding::minor(USD, mode);
        let of = |lines: &[Item]| assess(&table, &stack(&["S"]), lines, on(2026, 1, 1), granularity, by).unwrap();
        let stacked = of(&lines);
        prop_assert_eq!(Money::sum(stacked.components.iter().map(|c| c.tax), USD).unwrap(), stacked.tax);
        prop_assert_eq!(stacked.net.checked_add(stacked.tax).unwrap(), stacked.gross);
        let mut turned = lines.clone();
        turned.rotate_left(turns % lines.len());
        turned.reverse();
        prop_assert_eq!(&of(&turned), &stacked);
        let back: Vec<Item> = lines.iter().map(|line| Item { amount: -line.amount, ..line.clone() }).collect();
        prop_assert_eq!(of(&back).tax, -stacked.tax);
        let (traced, trace) =
            assess_traced(&table, &stack(&["S"]), &lines, on(2026, 1, 1), granularity, by).unwrap();
        prop_assert_eq!(trace.find("sales.components").unwrap().value, stacked.tax.amount());
        prop_assert_eq!(traced, stacked);
    }

    /// Whatever the numbers, there is a result or an error, never a panic.
    #[test]
    fn no_size_of_numbers_panics(
        mantissa in any::<i64>(), factor in 1i64..=i64::MAX, rate in 0i64..i64::MAX, scale in 0u32..28, quantity in any::<u32>(),
        above in any::<i64>(),
    ) {
        let mut huge = component("huge", "S", Decimal::from_i128_with_scale(i128::from(rate) * 1_000_000, scale));
        huge.limits = vec![limit(Some(Decimal::new(above, 3)), None, Per::Item)];
        let compound = Component { on: stack(&["huge"]), ..component("on it", "S", Decimal::new(rate, scale)) };
        let table = table(vec![huge, compound]);
        let amount = Decimal::from_i128_with_scale(i128::from(mantissa) * i128::from(factor % 1_000_000_000 + 1), 2);
        if let Ok(amount) = Money::new(amount, USD) {
            for granularity in EACH {
                let item = Item::new("x", "x", amount).of(quantity);
                let _ = assess(&table, &stack(&["S"]), &[item], on(2026, 1, 1), granularity, BY);
            }
        }
    }
}
