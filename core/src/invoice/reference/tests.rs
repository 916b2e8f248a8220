//! Payment references, accounts, tax numbers and payment codes.

use super::{Scheme, iban, tax_number};
use crate::{error::Code, error::Error};
use proptest::prelude::*;

#[track_caller]
fn refused<T: std::fmt::Debug>(
    result: crate::error::Result<T>,
    code: Code,
    field: &str,
    value: &str,
) -> Error {
    let error = result.unwrap_err();
    assert_eq!((error.code(), error.field(), error.value()), (code, field, value), "{error}");
    assert!(error.message().contains(value), "{error}");
    error
}

#[test]
fn each_scheme_makes_its_reference() {
    for (scheme, number, made, printed) in [
        (Scheme::Rf, "539007547034", "RF18539007547034", "RF18 5390 0754 7034"),
        (Scheme::Rf, "g72 uur", "RF45G72UUR", "RF45 G72U UR"),
        (Scheme::Finnish, "1234567", "12345672", "123 45672"),
        (Scheme::Finnish, "123456789", "1234567897", "12345 67897"),
        (Scheme::Estonian, "123", "1232", "1232"),
        (Scheme::KidMod10, "1234", "12344", "12344"),
        (Scheme::KidMod11, "1234", "12343", "12343"),
        (Scheme::KidMod11, "5", "51", "51"),
        (Scheme::KidMod11, "6", "6-", "6-"),
        (Scheme::Ocr, "123", "1230", "1230"),
        (Scheme::OcrLength, "123", "12351", "12351"),
        (Scheme::OcrLength, "1230", "123067", "123067"), // filled with a 0 by the caller
        (Scheme::Qrr, "313947143000901", "000000000003139471430009018", "00 00000 00003 13947 14300 09018"),
        (Scheme::Slovenian, "1234", "SI120000000012343", "SI12 0000000012343"),
        (Scheme::SlovenianGroups, "7123456", "SI0171234560", "SI01 71234560"),
        (Scheme::Croatian, "7123456", "HR0171234560", "HR01 71234560"),
        (Scheme::Croatian, "123-456-789", "HR01123-456-7890", "HR01 123-456-7890"),
    ] {
        assert_eq!(scheme.make(number).unwrap(), made, "{scheme:?}");
        assert!(scheme.holds(made), "{scheme:?} {made}");
        assert_eq!(scheme.format(made).unwrap(), printed);
        assert_eq!(scheme.parse(printed).unwrap(), made);
    }
    assert_eq!(Scheme::Belgian.make("0108068171").unwrap(), "+++010/8068/17183+++");
    assert_eq!(Scheme::Belgian.make("97").unwrap(), "+++000/0000/09797+++", "no remainder is written 97");
    assert_eq!(Scheme::Belgian.parse("***010/8068/17183***").unwrap(), "010806817183");
    assert_eq!(Scheme::Rf.parse("rf45 g72u ur").unwrap(), "RF45G72UUR");
}

#[test]
fn what_is_no_reference_is_told() {
    let character = Code::InvoiceReferenceCharacter;
    let length = Code::InvoiceReferenceLength;
    let digit = Code::InvoiceReferenceCheckDigit;
    for (scheme, text, code) in [
        (Scheme::Rf, "RF18 5390 0754 7035", digit),
        (Scheme::Rf, "RG18539007547034", character),
        (Scheme::Rf, "RFA8539007547034", character),
        (Scheme::Rf, "RF18-539007547034", character),
        (Scheme::Rf, "RF18", length),
        (Scheme::Rf, "R", length),
        (Scheme::Rf, "RF48500005678901234500000A", length),
        (Scheme::Finnish, "12345A72", character),
        (Scheme::Finnish, "123", length),
        (Scheme::Finnish, "123456789012345678901", length),
        (Scheme::Finnish, "12345673", digit),
        (Scheme::Estonian, "1", length),
        (Scheme::Estonian, "1233", digit),
        (Scheme::KidMod10, "1234-", character),
        (Scheme::KidMod10, "4", length),
        (Scheme::KidMod11, "12-43", character),
        (Scheme::KidMod11, "1234-", digit),
        (Scheme::KidMod11, "x", character),
        (Scheme::KidMod11, "", length),
        (Scheme::Ocr, "1231", digit),
        (Scheme::Ocr, "ö", character),
        (Scheme::OcrLength, "1230", length),
        (Scheme::OcrLength, "26", length),
        (Scheme::Qrr, "21 0000 00003 13947 14300 09017", length),
        (Scheme::Qrr, "21 00000 00003 13947 14300 09018", digit),
        (Scheme::Qrr, "21 00000 00003 13947 14300 0901X", character),
        (Scheme::Belgian, "010/8068/17180", digit),
        (Scheme::Belgian, "01/08068/17183", character),
        (Scheme::Belgian, "010/8068/1718", length),
        (Scheme::Belgian, "000000000000", digit),
        (Scheme::Slovenian, "SI120123456789017", digit),
        (Scheme::Slovenian, "SI12 00123456789016", length),
        (Scheme::Slovenian, "SI12 1", length),
        (Scheme::SlovenianGroups, "SI01 71234561", digit),
        (Scheme::SlovenianGroups, "HR01 71234560", character),
        (Scheme::Slovenian, "SI11012345678901", character),
        (Scheme::Slovenian, "SI12 012345-6789016", character),
        (Scheme::Slovenian, "SI12", length),
        (Scheme::Croatian, "HR01 1-2-3-4", character),
        (Scheme::Croatian, "HR01 1--23", length),
        (Scheme::Croatian, "HR01 -123", length),
        (Scheme::Croatian, "HR01 123-", length),
        (Scheme::Croatian, "HR01 123456789012-123456-1234", length),
        (Scheme::Croatian, "HR01 1", length),
        (Scheme::Croatian, "HR01 71234561", digit),
    ] {
        assert!(!scheme.holds(text), "{scheme:?} {text}");
        refused(scheme.check(text), code, "reference", text);
        refused(scheme.parse(text), code, "reference", text);
        refused(scheme.format(text), code, "reference", text);
    }
}

