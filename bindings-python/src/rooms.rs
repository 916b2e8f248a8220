//! The functions of the rooms: their values come in as documents and go out as documents, which the Python side gives
//! their classes.

use crate::{
    convert::{Exact, give, give_as, take},
    error::{enter, enter_watched},
    law::RulePack,
};
use backoffice::{
    Currency, Granularity, Money, NaiveDate, Period, Price, Rounding, Trace, invoice,
    invoice::{
        Invoice, chain,
        numbering::{self, Allocator, Number, Series},
    },
    law,
    payroll::{self, hours},
    scheduling::{self, staffing},
    stock,
    tax::{sales, wages},
};
use pyo3::prelude::*;

/// Functions of values, and of values and a rule pack: `name(value: Type, …; pack) = what it gives`.
macro_rules! functions {
    ($($name:ident($($value:ident: $type:ty),* $(; $pack:ident)?) = $result:expr;)*) => {$(
        #[pyfunction]
        #[allow(clippy::elidable_lifetime_names, reason = "one of them has no values")]
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
    tax_wages_compare(
        people: Vec<(wages::Profile, wages::Payment)>, old: law::RulePack, new: law::RulePack
    ) = Ok(wages::compare(&people, &old, &new));
    tax_wages_supported() = wages::supported();
    tax_wages_supported_by(packs: Vec<law::RulePack>) = wages::supported_by(&packs);
    tax_wages_table(supported: Vec<wages::Supported>) = Ok(wages::table(&supported));
    tax_wages_uk_tax_week(day: NaiveDate) = wages::uk::tax_week(day);
    tax_wages_uk_tax_month(day: NaiveDate) = Ok(wages::uk::tax_month(day));

    scheduling_check(model: scheduling::Model) = model.check();
    scheduling_evaluate(model: scheduling::Model, assignments: Vec<scheduling::Assignment>) =
        scheduling::evaluate(&model, &assignments);
    scheduling_gaps(
        model: scheduling::Model, assignments: Vec<scheduling::Assignment>, verdict: scheduling::Verdict
    ) = scheduling::explain::gaps(&model, &assignments, &verdict);
    scheduling_gantt(model: scheduling::Model, roster: scheduling::Roster) =
        scheduling::draw::gantt(&model, &roster);
    scheduling_csv(model: scheduling::Model, roster: scheduling::Roster) = scheduling::draw::csv(&model, &roster);
    scheduling_text(roster: scheduling::Roster) = Ok(roster.to_string());
    scheduling_working_time_directive() = Ok(scheduling::Rules::working_time_directive());
    scheduling_rest_between(rules: scheduling::Rules, hours: Exact) = Ok(rules.rest_between(hours.0));
    scheduling_least(work: staffing::Workload) = staffing::least(&work);
    scheduling_demand(staffing: staffing::Staffing) = Ok(staffing.demand());
    scheduling_offer(offer: staffing::Offer) = staffing::offer(&offer);

    payroll_slip(
        employee: payroll::Employee, period: Period, pay_day: NaiveDate, pays: Vec<payroll::Pay>; pack
    ) = payroll::slip(&employee, period, pay_day, &pays, pack);
    payroll_slip_traced(
        employee: payroll::Employee, period: Period, pay_day: NaiveDate, pays: Vec<payroll::Pay>; pack
    ) = payroll::slip_traced(&employee, period, pay_day, &pays, pack);
    payroll_totals(run: payroll::Run) = run.totals();
    payroll_post(slip: payroll::Slip, accounts: payroll::Accounts) = payroll::post(&slip, &accounts);
    payroll_post_run(run: payroll::Run, accounts: payroll::Accounts) = payroll::post_run(&run, &accounts);
    payroll_text(slip: payroll::Slip, trace: Option<Trace>) = Ok(payroll::print::text(&slip, trace.as_ref()));
    payroll_html(slip: payroll::Slip, trace: Option<Trace>) = Ok(payroll::print::html(&slip, trace.as_ref()));
    payroll_page(slip: payroll::Slip, trace: Option<Trace>) = Ok(payroll::print::page(&slip, trace.as_ref()));
    payroll_contributions(scheme: payroll::pension::Scheme, pensionable: Money) =
        scheme.contributions(pensionable);
    payroll_hours_count(shift: hours::Shift, rules: hours::Rules) = hours::count(&shift, &rules);
    payroll_hours_count_all(shifts: Vec<hours::Shift>, rules: hours::Rules) = hours::count_all(&shifts, &rules);
    payroll_hours_pays(shifts: Vec<hours::Shift>, rules: hours::Rules) = hours::pays(&shifts, &rules);
    payroll_hours_pay(counted: hours::Counted, rate: Price, by: Rounding) = counted.pay(rate, by);
    payroll_rate(rates: hours::Rates) = rates.rate();
}

/// The best roster found within the budget; `go_on` is asked now and then.
#[pyfunction]
pub fn scheduling_solve<'py>(
    py: Python<'py>,
    model: &Bound<'py, PyAny>,
    budget: &Bound<'py, PyAny>,
    go_on: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (model, budget): (scheduling::Model, _) = (take("model", model)?, take("budget", budget)?);
    let roster = enter_watched(py, go_on, |watch| {
        scheduling::solve_watched(&model, budget, |progress| {
            watch.go_on(|py| Ok((give_as(py, "scheduling", "Progress", progress)?.unbind(),)))
        })
    })?;
    give(py, &roster)
}

/// Pays many people on one day; `go_on` is asked before each.
#[pyfunction]
pub fn payroll_run<'py>(
    py: Python<'py>,
    rows: &Bound<'py, PyAny>,
    period: &Bound<'py, PyAny>,
    pay_day: &Bound<'py, PyAny>,
    pack: &Bound<'py, RulePack>,
    go_on: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let rows: Vec<payroll::Row> = take("rows", rows)?;
    let (period, pay_day, pack) = (take("period", period)?, take("pay_day", pay_day)?, &pack.get().0);
    let run = enter_watched(py, go_on, |watch| {
        payroll::run(&rows, period, pay_day, pack, |done, all| watch.go_on(|_| Ok((done, all))))
    })?;
    give(py, &run)
}
