//! Random figures: realistic ones, and those at the edges where a rule turns.

use crate::chance::Chance;
use backoffice::{Currency, Decimal, Mode, Money, NaiveDate, PayFrequency, error::exact, law::RulePack};

/// The modes of rounding that a profile may ask for.
const MODES: [Mode; 7] =
    [Mode::HalfEven, Mode::HalfUp, Mode::HalfDown, Mode::Down, Mode::Up, Mode::Floor, Mode::Ceiling];

/// By what a yearly figure of a pack is divided to become one of a pay period.
const PARTS: [i64; 12] = [1, 1, 1, 2, 4, 12, 12, 13, 24, 26, 52, 360];

/// The amounts at which rules of a pack turn, in minor units of its currency.
///
/// # Panics
/// Never: what is no amount of the currency is left out.
pub fn edges(pack: &RulePack, day: NaiveDate) -> Vec<i64> {
    let minor = |value: Decimal| {
        let units = exact::multiply(value, Decimal::from(10u32.pow(pack.currency().minor_digits())))?;
        i64::try_from(units.trunc()).ok().filter(|units| (1..1_000_000_000_000).contains(units))
    };
    let amounts = pack.keys().filter_map(|key| pack.amount(key, day).ok()).map(|figure| figure.value);
    let scales = pack.keys().filter_map(|key| pack.scale(key, day).ok());
    let begins = scales.flat_map(|scale| scale.bands.into_iter().map(|band| band.above));
    let mut edges: Vec<_> = amounts.chain(begins).filter_map(minor).collect();
    edges.sort_unstable();
    edges.dedup();
    edges
}

/// One case's chance, on its pay day.
pub struct Draw<'a> {
    chance: Chance,
    /// The pay day.
    pub day: NaiveDate,
    currency: Currency,
    edges: &'a [i64],
}

impl<'a> Draw<'a> {
    /// A draw whose amounts often lie at `edges`.
    pub fn new(chance: Chance, day: NaiveDate, currency: Currency, edges: &'a [i64]) -> Self {
        Self { chance, day, currency, edges }
    }

    /// A number up to `high`, included.
    pub fn upto(&mut self, high: u32) -> u32 {
        self.chance.between(0, high)
    }

    /// True once in so many times.
    pub fn one_in(&mut self, times: u32) -> bool {
        self.chance.between(1, times) == 1
    }

    /// One of them.
    ///
    /// # Panics
    /// When there is none.
    pub fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        let last = u32::try_from(of.len()).unwrap_or(1) - 1;
        of[self.upto(last) as usize]
    }

    /// What `draw` gives, once in so many times.
    pub fn perhaps<T>(&mut self, times: u32, draw: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.one_in(times) { Some(draw(self)) } else { None }
    }

    /// Minor units: of a realistic amount up to `usual`, of nothing, of an edge and one beside it, or of very many.
    pub fn units(&mut self, usual: u32) -> i64 {
        match self.upto(63) {
            0..=3 => 0,
            4..=5 => self.upto(200).into(),
            6..=29 if !self.edges.is_empty() => {
                let edges = self.edges;
                let (edge, part) = (self.pick(edges), self.pick(&PARTS));
                (edge / part + self.pick(&[-1, 0, 0, 1])).max(0)
            }
            30 => i64::from(self.upto(u32::MAX)) * i64::from(self.upto(5_000)),
            31..=33 => i64::from(self.upto(usual)) * 10,
            34..=40 => i64::from(self.upto(usual / 100)) * 100,
            _ => self.upto(usual).into(),
        }
    }

    /// The same as money.
    pub fn money(&mut self, usual: u32) -> Money {
        Money::minor(self.units(usual), self.currency)
    }

    /// Nothing.
    pub fn nothing(&self) -> Money {
        Money::zero(self.currency)
    }

    /// A part of an amount: nothing, all of it, or some.
    pub fn part(&mut self, of: Money) -> Money {
        let units = i64::try_from(of.amount().mantissa()).unwrap_or_default();
        let part = match self.upto(7) {
            0 => 0,
            1 => units,
            _ => i64::try_from(i128::from(units) * i128::from(self.upto(1_000_000)) / 1_000_000)
                .unwrap_or_default(),
        };
        Money::minor(part, self.currency)
    }

    /// A number with so many decimals, up to `high` in units of the last.
    pub fn decimal(&mut self, high: u32, decimals: u32) -> Decimal {
        Decimal::new(self.upto(high).into(), decimals)
    }

    /// A mode of rounding.
    pub fn mode(&mut self) -> Mode {
        self.pick(&MODES)
    }

    /// A day before the pay day, up to so many days.
    pub fn before(&mut self, days: u32) -> NaiveDate {
        let days = self.upto(days).into();
        self.day.checked_sub_days(chrono::Days::new(days)).unwrap_or(self.day)
    }

    /// A frequency: one of the usual ones, or once in a while any.
    pub fn frequency(&mut self, usual: &[PayFrequency]) -> PayFrequency {
        if self.one_in(40) {
            return self.pick(&[
                PayFrequency::Daily,
                PayFrequency::Weekly,
                PayFrequency::Fortnightly,
                PayFrequency::FourWeekly,
                PayFrequency::SemiMonthly,
                PayFrequency::Monthly,
                PayFrequency::Quarterly,
                PayFrequency::SemiAnnual,
                PayFrequency::Annual,
            ]);
        }
        self.pick(usual)
    }
}
