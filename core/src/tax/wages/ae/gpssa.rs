//! GPSSA: the shares of the insured, of the employer and of the state.

use super::{PACK, Profile, Sector};
use crate::{
    error::{Code, Error, Result},
    law::RulePack,
    money::{Money, number::Number},
    tax::wages::{
        self, Assessment, Payer, Payment,
        monthly::{self, Amount, Owed, Rate, Resolved},
        statute::{Assessed, Statute},
    },
    trace::{Step, Trace, Tracer},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

const AUTHORITY: &str = "GPSSA";
/// Who joined first from this day on is under Decree-Law 57/2023.
const NEW_LAW: NaiveDate = match NaiveDate::from_ymd_opt(2023, 10, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

static SALARY: Step = Step {
    id: "ae.gpssa.contribution_salary",
    name: "Contribution salary",
    rests_on: &["gpssa.{law}.{sector}.floor", "gpssa.{law}.{sector}.ceiling"],
    of: &[],
};
static EMPLOYEE: Step = Step {
    id: "ae.gpssa.employee",
    name: "Pension, insured",
    rests_on: &["gpssa.{law}.employee"],
    of: &[&SALARY],
};
static EMPLOYER: Step = Step {
    id: "ae.gpssa.employer",
    name: "Pension, employer",
    rests_on: &["{employer}", "{below}"],
    of: &[&SALARY],
};
static STATE: Step = Step {
    id: "ae.gpssa.state",
    name: "Pension, borne by the state",
    rests_on: &["gpssa.{law}.{sector}.state", "gpssa.{law}.{sector}.state_below"],
    of: &[&SALARY],
};

monthly::figures! {
    PACK;
    old_employee: Rate = "gpssa.old.employee",
    old_private_employer: Rate = "gpssa.old.private.employer",
    old_private_state: Rate = "gpssa.old.private.state",
    old_private_least: Amount = "gpssa.old.private.least_known",
    old_private_ceiling: Amount = "gpssa.old.private.ceiling",
    old_government_employer: Rate = "gpssa.old.government.employer",
    old_government_ceiling: Amount = "gpssa.old.government.ceiling",
    new_employee: Rate = "gpssa.new.employee",
    new_employer: Rate = "gpssa.new.employer",
    new_private_employer: Rate = "gpssa.new.private.employer_beside_state",
    new_private_state: Rate = "gpssa.new.private.state",
    new_private_state_below: Amount = "gpssa.new.private.state_below",
    new_private_floor: Amount = "gpssa.new.private.floor",
    new_private_ceiling: Amount = "gpssa.new.private.ceiling",
    new_government_ceiling: Amount = "gpssa.new.government.ceiling",
}
monthly::month!();

/// What is due on a payment, as bare amounts: for a run that needs no lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The contribution salary between its limits.
    pub base: Money,
    /// The insured's share.
    pub employee: Money,
    /// The employer's share.
    pub employer: Money,
    /// What the state bears.
    pub state: Money,
}

/// The contributions of a payment, as bare amounts.
///
/// # Errors
/// See [`super`].
pub fn due(person: &Profile, payment: &Payment, month: &Month) -> Result<Due> {
    let [base, employee, employer, state] = Case::of(person, payment, &month.0)?.run()?;
    let money = |amount| month.0.money(amount);
    Ok(Due {
        base: money(base)?,
        employee: money(employee)?,
        employer: money(employer)?,
        state: money(state)?,
    })
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

/// The same, with every figure explained; the state's part is told too.
///
/// # Errors
/// See [`super`].
pub fn assess_traced(person: &Profile, payment: &Payment, pack: &RulePack) -> Result<(Assessment, Trace)> {
    let month = Month::on(pack, payment.pay_day)?;
    let case = Case::of(person, payment, &month.0)?;
    let (figures, trace) = case.traced(pack, payment.pay_day, &[&EMPLOYEE, &EMPLOYER, &STATE])?;
    Ok((case.assessment(&figures)?, trace))
}

/// Which terms hold.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Terms {
    OldPrivate,
    OldGovernment,
    NewPrivate,
    NewGovernment,
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
    terms: Terms,
}

impl<'a> Case<'a> {
    pub(super) fn of(person: &'a Profile, payment: &'a Payment, month: &'a Resolved<Law>) -> Result<Self> {
        month.payment(payment, person.through)?;
        let (joined, day) = (person.joined, payment.pay_day);
        if joined > month.period.last() {
            let message =
                format!("`pay_day` is {day}, before the month in which the person joined, on {joined}");
            return Err(Error::new(Code::InputInvalid, "pay_day", day, message));
        }
        let old = joined < NEW_LAW;
        let terms = match (old, person.sector) {
            (true, Sector::Private) => Terms::OldPrivate,
            (true, Sector::Government) => Terms::OldGovernment,
            (false, Sector::Private) => Terms::NewPrivate,
            (false, Sector::Government) => Terms::NewGovernment,
        };
        let (salary, least) = (payment.contributory, month.law.old_private_least.0.value);
        if terms == Terms::OldPrivate && !salary.is_zero() && salary.amount() < least {
            let message = format!(
                "`contributory` is {salary}: what holds below {least} under Law 7/1999 in the private sector is not known"
            );
            return Err(Error::new(Code::LawUnsupported, "contributory", salary, message));
        }
        Ok(Self { person, payment, month, terms })
    }

    /// Whether the state bears a part.
    fn state_bears(&self) -> bool {
        match self.terms {
            Terms::OldPrivate => true,
            Terms::NewPrivate => {
                self.payment.contributory.amount() < self.month.law.new_private_state_below.0.value
            }
            Terms::OldGovernment | Terms::NewGovernment => false,
        }
    }
}

impl Statute for Case<'_> {
    monthly::rule!(4, month);

    /// The base, the insured's share, the employer's, the state's.
    fn over<N: Number, T: Tracer<N>>(&self, law: &Figures<N>, t: &mut T) -> Option<[N; 4]> {
        let by = self.month.rounding(self.person.rounding);
        let salary = t.paid(N::exact(self.payment.contributory.amount())?);
        let base = match self.terms {
            Terms::OldPrivate => salary.at_most(law.old_private_ceiling),
            Terms::OldGovernment => salary.at_most(law.old_government_ceiling),
            Terms::NewPrivate => monthly::limited(salary, law.new_private_floor, law.new_private_ceiling),
            Terms::NewGovernment => salary.at_most(law.new_government_ceiling),
        };
        let (employee, employer, state) = match self.terms {
            Terms::OldPrivate => (law.old_employee, law.old_private_employer, Some(law.old_private_state)),
            Terms::OldGovernment => (law.old_employee, law.old_government_employer, None),
            Terms::NewPrivate if law.new_private_state_below.exceeds(salary) => {
                (law.new_employee, law.new_private_employer, Some(law.new_private_state))
            }
            Terms::NewPrivate | Terms::NewGovernment => (law.new_employee, law.new_employer, None),
        };
        let base = t.note(&SALARY, 0, base);
        let employee = t.note(&EMPLOYEE, 0, base.share(employee, by));
        let employer = t.note(&EMPLOYER, 0, base.share(employer, by));
        let state = match state {
            Some(rate) => t.note(&STATE, 0, base.share(rate, by)),
            None => N::zero(),
        };
        Some([base, employee, employer, state])
    }

    fn at_fault(&self, _: &str) -> (&'static str, Money) {
        ("contributory", self.payment.contributory)
    }

    fn fill(&self, key: &str) -> String {
        let (law, sector, employer) = match self.terms {
            Terms::OldPrivate => ("old", "private", "gpssa.old.private.employer"),
            Terms::OldGovernment => ("old", "government", "gpssa.old.government.employer"),
            Terms::NewPrivate if self.state_bears() => {
                ("new", "private", "gpssa.new.private.employer_beside_state")
            }
            Terms::NewPrivate => ("new", "private", "gpssa.new.employer"),
            Terms::NewGovernment => ("new", "government", "gpssa.new.employer"),
        };
        let below = if law == "new" && sector == "private" { "gpssa.new.private.state_below" } else { "" };
        key.replace("{law}", law)
            .replace("{sector}", sector)
            .replace("{employer}", employer)
            .replace("{below}", below)
    }
}

