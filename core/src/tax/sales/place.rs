//! Place of supply and liability: a pure decision with its reason and its article.

use super::{Category, Country};
use crate::{
    error::{Code, Error, Result, exact},
    law::{Figure, RulePack},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What is supplied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// Goods that are sent or handed over.
    Goods,
    /// Services.
    Services,
}

/// Who buys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Customer {
    /// Where the customer is established or lives.
    pub country: Country,
    /// Whether it is a taxable person (a business acting as such).
    pub taxable: bool,
    /// Its VAT number with the state's prefix, when it gave one and the caller has found it valid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vat_id: Option<String>,
}

impl Customer {
    /// A private person.
    pub const fn private(country: Country) -> Self {
        Self { country, taxable: false, vat_id: None }
    }

    /// A business with a valid VAT number.
    pub fn business(country: Country, vat_id: impl Into<String>) -> Self {
        Self { country, taxable: true, vat_id: Some(vat_id.into()) }
    }
}

/// Where a seller stands against the threshold of the state that goods are sent to (until 2021-06-30 each state had its
/// own).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DistanceSales {
    /// Sales to private persons there stay below it this year and did last year.
    BelowThreshold,
    /// They exceeded it.
    AboveThreshold,
    /// The seller chose to be taxed there.
    Opted,
}

/// A supply: when, what, from where to where, to whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Supply {
    /// The tax point: it decides which law is in force.
    pub day: NaiveDate,
    /// What is supplied.
    pub kind: Kind,
    /// Where the supplier is established.
    pub supplier: Country,
    /// Where the goods set out from.
    pub from: Country,
    /// Where they arrive.
    pub to: Country,
    /// Who buys.
    pub customer: Customer,
    /// Needed when goods go to a private person in another member state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distance_sales: Option<DistanceSales>,
}

impl Supply {
    /// Goods from the supplier's own country.
    pub const fn goods(day: NaiveDate, supplier: Country, to: Country, customer: Customer) -> Self {
        Self { day, kind: Kind::Goods, supplier, from: supplier, to, customer, distance_sales: None }
    }

    /// The same, with the seller's standing against the destination's threshold.
    #[must_use]
    pub fn distance_sales(mut self, standing: DistanceSales) -> Self {
        self.distance_sales = Some(standing);
        self
    }
}

/// Who owes the tax.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Liable {
    /// The supplier, who charges it.
    Supplier,
    /// The customer, who accounts for it.
    Customer,
}

/// Which tax a supply bears, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The country in which it is taxed.
    pub place: Country,
    /// Who owes the tax.
    pub liable: Liable,
    /// The category of EN 16931.
    pub category: Category,
    /// The rate as a fraction; zero where the supplier charges nothing.
    #[serde(with = "exact::text")]
    pub rate: Decimal,
    /// Since when that rate is in force; None where no rate decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<NaiveDate>,
    /// Why, in a sentence.
    pub reason: String,
    /// The articles.
    pub source: String,
    /// The rule pack's id.
    pub pack: String,
    /// Its revision.
    pub revision: String,
}

