//! What is refused, country by country: always with a code, a field and a value, and never clamped in silence.

use super::{
    day,
    desks::{Bonus, Desk, desks},
    pack,
};
use crate::{
    calendar::PayFrequency,
    error::{Code, Error, Result, document},
    law::RulePack,
    money::{Money, currency::*},
    tax::wages::{Assessment, PACKS, Payment, Prepared, Profile, assess, assess_traced},
};
use serde_json::{Value, json};

impl Desk {
    fn pack(&self) -> RulePack {
        pack(self.person.pack_id())
    }

    fn told(&self, payment: &Payment) -> (Code, String, String) {
        let error = refused(&self.person, payment, &self.pack());
        (error.code(), error.field().to_owned(), error.value().to_owned())
    }

    /// The person's document with one place of it changed, read and assessed.
    fn changed(&self, person: &Profile, at: &str, value: Value) -> Result<Assessment> {
        let mut document = serde_json::to_value(person).unwrap();
        let (above, key) = at.rsplit_once('/').unwrap();
        document.pointer_mut(above).unwrap()[key] = value;
        let person: Profile = document::take("profile", &document)?;
        assess(&person, &Payment { pay_day: next(&self.payment), ..self.payment.clone() }, &self.pack())
    }

    /// The person after the payment.
    fn carried(&self) -> Profile {
        assess(&self.person, &self.payment, &self.pack()).unwrap().carried
    }

    fn minor(&self, minor: i64) -> Money {
        Money::minor(minor, self.payment.taxable.currency())
    }
}

/// Every form of the call refuses alike.
fn refused(person: &Profile, payment: &Payment, law: &RulePack) -> Error {
    let error = assess(person, payment, law).unwrap_err();
    assert_eq!(assess_traced(person, payment, law).unwrap_err(), error);
    if let Ok(prepared) = Prepared::on(law, payment.pay_day) {
        assert_eq!(prepared.assess(person, payment).unwrap_err(), error);
    }
    assert!(!error.field().is_empty() && error.message().len() > 20, "{error}");
    error
}

/// The pay day a month later, where the pack knows it.
fn next(payment: &Payment) -> chrono::NaiveDate {
    payment.pay_day.checked_add_months(chrono::Months::new(1)).unwrap()
}

fn named(desk: &Desk) -> &'static str {
    desk.person.pack_id()
}

#[test]
fn every_jurisdiction_has_a_desk() {
    let ids: Vec<&str> = desks().iter().map(named).collect();
    assert_eq!(ids, PACKS);
}

#[test]
fn what_does_not_exist() {
    for desk in desks() {
        assert!(!desk.wrong.is_empty());
        for (at, value, code, field) in desk.wrong.clone() {
            let error = desk.changed(&desk.person, at, value.clone()).unwrap_err();
            assert_eq!((error.code(), error.field()), (code, field), "{} {at} {value}", named(&desk));
        }
        let error = desk.changed(&desk.person, "/shoe_size", json!(44)).unwrap_err();
        assert_eq!(error.code(), Code::InputUnknownField, "{}", named(&desk));
        let error = desk.changed(&desk.person, "/jurisdiction", json!("pt")).unwrap_err();
        assert_eq!(error.code(), Code::InputInvalid, "{}", named(&desk));
    }
}

#[test]
fn a_negative_amount() {
    for desk in desks() {
        let below = desk.minor(-1);
        for (field, payment) in [
            ("taxable", Payment { taxable: below, ..desk.payment.clone() }),
            ("contributory", Payment { contributory: below, ..desk.payment.clone() }),
            ("non_cash", Payment { non_cash: below, ..desk.payment.clone() }),
        ] {
            let told = desk.told(&payment);
            assert_eq!(told, (Code::NumberNegative, field.into(), below.to_string()), "{}", named(&desk));
        }
        let foreign = if desk.payment.taxable.currency() == CHF { EUR } else { CHF };
        for (field, payment) in [
            ("taxable", Payment { taxable: Money::zero(foreign), ..desk.payment.clone() }),
            ("contributory", Payment { contributory: Money::zero(foreign), ..desk.payment.clone() }),
        ] {
            let told = desk.told(&payment);
            let value = Money::zero(foreign).to_string();
            assert_eq!(told, (Code::MoneyMixedCurrencies, field.into(), value), "{}", named(&desk));
        }
    }
}

#[test]
fn a_day_outside_every_edition() {
    for desk in desks() {
        for outside in desk.outside {
            let (code, field, value) = desk.told(&Payment { pay_day: day(outside), ..desk.payment.clone() });
            assert_eq!((code, value.as_str()), (Code::LawNoneInForce, *outside), "{} {field}", named(&desk));
        }
    }
}

