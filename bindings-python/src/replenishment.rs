//! Replenishment: the one room that takes and gives floats.

use crate::{
    convert::{decimal, give, number, take},
    error::{enter, guard, raise},
};
use backoffice::{
    Error, Problem,
    stock::replenishment::{
        self as core, Abc, Aim, Columns, Discount, ExpiringLot, Forecasts, LeadTimeDemand, OrderRule,
        Outlook, Performance, PlanPeriod, PriceBreak, Smoothing, Trial, Xyz,
    },
};
use pyo3::{
    prelude::*,
    types::{PyBool, PyBytes, PyDict, PyList, PyMemoryView, PyString, PyTuple},
};
use std::fmt::Write;

fn refuse<T>(name: &str, object: &Bound<'_, PyAny>, wanted: &str) -> PyResult<T> {
    let told = object.str().map_or_else(|_| String::new(), |text| text.to_string_lossy().into_owned());
    Err(raise(&Error::invalid(name, told, wanted)))
}

/// What a Python object stands for here; `name` is what the caller calls it.
trait Given: Sized {
    fn given(name: &str, object: &Bound<'_, PyAny>) -> PyResult<Self>;
}

impl Given for f64 {
    /// A float, an integer, a Decimal or what else has `__float__`; a text or a truth value is no number.
    fn given(name: &str, object: &Bound<'_, PyAny>) -> PyResult<Self> {
        if object.is_instance_of::<PyBool>() || object.is_instance_of::<PyString>() {
            return refuse(name, object, "write a number");
        }
        object.extract().or_else(|_| refuse(name, object, "write a number"))
    }
}

impl Given for usize {
    fn given(name: &str, object: &Bound<'_, PyAny>) -> PyResult<Self> {
        if object.is_instance_of::<PyBool>() {
            return refuse(name, object, "write a whole number, not below zero");
        }
        object.extract().or_else(|_| refuse(name, object, "write a whole number, not below zero"))
    }
}

impl Given for u64 {
    fn given(name: &str, object: &Bound<'_, PyAny>) -> PyResult<Self> {
        usize::given(name, object).map(|number| number as Self)
    }
}

impl Given for bool {
    fn given(name: &str, object: &Bound<'_, PyAny>) -> PyResult<Self> {
        object.extract().or_else(|_| refuse(name, object, "write True or False"))
    }
}

impl<T: Given> Given for Option<T> {
    fn given(name: &str, object: &Bound<'_, PyAny>) -> PyResult<Self> {
        if object.is_none() { Ok(None) } else { T::given(name, object).map(Some) }
    }
}

impl Given for Vec<f64> {
    fn given(name: &str, object: &Bound<'_, PyAny>) -> PyResult<Self> {
        column(name, object, "d", f64::from_ne_bytes)
    }
}

impl Given for Vec<usize> {
    fn given(name: &str, object: &Bound<'_, PyAny>) -> PyResult<Self> {
        // Signed ones too: what is below zero becomes too great, and is refused as that.
        column(name, object, "qlQL", |bytes| usize::try_from(u64::from_ne_bytes(bytes)).unwrap_or(usize::MAX))
    }
}

/// A column: what lends its memory (numpy, array) with numbers of eight bytes in one of the formats, else any iterable.
fn column<T: Given>(
    name: &str,
    object: &Bound<'_, PyAny>,
    formats: &str,
    read: fn([u8; 8]) -> T,
) -> PyResult<Vec<T>> {
    if !object.is_instance_of::<PyList>()
        && !object.is_instance_of::<PyTuple>()
        && let Ok(view) = PyMemoryView::from(object)
        && view.getattr("ndim")?.extract::<usize>()? == 1
        && view.getattr("itemsize")?.extract::<usize>()? == 8
        && formats.contains(view.getattr("format")?.extract::<String>()?.as_str())
    {
        let bytes = view.call_method0("tobytes")?;
        let (numbers, _) = bytes.cast::<PyBytes>()?.as_bytes().as_chunks::<8>();
        return Ok(numbers.iter().copied().map(read).collect());
    }
    items(name, object, T::given)
}

/// A list of whatever kind, item by item.
fn items<T>(
    name: &str,
    object: &Bound<'_, PyAny>,
    read: impl Fn(&str, &Bound<'_, PyAny>) -> PyResult<T>,
) -> PyResult<Vec<T>> {
    let iterator = match object.try_iter() {
        Ok(iterator) if !object.is_instance_of::<PyString>() && !object.is_instance_of::<PyDict>() => {
            iterator
        }
        _ => return refuse(name, object, "write a list"),
    };
    let mut all = Vec::new();
    let mut place = String::new();
    for (index, item) in iterator.enumerate() {
        place.clear();
        let _ = write!(place, "{name}.{index}");
        all.push(read(&place, &item?)?);
    }
    Ok(all)
}

/// A dataclass, or a dictionary with its fields.
struct Record<'a, 'py> {
    path: &'a str,
    object: &'a Bound<'py, PyAny>,
}

impl<'a, 'py> Record<'a, 'py> {
    fn of(path: &'a str, object: &'a Bound<'py, PyAny>, fields: &[&str]) -> PyResult<Self> {
        if let Ok(dict) = object.cast::<PyDict>() {
            for key in dict.keys() {
                let key = key.str()?.to_string_lossy().into_owned();
                if !fields.contains(&key.as_str()) {
                    let message =
                        format!("`{key}` is not a field that is known here: there is {}", fields.join(", "));
                    let field = format!("{path}.{key}");
                    let error = Error::new(backoffice::Code::InputUnknownField, field, "", message);
                    return Err(raise(&error));
                }
            }
        }
        Ok(Self { path, object })
    }

    fn get<T: Given>(&self, field: &str) -> PyResult<T> {
        let path = format!("{}.{field}", self.path);
        let found = match self.object.cast::<PyDict>() {
            Ok(dict) => dict.get_item(field)?,
            // `from` is a word of Python's.
            Err(_) => match self.object.getattr_opt(field)? {
                None => self.object.getattr_opt(format!("{field}_"))?,
                found => found,
            },
        };
        match found {
            Some(value) => T::given(&path, &value),
            None => Err(raise(&Error::missing(&path))),
        }
    }
}

macro_rules! records {
    ($($type:ident { $($field:ident),* })*) => {$(
        impl Given for $type {
            fn given(name: &str, object: &Bound<'_, PyAny>) -> PyResult<Self> {
                let record = Record::of(name, object, &[$(stringify!($field)),*])?;
                Ok(Self { $($field: record.get(stringify!($field))?),* })
            }
        }
        impl Given for Vec<$type> {
            fn given(name: &str, object: &Bound<'_, PyAny>) -> PyResult<Self> {
                items(name, object, $type::given)
            }
        }
    )*};
}

records! {
    PriceBreak { from, unit_cost }
    Outlook { receipts, orders, forecast }
    ExpiringLot { quantity, from, last }
    LeadTimeDemand { demand, demand_deviation, lead_time, lead_time_deviation }
    Trial {
        demand, lead_times, holding_cost, order_cost, shortage_cost, lost_sales, periods, warm_up, seed
    }
}

impl Given for OrderRule {
    /// The one that has `up_to`, or the one that has `quantity`.
    fn given(name: &str, object: &Bound<'_, PyAny>) -> PyResult<Self> {
        let record = Record::of(name, object, &["level", "up_to", "quantity"])?;
        let up_to = match object.cast::<PyDict>() {
            Ok(dict) => dict.contains("up_to")?,
            Err(_) => object.hasattr("up_to")?,
        };
        let level = record.get("level")?;
        Ok(if up_to {
            Self::UpTo { level, up_to: record.get("up_to")? }
        } else {
            Self::Fixed { level, quantity: record.get("quantity")? }
        })
    }
}

/// Names of choices, read as everywhere.
macro_rules! words {
    ($($type:ty),*) => {$(
        impl Given for $type {
            fn given(name: &str, object: &Bound<'_, PyAny>) -> PyResult<Self> {
                take(name, object)
            }
        }
    )*};
}

words!(Discount, core::Seasonality);

/// Functions of estimates: `name(value: Type, …) -> what Python gets = what the core gives`.
macro_rules! estimates {
    ($($name:ident($($value:ident: $type:ty),*) -> $out:ty = $result:expr;)*) => {$(
        #[pyfunction]
        #[allow(clippy::too_many_arguments, reason = "as many as the core's function has")]
        pub fn $name(py: Python<'_>, $($value: &Bound<'_, PyAny>),*) -> PyResult<$out> {
            $(let $value = <$type as Given>::given(stringify!($value), $value)?;)*
            enter(py, move || $result)
        }
    )*};
}

estimates! {
    replenishment_classify(demand: Vec<f64>) -> (&'static str, Option<f64>, Option<f64>) =
        core::classify(&demand).map(|seen| (seen.class.name(), seen.interval, seen.variation));
    replenishment_abc(values: Vec<f64>, a: f64, b: f64) -> Vec<&'static str> =
        core::abc(&values, a, b).map(|classes| classes.into_iter().map(Abc::name).collect());
    replenishment_xyz(demand: Vec<f64>, x: f64, y: f64) -> &'static str =
        core::xyz(&demand, x, y).map(Xyz::name);
    replenishment_ses(demand: Vec<f64>, alpha: f64) -> f64 = core::ses(&demand, alpha);
    replenishment_holt(demand: Vec<f64>, alpha: f64, beta: f64, trend: Option<f64>, periods: usize) -> Vec<f64> =
        core::holt(&demand, alpha, beta, trend, periods);
    replenishment_holt_winters(
        demand: Vec<f64>, season: usize, seasonality: core::Seasonality, alpha: f64, beta: f64, gamma: f64, periods: usize
    ) -> Vec<f64> =
        core::holt_winters(&demand, season, seasonality, Smoothing { alpha, beta, gamma }, periods);
    replenishment_croston(demand: Vec<f64>, alpha: f64) -> f64 = core::croston(&demand, alpha);
    replenishment_sba(demand: Vec<f64>, alpha: f64) -> f64 = core::sba(&demand, alpha);
    replenishment_tsb(demand: Vec<f64>, alpha: f64, beta: f64) -> f64 = core::tsb(&demand, alpha, beta);
    replenishment_adida(demand: Vec<f64>) -> f64 = core::adida(&demand);
    replenishment_imapa(demand: Vec<f64>) -> f64 = core::imapa(&demand);
    replenishment_reorder_point(over: LeadTimeDemand, service: f64) -> (f64, f64, f64) =
        core::reorder_point(over, service).map(|point| (point.level, point.expected, point.safety));
    replenishment_safety_stock(over: LeadTimeDemand, service: f64) -> f64 = core::safety_stock(over, service);
    replenishment_reorder_point_observed(demand: Vec<f64>, lead_times: Vec<usize>, service: f64) -> (f64, f64, f64) =
        core::reorder_point_observed(&demand, &lead_times, service)
            .map(|point| (point.level, point.expected, point.safety));
    replenishment_eoq(demand: f64, order_cost: f64, holding_cost: f64) -> (f64, f64) =
        core::eoq(demand, order_cost, holding_cost).map(|lot| (lot.quantity, lot.cost));
    replenishment_eoq_backorders(
        demand: f64, order_cost: f64, holding_cost: f64, backorder_cost: f64
    ) -> (f64, f64, f64) =
        core::eoq_backorders(demand, order_cost, holding_cost, backorder_cost)
            .map(|lot| (lot.quantity, lot.backordered, lot.cost));
    replenishment_eoq_discount(
        demand: f64, order_cost: f64, rate: f64, breaks: Vec<PriceBreak>, discount: Discount
    ) -> (f64, f64) =
        core::eoq_discount(demand, order_cost, rate, &breaks, discount).map(|lot| (lot.quantity, lot.cost));
    replenishment_newsvendor(mean: f64, deviation: f64, overage_cost: f64, underage_cost: f64) -> (f64, f64) =
        core::newsvendor(mean, deviation, overage_cost, underage_cost).map(|lot| (lot.quantity, lot.cost));
    replenishment_newsvendor_poisson(mean: f64, overage_cost: f64, underage_cost: f64) -> (f64, f64) =
        core::newsvendor_poisson(mean, overage_cost, underage_cost).map(|lot| (lot.quantity, lot.cost));
    replenishment_reorder_quantity(
        demand: f64, deviation: f64, lead_time: f64, order_cost: f64, holding_cost: f64, shortage_cost: f64
    ) -> (f64, f64, f64) =
        core::reorder_quantity(demand, deviation, lead_time, order_cost, holding_cost, shortage_cost)
            .map(|policy| (policy.level, policy.quantity, policy.cost));
    replenishment_simulate(trial: Trial, rule: OrderRule) -> Performed =
        core::simulate(&trial, rule).map(performed);
    replenishment_seek_level(trial: Trial, rule: OrderRule, fill_rate: Option<f64>, step: f64) -> (f64, Performed) =
        core::seek_level(&trial, rule, fill_rate.map_or(Aim::Cost, Aim::FillRate), step)
            .map(|chosen| (chosen.rule.level(), performed(chosen.performance)));
    replenishment_cover(on_hand: f64, forecast: Vec<f64>) -> (f64, bool) =
        core::cover(on_hand, &forecast).map(|seen| (seen.periods, seen.runs_out));
    replenishment_project(on_hand: f64, periods: Vec<Outlook>) -> Vec<(f64, f64)> =
        core::project(on_hand, &periods)
            .map(|seen| seen.into_iter().map(|period| (period.available, period.promisable)).collect());
    replenishment_expiry_risk(lots: Vec<ExpiringLot>, forecast: Vec<f64>) -> (Vec<f64>, Vec<f64>, Vec<f64>, f64) =
        core::expiry_risk(&lots, &forecast).map(|risk| (risk.expired, risk.left, risk.short, risk.total));
}

type Performed = (f64, f64, f64, f64, f64, f64);

fn performed(done: Performance) -> Performed {
    (done.fill_rate, done.ready_rate, done.stock, done.short, done.orders, done.cost)
}

/// The rates of many series as the bytes of floats, NaN for a refused one, and the problems.
type Many<'py> = (Bound<'py, PyBytes>, Vec<(u64, String, &'static str, String)>);

fn many<'py>(
    py: Python<'py>,
    offsets: &Bound<'py, PyAny>,
    values: &Bound<'py, PyAny>,
    forecast: impl FnOnce(Columns<'_>) -> backoffice::Result<Forecasts> + Send,
) -> PyResult<Many<'py>> {
    let (offsets, values) = (Vec::<usize>::given("offsets", offsets)?, Vec::<f64>::given("values", values)?);
    let (bytes, problems) = enter(py, move || {
        let forecasts = forecast(Columns { offsets: &offsets, values: &values })?;
        let rates = forecasts.rates.iter().flat_map(|rate| rate.unwrap_or(f64::NAN).to_ne_bytes());
        Ok((rates.collect::<Vec<u8>>(), forecasts.problems))
    })?;
    let told = |problem: Problem| (problem.row, problem.field, problem.code.as_str(), problem.message);
    Ok((PyBytes::new(py, &bytes), problems.into_iter().map(told).collect()))
}

/// Croston's method for many series.
#[pyfunction]
pub fn replenishment_croston_many<'py>(
    py: Python<'py>,
    offsets: &Bound<'py, PyAny>,
    values: &Bound<'py, PyAny>,
    alpha: &Bound<'py, PyAny>,
) -> PyResult<Many<'py>> {
    let alpha = f64::given("alpha", alpha)?;
    many(py, offsets, values, move |columns| core::croston_many(columns, alpha))
}

