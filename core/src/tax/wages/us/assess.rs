//! From a person and a payment to the lines: the fast form first, the reference when it was lost.

use super::{
    LastPeriod, PACK, Profile, SupplementalMethod, ToDate, Year, fica,
    fit::{self, Form},
    pension, states, supplemental,
    year::Figures,
};
use crate::{
    error::{Code, Error, Result, exact},
    law::{RulePack, explain},
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
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

const AUTHORITY: &str = "IRS";

/// What is due on a payment, as bare amounts: for a run that needs no lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// Income tax on regular and on supplemental wages.
    pub income_tax: Money,
    /// The employee's social security tax.
    pub social_security: Money,
    /// The employee's Medicare tax.
    pub medicare: Money,
    /// Additional Medicare, the employee's only.
    pub additional_medicare: Money,
    /// The employer's social security tax.
    pub employer_social_security: Money,
    /// The employer's Medicare tax.
    pub employer_medicare: Money,
    /// FUTA less its credit, the employer's.
    pub futa: Money,
    /// Income tax of the state in the profile; nothing where it names none.
    pub state_income_tax: Money,
}

/// The taxes of a payment, as bare amounts.
///
/// # Errors
/// See [`super`].
pub fn due(person: &Profile, payment: &Payment, year: &Year) -> Result<Due> {
    let case = Case::of(person, payment, year, year.states.as_deref())?;
    let Outcome { fit, supplemental, fica, state } = case.run()?;
    let money = |amount| Money::new(amount, year.currency);
    let ([_, below], [_, above]) = (supplemental.below, supplemental.above);
    let [social_security, medicare, additional, employer_social_security, employer_medicare, futa] =
        fica.taxes.map(|[_, tax]| money(tax));
    Ok(Due {
        income_tax: money(fit)?.checked_add(money(below)?)?.checked_add(money(above)?)?,
        social_security: social_security?,
        medicare: medicare?,
        additional_medicare: additional?,
        employer_social_security: employer_social_security?,
        employer_medicare: employer_medicare?,
        futa: futa?,
        state_income_tax: money(state.unwrap_or_default())?,
    })
}

/// The taxes of a payment.
///
/// # Errors
/// See [`super`].
pub fn assess(person: &Profile, payment: &Payment, pack: &RulePack) -> Result<Assessment> {
    let year = Year::federal(pack, payment.pay_day)?;
    let case = Case::of(person, payment, &year, Some(pack))?;
    case.assessment(&case.run()?)
}

/// The same, under a year's law that was read before: for a run over many people.
///
/// # Errors
/// See [`super`]; `law.none_in_force` when the payment is not of that year.
pub fn assess_with(person: &Profile, payment: &Payment, year: &Year) -> Result<Assessment> {
    let case = Case::of(person, payment, year, year.states.as_deref())?;
    case.assessment(&case.run()?)
}

/// The same, with every figure explained by the lines of the worksheet.
///
/// # Errors
/// See [`super`].
pub fn assess_traced(person: &Profile, payment: &Payment, pack: &RulePack) -> Result<(Assessment, Trace)> {
    let year = Year::federal(pack, payment.pay_day)?;
    let case = Case::of(person, payment, &year, Some(pack))?;
    let roots: Vec<_> =
        [fit::REGULAR.l4b, &pension::L4C].into_iter().chain(supplemental::ROOTS).chain(fica::ROOTS).collect();
    let mut notes = Notes::default();
    let outcome = case.reference(&mut notes)?;
    let mut trace = explain(&notes, &roots, pack, payment.pay_day, |key| case.fill(key));
    if let Some(tax) = trace.lines.first_mut() {
        tax.note = case.form.describe();
    }
    if let Some(state) = &case.state {
        trace.lines.extend(explain(&notes, &[state.root()], pack, state.day(), |key| case.fill(key)).lines);
    }
    Ok((case.assessment(&outcome)?, trace))
}

/// The case of a payment under that law.
pub(in crate::tax::wages) fn case<'a>(
    person: &'a Profile,
    payment: &'a Payment,
    year: &'a Year,
) -> Result<impl Assessed + 'a> {
    Case::of(person, payment, year, year.states.as_deref())
}

