//! A payslip: from elements of pay to net pay and employer cost.

use super::{
    elements::{Bases, Kind, Pay, Worked},
    employee::{Basis, Employee},
    explain, print,
};
use crate::{
    calendar::Period,
    error::{Code, Error, Result, exact},
    law::RulePack,
    money::{Currency, Money, Price, number},
    tax::wages::{self, Assessment, Payer, Payment, Profile},
    trace::Trace,
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;

/// Where a line stands on the slip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// Part of the gross pay.
    Earning,
    /// Paid beside the gross pay: expenses.
    Reimbursement,
    /// Given in kind: shown, taxed perhaps, not paid.
    Benefit,
    /// Withheld from the pay; below zero it is a refund.
    Deduction,
    /// Paid by the employer on top.
    Employer,
}

/// One line of a slip.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Where it stands.
    pub section: Section,
    /// What it is, stable: `overtime`, `pension`, and the authority's own such as `uk.paye`.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// The time worked, for pay by the hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worked: Option<Worked>,
    /// The rate by the hour, where there is one; not for a salary's hours, whose rate need not have an end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<Price>,
    /// What the rate was multiplied by.
    #[serde(default, with = "exact::text_option", skip_serializing_if = "Option::is_none")]
    pub factor: Option<Decimal>,
    /// What a tax or contribution is due on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Money>,
    /// Its rate as a fraction, where a single one applied.
    #[serde(default, with = "exact::text_option", skip_serializing_if = "Option::is_none")]
    pub share: Option<Decimal>,
    /// To whom a tax or contribution is paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
    /// Document and section that it rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Whether a deduction is the same every time.
    #[serde(default)]
    pub fixed: bool,
    /// How much.
    pub amount: Money,
}

/// The code of a line of the employer's pension scheme.
pub const PENSION: &str = "pension";

/// What somebody is paid for a period, and how it came about. `Display` prints it as text.
///
/// `gross` is the sum of the earnings, `withheld` of the deductions; `net` = `gross` + `reimbursed` − `withheld`, and
/// `cost` = `gross` + the employer's lines. A slip that is read from JSON and does not add up is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Slip {
    /// The employee's id.
    pub employee: String,
    /// The employee's name.
    pub name: String,
    /// What the pay is for.
    pub period: Period,
    /// When it is paid.
    pub pay_day: NaiveDate,
    /// Every line, in the order of the sections.
    pub lines: Vec<Line>,
    /// The sum of the earnings.
    pub gross: Money,
    /// The sum of the reimbursements.
    pub reimbursed: Money,
    /// The sum of the benefits in kind.
    pub benefits: Money,
    /// Pay that was taxed.
    pub taxable: Money,
    /// Earnings that contributions were due on.
    pub contributory: Money,
    /// Pay that the pension was reckoned on, before its band.
    pub pensionable: Money,
    /// The sum of the deductions.
    pub withheld: Money,
    /// What is paid out.
    pub net: Money,
    /// The sum of the employer's lines.
    pub employer: Money,
    /// What the pay costs the employer: gross pay and the employer's lines.
    pub cost: Money,
    /// The tax profile with this payment in its figures to date: hand it over with the next payment.
    pub carried: Profile,
    /// The rule pack's id.
    pub pack: String,
    /// Its revision.
    pub revision: String,
}

impl Slip {
    /// The currency of all its amounts.
    pub const fn currency(&self) -> Currency {
        self.net.currency()
    }

    /// The lines of a section.
    pub fn section(&self, section: Section) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(move |line| line.section == section)
    }

    /// The first line with that code in a section.
    pub fn line(&self, section: Section, code: &str) -> Option<&Line> {
        self.section(section).find(|line| line.code == code)
    }
}

impl Serialize for Slip {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Slip {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let slip = Self::deserialize(deserializer)?;
        let told = Sums {
            gross: slip.gross,
            reimbursed: slip.reimbursed,
            benefits: slip.benefits,
            withheld: slip.withheld,
            net: slip.net,
            employer: slip.employer,
            cost: slip.cost,
        };
        match Sums::of(&slip.lines, slip.currency()) {
            Ok(sums) if sums == told => Ok(slip),
            Ok(_) => Err(de::Error::custom("a slip whose lines do not add up to its sums")),
            Err(error) => Err(de::Error::custom(error)),
        }
    }
}

/// What the lines of a slip add up to.
#[derive(PartialEq, Eq)]
struct Sums {
    gross: Money,
    reimbursed: Money,
    benefits: Money,
    withheld: Money,
    net: Money,
    employer: Money,
    cost: Money,
}

impl Sums {
    fn of(lines: &[Line], currency: Currency) -> Result<Self> {
        let total = |section: Section| {
            let amounts = lines.iter().filter(|line| line.section == section).map(|line| line.amount);
            Money::sum(amounts, currency)
        };
        let (gross, reimbursed) = (total(Section::Earning)?, total(Section::Reimbursement)?);
        let (withheld, employer) = (total(Section::Deduction)?, total(Section::Employer)?);
        Ok(Self {
            gross,
            reimbursed,
            benefits: total(Section::Benefit)?,
            withheld,
            net: gross.checked_add(reimbursed)?.checked_sub(withheld)?,
            employer,
            cost: gross.checked_add(employer)?,
        })
    }
}

