//! The cases of Australia's Schedule 1.

use super::super::{Checks, File, decimal, only, text};
use backoffice::{
    Decimal, Money, PayFrequency, Result,
    calendar::parse_date,
    currency::AUD,
    law::RulePack,
    tax::wages::{self, Payment, Profile, au},
};
use serde_json::Value;

/// A case: one payment, on the first day of its schedule.
pub fn judge(_: &File, case: &Value, checks: &mut Checks) -> std::result::Result<(), String> {
    only(case, &["id", "kind", "input", "expected", "source", "verified"])?;
    let (input, expected) = (&case["input"], &case["expected"]);
    only(input, &["schedule_from", "scale", "frequency", "gross"])?;
    only(expected, &["x", "a", "b", "weekly", "weekly_exact", "withholding"])?;
    let scale = match input["scale"].as_u64() {
        Some(1) => au::WithholdingScale::NoTaxFreeThreshold,
        Some(2) => au::WithholdingScale::TaxFreeThreshold,
        Some(3) => au::WithholdingScale::ForeignResident,
        Some(5) => au::WithholdingScale::FullMedicareExemption,
        Some(6) => au::WithholdingScale::HalfMedicareExemption,
        other => return Err(format!("the scale {other:?}")),
    };
    let frequency = match text(input, "frequency")? {
        "weekly" => PayFrequency::Weekly,
        "fortnightly" => PayFrequency::Fortnightly,
        "monthly" => PayFrequency::Monthly,
        "quarterly" => PayFrequency::Quarterly,
        other => return Err(format!("the frequency `{other}`")),
    };
    let (from, gross) = (text(input, "schedule_from")?, decimal(input, "gross")?);
    let assessed = (|| -> Result<_> {
        let payment = Payment::new(parse_date("schedule_from", from)?, frequency, Money::new(gross, AUD)?);
        let (person, law) = (Profile::Au(au::Profile::new(scale)), RulePack::embedded(au::PACK)?);
        let (traced, trace) = wages::assess_traced(&person, &payment, &law)?;
        assert_eq!(wages::assess(&person, &payment, &law)?, traced, "the two forms differ for {case}");
        super::listed(&traced);
        let rows = law.scale(&format!("payg.scale{}", input["scale"]), payment.pay_day)?;
        Ok((traced, trace, rows))
    })();
    let (assessment, trace, rows) = match assessed {
        Ok(assessed) => assessed,
        Err(error) => {
            checks.refused(&error);
            return Ok(());
        }
    };
    let value = |id| trace.find(id).map(|line| line.value).unwrap_or_default();
    let x = value("au.payg.x");
    checks.number("x", &expected["x"], x);
    if expected.get("weekly").is_some() {
        checks.number("weekly", &expected["weekly"], value("au.payg.weekly"));
    }
    let withheld: Decimal = assessment.lines.iter().map(|line| line.amount.amount()).sum();
    checks.number("withholding", &expected["withholding"], withheld);
    if expected.get("a").is_some() {
        let row = rows.bands.iter().rev().find(|row| row.above < x).ok_or("no row")?;
        let (a, base) = (row.rate, row.base.unwrap_or_default());
        checks.number("a", &expected["a"], a);
        checks.number("b", &expected["b"], a * row.above - base);
        checks.number("weekly_exact", &expected["weekly_exact"], a * (x - row.above) + base);
    }
    Ok(())
}
