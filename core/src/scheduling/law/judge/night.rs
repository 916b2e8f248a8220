//! Work at night.

use super::{
    super::{
        limit::Night,
        timeline::{DAY, Spell, Timeline},
    },
    Found,
};

/// Minutes of a stretch of work that fall into the night, by the clock at its start.
fn at_night(work: &Timeline, spell: &Spell, night: Night) -> i64 {
    let (from, to) = (i64::from(night.from), i64::from(night.to));
    let to = if to <= from { to + DAY } else { to };
    let offset = spell.offsets.0;
    let mut minutes = 0;
    for (start, end) in work.parts(spell) {
        let (start, end) = (start + offset, end + offset);
        // The night of the day before may reach into the first day.
        let mut midnight = (start.div_euclid(DAY) - 1) * DAY;
        while midnight + from < end {
            minutes += (end.min(midnight + to) - start.max(midnight + from)).max(0);
            midnight += DAY;
        }
    }
    minutes
}

/// No work in the night.
pub(super) fn none(work: &Timeline, night: Night, found: &mut impl FnMut(Found)) {
    for spell in &work.spells {
        let amount = at_night(work, spell, night);
        if amount > 0 {
            found(Found { first: spell.day(), last: spell.day(), amount, limit: 0 });
        }
    }
}

/// Work within so many minutes from any start of work, where some of it falls into the night. The work that a breach
/// counts begins no other one.
pub(super) fn hours(work: &Timeline, minutes: i64, within: i64, night: Night, found: &mut impl FnMut(Found)) {
    let mut rest = work.spells.as_slice();
    while let Some((first, later)) = rest.split_first() {
        let closes = first.start + within;
        let inside = || rest.iter().take_while(|spell| spell.start < closes);
        let before = |spell: &Spell| -> i64 {
            work.parts(spell).map(|(from, to)| (to.min(closes) - from).max(0)).sum()
        };
        let amount: i64 = inside().map(before).sum();
        rest = later;
        if amount > minutes && inside_at_night(work, first, later, closes, night) {
            found(Found { first: first.day(), last: first.day(), amount, limit: minutes });
            while let Some((_, later)) = rest.split_first().filter(|(next, _)| next.start < closes) {
                rest = later;
            }
        }
    }
}

fn inside_at_night(work: &Timeline, first: &Spell, later: &[Spell], closes: i64, night: Night) -> bool {
    let later = later.iter().take_while(|spell| spell.start < closes);
    std::iter::once(first).chain(later).any(|spell| at_night(work, spell, night) > 0)
}
