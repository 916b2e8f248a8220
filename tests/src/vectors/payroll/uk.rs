//! The cases of PAYE, National Insurance and student loans.
//!
//! A case names the tax week or month; the pay day is the first day of it. Weeks 54 and 56 are the week 53 of people who
//! are paid every two or four weeks.

use super::super::{Checks, File, decimal, only, text};
use backoffice::{
    Code, Decimal, Money, NaiveDate, PayFrequency, Result, Trace,
    currency::GBP,
    date,
    error::exact,
    law::RulePack,
    tax::wages::{self, Assessment, Payer, Payment, Profile, uk},
};
use serde_json::{Value, from_value, json};
use std::sync::OnceLock;

type Assessed = Result<(Assessment, Trace)>;

/// Judges a case of any of the United Kingdom's files: `input` and `expected` stand apart, or all in one row.
pub fn judge(_: &File, case: &Value, checks: &mut Checks) -> std::result::Result<(), String> {
    let (input, expected) = (case.get("input").unwrap_or(case), case.get("expected").unwrap_or(case));
    let first = first_day(text(case, "tax_year")?)?;
    if input.get("category").is_some() {
        only(
            input,
            &[
                "category",
                "frequency",
                "earnings",
                "period",
                "method",
                "last_period",
                "director_weeks",
                "earnings_before",
                "employee_ni_before",
                "employer_ni_before",
            ],
        )?;
        only(expected, &["employee", "employer", "total", "at_lel", "lel_to_pt", "pt_to_uel"])?;
        return contributions(first, input, expected, checks);
    }
    if case.get("input").is_some() {
        only(
            input,
            &[
                "region_of_workbook",
                "tax_code",
                "basis",
                "frequency",
                "period",
                "taxable_pay",
                "taxable_pay_before",
                "taxable_pay_to_date",
                "tax_paid_before",
                "payrolled_benefits",
            ],
        )?;
        only(expected, &["tax", "tax_to_date", "limit_applied", "error", "tax_due_to_date_before_limit"])?;
    }
    income_tax(first, input, case, expected, checks)
}

fn income_tax(
    first: NaiveDate,
    input: &Value,
    case: &Value,
    expected: &Value,
    checks: &mut Checks,
) -> std::result::Result<(), String> {
    let frequency = frequency(input)?;
    let pay_day = pay_day(first, frequency, input)?;
    let optional = |field| if input.get(field).is_some() { decimal(input, field) } else { Ok(Decimal::ZERO) };
    let to_date = optional("taxable_pay_to_date")?;
    let pay = if input.get("taxable_pay").is_some() { decimal(input, "taxable_pay")? } else { to_date };
    let before = if input.get("taxable_pay_to_date").is_some() {
        exact::subtract(to_date, pay).ok_or("figures that do not fit")?
    } else {
        optional("taxable_pay_before")?
    };
    let tax_before = optional("tax_paid_before")?;
    let mut payment = Payment::new(pay_day, frequency, pounds(pay)?);
    payment.non_cash = pounds(optional("payrolled_benefits")?)?;
    let basis = from_value(input.get("basis").cloned().unwrap_or_default()).map_err(|e| e.to_string())?;
    let person: Result<uk::Profile> = (|| {
        Ok(uk::Profile {
            tax_code: uk::TaxCode::parse(input.get("tax_code").and_then(Value::as_str).unwrap_or_default())?,
            basis,
            category: uk::Category::parse("A")?,
            to_date: Some(uk::ToDate::new(first, Money::new(before, GBP)?, Money::new(tax_before, GBP)?)),
            director: None,
            student_loans: None,
        })
    })();
    let assessed = person.and_then(|person| assess(person, &payment));
    if expected.get("error").is_some() {
        let told = match &assessed {
            Err(error) => format!("{} {}", error.code(), error.field()),
            Ok(_) => "a result".into(),
        };
        checks.text("error", format!("{} tax_code", Code::TaxCodeInvalid), told);
        return Ok(());
    }
    let (assessment, trace) = match assessed {
        Ok(assessed) => assessed,
        Err(error) => {
            checks.refused(&error);
            return Ok(());
        }
    };
    let tolerance = if case.get("tolerance").is_some() { decimal(case, "tolerance")? } else { Decimal::ZERO };
    let figure = |id: &str| trace.find(id).map(|line| line.value).unwrap_or_default();
    let tax = amount(&assessment, "uk.paye", Payer::Employee);
    let Profile::Uk(carried) = &assessment.carried else { return Err("another jurisdiction".into()) };
    let tax_to_date = carried.to_date.map(|to_date| to_date.tax.amount()).unwrap_or_default();
    for (field, got) in [
        ("tax", tax),
        ("tax_to_date", tax_to_date),
        ("tax_due_to_date_before_limit", figure("uk.paye.due_to_date")),
    ] {
        if let Some(wanted) = expected.get(field) {
            checks.near(field, wanted, got, tolerance);
        }
    }
    if let Some(wanted) = expected.get("limit_applied") {
        checks.text("limit_applied", wanted, figure("uk.paye.due") != figure("uk.paye"));
    }
    Ok(())
}

