//! The bindings: builds the Python extension and the C library, compiles and runs the C programs (under valgrind where
//! it is installed) and runs the Python suite. Needs a C compiler and a Python from 3.10 on, and nothing from pip.
//!
//! `PYTHON` names the interpreter, `CC` the compiler. `BACKOFFICE_WRITE_HEADER=1` writes the header anew.

use backoffice::Code;
use serde_json::Value;
use std::{
    env,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::OnceLock,
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Where the bindings are built: apart from the workspace's own target, whose settings are others.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("bindings")
}

fn python() -> String {
    env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned())
}

fn run(command: &mut Command) -> Output {
    // A backtrace of a caught panic is noise, and valgrind lists what it allocates.
    let output = command.env_remove("RUST_BACKTRACE").output();
    let output = output.unwrap_or_else(|error| panic!("{command:?} cannot be run: {error}"));
    assert!(
        output.status.success(),
        "{command:?}: {}\n{}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

/// Builds the package in a folder and gives the files that its library became.
fn build(folder: &str) -> Vec<PathBuf> {
    let manifest = root().join(folder).join("Cargo.toml");
    let mut command = Command::new(env!("CARGO"));
    command.args(["build", "--message-format=json", "--manifest-path"]).arg(&manifest).arg("--target-dir");
    command.arg(target()).env("PYO3_BUILD_EXTENSION_MODULE", "1").env("PYO3_PYTHON", python());
    let output = run(&mut command);
    let artefacts = String::from_utf8(output.stdout).unwrap();
    let mut artefacts = artefacts.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let library = |message: &Value| {
        let here = message["manifest_path"].as_str().is_some_and(|path| Path::new(path) == manifest);
        here && message["target"]["crate_types"].to_string().contains("cdylib")
    };
    let ours = artefacts.rfind(library).unwrap();
    ours["filenames"].as_array().unwrap().iter().map(|file| file.as_str().unwrap().into()).collect()
}

fn with_extension<'a>(files: &'a [PathBuf], extension: &str) -> &'a Path {
    let found = files.iter().find(|file| file.extension().is_some_and(|e| e == extension));
    found.unwrap_or_else(|| panic!("no .{extension} among {files:?}"))
}

/// The folder with the libraries, as an installation has them.
fn libraries() -> &'static PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let files = build("bindings-c");
        let folder = target().join("lib");
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        // Programs ask for the name with the number; cargo makes only the one without.
        fs::copy(with_extension(&files, "so"), folder.join("libbackoffice.so.0")).unwrap();
        std::os::unix::fs::symlink("libbackoffice.so.0", folder.join("libbackoffice.so")).unwrap();
        fs::copy(with_extension(&files, "a"), folder.join("libbackoffice.a")).unwrap();
        folder
    })
}

/// Compiles a program against the shared library, or against the static one and what that needs.
fn compiled(source: &Path, statically: bool) -> PathBuf {
    let name = source.file_stem().unwrap().to_string_lossy().into_owned();
    let program = target().join(if statically { name + "-static" } else { name });
    let mut command = Command::new(env::var("CC").unwrap_or_else(|_| "cc".to_owned()));
    command.args(["-std=gnu11", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-g", "-pthread"]);
    command.arg("-I").arg(root().join("bindings-c/include")).arg(source).arg("-o").arg(&program);
    if statically {
        let template = fs::read_to_string(root().join("bindings-c/backoffice.pc.in")).unwrap();
        let needed = template.lines().find_map(|line| line.strip_prefix("Libs.private:")).unwrap();
        command.arg(libraries().join("libbackoffice.a")).args(needed.split_whitespace());
    } else {
        command.arg("-L").arg(libraries()).arg("-lbackoffice");
        command.arg(format!("-Wl,-rpath,{}", libraries().display()));
    }
    if uses_sqlite(source) {
        command.arg("-lsqlite3");
    }
    run(&mut command);
    program
}

fn uses_sqlite(source: &Path) -> bool {
    fs::read_to_string(source).unwrap().contains("#include <sqlite3.h>")
}

/// Whether the C compiler finds SQLite's header.
fn sqlite() -> bool {
    let mut command = Command::new(env::var("CC").unwrap_or_else(|_| "cc".to_owned()));
    command.args(["-fsyntax-only", "-include", "sqlite3.h", "-x", "c", "/dev/null"]);
    command.output().is_ok_and(|output| output.status.success())
}

/// Set where everything that the tests need is installed: then what would skip fails.
fn nothing_skipped() -> bool {
    env::var_os("BACKOFFICE_NOTHING_SKIPPED").is_some()
}

fn valgrind() -> bool {
    Command::new("valgrind").arg("--version").output().is_ok_and(|output| output.status.success())
}

/// Runs a program, under valgrind where that is installed, and gives what it printed.
fn ran(program: &Path) -> String {
    let mut command = if valgrind() {
        let mut command = Command::new("valgrind");
        command.args(["--quiet", "--leak-check=full", "--errors-for-leak-kinds=definite,indirect"]);
        command.arg("--error-exitcode=99").arg(program);
        command
    } else {
        assert!(!nothing_skipped(), "valgrind is not installed");
        println!("skipped: valgrind is not installed, {} runs without it", program.display());
        Command::new(program)
    };
    String::from_utf8(run(command.current_dir(root())).stdout).unwrap()
}

fn sources(folder: &str, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|e| e == extension)).collect();
    found.sort();
    assert!(!found.is_empty(), "nothing to run in {folder}");
    found
}

