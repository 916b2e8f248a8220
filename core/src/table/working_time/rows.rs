//! The rows of a table of work, read into whole numbers and put by person.

use super::super::{
    Reading,
    column::{Cell, Kind, Source},
};
use crate::{
    error::{Code, Error, Result},
    scheduling::law::Break,
};
use arrow_array::{
    Array, RecordBatch,
    cast::AsArray,
    new_empty_array,
    types::{
        TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
    },
};
use arrow_schema::{DataType, Schema, TimeUnit};
use serde_json::Value;
use std::{
    borrow::Cow,
    collections::{HashMap, hash_map::DefaultHasher},
    hash::BuildHasherDefault,
};

/// The columns that may be left out, each with what stands in it.
const OTHERS: [(&str, Kind); 6] = [
    ("start_offset", Kind::Whole),
    ("end_offset", Kind::Whole),
    ("break_minutes", Kind::Whole),
    ("break_after", Kind::Whole),
    ("break_paid", Kind::Flag),
    ("kind", Kind::Text),
];
const NEEDED: [&str; 3] = ["person", "start", "end"];

/// Only ever asked, never gone through: its order is nobody's. The hash has no chance in it.
type Numbers = HashMap<Box<str>, u32, BuildHasherDefault<DefaultHasher>>;

/// A row that can be judged.
#[derive(Clone, Copy)]
pub(super) struct Row {
    pub person: u32,
    /// The row, from 0.
    pub place: u32,
    /// Minutes of UTC since 1970.
    pub start: i64,
    pub end: i64,
    pub offsets: (i16, i16),
    pub rest: Option<Break>,
}

/// All rows so far.
pub(super) struct Rows {
    /// The places of the columns that are needed, then those of the others, where there are any.
    needed: [usize; 3],
    others: [Option<usize>; 6],
    constants: [Constant; 6],
    list: Vec<Row>,
    numbers: Numbers,
    names: Vec<Box<str>>,
    /// Whether the rows of each person follow upon one another.
    grouped: bool,
    count: usize,
    /// Rows that cannot be read.
    pub problems: Vec<(usize, Error)>,
}

/// What is the same in all rows.
#[derive(Clone)]
enum Constant {
    None,
    Whole(i64),
    Flag(bool),
    Text(String),
}

impl Rows {
    /// # Errors
    /// Of the table as a whole.
    pub fn new(schema: &Schema, reading: &Reading) -> Result<Self> {
        if let Some(name) = reading.pass_through.first() {
            let wanted = "violations are no rows of work: nothing comes back with them";
            return Err(Error::invalid("pass_through", name, wanted));
        }
        let known = || NEEDED.iter().copied().chain(OTHERS.iter().map(|(name, _)| *name));
        let mut places = vec![None; NEEDED.len() + OTHERS.len()];
        for (index, column) in schema.fields().iter().enumerate() {
            let name = column.name().as_str();
            let Some(place) = known().position(|known| known == name) else {
                return Err(unknown(name, known()));
            };
            if let Some((_, kind)) = place.checked_sub(NEEDED.len()).and_then(|other| OTHERS.get(other)) {
                Source::of(name, *kind, &*new_empty_array(column.data_type()))?;
            }
            if let Some(there) = places.get_mut(place)
                && there.replace(index).is_some()
            {
                return Err(twice(name, "a column"));
            }
        }
        let mut needed = [0; 3];
        for ((needed, place), name) in needed.iter_mut().zip(&places).zip(NEEDED) {
            *needed = place.ok_or_else(|| Error::missing(name))?;
        }
        let mut others = [None; 6];
        for (other, place) in others.iter_mut().zip(places.iter().skip(NEEDED.len())) {
            *other = *place;
        }
        let mut constants = [const { Constant::None }; 6];
        for (name, value) in &reading.constants {
            let Some(place) = OTHERS.iter().position(|(known, _)| known == name) else {
                return Err(unknown(name, OTHERS.iter().map(|(name, _)| *name)));
            };
            if others.get(place).is_some_and(Option::is_some) {
                return Err(twice(name, "a column and a constant"));
            }
            if let (Some(constant), Some((_, kind))) = (constants.get_mut(place), OTHERS.get(place)) {
                *constant = read_constant(name, *kind, value)?;
            }
        }
        for name in ["start", "end"] {
            if let Some((_, column)) = schema.column_with_name(name) {
                Moments::of(name, &*new_empty_array(column.data_type()))?;
            }
        }
        Ok(Self {
            needed,
            others,
            constants,
            list: vec![],
            numbers: Numbers::default(),
            names: vec![],
            grouped: true,
            count: 0,
            problems: vec![],
        })
    }

