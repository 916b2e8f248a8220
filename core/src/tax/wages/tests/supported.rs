use super::{day, edited, pack};
use crate::{
    error::Code,
    law::{RulePack, Standing},
    tax::wages::{
        PACKS, Prepared, Supported, ae, au, ca, de, eg, fr, jo, ma, sa, supported, supported::Beside,
        supported_by, table, uk, us,
    },
};
use chrono::Days;

fn of(id: &str) -> Supported {
    supported_by(&[pack(id)]).unwrap().remove(0)
}

#[test]
fn every_embedded_pack_is_told_of_once() {
    let all = supported().unwrap();
    let mut ids: Vec<&str> = all.iter().map(|row| row.pack.as_str()).collect();
    ids.sort_unstable();
    // Packs of taxes on sales are another room's.
    // Packs of taxes on sales are another room's.
    assert_eq!(ids, RulePack::embedded_ids().filter(|id| !id.contains(".vat")).collect::<Vec<_>>());
    let mains = all.iter().filter(|row| PACKS.contains(&row.pack.as_str()));
    let countries: Vec<&str> = mains.map(|row| row.country.as_str()).collect();
    assert_eq!(countries, ["AE", "AU", "CA", "DE", "EG", "FR", "JO", "MA", "SA", "GB", "US"]);
    for row in &all {
        assert!(row.pack.starts_with(&format!("{}.", row.module)));
        assert!(!row.known.is_empty() && !row.years.is_empty(), "{}", row.pack);
        assert!(!row.covers.is_empty(), "{}", row.pack);
        assert_eq!(row.not_covered.is_empty(), !PACKS.contains(&row.pack.as_str()), "{}", row.pack);
        let (official, secondary) = row.standing();
        assert_eq!(official + secondary, pack(&row.pack).stated().count());
    }
}

/// The days are read from the pack by their boundaries; here every day of thirty years is asked for.
#[test]
fn the_known_days_are_those_on_which_the_law_resolves() {
    for id in ["uk.wages", "au.wages", "jo.wages", "eg.wages", "ma.wages"] {
        let (pack, row) = (pack(id), of(id));
        let first = day("2009-01-01");
        for on in (0..30 * 365).step_by(3).filter_map(|n| first.checked_add_days(Days::new(n))) {
            let in_part = row.known_in_part.iter().any(|days| days.contains(on));
            assert_eq!(row.knows(on) || in_part, Prepared::on(&pack, on).is_ok(), "{id} {on}");
            assert!(!(row.knows(on) && in_part), "{id} {on}");
        }
        for days in &row.known {
            assert!(Prepared::on(&pack, days.since).is_ok());
            assert!(!row.knows(days.since.pred_opt().unwrap()), "{id} {days}");
            if let Some(until) = days.until {
                assert!(Prepared::on(&pack, until).is_ok());
                assert!(!row.knows(until.succ_opt().unwrap()), "{id} {days}");
            }
        }
    }
}

#[test]
fn years_and_days_of_each_country() {
    let known = |id: &str| {
        let row = of(id);
        let days: Vec<String> = row.known.iter().map(ToString::to_string).collect();
        (days.join(", "), row.span())
    };
    let expected = [
        ("ae.wages", "since 2023-11-01", "2023 on (from 2023-11-01)"),
        (
            "au.wages",
            "2020-10-13 to 2026-06-30",
            "2020-21 (from 2020-10-13), 2021-22, 2022-23, 2023-24, 2024-25, 2025-26",
        ),
        ("ca.wages", "2025-01-01 to 2026-06-30", "2025, 2026 (to 2026-06-30)"),
        ("de.wages", "2025-01-01 to 2026-12-31", "2025, 2026"),
        (
            "eg.wages",
            "2025-01-01 to 2026-12-31",
            "2025, 2026; in part 2024-03-01 to 2024-12-31, since 2027-01-01",
        ),
        ("fr.wages", "2026-01-01 to 2026-12-31", "2026"),
        (
            "jo.wages",
            "2021-01-01 to 2022-12-31",
            "2021, 2022; in part 2020-01-01 to 2020-02-29, 2020-06-01 to 2020-12-31, since 2023-01-01",
        ),
        ("ma.wages", "2024-01-01 to 2026-12-31", "2024, 2025, 2026"),
        ("sa.wages", "since 2024-06-01", "2024 on (from 2024-06-01)"),
        ("uk.wages", "2010-04-06 to 2011-04-05, 2025-04-06 to 2027-04-05", "2010-11, 2025-26, 2026-27"),
        ("us.wages", "2025-01-01 to 2026-12-31", "2025, 2026"),
    ];
    for (id, days, years) in expected {
        assert_eq!(known(id), (days.to_owned(), years.to_owned()), "{id}");
    }
}

