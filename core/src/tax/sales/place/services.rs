//! Services: to businesses where these are, to private persons where the supplier is, and what the Directive excepts.

use super::{
    decision::{Decision, Liable, Share},
    supply::{Art199, Service, ServiceKind},
    taxed::{Case, Shop, Taxed, unsupported},
};
use crate::{
    error::{Error, Result, exact},
    money::{Mode, Rounding, number},
    tax::sales::{Category, territory::Territory},
};
use rust_decimal::Decimal;

/// Where a service is, and by which rule.
struct Found {
    place: Territory,
    rule: &'static str,
    why: &'static str,
    shop: Shop,
    on_the_spot: bool,
}

impl Found {
    const fn new(place: Territory, rule: &'static str, why: &'static str) -> Self {
        Self { place, rule, why, shop: Shop::Services, on_the_spot: false }
    }

    fn on_the_spot(self) -> Self {
        Self { on_the_spot: true, ..self }
    }
}

pub(super) fn decide(case: &Case<'_>, service: &Service) -> Result<Decision> {
    if service.kind == ServiceKind::PassengerTransport {
        return by_distance(case, service, "art_48", "passenger transport, where it takes place by distance");
    }
    let business = case.supply.customer.taxable;
    if service.kind == ServiceKind::GoodsTransport && !business {
        let (from, to) = (given(service.from, "from")?, given(service.to, "to")?);
        let (from, to) = (case.area(from)?, case.area(to)?);
        if !(from.inside && to.inside && from.of != to.of) {
            let why = "transport of a private person's goods, where it takes place by distance";
            return if service.legs.is_empty() && from == to {
                let place = Found::new(
                    from.of,
                    "art_49",
                    "transport of a private person's goods, where it takes place",
                );
                found(case, service, &place)
            } else {
                by_distance(case, service, "art_49", why)
            };
        }
        let place = Found::new(
            from.of,
            "art_50",
            "transport of goods between member states for a private person, where it departs",
        );
        return found(case, service, &place);
    }
    let place = if business { for_business(case, service)? } else { for_private(case, service)? };
    found(case, service, &place)
}

fn given<T>(value: Option<T>, field: &str) -> Result<T> {
    value.ok_or_else(|| Error::missing(&format!("what.service.{field}")))
}

fn customer(case: &Case<'_>) -> Territory {
    case.supply.customer.country
}

/// The rules that do not ask who buys.
fn wherever(case: &Case<'_>, service: &Service) -> Result<Option<Found>> {
    let at = || given(service.at, "at");
    Ok(match service.kind {
        ServiceKind::Immovable | ServiceKind::Construction => {
            Some(Found::new(at()?, "art_47", "connected with land or buildings, where these are"))
        }
        ServiceKind::Restaurant => {
            Some(Found::new(at()?, "art_55", "restaurant or catering, where it is served").on_the_spot())
        }
        ServiceKind::OnBoardRestaurant => {
            let why = "restaurant or catering on board, where the journey departs";
            Some(Found::new(at()?, "art_57", why).on_the_spot())
        }
        ServiceKind::VehicleHire if is_short(case, service)? => {
            let why = "short-term hire of a means of transport, where it is handed over";
            Some(Found::new(at()?, "art_56_1", why))
        }
        _ => None,
    })
}

fn is_short(case: &Case<'_>, service: &Service) -> Result<bool> {
    let key = if service.vessel || service.pleasure_boat { "hire.days.vessel" } else { "hire.days" };
    Ok(Decimal::from(given(service.days, "days")?) <= case.law.limit(key)?.value)
}

fn for_business(case: &Case<'_>, service: &Service) -> Result<Found> {
    if let Some(found) = wherever(case, service)? {
        return Ok(found);
    }
    if service.kind == ServiceKind::Admission {
        if service.streamed {
            let why = "admission to an event attended virtually, where the business is established";
            return Ok(Found::new(customer(case), "art_53_virtual", why));
        }
        let why = "admission to an event, where it takes place";
        return Ok(Found::new(given(service.at, "at")?, "art_53", why).on_the_spot());
    }
    Ok(Found::new(customer(case), "art_44", "service for a business, where it is established"))
}