/// A payment whose inputs were found fit.
struct Case<'a> {
    person: &'a Profile,
    payment: &'a Payment,
    year: &'a Year,
    form: Form,
    /// The wages that are not supplemental.
    regular: Money,
    supplemental: Option<Money>,
    /// The wages with which the supplemental ones are aggregated when this payment has no regular ones.
    last_period: Option<LastPeriod>,
    /// Contributory and supplemental wages of the year before this payment.
    before: [Money; 2],
    /// FUTA's rate less its credit, with the reduction of the credit.
    futa_rate: Decimal,
    /// The state's income tax, where the profile names one.
    state: Option<states::Case<'a>>,
}

struct Outcome<N> {
    fit: N,
    supplemental: supplemental::Due<N>,
    fica: fica::Due<N>,
    /// The state's income tax, where the profile names one.
    state: Option<N>,
}

impl<'a> Case<'a> {
    /// `pack` holds the law of the states.
    fn of(
        person: &'a Profile,
        payment: &'a Payment,
        year: &'a Year,
        pack: Option<&RulePack>,
    ) -> Result<Self> {
        let day = payment.pay_day;
        if !year.period.contains(day) {
            let message = format!("`pay_day` is {day}, which is not in the year {}", year.period);
            return Err(Error::new(Code::LawNoneInForce, "pay_day", day, message));
        }
        let form = Form::of(person, payment.frequency, &year.fit, day)?;
        for (field, amount) in form.amounts() {
            fit_for(field, amount, year)?;
        }
        pension::check(person, payment, &form)?;
        for (field, amount) in [
            ("taxable", payment.taxable),
            ("contributory", payment.contributory),
            ("non_cash", payment.non_cash),
        ] {
            fit_for(field, amount, year)?;
        }
        let supplemental = payment.non_periodic;
        let regular = match supplemental {
            None => payment.taxable,
            Some(wages) => {
                fit_for("non_periodic", wages, year)?;
                let regular = payment.taxable.checked_sub(wages)?;
                if regular.is_negative() {
                    let wanted = "supplemental wages are a part of the taxable wages";
                    return Err(Error::invalid("non_periodic", wages, wanted));
                }
                regular
            }
        };

        let none = Money::zero(year.currency);
        let (mut before, mut last_period) = ([none, none], None);
        if let Some(to_date) = &person.to_date {
            let through = to_date.through;
            if day < through {
                let message = format!(
                    "`pay_day` is {day}, but the figures to date hold a payment of {through}: give the figures as they stood before this payment"
                );
                return Err(Error::new(Code::InputInvalid, "pay_day", day, message));
            }
            fit_for("to_date.contributory_wages", to_date.contributory_wages, year)?;
            fit_for("to_date.supplemental_wages", to_date.supplemental_wages, year)?;
            if let Some(last) = to_date.last_period {
                fit_for("to_date.last_period.wages", last.wages, year)?;
                fit_for("to_date.last_period.withheld", last.withheld, year)?;
            }
            // Figures of an earlier year no longer count.
            if year.period.contains(through) {
                before = [to_date.contributory_wages, to_date.supplemental_wages];
                last_period = to_date.last_period;
            }
        }
        let case = Self {
            person,
            payment,
            year,
            form,
            regular,
            supplemental,
            last_period,
            before,
            futa_rate: futa_rate(person.futa_credit_reduction, &year.fica)?,
            state: states::Case::of(person, payment, pack)?,
        };
        case.aggregated()?;
        Ok(case)
    }

    /// How the supplemental wages up to the threshold are taxed; None when they are not.
    fn method(&self) -> Option<SupplementalMethod> {
        self.person.supplemental.filter(|_| !self.person.exempt)
    }

