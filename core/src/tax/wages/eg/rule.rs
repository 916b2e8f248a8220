//! The salary tax on twelve times the month, and social insurance.

use super::{Compared, Exemption, PACK, Profile};
use crate::{
    error::Result,
    law::{RulePack, Scale},
    money::{Money, number::Number},
    tax::wages::{
        self, Assessment, Payer, Payment,
        monthly::{self, Amount, MONTHS, Owed, Rate, Resolved},
        statute::{Assessed, Statute},
    },
    trace::{Step, Trace, Tracer},
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

const TAX_AUTHORITY: &str = "Egyptian Tax Authority";
const INSURANCE_AUTHORITY: &str = "NOSI";

static BASE: Step = Step {
    id: "eg.insurance.base",
    name: "Insurable wage",
    rests_on: &["insurance.wage.minimum", "insurance.wage.maximum"],
    of: &[],
};
static EMPLOYEE: Step = Step {
    id: "eg.insurance.employee",
    name: "Social insurance, employee",
    rests_on: &["insurance.employee"],
    of: &[&BASE],
};
static EMPLOYER: Step = Step {
    id: "eg.insurance.employer",
    name: "Social insurance, employer",
    rests_on: &["insurance.employer"],
    of: &[&BASE],
};
static TAXABLE: Step = Step {
    id: "eg.tax.annual_taxable",
    name: "Taxable income of twelve such months",
    rests_on: &["{exemption}"],
    of: &[&EMPLOYEE],
};
static ANNUAL: Step = Step {
    id: "eg.tax.annual",
    name: "Tax of the year",
    rests_on: &["tax.bands", "tax.vanish.1", "tax.vanish.2", "tax.vanish.3", "tax.vanish.4", "tax.vanish.5"],
    of: &[&TAXABLE],
};
static TAX: Step = Step { id: "eg.salary_tax", name: "Salary tax", rests_on: &[], of: &[&ANNUAL] };

monthly::figures! {
    PACK;
    bands: Scale = "tax.bands",
    vanish_1: Amount = "tax.vanish.1",
    vanish_2: Amount = "tax.vanish.2",
    vanish_3: Amount = "tax.vanish.3",
    vanish_4: Amount = "tax.vanish.4",
    vanish_5: Amount = "tax.vanish.5",
    personal: Amount = "tax.exemption.personal",
    disabled: Amount = "tax.exemption.disabled",
    employee: Option<Rate> = "insurance.employee",
    employer: Option<Rate> = "insurance.employer",
    minimum: Option<Amount> = "insurance.wage.minimum",
    maximum: Option<Amount> = "insurance.wage.maximum",
}
monthly::month!();

/// What is due on a payment, as bare amounts: for a run that needs no lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The salary tax.
    pub tax: Money,
    /// The employee's social insurance.
    pub employee_insurance: Money,
    /// The employer's social insurance.
    pub employer_insurance: Money,
}

/// The tax on a year's taxable income.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearTax {
    /// Of the year.
    pub annual: Money,
    /// Of a month: a twelfth of the unrounded tax of the year.
    pub monthly: Money,
}

/// Salary tax and insurance of a payment, as bare amounts.
///
/// # Errors
/// See [`super`].
pub fn due(person: &Profile, payment: &Payment, month: &Month) -> Result<Due> {
    let [.., tax, _, employee, employer] = Case::of(person, payment, &month.0)?.run()?;
    let money = |amount| month.0.money(amount);
    Ok(Due { tax: money(tax)?, employee_insurance: money(employee)?, employer_insurance: money(employer)? })
}

/// Salary tax and insurance of a payment.
///
/// # Errors
/// See [`super`].
pub fn assess(person: &Profile, payment: &Payment, pack: &RulePack) -> Result<Assessment> {
    assess_with(person, payment, &Month::on(pack, payment.pay_day)?)
}

/// The same, under a month's law that was read before: for a run over many people.
///
/// # Errors
/// See [`super`]; `law.none_in_force` when the payment is not of that month.
pub fn assess_with(person: &Profile, payment: &Payment, month: &Month) -> Result<Assessment> {
    let case = Case::of(person, payment, &month.0)?;
    case.assessment(&case.run()?)
}

