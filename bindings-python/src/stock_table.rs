//! The movements of stock as columns.

use crate::{
    convert::take,
    error::{enter, enter_watched, guard, raise},
    table::{Table, failed, stream},
    vocabulary::Money,
};
use backoffice::{
    Currency,
    stock::{Accounts, Method, Policy},
    table::{self, Reading},
};
use pyo3::{
    prelude::*,
    types::{PyCapsule, PyDict},
};
use std::sync::Arc;

/// What the movements of a table come to.
#[pyclass(frozen, module = "backoffice.stock")]
pub struct ValuedTable(Arc<table::Stock>);

/// What the movements of a table of stock come to.
#[pyfunction]
#[expect(clippy::too_many_arguments, reason = "as many as the function of Python has")]
pub fn stock_value_table(
    py: Python<'_>,
    moves: &Bound<'_, PyAny>,
    methods: &Bound<'_, PyAny>,
    policy: &Bound<'_, PyAny>,
    currency: &Bound<'_, PyAny>,
    constants: &Bound<'_, PyAny>,
    pass_through: &Bound<'_, PyAny>,
    threads: usize,
    go_on: Option<Py<PyAny>>,
) -> PyResult<ValuedTable> {
    let (constants, pass_through) = (take("constants", constants)?, take("pass_through", pass_through)?);
    let reading = Reading { constants, pass_through };
    let (methods, policy): (Vec<Method>, Policy) = (take("method", methods)?, take("policy", policy)?);
    let currency: Currency = take("currency", currency)?;
    let moves = stream("moves", moves)?;
    let stock = enter_watched(py, go_on, |watch| {
        let go_on = |done: usize| watch.go_on(|_| Ok((done,)));
        table::stock(moves, &reading, &methods, &policy, currency, threads, go_on)
    })?;
    Ok(ValuedTable(Arc::new(stock)))
}

#[pymethods]
impl ValuedTable {
    /// The movements, as :attr:`movements`.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        self.movements().__arrow_c_stream__(py, requested_schema)
    }

    /// The names and types of the movements' columns.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        self.movements().__arrow_c_schema__(py)
    }

    /// A row for each that came in, with its cost.
    #[getter]
    fn movements(&self) -> Table {
        Table::movements(self.0.clone())
    }

    /// What is left, by pool, the oldest first.
    #[getter]
    fn layers(&self, py: Python<'_>) -> PyResult<Table> {
        enter(py, || self.0.layers().map_err(failed)).map(Table::of)
    }

    /// What each pool comes to.
    #[getter]
    fn items(&self, py: Python<'_>) -> PyResult<Table> {
        enter(py, || self.0.items().map_err(failed)).map(Table::of)
    }

    /// The postings of every movement, by day.
    fn postings(&self, py: Python<'_>, accounts: &Bound<'_, PyAny>) -> PyResult<Table> {
        let accounts: Accounts = take("accounts", accounts)?;
        enter(py, || self.0.postings(&accounts)).map(Table::of)
    }

    /// The value of all that is on hand, by method.
    #[getter]
    fn totals<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let totals = PyDict::new(py);
        for (method, total) in guard(|| self.0.totals())? {
            totals.set_item(method.name(), Money(total))?;
        }
        Ok(totals)
    }

    /// The value of all that is on hand, where there is one method.
    #[getter]
    fn total(&self) -> PyResult<Money> {
        if let [(_, total)] = *guard(|| self.0.totals())? {
            return Ok(Money(total));
        }
        let wanted = "there are several methods: ask `totals`";
        Err(raise(&backoffice::Error::invalid("method", self.0.methods().len(), wanted)))
    }

    fn __len__(&self) -> usize {
        self.0.rows()
    }

    fn __repr__(&self) -> String {
        let names: Vec<&str> = self.0.methods().iter().map(|method| method.name()).collect();
        format!("<ValuedTable of {} movements, {}>", self.0.rows(), names.join(", "))
    }
}
