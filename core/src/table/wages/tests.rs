use super::*;
use crate::{
    error::{Code, document},
    table::column::Kind,
    tax::wages::{self, Payer},
};
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Date64Array, Decimal32Array, Decimal64Array, Decimal128Array,
    DictionaryArray, Float64Array, Int8Array, Int64Array, LargeStringArray, NullArray, RecordBatchIterator,
    StringArray, StringViewArray, TimestampMillisecondArray, UInt16Array, UInt64Array,
    cast::AsArray,
    types::{Decimal128Type, Int32Type, UInt8Type, UInt32Type},
};
use arrow_schema::{Field, Schema};
use proptest::prelude::*;
use serde_json::json;
use std::{collections::BTreeSet, sync::Arc};

/// A person and what is paid, as documents.
type Case = (Value, Value);

fn paid(currency: &str, day: &str, frequency: &str, pay: &str) -> Value {
    let money = |amount: &str| json!({"amount": amount, "currency": currency});
    json!({"pay_day": day, "frequency": frequency, "taxable": money(pay), "contributory": money(pay), "non_cash": money("0")})
}

/// People of every jurisdiction, so that each of their fields stands in one of them, and each line comes up.
fn samples() -> Vec<(&'static str, Vec<Case>)> {
    let of = |currency: &'static str| move |amount: &str| json!({"amount": amount, "currency": currency});
    let with = |mut payment: Value, field: &str, value: Value| {
        payment[field] = value;
        payment
    };
    let (gbp, usd, cad, eur, jod) = (of("GBP"), of("USD"), of("CAD"), of("EUR"), of("JOD"));
    vec![
        (
            "ae.wages",
            vec![(
                json!({"sector": "private", "joined": "2024-02-01", "rounding": "half_up", "through": "2026-02-28"}),
                paid("AED", "2026-03-31", "monthly", "15000"),
            )],
        ),
        (
            "au.wages",
            vec![(json!({"scale": "tax_free_threshold"}), paid("AUD", "2026-06-03", "weekly", "1500"))],
        ),
        (
            "ca.wages",
            vec![
                (json!({"province": "ON"}), paid("CAD", "2026-06-19", "weekly", "3500")),
                (
                    json!({
                        "province": "BC", "pay_periods": 53, "federal_claim": cad("16452"), "provincial_claim": cad("13216"),
                        "cpp_exempt": false, "cpp2_exempt": true, "ei_exempt": false, "pensionable_months": 12,
                        "insurable": cad("900"), "deductions": {
                            "pension_plan": cad("10"), "alimony": cad("1"), "union_dues": cad("2"), "annual": cad("3"),
                            "prescribed_zone": cad("4"), "non_periodic": cad("5")
                        }, "credits": {"federal": cad("6"), "provincial": cad("7"), "labour_funds": cad("8")},
                        "additional_tax": cad("25"), "dependants": 2, "to_date": {
                            "through": "2026-06-12", "pay_periods": 53, "regular": cad("1000"), "pensionable": cad("20000"),
                            "cpp": cad("1000"), "cpp2": cad("0"), "ei": cad("300"), "non_periodic": cad("100"),
                            "non_periodic_deductions": cad("1"), "non_periodic_cpp": cad("1")
                        }
                    }),
                    with(paid("CAD", "2026-06-19", "weekly", "1500"), "non_periodic", cad("400")),
                ),
            ],
        ),
        (
            "de.wages",
            vec![
                (
                    json!({
                        "wage_tax": {
                            "STKL": 4, "f": "0.9", "ZKF": "1.5", "LZZFREIB": eur("10"), "LZZHINZU": eur("0"),
                            "JFREIB": eur("0"), "JHINZU": eur("0"), "JRE4": eur("50000"), "JRE4ENT": eur("0"),
                            "JVBEZ": eur("0"), "ALTER1": 0, "AJAHR": 0, "VJAHR": 0, "VBEZM": eur("0"), "VBEZS": eur("0"),
                            "ZMVB": 0
                        },
                        "insurance": {
                            "health": {"kind": "statutory", "extra": "2.90", "reduced": false}, "pension": true,
                            "unemployment": true, "saxony": false, "childless": false, "children": 3,
                            "employment": "regular", "sv_days": 30
                        },
                        "church": {"land": "BY", "rounding": "down"}, "pension": false, "insolvency_levy": true,
                        "to_date": {
                            "through": "2026-02-27", "other_pay": eur("0"), "sv_days": 60, "health_base": eur("8000"),
                            "pension_base": eur("8000")
                        }
                    }),
                    with(paid("EUR", "2026-03-31", "monthly", "4200"), "non_periodic", eur("200")),
                ),
                (
                    json!({
                        "wage_tax": {"STKL": 1}, "insurance": {
                            "health": {"kind": "private", "premium": eur("500"), "subsidy": eur("250")}, "pension": true,
                            "unemployment": true
                        }
                    }),
                    paid("EUR", "2026-03-31", "monthly", "7000"),
                ),
                minijob(true, "by_employer", "100"),
                minijob(false, "by_employee", "556"),
            ],
        ),
        (
            "eg.wages",
            vec![(
                json!({
                    "exemption": "personal", "compared": "after_exemption", "rounding": "half_up", "through": "2026-02-28"
                }),
                paid("EGP", "2026-03-31", "monthly", "20000"),
            )],
        ),
        (
            "fr.wages",
            vec![
                (
                    json!({
                        "territory": "metropole", "rgdu": "under_50", "rounding": "half_up", "through": "2026-02-28"
                    }),
                    paid("EUR", "2026-03-31", "monthly", "2000"),
                ),
                (
                    json!({
                        "territory": "metropole", "rgdu": "under_50", "rounding": "half_up", "contributions": {
                            "executive": false, "staff": "under_11", "accident_rate": "0.0208", "mobility_rate": "0"
                        }
                    }),
                    with(paid("EUR", "2026-03-31", "monthly", "2048.87"), "contributory", eur("2500")),
                ),
                (
                    json!({
                        "territory": "metropole", "rounding": "half_up", "contributions": {
                            "executive": true, "staff": "50_to_249", "accident_rate": "0.0208",
                            "mobility_rate": "0.032", "health_employee": eur("20"), "health_employer": eur("31.5")
                        }
                    }),
                    with(paid("EUR", "2026-03-31", "monthly", "7100"), "contributory", eur("9000")),
                ),
            ],
        ),
        (
            "jo.wages",
            vec![(
                json!({
                    "exemption": "family", "other_exemption": jod("100"), "registered": "after_2009",
                    "ceiling": jod("3500"), "rounding": "half_up", "through": "2026-02-28"
                }),
                paid("JOD", "2026-03-31", "monthly", "2500.125"),
            )],
        ),
        (
            "ma.wages",
            vec![(
                json!({"dependants": 2, "rounding": "half_up", "through": "2026-02-28"}),
                paid("MAD", "2026-03-31", "monthly", "15000"),
            )],
        ),
        (
            "sa.wages",
            vec![(
                json!({
                    "nationality": "SA", "first_registered": "2024-07-03", "rounding": "half_up", "through": "2026-06-30"
                }),
                paid("SAR", "2026-07-31", "monthly", "10000"),
            )],
        ),
        (
            "uk.wages",
            vec![
                (json!({"tax_code": "1257L", "category": "A"}), paid("GBP", "2026-04-30", "monthly", "3000")),
                (
                    json!({
                        "tax_code": "S1257L", "category": "B", "basis": "cumulative", "to_date": {
                            "through": "2026-04-30", "taxable_pay": gbp("3000"), "tax": gbp("390.20"),
                            "contributions": {"earnings": gbp("3000"), "employee": gbp("156.16"), "employer": gbp("392.45")}
                        }, "student_loans": {"plan": "plan2", "postgraduate": true}
                    }),
                    paid("GBP", "2026-05-29", "monthly", "5000.50"),
                ),
                (
                    json!({
                        "tax_code": "1257L", "category": "A", "director": {"method": "annual", "weeks": 40}, "to_date": {
                            "through": "2026-03-31", "taxable_pay": gbp("3000"), "tax": gbp("390.20"),
                            "contributions": {"earnings": gbp("3000"), "employee": gbp("156.16"), "employer": gbp("392.45")}
                        }
                    }),
                    paid("GBP", "2026-04-30", "monthly", "9000"),
                ),
                (json!({"tax_code": "1257Q", "category": "A"}), paid("GBP", "2026-04-30", "monthly", "3000")),
                (json!({"tax_code": "1257L"}), paid("GBP", "2026-04-30", "monthly", "3000")),
                (
                    json!({"tax_code": "1257L", "category": "A", "to_date": {"through": "2026-04-10", "tax": gbp("1")}}),
                    paid("GBP", "2026-04-30", "monthly", "3000"),
                ),
                (
                    json!({"tax_code": "1257L", "category": "A"}),
                    paid("GBP", "2026-04-30", "monthly", "3000.005"),
                ),
                (json!({"tax_code": "1257L", "category": "A"}), paid("GBP", "1999-01-31", "monthly", "3000")),
                (
                    json!({"tax_code": "1257L", "category": "A"}),
                    paid("GBP", "2026-04-30", "fortnight", "3000"),
                ),
            ],
        ),
        (
            "us.wages",
            vec![
                (
                    json!({
                        "w4": {
                            "form": "2020_or_later", "filing_status": "head_of_household", "step2_checkbox": true,
                            "step3_credits": usd("2000"), "step4a_other_income": usd("10"), "step4b_deductions": usd("20"),
                            "step4c_extra": usd("5")
                        },
                        "exempt": false, "nonresident_alien": false, "rounding": "us-15t-once", "supplemental": "flat",
                        "futa_credit_reduction": "0.009", "to_date": {
                            "through": "2026-05-29", "contributory_wages": usd("1500000"),
                            "supplemental_wages": usd("999000"),
                            "last_period": {"frequency": "fortnightly", "wages": usd("4000"), "withheld": usd("400")}
                        }
                    }),
                    with(paid("USD", "2026-06-12", "fortnightly", "14000"), "non_periodic", usd("10000")),
                ),
                (
                    json!({
                        "w4": {
                            "form": "2019_or_earlier", "marital_status": "married", "allowances": 2,
                            "line6_additional": usd("10")
                        },
                        "rounding": "us-15t-per-line", "state": {"state": "CA"}
                    }),
                    paid("USD", "2026-06-12", "fortnightly", "2000"),
                ),
            ]
            .into_iter()
            .chain(states())
            .chain(pensions())
            .collect(),
        ),
    ]
}

