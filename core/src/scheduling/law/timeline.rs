//! The work of one person as whole minutes of UTC, ready to be judged.

use super::work::{Break, Kind, Work};
use crate::error::{Code, Error, Result};

/// Minutes of a day.
pub(super) const DAY: i64 = 1440;

/// A stretch of work. Moments are minutes since 1970 in UTC.
#[derive(Clone, Copy, Debug)]
pub(in crate::scheduling) struct Spell {
    pub start: i64,
    pub end: i64,
    /// Minutes ahead of UTC at its start and at its end.
    pub offsets: (i64, i64),
    /// Its minutes without unpaid breaks.
    pub worked: i64,
    /// Its breaks: the first of them, and how many.
    breaks: (usize, usize),
}

impl Spell {
    /// The local day on which it starts, in days since 1970.
    pub fn day(&self) -> i64 {
        self.local_start().div_euclid(DAY)
    }

    /// Minutes since 1970 on the local clock at its start.
    pub fn local_start(&self) -> i64 {
        self.start + self.offsets.0
    }

    /// Minutes since 1970 on the local clock at its end.
    pub fn local_end(&self) -> i64 {
        self.end + self.offsets.1
    }
}

/// A break between two moments.
#[derive(Clone, Copy, Debug)]
pub(in crate::scheduling) struct Pause {
    pub from: i64,
    pub to: i64,
    pub paid: bool,
}

/// All work of a person, in order, and the worked minutes of each day of the period. Made once and filled anew for each.
#[derive(Debug, Default)]
pub(in crate::scheduling) struct Timeline {
    pub spells: Vec<Spell>,
    pauses: Vec<Pause>,
    /// The first day of the period, in days since 1970.
    pub first: i64,
    /// Worked minutes of each day of the period; work over midnight belongs to both days.
    pub days: Vec<i64>,
    /// Worked minutes of all days before each day, and of all.
    pub before: Vec<i64>,
}

impl Timeline {
    /// Empty, for a period that begins with that day and has so many.
    pub fn of(first: i64, days: usize) -> Self {
        Self { first, days: vec![0; days], ..Self::default() }
    }

    /// Forgets all work.
    pub fn clear(&mut self) {
        self.spells.clear();
        self.pauses.clear();
        self.days.fill(0);
    }

    /// Adds a stretch of work. Call [`Timeline::finish`] when all are there.
    ///
    /// # Errors
    /// As [`Work::span`].
    pub fn add(&mut self, work: &Work) -> Result<()> {
        let (start, end) = work.span()?;
        if work.kind != Kind::Standby {
            let offsets = (work.start_offset.into(), work.end_offset.into());
            self.put(start, end, offsets, &work.breaks);
        }
        Ok(())
    }

    /// The same for a stretch that is already in minutes of UTC.
    ///
    /// # Errors
    /// As [`Work::span`].
    #[cfg(feature = "arrow")]
    pub fn add_minutes(&mut self, start: i64, end: i64, offsets: (i32, i32), breaks: &[Break]) -> Result<()> {
        super::work::offset_known("start_offset", offsets.0)?;
        super::work::offset_known("end_offset", offsets.1)?;
        super::work::check(start, end, breaks)?;
        self.put(start, end, (offsets.0.into(), offsets.1.into()), breaks);
        Ok(())
    }

    /// The same for a stretch that is known to have a length and its breaks within it, in order.
    pub fn put(&mut self, start: i64, end: i64, offsets: (i64, i64), breaks: &[Break]) {
        let (first, mut worked, mut since) = (self.pauses.len(), end - start, start);
        for pause in breaks {
            let from = start + i64::from(pause.after);
            let to = from + i64::from(pause.minutes);
            self.pauses.push(Pause { from, to, paid: pause.paid });
            if !pause.paid {
                worked -= to - from;
                self.count(since, from, offsets.0);
                since = to;
            }
        }
        self.count(since, end, offsets.0);
        self.spells.push(Spell { start, end, offsets, worked, breaks: (first, breaks.len()) });
    }

    /// Adds minutes of work to their local days.
    fn count(&mut self, from: i64, to: i64, offset: i64) {
        let (mut from, to) = (from + offset, to + offset);
        while from < to {
            let day = from.div_euclid(DAY);
            let until = to.min((day + 1) * DAY);
            let place = usize::try_from(day - self.first).ok();
            if let Some(minutes) = place.and_then(|place| self.days.get_mut(place)) {
                *minutes += until - from;
            }
            from = until;
        }
    }

    /// Puts the work in order.
    ///
    /// # Errors
    /// `scheduling.overlap` when two stretches overlap.
    pub fn finish(&mut self) -> Result<()> {
        if !self.spells.is_sorted_by_key(|spell| spell.start) {
            self.spells.sort_by_key(|spell| spell.start);
        }
        let mut pairs = self.spells.iter().zip(self.spells.iter().skip(1));
        if let Some((_, later)) = pairs.find(|(earlier, later)| later.start < earlier.end) {
            let moment = super::moment(later.local_start());
            let message = format!("work that starts at {moment} starts before earlier work has ended");
            return Err(Error::new(Code::SchedulingOverlap, "start", moment, message));
        }
        self.before.clear();
        let mut sum = 0;
        self.before.push(0);
        self.before.extend(self.days.iter().map(|minutes| {
            sum += minutes;
            sum
        }));
        Ok(())
    }

    /// The minutes of a day of the period, in days since 1970; 0 of others.
    pub fn on(&self, day: i64) -> i64 {
        let place = usize::try_from(day - self.first).ok();
        place.and_then(|place| self.days.get(place)).copied().unwrap_or(0)
    }

    /// The breaks of a stretch of work.
    pub fn pauses(&self, spell: &Spell) -> impl Iterator<Item = &Pause> + use<'_> {
        self.pauses.iter().skip(spell.breaks.0).take(spell.breaks.1)
    }

    /// The parts of a stretch in which there is work, without unpaid breaks.
    pub fn parts(&self, spell: &Spell) -> impl Iterator<Item = (i64, i64)> {
        let unpaid = || self.pauses(spell).filter(|pause| !pause.paid);
        let starts = std::iter::once(spell.start).chain(unpaid().map(|pause| pause.to));
        starts.zip(unpaid().map(|pause| pause.from).chain(std::iter::once(spell.end)))
    }
}
