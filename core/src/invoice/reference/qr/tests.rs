//! Payment codes: the example of the Swiss guidelines, and what is refused.

use super::*;
use crate::money::{Currency, currency::EUR};

fn chf(units: i64) -> Money {
    Money::minor(units, Currency::parse("CHF").unwrap())
}

fn bill() -> SwissBill {
    serde_json::from_str(
        r#"{"iban": "CH44 3199 9123 0008 8901 2", "currency": "CHF", "amount": {"amount": "1949.75", "currency": "CHF"},
        "creditor": {"name": "Robert Schneider AG", "street": "Rue du Lac", "house": "1268", "postal_code": "2501",
            "town": "Biel", "country": "CH"},
        "debtor": {"name": "Pia-Maria Rutschmann-Schnyder", "street": "Grosse Marktgasse", "house": "28",
            "postal_code": "9400", "town": "Rorschach", "country": "CH"},
        "reference": "21 00000 00003 13947 14300 09017", "message": "Order of 15 June 2020",
        "bill_information": "//S1/10/10201409/11/200701/20/140.000-53/30/102673831/31/200615/32/7.7/40/0:30",
        "alternatives": ["eBill/B/41010560425610173"]}"#,
    )
    .unwrap()
}

#[test]
fn a_swiss_bill_says_all_of_its_lines() {
    let wanted = "SPC\n0200\n1\nCH4431999123000889012\nS\nRobert Schneider AG\nRue du Lac\n1268\n2501\nBiel\nCH\n\
        \n\n\n\n\n\n\n1949.75\nCHF\nS\nPia-Maria Rutschmann-Schnyder\nGrosse Marktgasse\n28\n9400\nRorschach\nCH\nQRR\n\
        210000000003139471430009017\nOrder of 15 June 2020\nEPD\n\
        //S1/10/10201409/11/200701/20/140.000-53/30/102673831/31/200615/32/7.7/40/0:30\neBill/B/41010560425610173";
    let bill = bill();
    assert_eq!(swiss(&bill).unwrap(), wanted);
    assert_eq!(serde_json::from_str::<SwissBill>(&serde_json::to_string(&bill).unwrap()).unwrap(), bill);
    let other = SwissBill {
        iban: "CH58 0079 1123 0008 8901 2".into(),
        amount: None,
        debtor: None,
        reference: Some("RF18 5390 0754 7034".into()),
        message: None,
        bill_information: None,
        alternatives: vec![],
        ..bill
    };
    let text = swiss(&other).unwrap();
    assert_eq!(text.lines().count(), 31, "all lines up to the trailer");
    assert!(text.ends_with("\n\n\n\n\n\n\n\nCHF\n\n\n\n\n\n\n\nSCOR\nRF18539007547034\n\nEPD"));
    assert!(swiss(&SwissBill { reference: None, ..other }).unwrap().ends_with("NON\n\n\nEPD"));
}

#[test]
fn a_swiss_bill_says_what_is_wrong_with_it() {
    let plain = "CH58 0079 1123 0008 8901 2".to_owned();
    let long = |count: usize| Some("x".repeat(count));
    let named = |name: &str| Address { name: name.into(), ..bill().creditor };
    for (bill, code, field) in [
        (
            SwissBill { iban: "DE89370400440532013000".into(), ..bill() },
            Code::InvoiceReferenceCountry,
            "iban",
        ),
        (SwissBill { iban: "CH44".into(), ..bill() }, Code::InvoiceReferenceLength, "iban"),
        (SwissBill { reference: None, ..bill() }, Code::InvoiceReferenceAccount, "reference"),
        (SwissBill { iban: plain.clone(), ..bill() }, Code::InvoiceReferenceAccount, "reference"),
        (
            SwissBill { reference: Some("RF18539007547034".into()), ..bill() },
            Code::InvoiceReferenceAccount,
            "reference",
        ),
        (
            SwissBill { reference: Some("210000000003139471430009018".into()), ..bill() },
            Code::InvoiceReferenceCheckDigit,
            "reference",
        ),
        (SwissBill { amount: Some(chf(0)), ..bill() }, Code::InputInvalid, "amount"),
        (SwissBill { amount: Some(chf(-5)), ..bill() }, Code::InputInvalid, "amount"),
        (SwissBill { amount: Some(chf(100_000_000_000)), ..bill() }, Code::InputInvalid, "amount"),
        (SwissBill { currency: EUR, ..bill() }, Code::MoneyMixedCurrencies, "amount"),
        (SwissBill { currency: Currency::parse("USD").unwrap(), ..bill() }, Code::InputInvalid, "currency"),
        (SwissBill { message: long(141), ..bill() }, Code::InvoiceReferenceLength, "message"),
        (SwissBill { message: long(100), ..bill() }, Code::InvoiceReferenceLength, "bill_information"),
        (SwissBill { message: Some("a\nb".into()), ..bill() }, Code::InvoiceReferenceCharacter, "message"),
        (SwissBill { creditor: named(""), ..bill() }, Code::InputMissing, "creditor.name"),
        (SwissBill { creditor: named("Ω"), ..bill() }, Code::InvoiceReferenceCharacter, "creditor.name"),
        (
            SwissBill { debtor: Some(named(&"x".repeat(71))), ..bill() },
            Code::InvoiceReferenceLength,
            "debtor.name",
        ),
        (
            SwissBill { creditor: Address { country: "C".into(), ..bill().creditor }, ..bill() },
            Code::InputInvalid,
            "creditor.country",
        ),
        (SwissBill { alternatives: vec!["a".into(); 3], ..bill() }, Code::InputInvalid, "alternatives"),
        (SwissBill { alternatives: vec![String::new()], ..bill() }, Code::InputMissing, "alternatives.0"),
    ] {
        let error = swiss(&bill).unwrap_err();
        assert_eq!((error.code(), error.field()), (code, field), "{error}");
    }
}

