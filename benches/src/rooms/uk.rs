//! Wage tax of the United Kingdom over a payroll: the fast form row by row and in columns, against our own reference.
//!
//! The reference is the same rule over `Decimal`, which computes every step afresh. A third of the people repays a loan;
//! codes of three nations and seven category letters stand in no order, as a payroll has them.

use super::{failed, wages::figures};
use crate::{
    chance::Chance,
    job::{Job, Peer},
};
use backoffice::{
    Error, Money, NaiveDate, PayFrequency, Result,
    currency::GBP,
    date,
    law::RulePack,
    tax::wages::{
        Payment,
        uk::{
            self,
            columns::{self, Column},
        },
    },
};
use serde_json::{Value, json};
use std::{cell::RefCell, rc::Rc};

const DECIMAL: Peer = Peer::plain("uk_payroll");
const NUMPY: Peer = Peer::installed("numpy int64", "numpy", "uk_payroll_numpy");
/// What is paid out in one batch.
const ROWS: usize = 1_000;

/// The jobs of the room.
///
/// # Errors
/// None: the input is ours.
pub fn jobs() -> Result<Vec<Job>> {
    let payroll = Rc::new(Payroll::new()?);
    Ok(vec![rows(&payroll), batch(&payroll)])
}

/// Somebody's payment: code, category, plan, postgraduate loan; pence of pay, pay to date and tax to date.
type Written = (&'static str, &'static str, Option<&'static str>, bool, [u32; 3]);

/// People paid in tax month 7 of 2026-27.
struct Payroll {
    written: Vec<Written>,
    /// The figures of the rule pack, for the peers.
    figures: Value,
    people: Vec<(uk::Profile, Payment)>,
    year: uk::Year,
    pay_day: NaiveDate,
}

const PLANS: [(Option<&str>, Option<uk::Plan>); 5] = [
    (None, None),
    (Some("plan1"), Some(uk::Plan::One)),
    (Some("plan2"), Some(uk::Plan::Two)),
    (Some("plan4"), Some(uk::Plan::Four)),
    (Some("plan5"), Some(uk::Plan::Five)),
];

impl Payroll {
    fn new() -> Result<Self> {
        const CODES: [&str; 12] = [
            "1257L", "1257L", "1257L", "1257L", "S1257L", "C1257L", "1100T", "K475", "BR", "D0", "0T",
            "1257L X",
        ];
        const CATEGORIES: [&str; 8] = ["A", "A", "A", "A", "M", "C", "H", "J"];
        let mut chance = Chance::new(17);
        let (before, pay_day) = (date(2026, 9, 30)?, date(2026, 10, 30)?);
        let money = |pence: u32| Money::minor(pence.into(), GBP);
        let (mut written, mut people) = (vec![], vec![]);
        for _ in 0..ROWS {
            let code = CODES[chance.between(0, 11) as usize];
            let category = CATEGORIES[chance.between(0, 7) as usize];
            let (plan, terms) = PLANS[chance.between(0, 11) as usize % 8 % 5];
            let postgraduate = chance.between(0, 9) == 0;
            let pay = chance.between(50_000, 1_200_000);
            let months = chance.between(5, 7);
            let figures = [pay, pay * months, pay * months / chance.between(4, 9)];
            written.push((code, category, plan, postgraduate, figures));
            let mut person = uk::Profile::new(code.parse()?, category.parse()?);
            person.to_date = Some(uk::ToDate::new(before, money(figures[1]), money(figures[2])));
            person.student_loans = Some(uk::StudentLoans { plan: terms, postgraduate });
            people.push((person, Payment::new(pay_day, PayFrequency::Monthly, money(pay))));
        }
        let pack = RulePack::embedded(uk::PACK)?;
        let (figures, year) = (figures(&pack, pay_day), uk::Year::on(&pack, pay_day)?);
        Ok(Self { written, figures, people, year, pay_day })
    }

    fn input(&self) -> Value {
        json!({"figures": self.figures, "people": self.written})
    }

    /// Everybody's payment by that rule, into memory that is kept.
    fn by(
        self: &Rc<Self>,
        rule: impl Fn(&uk::Profile, &Payment, &uk::Year) -> Result<uk::Due> + 'static,
    ) -> impl Fn() -> Result<Rc<RefCell<Vec<uk::Due>>>> + 'static {
        let (payroll, dues) = (Rc::clone(self), Rc::new(RefCell::new(Vec::with_capacity(ROWS))));
        move || {
            let mut all = dues.borrow_mut();
            all.clear();
            for (person, payment) in &payroll.people {
                all.push(rule(person, payment, &payroll.year)?);
            }
            Ok(Rc::clone(&dues))
        }
    }
}

