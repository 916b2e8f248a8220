//! The cases of `receivables.json`: a function's input, and the part of its result that is compared.

use super::{Checks, File, only, text};
use backoffice::{
    Error, Money, NaiveDate, Rounding,
    invoice::receivables::{
        DayCount, Level, OpenItem, Payment, Policy, RateSince, Reduction, Sent, Settled, age, allocate,
        expect, interest, post, remind,
    },
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

fn read<T: DeserializeOwned>(input: &Value, field: &str) -> Result<T, String> {
    T::deserialize(&input[field]).map_err(|error| format!("`{field}`: {error}"))
}

fn shown<T: serde::Serialize>(result: Result<T, Error>) -> Result<Value, Error> {
    result.map(|value| json!(value))
}

/// One case.
pub fn receivables(_: &File, case: &Value, checks: &mut Checks) -> Result<(), String> {
    only(case, &["id", "kind", "input", "expected", "worked"])?;
    let input = &case["input"];
    let day = |field: &str| read::<NaiveDate>(input, field);
    let items = || read::<Vec<OpenItem>>(input, "items");
    let got = match text(case, "kind")? {
        "allocate" => {
            let (items, payments) = (items()?, read::<Vec<Payment>>(input, "payments")?);
            let allocation = allocate(&items, &payments, &read::<Policy>(input, "policy")?);
            if let Ok(allocation) = &allocation {
                let judged = allocation.conserved(&items, &payments);
                checks.holds("conserved", judged.is_ok(), "ok", format!("{judged:?}"));
                let accounts =
                    ["bank", "receivable", "on_account", "discount", "written_off", "exchange_difference"];
                let accounts = accounts.map(|name| (name.to_owned(), json!(name))).into_iter().collect();
                let accounts = serde_json::from_value(Value::Object(accounts)).map_err(|e| e.to_string())?;
                let journal = post(allocation, &accounts).and_then(|journal| journal.balanced());
                checks.holds("journal", journal.is_ok(), "balanced", format!("{journal:?}"));
            }
            shown(allocation)
        }
        "age" => shown(age(&items()?, day("on")?, &read::<Vec<u32>>(input, "bounds")?)),
        "remind" => {
            let (levels, sent) = (read::<Vec<Level>>(input, "levels")?, read::<Vec<Sent>>(input, "sent")?);
            shown(remind(&items()?, day("on")?, &levels, &sent))
        }
        "interest" => shown(interest(
            read::<Money>(input, "principal")?,
            &read::<Vec<Reduction>>(input, "reductions")?,
            day("from")?,
            day("to")?,
            &read::<Vec<RateSince>>(input, "rates")?,
            read::<DayCount>(input, "days")?,
            read::<Rounding>(input, "rounding")?,
        )),
        "expect" => {
            let history = read::<Vec<Settled>>(input, "history")?;
            shown(expect(&items()?, &history, day("on")?, read::<u32>(input, "minimum")?))
        }
        other => return Err(format!("the kind `{other}`")),
    };
    match got {
        Ok(got) => compare("result", &case["expected"], &got, checks),
        Err(error) => checks.refused(&error),
    }
    Ok(())
}

fn compare(path: &str, wanted: &Value, got: &Value, checks: &mut Checks) {
    match wanted {
        Value::Object(fields) => {
            for (name, wanted) in fields {
                compare(&format!("{path}.{name}"), wanted, &got[name], checks);
            }
        }
        Value::Array(wanted) => {
            let count = got.as_array().map_or(0, Vec::len);
            checks.text(&format!("{path} (count)"), wanted.len(), count);
            for (place, wanted) in wanted.iter().enumerate() {
                compare(&format!("{path}.{place}"), wanted, &got[place], checks);
            }
        }
        Value::String(_) if super::number(wanted).is_some() => match super::number(got) {
            Some(got) => checks.number(path, wanted, got),
            None => checks.text(path, wanted, got),
        },
        _ => checks.text(path, wanted, got),
    }
}