fn contributions(
    first: NaiveDate,
    input: &Value,
    expected: &Value,
    checks: &mut Checks,
) -> std::result::Result<(), String> {
    let payment = Payment::new(first, frequency(input)?, pounds(decimal(input, "earnings")?)?);
    let director = input.get("method").is_some().then(|| director(first, input)).transpose()?;
    let person = uk::Category::parse(text(input, "category")?).and_then(|category| {
        let person = uk::Profile::new("NT".parse()?, category);
        Ok(match director {
            Some((director, to_date)) => {
                uk::Profile { director: Some(director), to_date: Some(to_date), ..person }
            }
            None => person,
        })
    });
    let (assessment, trace) = match person.and_then(|person| assess(person, &payment)) {
        Ok(assessed) => assessed,
        Err(error) if error.code() == Code::LawUnsupported => return Err(error.message().to_owned()),
        Err(error) => {
            checks.refused(&error);
            return Ok(());
        }
    };
    let [employee, employer] =
        [Payer::Employee, Payer::Employer].map(|payer| amount(&assessment, "uk.ni", payer));
    let figure = |id: &str| trace.find(id).map(|line| line.value).unwrap_or_default();
    for (field, got) in [
        ("employee", employee),
        ("employer", employer),
        ("total", exact::add(employee, employer).unwrap_or_default()),
        ("at_lel", figure("uk.ni.at_lower_limit")),
        ("lel_to_pt", figure("uk.ni.lower_limit_to_primary")),
        ("pt_to_uel", figure("uk.ni.primary_to_upper_limit")),
    ] {
        if let Some(wanted) = expected.get(field) {
            checks.number(field, wanted, got);
        }
    }
    Ok(())
}

/// Judges a case of the file of student and postgraduate loans.
pub fn loan(_: &File, case: &Value, checks: &mut Checks) -> std::result::Result<(), String> {
    let input = case.get("input").ok_or("a case without input")?;
    let expected = case.get("expected").ok_or("a case without expectations")?;
    only(input, &["plan", "frequency", "nicable_earnings"])?;
    only(expected, &["threshold", "deduction"])?;
    let first = first_day(text(case, "tax_year")?)?;
    let payment = Payment::new(first, frequency(input)?, pounds(decimal(input, "nicable_earnings")?)?);
    let (student_loans, code) = match text(input, "plan")? {
        "postgraduate" => (json!({"postgraduate": true}), "uk.postgraduate_loan"),
        plan => (json!({"plan": plan}), "uk.student_loan"),
    };
    let person = json!({"tax_code": "NT", "category": "A", "student_loans": student_loans});
    let person = from_value(person).map_err(|error| error.to_string())?;
    match assess(person, &payment) {
        Ok((assessment, trace)) => {
            let threshold = trace.find(&format!("{code}.threshold")).map(|line| line.value);
            checks.number("threshold", &expected["threshold"], threshold.unwrap_or_default());
            checks.number("deduction", &expected["deduction"], amount(&assessment, code, Payer::Employee));
        }
        Err(error) => checks.refused(&error),
    }
    Ok(())
}

