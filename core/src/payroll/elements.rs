//! Pay elements: what somebody earns, is given, or has deducted, and which bases each of them belongs to.

use crate::{
    error::{Code, Error, Result, exact},
    money::{Money, Price},
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What kind of element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// Hours at the plain rate.
    Basic,
    /// Hours at a premium rate: night, holiday.
    Premium,
    /// Hours above the day's or week's threshold.
    Overtime,
    /// Pay for the period, whatever the hours.
    Salary,
    /// A bonus or commission.
    Bonus,
    /// Money paid back for what the person laid out.
    Expense,
    /// Something given in kind, not in money.
    Benefit,
    /// Money held back: union dues, a loan, pay taken back.
    Deduction,
}

impl Kind {
    /// What the person at the desk calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Basic => "basic hours",
            Self::Premium => "premium hours",
            Self::Overtime => "overtime",
            Self::Salary => "salary",
            Self::Bonus => "bonus",
            Self::Expense => "expenses",
            Self::Benefit => "benefit in kind",
            Self::Deduction => "deduction",
        }
    }

    /// Its code on a slip, such as `overtime`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Premium => "premium",
            Self::Overtime => "overtime",
            Self::Salary => "salary",
            Self::Bonus => "bonus",
            Self::Expense => "expense",
            Self::Benefit => "benefit",
            Self::Deduction => "deduction",
        }
    }

    /// The bases that it belongs to unless the element says otherwise: earnings to all of them, expenses and deductions
    /// to cash alone, benefits to taxable pay alone.
    pub const fn bases(self) -> Bases {
        match self {
            Self::Basic | Self::Premium | Self::Overtime | Self::Salary | Self::Bonus => Bases::ALL,
            Self::Expense | Self::Deduction => Bases { cash: true, ..Bases::NONE },
            Self::Benefit => Bases { taxable: true, ..Bases::NONE },
        }
    }

    /// Whether it is paid by the hour.
    pub const fn is_by_the_hour(self) -> bool {
        matches!(self, Self::Basic | Self::Premium | Self::Overtime)
    }
}

/// Which bases an element is part of. A deduction reduces those that it is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(clippy::struct_excessive_bools, reason = "four independent memberships")]
pub struct Bases {
    /// Pay that is taxed.
    pub taxable: bool,
    /// Earnings on which contributions are due.
    pub contributory: bool,
    /// Pay on which the employer's pension scheme reckons.
    pub pensionable: bool,
    /// Whether it is paid, or held back, in money.
    pub cash: bool,
}

impl Bases {
    /// All of them.
    pub const ALL: Self = Self { taxable: true, contributory: true, pensionable: true, cash: true };
    /// None of them.
    pub const NONE: Self = Self { taxable: false, contributory: false, pensionable: false, cash: false };
}

/// A time that was worked: decimal hours as somebody wrote them (`6.5`), or whole minutes as a timesheet counts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Worked {
    /// Decimal hours: `148.5` is 148 h 30 min.
    Hours(#[serde(with = "exact::text")] Decimal),
    /// Minutes.
    Minutes(i64),
}

impl Worked {
    /// The time in minutes; None when it leaves the range.
    pub fn minutes(self) -> Option<Decimal> {
        match self {
            Self::Hours(hours) => exact::multiply(hours, 60.into()),
            Self::Minutes(minutes) => Some(minutes.into()),
        }
    }

    pub(crate) fn is_negative(self) -> bool {
        match self {
            Self::Hours(hours) => hours < Decimal::ZERO,
            Self::Minutes(minutes) => minutes < 0,
        }
    }
}

impl fmt::Display for Worked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hours(hours) => f.pad(&format!("{} h", hours.normalize())),
            Self::Minutes(minutes) => match (minutes / 60, (minutes % 60).abs()) {
                (hours, 0) => f.pad(&format!("{hours} h")),
                (hours, rest) => f.pad(&format!("{hours} h {rest:02} min")),
            },
        }
    }
}

/// One element of somebody's pay for a period: either an amount, or a time at a rate and a factor.
///
/// ```
/// use backoffice::{dec, eur, payroll::Pay};
///
/// let extra = [
///     Pay::overtime(dec!(6.5)).at(dec!(1.5)), // 6 h 30 min at 150 %, of the person's own rate
///     Pay::expense(eur!(84.20)),
///     Pay::bonus(eur!(500.00)).not_pensionable(),
///     Pay::deduction(eur!(20.00)).named("union dues").fixed(),
/// ];
/// assert!(extra[1].bases() != extra[2].bases());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pay {
    /// What kind of element.
    pub kind: Kind,
    /// What it is called on the slip; the kind's name when not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The time worked, for elements by the hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worked: Option<Worked>,
    /// The rate by the hour; the person's own when not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<Price>,
    /// What the rate is multiplied by: `1.5` is time and a half. Plain hours need none.
    #[serde(default, with = "exact::text_option", skip_serializing_if = "Option::is_none")]
    pub factor: Option<Decimal>,
    /// The amount, for elements that are not by the hour. Not below zero: what is taken back is a deduction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// Which bases it is part of; the kind's own when not told.
    #[serde(default, rename = "bases", skip_serializing_if = "Option::is_none")]
    pub part_of: Option<Bases>,
    /// Whether a deduction is the same every time; slips show fixed and variable deductions apart.
    #[serde(default)]
    pub fixed: bool,
}

