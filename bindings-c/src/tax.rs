//! Taxes on sales and on wages.

use crate::{
    document::backoffice_document,
    edge::{Out, behind, day, guard, json, text},
    error::backoffice_status,
    law::backoffice_pack,
    money::{backoffice_granularity, backoffice_rounding, granularity, rounding},
};
use backoffice_core::{
    Money,
    tax::{
        sales,
        wages::{self, uk},
    },
};
use std::ffi::c_char;

/// Which tax a supply bears, where, at what rate and why: an object with place, liable, category, rate, reason and
/// source. `supply` is an object with day, kind, supplier, from, to, customer and distance_sales; `rate_class` the
/// rate that the goods have at home, such as `standard`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_sales_decide(
    supply: *const c_char,
    rate_class: *const c_char,
    pack: *const backoffice_pack,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, a handle and a place for the result, by the header's contract.
        let (supply, rate_class, pack, out) = unsafe {
            (
                json::<sales::Supply>("supply", supply)?,
                text("rate_class", rate_class)?,
                &behind("pack", pack)?.pack,
                Out::new(out)?,
            )
        };
        out.give_handle(backoffice_document::new(&sales::decide(&supply, rate_class, pack)?)?);
        Ok(())
    })
}

/// The tax on lines (a list of objects with description, amount and class) at the rates of a day, rounded by name
/// where the granularity says: an object with net, tax, gross and rates.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_sales_assess(
    lines: *const c_char,
    on: *const c_char,
    pack: *const backoffice_pack,
    where_rounded: backoffice_granularity,
    by: *const backoffice_rounding,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        let where_rounded = granularity("where_rounded", where_rounded)?;
        // SAFETY: texts, structs, a handle and a place for the result, by the header's contract.
        let (lines, on, pack, by, out) = unsafe {
            (
                json::<Vec<sales::Line>>("lines", lines)?,
                day("on", on)?,
                &behind("pack", pack)?.pack,
                rounding("by", by)?,
                Out::new(out)?,
            )
        };
        out.give_handle(backoffice_document::new(&sales::assess(&lines, on, pack, where_rounded, by)?)?);
        Ok(())
    })
}

/// The same, with a trace of every figure.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_sales_assess_traced(
    lines: *const c_char,
    on: *const c_char,
    pack: *const backoffice_pack,
    where_rounded: backoffice_granularity,
    by: *const backoffice_rounding,
    out: *mut *mut backoffice_document,
    trace: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        let where_rounded = granularity("where_rounded", where_rounded)?;
        // SAFETY: texts, structs, a handle and places for the results, by the header's contract.
        let (lines, on, pack, by, out, trace) = unsafe {
            (
                json::<Vec<sales::Line>>("lines", lines)?,
                day("on", on)?,
                &behind("pack", pack)?.pack,
                rounding("by", by)?,
                Out::new(out)?,
                Out::new(trace)?,
            )
        };
        let (result, more) = sales::assess_traced(&lines, on, pack, where_rounded, by)?;
        let (result, more) = (backoffice_document::new(&result)?, backoffice_document::told(&more)?);
        out.give_handle(result);
        trace.give_handle(more);
        Ok(())
    })
}

/// The taxes and contributions of a payment: an object with lines and the profile carried to the next payment.
/// `profile` is an object with jurisdiction (`uk`) and its fields; `payment` one with pay_day, frequency, taxable,
/// contributory and non_cash.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_wages_assess(
    profile: *const c_char,
    payment: *const c_char,
    pack: *const backoffice_pack,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, a handle and a place for the result, by the header's contract.
        let (profile, payment, pack, out) = unsafe {
            (
                json::<wages::Profile>("profile", profile)?,
                json::<wages::Payment>("payment", payment)?,
                &behind("pack", pack)?.pack,
                Out::new(out)?,
            )
        };
        out.give_handle(backoffice_document::new(&wages::assess(&profile, &payment, pack)?)?);
        Ok(())
    })
}

