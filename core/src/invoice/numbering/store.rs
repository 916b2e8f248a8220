//! What a database needs to number without gaps: one table, one statement, and how its row becomes numbers.

use super::{
    claim::Claim,
    series::{Restart, Series},
};
use crate::{
    calendar::{FiscalYear, parse_date},
    error::{Code, Error, Result},
};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// The table of the series, one row each, in types that SQLite and PostgreSQL share. Days are text (`2026-03-31`), so
/// that every client binds them alike; they sort as days do. `fiscal_year` is the first day of the fiscal year as
/// `04-01`, or empty. MySQL wants `VARCHAR(190)` where `id` has `TEXT`.
pub const SCHEMA: &str = "\
CREATE TABLE IF NOT EXISTS number_series (
    id TEXT NOT NULL PRIMARY KEY,
    pattern TEXT NOT NULL,
    restart TEXT NOT NULL CHECK (restart IN ('never', 'yearly', 'monthly', 'fiscal')),
    chronological BOOLEAN NOT NULL,
    fiscal_year TEXT NOT NULL DEFAULT '',
    next BIGINT NOT NULL DEFAULT 1 CHECK (next BETWEEN 1 AND 9223372036854775806),
    period TEXT,
    last TEXT,
    version BIGINT NOT NULL DEFAULT 0 CHECK (version BETWEEN 0 AND 9223372036854775806)
)";

/// The columns of a series' row, in the order in which [`Statement::Read`] gives them and [`Series::from_row`] reads
/// them.
pub const COLUMNS: [&str; 9] =
    ["id", "pattern", "restart", "chronological", "fiscal_year", "next", "period", "last", "version"];

const CREATE: &str = "\
INSERT INTO number_series (id, pattern, restart, chronological, fiscal_year, next, period, last, version)
VALUES (:id, :pattern, :restart, :chronological, :fiscal_year, :next, :period, :last, :version)";

const READ: &str = "\
SELECT id, pattern, restart, chronological, fiscal_year, next, period, last, version
  FROM number_series WHERE id = :id";

// `next` is set first: MySQL evaluates from left to right with what is set already.
const CLAIM: &str = "\
UPDATE number_series
   SET next = CASE WHEN restart = 'never' OR period IS NULL OR period = :period THEN next ELSE 1 END + :count,
       period = :period,
       last = CASE WHEN last > :last_day THEN last ELSE :last_day END,
       version = version + 1
 WHERE id = :id
   AND pattern = :pattern AND restart = :restart AND chronological = :chronological
   AND fiscal_year = :fiscal_year
   AND (restart = 'never' OR period IS NULL OR period <= :period)
   AND (NOT chronological OR last IS NULL OR last <= :first_day)
RETURNING next - :count AS first, last, version";

const SWAP: &str = "\
UPDATE number_series
   SET next = :next, period = :period, last = :last, version = :version
 WHERE id = :id AND version = :read_version";

/// The statements on the table of [`SCHEMA`]: one text for every store.
///
/// A store sends [`Statement::Claim`] as its last statement before COMMIT, with the rows of the document before it: the
/// series' row stays locked from the claim to the end of the transaction. The row as it is then decides, not what was
/// read: a claim may be made from a series that was read long ago.
///
/// ```
/// use backoffice::{date, invoice::numbering::{Grant, Pattern, Placeholders, Series, Statement, Value}};
///
/// let series = Series::new("sales", "{year}-{number:4}".parse::<Pattern>()?).restarting_yearly();
/// let claim = series.claim(&[date(2026, 3, 2)?, date(2026, 3, 2)?])?;
///
/// let (style, statement) = (Placeholders::Dollar, Statement::Claim);
/// assert!(statement.text(style).starts_with("UPDATE number_series"));
/// let values = claim.values(statement, style)?; // bind these, in this order
/// assert_eq!(values[0], Value::Text("2026-01-01".into())); // $1, the period
///
/// // The row that came back: another writer had taken 41 numbers meanwhile.
/// let grant = Grant { first: 42, last: date(2026, 3, 2)?, version: 9 };
/// let (numbers, _) = series.granted(&claim, grant)?;
/// assert_eq!((numbers[0].text.as_str(), numbers[1].text.as_str()), ("2026-0042", "2026-0043"));
/// # Ok::<(), backoffice::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Statement {
    /// Stores a new series. Values: [`Series::row`].
    Create,
    /// Reads a series: a row of [`COLUMNS`], for [`Series::from_row`]. Values: the series' id.
    Read,
    /// Takes numbers and gives back a row of first, last and version, the fields of a [`Grant`]; no row when they are
    /// refused, and [`Claim::refused`] says why. Values: [`Claim::values`].
    Claim,
    /// Stores a series that was read and has issued numbers, as long as nobody changed it since: where a database has
    /// no RETURNING. No row changed is a [`Conflict`](super::Conflict): read again. Values: [`Series::swap`].
    Swap,
}

