//! The report: what a manager reads.

use super::{
    goods::{Goods, Valued},
    inputs::{Abroad, VatRounded, Week},
    orders::{Kind, Orders},
    sell::Sold,
    staff::Needs,
};
use backoffice::{
    Currency, Decimal, Money, Problem, Result,
    error::exact,
    ledger::Journal,
    payroll::{Row, Run},
    scheduling::{
        Model, Roster, Verdict,
        cost::Priced,
        staffing::{Generated, Staffed, Staffing},
    },
    stock::Valuation,
};
use std::fmt::{self, Write};

/// A report in sections, each a title and its lines.
#[derive(Default)]
pub struct Report(Vec<(String, String)>);

impl Report {
    /// Begins a section; what is written next belongs to it.
    pub fn section(&mut self, title: &str) -> &mut String {
        let place = self.0.len();
        self.0.push((title.to_owned(), String::new()));
        &mut self.0[place].1
    }
}

impl Report {
    /// Puts a section before all others.
    fn first(&mut self, title: &str, body: String) {
        self.0.insert(0, (title.to_owned(), body));
    }
}

/// The week in a few lines, before all else.
pub fn summary(
    report: &mut Report,
    sold: &Sold,
    stock: &Valued,
    run: &Run,
    books: &Journal,
    refused: usize,
) -> Result<()> {
    let mut out = String::new();
    let pounds = sold.net.currency();
    let revenue = |account: &str| -books.balance(account, pounds);
    let revenue = revenue("4000 sales of goods").checked_add(revenue("4100 carriage, fees and discounts"))?;
    let cost = books.balance("5000 cost of sales", pounds);
    let wages = run.totals()?.cost;
    amount(&mut out, "sales, credit notes taken off, without VAT", revenue);
    amount(&mut out, "VAT owed", -books.balance("2200 output VAT", pounds));
    amount(&mut out, "cost of the goods (FIFO)", cost);
    amount(&mut out, "cost of the warehouse crew", wages);
    amount(&mut out, "what is left of it", revenue.checked_sub(cost)?.checked_sub(wages)?);
    amount(&mut out, "stock at the end", stock.valuation.total);
    count(&mut out, "documents numbered in the books, posted and chained", sold.book.len());
    count(&mut out, "payslips", run.slips.len());
    count(
        &mut out,
        "rows, documents, movements and people that were refused, each with its reason below",
        refused,
    );
    let balanced = if books.balanced().is_ok() {
        "The journal balances to the penny."
    } else {
        "THE JOURNAL DOES NOT BALANCE."
    };
    let _ = writeln!(out, "  {balanced}");
    report.first("The week at a glance", out);
    Ok(())
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, (title, body)) in self.0.iter().enumerate() {
            writeln!(f, "\n{}. {}\n{}", number + 1, title, "-".repeat(title.len() + 3))?;
            f.write_str(body)?;
        }
        Ok(())
    }
}

/// A line of a table of amounts.
pub fn amount(out: &mut String, what: &str, amount: Money) {
    let _ = writeln!(out, "  {what:<74} {:>18}", amount.to_string());
}

/// A line of a table of counts.
pub fn count(out: &mut String, what: &str, count: impl fmt::Display) {
    let _ = writeln!(out, "  {what:<84} {count:>8}");
}

/// What came in, and what was odd about it.
pub fn orders(report: &mut Report, orders: &Orders) {
    let out = report.section("The orders");
    let kinds = |kind| orders.documents.iter().filter(|order| order.kind == kind).count();
    let first = orders.documents.iter().map(|order| order.at).min();
    let last = orders.documents.iter().map(|order| order.at).max();
    if let (Some(first), Some(last)) = (first, last) {
        let _ = writeln!(
            out,
            "  From {} to {}.\n  The last day ends there: it is a part of a day.",
            first.format("%A %-d %B %Y, %H:%M"),
            last.format("%A %-d %B, %H:%M")
        );
    }
    count(out, "lines", orders.rows);
    count(out, "documents", orders.documents.len());
    count(out, "  with a value: invoices", kinds(Kind::Sale));
    count(out, "  every line at price 0: stock adjustments", kinds(Kind::StockNote));
    count(out, "  cancellations: credit notes", kinds(Kind::Cancellation));
    let _ = writeln!(out, "  What no one had cleaned, and what was done with it:");
    for oddity in &orders.oddities {
        let _ = writeln!(out, "  {:>6}  {}\n          -> {}", oddity.count, oddity.what, oddity.done);
    }
    problems(out, "rows that could not be read", &orders.problems);
}

/// Each row that was refused, with its reason.
pub fn problems(out: &mut String, what: &str, problems: &[Problem]) {
    count(out, what, problems.len());
    for problem in problems {
        let _ = writeln!(
            out,
            "    row {}, {} ({}): {}",
            problem.row, problem.field, problem.code, problem.message
        );
    }
}

