//! What is to be rostered: a period, people, shifts, demand, requests and what is already fixed.
//!
//! A [`Model`] is plain data, the same in Rust and as a JSON document. It is checked as a whole when it is used
//! ([`Model::check`]), so it can be put together in any order. All times are local clock times of one place.

use super::{clock, rules::Rules};
use crate::calendar::Period;
use crate::error::{Code, Error, Result, document, exact};
use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, Timelike, Weekday};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, fmt};

/// Everything that a roster is made from and judged by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// The days to be rostered, the first and the last both included. A shift belongs to the day on which it starts.
    pub period: Period,
    /// Who can work.
    #[serde(default)]
    pub people: Vec<Person>,
    /// Which shifts there are.
    #[serde(default)]
    pub shifts: Vec<Shift>,
    /// How many people are needed when, beside what the shifts need themselves.
    #[serde(default)]
    pub demand: Vec<Demand>,
    /// What people wish for.
    #[serde(default)]
    pub requests: Vec<Request>,
    /// What is already decided: part of every roster and of every rule.
    #[serde(default)]
    pub locked: Vec<Assignment>,
    /// What every roster is judged by.
    #[serde(default)]
    pub rules: Rules,
}

/// Somebody who can work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// By which the person is known; unique in the model.
    pub name: String,
    /// What the person can do.
    #[serde(default)]
    pub skills: Vec<String>,
    /// Paid hours that the contract promises per week: `37.5` is 37 h 30 min.
    #[serde(default, with = "exact::text_option", skip_serializing_if = "Option::is_none")]
    pub hours_at_least: Option<Decimal>,
    /// Paid hours per week that the contract allows.
    #[serde(default, with = "exact::text_option", skip_serializing_if = "Option::is_none")]
    pub hours_at_most: Option<Decimal>,
    /// When the person can work: every minute of a shift must lie within one of these. Empty means at any time.
    #[serde(default)]
    pub available: Vec<Available>,
    /// When the person cannot work: no shift may overlap one of these.
    #[serde(default)]
    pub unavailable: Vec<Absence>,
}

/// Clock times between which somebody can work, on some days of the week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Available {
    /// The days of the week; empty means every day.
    #[serde(default)]
    pub days: Vec<Weekday>,
    /// From this clock time, such as `06:00`.
    pub from: String,
    /// Until this clock time, `24:00` at most; on the next day when it is before `from`.
    pub to: String,
}

/// A stretch of time in which somebody cannot work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Absence {
    /// From this moment.
    pub from: NaiveDateTime,
    /// Until this moment, which is free again.
    pub to: NaiveDateTime,
}

/// A shift: the same clock times on each day on which it is offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shift {
    /// By which it is known; unique in the model.
    pub name: String,
    /// The clock time at which it starts, such as `22:00`.
    pub start: String,
    /// The clock time at which it ends, `24:00` at most; on the next day when it is before `start`.
    pub end: String,
    /// The days of the week on which it is offered; empty means every day.
    #[serde(default)]
    pub days: Vec<Weekday>,
    /// The only dates on which it is offered; empty means all days of the period.
    #[serde(default)]
    pub dates: Vec<NaiveDate>,
    /// Minutes of unpaid break. Somebody on a break still counts as there.
    #[serde(default)]
    pub break_minutes: u32,
    /// The skills that can be worked on it, one in each assignment, beside those that it needs.
    #[serde(default)]
    pub skills: Vec<String>,
    /// Whom it needs on each day. Empty: it is merely offered, to cover the demand on intervals.
    #[serde(default)]
    pub needs: Vec<Need>,
}

/// So many people that a shift needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Need {
    /// The skill that they work; none when anybody will do.
    #[serde(default)]
    pub skill: Option<String>,
    /// How many.
    pub needed: u32,
}