/// How a driver writes the places of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Placeholders {
    /// `:name`, by name: SQLite, Oracle.
    Colon,
    /// `$1`, each value once: PostgreSQL.
    Dollar,
    /// `%(name)s`, by name: psycopg and other drivers of Python.
    Percent,
    /// `?`, a value for each place, so that some come again: ODBC, JDBC, MySQL.
    Question,
}

/// A value to bind, or one that was read from a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// NULL.
    Null,
    /// A truth; where a database has none, 0 or 1.
    Truth(bool),
    /// A whole number.
    Integer(i64),
    /// Text; days as `2026-03-31`.
    Text(String),
}

/// A statement as a driver takes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    /// Its text.
    pub text: String,
    /// The names of its values, in the order in which they are bound.
    pub names: Vec<String>,
}

/// The row that [`Statement::Claim`] gave back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// The first of the numbers.
    pub first: u64,
    /// The latest day that the series has given a number.
    pub last: NaiveDate,
    /// The version of the series after the claim.
    pub version: u64,
}

impl Statement {
    const fn template(self) -> &'static str {
        match self {
            Self::Create => CREATE,
            Self::Read => READ,
            Self::Claim => CLAIM,
            Self::Swap => SWAP,
        }
    }

    /// Its parts: a text, then a name and a text for each place of a value.
    fn parts(self) -> (&'static str, Vec<(&'static str, &'static str)>) {
        let mut pieces = self.template().split(':');
        let head = pieces.next().unwrap_or_default();
        let cut = |piece: &'static str| {
            piece.split_at(piece.find(|c: char| !c.is_ascii_lowercase() && c != '_').unwrap_or(piece.len()))
        };
        (head, pieces.map(cut).collect())
    }

    /// Its text.
    pub fn text(self, placeholders: Placeholders) -> String {
        let names = self.names(placeholders);
        let (head, places) = self.parts();
        let mut text = head.to_owned();
        for (name, rest) in places {
            match placeholders {
                Placeholders::Colon => text.extend([":", name]),
                Placeholders::Percent => text.extend(["%(", name, ")s"]),
                Placeholders::Question => text.push('?'),
                Placeholders::Dollar => {
                    let place = names.iter().position(|known| *known == name).unwrap_or_default();
                    text.push('$');
                    text.push_str(&place.saturating_add(1).to_string());
                }
            }
            text.push_str(rest);
        }
        text
    }

    /// The names of its values, in the order in which they are bound: each once, or with [`Placeholders::Question`] as
    /// often as it stands in the text.
    pub fn names(self, placeholders: Placeholders) -> Vec<&'static str> {
        let mut names: Vec<&'static str> = vec![];
        for (name, _) in self.parts().1 {
            if placeholders == Placeholders::Question || !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// Its text, and the names of its values.
    pub fn written(self, placeholders: Placeholders) -> Written {
        let names = self.names(placeholders).into_iter().map(str::to_owned).collect();
        Written { text: self.text(placeholders), names }
    }

    /// The values by their names, in the order in which they are bound.
    fn values(
        self,
        placeholders: Placeholders,
        value: impl Fn(&'static str) -> Option<Result<Value>>,
    ) -> Result<Vec<Value>> {
        let names = self.names(placeholders).into_iter();
        names.map(|name| value(name).unwrap_or_else(|| Err(Error::missing(name)))).collect()
    }
}

fn integer(field: &'static str, value: u64) -> Result<Value> {
    let stored = i64::try_from(value).ok().filter(|stored| *stored < i64::MAX);
    stored.map(Value::Integer).ok_or_else(|| Error::overflow(field, value, "a BIGINT of the database"))
}

/// A day as text that sorts as days do.
pub(super) fn day_text(field: &'static str, day: NaiveDate) -> Result<Value> {
    if (0..=9999).contains(&day.year()) {
        return Ok(Value::Text(day.to_string()));
    }
    let message = format!("the year of {day} has not four digits: a store cannot sort it");
    Err(Error::new(Code::CalendarInvalidDate, field, day, message))
}

fn some_day(field: &'static str, day: Option<NaiveDate>) -> Result<Value> {
    day.map_or(Ok(Value::Null), |day| day_text(field, day))
}

fn fiscal_text(year: Option<FiscalYear>) -> Value {
    Value::Text(year.map_or_else(String::new, |year| {
        let (month, day) = year.begins();
        format!("{month:02}-{day:02}")
    }))
}

fn fiscal_year(text: &str) -> Result<Option<FiscalYear>> {
    if text.is_empty() {
        return Ok(None);
    }
    let part = |text: &str| (text.len() == 2).then(|| text.parse::<u32>().ok()).flatten();
    let begin = text.split_once('-').and_then(|(month, day)| Some((part(month)?, part(day)?)));
    let (month, day) =
        begin.ok_or_else(|| Error::invalid("fiscal_year", text, "write month and day, such as `04-01`"))?;
    FiscalYear::beginning(month, day).map(Some)
}

impl Restart {
    /// As it stands in JSON and in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Yearly => "yearly",
            Self::Monthly => "monthly",
            Self::Fiscal => "fiscal",
        }
    }

    fn parse(text: &str) -> Result<Self> {
        let all = [Self::Never, Self::Yearly, Self::Monthly, Self::Fiscal];
        let found = all.into_iter().find(|restart| restart.as_str() == text);
        found.ok_or_else(|| Error::invalid("restart", text, "write never, yearly, monthly or fiscal"))
    }
}

