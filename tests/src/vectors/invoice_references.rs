//! The cases of `references.json`: payment references, accounts, tax numbers.

use super::{Checks, File, only, text};
use backoffice::invoice::reference::{Scheme, iban, tax_number};
use serde_json::Value;

/// One case.
pub fn references(_: &File, case: &Value, checks: &mut Checks) -> Result<(), String> {
    only(case, &["id", "scheme", "op", "input", "expected", "source", "verified", "note", "computed"])?;
    let (name, op, input) = (text(case, "scheme")?, text(case, "op")?, &case["input"]);
    let number = input.as_str().map_or_else(|| text(input, "number"), Ok)?;
    if input.is_object() {
        only(input, &["number", "method", "length_digit", "pad", "country"])?;
    }
    let scheme = match name {
        "iso11649" => Scheme::Rf,
        "ch.qrr" => Scheme::Qrr,
        "fi.viite" => Scheme::Finnish,
        "ee.viite" => Scheme::Estonian,
        "no.kid" if input["method"] == "mod11" => Scheme::KidMod11,
        "no.kid" => Scheme::KidMod10,
        "se.ocr" if input["length_digit"] == true => Scheme::OcrLength,
        "se.ocr" => Scheme::Ocr,
        "be.ogm" => Scheme::Belgian,
        "si.12" => Scheme::Slovenian,
        "hr.mod11ini" => Scheme::Croatian,
        _ => return other(name, op, number, case, checks),
    };
    // A filler stands before the length digit, as if it belonged to the number.
    let number = format!("{number}{}", input["pad"].as_str().unwrap_or_default());
    let got = match op {
        "validate" => {
            checks.holds(
                "checked",
                scheme.holds(&number) == scheme.check(&number).is_ok(),
                "as holds",
                "not",
            );
            checks.text("holds", &case["expected"], scheme.holds(&number));
            return Ok(());
        }
        "make" => scheme.make(&number),
        "format" => scheme.format(&number),
        "to_rf" => scheme.parse(&number).and_then(|number| Scheme::Rf.make(&number)),
        "check_digit" => {
            scheme.make(&number).map(|made| made.chars().next_back().map(String::from).unwrap_or_default())
        }
        _ => return Err(format!("`{op}` of {name}")),
    };
    match got {
        Ok(got) => checks.text(op, text(case, "expected")?, got),
        Err(error) => checks.refused(&error),
    }
    Ok(())
}

fn other(name: &str, op: &str, number: &str, case: &Value, checks: &mut Checks) -> Result<(), String> {
    let got = match (name, op) {
        ("iban", "validate") => iban::holds(number),
        ("ch.qriban", "is_qr_iban") => iban::is_qr_iban(number).map_err(|error| error.to_string())?,
        ("vat.eu", "validate") => tax_number::holds(text(&case["input"], "country")?, number),
        ("eu.oss", "validate") => tax_number::holds("EU", number),
        ("gb.vat", "validate") => tax_number::holds("GB", number),
        ("ch.vat", "validate") => tax_number::holds("CH", number),
        ("no.mva", "validate") => tax_number::holds("NO", number),
        ("ch.uid", "validate") => tax_number::holds_enterprise("CH", number),
        ("no.orgnr", "validate") => tax_number::holds_enterprise("NO", number),
        _ => {
            return Err(format!(
                "`{op}` of {name}: a tax number of a country that this version does not have"
            ));
        }
    };
    checks.text("holds", &case["expected"], got);
    Ok(())
}