#[test]
fn what_cannot_become_a_reference_is_told() {
    for scheme in Scheme::ALL {
        refused(scheme.make("12_4"), Code::InvoiceReferenceCharacter, "number", "12_4");
        let error = scheme.make("").unwrap_err();
        assert_eq!((error.code(), error.field()), (Code::InvoiceReferenceLength, "number"), "{scheme:?}");
        let long = "1".repeat(26);
        if *scheme != Scheme::Qrr {
            refused(scheme.make(&long), Code::InvoiceReferenceLength, "number", &long);
        }
        let longer = "1".repeat(27);
        refused(scheme.make(&longer), Code::InvoiceReferenceLength, "number", &longer);
        if *scheme != Scheme::Rf {
            refused(scheme.make("12A4"), Code::InvoiceReferenceCharacter, "number", "12A4");
        }
    }
    assert!(Scheme::Ocr.make(&"1".repeat(24)).is_ok());
    assert!(Scheme::OcrLength.make(&"1".repeat(23)).is_ok());
    refused(Scheme::OcrLength.make(&"1".repeat(24)), Code::InvoiceReferenceLength, "number", &"1".repeat(24));
    let thirteen = "1".repeat(13);
    refused(Scheme::Slovenian.make(&thirteen), Code::InvoiceReferenceLength, "number", &thirteen);
    let long = "1".repeat(22);
    refused(Scheme::Croatian.make(&long), Code::InvoiceReferenceLength, "number", &long);
    assert!(Scheme::Croatian.make(&"1".repeat(21)).is_ok());
    assert!(Scheme::Slovenian.holds("SI12 12343"), "written without its zeros");
}

#[test]
fn a_scheme_is_named_in_documents() {
    for scheme in Scheme::ALL {
        let text = serde_json::to_string(scheme).unwrap();
        assert_eq!(serde_json::from_str::<Scheme>(&text).unwrap(), *scheme);
    }
    assert_eq!(serde_json::to_string(&Scheme::KidMod11).unwrap(), "\"kid_mod11\"");
    assert_eq!(serde_json::to_string(&Scheme::OcrLength).unwrap(), "\"ocr_length\"");
}

#[test]
fn check_digits_that_are_never_made_do_not_hold() {
    // 97 more or less than the right ones: the remainder is the same.
    let made = Scheme::Rf.make("20").unwrap();
    let number = (0..10_000).map(|n| n.to_string()).find(|n| Scheme::Rf.make(n).unwrap().starts_with("RF98"));
    let number = number.unwrap();
    assert!(Scheme::Rf.holds(&format!("RF98{number}")) && !Scheme::Rf.holds(&format!("RF01{number}")));
    assert!(Scheme::Rf.holds(&made));
    let account = (0..10_000).map(|n| format!("{n:018}"));
    let iban =
        account.map(|bban| iban::make("DE", &bban).unwrap()).find(|iban| iban.starts_with("DE02")).unwrap();
    assert!(iban::holds(&iban) && !iban::holds(&iban.replacen("DE02", "DE99", 1)));
}