impl Pay {
    /// An element of that kind, with nothing told yet.
    pub const fn of(kind: Kind) -> Self {
        Self {
            kind,
            name: None,
            worked: None,
            rate: None,
            factor: None,
            amount: None,
            part_of: None,
            fixed: false,
        }
    }

    fn time(kind: Kind, hours: Decimal) -> Self {
        Self { worked: Some(Worked::Hours(hours)), ..Self::of(kind) }
    }

    fn money(kind: Kind, amount: Money) -> Self {
        Self { amount: Some(amount), ..Self::of(kind) }
    }

    /// Decimal hours at the plain rate.
    pub fn basic(hours: Decimal) -> Self {
        Self::time(Kind::Basic, hours)
    }

    /// Decimal hours at a premium rate; [`Pay::at`] says which.
    pub fn premium(hours: Decimal) -> Self {
        Self::time(Kind::Premium, hours)
    }

    /// Decimal hours of overtime; [`Pay::at`] says at which factor.
    pub fn overtime(hours: Decimal) -> Self {
        Self::time(Kind::Overtime, hours)
    }

    /// A salary for this period, in place of the person's usual one.
    pub fn salary(amount: Money) -> Self {
        Self::money(Kind::Salary, amount)
    }

    /// A bonus.
    pub fn bonus(amount: Money) -> Self {
        Self::money(Kind::Bonus, amount)
    }

    /// Expenses paid back, untaxed.
    pub fn expense(amount: Money) -> Self {
        Self::money(Kind::Expense, amount)
    }

    /// A benefit in kind of that value, taxed through the payroll; [`Pay::contributory`] when contributions are due too.
    pub fn benefit(value: Money) -> Self {
        Self::money(Kind::Benefit, value)
    }

    /// Money held back from the net pay.
    pub fn deduction(amount: Money) -> Self {
        Self::money(Kind::Deduction, amount)
    }

    /// The same, called so on the slip.
    #[must_use]
    pub fn named(self, name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..self }
    }

    /// The same, at that factor.
    #[must_use]
    pub fn at(self, factor: Decimal) -> Self {
        Self { factor: Some(factor), ..self }
    }

    /// The same, at a rate of its own by the hour.
    #[must_use]
    pub fn rate(self, rate: Price) -> Self {
        Self { rate: Some(rate), ..self }
    }

    /// The same deduction, told to be the same every time.
    #[must_use]
    pub fn fixed(self) -> Self {
        Self { fixed: true, ..self }
    }

    /// The same, part of exactly these bases.
    #[must_use]
    pub fn part_of(self, bases: Bases) -> Self {
        Self { part_of: Some(bases), ..self }
    }

    /// The same, neither taxed nor contributory nor pensionable.
    #[must_use]
    pub fn untaxed(self) -> Self {
        let cash = self.bases().cash;
        self.part_of(Bases { cash, ..Bases::NONE })
    }

    /// The same, with contributions due on it.
    #[must_use]
    pub fn contributory(self) -> Self {
        let bases = self.bases();
        self.part_of(Bases { contributory: true, ..bases })
    }

    /// The same, outside the pay on which the pension reckons.
    #[must_use]
    pub fn not_pensionable(self) -> Self {
        let bases = self.bases();
        self.part_of(Bases { pensionable: false, ..bases })
    }

    /// The bases that it is part of.
    pub fn bases(&self) -> Bases {
        self.part_of.unwrap_or(self.kind.bases())
    }

    /// What it is called on the slip.
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or(self.kind.name())
    }

    /// Refuses what contradicts itself.
    pub(crate) fn check(&self) -> Result<()> {
        let by_time = self.kind.is_by_the_hour();
        if let Some(worked) = self.worked.filter(|worked| worked.is_negative()) {
            let message =
                format!("`worked` is `{worked}`: hours are not below zero; take pay back as a deduction");
            return Err(Error::new(Code::PayrollNegativeHours, "worked", worked, message));
        }
        if let Some(amount) = self.amount.filter(|amount| amount.is_negative()) {
            let message = format!(
                "`amount` is {amount}: it is not below zero; take pay back as a deduction, give it as a bonus"
            );
            return Err(Error::new(Code::NumberNegative, "amount", amount, message));
        }
        let negative = [("rate", self.rate.map(Price::amount)), ("factor", self.factor)];
        if let Some((field, Some(value))) =
            negative.iter().find(|(_, value)| value.is_some_and(|value| value < Decimal::ZERO))
        {
            let message = format!("`{field}` is `{value}`: it is not below zero");
            return Err(Error::new(Code::NumberNegative, *field, value, message));
        }
        let reckoned = "pay by the hour is reckoned from `worked`, `rate` and `factor`";
        let not_by_time = "only basic, premium and overtime pay is by the hour, at a rate and a factor";
        match (by_time, self.worked, self.amount) {
            (true, None, _) => Err(Error::missing("worked")),
            (true, Some(_), Some(amount)) => Err(Error::invalid("amount", amount, reckoned)),
            (true, Some(_), None) if self.kind != Kind::Basic && self.factor.is_none() => {
                Err(Error::missing("factor"))
            }
            (false, _, None) => Err(Error::missing("amount")),
            (false, Some(worked), _) => Err(Error::invalid("worked", worked, not_by_time)),
            (false, None, Some(_)) => match (self.rate, self.factor) {
                (Some(rate), _) => Err(Error::invalid("rate", rate, not_by_time)),
                (None, Some(factor)) => Err(Error::invalid("factor", factor, not_by_time)),
                (None, None) => Ok(()),
            },
            (true, Some(_), None) => Ok(()),
        }
    }
}
