//! Rosters: the judge and the solver.

use super::failed;
use crate::{
    chance::Chance,
    job::{Job, Peer},
};
use backoffice::{
    Period, Result, date, dec,
    scheduling::{
        Assignment, Budget, Limit, Model, Person, Request, Rules, Shift, Verdict, Wish, evaluate, solve,
    },
};
use serde::Serialize;
use serde_json::json;
use std::num::NonZeroU32;

/// A crew and what is asked of it, as the peers read it: skills and days are numbers, times are hours.
#[derive(Clone, Serialize)]
struct Written {
    days: u32,
    /// By person, the skills.
    people: Vec<Vec<usize>>,
    /// Start, length and, by skill, how many are needed.
    shifts: Vec<(u32, u32, Vec<u32>)>,
    /// Person, day, and what it costs to work on it.
    avoid: Vec<(usize, u32, u32)>,
    /// At most so many days in a row; none: as many as there are.
    in_a_row: Option<NonZeroU32>,
    /// By person and day, the shift and the skill that is worked.
    roster: Vec<(usize, u32, usize, usize)>,
}

const SKILLS: [&str; 2] = ["till", "floor"];
const SHIFTS: [&str; 3] = ["early", "late", "night"];

/// The jobs of the room.
///
/// # Errors
/// None: the input is ours.
pub fn jobs() -> Result<Vec<Job>> {
    Ok(vec![
        judge()?,
        roster("roster a week of 12 people, nothing short", &week(&[5, 4, 3]))?,
        roster("roster a week of 8 people, too few of them", &week(&[3, 4, 1]))?,
    ])
}

fn crew(counts: &[usize]) -> Vec<Vec<usize>> {
    let skills = [vec![0], vec![1], vec![0, 1]];
    counts.iter().zip(skills).flat_map(|(count, skills)| std::iter::repeat_n(skills, *count)).collect()
}

fn week(counts: &[usize]) -> Written {
    let people = crew(counts);
    let avoid = (0..7).cycle().zip(0..people.len()).map(|(day, person)| (person, day, 50)).collect();
    let shifts = vec![(6, 8, vec![2, 2]), (14, 8, vec![2, 1])];
    Written { days: 7, people, shifts, avoid, in_a_row: NonZeroU32::new(4), roster: vec![] }
}

/// Four weeks of 24 people that were rostered by the dice, so that every rule is broken somewhere.
fn diced() -> Written {
    let people = crew(&[10, 8, 6]);
    let mut chance = Chance::new(29);
    let mut avoid = Vec::new();
    let mut roster = Vec::new();
    for (person, skills) in people.iter().enumerate() {
        for day in 0..28 {
            if chance.between(0, 9) == 0 {
                avoid.push((person, day, chance.between(1, 99)));
            }
            if chance.between(0, 9) < 6 {
                let shift = chance.between(0, 2) as usize;
                let skill =
                    if chance.between(0, 19) == 0 { chance.between(0, 1) as usize } else { skills[0] };
                roster.push((person, day, shift, skill));
            }
        }
    }
    let shifts = vec![(6, 8, vec![3, 2]), (14, 8, vec![3, 2]), (22, 8, vec![1, 1])];
    Written { days: 28, people, shifts, avoid, in_a_row: None, roster }
}

fn name(person: usize) -> String {
    format!("p{person:02}")
}

fn model(written: &Written) -> Result<Model> {
    let first = date(2026, 3, 2)?;
    let day = |day: u32| date(2026, 3, 2 + day);
    let people = written.people.iter().enumerate().map(|(person, skills)| {
        Person::new(name(person)).skills(skills.iter().map(|skill| SKILLS[*skill])).hours(dec!(40))
    });
    let shifts = written.shifts.iter().zip(SHIFTS).map(|((start, length, needs), name)| {
        let clock = |hour: u32| format!("{:02}:00", hour % 24);
        let shift = Shift::offered(name, clock(*start), clock(start + length));
        needs.iter().zip(SKILLS).fold(shift, |shift, (needed, skill)| shift.needing_many(*needed, skill))
    });
    let mut rules = Rules::default().rest_between(dec!(11));
    if let Some(days) = written.in_a_row {
        rules = rules.hard("days in a row", Limit::ConsecutiveDays { days: days.get() });
    }
    let model = Model::new(Period::new(first, day(written.days - 1)?)?);
    let model = model.people(people).shifts(shifts).rules(rules);
    written.avoid.iter().try_fold(model, |model, (person, on, weight)| {
        let (wish, day) = (Wish::Avoid, Some(day(*on)?));
        Ok(model.request(Request { person: name(*person), wish, day, shift: None, weight: *weight }))
    })
}

fn judge() -> Result<Job> {
    let written = diced();
    let model = model(&written)?;
    let assignments = written.roster.iter().map(|(person, day, shift, skill)| {
        Ok(Assignment::new(name(*person), SHIFTS[*shift], date(2026, 3, 2 + day)?).working(SKILLS[*skill]))
    });
    let assignments = assignments.collect::<Result<Vec<_>>>()?;
    let what = ("judge", "judge an assignment of a roster of 4 weeks");
    let count = assignments.len();
    let work = move || evaluate(&model, &assignments);
    let show = |verdict: Result<Verdict>| {
        verdict.map_or_else(failed, |verdict| json!({"penalty": verdict.penalty, "hard": verdict.hard}))
    };
    Ok(Job::new(what, count, json!(written), &[Peer::plain("scheduling")], work, show))
}

/// Both sides go on until they have proved that nothing better exists; one thread each. The wishes can be met here, so
/// that what must be short is all that there is to prove: a case that our bound is made for.
fn roster(what: &'static str, written: &Written) -> Result<Job> {
    let model = model(written)?;
    let peers = [Peer::installed("OR-Tools CP-SAT", "ortools", "scheduling_ortools")];
    let work = move || solve(&model, Budget::nodes(20_000).seed(7));
    let show = |roster: Result<_>| {
        roster.map_or_else(failed, |roster: backoffice::scheduling::Roster| {
            json!({"penalty": roster.penalty, "proven": roster.proven})
        })
    };
    Ok(Job::new(("solve", what), 1, json!(written), &peers, work, show))
}