/// A number that the scheme can take.
fn number(scheme: Scheme) -> BoxedStrategy<String> {
    match scheme {
        Scheme::Rf => "[0-9A-Z]{1,21}".boxed(),
        Scheme::Finnish => "[0-9]{3,19}".boxed(),
        Scheme::Estonian => "[0-9]{1,19}".boxed(),
        Scheme::KidMod10 | Scheme::KidMod11 | Scheme::Ocr => "[0-9]{1,24}".boxed(),
        Scheme::OcrLength => "[0-9]{1,23}".boxed(),
        Scheme::Qrr => "[0-9]{1,26}".boxed(),
        Scheme::Belgian => "[0-9]{1,10}".boxed(),
        Scheme::Slovenian => "[0-9]{1,12}".boxed(),
        Scheme::SlovenianGroups | Scheme::Croatian => "[0-9]{1,6}(-[0-9]{1,6}){0,2}".boxed(),
    }
}

fn made() -> impl Strategy<Value = (Scheme, String)> {
    prop::sample::select(Scheme::ALL).prop_flat_map(|scheme| {
        number(scheme).prop_map(move |number| (scheme, scheme.make(&number).unwrap()))
    })
}

/// The text with the digit at a place (of all its digits, from the left) made another one; none when it has none.
fn mistyped(text: &str, place: prop::sample::Index, by: u8) -> String {
    let places: Vec<usize> =
        text.bytes().enumerate().filter(|(_, b)| b.is_ascii_digit()).map(|(at, _)| at).collect();
    let mut bytes = text.as_bytes().to_vec();
    let at = places[place.index(places.len())];
    bytes[at] = (bytes[at] - b'0' + by) % 10 + b'0';
    String::from_utf8(bytes).unwrap()
}

proptest! {
    #[test]
    fn what_is_made_holds_and_survives_printing((scheme, text) in made()) {
        prop_assert!(scheme.holds(&text));
        prop_assert!(scheme.check(&text).is_ok());
        let (tight, printed) = (scheme.parse(&text).unwrap(), scheme.format(&text).unwrap());
        prop_assert_eq!(scheme.parse(&printed).unwrap(), tight.clone());
        prop_assert_eq!(scheme.format(&tight).unwrap(), printed);
        prop_assert_eq!(scheme.parse(&tight.to_lowercase()).unwrap(), tight);
    }

    #[test]
    fn one_wrong_digit_is_found((scheme, text) in made(), place: prop::sample::Index, by in 1_u8..10) {
        let wrong = mistyped(&text, place, by);
        // The model's own digits are always found; behind it, see `the_models_miss_some_wrong_digits`.
        if !matches!(scheme, Scheme::Slovenian | Scheme::SlovenianGroups | Scheme::Croatian) || wrong[..4] != text[..4] {
            prop_assert!(!scheme.holds(&wrong), "{wrong}");
        }
    }

    #[test]
    fn a_letter_for_a_letter_is_found(number in "[0-9A-Z]{0,10}[A-Z][0-9A-Z]{0,10}", by in 1_u8..26) {
        let made = Scheme::Rf.make(&number).unwrap();
        let at = 4 + number.find(|sign: char| sign.is_ascii_uppercase()).unwrap();
        let mut bytes = made.into_bytes();
        bytes[at] = (bytes[at] - b'A' + by) % 26 + b'A';
        prop_assert!(!Scheme::Rf.holds(&String::from_utf8(bytes).unwrap()));
    }

    #[test]
    fn nothing_panics(text in "\\PC{0,40}", country in "[A-Z]{0,3}") {
        for scheme in Scheme::ALL {
            prop_assert_eq!(scheme.holds(&text), scheme.check(&text).is_ok());
            let _ = scheme.make(&text);
        }
        prop_assert_eq!(iban::holds(&text), iban::check(&text).is_ok());
        let _ = iban::make(&country, &text);
        for country in tax_number::COUNTRIES {
            prop_assert_eq!(tax_number::holds(country, &text), tax_number::check(country, &text).is_ok());
            let _ = tax_number::check_enterprise(country, &text);
        }
    }
}

#[test]
fn the_models_miss_some_wrong_digits() {
    // Remainders 0 and 1 are both written 0: 2 × 6 leaves 1, 2 × 0 leaves 0.
    assert_eq!(Scheme::Slovenian.make("6").unwrap(), "SI120000000000060");
    assert!(Scheme::Slovenian.holds("SI120000000000000"), "6 mistyped as 0");
    // The place of weight 11 does not count.
    let made = Scheme::Croatian.make("50000-00000").unwrap();
    assert!(Scheme::Croatian.holds(&made.replacen('5', "7", 1)), "{made}");
}

