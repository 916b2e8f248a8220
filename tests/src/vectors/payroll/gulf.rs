//! The cases of Saudi Arabia, the United Arab Emirates, Egypt, Jordan and Morocco.
//!
//! Where a case names no rounding, its file does: half up to the minor unit. A case that names a month or a year is paid on
//! the last day of it.

use super::super::{Checks, File, decimal, only, text};
use backoffice::{
    Currency, Decimal, Error, Mode, Money, NaiveDate, PayFrequency, Period, Result, Rounding, Trace,
    calendar::parse_date,
    currency::{AED, EGP, JOD, MAD, SAR},
    date, dec,
    error::exact,
    law::RulePack,
    payroll::sif,
    tax::{
        sales::Country,
        wages::{self, Assessment, Payer, Payment, Profile, ae, eg, jo, ma, sa},
    },
};
use serde::de::DeserializeOwned;
use serde_json::{Value, from_value, json};

type Judged = std::result::Result<(), String>;

/// A case of the Saudi files.
pub fn saudi(_: &File, case: &Value, checks: &mut Checks) -> Judged {
    let (input, expected) = parts(case)?;
    match text(case, "kind")? {
        "gosi_saudi_old" | "gosi_saudi_new" | "gosi_foreign" | "gosi_totals" => gosi(input, expected, checks),
        "full" | "resignation" | "daycount" => end_of_service(input, expected, checks),
        "overtime" => overtime(input, expected, checks),
        "leave" => {
            only(input, &["completed_years"])?;
            only(expected, &["days"])?;
            let years = whole(input, "completed_years")?;
            let leave = pack(sa::PACK).and_then(|law| sa::annual_leave(years, date(2026, 11, 30)?, &law));
            if let Some(leave) = told(leave, checks) {
                checks.number("days", &expected["days"], leave.days.into());
            }
            Ok(())
        }
        kind => Err(format!("the kind `{kind}`")),
    }
}

fn gosi(input: &Value, expected: &Value, checks: &mut Checks) -> Judged {
    only(input, &["nationality", "first_registered", "period", "basic", "housing"])?;
    let wage = (|| {
        let [basic, housing] = ["basic", "housing"].map(|field| amount(input, field, SAR));
        Ok::<_, String>((basic?, housing?))
    })()?;
    let assessed = (|| {
        let nationality = Country::parse(text_of(input, "nationality"))?;
        let first = parse_date("first_registered", text_of(input, "first_registered"))?;
        let person = sa::Profile::new(nationality, Some(first), Mode::HalfUp);
        let wage = sa::contributory_wage(wage.0, sa::Housing::Cash(wage.1), Mode::HalfUp)?;
        assess(
            &Profile::Sa(person),
            &Payment::new(last_day(text_of(input, "period"))?, PayFrequency::Monthly, wage),
        )
    })();
    let Some((assessment, trace)) = told(assessed, checks) else { return Ok(()) };
    let line = |code, payer| of(&assessment, code, payer);
    let [employee, employer] = totals(&assessment)?;
    let percent = |payer| {
        let mut rates =
            assessment.lines.iter().filter(|line| line.payer == payer).filter_map(|line| line.rate);
        rates.try_fold(Decimal::ZERO, |sum, rate| exact::add(sum, exact::multiply(rate, dec!(100))?))
    };
    let annuities = assessment.lines.iter().find(|line| line.code == "sa.gosi.annuities");
    let rate = annuities.and_then(|line| line.rate).unwrap_or_default();
    compare(
        expected,
        checks,
        &[
            ("contributory_wage", value(&trace, "sa.gosi.contributory_wage")),
            ("annuities_rate", exact::multiply(rate, dec!(100)).unwrap_or_default()),
            ("annuities_employee", line("sa.gosi.annuities", Payer::Employee)),
            ("annuities_employer", line("sa.gosi.annuities", Payer::Employer)),
            ("saned_employee", line("sa.gosi.saned", Payer::Employee)),
            ("saned_employer", line("sa.gosi.saned", Payer::Employer)),
            ("hazards_employer", line("sa.gosi.hazards", Payer::Employer)),
            ("employee_total", employee),
            ("employer_total", employer),
            ("employee_total_percent", percent(Payer::Employee).unwrap_or_default()),
            ("employer_total_percent", percent(Payer::Employer).unwrap_or_default()),
        ],
    )
}