#[test]
fn editions_are_pinned() {
    let editions = |id: &str| -> Vec<String> { of(id).editions.iter().map(ToString::to_string).collect() };
    let pap = "BMF, Programmablaufplan für die maschinelle Berechnung der Lohnsteuer";
    assert_eq!(editions("de.wages"), [format!("{pap} 2025: 2025-09-17"), format!("{pap} 2026: 2025-10-23")]);
    // The edition that the figures name and the one that the source names are the same.
    for (on, row) in [("2025-05-05", 0), ("2026-05-05", 1)] {
        let number = pack("de.wages").amount("pap.edition", day(on)).unwrap().value.to_string();
        let edition = &of("de.wages").editions[row];
        assert_eq!(edition.edition.replace('-', ""), number);
        assert_eq!(edition.days.len(), 1);
        assert!(edition.days[0].contains(day(on)));
    }
    let t4127 = "Canada Revenue Agency, T4127 Payroll Deductions Formulas";
    assert_eq!(editions("ca.wages"), ["120th", "121st", "122nd"].map(|n| format!("{t4127}: {n}")));
    assert!(
        editions("us.wages")
            .contains(&"IRS Publication 15-T (2026), Federal Income Tax Withholding Methods: 2026".into()),
        "{:?}",
        editions("us.wages")
    );
    assert_eq!(
        editions("uk.wages"),
        ["HMRC, Specification for PAYE Tax Table Routines: 24.0 (February 2026)"]
    );
    let schedule = "ATO, Schedule 1: Statement of formulas for calculating amounts to be withheld";
    assert_eq!(editions("au.wages"), ["2020-10-12", "2024-06-16"].map(|on| format!("{schedule}: {on}")));
    assert_eq!(editions("sa.wages"), [""; 0]);
}

#[test]
fn what_rests_on_secondary_sources_is_counted() {
    let part = |id: &str, part: &str| of(id).parts.into_iter().find(|found| found.part == part).unwrap();
    let payg = part("au.wages", "payg");
    assert_eq!((payg.official, payg.secondary), (13, 1)); // b of scale 6's last row since 2024
    let pap = part("de.wages", "pap");
    assert_eq!((pap.secondary, pap.sources), (0, vec!["pap-2026".to_owned(), "pap-2025".to_owned()]));
    for id in ["ae.wages", "eg.wages", "fr.wages", "jo.wages"] {
        assert_eq!(of(id).standing().0, 0, "{id}");
    }
    let row = of("uk.wages");
    assert!(row.sources.iter().any(|source| source.standing == Standing::Official));
    assert_eq!(of("ca.wages").standing().1, 0);
}

