//! The orders as the shop wrote them: rows of a CSV, gathered into documents, with everything odd counted and named.

use backoffice::{
    Code, Decimal, Error, NaiveDate, NaiveDateTime, Problem, Result, Rounding, calendar, error::exact,
    money::Mode,
};
use std::collections::{BTreeMap, BTreeSet};

/// A row of the file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    /// The shop's document number.
    pub document: String,
    /// The stock code as written.
    pub code: String,
    /// What it is; some are blank.
    pub description: String,
    /// Pieces; below zero when they come back or are written off.
    pub quantity: i64,
    /// When the row was entered, to the minute.
    pub at: NaiveDateTime,
    /// Price of a piece in pounds, taken as without VAT.
    pub price: Decimal,
    /// The customer's number, where there is one.
    pub customer: Option<String>,
    /// The customer's country as written.
    pub country: String,
}

impl Row {
    /// The stock code without regard to case: `15056bl` and `15056BL` are the same goods.
    pub fn item(&self) -> String {
        self.code.to_uppercase()
    }

    /// Whether it is no goods: postage, fees, discounts, samples charged by hand.
    pub fn is_service(&self) -> bool {
        SERVICES.contains(&self.item().as_str())
    }
}

/// The codes that are not goods and never touch stock.
pub const SERVICES: [&str; 8] = ["AMAZONFEE", "BANK CHARGES", "C2", "D", "DOT", "M", "POST", "S"];

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It has a value: an invoice.
    Sale,
    /// Its number begins with C: a credit note.
    Cancellation,
    /// Every line is at price 0: a stock adjustment.
    StockNote,
}

/// A document of the shop.
#[derive(Clone, Debug)]
pub struct Order {
    /// The shop's number.
    pub number: String,
    /// What it is.
    pub kind: Kind,
    /// When its first row was entered.
    pub at: NaiveDateTime,
    /// The customer's number, where there is one.
    pub customer: Option<String>,
    /// The customer's country as written.
    pub country: String,
    /// Its rows, in the order of the file.
    pub rows: Vec<Row>,
}

impl Order {
    /// The day of the document, which is its tax point.
    pub fn day(&self) -> NaiveDate {
        self.at.date()
    }

    /// How many of its lines are goods to be picked.
    pub fn lines_to_pick(&self) -> u64 {
        self.rows.iter().filter(|row| !row.is_service() && row.quantity > 0).count() as u64
    }
}

/// Something odd in the data, counted and named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oddity {
    /// What it is.
    pub what: String,
    /// How many.
    pub count: usize,
    /// What was done with it.
    pub done: &'static str,
}

/// The file, read.
#[derive(Clone, Debug)]
pub struct Orders {
    /// The documents in the order in which they appear.
    pub documents: Vec<Order>,
    /// How many rows were read.
    pub rows: usize,
    /// Rows that could not be read.
    pub problems: Vec<Problem>,
    /// What was odd in those that could.
    pub oddities: Vec<Oddity>,
}

/// Reads the file. A row that cannot be read becomes a problem that names the row, the field and the value; it is never
/// guessed, and its document goes on without it.
pub fn read(csv: &[u8]) -> Result<Orders> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(csv);
    let header =
        reader.headers().map_err(|error| Error::invalid("header", error, "the file is not a CSV"))?;
    let wanted = [
        "InvoiceNo",
        "StockCode",
        "Description",
        "Quantity",
        "InvoiceDate",
        "UnitPrice",
        "CustomerID",
        "Country",
    ];
    if header.iter().ne(wanted) {
        return Err(Error::invalid(
            "header",
            header.iter().collect::<Vec<_>>().join(","),
            "the columns differ",
        ));
    }
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    for (index, record) in reader.byte_records().enumerate() {
        let read = match &record {
            Ok(record) => row(record),
            Err(error) => Err(Error::invalid("row", error, "the row is not a row of a CSV")),
        };
        match read {
            Ok(row) => rows.push(row),
            Err(error) => problems.push(Problem::new(index, &error)),
        }
    }
    let oddities = oddities(&rows);
    let count = rows.len();
    Ok(Orders { documents: documents(rows), rows: count, problems, oddities })
}