#[test]
fn a_sepa_code_ends_with_what_is_said_last() {
    let red_cross = SepaTransfer {
        bic: Some("BPOTBEB1".into()),
        amount: Some(Money::minor(100, EUR)),
        purpose: Some("CHAR".into()),
        text: Some("Urgency fund".into()),
        information: Some("Sample EPC QR code".into()),
        ..SepaTransfer::to("Red Cross of Belgium", "BE72 0000 0000 1616")
    };
    let wanted = "BCD\n002\n1\nSCT\nBPOTBEB1\nRed Cross of Belgium\nBE72000000001616\nEUR1.00\nCHAR\n\nUrgency fund\n\
        Sample EPC QR code";
    assert_eq!(sepa(&red_cross).unwrap(), wanted);
    assert_eq!(
        serde_json::from_str::<SepaTransfer>(&serde_json::to_string(&red_cross).unwrap()).unwrap(),
        red_cross
    );
    let bare = SepaTransfer::to("Red Cross of Belgium", "BE72000000001616");
    assert_eq!(sepa(&bare).unwrap(), "BCD\n002\n1\nSCT\n\nRed Cross of Belgium\nBE72000000001616");
    let national = SepaTransfer { reference: Some("12345672".into()), ..bare };
    assert!(sepa(&national).unwrap().ends_with("BE72000000001616\n\n\n12345672"));
}

#[test]
fn a_sepa_code_says_what_is_wrong_with_it() {
    let to = || SepaTransfer::to("Ada", "BE72000000001616");
    let long = |count: usize| Some("é".repeat(count));
    for (transfer, code, field) in [
        (SepaTransfer { name: " ".into(), ..to() }, Code::InputMissing, "name"),
        (SepaTransfer { name: "é".repeat(71), ..to() }, Code::InvoiceReferenceLength, "name"),
        (SepaTransfer { name: "A\r\nda".into(), ..to() }, Code::InvoiceReferenceCharacter, "name"),
        (SepaTransfer { iban: "BE72000000001617".into(), ..to() }, Code::InvoiceReferenceCheckDigit, "iban"),
        (SepaTransfer { bic: Some("BPOTBE".into()), ..to() }, Code::InvoiceReferenceLength, "bic"),
        (SepaTransfer { bic: Some("bpotbeb1".into()), ..to() }, Code::InvoiceReferenceCharacter, "bic"),
        (SepaTransfer { amount: Some(chf(100)), ..to() }, Code::MoneyMixedCurrencies, "amount"),
        (SepaTransfer { amount: Some(Money::zero(EUR)), ..to() }, Code::InputInvalid, "amount"),
        (SepaTransfer { purpose: Some("GOODS".into()), ..to() }, Code::InvoiceReferenceLength, "purpose"),
        (
            SepaTransfer { reference: Some("RF19 5390 0754 7034".into()), ..to() },
            Code::InvoiceReferenceCheckDigit,
            "reference",
        ),
        (SepaTransfer { reference: long(36), ..to() }, Code::InvoiceReferenceLength, "reference"),
        (SepaTransfer { reference: long(1), text: long(2), ..to() }, Code::InputInvalid, "text"),
        (SepaTransfer { text: long(141), ..to() }, Code::InvoiceReferenceLength, "text"),
        (SepaTransfer { information: long(71), ..to() }, Code::InvoiceReferenceLength, "information"),
        (
            SepaTransfer { text: long(140), name: "é".repeat(70), ..to() },
            Code::InvoiceReferenceLength,
            "transfer",
        ),
    ] {
        let error = sepa(&transfer).unwrap_err();
        assert_eq!((error.code(), error.field()), (code, field), "{error}");
    }
}
