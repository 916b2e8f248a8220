//! What a PAYE scheme owes or keeps as an employer, month by month: apprenticeship levy and employment allowance.
//!
//! The levy is 0.5 % of the pay bill of the tax year so far, less a twelfth of the year's allowance for each tax month so
//! far, less what was paid; in a later month it can be negative (Finance Act 2016, s. 99; HMRC, Apprenticeship Levy Manual,
//! ALM08300 and ALM09200). The employment allowance takes the employer's Class 1 contributions of each month until it is
//! used up (National Insurance Contributions Act 2014, s. 1 and s. 4).
//!
//! HMRC's own example (ALM08300), its third and fifth month: the pay bill rises to 500,000 and falls again.
//! ```
//! use backoffice::{Mode, date, gbp, law::RulePack, tax::wages::uk::employer::{self, Month, Scheme}};
//!
//! let law = RulePack::embedded(employer::PACK)?;
//! let mut scheme = Scheme::new(Mode::Down);
//! let mut levies = Vec::new();
//! for (month, pay_bill) in [(5, gbp!(200_000)), (6, gbp!(200_000)), (7, gbp!(500_000)), (8, gbp!(500_000)), (9, gbp!(200_000))] {
//!     let due = employer::due(&scheme, &Month::new(date(2026, month, 5)?, pay_bill, gbp!(0)), &law)?;
//!     levies.push(due.levy);
//!     scheme = due.carried;
//! }
//! assert_eq!(levies, [gbp!(0), gbp!(0), gbp!(750), gbp!(1_250), gbp!(-250)]);
//!
//! // The same fifth month with its steps: 0.5 % of 1,600,000 less five twelfths of 15,000, less the 2,000 paid.
//! # let before = scheme.to_date.unwrap();
//! # let fifth = Scheme { to_date: Some(employer::ToDate { through: date(2026, 8, 5)?, pay_bill: gbp!(1_400_000), levy: gbp!(2_000), ..before }), ..scheme };
//! let (_, trace) = employer::due_traced(&fifth, &Month::new(date(2026, 9, 5)?, gbp!(200_000), gbp!(0)), &law)?;
//! let figure = |id| trace.find(id).unwrap().value.to_string();
//! assert_eq!(figure("uk.levy.of_pay_bill"), "8000.00");
//! assert_eq!(figure("uk.levy.allowance"), "6250.00");
//! assert_eq!(figure("uk.levy.to_date"), "1750.00");
//! assert_eq!(figure("uk.levy"), "-250.00");
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! # Errors
//! `law.none_in_force` on a day that the pack does not know, `law.unsupported` for a pack of something else,
//! `input.invalid` for a month before the last one in the figures to date, an allowance above the year's or excluded
//! contributions above all, `money.mixed_currencies`, `number.negative`, `number.out_of_range` naming the field and the
//! first step that had no value.
//!
//! Not in this version: what of a claim that was made late is set against other taxes, connected employers' shares beyond
//! the allowance that is given here.