/// So many people that are needed in an interval of time, whatever their shifts. A shift covers the intervals that it
/// spans: those that lie wholly within it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Demand {
    /// From this moment.
    pub from: NaiveDateTime,
    /// Until this moment.
    pub to: NaiveDateTime,
    /// The skill that they work; none for people who work without one.
    #[serde(default)]
    pub skill: Option<String>,
    /// How many.
    pub needed: u32,
}

/// What somebody wishes for, and how much it counts.
///
/// *Avoid* costs its weight for each assignment that it names. *Prefer* with a day costs its weight when nothing that it
/// names is worked on that day; without a day, for each assignment to another shift.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Who.
    pub person: String,
    /// Whether it is wished for or to be avoided.
    pub wish: Wish,
    /// On which day; none for every day.
    #[serde(default)]
    pub day: Option<NaiveDate>,
    /// Which shift; none for any. A request names a day, a shift or both.
    #[serde(default)]
    pub shift: Option<String>,
    /// The penalty when it is not met.
    pub weight: u32,
}

/// Whether something is wished for or to be avoided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// To work it.
    Prefer,
    /// Not to work it.
    Avoid,
}

/// Somebody on a shift on a day, working one skill or none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    /// The day on which the shift starts.
    pub day: NaiveDate,
    /// Who.
    pub person: String,
    /// The shift.
    pub shift: String,
    /// The skill that is worked.
    #[serde(default)]
    pub skill: Option<String>,
}

impl Assignment {
    /// That person on that shift on that day, without a skill.
    pub fn new(person: impl Into<String>, shift: impl Into<String>, day: NaiveDate) -> Self {
        Self { day, person: person.into(), shift: shift.into(), skill: None }
    }

    /// The same, working that skill.
    #[must_use]
    pub fn working(mut self, skill: impl Into<String>) -> Self {
        self.skill = Some(skill.into());
        self
    }
}

impl fmt::Display for Assignment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} on {}, {}", self.person, self.shift, clock::day(self.day))
    }
}

impl Person {
    /// Somebody who can work at any time, with no skill and no limit of hours but the rules'.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            skills: vec![],
            hours_at_least: None,
            hours_at_most: None,
            available: vec![],
            unavailable: vec![],
        }
    }

    /// The same, with these skills.
    #[must_use]
    pub fn skills<T: Into<String>>(mut self, skills: impl IntoIterator<Item = T>) -> Self {
        self.skills.extend(skills.into_iter().map(Into::into));
        self
    }

    /// The same, with a contract of at most so many paid hours per week.
    #[must_use]
    pub fn hours(mut self, at_most: Decimal) -> Self {
        self.hours_at_most = Some(at_most);
        self
    }

    /// The same, with a contract of at least and at most so many paid hours per week.
    #[must_use]
    pub fn hours_between(mut self, at_least: Decimal, at_most: Decimal) -> Self {
        self.hours_at_least = Some(at_least);
        self.hours_at_most = Some(at_most);
        self
    }

    /// The same, able to work between these clock times on these days of the week (none: every day), beside those told
    /// before.
    #[must_use]
    pub fn available(mut self, days: &[Weekday], from: impl Into<String>, to: impl Into<String>) -> Self {
        self.available.push(Available { days: days.to_vec(), from: from.into(), to: to.into() });
        self
    }

    /// The same, away from one moment to another.
    #[must_use]
    pub fn unavailable(mut self, from: NaiveDateTime, to: NaiveDateTime) -> Self {
        self.unavailable.push(Absence { from, to });
        self
    }

    /// The same, away on that day from midnight to midnight: a night shift that begins the evening before overlaps it.
    #[must_use]
    pub fn unavailable_on(self, day: NaiveDate) -> Self {
        self.unavailable(clock::moment(day, 0), clock::moment(day, 1440))
    }
}

impl Shift {
    /// A shift on every day that needs one person, of any skill or none.
    pub fn every_day(name: impl Into<String>, start: impl Into<String>, end: impl Into<String>) -> Self {
        let mut shift = Self::offered(name, start, end);
        shift.needs.push(Need { skill: None, needed: 1 });
        shift
    }