    /// Whether the method and what it needs were given.
    fn aggregated(&self) -> Result<()> {
        if self.supplemental.is_none() || self.person.exempt {
            return Ok(());
        }
        let method = self.person.supplemental.ok_or_else(|| Error::missing("supplemental"))?;
        if method == SupplementalMethod::Flat || !self.regular.is_zero() {
            return Ok(());
        }
        let last = self.last_period.ok_or_else(|| Error::missing("to_date.last_period"))?;
        if last.frequency == self.payment.frequency {
            return Ok(());
        }
        let wanted = "it is not that of the last payroll period in the figures to date, with whose wages these are aggregated";
        Err(Error::invalid("frequency", format!("{:?}", self.payment.frequency), wanted))
    }

    fn lines(&self, outcome: &Outcome<Decimal>) -> Result<Vec<Line>> {
        let Outcome { fit, supplemental, fica, state } = outcome;
        let line = |(code, name): (&str, &str), payer, [base, amount]: [Decimal; 2], rate, source: &str| {
            Ok::<_, Error>(Line {
                authority: AUTHORITY.into(),
                code: code.into(),
                name: name.into(),
                base: Money::new(base, self.year.currency)?,
                rate,
                payer,
                amount: Money::new(amount, self.year.currency)?,
                source: format!("{source}; rounding profile {}", self.person.rounding.name()),
            })
        };
        let (employee, employer) = (Payer::Employee, Payer::Employer);
        let of_form = self.year.fit.source(&self.form);
        let mut lines = vec![line(
            ("us.fit", "Federal income tax"),
            employee,
            [self.regular.amount(), *fit],
            None,
            of_form,
        )?];
        if self.supplemental.is_some() {
            let law = &self.year.supplemental;
            let called = ("us.fit_supplemental", "Federal income tax on supplemental wages");
            let flat = self.method() == Some(SupplementalMethod::Flat);
            let (rate, source) =
                if flat { (Some(law.flat.value), &*law.flat.source) } else { (None, of_form) };
            lines.push(line(called, employee, supplemental.below, rate, source)?);
            let [above, _] = supplemental.above;
            if !above.is_zero() {
                let called =
                    ("us.fit_mandatory", "Federal income tax on supplemental wages above the threshold");
                let rate = Some(law.mandatory.value);
                lines.push(line(called, employee, supplemental.above, rate, &law.mandatory.source)?);
            }
        }
        let law = &self.year.fica;
        let ([ss, employer_ss], [medicare, employer_medicare]) = (&law.social_security, &law.medicare);
        let futa = format!("{}; {}", law.futa.source, law.futa_credit.source);
        let of = [
            (("us.social_security", "Social security"), employee, ss.value, &ss.source),
            (("us.medicare", "Medicare"), employee, medicare.value, &medicare.source),
            (
                ("us.additional_medicare", "Additional Medicare"),
                employee,
                law.additional.value,
                &law.additional.source,
            ),
            (
                ("us.social_security", "Social security, employer"),
                employer,
                employer_ss.value,
                &employer_ss.source,
            ),
            (
                ("us.medicare", "Medicare, employer"),
                employer,
                employer_medicare.value,
                &employer_medicare.source,
            ),
            (("us.futa", "FUTA"), employer, self.futa_rate, &futa),
        ];
        for ((called, payer, rate, source), due) in of.into_iter().zip(fica.taxes) {
            lines.push(line(called, payer, due, Some(rate), source)?);
        }
        if let Some((case, withheld)) = self.state.as_ref().zip(*state) {
            lines.push(case.line(withheld)?);
        }
        Ok(lines)
    }

    fn carried(&self, outcome: &Outcome<Decimal>) -> Result<Profile> {
        let money = |amount| Money::new(amount, self.year.currency);
        let add = |before: Money, this: Money, field, step| {
            before.checked_add(this).map_err(|_| Error::overflow(field, this, step))
        };
        let none = Money::zero(self.year.currency);
        let [contributory, supplemental] = self.before;
        let frequency = self.payment.frequency;
        let mut last_period = match self.last_period {
            last if self.regular.is_zero() => last,
            _ => Some(LastPeriod { frequency, wages: self.regular, withheld: money(outcome.fit)? }),
        };
        if let (Some(last), Some(_), Some(SupplementalMethod::Aggregate)) =
            (&mut last_period, self.supplemental, self.method())
        {
            let [wages, tax] = outcome.supplemental.below;
            last.wages = add(last.wages, money(wages)?, "non_periodic", "Wages of the payroll period")?;
            last.withheld = add(last.withheld, money(tax)?, "non_periodic", "Tax of the payroll period")?;
        }
        let this = self.supplemental.unwrap_or(none);
        Ok(Profile {
            to_date: Some(ToDate {
                through: self.payment.pay_day,
                contributory_wages: add(
                    contributory,
                    self.payment.contributory,
                    "contributory",
                    "Contributory wages to date",
                )?,
                supplemental_wages: add(supplemental, this, "non_periodic", "Supplemental wages to date")?,
                last_period,
            }),
            ..self.person.clone()
        })
    }
}