impl Claim {
    /// What to bind to [`Statement::Claim`], in the order of its names.
    ///
    /// # Errors
    /// `number.out_of_range`, `calendar.invalid_date`; `input.missing` for another statement.
    pub fn values(&self, statement: Statement, placeholders: Placeholders) -> Result<Vec<Value>> {
        statement.values(placeholders, |name| {
            Some(match name {
                "id" => Ok(Value::Text(self.id.clone())),
                "pattern" => Ok(Value::Text(self.pattern.to_string())),
                "restart" => Ok(Value::Text(self.restart.as_str().into())),
                "chronological" => Ok(Value::Truth(self.chronological)),
                "fiscal_year" => Ok(fiscal_text(self.fiscal_year)),
                "count" => integer("count", self.count),
                "period" => some_day("period", self.period),
                "first_day" => day_text("first_day", self.first_day),
                "last_day" => day_text("last_day", self.last_day),
                _ => return None,
            })
        })
    }

    /// Why [`Statement::Claim`] gave no row back: held against the series as it is stored, read after the claim and in
    /// the same transaction.
    ///
    /// `invoice.series_unknown` when none is stored; `invoice.series_conflict` when its pattern, restart or order was
    /// changed since the claim's series was read; else `invoice.day_before_last`.
    pub fn refused(&self, stored: Option<&Series>) -> Error {
        let Some(stored) = stored else {
            let message = format!("no series `{}` is stored: store it first", self.id);
            return Error::new(Code::InvoiceSeriesUnknown, "id", &self.id, message);
        };
        let block = self.count != self.days.len() as u64;
        let again =
            if block { stored.claim_block(self.count, self.first_day) } else { stored.claim(&self.days) };
        if again.as_ref() == Ok(self)
            && let Err(error) = stored.issue_many(&self.days)
        {
            return error;
        }
        let message = format!(
            "the series `{}` is not the one that the claim was made of (its pattern, restart, order of days or fiscal year \
             was changed): read it again and claim again",
            self.id
        );
        Error::new(Code::InvoiceSeriesConflict, "id", &self.id, message)
    }
}

