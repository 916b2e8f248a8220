//! Instances of the Second International Nurse Rostering Competition: a scenario, a history and weeks as a model, rosters as
//! their files, and the history after a week.
//!
//! The names of the rules are those of the competition: `S2 shift` a run of one shift type, `S2 work` a run of working days,
//! `S3` of days off, `S5` an incomplete weekend, `S6` assignments and `S7` weekends in the horizon; `S1` is the cover and `S4`
//! are the requests.

use super::{Result, bad, rows};

use backoffice::{
    NaiveDate, Period, date,
    scheduling::{
        Assignment, Count, End, History, Limit, Model, Person, Request, Requirement, Rule, Run, Shift, Start,
        Window, Wish,
    },
};

mod ahead;
mod future;
mod read;

pub use ahead::{EFFORT, Part, Solver, Staged, stage};

/// What holds for all weeks: skills, shift types, contracts, nurses.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Weeks of the horizon.
    pub weeks: u32,
    /// The nurses' names, in order.
    pub nurses: Vec<Nurse>,
    skills: Vec<String>,
    shifts: Vec<(String, Bounds)>,
    successions: Vec<(String, Vec<String>)>,
    contracts: Vec<Contract>,
}

/// One nurse.
#[derive(Clone, Debug)]
pub struct Nurse {
    /// The name.
    pub name: String,
    contract: String,
    skills: Vec<String>,
}

type Bounds = (u32, u32);

#[derive(Clone, Debug)]
struct Contract {
    name: String,
    assignments: Bounds,
    work: Bounds,
    off: Bounds,
    weekends: u32,
    complete: bool,
}

/// What one week asks for.
#[derive(Clone, Debug)]
pub struct Week {
    /// Shift, skill, and for each day how many there must and should be.
    cover: Vec<(String, String, Vec<Bounds>)>,
    /// Nurse, shift or none for any, day of the week.
    off: Vec<(String, Option<String>, u32)>,
}

/// Whether the bounds of the whole horizon are judged: assignments and weekends, with the history's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Totals {
    /// They are: the weeks of the model are the last ones of the horizon.
    Judged,
    /// They are not: more weeks are to come.
    Open,
}

/// Weights of a unit of each soft constraint.
const OPTIMUM: u32 = 30;
/// Of one below the least, in weeks that are only guessed.
const BELOW_LEAST: u32 = 3 * OPTIMUM;
const SHIFT_RUN: u32 = 15;
const WORK_RUN: u32 = 30;
const OFF_RUN: u32 = 30;
const REQUEST: u32 = 10;
const WEEKEND: u32 = 30;
const ASSIGNMENTS: u32 = 20;
const WEEKENDS: u32 = 30;

/// The days of the week, as the files write them.
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// The days before the weekend.
const WORKING_DAYS: usize = 5;

impl Scenario {
    /// The model of weeks that follow one another, after that history.
    ///
    /// # Errors
    /// What the library refuses in it.
    pub fn model(&self, history: &[History], weeks: &[Week], totals: Totals) -> Result<Model> {
        let first = date(2024, 1, 1)?; // a Monday, as any other
        let day = |number: usize| first + chrono::Days::new(number as u64);
        let last = (weeks.len() * DAYS.len()).saturating_sub(1);
        // The competition knows no hours.
        let shift = |(name, _): &(String, Bounds)| Shift::untimed(name, 480).skills(&self.skills);
        let people = self.nurses.iter().zip(history).map(|(nurse, history)| {
            Person::new(&nurse.name).skills(nurse.skills.iter().map(String::as_str)).after(history.clone())
        });
        let mut model =
            Model::new(Period::new(first, day(last))?).shifts(self.shifts.iter().map(shift)).people(people);
        model.rules.rules = self.rules(totals);
        for (number, week) in weeks.iter().enumerate() {
            for (shift, skill, needs) in &week.cover {
                for (weekday, (least, wanted)) in needs.iter().enumerate() {
                    model.requirements.push(
                        Requirement::new(shift, *wanted)
                            .working(skill)
                            .on(day(number * DAYS.len() + weekday))
                            .at_least(*least)
                            .weighing(OPTIMUM, 0),
                    );
                }
            }
            for (person, shift, weekday) in &week.off {
                model.requests.push(Request {
                    person: person.clone(),
                    wish: Wish::Avoid,
                    day: Some(day(number * DAYS.len() + *weekday as usize)),
                    shift: shift.clone(),
                    weight: REQUEST,
                });
            }
        }
        model.check()?;
        Ok(model)
    }