#[test]
fn a_pack_that_is_loaded_shows() {
    let later = RulePack::parse(include_str!("../../../../law/au/wages-from-2026-07.toml")).unwrap();
    let rows = supported_by(&[pack("au.wages"), later]).unwrap();
    let known: Vec<_> = rows.iter().map(|row| (row.revision.as_str(), row.known[0].to_string())).collect();
    assert_eq!(
        known,
        [
            ("2026-11-24", "2020-10-13 to 2026-06-30".to_owned()),
            ("2026-11-24-transcribed", "since 2026-07-01".to_owned()),
        ]
    );
    assert_eq!(rows[1].standing().0, 0);
    let none = supported_by(&[pack("uk.vat")]).unwrap_err();
    assert_eq!((none.code(), none.value()), (Code::LawUnsupported, "uk.vat"));
    // A pack that lacks a parameter is a mistake, not a pack without days.
    let short = pack("ma.wages").text().replace("\"cnss.ceiling\"", "\"cnss.roof\"");
    let error = supported_by(&[RulePack::parse(&short).unwrap()]).unwrap_err();
    assert_eq!((error.code(), error.value()), (Code::LawUnknownKey, "cnss.ceiling"));
    let until = edited(&pack("ma.wages"), "\"6000\" }", "\"6000\", until = 2025-06-30 }");
    assert_eq!(supported_by(&[until]).unwrap()[0].years, ["2024", "2025 (to 2025-06-30)"]);
}

/// A pack beside the one of the taxes is known whole where all its parameters are in force.
#[test]
fn a_pack_beside_is_told_by_its_parameters() {
    let text = "id = \"uk.beside\"\nrevision = \"1\"\njurisdiction = \"GB\"\ncurrency = \"GBP\"\n[[source]]\nkey = \"act\"\n\
        title = \"Act\"\nstanding = \"official\"\n[rate.a]\nsource = \"act\"\nvalues = [{ since = 2025-04-06, until = 2027-04-05, \
        rate = \"0.1\" }]\n[rate.b]\nsource = \"act\"\nvalues = [{ since = 2026-04-06, rate = \"0.1\" }]\n";
    let pack = RulePack::parse(text).unwrap();
    let beside = Beside::whole("uk.beside", "something");
    let row = Supported::beside(&pack, "uk", &uk::ABOUT, &beside).unwrap();
    assert_eq!(row.span(), "2026-27; in part 2025-04-06 to 2026-04-05, since 2027-04-06");
    let passing = Beside { passing: &["b"], ..beside };
    assert_eq!(Supported::beside(&pack, "uk", &uk::ABOUT, &passing).unwrap().span(), "2025-26, 2026-27");
    assert_eq!((row.covers, row.not_covered), (vec!["something".to_owned()], vec![]));
    let error = supported_by(&[pack]).unwrap_err();
    assert_eq!((error.code(), error.value()), (Code::LawUnsupported, "uk.beside"));
}

#[test]
fn the_table_has_a_row_for_each_and_travels_as_json() {
    let all = supported().unwrap();
    let text = table(&all);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 2 + all.len());
    assert!(lines.iter().all(|line| line.starts_with('|') && line.matches(" | ").count() == 6 || line.starts_with("|---")));
    assert!(text.contains("| United Kingdom (GB) | 2010-11, 2025-26, 2026-27 | HMRC"), "{text}");
    let json = serde_json::to_string(&all).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Supported>>(&json).unwrap(), all);
}

/// The page of a module says what is not covered as it tells of itself, and has an example with its trace, the errors,
/// the rounding and the sources.
#[test]
fn a_modules_page_is_whole() {
    macro_rules! pages {
        ($($module:ident),*) => {[$(
            (stringify!($module), include_str!(concat!("../", stringify!($module), "/mod.rs")), &$module::ABOUT)
        ),*]};
    }
    for (name, page, about) in pages![ae, au, ca, de, eg, fr, jo, ma, sa, uk, us] {
        let section = page.split("//! # Not covered\n").nth(1).unwrap_or_else(|| panic!("{name}"));
        let items: Vec<&str> =
            section.lines().skip(1).map_while(|line| line.strip_prefix("//! - ")).collect();
        assert_eq!(items, about.lacks, "{name}");
        let page: String = page.lines().take_while(|line| line.starts_with("//!")).collect();
        for part in ["# Errors", "# Rounding", "# Sources", "_traced(", "trace."] {
            assert!(page.contains(part), "{name}: {part}");
        }
    }
}
