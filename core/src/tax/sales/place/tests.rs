use super::*;
use crate::{
    calendar::date,
    error::{Code, Error},
    money::{
        Money,
        currency::{EUR, GBP, SEK},
    },
    tax::sales::{Category, Territory},
};
use chrono::NaiveDate;
use proptest::prelude::*;

fn t(code: &str) -> Territory {
    Territory::parse(code).unwrap()
}

fn pack() -> RulePack {
    RulePack::embedded("eu.vat").unwrap()
}

fn on(text: &str) -> NaiveDate {
    crate::calendar::parse_date("day", text).unwrap()
}

fn private(code: &str) -> Customer {
    Customer::private(t(code))
}

fn business(code: &str) -> Customer {
    let prefix = if code == "GR" { "EL" } else { code };
    Customer::business(t(code), format!("{prefix}123456789"))
}

fn goods(day: &str, from: &str, to: &str, customer: Customer) -> Supply {
    Supply::goods(on(day), t(from), t(to), customer)
}

fn service(day: &str, from: &str, service: Service, customer: Customer) -> Supply {
    Supply::service(on(day), t(from), service, customer)
}

fn answer(supply: &Supply, choices: &Choices) -> Result<Decision> {
    decide(supply, choices, &pack())
}

/// Category, place, who owes, and whose rate.
fn told(supply: &Supply) -> (String, String, Liable, String) {
    told_by(supply, &Choices::none())
}

fn told_by(supply: &Supply, choices: &Choices) -> (String, String, Liable, String) {
    let d = answer(supply, choices).unwrap();
    let code = |place: Option<Territory>| place.map_or_else(String::new, |place| place.code().to_owned());
    (d.category.code().to_owned(), code(d.place), d.liable, code(d.rate_of))
}

fn is(category: &str, place: &str, liable: Liable, rate_of: &str) -> (String, String, Liable, String) {
    (category.into(), place.into(), liable, rate_of.into())
}

fn refused(supply: &Supply) -> Error {
    answer(supply, &Choices::none()).unwrap_err()
}

const TODAY: &str = "2026-03-01";
use DistanceSales::{AboveThreshold as Above, Amounts, BelowThreshold as Below, Opted};
use Liable::{Customer as ByCustomer, Nobody, Supplier as BySupplier};

#[test]
fn goods_of_december_2010_from_the_united_kingdom() {
    let day = "2010-12-01";
    let home = is("S", "GB", BySupplier, "GB");
    assert_eq!(told(&goods(day, "GB", "GB", private("GB"))), home);
    assert_eq!(told(&goods(day, "GB", "IM", private("IM"))), home);
    assert_eq!(told(&goods(day, "GB", "FR", private("FR")).distance_sales(Below)), home);
    assert_eq!(told(&goods(day, "GB", "FR", Customer::unnumbered(t("FR")))), home);
    for abroad in ["JP", "AU", "NO", "CH", "JE", "HR"] {
        assert_eq!(
            told(&goods(day, "GB", abroad, private(abroad))),
            is("G", "GB", BySupplier, ""),
            "{abroad}"
        );
    }
    assert_eq!(told(&goods(day, "GB", "DE", business("DE"))), is("K", "GB", ByCustomer, ""));
    let source = answer(&goods(day, "GB", "GB", private("GB")), &Choices::none()).unwrap().source;
    assert!(
        source.contains("Value Added Tax Act 1994 (c. 23), s. 4") && source.contains("art. 32"),
        "{source}"
    );
    let missing = refused(&goods(day, "GB", "FR", private("FR")));
    assert_eq!((missing.code(), missing.field()), (Code::InputMissing, "supplier.distance_sales"));
    let above = goods(day, "GB", "FR", private("FR")).distance_sales(Above);
    assert_eq!(told(&above), is("S", "FR", BySupplier, "FR"));
}

#[test]
fn membership_is_dated() {
    let sent = |day, to| told(&goods(day, "GB", to, private(to)).distance_sales(Below)).0;
    assert_eq!((sent("2020-12-31", "FR"), sent("2021-01-01", "FR")), ("S".into(), "G".into()));
    assert_eq!((sent("2013-06-30", "HR"), sent("2013-07-01", "HR")), ("G".into(), "S".into()));
    // To Great Britain the day before and after the transition ended.
    let to = |day| told(&goods(day, "IE", "GB", business("GB"))).0;
    assert_eq!((to("2020-12-31"), to("2021-01-01")), ("K".into(), "G".into()));
    assert_eq!(refused(&goods("2006-12-31", "GB", "GB", private("GB"))).code(), Code::LawNoneInForce);
    assert_eq!(told(&goods(TODAY, "GB", "GB", private("GB"))), is("S", "GB", BySupplier, "GB"));
}

