//! The cases of GOBL: documents under its two rules, with prices with tax, retained taxes, surcharges and advances.

use super::{Checks, File, decimal, only, text};
use backoffice::{
    Currency, Decimal, Mode, Money, Price, Rounding,
    calendar::parse_date,
    error::exact,
    invoice::{
        Adjustment, Category, Document, Line, Payment, Prices, Rules, Tax, Totals, Withholding, totals,
    },
};
use serde_json::Value;
use std::collections::BTreeSet;

fn list<'a>(object: &'a Value, field: &str) -> &'a [Value] {
    object.get(field).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

#[allow(clippy::needless_pass_by_value, reason = "`map_err` hands it over")]
fn fail(error: backoffice::Error) -> String {
    error.to_string()
}

/// `"21.0%"` as a fraction; none when it is left out.
fn percent(object: &Value, field: &str) -> Result<Option<Decimal>, String> {
    let Some(written) = object.get(field) else { return Ok(None) };
    let digits = written.as_str().and_then(|text| text.strip_suffix('%')).ok_or("a percentage without %")?;
    let value = exact::decimal(field, digits).map_err(fail)?;
    exact::multiply(value, Decimal::new(1, 2)).map(Some).ok_or_else(|| field.to_owned())
}

/// What a line, discount or charge bears.
struct Borne {
    tax: Tax,
    withholdings: Vec<Withholding>,
    category: Option<String>,
}

fn borne(object: &Value) -> Result<Borne, String> {
    let mut all =
        Borne { tax: Tax::new(Category::OutOfScope, Decimal::ZERO), withholdings: vec![], category: None };
    for written in list(object, "taxes") {
        only(written, &["category", "percent", "group", "country", "surcharge", "retained"])?;
        let (category, rate) = (text(written, "category")?, percent(written, "percent")?);
        if written.get("retained").is_some() {
            all.withholdings.push(Withholding::new(category, rate.ok_or("a retained tax without percent")?));
            continue;
        }
        if all.category.replace(category.into()).is_some() {
            return Err("two taxes on a line".into());
        }
        // What GOBL tells apart besides category and rate.
        let part = |field: &str| written.get(field).and_then(Value::as_str).unwrap_or_default();
        let code = format!("{category};{};{}", part("country"), part("group"));
        all.tax = rate.map_or(Tax::new(Category::Exempt, Decimal::ZERO), Tax::standard).code(code);
        all.tax.surcharge = percent(written, "surcharge")?;
    }
    Ok(all)
}

fn adjustments(
    object: &Value,
    field: &str,
    currency: Currency,
    taxed: bool,
) -> Result<Vec<Adjustment>, String> {
    let one = |written: &Value| {
        only(written, if taxed { &["amount", "percent", "taxes"] } else { &["amount", "percent"] })?;
        let mut adjustment = match percent(written, "percent")? {
            Some(share) => Adjustment::share(share),
            None => Adjustment::amount(Money::new(decimal(written, "amount")?, currency).map_err(fail)?),
        };
        if taxed {
            let borne = borne(written)?;
            adjustment = adjustment.taxed(borne.tax);
            adjustment.withholdings = borne.withholdings;
        }
        Ok(adjustment)
    };
    list(object, field).iter().map(one).collect()
}

struct Case {
    document: Document,
    rules: Rules,
    /// GOBL's categories of tax that are not kept back.
    categories: BTreeSet<String>,
}

