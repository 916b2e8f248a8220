//! Statutory sick pay.

use super::{
    CUT, Earnings, PACK, PENNY_UP, Reason,
    earnings::{AVERAGE, Weekly},
};
use crate::{
    error::{Code, Error, Result, exact},
    law::{Figure, RulePack},
    money::{Money, number::Number},
    tax::wages::{
        monthly::{self, Count, Parameter, Rate, Resolved},
        statute::Statute,
    },
    trace::{Step, Trace, Tracer},
};
use chrono::{Datelike, Days, NaiveDate, Weekday};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

static FLAT: Step = Step {
    id: "uk.sick_pay.flat",
    name: "Weekly rate ÷ qualifying days, cut to four decimals",
    rests_on: &["sick.rate"],
    of: &[],
};
static OF_EARNINGS: Step = Step {
    id: "uk.sick_pay.of_earnings",
    name: "Share of average weekly earnings ÷ qualifying days, cut to four decimals",
    rests_on: &["sick.share"],
    of: &[&AVERAGE],
};
static DAILY: Step =
    Step { id: "uk.sick_pay.daily", name: "Unrounded daily rate", rests_on: &[], of: &[&FLAT, &OF_EARNINGS] };
static WEEK: Step =
    Step { id: "uk.sick_pay.week", name: "Days of a week, up to the penny", rests_on: &[], of: &[&DAILY] };

/// The calendar weeks over which the most that is paid can be spread, a part of one at each end.
const MOST_WEEKS: usize = 29;
/// The two daily rates, then the weeks.
const FIGURES: usize = MOST_WEEKS + 2;

/// The weekly rate, and the one that follows it.
#[derive(Clone, Debug)]
pub(super) struct Rates([Option<Figure>; 2]);

impl Parameter for Rates {
    type In<N: Number> = [Option<N>; 2];
    fn on(pack: &RulePack, key: &str, day: NaiveDate) -> Result<Self> {
        let now = pack.amount(key, day)?;
        let next = now.until.and_then(|until| until.succ_opt());
        let next = next.map(|day| pack.amount(key, day)).transpose();
        let next = match next {
            Err(error) if error.code() == Code::LawNoneInForce => None,
            next => next?,
        };
        Ok(Self([Some(now), next]))
    }
    fn form<N: Number>(&self) -> Option<Self::In<N>> {
        let [now, next] = &self.0;
        let form = |figure: &Option<Figure>| match figure {
            Some(figure) => N::exact(figure.value).map(Some),
            None => Some(None),
        };
        Some([form(now)?, form(next)?])
    }
}

/// A whole number, the last day on which it holds when one is known, and whether another is known to follow.
#[derive(Clone, Debug)]
pub(super) struct Until(Count, Option<NaiveDate>, bool);

impl Parameter for Until {
    type In<N: Number> = u32;
    fn on(pack: &RulePack, key: &str, day: NaiveDate) -> Result<Self> {
        let until = pack.amount(key, day)?.until;
        let next = until.and_then(|until| until.succ_opt());
        let follows = next.is_some_and(|next| pack.amount(key, next).is_ok());
        Ok(Self(Count::on(pack, key, day)?, until, follows))
    }
    fn form<N: Number>(&self) -> Option<u32> {
        Some(self.0.value)
    }
}

monthly::figures! {
    PACK;
    rates: Rates = "sick.rate",
    share: Option<Rate> = "sick.share",
    lower_earnings_limit: Option<monthly::Amount> = "sick.lower_earnings_limit",
    waiting_days: Until = "sick.waiting_days",
    least_days: Count = "sick.least_days",
    most_weeks: Count = "sick.most_weeks",
    linking_weeks: Count = "sick.linking_weeks",
}

