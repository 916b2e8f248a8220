//! Prices on the counters of a row: with each counter paid for instead of counted, the cheapest row is a shortest path
//! over days and states alone. Its value is a bound on the row, and its completions prune the search for the row itself.

use super::dense::Groups;
use super::key::KeyPlan;
use super::problem::FORBIDDEN;

/// The cheapest completions at one vector of prices.
#[derive(Clone, Debug, Default)]
pub(crate) struct Priced {
    /// By counted counter: the price of one unit.
    pub(crate) prices: Vec<i64>,
    /// By shape: what each arc costs beside its group.
    pub(crate) arcs: Vec<Vec<i64>>,
    /// By day and state: the least cost to the end, [`FORBIDDEN`] or above when it cannot be reached.
    pub(crate) ahead: Vec<i64>,
    /// By counted counter: the least that its last value costs, its price returned; and that value, in units.
    pub(crate) returned: Vec<(i64, i64)>,
    /// No row costs less.
    pub(crate) bound: i64,
    /// The values of the counted counters on the cheapest row at these prices, in units.
    values: Vec<i64>,
    /// The groups of that row.
    pub(crate) path: Vec<u16>,
    /// What that row costs, when it is lawful; else [`FORBIDDEN`].
    pub(crate) cost: i64,
}

impl Priced {
    /// All of it at `self.prices`; none when there is no row at all.
    fn evaluate(&mut self, plan: &KeyPlan, groups: &Groups, start: u16, ends: &[i64]) -> Option<()> {
        let states = ends.len();
        self.returned.clear();
        for ((segment, last), price) in plan.segments.iter().zip(&plan.last).zip(&self.prices) {
            let low = *segment.low.last()?;
            let value = |(at, cost): (usize, &i64)| (cost - price * (low + at as i64), low + at as i64);
            let lawful = last.iter().enumerate().filter(|(_, cost)| **cost < FORBIDDEN);
            self.returned.push(lawful.map(value).min()?);
        }
        self.arcs.resize(plan.shapes.len(), Vec::new());
        for (shape, arcs) in plan.shapes.iter().zip(&mut self.arcs) {
            let of_group =
                |moves: &Vec<i64>| moves.iter().zip(&self.prices).map(|(by, price)| by * price).sum();
            let by_group: Vec<i64> = shape.moves.iter().map(of_group).collect();
            arcs.clear();
            arcs.extend(shape.arcs.iter().map(|arc| {
                let group = by_group.get(usize::from(arc.group)).copied().unwrap_or(0);
                arc.cost + group + shape.marked(arc.marks, &self.prices)
            }));
        }
        self.ahead.clear();
        self.ahead.resize((plan.days.len() + 1) * states, FORBIDDEN);
        let last = self.ahead.get_mut(plan.days.len() * states..)?;
        last.iter_mut().zip(ends).for_each(|(at, end)| *at = *end);
        let first = [start];
        for (day, planned) in plan.days.iter().enumerate().rev() {
            let shape = plan.shapes.get(planned.shape)?;
            let arc_costs = self.arcs.get(planned.shape)?;
            let groups = groups.day(day);
            let (before, after) = self.ahead.split_at_mut((day + 1) * states);
            let (before, after) = (before.get_mut(day * states..)?, after.get(..states)?);
            // States that the day before does not lead to need no completion.
            let yesterday = day.checked_sub(1).and_then(|day| plan.days.get(day));
            let reached = yesterday.and_then(|planned| plan.shapes.get(planned.shape));
            for state in reached.map_or(first.as_slice(), |shape| shape.reached.as_slice()) {
                let out = shape.out(usize::from(*state));
                let mut least = FORBIDDEN;
                for ((to, group), cost) in shape.steps.get(out.clone())?.iter().zip(arc_costs.get(out)?) {
                    let (group, _) = groups.get(usize::from(*group))?;
                    let to = after.get(usize::from(*to))?;
                    least = least.min(group + cost + to);
                }
                *before.get_mut(usize::from(*state))? = least;
            }
        }
        let cheapest = *self.ahead.get(usize::from(start))?;
        if cheapest >= FORBIDDEN / 2 {
            return None;
        }
        self.bound = cheapest + self.returned.iter().map(|(cost, _)| cost).sum::<i64>();
        self.follow(plan, groups, start, states)
    }