fn case(input: &Value) -> Result<Case, String> {
    only(
        input,
        &[
            "currency",
            "minor_digits",
            "rounding",
            "date",
            "prices_include",
            "lines",
            "discounts",
            "charges",
            "advances",
        ],
    )?;
    let currency = Currency::parse(text(input, "currency")?).map_err(fail)?;
    if input["minor_digits"].as_u64() != Some(currency.minor_digits().into()) {
        return Err("other digits than the currency's".into());
    }
    let mut rules = match text(input, "rounding")? {
        "precise" => Rules::gobl_precise(currency),
        "currency" => Rules::gobl_currency(currency),
        other => return Err(format!("rounding {other}")),
    };
    let contained = input.get("prices_include").and_then(Value::as_str);
    if contained.is_some() {
        rules.prices = Prices::GrossRoundEach;
    }
    let mut document = Document::invoice(currency, parse_date("date", text(input, "date")?).map_err(fail)?);
    let mut categories = BTreeSet::new();
    for (place, written) in list(input, "lines").iter().enumerate() {
        only(written, &["quantity", "price", "discounts", "charges", "taxes"])?;
        let borne = borne(written)?;
        if contained.is_some() && borne.category.as_deref() != contained {
            return Err("a line without the tax that prices contain".into());
        }
        categories.extend(borne.category);
        let price = Price::new(decimal(written, "price")?, currency);
        document.lines.push(Line {
            allowances: adjustments(written, "discounts", currency, false)?,
            charges: adjustments(written, "charges", currency, false)?,
            withholdings: borne.withholdings,
            ..Line::new(place.to_string(), decimal(written, "quantity")?, price, borne.tax)
        });
    }
    document.allowances = adjustments(input, "discounts", currency, true)?;
    document.charges = adjustments(input, "charges", currency, true)?;
    for written in list(input, "advances") {
        only(written, &["amount", "percent"])?;
        document.payments.push(match percent(written, "percent")? {
            Some(share) => Payment::share(share),
            None => Payment::amount(Money::new(decimal(written, "amount")?, currency).map_err(fail)?),
        });
    }
    Ok(Case { document, rules, categories })
}

/// The amounts of lines as GOBL shows them: with the digits of their price.
fn shown(document: &Document, totals: &Totals) -> Result<Vec<Decimal>, String> {
    let minor = totals.currency.minor_digits();
    let one = |(line, total): (&Line, &backoffice::invoice::LineTotal)| {
        let digits =
            u8::try_from(line.price.amount().scale().max(minor)).map_err(|error| error.to_string())?;
        Rounding::of(1, digits, Mode::HalfUp).apply(total.exact.unwrap_or(total.net.amount())).map_err(fail)
    };
    document.lines.iter().zip(&totals.lines).map(one).collect()
}

fn sum(amounts: impl Iterator<Item = Money>, currency: Currency) -> Result<Money, String> {
    Money::sum(amounts, currency).map_err(fail)
}

/// GOBL's own examples, and documents that GOBL itself computed.
pub fn gobl(_: &File, written: &Value, checks: &mut Checks) -> Result<(), String> {
    only(written, &["id", "input", "expected", "source", "verified", "note", "shown_totals_add_up"])?;
    let (input, expected) = (&written["input"], &written["expected"]);
    let Case { document, rules, categories } = case(input)?;
    let currency = document.currency;
    let got = match totals(&document, &rules) {
        Ok(got) => got,
        Err(error) => {
            checks.refused(&error);
            return Ok(());
        }
    };
    // As priced, whether with tax or without; and the same before discounts and charges of lines.
    let priced_rules = Rules { prices: Prices::Net, ..rules };
    let priced = totals(&document, &priced_rules).map_err(fail)?;
    let mut bare = document.clone();
    for line in &mut bare.lines {
        (line.allowances, line.charges) = (vec![], vec![]);
    }
    let bare = totals(&bare, &priced_rules).map_err(fail)?;

    only(expected, &["lines", "discounts", "charges", "totals", "taxes"])?;
    let (sums, line_totals) = (shown(&document, &bare)?, shown(&document, &priced)?);
    let wanted = list(expected, "lines");
    checks.text("lines", wanted.len(), got.lines.len());
    for (index, wanted) in wanted.iter().enumerate() {
        only(wanted, &["sum", "total"])?;
        checks.number(&format!("lines.{index}.sum"), &wanted["sum"], sums[index]);
        checks.number(&format!("lines.{index}.total"), &wanted["total"], line_totals[index]);
    }
    for (field, parts) in [("discounts", &priced.allowance_parts), ("charges", &priced.charge_parts)] {
        let wanted = list(expected, field);
        checks.text(field, wanted.len(), parts.len());
        for (index, (wanted, part)) in wanted.iter().zip(parts).enumerate() {
            checks.number(&format!("{field}.{index}"), wanted, part.net.amount());
        }
    }

    let surcharges = sum(got.breakdown.iter().filter_map(|row| row.surcharge).map(|s| s.amount), currency)?;
    let contained = got.tax.checked_sub(surcharges).map_err(fail)?;
    let payable = got.due.checked_add(got.prepaid).map_err(fail)?;
    for (field, wanted) in expected["totals"].as_object().into_iter().flatten() {
        let money = match field.as_str() {
            "sum" => priced.sum,
            "discount" => priced.allowances,
            "charge" => priced.charges,
            "tax_included" => contained,
            "total" => got.net,
            "tax" => got.tax,
            "total_with_tax" => got.gross,
            "retained_tax" => got.withheld,
            "payable" => payable,
            "advance" => got.prepaid,
            "due" => got.due,
            other => return Err(format!("`{other}`")),
        };
        checks.number(&format!("totals.{field}"), wanted, money.amount());
    }
    for wanted in list(expected, "taxes") {
        taxes(wanted, &got, &categories, contained, checks)?;
    }
    if let Some(wanted) = written.get("shown_totals_add_up") {
        let shown = got.net.checked_add(got.tax).map_err(fail)? == got.gross;
        checks.text("shown_totals_add_up", wanted, shown);
    }
    Ok(())
}

