//! The book of stock, which takes one movement after the other.

use crate::{
    convert::{decimal, give_as, take},
    error::{enter, guard},
};
use backoffice::{error::document, stock};
use pyo3::prelude::*;

/// Stock as it goes: movements are applied one after the other, by day. One that is refused changes nothing.
#[pyclass(module = "backoffice.stock")]
pub struct Book(stock::Book);

#[pymethods]
impl Book {
    #[new]
    fn new(
        currency: &Bound<'_, PyAny>,
        method: &Bound<'_, PyAny>,
        policy: &Bound<'_, PyAny>,
    ) -> PyResult<Self> {
        let (currency, method, policy) =
            (take("currency", currency)?, take("method", method)?, take("policy", policy)?);
        guard(|| stock::Book::new(currency, method, policy)).map(Self)
    }

    /// Applies a movement.
    fn apply(&mut self, movement: &Bound<'_, PyAny>) -> PyResult<()> {
        let movement: stock::Movement = take("movement", movement)?;
        guard(|| self.0.apply(&movement))
    }

    /// The quantity on hand of an item.
    fn quantity<'py>(&self, py: Python<'py>, item: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let item: String = take("item", item)?;
        decimal(py, guard(|| Ok(self.0.quantity(&item)))?)
    }

    /// What the stock is worth, and how it came to that.
    fn valuation<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let valuation = enter(py, || self.0.valuation())?;
        give_as(py, "stock", "Valuation", &valuation)
    }

    /// The book as JSON, to be stored.
    fn to_json(&self) -> PyResult<String> {
        Ok(guard(|| document::write("book", &self.0))?.to_string())
    }

    /// The book that was stored.
    #[staticmethod]
    fn from_json(text: &Bound<'_, PyAny>) -> PyResult<Self> {
        let text: String = take("text", text)?;
        guard(|| document::read("book", &text)).map(Self)
    }

    fn __repr__(&self) -> PyResult<String> {
        let book = guard(|| document::write("book", &self.0))?;
        let count = book["movements"].as_array().map_or(0, Vec::len);
        let told = |key: &str| book[key].as_str().unwrap_or_default().to_owned();
        Ok(format!("<Book of {count} movements, {}, {}>", told("currency"), told("method")))
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
        let text = slf.borrow().to_json()?;
        Ok((slf.get_type().getattr("from_json")?, (text,)))
    }
}