    pub fn count(&self) -> usize {
        self.count
    }

    /// Reads some rows more.
    ///
    /// # Errors
    /// Of the table as a whole.
    pub fn read(&mut self, batch: &RecordBatch) -> Result<()> {
        let [person, start, end] = self.needed;
        let column = |place: usize| batch.columns().get(place);
        let (Some(person), Some(start), Some(end)) = (column(person), column(start), column(end)) else {
            return Err(Error::missing("person"));
        };
        let persons = match person.data_type() {
            kind if kind.is_integer() => Source::of("person", Kind::Whole, &**person)?,
            _ => Source::of("person", Kind::Text, &**person)?,
        };
        let (starts, ends) = (Moments::of("start", &**start)?, Moments::of("end", &**end)?);
        let constants = self.constants.clone();
        let mut columns = Vec::with_capacity(OTHERS.len());
        for (((name, kind), place), constant) in OTHERS.iter().zip(self.others).zip(&constants) {
            columns.push(match (place.and_then(column), constant) {
                (Some(column), _) => Column::of(name, *kind, &**column)?,
                (None, Constant::None) => Column::Same(Cell::Absent, None),
                (None, Constant::Whole(number)) => Column::Same(Cell::Absent, Some(*number)),
                (None, Constant::Flag(flag)) => Column::Same(Cell::Flag(*flag), None),
                (None, Constant::Text(text)) => Column::Same(Cell::Text(text), None),
            });
        }
        let others = Others { columns: &columns };
        let mut last: Option<u32> = self.list.last().map(|row| row.person);
        for index in 0..batch.num_rows() {
            let read = match self.number(&persons, index, last) {
                Ok(person) => {
                    last = Some(person);
                    others.row(person, index, &starts, &ends)
                }
                Err(error) => Err(error),
            };
            match read {
                Ok(Some(row)) => {
                    let row = Row { place: u32::try_from(self.count).unwrap_or(u32::MAX), ..row };
                    self.list.push(row);
                }
                Ok(None) => {}
                Err(error) => self.problems.push((self.count, error)),
            }
            self.count += 1;
        }
        Ok(())
    }

    /// The number of the person of a row.
    fn number(&mut self, persons: &Source<'_>, index: usize, last: Option<u32>) -> Result<u32> {
        let whole;
        let name = match persons.at(index) {
            Cell::Text(text) if !text.is_empty() => text,
            Cell::Number(number) => {
                whole = number.to_string();
                whole.as_str()
            }
            _ => return Err(Error::missing("person")),
        };
        // The rows of a person mostly follow upon one another.
        if let Some(last) = last
            && self.names.get(last as usize).is_some_and(|known| &**known == name)
        {
            return Ok(last);
        }
        if let Some(known) = self.numbers.get(name) {
            self.grouped = false;
            return Ok(*known);
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.numbers.insert(name.into(), number);
        self.names.push(name.into());
        Ok(number)
    }

    /// Puts the rows of each person together.
    pub fn group(&mut self) {
        if !self.grouped {
            self.list.sort_by_key(|row| row.person);
        }
    }

    /// The rows of each person, once they are together.
    pub fn by_person(&self) -> impl Iterator<Item = &[Row]> + use<'_> {
        self.list.chunk_by(|one, other| one.person == other.person)
    }