fn end_of_service(input: &Value, expected: &Value, checks: &mut Checks) -> Judged {
    let (service, ended) = if input.get("from").is_some() {
        only(input, &["last_wage", "from", "to_exclusive", "basis", "reason"])?;
        if text(input, "basis")? != "actual/365" {
            return Err(format!("the basis `{}`", text(input, "basis")?));
        }
        let day = |field| parse_date(field, text_of(input, field)).map_err(|error| error.to_string());
        let ended = day("to_exclusive")?.pred_opt().ok_or("a day without one before it")?;
        (sa::Service::Actual365 { began: day("from")? }, ended)
    } else {
        only(input, &["last_wage", "service_years", "service_months", "reason"])?;
        let months = whole(input, "service_months")?;
        let service = sa::Service::Months { years: whole(input, "service_years")?, months };
        (service, date(2026, 11, 22).map_err(|error| error.to_string())?)
    };
    let end = sa::EndOfService {
        last_wage: amount(input, "last_wage", SAR)?,
        service,
        ended,
        reason: read(input, "reason")?,
        rounding: Mode::HalfUp,
    };
    let award = pack(sa::PACK).and_then(|law| {
        let (award, _) = sa::end_of_service_traced(&end, &law)?;
        assert_eq!(
            award,
            sa::end_of_service(&end, &law)?,
            "the two forms of number differ for {}",
            json!(end)
        );
        Ok(award)
    });
    let Some(award) = told(award, checks) else { return Ok(()) };
    only(expected, &["full_award", "fraction", "award", "years"])?;
    checks.number("award", &expected["award"], award.award.amount());
    if let Some(full) = expected.get("full_award") {
        checks.number("full_award", full, award.full_award.amount());
    }
    if expected.get("fraction").is_some() {
        checks.text("fraction", text(expected, "fraction")?, award.fraction);
    }
    if expected.get("years").is_some() {
        let (numerator, denominator) = fraction(expected, "years")?;
        let right = u64::from(award.units) * denominator == numerator * u64::from(award.units_per_year);
        checks.holds(
            "years",
            right,
            text(expected, "years")?,
            format!("{}/{}", award.units, award.units_per_year),
        );
    }
    Ok(())
}

fn overtime(input: &Value, expected: &Value, checks: &mut Checks) -> Judged {
    only(input, &["monthly_wage", "monthly_basic", "overtime_hours", "hours_per_month"])?;
    only(expected, &["rate_exact", "overtime_pay"])?;
    let hours_per_month = decimal(input, "hours_per_month")?.to_string();
    let worked = sa::Overtime {
        monthly_wage: amount(input, "monthly_wage", SAR)?,
        monthly_basic: amount(input, "monthly_basic", SAR)?,
        hours: decimal(input, "overtime_hours")?,
        hours_per_month: hours_per_month.parse().map_err(|_| "a month of broken hours")?,
        day: date(2026, 11, 30).map_err(|error| error.to_string())?,
        rounding: Mode::HalfUp,
    };
    // The rate is a fraction: as many hours as its denominator says are paid exactly its numerator.
    let (numerator, denominator) = fraction(expected, "rate_exact")?;
    let whole = sa::Overtime { hours: denominator.into(), ..worked };
    let paid = pack(sa::PACK).and_then(|law| Ok([sa::overtime(&worked, &law)?, sa::overtime(&whole, &law)?]));
    if let Some([pay, whole]) = told(paid, checks) {
        checks.number("overtime_pay", &expected["overtime_pay"], pay.pay.amount());
        checks.holds("rate_exact", whole.pay.amount() == numerator.into(), numerator, whole.pay);
    }
    Ok(())
}

