//! The cases of the room `invoice`.

use super::{Checks, File, Kind, decimal, only, text};
use backoffice::{
    Currency, Decimal, Granularity, Mode, Money, NaiveDate, Price, Rounding,
    calendar::parse_date,
    error::exact,
    invoice::{
        Adjustment, Cash, Category, Document, Kind as DocumentKind, Line, Prices, Rules, Tax, Totals, totals,
    },
};
use serde_json::Value;

/// What a file of this room is, by its name without `.json`.
pub fn kind(stem: &str) -> Kind {
    match stem {
        "totals_en16931" => Kind::Cases(en16931),
        "numbering" => Kind::Cases(super::invoice_numbering::numbering),
        "rounding" => Kind::Cases(rounding),
        "issue_regressions" => Kind::Cases(regressions),
        "references" => Kind::Cases(super::invoice_references::references),
        "chains" => Kind::Cases(super::invoice_chains::chains),
        "rules_en16931" | "totals_gobl" | "totals_gobl_random" => Kind::Later("this invoice file"),
        _ => Kind::Unknown,
    }
}

pub fn list<'a>(object: &'a Value, field: &str) -> &'a [Value] {
    object.get(field).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

pub fn read<T: serde::de::DeserializeOwned>(value: &Value) -> Result<T, String> {
    serde_json::from_value(value.clone()).map_err(|error| error.to_string())
}

#[allow(clippy::needless_pass_by_value, reason = "`map_err` hands it over")]
pub fn fail(error: backoffice::Error) -> String {
    error.to_string()
}

pub fn day(text: &str) -> Result<NaiveDate, String> {
    parse_date("day", text).map_err(fail)
}

/// 19 of a hundred as a fraction.
fn percent(object: &Value, field: &str) -> Result<Decimal, String> {
    match object.get(field) {
        None | Some(Value::Null) => Ok(Decimal::ZERO),
        Some(_) => {
            exact::multiply(decimal(object, field)?, Decimal::new(1, 2)).ok_or_else(|| format!("`{field}`"))
        }
    }
}

/// A document of the day on which the vectors were made; no rule here depends on it.
fn document(kind: DocumentKind, currency: Currency) -> Result<Document, String> {
    Ok(Document::new(kind, currency, day("2026-11-23")?))
}

fn tax(object: &Value) -> Result<Tax, String> {
    let category: Category = read(object.get("category").ok_or("a line without category")?)?;
    Ok(Tax::new(category, percent(object, "rate")?))
}

fn adjustments(
    object: &Value,
    field: &str,
    currency: Currency,
    taxed: bool,
) -> Result<Vec<Adjustment>, String> {
    let known: &[&str] = if taxed {
        &["amount", "percent", "base", "category", "rate"]
    } else {
        &["amount", "percent", "base"]
    };
    let one = |value: &Value| {
        only(value, known)?;
        let money = |field: &str| Money::new(decimal(value, field)?, currency).map_err(fail);
        let mut adjustment = Adjustment::amount(money("amount")?);
        if value.get("percent").is_some() {
            adjustment.share = Some(percent(value, "percent")?);
            adjustment.base = Some(money("base")?);
        }
        Ok(if taxed { adjustment.taxed(tax(value)?) } else { adjustment })
    };
    list(object, field).iter().map(one).collect()
}

fn en16931(_: &File, case: &Value, checks: &mut Checks) -> Result<(), String> {
    only(case, &["id", "input", "expected", "source", "verified", "note"])?;
    let (input, expected) = (&case["input"], &case["expected"]);
    only(
        input,
        &[
            "type",
            "currency",
            "lines",
            "allowances",
            "charges",
            "prepaid",
            "payable_rounding",
            "tax_currency",
        ],
    )?;
    let currency = Currency::parse(text(input, "currency")?).map_err(fail)?;
    let kind = match text(input, "type")? {
        "invoice" => DocumentKind::Invoice,
        "credit-note" => DocumentKind::CreditNote,
        other => return Err(format!("documents of type {other}")),
    };
    let mut written = document(kind, currency)?;
    for line in list(input, "lines") {
        only(
            line,
            &["quantity", "price", "price_base_quantity", "net", "category", "rate", "allowances", "charges"],
        )?;
        let mut entry = if line.get("net").is_some() {
            let net = Money::new(decimal(line, "net")?, currency).map_err(fail)?;
            Line::new("stated", Decimal::ONE, net.each(), tax(line)?).stating(net)
        } else {
            let price = Price::new(decimal(line, "price")?, currency);
            Line::new("computed", decimal(line, "quantity")?, price, tax(line)?)
        };
        if line.get("price_base_quantity").is_some() {
            entry.base_quantity = decimal(line, "price_base_quantity")?;
        }
        entry.allowances = adjustments(line, "allowances", currency, false)?;
        entry.charges = adjustments(line, "charges", currency, false)?;
        written.lines.push(entry);
    }
    written.allowances = adjustments(input, "allowances", currency, true)?;
    written.charges = adjustments(input, "charges", currency, true)?;
    for (field, place) in
        [("prepaid", &mut written.prepaid), ("payable_rounding", &mut written.payable_rounding)]
    {
        if input.get(field).is_some() {
            *place = Some(Money::new(decimal(input, field)?, currency).map_err(fail)?);
        }
    }
    let result = match totals(&written, &Rules::en16931(currency)) {
        Ok(result) => result,
        Err(error) => {
            checks.refused(&error);
            return Ok(());
        }
    };
    compare(expected, &result, checks)
}

