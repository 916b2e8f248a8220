//! Income tax on periodic payments of a pension or annuity: Publication 15-T, Worksheet 1B; its lines name the steps.
//!
//! Somebody single is paid a pension of $5,000 a month and says so alone on Form W-4P; another says in step 2(b)(iii) that
//! there are $50,000 a year from a job: the tax on both together, less that on those, is withheld.
//!
//! ```
//! use backoffice::{
//!     Money, PayFrequency, currency::USD, date, dec,
//!     law::RulePack,
//!     tax::wages::{Payment, us},
//! };
//!
//! let law = RulePack::embedded(us::PACK)?;
//! let dollars = |amount| Money::new(amount, USD);
//! let month = Payment {
//!     contributory: dollars(dec!(0))?,
//!     ..Payment::new(date(2026, 3, 31)?, PayFrequency::Monthly, dollars(dec!(5000))?)
//! };
//! let withheld = |form| {
//!     let payee = us::Profile::new(us::W4::PensionFrom2022(form), us::RoundingProfile::Once);
//!     us::assess_traced(&payee, &month, &law)
//! };
//! let alone = us::W4pFrom2022::new(us::FilingStatus::SingleOrMarriedSeparately);
//! let (assessed, trace) = withheld(alone.clone())?;
//! // 60,000 less 8,600 is 51,400: 1,240 and 12 % of what exceeds 19,900, in a year.
//! assert_eq!(trace.find("us.fit.1i").map(|line| line.value), Some(dec!(51400)));
//! assert_eq!(trace.find("us.fit.2j").map(|line| line.value), Some(dec!(5020)));
//! assert_eq!(assessed.lines[0].amount, dollars(dec!(418.33))?);
//!
//! let (assessed, trace) = withheld(us::W4pFrom2022 { step2b_other: Some(dollars(dec!(50000))?), ..alone })?;
//! // On 41,400 it is 3,820; on 101,400 it is 5,800 and 22 % of what exceeds 57,900.
//! assert_eq!(trace.find("us.fit.2j").map(|line| line.value), Some(dec!(3820)));
//! assert_eq!(trace.find("us.fit.2s").map(|line| line.value), Some(dec!(15370)));
//! assert_eq!(assessed.lines[0].amount, dollars(dec!(962.50))?);
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! Line 1i is carried to line 2l even when it is below zero. Rounded to the cent, half up, once, in line 4a: it is the only
//! line that divides, so both rounding profiles say the same.

#[cfg(test)]
mod tests;

use super::{
    FilingStatus, MaritalStatus, Profile,
    fit::{CENT, Figures, Form, Row, SHOWN},
};
use crate::{
    error::{Code, Error, Result},
    money::{Money, number::Number},
    tax::wages::Payment,
    trace::{Step, Tracer},
};
use serde::{Deserialize, Serialize};

/// A Form W-4P of 2022 or later. What the payee left blank is left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct W4pFrom2022 {
    /// Step 1(c).
    pub filing_status: FilingStatus,
    /// Step 2(b)(iii), the income of a year from jobs and from pensions that pay less than this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step2b_other: Option<Money>,
    /// Step 3, credits for dependents and others, of a year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step3_credits: Option<Money>,
    /// Step 4(a), income that is from neither jobs nor pensions, of a year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step4a_other_income: Option<Money>,
    /// Step 4(b), deductions, of a year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step4b_deductions: Option<Money>,
    /// Step 4(c), extra withholding from each payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step4c_extra: Option<Money>,
}

impl W4pFrom2022 {
    /// A form on which steps 2 to 4 are blank; of somebody single it is what holds where none was given to the payer.
    pub const fn new(filing_status: FilingStatus) -> Self {
        Self {
            filing_status,
            step2b_other: None,
            step3_credits: None,
            step4a_other_income: None,
            step4b_deductions: None,
            step4c_extra: None,
        }
    }
}

/// A Form W-4P of 2021 or earlier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct W4pUntil2021 {
    /// Line 2, the marital status.
    pub marital_status: MaritalStatus,
    /// Line 2, the withholding allowances.
    pub allowances: u32,
    /// Line 3, an additional amount from each payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line3_additional: Option<Money>,
}

macro_rules! lines {
    ($($line:ident: $id:literal, $title:literal, $rests_on:expr, $of:expr;)*) => {
        $(static $line: Step = Step { id: concat!("us.fit.", $id), name: $title, rests_on: $rests_on, of: $of };)*
    };
}