impl fmt::Display for Slip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&print::text(self, None))
    }
}

/// A payslip. A salaried person's salary is added unless an element of `pays` is a salary already; whoever is paid by
/// the hour has the hours among `pays`.
///
/// # Errors
/// See the [room](super).
pub fn slip(
    employee: &Employee,
    period: Period,
    pay_day: NaiveDate,
    pays: &[Pay],
    pack: &RulePack,
) -> Result<Slip> {
    let assess = |profile: &Profile, payment: &Payment| Ok((wages::assess(profile, payment, pack)?, ()));
    Ok(Paid { employee, period, pay_day, pays, currency: pack.currency() }.slip(assess)?.0)
}

/// The same, with every figure explained.
///
/// # Errors
/// See the [room](super).
pub fn slip_traced(
    employee: &Employee,
    period: Period,
    pay_day: NaiveDate,
    pays: &[Pay],
    pack: &RulePack,
) -> Result<(Slip, Trace)> {
    let paid = Paid { employee, period, pay_day, pays, currency: pack.currency() };
    let (slip, tax) = paid.slip(|profile, payment| wages::assess_traced(profile, payment, pack))?;
    let trace = explain::trace(&slip, employee, tax);
    Ok((slip, trace))
}

/// One person's payment, as it was handed in.
pub(super) struct Paid<'a> {
    pub employee: &'a Employee,
    pub period: Period,
    pub pay_day: NaiveDate,
    pub pays: &'a [Pay],
    pub currency: Currency,
}

/// What pay is reckoned to be, as the elements add up.
struct Reckoned {
    taxable: Money,
    contributory: Money,
    pensionable: Money,
    non_cash: Money,
}

impl Paid<'_> {
    /// The slip, under the law that `assess` knows; `T` is what it gives beside the assessment.
    pub fn slip<T>(
        &self,
        assess: impl FnOnce(&Profile, &Payment) -> Result<(Assessment, T)>,
    ) -> Result<(Slip, T)> {
        let employee = self.employee;
        if employee.id.is_empty() {
            return Err(Error::missing("id"));
        }
        let profile = employee.profile.as_ref().ok_or_else(|| Error::missing("profile"))?;
        let zero = Money::zero(self.currency);
        let mut bases = Reckoned { taxable: zero, contributory: zero, pensionable: zero, non_cash: zero };
        let mut lines = Vec::with_capacity(self.pays.len() + 6);

        let usual = self.usual_salary();
        if let Some(salary) = &usual {
            lines.push(self.element(salary, &mut bases).map_err(|error| error.within("basis"))?);
        }
        for (index, pay) in self.pays.iter().enumerate() {
            let line = self.element(pay, &mut bases);
            lines.push(line.map_err(|error| error.within(format!("pays.{index}")))?);
        }
        for (field, amount) in [
            ("taxable", bases.taxable),
            ("contributory", bases.contributory),
            ("pensionable", bases.pensionable),
        ] {
            not_below_zero(field, amount)?;
        }

        let mut taxable = bases.taxable;
        if let Some(scheme) = &employee.pension {
            let due = scheme.contributions(bases.pensionable).map_err(|error| error.within("pension"))?;
            taxable = taxable.checked_sub(due.untaxed)?;
            not_below_zero("taxable", taxable)?;
            for (section, share, amount) in [
                (Section::Deduction, scheme.employee, due.deducted),
                (Section::Employer, scheme.employer, due.employer),
            ] {
                let line = Line::plain(section, PENSION, &scheme.name, amount);
                lines.push(Line { base: Some(due.base), share: Some(share), ..line });
            }
        }

        let bonuses = self.pays.iter().zip(lines.iter().skip(usize::from(usual.is_some())));
        let bonuses = bonuses.filter(|(pay, _)| pay.kind == Kind::Bonus).map(|(_, line)| line.amount);
        let bonuses = Money::sum(bonuses, self.currency)?;
        let payment = Payment {
            pay_day: self.pay_day,
            frequency: employee.frequency,
            taxable,
            contributory: bases.contributory,
            non_cash: bases.non_cash,
            non_periodic: (!bonuses.is_zero()).then_some(bonuses),
        };
        let (assessed, beside) = assess(profile, &payment)?;
        lines.extend(assessed.lines.into_iter().map(Line::from));
        lines.sort_by_key(|line| line.section);

        let Sums { gross, reimbursed, benefits, withheld, net, employer, cost } =
            Sums::of(&lines, self.currency)?;
        if net.is_negative() {
            let message = format!(
                "`net` would be {net}: {withheld} is withheld from {gross} of pay and {reimbursed} of expenses; lower or postpone a deduction"
            );
            return Err(Error::new(Code::PayrollNegativeNet, "net", net, message));
        }
        let slip = Slip {
            employee: employee.id.clone(),
            name: employee.name().to_owned(),
            period: self.period,
            pay_day: self.pay_day,
            gross,
            reimbursed,
            benefits,
            taxable,
            contributory: bases.contributory,
            pensionable: bases.pensionable,
            withheld,
            net,
            employer,
            cost,
            carried: assessed.carried,
            pack: assessed.pack,
            revision: assessed.revision,
            lines,
        };
        Ok((slip, beside))
    }

    fn usual_salary(&self) -> Option<Pay> {
        match self.employee.basis {
            Some(Basis::Salaried(salary)) if self.pays.iter().all(|pay| pay.kind != Kind::Salary) => {
                Some(Pay::salary(salary))
            }
            _ => None,
        }
    }

    /// The line of an element, added to the bases that it is part of.
    fn element(&self, pay: &Pay, sums: &mut Reckoned) -> Result<Line> {
        pay.check()?;
        let bases = pay.bases();
        let (amount, rate) = match (pay.amount, pay.worked) {
            (Some(amount), _) => (amount, None),
            (None, Some(worked)) => by_time(self.employee, pay, worked)?,
            (None, None) => return Err(Error::missing("amount")),
        };
        let deducted = pay.kind == Kind::Deduction;
        let signed = if deducted { -amount } else { amount };
        let Bases { taxable, contributory, pensionable, cash } = bases;
        for (part, sum) in [
            (taxable, &mut sums.taxable),
            (contributory, &mut sums.contributory),
            (pensionable, &mut sums.pensionable),
            (taxable && !cash, &mut sums.non_cash),
        ] {
            if part {
                *sum = sum.checked_add(signed)?;
            }
        }
        // An amount in no base would otherwise escape the check of its currency.
        Money::zero(self.currency).checked_add(amount)?;
        let section = match pay.kind {
            Kind::Deduction if cash => Section::Deduction,
            Kind::Deduction => {
                let wanted = "a deduction is held back in money: let `bases.cash` be true";
                return Err(Error::invalid("bases", "cash = false", wanted));
            }
            Kind::Expense if cash => Section::Reimbursement,
            _ if cash => Section::Earning,
            _ => Section::Benefit,
        };
        Ok(Line {
            worked: pay.worked,
            rate,
            factor: pay.factor,
            fixed: pay.fixed,
            ..Line::plain(section, pay.kind.code(), pay.name(), amount)
        })
    }
}

