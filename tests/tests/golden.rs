//! The golden vectors that lie in `tests/vectors`, through the same code as the binary `vectors`; and that code itself.

use backoffice::Decimal;
use backoffice_tests::coverage::{BEGIN, END, coverage, within};
use backoffice_tests::vectors::{
    Adapter, Difference, File, Kind, Outcome, decimal, kind, number, only, text,
};
use serde_json::json;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Every file under `tests/vectors`, in order, sources' notes aside.
fn files() -> Vec<PathBuf> {
    fn read(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read(&path, files);
            } else if path.extension().is_none_or(|ending| ending != "md") {
                files.push(path);
            }
        }
    }
    let mut files = Vec::new();
    read(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/vectors")), &mut files);
    files.sort();
    files
}

fn name(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).unwrap()
}

/// The outcomes of a file's cases, each with its id; None when the file is data.
fn outcomes(path: &Path) -> Option<Vec<(String, Outcome)>> {
    match kind(name(path)) {
        Kind::Data => None,
        Kind::Cases(adapter) => {
            let file = File::read(path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
            Some(file.run(adapter).map(|(id, outcome)| (id.to_owned(), outcome)).collect())
        }
        Kind::Later(what) => panic!("{}: {what} is not supported, so it has no place here", path.display()),
        Kind::Unknown => panic!("{}: no file of vectors has this name", path.display()),
    }
}

#[test]
fn the_readmes_table_of_wage_taxes_is_what_the_packs_and_the_vectors_say() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = coverage(&here.join("vectors/payroll")).unwrap();
    let readme = fs::read_to_string(here.join("../README.md")).unwrap();
    let again = "run `cargo run -p backoffice-tests --bin coverage`";
    assert_eq!(within(&readme, &table).unwrap(), readme, "the README's table is out of date: {again}");
    assert_eq!(within(&readme.replace("HMRC PAYE", "XX"), &table).unwrap(), readme);
    for wrong in
        [readme.replace(BEGIN, ""), readme.replace(END, ""), format!("{END}{}", readme.replace(END, ""))]
    {
        assert!(within(&wrong, &table).is_err());
    }
}

#[test]
fn every_supported_case_passes() {
    let mut wrong = Vec::new();
    let (mut files_read, mut passed_in_all) = (0, 0);
    for path in files() {
        let Some(outcomes) = outcomes(&path) else { continue };
        let (mut passed, mut unsupported) = (0, Vec::new());
        for (id, outcome) in outcomes {
            match outcome {
                Outcome::Passed => passed += 1,
                Outcome::NotCounted => {}
                Outcome::Unsupported(what) => unsupported.push(format!("  {id}: {what}")),
                Outcome::Failed(differences) => {
                    for d in differences {
                        wrong.push(format!(
                            "{} {id}: {} wanted {} got {}",
                            name(&path),
                            d.field,
                            d.wanted,
                            d.got
                        ));
                    }
                }
            }
        }
        println!("{}: {passed} passed, {} unsupported", name(&path), unsupported.len());
        for line in &unsupported {
            println!("{line}");
        }
        if passed == 0 {
            wrong.push(format!("{}: not one case passes", name(&path)));
        }
        files_read += 1;
        passed_in_all += passed;
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    assert!(files_read > 0, "there is no file of cases under tests/vectors");
    println!("{passed_in_all} cases of {files_read} files passed");
}

#[test]
fn a_file_is_told_by_its_name() {
    assert!(matches!(kind("textbook.json"), Kind::Cases(_) | Kind::Later(_)));
    assert!(matches!(kind("totals_en16931.json"), Kind::Cases(_) | Kind::Later(_)));
    assert!(matches!(kind("vat_rates.json"), Kind::Data));
    assert!(matches!(kind("properties.json"), Kind::Data));
    assert!(matches!(kind("nrp-best-known.json"), Kind::Data));
    assert!(matches!(kind("n005w4.txt"), Kind::Data));
    assert!(matches!(kind("holiday_photos.json"), Kind::Unknown));
    assert!(matches!(kind("textbook.csv"), Kind::Unknown));
    assert!(matches!(kind("textbook"), Kind::Unknown));
}

/// A folder of this test alone, empty.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("golden").join(name);
    drop(fs::remove_dir_all(&folder)); // what an earlier run left
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn written(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path
}

/// A case passes when twice `given` is `wanted`.
const DOUBLES: Adapter = |_, case, checks| {
    only(case, &["id", "given", "wanted", "disabled_upstream"])?;
    let given = decimal(case, "given")?;
    checks.number("twice", &case["wanted"], given * Decimal::TWO);
    Ok(())
};

fn run(test: &str, text: &str) -> Vec<(String, Outcome)> {
    let folder = folder(test);
    let file = File::read(&written(&folder, "doubles.json", text)).unwrap();
    assert_eq!(file.stem, "doubles");
    assert_eq!(file.folder, folder);
    assert_eq!(file.len(), file.ids().count());
    file.run(DOUBLES).map(|(id, outcome)| (id.to_owned(), outcome)).collect()
}

#[test]
fn a_case_passes_fails_or_is_unsupported() {
    let found = run(
        "outcomes",
        r#"{"source": "made up", "cases": [
        {"id": "right", "given": "1.50", "wanted": "3"},
        {"id": "wrong", "given": 2, "wanted": "5"},
        {"id": "more than we read", "given": 2, "wanted": 4, "in": "EUR"},
        {"id": "not a number", "given": "two", "wanted": 4},
        {"id": "off", "given": 2, "wanted": 5, "disabled_upstream": true},
        {"given": 3, "wanted": 6}
    ]}"#,
    );
    let difference = Difference { field: "twice".into(), wanted: "5".into(), got: "4".into() };
    let wanted = [
        ("right", Outcome::Passed),
        ("wrong", Outcome::Failed(vec![difference])),
        ("more than we read", Outcome::Unsupported("`in`".into())),
        ("not a number", Outcome::Unsupported("a case without the number `given`".into())),
        ("off", Outcome::NotCounted),
        ("#5", Outcome::Passed),
    ];
    assert_eq!(found, wanted.map(|(id, outcome)| (id.to_owned(), outcome)));
}

