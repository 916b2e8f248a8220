//! Income tax: Publication 15-T, Worksheet 1A, percentage method for automated payroll systems; its lines name the steps.
//! Worksheet 1B is in [`pension`].

use super::{
    FilingStatus, MaritalStatus, Profile, RoundingProfile, W4,
    pension::{self, Pension},
};
use crate::{
    calendar::PayFrequency,
    error::{Code, Error, Result},
    law::{Figure, RulePack, Scale},
    money::{Mode, Money, Rounding, number::Number},
    trace::{Step, Tracer},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// To the cent, half up: of every profile.
pub(super) const CENT: Rounding = Rounding::of(1, 2, Mode::HalfUp);
/// A line that is carried on unrounded, as a trace shows it.
pub(super) const SHOWN: Rounding = Rounding::of(1, 6, Mode::HalfUp);

/// The lines of the worksheet, once for each use of it.
pub(super) struct Worksheet {
    paid: &'static Step,
    alien: &'static Step,
    l1a: &'static Step,
    l1b: &'static Step,
    l1c: &'static Step,
    l1d: &'static Step,
    l1e: &'static Step,
    l1f: &'static Step,
    l1g: &'static Step,
    l1h: &'static Step,
    l1i: &'static Step,
    l1k: &'static Step,
    l1l: &'static Step,
    l2b: &'static Step,
    l2c: &'static Step,
    l2d: &'static Step,
    l2e: &'static Step,
    l2f: &'static Step,
    l2g: &'static Step,
    l2h: &'static Step,
    l2h_shown: &'static Step,
    l3a: &'static Step,
    l3b: &'static Step,
    l3b_shown: &'static Step,
    l3c: &'static Step,
    l4a: &'static Step,
    /// The amount to withhold.
    pub l4b: &'static Step,
}

macro_rules! worksheet {
    ($name:ident, $prefix:literal, $title:literal) => {
        pub(super) static $name: Worksheet = {
            worksheet!(@ $prefix,
                PAID: "paid", "Wages", &[], &[];
                ALIEN: "nonresident_alien", "Added for a nonresident alien", &["fit.nonresident.{form}.{frequency}"], &[];
                L1A: "1a", "1a Total taxable wages of the payroll period", &[], &[&PAID, &ALIEN];
                L1B: "1b", "1b Pay periods in a year (Table 3)", &[], &[];
                L1C: "1c", "1c Annual wages, 1a × 1b", &[], &[&L1A, &L1B];
                L1D: "1d", "1d Other income, step 4(a)", &[], &[];
                L1E: "1e", "1e 1c + 1d", &[], &[&L1C, &L1D];
                L1F: "1f", "1f Deductions, step 4(b)", &[], &[];
                L1G: "1g", "1g Already in the standard schedule", &["{line_1g}"], &[];
                L1H: "1h", "1h 1f + 1g", &[], &[&L1F, &L1G];
                L1I: "1i", "1i Adjusted annual wage amount, 1e − 1h", &[], &[&L1E, &L1H];
                L1K: "1k", "1k Allowances", &["fit.allowance"], &[];
                L1L: "1l", "1l Adjusted annual wage amount, 1c − 1k", &[], &[&L1C, &L1K];
                L2B: "2b", "2b Column A", &[], &[];
                L2C: "2c", "2c Column C", &[], &[];
                L2D: "2d", "2d Column D", &[], &[];
                L2E: "2e", "2e Wage amount − 2b", &[], &[&L1I, &L1L, &L2B];
                L2F: "2f", "2f 2e × 2d", &[], &[&L2E, &L2D];
                L2G: "2g", "2g 2c + 2f", &["fit.{schedule}.{status}"], &[&L2C, &L2F];
                L2H: "2h", "2h Tentative withholding amount, 2g ÷ 1b", &[], &[&L2G];
                L2H_SHOWN: "2h", "2h Tentative withholding amount, 2g ÷ 1b, not rounded (six decimals shown)", &[], &[&L2G];
                L3A: "3a", "3a Credits, step 3", &[], &[];
                L3B: "3b", "3b 3a ÷ 1b", &[], &[&L3A];
                L3B_SHOWN: "3b", "3b 3a ÷ 1b, not rounded (six decimals shown)", &[], &[&L3A];
                L3C: "3c", "3c 2h − 3b", &[], &[&L2H, &L2H_SHOWN, &L3B, &L3B_SHOWN];
                L4A: "4a", "4a Additional amount to withhold", &[], &[];
            );
            static L4B: Step = Step { id: $prefix, name: $title, rests_on: &[], of: &[&L3C, &L4A] };
            Worksheet {
                alien: &ALIEN, paid: &PAID, l1a: &L1A, l1b: &L1B, l1c: &L1C, l1d: &L1D, l1e: &L1E, l1f: &L1F, l1g: &L1G,
                l1h: &L1H, l1i: &L1I, l1k: &L1K, l1l: &L1L, l2b: &L2B, l2c: &L2C, l2d: &L2D, l2e: &L2E, l2f: &L2F,
                l2g: &L2G, l2h: &L2H, l2h_shown: &L2H_SHOWN, l3a: &L3A, l3b: &L3B, l3b_shown: &L3B_SHOWN, l3c: &L3C,
                l4a: &L4A, l4b: &L4B,
            }
        };
    };
    (@ $prefix:literal, $($line:ident: $id:literal, $title:literal, $rests_on:expr, $of:expr;)*) => {
        $(static $line: Step = Step {
            id: concat!($prefix, ".", $id), name: $title, rests_on: $rests_on, of: $of,
        };)*
    };
}

worksheet!(REGULAR, "us.fit", "4b Income tax to withhold");
worksheet!(AGGREGATE, "us.fit_aggregate", "4b Income tax on regular and supplemental wages together");

/// The law of a year, with its sources.
#[derive(Clone, Debug)]
pub(super) struct Law {
    /// The standard schedules, and those for the checkbox.
    schedules: [Vec<Scale>; 2],
    line_1g: [Figure; 2],
    /// The same of Worksheet 1B.
    pension: [Figure; 2],
    allowance: Figure,
    /// Of both generations of the form, for each payroll period; none where the pack has none.
    nonresident: [Vec<Option<Figure>>; 2],
}

/// The names of the schedules in the rule pack.
const SCHEDULES: [&str; 2] = ["standard", "checkbox"];
const FORMS: [&str; 2] = ["2020_or_later", "2019_or_earlier"];
/// The payroll periods of Table 3, and a year.
const PERIODS: [(PayFrequency, &str); 8] = [
    (PayFrequency::Daily, "daily"),
    (PayFrequency::Weekly, "weekly"),
    (PayFrequency::Fortnightly, "biweekly"),
    (PayFrequency::SemiMonthly, "semimonthly"),
    (PayFrequency::Monthly, "monthly"),
    (PayFrequency::Quarterly, "quarterly"),
    (PayFrequency::SemiAnnual, "semiannual"),
    (PayFrequency::Annual, "annual"),
];

impl Law {
    pub(super) fn on(pack: &RulePack, day: NaiveDate) -> Result<Self> {
        let schedule = |name: &str| -> Result<Vec<Scale>> {
            let of = |status: FilingStatus| pack.scale(&format!("fit.{name}.{}", status.key()), day);
            FilingStatus::ALL.into_iter().map(of).collect()
        };
        let nonresident = |form: &str| -> Result<Vec<Option<Figure>>> {
            let of = |(_, period): (PayFrequency, &str)| match pack
                .amount(&format!("fit.nonresident.{form}.{period}"), day)
            {
                Err(error) if [Code::LawNoneInForce, Code::LawUnknownKey].contains(&error.code()) => Ok(None),
                found => found.map(Some),
            };
            PERIODS.into_iter().map(of).collect()
        };
        let ([standard, checkbox], [from_2020, until_2019]) = (SCHEDULES, FORMS);
        Ok(Self {
            schedules: [schedule(standard)?, schedule(checkbox)?],
            line_1g: [
                pack.amount("fit.line_1g.married_filing_jointly", day)?,
                pack.amount("fit.line_1g.otherwise", day)?,
            ],
            pension: [
                pack.amount("fit.pension.married_filing_jointly", day)?,
                pack.amount("fit.pension.otherwise", day)?,
            ],
            allowance: pack.amount("fit.allowance", day)?,
            nonresident: [nonresident(from_2020)?, nonresident(until_2019)?],
        })
    }

    pub(super) fn figures<N: Number>(&self) -> Option<Figures<N>> {
        let schedule = |scales: &[Scale]| scales.iter().map(rows).collect::<Option<Vec<_>>>();
        let adjustment = |figure: &Option<Figure>| match figure {
            Some(figure) => N::exact(figure.value).map(Some),
            None => Some(None),
        };
        let nonresident =
            |figures: &[Option<Figure>]| figures.iter().map(adjustment).collect::<Option<Vec<_>>>();
        let ([standard, checkbox], [from_2020, until_2019]) = (&self.schedules, &self.nonresident);
        let pair =
            |[joint, otherwise]: &[Figure; 2]| Some([N::exact(joint.value)?, N::exact(otherwise.value)?]);
        Some(Figures {
            one: N::factor(Decimal::ONE)?,
            schedules: [schedule(standard)?, schedule(checkbox)?],
            line_1g: pair(&self.line_1g)?,
            pension: pair(&self.pension)?,
            allowance: N::exact(self.allowance.value)?,
            nonresident: [nonresident(from_2020)?, nonresident(until_2019)?],
        })
    }

    /// The citation of the schedule of a form.
    pub(super) fn source(&self, form: &Form) -> &str {
        let [standard, checkbox] = &self.schedules;
        let schedules = if form.checkbox { checkbox } else { standard };
        schedules.get(form.status.index()).map_or("", |scale| &scale.source)
    }
}

/// Which parts of the law and which amounts a Form W-4 or W-4P speaks of.
#[derive(Clone, Copy)]
pub(super) struct Form {
    pub status: FilingStatus,
    pub checkbox: bool,
    /// Of a form of the older generation.
    pub allowances: Option<u32>,
    pub other_income: Option<Money>,
    pub deductions: Option<Money>,
    pub credits: Option<Money>,
    pub extra: Option<Money>,
    /// Of a Form W-4P.
    pub pension: Option<Pension>,
    /// Where in [`PERIODS`].
    period: usize,
    pub frequency: PayFrequency,
    nonresident: bool,
    rounding: RoundingProfile,
}

impl Form {
    /// What the form of `person` says for that payroll period.
    pub(super) fn of(person: &Profile, frequency: PayFrequency, law: &Law, day: NaiveDate) -> Result<Self> {
        let Some(period) = PERIODS.iter().position(|(known, _)| *known == frequency) else {
            let message = format!(
                "`frequency` is {frequency:?}: Publication 15-T, Table 3, has no such payroll period; pay every two weeks or every month"
            );
            return Err(Error::new(Code::LawUnsupported, "frequency", format!("{frequency:?}"), message));
        };
        let blank = Self {
            status: FilingStatus::SingleOrMarriedSeparately,
            checkbox: false,
            allowances: None,
            other_income: None,
            deductions: None,
            credits: None,
            extra: None,
            pension: None,
            period,
            frequency,
            nonresident: person.nonresident_alien,
            rounding: person.rounding,
        };
        let married = |status| match status {
            MaritalStatus::Single => FilingStatus::SingleOrMarriedSeparately,
            MaritalStatus::Married => FilingStatus::MarriedFilingJointly,
        };
        let form = match &person.w4 {
            W4::From2020(form) => Self {
                status: form.filing_status,
                checkbox: form.step2_checkbox,
                other_income: form.step4a_other_income,
                deductions: form.step4b_deductions,
                credits: form.step3_credits,
                extra: form.step4c_extra,
                ..blank
            },
            W4::Until2019(form) => Self {
                status: married(form.marital_status),
                allowances: Some(form.allowances),
                extra: form.line6_additional,
                ..blank
            },
            W4::PensionFrom2022(form) => Self {
                status: form.filing_status,
                other_income: form.step4a_other_income,
                deductions: form.step4b_deductions,
                credits: form.step3_credits,
                extra: form.step4c_extra,
                pension: Some(Pension { other: form.step2b_other }),
                ..blank
            },
            W4::PensionUntil2021(form) => Self {
                status: married(form.marital_status),
                allowances: Some(form.allowances),
                extra: form.line3_additional,
                pension: Some(Pension { other: None }),
                ..blank
            },
        };
        if form.nonresident {
            if form.status != FilingStatus::SingleOrMarriedSeparately {
                let field = if form.is_old() { "w4.marital_status" } else { "w4.filing_status" };
                let wanted =
                    "a nonresident alien is single or married filing separately on Form W-4 (Notice 1392)";
                return Err(Error::invalid(field, form.status.key(), wanted));
            }
            let [from_2020, until_2019] = &law.nonresident;
            let table = if form.is_old() { until_2019 } else { from_2020 };
            if table.get(period).is_none_or(Option::is_none) {
                let key = form.fill("fit.nonresident.{form}.{frequency}");
                let message = format!(
                    "the rule pack has no amount for `{key}` on {day}: the adjustment of a nonresident alien is not known; load a pack that has it"
                );
                return Err(Error::new(Code::LawNoneInForce, key, day, message));
            }
        }
        Ok(form)
    }

    /// Whether it is of the older generation, with allowances.
    const fn is_old(&self) -> bool {
        self.allowances.is_some()
    }

    /// The field of the additional amount.
    const fn extra_field(&self) -> &'static str {
        match (self.is_old(), self.pension) {
            (false, _) => "w4.step4c_extra",
            (true, None) => "w4.line6_additional",
            (true, Some(_)) => "w4.line3_additional",
        }
    }

    /// The amounts on the form, with their fields.
    pub(super) fn amounts(&self) -> impl Iterator<Item = (&'static str, Money)> {
        [
            ("w4.step2b_other", self.pension.and_then(|pension| pension.other)),
            ("w4.step3_credits", self.credits),
            ("w4.step4a_other_income", self.other_income),
            ("w4.step4b_deductions", self.deductions),
            (self.extra_field(), self.extra),
        ]
        .into_iter()
        .filter_map(|(field, amount)| Some((field, amount?)))
    }

    /// The amount on the form without which a step would have had a value, and its field.
    pub(super) fn blamed(&self, step: &str) -> Option<(&'static str, Money)> {
        let of = |field, amount: Option<Money>| amount.map(|amount| (field, amount));
        let line = step.rsplit_once('.').map_or(step, |(_, line)| line);
        match (line, self.pension) {
            // Part I is of the other income where there is any.
            ("2a" | "2c" | "2h" | "2i" | "2j", Some(pension)) => {
                return of("w4.step2b_other", pension.other.filter(|other| !other.is_zero()));
            }
            ("4b", Some(_)) => return of(self.extra_field(), self.extra),
            ("4a", Some(_)) => return None,
            _ => {}
        }
        match line {
            "1d" | "1e" => of("w4.step4a_other_income", self.other_income),
            "1f" | "1h" | "1i" => of("w4.step4b_deductions", self.deductions),
            "3a" | "3b" => of("w4.step3_credits", self.credits),
            "4a" | "fit" | "fit_aggregate" => of(self.extra_field(), self.extra),
            _ => None,
        }
    }

    /// The key in the pack of a parameter as a step names it.
    pub(super) fn fill(&self, key: &str) -> String {
        let [from_2020, until_2019] = FORMS;
        let [standard, checkbox] = SCHEDULES;
        let line_1g = match (self.checkbox, self.status) {
            (true, _) => "",
            (false, FilingStatus::MarriedFilingJointly) => "fit.line_1g.married_filing_jointly",
            (false, _) => "fit.line_1g.otherwise",
        };
        key.replace("{form}", if self.is_old() { until_2019 } else { from_2020 })
            .replace("{frequency}", PERIODS.get(self.period).map_or("", |(_, name)| name))
            .replace("{schedule}", if self.checkbox { checkbox } else { standard })
            .replace("{status}", self.status.key())
            .replace("{line_1g}", line_1g)
            .replace(
                "{pension}",
                match self.status {
                    FilingStatus::MarriedFilingJointly => "fit.pension.married_filing_jointly",
                    _ => "fit.pension.otherwise",
                },
            )
    }

    /// What the trace says of it in words.
    pub(super) fn describe(&self) -> String {
        let form = match (self.pension, self.is_old()) {
            (None, false) => "W-4 of 2020 or later",
            (None, true) => "W-4 of 2019 or earlier",
            (Some(_), false) => "W-4P of 2022 or later",
            (Some(_), true) => "W-4P of 2021 or earlier",
        };
        let (status, schedule) = (self.status.key().replace('_', " "), self.fill("{schedule}"));
        format!(
            "Form {form}, {status}, {schedule} schedule, {} pay, {}",
            self.fill("{frequency}"),
            self.rounding.name()
        )
    }
}