#[test]
fn figures_to_date_that_go_backwards() {
    for desk in desks() {
        let Some(through) = desk.through else {
            assert_eq!(desk.carried(), desk.person, "{} carries nothing", named(&desk));
            continue;
        };
        let carried = desk.carried();
        // A last payment after this one.
        let late = next(&desk.payment).checked_add_months(chrono::Months::new(1)).unwrap();
        let error = desk.changed(&carried, through, json!(late)).unwrap_err();
        assert_eq!((error.code(), error.field()), (Code::InputInvalid, "pay_day"), "{}", named(&desk));
        assert!(error.message().contains(&late.to_string()), "{error}");
        // Sums below zero.
        for field in desk.to_date {
            let error = desk.changed(&carried, field, json!(desk.minor(-1))).unwrap_err();
            let path = field.trim_start_matches('/').replace('/', ".");
            assert_eq!(
                (error.code(), error.field()),
                (Code::NumberNegative, path.as_str()),
                "{}",
                named(&desk)
            );
        }
        // A second payment in a month that is reckoned once.
        let again = assess(&carried, &desk.payment, &desk.pack());
        if desk.once_a_month {
            let error = again.unwrap_err();
            assert_eq!((error.code(), error.field()), (Code::LawUnsupported, "pay_day"), "{}", named(&desk));
        } else {
            assert!(again.is_ok(), "{}", named(&desk));
        }
    }
}

/// The United Kingdom's, the United States', Germany's and Australia's routines reckon each payment by its own frequency:
/// there a change is no mistake. Canada's guide reckons with one number of pay periods in a year; the others know months.
#[test]
fn a_frequency_that_changes_in_mid_year() {
    for desk in desks() {
        let (frequency, on, refusal) = desk.other_frequency;
        let pay_day = if on.is_empty() { next(&desk.payment) } else { day(on) };
        let other = Payment { pay_day, frequency, ..desk.payment.clone() };
        let carried = desk.carried();
        match refusal {
            Some((code, field)) => {
                let error = refused(&carried, &other, &desk.pack());
                assert_eq!((error.code(), error.field()), (code, field), "{}", named(&desk));
            }
            None => assert!(assess(&carried, &other, &desk.pack()).is_ok(), "{}", named(&desk)),
        }
        let unknown = Payment { frequency: desk.unknown_frequency, ..desk.payment.clone() };
        let (code, field, _) = desk.told(&unknown);
        let wanted = match desk.unknown_frequency {
            PayFrequency::Daily => (Code::InputMissing, "pay_periods"),
            _ => (Code::LawUnsupported, "frequency"),
        };
        assert_eq!((code, field.as_str()), wanted, "{}", named(&desk));
    }
}

/// Where no rule was found for a bonus it is refused; elsewhere it is no more than the pay.
#[test]
fn a_part_that_is_no_regular_pay() {
    for desk in desks() {
        let part = |minor| Payment { non_periodic: Some(desk.minor(minor)), ..desk.payment.clone() };
        let greater = desk.payment.taxable.checked_add(desk.minor(1)).unwrap();
        let greater = Payment { non_periodic: Some(greater), ..desk.payment.clone() };
        let (wanted, payment) = match desk.bonus {
            Bonus::Refused => (Code::LawUnsupported, part(1)),
            Bonus::Part => (Code::InputInvalid, greater),
            Bonus::NoMatter => {
                let both =
                    [part(1), desk.payment.clone()].map(|pay| assess(&desk.person, &pay, &desk.pack()));
                assert_eq!(both[0], both[1]);
                continue;
            }
        };
        let (code, field, _) = desk.told(&payment);
        assert_eq!((code, field.as_str()), (wanted, "non_periodic"), "{}", named(&desk));
        let (code, field, _) = desk.told(&part(-1));
        assert_eq!((code, field.as_str()), (Code::NumberNegative, "non_periodic"), "{}", named(&desk));
    }
}

#[test]
fn a_pack_of_another_jurisdiction() {
    let all = desks();
    for (desk, other) in all.iter().zip(all.iter().cycle().skip(1)) {
        let law = other.pack();
        let error = assess(&desk.person, &other.payment, &law).unwrap_err();
        assert_eq!((error.code(), error.value()), (Code::LawUnsupported, law.id()), "{}", named(desk));
        let prepared = Prepared::on(&law, other.payment.pay_day).unwrap();
        let error = prepared.assess(&desk.person, &other.payment).unwrap_err();
        assert_eq!((error.code(), error.value()), (Code::LawUnsupported, named(desk)));
    }
    let error = Prepared::on(&pack("uk.vat"), day("2026-11-24")).unwrap_err();
    assert_eq!((error.code(), error.field(), error.value()), (Code::LawUnsupported, "pack", "uk.vat"));
}

/// No rounding is taken for granted where no rule was found, and no field but those that are known.
#[test]
fn a_profile_says_how_to_round_where_the_law_does_not() {
    for desk in desks() {
        let mut document = serde_json::to_value(&desk.person).unwrap();
        if document.as_object_mut().unwrap().remove("rounding").is_some() {
            let error = document::take::<Profile>("profile", &document).unwrap_err();
            assert_eq!(
                (error.code(), error.field()),
                (Code::InputMissing, "profile.rounding"),
                "{}",
                named(&desk)
            );
        }
    }
}
