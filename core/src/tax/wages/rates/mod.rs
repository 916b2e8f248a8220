//! What one more unit of pay bears, and where that changes.
//!
//! Three questions about a [`Payment`] of a [`Profile`], all with the regular pay as what varies:
//!
//! - [`marginal`]: how much each line changes for a step of pay, by the real rule with all its roundings;
//! - [`statutory_rate`]: what the law's own rates come to for pay like this, the product of the rates of the bands in which
//!   every intermediate figure lies, nothing rounded;
//! - [`kinks`]: the places in a range of pay where that rate changes, or the unrounded amount jumps, each with the parameter
//!   of the law that makes it. They are found by construction: the rule itself is run over amounts that are polynomials of the
//!   pay, and every comparison in it tells how far it holds. Steps of rounding are no kinks.
//!
//! The pay that varies is what of [`Payment::taxable`] is regular, without [`Payment::non_periodic`]. Taxable and contributory
//! pay rise by the same amount: where they differ in the payment that is given, they keep their difference. All else is held:
//! the figures to date, the part not in cash, the non-periodic part, and what a profile says in amounts of its own (Canada's
//! `insurable`).
//!
//! Pay at a limit lies in the band that ends there, unless the law says that the next band begins with it.
//!
//! A rate is exact as a fraction and seldom as a decimal, so each call takes the [`Rounding`] of its rates.
//!
//! Egypt: with a taxable income of more than 600,000 a year the lowest band vanishes, and the tax jumps:
//!
//! ```
//! use backoffice::{
//!     Mode, Money, PayFrequency, Rounding, currency::EGP, date, dec,
//!     law::RulePack,
//!     tax::wages::{Payment, Profile, eg, rates::{PayRange, kinks}},
//! };
//!
//! let law = RulePack::embedded(eg::PACK)?;
//! let mona = eg::Profile::new(eg::Exemption::Personal, eg::Compared::AfterExemption, Mode::HalfUp);
//! let mona = Profile::Eg(mona);
//! let pay = |amount| Money::new(amount, EGP);
//! let payment = Payment::new(date(2026, 5, 31)?, PayFrequency::Monthly, pay(dec!(50000))?);
//! let range = PayRange::new(pay(dec!(50000))?, pay(dec!(60000))?);
//! let found = kinks(&mona, &payment, &range, Rounding::of(1, 6, Mode::HalfUp), &law)?;
//! let kink = found.kinks.iter().find(|kink| kink.limit == Some(dec!(600000))).unwrap();
//! assert_eq!((kink.code.as_str(), kink.cited[0].key.as_str()), ("eg.salary_tax", "tax.vanish.1"));
//! assert!(kink.jump > dec!(0));
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! # Errors
//! Those of [`assess`](super::assess); `number.out_of_range` for pay beyond 64 bits of minor units. What cannot be followed is
//! no error: the line says so by itself, and no rate is made up for it.

mod kinks;
mod piece;
mod polynomial;
mod slope;
#[cfg(test)]
mod tests;

pub use kinks::kinks;
pub(super) use piece::Piece;
pub(super) use slope::Scene;

use super::{Assessment, Line, Payer, Payment, Prepared, Profile};
use crate::{
    error::{Code, Error, Result, exact},
    law::RulePack,
    money::{Currency, Money, Rounding, number},
    trace::Citation,
};
use chrono::NaiveDate;
use polynomial::Polynomial;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What a step of pay changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marginal {
    /// The regular pay from which the step is taken.
    pub pay: Money,
    /// The step.
    pub step: Money,
    /// Each line.
    pub lines: Vec<MarginalLine>,
    /// All that is withheld.
    pub employee: MarginalTotal,
    /// All that the employer bears on top.
    pub employer: MarginalTotal,
    /// The rule pack's id.
    pub pack: String,
    /// Its revision.
    pub revision: String,
}