/// The law of a year in one form of number.
#[derive(Clone)]
pub(super) struct Figures<N: Number> {
    pub one: N::Factor,
    schedules: [Vec<Vec<Row<N>>>; 2],
    line_1g: [N; 2],
    pub pension: [N; 2],
    pub allowance: N,
    nonresident: [Vec<Option<N>>; 2],
}

#[derive(Clone)]
pub(super) struct Row<N: Number> {
    pub column_a: N,
    pub column_c: N,
    pub column_d: N::Factor,
    /// Column D as the trace shows it.
    pub rate: N,
}

/// The rows of a schedule; where it prints no base amount, that is the sum of the rows below.
fn rows<N: Number>(scale: &Scale) -> Option<Vec<Row<N>>> {
    let mut rows: Vec<Row<N>> = Vec::with_capacity(scale.bands.len());
    for band in &scale.bands {
        let column_a = N::exact(band.above)?;
        let column_c = match (band.base, rows.last()) {
            (Some(base), _) => N::exact(base)?,
            (None, Some(below)) => below.column_c + (column_a - below.column_a).share(below.column_d, CENT),
            (None, None) => N::zero(),
        };
        rows.push(Row { column_a, column_c, column_d: N::factor(band.rate)?, rate: N::exact(band.rate)? });
    }
    Some(rows)
}

