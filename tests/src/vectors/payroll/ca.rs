//! The cases of Canadian payroll deductions (T4127).

use super::super::{Checks, File, decimal, number, only, text};
use backoffice::{
    Decimal, Money, NaiveDate, PayFrequency, Result, Trace,
    currency::CAD,
    date, dec,
    error::exact,
    law::RulePack,
    tax::wages::{self, Assessment, Payer, Payment, Profile, ca},
};
use serde_json::{Value, json};
use std::sync::OnceLock;

type Told<T> = std::result::Result<T, String>;

fn law() -> Result<&'static RulePack> {
    static LAW: OnceLock<Result<RulePack>> = OnceLock::new();
    LAW.get_or_init(|| RulePack::embedded(ca::PACK)).as_ref().map_err(Clone::clone)
}

/// The assessment by the fast form, and the trace by the reference, which must agree.
fn assess(person: ca::Profile, payment: &Payment) -> Result<(Assessment, Trace)> {
    let (person, law) = (Profile::Ca(person), law()?);
    let assessment = wages::assess(&person, payment, law)?;
    super::listed(&assessment);
    let (traced, trace) = wages::assess_traced(&person, payment, law)?;
    assert_eq!(assessment, traced, "the two forms of number differ for {}", json!([person, payment]));
    Ok((assessment, trace))
}

fn dollars(amount: Decimal) -> Told<Money> {
    Money::new(amount, CAD).map_err(|error| error.to_string())
}

fn optional(input: &Value, field: &str) -> Told<Option<Decimal>> {
    input.get(field).map(|_| decimal(input, field)).transpose()
}

fn money(input: &Value, field: &str) -> Told<Money> {
    dollars(optional(input, field)?.unwrap_or_default())
}

fn sum(amounts: &[Decimal]) -> Told<Decimal> {
    amounts
        .iter()
        .try_fold(Decimal::ZERO, |sum, amount| exact::add(sum, *amount))
        .ok_or("a sum that is too great".into())
}

fn first_day(edition: &str) -> Told<NaiveDate> {
    let (year, month) = match edition {
        "120th" => (2025, 1),
        "121st" => (2025, 7),
        "122nd" => (2026, 1),
        other => return Err(format!("the edition `{other}`")),
    };
    date(year, month, 1).map_err(|error| error.to_string())
}

