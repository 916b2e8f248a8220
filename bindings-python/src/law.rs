//! Rule packs.

use crate::{
    convert::{give_as, take},
    error::guard,
};
use backoffice::law;
use pyo3::prelude::*;

/// A set of dated parameters of one jurisdiction, with their sources, read from TOML.
#[pyclass(frozen, module = "backoffice.law")]
#[derive(Clone)]
pub struct RulePack(pub law::RulePack);

#[pymethods]
impl RulePack {
    #[new]
    fn new(text: &Bound<'_, PyAny>) -> PyResult<Self> {
        let text: String = take("text", text)?;
        guard(|| law::RulePack::parse(&text)).map(Self)
    }

    /// The pack of that id which came with this version, such as uk.wages.
    #[staticmethod]
    fn embedded(id: &Bound<'_, PyAny>) -> PyResult<Self> {
        let id: String = take("id", id)?;
        guard(|| law::RulePack::embedded(&id)).map(Self)
    }

    /// The ids of the embedded packs.
    #[staticmethod]
    fn embedded_ids() -> Vec<&'static str> {
        law::RulePack::embedded_ids().collect()
    }

    /// The pack's id.
    #[getter]
    fn id(&self) -> &str {
        self.0.id()
    }

    /// The edition of the pack, carried into every result.
    #[getter]
    fn revision(&self) -> &str {
        self.0.revision()
    }

    /// The jurisdiction's code of ISO 3166-1.
    #[getter]
    fn jurisdiction(&self) -> &str {
        self.0.jurisdiction()
    }

    /// The currency of its amounts.
    #[getter]
    fn currency(&self) -> String {
        self.0.currency().to_string()
    }

    /// The documents that it cites.
    #[getter]
    fn sources<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyAny>>> {
        self.0.sources().iter().map(|source| give_as(py, "law", "Source", source)).collect()
    }

    /// The days of which it knows nothing between days of which it does.
    #[getter]
    fn gaps<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyAny>>> {
        self.0.gaps().iter().map(|gap| give_as(py, "law", "Gap", gap)).collect()
    }

    /// The TOML text that it was read from.
    #[getter]
    fn text(&self) -> &str {
        self.0.text()
    }

    /// The keys of its parameters.
    fn keys(&self) -> Vec<String> {
        self.0.keys().map(str::to_owned).collect()
    }

    /// The amount in force on a day.
    fn amount<'py>(
        &self,
        py: Python<'py>,
        key: &Bound<'py, PyAny>,
        day: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (key, day): (String, _) = (take("key", key)?, take("day", day)?);
        give_as(py, "law", "Figure", &guard(|| self.0.amount(&key, day))?)
    }

    /// The rate in force on a day, a fraction.
    fn rate<'py>(
        &self,
        py: Python<'py>,
        key: &Bound<'py, PyAny>,
        day: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (key, day): (String, _) = (take("key", key)?, take("day", day)?);
        give_as(py, "law", "Figure", &guard(|| self.0.rate(&key, day))?)
    }

    /// The scale in force on a day.
    fn scale<'py>(
        &self,
        py: Python<'py>,
        key: &Bound<'py, PyAny>,
        day: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (key, day): (String, _) = (take("key", key)?, take("day", day)?);
        give_as(py, "law", "Scale", &guard(|| self.0.scale(&key, day))?)
    }

    fn __repr__(&self) -> String {
        format!("<RulePack {} {}>", self.0.id(), self.0.revision())
    }

    fn __getnewargs__(&self) -> (String,) {
        (self.0.text().to_owned(),)
    }
}
