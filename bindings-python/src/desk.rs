//! The desk where a roster is changed, kept warm between questions.

use crate::{
    convert::{give_as, listed, take},
    error::enter,
};
use backoffice::{
    NaiveDate,
    scheduling::{self, Assignment, Model, Replacement, Swap},
};
use pyo3::{prelude::*, types::PyList};

/// A model and a roster of it, made ready for quick answers: who could take over a shift, who could swap it, what anything
/// would cost.
#[pyclass(module = "backoffice.scheduling")]
pub struct Desk(scheduling::Desk);

#[pymethods]
impl Desk {
    #[new]
    fn new(py: Python<'_>, model: &Bound<'_, PyAny>, assignments: &Bound<'_, PyAny>) -> PyResult<Self> {
        let (model, assignments): (Model, Vec<Assignment>) =
            (take("model", model)?, take("assignments", assignments)?);
        enter(py, || scheduling::Desk::new(&model, &assignments)).map(Self)
    }

    /// Everybody who could take over that shift, cheapest first, `most` at most: whoever breaks no hard rule by it.
    #[pyo3(signature = (shift, day, skill = None, most = None))]
    fn replacements<'py>(
        &self,
        py: Python<'py>,
        shift: &Bound<'py, PyAny>,
        day: &Bound<'py, PyAny>,
        skill: Option<&Bound<'py, PyAny>>,
        most: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyList>> {
        let (shift, day, skill) = open_shift(shift, day, skill)?;
        let most: usize = most.map_or(Ok(usize::MAX), |most| take("most", most))?;
        let ask = || self.0.replacements(&shift, day, skill.as_deref(), most);
        listed(py, "scheduling", "Replacement", enter(py, ask)?)
    }

    /// For each of these people the best row of days with that shift while all others stay, cheapest first.
    #[pyo3(signature = (shift, day, people, skill = None))]
    fn refine<'py>(
        &mut self,
        py: Python<'py>,
        shift: &Bound<'py, PyAny>,
        day: &Bound<'py, PyAny>,
        people: &Bound<'py, PyAny>,
        skill: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyList>> {
        let (shift, day, skill) = open_shift(shift, day, skill)?;
        let people: Vec<String> = take("people", people)?;
        let people: Vec<&str> = people.iter().map(String::as_str).collect();
        let ask = || self.0.refine(&shift, day, skill.as_deref(), &people);
        listed(py, "scheduling", "Refined", enter(py, ask)?)
    }

    /// Every exchange of that assignment for one of somebody else's that breaks no hard rule more, cheapest first.
    fn swaps<'py>(&self, py: Python<'py>, gives: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyList>> {
        let gives: Assignment = take("gives", gives)?;
        listed(py, "scheduling", "Swap", enter(py, || self.0.swaps(&gives))?)
    }

    /// What would be best if that assignment were not there: somebody else on the shift, or nobody.
    fn next_best<'py>(
        &self,
        py: Python<'py>,
        assignment: &Bound<'py, PyAny>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let assignment: Assignment = take("assignment", assignment)?;
        let best = enter(py, || self.0.next_best(&assignment))?;
        best.map(|best| give_as(py, "scheduling", "NextBest", &best)).transpose()
    }

    /// Why nobody takes that shift of that day.
    #[pyo3(signature = (shift, day, skill = None))]
    fn why<'py>(
        &mut self,
        py: Python<'py>,
        shift: &Bound<'py, PyAny>,
        day: &Bound<'py, PyAny>,
        skill: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (shift, day, skill) = open_shift(shift, day, skill)?;
        let ask = || self.0.why(&shift, day, skill.as_deref());
        give_as(py, "scheduling.explain", "Why", &enter(py, ask)?)
    }

    /// Puts somebody on a shift, whatever the rules say.
    fn assign(&mut self, py: Python<'_>, assignment: &Bound<'_, PyAny>) -> PyResult<()> {
        let assignment: Assignment = take("assignment", assignment)?;
        enter(py, || self.0.assign(&assignment))
    }

    /// Takes somebody off a shift.
    fn release(&mut self, py: Python<'_>, assignment: &Bound<'_, PyAny>) -> PyResult<()> {
        let assignment: Assignment = take("assignment", assignment)?;
        enter(py, || self.0.release(&assignment))
    }

    /// Puts the replacement on the shift, off what he or she gives up for it.
    fn take_over(&mut self, py: Python<'_>, replacement: &Bound<'_, PyAny>) -> PyResult<()> {
        let replacement: Replacement = take("replacement", replacement)?;
        enter(py, || self.0.take_over(&replacement))
    }

    /// Exchanges the two shifts.
    fn exchange(&mut self, py: Python<'_>, swap: &Bound<'_, PyAny>) -> PyResult<()> {
        let swap: Swap = take("swap", swap)?;
        enter(py, || self.0.exchange(&swap))
    }

    /// Who works when, by day, person and shift.
    fn assignments<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let assignments = enter(py, || Ok(self.0.assignments()))?;
        listed(py, "scheduling", "Assignment", assignments)
    }
}

fn open_shift(
    shift: &Bound<'_, PyAny>,
    day: &Bound<'_, PyAny>,
    skill: Option<&Bound<'_, PyAny>>,
) -> PyResult<(String, NaiveDate, Option<String>)> {
    Ok((take("shift", shift)?, take("day", day)?, skill.map(|skill| take("skill", skill)).transpose()?))
}
