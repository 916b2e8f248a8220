//! The formulas of Erlang C and Erlang A, with brackets instead of roundings.
//!
//! With load a, n people and B(n) the share that finds n people busy when nobody waits (Erlang B), 1/B(0) = 1 and
//! 1/B(n) = 1 + n/a · 1/B(n−1): nothing is subtracted and each step divides by known whole numbers. Let T be the seconds
//! within which to answer and h the seconds of a call.
//!
//! Erlang C: the share that waits is C = n / ((n−a)/B(n) + a), the level 1 − C·e^(−(n−a)·T/h).
//!
//! Erlang A, with mean patience p, r = calls that arrive in it, c = n·p/h and y = e^(−T/p): let
//! F(z) = Σ zʲ / ((c+1)…(c+1+j)). In units of the chance that n−1 are in the queue, the states in which nobody waits come to
//! I = 1/B(n−1), those in which somebody does to W = a/n · (1 + r·F(r)); served are I + r·F(r), and in time
//! I + r·F(r) − r·e^(r(1−y))·y^(c+1)·F(r·y), all over I + W.

use super::wide::{Bracket, PRECISIONS, Ratio, Wide, decide};
use super::{Queue, Service};
use crate::error::{Code, Error, Result, exact};
use crate::scheduling::model::at_most;
use rust_decimal::Decimal;
use std::cmp::Ordering;

/// No queue is served by more people.
pub(super) const MOST: u64 = 20_000;

/// Bits of the first bracket.
const BITS: usize = 64;

/// A queue and what arrives at it, as fractions.
pub(super) struct Load {
    /// People who are busy on average when all are served: arrivals × handling time.
    erlang: Ratio,
    /// One over it.
    per_erlang: Ratio,
    /// Whether nobody calls.
    idle: bool,
    /// The share that may not be answered in time, and the share that is to be.
    missed: Ratio,
    level: Ratio,
    /// Seconds within which to answer, over the seconds of a call.
    within: Ratio,
    at_once: bool,
    patience: Option<Patience>,
    occupancy_at_most: Option<Ratio>,
    present: Ratio,
    handling: Ratio,
}

/// What Erlang A adds.
struct Patience {
    /// Mean seconds.
    seconds: Ratio,
    /// Calls that arrive in so many seconds, and the next whole number.
    arrivals: Ratio,
    arrivals_up: u64,
    /// Over the seconds of a call: above and below the line.
    calls: (u64, u64),
    /// Seconds within which to answer, over it.
    within: Ratio,
}

impl Load {
    pub fn of(queue: &Queue, calls: (&str, Decimal), minutes: i64) -> Result<Self> {
        let (field, value) = calls;
        if value.is_sign_negative() && !value.is_zero() {
            let message = format!("`{field}` is {value}: no fewer than none can call");
            return Err(Error::new(Code::NumberNegative, field, value, message));
        }
        let arrivals = number(field, value, 6)?;
        let handling = positive("handling_seconds", queue.handling_seconds, "the mean seconds of a call")?;
        let within = number("within_seconds", queue.within_seconds, 3)?;
        let (one, zero) = (Decimal::ONE, Decimal::ZERO);
        let level = share("level", queue.level, |level| zero < level && level < one, "above 0 and below 1")?;
        let shrinkage = queue.shrinkage.unwrap_or_default();
        share("shrinkage", shrinkage, |share| zero <= share && share < one, "from 0 up and below 1")?;
        let occupancy = queue.occupancy_at_most.map(|most| {
            share("occupancy_at_most", most, |most| zero < most && most <= one, "above 0 and 1 at most")
        });
        let occupancy_at_most = occupancy.transpose()?;

        let interval = Ratio::whole(60).times(&Ratio::whole(minutes.unsigned_abs()));
        let per_second = arrivals.over(&interval);
        let erlang = per_second.times(&handling);
        at_most(field, erlang.up().unwrap_or(u64::MAX), 10_000)?;
        let patience = queue.patience_seconds.map(|seconds| {
            let seconds = positive("patience_seconds", seconds, "the mean seconds until a caller gives up")?;
            let arrivals = per_second.times(&seconds);
            let arrivals_up = arrivals.up().unwrap_or(u64::MAX);
            at_most("patience_seconds", arrivals_up, 100_000)?;
            let calls = seconds.over(&handling).small();
            let calls = calls.ok_or_else(|| {
                Error::overflow("patience_seconds", queue.handling_seconds, "patience ÷ handling time")
            })?;
            Ok::<_, Error>(Patience { within: within.over(&seconds), seconds, arrivals, arrivals_up, calls })
        });
        Ok(Self {
            per_erlang: Ratio::whole(1).over(&erlang),
            erlang,
            idle: value.is_zero(),
            missed: complement(queue.level)?,
            level,
            at_once: queue.within_seconds.is_zero(),
            within: within.over(&handling),
            patience: patience.transpose()?,
            occupancy_at_most,
            present: complement(shrinkage)?,
            handling,
        })
    }

