//! The cases of the place of supply.

use super::{Checks, File, decimal, only, text};
use backoffice::{
    Money,
    calendar::parse_date,
    currency::EUR,
    error::exact,
    law::RulePack,
    tax::sales::{
        Art199, Choices, Customer, DistanceSales, Goods, ReverseCharge, Service, ServiceKind, Supplied,
        Supplier, Supply, Territory, Turnover, decide,
    },
};
use serde_json::Value;

fn told<T>(result: backoffice::Result<T>) -> Result<T, String> {
    result.map_err(|error| error.to_string())
}

fn territory(object: &Value, field: &str) -> Result<Territory, String> {
    told(Territory::parse(text(object, field)?))
}

fn flag(object: &Value, field: &str) -> bool {
    object.get(field) == Some(&Value::Bool(true))
}

/// One case: `place`, `liable`, `category`, `rate_of` and `split` are compared, absent ones as nothing; `scheme` where the
/// case states one (the file leaves it out of services to which art. 369b(c) opened the one-stop shop in 2021).
pub fn case(_: &File, case: &Value, checks: &mut Checks) -> Result<(), String> {
    let (input, expected) = (&case["input"], &case["expected"]);
    let known = [
        "day",
        "supplier",
        "customer",
        "supply",
        "eu_threshold",
        "country_sales",
        "ioss_registered",
        "options",
    ];
    only(input, &[&known[..], &["customer_also_builder"]].concat())?;
    only(expected, &["place", "liable", "category", "scheme", "rate_of", "split", "mention"])?;
    let supply = Supply {
        day: told(parse_date("day", text(input, "day")?))?,
        supplier: supplier(input)?,
        customer: customer(input)?,
        what: supplied(&input["supply"])?,
    };
    let pack = told(RulePack::embedded("eu.vat"))?;
    let decision = match decide(&supply, &choices(&input["options"])?, &pack) {
        Ok(decision) => decision,
        Err(error) => {
            checks.refused(&error);
            return Ok(());
        }
    };
    let place = decision.place.map_or_else(|| "by distance".to_owned(), |place| place.to_string());
    // "outside" is where the goods set out.
    let wanted = match (text(expected, "place")?, &supply.what) {
        ("outside", Supplied::Goods(goods)) => goods.from.to_string(),
        (place, _) => place.to_owned(),
    };
    checks.text("place", wanted, place);
    let liable = serde_json::to_value(decision.liable).map_err(|error| error.to_string())?;
    checks.text("liable", text(expected, "liable")?, liable.as_str().unwrap_or_default());
    checks.text("category", text(expected, "category")?, decision.category);
    if expected.get("scheme").is_some() {
        let scheme = decision.scheme.map_or("none", |scheme| scheme.name());
        checks.text("scheme", text(expected, "scheme")?, scheme);
    }
    if decision.split.is_empty() {
        let rate_of = decision.rate_of.map_or_else(String::new, |place| place.to_string());
        checks.text("rate_of", expected.get("rate_of").and_then(Value::as_str).unwrap_or_default(), rate_of);
        checks.holds("split", expected.get("split").is_none(), "a split", "none");
        return Ok(());
    }
    let split = expected.get("split").and_then(Value::as_object).ok_or("a case without the split")?;
    checks.text("split", split.len(), decision.split.len());
    for part in &decision.split {
        checks.number(&format!("split.{}", part.place), &expected["split"][part.place.code()], part.share);
    }
    Ok(())
}

fn supplier(input: &Value) -> Result<Supplier, String> {
    only(&input["supplier"], &["country"])?;
    let mut supplier = Supplier::new(territory(&input["supplier"], "country")?);
    supplier.import_one_stop_shop = flag(input, "ioss_registered");
    supplier.distance_sales = match input.get("eu_threshold").and_then(Value::as_str) {
        Some("below") => Some(DistanceSales::BelowThreshold),
        Some("above") => Some(DistanceSales::AboveThreshold),
        Some("opted") => Some(DistanceSales::Opted),
        Some(other) => return Err(format!("a standing of `{other}`")),
        None => None,
    };
    if input.get("country_sales").is_some() {
        let this_year = told(Money::new(decimal(input, "country_sales")?, EUR))?;
        let turnover = Turnover { this_year, last_year: Money::zero(EUR) };
        supplier.distance_sales = Some(DistanceSales::Amounts(turnover));
    }
    Ok(supplier)
}

