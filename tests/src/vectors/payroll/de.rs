//! The cases of German wage tax and social insurance.
//!
//! The wage-tax files name the inputs of the Programmablaufplan, amounts in cents; what a case leaves out is 0, `f` 1.

use super::super::{Checks, File, decimal, number, only};
use backoffice::{
    Decimal, Money, NaiveDate, PayFrequency, Result,
    currency::EUR,
    date,
    error::exact,
    law::RulePack,
    tax::wages::de::{
        self, Employment, Health, Inputs, Insurance, Outputs, Pay, Period, Provision, TransitionBand,
        WageTax, Year,
    },
};
use serde_json::Value;
use std::sync::OnceLock;

const RESULTS: [&str; 6] = ["LSTLZZ", "SOLZLZZ", "BK", "STS", "SOLZS", "BKS"];
const BRANCHES: [&str; 5] = ["health", "health_extra", "pension", "unemployment", "care"];

fn law() -> Result<&'static RulePack> {
    static LAW: OnceLock<Result<RulePack>> = OnceLock::new();
    LAW.get_or_init(|| RulePack::embedded(de::PACK)).as_ref().map_err(Clone::clone)
}

fn day(case: &Value) -> std::result::Result<NaiveDate, String> {
    let year = case.get("year").and_then(Value::as_i64).and_then(|year| year.try_into().ok());
    year.and_then(|year| date(year, 7, 1).ok()).ok_or_else(|| "a case without a year".into())
}

/// Judges a case of the Programmablaufplan: results as an object, or as a row in the order of the outputs.
pub fn wage_tax(_: &File, case: &Value, checks: &mut Checks) -> std::result::Result<(), String> {
    let day = day(case)?;
    let inputs = inputs(case.get("input").ok_or("a case without inputs")?)?;
    let expected = case.get("expected").ok_or("a case without results")?;
    if expected.is_object() {
        only(expected, &RESULTS)?;
    }
    // The reference with its trace, and the fast form, which must agree.
    let told = law().and_then(|law| {
        let (traced, _) = de::pap_traced(&inputs, law, day)?;
        let fast = de::pap(&inputs, &Year::on(law, day)?)?;
        assert_eq!(fast, traced, "the two forms of number differ for {inputs:?}");
        Ok(fast)
    });
    let Outputs { lstlzz, solzlzz, bk, sts, solzs, bks } = match told {
        Ok(told) => told,
        Err(error) => {
            checks.refused(&error);
            return Ok(());
        }
    };
    for (index, (name, got)) in RESULTS.iter().zip([lstlzz, solzlzz, bk, sts, solzs, bks]).enumerate() {
        let wanted = expected.get(name).or_else(|| expected.get(index));
        if let Some(wanted) = wanted {
            let cents = exact::multiply(got.amount(), Decimal::ONE_HUNDRED).ok_or("a result too great")?;
            checks.number(name, wanted, cents);
        }
    }
    Ok(())
}

fn inputs(given: &Value) -> std::result::Result<Inputs, String> {
    let mut inputs = Inputs {
        wage_tax: WageTax::new(0),
        provision: Provision::statutory(Decimal::ZERO),
        r: 0,
        pay: Pay::new(Period::Year, Money::zero(EUR)),
    };
    let factor_applies = given.get("af").is_none_or(|af| number(af) == Some(Decimal::ONE));
    for (name, value) in given.as_object().ok_or("inputs that are no object")? {
        let value = number(value).ok_or_else(|| format!("`{name}` is no number"))?;
        let cents = || {
            i64::try_from(value).map(|cents| Money::minor(cents, EUR)).map_err(|e| format!("`{name}`: {e}"))
        };
        let count = || u32::try_from(value).map_err(|e| format!("`{name}`: {e}"));
        let flag = || u8::try_from(value).map_err(|e| format!("`{name}`: {e}"));
        let Inputs { wage_tax: w, provision: p, pay, r } = &mut inputs;
        match name.as_str() {
            "af" => {}
            "f" if factor_applies => w.f = Some(value),
            "STKL" => w.stkl = flag()?,
            "ZKF" => w.zkf = value,
            "LZZFREIB" => w.lzzfreib = cents()?,
            "LZZHINZU" => w.lzzhinzu = cents()?,
            "JFREIB" => w.jfreib = cents()?,
            "JHINZU" => w.jhinzu = cents()?,
            "JRE4" => w.jre4 = cents()?,
            "ALTER1" => w.alter1 = flag()?,
            "AJAHR" => w.ajahr = count()?,
            "VJAHR" => w.vjahr = count()?,
            "VBEZM" => w.vbezm = cents()?,
            "VBEZS" => w.vbezs = cents()?,
            "ZMVB" => w.zmvb = count()?,
            "KRV" => p.krv = flag()?,
            "ALV" => p.alv = flag()?,
            "PKV" => p.pkv = flag()?,
            "KVZ" => p.kvz = value,
            "PKPV" => p.pkpv = cents()?,
            "PKPVAGZ" => p.pkpvagz = cents()?,
            "PVA" => p.pva = flag()?,
            "PVS" => p.pvs = flag()?,
            "PVZ" => p.pvz = flag()?,
            "R" => *r = flag()?,
            "LZZ" => pay.lzz = flag()?.try_into().map_err(|e: backoffice::Error| e.to_string())?,
            "RE4" => pay.re4 = cents()?,
            "VBEZ" => pay.vbez = cents()?,
            "SONSTB" => pay.sonstb = cents()?,
            "SONSTENT" => pay.sonstent = cents()?,
            other => return Err(format!("the input `{other}`")),
        }
    }
    Ok(inputs)
}

