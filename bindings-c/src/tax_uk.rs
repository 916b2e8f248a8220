//! What employers in the United Kingdom reckon beside PAYE: statutory pay, minimum wage, automatic enrolment, levy.

use crate::{
    document::backoffice_document,
    edge::{Out, behind, guard, json},
    error::backoffice_status,
    law::backoffice_pack,
};
use backoffice_core::{
    Money,
    tax::wages::uk::{employer, minimum_wage, pension, statutory_pay},
};
use std::ffi::c_char;

/// What a PAYE scheme owes or keeps for a tax month: an object with levy, employment_allowance, contributions and the
/// scheme carried to the next month. `scheme` is an object with rounding, levy_allowance, employment_allowance and
/// to_date; `month` one with day, pay_bill, contributions and excluded; `pack` the rule pack `uk.employer`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_wages_uk_employer_due(
    scheme: *const c_char,
    month: *const c_char,
    pack: *const backoffice_pack,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, a handle and a place for the result, by the header's contract.
        let (scheme, month, pack, out) = unsafe {
            (
                json::<employer::Scheme>("scheme", scheme)?,
                json::<employer::Month>("month", month)?,
                &behind("pack", pack)?.pack,
                Out::new(out)?,
            )
        };
        out.give_handle(backoffice_document::new(&employer::due(&scheme, &month, pack)?)?);
        Ok(())
    })
}

/// The same, with a trace of every figure.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_wages_uk_employer_due_traced(
    scheme: *const c_char,
    month: *const c_char,
    pack: *const backoffice_pack,
    out: *mut *mut backoffice_document,
    trace: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, a handle and places for the results, by the header's contract.
        let (scheme, month, pack, out, trace) = unsafe {
            (
                json::<employer::Scheme>("scheme", scheme)?,
                json::<employer::Month>("month", month)?,
                &behind("pack", pack)?.pack,
                Out::new(out)?,
                Out::new(trace)?,
            )
        };
        let (result, more) = employer::due_traced(&scheme, &month, pack)?;
        backoffice_document::new(&result)?.give_traced(&more, out, trace)
    })
}

/// Whether somebody was paid the national minimum wage: an object with applies, rate, entitlement, remuneration and
/// shortfall. `work` is an object with age, first, hours, pay, apprentice_months and accommodation; `pack` the rule pack
/// `uk.minimum_wage`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_wages_uk_minimum_wage_check(
    work: *const c_char,
    pack: *const backoffice_pack,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, a handle and a place for the result, by the header's contract.
        let (work, pack, out) = unsafe {
            (json::<minimum_wage::Work>("work", work)?, &behind("pack", pack)?.pack, Out::new(out)?)
        };
        out.give_handle(backoffice_document::new(&minimum_wage::check(&work, pack)?)?);
        Ok(())
    })
}

/// The same, with a trace of every figure.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_wages_uk_minimum_wage_check_traced(
    work: *const c_char,
    pack: *const backoffice_pack,
    out: *mut *mut backoffice_document,
    trace: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, a handle and places for the results, by the header's contract.
        let (work, pack, out, trace) = unsafe {
            (
                json::<minimum_wage::Work>("work", work)?,
                &behind("pack", pack)?.pack,
                Out::new(out)?,
                Out::new(trace)?,
            )
        };
        let (result, more) = minimum_wage::check_traced(&work, pack)?;
        backoffice_document::new(&result)?.give_traced(&more, out, trace)
    })
}

/// What automatic enrolment asks for in a pay reference period: an object with category, lower, trigger, upper,
/// qualifying_earnings, minimum_total and minimum_employer. `worker` is an object with age, reached_pensionable_age,
/// pay_day, frequency, earnings and rounding; `pack` the rule pack `uk.pension`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_wages_uk_pension_assess(
    worker: *const c_char,
    pack: *const backoffice_pack,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, a handle and a place for the result, by the header's contract.
        let (worker, pack, out) = unsafe {
            (json::<pension::Worker>("worker", worker)?, &behind("pack", pack)?.pack, Out::new(out)?)
        };
        out.give_handle(backoffice_document::new(&pension::assess(&worker, pack)?)?);
        Ok(())
    })
}

/// The same, with a trace of every figure.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_wages_uk_pension_assess_traced(
    worker: *const c_char,
    pack: *const backoffice_pack,
    out: *mut *mut backoffice_document,
    trace: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, a handle and places for the results, by the header's contract.
        let (worker, pack, out, trace) = unsafe {
            (
                json::<pension::Worker>("worker", worker)?,
                &behind("pack", pack)?.pack,
                Out::new(out)?,
                Out::new(trace)?,
            )
        };
        let (result, more) = pension::assess_traced(&worker, pack)?;
        backoffice_document::new(&result)?.give_traced(&more, out, trace)
    })
}

