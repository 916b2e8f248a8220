//! The fields of each jurisdiction's documents as columns. A test holds them equal to the documents themselves.

use super::super::column::Kind::{self, Amount, Day, Flag, Number, Text, Whole, WholeOr};
use crate::{
    calendar::PayFrequency,
    money::Money,
    tax::wages::{Profile, ae, au, ca, de, eg, fr, jo, ma, sa, uk, us},
};
use chrono::NaiveDate;

/// The fields of a payment.
pub(super) const PAYMENT: &[(&str, Kind)] = &[
    ("pay_day", Day),
    ("frequency", Text),
    ("taxable", Amount),
    ("contributory", Amount),
    ("non_cash", Amount),
    ("non_periodic", Amount),
];

/// A figure that a profile carries to the next payment.
pub(super) enum Figure {
    Amount(Money),
    Day(NaiveDate),
    Whole(u32),
    Text(&'static str),
}

impl From<Money> for Figure {
    fn from(amount: Money) -> Self {
        Self::Amount(amount)
    }
}

impl From<NaiveDate> for Figure {
    fn from(day: NaiveDate) -> Self {
        Self::Day(day)
    }
}

impl From<u32> for Figure {
    fn from(number: u32) -> Self {
        Self::Whole(number)
    }
}

impl From<PayFrequency> for Figure {
    fn from(frequency: PayFrequency) -> Self {
        Self::Text(match frequency {
            PayFrequency::Daily => "daily",
            PayFrequency::Weekly => "weekly",
            PayFrequency::Fortnightly => "fortnightly",
            PayFrequency::FourWeekly => "four_weekly",
            PayFrequency::SemiMonthly => "semi_monthly",
            PayFrequency::Monthly => "monthly",
            PayFrequency::Quarterly => "quarterly",
            PayFrequency::SemiAnnual => "semi_annual",
            PayFrequency::Annual => "annual",
        })
    }
}

/// A column that comes out under the name under which it goes in.
pub(super) struct Carried {
    pub(super) name: &'static str,
    /// Whether it stands in every table; else only where it was given.
    pub(super) always: bool,
    pub(super) read: fn(&Profile) -> Option<Figure>,
}

/// The documents of a jurisdiction as columns.
pub(super) struct Sheet {
    pub(super) pack: &'static str,
    /// The fields of the profile.
    pub(super) profile: &'static [(&'static str, Kind)],
    /// Those that an assessment may change.
    pub(super) carried: &'static [Carried],
    /// The field without which a line of that code never comes up.
    pub(super) asked_by: fn(&str) -> Option<&'static str>,
}

macro_rules! carried {
    ($country:ident; $($name:literal $when:ident $person:ident $value:expr;)*) => {
        &[$(Carried {
            name: $name,
            always: carried!($when),
            read: |profile| match profile {
                Profile::$country($person) => $value.map(Figure::from),
                _ => None,
            },
        }),*]
    };
    (always) => { true };
    (given) => { false };
}

/// Who carries nothing but the day of the last payment.
macro_rules! through {
    ($country:ident) => { carried!($country; "through" always person person.through;) };
}

/// The lines of every payment.
const fn always(_: &str) -> Option<&'static str> {
    None
}

/// The columns of the rule pack's jurisdiction.
pub(super) fn of(pack: &str) -> Option<&'static Sheet> {
    SHEETS.iter().find(|sheet| sheet.pack == pack)
}

