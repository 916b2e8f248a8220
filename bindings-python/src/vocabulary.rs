//! Money, prices, quantities, roundings and days: frozen values, equal when their values are.

use crate::{
    convert::{date, decimal, document, number, plain, take},
    error::guard,
};
use backoffice::{calendar, money};
use pyo3::{basic::CompareOp, exceptions::PyTypeError, prelude::*};
use std::{
    collections::hash_map::DefaultHasher,
    hash::{Hash, Hasher},
};

pub fn hashed<T: Hash>(value: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Equality of values that have no order.
pub fn equal<T: PartialEq>(a: &T, b: &T, op: CompareOp) -> PyResult<bool> {
    match op {
        CompareOp::Eq => Ok(a == b),
        CompareOp::Ne => Ok(a != b),
        _ => Err(PyTypeError::new_err("these values have no order")),
    }
}

/// The minor digits of a currency: 2 for EUR, 0 for JPY, 3 for KWD.
#[pyfunction]
pub fn minor_digits(currency: &Bound<'_, PyAny>) -> PyResult<u32> {
    Ok(take::<money::Currency>("currency", currency)?.minor_digits())
}

/// Pay days in a year of that pay frequency: 52 for weekly, 260 for daily.
#[pyfunction]
pub fn per_year(frequency: &Bound<'_, PyAny>) -> PyResult<u32> {
    Ok(take::<backoffice::PayFrequency>("frequency", frequency)?.per_year())
}

/// A trace drawn as a tree.
#[pyfunction]
pub fn trace_text(trace: &Bound<'_, PyAny>) -> PyResult<String> {
    Ok(take::<backoffice::Trace>("trace", trace)?.to_string())
}

/// A number as a Decimal, exactly; `name` is what an error calls it.
#[pyfunction]
pub fn exact<'py>(py: Python<'py>, name: &str, value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    decimal(py, number(name, value)?)
}

/// A value of this package as JSON, the same in all languages.
#[pyfunction]
pub fn to_json(value: &Bound<'_, PyAny>) -> PyResult<String> {
    Ok(document("value", value, 0)?.to_string())
}

/// JSON as plain Python.
#[pyfunction]
pub fn from_json<'py>(py: Python<'py>, text: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let text: String = take("text", text)?;
    plain(py, &guard(|| backoffice::error::document::parse("text", &text))?)
}

/// An amount of money: Money("15.34", "EUR") or Money("15.34 EUR"), at most the currency's minor digits.
#[pyclass(frozen, module = "backoffice")]
#[derive(Clone, Copy)]
pub struct Money(pub money::Money);

