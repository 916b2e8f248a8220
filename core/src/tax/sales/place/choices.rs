//! What the Directive leaves to the states: the caller's to say, never guessed.

use super::supply::{Art199, Customer};
use crate::{
    error::{Code, Error, Result},
    tax::sales::territory::Territory,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Whom a state makes liable where it may choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ReverseCharge {
    /// The supplier, always.
    Never,
    /// The customer, whenever it is a taxable person.
    Always,
    /// The customer, when it is a taxable person established in that state.
    CustomerEstablished,
    /// The customer, when it has a VAT number of that state.
    CustomerIdentified,
    /// The customer, when it trades itself in what is supplied.
    CustomerInTrade,
}

/// What one state chose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateChoices {
    /// Art. 194: supplies of a supplier that is not established there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub art_194: Option<ReverseCharge>,
    /// Art. 199(1), by letter.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub art_199: BTreeMap<Art199, ReverseCharge>,
}

/// What the states chose, by their codes. In JSON: `{"FR": {"art_194": "always"}}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Choices(pub BTreeMap<Territory, StateChoices>);

impl Choices {
    /// None given: a choice that is needed is then an error.
    pub fn none() -> Self {
        Self::default()
    }

    /// The same, with what a state chose under art. 194.
    #[must_use]
    pub fn art_194(mut self, state: impl Into<Territory>, choice: ReverseCharge) -> Self {
        self.0.entry(state.into()).or_default().art_194 = Some(choice);
        self
    }

    /// The same, with what a state chose under a letter of art. 199(1).
    #[must_use]
    pub fn art_199(mut self, state: impl Into<Territory>, of: Art199, choice: ReverseCharge) -> Self {
        self.0.entry(state.into()).or_default().art_199.insert(of, choice);
        self
    }

    pub(super) fn of_194(&self, state: Territory) -> Option<ReverseCharge> {
        self.0.get(&state)?.art_194
    }

    pub(super) fn of_199(&self, state: Territory, of: Art199) -> Option<ReverseCharge> {
        self.0.get(&state)?.art_199.get(&of).copied()
    }
}

impl ReverseCharge {
    /// Whether it makes this customer, a taxable person, liable in that state. `lives_in` is where the customer is
    /// established, as VAT sees it.
    pub(super) fn reverses(self, customer: &Customer, lives_in: Territory, state: Territory) -> Result<bool> {
        Ok(match self {
            Self::Never => false,
            Self::Always => true,
            Self::CustomerEstablished => lives_in == state,
            Self::CustomerIdentified => customer.identified_in() == Some(state),
            Self::CustomerInTrade => customer.in_trade.ok_or_else(|| Error::missing("customer.in_trade"))?,
        })
    }
}

/// A choice that is needed and was not given.
pub(super) fn unknown(state: Territory, article: &str) -> Error {
    let field = format!("choices.{state}");
    let message = format!(
        "whether {state} makes the customer liable under {article} of Directive 2006/112/EC is its choice, and was not given: \
         say so in the choices"
    );
    Error::new(Code::TaxOptionUnknown, field, format!("{state} {article}"), message)
}
