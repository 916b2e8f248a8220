//! A roster as pictures, tables and calendars: pure text.
//!
//! [`gantt`] shows it by person, [`demand`] by demand, [`grid`] without its model,  [`text`] as a table for a terminal, [`csv`] as one for a spreadsheet,
//! and `icalendar` (with the feature of that name) somebody's shifts for his own calendar.

use super::clock;
use super::evaluate::{covers, judge::Judge, placed};
use super::model::Model;
use super::solve::Roster;
use crate::error::Result;
use chrono::{NaiveDateTime, NaiveTime};
use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

mod demand;
mod grid;
#[cfg(feature = "icalendar")]
mod ical;
#[cfg(test)]
mod tests;
mod text;

pub use demand::demand;
pub use grid::grid;
#[cfg(feature = "icalendar")]
pub use ical::icalendar;
pub use text::text;

/// Pixels: a day's width, the space between days, a person's row, the column of names, a skill's strip, the title row.
const DAY: i64 = 220;
const SPACE: i64 = 8;
const ROW: i64 = 22;
const NAMES: i64 = 130;
const STRIP: i64 = 64;
const HEAD: i64 = 26;

/// One colour a skill, in turn; told apart in grey too.
const COLOURS: [&str; 6] = ["#4e79a7", "#f28e2b", "#59a14f", "#b07aa1", "#76b7b2", "#9c755f"];

