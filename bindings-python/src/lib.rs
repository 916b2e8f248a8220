//! Python bindings: convert, call, convert back.

mod convert;
mod error;
mod law;
mod ledger;
mod rooms;
mod stock;
mod vocabulary;

/// The extension module behind the package `backoffice`.
#[pyo3::pymodule]
mod _backoffice {
    #[pymodule_export]
    use crate::law::RulePack;
    #[pymodule_export]
    use crate::ledger::{Journal, Posting};
    #[pymodule_export]
    use crate::rooms::{
        stock_conserved, stock_lower_of_cost_and_nrv, stock_policy, stock_post, stock_value,
    };
    #[pymodule_export]
    use crate::stock::Book;
    #[pymodule_export]
    use crate::vocabulary::{
        BusinessDays, FiscalYear, Money, Period, Price, Quantity, Rounding, exact, from_json, minor_digits,
        per_year, to_json, trace_text,
    };

    /// Panics, so that the tests can see what becomes of it; not in released builds.
    #[cfg(debug_assertions)]
    #[pyo3::pyfunction]
    fn _panic() -> pyo3::PyResult<()> {
        crate::error::guard(|| panic!("on purpose"))
    }
}
