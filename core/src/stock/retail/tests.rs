//! Textbook cases of the retail method, and laws.

use super::*;
use crate::money::currency::USD;
use proptest::prelude::*;

fn dollars(amount: i64) -> Money {
    Money::minor(amount * 100, USD)
}

fn both(cost: i64, retail: i64) -> AtBoth {
    AtBoth { cost: dollars(cost), retail: dollars(retail) }
}

/// Opening, purchases, markups, markdowns, sales.
fn figures(opening: (i64, i64), bought: (i64, i64), up: i64, down: i64, sales: i64) -> Figures {
    Figures {
        purchases: both(bought.0, bought.1),
        markups: Some(dollars(up)),
        markdowns: Some(dollars(down)),
        ..Figures::new(both(opening.0, opening.1), dollars(sales))
    }
}

fn closing(figures: &Figures, method: RetailMethod) -> AtBoth {
    let estimate = estimate(figures, method, Framework::Any, None).unwrap();
    assert_eq!(
        estimate.layers.iter().fold(dollars(0), |sum, l| sum.checked_add(l.cost).unwrap()),
        estimate.closing.cost
    );
    estimate.closing
}

/// Kieso, Weygandt, Warfield, Intermediate Accounting, exercises to chapter 9, as set in several editions.
#[test]
fn textbook_cases() {
    // Keller: 169,000 ÷ 260,000 = 65 % of 80,000; last in, first out 38,100 and 130,900 ÷ 187,000 = 70 % of 20,000.
    let keller = figures((38_100, 60_000), (130_900, 178_000), 22_000, 13_000, 167_000);
    assert_eq!(closing(&keller, RetailMethod::Conventional), both(52_000, 80_000));
    assert_eq!(closing(&keller, RetailMethod::Lifo), both(52_100, 80_000));
    // Billy Dial, of the book's study guide: 37,200 and 204,000 ÷ 300,000 = 68 % of 15,000.
    let dial = Figures {
        freight_in: Some(dollars(4_000)),
        ..figures((37_200, 60_000), (200_000, 290_000), 30_000, 20_000, 285_000)
    };
    assert_eq!(closing(&dial, RetailMethod::Lifo), both(47_400, 75_000));
    // Four ratios of exercise 9-18: with markups alone 56.25 %, with both 62.07 %.
    let year = figures((58_000, 100_000), (122_000, 200_000), 20_000, 30_000, 186_000);
    let percent = Rounding::of(1, 4, Mode::HalfUp);
    for (method, wanted) in
        [(RetailMethod::Conventional, dec!(0.5625)), (RetailMethod::Average, dec!(0.6207))]
    {
        let ratio = estimate(&year, method, Framework::Ifrs, None).unwrap().ratio(percent);
        assert_eq!(ratio, Some(wanted));
    }
}

/// Illustration 9-1 of the study guide to the same book: every kind of figure.
#[test]
fn all_special_items() {
    let year = Figures {
        purchase_returns: Some(both(1_800, 3_000)),
        purchase_allowances: Some(dollars(440 + 460)), // discounts and allowances
        freight_in: Some(dollars(2_000)),
        markup_cancellations: Some(dollars(700)),
        markdown_cancellations: Some(dollars(300)),
        employee_discounts: Some(dollars(1_070)),
        sales_returns: Some(dollars(520)),
        normal_shortage: Some(dollars(840)),
        ..figures((500, 1_000), (18_000, 34_000), 2_100, 1_110, 28_000)
    };
    let exact = estimate(&year, RetailMethod::Conventional, Framework::Ifrs, None).unwrap();
    assert_eq!(exact.ratio_of, both(17_800, 33_400));
    // 17,800 ÷ 33,400 × 3,200 = 1,705.389…; the guide rounds the ratio to 53.3 % and has 1,706.
    assert_eq!((exact.closing.cost, exact.closing.retail), (usd!(1_705.39), dollars(3_200)));
    let tenth = Rounding::of(1, 3, Mode::HalfUp);
    let rounded = estimate(&year, RetailMethod::Conventional, Framework::Ifrs, Some(tenth)).unwrap();
    assert_eq!(rounded.closing.cost, usd!(1_705.60));
}

/// A case of the same exercises that rounds its ratio to whole percents: 1,143,323 ÷ 1,874,300 = 61 % of 524,300.
#[test]
fn a_ratio_rounded_to_whole_percents() {
    let year = Figures {
        purchase_returns: Some(both(59_000, 78_500)),
        purchase_allowances: Some(dollars(18_400)),
        freight_in: Some(dollars(42_800)),
        sales_returns: Some(dollars(98_700)),
        markup_cancellations: Some(dollars(39_600)),
        markdown_cancellations: Some(dollars(20_000)),
        employee_discounts: Some(dollars(7_900)),
        normal_shortage: Some(dollars(5_000)),
        ..figures((247_100, 390_000), (930_823, 1_484_000), 118_400, 45_300, 1_410_500)
    };
    let percent = Rounding::of(1, 2, Mode::HalfUp);
    let estimate = estimate(&year, RetailMethod::Conventional, Framework::Any, Some(percent)).unwrap();
    assert_eq!(estimate.closing, both(319_823, 524_300));
}

