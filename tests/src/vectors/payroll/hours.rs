//! `gen_hours_and_premiums`: from a worked shift to paid hours.

use crate::vectors::{Checks, File, decimal, only, text};
use backoffice::{
    Currency,
    Mode::HalfUp,
    Price, Rounding,
    payroll::hours::{Rules, Shift, count},
};
use serde::de::DeserializeOwned;
use serde_json::Value;

fn read<T: DeserializeOwned>(case: &Value, field: &str) -> Result<T, String> {
    let value = case.get(field).cloned().ok_or_else(|| format!("a case without `{field}`"))?;
    serde_json::from_value(value).map_err(|error| format!("`{field}`: {error}"))
}

/// The file's rounding is half up to cents, at the end.
pub fn judge(_: &File, case: &Value, checks: &mut Checks) -> Result<(), String> {
    only(case, &["id", "shift", "rules", "rate", "currency", "expected", "source", "official", "verified"])?;
    let (shift, rules): (Shift, Rules) = (read(case, "shift")?, read(case, "rules")?);
    let currency = Currency::parse(text(case, "currency")?).map_err(|error| error.to_string())?;
    let rate = Price::new(decimal(case, "rate")?, currency);
    let expected = case.get("expected").ok_or("a case without `expected`")?;
    only(expected, &["minutes", "night_minutes", "counted_minutes", "pay"])?;
    let counted = match count(&shift, &rules) {
        Ok(counted) => counted,
        Err(error) => {
            checks.refused(&error);
            return Ok(());
        }
    };
    let wanted = |field: &str| expected.get(field).unwrap_or(&Value::Null);
    checks.number("minutes", wanted("minutes"), counted.minutes.into());
    checks.number("night_minutes", wanted("night_minutes"), counted.night_minutes.into());
    checks.number("counted_minutes", wanted("counted_minutes"), counted.counted_minutes);
    match counted.pay(rate, Rounding::minor(currency, HalfUp)) {
        Ok(pay) => checks.number("pay", wanted("pay"), pay.amount()),
        Err(error) => checks.refused(&error),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use backoffice::payroll::hours::{Priority, Rates};

    /// Beside its cases the file has a table of which rate applies.
    #[test]
    fn the_first_rate_that_is_set_applies() {
        let text = include_str!("../../../vectors/payroll/gen_hours_and_premiums.json");
        let file: Value = serde_json::from_str(text).unwrap();
        let cases = file["rate_cascade"]["cases"].as_array().unwrap();
        assert_eq!(cases.len(), 16);
        let usd = Currency::parse("USD").unwrap();
        for case in cases {
            let set = |field: &str| decimal(case, field).ok().map(|rate| Price::new(rate, usd));
            let priority: Priority = read(case, "priority").unwrap();
            let rates = Rates {
                priority,
                shift: set("shift_rate"),
                position: set("position_rate"),
                location: set("location_rate"),
                schedule: set("schedule_rate"),
                company: set("company_rate"),
            };
            let wanted = decimal(&case["expected"], "rate").unwrap();
            assert_eq!(rates.rate().unwrap().amount(), wanted, "{}", case["id"]);
        }
    }
}
