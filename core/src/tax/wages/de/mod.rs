//! Germany: wage tax by the Programmablaufplan of the Ministry of Finance, solidarity surcharge, church tax and social
//! insurance.
//!
//! The Programmablaufplan of 2026 and of 2025 is followed step by step, each in the edition that [`Year::edition`] names;
//! steps of a trace have its names. Tax classes I to VI, factor, allowances, age relief, pensions, bonuses and
//! compensations. Social insurance with its ceilings, part months, one-off pay, care insurance with children, Saxony and the
//! transition band (Midijob). Marginal employment (Minijob) with [flat rates](Marginal).
//!
//! [`assess`] does all of it for a payment; [`pap`] is the Programmablaufplan alone, [`contributions`] social insurance
//! alone, [`TransitionBand`] the band alone.
//!
//! # The ministry's example
//! The check table 2026 of the Federal Ministry of Finance says 23 248 euros of wage tax for 100 000 euros a year in class
//! I, with the surcharge of the childless and an extra rate of 2.90 %.
//! ```
//! use backoffice::{
//!     currency::EUR, date, dec, Money,
//!     law::RulePack,
//!     tax::wages::de::{self, Inputs, Pay, Period, Provision, WageTax},
//! };
//!
//! let law = RulePack::embedded(de::PACK)?;
//! let inputs = Inputs {
//!     wage_tax: WageTax::new(1),
//!     provision: Provision { pvz: 1, ..Provision::statutory(dec!(2.90)) },
//!     r: 0,
//!     pay: Pay::new(Period::Year, Money::new(dec!(100000), EUR)?),
//! };
//! let (outputs, trace) = de::pap_traced(&inputs, &law, date(2026, 1, 31)?)?;
//! assert_eq!(outputs.lstlzz, Money::new(dec!(23248), EUR)?);
//!
//! let value = |id: &str| trace.find(id).map(|line| line.value).unwrap_or_default();
//! // MRE4JL and MZTABFB: a year's pay; 1 230 for expenses and 36.
//! assert_eq!((value("de.pap.LSTJAHR.ZRE4J"), value("de.pap.LSTJAHR.ZTABFB")), (dec!(100000), dec!(1266)));
//! // UPEVP: 9.3 % of all of it; 10.85 % of 69 750, cut to the cent; together in whole euros, raised.
//! assert_eq!((value("de.pap.LSTJAHR.VSPR"), value("de.pap.LSTJAHR.VSPKVPV")), (dec!(9300), dec!(7567.87)));
//! assert_eq!(value("de.pap.LSTJAHR.VSP"), dec!(16868));
//! // UPMLST and UPTAB26: 0.42 × 81 866 − 11 135.63, cut to the euro.
//! assert_eq!((value("de.pap.LSTJAHR.X"), value("de.pap.LSTJAHR.ST")), (dec!(81866), dec!(23248)));
//! // MSOLZ: 11.9 % of what exceeds 20 350 is less than 5.5 % of it all.
//! assert_eq!(outputs.solzlzz, Money::new(dec!(344.86), EUR)?);
//! // The figures of the law stand beside them, each with its source.
//! assert!(trace.to_string().contains("[pap.bbgkvpv = 69750: BMF, Programmablaufplan"));
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! # Where more pay is less tax
//! The Vorsorgepauschale (UPEVP) is rounded up to whole euros, so a cent more of pay can lower the taxable income by a euro,
//! and the tax by no more than 2 euros a year (less for a shorter period). Below their limits
//! age relief (MRE4ALTE) and ANP (MZTABFB) are rounded up too. The routine is followed, not mended.
//!
//! # Errors
//! `tax.category_invalid` for a tax class that does not exist, `input.invalid` for other inputs that do not exist or do not
//! go together, `input.missing` for other pay without JRE4, `number.negative`, `money.mixed_currencies`,
//! `law.none_in_force` on a day that the pack does not know, `law.unsupported` for what is not known here,
//! `number.out_of_range` naming the field and the first step that had no value.
//!
//! # Rounding
//! As the Programmablaufplan and the Beitragsverfahrensordnung say. For church tax no law was found here: its profile is
//! part of [`Church`].
//!
//! # Sources
//! The pseudo-code of both editions of the Programmablaufplan was read in copies of the published files. Rates and ceilings of
//! social insurance that are announced for a year, and the church tax of the Länder, rest on summaries; their lines say so.
//! A payment's wage tax is reckoned by its own period (LZZ), so that the frequency may change in mid-year.
//!
//! # Not covered
//!
//! - the transition band in Saxony and in part months
//! - marginal employment in private households, by other periods than the month, taxed by the tax class, with one-off pay or above its limit
//! - one-off pay of January to March above the ceiling (§ 23a(4) SGB IV)
//! - contributions from pensions
//! - results for double taxation agreements, flat-rate tax of other employment, the cap of church tax, the miners' insurance

mod assess;
mod inputs;
mod marginal;
mod pap;
mod social;
#[cfg(test)]
mod tests;
mod year;

pub use assess::{Due, assess, assess_traced, assess_with, contributions, due, pap, pap_traced};
pub(super) use assess::{case, marginal_case};
pub use inputs::{Inputs, Outputs, Pay, Period, Provision, WageTax};
pub use marginal::{BorneRounding, FlatTax, Marginal};
pub use social::{BandBase, Contributions, Employment, Health, Insurance, Shares, Sides, TransitionBand};
pub use year::Year;

