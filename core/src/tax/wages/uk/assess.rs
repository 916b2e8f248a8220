//! From a person and a payment to the lines: the fast form first, the reference when it was lost.

use super::{
    PACK, Profile, ToDate, Year, ni, paye,
    period::{Span, TaxPeriod, Unit},
    year::Figures,
};
use crate::{
    error::{Code, Error, Result},
    law::{Figure, RulePack, explain},
    money::{
        Money,
        number::{Exact, Number},
    },
    tax::wages::{self, Assessment, Line, Payer, Payment},
    trace::{Notes, Trace, Tracer},
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

const AUTHORITY: &str = "HMRC";

/// What is due on a payment, as bare amounts: for a run that needs no lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// Income tax; below zero it is a refund.
    pub tax: Money,
    /// The employee's National Insurance.
    pub employee_ni: Money,
    /// The employer's National Insurance.
    pub employer_ni: Money,
}

/// PAYE and National Insurance of a payment, as bare amounts.
///
/// # Errors
/// See [`super`].
pub fn due(person: &Profile, payment: &Payment, year: &Year) -> Result<Due> {
    let outcome = Case::of(person, payment, year)?.run()?;
    let money = |amount| Money::new(amount, year.currency);
    let [employee, employer] = outcome.ni;
    Ok(Due {
        tax: money(outcome.tax)?,
        employee_ni: money(employee.amount)?,
        employer_ni: money(employer.amount)?,
    })
}

/// PAYE and National Insurance of a payment.
///
/// # Errors
/// See [`super`].
pub fn assess(person: &Profile, payment: &Payment, pack: &RulePack) -> Result<Assessment> {
    assess_with(person, payment, &Year::on(pack, payment.pay_day)?)
}

/// The same, under a tax year's law that was read before: for a run over many people.
///
/// # Errors
/// See [`super`]; `law.none_in_force` when the payment is not of that tax year.
pub fn assess_with(person: &Profile, payment: &Payment, year: &Year) -> Result<Assessment> {
    let case = Case::of(person, payment, year)?;
    case.assessment(&case.run()?)
}

/// The same, with every figure explained.
///
/// # Errors
/// See [`super`].
pub fn assess_traced(person: &Profile, payment: &Payment, pack: &RulePack) -> Result<(Assessment, Trace)> {
    let year = Year::on(pack, payment.pay_day)?;
    let case = Case::of(person, payment, &year)?;
    let mut notes = Notes::default();
    let outcome = case.reference(&mut notes)?;
    let mut trace =
        explain(&notes, &[&paye::TAX, &ni::EMPLOYEE, &ni::EMPLOYER], pack, payment.pay_day, |key| {
            case.fill(key)
        });
    if let Some(tax) = trace.lines.first_mut() {
        tax.note = case.describe(paye::limited(&notes));
    }
    Ok((case.assessment(&outcome)?, trace))
}

/// A payment whose inputs were found fit.
struct Case<'a> {
    person: &'a Profile,
    payment: &'a Payment,
    year: &'a Year,
    period: TaxPeriod,
    /// Taxable pay and tax before this payment, of this tax year.
    before: [Money; 2],
    paye: &'a paye::Rates,
    /// The only rate of the code, if it names one.
    one_rate: Option<Decimal>,
    ni: &'a ni::Rates,
}

struct Outcome<N> {
    tax: N,
    ni: [ni::Due<N>; 2],
}

