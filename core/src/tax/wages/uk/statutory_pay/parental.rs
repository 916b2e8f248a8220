//! Statutory maternity, adoption, paternity, shared parental, parental bereavement and neonatal care pay.

use super::{
    Earnings, PACK, PENNY_UP, Reason,
    earnings::{AVERAGE, Weekly},
};
use crate::{
    error::{Error, Result},
    law::{Figure, RulePack},
    money::{
        Money,
        number::{Exact, Number},
    },
    tax::wages::{
        monthly::{self, Parameter, Rate, Resolved},
        statute::Statute,
    },
    trace::{Step, Trace, Tracer},
};
use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

static OF_EARNINGS: Step = Step {
    id: "uk.parental_pay.of_earnings",
    name: "Share of average weekly earnings, up to the penny",
    rests_on: &["parental.share"],
    of: &[&AVERAGE],
};
static STANDARD: Step = Step {
    id: "uk.parental_pay.standard",
    name: "Standard rate",
    rests_on: &["parental.rate.{kind}"],
    of: &[],
};
static WEEK: Step = Step {
    id: "uk.parental_pay.week",
    name: "A week at the lesser rate",
    rests_on: &[],
    of: &[&STANDARD, &OF_EARNINGS],
};

/// What the pay is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// Statutory maternity pay.
    Maternity,
    /// Statutory adoption pay.
    Adoption,
    /// Statutory paternity pay.
    Paternity,
    /// Statutory shared parental pay.
    SharedParental,
    /// Statutory parental bereavement pay.
    ParentalBereavement,
    /// Statutory neonatal care pay.
    NeonatalCare,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::Maternity,
        Self::Adoption,
        Self::Paternity,
        Self::SharedParental,
        Self::ParentalBereavement,
        Self::NeonatalCare,
    ];

    /// Its name in the rule pack.
    const fn key(self) -> &'static str {
        match self {
            Self::Maternity => "maternity",
            Self::Adoption => "adoption",
            Self::Paternity => "paternity",
            Self::SharedParental => "shared_parental",
            Self::ParentalBereavement => "parental_bereavement",
            Self::NeonatalCare => "neonatal_care",
        }
    }

    /// Whether the first weeks are paid by the earnings alone.
    const fn begins_with_earnings(self) -> bool {
        matches!(self, Self::Maternity | Self::Adoption)
    }
}

monthly::figures! {
    PACK;
    share: Rate = "parental.share",
}

/// Weeks of leave for which parental pay is claimed, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leave {
    /// What it is for.
    pub kind: Kind,
    /// Earnings in the relevant period, which ends with the relevant week.
    pub earnings: Earnings,
    /// The last day, a Saturday, of the relevant week: of maternity and of paternity at a birth the 15th week before the
    /// expected week of childbirth, of adoption the week of the match, of bereavement and of neonatal care the week before.
    /// It decides the lower earnings limit.
    pub relevant_week: NaiveDate,
    /// The first day that is paid; each seven days from it are a week of pay.
    pub begins: NaiveDate,
    /// How many weeks.
    pub weeks: u32,
    /// Weeks of the same pay that were paid before.
    #[serde(default)]
    pub paid_weeks: u32,
}

/// By which rate a week is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WeekRate {
    /// By the earnings, whatever the standard rate is: the first weeks of maternity and adoption pay.
    Earnings,
    /// By the standard rate, which is not above the share of the earnings.
    Standard,
    /// By the earnings, since the share of them is below the standard rate.
    EarningsBelowStandard,
}

/// A week of parental pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayWeek {
    /// Which week of the pay it is, from 1.
    pub number: u32,
    /// Its first day.
    pub first: NaiveDate,
    /// By which rate it is paid.
    pub rate: WeekRate,
    /// How much.
    pub amount: Money,
}

/// Statutory parental pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParentalPay {
    /// Whether there is something to pay, and if not why.
    pub reason: Reason,
    /// Week by week; none when nothing is paid.
    pub weeks: Vec<PayWeek>,
    /// All weeks together.
    pub total: Money,
    /// Document and section of the standard rate.
    pub source: String,
    /// The rule pack's id.
    pub pack: String,
    /// Its revision.
    pub revision: String,
}

/// The statutory parental pay of weeks of leave.
///
/// # Errors
/// See [`super`].
pub fn parental_pay(leave: &Leave, pack: &RulePack) -> Result<ParentalPay> {
    let law = Resolved::on(pack, leave.begins)?;
    let case = Case::of(leave, &law, pack)?;
    case.parental_pay(case.run()?, pack)
}

/// The same, with every figure explained.
///
/// # Errors
/// See [`super`].
pub fn parental_pay_traced(leave: &Leave, pack: &RulePack) -> Result<(ParentalPay, Trace)> {
    let law = Resolved::on(pack, leave.begins)?;
    let case = Case::of(leave, &law, pack)?;
    let root = if case.weeks.is_empty() { &AVERAGE } else { &WEEK };
    let (figures, trace) = case.traced(pack, law.day, &[root])?;
    Ok((case.parental_pay(figures, pack)?, trace))
}

