//! Wage tax and contributions of Germany, Canada and Saudi Arabia.
//!
//! One item is a slip from its plain figures: the profile and the payment are made, then reckoned; the law is prepared once.
//! The peers are the same rules in plain Python over `decimal.Decimal`, with the figures of the same rule pack.

use super::{failed, number};
use crate::{
    chance::Chance,
    job::{Job, Peer},
};
use backoffice::{
    Code, Decimal, Error,
    Mode::HalfUp,
    Money, NaiveDate, PayFrequency, Result,
    currency::{CAD, EUR, SAR},
    date,
    law::RulePack,
    tax::wages::{Payment, ca, de, sa},
};
use serde_json::{Map, Value, json};

/// Random inputs of the Programmablaufplan with their results, the vectors' own: what is missing is 0, amounts in cents.
const PAP: &str = include_str!("../../../tests/vectors/payroll/de_lohnsteuer_random.json");

/// The jobs of the room.
///
/// # Errors
/// When a rule pack or a vector cannot be read.
pub fn jobs() -> Result<Vec<Job>> {
    Ok(vec![pap()?, canadian()?, saudi()?])
}

/// The figures of a pack on a day, as text: amounts and rates by their keys, scales as bands.
pub(super) fn figures(pack: &RulePack, day: NaiveDate) -> Value {
    let figure = |key: &str| {
        let plain = pack
            .amount(key, day)
            .or_else(|_| pack.rate(key, day))
            .map(|figure| json!(figure.value.to_string()));
        let bands = || {
            let scale = pack.scale(key, day).ok()?;
            let bands = scale.bands.iter().map(|band| json!([band.above.to_string(), band.rate.to_string()]));
            Some(bands.collect())
        };
        plain.ok().or_else(bands).map(|value| (key.to_owned(), value))
    };
    pack.keys().filter_map(figure).collect::<Map<_, _>>().into()
}

fn unread(what: &str) -> Error {
    Error::new(Code::InputInvalid, "vectors", what, format!("the vectors of the Programmablaufplan: {what}"))
}

/// The inputs of the random cases of 2026 as they stand in the vectors.
fn written() -> Result<Vec<Map<String, Value>>> {
    let file: Value = serde_json::from_str(PAP).map_err(|_| unread("not JSON"))?;
    let cases = file.get("cases").and_then(Value::as_array).ok_or_else(|| unread("no cases"))?;
    let of_2026 = cases.iter().filter(|case| case.get(0) == Some(&json!(2026)));
    of_2026
        .map(|case| case.get(1).and_then(Value::as_object).cloned().ok_or_else(|| unread("no inputs")))
        .collect()
}

fn inputs(given: &Map<String, Value>) -> Result<de::Inputs> {
    let value = |name: &str| given.get(name).and_then(Value::as_str).map_or(Ok(Decimal::ZERO), number);
    let whole = |name: &str| -> Result<u32> { value(name)?.try_into().map_err(|_| unread(name)) };
    let flag = |name: &str| -> Result<u8> { value(name)?.try_into().map_err(|_| unread(name)) };
    let cents = |name: &str| -> Result<Money> {
        Ok(Money::minor(value(name)?.try_into().map_err(|_| unread(name))?, EUR))
    };
    Ok(de::Inputs {
        wage_tax: de::WageTax {
            f: given.contains_key("f").then(|| value("f")).transpose()?,
            zkf: value("ZKF")?,
            lzzfreib: cents("LZZFREIB")?,
            lzzhinzu: cents("LZZHINZU")?,
            jre4: cents("JRE4")?,
            alter1: flag("ALTER1")?,
            ajahr: whole("AJAHR")?,
            ..de::WageTax::new(flag("STKL")?)
        },
        provision: de::Provision {
            krv: flag("KRV")?,
            alv: flag("ALV")?,
            pkv: flag("PKV")?,
            pkpv: cents("PKPV")?,
            pkpvagz: cents("PKPVAGZ")?,
            pva: flag("PVA")?,
            pvs: flag("PVS")?,
            pvz: flag("PVZ")?,
            ..de::Provision::statutory(value("KVZ")?)
        },
        r: flag("R")?,
        pay: de::Pay { sonstb: cents("SONSTB")?, ..de::Pay::new(flag("LZZ")?.try_into()?, cents("RE4")?) },
    })
}

/// Does `one` with each row: the place for the results is there before the first.
fn each<R, T>(rows: &[R], one: impl Fn(&R) -> Result<T>) -> Result<Vec<T>> {
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        all.push(one(row)?);
    }
    Ok(all)
}

fn pap() -> Result<Job> {
    let (written, day, pack) = (written()?, date(2026, 7, 1)?, RulePack::embedded(de::PACK)?);
    let cases = written.iter().map(inputs).collect::<Result<Vec<_>>>()?;
    let (year, input) = (de::Year::on(&pack, day)?, json!({"law": figures(&pack, day), "cases": written}));
    let items = cases.len();
    let work = move || each(&cases, |inputs| de::pap(inputs, &year));
    let amounts = |one: &de::Outputs| {
        [one.lstlzz, one.solzlzz, one.bk, one.sts, one.solzs, one.bks].map(|money| money.amount().to_string())
    };
    let show = move |all: Result<Vec<de::Outputs>>| {
        all.map_or_else(failed, |all| json!(all.iter().map(amounts).collect::<Vec<_>>()))
    };
    let what = ("pap", "Programmablaufplan 2026, one by one");
    let java = Peer::installed("the Ministry's flow in Java", "java", "wages_de_java");
    Ok(Job::new(what, items, input, &[Peer::plain("wages_de"), java], work, show))
}