/// An account of a country, by the structure in the data.
fn account() -> impl Strategy<Value = (&'static str, String)> {
    prop::sample::select(iban::countries()).prop_flat_map(|country| {
        let mut pattern = String::new();
        let mut count = String::new();
        for sign in country.bban.chars() {
            if sign.is_ascii_digit() {
                count.push(sign);
            } else {
                let class = match sign {
                    'n' => "[0-9]",
                    'a' => "[A-Z]",
                    _ => "[0-9A-Z]",
                };
                pattern.extend([class, "{", &count, "}"]);
                count.clear();
            }
        }
        proptest::string::string_regex(&pattern).unwrap().prop_map(move |bban| (country.code, bban))
    })
}

proptest! {
    #[test]
    fn an_iban_of_every_country_holds((country, bban) in account(), place: prop::sample::Index, by in 1_u8..10) {
        let made = iban::make(country, &bban).unwrap();
        prop_assert!(iban::holds(&made), "{made}");
        prop_assert_eq!(made.len(), usize::from(iban::country(country).unwrap().length));
        let printed = iban::format(&made).unwrap();
        prop_assert_eq!(iban::parse(&printed).unwrap(), made.clone());
        prop_assert_eq!(iban::parse(&printed.to_lowercase()).unwrap(), made.clone());
        prop_assert_eq!(iban::check(&mistyped(&made, place, by)).unwrap_err().code(), Code::InvoiceReferenceCheckDigit);
        prop_assert_eq!(iban::check(&format!("{made}0")).unwrap_err().code(), Code::InvoiceReferenceLength);
        prop_assert_eq!(iban::check(&made[..made.len() - 1]).unwrap_err().code(), Code::InvoiceReferenceLength);
    }
}

#[test]
fn an_iban_says_what_is_wrong_with_it() {
    for (text, code) in [
        ("DE89 3704 0044 0532 0130 01", Code::InvoiceReferenceCheckDigit),
        ("DE89 3704 0044 0532 0130 0", Code::InvoiceReferenceLength),
        ("DE89 3704 0044 0532 0130 0A", Code::InvoiceReferenceCharacter),
        ("DEX9 3704 0044 0532 0130 00", Code::InvoiceReferenceCharacter),
        ("D€89370400440532013000", Code::InvoiceReferenceCharacter),
        ("DE89-370400440532013000", Code::InvoiceReferenceCharacter),
        ("GB29 1234 6016 1331 9268 19", Code::InvoiceReferenceCharacter),
        ("US64 SVBK US6S 3300 9586 71", Code::InvoiceReferenceCountry),
        ("DE", Code::InvoiceReferenceLength),
        ("", Code::InvoiceReferenceLength),
    ] {
        assert!(!iban::holds(text), "{text}");
        refused(iban::check(text), code, "iban", text);
        refused(iban::format(text), code, "iban", text);
        refused(iban::is_qr_iban(text), code, "iban", text);
    }
    refused(iban::make("US", "1"), Code::InvoiceReferenceCountry, "country", "US");
    refused(iban::make("Germany", "1"), Code::InvoiceReferenceCountry, "country", "Germany");
    refused(
        iban::make("DE", "37040044A532013000"),
        Code::InvoiceReferenceCharacter,
        "bban",
        "37040044A532013000",
    );
    refused(iban::make("DE", "37040044"), Code::InvoiceReferenceLength, "bban", "37040044");
}

#[test]
fn the_countries_of_the_iban_are_in_order() {
    let countries = iban::countries();
    assert_eq!(countries.len(), 89);
    assert!(countries.windows(2).all(|pair| pair[0].code < pair[1].code));
    assert!(countries.iter().all(|country| iban::country(country.code) == Some(country)));
    assert_eq!(iban::country("de").map(|country| country.length), Some(22));
    for none in ["", "D", "US", "DEU", "1A", "é"] {
        assert_eq!(iban::country(none), None);
    }
}

#[test]
fn qr_ibans_are_told_by_their_institution() {
    assert!(iban::is_qr_iban("CH44 3199 9123 0008 8901 2").unwrap());
    assert!(!iban::is_qr_iban("CH58 0079 1123 0008 8901 2").unwrap());
    let austrian = iban::make("AT", "3100000000000000").unwrap();
    assert!(!iban::is_qr_iban(&austrian).unwrap());
    assert!(iban::is_qr_iban(&iban::make("LI", "30000000000000000").unwrap()).unwrap());
}