#[pymethods]
impl Money {
    #[new]
    #[pyo3(signature = (amount, currency=None))]
    fn new(amount: &Bound<'_, PyAny>, currency: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        if let Some(currency) = currency {
            let (amount, currency) = (number("amount", amount)?, take("currency", currency)?);
            return guard(|| money::Money::new(amount, currency)).map(Self);
        }
        let text: String = take("money", amount)?;
        guard(|| text.parse()).map(Self)
    }

    /// Nothing, in that currency.
    #[staticmethod]
    fn zero(currency: &Bound<'_, PyAny>) -> PyResult<Self> {
        Ok(Self(money::Money::zero(take("currency", currency)?)))
    }

    /// An amount rounded by name.
    #[staticmethod]
    fn rounded(
        amount: &Bound<'_, PyAny>,
        currency: &Bound<'_, PyAny>,
        by: &Bound<'_, PyAny>,
    ) -> PyResult<Self> {
        let (amount, currency, by) =
            (number("amount", amount)?, take("currency", currency)?, take("by", by)?);
        guard(|| money::Money::rounded(amount, currency, by)).map(Self)
    }

    /// The sum of many amounts of that currency.
    #[staticmethod]
    fn sum(amounts: &Bound<'_, PyAny>, currency: &Bound<'_, PyAny>) -> PyResult<Self> {
        let amounts: Vec<money::Money> = take("amounts", amounts)?;
        let currency = take("currency", currency)?;
        guard(|| money::Money::sum(amounts, currency)).map(Self)
    }

    /// The number.
    #[getter]
    fn amount<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        decimal(py, self.0.amount())
    }

    /// The currency's code.
    #[getter]
    fn currency(&self) -> String {
        self.0.currency().to_string()
    }

    /// Parts in the ratio of the weights, which add up to the amount.
    fn split(&self, weights: Vec<Bound<'_, PyAny>>) -> PyResult<Vec<Self>> {
        let name = |i: usize| format!("weights.{i}");
        let weights: PyResult<Vec<_>> =
            weights.iter().enumerate().map(|(i, weight)| number(&name(i), weight)).collect();
        let weights = weights?;
        Ok(guard(|| self.0.split(&weights))?.into_iter().map(Self).collect())
    }

    /// The amount × rate (a fraction: 0.2 is 20 %), rounded by name.
    fn share(&self, rate: &Bound<'_, PyAny>, by: &Bound<'_, PyAny>) -> PyResult<Self> {
        let (rate, by) = (number("rate", rate)?, take("by", by)?);
        guard(|| self.0.share(rate, by)).map(Self)
    }

    /// The amount rounded to another step, such as 0.05 for cash.
    fn round(&self, by: &Bound<'_, PyAny>) -> PyResult<Self> {
        let by = take("by", by)?;
        guard(|| self.0.round(by)).map(Self)
    }

    /// A price of that much for each unit.
    fn each(&self) -> Price {
        Price(self.0.each())
    }

    fn __add__(&self, other: &Self) -> PyResult<Self> {
        guard(|| self.0.checked_add(other.0)).map(Self)
    }

    fn __sub__(&self, other: &Self) -> PyResult<Self> {
        guard(|| self.0.checked_sub(other.0)).map(Self)
    }

    fn __neg__(&self) -> Self {
        Self(-self.0)
    }

    fn __bool__(&self) -> bool {
        !self.0.is_zero()
    }

    fn __richcmp__(&self, other: &Self, op: CompareOp) -> PyResult<bool> {
        if matches!(op, CompareOp::Eq | CompareOp::Ne) {
            return equal(&self.0, &other.0, op);
        }
        let difference = guard(|| self.0.checked_sub(other.0))?;
        Ok(op.matches(difference.amount().cmp(&backoffice::Decimal::ZERO)))
    }

    fn __hash__(&self) -> u64 {
        hashed(&self.0)
    }

    fn __repr__(&self) -> String {
        format!("Money('{}', '{}')", self.0.amount(), self.0.currency())
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __getnewargs__(&self) -> (String, String) {
        (self.0.amount().to_string(), self.currency())
    }
}

/// A price or cost per unit: Price("0.125", "EUR"), any number of decimals.
#[pyclass(frozen, module = "backoffice")]
#[derive(Clone, Copy)]
pub struct Price(pub money::Price);

#[pymethods]
impl Price {
    #[new]
    #[pyo3(signature = (amount, currency=None))]
    fn new(amount: &Bound<'_, PyAny>, currency: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        if let Some(currency) = currency {
            return Ok(Self(money::Price::new(number("amount", amount)?, take("currency", currency)?)));
        }
        let text: String = take("price", amount)?;
        guard(|| text.parse()).map(Self)
    }

    /// The number.
    #[getter]
    fn amount<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        decimal(py, self.0.amount())
    }

    /// The currency's code.
    #[getter]
    fn currency(&self) -> String {
        self.0.currency().to_string()
    }

    /// The price of so many units, rounded by name once.
    fn times(&self, quantity: &Bound<'_, PyAny>, by: &Bound<'_, PyAny>) -> PyResult<Money> {
        let (quantity, by) = (number("quantity", quantity)?, take("by", by)?);
        guard(|| self.0.times(quantity, by)).map(Money)
    }

    fn __richcmp__(&self, other: &Self, op: CompareOp) -> PyResult<bool> {
        equal(&self.0, &other.0, op)
    }

    fn __hash__(&self) -> u64 {
        hashed(&self.0)
    }

    fn __repr__(&self) -> String {
        format!("Price('{}', '{}')", self.0.amount(), self.0.currency())
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __getnewargs__(&self) -> (String, String) {
        (self.0.amount().to_string(), self.currency())
    }
}