/// Some days of a week of parental pay: so many sevenths of it, a part of a penny rounded up (HMRC, Statutory Payments
/// Manual, SPM182300, which allows another way as well).
///
/// # Errors
/// `input.invalid` for less than one day or more than seven, `number.out_of_range`.
pub fn part_week(week: Money, days: u32) -> Result<Money> {
    if !(1..=7).contains(&days) {
        return Err(Error::invalid("days", days, "write how many days of the week, 1 to 7"));
    }
    let part = Exact(Some(week.amount())).ratio(days, 7, PENNY_UP).read();
    Money::new(part.ok_or_else(|| Error::overflow("week", week, "sevenths of a week"))?, week.currency())
}

struct Case<'a> {
    leave: &'a Leave,
    law: &'a Resolved<Law>,
    weekly: Weekly,
    /// The standard rate when the pay begins, and the one after it if a week needs it.
    standard: [Option<Figure>; 2],
    reason: Reason,
    /// The first day of each week, which standard rate holds then, and whether the earnings alone count.
    weeks: Vec<(NaiveDate, usize, bool)>,
}

impl<'a> Case<'a> {
    fn of(leave: &'a Leave, law: &'a Resolved<Law>, pack: &RulePack) -> Result<Self> {
        law.amounts([("earnings.paid", leave.earnings.paid)])?;
        let weekly = Weekly::of(leave.earnings)?;
        let key = |key: &str| format!("parental.{key}.{}", leave.kind.key());
        let whole = |key: &str| monthly::Count::on(pack, key, leave.begins).map(|count| count.value);
        let most = whole(&key("weeks"))?;
        let claimed = leave.paid_weeks.checked_add(leave.weeks).filter(|weeks| *weeks <= most);
        if leave.weeks == 0 || claimed.is_none() {
            let wanted = format!("write 1 to {} weeks", most.saturating_sub(leave.paid_weeks));
            return Err(Error::invalid("weeks", leave.weeks, &wanted));
        }
        let limit = pack.amount("parental.lower_earnings_limit", leave.relevant_week)?;
        let by_earnings = if leave.kind.begins_with_earnings() { whole(&key("earnings_weeks"))? } else { 0 };
        let now = pack.amount(&key("rate"), leave.begins)?;
        let until = now.until;
        let mut case =
            Self { leave, law, weekly, standard: [Some(now), None], reason: Reason::Paid, weeks: Vec::new() };
        if weekly.below(limit.value)? {
            case.reason = Reason::BelowLowerEarningsLimit;
            return Ok(case);
        }
        for week in 0..leave.weeks {
            let first = leave.begins.checked_add_days(Days::new(u64::from(week) * 7));
            let first = first.ok_or_else(|| Error::overflow("begins", leave.begins, "the weeks of pay"))?;
            let later = until.is_some_and(|until| first > until);
            if let [_, next @ None] = &mut case.standard
                && later
            {
                *next = Some(pack.amount(&key("rate"), first)?);
            }
            case.weeks.push((first, later.into(), leave.paid_weeks + week < by_earnings));
        }
        Ok(case)
    }

    fn parental_pay(&self, figures: [Decimal; 3], pack: &RulePack) -> Result<ParentalPay> {
        let [of_earnings, now, next] = figures;
        let weeks =
            self.weeks.iter().zip(self.leave.paid_weeks..).map(|((first, index, by_earnings), before)| {
                let lesser = if *index == 0 { now } else { next };
                let (rate, amount) = if *by_earnings {
                    (WeekRate::Earnings, of_earnings)
                } else if self
                    .standard
                    .get(*index)
                    .and_then(Option::as_ref)
                    .is_some_and(|rate| rate.value > lesser)
                {
                    (WeekRate::EarningsBelowStandard, lesser)
                } else {
                    (WeekRate::Standard, lesser)
                };
                Ok(PayWeek { number: before + 1, first: *first, rate, amount: self.law.money(amount)? })
            });
        let weeks = weeks.collect::<Result<Vec<_>>>()?;
        let [standard, _] = &self.standard;
        Ok(ParentalPay {
            reason: self.reason,
            total: Money::sum(weeks.iter().map(|week| week.amount), self.law.currency)?,
            weeks,
            source: standard.as_ref().map(|rate| rate.source.clone()).unwrap_or_default(),
            pack: pack.id().to_owned(),
            revision: pack.revision().to_owned(),
        })
    }
}

impl Statute for Case<'_> {
    monthly::rule!(3, law);

    fn over<N: Number, T: Tracer<N>>(&self, law: &Figures<N>, t: &mut T) -> Option<[N; 3]> {
        let sum: N = self.weekly.sum(t)?;
        let of_earnings = N::shares_per([(sum, law.share)], self.weekly.per, PENNY_UP);
        let of_earnings = t.note(&OF_EARNINGS, 0, of_earnings);
        let mut lesser = [N::zero(); 2];
        for (index, (lesser, standard)) in (0..).zip(lesser.iter_mut().zip(&self.standard)) {
            if let Some(standard) = standard {
                let standard = t.note(&STANDARD, index, N::exact(standard.value)?);
                *lesser = t.note(&WEEK, index, standard.at_most(of_earnings));
            }
        }
        let [now, next] = lesser;
        Some([of_earnings, now, next])
    }

    fn at_fault(&self, _: &str) -> (&'static str, Money) {
        ("earnings.paid", self.leave.earnings.paid)
    }

    fn fill(&self, key: &str) -> String {
        key.replace("{kind}", self.leave.kind.key())
    }
}