/// A result of the authority's online calculator.
pub fn judge(_: &File, case: &Value, checks: &mut Checks) -> Told<()> {
    if let Some(why) = case.get("unsupported").and_then(Value::as_str) {
        return Err(why.to_owned());
    }
    let (input, expected) = (&case["input"], &case["expected"]);
    only(
        input,
        &[
            "province",
            "pay_frequency",
            "pay_periods",
            "pay_date",
            "federal_claim",
            "provincial_claim",
            "gross_pay",
            "salary_per_period",
            "bonus_amount",
            "taxable_benefits",
            "rrsp",
            "union_dues",
            "cpp_exempt",
            "cpp2_exempt",
            "ei_exempt",
            "pensionable_months",
            "ytd_gross",
            "ytd_pensionable_earnings",
            "ytd_insurable_earnings",
            "ytd_cpp_base",
            "ytd_cpp_additional",
            "ytd_ei",
            "cpp_max_reached",
            "ei_max_reached",
        ],
    )?;
    let frequency = match text(input, "pay_frequency")? {
        "weekly" => PayFrequency::Weekly,
        "biweekly" => PayFrequency::Fortnightly,
        "semimonthly" => PayFrequency::SemiMonthly,
        "monthly" => PayFrequency::Monthly,
        other => return Err(format!("the frequency `{other}`")),
    };
    let pay_day = backoffice::calendar::parse_date("pay_date", text(input, "pay_date")?)
        .map_err(|error| error.to_string())?;
    let flag = |field: &str| input.get(field) == Some(&Value::Bool(true));
    let whole = |field: &str| -> Told<Option<u32>> {
        let read = optional(input, field)?.map(|n| n.try_into().map_err(|_| format!("`{field}` as {n}")));
        read.transpose()
    };
    let regular = match optional(input, "gross_pay")? {
        Some(pay) => pay,
        None => decimal(input, "salary_per_period")?,
    };
    let bonus = optional(input, "bonus_amount")?;
    let benefits = optional(input, "taxable_benefits")?.unwrap_or_default();
    let pay = sum(&[regular, benefits, bonus.unwrap_or_default()])?;
    let payment = Payment {
        non_cash: dollars(benefits)?,
        non_periodic: bonus.map(dollars).transpose()?,
        ..Payment::new(pay_day, frequency, dollars(pay)?)
    };
    let to_date = ca::ToDate {
        pensionable: money(input, "ytd_pensionable_earnings")?,
        cpp: money(input, "ytd_cpp_base")?,
        cpp2: money(input, "ytd_cpp_additional")?,
        ei: money(input, "ytd_ei")?,
        ..ca::ToDate::new(pay_day)
    };
    let province = text(input, "province")?.parse().map_err(|error: backoffice::Error| error.to_string())?;
    let person = ca::Profile {
        pay_periods: whole("pay_periods")?,
        federal_claim: Some(money(input, "federal_claim")?),
        provincial_claim: Some(money(input, "provincial_claim")?),
        cpp_exempt: flag("cpp_exempt"),
        cpp2_exempt: flag("cpp2_exempt"),
        ei_exempt: flag("ei_exempt"),
        pensionable_months: whole("pensionable_months")?,
        deductions: ca::Deductions {
            pension_plan: Some(money(input, "rrsp")?),
            union_dues: Some(money(input, "union_dues")?),
            ..ca::Deductions::default()
        },
        to_date: Some(to_date),
        ..ca::Profile::new(province)
    };
    let (assessment, trace) = match assess(person, &payment) {
        Ok(assessed) => assessed,
        Err(error) => {
            checks.refused(&error);
            return Ok(());
        }
    };
    let tolerance = optional(case, "tolerance")?.unwrap_or_default();
    let amount = |code: &str| {
        let line = assessment.lines.iter().find(|line| line.code == code && line.payer == Payer::Employee);
        line.map(|line| line.amount.amount()).unwrap_or_default()
    };
    let figure = |id: &str| trace.find(id).map(|line| line.value).unwrap_or_default();
    let (federal, provincial) = (amount("ca.federal_tax"), amount("ca.provincial_tax"));
    let (federal_bonus, provincial_bonus) =
        (amount("ca.federal_tax.non_periodic"), amount("ca.provincial_tax.non_periodic"));
    let withheld = assessment.borne_by(Payer::Employee, CAD).map_err(|error| error.to_string())?.amount();
    let contributed = money(input, "rrsp")?.amount();
    let dues = money(input, "union_dues")?.amount();
    let deducted = sum(&[withheld, contributed, dues])?;
    let net = exact::subtract(pay, deducted).unwrap_or_default();
    only(
        expected,
        &[
            "cpp_total",
            "cpp_deductions",
            "cpp_enhancement_f2",
            "cpp_additional_deductions",
            "cpp2",
            "cpp2_deductions",
            "ei",
            "ei_deductions",
            "federal_tax",
            "income_federal_tax",
            "provincial_tax",
            "income_provincial_tax",
            "income_total_tax",
            "bonus_federal_tax",
            "bonus_provincial_tax",
            "bonus_total_tax",
            "total_deductions",
            "net_pay",
            "net_amount",
            "pensionable_earnings_per_period",
            "pensionable_earnings",
            "insurable_earnings_per_period",
            "insurable_earnings",
        ],
    )?;
    for (field, got) in [
        ("cpp_total", amount("ca.cpp")),
        ("cpp_deductions", amount("ca.cpp")),
        ("cpp_enhancement_f2", figure("ca.cpp.f5")),
        ("cpp_additional_deductions", figure("ca.cpp.f5")),
        ("cpp2", amount("ca.cpp2")),
        ("cpp2_deductions", amount("ca.cpp2")),
        ("ei", amount("ca.ei")),
        ("ei_deductions", amount("ca.ei")),
        ("federal_tax", federal),
        ("income_federal_tax", federal),
        ("provincial_tax", provincial),
        ("income_provincial_tax", provincial),
        ("income_total_tax", sum(&[federal, provincial])?),
        ("bonus_federal_tax", federal_bonus),
        ("bonus_provincial_tax", provincial_bonus),
        ("bonus_total_tax", sum(&[federal_bonus, provincial_bonus])?),
        ("total_deductions", deducted),
        ("net_pay", net),
        ("net_amount", net),
        ("pensionable_earnings_per_period", pay),
        ("pensionable_earnings", pay),
    ] {
        if let Some(wanted) = expected.get(field) {
            checks.near(field, wanted, got, tolerance);
        }
    }
    // The calculator shows no more insurable earnings than are left of the year's greatest amount.
    let before = optional(input, "ytd_insurable_earnings")?.unwrap_or_default();
    let greatest = law().and_then(|law| law.amount("ei.insurable_maximum", pay_day));
    let greatest = greatest.map_err(|error| error.to_string())?.value;
    let left = exact::subtract(greatest, before).unwrap_or_default().max(Decimal::ZERO);
    for field in ["insurable_earnings_per_period", "insurable_earnings"] {
        if let Some(wanted) = expected.get(field) {
            checks.near(field, wanted, pay.min(left), tolerance);
        }
    }
    Ok(())
}

