//! Canada without Quebec: Canada Pension Plan, employment insurance, federal, provincial and territorial income tax.
//!
//! Guide T4127 of the Canada Revenue Agency, option 1 (chapters 4, 6 and 7), in its 120th, 121st and 122nd editions: the pay
//! day decides the edition. The steps of a trace bear the guide's factors: A, C, C2, EI, F5, K1, K2, T1, T2, TB. The Agency's
//! online calculator (PDOC) rounds the annual taxes T1 and T2 to the cent before it divides them by the pay periods, and so
//! does this module: without it three of its published results are a cent off.
//!
//! The guide's example of a bonus (chapter 4, regular bonus calculation): 1 000 a week, a bonus of 2 500, an earlier one of
//! 1 500 with 14.60 of additional contributions.
//!
//! ```
//! use backoffice::{
//!     Money, PayFrequency, currency::CAD, date, dec,
//!     law::RulePack,
//!     tax::wages::{Payment, ca},
//! };
//!
//! let law = RulePack::embedded(ca::PACK)?;
//! let dollars = |amount| Money::new(amount, CAD);
//! let to_date = ca::ToDate {
//!     non_periodic: dollars(dec!(1500))?,
//!     non_periodic_cpp: dollars(dec!(14.60))?,
//!     ..ca::ToDate::new(date(2026, 6, 12)?)
//! };
//! let worker = ca::Profile {
//!     federal_claim: Some(dollars(dec!(16452))?),
//!     to_date: Some(to_date),
//!     ..ca::Profile::new(ca::Province::On)
//! };
//! let payment = Payment {
//!     non_periodic: Some(dollars(dec!(2500))?),
//!     ..Payment::new(date(2026, 6, 19)?, PayFrequency::Weekly, dollars(dec!(3500))?)
//! };
//! let (assessed, trace) = ca::assess_traced(&worker, &payment, &law)?;
//! let figure = |id: &str| trace.find(id).map(|line| line.value);
//! assert_eq!(figure("ca.cpp"), Some(dec!(204.25)));
//! assert_eq!(figure("ca.cpp.f5"), Some(dec!(34.33)));
//! assert_eq!(figure("ca.cpp.f5a"), Some(dec!(9.81)));
//! assert_eq!(figure("ca.cpp.f5b"), Some(dec!(24.52)));
//! assert_eq!(figure("ca.tb.with.a"), Some(dec!(55450.76)));
//! assert_eq!(figure("ca.tb.with.k2"), Some(dec!(491.63)));
//! assert_eq!(figure("ca.tb.with.t3"), Some(dec!(4758.06)));
//! assert_eq!(figure("ca.tb.without.a"), Some(dec!(52975.28)));
//! assert_eq!(figure("ca.tb.without.k2"), Some(dec!(468.60)));
//! assert_eq!(figure("ca.tb.without.t3"), Some(dec!(4434.52)));
//! let bonus = assessed.lines.iter().find(|line| line.code == "ca.federal_tax.non_periodic");
//! assert_eq!(bonus.map(|line| line.amount), Some(dollars(dec!(323.54))?));
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! # Errors
//! `law.none_in_force` on a day outside the editions, `law.unsupported` for Quebec, `input.missing` for the pay periods of
//! somebody paid daily or the latest regular pay when a bonus is paid alone, `input.invalid` for pay periods that the
//! frequency cannot have or that changed within the year, for months outside 1 to 12, for a bonus greater than the pay, for
//! a payment before the last one in the figures to date, `number.negative`, `money.mixed_currencies`, `number.out_of_range`
//! naming the field and the first step that had no value.
//!
//! # Rounding
//! Contributions and premiums, F5 and what is due of a period go to the cent, half up; the basic exemption of a period is
//! cut to the cent; T1 and T2 go to the cent before they are divided. K and KP are whole dollars, as printed.
//!
//! # Sources
//! Guide T4127 itself, in three editions; the Agency's calculator judges (83 of 85 recorded results come out, the other two
//! are figures whose rule is not told).
//!
//! # Not covered
//!
//! - Quebec
//! - employees paid by commission (form TD1X)
//! - transfers from and to Quebec, work outside Canada
//! - option 2
//! - editions from the 123rd on (2026-07-01)
//! - the basic amount of Nova Scotia before July 2025 where no form TD1NS is given