#[test]
fn a_business_with_a_number_of_the_state_of_departure_is_charged() {
    let told = |number: &str| told(&goods("2010-12-01", "GB", "FR", Customer::business(t("FR"), number))).0;
    assert_eq!((told("GB123456789"), told(" "), told("assumed")), ("S".into(), "S".into(), "S".into()));
    // Any other member state's number frees the goods (art. 138(1)(b)), one of outside does not.
    assert_eq!(
        (told("FR12345678901"), told("DE123456789"), told("CHE123")),
        ("K".into(), "K".into(), "S".into())
    );
}

#[test]
fn art_7_monaco_man_and_the_base_areas() {
    let sent = |day, to| told(&goods(day, "DE", to, private(to)).distance_sales(Above));
    assert_eq!(sent("2019-05-01", "MC"), is("S", "FR", BySupplier, "FR"));
    assert_eq!(sent(TODAY, "MC"), is("S", "FR", BySupplier, "FR"));
    assert_eq!(sent("2019-05-01", "IM"), is("S", "GB", BySupplier, "GB"));
    assert_eq!(sent(TODAY, "IM"), is("G", "DE", BySupplier, ""));
    assert_eq!(sent(TODAY, "CY-SBA"), is("S", "CY", BySupplier, "CY"));
    assert_eq!(told(&goods(TODAY, "FR", "MC", private("MC"))), is("S", "FR", BySupplier, "FR"));
}

#[test]
fn art_6_parts_of_states_are_outside() {
    for (from, to) in [
        ("ES", "ES-CN"),
        ("ES", "ES-CE"),
        ("ES", "ES-ML"),
        ("GR", "GR-69"),
        ("DE", "DE-HELGOLAND"),
        ("DE", "DE-BUESINGEN"),
        ("IT", "IT-LIVIGNO"),
        ("IT", "IT-CAMPIONE"),
        ("IT", "IT-LUGANO"),
        ("FI", "AX"),
        ("FR", "GP"),
        ("FR", "RE"),
        ("FR", "MQ"),
        ("FR", "GF"),
        ("FR", "YT"),
        ("FR", "GG"),
    ] {
        assert_eq!(told(&goods(TODAY, from, to, private(to))), is("G", from, BySupplier, ""), "{to}");
        let general = service(TODAY, from, Service::new(ServiceKind::Professional), private(to));
        assert_eq!(told(&general), is("O", to, Nobody, ""), "{to}");
    }
}

#[test]
fn northern_ireland_is_a_member_for_goods_only() {
    assert_eq!(told(&goods(TODAY, "IE", "XI", business("XI"))), is("K", "IE", ByCustomer, ""));
    assert_eq!(told(&goods(TODAY, "XI", "FR", business("FR"))), is("K", "XI", ByCustomer, ""));
    assert_eq!(told(&goods(TODAY, "IE", "GB", business("GB"))), is("G", "IE", BySupplier, ""));
    let general = Service::new(ServiceKind::General);
    assert_eq!(told(&service(TODAY, "IE", general.clone(), business("XI"))), is("O", "GB", Nobody, ""));
    assert_eq!(told(&service("2020-06-01", "IE", general, business("XI"))), is("AE", "GB", ByCustomer, ""));
    for (from, to) in [("GB", "XI"), ("XI", "GB")] {
        assert_eq!(refused(&goods(TODAY, from, to, private(to))).code(), Code::LawUnsupported);
        assert_eq!(told(&goods("2020-06-01", from, to, private(to))), is("S", "GB", BySupplier, "GB"));
    }
    let rate = told(&goods(TODAY, "XI", "XI", private("XI")));
    assert_eq!(rate, is("S", "XI", BySupplier, "XI"));
}

