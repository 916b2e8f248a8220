//! The functions of the rooms: their values come in as documents and go out as documents, which the Python side gives
//! their classes.

use crate::{
    convert::{give, take},
    error::enter,
    law::RulePack,
};
use backoffice::{
    Currency, Granularity, Money, NaiveDate, Rounding, invoice,
    invoice::{
        Invoice, chain,
        numbering::{self, Allocator, Number, Series},
    },
    stock,
    tax::{sales, wages},
};
use pyo3::prelude::*;

/// Functions of values, and of values and a rule pack: `name(value: Type, …; pack) = what it gives`.
macro_rules! functions {
    ($($name:ident($($value:ident: $type:ty),* $(; $pack:ident)?) = $result:expr;)*) => {$(
        #[pyfunction]
        pub fn $name<'py>(
            py: Python<'py>,
            $($value: &Bound<'py, PyAny>,)*
            $($pack: &Bound<'py, RulePack>,)?
        ) -> PyResult<Bound<'py, PyAny>> {
            $(let $value: $type = take(stringify!($value).trim_end_matches('_'), $value)?;)*
            $(let $pack = &$pack.get().0;)?
            give(py, &enter(py, move || $result)?)
        }
    )*};
}

functions! {
    stock_policy(name: String) = stock::Policy::named(&name);
    stock_value(movements: Vec<stock::Movement>, method: stock::Method, policy: stock::Policy) =
        stock::value(&movements, method, &policy);
    stock_conserved(valuation: stock::Valuation) = valuation.conserved();
    stock_post(valuation: stock::Valuation, accounts: stock::Accounts) = stock::post(&valuation, &accounts);
    stock_lower_of_cost_and_nrv(cost: Money, realisable: stock::Realisable, allowance: Money) =
        stock::lower_of_cost_and_nrv(cost, realisable, allowance);

    invoice_rules(name: String, currency: Currency) = invoice::Rules::preset(&name, currency);
    invoice_tax(decision: sales::Decision) = Ok(invoice::Tax::from(&decision));
    invoice_totals(document: invoice::Document, rules: invoice::Rules) = invoice::totals(&document, &rules);
    invoice_totals_traced(document: invoice::Document, rules: invoice::Rules) =
        invoice::totals_traced(&document, &rules);
    invoice_adds_up(totals: invoice::Totals) = Ok(totals.adds_up());
    invoice_draft(document: invoice::Document, rules: invoice::Rules) = Invoice::draft(document, rules);
    invoice_change(invoice: Invoice, document: invoice::Document) = {
        let mut changed = invoice;
        changed.change(document).map(|()| changed)
    };
    invoice_issue(invoice: Invoice, number: String) = {
        let mut issued = invoice;
        issued.issue(number).map(|()| issued)
    };
    invoice_credit(original: Invoice, earlier: Vec<Invoice>, what: invoice::What, day: NaiveDate) =
        invoice::credit(&original, &earlier, &what, day);
    invoice_post(invoice: Invoice, accounts: invoice::Accounts) = invoice::post(&invoice, &accounts);

    invoice_chain_start(scheme: chain::Scheme) = Ok(chain::Head::start(scheme));
    invoice_chain_append(head: chain::Head, invoice: Invoice) = chain::append(&head, invoice);
    invoice_chain_audit(book: Vec<chain::Sealed>, head: Option<chain::Head>) = chain::audit(&book, head.as_ref());
    invoice_chain_canonical(invoice: Invoice) =
        chain::canonical_bytes(&invoice).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());

    invoice_series(series: Series) = Ok(series);
    invoice_series_issue(series: Series, day: NaiveDate) = series.issue(day);
    invoice_series_issue_many(series: Series, days: Vec<NaiveDate>) = series.issue_many(&days);
    invoice_series_claim(series: Series, days: Vec<NaiveDate>) = series.claim(&days);
    invoice_series_granted(series: Series, claim: numbering::Claim, first: u64, version: u64) =
        series.granted(&claim, first, version);
    invoice_series_unchanged(series: Series, read_version: u64) = Ok(series.unchanged(read_version)?);
    invoice_series_parse(series: Series, text: String) = series.parse(&text);
    invoice_series_audit(series: Series, numbers: Vec<Number>, voids: Vec<numbering::Void>) =
        series.audit_with(&numbers, &voids);
    invoice_audit(numbers: Vec<u64>, scope: numbering::Scope) = Ok(numbering::audit(&numbers, &scope));
    invoice_profile(country: String) = numbering::Profile::of(&country);
    invoice_profile_check(profile: numbering::Profile, numbers: Vec<(String, NaiveDate)>) =
        profile.check(numbers.iter().map(|(number, day)| (number.as_str(), *day)));
    invoice_profile_check_counters(profile: numbering::Profile, counters: Vec<u64>, voids: Vec<u64>) =
        Ok(profile.check_counters(&counters, &voids));
    invoice_allocator(series: Series) = Ok(Allocator::new(series));
    invoice_allocator_read(allocator: Allocator) = Ok(allocator);
    invoice_allocate(allocator: Allocator, day: NaiveDate) = {
        let mut desk = allocator;
        desk.allocate(day).map(|number| (number, desk))
    };
    invoice_commit(allocator: Allocator, number: Number) = {
        let mut desk = allocator;
        desk.commit(&number).map(|()| desk)
    };
    invoice_abandon(allocator: Allocator, number: Number, reason: String) = {
        let mut desk = allocator;
        desk.abandon(&number, reason).map(|outcome| (outcome, desk))
    };

    tax_sales_decide(supply: sales::Supply, class_: String; pack) = sales::decide(&supply, &class_, pack);
    tax_sales_assess(
        lines: Vec<sales::Line>, day: NaiveDate, granularity: Granularity, by: Rounding; pack
    ) = sales::assess(&lines, day, pack, granularity, by);
    tax_sales_assess_traced(
        lines: Vec<sales::Line>, day: NaiveDate, granularity: Granularity, by: Rounding; pack
    ) = sales::assess_traced(&lines, day, pack, granularity, by);
    tax_wages_assess(profile: wages::Profile, payment: wages::Payment; pack) =
        wages::assess(&profile, &payment, pack);
    tax_wages_assess_traced(profile: wages::Profile, payment: wages::Payment; pack) =
        wages::assess_traced(&profile, &payment, pack);
    tax_wages_borne_by(assessment: wages::Assessment, payer: wages::Payer, currency: Currency) =
        assessment.borne_by(payer, currency);
    tax_wages_uk_tax_week(day: NaiveDate) = wages::uk::tax_week(day);
    tax_wages_uk_tax_month(day: NaiveDate) = Ok(wages::uk::tax_month(day));
}