fn row(record: &csv::ByteRecord) -> Result<Row> {
    if record.len() != 8 {
        let message = format!("a row has {} of 8 fields: it was cut off or a quote is missing", record.len());
        let last = record.iter().next_back().map(String::from_utf8_lossy).unwrap_or_default();
        return Err(Error::new(Code::InputTruncated, "row", last, message));
    }
    let text = |field: &str, at: usize| -> Result<&str> {
        let bytes = record.get(at).unwrap_or_default();
        std::str::from_utf8(bytes).map_err(|_| {
            Error::new(
                Code::InputNotUtf8,
                field,
                String::from_utf8_lossy(bytes),
                format!("`{field}` is not UTF-8"),
            )
        })
    };
    let named = |field: &str, at: usize| -> Result<String> {
        let text = text(field, at)?.trim();
        if text.is_empty() { Err(Error::missing(field)) } else { Ok(text.to_owned()) }
    };
    let quantity = text("Quantity", 3)?;
    let quantity: i64 = quantity
        .parse()
        .map_err(|_| Error::invalid("Quantity", quantity, "write whole pieces, such as 12"))?;
    let price = exact::decimal("UnitPrice", text("UnitPrice", 5)?)?;
    if price.is_sign_negative() && !price.is_zero() {
        return Err(Error::new(Code::NumberNegative, "UnitPrice", price, "a price is below zero"));
    }
    let customer = text("CustomerID", 6)?.trim();
    Ok(Row {
        document: named("InvoiceNo", 0)?,
        code: named("StockCode", 1)?,
        description: text("Description", 2)?.trim().to_owned(),
        quantity,
        at: minute(text("InvoiceDate", 4)?)?,
        price,
        customer: (!customer.is_empty()).then(|| customer.to_owned()),
        country: named("Country", 7)?,
    })
}

/// Reads `12/1/10 8:26`: month, day, year of the century.
fn minute(text: &str) -> Result<NaiveDateTime> {
    let read = || {
        let (day, time) = text.split_once(' ')?;
        let mut day = day.split('/').map(|part| part.parse::<u32>().ok());
        let (month, date, year) = (day.next()??, day.next()??, i32::try_from(day.next()??).ok()?);
        let (hour, minute) = time.split_once(':')?;
        calendar::date(2000 + year, month, date).ok()?.and_hms_opt(
            hour.parse().ok()?,
            minute.parse().ok()?,
            0,
        )
    };
    read().ok_or_else(|| {
        let message = format!("`InvoiceDate` is `{text}`, which is no moment: write it as 12/1/10 8:26");
        Error::new(Code::CalendarInvalidDate, "InvoiceDate", text, message)
    })
}

fn documents(rows: Vec<Row>) -> Vec<Order> {
    let mut documents: Vec<Order> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows {
        let place = *places.entry(row.document.clone()).or_insert_with(|| {
            documents.push(Order {
                number: row.document.clone(),
                kind: Kind::Sale,
                at: row.at,
                customer: row.customer.clone(),
                country: row.country.clone(),
                rows: Vec::new(),
            });
            documents.len() - 1
        });
        documents[place].rows.push(row);
    }
    for document in &mut documents {
        document.kind = if document.number.starts_with('C') {
            Kind::Cancellation
        } else if document.rows.iter().all(|row| row.price.is_zero()) {
            Kind::StockNote
        } else {
            Kind::Sale
        };
    }
    documents
}

fn oddities(rows: &[Row]) -> Vec<Oddity> {
    let mut seen = BTreeSet::new();
    let repeated = rows.iter().filter(|row| !seen.insert(*row)).count();
    let count = |what: &dyn Fn(&Row) -> bool| rows.iter().filter(|row| what(row)).count();
    let mut prices: BTreeMap<String, BTreeSet<Decimal>> = BTreeMap::new();
    for row in rows.iter().filter(|row| !row.price.is_zero()) {
        prices.entry(row.item()).or_default().insert(row.price);
    }
    let mut times: BTreeMap<&str, BTreeSet<NaiveDateTime>> = BTreeMap::new();
    let mut batches: BTreeMap<&str, (usize, bool)> = BTreeMap::new();
    for row in rows {
        times.entry(&row.document).or_default().insert(row.at);
        let batch = batches.entry(&row.document).or_insert((0, true));
        *batch = (batch.0 + 1, batch.1 && row.customer.is_none());
    }
    let two_times: Vec<&str> =
        times.iter().filter(|(_, at)| at.len() > 1).map(|(number, _)| *number).collect();
    let batches: Vec<String> = batches
        .iter()
        .filter(|(_, (lines, nobody))| *lines >= 500 && *nobody)
        .map(|(number, (lines, _))| format!("{number} ({lines})"))
        .collect();
    let services: BTreeSet<String> = rows.iter().filter(|row| row.is_service()).map(Row::item).collect();
    let as_written: BTreeSet<&str> = rows.iter().map(|row| row.code.as_str()).collect();
    let items: BTreeSet<String> = rows.iter().map(Row::item).collect();
    let of = |what: String, count: usize, done: &'static str| Oddity { what, count, done };
    vec![
        of(
            "rows that repeat another row exactly".into(),
            repeated,
            "kept: a customer may buy the same twice",
        ),
        of(
            "rows with a blank description".into(),
            count(&|row| row.description.is_empty()),
            "kept under their code",
        ),
        of(
            "rows without a customer".into(),
            count(&|row| row.customer.is_none()),
            "invoiced to the counter's customer",
        ),
        of("rows at price 0".into(), count(&|row| row.price.is_zero()), "goods move, nothing is charged"),
        of(
            "negative rows outside a cancellation".into(),
            count(&|row| row.quantity < 0 && !row.document.starts_with('C')),
            "all at price 0: written off",
        ),
        of(
            format!("rows of services ({})", services.into_iter().collect::<Vec<_>>().join(", ")),
            count(&Row::is_service),
            "charged or credited, never in stock",
        ),
        of(
            format!("stock codes that differ from another in case only ({} written)", as_written.len()),
            as_written.len() - items.len(),
            "taken as the same goods",
        ),
        of(
            "stock codes at more than one price".into(),
            prices.values().filter(|prices| prices.len() > 1).count(),
            "each row keeps its own price",
        ),
        of(
            format!("documents with two times ({})", two_times.join(", ")),
            two_times.len(),
            "the first time counts",
        ),
        of(
            format!(
                "documents of 500 lines and more at one minute without a customer: {}",
                batches.join(", ")
            ),
            batches.len(),
            "look like batch postings; invoiced as they stand",
        ),
    ]
}