/// What a step of pay changes in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarginalLine {
    /// The line's code, such as `uk.ni`.
    pub code: String,
    /// What the person at the desk calls it.
    pub name: String,
    /// Who bears it.
    pub payer: Payer,
    /// How much more of it is due with the step than without, every rounding of the rule included.
    pub change: Money,
    /// `change` ÷ the step, as a fraction, rounded as the call says.
    #[serde(with = "exact::text")]
    pub rate: Decimal,
    /// The statutory rate where the step begins; none where it could not be followed.
    #[serde(default, with = "exact::text_option", skip_serializing_if = "Option::is_none")]
    pub statutory: Option<Decimal>,
}

/// What a step of pay changes in all that one payer bears.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarginalTotal {
    /// The sum of the changes.
    pub change: Money,
    /// `change` ÷ the step, as a fraction, rounded as the call says.
    #[serde(with = "exact::text")]
    pub rate: Decimal,
    /// The sum of the statutory rates, rounded once; none where one of them could not be followed.
    #[serde(default, with = "exact::text_option", skip_serializing_if = "Option::is_none")]
    pub statutory: Option<Decimal>,
}

/// What the law's own rates come to for a pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatutoryRate {
    /// The regular pay.
    pub pay: Money,
    /// Each line.
    pub lines: Vec<RateLine>,
    /// The sum of the employee's rates, rounded once; none where one of them could not be followed.
    #[serde(default, with = "exact::text_option", skip_serializing_if = "Option::is_none")]
    pub employee: Option<Decimal>,
    /// The sum of the employer's, likewise.
    #[serde(default, with = "exact::text_option", skip_serializing_if = "Option::is_none")]
    pub employer: Option<Decimal>,
    /// The rule pack's id.
    pub pack: String,
    /// Its revision.
    pub revision: String,
}

/// The statutory rate of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateLine {
    /// The line's code, such as `uk.ni`.
    pub code: String,
    /// What the person at the desk calls it.
    pub name: String,
    /// Who bears it.
    pub payer: Payer,
    /// How much of one more unit of pay it takes, as a fraction; none where that could not be followed.
    #[serde(default, with = "exact::text_option", skip_serializing_if = "Option::is_none")]
    pub rate: Option<Decimal>,
    /// The step of the rule from which on it could not be followed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_followed_from: Option<String>,
}

/// A range of regular pay, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayRange {
    /// The least pay.
    pub from: Money,
    /// The greatest.
    pub to: Money,
    /// The most pieces of the rule that are looked at, at some 10 to 100 µs each; more are refused.
    #[serde(default = "most_pieces")]
    pub most_pieces: u32,
}

/// Some hundred are met in the whole of a country's law.
const fn most_pieces() -> u32 {
    10_000
}

impl PayRange {
    /// That range, of up to 10,000 pieces.
    pub const fn new(from: Money, to: Money) -> Self {
        Self { from, to, most_pieces: most_pieces() }
    }
}

/// The kinks in a range of pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kinks {
    /// The least pay that was looked at.
    pub from: Money,
    /// The greatest.
    pub to: Money,
    /// The kinks, the lowest first; one for each line that has one there.
    pub kinks: Vec<Kink>,
    /// What could not be followed, and where: kinks there are not known.
    #[serde(default)]
    pub not_followed: Vec<NotFollowed>,
    /// The rule pack's id.
    pub pack: String,
    /// Its revision.
    pub revision: String,
}

/// A place where the statutory rate of a line changes, or its unrounded amount jumps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kink {
    /// The greatest pay, to the minor unit, up to which the rule below the kink holds.
    pub after: Money,
    /// The line's code, such as `uk.ni`.
    pub code: String,
    /// What the person at the desk calls it.
    pub name: String,
    /// Who bears it.
    pub payer: Payer,
    /// The statutory rate up to there.
    #[serde(with = "exact::text")]
    pub rate_before: Decimal,
    /// The statutory rate from there on.
    #[serde(with = "exact::text")]
    pub rate_after: Decimal,
    /// By how much the unrounded amount jumps there; below zero it falls.
    #[serde(with = "exact::text")]
    pub jump: Decimal,
    /// The first and deepest step of the rule that is another beyond the kink, such as `eg.tax.annual`.
    pub step: String,
    /// Its name.
    pub step_name: String,
    /// The figure with which the rule compared: a threshold, where it is one figure.
    #[serde(default, with = "exact::text_option", skip_serializing_if = "Option::is_none")]
    pub limit: Option<Decimal>,
    /// Where it stands in the law: the parameter that holds that figure or that it was made from, or the scale one of whose bands
    /// begins there; where there is none, all that the step rests on, or its parts do.
    pub cited: Vec<Citation>,
}