/// Province, pay periods, and in cents: pay, pension plan, union dues, pensionable earnings, CPP, CPP2 and EI to date.
type Canadian = (ca::Province, u32, [i64; 7]);

fn canadians() -> Vec<Canadian> {
    let provinces: Vec<_> =
        ca::Province::ALL.iter().filter(|province| **province != ca::Province::Qc).collect();
    let mut chance = Chance::new(23);
    let mut one = || {
        let province = *provinces[chance.between(0, 11) as usize];
        let periods = [12, 24, 26, 52][chance.between(0, 3) as usize];
        let pay = chance.between(2_000_000, 20_000_000) / periods;
        let paid = pay * chance.between(0, periods / 2);
        // Whoever earns much has reached the limits of the year by then.
        let before = [paid, paid / 20, 0, paid / 70].map(|cents| cents.min(420_000));
        let [_, cpp, cpp2, ei] = before;
        let [pension, dues] =
            [pay / 20, pay / 100].map(|part| if chance.between(0, 2) == 0 { part } else { 0 });
        (province, periods, [pay, pension, dues, paid, cpp, cpp2, ei.min(112_307)].map(i64::from))
    };
    (0..500).map(|_| one()).collect()
}

fn canadian() -> Result<Job> {
    let (written, day, pack) = (canadians(), date(2026, 6, 19)?, RulePack::embedded(ca::PACK)?);
    let before = date(2026, 6, 5)?;
    let year = ca::Year::on(&pack, day)?;
    let rows = written.iter().map(|(province, periods, cents)| json!([province, periods, cents]));
    let input = json!({"law": figures(&pack, day), "rows": rows.collect::<Vec<_>>()});
    let items = written.len();
    let slip = move |(province, periods, cents): &Canadian| {
        let [pay, pension_plan, union_dues, pensionable, cpp, cpp2, ei] =
            cents.map(|cents| Money::minor(cents, CAD));
        let frequency = match periods {
            12 => PayFrequency::Monthly,
            24 => PayFrequency::SemiMonthly,
            26 => PayFrequency::Fortnightly,
            _ => PayFrequency::Weekly,
        };
        let person = ca::Profile {
            deductions: ca::Deductions {
                pension_plan: Some(pension_plan),
                union_dues: Some(union_dues),
                ..ca::Deductions::default()
            },
            to_date: Some(ca::ToDate { pensionable, cpp, cpp2, ei, ..ca::ToDate::new(before) }),
            ..ca::Profile::new(*province)
        };
        ca::due(&person, &Payment::new(day, frequency, pay), &year)
    };
    let work = move || each(&written, &slip);
    let amounts = |due: &ca::Due| {
        [due.cpp, due.cpp2, due.ei, due.employer_ei, due.federal_tax, due.provincial_tax]
            .map(|money| money.amount().to_string())
    };
    let show = move |all: Result<Vec<ca::Due>>| {
        all.map_or_else(failed, |all| json!(all.iter().map(amounts).collect::<Vec<_>>()))
    };
    let what = ("slips", "Canadian slip: CPP, EI, both taxes");
    Ok(Job::new(what, items, input, &[Peer::plain("wages_ca")], work, show))
}

/// Nationality, the year of the first registration of a Saudi, the wage in halalas.
type Saudi = (&'static str, i32, i64);

fn saudi() -> Result<Job> {
    let mut chance = Chance::new(29);
    let mut one = || {
        let (nationality, registered) =
            [("SA", 2019), ("SA", 2025), ("IN", 0)][chance.between(0, 2) as usize];
        (nationality, registered, i64::from(chance.between(30_000, 5_000_000)))
    };
    let written: Vec<Saudi> = (0..1000).map(|_| one()).collect();
    let (day, pack) = (date(2026, 7, 30)?, RulePack::embedded(sa::PACK)?);
    let month = sa::Month::on(&pack, day)?;
    let input = json!({"law": figures(&pack, day), "rows": written});
    let items = written.len();
    let read = |(nationality, registered, wage): &Saudi| {
        let first = if *registered == 0 { None } else { Some(date(*registered, 1, 1)?) };
        Ok((nationality.parse::<backoffice::tax::sales::Country>()?, first, *wage))
    };
    let people = written.iter().map(read).collect::<Result<Vec<_>>>()?;
    let work = move || {
        let slip = |(nationality, first, wage): &(_, _, i64)| {
            let person = sa::Profile::new(*nationality, *first, HalfUp);
            sa::due(&person, &Payment::new(day, PayFrequency::Monthly, Money::minor(*wage, SAR)), &month)
        };
        each(&people, slip)
    };
    let amounts =
        |due: &sa::Due| [due.annuities, due.saned, due.hazards].map(|money| money.amount().to_string());
    let show = move |all: Result<Vec<sa::Due>>| {
        all.map_or_else(failed, |all| json!(all.iter().map(amounts).collect::<Vec<_>>()))
    };
    let what = ("slips", "Saudi slip: annuities, SANED, hazards");
    Ok(Job::new(what, items, input, &[Peer::plain("wages_sa")], work, show))
}