/// A sickness: days of incapacity for work that follow one another, working days or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sickness {
    /// Its first whole day: it decides the law.
    pub first: NaiveDate,
    /// Its last day, so far.
    pub last: NaiveDate,
    /// The days of a week for which sick pay is paid: those on which they normally work.
    pub qualifying_days: Vec<Weekday>,
    /// Earnings in the relevant period before it, or before the first of the sicknesses that are linked with it.
    pub earnings: Earnings,
    /// The sickness before it, as it was carried; one that ended too long ago no longer counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linked: Option<Linked>,
}

/// An earlier sickness, and the sicknesses linked with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Linked {
    /// The last day of the last one.
    pub last: NaiveDate,
    /// Waiting days in all of them.
    pub waiting_days: u32,
    /// Days for which sick pay was paid in all of them.
    pub paid_days: u32,
}

/// An unrounded rate of a qualifying day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DailyRate {
    /// The first day of this sickness that is paid by it.
    pub since: NaiveDate,
    /// In the pack's currency, cut to four decimals.
    #[serde(with = "exact::text")]
    pub rate: Decimal,
}

/// The sick pay of a week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SickWeek {
    /// The Saturday with which it ends.
    pub ends: NaiveDate,
    /// Qualifying days that are paid.
    pub days: u32,
    /// How much.
    pub amount: Money,
}

/// Statutory sick pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SickPay {
    /// Whether there is something to pay, and if not why.
    pub reason: Reason,
    /// Whether it is linked with the sickness before.
    pub linked: bool,
    /// Waiting days in this sickness.
    pub waiting_days: u32,
    /// Qualifying days that are paid.
    pub paid_days: u32,
    /// The rates of a day; two when the rate changed meanwhile, none when nothing is paid.
    pub daily_rates: Vec<DailyRate>,
    /// Week by week.
    pub weeks: Vec<SickWeek>,
    /// All weeks together.
    pub total: Money,
    /// What is carried to the next sickness: hand it over with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carried: Option<Linked>,
    /// Document and section of the rate.
    pub source: String,
    /// The rule pack's id.
    pub pack: String,
    /// Its revision.
    pub revision: String,
}

/// The statutory sick pay of a sickness. An employer recovers nothing of it.
///
/// # Errors
/// See [`super`].
pub fn sick_pay(sickness: &Sickness, pack: &RulePack) -> Result<SickPay> {
    let law = Resolved::on(pack, sickness.first)?;
    let case = Case::of(sickness, &law)?;
    case.sick_pay(&case.run()?, pack)
}

/// The same, with every figure explained.
///
/// # Errors
/// See [`super`].
pub fn sick_pay_traced(sickness: &Sickness, pack: &RulePack) -> Result<(SickPay, Trace)> {
    let law = Resolved::on(pack, sickness.first)?;
    let case = Case::of(sickness, &law)?;
    let root = if case.weeks.is_empty() { &AVERAGE } else { &WEEK };
    let (figures, trace) = case.traced(pack, law.day, &[root])?;
    Ok((case.sick_pay(&figures, pack)?, trace))
}

/// The paid days of a week, by the rate that is in force.
struct Week {
    ends: NaiveDate,
    days: [u32; 2],
}

struct Case<'a> {
    sickness: &'a Sickness,
    law: &'a Resolved<Law>,
    weekly: Weekly,
    pattern: u32,
    /// The earlier sickness, when it is linked.
    linked: Option<Linked>,
    reason: Reason,
    waiting: u32,
    weeks: Vec<Week>,
    /// The first paid day by each rate.
    since: [Option<NaiveDate>; 2],
}

