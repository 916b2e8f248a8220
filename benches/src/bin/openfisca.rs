//! OpenFisca beside us on the same 100 000 persons: nets that are off by half a cent or more, and the ratio of speed.
//!
//! Two laws: the country template's income tax and contribution, written as a pack and a rule of ours; and of OpenFisca-France
//! what is built here, the general reduction of employer contributions. Exact numbers judge both sides. The neutral rate of
//! withholding cannot be compared: the package has its grid to 2021 and no formula that reads it.

#![allow(clippy::float_arithmetic, clippy::cast_precision_loss, reason = "times and shares, not money")]

use backoffice::{
    Decimal,
    Mode::HalfUp,
    Money, PayFrequency, Result,
    currency::EUR,
    date, dec,
    error::exact,
    law::RulePack,
    tax::wages::{Payment, fr},
};
use backoffice_benches::{
    chance::Chance,
    job::Peer,
    peer::Process,
    template::{PACK, Template},
};
use serde_json::{Value, json};
use std::{error::Error, hint::black_box, process::ExitCode, time::Instant};

const PERSONS: usize = 100_000;
const ROUNDS: u32 = 7;
const PEER: Peer = Peer::installed("OpenFisca", "openfisca", "openfisca_wages");

type Told<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    match template().and_then(|()| france()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            println!("not available: {why}");
            ExitCode::FAILURE
        }
    }
}

fn amounts(seed: u64, low: u32, high: u32) -> Vec<Money> {
    let mut chance = Chance::new(seed);
    (0..PERSONS).map(|_| Money::minor(chance.between(low, high).into(), EUR)).collect()
}

fn texts(amounts: &[Money]) -> Value {
    amounts.iter().map(|money| json!(money.amount().to_string())).collect()
}

fn decimals(answer: &Value) -> Told<Vec<Decimal>> {
    let number = |text: &Value| {
        let text = text.as_str().ok_or("an answer that is no text")?;
        // A float32 has more digits than are wanted here: beyond the twelfth place they decide nothing.
        let end = text.find('.').map_or(text.len(), |point| text.len().min(point + 13));
        Ok(exact::decimal("answer", &text[..end])?)
    };
    answer.as_array().ok_or("an answer that is no list")?.iter().map(number).collect()
}

/// How many are off by half a cent or more.
fn off(given: &[Decimal], exact: &[Decimal]) -> usize {
    let half = dec!(0.005);
    given.iter().zip(exact).filter(|(a, b)| (**a - **b).abs() >= half).count()
}

/// Nanoseconds for one person, theirs and ours: the least of rounds taken alternately.
fn timed(process: &mut Process, ours: impl Fn()) -> Told<[f64; 2]> {
    process.times(1)?;
    ours();
    let mut best = [u64::MAX; 2];
    for _ in 0..ROUNDS {
        let start = Instant::now();
        ours();
        let mine = u64::try_from(start.elapsed().as_nanos())?;
        best = [best[0].min(process.times(1)?), best[1].min(mine)];
    }
    Ok(best.map(|nanoseconds| nanoseconds as f64 / PERSONS as f64))
}

fn share(count: usize) -> String {
    format!("{count} of {PERSONS} ({:.2} %)", count as f64 * 100.0 / PERSONS as f64)
}

