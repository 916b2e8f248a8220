//! Pauses in a working day.

use super::{super::timeline::Timeline, Found};

/// Pauses of a working day, which ends with `apart` minutes without work.
pub(super) fn pause(
    work: &Timeline,
    after: i64,
    minutes: i64,
    (each, apart): (i64, i64),
    found: &mut impl FnMut(Found),
) {
    for day in work.spells.chunk_by(|one, next| next.start - one.end < apart) {
        let worked: i64 = day.iter().map(|spell| spell.worked).sum();
        if worked <= after {
            continue;
        }
        let within = day.iter().flat_map(|spell| work.pauses(spell)).map(|pause| pause.to - pause.from);
        let between = day.iter().zip(day.iter().skip(1)).map(|(one, next)| next.start - one.end);
        let amount: i64 = within.chain(between).filter(|pause| *pause >= each).sum();
        if let Some(first) = day.first()
            && amount < minutes
        {
            found(Found { first: first.day(), last: first.day(), amount, limit: minutes });
        }
    }
}

/// Work from the end of one pause of at least `pause` to the beginning of the next.
pub(super) fn stretch(work: &Timeline, minutes: i64, pause: i64, found: &mut impl FnMut(Found)) {
    let mut end = i64::MIN / 2;
    // The stretch at hand: the day and the moment at which it began.
    let (mut day, mut since) = (0, 0);
    let mut ended = |day: i64, since: i64, until: i64| {
        if until - since > minutes {
            found(Found { first: day, last: day, amount: until - since, limit: minutes });
        }
    };
    for spell in &work.spells {
        if spell.start - end >= pause {
            if end > since {
                ended(day, since, end);
            }
            (day, since) = (spell.day(), spell.start);
        }
        for rest in work.pauses(spell).filter(|rest| rest.to - rest.from >= pause) {
            ended(day, since, rest.from);
            (day, since) = (spell.day(), rest.to);
        }
        end = spell.end;
    }
    if end > since {
        ended(day, since, end);
    }
}
