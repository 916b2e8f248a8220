//! One person's roster as an iCalendar file (RFC 5545), with the feature `icalendar`.

use crate::error::{Code, Error, Result};
use crate::scheduling::evaluate::{judge::Judge, placed};
use crate::scheduling::model::Model;
use crate::scheduling::solve::Roster;
use chrono::NaiveDateTime;
use data_encoding::HEXLOWER;
use icalendar::{Calendar, Component, Event, EventLike};
use sha2::{Digest, Sha256};

/// Somebody's shifts as an iCalendar file, an event for each. `stamp` is the moment in UTC at which the roster was made
/// (the core has no clock).
///
/// Times are floating (RFC 5545, section 3.3.5, form 1): the clock times of the place, whatever zone the reader's calendar is
/// in. An event's UID is made from person, day and start, so that an event of a new roster replaces the old one.
///
/// # Errors
/// `scheduling.unknown_name` for somebody whom the model does not have, and as [`gantt`](super::gantt).
pub fn icalendar(model: &Model, roster: &Roster, person: &str, stamp: NaiveDateTime) -> Result<String> {
    let judge = Judge::new(model)?;
    model.person(person)?;
    let mut calendar = Calendar::new();
    calendar.name(person);
    for p in placed(&judge, &roster.assignments)?.into_iter().filter(|p| p.person == person) {
        let digest = Sha256::digest(format!("{person}\n{}\n{}", p.day, p.start));
        let uid = digest
            .get(..16)
            .map(|part| HEXLOWER.encode(part))
            .ok_or_else(|| Error::new(Code::Panic, "uid", person, "a digest is shorter than 16 bytes"))?;
        let summary =
            p.skill.map_or_else(|| p.shift.name.clone(), |skill| format!("{} {skill}", p.shift.name));
        let mut event = Event::new();
        event
            .uid(&format!("{uid}@backoffice"))
            .timestamp(stamp.and_utc())
            .summary(&summary)
            .starts(p.start)
            .ends(p.end)
            .description(&format!("{} paid", crate::scheduling::clock::spoken(p.paid)));
        calendar.push(event.done());
    }
    Ok(calendar.done().to_string())
}
