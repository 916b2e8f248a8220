//! The house stays as it is drawn: every file of `core/src` is read, and each way to break the floors, to round without
//! a word or to panic is a failure with its file and line. Each kind of breach is also tried here on a seeded text.

#[path = "architecture/floors.rs"]
mod floors;
#[path = "architecture/numbers.rs"]
mod numbers;
#[path = "architecture/source.rs"]
mod source;

use std::{collections::BTreeSet, fmt, fs, path::Path};

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    file: String,
    line: usize,
    why: String,
}

impl Breach {
    fn new(file: &str, line: usize, why: String) -> Self {
        Self { file: file.into(), line, why }
    }
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "core/src/{}:{}: {}", self.file, self.line, self.why)
    }
}

fn breaches(file: &str, source: &str) -> Vec<Breach> {
    let mut all = floors::breaches(file, source);
    all.extend(numbers::breaches(file, source));
    all.dedup();
    all
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// Every file of `core/src`: its name from there, and its text.
fn core() -> Vec<(String, String)> {
    fn read(folder: &Path, name: &str, files: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = format!("{name}{}", path.file_name().unwrap().to_str().unwrap());
            if path.is_dir() {
                read(&path, &format!("{name}/"), files);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                files.push((name, fs::read_to_string(path).unwrap()));
            }
        }
    }
    let mut files = Vec::new();
    read(&root().join("core/src"), "", &mut files);
    files.sort();
    files
}

