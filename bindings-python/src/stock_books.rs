//! The functions of the books of stock: postings and reports.

use crate::{
    convert::{give, take},
    error::enter,
};
use backoffice::{
    NaiveDate, Period,
    ledger::Journal,
    stock::{self, Accounts, Change, Scheme, Valuation, WriteDown, reports},
};
use pyo3::prelude::*;

functions! {
    stock_post_changes(changes: Vec<Change>, accounts: Accounts) = stock::post_changes(&changes, &accounts);
    stock_post_periodic(valuation: Valuation, accounts: Accounts, periods: Vec<Period>) =
        stock::post_periodic(&valuation, &accounts, &periods);
    stock_post_under(valuation: Valuation, accounts: Accounts, scheme: Scheme) =
        stock::post_under(&valuation, &accounts, &scheme);
    stock_post_write_downs(written: Vec<WriteDown>, accounts: Accounts) =
        stock::post_write_downs(&written, &accounts);
    stock_reports_ageing(valuation: Valuation, day: NaiveDate, bands: Vec<u32>) =
        reports::ageing(&valuation, day, &bands);
    stock_reports_shortages(valuation: Valuation) = Ok(reports::shortages(&valuation));
    stock_reports_below_zero(valuation: Valuation) = reports::below_zero(&valuation);
    stock_reports_summary(valuation: Valuation, periods: Vec<Period>) = reports::summary(&valuation, &periods);
    stock_reports_reconcile(
        valuation: Valuation, accounts: Accounts, scheme: Scheme, written: Vec<WriteDown>, journal: Journal
    ) = reports::reconcile(&valuation, &accounts, &scheme, &written, &journal);
    stock_reports_lineage(valuation: Valuation) = reports::lineage(&valuation);
    stock_reports_back(valuation: Valuation, row: u64) = reports::back(&valuation, row);
    stock_reports_forward(valuation: Valuation, origin: u64) = reports::forward(&valuation, origin);
}
