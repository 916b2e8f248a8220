//! The sales: orders become taxed invoices, cancellations credit notes; both are numbered in the books, posted, chained, and
//! the VAT return is drawn from them.

use super::{
    books::Books,
    goods::TakenBack,
    inputs::{Abroad, Sales, VatRounded},
    orders::{Kind, Order, Orders, Row},
};
use backoffice::{
    Decimal, Error, Money, Period, Price, Problem, Result,
    currency::GBP,
    invoice::Taken,
    invoice::{
        Accounts, Category, Document, Filing, Invoice, Kind as DocumentKind, Line, Reference, Rules, Tax,
        TaxAccount, What,
        chain::{self, Head, Scheme, Sealed},
        credit,
        numbering::{Number, Pattern, Series},
        post, tax_lines, totals,
    },
    law::RulePack,
    ledger::Journal,
    tax::{
        returns::{self, CodeAccount, Return, ReturnPack, Side, TaxLine},
        sales::{self, Choices, Country, Customer, Decision, Rated, Supply},
    },
};
use std::collections::BTreeMap;

/// What a country's invoices came to.
#[derive(Clone, Debug)]
pub struct CountryTotal {
    /// How many invoices.
    pub invoices: usize,
    /// Without VAT.
    pub net: Money,
    /// The VAT.
    pub tax: Money,
    /// The decision that all of them share.
    pub decision: Decision,
}

/// The sales of the week.
pub struct Sold {
    /// Every issued document with its record, in the order of the chain.
    pub book: Vec<Sealed>,
    /// Where the chain ends.
    pub head: Head,
    /// Each series as it stands at the end, with the numbers that it gave out.
    pub series: Vec<(Series, Vec<Number>)>,
    /// The postings.
    pub journal: Journal,
    /// The VAT return that the documents give; it agrees with the postings.
    pub vat: Return,
    /// What the audit says of the chain when one penny of one document was changed.
    pub forgery: String,
    /// The invoices by country as written.
    pub countries: BTreeMap<String, CountryTotal>,
    /// The invoices without VAT, and the VAT by line and by rate of each document.
    pub net: Money,
    /// The VAT of the invoices when it is rounded by line.
    pub tax_by_line: Money,
    /// The VAT of the invoices when it is rounded once for each rate of a document.
    pub tax_by_rate: Money,
    /// The credit notes, VAT included.
    pub credited: Money,
    /// Cancellations all of whose lines match one invoice.
    pub matched_wholly: usize,
    /// Cancellations some of whose lines do: these become two credit notes.
    pub matched_in_part: usize,
    /// Cancellations whose invoice lies outside the file.
    pub outside: usize,
    /// Which row of an invoice a row of a cancellation takes back.
    pub taken_back: TakenBack,
    /// Documents that were refused, and why.
    pub problems: Vec<Problem>,
}

/// The codes of the countries as the shop writes them.
const COUNTRIES: [(&str, &str); 15] = [
    ("Australia", "AU"),
    ("Belgium", "BE"),
    ("EIRE", "IE"),
    ("France", "FR"),
    ("Germany", "DE"),
    ("Italy", "IT"),
    ("Japan", "JP"),
    ("Lithuania", "LT"),
    ("Netherlands", "NL"),
    ("Norway", "NO"),
    ("Poland", "PL"),
    ("Portugal", "PT"),
    ("Spain", "ES"),
    ("Switzerland", "CH"),
    ("United Kingdom", "GB"),
];

fn country(written: &str) -> Result<Country> {
    match COUNTRIES.iter().find(|(name, _)| *name == written) {
        Some((_, code)) => Country::parse(code),
        None => Err(Error::invalid("Country", written, "not a country of this week")),
    }
}

fn decision(order: &Order, assumed: &Sales, pack: &RulePack, eu: &RulePack) -> Result<(Rated, Filing)> {
    let (home, to) = (Country::parse("GB")?, country(&order.country)?);
    let customer = match assumed.customers_in_other_member_states {
        Abroad::Business if to != home => Customer::business(to, format!("{to}-assumed")),
        Abroad::Business | Abroad::Private => Customer::private(to),
    };
    let supply = Supply::goods(order.day(), home, to, customer).distance_sales(assumed.distance_sales);
    let rated = sales::decide_rated(&supply, &Choices::none(), eu, &assumed.class, pack)?;
    let filing = Filing::sold(home, &supply, &rated.decision)?;
    Ok((rated, filing))
}