    /// The cheapest row at these prices, its values, and what it costs if it is lawful.
    fn follow(&mut self, plan: &KeyPlan, groups: &Groups, start: u16, states: usize) -> Option<()> {
        self.values.clear();
        self.values.resize(plan.segments.len(), 0);
        self.path.clear();
        let (mut state, mut key, mut lawful) = (usize::from(start), 0_u128, true);
        for (day, planned) in plan.days.iter().enumerate() {
            let shape = plan.shapes.get(planned.shape)?;
            let out = shape.out(state);
            let here = *self.ahead.get(day * states + state)?;
            let arcs = shape.arcs.get(out.clone())?.iter().zip(self.arcs.get(planned.shape)?.get(out)?);
            let mut next = None;
            for (arc, cost) in arcs {
                let (group, _) = groups.day(day).get(usize::from(arc.group))?;
                let to = self.ahead.get((day + 1) * states + usize::from(arc.to))?;
                if group + cost + to == here {
                    next = Some(arc);
                    break;
                }
            }
            let arc = next?;
            state = usize::from(arc.to);
            self.path.push(arc.group);
            let moves = shape.moves.get(usize::from(arc.group))?;
            self.values.iter_mut().zip(moves).for_each(|(value, by)| *value += by);
            for (_, at) in shape.marks.iter().filter(|(bit, _)| arc.marks >> bit & 1 == 1) {
                *self.values.get_mut(*at)? += 1;
            }
            if lawful {
                key += arc.key;
                lawful = planned.lawful(key);
            }
            for (_, shift, mask) in &planned.folds {
                key &= !(mask << shift);
            }
        }
        self.cost = FORBIDDEN;
        let mut cost = *self.ahead.get(usize::from(start))?;
        for (at, (segment, value)) in plan.segments.iter().zip(&self.values).enumerate() {
            let place = usize::try_from(value - segment.low.last()?).ok();
            let end = place.and_then(|place| plan.last.get(at)?.get(place)).filter(|end| **end < FORBIDDEN);
            match end {
                Some(end) => cost += end - self.prices.get(at)? * value,
                None => lawful = false,
            }
        }
        if lawful {
            self.cost = cost;
        }
        Some(())
    }
}

impl Priced {
    /// The least that a row through each cell costs at these prices, by `day × duties + duty`; [`FORBIDDEN`] where none
    /// goes through. It is a bound, as [`Priced::bound`] is.
    pub(crate) fn cells(
        &self,
        plan: &KeyPlan,
        groups: &Groups,
        (start, duties): (u16, usize),
        costs: &dyn Fn(usize) -> i64,
        out: &mut Vec<i64>,
    ) -> Option<()> {
        let states = self.ahead.len() / (plan.days.len() + 1);
        let returned: i64 = self.returned.iter().map(|(cost, _)| cost).sum();
        out.clear();
        out.resize(plan.days.len() * duties, FORBIDDEN);
        let mut behind = vec![FORBIDDEN; states];
        *behind.get_mut(usize::from(start))? = 0;
        for (day, planned) in plan.days.iter().enumerate() {
            let shape = plan.shapes.get(planned.shape)?;
            let arc_costs = self.arcs.get(planned.shape)?;
            let by_group = groups.day(day);
            let ahead = self.ahead.get((day + 1) * states..(day + 2) * states)?;
            let mut next = vec![FORBIDDEN; states];
            // By group: the cheapest way through it, without the group's own cost.
            let mut through = vec![FORBIDDEN; shape.groups.len()];
            for (state, behind) in behind.iter().enumerate().filter(|(_, cost)| **cost < FORBIDDEN / 2) {
                let out = shape.out(state);
                for (arc, cost) in shape.arcs.get(out.clone())?.iter().zip(arc_costs.get(out)?) {
                    let (group, to) = (usize::from(arc.group), usize::from(arc.to));
                    let way = behind + cost;
                    let rest = *ahead.get(to)?;
                    if rest < FORBIDDEN / 2 {
                        let at = through.get_mut(group)?;
                        *at = (*at).min(way + rest);
                    }
                    let own = by_group.get(group)?.0;
                    if own < FORBIDDEN {
                        let at = next.get_mut(to)?;
                        *at = (*at).min(way + own);
                    }
                }
            }
            for (members, through) in shape.groups.iter().zip(&through) {
                for duty in members {
                    let cell = day * duties + usize::from(*duty);
                    let own = costs(cell);
                    if own < FORBIDDEN && *through < FORBIDDEN / 2 {
                        *out.get_mut(cell)? = own + through + returned;
                    }
                }
            }
            behind = next;
        }
        Some(())
    }
}