impl<'a> Case<'a> {
    fn of(person: &'a Profile, payment: &'a Payment, year: &'a Year) -> Result<Self> {
        let day = payment.pay_day;
        if !year.period.contains(day) {
            let message = format!("`pay_day` is {day}, which is not in the tax year {}", year.period);
            return Err(Error::new(Code::LawNoneInForce, "pay_day", day, message));
        }
        let mut amounts = vec![
            ("taxable", payment.taxable),
            ("contributory", payment.contributory),
            ("non_cash", payment.non_cash),
        ];
        let mut before = [Money::zero(year.currency); 2];
        if let Some(ToDate { through, taxable_pay, tax }) = person.to_date {
            if day < through {
                let message = format!(
                    "`pay_day` is {day}, but the figures to date hold a payment of {through}: give the figures as they stood before this payment"
                );
                return Err(Error::new(Code::InputInvalid, "pay_day", day, message));
            }
            amounts.extend([("to_date.taxable_pay", taxable_pay), ("to_date.tax", tax)]);
            if year.period.contains(through) {
                before = [taxable_pay, tax];
            }
        }
        if let Some((field, amount)) = amounts.iter().find(|(_, amount)| amount.currency() != year.currency) {
            let message =
                format!("`{field}` is {amount}: the taxes of rule pack `{PACK}` are in {}", year.currency);
            return Err(Error::new(Code::MoneyMixedCurrencies, *field, amount, message));
        }
        if payment.non_cash.is_negative() {
            let message = format!(
                "`non_cash` is {}: the part of the pay that is not in cash is not below zero",
                payment.non_cash
            );
            return Err(Error::new(Code::NumberNegative, "non_cash", payment.non_cash, message));
        }
        let span = Span::of(payment.frequency)?;
        let (paye, one_rate) = year.paye.rates(person.tax_code)?;
        Ok(Self {
            person,
            payment,
            year,
            period: TaxPeriod::of(day, year.period, span, person.effective_basis()),
            before,
            paye,
            one_rate,
            ni: year.ni.rates(person.category)?,
        })
    }

    /// The rule, over one form of number. None when this form cannot hold an input.
    fn over<N: Number, T: Tracer<N>>(&self, figures: &Figures<N>, t: &mut T) -> Option<Outcome<N>> {
        let [pay_before, tax_before] = self.before;
        let given = paye::Given {
            code: self.person.tax_code,
            period: self.period,
            pay: N::exact(self.payment.taxable.amount())?,
            non_cash: N::exact(self.payment.non_cash.amount())?,
            pay_before: N::exact(pay_before.amount())?,
            tax_before: N::exact(tax_before.amount())?,
        };
        let earnings = N::exact(self.payment.contributory.amount())?;
        Some(Outcome {
            tax: figures.paye.tax(given, t)?,
            ni: figures.ni.contributions(earnings, self.person.category, self.period.span, t)?,
        })
    }

    fn run(&self) -> Result<Outcome<Decimal>> {
        let fast = self.year.fast.as_ref().and_then(|figures| self.over(figures, &mut ())?.read());
        fast.map_or_else(|| self.reference(&mut Notes::default()), Ok)
    }

    /// Over the reference; the first step without a value names the error.
    fn reference(&self, notes: &mut Notes<Exact>) -> Result<Outcome<Decimal>> {
        let outcome = self.over(&self.year.exact, notes).and_then(Outcome::read);
        outcome.ok_or_else(|| {
            let lost = notes.first_lost(Number::read);
            let (field, value) = match lost {
                Some(step) if step.id.starts_with("uk.ni") => ("contributory", self.payment.contributory),
                _ => ("taxable", self.payment.taxable),
            };
            Error::overflow(field, value, lost.map_or("PAYE and National Insurance", |step| step.name))
        })
    }