    /// A shift on every day that needs nobody by itself: it is there to cover the demand on intervals.
    pub fn offered(name: impl Into<String>, start: impl Into<String>, end: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            start: start.into(),
            end: end.into(),
            days: vec![],
            dates: vec![],
            break_minutes: 0,
            skills: vec![],
            needs: vec![],
        }
    }

    /// The same, needing one person with that skill instead of one without.
    #[must_use]
    pub fn needing(self, skill: impl Into<String>) -> Self {
        self.needing_many(1, skill)
    }

    /// The same, needing so many people with that skill, beside other skills that it needs.
    #[must_use]
    pub fn needing_many(mut self, needed: u32, skill: impl Into<String>) -> Self {
        self.needs.retain(|need| need.skill.is_some());
        self.needs.push(Need { skill: Some(skill.into()), needed });
        self
    }

    /// The same, needing so many people, of any skill or none, and no others.
    #[must_use]
    pub fn needing_anybody(mut self, needed: u32) -> Self {
        self.needs = vec![Need { skill: None, needed }];
        self
    }

    /// The same, on which these skills can be worked.
    #[must_use]
    pub fn skills<T: Into<String>>(mut self, skills: impl IntoIterator<Item = T>) -> Self {
        self.skills.extend(skills.into_iter().map(Into::into));
        self
    }

    /// The same, on these days of the week only.
    #[must_use]
    pub fn on(mut self, days: &[Weekday]) -> Self {
        self.days = days.to_vec();
        self
    }

    /// The same, on these dates only.
    #[must_use]
    pub fn on_dates(mut self, dates: impl IntoIterator<Item = NaiveDate>) -> Self {
        self.dates.extend(dates);
        self
    }

    /// The same, with an unpaid break of so many minutes.
    #[must_use]
    pub fn unpaid_break(mut self, minutes: u32) -> Self {
        self.break_minutes = minutes;
        self
    }

    /// Whether it is offered on that day.
    pub fn runs_on(&self, day: NaiveDate) -> bool {
        (self.days.is_empty() || self.days.contains(&day.weekday()))
            && (self.dates.is_empty() || self.dates.contains(&day))
    }

    /// The skills of which one is worked in each assignment: those that it offers and those that it needs. None stands
    /// for work without a skill, which is also all that there is when no skill is named.
    pub fn workable(&self) -> BTreeSet<Option<&str>> {
        let offered = self.skills.iter().map(|skill| Some(skill.as_str()));
        let mut all: BTreeSet<_> =
            offered.chain(self.needs.iter().map(|need| need.skill.as_deref())).collect();
        if all.is_empty() {
            all.insert(None);
        }
        all
    }

    /// Minutes after midnight of its start and its end; more than 1440 for an end on the next day.
    pub(super) fn span(&self) -> Result<(i64, i64)> {
        let start = clock::minutes("start", &self.start)?;
        let end = clock::minutes("end", &self.end)?;
        let end = if end < start { end + 1440 } else { end };
        if start == 1440 {
            return Err(Error::invalid("start", &self.start, "write 00:00 of the next day"));
        }
        if end == start {
            let message =
                format!("shift `{}` ends at {}, when it starts: it has no length", self.name, self.end);
            return Err(Error::new(Code::SchedulingNoLength, "end", &self.end, message));
        }
        if i64::from(self.break_minutes) >= end - start {
            let message = format!(
                "shift `{}` is {} long and has a break of {} minutes: nothing is left to work",
                self.name,
                clock::spoken(end - start),
                self.break_minutes
            );
            return Err(Error::new(Code::SchedulingNoLength, "break_minutes", self.break_minutes, message));
        }
        Ok((start, end))
    }

    /// Moments of its start and end on that day.
    ///
    /// # Errors
    /// `input.invalid` or `scheduling.no_length`, naming `start`, `end` or `break_minutes`; `calendar.invalid_date` when the
    /// calendar ends before the shift.
    pub fn times(&self, day: NaiveDate) -> Result<(NaiveDateTime, NaiveDateTime)> {
        let (start, end) = self.span()?;
        if day.succ_opt().is_none() {
            let message = format!("the calendar ends with {day}: no shift starts there");
            return Err(Error::new(Code::CalendarInvalidDate, "day", day, message));
        }
        Ok((clock::moment(day, start), clock::moment(day, end)))
    }

    /// Paid minutes: its length without the break.
    ///
    /// # Errors
    /// As [`Shift::times`].
    pub fn paid_minutes(&self) -> Result<i64> {
        let (start, end) = self.span()?;
        Ok(end - start - i64::from(self.break_minutes))
    }
}