impl Series {
    fn value(&self, name: &'static str) -> Option<Result<Value>> {
        Some(match name {
            "id" => Ok(Value::Text(self.id().into())),
            "pattern" => Ok(Value::Text(self.pattern().to_string())),
            "restart" => Ok(Value::Text(self.restart().as_str().into())),
            "chronological" => Ok(Value::Truth(self.is_chronological())),
            "fiscal_year" => Ok(fiscal_text(self.fiscal_years())),
            "next" => integer("next", self.next()),
            "period" => some_day("period", self.period()),
            "last" => some_day("last", self.last()),
            "version" => integer("version", self.version()),
            _ => return None,
        })
    }

    /// What to bind to [`Statement::Create`] or [`Statement::Read`], in the order of its names; with
    /// [`Statement::Create`] and any placeholders the order is that of [`COLUMNS`].
    ///
    /// # Errors
    /// `number.out_of_range` when a counter does not fit a BIGINT, `calendar.invalid_date` when a year has not four
    /// digits; `input.missing` for another statement.
    pub fn row(&self, statement: Statement, placeholders: Placeholders) -> Result<Vec<Value>> {
        statement.values(placeholders, |name| self.value(name))
    }

    /// What to bind to [`Statement::Swap`]: this series, as long as the stored one has that version.
    ///
    /// # Errors
    /// As [`Series::row`].
    pub fn swap(&self, read_version: u64, placeholders: Placeholders) -> Result<Vec<Value>> {
        Statement::Swap.values(placeholders, |name| {
            if name == "read_version" { Some(integer(name, read_version)) } else { self.value(name) }
        })
    }

    /// The series of a row: its values in the order of [`COLUMNS`].
    ///
    /// # Errors
    /// `input.invalid` when it has other columns or a value of another kind, and what reading a series gives.
    pub fn from_row(row: &[Value]) -> Result<Self> {
        let [id, pattern, restart, chronological, years, next, period, last, version] = row else {
            return Err(Error::invalid("row", format!("{} values", row.len()), "give the nine of COLUMNS"));
        };
        let day = |field: &'static str, value: &Value| match value {
            Value::Null => Ok(None),
            value => parse_date(field, &value.text(field)?).map(Some),
        };
        let truth = match chronological {
            Value::Truth(truth) => *truth,
            Value::Integer(number @ (0 | 1)) => *number == 1,
            other => return Err(Error::invalid("chronological", other.shown(), "write true or false")),
        };
        let years = match years {
            Value::Null => None,
            value => fiscal_year(&value.text("fiscal_year")?)?,
        };
        let series = Self::new(id.text("id")?, pattern.text("pattern")?.parse()?)
            .restarting(Restart::parse(&restart.text("restart")?)?)
            .starting_at(next.count("next")?)
            .at_version(version.count("version")?);
        let series = if truth { series.chronological() } else { series };
        let series = years.into_iter().fold(series, Self::fiscal_year);
        series.standing(day("period", period)?, day("last", last)?)
    }
}

impl Grant {
    /// The grant of the row that came back: first, last and version.
    ///
    /// # Errors
    /// `input.invalid` when it has other columns or a value of another kind; `calendar.invalid_date`.
    pub fn from_row(row: &[Value]) -> Result<Self> {
        let [first, last, version] = row else {
            return Err(Error::invalid(
                "row",
                format!("{} values", row.len()),
                "give first, last and version",
            ));
        };
        let last = parse_date("last", &last.text("last")?)?;
        Ok(Self { first: first.count("first")?, last, version: version.count("version")? })
    }
}

impl Value {
    fn text(&self, field: &'static str) -> Result<String> {
        match self {
            Self::Text(text) => Ok(text.clone()),
            other => Err(Error::invalid(field, other.shown(), "the table has text here")),
        }
    }

    fn count(&self, field: &'static str) -> Result<u64> {
        match self {
            Self::Integer(count) => {
                u64::try_from(*count).map_err(|_| Error::invalid(field, count, "it cannot be negative"))
            }
            other => Err(Error::invalid(field, other.shown(), "the table has a whole number here")),
        }
    }

    fn shown(&self) -> String {
        match self {
            Self::Null => "NULL".into(),
            Self::Truth(truth) => truth.to_string(),
            Self::Integer(number) => number.to_string(),
            Self::Text(text) => text.clone(),
        }
    }
}