/// Somebody in marginal employment in Germany, with all its levies or few.
fn minijob(levies: bool, flat_tax: &str, pay: &str) -> Case {
    let rounding = if levies { "de-bvv-whole-rate" } else { "de-bvv-half-rate" };
    let person = json!({
        "wage_tax": {"STKL": 1}, "insurance": {
            "health": {"kind": "statutory", "extra": "2.90"}, "pension": levies, "unemployment": false,
            "employment": "marginal",
            "marginal": {"flat_tax": flat_tax, "sick_pay_levy": levies, "rounding": rounding}
        },
        "insolvency_levy": levies
    });
    (person, paid("EUR", "2026-03-31", "monthly", pay))
}

/// Somebody in each state that has a form of its own, in two without, in one whose law is not known, and with what is refused.
fn states() -> Vec<Case> {
    let usd = |amount: &str| json!({"amount": amount, "currency": "USD"});
    let in_state = |state: Value| {
        json!({
            "w4": {"form": "2020_or_later", "filing_status": "married_filing_jointly"},
            "rounding": "us-15t-once", "state": state
        })
    };
    let mut people: Vec<Value> = [
        json!({"state": "AZ", "percentage": "0.025", "extra": usd("5.5"), "zero": false}),
        json!({"state": "AZ", "zero": true}),
        json!({
            "state": "GA", "line3_marital_status": "C", "line7_allowances": 2, "line6_additional": usd("7"),
            "line8_exempt": false
        }),
        json!({"state": "IL", "line1_allowances": 2, "line2_allowances": 1, "line3_additional": usd("25")}),
        json!({
            "state": "IN", "line5_exemptions": 1, "line6_dependents": 2, "line7_first_time_dependents": 1,
            "line8_adopted_children": 1, "additional_state": usd("3")
        }),
        json!({
            "state": "IA", "marital_status": "married_filing_jointly", "spouse_earns": true,
            "line7_allowances": usd("80.5"), "line8_additional": usd("1"), "exempt": false
        }),
        json!({"state": "LA", "block_a": 2, "line7_adjustment": usd("-4.72")}),
        json!({
            "state": "NC", "filing_status": "head_of_household", "line1_allowances": 3, "line2_additional": usd("2"),
            "exempt": false
        }),
        json!({"state": "UT", "period_begins": "2026-06-01", "exempt": false}),
        json!({"state": "UT", "period_begins": "2026-05-31", "exempt": true}),
        json!({"state": "PA"}),
        json!({"state": "TX"}),
        json!({"state": "CO"}),
    ]
    .map(in_state)
    .into();
    for field in ["locality", "residence"] {
        let mut person = in_state(json!({"state": "PA"}));
        person[field] = "Philadelphia".into();
        people.push(person);
    }
    let payment = paid("USD", "2026-06-12", "fortnightly", "2600");
    people.into_iter().map(|person| (person, payment.clone())).collect()
}

