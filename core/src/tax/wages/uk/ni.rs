//! Class 1 National Insurance, exact percentage method: each period by itself, a director's year so far as one.
//!
//! Each product is cut to three decimals, and the third decimal rounds: up to 5 goes down, 6 and above goes up. The
//! thresholds of one week or month stand in the pack; those of several weeks are the year's × weeks ÷ 52, up to the next
//! pound, and the lower earnings limit is the week's × weeks (Contributions Regulations 2001, reg. 11).

#![expect(
    clippy::inline_always,
    reason = "measured: a row takes a quarter less time when nothing is handed over"
)]

use super::{
    category::{Category, Start},
    period::{Span, Unit},
    year::known,
};
use crate::{
    error::{Code, Error, Result},
    law::{Figure, RulePack},
    money::{Mode, Rounding, number::Number},
    trace::{Step, Tracer},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

const PENNY: Rounding = Rounding::of(1, 2, Mode::HalfDown).after_cut(1, 3);
const NEXT_POUND: Rounding = Rounding::of(1, 0, Mode::Ceiling);

static AT_LOWER_LIMIT: Step = Step {
    id: "uk.ni.at_lower_limit",
    name: "Earnings at the lower earnings limit",
    rests_on: &["ni.threshold.lower_earnings_limit.{lower_per}"],
    of: &[],
};
static TO_PRIMARY: Step = Step {
    id: "uk.ni.lower_limit_to_primary",
    name: "Earnings from the lower earnings limit to the primary threshold",
    rests_on: &["ni.threshold.lower_earnings_limit.{lower_per}", "ni.threshold.primary.{per}"],
    of: &[],
};
static TO_UPPER_LIMIT: Step = Step {
    id: "uk.ni.primary_to_upper_limit",
    name: "Earnings from the primary threshold to the upper earnings limit",
    rests_on: &["ni.threshold.primary.{per}", "ni.threshold.upper_earnings.{per}"],
    of: &[],
};
static ABOVE_UPPER_LIMIT: Step = Step {
    id: "uk.ni.above_upper_limit",
    name: "Earnings above the upper earnings limit",
    rests_on: &["ni.threshold.upper_earnings.{per}"],
    of: &[],
};
/// The employee's contributions.
pub(super) static EMPLOYEE: Step = Step {
    id: "uk.ni.employee",
    name: "National Insurance, employee",
    rests_on: &["ni.{category}.employee.main", "ni.{category}.employee.additional"],
    of: &[&AT_LOWER_LIMIT, &TO_PRIMARY, &TO_UPPER_LIMIT, &ABOVE_UPPER_LIMIT],
};
static FROM_START: Step = Step {
    id: "uk.ni.employer_main_earnings",
    name: "Earnings from the employer's threshold to the upper earnings limit",
    rests_on: &["ni.threshold.{start}.{per}", "ni.threshold.upper_earnings.{per}"],
    of: &[],
};
static EMPLOYER_ABOVE: Step = Step {
    id: "uk.ni.employer_above_earnings",
    name: "Earnings above the upper earnings limit and the employer's threshold",
    rests_on: &["ni.threshold.upper_earnings.{per}"],
    of: &[],
};
/// The employer's contributions.
pub(super) static EMPLOYER: Step = Step {
    id: "uk.ni.employer",
    name: "National Insurance, employer",
    rests_on: &["ni.{category}.employer.main", "ni.{category}.employer.above"],
    of: &[&FROM_START, &EMPLOYER_ABOVE],
};

static EMPLOYEE_PAID: Step = Step {
    id: "uk.ni.employee_to_date",
    name: "National Insurance to date before this payment, employee",
    rests_on: &[],
    of: &[],
};
static EMPLOYER_PAID: Step = Step {
    id: "uk.ni.employer_to_date",
    name: "National Insurance to date before this payment, employer",
    rests_on: &[],
    of: &[],
};
/// The contributions of a director, reckoned by the year.
pub(super) static DIRECTOR_EMPLOYEE: Step = Step {
    id: "uk.ni.director.employee",
    name: "National Insurance of a director, employee",
    rests_on: &[],
    of: &[&EMPLOYEE, &EMPLOYEE_PAID],
};
/// The contributions of a director's employer, reckoned by the year.
pub(super) static DIRECTOR_EMPLOYER: Step = Step {
    id: "uk.ni.director.employer",
    name: "National Insurance of a director, employer",
    rests_on: &[],
    of: &[&EMPLOYER, &EMPLOYER_PAID],
};

/// The law of a tax year, with its sources.
#[derive(Clone, Debug)]
pub(super) struct Law {
    lower_limit: Threshold,
    primary: Threshold,
    upper_limit: Threshold,
    starts: [Option<Threshold>; Start::ALL.len()],
    categories: Vec<Option<Rates>>,
}

/// A threshold for a week, a month and a year.
#[derive(Clone, Debug)]
struct Threshold {
    weekly: Decimal,
    monthly: Decimal,
    annual: Decimal,
}

/// The rates of a category.
#[derive(Clone, Debug)]
pub(super) struct Rates {
    pub employee: [Figure; 2],
    pub employer: [Figure; 2],
}

impl Threshold {
    fn on(pack: &RulePack, day: NaiveDate, key: &str) -> Result<Self> {
        let of =
            |per: &str| pack.amount(&format!("ni.threshold.{key}.{per}"), day).map(|figure| figure.value);
        Ok(Self { weekly: of("weekly")?, monthly: of("monthly")?, annual: of("annual")? })
    }

    /// For one payment: the year's share, up to the next pound, where it covers several units.
    fn of<N: Number>(&self, span: Span) -> Option<N> {
        match (span.unit, span.units) {
            (Unit::Week, 1) => N::exact(self.weekly),
            (Unit::Month, 1) => N::exact(self.monthly),
            (unit, units) => Some(N::exact(self.annual)?.ratio(units, unit.per_year(), NEXT_POUND)),
        }
    }

    /// The same for the lower earnings limit, which is multiplied.
    fn times<N: Number>(&self, span: Span) -> Option<N> {
        let one = if span.unit == Unit::Week { self.weekly } else { self.monthly };
        Some(N::exact(one)?.ratio(span.units, 1, NEXT_POUND))
    }
}

impl Rates {
    fn on(pack: &RulePack, day: NaiveDate, category: Category) -> Result<Self> {
        let letter = category.letter().to_ascii_lowercase();
        let rate = |part: &str| pack.rate(&format!("ni.{letter}.{part}"), day);
        Ok(Self {
            employee: [rate("employee.main")?, rate("employee.additional")?],
            employer: [rate("employer.main")?, rate("employer.above")?],
        })
    }
}

impl Law {
    pub(super) fn on(pack: &RulePack, day: NaiveDate) -> Result<Self> {
        let start = |start: Start| known(Threshold::on(pack, day, start.key()));
        let [secondary, upper_secondary, freeport, investment_zone] = Start::ALL;
        let starts = [start(secondary)?, start(upper_secondary)?, start(freeport)?, start(investment_zone)?];
        let categories = Category::all().map(|category| {
            let rates = known(Rates::on(pack, day, category))?;
            Ok(rates.filter(|_| starts.get(category.start() as usize).is_some_and(Option::is_some)))
        });
        Ok(Self {
            lower_limit: Threshold::on(pack, day, "lower_earnings_limit")?,
            primary: Threshold::on(pack, day, "primary")?,
            upper_limit: Threshold::on(pack, day, "upper_earnings")?,
            categories: categories.collect::<Result<_>>()?,
            starts,
        })
    }

    /// The rates of a category.
    ///
    /// # Errors
    /// `tax.category_invalid` when it has none in this tax year.
    pub(super) fn rates(&self, category: Category) -> Result<&Rates> {
        self.categories.get(category.index()).and_then(Option::as_ref).ok_or_else(|| {
            let message = format!("`category` is `{category}`, of which no rates are known in that tax year");
            Error::new(Code::TaxCategoryInvalid, "category", category, message)
        })
    }

    pub(super) fn figures<N: Number>(&self) -> Option<Figures<N>> {
        let [weekly, fortnightly, four_weekly, monthly] = Span::ALL;
        let pair = |[one, other]: &[Figure; 2]| Some([N::factor(one.value)?, N::factor(other.value)?]);
        let categories = self.categories.iter().map(|rates| match rates {
            Some(rates) => {
                Some(Some(Factors { employee: pair(&rates.employee)?, employer: pair(&rates.employer)? }))
            }
            None => Some(None),
        });
        Some(Figures {
            annual: self.annual_thresholds()?,
            thresholds: [
                self.thresholds(weekly)?,
                self.thresholds(fortnightly)?,
                self.thresholds(four_weekly)?,
                self.thresholds(monthly)?,
            ],
            categories: categories.collect::<Option<_>>()?,
        })
    }

    fn thresholds<N: Number>(&self, span: Span) -> Option<Thresholds<N>> {
        Some(Thresholds {
            lower_limit: self.lower_limit.times(span)?,
            ..self.each(|threshold| threshold.of(span))?
        })
    }

    fn annual_thresholds<N: Number>(&self) -> Option<Thresholds<N>> {
        self.each(|threshold| N::exact(threshold.annual))
    }

    fn each<N: Number>(&self, of: impl Fn(&Threshold) -> Option<N>) -> Option<Thresholds<N>> {
        Some(Thresholds {
            lower_limit: of(&self.lower_limit)?,
            primary: of(&self.primary)?,
            upper_limit: of(&self.upper_limit)?,
            starts: self.starts.each_ref().map(|start| start.as_ref().and_then(&of)),
        })
    }
}

/// The law of a tax year in one form of number.
#[derive(Clone)]
pub(super) struct Figures<N: Number> {
    annual: Thresholds<N>,
    thresholds: [Thresholds<N>; Span::ALL.len()],
    categories: Vec<Option<Factors<N>>>,
}

#[derive(Clone, Copy, Debug)]
struct Thresholds<N> {
    lower_limit: N,
    primary: N,
    upper_limit: N,
    starts: [Option<N>; Start::ALL.len()],
}

#[derive(Clone, Copy)]
struct Factors<N: Number> {
    employee: [N::Factor; 2],
    employer: [N::Factor; 2],
}

/// What is due, and the earnings that bear it: those at the main rate and those at the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Due<N> {
    pub amount: N,
    pub on: [N; 2],
}

