//! The texts that are sent: values are written into them, so that several statements go in one message.

use crate::store::{
    draft::{Draft, Part, period_text},
    error::{Error, Result},
};
use backoffice::invoice::numbering::{Placeholders, SCHEMA, Statement, Value};
use std::fmt::Write as _;

/// A transaction that flushes the log at its end, with everything that was committed before it. A message that is not
/// transactional, an update without a row or a mere SELECT flushes nothing, and looks the same until a crash.
pub const BARRIER: &str = "SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit') \
     WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, true), \
     pg_logical_emit_message(true, 'backoffice', '')";

const LINES: &str = "INSERT INTO invoice_line (invoice, place, text, quantity, price) SELECT * FROM unnest";

fn kind(name: &str) -> &'static str {
    match name {
        "chronological" => "boolean",
        "count" => "bigint",
        _ => "text",
    }
}

fn kinds() -> Vec<&'static str> {
    Statement::Claim.names(Placeholders::Dollar).into_iter().map(kind).collect()
}

/// Claim and heads as one statement. Without a row of the claim the counter is NULL, which the table refuses, so that
/// the COMMIT that stands after it in the message is not reached.
fn claim_and_heads() -> String {
    let names = Statement::Claim.names(Placeholders::Dollar);
    let place = |wanted| names.iter().position(|name| *name == wanted).map_or(0, |place| place + 1);
    let (id, period, after) = (place("id"), place("period"), names.len());
    format!(
        "WITH claim AS ({}), head AS (INSERT INTO invoice (key, series, period, counter, day, body) \
         SELECT draft.key, ${id}, coalesce(${period}, ''), claim.first + draft.place - 1, draft.day, draft.body \
         FROM unnest(${}, ${}, ${}) WITH ORDINALITY AS draft (key, day, body, place) LEFT JOIN claim ON true) \
         SELECT claim.first, claim.last, claim.version FROM claim",
        Statement::Claim.text(Placeholders::Dollar),
        after + 1,
        after + 2,
        after + 3
    )
}

/// What a session prepares.
pub(super) fn prepare() -> String {
    format!(
        "PREPARE backoffice_lines (text[], integer[], text[], text[], text[]) AS {LINES} ($1, $2, $3, $4, $5);
         PREPARE backoffice_claim ({}, text[], text[], text[]) AS {}",
        kinds().join(", "),
        claim_and_heads()
    )
}

/// What is installed once: tables, and the function that takes whole invoices. The row of a series has room beside it
/// on its page, so that its versions stay there and no index is touched.
pub(super) fn install() -> String {
    let after = kinds().len() + 3;
    let numbers: Vec<String> = (1..=5).map(|place| format!("${}", after + place)).collect();
    format!(
        "BEGIN;
         SELECT pg_advisory_xact_lock(1113419343);
         {SCHEMA};
         ALTER TABLE number_series SET (fillfactor = 10);
         {}
         CREATE OR REPLACE FUNCTION number_invoices({}, text[], text[], text[], text[], integer[], text[], text[], text[])
         RETURNS TABLE (granted_first bigint, granted_last text, granted_version bigint) LANGUAGE plpgsql AS $number$
         #variable_conflict use_column
         BEGIN
             {LINES} ({});
             RETURN QUERY {};
         END $number$;
         COMMIT",
        crate::store::tables::TABLES,
        kinds().join(", "),
        numbers.join(", "),
        claim_and_heads()
    )
}

/// A text as a literal, whatever `standard_conforming_strings` says.
pub(super) fn quote(text: &str, out: &mut String) {
    if text.contains('\\') {
        out.push_str(" E");
    }
    out.push('\'');
    for character in text.chars() {
        if matches!(character, '\'' | '\\') {
            out.push(character);
        }
        out.push(character);
    }
    out.push('\'');
}

/// A list of texts as one literal: the server reads that much faster than a constructor of as many.
fn list(items: impl Iterator<Item = impl AsRef<str>>, out: &mut String) {
    let mut literal = String::from("{");
    for (place, item) in items.enumerate() {
        literal.push_str(if place > 0 { ",\"" } else { "\"" });
        for character in item.as_ref().chars() {
            if matches!(character, '"' | '\\') {
                literal.push('\\');
            }
            literal.push(character);
        }
        literal.push('"');
    }
    literal.push('}');
    quote(&literal, out);
    out.push_str("::text[]");
}

