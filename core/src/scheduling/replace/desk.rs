//! A roster as it stands at the desk where it is changed: rows, needs and bonds, each kept up to date, and for every
//! person what each shift of each day would make of the row.

use super::bonds::{Bonds, Pull, Turn};
use super::cost::Cost;
use super::duty::{Duties, Duty};
use super::parts::{Cell, Change, May, Names, Price, Row};
use super::refine::Exact;
use super::row::{is_hard, is_soft, judged, reach};
use super::slots::{Move, Slots};
use crate::error::Result;
use crate::scheduling::evaluate::judge::{Judge, Known};
use crate::scheduling::evaluate::{by_start, person::Placed, placed};
use crate::scheduling::model::{Assignment, Model, unknown};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A model and a roster of it, made ready for quick answers: who could take over a shift, who could swap it, what
/// anything would cost. Building it judges every shift of every day for every person once; a change judges those again
/// whom it concerns. The desk keeps a copy of the model.
///
/// ```
/// use backoffice::{Period, dec, scheduling::{Assignment, Desk, Model, Person, Shift}};
///
/// let week = Period::week(2026, 14)?;
/// let model = Model::new(week)
///     .people([Person::new("ada").hours(dec!(40)), Person::new("bo").hours(dec!(8)), Person::new("cy")])
///     .shift(Shift::every_day("early", "06:00", "14:00"))
///     .shift(Shift::every_day("late", "14:00", "22:00"))
///     .rest_between(dec!(11))
///     .avoid("cy", "early");
/// let monday = week.first();
/// let roster = [Assignment::new("ada", "early", monday), Assignment::new("bo", "late", monday)];
/// let desk = Desk::new(&model, &roster)?;
///
/// // Tuesday's early shift is open. Bo, who worked late the day before, would lack rest.
/// let tuesday = monday.succ_opt().unwrap();
/// let list = desk.replacements("early", tuesday, None, 10)?;
/// let names: Vec<&str> = list.iter().map(|one| one.person.as_str()).collect();
/// assert_eq!(names, ["ada", "cy"]);
/// assert_eq!(list[1].touches, ["request"]);
/// assert_eq!(list[1].cost - list[0].cost, 10);
/// # Ok::<(), backoffice::Error>(())
/// ```
pub struct Desk {
    pub(in crate::scheduling) model: Model,
    known: Arc<Known>,
    pub(in crate::scheduling) duties: Duties,
    pub(in crate::scheduling) rows: Vec<Row>,
    pub(in crate::scheduling) slots: Slots,
    pub(in crate::scheduling) bonds: Bonds,
    /// Person, day and duty of what is locked.
    locked: BTreeSet<(usize, usize, usize)>,
    /// Whether a day holds one shift, so that a new one takes the place of the old.
    pub(in crate::scheduling) one_a_day: bool,
    names: Names,
    /// Whether what each shift would make of a row is kept.
    warm: bool,
    /// The model in the solver's numbers, once it has been asked.
    pub(in crate::scheduling) exact: Option<Exact>,
}

impl Desk {
    /// That roster of that model. A roster that breaks rules is taken as it is.
    ///
    /// # Errors
    /// As [`evaluate`](crate::scheduling::evaluate()).
    pub fn new(model: &Model, assignments: &[Assignment]) -> Result<Self> {
        Self::build(model, assignments, true)
    }