/// A case of `ae_gpssa`.
pub fn gpssa(_: &File, case: &Value, checks: &mut Checks) -> Judged {
    let (input, expected) = parts(case)?;
    only(input, &["law", "sector", "contribution_salary"])?;
    let joined = match text(input, "law")? {
        "7/1999" => date(2023, 10, 30),
        "57/2023" => date(2023, 10, 31),
        law => return Err(format!("the law `{law}`")),
    };
    let joined = joined.map_err(|error| error.to_string())?;
    let person = ae::Profile::new(read(input, "sector")?, joined, Mode::HalfUp);
    let salary = amount(input, "contribution_salary", AED)?;
    let assessed = date(2026, 11, 30).and_then(|day| {
        let payment = Payment::new(day, PayFrequency::Monthly, salary);
        let due = ae::due(&person, &payment, &ae::Month::on(&pack(ae::PACK)?, day)?)?;
        Ok((assess(&Profile::Ae(person), &payment)?, due))
    });
    let Some(((assessment, _), due)) = told(assessed, checks) else { return Ok(()) };
    let [employee, employer] = totals(&assessment)?;
    compare(
        expected,
        checks,
        &[
            ("base", due.base.amount()),
            ("employee", employee),
            ("employer", employer),
            ("state", due.state.amount()),
        ],
    )
}

/// A case of `ae_gratuity`.
pub fn gratuity(_: &File, case: &Value, checks: &mut Checks) -> Judged {
    let (input, expected) = parts(case)?;
    only(input, &["basic", "years", "months", "unpaid_days", "day_basis"])?;
    only(expected, &["gratuity", "capped"])?;
    let end = ae::EndOfService {
        basic: amount(input, "basic", AED)?,
        years: whole(input, "years")?,
        months: whole(input, "months")?,
        unpaid_days: whole(input, "unpaid_days")?,
        day_basis: read(input, "day_basis")?,
        ended: date(2026, 11, 30).map_err(|error| error.to_string())?,
        rounding: Mode::HalfUp,
    };
    let due = pack(ae::PACK).and_then(|law| {
        let (due, _) = ae::gratuity_traced(&end, &law)?;
        assert_eq!(due, ae::gratuity(&end, &law)?, "the two forms of number differ for {}", json!(end));
        Ok(due)
    });
    if let Some(due) = told(due, checks) {
        checks.number("gratuity", &expected["gratuity"], due.gratuity.amount());
        checks.text("capped", &expected["capped"], due.capped);
    }
    Ok(())
}

/// A case of `ae_wps_sif`.
pub fn salary_file(_: &File, case: &Value, checks: &mut Checks) -> Judged {
    let (input, expected) = parts(case)?;
    match text(case, "kind")? {
        "sif" => {
            only(expected, &["lines"])?;
            let wanted = lines(expected)?;
            let file = salaries(input)?;
            let Some(made) = told(file.lines(), checks) else { return Ok(()) };
            checks.text("lines", wanted.join("\n"), made.join("\n"));
            if let Some(read) = told(file.text().and_then(|text| sif::read(&text)), checks) {
                checks.holds("read again", read == file, json!(file), json!(read));
            }
        }
        "sif_error" => {
            only(input, &["lines"])?;
            only(expected, &["error"])?;
            let wanted = text(expected, "error")?;
            let told = sif::check(&lines(input)?.join("\n")).map_err(|error| error.message().to_owned());
            let found = matches!(&told, Err(message) if message.contains(wanted));
            checks.holds("error", found, wanted, told.err().unwrap_or_else(|| "no error".into()));
        }
        kind => return Err(format!("the kind `{kind}`")),
    }
    Ok(())
}

fn lines(part: &Value) -> std::result::Result<Vec<String>, String> {
    read(part, "lines")
}

