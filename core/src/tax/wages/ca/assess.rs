//! From a person and a payment to the lines: the fast form first, the reference when it was lost.

use super::{
    Deductions, PACK, Profile, ToDate, Year,
    contributions::{self, CENT},
    tax::{self, Income, Person, Steps},
    year::Figures,
};
use crate::{
    calendar::PayFrequency,
    error::{Code, Error, Result},
    law::RulePack,
    money::{
        Money,
        number::{Exact, Fixed, Number},
    },
    tax::wages::{
        self, Assessment, Line, Payer, Payment,
        statute::{Assessed, Readable, Statute},
    },
    trace::{Step, Trace, Tracer},
};
use chrono::Datelike;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

const AUTHORITY: &str = "CRA";
/// Where the rounding of the year's tax rests, which the guide does not tell.
const PDOC: &str = "annual tax to the cent before it is divided, as the authority's online calculator does";

static FEDERAL: Step = Step {
    id: "ca.federal_tax",
    name: "Federal tax of the pay period (T1 ÷ P)",
    rests_on: &[],
    of: &[tax::REGULAR.t1],
};
static PROVINCIAL: Step = Step {
    id: "ca.provincial_tax",
    name: "Provincial tax of the pay period (T2 ÷ P)",
    rests_on: &[],
    of: &[tax::REGULAR.t2],
};
static FEDERAL_BONUS: Step = Step {
    id: "ca.federal_tax.non_periodic",
    name: "Federal tax on the non-periodic payment (TB)",
    rests_on: &[],
    of: &[tax::WITH.t1, tax::WITHOUT.t1],
};
static PROVINCIAL_BONUS: Step = Step {
    id: "ca.provincial_tax.non_periodic",
    name: "Provincial tax on the non-periodic payment (TB)",
    rests_on: &[],
    of: &[tax::WITH.t2, tax::WITHOUT.t2],
};
static SMALL_BONUS: Step = Step {
    id: "ca.federal_tax.non_periodic",
    name: "Tax on the non-periodic payment at one rate",
    rests_on: &["tax.non_periodic.small", "tax.non_periodic.small_rate"],
    of: &[&tax::WITH.a],
};

static ADDITIONAL: Step = Step {
    id: "ca.additional_tax",
    name: "Additional tax at the employee's request (L)",
    rests_on: &[],
    of: &[],
};

/// What is due on a payment, as bare amounts: for a run that needs no lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// CPP contributions of the employee; the employer owes as much.
    pub cpp: Money,
    /// Second additional CPP contributions; the employer owes as much.
    pub cpp2: Money,
    /// The employee's premium of employment insurance.
    pub ei: Money,
    /// The employer's.
    pub employer_ei: Money,
    /// Federal tax of the pay period, that on a non-periodic payment left out.
    pub federal_tax: Money,
    /// Provincial or territorial tax of the pay period.
    pub provincial_tax: Money,
    /// Federal tax on a non-periodic payment.
    pub federal_tax_non_periodic: Money,
    /// Provincial or territorial tax on it.
    pub provincial_tax_non_periodic: Money,
    /// Additional tax that the employee asked for.
    pub additional_tax: Money,
}

/// Contributions and taxes of a payment, as bare amounts.
///
/// # Errors
/// See [`super`].
pub fn due(person: &Profile, payment: &Payment, year: &Year) -> Result<Due> {
    let case = Case::of(person, payment, year)?;
    let outcome = case.run()?;
    let money = |amount| Money::new(amount, year.currency);
    let contributions::Due { c, c2, ei, ei_employer, .. } = outcome.contributions;
    let [federal, provincial] = outcome.tax;
    let [federal_bonus, provincial_bonus] = outcome.bonus.unwrap_or_default();
    Ok(Due {
        cpp: money(c)?,
        cpp2: money(c2)?,
        ei: money(ei)?,
        employer_ei: money(ei_employer)?,
        federal_tax: money(federal)?,
        provincial_tax: money(provincial)?,
        federal_tax_non_periodic: money(federal_bonus)?,
        provincial_tax_non_periodic: money(provincial_bonus)?,
        additional_tax: case.additional(),
    })
}

