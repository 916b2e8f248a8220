//! What a roster costs: a table of money by person, shift and day, and bands of overtime.
//!
//! The table knows no pay rule: whoever does fills it, such as `payroll::cost`. What a duty
//! costs is one amount; what overtime costs more grows with the minutes of a period, by bands that only ever add, so that
//! the cost of a person's minutes is convex. All amounts are of one currency.

use super::model::{Assignment, at_most};
use crate::calendar::Period;
use crate::error::{Code, Error, Result, exact};
use crate::money::{Currency, Money, Price, Rounding, number};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[cfg(test)]
mod tests;

/// What duties and overtime cost.
///
/// ```
/// use backoffice::{Mode::HalfUp, Period, Rounding, currency::EUR, date, dec, eur, scheduling::{Assignment, cost::*}};
///
/// let monday = date(2026, 3, 30)?;
/// let tuesday = date(2026, 3, 31)?;
/// let mut table = CostTable::new(EUR)
///     .duty(DutyCost::new("ada", "early", monday, eur!(160.00), 8 * 60))
///     .duty(DutyCost::new("ada", "long", tuesday, eur!(200.00), 10 * 60));
/// table.overtime.push(Overtime {
///     person: "ada".into(),
///     period: Period::week(2026, 14)?,
///     bands: vec![Band { after_minutes: 16 * 60, more_per_hour: eur!(10.00).each() }],
///     rounding: Rounding::minor(EUR, HalfUp),
/// });
/// let roster = [Assignment::new("ada", "early", monday), Assignment::new("ada", "long", tuesday)];
/// let priced = table.price(&roster)?;
/// assert_eq!(priced.total, eur!(380.00)); // 18 hours, two of them beyond 16
/// # Ok::<(), backoffice::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CostTable {
    /// The currency of every amount.
    pub currency: Currency,
    /// What each duty costs.
    #[serde(default)]
    pub duties: Vec<DutyCost>,
    /// What overtime costs more.
    #[serde(default)]
    pub overtime: Vec<Overtime>,
}

/// What somebody's shift on a day costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DutyCost {
    /// Who.
    pub person: String,
    /// Which shift.
    pub shift: String,
    /// The day on which it starts.
    pub day: NaiveDate,
    /// What it costs before overtime of a period.
    pub cost: Money,
    /// The minutes of it that count toward overtime of a period.
    pub minutes: u32,
}

impl DutyCost {
    /// That person's shift on that day at that cost, with so many minutes toward overtime.
    pub fn new(
        person: impl Into<String>,
        shift: impl Into<String>,
        day: NaiveDate,
        cost: Money,
        minutes: u32,
    ) -> Self {
        Self { person: person.into(), shift: shift.into(), day, cost, minutes }
    }
}

/// What somebody's minutes in a period cost more, beyond what the duties cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overtime {
    /// Who.
    pub person: String,
    /// The duties that start on these days count.
    pub period: Period,
    /// The bands; they add up.
    pub bands: Vec<Band>,
    /// How the sum of the bands is rounded, once.
    pub rounding: Rounding,
}

/// Minutes beyond a threshold cost so much more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// The threshold.
    pub after_minutes: u32,
    /// What each hour beyond it costs more, on top of what it costs by the bands before; not below zero.
    pub more_per_hour: Price,
}

/// What a roster costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Priced {
    /// All of it.
    pub total: Money,
    /// By person, by name; those without duty are left out.
    pub people: Vec<PersonCost>,
}

/// What one person costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonCost {
    /// Who.
    pub person: String,
    /// The duties.
    pub duties: Money,
    /// What overtime costs more.
    pub overtime: Money,
    /// Both.
    pub total: Money,
}

impl CostTable {
    /// A table without entries.
    pub const fn new(currency: Currency) -> Self {
        Self { currency, duties: vec![], overtime: vec![] }
    }

    /// The same, with that duty.
    #[must_use]
    pub fn duty(mut self, duty: DutyCost) -> Self {
        self.duties.push(duty);
        self
    }

    /// Whether it makes sense.
    ///
    /// # Errors
    /// `money.mixed_currencies` for an amount of another currency than the table's, `input.duplicate` for a duty that is
    /// priced twice, `number.negative` for a cost below zero, `input.invalid` for two overtime periods of one person that
    /// overlap; each names the entry (`duties.3.cost`).
    pub fn check(&self) -> Result<()> {
        at_most("duties", self.duties.len() as u64, 10_000_000)?;
        let mut seen = BTreeMap::new();
        for (index, duty) in self.duties.iter().enumerate() {
            let within = |error: Error| error.within(format!("duties.{index}"));
            self.amount("cost", duty.cost.amount(), duty.cost.currency()).map_err(within)?;
            at_most("minutes", duty.minutes.into(), 7 * 1440).map_err(within)?;
            if let Some(first) = seen.insert((&duty.person, &duty.shift, duty.day), index) {
                let message = format!(
                    "{} on {} of {} is priced twice, as entry {first} and as entry {index}: keep one",
                    duty.person, duty.shift, duty.day
                );
                return Err(within(Error::new(Code::InputDuplicate, "shift", &duty.shift, message)));
            }
        }
        let mut periods: BTreeMap<&str, Vec<Period>> = BTreeMap::new();
        for (index, overtime) in self.overtime.iter().enumerate() {
            let within = |error: Error| error.within(format!("overtime.{index}"));
            for band in &overtime.bands {
                let price = band.more_per_hour;
                self.amount("bands.more_per_hour", price.amount(), price.currency()).map_err(within)?;
            }
            let (own, period) = (periods.entry(&overtime.person).or_default(), overtime.period);
            if own.iter().any(|other| other.first() <= period.last() && period.first() <= other.last()) {
                let wanted = format!("the overtime periods of {} overlap", overtime.person);
                return Err(within(Error::invalid("period", period, &wanted)));
            }
            own.push(period);
        }
        Ok(())
    }

