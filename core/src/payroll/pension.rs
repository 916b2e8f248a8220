//! An employer's pension scheme, as data: rates, what they are reckoned on, and how the tax relief is given.

use crate::{
    error::{Code, Error, Result, exact},
    money::{Money, Rounding},
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What contributions are reckoned on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum On {
    /// All pensionable pay.
    AllPay,
    /// The part of it that lies between two amounts of each pay period, such as the United Kingdom's qualifying earnings.
    Band {
        /// Where it begins.
        lower: Money,
        /// Where it ends.
        upper: Money,
    },
}

/// How the employee's contribution is relieved from tax.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Arrangement {
    /// It is taken from the pay before tax is reckoned, and stays in the earnings that contributions are due on.
    NetPay,
    /// It is taken from the taxed pay, less this share, which the scheme claims from the authority: `0.2` is 20 %.
    ReliefAtSource(#[serde(with = "exact::text")] Decimal),
    /// It is taken whole from the taxed pay.
    Unrelieved,
}

/// A pension scheme of the employer's own.
///
/// ```
/// use backoffice::{Mode::HalfUp, Rounding, currency::GBP, dec, gbp, payroll::pension::{Arrangement, On, Scheme}};
///
/// // 5 % and 3 % of what lies between 520 and 4,189 a month.
/// let scheme = Scheme {
///     name: "Works pension".into(),
///     employee: dec!(0.05),
///     employer: dec!(0.03),
///     on: On::Band { lower: gbp!(520.00), upper: gbp!(4_189.00) },
///     arrangement: Arrangement::ReliefAtSource(dec!(0.2)),
///     rounding: Rounding::minor(GBP, HalfUp),
/// };
/// let due = scheme.contributions(gbp!(3_000.00))?;
/// assert_eq!(due.base, gbp!(2_480.00));
/// assert_eq!((due.contribution, due.employer), (gbp!(124.00), gbp!(74.40)));
/// assert_eq!((due.deducted, due.claimed), (gbp!(99.20), gbp!(24.80))); // 20 % of 124 is claimed from the authority
/// # Ok::<(), backoffice::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scheme {
    /// What it is called on the slip.
    pub name: String,
    /// The employee's rate as a fraction, tax relief included: `0.05` is 5 %.
    #[serde(with = "exact::text")]
    pub employee: Decimal,
    /// The employer's rate as a fraction.
    #[serde(with = "exact::text")]
    pub employer: Decimal,
    /// What they are reckoned on.
    pub on: On,
    /// How the employee's contribution is relieved from tax.
    pub arrangement: Arrangement,
    /// How each contribution is rounded.
    pub rounding: Rounding,
}

/// What is due to the scheme for one pay period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contributions {
    /// What it was reckoned on.
    pub base: Money,
    /// The employee's contribution, relief included.
    pub contribution: Money,
    /// What of it is taken from the pay.
    pub deducted: Money,
    /// What of it the scheme claims from the tax authority.
    pub claimed: Money,
    /// What of it lowers the taxable pay.
    pub untaxed: Money,
    /// The employer's contribution.
    pub employer: Money,
}

impl Scheme {
    /// What is due on the pensionable pay of a period.
    ///
    /// # Errors
    /// `input.invalid` when a rate is not between 0 and 1 or the band ends before it begins, `number.negative`,
    /// `money.mixed_currencies`, `money.too_many_decimals` when the rounding is finer than the currency,
    /// `number.out_of_range`.
    pub fn contributions(&self, pensionable: Money) -> Result<Contributions> {
        let relief = match self.arrangement {
            Arrangement::ReliefAtSource(relief) => relief,
            Arrangement::NetPay | Arrangement::Unrelieved => Decimal::ZERO,
        };
        for (field, rate) in
            [("employee", self.employee), ("employer", self.employer), ("arrangement", relief)]
        {
            if rate < Decimal::ZERO || rate > Decimal::ONE {
                return Err(Error::invalid(field, rate, "a rate is a fraction from 0 to 1, such as 0.05"));
            }
        }
        let zero = Money::zero(pensionable.currency());
        let base = match self.on {
            On::AllPay => pensionable,
            On::Band { lower, upper } => {
                if lower.is_negative() {
                    let message = format!("`lower` is {lower}: a band of pay does not begin below zero");
                    return Err(Error::new(Code::NumberNegative, "lower", lower, message));
                }
                if upper.checked_sub(lower)?.is_negative() {
                    return Err(Error::invalid("upper", upper, "the band ends before it begins"));
                }
                let above = pensionable.checked_sub(lower)?;
                let room = upper.checked_sub(lower)?;
                let within = if above.amount() < room.amount() { above } else { room };
                if within.is_negative() { zero } else { within }
            }
        };
        let contribution = base.share(self.employee, self.rounding)?;
        let claimed = contribution.share(relief, self.rounding)?;
        Ok(Contributions {
            base,
            contribution,
            claimed,
            deducted: contribution.checked_sub(claimed)?,
            untaxed: if self.arrangement == Arrangement::NetPay { contribution } else { zero },
            employer: base.share(self.employer, self.rounding)?,
        })
    }
}
