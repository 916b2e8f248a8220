//! Tax weeks and tax months.

use super::Basis;
use crate::{
    calendar::{FiscalYear, PayFrequency, Period},
    error::{Code, Error, Result},
};
use chrono::{Datelike, NaiveDate};

/// The tax year in which a day lies: it begins on 6 April.
pub(super) fn tax_year(day: NaiveDate) -> Result<Period> {
    FiscalYear::beginning(4, 6)?.containing(day)
}

/// The tax week in which a day lies, 1 to 53: whole weeks since 6 April, and one.
///
/// # Errors
/// `calendar.invalid_date` at the edges of the calendar.
pub fn tax_week(day: NaiveDate) -> Result<u32> {
    Ok(week(day, tax_year(day)?))
}

/// The tax month in which a day lies, 1 to 12: the first runs from 6 April to 5 May.
pub fn tax_month(day: NaiveDate) -> u32 {
    let turned = if day.day() >= 6 { day.month() } else { day.month() + 11 };
    (turned + 8) % 12 + 1
}

fn week(day: NaiveDate, year: Period) -> u32 {
    let days = day.signed_duration_since(year.first()).num_days();
    u32::try_from(days / 7).map_or(1, |weeks| weeks + 1)
}

/// The unit in which a person's pay periods are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Week,
    Month,
}

impl Unit {
    /// Its name in the rule pack.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Week => "weekly",
            Self::Month => "monthly",
        }
    }

    /// How many there are in a year.
    pub(super) const fn per_year(self) -> u32 {
        match self {
            Self::Week => 52,
            Self::Month => 12,
        }
    }
}

/// How often somebody is paid, as far as HMRC's routines define it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub unit: Unit,
    /// How many units one payment covers.
    pub units: u32,
}

impl Span {
    pub(super) const ALL: [Self; 5] = [
        Self { unit: Unit::Week, units: 1 },
        Self { unit: Unit::Week, units: 2 },
        Self { unit: Unit::Week, units: 4 },
        Self { unit: Unit::Month, units: 1 },
        Self { unit: Unit::Month, units: 12 },
    ];

    pub(super) fn of(frequency: PayFrequency) -> Result<Self> {
        let [weekly, fortnightly, four_weekly, monthly, annual] = Self::ALL;
        match frequency {
            PayFrequency::Weekly => Ok(weekly),
            PayFrequency::Fortnightly => Ok(fortnightly),
            PayFrequency::FourWeekly => Ok(four_weekly),
            PayFrequency::Monthly => Ok(monthly),
            PayFrequency::Annual => Ok(annual),
            other => {
                let message = format!(
                    "`frequency` is {other:?}: PAYE and National Insurance are known here for weekly, fortnightly, four-weekly, monthly and annual pay"
                );
                Err(Error::new(Code::LawUnsupported, "frequency", format!("{other:?}"), message))
            }
        }
    }

    /// Its name in the rule pack.
    pub(super) const fn key(self) -> &'static str {
        match (self.unit, self.units) {
            (Unit::Week, 1) => "weekly",
            (Unit::Week, 2) => "fortnightly",
            (Unit::Week, _) => "four_weekly",
            (Unit::Month, 1) => "monthly",
            (Unit::Month, _) => "annual",
        }
    }

    /// Its place in [`Span::ALL`].
    pub(super) const fn index(self) -> usize {
        match (self.unit, self.units) {
            (Unit::Week, 1) => 0,
            (Unit::Week, 2) => 1,
            (Unit::Week, _) => 2,
            (Unit::Month, 1) => 3,
            (Unit::Month, _) => 4,
        }
    }
}

/// The tax period of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TaxPeriod {
    pub span: Span,
    /// The tax week or month of the pay day.
    pub number: u32,
    /// Whether the figures to date take part; never in week 53 (54 and 56 for longer periods).
    pub cumulative: bool,
}

impl TaxPeriod {
    pub(super) fn of(day: NaiveDate, year: Period, span: Span, basis: Basis) -> Self {
        let number = match span.unit {
            Unit::Week => week(day, year),
            Unit::Month => tax_month(day),
        };
        let cumulative = basis == Basis::Cumulative && number <= span.unit.per_year();
        Self { span, number, cumulative }
    }

    /// How many units' free pay and bands count: those of the year so far, or those of this payment alone.
    pub(super) const fn counted(self) -> u32 {
        if self.cumulative { self.number } else { self.span.units }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::date;

    #[test]
    fn the_tax_month_turns_on_the_sixth() {
        let month = |m, d| tax_month(date(2026, m, d).unwrap());
        assert_eq!((month(4, 5), month(4, 6), month(5, 5), month(5, 6)), (12, 1, 1, 2));
        assert_eq!((month(12, 31), month(1, 5), month(1, 6), month(3, 6)), (9, 9, 10, 12));
    }

    #[test]
    fn tax_weeks_count_from_the_sixth_of_april() {
        let week = |y, m, d| tax_week(date(y, m, d).unwrap()).unwrap();
        assert_eq!((week(2026, 4, 6), week(2026, 4, 12), week(2026, 4, 13)), (1, 1, 2));
        assert_eq!(week(2010, 12, 10), 36);
        // The last day is in week 53, and in a leap year the last two.
        assert_eq!((week(2027, 4, 4), week(2027, 4, 5)), (52, 53));
        assert_eq!((week(2028, 4, 3), week(2028, 4, 4), week(2028, 4, 5)), (52, 53, 53));
    }

    #[test]
    fn week_53_is_never_cumulative() {
        let day = date(2027, 4, 5).unwrap();
        let year = tax_year(day).unwrap();
        for (span, counted) in Span::ALL.into_iter().zip([1, 2, 4, 12, 12]) {
            let period = TaxPeriod::of(day, year, span, Basis::Cumulative);
            assert_eq!((period.counted(), period.cumulative), (counted, span.unit == Unit::Month));
        }
    }
}