/// Which tax the supply bears. `class` names the rate that the goods have at home: `standard`, `reduced`, `zero`.
///
/// # Errors
/// `law.none_in_force` on a day that the pack does not know, `law.unsupported` for what this version does not know,
/// `input.missing` for `distance_sales` where it decides, `input.invalid` for a supplier that is not the pack's.
pub fn decide(supply: &Supply, class: &str, pack: &RulePack) -> Result<Decision> {
    let home = Country::parse(pack.jurisdiction())?;
    let unsupported = |field: &str, value: &dyn std::fmt::Display, what: &str| {
        let message = format!("`{field}` is `{value}`: {what} in this version");
        Err(Error::new(Code::LawUnsupported, field, value, message))
    };
    if home.code() != "GB" {
        return unsupported("pack", &pack.id(), "place of supply is known for the United Kingdom only");
    }
    if supply.supplier != home {
        return unsupported("supplier", &supply.supplier, "only suppliers in GB are known");
    }
    if supply.kind != Kind::Goods {
        return unsupported("kind", &"services", "only goods are known");
    }
    if supply.from != home {
        return unsupported("from", &supply.from, "only goods that set out from GB are known");
    }
    let rate = pack.rate(class, supply.day)?;
    let decided = Decided { supply, pack, rate };
    // The Isle of Man is one area with the United Kingdom for VAT.
    if supply.to == home || supply.to.code() == "IM" {
        return Ok(decided.at_home("goods supplied in the United Kingdom", "Value Added Tax Act 1994, s. 4"));
    }
    let inside = member(supply.to, supply.day, pack)?;
    if !(inside && member(home, supply.day, pack)?) {
        let why = if inside {
            "; the United Kingdom is no member state on that day"
        } else {
            ", outside the European Union"
        };
        let reason = format!("goods exported to {}{why}", supply.to);
        return Ok(decided.untaxed(
            Category::Export,
            Liable::Supplier,
            reason,
            "Value Added Tax Act 1994, s. 30(6)",
        ));
    }
    // The number must be another member state's: one of the supplier's own does not free the goods.
    let number = supply.customer.vat_id.as_deref().map(str::trim).filter(|number| !number.is_empty());
    if supply.customer.taxable && number.is_some_and(|number| !number.starts_with(home.code())) {
        let reason = format!(
            "goods sent to {} to a business with a valid VAT number; proof of removal and the number are conditions",
            supply.to
        );
        let source = "Value Added Tax Act 1994, s. 30(8); VAT Regulations 1995 (SI 1995/2518), reg. 134; \
            Directive 2006/112/EC, art. 138(1)";
        return Ok(decided.untaxed(Category::IntraCommunity, Liable::Customer, reason, source));
    }
    if supply.customer.taxable {
        let reason = format!(
            "goods sent to {} to a business without a valid VAT number of another member state",
            supply.to
        );
        return Ok(decided.at_home(&reason, "Directive 2006/112/EC, art. 32, 138(1)"));
    }
    match supply.distance_sales {
        Some(DistanceSales::BelowThreshold) => {
            let reason = format!(
                "goods sent to {} to a private person; the seller's sales there stay below the threshold of {}",
                supply.to, supply.to
            );
            Ok(decided.at_home(&reason, "Directive 2006/112/EC, art. 32, 34"))
        }
        Some(DistanceSales::AboveThreshold | DistanceSales::Opted) => unsupported(
            "distance_sales",
            &supply.to,
            "the tax is due where the goods arrive (Directive 2006/112/EC, art. 33), whose rates are not known",
        ),
        None => Err(Error::missing("distance_sales")),
    }
}

/// Whether the country was a member state of the European Union (for VAT) on that day, as the pack says. What goes to
/// Monaco is treated as going to France (Directive 2006/112/EC, art. 7).
fn member(country: Country, day: NaiveDate, pack: &RulePack) -> Result<bool> {
    let key = format!("eu.member.{}", if country.code() == "MC" { "FR" } else { country.code() });
    match pack.amount(&key, day) {
        Ok(_) => Ok(true),
        Err(error) if matches!(error.code(), Code::LawUnknownKey | Code::LawNoneInForce) => Ok(false),
        Err(error) => Err(error),
    }
}

struct Decided<'a> {
    supply: &'a Supply,
    pack: &'a RulePack,
    rate: Figure,
}