#[test]
fn art_33_and_34_until_2021() {
    let sold = |day, to, amount: Money| {
        let sales = Turnover { this_year: amount, last_year: Money::zero(amount.currency()) };
        told(&goods(day, "DE", to, private(to)).distance_sales(Amounts(sales))).3
    };
    assert_eq!(sold("2019-05-01", "FR", eur!(35_000.00)), "DE"); // must not exceed it
    assert_eq!(sold("2019-05-01", "FR", eur!(35_000.01)), "FR");
    assert_eq!(sold("2021-06-30", "NL", eur!(100_000.00)), "DE");
    assert_eq!(sold("2019-05-01", "SE", Money::new(dec!(320000.01), SEK).unwrap()), "SE");
    assert_eq!(sold("2019-05-01", "GB", Money::new(dec!(70000), GBP).unwrap()), "DE");
    // Last year counts too.
    let sales = Turnover { this_year: eur!(1.00), last_year: eur!(35_000.01) };
    assert_eq!(told(&goods("2019-05-01", "DE", "FR", private("FR")).distance_sales(Amounts(sales))).3, "FR");
    // Another currency is refused, as is a day of which the threshold is not known.
    let other = goods("2019-05-01", "DE", "SE", private("SE")).distance_sales(Amounts(sales));
    assert_eq!(refused(&other).code(), Code::MoneyMixedCurrencies);
    let early = goods("2015-05-01", "DE", "FR", private("FR")).distance_sales(Amounts(sales));
    assert_eq!(refused(&early).code(), Code::LawNoneInForce);
    // No one-stop shop for goods then; goods under excise duty never stay at departure.
    let there =
        answer(&goods("2019-05-01", "DE", "FR", private("FR")).distance_sales(Above), &Choices::none())
            .unwrap();
    assert_eq!(there.scheme, None);
    let mut wine = goods("2019-05-01", "DE", "FR", private("FR"));
    if let Supplied::Goods(goods) = &mut wine.what {
        goods.excise = true;
    }
    assert_eq!(told(&wine).3, "FR");
}

#[test]
fn art_33_a_and_59c_since_2021() {
    let sent = |standing| told(&goods(TODAY, "DE", "FR", private("FR")).distance_sales(standing)).3;
    assert_eq!((sent(Below), sent(Above), sent(Opted)), ("DE".into(), "FR".into(), "FR".into()));
    let sales = |this_year, last_year| Amounts(Turnover { this_year, last_year });
    assert_eq!(sent(sales(eur!(10_000.00), eur!(10_000.00))), "DE");
    assert_eq!(sent(sales(eur!(10_000.01), eur!(0.00))), "FR");
    let supply = goods(TODAY, "DE", "FR", private("FR"));
    // Established in two member states, or outside, or sent from a stock elsewhere: no threshold.
    let two = supply.clone().sold_by(Supplier::new(t("DE")).established_in(t("AT")));
    assert_eq!(told(&two).3, "FR");
    assert_eq!(told(&supply.clone().sold_by(Supplier::new(t("US")))).3, "FR");
    assert_eq!(told(&supply.clone().sold_by(Supplier::new(t("PL")))).3, "FR");
    // The scheme, and the other road.
    let scheme = |supply: &Supply| answer(supply, &Choices::none()).unwrap().scheme;
    assert_eq!(scheme(&supply.clone().distance_sales(Above)), Some(Scheme::Union));
    let local = supply
        .sold_by(Supplier { distance_sales: Some(Above), ..Supplier::new(t("DE")).registered_locally() });
    assert_eq!(scheme(&local), None);
}

#[test]
fn art_33_c_import() {
    let parcel = |value: Money, customer: Customer| {
        let mut supply = goods(TODAY, "CN", "DE", customer);
        if let Supplied::Goods(goods) = &mut supply.what {
            goods.consignment = Some(value);
        }
        supply.sold_by(Supplier::new(t("CN")).import_one_stop_shop())
    };
    assert_eq!(told(&parcel(eur!(150.00), private("DE"))), is("S", "DE", BySupplier, "DE"));
    let import = is("O", "CN", ByCustomer, "");
    assert_eq!(told(&parcel(eur!(150.01), private("DE"))), import);
    assert_eq!(told(&parcel(eur!(80.00), business("DE"))), import);
    assert_eq!(told(&parcel(eur!(80.00), private("DE")).on(on("2021-06-30"))), import);
    let untold =
        goods(TODAY, "CN", "DE", private("DE")).sold_by(Supplier::new(t("CN")).import_one_stop_shop());
    assert_eq!(refused(&untold).field(), "what.goods.consignment");
    // The supplier imports: taxed in the state of import (art. 32, second paragraph).
    let mut delivered = goods(TODAY, "CN", "DE", private("DE"));
    if let Supplied::Goods(goods) = &mut delivered.what {
        goods.imported_by_supplier = true;
    }
    assert_eq!(told(&delivered), is("S", "DE", BySupplier, "DE"));
}