#[test]
fn c_programs_run_clean() {
    for source in sources("tests/c", "c") {
        ran(&compiled(&source, false));
    }
}

#[test]
fn c_examples_run_clean() {
    for source in sources("examples/c", "c") {
        if uses_sqlite(&source) && !sqlite() {
            assert!(!nothing_skipped(), "libsqlite3-dev is not installed");
            println!("skipped: libsqlite3-dev is not installed, {} does not run", source.display());
            continue;
        }
        let told = ran(&compiled(&source, false));
        assert!(!told.is_empty(), "{source:?} prints nothing");
    }
}

#[test]
fn the_header_can_be_read_by_a_cpp_compiler() {
    let compiler = env::var("CXX").unwrap_or_else(|_| "c++".to_owned());
    if Command::new(&compiler).arg("--version").output().is_err() {
        println!("skipped: there is no C++ compiler `{compiler}`");
        return;
    }
    let mut command = Command::new(compiler);
    command.args(["-x", "c++", "-std=c++11", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only"]);
    run(command.arg(root().join("bindings-c/include/backoffice.h")));
}

#[test]
fn c_links_statically() {
    ran(&compiled(&root().join("tests/c/vocabulary.c"), true));
}

fn committed_header() -> String {
    fs::read_to_string(root().join("bindings-c/include/backoffice.h")).unwrap()
}

/// The names of the functions that a header declares.
fn functions(header: &str) -> Vec<&str> {
    let code = header.split("*/").map(|part| part.split("/*").next().unwrap_or_default());
    let before_brackets =
        code.flat_map(|part| part.split_inclusive('(')).filter_map(|part| part.strip_suffix('('));
    let mut names: Vec<&str> = before_brackets
        .map(|part| {
            part.rsplit(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).next().unwrap_or_default()
        })
        .filter(|name| name.starts_with("backoffice_"))
        .collect();
    names.sort_unstable();
    names.dedup();
    assert!(names.len() > 30, "{names:?}");
    names
}

#[test]
fn the_library_has_its_name_and_all_that_the_header_says() {
    let header = committed_header();
    let library = fs::read(libraries().join("libbackoffice.so.0")).unwrap();
    let holds = |text: &str| library.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("\0libbackoffice.so.0\0"), "no SONAME");
    for function in functions(&header) {
        assert!(holds(&format!("\0{function}\0")), "{function} is not in the library");
    }
    assert!(!header.contains("test_panic"));
}

#[test]
fn every_function_is_called_from_c() {
    let header = committed_header();
    let programs = [sources("tests/c", "h"), sources("tests/c", "c"), sources("examples/c", "c")].concat();
    let programs: String = programs.iter().map(|source| fs::read_to_string(source).unwrap()).collect();
    let called = |name: &&str| programs.contains(&format!("{name}("));
    let missing: Vec<&str> = functions(&header).into_iter().filter(|name| !called(name)).collect();
    assert!(missing.is_empty(), "not called by any program: {missing:?}");
}

/// The modules of the C bindings, in the order in which a reader of the header wants them.
const MODULES: &[&str] = &[
    "error",
    "document",
    "money",
    "calendar",
    "ledger",
    "law",
    "tax",
    "sales",
    "tax_uk",
    "table",
    "stock",
    "stock_book",
    "stock_reports",
    "history",
    "replenishment",
    "stock_parts",
    "invoice",
    "invoice_chain",
    "invoice_numbering",
    "invoice_settle",
    "invoice_validate",
    "reference",
    "receivables",
    "returns",
    "payroll",
    "scheduling",
    "scheduling_change",
    "scheduling_explain",
    "desk",
    "scheduling_draw",
    "staffing",
    "cost",
    "working_time",
];

fn made_header() -> String {
    let folder = root().join("bindings-c");
    let config = cbindgen::Config::from_file(folder.join("cbindgen.toml")).unwrap();
    let mut builder = cbindgen::Builder::new().with_config(config);
    for module in MODULES {
        builder = builder.with_src(folder.join(format!("src/{module}.rs")));
    }
    let files = sources("bindings-c/src", "rs").len();
    assert_eq!(files, MODULES.len() + 2, "MODULES has all modules but lib and edge");
    let mut text = Vec::new();
    builder.generate().unwrap().write(&mut text);
    let mut codes = String::from("/** The codes: why a call failed. */\nenum {\n    BACKOFFICE_OK = 0,\n");
    for code in Code::ALL {
        let name = code.as_str().to_uppercase().replace('.', "_");
        let (text, meaning, number) = (code.as_str(), code.meaning(), code.number());
        writeln!(codes, "    /** {text}: {meaning} */\n    BACKOFFICE_{name} = {number},").unwrap();
    }
    let status = "typedef int32_t backoffice_status;\n";
    let text = String::from_utf8(text).unwrap();
    assert_eq!(text.matches(status).count(), 1, "the type of the status has changed");
    text.replace(status, &format!("{status}\n{codes}}};\n"))
}

#[test]
fn the_header_is_current() {
    let made = made_header();
    if env::var_os("BACKOFFICE_WRITE_HEADER").is_some() {
        fs::write(root().join("bindings-c/include/backoffice.h"), &made).unwrap();
    }
    assert!(
        committed_header() == made,
        "bindings-c/include/backoffice.h is old: BACKOFFICE_WRITE_HEADER=1 cargo test -p backoffice-tests --test bindings header"
    );
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for source in fs::read_dir(from).unwrap() {
        let source = source.unwrap().path();
        let target = to.join(source.file_name().unwrap());
        match source.extension() {
            None if source.is_dir() => copy(&source, &target),
            Some(kind) if kind == "py" || kind == "pyi" || kind == "typed" => {
                fs::copy(&source, target).unwrap();
            }
            _ => {}
        }
    }
}

/// The folder with the Python package, as an installation has it.
fn python_package() -> &'static PathBuf {
    static PACKAGE: OnceLock<PathBuf> = OnceLock::new();
    PACKAGE.get_or_init(|| {
        let files = build("bindings-python");
        let path = target().join("python");
        let package = path.join("backoffice");
        let _ = fs::remove_dir_all(&package);
        copy(&root().join("bindings-python/python/backoffice"), &package);
        let extension = with_extension(&files, env::consts::DLL_EXTENSION);
        fs::copy(extension, package.join("_backoffice.abi3.so")).unwrap();
        path
    })
}

