//! The United States: federal income tax withholding, FICA and FUTA, by the publications of the Internal Revenue Service,
//! and the income tax of those states whose own document could be read.
//!
//! Income tax follows the percentage method for automated payroll systems, Worksheet 1A of Publication 15-T, for both
//! generations of Form W-4, with the adjustment for nonresident aliens; supplemental wages follow section 7 of Publication
//! 15 by the flat rate or the aggregate method, with the mandatory rate above a million; social security, Medicare,
//! additional Medicare and FUTA follow the wages of the calendar year at this employer. The pay day decides the year.
//! Periodic payments of a pension or annuity follow Worksheet 1B, for both generations of [Form W-4P](W4pFrom2022).
//!
//! More pay is never less tax but where the publication itself makes it so: its checkbox schedules round thresholds and base
//! amounts apart, so that for somebody single the tax of a year falls by 0.12 at 108,938 in 2026, and in 2025 by 0.05 at
//! 13,463 and by 0.16 at 132,763.
//!
//! Somebody single is paid $2,000 every two weeks and has left steps 2 to 4 of a Form W-4 of 2026 blank. Worksheet 1A
//! makes that 52,000 a year (line 1c), less 8,600 (1g) is 43,400 (1i); the standard schedule has 1,240 and 12 % of what
//! lies above 19,900, which is 4,060 (2g) a year and 156.15 a pay day:
//!
//! ```
//! use backoffice::{
//!     Money, PayFrequency, currency::USD, date, dec,
//!     law::RulePack,
//!     tax::wages::{Payer, Payment, us},
//! };
//!
//! let law = RulePack::embedded(us::PACK)?;
//! let w4 = us::W4From2020::new(us::FilingStatus::SingleOrMarriedSeparately);
//! let dana = us::Profile::new(us::W4::From2020(w4), us::RoundingProfile::Once);
//! let dollars = |amount| Money::new(amount, USD);
//! let june = Payment::new(date(2026, 6, 12)?, PayFrequency::Fortnightly, dollars(dec!(2000))?);
//!
//! let (assessed, trace) = us::assess_traced(&dana, &june, &law)?;
//! let amounts: Vec<_> = assessed.lines.iter().map(|l| (l.code.as_str(), l.payer, l.amount.amount())).collect();
//! assert_eq!(
//!     amounts,
//!     [
//!         ("us.fit", Payer::Employee, dec!(156.15)),
//!         ("us.social_security", Payer::Employee, dec!(124.00)),
//!         ("us.medicare", Payer::Employee, dec!(29.00)),
//!         ("us.additional_medicare", Payer::Employee, dec!(0.00)),
//!         ("us.social_security", Payer::Employer, dec!(124.00)),
//!         ("us.medicare", Payer::Employer, dec!(29.00)),
//!         ("us.futa", Payer::Employer, dec!(12.00)),
//!     ]
//! );
//! let line = |id: &str| trace.find(id).map(|line| line.value);
//! assert_eq!(line("us.fit.1c"), Some(dec!(52000)));
//! assert_eq!(line("us.fit.1i"), Some(dec!(43400)));
//! assert_eq!(line("us.fit.2c"), Some(dec!(1240)));
//! assert_eq!(line("us.fit.2f"), Some(dec!(2820)));
//! assert_eq!(line("us.fit.2g"), Some(dec!(4060)));
//! assert_eq!(line("us.fit.3c"), Some(dec!(156.15)));
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! # Errors
//! `law.none_in_force` on a day that the pack does not know and for an adjustment of nonresident aliens that it lacks,
//! `law.unsupported` for four-weekly pay (Table 3 has no such period), for a state whose law the pack does not hold and for
//! what is not known of one that it holds (see [`State`]), `input.invalid` for a
//! payment before the last one in the figures to date, supplemental wages greater than the wages, a nonresident alien who
//! is not single, a pay frequency other than that of the wages to be aggregated, `input.missing` for a method of
//! supplemental wages or the wages to aggregate them with, `number.negative`, `money.mixed_currencies`,
//! `number.out_of_range` naming the field and the first step that had no value.
//!
//! # The states
//! [`Profile::state`] names the state whose income tax is to be withheld too, with what its own certificate says: Arizona,
//! Georgia, Illinois, Indiana, Iowa, Louisiana, North Carolina, Pennsylvania and Utah, and the nine that levy no tax on wages.
//! Any other is refused, not answered without. Wages are those that the federal tax is on, `taxable`; Pennsylvania's are not
//! where the employee defers pay, so there it is refused when taxable and contributory pay differ. Rounding is the state
//! document's; Arizona's and Pennsylvania's say nothing of it, and the source of the line says so.
//!
//! # Rounding
//! The publication names no rounding of its lines, so a profile names one: see [`RoundingProfile`]. FICA and FUTA go to the
//! cent, half up.
//!
//! # Sources
//! Publications 15-T and 15 were read in transcriptions, and say so; their schedules follow from the brackets of the revenue
//! procedures, which a test shows. They print no example of Worksheet 1A with its lines: the one above is reckoned by hand.
//! A payment's tax is figured by its own payroll period, so that the frequency may change in mid-year.
//!
//! # Not covered
//!
//! - income taxes of the states but Arizona, Georgia, Illinois, Indiana, Iowa, Louisiana, North Carolina, Pennsylvania and Utah, and the nine that levy none on wages
//! - taxes of localities, agreements between states, unemployment and disability insurance of the states
//! - Worksheets 2 to 5, the wage bracket tables
//! - nonresident aliens with a Form W-4 of 2019 or earlier in 2026 (Table 1)
//! - tips that exceed the pay
//! - employment that is exempt from FUTA or from FICA alone
//! - the list of the credit-reduction states (a parameter)
//! - lock-in letters

