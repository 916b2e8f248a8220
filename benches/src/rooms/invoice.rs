//! Totals, numbers and the chain.

use super::{failed, number};
use crate::{
    chance::Chance,
    job::{Job, Peer, Rival},
};
use backoffice::{
    Decimal, Price, Result,
    currency::EUR,
    date,
    invoice::{
        Adjustment, Document, Explained, Invoice, Line, Rules, Tax, Totals,
        chain::{self, Head, Scheme, Sealed},
        numbering::Series,
        totals, totals_traced,
    },
};
use serde_json::{Value, json};

const PEERS: [Peer; 1] = [Peer::plain("invoice")];

/// Quantity, price and rate.
type Written = (String, String, &'static str);

/// The jobs of the room.
///
/// # Errors
/// None: the input is ours.
pub fn jobs() -> Result<Vec<Job>> {
    let mut jobs = vec![total()?, draft()?, numbering()?, audit()?];
    jobs.extend(traced()?);
    jobs.extend(super::reference::jobs()?);
    Ok(jobs)
}

fn documents(count: usize) -> (Vec<Vec<Written>>, Result<Vec<Document>>) {
    let mut chance = Chance::new(7);
    let mut line = || {
        let rate = if chance.between(0, 3) == 0 { "0.07" } else { "0.19" };
        (chance.decimal(1, 40_000, 3), chance.decimal(1, 999_999, 4), rate)
    };
    let written: Vec<Vec<_>> = (0..count).map(|_| (0..10).map(|_| line()).collect()).collect();
    let read = |lines: &Vec<Written>| {
        lines.iter().try_fold(Document::invoice(EUR, date(2026, 3, 2)?).buyer("Ada"), |document, line| {
            let (quantity, price, rate) = line;
            let price = Price::new(number(price)?, EUR);
            Ok(document.line(Line::new("lamp", number(quantity)?, price, Tax::standard(number(rate)?))))
        })
    };
    let documents = written.iter().map(read).collect();
    (written, documents)
}

fn total() -> Result<Job> {
    let (written, documents) = documents(200);
    let documents = documents?;
    let rules = Rules::en16931(EUR);
    let work = move || every(&documents, |document| totals(document, &rules));
    let what = ("totals", "total a document of 10 lines, EN 16931");
    // The crate takes the lines of a document that it totals: whoever keeps the document gives it a copy.
    let drafts: Vec<_> = numbers(&written)?.iter().map(|lines| billing_draft(lines)).collect();
    let rival = Rival::given(
        "billing",
        drafts,
        |drafts| every(drafts, |draft| draft.clone().build()).ok(),
        show_billing,
    );
    Ok(Job::new(what, written.len(), json!(written), &PEERS, work, show_all).beside(rival))
}

/// What comes of each of them, in room that is there before.
fn every<'a, I, T, E>(
    items: &'a [I],
    work: impl Fn(&'a I) -> std::result::Result<T, E>,
) -> std::result::Result<Vec<T>, E> {
    let mut all = Vec::with_capacity(items.len());
    for item in items {
        all.push(work(item)?);
    }
    Ok(all)
}

/// Quantity, price and rate.
type Numbers = (Decimal, Decimal, Decimal);

fn numbers(written: &[Vec<Written>]) -> Result<Vec<Vec<Numbers>>> {
    let read = |(quantity, price, rate): &Written| Ok((number(quantity)?, number(price)?, number(rate)?));
    written.iter().map(|lines| lines.iter().map(read).collect()).collect()
}

fn billing_draft(lines: &[Numbers]) -> billing::DocumentBuilder {
    use billing::{AmountScale, Currency, Document, Line, Percent, Price, Quantity, UnitPrice, Vat};
    let hundred = Decimal::ONE_HUNDRED;
    let line = |(quantity, price, rate): &Numbers| {
        let line = Line::new("lamp", Quantity::new(*quantity, ""), UnitPrice::new(Price::new(*price)));
        let vat = rate.checked_mul(hundred).and_then(|rate| Vat::standard(Percent::new(rate)).ok());
        vat.map_or_else(|| line.clone(), |vat| line.clone().with_vat(vat))
    };
    Document::builder(Currency::EUR, AmountScale::EN16931).lines(lines.iter().map(line))
}

fn show_billing(all: Option<Vec<billing::Document>>) -> Value {
    let text = |amount: billing::Amount| format!("{amount:.2}");
    let show = |document: billing::Document| {
        let rates = document.vat_groups().iter().map(|group| {
            let rate = group.rate_percent().value().checked_div(Decimal::ONE_HUNDRED).unwrap_or_default();
            (rate.normalize().to_string(), json!([text(group.taxable_base()), text(group.tax())]))
        });
        json!({
            "lines": (0..document.lines().len()).map(|index| text(document.line_net(index))).collect::<Vec<_>>(),
            "net": text(document.tax_exclusive_total()),
            "tax": text(document.vat_total()),
            "due": text(document.payable()),
            "rates": rates.collect::<serde_json::Map<_, _>>(),
        })
    };
    all.map_or(Value::Null, |all| all.into_iter().map(show).collect())
}

/// From plain numbers: the document written, and totalled.
fn draft() -> Result<Job> {
    let (written, _) = documents(200);
    let (rules, day, all) = (Rules::en16931(EUR), date(2026, 3, 2)?, numbers(&written)?);
    let theirs = all.clone();
    let one = move |lines: &Vec<Numbers>| {
        let line = |(quantity, price, rate): &Numbers| {
            Line::new("lamp", *quantity, Price::new(*price, EUR), Tax::standard(*rate))
        };
        let document = Document { lines: lines.iter().map(line).collect(), ..Document::invoice(EUR, day) };
        totals(&document, &rules)
    };
    let work = move || every(&all, one);
    let what = ("draft", "write and total a document of 10 lines");
    let rival = Rival::given(
        "billing",
        theirs,
        |all| every(all, |lines| billing_draft(lines).build()).ok(),
        show_billing,
    );
    Ok(Job::new(what, written.len(), json!(written), &[], work, show_all).beside(rival))
}

/// Totals with what explains them, beside totals alone; of lines with an allowance, of which notes are taken; and with the
/// tree drawn at once.
fn traced() -> Result<[Job; 3]> {
    let (written, documents) = documents(200);
    let documents = documents?;
    let loyal = |line: Line| line.allowance(Adjustment::share(Decimal::new(1, 1)).because("loyal"));
    let allowed: Vec<_> = documents
        .iter()
        .cloned()
        .map(|document| Document { lines: document.lines.into_iter().map(loyal).collect(), ..document })
        .collect();
    // What explains totals borrows their documents: these stay for the run.
    let (plain, allowed): (&[_], &[_]) = (documents.leak(), allowed.leak());
    let rules: &Rules = Box::leak(Box::new(Rules::en16931(EUR)));
    let job = |what, documents: &'static [Document]| {
        let work = move || every(documents, |document| totals_traced(document, rules));
        Job::new(what, documents.len(), json!(written), &[], work, |all| {
            show_all(all.map(|all| all.into_iter().map(|explained| explained.totals).collect()))
        })
        .beside(untraced(documents, rules))
    };
    let drawn = move || every(plain, |document| totals_traced(document, rules).map(Explained::drawn));
    let what = ("drawn", "total a document of 10 lines, with its trace drawn");
    let drawn = Job::new(what, plain.len(), json!(written), &[], drawn, |all| {
        show_all(all.map(|all| all.into_iter().map(|(totals, _)| totals).collect()))
    });
    Ok([
        job(("traced", "total a document of 10 lines, with a trace"), plain),
        job(("traced allowances", "the same, each line with an allowance"), allowed),
        drawn.beside(untraced(plain, rules)),
    ])
}