/// Looks for the prices with the highest bound.
#[derive(Clone, Debug, Default)]
pub(crate) struct Prices {
    /// The best that was found.
    pub(crate) best: Priced,
    trial: Priced,
    steps: Vec<i64>,
    signs: Vec<i64>,
    errors: Vec<i64>,
}

impl Prices {
    /// From these prices (one for each counted counter), in at most so many turns: each price moves against its error, in
    /// steps that grow while they agree and shrink when they do not, until it is known that no row costs less than `limit`.
    /// The bound is never above the cheapest row. Returns a lawful row's cost below `limit` and its groups when one was met,
    /// else `limit`; none when there is no row.
    pub(crate) fn climb(
        &mut self,
        plan: &KeyPlan,
        groups: &Groups,
        start: u16,
        ends: &[i64],
        first: &[i64],
        (turns, limit): (usize, i64),
        path: &mut Vec<u16>,
    ) -> Option<i64> {
        let typical = groups.reach / (plan.days.len() as i64).max(1);
        let mut cheapest = limit;
        self.trial.prices.clear();
        self.trial.prices.extend(first);
        self.best.bound = i64::MIN;
        self.steps.clear();
        self.steps.resize(first.len(), (typical / 16).max(1));
        self.signs.clear();
        self.signs.resize(first.len(), 0);
        for _ in 0..turns.max(1) {
            self.trial.evaluate(plan, groups, start, ends)?;
            if self.trial.cost < cheapest {
                cheapest = self.trial.cost;
                path.clone_from(&self.trial.path);
            }
            let better = self.trial.bound > self.best.bound;
            if better {
                std::mem::swap(&mut self.trial, &mut self.best);
                self.trial.prices.clone_from(&self.best.prices);
            }
            if self.best.bound >= cheapest {
                break;
            }
            // The errors of the prices that were tried.
            let tried = if better { &self.best } else { &self.trial };
            let mut moved = false;
            self.errors.clear();
            let ends = tried.values.iter().zip(&tried.returned).zip(&plan.segments).zip(&plan.last);
            for ((((value, (_, wanted)), segment), last), price) in ends.zip(&tried.prices) {
                let (low, high) = (*segment.low.last()?, *segment.high.last()?);
                let free = *price == 0 && last.iter().all(|cost| *cost == 0 || *cost >= FORBIDDEN);
                let wanted = if free { (*value).clamp(low, high) } else { *wanted };
                self.errors.push((value - wanted).signum());
            }
            let state = self.trial.prices.iter_mut().zip(&mut self.steps).zip(&mut self.signs);
            for (now, ((price, step), sign)) in self.errors.iter().zip(state) {
                if now * *sign < 0 {
                    *step = (*step / 2).max(1);
                } else if now * *sign > 0 {
                    *step += *step / 2 + 1;
                }
                *sign = *now;
                let to = *price + now * *step;
                *price = if to.signum() * price.signum() < 0 { 0 } else { to };
                moved |= *now != 0;
            }
            if !moved {
                break;
            }
        }
        Some(cheapest)
    }
}