mod assess;
mod fica;
mod fit;
mod pension;
mod states;
mod supplemental;
#[cfg(test)]
mod tests;
mod year;

pub(super) use assess::case;
pub use assess::{Due, assess, assess_traced, assess_with, due};
pub use pension::{W4pFrom2022, W4pUntil2021};
pub use states::{
    ArizonaA4, GeorgiaG4, GeorgiaStatus, IllinoisW4, IndianaWh4, IowaStatus, IowaW4, LouisianaL4,
    NorthCarolinaNc4, NorthCarolinaStatus, State, UtahW4,
};
pub use year::Year;

use super::{Payer, supported::About};
use crate::{calendar::PayFrequency, error::exact, money::Money};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The rule pack's id.
pub const PACK: &str = "us.wages";

/// The lines that an assessment may have, in their order: code, and who bears it. The states are all there: a rule pack of the
/// caller's may hold the law of more of them than the embedded one.
pub const LINES: &[(&str, Payer)] = &[
    ("us.fit", Payer::Employee),
    ("us.fit_supplemental", Payer::Employee),
    ("us.fit_mandatory", Payer::Employee),
    ("us.social_security", Payer::Employee),
    ("us.medicare", Payer::Employee),
    ("us.additional_medicare", Payer::Employee),
    ("us.social_security", Payer::Employer),
    ("us.medicare", Payer::Employer),
    ("us.futa", Payer::Employer),
    ("us.ak.income_tax", Payer::Employee),
    ("us.al.income_tax", Payer::Employee),
    ("us.ar.income_tax", Payer::Employee),
    ("us.az.income_tax", Payer::Employee),
    ("us.ca.income_tax", Payer::Employee),
    ("us.co.income_tax", Payer::Employee),
    ("us.ct.income_tax", Payer::Employee),
    ("us.dc.income_tax", Payer::Employee),
    ("us.de.income_tax", Payer::Employee),
    ("us.fl.income_tax", Payer::Employee),
    ("us.ga.income_tax", Payer::Employee),
    ("us.hi.income_tax", Payer::Employee),
    ("us.ia.income_tax", Payer::Employee),
    ("us.id.income_tax", Payer::Employee),
    ("us.il.income_tax", Payer::Employee),
    ("us.in.income_tax", Payer::Employee),
    ("us.ks.income_tax", Payer::Employee),
    ("us.ky.income_tax", Payer::Employee),
    ("us.la.income_tax", Payer::Employee),
    ("us.ma.income_tax", Payer::Employee),
    ("us.md.income_tax", Payer::Employee),
    ("us.me.income_tax", Payer::Employee),
    ("us.mi.income_tax", Payer::Employee),
    ("us.mn.income_tax", Payer::Employee),
    ("us.mo.income_tax", Payer::Employee),
    ("us.ms.income_tax", Payer::Employee),
    ("us.mt.income_tax", Payer::Employee),
    ("us.nc.income_tax", Payer::Employee),
    ("us.nd.income_tax", Payer::Employee),
    ("us.ne.income_tax", Payer::Employee),
    ("us.nh.income_tax", Payer::Employee),
    ("us.nj.income_tax", Payer::Employee),
    ("us.nm.income_tax", Payer::Employee),
    ("us.nv.income_tax", Payer::Employee),
    ("us.ny.income_tax", Payer::Employee),
    ("us.oh.income_tax", Payer::Employee),
    ("us.ok.income_tax", Payer::Employee),
    ("us.or.income_tax", Payer::Employee),
    ("us.pa.income_tax", Payer::Employee),
    ("us.ri.income_tax", Payer::Employee),
    ("us.sc.income_tax", Payer::Employee),
    ("us.sd.income_tax", Payer::Employee),
    ("us.tn.income_tax", Payer::Employee),
    ("us.tx.income_tax", Payer::Employee),
    ("us.ut.income_tax", Payer::Employee),
    ("us.va.income_tax", Payer::Employee),
    ("us.vt.income_tax", Payer::Employee),
    ("us.wa.income_tax", Payer::Employee),
    ("us.wi.income_tax", Payer::Employee),
    ("us.wv.income_tax", Payer::Employee),
    ("us.wy.income_tax", Payer::Employee),
];