    /// The same; cold, it judges what it is asked for when it is asked.
    pub(in crate::scheduling) fn build(
        model: &Model,
        assignments: &[Assignment],
        warm: bool,
    ) -> Result<Self> {
        let judge = Judge::new(model)?;
        let duties = Duties::new(model);
        let mut own: Vec<Vec<Placed<'_>>> = vec![vec![]; model.people.len()];
        let mut contents = vec![vec![Vec::new(); duties.days()]; model.people.len()];
        let mut moves = Vec::new();
        for p in placed(&judge, assignments)? {
            let (Some(person), Some(duty), Some(day)) =
                (judge.index.person_number(p.person), duties.find(p.number, p.skill), duties.day(p.day))
            else {
                continue;
            };
            if let (Some(row), Some(content)) = (own.get_mut(person), contents.get_mut(person)) {
                row.push(p);
                content.get_mut(day).into_iter().for_each(|content: &mut Vec<usize>| content.push(duty));
            }
            moves.push((day, duty, 1));
        }
        let mut slots = Slots::new(&judge, &duties);
        slots.shift(&moves);
        let bonds = Bonds::new(&judge, &own);
        let locked = model.locked.iter().filter_map(|locked| {
            let shift = judge.index.shift_number(&locked.shift)?;
            let person = judge.index.person_number(&locked.person)?;
            Some((person, duties.day(locked.day)?, duties.find(shift, locked.skill.as_deref())?))
        });
        let locked = locked.collect();
        let mut rows = Vec::with_capacity(own.len());
        for ((person, placed), content) in model.people.iter().zip(own).zip(contents) {
            let judged = judged(&judge, person, &placed)?;
            rows.push(Row { judged, content, cells: vec![] });
        }
        let one_a_day = model.rules.shifts_a_day == 1;
        let mut desk = Self {
            known: judge.known(),
            model: model.clone(),
            duties,
            rows,
            slots,
            bonds,
            locked,
            one_a_day,
            names: Names::default(),
            warm,
            exact: None,
        };
        for person in 0..desk.rows.len() {
            desk.refresh(person)?;
        }
        Ok(desk)
    }

