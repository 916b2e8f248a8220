//! Posting: what a slip or a run means to the accountant.

use super::{
    run::Run,
    slip::{Line, PENSION, Section, Slip},
};
use crate::{
    error::{Error, Result},
    ledger::{Journal, Posting},
    money::Money,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The accounts that a slip is posted to, by the caller's names. [`Accounts::default`] has plain English ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accounts {
    /// Expense: gross pay.
    pub wages: String,
    /// Expense: the employer's contributions to authorities.
    pub contributions: String,
    /// Expense: the employer's pension contributions.
    pub pension: String,
    /// Expense: what employees laid out.
    pub expenses: String,
    /// Liability: net pay.
    pub net_pay: String,
    /// Liability: pension contributions.
    pub pension_payable: String,
    /// Liability: other deductions, by their names on the slip; [`Accounts::other_deductions`] takes the rest.
    #[serde(default)]
    pub deductions: BTreeMap<String, String>,
    /// Liability: deductions without an account of their own.
    pub other_deductions: String,
    /// Liabilities to authorities, by code (`uk.paye`) or by authority (`HMRC`), the code first.
    pub authorities: BTreeMap<String, String>,
}

impl Default for Accounts {
    fn default() -> Self {
        Self {
            wages: "wages".into(),
            contributions: "employer contributions".into(),
            pension: "employer pension".into(),
            expenses: "staff expenses".into(),
            net_pay: "net pay payable".into(),
            pension_payable: "pension payable".into(),
            deductions: BTreeMap::new(),
            other_deductions: "deductions payable".into(),
            authorities: BTreeMap::new(),
        }
    }
}

impl Accounts {
    /// The same, with what is owed to an authority (`HMRC`) or by a code (`uk.ni`) on that account.
    #[must_use]
    pub fn owing(mut self, to: impl Into<String>, account: impl Into<String>) -> Self {
        self.authorities.insert(to.into(), account.into());
        self
    }

    fn authority(&self, line: &Line, authority: &str) -> Result<&str> {
        let found = self.authorities.get(&line.code).or_else(|| self.authorities.get(authority));
        found
            .map(String::as_str)
            .ok_or_else(|| Error::missing(&format!("accounts.authorities.{}", line.code)))
    }
}

/// The journal of a slip, on its pay day: pay and the employer's contributions against what is owed to the authorities,
/// the pension scheme and the employee. Benefits in kind are not posted: they were not paid by the payroll.
///
/// # Errors
/// `input.missing` naming the authority's code that no account was told for; `number.out_of_range`.
///
/// ```
/// # use backoffice::{Period, currency::GBP, date, gbp, law::RulePack, payroll::{self, Employee}, tax::wages::{Profile, uk}};
/// # let law = RulePack::embedded(uk::PACK)?;
/// # let ada = Employee::new("ada").salary(gbp!(3_000.00))
/// #     .taxed(Profile::Uk(uk::Profile::new("1257L".parse()?, "A".parse()?)));
/// let slip = payroll::slip(&ada, Period::month(2026, 4)?, date(2026, 4, 30)?, &[], &law)?;
/// let journal = payroll::post(&slip, &payroll::Accounts::default().owing("HMRC", "due to HMRC"))?;
/// journal.balanced()?;
/// assert_eq!(journal.balance("wages", GBP), gbp!(3_000.00));
/// assert_eq!(journal.balance("net pay payable", GBP), -slip.net);
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn post(slip: &Slip, accounts: &Accounts) -> Result<Journal> {
    let mut journal = Journal::new();
    into(&mut journal, slip, accounts)?;
    journal.balanced()?;
    Ok(journal)
}

/// The journal of all slips of a run.
///
/// # Errors
/// As [`post()`].
pub fn post_run(run: &Run, accounts: &Accounts) -> Result<Journal> {
    let mut journal = Journal::new();
    for slip in &run.slips {
        into(&mut journal, slip, accounts)?;
    }
    journal.balanced()?;
    Ok(journal)
}

fn into(journal: &mut Journal, slip: &Slip, accounts: &Accounts) -> Result<()> {
    let mut debit = |account: &str, amount: Money| {
        journal.post(Posting::debit(slip.pay_day, account, amount, &slip.employee))
    };
    for line in &slip.lines {
        let amount = line.amount;
        match (line.section, &line.authority) {
            (Section::Earning, _) => debit(&accounts.wages, amount)?,
            (Section::Reimbursement, _) => debit(&accounts.expenses, amount)?,
            (Section::Benefit, _) => {}
            (Section::Deduction, Some(authority)) => debit(accounts.authority(line, authority)?, -amount)?,
            (Section::Deduction, None) if line.code == PENSION => debit(&accounts.pension_payable, -amount)?,
            (Section::Deduction, None) => {
                let account = accounts.deductions.get(&line.name).unwrap_or(&accounts.other_deductions);
                debit(account, -amount)?;
            }
            (Section::Employer, Some(authority)) => {
                debit(&accounts.contributions, amount)?;
                debit(accounts.authority(line, authority)?, -amount)?;
            }
            (Section::Employer, None) => {
                debit(&accounts.pension, amount)?;
                debit(&accounts.pension_payable, -amount)?;
            }
        }
    }
    debit(&accounts.net_pay, -slip.net)
}
