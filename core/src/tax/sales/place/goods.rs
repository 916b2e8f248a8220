//! Goods: at home, within the Union, out of it and into it.

use super::{
    decision::{Decision, Liable, Scheme},
    law::Area,
    supply::Goods,
    taxed::{Case, Shop, Taxed, unsupported},
};
use crate::{
    error::{Code, Error, Result},
    tax::sales::{Category, territory::Territory},
};

pub(super) fn decide(case: &Case<'_>, goods: &Goods) -> Result<Decision> {
    let (from, to) = (case.area(goods.from)?, case.area(goods.to)?);
    if goods.on_board {
        if !from.inside {
            let what = "goods on board are known for journeys that depart within the Union";
            return unsupported("what.goods.from", &goods.from, what);
        }
        let reason = format!("goods sold on board, on a journey that departs in {}", from.of);
        return at(case, from.of, &reason, &case.law.rule("art_37")?, true);
    }
    if from.inside != to.inside && goods.from.country() == "GB" && goods.to.country() == "GB" {
        let what =
            "what moves between Great Britain and Northern Ireland is under rules that are not known here";
        return unsupported("what.goods.to", &goods.to, what);
    }
    match (from.inside, to.inside) {
        (false, true) => import(case, goods, from, to.of),
        (false, false) => abroad(case, goods, from, to),
        (true, _) => from_the_union(case, goods, from.of, to),
    }
}

/// Taxed in a state, in no one-stop shop.
fn at(case: &Case<'_>, state: Territory, reason: &str, source: &str, on_the_spot: bool) -> Result<Decision> {
    case.taxed(Taxed { state, shop: Shop::No, named: None, on_the_spot, reason, source })
}

/// The rule's citation, with what the law of the state of departure adds.
fn cited(case: &Case<'_>, key: &str, from: Territory) -> Result<String> {
    let rule = case.law.rule(key)?;
    Ok(match case.law.national(from, key)? {
        Some(national) => format!("{national}; {rule}"),
        None => rule,
    })
}

fn from_the_union(case: &Case<'_>, goods: &Goods, from: Territory, to: Area) -> Result<Decision> {
    if goods.installed && from != to.of {
        let reason = format!("goods installed or assembled in {}", to.of);
        let source = case.law.rule("art_36")?;
        return if to.inside {
            at(case, to.of, &reason, &source, false)
        } else {
            Ok(case.outside(to.of, format!("{reason}, outside the Union"), source))
        };
    }
    if from == to.of {
        let reason = format!("goods supplied in {from}");
        let source = cited(case, "art_32", from)?;
        let named = goods.named;
        return case.taxed(Taxed {
            state: from,
            shop: Shop::No,
            named,
            on_the_spot: false,
            reason: &reason,
            source: &source,
        });
    }
    if !to.inside {
        let reason = format!("goods exported to {}, outside the VAT territory of the Union", goods.to);
        let source = format!("{}; {}", case.law.rule("art_32")?, cited(case, "art_146", from)?);
        let decision = case.decide(from, Liable::Supplier, Category::Export, reason, source);
        return Ok(Decision {
            mention: "export, exempt: Directive 2006/112/EC, art. 146".into(),
            conditions: vec!["proof that the goods left the Union".into()],
            ..decision
        });
    }
    within(case, goods, from, to.of)
}

/// From one member state to another.
fn within(case: &Case<'_>, goods: &Goods, from: Territory, to: Territory) -> Result<Decision> {
    let customer = &case.supply.customer;
    let number = customer.identified_in().map(|of| case.law.area(of, true)).transpose()?;
    let numbered = number.is_some_and(|number| number.inside && number.of != from);
    if goods.new_transport || (customer.taxable && numbered) {
        let (key, why) = if goods.new_transport {
            ("art_138_2_a", "new means of transport, taxed where they arrive")
        } else {
            ("art_138", "goods for a business with a valid VAT number of another member state")
        };
        let reason = format!("{why}, sent from {from} to {to}");
        let source = format!("{}; {}", case.law.rule("art_32")?, cited(case, key, from)?);
        let decision = case.decide(from, Liable::Customer, Category::IntraCommunity, reason, source);
        let mut conditions = vec![format!("proof that the goods arrived in {to}")];
        if !goods.new_transport {
            conditions.push("the customer's VAT number, checked".into());
            conditions.push("the supply stands in the recapitulative statement".into());
        }
        return Ok(Decision {
            mention: "intra-Community supply, exempt: Directive 2006/112/EC, art. 138".into(),
            conditions,
            ..decision
        });
    }
    if customer.taxable {
        let reason = format!(
            "goods sent from {from} to {to} to a business without a valid VAT number of another member state"
        );
        let source = format!("{}; {}", cited(case, "art_32", from)?, case.law.rule("art_138")?);
        return at(case, from, &reason, &source, false);
    }
    distance_sale(case, goods, from, to)
}

