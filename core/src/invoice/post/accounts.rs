//! The caller's accounts.

use super::super::{Category, document::Side, totals::TaxTotal};
use crate::error::{Error, Result, exact};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Whether a tax is owed to the state or asked back from it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Of sales: owed to the state.
    #[default]
    Output,
    /// Of purchases: asked back from the state.
    Input,
}

impl Direction {
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
    fn is_output(&self) -> bool {
        *self == Self::Output
    }

    pub(super) const fn of(side: Side) -> Self {
        match side {
            Side::Sale => Self::Output,
            Side::Purchase => Self::Input,
        }
    }
}

/// The account of a tax.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaxAccount {
    /// Its category.
    pub category: Category,
    /// Its rate, a fraction; none for every rate of the category that has no account of its own.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "exact::text_option")]
    pub rate: Option<Decimal>,
    /// The caller's code of the tax; empty for every code that has no account of its own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// Whether it is the tax of sales or of purchases; of sales when left out.
    #[serde(default, skip_serializing_if = "Direction::is_output")]
    pub direction: Direction,
    /// The account.
    pub account: String,
}

impl TaxAccount {
    /// The account of a category's tax on sales, at every rate.
    pub fn new(category: Category, account: impl Into<String>) -> Self {
        Self {
            category,
            rate: None,
            code: String::new(),
            direction: Direction::Output,
            account: account.into(),
        }
    }

    /// The same, of one rate, a fraction.
    #[must_use]
    pub fn at(self, rate: Decimal) -> Self {
        Self { rate: Some(rate), ..self }
    }

    /// The same, of one of the caller's codes.
    #[must_use]
    pub fn code(self, code: impl Into<String>) -> Self {
        Self { code: code.into(), ..self }
    }

    /// The same, of purchases.
    #[must_use]
    pub fn input(self) -> Self {
        Self { direction: Direction::Input, ..self }
    }
}

/// The tax that the buyer owes on a purchase whose seller charged none (reverse charge, intra-community acquisition): it is
/// owed to the state, and asked back from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReverseCharge {
    /// AE or K.
    pub category: Category,
    /// The caller's code of the tax on the line; empty for every code that has no rate of its own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// The buyer's rate, a fraction.
    #[serde(with = "exact::text")]
    pub rate: Decimal,
    /// The account of the tax that is owed.
    pub output: String,
    /// The account of the tax that is asked back.
    pub input: String,
}

/// The caller's accounts. One that is needed and empty is an error, never a guess.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accounts {
    /// What customers owe.
    #[serde(default)]
    pub receivable: String,
    /// Revenue, where a line names no account of its own.
    #[serde(default)]
    pub revenue: String,
    /// Tax, by category, rate, code and direction.
    #[serde(default)]
    pub tax: Vec<TaxAccount>,
    /// Rounding differences (BT-114).
    #[serde(default)]
    pub rounding: String,
    /// Tax that buyers keep back.
    #[serde(default)]
    pub withheld: String,
    /// Payments of customers in advance (BT-113).
    #[serde(default)]
    pub advances: String,
    /// What is owed to suppliers.
    #[serde(default)]
    pub payable: String,
    /// Expense, where a line of a purchase names no account of its own.
    #[serde(default)]
    pub expense: String,
    /// The tax of purchases whose seller charged none.
    #[serde(default)]
    pub reverse: Vec<ReverseCharge>,
    /// Tax that is kept back from suppliers, and owed to the state.
    #[serde(default)]
    pub withheld_payable: String,
    /// Payments to suppliers in advance (BT-113 of a purchase).
    #[serde(default)]
    pub advances_paid: String,
    /// What was invoiced to customers in advance (386), until the final invoice.
    #[serde(default)]
    pub deposits_received: String,
    /// What suppliers invoiced in advance (386), until the final invoice.
    #[serde(default)]
    pub deposits_paid: String,
    /// Cents between amounts that are each converted into the accounting currency.
    #[serde(default)]
    pub exchange: String,
}

impl Accounts {
    /// The same for a document that takes back, or adds to, an advance invoice: what it has no account for is a deposit,
    /// not revenue or expense.
    #[must_use]
    pub fn of_deposits(&self) -> Self {
        Self { revenue: self.deposits_received.clone(), expense: self.deposits_paid.clone(), ..self.clone() }
    }

    /// The account of a row of the breakdown: that of its code before one for all codes, that of its rate before one for
    /// all rates.
    pub(super) fn tax(&self, part: &TaxTotal, direction: Direction) -> Result<&str> {
        let of = |code: &str, rate: Option<Decimal>| {
            self.tax
                .iter()
                .find(|tax| {
                    tax.category == part.category
                        && tax.direction == direction
                        && tax.code == code
                        && tax.rate == rate
                })
                .map(|tax| tax.account.as_str())
        };
        let code = part.code.as_str();
        of(code, Some(part.rate))
            .or_else(|| of(code, None))
            .or_else(|| of("", Some(part.rate)))
            .or_else(|| of("", None))
            .filter(|account| !account.is_empty())
            .ok_or_else(|| {
                let (category, rate) = (part.category, part.rate);
                let which = match direction {
                    Direction::Output => "output",
                    Direction::Input => "input",
                };
                let wanted = format!("no account is given for {which} tax of category {category} at {rate}");
                Error::invalid("accounts.tax", format!("{category} {rate}"), &wanted)
            })
    }

    /// The buyer's own tax on a row of a purchase.
    pub(super) fn reverse(&self, part: &TaxTotal) -> Result<&ReverseCharge> {
        let of = |code: &str| {
            self.reverse.iter().find(|reverse| reverse.category == part.category && reverse.code == code)
        };
        of(&part.code).or_else(|| of("")).ok_or_else(|| {
            let wanted =
                format!("no rate and accounts are given for a purchase of category {}", part.category);
            Error::invalid("accounts.reverse", part.category, &wanted)
        })
    }
}