/// Contributions and taxes of a payment.
///
/// # Errors
/// See [`super`].
pub fn assess(person: &Profile, payment: &Payment, pack: &RulePack) -> Result<Assessment> {
    assess_with(person, payment, &Year::on(pack, payment.pay_day)?)
}

/// The same, under an edition's law that was read before: for a run over many people.
///
/// # Errors
/// See [`super`]; `law.none_in_force` when the payment is not of that edition.
pub fn assess_with(person: &Profile, payment: &Payment, year: &Year) -> Result<Assessment> {
    let case = Case::of(person, payment, year)?;
    case.assessment(&case.run()?)
}

/// The same, with every figure explained.
///
/// # Errors
/// See [`super`].
pub fn assess_traced(person: &Profile, payment: &Payment, pack: &RulePack) -> Result<(Assessment, Trace)> {
    let year = Year::on(pack, payment.pay_day)?;
    let case = Case::of(person, payment, &year)?;
    let roots = [
        &contributions::C,
        &contributions::C2,
        &contributions::EI,
        &contributions::EI_EMPLOYER,
        &contributions::F5A,
        &contributions::F5B,
        &FEDERAL,
        &PROVINCIAL,
        &FEDERAL_BONUS,
        &PROVINCIAL_BONUS,
        &SMALL_BONUS,
    ];
    let (outcome, mut trace) = case.traced(pack, payment.pay_day, &roots)?;
    for line in &mut trace.lines {
        if [FEDERAL.id, PROVINCIAL.id].contains(&line.id.as_str()) {
            line.note = format!("{}, {} pay periods; {PDOC}", person.province, case.periods);
        }
    }
    Ok((case.assessment(&outcome)?, trace))
}

/// The case of a payment under that law.
pub(in crate::tax::wages) fn case<'a>(
    person: &'a Profile,
    payment: &'a Payment,
    year: &'a Year,
) -> Result<impl Assessed + 'a> {
    Case::of(person, payment, year)
}

/// A payment whose inputs were found fit.
struct Case<'a> {
    person: &'a Profile,
    payment: &'a Payment,
    year: &'a Year,
    /// P.
    periods: u32,
    /// The figures to date that count; those of an earlier year do not.
    before: ToDate,
    /// B; zero without one.
    bonus: Money,
    /// I of this payment, and the one that is annualised: the most recent one where a bonus is paid alone.
    regular: Money,
    annualised: Money,
    /// IE of the payment.
    insurable: Money,
}

struct Outcome<N> {
    contributions: contributions::Due<N>,
    /// Federal and provincial tax of the pay period.
    tax: [N; 2],
    /// The same on the non-periodic payment.
    bonus: Option<[N; 2]>,
}

impl<'a> Case<'a> {
    fn of(person: &'a Profile, payment: &'a Payment, year: &'a Year) -> Result<Self> {
        let day = payment.pay_day;
        if !year.contains(day) {
            let message = format!(
                "`pay_day` is {day}, which is not among the days of the edition since {}",
                year.since
            );
            return Err(Error::new(Code::LawNoneInForce, "pay_day", day, message));
        }
        if year.provinces.get(person.province as usize).is_none_or(Option::is_none) {
            return Err(person.province.unsupported());
        }
        check_amounts(person, payment, year)?;
        let periods = pay_periods(payment.frequency, person.pay_periods)?;
        if let Some(months) = person.pensionable_months.filter(|months| !(1..=12).contains(months)) {
            return Err(Error::invalid("pensionable_months", months, "write 1 to 12 months"));
        }
        let none = Money::zero(year.currency);
        let before = before(person, payment, periods)?;
        let bonus = payment.non_periodic.unwrap_or(none);
        let insurable = person.insurable.unwrap_or(payment.contributory);
        let within = |field: &str, pay: Money| {
            if bonus.is_zero() {
                return Ok(pay);
            }
            pay.checked_sub(bonus).ok().filter(|rest| !rest.is_negative()).ok_or_else(|| {
                let wanted = format!("the non-periodic part of `{field}` is not greater than it, {pay}");
                Error::invalid("non_periodic", bonus, &wanted)
            })
        };
        let regular = within("taxable", payment.taxable)?;
        if !person.cpp_exempt {
            within("contributory", payment.contributory)?;
        }
        let alone = !bonus.is_zero() && regular.is_zero();
        let annualised = match (alone, before.regular) {
            (false, _) => regular,
            (true, Some(recent)) => recent,
            (true, None) => return Err(Error::missing("to_date.regular")),
        };
        Ok(Self { person, payment, year, periods, before, bonus, regular, annualised, insurable })
    }

