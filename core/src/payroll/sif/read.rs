//! Reading a salary information file, whoever made it.

use super::{BANK, EMPLOYEE_ID, EMPLOYER_ID, Employee, File, all_digits, amount, once, reference};
use crate::{
    calendar::{Period, parse_date},
    error::{Code, Error, Result, exact},
    money::{Currency, Money},
};
use chrono::NaiveDateTime;
use std::collections::BTreeSet;

/// Whether a salary information file is as the bank wants it: nothing, or what is wrong with it.
///
/// # Errors
/// As [`read`].
pub fn check(text: &str) -> Result<()> {
    read(text).map(|_| ())
}

/// Reads a salary information file and checks it: the shape of every field, the count and the total. Lines end with a line
/// feed, with or without a carriage return.
///
/// # Errors
/// Each names the record and the field (`EDR.agent`, `SCR.total`), the value, and the line as its row, from 0.
/// `payroll.control_total` and `payroll.control_count` when the control record differs from the records before it;
/// `payroll.record` when a record is not known, stands after the control record, or that one is missing;
/// `input.truncated` and `input.invalid` for too few and too many fields; `input.invalid` for a number of a wrong length
/// or other characters; `input.missing` without an employee, `input.duplicate`, `calendar.invalid_date`,
/// `calendar.invalid_period`, `number.negative`, `number.not_exact`, `money.unknown_currency`,
/// `money.too_many_decimals`, `number.out_of_range`.
pub fn read(text: &str) -> Result<File> {
    let lines: Vec<&str> = text.trim_end_matches(['\r', '\n']).lines().collect();
    let (last, before) = lines.split_last().ok_or_else(|| Error::missing("SCR"))?;
    let at_end = |error: Error| error.within("SCR").at_row(before.len());
    let (mut file, count, total) = control(last).map_err(at_end)?;
    let mut seen = BTreeSet::new();
    for (row, line) in before.iter().enumerate() {
        let place = |error: Error| error.within("EDR").at_row(row);
        let employee = employee(line, file.currency).map_err(place)?;
        once(&mut seen, employee.id.clone()).map_err(place)?;
        file.employees.push(employee);
    }
    if file.employees.is_empty() {
        return Err(Error::missing("EDR"));
    }
    if usize::try_from(count) != Ok(file.employees.len()) {
        let message = format!("control count {count} differs from {}, the records EDR", file.employees.len());
        return Err(at_end(Error::new(Code::PayrollControlCount, "count", count, message)));
    }
    let sum = file.total().map_err(at_end)?;
    if total != sum {
        let (total, sum) = (amount(total), amount(sum));
        let message = format!("control total {total} differs from {sum}, the sum of fixed and variable pay");
        return Err(at_end(Error::new(Code::PayrollControlTotal, "total", total, message)));
    }
    Ok(file)
}

/// The control record: a file without employees yet, the count and the total that it states.
fn control(line: &str) -> Result<(File, u32, Money)> {
    record(line, "SCR")?;
    let [_, employer_id, employer_bank, day, time, month, count, total, currency, reference_text] =
        fields(line)?;
    digits("employer_id", employer_id, EMPLOYER_ID)?;
    digits("employer_bank", employer_bank, BANK)?;
    reference(reference_text)?;
    let currency = Currency::parse(currency)?;
    let file = File {
        employer_id: employer_id.into(),
        employer_bank: employer_bank.into(),
        created: moment(day, time)?,
        month: month_of(month)?,
        currency,
        employees: Vec::new(),
        reference: reference_text.into(),
    };
    Ok((file, whole("count", count)?, money("total", total, currency)?))
}

fn employee(line: &str, currency: Currency) -> Result<Employee> {
    record(line, "EDR")?;
    let [_, id, agent, account, from, to, days, fixed, variable, leave_days] = fields(line)?;
    digits("id", id, EMPLOYEE_ID)?;
    digits("agent", agent, BANK)?;
    let employee = Employee {
        id: id.into(),
        agent: agent.into(),
        account: account.into(),
        period: Period::new(parse_date("from", from)?, parse_date("to", to)?)?,
        days: whole("days", days)?,
        fixed: money("fixed", fixed, currency)?,
        variable: money("variable", variable, currency)?,
        leave_days: whole("leave_days", leave_days)?,
    };
    employee.holds(currency)?;
    Ok(employee)
}

/// Refuses a line that is another record than the one that belongs there.
fn record(line: &str, wanted: &str) -> Result<()> {
    let kind = line.split(',').next().unwrap_or_default();
    let message = match (kind, wanted) {
        _ if kind == wanted => return Ok(()),
        (_, "SCR") => format!("the last record is `{kind}`: a salary file ends with its control record SCR"),
        ("SCR", _) => "the control record SCR is not the last: it comes once, after every EDR".into(),
        ("EVP", _) => "the breakdown EVP is not known to this version: leave it out".into(),
        _ => {
            format!("there is no record `{kind}`: a salary file has EDR for each employee and SCR at the end")
        }
    };
    Err(Error::new(Code::PayrollRecord, "record", kind, message))
}

fn fields<const N: usize>(line: &str) -> Result<[&str; N]> {
    let fields: Vec<&str> = line.split(',').collect();
    let found = fields.len();
    fields.try_into().map_err(|_| {
        let code = if found < N { Code::InputTruncated } else { Code::InputInvalid };
        let message = format!("the record has {found} fields: write {N}, with commas between them");
        Error::new(code, "record", line, message)
    })
}

fn digits(field: &str, text: &str, length: usize) -> Result<()> {
    if text.len() == length && all_digits(text) {
        return Ok(());
    }
    Err(Error::invalid(field, text, &format!("write {length} digits, with zeros before a shorter number")))
}

fn whole(field: &str, text: &str) -> Result<u32> {
    let read = all_digits(text).then(|| text.parse().ok()).flatten();
    read.ok_or_else(|| Error::invalid(field, text, "write a whole number"))
}

fn money(field: &str, text: &str, currency: Currency) -> Result<Money> {
    if text.starts_with('-') {
        let message = format!("`{field}` is `{text}`: a salary file has no amounts below zero");
        return Err(Error::new(Code::NumberNegative, field, text, message));
    }
    if text.starts_with('+') {
        return Err(Error::invalid(field, text, "write the amount without a sign"));
    }
    let amount = exact::decimal(field, text)?;
    Money::new(amount, currency).map_err(|error| Error::new(error.code(), field, text, error.message()))
}

fn moment(day: &str, time: &str) -> Result<NaiveDateTime> {
    let date = parse_date("created", day)?;
    let (hour, minute) = time.split_at_checked(2).unwrap_or_default();
    let read = (time.len() == 4 && all_digits(time))
        .then(|| date.and_hms_opt(hour.parse().ok()?, minute.parse().ok()?, 0))
        .flatten();
    read.ok_or_else(|| {
        let message = format!("`time` is `{time}`, which is not a time of day: write it as 1107");
        Error::new(Code::CalendarInvalidDate, "time", time, message)
    })
}

fn month_of(text: &str) -> Result<Period> {
    let (month, year) = text.split_at_checked(2).unwrap_or_default();
    let read = (text.len() == 6 && all_digits(text))
        .then(|| Period::month(year.parse().ok()?, month.parse().ok()?).ok())
        .flatten();
    read.ok_or_else(|| {
        let message = format!("`month` is `{text}`, which is not a month: write June 2009 as 062009");
        Error::new(Code::CalendarInvalidDate, "month", text, message)
    })
}
