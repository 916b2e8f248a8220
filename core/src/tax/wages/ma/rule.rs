//! Income tax on twelve times the month's net taxable pay; CNSS and AMO.

use super::{PACK, Profile};
use crate::{
    error::{Error, Result, exact},
    law::{RulePack, Scale},
    money::{Money, number::Number},
    tax::wages::{
        self, Assessment, Payer, Payment,
        monthly::{self, Amount, Count, MONTHS, Owed, Rate, Resolved},
        statute::{Assessed, Statute},
    },
    trace::{Step, Trace, Tracer},
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

const TAX_AUTHORITY: &str = "DGI";
const INSURANCE_AUTHORITY: &str = "CNSS";

static CAPPED: Step =
    Step { id: "ma.cnss.base", name: "Salaire plafonné", rests_on: &["cnss.ceiling"], of: &[] };
static CNSS: Step = Step {
    id: "ma.cnss.employee",
    name: "CNSS, part salariale",
    rests_on: &["cnss.employee.short_term", "cnss.employee.pension"],
    of: &[&CAPPED],
};
static AMO: Step =
    Step { id: "ma.amo.employee", name: "AMO, part salariale", rests_on: &["amo.employee"], of: &[] };
static EMPLOYER_CNSS: Step = Step {
    id: "ma.cnss.employer",
    name: "CNSS, part patronale",
    rests_on: &["cnss.employer.short_term", "cnss.employer.pension"],
    of: &[&CAPPED],
};
static FAMILY: Step = Step {
    id: "ma.allocations_familiales",
    name: "Allocations familiales",
    rests_on: &["cnss.employer.family"],
    of: &[],
};
static EMPLOYER_AMO: Step = Step {
    id: "ma.amo.employer",
    name: "AMO, part patronale",
    rests_on: &["amo.employer", "amo.employer.participation"],
    of: &[],
};
static TRAINING: Step = Step {
    id: "ma.formation_professionnelle",
    name: "Taxe de formation professionnelle",
    rests_on: &["cnss.employer.training"],
    of: &[],
};
static EXPENSES: Step = Step {
    id: "ma.ir.professional_expenses",
    name: "Frais professionnels",
    rests_on: &[
        "ir.expenses.limit",
        "ir.expenses.up_to_limit",
        "ir.expenses.above_limit",
        "ir.expenses.most",
    ],
    of: &[],
};
static NET_TAXABLE: Step = Step {
    id: "ma.ir.net_taxable",
    name: "Salaire net imposable",
    rests_on: &[],
    of: &[&CNSS, &AMO, &EXPENSES],
};
static REDUCTION: Step = Step {
    id: "ma.ir.family",
    name: "Réduction pour charges de famille, par an",
    rests_on: &["ir.family.each", "ir.family.most_persons"],
    of: &[],
};
static ANNUAL: Step = Step {
    id: "ma.ir.annual",
    name: "IR de l'année",
    rests_on: &["ir.scale"],
    of: &[&NET_TAXABLE, &REDUCTION],
};
static TAX: Step = Step { id: "ma.ir", name: "Impôt sur le revenu", rests_on: &[], of: &[&ANNUAL] };

monthly::figures! {
    PACK;
    scale: Scale = "ir.scale",
    family_each: Amount = "ir.family.each",
    family_persons: Count = "ir.family.most_persons",
    expenses_limit: Amount = "ir.expenses.limit",
    expenses_up_to: Rate = "ir.expenses.up_to_limit",
    expenses_above: Rate = "ir.expenses.above_limit",
    expenses_most: Amount = "ir.expenses.most",
    ceiling: Amount = "cnss.ceiling",
    short_term: Rate = "cnss.employee.short_term",
    pension: Rate = "cnss.employee.pension",
    amo: Rate = "amo.employee",
    employer_short_term: Rate = "cnss.employer.short_term",
    employer_pension: Rate = "cnss.employer.pension",
    family: Rate = "cnss.employer.family",
    employer_amo: Rate = "amo.employer",
    participation: Rate = "amo.employer.participation",
    training: Rate = "cnss.employer.training",
}
monthly::month!();

/// What is due on a payment, as bare amounts: for a run that needs no lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// Income tax.
    pub ir: Money,
    /// The employee's CNSS.
    pub cnss: Money,
    /// The employee's AMO.
    pub amo: Money,
    /// All that the employer bears.
    pub employer: Money,
}

/// The income tax on net taxable pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncomeTax {
    /// The reduction for dependants, of a year.
    pub annual_reduction: Money,
    /// The tax of a year, reduced.
    pub annual: Money,
    /// The tax of a month: a twelfth of the unrounded tax of the year.
    pub monthly: Money,
}

