//! Postings and the journal.

use crate::{
    convert::{date, take},
    error::guard,
    vocabulary::{Money, equal, hashed},
};
use backoffice::ledger;
use pyo3::{basic::CompareOp, prelude::*};

/// One line of a journal: an amount on an account, debits above zero, credits below.
#[pyclass(frozen, module = "backoffice.ledger")]
#[derive(Clone)]
pub struct Posting(pub ledger::Posting);

#[pymethods]
impl Posting {
    #[new]
    fn new(
        day: &Bound<'_, PyAny>,
        account: &Bound<'_, PyAny>,
        amount: &Bound<'_, PyAny>,
        reference: &Bound<'_, PyAny>,
    ) -> PyResult<Self> {
        Ok(Self(ledger::Posting {
            day: take("day", day)?,
            account: take("account", account)?,
            amount: take("amount", amount)?,
            reference: take("reference", reference)?,
        }))
    }

    /// A debit.
    #[staticmethod]
    fn debit(
        day: &Bound<'_, PyAny>,
        account: &Bound<'_, PyAny>,
        amount: &Bound<'_, PyAny>,
        reference: &Bound<'_, PyAny>,
    ) -> PyResult<Self> {
        Self::new(day, account, amount, reference)
    }

    /// A credit.
    #[staticmethod]
    fn credit(
        day: &Bound<'_, PyAny>,
        account: &Bound<'_, PyAny>,
        amount: &Bound<'_, PyAny>,
        reference: &Bound<'_, PyAny>,
    ) -> PyResult<Self> {
        let debit = Self::new(day, account, amount, reference)?;
        Ok(Self(ledger::Posting { amount: -debit.0.amount, ..debit.0 }))
    }

    /// The day it is booked on.
    #[getter]
    fn day<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        date(py, self.0.day)
    }

    /// The account.
    #[getter]
    fn account(&self) -> &str {
        &self.0.account
    }

    /// Debit above zero, credit below.
    #[getter]
    fn amount(&self) -> Money {
        Money(self.0.amount)
    }

    /// What it is for.
    #[getter]
    fn reference(&self) -> &str {
        &self.0.reference
    }

    fn __richcmp__(&self, other: &Self, op: CompareOp) -> PyResult<bool> {
        equal(&self.0, &other.0, op)
    }

    fn __hash__(&self) -> u64 {
        hashed(&self.0)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let account = self.account().into_pyobject(py)?.repr()?;
        let reference = self.reference().into_pyobject(py)?.repr()?;
        let money = format!("Money('{}', '{}')", self.0.amount.amount(), self.0.amount.currency());
        Ok(format!("Posting('{}', {}, {money}, {})", self.0.day, account.to_str()?, reference.to_str()?))
    }

    fn __getnewargs__(&self) -> (String, String, Money, String) {
        (self.0.day.to_string(), self.0.account.clone(), Money(self.0.amount), self.0.reference.clone())
    }
}

/// Postings in order, with running balances. A posting that is refused changes nothing.
#[pyclass(module = "backoffice.ledger")]
#[derive(Clone)]
pub struct Journal(pub ledger::Journal);

#[pymethods]
impl Journal {
    #[new]
    #[pyo3(signature = (postings=None))]
    fn new(postings: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        Ok(Self(postings.map(|all| take("postings", all)).transpose()?.unwrap_or_default()))
    }

    /// Adds a posting; one of zero is left out.
    fn post(&mut self, posting: &Posting) -> PyResult<()> {
        guard(|| self.0.post(posting.0.clone()))
    }

    /// Adds all postings of another journal, or none.
    fn append(&mut self, other: &Bound<'_, PyAny>) -> PyResult<()> {
        let other: ledger::Journal = take("other", other)?;
        guard(|| self.0.append(&other))
    }

    /// The postings, in order.
    #[getter]
    fn postings(&self) -> Vec<Posting> {
        self.0.postings().iter().cloned().map(Posting).collect()
    }

    /// What is left on each account.
    fn accounts(&self) -> Vec<(String, Money)> {
        self.0.accounts().map(|(account, amount)| (account.to_owned(), Money(amount))).collect()
    }

    /// What is left on an account in a currency.
    fn balance(&self, account: &Bound<'_, PyAny>, currency: &Bound<'_, PyAny>) -> PyResult<Money> {
        let account: String = take("account", account)?;
        Ok(Money(self.0.balance(&account, take("currency", currency)?)))
    }

    /// The sum of debits in a currency.
    fn turnover(&self, currency: &Bound<'_, PyAny>) -> PyResult<Money> {
        let currency = take("currency", currency)?;
        guard(|| self.0.turnover(currency)).map(Money)
    }

    /// The currencies that were posted in.
    fn currencies(&self) -> Vec<String> {
        self.0.currencies().map(|currency| currency.to_string()).collect()
    }

    /// Raises BrokenError unless debits equal credits in every currency.
    fn balanced(&self) -> PyResult<()> {
        guard(|| self.0.balanced())
    }

    fn __len__(&self) -> usize {
        self.0.postings().len()
    }

    fn __richcmp__(&self, other: &Self, op: CompareOp) -> PyResult<bool> {
        equal(&self.0, &other.0, op)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let postings: PyResult<Vec<String>> = self.postings().iter().map(|p| p.__repr__(py)).collect();
        Ok(format!("Journal([{}])", postings?.join(", ")))
    }

    fn __getnewargs__(&self) -> (Vec<Posting>,) {
        (self.postings(),)
    }
}
