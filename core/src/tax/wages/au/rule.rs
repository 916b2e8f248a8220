//! Schedule 1: the weekly equivalent, the row that it falls in, and back to the pay period.

use super::{PACK, Profile, WithholdingScale};
use crate::{
    calendar::PayFrequency,
    error::{Code, Error, Result, exact},
    law::{Band, Figure, RulePack, Scale},
    money::{Mode, Money, Rounding, number::Number},
    tax::wages::{
        self, Assessment, Payer, Payment,
        monthly::{self, Owed, Parameter, Rate, Resolved},
        statute::{Assessed, Statute},
    },
    trace::{Step, Trace, Tracer},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

const DOLLARS_CUT: Rounding = Rounding::of(1, 0, Mode::Down);
const DOLLARS: Rounding = Rounding::of(1, 0, Mode::HalfUp);
const NINETY_NINE_CENTS: Decimal = dec!(0.99);

static X: Step = Step { id: "au.payg.x", name: "Weekly equivalent, x", rests_on: &[], of: &[] };
static WEEKLY: Step = Step {
    id: "au.payg.weekly",
    name: "Weekly withholding, y = ax - b",
    rests_on: &["payg.{scale}"],
    of: &[&X],
};
static WITHHELD: Step = Step { id: "au.payg", name: "PAYG withholding", rests_on: &[], of: &[&WEEKLY] };
static WITHHELD_WITHOUT_TFN: Step =
    Step { id: "au.payg", name: "PAYG withholding", rests_on: &["payg.{scale}"], of: &[] };

/// The rows of a scale: the line y = ax − b from each row's beginning to the next.
#[derive(Clone, Debug)]
pub(super) struct Rows(Scale);

/// A row in a form of number: where it begins, a, and y there.
#[derive(Clone, Copy)]
pub(super) struct Row<N: Number> {
    above: N,
    a: N::Factor,
    base: N,
}

impl Parameter for Rows {
    type In<N: Number> = Vec<Row<N>>;
    fn on(pack: &RulePack, key: &str, day: NaiveDate) -> Result<Self> {
        pack.scale(key, day).map(Self)
    }
    fn form<N: Number>(&self) -> Option<Vec<Row<N>>> {
        let row = |band: &Band| {
            let base = N::exact(band.base.unwrap_or_default())?;
            Some(Row { above: N::exact(band.above)?, a: N::factor(band.rate)?, base })
        };
        self.0.bands.iter().map(row).collect()
    }
}

monthly::figures! {
    PACK;
    scale1: Rows = "payg.scale1",
    scale2: Rows = "payg.scale2",
    scale3: Rows = "payg.scale3",
    scale5: Rows = "payg.scale5",
    scale6: Rows = "payg.scale6",
    resident: Rate = "payg.scale4.resident",
    foreign: Rate = "payg.scale4.foreign",
}

/// What is withheld by: rows of coefficients, or a single rate.
enum By<R, F> {
    Rows(R),
    Single(F),
}

impl WithholdingScale {
    /// The rows or the rate of this scale, out of the law's in the same order as the pack's.
    fn of<R, F>(self, [one, two, three, five, six]: [R; 5], [resident, foreign]: [F; 2]) -> By<R, F> {
        match self {
            Self::NoTaxFreeThreshold => By::Rows(one),
            Self::TaxFreeThreshold => By::Rows(two),
            Self::ForeignResident => By::Rows(three),
            Self::NoTfnResident => By::Single(resident),
            Self::NoTfnForeignResident => By::Single(foreign),
            Self::FullMedicareExemption => By::Rows(five),
            Self::HalfMedicareExemption => By::Rows(six),
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::NoTaxFreeThreshold => "scale1",
            Self::TaxFreeThreshold => "scale2",
            Self::ForeignResident => "scale3",
            Self::NoTfnResident => "scale4.resident",
            Self::NoTfnForeignResident => "scale4.foreign",
            Self::FullMedicareExemption => "scale5",
            Self::HalfMedicareExemption => "scale6",
        }
    }
}

impl Law {
    fn by(&self, scale: WithholdingScale) -> By<&Scale, &Figure> {
        let rows = [&self.scale1, &self.scale2, &self.scale3, &self.scale5, &self.scale6];
        scale.of(rows.map(|rows| &rows.0), [&self.resident.0, &self.foreign.0])
    }
}

/// Schedule 1 as it stands on a day, with its sources: read from a rule pack once, used for a whole run.
///
/// Not serialised: a pack travels instead.
#[derive(Clone, Debug)]
pub struct Schedule(pub(super) Resolved<Law>);

impl Schedule {
    /// The schedule in force on `day`.
    ///
    /// # Errors
    /// `law.none_in_force` when the pack does not know that day, `law.unknown_key` when it lacks a parameter,
    /// `law.unsupported` when it is a pack of something else, `law.pack_invalid`.
    pub fn on(pack: &RulePack, day: NaiveDate) -> Result<Self> {
        Resolved::on(pack, day).map(Self)
    }
}

/// What is withheld from a payment, as a bare amount: for a run that needs no lines.
///
/// # Errors
/// See [`super`].
pub fn due(person: &Profile, payment: &Payment, schedule: &Schedule) -> Result<Money> {
    let [withheld] = Case::of(person, payment, &schedule.0)?.run()?;
    schedule.0.money(withheld)
}

/// What is withheld from a payment.
///
/// # Errors
/// See [`super`].
pub fn assess(person: &Profile, payment: &Payment, pack: &RulePack) -> Result<Assessment> {
    assess_with(person, payment, &Schedule::on(pack, payment.pay_day)?)
}

/// The same, under a schedule that was read before: for a run over many people.
///
/// # Errors
/// See [`super`]; `law.none_in_force` when that schedule was not in force on the pay day.
pub fn assess_with(person: &Profile, payment: &Payment, schedule: &Schedule) -> Result<Assessment> {
    let case = Case::of(person, payment, &schedule.0)?;
    case.assessment(&case.run()?)
}

/// The same, with every figure explained.
///
/// # Errors
/// See [`super`].
pub fn assess_traced(person: &Profile, payment: &Payment, pack: &RulePack) -> Result<(Assessment, Trace)> {
    let schedule = Schedule::on(pack, payment.pay_day)?;
    let case = Case::of(person, payment, &schedule.0)?;
    let (figures, trace) = case.traced(pack, payment.pay_day, &[case.root()])?;
    Ok((case.assessment(&figures)?, trace))
}

/// The pay periods that Schedule 1 knows.
#[derive(Clone, Copy)]
enum Span {
    Week,
    Fortnight,
    Month,
    Quarter,
}

impl Span {
    fn of(frequency: PayFrequency) -> Result<Self> {
        match frequency {
            PayFrequency::Weekly => Ok(Self::Week),
            PayFrequency::Fortnightly => Ok(Self::Fortnight),
            PayFrequency::Monthly => Ok(Self::Month),
            PayFrequency::Quarterly => Ok(Self::Quarter),
            _ => {
                let frequency = format!("{frequency:?}");
                let message = format!(
                    "`frequency` is {frequency}: Schedule 1 knows weekly, fortnightly, monthly and quarterly pay"
                );
                Err(Error::new(Code::LawUnsupported, "frequency", frequency, message))
            }
        }
    }

    /// The weeks of the period, as a ratio.
    const fn weeks(self) -> (u32, u32) {
        match self {
            Self::Week => (1, 1),
            Self::Fortnight => (2, 1),
            Self::Month => (13, 3),
            Self::Quarter => (13, 1),
        }
    }
}

/// The case of a payment under that law.
pub(in crate::tax::wages) fn case<'a>(
    person: &'a Profile,
    payment: &'a Payment,
    schedule: &'a Schedule,
) -> Result<impl Assessed + 'a> {
    Case::of(person, payment, &schedule.0)
}

