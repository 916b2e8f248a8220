use super::{super::Reading, *};
use crate::{
    calendar::date,
    error::Code,
    invoice::{Category, Document, Line, Prices, Tax, Totals, totals},
    money::{Granularity, Mode, Price, Rounding, currency::EUR},
};
use arrow_array::{
    Array, ArrayRef, Decimal128Array, RecordBatch, RecordBatchIterator, StringArray, UInt64Array,
    cast::AsArray,
    types::{Decimal128Type, UInt64Type},
};
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::sync::Arc;

fn decimals(values: Vec<Option<i128>>, scale: i8) -> ArrayRef {
    Arc::new(Decimal128Array::from(values).with_precision_and_scale(38, scale).unwrap())
}

fn reading(json: &str) -> Reading {
    serde_json::from_str(json).unwrap()
}

fn asked(batches: Vec<RecordBatch>, reading: &Reading, rules: &Rules, by: By) -> Result<Vec<RecordBatch>> {
    let schema = batches[0].schema();
    let lines = RecordBatchIterator::new(batches.into_iter().map(Ok), schema);
    Ok(invoices(lines, reading, rules, EUR, by)?.collect::<std::result::Result<_, _>>().unwrap())
}

fn figures(batches: &[RecordBatch], column: &str) -> Vec<Option<String>> {
    batches
        .iter()
        .flat_map(|batch| {
            let column = batch.column_by_name(column).unwrap();
            let texts = column.as_string_opt::<i32>();
            let numbers = column.as_primitive_opt::<Decimal128Type>();
            let counts = column.as_primitive_opt::<UInt64Type>();
            let told = |row| match (texts, numbers, counts) {
                (Some(texts), ..) => texts.value(row).to_owned(),
                (_, Some(numbers), _) => numbers.value_as_string(row),
                (.., Some(counts)) => counts.value(row).to_string(),
                _ => unreachable!("a column of another type"),
            };
            (0..column.len()).map(move |row| column.is_valid(row).then(|| told(row))).collect::<Vec<_>>()
        })
        .collect()
}

/// A line as columns have it: document, quantity (3 decimals), price (4), allowance (2), rate (per cent).
type Row = (u64, i64, i64, Option<i64>, u8);

fn batch(rows: &[Row], adjusted: bool) -> RecordBatch {
    let wide = |value: i64| Some(i128::from(value));
    let mut columns: Vec<(&str, ArrayRef)> = vec![
        ("document", Arc::new(UInt64Array::from_iter_values(rows.iter().map(|row| row.0)))),
        ("quantity", decimals(rows.iter().map(|row| wide(row.1)).collect(), 3)),
        ("price", decimals(rows.iter().map(|row| wide(row.2)).collect(), 4)),
        (
            "category",
            Arc::new(StringArray::from_iter_values(
                rows.iter().map(|row| if row.4 == 0 { "Z" } else { "S" }),
            )),
        ),
        ("rate", decimals(rows.iter().map(|row| wide(row.4.into())).collect(), 2)),
    ];
    if adjusted {
        columns.push(("allowance", decimals(rows.iter().map(|row| row.3.map(i128::from)).collect(), 2)));
    }
    RecordBatch::try_from_iter(columns).unwrap()
}

fn documents(rows: &[Row], adjusted: bool, rules: &Rules) -> Vec<(u64, Totals)> {
    let mut documents: Vec<(u64, Document)> = vec![];
    for (name, quantity, price, allowance, rate) in rows {
        if documents.last().is_none_or(|(last, _)| last != name) {
            documents.push((*name, Document::invoice(EUR, date(2026, 3, 2).unwrap())));
        }
        let category = if *rate == 0 { Category::Zero } else { Category::Standard };
        let tax = Tax::new(category, Decimal::new((*rate).into(), 2));
        let price = Price::new(Decimal::new(*price, 4), EUR);
        let mut line = Line::new("x", Decimal::new(*quantity, 3), price, tax);
        if let (true, Some(allowance)) = (adjusted, allowance) {
            line = line.allowance(crate::invoice::Adjustment::amount(Money::minor(*allowance, EUR)));
        }
        let (_, document) = documents.last_mut().unwrap();
        document.lines.push(line);
    }
    documents.into_iter().map(|(name, document)| (name, totals(&document, rules).unwrap())).collect()
}