    fn alone(&self) -> bool {
        !self.bonus.is_zero() && self.regular.is_zero()
    }

    /// L: nothing of it where no regular pay is paid.
    fn additional(&self) -> Money {
        let asked = self.person.additional_tax.filter(|_| !self.alone());
        asked.unwrap_or_else(|| Money::zero(self.year.currency))
    }

    /// T1 ÷ P and T2 ÷ P.
    fn of_period<N: Number, T: Tracer<N>>(&self, [t1, t2]: tax::Taxes<N>, t: &mut T) -> [N; 2] {
        let part = |annual: N| annual.ratio(1, self.periods, CENT);
        [t.note(&FEDERAL, 0, part(t1)), t.note(&PROVINCIAL, 0, part(t2))]
    }

    /// The person with this payment in the figures to date; what was of this payment alone is no longer there.
    fn carried(&self, due: &contributions::Due<Decimal>) -> Result<Profile> {
        let money = |amount| Money::new(amount, self.year.currency);
        let before = self.before;
        let (taxable, contributory) =
            (("taxable", self.payment.taxable), ("contributory", self.payment.contributory));
        let add = |sum: Money, more: Money, (field, value): (&str, Money), step| {
            sum.checked_add(more).map_err(|_| Error::overflow(field, value, step))
        };
        let mut carried = self.person.clone();
        let deducted = carried.deductions.non_periodic.take().filter(|_| !self.bonus.is_zero());
        carried.insurable = None;
        carried.to_date = Some(ToDate {
            through: self.payment.pay_day,
            pay_periods: Some(self.periods),
            regular: if self.regular.is_zero() { before.regular } else { Some(self.regular) },
            pensionable: add(
                before.pensionable,
                contributory.1,
                contributory,
                "Pensionable earnings to date",
            )?,
            cpp: add(before.cpp, money(due.c)?, contributory, "CPP contributions to date (D)")?,
            cpp2: add(
                before.cpp2,
                money(due.c2)?,
                contributory,
                "Second additional contributions to date (D2)",
            )?,
            ei: add(before.ei, money(due.ei)?, ("insurable", self.insurable), "Premiums to date (D1)")?,
            non_periodic: add(
                before.non_periodic,
                self.bonus,
                taxable,
                "Non-periodic payments to date (B1)",
            )?,
            non_periodic_deductions: match deducted {
                Some(more) => {
                    add(before.non_periodic_deductions, more, taxable, "Deductions from them to date (F4)")?
                }
                None => before.non_periodic_deductions,
            },
            non_periodic_cpp: add(before.non_periodic_cpp, money(due.f5b)?, taxable, "F5B to date")?,
        });
        Ok(carried)
    }
}

