//! From a place to who owes the tax there, in which scheme.

use super::{
    choices::{self, Choices},
    decision::{Decision, Liable, Scheme},
    law::{Area, Law},
    supply::{Art199, Supply},
};
use crate::{
    error::{Code, Error, Result},
    tax::sales::{Category, territory::Territory},
};
use std::fmt::Display;

/// A supply under a pack and the states' choices.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    pub supply: &'a Supply,
    pub choices: &'a Choices,
    pub law: Law<'a>,
    /// Whether goods are supplied: Northern Ireland is a member state for them.
    pub goods: bool,
}

/// In which one-stop shop a supply to a private person may be declared.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shop {
    /// In none.
    No,
    /// Distance sales within the Union.
    Goods,
    /// Electronic services, telecommunications, broadcasting.
    Electronic,
    /// Other services.
    Services,
}

/// A supply that is taxed in a state of the Union.
#[derive(Clone, Copy)]
pub(super) struct Taxed<'a> {
    pub state: Territory,
    pub shop: Shop,
    /// What art. 199(1) calls it.
    pub named: Option<Art199>,
    /// Taken on the spot, where the seller seldom knows the buyer: art. 193 stands where the choice under art. 194 was not
    /// given.
    pub on_the_spot: bool,
    pub reason: &'a str,
    pub source: &'a str,
}

/// Who owes the tax, and in which scheme it is declared.
#[derive(Clone, Debug)]
pub(super) struct Owed {
    pub liable: Liable,
    pub category: Category,
    pub scheme: Option<Scheme>,
    pub rate_of: Option<Territory>,
    /// The article that decided, when it is not art. 193.
    pub article: Option<String>,
    pub why: &'static str,
}

impl Case<'_> {
    pub fn area(&self, place: Territory) -> Result<Area> {
        self.law.area(place, self.goods)
    }

    /// The places in which the supplier is established, as VAT sees them.
    pub fn seats(&self) -> Result<Vec<Area>> {
        let supplier = &self.supply.supplier;
        std::iter::once(&supplier.country)
            .chain(&supplier.establishments)
            .map(|place| self.area(*place))
            .collect()
    }

    pub fn established(&self, state: Territory) -> Result<bool> {
        Ok(self.seats()?.iter().any(|seat| seat.of == state))
    }

    /// The one member state in which alone the supplier is established; None when there are none or several.
    pub fn only_state(&self) -> Result<Option<Territory>> {
        let mut states: Vec<Territory> =
            self.seats()?.into_iter().filter(|seat| seat.inside).map(|seat| seat.of).collect();
        states.sort_unstable();
        states.dedup();
        Ok(match states.as_slice() {
            [one] => Some(*one),
            _ => None,
        })
    }

    /// The decision with everything else empty.
    pub fn decide(
        &self,
        place: Territory,
        liable: Liable,
        category: Category,
        reason: impl Into<String>,
        source: impl Into<String>,
    ) -> Decision {
        Decision {
            place: Some(place),
            liable,
            category,
            scheme: None,
            rate_of: None,
            split: vec![],
            reason: reason.into(),
            source: source.into(),
            mention: String::new(),
            conditions: vec![],
            pack: self.law.pack.id().to_owned(),
            revision: self.law.pack.revision().to_owned(),
        }
    }

    /// Outside the Union: its tax is not due.
    pub fn outside(&self, place: Territory, reason: String, source: String) -> Decision {
        let decision = self.decide(place, Liable::Nobody, Category::OutOfScope, reason, source);
        Decision { mention: "not subject to VAT in the European Union".into(), ..decision }
    }

    /// Who owes the tax of a supply that is taxed in a state of the Union.
    pub fn owed(
        &self,
        state: Territory,
        shop: Shop,
        named: Option<Art199>,
        on_the_spot: bool,
    ) -> Result<Owed> {
        let customer = &self.supply.customer;
        let by_supplier = Owed {
            liable: Liable::Supplier,
            category: Category::Standard,
            scheme: None,
            rate_of: Some(state),
            article: None,
            why: "",
        };
        let established = self.established(state)?;
        if !customer.taxable {
            let scheme = self.scheme(established, shop)?;
            return Ok(Owed { scheme, ..by_supplier });
        }
        let (choice, rule, article) = match (established, named) {
            (true, None) => return Ok(by_supplier),
            (true, Some(named)) => {
                let article = format!("art. 199(1)({})", named.letter());
                (self.choices.of_199(state, named), "art_199", article)
            }
            (false, _) => (self.choices.of_194(state), "art_194", "art. 194".to_owned()),
        };
        let choice = match choice {
            Some(choice) => choice,
            None if on_the_spot && !established => return Ok(by_supplier),
            None => return Err(choices::unknown(state, &article)),
        };
        if !choice.reverses(customer, self.area(customer.country)?.of, state)? {
            return Ok(by_supplier);
        }
        Ok(Owed {
            liable: Liable::Customer,
            category: Category::ReverseCharge,
            rate_of: None,
            article: Some(self.law.rule(rule)?),
            why: ", where the state makes the customer liable",
            ..by_supplier
        })
    }

    /// The decision for a supply that is taxed in a state of the Union.
    pub fn taxed(&self, taxed: Taxed<'_>) -> Result<Decision> {
        let owed = self.owed(taxed.state, taxed.shop, taxed.named, taxed.on_the_spot)?;
        let reason = format!("{}{}", taxed.reason, owed.why);
        let source = owed
            .article
            .as_ref()
            .map_or_else(|| taxed.source.to_owned(), |article| format!("{}; {article}", taxed.source));
        let decision = self.decide(taxed.state, owed.liable, owed.category, reason, source);
        let mention = if owed.liable == Liable::Customer { "reverse charge" } else { "" };
        Ok(Decision { scheme: owed.scheme, rate_of: owed.rate_of, mention: mention.into(), ..decision })
    }

    fn scheme(&self, established: bool, shop: Shop) -> Result<Option<Scheme>> {
        let key = match shop {
            Shop::No => return Ok(None),
            Shop::Goods => "goods",
            Shop::Electronic => "electronic",
            Shop::Services => "services",
        };
        if !self.supply.supplier.one_stop_shop || (established && shop != Shop::Goods) {
            return Ok(None);
        }
        let union = shop == Shop::Goods || self.seats()?.iter().any(|seat| seat.inside);
        let (kind, scheme) = if union { ("union", Scheme::Union) } else { ("non_union", Scheme::NonUnion) };
        Ok(self.law.scheme(&format!("{kind}.{key}"))?.then_some(scheme))
    }
}

/// A case of the law that is not known here.
pub(super) fn unsupported<T>(field: &str, value: &dyn Display, what: &str) -> Result<T> {
    Err(Error::new(Code::LawUnsupported, field, value, format!("`{field}` is `{value}`: {what}")))
}
