//! What is supplied, by whom, to whom.

use crate::{error::exact, money::Money, tax::sales::territory::Territory};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A supply: when, by whom, to whom, and what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Supply {
    /// The tax point: it decides which law is in force.
    pub day: NaiveDate,
    /// Who sells.
    pub supplier: Supplier,
    /// Who buys.
    pub customer: Customer,
    /// What is sold.
    pub what: Supplied,
}

impl Supply {
    /// Goods that are sent from the supplier's own country, or stay there.
    pub fn goods(
        day: NaiveDate,
        supplier: impl Into<Territory>,
        to: impl Into<Territory>,
        customer: Customer,
    ) -> Self {
        let supplier = Supplier::new(supplier);
        let what = Supplied::Goods(Goods::sent(supplier.country, to));
        Self { day, supplier, customer, what }
    }

    /// A service.
    pub fn service(
        day: NaiveDate,
        supplier: impl Into<Territory>,
        service: Service,
        customer: Customer,
    ) -> Self {
        Self { day, supplier: Supplier::new(supplier), customer, what: Supplied::Service(service) }
    }

    /// The same, with the seller's standing against the threshold.
    #[must_use]
    pub fn distance_sales(mut self, standing: DistanceSales) -> Self {
        self.supplier.distance_sales = Some(standing);
        self
    }

    /// The same, sold by.
    #[must_use]
    pub fn sold_by(self, supplier: Supplier) -> Self {
        Self { supplier, ..self }
    }

    /// The same, on another day.
    #[must_use]
    pub fn on(self, day: NaiveDate) -> Self {
        Self { day, ..self }
    }
}

/// What is sold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Supplied {
    /// Goods.
    Goods(Goods),
    /// A service.
    Service(Service),
}

const fn yes() -> bool {
    true
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
const fn is_yes(value: &bool) -> bool {
    *value
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
const fn is_no(value: &bool) -> bool {
    !*value
}

/// Who sells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Supplier {
    /// Where its business is established.
    pub country: Territory,
    /// Other places in which it has a fixed establishment that takes part in the supply (art. 192a).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub establishments: Vec<Territory>,
    /// Where it stands against the threshold: needed for goods that are sent to private persons in another member state,
    /// and for electronic services to them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distance_sales: Option<DistanceSales>,
    /// Whether it declares in the one-stop shop what may be declared there; else it registers in each state.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub one_stop_shop: bool,
    /// Whether it is registered in the import one-stop shop.
    #[serde(default, skip_serializing_if = "is_no")]
    pub import_one_stop_shop: bool,
}

impl Supplier {
    /// A supplier established there and nowhere else.
    pub fn new(country: impl Into<Territory>) -> Self {
        Self {
            country: country.into(),
            establishments: vec![],
            distance_sales: None,
            one_stop_shop: true,
            import_one_stop_shop: false,
        }
    }

    /// The same, with a fixed establishment that takes part in the supply.
    #[must_use]
    pub fn established_in(mut self, place: impl Into<Territory>) -> Self {
        self.establishments.push(place.into());
        self
    }

    /// The same, registered in each state rather than in the one-stop shop.
    #[must_use]
    pub fn registered_locally(self) -> Self {
        Self { one_stop_shop: false, ..self }
    }

    /// The same, registered in the import one-stop shop.
    #[must_use]
    pub fn import_one_stop_shop(self) -> Self {
        Self { import_one_stop_shop: true, ..self }
    }
}

/// Where a seller stands against the threshold for sales to private persons in other member states: one for the whole
/// Union since 2021-07-01 (goods and electronic services together), before that one for each state that goods were sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DistanceSales {
    /// Sales stay below it this year and did last year.
    BelowThreshold,
    /// They exceeded it.
    AboveThreshold,
    /// The seller chose to be taxed at destination (for at least two calendar years).
    Opted,
    /// The sales themselves, to be compared with the threshold that the pack has for the day.
    Amounts(Turnover),
}

/// Sales without tax that count for a threshold, in the threshold's currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Turnover {
    /// In this calendar year, this supply included.
    pub this_year: Money,
    /// In the year before.
    pub last_year: Money,
}

/// Who buys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Customer {
    /// Where the customer is established or lives.
    pub country: Territory,
    /// Whether it is a taxable person (a business acting as such).
    pub taxable: bool,
    /// Its VAT number with the state's prefix, when it gave one and the caller has found it valid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vat_id: Option<String>,
    /// Whether it trades itself in what is supplied (a builder who buys building work): needed where a state asks for it
    /// under art. 199.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_trade: Option<bool>,
}

impl Customer {
    /// A private person.
    pub fn private(country: impl Into<Territory>) -> Self {
        Self { country: country.into(), taxable: false, vat_id: None, in_trade: None }
    }

