//! Marginal employment (Minijob) with an employer who is no private household: what the employer pays at flat rates, the
//! flat-rate tax, and the employee's pension contribution.
//!
//! Somebody is paid 100 euros a month and did not opt out of pension insurance: the employer's 15 % are 15 euros, the
//! employee pays the rest of 18.6 % of the minimum base of 175 euros.
//!
//! ```
//! use backoffice::{
//!     Money, PayFrequency, currency::EUR, date, dec,
//!     law::RulePack,
//!     tax::wages::{Payment, de},
//! };
//!
//! let law = RulePack::embedded(de::PACK)?;
//! let terms = de::Marginal {
//!     flat_tax: de::FlatTax::ByEmployer,
//!     sick_pay_levy: true,
//!     rounding: de::BorneRounding::WholeRate,
//! };
//! let insurance = de::Insurance {
//!     unemployment: false,
//!     employment: de::Employment::Marginal,
//!     marginal: Some(terms),
//!     ..de::Insurance::statutory(dec!(2.90))
//! };
//! let anna = de::Profile::new(de::WageTax::new(1), insurance);
//! let month = Payment::new(date(2026, 4, 30)?, PayFrequency::Monthly, Money::new(dec!(100), EUR)?);
//!
//! let (assessed, trace) = de::assess_traced(&anna, &month, &law)?;
//! let amounts: Vec<_> = assessed.lines.iter().map(|line| (line.code.as_str(), line.amount.amount())).collect();
//! assert_eq!(amounts[0], ("de.minijob.kv", dec!(13.00)));
//! assert_eq!(amounts[1..3], [("de.minijob.rv", dec!(17.55)), ("de.minijob.rv", dec!(15.00))]);
//! assert_eq!(amounts[3..5], [("de.minijob.pauschsteuer", dec!(2.00)), ("de.minijob.u1", dec!(0.80))]);
//! assert_eq!(amounts[5..], [("de.minijob.u2", dec!(0.22)), ("de.insolvenzgeldumlage", dec!(0.15))]);
//! assert_eq!(trace.find("de.minijob.rv.minimum").map(|line| line.value), Some(dec!(32.55)));
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! Rounding by the Beitragsverfahrensordnung (BVV): half up to the cent (§ 1(2)); unequal shares each by itself (§ 2(1)
//! sentence 3); below the minimum base the whole contribution on it, of which the employee bears what the employer's share
//! of the actual pay leaves (sentence 5). What the employer bears alone *may* be reckoned at half the rate and doubled
//! (sentence 2): which, the caller says with [`BorneRounding`].

#[cfg(test)]
mod tests;

use super::{Health, Insurance, Profile, ToDate, Year, inputs, year};
use crate::{
    calendar::PayFrequency,
    error::{Code, Error, Result, exact},
    law::{Figure, RulePack},
    money::{
        Mode, Money, Rounding,
        currency::EUR,
        number::{Exact, Fixed, Number},
    },
    tax::wages::{
        self, Assessment, Line, Payer, Payment,
        statute::{Assessed, Readable, Statute},
    },
    trace::{Step, Tracer},
};
use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

const CENT: Rounding = Rounding::of(1, 2, Mode::HalfUp);
const HALF: Decimal = Decimal::from_parts(5, 0, 0, false, 1);
const COLLECTOR: &str = "Minijob-Zentrale";

/// What marginal employment needs to be known of beside the insurances.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marginal {
    /// Who bears the flat-rate tax of § 40a(2) EStG, which has solidarity surcharge and church tax in it.
    pub flat_tax: FlatTax,
    /// Whether the employer takes part in the levy for continued pay in sickness (U1): one with up to 30 employees.
    pub sick_pay_levy: bool,
    /// How contributions are rounded that the employer bears alone.
    pub rounding: BorneRounding,
}

/// Who bears the flat-rate tax of marginal employment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlatTax {
    /// The employer, on top of the pay.
    ByEmployer,
    /// The employee, out of it, as was agreed.
    ByEmployee,
}