fn for_private(case: &Case<'_>, service: &Service) -> Result<Found> {
    if let Some(found) = wherever(case, service)? {
        return Ok(found);
    }
    let (there, at) = (customer(case), || given(service.at, "at"));
    let home = || {
        Found::new(
            case.supply.supplier.country,
            "art_45",
            "service for a private person, where the supplier is",
        )
    };
    Ok(match service.kind {
        ServiceKind::Intermediary => Found::new(
            at()?,
            "art_46",
            "intermediary for a private person, where what it brings about is supplied",
        ),
        ServiceKind::Admission | ServiceKind::Event if service.streamed => {
            Found::new(there, "art_54_1_virtual", "activity that is streamed, where the private person is")
        }
        ServiceKind::Admission | ServiceKind::Event => {
            Found::new(at()?, "art_54_1", "activity for a private person, where it takes place")
        }
        ServiceKind::AncillaryTransport | ServiceKind::WorkOnGoods => Found::new(
            at()?,
            "art_54_2",
            "handling, valuation or work for a private person, where it is done",
        ),
        ServiceKind::VehicleHire if service.pleasure_boat && case.established(case.area(at()?)?.of)? => {
            let why = "hire of a pleasure boat by a supplier established where it is handed over";
            Found::new(at()?, "art_56_2", why)
        }
        ServiceKind::VehicleHire => {
            Found::new(there, "art_56_2", "longer hire of a means of transport, where the private person is")
        }
        ServiceKind::Electronic | ServiceKind::Telecommunications | ServiceKind::Broadcasting => {
            return electronic(case);
        }
        ServiceKind::Professional
        | ServiceKind::Rights
        | ServiceKind::Advertising
        | ServiceKind::Forbearance
        | ServiceKind::Insurance
        | ServiceKind::Finance
        | ServiceKind::Staff
        | ServiceKind::GoodsHire
        | ServiceKind::NetworkAccess
            if !case.area(there)?.inside =>
        {
            Found::new(there, "art_59", "for a private person outside the Union, where it lives")
        }
        _ => home(),
    })
}

/// Art. 58: where the private person is, unless a supplier of one member state stays below the threshold.
fn electronic(case: &Case<'_>) -> Result<Found> {
    let there = customer(case);
    let found = |place, why| Found { shop: Shop::Electronic, ..Found::new(place, "art_58", why) };
    let area = case.area(there)?;
    case.law.rule("art_58")?;
    if let Some(state) = case.only_state()?
        && area.inside
        && area.of != state
        && !case.law.at_destination(case.supply.supplier.distance_sales, "threshold.union")?
    {
        let why = "electronic service for a private person; sales to other member states stay below the Union's threshold, so \
                   where the supplier is";
        return Ok(found(state, why));
    }
    Ok(found(there, "electronic service for a private person, where that person is"))
}

/// The article of art. 135 by which it is exempt.
fn exemption(kind: ServiceKind) -> Option<(&'static str, &'static str)> {
    match kind {
        ServiceKind::Insurance => {
            Some(("art_135_insurance", "exempt: Directive 2006/112/EC, art. 135(1)(a)"))
        }
        ServiceKind::Finance => {
            Some(("art_135_finance", "exempt: Directive 2006/112/EC, art. 135(1)(b) to (g)"))
        }
        _ => None,
    }
}

fn named(service: &Service) -> Option<Art199> {
    let building = (service.kind == ServiceKind::Construction).then_some(Art199::Construction);
    service.named.or(building)
}

