//! The cases of `stock::replenishment`: floats, each compared within a tolerance.

#![allow(clippy::float_arithmetic, reason = "replenishment reckons in floats, and so do its peers")]

use super::{Checks, File, only, text};
use backoffice::{
    Decimal,
    stock::replenishment::{self, PlanPeriod},
};
use serde_json::Value;

/// A forecast of a series: `croston_classic` and `croston_sba` with an alpha of 0.1, `tsb_a_b` with those of demand and
/// probability, `ses_a`.
pub fn forecasts(_: &File, case: &Value, checks: &mut Checks) -> Result<(), String> {
    only(case, &["id", "model", "y", "h", "expect", "tolerance"])?;
    let demand = floats(case.get("y"), "y")?;
    let wanted = floats(case.get("expect"), "expect")?;
    let tolerance = float(case.get("tolerance"), "tolerance")?;
    if case.get("h").and_then(Value::as_u64) != u64::try_from(wanted.len()).ok() {
        return Err("a horizon other than that of `expect`".into());
    }
    let model = text(case, "model")?;
    let (name, parameters) = model.split_once('_').unwrap_or((model, ""));
    let parameters: Vec<&str> = parameters.split('_').collect();
    let parameter = |text: &str| text.parse::<f64>().map_err(|_| format!("the parameter `{text}`"));
    let rate = match (name, &parameters[..]) {
        ("croston", ["classic"]) => replenishment::croston(&demand, 0.1),
        ("croston", ["sba"]) => replenishment::sba(&demand, 0.1),
        ("tsb", [alpha, beta]) => replenishment::tsb(&demand, parameter(alpha)?, parameter(beta)?),
        ("ses", [alpha]) => replenishment::ses(&demand, parameter(alpha)?),
        ("adida", _) => replenishment::adida(&demand),
        ("imapa", _) => replenishment::imapa(&demand),
        _ => return Err(format!("the model `{model}`")),
    };
    match rate {
        // All of these forecast the same rate for every period.
        Ok(rate) => {
            for (place, wanted) in wanted.iter().enumerate() {
                let right = (rate - wanted).abs() <= tolerance;
                checks.holds(&format!("expect.{place}"), right, wanted, rate);
            }
        }
        Err(error) => checks.refused(&error),
    }
    Ok(())
}

/// A policy by its costs, in the order in which the reference gives its results.
pub fn policies(_: &File, case: &Value, checks: &mut Checks) -> Result<(), String> {
    only(case, &["id", "args", "expect", "expect_Q", "expect_cost"])?;
    let args = case.get("args").ok_or("a case without `args`")?;
    let arg = |name: &str| float(args.get(name), name);
    let id = text(case, "id")?;
    if id == "stockpyl.wagner_whitin" {
        return plan(case, args, checks);
    }
    let results = match id {
        "stockpyl.eoq" => {
            only(args, &["fixed_cost", "holding_cost", "demand_rate"])?;
            replenishment::eoq(arg("demand_rate")?, arg("fixed_cost")?, arg("holding_cost")?)
                .map(|lot| vec![lot.quantity, lot.cost])
        }
        "stockpyl.eoqb" => {
            only(args, &["fixed_cost", "holding_cost", "stockout_cost", "demand_rate"])?;
            let (demand, order) = (arg("demand_rate")?, arg("fixed_cost")?);
            replenishment::eoq_backorders(demand, order, arg("holding_cost")?, arg("stockout_cost")?)
                .map(|lot| vec![lot.quantity, lot.backordered, lot.cost])
        }
        "stockpyl.newsvendor_normal" => {
            only(args, &["holding_cost", "stockout_cost", "demand_mean", "demand_sd"])?;
            let (mean, deviation) = (arg("demand_mean")?, arg("demand_sd")?);
            replenishment::newsvendor(mean, deviation, arg("holding_cost")?, arg("stockout_cost")?)
                .map(|lot| vec![lot.quantity, lot.cost])
        }
        "stockpyl.newsvendor_poisson" => {
            only(args, &["holding_cost", "stockout_cost", "demand_mean"])?;
            let mean = arg("demand_mean")?;
            replenishment::newsvendor_poisson(mean, arg("holding_cost")?, arg("stockout_cost")?)
                .map(|lot| vec![lot.quantity, lot.cost])
        }
        "stockpyl.rq_eil" => {
            only(
                args,
                &["holding_cost", "stockout_cost", "fixed_cost", "demand_mean", "demand_sd", "lead_time"],
            )?;
            let (mean, deviation, time) = (arg("demand_mean")?, arg("demand_sd")?, arg("lead_time")?);
            let (order, holding) = (arg("fixed_cost")?, arg("holding_cost")?);
            replenishment::reorder_quantity(mean, deviation, time, order, holding, arg("stockout_cost")?)
                .map(|policy| vec![policy.level, policy.quantity, policy.cost])
        }
        other => return Err(format!("the policy `{other}`")),
    };
    let wanted = floats(case.get("expect"), "expect")?;
    match results {
        Ok(results) => {
            checks.text("expect.length", wanted.len(), results.len());
            for (place, (wanted, got)) in wanted.iter().zip(results).enumerate() {
                // The file names none; the reference's own search ends within a millionth.
                let right = (got - wanted).abs() <= 1e-6 * wanted.abs().max(1.0);
                checks.holds(&format!("expect.{place}"), right, wanted, got);
            }
        }
        Err(error) => checks.refused(&error),
    }
    Ok(())
}

/// The plan of Wagner and Whitin, exactly; the reference's list begins with a period 0 in which nothing is ordered.
fn plan(case: &Value, args: &Value, checks: &mut Checks) -> Result<(), String> {
    only(args, &["num_periods", "holding_cost", "fixed_cost", "demand"])?;
    let whole = |value: &Value| {
        let whole =
            value.as_f64().filter(|number| number.fract() == 0.0).map(|number| format!("{number:.0}"));
        whole
            .and_then(|text| backoffice::error::exact::decimal("number", &text).ok())
            .ok_or("a broken number")
    };
    let list = |list: Option<&Value>| -> Result<Vec<Decimal>, String> {
        let list = list.and_then(Value::as_array).ok_or("a case without its list")?;
        Ok(list.iter().map(whole).collect::<Result<_, _>>()?)
    };
    let cost = |name: &str| whole(args.get(name).unwrap_or(&Value::Null)).map_err(str::to_owned);
    let demand = list(args.get("demand"))?;
    let orders = list(case.get("expect_Q"))?;
    let periods = PlanPeriod::constant(&demand, cost("fixed_cost")?, cost("holding_cost")?);
    match replenishment::wagner_whitin(&periods) {
        Ok(plan) => {
            let got: Vec<String> = plan.periods.iter().map(|period| period.order.to_string()).collect();
            let wanted: Vec<String> = orders.iter().skip(1).map(ToString::to_string).collect();
            checks.text("expect_Q", wanted.join(", "), got.join(", "));
            let wanted = whole(case.get("expect_cost").unwrap_or(&Value::Null))?;
            checks.holds("expect_cost", plan.cost == wanted, wanted, plan.cost);
        }
        Err(error) => checks.refused(&error),
    }
    Ok(())
}

fn float(value: Option<&Value>, name: &str) -> Result<f64, String> {
    value.and_then(Value::as_f64).ok_or_else(|| format!("a case without the number `{name}`"))
}

fn floats(value: Option<&Value>, name: &str) -> Result<Vec<f64>, String> {
    let list = value.and_then(Value::as_array).ok_or_else(|| format!("a case without the list `{name}`"))?;
    list.iter().map(|value| float(Some(value), name)).collect()
}
