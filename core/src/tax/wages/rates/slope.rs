//! The third form of number: an amount that knows how it changes with the pay.
//!
//! The pay is left open: amounts are polynomials of it. A comparison is decided as it stands at the pay of the case, and
//! lowers the horizon, the last pay up to which it is decided in the same way; so up to the horizon the polynomials are the
//! rule. What never met the pay is rounded as the law says; what did is not rounded at all, a ceiling that it reached included.

use super::polynomial::Polynomial;
use crate::{
    money::{Rounding, number::Number},
    trace::{Step, Tracer},
};
use rust_decimal::Decimal;
use std::{
    cell::Cell,
    ops::{Add, Sub},
};

/// Where the rule is looked at, and how far what is seen there holds.
pub(in crate::tax::wages) struct Scene {
    /// The pay in minor units.
    pub(super) at: i64,
    /// The decimals of a minor unit.
    pub(super) digits: u32,
    horizon: Cell<i64>,
    /// What was compared with where the horizon lies.
    limits: Cell<Vec<Polynomial>>,
    /// Whether a comparison could not be decided.
    undecided: Cell<bool>,
}

impl Scene {
    /// Looking at a pay, no further than `through`.
    pub(super) fn new(at: i64, through: i64, digits: u32) -> Self {
        let (horizon, limits, undecided) = (Cell::new(through), Cell::default(), Cell::new(false));
        Self { at, digits, horizon, limits, undecided }
    }

    pub(super) fn horizon(&self) -> i64 {
        self.horizon.get()
    }

    pub(super) fn limits(&self) -> Vec<Polynomial> {
        self.limits.take()
    }

    /// A decision by the sign of `difference`, which came out as `holds` tells.
    fn decided(&self, difference: Polynomial, limit: Option<Polynomial>, holds: impl Fn(i128) -> bool) {
        let horizon = self.horizon.get();
        let Some(last) = difference.last(self.at, horizon.saturating_add(1), holds) else {
            self.undecided.set(true);
            return;
        };
        if last > horizon {
            return;
        }
        let mut limits = if last < horizon { Vec::new() } else { self.limits.take() };
        limits.extend(limit);
        self.limits.set(limits);
        self.horizon.set(last);
    }

    /// Whether the greater of a pair is the first, by their difference; where both are the same, what is so just below decides:
    /// a pay at a limit still lies in what ends there. Below no pay there is nothing, so there it is what is so just above.
    fn is_greater(&self, difference: Polynomial, limit: Option<Polynomial>) -> bool {
        let sign = |x: i64| difference.above_zero(x).map(i128::signum);
        let there = match sign(self.at) {
            Some(0) => {
                if self.at > 0 { self.at.checked_sub(1) } else { self.at.checked_add(1) }.and_then(sign)
            }
            sign => sign,
        };
        let Some(there) = there else {
            self.undecided.set(true);
            return false;
        };
        let greater = there > 0;
        self.decided(difference, limit, |value| if greater { value >= 0 } else { value <= 0 });
        greater
    }

    fn exceeds(&self, difference: Polynomial, limit: Option<Polynomial>) -> bool {
        let Some(value) = difference.above_zero(self.at) else {
            self.undecided.set(true);
            return false;
        };
        let exceeds = value > 0;
        self.decided(difference, limit, |value| (value > 0) == exceeds);
        exceeds
    }
}

/// An amount as a polynomial of the pay; None once it was lost.
#[derive(Clone, Copy)]
pub(super) struct Slope<'s> {
    pub(super) value: Option<Polynomial>,
    /// Of what hangs on the pay.
    scene: Option<&'s Scene>,
}

impl<'s> Slope<'s> {
    const fn lost() -> Self {
        Self { value: None, scene: None }
    }

    /// Rounded, when it never met the pay.
    fn settled(self, by: Rounding) -> Self {
        if self.scene.is_some() { self } else { self.map(|value| value.rounded(by)) }
    }

    fn map(self, f: impl FnOnce(Polynomial) -> Option<Polynomial>) -> Self {
        Self { value: self.value.and_then(f), ..self }
    }

    fn with(self, other: Self, f: impl FnOnce(Polynomial, Polynomial) -> Option<Polynomial>) -> Self {
        let value = self.value.zip(other.value).and_then(|(a, b)| f(a, b));
        Self { value, scene: self.scene.or(other.scene) }
    }

    /// Their difference, with the place where it is decided about when it hangs on the pay.
    fn against(self, other: Self) -> Option<(Polynomial, Option<&'s Scene>)> {
        let scene = self.scene.or(other.scene);
        let (a, b) = self.value.zip(other.value)?;
        let difference = a.subtract(b);
        if let (None, Some(scene)) = (difference, scene) {
            scene.undecided.set(true);
        }
        let difference = difference?;
        Some((difference, scene.filter(|_| !difference.is_constant())))
    }

    /// Which of the two does not hang on the pay: a limit of the law.
    fn limit(self, other: Self) -> Option<Polynomial> {
        [other, self].into_iter().filter_map(|amount| amount.value).find(Polynomial::is_constant)
    }

