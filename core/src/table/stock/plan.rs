//! What becomes of each column, and a row as a movement.

use super::super::{
    PRECISION, PROBLEM, Reading,
    column::{Cell, Constant, Kind, Source},
    problem::Sound,
    row::{Node, Row, column_named},
};
use crate::{
    error::{Code, Error, Result, document},
    money::{Currency, Price},
    stock::{Method, Movement, Policy},
};
use arrow_array::{
    Array, ArrayRef, RecordBatch, StringArray,
    cast::AsArray,
    types::{Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type},
};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use rust_decimal::Decimal;
use serde_json::{Map, Value};
use std::{collections::BTreeSet, marker::PhantomData, sync::Arc};

/// The fields of a movement, then that which is read beside it; in the order of the places below.
pub(super) const FIELDS: [(&str, Kind); 22] = [
    ("item", Kind::Text),
    ("kind", Kind::Text),
    ("day", Kind::Day),
    ("quantity", Kind::Number),
    ("unit_cost", Kind::Amount),
    ("total_cost", Kind::Amount),
    ("location", Kind::Text),
    ("lot", Kind::Text),
    ("id", Kind::Text),
    ("of", Kind::Text),
    ("to_location", Kind::Text),
    ("to_lot", Kind::Text),
    ("order", Kind::Text),
    ("share", Kind::Number),
    ("factor", Kind::Number),
    ("method", Kind::Text),
    ("rate", Kind::Number),
    ("sequence", Kind::Whole),
    ("entered", Kind::Day),
    ("reference", Kind::Text),
    ("reason", Kind::Text),
    ("currency", Kind::Text),
];

/// How many of the fields are a movement's own.
const OWN: usize = 21;

pub(super) mod place {
    pub const ITEM: usize = 0;
    pub const KIND: usize = 1;
    pub const DAY: usize = 2;
    pub const QUANTITY: usize = 3;
    pub const UNIT_COST: usize = 4;
    pub const TOTAL_COST: usize = 5;
    pub const LOCATION: usize = 6;
    pub const LOT: usize = 7;
    pub const ID: usize = 8;
    pub const OF: usize = 9;
    pub const TO_LOCATION: usize = 10;
    pub const TO_LOT: usize = 11;
    pub const ORDER: usize = 12;
    pub const SHARE: usize = 13;
    pub const FACTOR: usize = 14;
    pub const METHOD: usize = 15;
    pub const RATE: usize = 16;
    pub const SEQUENCE: usize = 17;
    pub const REFERENCE: usize = 19;
    pub const CURRENCY: usize = 21;

    /// Those of which a plain movement has none.
    pub const ODD: [usize; 8] = [OF, TO_LOCATION, TO_LOT, ORDER, SHARE, FACTOR, METHOD, RATE];
}

/// Where a field comes from.
enum Origin {
    Nowhere,
    Column(usize),
    Constant(Constant),
}

/// What becomes of each column.
pub(super) struct Plan {
    pub methods: Vec<Method>,
    pub policy: Policy,
    pub currency: Currency,
    pub schema: SchemaRef,
    pub passed: Vec<usize>,
    pub sound: Sound,
    origins: Vec<Origin>,
    movement: Node,
}

/// The columns of a window, numbers of texts made texts.
pub(super) struct Sheet(Vec<Option<ArrayRef>>);

