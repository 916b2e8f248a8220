//! The neutral rate on the month's taxable net pay; the reduction on its gross pay.

use super::{
    Headcount, PACK, Profile, Territory,
    coefficient::{HOURS, coefficient},
    contributions,
};
use crate::{
    error::{Error, Result, exact},
    law::{Band, RulePack, Scale},
    money::{
        Money, Rounding,
        number::{Exact, Fixed, Number},
    },
    tax::wages::{
        self, Assessment, Payer, Payment,
        monthly::{self, Amount, Owed, Parameter, Rate, Resolved},
        statute::{Assessed, Readable, Statute},
    },
    trace::{Step, Trace, Tracer},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

static PAS_RATE: Step =
    Step { id: "fr.pas.rate", name: "Taux neutre", rests_on: &["pas.neutral.{territory}"], of: &[] };
static PAS: Step = Step { id: "fr.pas", name: "Prélèvement à la source", rests_on: &[], of: &[&PAS_RATE] };
static COEFFICIENT: Step = Step {
    id: "fr.rgdu.coefficient",
    name: "Coefficient de la réduction",
    rests_on: &["smic.hourly", "rgdu.t_min", "rgdu.t_delta.{headcount}"],
    of: &[],
};
static RGDU: Step =
    Step { id: "fr.rgdu", name: "Réduction générale dégressive", rests_on: &[], of: &[&COEFFICIENT] };

/// The grid of the neutral rate.
#[derive(Clone, Debug)]
pub(super) struct Grid(Scale);

/// A row of the grid in a form of number: from which pay on, and the rate as a number and as a factor.
#[derive(Clone, Copy)]
pub(super) struct Row<N: Number> {
    from: N,
    rate: N,
    factor: N::Factor,
}

impl Parameter for Grid {
    type In<N: Number> = Vec<Row<N>>;
    fn on(pack: &RulePack, key: &str, day: NaiveDate) -> Result<Self> {
        pack.scale(key, day).map(Self)
    }
    fn form<N: Number>(&self) -> Option<Vec<Row<N>>> {
        let row = |band: &Band| {
            let (rate, factor) = (N::exact(band.rate)?, N::factor(band.rate)?);
            Some(Row { from: N::exact(band.above)?, rate, factor })
        };
        self.0.bands.iter().map(row).collect()
    }
}

monthly::figures! {
    PACK;
    metropole: Grid = "pas.neutral.metropole",
    antilles: Grid = "pas.neutral.guadeloupe_reunion_martinique",
    guyane: Grid = "pas.neutral.guyane_mayotte",
    smic: Amount = "smic.hourly",
    t_min: Rate = "rgdu.t_min",
    under_50: Rate = "rgdu.t_delta.under_50",
    from_50: Rate = "rgdu.t_delta.50_or_more",
    contributions: contributions::All = "cotisation",
}
monthly::month!();

impl Law {
    pub(super) const fn contributions(&self) -> &contributions::Law {
        &self.contributions.0
    }
}

impl<N: Number> Figures<N> {
    pub(super) const fn contributions(&self) -> &contributions::Figures<N> {
        &self.contributions
    }
}

impl Territory {
    fn of<G>(self, [metropole, antilles, guyane]: [G; 3]) -> G {
        match self {
            Self::Metropole => metropole,
            Self::GuadeloupeReunionMartinique => antilles,
            Self::GuyaneMayotte => guyane,
        }
    }
}

/// What is due on a payment, as bare amounts: for a run that needs no lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// Withheld from the employee.
    pub pas: Money,
    /// By how much the employer's contributions are reduced; zero without a right to it.
    pub rgdu: Money,
    /// The employee's contributions; zero where the profile does not ask for them.
    pub employee: Money,
    /// The employer's, not reduced; zero where the profile does not ask for them.
    pub employer: Money,
}

/// Tax and reduction of a payment, as bare amounts.
///
/// # Errors
/// See [`super`].
pub fn due(person: &Profile, payment: &Payment, month: &Month) -> Result<Due> {
    let case = Case::of(person, payment, &month.0)?;
    let Outcome { pas, rgdu, contributions } = case.run()?;
    let none = month.0.money(Decimal::ZERO)?;
    let [employee, employer] = match case.contributions.as_ref().zip(contributions) {
        Some((case, figures)) => case.sums(&figures)?,
        None => [none; 2],
    };
    Ok(Due { pas: month.0.money(pas)?, rgdu: month.0.money(rgdu)?, employee, employer })
}

/// Tax and reduction of a payment.
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
    let roots: Vec<_> = [&PAS, &RGDU].into_iter().chain(contributions::Case::roots()).collect();
    let (outcome, trace) = case.traced(pack, payment.pay_day, &roots)?;
    Ok((case.assessment(&outcome)?, trace))
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
    /// The reduction's, where there is a right to it.
    coefficient: Option<Decimal>,
    contributions: Option<contributions::Case<'a>>,
}

/// What a payment comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Outcome<N> {
    pas: N,
    rgdu: N,
    /// The contributions, where the profile asks for them.
    contributions: Option<[N; contributions::FIGURES]>,
}

impl<N: Number> Readable for Outcome<N> {
    type Amounts = Outcome<Decimal>;

    #[inline]
    fn read(self) -> Option<Outcome<Decimal>> {
        let contributions = match self.contributions {
            None => None,
            Some(figures) => Some(figures.read()?),
        };
        Some(Outcome { pas: self.pas.read()?, rgdu: self.rgdu.read()?, contributions })
    }
}