fn template() -> Told<()> {
    let (pack, day) = (RulePack::parse(PACK)?, date(2026, 1, 1)?);
    let law = Template::on(&pack, day)?;
    let mut process = Process::start(&PEER)?;
    let theirs = process.answer("law", &Value::Null)?;
    let number = |value: &Value| exact::decimal("figure", value.as_str().unwrap_or_default());
    let bands = theirs["bands"].as_array().ok_or("no bands")?;
    let bands =
        bands.iter().map(|band| Ok((number(&band[0])?, number(&band[1])?))).collect::<Result<Vec<_>>>()?;
    let own: Vec<_> =
        pack.scale("contribution", day)?.bands.iter().map(|band| (band.above, band.rate)).collect();
    if own != bands || number(&theirs["income_tax"])? != pack.rate("income_tax", day)?.value {
        return Err(format!("the template's figures are others now: {theirs}").into());
    }
    println!("Country template: net of income tax and contribution of a month, {PERSONS} persons");
    for (what, high) in [
        ("salaries to 10 000", 1_000_000),
        ("salaries to 100 000", 10_000_000),
        ("salaries to 1 000 000", 100_000_000),
    ] {
        let salaries = amounts(31, 100_000, high);
        let input = texts(&salaries);
        let exact = decimals(&process.answer("exact nets", &input)?)?;
        let ours = salaries.iter().map(|salary| law.net(*salary)).collect::<Result<Vec<_>>>()?;
        let run = || {
            let mut nets = Vec::with_capacity(PERSONS);
            nets.extend(salaries.iter().map_while(|salary| law.net(*salary).ok()));
            assert_eq!(black_box(nets).len(), PERSONS, "a net that cannot be held");
        };
        let theirs = decimals(&process.answer("nets", &input)?)?;
        let [alone, own] = timed(&mut process, run)?;
        process.answer("whole", &input)?;
        let [whole, _] = timed(&mut process, run)?;
        println!("  {what}");
        println!(
            "    off by half a cent or more: theirs {}, ours {}",
            share(off(&theirs, &exact)),
            share(off(&ours, &exact))
        );
        println!(
            "    ours {own:.1} ns a person; theirs {alone:.1} ns for the calculation alone ({:.1}×), {whole:.1} ns with the simulation made anew ({:.1}×)",
            alone / own,
            whole / own
        );
    }
    Ok(())
}

fn france() -> Told<()> {
    println!("OpenFisca-France: general reduction of January 2026, an employer of 20, {PERSONS} persons");
    let pay = amounts(37, 180_000, 600_000);
    let input = texts(&pay);
    let mut process = Process::start(&PEER)?;
    let on_theirs = decimals(&process.answer("exact reductions", &json!([null, input]))?)?;
    // A month at 35 hours a week: 35 × 52 ÷ 12 hours, where the package has 151.67.
    let on_ours = decimals(&process.answer("exact reductions", &json!([["1820", "12"], input]))?)?;
    let theirs = decimals(&process.answer("reductions", &input)?)?;
    let day = date(2026, 1, 31)?;
    let month = fr::Month::on(&RulePack::embedded(fr::PACK)?, day)?;
    let one = |pay: &Money| {
        let person = fr::Profile::new(fr::Territory::Metropole, Some(fr::Headcount::Under50), HalfUp);
        fr::due(&person, &Payment::new(day, PayFrequency::Monthly, *pay), &month).map(|due| due.rgdu)
    };
    let ours = pay.iter().map(|pay| Ok(one(pay)?.amount())).collect::<Result<Vec<_>>>()?;
    // Ours are to the cent, half up: so are the exact ones for the comparison.
    let cent = backoffice::Rounding::of(1, 2, HalfUp);
    let to_the_cent = on_ours.iter().map(|exact| cent.apply(*exact)).collect::<Result<Vec<_>>>()?;
    let run = || {
        let mut all = Vec::with_capacity(PERSONS);
        all.extend(pay.iter().map_while(|pay| one(pay).ok()));
        assert_eq!(black_box(all).len(), PERSONS, "a reduction that cannot be held");
    };
    let [alone, own] = timed(&mut process, run)?;
    println!(
        "    off by half a cent or more: theirs {} on its own figures, {} on the law's hours of a month; ours {}",
        share(off(&theirs, &on_theirs)),
        share(off(&theirs, &on_ours)),
        share(off(&ours, &to_the_cent))
    );
    println!(
        "    ours {own:.1} ns a person, the neutral rate included; theirs {alone:.1} ns for the reduction alone ({:.2}×)",
        alone / own
    );
    println!("    neutral rate: not compared, the package has its grid to 2021 and no formula that reads it");
    Ok(())
}