/// What was sold, taxed and numbered.
pub fn sales(report: &mut Report, sold: &Sold, week: &Week, vat_both_ways: (Decimal, Decimal)) -> Result<()> {
    let out = report.section("The invoices");
    let abroad = match week.sales.customers_in_other_member_states {
        Abroad::Private => {
            "No VAT number is in the data: customers in other member states count as private persons, and the shop's\n  \
             sales to each of these states are taken to stay below its threshold."
        }
        Abroad::Business => {
            "No VAT number is in the data: customers in other member states are taken as businesses, as if each had\n  \
             given a valid number."
        }
    };
    let rounded = match week.sales.vat_rounded {
        VatRounded::PerLine => "by line",
        VatRounded::PerRate => "once for each rate of a document",
    };
    let _ = writeln!(out, "  {abroad}");
    let _ = writeln!(
        out,
        "  All goods are taken as standard-rated: books and children's goods were not told apart."
    );
    let _ = writeln!(out, "  Postage, fees and discounts follow the goods of their document.");
    let _ = writeln!(out, "  VAT is rounded half away from zero to the penny, {rounded}.\n");
    let _ =
        writeln!(out, "  {:<16} {:>8} {:>16} {:>16}  decision", "country", "invoices", "without VAT", "VAT");
    let mut total = (0, Money::zero(sold.net.currency()));
    for (country, of) in &sold.countries {
        let _ = writeln!(
            out,
            "  {country:<16} {:>8} {:>16} {:>16}  {}",
            of.invoices,
            of.net.to_string(),
            of.tax.to_string(),
            of.decision.reason
        );
        total = (total.0 + of.invoices, total.1.checked_add(of.tax)?);
    }
    let _ = writeln!(
        out,
        "  {:<16} {:>8} {:>16} {:>16}\n",
        "all",
        total.0,
        sold.net.to_string(),
        total.1.to_string()
    );
    amount(out, "VAT if rounded by line", sold.tax_by_line);
    amount(out, "VAT if rounded once for each rate of a document", sold.tax_by_rate);
    let _ = writeln!(
        out,
        "  (United Kingdom at 17.5 %, cancellations netted: {} by line, {} by document)",
        vat_both_ways.0, vat_both_ways.1
    );
    amount(out, "credit notes, VAT included", sold.credited);
    count(out, "cancellations that match one invoice wholly", sold.matched_wholly);
    count(out, "cancellations that match one in part: two credit notes each", sold.matched_in_part);
    count(out, "cancellations of documents outside the file, and they say so", sold.outside);
    for (series, numbers) in &sold.series {
        let gaps = series.audit(numbers)?;
        let first = numbers.first().map(ToString::to_string).unwrap_or_default();
        let last = numbers.last().map(ToString::to_string).unwrap_or_default();
        let verdict = if gaps.is_empty() { "no gap, no repeat" } else { "GAPS OR REPEATS" };
        let _ = writeln!(
            out,
            "  series of {}: {first} to {last}, {} numbers: {verdict}",
            series.id(),
            numbers.len()
        );
    }
    backoffice::invoice::chain::audit(&sold.book, Some(&sold.head))?;
    let _ = writeln!(out, "  chain of {} documents (SHA-256), audited: whole", sold.book.len());
    let _ = writeln!(out, "  the same with one buyer changed in a copy: {}", sold.forgery);
    let _ = writeln!(
        out,
        "\n  The VAT return of these days ({} {}), which agrees with the journal:",
        sold.vat.pack, sold.vat.revision
    );
    for filled in &sold.vat.boxes {
        amount(out, &format!("box {}: {}", filled.number, filled.title), filled.amount);
    }
    let _ = writeln!(out);
    problems(out, "documents that were refused", &sold.problems);
    Ok(())
}