#[test]
fn an_abnormal_shortage_is_out_of_the_ratio() {
    // 100 + 700 − 50 at cost, 200 + 1,300 − 100 at retail; 500 left at retail: 750 × 500 ÷ 1,400 = 267.857…
    let year =
        Figures { abnormal_shortage: Some(both(50, 100)), ..figures((100, 200), (700, 1_300), 0, 0, 900) };
    let estimate = estimate(&year, RetailMethod::Average, Framework::Ifrs, None).unwrap();
    assert_eq!((estimate.closing.cost, estimate.cost_of_sales), (usd!(267.86), usd!(482.14)));
}

#[test]
fn a_count_tells_what_is_missing() {
    // Becker, of the same exercises: 120,000 by the books, 115,000 on the shelves; 255,000 ÷ 340,000 = 75 %.
    let books = figures((68_000, 100_000), (255_000, 400_000), 50_000, 110_000, 320_000);
    assert_eq!(closing(&books, RetailMethod::Lifo), both(83_000, 120_000));
    let counted = Figures { counted: Some(dollars(115_000)), ..books };
    let estimate = estimate(&counted, RetailMethod::Lifo, Framework::Any, None).unwrap();
    assert_eq!((estimate.missing, estimate.closing), (Some(dollars(5_000)), both(79_250, 115_000)));
}

#[test]
fn last_in_first_out_takes_the_youngest_layers_off() {
    // 45,000 at 60 % and 11,000 at 70 %; 40,000 are left: all of the younger and 5,000 of the older are gone.
    let year = Figures {
        opening: vec![both(27_000, 45_000), both(7_700, 11_000)],
        ..figures((0, 0), (50_000, 100_000), 0, 0, 116_000)
    };
    let estimate = estimate(&year, RetailMethod::Lifo, Framework::Any, None).unwrap();
    assert_eq!(estimate.layers, [both(24_000, 40_000)]);
    assert_eq!(estimate.cost_of_sales, dollars(27_000 + 7_700 + 50_000 - 24_000));
    // As many as before: nothing moves, and no ratio is needed.
    let same = Figures { sales: dollars(100_000), ..year };
    assert_eq!(closing(&same, RetailMethod::Lifo), both(34_700, 56_000));
}

#[test]
fn refusals_name_the_figure() {
    let year = figures((58_000, 100_000), (122_000, 200_000), 20_000, 30_000, 186_000);
    let refused = |year: &Figures, method| {
        let error = estimate(year, method, Framework::Ifrs, None).unwrap_err();
        (error.code().as_str(), error.field().to_owned(), error.value().to_owned())
    };
    let told = |code: &'static str, field: &str, value: &str| (code, field.to_owned(), value.to_owned());
    assert_eq!(refused(&year, RetailMethod::Lifo), told("stock.method_not_allowed", "method", "retail lifo"));
    let mut wrong = year.clone();
    wrong.markdowns = Some(dollars(-1));
    assert_eq!(refused(&wrong, RetailMethod::Average), told("number.negative", "markdowns", "-1.00 USD"));
    wrong = Figures { opening: vec![both(1, 1), both(1, -1)], ..year.clone() };
    assert_eq!(
        refused(&wrong, RetailMethod::Average),
        told("number.negative", "opening.1.retail", "-1.00 USD")
    );
    wrong = Figures { sales: dollars(290_001), ..year.clone() };
    assert_eq!(refused(&wrong, RetailMethod::Average), told("stock.short", "sales", "290001.00 USD"));
    wrong = Figures { freight_in: Some(eur!(1.00)), ..year.clone() };
    assert_eq!(refused(&wrong, RetailMethod::Average).0, "money.mixed_currencies");
    // More was taken off the purchases than they were.
    wrong = Figures { counted: Some(dollars(1)), ..figures((0, 0), (0, 0), 0, 0, 0) };
    assert_eq!(refused(&wrong, RetailMethod::Average), told("stock.retail_ratio", "purchases", "0.00 USD"));
    let nothing = figures((0, 0), (0, 0), 0, 0, 0);
    assert_eq!(closing(&nothing, RetailMethod::Conventional), both(0, 0));
}

proptest! {
    /// Cost in is cost of sales and what is left; the conventional ratio never values above the average one; without
    /// markdowns they agree.
    #[test]
    fn cost_is_conserved_and_conventional_is_the_lower(
        opening in (0i64..10_000, 1i64..20_000), bought in (0i64..10_000, 1i64..20_000),
        up in 0i64..3_000, down in 0i64..3_000, part in 0i64..=100,
    ) {
        let there = opening.1 + bought.1 + up - down;
        prop_assume!(there > 0);
        let year = figures(opening, bought, up, down, there * part / 100);
        let all = [RetailMethod::Conventional, RetailMethod::Average, RetailMethod::Lifo].map(|method| {
            estimate(&year, method, Framework::Any, None)
        });
        for estimate in all.iter().flatten() {
            let sum = estimate.closing.cost.checked_add(estimate.cost_of_sales).unwrap();
            prop_assert_eq!(sum, dollars(opening.0 + bought.0));
            prop_assert_eq!(estimate.closing.retail, dollars(there - there * part / 100));
        }
        let [conventional, average, _] = all;
        let (conventional, average) = (conventional.unwrap().closing.cost, average.unwrap().closing.cost);
        prop_assert!(conventional.amount() <= average.amount());
        prop_assert!(down > 0 || conventional == average);
    }
}
