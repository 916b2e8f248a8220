//! Whether a model makes sense, as a whole and cell by cell.

use super::{Assignment, HEAVIEST, Index, Model, Request, at_most, duplicate, unknown};
use crate::error::{Code, Error, Result};
use crate::scheduling::law::{Judge, Packs};
use crate::scheduling::worst::{Most, worst};
use chrono::{Days, NaiveDate};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What is found out when a model is checked.
pub(in crate::scheduling) struct Checked {
    pub index: Index,
    /// The laws as they are read, and made ready for the period; none for a model without.
    pub law: Option<(Arc<Packs>, Judge)>,
    /// What no roster's penalties are beyond.
    pub most: Most,
}

impl Model {
    /// Whether it makes sense: names are unique and known, times are times, shifts have a length, weights and sizes are
    /// within what can be summed exactly.
    ///
    /// # Errors
    /// `scheduling.unknown_name`, `scheduling.no_length`, `input.duplicate`, `input.invalid`, `input.missing`,
    /// `number.negative`, `number.out_of_range` or `calendar.invalid_period`, with the path of the field, such as `shifts.early.end`;
    /// of the labour law `law.unsupported`, `law.pack_invalid` or `law.none_in_force`.
    pub fn check(&self) -> Result<()> {
        self.checked(None).map(|_| ())
    }

    /// The same, with what was found on the way; laws that were `read` are not read again.
    pub(in crate::scheduling) fn checked(&self, read: Option<&Arc<Packs>>) -> Result<Checked> {
        at_most("period", u64::from(self.period.len()), 400)?;
        // Shifts and windows reach some days beyond the period: those days must be there.
        let (first, last) = (self.period.first(), self.period.last());
        if first.checked_sub_days(Days::new(7)).and(last.checked_add_days(Days::new(7))).is_none() {
            let message = format!("the period {} lies at the edge of the calendar", self.period);
            return Err(Error::new(Code::CalendarInvalidPeriod, "period", self.period, message));
        }
        at_most("people", self.people.len() as u64, 10_000)?;
        at_most("shifts", self.shifts.len() as u64, 10_000)?;
        at_most("demand", self.demand.len() as u64, 100_000)?;
        at_most("requirements", self.requirements.len() as u64, 1_000_000)?;
        unique("people", self.people.iter().map(|person| person.name.as_str()))?;
        unique("shifts", self.shifts.iter().map(|shift| shift.name.as_str()))?;
        let index = Index::new(self);
        let known = |name: &str| index.shift_number(name).is_some();
        for person in &self.people {
            person
                .check(self.period, known)
                .map_err(|error| error.within(format!("people.{}", person.name)))?;
        }
        for shift in &self.shifts {
            let within = |error: Error| error.within(format!("shifts.{}", shift.name));
            shift.check().map_err(within)?;
            if let Some(date) = shift.dates.iter().find(|date| !self.period.contains(**date)) {
                return Err(within(Error::invalid("dates", date, &format!("the period is {}", self.period))));
            }
        }
        for (number, demand) in self.demand.iter().enumerate() {
            demand.check(self.period).map_err(|error| error.within(format!("demand.{number}")))?;
        }
        for (number, requirement) in self.requirements.iter().enumerate() {
            let shift = index.shift_number(&requirement.shift).and_then(|number| self.shifts.get(number));
            shift
                .ok_or_else(|| unknown("shift", &requirement.shift, "shift"))
                .and_then(|shift| requirement.check(self.period, shift))
                .map_err(|error| error.within(format!("requirements.{number}")))?;
        }
        for (number, request) in self.requests.iter().enumerate() {
            self.check_request(&index, request)
                .map_err(|error| error.within(format!("requests.{number}")))?;
        }
        for (number, forbidden) in self.forbidden.iter().enumerate() {
            self.check_cell(&index, &forbidden.person, forbidden.shift.as_deref(), forbidden.day)
                .map_err(|error| error.within(format!("forbidden.{number}")))?;
        }
        for (number, assignment) in self.locked.iter().enumerate() {
            self.check_assignment(&index, assignment)
                .map_err(|error| error.within(format!("locked.{number}")))?;
        }
        self.check_clock()?;
        self.rules.check(self, &index)?;
        let law = self.check_law(&index, read).map_err(|error| error.within("law"))?;
        for coupling in &self.couplings {
            coupling
                .check(self, &index)
                .map_err(|error| error.within(format!("couplings.{}", coupling.name)))?;
        }
        // Nothing is summed before it is known that it can be.
        let most = worst(self)?;
        Ok(Checked { index, law, most })
    }

