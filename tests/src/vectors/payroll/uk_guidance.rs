//! The cases of the official guidance and calculators on statutory pay, minimum wage and apprenticeship levy: a case names
//! the door, hands its documents over and says what stands at paths of the answer.

use super::super::{Checks, File, number, only, text};
use backoffice::{
    Result, Trace,
    error::document,
    law::RulePack,
    tax::wages::uk::{employer, minimum_wage, statutory_pay},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// Judges a case.
pub fn judge(file: &File, case: &Value, checks: &mut Checks) -> std::result::Result<(), String> {
    only(case, &["id", "door", "pack", "input", "expected", "source", "verified"])?;
    let input = case.get("input").ok_or("a case without input")?;
    let door = text(case, "door")?;
    let answer = match law(file, case, door).and_then(|law| call(door, input, &law)) {
        Ok(Some(answer)) => answer,
        Ok(None) => return Err(format!("the door `{door}`")),
        Err(error) => {
            checks.refused(&error);
            return Ok(());
        }
    };
    let expected = case.get("expected").and_then(Value::as_object).ok_or("a case without expectations")?;
    for (path, wanted) in expected {
        let got = answer.pointer(&format!("/{}", path.replace('.', "/"))).unwrap_or(&Value::Null);
        match (number(wanted), number(got)) {
            (Some(_), Some(got)) => checks.number(path, wanted, got),
            _ => checks.text(path, wanted, got),
        }
    }
    Ok(())
}

/// The pack that came with this version, or the one of earlier years that the file holds.
fn law(file: &File, case: &Value, door: &str) -> Result<RulePack> {
    match case.get("pack").and_then(Value::as_str) {
        Some(name) => RulePack::parse(file.head.get(name).and_then(Value::as_str).unwrap_or_default()),
        None => RulePack::embedded(match door {
            "employer.due" => employer::PACK,
            "minimum_wage.check" => minimum_wage::PACK,
            _ => statutory_pay::PACK,
        }),
    }
}

/// What a door answers; None when there is no such door.
fn call(door: &str, input: &Value, law: &RulePack) -> Result<Option<Value>> {
    match door {
        "employer.due" => {
            let month: employer::Month = read(input, "month")?;
            let scheme: employer::Scheme = read(input, "scheme")?;
            told(employer::due(&scheme, &month, law), employer::due_traced(&scheme, &month, law))
        }
        "minimum_wage.check" => {
            let work: minimum_wage::Work = read(input, "work")?;
            told(minimum_wage::check(&work, law), minimum_wage::check_traced(&work, law))
        }
        "statutory_pay.sick_pay" => {
            let sickness: statutory_pay::Sickness = read(input, "sickness")?;
            told(statutory_pay::sick_pay(&sickness, law), statutory_pay::sick_pay_traced(&sickness, law))
        }
        "statutory_pay.parental_pay" => {
            let leave: statutory_pay::Leave = read(input, "leave")?;
            told(statutory_pay::parental_pay(&leave, law), statutory_pay::parental_pay_traced(&leave, law))
        }
        _ => Ok(None),
    }
}

fn read<T: DeserializeOwned>(input: &Value, name: &str) -> Result<T> {
    document::take(name, input.get(name).unwrap_or(&Value::Null))
}

/// The answer by the fast form as a document; the traced one must agree.
fn told<T: Serialize + PartialEq + std::fmt::Debug>(
    answer: Result<T>,
    traced: Result<(T, Trace)>,
) -> Result<Option<Value>> {
    let (answer, (traced, _)) = (answer?, traced?);
    assert_eq!(answer, traced, "the two forms of number differ");
    document::write("answer", &answer).map(Some)
}