#[test]
fn the_core_keeps_its_floors() {
    let files = core();
    assert!(files.len() > 10, "core/src was not found");
    let found: Vec<_> =
        files.iter().flat_map(|(name, text)| breaches(name, text)).map(|b| b.to_string()).collect();
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn the_core_has_no_circles() {
    let arrows: BTreeSet<_> = core().iter().flat_map(|(name, text)| floors::arrows(name, text)).collect();
    assert!(arrows.len() > 5, "hardly an arrow was found: {arrows:?}");
    assert_eq!(floors::circle(&arrows), None);
}

#[test]
fn the_core_forbids_unsafe_code() {
    let front = fs::read_to_string(root().join("core/src/lib.rs")).unwrap();
    assert!(front.contains("#![forbid(unsafe_code)]"));
}

#[test]
fn every_dependency_is_named_with_its_reason() {
    let manifest = fs::read_to_string(root().join("core/Cargo.toml")).unwrap();
    let pages = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let names = dependencies(&manifest);
    assert!(names.len() > 3, "core/Cargo.toml was not understood: {names:?}");
    let missing: Vec<_> = names.iter().filter(|name| !pages.contains(&format!("`{name}`"))).collect();
    assert!(missing.is_empty(), "ARCHITECTURE.md does not name {missing:?}");
}

/// The names under `[dependencies]`, which is what others get with the crate.
fn dependencies(manifest: &str) -> Vec<&str> {
    let lines = manifest.lines().map(str::trim);
    let listed =
        lines.skip_while(|line| *line != "[dependencies]").skip(1).take_while(|line| !line.starts_with('['));
    let entries = listed.filter(|line| !line.is_empty() && !line.starts_with('#'));
    entries.map(|line| line.split(['=', '.', ' ']).next().unwrap_or(line)).collect()
}

#[test]
fn dependencies_are_read_from_a_manifest() {
    let manifest = "[package]\nname = \"x\"\n\n[dependencies]\n# why\na.workspace = true\nb-c = \"1\"\n\n[lints]\nd = 1\n";
    assert_eq!(dependencies(manifest), ["a", "b-c"]);
}

/// Asserts that the text is refused for exactly one reason, which contains `why`, at `line`.
#[track_caller]
fn refused(file: &str, source: &str, line: usize, why: &str) {
    let found = breaches(file, source);
    assert!(
        found.len() == 1 && found[0].why.contains(why) && found[0].line == line,
        "{source:?} in {file}: wanted `{why}` at line {line}, found {found:#?}"
    );
}

#[track_caller]
fn clean(file: &str, source: &str) {
    let found = breaches(file, source);
    assert!(found.is_empty(), "{source:?} in {file}: {found:#?}");
}

#[test]
fn arrows_up_and_sideways_are_caught() {
    refused(
        "money/amount.rs",
        "\nuse crate::ledger::Journal;",
        2,
        "upward: money (floor 1) uses ledger (floor 2)",
    );
    refused("error/mod.rs", "fn f() -> crate::money::Money {}", 1, "upward");
    refused("money/mod.rs", "use crate::calendar::Period;", 1, "sideways");
    refused("law/mod.rs", "use crate::ledger::Journal;", 1, "sideways");
    refused("stock/fifo.rs", "use crate::scheduling::model::Shift;", 1, "sideways");
    refused("tax/wages/uk.rs", "use crate::stock;", 1, "sideways");
    refused("payroll/slip.rs", "use crate::invoice::Document;", 1, "sideways");
    refused("invoice/mod.rs", "use crate::table::Column;", 1, "upward");
    refused(
        "tax/wages/uk/mod.rs",
        "use crate::table::Reading;",
        1,
        "upward: tax (floor 3) uses table (floor 5)",
    );
    refused("table/mod.rs", "use crate::Money;", 1, "root");
    clean("table/wages/mod.rs", "use crate::{error::Error, law::RulePack, tax::wages, payroll, invoice};");
    refused("money/mod.rs", "use crate::{error::{Code, Error}, tax::{sales, wages}};", 1, "tax");
    clean(
        "payroll/slip.rs",
        "use crate::{error::{self, Code}, tax::wages::{*, uk as here}, scheduling as plan};",
    );
    clean("stock/fifo.rs", "// use crate::tax\nconst A: &str = \"crate::tax::x\"; /* crate::invoice::y */");
    clean("error/tests.rs", "use crate::money::Money;");
    clean(
        "error/document.rs",
        "#[cfg(test)] mod tests { use super::*; use crate::{calendar::Period, Money}; }",
    );
    clean("lib.rs", "pub use tax::wages; pub use crate::payroll::Slip;");
}

#[test]
fn ways_out_of_the_room_by_super_are_caught() {
    // `super` of a file is its room, of the room's front door it is the crate.
    clean("money/amount.rs", "use super::{Currency, currency::EUR};");
    clean("money/mod.rs", "mod inner { use super::Currency; } use super::error::Code;");
    refused("money/mod.rs", "use super::ledger::Journal;", 1, "upward");
    refused("money/amount.rs", "use super::super::ledger::Journal;", 1, "upward");
    refused("tax/wages/uk.rs", "fn f() { super::super::super::stock::value() }", 1, "sideways");
    clean("tax/wages/uk.rs", "fn f() { super::super::sales::assess() }");
    refused(
        "stock/layer.rs",
        "mod a { mod b { use super::super::super::super::tax::wages; } }",
        1,
        "sideways",
    );
    clean("stock/layer.rs", "mod a { mod b { use super::super::super::super::law::RulePack; } }");
    refused("stock/layer.rs", "mod a { } use super::super::tax::wages;", 1, "sideways");
    refused("law/pack.rs", "use self::super::super::tax::wages;", 1, "upward");
}

#[test]
fn imports_from_the_crates_root_are_caught() {
    refused("stock/mod.rs", "use crate::Money;", 1, "root");
    refused("stock/mod.rs", "use crate::{Decimal, money::Money};", 1, "root");
    refused("stock/mod.rs", "use crate::*;", 1, "root");
    refused("stock/mod.rs", "use crate as house;", 1, "root");
    refused("stock/mod.rs", "use super::*;", 1, "root");
    refused("stock/fifo.rs", "type A = super::super::Money;", 1, "root");
    refused("stock/mod.rs", "use crate::date;", 1, "root");
    refused("stock/mod.rs", "use backoffice::tax::wages;", 1, "by its name");
    refused("new_room/mod.rs", "", 1, "stands on no floor");
    clean("stock/mod.rs", "pub(crate) fn f() {} pub(super) struct A; pub(in crate::stock) struct B;");
    clean("stock/mod.rs", "use crate::dec; fn f() { crate::eur!(1.00) }");
    clean("money/amount.rs", "macro_rules! a { () => { $crate::money::minor2($crate::date!(1)) } }");
    refused("error/mod.rs", "fn f() { crate::eur!(1.00) }", 1, "upward");
}

#[test]
fn circles_are_caught() {
    let circle = |pairs: &[(&str, &str)]| {
        floors::circle(&pairs.iter().map(|(from, to)| (from.to_string(), to.to_string())).collect())
    };
    assert_eq!(circle(&[("tax", "law"), ("law", "money"), ("tax", "money")]), None);
    let found = circle(&[("tax", "law"), ("law", "money"), ("money", "trace"), ("trace", "law")]).unwrap();
    assert_eq!(found.first(), found.last());
    assert_eq!(found.len(), 4);
    let arrows =
        floors::arrows("tax/sales.rs", "use crate::{law::RulePack, money::Money}; use super::wages;");
    assert_eq!(arrows.iter().map(|(_, to)| to.as_str()).collect::<Vec<_>>(), ["law", "money"]);
}

#[test]
fn floats_are_caught() {
    refused("money/mod.rs", "fn f(x: f64) {}", 1, "float");
    refused("stock/mod.rs", "fn f() { x.to_f32() }", 1, "float");
    refused("stock/mod.rs", "const A: u8 = 1_f64 as u8;", 1, "float");
    refused("stock/mod.rs", "fn f() { g(0.5) }", 1, "float");
    refused("scheduling/mod.rs", "fn f() { g(1e9) }", 1, "float");
    for beside in ["stock/replenishment.rs", "stock/replenishments/mod.rs", "scheduling/replenishment/mod.rs"]
    {
        refused(beside, "fn f(x: f64) {}", 1, "float");
    }
    clean("stock/replenishment/smooth.rs", "fn f(x: f64) -> f64 { 0.5 * x }");
    refused("stock/replenishment/pack.rs", "fn f(a: Decimal) { a * dec!(0.5) }", 1, "`*` between Decimals");
    clean(
        "stock/mod.rs",
        "/// f64 is not exact\nfn f() { g(dec!(0.5), \"f64\", pair.0.1, 0..5, 0xfe, 1usize) }",
    );
}

#[test]
fn numbers_read_by_rounding_are_caught() {
    refused("law/pack.rs", "fn f() { Decimal::from_str(text) }", 1, "from_str");
    refused("law/pack.rs", "fn f() { texts.map(Decimal::from_str) }", 1, "from_str");
    refused("law/pack.rs", "fn f() { text.parse::<Decimal>() }", 1, "parse");
    refused("law/pack.rs", "fn f() { let a: Decimal = text.parse()?; }", 1, "parse");
    refused("law/pack.rs", "fn f() { <Decimal as FromStr>::from_str(a) }", 1, "from_str");
    clean("law/pack.rs", "#[cfg(test)] mod tests { fn f() { Decimal::from_str(text) } }");
    clean("law/pack.rs", "fn f() { Decimal::from_str_exact(a); b.parse::<u32>(); let c: u8 = d.parse()?; }");
}

#[test]
fn bare_arithmetic_in_rules_is_caught() {
    for room in ["tax/sales.rs", "payroll/mod.rs", "invoice/total.rs", "stock/fifo.rs"] {
        refused(room, "fn f(a: Decimal, b: Decimal) -> Decimal { a * b }", 1, "`*` between Decimals");
    }
    let room = "stock/fifo.rs";
    refused(room, "fn f() { dec!(1.5) + x }", 1, "`+` between Decimals");
    refused(room, "fn f() { x / Decimal::ONE_HUNDRED }", 1, "`/` between Decimals");
    refused(room, "fn f(m: Money) { m.amount() - x }", 1, "`-` between Decimals");
    refused(room, "fn f(m: Money) { x - m.amount().abs() }", 1, "`-` between Decimals");
    refused(room, "fn f() { let mut total = Decimal::ZERO; total += x; }", 1, "`+=` between Decimals");
    refused(room, "fn f() { let a = exact::decimal(\"hours\", t)?; g(a % b) }", 1, "`%` between Decimals");
    refused(room, "struct A { cost: Decimal } fn f(a: &A) { a.cost * x }", 1, "`*` between Decimals");
    refused(room, "fn f(a: &Decimal) { (a.abs()) * x }", 1, "`*` between Decimals");
    refused(room, "fn f() { g(|a: Decimal, b| a + b) }", 1, "`+` between Decimals");
    refused(room, "fn f(a: Decimal) { a.checked_mul(b) }", 1, "checked_mul");
    refused(room, "fn f(m: Money) { m.amount().checked_add(b) }", 1, "checked_add");
    refused(room, "fn f() { a.and_then(Decimal::checked_div) }", 1, "checked_div");
    refused(room, "fn f() { a.round_dp(2) }", 1, "round_dp");
    refused(room, "fn f() { a.iter().sum::<Decimal>() }", 1, "sum");

    clean(room, "fn f(a: i128, b: i128) -> Option<i128> { a.checked_mul(b + 1) }");
    clean(room, "fn f(a: Money, b: Money) { a.checked_add(b) }");
    clean(room, "fn f(a: Decimal) { exact::add(a, -a) } fn g(a: i64) { a + 1 }");
    clean(room, "fn f(a: Decimal) { let a = a.mantissa(); a * 2 }");
    clean(room, "struct A { cost: Decimal } struct B { cost: Money, n: u8 } fn f(b: &B) { b.n + 1 }");
    clean(room, "fn f<N: Number>(pay: N, free: N) -> N { (pay - free).at_least(N::zero()) }");
    clean(room, "#[cfg(test)] mod tests { fn f(a: Decimal) { a * a } }");
    clean("stock/tests.rs", "fn f(a: Decimal) { a * a }");
    clean("money/number.rs", "fn f(a: Decimal) { a.checked_mul(b) }");
}

#[test]
fn what_can_panic_is_caught() {
    for (source, why) in [
        ("fn f() { a.unwrap() }", "unwrap"),
        ("fn f() { a.map(Option::unwrap) }", "unwrap"),
        ("fn f() { a.expect(\"b\") }", "expect"),
        ("fn f() { panic!(\"b\") }", "panic"),
        ("fn f() { unreachable!() }", "unreachable"),
        ("fn f() { todo!() }", "todo"),
        ("fn f() { unimplemented!() }", "unimplemented"),
        ("fn f(a: &[u8]) { a[0] }", "index"),
        ("fn f() { g(a.b()[1..]) }", "index"),
    ] {
        refused("calendar/mod.rs", source, 1, why);
    }
    refused("calendar/mod.rs", "#[cfg(test)] mod tests { } fn f() { a.unwrap() }", 1, "unwrap");
    refused("calendar/mod.rs", "mod tests;", 1, "without `#[cfg(test)]`");
    refused("calendar/mod.rs", "use a::b;\npub(super) mod tests;", 2, "without `#[cfg(test)]`");
    clean("calendar/mod.rs", "#[cfg(test)]\npub(in crate::calendar) mod tests;");
    clean("calendar/mod.rs", "#[cfg(test)]\nmod tests;\nfn f() { a.unwrap_or(b).unwrap_or_default() }");
    clean("calendar/mod.rs", "#[cfg(test)] mod tests { fn f() { a.unwrap(); panic!() } }");
    clean("calendar/mod.rs", "/// let a = b.unwrap();\n#[expect(dead_code, reason = \"c\")]\nfn f() {}");
    clean("calendar/tests.rs", "fn f() { a.unwrap() }");
    clean(
        "calendar/mod.rs",
        "#[derive(A)] struct B([u8; 2]); fn f(a: &mut [u8], b: &'a [u8]) { vec![1]; for x in [1] {} }",
    );
    clean("calendar/mod.rs", "const A: [u8; 2] = { let mut a = [0; 2]; a[0] = 1; a };");
    refused("calendar/mod.rs", "const A: u8 = 1; const fn f() -> u8 { B[1] }", 1, "index");
    clean("money/literal.rs", "const fn f() { panic!(\"does not compile\") }");
    refused("money/literal.rs", "fn f() { panic!(\"at run time\") }", 1, "panic");
    refused("money/amount.rs", "const fn f() { panic!(\"perhaps at run time\") }", 1, "panic");
}

#[test]
fn unsafe_is_caught() {
    refused("money/mod.rs", "fn f() { unsafe { g() } }", 1, "unsafe");
    clean("money/mod.rs", "#![forbid(unsafe_code)]");
}