/// A line that could not be followed in a part of a range.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotFollowed {
    /// The line's code.
    pub code: String,
    /// What the person at the desk calls it.
    pub name: String,
    /// Who bears it.
    pub payer: Payer,
    /// The step of the rule from which on it could not be followed.
    pub step: String,
    /// The least pay of the part.
    pub from: Money,
    /// The greatest.
    pub through: Money,
}

/// A payment whose pay is varied, under a law.
struct Place<'a> {
    profile: &'a Profile,
    payment: &'a Payment,
    pack: &'a RulePack,
    day: NaiveDate,
    law: Prepared,
    currency: Currency,
    rounding: Rounding,
    /// The regular pay of the payment as given.
    pay: Money,
}

impl<'a> Place<'a> {
    fn new(
        profile: &'a Profile,
        payment: &'a Payment,
        rounding: Rounding,
        pack: &'a RulePack,
    ) -> Result<Self> {
        let day = payment.pay_day;
        let currency = pack.currency();
        let none = Money::zero(currency);
        let pay = payment.taxable.checked_sub(payment.non_periodic.unwrap_or(none))?;
        let law = Prepared::on(pack, day)?;
        Ok(Self { profile, payment, pack, day, law, currency, rounding, pay })
    }

    fn digits(&self) -> u32 {
        self.currency.minor_digits()
    }

    /// An amount of pay in minor units.
    fn minor(&self, field: &str, amount: Money) -> Result<i64> {
        if amount.currency() != self.currency {
            let message =
                format!("`{field}` is {amount}: rule pack `{}` is in {}", self.pack.id(), self.currency);
            return Err(Error::new(Code::MoneyMixedCurrencies, field, amount, message));
        }
        if amount.is_negative() {
            let message = format!("`{field}` is {amount}: pay is not below zero");
            return Err(Error::new(Code::NumberNegative, field, amount, message));
        }
        let plain = amount.amount().normalize();
        let units = self.digits().checked_sub(plain.scale()).and_then(|lift| 10i128.checked_pow(lift));
        let units = units.and_then(|unit| plain.mantissa().checked_mul(unit));
        // The next minor unit is looked at too.
        let units = units.and_then(|units| i64::try_from(units).ok()).filter(|units| *units < i64::MAX);
        units.ok_or_else(|| Error::overflow(field, amount, "pay in minor units of 64 bits"))
    }

    /// The payment with another regular pay.
    fn paying(&self, pay: Money) -> Result<Payment> {
        let more = pay.checked_sub(self.pay)?;
        Ok(Payment {
            taxable: self.payment.taxable.checked_add(more)?,
            contributory: self.payment.contributory.checked_add(more)?,
            ..self.payment.clone()
        })
    }

    /// The piece in which a pay of so many minor units lies, followed no further than `through`.
    fn piece(&self, at: i64, through: i64) -> Result<Piece> {
        let payment = self.paying(Money::minor(at, self.currency))?;
        self.law.piece(self.profile, &payment, &Scene::new(at, through, self.digits()))
    }

    fn rates<'p>(&self, piece: &'p Piece) -> impl Iterator<Item = (&'p piece::Line, Option<Polynomial>)> {
        let (at, digits) = (piece.at, self.digits());
        piece
            .lines
            .iter()
            .map(move |line| (line, line.amount.ok().and_then(|amount| amount.rate(at, digits))))
    }

    /// The sum of the rates of a payer; None when one is not known.
    fn total(&self, piece: &Piece, payer: Payer) -> Option<Decimal> {
        let mut rates = self.rates(piece).filter(|(line, _)| line.payer == payer);
        let total = rates.try_fold(Polynomial::ZERO, |total, (_, rate)| total.add(rate?));
        total?.read(self.rounding)
    }
}

