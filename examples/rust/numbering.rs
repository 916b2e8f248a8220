//! Numbers without gaps in a database of SQLite: one table, one statement, and an auditor.
//!
//! The core knows no database: it gives the table, the statements and what to bind. What a store does with them is shown
//! here; `tests/src/store` has the whole of it, for PostgreSQL too, with leaders, chains and crash tests.

use backoffice::{
    date,
    invoice::numbering::{Grant, Number, Placeholders, SCHEMA, Series, Statement, Value},
};
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params, params_from_iter, types};
use std::error::Error;

/// Dollar signs are names to SQLite: bound in the order in which they come, as PostgreSQL binds them.
const DOLLAR: Placeholders = Placeholders::Dollar;

fn main() -> Result<(), Box<dyn Error>> {
    let mut books = Connection::open_in_memory()?;
    books.execute_batch(SCHEMA)?;
    books.execute_batch(
        "CREATE TABLE invoice (number TEXT PRIMARY KEY, day TEXT NOT NULL, counter INTEGER NOT NULL, buyer TEXT NOT NULL);
         CREATE TABLE line (buyer TEXT NOT NULL, text TEXT NOT NULL)",
    )?;
    let series = Series::new("sales", "INV-{year}-{number:5}".parse()?).restarting_yearly().chronological();
    let row = series.row(Statement::Create, DOLLAR)?;
    books.execute(&Statement::Create.text(DOLLAR), params_from_iter(row.iter().map(bound)))?;

    let old_year = date(2026, 12, 31)?;
    for number in issue(&mut books, &series, &[(old_year, "Ada"), (old_year, "Grace")])? {
        println!("{number}");
    }
    // A customer who leaves in the middle: what was claimed is rolled back, and comes again.
    if let Err(error) = issue(&mut books, &series, &[(old_year, "Emmy"), (old_year, "")]) {
        println!("nothing was numbered: {error}");
    }
    for number in issue(&mut books, &series, &[(old_year, "Emmy")])? {
        println!("{number}");
    }
    for number in issue(&mut books, &series, &[(date(2027, 1, 2)?, "Sofja")])? {
        println!("{number}");
    }
    // The row decides, not the series that was read long ago.
    if let Err(error) = issue(&mut books, &series, &[(old_year, "Marie")]) {
        println!("refused: {error}");
    }

    let stored = read(&books, series.id())?.ok_or("the series is gone")?;
    let all = numbers(&books)?;
    println!("the audit of {} numbers found nothing: {}", all.len(), stored.audit(&all)?.is_empty());
    books.execute("DELETE FROM invoice WHERE buyer = 'Grace'", [])?;
    println!("after a deletion it finds {:?}", stored.audit(&numbers(&books)?)?.gaps);
    Ok(())
}

/// Stores invoices with their numbers, all of them or none; their days lie in one period.
fn issue(
    books: &mut Connection,
    series: &Series,
    drafts: &[(NaiveDate, &str)],
) -> Result<Vec<Number>, Box<dyn Error>> {
    let days: Vec<NaiveDate> = drafts.iter().map(|(day, _)| *day).collect();
    let claim = series.claim(&days)?;
    // IMMEDIATE: a transaction that reads before it writes fails when another writer was faster.
    let transaction = books.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Lines first: nothing that takes long may stand between the claim and COMMIT.
    for (_, buyer) in drafts {
        transaction.execute("INSERT INTO line (buyer, text) VALUES (?1, 'lamp')", [buyer])?;
    }
    let values = claim.values(Statement::Claim, DOLLAR)?;
    let granted = transaction
        .query_row(&Statement::Claim.text(DOLLAR), params_from_iter(values.iter().map(bound)), |row| {
            Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?))
        })
        .optional()?;
    let Some((first, last, version)) = granted else {
        return Err(claim.refused(read(&transaction, series.id())?.as_ref()).into());
    };
    let (numbers, _) = series.granted(&claim, Grant { first, last: last.parse()?, version })?;
    for (number, (day, buyer)) in numbers.iter().zip(drafts) {
        if buyer.is_empty() {
            return Err("an invoice has no buyer".into());
        }
        let head = "INSERT INTO invoice (number, day, counter, buyer) VALUES (?1, ?2, ?3, ?4)";
        transaction.execute(head, params![number.text, day.to_string(), number.counter, buyer])?;
    }
    transaction.commit()?;
    Ok(numbers)
}

/// The series as it stands.
fn read(books: &Connection, id: &str) -> Result<Option<Series>, Box<dyn Error>> {
    let row = books
        .query_row(&Statement::Read.text(DOLLAR), [id], |row| {
            let count = row.as_ref().column_count();
            (0..count).map(|column| row.get(column)).collect::<rusqlite::Result<Vec<types::Value>>>()
        })
        .optional()?;
    let Some(row) = row else { return Ok(None) };
    let values: Vec<Value> = row
        .into_iter()
        .map(|value| match value {
            types::Value::Integer(integer) => Value::Integer(integer),
            types::Value::Text(text) => Value::Text(text),
            _ => Value::Null,
        })
        .collect();
    Ok(Some(Series::from_row(&values)?))
}

/// The numbers of all invoices.
fn numbers(books: &Connection) -> Result<Vec<Number>, Box<dyn Error>> {
    let mut statement = books.prepare("SELECT number, day, counter FROM invoice ORDER BY day, counter")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?)))?;
    rows.map(|row| {
        let (text, day, counter) = row?;
        Ok(Number { day: day.parse()?, counter, text })
    })
    .collect()
}

fn bound(value: &Value) -> types::Value {
    match value {
        Value::Null => types::Value::Null,
        Value::Truth(truth) => types::Value::Integer((*truth).into()),
        Value::Integer(integer) => types::Value::Integer(*integer),
        Value::Text(text) => types::Value::Text(text.clone()),
    }
}
