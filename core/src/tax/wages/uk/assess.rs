//! From a person and a payment to the lines: the fast form first, the reference when it was lost.

use super::{
    Contributions, DirectorMethod, PACK, Plan, Profile, StudentLoans, ToDate, Year, loans, ni,
    outcome::{Inputs, Outcome},
    paye,
    period::{Span, TaxPeriod, Unit},
    plain::Plain,
    year::Figures,
};
use crate::{
    error::{Code, Error, Result},
    law::{Figure, RulePack, explain},
    money::{
        Money,
        number::{Exact, Fixed, Number},
    },
    tax::wages::{
        self, Assessment, Line, Payer, Payment,
        statute::{Assessed, Readable, Statute},
    },
    trace::{Notes, Step, Trace, Tracer},
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

const AUTHORITY: &str = "HMRC";
/// The weeks of a whole year, in a director's thresholds.
const WEEKS: u32 = 52;

/// What is due on a payment, as bare amounts: for a run that needs no lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// Income tax; below zero it is a refund.
    pub tax: Money,
    /// The employee's National Insurance.
    pub employee_ni: Money,
    /// The employer's National Insurance.
    pub employer_ni: Money,
    /// The deduction for a student loan; zero when none is repaid.
    pub student_loan: Money,
    /// The deduction for a postgraduate loan; zero when none is repaid.
    pub postgraduate_loan: Money,
}

/// PAYE, National Insurance and loans of a payment, as bare amounts.
///
/// # Errors
/// See [`super`].
pub fn due(person: &Profile, payment: &Payment, year: &Year) -> Result<Due> {
    let plain = Plain::of(person, payment, year).and_then(|plain| plain.due(year));
    let Some([tax, employee_ni, employer_ni, student_loan, postgraduate_loan]) = plain else {
        return due_apart(person, payment, year);
    };
    let money = |pence| Money::minor(pence, year.currency);
    Ok(Due {
        tax: money(tax),
        employee_ni: money(employee_ni),
        employer_ni: money(employer_ni),
        student_loan: money(student_loan),
        postgraduate_loan: money(postgraduate_loan),
    })
}

/// The same for a director's year and for what the fast form cannot hold; and what is wrong, if anything is.
#[cold]
fn due_apart(person: &Profile, payment: &Payment, year: &Year) -> Result<Due> {
    due_of(&Case::of(person, payment, year)?.run()?, year)
}

/// The same by the reference, whatever the fast form can do: what [`due`] is measured and tested against.
///
/// # Errors
/// See [`super`].
#[doc(hidden)]
pub fn due_by_reference(person: &Profile, payment: &Payment, year: &Year) -> Result<Due> {
    let case = Case::of(person, payment, year)?;
    let found = case.over(&year.exact, &mut ()).and_then(Outcome::read);
    due_of(&found.map_or_else(|| case.reference(&mut Notes::default()), Ok)?, year)
}

fn due_of(outcome: &Outcome<Decimal>, year: &Year) -> Result<Due> {
    let [employee, employer] = &outcome.ni;
    let [student, postgraduate] =
        outcome.loans.each_ref().map(|loan| loan.as_ref().map_or(Decimal::ZERO, |due| due.amount));
    let money = |amount| Money::new(amount, year.currency);
    Ok(Due {
        tax: money(outcome.tax)?,
        employee_ni: money(employee.amount)?,
        employer_ni: money(employer.amount)?,
        student_loan: money(student)?,
        postgraduate_loan: money(postgraduate)?,
    })
}

/// PAYE, National Insurance and loans of a payment.
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
    let [employee, employer] = case.roots();
    let roots = [&paye::TAX, employee, employer, &loans::STUDENT, &loans::POSTGRADUATE_LOAN];
    let mut trace = explain(&notes, &roots, pack, payment.pay_day, |key| case.fill(key));
    if let Some(tax) = trace.lines.first_mut() {
        tax.note = case.describe(paye::limited(&notes));
    }
    Ok((case.assessment(&outcome)?, trace))
}

/// The case of a payment under that law.
pub(in crate::tax::wages) fn case<'a>(
    person: &'a Profile,
    payment: &'a Payment,
    year: &'a Year,
) -> Result<impl Assessed + 'a> {
    Case::of(person, payment, year)
}