#[test]
fn art_36_37_138_2() {
    let mut plant = goods(TODAY, "DE", "FR", business("FR"));
    if let Supplied::Goods(goods) = &mut plant.what {
        goods.installed = true;
    }
    let error = refused(&plant);
    assert_eq!(
        (error.code(), error.field(), error.value()),
        (Code::TaxOptionUnknown, "choices.FR", "FR art. 194")
    );
    let chose = |choice| told_by(&plant, &Choices::none().art_194(t("FR"), choice));
    assert_eq!(chose(ReverseCharge::Always), is("AE", "FR", ByCustomer, ""));
    assert_eq!(chose(ReverseCharge::CustomerIdentified), is("AE", "FR", ByCustomer, ""));
    assert_eq!(chose(ReverseCharge::Never), is("S", "FR", BySupplier, "FR"));
    plant.customer = private("FR");
    assert_eq!(told(&plant), is("S", "FR", BySupplier, "FR"));

    let mut on_board = goods(TODAY, "DK", "NO", private("NO"));
    let mut boat = goods(TODAY, "DE", "FR", private("FR"));
    if let (Supplied::Goods(on_board), Supplied::Goods(boat)) = (&mut on_board.what, &mut boat.what) {
        on_board.on_board = true;
        boat.new_transport = true;
    }
    assert_eq!(told(&on_board), is("S", "DK", BySupplier, "DK"));
    assert_eq!(told(&boat), is("K", "DE", ByCustomer, ""));
}

#[test]
fn art_44_45_196() {
    let general = Service::new(ServiceKind::General);
    let sold = |from, customer| told(&service(TODAY, from, general.clone(), customer));
    assert_eq!(sold("DE", business("FR")), is("AE", "FR", ByCustomer, ""));
    assert_eq!(sold("US", business("FR")), is("AE", "FR", ByCustomer, ""));
    assert_eq!(sold("DE", business("DE")), is("S", "DE", BySupplier, "DE"));
    assert_eq!(sold("DE", business("US")), is("O", "US", Nobody, ""));
    assert_eq!(sold("DE", private("FR")), is("S", "DE", BySupplier, "DE"));
    assert_eq!(sold("DE", private("US")), is("S", "DE", BySupplier, "DE"));
    // With an establishment in the customer's state that takes part, the supplier owes the tax (art. 192a).
    let at_home = service(TODAY, "DE", general.clone(), business("FR"))
        .sold_by(Supplier::new(t("DE")).established_in(t("FR")));
    assert_eq!(told(&at_home), is("S", "FR", BySupplier, "FR"));
    assert_eq!(
        refused(&service("2009-12-31", "DE", general.clone(), business("FR"))).code(),
        Code::LawNoneInForce
    );
    assert_eq!(refused(&service(TODAY, "US", general, private("FR"))).code(), Code::LawUnsupported);
}

#[test]
fn art_46_to_50() {
    let at = |kind, place: &str| Service::new(kind).at(t(place));
    let intermediary = at(ServiceKind::Intermediary, "IT");
    assert_eq!(
        told(&service(TODAY, "DE", intermediary.clone(), private("FR"))),
        is("S", "IT", BySupplier, "IT")
    );
    assert_eq!(told(&service(TODAY, "DE", intermediary, business("FR"))), is("AE", "FR", ByCustomer, ""));
    let lodging = at(ServiceKind::Immovable, "ES");
    assert_eq!(told(&service(TODAY, "DE", lodging.clone(), private("FR"))), is("S", "ES", BySupplier, "ES"));
    assert_eq!(refused(&service(TODAY, "DE", lodging, business("FR"))).code(), Code::TaxOptionUnknown);
    let house = at(ServiceKind::Immovable, "CH");
    assert_eq!(told(&service(TODAY, "DE", house, business("FR"))), is("O", "CH", Nobody, ""));

    let moved = |from: &str, to: &str| Service::new(ServiceKind::GoodsTransport).between(t(from), t(to));
    assert_eq!(
        told(&service(TODAY, "DE", moved("DE", "IT"), business("FR"))),
        is("AE", "FR", ByCustomer, "")
    );
    assert_eq!(
        told(&service(TODAY, "DE", moved("PL", "IT"), private("FR"))),
        is("S", "PL", BySupplier, "PL")
    );
    assert_eq!(
        told(&service(TODAY, "DE", moved("PL", "PL"), private("FR"))),
        is("S", "PL", BySupplier, "PL")
    );
    let out = moved("DE", "CH").over(t("DE"), dec!(300)).over(t("CH"), dec!(100));
    let split = answer(&service(TODAY, "DE", out, private("DE")), &Choices::none()).unwrap().split;
    let parts: Vec<_> = split.iter().map(|p| (p.place.code(), p.share, p.category.code())).collect();
    assert_eq!(parts, [("CH", dec!(0.25), "O"), ("DE", dec!(0.75), "S")]);
    assert_eq!(refused(&service(TODAY, "DE", moved("DE", "CH"), private("DE"))).field(), "what.service.legs");
}