/// Judges a case of social insurance or of the transition band.
pub fn social(file: &File, case: &Value, checks: &mut Checks) -> std::result::Result<(), String> {
    let input = case.get("input").ok_or("a case without inputs")?;
    let expected = case.get("expected").ok_or("a case without results")?;
    only(expected, &["employee", "employer", "assessment_total", "assessment_employee"])?;
    for side in ["employee", "employer"] {
        only(expected.get(side).unwrap_or(&Value::Null), &BRANCHES)?;
    }
    let pay = Money::new(decimal(input, "gross")?, EUR).map_err(|error| error.to_string())?;
    let flag = |field: &str| input.get(field).and_then(Value::as_bool).unwrap_or_default();
    let count = |field: &str| input.get(field).and_then(Value::as_u64).unwrap_or_default();
    if input.get("factor_f").is_some() {
        return band_of_its_own(input, expected, pay, checks);
    }
    only(
        input,
        &["gross", "health_extra_rate", "childless_surcharge", "children_under_25", "saxony", "sv_days"],
    )?;
    let band = file.stem == "de_transition_band";
    let insurance = Insurance {
        health: Health::Statutory { extra: decimal(input, "health_extra_rate")?, reduced: false },
        childless: flag("childless_surcharge"),
        children: u8::try_from(count("children_under_25")).map_err(|error| error.to_string())?,
        saxony: flag("saxony"),
        employment: if band { Employment::TransitionBand } else { Employment::Regular },
        sv_days: input.get("sv_days").and_then(Value::as_u64).and_then(|days| days.try_into().ok()),
        ..Insurance::statutory(Decimal::ZERO)
    };
    let day = day(case)?;
    let due =
        law().and_then(|law| de::contributions(&insurance, pay, PayFrequency::Monthly, &Year::on(law, day)?));
    let due = match due {
        Ok(due) => due,
        Err(error) => {
            checks.refused(&error);
            return Ok(());
        }
    };
    for (side, shares) in [("employee", due.employee), ("employer", due.employer)] {
        let got = [shares.health, shares.health_extra, shares.pension, shares.unemployment, shares.care];
        for (branch, got) in BRANCHES.iter().zip(got) {
            if let Some(wanted) = expected.get(side).and_then(|side| side.get(branch)) {
                checks.number(&format!("{side}.{branch}"), wanted, got.amount());
            }
        }
    }
    let bases = [("assessment_total", Some(due.health_base)), ("assessment_employee", due.employee_base)];
    for (field, got) in bases {
        if let Some(wanted) = expected.get(field) {
            checks.number(field, wanted, got.map(Money::amount).unwrap_or_default());
        }
    }
    Ok(())
}

/// An example of a year that the pack does not hold: the band and the rates stand in the case.
fn band_of_its_own(
    input: &Value,
    expected: &Value,
    pay: Money,
    checks: &mut Checks,
) -> std::result::Result<(), String> {
    only(
        input,
        &[
            "gross",
            "marginal_limit",
            "upper_limit",
            "factor_f",
            "care_half_rate",
            "childless_rate",
            "childless_surcharge",
            "children_under_25",
        ],
    )?;
    let whole =
        |field| decimal(input, field).and_then(|n| u32::try_from(n).map_err(|error| error.to_string()));
    let percent = |field| {
        let rate = exact::multiply(decimal(input, field)?, Decimal::new(1, 2));
        rate.ok_or_else(|| format!("`{field}` is too great"))
    };
    let band = TransitionBand {
        marginal_limit: whole("marginal_limit")?,
        upper_limit: whole("upper_limit")?,
        factor: decimal(input, "factor_f")?,
    };
    let (half, childless) = (percent("care_half_rate")?, percent("childless_rate")?);
    let told = (|| {
        let base = band.base(pay)?;
        let sides = base.shared(half)?;
        Ok((base, sides.employee.checked_add(base.surcharge(childless)?)?, sides.employer))
    })();
    let (base, employee, employer) = match told {
        Ok(told) => told,
        Err(error) => {
            checks.refused(&error);
            return Ok(());
        }
    };
    let wanted = |path: &str| expected.pointer(path).unwrap_or(&Value::Null);
    checks.number("assessment_total", wanted("/assessment_total"), base.total.amount());
    checks.number("assessment_employee", wanted("/assessment_employee"), base.employee.amount());
    checks.number("employee.care", wanted("/employee/care"), employee.amount());
    checks.number("employer.care", wanted("/employer/care"), employer.amount());
    Ok(())
}
