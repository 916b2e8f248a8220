//! What a rule of ordering comes to, tried out on demand drawn by a seed.

use super::gate;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// The most periods of a trial, those of the warm-up included.
const PERIODS: usize = 1_000_000;

/// The longest lead time, in periods.
const LONGEST: usize = 10_000;

/// The most steps between which a level is sought.
const STEPS: f64 = 1e12;

/// What a rule is tried on. All costs are in one currency of the caller's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trial {
    /// The demand of periods that were, in units: each period of the trial draws one of them (bootstrap).
    pub demand: Vec<f64>,
    /// Lead times that were, in whole periods: each order draws one of them. An order is placed at the end of a period; with
    /// a lead time of 2 it can be sold in the third period after it.
    pub lead_times: Vec<usize>,
    /// What a unit on hand at the end of a period costs.
    pub holding_cost: f64,
    /// What an order costs.
    pub order_cost: f64,
    /// What a unit costs that is owed at the end of a period, or that is lost.
    pub shortage_cost: f64,
    /// Whether demand that cannot be served is lost, instead of waiting.
    pub lost_sales: bool,
    /// How many periods count.
    pub periods: usize,
    /// How many periods go before, so that the start does not count.
    pub warm_up: usize,
    /// The seed: the same one gives the same trial, to the bit.
    pub seed: u64,
}

/// When and how much to order, by the inventory position (on hand and on order, less what is owed) at the end of a period.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum OrderRule {
    /// (s, S): at or below `level`, as much as brings it to `up_to`.
    UpTo {
        /// s, in units.
        level: f64,
        /// S, in units, above s.
        up_to: f64,
    },
    /// (r, Q): at or below `level`, the least multiple of `quantity` that brings it above.
    Fixed {
        /// r, in units.
        level: f64,
        /// Q, in units.
        quantity: f64,
    },
}

impl OrderRule {
    /// s or r, in units.
    pub const fn level(self) -> f64 {
        match self {
            Self::UpTo { level, .. } | Self::Fixed { level, .. } => level,
        }
    }

    fn checked(self) -> Result<Self> {
        match self {
            Self::UpTo { level, up_to } => {
                if gate::finite("up_to", up_to)? <= gate::finite("level", level)? {
                    return Err(Error::invalid("up_to", gate::told(up_to), "it must be above `level`"));
                }
            }
            Self::Fixed { level, quantity } => {
                gate::finite("level", level)?;
                gate::positive("quantity", quantity)?;
            }
        }
        Ok(self)
    }

    /// The same rule at another level: S − s, or Q, stays.
    fn at(self, new: f64) -> Self {
        match self {
            Self::UpTo { level, up_to } => Self::UpTo { level: new, up_to: new + (up_to - level) },
            Self::Fixed { quantity, .. } => Self::Fixed { level: new, quantity },
        }
    }

    /// What is there at the start: as after an order that came at once.
    fn start(self) -> f64 {
        match self {
            Self::UpTo { up_to, .. } => up_to.max(0.0),
            Self::Fixed { level, quantity } => (level + quantity).max(0.0),
        }
    }

    /// How much to order at a position.
    fn order(self, position: f64) -> f64 {
        match self {
            Self::UpTo { level, up_to } if position <= level => up_to - position,
            Self::Fixed { level, quantity } if position <= level => {
                let times = ((level - position) / quantity).floor() + 1.0;
                // Of next to nothing so many make up the difference and nothing more.
                if times.is_finite() { quantity * times } else { level - position }
            }
            _ => 0.0,
        }
    }
}

/// How a rule did.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Performance {
    /// The share of demanded units that were served from the shelf in the period of the demand; 1 without demand.
    pub fill_rate: f64,
    /// The share of periods in which all demand was served from the shelf.
    pub ready_rate: f64,
    /// Units on hand at the end of a period, on average.
    pub stock: f64,
    /// Units owed at the end of a period, on average; with lost sales, units lost in a period.
    pub short: f64,
    /// Orders per period.
    pub orders: f64,
    /// Cost per period: holding, ordering, shortage.
    pub cost: f64,
}