    fn amount(&self, field: &str, amount: Decimal, currency: Currency) -> Result<()> {
        if currency != self.currency {
            let message =
                format!("`{field}` is in {currency}, the table in {}: use one currency", self.currency);
            return Err(Error::new(Code::MoneyMixedCurrencies, field, currency, message));
        }
        if amount < Decimal::ZERO {
            let message = format!("`{field}` is {amount}: nobody pays for working");
            return Err(Error::new(Code::NumberNegative, field, amount, message));
        }
        Ok(())
    }

    /// What a duty costs before overtime of a period; none when the table does not price it.
    pub fn cost(&self, person: &str, shift: &str, day: NaiveDate) -> Option<Money> {
        let found =
            self.duties.iter().find(|duty| duty.person == person && duty.shift == shift && duty.day == day);
        found.map(|duty| duty.cost)
    }

    /// What a roster costs.
    ///
    /// # Errors
    /// As [`CostTable::check`]; `scheduling.no_cost` for an assignment that the table does not price
    /// (`assignments.3`), `number.out_of_range`.
    pub fn price(&self, assignments: &[Assignment]) -> Result<Priced> {
        self.check()?;
        let costs: BTreeMap<_, _> =
            self.duties.iter().map(|d| ((d.person.as_str(), d.shift.as_str(), d.day), d)).collect();
        let mut people: BTreeMap<&str, Vec<&DutyCost>> = BTreeMap::new();
        for (index, assignment) in assignments.iter().enumerate() {
            let (person, shift) = (assignment.person.as_str(), assignment.shift.as_str());
            let duty = costs.get(&(person, shift, assignment.day)).ok_or_else(|| {
                let message = format!("the table has no cost of {assignment}: add it");
                Error::new(Code::SchedulingNoCost, format!("assignments.{index}"), assignment, message)
            })?;
            people.entry(person).or_default().push(duty);
        }
        let people = people.into_iter().map(|(person, duties)| self.person(person, &duties));
        let people: Vec<PersonCost> = people.collect::<Result<_>>()?;
        Ok(Priced { total: Money::sum(people.iter().map(|person| person.total), self.currency)?, people })
    }

    fn person(&self, person: &str, duties: &[&DutyCost]) -> Result<PersonCost> {
        let worked = Money::sum(duties.iter().map(|duty| duty.cost), self.currency)?;
        let mut more = Money::zero(self.currency);
        for overtime in self.overtime.iter().filter(|overtime| overtime.person == person) {
            let own = duties.iter().filter(|duty| overtime.period.contains(duty.day));
            more = more.checked_add(overtime.cost(own.map(|duty| i64::from(duty.minutes)).sum())?)?;
        }
        Ok(PersonCost {
            person: person.into(),
            duties: worked,
            overtime: more,
            total: worked.checked_add(more)?,
        })
    }
}

impl Overtime {
    /// What so many minutes in the period cost more.
    ///
    /// # Errors
    /// `money.mixed_currencies`, `number.out_of_range`.
    pub fn cost(&self, minutes: i64) -> Result<Money> {
        let lost = || Error::overflow("bands", minutes, "price × minutes beyond the threshold");
        let mut sum: Option<Price> = None;
        for band in &self.bands {
            let beyond = Decimal::from((minutes - i64::from(band.after_minutes)).max(0));
            let price = band.more_per_hour;
            let part = exact::multiply(price.amount(), beyond).ok_or_else(lost)?;
            let before = sum.map_or(Decimal::ZERO, Price::amount);
            if let Some(other) = sum.map(Price::currency).filter(|other| *other != price.currency()) {
                let message = format!("bands in {other} and in {}: use one currency", price.currency());
                return Err(Error::new(Code::MoneyMixedCurrencies, "bands", other, message));
            }
            let total = exact::add(before, part).ok_or_else(lost)?;
            sum = Some(Price::new(total, price.currency()));
        }
        let Some(sum) = sum else {
            return Err(Error::missing("bands"));
        };
        let amount = number::ratio(sum.amount(), Decimal::ONE, Decimal::from(60), self.rounding);
        Money::new(amount.ok_or_else(lost)?, sum.currency())
    }
}
