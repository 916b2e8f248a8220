//! The roster as a table of text: people against days, hours, and below each shift how many are there.

use crate::error::Result;
use crate::scheduling::clock;
use crate::scheduling::evaluate::{covers, judge::Judge, placed};
use crate::scheduling::model::Model;
use crate::scheduling::solve::Roster;
use std::collections::BTreeMap;

/// The roster as a table for a terminal or a mail: a row for each person with the shifts by day and the paid hours, and
/// below a row for each shift and skill that is needed, with how many are there of how many (`2/3 !` when some are missing).
///
/// # Errors
/// As [`gantt`](super::gantt).
pub fn text(model: &Model, roster: &Roster) -> Result<String> {
    let judge = Judge::new(model)?;
    let placed = placed(&judge, &roster.assignments)?;
    let days: Vec<_> = model.period.days().collect();
    let head = std::iter::once(String::new()).chain(days.iter().map(|day| clock::day(*day)));
    let mut rows: Vec<Vec<String>> = vec![head.chain(["hours".into()]).collect()];
    for person in &model.people {
        let own = || placed.iter().filter(|p| p.person == person.name);
        let on = |day| {
            let names = own().filter(|p| p.day == day).map(|p| match p.skill {
                Some(skill) => format!("{} {skill}", p.shift.name),
                None => p.shift.name.clone(),
            });
            let names: Vec<String> = names.collect();
            if names.is_empty() { "-".into() } else { names.join("+") }
        };
        let hours = clock::text(own().map(|p| p.paid).sum());
        rows.push(
            [person.name.clone()].into_iter().chain(days.iter().map(|day| on(*day))).chain([hours]).collect(),
        );
    }
    let mut needs: BTreeMap<String, BTreeMap<chrono::NaiveDate, String>> = BTreeMap::new();
    for cover in covers(&judge, &placed) {
        let Some(shift) = &cover.shift else { continue };
        let name = cover.skill.as_ref().map_or_else(|| shift.clone(), |skill| format!("{shift} {skill}"));
        let short = if cover.there < cover.needed { " !" } else { "" };
        let cell = format!("{}/{}{short}", cover.there, cover.needed);
        needs.entry(name).or_default().insert(cover.from.date(), cell);
    }
    if !needs.is_empty() {
        rows.push(vec![]);
    }
    for (name, cells) in needs {
        let cells = days.iter().map(|day| cells.get(day).cloned().unwrap_or_default());
        rows.push([name].into_iter().chain(cells).collect());
    }

    let length = |text: &String| text.chars().count();
    let widths: Vec<usize> = (0..days.len() + 2)
        .map(|column| rows.iter().filter_map(|row| row.get(column)).map(length).max().unwrap_or(0))
        .collect();
    let mut table = String::new();
    for row in &rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        table.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        table.push('\n');
    }
    Ok(table)
}