/// The document of the case as one of the library: amounts with the currency of the file, months and days as periods.
fn salaries(input: &Value) -> std::result::Result<sif::File, String> {
    only(input, &["employer_id", "employer_bank", "created", "month", "currency", "employees", "reference"])?;
    let currency: Currency = read(input, "currency")?;
    let day =
        |paid: &Value, field| parse_date(field, text_of(paid, field)).map_err(|error| error.to_string());
    let employee = |paid: &Value| {
        only(paid, &["id", "agent", "account", "from", "to", "days", "fixed", "variable", "leave_days"])?;
        let period = Period::new(day(paid, "from")?, day(paid, "to")?).map_err(|error| error.to_string())?;
        Ok::<_, String>(sif::Employee {
            id: read(paid, "id")?,
            agent: read(paid, "agent")?,
            account: read(paid, "account")?,
            period,
            days: whole(paid, "days")?,
            fixed: amount(paid, "fixed", currency)?,
            variable: amount(paid, "variable", currency)?,
            leave_days: whole(paid, "leave_days")?,
        })
    };
    let month = text(input, "month")?;
    let month =
        parse_date("month", &format!("{month}-01")).and_then(|first| Period::new(first, last_day(month)?));
    let employees = input["employees"].as_array().ok_or("a case without `employees`")?;
    Ok(sif::File {
        employer_id: read(input, "employer_id")?,
        employer_bank: read(input, "employer_bank")?,
        // chrono's own form has seconds, which the case leaves out.
        created: format!("{}:00", text(input, "created")?).parse().map_err(|_| "`created` is no time")?,
        month: month.map_err(|error| error.to_string())?,
        currency,
        employees: employees.iter().map(employee).collect::<std::result::Result<_, _>>()?,
        reference: read(input, "reference")?,
    })
}

/// A case of `eg_tax_insurance`.
pub fn egypt(_: &File, case: &Value, checks: &mut Checks) -> Judged {
    let (input, expected) = parts(case)?;
    let person = eg::Profile::new(eg::Exemption::Personal, eg::Compared::AfterExemption, Mode::HalfUp);
    match text(case, "kind")? {
        "tax_low" | "tax_high" => {
            only(input, &["from", "annual_taxable"])?;
            let taxable = amount(input, "annual_taxable", EGP)?;
            let year = pack(eg::PACK).and_then(|law| {
                let month = eg::Month::on(&law, parse_date("from", text_of(input, "from"))?)?;
                eg::tax_of_year(&person, taxable, &month)
            });
            let Some(year) = told(year, checks) else { return Ok(()) };
            let figures = [("annual_tax", year.annual.amount()), ("monthly_tax", year.monthly.amount())];
            compare(expected, checks, &figures)
        }
        "slip" => {
            only(input, &["year", "monthly_gross", "insurable"])?;
            let (gross, insurable) = (amount(input, "monthly_gross", EGP)?, amount(input, "insurable", EGP)?);
            let year = i32::try_from(whole(input, "year")?).map_err(|error| error.to_string())?;
            let assessed = date(year, 12, 31).and_then(|day| {
                let payment = Payment::new(day, PayFrequency::Monthly, gross);
                assess(&Profile::Eg(person), &Payment { contributory: insurable, ..payment })
            });
            let Some((assessment, trace)) = told(assessed, checks) else { return Ok(()) };
            let [employee, _] = totals(&assessment)?;
            compare(
                expected,
                checks,
                &[
                    ("insurance_base", value(&trace, "eg.insurance.base")),
                    ("employee_insurance", of(&assessment, "eg.insurance", Payer::Employee)),
                    ("employer_insurance", of(&assessment, "eg.insurance", Payer::Employer)),
                    ("annual_taxable", value(&trace, "eg.tax.annual_taxable")),
                    ("monthly_tax", of(&assessment, "eg.salary_tax", Payer::Employee)),
                    (
                        "net_before_martyrs_fund",
                        exact::subtract(gross.amount(), employee).unwrap_or_default(),
                    ),
                ],
            )
        }
        "limits" => limits(input, expected, checks),
        kind => Err(format!("the kind `{kind}`")),
    }
}

