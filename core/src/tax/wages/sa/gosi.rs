//! GOSI: annuities, SANED and occupational hazards, each branch rounded by itself.

use super::{PACK, Profile};
use crate::{
    calendar::Period,
    error::{Code, Error, Result},
    law::RulePack,
    money::{
        Mode, Money, Rounding,
        number::{self, Number},
    },
    tax::wages::{
        self, Assessment, Payer, Payment,
        monthly::{self, Amount, Owed, Rate, Resolved},
        statute::{Assessed, Statute},
    },
    trace::{Step, Trace, Tracer},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

const AUTHORITY: &str = "GOSI";
/// Who was first registered from this day on is under the new law.
const NEW_LAW: NaiveDate = match NaiveDate::from_ymd_opt(2024, 7, 3) {
    Some(day) => day,
    None => NaiveDate::MAX,
};
/// The other states of the Gulf Cooperation Council, whose nationals are insured by the extension scheme.
const OTHER_GCC: [&str; 5] = ["AE", "BH", "KW", "OM", "QA"];

static WAGE: Step = Step {
    id: "sa.gosi.contributory_wage",
    name: "Contributory wage",
    rests_on: &["{floor}", "gosi.ceiling"],
    of: &[],
};
static ANNUITIES_EMPLOYEE: Step = Step {
    id: "sa.gosi.annuities.employee",
    name: "Annuities, employee",
    rests_on: &["{annuities}"],
    of: &[&WAGE],
};
static ANNUITIES_EMPLOYER: Step = Step {
    id: "sa.gosi.annuities.employer",
    name: "Annuities, employer",
    rests_on: &["{annuities}"],
    of: &[&WAGE],
};
static SANED_EMPLOYEE: Step =
    Step { id: "sa.gosi.saned.employee", name: "SANED, employee", rests_on: &["gosi.saned"], of: &[&WAGE] };
static SANED_EMPLOYER: Step =
    Step { id: "sa.gosi.saned.employer", name: "SANED, employer", rests_on: &["gosi.saned"], of: &[&WAGE] };
static HAZARDS: Step =
    Step { id: "sa.gosi.hazards", name: "Occupational hazards", rests_on: &["gosi.hazards"], of: &[&WAGE] };

monthly::figures! {
    PACK;
    floor_saudi: Amount = "gosi.floor.saudi",
    floor_foreign: Amount = "gosi.floor.non_saudi",
    ceiling: Amount = "gosi.ceiling",
    annuities_old: Rate = "gosi.annuities.old",
    annuities_new: Option<Rate> = "gosi.annuities.new",
    saned: Rate = "gosi.saned",
    hazards: Rate = "gosi.hazards",
}
monthly::month!();

/// Housing, as it counts toward the contributory wage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Housing {
    /// Paid in cash.
    Cash(Money),
    /// Provided in kind: counted as two months of basic pay a year.
    InKind,
}

/// The contributory wage of a month, before floor and ceiling: basic pay and housing.
///
/// # Errors
/// `money.mixed_currencies`, `number.negative`, `number.out_of_range`.
pub fn contributory_wage(basic: Money, housing: Housing, rounding: Mode) -> Result<Money> {
    let by = Rounding::minor(basic.currency(), rounding);
    let housing = match housing {
        Housing::Cash(amount) => amount,
        Housing::InKind => {
            let share = number::ratio(basic.amount(), 2.into(), monthly::MONTHS.into(), by);
            let share =
                share.ok_or_else(|| Error::overflow("basic", basic, "two months of basic pay ÷ 12"))?;
            Money::new(share, basic.currency())?
        }
    };
    for (field, amount) in [("basic", basic), ("housing", housing)] {
        if amount.is_negative() {
            let message = format!("`{field}` is {amount}: pay is not below zero");
            return Err(Error::new(Code::NumberNegative, field, amount, message));
        }
    }
    basic.checked_add(housing)
}

/// What is due on a payment, as bare amounts: for a run that needs no lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// Annuities, of each side.
    pub annuities: Money,
    /// SANED, of each side.
    pub saned: Money,
    /// Occupational hazards, the employer's.
    pub hazards: Money,
}

