//! Payroll.

use crate::{
    calendar::{backoffice_period, period},
    document::backoffice_document,
    edge::{Buffer, Out, behind, day, guard, json, optional, text},
    error::backoffice_status,
    law::backoffice_pack,
    ledger::backoffice_journal,
    money::{backoffice_rounding, money, price, rounding},
};
use backoffice_core::{
    Trace,
    error::document,
    payroll::{self, hours, pension, print, sif},
};
use std::ffi::{c_char, c_void};

/// The payslip of an employee (an object with id, frequency, basis, profile …) for a period: `pays` is a list of
/// elements of pay. The document is a slip; its text is the slip as people know it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_payroll_slip(
    employee: *const c_char,
    within: *const backoffice_period,
    pay_day: *const c_char,
    pays: *const c_char,
    pack: *const backoffice_pack,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, structs, a handle and a place for the result, by the header's contract.
        let (employee, within, pay_day, pays, pack, out) = unsafe {
            (
                json::<payroll::Employee>("employee", employee)?,
                period("within", within)?,
                day("pay_day", pay_day)?,
                json::<Vec<payroll::Pay>>("pays", pays)?,
                &behind("pack", pack)?.pack,
                Out::new(out)?,
            )
        };
        out.give_handle(backoffice_document::told(&payroll::slip(&employee, within, pay_day, &pays, pack)?)?);
        Ok(())
    })
}

/// The same, with a trace of every figure, whose text is a drawn tree.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_payroll_slip_traced(
    employee: *const c_char,
    within: *const backoffice_period,
    pay_day: *const c_char,
    pays: *const c_char,
    pack: *const backoffice_pack,
    out: *mut *mut backoffice_document,
    trace: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, structs, a handle and places for the results, by the header's contract.
        let (employee, within, pay_day, pays, pack, out, trace) = unsafe {
            (
                json::<payroll::Employee>("employee", employee)?,
                period("within", within)?,
                day("pay_day", pay_day)?,
                json::<Vec<payroll::Pay>>("pays", pays)?,
                &behind("pack", pack)?.pack,
                Out::new(out)?,
                Out::new(trace)?,
            )
        };
        let (result, more) = payroll::slip_traced(&employee, within, pay_day, &pays, pack)?;
        backoffice_document::told(&result)?.give_traced(&more, out, trace)
    })
}

/// Asked by backoffice_payroll_run before each row whether to go on. It must not leave by longjmp or a C++ exception.
pub type backoffice_rows_go_on =
    Option<unsafe extern "C" fn(data: *mut c_void, done: usize, all: usize) -> bool>;

/// Pays many people on one day: `rows` is a list of objects with employee and pays. The document has slips, and
/// problems of the rows that could not be done. `go_on`, when it is not NULL, is asked before each row, with
/// `data`, the rows done and the rows in all, on the calling thread; by saying false it ends the run with
/// BACKOFFICE_RUN_CANCELLED.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_payroll_run(
    rows: *const c_char,
    within: *const backoffice_period,
    pay_day: *const c_char,
    pack: *const backoffice_pack,
    go_on: backoffice_rows_go_on,
    data: *mut c_void,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, structs, a handle and a place for the result, by the header's contract.
        let (rows, within, pay_day, pack, out) = unsafe {
            (
                json::<Vec<payroll::Row>>("rows", rows)?,
                period("within", within)?,
                day("pay_day", pay_day)?,
                &behind("pack", pack)?.pack,
                Out::new(out)?,
            )
        };
        // SAFETY: NULL or a function of the caller's, called on this thread, by the header's contract.
        let asked = |done, all| go_on.is_none_or(|go_on| unsafe { go_on(data, done, all) });
        out.give_handle(backoffice_document::new(&payroll::run(&rows, within, pay_day, pack, asked)?)?);
        Ok(())
    })
}

/// The sums over all slips of a run.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_payroll_totals(
    run: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(run: json::<payroll::Run>; out => run.totals()?)
}

/// The journal of a slip. `accounts` is an object with wages, contributions, pension, expenses, net_pay,
/// pension_payable, other_deductions and authorities.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_payroll_post(
    slip: *const c_char,
    accounts: *const c_char,
    out: *mut *mut backoffice_journal,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (slip, accounts, out) = unsafe {
            (
                json::<payroll::Slip>("slip", slip)?,
                json::<payroll::Accounts>("accounts", accounts)?,
                Out::new(out)?,
            )
        };
        out.give_handle(backoffice_journal::new(payroll::post(&slip, &accounts)?));
        Ok(())
    })
}