impl<'a> Case<'a> {
    pub(super) fn of(person: &'a Profile, payment: &'a Payment, month: &'a Resolved<Law>) -> Result<Self> {
        month.payment(payment, person.through)?;
        monthly::regular(payment)?;
        let law = &month.law;
        let of = |headcount| {
            let delta = match headcount {
                Headcount::Under50 => &law.under_50,
                Headcount::From50 => &law.from_50,
            };
            let gross = payment.contributory;
            coefficient(gross.amount(), law.smic.0.value, law.t_min.0.value, delta.0.value)
                .ok_or_else(|| Error::overflow("contributory", gross, COEFFICIENT.name))
        };
        let coefficient = person.rgdu.map(of).transpose()?;
        let contributions = contributions::Case::of(person, payment, month)?;
        Ok(Self { person, payment, month, coefficient, contributions })
    }

    /// The reduction of the employer's contributions.
    fn reduction<N: Number, T: Tracer<N>>(
        &self,
        coefficient: Decimal,
        law: &Figures<N>,
        by: Rounding,
        t: &mut T,
    ) -> Option<N> {
        t.note(&COEFFICIENT, 0, N::exact(coefficient)?);
        let gross = t.paid(N::exact(self.payment.contributory.amount())?);
        let rgdu = t.note(&RGDU, 0, gross.share(N::factor(coefficient)?, by));
        // Up to one SMIC the coefficient is the greatest, from three on it is nothing: only in between it varies.
        let three = law.smic.ratio(HOURS, 1, by);
        let varies = three.exceeds(gross) && gross.ratio(3, 1, by).exceeds(three);
        Some(if varies { t.unfollowed(rgdu) } else { rgdu })
    }
}

impl Statute for Case<'_> {
    type Figures<N: Number> = Figures<N>;
    type Outcome<N: Number> = Outcome<N>;
    type Amounts = Outcome<Decimal>;
    const NAME: &'static str = "the rule";

    #[inline]
    fn in_fast(&self) -> Option<&Figures<Fixed>> {
        self.month.fast.as_ref()
    }

    #[inline]
    fn in_exact(&self) -> &Figures<Exact> {
        &self.month.exact
    }

    fn over<N: Number, T: Tracer<N>>(&self, law: &Figures<N>, t: &mut T) -> Option<Outcome<N>> {
        let by = self.month.rounding(self.person.rounding);
        let base = t.paid(N::exact(self.payment.taxable.amount())?);
        let grid = self.person.territory.of([&law.metropole, &law.antilles, &law.guyane]);
        // A rate holds below its limit: at the limit the next one does.
        let row = grid.iter().rev().find(|row| !row.from.exceeds(base))?;
        t.note(&PAS_RATE, 0, row.rate);
        let pas = t.note(&PAS, 0, base.share(row.factor, by));
        let rgdu = match self.coefficient {
            Some(coefficient) => self.reduction(coefficient, law, by, t)?,
            None => N::zero(),
        };
        let contributions = match &self.contributions {
            Some(contributions) => Some(contributions.over(law, t)?),
            None => None,
        };
        Some(Outcome { pas, rgdu, contributions })
    }

    fn at_fault(&self, step: &str) -> (&'static str, Money) {
        if step.starts_with("fr.pas") {
            ("taxable", self.payment.taxable)
        } else {
            ("contributory", self.payment.contributory)
        }
    }

    fn fill(&self, key: &str) -> String {
        let territories = ["metropole", "guadeloupe_reunion_martinique", "guyane_mayotte"];
        let headcount = match self.person.rgdu {
            Some(Headcount::From50) => "50_or_more",
            _ => "under_50",
        };
        key.replace("{territory}", self.person.territory.of(territories)).replace("{headcount}", headcount)
    }
}

impl Assessed for Case<'_> {
    fn figures<N: Number>(&self) -> Option<Figures<N>> {
        self.month.form()
    }

    fn assessment(&self, amounts: &Self::Amounts) -> Result<Assessment> {
        let Outcome { pas, rgdu, contributions } = amounts;
        let contributions = self.contributions.as_ref().zip(contributions.as_ref());
        let contributions = contributions.map(|(case, figures)| case.owed(figures)).unwrap_or_default();
        let law = &self.month.law;
        let grid = self.person.territory.of([&law.metropole, &law.antilles, &law.guyane]);
        let base = self.payment.taxable.amount();
        let bands = &grid.0.bands;
        let rate = bands.iter().rev().find(|band| band.above <= base).map(|band| band.rate);
        let withheld = Owed {
            authority: "DGFiP",
            code: "fr.pas",
            name: PAS.name,
            payer: Payer::Employee,
            on: base,
            rate,
            amount: *pas,
            source: &grid.0.source,
        };
        let reduced = exact::subtract(Decimal::ZERO, *rgdu)
            .ok_or_else(|| Error::overflow("contributory", rgdu, RGDU.name))?;
        let reduction = self.coefficient.map(|coefficient| Owed {
            authority: "URSSAF",
            code: "fr.rgdu",
            name: RGDU.name,
            payer: Payer::Employer,
            on: self.payment.contributory.amount(),
            rate: Some(coefficient),
            amount: reduced,
            source: &law.t_min.0.source,
        });
        let carried = Profile { through: Some(self.payment.pay_day), ..self.person.clone() };
        let owed = std::iter::once(withheld).chain(reduction).chain(contributions);
        self.month.assessment(owed, self.person.rounding, wages::Profile::Fr(carried))
    }

    fn dues<N: Number>(&self, outcome: &Outcome<N>) -> Vec<(&'static Step, N)> {
        let Outcome { pas, rgdu, contributions } = outcome;
        let mut dues = vec![(&PAS, *pas)];
        if self.coefficient.is_some() {
            dues.push((&RGDU, N::zero() - *rgdu));
        }
        if let Some((case, figures)) = self.contributions.as_ref().zip(contributions.as_ref()) {
            dues.extend(case.dues(figures));
        }
        dues
    }
}
