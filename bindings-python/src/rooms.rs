//! The functions of the rooms: their values come in as documents and go out as documents, which the Python side gives
//! their classes.

use crate::{
    convert::{Exact, give, give_as, take},
    error::{Watch, enter, enter_watched},
    law::RulePack,
};
use backoffice::{
    Currency, Granularity, Money, NaiveDate, NaiveDateTime, Period, Price, Rounding, Trace, invoice,
    invoice::{
        Invoice,
        chain::{self, fiscal, merkle, portugal, rksv, tse},
        numbering::{self, Allocator, Block, Number, Placeholders, Series, Statement},
        receivables,
        reference::{
            Scheme, iban,
            qr::{self, SepaTransfer, SwissBill},
            tax_number,
        },
        validate,
    },
    law,
    ledger::Journal,
    payroll::{self, hours, sif},
    scheduling::{self, Budget, Changes, Coupling, explain, law::Law, staffing},
    stock,
    tax::{
        returns::{self, ReturnPack, TaxLine},
        sales::{self, components},
        wages::{
            self,
            uk::{employer, minimum_wage, pension, statutory_pay},
        },
    },
};
use pyo3::prelude::*;

/// Functions of values, and of values and a rule pack: `name(value: Type, …; pack) = what it gives`.
macro_rules! functions {
    ($($name:ident($($value:ident: $type:ty),* $(; $pack:ident)?) = $result:expr;)*) => {$(
        #[pyfunction]
        #[allow(clippy::elidable_lifetime_names, reason = "one of them has no values")]
        #[allow(clippy::too_many_arguments, reason = "as many as the core's function has")]
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
    invoice_tax(rated: sales::Rated) = Ok(invoice::Tax::from(&rated));
    invoice_filing_sold(home: sales::Territory, supply: sales::Supply, decision: sales::Decision) =
        invoice::Filing::sold(home, &supply, &decision);
    invoice_filing_bought(home: sales::Territory, supply: sales::Supply, decision: sales::Decision) =
        invoice::Filing::bought(home, &supply, &decision);
    invoice_tax_lines(invoice: Invoice, filing: invoice::Filing) = invoice::tax_lines(&invoice, &filing);
    invoice_totals(document: invoice::Document, rules: invoice::Rules) = invoice::totals(&document, &rules);
    invoice_totals_traced(document: invoice::Document, rules: invoice::Rules) =
        invoice::totals_traced(&document, &rules).map(invoice::Explained::drawn);
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
    invoice_correct(invoice: Invoice, by: invoice::Correction) = {
        let mut corrected = invoice;
        corrected.correct(by).map(|()| corrected)
    };
    invoice_void(invoice: Invoice, day: NaiveDate, reason: String) = {
        let mut voided = invoice;
        voided.void(day, reason).map(|()| voided)
    };
    invoice_state(invoice: Invoice) = Ok(invoice.state());
    invoice_advance(invoice: Invoice) = invoice::Advance::of(&invoice);
    invoice_tax_point(document: invoice::Document) = Ok(document.tax_point());
    invoice_credit(original: Invoice, earlier: Vec<Invoice>, what: invoice::What, day: NaiveDate) =
        invoice::credit(&original, &earlier, &what, day);
    invoice_corrections(
        original: Invoice, earlier: Vec<Invoice>, corrected: invoice::Document, method: invoice::Method,
        reason: String, day: NaiveDate
    ) = invoice::correct(&original, &earlier, corrected, method, &reason, day);
    invoice_deduct(document: invoice::Document, rules: invoice::Rules, invoiced: Vec<Invoice>) =
        invoice::deduct(document, &rules, &invoiced);
    invoice_post(invoice: Invoice, accounts: invoice::Accounts) = invoice::post(&invoice, &accounts);
    invoice_reverse_charged(invoice: Invoice, accounts: invoice::Accounts) =
        invoice::reverse_charged(&invoice, &accounts)
            .map(|rows| rows.into_iter().map(|(reverse, tax)| (reverse.clone(), tax)).collect::<Vec<_>>());
    invoice_accounts_of_deposits(accounts: invoice::Accounts) = Ok(accounts.of_deposits());
    invoice_claim(invoice: Invoice) = invoice::Claim::of(&invoice);
    invoice_claim_settle(claim: invoice::Claim, paid: Money, received: Money, by: Rounding) =
        claim.settle(paid, received, by);

    invoice_validate(stated: validate::Stated, strength: validate::Strength) = Ok(validate(&stated, strength));
    invoice_rules_checked() = Ok(validate::rules_checked());
    invoice_stated(invoice: Invoice) = validate::stated(&invoice);
    invoice_verdict(report: validate::Report, rule: String) = Ok(report.verdict(&rule));

    invoice_chain_start(scheme: chain::Scheme) = Ok(chain::Head::start(scheme));
    invoice_chain_append(head: chain::Head, invoice: Invoice) = chain::append(&head, invoice);
    invoice_chain_audit(book: Vec<chain::Sealed>, head: Option<chain::Head>) = chain::audit(&book, head.as_ref());
    invoice_chain_canonical(invoice: Invoice) =
        chain::canonical_bytes(&invoice).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    invoice_chain_canonicalize(text: String) =
        chain::canonicalize(&text).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    invoice_fiscal_start(scheme: fiscal::Scheme) = Ok(fiscal::Head::start(scheme));
    invoice_fiscal_text(head: fiscal::Head, entry: fiscal::Entry) = fiscal::text(&head, &entry);
    invoice_fiscal_append(head: fiscal::Head, entry: fiscal::Entry, signature: Option<String>) =
        fiscal::append(&head, entry, signature.as_deref());
    invoice_fiscal_canonical(record: fiscal::Record) =
        chain::canonical_json(&record).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    invoice_merkle_head(frontier: merkle::Frontier) = Ok(frontier.head());
    invoice_merkle_verify_consistency(earlier: merkle::Head, later: merkle::Head, proof: Vec<chain::Hash>) =
        merkle::verify_consistency(&earlier, &later, &proof);
    invoice_portugal_atcud(series_code: String, number: u64) = portugal::atcud(&series_code, number);
    invoice_rksv_signing_input(text: String) = Ok(rksv::signing_input(&text));
    invoice_rksv_encrypt_turnover(key: String, cash_box: String, number: String, cents: i64, length: usize) =
        rksv::encrypt_turnover(&key, &cash_box, &number, cents, length);
    invoice_rksv_decrypt_turnover(key: String, cash_box: String, number: String, turnover: String) =
        rksv::decrypt_turnover(&key, &cash_box, &number, &turnover);
    invoice_tse_process_data(kind: String, gross: [String; 5], payments: Vec<tse::Payment>) =
        tse::process_data(&kind, &gross, &payments);

    invoice_series(series: Series) = Ok(series);
    invoice_series_issue(series: Series, day: NaiveDate) = series.issue(day);
    invoice_series_issue_many(series: Series, days: Vec<NaiveDate>) = series.issue_many(&days);
    invoice_series_claim(series: Series, days: Vec<NaiveDate>) = series.claim(&days);
    invoice_series_granted(series: Series, claim: numbering::Claim, grant: numbering::Grant) =
        series.granted(&claim, grant);
    invoice_series_row(series: Series, statement: Statement, placeholders: Placeholders) =
        series.row(statement, placeholders);
    invoice_series_from_row(row: Vec<numbering::Value>) = Series::from_row(&row);
    invoice_series_swap(series: Series, read_version: u64, placeholders: Placeholders) =
        series.swap(read_version, placeholders);
    invoice_series_frame(series: Series, day: NaiveDate) = series.frame(day);
    invoice_claim_values(claim: numbering::Claim, statement: Statement, placeholders: Placeholders) =
        claim.values(statement, placeholders);
    invoice_claim_refused(claim: numbering::Claim, stored: Option<Series>) =
        Err::<(), _>(claim.refused(stored.as_ref()));
    invoice_grant(row: Vec<numbering::Value>) = numbering::Grant::from_row(&row);
    invoice_numbering_schema() = Ok(numbering::SCHEMA);
    invoice_numbering_statement(statement: Statement, placeholders: Placeholders) =
        Ok(statement.written(placeholders));
    invoice_series_unchanged(series: Series, read_version: u64) = Ok(series.unchanged(read_version)?);
    invoice_series_parse(series: Series, text: String) = series.parse(&text);
    invoice_series_audit(series: Series, numbers: Vec<Number>, voids: Vec<numbering::Void>) =
        series.audit_with(&numbers, &voids);
    invoice_series_audit_books(series: Series, books: numbering::Books) = series.audit_books(&books);
    invoice_series_reserve(series: Series, till: String, count: u64, day: NaiveDate) =
        series.reserve(till, count, day);
    invoice_series_claim_block(series: Series, count: u64, day: NaiveDate) = series.claim_block(count, day);
    invoice_series_granted_block(
        series: Series, claim: numbering::Claim, grant: numbering::Grant, till: String
    ) = series.granted_block(&claim, grant, till);
    invoice_block(block: Block) = Ok(block);
    invoice_block_left(block: Block) = Ok(block.left());
    invoice_block_reserved(block: Block) = block.reserved();
    invoice_block_issue(block: Block, day: NaiveDate) = {
        let mut block = block;
        block.issue(day).map(|number| (number, block))
    };
    invoice_block_void(block: Block, number: Number, reason: String) = {
        let mut block = block;
        block.void(&number, reason).map(|void| (void, block))
    };
    invoice_block_hand_over(block: Block, count: u64, till: String) = {
        let mut block = block;
        block.hand_over(count, till).map(|other| (other, block))
    };
    invoice_block_close(block: Block, reason: String) = block.close(reason);
    invoice_audit(numbers: Vec<u64>, scope: numbering::Scope) = Ok(numbering::audit(&numbers, &scope));
    invoice_profile(country: String) = numbering::Profile::of(&country);
    invoice_profile_on(country: String, day: NaiveDate) = numbering::Profile::on(&country, day);
    invoice_profile_parse(text: String) = numbering::Profile::parse(&text);
    invoice_profile_check_series(
        profile: numbering::Profile, series: Series, uses: Vec<numbering::Use>, day: NaiveDate
    ) = profile.check_series(&series, &uses, day);
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
    invoice_allocator_reserve(allocator: Allocator, till: String, count: u64, day: NaiveDate) = {
        let mut desk = allocator;
        desk.reserve(till, count, day).map(|block| (block, desk))
    };
    invoice_commit(allocator: Allocator, number: Number) = {
        let mut desk = allocator;
        desk.commit(&number).map(|()| desk)
    };
    invoice_abandon(allocator: Allocator, number: Number, reason: String) = {
        let mut desk = allocator;
        desk.abandon(&number, reason).map(|outcome| (outcome, desk))
    };

    invoice_receivables_age(items: Vec<receivables::OpenItem>, on: NaiveDate, bounds: Vec<u32>) =
        receivables::age(&items, on, &bounds);
    invoice_receivables_allocate(items: Vec<receivables::OpenItem>, payments: Vec<receivables::Payment>, policy: receivables::Policy) =
        receivables::allocate(&items, &payments, &policy);
    invoice_receivables_conserved(allocation: receivables::Allocation, items: Vec<receivables::OpenItem>, payments: Vec<receivables::Payment>) =
        allocation.conserved(&items, &payments);
    invoice_receivables_expect(items: Vec<receivables::OpenItem>, history: Vec<receivables::Settled>, on: NaiveDate, minimum: u32) =
        receivables::expect(&items, &history, on, minimum);
    invoice_receivables_interest(principal: Money, reductions: Vec<receivables::Reduction>, first: NaiveDate, last: NaiveDate, rates: Vec<receivables::RateSince>, days: receivables::DayCount, by: Rounding) =
        receivables::interest(principal, &reductions, first, last, &rates, days, by);
    invoice_receivables_post(allocation: receivables::Allocation, accounts: receivables::Accounts) =
        receivables::post(&allocation, &accounts);
    invoice_receivables_remind(items: Vec<receivables::OpenItem>, on: NaiveDate, levels: Vec<receivables::Level>, sent: Vec<receivables::Sent>) =
        receivables::remind(&items, on, &levels, &sent);

    invoice_reference_make(scheme: Scheme, number: String) = scheme.make(&number);
    invoice_reference_holds(scheme: Scheme, reference: String) = Ok(scheme.holds(&reference));
    invoice_reference_check(scheme: Scheme, reference: String) = scheme.check(&reference);
    invoice_reference_parse(scheme: Scheme, reference: String) = scheme.parse(&reference);
    invoice_reference_format(scheme: Scheme, reference: String) = scheme.format(&reference);
    invoice_iban_make(country: String, bban: String) = iban::make(&country, &bban);
    invoice_iban_holds(iban: String) = Ok(iban::holds(&iban));
    invoice_iban_check(iban: String) = iban::check(&iban);
    invoice_iban_parse(iban: String) = iban::parse(&iban);
    invoice_iban_format(iban: String) = iban::format(&iban);
    invoice_iban_is_qr_iban(iban: String) = iban::is_qr_iban(&iban);
    invoice_iban_countries() = Ok(iban::countries());
    invoice_tax_number_holds(country: String, tax_number: String) = Ok(tax_number::holds(&country, &tax_number));
    invoice_tax_number_check(country: String, tax_number: String) = tax_number::check(&country, &tax_number);
    invoice_tax_number_parse(country: String, tax_number: String) = tax_number::parse(&country, &tax_number);
    invoice_tax_number_holds_enterprise(country: String, tax_number: String) = Ok(tax_number::holds_enterprise(&country, &tax_number));
    invoice_tax_number_check_enterprise(country: String, tax_number: String) = tax_number::check_enterprise(&country, &tax_number);
    invoice_qr_sepa(transfer: SepaTransfer) = qr::sepa(&transfer);
    invoice_qr_swiss(bill: SwissBill) = qr::swiss(&bill);

    tax_sales_decide(supply: sales::Supply, choices: sales::Choices; pack) =
        sales::decide(&supply, &choices, pack);
    tax_sales_acquire(supply: sales::Supply, choices: sales::Choices; pack) =
        sales::acquire(&supply, &choices, pack);
    tax_sales_decide_rated(
        supply: sales::Supply, choices: sales::Choices, class_: String, rates: law::RulePack; pack
    ) = sales::decide_rated(&supply, &choices, pack, &class_, &rates);
    tax_sales_split_amount(decision: sales::Decision, amount: Money) = decision.split_amount(amount);
    tax_returns_pack(id: String) = ReturnPack::embedded(&id);
    tax_returns_packs() = Ok(ReturnPack::embedded_ids().collect::<Vec<_>>());
    tax_returns_parse(text: String) = ReturnPack::parse(&text);
    tax_returns_fill(lines: Vec<TaxLine>, pack: ReturnPack, period: Period) =
        returns::fill(&lines, &pack, period);
    tax_returns_reconcile(lines: Vec<TaxLine>, journal: Journal, accounts: Vec<returns::CodeAccount>) =
        returns::reconcile(&lines, &journal, &accounts);
    tax_returns_agreed(reconciliation: returns::Reconciliation) = reconciliation.agreed();
    tax_sales_assess(
        lines: Vec<sales::Line>, day: NaiveDate, granularity: Granularity, by: Rounding; pack
    ) = sales::assess(&lines, day, pack, granularity, by);
    tax_sales_assess_traced(
        lines: Vec<sales::Line>, day: NaiveDate, granularity: Granularity, by: Rounding; pack
    ) = sales::assess_traced(&lines, day, pack, granularity, by);
    tax_sales_rate(jurisdiction: String, class_: String, day: NaiveDate) =
        sales::rate(&jurisdiction, &class_, day);
    tax_sales_rate_in(class_: String, day: NaiveDate; pack) = sales::rate_in(pack, &class_, day);
    tax_sales_jurisdictions() = sales::jurisdictions();
    tax_sales_jurisdictions_in(packs: Vec<law::RulePack>) = Ok(sales::rates::jurisdictions_in(&packs));
    tax_sales_rates_table(jurisdictions: Vec<sales::Jurisdiction>) = Ok(sales::rates::table(&jurisdictions));
    tax_sales_mention(reason: sales::Reason, language: String) = sales::mention(reason, &language);
    tax_sales_exemption(code: String) = sales::exemption(&code);
    tax_sales_tax_point(rule: sales::TaxPoint, days: sales::TaxPointDays) = sales::tax_point(rule, &days);
    tax_sales_components_assess(
        table: components::Table, jurisdictions: Vec<String>, lines: Vec<components::Item>, day: NaiveDate,
        granularity: Granularity, by: Rounding
    ) = components::assess(&table, &jurisdictions, &lines, day, granularity, by);
    tax_sales_components_assess_traced(
        table: components::Table, jurisdictions: Vec<String>, lines: Vec<components::Item>, day: NaiveDate,
        granularity: Granularity, by: Rounding
    ) = components::assess_traced(&table, &jurisdictions, &lines, day, granularity, by);
    tax_wages_assess(profile: wages::Profile, payment: wages::Payment; pack) =
        wages::assess(&profile, &payment, pack);
    tax_wages_assess_traced(profile: wages::Profile, payment: wages::Payment; pack) =
        wages::assess_traced(&profile, &payment, pack);
    tax_wages_marginal(profile: wages::Profile, payment: wages::Payment, step: Money, by: Rounding; pack) =
        wages::rates::marginal(&profile, &payment, step, by, pack);
    tax_wages_statutory_rate(profile: wages::Profile, payment: wages::Payment, by: Rounding; pack) =
        wages::rates::statutory_rate(&profile, &payment, by, pack);
    tax_wages_kinks(
        profile: wages::Profile, payment: wages::Payment, range: wages::rates::PayRange, by: Rounding; pack
    ) = wages::rates::kinks(&profile, &payment, &range, by, pack);
    tax_wages_borne_by(assessment: wages::Assessment, payer: wages::Payer, currency: Currency) =
        assessment.borne_by(payer, currency);
    tax_wages_de_pap(inputs: wages::de::Inputs, day: NaiveDate; pack) =
        wages::de::pap(&inputs, &wages::de::Year::on(pack, day)?);
    tax_wages_de_pap_traced(inputs: wages::de::Inputs, day: NaiveDate; pack) =
        wages::de::pap_traced(&inputs, pack, day);
    tax_wages_sa_end_of_service(end: wages::sa::EndOfService; pack) = wages::sa::end_of_service(&end, pack);
    tax_wages_sa_end_of_service_traced(end: wages::sa::EndOfService; pack) =
        wages::sa::end_of_service_traced(&end, pack);
    tax_wages_sa_overtime(worked: wages::sa::Overtime; pack) = wages::sa::overtime(&worked, pack);
    tax_wages_sa_annual_leave(completed_years: u32, day: NaiveDate; pack) =
        wages::sa::annual_leave(completed_years, day, pack);
    tax_wages_ae_gratuity(end: wages::ae::EndOfService; pack) = wages::ae::gratuity(&end, pack);
    tax_wages_ae_gratuity_traced(end: wages::ae::EndOfService; pack) = wages::ae::gratuity_traced(&end, pack);
    tax_wages_eg_tax_of_year(profile: wages::Profile, annual_taxable: Money, day: NaiveDate; pack) =
        wages::eg::tax_of_year(&profile.try_into()?, annual_taxable, &wages::eg::Month::on(pack, day)?);
    tax_wages_jo_tax_of_year(profile: wages::Profile, annual_income: Money, day: NaiveDate; pack) =
        wages::jo::tax_of_year(&profile.try_into()?, annual_income, &wages::jo::Month::on(pack, day)?);
    tax_wages_ma_income_tax(profile: wages::Profile, net_taxable: Money, day: NaiveDate; pack) =
        wages::ma::income_tax(&profile.try_into()?, net_taxable, &wages::ma::Month::on(pack, day)?);
    tax_wages_compare(
        people: Vec<(wages::Profile, wages::Payment)>, old: law::RulePack, new: law::RulePack
    ) = Ok(wages::compare(&people, &old, &new));
    tax_wages_supported() = wages::supported();
    tax_wages_supported_by(packs: Vec<law::RulePack>) = wages::supported_by(&packs);
    tax_wages_table(supported: Vec<wages::Supported>) = Ok(wages::table(&supported));
    tax_wages_uk_tax_week(day: NaiveDate) = wages::uk::tax_week(day);
    tax_wages_uk_tax_month(day: NaiveDate) = Ok(wages::uk::tax_month(day));
    tax_wages_uk_employer_due(scheme: employer::Scheme, month: employer::Month; pack) =
        employer::due(&scheme, &month, pack);
    tax_wages_uk_employer_due_traced(scheme: employer::Scheme, month: employer::Month; pack) =
        employer::due_traced(&scheme, &month, pack);
    tax_wages_uk_minimum_wage_check(work: minimum_wage::Work; pack) = minimum_wage::check(&work, pack);
    tax_wages_uk_minimum_wage_check_traced(work: minimum_wage::Work; pack) =
        minimum_wage::check_traced(&work, pack);
    tax_wages_uk_pension_assess(worker: pension::Worker; pack) = pension::assess(&worker, pack);
    tax_wages_uk_pension_assess_traced(worker: pension::Worker; pack) = pension::assess_traced(&worker, pack);
    tax_wages_uk_sick_pay(sickness: statutory_pay::Sickness; pack) = statutory_pay::sick_pay(&sickness, pack);
    tax_wages_uk_sick_pay_traced(sickness: statutory_pay::Sickness; pack) =
        statutory_pay::sick_pay_traced(&sickness, pack);
    tax_wages_uk_parental_pay(leave: statutory_pay::Leave; pack) = statutory_pay::parental_pay(&leave, pack);
    tax_wages_uk_parental_pay_traced(leave: statutory_pay::Leave; pack) =
        statutory_pay::parental_pay_traced(&leave, pack);
    tax_wages_uk_part_week(week: Money, days: u32) = statutory_pay::part_week(week, days);
    tax_wages_uk_recovery(paid: statutory_pay::Paid; pack) = statutory_pay::recovery(&paid, pack);
    tax_wages_uk_recovery_traced(paid: statutory_pay::Paid; pack) =
        statutory_pay::recovery_traced(&paid, pack);

    scheduling_model_schema() = Ok(scheduling::model_schema());
    scheduling_check(model: scheduling::Model) = model.check();
    scheduling_evaluate(model: scheduling::Model, assignments: Vec<scheduling::Assignment>) =
        scheduling::evaluate(&model, &assignments);
    scheduling_timed(model: scheduling::Model, assignments: Vec<scheduling::Assignment>) =
        scheduling::timed(&model, &assignments);
    scheduling_placed(shift: scheduling::Shift, every_minutes: u32) = shift.placed(every_minutes);
    scheduling_present(name: String, shift: String, people: Vec<String>, least: u32) =
        Ok(Coupling::present(name, shift, people, least));
    scheduling_senior(
        name: String, shift: String, model: scheduling::Model, skill: String, level: u32, least: u32
    ) = Ok(Coupling::senior(name, shift, &model, &skill, level, least));
    scheduling_never_with(name: String, one: String, other: String, shift: String) =
        Ok(Coupling::never_with(name, one, other, shift));
    scheduling_together(name: String, one: String, other: String, shift: String) =
        Ok(Coupling::with(name, one, other, shift));
    scheduling_mentored(name: String, trainee: String, mentors: Vec<String>, shift: String) =
        Ok(Coupling::mentored(name, trainee, mentors, shift));
    scheduling_apply(changes: Changes, model: scheduling::Model) = changes.apply(&model);
    scheduling_diff(before: Vec<scheduling::Assignment>, after: Vec<scheduling::Assignment>) =
        Ok(scheduling::replan::diff(&before, &after));
    scheduling_move_text(one: scheduling::Move) = Ok(one.to_string());
    scheduling_why(
        model: scheduling::Model, assignments: Vec<scheduling::Assignment>, shift: String, day: NaiveDate,
        skill: Option<String>
    ) = explain::why(&model, &assignments, &shift, day, skill.as_deref());
    scheduling_what_if(
        model: scheduling::Model, assignments: Vec<scheduling::Assignment>, suppose: explain::Suppose
    ) = explain::what_if(&model, &assignments, &suppose);
    scheduling_gaps(
        model: scheduling::Model, assignments: Vec<scheduling::Assignment>, verdict: scheduling::Verdict
    ) = explain::gaps(&model, &assignments, &verdict);
    scheduling_gantt(model: scheduling::Model, roster: scheduling::Roster) =
        scheduling::draw::gantt(&model, &roster);
    scheduling_csv(model: scheduling::Model, roster: scheduling::Roster) = scheduling::draw::csv(&model, &roster);
    scheduling_demand_picture(model: scheduling::Model, roster: scheduling::Roster) =
        scheduling::draw::demand(&model, &roster);
    scheduling_grid(roster: scheduling::Roster) = Ok(scheduling::draw::grid(&roster));
    scheduling_icalendar(
        model: scheduling::Model, roster: scheduling::Roster, person: String, stamp: NaiveDateTime
    ) = scheduling::draw::icalendar(&model, &roster, &person, stamp);
    scheduling_table(model: scheduling::Model, roster: scheduling::Roster) =
        scheduling::draw::text(&model, &roster);
    scheduling_text(roster: scheduling::Roster) = Ok(roster.to_string());
    scheduling_price(table: scheduling::cost::CostTable, assignments: Vec<scheduling::Assignment>) =
        table.price(&assignments);
    scheduling_rest_between(rules: scheduling::Rules, hours: Exact) = Ok(rules.rest_between(hours.0));
    scheduling_least(work: staffing::Workload) = staffing::least(&work);
    scheduling_demand(staffing: staffing::Staffing) = Ok(staffing.demand());
    scheduling_offer(offer: staffing::Offer) = staffing::offer(&offer);
    scheduling_law_ids() = Ok(Law::embedded_ids().collect::<Vec<_>>());
    scheduling_law_text(law: String) = Law::named(&law).map(|law| law.text().to_owned());
    scheduling_law_unsupported(law: String) = Law::named(&law).map(|law| law.unsupported().to_vec());
    scheduling_law_audit(
        laws: Vec<String>, setting: scheduling::law::Setting, people: Vec<scheduling::law::Facts>,
        work: Vec<scheduling::law::Work>
    ) = Law::all(&laws).and_then(|laws| scheduling::law::audit(&laws, &setting, &people, &work));
    scheduling_law_limits(
        laws: Vec<String>, setting: scheduling::law::Setting, facts: scheduling::law::Facts, day: NaiveDate
    ) = Law::all(&laws).and_then(|laws| scheduling::law::limits(&laws, &setting, &facts, day));
    scheduling_due(cut_off: staffing::CutOff, open: Vec<staffing::Open>, at: NaiveDateTime) =
        staffing::due(&cut_off, &open, at);
    scheduling_agents(queue: staffing::Queue, calls_per_hour: Exact) =
        staffing::agents(&queue, calls_per_hour.0);
    scheduling_service(queue: staffing::Queue, calls_per_hour: Exact, staff: u32) =
        staffing::service(&queue, calls_per_hour.0, staff);
    scheduling_answer(forecast: staffing::Forecast) = staffing::answer(&forecast);
    scheduling_answered_demand(answered: staffing::Answered) = Ok(answered.demand());
    scheduling_answered_curve(answered: staffing::Answered) = Ok(answered.curve());
    scheduling_curve(staffing: staffing::Staffing) = Ok(staffing.curve());
    scheduling_generate(generation: staffing::Generation) = staffing::generate(&generation);
    scheduling_offered(all: Vec<staffing::Generated>) = Ok(staffing::offered(&all));

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
    payroll_cost_table(
        model: scheduling::Model, people: Vec<payroll::Employee>, terms: payroll::cost::Terms, currency: Currency
    ) = payroll::cost::table(&model, &people, &terms, currency);
    payroll_cost_price(
        model: scheduling::Model,
        assignments: Vec<scheduling::Assignment>,
        people: Vec<payroll::Employee>,
        terms: payroll::cost::Terms,
        currency: Currency
    ) = payroll::cost::price(&model, &assignments, &people, &terms, currency);
    payroll_cost_pays(
        model: scheduling::Model,
        assignments: Vec<scheduling::Assignment>,
        employee: payroll::Employee,
        terms: payroll::cost::Terms
    ) = payroll::cost::pays(&model, &assignments, &employee, &terms);
    payroll_rate(rates: hours::Rates) = rates.rate();
    payroll_sif_lines(file: sif::File) = file.lines();
    payroll_sif_text(file: sif::File) = file.text();
    payroll_sif_total(file: sif::File) = file.total();
    payroll_sif_check(text: String) = sif::check(&text);
    payroll_sif_read(text: String) = sif::read(&text);
}

/// The best roster found within the budget, never worse than a known one; `go_on` is asked now and then.
#[pyfunction]
pub fn scheduling_solve<'py>(
    py: Python<'py>,
    model: &Bound<'py, PyAny>,
    budget: &Bound<'py, PyAny>,
    known: &Bound<'py, PyAny>,
    go_on: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (model, budget): (scheduling::Model, Budget) = (take("model", model)?, take("budget", budget)?);
    let known: Option<Vec<scheduling::Assignment>> = take("known", known)?;
    let roster = enter_watched(py, go_on, |watch| {
        scheduling::solve_from(&model, known.as_deref(), budget, |progress| told(watch, progress))
    })?;
    give(py, &roster)
}

/// A published roster mended after changes; `go_on` is asked now and then.
#[pyfunction]
pub fn scheduling_replan<'py>(
    py: Python<'py>,
    model: &Bound<'py, PyAny>,
    published: &Bound<'py, PyAny>,
    changes: &Bound<'py, PyAny>,
    budget: &Bound<'py, PyAny>,
    go_on: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (model, budget): (scheduling::Model, Budget) = (take("model", model)?, take("budget", budget)?);
    let published: Vec<scheduling::Assignment> = take("published", published)?;
    let changes: Changes = take("changes", changes)?;
    let moved = enter_watched(py, go_on, |watch| {
        scheduling::replan_watched(&model, &published, &changes, budget, |progress| told(watch, progress))
    })?;
    give(py, &moved)
}

/// Why there is no roster of a model; `go_on` is asked now and then.
#[pyfunction]
pub fn scheduling_why_infeasible<'py>(
    py: Python<'py>,
    model: &Bound<'py, PyAny>,
    budget: &Bound<'py, PyAny>,
    go_on: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (model, budget): (scheduling::Model, Budget) = (take("model", model)?, take("budget", budget)?);
    let why = enter_watched(py, go_on, |watch| {
        explain::why_infeasible_watched(&model, budget, |progress| told(watch, progress))
    })?;
    give(py, &why)
}

/// Whether a search may go on, whose caller is told how far it is.
fn told(watch: &mut Watch, progress: &scheduling::Progress) -> bool {
    watch.go_on(|py| Ok((give_as(py, "scheduling", "Progress", progress)?.unbind(),)))
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