/// A worked example or table of the guide.
pub fn example(_: &File, case: &Value, checks: &mut Checks) -> Told<()> {
    let (input, expected) = (&case["input"], &case["expected"]);
    let day = first_day(input.get("edition").and_then(Value::as_str).unwrap_or("122nd"))?;
    let told = |error: backoffice::Error| error.to_string();
    match text(case, "kind")? {
        "bonus" => {
            let bonus = decimal(input, "bonus")?;
            let to_date = ca::ToDate {
                non_periodic: money(input, "bonus_paid_before")?,
                non_periodic_cpp: money(input, "f5b_ytd")?,
                ..ca::ToDate::new(day)
            };
            let person = ca::Profile {
                pay_periods: decimal(input, "pay_periods")?.try_into().ok(),
                federal_claim: Some(money(input, "federal_claim")?),
                to_date: Some(to_date),
                ..ca::Profile::new(ca::Province::On)
            };
            let pay = sum(&[decimal(input, "weekly_salary")?, bonus])?;
            let payment = Payment {
                non_periodic: Some(dollars(bonus)?),
                ..Payment::new(day, PayFrequency::Weekly, dollars(pay)?)
            };
            let (_, trace) = assess(person, &payment).map_err(told)?;
            let ids = [
                ("C", "ca.cpp"),
                ("F5", "ca.cpp.f5"),
                ("F5A", "ca.cpp.f5a"),
                ("F5B", "ca.cpp.f5b"),
                ("A_with", "ca.tb.with.a"),
                ("K2_with", "ca.tb.with.k2"),
                ("T3_with", "ca.tb.with.t3"),
                ("A_without", "ca.tb.without.a"),
                ("K2_without", "ca.tb.without.k2"),
                ("T3_without", "ca.tb.without.t3"),
                ("TB_federal", "ca.federal_tax.non_periodic"),
            ];
            only(expected, &ids.map(|(field, _)| field))?;
            for (field, id) in ids {
                let got = trace.find(id).ok_or_else(|| format!("a trace with {id}"))?.value;
                checks.number(field, &expected[field], got);
            }
        }
        "ei" => {
            let year = law().and_then(|law| ca::Year::on(law, day)).map_err(told)?;
            let (mut before, mut total) = (Decimal::ZERO, Decimal::ZERO);
            let segments = input.get("segments").and_then(Value::as_array).cloned().unwrap_or_default();
            for (index, segment) in segments.iter().enumerate() {
                let province = text(segment, "province")?.parse().map_err(told)?;
                let insurable = decimal(segment, "insurable")?;
                let premium = ca::insurance_premium(province, dollars(before)?, dollars(insurable)?, &year)
                    .map_err(told)?;
                checks.number(&format!("premiums.{index}"), &expected["premiums"][index], premium.amount());
                (before, total) = (sum(&[before, insurable])?, sum(&[total, premium.amount()])?);
            }
            checks.number("total", &expected["total"], total);
        }
        "exemption" => {
            let periods = input.get("periods").and_then(Value::as_array).cloned().unwrap_or_default();
            for (index, periods) in periods.iter().enumerate() {
                let person = ca::Profile {
                    pay_periods: number(periods).and_then(|periods| periods.try_into().ok()),
                    ..ca::Profile::new(ca::Province::On)
                };
                let payment = Payment::new(day, PayFrequency::Daily, dollars(dec!(100))?);
                let (_, trace) = assess(person, &payment).map_err(told)?;
                let got = trace.find("ca.cpp.exemption").map(|line| line.value).unwrap_or_default();
                checks.number(&format!("per_period.{index}"), &expected["per_period"][index], got);
            }
        }
        "max" => {
            let keys = [
                ("ympe", "cpp.ympe"),
                ("yampe", "cpp.yampe"),
                ("max_cpp", "cpp.max"),
                ("max_base", "cpp.max_base"),
                ("max_first_additional", "cpp.max_first_additional"),
                ("max_cpp2", "cpp2.max"),
                ("mie", "ei.insurable_maximum"),
                ("max_ei", "ei.max"),
                ("max_ei_employer", "ei.max.employer"),
            ];
            only(expected, &keys.map(|(field, _)| field))?;
            for (field, key) in keys {
                let figure = law().and_then(|law| law.amount(key, day)).map_err(told)?;
                checks.number(field, &expected[field], figure.value);
            }
        }
        other => return Err(format!("the kind `{other}`")),
    }
    Ok(())
}