#[test]
fn art_48_by_distance() {
    let bus = Service::new(ServiceKind::PassengerTransport).over(t("DE"), dec!(300)).over(t("FR"), dec!(100));
    let decision = answer(&service(TODAY, "DE", bus, private("FR")), &Choices::none()).unwrap();
    assert_eq!((decision.place, decision.category, decision.liable), (None, Category::Standard, BySupplier));
    let parts: Vec<_> = decision.split.iter().map(|p| (p.place.code(), p.share, p.scheme)).collect();
    assert_eq!(parts, [("DE", dec!(0.75), None), ("FR", dec!(0.25), Some(Scheme::Union))]);
    assert_eq!(decision.split_amount(eur!(10.00)).unwrap(), [(t("DE"), eur!(7.50)), (t("FR"), eur!(2.50))]);
    let back = Service::new(ServiceKind::PassengerTransport).over(t("DE"), dec!(0));
    assert_eq!(refused(&service(TODAY, "DE", back, private("FR"))).field(), "what.service.legs.DE");
}

#[test]
fn art_53_and_54() {
    let fair = |kind| Service::new(kind).at(t("IT"));
    let sold = |service_sold, customer| told(&service(TODAY, "DE", service_sold, customer));
    assert_eq!(sold(fair(ServiceKind::Admission), business("FR")), is("S", "IT", BySupplier, "IT"));
    assert_eq!(sold(fair(ServiceKind::Event), business("FR")), is("AE", "FR", ByCustomer, ""));
    assert_eq!(sold(fair(ServiceKind::Event), private("FR")), is("S", "IT", BySupplier, "IT"));
    assert_eq!(sold(fair(ServiceKind::WorkOnGoods), private("FR")), is("S", "IT", BySupplier, "IT"));
    assert_eq!(sold(fair(ServiceKind::AncillaryTransport), private("FR")), is("S", "IT", BySupplier, "IT"));
    let stream = Service::new(ServiceKind::Event).streamed();
    assert_eq!(sold(stream.clone(), private("FR")), is("S", "FR", BySupplier, "FR"));
    assert_eq!(
        sold(Service::new(ServiceKind::Admission).streamed(), business("FR")),
        is("AE", "FR", ByCustomer, "")
    );
    let before = service("2024-12-31", "DE", stream, private("FR"));
    assert_eq!(refused(&before).code(), Code::LawNoneInForce);
    // Told, the choice of art. 194 counts for what is bought on the spot as well.
    let choices = Choices::none().art_194(t("IT"), ReverseCharge::Always);
    let admission = service(TODAY, "DE", fair(ServiceKind::Admission), business("FR"));
    assert_eq!(told_by(&admission, &choices), is("AE", "IT", ByCustomer, ""));
}

#[test]
fn art_55_56_57() {
    let sold = |service_sold, customer| told(&service(TODAY, "DE", service_sold, customer));
    assert_eq!(
        sold(Service::new(ServiceKind::Restaurant).at(t("AT")), business("FR")),
        is("S", "AT", BySupplier, "AT")
    );
    let board = Service::new(ServiceKind::OnBoardRestaurant).at(t("DK"));
    assert_eq!(sold(board, private("NO")), is("S", "DK", BySupplier, "DK"));
    let car = |days| Service::new(ServiceKind::VehicleHire).at(t("IT")).days(days);
    assert_eq!(sold(car(30), private("FR")).1, "IT");
    assert_eq!(sold(car(31), private("FR")).1, "FR");
    assert_eq!(sold(car(31), business("FR")), is("AE", "FR", ByCustomer, ""));
    let boat = |days| Service { vessel: true, ..car(days) };
    assert_eq!(
        (sold(boat(90), private("FR")).1, sold(boat(91), private("FR")).1),
        ("IT".into(), "FR".into())
    );
    let yacht = service(TODAY, "IT", Service { pleasure_boat: true, ..car(91) }, private("FR"));
    assert_eq!(told(&yacht).1, "IT");
    let undated = Service { days: None, ..car(1) };
    assert_eq!(refused(&service(TODAY, "DE", undated, private("FR"))).field(), "what.service.days");
}