use super::period::{tax_month, tax_year};
use crate::{
    error::{Error, Result},
    law::RulePack,
    money::{Mode, Money, number::Number},
    tax::wages::{
        monthly::{self, Amount, MONTHS, Rate, Resolved},
        statute::Statute,
    },
    trace::{Step, Trace, Tracer},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The rule pack's id.
pub const PACK: &str = "uk.employer";

static PAY_BILL: Step =
    Step { id: "uk.levy.pay_bill", name: "Pay bill of the tax year so far", rests_on: &[], of: &[] };
static OF_PAY_BILL: Step = Step {
    id: "uk.levy.of_pay_bill",
    name: "Levy before the allowance",
    rests_on: &["levy.rate"],
    of: &[&PAY_BILL],
};
static ALLOWANCE: Step = Step {
    id: "uk.levy.allowance",
    name: "Levy allowance of the months so far",
    rests_on: &["levy.allowance"],
    of: &[],
};
static TO_DATE: Step =
    Step { id: "uk.levy.to_date", name: "Levy due to date", rests_on: &[], of: &[&OF_PAY_BILL, &ALLOWANCE] };
static PAID: Step =
    Step { id: "uk.levy.paid", name: "Levy to date before this month", rests_on: &[], of: &[] };
static LEVY: Step =
    Step { id: "uk.levy", name: "Apprenticeship levy", rests_on: &[], of: &[&TO_DATE, &PAID] };
static LIABLE: Step = Step {
    id: "uk.employment_allowance.contributions",
    name: "Employer's contributions of the month that are not excluded",
    rests_on: &[],
    of: &[],
};
static LEFT: Step = Step {
    id: "uk.employment_allowance.left",
    name: "Employment allowance left before this month",
    rests_on: &["employment_allowance"],
    of: &[],
};
static USED: Step = Step {
    id: "uk.employment_allowance",
    name: "Employment allowance",
    rests_on: &[],
    of: &[&LIABLE, &LEFT],
};

monthly::figures! {
    PACK;
    rate: Rate = "levy.rate",
    allowance: Amount = "levy.allowance",
    employment_allowance: Amount = "employment_allowance",
}

/// An employer's PAYE scheme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scheme {
    /// The part of the year's levy allowance that was allotted to this scheme; none for all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub levy_allowance: Option<Money>,
    /// The claim to the employment allowance; none when it is not claimed for this scheme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employment_allowance: Option<Claim>,
    /// How the levy is rounded to the penny. No rule was found: the employer's choice.
    pub rounding: Mode,
    /// The figures to date; none before the first month. Those of an earlier tax year no longer count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_date: Option<ToDate>,
}

impl Scheme {
    /// A scheme with the whole levy allowance and no employment allowance, before its first month.
    pub const fn new(rounding: Mode) -> Self {
        Self { levy_allowance: None, employment_allowance: None, rounding, to_date: None }
    }
}

/// What decides whether an employer qualifies for the employment allowance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// A public authority that is no charity, at any time in the tax year (s. 2(1)).
    #[serde(default)]
    pub public_authority: bool,
    /// A company whose only employee above the secondary threshold is its director.
    #[serde(default)]
    pub only_director: bool,
    /// Connected with an employer that has the allowance for this tax year (s. 3).
    #[serde(default)]
    pub claimed_by_connected: bool,
}

/// Why there is no employment allowance although it was claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Refusal {
    /// A public authority that is no charity (National Insurance Contributions Act 2014, s. 2(1)).
    PublicAuthority,
    /// A company whose only employee above the secondary threshold is its director (HMRC, single-director companies).
    OnlyDirector,
    /// A connected employer has it (s. 3).
    ClaimedByConnected,
}

impl Claim {
    /// Why the employer does not qualify; none when it does.
    pub const fn refusal(self) -> Option<Refusal> {
        match self {
            Self { public_authority: true, .. } => Some(Refusal::PublicAuthority),
            Self { only_director: true, .. } => Some(Refusal::OnlyDirector),
            Self { claimed_by_connected: true, .. } => Some(Refusal::ClaimedByConnected),
            Self { .. } => None,
        }
    }
}

/// A scheme's figures since 6 April.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToDate {
    /// A day of the last tax month in the figures: it tells their tax year.
    pub through: NaiveDate,
    /// The pay bill.
    pub pay_bill: Money,
    /// The levy.
    pub levy: Money,
    /// The employment allowance used.
    pub employment_allowance: Money,
}

/// What a scheme paid in a tax month, or since it was last asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Month {
    /// A day of the tax month, such as its last, the 5th.
    pub day: NaiveDate,
    /// All earnings on which the employer's Class 1 contributions are due, those below the threshold and at 0 %
    /// included (Finance Act 2016, s. 100).
    pub pay_bill: Money,
    /// The employer's Class 1 contributions.
    pub contributions: Money,
    /// The part of them that the employment allowance never reaches, such as on a domestic worker's earnings (s. 2(3) to
    /// (6)); none for nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excluded: Option<Money>,
}

