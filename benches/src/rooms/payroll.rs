//! Pay runs.

use super::{failed, number};
use crate::{
    chance::Chance,
    job::{Job, Peer},
};
use backoffice::{
    Mode::HalfUp,
    Money, PayFrequency, Period, Price, Result, Rounding,
    currency::GBP,
    date, dec, gbp,
    law::RulePack,
    payroll::{
        self, Employee, Pay, Row, Run, Slip,
        pension::{Arrangement, On, Scheme},
    },
    tax::wages::{Profile, uk},
};
use serde_json::{Value, json};

/// Tax code, rate by the hour, basic hours, night hours, overtime, expenses, pay to date and tax to date.
type Written = (&'static str, [String; 7]);

/// The jobs of the room.
///
/// # Errors
/// None: the input is ours.
pub fn jobs() -> Result<Vec<Job>> {
    Ok(vec![run()?])
}

/// Hourly people of category A, paid in tax week 30 of 2026-27.
fn people(count: usize) -> Vec<Written> {
    const CODES: [&str; 6] = ["1257L", "1257L", "1100T", "K475", "BR", "1257L X"];
    let mut chance = Chance::new(17);
    let mut one = || {
        let code = CODES[chance.between(0, 5) as usize];
        let hours = [(1_500, 3_750), (0, 800), (0, 600)].map(|(low, high)| chance.decimal(low, high, 2));
        let [basic, night, overtime] = hours;
        let rate = chance.decimal(1_221, 3_000, 2);
        let to_date =
            [(900_000, 2_000_000), (100_000, 300_000)].map(|(low, high)| chance.decimal(low, high, 2));
        let [pay, tax] = to_date;
        (code, [rate, basic, night, overtime, chance.decimal(0, 5_000, 2), pay, tax])
    };
    (0..count).map(|_| one()).collect()
}

fn scheme(by: Rounding) -> Scheme {
    Scheme {
        name: "Works pension".into(),
        employee: dec!(0.05),
        employer: dec!(0.03),
        on: On::Band { lower: gbp!(120.00), upper: gbp!(967.00) },
        arrangement: Arrangement::ReliefAtSource(dec!(0.2)),
        rounding: by,
    }
}

fn run() -> Result<Job> {
    let written = people(200);
    let by = Rounding::minor(GBP, HalfUp);
    let (pay_day, before) = (date(2026, 10, 30)?, date(2026, 10, 23)?);
    let read = |(index, (code, numbers)): (usize, &Written)| {
        let [rate, basic, night, overtime, expense, taxable_pay, tax] = numbers;
        let money = |text: &str| Money::new(number(text)?, GBP);
        let mut profile = uk::Profile::new(code.parse()?, "A".parse()?);
        let (taxable_pay, tax) = (money(taxable_pay)?, money(tax)?);
        profile.to_date = Some(uk::ToDate { through: before, taxable_pay, tax, contributions: None });
        let employee = Employee::new(format!("e{index}"))
            .hourly(Price::new(number(rate)?, GBP), by)
            .paid(PayFrequency::Weekly)
            .taxed(Profile::Uk(profile))
            .pension(scheme(by));
        let pays = [
            Pay::basic(number(basic)?),
            Pay::premium(number(night)?).at(dec!(1.25)),
            Pay::overtime(number(overtime)?).at(dec!(1.5)),
            Pay::expense(money(expense)?),
        ];
        Ok(Row::new(employee, pays))
    };
    let rows = written.iter().enumerate().map(read).collect::<Result<Vec<_>>>()?;
    let (week, pack) =
        (Period::new(date(2026, 10, 19)?, date(2026, 10, 25)?)?, RulePack::embedded(uk::PACK)?);
    let input = written.iter().map(|(code, numbers)| {
        let numbers = numbers.iter().map(|number| json!(number));
        std::iter::once(json!(code)).chain(numbers).collect::<Value>()
    });
    let input = input.collect::<Value>();
    let work = move || payroll::run(&rows, week, pay_day, &pack, |_, _| true);
    let slip = |slip: &Slip| {
        json!([slip.gross, slip.withheld, slip.net, slip.cost].map(|money| money.amount().to_string()))
    };
    let show = move |run: Result<Run>| {
        run.map_or_else(failed, |run| {
            if run.problems.is_empty() { run.slips.iter().map(slip).collect() } else { json!(run.problems) }
        })
    };
    let what = ("run", "pay somebody for a week, all lines");
    Ok(Job::new(what, written.len(), input, &[Peer::plain("payroll")], work, show))
}