use super::{Payer, supported::About};
use crate::money::Money;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The rule pack's id.
pub const PACK: &str = "de.wages";

/// The lines that an assessment may have, in their order: code, and who bears it.
pub const LINES: &[(&str, Payer)] = &[
    ("de.lohnsteuer", Payer::Employee),
    ("de.soli", Payer::Employee),
    ("de.kirchensteuer", Payer::Employee),
    ("de.lohnsteuer.sonstige", Payer::Employee),
    ("de.soli.sonstige", Payer::Employee),
    ("de.kirchensteuer.sonstige", Payer::Employee),
    ("de.kv", Payer::Employee),
    ("de.kv", Payer::Employer),
    ("de.kv.zusatz", Payer::Employee),
    ("de.kv.zusatz", Payer::Employer),
    ("de.rv", Payer::Employee),
    ("de.rv", Payer::Employer),
    ("de.av", Payer::Employee),
    ("de.av", Payer::Employer),
    ("de.pv", Payer::Employee),
    ("de.pv", Payer::Employer),
    ("de.minijob.kv", Payer::Employer),
    ("de.minijob.rv", Payer::Employee),
    ("de.minijob.rv", Payer::Employer),
    ("de.minijob.pauschsteuer", Payer::Employee),
    ("de.minijob.pauschsteuer", Payer::Employer),
    ("de.minijob.u1", Payer::Employer),
    ("de.minijob.u2", Payer::Employer),
    ("de.insolvenzgeldumlage", Payer::Employer),
];

/// What the pack does not tell of itself.
pub(super) const ABOUT: About = About {
    name: "Germany",
    year_begins: (1, 1),
    needs: &[],
    beside: &[],
    covers: &[
        "wage tax by the Programmablaufplan: classes I to VI, factor, allowances, pensions, bonuses, compensations",
        "solidarity surcharge and church tax",
        "social insurance with its ceilings, part months, one-off pay, care insurance with children, Saxony, the transition band (Midijob), marginal employment (Minijob)",
    ],
    lacks: &[
        "the transition band in Saxony and in part months",
        "marginal employment in private households, by other periods than the month, taxed by the tax class, with one-off pay or above its limit",
        "one-off pay of January to March above the ceiling (§ 23a(4) SGB IV)",
        "contributions from pensions",
        "results for double taxation agreements, flat-rate tax of other employment, the cap of church tax, the miners' insurance",
    ],
};

/// Somebody on a German payroll.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Wage tax features, under the names of the Programmablaufplan.
    pub wage_tax: WageTax,
    /// Social insurance; the Vorsorgepauschale follows it.
    pub insurance: Insurance,
    /// Church tax, for members of a church that levies it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub church: Option<Church>,
    /// Whether the pay is a pension from the employer (Versorgungsbezug); no contributions are known for it here.
    #[serde(default)]
    pub pension: bool,
    /// Whether the employer owes the insolvency levy; public employers do not.
    #[serde(default = "owed")]
    pub insolvency_levy: bool,
    /// The figures of the year so far; none before the first payment. Those of an earlier year no longer count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_date: Option<ToDate>,
}

const fn owed() -> bool {
    true
}

impl Profile {
    /// Somebody who was not paid yet, of no church.
    pub const fn new(wage_tax: WageTax, insurance: Insurance) -> Self {
        Self { wage_tax, insurance, church: None, pension: false, insolvency_levy: true, to_date: None }
    }
}

/// Pay since 1 January.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToDate {
    /// The pay day of the last payment in the figures: it tells their year.
    pub through: NaiveDate,
    /// Other pay (bonuses) that was paid since: the Programmablaufplan adds it to JRE4.
    pub other_pay: Money,
    /// The days of social insurance since, with this employer.
    pub sv_days: u32,
    /// What health and care contributions were due on since, with this employer.
    pub health_base: Money,
    /// What pension and unemployment contributions were due on since, with this employer.
    pub pension_base: Money,
}

/// Church tax.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Church {
    /// The Land whose rate applies.
    pub land: Land,
    /// How the tax becomes cents: no law was found here, so the caller says.
    pub rounding: CentRounding,
}

/// A rounding to the cent, as a profile where no law was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CentRounding {
    /// Fractions of a cent are cut off.
    Down,
    /// To the nearest cent, a half up.
    HalfUp,
}

/// The Länder, by their codes in ISO 3166-2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Land {
    /// Baden-Württemberg.
    Bw,
    /// Bavaria.
    By,
    /// Berlin.
    Be,
    /// Brandenburg.
    Bb,
    /// Bremen.
    Hb,
    /// Hamburg.
    Hh,
    /// Hesse.
    He,
    /// Mecklenburg-Vorpommern.
    Mv,
    /// Lower Saxony.
    Ni,
    /// North Rhine-Westphalia.
    Nw,
    /// Rhineland-Palatinate.
    Rp,
    /// Saarland.
    Sl,
    /// Saxony.
    Sn,
    /// Saxony-Anhalt.
    St,
    /// Schleswig-Holstein.
    Sh,
    /// Thuringia.
    Th,
}