/// What the goods cost, by two methods side by side.
pub fn goods(report: &mut Report, goods: &Goods, fifo: &Valued, average: &Valued, week: &Week) -> Result<()> {
    let out = report.section("The stock");
    let (refused, fifo, average) = (&fifo.problems, &fifo.valuation, &average.valuation);
    let _ =
        writeln!(out, "  Assumed of every item, as a share of the lowest price at which the week sold it:");
    for layer in &week.stock.layer {
        let _ = writeln!(
            out,
            "    received {}: {} of what the week needs, at {} of the price",
            layer.received, layer.share_of_need, layer.share_of_price
        );
    }
    let _ = writeln!(out, "\n  {:<40} {:>18} {:>18}", "", "FIFO", "moving average");
    let mut row = |what: &str, of: &dyn Fn(&Valuation) -> Result<String>| -> Result<()> {
        let _ = writeln!(out, "  {what:<40} {:>18} {:>18}", of(fifo)?, of(average)?);
        Ok(())
    };
    let sum = |valuation: &Valuation, of: fn(&backoffice::stock::Totals) -> Money| {
        Money::sum(valuation.items.values().map(of), valuation.currency)
    };
    row("cost of what was sold", &|v| Ok(sum(v, |t| t.cost)?.to_string()))?;
    row("found less written off", &|v| Ok(sum(v, |t| t.adjustments)?.to_string()))?;
    row("value on hand at the end", &|v| Ok(v.total.to_string()))?;
    row("movements", &|v| Ok(v.entries.len().to_string()))?;
    row("times that more left than was there", &|v| Ok(v.shortages.len().to_string()))?;
    let missing = |v: &Valuation| {
        v.shortages
            .iter()
            .try_fold(Decimal::ZERO, |sum, short| exact::add(sum, short.missing))
            .unwrap_or_default()
    };
    row("  pieces missing then", &|v| Ok(missing(v).to_string()))?;
    let open = |v: &Valuation| v.shortages.iter().filter(|short| !short.open.is_zero()).count();
    row("  not covered at the end", &|v| Ok(open(v).to_string()))?;
    let _ = writeln!(out);
    count(out, "pieces given away with orders at price 0", goods.samples);
    count(out, "pieces written off", goods.written_off);
    count(out, "pieces found", goods.found);
    count(out, "pieces that came back", goods.returned);
    problems(out, "movements refused: goods never sold at a price, no cost is known", refused);
    let _ = writeln!(
        out,
        "  Conservation checked for both methods: what came in is what went out and what is there."
    );
    Ok(())
}

/// Both curves of one skill, a line a day: what arrives at once, and what meets the due times.
fn curves(out: &mut String, who: &str, staffing: &Staffing) {
    let _ = writeln!(
        out,
        "\n  {who}: {} at most where all that arrives is done at once, {} where it may wait until due;\n  \
         {} half-hours of work in all. People in each half-hour (upper line: at once, lower: planned):",
        staffing.arrival_peak, staffing.peak, staffing.person_intervals
    );
    let mut days: Vec<_> = staffing.intervals.iter().map(|interval| interval.from.date()).collect();
    days.dedup();
    for day in days {
        let of_day = || staffing.intervals.iter().filter(|interval| interval.from.date() == day);
        let first =
            of_day().next().map(|interval| interval.from.format("%H:%M").to_string()).unwrap_or_default();
        let cells =
            |of: fn(&Staffed) -> u32| of_day().fold(String::new(), |cells, i| format!("{cells}{:>3}", of(i)));
        let (at_once, planned) = (cells(|i| i.arrival_staff), cells(|i| i.staff));
        let _ = writeln!(out, "    {} from {first} {at_once}", day.format("%a %-d"));
        let _ = writeln!(out, "    {:<16} {planned}", "");
    }
}

/// From the orders to the demand, and from the demand to the rota.
pub fn rota(
    report: &mut Report,
    needs: &Needs,
    opened: &[Generated],
    model: &Model,
    roster: &Roster,
    verdict: &Verdict,
    week: &Week,
) -> Result<()> {
    let out = report.section("The rota");
    let work = &week.work;
    let _ = writeln!(
        out,
        "  Assumed: a picker takes {} lines an hour, a packer closes {} parcels of at most {} lines. What is entered until\n  \
         {} is picked by {} the same day, the rest by {} of the next day worked; packed {} minutes later.",
        work.lines_per_picker_hour,
        work.parcels_per_packer_hour,
        work.lines_per_parcel,
        work.cut_off.format("%H:%M"),
        work.picked_same_day.format("%H:%M"),
        work.picked_next_day.format("%H:%M"),
        work.packed_after_minutes
    );
    count(out, "lines to be picked", needs.lines);
    count(out, "parcels to be closed", needs.parcels);
    count(out, "orders of the last day that might wait longer: done by its end", needs.cut_short);
    curves(out, "Pickers", &needs.picking);
    curves(out, "Packers", &needs.packing);
    let _ = writeln!(out);
    for opened in opened {
        let shifts: u32 = opened.shifts.iter().map(|shift| shift.count).sum();
        let _ = writeln!(
            out,
            "  Opened for {}: {shifts} shifts of {} paid hours in all{}.",
            opened.skill.as_deref().unwrap_or("anybody"),
            opened.paid_minutes / 60,
            if opened.proven { ", and nothing costs less" } else { "" }
        );
    }
    count(out, "different shifts that may be worked", model.shifts.len());
    count(out, "shifts that are worked", roster.assignments.len());
    count(out, "nodes searched", roster.nodes);
    let _ = writeln!(
        out,
        "  Penalty {}, and no rota has less than {}{}.",
        roster.penalty,
        roster.bound,
        if roster.proven { ": proven best" } else { "" }
    );
    let _ = writeln!(
        out,
        "  The judge, which is not the solver: {} hard rules broken, penalty {}.",
        verdict.hard, verdict.penalty
    );
    let minutes = |cover: &backoffice::scheduling::Cover| (cover.to - cover.from).num_minutes();
    let missing: i64 = verdict
        .uncovered
        .iter()
        .map(|cover| minutes(cover) * i64::from(cover.needed.saturating_sub(cover.there)))
        .sum();
    count(out, "person-minutes of demand that are short", missing);
    for gap in roster.unfilled.iter().take(8) {
        let _ = writeln!(
            out,
            "    {} to {}, {} {} short: {}",
            gap.from.format("%a %-d %H:%M"),
            gap.to.format("%H:%M"),
            gap.missing,
            gap.skill.as_deref().unwrap_or("anybody"),
            gap.reason
        );
    }
    if roster.unfilled.len() > 8 {
        let _ = writeln!(out, "    and {} more, in rota.txt", roster.unfilled.len() - 8);
    }
    Ok(())
}