/// Pensions on both generations of Form W-4P.
fn pensions() -> Vec<Case> {
    let usd = |amount: &str| json!({"amount": amount, "currency": "USD"});
    let mut payment = paid("USD", "2026-03-31", "monthly", "5000");
    payment["contributory"] = usd("0");
    let forms = [
        json!({
            "form": "w4p_2022_or_later", "filing_status": "single_or_married_separately",
            "step2b_other": usd("50000"), "step3_credits": usd("2000"), "step4a_other_income": usd("10"),
            "step4b_deductions": usd("20"), "step4c_extra": usd("5")
        }),
        json!({
            "form": "w4p_2021_or_earlier", "marital_status": "married", "allowances": 2,
            "line3_additional": usd("10")
        }),
    ];
    forms.map(|form| (json!({"w4": form, "rounding": "us-15t-once"}), payment.clone())).into()
}

/// A document without its nesting: each value under its path, an amount by its number.
fn flat(document: &Value) -> Vec<(String, Value)> {
    fn gather(path: &str, value: &Value, found: &mut Vec<(String, Value)>) {
        match value {
            Value::Object(fields) if fields.contains_key("currency") => {
                found.push((path.to_owned(), fields["amount"].clone()));
            }
            Value::Object(fields) => {
                for (key, value) in fields {
                    let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    gather(&path, value, found);
                }
            }
            other => found.push((path.to_owned(), other.clone())),
        }
    }
    let mut found = vec![];
    gather("", document, &mut found);
    found
}

fn texts(values: &[Option<String>]) -> Vec<Option<&str>> {
    values.iter().map(Option::as_deref).collect()
}

/// A column of those values, in one of the ways in which it may be written.
fn column(kind: Kind, values: &[Value], way: usize) -> ArrayRef {
    let told: Vec<Option<String>> = values
        .iter()
        .map(|value| match value {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        })
        .collect();
    let text = |way: usize| -> ArrayRef {
        let texts = texts(&told);
        match way % 4 {
            0 => Arc::new(StringArray::from(texts)),
            1 => Arc::new(LargeStringArray::from(texts)),
            2 => Arc::new(StringViewArray::from(texts)),
            _ => {
                let short: DictionaryArray<Int32Type> = texts.into_iter().collect();
                let values: StringViewArray = short.values().as_string::<i32>().iter().collect();
                let keys = short.keys().iter().map(|key| key.map(|key| u32::try_from(key).unwrap()));
                Arc::new(DictionaryArray::<UInt32Type>::new(keys.collect(), Arc::new(values)))
            }
        }
    };
    let scaled = |scale: u32| -> Option<Vec<Option<i128>>> {
        told.iter()
            .map(|text| {
                let Some(text) = text else { return Some(None) };
                let mut number = rust_decimal::Decimal::from_str_exact(text).ok()?;
                let exact = number;
                number.rescale(scale);
                (number == exact && number.scale() == scale).then_some(Some(number.mantissa()))
            })
            .collect()
    };
    match kind {
        Kind::Text => text(way),
        Kind::Flag => {
            Arc::new(BooleanArray::from(values.iter().map(Value::as_bool).collect::<Vec<_>>())) as ArrayRef
        }
        Kind::Whole => {
            let numbers = values.iter().map(Value::as_i64);
            match way % 3 {
                0 => Arc::new(numbers.collect::<Int64Array>()) as ArrayRef,
                1 => Arc::new(numbers.map(|n| n.map(|n| u16::try_from(n).unwrap())).collect::<UInt16Array>()),
                _ => Arc::new(
                    numbers
                        .map(|n| n.map(|n| i128::from(n) * 100))
                        .collect::<Decimal128Array>()
                        .with_precision_and_scale(20, 2)
                        .unwrap(),
                ),
            }
        }
        Kind::Day => {
            let days: Option<Vec<_>> = told
                .iter()
                .map(|day| day.as_ref().map_or(Some(None), |day| day.parse::<NaiveDate>().ok().map(Some)))
                .collect();
            match (way % 3, days) {
                (0, Some(days)) => {
                    Arc::new(days.iter().map(|d| d.map(|d| d.to_epoch_days())).collect::<Date32Array>())
                }
                (1, Some(days)) => Arc::new(
                    days.iter()
                        .map(|d| d.map(|d| i64::from(d.to_epoch_days()) * 86_400_000))
                        .collect::<Date64Array>(),
                ),
                _ => text(way),
            }
        }
        Kind::Amount | Kind::Number | Kind::WholeOr { .. } => match (way % 5, scaled(3), scaled(9)) {
            (_, Some(numbers), _) if matches!(kind, Kind::WholeOr { .. }) => Arc::new(
                numbers.into_iter().collect::<Decimal128Array>().with_precision_and_scale(38, 3).unwrap(),
            ),
            (0, _, Some(numbers)) => Arc::new(
                numbers.into_iter().collect::<Decimal128Array>().with_precision_and_scale(38, 9).unwrap(),
            ),
            (1, Some(numbers), _) if numbers.iter().flatten().all(|n| n.abs() < 10_i128.pow(18)) => Arc::new(
                numbers
                    .into_iter()
                    .map(|n| n.map(|n| i64::try_from(n).unwrap()))
                    .collect::<Decimal64Array>()
                    .with_precision_and_scale(18, 3)
                    .unwrap(),
            ),
            (2, Some(numbers), _) if numbers.iter().flatten().all(|n| n.abs() < 1_000_000_000) => Arc::new(
                numbers
                    .into_iter()
                    .map(|n| n.map(|n| i32::try_from(n).unwrap()))
                    .collect::<Decimal32Array>()
                    .with_precision_and_scale(9, 3)
                    .unwrap(),
            ),
            _ => text(way),
        },
    }
}