/// What the pack does not tell of itself.
pub(super) const ABOUT: About = About {
    name: "United States",
    year_begins: (1, 1),
    needs: &[],
    beside: &[],
    covers: &[
        "federal income tax by Publication 15-T, Worksheet 1A, for both generations of Form W-4, with the adjustment for nonresident aliens",
        "FICA with additional Medicare; FUTA with the credit reduction as a parameter",
        "supplemental wages by the flat rate and the aggregate method",
        "pensions and annuities by Worksheet 1B",
        "income tax of Arizona, Georgia, Illinois, Indiana, Iowa, Louisiana, North Carolina, Pennsylvania and Utah by the state's own document",
    ],
    lacks: &[
        "income taxes of the states but Arizona, Georgia, Illinois, Indiana, Iowa, Louisiana, North Carolina, Pennsylvania and Utah, and the nine that levy none on wages",
        "taxes of localities, agreements between states, unemployment and disability insurance of the states",
        "Worksheets 2 to 5, the wage bracket tables",
        "nonresident aliens with a Form W-4 of 2019 or earlier in 2026 (Table 1)",
        "tips that exceed the pay",
        "employment that is exempt from FUTA or from FICA alone",
        "the list of the credit-reduction states (a parameter)",
        "lock-in letters",
    ],
};

/// Somebody on a payroll in the United States.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The Form W-4 that is in effect, or the Form W-4P of somebody who is paid a pension or annuity.
    pub w4: W4,
    /// Whether the employee claims exemption from withholding of income tax, or a payee chooses to have none withheld;
    /// supplemental wages above a million a year are taxed all the same.
    #[serde(default)]
    pub exempt: bool,
    /// Whether the wages are of a nonresident alien to whom the withholding adjustment applies (it does not to students and
    /// business apprentices from India).
    #[serde(default)]
    pub nonresident_alien: bool,
    /// Where the worksheet is rounded.
    pub rounding: RoundingProfile,
    /// How supplemental wages are taxed; needed only when some are paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplemental: Option<SupplementalMethod>,
    /// The FUTA credit reduction of the employment's state for that year, as a fraction: 0 where there is none.
    #[serde(default, with = "exact::text")]
    pub futa_credit_reduction: Decimal,
    /// The state whose income tax is to be withheld too, with what its own certificate says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<State>,
    /// A county, city or school district whose tax is wanted too. None is known in this version: it is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locality: Option<String>,
    /// The state of residence, where an agreement between it and `state` or a credit is to be applied. None is known in this
    /// version: it is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub residence: Option<String>,
    /// The figures of the calendar year at this employer; none before the first payment. Those of an earlier year no
    /// longer count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_date: Option<ToDate>,
}

impl Profile {
    /// Somebody who was not paid yet and is a resident, in a state without a credit reduction.
    pub const fn new(w4: W4, rounding: RoundingProfile) -> Self {
        Self {
            w4,
            exempt: false,
            nonresident_alien: false,
            rounding,
            supplemental: None,
            futa_credit_reduction: Decimal::ZERO,
            state: None,
            locality: None,
            residence: None,
            to_date: None,
        }
    }
}

/// A withholding certificate: an employee's, or for pensions and annuities, of either generation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "form")]
pub enum W4 {
    /// Of 2020 or later.
    #[serde(rename = "2020_or_later")]
    From2020(W4From2020),
    /// Of 2019 or earlier.
    #[serde(rename = "2019_or_earlier")]
    Until2019(W4Until2019),
    /// A Withholding Certificate for Periodic Pension or Annuity Payments, of 2022 or later.
    #[serde(rename = "w4p_2022_or_later")]
    PensionFrom2022(W4pFrom2022),
    /// One of 2021 or earlier.
    #[serde(rename = "w4p_2021_or_earlier")]
    PensionUntil2021(W4pUntil2021),
}