impl Statute for Case<'_> {
    type Figures<N: Number> = Figures<N>;
    type Outcome<N: Number> = Outcome<N>;
    type Amounts = Outcome<Decimal>;
    const NAME: &'static str = "the taxes of the payment";

    fn over<N: Number, T: Tracer<N>>(&self, figures: &Figures<N>, t: &mut T) -> Option<Outcome<N>> {
        let amount = |money: Money| N::exact(money.amount());
        let regular = t.paid(amount(self.regular)?);
        // Nothing is withheld where nothing is paid: neither an extra amount nor that of a nonresident alien makes it.
        let untaxed = self.person.exempt || !regular.exceeds(N::zero());
        let fit = if untaxed {
            t.note(fit::REGULAR.l4b, 0, N::zero())
        } else {
            figures.fit.withhold(regular, &self.form, &fit::REGULAR, t)?
        };
        let [contributory_before, supplemental_before] = self.before;
        let supplemental = match self.supplemental {
            None => supplemental::Due::nothing(),
            Some(wages) => {
                let with = match self.last_period {
                    Some(last) if self.regular.is_zero() => [amount(last.wages)?, amount(last.withheld)?],
                    _ => [regular, fit],
                };
                let given = supplemental::Given {
                    wages: amount(wages)?,
                    before: amount(supplemental_before)?,
                    method: self.method(),
                    with,
                };
                figures.supplemental.withhold(given, &figures.fit, &self.form, t)?
            }
        };
        let given = fica::Given {
            wages: t.paid(amount(self.payment.contributory)?),
            before: amount(contributory_before)?,
            futa_rate: N::factor(self.futa_rate)?,
            reduction: N::exact(self.person.futa_credit_reduction)?,
        };
        let fica = figures.fica.tax(given, t);
        let state = match &self.state {
            None => None,
            Some(state) => Some(state.over(t)?),
        };
        Some(Outcome { fit, supplemental, fica, state })
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
        let of_state = |id| self.state.as_ref().is_some_and(|state| state.has(id));
        match (step, self.supplemental) {
            ("", _) => ("taxable", self.payment.taxable),
            (id, Some(wages))
                if id.starts_with("us.fit_supplemental") || id.starts_with("us.fit_mandatory") =>
            {
                ("non_periodic", wages)
            }
            (id, _) if id.starts_with("us.fit") => {
                self.form.blamed(id).unwrap_or(("taxable", self.payment.taxable))
            }
            (id, _) if of_state(id) => ("taxable", self.payment.taxable),
            _ => ("contributory", self.payment.contributory),
        }
    }

    fn fill(&self, key: &str) -> String {
        match &self.state {
            Some(state) if key.starts_with(states::KEY) => state.fill(key),
            _ => self.form.fill(key),
        }
    }

    fn read_on(&self, step: &Step) -> Option<NaiveDate> {
        self.state.as_ref().filter(|state| state.has(step.id)).map(states::Case::day)
    }
}

