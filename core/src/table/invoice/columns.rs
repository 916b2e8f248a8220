//! What becomes of each column, and the figures of one line.

use super::{
    super::{
        PRECISION, PROBLEM, Reading,
        column::{Cell, Constant, Kind, Source},
        problem::Sound,
    },
    By,
};
use crate::{
    error::{Code, Error, Result, exact},
    invoice::{Category, Prices, Rules, totals::plain},
    money::{Currency, Granularity, Money, Rounding, number::Reciprocal},
};
use arrow_array::{Array, ArrayRef, Decimal128Array, RecordBatch, cast::AsArray, types::Decimal128Type};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use rust_decimal::Decimal;
use serde::{
    Deserialize,
    de::value::{BorrowedStrDeserializer, Error as Unread},
};
use std::{collections::BTreeSet, sync::Arc};

/// The fields of a line, in the order of the places below.
const FIELDS: [(&str, Kind); 9] = [
    ("quantity", Kind::Number),
    ("price", Kind::Number),
    ("base_quantity", Kind::Number),
    ("net", Kind::Amount),
    ("allowance", Kind::Amount),
    ("charge", Kind::Amount),
    ("category", Kind::Text),
    ("rate", Kind::Number),
    ("document", Kind::Text),
];

mod place {
    pub const QUANTITY: usize = 0;
    pub const PRICE: usize = 1;
    pub const BASE: usize = 2;
    pub const NET: usize = 3;
    pub const ALLOWANCE: usize = 4;
    pub const CHARGE: usize = 5;
    pub const CATEGORY: usize = 6;
    pub const RATE: usize = 7;
    pub const DOCUMENT: usize = 8;
}

/// Decimals of the rates that come out.
pub(super) const RATE_DIGITS: u32 = 8;

/// Where a field comes from.
enum Origin {
    Nowhere,
    Column(usize),
    Constant(Constant),
}

/// What becomes of each column.
pub(super) struct Plan {
    pub(super) by: By,
    pub(super) rules: Rules,
    pub(super) currency: Currency,
    pub(super) schema: SchemaRef,
    line: Rounding,
    digits: u32,
    origins: Vec<Origin>,
    passed: Vec<usize>,
    sound: Sound,
}

/// The cells of a batch.
pub(super) struct Sheet<'a>(Vec<Source<'a>>);

/// A tax as it stands in a row.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Taxed {
    pub(super) category: Category,
    pub(super) rate: Decimal,
}

fn outside(error: Error) -> ArrowError {
    ArrowError::ExternalError(Box::new(error))
}