impl Month {
    /// A month in which nothing is excluded from the employment allowance.
    pub const fn new(day: NaiveDate, pay_bill: Money, contributions: Money) -> Self {
        Self { day, pay_bill, contributions, excluded: None }
    }
}

/// What is due for a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The apprenticeship levy; below zero it is set against other payments.
    pub levy: Money,
    /// The levy of the tax year so far, this month included.
    pub levy_to_date: Money,
    /// What the employment allowance takes off the employer's contributions of the month.
    pub employment_allowance: Money,
    /// What of the employer's contributions is left to pay.
    pub contributions: Money,
    /// Why there is no employment allowance although it was claimed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<Refusal>,
    /// The scheme with this month in its figures to date: hand it over with the next month.
    pub carried: Scheme,
    /// Document and section, of the levy.
    pub levy_source: String,
    /// Document and section, of the employment allowance.
    pub allowance_source: String,
    /// The rule pack's id.
    pub pack: String,
    /// Its revision.
    pub revision: String,
}

/// What is due for a month.
///
/// # Errors
/// See the [module](self).
pub fn due(scheme: &Scheme, month: &Month, pack: &RulePack) -> Result<Due> {
    let law = Resolved::on(pack, month.day)?;
    let case = Case::of(scheme, month, &law)?;
    case.due(case.run()?, pack)
}

/// The same, with every figure explained.
///
/// # Errors
/// See the [module](self).
pub fn due_traced(scheme: &Scheme, month: &Month, pack: &RulePack) -> Result<(Due, Trace)> {
    let law = Resolved::on(pack, month.day)?;
    let case = Case::of(scheme, month, &law)?;
    let (figures, mut trace) = case.traced(pack, law.day, &[&LEVY, &USED])?;
    if let Some(levy) = trace.lines.first_mut() {
        levy.note = format!("tax month {}", case.number);
    }
    Ok((case.due(figures, pack)?, trace))
}

struct Case<'a> {
    scheme: &'a Scheme,
    month: &'a Month,
    law: &'a Resolved<Law>,
    /// The tax month.
    number: u32,
    before: ToDate,
    /// The levy allowance of the year.
    allowance: Decimal,
    excluded: Money,
    refused: Option<Refusal>,
}

impl<'a> Case<'a> {
    fn of(scheme: &'a Scheme, month: &'a Month, law: &'a Resolved<Law>) -> Result<Self> {
        let none = Money::zero(law.currency);
        let anew = ToDate { through: month.day, pay_bill: none, levy: none, employment_allowance: none };
        let before = scheme.to_date.unwrap_or(anew);
        if month.day < before.through {
            let wanted = "the figures to date hold a later month: give them as they stood before this one";
            return Err(Error::invalid("day", month.day, wanted));
        }
        let before = if tax_year(month.day)?.contains(before.through) { before } else { anew };
        let excluded = month.excluded.unwrap_or(none);
        let whole = law.law.allowance.0.value;
        law.amounts([
            ("pay_bill", month.pay_bill),
            ("contributions", month.contributions),
            ("excluded", excluded),
            ("levy_allowance", scheme.levy_allowance.unwrap_or(none)),
            ("to_date.pay_bill", before.pay_bill),
            ("to_date.levy", before.levy),
            ("to_date.employment_allowance", before.employment_allowance),
        ])?;
        let allowance = scheme.levy_allowance.map_or(whole, Money::amount);
        if allowance > whole {
            return Err(Error::invalid("levy_allowance", allowance, "it is a part of the year's allowance"));
        }
        if excluded.amount() > month.contributions.amount() {
            return Err(Error::invalid("excluded", excluded, "it is a part of the contributions"));
        }
        Ok(Self {
            scheme,
            month,
            law,
            number: tax_month(month.day),
            before,
            allowance,
            excluded,
            refused: scheme.employment_allowance.and_then(Claim::refusal),
        })
    }