    /// A business with a valid VAT number.
    pub fn business(country: impl Into<Territory>, vat_id: impl Into<String>) -> Self {
        Self { taxable: true, vat_id: Some(vat_id.into()), ..Self::private(country) }
    }

    /// A business without a valid VAT number.
    pub fn unnumbered(country: impl Into<Territory>) -> Self {
        Self { taxable: true, ..Self::private(country) }
    }

    /// The same, trading itself in what is supplied or not.
    #[must_use]
    pub fn in_trade(self, in_trade: bool) -> Self {
        Self { in_trade: Some(in_trade), ..self }
    }

    /// The territory of its VAT number.
    pub(super) fn identified_in(&self) -> Option<Territory> {
        Territory::of_vat_number(self.vat_id.as_deref()?)
    }
}

/// What art. 199(1) names: supplies for which a state may make the customer liable, also when the supplier is established
/// there. In JSON the letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Art199 {
    /// (a) building work and what belongs to it.
    #[serde(rename = "a")]
    Construction,
    /// (b) staff for building work.
    #[serde(rename = "b")]
    ConstructionStaff,
    /// (c) land and buildings for which the supplier opted for taxation.
    #[serde(rename = "c")]
    ImmovableOpted,
    /// (d) used material, scrap, waste (annex VI).
    #[serde(rename = "d")]
    Scrap,
    /// (e) goods provided as security.
    #[serde(rename = "e")]
    Security,
    /// (f) goods after cession of a reservation of ownership.
    #[serde(rename = "f")]
    ReservedOwnership,
    /// (g) land and buildings sold by a judgment debtor in a compulsory sale.
    #[serde(rename = "g")]
    CompulsorySale,
}

impl Art199 {
    /// The letter of art. 199(1).
    pub const fn letter(self) -> &'static str {
        match self {
            Self::Construction => "a",
            Self::ConstructionStaff => "b",
            Self::ImmovableOpted => "c",
            Self::Scrap => "d",
            Self::Security => "e",
            Self::ReservedOwnership => "f",
            Self::CompulsorySale => "g",
        }
    }
}

/// Goods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(clippy::struct_excessive_bools, reason = "facts that the articles ask for, each by itself")]
pub struct Goods {
    /// Where they set out from, or are when they do not move (art. 31, 32). On board a ship, an aircraft or a train: where the
    /// passenger transport departs (art. 37).
    pub from: Territory,
    /// Where they arrive.
    pub to: Territory,
    /// Installed or assembled at the end of the journey, by the supplier or for it (art. 36).
    #[serde(default, skip_serializing_if = "is_no")]
    pub installed: bool,
    /// Sold on board a ship, an aircraft or a train on a journey within the Union (art. 37).
    #[serde(default, skip_serializing_if = "is_no")]
    pub on_board: bool,
    /// New means of transport (art. 2(2)): taxed where they arrive, whoever buys.
    #[serde(default, skip_serializing_if = "is_no")]
    pub new_transport: bool,
    /// Subject to excise duty.
    #[serde(default, skip_serializing_if = "is_no")]
    pub excise: bool,
    /// Imported into the Union by the supplier, who owes the tax on the import (art. 32, second paragraph).
    #[serde(default, skip_serializing_if = "is_no")]
    pub imported_by_supplier: bool,
    /// The intrinsic value of the consignment in EUR, needed in the import one-stop shop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consignment: Option<Money>,
    /// What art. 199(1) calls them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub named: Option<Art199>,
}

impl Goods {
    /// Goods that are sent.
    pub fn sent(from: impl Into<Territory>, to: impl Into<Territory>) -> Self {
        Self {
            from: from.into(),
            to: to.into(),
            installed: false,
            on_board: false,
            new_transport: false,
            excise: false,
            imported_by_supplier: false,
            consignment: None,
            named: None,
        }
    }
}

