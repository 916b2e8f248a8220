//! The United Kingdom: PAYE, Class 1 National Insurance and student loans, by HMRC's own routines.
//!
//! PAYE follows HMRC's Specification for PAYE Tax Table Routines, National Insurance the exact percentage method. Tax
//! codes of every kind, cumulative or week 1/month 1, with refunds and the overriding limit; every category letter; paid
//! weekly, fortnightly, four-weekly or monthly; directors by the year. Student loans (plans 1, 2, 4 and 5) and postgraduate
//! loans, in whole pounds of each payment by itself. The pay day decides the tax year and the tax week or month. [`due`]
//! gives the bare amounts without lines, [`columns`] those of many payments at once.
//!
//! ```
//! use backoffice::{
//!     PayFrequency, date, gbp,
//!     law::RulePack,
//!     tax::wages::{Payer, Payment, uk},
//! };
//!
//! let law = RulePack::embedded(uk::PACK)?;
//! let anna = uk::Profile::new("1257L".parse()?, "A".parse()?);
//! let april = Payment::new(date(2026, 4, 30)?, PayFrequency::Monthly, gbp!(3000.00));
//! let assessed = uk::assess(&anna, &april, &law)?;
//! let amounts: Vec<_> = assessed.lines.iter().map(|line| (line.code.as_str(), line.payer, line.amount)).collect();
//! assert_eq!(
//!     amounts,
//!     [
//!         ("uk.paye", Payer::Employee, gbp!(390.20)),
//!         ("uk.ni", Payer::Employee, gbp!(156.16)),
//!         ("uk.ni", Payer::Employer, gbp!(387.45)),
//!     ]
//! );
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! # Errors
//! `tax.code_invalid` and `tax.category_invalid` for a code or letter that does not exist in that tax year,
//! `law.none_in_force` on a day that the pack does not know or for a loan that has no terms in that tax year,
//! `law.unsupported` for other pay frequencies and for a loan of a director whose contributions are reckoned by the year,
//! `input.invalid` for a payment before the last one in the figures to date, `input.missing` for a director's
//! contributions to date, `money.mixed_currencies`, `number.negative`, `number.out_of_range` naming the field and the first step that had no value.
//!
//! Not in this version: contracted-out employment (2010-11).

mod assess;
mod category;
mod code;
pub mod columns;
mod loans;
mod ni;
mod outcome;
mod paye;
mod period;
mod plain;
#[cfg(test)]
mod tests;
mod year;

pub(super) use assess::case;
pub use assess::{Due, assess, assess_traced, assess_with, due, due_by_reference};
pub use category::Category;
pub use code::TaxCode;
pub use period::{tax_month, tax_week};
pub use year::Year;

use crate::money::Money;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The rule pack's id.
pub const PACK: &str = "uk.wages";

/// Somebody on a United Kingdom payroll.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The tax code as HMRC writes it, such as `1257L`, `K100` or `1257L X`.
    pub tax_code: TaxCode,
    /// Whether the figures to date take part; a mark on the tax code says week 1/month 1 by itself.
    #[serde(default)]
    pub basis: Basis,
    /// The category letter of National Insurance.
    pub category: Category,
    /// The figures to date, an earlier employer's of this tax year included; none before the first payment. Those of an
    /// earlier tax year no longer count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_date: Option<ToDate>,
    /// Set for a company director, whose earnings period is the year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub director: Option<Director>,
    /// The loans that are repaid through the payroll, as the start notice says; none when nothing is repaid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub student_loans: Option<StudentLoans>,
}

impl Profile {
    /// Somebody who was not paid yet, on the basis that the code says.
    pub const fn new(tax_code: TaxCode, category: Category) -> Self {
        Self {
            tax_code,
            basis: Basis::Cumulative,
            category,
            to_date: None,
            director: None,
            student_loans: None,
        }
    }

    /// The basis that applies: week 1/month 1 when either the profile or the code's mark says so.
    pub fn effective_basis(&self) -> Basis {
        if self.tax_code.is_week1_month1() { Basis::Week1Month1 } else { self.basis }
    }
}

/// Which pay a tax code is set against.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// All pay of the tax year: tax is what is due to date, less what was paid; it can be a refund.
    #[default]
    Cumulative,
    /// This payment alone, never a refund (week 1/month 1).
    #[serde(rename = "week1_month1")]
    Week1Month1,
}

/// The loans that somebody repays through the payroll. Both may run together; each is rounded by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudentLoans {
    /// The plan of the student loan; of several, the one with the lowest threshold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<Plan>,
    /// Whether a postgraduate loan is repaid.
    #[serde(default)]
    pub postgraduate: bool,
}

/// A plan of student loan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Plan {
    /// Plan 1: begun before September 2012 in England and Wales, or in Northern Ireland.
    #[serde(rename = "plan1")]
    One,
    /// Plan 2: begun from September 2012 to July 2023 in England, since September 2012 in Wales.
    #[serde(rename = "plan2")]
    Two,
    /// Plan 4: Scotland.
    #[serde(rename = "plan4")]
    Four,
    /// Plan 5: begun since August 2023 in England; repaid since 6 April 2026.
    #[serde(rename = "plan5")]
    Five,
}

/// How a director's National Insurance is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Director {
    /// The arrangement.
    pub method: DirectorMethod,
    /// Weeks left in the tax year when the director was appointed, the week of the appointment included; 52 for the whole
    /// year. In the tax year after the figures to date it is 52.
    pub weeks: u32,
}

/// On which earnings each payment's contributions of a director are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DirectorMethod {
    /// All earnings of the year so far, against the year's thresholds, less what was paid.
    Annual,
    /// Each payment by itself, as for anybody else (alternative arrangements).
    Alternative,
    /// The last payment of the year under alternative arrangements: reckoned by the year.
    AlternativeLast,
}

/// Pay, tax and contributions since 6 April.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToDate {
    /// The pay day of the last payment in the figures: it tells their tax year.
    pub through: NaiveDate,
    /// Taxable pay to date.
    pub taxable_pay: Money,
    /// Tax to date.
    pub tax: Money,
    /// National Insurance to date in this employment, where it is known; a director's must be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contributions: Option<Contributions>,
}

impl ToDate {
    /// Pay and tax to date, the contributions not known.
    pub const fn new(through: NaiveDate, taxable_pay: Money, tax: Money) -> Self {
        Self { through, taxable_pay, tax, contributions: None }
    }
}

/// Earnings and National Insurance since 6 April.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contributions {
    /// Earnings on which contributions are due.
    pub earnings: Money,
    /// The employee's contributions.
    pub employee: Money,
    /// The employer's.
    pub employer: Money,
}

/// Whose rates of income tax apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nation {
    /// England and Northern Ireland.
    England,
    /// Scotland: codes that begin with S.
    Scotland,
    /// Wales: codes that begin with C.
    Wales,
}

impl Nation {
    const ALL: [Self; 3] = [Self::England, Self::Scotland, Self::Wales];

    const fn index(self) -> usize {
        self as usize
    }

    /// Its name in the rule pack.
    const fn key(self) -> &'static str {
        match self {
            Self::England => "england",
            Self::Scotland => "scotland",
            Self::Wales => "wales",
        }
    }
}

impl fmt::Display for Nation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::England => "England and Northern Ireland",
            Self::Scotland => "Scotland",
            Self::Wales => "Wales",
        })
    }
}
