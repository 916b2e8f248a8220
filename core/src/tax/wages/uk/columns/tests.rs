//! Columns, the row form and the reference say the same, of good rows and of bad ones.

use super::*;
use crate::{
    calendar::date,
    error::Code,
    law::RulePack,
    money::currency::GBP,
    tax::wages::uk::{DirectorMethod, PACK, Plan, due_by_reference},
};
use std::sync::LazyLock;

static LAW: LazyLock<RulePack> = LazyLock::new(|| RulePack::embedded(PACK).unwrap());

const ROWS: usize = 1_000;
/// A million rows where the build is a fast one.
const BATCHES: u64 = if cfg!(debug_assertions) { 20 } else { 1_000 };

/// Numbers that follow from a seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[usize::try_from(self.below(all.len() as u64)).unwrap()]
    }
    /// Pence: wages, mostly; a penny beside a threshold; what the fast form holds just so, and not at all.
    fn pence(&mut self, thresholds: &[i64]) -> i64 {
        match self.below(40) {
            0 => 0,
            1 => -i64::try_from(self.below(1_000_000)).unwrap(),
            2 => i64::MAX / 100_000_000 * i64::try_from(80 + self.below(60)).unwrap(),
            3 => i64::MAX - i64::try_from(self.below(1_000)).unwrap(),
            4..20 => self.of(thresholds) + self.of(&[-100, -99, -1, 0, 1, 99, 100]),
            _ => i64::try_from(self.below(1_500_000)).unwrap(),
        }
    }
}

struct Batch {
    pay_day: Vec<NaiveDate>,
    frequency: Vec<PayFrequency>,
    tax_code: Vec<TaxCode>,
    basis: Vec<Basis>,
    category: Vec<Category>,
    student_loans: Vec<StudentLoans>,
    director: Vec<Option<Director>>,
    through: Vec<Option<NaiveDate>>,
    /// Taxable, contributory, not in cash; to date pay, tax, earnings and both contributions.
    pence: [Vec<i64>; 8],
}

impl Batch {
    fn new(year: &Year, thresholds: &[i64], seed: u64) -> Self {
        const CODES: [&str; 26] = [
            "1257L", "1257L X", "0T", "1L", "500L", "501L", "999999T", "K1", "K475", "K9999", "BR", "BR X",
            "D0", "D1", "D9", "NT", "S1257L", "S0T", "SK250", "SBR", "SD3", "SD5", "C1257L", "CK600", "CD1",
            "CD2",
        ];
        const PLANS: [Option<Plan>; 6] =
            [None, None, Some(Plan::One), Some(Plan::Two), Some(Plan::Four), Some(Plan::Five)];
        let mut chance = Chance(seed);
        let first = year.period.first();
        let day = |chance: &mut Chance, days| first + chrono::Days::new(chance.below(days));
        let categories: Vec<Category> = Category::all().collect();
        let mut batch = Self {
            pay_day: vec![],
            frequency: vec![],
            tax_code: vec![],
            basis: vec![],
            category: vec![],
            student_loans: vec![],
            director: vec![],
            through: vec![],
            pence: Default::default(),
        };
        for _ in 0..ROWS {
            // A day or two after the year too, and some figures of a later day.
            batch.pay_day.push(day(&mut chance, 367));
            let through = day(&mut chance, 300);
            batch.through.push(match chance.below(8) {
                0 => Some(through),
                1 => Some(first - chrono::Days::new(1)),
                2 => Some(first),
                _ => None,
            });
            batch.frequency.push(chance.of(&[
                PayFrequency::Weekly,
                PayFrequency::Fortnightly,
                PayFrequency::FourWeekly,
                PayFrequency::Monthly,
                PayFrequency::Monthly,
                PayFrequency::Quarterly,
            ]));
            batch.tax_code.push(chance.of(&CODES).parse().unwrap());
            batch.basis.push(chance.of(&[Basis::Cumulative, Basis::Cumulative, Basis::Week1Month1]));
            batch.category.push(chance.of(&categories));
            batch
                .student_loans
                .push(StudentLoans { plan: chance.of(&PLANS), postgraduate: chance.below(3) == 0 });
            let method = chance.of(&[
                DirectorMethod::Annual,
                DirectorMethod::Alternative,
                DirectorMethod::AlternativeLast,
            ]);
            let weeks = u32::try_from(chance.below(54)).unwrap();
            batch.director.push((chance.below(8) == 0).then_some(Director { method, weeks }));
            let pay = chance.pence(thresholds);
            let contributory = if chance.below(4) == 0 { chance.pence(thresholds) } else { pay };
            let non_cash = if chance.below(8) == 0 { chance.pence(thresholds) } else { 0 };
            let figures = [0; 5].map(|_| if chance.below(4) == 0 { 0 } else { chance.pence(thresholds) });
            for (column, pence) in
                batch.pence.iter_mut().zip([pay, contributory, non_cash].into_iter().chain(figures))
            {
                column.push(pence);
            }
        }
        batch
    }

