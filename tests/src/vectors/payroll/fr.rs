//! The cases of France: the neutral rate and the general reduction of employer contributions.

use super::super::{Checks, File, decimal, only, text};
use backoffice::{
    Decimal, Mode, Money, PayFrequency, Result,
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

/// A payslip of URSSAF's model: an accident rate of 2.08 %, 40 euros of health insurance shared by halves, fewer than 11 staff
/// (of the two headcounts below 50 the model takes the least). The model rounds nothing; its tolerance is the file's.
pub fn payslip(_: &File, case: &Value, checks: &mut Checks) -> std::result::Result<(), String> {
    only(case, &["id", "kind", "input", "expected", "tolerance", "source", "verified"])?;
    let tolerance = decimal(case, "tolerance")?;
    let (input, expected) = (&case["input"], &case["expected"]);
    only(input, &["date", "gross", "executive", "contract", "full_time", "headcount", "defaults"])?;
    only(expected, &["employee", "employer", "exemptions", "cost", "net_before_tax", "net_taxable"])?;
    if [&input["contract"], &input["headcount"]] != ["CDI", "under_50"] || input["full_time"] != true {
        return Err("another contract than a full-time CDI below 50 staff".into());
    }
    let executive = input["executive"].as_bool().ok_or("no `executive`")?;
    let (gross, date) = (decimal(input, "gross")?, text(input, "date")?);
    let assessed = (|| -> Result<_> {
        let half = Some(Money::new(dec!(20), EUR)?);
        let mut person =
            fr::Profile::new(fr::Territory::Metropole, Some(fr::Headcount::Under50), Mode::HalfUp);
        person.contributions = Some(fr::Contributions {
            executive,
            staff: fr::Staff::Under11,
            accident_rate: dec!(0.0208),
            mobility_rate: dec!(0),
            health_employee: half,
            health_employer: half,
        });
        let payment = Payment::new(parse_date("date", date)?, PayFrequency::Monthly, Money::new(gross, EUR)?);
        wages::assess(&Profile::Fr(person), &payment, &RulePack::embedded(fr::PACK)?)
    })();
    let assessment = match assessed {
        Ok(assessment) => assessment,
        Err(error) => {
            checks.refused(&error);
            return Ok(());
        }
    };
    let sum = |of: &dyn Fn(&wages::Line) -> bool| -> Decimal {
        assessment.lines.iter().filter(|line| of(line)).map(|line| line.amount.amount()).sum()
    };
    let employee = sum(&|line| line.payer == wages::Payer::Employee && line.code != "fr.pas");
    let employer = sum(&|line| line.payer == wages::Payer::Employer);
    // The model's taxable net has what is not deductible, and all that the employer pays for complementary insurance.
    let added = sum(&|line| {
        ["fr.csg_non_deductible", "fr.crds", "fr.prevoyance_cadre"].contains(&line.code.as_str())
    }) + sum(&|line| line.code == "fr.sante" && line.payer == wages::Payer::Employer);
    checks.near("employee", &expected["employee"], employee, tolerance);
    checks.near("employer", &expected["employer"], employer, tolerance);
    checks.near("exemptions", &expected["exemptions"], -sum(&|line| line.code == "fr.rgdu"), tolerance);
    checks.near("cost", &expected["cost"], gross + employer, tolerance);
    checks.near("net_before_tax", &expected["net_before_tax"], gross - employee, tolerance);
    checks.near("net_taxable", &expected["net_taxable"], gross - employee + added, tolerance);
    Ok(())
}
