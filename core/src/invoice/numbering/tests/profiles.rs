use super::{day, pattern};
use crate::{
    error::Code,
    invoice::numbering::{Breach, Profile, Series, Use},
};

fn rules(breaches: &[Breach]) -> Vec<&str> {
    breaches.iter().map(|breach| breach.rule.as_str()).collect()
}

#[test]
fn laws_that_were_not_read_are_not_made_up() {
    for country in ["EG", "US", "", "es"] {
        assert_eq!(Profile::of(country).unwrap_err().code(), Code::LawUnsupported);
    }
    let early = Profile::on("IN", day("2017-06-30")).unwrap_err();
    assert_eq!((early.code(), early.value()), (Code::LawNoneInForce, "2017-06-30"));
    assert!(Profile::on("IN", day("2017-07-01")).is_ok());
    assert_eq!(Profile::parse("id = 1").unwrap_err().code(), Code::LawPackInvalid);
}

#[test]
fn every_rule_of_a_profile_has_its_source() {
    for country in ["AT", "ES", "GB", "IN", "PT", "SA"] {
        let profile = Profile::of(country).unwrap();
        let mut asked = vec!["unique"];
        asked.extend(profile.max_length.map(|_| "max_length"));
        asked.extend(profile.besides_letters_and_digits.as_ref().map(|_| "besides_letters_and_digits"));
        asked.extend(profile.form.map(|_| "form"));
        asked.extend(profile.consecutive.then_some("consecutive"));
        asked.extend(profile.starts_at.map(|_| "starts_at"));
        asked.extend((!profile.apart.is_empty()).then_some("apart"));
        asked.extend(profile.series_per_type.then_some("series_per_type"));
        asked.sort_unstable();
        assert!(profile.sources.keys().eq(&asked), "{country}: {:?} {asked:?}", profile.sources);
        assert!(profile.url.starts_with("https://"));
    }
}

#[test]
fn numbers_that_a_law_does_not_take_are_told_with_its_section() {
    let india = Profile::of("IN").unwrap();
    let breaches = india.check([("INV#26", day("2026-04-02")), ("A-1/26", day("2026-04-02"))]).unwrap();
    assert_eq!(breaches.len(), 1);
    assert!(breaches[0].reason.contains('#') && breaches[0].source.contains("46(b)"));
    let long = Series::new("s", pattern("INV/{year}-{number:8}"));
    assert_eq!(rules(&india.check_series(&long, &[], day("2026-04-02")).unwrap()), ["max_length"]);

    let spain = Profile::of("ES").unwrap();
    assert_eq!(spain.check_counters(&[1, 2, 4], &[])[0].number, "3");
    assert_eq!(spain.check_counters(&[1, 2, 6], &[])[0].number, "3 to 5");
    assert!(spain.check_counters(&[1, 2, 4], &[3]).is_empty());
    let series = Series::new("s", pattern("{number}"));
    let told = |uses: &[Use]| spain.check_series(&series, uses, day("2026-04-02")).unwrap();
    assert_eq!(rules(&told(&[Use::Invoice, Use::Simplified])), ["apart"]);
    assert!(told(&[Use::Corrective]).is_empty() && told(&[Use::Invoice, Use::DebitNote]).is_empty());

    let portugal = Profile::of("PT").unwrap();
    let twice = portugal.check([("FT A/1", day("2026-01-01")), ("FT A/1", day("2027-01-01"))]).unwrap();
    assert_eq!(rules(&twice), ["unique"]);
    for wrong in ["A/1", "FT A1", "FT A/B/1", "FT A/", "FT /1", "FT  A/1", " A/1", "FT A/1x"] {
        assert_eq!(rules(&portugal.check([(wrong, day("2026-01-01"))]).unwrap()), ["form"], "{wrong}");
    }
    let series = Series::new("FT A", pattern("{series}/{number}"));
    let types = [Use::Invoice, Use::CreditNote];
    assert_eq!(
        rules(&portugal.check_series(&series, &types, day("2026-01-01")).unwrap()),
        ["series_per_type"]
    );

    // A rejected document keeps its counter: without it there is a hole, and the counters begin at 1.
    let saudi = Profile::of("SA").unwrap();
    assert!(saudi.check_counters(&[1, 2, 3], &[]).is_empty() && saudi.check_counters(&[], &[]).is_empty());
    assert_eq!(rules(&saudi.check_counters(&[1, 3], &[])), ["consecutive"]);
    assert_eq!(saudi.check_counters(&[2, 3], &[])[0].number, "1");
    let britain = Profile::of("GB").unwrap();
    assert!(
        britain.check_counters(&[7, 9], &[8]).is_empty() && !britain.check_counters(&[7, 9], &[]).is_empty()
    );
}
