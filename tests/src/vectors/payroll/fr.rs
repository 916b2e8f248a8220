//! The cases of France: the neutral rate and the general reduction of employer contributions.

use super::super::{Checks, File, decimal, only, text};
use backoffice::{
    Mode, Money, PayFrequency, Result,
    calendar::parse_date,
    currency::EUR,
    dec,
    law::RulePack,
    tax::wages::{self, Payment, Profile, fr},
};
use serde_json::Value;

/// A case: a month's pay. Where a case names no rounding, its file does: half up.
pub fn judge(_: &File, case: &Value, checks: &mut Checks) -> std::result::Result<(), String> {
    only(case, &["id", "kind", "input", "expected", "source", "verified"])?;
    let (input, expected) = (&case["input"], &case["expected"]);
    let tax = text(case, "kind")? == "pas_neutral";
    let pay = if tax {
        only(input, &["date", "territory", "period", "taxable_net"])?;
        only(expected, &["rate_percent", "withholding"])?;
        match (text(input, "territory")?, text(input, "period")?) {
            ("metropolitan", "monthly") => decimal(input, "taxable_net")?,
            other => return Err(format!("the grid {other:?}")),
        }
    } else {
        only(input, &["date", "smic_hourly", "smic_monthly", "headcount", "gross"])?;
        only(expected, &["coefficient", "reduction"])?;
        decimal(input, "gross")?
    };
    let headcount = match input.get("headcount").and_then(Value::as_str) {
        None => None,
        Some("under_50") => Some(fr::Headcount::Under50),
        Some("50_or_more") => Some(fr::Headcount::From50),
        Some(other) => return Err(format!("the headcount `{other}`")),
    };
    let person = Profile::Fr(fr::Profile::new(fr::Territory::Metropole, headcount, Mode::HalfUp));
    let date = text(input, "date")?;
    let assessed = (|| -> Result<_> {
        let law = RulePack::embedded(fr::PACK)?;
        let pay_day = parse_date("date", date)?;
        let payment = Payment::new(pay_day, PayFrequency::Monthly, Money::new(pay, EUR)?);
        let (traced, trace) = wages::assess_traced(&person, &payment, &law)?;
        assert_eq!(wages::assess(&person, &payment, &law)?, traced, "the two forms differ for {case}");
        super::listed(&traced);
        Ok((traced, trace, law.amount("smic.hourly", pay_day)?.value))
    })();
    let (assessment, trace, smic) = match assessed {
        Ok(assessed) => assessed,
        Err(error) => {
            checks.refused(&error);
            return Ok(());
        }
    };
    let value = |id| trace.find(id).map(|line| line.value).unwrap_or_default();
    let line = |code| {
        let line = assessment.lines.iter().find(|line| line.code == code);
        line.map(|line| line.amount.amount()).unwrap_or_default()
    };
    if tax {
        checks.number("rate_percent", &expected["rate_percent"], value("fr.pas.rate") * dec!(100));
        checks.number("withholding", &expected["withholding"], line("fr.pas"));
    } else {
        checks.number("smic_hourly", &input["smic_hourly"], smic);
        checks.number("coefficient", &expected["coefficient"], value("fr.rgdu.coefficient"));
        checks.number("reduction", &expected["reduction"], -line("fr.rgdu"));
    }
    Ok(())
}