#[test]
fn art_58_electronic() {
    let app = Service::new(ServiceKind::Electronic);
    let sold = |day, from, to, standing: Option<DistanceSales>| {
        let mut supply = service(day, from, app.clone(), private(to));
        supply.supplier.distance_sales = standing;
        let d = answer(&supply, &Choices::none())?;
        Ok::<_, Error>((d.rate_of.map_or_else(String::new, |r| r.code().to_owned()), d.scheme))
    };
    assert_eq!(sold(TODAY, "DE", "FR", Some(Above)).unwrap(), ("FR".into(), Some(Scheme::Union)));
    assert_eq!(sold(TODAY, "DE", "FR", Some(Below)).unwrap(), ("DE".into(), None));
    assert_eq!(sold("2019-01-01", "DE", "FR", Some(Above)).unwrap(), ("FR".into(), Some(Scheme::Union)));
    assert_eq!(sold("2018-12-31", "DE", "FR", Some(Above)).unwrap_err().code(), Code::LawNoneInForce);
    assert_eq!(sold(TODAY, "US", "FR", None).unwrap(), ("FR".into(), Some(Scheme::NonUnion)));
    assert_eq!(sold(TODAY, "DE", "US", None).unwrap(), (String::new(), None));
    assert_eq!(sold(TODAY, "DE", "DE", None).unwrap(), ("DE".into(), None));
    assert_eq!(sold(TODAY, "DE", "FR", None).unwrap_err().field(), "supplier.distance_sales");
}

#[test]
fn art_59_135_199() {
    let advice = Service::new(ServiceKind::Professional);
    assert_eq!(told(&service(TODAY, "DE", advice.clone(), private("US"))), is("O", "US", Nobody, ""));
    assert_eq!(told(&service(TODAY, "DE", advice, private("FR"))), is("S", "DE", BySupplier, "DE"));
    let cover = service(TODAY, "DE", Service::new(ServiceKind::Insurance), private("DE"));
    assert_eq!(told(&cover), is("E", "DE", BySupplier, ""));
    let outside = service(TODAY, "DE", Service::new(ServiceKind::Insurance), private("US"));
    assert_eq!(told(&outside).0, "O");

    let site = service(TODAY, "DE", Service::new(ServiceKind::Construction).at(t("DE")), business("DE"));
    let error = refused(&site);
    assert_eq!((error.code(), error.value()), (Code::TaxOptionUnknown, "DE art. 199(1)(a)"));
    let builders = Choices::none().art_199(t("DE"), Art199::Construction, ReverseCharge::CustomerInTrade);
    assert_eq!(answer(&site, &builders).unwrap_err().field(), "customer.in_trade");
    let by = |in_trade| {
        let supply = Supply { customer: business("DE").in_trade(in_trade), ..site.clone() };
        told_by(&supply, &builders)
    };
    assert_eq!(by(true), is("AE", "DE", ByCustomer, ""));
    assert_eq!(by(false), is("S", "DE", BySupplier, "DE"));
    let mut scrap = goods(TODAY, "DE", "DE", business("DE"));
    if let Supplied::Goods(goods) = &mut scrap.what {
        goods.named = Some(Art199::Scrap);
    }
    let choices = Choices::none().art_199(t("DE"), Art199::Scrap, ReverseCharge::Always);
    assert_eq!(told_by(&scrap, &choices).0, "AE");
}

#[test]
fn the_buyers_side() {
    let bought = |supply: &Supply| {
        let d = acquire(supply, &Choices::none(), &pack()).unwrap();
        (
            d.category.code().to_owned(),
            d.place.unwrap().code().to_owned(),
            d.liable,
            d.rate_of.unwrap().code().to_owned(),
        )
    };
    assert_eq!(bought(&goods(TODAY, "DE", "FR", business("FR"))), is("K", "FR", ByCustomer, "FR"));
    assert_eq!(bought(&goods(TODAY, "CN", "DE", business("DE"))), is("S", "DE", ByCustomer, "DE"));
    let advice = service(TODAY, "US", Service::new(ServiceKind::Professional), business("FR"));
    assert_eq!(bought(&advice), is("AE", "FR", ByCustomer, "FR"));
    // What the supplier charges the buyer does not account for.
    assert_eq!(bought(&goods(TODAY, "DE", "DE", business("DE"))), is("S", "DE", BySupplier, "DE"));
}

