//! Forms of tax numbers that the vectors do not have; the examples are those of python-stdnum.

use super::*;
use crate::error::Code;

#[test]
fn each_form_holds_and_its_neighbour_does_not() {
    for (country, right, wrong) in [
        ("BE", "BE 428759497", "BE431150351"),
        ("BG", "175074752", "175074751"),
        ("BG", "8032056031", "8032056032"),
        ("BG", "7111 042 925", "7111042922"),
        ("CY", "CY-10259033P ", "CY-10259033Z"),
        ("CZ", "25123891", "95123891"),
        ("CZ", "7103192745", "7103192746"),
        ("CZ", "640903926", "640903927"),
        ("CZ", "991231123", "590312/123"),
        ("DE", "DE 136,695 976", "DE136695978"),
        ("EL", "GR 094259216", "EL 123456781"),
        ("EL", "94259216", "94259217"),
        ("ES", "54362315K", "54362315Z"),
        ("ES", "X-5253868-R", "X-5253868-S"),
        ("ES", "M-1234567-L", "O-1234567-L"),
        ("ES", "J99216582", "J99216583"),
        ("FR", "K7399859412", "K7399859413"),
        ("FR", "4Z123456782", "4Z123456783"),
        ("FR", "23334175221", "IO334175221"),
        ("GB", "GD 001", "GD 500"),
        ("GB", "HA 500", "HA 499"),
        ("GB", "GD 8888 001 01", "GD 8888 001 02"),
        ("GB", "980 7806 84 001", "980 7806 85 001"),
        ("GB", "434031494", "034031494"),
        ("HR", "33392005961", "33392005962"),
        ("IE", "6433435F", "6433435E"),
        ("IE", "6433435OA", "6433435OB"),
        ("IE", "8D79739I", "8?79739J"),
        ("IT", "00743110157", "00743110158"),
        ("LT", "119511515", "119511516"),
        ("LT", "100004801610", "100004801611"),
        ("LV", "161175-19997", "161375-19997"),
        ("LV", "328673-00679", "328673-00677"),
        ("NL", "NL002455799B11", "123456789B90"),
        ("NL", "004495445B01", "004495445C01"),
        ("RO", "1630615123457", "1632215123457"),
        ("RO", "185 472 90", "185 472 91"),
        ("SE", "SE556200077701", "SE556200077702"),
        ("EU", "IM3720000224", "IM3710000224"),
        ("CH", "CHE107787577MWST", "CHE107787577"),
        ("NO", "995525828MVA", "995525828"),
    ] {
        assert!(holds(country, right), "{country} {right}: {:?}", check(country, right));
        assert!(!holds(country, wrong), "{country} {wrong}");
        let compact = parse(country, right).unwrap();
        assert_eq!(parse(country, &compact).unwrap(), compact);
        assert_eq!(check(country, wrong).unwrap_err().field(), "tax_number");
    }
}

#[test]
fn the_prefix_is_put_in_front() {
    for (country, text, wanted) in [
        ("BE", "428759497", "BE0428759497"),
        ("BE", "BE (0)468.561.072", "BE0468561072"),
        ("GR", "94259216", "EL094259216"),
        ("CH", "CHE-107.787.577 iva", "CHE107787577IVA"),
        ("NO", "995 525 828 mva", "NO995525828MVA"),
        ("EU", "IM3720000224", "IM3720000224"),
        ("EU", "EU372022452", "EU372022452"),
        ("XI", "432525179", "XI432525179"),
    ] {
        assert_eq!(parse(country, text).unwrap(), wanted);
    }
}

#[test]
fn what_is_wrong_is_told() {
    for (country, text, code, field, value) in [
        ("US", "123456789", Code::InvoiceReferenceCountry, "country", "US"),
        ("", "123456789", Code::InvoiceReferenceCountry, "country", ""),
        ("DE", "AT U15159209", Code::InvoiceReferenceCountry, "tax_number", "AT U15159209"),
        ("XI", "GB 980 7806 84", Code::InvoiceReferenceCountry, "tax_number", "GB 980 7806 84"),
        ("DE", "DE 12345678", Code::InvoiceReferenceLength, "tax_number", "DE 12345678"),
        ("DE", "DE 12345678X", Code::InvoiceReferenceCharacter, "tax_number", "DE 12345678X"),
        ("DE", "DE 265265319", Code::InvoiceReferenceCheckDigit, "tax_number", "DE 265265319"),
        ("DE", "123456789012345678901", Code::InvoiceReferenceLength, "tax_number", "123456789012345678901"),
        ("DE", "ä", Code::InvoiceReferenceCharacter, "tax_number", "ä"),
        ("CH", "CHE-100.155.212", Code::InvoiceReferenceCharacter, "tax_number", "CHE-100.155.212"),
    ] {
        for error in [check(country, text).unwrap_err(), parse(country, text).unwrap_err()] {
            assert_eq!((error.code(), error.field(), error.value()), (code, field, value), "{error}");
        }
        assert!(!holds(country, text));
    }
}

#[test]
fn enterprise_numbers_are_those_without_the_mark() {
    assert!(holds_enterprise("CH", "CHE-100.155.212") && !holds_enterprise("CH", "CHE-100.155.213"));
    assert!(holds_enterprise("NO", "988 077 917") && !holds_enterprise("NO", "988 077 918"));
    check_enterprise("CH", "CHE-100.155.212").unwrap();
    let error = check_enterprise("NO", "995525828MVA").unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::InvoiceReferenceCharacter, "tax_number"));
    let error = check_enterprise("DE", "1").unwrap_err();
    assert_eq!(
        (error.code(), error.field(), error.value()),
        (Code::InvoiceReferenceCountry, "country", "DE")
    );
    assert!(!holds_enterprise("DE", "1"));
}

#[test]
fn every_country_is_known_to_the_check() {
    assert!(COUNTRIES.windows(2).all(|pair| pair[0] < pair[1]));
    for country in COUNTRIES {
        let error = check(country, "?").unwrap_err();
        assert_eq!(
            (error.code(), error.field()),
            (Code::InvoiceReferenceCharacter, "tax_number"),
            "{country}"
        );
        assert_ne!(check(country, "").unwrap_err().code(), Code::InvoiceReferenceCountry, "{country}");
    }
}