/// The statutory sick pay of a sickness: an object with reason, waiting_days, daily_rates, weeks, total and what is
/// carried to the next sickness. `sickness` is an object with first, last, qualifying_days, earnings and linked; `pack`
/// the rule pack `uk.statutory_pay`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_wages_uk_sick_pay(
    sickness: *const c_char,
    pack: *const backoffice_pack,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, a handle and a place for the result, by the header's contract.
        let (sickness, pack, out) = unsafe {
            (
                json::<statutory_pay::Sickness>("sickness", sickness)?,
                &behind("pack", pack)?.pack,
                Out::new(out)?,
            )
        };
        out.give_handle(backoffice_document::new(&statutory_pay::sick_pay(&sickness, pack)?)?);
        Ok(())
    })
}

/// The same, with a trace of every figure.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_wages_uk_sick_pay_traced(
    sickness: *const c_char,
    pack: *const backoffice_pack,
    out: *mut *mut backoffice_document,
    trace: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, a handle and places for the results, by the header's contract.
        let (sickness, pack, out, trace) = unsafe {
            (
                json::<statutory_pay::Sickness>("sickness", sickness)?,
                &behind("pack", pack)?.pack,
                Out::new(out)?,
                Out::new(trace)?,
            )
        };
        let (result, more) = statutory_pay::sick_pay_traced(&sickness, pack)?;
        backoffice_document::new(&result)?.give_traced(&more, out, trace)
    })
}

/// The statutory parental pay of weeks of leave: an object with reason, weeks and total. `leave` is an object with kind,
/// earnings, relevant_week, begins, weeks and paid_weeks; `pack` the rule pack `uk.statutory_pay`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_wages_uk_parental_pay(
    leave: *const c_char,
    pack: *const backoffice_pack,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, a handle and a place for the result, by the header's contract.
        let (leave, pack, out) = unsafe {
            (json::<statutory_pay::Leave>("leave", leave)?, &behind("pack", pack)?.pack, Out::new(out)?)
        };
        out.give_handle(backoffice_document::new(&statutory_pay::parental_pay(&leave, pack)?)?);
        Ok(())
    })
}

/// The same, with a trace of every figure.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_wages_uk_parental_pay_traced(
    leave: *const c_char,
    pack: *const backoffice_pack,
    out: *mut *mut backoffice_document,
    trace: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, a handle and places for the results, by the header's contract.
        let (leave, pack, out, trace) = unsafe {
            (
                json::<statutory_pay::Leave>("leave", leave)?,
                &behind("pack", pack)?.pack,
                Out::new(out)?,
                Out::new(trace)?,
            )
        };
        let (result, more) = statutory_pay::parental_pay_traced(&leave, pack)?;
        backoffice_document::new(&result)?.give_traced(&more, out, trace)
    })
}

/// What an employer recovers of parental pay: an object with small_employer, recovered and compensation. `paid` is an
/// object with amount, pay_day, contributions and rounding; `pack` the rule pack `uk.statutory_pay`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_wages_uk_recovery(
    paid: *const c_char,
    pack: *const backoffice_pack,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, a handle and a place for the result, by the header's contract.
        let (paid, pack, out) = unsafe {
            (json::<statutory_pay::Paid>("paid", paid)?, &behind("pack", pack)?.pack, Out::new(out)?)
        };
        out.give_handle(backoffice_document::new(&statutory_pay::recovery(&paid, pack)?)?);
        Ok(())
    })
}

/// The same, with a trace of every figure.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_wages_uk_recovery_traced(
    paid: *const c_char,
    pack: *const backoffice_pack,
    out: *mut *mut backoffice_document,
    trace: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, a handle and places for the results, by the header's contract.
        let (paid, pack, out, trace) = unsafe {
            (
                json::<statutory_pay::Paid>("paid", paid)?,
                &behind("pack", pack)?.pack,
                Out::new(out)?,
                Out::new(trace)?,
            )
        };
        let (result, more) = statutory_pay::recovery_traced(&paid, pack)?;
        backoffice_document::new(&result)?.give_traced(&more, out, trace)
    })
}

/// Some days of a week of parental pay, an object with amount and currency: so many sevenths of it, a part of a penny
/// rounded up.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_wages_uk_part_week(
    week: *const c_char,
    days: u32,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(week: json::<Money>; out => statutory_pay::part_week(week, days)?)
}
