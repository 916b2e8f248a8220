//! One error for the whole house: what went wrong, in which field, with which value, and what to do.
//!
//! Every error has a [`Code`], whose text (`law.none_in_force`) is the same in Rust, Python (`exc.code`) and C
//! ([`Code::number`]), and is stable: texts are never changed, numbers never given to another code.
//!
//! ```
//! use backoffice::{Code, Money, currency::EUR, dec};
//!
//! let error = Money::new(dec!(1.005), EUR).unwrap_err();
//! assert_eq!(error.code(), Code::MoneyTooManyDecimals);
//! assert_eq!(error.code().as_str(), "money.too_many_decimals");
//! assert_eq!((error.field(), error.value()), ("amount", "1.005"));
//! ```

use serde::{Deserialize, Serialize};
use std::fmt;

mod code;
pub mod document;
pub mod exact;
pub use code::Code;

/// The result of anything that can be refused.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, told so that the person at the desk can mend it. The variants are the five kinds on which calling
/// code may wish to branch; [`Error::code`] tells them apart finely.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Error {
    /// A value that cannot be accepted: malformed, negative where it may not be, unknown.
    #[error(fmt = Fault::tell)]
    Input(Fault),
    /// No rule is known for that day, person or place. Never answered with the nearest one.
    #[error(fmt = Fault::tell)]
    UnknownLaw(Fault),
    /// A number left the range in which it can be held exactly.
    #[error(fmt = Fault::tell)]
    OutOfRange(Fault),
    /// The request is well-formed, but the state of things forbids it (no stock, a closed series, a cancelled run).
    #[error(fmt = Fault::tell)]
    Refused(Fault),
    /// Records that contradict one another: an altered chain, a journal that does not balance.
    #[error(fmt = Fault::tell)]
    Broken(Fault),
}

/// The particulars of an [`Error`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fault(Box<Particulars>);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Particulars {
    code: Code,
    field: String,
    value: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    row: Option<u64>,
    message: String,
}

impl fmt::Display for Fault {
    /// The message; with `{:#}` all particulars as JSON, which is how they pass through serde's errors.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.row {
            _ if f.alternate() => f.write_str(&serde_json::to_string(&self.0).map_err(|_| fmt::Error)?),
            Some(row) => write!(f, "row {row}: {}", self.0.message),
            None => f.write_str(&self.0.message),
        }
    }
}

impl Fault {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error {
    fn of(particulars: Particulars) -> Self {
        let kind = particulars.code.kind();
        let fault = Fault(Box::new(particulars));
        match kind {
            Kind::Input => Self::Input(fault),
            Kind::UnknownLaw => Self::UnknownLaw(fault),
            Kind::OutOfRange => Self::OutOfRange(fault),
            Kind::Refused => Self::Refused(fault),
            Kind::Broken => Self::Broken(fault),
        }
    }
}

impl Error {
    /// An error of the kind that belongs to `code`. `message` says what happened, to what, and what to do.
    pub fn new(
        code: Code,
        field: impl Into<String>,
        value: impl fmt::Display,
        message: impl Into<String>,
    ) -> Self {
        Self::of(Particulars {
            code,
            field: field.into(),
            value: value.to_string(),
            row: None,
            message: message.into(),
        })
    }

    /// A value that was left out.
    pub fn missing(field: &str) -> Self {
        Self::new(Code::InputMissing, field, "", format!("`{field}` is missing"))
    }

    /// A value that is not what the field needs; `wanted` says what would be.
    pub fn invalid(field: &str, value: impl fmt::Display, wanted: &str) -> Self {
        let message = format!("`{field}` is `{value}`: {wanted}");
        Self::new(Code::InputInvalid, field, value, message)
    }

    /// A number that cannot be held exactly; `step` is the step of the rule that had no value.
    pub fn overflow(field: &str, value: impl fmt::Display, step: &str) -> Self {
        let message = format!(
            "`{field}` is `{value}`: `{step}` has no exact value in 28 digits; use smaller or rounder numbers"
        );
        Self::new(Code::NumberOutOfRange, field, value, message)
    }

    fn fault(&self) -> &Particulars {
        match self {
            Self::Input(f)
            | Self::UnknownLaw(f)
            | Self::OutOfRange(f)
            | Self::Refused(f)
            | Self::Broken(f) => &f.0,
        }
    }

    fn fault_mut(&mut self) -> &mut Particulars {
        match self {
            Self::Input(f)
            | Self::UnknownLaw(f)
            | Self::OutOfRange(f)
            | Self::Refused(f)
            | Self::Broken(f) => &mut f.0,
        }
    }

    /// The stable code.
    pub fn code(&self) -> Code {
        self.fault().code
    }

    /// The kind, by which bindings choose an exception class.
    pub fn kind(&self) -> Kind {
        self.fault().code.kind()
    }

    /// The field whose value was refused, as the caller knows it; a path (`lines.3.price`) where it lies deeper.
    pub fn field(&self) -> &str {
        &self.fault().field
    }

    /// The refused value as text; empty when a value is missing.
    pub fn value(&self) -> &str {
        &self.fault().value
    }

    /// The row of a batch, counted from 0.
    pub fn row(&self) -> Option<u64> {
        self.fault().row
    }

    /// What happened, to what, and what to do; without the row.
    pub fn message(&self) -> &str {
        &self.fault().message
    }

    /// The same error, told of row `row` (from 0) of a batch.
    #[must_use]
    pub fn at_row(mut self, row: usize) -> Self {
        self.fault_mut().row = Some(row as u64);
        self
    }

    /// The same error, told of a field that lies deeper: `price` becomes `lines.3.price`.
    #[must_use]
    pub fn within(mut self, path: impl fmt::Display) -> Self {
        let fault = self.fault_mut();
        fault.field =
            if fault.field.is_empty() { path.to_string() } else { format!("{path}.{}", fault.field) };
        self
    }
}

/// What kind of trouble a [`Code`] tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// A value that cannot be accepted.
    Input,
    /// No rule is known.
    UnknownLaw,
    /// A number that cannot be held exactly.
    OutOfRange,
    /// The state of things forbids it.
    Refused,
    /// Records that contradict one another.
    Broken,
}

/// What a batch tells of a row that it could not do, beside the results of the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The row, from 0.
    pub row: u64,
    /// The field whose value was refused.
    pub field: String,
    /// The stable code.
    pub code: Code,
    /// What happened, to what, and what to do.
    pub message: String,
}

impl Problem {
    /// The problem that `error` is for row `row` (from 0).
    pub fn new(row: usize, error: &Error) -> Self {
        Self {
            row: row as u64,
            field: error.field().into(),
            code: error.code(),
            message: error.message().into(),
        }
    }
}
