//! Whether somebody was paid the national minimum wage for a pay reference period (National Minimum Wage Regulations 2015).
//!
//! The rate is the one that applies on the first day of the period (reg. 4B): by age, or the apprenticeship rate in the
//! first twelve months of an apprenticeship and below 19 (reg. 5). What counts as pay and as hours is the caller's
//! (regs. 8 to 53); accommodation that the employer provides is reckoned here (regs. 14 to 16). Pay divided by hours must
//! not be below the rate (reg. 7): the entitlement is rounded up to the penny, so that nothing below the rate passes.
//!
//! A scenario of GOV.UK's own calculator: at 19, 187.46 for 39 hours in 2025-26, against 10.00 an hour.
//! ```
//! use backoffice::{date, dec, gbp, law::RulePack, tax::wages::uk::minimum_wage::{self, Applies, Work}};
//!
//! let law = RulePack::embedded(minimum_wage::PACK)?;
//! let work = Work::new(19, date(2025, 6, 2)?, dec!(39), gbp!(187.46));
//! let (check, trace) = minimum_wage::check_traced(&work, &law)?;
//! assert_eq!((check.applies, check.rate), (Applies::Aged18To20, gbp!(10.00)));
//! assert_eq!((check.entitlement, check.shortfall), (gbp!(390.00), gbp!(202.54)));
//! assert!(trace.to_string().starts_with("Shortfall 202.54"));
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! # Errors
//! `law.none_in_force` on a day that the pack does not know, `law.unsupported` for a pack of something else,
//! `input.invalid` for an age above 150, `payroll.negative_hours`, `money.mixed_currencies`, `number.negative`,
//! `number.out_of_range` naming the field and the first step that had no value.

use crate::{
    error::{Code, Error, Result, exact},
    law::RulePack,
    money::{Mode, Money, number::Number},
    tax::wages::{
        monthly::{self, Amount, Count, Resolved},
        statute::Statute,
    },
    trace::{Step, Trace, Tracer},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The rule pack's id.
pub const PACK: &str = "uk.minimum_wage";

const OLDEST: u32 = 150;

static RATE: Step =
    Step { id: "uk.minimum_wage.rate", name: "Rate of an hour", rests_on: &["rate.{applies}"], of: &[] };
static ENTITLEMENT: Step = Step {
    id: "uk.minimum_wage.entitlement",
    name: "Minimum for the hours, up to the penny (reg. 7)",
    rests_on: &[],
    of: &[&RATE],
};
static PAY: Step = Step { id: "uk.minimum_wage.pay", name: "Pay that counts", rests_on: &[], of: &[] };
static ACCOMMODATION: Step = Step {
    id: "uk.minimum_wage.accommodation",
    name: "Accommodation (regs. 14 to 16)",
    rests_on: &["accommodation"],
    of: &[],
};
static REMUNERATION: Step = Step {
    id: "uk.minimum_wage.remuneration",
    name: "Remuneration (reg. 8)",
    rests_on: &[],
    of: &[&PAY, &ACCOMMODATION],
};
static SHORTFALL: Step =
    Step { id: "uk.minimum_wage", name: "Shortfall", rests_on: &[], of: &[&ENTITLEMENT, &REMUNERATION] };

monthly::figures! {
    PACK;
    living_wage: Amount = "rate.living_wage",
    aged_18_to_20: Amount = "rate.aged_18_to_20",
    under_18: Amount = "rate.under_18",
    apprentice: Amount = "rate.apprentice",
    accommodation: Amount = "accommodation",
    age_living_wage: Count = "age.living_wage",
    age_adult: Count = "age.adult",
    age_apprentice: Count = "age.apprentice",
    age_school: Count = "age.school",
    apprentice_months: Count = "apprentice.months",
}

/// A pay reference period of somebody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Work {
    /// The age in years on the first day of the period.
    pub age: u32,
    /// Completed months since the apprenticeship began, on that day; none for somebody who is no apprentice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub apprentice_months: Option<u32>,
    /// The first day of the pay reference period: it decides the rate.
    pub first: NaiveDate,
    /// Hours of work in the period, as the regulations count them for that kind of work.
    #[serde(with = "exact::text")]
    pub hours: Decimal,
    /// Pay for the period that counts, without anything for accommodation.
    pub pay: Money,
    /// Living accommodation that the employer provided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accommodation: Option<Accommodation>,
}