    /// The service of the fewest people that meet what is wanted.
    pub fn fewest(&self) -> Result<Service> {
        if self.idle {
            return Ok(self.nobody_calls(0));
        }
        // Fewer cannot be enough: who is served in time is served, and each takes his time.
        let least = self.erlang.times(&self.level).up().unwrap_or(MOST).max(1);
        let mut inverse = self.inverse(least - 1, BITS);
        for staff in least..=MOST {
            // `inverse` is 1/B(staff − 1).
            if self.not_too_busy(staff) && self.met(staff, &inverse) {
                return self
                    .service(staff)
                    .ok_or_else(|| Error::overflow("calls", staff, "people who answer"));
            }
            inverse = self.next(&inverse, staff, BITS);
        }
        Err(Error::overflow("level", MOST, "people who answer"))
    }

    /// How so many people serve; none when the queue grows for ever.
    pub fn service(&self, staff: u64) -> Option<Service> {
        if self.idle {
            return Some(self.nobody_calls(staff));
        }
        if staff == 0 || self.patience.is_none() && !self.stable(staff) {
            return None;
        }
        // Each figure at the first precision that tells its six decimals. What 1,024 bits leave open lies on such a
        // decimal, and that one it is.
        let mut figures = [None; 5];
        for bits in PRECISIONS {
            let Shares { all, in_time, waiting, abandoned, wait, busy } = self.shares(staff, bits);
            let (wait, over) = wait;
            // Without patience people are busy for a known fraction of the time, which may be a decimal exactly.
            let (busy, time) = if self.patience.is_some() {
                busy
            } else {
                let (load, unit) = self.erlang.parts();
                (Bracket::exact(load), Bracket::exact(unit.times_small(staff)))
            };
            let shares = [(in_time, &all), (waiting, &all), (wait, &over), (abandoned, &all), (busy, &time)];
            for ((above, below), figure) in shares.into_iter().zip(&mut figures) {
                let (low, high) = above.quotient(below, 6);
                if figure.is_none() && (low == high || PRECISIONS.last() == Some(&bits)) {
                    *figure = Some(high);
                }
            }
            if figures.iter().all(Option::is_some) {
                break;
            }
        }
        let [level, waiting, mean_wait_seconds, abandoned, occupancy] = figures.map(|figure| {
            Decimal::new(figure.and_then(|digits| i64::try_from(digits).ok()).unwrap_or(i64::MAX), 6)
        });
        Some(Service {
            staff: u32::try_from(staff).ok()?,
            rostered: self.rostered(staff),
            level,
            waiting,
            mean_wait_seconds,
            abandoned,
            occupancy,
        })
    }

    fn nobody_calls(&self, staff: u64) -> Service {
        Service {
            staff: u32::try_from(staff).unwrap_or(u32::MAX),
            rostered: self.rostered(staff),
            level: Decimal::ONE,
            waiting: Decimal::ZERO,
            mean_wait_seconds: Decimal::ZERO,
            abandoned: Decimal::ZERO,
            occupancy: Decimal::ZERO,
        }
    }