impl Model {
    /// A model of that period with nobody, no shift, and the rules that hold everywhere.
    pub fn new(period: Period) -> Self {
        Self {
            period,
            people: vec![],
            shifts: vec![],
            demand: vec![],
            requests: vec![],
            locked: vec![],
            rules: Rules::default(),
        }
    }

    /// The same, with these people.
    #[must_use]
    pub fn people(mut self, people: impl IntoIterator<Item = Person>) -> Self {
        self.people.extend(people);
        self
    }

    /// The same, with that shift.
    #[must_use]
    pub fn shift(mut self, shift: Shift) -> Self {
        self.shifts.push(shift);
        self
    }

    /// The same, with these shifts.
    #[must_use]
    pub fn shifts(mut self, shifts: impl IntoIterator<Item = Shift>) -> Self {
        self.shifts.extend(shifts);
        self
    }

    /// The same, with that demand on intervals.
    #[must_use]
    pub fn demand(mut self, demand: impl IntoIterator<Item = Demand>) -> Self {
        self.demand.extend(demand);
        self
    }

    /// The same, judged by these rules.
    #[must_use]
    pub fn rules(mut self, rules: Rules) -> Self {
        self.rules = rules;
        self
    }

    /// The same, with at least so many hours of rest between two shifts.
    #[must_use]
    pub fn rest_between(mut self, hours: Decimal) -> Self {
        self.rules = self.rules.rest_between(hours);
        self
    }

    /// The same, with that request.
    #[must_use]
    pub fn request(mut self, request: Request) -> Self {
        self.requests.push(request);
        self
    }

    /// The same, where somebody would rather work that shift than others (weight 10).
    #[must_use]
    pub fn prefer(self, person: impl Into<String>, shift: impl Into<String>) -> Self {
        self.request(Request {
            person: person.into(),
            wish: Wish::Prefer,
            day: None,
            shift: Some(shift.into()),
            weight: 10,
        })
    }

    /// The same, where somebody would rather not work that shift (weight 10).
    #[must_use]
    pub fn avoid(self, person: impl Into<String>, shift: impl Into<String>) -> Self {
        self.request(Request {
            person: person.into(),
            wish: Wish::Avoid,
            day: None,
            shift: Some(shift.into()),
            weight: 10,
        })
    }

    /// The same, with that assignment already decided.
    #[must_use]
    pub fn lock(mut self, assignment: Assignment) -> Self {
        self.locked.push(assignment);
        self
    }

    /// Reads a model from its JSON document and checks it.
    ///
    /// # Errors
    /// `input.invalid` when it is not such a document, else as [`Model::check`].
    pub fn from_json(text: &str) -> Result<Self> {
        let model: Self = document::read("model", text)?;
        model.check()?;
        Ok(model)
    }

