//! Kinks, found by construction: from piece to piece, and what differs between two of them.

use super::{
    Kink, Kinks, NotFollowed, PayRange, Place,
    piece::{Line, Note, Piece, is_part},
    polynomial::Polynomial,
};
use crate::{
    error::{Error, Result},
    law::RulePack,
    money::{Money, Rounding},
    tax::wages::{Payment, Profile},
    trace::{Citation, Step},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// The kinks of a profile's taxes and contributions in a range of pay; see the [module](super).
///
/// Amounts and rates are rounded by `rounding`. What a piece could not follow is in [`Kinks::not_followed`] and has no
/// kinks there.
///
/// # Errors
/// `input.invalid` when the range ends before it begins or has more than [`PayRange::most_pieces`] pieces, `number.negative`,
/// `money.mixed_currencies`, `number.out_of_range`, and those of [`assess`](super::super::assess) for any pay of the range.
pub fn kinks(
    profile: &Profile,
    payment: &Payment,
    range: &PayRange,
    rounding: Rounding,
    pack: &RulePack,
) -> Result<Kinks> {
    let place = Place::new(profile, payment, rounding, pack)?;
    let (from, to) = (place.minor("from", range.from)?, place.minor("to", range.to)?);
    if to < from {
        return Err(Error::invalid("to", range.to, &format!("the range begins at {}", range.from)));
    }
    if range.most_pieces == 0 {
        return Err(Error::invalid("most_pieces", 0, "a range has at least one piece"));
    }
    // What is refused at the far end is refused before anything is followed.
    place.law.assess(profile, &place.paying(range.to)?)?;
    let mut piece = place.piece(from, to)?;
    let (mut kinks, mut not_followed) = (Vec::new(), Vec::new());
    let mut pieces = 1;
    place.note_unfollowed(&piece, &mut not_followed);
    while piece.through < to {
        pieces += 1;
        if pieces > range.most_pieces {
            let reached = Money::minor(piece.through, place.currency);
            let wanted = format!(
                "the rule was followed to {reached} and goes on; allow more pieces, or take the rest as a range of its own"
            );
            return Err(Error::invalid("most_pieces", range.most_pieces, &wanted));
        }
        let next = place.piece(piece.through.saturating_add(1), to)?;
        let turn = Turn { place: &place, piece: &piece, next: &next };
        // A line that there is on one side only begins with nothing, or ends with it.
        for line in &next.lines {
            let before = piece.lines.iter().find(|before| before.is(line));
            kinks.extend(match before {
                Some(before) => turn.kink(before, line)?,
                None => turn.kink(&line.nothing(), line)?,
            });
        }
        for line in &piece.lines {
            if !next.lines.iter().any(|after| after.is(line)) {
                kinks.extend(turn.kink(line, &line.nothing())?);
            }
        }
        piece = next;
        place.note_unfollowed(&piece, &mut not_followed);
    }
    kinks.sort_by_key(|kink: &Kink| kink.after.amount());
    Ok(Kinks {
        from: range.from,
        to: range.to,
        kinks,
        not_followed,
        pack: piece.pack,
        revision: piece.revision,
    })
}

impl Place<'_> {
    /// Adds the lines that this piece could not follow; neighbouring stretches of the same are one.
    fn note_unfollowed(&self, piece: &Piece, all: &mut Vec<NotFollowed>) {
        let money = |units| Money::minor(units, self.currency);
        for line in &piece.lines {
            let Err(step) = line.amount else { continue };
            let (from, through) = (money(piece.at), money(piece.through));
            let before = all.iter_mut().rev().find(|one| one.code == line.code && one.payer == line.payer);
            match before {
                Some(before)
                    if before.step == step.id && before.through == money(piece.at.saturating_sub(1)) =>
                {
                    before.through = through;
                }
                _ => all.push(NotFollowed {
                    code: line.code.clone(),
                    name: line.name.clone(),
                    payer: line.payer,
                    step: step.id.to_owned(),
                    from,
                    through,
                }),
            }
        }
    }
}

/// What changes in a line.
struct Change {
    /// The last pay of what was before.
    after: i64,
    /// Before and after.
    rates: [Polynomial; 2],
    jump: Polynomial,
}

/// Where one piece ends and the next begins.
struct Turn<'a> {
    place: &'a Place<'a>,
    piece: &'a Piece,
    next: &'a Piece,
}

