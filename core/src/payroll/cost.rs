//! What a roster costs: the table for [`scheduling`](crate::scheduling::cost) filled from the rules of pay, and the price of
//! a finished roster as it will be paid.
//!
//! [`price`] is what [`slip`](super::slip()) will say for the same hours: every line of pay rounded once. [`table`] prices
//! each duty by itself, which is what a search needs, and rounds each: the two differ by rounding alone, half of the least
//! unit for each duty, line and overtime period at most, as long as [`Terms::add_up`] holds and nobody has two duties on a
//! day for which there is overtime by the day. People on a salary cost the same whatever they are rostered: nothing here.

use super::{
    elements::Pay,
    employee::{Basis, Employee},
    hours::{self, DayKind, Recalculation, Rules, Together},
    slip::by_time,
};
use crate::{
    calendar::Period,
    error::{Error, Result, exact},
    money::{Currency, Money, Price},
    scheduling::{
        Assignment, Model,
        cost::{Band, CostTable, DutyCost, Overtime, PersonCost, Priced},
    },
};
use chrono::{Datelike, Days, NaiveDate};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

#[cfg(test)]
mod tests;

/// How the hours of a roster are paid.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// The premiums.
    #[serde(default)]
    pub rules: Rules,
    /// The days that are not ordinary; a shift is of the kind of the day on which it starts.
    #[serde(default)]
    pub days: BTreeMap<NaiveDate, DayKind>,
}

impl Terms {
    /// Whether duties priced by themselves and overtime by the week add up to what is paid: they do unless a minute of
    /// overtime by the week can also earn another premium, and premiums do not simply add. Where the greatest counts, a table
    /// says too much then, where they multiply, too little.
    pub fn add_up(&self) -> bool {
        let by_week = self.rules.overtime.as_ref().is_some_and(|overtime| overtime.weekly_hours.is_some());
        let Rules { night, holiday_factor, day_off_factor, together, .. } = &self.rules;
        let others = night.is_some() || holiday_factor.is_some() || day_off_factor.is_some();
        !by_week || !others || *together == Some(Together::Add)
    }
}

/// The cost of every duty of everybody, and of overtime by the week: what a search looks at. `people` are those of the
/// model, by id.
///
/// # Errors
/// As [`Model::check`]; `scheduling.unknown_name` for somebody whom the model does not have, `input.missing` for somebody of
/// the model who is not among `people`; `payroll.no_rate`; `input.invalid` for a night that multiplies time where there is
/// overtime by the week (a table counts an hour as an hour); `money.mixed_currencies` for rates of several currencies, and
/// as [`hours::count`].
///
/// ```
/// use backoffice::{
///     Mode::HalfUp, Period, Rounding, currency::GBP, date, gbp,
///     payroll::{Employee, cost::{self, Terms}},
///     scheduling::{Assignment, Model, Person, Shift},
/// };
///
/// let model = Model::new(Period::week(2026, 14)?)
///     .people([Person::new("ada")])
///     .shift(Shift::every_day("early", "06:00", "14:30").unpaid_break(30));
/// let ada = Employee::new("ada").hourly(gbp!(15.00).each(), Rounding::minor(GBP, HalfUp));
/// let table = cost::table(&model, &[ada], &Terms::default(), GBP)?;
/// let monday = [Assignment::new("ada", "early", date(2026, 3, 30)?)];
/// assert_eq!(table.price(&monday)?.total, gbp!(120.00));
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn table(model: &Model, people: &[Employee], terms: &Terms, currency: Currency) -> Result<CostTable> {
    model.check()?;
    let (by_duty, by_week) = split(&terms.rules)?;
    let mut table = CostTable::new(currency);
    for (employee, rate) in hired(model, people)? {
        for shift in &model.shifts {
            for day in model.period.days().filter(|day| shift.runs_on(*day)) {
                let assignment = Assignment::new(&employee.id, &shift.name, day);
                let duty = duty(model, employee, rate, &assignment, (terms, &by_duty));
                let (cost, minutes) =
                    duty.map_err(|error| error.within(format!("people.{}", employee.id)))?;
                let cost = cost.unwrap_or_else(|| Money::zero(currency));
                table.duties.push(DutyCost::new(&employee.id, &shift.name, day, cost, minutes));
            }
        }
        if let (Some(week), Some(rate)) = (&by_week, rate) {
            table.overtime.extend(week.overtime(model.period, employee, rate)?);
        }
    }
    table.check()?;
    Ok(table)
}