    pub fn name(&self, person: u32) -> &str {
        self.names.get(person as usize).map_or("", AsRef::as_ref)
    }

    pub fn names(self) -> Vec<Box<str>> {
        self.names
    }
}

/// The row, from 0, of the first work of a person that starts before earlier work has ended.
pub(super) fn overlapping(own: &[Row]) -> usize {
    let mut sorted: Vec<&Row> = own.iter().collect();
    sorted.sort_by_key(|row| row.start);
    let pairs = sorted.iter().zip(sorted.iter().skip(1));
    let mut later = pairs.filter(|(earlier, later)| later.start < earlier.end).map(|(_, later)| later.place);
    later.next().or(own.first().map(|row| row.place)).unwrap_or(0) as usize
}

/// The array where something is missing in it.
fn with_nulls(array: &dyn Array) -> Option<&dyn Array> {
    (array.null_count() > 0).then_some(array)
}

/// A column that may be left out.
enum Column<'a> {
    /// The same in all rows: a cell, or a whole number.
    Same(Cell<'a>, Option<i64>),
    /// Whole numbers, and where there are none.
    Whole(Cow<'a, [i128]>, Option<&'a dyn Array>),
    Cells(Source<'a>),
}

impl<'a> Column<'a> {
    fn of(name: &str, kind: Kind, array: &'a dyn Array) -> Result<Self> {
        Ok(match Source::of(name, kind, array)? {
            Source::Numbers(values, 0, array) => Self::Whole(values, with_nulls(array)),
            Source::Longs(values, 0, array) => {
                Self::Whole(values.iter().map(|value| i128::from(*value)).collect(), with_nulls(array))
            }
            other => Self::Cells(other),
        })
    }

    fn at(&self, index: usize) -> Cell<'a> {
        match self {
            Self::Same(cell, _) => *cell,
            Self::Cells(source) => source.at(index),
            Self::Whole(..) => Cell::Odd,
        }
    }

    /// A whole number; none where nothing stands.
    #[inline]
    fn whole(&self, name: &str, index: usize) -> Result<Option<i64>> {
        let read = match self {
            Self::Same(_, same) => return Ok(*same),
            Self::Whole(_, Some(nulls)) if nulls.is_null(index) => return Ok(None),
            Self::Whole(values, _) => values.get(index).and_then(|value| i64::try_from(*value).ok()),
            Self::Cells(source) => match source.at(index) {
                Cell::Absent => return Ok(None),
                Cell::Number(number) if number.is_integer() => i64::try_from(number).ok(),
                _ => None,
            },
        };
        read.map(Some).ok_or_else(|| Error::invalid(name, "a number", "write whole minutes"))
    }
}

/// The columns that may be left out.
struct Others<'s, 'a> {
    columns: &'s [Column<'a>],
}

impl<'a> Others<'_, 'a> {
    fn at(&self, place: usize, index: usize) -> Cell<'a> {
        self.columns.get(place).map_or(Cell::Absent, |column| column.at(index))
    }

    fn whole(&self, place: usize, index: usize) -> Result<Option<i64>> {
        let (name, _) = OTHERS.get(place).copied().unwrap_or(("", Kind::Whole));
        self.columns.get(place).map_or(Ok(None), |column| column.whole(name, index))
    }

    /// A row; none for time that is not judged.
    fn row(
        &self,
        person: u32,
        index: usize,
        starts: &Moments<'_>,
        ends: &Moments<'_>,
    ) -> Result<Option<Row>> {
        match self.at(5, index) {
            Cell::Absent | Cell::Text("work" | "on_call") => {}
            Cell::Text("standby") => return Ok(None),
            Cell::Text(other) => return Err(Error::invalid("kind", other, "work, on_call or standby")),
            _ => return Err(Error::invalid("kind", "", "work, on_call or standby")),
        }
        let offset = |place: usize, name: &str| {
            let minutes = self.whole(place, index)?.unwrap_or(0);
            i16::try_from(minutes).map_err(|_| Error::invalid(name, minutes, "minutes ahead of UTC"))
        };
        let offsets = (offset(0, "start_offset")?, offset(1, "end_offset")?);
        let start = starts.at(index, offsets.0)?;
        let end = ends.at(index, offsets.1)?;
        let minutes = |name: &str, minutes: i64| {
            u32::try_from(minutes).map_err(|_| Error::invalid(name, minutes, "minutes are not below zero"))
        };
        let rest = match self.whole(2, index)? {
            None | Some(0) => None,
            Some(length) => {
                let after = match self.whole(3, index)? {
                    Some(after) => after,
                    None => (end.saturating_sub(start).saturating_sub(length) / 2).max(0),
                };
                let paid = self.at(4, index) == Cell::Flag(true);
                Some(Break {
                    after: minutes("break_after", after)?,
                    minutes: minutes("break_minutes", length)?,
                    paid,
                })
            }
        };
        Ok(Some(Row { person, place: 0, start, end, offsets, rest }))
    }
}