/// How the flat contributions to health and pension insurance are rounded that the employer bears alone (§ 2(1) BVV).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum BorneRounding {
    /// The whole rate, rounded.
    #[serde(rename = "de-bvv-whole-rate")]
    WholeRate,
    /// Half the rate, rounded and doubled, as sentence 2 allows.
    #[serde(rename = "de-bvv-half-rate")]
    HalfRate,
}

static HEALTH: Step = Step {
    id: "de.minijob.kv",
    name: "Flat contribution to health insurance",
    rests_on: &["sv.minijob.kv"],
    of: &[],
};
static PENSION: Step = Step {
    id: "de.minijob.rv.employer",
    name: "Contribution to pension insurance, employer",
    rests_on: &["sv.minijob.rv"],
    of: &[],
};
static MINIMUM: Step = Step {
    id: "de.minijob.rv.minimum",
    name: "Contribution to pension insurance on the minimum base",
    rests_on: &["sv.minijob.minimum", "sv.rv"],
    of: &[],
};
static PENSION_EMPLOYEE: Step = Step {
    id: "de.minijob.rv.employee",
    name: "Contribution to pension insurance, employee",
    rests_on: &["sv.rv", "sv.minijob.rv"],
    of: &[&MINIMUM],
};
static TAX: Step =
    Step { id: "de.minijob.pauschsteuer", name: "Flat-rate tax", rests_on: &["sv.minijob.tax"], of: &[] };
static SICK_PAY: Step = Step {
    id: "de.minijob.u1",
    name: "Levy for continued pay in sickness",
    rests_on: &["sv.minijob.u1"],
    of: &[],
};
static MATERNITY: Step =
    Step { id: "de.minijob.u2", name: "Levy for maternity", rests_on: &["sv.minijob.u2"], of: &[] };
static INSOLVENCY: Step =
    Step { id: "de.insolvenzgeldumlage", name: "Insolvency levy", rests_on: &["sv.insolvency"], of: &[] };

/// The steps of the trace.
pub(super) static ROOTS: [&Step; 7] =
    [&HEALTH, &PENSION_EMPLOYEE, &PENSION, &TAX, &SICK_PAY, &MATERNITY, &INSOLVENCY];

/// The figures of marginal employment, as the pack holds them.
#[derive(Clone, Debug)]
pub(super) struct Law {
    limit: Figure,
    minimum: Figure,
    health: Figure,
    /// The employer's rate of pension insurance, and the whole.
    pension: [Figure; 2],
    tax: Figure,
    sick_pay: Figure,
    maternity: Figure,
    insolvency: Figure,
}

impl Law {
    pub(super) fn on(pack: &RulePack, day: NaiveDate) -> Result<Self> {
        let rate = |key| pack.rate(key, day);
        Ok(Self {
            limit: pack.amount("sv.marginal", day)?,
            minimum: pack.amount("sv.minijob.minimum", day)?,
            health: rate("sv.minijob.kv")?,
            pension: [rate("sv.minijob.rv")?, rate("sv.rv")?],
            tax: rate("sv.minijob.tax")?,
            sick_pay: rate("sv.minijob.u1")?,
            maternity: rate("sv.minijob.u2")?,
            insolvency: rate("sv.insolvency")?,
        })
    }

    pub(super) fn figures<N: Number>(&self) -> Option<Figures<N>> {
        let rate = |figure: &Figure| N::factor(figure.value);
        let alone = |figure: &Figure| Some([rate(figure)?, N::factor(exact::multiply(figure.value, HALF)?)?]);
        let [employers, whole] = &self.pension;
        Some(Figures {
            minimum: N::exact(self.minimum.value)?,
            health: alone(&self.health)?,
            employers: alone(employers)?,
            employees: N::factor(exact::subtract(whole.value, employers.value)?)?,
            pension: rate(whole)?,
            tax: rate(&self.tax)?,
            sick_pay: rate(&self.sick_pay)?,
            maternity: rate(&self.maternity)?,
            insolvency: rate(&self.insolvency)?,
        })
    }
}