impl<'a> Case<'a> {
    fn of(sickness: &'a Sickness, law: &'a Resolved<Law>) -> Result<Self> {
        let Sickness { first, last, .. } = *sickness;
        let length = u64::try_from(last.signed_duration_since(first).num_days())
            .map_err(|_| Error::invalid("last", last, "the sickness ends before it begins"))?;
        let pattern = pattern(&sickness.qualifying_days)?;
        law.amounts([("earnings.paid", sickness.earnings.paid)])?;
        let weekly = Weekly::of(sickness.earnings)?;
        let Law { rates, waiting_days: Until(waiting_days, until, follows), .. } = &law.law;
        if let Some(until) = until.filter(|until| last > *until) {
            if !follows {
                return Err(monthly::unknown("sick.waiting_days", last));
            }
            let message = format!(
                "the sickness goes on over {until}, after which other rules hold: how they pass over is not known here"
            );
            return Err(Error::new(Code::LawUnsupported, "last", last, message));
        }
        let linked = linked(sickness, law.law.linking_weeks.value)?;
        let mut case = Self {
            sickness,
            law,
            weekly,
            pattern,
            linked,
            reason: Reason::Paid,
            waiting: 0,
            weeks: Vec::new(),
            since: [None; 2],
        };
        let limit = law.law.lower_earnings_limit.as_ref();
        if length + 1 < law.law.least_days.value.into() {
            case.reason = Reason::TooShort;
        } else if limit.map(|limit| weekly.below(limit.0.value)).transpose()? == Some(true) {
            case.reason = Reason::BelowLowerEarningsLimit;
        } else {
            case.spread(waiting_days.value, rates)?;
        }
        Ok(case)
    }

    /// Spreads the qualifying days over waiting days and the weeks that are paid.
    fn spread(&mut self, waiting_days: u32, Rates(rates): &Rates) -> Result<()> {
        let Linked { waiting_days: waited, paid_days, .. } =
            self.linked.unwrap_or(Linked { last: self.sickness.first, waiting_days: 0, paid_days: 0 });
        let most = self.law.law.most_weeks.value.saturating_mul(self.pattern).saturating_sub(paid_days);
        let wait = waiting_days.saturating_sub(waited);
        let days = self.sickness.first.iter_days().take_while(|day| *day <= self.sickness.last);
        let mut qualifying = days.filter(|day| self.sickness.qualifying_days.contains(&day.weekday()));
        self.waiting = u32::try_from(qualifying.by_ref().take(wait as usize).count()).unwrap_or(wait);
        let mut qualifying = qualifying.peekable();
        if qualifying.peek().is_none() {
            self.reason = Reason::WaitingDays;
        } else if most == 0 {
            self.reason = Reason::Exhausted;
        }
        let [now, _] = rates;
        let until = now.as_ref().and_then(|rate| rate.until);
        for day in qualifying.take(most as usize) {
            let index = usize::from(until.is_some_and(|until| day > until));
            if rates.get(index).is_none_or(Option::is_none) {
                return Err(monthly::unknown("sick.rate", day));
            }
            let to_saturday = u64::from(6 - day.weekday().num_days_from_sunday());
            let ends = day.checked_add_days(Days::new(to_saturday));
            let ends = ends.ok_or_else(|| Error::overflow("last", day, "the end of the week"))?;
            if self.weeks.last().is_none_or(|week| week.ends != ends) {
                self.weeks.push(Week { ends, days: [0; 2] });
            }
            if let Some(count) = self.weeks.last_mut().and_then(|week| week.days.get_mut(index)) {
                *count += 1;
            }
            if let Some(since) = self.since.get_mut(index) {
                since.get_or_insert(day);
            }
        }
        Ok(())
    }

