//! Instances of Curtois and Qu (2014): a file as a model, and rosters as their files.
//!
//! The names of the rules are those that published judges use: `H2` a shift that may not follow, `H3` too many shifts of a
//! type, `H4` minutes, `H5` too long and `H6` too short a run of work, `H7` too few days off, `H8` weekends; a forbidden day
//! is `H9`.

use super::{BadFile, Result, bad, refused, rows, whole};
use backoffice::{
    NaiveDate, Period, date,
    scheduling::{
        Assignment, Count, End, Forbidden, Limit, Model, Person, Request, Requirement, Rule, Run, Shift,
        Start, Window, Wish,
    },
};
use std::collections::BTreeMap;

/// Day 0 of every instance: any Monday will do.
fn monday() -> Result<NaiveDate> {
    date(2024, 1, 1).map_err(|error| refused(&error))
}

/// The most days that a horizon may have here.
const LONGEST: u32 = 400;

/// What one employee may work, as the file says it.
struct Staff {
    name: String,
    most_of: BTreeMap<String, u32>,
    most_minutes: u32,
    least_minutes: u32,
    most_run: u32,
    least_run: u32,
    least_off: u32,
    most_weekends: u32,
}

/// The model of an instance.
///
/// # Errors
/// What is wrong with the file, with its line.
pub fn read(text: &str) -> Result<Model> {
    let mut section = "";
    let mut days = 0;
    let mut shifts: Vec<(String, u32, Vec<String>)> = Vec::new();
    let mut staff: Vec<Staff> = Vec::new();
    let (mut off, mut wishes, mut cover) = (Vec::new(), Vec::new(), Vec::new());
    for (number, line) in text.lines().enumerate().map(|(number, line)| (number + 1, line.trim())) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if line.starts_with("SECTION_") {
            section = line;
            continue;
        }
        let cells: Vec<&str> = line.split(',').map(str::trim).collect();
        let people = |name: &str| staff.iter().any(|person| person.name == name);
        let known = |name: &str| shifts.iter().any(|(shift, ..)| shift == name);
        let in_horizon = |text: &str| {
            let day = whole(number, "the day", text)?;
            if day < days { Ok(day) } else { bad(number, format!("day {day} of a horizon of {days} days")) }
        };
        match section {
            "SECTION_HORIZON" => {
                days = whole(number, "the horizon", line)?;
                if days == 0 || days > LONGEST {
                    return bad(number, format!("a horizon of {days} days: write 1 to {LONGEST}"));
                }
            }
            "SECTION_SHIFTS" => {
                let [name, minutes, then] = three(number, &cells)?;
                if known(name) || name.is_empty() || name == "-" {
                    return bad(number, format!("shift `{name}` is there twice, or is no name"));
                }
                let then = then.split('|').filter(|name| !name.is_empty()).map(str::to_owned).collect();
                shifts.push((name.to_owned(), whole(number, "the minutes", minutes)?, then));
            }
            "SECTION_STAFF" => {
                let person = employee(number, &cells, &shifts)?;
                if people(&person.name) || person.name.is_empty() {
                    return bad(number, format!("employee `{}` is there twice, or has no name", person.name));
                }
                staff.push(person);
            }
            "SECTION_DAYS_OFF" => {
                let name = *cells.first().unwrap_or(&"");
                if !people(name) {
                    return bad(number, format!("no employee `{name}`"));
                }
                for day in cells.iter().skip(1).filter(|day| !day.is_empty()) {
                    off.push((name.to_owned(), in_horizon(day)?));
                }
            }
            "SECTION_SHIFT_ON_REQUESTS" | "SECTION_SHIFT_OFF_REQUESTS" => {
                let [name, day, shift, weight] = four(number, &cells)?;
                if !people(name) || !known(shift) {
                    return bad(number, format!("no employee `{name}`, or no shift `{shift}`"));
                }
                let wish = if section.ends_with("ON_REQUESTS") { Wish::Prefer } else { Wish::Avoid };
                let weight = whole(number, "the weight", weight)?;
                wishes.push((name.to_owned(), wish, in_horizon(day)?, shift.to_owned(), weight));
            }
            "SECTION_COVER" => {
                let [day, shift, wanted, short, over] = five(number, &cells)?;
                if !known(shift) {
                    return bad(number, format!("no shift `{shift}`"));
                }
                let numbers = (
                    whole(number, "the requirement", wanted)?,
                    whole(number, "the weight", short)?,
                    whole(number, "the weight", over)?,
                );
                cover.push((in_horizon(day)?, shift.to_owned(), numbers));
            }
            "" => return bad(number, "a line before the first section"),
            _ => return bad(number, format!("no section `{section}` is known")),
        }
    }
    if days == 0 || shifts.is_empty() {
        return bad(0, "the file has no horizon or no shifts");
    }
    let day = days_from(monday()?);
    let mut model = Model::new(Period::new(day(0), day(days - 1)).map_err(|error| refused(&error))?)
        .shifts(shifts.iter().map(|(name, minutes, _)| Shift::untimed(name, *minutes)))
        .people(staff.iter().map(|person| Person::new(&person.name)));
    model.rules.rules = rules(days, &shifts, &staff)?;
    model.forbidden = off.into_iter().map(|(name, number)| Forbidden::day(name, day(number))).collect();
    model.requests = wishes
        .into_iter()
        .map(|(person, wish, number, shift, weight)| Request {
            person,
            wish,
            day: Some(day(number)),
            shift: Some(shift),
            weight,
        })
        .collect();
    model.requirements = cover
        .into_iter()
        .map(|(number, shift, (wanted, short, over))| {
            Requirement::new(shift, wanted).on(day(number)).weighing(short, over)
        })
        .collect();
    model.check().map_err(|error| refused(&error))?;
    Ok(model)
}