fn compare(expected: &Value, result: &Totals, checks: &mut Checks) -> Result<(), String> {
    for (field, wanted) in expected.as_object().into_iter().flatten() {
        let money = match field.as_str() {
            "BT-106" => result.sum,
            "BT-107" => result.allowances,
            "BT-108" => result.charges,
            "BT-109" => result.net,
            "BT-110" => result.tax,
            "BT-112" => result.gross,
            "BT-113" => result.prepaid,
            "BT-114" => result.rounding,
            "BT-115" => result.due,
            // The file says that it does not follow from the input.
            "BT-111" => continue,
            "line_net" => {
                let wanted = list(expected, field);
                checks.text("lines", wanted.len(), result.lines.len());
                for (index, (wanted, line)) in wanted.iter().zip(&result.lines).enumerate() {
                    checks.number(&format!("lines.{index}.net"), wanted, line.net.amount());
                }
                continue;
            }
            "breakdown" => {
                let wanted = list(expected, field);
                checks.text("breakdown", wanted.len(), result.breakdown.len());
                for part in wanted {
                    let of = tax(part)?;
                    let name = format!("{} {}", of.category, of.rate);
                    let got = result
                        .breakdown
                        .iter()
                        .find(|got| got.category == of.category && got.rate == of.rate);
                    let Some(got) = got else {
                        checks.holds(&name, false, "a breakdown", "none");
                        continue;
                    };
                    checks.number(&format!("{name} BT-116"), &part["BT-116"], got.base.amount());
                    checks.number(&format!("{name} BT-117"), &part["BT-117"], got.tax.amount());
                }
                continue;
            }
            other => return Err(format!("`{other}`")),
        };
        checks.number(field, wanted, money.amount());
    }
    checks.holds("adds up", result.adds_up(), "what is printed adds up", "it does not");
    Ok(())
}

/// A currency with that many minor digits, for cases that name none.
fn with_digits(input: &Value) -> Result<Currency, String> {
    let code = match input.get("digits").and_then(Value::as_u64) {
        Some(0) => "JPY",
        Some(2) | None => "EUR",
        Some(3) => "KWD",
        Some(other) => return Err(format!("{other} digits")),
    };
    Currency::parse(code).map_err(fail)
}

fn lines_at(currency: Currency, nets: &[(Decimal, Decimal)]) -> Result<Document, String> {
    let mut written = document(DocumentKind::Invoice, currency)?;
    for (net, rate) in nets {
        written.lines.push(Line::new("line", Decimal::ONE, Price::new(*net, currency), Tax::standard(*rate)));
    }
    Ok(written)
}