/// The same, with every figure explained.
///
/// # Errors
/// See [`super`].
pub fn assess_traced(person: &Profile, payment: &Payment, pack: &RulePack) -> Result<(Assessment, Trace)> {
    let month = Month::on(pack, payment.pay_day)?;
    let case = Case::of(person, payment, &month.0)?;
    let (figures, mut trace) = case.traced(pack, payment.pay_day, &[&TAX, &EMPLOYEE, &EMPLOYER])?;
    if let Some(tax) = trace.lines.first_mut() {
        let [taxable, ..] = figures;
        tax.note = match vanished(&month.0.law, person, taxable) {
            0 => "all bands".to_owned(),
            1 => "the lowest band has vanished".to_owned(),
            dropped => format!("the lowest {dropped} bands have vanished"),
        };
    }
    Ok((case.assessment(&figures)?, trace))
}

/// The tax on a year's taxable income, the exemption and the insurance taken off already.
///
/// # Errors
/// `money.mixed_currencies`, `number.negative`, `number.out_of_range` naming `annual_taxable`.
pub fn tax_of_year(person: &Profile, annual_taxable: Money, month: &Month) -> Result<YearTax> {
    month.0.amounts([("annual_taxable", annual_taxable)])?;
    let [annual, monthly] = OfYear { person, annual_taxable, month: &month.0 }.run()?;
    Ok(YearTax { annual: month.0.money(annual)?, monthly: month.0.money(monthly)? })
}

/// How many of the lowest bands have vanished, told by the figures as they stand in the pack.
fn vanished(law: &Law, person: &Profile, taxable: Decimal) -> usize {
    let exemption = match (person.compared, person.exemption) {
        (Compared::AfterExemption, _) => Decimal::ZERO,
        (Compared::BeforeExemption, Exemption::Personal) => law.personal.0.value,
        (Compared::BeforeExemption, Exemption::Disabled) => law.disabled.0.value,
    };
    let limits = [&law.vanish_1, &law.vanish_2, &law.vanish_3, &law.vanish_4, &law.vanish_5];
    let room = |limit: &Amount| crate::error::exact::subtract(limit.0.value, exemption);
    limits.into_iter().filter(|limit| room(limit).is_some_and(|room| taxable > room)).count()
}

impl<N: Number> Figures<N> {
    fn exemption(&self, person: &Profile) -> N {
        match person.exemption {
            Exemption::Personal => self.personal,
            Exemption::Disabled => self.disabled,
        }
    }

    /// The tax of the year and of the month on a year's taxable income.
    fn tax<T: Tracer<N>>(&self, person: &Profile, taxable: N, month: &Resolved<Law>, t: &mut T) -> [N; 2] {
        let by = month.rounding(person.rounding);
        let compared = match person.compared {
            Compared::AfterExemption => taxable,
            Compared::BeforeExemption => taxable + self.exemption(person),
        };
        let limits = [self.vanish_1, self.vanish_2, self.vanish_3, self.vanish_4, self.vanish_5];
        let dropped = limits.into_iter().filter(|limit| compared.exceeds(*limit)).count();
        let parts = || self.bands.parts_without(dropped, taxable);
        let annual = t.note(&ANNUAL, 0, N::shares_of(parts(), by));
        [annual, t.note(&TAX, 0, N::shares_per(parts(), MONTHS, by))]
    }
}

/// A year's income whose inputs were found fit.
struct OfYear<'a> {
    person: &'a Profile,
    annual_taxable: Money,
    month: &'a Resolved<Law>,
}

impl Statute for OfYear<'_> {
    monthly::rule!(2, month);

    fn over<N: Number, T: Tracer<N>>(&self, law: &Figures<N>, t: &mut T) -> Option<[N; 2]> {
        let taxable = t.note(&TAXABLE, 0, N::exact(self.annual_taxable.amount())?);
        Some(law.tax(self.person, taxable, self.month, t))
    }

    fn at_fault(&self, _: &str) -> (&'static str, Money) {
        ("annual_taxable", self.annual_taxable)
    }
}

/// The case of a payment under that law.
pub(in crate::tax::wages) fn case<'a>(
    person: &'a Profile,
    payment: &'a Payment,
    month: &'a Month,
) -> Result<impl Assessed + 'a> {
    Case::of(person, payment, &month.0)
}

