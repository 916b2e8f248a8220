//! The first December week of a gift shop, through all five rooms of the house: `peak_week [FOLDER]`.
//!
//! Reads the orders, the crew and the assumptions from `examples/data`, prints a report, and writes the report, the journal,
//! the rota as a chart and a payslip with its trace to FOLDER (`report` unless told). Exit 0: the journal balances; 1: it
//! does not, or a step was refused.

use backoffice::{
    Error, Result, law::RulePack, ledger::Journal, payroll, scheduling, stock::Method, tax::wages::uk,
};
use backoffice_examples::peak_week::{books::Books, goods, inputs, orders, pay, report, sell, staff};
use std::{
    env,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, Instant},
};

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data");

/// How long each step took.
#[derive(Default)]
struct Clock(Vec<(&'static str, Duration)>);

impl Clock {
    fn time<T>(&mut self, what: &'static str, step: impl FnOnce() -> Result<T>) -> Result<T> {
        let start = Instant::now();
        let done = step();
        self.0.push((what, start.elapsed()));
        done
    }
}

fn read(name: &str) -> Result<Vec<u8>> {
    fs::read(Path::new(DATA).join(name))
        .map_err(|error| Error::invalid(name, error, "the file cannot be read"))
}

fn text(name: &str) -> Result<String> {
    String::from_utf8(read(name)?).map_err(|error| Error::invalid(name, error, "the file is not UTF-8"))
}

fn run(folder: &Path) -> Result<()> {
    let write = |name: &str, content: &str| {
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(folder.join(name), content))
            .map_err(|error| Error::invalid(name, error, "the file cannot be written"))
    };
    let mut clock = Clock::default();
    let mut told = report::Report::default();
    let mut books = Journal::new();

    let week: inputs::Week = inputs::read("week.toml", &text("week.toml")?)?;
    let file = read("online-retail-2010-12-01_07.csv")?;
    let all = clock.time("read and sort 14,594 lines", || orders::read(&file))?;
    report::orders(&mut told, &all);

    let vat = RulePack::embedded("uk.vat")?;
    fs::create_dir_all(folder).map_err(|error| Error::invalid("folder", error, "it cannot be made"))?;
    let mut database = Books::open(Some(&folder.join("books.sqlite")))?;
    let sold = clock.time("tax, total, number, post and chain the documents", || {
        sell::sell(&all, &week.sales, &vat, &mut database)
    })?;
    books.append(&sold.journal)?;
    report::sales(&mut told, &sold, &week, orders::vat_both_ways(&all, "United Kingdom")?)?;

    let shelf = goods::movements(&all, &sold.taken_back, &week.stock)?;
    let fifo = clock.time("value the stock, FIFO", || goods::value(&shelf, Method::Fifo))?;
    let average =
        clock.time("value the stock, moving average", || goods::value(&shelf, Method::MovingAverage))?;
    books.append(&fifo.journal)?;
    report::goods(&mut told, &shelf, &fifo, &average, &week)?;

    let crew: inputs::Crew = inputs::read("crew.toml", &text("crew.toml")?)?;
    let needs =
        clock.time("find the least staffing that meets the due times", || staff::needs(&all, &week.work))?;
    let opened =
        clock.time("open shifts for the demand at least cost", || staff::open_shifts(&needs, &week))?;
    let model = staff::model(&needs, &opened, &crew, &week)?;
    let (roster, verdict) = clock.time("make the rota and judge it", || staff::rota(&model, &week.rota))?;
    report::rota(&mut told, &needs, &opened, &model, &roster, &verdict, &week)?;

    let wages = RulePack::embedded(uk::PACK)?;
    let rows = pay::rows(&crew, &model, &roster)?;
    report::cost(&mut told, &pay::cost(&crew, &model, &roster)?);
    let (run, paid) = clock.time("pay the crew", || pay::run(&rows, &wages))?;
    books.append(&paid)?;
    report::pay(&mut told, &rows, &run, uk::tax_week(run.pay_day)?)?;

    report::journal(&mut told, &books)?;
    let refused = all.problems.len() + sold.problems.len() + fifo.problems.len() + run.problems.len();
    report::summary(&mut told, &sold, &fifo, &run, &books, refused)?;
    println!("The peak week: 1 to 7 December 2010{told}");
    println!("\nHow long it took");
    for (what, took) in &clock.0 {
        println!("  {what:<58} {took:>12.1?}");
    }
    write("report.txt", &told.to_string())?;
    write("journal.csv", &journal_csv(&books))?;
    write("rota.svg", &scheduling::draw::gantt(&model, &roster)?)?;
    write("demand.svg", &scheduling::draw::demand(&model, &roster)?)?;
    write("rota.csv", &scheduling::draw::csv(&model, &roster)?)?;
    write("rota.txt", &scheduling::draw::text(&model, &roster)?)?;
    // A calendar file for each of the crew, stamped with the day before the week.
    let made = model.period.first().pred_opt().map(|day| day.and_time(chrono::NaiveTime::MIN));
    for person in &crew.person {
        let stamp = made.ok_or_else(|| Error::missing("period"))?;
        let calendar = scheduling::draw::icalendar(&model, &roster, &person.id, stamp)?;
        write(&format!("rota-{}.ics", person.id), &calendar)?;
    }
    // One slip of each kind of pay, with its trace: by the hour, and a salary under a K code.
    for id in ["brown", "adams"] {
        let row = rows.iter().find(|row| row.employee.id == id).ok_or_else(|| Error::missing(id))?;
        let (slip, trace) = payroll::slip_traced(&row.employee, run.period, run.pay_day, &row.pays, &wages)?;
        write(&format!("payslip-{id}.html"), &payroll::print::page(&slip, Some(&trace)))?;
        write(&format!("payslip-{id}.txt"), &payroll::print::text(&slip, Some(&trace)))?;
    }
    println!(
        "\nWritten to {}: report.txt, journal.csv, rota.svg, demand.svg, rota.csv, rota.txt, rota-….ics, books.sqlite and two payslips with their traces",
        folder.display()
    );
    Ok(())
}

fn journal_csv(books: &Journal) -> String {
    let mut csv = String::from("day,account,amount,currency,reference\n");
    for posting in books.postings() {
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let (day, amount) = (posting.day, posting.amount);
        let (account, reference) = (quoted(&posting.account), quoted(&posting.reference));
        let _ = writeln!(csv, "{day},{account},{},{},{reference}", amount.amount(), amount.currency());
    }
    csv
}

fn main() -> ExitCode {
    let folder = env::args_os().nth(1).map_or_else(|| PathBuf::from("report"), PathBuf::from);
    match run(&folder) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error} (field `{}`, value `{}`)", error.code(), error.field(), error.value());
            ExitCode::FAILURE
        }
    }
}