/// So much of a unit: Quantity("0.75", "kg"). Units never convert by themselves.
#[pyclass(frozen, module = "backoffice")]
#[derive(Clone)]
pub struct Quantity(pub backoffice::Quantity);

#[pymethods]
impl Quantity {
    #[new]
    fn new(amount: &Bound<'_, PyAny>, unit: &Bound<'_, PyAny>) -> PyResult<Self> {
        Ok(Self(backoffice::Quantity::new(number("amount", amount)?, take::<String>("unit", unit)?)))
    }

    /// How much.
    #[getter]
    fn amount<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        decimal(py, self.0.amount)
    }

    /// Of what.
    #[getter]
    fn unit(&self) -> &str {
        &self.0.unit
    }

    /// The same amount in another unit, of which `per` make one of this.
    fn converted(&self, per: &Bound<'_, PyAny>, unit: &Bound<'_, PyAny>) -> PyResult<Self> {
        let (per, unit) = (number("per", per)?, take::<String>("unit", unit)?);
        guard(|| self.0.converted(per, &unit)).map(Self)
    }

    fn __add__(&self, other: &Self) -> PyResult<Self> {
        guard(|| self.0.checked_add(&other.0)).map(Self)
    }

    fn __sub__(&self, other: &Self) -> PyResult<Self> {
        guard(|| self.0.checked_sub(&other.0)).map(Self)
    }

    fn __richcmp__(&self, other: &Self, op: CompareOp) -> PyResult<bool> {
        equal(&self.0, &other.0, op)
    }

    fn __hash__(&self) -> u64 {
        hashed(&self.0)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let unit = self.0.unit.as_str().into_pyobject(py)?.repr()?;
        Ok(format!("Quantity('{}', {})", self.0.amount, unit.to_str()?))
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __getnewargs__(&self) -> (String, String) {
        (self.0.amount.to_string(), self.0.unit.clone())
    }
}

/// A rounding: to which step, which way (half_even, half_up, half_down, down, up, floor, ceiling), cut first or not.
#[pyclass(frozen, module = "backoffice")]
#[derive(Clone, Copy)]
pub struct Rounding(pub money::Rounding);

impl Rounding {
    fn mode_name(&self) -> PyResult<String> {
        let mode = guard(|| backoffice::error::document::write("mode", &self.0.mode))?;
        Ok(mode.as_str().unwrap_or_default().to_owned())
    }
}

#[pymethods]
impl Rounding {
    #[new]
    #[pyo3(signature = (step, mode, cut=None))]
    fn new(
        step: &Bound<'_, PyAny>,
        mode: &Bound<'_, PyAny>,
        cut: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let (step, mode) = (take("step", step)?, take("mode", mode)?);
        Ok(Self(money::Rounding { step, mode, cut: cut.map(|cut| take("cut", cut)).transpose()? }))
    }

    /// To the minor unit of a currency.
    #[staticmethod]
    fn minor(currency: &Bound<'_, PyAny>, mode: &Bound<'_, PyAny>) -> PyResult<Self> {
        Ok(Self(money::Rounding::minor(take("currency", currency)?, take("mode", mode)?)))
    }