impl Plan {
    pub(super) fn new(
        schema: &Schema,
        reading: &Reading,
        rules: &Rules,
        line: Rounding,
        currency: Currency,
        by: By,
    ) -> Result<Self> {
        let mut origins: Vec<Origin> = FIELDS.iter().map(|_| Origin::Nowhere).collect();
        let known = |name: &str| FIELDS.iter().position(|(field, _)| *field == name);
        let unknown = |name: &str| {
            let names: Vec<&str> = FIELDS.iter().map(|(field, _)| *field).collect();
            let message =
                format!("there is no field `{name}` in a line of a table; there is {}", names.join(", "));
            Error::new(Code::InputUnknownField, name, name, message)
        };
        for (name, value) in &reading.constants {
            let place = known(name).ok_or_else(|| unknown(name))?;
            if let (Some(origin), Some((_, kind))) = (origins.get_mut(place), FIELDS.get(place)) {
                *origin = Origin::Constant(Constant::read(name, *kind, value)?);
            }
        }
        let mut seen = BTreeSet::new();
        let mut passed = vec![];
        for (index, column) in schema.fields().iter().enumerate() {
            let name = column.name().as_str();
            if !seen.insert(name) {
                let message = format!("the column `{name}` stands there twice: leave one of them out");
                return Err(Error::new(Code::InputDuplicate, name, name, message));
            }
            let through = reading.pass_through.iter().any(|passed| passed == name);
            if through {
                passed.push(index);
            }
            match known(name).and_then(|place| origins.get_mut(place)) {
                Some(Origin::Constant(_)) => {
                    let message = format!("`{name}` is a column and a constant: leave one of them out");
                    return Err(Error::new(Code::InputDuplicate, name, name, message));
                }
                Some(origin) => *origin = Origin::Column(index),
                None if through => {}
                None => return Err(unknown(name)),
            }
        }
        for name in &reading.pass_through {
            if !seen.contains(name.as_str()) {
                return Err(Error::invalid("pass_through", name, "the table has no such column"));
            }
            if by != By::Line {
                let wanted = "what comes out are no lines: a column of lines cannot be passed through";
                return Err(Error::invalid("pass_through", name, wanted));
            }
        }
        let given = |place: usize| !matches!(origins.get(place), None | Some(Origin::Nowhere));
        let taxed = by != By::Line || rules.tax == Granularity::PerLine || rules.prices != Prices::Net;
        let needed = [
            (place::QUANTITY, !given(place::NET)),
            (place::PRICE, !given(place::NET)),
            (place::CATEGORY, taxed),
            (place::RATE, taxed),
            (place::DOCUMENT, by != By::Line),
        ];
        if let Some((place, _)) = needed.into_iter().find(|(place, needed)| *needed && !given(*place)) {
            return Err(Error::missing(FIELDS.get(place).map_or("", |(name, _)| name)));
        }
        if by == By::Line && rules.prices != Prices::Net && rules.tax != Granularity::PerLine {
            let wanted =
                "prices with tax: a line's net is known by its document; ask by rate, or round per line";
            return Err(Error::invalid("by", "line", wanted));
        }

        let digits = currency.minor_digits();
        let amount = DataType::Decimal128(PRECISION, i8::try_from(digits).unwrap_or_default());
        let field = |name: &str, kind: &DataType| Arc::new(Field::new(name, kind.clone(), true));
        let mut fields: Vec<Arc<Field>> =
            passed.iter().filter_map(|index| schema.fields().get(*index).cloned()).collect();
        match by {
            By::Line => {
                fields.push(field("net", &amount));
                if rules.tax == Granularity::PerLine {
                    fields.push(field("tax", &amount));
                }
            }
            By::Rate => {
                let rate = DataType::Decimal128(PRECISION, i8::try_from(RATE_DIGITS).unwrap_or_default());
                fields.extend([field("document", &DataType::Utf8), field("category", &DataType::Utf8)]);
                fields.extend([field("rate", &rate), field("base", &amount), field("tax", &amount)]);
            }
            By::Document => {
                fields.extend([field("document", &DataType::Utf8), field("lines", &DataType::UInt64)]);
                fields.extend(["net", "tax", "gross"].map(|name| field(name, &amount)));
            }
        }
        fields.extend(PROBLEM.map(|name| field(name, &DataType::Utf8)));
        let mut names = BTreeSet::new();
        if let Some(twice) = fields.iter().find(|field| !names.insert(field.name().clone())) {
            let name = twice.name();
            let message = format!("the column `{name}` is passed through and a result: give it another name");
            return Err(Error::new(Code::InputDuplicate, name, name, message));
        }
        let schema = Arc::new(Schema::new(fields));
        let sound = Sound::new();
        let rules = *rules;
        Ok(Self { by, rules, currency, schema, line, digits, origins, passed, sound })
    }

    pub(super) fn sheet<'a>(&'a self, batch: &'a RecordBatch) -> std::result::Result<Sheet<'a>, ArrowError> {
        let sources = self.origins.iter().zip(FIELDS).map(|(origin, (name, kind))| match origin {
            Origin::Nowhere => Ok(Source::Nothing),
            Origin::Constant(constant) => Ok(Source::Constant(constant.cell())),
            Origin::Column(index) => match batch.columns().get(*index) {
                Some(column) if name == "document" => {
                    Source::of(name, Kind::Text, column).or_else(|_| Source::of(name, Kind::Whole, column))
                }
                Some(column) => Source::of(name, kind, column),
                None => Ok(Source::Nothing),
            },
        });
        sources.collect::<Result<_>>().map(Sheet).map_err(outside)
    }

    /// An array of amounts; None is null.
    pub(super) fn amounts(
        &self,
        values: impl Into<Decimal128Array>,
    ) -> std::result::Result<ArrayRef, ArrowError> {
        let scale = i8::try_from(self.digits).unwrap_or_default();
        Ok(Arc::new(values.into().with_precision_and_scale(PRECISION, scale)?))
    }

