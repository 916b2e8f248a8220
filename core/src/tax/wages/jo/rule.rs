//! Income tax on twelve times the month, and social security.

use super::{Exemption, PACK, Profile, Registered};
use crate::{
    error::{Code, Error, Result},
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

const TAX_AUTHORITY: &str = "ISTD";
const INSURANCE_AUTHORITY: &str = "SSC";

static TAXABLE: Step = Step {
    id: "jo.tax.taxable",
    name: "Taxable income of a year",
    rests_on: &["tax.exemption.personal", "{family}"],
    of: &[],
};
static ANNUAL: Step =
    Step { id: "jo.tax.annual", name: "Tax of the year", rests_on: &["tax.bands"], of: &[&TAXABLE] };
static TAX: Step = Step { id: "jo.income_tax", name: "Income tax", rests_on: &[], of: &[&ANNUAL] };
static BASE: Step =
    Step { id: "jo.ssc.base", name: "Wage subject to social security", rests_on: &["{ceiling}"], of: &[] };
static EMPLOYEE: Step = Step {
    id: "jo.ssc.employee",
    name: "Social security, employee",
    rests_on: &["ssc.employee"],
    of: &[&BASE],
};
static EMPLOYER: Step = Step {
    id: "jo.ssc.employer",
    name: "Social security, employer",
    rests_on: &["ssc.employer"],
    of: &[&BASE],
};

monthly::figures! {
    PACK;
    bands: Scale = "tax.bands",
    personal: Amount = "tax.exemption.personal",
    family: Amount = "tax.exemption.family",
    other_most: Amount = "tax.exemption.other.most",
    national: Amount = "national_contribution.above",
    employee: Rate = "ssc.employee",
    employer: Rate = "ssc.employer",
    ceiling_before: Amount = "ssc.ceiling.before_2009",
    ceiling_after: Option<Amount> = "ssc.ceiling.after_2009",
}
monthly::month!();

/// What is due on a payment, as bare amounts: for a run that needs no lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// Income tax.
    pub tax: Money,
    /// The employee's social security.
    pub employee_ssc: Money,
    /// The employer's social security.
    pub employer_ssc: Money,
}

/// The tax on a year's income.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearTax {
    /// The income less the exemptions.
    pub taxable: Money,
    /// The tax of the year.
    pub annual: Money,
    /// A twelfth of the unrounded tax of the year.
    pub monthly: Money,
}

/// Tax and social security of a payment, as bare amounts.
///
/// # Errors
/// See [`super`].
pub fn due(person: &Profile, payment: &Payment, month: &Month) -> Result<Due> {
    let [_, _, tax, _, employee, employer] = Case::of(person, payment, &month.0)?.figures()?;
    let money = |amount| month.0.money(amount);
    Ok(Due { tax: money(tax)?, employee_ssc: money(employee)?, employer_ssc: money(employer)? })
}

/// Tax and social security of a payment.
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
    let (figures, trace) = case.traced(pack, payment.pay_day, &[&TAX, &EMPLOYEE, &EMPLOYER])?;
    Ok((case.assessment(&figures)?, trace))
}

/// The income tax on a year's income; the national contribution is no part of it.
///
/// # Errors
/// `input.invalid` for other exemptions above their limit, `money.mixed_currencies`, `number.negative`,
/// `number.out_of_range` naming `annual_income`.
pub fn tax_of_year(person: &Profile, annual_income: Money, month: &Month) -> Result<YearTax> {
    month.0.amounts([("annual_income", annual_income)])?;
    exemptions(person, &month.0)?;
    let [taxable, annual, monthly] = OfYear { person, annual_income, month: &month.0 }.run()?;
    let money = |amount| month.0.money(amount);
    Ok(YearTax { taxable: money(taxable)?, annual: money(annual)?, monthly: money(monthly)? })
}

fn exemptions(person: &Profile, month: &Resolved<Law>) -> Result<()> {
    let Some(other) = person.other_exemption else { return Ok(()) };
    month.amounts([("other_exemption", other)])?;
    let most = month.law.other_most.0.value;
    if other.amount() > most {
        let wanted = format!("other exemptions are at most {most} a year");
        return Err(Error::invalid("other_exemption", other, &wanted));
    }
    Ok(())
}

impl<N: Number> Figures<N> {
    /// The taxable income, the tax of the year and of the month, on a year's income.
    fn tax<T: Tracer<N>>(
        &self,
        person: &Profile,
        year: N,
        month: &Resolved<Law>,
        t: &mut T,
    ) -> Option<[N; 3]> {
        let by = month.rounding(person.rounding);
        let other = match person.other_exemption {
            Some(other) => N::exact(other.amount())?,
            None => N::zero(),
        };
        let exempt = match person.exemption {
            Exemption::Personal => self.personal + other,
            Exemption::Family => self.personal + self.family + other,
        };
        let taxable = t.note(&TAXABLE, 0, year.above(exempt));
        let annual = t.note(&ANNUAL, 0, N::shares_of(self.bands.parts(taxable), by));
        let monthly = t.note(&TAX, 0, N::shares_per(self.bands.parts(taxable), MONTHS, by));
        Some([taxable, annual, monthly])
    }
}

/// A year's income that was found fit.
struct OfYear<'a> {
    person: &'a Profile,
    annual_income: Money,
    month: &'a Resolved<Law>,
}

impl Statute for OfYear<'_> {
    monthly::rule!(3, month);

    fn over<N: Number, T: Tracer<N>>(&self, law: &Figures<N>, t: &mut T) -> Option<[N; 3]> {
        law.tax(self.person, N::exact(self.annual_income.amount())?, self.month, t)
    }

    fn at_fault(&self, _: &str) -> (&'static str, Money) {
        ("annual_income", self.annual_income)
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
    ceiling: Decimal,
}