/// The contributions of a payment, as bare amounts.
///
/// # Errors
/// See [`super`].
pub fn due(person: &Profile, payment: &Payment, month: &Month) -> Result<Due> {
    let [_, annuities, saned, hazards] = Case::of(person, payment, &month.0)?.run()?;
    let money = |amount| month.0.money(amount);
    Ok(Due { annuities: money(annuities)?, saned: money(saned)?, hazards: money(hazards)? })
}

/// The contributions of a payment.
///
/// # Errors
/// See [`super`].
pub fn assess(person: &Profile, payment: &Payment, pack: &RulePack) -> Result<Assessment> {
    assess_with(person, payment, &Month::on(pack, payment.pay_day)?)
}

/// The same, under a month's law that was read before: for a run over many people.
///
/// # Errors
/// See [`super`]; `law.none_in_force` when the payment is not of that month.
pub fn assess_with(person: &Profile, payment: &Payment, month: &Month) -> Result<Assessment> {
    let case = Case::of(person, payment, &month.0)?;
    case.assessment(&case.run()?)
}

/// The same, with every figure explained.
///
/// # Errors
/// See [`super`].
pub fn assess_traced(person: &Profile, payment: &Payment, pack: &RulePack) -> Result<(Assessment, Trace)> {
    let month = Month::on(pack, payment.pay_day)?;
    let case = Case::of(person, payment, &month.0)?;
    let roots = [&ANNUITIES_EMPLOYEE, &ANNUITIES_EMPLOYER, &SANED_EMPLOYEE, &SANED_EMPLOYER, &HAZARDS];
    let (figures, trace) = case.traced(pack, payment.pay_day, &roots)?;
    Ok((case.assessment(&figures)?, trace))
}

/// How somebody is insured.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Insured {
    OldLaw,
    NewLaw,
    /// Against occupational hazards only.
    Foreign,
}

impl Insured {
    fn of(person: &Profile, payment: &Payment, month: Period) -> Result<Self> {
        let nationality = person.nationality.code();
        let saudi = nationality == "SA";
        if !saudi && OTHER_GCC.contains(&nationality) {
            let message = format!(
                "`nationality` is {nationality}: the extension scheme for nationals of the other states of the Gulf Cooperation Council is not known"
            );
            return Err(Error::new(Code::LawUnsupported, "nationality", nationality, message));
        }
        match person.first_registered {
            Some(first) if first > month.last() => {
                let day = payment.pay_day;
                let message =
                    format!("`pay_day` is {day}, before the month of the first registration on {first}");
                Err(Error::new(Code::InputInvalid, "pay_day", day, message))
            }
            None if saudi => Err(Error::missing("first_registered")),
            _ if !saudi => Ok(Self::Foreign),
            Some(first) if first < NEW_LAW => Ok(Self::OldLaw),
            _ => Ok(Self::NewLaw),
        }
    }
}

/// The case of a payment under that law.
pub(in crate::tax::wages) fn case<'a>(
    person: &'a Profile,
    payment: &'a Payment,
    month: &'a Month,
) -> Result<impl Assessed + 'a> {
    Case::of(person, payment, &month.0)
}

/// A payment whose inputs were found fit.
pub(super) struct Case<'a> {
    person: &'a Profile,
    payment: &'a Payment,
    month: &'a Resolved<Law>,
    insured: Insured,
}

impl<'a> Case<'a> {
    pub(super) fn of(person: &'a Profile, payment: &'a Payment, month: &'a Resolved<Law>) -> Result<Self> {
        month.payment(payment, person.through)?;
        let insured = Insured::of(person, payment, month.period)?;
        if insured == Insured::NewLaw && month.law.annuities_new.is_none() {
            return Err(monthly::unknown("gosi.annuities.new", month.day));
        }
        Ok(Self { person, payment, month, insured })
    }
}

