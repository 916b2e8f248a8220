//! The cases of federal withholding, FICA, FUTA and supplemental wages in the United States.
//!
//! A case names the year; the pay day is in the middle of it.

use super::super::{Checks, File, decimal, number, only, text};
use backoffice::{
    Decimal, Money, NaiveDate, PayFrequency, Result,
    currency::USD,
    date,
    error::exact,
    law::RulePack,
    tax::wages::{self, Assessment, Payer, Payment, Profile, us},
};
use serde_json::{Value, from_value, json};
use std::sync::OnceLock;

type Read<T> = std::result::Result<T, String>;

/// Judges a case of any of the United States' files: `input` and `expected` stand apart, or all in one row.
pub fn judge(_: &File, case: &Value, checks: &mut Checks) -> Read<()> {
    let (input, expected) = (case.get("input").unwrap_or(case), case.get("expected").unwrap_or(case));
    let year = case.get("tax_year").and_then(Value::as_i64).and_then(|year| i32::try_from(year).ok());
    let day = year.and_then(|year| date(year, 6, 15).ok()).ok_or("a case without a year")?;
    if input.get("ytd_wages_before").is_some() {
        only(input, &["wages", "ytd_wages_before"])?;
        return contributions(day, input, expected, checks);
    }
    if input.get("supplemental_wages").is_some() {
        only(
            input,
            &[
                "method",
                "supplemental_wages",
                "ytd_supplemental_before",
                "regular_wages",
                "frequency",
                "filing_status",
                "step2_checkbox",
            ],
        )?;
        return supplemental(day, input, expected, checks);
    }
    only(
        input,
        &[
            "tax_year",
            "frequency",
            "taxable_wages",
            "filing_status",
            "w4",
            "step2_checkbox",
            "step3_credits",
            "step4a_other_income",
            "step4b_deductions",
            "step4c_extra",
            "allowances",
            "extra_withholding",
            "nonresident_alien",
            "nonresident_alien_add",
            "withholding",
        ],
    )?;
    if case.get("input").is_some() {
        only(expected, &["withholding"])?;
    }
    income_tax(day, input, case, expected, checks)
}

/// By the worksheet rounded once; and line by line where the file says what comes of it, or that nothing else does.
fn income_tax(
    day: NaiveDate,
    input: &Value,
    case: &Value,
    expected: &Value,
    checks: &mut Checks,
) -> Read<()> {
    let payment = Payment::new(day, frequency(input)?, dollars(input, "taxable_wages")?);
    let wanted = expected.get("withholding").ok_or("a case without a withholding")?;
    let per_line = case.get("expected_if_lines_2h_3b_are_rounded");
    let mut profiles = vec![(us::RoundingProfile::Once, "withholding", wanted)];
    if case.get("id").is_some() {
        profiles.push((us::RoundingProfile::PerLine, "per_line", per_line.unwrap_or(wanted)));
    }
    for (rounding, field, wanted) in profiles {
        let mut person = us::Profile::new(w4(input)?, rounding);
        person.nonresident_alien = input.get("nonresident_alien") == Some(&Value::Bool(true));
        let law = law().map_err(|error| error.to_string())?;
        match assess(person.clone(), &payment) {
            Ok(assessment) => checks.number(field, wanted, amount(&assessment, "us.fit", Payer::Employee)),
            Err(error) => checks.refused(&error),
        }
        if let (Some(wanted), us::RoundingProfile::Once) = (input.get("nonresident_alien_add"), rounding) {
            let (_, trace) = us::assess_traced(&person, &payment, law).map_err(|error| error.to_string())?;
            let added = trace.find("us.fit.nonresident_alien").map(|line| line.value).unwrap_or_default();
            checks.number("nonresident_alien_add", wanted, added);
        }
    }
    Ok(())
}

fn supplemental(day: NaiveDate, input: &Value, expected: &Value, checks: &mut Checks) -> Read<()> {
    let none = Money::zero(USD);
    let paid = |field| if input.get(field).is_some() { dollars(input, field) } else { Ok(none) };
    let wages = dollars(input, "supplemental_wages")?;
    let regular = paid("regular_wages")?;
    let all = regular.checked_add(wages).map_err(|error| error.to_string())?;
    let flat = text(input, "method")? == "flat";
    let frequency = if flat { PayFrequency::Monthly } else { frequency(input)? };
    let payment = Payment { non_periodic: Some(wages), ..Payment::new(day, frequency, all) };
    let form =
        if flat { us::W4From2020::new(us::FilingStatus::SingleOrMarriedSeparately) } else { form(input)? };
    let mut person = us::Profile::new(us::W4::From2020(form), us::RoundingProfile::Once);
    let method = input.get("method").cloned().unwrap_or_default();
    person.supplemental = Some(from_value(method).map_err(|error| error.to_string())?);
    person.to_date = Some(us::ToDate::new(day, none, paid("ytd_supplemental_before")?));
    let assessment = match assess(person, &payment) {
        Ok(assessment) => assessment,
        Err(error) => {
            checks.refused(&error);
            return Ok(());
        }
    };
    let of = |code| amount(&assessment, code, Payer::Employee);
    let tax = exact::add(of("us.fit_supplemental"), of("us.fit_mandatory")).unwrap_or_default();
    checks.number("withholding", expected.get("withholding").unwrap_or(&Value::Null), tax);
    Ok(())
}