    /// The step.
    #[getter]
    fn step<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        decimal_of(py, &self.0.step.to_string())
    }

    /// Which way.
    #[getter]
    fn mode(&self) -> PyResult<String> {
        self.mode_name()
    }

    /// The step that it is cut to first, if it is.
    #[getter]
    fn cut<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.0.cut.map(|cut| decimal_of(py, &cut.to_string())).transpose()
    }

    /// The rounded number.
    fn apply<'py>(&self, py: Python<'py>, value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let value = number("value", value)?;
        decimal(py, guard(|| self.0.apply(value))?)
    }

    fn __richcmp__(&self, other: &Self, op: CompareOp) -> PyResult<bool> {
        equal(&self.0, &other.0, op)
    }

    fn __hash__(&self) -> u64 {
        hashed(&self.0)
    }

    fn __repr__(&self) -> PyResult<String> {
        let cut = self.0.cut.map(|cut| format!(", '{cut}'")).unwrap_or_default();
        Ok(format!("Rounding('{}', '{}'{cut})", self.0.step, self.mode_name()?))
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __getnewargs__(&self) -> PyResult<(String, String, Option<String>)> {
        Ok((self.0.step.to_string(), self.mode_name()?, self.0.cut.map(|cut| cut.to_string())))
    }
}

fn decimal_of<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    let value = guard(|| backoffice::error::exact::decimal("step", text))?;
    decimal(py, value)
}

/// A stretch of days, the first and the last both included.
#[pyclass(frozen, module = "backoffice")]
#[derive(Clone, Copy)]
pub struct Period(pub backoffice::Period);

#[pymethods]
impl Period {
    #[new]
    fn new(first: &Bound<'_, PyAny>, last: &Bound<'_, PyAny>) -> PyResult<Self> {
        let (first, last) = (take("first", first)?, take("last", last)?);
        guard(|| backoffice::Period::new(first, last)).map(Self)
    }

    /// A calendar month, 1 to 12.
    #[staticmethod]
    fn month(year: &Bound<'_, PyAny>, month: &Bound<'_, PyAny>) -> PyResult<Self> {
        let (year, month) = (take("year", year)?, take("month", month)?);
        guard(|| backoffice::Period::month(year, month)).map(Self)
    }

    /// A week of ISO 8601, Monday to Sunday.
    #[staticmethod]
    fn week(year: &Bound<'_, PyAny>, week: &Bound<'_, PyAny>) -> PyResult<Self> {
        let (year, week) = (take("year", year)?, take("week", week)?);
        guard(|| backoffice::Period::week(year, week)).map(Self)
    }

    /// A calendar year.
    #[staticmethod]
    fn year(year: &Bound<'_, PyAny>) -> PyResult<Self> {
        let year = take("year", year)?;
        guard(|| backoffice::Period::year(year)).map(Self)
    }

    /// The first day.
    #[getter]
    fn first<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        date(py, self.0.first())
    }

    /// The last day, included.
    #[getter]
    fn last<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        date(py, self.0.last())
    }

    /// Its days, in order.
    fn days<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyAny>>> {
        self.0.days().map(|day| date(py, day)).collect()
    }

    /// The days that lie in both, if there are any.
    fn overlap(&self, other: &Self) -> Option<Self> {
        self.0.overlap(other.0).map(Self)
    }

    fn __contains__(&self, day: &Bound<'_, PyAny>) -> PyResult<bool> {
        Ok(self.0.contains(take("day", day)?))
    }

    fn __len__(&self) -> usize {
        self.0.len() as usize
    }

    fn __richcmp__(&self, other: &Self, op: CompareOp) -> bool {
        op.matches(self.0.cmp(&other.0))
    }

    fn __hash__(&self) -> u64 {
        hashed(&self.0)
    }

    fn __repr__(&self) -> String {
        format!("Period('{}', '{}')", self.0.first(), self.0.last())
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __getnewargs__(&self) -> (String, String) {
        (self.0.first().to_string(), self.0.last().to_string())
    }
}

/// Fiscal years that begin on the same day every year: FiscalYear(4, 6) from 6 April.
#[pyclass(frozen, module = "backoffice.calendar")]
#[derive(Clone, Copy)]
pub struct FiscalYear(pub calendar::FiscalYear, (u32, u32));