impl Work {
    /// The work of somebody who is no apprentice and has no accommodation.
    pub const fn new(age: u32, first: NaiveDate, hours: Decimal, pay: Money) -> Self {
        Self { age, apprentice_months: None, first, hours, pay, accommodation: None }
    }
}

/// Living accommodation that the employer provided in the period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accommodation {
    /// Days on which it was provided.
    pub days: u32,
    /// What was charged or deducted for each of them; zero when it was free.
    pub charge: Money,
}

/// Which rate applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Applies {
    /// The national living wage (reg. 4).
    LivingWage,
    /// From 18, below 21 (reg. 4A(1)(b)).
    #[serde(rename = "aged_18_to_20")]
    Aged18To20,
    /// Below 18 (reg. 4A(1)(c)).
    #[serde(rename = "under_18")]
    Under18,
    /// The apprenticeship rate (reg. 5).
    Apprentice,
    /// None: below 16, somebody is of compulsory school age (National Minimum Wage Act 1998, s. 1(2)(c)).
    CompulsorySchoolAge,
}

impl Applies {
    const fn key(self) -> &'static str {
        match self {
            Self::LivingWage => "living_wage",
            Self::Aged18To20 => "aged_18_to_20",
            Self::Under18 => "under_18",
            Self::Apprentice => "apprentice",
            Self::CompulsorySchoolAge => "none",
        }
    }
}

/// Whether somebody was paid the minimum wage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Which rate applies.
    pub applies: Applies,
    /// The rate of an hour; zero when none applies.
    pub rate: Money,
    /// What the hours must at least be paid.
    pub entitlement: Money,
    /// What accommodation adds to the pay that counts, or below zero takes off it.
    pub accommodation: Money,
    /// What they were paid, accommodation reckoned.
    pub remuneration: Money,
    /// What is missing; zero when the minimum wage was paid.
    pub shortfall: Money,
    /// Document and section of the rate.
    pub source: String,
    /// The rule pack's id.
    pub pack: String,
    /// Its revision.
    pub revision: String,
}

/// Whether somebody was paid the minimum wage for a pay reference period, and what is missing.
///
/// # Errors
/// See the [module](self).
pub fn check(work: &Work, pack: &RulePack) -> Result<Check> {
    let law = Resolved::on(pack, work.first)?;
    let case = Case::of(work, &law)?;
    case.check(case.run()?, pack)
}

/// The same, with every figure explained.
///
/// # Errors
/// See the [module](self).
pub fn check_traced(work: &Work, pack: &RulePack) -> Result<(Check, Trace)> {
    let law = Resolved::on(pack, work.first)?;
    let case = Case::of(work, &law)?;
    let (figures, mut trace) = case.traced(pack, law.day, &[&SHORTFALL])?;
    if let Some(shortfall) = trace.lines.first_mut() {
        shortfall.note = format!("{} hours, {}", work.hours, case.applies.key());
    }
    Ok((case.check(figures, pack)?, trace))
}

struct Case<'a> {
    work: &'a Work,
    law: &'a Resolved<Law>,
    applies: Applies,
}

impl<'a> Case<'a> {
    fn of(work: &'a Work, law: &'a Resolved<Law>) -> Result<Self> {
        if work.age > OLDEST {
            return Err(Error::invalid("age", work.age, "write the age in years"));
        }
        if work.hours.is_sign_negative() && !work.hours.is_zero() {
            let message = format!("`hours` is {}: hours are not below zero", work.hours);
            return Err(Error::new(Code::PayrollNegativeHours, "hours", work.hours, message));
        }
        let charge = work.accommodation.map_or(Money::zero(law.currency), |provided| provided.charge);
        law.amounts([("pay", work.pay), ("accommodation.charge", charge)])?;
        let Law { age_living_wage, age_adult, age_apprentice, age_school, apprentice_months, .. } = &law.law;
        let apprentice = work
            .apprentice_months
            .is_some_and(|months| months < apprentice_months.value || work.age < age_apprentice.value);
        let applies = match work.age {
            age if age < age_school.value => Applies::CompulsorySchoolAge,
            _ if apprentice => Applies::Apprentice,
            age if age < age_adult.value => Applies::Under18,
            age if age < age_living_wage.value => Applies::Aged18To20,
            _ => Applies::LivingWage,
        };
        Ok(Self { work, law, applies })
    }