/// The pack's limits of a year and of the next, and that the second come from the first by the rise.
fn limits(input: &Value, expected: &Value, checks: &mut Checks) -> Judged {
    only(input, &["year", "minimum", "maximum", "rise", "round_up_to"])?;
    only(expected, &["minimum", "maximum"])?;
    let year = i32::try_from(whole(input, "year")?).map_err(|error| error.to_string())?;
    let percent = text(input, "rise")?.strip_suffix(" %").ok_or("a rise that is no percentage")?;
    let percent = exact::decimal("rise", percent).map_err(|error| error.to_string())?;
    let factor = exact::multiply(exact::add(percent, dec!(100)).unwrap_or_default(), dec!(0.01));
    let up =
        Rounding::to(decimal(input, "round_up_to")?, Mode::Ceiling).map_err(|error| error.to_string())?;
    for field in ["minimum", "maximum"] {
        let figures = pack(eg::PACK).and_then(|law| {
            let on = |year| {
                Ok::<_, Error>(law.amount(&format!("insurance.wage.{field}"), date(year, 1, 1)?)?.value)
            };
            let risen = exact::multiply(on(year)?, factor.unwrap_or_default()).unwrap_or_default();
            Ok([on(year)?, on(year + 1)?, up.apply(risen)?])
        });
        if let Some([before, after, risen]) = told(figures, checks) {
            checks.number(&format!("input {field}"), &input[field], before);
            checks.number(field, &expected[field], after);
            checks.number(&format!("risen {field}"), &expected[field], risen);
        }
    }
    Ok(())
}

/// A case of `jo_tax_ssc`.
pub fn jordan(_: &File, case: &Value, checks: &mut Checks) -> Judged {
    let (input, expected) = parts(case)?;
    match text(case, "kind")? {
        "tax" => {
            only(input, &["annual_income", "personal_exemption", "other_exemption"])?;
            let exemption = match decimal(input, "personal_exemption")?.to_string().as_str() {
                "9000" => jo::Exemption::Personal,
                "18000" => jo::Exemption::Family,
                other => return Err(format!("an exemption of {other}")),
            };
            let mut person = jo::Profile::new(exemption, jo::Registered::After2009, Mode::HalfUp);
            person.other_exemption = Some(amount(input, "other_exemption", JOD)?);
            let income = amount(input, "annual_income", JOD)?;
            let year = pack(jo::PACK)
                .and_then(|law| jo::tax_of_year(&person, income, &jo::Month::on(&law, date(2025, 8, 31)?)?));
            let Some(year) = told(year, checks) else { return Ok(()) };
            let figures = [("taxable", year.taxable.amount()), ("annual_tax", year.annual.amount())];
            compare(expected, checks, &figures)
        }
        "ssc" => {
            only(input, &["year", "registered", "fixed", "cap"])?;
            let registered = read(input, "registered")?;
            let mut person = jo::Profile::new(jo::Exemption::Personal, registered, Mode::HalfUp);
            // The pack knows the ceiling; one against it would be refused.
            person.ceiling = Some(amount(input, "cap", JOD)?);
            let year = i32::try_from(whole(input, "year")?).map_err(|error| error.to_string())?;
            let wage = amount(input, "fixed", JOD)?;
            let assessed = date(year, 12, 31).and_then(|day| {
                assess(&Profile::Jo(person), &Payment::new(day, PayFrequency::Monthly, wage))
            });
            let Some((assessment, trace)) = told(assessed, checks) else { return Ok(()) };
            compare(
                expected,
                checks,
                &[
                    ("base", value(&trace, "jo.ssc.base")),
                    ("employee", of(&assessment, "jo.ssc", Payer::Employee)),
                    ("employer", of(&assessment, "jo.ssc", Payer::Employer)),
                ],
            )
        }
        kind => Err(format!("the kind `{kind}`")),
    }
}