impl Plan {
    pub fn new(
        schema: &Schema,
        reading: &Reading,
        methods: &[Method],
        policy: &Policy,
        currency: Currency,
    ) -> Result<Self> {
        let mut origins: Vec<Origin> = FIELDS.iter().map(|_| Origin::Nowhere).collect();
        let known = |name: &str| {
            let name = if name == "date" { "day" } else { name };
            FIELDS.iter().position(|(field, _)| *field == name)
        };
        let unknown = |name: &str| {
            let names: Vec<&str> = FIELDS.iter().map(|(field, _)| *field).collect();
            let message =
                format!("there is no field `{name}` in a table of movements; there is {}", names.join(", "));
            Error::new(Code::InputUnknownField, name, name, message)
        };
        let twice = |name: &str, why: &str| {
            let message = format!("`{name}` {why}: leave one of them out");
            Error::new(Code::InputDuplicate, name, name, message)
        };
        for (name, value) in &reading.constants {
            let place = known(name).ok_or_else(|| unknown(name))?;
            if let (Some(origin), Some((_, kind))) = (origins.get_mut(place), FIELDS.get(place)) {
                *origin = Origin::Constant(Constant::read(name, *kind, value)?);
            }
        }
        let (mut seen, mut passed) = (BTreeSet::new(), vec![]);
        for (index, column) in schema.fields().iter().enumerate() {
            let name = column.name().as_str();
            if !seen.insert(name) {
                return Err(twice(name, "stands there twice"));
            }
            let through = reading.pass_through.iter().any(|passed| passed == name);
            if through {
                passed.push(index);
            }
            match known(name).and_then(|place| origins.get_mut(place)) {
                Some(Origin::Constant(_)) => return Err(twice(name, "is a column and a constant")),
                Some(Origin::Column(_)) => return Err(twice(name, "is `day` too")),
                Some(origin) => *origin = Origin::Column(index),
                None if through => {}
                None => return Err(unknown(name)),
            }
        }
        if let Some(name) = reading.pass_through.iter().find(|name| !seen.contains(name.as_str())) {
            return Err(Error::invalid("pass_through", name, "the table has no such column"));
        }
        let needed = [place::ITEM, place::KIND, place::DAY, place::QUANTITY];
        let missing = |place: &&usize| matches!(origins.get(**place), None | Some(Origin::Nowhere));
        if let Some(place) = needed.iter().find(missing) {
            return Err(Error::missing(FIELDS.get(*place).map_or("", |(name, _)| name)));
        }
        let amount =
            DataType::Decimal128(PRECISION, i8::try_from(currency.minor_digits()).unwrap_or_default());
        let mut fields: Vec<Arc<Field>> =
            passed.iter().filter_map(|index| schema.fields().get(*index).cloned()).collect();
        let costs: Vec<String> = match methods {
            [_] => vec!["cost".to_owned()],
            many => many.iter().map(|method| format!("{method}.cost")).collect(),
        };
        fields.extend(costs.into_iter().map(|name| Arc::new(Field::new(name, amount.clone(), true))));
        fields.extend(PROBLEM.map(|name| Arc::new(Field::new(name, DataType::Utf8, true))));
        let mut names = BTreeSet::new();
        if let Some(field) = fields.iter().find(|field| !names.insert(field.name().clone())) {
            return Err(twice(field.name(), "is there twice among what comes out"));
        }
        let own: Vec<(&'static str, Kind)> = FIELDS.iter().take(OWN).copied().collect();
        Ok(Self {
            methods: methods.to_vec(),
            policy: policy.clone(),
            currency,
            schema: Arc::new(Schema::new(fields)),
            passed,
            sound: Sound::new(),
            origins,
            movement: Node::document(&own, 0),
        })
    }

    /// Whether anything gives that field.
    pub fn gives(&self, place: usize) -> bool {
        !matches!(self.origins.get(place), None | Some(Origin::Nowhere))
    }

    pub fn sheet(&self, window: &RecordBatch) -> Sheet {
        let columns = self.origins.iter().zip(FIELDS).map(|(origin, (_, kind))| match origin {
            Origin::Column(index) => window.columns().get(*index).map(|column| {
                let numbers = (kind == Kind::Text).then(|| numbers(column.as_ref())).flatten();
                numbers.unwrap_or_else(|| column.clone())
            }),
            _ => None,
        });
        Sheet(columns.collect())
    }

    /// A row as a document.
    fn document<'t, 'a>(&'t self, sources: &'t [Source<'a>], index: usize) -> Row<'t, 'a> {
        Row { node: &self.movement, sources, index, currency: self.currency }
    }

    /// A row as a movement, its costs in the currency of the table. The zeros of a column's scale are no digits of a number.
    pub fn movement(&self, sources: &[Source<'_>], index: usize) -> Result<Movement> {
        let movement = self.read(sources, index)?;
        Ok(Movement {
            quantity: movement.quantity.normalize(),
            unit_cost: movement.unit_cost.map(|cost| Price::new(cost.amount().normalize(), cost.currency())),
            ..movement
        })
    }

    fn read(&self, sources: &[Source<'_>], index: usize) -> Result<Movement> {
        let row = self.document(sources, index);
        let cell = |place: usize| sources.get(place).map_or(Cell::Absent, |source| source.at(index));
        let foreign = match cell(place::CURRENCY) {
            Cell::Text(code) => Some(code.parse::<Currency>()?).filter(|other| *other != self.currency),
            _ => None,
        };
        let is_one = || {
            let rate = sources.get(place::RATE).and_then(|source| source.number(index));
            rate.is_some_and(|rate| rate == Decimal::ONE)
        };
        match foreign {
            Some(foreign) => told(row.tell(), Some(foreign)),
            // A column of rates has 1 for the table's own currency.
            None if cell(place::RATE) != Cell::Absent && is_one() => told(row.tell(), None),
            None => row.read(PhantomData::<Movement>),
        }
    }

    /// The movement of a row of all.
    pub fn movement_at(&self, batches: &[RecordBatch], row: u32) -> Result<Movement> {
        let mut index = row as usize;
        for batch in batches {
            if index < batch.num_rows() {
                let sheet = self.sheet(&batch.slice(index, 1));
                return self.movement(&sheet.sources(self)?, 0);
            }
            index -= batch.num_rows();
        }
        Err(Error::missing("row"))
    }
}

impl Sheet {
    pub fn sources<'a>(&'a self, plan: &'a Plan) -> Result<Vec<Source<'a>>> {
        let all = plan.origins.iter().zip(FIELDS).zip(&self.0);
        all.map(|((origin, (name, kind)), column)| match (origin, column) {
            (Origin::Constant(constant), _) => Ok(Source::Constant(constant.cell())),
            (Origin::Column(_), Some(column)) => Source::of(name, kind, column),
            _ => Ok(Source::Nothing),
        })
        .collect()
    }
}

/// A movement whose costs are in another currency, at its rate; or in the table's own, at none.
fn told(told: Option<Value>, foreign: Option<Currency>) -> Result<Movement> {
    let mut fields = match told {
        Some(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    match foreign {
        None => {
            fields.remove("rate");
        }
        Some(foreign) => {
            for name in ["unit_cost", "total_cost"] {
                if let Some(Value::Object(cost)) = fields.get_mut(name) {
                    cost.insert("currency".to_owned(), Value::from(foreign.code()));
                }
            }
        }
    }
    document::take("", &Value::Object(fields)).map_err(column_named)
}

/// Whole numbers as texts.
fn numbers(column: &dyn Array) -> Option<ArrayRef> {
    macro_rules! texts {
        ($($pattern:pat => $kind:ty,)*) => {
            match column.data_type() {
                $($pattern => {
                    let numbers = column.as_primitive_opt::<$kind>()?;
                    let texts: StringArray = numbers.iter().map(|number| number.map(|n| n.to_string())).collect();
                    Some(Arc::new(texts) as ArrayRef)
                })*
                _ => None,
            }
        };
    }
    texts!(
        DataType::Int8 => Int8Type, DataType::Int16 => Int16Type, DataType::Int32 => Int32Type, DataType::Int64 => Int64Type,
        DataType::UInt8 => UInt8Type, DataType::UInt16 => UInt16Type, DataType::UInt32 => UInt32Type,
        DataType::UInt64 => UInt64Type,
    )
}