/// A payment whose inputs were found fit.
struct Case<'a> {
    person: &'a Profile,
    payment: &'a Payment,
    year: &'a Year,
    period: TaxPeriod,
    /// Whether the profile's figures to date are of this tax year; true too when there are none.
    same_year: bool,
    /// The profile's figures to date when they are of this tax year.
    to_date: Option<&'a ToDate>,
    /// The weeks of the year by which a director's contributions are reckoned.
    by_year: Option<u32>,
    paye: &'a paye::Rates,
    /// The only rate of the code, if it names one.
    one_rate: Option<Decimal>,
    ni: &'a ni::Rates,
    repaid: StudentLoans,
    /// The terms of the student loan and of the postgraduate loan, where they are repaid.
    loans: [Option<&'a loans::Terms>; 2],
}

impl<'a> Case<'a> {
    fn of(person: &'a Profile, payment: &'a Payment, year: &'a Year) -> Result<Self> {
        let day = payment.pay_day;
        if !year.period.contains(day) {
            let message = format!("`pay_day` is {day}, which is not in the tax year {}", year.period);
            return Err(Error::new(Code::LawNoneInForce, "pay_day", day, message));
        }
        let mut to_date = None;
        if let Some(figures) = &person.to_date {
            let through = figures.through;
            if day < through {
                let message = format!(
                    "`pay_day` is {day}, but the figures to date hold a payment of {through}: give the figures as they stood before this payment"
                );
                return Err(Error::new(Code::InputInvalid, "pay_day", day, message));
            }
            // Figures of an earlier tax year no longer count.
            to_date = Some(figures).filter(|_| year.period.contains(through));
        }
        let same_year = to_date.is_some() || person.to_date.is_none();
        let contributions = to_date.and_then(|figures| figures.contributions.as_ref());
        for (field, amount) in [
            ("taxable", Some(&payment.taxable)),
            ("contributory", Some(&payment.contributory)),
            ("non_cash", Some(&payment.non_cash)),
            ("to_date.taxable_pay", to_date.map(|figures| &figures.taxable_pay)),
            ("to_date.tax", to_date.map(|figures| &figures.tax)),
            ("to_date.contributions.earnings", contributions.map(|paid| &paid.earnings)),
            ("to_date.contributions.employee", contributions.map(|paid| &paid.employee)),
            ("to_date.contributions.employer", contributions.map(|paid| &paid.employer)),
        ] {
            let Some(amount) = amount else { continue };
            if amount.currency() != year.currency {
                let message = format!(
                    "`{field}` is {amount}: the taxes of rule pack `{PACK}` are in {}",
                    year.currency
                );
                return Err(Error::new(Code::MoneyMixedCurrencies, field, amount, message));
            }
            if amount.is_negative() {
                let message = format!(
                    "`{field}` is {amount}: it is not below zero; correct the payment that was too great"
                );
                return Err(Error::new(Code::NumberNegative, field, amount, message));
            }
        }
        let by_year = match person.director {
            Some(director) if director.method != DirectorMethod::Alternative => {
                let weeks = if same_year { director.weeks } else { WEEKS };
                if !(1..=WEEKS).contains(&weeks) {
                    let wanted = "write the weeks left in the tax year, 1 to 52";
                    return Err(Error::invalid("director.weeks", weeks, wanted));
                }
                if to_date.is_some() && contributions.is_none() {
                    return Err(Error::missing("to_date.contributions"));
                }
                Some(weeks)
            }
            _ => None,
        };
        let repaid = person.student_loans.unwrap_or_default();
        if by_year.is_some() && repaid != StudentLoans::default() {
            let loan = repaid.plan.map_or("postgraduate", Plan::key);
            let message = format!(
                "`student_loans` is {loan} for a director whose contributions are reckoned by the year: how a loan is deducted then is not known here"
            );
            return Err(Error::new(Code::LawUnsupported, "student_loans", loan, message));
        }
        let span = Span::of(payment.frequency)?;
        let (paye, one_rate) = year.paye.rates(person.tax_code)?;
        Ok(Self {
            person,
            payment,
            year,
            period: TaxPeriod::of(day, year.period, span, person.effective_basis()),
            same_year,
            to_date,
            by_year,
            paye,
            one_rate,
            ni: year.ni.rates(person.category)?,
            repaid,
            loans: year.loans.terms(repaid, day)?,
        })
    }

