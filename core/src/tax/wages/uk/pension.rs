//! Automatic enrolment into a workplace pension (Pensions Act 2008, Part 1): what kind of worker somebody is in a pay
//! reference period, and the least that is to be paid into a money purchase scheme.
//!
//! What the employer's own scheme takes is [payroll's](crate::payroll) business: the band and the rates that are found here
//! fit its `Scheme`.
//!
//! The Pensions Regulator's thresholds of 2025-26: 2,000 a month is above the trigger of 833, and 1,480 of it qualify.
//! ```
//! use backoffice::{Mode, PayFrequency, date, gbp, law::RulePack, tax::wages::uk::pension::{self, Category, Worker}};
//!
//! let law = RulePack::embedded(pension::PACK)?;
//! let worker = Worker {
//!     age: 30,
//!     reached_pensionable_age: false,
//!     pay_day: date(2025, 6, 30)?,
//!     frequency: PayFrequency::Monthly,
//!     earnings: gbp!(2_000.00),
//!     rounding: Mode::HalfUp,
//! };
//! let (assessed, trace) = pension::assess_traced(&worker, &law)?;
//! assert_eq!(assessed.category, Category::EligibleJobholder);
//! assert_eq!((assessed.lower, assessed.trigger, assessed.upper), (gbp!(520), gbp!(833), gbp!(4_189)));
//! assert_eq!(assessed.qualifying_earnings, gbp!(1_480.00));
//! assert_eq!((assessed.minimum_total, assessed.minimum_employer), (gbp!(118.40), gbp!(44.40)));
//! assert_eq!(trace.find("uk.pension.qualifying_earnings").unwrap().value.to_string(), "1480.00");
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! # Errors
//! `law.none_in_force` on a day that the pack does not know, `law.unsupported` for pay twice a month or every day and for a
//! pack of something else, `input.invalid` for an age above 150, `money.mixed_currencies`, `number.negative`,
//! `number.out_of_range` naming the field and the first step that had no value.
//!
//! Not in this version: postponement, opting in and out, other standards than that of s. 20 (certification, defined
//! benefits).

use crate::{
    calendar::PayFrequency,
    error::{Code, Error, Result},
    law::{Figure, RulePack},
    money::{Mode, Money, number::Number},
    tax::wages::{
        monthly::{self, Count, Parameter, Rate, Resolved},
        statute::Statute,
    },
    trace::{Step, Trace, Tracer},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The rule pack's id.
pub const PACK: &str = "uk.pension";

const OLDEST: u32 = 150;

static QUALIFYING: Step = Step {
    id: "uk.pension.qualifying_earnings",
    name: "Qualifying earnings (s. 13)",
    rests_on: &["lower.{span}", "upper.{span}"],
    of: &[],
};
static TOTAL: Step = Step {
    id: "uk.pension.minimum_total",
    name: "Least contributions of both",
    rests_on: &["minimum.total"],
    of: &[&QUALIFYING],
};
static EMPLOYER: Step = Step {
    id: "uk.pension.minimum_employer",
    name: "Least contribution of the employer",
    rests_on: &["minimum.employer"],
    of: &[],
};

/// The pay reference periods whose thresholds are prescribed, and their names in the rule pack.
const SPANS: [(PayFrequency, &str); 7] = [
    (PayFrequency::Weekly, "weekly"),
    (PayFrequency::Fortnightly, "fortnightly"),
    (PayFrequency::FourWeekly, "four_weekly"),
    (PayFrequency::Monthly, "monthly"),
    (PayFrequency::Quarterly, "quarterly"),
    (PayFrequency::SemiAnnual, "semi_annual"),
    (PayFrequency::Annual, "annual"),
];

/// The thresholds of each pay reference period.
#[derive(Clone, Debug)]
pub(super) struct Thresholds([[Figure; 3]; SPANS.len()]);

impl Parameter for Thresholds {
    type In<N: Number> = [[N; 3]; SPANS.len()];
    fn on(pack: &RulePack, _: &str, day: NaiveDate) -> Result<Self> {
        let of = |span: &str| {
            let threshold = |key: &str| pack.amount(&format!("{key}.{span}"), day);
            Ok::<_, Error>([threshold("lower")?, threshold("trigger")?, threshold("upper")?])
        };
        let [week, fortnight, four_weeks, month, quarter, half, year] = SPANS.map(|(_, span)| of(span));
        Ok(Self([week?, fortnight?, four_weeks?, month?, quarter?, half?, year?]))
    }
    fn form<N: Number>(&self) -> Option<Self::In<N>> {
        let mut forms = [[N::zero(); 3]; SPANS.len()];
        for (form, figure) in forms.iter_mut().flatten().zip(self.0.iter().flatten()) {
            *form = N::exact(figure.value)?;
        }
        Some(forms)
    }
}

monthly::figures! {
    PACK;
    thresholds: Thresholds = "",
    age_jobholder: Count = "age.jobholder",
    age_eligible: Count = "age.eligible",
    age_too_old: Count = "age.too_old",
    minimum_total: Rate = "minimum.total",
    minimum_employer: Rate = "minimum.employer",
}

/// A worker in a pay reference period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Worker {
    /// The age in years on the day of the assessment.
    pub age: u32,
    /// Whether pensionable (State Pension) age is reached on that day.
    pub reached_pensionable_age: bool,
    /// The pay day: it decides the thresholds.
    pub pay_day: NaiveDate,
    /// How often they are paid: the pay reference period.
    pub frequency: PayFrequency,
    /// Earnings payable in the period, statutory payments included (s. 13(3)).
    pub earnings: Money,
    /// How a least contribution is rounded to the penny. No rule was found: the employer's choice.
    pub rounding: Mode,
}