#[pymethods]
impl FiscalYear {
    #[new]
    fn new(month: &Bound<'_, PyAny>, day: &Bound<'_, PyAny>) -> PyResult<Self> {
        let (month, day) = (take("month", month)?, take("day", day)?);
        Ok(Self(guard(|| calendar::FiscalYear::beginning(month, day))?, (month, day)))
    }

    /// The fiscal year in which the day lies.
    fn containing(&self, day: &Bound<'_, PyAny>) -> PyResult<Period> {
        let day = take("day", day)?;
        guard(|| self.0.containing(day)).map(Period)
    }

    /// Its label: 2026 when it is the calendar year, else 2026-27.
    fn label(&self, day: &Bound<'_, PyAny>) -> PyResult<String> {
        let day = take("day", day)?;
        guard(|| self.0.label(day))
    }

    fn __richcmp__(&self, other: &Self, op: CompareOp) -> PyResult<bool> {
        equal(&self.0, &other.0, op)
    }

    fn __hash__(&self) -> u64 {
        hashed(&self.0)
    }

    fn __repr__(&self) -> String {
        format!("FiscalYear{:?}", self.1)
    }

    fn __getnewargs__(&self) -> (u32, u32) {
        self.1
    }
}

/// Which days are worked: all but the weekend (such as `['Sat', 'Sun']`) and the holidays given.
#[pyclass(frozen, module = "backoffice.calendar")]
#[derive(Clone)]
pub struct BusinessDays(pub calendar::BusinessDays, Vec<String>, Vec<backoffice::NaiveDate>);

#[pymethods]
impl BusinessDays {
    #[new]
    #[pyo3(signature = (weekend, holidays=vec![]))]
    fn new(weekend: &Bound<'_, PyAny>, holidays: Vec<Bound<'_, PyAny>>) -> PyResult<Self> {
        let days: Vec<chrono::Weekday> = take("weekend", weekend)?;
        let name = |i: usize| format!("holidays.{i}");
        let holidays: PyResult<Vec<_>> =
            holidays.iter().enumerate().map(|(i, day)| take(&name(i), day)).collect();
        let holidays: Vec<backoffice::NaiveDate> = holidays?;
        let known = guard(|| calendar::BusinessDays::new(&days, holidays.iter().copied()))?;
        Ok(Self(known, days.iter().map(ToString::to_string).collect(), holidays))
    }

    /// Whether that day is worked.
    fn is_business_day(&self, day: &Bound<'_, PyAny>) -> PyResult<bool> {
        Ok(self.0.is_business_day(take("day", day)?))
    }

    /// How many days of the period are worked.
    fn count(&self, period: &Bound<'_, PyAny>) -> PyResult<u32> {
        Ok(self.0.count(take("period", period)?))
    }

    /// That day, or the next one that is worked.
    fn on_or_after<'py>(&self, py: Python<'py>, day: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let day = take("day", day)?;
        date(py, guard(|| self.0.on_or_after(day))?)
    }

    /// That day, or the last one before it that is worked.
    fn on_or_before<'py>(&self, py: Python<'py>, day: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let day = take("day", day)?;
        date(py, guard(|| self.0.on_or_before(day))?)
    }

    fn __richcmp__(&self, other: &Self, op: CompareOp) -> PyResult<bool> {
        equal(&self.0, &other.0, op)
    }

    fn __hash__(&self) -> u64 {
        hashed(&self.0)
    }

    fn __repr__(&self) -> String {
        let holidays: Vec<String> = self.2.iter().map(ToString::to_string).collect();
        format!("BusinessDays({:?}, {holidays:?})", self.1).replace('"', "'")
    }

    fn __getnewargs__(&self) -> (Vec<String>, Vec<String>) {
        (self.1.clone(), self.2.iter().map(ToString::to_string).collect())
    }
}