/// Time × factor × rate, rounded once; and the rate, where it has an end.
pub(super) fn by_time(employee: &Employee, pay: &Pay, worked: Worked) -> Result<(Money, Option<Price>)> {
    let by = employee.rounding.ok_or_else(|| Error::missing("rounding"))?;
    let lost = || Error::overflow("worked", worked, "time × rate × factor");
    let sixty = Decimal::from(60);
    let (whole, per_minutes, currency, rate) = match (pay.rate, employee.basis) {
        (Some(rate), _) | (None, Some(Basis::Hourly(rate))) => {
            (rate.amount(), sixty, rate.currency(), Some(rate))
        }
        (None, Some(Basis::Salaried(salary))) => {
            let hours = employee.contract_hours.filter(|hours| *hours > Decimal::ZERO).ok_or_else(|| {
                no_rate(
                    "contract_hours",
                    "an hour of a salary has no rate without the hours that it is paid for",
                )
            })?;
            let minutes = exact::multiply(hours, sixty).ok_or_else(lost)?;
            (salary.amount(), minutes, salary.currency(), None)
        }
        (None, None) => return Err(no_rate("rate", "neither the element nor the person has a rate")),
    };
    if whole < Decimal::ZERO {
        let message = format!("`rate` is `{whole}`: it is not below zero");
        return Err(Error::new(Code::NumberNegative, "rate", whole, message));
    }
    let factor = pay.factor.unwrap_or(Decimal::ONE);
    let minutes = worked.minutes().and_then(|minutes| exact::multiply(minutes, factor)).ok_or_else(lost)?;
    let amount = number::ratio(whole, minutes, per_minutes, by).ok_or_else(lost)?;
    Ok((Money::new(amount, currency)?, rate))
}

pub(super) fn no_rate(field: &str, why: &str) -> Error {
    Error::new(Code::PayrollNoRate, field, "", format!("`{field}` is missing: {why}"))
}

fn not_below_zero(field: &str, amount: Money) -> Result<()> {
    if amount.is_negative() {
        let message = format!("`{field}` pay would be {amount}: deductions from it are greater than the pay");
        return Err(Error::new(Code::NumberNegative, field, amount, message));
    }
    Ok(())
}

impl Line {
    fn plain(section: Section, code: &str, name: &str, amount: Money) -> Self {
        Self {
            section,
            code: code.into(),
            name: name.into(),
            worked: None,
            rate: None,
            factor: None,
            base: None,
            share: None,
            authority: None,
            source: None,
            fixed: false,
            amount,
        }
    }
}

impl From<wages::Line> for Line {
    fn from(line: wages::Line) -> Self {
        let section = match line.payer {
            Payer::Employee => Section::Deduction,
            Payer::Employer => Section::Employer,
        };
        Self {
            base: Some(line.base),
            share: line.rate,
            authority: Some(line.authority),
            source: Some(line.source),
            ..Self::plain(section, &line.code, &line.name, line.amount)
        }
    }
}