/// How a rule does on a trial: the same trial and rule give the same bits on every machine.
///
/// In each period what was ordered comes in, then the demand is served, then holding and shortage are counted, and last the
/// rule looks at the position and orders.
///
/// Source: E. A. Silver, D. F. Pyke, D. J. Thomas, Inventory and Production Management in Supply Chains, 4th edition (2017),
/// chapters 6 and 7, for the rules; the draws are those of SplitMix64 (G. L. Steele, D. Lea, C. H. Flood, Fast splittable
/// pseudorandom number generators, 2014).
///
/// # Errors
/// `input.missing`, `number.negative`, `input.invalid` for what is no demand (`demand.3`), lead time, cost, number of periods
/// (together at most 1,000,000) or rule.
///
/// ```
/// use backoffice::stock::replenishment::{OrderRule, Trial, simulate};
///
/// let trial = Trial {
///     demand: vec![0.0, 0.0, 3.0, 5.0, 1.0], lead_times: vec![2, 3], holding_cost: 0.02, order_cost: 15.0,
///     shortage_cost: 4.0, lost_sales: false, periods: 10_000, warm_up: 100, seed: 7,
/// };
/// let some = simulate(&trial, OrderRule::Fixed { level: 4.0, quantity: 40.0 })?;
/// let more = simulate(&trial, OrderRule::Fixed { level: 12.0, quantity: 40.0 })?;
/// assert!(more.fill_rate > some.fill_rate && more.stock > some.stock);
/// assert_eq!(simulate(&trial, OrderRule::Fixed { level: 4.0, quantity: 40.0 })?, some);
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn simulate(trial: &Trial, rule: OrderRule) -> Result<Performance> {
    Drawn::new(trial)?.run(rule.checked()?)
}

/// What a level is chosen by.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aim {
    /// The least level at which at least this share of units is served from the shelf.
    FillRate(f64),
    /// The least cost per period. Under backorders no other level is cheaper; under lost sales no neighbour is.
    Cost,
}

/// A rule, and how it does.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chosen {
    /// The rule.
    pub rule: OrderRule,
    /// How it does on the trial.
    pub performance: Performance,
}

/// The level of a rule, sought on the trial in steps of `step` units from 0 up, with S − s or Q as the rule has it (its own
/// level does not count): every level is tried on the same demand and lead times. An economic order quantity ([`super::eoq`])
/// is the usual Q. About 40 trials, or 80 for the cost, are enough however far the levels reach.
///
/// Source: as [`simulate`].
///
/// # Errors
/// As [`simulate`]; `input.invalid` for a share that is not from 0 to 1, and for a `step` that is not above zero or so small
/// that more than 10¹² levels would be possible.
///
/// ```
/// use backoffice::stock::replenishment::{Aim, OrderRule, Trial, seek_level};
///
/// let trial = Trial {
///     demand: vec![0.0, 0.0, 3.0, 5.0, 1.0], lead_times: vec![2, 3], holding_cost: 0.02, order_cost: 15.0,
///     shortage_cost: 4.0, lost_sales: false, periods: 10_000, warm_up: 100, seed: 7,
/// };
/// let chosen = seek_level(&trial, OrderRule::Fixed { level: 0.0, quantity: 40.0 }, Aim::FillRate(0.98), 1.0)?;
/// assert!(chosen.performance.fill_rate >= 0.98);
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn seek_level(trial: &Trial, rule: OrderRule, aim: Aim, step: f64) -> Result<Chosen> {
    let rule = rule.checked()?;
    let step = gate::positive("step", step)?;
    let drawn = Drawn::new(trial)?;
    // At this level the shelf holds all that a lead time can ask for.
    let last = (drawn.most / step).ceil();
    if last > STEPS {
        return Err(Error::invalid("step", gate::told(step), "this is too small for demand of that size"));
    }
    let at = |place: f64| {
        let rule = rule.at(place * step);
        drawn.run(rule.checked()?).map(|performance| Chosen { rule, performance })
    };
    let enough = |place: f64| -> Result<bool> {
        Ok(match aim {
            Aim::FillRate(wanted) => at(place)?.performance.fill_rate >= wanted,
            Aim::Cost => at(place)?.performance.cost <= at(place + 1.0)?.performance.cost,
        })
    };
    if let Aim::FillRate(wanted) = aim {
        gate::share("fill_rate", wanted)?;
    }
    let (mut low, mut high) = (0.0, last);
    while low < high {
        let middle = f64::midpoint(low, high).floor();
        if enough(middle)? {
            high = middle;
        } else {
            low = middle + 1.0;
        }
    }
    at(low)
}