/// The same in one form of number. What the employer may bear alone is there as the whole rate and as half of it.
#[derive(Clone)]
pub(super) struct Figures<N: Number> {
    minimum: N,
    health: [N::Factor; 2],
    /// The employer's rate of pension insurance, the employee's, and the whole.
    employers: [N::Factor; 2],
    employees: N::Factor,
    pension: N::Factor,
    tax: N::Factor,
    sick_pay: N::Factor,
    maternity: N::Factor,
    insolvency: N::Factor,
}

/// A payment for marginal employment whose inputs were found fit.
pub(super) struct Case<'a> {
    person: &'a Profile,
    year: &'a Year,
    terms: Marginal,
    pay: Money,
    /// Whether the minimum base of pension insurance is not reached.
    short: bool,
    carried: ToDate,
}

/// What is due. None where it does not apply.
pub(super) struct Due<N> {
    health: Option<N>,
    pension: N,
    pension_employee: Option<N>,
    tax: N,
    sick_pay: Option<N>,
    maternity: N,
    insolvency: Option<N>,
}

impl<N: Number> Readable for Due<N> {
    type Amounts = Due<Decimal>;

    fn read(self) -> Option<Due<Decimal>> {
        let maybe = |amount: Option<N>| match amount {
            Some(amount) => amount.read().map(Some),
            None => Some(None),
        };
        Some(Due {
            health: maybe(self.health)?,
            pension: self.pension.read()?,
            pension_employee: maybe(self.pension_employee)?,
            tax: self.tax.read()?,
            sick_pay: maybe(self.sick_pay)?,
            maternity: self.maternity.read()?,
            insolvency: maybe(self.insolvency)?,
        })
    }
}

impl<'a> Case<'a> {
    /// `to_date`: the figures of the year before this payment.
    pub(super) fn of(
        person: &'a Profile,
        payment: &Payment,
        year: &'a Year,
        to_date: ToDate,
    ) -> Result<Self> {
        let insurance = &person.insurance;
        let terms = insurance.marginal.ok_or_else(|| Error::missing("insurance.marginal"))?;
        let pay = payment.contributory;
        for (field, value) in
            [("taxable", payment.taxable), ("contributory", pay), ("non_cash", payment.non_cash)]
        {
            inputs::amount(field, value)?;
        }
        if insurance.unemployment {
            let wanted = "marginal employment is free of it (§ 27(2) SGB III): write false";
            return Err(Error::invalid("insurance.unemployment", true, wanted));
        }
        let unsupported = |field: &str, value: &dyn std::fmt::Display, why: &str| {
            let message = format!("`{field}` is {value}: {why}");
            Err(Error::new(Code::LawUnsupported, field, value, message))
        };
        if person.pension {
            return unsupported("pension", &true, "a pension is no marginal employment");
        }
        if payment.frequency != PayFrequency::Monthly {
            let frequency = format!("{:?}", payment.frequency);
            return unsupported(
                "frequency",
                &frequency,
                "marginal employment is known here by the month only",
            );
        }
        if person.to_date.is_some()
            && (to_date.through.year(), to_date.through.month())
                == (payment.pay_day.year(), payment.pay_day.month())
        {
            let why = "a second payment of that month is not known here for marginal employment";
            return unsupported("pay_day", &payment.pay_day, why);
        }
        if let Some(part) = payment.non_periodic.filter(|part| !part.is_zero()) {
            let why = "one-off pay in marginal employment is not known here";
            return unsupported("non_periodic", &part, why);
        }
        if payment.taxable != pay {
            let why = "the flat-rate tax is due on what contributions are due on: give the same amount";
            return unsupported("taxable", &payment.taxable, why);
        }
        if pay.amount() > year.marginal.limit.value {
            let why = format!(
                "it is above the limit of marginal employment, {} a month; a month that unforeseeably exceeds it is not known here",
                year.marginal.limit.value
            );
            return unsupported("contributory", &pay, &why);
        }
        let short = !pay.is_zero() && insurance.pension && pay.amount() < year.marginal.minimum.value;
        if let Some(days) = insurance.sv_days {
            if days > 30 {
                let wanted = "write the days of social insurance, 0 to 30 in a month";
                return Err(Error::invalid("insurance.sv_days", days, wanted));
            }
            if short && days < 30 {
                let why = "the minimum base of pension insurance is known here for whole months only";
                return unsupported("insurance.sv_days", &days, why);
            }
        }
        let carried = ToDate { through: payment.pay_day, ..to_date };
        Ok(Self { person, year, terms, pay, short, carried })
    }

