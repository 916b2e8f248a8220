//! Wage tax of the United Kingdom, and VAT.

use super::{failed, number};
use crate::{
    chance::Chance,
    job::{Job, Peer},
};
use backoffice::{
    Granularity::PerLine,
    Mode::HalfUp,
    Money, PayFrequency, Result, Rounding,
    currency::GBP,
    date,
    law::RulePack,
    tax::{
        sales::{self, Assessed},
        wages::{Assessment, Payment, uk},
    },
};
use serde_json::{Value, json};

const PEERS: [Peer; 1] = [Peer::plain("tax")];

/// Tax code, pay, pay to date and tax to date before it.
type Written = (&'static str, String, String, String);

/// The jobs of the room.
///
/// # Errors
/// None: the input is ours.
pub fn jobs() -> Result<Vec<Job>> {
    Ok(vec![wages()?, due()?, vat()?])
}

type People = Vec<(uk::Profile, Payment)>;

/// People of category A, paid in tax month 7 of 2026-27.
fn people() -> Result<(Vec<Written>, People, uk::Year)> {
    const CODES: [&str; 8] = ["1257L", "1257L", "1257L", "1100T", "K475", "BR", "0T", "1257L X"];
    let mut chance = Chance::new(11);
    let mut one = || {
        let code = CODES[chance.between(0, 7) as usize];
        let pay = chance.between(50_000, 1_200_000);
        let months = chance.between(5, 7);
        (code, minor(pay), minor(pay * months), minor(pay * months / chance.between(4, 9)))
    };
    let written: Vec<Written> = (0..500).map(|_| one()).collect();
    let money = |text: &str| Money::new(number(text)?, GBP);
    let (before, pay_day) = (date(2026, 9, 30)?, date(2026, 10, 30)?);
    let read = |(code, pay, pay_before, tax_before): &Written| {
        let mut person = uk::Profile::new(code.parse()?, "A".parse()?);
        let (taxable_pay, tax) = (money(pay_before)?, money(tax_before)?);
        person.to_date = Some(uk::ToDate { through: before, taxable_pay, tax, contributions: None });
        Ok((person, Payment::new(pay_day, PayFrequency::Monthly, money(pay)?)))
    };
    let people = written.iter().map(read).collect::<Result<_>>()?;
    Ok((written, people, uk::Year::on(&RulePack::embedded(uk::PACK)?, pay_day)?))
}

fn minor(pence: u32) -> String {
    format!("{}.{:02}", pence / 100, pence % 100)
}

fn wages() -> Result<Job> {
    let (written, people, year) = people()?;
    let work = move || {
        let each = people.iter().map(|(person, payment)| uk::assess_with(person, payment, &year));
        each.collect::<Result<Vec<_>>>()
    };
    let amounts = |one: &Assessment| one.lines.iter().map(|line| line.amount.amount().to_string()).collect();
    let show = move |all: Result<Vec<Assessment>>| {
        all.map_or_else(failed, |all| all.iter().map(amounts).collect::<Vec<Value>>().into())
    };
    let what = ("wages", "PAYE and NI of a payment, as lines");
    Ok(Job::new(what, written.len(), json!(written), &PEERS, work, show))
}

fn due() -> Result<Job> {
    let (written, people, year) = people()?;
    let work = move || {
        let each = people.iter().map(|(person, payment)| uk::due(person, payment, &year));
        each.collect::<Result<Vec<_>>>()
    };
    let amounts =
        |due: &uk::Due| [due.tax, due.employee_ni, due.employer_ni].map(|money| money.amount().to_string());
    let show = move |all: Result<Vec<uk::Due>>| {
        all.map_or_else(failed, |all| json!(all.iter().map(amounts).collect::<Vec<_>>()))
    };
    let what = ("wages", "PAYE and NI of a payment, bare amounts");
    Ok(Job::new(what, written.len(), json!(written), &PEERS, work, show))
}

fn vat() -> Result<Job> {
    let mut chance = Chance::new(13);
    let mut line =
        || (chance.decimal(1, 999_999, 2), ["standard", "reduced", "zero"][chance.between(0, 2) as usize]);
    let written: Vec<Vec<_>> = (0..200).map(|_| (0..10).map(|_| line()).collect()).collect();
    let read = |(amount, class): &(String, &'static str)| {
        Ok(sales::Line::new("lamp", Money::new(number(amount)?, GBP)?).at(*class))
    };
    let read = |lines: &Vec<_>| lines.iter().map(read).collect::<Result<Vec<_>>>();
    let documents = written.iter().map(read).collect::<Result<Vec<_>>>()?;
    let (pack, day, by) = (RulePack::embedded("uk.vat")?, date(2026, 3, 2)?, Rounding::minor(GBP, HalfUp));
    let work = move || {
        let each = documents.iter().map(|lines| sales::assess(lines, day, &pack, PerLine, by));
        each.collect::<Result<Vec<_>>>()
    };
    let amounts = |one: &Assessed| [one.net, one.tax, one.gross].map(|money| money.amount().to_string());
    let show = move |all: Result<Vec<Assessed>>| {
        all.map_or_else(failed, |all| json!(all.iter().map(amounts).collect::<Vec<_>>()))
    };
    let what = ("vat", "VAT of a document of 10 lines, line by line");
    Ok(Job::new(what, written.len(), json!(written), &PEERS, work, show))
}