fn rounding(_: &File, case: &Value, checks: &mut Checks) -> Result<(), String> {
    only(case, &["id", "kind", "input", "expected", "source", "verified", "note"])?;
    let (input, expected) = (&case["input"], &case["expected"]);
    let mode = || read::<Mode>(&input["mode"]);
    match text(case, "kind")? {
        "mode" => {
            only(input, &["amount", "step", "mode"])?;
            let by = Rounding::to(decimal(input, "step")?, mode()?).map_err(fail)?;
            let got = by.apply(decimal(input, "amount")?).map_err(fail)?;
            checks.number("amount", &expected["amount"], got);
        }
        "allocate" => {
            only(input, &["amount", "weights", "digits"])?;
            let weights: Option<Vec<Decimal>> = list(input, "weights").iter().map(super::number).collect();
            let amount = Money::new(decimal(input, "amount")?, with_digits(input)?).map_err(fail)?;
            let parts = amount.split(&weights.ok_or("weights")?).map_err(fail)?;
            checks.text("parts", list(expected, "parts").len(), parts.len());
            for (index, (wanted, part)) in list(expected, "parts").iter().zip(parts).enumerate() {
                checks.number(&format!("parts.{index}"), wanted, part.amount());
            }
        }
        "cash" => {
            only(input, &["currency", "payable", "step", "mode"])?;
            let currency = Currency::parse(text(input, "currency")?).map_err(fail)?;
            let step = Rounding::to(decimal(input, "step")?, mode()?).map_err(fail)?;
            let rules = Rules { cash: Cash::Rounded(step), ..Rules::en16931(currency) };
            let written = lines_at(currency, &[(decimal(input, "payable")?, Decimal::ZERO)])?;
            let got = totals(&written, &rules).map_err(fail)?;
            checks.number("payable", &expected["payable"], got.due.amount());
            checks.number("rounding", &expected["rounding"], got.rounding.amount());
            checks.number("net", &input["payable"], got.net.amount());
        }
        "granularity" => {
            only(input, &["lines", "mode", "digits"])?;
            let currency = with_digits(input)?;
            let nets: Result<Vec<_>, String> = list(input, "lines")
                .iter()
                .map(|line| {
                    only(line, &["net", "rate"])?;
                    Ok((decimal(line, "net")?, decimal(line, "rate")?))
                })
                .collect();
            let written = lines_at(currency, &nets?)?;
            for (field, tax) in [("per_line", Granularity::PerLine), ("per_rate", Granularity::PerRate)] {
                let rules =
                    Rules { tax, amount: Rounding::minor(currency, mode()?), ..Rules::en16931(currency) };
                checks.number(field, &expected[field], totals(&written, &rules).map_err(fail)?.tax.amount());
            }
        }
        "gross" => {
            only(input, &["gross", "rate", "mode", "digits"])?;
            let (currency, rate) = (with_digits(input)?, decimal(input, "rate")?);
            let gross: Option<Vec<Decimal>> = list(input, "gross").iter().map(super::number).collect();
            let priced: Vec<_> = gross.ok_or("gross")?.into_iter().map(|gross| (gross, rate)).collect();
            let written = lines_at(currency, &priced)?;
            for (field, tax) in [("per_total", Granularity::PerRate), ("per_line", Granularity::PerLine)] {
                let amount = Rounding::minor(currency, mode()?);
                let rules = Rules { tax, amount, prices: Prices::GrossRoundTax, ..Rules::en16931(currency) };
                let got = totals(&written, &rules).map_err(fail)?;
                let wanted = &expected[field];
                only(wanted, &["tax", "net", "gross", "line_net"])?;
                checks.number(&format!("{field}.tax"), &wanted["tax"], got.tax.amount());
                checks.number(&format!("{field}.net"), &wanted["net"], got.net.amount());
                if let Some(gross) = wanted.get("gross") {
                    checks.number(&format!("{field}.gross"), gross, got.gross.amount());
                }
                for (index, (net, line)) in list(wanted, "line_net").iter().zip(&got.lines).enumerate() {
                    checks.number(&format!("{field}.line_net.{index}"), net, line.net.amount());
                }
            }
        }
        "settlement" => settlement(input, expected, checks)?,
        other => return Err(format!("cases of kind {other}")),
    }
    Ok(())
}

fn settlement(input: &Value, expected: &Value, checks: &mut Checks) -> Result<(), String> {
    only(input, &["net", "rate", "withholding", "prepaid", "cash_step"])?;
    let currency = with_digits(input)?;
    let prepaid = Money::new(decimal(input, "prepaid")?, currency).map_err(fail)?;
    let written = lines_at(currency, &[(decimal(input, "net")?, decimal(input, "rate")?)])?
        .withholding("withheld", decimal(input, "withholding")?)
        .prepaid(prepaid);
    let mut rules = Rules::en16931(currency);
    if input.get("cash_step").is_some() {
        let step = Rounding::to(decimal(input, "cash_step")?, Mode::HalfUp).map_err(fail)?;
        rules.cash = Cash::Rounded(step);
    }
    let got = totals(&written, &rules).map_err(fail)?;
    let payable = got.due.checked_add(got.prepaid).map_err(fail)?;
    for (field, wanted) in expected.as_object().into_iter().flatten() {
        let money = match field.as_str() {
            "tax" => got.tax,
            "total_with_tax" => got.gross,
            "withheld" => got.withheld,
            "rounding" => got.rounding,
            "payable" => payable,
            "due" => got.due,
            other => return Err(format!("`{other}`")),
        };
        checks.number(field, wanted, money.amount());
    }
    Ok(())
}