impl Turn<'_> {
    /// The kink of a line, when it has one.
    fn kink(&self, before: &Line, line: &Line) -> Result<Option<Kink>> {
        let (Ok(lower), Ok(upper)) = (before.amount, line.amount) else { return Ok(None) };
        if lower == upper {
            return Ok(None);
        }
        let reached = Money::minor(self.piece.through, self.place.currency);
        let unread = || Error::overflow("to", reached, "the rates of a line at a kink");
        let Change { after, rates, jump } = self.change(lower, upper).ok_or_else(unread)?;
        let [rate_before, rate_after] = rates;
        if rate_before == rate_after && jump == Polynomial::ZERO {
            return Ok(None);
        }
        let read = |value: Polynomial| value.read(self.place.rounding).ok_or_else(unread);
        let (step, limit, cited) = self.cause(line.root);
        Ok(Some(Kink {
            after: Money::minor(after, self.place.currency),
            code: line.code.clone(),
            name: line.name.clone(),
            payer: line.payer,
            rate_before: read(rate_before)?,
            rate_after: read(rate_after)?,
            jump: read(jump)?,
            step: step.id.to_owned(),
            step_name: step.name.to_owned(),
            limit,
            cited,
        }))
    }

    /// What changes from one polynomial to the other. None when a figure does not fit.
    fn change(&self, lower: Polynomial, upper: Polynomial) -> Option<Change> {
        let digits = self.place.digits();
        let end = self.piece.through;
        let difference = upper.subtract(lower)?;
        let (there, beyond) = (difference.above_zero(end)?, difference.above_zero(end.checked_add(1)?)?);
        // The two meet between the last pay of the one and the first of the other: the rule does not jump.
        let meets = there == 0 || beyond == 0 || (there > 0) != (beyond > 0);
        let after = if there != 0 && beyond == 0 { end.checked_add(1)? } else { end };
        let jump = if meets { Polynomial::ZERO } else { difference.at(end)? };
        Some(Change { after, rates: [lower.rate(after, digits)?, upper.rate(after, digits)?], jump })
    }

    /// The first and deepest step of a line that differs, what the rule compared with, and where that stands in the law.
    fn cause(&self, root: &'static Step) -> (&'static Step, Option<Decimal>, Vec<Citation>) {
        let all: Vec<&Note> = self.next.notes.iter().chain(&self.piece.notes).collect();
        let differs = |note: &Note| {
            let in_it = |piece: &Piece| piece.notes.iter().any(|one| one.is(note) && one.value == note.value);
            !(in_it(self.piece) && in_it(self.next))
        };
        let of_line: Vec<&Note> = all.iter().copied().filter(|note| is_part(note.step, root)).collect();
        let changed: Vec<&Note> = of_line.iter().copied().filter(|note| differs(note)).collect();
        let has_parts = |note: &Note| {
            changed.iter().any(|part| !std::ptr::eq(part.step, note.step) && is_part(part.step, note.step))
        };
        let step = changed.iter().find(|note| !has_parts(note)).map_or(root, |note| note.step);
        let mut limits: Vec<Decimal> = self.piece.limits.iter().filter_map(Polynomial::exact).collect();
        limits.dedup();
        let own = |note: &&&Note| std::ptr::eq(note.step, step);
        // Figures that the line took over from others stand before it.
        let earlier = all.iter().take_while(|note| !is_part(note.step, root)).filter(|note| differs(note));
        let candidates = changed.iter().filter(own).chain(&changed).chain(&of_line).chain(earlier);
        // The parameter that holds the very figure that was compared with, or that the figure was made from.
        for note in candidates {
            for limit in limits.iter().filter(|limit| !limit.is_zero()) {
                let noted = note.value.and_then(|value| value.exact()) == Some(*limit);
                let day = note.day.unwrap_or(self.place.day);
                let holds = |key: &&String| noted || self.place.holds(key, day, *limit);
                let cited: Vec<Citation> =
                    note.keys.iter().filter(holds).filter_map(|key| self.place.cite(key, day)).collect();
                if !cited.is_empty() {
                    return (step, Some(*limit), cited);
                }
            }
        }
        // Else all that the step rests on, or its parts.
        let mut cited: Vec<Citation> = Vec::new();
        let part = |note: &&&Note| is_part(note.step, step);
        for notes in [of_line.iter().filter(own).collect::<Vec<_>>(), of_line.iter().filter(part).collect()] {
            for (key, day) in notes.into_iter().flat_map(|note| note.keys.iter().map(|key| (key, note.day))) {
                if !cited.iter().any(|one| one.key == *key) {
                    cited.extend(self.place.cite(key, day.unwrap_or(self.place.day)));
                }
            }
            if !cited.is_empty() {
                break;
            }
        }
        (step, limits.first().copied().filter(|_| limits.len() == 1), cited)
    }
}

impl Place<'_> {
    fn cite(&self, key: &str, day: NaiveDate) -> Option<Citation> {
        self.pack.citation(key, day)
    }

    /// Whether a parameter of the pack is that figure, or a scale with a band that begins there.
    fn holds(&self, key: &str, day: NaiveDate, figure: Decimal) -> bool {
        let number = self.pack.amount(key, day).or_else(|_| self.pack.rate(key, day));
        match number {
            Ok(number) => number.value == figure,
            Err(_) => self
                .pack
                .scale(key, day)
                .is_ok_and(|scale| scale.bands.iter().any(|band| band.above == figure)),
        }
    }
}