fn python_command() -> Command {
    let mut command = Command::new(python());
    command.env("PYTHONPATH", python_package()).env("PYTHONDONTWRITEBYTECODE", "1").current_dir(root());
    command.env("HYPOTHESIS_STORAGE_DIRECTORY", target().join("hypothesis"));
    command
}

#[test]
fn python_suite_passes() {
    let mut command = python_command();
    command.args(["-W", "error", "-m", "unittest", "discover", "--verbose"]);
    let output = run(command.args(["-s", "tests/python", "-t", "tests/python"]));
    let told = String::from_utf8_lossy(&output.stderr);
    let skipped: Vec<&str> = told.lines().filter(|line| line.contains("... skipped")).collect();
    assert!(skipped.is_empty() || !nothing_skipped(), "{skipped:?}");
    println!("{}", skipped.join("\n"));
    let count =
        told.lines().find_map(|line| line.strip_prefix("Ran ")?.split(' ').next()?.parse::<u32>().ok());
    assert!(count.is_some_and(|count| count > 0), "{told}");
}

#[test]
fn python_examples_run() {
    for source in sources("examples/python", "py") {
        let output = run(python_command().arg(&source));
        assert!(!output.stdout.is_empty(), "{source:?} prints nothing");
    }
}

/// The first block of that language in the README.
fn readme(language: &str) -> String {
    let text = fs::read_to_string(root().join("README.md")).unwrap();
    let from = text.split(&format!("```{language}\n")).nth(1).unwrap();
    from.split("```").next().unwrap().to_owned()
}

#[test]
fn the_readme_says_what_is_so() {
    let script = target().join("readme.py");
    fs::create_dir_all(target()).unwrap();
    fs::write(&script, readme("python")).unwrap();
    let told = String::from_utf8(run(python_command().arg(&script)).stdout).unwrap();
    assert_eq!(told, "16.00 EUR 6.00 EUR\nlaw.none_in_force ni.a.employee.main 1999-01-31\n");

    let source = target().join("readme.c");
    fs::write(&source, readme("c")).unwrap();
    let told = ran(&compiled(&source, false));
    assert!(told.starts_with("bolt 4.00 EUR\nstock.short: "), "{told}");
}
