//! Rows that were found, mixed so that their sum covers best: the master problem of the bound, with a quadratic term that
//! keeps the prices near those that were best so far. Solved by moving weight between two rows of one person at a time.
//! All numbers are whole: weights in parts of [`WHOLE`], prices in the problem's cost units.

use super::problem::{Convex, Problem};

/// The weight of one person.
pub(crate) const WHOLE: i64 = 1 << BITS;

const BITS: u32 = 24;

/// Parts of one in which the ease of slots is weighed.
const EASE: i64 = 1 << 10;

/// Sweeps over the rows that are worked for each sweep over all.
const BALANCE: usize = 8;

/// A row that was found.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    /// The row.
    pub(crate) row: Vec<u16>,
    /// What it costs by itself.
    pub(crate) cost: i64,
    /// What it adds to slots, by ascending slot.
    pub(crate) adds: Vec<(u32, i64)>,
    /// How much of its people work it.
    pub(crate) weight: i64,
    /// Whether weight is moved to and from it between two looks at all rows.
    near: bool,
    /// So often in a row it had no weight.
    idle: u32,
}

impl Column {
    /// That row of that person.
    pub(crate) fn new(problem: &Problem, person: usize, row: &[u16], cost: i64) -> Self {
        let mut adds: Vec<(u32, i64)> = Vec::with_capacity(row.len());
        for (day, duty) in row.iter().enumerate() {
            let cell = day * problem.duties + usize::from(*duty);
            adds.extend(problem.covers.get(cell).into_iter().flatten().map(|slot| (*slot, 1)));
        }
        for term in problem.people.get(person).into_iter().flat_map(|person| &person.terms) {
            if row.get(term.day as usize) == Some(&term.duty) {
                adds.push((term.slot, term.add));
            }
        }
        adds.sort_unstable();
        adds.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        Self { row: row.to_vec(), cost, adds, weight: 0, near: true, idle: 0 }
    }

    /// What it costs at these prices: each thing that is added earns its slot's price.
    pub(crate) fn reduced(&self, prices: &[i64]) -> i64 {
        let earned = |(slot, add): &(u32, i64)| prices.get(*slot as usize).map_or(0, |price| price * add);
        self.cost - self.adds.iter().map(earned).sum::<i64>()
    }
}

/// A slot as its kinks: at each number, the least and the greatest price at which that number is wanted.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    kinks: Vec<(i64, i64, i64)>,
    cost: Convex,
    /// A price of a slot in which each row has many moves so much less.
    ease: i64,
}

impl Wanted {
    /// The kinks of a convex cost.
    pub(crate) fn new(cost: &Convex, ease: i64) -> Self {
        let three = |(three, n): (&[i64], i64)| match three {
            [a, b, c] if c - b > b - a => Some((n, b - c, a - b)),
            _ => None,
        };
        let mut kinks: Vec<(i64, i64, i64)> =
            cost.values.windows(3).zip(cost.first + 1..).filter_map(three).collect();
        if kinks.is_empty() {
            let price = -cost.rise(cost.first);
            kinks.push((cost.first, price, price));
        }
        Self { kinks, cost: cost.clone(), ease: ease.max(1) }
    }

    /// The price at a fill (in parts of [`WHOLE`]), drawn to `center`: one person more or less moves it by `pull`.
    pub(crate) fn price(&self, center: i64, pull: i64, fill: i64) -> i64 {
        let (mut price, pull) = (center, (pull / self.ease).max(1));
        for (n, least, most) in &self.kinks {
            let drawn = center + (pull.saturating_mul(n * WHOLE - fill) >> BITS);
            if drawn >= *least {
                return drawn.min(*most);
            }
            price = *least;
        }
        price
    }

    /// The price within its ends.
    pub(crate) fn clip(&self, price: i64) -> i64 {
        let least = self.kinks.last().map_or(price, |kink| kink.1);
        let most = self.kinks.first().map_or(price, |kink| kink.2);
        price.clamp(least, most)
    }

    /// How many are wanted when nothing is paid, which is the last one above it.
    pub(crate) fn wanted(&self) -> i64 {
        self.kinks.iter().find(|kink| kink.1 <= 0).or(self.kinks.last()).map_or(0, |kink| kink.0)
    }

    /// The least cost of any fill at this price, which lies within the ends: each thing there is paid for.
    pub(crate) fn least(&self, price: i64) -> i64 {
        self.kinks.iter().map(|(n, _, _)| self.cost.at(*n) + price * n).min().unwrap_or(0)
    }