    /// The bare amounts.
    pub(super) fn sums(&self, due: &Due<Decimal>) -> Result<super::Due> {
        let sum = |amounts: &[Option<Decimal>]| {
            let sum =
                amounts.iter().flatten().try_fold(Decimal::ZERO, |sum, amount| exact::add(sum, *amount));
            Money::new(sum.ok_or_else(|| Error::overflow("contributory", self.pay, "a sum"))?, EUR)
        };
        let tax = Some(due.tax);
        let (withheld, on_top) = match self.terms.flat_tax {
            FlatTax::ByEmployee => (tax, None),
            FlatTax::ByEmployer => (None, tax),
        };
        Ok(super::Due {
            wage_tax: sum(&[withheld])?,
            solidarity_surcharge: Money::zero(EUR),
            church_tax: Money::zero(EUR),
            employee: sum(&[due.pension_employee])?,
            employer: sum(&[due.health, Some(due.pension), due.sick_pay, Some(due.maternity), on_top])?,
            insolvency_levy: sum(&[due.insolvency])?,
        })
    }
}

impl Statute for Case<'_> {
    type Figures<N: Number> = year::Figures<N>;
    type Outcome<N: Number> = Due<N>;
    type Amounts = Due<Decimal>;
    const NAME: &'static str = "marginal employment";

    fn over<N: Number, T: Tracer<N>>(&self, figures: &year::Figures<N>, t: &mut T) -> Option<Due<N>> {
        let law = &figures.marginal;
        let pay = t.paid(N::exact(self.pay.amount())?);
        let alone = |[whole, half]: [N::Factor; 2]| match self.terms.rounding {
            BorneRounding::WholeRate => pay.share(whole, CENT),
            BorneRounding::HalfRate => {
                let half = pay.share(half, CENT);
                half + half
            }
        };
        let Insurance { health, pension, .. } = &self.person.insurance;
        let health =
            matches!(health, Health::Statutory { .. }).then(|| t.note(&HEALTH, 0, alone(law.health)));
        let (pension, pension_employee) = if *pension {
            let [rate, _] = law.employers;
            let employer = t.note(&PENSION, 0, pay.share(rate, CENT));
            let employee = if pay.exceeds(N::zero()) && law.minimum.exceeds(pay) {
                t.note(&MINIMUM, 0, law.minimum.share(law.pension, CENT)) - employer
            } else {
                pay.share(law.employees, CENT)
            };
            (employer, Some(t.note(&PENSION_EMPLOYEE, 0, employee)))
        } else {
            (t.note(&PENSION, 0, alone(law.employers)), None)
        };
        let tax = t.note(&TAX, 0, pay.share(law.tax, CENT));
        let sick_pay = self.terms.sick_pay_levy.then(|| t.note(&SICK_PAY, 0, pay.share(law.sick_pay, CENT)));
        let maternity = t.note(&MATERNITY, 0, pay.share(law.maternity, CENT));
        let insolvency =
            self.person.insolvency_levy.then(|| t.note(&INSOLVENCY, 0, pay.share(law.insolvency, CENT)));
        Some(Due { health, pension, pension_employee, tax, sick_pay, maternity, insolvency })
    }

    #[inline]
    fn in_fast(&self) -> Option<&year::Figures<Fixed>> {
        self.year.fast.as_ref()
    }

    #[inline]
    fn in_exact(&self) -> &year::Figures<Exact> {
        &self.year.exact
    }

    fn at_fault(&self, _: &str) -> (&'static str, Money) {
        ("contributory", self.pay)
    }
}