/// P: that of the profile where the frequency can have it.
fn pay_periods(frequency: PayFrequency, given: Option<u32>) -> Result<u32> {
    let (usual, most) = match frequency {
        // 240 days, or 2000 hours: the guide's table 6.1 knows both.
        PayFrequency::Daily => (None, 2000),
        PayFrequency::Weekly => (Some(52), 53),
        PayFrequency::Fortnightly => (Some(26), 27),
        PayFrequency::FourWeekly => (Some(13), 14),
        PayFrequency::SemiMonthly => (Some(24), 24),
        PayFrequency::Monthly => (Some(12), 12),
        PayFrequency::Quarterly => (Some(4), 4),
        PayFrequency::SemiAnnual => (Some(2), 2),
        PayFrequency::Annual => (Some(1), 1),
    };
    match given.or(usual) {
        None => Err(Error::missing("pay_periods")),
        Some(periods) if (1..=most).contains(&periods) => Ok(periods),
        Some(periods) => Err(Error::invalid(
            "pay_periods",
            periods,
            &format!("{frequency:?} pay has 1 to {most} in a year"),
        )),
    }
}

/// The figures to date that count on the pay day.
fn before(person: &Profile, payment: &Payment, periods: u32) -> Result<ToDate> {
    let day = payment.pay_day;
    let Some(to_date) = person.to_date else { return Ok(ToDate::new(day)) };
    let through = to_date.through;
    if day < through {
        let message = format!(
            "`pay_day` is {day}, but the figures to date hold a payment of {through}: give the figures as they stood before this payment"
        );
        return Err(Error::new(Code::InputInvalid, "pay_day", day, message));
    }
    if day.year() != through.year() {
        return Ok(ToDate { regular: to_date.regular, ..ToDate::new(day) });
    }
    match to_date.pay_periods.filter(|earlier| *earlier != periods) {
        Some(earlier) => {
            let wanted = format!(
                "{earlier} pay periods were reckoned with earlier this year, and they stay the same throughout the year"
            );
            Err(Error::invalid("pay_periods", periods, &wanted))
        }
        None => Ok(to_date),
    }
}

/// Every amount in dollars and not below zero.
fn check_amounts(person: &Profile, payment: &Payment, year: &Year) -> Result<()> {
    let check = |field: &str, amount: &Money| {
        if amount.currency() == year.currency && !amount.is_negative() {
            return Ok(());
        }
        let amount = *amount;
        if amount.currency() != year.currency {
            let message =
                format!("`{field}` is {amount}: the taxes of rule pack `{PACK}` are in {}", year.currency);
            return Err(Error::new(Code::MoneyMixedCurrencies, field, amount, message));
        }
        let message = format!("`{field}` is {amount}: it is not below zero");
        Err(Error::new(Code::NumberNegative, field, amount, message))
    };
    check("taxable", &payment.taxable)?;
    check("contributory", &payment.contributory)?;
    check("non_cash", &payment.non_cash)?;
    let of = &person.deductions;
    let optional = [
        ("non_periodic", &payment.non_periodic),
        ("federal_claim", &person.federal_claim),
        ("provincial_claim", &person.provincial_claim),
        ("insurable", &person.insurable),
        ("additional_tax", &person.additional_tax),
        ("deductions.pension_plan", &of.pension_plan),
        ("deductions.alimony", &of.alimony),
        ("deductions.union_dues", &of.union_dues),
        ("deductions.annual", &of.annual),
        ("deductions.prescribed_zone", &of.prescribed_zone),
        ("deductions.non_periodic", &of.non_periodic),
        ("credits.federal", &person.credits.federal),
        ("credits.provincial", &person.credits.provincial),
        ("credits.labour_funds", &person.credits.labour_funds),
    ];
    for (field, amount) in optional {
        if let Some(amount) = amount {
            check(field, amount)?;
        }
    }
    if let Some(to_date) = &person.to_date {
        if let Some(regular) = &to_date.regular {
            check("to_date.regular", regular)?;
        }
        for (field, amount) in [
            ("to_date.pensionable", &to_date.pensionable),
            ("to_date.cpp", &to_date.cpp),
            ("to_date.cpp2", &to_date.cpp2),
            ("to_date.ei", &to_date.ei),
            ("to_date.non_periodic", &to_date.non_periodic),
            ("to_date.non_periodic_deductions", &to_date.non_periodic_deductions),
            ("to_date.non_periodic_cpp", &to_date.non_periodic_cpp),
        ] {
            check(field, amount)?;
        }
    }
    Ok(())
}