/// The table of those people; `way` chooses how each column is written. Contributory pay and such that is not in cash are left
/// out where they are what they would be anyway.
fn table(pack: &RulePack, cases: &[Case], way: usize) -> RecordBatch {
    let sheet = fields::of(pack.id()).unwrap();
    let rows: Vec<Vec<(String, Value)>> = cases
        .iter()
        .map(|(profile, payment)| {
            let mut payment = payment.clone();
            if way % 2 == 1 && payment["contributory"] == payment["taxable"] {
                payment["contributory"] = Value::Null;
                if ["0", "0.00"].contains(&payment["non_cash"]["amount"].as_str().unwrap()) {
                    payment["non_cash"] = Value::Null;
                }
            }
            [flat(profile), flat(&payment)].concat()
        })
        .collect();
    let known = fields::PAYMENT.iter().chain(sheet.profile);
    let columns = known.enumerate().filter_map(|(place, (name, kind))| {
        let at = |row: &Vec<(String, Value)>| {
            row.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone())
        };
        let values: Vec<Value> = rows.iter().map(|row| at(row).unwrap_or_default()).collect();
        let used = values.iter().any(|value| !value.is_null());
        used.then(|| (*name, column(*kind, &values, way + place)))
    });
    let ids: Vec<i64> = (0..).take(cases.len()).collect();
    let id = ("id", Arc::new(Int64Array::from(ids)) as ArrayRef);
    RecordBatch::try_from_iter(std::iter::once(id).chain(columns)).unwrap()
}

fn stream(batches: &[RecordBatch]) -> impl RecordBatchReader + use<> {
    let (all, schema) = (batches.to_vec(), batches[0].schema());
    RecordBatchIterator::new(all.into_iter().map(Ok), schema)
}

fn passing(names: &[&str]) -> Reading {
    Reading { pass_through: names.iter().map(|name| (*name).to_owned()).collect(), ..Reading::default() }
}

fn run(people: &RecordBatch, reading: &Reading, pack: &RulePack) -> Result<Vec<RecordBatch>> {
    Ok(wages(stream(std::slice::from_ref(people)), reading, pack)?.map(Result::unwrap).collect())
}

/// What stands in a row of a batch that came out, as text; none when null or no such column.
fn told(batch: &RecordBatch, name: &str, row: usize) -> Option<String> {
    let column = batch.column_by_name(name)?;
    if column.is_null(row) {
        return None;
    }
    Some(match column.data_type() {
        arrow_schema::DataType::Decimal128(..) => {
            column.as_primitive::<Decimal128Type>().value_as_string(row)
        }
        arrow_schema::DataType::Date32 => {
            let days = column.as_primitive::<arrow_array::types::Date32Type>().value(row);
            NaiveDate::from_epoch_days(days).unwrap().to_string()
        }
        arrow_schema::DataType::UInt32 => column.as_primitive::<UInt32Type>().value(row).to_string(),
        arrow_schema::DataType::Utf8 => column.as_string::<i32>().value(row).to_owned(),
        other => panic!("{other}"),
    })
}

/// What the single calls say, by column.
fn single(pack: &RulePack, (profile, payment): &Case) -> Result<(Vec<(String, String)>, Profile)> {
    let profile = document::take_seed("", profile, ProfileOf(pack))?.unwrap();
    let payment: Payment = document::take("", payment)?;
    let assessed = wages::assess(&profile, &payment, pack)?;
    let lines = wages::lines(pack.id());
    let mut all: Vec<(String, String)> = assessed
        .lines
        .iter()
        .map(|line| {
            let both = lines.iter().filter(|(code, _)| *code == line.code).count() == 2;
            let payer = if line.payer == Payer::Employee { "employee" } else { "employer" };
            let name = if both { format!("{}.{payer}", line.code) } else { line.code.clone() };
            (name, line.amount.amount().to_string())
        })
        .collect();
    for (name, payer) in [("withheld", Payer::Employee), ("employer", Payer::Employer)] {
        all.push((name.into(), assessed.borne_by(payer, pack.currency())?.amount().to_string()));
    }
    let carried = serde_json::to_value(&assessed.carried).unwrap();
    let sheet = fields::of(pack.id()).unwrap();
    for (name, value) in flat(&carried) {
        if sheet.carried.iter().any(|carried| carried.name == name) {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            all.push((name, text));
        }
    }
    Ok((all, assessed.carried))
}

/// What is refused in the samples outside the United Kingdom.
const REFUSED: [&str; 3] = ["state", "locality", "residence"];