/// A Form W-4 of 2020 or later. What the employee left blank is left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct W4From2020 {
    /// Step 1(c).
    pub filing_status: FilingStatus,
    /// Whether the box in step 2(c) is checked (two jobs, or both spouses work).
    #[serde(default)]
    pub step2_checkbox: bool,
    /// Step 3, credits for dependents and others, of a year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step3_credits: Option<Money>,
    /// Step 4(a), income that is not from jobs, of a year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step4a_other_income: Option<Money>,
    /// Step 4(b), deductions, of a year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step4b_deductions: Option<Money>,
    /// Step 4(c), extra withholding each pay period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step4c_extra: Option<Money>,
}

impl W4From2020 {
    /// A form on which steps 2 to 4 are blank.
    pub const fn new(filing_status: FilingStatus) -> Self {
        Self {
            filing_status,
            step2_checkbox: false,
            step3_credits: None,
            step4a_other_income: None,
            step4b_deductions: None,
            step4c_extra: None,
        }
    }
}

/// A Form W-4 of 2019 or earlier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct W4Until2019 {
    /// Line 3.
    pub marital_status: MaritalStatus,
    /// Line 5, the withholding allowances.
    pub allowances: u32,
    /// Line 6, an additional amount each pay period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line6_additional: Option<Money>,
}

/// Step 1(c) of a Form W-4 of 2020 or later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilingStatus {
    /// Single, or married filing separately.
    SingleOrMarriedSeparately,
    /// Married filing jointly, or a qualifying surviving spouse.
    MarriedFilingJointly,
    /// Head of household.
    HeadOfHousehold,
}

impl FilingStatus {
    const ALL: [Self; 3] =
        [Self::SingleOrMarriedSeparately, Self::MarriedFilingJointly, Self::HeadOfHousehold];

    const fn index(self) -> usize {
        self as usize
    }

    /// Its name in the rule pack.
    const fn key(self) -> &'static str {
        match self {
            Self::SingleOrMarriedSeparately => "single_or_married_separately",
            Self::MarriedFilingJointly => "married_filing_jointly",
            Self::HeadOfHousehold => "head_of_household",
        }
    }
}

/// Line 3 of a Form W-4 of 2019 or earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MaritalStatus {
    /// Single, or married but withholding at the higher single rate.
    Single,
    /// Married.
    Married,
}

/// Where the worksheet is rounded: Publication 15-T names no rule. Every amount is rounded to the cent, half up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RoundingProfile {
    /// Exact from line 1a to line 3c, and rounded once there.
    #[serde(rename = "us-15t-once")]
    Once,
    /// Lines 2h and 3b are rounded, each by itself.
    #[serde(rename = "us-15t-per-line")]
    PerLine,
}

impl RoundingProfile {
    /// The name of the profile, such as `us-15t-once`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Once => "us-15t-once",
            Self::PerLine => "us-15t-per-line",
        }
    }
}

/// How supplemental wages up to a million a year are taxed (Publication 15, section 7); what is above is always taxed at
/// the mandatory rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SupplementalMethod {
    /// The optional flat rate; only for an employee from whose regular wages income tax was withheld in this year or the
    /// last.
    Flat,
    /// The tax on regular and supplemental wages together, less that on the regular wages: those of this payment, or, when
    /// it has none, those of the last payroll period in the figures to date.
    Aggregate,
}

/// The figures of the calendar year at this employer, before this payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToDate {
    /// The pay day of the last payment in the figures: it tells their year.
    pub through: NaiveDate,
    /// Wages on which FICA and FUTA are due, with no limit applied.
    pub contributory_wages: Money,
    /// Supplemental wages.
    pub supplemental_wages: Money,
    /// The wages of the last payroll period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_period: Option<LastPeriod>,
}

impl ToDate {
    /// Wages of the year, those of the last payroll period not known.
    pub const fn new(through: NaiveDate, contributory_wages: Money, supplemental_wages: Money) -> Self {
        Self { through, contributory_wages, supplemental_wages, last_period: None }
    }
}

/// The wages of a payroll period whose tax was figured together: regular wages, and the supplemental wages that were
/// aggregated with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LastPeriod {
    /// How often they were paid.
    pub frequency: PayFrequency,
    /// The wages.
    pub wages: Money,
    /// The income tax that was withheld from them.
    pub withheld: Money,
}