impl Statute for Case<'_> {
    type Figures<N: Number> = Figures<N>;
    type Outcome<N: Number> = Outcome<N>;
    type Amounts = Outcome<Decimal>;
    const NAME: &'static str = "Payroll deductions";

    fn over<N: Number, T: Tracer<N>>(&self, figures: &Figures<N>, t: &mut T) -> Option<Outcome<N>> {
        let zero = N::zero();
        let amount = |money: Money| N::exact(money.amount());
        let optional = |money: Option<Money>| money.map_or(Some(zero), amount);
        let person = self.person;
        let before = &self.before;
        let bonus = amount(self.bonus)?;
        let paid = t.paid(amount(self.regular)?);
        let alone = bonus.exceeds(zero) && !paid.exceeds(zero);
        let insurable = amount(self.insurable)?;
        let given = contributions::Given {
            periods: self.periods,
            months: person.pensionable_months.unwrap_or(12),
            pensionable: t.paid(amount(self.payment.contributory)?),
            insurable: if person.insurable.is_some() { insurable } else { t.paid(insurable) },
            non_periodic: bonus,
            alone,
            exempt: contributions::Exempt {
                cpp: person.cpp_exempt,
                cpp2: person.cpp2_exempt,
                ei: person.ei_exempt,
            },
            before: [
                amount(before.pensionable)?,
                amount(before.cpp)?,
                amount(before.cpp2)?,
                amount(before.ei)?,
            ],
        };
        let contributions = figures.contributions.due(&given, t);

        let Deductions { pension_plan, alimony, union_dues, annual, prescribed_zone, non_periodic } =
            person.deductions;
        let zone = optional(prescribed_zone)?;
        let regular = if alone { amount(self.annualised)? } else { paid };
        let of_year = |amount: N| amount.ratio(self.periods, 1, CENT);
        let taken_off = optional(pension_plan)? + optional(alimony)? + optional(union_dues)?;
        let a = of_year(regular - taken_off - contributions.f5a) - zone - optional(annual)?;
        let a = a.at_least(zero);
        let gross = of_year(regular);
        let who = Person {
            province: person.province,
            periods: self.periods,
            claims: [
                match person.federal_claim {
                    Some(claim) => Some(amount(claim)?),
                    None => None,
                },
                match person.provincial_claim {
                    Some(claim) => Some(amount(claim)?),
                    None => None,
                },
            ],
            zone,
            other_credits: [optional(person.credits.federal)?, optional(person.credits.provincial)?],
            labour_funds: optional(person.credits.labour_funds)?,
            dependants: person.dependants,
        };
        let taxes = |income: Income<N>, steps: &'static Steps, t: &mut T| {
            figures.taxes.taxes(&who, &income, steps, t)
        };
        if self.bonus.is_zero() {
            let base = figures.contributions.base_of_regular(&given, &contributions);
            let annual = taxes(Income { a, gross, base }, &tax::REGULAR, t)?;
            let tax = self.of_period(annual, t);
            return Some(Outcome { contributions, tax, bonus: None });
        }

        let periodic = if alone {
            [regular, regular]
        } else {
            [(given.pensionable - bonus).at_least(zero), (given.insurable - bonus).at_least(zero)]
        };
        let earlier = amount(before.non_periodic)?;
        let base = |others| figures.contributions.base_with(&given, periodic, others);
        let tax = if alone {
            [zero, zero]
        } else {
            let annual = taxes(Income { a, gross, base: base([zero, zero]) }, &tax::REGULAR, t)?;
            self.of_period(annual, t)
        };
        let deducted = amount(before.non_periodic_deductions)? + amount(before.non_periodic_cpp)?;
        let a_without = a + earlier.above(deducted);
        let a_with = a_without + bonus.above(optional(non_periodic)? + contributions.f5b);
        let on_bonus = if a_with.exceeds(figures.small) {
            let with = Income { a: a_with, gross: gross + earlier + bonus, base: base([earlier, bonus]) };
            let without = Income { a: a_without, gross: gross + earlier, base: base([earlier, zero]) };
            let [with, with_p] = taxes(with, &tax::WITH, t)?;
            let [without, without_p] = taxes(without, &tax::WITHOUT, t)?;
            [t.note(&FEDERAL_BONUS, 0, with - without), t.note(&PROVINCIAL_BONUS, 0, with_p - without_p)]
        } else {
            let a_with = t.note(&tax::WITH.a, 0, a_with);
            let at_one_rate = bonus.share(figures.small_rate, CENT) + a_with.above(a_with);
            [t.note(&SMALL_BONUS, 0, at_one_rate), zero]
        };
        Some(Outcome { contributions, tax, bonus: Some(on_bonus) })
    }

    #[inline]
    fn in_fast(&self) -> Option<&Figures<Fixed>> {
        self.year.fast.as_ref()
    }

    #[inline]
    fn in_exact(&self) -> &Figures<Exact> {
        &self.year.exact
    }

    fn at_fault(&self, step: &str) -> (&'static str, Money) {
        if step.starts_with("ca.cpp") {
            ("contributory", self.payment.contributory)
        } else if step.starts_with("ca.ei") {
            ("insurable", self.insurable)
        } else {
            ("taxable", self.payment.taxable)
        }
    }

    fn fill(&self, key: &str) -> String {
        key.replace("{province}", self.person.province.key())
    }
}