/// Asserts that the table of those people says what the single calls say, and gives the profiles that they carry.
fn agree(pack: &RulePack, cases: &[Case], way: usize) -> Vec<Option<Profile>> {
    let batches = run(&table(pack, cases, way), &passing(&["id"]), pack).unwrap();
    let [batch] = &batches[..] else { panic!("{} batches", batches.len()) };
    let compare = |(row, case): (usize, &Case)| {
        let shown = || format!("{case:?} as {way}");
        match single(pack, case) {
            Ok((all, carried)) => {
                let mut names: BTreeSet<&str> =
                    batch.schema_ref().fields().iter().map(|field| field.name().as_str()).collect();
                names.remove("id");
                for (name, wanted) in &all {
                    assert_eq!(told(batch, name, row).as_ref(), Some(wanted), "{name} of {}", shown());
                    names.remove(name.as_str());
                }
                for name in names {
                    assert_eq!(told(batch, name, row), None, "{name} of {}", shown());
                }
                Some(carried)
            }
            Err(error) => {
                let path = error.field();
                let field = path.strip_suffix(".amount").unwrap_or(path);
                let message = error.message().replace(&format!("`{path}`"), &format!("`{field}`"));
                let problem =
                    ["code", "field", "message"].map(|of| told(batch, &format!("problem.{of}"), row));
                // Contributory pay that is left out is the taxable pay.
                let same = |text: &str| {
                    if way % 2 == 1 { text.replace("contributory", "taxable") } else { text.to_owned() }
                };
                let problem = problem.map(|text| text.as_deref().map(same));
                let wanted = [error.code().as_str(), field, &message].map(|text| Some(same(text)));
                assert_eq!(problem, wanted, "{}", shown());
                assert!(
                    pack.id() == "uk.wages" || REFUSED.contains(&error.field()),
                    "{}: {error}",
                    pack.id()
                );
                assert_eq!(told(batch, "withheld", row), None);
                assert_eq!(told(batch, "to_date.through", row), None);
                None
            }
        }
    };
    cases.iter().enumerate().map(compare).collect()
}

#[test]
fn every_jurisdiction_is_as_its_single_calls() {
    for (id, cases) in samples() {
        let pack = RulePack::embedded(id).unwrap();
        for way in 0..20 {
            agree(&pack, &cases, way);
        }
    }
}

#[test]
fn lines_come_in_the_order_in_which_they_are_listed() {
    for (id, cases) in samples() {
        let pack = RulePack::embedded(id).unwrap();
        let listed = wages::lines(id);
        for (profile, payment) in &cases {
            let Ok(payment) = document::take::<Payment>("", payment) else { continue };
            let Ok(profile) = document::take_seed("", profile, ProfileOf(&pack)) else { continue };
            let Ok(assessed) = wages::assess(&profile.unwrap(), &payment, &pack) else { continue };
            let places: Vec<_> = assessed
                .lines
                .iter()
                .map(|line| listed.iter().position(|listed| *listed == (line.code.as_str(), line.payer)))
                .collect();
            let codes = assessed.lines.iter().map(|line| &line.code).collect::<Vec<_>>();
            assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{codes:?}: {places:?}");
        }
    }
}

#[test]
fn there_is_a_column_for_every_field() {
    for (id, cases) in samples() {
        let pack = RulePack::embedded(id).unwrap();
        let sheet = fields::of(id).unwrap();
        let mut found = BTreeSet::new();
        for (profile, _) in &cases {
            found.extend(flat(profile).into_iter().map(|(path, _)| path));
            // A field that nobody knows makes each object say what it knows.
            let mut spoilt = vec![];
            spoil(profile, "", &mut |path, document| spoilt.push((path.to_owned(), document)));
            for (path, document) in spoilt {
                let Err(error) = document::take_seed("", &document, ProfileOf(&pack)) else {
                    panic!("{id}: `{path}` takes any field")
                };
                if error.code() != Code::InputUnknownField {
                    continue; // a sample that lacks what it needs
                }
                let known = error.message().rsplit_once("there is ").unwrap().1.to_owned();
                for field in known.split(", ").filter(|field| *field != "nothing") {
                    found.insert(if path.is_empty() { field.to_owned() } else { format!("{path}.{field}") });
                }
            }
        }
        let names: BTreeSet<String> = sheet.profile.iter().map(|(name, _)| (*name).to_owned()).collect();
        let inner = |path: &String| names.iter().any(|name| name.starts_with(&format!("{path}.")));
        found.retain(|path| !inner(path));
        assert_eq!(found, names, "core/src/table/wages/fields.rs, {id}");
        for carried in sheet.carried {
            assert!(names.contains(carried.name), "{}", carried.name);
        }
    }
}

/// The document with a field too many in each of its objects, one after the other.
fn spoil(document: &Value, path: &str, give: &mut dyn FnMut(&str, Value)) {
    let Value::Object(fields) = document else { return };
    if fields.contains_key("currency") {
        return;
    }
    let mut more = document.clone();
    more["?"] = Value::Null;
    give(path, more);
    for (key, value) in fields {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        spoil(value, &path, &mut |path, inner| {
            let mut whole = document.clone();
            whole[key] = inner;
            give(path, whole);
        });
    }
}