impl<'a> Case<'a> {
    pub(super) fn of(person: &'a Profile, payment: &'a Payment, month: &'a Resolved<Law>) -> Result<Self> {
        month.payment(payment, person.through)?;
        monthly::regular(payment)?;
        exemptions(person, month)?;
        let law = &month.law;
        let known = match person.registered {
            Registered::Before2009 => Some(law.ceiling_before.0.value),
            Registered::After2009 => law.ceiling_after.as_ref().map(|ceiling| ceiling.0.value),
        };
        let ceiling = match (person.ceiling, known) {
            (Some(given), known) => {
                month.amounts([("ceiling", given)])?;
                if let Some(known) = known.filter(|known| *known != given.amount()) {
                    let wanted = format!("the pack's is {known}; leave it out, or give another pack");
                    return Err(Error::invalid("ceiling", given, &wanted));
                }
                given.amount()
            }
            (None, Some(known)) => known,
            (None, None) => return Err(monthly::unknown("ssc.ceiling.after_2009", month.day)),
        };
        Ok(Self { person, payment, month, ceiling })
    }

    pub(super) fn figures(&self) -> Result<[Decimal; 6]> {
        let figures = self.run()?;
        self.known(figures)?;
        Ok(figures)
    }

    /// Refuses an income on which the national contribution would be due too.
    fn known(&self, [taxable, ..]: [Decimal; 6]) -> Result<()> {
        let above = self.month.law.national.0.value;
        if taxable > above {
            let message = format!(
                "`taxable` is {}: above {above} a year the national contribution is due, whose base is not known",
                self.payment.taxable
            );
            return Err(Error::new(Code::LawUnsupported, "taxable", self.payment.taxable, message));
        }
        Ok(())
    }
}

impl Statute for Case<'_> {
    monthly::rule!(6, month);

    /// Taxable income, tax of the year, of the month; the wage subject to social security, the employee's, the employer's.
    fn over<N: Number, T: Tracer<N>>(&self, law: &Figures<N>, t: &mut T) -> Option<[N; 6]> {
        let by = self.month.rounding(self.person.rounding);
        // A month's pay is whole fils: times twelve nothing is rounded.
        let year = t.paid(N::exact(self.payment.taxable.amount())?).ratio(MONTHS, 1, by);
        let [taxable, annual, tax] = law.tax(self.person, year, self.month, t)?;
        // Above that limit the payment is refused: see `known`.
        let tax = if taxable.exceeds(law.national) { t.unfollowed(tax) } else { tax };
        let wage = t.paid(N::exact(self.payment.contributory.amount())?);
        let base = t.note(&BASE, 0, wage.at_most(N::exact(self.ceiling)?));
        let employee = t.note(&EMPLOYEE, 0, base.share(law.employee, by));
        let employer = t.note(&EMPLOYER, 0, base.share(law.employer, by));
        Some([taxable, annual, tax, base, employee, employer])
    }

    fn at_fault(&self, step: &str) -> (&'static str, Money) {
        if step.starts_with("jo.ssc") {
            ("contributory", self.payment.contributory)
        } else {
            ("taxable", self.payment.taxable)
        }
    }

    fn fill(&self, key: &str) -> String {
        match key {
            "{family}" if self.person.exemption == Exemption::Family => "tax.exemption.family",
            "{ceiling}" if self.person.registered == Registered::Before2009 => "ssc.ceiling.before_2009",
            "{ceiling}" => "ssc.ceiling.after_2009",
            key => key,
        }
        .to_owned()
    }
}

impl Assessed for Case<'_> {
    fn figures<N: Number>(&self) -> Option<Figures<N>> {
        self.month.form()
    }

    fn assessment(&self, amounts: &Self::Amounts) -> Result<Assessment> {
        self.known(*amounts)?;
        let [_, _, tax, base, employee, employer] = *amounts;
        let law = &self.month.law;
        let sources = [&law.employee, &law.employer].map(|Rate(rate)| match self.person.ceiling {
            Some(ceiling) => format!("{}; ceiling of {ceiling} as the profile gives it", rate.source),
            None => rate.source.clone(),
        });
        let [employee_source, employer_source] = &sources;
        let insurance = |name, payer, Rate(rate): &Rate, amount, source| Owed {
            authority: INSURANCE_AUTHORITY,
            code: "jo.ssc",
            name,
            payer,
            on: base,
            rate: Some(rate.value),
            amount,
            source,
        };
        let owed = [
            Owed {
                authority: TAX_AUTHORITY,
                code: "jo.income_tax",
                name: TAX.name,
                payer: Payer::Employee,
                on: self.payment.taxable.amount(),
                rate: None,
                amount: tax,
                source: law.bands.source.as_str(),
            },
            insurance(EMPLOYEE.name, Payer::Employee, &law.employee, employee, employee_source.as_str()),
            insurance(EMPLOYER.name, Payer::Employer, &law.employer, employer, employer_source.as_str()),
        ];
        let carried = Profile { through: Some(self.payment.pay_day), ..self.person.clone() };
        self.month.assessment(owed, self.person.rounding, wages::Profile::Jo(carried))
    }

    fn dues<N: Number>(
        &self,
        [_, _, tax, _, employee, employer]: &Self::Outcome<N>,
    ) -> Vec<(&'static Step, N)> {
        vec![(&TAX, *tax), (&EMPLOYEE, *employee), (&EMPLOYER, *employer)]
    }
}
