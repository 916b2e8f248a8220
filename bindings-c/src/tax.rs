//! Taxes on sales and on wages.

use crate::{
    document::backoffice_document,
    edge::{Out, behind, day, guard, json, text},
    error::backoffice_status,
    law::backoffice_pack,
    money::{backoffice_granularity, backoffice_rounding, granularity, money, rounding},
};
use backoffice_core::{
    Money,
    tax::{
        sales,
        wages::{self, ae, de, eg, jo, ma, sa, uk},
    },
};
use std::ffi::c_char;

/// Where a supply is taxed, who owes the tax and why: an object with place, liable, category, scheme, rate_of, split, reason,
/// source, mention and conditions. `supply` is an object with day, supplier, customer and what (goods or service); `choices`
/// what states chose, such as `{"FR": {"art_194": "always"}}`, or `{}`; `pack` the Union's (`eu.vat`).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_sales_decide(
    supply: *const c_char,
    choices: *const c_char,
    pack: *const backoffice_pack,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, a handle and a place for the result, by the header's contract.
        let (supply, choices, pack, out) = unsafe {
            (
                json::<sales::Supply>("supply", supply)?,
                json::<sales::Choices>("choices", choices)?,
                &behind("pack", pack)?.pack,
                Out::new(out)?,
            )
        };
        out.give_handle(backoffice_document::new(&sales::decide(&supply, &choices, pack)?)?);
        Ok(())
    })
}

/// The same from the buyer's side: the acquisition, the import or the reverse charge that it accounts for itself.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_sales_acquire(
    supply: *const c_char,
    choices: *const c_char,
    pack: *const backoffice_pack,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, a handle and a place for the result, by the header's contract.
        let (supply, choices, pack, out) = unsafe {
            (
                json::<sales::Supply>("supply", supply)?,
                json::<sales::Choices>("choices", choices)?,
                &behind("pack", pack)?.pack,
                Out::new(out)?,
            )
        };
        out.give_handle(backoffice_document::new(&sales::acquire(&supply, &choices, pack)?)?);
        Ok(())
    })
}

/// The decision and its rate: an object with decision, category, rate, class, since and source, as `backoffice_invoice_tax`
/// takes it. `rate_class` names the rate in `rates`, the pack of the place, such as `standard` in `uk.vat`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_sales_decide_rated(
    supply: *const c_char,
    choices: *const c_char,
    pack: *const backoffice_pack,
    rate_class: *const c_char,
    rates: *const backoffice_pack,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, handles and a place for the result, by the header's contract.
        let (supply, choices, pack, rate_class, rates, out) = unsafe {
            (
                json::<sales::Supply>("supply", supply)?,
                json::<sales::Choices>("choices", choices)?,
                &behind("pack", pack)?.pack,
                text("rate_class", rate_class)?,
                &behind("rates", rates)?.pack,
                Out::new(out)?,
            )
        };
        let rated = sales::decide_rated(&supply, &choices, pack, rate_class, rates)?;
        out.give_handle(backoffice_document::new(&rated)?);
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
        backoffice_document::new(&result)?.give_traced(&more, out, trace)
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
        backoffice_document::new(&result)?.give_traced(&more, out, trace)
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

/// The Programmablaufplan alone, in the edition of a day: an object with LSTLZZ, SOLZLZZ, BK, STS, SOLZS and BKS. `inputs`
/// is an object with wage_tax, provision, R and pay, whose fields have the names of the Programmablaufplan.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_wages_de_pap(
    inputs: *const c_char,
    on: *const c_char,
    pack: *const backoffice_pack,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, a handle and a place for the result, by the header's contract.
        let (inputs, on, pack, out) = unsafe {
            (
                json::<de::Inputs>("inputs", inputs)?,
                day("on", on)?,
                &behind("pack", pack)?.pack,
                Out::new(out)?,
            )
        };
        out.give_handle(backoffice_document::new(&de::pap(&inputs, &de::Year::on(pack, on)?)?)?);
        Ok(())
    })
}

/// The same, with a trace of every variable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_wages_de_pap_traced(
    inputs: *const c_char,
    on: *const c_char,
    pack: *const backoffice_pack,
    out: *mut *mut backoffice_document,
    trace: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, a handle and places for the results, by the header's contract.
        let (inputs, on, pack, out, trace) = unsafe {
            (
                json::<de::Inputs>("inputs", inputs)?,
                day("on", on)?,
                &behind("pack", pack)?.pack,
                Out::new(out)?,
                Out::new(trace)?,
            )
        };
        let (result, more) = de::pap_traced(&inputs, pack, on)?;
        backoffice_document::new(&result)?.give_traced(&more, out, trace)
    })
}

/// The end-of-service award of Saudi Arabia under the law of the last day of service: an object with full_award, fraction,
/// award, units, units_per_year and pay_by. `end` is an object with last_wage, service (count `months` with years and
/// months, or `actual_365` with began), ended, reason and rounding.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_wages_sa_end_of_service(
    end: *const c_char,
    pack: *const backoffice_pack,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a text, a handle and a place for the result, by the header's contract.
        let (end, pack, out) =
            unsafe { (json::<sa::EndOfService>("end", end)?, &behind("pack", pack)?.pack, Out::new(out)?) };
        out.give_handle(backoffice_document::new(&sa::end_of_service(&end, pack)?)?);
        Ok(())
    })
}