/// A case of `ma_ir_cnss`.
pub fn morocco(_: &File, case: &Value, checks: &mut Checks) -> Judged {
    let (input, expected) = parts(case)?;
    let tax = |dependants, net, year| {
        let month = ma::Month::on(&pack(ma::PACK)?, date(year, 12, 31)?)?;
        ma::income_tax(&ma::Profile::new(dependants, Mode::HalfUp), net, &month)
    };
    match text(case, "kind")? {
        "ir" => {
            only(input, &["monthly_net_taxable"])?;
            let net = amount(input, "monthly_net_taxable", MAD)?;
            let both = tax(0, net, 2024).and_then(|before| {
                let after = tax(0, net, 2025)?;
                // The saving is that of the year, divided and rounded once.
                let year = before.annual.checked_sub(after.annual)?;
                let month = Rounding::minor(MAD, Mode::HalfUp).apply(year.amount() / dec!(12))?;
                Ok((before, after, month))
            });
            let Some((before, after, saving)) = told(both, checks) else { return Ok(()) };
            let figures = [
                ("ir_2024", before.monthly.amount()),
                ("ir_2025", after.monthly.amount()),
                ("saving", saving),
            ];
            compare(expected, checks, &figures)
        }
        "slip" => {
            only(input, &["from", "monthly_gross_taxable", "dependants"])?;
            let gross = amount(input, "monthly_gross_taxable", MAD)?;
            let person = ma::Profile::new(whole(input, "dependants")?, Mode::HalfUp);
            let assessed = parse_date("from", text_of(input, "from")).and_then(|day| {
                assess(&Profile::Ma(person), &Payment::new(day, PayFrequency::Monthly, gross))
            });
            let Some((assessment, trace)) = told(assessed, checks) else { return Ok(()) };
            let [employee, _] = totals(&assessment)?;
            compare(
                expected,
                checks,
                &[
                    ("cnss", of(&assessment, "ma.cnss", Payer::Employee)),
                    ("amo", of(&assessment, "ma.amo", Payer::Employee)),
                    ("professional_expenses", value(&trace, "ma.ir.professional_expenses")),
                    ("net_taxable", value(&trace, "ma.ir.net_taxable")),
                    ("ir", of(&assessment, "ma.ir", Payer::Employee)),
                    ("net", exact::subtract(gross.amount(), employee).unwrap_or_default()),
                ],
            )
        }
        "family" => {
            only(input, &["dependants"])?;
            let Some(tax) = told(tax(whole(input, "dependants")?, Money::zero(MAD), 2025), checks) else {
                return Ok(());
            };
            compare(expected, checks, &[("annual_reduction", tax.annual_reduction.amount())])
        }
        kind => Err(format!("the kind `{kind}`")),
    }
}

/// A case of `sa_ae_eg_jo_ma_parameters`: the rates of Morocco's pack, whose sums are published.
pub fn parameters(_: &File, case: &Value, checks: &mut Checks) -> Judged {
    let (input, expected) = parts(case)?;
    only(input, &["rates"])?;
    only(expected, &["total"])?;
    let keys: &[&str] = match text(case, "id")? {
        "ma_cnss_sum_employee" => &["cnss.employee.short_term", "cnss.employee.pension", "amo.employee"],
        "ma_cnss_sum_employer" => &[
            "cnss.employer.short_term",
            "cnss.employer.pension",
            "cnss.employer.family",
            "amo.employer",
            "amo.employer.participation",
            "cnss.employer.training",
        ],
        id => return Err(format!("the case `{id}`")),
    };
    let rates = pack(ma::PACK).and_then(|law| {
        let day = date(2024, 12, 31)?;
        keys.iter().map(|key| Ok(law.rate(key, day)?.value)).collect::<Result<Vec<_>>>()
    });
    let Some(rates) = told(rates, checks) else { return Ok(()) };
    let wanted = input["rates"].as_array().ok_or("a case without rates")?;
    checks.text("rates", wanted.len(), rates.len());
    for (wanted, rate) in wanted.iter().zip(&rates) {
        checks.number("rate", wanted, *rate);
    }
    let total = rates.iter().try_fold(Decimal::ZERO, |sum, rate| exact::add(sum, *rate));
    checks.number("total", &expected["total"], total.unwrap_or_default());
    Ok(())
}

