//! The search: a first roster put together need by need, annealed, and filled up at the end.

use super::chance::Chance;
use super::tables::{Cost, Seat, Tables};
use super::{Budget, Progress};
use crate::error::{Code, Error, Result};
use std::mem;

/// A row of seats for each person, sorted by start.
pub(super) type Rows = Vec<Vec<Seat>>;

/// How often the caller is asked whether to go on.
const EVERY: u64 = 4096;

/// The best rows found, and the nodes that were tried.
pub(super) fn search(
    tables: &Tables,
    budget: Budget,
    bound: i64,
    go_on: &mut dyn FnMut(&Progress) -> bool,
) -> Result<(Rows, u64)> {
    let mut search = Search::new(tables, budget, bound, go_on);
    search.ask()?;
    search.construct()?;
    search.anneal()?;
    search.rows.clone_from(&search.best);
    search.recount();
    search.fill_up()?;
    Ok((search.rows, search.nodes))
}

struct Search<'a> {
    tables: &'a Tables,
    budget: Budget,
    bound: i64,
    go_on: &'a mut dyn FnMut(&Progress) -> bool,
    chance: Chance,
    nodes: u64,
    rows: Rows,
    costs: Vec<Cost>,
    /// How many people cover each line.
    there: Vec<i64>,
    total: Cost,
    best: Rows,
    best_cost: Cost,
    change: Change,
}

/// A change that is being tried: up to two people's new rows.
#[derive(Default)]
struct Change {
    rows: [(usize, Vec<Seat>); 2],
    count: usize,
}

impl Change {
    fn of(&self) -> &[(usize, Vec<Seat>)] {
        self.rows.get(..self.count).unwrap_or_default()
    }
}

impl<'a> Search<'a> {
    fn new(
        tables: &'a Tables,
        budget: Budget,
        bound: i64,
        go_on: &'a mut dyn FnMut(&Progress) -> bool,
    ) -> Self {
        let mut search = Self {
            tables,
            budget,
            bound,
            go_on,
            chance: Chance::new(budget.seed),
            nodes: 0,
            rows: tables.locked.clone(),
            costs: vec![],
            there: vec![],
            total: Cost::default(),
            best: tables.locked.clone(),
            best_cost: Cost::default(),
            change: Change::default(),
        };
        search.recount();
        search.best_cost = search.total;
        search
    }

    /// Counts everything anew from the rows.
    fn recount(&mut self) {
        self.costs = self.tables.crew.iter().zip(&self.rows).map(|(member, row)| member.cost(row)).collect();
        self.there = vec![0; self.tables.lines.len()];
        for choice in self.rows.iter().flatten().filter_map(|seat| self.tables.choice(seat.choice)) {
            for line in &choice.lines {
                if let Some(there) = self.there.get_mut(*line) {
                    *there += 1;
                }
            }
        }
        let cover: i64 =
            self.tables.lines.iter().zip(&self.there).map(|(line, there)| line.penalty(*there)).sum();
        self.total = Cost {
            hard: self.costs.iter().map(|cost| cost.hard).sum(),
            soft: self.costs.iter().map(|cost| cost.soft).sum::<i64>() + cover,
        };
    }

    fn ask(&mut self) -> Result<()> {
        let progress = Progress {
            nodes: self.nodes,
            of: self.budget.nodes,
            penalty: self.best_cost.soft,
            bound: self.bound,
        };
        if (self.go_on)(&progress) {
            return Ok(());
        }
        let message = format!("the search was cancelled after {} of {} nodes", self.nodes, self.budget.nodes);
        Err(Error::new(Code::Cancelled, "go_on", self.nodes, message))
    }

    fn node(&mut self) -> Result<()> {
        self.nodes += 1;
        if self.nodes.is_multiple_of(EVERY) { self.ask() } else { Ok(()) }
    }

    fn done(&self) -> bool {
        self.best_cost.hard == 0 && self.best_cost.soft <= self.bound
    }

