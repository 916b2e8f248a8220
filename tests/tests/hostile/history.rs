//! The door of a pool whose past can change.

use super::{Outcome, Result, answer, part};
use backoffice::{
    Currency, Error, Money, NaiveDate,
    stock::{
        Method, Policy,
        history::{At, Closing, Columns, Difference, Flow, History, Recorded, Way},
    },
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub fn past() -> Value {
    let at = |day: &str, sequence: u32| json!({ "day": day, "sequence": sequence });
    let receipt = |day: &str, sequence, quantity: &str, value: &str| json!({ "at": at(day, sequence), "quantity": quantity, "value": { "amount": value, "currency": "EUR" } });
    let issue =
        |day: &str, sequence, quantity: &str| json!({ "at": at(day, sequence), "quantity": quantity });
    json!({
        "currency": "EUR", "method": "moving_average", "policy": "default",
        "flows": [
            receipt("2026-01-05", 0, "100", "10.00"), receipt("2026-02-05", 0, "100.000001", "12.01"),
            issue("2026-02-05", 1, "150"), receipt("2026-02-28", 0, "7.5", "0.00"), issue("2026-03-01", 7, "0.3"),
        ],
        "edits": [
            { "insert": receipt("2026-01-03", 0, "20", "1.80") }, { "insert": issue("2026-01-31", 3, "3.333333") },
            { "amend": { "at": at("2026-02-05", 1), "flow": issue("2026-02-05", 1, "12") } },
            { "amend": { "at": at("2026-02-05", 0), "flow": receipt("2026-02-05", 0, "100", "77.77") } },
            { "delete": at("2026-01-05", 0) }, { "delete": at("2026-03-01", 7) },
            { "insert": issue("2026-04-01", 0, "60") },
            { "amend": { "at": at("2026-01-03", 0), "flow": receipt("2026-01-01", 0, "40.5", "5.00") } },
        ],
        "first": "2026-01-15", "last": "2026-03-31", "months": 3, "since": 2,
        "day": [20458, 20458, 20513], "quantity": [100, 20, -33], "value": [1000, 180, 0], "sequence": [4, 3, 0],
        "digits": 3,
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Edit {
    Insert(Flow),
    Delete(At),
    Amend { at: At, flow: Flow },
}

/// All that a history tells, asked of a copy.
fn told(history: &History) -> (Vec<Recorded>, Vec<i64>, Closing) {
    let mut copy = history.clone();
    let closing = copy.closing();
    let costs = copy.costs();
    (copy.ledger(NaiveDate::MIN, NaiveDate::MAX).collect(), costs, closing)
}

fn flows(ledger: &[Recorded]) -> Vec<Flow> {
    let flow = |row: &Recorded| Flow {
        at: row.at,
        quantity: row.quantity,
        value: (row.way == Way::In).then_some(row.value),
    };
    ledger.iter().map(flow).collect()
}

/// What was, with what a diff says is otherwise.
fn with(before: &[Recorded], differences: &[Difference]) -> Vec<Recorded> {
    let mut rows: BTreeMap<At, Recorded> = before.iter().map(|row| (row.at, row.clone())).collect();
    for Difference { before, after } in differences {
        assert_ne!(before, after, "no difference");
        if let Some(before) = before {
            assert_eq!(rows.remove(&before.at).as_ref(), Some(before), "it was not so before");
        }
        if let Some(after) = after {
            assert_eq!(rows.insert(after.at, after.clone()), None, "two movements at one place");
        }
    }
    rows.into_values().collect()
}

pub fn change_the_past(document: &Value) -> Result {
    let (currency, policy): (Currency, Policy) = (part(document, "currency")?, part(document, "policy")?);
    let (method, all): (Method, Vec<Flow>) = (part(document, "method")?, part(document, "flows")?);
    let (edits, since): (Vec<Edit>, u64) = (part(document, "edits")?, part(document, "since")?);
    let (first, last): (NaiveDate, NaiveDate) = (part(document, "first")?, part(document, "last")?);
    let months: u32 = part(document, "months")?;
    let mut refused: Option<Error> = None;
    // What one method keeps another may refuse: only the first counts.
    for (place, method) in [method].into_iter().chain(Method::ALL).enumerate() {
        let mut refuse = |error| refused = refused.take().or(Some(error).filter(|_| place == 0));
        let mut history = match History::of(currency, method, &policy, &all) {
            Ok(history) => history,
            Err(error) => {
                refuse(error);
                continue;
            }
        };
        let beginning = told(&history);
        let mut held: BTreeMap<At, Flow> = all.iter().map(|flow| (flow.at, flow.clone())).collect();
        for edit in &edits {
            let (before, version) = (told(&history), history.version());
            let result = match edit {
                Edit::Insert(flow) => history.insert(flow),
                Edit::Delete(at) => history.delete(*at),
                Edit::Amend { at, flow } => history.amend(*at, flow),
            };
            match result {
                Err(error) => {
                    assert_eq!(version, history.version(), "refused ({error}), yet changed");
                    assert_eq!(before, told(&history), "refused ({error}), yet changed");
                    refuse(error);
                }
                Ok(change) => {
                    answer(&change)?;
                    assert_eq!((change.before, change.after), (version, history.version()));
                    match edit {
                        Edit::Insert(flow) => held.insert(flow.at, flow.clone()),
                        Edit::Delete(at) => held.remove(at),
                        Edit::Amend { at, flow } => {
                            held.remove(at);
                            held.insert(flow.at, flow.clone())
                        }
                    };
                    let differences = history.diff(version)?;
                    answer(&differences)?;
                    assert_eq!(with(&before.0, &differences), told(&history).0, "{method}");
                }
            }
            // As if it had been so from the beginning.
            let anew = History::of(currency, method, &policy, held.values())?;
            let now = told(&history);
            assert_eq!(now, told(&anew), "{method}");
            answer(&now.0)?;
            answer(&now.2)?;
        }
        let (ledger, costs, _) = told(&history);
        assert_eq!(history.len(), ledger.len());
        assert!(history.memory() > 0 && !history.explain().to_string().is_empty());
        let within = ledger.iter().zip(&costs).filter(|(row, _)| (first..=last).contains(&row.at.day));
        let sum = within.map(|(_, cost)| cost).sum();
        assert_eq!(history.cost_between(first, last), Money::minor(sum, currency), "{method}");
        assert_eq!(with(&beginning.0, &history.diff(0)?), ledger, "{method}");
        match history.diff(since) {
            Ok(differences) => drop(answer(&differences)?),
            Err(error) => refuse(error),
        }
        history.forget(since);
        match history.monthly(first, months) {
            Ok(costs) => assert_eq!(u32::try_from(costs.len()), Ok(months)),
            Err(error) => refuse(error),
        }
    }
    load(document, currency, method, &policy)?;
    refused.map_or(Ok(Outcome::Answered), |error| Err(error.into()))
}

/// Columns, and the same movements one by one.
fn load(document: &Value, currency: Currency, method: Method, policy: &Policy) -> Result {
    let (day, quantity): (Vec<i32>, Vec<i64>) = (part(document, "day")?, part(document, "quantity")?);
    let (value, sequence): (Vec<i64>, Option<Vec<u32>>) =
        (part(document, "value")?, part(document, "sequence")?);
    let columns = Columns {
        day: &day,
        sequence: sequence.as_deref(),
        quantity: &quantity,
        value: &value,
        digits: part(document, "digits")?,
    };
    let history = History::from_columns(currency, method, policy, &columns)?;
    let now = told(&history);
    answer(&now.0)?;
    match History::of(currency, method, policy, &flows(&now.0)) {
        Ok(other) => assert_eq!(now, told(&other)),
        // In six decimals the sum of quantities may be too great.
        Err(error) => assert_eq!(error.code(), "number.out_of_range", "{error}"),
    }
    Ok(Outcome::Answered)
}