/// A column of moments.
struct Moments<'a> {
    name: &'a str,
    nulls: Option<&'a dyn Array>,
    values: &'a [i64],
    /// So many units make a minute.
    minute: i64,
    /// Whether they are moments of UTC.
    utc: bool,
}

impl<'a> Moments<'a> {
    fn of(name: &'a str, array: &'a dyn Array) -> Result<Self> {
        let (unit, utc) = match array.data_type() {
            DataType::Timestamp(unit, zone) => (*unit, zone.is_some()),
            other => {
                let message = format!("the column `{name}` is {other}; it takes timestamps");
                return Err(Error::new(Code::InputInvalid, name, other, message));
            }
        };
        let (values, minute) = match unit {
            TimeUnit::Second => (array.as_primitive_opt::<TimestampSecondType>().map(|a| &**a.values()), 60),
            TimeUnit::Millisecond => {
                (array.as_primitive_opt::<TimestampMillisecondType>().map(|a| &**a.values()), 60_000)
            }
            TimeUnit::Microsecond => {
                (array.as_primitive_opt::<TimestampMicrosecondType>().map(|a| &**a.values()), 60_000_000)
            }
            TimeUnit::Nanosecond => {
                (array.as_primitive_opt::<TimestampNanosecondType>().map(|a| &**a.values()), 60_000_000_000)
            }
        };
        Ok(Self { name, nulls: with_nulls(array), values: values.unwrap_or_default(), minute, utc })
    }

    /// The moment of a row in minutes of UTC.
    fn at(&self, index: usize, offset: i16) -> Result<i64> {
        let value = self.values.get(index).filter(|_| self.nulls.is_none_or(|nulls| nulls.is_valid(index)));
        let value = *value.ok_or_else(|| Error::missing(self.name))?;
        if value % self.minute != 0 {
            return Err(Error::invalid(self.name, value, "write whole minutes"));
        }
        let minutes = value / self.minute;
        Ok(if self.utc { minutes } else { minutes.saturating_sub(offset.into()) })
    }
}

fn read_constant(name: &str, kind: Kind, value: &Value) -> Result<Constant> {
    let read = match (kind, value) {
        (_, Value::Null) => Some(Constant::None),
        (Kind::Whole, Value::Number(number)) => number.as_i64().map(Constant::Whole),
        (Kind::Flag, Value::Bool(flag)) => Some(Constant::Flag(*flag)),
        (Kind::Text, Value::String(text)) => Some(Constant::Text(text.clone())),
        _ => None,
    };
    read.ok_or_else(|| Error::invalid(name, value, "a constant of another kind than its column"))
}

fn unknown<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Error {
    let known: Vec<&str> = known.collect();
    let message = format!("`{name}` is not a column that is known here: known are {}", known.join(", "));
    Error::new(Code::InputUnknownField, name, name, message)
}

fn twice(name: &str, how: &str) -> Error {
    let message = format!("`{name}` is there twice as {how}: leave one of them out");
    Error::new(Code::InputDuplicate, name, name, message)
}