lines! {
    L1A: "1a", "1a Taxable payment of the period", &[], &[];
    L1B: "1b", "1b Payments in a year (Table 3)", &[], &[];
    L1C: "1c", "1c Annual payments, 1a × 1b", &[], &[&L1A, &L1B];
    L1D: "1d", "1d Other income, step 4(a)", &[], &[];
    L1E: "1e", "1e 1c + 1d", &[], &[&L1C, &L1D];
    L1F: "1f", "1f Deductions, step 4(b)", &[], &[];
    L1G: "1g", "1g Already in the standard schedule", &["{pension}"], &[];
    L1H: "1h", "1h 1f + 1g", &[], &[&L1F, &L1G];
    L1I: "1i", "1i Adjusted annual payment amount, 1e − 1h", &[], &[&L1E, &L1H];
    L1K: "1k", "1k Allowances", &["fit.allowance"], &[];
    L1L: "1l", "1l Adjusted annual payment amount, 1c − 1k", &[], &[&L1C, &L1K];
    L2A: "2a", "2a Other income from jobs and pensions, step 2(b)(iii)", &[], &[];
    L2B: "2b", "2b Already in the standard schedule", &["{pension}"], &[];
    L2C: "2c", "2c 2a − 2b", &[], &[&L2A, &L2B];
    L2D: "2d", "2d Adjusted annual payment amount", &[], &[&L1I, &L1L];
    L2E: "2e", "2e Column A", &[], &[];
    L2F: "2f", "2f Column C", &[], &[];
    L2G: "2g", "2g Column D", &[], &[];
    L2H: "2h", "2h 2c or 2d − 2e", &[], &[&L2C, &L2D, &L2E];
    L2I: "2i", "2i 2h × 2g", &[], &[&L2H, &L2G];
    L2J: "2j", "2j 2f + 2i", &["fit.{schedule}.{status}"], &[&L2F, &L2I];
    L2M: "2m", "2m 2k + 2l, other income and the adjusted annual payment amount", &[], &[&L2A, &L1I];
    L2N: "2n", "2n Column A", &[], &[];
    L2O: "2o", "2o Column C", &[], &[];
    L2P: "2p", "2p Column D", &[], &[];
    L2Q: "2q", "2q 2m − 2n", &[], &[&L2M, &L2N];
    L2R: "2r", "2r 2q × 2p", &[], &[&L2Q, &L2P];
    L2S: "2s", "2s 2o + 2r", &["fit.{schedule}.{status}"], &[&L2O, &L2R];
    L2T: "2t", "2t 2s − 2j", &[], &[&L2S, &L2J];
    L3A: "3a", "3a Credits, step 3", &[], &[];
    L3B: "3b", "3b 2u − 3a, of a year", &[], &[&L2T, &L2J, &L3A];
    L4A: "4a", "4a 3b ÷ 1b", &[], &[&L3B];
    L4B: "4b", "4b Additional amount to withhold", &[], &[];
}
/// The amount to withhold.
pub(super) static L4C: Step =
    Step { id: "us.fit", name: "4c Income tax to withhold", rests_on: &[], of: &[&L4A, &L4B] };