fn days_from(first: NaiveDate) -> impl Fn(u32) -> NaiveDate {
    move |number| first + chrono::Days::new(number.into())
}

fn employee(number: usize, cells: &[&str], shifts: &[(String, u32, Vec<String>)]) -> Result<Staff> {
    let [name, most_of, most_minutes, least_minutes, most_run, least_run, least_off, weekends] = cells else {
        return bad(number, format!("{} fields of an employee, not 8", cells.len()));
    };
    let mut limits = BTreeMap::new();
    for limit in most_of.split('|').filter(|limit| !limit.is_empty()) {
        let Some((shift, most)) = limit.split_once('=') else {
            return bad(number, format!("`{limit}`: write SHIFT=NUMBER"));
        };
        if !shifts.iter().any(|(known, ..)| known == shift) {
            return bad(number, format!("no shift `{shift}`"));
        }
        limits.insert(shift.to_owned(), whole(number, "the most shifts", most)?);
    }
    Ok(Staff {
        name: (*name).to_owned(),
        most_of: limits,
        most_minutes: whole(number, "the most minutes", most_minutes)?,
        least_minutes: whole(number, "the least minutes", least_minutes)?,
        most_run: whole(number, "the longest run", most_run)?,
        least_run: whole(number, "the shortest run", least_run)?,
        least_off: whole(number, "the least days off", least_off)?,
        most_weekends: whole(number, "the most weekends", weekends)?,
    })
}

/// The contracts as rules: one for each limit that somebody has, with all who have it.
fn rules(days: u32, shifts: &[(String, u32, Vec<String>)], staff: &[Staff]) -> Result<Vec<Rule>> {
    let mut rules = Vec::new();
    for (name, _, then) in shifts.iter().filter(|(.., then)| !then.is_empty()) {
        if let Some(strange) = then.iter().find(|then| !shifts.iter().any(|(known, ..)| known == *then)) {
            return bad(0, format!("no shift `{strange}`, which may not follow `{name}`"));
        }
        let limit = Limit::Succession { first: vec![name.clone()], then: then.clone() };
        rules.push(Rule::hard("H2", limit));
    }
    let run = |of, least, most| Limit::Run { of, least, most, start: Start::Exempt, end: End::Exempt };
    let total = |of, least, most| Limit::Total { of, per: Window::Period, least, most, history: false };
    for (shift, ..) in shifts {
        let of = Count::Shifts(vec![shift.clone()]);
        // As many as there are days is no limit.
        let limited = |person: &Staff| person.most_of.get(shift).copied().filter(|most| *most < days);
        each(&mut rules, staff, "H3", limited, |most| total(of.clone(), 0, Some(most)));
    }
    let all = |of: fn(&Staff) -> u32| move |person: &Staff| Some(of(person));
    each(&mut rules, staff, "H4", all(|p| p.most_minutes), |most| total(Count::Minutes, 0, Some(most)));
    each(&mut rules, staff, "H4", all(|p| p.least_minutes), |least| total(Count::Minutes, least, None));
    each(&mut rules, staff, "H5", all(|p| p.most_run), |most| run(Run::Work, 0, Some(most)));
    each(&mut rules, staff, "H6", all(|p| p.least_run), |least| run(Run::Work, least, None));
    each(&mut rules, staff, "H7", all(|p| p.least_off), |least| run(Run::Off, least, None));
    each(&mut rules, staff, "H8", all(|p| p.most_weekends), |most| total(Count::Weekends, 0, Some(most)));
    Ok(rules)
}

/// A rule for each value of a limit, with the people who have it.
fn each(
    rules: &mut Vec<Rule>,
    staff: &[Staff],
    name: &str,
    value: impl Fn(&Staff) -> Option<u32>,
    limit: impl Fn(u32) -> Limit,
) {
    let mut people: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
    for person in staff {
        if let Some(value) = value(person) {
            people.entry(value).or_default().push(&person.name);
        }
    }
    for (value, people) in people {
        rules.push(Rule::hard(name, limit(value)).for_people(people));
    }
}

macro_rules! fields {
    ($($name:ident $count:literal),*) => {$(
        fn $name<'a>(number: usize, cells: &[&'a str]) -> Result<[&'a str; $count]> {
            <[&str; $count]>::try_from(cells).or_else(|_| {
                bad(number, format!("{} fields, not {}", cells.len(), $count))
            })
        }
    )*};
}

fields!(three 3, four 4, five 5);

/// The assignments of a roster file for that model.
///
/// # Errors
/// What is wrong with the file, with its line.
pub fn read_roster(model: &Model, text: &str) -> Result<Vec<Assignment>> {
    let names: Vec<&str> = model.people.iter().map(|person| person.name.as_str()).collect();
    let days: Vec<NaiveDate> = model.period.days().collect();
    let mut assignments = Vec::new();
    for (name, row) in names.iter().zip(rows(text, &names, days.len())?) {
        for (day, cell) in days.iter().zip(row).filter(|(_, cell)| !cell.is_empty() && cell != "-") {
            if model.named_shift(&cell).is_err() {
                return bad(0, format!("`{name}` works `{cell}` on {day}, which is no shift"));
            }
            assignments.push(Assignment::new(*name, cell, *day));
        }
    }
    Ok(assignments)
}

/// The roster file of these assignments.
///
/// # Errors
/// Two assignments of one person on one day, or one of somebody or of a day that the model does not have.
pub fn write_roster(model: &Model, assignments: &[Assignment]) -> Result<String> {
    super::write(model, assignments, |assignment| assignment.shift.clone())
}

impl From<backoffice::Error> for BadFile {
    fn from(error: backoffice::Error) -> Self {
        refused(&error)
    }
}