    /// Need by need, the scarcest first, the best of a few people and shifts.
    fn construct(&mut self) -> Result<()> {
        const CANDIDATES: usize = 24;
        let until = self.budget.nodes / 4;
        let mut order: Vec<usize> = (0..self.tables.lines.len()).collect();
        let able = |line: &usize| {
            let choices =
                self.tables.lines.get(*line).map(|line| line.choices.as_slice()).unwrap_or_default();
            self.tables.crew.iter().filter(|member| choices.iter().any(|choice| member.may(*choice))).count()
        };
        order.sort_by_cached_key(able);
        for line in order {
            while self.is_short(line) && self.nodes < until {
                let mut best: Option<(Cost, usize, usize)> = None;
                for _ in 0..CANDIDATES {
                    if self.nodes >= until {
                        break;
                    }
                    self.node()?;
                    let Some((person, choice)) = self.candidate(line) else { continue };
                    self.seat(person, choice, None);
                    let delta = self.delta();
                    if delta < Cost::default() && best.is_none_or(|(least, ..)| delta < least) {
                        best = Some((delta, person, choice));
                    }
                }
                let Some((_, person, choice)) = best else { break };
                self.seat(person, choice, None);
                self.accept();
            }
        }
        self.keep_best();
        Ok(())
    }