fn untraced(documents: &'static [Document], rules: &'static Rules) -> Rival {
    let work = move || every(documents, |document| totals(document, rules));
    Rival::shown("without a trace", work, show_all)
}

fn show_all(all: Result<Vec<Totals>>) -> Value {
    all.map_or_else(failed, |all| all.iter().map(show_totals).collect())
}

fn show_totals(totals: &Totals) -> Value {
    let text = |money: backoffice::Money| money.amount().to_string();
    let rates =
        totals.breakdown.iter().map(|rate| (rate.rate.to_string(), json!([text(rate.base), text(rate.tax)])));
    json!({
        "lines": totals.lines.iter().map(|line| text(line.net)).collect::<Vec<_>>(),
        "net": text(totals.net),
        "tax": text(totals.tax),
        "due": text(totals.due),
        "rates": rates.collect::<serde_json::Map<_, _>>(),
    })
}

fn numbering() -> Result<Job> {
    let series = Series::new("sales", "INV-{year}-{number:6}".parse()?).restarting_yearly().chronological();
    let days = (0..10_000).map(|index| date(2024 + index / 4000, 1 + index.unsigned_abs() % 4000 / 334, 7));
    let days = days.collect::<Result<Vec<_>>>()?;
    let written: Vec<_> = days.iter().map(ToString::to_string).collect();
    let work = move || series.issue_many(&days);
    let what = ("numbering", "number a document");
    let count = written.len();
    Ok(Job::new(what, count, json!(written), &PEERS, work, |issued| {
        issued.map_or_else(failed, |(numbers, _)| numbers.iter().map(ToString::to_string).collect())
    }))
}

fn audit() -> Result<Job> {
    let (_, documents) = documents(200);
    let mut head = Head::start(Scheme::CanonicalJson);
    let mut book: Vec<Sealed> = Vec::new();
    for (index, document) in documents?.into_iter().enumerate() {
        let mut invoice = Invoice::draft(document, Rules::en16931(EUR))?;
        invoice.issue(format!("A{index}"))?;
        let (sealed, next) = chain::append(&head, invoice)?;
        book.push(sealed);
        head = next;
    }
    let input = json!({"book": book, "head": head});
    let what = ("audit", "audit a sealed document of 10 lines");
    let count = book.len();
    let work = move || chain::audit(&book, Some(&head)).map(|()| head.hash.to_string());
    Ok(Job::new(what, count, input, &PEERS, work, |hash| hash.map_or_else(failed, Value::String)))
}