/// A payment whose inputs were found fit.
pub(super) struct Case<'a> {
    person: &'a Profile,
    payment: &'a Payment,
    month: &'a Resolved<Law>,
    employee: &'a Rate,
    employer: &'a Rate,
}

impl<'a> Case<'a> {
    pub(super) fn of(person: &'a Profile, payment: &'a Payment, month: &'a Resolved<Law>) -> Result<Self> {
        month.payment(payment, person.through)?;
        monthly::regular(payment)?;
        let Law { employee, employer, minimum, maximum, .. } = &month.law;
        if minimum.is_none() || maximum.is_none() {
            return Err(monthly::unknown("insurance.wage.maximum", month.day));
        }
        let known =
            |rate: &'a Option<Rate>, key| rate.as_ref().ok_or_else(|| monthly::unknown(key, month.day));
        Ok(Self {
            person,
            payment,
            month,
            employee: known(employee, "insurance.employee")?,
            employer: known(employer, "insurance.employer")?,
        })
    }
}

impl Statute for Case<'_> {
    monthly::rule!(6, month);

    /// Taxable income, tax of the year, of the month; insurable wage, employee's, employer's insurance.
    fn over<N: Number, T: Tracer<N>>(&self, law: &Figures<N>, t: &mut T) -> Option<[N; 6]> {
        let by = self.month.rounding(self.person.rounding);
        let wage = t.paid(N::exact(self.payment.contributory.amount())?);
        let base = t.note(&BASE, 0, monthly::limited(wage, law.minimum?, law.maximum?));
        let employee = t.note(&EMPLOYEE, 0, base.share(law.employee?, by));
        let employer = t.note(&EMPLOYER, 0, base.share(law.employer?, by));
        // A month's pay is whole piastres: times twelve nothing is rounded.
        let year = (t.paid(N::exact(self.payment.taxable.amount())?) - employee).ratio(MONTHS, 1, by);
        let taxable = t.note(&TAXABLE, 0, year.above(law.exemption(self.person)));
        let [annual, tax] = law.tax(self.person, taxable, self.month, t);
        Some([taxable, annual, tax, base, employee, employer])
    }

    fn at_fault(&self, step: &str) -> (&'static str, Money) {
        match step {
            "eg.insurance.base" | "eg.insurance.employee" | "eg.insurance.employer" => {
                ("contributory", self.payment.contributory)
            }
            _ => ("taxable", self.payment.taxable),
        }
    }

    fn fill(&self, key: &str) -> String {
        match (key, self.person.exemption) {
            ("{exemption}", Exemption::Personal) => "tax.exemption.personal",
            ("{exemption}", Exemption::Disabled) => "tax.exemption.disabled",
            (key, _) => key,
        }
        .to_owned()
    }
}

impl<'a> Assessed for Case<'a> {
    fn figures<N: Number>(&self) -> Option<Figures<N>> {
        self.month.form()
    }

    fn assessment(&self, amounts: &Self::Amounts) -> Result<Assessment> {
        let [_, _, tax, base, employee, employer] = *amounts;
        let insurance = |name, payer, Rate(rate): &'a Rate, amount| Owed {
            authority: INSURANCE_AUTHORITY,
            code: "eg.insurance",
            name,
            payer,
            on: base,
            rate: Some(rate.value),
            amount,
            source: &rate.source,
        };
        let owed = [
            Owed {
                authority: TAX_AUTHORITY,
                code: "eg.salary_tax",
                name: TAX.name,
                payer: Payer::Employee,
                on: self.payment.taxable.amount(),
                rate: None,
                amount: tax,
                source: &self.month.law.bands.source,
            },
            insurance(EMPLOYEE.name, Payer::Employee, self.employee, employee),
            insurance(EMPLOYER.name, Payer::Employer, self.employer, employer),
        ];
        let carried = Profile { through: Some(self.payment.pay_day), ..self.person.clone() };
        self.month.assessment(owed, self.person.rounding, wages::Profile::Eg(carried))
    }

    fn dues<N: Number>(
        &self,
        [_, _, tax, _, employee, employer]: &Self::Outcome<N>,
    ) -> Vec<(&'static Step, N)> {
        vec![(&TAX, *tax), (&EMPLOYEE, *employee), (&EMPLOYER, *employer)]
    }
}
