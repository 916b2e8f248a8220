//! Taxes on sales and on wages.

use crate::{
    document::backoffice_document,
    edge::{Out, behind, day, guard, json, text},
    error::backoffice_status,
    law::backoffice_pack,
    money::{backoffice_granularity, backoffice_rounding, granularity, rounding},
};
use backoffice_core::tax::{
    sales,
    wages::{self, uk},
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

/// What is known of each jurisdiction, as the packs that came with this version say: a list of objects with country,
/// name, module, pack, revision, known (days), years, editions, parts, covers and not_covered. Its text is a table in
/// Markdown.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_wages_supported(
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a place for the result, by the header's contract.
        let out = unsafe { Out::new(out)? };
        let supported = wages::supported()?;
        out.give_handle(backoffice_document::with_text(&supported, wages::table(&supported))?);
        Ok(())
    })
}

/// The same of a pack that was loaded at run time: a list of one object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_wages_supported_by(
    pack: *const backoffice_pack,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle and a place for the result, by the header's contract.
        let (pack, out) = unsafe { (&behind("pack", pack)?.pack, Out::new(out)?) };
        let supported = wages::supported_by(std::slice::from_ref(pack))?;
        out.give_handle(backoffice_document::with_text(&supported, wages::table(&supported))?);
        Ok(())
    })
}

/// Everybody whose result changes from one pack to the other: an object with the counts (people, unchanged, changed,
/// newly_refused, newly_known, refused_otherwise) and changes, a list of objects with row, lines (code, payer, old, new),
/// old_problem and new_problem. `people` is a list of pairs, a profile and a payment.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_wages_compare(
    people: *const c_char,
    old: *const backoffice_pack,
    new: *const backoffice_pack,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a text, handles and a place for the result, by the header's contract.
        let (people, old, new, out) = unsafe {
            (
                json::<Vec<(wages::Profile, wages::Payment)>>("people", people)?,
                &behind("old", old)?.pack,
                &behind("new", new)?.pack,
                Out::new(out)?,
            )
        };
        out.give_handle(backoffice_document::new(&wages::compare(&people, old, new))?);
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