impl Assessed for Case<'_> {
    fn figures<N: Number>(&self) -> Option<Figures<N>> {
        let Year { contributions, federal, provinces, small, .. } = self.year;
        Figures::of(contributions, federal, provinces, *small)
    }

    fn assessment(&self, outcome: &Outcome<Decimal>) -> Result<Assessment> {
        let Self { person, payment, year, .. } = *self;
        let money = |amount| Money::new(amount, year.currency);
        let due = &outcome.contributions;
        let law = &year.contributions;
        let [cpp_whole, ei_whole] = due.whole;
        let rate = |all: bool, rate: Decimal| all.then_some(rate);
        let line = |code: &str, name: &str, base, rate, payer, amount, source: &str| {
            Ok::<_, Error>(Line {
                authority: AUTHORITY.into(),
                code: code.into(),
                name: name.into(),
                base,
                rate,
                payer,
                amount: money(amount)?,
                source: source.into(),
            })
        };
        let (contributory, insurable) = (payment.contributory, self.insurable);
        let on = money(due.on)?;
        let cpp_rate = rate(cpp_whole, law.rate.value);
        let (cpp, cpp2, ei) = (&law.rate.source, &law.rate2.source, &law.ei_rate.source);
        let mut lines = Vec::with_capacity(11);
        for (payer, note) in [(Payer::Employee, ""), (Payer::Employer, ", employer")] {
            let name = |of: &str| format!("{of}{note}");
            let premium = if payer == Payer::Employee { due.ei } else { due.ei_employer };
            let ei_rate = match payer {
                Payer::Employee => Some(law.ei_rate.value),
                Payer::Employer => crate::error::exact::multiply(law.ei_rate.value, law.ei_multiple.value),
            };
            lines.extend([
                line("ca.cpp", &name("Canada Pension Plan"), on, cpp_rate, payer, due.c, cpp)?,
                line(
                    "ca.cpp2",
                    &name("Canada Pension Plan, second additional"),
                    contributory,
                    None,
                    payer,
                    due.c2,
                    cpp2,
                )?,
                line(
                    "ca.ei",
                    &name("Employment insurance"),
                    insurable,
                    ei_rate.filter(|_| ei_whole),
                    payer,
                    premium,
                    ei,
                )?,
            ]);
        }
        let province = year.provinces.get(person.province as usize).and_then(Option::as_ref);
        let sources = [Some(&year.federal), province]
            .map(|law| law.map(|law| law.bands.source.as_str()).unwrap_or_default());
        let names =
            [("ca.federal_tax", "Federal income tax"), ("ca.provincial_tax", "Provincial income tax")];
        for (((code, name), amount), source) in names.into_iter().zip(outcome.tax).zip(sources) {
            let source = format!("{source}; {PDOC}");
            lines.push(line(code, name, self.regular, None, Payer::Employee, amount, &source)?);
        }
        if let Some(bonus) = outcome.bonus {
            for (((code, name), amount), source) in names.into_iter().zip(bonus).zip(sources) {
                let (code, name) = (format!("{code}.non_periodic"), format!("{name}, non-periodic payment"));
                lines.push(line(&code, &name, self.bonus, None, Payer::Employee, amount, source)?);
            }
        }
        let additional = self.additional();
        if !additional.is_zero() {
            let name = "Additional tax at the employee's request";
            let source = "form TD1 (factor L)";
            lines.push(line(
                "ca.additional_tax",
                name,
                self.regular,
                None,
                Payer::Employee,
                additional.amount(),
                source,
            )?);
        }
        Ok(Assessment {
            lines,
            carried: wages::Profile::Ca(self.carried(due)?),
            pack: year.pack.clone(),
            revision: year.revision.clone(),
        })
    }

    fn dues<N: Number>(&self, outcome: &Outcome<N>) -> Vec<(&'static Step, N)> {
        let contributions::Due { c, c2, ei, ei_employer, .. } = outcome.contributions;
        let [federal, provincial] = outcome.tax;
        let mut dues: Vec<(&'static Step, N)> = vec![
            (&contributions::C, c),
            (&contributions::C2, c2),
            (&contributions::EI, ei),
            (&contributions::C, c),
            (&contributions::C2, c2),
            (&contributions::EI_EMPLOYER, ei_employer),
            (&FEDERAL, federal),
            (&PROVINCIAL, provincial),
        ];
        if let Some([federal, provincial]) = outcome.bonus {
            dues.extend([(&FEDERAL_BONUS, federal), (&PROVINCIAL_BONUS, provincial)]);
        }
        let additional = Some(self.additional()).filter(|additional| !additional.is_zero());
        let additional = additional.and_then(|additional| N::exact(additional.amount()));
        dues.extend(additional.map(|additional| (&ADDITIONAL, additional)));
        dues
    }
}

