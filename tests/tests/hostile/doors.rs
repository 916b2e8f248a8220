//! The doors: each a name, a valid document, and the call that is made with it.

use super::{Outcome, Result, answer, history, part, rosters, stock_book, stock_parts, unchanged};
use arrow_array::{ArrayRef, RecordBatch, RecordBatchIterator, StringArray};
use backoffice::{
    Currency, Decimal, Granularity, Money, NaiveDate, Period, Price, Quantity, Rounding,
    calendar::{self, BusinessDays, FiscalYear},
    error::exact,
    invoice::{
        self, Accounts, Document, Invoice, Rules, What,
        chain::{self, fiscal, merkle, portugal, rksv, ticketbai, tse, verifactu, zatca},
        numbering::{
            self, Allocator, Number, Pattern, Placeholders, Profile, Scope, Series, Statement, Void,
        },
        receivables::{self, OpenItem, Payment},
        reference::{Scheme, iban, qr, tax_number},
        validate,
        validate::{Stated, Strength, Verdict},
    },
    law::RulePack,
    ledger::{Journal, Posting},
    payroll::{self, Employee, Pay, hours, pension},
    scheduling::{self, Assignment, Budget, Model, staffing},
    stock::{self, Book, Method, Movement, Policy, replenishment},
    table::{self, Reading},
    tax::{
        returns::{self, CodeAccount, ReturnPack, TaxLine},
        sales::{self, Choices, Country, Supply, Territory, components},
        wages::{
            self,
            uk::{employer, minimum_wage, pension as enrolment, statutory_pay},
        },
    },
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

/// A public way into the core.
pub struct Door {
    pub name: &'static str,
    pub document: fn() -> Value,
    pub call: fn(&Value) -> Result,
}

pub const DOORS: &[Door] = &[
    Door { name: "texts", document: texts, call: read_texts },
    Door { name: "money", document: money, call: reckon_money },
    Door { name: "quantity", document: quantity, call: reckon_quantity },
    Door { name: "calendar", document: days, call: reckon_days },
    Door { name: "journal", document: journal, call: post_journal },
    Door { name: "law", document: law, call: read_law },
    Door { name: "sales.decide", document: supply, call: decide },
    Door { name: "sales.decide a service", document: served, call: decide },
    Door { name: "sales.assess", document: taxed, call: assess_sales },
    Door { name: "sales.rate", document: rated, call: rate_sales },
    Door { name: "sales.words", document: worded, call: word_sales },
    Door { name: "sales.components", document: stacked, call: stack_sales },
    Door { name: "returns", document: returning, call: file_return },
    Door { name: "invoice.tax_lines", document: filed, call: file_document },
    Door { name: "wages.assess", document: wage, call: assess_wages },
    Door { name: "uk.statutory_pay", document: statutory, call: pay_by_statute },
    Door { name: "uk.employer", document: employing, call: employ },
    Door { name: "table.wages", document: reading, call: assess_table },
    Door { name: "table.stock", document: moved, call: value_table },
    Door { name: "stock.value", document: movements, call: value_stock },
    Door { name: "stock.value short", document: short_movements, call: value_stock },
    Door { name: "stock.book", document: book, call: apply_to_book },
    Door { name: "stock.book worked on", document: stock_book::book, call: stock_book::work_on },
    Door { name: "stock.reports", document: stock_book::reported, call: stock_book::report },
    Door { name: "stock.history", document: history::past, call: history::change_the_past },
    Door { name: "stock.nrv", document: realisable, call: lower_of_cost },
    Door { name: "replenishment.forecast", document: observed, call: forecast },
    Door { name: "replenishment.lots", document: costs, call: reckon_lots },
    Door { name: "replenishment.plan", document: planned, call: plan_orders },
    Door { name: "replenishment.trial", document: trial, call: try_rule },
    Door { name: "replenishment.ahead", document: outlook, call: look_ahead },
    Door { name: "stock.lots", document: stock_parts::lots, call: stock_parts::book_lots },
    Door { name: "stock.allocation", document: stock_parts::landed, call: stock_parts::allocate },
    Door { name: "stock.retail", document: stock_parts::department, call: stock_parts::estimate },
    Door { name: "stock.nrv of all", document: stock_parts::held, call: stock_parts::assess },
    Door { name: "stock.units", document: stock_parts::units, call: stock_parts::convert },
    Door { name: "stock.expiry", document: stock_parts::shelf, call: stock_parts::pick },
    Door { name: "stock.consignment", document: stock_parts::notes, call: stock_parts::consign },
    Door { name: "invoice.receivables", document: receivables, call: receive },
    Door { name: "invoice.totals", document: written, call: total },
    Door { name: "invoice.totals with all", document: bearing, call: total },
    Door { name: "invoice.states", document: life, call: live },
    Door { name: "invoice.credit", document: credited, call: credit },
    Door { name: "invoice.read", document: stored, call: read_invoice },
    Door { name: "invoice.validate", document: stated, call: judge_stated },
    Door { name: "invoice.correct", document: corrected, call: correct },
    Door { name: "invoice.deduct", document: deducted, call: deduct },
    Door { name: "invoice.post", document: bought, call: post_purchase },
    Door { name: "invoice.claim", document: claimed, call: settle },
    Door { name: "invoice.chain", document: sealed, call: audit_chain },
    Door { name: "invoice.chain.canonical", document: texts_of_json, call: canonicalize },
    Door { name: "invoice.chain.fiscal", document: recorded, call: record },
    Door { name: "invoice.chain.fiscal.book", document: recorded_books, call: verify_books },
    Door { name: "invoice.chain.fiscal.parts", document: parts_of_records, call: make_parts },
    Door { name: "invoice.chain.merkle", document: ledger, call: prove },
    Door { name: "invoice.reference", document: identifiers, call: identify },
    Door { name: "invoice.reference.qr", document: payment_codes, call: code },
    Door { name: "numbering.series", document: series, call: number },
    Door { name: "numbering.allocator", document: desk, call: allocate },
    Door { name: "numbering.audit", document: scope, call: audit_numbers },
    Door { name: "numbering.block", document: block, call: keep_block },
    Door { name: "numbering.books", document: books, call: audit_books },
    Door { name: "hours.count", document: shifts, call: count_hours },
    Door { name: "pension", document: scheme, call: contribute },
    Door { name: "payroll.slip", document: pay, call: pay_slip },
    Door { name: "payroll.slip of the hour", document: hourly_pay, call: pay_slip },
    Door { name: "payroll.run", document: rows, call: pay_run },
    Door { name: "scheduling.evaluate", document: roster, call: judge },
    Door { name: "scheduling.solve", document: model, call: solve },
    Door { name: "scheduling.replan", document: rosters::published, call: rosters::mend },
    Door { name: "scheduling.explain", document: rosters::published, call: rosters::why },
    Door { name: "scheduling.desk", document: rosters::published, call: rosters::at_the_desk },
    Door { name: "staffing.least", document: workload, call: staff },
    Door { name: "staffing.offer", document: offer, call: offer_shifts },
];

fn pack(id: &'static str) -> &'static RulePack {
    static PACKS: OnceLock<BTreeMap<&str, RulePack>> = OnceLock::new();
    let read = |id| (id, RulePack::embedded(id).expect("embedded"));
    &PACKS.get_or_init(|| RulePack::embedded_ids().map(read).collect())[id]
}

// The vocabulary.

fn texts() -> Value {
    json!({
        "money": "15.34 EUR", "price": "0.125 GBP", "currency": "EUR", "country": "GB", "number": "148.50",
        "day": "2026-03-31", "code": "1257L X", "category": "A", "pattern": "INV-{year}-{number:5}{mod97}",
        "policy": "ifrs_default", "rules": "EN16931", "law": "IN",
    })
}

fn read_texts(document: &Value) -> Result {
    let text = |key| part::<String>(document, key);
    // Each by itself: one refusal must not hide the next.
    let refusals = [
        text("money")?.parse::<Money>().err(),
        text("price")?.parse::<Price>().err(),
        Currency::parse(&text("currency")?).err(),
        Country::parse(&text("country")?).err(),
        Territory::parse(&text("country")?).err(),
        exact::decimal("number", &text("number")?).err(),
        calendar::parse_date("day", &text("day")?).err(),
        wages::uk::TaxCode::parse(&text("code")?).err(),
        wages::uk::Category::parse(&text("category")?).err(),
        Policy::named(&text("policy")?).err(),
        Rules::preset(&text("rules")?, backoffice::currency::KWD).err(),
        Profile::of(&text("law")?).err(),
    ];
    let pattern: Pattern = text("pattern")?.parse()?;
    assert_eq!(
        pattern.to_string().parse::<Pattern>().as_ref(),
        Ok(&pattern),
        "a pattern reads what it writes"
    );
    refusals.into_iter().flatten().next().map_or(Ok(Outcome::Answered), |error| Err(error.into()))
}

fn money() -> Value {
    json!({
        "money": { "amount": "15.34", "currency": "EUR" }, "other": { "amount": "-0.05", "currency": "EUR" },
        "price": { "amount": "0.125", "currency": "EUR" }, "number": "2.5",
        "rounding": { "step": "0.01", "mode": "half_up", "cut": "0.001" }, "weights": ["3", "7", "0"],
    })
}

#[derive(serde::Deserialize)]
#[serde(transparent)]
struct Exact(#[serde(with = "exact::text")] Decimal);

fn reckon_money(document: &Value) -> Result {
    let (money, other): (Money, Money) = (part(document, "money")?, part(document, "other")?);
    let (price, by): (Price, Rounding) = (part(document, "price")?, part(document, "rounding")?);
    let Exact(number) = part(document, "number")?;
    let weights: Vec<Exact> = part(document, "weights")?;
    answer(&money)?;
    answer(&-money)?;
    answer(&price)?;
    answer(&by)?;
    assert_eq!(money.to_string().parse().as_ref(), Ok(&money));
    let results = [
        money.checked_add(other),
        money.checked_sub(other),
        money.share(number, by),
        money.round(by),
        price.times(number, by),
        Money::rounded(number, money.currency(), by),
    ];
    for result in results {
        answer(&result?)?;
    }
    let parts = money.split(&weights.iter().map(|weight| weight.0).collect::<Vec<_>>())?;
    assert_eq!(Money::sum(parts, money.currency()).as_ref(), Ok(&money), "no unit is lost");
    Ok(Outcome::Answered)
}

fn quantity() -> Value {
    json!({ "one": { "amount": "12", "unit": "pcs" }, "other": { "amount": "0.5", "unit": "pcs" }, "per": "12" })
}

fn reckon_quantity(document: &Value) -> Result {
    let (one, other): (Quantity, Quantity) = (part(document, "one")?, part(document, "other")?);
    let Exact(per) = part(document, "per")?;
    answer(&one.checked_add(&other)?)?;
    answer(&one.checked_sub(&other)?)?;
    answer(&one.converted(per, "box")?)
}

fn days() -> Value {
    json!({
        "period": { "first": "2026-03-01", "last": "2026-03-31" }, "other": { "first": "2026-03-15", "last": "2026-04-15" },
        "day": "2026-03-31", "year": 2026, "number": 3, "fiscal": { "month": 4, "day": 6 },
        "business": { "weekend": ["Sat", "Sun"], "holidays": ["2026-03-30"] },
    })
}

fn reckon_days(document: &Value) -> Result {
    let (period, other): (Period, Period) = (part(document, "period")?, part(document, "other")?);
    let (day, fiscal): (NaiveDate, FiscalYear) = (part(document, "day")?, part(document, "fiscal")?);
    let business: BusinessDays = part(document, "business")?;
    let (year, number): (i32, u32) = (part(document, "year")?, part(document, "number")?);
    answer(&period)?;
    answer(&fiscal)?;
    answer(&business)?;
    if let Some(both) = period.overlap(other) {
        assert!(both.len() <= period.len() && period.contains(both.first()));
    }
    assert!(business.count(period) <= period.len());
    let within = fiscal.containing(day);
    assert!(within.as_ref().map_or(true, |within| within.contains(day)));
    let results = [Period::month(year, number), Period::week(year, number), Period::year(year), within];
    let found = [business.on_or_after(day), business.on_or_before(day)];
    fiscal.label(day)?;
    for day in found {
        assert!(business.is_business_day(day?));
    }
    for period in results {
        answer(&period?)?;
    }
    Ok(Outcome::Answered)
}

fn journal() -> Value {
    let gbp = |amount: &str| json!({ "amount": amount, "currency": "GBP" });
    json!({
        "journal": [
            { "day": "2010-12-01", "account": "receivable", "amount": gbp("11.75"), "reference": "1" },
            { "day": "2010-12-01", "account": "sales", "amount": gbp("-11.75"), "reference": "1" },
        ],
        "other": [{ "day": "2010-12-01", "account": "sales", "amount": gbp("3.00"), "reference": "2" }],
        "posting": { "day": "2010-12-01", "account": "sales", "amount": gbp("-3.00"), "reference": "3" },
    })
}

fn post_journal(document: &Value) -> Result {
    let (mut journal, other): (Journal, Journal) = (part(document, "journal")?, part(document, "other")?);
    let posting: Posting = part(document, "posting")?;
    unchanged(&mut journal, |journal| journal.append(&other))?;
    unchanged(&mut journal, |journal| journal.post(posting))?;
    answer(&journal)?;
    for currency in journal.currencies() {
        journal.turnover(currency)?;
    }
    journal.balanced()?;
    Ok(Outcome::Answered)
}

// Law and tax.

fn law() -> Value {
    json!({
        "pack": "id = \"t\"\nrevision = \"1\"\njurisdiction = \"GB\"\ncurrency = \"GBP\"\n\
            [[source]]\nkey = \"act\"\ntitle = \"The Act\"\nstanding = \"official\"\n\
            [rate.standard]\nsource = \"act, s. 2\"\nvalues = [{ since = 2011-01-04, rate = \"0.2\" },\n\
            { since = 1991-04-01, until = 2011-01-03, rate = \"0.175\" }]\n\
            [amount.limit]\nsource = \"act\"\nvalues = [{ since = 2011-01-04, amount = \"83000\" }]\n\
            [scale.s]\nsource = \"act\"\nper = \"year\"\nvalues = [{ since = 2011-01-04, bands = [\n\
            { above = \"0\", rate = \"0.2\" }, { above = \"37700\", rate = \"0.4\" }] }]\n",
        "id": "uk.vat", "key": "standard", "day": "2012-01-01",
    })
}

fn read_law(document: &Value) -> Result {
    let (text, id, key): (String, String, String) =
        (part(document, "pack")?, part(document, "id")?, part(document, "key")?);
    let day: NaiveDate = part(document, "day")?;
    let read = RulePack::parse(&text)?;
    let _ = (read.citation(&key, day), read.amount(&key, day).err(), read.scale("s", day).err());
    if id != "uk.vat" {
        RulePack::embedded(&id)?;
    }
    answer(&read.rate(&key, day)?)
}

fn supply() -> Value {
    json!({
        "supply": {
            "day": "2010-12-01",
            "supplier": {
                "country": "GB", "establishments": ["IM"], "one_stop_shop": false, "import_one_stop_shop": true,
                "distance_sales": { "amounts": {
                    "this_year": { "amount": "1.00", "currency": "GBP" }, "last_year": { "amount": "2.00", "currency": "GBP" },
                } },
            },
            "customer": { "country": "FR", "taxable": true, "vat_id": "FR12345678901", "in_trade": false },
            "what": { "goods": {
                "from": "GB", "to": "FR", "installed": false, "on_board": false, "new_transport": false, "excise": true,
                "imported_by_supplier": false, "consignment": { "amount": "80.00", "currency": "EUR" }, "named": "d",
            } },
        },
        "choices": { "FR": { "art_194": "always", "art_199": { "d": "customer_in_trade" } } }, "class": "standard",
    })
}

fn served() -> Value {
    json!({
        "supply": {
            "day": "2026-03-01", "supplier": { "country": "DE", "distance_sales": "below_threshold" },
            "customer": { "country": "FR", "taxable": false },
            "what": { "service": {
                "kind": "passenger_transport", "at": "IT", "from": "DE", "to": "FR", "legs": { "DE": "300", "FR": "100.5" },
                "days": 10, "vessel": true, "pleasure_boat": false, "streamed": false, "named": "a",
            } },
        },
        "choices": { "IT": { "art_194": "customer_established" } }, "class": "standard",
    })
}

fn decide(document: &Value) -> Result {
    let (supply, choices): (Supply, Choices) = (part(document, "supply")?, part(document, "choices")?);
    let class: String = part(document, "class")?;
    let bought = sales::acquire(&supply, &choices, pack("eu.vat"));
    let rated = sales::decide_rated(&supply, &choices, pack("eu.vat"), &class, pack("uk.vat"));
    let decision = sales::decide(&supply, &choices, pack("eu.vat"))?;
    assert!(bought.is_ok(), "what the supplier's side decides the buyer's does");
    answer(&decision.split_amount(Money::minor(1_000, backoffice::currency::EUR))?)?;
    if let Ok(rated) = rated {
        answer(&rated)?;
    }
    answer(&decision)
}

fn returning() -> Value {
    let gbp = |amount: &str| json!({ "amount": amount, "currency": "GBP" });
    let line = |base: &str, tax: &str, document: &str| {
        json!({
            "tax_point": "2026-03-02", "side": "sale", "supplied": "goods", "home": "GB", "place": "GB", "category": "S",
            "rate": "0.2", "base": gbp(base), "tax": gbp(tax), "counterparty": "FR", "counterparty_number": "FR1", "from": "XI",
            "triangular": false, "code": "S20", "document": document,
        })
    };
    json!({
        "lines": [line("100.70", "20.14", "A1"), line("-5.00", "-1.00", "CN1")],
        "pack": {
            "id": "x", "revision": "1", "title": "x", "currency": "GBP", "since": "2026-01-01", "until": "2026-12-31",
            "group_by": ["place", "rate", "from", "counterparty_number"],
            "source": [{ "key": "law", "title": "The Law", "standing": "official" }],
            "box": [
                {
                    "number": "1", "title": "tax", "of": "tax", "source": "law, art. 1",
                    "takes": [{
                        "side": "sale", "categories": ["S"], "supplied": "goods", "place": "home", "counterparty": "abroad",
                        "from": "XI", "triangular": false, "negative": true,
                    }],
                },
                {
                    "number": "2", "title": "sum", "sum": ["-1"], "absolute": true, "source": "law",
                    "rounding": { "step": "1", "mode": "down" },
                },
            ],
        },
        "text": "id = \"x\"\nrevision = \"1\"\ntitle = \"x\"\ncurrency = \"GBP\"\nsince = 2026-01-01\n",
        "period": { "first": "2026-03-01", "last": "2026-03-31" },
        "journal": [{ "day": "2026-03-02", "account": "output", "amount": gbp("-20.13"), "reference": "A1" }],
        "accounts": [{ "side": "sale", "category": "S", "rate": "0.2", "account": "output" }],
    })
}

fn file_return(document: &Value) -> Result {
    let (lines, pack): (Vec<TaxLine>, ReturnPack) = (part(document, "lines")?, part(document, "pack")?);
    let (period, text): (Period, String) = (part(document, "period")?, part(document, "text")?);
    let (journal, accounts): (Journal, Vec<CodeAccount>) =
        (part(document, "journal")?, part(document, "accounts")?);
    let _ = ReturnPack::parse(&text);
    let found = returns::reconcile(&lines, &journal, &accounts)?;
    let _ = found.agreed();
    answer(&found)?;
    answer(&returns::fill(&lines, &pack, period)?)
}

fn filed() -> Value {
    json!({
        "invoice": stored()["invoice"].clone(),
        "filing": {
            "home": "GB", "place": "GB", "supplied": "services", "counterparty": "FR", "counterparty_number": "FR1", "from": "GB",
            "scheme": "union", "triangular": true,
            "own_tax": { "rate": "0.2", "rounding": { "step": "0.01", "mode": "half_up" }, "deducted": "0.5" },
        },
    })
}

fn file_document(document: &Value) -> Result {
    let (invoice, filing): (Invoice, invoice::Filing) =
        (part(document, "invoice")?, part(document, "filing")?);
    answer(&invoice::tax_lines(&invoice, &filing)?)
}

fn taxed() -> Value {
    let line = |amount: &str, class: &str| json!({ "description": "x", "amount": { "amount": amount, "currency": "GBP" }, "class": class });
    json!({
        "lines": [line("55.55", "standard"), line("11.11", "standard"), line("-3.00", "zero")],
        "day": "2010-12-01", "granularity": "per_line", "rounding": { "step": "0.01", "mode": "half_up" },
    })
}

fn assess_sales(document: &Value) -> Result {
    let lines: Vec<sales::Line> = part(document, "lines")?;
    let (day, granularity, by): (NaiveDate, Granularity, Rounding) =
        (part(document, "day")?, part(document, "granularity")?, part(document, "rounding")?);
    let assessed = sales::assess(&lines, day, pack("uk.vat"), granularity, by)?;
    let (traced, trace) = sales::assess_traced(&lines, day, pack("uk.vat"), granularity, by)?;
    assert_eq!(assessed, traced);
    answer(&trace)?;
    answer(&assessed)
}

fn rated() -> Value {
    json!({
        "jurisdiction": "NO", "class": "reduced", "day": "2020-05-05",
        "pack": "id = \"x.vat\"\nrevision = \"1\"\njurisdiction = \"PT\"\ncurrency = \"EUR\"\n\n[[source]]\nkey = \"act\"\n\
            title = \"The Act\"\nstanding = \"secondary\"\n\n[rate.reduced]\nsource = \"act, s. 2\"\nvalues = [\n    \
            { known_from = 2011-01-04, rate = \"0.20\" },\n]\n\n[rate.\"reduced.MA\"]\nsource = \"act\"\n\
            values = [{ seen_on = 2012-01-01, rate = \"0.05\" }]\n",
    })
}

fn rate_sales(document: &Value) -> Result {
    let (jurisdiction, class, pack): (String, String, String) =
        (part(document, "jurisdiction")?, part(document, "class")?, part(document, "pack")?);
    let day: NaiveDate = part(document, "day")?;
    let pack = RulePack::parse(&pack)?;
    answer(&sales::rates::jurisdictions_in(std::slice::from_ref(&pack)))?;
    let loaded = sales::rate_in(&pack, &class, day);
    answer(&sales::rate(&jurisdiction, &class, day)?)?;
    answer(&loaded?)
}

fn worded() -> Value {
    json!({
        "reason": "reverse_charge", "language": "de", "exemption": "VATEX-EU-132-1B", "category": "AE", "rule": "invoice",
        "days": { "supply": "2026-03-10", "invoice": "2026-03-20", "payment": "2026-03-01", "invoice_limit": "2026-04-15" },
    })
}

fn word_sales(document: &Value) -> Result {
    let (reason, language): (sales::Reason, String) =
        (part(document, "reason")?, part(document, "language")?);
    let (exemption, category): (String, String) = (part(document, "exemption")?, part(document, "category")?);
    let point: sales::TaxPoint = part(document, "rule")?;
    let days: sales::TaxPointDays = part(document, "days")?;
    // Each by itself: one refusal must not hide the next.
    let refusals = [
        sales::mention(reason, &language).err(),
        sales::exemption(&exemption).err(),
        sales::Category::parse(&category).and_then(sales::Reason::try_from).err(),
    ];
    answer(&sales::tax_point(point, &days)?)?;
    refusals.into_iter().flatten().next().map_or(Ok(Outcome::Answered), |error| Err(error.into()))
}

fn stacked() -> Value {
    let usd = |amount: &str| json!({ "amount": amount, "currency": "USD" });
    json!({
        "table": {
            "id": "t", "revision": "1", "currency": "USD", "components": [
                {
                    "id": "state", "jurisdiction": "S", "rate": "0.07", "since": "2004-01-01", "until": "2026-12-31",
                    "classes": ["furniture", "clothing"], "exempt": ["food"], "shipping": true, "source": "x",
                    "holidays": [{
                        "name": "h", "since": "2026-03-01", "until": "2026-03-08", "classes": ["clothing"], "below": "100",
                    }],
                },
                {
                    "id": "county", "jurisdiction": "C", "rate": "0.0225", "since": "2004-01-01", "source": "x",
                    "limits": [
                        { "classes": ["furniture"], "above": "100", "up_to": "1600", "per": "item" },
                        { "above": "50", "whole": true, "per": "document" },
                    ],
                },
                { "id": "city", "jurisdiction": "C", "rate": "0.01", "since": "2004-01-01", "on": ["state"], "source": "x" },
            ],
        },
        "jurisdictions": ["S", "C"],
        "lines": [
            { "description": "table", "class": "furniture", "amount": usd("4000.00"), "quantity": 2 },
            { "description": "shirt", "class": "clothing", "amount": usd("-80.00") },
            { "description": "shipping", "class": "shipping", "amount": usd("12.50"), "shipping": true },
        ],
        "day": "2026-03-02", "granularity": "per_document", "rounding": { "step": "0.01", "mode": "half_up" },
    })
}

fn stack_sales(document: &Value) -> Result {
    let table: components::Table = part(document, "table")?;
    let (jurisdictions, lines): (Vec<String>, Vec<components::Item>) =
        (part(document, "jurisdictions")?, part(document, "lines")?);
    let (day, granularity, by): (NaiveDate, Granularity, Rounding) =
        (part(document, "day")?, part(document, "granularity")?, part(document, "rounding")?);
    answer(&table)?;
    let stacked = components::assess(&table, &jurisdictions, &lines, day, granularity, by)?;
    let (traced, trace) = components::assess_traced(&table, &jurisdictions, &lines, day, granularity, by)?;
    assert_eq!(stacked, traced);
    let each = stacked.components.iter().map(|total| total.tax);
    assert_eq!(Money::sum(each, table.currency), Ok(stacked.tax), "components add up to the tax");
    answer(&trace)?;
    answer(&stacked)
}

fn profile() -> Value {
    let gbp = |amount: &str| json!({ "amount": amount, "currency": "GBP" });
    json!({
        "jurisdiction": "uk", "tax_code": "1257L", "basis": "cumulative", "category": "A",
        "to_date": {
            "through": "2026-05-29", "taxable_pay": gbp("6000.00"), "tax": gbp("780.40"),
            "contributions": { "earnings": gbp("6000.00"), "employee": gbp("312.32"), "employer": gbp("774.90") },
        },
        "director": { "method": "annual", "weeks": 52 },
    })
}

fn wage() -> Value {
    let gbp = |amount: &str| json!({ "amount": amount, "currency": "GBP" });
    json!({
        "profile": profile(),
        "payment": {
            "pay_day": "2026-06-30", "frequency": "monthly", "taxable": gbp("3000.00"), "contributory": gbp("3000.00"),
            "non_cash": gbp("100.00"),
        },
    })
}

fn assess_wages(document: &Value) -> Result {
    let (profile, payment): (wages::Profile, wages::Payment) =
        (part(document, "profile")?, part(document, "payment")?);
    let law = pack("uk.wages");
    answer(&profile)?;
    wages::uk::tax_week(payment.pay_day)?;
    assert!((1..=12).contains(&wages::uk::tax_month(payment.pay_day)));
    let assessed = wages::assess(&profile, &payment, law)?;
    let (traced, trace) = wages::assess_traced(&profile, &payment, law)?;
    assert_eq!(assessed, traced);
    answer(&trace)?;
    answer(&assessed)
}

fn statutory() -> Value {
    let gbp = |amount: &str| json!({ "amount": amount, "currency": "GBP" });
    let earnings = json!({ "paid": gbp("2000.01"), "over": { "months": 3 } });
    json!({
        "sickness": {
            "first": "2025-06-02", "last": "2025-12-05", "qualifying_days": ["Mon", "Wed", "Sat"], "earnings": earnings,
            "linked": { "last": "2025-05-02", "waiting_days": 2, "paid_days": 1 },
        },
        "leave": {
            "kind": "adoption", "earnings": earnings, "relevant_week": "2025-05-03", "begins": "2026-02-02",
            "weeks": 20, "paid_weeks": 2,
        },
        "paid": {
            "amount": gbp("194.32"), "pay_day": "2026-05-29", "contributions": gbp("45000"), "rounding": "half_even",
        },
        "days": 3,
    })
}

fn pay_by_statute(document: &Value) -> Result {
    let law = pack(statutory_pay::PACK);
    let (sickness, leave): (statutory_pay::Sickness, statutory_pay::Leave) =
        (part(document, "sickness")?, part(document, "leave")?);
    let (paid, days): (statutory_pay::Paid, u32) = (part(document, "paid")?, part(document, "days")?);
    answer(&sickness)?;
    answer(&leave)?;
    let (sick, trace) = statutory_pay::sick_pay_traced(&sickness, law)?;
    assert_eq!(statutory_pay::sick_pay(&sickness, law).as_ref(), Ok(&sick));
    assert!(sick.weeks.iter().map(|week| week.days).sum::<u32>() == sick.paid_days);
    answer(&trace)?;
    answer(&sick)?;
    let (parental, trace) = statutory_pay::parental_pay_traced(&leave, law)?;
    assert_eq!(statutory_pay::parental_pay(&leave, law).as_ref(), Ok(&parental));
    answer(&trace)?;
    answer(&parental)?;
    let part = statutory_pay::part_week(paid.amount, days)?;
    assert!(part.amount() <= paid.amount.amount() || paid.amount.is_negative());
    let (recovered, trace) = statutory_pay::recovery_traced(&paid, law)?;
    assert_eq!(statutory_pay::recovery(&paid, law).as_ref(), Ok(&recovered));
    answer(&trace)?;
    answer(&recovered)
}

fn employing() -> Value {
    let gbp = |amount: &str| json!({ "amount": amount, "currency": "GBP" });
    json!({
        "scheme": {
            "levy_allowance": gbp("14999.99"), "employment_allowance": { "only_director": false }, "rounding": "up",
            "to_date": {
                "through": "2026-06-05", "pay_bill": gbp("900000"), "levy": gbp("750"),
                "employment_allowance": gbp("9999.99"),
            },
        },
        "month": {
            "day": "2026-07-05", "pay_bill": gbp("500000.01"), "contributions": gbp("12000"), "excluded": gbp("0.01"),
        },
        "work": {
            "age": 19, "apprentice_months": 11, "first": "2025-06-02", "hours": "39.25", "pay": gbp("187.46"),
            "accommodation": { "days": 4, "charge": gbp("12.00") },
        },
        "worker": {
            "age": 30, "reached_pensionable_age": false, "pay_day": "2026-06-30", "frequency": "four_weekly",
            "earnings": gbp("2000.00"), "rounding": "floor",
        },
    })
}

fn employ(document: &Value) -> Result {
    let (scheme, month): (employer::Scheme, employer::Month) =
        (part(document, "scheme")?, part(document, "month")?);
    let (work, worker): (minimum_wage::Work, enrolment::Worker) =
        (part(document, "work")?, part(document, "worker")?);
    let law = pack(employer::PACK);
    let (due, trace) = employer::due_traced(&scheme, &month, law)?;
    assert_eq!(employer::due(&scheme, &month, law).as_ref(), Ok(&due));
    answer(&trace)?;
    answer(&due)?;
    let law = pack(minimum_wage::PACK);
    let (check, trace) = minimum_wage::check_traced(&work, law)?;
    assert_eq!(minimum_wage::check(&work, law).as_ref(), Ok(&check));
    assert!(!check.shortfall.is_negative());
    answer(&trace)?;
    answer(&check)?;
    let law = pack(enrolment::PACK);
    let (assessed, trace) = enrolment::assess_traced(&worker, law)?;
    assert_eq!(enrolment::assess(&worker, law).as_ref(), Ok(&assessed));
    answer(&trace)?;
    answer(&assessed)
}

// Stock.

fn reading() -> Value {
    json!({
        "constants": {
            "pay_day": "2026-05-29", "frequency": "monthly", "taxable": "3000.00", "non_cash": 10, "tax_code": "1257L",
            "category": "A", "to_date": {
                "through": "2026-04-30", "taxable_pay": { "amount": "3000.00", "currency": "GBP" }, "tax": "390.20"
            },
            "director.method": "alternative", "director.weeks": 52, "student_loans.postgraduate": true,
        },
        "pass_through": ["id"],
    })
}

fn assess_table(document: &Value) -> Result {
    let reading = Reading::deserialize(document)?;
    let id: ArrayRef = Arc::new(StringArray::from(vec!["ada", "ben"]));
    let people = RecordBatch::try_from_iter([("id", id)]).expect("a batch");
    let people = RecordBatchIterator::new([Ok(people.clone())], people.schema());
    for batch in table::wages(people, &reading, pack("uk.wages"))? {
        assert_eq!(batch.expect("a batch comes out").num_rows(), 2);
    }
    Ok(Outcome::Answered)
}

fn moved() -> Value {
    json!({
        "constants": {
            "item": "bolt", "kind": "receipt", "day": "2026-05-29", "quantity": "2.5", "unit_cost": "0.1234", "location": "A",
            "lot": "1", "currency": "USD", "rate": "0.915", "sequence": 1, "entered": "2026-06-01", "reference": "po",
            "reason": "why",
        },
        "pass_through": ["id"],
    })
}

fn value_table(document: &Value) -> Result {
    let reading = Reading::deserialize(document)?;
    let id: ArrayRef = Arc::new(StringArray::from(vec!["one", "two"]));
    let moves = RecordBatch::try_from_iter([("id", id)]).expect("a batch");
    let moves = RecordBatchIterator::new([Ok(moves.clone())], moves.schema());
    let methods = [Method::Fifo, Method::PeriodicAverage];
    let valued =
        table::stock(moves, &reading, &methods, &Policy::IFRS_DEFAULT, backoffice::currency::EUR, 1, |_| {
            true
        })?;
    let rows: usize = valued.movements().map(|batch| batch.expect("a batch comes out").num_rows()).sum();
    assert_eq!(rows, 2);
    let totals = valued.totals()?;
    assert_eq!(totals[0].1, totals[1].1, "nothing was issued");
    valued.layers().expect("what is left");
    valued.items().expect("what it comes to");
    Ok(Outcome::Answered)
}

fn movements() -> Value {
    let eur = |amount: &str| json!({ "amount": amount, "currency": "EUR" });
    json!({
        "movements": [
            { "kind": "opening", "item": "bolt", "day": "2026-01-01", "quantity": "10", "unit_cost": eur("0.0999") },
            { "id": "r1", "kind": "receipt", "item": "bolt", "day": "2026-01-05", "quantity": "100", "unit_cost": eur("0.10"), "location": "A", "lot": "1" },
            { "kind": "receipt", "item": "nut", "day": "2026-01-05", "quantity": "3.5", "total_cost": eur("1.00") },
            { "id": "i1", "kind": "issue", "item": "bolt", "day": "2026-02-05", "quantity": "60", "reference": "inv-1" },
            { "kind": "return_from_customer", "item": "bolt", "day": "2026-02-06", "quantity": "5", "of": "i1" },
            { "kind": "return_to_supplier", "item": "bolt", "day": "2026-02-06", "quantity": "7", "of": "r1" },
            { "kind": "gain", "item": "bolt", "day": "2026-02-07", "quantity": "1", "reason": "found" },
            { "kind": "landed_cost", "item": "bolt", "day": "2026-02-08", "of": "r1", "total_cost": eur("1.23") },
            { "kind": "correct_unit_cost", "item": "bolt", "day": "2026-02-08", "of": "r1", "unit_cost": eur("0.11") },
            { "kind": "transfer", "item": "bolt", "day": "2026-02-08", "quantity": "2", "location": "A", "to_location": "B" },
            { "kind": "consume", "item": "bolt", "day": "2026-02-08", "quantity": "2", "order": "o1" },
            { "kind": "produce", "item": "gate", "day": "2026-02-08", "quantity": "1", "order": "o1", "share": "0.5", "total_cost": eur("1.00") },
            { "kind": "dropship", "item": "nut", "day": "2026-02-08", "quantity": "2", "unit_cost": eur("0.3"), "sequence": 7 },
            { "kind": "revalue", "item": "nut", "day": "2026-02-08", "total_cost": eur("-0.10") },
            { "kind": "set_unit_cost", "item": "nut", "day": "2026-02-08", "unit_cost": eur("0.2"), "entered": "2026-02-09" },
            { "kind": "scale_unit_cost", "item": "nut", "day": "2026-02-08", "factor": "1.1" },
            { "kind": "set_method", "item": "nut", "day": "2026-02-08", "method": "moving_average" },
            { "kind": "loss", "item": "nut", "day": "2026-02-07", "quantity": "0.25", "reason": "broken" },
            { "kind": "count", "item": "nut", "day": "2026-03-07", "quantity": "3", "reason": "count" },
        ],
        "method": "fifo",
        "policy": {
            "framework": "any", "pools": "by_item", "rounding": "half_up", "cut": "cumulative", "negative": "forbid",
            "late_cost": "split", "day_order": "sequence", "supplier_return": "original_cost_capped", "period": "month", "initial_unit_cost": { "bolt": eur("0.11") },
        },
        "accounts": {
            "inventory": "i", "cost_of_sales": "c", "adjustment": "a", "goods_received": "g", "price_difference": "p",
            "opening": "o", "revaluation": "v", "production": "w",
        },
    })
}

/// The same, with more going out than there is.
fn short_movements() -> Value {
    let mut document = movements();
    document["policy"]["negative"] = json!("recost_covered_units");
    document["method"] = json!("moving_average");
    document["movements"][3]["quantity"] = json!("160");
    document["movements"][5]["day"] = json!("2026-02-08");
    document["movements"][5]["quantity"] = json!("1");
    let again = json!({ "id": "r2", "kind": "receipt", "item": "bolt", "day": "2026-02-06", "quantity": "90", "unit_cost": { "amount": "0.1234567", "currency": "EUR" } });
    document["movements"].as_array_mut().expect("a list").insert(5, again);
    document
}

fn value_stock(document: &Value) -> Result {
    let movements: Vec<Movement> = part(document, "movements")?;
    let (policy, method): (Policy, Method) = (part(document, "policy")?, part(document, "method")?);
    let accounts: stock::Accounts = part(document, "accounts")?;
    answer(&policy)?;
    let mut refused = None;
    for (place, method) in [method].into_iter().chain(Method::ALL).enumerate() {
        match stock::value(&movements, method, &policy) {
            // What one method values another may refuse.
            Err(error) if place == 0 => refused = Some(error),
            Err(_) => {}
            Ok(valuation) => {
                // A sum of extremes may leave the range; anything else that the judge finds is a defect.
                if let Err(error) = valuation.conserved() {
                    assert_eq!(error.code(), "number.out_of_range", "{method}: {error}");
                }
                answer(&valuation)?;
                for holding in &valuation.holdings {
                    let _ = (
                        holding.unit_cost(),
                        valuation.layers(&holding.item).map(ToString::to_string).count(),
                    );
                }
                if let Err(error) = stock::post(&valuation, &accounts) {
                    refused = Some(error);
                }
            }
        }
    }
    refused.map_or(Ok(Outcome::Answered), |error| Err(error.into()))
}

fn book() -> Value {
    let mut document = movements();
    let mut movements = document["movements"].take();
    let last = movements.as_array_mut().and_then(Vec::pop);
    // A periodic method goes with no other.
    if let Some(movements) = movements.as_array_mut() {
        movements.retain(|movement| movement["kind"] != "set_method");
    }
    json!({
        "book": { "currency": "EUR", "method": "periodic_average", "policy": document["policy"], "movements": movements },
        "movement": last,
    })
}

fn apply_to_book(document: &Value) -> Result {
    let (mut book, movement): (Book, Movement) = (part(document, "book")?, part(document, "movement")?);
    let result = unchanged(&mut book, |book| book.apply(&movement));
    answer(&book)?;
    let before = book.clone();
    let (quantity, value) = (book.quantity(&movement.item), book.on_hand(&movement.item));
    let valuation = book.valuation();
    assert_eq!(book, before, "asking changes nothing");
    if let (Ok(value), Ok(valuation)) = (value, valuation) {
        assert_eq!(
            (quantity, value),
            (valuation.quantity(&movement.item), valuation.on_hand(&movement.item))
        );
    }
    result?;
    Ok(Outcome::Answered)
}

fn realisable() -> Value {
    let eur = |amount: &str| json!({ "amount": amount, "currency": "EUR" });
    json!({
        "cost": eur("720000.00"), "allowance": eur("30000.00"),
        "realisable": { "selling_price": eur("740000.00"), "selling_costs": eur("50000.00") },
    })
}

fn lower_of_cost(document: &Value) -> Result {
    let realisable = part(document, "realisable")?;
    answer(&stock::lower_of_cost_and_nrv(part(document, "cost")?, realisable, part(document, "allowance")?)?)
}

// Invoices.

fn rules() -> Value {
    let cent = json!({ "step": "0.01", "mode": "half_up" });
    json!({
        "line": { "rounded": cent }, "tax": "per_rate", "amount": cent, "spread": "by_lines", "prices": "net",
        "cash": { "rounded": { "step": "0.05", "mode": "half_up" } },
    })
}

fn written() -> Value {
    let eur = |amount: &str| json!({ "amount": amount, "currency": "EUR" });
    let tax = |rate: &str| json!({ "category": "S", "rate": rate });
    json!({
        "document": {
            "kind": "380", "currency": "EUR", "day": "2026-03-02", "seller": "Bo", "buyer": "Ada",
            "lines": [
                { "description": "lamp", "quantity": "3", "price": eur("55.55"), "tax": tax("0.19"),
                  "allowances": [{ "share": "0.1", "reason": "loyal" }], "account": "lamps" },
                { "description": "book", "item": "b", "unit": "pcs", "quantity": "7.5", "price": eur("3.333"), "base_quantity": "12",
                  "tax": tax("0.07"), "charges": [{ "amount": eur("0.35") }] },
                { "description": "back", "quantity": "-1", "price": eur("11.11"), "net": eur("-11.11"), "tax": tax("0.19") },
            ],
            "allowances": [{ "amount": eur("5.01") }, { "share": "0.03", "base": eur("100.00"), "tax": tax("0.07") }],
            "charges": [{ "share": "0.015" }],
            "withholdings": [{ "name": "IRPF", "rate": "0.15" }],
            "prepaid": eur("10.00"),
            "preceding": [{ "invoice": { "number": "A0", "day": "2026-03-01" } }],
        },
        "rules": rules(),
    })
}

/// With everything that a document may bear.
fn bearing() -> Value {
    let mut all = written();
    let eur = |amount: &str| json!({ "amount": amount, "currency": "EUR" });
    let irpf = json!([{ "name": "IRPF", "rate": "0.15", "source": "art. 101" }]);
    let document = &mut all["document"];
    document["side"] = json!("purchase");
    document["tax_point"] = json!("2026-02-28");
    document["withholdings"] = json!([]);
    document["prepaid"] = json!(null);
    document["lines"][0]["tax"] =
        json!({ "category": "S", "rate": "0.21", "surcharge": "0.052", "code": "re" });
    document["lines"][0]["withholdings"] = irpf.clone();
    document["lines"][1]["informative"] = json!([{ "name": "eco", "rate": "0.01" }]);
    document["charges"][0]["withholdings"] = irpf;
    document["taxes"] =
        json!([{ "category": "S", "rate": "0.21", "surcharge": "0.052", "code": "re", "tax": eur("31.00") }]);
    let surcharge = json!({ "rate": "0.052", "amount": eur("0.52") });
    let part = json!({ "category": "S", "rate": "0.21", "base": eur("10.00"), "tax": eur("2.10"), "surcharge": surcharge });
    document["advances"] = json!([{ "number": "A7", "day": "2026-01-05", "parts": [part] }]);
    document["payments"] =
        json!([{ "share": "0.3", "day": "2026-02-01" }, { "amount": eur("5.00"), "reference": "RF" }]);
    document["accounting"] = json!({
        "currency": "SEK", "rate": "11.2345", "day": "2026-03-01", "source": "ECB", "conversion": "on_sum",
        "rounding": { "step": "0.01", "mode": "half_up" },
    });
    all
}

/// An invoice from draft to its end, and a final invoice that deducts it.
fn life() -> Value {
    let mut all = written();
    all["number"] = json!("A1");
    all["correction"] = json!({ "number": "C1", "day": "2026-04-01", "reason": "returned" });
    all["voided"] = json!({ "day": "2026-03-03", "reason": "misprint" });
    all
}

fn live(document: &Value) -> Result {
    let (written, rules): (Document, Rules) = (part(document, "document")?, part(document, "rules")?);
    let (number, correction): (String, invoice::Correction) =
        (part(document, "number")?, part(document, "correction")?);
    let invoice::Voided { day, reason } = part(document, "voided")?;
    let last = written.clone();
    let mut issued = Invoice::draft(written, rules)?;
    unchanged(&mut issued, |issued| issued.void(day, reason.clone())).err();
    unchanged(&mut issued, |issued| issued.issue(number))?;
    let mut voided = issued.clone();
    unchanged(&mut voided, |voided| voided.void(day, reason))?;
    answer(&voided)?;
    let advance = invoice::Advance::of(&issued)?;
    answer(&advance)?;
    let totals = invoice::totals(&last.advance(advance), &rules)?;
    assert!(!rules.adds_up() || totals.adds_up(), "what is printed does not add up: {totals:?}");
    answer(&totals)?;
    unchanged(&mut issued, |issued| issued.correct(correction))?;
    answer(&issued)
}

fn total(document: &Value) -> Result {
    let (document, rules): (Document, Rules) = (part(document, "document")?, part(document, "rules")?);
    answer(&document)?;
    let (totals, trace) = invoice::totals_traced(&document, &rules)?.drawn();
    assert!(!rules.adds_up() || totals.adds_up(), "what is printed does not add up: {totals:?}");
    answer(&trace)?;
    answer(&totals)
}

fn accounts() -> Value {
    json!({
        "receivable": "r", "revenue": "s", "tax": [{ "category": "S", "rate": "0.19", "account": "t19" }, { "category": "S", "account": "t" }],
        "rounding": "d", "withheld": "w", "advances": "p",
    })
}

fn credited() -> Value {
    let mut all = written();
    all["number"] = json!("A1");
    all["what"] = json!({ "lines": [{ "line": 0, "quantity": "1" }, { "line": 1, "quantity": "2.5" }] });
    all["day"] = json!("2026-04-01");
    all["accounts"] = accounts();
    all
}

/// A figure of totals, by name.
macro_rules! figure {
    ($field:ident) => {{
        let of: fn(&invoice::Totals) -> Money = |totals| totals.$field;
        of
    }};
}

fn credit(document: &Value) -> Result {
    let (written, rules): (Document, Rules) = (part(document, "document")?, part(document, "rules")?);
    let (number, what): (String, What) = (part(document, "number")?, part(document, "what")?);
    let (day, accounts): (NaiveDate, Accounts) = (part(document, "day")?, part(document, "accounts")?);
    let mut sold = Invoice::draft(written, rules)?;
    unchanged(&mut sold, |sold| sold.issue(number))?;
    let mut notes = vec![];
    for what in [&what, &What::Whole] {
        let mut note = invoice::credit(&sold, &notes, what, day)?;
        assert!(note.totals().adds_up() || !rules.adds_up(), "{:?}", note.totals());
        note.issue(format!("C{}", notes.len()))?;
        notes.push(note);
    }
    // Whatever the first note took, both together take back the invoice in every figure but what was prepaid.
    let (all, currency) = (sold.totals(), sold.document().currency);
    let sum =
        |of: fn(&invoice::Totals) -> Money| Money::sum(notes.iter().map(|note| of(note.totals())), currency);
    for (of, name) in [
        (figure!(sum), "sum"),
        (figure!(allowances), "allowances"),
        (figure!(charges), "charges"),
        (figure!(net), "net"),
        (figure!(tax), "tax"),
        (figure!(gross), "gross"),
        (figure!(withheld), "withheld"),
        (figure!(rounding), "rounding"),
    ] {
        if rules.adds_up() {
            assert_eq!(sum(of)?, of(all), "{name} of the notes is not that of the invoice");
        }
    }
    let mut journal = invoice::post(&sold, &accounts)?;
    let mut head = chain::Head::start(chain::Scheme::CanonicalJson);
    for note in notes {
        journal.append(&invoice::post(&note, &accounts)?)?;
        head = chain::append(&head, note)?.1;
    }
    journal.balanced()?;
    answer(&head)?;
    answer(&sold)
}

fn stated() -> Value {
    let group = json!({ "category": "S", "rate": "19", "base": "125.97", "tax": "23.93" });
    let part = json!({ "amount": "2.50", "base": "25.00", "category": "S", "rate": "19.0" });
    let line = json!({
        "net": "128.47", "price": "128.47", "gross_price": "130", "category": "S", "rate": "19.00",
        "allowances": [{ "amount": "1.53", "base": "130" }], "charges": [{ "amount": ".00" }],
    });
    let mut document = json!({
        "stated": {
            "currency": "EUR", "tax_currency": "DKK", "lines": [line], "allowances": [part],
            "charges": [{ "amount": "00.0", "category": "S", "rate": "19" }],
            "totals": {
                "sum": "128.47", "allowances": "2.50", "charges": "0", "net": "125.97", "tax": "23.93", "gross": "149.90",
                "prepaid": "100.0", "rounding": "0.10", "due": "50",
            },
            "breakdown": [group],
        },
        "strength": "exact", "rule": "BR-CO-17",
    });
    document["stated"]["totals"]["accounting_tax"] = json!("178.50");
    document
}

fn judge_stated(document: &Value) -> Result {
    let (stated, strength): (Stated, Strength) = (part(document, "stated")?, part(document, "strength")?);
    let rule: String = part(document, "rule")?;
    let checked = validate::rules_checked();
    answer(&stated)?;
    for strength in [strength, Strength::Exact, Strength::Official] {
        // Whatever is stated is judged: every rule is passed or failed, and nothing else is said.
        let report = validate(&stated, strength);
        answer(&report)?;
        assert_eq!(report.passed.len() + report.failed.len(), checked.len());
        let known = checked.iter().any(|other| other.id == rule);
        assert_eq!(report.verdict(&rule) == Verdict::NotChecked, !known);
        assert_eq!(report.holds(), report.findings.is_empty());
    }
    answer(&checked)
}

fn corrected() -> Value {
    let mut all = credited();
    all["corrected"] = all["document"].clone();
    all["corrected"]["lines"][0]["quantity"] = json!("7");
    all["document"]["kind"] = json!("380");
    all["corrected"]["kind"] = json!("380");
    all["method"] = json!("difference");
    all["reason"] = json!("miscounted");
    all
}

fn correct(document: &Value) -> Result {
    let (written, rules): (Document, Rules) = (part(document, "document")?, part(document, "rules")?);
    let (number, what): (String, What) = (part(document, "number")?, part(document, "what")?);
    let (day, right): (NaiveDate, Document) = (part(document, "day")?, part(document, "corrected")?);
    let (method, reason): (invoice::Method, String) = (part(document, "method")?, part(document, "reason")?);
    let mut sold = Invoice::draft(written, rules)?;
    sold.issue(number)?;
    let mut note = invoice::credit(&sold, &[], &what, day)?;
    note.issue("C1")?;
    let drafts = invoice::correct(&sold, &[note.clone()], right, method, &reason, day)?;
    for draft in &drafts {
        assert!(draft.totals().adds_up() || !rules.adds_up(), "{:?}", draft.totals());
        answer(draft)?;
    }
    // The original, what was credited and what corrects it come to the corrected document, whatever it says.
    if let (true, [draft]) = (rules.adds_up(), drafts.as_slice()) {
        let sign = |invoice: &Invoice| {
            let net = invoice.totals().net;
            if invoice.document().kind == invoice::Kind::CreditNote { -net } else { net }
        };
        let net = Money::sum([sign(&sold), sign(&note), sign(draft)], sold.document().currency)?;
        let right: Document = part(document, "corrected")?;
        let mut right = Document { accounting: sold.document().accounting.clone(), ..right };
        right.day = day;
        assert_eq!(net, invoice::totals(&right, &rules)?.net);
    }
    Ok(Outcome::Answered)
}

fn deducted() -> Value {
    let all = written();
    let plain = |kind: &str, price: &str| {
        json!({ "kind": kind, "currency": "EUR", "day": "2026-03-02", "lines": [{
            "description": "kitchen", "quantity": "1", "price": { "amount": price, "currency": "EUR" },
            "tax": { "category": "S", "rate": "0.19" },
        }] })
    };
    json!({
        "advance": plain("386", "100.00"), "document": plain("380", "1000.00"), "rules": all["rules"], "number": "A1",
        "share": { "share": "0.25" }, "day": "2026-03-02",
    })
}

fn deduct(document: &Value) -> Result {
    let (written, rules): (Document, Rules) = (part(document, "document")?, part(document, "rules")?);
    let (before, number): (Document, String) = (part(document, "advance")?, part(document, "number")?);
    let (share, day): (What, NaiveDate) = (part(document, "share")?, part(document, "day")?);
    let mut advance = Invoice::draft(before, rules)?;
    advance.issue(number)?;
    let mut note = invoice::credit(&advance, &[], &share, day)?;
    note.issue("C1")?;
    let last = invoice::deduct(written, &rules, &[advance, note])?;
    answer(&last)?;
    answer(&Invoice::draft(last, rules)?)
}

fn bought() -> Value {
    let line = |category: &str, rate: &str| {
        json!({
            "description": "steel", "quantity": "2", "price": { "amount": "50.05", "currency": "USD" }, "account": "steel",
            "tax": { "category": category, "rate": rate, "code": "x" },
        })
    };
    json!({
        "document": {
            "kind": "380", "side": "purchase", "currency": "USD", "day": "2026-03-02", "lines": [line("S", "0.19"), line("AE", "0")],
            "prepaid": { "amount": "5.00", "currency": "USD" }, "withholdings": [{ "name": "IRPF", "rate": "0.15" }],
            "accounting": {
                "currency": "EUR", "rate": "0.8547", "day": "2026-03-01", "source": "ECB", "conversion": "per_rate",
                "rounding": { "step": "0.01", "mode": "half_up" },
            },
        },
        "rules": Rules::en16931(backoffice::currency::USD), "number": "S-77",
        "accounts": {
            "payable": "p", "expense": "e", "rounding": "r", "withheld_payable": "w", "advances_paid": "a", "exchange": "x",
            "deposits_paid": "d",
            "tax": [{ "category": "S", "rate": "0.19", "code": "x", "direction": "input", "account": "asked" }],
            "reverse": [{ "category": "AE", "code": "x", "rate": "0.19", "output": "owed", "input": "asked" }],
        },
    })
}

fn post_purchase(document: &Value) -> Result {
    let (written, rules): (Document, Rules) = (part(document, "document")?, part(document, "rules")?);
    let (number, accounts): (String, Accounts) = (part(document, "number")?, part(document, "accounts")?);
    let mut invoice = Invoice::draft(written, rules)?;
    invoice.issue(number)?;
    answer(&accounts.of_deposits())?;
    answer(&invoice::Claim::of(&invoice)?)?;
    invoice::reverse_charged(&invoice, &accounts)?;
    let journal = invoice::post(&invoice, &accounts)?;
    journal.balanced()?;
    answer(&journal)
}

fn claimed() -> Value {
    json!({
        "claim": { "owed": { "amount": "119.00", "currency": "USD" }, "booked": { "amount": "100.00", "currency": "EUR" } },
        "paid": { "amount": "59.50", "currency": "USD" }, "received": { "amount": "52.00", "currency": "EUR" },
        "by": { "step": "0.01", "mode": "half_up" },
    })
}

fn settle(document: &Value) -> Result {
    let claim: invoice::Claim = part(document, "claim")?;
    let (paid, received): (Money, Money) = (part(document, "paid")?, part(document, "received")?);
    let settled = claim.settle(paid, received, part(document, "by")?)?;
    assert_eq!(
        settled.cleared.checked_add(settled.left.booked).as_ref(),
        Ok(&claim.booked),
        "no cent is lost"
    );
    answer(&settled)
}

fn stored() -> Value {
    let all = written();
    let invoice = Invoice::draft(part(&all, "document").expect("read"), part(&all, "rules").expect("read"));
    let mut invoice = invoice.expect("totalled");
    invoice.issue("A1").expect("issued");
    json!({ "invoice": invoice, "document": all["document"], "number": "A2", "day": "2026-04-01", "accounts": accounts(),
        "head": { "scheme": "canonical_json", "count": 7, "hash": "0".repeat(64) } })
}

fn read_invoice(document: &Value) -> Result {
    let (mut invoice, other): (Invoice, Document) = (part(document, "invoice")?, part(document, "document")?);
    let (number, day): (String, NaiveDate) = (part(document, "number")?, part(document, "day")?);
    let (accounts, head): (Accounts, chain::Head) = (part(document, "accounts")?, part(document, "head")?);
    answer(&invoice)?;
    let _ = unchanged(&mut invoice, |invoice| invoice.issue(number));
    let _ = unchanged(&mut invoice, |invoice| invoice.change(other));
    let _ = invoice::credit(&invoice, &[invoice.clone()], &What::Whole, day).err();
    let note = invoice::credit(&invoice, &[], &What::Whole, day)?;
    let _ = invoice::credit(&invoice, &[note.clone(), note], &What::Whole, day).err();
    let journal = invoice::post(&invoice, &accounts)?;
    journal.balanced()?;
    chain::canonical_bytes(&invoice)?;
    answer(&chain::append(&head, invoice)?.0)
}

fn sealed() -> Value {
    let Value::Object(all) = stored() else { return Value::Null };
    let invoice: Invoice = serde_json::from_value(all["invoice"].clone()).expect("an invoice");
    let mut head = chain::Head::start(chain::Scheme::CanonicalJson);
    let mut book = vec![];
    for _ in 0..3 {
        let (sealed, next) = chain::append(&head, invoice.clone()).expect("appended");
        book.push(sealed);
        head = next;
    }
    json!({ "book": book, "head": head })
}

fn audit_chain(document: &Value) -> Result {
    let (book, head): (Vec<chain::Sealed>, Option<chain::Head>) =
        (part(document, "book")?, part(document, "head")?);
    chain::audit(&book, None)?;
    chain::audit(&book, head.as_ref())?;
    answer(&book)
}

fn texts_of_json() -> Value {
    json!({ "text": "{\"b\": [1, -2, {\"\\u00e9\": null}], \"a\": \"1.50\\u000f\", \"c\": true}",
        "value": { "€": ["1.50", 7], "😀": { "b": false, "a": null } } })
}

fn canonicalize(document: &Value) -> Result {
    let text: String = part(document, "text")?;
    let value = &document["value"];
    // What is canonical stays as it is, and says what was said.
    let again = |bytes: Vec<u8>| -> Result {
        let text = String::from_utf8(bytes.clone()).expect("JSON is UTF-8");
        assert_eq!(chain::canonicalize(&text)?, bytes);
        Ok(Outcome::Answered)
    };
    let bytes = chain::canonical_json(value)?;
    assert_eq!(serde_json::from_slice::<Value>(&bytes).as_ref().ok(), Some(value));
    again(bytes)?;
    again(chain::canonicalize(&text)?)
}

fn qr_fields(codes: &str) -> Vec<(String, &str)> {
    codes.chars().map(|code| (if code == 'I' { "I1".into() } else { code.into() }, "1")).collect()
}

/// An entry of each kind, with where its chain ends and a signature.
fn recorded() -> Value {
    let registration = json!({ "issuer": "89890001K", "number": "12345678/G33", "day": "01-01-2024", "kind": "F1",
        "tax": "12.35", "total": "123.45", "recorded": "2024-01-01T19:20:30+01:00", "site": "production" });
    let cancellation = json!({ "issuer": "89890001K", "number": "12345678/G33", "day": "01-01-2024",
        "recorded": "2024-01-01T19:20:40+01:00" });
    let event = json!({ "maker": "A28083806", "system": "77", "version": "1.0.03", "installation": "383",
        "taxpayer": "B08194359", "kind": "01", "recorded": "2024-11-20T19:00:55+01:00" });
    let ticket = json!({ "issuer": "00000006Y", "day": "2019-10-25", "series": "T", "number": "27174", "total": "4.70",
        "address": "https://batuz.eus/QRTBAI/", "xml": "<T/>" });
    let invoice = json!({ "number": "S1", "seller": "Bobs Records", "tax_number": "310122393500003",
        "issued": "2022-04-25T15:30:00Z", "total": "1000.00", "tax": "150.00", "public_key": "AAEC", "stamp": "AAEC",
        "xml": format!("<x:ID>S1</x:ID><x:ID>ICV</x:ID><UUID>1</UUID></AdditionalDocumentReference><x:ID>PIH</x:ID>\
            <EmbeddedDocumentBinaryObject>{}</EmbeddedDocumentBinaryObject></AdditionalDocumentReference>", zatca::FIRST) });
    let paper = json!({ "day": "2010-05-18", "entered": "2010-05-18T15:43:25", "number": "FAC 001/15", "total": "25.62",
        "qr": qr_fields("ABCDEFGHINOR") });
    let till = json!({ "suite": "R1-AT0", "cash_box": "DEMO-CASH-BOX524", "number": "366587",
        "issued": "2015-12-17T11:23:44", "normal": "34,77", "reduced_1": "59,64", "reduced_2": "38,13", "zero": "0,00",
        "special": "-1,00", "turnover": "8MG8C1Kr7HA=", "certificate": "20f2ed172daa09e5" });
    let device = json!({ "version": "V0", "client": "955002-00", "process_type": "Kassenbeleg-V1",
        "process_data": "Beleg^0.00_2.55_0.00_0.00_0.00^2.55:Bar", "transaction": 18, "counter": 112,
        "start": "2019-07-10T18:41:04.000Z", "finish": "2019-07-10T18:41:04.000Z", "algorithm": "ecdsa-plain-SHA256",
        "time_format": "unixTime", "public_key": "AAEC", "number": "1" });
    let signature = "oso2FoOw4V941CwKTrv6xwzUrOtxBWCw";
    let jws = "GeWps9kci-fUqKLymS1pHlIbv0L8Oek-v6TDmZj9Ffucb8yvSijqZ8LcBalV9lADMXQ8U3itViKkd_i1Ba22BA";
    let row = |scheme, kind: &str, entry: Value, signature: Value| {
        let entry = json!({ kind: entry });
        json!({ "head": fiscal::Head::start(scheme), "entry": entry, "signature": signature })
    };
    json!({ "rows": [
        row(fiscal::Scheme::Verifactu, "verifactu_registration", registration, Value::Null),
        row(fiscal::Scheme::Verifactu, "verifactu_cancellation", cancellation, Value::Null),
        row(fiscal::Scheme::VerifactuEvents, "verifactu_event", event, Value::Null),
        row(fiscal::Scheme::TicketBai, "ticket_bai", ticket, json!(signature)),
        row(fiscal::Scheme::Zatca, "zatca", invoice, json!(signature)),
        row(fiscal::Scheme::Portugal, "portugal", paper, json!(signature)),
        row(fiscal::Scheme::Rksv, "rksv", till, json!(jws)),
        row(fiscal::Scheme::Tse, "tse", device, json!(signature)),
    ] })
}

#[derive(Deserialize)]
struct Row {
    head: fiscal::Head,
    entry: fiscal::Entry,
    signature: Option<String>,
}

fn record(document: &Value) -> Result {
    let mut refused = None;
    for row in part::<Vec<Row>>(document, "rows")? {
        let Row { head, entry, signature } = row;
        let made = fiscal::append(&head, entry.clone(), signature.as_deref());
        let many = fiscal::append_many(&head, [entry.clone()], |_| Ok(signature.clone()));
        assert_eq!(made.is_ok(), many.is_ok());
        match made {
            Err(error) => refused = Some(error),
            Ok((record, next)) => {
                assert_eq!(fiscal::text(&head, &entry).as_ref(), Ok(&record.text));
                assert_eq!(many, Ok((vec![record.clone()], next.clone())));
                // What was appended verifies, and is followed by none that claims the same place.
                let found = fiscal::verify_from(
                    &head,
                    std::slice::from_ref(&record),
                    Some(&next),
                    Some(&|_, _| true),
                );
                assert_eq!(found.map(|found| found.head), Ok(next));
                let _ =
                    fiscal::verify_from(&head, &[record.clone(), record.clone()], None, None).unwrap_err();
                answer(&record)?;
            }
        }
    }
    refused.map_or(Ok(Outcome::Answered), |error| Err(error.into()))
}

/// A book of each scheme whose entries can be made beforehand.
fn recorded_books() -> Value {
    let rows: Vec<Row> = part(&recorded(), "rows").expect("rows");
    let books = rows
        .into_iter()
        .filter(|row| !matches!(row.entry, fiscal::Entry::TicketBai(_) | fiscal::Entry::Zatca(_)));
    let books = books.map(|row| {
        let numbered = (0..3).map(|at| match row.entry.clone() {
            fiscal::Entry::Portugal(document) => {
                fiscal::Entry::Portugal(portugal::Document { number: format!("FAC 001/{at}"), ..document })
            }
            fiscal::Entry::Tse(receipt) => {
                fiscal::Entry::Tse(tse::Receipt { transaction: 18 + at, counter: 112 + at, ..receipt })
            }
            other => other,
        });
        let (book, head) =
            fiscal::append_many(&row.head, numbered, |_| Ok(row.signature.clone())).expect("appended");
        json!({ "book": book, "head": head })
    });
    json!({ "books": books.collect::<Vec<_>>() })
}

#[derive(Deserialize)]
struct Kept {
    book: Vec<fiscal::Record>,
    head: Option<fiscal::Head>,
}

fn verify_books(document: &Value) -> Result {
    let mut refused = None;
    for Kept { book, head } in part::<Vec<Kept>>(document, "books")? {
        let with = fiscal::verify(&book, head.as_ref(), Some(&|_, signature| !signature.is_empty()));
        let without = fiscal::verify(&book, head.as_ref(), None);
        match with.and(without) {
            Err(error) => {
                let at: Vec<&str> = error.field().split('.').collect();
                assert!(at[0] == "records", "{error:?}");
                refused = Some(error);
            }
            Ok(found) => {
                assert_eq!(found.head.count, book.len() as u64);
                answer(&found)?;
            }
        }
    }
    refused.map_or(Ok(Outcome::Answered), |error| Err(error.into()))
}

fn parts_of_records() -> Value {
    let row = &recorded()["rows"][0]["entry"]["verifactu_registration"];
    json!({ "registration": row, "issuer": "00000006Y", "day": "2019-10-25", "signature": "oso2FoOw4V941CwKTrv6xwzUrOtxBWCw",
        "fields": qr_fields("ABCDEFGHINOQR"), "series": "JJJCR94W", "number": 14570,
        "key": "WQRtiiya3hYh/Uz44Bv3x8ETl1nrH6nCdErn69g5/lU=", "cents": 1_234_567, "length": 5, "text": "_R1-AT0_a_b",
        "gross": ["0.00", "2.55", "0.00", "0.00", "0.00"], "payments": [{ "amount": "2.55", "kind": "Bar", "currency": "CHF" }],
        "xml": "<Invoice/>" })
}

fn make_parts(document: &Value) -> Result {
    let text = |key| part::<String>(document, key);
    let registration: verifactu::Registration = part(document, "registration")?;
    let (number, cents, length): (u64, i64, usize) =
        (part(document, "number")?, part(document, "cents")?, part(document, "length")?);
    let (issuer, signature, key) = (text("issuer")?, text("signature")?, text("key")?);
    let fields: Vec<(String, String)> = part(document, "fields")?;
    let (gross, payments): ([String; 5], Vec<tse::Payment>) =
        (part(document, "gross")?, part(document, "payments")?);
    let _ = verifactu::qr(verifactu::Site::TestKept, &registration);
    let identifier = ticketbai::identifier(&issuer, &text("day")?, &signature);
    let _ = ticketbai::qr(&issuer, identifier.as_deref().unwrap_or_default(), &key, &signature, &issuer);
    let _ = rksv::decrypt_turnover(&key, &issuer, &signature, &text("text")?);
    let _ = (zatca::hash(&text("xml")?), rksv::link_hash(&issuer), rksv::signing_input(&issuer));
    let turnover = rksv::encrypt_turnover(&key, &issuer, &signature, cents, length);
    if let Ok(turnover) = &turnover {
        assert_eq!(rksv::decrypt_turnover(&key, &issuer, &signature, turnover), Ok(Some(cents)));
    }
    let refusals = [
        rksv::read_jws(&rksv::jws(&text("text")?, "AAEC")).err(),
        rksv::qr(&issuer, "AAEC").err(),
        rksv::ocr(&text("text")?, "AAEC").err(),
        portugal::four_characters(&signature).err(),
        portugal::atcud(&text("series")?, number).err(),
        portugal::qr(&fields).err(),
        zatca::qr(&[(1, issuer.as_bytes()), (2, signature.as_bytes())]).err(),
        tse::process_data("Beleg", &gross, &payments).err(),
        tse::serial_number(&key).err(),
        identifier.err(),
        turnover.err(),
    ];
    refusals.into_iter().flatten().next().map_or(Ok(Outcome::Answered), |error| Err(error.into()))
}

fn ledger() -> Value {
    let records: Vec<String> = (0..9).map(|at| format!("record {at}")).collect();
    let tree: merkle::Tree = records.iter().map(|record| merkle::leaf(record.as_bytes())).collect();
    let leaves: Vec<_> = (0..9).filter_map(|at| tree.leaf(at)).collect();
    json!({ "leaves": leaves, "frontier": tree.frontier(), "record": "record 5", "index": 5, "count": 9, "earlier": 6,
        "head": tree.head(), "before": tree.head_at(6).expect("six"), "proof": tree.inclusion_proof(5, 9).expect("there"),
        "consistency": tree.consistency_proof(6, 9).expect("there") })
}

fn prove(document: &Value) -> Result {
    let leaves: Vec<chain::Hash> = part(document, "leaves")?;
    let (mut frontier, record): (merkle::Frontier, String) =
        (part(document, "frontier")?, part(document, "record")?);
    let (index, count, earlier): (u64, u64, u64) =
        (part(document, "index")?, part(document, "count")?, part(document, "earlier")?);
    let (head, before): (merkle::Head, merkle::Head) = (part(document, "head")?, part(document, "before")?);
    let (proof, consistency): (Vec<chain::Hash>, Vec<chain::Hash>) =
        (part(document, "proof")?, part(document, "consistency")?);
    answer(&frontier)?;
    let tree: merkle::Tree = leaves.iter().copied().collect();
    assert_eq!(tree.head().root, merkle::root(&leaves));
    // Whatever is proved holds.
    if let (Ok(proof), Ok(head), Some(leaf)) =
        (tree.inclusion_proof(index, count), tree.head_at(count), tree.leaf(index))
    {
        let holds = merkle::verify_inclusion(record.as_bytes(), index, &proof, &head).is_ok();
        assert_eq!(holds, *leaf == merkle::leaf(record.as_bytes()));
    }
    if let (Ok(proof), Ok(then), Ok(now)) =
        (tree.consistency_proof(earlier, count), tree.head_at(earlier), tree.head_at(count))
    {
        merkle::verify_consistency(&then, &now, &proof).expect("proved");
    }
    let after = unchanged(&mut frontier, |frontier| frontier.append(record.as_bytes()))?;
    assert_eq!(after, frontier.head());
    merkle::verify_inclusion(record.as_bytes(), index, &proof, &head)?;
    merkle::verify_consistency(&before, &head, &consistency)?;
    answer(&head)
}

fn identifiers() -> Value {
    json!({ "scheme": "rf", "number": "539007547034", "country": "DE", "bban": "370400440532013000",
        "tax_number": "DE 265265318" })
}

fn identify(document: &Value) -> Result {
    let (scheme, number): (Scheme, String) = (part(document, "scheme")?, part(document, "number")?);
    let (country, bban): (String, String) = (part(document, "country")?, part(document, "bban")?);
    let tax: String = part(document, "tax_number")?;
    for scheme in Scheme::ALL {
        assert_eq!(scheme.holds(&number), scheme.check(&number).is_ok());
    }
    tax_number::parse(&country, &tax)?;
    assert!(tax_number::holds(&country, &tax));
    let account = iban::make(&country, &bban)?;
    assert_eq!(iban::parse(&iban::format(&account)?)?, account);
    let made = scheme.make(&number)?;
    assert_eq!(scheme.parse(&scheme.format(&made)?)?, scheme.parse(&made)?);
    answer(iban::country(&country).expect("made"))
}

fn payment_codes() -> Value {
    let address = json!({ "name": "Ada", "street": "Rue du Lac", "house": "1", "postal_code": "2501", "town": "Biel",
        "country": "CH" });
    json!({
        "transfer": { "name": "Ada", "iban": "BE72 0000 0000 1616", "amount": { "amount": "12.30", "currency": "EUR" },
            "bic": "BPOTBEB1", "purpose": "CHAR", "text": "lamp", "information": "thanks" },
        "bill": { "iban": "CH44 3199 9123 0008 8901 2", "currency": "CHF", "creditor": address, "debtor": address,
            "amount": { "amount": "1949.75", "currency": "CHF" }, "reference": "21 00000 00003 13947 14300 09017",
            "message": "lamp", "bill_information": "//S1/10/1", "alternatives": ["eBill/B/4101"] }
    })
}

fn code(document: &Value) -> Result {
    let transfer: qr::SepaTransfer = part(document, "transfer")?;
    let bill: qr::SwissBill = part(document, "bill")?;
    assert!(qr::sepa(&transfer)?.len() <= 331);
    assert!(qr::swiss(&bill)?.lines().count() >= 31);
    answer(&transfer)?;
    answer(&bill)
}

fn series() -> Value {
    json!({
        "series": {
            "id": "sales", "pattern": "{series}-{year}-{fy}-{number:5}{mod97}", "restart": "fiscal", "chronological": true,
            "fiscal_year": { "month": 4, "day": 6 }, "next": 7, "period": "2025-04-06", "last": "2026-03-01", "version": 3,
        },
        "days": ["2026-03-02", "2026-03-02", "2026-03-30"], "grant": { "first": 7, "last": "2026-03-30", "version": 4 },
        "row": ["sales", "{year}-{number}", "yearly", 1, "", 7, "2026-01-01", null, 3],
        "numbers": [{ "day": "2026-03-01", "counter": 6, "text": "sales-2026-2025-26-0000600" }],
        "voids": [{ "number": { "day": "2026-03-01", "counter": 5, "text": "x" }, "reason": "spoilt" }],
    })
}

fn number(document: &Value) -> Result {
    let (series, days): (Series, Vec<NaiveDate>) = (part(document, "series")?, part(document, "days")?);
    let (numbers, voids): (Vec<Number>, Vec<Void>) = (part(document, "numbers")?, part(document, "voids")?);
    answer(&series)?;
    answer(&series.audit_with(&numbers, &voids)?)?;
    let (given, after) = series.issue_many(&days)?;
    for number in &given {
        let read = series.parse(&number.text)?;
        assert_eq!(read.number, number.counter, "a number reads as it was written");
    }
    answer(&after)?;
    answer(&after.audit(&given)?)?;
    if let Some(day) = days.first() {
        assert_eq!(Some(&series.issue(*day)?.0), given.first(), "one is the case of many");
    }
    let claim = series.claim(&days)?;
    answer(&claim)?;
    answer(&claim.values(Statement::Claim, Placeholders::Question)?)?;
    let row: Vec<numbering::Value> = part(document, "row")?;
    let stored = Series::from_row(&row)?;
    assert_eq!(
        stored.row(Statement::Create, Placeholders::Colon)?.len(),
        row.len(),
        "a row is written as it is read"
    );
    answer(&claim.refused(Some(&stored)))?;
    answer(&series.granted(&claim, part(document, "grant")?)?.1)
}

fn desk() -> Value {
    let series = series()["series"].clone();
    let mut desk: Allocator = serde_json::from_value(json!({ "series": series })).expect("a desk");
    let day = calendar::date(2026, 3, 2).expect("a day");
    let (one, two) = (desk.allocate(day).expect("one"), desk.allocate(day).expect("two"));
    json!({ "desk": desk, "day": "2026-03-03", "number": one, "other": two, "reason": "printer jam" })
}

fn allocate(document: &Value) -> Result {
    let (mut desk, day): (Allocator, NaiveDate) = (part(document, "desk")?, part(document, "day")?);
    let (one, other, reason): (Number, Number, String) =
        (part(document, "number")?, part(document, "other")?, part(document, "reason")?);
    let mut refused = unchanged(&mut desk, |desk| desk.commit(&other)).err();
    refused = unchanged(&mut desk, |desk| desk.abandon(&one, reason)).err().or(refused);
    let number = unchanged(&mut desk, |desk| desk.allocate(day))?;
    unchanged(&mut desk, |desk| desk.abandon(&number, "left"))?;
    answer(&desk)?;
    refused.map_or(Ok(Outcome::Answered), |error| Err(error.into()))
}

fn scope() -> Value {
    json!({
        "numbers": [1, 2, 4, 7], "scope": { "first": 1, "next": 9, "voids": [3] }, "law": "IN", "fiscal": { "month": 4, "day": 1 },
        "texts": [["A/1", "2026-03-31"], ["A/2", "2026-04-01"]],
    })
}

fn audit_numbers(document: &Value) -> Result {
    let (numbers, scope): (Vec<u64>, Scope) = (part(document, "numbers")?, part(document, "scope")?);
    let (texts, law): (Vec<(String, NaiveDate)>, String) = (part(document, "texts")?, part(document, "law")?);
    answer(&numbering::audit(&numbers, &scope))?;
    let mut law = Profile::of(&law)?;
    law.unique = numbering::Unique::Within(part(document, "fiscal")?);
    law.check_counters(&numbers, &scope.voids);
    answer(&law.check(texts.iter().map(|(text, day)| (text.as_str(), *day)))?)
}

fn block() -> Value {
    let mut series = series()["series"].clone();
    series["chronological"] = false.into();
    let series: Series = serde_json::from_value(series).expect("a series");
    let day = calendar::date(2026, 3, 2).expect("a day");
    let (mut block, _) = series.reserve("till 7", 9, day).expect("a block");
    let (one, two) = (block.issue(day).expect("one"), block.issue(day).expect("two"));
    block.void(&two, "spoilt").expect("void");
    json!({ "block": block, "series": series, "day": "2026-03-03", "number": one, "count": 3, "till": "till 8", "reason": "closing time",
        "grant": { "first": 7, "last": "2026-03-03", "version": 4 } })
}

fn keep_block(document: &Value) -> Result {
    let (mut block, series): (numbering::Block, Series) =
        (part(document, "block")?, part(document, "series")?);
    let (day, count): (NaiveDate, u64) = (part(document, "day")?, part(document, "count")?);
    let (till, reason): (String, String) = (part(document, "till")?, part(document, "reason")?);
    let (number, held): (Number, u64) = (part(document, "number")?, block.left());
    answer(&block.reserved()?)?;
    let claim = series.claim_block(count, day)?;
    answer(&series.granted_block(&claim, part(document, "grant")?, till.clone())?)?;
    answer(&series.reserve(till.clone(), count, day)?)?;
    let mut refused = unchanged(&mut block, |block| block.issue(day)).err();
    refused = unchanged(&mut block, |block| block.void(&number, reason.clone())).err().or(refused);
    let other = unchanged(&mut block, |block| block.hand_over(count, till))?;
    assert!(block.left() + other.left() <= held, "no number is in two blocks");
    answer(&other)?;
    answer(&block.close(reason)?)?;
    refused.map_or(Ok(Outcome::Answered), |error| Err(error.into()))
}

fn books() -> Value {
    let document = series();
    json!({
        "series": document["series"],
        "books": {
            "entries": [
                { "text": "sales-2026-2025-26-0000600", "day": "2026-03-01", "document": "a" },
                { "text": "sales-2026-2025-26-0000508", "day": "2026-02-28" },
            ],
            "first": 5, "voids": document["voids"], "reserved": [{ "period": "2025-04-06", "first": 1, "last": 3 }],
            "closed": [{ "period": "2024-04-06", "next": 9 }], "told": [{ "text": "sales-2026-2025-26-0000600", "document": "b" }],
        },
        "law": "PT", "uses": ["invoice", "simplified"], "day": "2026-03-02", "pack": "id = 'X'",
    })
}

fn audit_books(document: &Value) -> Result {
    let (series, books): (Series, numbering::Books) = (part(document, "series")?, part(document, "books")?);
    let (law, day): (String, NaiveDate) = (part(document, "law")?, part(document, "day")?);
    let (uses, pack): (Vec<numbering::Use>, String) = (part(document, "uses")?, part(document, "pack")?);
    answer(&books)?;
    answer(&series.audit_books(&books)?)?;
    answer(&Profile::on(&law, day)?.check_series(&series, &uses, day)?)?;
    if let Ok(profile) = Profile::parse(&pack) {
        answer(&profile)?;
    }
    Ok(Outcome::Answered)
}

// Payroll.

fn hour_rules() -> Value {
    json!({
        "night": { "from": "20:00", "to": "08:00", "definition": "by_overlapping", "minimum_hours": "1",
            "accounting": "time_crossing", "recalculation": "time", "factor": "1.5" },
        "holiday_factor": "2", "day_off_factor": "2.5",
        "overtime": { "daily_hours": "8", "weekly_hours": "40", "week_starts": "Mon", "factor": "1.25" },
        "together": "add",
    })
}

fn shifts() -> Value {
    let usd = |amount: &str| json!({ "amount": amount, "currency": "USD" });
    json!({
        "shifts": [
            { "start": "2026-11-02T18:00", "end": "2026-11-03T06:00", "day": "holiday",
              "breaks": [{ "start": "2026-11-02T22:00", "minutes": 30 }, { "minutes": 15 }] },
            { "start": "2026-11-04T09:00", "end": "2026-11-04T20:30", "rate": usd("31.337") },
        ],
        "rules": hour_rules(), "rate": usd("30"), "rounding": { "step": "0.01", "mode": "half_even" },
        "rates": { "priority": "positions", "position": usd("40"), "company": usd("20") },
    })
}

fn count_hours(document: &Value) -> Result {
    let (shifts, rules): (Vec<hours::Shift>, hours::Rules) =
        (part(document, "shifts")?, part(document, "rules")?);
    let (rate, by): (Price, Rounding) = (part(document, "rate")?, part(document, "rounding")?);
    let rates: hours::Rates = part(document, "rates")?;
    answer(&shifts)?;
    answer(&rules)?;
    let counted = hours::count_all(&shifts, &rules)?;
    for (shift, counted) in shifts.iter().zip(&counted) {
        let long = (shift.end - shift.start).num_minutes();
        let pauses: i64 = shift.breaks.iter().map(|pause| pause.minutes).sum();
        assert_eq!(counted.minutes, long - pauses, "every minute is counted once");
        assert_eq!(counted.parts.iter().map(|part| part.minutes).sum::<i64>(), counted.minutes);
        hours::count(shift, &rules)?;
        answer(&counted.pay(rate, by)?)?;
    }
    answer(&counted)?;
    answer(&hours::pays(&shifts, &rules)?)?;
    answer(&rates.rate()?)
}

fn scheme() -> Value {
    let gbp = |amount: &str| json!({ "amount": amount, "currency": "GBP" });
    json!({
        "scheme": {
            "name": "Works pension", "employee": "0.05", "employer": "0.03",
            "on": { "band": { "lower": gbp("520.00"), "upper": gbp("4189.00") } },
            "arrangement": { "relief_at_source": "0.2" }, "rounding": { "step": "0.01", "mode": "half_up" },
        },
        "pensionable": gbp("3000.00"),
    })
}

fn contribute(document: &Value) -> Result {
    let scheme: pension::Scheme = part(document, "scheme")?;
    let due = scheme.contributions(part(document, "pensionable")?)?;
    assert_eq!(due.deducted.checked_add(due.claimed).as_ref(), Ok(&due.contribution));
    answer(&due)
}

fn employee() -> Value {
    let gbp = |amount: &str| json!({ "amount": amount, "currency": "GBP" });
    json!({
        "id": "ada", "name": "Ada", "basis": { "salaried": gbp("3000.00") }, "frequency": "monthly", "contract_hours": "150",
        "rounding": { "step": "0.01", "mode": "half_up" }, "profile": profile(), "pension": scheme()["scheme"],
    })
}

fn pay() -> Value {
    let gbp = |amount: &str| json!({ "amount": amount, "currency": "GBP" });
    json!({
        "employee": employee(), "period": { "first": "2026-06-01", "last": "2026-06-30" }, "pay_day": "2026-06-30",
        "pays": [
            { "kind": "overtime", "worked": { "hours": "6.5" }, "factor": "1.5" },
            { "kind": "premium", "worked": { "minutes": 95 }, "rate": gbp("17.515"), "factor": "1.25", "name": "night" },
            { "kind": "expense", "amount": gbp("84.20") },
            { "kind": "benefit", "amount": gbp("40.00") },
            { "kind": "bonus", "amount": gbp("500.00"), "bases": { "taxable": true, "contributory": true, "pensionable": false, "cash": true } },
            { "kind": "deduction", "amount": gbp("20.00"), "name": "union dues", "fixed": true },
        ],
        "accounts": {
            "wages": "w", "contributions": "c", "pension": "p", "expenses": "e", "net_pay": "n", "pension_payable": "pp",
            "deductions": { "union dues": "u" }, "other_deductions": "o", "authorities": { "HMRC": "h" },
        },
    })
}

fn hourly_pay() -> Value {
    let mut all = pay();
    all["employee"]["basis"] = json!({ "hourly": { "amount": "12.71", "currency": "GBP" } });
    all["employee"]["frequency"] = json!("weekly");
    all["employee"]["profile"]["tax_code"] = json!("SK475 X");
    all["employee"]["profile"]["director"] = Value::Null;
    all["employee"]["pension"]["arrangement"] = json!("net_pay");
    all["pays"][0] = json!({ "kind": "basic", "worked": { "hours": "38.25" } });
    all
}

fn pay_slip(document: &Value) -> Result {
    let (employee, period): (Employee, Period) = (part(document, "employee")?, part(document, "period")?);
    let (pay_day, pays): (NaiveDate, Vec<Pay>) = (part(document, "pay_day")?, part(document, "pays")?);
    let accounts: payroll::Accounts = part(document, "accounts")?;
    let law = pack("uk.wages");
    let (slip, trace) = payroll::slip_traced(&employee, period, pay_day, &pays, law)?;
    assert_eq!(payroll::slip(&employee, period, pay_day, &pays, law).as_ref(), Ok(&slip));
    assert!(!slip.net.is_negative());
    assert!(payroll::print::text(&slip, Some(&trace)).contains("Net pay"));
    let page = payroll::print::page(&slip, Some(&trace));
    assert!(!page.contains("<script"), "what comes from outside is escaped");
    answer(&trace)?;
    answer(&slip)?;
    let journal = payroll::post(&slip, &accounts)?;
    journal.balanced()?;
    answer(&slip.carried)
}

fn rows() -> Value {
    let mut all = pay();
    let mut other = hourly_pay();
    other["employee"]["id"] = json!("bo");
    all["rows"] = json!([
        { "employee": all["employee"], "pays": all["pays"] },
        { "employee": other["employee"], "pays": other["pays"] },
    ]);
    for key in ["employee", "pays"] {
        all.as_object_mut().and_then(|all| all.remove(key));
    }
    all
}

fn pay_run(document: &Value) -> Result {
    let (rows, period): (Vec<payroll::Row>, Period) = (part(document, "rows")?, part(document, "period")?);
    let (pay_day, accounts): (NaiveDate, payroll::Accounts) =
        (part(document, "pay_day")?, part(document, "accounts")?);
    let run = payroll::run(&rows, period, pay_day, pack("uk.wages"), |_, _| true)?;
    assert_eq!(run.slips.len() + run.problems.len(), rows.len(), "no row is lost");
    assert!(run.problems.iter().all(|problem| !problem.field.is_empty() && !problem.message.is_empty()));
    answer(&run)?;
    answer(&run.totals()?)?;
    payroll::post_run(&run, &accounts)?.balanced()?;
    Ok(Outcome::Answered)
}

// Rosters.

fn model() -> Value {
    json!({
        "model": {
            "period": { "first": "2026-03-30", "last": "2026-04-05" },
            "people": [
                { "name": "ada", "skills": ["till"], "hours_at_most": "32", "hours_at_least": "8",
                  "available": [{ "days": ["Mon", "Tue", "Wed"], "from": "05:00", "to": "23:00" }, { "days": [], "from": "20:00", "to": "04:00" }] },
                { "name": "bo", "skills": [], "hours_at_most": "40",
                  "unavailable": [{ "from": "2026-03-31T06:00:00", "to": "2026-04-01T06:00:00" }] },
            ],
            "shifts": [
                { "name": "early", "start": "06:00", "end": "14:00", "break_minutes": 30, "needs": [{ "skill": "till", "needed": 1 }] },
                { "name": "night", "start": "22:00", "end": "06:00", "days": ["Fri", "Sat"], "needs": [{ "needed": 2 }] },
                { "name": "once", "start": "10:00", "end": "24:00", "dates": ["2026-04-02"], "skills": ["till"] },
            ],
            "demand": [{ "from": "2026-04-02T10:00:00", "to": "2026-04-02T11:00:00", "skill": "till", "needed": 1 }],
            "requests": [
                { "person": "ada", "wish": "prefer", "shift": "early", "weight": 10 },
                { "person": "bo", "wish": "avoid", "day": "2026-04-03", "weight": 5 },
                { "person": "bo", "wish": "prefer", "day": "2026-04-04", "shift": "night", "weight": 7 },
            ],
            "locked": [{ "person": "ada", "shift": "early", "day": "2026-03-30", "skill": "till" }],
            "rules": {
                "week_begins": "Mon", "coverage": "should", "short": 10, "over": 1, "skill": "hard", "availability": { "soft": 2 },
                "contract_most": "hard", "contract_least": { "soft": 1 },
                "rules": [
                    { "name": "rest", "limit": { "rest_between": { "minutes": 660 } }, "strength": "hard", "people": ["ada", "bo"] },
                    { "name": "weekly rest", "limit": { "uninterrupted_rest": { "minutes": 2100, "per": "week" } }, "strength": "hard" },
                    { "name": "days", "limit": { "consecutive_days": { "days": 5 } }, "strength": { "soft": 100 } },
                    { "name": "off", "limit": { "days_off": { "days": 1, "per": { "days": 3 } } }, "strength": { "soft": 3 } },
                    { "name": "most", "limit": { "most_minutes": { "minutes": 2880, "per": "period" } }, "strength": "hard" },
                    { "name": "least", "limit": { "least_minutes": { "minutes": 60, "per": "week" } }, "strength": { "soft": 1 } },
                    { "name": "long", "limit": { "longest_shift": { "minutes": 600 } }, "strength": { "soft": 1 } },
                ],
            },
        },
        "budget": { "nodes": 400, "seed": 7 },
    })
}

fn roster() -> Value {
    let mut all = model();
    // Nobody is far from anybody.
    let spread = json!({ "name": "spread", "limit": { "spread": { "of": "minutes", "most": 960 } }, "strength": { "soft": 1 } });
    if let Some(rules) = all["model"]["rules"]["rules"].as_array_mut() {
        rules.push(spread);
    }
    all["assignments"] = json!([
        { "person": "ada", "shift": "early", "day": "2026-03-30", "skill": "till" },
        { "person": "bo", "shift": "night", "day": "2026-04-03" },
        { "person": "bo", "shift": "night", "day": "2026-04-04" },
    ]);
    all
}

fn judge(document: &Value) -> Result {
    let (model, assignments): (Model, Vec<Assignment>) =
        (part(document, "model")?, part(document, "assignments")?);
    answer(&model)?;
    let verdict = scheduling::evaluate(&model, &assignments)?;
    assert!(verdict.penalty >= 0, "a penalty is not below zero: {}", verdict.penalty);
    scheduling::explain::gaps(&model, &assignments, &verdict)?;
    answer(&verdict)
}

fn solve(document: &Value) -> Result {
    let (model, budget): (Model, Budget) = (part(document, "model")?, part(document, "budget")?);
    // A budget without end is the caller's to stop.
    let mut asked = 0;
    let roster = scheduling::solve_watched(&model, budget, |_| {
        asked += 1;
        asked < 3
    })?;
    let verdict = scheduling::evaluate(&model, &roster.assignments)?;
    assert_eq!((verdict.penalty, verdict.hard), (roster.penalty, roster.hard), "judge and solver differ");
    let keeps = !roster.is_lawful() || roster.bound <= roster.penalty;
    assert!(keeps, "the bound {} is above {}", roster.bound, roster.penalty);
    let drawn = (scheduling::draw::gantt(&model, &roster)?, scheduling::draw::csv(&model, &roster)?);
    assert!(!drawn.0.contains("<script") && drawn.1.lines().count() > roster.assignments.len());
    let _ = roster.to_string();
    answer(&roster)
}

fn workload() -> Value {
    json!({
        "work": {
            "skill": "packer", "units_per_hour": "37.5", "interval_minutes": 30,
            "open": [
                { "from": "2010-12-01T09:00:00", "to": "2010-12-01T17:00:00" },
                { "from": "2010-12-02T09:00:00", "to": "2010-12-02T17:00:00" },
            ],
            "arrivals": [
                { "at": "2010-12-01T09:00:00", "due": "2010-12-01T13:00:00", "units": 120 },
                { "at": "2010-12-01T10:00:00", "due": "2010-12-02T13:00:00", "units": 400 },
                { "at": "2010-12-01T09:00:00", "due": "2010-12-02T10:00:00", "units": 77 },
            ],
        },
    })
}

fn staff(document: &Value) -> Result {
    let work: staffing::Workload = part(document, "work")?;
    answer(&work)?;
    let staffing = staffing::least(&work)?;
    assert_eq!(staffing.intervals.iter().map(|i| i.staff).max().unwrap_or(0), staffing.peak);
    let _ = staffing.demand();
    answer(&staffing)
}

fn offer() -> Value {
    json!({
        "offer": {
            "from": "08:00", "to": "18:00", "every_minutes": 30, "shortest_minutes": 240, "longest_minutes": 480,
            "break_minutes": 30, "break_beyond_minutes": 360, "skills": ["picker"], "days": ["Mon"],
        },
    })
}

fn offer_shifts(document: &Value) -> Result {
    let shifts = staffing::offer(&part(document, "offer")?)?;
    for shift in &shifts {
        assert!(shift.paid_minutes()? > 0);
    }
    answer(&shifts)
}

/// The first refusal of many calls, each by itself: one must not hide the next.
fn first_refusal<const N: usize>(results: [backoffice::Result<()>; N]) -> Result {
    results
        .into_iter()
        .find_map(std::result::Result::err)
        .map_or(Ok(Outcome::Answered), |error| Err(error.into()))
}

fn observed() -> Value {
    json!({
        "demand": [0, 0, 5, 0, 2.5, 0, 3, 4, 0, 7], "alpha": 0.1, "beta": 0.2, "gamma": 0.3, "season": 2, "periods": 3,
        "trend": 0.5, "seasonality": "additive", "offsets": [0, 4, 10], "lead_times": [1, 3], "service": 0.9,
        "cuts": [0.8, 0.95],
    })
}

fn forecast(document: &Value) -> Result {
    use replenishment::*;
    let demand: Vec<f64> = part(document, "demand")?;
    let (alpha, beta, gamma): (f64, f64, f64) =
        (part(document, "alpha")?, part(document, "beta")?, part(document, "gamma")?);
    let (season, periods, trend): (usize, usize, Option<f64>) =
        (part(document, "season")?, part(document, "periods")?, part(document, "trend")?);
    let seasonality: Seasonality = part(document, "seasonality")?;
    let (offsets, lead_times): (Vec<usize>, Vec<usize>) =
        (part(document, "offsets")?, part(document, "lead_times")?);
    let (service, (a, b)): (f64, (f64, f64)) = (part(document, "service")?, part(document, "cuts")?);
    let finite = |rate: f64| assert!(rate.is_finite(), "{rate}");
    let all = |rates: Vec<f64>| rates.into_iter().for_each(finite);
    let columns = Columns { offsets: &offsets, values: &demand };
    let many = |result: backoffice::Result<Forecasts>| -> backoffice::Result<()> {
        let forecasts = result?;
        assert!(answer(&forecasts).is_ok());
        forecasts.rates.iter().flatten().copied().for_each(finite);
        let refused = forecasts.rates.iter().filter(|rate| rate.is_none()).count();
        assert_eq!(refused, forecasts.problems.len());
        Ok(())
    };
    first_refusal([
        ses(&demand, alpha).map(finite),
        holt(&demand, alpha, beta, trend, periods).map(all),
        holt_winters(&demand, season, seasonality, Smoothing { alpha, beta, gamma }, periods).map(all),
        croston(&demand, alpha).map(finite),
        sba(&demand, alpha).map(finite),
        tsb(&demand, alpha, beta).map(finite),
        adida(&demand).map(finite),
        imapa(&demand).map(finite),
        many(croston_many(columns, alpha)),
        many(sba_many(columns, alpha)),
        many(tsb_many(columns, alpha, beta)),
        classify(&demand).map(|seen| assert!(answer(&seen).is_ok())),
        abc(&demand, a, b).map(|classes| assert_eq!(classes.len(), demand.len())),
        xyz(&demand, a, b).map(drop),
        reorder_point_observed(&demand, &lead_times, service).map(|point| assert!(answer(&point).is_ok())),
    ])
}

fn costs() -> Value {
    json!({
        "demand": 1300, "deviation": 150, "lead_time": 0.25, "order_cost": 8, "holding_cost": 0.225, "shortage_cost": 7.5,
        "over": { "demand": 100, "demand_deviation": 20, "lead_time": 4, "lead_time_deviation": 1 }, "service": 0.95,
        "breaks": [{ "from": 0, "unit_cost": 5 }, { "from": 1000, "unit_cost": 4.8 }], "discount": "all_units",
        "pack": "12", "minimum": "24",
    })
}

fn reckon_lots(document: &Value) -> Result {
    use replenishment::*;
    let number = |key| part::<f64>(document, key);
    let (demand, deviation, time) = (number("demand")?, number("deviation")?, number("lead_time")?);
    let (order, holding, short) = (number("order_cost")?, number("holding_cost")?, number("shortage_cost")?);
    let (over, service): (LeadTimeDemand, f64) = (part(document, "over")?, number("service")?);
    let breaks: Vec<PriceBreak> = part(document, "breaks")?;
    let (Exact(pack), Exact(minimum)) = (part(document, "pack")?, part(document, "minimum")?);
    let told = |ok: bool| assert!(ok, "an answer that does not survive its own JSON");
    first_refusal([
        eoq(demand, order, holding).map(|lot| told(answer(&lot).is_ok() && lot.quantity > 0.0)),
        eoq_backorders(demand, order, holding, short).map(|lot| told(answer(&lot).is_ok())),
        eoq_discount(demand, order, holding, &breaks, part(document, "discount")?)
            .map(|lot| told(answer(&lot).is_ok())),
        newsvendor(demand, deviation, holding, short).map(|lot| told(answer(&lot).is_ok())),
        newsvendor_poisson(demand, holding, short).map(|lot| told(answer(&lot).is_ok())),
        reorder_quantity(demand, deviation, time, order, holding, short)
            .map(|policy| told(answer(&policy).is_ok())),
        reorder_point(over, service).map(|point| told(answer(&point).is_ok())),
        order_quantity(demand, pack, minimum).map(|order| assert!((order % pack).is_zero())),
    ])
}

fn planned() -> Value {
    let period = |demand: &str, order: &str, holding: &str| json!({ "demand": demand, "order_cost": order, "holding_cost": holding });
    json!({ "periods": [period("69", "85", "1"), period("0", "102", "0.25"), period("36.5", "102.10", "1"), period("61", "101", "1")] })
}

fn plan_orders(document: &Value) -> Result {
    let periods: Vec<replenishment::PlanPeriod> = part(document, "periods")?;
    answer(&periods)?;
    let plan = replenishment::wagner_whitin(&periods)?;
    let mut stock = Decimal::ZERO;
    for (period, planned) in periods.iter().zip(&plan.periods) {
        // A sum of extremes may need more than 28 digits; whatever is exact must agree.
        let Some(after) =
            exact::add(stock, planned.order).and_then(|sum| exact::subtract(sum, period.demand))
        else {
            return answer(&plan);
        };
        assert!(after == planned.stock && (after.is_zero() || !after.is_sign_negative()));
        stock = after;
    }
    answer(&plan)
}

fn trial() -> Value {
    json!({
        "trial": {
            "demand": [0, 0, 3, 5, 1], "lead_times": [2, 3], "holding_cost": 0.02, "order_cost": 15, "shortage_cost": 4,
            "lost_sales": false, "periods": 200, "warm_up": 20, "seed": 7,
        },
        "rule": { "up_to": { "level": 4, "up_to": 44 } }, "aim": { "fill_rate": 0.9 }, "step": 1,
    })
}

fn try_rule(document: &Value) -> Result {
    use replenishment::*;
    let (trial, rule): (Trial, OrderRule) = (part(document, "trial")?, part(document, "rule")?);
    let (aim, step): (Aim, f64) = (part(document, "aim")?, part(document, "step")?);
    answer(&trial)?;
    answer(&rule)?;
    let simulated = simulate(&trial, rule).map(|done| {
        assert!((0.0..=1.000_000_001).contains(&done.fill_rate) && (0.0..=1.0).contains(&done.ready_rate));
        assert!(answer(&done).is_ok());
    });
    let sought = seek_level(&trial, rule, aim, step).map(|chosen| {
        if let Aim::FillRate(wanted) = aim {
            assert!(chosen.performance.fill_rate >= wanted, "{chosen:?}");
        }
        assert!(answer(&chosen).is_ok());
    });
    first_refusal([simulated, sought])
}

fn outlook() -> Value {
    json!({
        "on_hand": 10, "forecast": [6, 12.5, 0, 10],
        "periods": [{ "receipts": 0, "orders": 8, "forecast": 6 }, { "receipts": 30, "orders": 5, "forecast": 12 }],
        "lots": [{ "quantity": 30, "from": 0, "last": 5 }, { "quantity": 20, "from": 1, "last": 1 }],
    })
}

fn look_ahead(document: &Value) -> Result {
    use replenishment::*;
    let (on_hand, forecast): (f64, Vec<f64>) = (part(document, "on_hand")?, part(document, "forecast")?);
    let (periods, lots): (Vec<Outlook>, Vec<ExpiringLot>) =
        (part(document, "periods")?, part(document, "lots")?);
    first_refusal([
        cover(on_hand, &forecast).map(|seen| assert!(answer(&seen).is_ok())),
        project(on_hand, &periods).map(|seen| assert!(answer(&seen).is_ok())),
        expiry_risk(&lots, &forecast).map(|risk| {
            assert!(answer(&risk).is_ok());
            assert!(risk.expired.iter().zip(&lots).all(|(expired, lot)| *expired <= lot.quantity));
        }),
    ])
}

fn receivables() -> Value {
    let item = |number: &str, amount: &str, currency: &str| {
        json!({
            "number": number, "customer": "Ada", "day": "2026-03-02", "due": "2026-04-01",
            "amount": { "amount": amount, "currency": currency }, "open": { "amount": amount, "currency": currency },
        })
    };
    let mut items = [item("1", "100.00", "EUR"), item("2", "250.00", "USD"), item("C", "-20.00", "EUR")];
    items[0]["discounts"] = json!([{ "until": "2026-03-12", "share": "0.02" }]);
    items[1]["booked"] = json!({ "amount": { "amount": "225.00", "currency": "EUR" }, "open": { "amount": "225.00", "currency": "EUR" } });
    json!({
        "items": items,
        "payments": [
            { "id": "p1", "customer": "Ada", "day": "2026-03-12", "amount": { "amount": "78.00", "currency": "EUR" }, "references": ["1", "C"] },
            { "id": "p2", "customer": "Ada", "day": "2026-03-20", "amount": { "amount": "260.00", "currency": "USD" }, "booked": { "amount": "230.00", "currency": "EUR" } },
        ],
        "policy": { "order": ["reference", "amount", "oldest_first"], "tolerances": [{ "amount": "0.05", "currency": "EUR" }], "grace_days": 1, "rounding": "half_up" },
        "accounts": { "bank": "b", "receivable": "r", "on_account": "o", "discount": "d", "written_off": "w", "exchange_difference": "x" },
        "on": "2026-05-01", "bounds": [30, 60],
        "levels": [{ "name": "first", "days_late": 5, "fees": [{ "amount": "4.00", "currency": "EUR" }] }],
        "sent": [{ "number": "9", "level": 0, "day": "2026-04-01" }],
        "principal": { "amount": "1000.00", "currency": "EUR" },
        "reductions": [{ "day": "2026-04-20", "amount": { "amount": "100.00", "currency": "EUR" } }],
        "rates": [{ "since": "2026-01-01", "rate": "0.1", "source": "contract" }, { "since": "2026-07-01", "rate": "0.11" }],
        "from": "2026-04-02", "days": "actual_actual", "by": { "step": "0.01", "mode": "half_up" },
        "history": [{ "customer": "Ada", "due": "2026-01-05", "paid": "2026-01-14" }], "minimum": 1,
    })
}

fn receive(document: &Value) -> Result {
    let items: Vec<OpenItem> = part(document, "items")?;
    let payments: Vec<Payment> = part(document, "payments")?;
    let (accounts, on) = (part(document, "accounts")?, part(document, "on")?);
    let mut refused = vec![];
    match receivables::allocate(&items, &payments, &part(document, "policy")?) {
        Ok(allocation) => {
            answer(&allocation)?;
            // A sum of extremes may leave the range; anything else that the judge finds is a defect.
            if let Err(error) = allocation.conserved(&items, &payments) {
                assert_eq!(error.code(), "number.out_of_range", "{error}");
            }
            refused.extend(receivables::post(&allocation, &accounts).err());
        }
        Err(error) => refused.push(error),
    }
    let interest = receivables::interest(
        part(document, "principal")?,
        &part::<Vec<_>>(document, "reductions")?,
        part(document, "from")?,
        on,
        &part::<Vec<_>>(document, "rates")?,
        part(document, "days")?,
        part(document, "by")?,
    );
    match interest {
        Ok(interest) => drop(answer(&interest)?),
        Err(error) => refused.push(error),
    }
    match receivables::age(&items, on, &part::<Vec<u32>>(document, "bounds")?) {
        Ok(aged) => drop(answer(&aged)?),
        Err(error) => refused.push(error),
    }
    let (levels, sent): (Vec<_>, Vec<_>) = (part(document, "levels")?, part(document, "sent")?);
    match receivables::remind(&items, on, &levels, &sent) {
        Ok(reminders) => drop(answer(&reminders)?),
        Err(error) => refused.push(error),
    }
    match receivables::expect(&items, &part::<Vec<_>>(document, "history")?, on, part(document, "minimum")?) {
        Ok(expected) => drop(answer(&expected)?),
        Err(error) => refused.push(error),
    }
    refused.pop().map_or(Ok(Outcome::Answered), |error| Err(error.into()))
}