fn line(row: &Row, tax: &Tax) -> Line {
    let description = if row.description.is_empty() { &row.code } else { &row.description };
    let account = if row.is_service() { "4100 carriage, fees and discounts" } else { "4000 sales of goods" };
    let pieces = Decimal::from(row.quantity).abs();
    Line::new(description, pieces, Price::new(row.price, GBP), tax.clone()).item(row.item()).account(account)
}

fn named(document: Document, order: &Order) -> Document {
    let buyer = order.customer.as_deref().unwrap_or("customer at the counter");
    let document = document.seller("the gift shop").buyer(format!("{buyer}, {}", order.country));
    Document { note: format!("order {}", order.number), ..document }
}

/// An invoice in the book that cancellations may refer to.
struct Original<'a> {
    order: &'a Order,
    filing: Filing,
    invoice: Invoice,
    credits: Vec<Invoice>,
    /// Pieces of each row not taken back yet.
    left: Vec<i64>,
}

struct Shop<'a> {
    assumed: &'a Sales,
    pack: &'a RulePack,
    eu: RulePack,
    rules: Rules,
    accounts: Accounts,
    books: &'a mut Books,
    invoices: Series,
    credit_notes: Series,
    lines: Vec<TaxLine>,
    journal: Journal,
    originals: Vec<Original<'a>>,
    counted: Counted,
}

/// All documents of the week, in the order in which they were entered.
pub fn sell<'a>(
    orders: &'a Orders,
    assumed: &'a Sales,
    pack: &'a RulePack,
    books: &'a mut Books,
) -> Result<Sold> {
    let year = |id: &str, pattern: &str| -> Result<Series> {
        let series = Series::new(id, pattern.parse::<Pattern>()?).restarting_yearly().chronological();
        books.create(&series)?;
        Ok(series)
    };
    let tax = [Category::Standard, Category::Zero, Category::Export, Category::IntraCommunity];
    let mut shop = Shop {
        assumed,
        pack,
        eu: RulePack::embedded("eu.vat")?,
        rules: match assumed.vat_rounded {
            VatRounded::PerLine => Rules::per_line(GBP),
            VatRounded::PerRate => Rules::en16931(GBP),
        },
        accounts: Accounts {
            receivable: "1100 trade receivables".into(),
            revenue: "4000 sales of goods".into(),
            tax: tax.map(|category| TaxAccount::new(category, "2200 output VAT")).into(),
            rounding: "7900 rounding".into(),
            ..Accounts::default()
        },
        invoices: year("invoices", "INV-{year}-{number:5}")?,
        credit_notes: year("credit notes", "CN-{year}-{number:5}")?,
        books,
        lines: Vec::new(),
        journal: Journal::new(),
        originals: Vec::new(),
        counted: Counted::new(),
    };
    let mut in_time: Vec<(usize, &Order)> = orders.documents.iter().enumerate().collect();
    in_time.sort_by_key(|(_, order)| order.at);
    for (place, order) in in_time {
        let done = match order.kind {
            Kind::Sale => shop.invoice(order),
            Kind::Cancellation => shop.cancel(order),
            Kind::StockNote => Ok(()),
        };
        if let Err(error) = done {
            shop.counted.problems.push(Problem::new(place, &error));
        }
    }
    let Shop { books, lines, journal, accounts, invoices, credit_notes, counted, .. } = shop;

    // One writer links what is committed, in the order in which it was: the chain never rides on the claim.
    let mut book = Vec::new();
    let mut head = Head::start(Scheme::CanonicalJson);
    for issued in books.documents()? {
        let (sealed, next) = chain::append(&head, issued)?;
        book.push(sealed);
        head = next;
    }
    let forgery = forged(&book, &head)?;

    let (first, last) =
        (lines.iter().map(|line| line.tax_point).min(), lines.iter().map(|line| line.tax_point).max());
    let period = first.zip(last).ok_or_else(|| Error::missing("documents"))?;
    let vat = returns::fill(&lines, &ReturnPack::embedded("gb.vat.2020")?, Period::new(period.0, period.1)?)?;
    let codes: Vec<CodeAccount> = accounts
        .tax
        .iter()
        .map(|tax| CodeAccount {
            side: Side::Sale,
            category: tax.category,
            rate: tax.rate,
            account: tax.account.clone(),
        })
        .collect();
    returns::reconcile(&lines, &journal, &codes)?.agreed()?;

    let series =
        [invoices, credit_notes].iter().map(|series| books.series(series.id())).collect::<Result<_>>()?;
    let Counted { countries, net, tax_by_line, tax_by_rate, credited, .. } = counted;
    Ok(Sold {
        book,
        head,
        series,
        journal,
        vat,
        forgery,
        countries,
        net,
        tax_by_line,
        tax_by_rate,
        credited,
        matched_wholly: counted.matched_wholly,
        matched_in_part: counted.matched_in_part,
        outside: counted.outside,
        taken_back: counted.taken_back,
        problems: counted.problems,
    })
}