    /// Whether it makes sense: names are unique and known, times are times, shifts have a length, weights and sizes are
    /// within what can be summed exactly.
    ///
    /// # Errors
    /// `scheduling.unknown_name`, `scheduling.no_length`, `input.duplicate`, `input.invalid`, `input.missing`,
    /// `number.negative`, `number.out_of_range` or `calendar.invalid_period`, with the path of the field, such as `shifts.early.end`.
    pub fn check(&self) -> Result<()> {
        at_most("period", u64::from(self.period.len()), 400)?;
        // Shifts and windows reach some days beyond the period: those days must be there.
        let (first, last) = (self.period.first(), self.period.last());
        if first.checked_sub_days(Days::new(7)).and(last.checked_add_days(Days::new(7))).is_none() {
            let message = format!("the period {} lies at the edge of the calendar", self.period);
            return Err(Error::new(Code::CalendarInvalidPeriod, "period", self.period, message));
        }
        at_most("people", self.people.len() as u64, 10_000)?;
        at_most("demand", self.demand.len() as u64, 100_000)?;
        unique("people", self.people.iter().map(|person| person.name.as_str()))?;
        unique("shifts", self.shifts.iter().map(|shift| shift.name.as_str()))?;
        for person in &self.people {
            person.check().map_err(|error| error.within(format!("people.{}", person.name)))?;
        }
        for shift in &self.shifts {
            self.check_shift(shift).map_err(|error| error.within(format!("shifts.{}", shift.name)))?;
        }
        for (index, demand) in self.demand.iter().enumerate() {
            demand.check(self.period).map_err(|error| error.within(format!("demand.{index}")))?;
        }
        for (index, request) in self.requests.iter().enumerate() {
            self.check_request(request).map_err(|error| error.within(format!("requests.{index}")))?;
        }
        for (index, assignment) in self.locked.iter().enumerate() {
            self.check_assignment(assignment).map_err(|error| error.within(format!("locked.{index}")))?;
        }
        self.rules.check(self)
    }

    fn check_shift(&self, shift: &Shift) -> Result<()> {
        shift.span()?;
        if let Some(date) = shift.dates.iter().find(|date| !self.period.contains(**date)) {
            return Err(Error::invalid("dates", date, &format!("the period is {}", self.period)));
        }
        let mut skills = BTreeSet::new();
        for need in &shift.needs {
            at_most("needs.needed", need.needed.into(), 10_000)?;
            if !skills.insert(&need.skill) {
                let name = need.skill.as_deref().unwrap_or("anybody");
                return Err(duplicate("needs.skill", name));
            }
        }
        Ok(())
    }

    fn check_request(&self, request: &Request) -> Result<()> {
        self.person(&request.person)?;
        if let Some(name) = &request.shift {
            self.named_shift(name)?;
        }
        if request.shift.is_none() && request.day.is_none() {
            return Err(Error::missing("day"));
        }
        if let Some(day) = request.day.filter(|day| !self.period.contains(*day)) {
            return Err(Error::invalid("day", day, &format!("the period is {}", self.period)));
        }
        at_most("weight", request.weight.into(), HEAVIEST)
    }

    /// Whether an assignment is one that can be made at all, whatever the rules say of it: known names, a day of the
    /// period on which the shift is offered, a skill that can be worked on it.
    pub(super) fn check_assignment(&self, assignment: &Assignment) -> Result<()> {
        self.person(&assignment.person)?;
        let shift = self.named_shift(&assignment.shift)?;
        let day = assignment.day;
        if !self.period.contains(day) {
            return Err(Error::invalid("day", day, &format!("the period is {}", self.period)));
        }
        if !shift.runs_on(day) {
            return Err(Error::invalid(
                "day",
                day,
                &format!("shift `{}` is not offered on that day", shift.name),
            ));
        }
        let workable = shift.workable();
        if !workable.contains(&assignment.skill.as_deref()) {
            let names: Vec<&str> = workable.iter().map(|skill| skill.unwrap_or("none")).collect();
            let value = assignment.skill.as_deref().unwrap_or_default();
            let wanted = format!("on shift `{}` one of these is worked: {}", shift.name, names.join(", "));
            return Err(Error::invalid("skill", value, &wanted));
        }
        Ok(())
    }