/// What a roster costs as it is paid: each person's lines ([`pays`]), each rounded once.
///
/// # Errors
/// As [`table`] and [`hours::pays`]; `money.mixed_currencies`.
pub fn price(
    model: &Model,
    assignments: &[Assignment],
    people: &[Employee],
    terms: &Terms,
    currency: Currency,
) -> Result<Priced> {
    model.check()?;
    let mut costs = Vec::new();
    for (employee, _) in hired(model, people)? {
        if !assignments.iter().any(|assignment| assignment.person == employee.id) {
            continue;
        }
        let (mut duties, mut overtime) = (Money::zero(currency), Money::zero(currency));
        for pay in pays(model, assignments, employee, terms)? {
            let Some(worked) = pay.worked else { continue };
            let (amount, _) = by_time(employee, &pay, worked)
                .map_err(|error| error.within(format!("people.{}", employee.id)))?;
            let sum = if pay.kind == super::Kind::Overtime { &mut overtime } else { &mut duties };
            *sum = sum.checked_add(amount)?;
        }
        let total = duties.checked_add(overtime)?;
        costs.push(PersonCost { person: employee.id.clone(), duties, overtime, total });
    }
    costs.sort_by(|a, b| a.person.cmp(&b.person));
    Ok(Priced { total: Money::sum(costs.iter().map(|cost| cost.total), currency)?, people: costs })
}

/// The lines of pay of one person's assignments, as a pay run takes them; none for somebody on a salary.
///
/// # Errors
/// `scheduling.unknown_name` for a shift that the model does not have, and as [`hours::pays`].
pub fn pays(
    model: &Model,
    assignments: &[Assignment],
    employee: &Employee,
    terms: &Terms,
) -> Result<Vec<Pay>> {
    if matches!(employee.basis, Some(Basis::Salaried(_))) {
        return Ok(vec![]);
    }
    let own = assignments.iter().filter(|assignment| assignment.person == employee.id);
    let shifts: Vec<hours::Shift> =
        own.map(|assignment| worked(model, assignment, terms)).collect::<Result<_>>()?;
    hours::pays(&shifts, &terms.rules)
}

/// Everybody of the model as an employee, with the rate by the hour, if that is how he is paid.
fn hired<'a>(model: &Model, people: &'a [Employee]) -> Result<Vec<(&'a Employee, Option<Price>)>> {
    let ids: BTreeSet<&str> = people.iter().map(|employee| employee.id.as_str()).collect();
    if let Some(person) = model.people.iter().find(|person| !ids.contains(person.name.as_str())) {
        return Err(Error::missing(&format!("people.{}", person.name)));
    }
    let hired = people.iter().map(|employee| {
        model.person(&employee.id).map_err(|error| error.within("people"))?;
        Ok(match employee.basis {
            Some(Basis::Salaried(_)) => (employee, None),
            Some(Basis::Hourly(rate)) => (employee, Some(rate)),
            None => {
                return Err(super::slip::no_rate(
                    "basis",
                    "the person has no rate by the hour and no salary",
                )
                .within(format!("people.{}", employee.id)));
            }
        })
    });
    hired.collect()
}