fn found(case: &Case<'_>, service: &Service, found: &Found) -> Result<Decision> {
    let area = case.area(found.place)?;
    let source = case.law.rule(found.rule)?;
    let reason = format!("{}: {}", found.why, area.of);
    if !area.inside {
        if case.established(area.of)? {
            let what = "a service that is supplied where its supplier is established, outside the Union, is taxed by that law \
                        alone, which is not known here";
            return unsupported("supplier.country", &area.of, what);
        }
        return Ok(case.outside(area.of, format!("{reason}, outside the Union"), source));
    }
    if let Some((rule, mention)) = exemption(service.kind) {
        let source = format!("{source}; {}", case.law.rule(rule)?);
        let decision = case.decide(area.of, Liable::Supplier, Category::Exempt, reason, source);
        return Ok(Decision { mention: mention.into(), ..decision });
    }
    // Art. 196: only for what is supplied where the business is (art. 44).
    let general = matches!(found.rule, "art_44" | "art_53_virtual");
    if general && !case.established(area.of)? {
        let source = format!("{source}; {}", case.law.rule("art_196")?);
        let decision = case.decide(area.of, Liable::Customer, Category::ReverseCharge, reason, source);
        return Ok(Decision {
            mention: "reverse charge".into(),
            conditions: vec![
                "the customer's VAT number, or other proof that it is a taxable person (Implementing Regulation (EU) No \
                 282/2011, art. 18)"
                    .into(),
                "the supply stands in the recapitulative statement".into(),
            ],
            ..decision
        });
    }
    case.taxed(Taxed {
        state: area.of,
        shop: found.shop,
        named: named(service),
        on_the_spot: found.on_the_spot,
        reason: &reason,
        source: &source,
    })
}

/// Taxed in each territory by the distance over it.
fn by_distance(case: &Case<'_>, service: &Service, rule: &str, why: &str) -> Result<Decision> {
    let source = case.law.rule(rule)?;
    let mut total = Decimal::ZERO;
    for (place, distance) in &service.legs {
        let field = || format!("what.service.legs.{place}");
        if *distance <= Decimal::ZERO {
            return Err(Error::invalid(&field(), distance, "a distance is above zero"));
        }
        total = exact::add(total, *distance)
            .ok_or_else(|| Error::overflow(&field(), distance, "sum of distances"))?;
    }
    if service.legs.is_empty() {
        return Err(Error::missing("what.service.legs"));
    }
    // Twelve decimals, cut; what is left over goes to the last.
    let step = Rounding::of(1, 12, Mode::Down);
    let mut left = Decimal::ONE;
    let mut split = Vec::with_capacity(service.legs.len());
    let mut articles = vec![source];
    let last = service.legs.len().saturating_sub(1);
    for (index, (place, distance)) in service.legs.iter().enumerate() {
        let lost = || Error::overflow("what.service.legs", distance, "share of the distance");
        let share = if index == last {
            left
        } else {
            number::ratio(*distance, Decimal::ONE, total, step).ok_or_else(lost)?.normalize()
        };
        left = exact::subtract(left, share).ok_or_else(lost)?;
        let area = case.area(*place)?;
        let part = Share {
            place: area.of,
            share,
            distance: *distance,
            liable: Liable::Nobody,
            category: Category::OutOfScope,
            scheme: None,
            rate_of: None,
        };
        if !area.inside {
            split.push(part);
            continue;
        }
        let owed = case.owed(area.of, Shop::Services, None, true)?;
        articles.extend(owed.article.filter(|article| !articles.contains(article)));
        split.push(Share {
            liable: owed.liable,
            category: owed.category,
            scheme: owed.scheme,
            rate_of: owed.rate_of,
            ..part
        });
    }
    let over: Vec<String> = split.iter().map(|part| format!("{} {}", part.place, part.distance)).collect();
    let inside = split.iter().filter(|part| part.liable != Liable::Nobody);
    let main = inside.max_by_key(|part| part.distance).or_else(|| split.first()).cloned();
    let Some(main) = main else { return Err(Error::missing("what.service.legs")) };
    let reason = format!("{why}: {}", over.join(", "));
    let decision = case.decide(main.place, main.liable, main.category, reason, articles.join("; "));
    let conditions = if service.kind == ServiceKind::PassengerTransport {
        vec![
            "several states exempt international passenger transport (art. 371): not decided here".to_owned(),
        ]
    } else {
        vec![]
    };
    Ok(Decision { place: None, scheme: main.scheme, split, conditions, ..decision })
}
