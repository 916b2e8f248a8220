//! The judge: what is stated against what follows from it.

use super::{
    number::{self, Half, Read, read},
    report::{RuleFinding, Strength},
    stated::Stated,
};
use crate::{error::exact, money::Currency};
use rust_decimal::Decimal;
use std::borrow::Cow;

/// A figure that follows from others; what stands in the way where it does not.
pub(super) type Computed = Result<Decimal, String>;

/// Gathers what is found.
pub(super) struct Judge<'a> {
    pub stated: &'a Stated,
    pub strength: Strength,
    /// Digits to which tax is rounded at [`Strength::Exact`].
    pub digits: u32,
    pub findings: Vec<RuleFinding>,
}

impl<'a> Judge<'a> {
    pub fn new(stated: &'a Stated, strength: Strength) -> Self {
        let currency = stated.currency.as_deref().and_then(|code| Currency::parse(code.trim()).ok());
        let digits = currency.map_or(2, |currency| currency.minor_digits().min(2));
        Self { stated, strength, digits, findings: vec![] }
    }

    pub fn official(&self) -> bool {
        self.strength == Strength::Official
    }

    pub fn found(&mut self, finding: RuleFinding) {
        self.findings.push(finding);
    }

    /// A finding without a figure.
    pub fn tell(&mut self, rule: &'static str, field: String, stated: Option<&str>, message: String) {
        self.found(RuleFinding {
            rule: Cow::Borrowed(rule),
            field,
            stated: stated.map(str::to_owned),
            computed: None,
            difference: None,
            message,
        });
    }

    /// Something that has to be there and is not.
    pub fn needs(
        &mut self,
        rule: &'static str,
        value: Option<&str>,
        what: &str,
        field: impl FnOnce() -> String,
    ) {
        if value.is_none() {
            let field = field();
            self.tell(rule, field, None, format!("{what} is missing"));
        }
    }

    /// A finding of a figure that is not what it should be.
    pub fn differs(&mut self, rule: &'static str, field: String, stated: Option<&str>, computed: Decimal) {
        let difference = match read(stated) {
            Read::Number(number) => exact::subtract(number, computed),
            Read::Missing => exact::subtract(Decimal::ZERO, computed),
            Read::Unreadable => None,
        };
        let computed = computed.normalize();
        let message = match (stated, difference) {
            (None, _) => format!("it is missing, and should be {computed}"),
            (Some(stated), Some(by)) => {
                format!("`{stated}` should be {computed}: it is off by {}", by.normalize())
            }
            (Some(stated), None) => format!("`{stated}` should be {computed}"),
        };
        self.found(RuleFinding {
            rule: Cow::Borrowed(rule),
            field,
            stated: stated.map(str::to_owned),
            computed: Some(computed),
            difference: difference.map(|by| by.normalize()),
            message,
        });
    }

    /// Judges a stated figure against a computed one; `fits` says whether two numbers agree. Nothing stated is zero.
    pub fn compare(
        &mut self,
        rule: &'static str,
        field: impl FnOnce() -> String,
        stated: Option<&str>,
        computed: Computed,
        fits: impl FnOnce(Decimal, Decimal) -> bool,
    ) {
        match (read(stated), computed) {
            (Read::Unreadable, _) => {
                let text = stated.unwrap_or_default();
                let message = format!("`{text}` is not a number of at most 28 digits");
                self.tell(rule, field(), stated, message);
            }
            (_, Err(why)) => self.tell(rule, field(), stated, why),
            (Read::Number(number), Ok(computed)) => {
                if !fits(number, computed) {
                    self.differs(rule, field(), stated, computed);
                }
            }
            (Read::Missing, Ok(computed)) => {
                if !fits(Decimal::ZERO, computed) {
                    self.differs(rule, field(), stated, computed);
                }
            }
        }
    }

    /// A sum as it is compared: as it is, or at the official strength rounded to two digits, halves upwards.
    pub fn sum(&self, computed: Computed) -> Computed {
        let sum = computed?;
        if !self.official() {
            return Ok(sum);
        }
        number::round(sum, 2, Half::Upwards).ok_or_else(|| too_long(&sum))
    }
}

fn too_long(number: &Decimal) -> String {
    format!("{number} is too long to be judged exactly")
}

/// The sum of stated figures with their signs; what is missing counts as zero.
pub(super) fn add<'a>(terms: impl IntoIterator<Item = (bool, Option<&'a str>)>) -> Computed {
    let mut sum = Decimal::ZERO;
    for (taken, text) in terms {
        sum = step(sum, taken, text)?;
    }
    Ok(sum)
}

/// One term more, or less.
pub(super) fn step(sum: Decimal, taken: bool, text: Option<&str>) -> Computed {
    let number = match read(text) {
        Read::Missing => return Ok(sum),
        Read::Unreadable => {
            return Err(format!("`{}` is part of its sum and no number", text.unwrap_or_default()));
        }
        Read::Number(number) => number,
    };
    let next = if taken { exact::subtract(sum, number) } else { exact::add(sum, number) };
    next.ok_or_else(|| too_long(&number))
}

/// Base × per cent ÷ 100, rounded.
pub(super) fn tax(base: Option<&str>, percent: Decimal, digits: u32, half: Half, size: bool) -> Computed {
    let base = add([(false, base)])?;
    let base = if size { base.abs() } else { base };
    exact::multiply(base, percent)
        .and_then(|product| exact::multiply(product, Decimal::new(1, 2)))
        .and_then(|product| number::round(product, digits, half))
        .ok_or_else(|| too_long(&base))
}

/// Whether two numbers are less than one whole unit apart; by their sizes alone where `size` says so.
pub(super) fn within_one(stated: Decimal, computed: Decimal, size: bool) -> bool {
    let (a, b) = if size { (stated.abs(), computed.abs()) } else { (stated, computed) };
    exact::subtract(a, b).is_some_and(|difference| difference.abs() < Decimal::ONE)
}
