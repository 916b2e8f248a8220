//! The doors of rosters that change, with a model that says all that a model can.

use super::{Outcome, Result, answer, part};
use backoffice::{
    NaiveDate,
    scheduling::{self, Assignment, Budget, Changes, Desk, Model, replan},
};
use serde_json::{Value, json};

pub fn published() -> Value {
    json!({
        "model": {
            "period": { "first": "2026-03-30", "last": "2026-04-05" },
            "people": [
                { "name": "ada", "skills": ["till", { "name": "aid", "level": 2, "from": "2026-03-30", "to": "2026-04-30" }],
                  "hours_at_most": "32", "sites": ["north"], "history": { "minutes": 480, "assignments": 1, "weekends": 1,
                  "shifts": { "night": 1 }, "last_shift": "night", "run_of_shift": 1, "run_of_work": 2, "run_off": 0,
                  "last_end": "2026-03-29T06:00:00" } },
                { "name": "bo", "hours_at_most": "40", "starts": "2026-03-01", "leaves": "2026-04-30", "days_left_out": ["2026-04-01"] },
                { "name": "cy", "hours_at_most": "40" },
            ],
            "shifts": [
                { "name": "early", "start": "06:00", "end": "14:00", "site": "north", "breaks": [
                    { "from": "09:00", "to": "09:15", "paid": true, "away": true }, { "from": "11:00", "to": "13:00", "minutes": 30 }],
                  "needs": [{ "needed": 2, "least": 1, "short": 500, "over": 100 }] },
                { "name": "split", "parts": [{ "start": "06:00", "end": "10:00" }, { "start": "16:00", "end": "20:00" },
                    { "start": "20:00", "end": "23:00", "kind": "on_call" }], "minutes": 500 },
                { "name": "night", "start": "22:00", "end": "06:00" },
            ],
            "requirements": [{ "shift": "night", "wanted": 1, "days": ["Mon", "Tue"], "short": 100, "over": 1 }],
            "forbidden": [{ "person": "cy", "shift": "night" }],
            "couplings": [
                { "name": "apart", "terms": [{ "times": 1, "people": ["ada", "bo"], "of": { "shifts": ["split"] } }], "most": 1, "per": "day",
                  "strength": "hard" },
                { "name": "two", "terms": [{ "times": 1, "of": "days" }, { "times": -1, "people": ["cy"], "of": "assignments" }], "least": 1,
                  "per": "week", "strength": { "soft": 5 } },
            ],
            "clock": [{ "from": "2026-03-29T03:00:00", "minutes": 120 }],
            "rules": {
                "weekend": ["Fri", "Sat"], "shifts_a_day": 1, "site": { "soft": 9 }, "levels": { "cover": 0, "contract": 1, "requests": 2 },
                "rules": [
                    { "name": "run", "limit": { "run": { "of": "work", "least": 1, "most": 5, "start": "history", "end": "ended" } }, "strength": "hard" },
                    { "name": "off", "limit": { "run": { "of": "off", "least": 2 } }, "strength": { "soft": 3 }, "level": 1 },
                    { "name": "nights", "limit": { "fair": { "of": { "shifts": ["night"] }, "squared": true, "history": true } }, "strength": { "soft": 3 } },
                    { "name": "few", "limit": { "total": { "of": "assignments", "per": "week", "most": 4 } }, "strength": { "soft": 2 } },
                    { "name": "order", "limit": { "succession": { "first": ["night"], "then": ["early"] } }, "strength": "hard", "law": true,
                      "source": "art. 3" },
                    { "name": "between", "limit": { "days_between": { "first": ["night"], "then": ["split"], "days": 2 } }, "strength": "hard" },
                    { "name": "whole", "limit": "complete_weekends", "strength": { "soft": 4 } },
                    { "name": "like", "limit": "equal_weekends", "strength": { "soft": 4 } },
                ],
            },
        },
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
