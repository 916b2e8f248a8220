//! Receivables.

use crate::{
    document::backoffice_document,
    edge::{Out, day, guard, json, word},
    error::backoffice_status,
    ledger::backoffice_journal,
    money::money,
};
use backoffice_core::{
    Rounding,
    invoice::receivables::{
        self, Accounts, Allocation, DayCount, Level, OpenItem, Payment, Policy, RateSince, Reduction, Sent,
        Settled,
    },
};
use std::ffi::c_char;

/// Puts payments (a list of objects) to open documents (a list of objects) by a policy (an object). The document is an
/// allocation: applied, items, on_account, problems. BACKOFFICE_INVOICE_PAYMENT_CURRENCY and its like are problems, by
/// the place of the payment.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_receivables_allocate(
    items: *const c_char,
    payments: *const c_char,
    policy: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        items: json::<Vec<OpenItem>>, payments: json::<Vec<Payment>>, policy: json::<Policy>;
        out => receivables::allocate(&items, &payments, &policy)?
    )
}

/// BACKOFFICE_OK when an allocation (its JSON) of these documents and payments lost nothing, else
/// BACKOFFICE_LEDGER_UNBALANCED.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_receivables_conserved(
    allocation: *const c_char,
    items: *const c_char,
    payments: *const c_char,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, by the header's contract.
        let (allocation, items, payments) = unsafe {
            (
                json::<Allocation>("allocation", allocation)?,
                json::<Vec<OpenItem>>("items", items)?,
                json::<Vec<Payment>>("payments", payments)?,
            )
        };
        allocation.conserved(&items, &payments)
    })
}

/// The journal of an allocation (its JSON). `accounts` is an object with the names of bank, receivable, on_account,
/// discount, written_off and exchange_difference.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_receivables_post(
    allocation: *const c_char,
    accounts: *const c_char,
    out: *mut *mut backoffice_journal,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (allocation, accounts, out) = unsafe {
            (
                json::<Allocation>("allocation", allocation)?,
                json::<Accounts>("accounts", accounts)?,
                Out::new(out)?,
            )
        };
        out.give_handle(backoffice_journal::new(receivables::post(&allocation, &accounts)?));
        Ok(())
    })
}

/// What is open on a day, by customer and currency, sorted by days late. `bounds` is a list such as [30, 60, 90].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_receivables_age(
    items: *const c_char,
    on: *const c_char,
    bounds: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        items: json::<Vec<OpenItem>>, on: day, bounds: json::<Vec<u32>>;
        out => receivables::age(&items, on, &bounds)?
    )
}

/// The reminders that are due on a day. `levels` is a list of objects with name, days_late, days_after_last and fees,
/// `sent` what was sent before: number, level (from 0) and day.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_receivables_remind(
    items: *const c_char,
    on: *const c_char,
    levels: *const c_char,
    sent: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        items: json::<Vec<OpenItem>>, on: day, levels: json::<Vec<Level>>, sent: json::<Vec<Sent>>;
        out => receivables::remind(&items, on, &levels, &sent)?
    )
}

/// Simple interest on a principal from a day to a day, both included. `reductions` is a list of payments (day, amount),
/// `rates` of dated rates (since, rate, source), `days` one of actual365, actual360 and actual_actual, `by` a rounding.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_receivables_interest(
    principal: *const c_char,
    reductions: *const c_char,
    first: *const c_char,
    last: *const c_char,
    rates: *const c_char,
    days: *const c_char,
    by: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        principal: money, reductions: json::<Vec<Reduction>>, first: day, last: day,
        rates: json::<Vec<RateSince>>, days: word::<DayCount>, by: json::<Rounding>;
        out => receivables::interest(principal, &reductions, first, last, &rates, days, by)?
    )
}

/// When the money of open documents is expected, by week and by document. `history` is a list of documents that were
/// paid (customer, due, paid), `minimum` how many it takes to learn from them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_receivables_expect(
    items: *const c_char,
    history: *const c_char,
    on: *const c_char,
    minimum: u32,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        items: json::<Vec<OpenItem>>, history: json::<Vec<Settled>>, on: day;
        out => receivables::expect(&items, &history, on, minimum)?
    )
}