    /// The person of that name.
    ///
    /// # Errors
    /// `scheduling.unknown_name`.
    pub fn person(&self, name: &str) -> Result<&Person> {
        let found = self.people.iter().find(|person| person.name == name);
        found.ok_or_else(|| unknown("person", name, "person"))
    }

    /// The shift of that name.
    ///
    /// # Errors
    /// `scheduling.unknown_name`.
    pub fn named_shift(&self, name: &str) -> Result<&Shift> {
        let found = self.shifts.iter().find(|shift| shift.name == name);
        found.ok_or_else(|| unknown("shift", name, "shift"))
    }
}

impl Person {
    fn check(&self) -> Result<()> {
        let hours =
            |field, hours: Option<Decimal>| hours.map(|hours| clock::of_hours(field, hours)).transpose();
        let least = hours("hours_at_least", self.hours_at_least)?;
        let most = hours("hours_at_most", self.hours_at_most)?;
        if let (Some(least), Some(most), Some(value)) = (least, most, self.hours_at_least)
            && least > most
        {
            return Err(Error::invalid("hours_at_least", value, "it is more than `hours_at_most`"));
        }
        for window in &self.available {
            let (from, to) = (
                clock::minutes("available.from", &window.from)?,
                clock::minutes("available.to", &window.to)?,
            );
            if from == to {
                let message = format!(
                    "`{}` is available from {} to {}: that has no length",
                    self.name, window.from, window.to
                );
                return Err(Error::new(Code::SchedulingNoLength, "available.to", &window.to, message));
            }
        }
        self.unavailable.iter().try_for_each(|absence| ends_later("unavailable.to", absence.from, absence.to))
    }

    /// Minutes per week that the contract promises.
    pub(super) fn minutes_at_least(&self) -> Option<i64> {
        clock::of_hours("hours_at_least", self.hours_at_least?).ok().map(i64::from)
    }

    /// Minutes per week that the contract allows.
    pub(super) fn minutes_at_most(&self) -> Option<i64> {
        clock::of_hours("hours_at_most", self.hours_at_most?).ok().map(i64::from)
    }
}

impl Demand {
    fn check(&self, period: Period) -> Result<()> {
        at_most("needed", self.needed.into(), 10_000)?;
        if !period.contains(self.from.date()) {
            return Err(Error::invalid("from", self.from, &format!("the period is {period}")));
        }
        ends_later("to", self.from, self.to)?;
        at_most("to", u64::try_from(clock::between(self.from, self.to)).unwrap_or(0), 1440)
    }
}

/// No weight is greater, so that penalties can be summed exactly.
pub(super) const HEAVIEST: u64 = 1_000_000;

pub(super) fn at_most(field: &str, value: u64, limit: u64) -> Result<()> {
    if value > limit {
        let message = format!("`{field}` is {value}: {limit} at most can be computed with");
        return Err(Error::new(Code::NumberOutOfRange, field, value, message));
    }
    Ok(())
}

pub(super) fn unknown(field: &str, name: &str, what: &str) -> Error {
    let message = format!("the model has no {what} `{name}`: add it, or mend the name");
    Error::new(Code::SchedulingUnknownName, field, name, message)
}

fn duplicate(field: &str, name: &str) -> Error {
    Error::new(Code::InputDuplicate, field, name, format!("`{name}` is there twice in `{field}`: keep one"))
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

pub(super) fn ends_later(field: &str, from: NaiveDateTime, to: NaiveDateTime) -> Result<()> {
    if to <= from {
        let message = format!("a stretch from {from} to {to} does not end after it starts");
        return Err(Error::new(Code::SchedulingNoLength, field, to, message));
    }
    let odd = [from, to].into_iter().find(|moment| moment.second() != 0 || moment.nanosecond() != 0);
    odd.map_or(Ok(()), |moment| Err(Error::invalid(field, moment, "write whole minutes")))
}