/// Cents that users fought about: each case has fields of its own.
pub fn regressions(_: &File, case: &Value, checks: &mut Checks) -> Result<(), String> {
    let (input, expected) = (&case["input"], &case["expected"]);
    only(input, &["lines", "rate", "gross", "rule", "net", "document_discount"])?;
    let currency = with_digits(input)?;
    let mut written = document(DocumentKind::Invoice, currency)?;
    let rate_of = |line: &Value| decimal(if line.get("rate").is_some() { line } else { input }, "rate");
    for line in list(input, "lines") {
        only(line, &["quantity", "price", "net", "discount", "rate"])?;
        let (quantity, price) = if line.get("net").is_some() {
            (Decimal::ONE, decimal(line, "net")?)
        } else {
            (decimal(line, "quantity")?, decimal(line, "price")?)
        };
        let mut entry =
            Line::new("line", quantity, Price::new(price, currency), Tax::standard(rate_of(line)?));
        if line.get("discount").is_some() {
            entry = entry.allowance(Adjustment::share(decimal(line, "discount")?));
        }
        written.lines.push(entry);
    }
    for field in ["net", "gross"] {
        let amounts = match input.get(field) {
            None => vec![],
            Some(Value::Array(amounts)) => amounts.clone(),
            Some(amount) => vec![amount.clone()],
        };
        for amount in amounts {
            let price = super::number(&amount).ok_or("an amount that is not a number")?;
            let tax = Tax::standard(rate_of(input)?);
            written.lines.push(Line::new("line", Decimal::ONE, Price::new(price, currency), tax));
        }
    }
    if input.get("document_discount").is_some() {
        written = written.allowance(Adjustment::share(decimal(input, "document_discount")?));
    }
    let prices = match input.get("rule").and_then(Value::as_str) {
        _ if input.get("gross").is_none() => Prices::Net,
        None | Some("round the tax") => Prices::GrossRoundTax,
        Some("round the net") => Prices::GrossRoundNet,
        Some(other) => return Err(format!("the rule {other}")),
    };
    let run = |rules: Rules| totals(&written, &rules).map_err(fail);
    let got = run(Rules { prices, ..Rules::en16931(currency) })?;
    for (field, wanted) in expected.as_object().into_iter().flatten() {
        let money = match field.as_str() {
            "net" => got.net,
            "tax" | "per_rate" => got.tax,
            "gross" => got.gross,
            "line_net" => got.lines.first().ok_or("no line")?.net,
            "per_line" => run(Rules::per_line(currency))?.tax,
            "unrounded_gross" => run(Rules::unrounded(currency))?.gross,
            "shown_adds_up" | "unrounded" => {
                let preset =
                    if field == "unrounded" { Rules::unrounded(currency) } else { Rules::en16931(currency) };
                let got = run(preset)?;
                for (name, money) in [("net", got.net), ("tax", got.tax), ("gross", got.gross)] {
                    checks.number(&format!("{field}.{name}"), &wanted[name], money.amount());
                }
                continue;
            }
            "bases" => {
                for (rate, wanted) in wanted.as_object().into_iter().flatten() {
                    let rate = exact::decimal("rate", rate).map_err(fail)?;
                    let part =
                        got.breakdown.iter().find(|part| part.rate == rate).ok_or("a rate is missing")?;
                    checks.number(&format!("bases.{rate}"), wanted, part.base.amount());
                }
                continue;
            }
            // A document priced without tax reaches the gross that was agreed with a rounding of the same cent.
            "payable_rounding" => {
                let net = lines_at(currency, &[(got.net.amount(), decimal(input, "rate")?)])?;
                let plain = totals(&net, &Rules::en16931(currency)).map_err(fail)?;
                got.gross.checked_sub(plain.gross).map_err(fail)?
            }
            "wrong" | "recomputed_from_net" => continue,
            other => return Err(format!("`{other}`")),
        };
        checks.number(field, wanted, money.amount());
    }
    Ok(())
}