#[test]
fn what_rests_on_general_knowledge_says_so() {
    let source = |supply: &Supply| answer(supply, &Choices::none()).unwrap().source;
    let meal = service(TODAY, "DE", Service::new(ServiceKind::Restaurant).at(t("AT")), private("AT"));
    assert!(source(&meal).contains("secondary source"), "{}", source(&meal));
    let general = service(TODAY, "DE", Service::new(ServiceKind::General), business("FR"));
    assert!(!source(&general).contains("secondary"), "{}", source(&general));
}

#[test]
fn another_pack_is_refused_and_the_rate_is_the_places() {
    let supply = goods("2010-12-01", "GB", "GB", private("GB"));
    let uk = RulePack::embedded("uk.vat").unwrap();
    assert_eq!(decide(&supply, &Choices::none(), &uk).unwrap_err().field(), "pack");
    let rated = |class| decide_rated(&supply, &Choices::none(), &pack(), class, &uk);
    let standard = rated("standard").unwrap();
    assert_eq!(
        (standard.rate, standard.category, standard.since),
        (dec!(0.175), Category::Standard, Some(on("2010-01-01")))
    );
    assert_eq!(rated("zero").unwrap().category, Category::Zero);
    assert_eq!(rated("luxury").unwrap_err().code(), Code::LawUnknownKey);
    let french = goods("2010-12-01", "FR", "FR", private("FR"));
    assert_eq!(
        decide_rated(&french, &Choices::none(), &pack(), "standard", &uk).unwrap_err().field(),
        "rates"
    );
    // An export asks for no rate.
    let export = goods("2010-12-01", "FR", "US", private("US"));
    assert_eq!(decide_rated(&export, &Choices::none(), &pack(), "standard", &uk).unwrap().rate, dec!(0));
}

const KINDS: [ServiceKind; 25] = [
    ServiceKind::General,
    ServiceKind::Intermediary,
    ServiceKind::Immovable,
    ServiceKind::Construction,
    ServiceKind::PassengerTransport,
    ServiceKind::GoodsTransport,
    ServiceKind::AncillaryTransport,
    ServiceKind::WorkOnGoods,
    ServiceKind::Admission,
    ServiceKind::Event,
    ServiceKind::Restaurant,
    ServiceKind::OnBoardRestaurant,
    ServiceKind::VehicleHire,
    ServiceKind::Electronic,
    ServiceKind::Telecommunications,
    ServiceKind::Broadcasting,
    ServiceKind::Professional,
    ServiceKind::Rights,
    ServiceKind::Advertising,
    ServiceKind::Forbearance,
    ServiceKind::Insurance,
    ServiceKind::Finance,
    ServiceKind::Staff,
    ServiceKind::GoodsHire,
    ServiceKind::NetworkAccess,
];
const PLACES: [&str; 14] =
    ["DE", "FR", "GB", "XI", "HR", "MC", "IM", "ES-CN", "AX", "US", "CH", "GR", "CY-SBA", "DE-BUESINGEN"];

fn place() -> impl Strategy<Value = Territory> {
    prop::sample::select(&PLACES[..]).prop_map(t)
}

fn standing() -> impl Strategy<Value = Option<DistanceSales>> {
    let amounts = (0i64..2_000_000, 0i64..2_000_000).prop_map(|(this, last)| {
        Amounts(Turnover { this_year: Money::minor(this, EUR), last_year: Money::minor(last, EUR) })
    });
    prop::option::of(prop_oneof![Just(Below), Just(Above), Just(Opted), amounts])
}