/// Earnings and what was paid on them.
#[derive(Clone, Copy)]
pub(super) struct Paid<N> {
    pub earnings: N,
    pub employee: N,
    pub employer: N,
}

impl<N: Number> Figures<N> {
    /// The contributions of the employee and of the employer on the earnings of one pay period. None when this tax year has
    /// no rates for the category.
    #[inline(always)]
    pub(super) fn of_period<T: Tracer<N>>(
        &self,
        earnings: N,
        category: Category,
        span: Span,
        t: &mut T,
    ) -> Option<[Due<N>; 2]> {
        self.contributions(earnings, category, self.thresholds.get(span.index())?, t)
    }

    /// A director's: on the earnings of the year so far, against the thresholds of `weeks` of it, less what was `paid`.
    pub(super) fn of_director<T: Tracer<N>>(
        &self,
        earnings: N,
        category: Category,
        weeks: u32,
        paid: Paid<N>,
        t: &mut T,
    ) -> Option<[Due<N>; 2]> {
        let part = |annual: N| annual.ratio(weeks, Unit::Week.per_year(), NEXT_POUND);
        let Thresholds { lower_limit, primary, upper_limit, starts } = self.annual;
        let thresholds = Thresholds {
            lower_limit: part(lower_limit),
            primary: part(primary),
            upper_limit: part(upper_limit),
            starts: starts.map(|start| start.map(part)),
        };
        let [employee, employer] = self.contributions(paid.earnings + earnings, category, &thresholds, t)?;
        let employee_paid = t.note(&EMPLOYEE_PAID, 0, paid.employee);
        let employer_paid = t.note(&EMPLOYER_PAID, 0, paid.employer);
        let employee =
            Due { amount: t.note(&DIRECTOR_EMPLOYEE, 0, employee.amount - employee_paid), ..employee };
        let employer =
            Due { amount: t.note(&DIRECTOR_EMPLOYER, 0, employer.amount - employer_paid), ..employer };
        Some([employee, employer])
    }