#[test]
fn what_comes_out_goes_in_again() {
    let pack = RulePack::embedded("uk.wages").unwrap();
    let months = ["2026-04-30", "2026-05-29", "2026-06-30", "2026-07-31"];
    let pay = ["3000", "4321.5", "800", "12000.01"];
    let person = json!({"tax_code": "1257L", "category": "A", "student_loans": {"plan": "plan1"}});
    let director =
        json!({"tax_code": "K100", "category": "A", "director": {"method": "annual", "weeks": 52}});
    let mut people = [person, director, json!({"tax_code": "?", "category": "A"})];
    let names = ["id", "tax_code", "category", "student_loans.plan", "director.method"];
    let mut before: Option<RecordBatch> = None;
    for (month, pay) in months.into_iter().zip(pay) {
        let cases: Vec<Case> =
            people.iter().map(|person| (person.clone(), paid("GBP", month, "monthly", pay))).collect();
        let carried = agree(&pack, &cases, 0);
        let reading = Reading {
            constants: [("pay_day", month), ("frequency", "monthly"), ("taxable", pay)]
                .map(|(key, value)| (key.to_owned(), value.into()))
                .into_iter()
                .collect(),
            ..passing(&names)
        };
        // The first month's people, then what came out of the month before, as it is.
        let input = before.take().unwrap_or_else(|| {
            let first = table(&pack, &cases, 0);
            let kept: Vec<usize> = (0..first.num_columns())
                .filter(|index| {
                    let name = first.schema_ref().field(*index).name().clone();
                    !fields::PAYMENT.iter().any(|(field, _)| *field == name)
                })
                .collect();
            first.project(&kept).unwrap()
        });
        let out = run(&input, &reading, &pack).unwrap().remove(0);
        for (row, (case, carried)) in cases.iter().zip(carried).enumerate() {
            if let Some(carried) = carried {
                let (all, _) = single(&pack, case).unwrap();
                for (name, wanted) in all {
                    assert_eq!(told(&out, &name, row), Some(wanted), "{name} in {month}");
                }
                let mut next = serde_json::to_value(carried).unwrap();
                next.as_object_mut().unwrap().remove("jurisdiction");
                people[row] = next;
            } else {
                let field = if month == months[0] { "tax_code" } else { "problem.code" };
                assert_eq!(told(&out, "problem.field", row).as_deref(), Some(field));
                assert_eq!(told(&out, "to_date.tax", row), None);
            }
        }
        before = Some(out);
    }
}

fn uk(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter(columns).unwrap()
}