    /// The judge of the desk's model.
    pub(in crate::scheduling) fn judge(&self) -> Judge<'_> {
        Judge::of(&self.model, Arc::clone(&self.known))
    }

    /// Who works when, by day, person and shift.
    pub fn assignments(&self) -> Vec<Assignment> {
        let own = |person| self.seats(person).filter_map(move |(day, duty)| self.told(person, day, duty));
        let mut all: Vec<Assignment> = (0..self.rows.len()).flat_map(own).collect();
        all.sort();
        all
    }

    pub(in crate::scheduling) fn person(&self, name: &str) -> Result<usize> {
        let number = self.known.index.person_number(name);
        number.ok_or_else(|| unknown("person", name, "person"))
    }

    /// Person, day and duty of an assignment that can be made.
    pub(in crate::scheduling) fn seat(&self, assignment: &Assignment) -> Result<(usize, usize, usize)> {
        self.model.check_assignment(&self.known.index, assignment)?;
        let shift = self.known.index.shift_number(&assignment.shift).unwrap_or(usize::MAX);
        let duty = self.duties.find(shift, assignment.skill.as_deref());
        let day = self.duties.day(assignment.day);
        let missing = || unknown("shift", &assignment.shift, "shift");
        Ok((self.person(&assignment.person)?, day.ok_or_else(missing)?, duty.ok_or_else(missing)?))
    }

    pub(in crate::scheduling) fn is_locked(&self, person: usize, day: usize, duty: usize) -> bool {
        self.locked.contains(&(person, day, duty))
    }

    /// What somebody works on a day.
    pub(in crate::scheduling) fn content(&self, person: usize, day: usize) -> &[usize] {
        let row = self.rows.get(person).and_then(|row| row.content.get(day));
        row.map(Vec::as_slice).unwrap_or_default()
    }

    /// What somebody works, with the days.
    pub(in crate::scheduling) fn seats(&self, person: usize) -> impl Iterator<Item = (usize, usize)> {
        let days = self.rows.get(person).map(|row| row.content.as_slice()).unwrap_or_default();
        days.iter().enumerate().flat_map(|(day, content)| content.iter().map(move |duty| (day, *duty)))
    }

    /// That work of that person as an assignment.
    pub(in crate::scheduling) fn told(&self, person: usize, day: usize, duty: usize) -> Option<Assignment> {
        let (who, what) = (self.model.people.get(person)?, self.duties.get(duty)?);
        Some(Assignment {
            day: self.duties.date(day),
            person: who.name.clone(),
            shift: self.model.shifts.get(what.shift)?.name.clone(),
            skill: what.skill.clone(),
        })
    }

    /// The same with its moments.
    pub(in crate::scheduling) fn placed(&self, person: usize, day: usize, duty: usize) -> Option<Placed<'_>> {
        let (who, what) = (self.model.people.get(person)?, self.duties.get(duty)?);
        self.judge().place(&who.name, what.shift, self.duties.date(day), what.skill.as_deref())
    }

    /// Somebody's row, sorted by start.
    pub(in crate::scheduling) fn row(&self, person: usize) -> Vec<Placed<'_>> {
        let mut row: Vec<Placed<'_>> =
            self.seats(person).filter_map(|(day, duty)| self.placed(person, day, duty)).collect();
        row.sort_by(by_start);
        row
    }

    /// Somebody's row without some work and with other work; none when the first is not there or is locked, or the second
    /// is there already or is not offered on that day.
    pub(in crate::scheduling) fn change(
        &self,
        person: usize,
        gives: &[(usize, usize)],
        takes: &[(usize, usize)],
    ) -> Result<Option<Change>> {
        self.change_of(person, &self.row(person), gives, takes)
    }

    /// The same, of somebody's row.
    fn change_of(
        &self,
        person: usize,
        row: &[Placed<'_>],
        gives: &[(usize, usize)],
        takes: &[(usize, usize)],
    ) -> Result<Option<Change>> {
        let has = |(day, duty): &(usize, usize)| self.content(person, *day).contains(duty);
        let held = |(day, duty): &(usize, usize)| self.is_locked(person, *day, *duty);
        if gives.iter().any(|one| !has(one) || held(one)) || takes.iter().any(has) {
            return Ok(None);
        }
        let leaves = gives.iter().map(|(day, duty)| (*day, *duty, -1));
        let moves: Vec<Move> = leaves.chain(takes.iter().map(|(day, duty)| (*day, *duty, 1))).collect();
        let Some(who) = self.model.people.get(person) else { return Ok(None) };
        let Some(placed) = self.moved(person, row, &moves) else { return Ok(None) };
        let judged = judged(&self.judge(), who, &placed)?;
        Ok(Some(Change { person, judged, moves }))
    }

    /// Somebody's row after moves, sorted by start; none when something is not offered on its day.
    fn moved<'d>(&'d self, person: usize, row: &[Placed<'d>], moves: &[Move]) -> Option<Vec<Placed<'d>>> {
        let stays = |p: &&Placed<'_>| {
            let day = self.duties.day(p.day).unwrap_or(usize::MAX);
            !moves.iter().any(|(given, duty, by)| {
                let same = |d: &Duty| d.shift == p.number && d.skill.as_deref() == p.skill;
                *by < 0 && *given == day && self.duties.get(*duty).is_some_and(same)
            })
        };
        let mut placed: Vec<Placed<'d>> = row.iter().filter(stays).copied().collect();
        for (day, duty, _) in moves.iter().filter(|(.., by)| *by > 0) {
            placed.push(self.placed(person, *day, *duty).filter(|new| new.shift.runs_on(new.day))?);
        }
        placed.sort_by(by_start);
        Some(placed)
    }

    /// What a day of that person gives up when that is worked.
    pub(in crate::scheduling) fn room(&self, person: usize, day: usize) -> Vec<(usize, usize)> {
        let content = if self.one_a_day { self.content(person, day) } else { &[] };
        content.iter().map(|duty| (day, *duty)).collect()
    }

    /// The row with that duty on that day, in the place of what is there.
    pub(in crate::scheduling) fn taking(
        &self,
        person: usize,
        day: usize,
        duty: usize,
    ) -> Result<Option<Change>> {
        self.change(person, &self.room(person, day), &[(day, duty)])
    }

    /// What that duty on that day would make of the row.
    pub(in crate::scheduling) fn cell(&self, person: usize, day: usize, duty: usize) -> Option<Cell> {
        self.rows.get(person)?.cells.get(day * self.duties.len() + duty).copied()
    }

    pub(in crate::scheduling) fn names(&self, set: u32) -> &[String] {
        self.names.of(set)
    }

    /// How much more the row would cost.
    pub(in crate::scheduling) fn rise(&self, person: usize, cost: Cost) -> Cost {
        let now = self.rows.get(person).map(|row| row.judged.cost).unwrap_or_default();
        cost.minus(now)
    }

    /// What changes of different people cost together.
    pub(in crate::scheduling) fn price(&self, changes: &[&Change]) -> Price {
        let moves: Vec<Move> = changes.iter().flat_map(|change| change.moves.iter().copied()).collect();
        let (mut cost, mut lawful) = self.slots.price(&moves);
        let mut touches = BTreeSet::new();
        for change in changes {
            let Some(row) = self.rows.get(change.person) else { continue };
            cost = cost.plus(self.rise(change.person, change.judged.cost));
            lawful &= change.judged.obeys(&row.judged);
            touches.extend(change.judged.worse(&row.judged, is_soft).map(|finding| finding.rule.clone()));
            touches.extend(change.judged.disappoints(&row.judged).then(|| "request".to_owned()));
        }
        let pull = self.pull(changes);
        lawful &= pull.hard.is_empty();
        touches.extend(pull.soft);
        Price { cost: cost.plus(pull.cost), lawful, touches: touches.into_iter().collect() }
    }

    /// What changes do to what binds people together.
    pub(in crate::scheduling) fn pull(&self, changes: &[&Change]) -> Pull {
        if changes.iter().all(|change| self.bonds.leave_alone(change.person)) {
            return Pull::default();
        }
        self.bonds.price(&self.judge(), &self.turns(changes))
    }

    fn turns(&self, changes: &[&Change]) -> Vec<Turn<'_>> {
        let turns = changes.iter().filter_map(|change| {
            let name = &self.model.people.get(change.person)?.name;
            let old = self.row(change.person);
            let new = self.moved(change.person, &old, &change.moves)?;
            Some(Turn { person: change.person, name, old, new })
        });
        turns.collect()
    }

    /// Makes these changes of different people.
    pub(in crate::scheduling) fn apply(&mut self, changes: Vec<Change>) -> Result<()> {
        let mut bonds = std::mem::take(&mut self.bonds);
        bonds.shift(&self.judge(), &self.turns(&changes.iter().collect::<Vec<_>>()));
        self.bonds = bonds;
        for change in changes {
            self.slots.shift(&change.moves);
            if let Some(row) = self.rows.get_mut(change.person) {
                for (day, duty, by) in &change.moves {
                    let Some(content) = row.content.get_mut(*day) else { continue };
                    if *by < 0 {
                        content.retain(|own| own != duty);
                    } else {
                        content.push(*duty);
                    }
                }
                row.judged = change.judged;
            }
            self.refresh(change.person)?;
        }
        Ok(())
    }

    /// Judges again what each shift of each day would make of that person's row.
    fn refresh(&mut self, person: usize) -> Result<()> {
        if !self.warm {
            return Ok(());
        }
        let mut names = std::mem::take(&mut self.names);
        let cells = self.cells(person, &mut names);
        self.names = names;
        if let Some(row) = self.rows.get_mut(person) {
            row.cells = cells?;
        }
        Ok(())
    }

    fn cells(&self, person: usize, names: &mut Names) -> Result<Vec<Cell>> {
        let (days, duties) = (self.duties.days(), self.duties.len());
        let row = self.row(person);
        let mut cells = Vec::with_capacity(days * duties);
        for day in 0..days {
            for duty in 0..duties {
                let change = self.change_of(person, &row, &self.room(person, day), &[(day, duty)])?;
                cells.push(self.judge_cell(change, names));
            }
        }
        Ok(cells)
    }

    fn judge_cell(&self, change: Option<Change>, names: &mut Names) -> Cell {
        let never = Cell { cost: Cost::default(), may: May::No, touches: 0 };
        let Some(change) = change else { return never };
        let Some(row) = self.rows.get(change.person) else { return never };
        let may = if change.judged.obeys(&row.judged) {
            May::Yes
        } else {
            let reaches = change.judged.worse(&row.judged, is_hard).map(reach);
            reaches.min().flatten().map_or(May::No, May::Within)
        };
        let of = if may == May::Yes { is_soft } else { is_hard };
        let mut touched: BTreeSet<&str> =
            change.judged.worse(&row.judged, of).map(|f| f.rule.as_str()).collect();
        if may == May::Yes && change.judged.disappoints(&row.judged) {
            touched.insert("request");
        }
        Cell { cost: change.judged.cost, may, touches: names.number(touched) }
    }
}