/// A rate as GOBL lists it: base, amount, percent, surcharge.
type Row = (Decimal, Decimal, Option<Decimal>, Option<Decimal>);

fn rows(wanted: &Value) -> Result<Vec<Row>, String> {
    let one = |row: &Value| {
        only(row, &["base", "amount", "percent", "surcharge"])?;
        let surcharge = if row.get("surcharge").is_some() { Some(decimal(row, "surcharge")?) } else { None };
        let plain = |value: Decimal| value.normalize();
        let (base, amount) = (plain(decimal(row, "base")?), plain(decimal(row, "amount")?));
        Ok((base, amount, percent(row, "percent")?.map(plain), surcharge.map(plain)))
    };
    let mut rows: Vec<Row> = list(wanted, "rates").iter().map(one).collect::<Result<_, String>>()?;
    rows.sort();
    Ok(rows)
}

fn taxes(
    wanted: &Value,
    got: &Totals,
    categories: &BTreeSet<String>,
    contained: Money,
    checks: &mut Checks,
) -> Result<(), String> {
    only(wanted, &["category", "amount", "rates", "retained", "surcharge"])?;
    let category = text(wanted, "category")?;
    let plain = |money: Money| money.amount().normalize();
    let (amount, mut own): (Money, Vec<Row>) = if wanted.get("retained").is_some() {
        let of_it = || got.withholdings.iter().filter(|part| part.name == category);
        let row = |part: &backoffice::invoice::WithholdingTotal| {
            (plain(part.base), plain(part.amount), Some(part.rate.normalize()), None)
        };
        (sum(of_it().map(|part| part.amount), got.currency)?, of_it().map(row).collect())
    } else {
        let prefix = format!("{category};");
        let of_it = || got.breakdown.iter().filter(|row| row.code.starts_with(&prefix));
        let row = |row: &backoffice::invoice::TaxTotal| {
            let rate = (row.category == Category::Standard).then(|| row.rate.normalize());
            (plain(row.base), plain(row.tax), rate, row.surcharge.map(|surcharge| plain(surcharge.amount)))
        };
        if let Some(surcharge) = wanted.get("surcharge") {
            let got = sum(of_it().filter_map(|row| row.surcharge).map(|s| s.amount), got.currency)?;
            checks.number(&format!("{category}.surcharge"), surcharge, got.amount());
        }
        // One category is rounded on its own; of several GOBL's amounts are in the total of all alone.
        let amount =
            if categories.len() > 1 { sum(of_it().map(|row| row.tax), got.currency)? } else { contained };
        (amount, of_it().map(row).collect())
    };
    own.sort();
    checks.number(&format!("{category}.amount"), &wanted["amount"], amount.amount());
    checks.text(&format!("{category}.rates"), format!("{:?}", rows(wanted)?), format!("{own:?}"));
    Ok(())
}