/// What a step of regular pay changes in each line and in all, by the real rule: (f(pay + step) − f(pay)) ÷ step, with the
/// statutory rate beside it.
///
/// # Errors
/// `input.invalid` when the step is not above zero, `money.mixed_currencies`, `number.out_of_range`, and those of
/// [`assess`](super::assess) for both payments.
pub fn marginal(
    profile: &Profile,
    payment: &Payment,
    step: Money,
    rounding: Rounding,
    pack: &RulePack,
) -> Result<Marginal> {
    if step.is_zero() || step.is_negative() {
        return Err(Error::invalid("step", step, "write an amount above zero"));
    }
    let place = Place::new(profile, payment, rounding, pack)?;
    let at = place.minor("taxable", place.pay)?;
    let piece = place.piece(at, at)?;
    let before = place.law.assess(profile, payment)?;
    let after = place.law.assess(profile, &place.paying(place.pay.checked_add(step)?)?)?;
    let unread = || Error::overflow("step", step, "the change of a line ÷ the step");
    let rate = |change: Money| {
        number::ratio(change.amount(), Decimal::ONE, step.amount(), rounding).ok_or_else(unread)
    };
    let none = Money::zero(place.currency);
    let amount = |of: &Assessment, line: &piece::Line| {
        let is =
            |other: &&Line| other.code == line.code && other.payer == line.payer && other.name == line.name;
        of.lines.iter().find(is).map_or(none, |line| line.amount)
    };
    let mut lines = Vec::with_capacity(piece.lines.len());
    for (line, statutory) in place.rates(&piece) {
        let change = amount(&after, line).checked_sub(amount(&before, line))?;
        lines.push(MarginalLine {
            code: line.code.clone(),
            name: line.name.clone(),
            payer: line.payer,
            change,
            rate: rate(change)?,
            statutory: statutory.and_then(|statutory| statutory.read(rounding)),
        });
    }
    let total = |payer: Payer| -> Result<MarginalTotal> {
        let sum = |of: &Assessment| of.borne_by(payer, place.currency);
        let change = sum(&after)?.checked_sub(sum(&before)?)?;
        Ok(MarginalTotal { change, rate: rate(change)?, statutory: place.total(&piece, payer) })
    };
    Ok(Marginal {
        pay: place.pay,
        step,
        lines,
        employee: total(Payer::Employee)?,
        employer: total(Payer::Employer)?,
        pack: before.pack,
        revision: before.revision,
    })
}

/// The statutory rate of a payment: for each line and in all, how much of one more unit of regular pay the law's rates take
/// in the bands in which the payment lies, before any rounding.
///
/// # Errors
/// `money.mixed_currencies`, `number.out_of_range`, and those of [`assess`](super::assess).
pub fn statutory_rate(
    profile: &Profile,
    payment: &Payment,
    rounding: Rounding,
    pack: &RulePack,
) -> Result<StatutoryRate> {
    let place = Place::new(profile, payment, rounding, pack)?;
    let at = place.minor("taxable", place.pay)?;
    let piece = place.piece(at, at)?;
    let lines = place.rates(&piece).map(|(line, rate)| RateLine {
        code: line.code.clone(),
        name: line.name.clone(),
        payer: line.payer,
        rate: rate.and_then(|rate| rate.read(rounding)),
        not_followed_from: line.amount.err().map(|step| step.id.to_owned()),
    });
    Ok(StatutoryRate {
        pay: place.pay,
        lines: lines.collect(),
        employee: place.total(&piece, Payer::Employee),
        employer: place.total(&piece, Payer::Employer),
        pack: piece.pack,
        revision: piece.revision,
    })
}