use crate::money::Money;

fn row() -> impl Strategy<Value = Row> {
    // Around ties, and beyond what the fast form holds.
    let quantity =
        prop_oneof![-5_000i64..5_000, Just(500), Just(-500), Just(1_000), any::<i32>().prop_map(i64::from)];
    let price = prop_oneof![0i64..200_000, Just(50), Just(250), Just(3_000_000_000_000)];
    (0u64..4, quantity, price, prop::option::of(-500i64..500), prop::sample::select(vec![0u8, 7, 19, 20]))
}

proptest! {
    #[test]
    fn a_table_comes_to_what_its_documents_come_to(
        rows in prop::collection::vec(row(), 1..40), cut in 0usize..40, adjusted: bool,
        tax in prop::sample::select(vec![Granularity::PerLine, Granularity::PerRate, Granularity::PerDocument]),
        prices in prop::sample::select(vec![Prices::Net, Prices::GrossRoundTax, Prices::GrossRoundNet]),
        mode in prop::sample::select(vec![Mode::HalfUp, Mode::HalfEven, Mode::Down, Mode::Ceiling]),
    ) {
        let by = Rounding::minor(EUR, mode);
        let tax = if prices == Prices::Net { tax } else { Granularity::PerLine };
        let rules = Rules { line: Lines::Rounded(by), amount: by, tax, prices, ..Rules::en16931(EUR) };
        let wanted = documents(&rows, adjusted, &rules);
        // A document may end in another batch than it began in.
        let (one, other) = rows.split_at(cut.min(rows.len()));
        let batches = || vec![batch(one, adjusted), batch(other, adjusted)];

        let whole = asked(batches(), &Reading::default(), &rules, By::Document).unwrap();
        let told = |figure: &dyn Fn(&Totals) -> String| wanted.iter().map(|(_, t)| Some(figure(t))).collect::<Vec<_>>();
        prop_assert_eq!(figures(&whole, "document"), wanted.iter().map(|(name, _)| Some(name.to_string())).collect::<Vec<_>>());
        prop_assert_eq!(figures(&whole, "lines"), told(&|t| t.lines.len().to_string()));
        prop_assert_eq!(figures(&whole, "net"), told(&|t| t.net.amount().to_string()));
        prop_assert_eq!(figures(&whole, "tax"), told(&|t| t.tax.amount().to_string()));
        prop_assert_eq!(figures(&whole, "gross"), told(&|t| t.gross.amount().to_string()));

        let parts = asked(batches(), &Reading::default(), &rules, By::Rate).unwrap();
        let all = |figure: &dyn Fn(&crate::invoice::TaxTotal) -> String| {
            wanted.iter().flat_map(|(_, t)| t.breakdown.iter().map(figure)).map(Some).collect::<Vec<_>>()
        };
        prop_assert_eq!(figures(&parts, "base"), all(&|part| part.base.amount().to_string()));
        prop_assert_eq!(figures(&parts, "tax"), all(&|part| part.tax.amount().to_string()));
        prop_assert_eq!(figures(&parts, "category"), all(&|part| part.category.to_string()));
        prop_assert_eq!(figures(&parts, "rate"), all(&|part| format!("{:.8}", part.rate)));
        prop_assert_eq!(figures(&parts, "problem.code"), vec![None; figures(&parts, "base").len()]);

        let nets: Vec<_> = wanted.iter().flat_map(|(_, t)| t.lines.iter().map(|line| Some(line.net.amount().to_string()))).collect();
        let lines = asked(batches(), &reading(r#"{"pass_through": ["document"]}"#), &rules, By::Line);
        prop_assert_eq!(figures(&lines.unwrap(), "net"), nets);
    }
}

#[test]
fn a_line_that_is_refused_is_named_and_the_others_stand() {
    let texts = |values: [Option<&str>; 5]| Arc::new(StringArray::from(values.to_vec())) as ArrayRef;
    let lines = RecordBatch::try_from_iter([
        ("document", texts([Some("A"), Some("A"), Some("B"), None, Some("C")])),
        ("quantity", texts([Some("1"), Some("2"), Some("1"), Some("1"), Some("3")])),
        ("price", texts([Some("5.00"), Some("1,50"), Some("2.00"), Some("1"), None])),
        ("category", texts([Some("S"), Some("S"), Some("Q"), Some("S"), Some("S")])),
    ])
    .unwrap();
    let rules = Rules::en16931(EUR);
    let constants = r#"{"constants": {"rate": "0.19"}, "pass_through": ["document"]}"#;
    let lines_told = asked(vec![lines.clone()], &reading(constants), &rules, By::Line).unwrap();
    let texts = |column: &str, batches: &[RecordBatch]| figures(batches, column);
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(texts("net", &lines_told), [some("5.00"), None, some("2.00"), some("1.00"), None]);
    assert_eq!(texts("problem.field", &lines_told), [None, some("price"), None, None, some("price")]);

    let constants = reading(r#"{"constants": {"rate": "0.19"}}"#);
    let told = asked(vec![lines], &constants, &rules, By::Document).unwrap();
    assert_eq!(texts("document", &told), [some("A"), some("B"), None, some("C")]);
    let fields = ["lines.1.price", "lines.0.category", "document", "lines.0.price"].map(some);
    assert_eq!(texts("problem.field", &told), fields);
    assert_eq!(texts("problem.code", &told)[0], some(Code::NumberNotExact.as_str()));
}

#[test]
fn what_is_wrong_with_a_table_is_named() {
    let lines = batch(&[(1, 1_000, 10_000, None, 19)], false);
    let told = |lines: &RecordBatch, constants: &str, rules: &Rules, by| {
        let error = asked(vec![lines.clone()], &reading(constants), rules, by).unwrap_err();
        (error.code(), error.field().to_owned())
    };
    let rules = Rules::en16931(EUR);
    let without = |name: &str| {
        let columns = lines
            .schema()
            .fields()
            .iter()
            .enumerate()
            .filter(|(_, f)| f.name() != name)
            .map(|(i, _)| i)
            .collect::<Vec<_>>();
        lines.project(&columns).unwrap()
    };
    for name in ["document", "quantity", "price", "category", "rate"] {
        assert_eq!(told(&without(name), "{}", &rules, By::Rate), (Code::InputMissing, name.into()));
    }
    assert_eq!(
        told(&lines, r#"{"constants": {"colour": "red"}}"#, &rules, By::Rate),
        (Code::InputUnknownField, "colour".into())
    );
    assert_eq!(
        told(&lines, r#"{"constants": {"rate": "0.2"}}"#, &rules, By::Rate),
        (Code::InputDuplicate, "rate".into())
    );
    assert_eq!(
        told(&lines, r#"{"pass_through": ["price"]}"#, &rules, By::Rate),
        (Code::InputInvalid, "pass_through".into())
    );
    let unrounded = Rules::gobl_precise(EUR);
    assert_eq!(told(&lines, "{}", &unrounded, By::Line), (Code::InputInvalid, "rules.line".into()));
    let each = Rules { prices: Prices::GrossRoundEach, ..rules };
    assert_eq!(told(&lines, "{}", &each, By::Rate), (Code::InputInvalid, "rules.prices".into()));
    let gross = Rules { prices: Prices::GrossRoundTax, ..rules };
    assert_eq!(told(&lines, "{}", &gross, By::Line), (Code::InputInvalid, "by".into()));
    let floats = RecordBatch::try_from_iter([
        ("quantity", Arc::new(arrow_array::Float64Array::from(vec![1.0])) as ArrayRef),
        ("price", decimals(vec![Some(1)], 2)),
    ])
    .unwrap();
    let lines = RecordBatchIterator::new([Ok(floats.clone())], floats.schema());
    let error =
        invoices(lines, &Reading::default(), &rules, EUR, By::Line).unwrap().next().unwrap().unwrap_err();
    assert!(error.to_string().contains("binary floats"), "{error}");
}
