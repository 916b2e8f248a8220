//! The doors of rosters that change, with a model that says all that a model can.

use super::{Outcome, Result, answer, part};
use backoffice::{
    NaiveDate,
    scheduling::{
        self, Assignment, Budget, Changes, Desk, Model,
        explain::{self, Suppose},
        replan,
    },
};
use serde_json::{Value, json};

pub fn published() -> Value {
    json!({
        "model": serde_json::from_str::<Value>(include_str!("model.json")).unwrap(),
        "assignments": [
            { "person": "bo", "shift": "early", "day": "2026-03-30" },
            { "person": "cy", "shift": "early", "day": "2026-03-31" },
            { "person": "ada", "shift": "night", "day": "2026-03-31" },
        ],
        "changes": {
            "absent": [["bo", "2026-03-30"]], "away": [["cy", { "from": "2026-04-02T00:00:00", "to": "2026-04-03T00:00:00" }]],
            "demand": [{ "from": "2026-04-02T10:00:00", "to": "2026-04-02T11:00:00", "needed": 1 }],
            "requirements": [{ "shift": "split", "wanted": 1, "dates": ["2026-04-01"] }],
            "freeze": "2026-03-30T05:00:00", "weight": 20, "improve": false,
        },
        "budget": { "nodes": 50, "seed": 1, "threads": 2 },
        "shift": "early", "day": "2026-04-01", "most": 5,
        "suppose": [
            { "assign": { "person": "cy", "shift": "early", "day": "2026-04-02" } },
            { "release": { "person": "bo", "shift": "early", "day": "2026-03-30" } },
            { "absent": { "person": "cy", "day": "2026-03-31" } }, { "skill": { "person": "bo", "skill": "till" } },
            { "hours": { "person": "bo", "at_most": "7.5" } }, { "without": "few" },
            { "demand": { "from": "2026-04-02T10:00:00", "to": "2026-04-02T11:00:00", "needed": 1 } },
            { "requirement": { "shift": "split", "wanted": 1 } },
        ],
    })
}

/// The published roster is mended: the judge confirms what is said of it, and what was frozen stays.
pub fn mend(document: &Value) -> Result {
    let (model, budget): (Model, Budget) = (part(document, "model")?, part(document, "budget")?);
    let (published, changes): (Vec<Assignment>, Changes) =
        (part(document, "assignments")?, part(document, "changes")?);
    answer(&model)?;
    let mut asked = 0;
    let moved = scheduling::replan_watched(&model, &published, &changes, budget, |_| {
        asked += 1;
        asked < 20
    })?;
    let verdict = scheduling::evaluate(&moved.model, &moved.roster.assignments)?;
    assert_eq!(
        (verdict.penalty, verdict.hard),
        (moved.roster.penalty, moved.roster.hard),
        "the judge differs"
    );
    assert_eq!(moved.moves, replan::diff(&published, &moved.roster.assignments));
    for one in &moved.moves {
        let _ = one.to_string();
    }
    answer(&moved)
}

/// Why a shift is open, why there is no roster, and what single changes would do: at the price that the judge asks.
pub fn why(document: &Value) -> Result {
    let (model, roster): (Model, Vec<Assignment>) =
        (part(document, "model")?, part(document, "assignments")?);
    let (shift, day): (String, NaiveDate) = (part(document, "shift")?, part(document, "day")?);
    let (budget, all): (Budget, Vec<Suppose>) = (part(document, "budget")?, part(document, "suppose")?);
    let before = scheduling::evaluate(&model, &roster)?;
    for suppose in &all {
        let answered = explain::what_if(&model, &roster, suppose)?;
        assert_eq!(
            (answered.hard.0, answered.levels.iter().sum()),
            (before.hard, answered.cost),
            "{suppose:?}"
        );
        answer(&answered)?;
    }
    let mut asked = 0;
    let infeasible = explain::why_infeasible_watched(&model, budget, |progress| {
        assert_eq!(progress.of, budget.nodes);
        asked += 1;
        asked < 3
    })?;
    infeasible.map(|infeasible| answer(&infeasible)).transpose()?;
    let why = explain::why(&model, &roster, &shift, day, None)?;
    for one in why.people.iter().filter(|one| one.cost.is_some()) {
        let mut after = roster.clone();
        after.push(Assignment::new(&*one.person, &*shift, day));
        let then = scheduling::evaluate(&model, &after)?;
        assert_eq!(Some(then.penalty - before.penalty), one.cost, "the price of {one:?}");
    }
    answer(&why)
}

/// Who could take over, who could swap, what would be next best: at the price that the judge asks.
pub fn at_the_desk(document: &Value) -> Result {
    let (model, roster): (Model, Vec<Assignment>) =
        (part(document, "model")?, part(document, "assignments")?);
    let (shift, day): (String, NaiveDate) = (part(document, "shift")?, part(document, "day")?);
    let most: usize = part(document, "most")?;
    let before = scheduling::evaluate(&model, &roster)?;
    let desk = Desk::new(&model, &roster)?;
    let found = desk.replacements(&shift, day, None, most)?;
    assert!(found.len() <= most);
    for one in &found {
        let mut after = desk.assignments();
        after.retain(|own| !one.gives_up.contains(own));
        after.push(one.takes.clone());
        let then = scheduling::evaluate(&model, &after)?;
        assert_eq!(then.penalty - before.penalty, one.cost, "the desk's price of {one:?}");
        answer(one)?;
    }
    if let Some(first) = roster.first() {
        for swap in desk.swaps(first)? {
            answer(&swap)?;
        }
        if let Some(best) = desk.next_best(first)? {
            answer(&best)?;
        }
    }
    scheduling::timed(&model, &roster)?;
    Ok(Outcome::Answered)
}
