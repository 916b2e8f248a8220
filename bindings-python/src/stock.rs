//! The book of stock, which takes one movement after the other.

use crate::{
    convert::{date, decimal, give_as, listed, take},
    error::{enter, guard},
    vocabulary::Money,
};
use backoffice::{NaiveDate, error::document, stock};
use pyo3::{
    prelude::*,
    types::{PyDict, PyList},
};

/// Stock as it goes: movements are applied, amended and deleted, by day; periods are closed. What is refused changes nothing.
#[pyclass(module = "backoffice.stock")]
pub struct Book(pub stock::Book);

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

    /// Applies a movement that may be dated in a closed period, in which case it is booked on `booked_on`.
    fn apply_late(
        &mut self,
        py: Python<'_>,
        movement: &Bound<'_, PyAny>,
        booked_on: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        let (movement, on): (stock::Movement, NaiveDate) =
            (take("movement", movement)?, take("booked_on", booked_on)?);
        enter(py, || self.0.apply_late(&movement, on))
    }

    /// Replaces the movement of that id by another of the same item and kind; it keeps the id.
    fn amend(&mut self, py: Python<'_>, id: &Bound<'_, PyAny>, movement: &Bound<'_, PyAny>) -> PyResult<()> {
        let (id, movement): (String, stock::Movement) = (take("id", id)?, take("movement", movement)?);
        enter(py, || self.0.amend(&id, &movement))
    }

    /// The same, known from the day `on`.
    fn amend_on(
        &mut self,
        py: Python<'_>,
        id: &Bound<'_, PyAny>,
        movement: &Bound<'_, PyAny>,
        on: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        let (id, movement): (String, stock::Movement) = (take("id", id)?, take("movement", movement)?);
        let on: NaiveDate = take("on", on)?;
        enter(py, || self.0.amend_on(&id, &movement, on))
    }

    /// The same of a movement that may be dated in a closed period.
    fn amend_late(
        &mut self,
        py: Python<'_>,
        id: &Bound<'_, PyAny>,
        movement: &Bound<'_, PyAny>,
        booked_on: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        let (id, movement): (String, stock::Movement) = (take("id", id)?, take("movement", movement)?);
        let on: NaiveDate = take("booked_on", booked_on)?;
        enter(py, || self.0.amend_late(&id, &movement, on))
    }

    /// Takes back the movement of that id, as if it had never been.
    fn delete(&mut self, py: Python<'_>, id: &Bound<'_, PyAny>) -> PyResult<()> {
        let id: String = take("id", id)?;
        enter(py, || self.0.delete(&id))
    }

    /// The same, known from the day `on`.
    fn delete_on(&mut self, py: Python<'_>, id: &Bound<'_, PyAny>, on: &Bound<'_, PyAny>) -> PyResult<()> {
        let (id, on): (String, NaiveDate) = (take("id", id)?, take("on", on)?);
        enter(py, || self.0.delete_on(&id, on))
    }

    /// The same of a movement that may be dated in a closed period.
    fn delete_late(
        &mut self,
        py: Python<'_>,
        id: &Bound<'_, PyAny>,
        booked_on: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        let (id, on): (String, NaiveDate) = (take("id", id)?, take("booked_on", booked_on)?);
        enter(py, || self.0.delete_late(&id, on))
    }

    /// The quantity on hand of an item.
    fn quantity<'py>(&self, py: Python<'py>, item: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let item: String = take("item", item)?;
        decimal(py, guard(|| Ok(self.0.quantity(&item)))?)
    }

    /// The value on hand of an item.
    fn on_hand(&self, item: &Bound<'_, PyAny>) -> PyResult<Money> {
        let item: String = take("item", item)?;
        guard(|| self.0.on_hand(&item)).map(Money)
    }

    /// The movements, in the order in which they were applied.
    fn movements<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        listed(py, "stock", "Movement", self.0.movements())
    }

    /// How many operations the book has seen.
    #[getter]
    fn version(&self) -> u64 {
        self.0.version()
    }

    /// What changed since a version.
    fn diff<'py>(&self, py: Python<'py>, since: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyList>> {
        let since: u64 = take("since", since)?;
        listed(py, "stock", "Change", enter(py, || self.0.diff(since))?)
    }

    /// Forgets what changed up to a version.
    fn forget(&mut self, version: &Bound<'_, PyAny>) -> PyResult<()> {
        let version: u64 = take("version", version)?;
        guard(|| {
            self.0.forget(version);
            Ok(())
        })
    }

    /// Closes the books up to a day and gives the checkpoint.
    fn close<'py>(&mut self, py: Python<'py>, upto: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let upto: NaiveDate = take("upto", upto)?;
        give_as(py, "stock", "Closed", &enter(py, || self.0.close(upto))?)
    }

    /// The closings, the first one first.
    fn closings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        listed(py, "stock", "Closed", self.0.closings())
    }

    /// Whether what is closed still is what it was when it was closed.
    fn verify(&self, py: Python<'_>) -> PyResult<()> {
        enter(py, || self.0.verify())
    }

    /// Opens again what was closed up to that day, and all that was closed after it.
    fn reopen(&mut self, py: Python<'_>, upto: &Bound<'_, PyAny>) -> PyResult<()> {
        let upto: NaiveDate = take("upto", upto)?;
        enter(py, || self.0.reopen(upto))
    }

    /// The book as it was known at the end of a day.
    fn known_on(&self, py: Python<'_>, day: &Bound<'_, PyAny>) -> PyResult<Self> {
        let day: NaiveDate = take("day", day)?;
        enter(py, || self.0.known_on(day)).map(Self)
    }

    /// The book under another method, and under another policy where one is told, restated from a day on.
    #[pyo3(signature = (method, policy, from_))]
    fn restated<'py>(
        &self,
        py: Python<'py>,
        method: &Bound<'py, PyAny>,
        policy: &Bound<'py, PyAny>,
        from_: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (method, from): (stock::Method, NaiveDate) = (take("method", method)?, take("from", from_)?);
        let policy: Option<stock::Policy> = take("policy", policy)?;
        let stock::Restated { book, from, differences } =
            enter(py, || self.0.restated(method, policy.as_ref(), from))?;
        // The book as it is, and not read again from a document.
        let by_item = PyDict::new(py);
        for (item, difference) in &differences {
            by_item.set_item(item, give_as(py, "stock", "MethodDifference", difference)?)?;
        }
        let class = py.import("backoffice.stock")?.getattr("Restated")?;
        class.call1((Self(book), date(py, from)?, by_item))
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
        let count = self.0.movements().count();
        let told = |key: &str| book[key].as_str().unwrap_or_default().to_owned();
        Ok(format!("<Book of {count} movements, {}, {}>", told("currency"), told("method")))
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
        let text = slf.borrow().to_json()?;
        Ok((slf.get_type().getattr("from_json")?, (text,)))
    }
}