    fn payments(&self) -> Payments<'_> {
        let [taxable, contributory, non_cash, pay, tax, earnings, employee_ni, employer_ni] =
            self.pence.each_ref().map(|column| Column::Each(&column[..]));
        Payments {
            pay_day: Column::Each(&self.pay_day),
            frequency: Column::Each(&self.frequency),
            tax_code: Column::Each(&self.tax_code),
            basis: Column::Each(&self.basis),
            category: Column::Each(&self.category),
            student_loans: Column::Each(&self.student_loans),
            director: Column::Each(&self.director),
            taxable,
            contributory,
            non_cash,
            to_date: ToDate {
                through: Column::Each(&self.through),
                taxable_pay: pay,
                tax,
                earnings,
                employee_ni,
                employer_ni,
            },
        }
    }

    fn row(&self, row: usize, year: &Year) -> (Profile, Payment) {
        let [pay, contributory, non_cash, taxable_pay, tax, earnings, employee, employer] =
            self.pence.each_ref().map(|column| Money::minor(column[row], GBP));
        let through = self.through[row].unwrap_or(year.period.first());
        let contributions = Some(Contributions { earnings, employee, employer });
        let person = Profile {
            basis: self.basis[row],
            to_date: Some(crate::tax::wages::uk::ToDate { through, taxable_pay, tax, contributions }),
            director: self.director[row],
            student_loans: Some(self.student_loans[row]),
            ..Profile::new(self.tax_code[row], self.category[row])
        };
        let payment = Payment::new(self.pay_day[row], self.frequency[row], pay);
        (person, Payment { contributory, non_cash, ..payment })
    }
}

fn year(y: i32) -> Year {
    Year::on(&LAW, date(y, 4, 6).unwrap()).unwrap()
}

/// Pence beside which something turns: thresholds of a week, a month and a year, and of loans.
const THRESHOLDS: [i64; 16] = [
    12_900, 24_200, 96_700, 104_800, 418_900, 209_500, 314_200, 1_257_000, 3_770_000, 5_027_000, 12_514_000,
    10_000_000, 224_583, 273_333, 208_333, 175_000,
];