#[test]
fn a_case_in_which_nothing_is_checked_does_not_pass() {
    let folder = folder("unchecked");
    let file = File::read(&written(&folder, "a.json", r#"{"cases": [{"id": "a"}]}"#)).unwrap();
    let outcomes: Vec<_> = file.run(|_, _, _| Ok(())).collect();
    assert!(matches!(&outcomes[..], [("a", Outcome::Unsupported(_))]), "{outcomes:?}");
}

#[test]
fn rows_are_read_by_the_columns() {
    let found = run(
        "columns",
        r#"{"columns": ["id", "given", "wanted"], "cases": [["a", 1, 2], ["b", "1.25", "2.50"], ["c", 1, 3]]}"#,
    );
    let passed: Vec<_> =
        found.iter().filter(|(_, outcome)| *outcome == Outcome::Passed).map(|(id, _)| &id[..]).collect();
    assert_eq!((passed, found.len()), (vec!["a", "b"], 3));
}

#[test]
fn what_is_no_file_of_cases_is_refused() {
    let folder = folder("refused");
    let refused = |text: &str| File::read(&written(&folder, "a.json", text)).err().unwrap();
    assert_eq!(refused("[]"), "not a JSON object");
    assert_eq!(refused("{}"), "it has no `cases`");
    assert_eq!(refused(r#"{"cases": [1]}"#), "case 0 is neither an object nor a row of the columns");
    assert_eq!(
        refused(r#"{"columns": ["a"], "cases": [[1], [1, 2]]}"#),
        "case 1 is neither an object nor a row of the columns"
    );
    assert!(refused(r#"{"cases": ["#).contains("EOF"));
    assert!(File::read(&folder.join("absent.json")).is_err());
}

#[test]
fn numbers_are_read_exactly() {
    assert_eq!(number(&json!("1.50")), Some(Decimal::new(15, 1)));
    assert_eq!(number(&json!(-7)), Some(Decimal::from(-7)));
    assert_eq!(number(&json!(1.5)), None, "a float is not exact");
    assert_eq!(number(&json!("1e3")), None);
    assert_eq!(text(&json!({"a": "b"}), "a"), Ok("b"));
    assert!(text(&json!({"a": 1}), "a").is_err());
    assert!(decimal(&json!({}), "a").is_err());
}

#[test]
fn a_tolerance_is_kept() {
    let within_a_cent: Adapter = |_, case, checks| {
        checks.near("a", &case["wanted"], decimal(case, "given")?, Decimal::new(1, 2));
        checks.text("b", "same", "same");
        checks.holds("c", true, "", "");
        Ok(())
    };
    let folder = folder("tolerance");
    let text = r#"{"columns": ["wanted", "given"], "cases": [
        ["1", "1.01"], ["1.010", "1"], ["1", "1.011"], ["1", "0.98"], ["one", "1"]
    ]}"#;
    let file = File::read(&written(&folder, "a.json", text)).unwrap();
    let passed: Vec<_> = file.run(within_a_cent).map(|(_, outcome)| outcome == Outcome::Passed).collect();
    assert_eq!(passed, [true, true, false, false, false]);
}

#[test]
fn what_the_library_refuses_is_a_difference() {
    let refused: Adapter = |_, _, checks| {
        checks.refused(&backoffice::Currency::parse("EUX").unwrap_err());
        Ok(())
    };
    let folder = folder("library");
    let file = File::read(&written(&folder, "a.json", r#"{"cases": [{}]}"#)).unwrap();
    let Some((_, Outcome::Failed(differences))) = file.run(refused).next() else { panic!("it did not fail") };
    assert!(differences[0].got.contains("EUX"), "{differences:?}");
}

/// Runs the binary: its exit code and what it printed.
fn vectors(paths: &[&Path]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_vectors")).args(paths).output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

/// A file of which every case passes.
fn all_pass() -> PathBuf {
    let whole = |path: &PathBuf| {
        let outcomes = outcomes(path)?;
        Some(!outcomes.is_empty() && outcomes.iter().all(|(_, outcome)| *outcome == Outcome::Passed))
    };
    files()
        .into_iter()
        .find(|path| whole(path) == Some(true))
        .expect("a file under tests/vectors that passes whole")
}

#[test]
fn the_binary_exits_0_when_all_passed() {
    let path = all_pass();
    let (code, printed) = vectors(&[&path]);
    let last = printed.lines().last().unwrap();
    let (passed, total) = last.rsplit_once(' ').unwrap().1.split_once('/').unwrap();
    assert_eq!((code, passed), (Some(0), total), "{printed}");

    // The folder does not matter, and neither does a file of data beside it.
    let folder = folder("passed");
    let copy = folder.join(name(&path));
    fs::copy(&path, &copy).unwrap();
    let data = written(&folder, "properties.json", "{}");
    let (code, printed) = vectors(&[&copy, &data]);
    assert_eq!(code, Some(0), "{printed}");
    assert!(printed.ends_with(&format!("{} data\n", data.display())), "{printed}");
}

#[test]
fn the_binary_exits_1_when_a_case_did_not_pass() {
    let folder = folder("missed");
    let path = written(&folder, "textbook.json", r#"{"cases": [{"id": "strange", "unheard-of": 1}]}"#);
    let (code, printed) = vectors(&[&path, &all_pass()]);
    assert_eq!(code, Some(1), "{printed}");
    assert!(printed.contains(&format!("{} strange", path.display())), "{printed}");
    assert!(printed.contains(&format!("{} 0/1\n", path.display())), "{printed}");
}

#[test]
fn the_binary_exits_2_when_a_file_cannot_be_read() {
    let folder = folder("unreadable");
    let broken = written(&folder, "textbook.json", "{");
    let absent = folder.join("totals_en16931.json");
    for path in [&broken, &absent] {
        let (code, printed) = vectors(&[path, &all_pass()]);
        assert_eq!(code, Some(2), "{printed}");
        assert!(printed.starts_with(&format!("{} unreadable: ", path.display())), "{printed}");
    }
    assert_eq!(vectors(&[]).0, Some(2), "no file at all");
}

#[test]
fn the_binary_exits_3_when_no_name_is_known() {
    let folder = folder("unknown");
    let unknown = written(&folder, "holiday_photos.json", r#"{"cases": []}"#);
    let (code, printed) = vectors(&[&unknown]);
    assert_eq!(code, Some(3), "{printed}");
    assert!(printed.contains("unknown"), "{printed}");
    let (code, printed) = vectors(&[&unknown, &all_pass()]);
    assert_eq!(code, Some(0), "known files still count: {printed}");
}