impl<'a> Assessed for Case<'a> {
    fn figures<N: Number>(&self) -> Option<Figures<N>> {
        self.month.form()
    }

    fn assessment(&self, amounts: &Self::Amounts) -> Result<Assessment> {
        let [base, employee, employer, _] = *amounts;
        let law = &self.month.law;
        let (employee_rate, employer_rate) = match self.terms {
            Terms::OldPrivate => (&law.old_employee, &law.old_private_employer),
            Terms::OldGovernment => (&law.old_employee, &law.old_government_employer),
            Terms::NewPrivate if self.state_bears() => (&law.new_employee, &law.new_private_employer),
            Terms::NewPrivate | Terms::NewGovernment => (&law.new_employee, &law.new_employer),
        };
        let line = |name, payer, Rate(rate): &'a Rate, amount| Owed {
            authority: AUTHORITY,
            code: "ae.gpssa",
            name,
            payer,
            on: base,
            rate: Some(rate.value),
            amount,
            source: &rate.source,
        };
        let owed = [
            line(EMPLOYEE.name, Payer::Employee, employee_rate, employee),
            line(EMPLOYER.name, Payer::Employer, employer_rate, employer),
        ];
        let carried = Profile { through: Some(self.payment.pay_day), ..self.person.clone() };
        self.month.assessment(owed, self.person.rounding, wages::Profile::Ae(carried))
    }

    fn dues<N: Number>(&self, [_, employee, employer, _]: &Self::Outcome<N>) -> Vec<(&'static Step, N)> {
        vec![(&EMPLOYEE, *employee), (&EMPLOYER, *employer)]
    }
}