    fn rules(&self, totals: Totals) -> Vec<Rule> {
        let run = |of, (least, most): Bounds| Limit::Run {
            of,
            least,
            most: Some(most),
            start: Start::History,
            end: End::Exempt,
        };
        let mut rules = Vec::new();
        for (first, then) in self.successions.iter().filter(|(_, then)| !then.is_empty()) {
            let limit = Limit::Succession { first: vec![first.clone()], then: then.clone() };
            rules.push(Rule::hard("succession", limit));
        }
        for (shift, bounds) in &self.shifts {
            rules.push(Rule::soft("S2 shift", run(Run::Shifts(vec![shift.clone()]), *bounds), SHIFT_RUN));
        }
        for contract in &self.contracts {
            let people = || {
                let own = self.nurses.iter().filter(|nurse| nurse.contract == contract.name);
                own.map(|nurse| nurse.name.as_str())
            };
            if people().next().is_none() {
                continue;
            }
            let mut soft =
                |name, limit, weight| rules.push(Rule::soft(name, limit, weight).for_people(people()));
            soft("S2 work", run(Run::Work, contract.work), WORK_RUN);
            soft("S3", run(Run::Off, contract.off), OFF_RUN);
            if contract.complete {
                soft("S5", Limit::CompleteWeekends, WEEKEND);
            }
            if totals == Totals::Judged {
                let total = |of, least, most| Limit::Total {
                    of,
                    per: Window::Period,
                    least,
                    most: Some(most),
                    history: true,
                };
                let (least, most) = contract.assignments;
                soft("S6", total(Count::Assignments, least, most), ASSIGNMENTS);
                soft("S7", total(Count::Weekends, 0, contract.weekends), WEEKENDS);
            }
        }
        rules
    }

    /// The bounds of each nurse's assignments in the whole horizon, and the most weekends: what a stage looks ahead to.
    pub fn totals(&self) -> impl Iterator<Item = (Bounds, u32)> {
        self.nurses.iter().map(|nurse| {
            let own = self.contracts.iter().find(|contract| contract.name == nurse.contract);
            own.map_or(((0, u32::MAX), u32::MAX), |contract| (contract.assignments, contract.weekends))
        })
    }

    /// The history after a week (or several) of these assignments, in the scenario's order.
    pub fn after(&self, model: &Model, history: &[History], assignments: &[Assignment]) -> Vec<History> {
        let days: Vec<NaiveDate> = model.period.days().collect();
        let next = |nurse: &Nurse, before: &History| {
            let mut after = before.clone();
            let mut weekend = false;
            for (number, day) in days.iter().enumerate() {
                let own = assignments.iter().find(|a| a.person == nurse.name && a.day == *day);
                if let Some(assignment) = own {
                    let same = after.run_of_work > 0 && after.last_shift.as_ref() == Some(&assignment.shift);
                    after.run_of_shift = if same { after.run_of_shift + 1 } else { 1 };
                    after.last_shift = Some(assignment.shift.clone());
                    after.run_of_work += 1;
                    after.run_off = 0;
                    after.assignments += 1;
                } else {
                    (after.last_shift, after.run_of_shift, after.run_of_work) = (None, 0, 0);
                    after.run_off += 1;
                }
                match number % DAYS.len() {
                    5 => weekend = own.is_some(),
                    6 => after.weekends += u32::from(weekend || own.is_some()),
                    _ => {}
                }
            }
            after
        };
        self.nurses.iter().zip(history).map(|(nurse, before)| next(nurse, before)).collect()
    }
}

/// The assignments of a roster file for that model: `Shift:Skill` or `-`.
///
/// # Errors
/// What is wrong with the file, with its line.
pub fn read_roster(model: &Model, text: &str) -> Result<Vec<Assignment>> {
    let names: Vec<&str> = model.people.iter().map(|person| person.name.as_str()).collect();
    let days: Vec<NaiveDate> = model.period.days().collect();
    let mut assignments = Vec::new();
    for (name, row) in names.iter().zip(rows(text, &names, days.len())?) {
        for (day, cell) in days.iter().zip(row).filter(|(_, cell)| !cell.is_empty() && cell != "-") {
            let Some((shift, skill)) = cell.split_once(':') else {
                return bad(0, format!("`{name}` works `{cell}` on {day}: write SHIFT:SKILL"));
            };
            assignments.push(Assignment::new(*name, shift, *day).working(skill));
        }
    }
    Ok(assignments)
}

/// The roster file of these assignments.
///
/// # Errors
/// Two assignments of one person on one day, or one of somebody or of a day that the model does not have.
pub fn write_roster(model: &Model, assignments: &[Assignment]) -> Result<String> {
    super::write(model, assignments, |assignment| {
        format!("{}:{}", assignment.shift, assignment.skill.as_deref().unwrap_or_default())
    })
}
