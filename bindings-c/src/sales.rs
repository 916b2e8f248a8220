//! Rates of taxes on sales, what an invoice must say, tax points, and stacked taxes.

use crate::{
    document::backoffice_document,
    edge::{Out, behind, day, guard, json, text, word},
    error::backoffice_status,
    law::backoffice_pack,
    money::{backoffice_granularity, backoffice_rounding, granularity, rounding},
};
use backoffice_core::tax::sales::{
    self,
    components::{self, Item, Table},
};
use std::ffi::c_char;

/// The rate of a class (`standard`, `reduced`, `gst`) in a jurisdiction (`DE`, `CA-NS`, `PT-MA`) on the day of the tax point:
/// an object with value, class, jurisdiction, since, until, source, standing, warnings, pack and revision. The pack is read
/// anew: backoffice_tax_sales_rate_in where many rates are asked for.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_sales_rate(
    jurisdiction: *const c_char,
    rate_class: *const c_char,
    on: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(jurisdiction: text, rate_class: text, on: day; out => sales::rate(jurisdiction, rate_class, on)?)
}

/// The same from a pack; the rates of a region end in its letters: `standard.MA`, `hst.NS`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_sales_rate_in(
    rate_class: *const c_char,
    on: *const c_char,
    pack: *const backoffice_pack,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, a handle and a place for the result, by the header's contract.
        let (rate_class, on, pack, out) = unsafe {
            (text("rate_class", rate_class)?, day("on", on)?, &behind("pack", pack)?.pack, Out::new(out)?)
        };
        out.give_handle(backoffice_document::new(&sales::rate_in(pack, rate_class, on)?)?);
        Ok(())
    })
}

/// What is embedded: a list of objects with jurisdiction, name, classes (class, since, beginning, until, official,
/// secondary), pack and revision; its text is the table in Markdown.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_sales_jurisdictions(
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a place for the result, by the header's contract.
        let out = unsafe { Out::new(out)? };
        let known = sales::jurisdictions()?;
        out.give_handle(backoffice_document::with_text(&known, sales::rates::table(&known))?);
        Ok(())
    })
}

/// The same of a pack that was loaded at run time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_sales_jurisdictions_in(
    pack: *const backoffice_pack,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle and a place for the result, by the header's contract.
        let (pack, out) = unsafe { (&behind("pack", pack)?.pack, Out::new(out)?) };
        let known = sales::rates::jurisdictions_in(std::slice::from_ref(pack));
        out.give_handle(backoffice_document::with_text(&known, sales::rates::table(&known))?);
        Ok(())
    })
}

/// What an invoice says for a reason (`reverse_charge`, `self_billing`, `cash_accounting`, `travel_agents`,
/// `second_hand_goods`, `works_of_art`, `antiques`, `intra_community`, `export`) in a language (`de`): an object with text,
/// article, source and standing, whose text is the words.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_sales_mention(
    reason: *const c_char,
    language: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (reason, language, out) = unsafe {
            (word::<sales::Reason>("reason", reason)?, text("language", language)?, Out::new(out)?)
        };
        let mention = sales::mention(reason, language)?;
        out.give_handle(backoffice_document::with_text(&mention, mention.text.clone())?);
        Ok(())
    })
}

/// An exemption reason of the code list VATEX: an object with code, law, article, category and reason, whose text is the
/// reference to law and article.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_sales_exemption(
    code: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a text and a place for the result, by the header's contract.
        let (code, out) = unsafe { (text("code", code)?, Out::new(out)?) };
        let exemption = sales::exemption(code)?;
        out.give_handle(backoffice_document::with_text(&exemption, exemption.reference())?);
        Ok(())
    })
}

/// When tax becomes chargeable by a rule (`supply`, `invoice`, `payment`, `fifteenth_of_next_month`): an object with day,
/// on_account, reason and article. `days` is an object with supply and, once they have come, invoice, payment and
/// invoice_limit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_sales_tax_point(
    rule: *const c_char,
    days: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        rule: word::<sales::TaxPoint>, days: json::<sales::TaxPointDays>;
        out => sales::tax_point(rule, &days)?
    )
}

/// The stacked taxes on lines, by the caller's own table: an object with net, tax, gross, components, table and revision.
/// `table` is an object with id, revision, currency and components; `jurisdictions` a list of the table's names that stack
/// at the place of supply; `lines` a list of objects with description, class, amount and, at will, quantity and shipping.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_sales_components_assess(
    table: *const c_char,
    jurisdictions: *const c_char,
    lines: *const c_char,
    on: *const c_char,
    where_rounded: backoffice_granularity,
    by: *const backoffice_rounding,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        let where_rounded = granularity("where_rounded", where_rounded)?;
        // SAFETY: texts, structs and a place for the result, by the header's contract.
        let (table, jurisdictions, lines, on, by, out) = unsafe {
            (
                json::<Table>("table", table)?,
                json::<Vec<String>>("jurisdictions", jurisdictions)?,
                json::<Vec<Item>>("lines", lines)?,
                day("on", on)?,
                rounding("by", by)?,
                Out::new(out)?,
            )
        };
        let result = components::assess(&table, &jurisdictions, &lines, on, where_rounded, by)?;
        out.give_handle(backoffice_document::new(&result)?);
        Ok(())
    })
}

/// The same, with a trace of every figure.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_sales_components_assess_traced(
    table: *const c_char,
    jurisdictions: *const c_char,
    lines: *const c_char,
    on: *const c_char,
    where_rounded: backoffice_granularity,
    by: *const backoffice_rounding,
    out: *mut *mut backoffice_document,
    trace: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        let where_rounded = granularity("where_rounded", where_rounded)?;
        // SAFETY: texts, structs and places for the results, by the header's contract.
        let (table, jurisdictions, lines, on, by, out, trace) = unsafe {
            (
                json::<Table>("table", table)?,
                json::<Vec<String>>("jurisdictions", jurisdictions)?,
                json::<Vec<Item>>("lines", lines)?,
                day("on", on)?,
                rounding("by", by)?,
                Out::new(out)?,
                Out::new(trace)?,
            )
        };
        let (result, more) =
            components::assess_traced(&table, &jurisdictions, &lines, on, where_rounded, by)?;
        backoffice_document::new(&result)?.give_traced(&more, out, trace)
    })
}