/// The journal of all slips of a run.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_payroll_post_run(
    run: *const c_char,
    accounts: *const c_char,
    out: *mut *mut backoffice_journal,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (run, accounts, out) = unsafe {
            (
                json::<payroll::Run>("run", run)?,
                json::<payroll::Accounts>("accounts", accounts)?,
                Out::new(out)?,
            )
        };
        out.give_handle(backoffice_journal::new(payroll::post_run(&run, &accounts)?));
        Ok(())
    })
}

/// A slip, and its trace unless that is NULL, by a way of printing.
///
/// # Safety
/// `slip` and `trace` are NULL or texts that end with a NUL.
unsafe fn printed(
    print: fn(&payroll::Slip, Option<&Trace>) -> String,
    slip: *const c_char,
    trace: *const c_char,
    out: &Buffer,
) -> backoffice_status {
    guard(|| {
        // SAFETY: the caller's promise.
        let (slip, trace) = unsafe { (json::<payroll::Slip>("slip", slip)?, optional("trace", trace)?) };
        let trace = trace.map(|text| document::read::<Trace>("trace", text)).transpose()?;
        out.give(&print(&slip, trace.as_ref()))
    })
}

/// A slip as text, with its trace below it unless that is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_payroll_text(
    slip: *const c_char,
    trace: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    // SAFETY: what the header asks of the caller is what the helper asks.
    unsafe { printed(print::text, slip, trace, &Buffer::new(out, size, needed)) }
}

/// A slip as a fragment of HTML, with its trace folded away below it unless that is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_payroll_html(
    slip: *const c_char,
    trace: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    // SAFETY: what the header asks of the caller is what the helper asks.
    unsafe { printed(print::html, slip, trace, &Buffer::new(out, size, needed)) }
}

/// A slip as a whole page of HTML.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_payroll_page(
    slip: *const c_char,
    trace: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    // SAFETY: what the header asks of the caller is what the helper asks.
    unsafe { printed(print::page, slip, trace, &Buffer::new(out, size, needed)) }
}

/// What a pension scheme (an object with name, employee, employer, on, arrangement and rounding) takes from that
/// much pensionable pay.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_payroll_contributions(
    scheme: *const c_char,
    pensionable: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(scheme: json::<pension::Scheme>, pensionable: money; out => scheme.contributions(pensionable)?)
}

/// Counts one worked shift (an object with start and end, such as `2026-11-02T18:00`, breaks and day) by rules of
/// night, holiday, day-off and overtime premiums.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_hours_count(
    shift: *const c_char,
    rules: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(shift: json::<hours::Shift>, rules: json::<hours::Rules>; out => hours::count(&shift, &rules)?)
}

/// Counts the shifts of one person (a list), in order.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_hours_count_all(
    shifts: *const c_char,
    rules: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        shifts: json::<Vec<hours::Shift>>, rules: json::<hours::Rules>;
        out => hours::count_all(&shifts, &rules)?
    )
}

/// The elements of pay that the shifts of one person (a list) come to: what backoffice_payroll_slip takes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_hours_pays(
    shifts: *const c_char,
    rules: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        shifts: json::<Vec<hours::Shift>>, rules: json::<hours::Rules>;
        out => hours::pays(&shifts, &rules)?
    )
}

/// The pay of counted hours at a rate by the hour such as `12.71 GBP`, rounded once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_hours_pay(
    counted: *const c_char,
    rate: *const c_char,
    by: *const backoffice_rounding,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    answer!(
        counted: json::<hours::Counted>, rate: price, by: rounding;
        out, size, needed => counted.pay(rate, by)?.to_string()
    )
}

/// The rate that holds of those set at each level (an object with priority, shift, position, location, schedule and
/// company).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_hours_rate(
    rates: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    answer!(rates: json::<hours::Rates>; out, size, needed => rates.rate()?.to_string())
}

/// The salary information file of the United Arab Emirates for a bank: an object with employer_id, employer_bank,
/// created (`2009-07-16T11:07`), month (a period), currency, reference and employees, each with id, agent, account,
/// period, days, fixed, variable and leave_days. Lines end with a carriage return and a line feed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_sif_text(
    file: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    answer!(file: json::<sif::File>; out, size, needed => file.text()?)
}

/// BACKOFFICE_OK when a salary information file is as the bank wants it; the error names the record and the field, such
/// as `SCR.total`, and the line as its row.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_sif_check(sif: *const c_char) -> backoffice_status {
    guard(|| {
        // SAFETY: a text, by the header's contract.
        sif::check(unsafe { text("sif", sif)? })
    })
}

/// Reads a salary information file and checks it: the object that backoffice_sif_text takes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_sif_read(
    sif: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a text and a place for the result, by the header's contract.
        let (text, out) = unsafe { (text("sif", sif)?, Out::new(out)?) };
        out.give_handle(backoffice_document::new(&sif::read(text)?)?);
        Ok(())
    })
}