/// A payment whose inputs were found fit.
pub(super) struct Case<'a> {
    person: &'a Profile,
    payment: &'a Payment,
    schedule: &'a Resolved<Law>,
    span: Span,
    /// The pay; a month's that ends in 33 cents with one cent more.
    earnings: Decimal,
}

impl<'a> Case<'a> {
    pub(super) fn of(person: &'a Profile, payment: &'a Payment, schedule: &'a Resolved<Law>) -> Result<Self> {
        let day = payment.pay_day;
        let (since, until) = match schedule.law.by(person.scale) {
            By::Rows(rows) => (rows.since, rows.until),
            By::Single(rate) => (rate.since, rate.until),
        };
        if day < since || until.is_some_and(|until| day > until) {
            let message =
                format!("`pay_day` is {day}, on which the schedule of {} was not in force", schedule.day);
            return Err(Error::new(Code::LawNoneInForce, "pay_day", day, message));
        }
        let span = Span::of(payment.frequency)?;
        schedule.paid(payment)?;
        monthly::regular(payment)?;
        let pay = payment.taxable.amount();
        let a_third = matches!(span, Span::Month) && pay.fract() == dec!(0.33);
        let earnings = if a_third { exact::add(pay, dec!(0.01)) } else { Some(pay) };
        let earnings = earnings.ok_or_else(|| Error::overflow("taxable", pay, X.name))?;
        Ok(Self { person, payment, schedule, span, earnings })
    }