    /// National Insurance before this payment, of this tax year, where it is known.
    fn contributions(&self) -> Option<Contributions> {
        let none = Money::zero(self.year.currency);
        let start = Contributions { earnings: none, employee: none, employer: none };
        self.to_date.map_or(Some(start), |figures| figures.contributions)
    }

    /// The steps of the contributions.
    fn roots(&self) -> [&'static Step; 2] {
        match self.by_year {
            Some(_) => [&ni::DIRECTOR_EMPLOYEE, &ni::DIRECTOR_EMPLOYER],
            None => [&ni::EMPLOYEE, &ni::EMPLOYER],
        }
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
        let single =
            self.by_year.is_none() && (on_main.is_zero() || on_other.is_zero() || main.value == other.value);
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

    /// What the trace says of the tax in words.
    fn describe(&self, limited: bool) -> String {
        let unit = if self.period.span.unit == Unit::Week { "week" } else { "month" };
        let basis = if self.period.cumulative { "cumulative" } else { "this payment alone" };
        let limited = if limited { ", cut by the overriding limit" } else { "" };
        format!("code {}, tax {unit} {}, {basis}{limited}", self.person.tax_code, self.period.number)
    }
}

impl Statute for Case<'_> {
    type Figures<N: Number> = Figures<N>;
    type Outcome<N: Number> = Outcome<N>;
    type Amounts = Outcome<Decimal>;
    const NAME: &'static str = "PAYE, National Insurance and loans";

    fn over<N: Number, T: Tracer<N>>(&self, figures: &Figures<N>, t: &mut T) -> Option<Outcome<N>> {
        let form = |money: Money| N::exact(money.amount());
        let before =
            |of: fn(&ToDate) -> Money| self.to_date.map_or(Some(N::zero()), |figures| form(of(figures)));
        let by_year = match self.by_year {
            None => None,
            Some(weeks) => {
                let Contributions { earnings, employee, employer } = self.contributions()?;
                let paid = ni::Paid {
                    earnings: form(earnings)?,
                    employee: form(employee)?,
                    employer: form(employer)?,
                };
                Some((weeks, paid))
            }
        };
        let given = Inputs {
            code: self.person.tax_code,
            period: self.period,
            category: self.person.category,
            repaid: self.repaid,
            pay: t.paid(form(self.payment.taxable)?),
            non_cash: form(self.payment.non_cash)?,
            earnings: t.paid(form(self.payment.contributory)?),
            pay_before: before(|figures| figures.taxable_pay)?,
            tax_before: before(|figures| figures.tax)?,
            by_year,
        };
        figures.outcome(&given, t)
    }

    #[inline]
    fn in_fast(&self) -> Option<&Figures<Fixed>> {
        self.year.fast.as_ref()
    }

    #[inline]
    fn in_exact(&self) -> &Figures<Exact> {
        &self.year.exact
    }

    fn at_fault(&self, step: &str) -> (&'static str, Money) {
        if step.is_empty() || step.starts_with("uk.paye") {
            ("taxable", self.payment.taxable)
        } else {
            ("contributory", self.payment.contributory)
        }
    }

    fn fill(&self, key: &str) -> String {
        let Span { unit, units } = self.period.span;
        let by_year = self.by_year.is_some();
        let per = if by_year || units > 1 { "annual" } else { unit.key() };
        let of_the_year = by_year || (unit == Unit::Month && units > 1);
        let lower_per = if of_the_year { "annual" } else { unit.key() };
        let category = self.person.category.letter().to_ascii_lowercase().to_string();
        key.replace("{nation}", self.person.tax_code.nation().key())
            .replace("{unit}", unit.key())
            .replace("{per}", per)
            .replace("{lower_per}", lower_per)
            .replace("{category}", &category)
            .replace("{start}", self.person.category.start().key())
            .replace("{span}", self.period.span.key())
            .replace("{plan}", self.repaid.plan.map_or("", Plan::key))
    }
}