    #[inline(always)]
    fn contributions<T: Tracer<N>>(
        &self,
        earnings: N,
        category: Category,
        thresholds: &Thresholds<N>,
        t: &mut T,
    ) -> Option<[Due<N>; 2]> {
        let Thresholds { lower_limit, primary, upper_limit, ref starts } = *thresholds;
        let rates = self.categories.get(category.index())?.as_ref()?;
        let start = (*starts.get(category.start() as usize)?)?;

        let reached = if lower_limit.exceeds(earnings) { N::zero() } else { lower_limit };
        t.note(&AT_LOWER_LIMIT, 0, reached);
        t.note(&TO_PRIMARY, 0, earnings.between(lower_limit, primary));
        let main = t.note(&TO_UPPER_LIMIT, 0, earnings.between(primary, upper_limit));
        let above = t.note(&ABOVE_UPPER_LIMIT, 0, earnings.above(upper_limit));
        let [main_rate, additional_rate] = rates.employee;
        let employee =
            t.note(&EMPLOYEE, 0, main.share(main_rate, PENNY) + above.share(additional_rate, PENNY));
        let employee = Due { amount: employee, on: [main, above] };

        let main = t.note(&FROM_START, 0, earnings.between(start, upper_limit));
        let above = t.note(&EMPLOYER_ABOVE, 0, earnings.above(start.at_least(upper_limit)));
        let [main_rate, above_rate] = rates.employer;
        let employer = t.note(&EMPLOYER, 0, main.share(main_rate, PENNY) + above.share(above_rate, PENNY));
        Some([employee, Due { amount: employer, on: [main, above] }])
    }
}