impl<N: Number> Figures<N> {
    /// The row of a form's schedule for a wage amount: at least its column A. A comparison forgets that a value was lost; the
    /// excess of the row does not.
    pub(super) fn row(&self, form: &Form, amount: N) -> Option<&Row<N>> {
        let [standard, checkbox] = &self.schedules;
        let schedule = if form.checkbox { checkbox } else { standard }.get(form.status.index())?;
        schedule.iter().rev().find(|row| !row.column_a.exceeds(amount))
    }

    /// The tax on `wages` of a payroll period, by the worksheet. None when a form of number cannot hold an input.
    pub(super) fn withhold<T: Tracer<N>>(
        &self,
        wages: N,
        form: &Form,
        lines: &'static Worksheet,
        t: &mut T,
    ) -> Option<N> {
        if let Some(pension) = form.pension {
            return pension::withhold(self, wages, form, pension, t);
        }
        let amount = |money: Option<Money>| money.map_or(Some(N::zero()), |money| N::exact(money.amount()));
        let per_year = form.frequency.per_year();

        let mut paid = t.note(lines.paid, 0, wages);
        if form.nonresident {
            let [from_2020, until_2019] = &self.nonresident;
            let table = if form.is_old() { until_2019 } else { from_2020 };
            paid = paid + t.note(lines.alien, 0, (*table.get(form.period)?)?);
        }
        let l1a = t.note(lines.l1a, 0, paid);
        t.note(lines.l1b, 0, N::exact(per_year.into())?);
        let l1c = t.note(lines.l1c, 0, l1a.ratio(per_year, 1, CENT));
        let adjusted = if let Some(allowances) = form.allowances {
            let l1k = t.note(lines.l1k, 0, self.allowance.ratio(allowances, 1, CENT));
            t.note(lines.l1l, 0, (l1c - l1k).at_least(N::zero()))
        } else {
            let l1d = t.note(lines.l1d, 0, amount(form.other_income)?);
            let l1e = t.note(lines.l1e, 0, l1c + l1d);
            let l1f = t.note(lines.l1f, 0, amount(form.deductions)?);
            let [joint, otherwise] = self.line_1g;
            let l1g = match (form.checkbox, form.status) {
                (true, _) => N::zero(),
                (false, FilingStatus::MarriedFilingJointly) => joint,
                (false, _) => otherwise,
            };
            let l1g = t.note(lines.l1g, 0, l1g);
            let l1h = t.note(lines.l1h, 0, l1f + l1g);
            t.note(lines.l1i, 0, (l1e - l1h).at_least(N::zero()))
        };

        let row = self.row(form, adjusted)?;
        let l2b = t.note(lines.l2b, 0, row.column_a);
        let l2c = t.note(lines.l2c, 0, row.column_c);
        t.note(lines.l2d, 0, row.rate);
        let l2e = t.note(lines.l2e, 0, adjusted - l2b);
        t.note(lines.l2f, 0, l2e.share(row.column_d, SHOWN));
        let l2g = [(l2c, self.one), (l2e, row.column_d)];
        t.note(lines.l2g, 0, N::shares(l2g, SHOWN));

        let l3a = t.note(lines.l3a, 0, amount(form.credits)?);
        let l3c = match form.rounding {
            RoundingProfile::Once => {
                t.note(lines.l2h_shown, 0, N::shares_per(l2g, per_year, SHOWN));
                t.note(lines.l3b_shown, 0, l3a.ratio(1, per_year, SHOWN));
                let [base, excess] = l2g;
                N::shares_per([base, excess, (N::zero() - l3a, self.one)], per_year, CENT)
            }
            RoundingProfile::PerLine => {
                let l2h = t.note(lines.l2h, 0, N::shares_per(l2g, per_year, CENT));
                let l3b = t.note(lines.l3b, 0, l3a.ratio(1, per_year, CENT));
                l2h - l3b
            }
        };
        let l3c = t.note(lines.l3c, 0, l3c.at_least(N::zero()));
        let l4a = t.note(lines.l4a, 0, amount(form.extra)?);
        Some(t.note(lines.l4b, 0, l3c + l4a))
    }
}