    fn check_law(&self, index: &Index, read: Option<&Arc<Packs>>) -> Result<Option<(Arc<Packs>, Judge)>> {
        let Some(law) = &self.law else { return Ok(None) };
        let packs = law.read(read)?;
        let judge = law.check(self.period, &packs)?;
        if let Some(facts) = law.facts.iter().find(|facts| index.person_number(&facts.person).is_none()) {
            return Err(unknown("facts.person", &facts.person, "person"));
        }
        let untimed = self.shifts.iter().find(|shift| !shift.is_timed());
        untimed.map_or(Ok(Some((packs, judge))), |shift| {
            let told = "it has no clock times, which labour law needs: give it some";
            Err(Error::invalid("shift", &shift.name, told))
        })
    }

    fn check_clock(&self) -> Result<()> {
        at_most("clock", self.clock.len() as u64, 1_000)?;
        for change in &self.clock {
            if change.minutes.unsigned_abs() > 18 * 60 {
                let told = "no clock is more than 18 hours from universal time";
                return Err(Error::invalid("clock.minutes", change.minutes, told));
            }
        }
        let ordered = self.clock.iter().zip(self.clock.iter().skip(1)).find(|(a, b)| b.from <= a.from);
        ordered.map_or(Ok(()), |(_, later)| {
            Err(Error::invalid("clock.from", later.from, "write the changes of the clock in order"))
        })
    }

    fn check_cell(
        &self,
        index: &Index,
        person: &str,
        shift: Option<&str>,
        day: Option<NaiveDate>,
    ) -> Result<()> {
        index.person_number(person).ok_or_else(|| unknown("person", person, "person"))?;
        if let Some(name) = shift {
            index.shift_number(name).ok_or_else(|| unknown("shift", name, "shift"))?;
        }
        if shift.is_none() && day.is_none() {
            return Err(Error::missing("day"));
        }
        day.filter(|day| !self.period.contains(*day))
            .map_or(Ok(()), |day| Err(Error::invalid("day", day, &format!("the period is {}", self.period))))
    }

    fn check_request(&self, index: &Index, request: &Request) -> Result<()> {
        self.check_cell(index, &request.person, request.shift.as_deref(), request.day)?;
        at_most("weight", request.weight.into(), HEAVIEST)
    }

    /// Whether an assignment is one that can be made at all, whatever the rules say of it: known names, a day of the
    /// period on which the shift is offered, a skill that can be worked on it.
    pub(in crate::scheduling) fn check_assignment(
        &self,
        index: &Index,
        assignment: &Assignment,
    ) -> Result<()> {
        let name = &assignment.person;
        index.person_number(name).ok_or_else(|| unknown("person", name, "person"))?;
        let name = &assignment.shift;
        let shift = index.shift_number(name).and_then(|number| self.shifts.get(number));
        let shift = shift.ok_or_else(|| unknown("shift", name, "shift"))?;
        let day = assignment.day;
        if !self.period.contains(day) {
            return Err(Error::invalid("day", day, &format!("the period is {}", self.period)));
        }
        if !shift.runs_on(day) {
            let told = format!("shift `{}` is not offered on that day", shift.name);
            return Err(Error::invalid("day", day, &told));
        }
        if !shift.allows(assignment.skill.as_deref()) {
            let names: Vec<&str> =
                shift.workable().into_iter().map(|skill| skill.unwrap_or("none")).collect();
            let value = assignment.skill.as_deref().unwrap_or_default();
            let wanted = format!("on shift `{}` one of these is worked: {}", shift.name, names.join(", "));
            return Err(Error::invalid("skill", value, &wanted));
        }
        Ok(())
    }
}

fn unique<'a>(field: &str, mut names: impl Iterator<Item = &'a str>) -> Result<()> {
    let mut seen = BTreeSet::new();
    names.try_for_each(|name| {
        if name.is_empty() {
            return Err(Error::missing(&format!("{field}.name")));
        }
        if seen.insert(name) { Ok(()) } else { Err(duplicate(&format!("{field}.name"), name)) }
    })
}