mod assess;
mod contributions;
mod law;
mod province;
mod table;
mod tax;
#[cfg(test)]
mod tests;
mod year;

pub(super) use assess::case;
pub use assess::{Due, assess, assess_traced, assess_with, due};
pub use contributions::insurance_premium;
pub use province::Province;
pub use year::Year;

use super::{Payer, supported::About};
use crate::money::{Currency, Money, currency::CAD};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The rule pack's id.
pub const PACK: &str = "ca.wages";

/// The lines that an assessment may have, in their order: code, and who bears it.
pub const LINES: &[(&str, Payer)] = &[
    ("ca.cpp", Payer::Employee),
    ("ca.cpp2", Payer::Employee),
    ("ca.ei", Payer::Employee),
    ("ca.cpp", Payer::Employer),
    ("ca.cpp2", Payer::Employer),
    ("ca.ei", Payer::Employer),
    ("ca.federal_tax", Payer::Employee),
    ("ca.provincial_tax", Payer::Employee),
    ("ca.federal_tax.non_periodic", Payer::Employee),
    ("ca.provincial_tax.non_periodic", Payer::Employee),
    ("ca.additional_tax", Payer::Employee),
];

/// What the pack does not tell of itself.
pub(super) const ABOUT: About = About {
    name: "Canada",
    year_begins: (1, 1),
    needs: &[],
    beside: &[],
    covers: &[
        "T4127 option 1 in all provinces and territories but Quebec: CPP, CPP2, EI, federal, provincial and territorial income tax",
        "bonuses and retroactive pay",
    ],
    lacks: &[
        "Quebec",
        "employees paid by commission (form TD1X)",
        "transfers from and to Quebec, work outside Canada",
        "option 2",
        "editions from the 123rd on (2026-07-01)",
        "the basic amount of Nova Scotia before July 2025 where no form TD1NS is given",
    ],
};

/// Somebody on a Canadian payroll outside Quebec.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The province or territory of employment.
    pub province: Province,
    /// The pay periods of the year (P), where they are not those of the frequency: 53 or 27 in some years, 10 or 22 where
    /// nothing is paid in part of the year. Required of somebody paid daily.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pay_periods: Option<u32>,
    /// The total claim amount of form TD1 (TC); none when no form is on file: the basic personal amount by the formula BPAF.
    /// A non-resident's is 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub federal_claim: Option<Money>,
    /// The total claim amount of the provincial or territorial form TD1 (TCP); none when no form is on file: the province's
    /// basic personal amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provincial_claim: Option<Money>,
    /// No CPP contributions are due: under 18, over 70, or an election on form CPT30.
    #[serde(default)]
    pub cpp_exempt: bool,
    /// No second additional CPP contributions are due.
    #[serde(default)]
    pub cpp2_exempt: bool,
    /// The employment is not insurable.
    #[serde(default)]
    pub ei_exempt: bool,
    /// The months of the year in which CPP contributions are to be deducted (PM), 1 to 12; none is the whole year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pensionable_months: Option<u32>,
    /// Insurable earnings of this payment (IE), where they are not its contributory pay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insurable: Option<Money>,
    /// What is taken off before tax.
    #[serde(default, skip_serializing_if = "Deductions::is_none")]
    pub deductions: Deductions,
    /// Credits beyond those of the claim amounts.
    #[serde(default, skip_serializing_if = "Credits::is_none")]
    pub credits: Credits,
    /// Additional tax of the pay period that the employee asked for on form TD1 (L).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub additional_tax: Option<Money>,
    /// Dependants who are disabled or under 19, as form TD1ON shows them (for Y, Ontario only).
    #[serde(default)]
    pub dependants: u32,
    /// The figures to date with this employer, before this payment; none before the first. Those of an earlier year no longer count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_date: Option<ToDate>,
}