    fn due(&self, [to_date, levy, used, left]: [Decimal; 4], pack: &RulePack) -> Result<Due> {
        let money = |amount| self.law.money(amount);
        let mut carried = self.scheme.clone();
        carried.to_date = Some(ToDate {
            through: self.month.day,
            pay_bill: self.before.pay_bill.checked_add(self.month.pay_bill)?,
            levy: money(to_date)?,
            employment_allowance: self.before.employment_allowance.checked_add(money(used)?)?,
        });
        Ok(Due {
            levy: money(levy)?,
            levy_to_date: money(to_date)?,
            employment_allowance: money(used)?,
            contributions: money(left)?,
            refused: self.refused,
            carried,
            levy_source: self.law.sourced(&self.law.law.rate.0.source, self.scheme.rounding),
            allowance_source: self.law.law.employment_allowance.0.source.clone(),
            pack: pack.id().to_owned(),
            revision: pack.revision().to_owned(),
        })
    }
}

impl Statute for Case<'_> {
    monthly::rule!(4, law);

    fn over<N: Number, T: Tracer<N>>(&self, law: &Figures<N>, t: &mut T) -> Option<[N; 4]> {
        let by = self.law.rounding(self.scheme.rounding);
        let amount = |money: Money| N::exact(money.amount());
        let pay_bill = t.note(&PAY_BILL, 0, amount(self.before.pay_bill)? + amount(self.month.pay_bill)?);
        let of_pay_bill = t.note(&OF_PAY_BILL, 0, pay_bill.share(law.rate, by));
        let allowance = N::exact(self.allowance)?.ratio(self.number, MONTHS, by);
        let allowance = t.note(&ALLOWANCE, 0, allowance);
        let to_date = t.note(&TO_DATE, 0, of_pay_bill.above(allowance));
        let paid = t.note(&PAID, 0, amount(self.before.levy)?);
        let levy = t.note(&LEVY, 0, to_date - paid);

        let contributions = amount(self.month.contributions)?;
        let liable = contributions - amount(self.excluded)?;
        let left = law.employment_allowance.above(amount(self.before.employment_allowance)?);
        let used = match (self.scheme.employment_allowance, self.refused) {
            (Some(_), None) => {
                let [liable, left] = [t.note(&LIABLE, 0, liable), t.note(&LEFT, 0, left)];
                t.note(&USED, 0, liable.at_most(left))
            }
            _ => N::zero(),
        };
        Some([to_date, levy, used, contributions - used])
    }

    fn at_fault(&self, step: &str) -> (&'static str, Money) {
        if step.starts_with("uk.employment_allowance") {
            ("contributions", self.month.contributions)
        } else {
            ("pay_bill", self.month.pay_bill)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        calendar::date,
        error::Code,
        money::currency::{EUR, GBP},
    };
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static LAW: LazyLock<RulePack> = LazyLock::new(|| RulePack::embedded(PACK).unwrap());

    fn pounds(amount: i64) -> Money {
        Money::minor(amount * 100, GBP)
    }

    /// The 5th of the month that ends the tax month, from 5 May.
    fn end_of(number: u32) -> NaiveDate {
        let month = (number + 3) % 12 + 1;
        date(if number > 8 { 2027 } else { 2026 }, month, 5).unwrap()
    }

    fn year(mut scheme: Scheme, months: impl IntoIterator<Item = (Money, Money)>) -> Vec<Due> {
        let months = months.into_iter().zip(1..);
        let asked = months.map(|((pay_bill, contributions), number)| {
            let month = Month::new(end_of(number), pay_bill, contributions);
            let due = due(&scheme, &month, &LAW).unwrap();
            let (traced, _) = due_traced(&scheme, &month, &LAW).unwrap();
            assert_eq!(due, traced);
            scheme = due.carried.clone();
            due
        });
        asked.collect()
    }

    #[test]
    fn the_manuals_examples() {
        // ALM08300: a seasonal pay bill; what was paid comes back.
        let bills = [200, 200, 500, 500, 200, 200, 200, 200, 200, 200, 200, 200];
        let dues =
            year(Scheme::new(Mode::HalfUp), bills.map(|thousands| (pounds(thousands * 1000), pounds(0))));
        let levies: Vec<_> = dues.iter().map(|due| due.levy).collect();
        assert_eq!(levies, [0, 0, 750, 1250, -250, -250, -250, -250, -250, -250, -250, -250].map(pounds));
        assert_eq!(dues.last().unwrap().levy_to_date, pounds(0));

        // ALM09200, example 1: 300,000 a month is 250 a month, 3,000 a year.
        let dues = year(Scheme::new(Mode::Down), [(pounds(300_000), pounds(0)); 12]);
        assert!(dues.iter().all(|due| due.levy == pounds(250)));
        assert_eq!(dues.last().unwrap().levy_to_date, pounds(3_000));

        // Example 2: one of five schemes, with a fifth of the allowance.
        let scheme = Scheme { levy_allowance: Some(pounds(3_000)), ..Scheme::new(Mode::Down) };
        let dues = year(scheme, [(pounds(200_000), pounds(0)); 2]);
        assert_eq!(
            (dues[0].levy, dues[1].levy, dues[1].levy_to_date),
            (pounds(750), pounds(750), pounds(1_500))
        );
    }

    #[test]
    fn the_employment_allowance_is_used_up() {
        let scheme = Scheme { employment_allowance: Some(Claim::default()), ..Scheme::new(Mode::Down) };
        let dues = year(scheme.clone(), [(pounds(30_000), pounds(4_000)); 4]);
        let taken: Vec<_> = dues.iter().map(|due| (due.employment_allowance, due.contributions)).collect();
        let wanted = [(4_000, 0), (4_000, 0), (2_500, 1_500), (0, 4_000)];
        assert_eq!(taken, wanted.map(|(used, left)| (pounds(used), pounds(left))));

        // A new tax year, a new allowance.
        let april = Month::new(date(2026, 4, 6).unwrap(), pounds(30_000), pounds(4_000));
        let old = ToDate {
            through: date(2026, 4, 5).unwrap(),
            pay_bill: pounds(5_000_000),
            levy: pounds(10_000),
            employment_allowance: pounds(10_500),
        };
        let anew = due(&Scheme { to_date: Some(old), ..scheme.clone() }, &april, &LAW).unwrap();
        assert_eq!((anew.employment_allowance, anew.levy), (pounds(4_000), pounds(0)));

        let excluded = Month { excluded: Some(pounds(1_000)), ..april };
        let part = due(&scheme, &excluded, &LAW).unwrap();
        assert_eq!((part.employment_allowance, part.contributions), (pounds(3_000), pounds(1_000)));

        let claims = [
            (Claim { public_authority: true, ..Claim::default() }, Refusal::PublicAuthority),
            (Claim { only_director: true, ..Claim::default() }, Refusal::OnlyDirector),
            (Claim { claimed_by_connected: true, ..Claim::default() }, Refusal::ClaimedByConnected),
        ];
        for (claim, why) in claims {
            let refused = Scheme { employment_allowance: Some(claim), ..scheme.clone() };
            let due = due(&refused, &april, &LAW).unwrap();
            assert_eq!(
                (due.refused, due.employment_allowance, due.contributions),
                (Some(why), pounds(0), pounds(4_000))
            );
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let scheme = Scheme::new(Mode::Down);
        let month = Month::new(end_of(2), pounds(1), pounds(1));
        let refused = |scheme: &Scheme, month: &Month| {
            let error = due(scheme, month, &LAW).unwrap_err();
            (error.code(), error.field().to_owned())
        };
        let early = Month { day: date(2025, 4, 5).unwrap(), ..month };
        assert_eq!(refused(&scheme, &early).0, Code::LawNoneInForce);
        assert_eq!(
            refused(&scheme, &Month { day: date(2027, 4, 6).unwrap(), ..month }).0,
            Code::LawNoneInForce
        );
        let negative = Month { pay_bill: pounds(-1), ..month };
        assert_eq!(refused(&scheme, &negative), (Code::NumberNegative, "pay_bill".into()));
        let euros = Month { contributions: Money::minor(1, EUR), ..month };
        assert_eq!(refused(&scheme, &euros), (Code::MoneyMixedCurrencies, "contributions".into()));
        let much = Scheme { levy_allowance: Some(pounds(15_001)), ..scheme.clone() };
        assert_eq!(refused(&much, &month), (Code::InputInvalid, "levy_allowance".into()));
        let excluded = Month { excluded: Some(pounds(2)), ..month };
        assert_eq!(refused(&scheme, &excluded), (Code::InputInvalid, "excluded".into()));
        let carried = due(&scheme, &month, &LAW).unwrap().carried;
        assert_eq!(refused(&carried, &Month { day: end_of(1), ..month }), (Code::InputInvalid, "day".into()));
        let huge = Money::new(Decimal::from_i128_with_scale(79 * 10i128.pow(27) + 1, 2), GBP).unwrap();
        let full =
            Scheme { to_date: Some(ToDate { pay_bill: huge, ..carried.to_date.unwrap() }), ..scheme.clone() };
        assert_eq!(
            refused(&full, &Month { pay_bill: huge, ..month }),
            (Code::NumberOutOfRange, "pay_bill".into())
        );
        let wages = RulePack::embedded("uk.wages").unwrap();
        assert_eq!(due(&scheme, &month, &wages).unwrap_err().code(), Code::LawUnsupported);
    }

    proptest! {
        /// Whatever the months were, the levy of the year is that of its whole pay bill, and the allowance is never exceeded.
        #[test]
        fn the_year_is_the_sum_of_its_months(
            months in prop::collection::vec((0i64..200_000_000, 0i64..1_000_000), 12),
            mode in prop::sample::select(vec![Mode::Down, Mode::HalfUp, Mode::Ceiling]),
        ) {
            let money = |pence| Money::minor(pence, GBP);
            let scheme = Scheme { employment_allowance: Some(Claim::default()), ..Scheme::new(mode) };
            let dues = year(scheme, months.iter().map(|(bill, contributions)| (money(*bill), money(*contributions))));
            let levy = Money::sum(dues.iter().map(|due| due.levy), GBP).unwrap();
            prop_assert_eq!(levy, dues.last().unwrap().levy_to_date);
            let bill: i64 = months.iter().map(|(bill, _)| bill).sum();
            let of_bill = money(bill).share(Decimal::new(5, 3), crate::money::Rounding::minor(GBP, mode)).unwrap();
            let due = of_bill.checked_sub(pounds(15_000)).unwrap();
            prop_assert_eq!(levy, if due.is_negative() { pounds(0) } else { due });
            let used = Money::sum(dues.iter().map(|due| due.employment_allowance), GBP).unwrap();
            let all: i64 = months.iter().map(|(_, contributions)| contributions).sum();
            prop_assert_eq!(used, money(all.min(1_050_000)));
        }

        /// The fast form says what the reference says.
        #[test]
        fn the_two_forms_agree(
            before in 0i64..5_000_000_000, bill in 0i64..500_000_000, contributions in 0i64..2_000_000,
            allowance in 0i64..1_500_000, number in 1u32..=12,
        ) {
            let to_date = ToDate {
                through: end_of(number), pay_bill: Money::minor(before, GBP),
                levy: Money::minor(before / 300, GBP), employment_allowance: Money::minor(before / 5_000, GBP),
            };
            let scheme = Scheme {
                levy_allowance: Some(Money::minor(allowance, GBP)), employment_allowance: Some(Claim::default()),
                rounding: Mode::HalfUp, to_date: Some(to_date),
            };
            let month = Month::new(end_of(number), Money::minor(bill, GBP), Money::minor(contributions, GBP));
            let law = Resolved::on(&LAW, month.day).unwrap();
            let case = Case::of(&scheme, &month, &law).unwrap();
            prop_assert_eq!(case.fast(), case.reference(&mut crate::trace::Notes::default()).ok());
        }
    }
}