fn strings(values: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

fn monthly() -> Reading {
    let document = json!({"constants": {
        "pay_day": "2026-04-30", "frequency": "monthly", "category": "A", "tax_code": "1257L"
    }});
    serde_json::from_value(document).unwrap()
}

#[track_caller]
fn refused(people: &RecordBatch, reading: &Reading, code: Code, field: &str, told: &str) {
    let pack = RulePack::embedded("uk.wages").unwrap();
    let error = run(people, reading, &pack).unwrap_err();
    assert_eq!((error.code(), error.field()), (code, field), "{error}");
    assert!(error.message().contains(told), "{error}");
}

#[test]
fn a_table_that_cannot_be_read_is_refused_as_a_whole() {
    let pay = |array: ArrayRef| uk(vec![("taxable", array)]);
    refused(
        &pay(Arc::new(Float64Array::from(vec![3000.0]))),
        &monthly(),
        Code::InputFloat,
        "taxable",
        "not exact",
    );
    refused(
        &pay(Arc::new(BooleanArray::from(vec![true]))),
        &monthly(),
        Code::InputInvalid,
        "taxable",
        "takes decimal, whole numbers or text",
    );
    let good = strings(&["3000"]);
    let with = |name: &'static str, array: ArrayRef| uk(vec![("taxable", good.clone()), (name, array)]);
    refused(
        &with("to_date.taxable_pai", good.clone()),
        &monthly(),
        Code::InputUnknownField,
        "to_date.taxable_pai",
        "the nearest is `to_date.taxable_pay`",
    );
    refused(
        &with("to_date.through", Arc::new(TimestampMillisecondArray::from(vec![0]))),
        &monthly(),
        Code::InputInvalid,
        "to_date.through",
        "date32",
    );
    refused(
        &with("director.weeks", Arc::new(Float64Array::from(vec![52.0]))),
        &monthly(),
        Code::InputFloat,
        "director.weeks",
        "takes whole numbers",
    );
    refused(&with("tax_code", good.clone()), &monthly(), Code::InputDuplicate, "tax_code", "a constant too");
    let people = pay(good.clone());
    let twice = RecordBatch::try_new(
        Arc::new(Schema::new(vec![
            Field::new("taxable", arrow_schema::DataType::Utf8, true),
            Field::new("taxable", arrow_schema::DataType::Utf8, true),
        ])),
        vec![good.clone(), good.clone()],
    )
    .unwrap();
    refused(&twice, &monthly(), Code::InputDuplicate, "taxable", "twice");
    refused(&people, &passing(&["taxible"]), Code::InputUnknownField, "taxible", "`taxable`");
    refused(
        &with("withheld", good.clone()),
        &passing(&["withheld"]),
        Code::InputDuplicate,
        "withheld",
        "rename",
    );
    refused(&people, &passing(&["taxable", "taxable"]), Code::InputDuplicate, "taxable", "once");

    let constant = |value: Value| -> Reading { serde_json::from_value(json!({"constants": value})).unwrap() };
    for (value, code, field) in [
        (json!({"to_date": {"tax": 0.5}}), Code::InputFloat, "to_date.tax"),
        (json!({"to_date": {"tax": "1e3"}}), Code::NumberNotExact, "to_date.tax"),
        (json!({"to_date.tax": true}), Code::InputInvalid, "to_date.tax"),
        (json!({"to_date": {"tax": "1"}, "to_date.tax": "1"}), Code::InputDuplicate, "to_date.tax"),
        (json!({"to_date": {"taxes": "1"}}), Code::InputUnknownField, "to_date.taxes"),
        (
            json!({"to_date": {"tax": {"amount": "1", "currency": "EUR"}}}),
            Code::MoneyMixedCurrencies,
            "to_date.tax",
        ),
        (json!({"pay_day": "2026-4-30"}), Code::CalendarInvalidDate, "pay_day"),
        (json!({"jurisdiction": "us"}), Code::LawUnsupported, "jurisdiction"),
        (json!({"director.weeks": "52"}), Code::InputInvalid, "director.weeks"),
    ] {
        refused(&people, &constant(value), code, field, "`");
    }
    let vat = RulePack::embedded("uk.vat").unwrap();
    assert_eq!(run(&people, &monthly(), &vat).unwrap_err().code(), Code::LawUnsupported);
}

#[test]
fn odd_cells_are_refused_in_their_row() {
    let pack = RulePack::embedded("uk.wages").unwrap();
    // 10^37 does not fit 28 digits; the same of scale 30 does, for all but its first 7 digits are zeros.
    let large = |scale: i8| {
        let numbers = vec![Some(10_i128.pow(37)), Some(3000), None];
        Arc::new(Decimal128Array::from(numbers).with_precision_and_scale(38, scale).unwrap()) as ArrayRef
    };
    let out = run(&uk(vec![("taxable", large(0))]), &monthly(), &pack).unwrap().remove(0);
    assert_eq!(told(&out, "problem.code", 0).as_deref(), Some("number.not_exact"));
    assert_eq!(told(&out, "problem.field", 0).as_deref(), Some("taxable"));
    assert!(told(&out, "problem.message", 0).unwrap().contains("10000000000000000000000000000000000000e0"));
    assert_eq!(told(&out, "uk.paye", 1).as_deref(), Some("390.20"));
    assert_eq!(told(&out, "problem.code", 2).as_deref(), Some("input.missing"));
    let out = run(&uk(vec![("taxable", large(30))]), &monthly(), &pack).unwrap().remove(0);
    assert_eq!(told(&out, "to_date.taxable_pay", 0).as_deref(), Some("10000000.00"));
    assert_eq!(told(&out, "problem.code", 1).as_deref(), Some("money.too_many_decimals"));

    let mut reading = monthly();
    reading.constants.remove("pay_day");
    let noon = Arc::new(Date64Array::from(vec![1_777_507_200_000, 1_777_550_400_000, i64::MAX])) as ArrayRef;
    let people = uk(vec![("taxable", strings(&["1", "1", "1"])), ("pay_day", noon)]);
    let out = run(&people, &reading, &pack).unwrap().remove(0);
    let codes = [0, 1, 2].map(|row| told(&out, "problem.code", row));
    assert_eq!(codes, [None, Some("calendar.invalid_date".into()), Some("calendar.invalid_date".into())]);

    // A key that leads nowhere.
    let keys = arrow_array::PrimitiveArray::<UInt8Type>::from(vec![Some(0), None, Some(0)]);
    let codes = DictionaryArray::new(keys, strings(&["1257L"]));
    reading = monthly();
    reading.constants.remove("tax_code");
    let people = uk(vec![("taxable", strings(&["1", "1", "1"])), ("tax_code", Arc::new(codes))]);
    let out = run(&people, &reading, &pack).unwrap().remove(0);
    assert_eq!(told(&out, "problem.field", 1).as_deref(), Some("tax_code"));
    assert_eq!(told(&out, "problem.code", 2), None);
}

#[test]
fn whole_numbers_are_whole_units_and_nothing_is_absent() {
    let pack = RulePack::embedded("uk.wages").unwrap();
    for pay in [
        Arc::new(Int64Array::from(vec![3000])) as ArrayRef,
        Arc::new(UInt64Array::from(vec![3000])),
        Arc::new(Decimal128Array::from(vec![3]).with_precision_and_scale(5, -3).unwrap()),
    ] {
        let people = uk(vec![
            ("taxable", pay),
            ("to_date.tax", Arc::new(NullArray::new(1))),
            ("non_cash", Arc::new(Int8Array::from(vec![None]))),
        ]);
        let out = run(&people, &monthly(), &pack).unwrap().remove(0);
        assert_eq!(told(&out, "uk.paye", 0).as_deref(), Some("390.20"));
        assert_eq!(told(&out, "uk.ni.employer", 0).as_deref(), Some("387.45"));
    }
}

#[test]
fn a_stream_comes_in_windows_and_keeps_its_order() {
    let pack = RulePack::embedded("uk.wages").unwrap();
    let people = |rows: i64| {
        let pay = (0..rows).map(|row| Some(i128::from(row) * 10)).collect::<Decimal128Array>();
        let pay = Arc::new(pay.with_precision_and_scale(18, 2).unwrap()) as ArrayRef;
        let days = (0..rows).map(|row| Some(20_573 + i32::try_from(row % 3).unwrap() * 30));
        let days = Arc::new(days.collect::<Date32Array>()) as ArrayRef;
        uk(vec![("taxable", pay), ("pay_day", days)])
    };
    let mut reading = Reading { pass_through: vec!["taxable".into()], ..monthly() };
    reading.constants.remove("pay_day");
    let all = [people(20_000), people(0), people(5)];
    let mut stream = wages(stream(&all), &reading, &pack).unwrap();
    let schema = stream.schema();
    let mut sizes = vec![];
    let mut row = 0_i128;
    for batch in stream.by_ref() {
        let batch = batch.unwrap();
        assert_eq!(batch.schema(), schema);
        sizes.push(batch.num_rows());
        let [passed, to_date] = ["taxable", "to_date.taxable_pay"]
            .map(|name| batch.column_by_name(name).unwrap().as_primitive::<Decimal128Type>());
        for (passed, to_date) in passed.values().iter().zip(to_date.values()) {
            assert_eq!((*passed, *to_date), (row % 20_000 * 10, row % 20_000 * 10));
            row += 1;
        }
    }
    assert_eq!(sizes, [8192, 8192, 3616, 5]);
    assert_eq!(stream.laws.len(), 3, "the law is prepared once for each pay day");
    assert!(stream.next().is_none());
}

fn in_states(columns: Vec<(&str, ArrayRef)>) -> Result<RecordBatch> {
    let constants = json!({"constants": {
        "pay_day": "2026-06-12", "frequency": "fortnightly", "taxable": "2600", "rounding": "us-15t-once",
        "w4": {"form": "2020_or_later", "filing_status": "single_or_married_separately"}
    }});
    let id = vec![("id", Arc::new(Int64Array::from(vec![0; columns[0].1.len()])) as ArrayRef)];
    let people = RecordBatch::try_from_iter(id.into_iter().chain(columns)).unwrap();
    let reading = Reading { pass_through: vec!["id".into()], ..serde_json::from_value(constants).unwrap() };
    Ok(run(&people, &reading, &RulePack::embedded("us.wages").unwrap())?.remove(0))
}

#[test]
fn a_states_allowances_are_what_its_form_says() {
    let states = strings(&["GA", "IA", "GA", "PA"]);
    let allowances = |numbers: Vec<Option<i128>>| {
        Arc::new(Decimal128Array::from(numbers).with_precision_and_scale(9, 2).unwrap()) as ArrayRef
    };
    let out = in_states(vec![
        ("state.state", states.clone()),
        ("state.line3_marital_status", Arc::new(StringArray::from(vec![Some("A"), None, Some("A"), None]))),
        ("state.marital_status", Arc::new(StringArray::from(vec![None, Some("other"), None, None]))),
        ("state.line7_allowances", allowances(vec![Some(200), Some(8_000), Some(250), Some(0)])),
    ])
    .unwrap();
    // 2,600 less 15,000 and twice 5,000, each ÷ 26 and to the cent, at 4.99 %.
    assert_eq!(told(&out, "us.ga.income_tax", 0).as_deref(), Some("81.76"));
    // 2,600 less 13,000 ÷ 26 at 3.8 %, less 80 ÷ 26.
    assert_eq!(told(&out, "us.ia.income_tax", 1).as_deref(), Some("76.72"));
    for (row, told_of) in [(2, "2.5"), (3, "line7_allowances")] {
        assert!(told(&out, "problem.message", row).unwrap().contains(told_of), "{row}");
        assert_eq!(told(&out, "withheld", row), None);
    }

    let texts = vec![("state.state", states), ("state.line7_allowances", strings(&["2", "80", "2", "0"]))];
    let error = in_states(texts).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::InputInvalid, "state.line7_allowances"));
}