/// What kind of worker somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Category {
    /// To be enrolled: from 22, below pensionable age, earnings above the trigger (s. 3).
    EligibleJobholder,
    /// May opt in, and the employer contributes: a jobholder who is not to be enrolled (s. 7).
    NonEligibleJobholder,
    /// May join, and the employer need not contribute: no qualifying earnings (s. 8 and s. 9).
    EntitledWorker,
    /// Below 16 or from 75: no duties (s. 1(1)(b)).
    OutsideTheAges,
}

/// What automatic enrolment asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessed {
    /// What kind of worker it is.
    pub category: Category,
    /// Where the band of qualifying earnings begins in the period.
    pub lower: Money,
    /// Earnings above this make an eligible jobholder.
    pub trigger: Money,
    /// Where the band ends.
    pub upper: Money,
    /// The part of the earnings in the band.
    pub qualifying_earnings: Money,
    /// The least that employer and jobholder contribute together, tax relief included; zero without qualifying earnings.
    pub minimum_total: Money,
    /// The least of it that the employer contributes.
    pub minimum_employer: Money,
    /// Document and section.
    pub source: String,
    /// The rule pack's id.
    pub pack: String,
    /// Its revision.
    pub revision: String,
}

/// What automatic enrolment asks for in a pay reference period.
///
/// # Errors
/// See the [module](self).
pub fn assess(worker: &Worker, pack: &RulePack) -> Result<Assessed> {
    let law = Resolved::on(pack, worker.pay_day)?;
    let case = Case::of(worker, &law)?;
    case.assessed(case.run()?, pack)
}

/// The same, with every figure explained.
///
/// # Errors
/// See the [module](self).
pub fn assess_traced(worker: &Worker, pack: &RulePack) -> Result<(Assessed, Trace)> {
    let law = Resolved::on(pack, worker.pay_day)?;
    let case = Case::of(worker, &law)?;
    let (figures, trace) = case.traced(pack, law.day, &[&TOTAL, &EMPLOYER])?;
    Ok((case.assessed(figures, pack)?, trace))
}

struct Case<'a> {
    worker: &'a Worker,
    law: &'a Resolved<Law>,
    index: usize,
    span: &'static str,
    thresholds: &'a [Figure; 3],
    category: Category,
}

