//! Chains whose signatures are the caller's, and the Merkle ledger.

use crate::{
    convert::{give, take},
    error::{enter, enter_watched, guard},
};
use backoffice::invoice::chain::{
    Hash, fiscal,
    merkle::{self, Frontier},
};
use pyo3::prelude::*;
use std::cell::RefCell;

/// The records of many entries, and the head after them; `sign` is given each text.
#[pyfunction]
pub fn invoice_fiscal_append_many<'py>(
    py: Python<'py>,
    head: &Bound<'py, PyAny>,
    entries: &Bound<'py, PyAny>,
    sign: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (head, entries): (fiscal::Head, Vec<fiscal::Entry>) =
        (take("head", head)?, take("entries", entries)?);
    let made = enter_watched(py, sign, |watch| fiscal::append_many(&head, entries, |text| watch.text(text)))?;
    give(py, &made)
}

/// How far a book is proved; `check` is given each text and its signature.
#[pyfunction]
pub fn invoice_fiscal_verify<'py>(
    py: Python<'py>,
    start: &Bound<'py, PyAny>,
    book: &Bound<'py, PyAny>,
    kept: &Bound<'py, PyAny>,
    check: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (start, kept): (Option<fiscal::Head>, Option<fiscal::Head>) =
        (take("start", start)?, take("kept", kept)?);
    let (book, checks): (Vec<fiscal::Record>, _) = (take("book", book)?, check.is_some());
    let found = enter_watched(py, check, |watch| {
        let watch = RefCell::new(watch);
        let right = |text: &str, signature: &str| {
            watch.borrow_mut().go_on(|_| Ok((text.to_owned(), signature.to_owned())))
        };
        let check = checks.then_some(&right as fiscal::Check<'_>);
        match start {
            Some(start) => fiscal::verify_from(&start, &book, kept.as_ref(), check),
            None => fiscal::verify(&book, kept.as_ref(), check),
        }
    })?;
    give(py, &found)
}

/// The hash of a record, as a Merkle ledger has it.
#[pyfunction]
pub fn invoice_merkle_leaf(record: &[u8]) -> PyResult<String> {
    guard(|| Ok(merkle::leaf(record).to_string()))
}

/// The head after a record, and the frontier.
#[pyfunction]
pub fn invoice_merkle_append<'py>(
    py: Python<'py>,
    frontier: &Bound<'py, PyAny>,
    record: &[u8],
) -> PyResult<Bound<'py, PyAny>> {
    let mut frontier: Frontier = take("frontier", frontier)?;
    let head = guard(|| frontier.append(record))?;
    give(py, &(head, frontier))
}

/// Whether a record is in a ledger, at that place.
#[pyfunction]
pub fn invoice_merkle_verify_inclusion(
    record: &[u8],
    index: &Bound<'_, PyAny>,
    proof: &Bound<'_, PyAny>,
    head: &Bound<'_, PyAny>,
) -> PyResult<()> {
    let (index, proof, head) =
        (take("index", index)?, take::<Vec<Hash>>("proof", proof)?, take("head", head)?);
    guard(|| merkle::verify_inclusion(record, index, &proof, &head))
}

/// The tree of a Merkle ledger, in memory, from which proofs are made.
#[pyclass(module = "backoffice.invoice.chain.merkle")]
pub struct Tree(merkle::Tree);

#[pymethods]
impl Tree {
    #[new]
    #[pyo3(signature = (leaves = None))]
    fn new(py: Python<'_>, leaves: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let leaves: Vec<Hash> = leaves.map(|leaves| take("leaves", leaves)).transpose()?.unwrap_or_default();
        enter(py, || Ok(leaves.into_iter().collect())).map(Self)
    }

    /// Appends a record; gives its place.
    fn append(&mut self, record: &[u8]) -> PyResult<u64> {
        guard(|| self.0.append(record))
    }

    /// The hash of each record, to be stored.
    fn leaves(&self) -> PyResult<Vec<String>> {
        guard(|| Ok((0..self.0.count()).filter_map(|at| self.0.leaf(at)).map(ToString::to_string).collect()))
    }

    /// What the auditor keeps of the first records.
    fn head_at<'py>(&self, py: Python<'py>, count: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let count = take("count", count)?;
        crate::convert::give_as(py, "invoice.chain.merkle", "Head", &guard(|| self.0.head_at(count))?)
    }

    /// That a record is among the first ones.
    fn inclusion_proof(&self, index: &Bound<'_, PyAny>, count: &Bound<'_, PyAny>) -> PyResult<Vec<String>> {
        let (index, count) = (take("index", index)?, take("count", count)?);
        Ok(texts(&guard(|| self.0.inclusion_proof(index, count))?))
    }

    /// That the ledger of the first `count` records begins with its first `earlier` ones as they were.
    fn consistency_proof(
        &self,
        earlier: &Bound<'_, PyAny>,
        count: &Bound<'_, PyAny>,
    ) -> PyResult<Vec<String>> {
        let (earlier, count) = (take("earlier", earlier)?, take("count", count)?);
        Ok(texts(&guard(|| self.0.consistency_proof(earlier, count))?))
    }

    fn __len__(&self) -> usize {
        usize::try_from(self.0.count()).unwrap_or(usize::MAX)
    }

    fn __repr__(&self) -> PyResult<String> {
        let root = guard(|| Ok(self.0.head().root))?;
        Ok(format!("<Tree of {} records, {root}>", self.0.count()))
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (Vec<String>,))> {
        Ok((slf.get_type().into_any(), (slf.borrow().leaves()?,)))
    }
}

fn texts(hashes: &[Hash]) -> Vec<String> {
    hashes.iter().map(ToString::to_string).collect()
}