impl Assessed for Case<'_> {
    fn figures<N: Number>(&self) -> Option<year::Figures<N>> {
        year::Figures::of(&self.year.pap, &self.year.social, &self.year.marginal)
    }

    fn assessment(&self, due: &Due<Decimal>) -> Result<Assessment> {
        let law = &self.year.marginal;
        let [employers, whole] = &law.pension;
        let line = |code: &str, name: &str, payer, figure: &Figure, amount: Decimal| -> Result<Line> {
            Ok(Line {
                authority: COLLECTOR.into(),
                code: code.into(),
                name: name.into(),
                base: self.pay,
                rate: Some(figure.value),
                payer,
                amount: Money::new(amount, EUR)?,
                source: figure.source.clone(),
            })
        };
        let mut lines = Vec::new();
        if let Some(amount) = due.health {
            let name = "Pauschalbeitrag Krankenversicherung";
            lines.push(line("de.minijob.kv", name, Payer::Employer, &law.health, amount)?);
        }
        if let Some(amount) = due.pension_employee {
            let own = line("de.minijob.rv", "Rentenversicherung", Payer::Employee, whole, amount)?;
            lines.push(if self.short {
                let base = Money::new(law.minimum.value, EUR)?;
                Line { base, rate: None, source: law.minimum.source.clone(), ..own }
            } else {
                Line { rate: exact::subtract(whole.value, employers.value), ..own }
            });
        }
        lines.push(line("de.minijob.rv", "Rentenversicherung", Payer::Employer, employers, due.pension)?);
        let payer = match self.terms.flat_tax {
            FlatTax::ByEmployee => Payer::Employee,
            FlatTax::ByEmployer => Payer::Employer,
        };
        lines.push(line("de.minijob.pauschsteuer", "Einheitliche Pauschsteuer", payer, &law.tax, due.tax)?);
        for (code, name, figure, amount) in [
            ("de.minijob.u1", "Umlage U1", &law.sick_pay, due.sick_pay),
            ("de.minijob.u2", "Umlage U2", &law.maternity, Some(due.maternity)),
            ("de.insolvenzgeldumlage", "Insolvenzgeldumlage", &law.insolvency, due.insolvency),
        ] {
            if let Some(amount) = amount {
                lines.push(line(code, name, Payer::Employer, figure, amount)?);
            }
        }
        let mut carried = self.person.clone();
        carried.insurance.sv_days = None;
        carried.to_date = Some(self.carried);
        Ok(Assessment {
            lines,
            carried: wages::Profile::De(carried),
            pack: self.year.pack.clone(),
            revision: self.year.revision.clone(),
        })
    }
    fn dues<N: Number>(&self, due: &Due<N>) -> Vec<(&'static Step, N)> {
        let all = [
            (&HEALTH, due.health),
            (&PENSION_EMPLOYEE, due.pension_employee),
            (&PENSION, Some(due.pension)),
            (&TAX, Some(due.tax)),
            (&SICK_PAY, due.sick_pay),
            (&MATERNITY, Some(due.maternity)),
            (&INSOLVENCY, due.insolvency),
        ];
        all.into_iter().filter_map(|(step, amount)| amount.map(|amount| (step, amount))).collect()
    }
}

/// What the fast form and the reference say, for the test that holds them equal.
#[cfg(test)]
pub(super) fn both(
    person: &Profile,
    payment: &Payment,
    year: &Year,
    to_date: ToDate,
) -> Result<[Vec<Option<Decimal>>; 2]> {
    let flat = |due: Due<Decimal>| {
        vec![
            due.health,
            Some(due.pension),
            due.pension_employee,
            Some(due.tax),
            due.sick_pay,
            Some(due.maternity),
            due.insolvency,
        ]
    };
    let case = Case::of(person, payment, year, to_date)?;
    Ok([
        case.fast().map(flat).unwrap_or_default(),
        flat(case.reference(&mut crate::trace::Notes::default())?),
    ])
}