fn contributions(day: NaiveDate, input: &Value, expected: &Value, checks: &mut Checks) -> Read<()> {
    let payment = Payment::new(day, PayFrequency::Monthly, dollars(input, "wages")?);
    let form = us::W4From2020::new(us::FilingStatus::MarriedFilingJointly);
    let mut person = us::Profile::new(us::W4::From2020(form), us::RoundingProfile::Once);
    let before = dollars(input, "ytd_wages_before")?;
    person.to_date = Some(us::ToDate::new(day, before, Money::zero(USD)));
    let assessment = match assess(person, &payment) {
        Ok(assessment) => assessment,
        Err(error) => {
            checks.refused(&error);
            return Ok(());
        }
    };
    let (employee, employer) = (Payer::Employee, Payer::Employer);
    let tax = |code, payer| amount(&assessment, code, payer);
    let base = |code| {
        let line = assessment.lines.iter().find(|line| line.code == code);
        line.map(|line| line.base.amount()).unwrap_or_default()
    };
    let figures = [
        ("social_security_wages", base("us.social_security")),
        ("social_security_employee", tax("us.social_security", employee)),
        ("social_security_employer", tax("us.social_security", employer)),
        ("medicare_employee", tax("us.medicare", employee)),
        ("medicare_employer", tax("us.medicare", employer)),
        ("additional_medicare", tax("us.additional_medicare", employee)),
        ("futa_wages", base("us.futa")),
        ("futa_employer_net", tax("us.futa", employer)),
    ];
    only(expected, &figures.map(|(field, _)| field))?;
    for (field, got) in figures {
        if let Some(wanted) = expected.get(field) {
            checks.number(field, wanted, got);
        }
    }
    Ok(())
}

fn w4(input: &Value) -> Read<us::W4> {
    match input.get("w4").and_then(Value::as_str) {
        Some("2019_or_earlier") => {
            let marital_status = match text(input, "filing_status")? {
                "single_or_married_separately" => us::MaritalStatus::Single,
                "married_filing_jointly" => us::MaritalStatus::Married,
                other => return Err(format!("the marital status `{other}`")),
            };
            let allowances = input.get("allowances").and_then(Value::as_u64);
            Ok(us::W4::Until2019(us::W4Until2019 {
                marital_status,
                allowances: allowances.and_then(|n| n.try_into().ok()).ok_or("a case without allowances")?,
                line6_additional: Some(dollars(input, "extra_withholding")?),
            }))
        }
        None | Some("2020_or_later") => form(input).map(us::W4::From2020),
        Some(other) => Err(format!("the form `{other}`")),
    }
}

fn form(input: &Value) -> Read<us::W4From2020> {
    let status = input.get("filing_status").cloned().unwrap_or_default();
    let step = |field| match input.get(field) {
        // Nothing is the same as blank.
        Some(value) if number(value).is_some_and(|amount| amount.is_zero()) => Ok(None),
        Some(_) => dollars(input, field).map(Some),
        None => Ok(None),
    };
    Ok(us::W4From2020 {
        step2_checkbox: input.get("step2_checkbox") == Some(&Value::Bool(true)),
        step3_credits: step("step3_credits")?,
        step4a_other_income: step("step4a_other_income")?,
        step4b_deductions: step("step4b_deductions")?,
        step4c_extra: step("step4c_extra")?,
        ..us::W4From2020::new(from_value(status).map_err(|error| error.to_string())?)
    })
}

fn law() -> Result<&'static RulePack> {
    static LAW: OnceLock<Result<RulePack>> = OnceLock::new();
    LAW.get_or_init(|| RulePack::embedded(us::PACK)).as_ref().map_err(Clone::clone)
}

/// The assessment by the fast form, and by the reference, which must agree.
fn assess(person: us::Profile, payment: &Payment) -> Result<Assessment> {
    let person = Profile::Us(person);
    let assessment = wages::assess(&person, payment, law()?)?;
    super::listed(&assessment);
    let (traced, _) = wages::assess_traced(&person, payment, law()?)?;
    assert_eq!(assessment, traced, "the two forms of number differ for {}", json!([person, payment]));
    Ok(assessment)
}

fn amount(assessment: &Assessment, code: &str, payer: Payer) -> Decimal {
    let line = assessment.lines.iter().find(|line| line.code == code && line.payer == payer);
    line.map(|line| line.amount.amount()).unwrap_or_default()
}

fn dollars(input: &Value, field: &str) -> Read<Money> {
    Money::new(decimal(input, field)?, USD).map_err(|error| error.to_string())
}

fn frequency(input: &Value) -> Read<PayFrequency> {
    match text(input, "frequency")? {
        "biweekly" => Ok(PayFrequency::Fortnightly),
        "semimonthly" => Ok(PayFrequency::SemiMonthly),
        "semiannual" => Ok(PayFrequency::SemiAnnual),
        other => from_value(other.into()).map_err(|error| error.to_string()),
    }
}