fn director(first: NaiveDate, input: &Value) -> std::result::Result<(uk::Director, uk::ToDate), String> {
    let method = match (text(input, "method")?, input.get("last_period") == Some(&Value::Bool(true))) {
        ("annual", _) => uk::DirectorMethod::Annual,
        ("alternative", true) => uk::DirectorMethod::AlternativeLast,
        ("alternative", false) => uk::DirectorMethod::Alternative,
        (method, _) => return Err(format!("the method `{method}`")),
    };
    let weeks = input.get("director_weeks").and_then(Value::as_u64).and_then(|weeks| weeks.try_into().ok());
    let before = |field| pounds(decimal(input, field)?);
    let contributions = uk::Contributions {
        earnings: before("earnings_before")?,
        employee: before("employee_ni_before")?,
        employer: before("employer_ni_before")?,
    };
    let to_date = uk::ToDate {
        contributions: Some(contributions),
        ..uk::ToDate::new(first, contributions.earnings, Money::zero(GBP))
    };
    Ok((uk::Director { method, weeks: weeks.ok_or("a case without the weeks")? }, to_date))
}

/// The assessment by the fast form, and the trace by the reference, which must agree.
fn assess(person: uk::Profile, payment: &Payment) -> Assessed {
    static LAW: OnceLock<Result<RulePack>> = OnceLock::new();
    let law = LAW.get_or_init(|| RulePack::embedded(uk::PACK)).as_ref().map_err(Clone::clone)?;
    let person = Profile::Uk(person);
    let assessment = wages::assess(&person, payment, law)?;
    super::listed(&assessment);
    let (traced, trace) = wages::assess_traced(&person, payment, law)?;
    assert_eq!(assessment, traced, "the two forms of number differ for {}", json!([person, payment]));
    Ok((assessment, trace))
}

fn amount(assessment: &Assessment, code: &str, payer: Payer) -> Decimal {
    let line = assessment.lines.iter().find(|line| line.code == code && line.payer == payer);
    line.map(|line| line.amount.amount()).unwrap_or_default()
}

fn pounds(amount: Decimal) -> std::result::Result<Money, String> {
    Money::new(amount, GBP).map_err(|error| error.to_string())
}

fn frequency(input: &Value) -> std::result::Result<PayFrequency, String> {
    from_value(input.get("frequency").cloned().unwrap_or_default()).map_err(|error| error.to_string())
}

fn first_day(tax_year: &str) -> std::result::Result<NaiveDate, String> {
    let year = tax_year.split('-').next().and_then(|year| year.parse().ok());
    year.and_then(|year| date(year, 4, 6).ok()).ok_or_else(|| format!("the tax year `{tax_year}`"))
}

fn pay_day(
    first: NaiveDate,
    frequency: PayFrequency,
    input: &Value,
) -> std::result::Result<NaiveDate, String> {
    let period = input.get("period").and_then(Value::as_u64).filter(|period| *period >= 1);
    let period =
        u32::try_from(period.ok_or("a case without a period")?).map_err(|error| error.to_string())?;
    let week = |number: u32| first.iter_weeks().nth(number as usize - 1);
    let day = match (frequency, period) {
        (PayFrequency::Monthly, 1..=12) => {
            let months = first.iter_days().filter(|day| day.to_string().ends_with("-06"));
            months.take(12).nth(period as usize - 1)
        }
        (PayFrequency::Weekly, 1..=53) | (PayFrequency::Fortnightly | PayFrequency::FourWeekly, 1..=52) => {
            week(period)
        }
        (PayFrequency::Fortnightly, 54) | (PayFrequency::FourWeekly, 56) => week(53),
        _ => None,
    };
    day.ok_or_else(|| format!("tax period {period} for {frequency:?} pay"))
}