/// The same, with a trace of every figure.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_wages_assess_traced(
    profile: *const c_char,
    payment: *const c_char,
    pack: *const backoffice_pack,
    out: *mut *mut backoffice_document,
    trace: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, a handle and places for the results, by the header's contract.
        let (profile, payment, pack, out, trace) = unsafe {
            (
                json::<wages::Profile>("profile", profile)?,
                json::<wages::Payment>("payment", payment)?,
                &behind("pack", pack)?.pack,
                Out::new(out)?,
                Out::new(trace)?,
            )
        };
        let (result, more) = wages::assess_traced(&profile, &payment, pack)?;
        let (result, more) = (backoffice_document::new(&result)?, backoffice_document::told(&more)?);
        out.give_handle(result);
        trace.give_handle(more);
        Ok(())
    })
}

/// What a step of regular pay changes in each line and in all, with the statutory rate beside it: an object with pay, step,
/// lines, employee and employer. `profile` and `payment` as in `backoffice_tax_wages_assess`; `step` an amount of money
/// above zero; rates are rounded by `by`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_wages_marginal(
    profile: *const c_char,
    payment: *const c_char,
    step: *const c_char,
    pack: *const backoffice_pack,
    by: *const backoffice_rounding,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, a handle, a rounding and a place for the result, by the header's contract.
        let (profile, payment, step, pack, by, out) = unsafe {
            (
                json::<wages::Profile>("profile", profile)?,
                json::<wages::Payment>("payment", payment)?,
                json::<Money>("step", step)?,
                &behind("pack", pack)?.pack,
                rounding("by", by)?,
                Out::new(out)?,
            )
        };
        let found = wages::rates::marginal(&profile, &payment, step, by, pack)?;
        out.give_handle(backoffice_document::new(&found)?);
        Ok(())
    })
}

/// How much of one more unit of regular pay the law's rates take in the bands in which a payment lies, before any rounding:
/// an object with lines, employee and employer. Arguments as in `backoffice_tax_wages_marginal`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_wages_statutory_rate(
    profile: *const c_char,
    payment: *const c_char,
    pack: *const backoffice_pack,
    by: *const backoffice_rounding,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, a handle, a rounding and a place for the result, by the header's contract.
        let (profile, payment, pack, by, out) = unsafe {
            (
                json::<wages::Profile>("profile", profile)?,
                json::<wages::Payment>("payment", payment)?,
                &behind("pack", pack)?.pack,
                rounding("by", by)?,
                Out::new(out)?,
            )
        };
        let found = wages::rates::statutory_rate(&profile, &payment, by, pack)?;
        out.give_handle(backoffice_document::new(&found)?);
        Ok(())
    })
}

/// The places in a range of regular pay where a statutory rate changes or an unrounded amount jumps: an object with kinks and
/// not_followed. `range` is an object with from, to and, at will, most_pieces; the others as in
/// `backoffice_tax_wages_marginal`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_wages_kinks(
    profile: *const c_char,
    payment: *const c_char,
    range: *const c_char,
    pack: *const backoffice_pack,
    by: *const backoffice_rounding,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, a handle, a rounding and a place for the result, by the header's contract.
        let (profile, payment, range, pack, by, out) = unsafe {
            (
                json::<wages::Profile>("profile", profile)?,
                json::<wages::Payment>("payment", payment)?,
                json::<wages::rates::PayRange>("range", range)?,
                &behind("pack", pack)?.pack,
                rounding("by", by)?,
                Out::new(out)?,
            )
        };
        let found = wages::rates::kinks(&profile, &payment, &range, by, pack)?;
        out.give_handle(backoffice_document::new(&found)?);
        Ok(())
    })
}

/// The tax week of the United Kingdom in which a day lies: the first begins on 6 April.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_wages_uk_tax_week(
    on: *const c_char,
    out: *mut u32,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (on, out) = unsafe { (day("on", on)?, Out::new(out)?) };
        out.give(uk::tax_week(on)?);
        Ok(())
    })
}

/// The tax month of the United Kingdom in which a day lies, 1 to 12: the first runs from 6 April to 5 May.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_wages_uk_tax_month(
    on: *const c_char,
    out: *mut u32,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (on, out) = unsafe { (day("on", on)?, Out::new(out)?) };
        out.give(uk::tax_month(on));
        Ok(())
    })
}
