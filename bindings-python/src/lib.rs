//! Python bindings: convert, call, convert back.

/// The extension module behind the package `backoffice`.
#[pyo3::pymodule]
mod _backoffice {}
