//! Errors out, and the guard around every call of the core: one place each.

use backoffice::{Code, Error, error::Kind};
use pyo3::{call::PyCallArgs, prelude::*, types::PyDict};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The exception that `error` is in Python: of the class of its kind, with its particulars as attributes.
pub fn raise(error: &Error) -> PyErr {
    let class = match error.kind() {
        _ if error.code() == Code::Panic => "InternalError",
        Kind::Input => "InputError",
        Kind::UnknownLaw => "LawError",
        Kind::OutOfRange => "OutOfRangeError",
        Kind::Refused => "RefusedError",
        Kind::Broken => "BrokenError",
        _ => "Error",
    };
    Python::attach(|py| {
        let build = || -> PyResult<Bound<'_, PyAny>> {
            let particulars = PyDict::new(py);
            particulars.set_item("code", error.code().as_str())?;
            particulars.set_item("field", error.field())?;
            particulars.set_item("value", error.value())?;
            particulars.set_item("row", error.row())?;
            py.import("backoffice._errors")?.getattr(class)?.call((error.message(),), Some(&particulars))
        };
        build().map_or_else(|failed| failed, PyErr::from_value)
    })
}

/// Calls the core. A panic is a defect of the library: it becomes `InternalError`, never a `BaseException`.
pub fn guard<T>(f: impl FnOnce() -> backoffice::Result<T>) -> PyResult<T> {
    match catch_unwind(AssertUnwindSafe(f)) {
        Ok(result) => result.map_err(|error| raise(&error)),
        Err(panic) => {
            let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
            let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
            let message = format!("a defect of backoffice, please report it: {text}");
            Err(raise(&Error::new(Code::Panic, "", text, message)))
        }
    }
}

/// The gate of calls that may take long: other Python threads run meanwhile.
pub fn enter<T: Send>(py: Python<'_>, f: impl FnOnce() -> backoffice::Result<T> + Send) -> PyResult<T> {
    match py.detach(|| catch_unwind(AssertUnwindSafe(f))) {
        Ok(result) => result.map_err(|error| raise(&error)),
        Err(panic) => guard(|| std::panic::resume_unwind(panic)),
    }
}

/// Whether a long call may go on: not after Ctrl-C, nor when the caller's function says no or raises.
pub struct Watch {
    asked: Option<Py<PyAny>>,
    raised: Option<PyErr>,
}

impl Watch {
    /// `told` is what the caller's function is asked with.
    pub fn go_on<A>(&mut self, told: impl FnOnce(Python<'_>) -> PyResult<A>) -> bool
    where
        A: for<'py> PyCallArgs<'py>,
    {
        let answer = Python::attach(|py| {
            py.check_signals()?;
            match &self.asked {
                Some(asked) => asked.bind(py).call1(told(py)?)?.is_truthy(),
                None => Ok(true),
            }
        });
        answer.unwrap_or_else(|error| {
            self.raised = Some(error);
            false
        })
    }
}

impl Watch {
    /// The text that the caller's function gives, or none where it gives None; an error that is not told when it raises.
    pub fn text(&mut self, told: &str) -> backoffice::Result<Option<String>> {
        let answer = Python::attach(|py| {
            py.check_signals()?;
            match &self.asked {
                Some(asked) => asked.bind(py).call1((told,))?.extract(),
                None => Ok(None),
            }
        });
        answer.map_err(|error| {
            self.raised = Some(error);
            Error::new(Code::Cancelled, "", "", "the caller's function raised an exception")
        })
    }
}

/// As [`enter`], for calls that ask now and then whether to go on. What the caller's function raises comes out as it is.
pub fn enter_watched<T: Send>(
    py: Python<'_>,
    asked: Option<Py<PyAny>>,
    f: impl FnOnce(&mut Watch) -> backoffice::Result<T> + Send,
) -> PyResult<T> {
    let mut watch = Watch { asked, raised: None };
    let result = enter(py, || f(&mut watch));
    match watch.raised {
        Some(error) => Err(error),
        None => result,
    }
}