    /// Changes at falling heat.
    fn anneal(&mut self) -> Result<()> {
        let until = self.budget.nodes - self.budget.nodes / 8;
        let heats = self.heats();
        let left = until.saturating_sub(self.nodes);
        let each = left / heats.len().max(1) as u64;
        for heat in heats {
            for _ in 0..each {
                self.node()?;
                self.propose();
                if self.change.count == 0 {
                    continue;
                }
                let delta = self.delta();
                if delta.hard < 0 || delta.hard == 0 && self.chance.takes(delta.soft, heat) {
                    self.accept();
                    if self.total < self.best_cost {
                        self.keep_best();
                        if self.done() {
                            return Ok(());
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// Heats in 1/1024 of a penalty, from half a missing person down to about nothing.
    fn heats(&self) -> Vec<i64> {
        let lines = &self.tables.lines;
        let count = i64::try_from(lines.len().max(1)).unwrap_or(i64::MAX);
        let mean = lines.iter().map(|line| line.short / count).sum::<i64>().max(40);
        let mut heat = mean * 512;
        let mut heats = Vec::new();
        while heat > mean * 4 {
            heats.push(heat);
            heat -= heat / 16;
        }
        heats.push(0);
        heats
    }

    /// At the end: every person and shift for every need that is still short, as long as that helps.
    fn fill_up(&mut self) -> Result<()> {
        for line in 0..self.tables.lines.len() {
            let tables = self.tables;
            let Some(choices) = tables.lines.get(line).map(|line| &line.choices) else { continue };
            let mut pairs =
                choices.iter().flat_map(|choice| (0..tables.crew.len()).map(move |person| (*choice, person)));
            while self.is_short(line) && self.nodes < self.budget.nodes {
                let Some((choice, person)) = pairs.next() else { break };
                if !tables.crew.get(person).is_some_and(|member| member.may(choice)) {
                    continue;
                }
                self.node()?;
                self.seat(person, choice, None);
                if self.delta() < Cost::default() {
                    self.accept();
                }
            }
        }
        Ok(())
    }

    fn is_short(&self, line: usize) -> bool {
        let needed = self.tables.lines.get(line).map_or(0, |line| line.needed);
        self.there.get(line).is_some_and(|there| *there < needed)
    }

    /// Somebody who may take a shift that covers that need.
    fn candidate(&mut self, line: usize) -> Option<(usize, usize)> {
        let choice = self.chance.pick(&self.tables.lines.get(line)?.choices)?;
        (0..8).find_map(|_| {
            let person = self.chance.below(self.tables.crew.len());
            self.tables.crew.get(person)?.may(choice).then_some((person, choice))
        })
    }

    /// Begins a change: that person's row is to be changed. Gives the new row, which is a copy of the old one.
    fn touch(&mut self, person: usize) -> Option<&mut Vec<Seat>> {
        let old = self.rows.get(person)?;
        let (who, row) = self.change.rows.get_mut(self.change.count)?;
        *who = person;
        row.clone_from(old);
        self.change.count += 1;
        Some(row)
    }

    /// Tries that choice for that person, instead of the seat at `instead` of the row, if there is one, and of what is in
    /// its way on that day. Locked seats stay.
    fn seat(&mut self, person: usize, choice: usize, instead: Option<usize>) {
        self.change.count = 0;
        let tables = self.tables;
        let Some(seat) = tables.choice(choice).map(|choice| choice.seat) else { return };
        let rest = tables.crew.get(person).map_or(0, |member| member.rest);
        let Some(row) = self.touch(person) else { return };
        if let Some(index) = instead.filter(|index| row.get(*index).is_some_and(|seat| !seat.locked)) {
            row.remove(index);
        }
        let apart = |other: &Seat| other.end + rest <= seat.start || seat.end + rest <= other.start;
        row.retain(|other| other.locked || other.day != seat.day || apart(other));
        insert(row, seat);
    }

    fn propose(&mut self) {
        self.change.count = 0;
        let person = self.chance.below(self.rows.len());
        match self.chance.below(11) {
            0..=3 => {
                let lines = self.tables.lines.len();
                let short =
                    (0..12).find_map(|_| Some(self.chance.below(lines)).filter(|line| self.is_short(*line)));
                if let Some((person, choice)) = short.and_then(|line| self.candidate(line)) {
                    // Half the time a seat elsewhere is given up for it.
                    let seats = self.rows.get(person).map_or(0, Vec::len);
                    let instead = Some(self.chance.below(seats * 2)).filter(|index| *index < seats);
                    self.seat(person, choice, instead);
                }
            }
            4 => self.drop_one(person),
            5..=6 => self.exchange_one(person),
            7 => {
                let day = self.chance.below(usize::try_from(self.tables.days).unwrap_or(0));
                let choices = self.tables.crew.get(person).and_then(|member| member.by_day.get(day));
                if let Some(choice) = choices.and_then(|choices| self.chance.pick(choices)) {
                    self.seat(person, choice, None);
                }
            }
            8 => self.turn_days(person),
            _ => self.swap_days(person),
        }
    }

    /// One seat less.
    fn drop_one(&mut self, person: usize) {
        let index = self.chance.below(self.rows.get(person).map_or(0, Vec::len));
        if let Some(row) = self.touch(person) {
            if row.get(index).is_some_and(|seat| !seat.locked) {
                row.remove(index);
            } else {
                self.change.count = 0;
            }
        }
    }

    /// Another choice on the day of one seat.
    fn exchange_one(&mut self, person: usize) {
        let index = self.chance.below(self.rows.get(person).map_or(0, Vec::len));
        let Some(seat) = self.rows.get(person).and_then(|row| row.get(index)) else { return };
        let day = usize::try_from(seat.day).unwrap_or(0);
        let choices = self.tables.crew.get(person).and_then(|member| member.by_day.get(day));
        if let Some(choice) = choices.and_then(|choices| self.chance.pick(choices)) {
            self.seat(person, choice, Some(index));
        }
    }

    /// What somebody works on two days, changed over.
    fn turn_days(&mut self, person: usize) {
        let tables = self.tables;
        let days = usize::try_from(tables.days).unwrap_or(0);
        let (one, other) = (self.chance.below(days), self.chance.below(days));
        let Some(member) = tables.crew.get(person) else { return };
        let Some(row) = self.touch(person) else { return };
        let mut possible = one != other;
        for seat in row.iter_mut().filter(|seat| !seat.locked) {
            let to = match usize::try_from(seat.day) {
                Ok(day) if day == one => other,
                Ok(day) if day == other => one,
                _ => continue,
            };
            match tables.on_day(seat.choice, to).filter(|seat| member.may(seat.choice)) {
                Some(turned) => *seat = turned,
                None => possible = false,
            }
        }
        row.sort_unstable_by_key(|seat| (seat.start, seat.choice));
        if !possible {
            self.change.count = 0;
        }
    }

    /// The same one to three days of two people changed over, as far as each may work the other's shifts.
    fn swap_days(&mut self, one: usize) {
        let other = self.chance.below(self.rows.len());
        let first =
            i64::try_from(self.chance.below(usize::try_from(self.tables.days).unwrap_or(0))).unwrap_or(0);
        let last = first + i64::try_from(self.chance.below(3)).unwrap_or(0);
        if one == other {
            return;
        }
        let tables = self.tables;
        let within = |seat: &Seat| !seat.locked && first <= seat.day && seat.day <= last;
        for (person, giver) in [(one, other), (other, one)] {
            let given: &[Seat] = self.rows.get(giver).map(Vec::as_slice).unwrap_or_default();
            let Some(member) = tables.crew.get(person) else { return };
            if given.iter().filter(|seat| within(seat)).any(|seat| !member.may(seat.choice)) {
                self.change.count = 0;
                return;
            }
            let (Some(old), Some((who, row))) =
                (self.rows.get(person), self.change.rows.get_mut(self.change.count))
            else {
                return;
            };
            *who = person;
            row.clear();
            row.extend(old.iter().filter(|seat| !within(seat)));
            row.extend(given.iter().filter(|seat| within(seat)));
            row.sort_unstable_by_key(|seat| (seat.start, seat.choice));
            self.change.count += 1;
        }
    }

    /// What the change would add to the total.
    fn delta(&mut self) -> Cost {
        let mut delta = Cost::default();
        for (person, row) in self.change.of() {
            let old = self.costs.get(*person).copied().unwrap_or_default();
            let Some(member) = self.tables.crew.get(*person) else { continue };
            let new = member.cost(row);
            delta.hard += new.hard - old.hard;
            delta.soft += new.soft - old.soft;
        }
        // A change that no one would take needs no count of who is there.
        if delta.hard <= 0 {
            delta.soft += self.move_cover(1);
            self.move_cover(-1);
        }
        delta
    }

    /// Counts the people who are there as if the change were made (or, at −1, as if it were not); gives the penalty that
    /// this adds.
    fn move_cover(&mut self, sign: i64) -> i64 {
        let mut delta = 0;
        for (person, new) in self.change.rows.get(..self.change.count).unwrap_or_default() {
            let Some(old) = self.rows.get(*person) else { continue };
            for (from, to, by) in [(old, new, -sign), (new, old, sign)] {
                for seat in from.iter().filter(|seat| !to.iter().any(|other| other.choice == seat.choice)) {
                    let Some(choice) = self.tables.choice(seat.choice) else { continue };
                    for line in &choice.lines {
                        if let (Some(there), Some(line)) =
                            (self.there.get_mut(*line), self.tables.lines.get(*line))
                        {
                            delta -= line.penalty(*there);
                            *there += by;
                            delta += line.penalty(*there);
                        }
                    }
                }
            }
        }
        delta
    }

    fn accept(&mut self) {
        self.total.soft += self.move_cover(1);
        for (person, row) in self.change.rows.iter_mut().take(self.change.count) {
            let (Some(old), Some(cost), Some(member)) =
                (self.rows.get_mut(*person), self.costs.get_mut(*person), self.tables.crew.get(*person))
            else {
                continue;
            };
            let new = member.cost(row);
            self.total.hard += new.hard - cost.hard;
            self.total.soft += new.soft - cost.soft;
            *cost = new;
            mem::swap(old, row);
        }
        self.change.count = 0;
    }

    fn keep_best(&mut self) {
        self.best.clone_from(&self.rows);
        self.best_cost = self.total;
    }
}

fn insert(row: &mut Vec<Seat>, seat: Seat) {
    let at = row.partition_point(|other| (other.start, other.choice) < (seat.start, seat.choice));
    row.insert(at, seat);
}