/// What the rota costs in pay by the hour.
pub fn cost(report: &mut Report, priced: &Priced) {
    let out = report.section("What the rota costs");
    let _ = writeln!(
        out,
        "  {} in pay by the hour, before taxes and contributions; {} people have duties.",
        priced.total,
        priced.people.len()
    );
}

/// What people are paid.
pub fn pay(report: &mut Report, rows: &[Row], run: &Run, tax_week: u32) -> Result<()> {
    let out = report.section("The payslips");
    let _ = writeln!(
        out,
        "  Work of {}, paid on {} (tax week {tax_week}) under {} {}.",
        run.period,
        run.pay_day.format("%A %-d %B %Y"),
        run.slips.first().map(|slip| slip.pack.as_str()).unwrap_or_default(),
        run.slips.first().map(|slip| slip.revision.as_str()).unwrap_or_default()
    );
    let _ = writeln!(out, "  The crew, its pay and its codes are invented.\n");
    let _ = writeln!(
        out,
        "  {:<14} {:>7} {:>14} {:>14} {:>14} {:>14} {:>14}",
        "who", "hours", "gross", "withheld", "net", "employer's", "cost"
    );
    for slip in &run.slips {
        let worked = rows.iter().find(|row| row.employee.id == slip.employee);
        let mut minutes =
            worked.into_iter().flat_map(|row| &row.pays).filter_map(|pay| pay.worked?.minutes());
        let minutes = minutes.try_fold(Decimal::ZERO, exact::add).unwrap_or_default();
        let hours = backoffice::Rounding::of(1, 2, backoffice::Mode::HalfUp);
        let hours = minutes
            .checked_div(Decimal::from(60))
            .map(|hours_worked| hours.apply(hours_worked))
            .transpose()?;
        let _ = writeln!(
            out,
            "  {:<14} {:>7} {:>14} {:>14} {:>14} {:>14} {:>14}",
            slip.name,
            hours.filter(|hours| !hours.is_zero()).map_or("salary".into(), |hours| hours.to_string()),
            slip.gross.to_string(),
            slip.withheld.to_string(),
            slip.net.to_string(),
            slip.employer.to_string(),
            slip.cost.to_string()
        );
    }
    let all = run.totals()?;
    let _ = writeln!(
        out,
        "  {:<14} {:>7} {:>14} {:>14} {:>14} {:>14} {:>14}",
        "all",
        "",
        all.gross.to_string(),
        all.withheld.to_string(),
        all.net.to_string(),
        all.employer.to_string(),
        all.cost.to_string()
    );
    problems(out, "people who could not be paid", &run.problems);
    Ok(())
}

/// The journal of the week.
pub fn journal(report: &mut Report, journal: &Journal) -> Result<()> {
    let out = report.section("The journal");
    count(out, "postings", journal.postings().len());
    let _ = writeln!(out, "\n  {:<44} {:>16} {:>16}", "account", "debit", "credit");
    for (account, balance) in journal.accounts().filter(|(_, balance)| !balance.is_zero()) {
        let (debit, credit) = if balance.is_negative() {
            (String::new(), (-balance).to_string())
        } else {
            (balance.to_string(), String::new())
        };
        let _ = writeln!(out, "  {account:<44} {debit:>16} {credit:>16}");
    }
    journal.balanced()?;
    let currencies: Vec<Currency> = journal.currencies().collect();
    for currency in currencies {
        let turnover = journal.turnover(currency)?;
        let _ = writeln!(out, "  {currency}: debits {turnover} = credits {turnover}; balanced to the penny");
    }
    Ok(())
}