impl Profile {
    /// Somebody without forms TD1, deductions and earlier payments.
    pub const fn new(province: Province) -> Self {
        Self {
            province,
            pay_periods: None,
            federal_claim: None,
            provincial_claim: None,
            cpp_exempt: false,
            cpp2_exempt: false,
            ei_exempt: false,
            pensionable_months: None,
            insurable: None,
            deductions: Deductions::NONE,
            credits: Credits::NONE,
            additional_tax: None,
            dependants: 0,
            to_date: None,
        }
    }
}

/// What is taken off pay before tax. Annual amounts that begin in mid-year come adjusted: × pay periods ÷ those left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deductions {
    /// Registered pension plan or retirement savings contributions from the regular pay of the period (F).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pension_plan: Option<Money>,
    /// Alimony or maintenance of the period under a document dated before May 1997 (F2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alimony: Option<Money>,
    /// Union dues of the period (U1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub union_dues: Option<Money>,
    /// Annual deductions that the tax office authorised (F1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub annual: Option<Money>,
    /// The annual deduction for living in a prescribed zone (HD).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prescribed_zone: Option<Money>,
    /// Registered contributions and other deductions from the non-periodic part of this payment (F3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub non_periodic: Option<Money>,
}

impl Deductions {
    const NONE: Self = Self {
        pension_plan: None,
        alimony: None,
        union_dues: None,
        annual: None,
        prescribed_zone: None,
        non_periodic: None,
    };

    fn is_none(&self) -> bool {
        *self == Self::NONE
    }
}

/// Credits beyond those of the claim amounts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credits {
    /// Other federal credits of the year that the tax office authorised (K3); adjusted like an annual deduction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub federal: Option<Money>,
    /// Other provincial credits of the year (K3P).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provincial: Option<Money>,
    /// What was withheld this period for shares of a labour-sponsored venture capital corporation (for LCF and LCP).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub labour_funds: Option<Money>,
}

impl Credits {
    const NONE: Self = Self { federal: None, provincial: None, labour_funds: None };

    fn is_none(&self) -> bool {
        *self == Self::NONE
    }
}

/// What was paid and withheld since 1 January by this employer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToDate {
    /// The pay day of the last payment in the figures: it tells their year.
    pub through: NaiveDate,
    /// The pay periods of the year by which it was reckoned (P): they may not change within the year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pay_periods: Option<u32>,
    /// The regular pay of the last payment that had some (the most recent I), for a bonus that is paid alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regular: Option<Money>,
    /// Pensionable earnings (PI to date).
    #[serde(default = "none")]
    pub pensionable: Money,
    /// CPP contributions (D).
    #[serde(default = "none")]
    pub cpp: Money,
    /// Second additional CPP contributions (D2).
    #[serde(default = "none")]
    pub cpp2: Money,
    /// Employment insurance premiums (D1).
    #[serde(default = "none")]
    pub ei: Money,
    /// Bonuses and other non-periodic payments (B1).
    #[serde(default = "none")]
    pub non_periodic: Money,
    /// Registered contributions and other deductions from them (F4).
    #[serde(default = "none")]
    pub non_periodic_deductions: Money,
    /// Additional CPP contributions deducted from them (F5B to date).
    #[serde(default = "none")]
    pub non_periodic_cpp: Money,
}

const CURRENCY: Currency = CAD;

fn none() -> Money {
    Money::zero(CURRENCY)
}

impl ToDate {
    /// Nothing but the day.
    pub fn new(through: NaiveDate) -> Self {
        let zero = none();
        Self {
            through,
            pay_periods: None,
            regular: None,
            pensionable: zero,
            cpp: zero,
            cpp2: zero,
            ei: zero,
            non_periodic: zero,
            non_periodic_deductions: zero,
            non_periodic_cpp: zero,
        }
    }
}