/// Tax and contributions of a payment, as bare amounts.
///
/// # Errors
/// See [`super`].
pub fn due(person: &Profile, payment: &Payment, month: &Month) -> Result<Due> {
    let figures = Case::of(person, payment, &month.0)?.run()?;
    let [ir, _, cnss, amo, employer_cnss, family, employer_amo, training] = figures;
    let money = |amount| month.0.money(amount);
    let employer = [money(employer_cnss)?, money(family)?, money(employer_amo)?, money(training)?];
    Ok(Due {
        ir: money(ir)?,
        cnss: money(cnss)?,
        amo: money(amo)?,
        employer: Money::sum(employer, month.0.currency)?,
    })
}

/// Tax and contributions of a payment.
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
    let roots = [&TAX, &CNSS, &AMO, &EMPLOYER_CNSS, &FAMILY, &EMPLOYER_AMO, &TRAINING];
    let (figures, trace) = case.traced(pack, payment.pay_day, &roots)?;
    Ok((case.assessment(&figures)?, trace))
}

/// The income tax on a month's net taxable pay, contributions and professional expenses taken off already.
///
/// # Errors
/// `money.mixed_currencies`, `number.negative`, `number.out_of_range` naming `net_taxable`.
pub fn income_tax(person: &Profile, net_taxable: Money, month: &Month) -> Result<IncomeTax> {
    month.0.amounts([("net_taxable", net_taxable)])?;
    let [reduction, annual, monthly] = OfMonth { person, net_taxable, month: &month.0 }.run()?;
    let money = |amount| month.0.money(amount);
    Ok(IncomeTax { annual_reduction: money(reduction)?, annual: money(annual)?, monthly: money(monthly)? })
}

impl<N: Number> Figures<N> {
    /// The reduction of the year, the tax of the year and of the month, on a month's net taxable pay.
    fn tax<T: Tracer<N>>(
        &self,
        person: &Profile,
        net: N,
        month: &Resolved<Law>,
        t: &mut T,
    ) -> Option<[N; 3]> {
        let by = month.rounding(person.rounding);
        let net = t.note(&NET_TAXABLE, 0, net.at_least(N::zero()));
        // Whole centimes: times a whole number nothing is rounded.
        let year = net.ratio(MONTHS, 1, by);
        let persons = person.dependants.min(self.family_persons);
        let reduction = t.note(&REDUCTION, 0, self.family_each.ratio(persons, 1, by));
        let off = (N::zero() - reduction, N::factor(Decimal::ONE)?);
        let parts = || self.scale.parts(year).chain([off]);
        let annual = t.note(&ANNUAL, 0, N::shares_of(parts(), by).at_least(N::zero()));
        let monthly = N::shares_per(parts(), MONTHS, by).at_least(N::zero());
        Some([reduction, annual, t.note(&TAX, 0, monthly)])
    }
}

/// A month's net taxable pay that was found fit.
struct OfMonth<'a> {
    person: &'a Profile,
    net_taxable: Money,
    month: &'a Resolved<Law>,
}

impl Statute for OfMonth<'_> {
    monthly::rule!(3, month);

    fn over<N: Number, T: Tracer<N>>(&self, law: &Figures<N>, t: &mut T) -> Option<[N; 3]> {
        law.tax(self.person, N::exact(self.net_taxable.amount())?, self.month, t)
    }

    fn at_fault(&self, _: &str) -> (&'static str, Money) {
        ("net_taxable", self.net_taxable)
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
}

impl<'a> Case<'a> {
    pub(super) fn of(person: &'a Profile, payment: &'a Payment, month: &'a Resolved<Law>) -> Result<Self> {
        month.payment(payment, person.through)?;
        monthly::regular(payment)?;
        Ok(Self { person, payment, month })
    }
}