/// The approximation of Syntetos and Boylan for many series.
#[pyfunction]
pub fn replenishment_sba_many<'py>(
    py: Python<'py>,
    offsets: &Bound<'py, PyAny>,
    values: &Bound<'py, PyAny>,
    alpha: &Bound<'py, PyAny>,
) -> PyResult<Many<'py>> {
    let alpha = f64::given("alpha", alpha)?;
    many(py, offsets, values, move |columns| core::sba_many(columns, alpha))
}

/// The method of Teunter, Syntetos and Babai for many series.
#[pyfunction]
pub fn replenishment_tsb_many<'py>(
    py: Python<'py>,
    offsets: &Bound<'py, PyAny>,
    values: &Bound<'py, PyAny>,
    alpha: &Bound<'py, PyAny>,
    beta: &Bound<'py, PyAny>,
) -> PyResult<Many<'py>> {
    let (alpha, beta) = (f64::given("alpha", alpha)?, f64::given("beta", beta)?);
    many(py, offsets, values, move |columns| core::tsb_many(columns, alpha, beta))
}

/// The plan of least cost for known demand, exactly.
#[pyfunction]
pub fn replenishment_wagner_whitin<'py>(
    py: Python<'py>,
    periods: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let periods: Vec<PlanPeriod> = take("periods", periods)?;
    give(py, &enter(py, move || core::wagner_whitin(&periods))?)
}

/// An estimate as an order: whole packs, an exact number.
#[pyfunction]
pub fn replenishment_order_quantity<'py>(
    py: Python<'py>,
    need: &Bound<'py, PyAny>,
    pack: &Bound<'py, PyAny>,
    minimum: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let need = f64::given("need", need)?;
    let (pack, minimum) = (number("pack", pack)?, number("minimum", minimum)?);
    decimal(py, guard(|| core::order_quantity(need, pack, minimum))?)
}