/// A checked trial with its draws: of each period the demand, and the lead time of an order placed in it.
struct Drawn<'a> {
    trial: &'a Trial,
    draws: Vec<(f64, usize)>,
    longest: usize,
    /// The most that the longest lead time and a period can ask for.
    most: f64,
}

impl<'a> Drawn<'a> {
    fn new(trial: &'a Trial) -> Result<Self> {
        let demand = gate::series("demand", &trial.demand)?;
        if trial.lead_times.is_empty() {
            return Err(Error::missing("lead_times"));
        }
        for (place, periods) in trial.lead_times.iter().enumerate() {
            if *periods > LONGEST {
                let wanted = format!("write at most {LONGEST} periods");
                return Err(Error::invalid(&format!("lead_times.{place}"), periods, &wanted));
            }
        }
        gate::not_negative("holding_cost", trial.holding_cost)?;
        gate::not_negative("order_cost", trial.order_cost)?;
        gate::not_negative("shortage_cost", trial.shortage_cost)?;
        gate::count("periods", trial.periods, PERIODS)?;
        if trial.warm_up > PERIODS - trial.periods {
            let wanted = format!("with `periods` it may be at most {PERIODS}");
            return Err(Error::invalid("warm_up", trial.warm_up, &wanted));
        }
        let mut chance = Chance(trial.seed);
        let draws = (0..trial.warm_up + trial.periods)
            .map(|_| (chance.pick(demand).unwrap_or(0.0), chance.pick(&trial.lead_times).unwrap_or(0)));
        let draws = draws.collect();
        let longest = trial.lead_times.iter().copied().max().unwrap_or(0);
        let largest = demand.iter().copied().fold(0.0, f64::max);
        Ok(Self { trial, draws, longest, most: largest * gate::number(longest + 1) })
    }

    fn run(&self, rule: OrderRule) -> Result<Performance> {
        let trial = self.trial;
        // What arrives in which period, in a ring.
        let mut coming = vec![0.0; self.longest + 2];
        let ring = coming.len();
        // On hand less what is owed, and on order.
        let (mut net, mut ordered) = (rule.start(), 0.0);
        let mut sums = Sums::default();
        for (period, (demand, lead_time)) in self.draws.iter().enumerate() {
            if let Some(arriving) = coming.get_mut(period % ring) {
                net += *arriving;
                ordered -= *arriving;
                *arriving = 0.0;
            }
            let served = demand.min(net.max(0.0));
            net -= if trial.lost_sales { served } else { *demand };
            let order = rule.order(net + ordered);
            if order > 0.0
                && let Some(arriving) = coming.get_mut((period + 1 + lead_time) % ring)
            {
                *arriving += order;
                ordered += order;
            }
            if period >= trial.warm_up {
                sums.demand += demand;
                sums.served += served;
                sums.ready += f64::from(u8::from(served >= *demand));
                sums.stock += net.max(0.0);
                sums.short += if trial.lost_sales { demand - served } else { (-net).max(0.0) };
                sums.orders += f64::from(u8::from(order > 0.0));
            }
        }
        sums.performance(trial)
    }
}

/// What is counted over the periods.
#[derive(Default)]
struct Sums {
    demand: f64,
    served: f64,
    ready: f64,
    stock: f64,
    short: f64,
    orders: f64,
}

impl Sums {
    fn performance(&self, trial: &Trial) -> Result<Performance> {
        let periods = gate::number(trial.periods);
        let (stock, short, orders) = (self.stock / periods, self.short / periods, self.orders / periods);
        let cost = trial.holding_cost * stock + trial.order_cost * orders + trial.shortage_cost * short;
        Ok(Performance {
            fill_rate: if self.demand > 0.0 { self.served / self.demand } else { 1.0 },
            ready_rate: self.ready / periods,
            stock,
            short,
            orders,
            cost: gate::result("cost", cost)?,
        })
    }
}

/// Chance from the caller's seed: SplitMix64, in integers, the same everywhere.
struct Chance(u64);

impl Chance {
    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// One of them.
    fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        let wide = u128::from(self.next()) * from.len() as u128;
        from.get(usize::try_from(wide >> 64).ok()?).copied()
    }
}