#[test]
fn every_form_is_the_same_to_the_penny() {
    let (mut good, mut bad) = (0u64, 0u64);
    let mut dues = Dues::default();
    for seed in 0..BATCHES {
        let year = year([2026, 2025, 2026, 2010][usize::try_from(seed % 4).unwrap()]);
        let batch = Batch::new(&year, &THRESHOLDS, seed);
        due(&batch.payments(), &year, &mut dues).unwrap();
        let mut problems = dues.problems.iter();
        for row in 0..ROWS {
            let (person, payment) = batch.row(row, &year);
            let one = super::super::due(&person, &payment, &year);
            assert_eq!(one, due_by_reference(&person, &payment, &year), "{person:?} {payment:?}");
            let columns = [
                dues.tax[row],
                dues.employee_ni[row],
                dues.employer_ni[row],
                dues.student_loan[row],
                dues.postgraduate_loan[row],
            ];
            // A result beyond 64 bits of pence is refused here alone.
            let fits = |due: &crate::tax::wages::uk::Due| {
                [due.tax, due.employee_ni, due.employer_ni]
                    .iter()
                    .all(|amount| i64::try_from(amount.amount().mantissa()).is_ok())
            };
            match one {
                Ok(one) if fits(&one) => {
                    let wanted =
                        [one.tax, one.employee_ni, one.employer_ni, one.student_loan, one.postgraduate_loan];
                    assert_eq!(
                        columns.map(|pence| Money::minor(pence, GBP)),
                        wanted,
                        "{person:?} {payment:?}"
                    );
                    good += 1;
                }
                refused => {
                    let problem = problems.next().unwrap();
                    match refused {
                        Ok(_) => {
                            assert_eq!((problem.row, problem.code), (row as u64, Code::NumberOutOfRange));
                        }
                        Err(error) => assert_eq!(*problem, Problem::new(row, &error)),
                    }
                    assert_eq!(columns, [0; 5]);
                    bad += 1;
                }
            }
        }
        assert_eq!(problems.next(), None);
    }
    assert!(good > 300 * BATCHES && bad > 10 * BATCHES, "{good} good rows, {bad} bad ones");
}

#[test]
fn rows_with_a_problem_leave_the_others_alone() {
    let year = year(2026);
    let april = date(2026, 4, 30).unwrap();
    let codes = ["1257L", "D9", "1257L", "1257L"].map(|code| code.parse().unwrap());
    let (pay, non_cash) = ([300_000, 300_000, i64::MAX, 300_000], [0, 0, 0, -1]);
    let all = |codes, pay, non_cash| Payments {
        non_cash: Column::Each(non_cash),
        ..Payments::new(
            april,
            PayFrequency::Monthly,
            Column::Each(codes),
            Column::Same("A".parse().unwrap()),
            Column::Each(pay),
        )
    };
    let mut dues = Dues { problems: vec![Problem::new(7, &Error::missing("old"))], ..Dues::default() };
    due(&all(&codes, &pay, &non_cash), &year, &mut dues).unwrap();
    assert_eq!(dues.tax[0], 39_020);
    let told: Vec<_> =
        dues.problems.iter().map(|problem| (problem.row, problem.field.as_str(), problem.code)).collect();
    assert_eq!(
        told,
        [(1, "tax_code", Code::TaxCodeInvalid), (3, "non_cash", Code::NumberNegative)],
        "what is beyond the checked integers is done by the reference"
    );
    assert_eq!((dues.tax[1], dues.tax[3]), (0, 0));
    // 45 % of 92,233,720,368,547,758 pounds, less what the lower bands leave.
    assert!(dues.tax[2] > 4_150_000_000_000_000_000 && dues.tax[2] < i64::MAX / 100 * 45);

    // Fewer rows the next time; and a column of another length, which changes nothing.
    due(&all(&codes[..1], &pay[..1], &non_cash[..1]), &year, &mut dues).unwrap();
    assert_eq!((dues.tax.as_slice(), dues.problems.len()), (&[39_020][..], 0));
    let before = dues.clone();
    let error = due(&all(&codes, &pay, &non_cash[..3]), &year, &mut dues).unwrap_err();
    assert_eq!((error.code(), error.field(), error.value()), (Code::InputInvalid, "non_cash", "3"));
    assert!(error.message().contains("`tax_code`"), "{error}");
    assert_eq!(dues, before);
}

#[test]
fn columns_of_one_value_are_one_row() {
    let code = Column::Same("1257L".parse().unwrap());
    let pay = Column::Same(300_000);
    let april = date(2026, 4, 30).unwrap();
    let payments = Payments::new(april, PayFrequency::Monthly, code, Column::Same("A".parse().unwrap()), pay);
    let mut dues = Dues::default();
    due(&payments, &year(2026), &mut dues).unwrap();
    assert_eq!((dues.tax, dues.employee_ni, dues.employer_ni), (vec![39_020], vec![15_616], vec![38_745]));
    let none: [i64; 0] = [];
    let mut dues = Dues::default();
    due(&Payments { taxable: Column::Each(&none), ..payments }, &year(2026), &mut dues).unwrap();
    assert_eq!(dues, Dues::default());
}