    fn assessment(&self, outcome: &Outcome<Decimal>) -> Result<Assessment> {
        let money = |amount| Money::new(amount, self.year.currency);
        let tax = money(outcome.tax)?;
        let [pay_before, tax_before] = self.before;
        let to_date = |before: Money, this: Money, step| {
            before.checked_add(this).map_err(|_| Error::overflow("taxable", self.payment.taxable, step))
        };
        let carried = Profile {
            to_date: Some(ToDate {
                through: self.payment.pay_day,
                taxable_pay: to_date(pay_before, self.payment.taxable, "Pay to date")?,
                tax: to_date(tax_before, tax, "Tax to date")?,
            }),
            ..self.person.clone()
        };
        let [employee, employer] = &outcome.ni;
        let lines = vec![
            Line {
                authority: AUTHORITY.into(),
                code: "uk.paye".into(),
                name: "PAYE income tax".into(),
                base: self.payment.taxable,
                rate: self.one_rate,
                payer: Payer::Employee,
                amount: tax,
                source: self.paye.scale.source.clone(),
            },
            self.contribution(Payer::Employee, "National Insurance", employee, &self.ni.employee)?,
            self.contribution(Payer::Employer, "National Insurance, employer", employer, &self.ni.employer)?,
        ];
        Ok(Assessment {
            lines,
            carried: wages::Profile::Uk(carried),
            pack: self.year.pack.clone(),
            revision: self.year.revision.clone(),
        })
    }

    fn contribution(
        &self,
        payer: Payer,
        name: &str,
        due: &ni::Due<Decimal>,
        [main, other]: &[Figure; 2],
    ) -> Result<Line> {
        let money = |amount| Money::new(amount, self.year.currency);
        let [on_main, on_other] = due.on;
        let applied = if on_main.is_zero() && !on_other.is_zero() { other } else { main };
        let single = on_main.is_zero() || on_other.is_zero() || main.value == other.value;
        Ok(Line {
            authority: AUTHORITY.into(),
            code: "uk.ni".into(),
            name: name.into(),
            base: money(on_main)?.checked_add(money(on_other)?)?,
            rate: single.then_some(applied.value),
            payer,
            amount: money(due.amount)?,
            source: applied.source.clone(),
        })
    }

    /// The key in the pack of a parameter as a step names it.
    fn fill(&self, key: &str) -> String {
        let Span { unit, units } = self.period.span;
        let per = if units == 1 { unit.key() } else { "annual" };
        let category = self.person.category.letter().to_ascii_lowercase().to_string();
        key.replace("{nation}", self.person.tax_code.nation().key())
            .replace("{unit}", unit.key())
            .replace("{per}", per)
            .replace("{category}", &category)
            .replace("{start}", self.person.category.start().key())
    }

    /// What the trace says of the tax in words.
    fn describe(&self, limited: bool) -> String {
        let unit = if self.period.span.unit == Unit::Week { "week" } else { "month" };
        let basis = if self.period.cumulative { "cumulative" } else { "this payment alone" };
        let limited = if limited { ", cut by the overriding limit" } else { "" };
        format!("code {}, tax {unit} {}, {basis}{limited}", self.person.tax_code, self.period.number)
    }
}

/// Every figure of an outcome.
#[cfg(test)]
pub(super) type Flat = [Decimal; 7];

/// What the fast form and the reference say, for the tests that hold them equal.
#[cfg(test)]
pub(super) fn both(person: &Profile, payment: &Payment, year: &Year) -> Result<(Option<Flat>, Result<Flat>)> {
    let flat = |outcome: Outcome<Decimal>| {
        let [employee, employer] = outcome.ni;
        let ([a, b], [c, d]) = (employee.on, employer.on);
        [outcome.tax, employee.amount, a, b, employer.amount, c, d]
    };
    let case = Case::of(person, payment, year)?;
    let fast = year.fast.as_ref().and_then(|figures| case.over(figures, &mut ())?.read());
    Ok((fast.map(flat), case.reference(&mut Notes::default()).map(flat)))
}

impl<N: Number> Outcome<N> {
    fn read(self) -> Option<Outcome<Decimal>> {
        let [employee, employer] = self.ni;
        Some(Outcome { tax: self.tax.read()?, ni: [employee.read()?, employer.read()?] })
    }
}

impl<N: Number> ni::Due<N> {
    fn read(self) -> Option<ni::Due<Decimal>> {
        let [main, other] = self.on;
        Some(ni::Due { amount: self.amount.read()?, on: [main.read()?, other.read()?] })
    }
}
