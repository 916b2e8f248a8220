//! How rows are mended together: the best single row of anybody, chains of rows, and what can be taken back.

use super::repair::{Cell, Repair, Turn};

/// A chain passes through so many people at most, and so many are tried at each of its links.
const WIDTHS: [usize; 4] = [10, 5, 3, 2];

impl Repair<'_> {
    /// Mends until nothing that is tried is better, or the budget ends; asks after each step whether to go on.
    pub fn run(&mut self, go_on: &mut dyn FnMut(u64) -> bool) -> bool {
        loop {
            if !go_on(self.nodes) {
                return false;
            }
            if self.spent() || !(self.respond() || self.chain() || self.undo()) {
                return true;
            }
        }
    }

    const fn spent(&self) -> bool {
        self.nodes >= self.most
    }

    /// The best single row of anybody, when it makes the whole better.
    fn respond(&mut self) -> bool {
        if !self.is_wounded() {
            return false;
        }
        let mut best: Option<Turn> = None;
        for person in 0..self.rows.len() {
            if self.spent() {
                break;
            }
            let turn = self.best(person, None).filter(|turn| turn.delta < 0);
            best = match (best, turn) {
                (Some(best), Some(turn)) => Some(best.min(turn)),
                (best, turn) => best.or(turn),
            };
        }
        best.is_some_and(|turn| {
            self.make(&turn);
            true
        })
    }

    /// Whether a slot costs more than it is asked to, or rows are to become better than they were published.
    fn is_wounded(&self) -> bool {
        self.task.floors.contains(&i64::MIN)
            || self.is_torn()
            || (0..self.filled.len()).any(|slot| {
                let (there, floor) = (self.filled.get(slot), self.task.slots.get(slot));
                there.is_some_and(|there| floor.is_none_or(|floor| self.slot(slot, *there) > *floor))
            })
    }

    /// The best chain from a cell that is short, when it makes the whole better.
    fn chain(&mut self) -> bool {
        for cell in self.short() {
            let mut turns = Vec::new();
            if let Some(found) = self.link(cell, 0, 0, &mut turns) {
                for turn in &found {
                    self.make(turn);
                }
                return true;
            }
            if self.spent() {
                break;
            }
        }
        false
    }

    /// The best way on from an open cell, when so much has been paid already: whole chains that come to less than nothing.
    fn link(&mut self, cell: Cell, paid: i64, depth: usize, turns: &mut Vec<Turn>) -> Option<Vec<Turn>> {
        let width = *WIDTHS.get(depth)?;
        let mut ways = Vec::new();
        for person in 0..self.rows.len() {
            if turns.iter().any(|turn| turn.person == person) || self.spent() {
                continue;
            }
            ways.extend(self.best(person, Some(cell)));
        }
        ways.sort_unstable();
        ways.truncate(width);
        let mut best: Option<(i64, Vec<Turn>)> = None;
        for way in ways {
            let sum = paid + way.delta;
            if sum < 0 && best.as_ref().is_none_or(|(least, _)| sum < *least) {
                best = Some((sum, turns.iter().cloned().chain([way.clone()]).collect()));
                // Whoever costs least without another link is taken: longer chains cost more changes.
                if depth == 0 {
                    break;
                }
            }
            let Some(old) = self.rows.get(way.person).cloned() else { continue };
            self.make(&way);
            let dropped: Vec<Cell> = (0..)
                .zip(old.iter().zip(&way.row))
                .filter(|(_, (was, is))| was != is)
                .map(|(day, (was, _))| (day, *was))
                .collect();
            turns.push(way.clone());
            for open in dropped {
                if self.pull(open) >= 0
                    || sum + self.pull(open) >= best.as_ref().map_or(0, |(least, _)| *least)
                {
                    continue;
                }
                if let Some(found) = self.link(open, sum, depth + 1, turns) {
                    let all = found.iter().map(|turn| turn.delta).sum();
                    if best.as_ref().is_none_or(|(least, _)| all < *least) {
                        best = Some((all, found));
                    }
                }
            }
            turns.pop();
            let back = Turn { delta: 0, real: 0, person: way.person, row: old };
            self.make(&back);
            if self.spent() {
                break;
            }
        }
        best.map(|(_, turns)| turns)
    }

    /// Somebody's published row, when the whole is then no worse.
    fn undo(&mut self) -> bool {
        for person in 0..self.rows.len() {
            let (Some(own), Some(home)) = (self.rows.get(person), self.task.home.get(person)) else {
                continue;
            };
            if own == home || self.is_fixed(person) {
                continue;
            }
            let home = home.clone();
            if let Some(delta) = self.delta(person, &home).filter(|delta| *delta <= 0) {
                self.make(&Turn { delta, real: 0, person, row: home });
                return true;
            }
        }
        false
    }

    /// The cells where one more makes the slots cheaper, by how much.
    fn short(&self) -> Vec<Cell> {
        let (days, duties) = (self.task.problem.days, self.task.problem.duties);
        let cells =
            (0..days).flat_map(|day| (1_u16..).take(duties.saturating_sub(1)).map(move |duty| (day, duty)));
        let open = cells.filter(|(day, duty)| self.is_open(*day, *duty));
        let mut short: Vec<(i64, Cell)> =
            open.map(|cell| (self.pull(cell), cell)).filter(|(by, _)| *by < 0).collect();
        short.sort_unstable();
        short.into_iter().map(|(_, cell)| cell).collect()
    }
}