/// What kind of service, as the Directive tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ServiceKind {
    /// Any that no other kind names (art. 44, 45).
    General,
    /// An intermediary in the name of another (art. 44, 46): `at` is the place of what it brings about.
    Intermediary,
    /// Connected with land or buildings (art. 47), `at` them; lodging, estate agents, architects.
    Immovable,
    /// Building work (art. 47, 199(1)(a)), `at` the site.
    Construction,
    /// Passenger transport (art. 48), over `legs`.
    PassengerTransport,
    /// Transport of goods (art. 44, 49, 50), `from` and `to`; over `legs` where a private person's goods stay outside or
    /// inside the Union.
    GoodsTransport,
    /// Loading, unloading, handling (art. 44, 54(2)(a)), `at` where it is done.
    AncillaryTransport,
    /// Valuation of and work on movable goods (art. 44, 54(2)(b)), `at` where it is done.
    WorkOnGoods,
    /// Admission to events (art. 53, 54(1)), `at` where they take place, or `streamed`.
    Admission,
    /// Culture, art, sport, science, teaching, entertainment, fairs (art. 44, 54(1)), `at` where they take place, or
    /// `streamed`.
    Event,
    /// Restaurant and catering (art. 55), `at` where it is served.
    Restaurant,
    /// Restaurant on board a ship, an aircraft or a train within the Union (art. 57), `at` the point of departure.
    OnBoardRestaurant,
    /// Hire of a means of transport (art. 44, 56) for so many `days`, `at` where it is handed over.
    VehicleHire,
    /// Electronically supplied (art. 44, 58).
    Electronic,
    /// Telecommunications (art. 44, 58).
    Telecommunications,
    /// Radio and television (art. 44, 58).
    Broadcasting,
    /// Consultants, engineers, lawyers, accountants, data processing, information (art. 44, 45, 59(c)).
    Professional,
    /// Copyrights, patents, licences, trade marks (art. 44, 45, 59(a)).
    Rights,
    /// Advertising (art. 44, 45, 59(b)).
    Advertising,
    /// An obligation to refrain from a business activity (art. 44, 45, 59(d)).
    Forbearance,
    /// Insurance (art. 44, 45, 59(e)), exempt by art. 135(1)(a).
    Insurance,
    /// Banking and finance (art. 44, 45, 59(e)), exempt by art. 135(1)(b) to (g).
    Finance,
    /// Supply of staff (art. 44, 45, 59(f)).
    Staff,
    /// Hire of movable goods other than means of transport (art. 44, 45, 59(g)).
    GoodsHire,
    /// Access to gas, electricity, heating and cooling networks (art. 44, 45, 59(h)).
    NetworkAccess,
}

/// A service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// What kind.
    pub kind: ServiceKind,
    /// The place that the kind names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Territory>,
    /// Where transport begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Territory>,
    /// Where it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Territory>,
    /// The distance over each territory, in any unit.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", with = "distances")]
    pub legs: BTreeMap<Territory, Decimal>,
    /// Days of continuous hire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
    /// What is hired is a vessel: short is up to 90 days, not 30.
    #[serde(default, skip_serializing_if = "is_no")]
    pub vessel: bool,
    /// What is hired is a pleasure boat (art. 56(2), second subparagraph); a vessel too.
    #[serde(default, skip_serializing_if = "is_no")]
    pub pleasure_boat: bool,
    /// Streamed or attended virtually.
    #[serde(default, skip_serializing_if = "is_no")]
    pub streamed: bool,
    /// What art. 199(1) calls it; building work is (a) without being told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub named: Option<Art199>,
}

impl Service {
    /// A service of that kind.
    pub const fn new(kind: ServiceKind) -> Self {
        Self {
            kind,
            at: None,
            from: None,
            to: None,
            legs: BTreeMap::new(),
            days: None,
            vessel: false,
            pleasure_boat: false,
            streamed: false,
            named: None,
        }
    }

    /// The same, at the place that its kind names.
    #[must_use]
    pub fn at(self, place: impl Into<Territory>) -> Self {
        Self { at: Some(place.into()), ..self }
    }

    /// The same, transport from one place to another.
    #[must_use]
    pub fn between(self, from: impl Into<Territory>, to: impl Into<Territory>) -> Self {
        Self { from: Some(from.into()), to: Some(to.into()), ..self }
    }

    /// The same, so far over a territory; distances over the same territory add up where the caller adds them.
    #[must_use]
    pub fn over(mut self, place: impl Into<Territory>, distance: Decimal) -> Self {
        self.legs.insert(place.into(), distance);
        self
    }

    /// The same, hired for so many days.
    #[must_use]
    pub fn days(self, days: u32) -> Self {
        Self { days: Some(days), ..self }
    }

    /// The same, streamed.
    #[must_use]
    pub fn streamed(self) -> Self {
        Self { streamed: true, ..self }
    }
}

/// Distances as text, exact.
mod distances {
    use super::{BTreeMap, Decimal, Deserialize, Serialize, Territory, exact};
    use serde::{Deserializer, Serializer};

    #[derive(Serialize, Deserialize)]
    #[serde(transparent)]
    struct Exact(#[serde(with = "exact::text")] Decimal);

    pub fn serialize<S: Serializer>(
        legs: &BTreeMap<Territory, Decimal>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_map(legs.iter().map(|(place, distance)| (place, Exact(*distance))))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<Territory, Decimal>, D::Error> {
        let legs = BTreeMap::<Territory, Exact>::deserialize(deserializer)?;
        Ok(legs.into_iter().map(|(place, Exact(distance))| (place, distance)).collect())
    }
}