/// What the audit says when somebody changed one buyer in a copy of the book.
fn forged(book: &[Sealed], head: &Head) -> Result<String> {
    let place = book.len() / 2;
    let mut copy = book.to_vec();
    let Some(sealed) = copy.get_mut(place) else { return Err(Error::missing("documents")) };
    let mut told =
        serde_json::to_value(&*sealed).map_err(|error| Error::invalid("book", error, "no JSON"))?;
    told["invoice"]["document"]["buyer"] = "somebody else".into();
    *sealed = serde_json::from_value(told).map_err(|error| Error::invalid("book", error, "no document"))?;
    match chain::audit(&copy, Some(head)) {
        Ok(()) => Err(Error::invalid("book", place, "a changed document was not found")),
        Err(error) => Ok(error.message().to_owned()),
    }
}

/// What is counted on the way.
struct Counted {
    countries: BTreeMap<String, CountryTotal>,
    net: Money,
    tax_by_line: Money,
    tax_by_rate: Money,
    credited: Money,
    matched_wholly: usize,
    matched_in_part: usize,
    outside: usize,
    taken_back: TakenBack,
    problems: Vec<Problem>,
}

impl Counted {
    fn new() -> Self {
        let zero = Money::zero(GBP);
        Self {
            countries: BTreeMap::new(),
            net: zero,
            tax_by_line: zero,
            tax_by_rate: zero,
            credited: zero,
            matched_wholly: 0,
            matched_in_part: 0,
            outside: 0,
            taken_back: TakenBack::new(),
            problems: Vec::new(),
        }
    }
}

impl<'a> Shop<'a> {
    /// Numbers and posts a draft: it is stored with its number when all of it went well, so no number is lost.
    fn issue(&mut self, draft: Invoice, filing: &Filing) -> Result<Invoice> {
        let credits = draft.document().kind == DocumentKind::CreditNote;
        let series = if credits { &self.credit_notes } else { &self.invoices };
        let accounts = &self.accounts;
        let (issued, (journal, lines)) = self
            .books
            .issue(series, draft, |issued| Ok((post(issued, accounts)?, tax_lines(issued, filing)?)))?;
        self.journal.append(&journal)?;
        self.lines.extend(lines);
        Ok(issued)
    }

    fn invoice(&mut self, order: &'a Order) -> Result<()> {
        let (rated, filing) = decision(order, self.assumed, self.pack, &self.eu)?;
        let tax = Tax::from(&rated);
        let lines = order.rows.iter().map(|row| line(row, &tax)).collect();
        let document = named(Document { lines, ..Document::invoice(GBP, order.day()) }, order);
        let by_line = totals(&document, &Rules::per_line(GBP))?.tax;
        let by_rate = totals(&document, &Rules::en16931(GBP))?.tax;
        let invoice = self.issue(Invoice::draft(document, self.rules)?, &filing)?;
        let totals = invoice.totals();
        let sold = &mut self.counted;
        sold.net = sold.net.checked_add(totals.net)?;
        sold.tax_by_line = sold.tax_by_line.checked_add(by_line)?;
        sold.tax_by_rate = sold.tax_by_rate.checked_add(by_rate)?;
        let zero = Money::zero(GBP);
        let country = sold.countries.entry(order.country.clone()).or_insert(CountryTotal {
            invoices: 0,
            net: zero,
            tax: zero,
            decision: rated.decision,
        });
        country.invoices += 1;
        country.net = country.net.checked_add(totals.net)?;
        country.tax = country.tax.checked_add(totals.tax)?;
        let left = order.rows.iter().map(|row| row.quantity).collect();
        self.originals.push(Original { order, filing, invoice, credits: Vec::new(), left });
        Ok(())
    }

    /// The invoice that a cancellation takes back, by customer, goods, price and quantity, and for each of its rows the row
    /// of that invoice.
    fn matching(&self, order: &Order) -> Option<(usize, Vec<Option<usize>>)> {
        order.customer.as_ref()?;
        let own = self.originals.iter().enumerate().filter(|(_, o)| o.order.customer == order.customer);
        let matched = own.map(|(place, original)| {
            let mut left = original.left.clone();
            let rows: Vec<Option<usize>> = order
                .rows
                .iter()
                .map(|row| {
                    let found = original.order.rows.iter().enumerate().position(|(at, sold)| {
                        sold.item() == row.item() && sold.price == row.price && left[at] + row.quantity >= 0
                    })?;
                    left[found] += row.quantity;
                    Some(found)
                })
                .collect();
            (place, rows)
        });
        // The most lines; of equals the latest.
        let best = matched.max_by_key(|(place, rows)| (rows.iter().flatten().count(), *place))?;
        best.1.iter().any(Option::is_some).then_some(best)
    }