fn customer(input: &Value) -> Result<Customer, String> {
    let customer = &input["customer"];
    only(customer, &["country", "taxable", "vat_id", "vat_id_country"])?;
    let country = territory(customer, "country")?;
    let vat_id = match customer.get("vat_id").and_then(Value::as_str) {
        Some("valid") => {
            let state = customer.get("vat_id_country").and_then(Value::as_str).unwrap_or(country.code());
            Some(format!("{state}123456789"))
        }
        Some("none") | None => None,
        Some(other) => return Err(format!("a VAT number that is `{other}`")),
    };
    let in_trade = input.get("customer_also_builder").and_then(Value::as_bool);
    Ok(Customer { taxable: flag(customer, "taxable"), vat_id, in_trade, ..Customer::private(country) })
}

fn supplied(supply: &Value) -> Result<Supplied, String> {
    if text(supply, "kind")? == "goods" {
        only(supply, &["kind", "from", "to", "installed", "consignment_value_eur"])?;
        let mut goods = Goods::sent(territory(supply, "from")?, territory(supply, "to")?);
        goods.installed = flag(supply, "installed");
        if supply.get("consignment_value_eur").is_some() {
            goods.consignment = Some(told(Money::new(decimal(supply, "consignment_value_eur")?, EUR))?);
        }
        return Ok(Supplied::Goods(goods));
    }
    only(supply, &["kind", "service", "from", "to", "location", "streamed", "legs", "days", "handed_over"])?;
    let mut service = Service::new(match text(supply, "service")? {
        "general" => ServiceKind::General,
        "goods-transport" => ServiceKind::GoodsTransport,
        "construction" => ServiceKind::Construction,
        "electronic" => ServiceKind::Electronic,
        "immovable" => ServiceKind::Immovable,
        "restaurant" => ServiceKind::Restaurant,
        "cultural" => ServiceKind::Event,
        "passenger-transport" => ServiceKind::PassengerTransport,
        "vehicle-hire" => ServiceKind::VehicleHire,
        "consulting" => ServiceKind::Professional,
        "insurance" => ServiceKind::Insurance,
        other => return Err(format!("a service of the kind `{other}`")),
    });
    let place = |field: &str| supply.get(field).map(|_| territory(supply, field)).transpose();
    service.at = place("location")?.or(place("handed_over")?);
    (service.from, service.to) = (place("from")?, place("to")?);
    service.streamed = flag(supply, "streamed");
    service.days = supply.get("days").and_then(Value::as_u64).and_then(|days| u32::try_from(days).ok());
    for (code, distance) in supply.get("legs").and_then(Value::as_object).into_iter().flatten() {
        let distance = distance.as_str().ok_or("a distance that is no text")?;
        service.legs.insert(told(Territory::parse(code))?, told(exact::decimal("legs", distance))?);
    }
    Ok(Supplied::Service(service))
}

fn choices(options: &Value) -> Result<Choices, String> {
    let mut choices = Choices::none();
    for (state, chosen) in options.as_object().into_iter().flatten() {
        let state = told(Territory::parse(state))?;
        only(chosen, &["art_194", "art_199_1_a"])?;
        let choice = match chosen.get("art_194").or(chosen.get("art_199_1_a")) {
            Some(Value::Bool(true)) => ReverseCharge::Always,
            Some(Value::String(text)) if text == "customer established" => ReverseCharge::CustomerEstablished,
            Some(Value::String(text)) if text == "builder" => ReverseCharge::CustomerInTrade,
            other => return Err(format!("a choice of {other:?}")),
        };
        choices = if chosen.get("art_194").is_some() {
            choices.art_194(state, choice)
        } else {
            choices.art_199(state, Art199::Construction, choice)
        };
    }
    Ok(choices)
}