    /// The columns that tell what is wrong, for so many rows.
    pub(super) fn problems(&self, rows: usize, problems: &[(usize, Error)]) -> [ArrayRef; 3] {
        self.sound.told(rows, problems.iter().map(|(row, error)| (*row, error)))
    }

    /// A batch of lines.
    pub(super) fn lines(&self, batch: &RecordBatch) -> std::result::Result<RecordBatch, ArrowError> {
        let sheet = self.sheet(batch)?;
        let rows = batch.num_rows();
        let passed = self.passed.iter().filter_map(|index| batch.columns().get(*index).cloned());
        let mut columns: Vec<ArrayRef> = passed.collect();
        let mut problems = vec![];
        let per_line = self.rules.tax == Granularity::PerLine;
        if let Some((quantities, prices, plan)) = self.quick(batch).filter(|_| !per_line) {
            let mut lost = false;
            let mut nets: Vec<i128> = quantities
                .iter()
                .zip(prices)
                .map(|(quantity, price)| {
                    let net = product(*quantity, *price).and_then(|product| plan.round(product));
                    lost |= net.is_none();
                    i128::from(net.unwrap_or_default())
                })
                .collect();
            let mut nulls = vec![];
            if lost {
                let pairs = quantities.iter().zip(prices).map(|(quantity, price)| product(*quantity, *price));
                for (row, (net, product)) in nets.iter_mut().zip(pairs).enumerate() {
                    if product.and_then(|product| plan.round(product)).is_none() {
                        match self.amount(&sheet, row) {
                            Ok(amount) => *net = amount,
                            Err(error) => {
                                problems.push((row, error));
                                nulls.push(row);
                            }
                        }
                    }
                }
            }
            columns.push(if nulls.is_empty() {
                self.amounts(nets)?
            } else {
                let mut nulls = nulls.into_iter().peekable();
                let nets = nets.into_iter().enumerate();
                let nets = nets.map(|(row, net)| nulls.next_if(|null| *null == row).is_none().then_some(net));
                self.amounts(nets.collect::<Vec<_>>())?
            });
        } else {
            let (mut nets, mut taxes) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
            for row in 0..rows {
                let figures = self.amount(&sheet, row).and_then(|amount| {
                    if per_line {
                        let taxed = sheet.taxed(row)?;
                        self.apart(amount, taxed.rate).map(|(net, tax)| (net, Some(tax)))
                    } else {
                        Ok((amount, None))
                    }
                });
                match figures {
                    Ok((net, tax)) => {
                        nets.push(Some(net));
                        taxes.push(tax);
                    }
                    Err(error) => {
                        nets.push(None);
                        taxes.push(None);
                        problems.push((row, error));
                    }
                }
            }
            columns.push(self.amounts(nets)?);
            if per_line {
                columns.push(self.amounts(taxes)?);
            }
        }
        columns.extend(self.problems(rows, &problems));
        RecordBatch::try_new(self.schema.clone(), columns)
    }

    /// The columns of a plain product, and how it is rounded; None when anything else decides a line, or one is null.
    fn quick<'b>(&self, batch: &'b RecordBatch) -> Option<(&'b [i128], &'b [i128], Reciprocal)> {
        let alone = [place::BASE, place::NET, place::ALLOWANCE, place::CHARGE];
        if alone.iter().any(|place| !matches!(self.origins.get(*place), Some(Origin::Nowhere))) {
            return None;
        }
        let column = |place: usize| {
            let Some(Origin::Column(index)) = self.origins.get(place) else { return None };
            let column = batch.columns().get(*index)?.as_primitive_opt::<Decimal128Type>()?;
            let DataType::Decimal128(_, scale) = column.data_type() else { return None };
            let values: &[i128] = column.values();
            (column.null_count() == 0).then_some((values, u32::try_from(*scale).ok()?))
        };
        let (quantities, one) = column(place::QUANTITY)?;
        let (prices, other) = column(place::PRICE)?;
        Some((quantities, prices, Reciprocal::of(self.line, one.checked_add(other)?, self.digits)?))
    }

    /// An amount as priced (BT-131), in minor units.
    pub(super) fn amount(&self, sheet: &Sheet<'_>, row: usize) -> Result<i128> {
        let number = |place: usize| sheet.number(place, row);
        if let Some(net) = number(place::NET)? {
            return self.stated("net", net);
        }
        let quantity = number(place::QUANTITY)?.ok_or_else(|| Error::missing("quantity"))?;
        let price = number(place::PRICE)?.ok_or_else(|| Error::missing("price"))?;
        let mut extra = 0i128;
        for (place, name, taken) in [(place::ALLOWANCE, "allowance", true), (place::CHARGE, "charge", false)]
        {
            if let Some(amount) = number(place)? {
                let amount = self.stated(name, amount)?;
                let sum = extra.checked_add(if taken { -amount } else { amount });
                extra = sum.ok_or_else(|| Error::overflow(name, amount, "sum of amounts"))?;
            }
        }
        let base = number(place::BASE)?.unwrap_or(Decimal::ONE);
        plain::line(price, quantity, base, extra, self.line, self.digits)
    }

    /// An amount that was given, in minor units.
    fn stated(&self, name: &str, amount: Decimal) -> Result<i128> {
        let money = Money::new(amount, self.currency);
        // An amount has its minor digits written out.
        money.map(|money| money.amount().mantissa()).map_err(|error| named(&error, name))
    }

    /// Minor units as a number.
    pub(super) fn decimal(&self, field: &str, units: i128) -> Result<Decimal> {
        Decimal::try_from_i128_with_scale(units, self.digits)
            .map_err(|_| Error::overflow(field, units, "an amount in minor units"))
    }

    /// An amount as priced, taken apart into net and tax.
    pub(super) fn apart(&self, units: i128, rate: Decimal) -> Result<(i128, i128)> {
        plain::apart(units, rate, self.rules.prices, self.rules.amount, self.digits)
    }
}

