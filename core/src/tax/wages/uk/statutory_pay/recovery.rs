//! What an employer recovers of the parental pay that it paid.

use super::PACK;
use crate::{
    error::Result,
    law::RulePack,
    money::{Mode, Money, number::Number},
    tax::wages::{
        monthly::{self, Amount, Rate, Resolved},
        statute::Statute,
    },
    trace::{Step, Trace, Tracer},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

static SHARE: Step = Step {
    id: "uk.recovery.share",
    name: "Recovered of the pay",
    rests_on: &["recovery.share", "recovery.small_employer"],
    of: &[],
};
static COMPENSATION: Step = Step {
    id: "uk.recovery.compensation",
    name: "Compensation of a small employer",
    rests_on: &["recovery.compensation"],
    of: &[],
};

monthly::figures! {
    PACK;
    share: Rate = "recovery.share",
    compensation: Rate = "recovery.compensation",
    small_employer: Amount = "recovery.small_employer",
}

/// Parental pay that an employer paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paid {
    /// How much; sick pay is not recovered.
    pub amount: Money,
    /// The day on which it was paid: it decides the tax year.
    pub pay_day: NaiveDate,
    /// All Class 1 contributions, the employees' and the employer's, that the employer paid for the last whole tax year
    /// before the relevant week, nothing taken off for the employment allowance.
    pub contributions: Money,
    /// How each part is rounded to the penny. No rule was found: the employer's choice.
    pub rounding: Mode,
}

/// What an employer recovers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recovered {
    /// Whether it has the relief of small employers.
    pub small_employer: bool,
    /// What it recovers of the pay.
    pub recovered: Money,
    /// What it has beside it in compensation of its contributions; zero for others than small employers.
    pub compensation: Money,
    /// Document and section.
    pub source: String,
    /// The rule pack's id.
    pub pack: String,
    /// Its revision.
    pub revision: String,
}

/// What an employer recovers of parental pay: 92 %, or as a small employer all of it and a compensation.
///
/// # Errors
/// See [`super`].
pub fn recovery(paid: &Paid, pack: &RulePack) -> Result<Recovered> {
    let law = Resolved::on(pack, paid.pay_day)?;
    let case = Case::of(paid, &law)?;
    case.recovered(case.run()?, pack)
}

/// The same, with every figure explained.
///
/// # Errors
/// See [`super`].
pub fn recovery_traced(paid: &Paid, pack: &RulePack) -> Result<(Recovered, Trace)> {
    let law = Resolved::on(pack, paid.pay_day)?;
    let case = Case::of(paid, &law)?;
    let (figures, trace) = case.traced(pack, law.day, &[&SHARE, &COMPENSATION])?;
    Ok((case.recovered(figures, pack)?, trace))
}

struct Case<'a> {
    paid: &'a Paid,
    law: &'a Resolved<Law>,
    small: bool,
}

impl<'a> Case<'a> {
    fn of(paid: &'a Paid, law: &'a Resolved<Law>) -> Result<Self> {
        law.amounts([("amount", paid.amount), ("contributions", paid.contributions)])?;
        Ok(Self { paid, law, small: paid.contributions.amount() <= law.law.small_employer.0.value })
    }

    fn recovered(&self, [share, compensation]: [Decimal; 2], pack: &RulePack) -> Result<Recovered> {
        let Law { share: Rate(standard), compensation: Rate(small), .. } = &self.law.law;
        let source = if self.small { &small.source } else { &standard.source };
        Ok(Recovered {
            small_employer: self.small,
            recovered: self.law.money(share)?,
            compensation: self.law.money(compensation)?,
            source: self.law.sourced(source, self.paid.rounding),
            pack: pack.id().to_owned(),
            revision: pack.revision().to_owned(),
        })
    }
}

impl Statute for Case<'_> {
    monthly::rule!(2, law);

    fn over<N: Number, T: Tracer<N>>(&self, law: &Figures<N>, t: &mut T) -> Option<[N; 2]> {
        let by = self.law.rounding(self.paid.rounding);
        let amount = N::exact(self.paid.amount.amount())?;
        if !self.small {
            return Some([t.note(&SHARE, 0, amount.share(law.share, by)), N::zero()]);
        }
        let compensation = t.note(&COMPENSATION, 0, amount.share(law.compensation, by));
        Some([t.note(&SHARE, 0, amount), compensation])
    }

    fn at_fault(&self, _: &str) -> (&'static str, Money) {
        ("amount", self.paid.amount)
    }
}
