//! The past of one pool, which can change.

use crate::{
    convert::{give_as, listed, take},
    error::{enter, guard},
    vocabulary::Money,
};
use backoffice::{
    Currency, NaiveDate,
    stock::{
        Method, Policy,
        history::{self, At, Columns, Flow},
    },
};
use pyo3::{prelude::*, types::PyList};

/// The movements of one pool under one method, open to the past.
#[pyclass(module = "backoffice.stock")]
pub struct History(history::History);

type Terms = (Currency, Method, Policy);

fn terms(
    currency: &Bound<'_, PyAny>,
    method: &Bound<'_, PyAny>,
    policy: &Bound<'_, PyAny>,
) -> PyResult<Terms> {
    Ok((take("currency", currency)?, take("method", method)?, take("policy", policy)?))
}

#[pymethods]
impl History {
    #[new]
    #[pyo3(signature = (currency, method, policy, flows = None))]
    fn new(
        py: Python<'_>,
        currency: &Bound<'_, PyAny>,
        method: &Bound<'_, PyAny>,
        policy: &Bound<'_, PyAny>,
        flows: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let (currency, method, policy) = terms(currency, method, policy)?;
        let flows: Vec<Flow> = flows.map(|flows| take("flows", flows)).transpose()?.unwrap_or_default();
        enter(py, || history::History::of(currency, method, &policy, &flows)).map(Self)
    }

    /// Of columns of whole numbers: days since 1970-01-01; quantities in 10^-digits, above zero in and below zero out;
    /// values in minor units.
    #[staticmethod]
    #[pyo3(signature = (currency, method, policy, *, day, quantity, value, sequence = None, digits = None))]
    #[expect(clippy::too_many_arguments, reason = "by name in Python")]
    fn from_columns(
        py: Python<'_>,
        currency: &Bound<'_, PyAny>,
        method: &Bound<'_, PyAny>,
        policy: &Bound<'_, PyAny>,
        day: &Bound<'_, PyAny>,
        quantity: &Bound<'_, PyAny>,
        value: &Bound<'_, PyAny>,
        sequence: Option<&Bound<'_, PyAny>>,
        digits: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let (currency, method, policy) = terms(currency, method, policy)?;
        let day: Vec<i32> = take("day", day)?;
        let (quantity, value): (Vec<i64>, Vec<i64>) = (take("quantity", quantity)?, take("value", value)?);
        let sequence: Option<Vec<u32>> = sequence.map(|column| take("sequence", column)).transpose()?;
        let digits: u32 = digits.map_or(Ok(6), |digits| take("digits", digits))?;
        let columns = || Columns {
            day: &day,
            sequence: sequence.as_deref(),
            quantity: &quantity,
            value: &value,
            digits,
        };
        enter(py, || history::History::from_columns(currency, method, &policy, &columns())).map(Self)
    }

    /// Enters a movement at its place, however long ago.
    fn insert<'py>(&mut self, py: Python<'py>, flow: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let flow: Flow = take("flow", flow)?;
        give_as(py, "stock.history", "Change", &enter(py, || self.0.insert(&flow))?)
    }

    /// Takes a movement out.
    fn delete<'py>(&mut self, py: Python<'py>, at: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let at: At = take("at", at)?;
        give_as(py, "stock.history", "Change", &enter(py, || self.0.delete(at))?)
    }

    /// Puts another movement in the place of one, or elsewhere.
    fn amend<'py>(
        &mut self,
        py: Python<'py>,
        at: &Bound<'py, PyAny>,
        flow: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (at, flow): (At, Flow) = (take("at", at)?, take("flow", flow)?);
        give_as(py, "stock.history", "Change", &enter(py, || self.0.amend(at, &flow))?)
    }

    /// Quantity and value after the last movement.
    fn closing<'py>(&mut self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let closing = enter(py, || Ok(self.0.closing()))?;
        give_as(py, "stock.history", "Closing", &closing)
    }

    /// What the issues from one day to another cost, both included.
    fn cost_between(
        &mut self,
        py: Python<'_>,
        first: &Bound<'_, PyAny>,
        last: &Bound<'_, PyAny>,
    ) -> PyResult<Money> {
        let (first, last): (NaiveDate, NaiveDate) = (take("first", first)?, take("last", last)?);
        enter(py, || Ok(self.0.cost_between(first, last))).map(Money)
    }

    /// What the issues of each of so many months cost, the first being the one that the day is in.
    fn monthly(
        &mut self,
        py: Python<'_>,
        first: &Bound<'_, PyAny>,
        months: &Bound<'_, PyAny>,
    ) -> PyResult<Vec<Money>> {
        let (first, months): (NaiveDate, u32) = (take("first", first)?, take("months", months)?);
        Ok(enter(py, || self.0.monthly(first, months))?.into_iter().map(Money).collect())
    }

    /// The cost of each issue in minor units, in order, and zero for goods in.
    fn costs(&mut self, py: Python<'_>) -> PyResult<Vec<i64>> {
        enter(py, || Ok(self.0.costs()))
    }

    /// The movements from one day to another, both included, with their costs.
    fn ledger<'py>(
        &mut self,
        py: Python<'py>,
        first: &Bound<'py, PyAny>,
        last: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyList>> {
        let (first, last): (NaiveDate, NaiveDate) = (take("first", first)?, take("last", last)?);
        let rows: Vec<_> = enter(py, || Ok(self.0.ledger(first, last).collect()))?;
        listed(py, "stock.history", "Recorded", rows)
    }

    /// The movements that are not as they were at a version.
    fn diff<'py>(&mut self, py: Python<'py>, since: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyList>> {
        let since: u64 = take("since", since)?;
        listed(py, "stock.history", "Difference", enter(py, || self.0.diff(since))?)
    }

    /// Forgets what changed before a version.
    fn forget(&mut self, before: &Bound<'_, PyAny>) -> PyResult<()> {
        let before: u64 = take("before", before)?;
        guard(|| {
            self.0.forget(before);
            Ok(())
        })
    }

    /// Which way the last answer took, in words.
    fn explain(&self) -> String {
        self.0.explain().to_string()
    }

    /// How often it was changed.
    #[getter]
    fn version(&self) -> u64 {
        self.0.version()
    }

    /// What is held, in bytes.
    fn memory(&self) -> usize {
        self.0.memory()
    }

    fn __len__(&self) -> usize {
        self.0.len()
    }

    fn __repr__(&mut self) -> PyResult<String> {
        let closing = guard(|| Ok(self.0.closing()))?;
        let (count, version) = (self.0.len(), self.0.version());
        Ok(format!(
            "<History of {count} movements, version {version}, {} worth {}>",
            closing.quantity, closing.value
        ))
    }
}