fn distance_sale(case: &Case<'_>, goods: &Goods, from: Territory, to: Territory) -> Result<Decision> {
    let standing = case.supply.supplier.distance_sales;
    if case.law.rule("art_33_until_2021").is_ok() {
        let source = format!("{}; {}", case.law.rule("art_32")?, case.law.rule("art_33_until_2021")?);
        let there = goods.excise || case.law.at_destination(standing, &format!("distance_sales.{to}"))?;
        let (state, why) = if there {
            (
                to,
                "the seller's sales there exceed its threshold, it chose to be taxed there, or the goods bear excise duty",
            )
        } else {
            (from, "the seller's sales there stay below its threshold")
        };
        let reason = if there {
            format!("goods sent from {from} to {to} to a private person; {why}")
        } else {
            format!(
                "goods sent from {from} to {to} to a private person; the seller's sales there stay below the threshold of {to}"
            )
        };
        return at(case, state, &reason, &source, false);
    }
    let source = case.law.rules(&["art_33_a", "art_59c"])?;
    // The threshold is for sellers established in one member state only, whose goods set out there.
    let eligible = case.only_state()? == Some(from);
    if eligible && !case.law.at_destination(standing, "threshold.union")? {
        let reason = format!(
            "goods sent from {from} to {to} to a private person; the seller's sales to other member states stay below the \
             Union's threshold"
        );
        return at(case, from, &reason, &source, false);
    }
    let why =
        if eligible { "the threshold is exceeded, or the seller chose so" } else { "no threshold applies" };
    let reason =
        format!("goods sent from {from} to {to} to a private person: taxed where they arrive; {why}");
    case.taxed(Taxed {
        state: to,
        shop: Shop::Goods,
        named: None,
        on_the_spot: false,
        reason: &reason,
        source: &source,
    })
}

/// From outside the Union into it.
fn import(case: &Case<'_>, goods: &Goods, from: Area, to: Territory) -> Result<Decision> {
    if goods.installed {
        let reason = format!("goods installed or assembled in {to}");
        return at(case, to, &reason, &case.law.rule("art_36")?, false);
    }
    let seller = &case.supply.supplier;
    let shop = seller.import_one_stop_shop && case.law.rule("art_33_c").is_ok();
    if shop && !case.supply.customer.taxable && !goods.excise && within_limit(case, goods)? {
        let reason = format!(
            "goods sent from {} to a private person in {to}, in a consignment within the limit of the import one-stop shop",
            goods.from
        );
        let source = case.law.rule("art_33_c")?;
        let decision = case.decide(to, Liable::Supplier, Category::Standard, reason, source);
        let conditions = vec!["the IOSS number stands in the customs declaration".to_owned()];
        return Ok(Decision { scheme: Some(Scheme::Import), rate_of: Some(to), conditions, ..decision });
    }
    if goods.imported_by_supplier {
        let reason = format!("goods that the supplier imported into {to}");
        return at(case, to, &reason, &case.law.rule("art_32_import")?, false);
    }
    if from.of.code() == "GB" {
        return export_from_gb(case, goods, from.of);
    }
    let reason = format!(
        "goods that set out from {}, outside the Union, and are imported by the customer",
        goods.from
    );
    let source = case.law.rules(&["art_32", "art_60"])?;
    let decision = case.decide(from.of, Liable::Customer, Category::OutOfScope, reason, source);
    Ok(Decision { mention: format!("import VAT is due in {to} from the importer"), ..decision })
}

/// Whether the consignment's value is within the limit of the import one-stop shop; what is above it is imported as ever.
fn within_limit(case: &Case<'_>, goods: &Goods) -> Result<bool> {
    let limit = case.law.limit("ioss.limit")?;
    let value = goods.consignment.ok_or_else(|| Error::missing("what.goods.consignment"))?;
    if value.currency() != case.law.pack.currency() {
        let field = "what.goods.consignment.currency";
        let message = format!("`{field}` is `{}`: give the value in EUR", value.currency());
        return Err(Error::new(Code::MoneyMixedCurrencies, field, value.currency(), message));
    }
    Ok(value.amount() <= limit.value)
}

/// Neither from nor into the Union: known for the United Kingdom, by its own law.
fn abroad(case: &Case<'_>, goods: &Goods, from: Area, to: Area) -> Result<Decision> {
    if from.of.code() != "GB" {
        let what = "goods that do not touch the Union are taxed by the law of other countries alone, which is not known here";
        return unsupported("what.goods.from", &goods.from, what);
    }
    if from.of != to.of {
        return export_from_gb(case, goods, from.of);
    }
    let reason = format!("goods supplied in {}", from.of);
    let source = national(case, "art_32", from.of)?;
    let decision = case.decide(from.of, Liable::Supplier, Category::Standard, reason, source);
    Ok(Decision { rate_of: Some(from.of), ..decision })
}

fn export_from_gb(case: &Case<'_>, goods: &Goods, from: Territory) -> Result<Decision> {
    // Before the pack's first day the Directive's own rule is asked, which says so.
    case.law.rule("art_32")?;
    let reason = format!("goods exported to {}; the United Kingdom is no member state on that day", goods.to);
    let source = national(case, "art_146", from)?;
    let decision = case.decide(from, Liable::Supplier, Category::Export, reason, source);
    Ok(Decision {
        mention: "export, zero-rated".into(),
        conditions: vec!["proof of export".into()],
        ..decision
    })
}

fn national(case: &Case<'_>, key: &str, state: Territory) -> Result<String> {
    match case.law.national(state, key)? {
        Some(source) => Ok(source),
        None => unsupported("supplier.country", &state, "its law is not known on that day"),
    }
}