    /// What a fill costs (in parts of [`WHOLE`], times [`WHOLE`]), between whole numbers in a straight line.
    pub(crate) fn between(&self, fill: i64) -> i128 {
        let (n, part) = (fill.div_euclid(WHOLE), i128::from(fill.rem_euclid(WHOLE)));
        i128::from(self.cost.at(n)) * (i128::from(WHOLE) - part) + i128::from(self.cost.at(n + 1)) * part
    }

    /// How far prices can move at all.
    pub(crate) fn span(&self) -> i64 {
        self.clip(i64::MAX) - self.clip(i64::MIN)
    }
}

/// People alike, with the rows that were found for them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pool {
    /// How many they are.
    pub(crate) people: i64,
    /// Their rows.
    pub(crate) columns: Vec<Column>,
}

impl Pool {
    /// Adds a row unless it is there; true when it is new.
    pub(crate) fn add(&mut self, column: Column) -> bool {
        if let Some(known) = self.columns.iter_mut().find(|known| known.row == column.row) {
            known.idle = 0;
            return false;
        }
        self.columns.push(column);
        true
    }

    /// Gives the rows that are left the weight of those that were taken.
    pub(crate) fn rebalance(&mut self) {
        let left: i64 = self.columns.iter().map(|column| column.weight).sum();
        let missing = self.people * WHOLE - left;
        if let Some(most) = self.columns.iter_mut().max_by_key(|column| column.weight) {
            most.weight += missing;
        }
    }

    /// Forgets rows that had no weight for long.
    pub(crate) fn tidy(&mut self, patience: u32) {
        for column in &mut self.columns {
            column.idle = if column.weight > 0 { 0 } else { column.idle + 1 };
            column.near = column.weight > 0;
        }
        self.columns.retain(|column| column.idle <= patience);
    }
}

/// The mix of all people's rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Master {
    /// People by kind.
    pub(crate) pools: Vec<Pool>,
    /// How much is in each slot, in parts of [`WHOLE`].
    pub(crate) fill: Vec<i64>,
    /// The prices at that fill.
    pub(crate) prices: Vec<i64>,
    /// What the rows cost to which people are held.
    pub(crate) held: i64,
    pub(super) reduced: Vec<i64>,
    pub(super) apart: Vec<(u32, i64)>,
}

impl Master {
    /// Counts what is in the slots, and prices them.
    pub(crate) fn settle(&mut self, slots: &[Wanted], center: &[i64], pull: i64) {
        self.fill.clear();
        self.fill.resize(slots.len(), 0);
        for column in self.pools.iter().flat_map(|pool| &pool.columns).filter(|column| column.weight > 0) {
            for (slot, add) in &column.adds {
                if let Some(fill) = self.fill.get_mut(*slot as usize) {
                    *fill += add * column.weight;
                }
            }
        }
        self.prices.clear();
        let priced = slots.iter().zip(center).zip(&self.fill);
        self.prices.extend(priced.map(|((slot, center), fill)| slot.price(*center, pull, *fill)));
    }

    /// Moves weight until what could still be gained is below `enough` (times [`WHOLE`]), or so many sweeps are over:
    /// then false.
    pub(crate) fn solve(
        &mut self,
        slots: &[Wanted],
        center: &[i64],
        pull: i64,
        enough: i64,
        sweeps: usize,
    ) -> bool {
        self.settle(slots, center, pull);
        for _ in 0..sweeps {
            let open = self.sweep(slots, center, pull, true);
            if open <= enough {
                return true;
            }
            // Between two looks at all rows, those that are worked are balanced.
            for _ in 0..BALANCE {
                if self.sweep(slots, center, pull, false) <= open / 16 {
                    break;
                }
            }
        }
        false
    }

    /// Shifts weight once for each kind of people; what all could have gained at most.
    fn sweep(&mut self, slots: &[Wanted], center: &[i64], pull: i64, all: bool) -> i64 {
        let pools = 0..self.pools.len();
        pools.map(|pool| self.shift(pool, slots, center, pull, all).unwrap_or(0)).fold(0, i64::saturating_add)
    }