fn worked(model: &Model, assignment: &Assignment, terms: &Terms) -> Result<hours::Shift> {
    let shift = model.named_shift(&assignment.shift)?;
    let (start, end) = shift.times(assignment.day)?;
    let kind = terms.days.get(&assignment.day).copied().unwrap_or_default();
    let worked = hours::Shift::new(start, end).on(kind);
    Ok(if shift.break_minutes > 0 { worked.pausing(shift.break_minutes.into()) } else { worked })
}

/// What a duty costs by itself (none on a salary), and its minutes that count toward overtime by the week.
fn duty(
    model: &Model,
    employee: &Employee,
    rate: Option<Price>,
    assignment: &Assignment,
    (terms, by_duty): (&Terms, &Rules),
) -> Result<(Option<Money>, u32)> {
    let counted = hours::count(&worked(model, assignment, terms)?, by_duty)?;
    let minutes = u32::try_from(counted.minutes - counted.overtime_minutes).unwrap_or(0);
    let cost = rate.map(|rate| {
        let rounding = employee.rounding.ok_or_else(|| Error::missing("rounding"))?;
        counted.pay(rate, rounding)
    });
    Ok((cost.transpose()?, minutes))
}

/// Overtime by the week.
struct ByWeek {
    after_minutes: u32,
    /// What an overtime minute earns on top of the plain one, as a share of it.
    more: Decimal,
    starts: chrono::Weekday,
}

/// The rules of a duty by itself, and what is left of them for the week.
fn split(rules: &Rules) -> Result<(Rules, Option<ByWeek>)> {
    let mut by_duty = rules.clone();
    let Some(overtime) = &mut by_duty.overtime else { return Ok((by_duty, None)) };
    let Some(hours) = overtime.weekly_hours.take() else { return Ok((by_duty, None)) };
    if rules.night.as_ref().is_some_and(|night| night.recalculation == Recalculation::Time) {
        let wanted =
            "a table of costs counts an hour as an hour: price a night that multiplies time by `price`";
        return Err(Error::invalid("rules.night.recalculation", "time", wanted));
    }
    let minutes = exact::multiply(hours, Decimal::from(60)).map(|minutes| minutes.normalize());
    let minutes =
        minutes.filter(|minutes| minutes.scale() == 0).and_then(|minutes| u32::try_from(minutes).ok());
    let after_minutes = minutes.ok_or_else(|| {
        Error::invalid("rules.overtime.weekly_hours", hours, "write hours that are a whole number of minutes")
    })?;
    let more = exact::subtract(overtime.factor, Decimal::ONE);
    let more =
        more.ok_or_else(|| Error::overflow("rules.overtime.factor", overtime.factor, "factor less 1"))?;
    let starts = overtime.week_starts;
    if overtime.daily_hours.is_none() {
        by_duty.overtime = None;
    }
    Ok((by_duty, Some(ByWeek { after_minutes, more, starts })))
}

impl ByWeek {
    /// An entry for each week that the period touches.
    fn overtime(&self, period: Period, employee: &Employee, rate: Price) -> Result<Vec<Overtime>> {
        let lost = || Error::overflow("rules.overtime.factor", self.more, "rate × overtime");
        let more = exact::multiply(rate.amount(), self.more).ok_or_else(lost)?;
        let bands = vec![Band {
            after_minutes: self.after_minutes,
            more_per_hour: Price::new(more, rate.currency()),
        }];
        let rounding = employee.rounding.ok_or_else(|| Error::missing("rounding"))?;
        let mut weeks = Vec::new();
        let back = Days::new(u64::from(period.first().weekday().days_since(self.starts)));
        let mut first = period.first().checked_sub_days(back);
        while let Some(monday) = first.filter(|monday| *monday <= period.last()) {
            let Some(last) = monday.checked_add_days(Days::new(6)) else { break };
            weeks.push(Overtime {
                person: employee.id.clone(),
                period: Period::new(monday, last)?,
                bands: bands.clone(),
                rounding,
            });
            first = last.succ_opt();
        }
        Ok(weeks)
    }
}