/// The VAT at 17.5 % of the documents of one country, cancellations netted, rounded by line and by document: what a choice
/// of granularity comes to.
pub fn vat_both_ways(orders: &Orders, country: &str) -> Result<(Decimal, Decimal)> {
    let by = Rounding::of(1, 2, Mode::HalfUp);
    let rate = backoffice::dec!(0.175);
    let lost = || Error::overflow("price", country, "VAT of all documents");
    let times = |a: Decimal, b: Decimal| exact::multiply(a, b).ok_or_else(lost);
    let plus = |a: Decimal, b: Decimal| exact::add(a, b).ok_or_else(lost);
    let (mut by_line, mut by_document) = (Decimal::ZERO, Decimal::ZERO);
    for order in orders.documents.iter().filter(|order| order.country == country) {
        let mut net = Decimal::ZERO;
        for row in &order.rows {
            let line = by.apply(times(row.price, row.quantity.into())?)?;
            net = plus(net, line)?;
            by_line = plus(by_line, by.apply(times(line, rate)?)?)?;
        }
        by_document = plus(by_document, by.apply(times(net, rate)?)?)?;
    }
    Ok((by_line, by_document))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

    #[test]
    fn the_file_is_as_its_description_says() {
        let orders = read(include_bytes!("../../data/online-retail-2010-12-01_07.csv")).unwrap();
        let kinds = |kind| orders.documents.iter().filter(|order| order.kind == kind).count();
        assert_eq!((orders.rows, orders.documents.len(), orders.problems.len()), (14_594, 699, 0));
        assert_eq!((kinds(Kind::Sale), kinds(Kind::StockNote), kinds(Kind::Cancellation)), (563, 66, 70));
        let counts: Vec<usize> = orders.oddities.iter().map(|oddity| oddity.count).collect();
        assert_eq!(counts, [258, 60, 4_265, 124, 45, 60, 28, 1_197, 1, 6]);
        let (by_line, by_document) = vat_both_ways(&orders, "United Kingdom").unwrap();
        assert_eq!(
            (by_line.to_string().as_str(), by_document.to_string().as_str()),
            ("40919.26", "40905.94")
        );
    }

    #[test]
    fn a_bad_row_is_named_and_the_others_go_on() {
        let text = format!(
            "{HEAD}1,A,x,6,12/1/10 8:26,2.55,1,United Kingdom\n2,B,y,6,12/1/10\n3,C,z,6.5,12/1/10 8:26,2.55,1,Spain\n\
             4,D,z,6,13/1/10 8:26,2.55,1,Spain\n5,E,z,6,12/1/10 8:26,2e1,1,Spain\n6,,z,6,12/1/10 8:26,2,1,Spain\n"
        );
        let orders = read(text.as_bytes()).unwrap();
        let told: Vec<(u64, &str, &str)> =
            orders.problems.iter().map(|p| (p.row, p.code.as_str(), p.field.as_str())).collect();
        assert_eq!(
            told,
            [
                (1, "input.truncated", "row"),
                (2, "input.invalid", "Quantity"),
                (3, "calendar.invalid_date", "InvoiceDate"),
                (4, "number.not_exact", "UnitPrice"),
                (5, "input.missing", "StockCode"),
            ]
        );
        assert_eq!(orders.documents.len(), 1);
        assert_eq!(read(b"a,b\n1,2\n").unwrap_err().field(), "header");
    }
}