    /// Moves weight from the dearest row of these people to the cheapest; returns what it could have gained at most.
    pub(crate) fn shift(
        &mut self,
        pool: usize,
        slots: &[Wanted],
        center: &[i64],
        pull: i64,
        all: bool,
    ) -> Option<i64> {
        let Self { pools, fill, prices, reduced, apart, .. } = self;
        let pool = pools.get_mut(pool)?;
        reduced.clear();
        reduced.extend(
            pool.columns.iter().map(
                |column| {
                    if all || column.near { column.reduced(prices) } else { i64::MAX }
                },
            ),
        );
        let used = pool.columns.iter().enumerate().zip(reduced.iter()).filter(|((_, c), _)| c.weight > 0);
        let ((from, _), dear) = used.max_by_key(|(_, reduced)| **reduced)?;
        let (to, cheap) = reduced.iter().enumerate().min_by_key(|(_, reduced)| **reduced)?;
        let gain = dear - cheap;
        if gain <= 0 {
            return Some(0);
        }
        // Where the two differ.
        let (old, new) = (pool.columns.get(from)?, pool.columns.get(to)?);
        differ(&old.adds, &new.adds, apart);
        let bent: i64 = apart
            .iter()
            .filter_map(|(slot, by)| {
                let at = *slot as usize;
                let (slot, price) = (slots.get(at)?, prices.get(at)?);
                slot.moves(*price).then_some(by * by * EASE / slot.ease)
            })
            .sum();
        let weight = old.weight;
        let most = gain.saturating_mul(weight);
        let mut step = if bent == 0 {
            weight
        } else {
            (gain.saturating_mul(WHOLE) / (pull.saturating_mul(bent) / EASE).max(1)).clamp(1, weight)
        };
        // What is still gained after the step; when it went too far, back by the straight line between.
        let slope = |step: i64| -> Option<i64> {
            let mut left = gain;
            for (slot, by) in apart.iter() {
                let at = *slot as usize;
                let price = slots.get(at)?.price(*center.get(at)?, pull, *fill.get(at)? + by * step);
                left += (price - prices.get(at)?) * by;
            }
            Some(left)
        };
        let left = slope(step)?;
        if left < 0 {
            step = ((i128::from(step) * i128::from(gain) / i128::from(gain - left)) as i64).max(1);
        } else if left > gain / 4 && step < weight {
            let further = (step.saturating_mul(3)).min(weight);
            if slope(further)? >= 0 {
                step = further;
            }
        }
        for (slot, by) in apart.iter() {
            let at = *slot as usize;
            let fill = fill.get_mut(at)?;
            *fill += by * step;
            *prices.get_mut(at)? = slots.get(at)?.price(*center.get(at)?, pull, *fill);
        }
        let old = pool.columns.get_mut(from)?;
        old.weight -= step;
        old.near = old.weight > 0;
        let new = pool.columns.get_mut(to)?;
        new.weight += step;
        new.near = true;
        Some(most)
    }

    /// What the mix costs, times [`WHOLE`]: no bound is above it.
    pub(crate) fn value(&self, slots: &[Wanted]) -> i128 {
        let columns = self.pools.iter().flat_map(|pool| &pool.columns);
        let rows: i128 = columns.map(|column| i128::from(column.cost) * i128::from(column.weight)).sum();
        let held = i128::from(self.held) * i128::from(WHOLE);
        held + rows + slots.iter().zip(&self.fill).map(|(slot, fill)| slot.between(*fill)).sum::<i128>()
    }

    /// The bound if no other rows existed, at the prices of the mix.
    pub(crate) fn promised(&self, slots: &[Wanted]) -> i64 {
        let rows: i64 = self
            .pools
            .iter()
            .filter_map(|pool| {
                let cheapest = pool.columns.iter().map(|column| column.reduced(&self.prices)).min()?;
                Some(cheapest * pool.people)
            })
            .sum();
        let slots = slots.iter().zip(&self.prices).map(|(slot, price)| slot.least(*price)).sum::<i64>();
        self.held + rows + slots
    }
}

impl Wanted {
    /// So much is there already, besides what is filled.
    pub(crate) fn hold(&mut self, there: i64) {
        self.cost.first -= there;
        self.kinks.iter_mut().for_each(|(n, _, _)| *n -= there);
    }

    /// Whether a price moves when the fill does.
    fn moves(&self, price: i64) -> bool {
        self.kinks.iter().any(|(_, least, most)| price > *least && price < *most)
    }
}

/// What the second adds more than the first, by slot.
fn differ(old: &[(u32, i64)], new: &[(u32, i64)], apart: &mut Vec<(u32, i64)>) {
    apart.clear();
    let (mut old, mut new) = (old.iter().peekable(), new.iter().peekable());
    loop {
        let next = match (old.peek(), new.peek()) {
            (Some(a), Some(b)) if a.0 == b.0 => (a.0, b.1 - a.1, true, true),
            (Some(a), Some(b)) if a.0 < b.0 => (a.0, -a.1, true, false),
            (Some(a), None) => (a.0, -a.1, true, false),
            (_, Some(b)) => (b.0, b.1, false, true),
            (None, None) => break,
        };
        if next.2 {
            old.next();
        }
        if next.3 {
            new.next();
        }
        if next.1 != 0 {
            apart.push((next.0, next.1));
        }
    }
}