impl Assessed for Case<'_> {
    fn figures<N: Number>(&self) -> Option<Figures<N>> {
        Figures::of(&self.year.paye, &self.year.ni, &self.year.loans)
    }

    fn assessment(&self, outcome: &Outcome<Decimal>) -> Result<Assessment> {
        let money = |amount| Money::new(amount, self.year.currency);
        let tax = money(outcome.tax)?;
        let none = Money::zero(self.year.currency);
        let [pay_before, tax_before] =
            self.to_date.map_or([none; 2], |figures| [figures.taxable_pay, figures.tax]);
        let [employee, employer] = &outcome.ni;
        let on_pay = ("taxable", self.payment.taxable);
        let on_earnings = ("contributory", self.payment.contributory);
        let add = |before: Money, this: Money, (field, value), step| {
            before.checked_add(this).map_err(|_| Error::overflow(field, value, step))
        };
        let contributions = self.contributions().map(|before| -> Result<Contributions> {
            Ok(Contributions {
                earnings: add(before.earnings, self.payment.contributory, on_earnings, "Earnings to date")?,
                employee: add(
                    before.employee,
                    money(employee.amount)?,
                    on_earnings,
                    "Contributions to date",
                )?,
                employer: add(
                    before.employer,
                    money(employer.amount)?,
                    on_earnings,
                    "Contributions to date",
                )?,
            })
        });
        let mut carried = self.person.clone();
        if let (Some(director), false) = (&mut carried.director, self.same_year) {
            director.weeks = WEEKS;
        }
        carried.to_date = Some(ToDate {
            through: self.payment.pay_day,
            taxable_pay: add(pay_before, self.payment.taxable, on_pay, "Pay to date")?,
            tax: add(tax_before, tax, on_pay, "Tax to date")?,
            contributions: contributions.transpose()?,
        });
        let mut lines = vec![
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
        for ((due, terms), step) in
            outcome.loans.iter().zip(self.loans).zip([&loans::STUDENT, &loans::POSTGRADUATE_LOAN])
        {
            if let (Some(due), Some(terms)) = (due, terms) {
                lines.push(Line {
                    authority: AUTHORITY.into(),
                    code: step.id.into(),
                    name: step.name.into(),
                    base: money(due.on)?,
                    rate: Some(terms.rate.value),
                    payer: Payer::Employee,
                    amount: money(due.amount)?,
                    source: terms.source(self.period.span).to_owned(),
                });
            }
        }
        Ok(Assessment {
            lines,
            carried: wages::Profile::Uk(carried),
            pack: self.year.pack.clone(),
            revision: self.year.revision.clone(),
        })
    }

    fn dues<N: Number>(&self, outcome: &Outcome<N>) -> Vec<(&'static Step, N)> {
        let [employee, employer] = self.roots();
        let [on_employee, on_employer] = outcome.ni;
        let taxes =
            [(&paye::TAX, outcome.tax), (employee, on_employee.amount), (employer, on_employer.amount)];
        let loans =
            outcome.loans.into_iter().zip(self.loans).zip([&loans::STUDENT, &loans::POSTGRADUATE_LOAN]);
        let loans =
            loans.filter_map(|((due, terms), step)| Some((step, due.filter(|_| terms.is_some())?.amount)));
        taxes.into_iter().chain(loans).collect()
    }
}

/// Every figure of an outcome.
#[cfg(test)]
pub(super) type Flat = [Decimal; 11];

/// What the fast form and the reference say, for the tests that hold them equal.
#[cfg(test)]
pub(super) fn both(person: &Profile, payment: &Payment, year: &Year) -> Result<(Option<Flat>, Result<Flat>)> {
    let flat = |outcome: Outcome<Decimal>| {
        let [employee, employer] = outcome.ni;
        let ([a, b], [c, d]) = (employee.on, employer.on);
        let [[student, on_student], [postgraduate, on_postgraduate]] =
            outcome.loans.map(|loan| loan.map_or([Decimal::ZERO; 2], |due| [due.amount, due.on]));
        [
            outcome.tax,
            employee.amount,
            a,
            b,
            employer.amount,
            c,
            d,
            student,
            on_student,
            postgraduate,
            on_postgraduate,
        ]
    };
    let case = Case::of(person, payment, year)?;
    Ok((case.fast().map(flat), case.reference(&mut Notes::default()).map(flat)))
}