#[test]
fn a_line_that_cannot_come_up_has_no_column() {
    let taxes = |batch: &RecordBatch| -> Vec<String> {
        let names = batch.schema_ref().fields().iter().map(|field| field.name().clone());
        names.filter(|name| name.ends_with(".income_tax")).collect()
    };
    let nobody = vec![("exempt", Arc::new(BooleanArray::from(vec![false])) as ArrayRef)];
    assert!(taxes(&in_states(nobody).unwrap()).is_empty());
    let all = taxes(&in_states(vec![("state.state", strings(&["PA"]))]).unwrap());
    assert_eq!(all.len(), 18, "those whose law the pack holds: {all:?}");

    // Once `state` was enough.
    let error = in_states(vec![("state", strings(&["PA"]))]).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::InputUnknownField, "state"));
    assert!(error.message().contains("the nearest is `state.state`"), "{error}");
}

fn code() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "1257L", "K100", "BR", "D0", "0T", "NT", "S1257L", "C1257L X", "1257L W1", "1257Q", "",
    ])
}

fn amount() -> impl Strategy<Value = String> {
    prop_oneof![
        (0_i64..2_000_000)
            .prop_map(|pence| Money::minor(pence, crate::money::currency::GBP).amount().to_string()),
        (-500_i64..500)
            .prop_map(|pence| Money::minor(pence, crate::money::currency::GBP).amount().to_string()),
        prop::sample::select(vec!["0.001", "123456789012345678901234.56", "1,5", "99999999.99", "7"])
            .prop_map(str::to_owned),
    ]
}

prop_compose! {
    fn person()(
        code in code(),
        category in prop::sample::select(vec!["A", "B", "C", "H", "J", "M", "Z", "Q"]),
        basis in prop::option::of(prop::sample::select(vec!["cumulative", "week1_month1"])),
        to_date in prop::option::of((amount(), amount(), prop::option::of([amount(), amount(), amount()]))),
        through in prop::sample::select(vec!["2026-04-10", "2026-03-31", "2026-06-30", "2026-02-30"]),
        director in prop::option::of((prop::sample::select(vec!["annual", "alternative", "monthly"]), 0_u32..54)),
        loans in prop::option::of((prop::option::of(prop::sample::select(vec!["plan1", "plan2", "plan3"])), any::<bool>())),
    ) -> Value {
        let money = |amount: &String| json!({"amount": amount, "currency": "GBP"});
        let mut person = json!({"tax_code": code, "category": category});
        if let Some(basis) = basis {
            person["basis"] = basis.into();
        }
        if let Some((pay, tax, paid)) = to_date {
            person["to_date"] = json!({"through": through, "taxable_pay": money(&pay), "tax": money(&tax)});
            if let Some([earnings, employee, employer]) = paid {
                person["to_date"]["contributions"] =
                    json!({"earnings": money(&earnings), "employee": money(&employee), "employer": money(&employer)});
            }
        }
        if let Some((method, weeks)) = director {
            person["director"] = json!({"method": method, "weeks": weeks});
        }
        if let Some((plan, postgraduate)) = loans {
            person["student_loans"] = json!({"postgraduate": postgraduate});
            if let Some(plan) = plan {
                person["student_loans"]["plan"] = plan.into();
            }
        }
        person
    }
}

prop_compose! {
    fn case()(
        person in person(),
        pay in amount(),
        contributory in amount(),
        non_cash in amount(),
        non_periodic in prop::option::of(amount()),
        day in prop::sample::select(vec!["2026-04-30", "2026-05-29", "2027-04-05", "1999-01-31"]),
        frequency in prop::sample::select(vec!["monthly", "weekly", "four_weekly", "daily", "annual"]),
    ) -> Case {
        let money = |amount: &String| json!({"amount": amount, "currency": "GBP"});
        let mut payment = json!({
            "pay_day": day, "frequency": frequency, "taxable": money(&pay), "contributory": money(&contributory),
            "non_cash": money(&non_cash),
        });
        if let Some(part) = non_periodic {
            payment["non_periodic"] = money(&part);
        }
        (person, payment)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_table_of_anybody_is_as_the_single_calls(cases in prop::collection::vec(case(), 1..20), way in 0_usize..60) {
        agree(&RulePack::embedded("uk.wages").unwrap(), &cases, way);
    }
}