impl<'a> Case<'a> {
    fn of(worker: &'a Worker, law: &'a Resolved<Law>) -> Result<Self> {
        law.amounts([("earnings", worker.earnings)])?;
        if worker.age > OLDEST {
            return Err(Error::invalid("age", worker.age, "write the age in years"));
        }
        let Law { thresholds, age_jobholder, age_eligible, age_too_old, .. } = &law.law;
        let known = SPANS.iter().zip(&thresholds.0).enumerate();
        let found = known.into_iter().find(|(_, ((frequency, _), _))| *frequency == worker.frequency);
        let (index, ((_, span), thresholds)) = found.ok_or_else(|| {
            let frequency = format!("{:?}", worker.frequency);
            let message = format!("`frequency` is {frequency}: no thresholds are prescribed for such pay");
            Error::new(Code::LawUnsupported, "frequency", frequency, message)
        })?;
        let [lower, trigger, _] = thresholds;
        let (age, earnings) = (worker.age, worker.earnings.amount());
        let category = if age < age_jobholder.value || age >= age_too_old.value {
            Category::OutsideTheAges
        } else if earnings <= lower.value {
            Category::EntitledWorker
        } else if age >= age_eligible.value && !worker.reached_pensionable_age && earnings > trigger.value {
            Category::EligibleJobholder
        } else {
            Category::NonEligibleJobholder
        };
        Ok(Self { worker, law, index, span, thresholds, category })
    }

    fn assessed(&self, [qualifying, total, employer]: [Decimal; 3], pack: &RulePack) -> Result<Assessed> {
        let [lower, trigger, upper] = self.thresholds;
        Ok(Assessed {
            category: self.category,
            lower: self.law.money(lower.value)?,
            trigger: self.law.money(trigger.value)?,
            upper: self.law.money(upper.value)?,
            qualifying_earnings: self.law.money(qualifying)?,
            minimum_total: self.law.money(total)?,
            minimum_employer: self.law.money(employer)?,
            source: self.law.sourced(
                &format!("{}; {}", trigger.source, self.law.law.minimum_total.0.source),
                self.worker.rounding,
            ),
            pack: pack.id().to_owned(),
            revision: pack.revision().to_owned(),
        })
    }
}

