//! A roster by itself, without its model: people against days, a coloured cell for each shift, and what is short.

use super::{COLOURS, Svg, escape};
use crate::scheduling::clock;
use crate::scheduling::solve::Roster;
use std::collections::BTreeSet;

/// Pixels: the column of names, a day's width, a row, the row of days.
const NAMES: usize = 130;
const DAY: usize = 96;
const ROW: usize = 22;
const HEAD: usize = 26;

/// A roster as an SVG picture of people and days, which needs no model: a cell for each assignment, coloured by shift,
/// and a row of what is short on each day. It is how a notebook shows a roster.
pub fn grid(roster: &Roster) -> String {
    let days: Vec<_> = roster.period.days().collect();
    let names: BTreeSet<&str> =
        roster.assignments.iter().map(|assignment| assignment.shift.as_str()).collect();
    let colour = |shift: &str| {
        let at = names.iter().position(|name| *name == shift).unwrap_or(0);
        COLOURS.iter().cycle().nth(at).copied().unwrap_or("#888")
    };
    let rows = roster.people.len();
    let short = HEAD + rows * ROW;
    let (width, height) = (NAMES + days.len() * DAY, short + ROW + ROW);

    let mut svg = Svg(String::new());
    svg.line(format_args!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-family="sans-serif" font-size="11" role="img">"#
    ));
    svg.line(format_args!("<title>Roster {}</title>", roster.period));
    svg.line(format_args!(r##"<rect width="{width}" height="{height}" fill="#fff"/>"##));
    for (row, person) in roster.people.iter().enumerate() {
        let (y, middle) = (HEAD + row * ROW, HEAD + row * ROW + 15);
        svg.line(format_args!(r##"<path d="M0 {y}H{width}" stroke="#e4e4e4"/>"##));
        svg.line(format_args!(r#"<text x="4" y="{middle}">{}</text>"#, escape(person)));
    }
    let middle = short + 15;
    svg.line(format_args!(r##"<path d="M0 {short}H{width}" stroke="#bbb"/>"##));
    svg.line(format_args!(r#"<text x="4" y="{middle}" font-weight="bold">short</text>"#));
    for (column, day) in days.iter().enumerate() {
        let x = NAMES + column * DAY;
        svg.line(format_args!(
            r#"<text x="{}" y="17" text-anchor="middle" font-weight="bold">{}</text>"#,
            x + DAY / 2,
            clock::day(*day)
        ));
        for (row, person) in roster.people.iter().enumerate() {
            let own: Vec<_> = roster.of(person).filter(|assignment| assignment.day == *day).collect();
            let wide = (DAY - 4) / own.len().max(1);
            for (place, assignment) in own.into_iter().enumerate() {
                let (left, top, tall) = (x + 2 + place * wide, HEAD + row * ROW + 2, ROW - 4);
                let skill = assignment.skill.as_ref().map(|skill| format!(" {skill}")).unwrap_or_default();
                let label = escape(&format!("{}{skill}", assignment.shift));
                svg.line(format_args!(
                    r##"<g><title>{}: {label}</title><rect x="{left}" y="{top}" width="{wide}" height="{tall}" rx="3" fill="{}"/><svg x="{left}" y="{top}" width="{wide}" height="{tall}"><text x="4" y="13" fill="#fff">{label}</text></svg></g>"##,
                    escape(person),
                    colour(&assignment.shift)
                ));
            }
        }
        let gaps: Vec<String> =
            roster.unfilled.iter().filter(|gap| gap.from.date() == *day).map(ToString::to_string).collect();
        if !gaps.is_empty() {
            svg.line(format_args!(
                r##"<g><title>{}</title><text x="{}" y="{middle}" text-anchor="middle" fill="#c33" font-weight="bold">{}</text></g>"##,
                escape(&gaps.join("\n")),
                x + DAY / 2,
                gaps.len()
            ));
        }
    }
    let status = if roster.proven {
        "proven best".to_owned()
    } else {
        format!("no roster has less than {}", roster.bound)
    };
    svg.line(format_args!(
        r##"<text x="4" y="{}" fill="#555">penalty {}, {status}</text>"##,
        short + ROW + 15,
        roster.penalty
    ));
    svg.line(format_args!("</svg>"));
    svg.0
}
