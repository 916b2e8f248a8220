//! Values in and out: Python ⇄ JSON document ⇄ the core's types. The only place where that is decided.

use crate::{
    error::{guard, raise},
    law, ledger, stock, vocabulary as words,
};
use backoffice::{Code, Decimal, Error, NaiveDate, error::document};
use pyo3::{
    intern,
    prelude::*,
    sync::PyOnceLock,
    types::{PyBool, PyDate, PyDateTime, PyDict, PyFloat, PyInt, PyList, PyString, PyTime, PyTuple, PyType},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

/// The type of Python's classes that are looked up once.
type Class = PyOnceLock<Py<PyType>>;

/// How deep values may be nested; deeper ones hold themselves.
const DEPTH: usize = 64;
/// A Decimal of more digits than this cannot be held exactly anyway.
const DIGITS: i64 = 40;

/// The value of the core that a Python object stands for. `name` is what the caller calls it.
pub fn take<T: DeserializeOwned>(name: &str, object: &Bound<'_, PyAny>) -> PyResult<T> {
    let value = document(name, object, 0)?;
    guard(|| document::take(name, &value))
}

/// A number of a document, exactly.
#[derive(serde::Deserialize)]
pub struct Exact(#[serde(with = "backoffice::error::exact::text")] pub Decimal);

/// A number, exactly.
pub fn number(name: &str, object: &Bound<'_, PyAny>) -> PyResult<Decimal> {
    Ok(take::<Exact>(name, object)?.0)
}

/// The document that a Python object stands for.
pub fn document(path: &str, object: &Bound<'_, PyAny>, depth: usize) -> PyResult<Value> {
    let refuse = |wanted: &str| {
        let told = object.str().map_or_else(|_| String::new(), |text| text.to_string_lossy().into_owned());
        Err(raise(&Error::invalid(path, told, wanted)))
    };
    if depth > DEPTH {
        return Err(raise(&Error::invalid(path, "…", "this is nested too deeply, or holds itself")));
    }
    if object.is_none() {
        Ok(Value::Null)
    } else if let Ok(text) = object.cast::<PyString>() {
        let text = text.to_str().map_err(|_| {
            let told = text.to_string_lossy();
            let message = format!("`{path}` is `{told}`: it has half a character (a lone surrogate) in it");
            raise(&Error::new(Code::InputNotUtf8, path, &told, message))
        });
        Ok(Value::String(text?.to_owned()))
    } else if object.is_instance_of::<PyBool>() {
        Ok(Value::Bool(object.extract()?))
    } else if object.is_instance_of::<PyInt>() {
        match object.extract::<i64>() {
            Ok(number) => Ok(number.into()),
            Err(_) => Ok(Value::String(object.str()?.to_str()?.to_owned())),
        }
    } else if object.is_instance_of::<PyFloat>() {
        let told = object.str()?.to_str()?.to_owned();
        let message = format!(
            "`{path}` is {told}, a float, which is not exact: write Decimal(\"{told}\") or \"{told}\""
        );
        Err(raise(&Error::new(Code::InputFloat, path, told, message)))
    } else if object.is_instance(class(object.py(), &DECIMAL, "decimal", "Decimal")?)? {
        exactly(path, object)
    } else if object.is_instance_of::<PyDateTime>() {
        if !object.getattr(intern!(object.py(), "tzinfo"))?.is_none() {
            return refuse("leave the time zone out: hours are those of the place");
        }
        text(&object.call_method0(intern!(object.py(), "isoformat"))?)
    } else if object.is_instance_of::<PyDate>() {
        text(&object.call_method0(intern!(object.py(), "isoformat"))?)
    } else if object.is_instance_of::<PyTime>() {
        // Clock times are whole minutes: seconds are told only when there are any, and then refused.
        let told: String = object.call_method0(intern!(object.py(), "isoformat"))?.extract()?;
        Ok(Value::String(
            told.strip_suffix(":00").filter(|short| short.len() == 5).unwrap_or(&told).to_owned(),
        ))
    } else if let Ok(dict) = object.cast::<PyDict>() {
        let mut fields = Map::new();
        for (key, value) in dict {
            let Value::String(key) = document(path, &key, depth + 1)? else {
                return refuse("the keys of a dictionary are texts or dates");
            };
            let value = document(&below(path, &key), &value, depth + 1)?;
            fields.insert(key, value);
        }
        Ok(Value::Object(fields))
    } else if object.is_instance_of::<PyList>() || object.is_instance_of::<PyTuple>() {
        let items = object.try_iter()?.enumerate();
        let items = items.map(|(i, item)| document(&below(path, &i.to_string()), &item?, depth + 1));
        Ok(Value::Array(items.collect::<PyResult<_>>()?))
    } else if let Some(held) = held(object)? {
        Ok(held)
    } else if let Ok(fields) = object.getattr(intern!(object.py(), "__dataclass_fields__")) {
        dataclass(path, object, fields.cast::<PyDict>()?, depth)
    } else if object.is_instance(class(object.py(), &ENUM, "enum", "Enum")?)? {
        document(path, &object.getattr(intern!(object.py(), "value"))?, depth + 1)
    } else if object.hasattr(intern!(object.py(), "__index__"))? {
        let operator = object.py().import("operator")?;
        document(path, &operator.call_method1("index", (object,))?, depth + 1)
    } else {
        let kind = object.get_type().name()?;
        refuse(&format!("a value of type `{kind}` is not taken here"))
    }
}

fn below(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

fn text(object: &Bound<'_, PyAny>) -> PyResult<Value> {
    Ok(Value::String(object.extract()?))
}

/// The classes of this module, which carry a value of the core.
fn held(object: &Bound<'_, PyAny>) -> PyResult<Option<Value>> {
    fn as_document<T: Serialize>(value: &T) -> PyResult<Option<Value>> {
        guard(|| document::write("value", value)).map(Some)
    }
    macro_rules! either {
        ($($class:ty),*) => {
            $(if let Ok(known) = object.cast::<$class>() { return as_document(&known.borrow().0) })*
        };
    }
    either!(words::Money, words::Price, words::Quantity, words::Rounding, words::Period);
    either!(words::FiscalYear, words::BusinessDays, ledger::Posting, ledger::Journal, law::RulePack);
    either!(stock::Book);
    Ok(None)
}

/// A dataclass by its fields; one that is None is left out, and `from_` is called `from`, as Python has that word. Of a
/// kind among several (`__tag__`) the name stands beside its fields (`("kind", "receive")`), or is the key of them
/// (`("", "lines")`), or of the only one (`__newtype__`).
fn dataclass(
    path: &str,
    object: &Bound<'_, PyAny>,
    fields: &Bound<'_, PyDict>,
    depth: usize,
) -> PyResult<Value> {
    let mut map = Map::new();
    for name in fields.keys() {
        let name: String = name.extract()?;
        let value = object.getattr(name.as_str())?;
        // `__tag__` and `__newtype__` are of the class.
        if !value.is_none() && !name.starts_with("__") {
            let key = name.trim_end_matches('_').to_owned();
            let value = document(&below(path, &key), &value, depth + 1)?;
            map.insert(key, value);
        }
    }
    let class = object.get_type();
    let Some(tag) = class.getattr_opt(intern!(object.py(), "__tag__"))? else {
        return Ok(Value::Object(map));
    };
    let (key, kind): (String, String) = tag.extract()?;
    if !key.is_empty() {
        map.insert(key, Value::String(kind));
        return Ok(Value::Object(map));
    }
    let held = if class.hasattr(intern!(object.py(), "__newtype__"))? {
        map.remove("value").unwrap_or_default()
    } else {
        Value::Object(map)
    };
    Ok(Value::Object(Map::from_iter([(kind, held)])))
}

/// A Decimal with all its digits; NaN, infinities and what has too many digits are refused.
fn exactly(path: &str, object: &Bound<'_, PyAny>) -> PyResult<Value> {
    let told = || object.str().map(|text| text.to_string_lossy().into_owned());
    let finite: bool = object.call_method0(intern!(object.py(), "is_finite"))?.extract()?;
    let fits = finite && {
        let adjusted: i64 = object.call_method0(intern!(object.py(), "adjusted"))?.extract()?;
        let parts = object.call_method0(intern!(object.py(), "as_tuple"))?;
        let exponent: i64 = parts.getattr(intern!(object.py(), "exponent"))?.extract()?;
        adjusted.abs() <= DIGITS && exponent.abs() <= DIGITS
    };
    if !fits {
        let told = told()?;
        let message = format!(
            "`{path}` is `{told}`, which is not a number that can be held exactly: at most 28 digits"
        );
        return Err(raise(&Error::new(Code::NumberNotExact, path, told, message)));
    }
    text(&object.call_method1(intern!(object.py(), "__format__"), ("f",))?)
}

static DECIMAL: Class = PyOnceLock::new();
static DATE: Class = PyOnceLock::new();
static ENUM: Class = PyOnceLock::new();

fn class<'py>(
    py: Python<'py>,
    cell: &'static Class,
    module: &str,
    name: &str,
) -> PyResult<&'py Bound<'py, PyType>> {
    cell.import(py, module, name)
}

/// `decimal.Decimal`, digits as held.
pub fn decimal(py: Python<'_>, value: Decimal) -> PyResult<Bound<'_, PyAny>> {
    class(py, &DECIMAL, "decimal", "Decimal")?.call1((value.to_string(),))
}

/// `datetime.date`.
pub fn date(py: Python<'_>, day: NaiveDate) -> PyResult<Bound<'_, PyAny>> {
    class(py, &DATE, "datetime", "date")?.call_method1(intern!(py, "fromisoformat"), (day.to_string(),))
}

/// A document as plain Python: dict, list, str, int, bool and None.
pub fn plain<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        Value::Null => py.None().into_bound(py),
        Value::Bool(flag) => PyBool::new(py, *flag).to_owned().into_any(),
        Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(number), _) => number.into_pyobject(py)?.into_any(),
            (_, Some(number)) => number.into_pyobject(py)?.into_any(),
            _ => number.to_string().into_pyobject(py)?.into_any(),
        },
        Value::String(text) => text.into_pyobject(py)?.into_any(),
        Value::Array(items) => {
            let items: PyResult<Vec<_>> = items.iter().map(|item| plain(py, item)).collect();
            PyList::new(py, items?)?.into_any()
        }
        Value::Object(fields) => {
            let dict = PyDict::new(py);
            for (key, value) in fields {
                dict.set_item(key, plain(py, value)?)?;
            }
            dict.into_any()
        }
    })
}

/// A result as plain Python.
pub fn give<'py, T: Serialize>(py: Python<'py>, result: &T) -> PyResult<Bound<'py, PyAny>> {
    plain(py, &guard(|| document::write("result", result))?)
}

/// A result as the dataclass `name` of `backoffice.<module>`.
pub fn give_as<'py, T: Serialize>(
    py: Python<'py>,
    module: &str,
    name: &str,
    result: &T,
) -> PyResult<Bound<'py, PyAny>> {
    let class = py.import(format!("backoffice.{module}"))?.getattr(name)?;
    py.import("backoffice._load")?.call_method1("load", (class, give(py, result)?))
}

/// Each as the dataclass of that name.
pub fn listed<'py, T: Serialize>(
    py: Python<'py>,
    module: &str,
    name: &str,
    items: impl IntoIterator<Item = T>,
) -> PyResult<Bound<'py, PyList>> {
    let items: PyResult<Vec<_>> = items.into_iter().map(|item| give_as(py, module, name, &item)).collect();
    PyList::new(py, items?)
}