impl Statute for Case<'_> {
    monthly::rule!(4, month);

    fn over<N: Number, T: Tracer<N>>(&self, law: &Figures<N>, t: &mut T) -> Option<[N; 4]> {
        let by = self.month.rounding(self.person.rounding);
        let (floor, rate) = match self.insured {
            Insured::OldLaw => (law.floor_saudi, Some(law.annuities_old)),
            Insured::NewLaw => (law.floor_saudi, Some(law.annuities_new?)),
            Insured::Foreign => (law.floor_foreign, None),
        };
        let wage = t.paid(N::exact(self.payment.contributory.amount())?);
        let wage = t.note(&WAGE, 0, monthly::limited(wage, floor, law.ceiling));
        let [annuities, saned] = match rate {
            Some(rate) => {
                let annuities = t.note(&ANNUITIES_EMPLOYEE, 0, wage.share(rate, by));
                t.note(&ANNUITIES_EMPLOYER, 0, annuities);
                let saned = t.note(&SANED_EMPLOYEE, 0, wage.share(law.saned, by));
                [annuities, t.note(&SANED_EMPLOYER, 0, saned)]
            }
            None => [N::zero(); 2],
        };
        let hazards = t.note(&HAZARDS, 0, wage.share(law.hazards, by));
        Some([wage, annuities, saned, hazards])
    }

    fn at_fault(&self, _: &str) -> (&'static str, Money) {
        ("contributory", self.payment.contributory)
    }

    fn fill(&self, key: &str) -> String {
        match (key, self.insured) {
            ("{floor}", Insured::Foreign) => "gosi.floor.non_saudi",
            ("{floor}", _) => "gosi.floor.saudi",
            ("{annuities}", Insured::NewLaw) => "gosi.annuities.new",
            ("{annuities}", _) => "gosi.annuities.old",
            (key, _) => key,
        }
        .to_owned()
    }
}

impl<'a> Assessed for Case<'a> {
    fn figures<N: Number>(&self) -> Option<Figures<N>> {
        self.month.form()
    }

    fn assessment(&self, amounts: &Self::Amounts) -> Result<Assessment> {
        let [wage, annuities, saned, hazards] = *amounts;
        let law = &self.month.law;
        let line = |code, name, payer, Rate(rate): &'a Rate, amount| Owed {
            authority: AUTHORITY,
            code,
            name,
            payer,
            on: wage,
            rate: Some(rate.value),
            amount,
            source: &rate.source,
        };
        let rate = match self.insured {
            Insured::OldLaw => Some(&law.annuities_old),
            Insured::NewLaw => law.annuities_new.as_ref(),
            Insured::Foreign => None,
        };
        let mut owed = Vec::with_capacity(5);
        if let Some(rate) = rate {
            owed.push(line("sa.gosi.annuities", ANNUITIES_EMPLOYEE.name, Payer::Employee, rate, annuities));
            owed.push(line("sa.gosi.annuities", ANNUITIES_EMPLOYER.name, Payer::Employer, rate, annuities));
            owed.push(line("sa.gosi.saned", SANED_EMPLOYEE.name, Payer::Employee, &law.saned, saned));
            owed.push(line("sa.gosi.saned", SANED_EMPLOYER.name, Payer::Employer, &law.saned, saned));
        }
        owed.push(line("sa.gosi.hazards", HAZARDS.name, Payer::Employer, &law.hazards, hazards));
        let carried = Profile { through: Some(self.payment.pay_day), ..self.person.clone() };
        self.month.assessment(owed, self.person.rounding, wages::Profile::Sa(carried))
    }

    fn dues<N: Number>(&self, [_, annuities, saned, hazards]: &Self::Outcome<N>) -> Vec<(&'static Step, N)> {
        let mut dues = Vec::with_capacity(5);
        if self.insured != Insured::Foreign {
            dues.extend([(&ANNUITIES_EMPLOYEE, *annuities), (&ANNUITIES_EMPLOYER, *annuities)]);
            dues.extend([(&SANED_EMPLOYEE, *saned), (&SANED_EMPLOYER, *saned)]);
        }
        dues.push((&HAZARDS, *hazards));
        dues
    }
}