impl Decided<'_> {
    fn at_home(&self, why: &str, article: &str) -> Decision {
        let category = if self.rate.value.is_zero() { Category::Zero } else { Category::Standard };
        Decision {
            place: self.supply.supplier,
            liable: Liable::Supplier,
            category,
            rate: self.rate.value,
            since: Some(self.rate.since),
            reason: format!("{why}: the {} rate", self.rate.key),
            source: format!("{article}; {}", self.rate.source),
            pack: self.pack.id().to_owned(),
            revision: self.pack.revision().to_owned(),
        }
    }

    fn untaxed(&self, category: Category, liable: Liable, reason: String, article: &str) -> Decision {
        Decision {
            place: if liable == Liable::Customer { self.supply.to } else { self.supply.supplier },
            liable,
            category,
            rate: Decimal::ZERO,
            since: None,
            reason,
            source: article.to_owned(),
            pack: self.pack.id().to_owned(),
            revision: self.pack.revision().to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::date;

    fn country(code: &str) -> Country {
        Country::parse(code).unwrap()
    }

    fn to(code: &str, customer: Customer) -> Supply {
        Supply::goods(date(2010, 12, 1).unwrap(), country("GB"), country(code), customer)
    }

    #[test]
    fn goods_of_december_2010() {
        let pack = RulePack::embedded("uk.vat").unwrap();
        let decide = |supply: &Supply| decide(supply, "standard", &pack);
        let told = |supply: &Supply| {
            let d = decide(supply).unwrap();
            (d.category.code(), d.rate, d.place.code().to_owned(), d.liable)
        };
        let private = |code| Customer::private(country(code));
        let home = ("S", dec!(0.175), "GB".to_owned(), Liable::Supplier);
        assert_eq!(told(&to("GB", private("GB"))), home);
        assert_eq!(told(&to("IM", private("IM"))), home);
        assert_eq!(told(&to("FR", private("FR")).distance_sales(DistanceSales::BelowThreshold)), home);
        let unnumbered = Customer { taxable: true, ..private("FR") };
        assert_eq!(told(&to("FR", unnumbered)), home);
        let export = ("G", dec!(0), "GB".to_owned(), Liable::Supplier);
        for abroad in ["JP", "AU", "NO", "CH", "JE", "HR"] {
            assert_eq!(told(&to(abroad, private(abroad))), export, "{abroad}");
        }
        let business = to("DE", Customer::business(country("DE"), "DE123456789"));
        assert_eq!(told(&business), ("K", dec!(0), "DE".to_owned(), Liable::Customer));

        let missing = decide(&to("FR", private("FR"))).unwrap_err();
        assert_eq!((missing.code(), missing.field()), (Code::InputMissing, "distance_sales"));
        let above =
            decide(&to("FR", private("FR")).distance_sales(DistanceSales::AboveThreshold)).unwrap_err();
        assert_eq!((above.code(), above.value()), (Code::LawUnsupported, "FR"));
        let services = decide(&Supply { kind: Kind::Services, ..to("GB", private("GB")) }).unwrap_err();
        assert_eq!(services.field(), "kind");
    }

    #[test]
    fn membership_is_dated() {
        let pack = RulePack::embedded("uk.vat").unwrap();
        let sent = |y, m, d, code| {
            let supply = Supply { day: date(y, m, d).unwrap(), ..to(code, Customer::private(country(code))) };
            decide(&supply.distance_sales(DistanceSales::BelowThreshold), "standard", &pack).unwrap().category
        };
        assert_eq!(sent(2020, 12, 31, "FR"), Category::Standard);
        assert_eq!(sent(2021, 1, 1, "FR"), Category::Export);
        assert_eq!(sent(2013, 6, 30, "HR"), Category::Export);
        assert_eq!(sent(2013, 7, 1, "HR"), Category::Standard);
    }

    #[test]
    fn a_business_with_a_number_of_the_suppliers_own_state_is_charged() {
        // A GB number, or an empty one, freed goods that were sent to France.
        let pack = RulePack::embedded("uk.vat").unwrap();
        let told = |number| {
            decide(&to("FR", Customer::business(country("FR"), number)), "standard", &pack).unwrap().category
        };
        assert_eq!(told("GB123456789"), Category::Standard);
        assert_eq!(told(" "), Category::Standard);
        assert_eq!(told("FR12345678901"), Category::IntraCommunity);
    }

    #[test]
    fn monaco_is_treated_as_france() {
        // Goods to Monaco were exports while the United Kingdom was a member state; art. 7 of the Directive says France.
        let pack = RulePack::embedded("uk.vat").unwrap();
        let sent = |day| {
            let supply = Supply { day, ..to("MC", Customer::private(country("MC"))) };
            decide(&supply.distance_sales(DistanceSales::BelowThreshold), "standard", &pack).unwrap().category
        };
        assert_eq!(sent(date(2010, 12, 1).unwrap()), Category::Standard);
        assert_eq!(sent(date(2021, 1, 1).unwrap()), Category::Export);
    }

    #[test]
    fn before_the_law_began() {
        let pack = RulePack::embedded("uk.vat").unwrap();
        let supply = Supply { day: date(1973, 3, 31).unwrap(), ..to("GB", Customer::private(country("GB"))) };
        assert_eq!(decide(&supply, "standard", &pack).unwrap_err().code(), Code::LawNoneInForce);
        assert_eq!(decide(&supply, "luxury", &pack).unwrap_err().code(), Code::LawUnknownKey);
    }
}