/// The product of two numbers of 64 bits, where it has no more.
#[inline]
fn product(one: i128, other: i128) -> Option<i64> {
    i64::try_from(one).ok()?.checked_mul(i64::try_from(other).ok()?)
}

fn named(error: &Error, field: &str) -> Error {
    Error::new(error.code(), field, error.value(), error.message())
}

impl Sheet<'_> {
    fn number(&self, place: usize, row: usize) -> Result<Option<Decimal>> {
        let Some(source) = self.0.get(place) else { return Ok(None) };
        let name = FIELDS.get(place).map_or("", |(name, _)| name);
        match source.at(row) {
            Cell::Absent => Ok(None),
            Cell::Number(number) => Ok(Some(number)),
            Cell::Text(text) => exact::decimal(name, text).map(Some),
            _ => {
                let told = source.tell(Kind::Number, row).map(|told| told.to_string()).unwrap_or_default();
                Err(Error::overflow(name, told, "a number of at most 28 digits"))
            }
        }
    }

    /// The tax of a line.
    pub(super) fn taxed(&self, row: usize) -> Result<Taxed> {
        let Cell::Text(code) = self.0.get(place::CATEGORY).map_or(Cell::Absent, |source| source.at(row))
        else {
            return Err(Error::missing("category"));
        };
        let category = Category::deserialize(BorrowedStrDeserializer::<Unread>::new(code)).map_err(|_| {
            Error::invalid("category", code, "write a code of UNTDID 5305 such as S, Z, E, AE, K, G, O")
        })?;
        let rate = self.number(place::RATE, row)?.ok_or_else(|| Error::missing("rate"))?;
        if rate.is_sign_negative() && !rate.is_zero() {
            let message = format!("a tax rate of {rate} is below zero: write 0.2 for 20 %");
            return Err(Error::new(Code::NumberNegative, "rate", rate, message));
        }
        if category.untaxed() && !rate.is_zero() {
            let wanted = format!("category {category} knows no tax: its rate is 0");
            return Err(Error::invalid("rate", rate, &wanted));
        }
        let rate = rate.normalize();
        if rate.scale() > RATE_DIGITS {
            return Err(Error::invalid("rate", rate, "a rate of a table has at most eight decimals"));
        }
        Ok(Taxed { category, rate })
    }

    /// Whether a row belongs to the document of that name; else its name.
    pub(super) fn document(&self, row: usize, name: Option<&str>) -> Result<Option<String>> {
        let source = self.0.get(place::DOCUMENT);
        match source.map_or(Cell::Absent, |source| source.at(row)) {
            Cell::Text(text) => Ok((name != Some(text)).then(|| text.to_owned())),
            Cell::Number(number) => {
                let text = number.to_string();
                Ok((name != Some(text.as_str())).then_some(text))
            }
            _ => Err(Error::missing("document")),
        }
    }
}