    /// Whether the first is the greater.
    fn is_greater(self, other: Self) -> Option<bool> {
        let (difference, scene) = self.against(other)?;
        Some(match scene {
            Some(scene) => scene.is_greater(difference, self.limit(other)),
            None => difference.above_zero(0)? > 0,
        })
    }

    /// The greater of what it exceeds `threshold` by and zero.
    fn excess(self, threshold: Self) -> Self {
        match self.is_greater(threshold) {
            Some(true) => self - threshold,
            Some(false) => Self { value: Some(Polynomial::ZERO), scene: self.scene.or(threshold.scene) },
            None => Self::lost(),
        }
    }
}

impl Add for Slope<'_> {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        self.with(other, Polynomial::add)
    }
}

impl Sub for Slope<'_> {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self.with(other, Polynomial::subtract)
    }
}

impl Number for Slope<'_> {
    type Factor = Decimal;

    fn zero() -> Self {
        Self { value: Some(Polynomial::ZERO), scene: None }
    }
    fn exact(amount: Decimal) -> Option<Self> {
        Some(Self { value: Some(Polynomial::constant(amount)?), scene: None })
    }
    fn factor(rate: Decimal) -> Option<Decimal> {
        Some(rate)
    }
    fn read(self) -> Option<Decimal> {
        self.value.and_then(|value| value.exact())
    }
    fn at_most(self, limit: Self) -> Self {
        match self.is_greater(limit) {
            Some(true) => Self { scene: self.scene.or(limit.scene), ..limit },
            Some(false) => Self { scene: self.scene.or(limit.scene), ..self },
            None => Self::lost(),
        }
    }
    fn at_least(self, limit: Self) -> Self {
        match self.is_greater(limit) {
            Some(true) => Self { scene: self.scene.or(limit.scene), ..self },
            Some(false) => Self { scene: self.scene.or(limit.scene), ..limit },
            None => Self::lost(),
        }
    }
    fn exceeds(self, limit: Self) -> bool {
        let Some((difference, scene)) = self.against(limit) else { return false };
        match scene {
            Some(scene) => scene.exceeds(difference, self.limit(limit)),
            None => difference.above_zero(0).is_some_and(|value| value > 0),
        }
    }
    fn rounded(self, by: Rounding) -> Self {
        self.settled(by)
    }
    fn ratio(self, times: u32, per: u32, by: Rounding) -> Self {
        self.map(|value| value.times(times.into(), per.into())).settled(by)
    }
    fn shares_per(parts: impl IntoIterator<Item = (Self, Decimal)>, per: u32, by: Rounding) -> Self {
        let products = parts.into_iter().map(|(amount, rate)| amount.map(|amount| amount.by_decimal(rate)));
        products.fold(Self::zero(), |sum, product| sum + product).ratio(1, per, by)
    }
    fn portion(self, part: Self, whole: Self, by: Rounding) -> Self {
        self.with(part, Polynomial::product).with(whole, Polynomial::divided).settled(by)
    }
    fn curve(self, a: Decimal, b: Decimal, c: Self, per: u32, by: Rounding) -> Self {
        let y = self.map(|value| value.times(1, per.into()));
        let square = y.with(y, Polynomial::product).map(|square| square.by_decimal(a));
        (square + y.map(|y| y.by_decimal(b)) + c).settled(by)
    }
    fn between(self, low: Self, high: Self) -> Self {
        self.at_most(high).excess(low)
    }
    fn above(self, threshold: Self) -> Self {
        self.excess(threshold)
    }
}

/// Takes the notes of a rule, and leaves the pay open.
pub(super) struct Watch<'s> {
    scene: &'s Scene,
    pub(super) notes: Vec<(&'static Step, u16, Option<Polynomial>)>,
}

impl<'s> Watch<'s> {
    pub(super) fn new(scene: &'s Scene) -> Self {
        Self { scene, notes: Vec::new() }
    }

    /// What is sure of a value: nothing once a comparison could not be decided.
    pub(super) fn sure(&self, value: Slope<'_>) -> Option<Polynomial> {
        value.value.filter(|_| !self.scene.undecided.get())
    }
}

impl<'s> Tracer<Slope<'s>> for Watch<'s> {
    fn note(&mut self, step: &'static Step, index: u16, value: Slope<'s>) -> Slope<'s> {
        self.notes.push((step, index, self.sure(value)));
        value
    }

    fn paid(&mut self, amount: Slope<'s>) -> Slope<'s> {
        let Scene { at, digits, .. } = *self.scene;
        let value = amount.value.and_then(|amount| Polynomial::pay(amount, at, digits));
        Slope { value, scene: Some(self.scene) }
    }

    fn rounded(&mut self, unrounded: Slope<'s>, _: Slope<'s>) -> Slope<'s> {
        unrounded
    }

    fn unfollowed(&mut self, _: Slope<'s>) -> Slope<'s> {
        Slope::lost()
    }
}