    fn rostered(&self, staff: u64) -> u32 {
        let rostered = Ratio::whole(staff).over(&self.present).up();
        rostered.and_then(|rostered| u32::try_from(rostered).ok()).unwrap_or(u32::MAX)
    }

    fn stable(&self, staff: u64) -> bool {
        self.erlang.cmp(&Ratio::whole(staff)).is_lt()
    }

    fn not_too_busy(&self, staff: u64) -> bool {
        let Some(most) = &self.occupancy_at_most else { return true };
        if self.patience.is_none() || self.erlang.cmp(&most.times(&Ratio::whole(staff))).is_le() {
            // Who gives up keeps nobody busy, so with patience people are less busy still.
            return self.erlang.cmp(&most.times(&Ratio::whole(staff))).is_le();
        }
        let order = decide(|bits| {
            let (busy, time) = self.shares(staff, bits).busy;
            busy.against(&time.by(most))
        });
        order.is_some_and(Ordering::is_le)
    }

    /// 1/B(n) from 1/B(n−1).
    fn next(&self, before: &Bracket, n: u64, bits: usize) -> Bracket {
        before.times_small(n).by(&self.per_erlang).plus(&Bracket::whole(1, bits))
    }

    /// 1/B(n).
    fn inverse(&self, n: u64, bits: usize) -> Bracket {
        (1..=n).fold(Bracket::whole(1, bits), |inverse, n| self.next(&inverse, n, bits))
    }

    /// Whether so many people reach the level; `inverse` is 1/B(staff − 1) at the first precision.
    fn met(&self, staff: u64, inverse: &Bracket) -> bool {
        if self.patience.is_none() && !self.stable(staff) {
            return false;
        }
        let ask = |bits: usize| {
            let shares = match bits {
                BITS => self.shares_from(staff, inverse, bits),
                _ => self.shares(staff, bits),
            };
            shares.in_time.against(&shares.all.by(&self.level))
        };
        // Answered at once the share of Erlang C is a fraction, which can be the level to the last digit: then it is met.
        // Otherwise what 1,024 bits leave open is taken as not met, which is the safe side.
        let exact = || self.at_once && self.patience.is_none() && self.met_at_once(staff);
        decide(ask).map_or_else(exact, Ordering::is_ge)
    }

    /// As `met`, of Erlang C at once, in whole numbers: C ≤ 1 − level.
    fn met_at_once(&self, staff: u64) -> bool {
        let ((load, unit), (missed, of)) = (self.erlang.parts(), self.missed.parts());
        // 1/B(n) · loadⁿ, and loadⁿ.
        let (mut inverse, mut power) = (Wide::new(1), Wide::new(1));
        for n in 1..=staff {
            power = power.times(&load);
            inverse = inverse.times(&unit).times_small(n).plus(&power);
        }
        let spare = unit.times_small(staff).less(&load);
        let all = spare.times(&inverse).plus(&load.times(&power));
        unit.times_small(staff).times(&of).times(&power) <= missed.times(&all)
    }

    fn shares(&self, staff: u64, bits: usize) -> Shares {
        self.shares_from(staff, &self.inverse(staff.saturating_sub(1), bits), bits)
    }

    fn shares_from(&self, staff: u64, inverse: &Bracket, bits: usize) -> Shares {
        match &self.patience {
            Some(patience) => self.impatient(patience, staff, inverse, bits),
            None => self.patient(staff, inverse, bits),
        }
    }

    /// Erlang C.
    fn patient(&self, staff: u64, inverse: &Bracket, bits: usize) -> Shares {
        let people = Bracket::whole(staff, bits);
        let load = Bracket::of(&self.erlang, bits);
        let spare = people.less(&load);
        let all = spare.times(&self.next(inverse, staff, bits), bits).plus(&load);
        let late = people.times(&spare.by(&self.within).exp_minus(bits), bits);
        Shares {
            in_time: all.less(&late),
            wait: (people.by(&self.handling), all.times(&spare, bits)),
            waiting: people.clone(),
            abandoned: Bracket::whole(0, bits),
            busy: (load, people),
            all,
        }
    }