impl Assessed for Case<'_> {
    fn figures<N: Number>(&self) -> Option<Figures<N>> {
        Figures::of(&self.year.fit, &self.year.supplemental, &self.year.fica)
    }

    fn assessment(&self, outcome: &Outcome<Decimal>) -> Result<Assessment> {
        Ok(Assessment {
            lines: self.lines(outcome)?,
            carried: wages::Profile::Us(self.carried(outcome)?),
            pack: self.year.pack.clone(),
            revision: self.year.revision.clone(),
        })
    }

    fn dues<N: Number>(&self, outcome: &Outcome<N>) -> Vec<(&'static Step, N)> {
        let Outcome { fit, supplemental, fica, state } = outcome;
        let mut dues = vec![(fit::REGULAR.l4b, *fit)];
        if self.supplemental.is_some() {
            let ([_, below], [above, mandatory]) = (supplemental.below, supplemental.above);
            dues.push((supplemental::root(self.method()), below));
            if above.exceeds(N::zero()) {
                dues.push((&supplemental::MANDATORY, mandatory));
            }
        }
        dues.extend(fica::ROOTS.into_iter().zip(fica.taxes.map(|[_, tax]| tax)));
        dues.extend(self.state.as_ref().zip(*state).map(|(case, withheld)| (case.root(), withheld)));
        dues
    }
}

/// Refuses an amount of another currency or below zero.
fn fit_for(field: &str, amount: Money, year: &Year) -> Result<()> {
    if amount.currency() != year.currency {
        let message =
            format!("`{field}` is {amount}: the taxes of rule pack `{PACK}` are in {}", year.currency);
        return Err(Error::new(Code::MoneyMixedCurrencies, field, amount, message));
    }
    if amount.is_negative() {
        let message = format!("`{field}` is {amount}: write an amount that is not below zero");
        return Err(Error::new(Code::NumberNegative, field, amount, message));
    }
    Ok(())
}

/// FUTA's rate less its credit, with the reduction of the credit.
fn futa_rate(reduction: Decimal, law: &fica::Law) -> Result<Decimal> {
    const FIELD: &str = "futa_credit_reduction";
    if reduction.is_sign_negative() && !reduction.is_zero() {
        let message =
            format!("`{FIELD}` is {reduction}: write a fraction that is not below zero, such as 0.003");
        return Err(Error::new(Code::NumberNegative, FIELD, reduction, message));
    }
    let (rate, credit) = (law.futa.value, law.futa_credit.value);
    if reduction > credit {
        let wanted = format!("a reduction is at most the credit, {credit}; write a fraction such as 0.003");
        return Err(Error::invalid(FIELD, reduction, &wanted));
    }
    let net = exact::subtract(rate, credit).and_then(|net| exact::add(net, reduction));
    net.ok_or_else(|| Error::overflow(FIELD, reduction, "FUTA less its credit"))
}

/// Every figure of an outcome.
#[cfg(test)]
pub(super) type Flat = [Decimal; 18];

/// What the fast form and the reference say, for the tests that hold them equal.
#[cfg(test)]
pub(super) fn both(person: &Profile, payment: &Payment, year: &Year) -> Result<(Option<Flat>, Result<Flat>)> {
    let flat = |outcome: Outcome<Decimal>| {
        let Outcome { fit, supplemental, fica, state } = outcome;
        let mut flat = [fit; 18];
        let rest = [supplemental.below, supplemental.above].into_iter().chain(fica.taxes).flatten();
        let rest = rest.chain([state.unwrap_or_default()]);
        flat.iter_mut().skip(1).zip(rest).for_each(|(to, from)| *to = from);
        flat
    };
    let case = Case::of(person, payment, year, year.states.as_deref())?;
    Ok((case.fast().map(flat), case.reference(&mut Notes::default()).map(flat)))
}

fn pair<N: Number>([wages, tax]: [N; 2]) -> Option<[Decimal; 2]> {
    Some([wages.read()?, tax.read()?])
}

impl<N: Number> Readable for Outcome<N> {
    type Amounts = Outcome<Decimal>;

    fn read(self) -> Option<Outcome<Decimal>> {
        let [ss, medicare, additional, employer_ss, employer_medicare, futa] = self.fica.taxes.map(pair);
        Some(Outcome {
            fit: self.fit.read()?,
            supplemental: supplemental::Due {
                below: pair(self.supplemental.below)?,
                above: pair(self.supplemental.above)?,
            },
            fica: fica::Due { taxes: [ss?, medicare?, additional?, employer_ss?, employer_medicare?, futa?] },
            state: match self.state {
                None => None,
                Some(state) => Some(state.read()?),
            },
        })
    }
}