fn show(all: Result<Rc<RefCell<Vec<uk::Due>>>>) -> Value {
    let pence = |due: &uk::Due| {
        let all = [due.tax, due.employee_ni, due.employer_ni, due.student_loan, due.postgraduate_loan];
        json!(all.map(|amount| amount.amount().to_string()))
    };
    all.map_or_else(failed, |all| all.borrow().iter().map(pence).collect())
}

fn rows(payroll: &Rc<Payroll>) -> Job {
    let what = ("rows", "PAYE, NI and loans, row by row");
    let job = Job::new(what, ROWS, payroll.input(), &[DECIMAL], payroll.by(uk::due), show);
    job.held_against(payroll.by(uk::due_by_reference), show)
}

fn batch(payroll: &Rc<Payroll>) -> Job {
    let each = |of: fn(&Written) -> u32| payroll.written.iter().map(|one| i64::from(of(one))).collect();
    let codes: Vec<_> = payroll.people.iter().map(|(person, _)| person.tax_code).collect();
    let categories: Vec<_> = payroll.people.iter().map(|(person, _)| person.category).collect();
    let loans: Vec<_> =
        payroll.people.iter().map(|(person, _)| person.student_loans.unwrap_or_default()).collect();
    let figures: [Vec<i64>; 3] = [
        each(|(.., [pay, _, _])| *pay),
        each(|(.., [_, before, _])| *before),
        each(|(.., [_, _, tax])| *tax),
    ];
    let (dues, held) = (Rc::new(RefCell::new(columns::Dues::default())), Rc::clone(payroll));
    let work = move || -> Result<Rc<RefCell<columns::Dues>>> {
        let [pay, pay_before, tax_before] = figures.each_ref().map(|column| Column::Each(&column[..]));
        let (codes, categories) = (Column::Each(&codes[..]), Column::Each(&categories[..]));
        let monthly = PayFrequency::Monthly;
        let mut payments = columns::Payments::new(held.pay_day, monthly, codes, categories, pay);
        payments.student_loans = Column::Each(&loans);
        payments.to_date.taxable_pay = pay_before;
        payments.to_date.tax = tax_before;
        columns::due(&payments, &held.year, &mut dues.borrow_mut())?;
        Ok(Rc::clone(&dues))
    };
    let show_columns = |dues: Result<Rc<RefCell<columns::Dues>>>| {
        let all = |dues: Rc<RefCell<columns::Dues>>| -> Result<Value> {
            let dues = dues.borrow();
            let columns = [
                &dues.tax,
                &dues.employee_ni,
                &dues.employer_ni,
                &dues.student_loan,
                &dues.postgraduate_loan,
            ];
            if let Some(problem) = dues.problems.first() {
                return Err(Error::invalid(&problem.field, problem.row, &problem.message));
            }
            let pence =
                |row: usize| columns.map(|column| Money::minor(column[row], GBP).amount().to_string());
            Ok((0..dues.tax.len()).map(|row| json!(pence(row))).collect())
        };
        dues.and_then(all).unwrap_or_else(failed)
    };
    let what = ("columns", "PAYE, NI and loans, in columns of pence");
    let job = Job::new(what, ROWS, payroll.input(), &[NUMPY, DECIMAL], work, show_columns);
    job.held_against(payroll.by(uk::due_by_reference), show)
}