    fn cancel(&mut self, order: &'a Order) -> Result<()> {
        let matched = self.matching(order);
        let rows = matched.as_ref().map_or_else(|| vec![None; order.rows.len()], |(_, rows)| rows.clone());
        let outside: Vec<&Row> =
            order.rows.iter().zip(&rows).filter(|(_, at)| at.is_none()).map(|(row, _)| row).collect();
        if let Some((place, _)) = matched {
            let original = &self.originals[place];
            let parts = order.rows.iter().zip(&rows).filter_map(|(row, at)| {
                let line = u32::try_from((*at)?).ok()?;
                Some(Taken { line, quantity: Decimal::from(row.quantity).abs() })
            });
            let draft =
                credit(&original.invoice, &original.credits, &What::Lines(parts.collect()), order.day())?;
            let filing = original.filing.clone();
            let note = self.issue(draft, &filing)?;
            self.counted.credited = self.counted.credited.checked_add(note.totals().gross)?;
            let original = &mut self.originals[place];
            for (index, (row, at)) in order.rows.iter().zip(&rows).enumerate() {
                if let Some(at) = at {
                    original.left[*at] += row.quantity;
                    let from = (original.order.number.clone(), *at);
                    self.counted.taken_back.insert((order.number.clone(), index), from);
                }
            }
            original.credits.push(note);
        }
        if !outside.is_empty() {
            let (rated, filing) = decision(order, self.assumed, self.pack, &self.eu)?;
            let tax = Tax::from(&rated);
            let why = "no invoice of the file has this customer, goods, price and quantity";
            let reference = Reference::Outside { number: None, why: why.into() };
            let lines = outside.iter().map(|row| line(row, &tax)).collect();
            let document = Document { lines, ..Document::credit_note(GBP, order.day(), reference) };
            let note = self.issue(Invoice::draft(named(document, order), self.rules)?, &filing)?;
            self.counted.credited = self.counted.credited.checked_add(note.totals().gross)?;
        }
        match (rows.iter().any(Option::is_some), outside.is_empty()) {
            (true, true) => self.counted.matched_wholly += 1,
            (true, false) => self.counted.matched_in_part += 1,
            (false, _) => self.counted.outside += 1,
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::peak_week::{inputs, orders};

    #[test]
    fn every_document_is_numbered_chained_and_posted() {
        let orders = orders::read(include_bytes!("../../data/online-retail-2010-12-01_07.csv")).unwrap();
        let week: inputs::Week = inputs::read("week.toml", include_str!("../../data/week.toml")).unwrap();
        let pack = RulePack::embedded("uk.vat").unwrap();
        let mut books = Books::open(None).unwrap();
        let sold = sell(&orders, &week.sales, &pack, &mut books).unwrap();
        assert!(sold.problems.is_empty(), "{:?}", sold.problems);
        assert_eq!(sold.countries.values().map(|c| c.invoices).sum::<usize>(), 563);
        assert_eq!(sold.matched_wholly + sold.matched_in_part + sold.outside, 70);
        assert!(sold.matched_wholly >= 13 && sold.matched_in_part >= 3);
        sold.journal.balanced().unwrap();
        chain::audit(&sold.book, Some(&sold.head)).unwrap();
        let mut forged = sold.book.clone();
        forged.swap(10, 11);
        assert!(chain::audit(&forged, Some(&sold.head)).is_err());
        assert_eq!(sold.series.iter().map(|(_, numbers)| numbers.len()).sum::<usize>(), sold.book.len());
        for (series, numbers) in &sold.series {
            assert!(series.audit(numbers).unwrap().is_empty());
        }
        // The return has the VAT of the journal; the audit names what was changed in a copy.
        let owed = sold.vat.amount("1").unwrap();
        assert_eq!(owed, -sold.journal.balance("2200 output VAT", GBP));
        assert!(sold.vat.untaken.is_empty() && sold.vat.problems.is_empty());
        assert!(sold.forgery.contains("altered"), "{}", sold.forgery);
        // Each sale's VAT follows its country's decision.
        assert!(sold.countries["Japan"].tax.is_zero() && !sold.countries["France"].tax.is_zero());
    }
}