    fn root(&self) -> &'static Step {
        match self.schedule.law.by(self.person.scale) {
            By::Rows(_) => &WITHHELD,
            By::Single(_) => &WITHHELD_WITHOUT_TFN,
        }
    }
}

impl Statute for Case<'_> {
    monthly::rule!(1, schedule);

    fn over<N: Number, T: Tracer<N>>(&self, law: &Figures<N>, t: &mut T) -> Option<[N; 1]> {
        let rows = [&law.scale1, &law.scale2, &law.scale3, &law.scale5, &law.scale6];
        let rows = match self.person.scale.of(rows, [law.resident, law.foreign]) {
            By::Rows(rows) => rows,
            By::Single(rate) => {
                let pay = t.paid(N::exact(self.payment.taxable.amount())?).rounded(DOLLARS_CUT);
                return Some([t.note(&WITHHELD_WITHOUT_TFN, 0, pay.share(rate, DOLLARS_CUT))]);
            }
        };
        let (weeks, per) = self.span.weeks();
        let pay = t.paid(N::exact(self.payment.taxable.amount())?);
        let earnings = t.rounded(pay, N::exact(self.earnings)?);
        let week = earnings.ratio(per, weeks, DOLLARS_CUT);
        let x = t.note(&X, 0, week + N::exact(NINETY_NINE_CENTS)?);
        // x lies 99 cents above a whole dollar, so never on a row's limit.
        let row = rows.iter().rev().find(|row| x.exceeds(row.above)).or_else(|| rows.first())?;
        let y = N::shares([(x - row.above, row.a), (row.base, N::factor(Decimal::ONE)?)], DOLLARS);
        let y = t.note(&WEEKLY, 0, y.at_least(N::zero()));
        Some([t.note(&WITHHELD, 0, y.ratio(weeks, per, DOLLARS))])
    }

    fn at_fault(&self, _: &str) -> (&'static str, Money) {
        ("taxable", self.payment.taxable)
    }

    fn fill(&self, key: &str) -> String {
        key.replace("{scale}", self.person.scale.key())
    }
}

impl Assessed for Case<'_> {
    fn figures<N: Number>(&self) -> Option<Figures<N>> {
        self.schedule.form()
    }

    fn assessment(&self, amounts: &Self::Amounts) -> Result<Assessment> {
        let [amount] = *amounts;
        let (rate, source) = match self.schedule.law.by(self.person.scale) {
            By::Rows(rows) => (None, rows.source.as_str()),
            By::Single(rate) => (Some(rate.value), rate.source.as_str()),
        };
        let owed = Owed {
            authority: "ATO",
            code: "au.payg",
            name: WITHHELD.name,
            payer: Payer::Employee,
            on: self.payment.taxable.amount(),
            rate,
            amount,
            source,
        };
        self.schedule.assessed([owed], str::to_owned, wages::Profile::Au(self.person.clone()))
    }

    fn dues<N: Number>(&self, [withheld]: &Self::Outcome<N>) -> Vec<(&'static Step, N)> {
        vec![(self.root(), *withheld)]
    }
}