/// The continuity of a table at a threshold: rate × A − constant below and above it.
pub fn parameters(_: &File, case: &Value, checks: &mut Checks) -> Told<()> {
    let (input, expected) = (&case["input"], &case["expected"]);
    only(input, &["edition", "jurisdiction", "threshold"])?;
    only(expected, &["below", "above", "within"])?;
    let told = |error: backoffice::Error| error.to_string();
    let (day, law) = (first_day(text(input, "edition")?)?, law().map_err(told)?);
    let (key, threshold) = (text(input, "jurisdiction")?.to_ascii_lowercase(), decimal(input, "threshold")?);
    let scale = law.scale(&format!("tax.{key}.bands"), day).map_err(told)?;
    let at = scale.bands.iter().position(|band| band.above == threshold).ok_or("a threshold of the table")?;
    let tax = |band: usize| -> Told<Decimal> {
        let constant = match band {
            0 => Decimal::ZERO,
            _ => law.amount(&format!("tax.{key}.constant.{}", band + 1), day).map_err(told)?.value,
        };
        let product = exact::multiply(scale.bands[band].rate, threshold);
        product.and_then(|product| exact::subtract(product, constant)).ok_or("a tax".into())
    };
    let (below, above) = (tax(at.checked_sub(1).ok_or("a band below")?)?, tax(at)?);
    checks.number("below", &expected["below"], below);
    checks.number("above", &expected["above"], above);
    checks.near("within", &json!(below.to_string()), above, decimal(expected, "within")?);
    Ok(())
}