impl Statute for Case<'_> {
    monthly::rule!(8, month);

    /// IR; the capped wage, CNSS, AMO; the employer's CNSS, family allowances, AMO, training.
    fn over<N: Number, T: Tracer<N>>(&self, law: &Figures<N>, t: &mut T) -> Option<[N; 8]> {
        let by = self.month.rounding(self.person.rounding);
        let wage = t.paid(N::exact(self.payment.contributory.amount())?);
        let capped = t.note(&CAPPED, 0, wage.at_most(law.ceiling));
        let on_capped = |rates: [N::Factor; 2]| N::shares(rates.map(|rate| (capped, rate)), by);
        let cnss = t.note(&CNSS, 0, on_capped([law.short_term, law.pension]));
        let amo = t.note(&AMO, 0, wage.share(law.amo, by));

        let gross = t.paid(N::exact(self.payment.taxable.amount())?);
        let above = gross.ratio(MONTHS, 1, by).exceeds(law.expenses_limit);
        let rate = if above { law.expenses_above } else { law.expenses_up_to };
        // The twelfth of twelve months' share is the month's; rounding keeps the order, so the most may be rounded by itself.
        let most = law.expenses_most.ratio(1, MONTHS, by);
        let expenses = t.note(&EXPENSES, 0, gross.share(rate, by).at_most(most));
        let [_, _, ir] = law.tax(self.person, gross - cnss - amo - expenses, self.month, t)?;

        let employer_cnss =
            t.note(&EMPLOYER_CNSS, 0, on_capped([law.employer_short_term, law.employer_pension]));
        let family = t.note(&FAMILY, 0, wage.share(law.family, by));
        let both = [(wage, law.employer_amo), (wage, law.participation)];
        let employer_amo = t.note(&EMPLOYER_AMO, 0, N::shares(both, by));
        let training = t.note(&TRAINING, 0, wage.share(law.training, by));
        Some([ir, capped, cnss, amo, employer_cnss, family, employer_amo, training])
    }

    fn at_fault(&self, step: &str) -> (&'static str, Money) {
        if step.starts_with("ma.ir") {
            ("taxable", self.payment.taxable)
        } else {
            ("contributory", self.payment.contributory)
        }
    }
}

impl<'a> Assessed for Case<'a> {
    fn figures<N: Number>(&self) -> Option<Figures<N>> {
        self.month.form()
    }

    fn assessment(&self, amounts: &Self::Amounts) -> Result<Assessment> {
        let [ir, capped, cnss, amo, employer_cnss, family, employer_amo, training] = *amounts;
        let (law, gross) = (&self.month.law, self.payment.contributory.amount());
        let both = |Rate(one): &Rate, Rate(other): &Rate| {
            exact::add(one.value, other.value)
                .ok_or_else(|| Error::overflow("pack", one.value, "the sum of two rates"))
        };
        let line = |code, step: &'static Step, payer, on, rate, amount, source| Owed {
            authority: if code == "ma.ir" { TAX_AUTHORITY } else { INSURANCE_AUTHORITY },
            code,
            name: step.name,
            payer,
            on,
            rate,
            amount,
            source,
        };
        let single = |Rate(rate): &'a Rate| (Some(rate.value), rate.source.as_str());
        let two = |one: &'a Rate, other| both(one, other).map(|sum| (Some(sum), one.0.source.as_str()));
        let mut owed = vec![line(
            "ma.ir",
            &TAX,
            Payer::Employee,
            self.payment.taxable.amount(),
            None,
            ir,
            law.scale.source.as_str(),
        )];
        for (code, step, payer, on, (rate, source), amount) in [
            ("ma.cnss", &CNSS, Payer::Employee, capped, two(&law.pension, &law.short_term)?, cnss),
            ("ma.amo", &AMO, Payer::Employee, gross, single(&law.amo), amo),
            (
                "ma.cnss",
                &EMPLOYER_CNSS,
                Payer::Employer,
                capped,
                two(&law.employer_pension, &law.employer_short_term)?,
                employer_cnss,
            ),
            ("ma.allocations_familiales", &FAMILY, Payer::Employer, gross, single(&law.family), family),
            (
                "ma.amo",
                &EMPLOYER_AMO,
                Payer::Employer,
                gross,
                two(&law.employer_amo, &law.participation)?,
                employer_amo,
            ),
            (
                "ma.formation_professionnelle",
                &TRAINING,
                Payer::Employer,
                gross,
                single(&law.training),
                training,
            ),
        ] {
            owed.push(line(code, step, payer, on, rate, amount, source));
        }
        let carried = Profile { through: Some(self.payment.pay_day), ..self.person.clone() };
        self.month.assessment(owed, self.person.rounding, wages::Profile::Ma(carried))
    }

    fn dues<N: Number>(
        &self,
        [ir, _, cnss, amo, employer_cnss, family, employer_amo, training]: &Self::Outcome<N>,
    ) -> Vec<(&'static Step, N)> {
        vec![
            (&TAX, *ir),
            (&CNSS, *cnss),
            (&AMO, *amo),
            (&EMPLOYER_CNSS, *employer_cnss),
            (&FAMILY, *family),
            (&EMPLOYER_AMO, *employer_amo),
            (&TRAINING, *training),
        ]
    }
}