    fn check(&self, figures: [Decimal; 5], pack: &RulePack) -> Result<Check> {
        let [rate, entitlement, accommodation, remuneration, shortfall] = figures;
        let Law { living_wage, aged_18_to_20, under_18, apprentice, age_school, .. } = &self.law.law;
        let source = match self.applies {
            Applies::LivingWage => &living_wage.0.source,
            Applies::Aged18To20 => &aged_18_to_20.0.source,
            Applies::Under18 => &under_18.0.source,
            Applies::Apprentice => &apprentice.0.source,
            Applies::CompulsorySchoolAge => &age_school.source,
        };
        Ok(Check {
            applies: self.applies,
            rate: self.law.money(rate)?,
            entitlement: self.law.money(entitlement)?,
            accommodation: self.law.money(accommodation)?,
            remuneration: self.law.money(remuneration)?,
            shortfall: self.law.money(shortfall)?,
            source: source.clone(),
            pack: pack.id().to_owned(),
            revision: pack.revision().to_owned(),
        })
    }
}

impl Statute for Case<'_> {
    monthly::rule!(5, law);

    fn over<N: Number, T: Tracer<N>>(&self, law: &Figures<N>, t: &mut T) -> Option<[N; 5]> {
        let by = self.law.rounding(Mode::Ceiling);
        let rate = match self.applies {
            Applies::LivingWage => law.living_wage,
            Applies::Aged18To20 => law.aged_18_to_20,
            Applies::Under18 => law.under_18,
            Applies::Apprentice => law.apprentice,
            Applies::CompulsorySchoolAge => N::zero(),
        };
        let rate = t.note(&RATE, 0, rate);
        let entitlement = t.note(&ENTITLEMENT, 0, rate.share(N::factor(self.work.hours)?, by));
        let pay = t.note(&PAY, 0, N::exact(self.work.pay.amount())?);
        let accommodation = match self.work.accommodation {
            None => N::zero(),
            Some(Accommodation { days, charge }) => {
                let charge = N::exact(charge.amount())?;
                let of_a_day = if charge.exceeds(N::zero()) {
                    // What is charged up to the amount leaves the pay as it is.
                    (law.accommodation - charge).at_most(N::zero())
                } else {
                    law.accommodation
                };
                t.note(&ACCOMMODATION, 0, of_a_day.ratio(days, 1, by))
            }
        };
        let remuneration = t.note(&REMUNERATION, 0, pay + accommodation);
        let shortfall = t.note(&SHORTFALL, 0, entitlement.above(remuneration));
        Some([rate, entitlement, accommodation, remuneration, shortfall])
    }

    fn at_fault(&self, _: &str) -> (&'static str, Money) {
        ("pay", self.work.pay)
    }

    fn fill(&self, key: &str) -> String {
        key.replace("{applies}", self.applies.key())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        calendar::date,
        money::currency::{EUR, GBP},
    };
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static LAW: LazyLock<RulePack> = LazyLock::new(|| RulePack::embedded(PACK).unwrap());

    fn pence(amount: i64) -> Money {
        Money::minor(amount, GBP)
    }

    fn past(age: u32, hours: i64, pay: i64) -> Work {
        Work::new(age, date(2025, 4, 1).unwrap(), Decimal::from(hours), pence(pay))
    }

    fn checked(work: &Work) -> Check {
        let (traced, trace) = check_traced(work, &LAW).unwrap();
        assert_eq!(traced, check(work, &LAW).unwrap());
        assert_eq!(trace.find("uk.minimum_wage").unwrap().value, traced.shortfall.amount());
        traced
    }

    /// Scenarios of the tests of GOV.UK's calculator.
    #[test]
    fn the_calculators_scenarios() {
        let week = checked(&past(24, 39, 10_000));
        assert_eq!(
            (week.rate, week.entitlement, week.shortfall),
            (pence(1221), pence(47_619), pence(37_619))
        );
        assert_eq!(checked(&past(19, 39, 40_000)).shortfall, pence(0));
        let rates = |first, ages: [u32; 6]| {
            ages.map(|age| checked(&Work { first, ..past(age, 1, 0) }).rate.amount().to_string())
        };
        let ages = [16, 17, 18, 20, 21, 100];
        let (old, new) = (date(2026, 3, 31).unwrap(), date(2026, 4, 1).unwrap());
        assert_eq!(rates(old, ages), ["7.55", "7.55", "10.00", "10.00", "12.21", "12.21"]);
        assert_eq!(rates(new, ages), ["8.00", "8.00", "10.85", "10.85", "12.71", "12.71"]);

        // Accommodation: 12.00 charged on four days, free on four days, 10.90 on five, below the amount.
        let lodged = |days, charge| {
            let accommodation = Some(Accommodation { days, charge: pence(charge) });
            checked(&Work { accommodation, ..past(19, 39, 18_746) })
        };
        assert_eq!(lodged(4, 1200).accommodation, pence(-536));
        assert_eq!(lodged(4, 1200).remuneration, pence(18_746 - 536));
        assert_eq!(lodged(4, 0).accommodation, pence(4264));
        assert_eq!(lodged(5, 1090).accommodation, pence(-120));
        assert_eq!(lodged(5, 350).accommodation, pence(0));
    }

    #[test]
    fn apprentices() {
        let apprentice =
            |age, months| checked(&Work { apprentice_months: Some(months), ..past(age, 1, 0) }).applies;
        assert_eq!((apprentice(18, 30), apprentice(19, 11)), (Applies::Apprentice, Applies::Apprentice));
        assert_eq!((apprentice(19, 12), apprentice(40, 12)), (Applies::Aged18To20, Applies::LivingWage));
        assert_eq!(apprentice(15, 0), Applies::CompulsorySchoolAge);
        assert_eq!(checked(&past(15, 10, 0)).shortfall, pence(0));
    }

    #[test]
    fn a_hair_below_the_rate_is_below() {
        // 0.01 h at 12.21 is 0.1221: 12 pence are less than the rate.
        let work = Work { hours: Decimal::new(1, 2), ..past(30, 0, 12) };
        assert_eq!(checked(&work).shortfall, pence(1));
        assert_eq!(checked(&Work { pay: pence(13), ..work }).shortfall, pence(0));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let work = past(30, 10, 10_000);
        let refused = |work: &Work| {
            let error = check(work, &LAW).unwrap_err();
            (error.code(), error.field().to_owned())
        };
        assert_eq!(refused(&Work { first: date(2025, 3, 31).unwrap(), ..work }).0, Code::LawNoneInForce);
        assert_eq!(refused(&Work { first: date(2027, 4, 1).unwrap(), ..work }).0, Code::LawNoneInForce);
        assert_eq!(refused(&Work { age: 151, ..work }), (Code::InputInvalid, "age".into()));
        let hours = Work { hours: Decimal::from(-1), ..work };
        assert_eq!(refused(&hours), (Code::PayrollNegativeHours, "hours".into()));
        assert_eq!(refused(&Work { pay: pence(-1), ..work }), (Code::NumberNegative, "pay".into()));
        let euros = Work { pay: Money::minor(1, EUR), ..work };
        assert_eq!(refused(&euros), (Code::MoneyMixedCurrencies, "pay".into()));
        let huge = Work { hours: Decimal::MAX, ..work };
        assert_eq!(refused(&huge), (Code::NumberOutOfRange, "pay".into()));
        let wages = RulePack::embedded("uk.wages").unwrap();
        assert_eq!(check(&work, &wages).unwrap_err().code(), Code::LawUnsupported);
    }

    proptest! {
        /// Paying the shortfall mends it, and a penny less does not; the two forms agree.
        #[test]
        fn the_shortfall_is_what_is_missing(
            age in 16u32..90, months in prop::option::of(0u32..24), hours in 0i64..30_000, pay in 0i64..500_000,
            days in 0u32..31, charge in 0i64..2_000,
        ) {
            let accommodation = Some(Accommodation { days, charge: pence(charge) });
            let work = Work {
                apprentice_months: months, hours: Decimal::new(hours, 2), accommodation, ..past(age, 0, pay)
            };
            let missing = check(&work, &LAW).unwrap().shortfall;
            let mended = Work { pay: work.pay.checked_add(missing).unwrap(), ..work };
            prop_assert_eq!(check(&mended, &LAW).unwrap().shortfall, pence(0));
            if missing.amount() > Decimal::ZERO {
                let nearly = Work { pay: mended.pay.checked_sub(pence(1)).unwrap(), ..work };
                prop_assert_eq!(check(&nearly, &LAW).unwrap().shortfall, pence(1));
            }
            let law = Resolved::on(&LAW, work.first).unwrap();
            let case = Case::of(&work, &law).unwrap();
            prop_assert_eq!(case.fast(), case.reference(&mut crate::trace::Notes::default()).ok());
        }
    }
}