/// The steps of a look into the schedule: columns A, C and D, the excess, its tax, the whole.
type Tax = [&'static Step; 6];
const PART_1: Tax = [&L2E, &L2F, &L2G, &L2H, &L2I, &L2J];
const PART_2: Tax = [&L2N, &L2O, &L2P, &L2Q, &L2R, &L2S];

/// What a form for pensions says that no other does.
#[derive(Clone, Copy)]
pub(super) struct Pension {
    /// Step 2(b)(iii).
    pub other: Option<Money>,
}

/// Whether a payment is one that the worksheet is for.
pub(super) fn check(person: &Profile, payment: &Payment, form: &Form) -> Result<()> {
    if form.pension.is_none() {
        return Ok(());
    }
    if !payment.contributory.is_zero() {
        let wanted = "payments of a pension or annuity are no wages for FICA and FUTA: give 0";
        return Err(Error::invalid("contributory", payment.contributory, wanted));
    }
    let unsupported = |field: &str, value: &dyn std::fmt::Display, why: &str| {
        let message = format!("`{field}` is {value}: {why}");
        Err(Error::new(Code::LawUnsupported, field, value, message))
    };
    if person.nonresident_alien {
        return unsupported(
            "nonresident_alien",
            &true,
            "payments of a pension to a nonresident alien are not known here",
        );
    }
    if let Some(state) = &person.state {
        return unsupported("state", &state.code(), "no state's tax on payments of a pension is known here");
    }
    match payment.non_periodic.filter(|part| !part.is_zero()) {
        Some(part) => unsupported(
            "non_periodic",
            &part,
            "payments that are not periodic (Form W-4R) are not known here",
        ),
        None => Ok(()),
    }
}

/// The tax on a payment, by the worksheet. None when a form of number cannot hold an input.
pub(super) fn withhold<N: Number, T: Tracer<N>>(
    figures: &Figures<N>,
    payment: N,
    form: &Form,
    pension: Pension,
    t: &mut T,
) -> Option<N> {
    let amount = |money: Option<Money>| money.map_or(Some(N::zero()), |money| N::exact(money.amount()));
    let per_year = form.frequency.per_year();
    let l1a = t.note(&L1A, 0, payment);
    t.note(&L1B, 0, N::exact(per_year.into())?);
    let l1c = t.note(&L1C, 0, l1a.ratio(per_year, 1, CENT));
    let [joint, otherwise] = figures.pension;
    let in_schedule = if form.status == FilingStatus::MarriedFilingJointly { joint } else { otherwise };
    let adjusted = if let Some(allowances) = form.allowances {
        let l1k = t.note(&L1K, 0, figures.allowance.ratio(allowances, 1, CENT));
        t.note(&L1L, 0, (l1c - l1k).at_least(N::zero()))
    } else {
        let l1d = t.note(&L1D, 0, amount(form.other_income)?);
        let l1e = t.note(&L1E, 0, l1c + l1d);
        let l1f = t.note(&L1F, 0, amount(form.deductions)?);
        let l1g = t.note(&L1G, 0, in_schedule);
        let l1h = t.note(&L1H, 0, l1f + l1g);
        t.note(&L1I, 0, l1e - l1h)
    };
    let zero = N::zero();
    let other = amount(pension.other)?;
    let with_other = pension.other.is_some_and(|other| !other.is_zero());
    let (tax, below) = if with_other {
        let l2a = t.note(&L2A, 0, other);
        let l2b = t.note(&L2B, 0, in_schedule);
        let l2c = t.note(&L2C, 0, (l2a - l2b).at_least(zero));
        let below = look(figures, l2c, form, PART_1, t)?;
        let l2m = t.note(&L2M, 0, (l2a + adjusted).at_least(zero));
        (look(figures, l2m, form, PART_2, t)?, below)
    } else {
        let l2d = t.note(&L2D, 0, adjusted.at_least(zero));
        (look(figures, l2d, form, PART_1, t)?, [(zero, figures.one); 2])
    };
    let ([base, share], [base_below, share_below]) = (tax, below.map(|(part, rate)| (zero - part, rate)));
    if with_other {
        t.note(&L2T, 0, N::shares([base, share, base_below, share_below], SHOWN).at_least(zero));
    }
    let l3a = t.note(&L3A, 0, amount(form.credits)?);
    // Line 2u is not below zero, nor is what is left of it: found so once, of a year in parts, with nothing rounded.
    let of_year = [base, share, base_below, share_below, (zero - l3a, figures.one)];
    t.note(&L3B, 0, N::shares(of_year, SHOWN).at_least(zero));
    let l4a = t.note(&L4A, 0, N::shares_per(of_year, per_year, CENT).at_least(zero));
    let l4b = t.note(&L4B, 0, amount(form.extra)?);
    Some(t.note(&L4C, 0, l4a + l4b))
}

/// The tax of a year on an amount by the standard schedule, in the parts whose sum it is.
fn look<N: Number, T: Tracer<N>>(
    figures: &Figures<N>,
    amount: N,
    form: &Form,
    [a, c, d, excess, share, tax]: Tax,
    t: &mut T,
) -> Option<[(N, N::Factor); 2]> {
    let Row { column_a, column_c, column_d, rate } = figures.row(form, amount)?;
    let column_a = t.note(a, 0, *column_a);
    let column_c = t.note(c, 0, *column_c);
    t.note(d, 0, *rate);
    let excess = t.note(excess, 0, amount - column_a);
    t.note(share, 0, excess.share(*column_d, SHOWN));
    let parts = [(column_c, figures.one), (excess, *column_d)];
    t.note(tax, 0, N::shares(parts, SHOWN));
    Some(parts)
}