prop_compose! {
    fn any_supply()(
        days in 0u32..9_000, seller in place(), other in prop::option::of(place()), from in place(), to in place(), buyer in place(),
        taxable in any::<bool>(), number in prop::option::of(prop::sample::select(vec!["DE1", "XI2", "EL3", "GB4", "US5", "é"])),
        standing in standing(), flags in any::<[bool; 8]>(), kind in prop::option::of(prop::sample::select(&KINDS[..])),
        at in prop::option::of(place()), length in prop::option::of(0u32..120), far in 1u32..1_000, named in prop::option::of(Just(Art199::Scrap)),
    ) -> Supply {
        let day = date(2004, 1, 1).unwrap() + chrono::Days::new(days.into());
        let supplier = Supplier {
            establishments: other.into_iter().collect(), distance_sales: standing, one_stop_shop: flags[0],
            import_one_stop_shop: flags[1], ..Supplier::new(seller)
        };
        let customer = Customer { vat_id: number.map(str::to_owned), in_trade: Some(flags[2]), taxable, ..Customer::private(buyer) };
        let what = match kind {
            None => Supplied::Goods(Goods {
                installed: flags[3], on_board: flags[4] && flags[5], new_transport: flags[5] && flags[6], excise: flags[6],
                imported_by_supplier: flags[7], consignment: Some(Money::minor(i64::from(far) * 50, EUR)), named, ..Goods::sent(from, to)
            }),
            Some(kind) => Supplied::Service(Service {
                at, days: length, vessel: flags[3], pleasure_boat: flags[4], streamed: flags[5], named,
                ..Service::new(kind).between(from, to).over(from, far.into()).over(to, dec!(7))
            }),
        };
        Supply { day, supplier, customer, what }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn every_supply_is_decided_or_refused_by_name(supply in any_supply(), chosen in any::<bool>()) {
        let pack = pack_once();
        let mut choices = Choices::none();
        if chosen {
            for place in PLACES.into_iter().chain(["CY", "AT", "IT"]) {
                choices = choices.art_194(t(place), ReverseCharge::Always).art_199(t(place), Art199::Scrap, ReverseCharge::Never)
                    .art_199(t(place), Art199::Construction, ReverseCharge::CustomerInTrade);
            }
        }
        for answer in [decide(&supply, &choices, pack), acquire(&supply, &choices, pack)] {
            match answer {
                Ok(decision) => {
                    prop_assert!(!decision.reason.is_empty() && ["art.", "s. "].iter().any(|word| decision.source.contains(word)), "{decision:?}");
                    prop_assert_eq!(decision.place.is_none(), !decision.split.is_empty());
                    if decision.place.is_none() {
                        let whole = decision.split.iter().map(|part| part.share).sum::<rust_decimal::Decimal>();
                        prop_assert_eq!(whole, dec!(1));
                    }
                    // A supplier who charges has a rate; one who does not has no scheme.
                    if decision.scheme.is_some() {
                        prop_assert_eq!((decision.liable, decision.category), (BySupplier, Category::Standard));
                    }
                    if decision.category == Category::Standard && decision.place.is_some() {
                        prop_assert!(decision.rate_of.is_some());
                    }
                    let json = serde_json::to_string(&supply).unwrap();
                    prop_assert_eq!(&serde_json::from_str::<Supply>(&json).unwrap(), &supply);
                    let json = serde_json::to_string(&decision).unwrap();
                    prop_assert_eq!(serde_json::from_str::<Decision>(&json).unwrap(), decision);
                }
                Err(error) => {
                    prop_assert!(
                        matches!(
                            error.code(),
                            Code::LawNoneInForce | Code::LawUnsupported | Code::TaxOptionUnknown | Code::InputMissing
                                | Code::MoneyMixedCurrencies
                        ),
                        "{error}"
                    );
                    prop_assert!(chosen <= (error.code() != Code::TaxOptionUnknown), "{error}");
                }
            }
        }
    }

    /// What happens within one member state does not depend on which one, and is at its rate.
    #[test]
    fn at_home_all_member_states_are_alike(days in 0u32..6_000, taxable in any::<bool>(), kind in prop::sample::select(&KINDS[..])) {
        let pack = pack_once();
        let day = date(2011, 1, 1).unwrap() + chrono::Days::new(days.into());
        let members = ["AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HU", "IE", "IT", "LT", "LU", "LV", "MT",
            "NL", "PL", "PT", "RO", "SE", "SI", "SK"];
        let mut first: Option<Vec<Option<(String, Liable, bool)>>> = None;
        for code in members {
            let state = t(code);
            let customer = if taxable { business(code) } else { private(code) };
            let sold = Supply::goods(day, state, state, customer.clone());
            let service = Service::new(kind).at(state).between(state, state).over(state, dec!(1)).days(5);
            let served = Supply::service(day, state, service, customer);
            let told: Vec<_> = [sold, served]
                .iter()
                .map(|supply| {
                    let d = decide(supply, &Choices::none(), pack).ok()?;
                    let own = d.rate_of.is_none_or(|rate| rate == state) && d.place.is_none_or(|place| place == state);
                    Some((d.category.code().to_owned(), d.liable, own))
                })
                .collect();
            prop_assert!(told.iter().flatten().all(|(_, _, own)| *own), "{code}: {told:?}");
            prop_assert!(told[0] == Some(("S".to_owned(), BySupplier, true)));
            let same = first.get_or_insert_with(|| told.clone());
            prop_assert_eq!(&*same, &told, "{}", code);
        }
    }
}

fn pack_once() -> &'static RulePack {
    static PACK: std::sync::OnceLock<RulePack> = std::sync::OnceLock::new();
    PACK.get_or_init(pack)
}
