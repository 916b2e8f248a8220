//! The roster seen from the demand: who is on each shift against who is needed, and the curve of each skill.

use super::{Axis, HEAD, NAMES, SPACE, Svg, escape};
use crate::error::Result;
use crate::scheduling::clock;
use crate::scheduling::evaluate::{Cover, covers, judge::Judge, placed};
use crate::scheduling::model::Model;
use crate::scheduling::solve::Roster;
use std::collections::BTreeMap;

/// Pixels: a line of names, the space around them, a skill's curve.
const LINE: i64 = 14;
const PAD: i64 = 8;
const CURVE: i64 = 140;

const MET: &str = "#59a14f";
const SHORT: &str = "#e15759";
const OVER: &str = "#edc948";

/// The roster by demand as an SVG picture: a row for each shift and skill that is needed or worked, in it a box for each day with
/// how many are there of how many are needed and their names (green: as needed, red: too few, yellow: too many); below
/// for each skill, at each site that is named, with demand on intervals its curve: needed in grey, there as a line, what is missing in red.
///
/// # Errors
/// As [`gantt`](super::gantt).
pub fn demand(model: &Model, roster: &Roster) -> Result<String> {
    let judge = Judge::new(model)?;
    let placed = placed(&judge, &roster.assignments)?;
    let all = covers(&judge, &placed);
    let axis =
        Axis::new(model, placed.iter().map(|p| (p.start, p.end)).chain(all.iter().map(|c| (c.from, c.to))));

    // A row for each shift and skill, its boxes by start.
    let mut rows: BTreeMap<(&str, Option<&str>), BTreeMap<_, Slot<'_>>> = BTreeMap::new();
    for p in &placed {
        let slot = rows.entry((&p.shift.name, p.skill)).or_default().entry(p.start).or_default();
        slot.end = Some(p.end);
        slot.names.push(p.person);
    }
    for cover in &all {
        if let Some(shift) = &cover.shift {
            let row = rows.entry((shift, cover.skill.as_deref())).or_default();
            let slot = row.entry(cover.from).or_default();
            slot.end = Some(cover.to);
            slot.needed = Some(cover.needed);
        }
    }
    let curves = by_place(&all);
    let height_of = |row: &BTreeMap<_, Slot<'_>>| {
        let most = row.values().map(|slot| slot.names.len()).max().unwrap_or(0);
        (count(most) + 1) * LINE + PAD
    };
    let height = HEAD + rows.values().map(height_of).sum::<i64>() + count(curves.len()) * CURVE + SPACE;
    let width = NAMES + axis.width();

    let mut svg = Svg(String::new());
    super::frame(&mut svg, model, &axis, (width, height), "Demand");
    let mut top = HEAD;
    for ((shift, skill), row) in &rows {
        let (tall, text) = (height_of(row), top + LINE + 1);
        let label = skill.map_or_else(|| (*shift).to_owned(), |skill| format!("{shift} {skill}"));
        svg.line(format_args!(r##"<path d="M0 {top}H{width}" stroke="#e4e4e4"/>"##));
        svg.line(format_args!(r#"<text x="4" y="{text}">{}</text>"#, escape(&label)));
        for (start, slot) in row {
            let (from, to) = (NAMES + axis.x(*start), NAMES + axis.end(slot.end.unwrap_or(*start)));
            let (wide, high, y) = ((to - from).max(2), tall - 4, top + 2);
            let (there, needed) = (count(slot.names.len()), slot.needed.map(i64::from));
            let colour = match needed {
                Some(needed) if there < needed => SHORT,
                Some(needed) if there > needed => OVER,
                Some(_) => MET,
                None => "#888",
            };
            let of = needed.map_or_else(|| there.to_string(), |needed| format!("{there}/{needed}"));
            let names = slot.names.join(", ");
            let title = format!("{label}, {}: {of} {names}", clock::day(start.date()));
            svg.line(format_args!(
                r##"<g><title>{}</title><rect x="{from}" y="{y}" width="{wide}" height="{high}" rx="3" fill="#fff" stroke="{colour}" stroke-width="2"/><svg x="{from}" y="{y}" width="{wide}" height="{high}"><text x="4" y="12" font-weight="bold">{of}</text>"##,
                escape(title.trim_end())
            ));
            for (index, name) in slot.names.iter().enumerate() {
                let line = 12 + (count(index) + 1) * LINE;
                svg.line(format_args!(r#"<text x="4" y="{line}">{}</text>"#, escape(name)));
            }
            svg.line(format_args!("</svg></g>"));
        }
        top += tall;
    }
    for ((skill, site), covers) in curves {
        let place = site.map(|site| format!(" at {site}")).unwrap_or_default();
        let label = format!("{}{place}", skill.unwrap_or("anybody"));
        curve(&mut svg, &axis, (top, width), &label, &covers);
        top += CURVE;
    }
    svg.line(format_args!("</svg>"));
    Ok(svg.0)
}

/// A shift on a day: who is there, and how many are needed where that is said.
#[derive(Default)]
struct Slot<'a> {
    end: Option<chrono::NaiveDateTime>,
    names: Vec<&'a str>,
    needed: Option<u32>,
}

/// A skill, and a site where the demand names one.
type Place<'a> = (Option<&'a str>, Option<&'a str>);

/// The demand on intervals, by skill and site.
fn by_place(covers: &[Cover]) -> BTreeMap<Place<'_>, Vec<&Cover>> {
    let mut places: BTreeMap<Place<'_>, Vec<&Cover>> = BTreeMap::new();
    for cover in covers.iter().filter(|cover| cover.shift.is_none()) {
        places.entry((cover.skill.as_deref(), cover.site.as_deref())).or_default().push(cover);
    }
    places
}

/// One curve from `top` on: a scale, what is needed, what is missing, and who is there.
fn curve(svg: &mut Svg, axis: &Axis, (top, width): (i64, i64), label: &str, covers: &[&Cover]) {
    let most = covers.iter().map(|cover| i64::from(cover.needed.max(cover.there))).max().unwrap_or(0).max(1);
    let (base, room) = (top + CURVE - PAD, CURVE - 3 * PAD);
    let height = |people: u32| i64::from(people) * room / most;
    let (text, hours) = (top + 24, top + 38);
    svg.line(format_args!(r##"<path d="M0 {base}H{width}" stroke="#bbb"/>"##));
    svg.line(format_args!(r#"<text x="4" y="{text}">{}: {most} at most</text>"#, escape(label)));
    let missing: i64 = covers
        .iter()
        .map(|c| i64::from(c.needed.saturating_sub(c.there)) * clock::between(c.from, c.to))
        .sum();
    svg.line(format_args!(r#"<text x="4" y="{hours}">missing {}</text>"#, clock::spoken(missing)));
    for cover in covers {
        let (from, to) = (NAMES + axis.x(cover.from), NAMES + axis.end(cover.to));
        let wide = (to - from).max(1);
        let (needed, there) = (height(cover.needed), height(cover.there));
        svg.line(format_args!(
            r##"<rect x="{from}" y="{}" width="{wide}" height="{needed}" fill="#c8c8c8"/>"##,
            base - needed
        ));
        if there < needed {
            svg.line(format_args!(
                r#"<rect x="{from}" y="{}" width="{wide}" height="{}" fill="{SHORT}" fill-opacity="0.6"/>"#,
                base - needed,
                needed - there
            ));
        }
        svg.line(format_args!(
            r##"<path d="M{from} {}H{to}" stroke="#333" stroke-width="2"/>"##,
            base - there
        ));
    }
}

fn count(of: usize) -> i64 {
    // No picture has more than some thousand rows; what is beyond is drawn at the edge.
    i64::try_from(of.min(1_000_000)).unwrap_or(0)
}