impl Statute for Case<'_> {
    monthly::rule!(3, law);

    fn over<N: Number, T: Tracer<N>>(&self, law: &Figures<N>, t: &mut T) -> Option<[N; 3]> {
        let by = self.law.rounding(self.worker.rounding);
        let [lower, _, upper] = *law.thresholds.get(self.index)?;
        let earnings = N::exact(self.worker.earnings.amount())?;
        let in_band = match self.category {
            Category::OutsideTheAges => N::zero(),
            _ => earnings.between(lower, upper),
        };
        let qualifying = t.note(&QUALIFYING, 0, in_band);
        let total = t.note(&TOTAL, 0, qualifying.share(law.minimum_total, by));
        Some([qualifying, total, t.note(&EMPLOYER, 0, qualifying.share(law.minimum_employer, by))])
    }

    fn at_fault(&self, _: &str) -> (&'static str, Money) {
        ("earnings", self.worker.earnings)
    }

    fn fill(&self, key: &str) -> String {
        key.replace("{span}", self.span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        calendar::date,
        money::currency::{EUR, GBP},
    };
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static LAW: LazyLock<RulePack> = LazyLock::new(|| RulePack::embedded(PACK).unwrap());

    fn worker(age: u32, earnings: i64) -> Worker {
        Worker {
            age,
            reached_pensionable_age: false,
            pay_day: date(2026, 6, 30).unwrap(),
            frequency: PayFrequency::Monthly,
            earnings: Money::minor(earnings, GBP),
            rounding: Mode::HalfUp,
        }
    }

    fn category(worker: &Worker) -> Category {
        assess(worker, &LAW).unwrap().category
    }

    #[test]
    fn workers_by_age_and_earnings() {
        use Category::{EligibleJobholder, EntitledWorker, NonEligibleJobholder, OutsideTheAges};
        for (age, earnings, wanted) in [
            (15, 200_000, OutsideTheAges),
            (16, 200_000, NonEligibleJobholder),
            (21, 200_000, NonEligibleJobholder),
            (22, 200_000, EligibleJobholder),
            (22, 83_301, EligibleJobholder),
            (22, 83_300, NonEligibleJobholder),
            (40, 52_001, NonEligibleJobholder),
            (40, 52_000, EntitledWorker),
            (74, 200_000, EligibleJobholder),
            (75, 200_000, OutsideTheAges),
        ] {
            assert_eq!(category(&worker(age, earnings)), wanted, "{age} {earnings}");
        }
        let older = Worker { reached_pensionable_age: true, ..worker(67, 200_000) };
        assert_eq!(category(&older), NonEligibleJobholder);
        let none = assess(&worker(15, 200_000), &LAW).unwrap();
        assert_eq!((none.qualifying_earnings, none.minimum_total), (Money::zero(GBP), Money::zero(GBP)));
    }

    /// The Pensions Regulator's table, which is 2026-27's as well.
    #[test]
    fn the_thresholds_of_each_period() {
        let rows = [
            (PayFrequency::Weekly, [120, 192, 967]),
            (PayFrequency::Fortnightly, [240, 384, 1_934]),
            (PayFrequency::FourWeekly, [480, 768, 3_867]),
            (PayFrequency::Monthly, [520, 833, 4_189]),
            (PayFrequency::Quarterly, [1_560, 2_499, 12_568]),
            (PayFrequency::SemiAnnual, [3_120, 4_998, 25_135]),
            (PayFrequency::Annual, [6_240, 10_000, 50_270]),
        ];
        for (frequency, thresholds) in rows {
            for year in [2025, 2026] {
                let worker =
                    Worker { frequency, pay_day: date(year, 4, 6).unwrap(), ..worker(30, 10_000_000) };
                let (assessed, trace) = assess_traced(&worker, &LAW).unwrap();
                assert_eq!(assessed, assess(&worker, &LAW).unwrap());
                let Assessed { lower, trigger, upper, .. } = assessed;
                assert_eq!([lower, trigger, upper], thresholds.map(|pounds| Money::minor(pounds * 100, GBP)));
                assert_eq!(assessed.qualifying_earnings, upper.checked_sub(lower).unwrap());
                assert_eq!(trace.find("uk.pension.qualifying_earnings").unwrap().rests_on.len(), 2);
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let fit = worker(30, 100_000);
        let refused = |worker: &Worker| {
            let error = assess(worker, &LAW).unwrap_err();
            (error.code(), error.field().to_owned())
        };
        assert_eq!(refused(&Worker { pay_day: date(2027, 4, 6).unwrap(), ..fit }).0, Code::LawNoneInForce);
        assert_eq!(refused(&Worker { pay_day: date(2025, 4, 5).unwrap(), ..fit }).0, Code::LawNoneInForce);
        for frequency in [PayFrequency::Daily, PayFrequency::SemiMonthly] {
            assert_eq!(refused(&Worker { frequency, ..fit }), (Code::LawUnsupported, "frequency".into()));
        }
        assert_eq!(refused(&worker(151, 1)), (Code::InputInvalid, "age".into()));
        assert_eq!(refused(&worker(30, -1)), (Code::NumberNegative, "earnings".into()));
        let euros = Worker { earnings: Money::minor(1, EUR), ..fit };
        assert_eq!(refused(&euros), (Code::MoneyMixedCurrencies, "earnings".into()));
        let wages = RulePack::embedded("uk.wages").unwrap();
        assert_eq!(assess(&fit, &wages).unwrap_err().code(), Code::LawUnsupported);
    }

    proptest! {
        /// More pay never makes less of it qualify; nothing qualifies above the band; the two forms agree.
        #[test]
        fn qualifying_earnings_rise_with_the_pay(
            age in 0u32..90, earnings in 0i64..1_000_000, more in 0i64..100_000,
            frequency in prop::sample::select(SPANS.map(|(frequency, _)| frequency).to_vec()),
        ) {
            let one = Worker { frequency, ..worker(age, earnings) };
            let other = Worker { frequency, ..worker(age, earnings + more) };
            let [less, most] = [&one, &other].map(|worker| assess(worker, &LAW).unwrap());
            prop_assert!(less.qualifying_earnings.amount() <= most.qualifying_earnings.amount());
            prop_assert!(less.minimum_employer.amount() <= less.minimum_total.amount());
            let law = Resolved::on(&LAW, one.pay_day).unwrap();
            let case = Case::of(&one, &law).unwrap();
            prop_assert_eq!(case.fast(), case.reference(&mut crate::trace::Notes::default()).ok());
        }
    }
}