/// The same, with a trace of every figure.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_wages_sa_end_of_service_traced(
    end: *const c_char,
    pack: *const backoffice_pack,
    out: *mut *mut backoffice_document,
    trace: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a text, a handle and places for the results, by the header's contract.
        let (end, pack, out, trace) = unsafe {
            (
                json::<sa::EndOfService>("end", end)?,
                &behind("pack", pack)?.pack,
                Out::new(out)?,
                Out::new(trace)?,
            )
        };
        let (result, more) = sa::end_of_service_traced(&end, pack)?;
        backoffice_document::new(&result)?.give_traced(&more, out, trace)
    })
}

/// The pay of overtime in Saudi Arabia: an object with pay and source. `worked` is an object with monthly_wage,
/// monthly_basic, hours, hours_per_month, day and rounding.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_wages_sa_overtime(
    worked: *const c_char,
    pack: *const backoffice_pack,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a text, a handle and a place for the result, by the header's contract.
        let (worked, pack, out) =
            unsafe { (json::<sa::Overtime>("worked", worked)?, &behind("pack", pack)?.pack, Out::new(out)?) };
        out.give_handle(backoffice_document::new(&sa::overtime(&worked, pack)?)?);
        Ok(())
    })
}

/// The annual leave in Saudi Arabia after so many completed years with the employer, under the law of a day: an object with
/// days and source.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_wages_sa_annual_leave(
    completed_years: u32,
    on: *const c_char,
    pack: *const backoffice_pack,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a text, a handle and a place for the result, by the header's contract.
        let (on, pack, out) = unsafe { (day("on", on)?, &behind("pack", pack)?.pack, Out::new(out)?) };
        out.give_handle(backoffice_document::new(&sa::annual_leave(completed_years, on, pack)?)?);
        Ok(())
    })
}

/// The gratuity for the end of service in the United Arab Emirates under the law of its last day: an object with gratuity,
/// capped and source. `end` is an object with basic, years, months, unpaid_days, day_basis (`basic/30` or
/// `basic*12/365`), ended and rounding.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_wages_ae_gratuity(
    end: *const c_char,
    pack: *const backoffice_pack,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a text, a handle and a place for the result, by the header's contract.
        let (end, pack, out) =
            unsafe { (json::<ae::EndOfService>("end", end)?, &behind("pack", pack)?.pack, Out::new(out)?) };
        out.give_handle(backoffice_document::new(&ae::gratuity(&end, pack)?)?);
        Ok(())
    })
}

/// The same, with a trace of every figure.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_wages_ae_gratuity_traced(
    end: *const c_char,
    pack: *const backoffice_pack,
    out: *mut *mut backoffice_document,
    trace: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a text, a handle and places for the results, by the header's contract.
        let (end, pack, out, trace) = unsafe {
            (
                json::<ae::EndOfService>("end", end)?,
                &behind("pack", pack)?.pack,
                Out::new(out)?,
                Out::new(trace)?,
            )
        };
        let (result, more) = ae::gratuity_traced(&end, pack)?;
        backoffice_document::new(&result)?.give_traced(&more, out, trace)
    })
}

/// Egypt's salary tax on a year's taxable income, the exemption and the insurance taken off already, under the law of a
/// day: an object with annual and monthly. `profile` is an object with jurisdiction (`eg`) and its fields,
/// `annual_taxable` an amount such as `60000.00 EGP`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_wages_eg_tax_of_year(
    profile: *const c_char,
    annual_taxable: *const c_char,
    on: *const c_char,
    pack: *const backoffice_pack,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, a handle and a place for the result, by the header's contract.
        let (person, income, on, pack, out) = unsafe {
            (
                json::<wages::Profile>("profile", profile)?,
                money("annual_taxable", annual_taxable)?,
                day("on", on)?,
                &behind("pack", pack)?.pack,
                Out::new(out)?,
            )
        };
        let tax = eg::tax_of_year(&person.try_into()?, income, &eg::Month::on(pack, on)?)?;
        out.give_handle(backoffice_document::new(&tax)?);
        Ok(())
    })
}

/// Jordan's income tax on a year's income under the law of a day: an object with taxable, annual and monthly. `profile` is
/// an object with jurisdiction (`jo`) and its fields, `annual_income` an amount such as `12000.000 JOD`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_wages_jo_tax_of_year(
    profile: *const c_char,
    annual_income: *const c_char,
    on: *const c_char,
    pack: *const backoffice_pack,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, a handle and a place for the result, by the header's contract.
        let (person, income, on, pack, out) = unsafe {
            (
                json::<wages::Profile>("profile", profile)?,
                money("annual_income", annual_income)?,
                day("on", on)?,
                &behind("pack", pack)?.pack,
                Out::new(out)?,
            )
        };
        let tax = jo::tax_of_year(&person.try_into()?, income, &jo::Month::on(pack, on)?)?;
        out.give_handle(backoffice_document::new(&tax)?);
        Ok(())
    })
}

/// Morocco's income tax on a month's net taxable pay, contributions and professional expenses taken off already, under the
/// law of a day: an object with annual_reduction, annual and monthly. `profile` is an object with jurisdiction (`ma`) and
/// its fields, `net_taxable` an amount such as `9000.00 MAD`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_wages_ma_income_tax(
    profile: *const c_char,
    net_taxable: *const c_char,
    on: *const c_char,
    pack: *const backoffice_pack,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, a handle and a place for the result, by the header's contract.
        let (person, income, on, pack, out) = unsafe {
            (
                json::<wages::Profile>("profile", profile)?,
                money("net_taxable", net_taxable)?,
                day("on", on)?,
                &behind("pack", pack)?.pack,
                Out::new(out)?,
            )
        };
        let tax = ma::income_tax(&person.try_into()?, income, &ma::Month::on(pack, on)?)?;
        out.give_handle(backoffice_document::new(&tax)?);
        Ok(())
    })
}
