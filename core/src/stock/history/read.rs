//! Answers: what is on hand, what a period's issues cost, what each of them cost.

use super::{
    Closing, History, Path, Recorded, Rule, average, block::Row, fifo::Queue, key, periodic, rows::Spot,
};
use crate::{
    error::{Error, Result},
    money::Money,
};
use chrono::{Datelike, NaiveDate};

impl History {
    /// Quantity and value after the last movement.
    pub fn closing(&mut self) -> Closing {
        let all = self.rows.tree.all();
        let cost = self.cost_to(self.rows.end());
        Closing { quantity: self.terms.quantity(all.net()), value: self.terms.money(all.value - cost) }
    }

    /// What the issues from one day to another cost, both included; nothing when the second is before the first.
    pub fn cost_between(&mut self, from: NaiveDate, to: NaiveDate) -> Money {
        let start = self.cost_to(self.rows.spot(key::of(from, 0)));
        let end = self.cost_to(self.after(to)).max(start);
        self.terms.money(end - start)
    }

    /// What the issues of each of so many calendar months cost, the first being the one that the day is in.
    ///
    /// # Errors
    /// `number.out_of_range` when the calendar ends before.
    pub fn monthly(&mut self, from: NaiveDate, months: u32) -> Result<Vec<Money>> {
        let mut start = from.with_day(1).unwrap_or(from);
        let after = |day: NaiveDate, months| {
            let next = day.checked_add_months(chrono::Months::new(months));
            next.ok_or_else(|| Error::overflow("months", months, "the last month"))
        };
        after(start, months)?;
        let mut known = self.cost_to(self.rows.spot(key::of(start, 0)));
        let mut costs = Vec::new();
        for _ in 0..months {
            start = after(start, 1)?;
            let end = self.cost_to(self.rows.spot(key::of(start, 0)));
            costs.push(self.terms.money(end - known));
            known = end;
        }
        Ok(costs)
    }

    /// The cost of each issue, in minor units and in order, and zero for goods in: the restated ledger as a column. Blocks
    /// whose costs have changed are written anew, others only read.
    pub fn costs(&mut self) -> Vec<i64> {
        self.restate(0, self.rows.blocks.len());
        let mut costs = Vec::with_capacity(self.len());
        for block in &self.rows.blocks {
            let columns = block.quantities.iter().zip(&block.values);
            costs.extend(columns.map(|(quantity, value)| value & -i64::from(*quantity < 0)));
        }
        costs
    }

    /// The movements from one day to another, both included, with the cost of each issue. Only their blocks are restated.
    pub fn ledger(&mut self, from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = Recorded> + '_ {
        let end = self.after(to);
        let start = self.rows.spot(key::of(from, 0)).min(end);
        self.restate(start.block, end.block + 1);
        let terms = self.terms;
        self.between(start, end).map(move |row| terms.recorded(row))
    }

    pub(super) fn between(&self, start: Spot, end: Spot) -> impl Iterator<Item = Row> + '_ {
        let blocks = self.rows.blocks.iter().enumerate().take(end.block + 1).skip(start.block);
        blocks.flat_map(move |(number, block)| {
            let from = if number == start.block { start.index } else { 0 };
            let to = if number == end.block { end.index } else { block.len() };
            block.rows().take(to).skip(from)
        })
    }

    /// The place after a day.
    fn after(&self, day: NaiveDate) -> Spot {
        self.rows.spot(key::of(day, u32::MAX).saturating_add(1))
    }

    /// What all issues before a place cost.
    fn cost_to(&mut self, spot: Spot) -> i64 {
        let (rule, cut) = (self.terms.rule, self.terms.cut);
        match rule {
            Rule::Fifo => {
                let (_, cost, movements) = Queue::at(&self.rows, self.rows.before(spot).issued, cut);
                self.path = if movements > 0 { Path::OpenLayer { movements } } else { Path::CostFunction };
                cost
            }
            Rule::Average => {
                let (state, path) = average::at(&mut self.rows, spot, cut);
                self.path = path;
                self.rows.before(spot).value - state.left
            }
            Rule::Lifo => self.rows.before(spot).cost,
            Rule::Periodic => {
                let (state, steps) = self.openings.at(&self.rows, spot, self.terms.period, cut);
                self.path = Path::Sums { steps };
                state.value - state.rest.left
            }
            Rule::Highest => {
                let movements = self.checkpoints.write(&mut self.rows, spot.block, cut);
                self.path = Path::Checkpoint { movements };
                self.rows.before(spot).cost
            }
        }
    }

    /// Writes the costs of blocks that are not those of today.
    pub(super) fn restate(&mut self, from: usize, to: usize) {
        let (rule, cut, period) = (self.terms.rule, self.terms.cut, self.terms.period);
        let to = to.min(self.rows.blocks.len());
        let (mut queue, mut state, mut open) = (None, None, None);
        let (mut costs, mut issues, mut blocks) = (Vec::new(), Vec::new(), 0);
        match rule {
            Rule::Lifo => return,
            Rule::Highest => {
                let last = to.saturating_sub(1);
                self.path = Path::Checkpoint { movements: self.checkpoints.write(&mut self.rows, last, cut) };
                return;
            }
            Rule::Fifo | Rule::Average | Rule::Periodic => {}
        }
        for number in from..to {
            if self.rows.notes.fresh.get(number).is_some_and(|fresh| *fresh) {
                (queue, state, open) = (None, None, None);
                continue;
            }
            blocks += 1;
            costs.clear();
            let start = Spot { block: number, index: 0 };
            if rule == Rule::Fifo {
                let issued = self.rows.tree.before(number).issued;
                let queue = queue.get_or_insert_with(|| Queue::at(&self.rows, issued, cut).0);
                if let Some(block) = self.rows.block(number) {
                    block.issues(&mut issues);
                }
                queue.take(&self.rows, &issues, cut, &mut costs);
            } else if rule == Rule::Average {
                let mut now = state.unwrap_or_else(|| average::at(&mut self.rows, start, cut).0);
                average::costs(&mut self.rows, number, &mut now, cut, &mut costs);
                state = Some(now);
            } else {
                periodic::costs(&mut self.openings, &self.rows, (number, period), cut, &mut open, &mut costs);
            }
            self.rows.write(number, &costs);
        }
        self.path = Path::Restated { blocks };
    }
}