pub(super) const SHEETS: &[Sheet] = &[
    Sheet {
        pack: ae::PACK,
        profile: &[("sector", Text), ("joined", Day), ("rounding", Text), ("through", Day)],
        carried: through!(Ae),
        asked_by: always,
    },
    Sheet { pack: au::PACK, profile: &[("scale", Text)], carried: &[], asked_by: always },
    Sheet {
        pack: ca::PACK,
        profile: &[
            ("province", Text),
            ("pay_periods", Whole),
            ("federal_claim", Amount),
            ("provincial_claim", Amount),
            ("cpp_exempt", Flag),
            ("cpp2_exempt", Flag),
            ("ei_exempt", Flag),
            ("pensionable_months", Whole),
            ("insurable", Amount),
            ("deductions.pension_plan", Amount),
            ("deductions.alimony", Amount),
            ("deductions.union_dues", Amount),
            ("deductions.annual", Amount),
            ("deductions.prescribed_zone", Amount),
            ("deductions.non_periodic", Amount),
            ("credits.federal", Amount),
            ("credits.provincial", Amount),
            ("credits.labour_funds", Amount),
            ("additional_tax", Amount),
            ("dependants", Whole),
            ("to_date.through", Day),
            ("to_date.pay_periods", Whole),
            ("to_date.regular", Amount),
            ("to_date.pensionable", Amount),
            ("to_date.cpp", Amount),
            ("to_date.cpp2", Amount),
            ("to_date.ei", Amount),
            ("to_date.non_periodic", Amount),
            ("to_date.non_periodic_deductions", Amount),
            ("to_date.non_periodic_cpp", Amount),
        ],
        carried: carried! { Ca;
            "insurable" given p p.insurable;
            "deductions.non_periodic" given p p.deductions.non_periodic;
            "to_date.through" always p p.to_date.as_ref().map(|to_date| to_date.through);
            "to_date.pay_periods" always p p.to_date.as_ref().and_then(|to_date| to_date.pay_periods);
            "to_date.regular" always p p.to_date.as_ref().and_then(|to_date| to_date.regular);
            "to_date.pensionable" always p p.to_date.as_ref().map(|to_date| to_date.pensionable);
            "to_date.cpp" always p p.to_date.as_ref().map(|to_date| to_date.cpp);
            "to_date.cpp2" always p p.to_date.as_ref().map(|to_date| to_date.cpp2);
            "to_date.ei" always p p.to_date.as_ref().map(|to_date| to_date.ei);
            "to_date.non_periodic" always p p.to_date.as_ref().map(|to_date| to_date.non_periodic);
            "to_date.non_periodic_deductions" always p
                p.to_date.as_ref().map(|to_date| to_date.non_periodic_deductions);
            "to_date.non_periodic_cpp" always p p.to_date.as_ref().map(|to_date| to_date.non_periodic_cpp);
        },
        asked_by: always,
    },
    Sheet {
        pack: de::PACK,
        profile: &[
            ("wage_tax.STKL", Whole),
            ("wage_tax.f", Number),
            ("wage_tax.ZKF", Number),
            ("wage_tax.LZZFREIB", Amount),
            ("wage_tax.LZZHINZU", Amount),
            ("wage_tax.JFREIB", Amount),
            ("wage_tax.JHINZU", Amount),
            ("wage_tax.JRE4", Amount),
            ("wage_tax.JRE4ENT", Amount),
            ("wage_tax.JVBEZ", Amount),
            ("wage_tax.ALTER1", Whole),
            ("wage_tax.AJAHR", Whole),
            ("wage_tax.VJAHR", Whole),
            ("wage_tax.VBEZM", Amount),
            ("wage_tax.VBEZS", Amount),
            ("wage_tax.ZMVB", Whole),
            ("insurance.health.kind", Text),
            ("insurance.health.extra", Number),
            ("insurance.health.reduced", Flag),
            ("insurance.health.premium", Amount),
            ("insurance.health.subsidy", Amount),
            ("insurance.pension", Flag),
            ("insurance.unemployment", Flag),
            ("insurance.saxony", Flag),
            ("insurance.childless", Flag),
            ("insurance.children", Whole),
            ("insurance.employment", Text),
            ("insurance.sv_days", Whole),
            ("insurance.marginal.flat_tax", Text),
            ("insurance.marginal.sick_pay_levy", Flag),
            ("insurance.marginal.rounding", Text),
            ("church.land", Text),
            ("church.rounding", Text),
            ("pension", Flag),
            ("insolvency_levy", Flag),
            ("to_date.through", Day),
            ("to_date.other_pay", Amount),
            ("to_date.sv_days", Whole),
            ("to_date.health_base", Amount),
            ("to_date.pension_base", Amount),
        ],
        carried: carried! { De;
            "insurance.sv_days" given p p.insurance.sv_days;
            "to_date.through" always p p.to_date.map(|to_date| to_date.through);
            "to_date.other_pay" always p p.to_date.map(|to_date| to_date.other_pay);
            "to_date.sv_days" always p p.to_date.map(|to_date| to_date.sv_days);
            "to_date.health_base" always p p.to_date.map(|to_date| to_date.health_base);
            "to_date.pension_base" always p p.to_date.map(|to_date| to_date.pension_base);
        },
        asked_by: |code| code.starts_with("de.minijob.").then_some("insurance.marginal.flat_tax"),
    },
    Sheet {
        pack: eg::PACK,
        profile: &[("exemption", Text), ("compared", Text), ("rounding", Text), ("through", Day)],
        carried: through!(Eg),
        asked_by: always,
    },
    Sheet {
        pack: fr::PACK,
        profile: &[
            ("territory", Text),
            ("rgdu", Text),
            ("rounding", Text),
            ("contributions.executive", Flag),
            ("contributions.staff", Text),
            ("contributions.accident_rate", Number),
            ("contributions.mobility_rate", Number),
            ("contributions.health_employee", Amount),
            ("contributions.health_employer", Amount),
            ("through", Day),
        ],
        carried: through!(Fr),
        asked_by: |code| (!["fr.pas", "fr.rgdu"].contains(&code)).then_some("contributions.staff"),
    },
    Sheet {
        pack: jo::PACK,
        profile: &[
            ("exemption", Text),
            ("other_exemption", Amount),
            ("registered", Text),
            ("ceiling", Amount),
            ("rounding", Text),
            ("through", Day),
        ],
        carried: through!(Jo),
        asked_by: always,
    },
    Sheet {
        pack: ma::PACK,
        profile: &[("dependants", Whole), ("rounding", Text), ("through", Day)],
        carried: through!(Ma),
        asked_by: always,
    },
    Sheet {
        pack: sa::PACK,
        profile: &[("nationality", Text), ("first_registered", Day), ("rounding", Text), ("through", Day)],
        carried: through!(Sa),
        asked_by: always,
    },
    Sheet {
        pack: uk::PACK,
        profile: &[
            ("tax_code", Text),
            ("basis", Text),
            ("category", Text),
            ("to_date.through", Day),
            ("to_date.taxable_pay", Amount),
            ("to_date.tax", Amount),
            ("to_date.contributions.earnings", Amount),
            ("to_date.contributions.employee", Amount),
            ("to_date.contributions.employer", Amount),
            ("director.method", Text),
            ("director.weeks", Whole),
            ("student_loans.plan", Text),
            ("student_loans.postgraduate", Flag),
        ],
        carried: carried! { Uk;
            "to_date.through" always p p.to_date.map(|to_date| to_date.through);
            "to_date.taxable_pay" always p p.to_date.map(|to_date| to_date.taxable_pay);
            "to_date.tax" always p p.to_date.map(|to_date| to_date.tax);
            "to_date.contributions.earnings" always p contributions(p).map(|paid| paid.earnings);
            "to_date.contributions.employee" always p contributions(p).map(|paid| paid.employee);
            "to_date.contributions.employer" always p contributions(p).map(|paid| paid.employer);
            "director.weeks" given p p.director.map(|director| director.weeks);
        },
        asked_by: always,
    },
    Sheet {
        pack: us::PACK,
        profile: &[
            ("w4.form", Text),
            ("w4.filing_status", Text),
            ("w4.step2_checkbox", Flag),
            ("w4.step3_credits", Amount),
            ("w4.step4a_other_income", Amount),
            ("w4.step4b_deductions", Amount),
            ("w4.step4c_extra", Amount),
            ("w4.marital_status", Text),
            ("w4.allowances", Whole),
            ("w4.line6_additional", Amount),
            ("w4.step2b_other", Amount),
            ("w4.line3_additional", Amount),
            ("exempt", Flag),
            ("nonresident_alien", Flag),
            ("rounding", Text),
            ("supplemental", Text),
            ("futa_credit_reduction", Number),
            ("state.state", Text),
            // The forms of the states, each with its own fields; some have them in common.
            ("state.marital_status", Text),
            ("state.filing_status", Text),
            ("state.line1_allowances", Whole),
            ("state.line2_allowances", Whole),
            ("state.line2_additional", Amount),
            ("state.line3_marital_status", Text),
            ("state.line3_additional", Amount),
            ("state.line5_exemptions", Whole),
            ("state.line6_dependents", Whole),
            ("state.line6_additional", Amount),
            ("state.line7_first_time_dependents", Whole),
            // Allowances are a number in Georgia, dollars of a year in Iowa.
            ("state.line7_allowances", WholeOr { amount_where: ("state.state", "IA") }),
            ("state.line7_adjustment", Amount),
            ("state.line8_adopted_children", Whole),
            ("state.line8_additional", Amount),
            ("state.line8_exempt", Flag),
            ("state.additional_state", Amount),
            ("state.block_a", Whole),
            ("state.percentage", Number),
            ("state.extra", Amount),
            ("state.period_begins", Day),
            ("state.spouse_earns", Flag),
            ("state.exempt", Flag),
            ("state.zero", Flag),
            ("locality", Text),
            ("residence", Text),
            ("to_date.through", Day),
            ("to_date.contributory_wages", Amount),
            ("to_date.supplemental_wages", Amount),
            ("to_date.last_period.frequency", Text),
            ("to_date.last_period.wages", Amount),
            ("to_date.last_period.withheld", Amount),
        ],
        carried: carried! { Us;
            "to_date.through" always p p.to_date.as_ref().map(|to_date| to_date.through);
            "to_date.contributory_wages" always p p.to_date.as_ref().map(|to_date| to_date.contributory_wages);
            "to_date.supplemental_wages" always p p.to_date.as_ref().map(|to_date| to_date.supplemental_wages);
            "to_date.last_period.frequency" always p last_period(p).map(|last| last.frequency);
            "to_date.last_period.wages" always p last_period(p).map(|last| last.wages);
            "to_date.last_period.withheld" always p last_period(p).map(|last| last.withheld);
        },
        asked_by: |code| code.ends_with(".income_tax").then_some("state.state"),
    },
];

fn contributions(person: &uk::Profile) -> Option<uk::Contributions> {
    person.to_date.and_then(|to_date| to_date.contributions)
}

fn last_period(person: &us::Profile) -> Option<us::LastPeriod> {
    person.to_date.as_ref().and_then(|to_date| to_date.last_period)
}