/// Every figure of an outcome.
#[cfg(test)]
pub(super) type Flat = [Decimal; 10];

/// What the fast form and the reference say, for the tests that hold them equal.
#[cfg(test)]
pub(super) fn both(person: &Profile, payment: &Payment, year: &Year) -> Result<(Option<Flat>, Result<Flat>)> {
    let flat = |outcome: Outcome<Decimal>| {
        let contributions::Due { c, c2, ei, ei_employer, f5a, f5b, .. } = outcome.contributions;
        let ([t1, t2], [b1, b2]) = (outcome.tax, outcome.bonus.unwrap_or_default());
        [c, c2, ei, ei_employer, f5a, f5b, t1, t2, b1, b2]
    };
    let case = Case::of(person, payment, year)?;
    Ok((case.fast().map(flat), case.reference(&mut crate::trace::Notes::default()).map(flat)))
}

impl<N: Number> Readable for Outcome<N> {
    type Amounts = Outcome<Decimal>;

    fn read(self) -> Option<Outcome<Decimal>> {
        let pair = |[one, other]: [N; 2]| Some([one.read()?, other.read()?]);
        Some(Outcome {
            contributions: self.contributions.read()?,
            tax: pair(self.tax)?,
            bonus: match self.bonus {
                Some(bonus) => Some(pair(bonus)?),
                None => None,
            },
        })
    }
}

impl<N: Number> contributions::Due<N> {
    fn read(self) -> Option<contributions::Due<Decimal>> {
        Some(contributions::Due {
            c: self.c.read()?,
            c2: self.c2.read()?,
            ei: self.ei.read()?,
            ei_employer: self.ei_employer.read()?,
            f5a: self.f5a.read()?,
            f5b: self.f5b.read()?,
            on: self.on.read()?,
            whole: self.whole,
        })
    }
}
