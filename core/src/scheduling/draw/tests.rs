//! Pictures and tables of a small roster.

use super::*;
use crate::calendar::Period;
use crate::scheduling::{Assignment, Budget, Demand, Person, Shift, solve};

/// Ada alone on Monday where two are needed; Bo & Co at the till on Tuesday; a curve of Monday's morning.
fn roster() -> (Model, Roster) {
    let period = Period::week(2026, 14).unwrap();
    let monday = period.first();
    let at = |hour: i64| clock::moment(monday, hour * 60);
    let demand = |from, needed| Demand { from: at(from), to: at(from + 1), skill: None, site: None, needed };
    let model = Model::new(period)
        .people([Person::new("ada"), Person::new("Bo & <Co>").skills(["till"])])
        .shift(
            Shift::every_day("early", "06:00", "14:00")
                .needing_anybody(2)
                .on_dates([monday])
                .unpaid_break(30),
        )
        .shift(
            Shift::every_day("till", "10:00", "18:00").needing("till").on_dates([monday.succ_opt().unwrap()]),
        )
        .demand([demand(6, 2), demand(7, 1)])
        .lock(Assignment::new("ada", "early", monday))
        .lock(Assignment::new("Bo & <Co>", "till", monday.succ_opt().unwrap()).working("till"));
    let model = Model { people: model.people.into_iter().map(|p| p.hours(dec!(8))).collect(), ..model };
    let roster = solve(&model, Budget::nodes(1_000)).unwrap();
    assert_eq!(roster.assignments.len(), 2);
    (model, roster)
}

/// Whether every element that is opened is closed, in order.
fn closed(svg: &str) -> bool {
    let mut open = Vec::new();
    for tag in svg.split('<').skip(1) {
        let (tag, _) = tag.split_once('>').unwrap();
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return false;
            }
        } else if !tag.ends_with('/') {
            open.push(tag.split_whitespace().next().unwrap());
        }
    }
    open.is_empty()
}

#[test]
fn the_demand_shows_who_is_missing() {
    let (model, roster) = roster();
    let svg = demand(&model, &roster).unwrap();
    assert!(closed(&svg), "{svg}");
    assert!(svg.contains(">1/2</text>") && svg.contains(">1/1</text>"), "{svg}");
    assert!(svg.contains("till till, Tue 31 Mar: 1/1 Bo &amp; &lt;Co&gt;</title>"), "{svg}");
    // One of three person-hours of the curve is missing.
    assert!(svg.contains("missing 1 h 0 min"), "{svg}");
    // Each site has its own curve.
    let mut two = model.clone();
    two.demand[1].site = Some("north".into());
    let svg = demand(&two, &roster).unwrap();
    assert!(svg.contains(">anybody: 2 at most<") && svg.contains(">anybody at north: 1 at most<"), "{svg}");
    assert!(closed(&gantt(&model, &roster).unwrap()));
}

#[test]
fn an_empty_company_is_drawn() {
    let model = Model::new(Period::week(2026, 14).unwrap());
    let roster = solve(&model, Budget::nodes(10)).unwrap();
    assert!(closed(&demand(&model, &roster).unwrap()));
    assert_eq!(text(&model, &roster).unwrap().lines().count(), 1);
}

#[test]
fn a_roster_draws_itself() {
    let (_, roster) = roster();
    let svg = grid(&roster);
    assert!(closed(&svg), "{svg}");
    assert_eq!(svg.matches("rx=\"3\"").count(), 2);
    assert!(svg.contains("Bo &amp; &lt;Co&gt;: till till</title>") && svg.contains(">short</text>"), "{svg}");
    assert!(svg.contains(&format!("penalty {}", roster.penalty)), "{svg}");
}

#[test]
fn the_table_has_hours_and_needs() {
    let (model, roster) = roster();
    let table = text(&model, &roster).unwrap();
    let lines: Vec<&str> = table.lines().collect();
    assert!(lines[0].contains("Mon 30 Mar") && lines[0].ends_with("hours"), "{table}");
    assert!(lines[1].starts_with("ada") && lines[1].ends_with("07:30"), "{table}");
    assert!(lines[2].contains("till till") && lines[2].ends_with("08:00"), "{table}");
    assert!(lines[4].starts_with("early") && lines[4].contains("1/2 !"), "{table}");
    assert!(lines[5].starts_with("till till") && lines[5].ends_with("1/1"), "{table}");
}

#[cfg(feature = "icalendar")]
#[test]
fn a_calendar_has_an_event_for_each_shift() {
    let (model, roster) = roster();
    let stamp = clock::moment(model.period.first(), 0);
    let text = icalendar(&model, &roster, "ada", stamp).unwrap();
    for line in [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "DTSTAMP:20260330T000000Z",
        "DTSTART:20260330T060000",
        "DTEND:20260330T140000",
        "SUMMARY:early",
        "DESCRIPTION:7 h 30 min paid",
        "END:VCALENDAR",
    ] {
        assert!(text.contains(&format!("{line}\r\n")), "{line} is not in\n{text}");
    }
    assert_eq!((text.matches("BEGIN:VEVENT").count(), text.matches("@backoffice").count()), (1, 1));
    // The same roster is the same file, and the next roster's event takes this one's place.
    assert_eq!(text, icalendar(&model, &roster, "ada", stamp).unwrap());
    assert!(icalendar(&model, &roster, "Bo & <Co>", stamp).unwrap().contains("SUMMARY:till till\r\n"));
    assert_eq!(icalendar(&model, &roster, "cy", stamp).unwrap_err().code(), "scheduling.unknown_name");
}