fn line_lists(drafts: &[Draft], out: &mut String) {
    let lines = || drafts.iter().flat_map(|draft| draft.lines.iter().map(move |line| (draft, line)));
    list(lines().map(|(draft, _)| draft.key.as_str()), out);
    out.push_str(",'{");
    let places = drafts.iter().flat_map(|draft| 0..draft.lines.len());
    for (count, place) in places.enumerate() {
        let comma = if count > 0 { "," } else { "" };
        // Writing to a text does not fail.
        let _ = write!(out, "{comma}{place}");
    }
    out.push_str("}'::integer[],");
    list(lines().map(|(_, line)| line.text.as_str()), out);
    out.push(',');
    list(lines().map(|(_, line)| line.quantity.to_string()), out);
    out.push(',');
    list(lines().map(|(_, line)| line.price.to_string()), out);
}

fn head_lists(part: &Part<'_>, out: &mut String) -> Result<()> {
    for value in part.claim.values(Statement::Claim, Placeholders::Dollar)? {
        match value {
            Value::Null => out.push_str("NULL"),
            Value::Truth(truth) => out.push_str(if truth { "true" } else { "false" }),
            Value::Integer(integer) => {
                let _ = write!(out, "{integer}");
            }
            Value::Text(text) => {
                if text.contains('\0') {
                    return Err(Error::unreadable("a text of the series with a NUL character"));
                }
                quote(&text, out);
            }
        }
        out.push(',');
    }
    list(part.drafts.iter().map(|draft| draft.key.as_str()), out);
    out.push(',');
    list(part.drafts.iter().map(|draft| draft.day.to_string()), out);
    out.push(',');
    list(part.drafts.iter().map(|draft| draft.body.as_str()), out);
    Ok(())
}

/// The lines of drafts.
pub(in crate::store) fn lines(drafts: &[Draft], out: &mut String) {
    if drafts.iter().all(|draft| draft.lines.is_empty()) {
        return;
    }
    out.push_str("EXECUTE backoffice_lines(");
    line_lists(drafts, out);
    out.push_str(");");
}

/// Claim and heads of drafts whose lines were sent.
pub(super) fn claim(part: &Part<'_>, out: &mut String) -> Result<()> {
    out.push_str("EXECUTE backoffice_claim(");
    head_lists(part, out)?;
    out.push_str(");");
    Ok(())
}

/// Lines, claim and heads in one call.
pub(super) fn whole(part: &Part<'_>, out: &mut String) -> Result<()> {
    out.push_str("SELECT * FROM number_invoices(");
    head_lists(part, out)?;
    out.push(',');
    line_lists(part.drafts, out);
    out.push_str(");");
    Ok(())
}

/// What plain inserts without a number are measured with.
pub(in crate::store) fn plain_tables() -> &'static str {
    "CREATE TABLE IF NOT EXISTS plain_invoice (key TEXT NOT NULL PRIMARY KEY, day TEXT NOT NULL, body TEXT NOT NULL)"
}

/// A head without a number.
pub(in crate::store) fn plain_head(draft: &Draft, out: &mut String) {
    out.push_str("EXECUTE plain_head(");
    quote(&draft.key, out);
    out.push(',');
    quote(&draft.day.to_string(), out);
    out.push(',');
    quote(&draft.body, out);
    out.push_str(");");
}

/// The text of a stored period, for a comparison of rows.
pub(super) fn place(period: Option<chrono::NaiveDate>, counter: u64) -> (String, u64) {
    (period_text(period), counter)
}

#[cfg(test)]
mod tests {
    use super::{list, quote};

    #[test]
    fn a_text_cannot_end_its_literal() {
        for (text, wanted) in [
            ("", "''"),
            ("O'Neil", "'O''Neil'"),
            ("'); DROP TABLE invoice; --", "'''); DROP TABLE invoice; --'"),
            (r"\'", r" E'\\'''"),
            (r"C:\", r" E'C:\\'"),
        ] {
            let mut out = String::new();
            quote(text, &mut out);
            assert_eq!(out, wanted);
        }
    }

    #[test]
    fn an_item_cannot_end_its_list() {
        let written = |items: &[&str]| {
            let mut out = String::new();
            list(items.iter(), &mut out);
            out
        };
        assert_eq!(written(&[]), "'{}'::text[]");
        assert_eq!(written(&["a", "NULL", ""]), r#"'{"a","NULL",""}'::text[]"#);
        assert_eq!(written(&["it's"]), r#"'{"it''s"}'::text[]"#);
        assert_eq!(written(&[r#""},{\"#]), r#" E'{"\\"},{\\\\"}'::text[]"#);
    }
}