/// The roster as an SVG picture: a row for each person, a column for each day, a bar for each shift, and below for each
/// skill how many people are needed (grey) and there (coloured line).
///
/// # Errors
/// As [`evaluate`](super::evaluate()): the roster is one of that model.
pub fn gantt(model: &Model, roster: &Roster) -> Result<String> {
    let judge = Judge::new(model)?;
    let placed = placed(&judge, &roster.assignments)?;
    let covers = covers(&judge, &placed);
    let axis = Axis::new(
        model,
        placed.iter().map(|p| (p.start, p.end)).chain(covers.iter().map(|c| (c.from, c.to))),
    );
    let mut skills: Vec<Option<&str>> = placed.iter().map(|p| p.skill).collect();
    skills.extend(covers.iter().map(|cover| cover.skill.as_deref()));
    skills.sort_unstable();
    skills.dedup();
    let colour = |skill: Option<&str>| {
        let at = skills.iter().position(|other| *other == skill).unwrap_or(0);
        COLOURS.iter().cycle().nth(at).copied().unwrap_or("#888")
    };
    let rows = i64::try_from(model.people.len()).unwrap_or(0);
    let bottom = HEAD + rows * ROW;
    let strips = i64::try_from(skills.len()).unwrap_or(0);
    let (width, height) = (NAMES + axis.width(), bottom + strips * STRIP + SPACE);

    let mut svg = Svg(String::new());
    frame(&mut svg, model, &axis, (width, height), "Roster");
    for (index, person) in model.people.iter().enumerate() {
        let y = HEAD + i64::try_from(index).unwrap_or(0) * ROW;
        let middle = y + 15;
        svg.line(format_args!(r##"<path d="M0 {y}H{width}" stroke="#e4e4e4"/>"##));
        svg.line(format_args!(r#"<text x="4" y="{middle}">{}</text>"#, escape(&person.name)));
        for p in placed.iter().filter(|p| p.person == person.name) {
            let (from, to) = (NAMES + axis.x(p.start), NAMES + axis.end(p.end));
            let (wide, top, tall) = ((to - from).max(2), y + 2, ROW - 4);
            let times = format!("{}-{}", p.start.format("%H:%M"), p.end.format("%H:%M"));
            let skill = p.skill.map(|skill| format!(" {skill}")).unwrap_or_default();
            let label = escape(&format!("{}{skill}", p.shift.name));
            let title =
                escape(&format!("{}, {}: {}{skill}, {times}", person.name, clock::day(p.day), p.shift.name));
            svg.line(format_args!(
                r##"<g><title>{title}</title><rect x="{from}" y="{top}" width="{wide}" height="{tall}" rx="3" fill="{}"/><svg x="{from}" y="{top}" width="{wide}" height="{tall}"><text x="4" y="13" fill="#fff">{label}</text></svg></g>"##,
                colour(p.skill)
            ));
        }
    }
    for (index, skill) in skills.iter().enumerate() {
        let base = bottom + (i64::try_from(index).unwrap_or(0) + 1) * STRIP;
        let own = || covers.iter().filter(|cover| cover.skill.as_deref() == *skill);
        let most = own().map(|cover| i64::from(cover.needed.max(cover.there))).max().unwrap_or(0).max(1);
        let (room, text, name) = (STRIP - 14, base - STRIP + 24, escape(skill.unwrap_or("anybody")));
        svg.line(format_args!(r##"<path d="M0 {base}H{width}" stroke="#bbb"/>"##));
        svg.line(format_args!(r#"<text x="4" y="{text}">{name}: needed, there</text>"#));
        let (needed, there): (i64, i64) = own().fold((0, 0), |(needed, there), cover| {
            let minutes = clock::between(cover.from, cover.to);
            (needed + i64::from(cover.needed) * minutes, there + i64::from(cover.there) * minutes)
        });
        let (needed, there, text) = (needed / 60, there / 60, text + 14);
        svg.line(format_args!(r#"<text x="4" y="{text}">{needed} h, {there} h</text>"#));
        for cover in own() {
            let (from, to) = (NAMES + axis.x(cover.from), NAMES + axis.end(cover.to));
            let (wide, tall) = ((to - from).max(1), i64::from(cover.needed) * room / most);
            let (top, line) = (base - tall, base - i64::from(cover.there) * room / most);
            svg.line(format_args!(
                r##"<rect x="{from}" y="{top}" width="{wide}" height="{tall}" fill="#c8c8c8"/>"##
            ));
            svg.line(format_args!(
                r#"<path d="M{from} {line}H{to}" stroke="{}" stroke-width="2"/>"#,
                colour(*skill)
            ));
        }
    }
    svg.line(format_args!("</svg>"));
    Ok(svg.0)
}

/// The picture's beginning: its size, its title, a column for each day.
fn frame(svg: &mut Svg, model: &Model, axis: &Axis, (width, height): (i64, i64), title: &str) {
    svg.line(format_args!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-family="sans-serif" font-size="11" role="img">"#
    ));
    svg.line(format_args!("<title>{title} {}</title>", model.period));
    svg.line(format_args!(r##"<rect width="{width}" height="{height}" fill="#fff"/>"##));
    for (index, day) in model.period.days().enumerate() {
        let x = NAMES + axis.day_start(i64::try_from(index).unwrap_or(0));
        let (middle, tall) = (x + DAY / 2, height - HEAD);
        svg.line(format_args!(
            r##"<rect x="{x}" y="{HEAD}" width="{DAY}" height="{tall}" fill="#f6f6f4"/>"##
        ));
        svg.line(format_args!(
            r#"<text x="{middle}" y="17" text-anchor="middle" font-weight="bold">{}</text>"#,
            clock::day(day)
        ));
        for hour in axis.hours() {
            let at = x + axis.within(hour * 60);
            svg.line(format_args!(r##"<path d="M{at} {HEAD}V{height}" stroke="#ddd" stroke-width="1"/>"##));
        }
    }
}

/// The roster as a CSV table, a line for each assignment: day, person, shift, skill, start, end, paid minutes.
///
/// # Errors
/// As [`gantt`].
pub fn csv(model: &Model, roster: &Roster) -> Result<String> {
    let judge = Judge::new(model)?;
    let mut csv = String::from("day,person,shift,skill,start,end,paid_minutes\r\n");
    for p in placed(&judge, &roster.assignments)? {
        let paid = p.paid.to_string();
        let (day, start, end) = (p.day.to_string(), moment(p.start), moment(p.end));
        let cells = [&day, p.person, &p.shift.name, p.skill.unwrap_or_default(), &start, &end, &paid];
        csv.push_str(&cells.map(quoted).join(","));
        csv.push_str("\r\n");
    }
    Ok(csv)
}

fn moment(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%dT%H:%M").to_string()
}

/// A cell of RFC 4180.
fn quoted(cell: &str) -> String {
    if cell.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.into()
    }
}

/// Text for XML; characters that XML does not know are left out.
fn escape(text: &str) -> String {
    let known = |c: &char| !c.is_control() || matches!(c, '\t' | '\n' | '\r');
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars().filter(known).filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}')) {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            c => escaped.push(c),
        }
    }
    escaped
}

struct Svg(String);

impl Svg {
    fn line(&mut self, line: fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.0, "{line}");
    }
}

/// Where moments lie: each day shows the hours in which anything happens.
struct Axis {
    first: NaiveDateTime,
    days: i64,
    from: i64,
    to: i64,
    space: i64,
}

impl Axis {
    fn new(model: &Model, spans: impl Iterator<Item = (NaiveDateTime, NaiveDateTime)>) -> Self {
        let first = model.period.first().and_time(NaiveTime::MIN);
        // Earliest start and latest end of each day, in minutes after its midnight.
        let mut busy: BTreeMap<i64, (i64, i64)> = BTreeMap::new();
        for (start, end) in spans {
            let (start, end) = (clock::between(first, start), clock::between(first, end));
            let day = start.div_euclid(1440);
            let (from, to) = busy.entry(day).or_insert((1440, 0));
            *from = (*from).min(start - day * 1440);
            *to = (*to).max(end - day * 1440);
        }
        let from = busy.values().map(|(from, _)| *from).min().unwrap_or(0) / 60 * 60;
        let to = (busy.values().map(|(_, to)| *to).max().unwrap_or(1440) + 59) / 60 * 60;
        let days = i64::from(model.period.len());
        // Somebody works past midnight: then the days follow one another without a break.
        if to > 1440 || from >= to {
            return Self { first, days, from: 0, to: 1440, space: 0 };
        }
        Self { first, days, from, to, space: SPACE }
    }

    const fn width(&self) -> i64 {
        self.day_start(self.days)
    }

    const fn day_start(&self, day: i64) -> i64 {
        day * (DAY + self.space)
    }

    /// Pixels from the left edge of a day's column.
    fn within(&self, minutes: i64) -> i64 {
        (minutes - self.from).clamp(0, self.to - self.from) * DAY / (self.to - self.from)
    }

    /// Where something begins: midnight belongs to the day that begins.
    fn x(&self, at: NaiveDateTime) -> i64 {
        self.place(clock::between(self.first, at), 0)
    }

    /// Where something ends: midnight belongs to the day that ends.
    fn end(&self, at: NaiveDateTime) -> i64 {
        self.place(clock::between(self.first, at), 1)
    }

    fn place(&self, minutes: i64, before: i64) -> i64 {
        let day = (minutes - before).div_euclid(1440);
        if day >= self.days {
            return self.width();
        }
        self.day_start(day.max(0)) + self.within(minutes - day * 1440)
    }

    /// The full hours that are marked.
    fn hours(&self) -> impl Iterator<Item = i64> {
        let step = if self.to - self.from > 12 * 60 { 6 } else { 2 };
        (self.from / 60..=self.to / 60).filter(move |hour| hour % step == 0)
    }
}
