//! Daily and weekly rest.

use super::{
    super::timeline::{DAY, Timeline},
    Found,
    hours::Windows,
};

/// The 24 hours of a daily rest begin with the work after the last one: within them there is a rest of `minutes`. Where
/// there is none, the longest there is counts as the daily rest, and the work after it begins the next 24 hours.
pub(super) fn daily(work: &Timeline, minutes: i64, within: i64, found: &mut impl FnMut(Found)) {
    let mut spells = work.spells.iter().peekable();
    while let Some(first) = spells.peek() {
        let (day, closes) = (first.day(), first.start + within);
        // The longest rest so far, and the work at hand.
        let mut longest = 0;
        let mut rested = spells.clone();
        while let Some(spell) = spells.next_if(|spell| spell.start < closes) {
            let next = spells.peek().map_or(i64::MAX, |next| next.start);
            let rest = next.min(closes) - spell.end;
            if rest > 0 && rest >= longest {
                longest = rest;
                rested = spells.clone();
            }
            if rest >= minutes {
                break;
            }
        }
        if longest < minutes {
            found(Found { first: day, last: day, amount: longest, limit: minutes });
        }
        if longest > 0 {
            spells = rested;
        }
    }
}

/// How many rests of which length.
#[derive(Clone, Copy)]
pub(super) struct Wanted {
    pub minutes: i64,
    pub beside: i64,
    pub times: i64,
}

impl Wanted {
    /// What a stretch without work is worth: itself where one rest is wanted, else the minutes that count.
    fn worth(self, rest: i64) -> i64 {
        if self.times == 1 { rest } else { ((rest - self.beside).max(0) / self.minutes) * self.minutes }
    }

    fn limit(self) -> i64 {
        if self.times == 1 { self.minutes + self.beside } else { self.minutes * self.times }
    }
}

/// Weekly rest: within each whole period, from local midnight to local midnight. Periods of more weeks than one begin
/// with the week in which the employment began.
pub(super) fn weekly(
    work: &Timeline,
    windows: &Windows,
    wanted: Wanted,
    (employed, weeks): (Option<i64>, i64),
    found: &mut impl FnMut(Found),
) {
    let limit = wanted.limit();
    let mut spells = work.spells.as_slice();
    for window in windows.counted_from(employed, weeks) {
        let (from, to) = (window.first * DAY, (window.last + 1) * DAY);
        while let Some((_, rest)) = spells.split_first().filter(|(first, _)| first.local_end() <= from) {
            spells = rest;
        }
        if employed.is_some_and(|day| day > window.first) {
            continue;
        }
        // Rest up to the first work and from the last on is told by the clock, between them by the time that passes.
        let mut within = spells.iter().take_while(|spell| spell.local_start() < to);
        let Some(first) = within.next() else { continue };
        let mut amount = wanted.worth(first.local_start() - from);
        let mut before = first;
        let mut add = |rest| amount = if wanted.times == 1 { amount.max(rest) } else { amount + rest };
        for spell in within {
            add(wanted.worth(spell.start - before.end));
            before = spell;
        }
        add(wanted.worth(to - before.local_end()));
        if amount < limit {
            found(Found { first: window.first, last: window.last, amount: amount.max(0), limit });
        }
    }
}
