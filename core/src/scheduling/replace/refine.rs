//! What a take-over costs at best, when the person's other days may be changed for it: by the exact program of the row.

use super::desk::Desk;
use crate::error::{Error, Result};
use crate::scheduling::compile::{Compiled, compile_keeping};
use crate::scheduling::model::Assignment;
use crate::scheduling::replan::repair::{Programs, Repair, Task, counts};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The model in the solver's numbers, and what the programs of the rows know.
pub(in crate::scheduling) struct Exact {
    pub compiled: Compiled,
    programs: Programs,
}

/// Somebody who could take over a shift, with the best other days for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refined {
    /// Who.
    pub person: String,
    /// What the person would work that is not worked now, the shift itself among it.
    pub takes: Vec<Assignment>,
    /// What the person would give up for it.
    #[serde(default)]
    pub gives_up: Vec<Assignment>,
    /// How much more the roster would cost; below zero when it would be better.
    pub cost: i64,
    /// The same by level of the objective.
    pub levels: Vec<i64>,
    /// The names of the soft rules that would be broken, or broken more; `request` for a wish.
    #[serde(default)]
    pub touches: Vec<String>,
}

impl Desk {
    /// For each of these people the best row with that shift while all others stay, cheapest first; people who cannot work
    /// it whatever else they work are left out, and those whose row breaks a hard rule as it is. The first question takes
    /// longer: the model is translated then, and the program of a row is made ready when it is first asked.
    ///
    /// ```
    /// use backoffice::{Period, dec, scheduling::{Assignment, Desk, Model, Person, Shift}};
    ///
    /// let week = Period::week(2026, 14)?;
    /// let days: Vec<_> = week.days().collect();
    /// let model = Model::new(week)
    ///     .people(["ada", "bo"].map(|name| Person::new(name).hours(dec!(40))))
    ///     .shift(Shift::every_day("early", "06:00", "14:00"));
    /// // Ada has worked her 40 hours: she can only come when she gives a day up.
    /// let roster: Vec<_> = days[..5].iter().map(|day| Assignment::new("ada", "early", *day)).collect();
    /// let mut desk = Desk::new(&model, &roster)?;
    /// assert_eq!(desk.replacements("early", days[5], None, 9)?.len(), 1);
    /// let list = desk.refine("early", days[5], None, &["ada", "bo"])?;
    /// assert_eq!((list[0].person.as_str(), list[0].gives_up.len()), ("bo", 0));
    /// assert_eq!((list[1].person.as_str(), list[1].gives_up.len()), ("ada", 1));
    /// # Ok::<(), backoffice::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Desk::replacements`]; `scheduling.unknown_name` for somebody who is not there; `scheduling.unsupported` when
    /// the solver does not know something that the model says.
    pub fn refine(
        &mut self,
        shift: &str,
        day: NaiveDate,
        skill: Option<&str>,
        people: &[&str],
    ) -> Result<Vec<Refined>> {
        let mut asked = Vec::new();
        for name in people {
            let skill = skill.map(Into::into);
            asked.push(self.seat(&Assignment { day, person: (*name).into(), shift: shift.into(), skill })?);
        }
        if self.exact.is_none() {
            self.exact = Some(Exact {
                compiled: compile_keeping(&self.judge(), &BTreeSet::new())?,
                programs: Programs::new(),
            });
        }
        let rows = self.numbers()?;
        let Some(Exact { compiled, mut programs }) = self.exact.take() else { return Ok(vec![]) };
        let problem = &compiled.problem;
        let open = vec![true; problem.days * problem.duties];
        // Nothing but the shift is asked to become better: other days change for its sake alone.
        let mut slots: Vec<i64> =
            problem.slots.iter().zip(problem.filled(&rows)).map(|(slot, there)| slot.at(there)).collect();
        for (person, day, duty) in &asked {
            let duty = self.number(&compiled, *person, *day, *duty).unwrap_or(0);
            for slot in problem.covers.get(day * problem.duties + usize::from(duty)).into_iter().flatten() {
                slots.get_mut(*slot as usize).into_iter().for_each(|floor| *floor = i64::MIN);
            }
        }
        let own = |(person, row): (usize, &Vec<u16>)| problem.row_cost(person, row).unwrap_or(i64::MIN);
        let floors = rows.iter().enumerate().map(own).collect();
        let fixed = vec![false; rows.len()];
        let counts = counts(problem, &rows);
        let ties = problem.ties.iter().map(|tie| tie.cost(&counts)).collect();
        let task = Task { problem, home: &rows, open: &open, weight: 0, floors, slots, ties, fixed };
        let mut repair = Repair::new(task, rows.clone(), u64::MAX);
        repair.programs = std::mem::take(&mut programs);
        let mut best = Vec::new();
        for (person, day, what) in asked {
            let works = rows.get(person).filter(|row| problem.row_cost(person, row).is_some());
            let (at, duty) = (day, self.number(&compiled, person, day, what));
            if let (Some(own), Some(duty)) = (works, duty)
                && let Some((_, row)) = repair.with(person, (day, duty))
            {
                let differ = own.iter().zip(&row).enumerate().filter(|(_, (was, is))| was != is);
                let (mut gives, mut takes) = (Vec::new(), Vec::new());
                for (day, (was, is)) in differ {
                    gives.extend(self.of(&compiled, *was).into_iter().map(|duty| (day, duty)));
                    takes.extend(self.of(&compiled, *is).into_iter().map(|duty| (day, duty)));
                }
                // What stays of a day is not given up.
                let both: Vec<(usize, usize)> =
                    gives.iter().filter(|one| takes.contains(one)).copied().collect();
                gives.retain(|one| !both.contains(one));
                takes.retain(|one| !both.contains(one));
                best.push((person, at, what, gives, takes));
            }
        }
        programs = std::mem::take(&mut repair.programs);
        self.exact = Some(Exact { compiled, programs });
        let mut found = Vec::new();
        for (person, at, what, gives, takes) in best {
            let plain = (self.room(person, at), vec![(at, what)]);
            let mut ways = Vec::new();
            for (gives, takes) in [plain, (gives, takes)] {
                let Some(change) = self.change(person, &gives, &takes)? else { continue };
                let price = self.price(&[&change]);
                if price.lawful {
                    ways.push((price.cost, person, gives, takes, price.touches));
                }
            }
            found.extend(ways.into_iter().min_by_key(|(cost, ..)| *cost));
        }
        found.sort_unstable();
        let told = |person: usize, all: Vec<(usize, usize)>| {
            all.into_iter().filter_map(|(day, duty)| self.told(person, day, duty)).collect()
        };
        let refined = found.into_iter().filter_map(|(cost, person, gives, takes, touches)| {
            Some(Refined {
                person: self.model.people.get(person)?.name.clone(),
                takes: told(person, takes),
                gives_up: told(person, gives),
                cost: cost.sum(),
                levels: cost.levels(),
                touches,
            })
        });
        Ok(refined.collect())
    }

    /// The rows in the solver's numbers.
    fn numbers(&self) -> Result<Vec<Vec<u16>>> {
        let rows =
            self.exact.as_ref().and_then(|exact| exact.compiled.rows(&self.model, &self.assignments()));
        rows.ok_or_else(|| Error::invalid("assignments", "a day", "somebody's day cannot be worked at all"))
    }

    /// The solver's duty that has that work and, where a day holds several shifts, what the day has.
    fn number(&self, compiled: &Compiled, person: usize, day: usize, duty: usize) -> Option<u16> {
        let mut wanted = if self.one_a_day { vec![] } else { self.content(person, day).to_vec() };
        wanted.push(duty);
        wanted.sort_unstable();
        let duties = 0..u16::try_from(compiled.problem.duties).ok()?;
        let mut same = duties.filter(|number| {
            let mut own = self.of(compiled, *number);
            own.sort_unstable();
            own == wanted
        });
        same.next()
    }

    /// What the solver's duty is made of.
    fn of(&self, compiled: &Compiled, duty: u16) -> Vec<usize> {
        compiled.work(duty).filter_map(|(shift, skill)| self.duties.find(shift, skill)).collect()
    }
}
