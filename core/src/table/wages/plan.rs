//! What becomes of each column: settled once, by the schema.

use super::{
    super::{
        PRECISION, PROBLEM, Reading,
        column::{Constant, Kind, Source},
        row::Node,
    },
    fields::{self, Carried, Sheet},
};
use crate::{
    error::{Code, Error, Result, document},
    law::RulePack,
    money::{Currency, Money},
    tax::wages::{self, Payer},
};
use arrow_array::{RecordBatch, new_empty_array};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// The places of a payment's fields among the sources; the profile's follow.
pub(super) mod place {
    pub const PAY_DAY: usize = 0;
    pub const FREQUENCY: usize = 1;
    pub const TAXABLE: usize = 2;
    pub const CONTRIBUTORY: usize = 3;
    pub const NON_CASH: usize = 4;
    pub const NON_PERIODIC: usize = 5;
    /// After the profile's: whether an earlier table refused the row.
    pub const OTHERS: usize = 6;
}

/// Where a field comes from.
#[derive(Clone, Debug)]
enum Origin {
    Nowhere,
    Column(usize),
    Constant(Constant),
}

/// What becomes of each column.
pub(super) struct Plan {
    pub(super) currency: Currency,
    /// The fields of payment and profile, each with its origin.
    fields: Vec<(&'static str, Kind, Origin)>,
    pub(super) payment: Node,
    pub(super) profile: Node,
    /// The place of the source that tells that the row was refused before.
    pub(super) refused: Option<usize>,
    /// The columns passed through.
    pub(super) passed: Vec<usize>,
    pub(super) carried: Vec<(&'static Carried, Kind)>,
    /// The lines that may come up.
    pub(super) lines: Vec<(&'static str, Payer)>,
    /// What every amount that comes out is.
    pub(super) amount: DataType,
    /// Of the batches that come out.
    pub(super) schema: SchemaRef,
}

/// A rule pack that is not of wage taxes.
pub(super) fn no_wages(pack: &RulePack) -> Error {
    let known: Vec<_> = fields::SHEETS.iter().map(|sheet| sheet.pack).collect();
    let message =
        format!("`{}` is not a rule pack of wage taxes: give one of {}", pack.id(), known.join(", "));
    Error::new(Code::LawUnsupported, "pack", pack.id(), message)
}

fn twice(name: &str, message: String) -> Error {
    Error::new(Code::InputDuplicate, name, name, message)
}

/// The names of the columns of the lines: a code, and who bears it where both bear one.
fn line_names(lines: &[(&str, Payer)]) -> Vec<String> {
    let names = lines.iter().map(|(code, payer)| {
        let both = lines.iter().filter(|(other, _)| other == code).count() > 1;
        match payer {
            _ if !both => (*code).to_owned(),
            Payer::Employee => format!("{code}.employee"),
            Payer::Employer => format!("{code}.employer"),
        }
    });
    names.collect()
}

/// Whether the pack holds the law of the line: it need not have that of every state.
fn held(code: &str, pack: &RulePack) -> bool {
    let state = code.strip_prefix("us.").and_then(|code| code.strip_suffix(".income_tax"));
    state.is_none_or(|state| pack.keys().any(|key| key.starts_with(&format!("state.{state}."))))
}

impl Plan {
    pub(super) fn new(schema: &Schema, reading: &Reading, pack: &RulePack) -> Result<Self> {
        let sheet = fields::of(pack.id()).ok_or_else(|| no_wages(pack))?;
        let currency = pack.currency();
        let known = fields::PAYMENT.iter().chain(sheet.profile);
        let mut all: Vec<_> = known.map(|(name, kind)| (*name, *kind, Origin::Nowhere)).collect();
        let listed = wages::lines(pack.id());
        let names = line_names(listed);
        let results: BTreeSet<&str> =
            names.iter().map(String::as_str).chain(["withheld", "employer"]).chain(PROBLEM).collect();

        let constants = Constants { sheet, currency, pack };
        constants.gather("", &reading.constants, &mut all)?;

        let mut seen = BTreeSet::new();
        for (index, column) in schema.fields().iter().enumerate() {
            let name = column.name().as_str();
            if !seen.insert(name) {
                return Err(twice(
                    name,
                    format!("the column `{name}` stands there twice: leave one of them out"),
                ));
            }
            let passed = reading.pass_through.iter().any(|other| other == name);
            if let Some((_, kind, origin)) = all.iter_mut().find(|(field, ..)| *field == name) {
                if let Origin::Constant(_) = origin {
                    let message = format!("`{name}` is a column and a constant too: leave one of them out");
                    return Err(twice(name, message));
                }
                Source::of(name, *kind, &*new_empty_array(column.data_type()))?;
                *origin = Origin::Column(index);
            } else if !passed && !results.contains(name) {
                return Err(unknown(name, all.iter().map(|(name, ..)| *name), true));
            }
        }

        let given = |name: &str| {
            all.iter().any(|(field, _, origin)| *field == name && !matches!(origin, Origin::Nowhere))
        };
        let kind = |name: &str| all.iter().find(|(field, ..)| *field == name).map(|(_, kind, _)| *kind);
        let carried = sheet.carried.iter().filter(|carried| carried.always || given(carried.name));
        let carried: Vec<_> = carried.filter_map(|carried| Some((carried, kind(carried.name)?))).collect();

        let comes_up = |code: &str| (sheet.asked_by)(code).is_none_or(given) && held(code, pack);
        let columns = listed.iter().zip(&names).filter(|((code, _), _)| comes_up(code));
        let (lines, line_names): (Vec<_>, Vec<_>) = columns.map(|(line, name)| (*line, name.clone())).unzip();

        let digits = i8::try_from(currency.minor_digits()).unwrap_or_default();
        let amount = DataType::Decimal128(PRECISION, digits);
        let mut out = Vec::new();
        let mut passed = Vec::new();
        for name in &reading.pass_through {
            let Some((index, column)) = schema.column_with_name(name) else {
                return Err(unknown(name, schema.fields().iter().map(|field| field.name().as_str()), false));
            };
            if results.contains(name.as_str()) || carried.iter().any(|(carried, _)| carried.name == name) {
                let message =
                    format!("`{name}` cannot be passed through: a result has that name; rename the column");
                return Err(twice(name, message));
            }
            if passed.contains(&index) {
                return Err(twice(name, format!("`{name}` is passed through twice: name it once")));
            }
            passed.push(index);
            out.push(column.clone());
        }
        for (carried, kind) in &carried {
            let kind = match kind {
                Kind::Amount | Kind::Number | Kind::WholeOr { .. } => amount.clone(),
                Kind::Whole => DataType::UInt32,
                Kind::Flag | Kind::Text => DataType::Utf8,
                Kind::Day => DataType::Date32,
            };
            out.push(Field::new(carried.name, kind, true));
        }
        let sums = ["withheld", "employer"].map(str::to_owned);
        out.extend(line_names.iter().chain(&sums).map(|name| Field::new(name, amount.clone(), true)));
        out.extend(PROBLEM.map(|name| Field::new(name, DataType::Utf8, true)));

        let [code, ..] = PROBLEM;
        let mut refused = None;
        if let Some((index, column)) = schema.column_with_name(code) {
            Source::of(code, Kind::Text, &*new_empty_array(column.data_type()))?;
            refused = Some(all.len());
            all.push((code, Kind::Text, Origin::Column(index)));
        }
        Ok(Self {
            currency,
            payment: Node::document(fields::PAYMENT, 0),
            profile: Node::document(sheet.profile, place::OTHERS),
            refused,
            fields: all,
            passed,
            carried,
            lines,
            amount,
            schema: Schema::new(out).into(),
        })
    }

    /// The sources of all fields in a batch.
    pub(super) fn sources<'a>(&'a self, people: &'a RecordBatch) -> Result<Vec<Source<'a>>> {
        let sources = self.fields.iter().map(|(name, kind, origin)| match origin {
            Origin::Nowhere => Ok(Source::Nothing),
            Origin::Constant(constant) => Ok(Source::Constant(constant.cell())),
            Origin::Column(index) => match people.columns().get(*index) {
                Some(column) => Source::of(name, *kind, column.as_ref()),
                None => Err(Error::missing(name)),
            },
        });
        sources.collect()
    }
}

struct Constants<'p> {
    sheet: &'static Sheet,
    currency: Currency,
    pack: &'p RulePack,
}

impl Constants<'_> {
    /// Puts the constants of a document at their fields.
    fn gather(
        &self,
        path: &str,
        document: &Map<String, Value>,
        all: &mut [(&'static str, Kind, Origin)],
    ) -> Result<()> {
        for (key, value) in document {
            let name = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            let field = all.iter_mut().find(|(field, ..)| *field == name);
            match (field, value) {
                (Some(_), Value::Null) => {}
                (Some((_, kind, origin)), value) => {
                    if !matches!(origin, Origin::Nowhere) {
                        let message = format!("`{name}` is given twice: leave one of them out");
                        return Err(twice(&name, message));
                    }
                    *origin = Origin::Constant(self.constant(&name, *kind, value)?);
                }
                (None, Value::Object(inner)) => self.gather(&name, inner, all)?,
                // As in the document of a profile.
                (None, Value::String(jurisdiction)) if name == "jurisdiction" => {
                    let wanted = self.sheet.pack;
                    if wanted.strip_suffix(".wages") != Some(jurisdiction) {
                        let message =
                            format!("`jurisdiction` is `{jurisdiction}`, but the law is that of `{wanted}`");
                        return Err(Error::new(Code::LawUnsupported, "jurisdiction", jurisdiction, message));
                    }
                }
                (None, _) => return Err(unknown(&name, all.iter().map(|(name, ..)| *name), false)),
            }
        }
        Ok(())
    }

    fn constant(&self, name: &str, kind: Kind, value: &Value) -> Result<Constant> {
        if let (Kind::Amount | Kind::WholeOr { .. }, Value::Object(_)) = (kind, value) {
            let money: Money = document::take(name, value)?;
            if money.currency() != self.currency {
                let message =
                    format!("`{name}` is {money}: rule pack `{}` is in {}", self.pack.id(), self.currency);
                return Err(Error::new(Code::MoneyMixedCurrencies, name, money, message));
            }
            return Ok(Constant::Number(money.amount()));
        }
        Constant::read(name, kind, value)
    }
}

/// A name that is not known: the nearest that is.
fn unknown<'n>(name: &str, known: impl Iterator<Item = &'n str>, column: bool) -> Error {
    // Nothing is nearer to the name of a document than its first field.
    let of_it = |other: &str| other.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
    let far = |other: &&str| if of_it(other) { 0 } else { distance(name, other) };
    let nearest = known.min_by_key(far).unwrap_or("none");
    let advice = if column {
        "rename it, leave it out, or name it in `pass_through` if it is to come back unchanged"
    } else {
        "rename it or leave it out"
    };
    let message =
        format!("`{name}` is not a column that is known here; the nearest is `{nearest}`: {advice}");
    Error::new(Code::InputUnknownField, if name.is_empty() { "reading" } else { name }, name, message)
}

/// How many letters are to be put in, left out or changed to make one text of the other.
fn distance(one: &str, other: &str) -> usize {
    let letters: Vec<char> = other.chars().collect();
    let mut before: Vec<usize> = (0..=letters.len()).collect();
    for (row, letter) in one.chars().enumerate() {
        let mut left = row + 1;
        let mut here = vec![left];
        for (pair, candidate) in before.windows(2).zip(&letters) {
            let [diagonal, above] = pair else { continue };
            let changed = diagonal + usize::from(letter != *candidate);
            left = changed.min(above + 1).min(left + 1);
            here.push(left);
        }
        before = here;
    }
    before.last().copied().unwrap_or_default()
}