    /// Erlang A.
    fn impatient(&self, patience: &Patience, staff: u64, inverse: &Bracket, bits: usize) -> Shares {
        let one = Bracket::whole(1, bits);
        let r = Bracket::of(&patience.arrivals, bits);
        let y = one.by(&patience.within).exp_minus(bits);
        let served_late = patience.series(staff, &r, bits).by(&patience.arrivals);
        let waiting = one.plus(&served_late).by(&self.erlang.over(&Ratio::whole(staff)));
        let served = inverse.plus(&served_late);
        let all = inverse.plus(&waiting);

        // e^(r(1−y)) · y^(c+1): the exponent may be above or below zero.
        let up = r.times(&one.less(&y), bits);
        let down = one.by(&self.within.times(&Ratio::whole(staff))).plus(&one.by(&patience.within));
        let factor = up.less(&down).exp(bits).times(&down.less(&up).exp_minus(bits), bits);
        let rest = patience.series(staff, &r.times(&y, bits), bits).by(&patience.arrivals);
        let abandoned = all.less(&served);
        Shares {
            in_time: served.less(&factor.times(&rest, bits)),
            wait: (abandoned.by(&patience.seconds), all.clone()),
            busy: (served.by(&self.erlang), all.by(&Ratio::whole(staff))),
            waiting,
            abandoned,
            all,
        }
    }
}

impl Patience {
    /// F(z) for a z of at most `arrivals`.
    fn series(&self, staff: u64, z: &Bracket, bits: usize) -> Bracket {
        let (above, below) = self.calls;
        let base = u128::from(staff) * u128::from(above);
        let (mut sum, mut term) = (Bracket::whole(0, bits), Bracket::whole(1, bits));
        for j in 1_u64.. {
            // c + j, in units of 1/below; the bounds on time and staff keep it within 64 bits.
            let divisor = base + u128::from(j) * u128::from(below);
            let step = Ratio::whole(below).over(&Ratio::whole(u64::try_from(divisor).unwrap_or(u64::MAX)));
            term = if j == 1 { term } else { term.times(z, bits) }.by(&step);
            sum = sum.plus(&term);
            let falls = 2 * u128::from(self.arrivals_up) * u128::from(below) <= divisor;
            if falls && term.high <= Wide::new(1) {
                // Each further term is at most half the one before it.
                sum.high = sum.high.plus(&term.high);
                break;
            }
        }
        sum
    }
}

/// Shares of the callers, all in one unit; and quotients that are no shares.
struct Shares {
    all: Bracket,
    in_time: Bracket,
    waiting: Bracket,
    abandoned: Bracket,
    wait: (Bracket, Bracket),
    busy: (Bracket, Bracket),
}

fn number(field: &str, value: Decimal, decimals: u32) -> Result<Ratio> {
    let read = Ratio::of(value).filter(|_| value.normalize().scale() <= decimals && value < dec!(1000000000));
    read.ok_or_else(|| {
        let wanted =
            format!("write a number from 0 up, less than a milliard, with {decimals} decimals at most");
        Error::invalid(field, value, &wanted)
    })
}

fn positive(field: &str, value: Decimal, what: &str) -> Result<Ratio> {
    let seconds = number(field, value, 3).ok().filter(|_| !value.is_zero() && value <= dec!(1000000));
    seconds.ok_or_else(|| {
        let wanted = format!("write {what}: above 0, 1000000 at most, with 3 decimals at most");
        Error::invalid(field, value, &wanted)
    })
}

fn share(field: &str, value: Decimal, fits: impl Fn(Decimal) -> bool, wanted: &str) -> Result<Ratio> {
    let read = Ratio::of(value).filter(|_| fits(value) && value.normalize().scale() <= 12);
    read.ok_or_else(|| {
        Error::invalid(
            field,
            value,
            &format!("write a share {wanted}, such as 0.8 for 80 %, with 12 decimals at most"),
        )
    })
}

/// What is left of 1.
fn complement(value: Decimal) -> Result<Ratio> {
    let rest = exact::subtract(Decimal::ONE, value).and_then(Ratio::of);
    rest.ok_or_else(|| Error::overflow("share", value, "1 less a share"))
}