    fn sick_pay(&self, figures: &[Decimal; FIGURES], pack: &RulePack) -> Result<SickPay> {
        let (daily, amounts) = figures.split_at(2);
        let weeks = self.weeks.iter().zip(amounts).map(|(week, amount)| {
            let days = week.days.iter().sum();
            Ok(SickWeek { ends: week.ends, days, amount: self.law.money(*amount)? })
        });
        let weeks = weeks.collect::<Result<Vec<_>>>()?;
        let daily = self.since.iter().zip(daily);
        let paid_days = weeks.iter().map(|week| week.days).sum();
        // A sickness that is too short is no period of incapacity: it neither counts nor links.
        let carried = if self.reason == Reason::TooShort {
            self.sickness.linked
        } else {
            let before =
                self.linked.unwrap_or(Linked { last: self.sickness.last, waiting_days: 0, paid_days: 0 });
            Some(Linked {
                last: self.sickness.last,
                waiting_days: before.waiting_days.saturating_add(self.waiting),
                paid_days: before.paid_days.saturating_add(paid_days),
            })
        };
        let Rates([rate, _]) = &self.law.law.rates;
        Ok(SickPay {
            reason: self.reason,
            linked: self.linked.is_some(),
            waiting_days: self.waiting,
            paid_days,
            daily_rates: daily
                .filter_map(|(since, rate)| since.map(|since| DailyRate { since, rate: rate.normalize() }))
                .collect(),
            total: Money::sum(weeks.iter().map(|week| week.amount), self.law.currency)?,
            weeks,
            carried,
            source: rate.as_ref().map(|rate| rate.source.clone()).unwrap_or_default(),
            pack: pack.id().to_owned(),
            revision: pack.revision().to_owned(),
        })
    }
}

/// The number of qualifying days of a week.
fn pattern(days: &[Weekday]) -> Result<u32> {
    if days.is_empty() {
        return Err(Error::invalid("qualifying_days", "", "name at least one day of the week"));
    }
    let mut seen = [false; 7];
    for day in days {
        match seen.get_mut(day.num_days_from_sunday() as usize) {
            Some(seen) if !*seen => *seen = true,
            _ => {
                let message = format!("`qualifying_days` names {day} twice: name each day of the week once");
                return Err(Error::new(Code::InputDuplicate, "qualifying_days", day, message));
            }
        }
    }
    u32::try_from(days.len()).map_err(|_| Error::invalid("qualifying_days", "", "a week has seven days"))
}

/// The earlier sickness, when it ended not too long ago.
fn linked(sickness: &Sickness, weeks: u32) -> Result<Option<Linked>> {
    let Some(earlier) = sickness.linked else { return Ok(None) };
    let between = sickness.first.signed_duration_since(earlier.last).num_days();
    if between < 2 {
        let wanted =
            "the sickness before it ended at least a day before; give days that follow one another as one";
        return Err(Error::invalid("linked.last", earlier.last, wanted));
    }
    Ok((between <= i64::from(weeks) * 7 + 1).then_some(earlier))
}

impl Statute for Case<'_> {
    monthly::rule!(FIGURES, law);

    fn over<N: Number, T: Tracer<N>>(&self, law: &Figures<N>, t: &mut T) -> Option<[N; FIGURES]> {
        let mut figures = [N::zero(); FIGURES];
        let (daily, weeks) = figures.split_at_mut(2);
        let sum: N = self.weekly.sum(t)?;
        let per = self.weekly.per.checked_mul(self.pattern)?;
        for (index, (daily, (rate, since))) in
            (0..).zip(daily.iter_mut().zip(law.rates.iter().zip(self.since)))
        {
            let (Some(rate), Some(_)) = (rate, since) else { continue };
            let flat = t.note(&FLAT, index, rate.ratio(1, self.pattern, CUT));
            let of_earnings =
                law.share.map(|share| t.note(&OF_EARNINGS, index, N::shares_per([(sum, share)], per, CUT)));
            let rate = of_earnings.map_or(flat, |of_earnings| flat.at_most(of_earnings));
            *daily = t.note(&DAILY, index, rate);
        }
        for (index, (amount, week)) in (0..).zip(weeks.iter_mut().zip(&self.weeks)) {
            let days = daily.iter().zip(week.days).map(|(daily, days)| daily.ratio(days, 1, CUT));
            let sum = days.fold(N::zero(), |sum, days| sum + days);
            *amount = t.note(&WEEK, index, sum.rounded(PENNY_UP));
        }
        Some(figures)
    }

    fn at_fault(&self, _: &str) -> (&'static str, Money) {
        ("earnings.paid", self.sickness.earnings.paid)
    }
}