fn parts(case: &Value) -> std::result::Result<(&Value, &Value), String> {
    only(case, &["id", "kind", "input", "expected", "source", "verified"])?;
    let part = |name| case.get(name).ok_or_else(|| format!("a case without `{name}`"));
    Ok((part("input")?, part("expected")?))
}

fn pack(id: &str) -> Result<RulePack> {
    RulePack::embedded(id)
}

/// The assessment by the fast form, and the trace by the reference, which must agree.
fn assess(person: &Profile, payment: &Payment) -> Result<(Assessment, Trace)> {
    let law = pack(person.pack_id())?;
    let assessment = wages::assess(person, payment, &law)?;
    super::listed(&assessment);
    let (traced, trace) = wages::assess_traced(person, payment, &law)?;
    assert_eq!(assessment, traced, "the two forms of number differ for {}", json!([person, payment]));
    Ok((assessment, trace))
}

fn told<V>(result: Result<V>, checks: &mut Checks) -> Option<V> {
    result.inspect_err(|error| checks.refused(error)).ok()
}

/// Every expected figure, which must be among those that are known here.
fn compare(expected: &Value, checks: &mut Checks, figures: &[(&str, Decimal)]) -> Judged {
    only(expected, &figures.iter().map(|(field, _)| *field).collect::<Vec<_>>())?;
    for (field, got) in figures {
        if let Some(wanted) = expected.get(field) {
            checks.number(field, wanted, *got);
        }
    }
    Ok(())
}

fn of(assessment: &Assessment, code: &str, payer: Payer) -> Decimal {
    let line = assessment.lines.iter().find(|line| line.code == code && line.payer == payer);
    line.map(|line| line.amount.amount()).unwrap_or_default()
}

/// What the employee and the employer bear.
fn totals(assessment: &Assessment) -> std::result::Result<[Decimal; 2], String> {
    let currency = assessment.lines.first().ok_or("an assessment without lines")?.amount.currency();
    let of = |payer| assessment.borne_by(payer, currency).map_err(|error| error.to_string());
    Ok([of(Payer::Employee)?.amount(), of(Payer::Employer)?.amount()])
}

fn value(trace: &Trace, id: &str) -> Decimal {
    trace.find(id).map(|line| line.value).unwrap_or_default()
}

fn amount(input: &Value, field: &str, currency: Currency) -> std::result::Result<Money, String> {
    Money::new(decimal(input, field)?, currency).map_err(|error| error.to_string())
}

fn text_of<'a>(input: &'a Value, field: &str) -> &'a str {
    input.get(field).and_then(Value::as_str).unwrap_or_default()
}

fn whole(input: &Value, field: &str) -> std::result::Result<u32, String> {
    let number = input.get(field).and_then(Value::as_u64).and_then(|number| number.try_into().ok());
    number.ok_or_else(|| format!("a case without the whole number `{field}`"))
}

fn read<T: DeserializeOwned>(input: &Value, field: &str) -> std::result::Result<T, String> {
    from_value(input.get(field).cloned().unwrap_or_default()).map_err(|error| format!("`{field}`: {error}"))
}

fn fraction(expected: &Value, field: &str) -> std::result::Result<(u64, u64), String> {
    let (numerator, denominator) =
        text(expected, field)?.split_once('/').ok_or("a fraction without a bar")?;
    let number = |text: &str| text.parse().map_err(|_| format!("`{field}` is no fraction"));
    Ok((number(numerator)?, number(denominator)?))
}

/// The last day of a month such as `2026-11`.
fn last_day(month: &str) -> Result<NaiveDate> {
    let parts =
        month.split_once('-').and_then(|(year, month)| Some((year.parse().ok()?, month.parse().ok()?)));
    let (year, number) =
        parts.ok_or_else(|| Error::invalid("period", month, "write a month such as 2026-11"))?;
    Ok(Period::month(year, number)?.last())
}
