//! Counting: a shift's minutes sorted by what they are paid.

use super::{
    Accounting, DayKind, Definition, Night, Overtime, Premium, Recalculation, Rules, Shift, Together,
};
use crate::{
    error::{Code, Error, Result, exact},
    money::{Mode, Money, Price, Rounding, number},
};
use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const MINUTES_PER_DAY: i64 = 24 * 60;
const LONGEST: i64 = 7 * MINUTES_PER_DAY;
const MINUTES_PER_HOUR: Decimal = Decimal::from_parts(60, 0, 0, false, 0);

/// Minutes of a shift that are paid alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// How many minutes.
    pub minutes: i64,
    /// Why they are paid more; empty when they are not.
    #[serde(default)]
    pub premiums: Vec<Premium>,
    /// What the rate is multiplied by, all premiums together.
    #[serde(with = "exact::text")]
    pub factor: Decimal,
}

/// What became of a shift: its minutes, in whole and by what they are paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counted {
    /// Minutes worked, breaks left out.
    pub minutes: i64,
    /// Those of them that earn the night premium.
    pub night_minutes: i64,
    /// Those of them that are overtime.
    pub overtime_minutes: i64,
    /// The time that counts toward overtime: more than `minutes` where the night multiplies time.
    #[serde(with = "exact::text")]
    pub counted_minutes: Decimal,
    /// All minutes, by what they are paid.
    pub parts: Vec<Part>,
}

impl Counted {
    /// The pay at a rate by the hour: the sum of minutes × factor, × rate ÷ 60, rounded once.
    ///
    /// # Errors
    /// `number.out_of_range` naming `rate`, `money.too_many_decimals` when the rounding is finer than the currency.
    pub fn pay(&self, rate: Price, by: Rounding) -> Result<Money> {
        let lost = || Error::overflow("rate", rate, "rate × paid minutes ÷ 60");
        let paid = self.parts.iter().try_fold(Decimal::ZERO, |sum, part| {
            exact::add(sum, exact::multiply(part.minutes.into(), part.factor)?)
        });
        let pay = paid.and_then(|paid| number::ratio(rate.amount(), paid, MINUTES_PER_HOUR, by));
        Money::new(pay.ok_or_else(lost)?, rate.currency())
    }
}

/// Counts one shift by itself: overtime by the week is seen only within it.
///
/// # Errors
/// See [`count_all`]; the field is told without the shift's index.
pub fn count(shift: &Shift, rules: &Rules) -> Result<Counted> {
    let rules = Checked::of(rules)?;
    rules.count(pieces(shift, &rules)?, shift, &mut Used::default())
}

/// Counts one person's shifts, in any order, with overtime by the day and by the week; the result is in the order given.
/// Hand over whole weeks: a week that began before the first shift is not known.
///
/// # Errors
/// `payroll.negative_hours` when a shift ends before it starts, or a break is below zero or longer than the work;
/// `input.invalid` when two shifts or breaks overlap, a time has seconds, a shift is longer than seven days, a factor is
/// below 1 or a window is empty; `input.missing` when two premiums meet and `together` is not said;
/// `number.out_of_range`.
pub fn count_all(shifts: &[Shift], rules: &Rules) -> Result<Vec<Counted>> {
    let rules = Checked::of(rules)?;
    let mut order: Vec<(usize, &Shift)> = shifts.iter().enumerate().collect();
    order.sort_by_key(|(_, shift)| shift.start);
    let mut used = Used::default();
    let mut counted: Vec<(usize, Counted)> = Vec::with_capacity(shifts.len());
    let mut before: Option<NaiveDateTime> = None;
    for (index, shift) in order {
        let at = |error: Error| error.within(format!("shifts.{index}"));
        let pieces = pieces(shift, &rules).map_err(at)?;
        if before.is_some_and(|end| shift.start < end) {
            let wanted = "another shift of the same person had not ended by then";
            return Err(at(Error::invalid("start", shift.start, wanted)));
        }
        before = Some(shift.end);
        counted.push((index, rules.count(pieces, shift, &mut used).map_err(at)?));
    }
    counted.sort_by_key(|(index, _)| *index);
    Ok(counted.into_iter().map(|(_, counted)| counted).collect())
}

/// Time counted so far that was not overtime, by the day and by the first day of the week.
#[derive(Default)]
struct Used {
    days: BTreeMap<NaiveDate, Decimal>,
    weeks: BTreeMap<NaiveDate, Decimal>,
}

/// Rules whose figures were found fit.
struct Checked<'a> {
    rules: &'a Rules,
    window: Option<Window>,
}

/// A window that opens at the same minute of every day.
#[derive(Clone, Copy)]
struct Window {
    from: i64,
    length: i64,
}

impl Window {
    /// The openings that may touch what begins at `start` and ends at `end`.
    fn openings(self, start: i64, end: i64) -> impl Iterator<Item = (i64, i64)> {
        let first = start - (start - self.from).rem_euclid(MINUTES_PER_DAY);
        (0..)
            .map(move |day| first + day * MINUTES_PER_DAY)
            .take_while(move |from| *from < end)
            .map(move |from| (from, from + self.length))
    }

    fn makes_night(self, night: &Night, start: i64, end: i64, least: Decimal) -> bool {
        match night.definition {
            Definition::ByOverlapping => {
                let overlap: i64 =
                    self.openings(start, end).map(|(from, to)| (to.min(end) - from.max(start)).max(0)).sum();
                overlap > 0 && Decimal::from(overlap) >= least
            }
            Definition::ByFullEntry => self.openings(start, end).any(|(from, to)| from <= start && end <= to),
            Definition::AtBeginning => (start - self.from).rem_euclid(MINUTES_PER_DAY) < self.length,
        }
    }
}

/// Consecutive minutes that are worked, all in the night window's reach or all outside it.
#[derive(Clone, Copy)]
struct Piece {
    minutes: i64,
    night: bool,
}

impl<'a> Checked<'a> {
    fn of(rules: &'a Rules) -> Result<Self> {
        let mut factors = vec![
            ("holiday_factor", rules.holiday_factor),
            ("day_off_factor", rules.day_off_factor),
            ("overtime.factor", rules.overtime.as_ref().map(|overtime| overtime.factor)),
            ("night.factor", rules.night.as_ref().map(|night| night.factor)),
        ];
        factors.retain(|(_, factor)| factor.is_some_and(|factor| factor < Decimal::ONE));
        if let Some((field, Some(factor))) = factors.first() {
            return Err(Error::invalid(field, factor, "a premium's factor is at least 1, such as 1.5"));
        }
        let mut hours = vec![("night.minimum_hours", rules.night.as_ref().map(|night| night.minimum_hours))];
        if let Some(Overtime { daily_hours, weekly_hours, .. }) = &rules.overtime {
            if daily_hours.is_none() && weekly_hours.is_none() {
                return Err(Error::missing("overtime.daily_hours"));
            }
            hours.extend([("overtime.daily_hours", *daily_hours), ("overtime.weekly_hours", *weekly_hours)]);
        }
        hours.retain(|(_, hours)| hours.is_some_and(|hours| hours < Decimal::ZERO));
        if let Some((field, Some(hours))) = hours.first() {
            return Err(negative(field, hours, "hours are not below zero"));
        }
        let window = rules.night.as_ref().map(window).transpose()?;
        Ok(Self { rules, window })
    }

    fn count(&self, pieces: Vec<Piece>, shift: &Shift, used: &mut Used) -> Result<Counted> {
        let mut counted = Counted {
            minutes: 0,
            night_minutes: 0,
            overtime_minutes: 0,
            counted_minutes: Decimal::ZERO,
            parts: vec![],
        };
        for piece in pieces {
            let overtime = self.overtime(piece, shift, used)?;
            self.book(&mut counted, Piece { minutes: piece.minutes - overtime, ..piece }, shift.day, false)?;
            self.book(&mut counted, Piece { minutes: overtime, ..piece }, shift.day, true)?;
        }
        Ok(counted)
    }

    /// What a minute of the piece counts as, toward overtime.
    fn weight(&self, piece: Piece) -> Decimal {
        match &self.rules.night {
            Some(night) if piece.night && night.recalculation == Recalculation::Time => night.factor,
            _ => Decimal::ONE,
        }
    }

    /// How many minutes of the piece are overtime, its last ones; the others are booked as used.
    fn overtime(&self, piece: Piece, shift: &Shift, used: &mut Used) -> Result<i64> {
        let Some(rule) = &self.rules.overtime else { return Ok(0) };
        let lost = || Error::overflow("start", shift.start, "time counted toward overtime");
        let day = shift.start.date();
        let back = u64::from(day.weekday().days_since(rule.week_starts));
        let week = day.checked_sub_days(Days::new(back)).unwrap_or(day);
        let (by_day, by_week) = (used.days.entry(day).or_default(), used.weeks.entry(week).or_default());
        let left = |hours: Option<Decimal>, used: Decimal| -> Result<Option<Decimal>> {
            let Some(hours) = hours else { return Ok(None) };
            let threshold = exact::multiply(hours, MINUTES_PER_HOUR);
            let left = threshold.and_then(|threshold| exact::subtract(threshold, used)).ok_or_else(lost)?;
            Ok(Some(left.max(Decimal::ZERO)))
        };
        let weight = self.weight(piece);
        let nearer = [left(rule.daily_hours, *by_day)?, left(rule.weekly_hours, *by_week)?];
        let minutes = Decimal::from(piece.minutes);
        let mut plain = minutes;
        for left in nearer.into_iter().flatten() {
            let whole = number::ratio(left, Decimal::ONE, weight, Rounding::of(1, 0, Mode::Ceiling));
            plain = plain.min(whole.ok_or_else(lost)?);
        }
        let booked = exact::multiply(plain, weight).ok_or_else(lost)?;
        *by_day = exact::add(*by_day, booked).ok_or_else(lost)?;
        *by_week = exact::add(*by_week, booked).ok_or_else(lost)?;
        let overtime = exact::subtract(minutes, plain).and_then(|left| i64::try_from(left).ok());
        overtime.ok_or_else(lost)
    }

    fn book(&self, counted: &mut Counted, piece: Piece, day: DayKind, overtime: bool) -> Result<()> {
        if piece.minutes == 0 {
            return Ok(());
        }
        let lost = || Error::overflow("factor", piece.minutes, "minutes × factor");
        let rules = self.rules;
        let mut earned: Vec<(Premium, Decimal)> = Vec::new();
        if let Some(night) = rules.night.as_ref().filter(|_| piece.night) {
            earned.push((Premium::Night, night.factor));
        }
        match day {
            DayKind::Ordinary => {}
            DayKind::Holiday => earned.extend(rules.holiday_factor.map(|factor| (Premium::Holiday, factor))),
            DayKind::DayOff => earned.extend(rules.day_off_factor.map(|factor| (Premium::DayOff, factor))),
        }
        if let Some(rule) = rules.overtime.as_ref().filter(|_| overtime) {
            earned.push((Premium::Overtime, rule.factor));
        }
        let factor = together(&earned, rules.together)?.ok_or_else(lost)?;
        counted.minutes += piece.minutes;
        counted.night_minutes += if piece.night { piece.minutes } else { 0 };
        counted.overtime_minutes += if overtime { piece.minutes } else { 0 };
        let weighted = exact::multiply(piece.minutes.into(), self.weight(piece));
        counted.counted_minutes = weighted
            .and_then(|weighted| exact::add(counted.counted_minutes, weighted))
            .ok_or_else(lost)?
            .normalize();
        let premiums: Vec<Premium> = earned.into_iter().map(|(premium, _)| premium).collect();
        match counted.parts.iter_mut().find(|part| part.premiums == premiums) {
            Some(part) => part.minutes += piece.minutes,
            None => counted.parts.push(Part { minutes: piece.minutes, premiums, factor }),
        }
        Ok(())
    }
}

/// The factor of several premiums; None when it has no exact value.
fn together(earned: &[(Premium, Decimal)], rule: Option<Together>) -> Result<Option<Decimal>> {
    let factors = earned.iter().map(|(_, factor)| *factor);
    Ok(match (earned, rule) {
        ([], _) => Some(Decimal::ONE),
        ([(_, factor)], _) => Some(*factor),
        (_, Some(Together::Add)) => factors
            .into_iter()
            .try_fold(Decimal::ONE, |sum, factor| exact::add(sum, exact::subtract(factor, Decimal::ONE)?)),
        (_, Some(Together::Multiply)) => factors.into_iter().try_fold(Decimal::ONE, exact::multiply),
        (_, Some(Together::Greatest)) => factors.into_iter().max(),
        (_, None) => {
            let names: Vec<&str> = earned.iter().map(|(premium, _)| premium.name()).collect();
            let names = names.join(" and ");
            let message = format!(
                "`together` is missing: a minute earns {names}, and nothing says whether premiums add, multiply or the greatest counts"
            );
            return Err(Error::new(Code::InputMissing, "together", "", message));
        }
    })
}

fn negative(field: &str, value: impl std::fmt::Display, why: &str) -> Error {
    let message = format!("`{field}` is `{value}`: {why}");
    Error::new(Code::PayrollNegativeHours, field, value, message)
}

fn minute_of(time: NaiveTime) -> i64 {
    i64::from(time.num_seconds_from_midnight() / 60)
}

fn whole(field: &str, time: NaiveTime) -> Result<()> {
    if time.second() == 0 && time.nanosecond() == 0 {
        return Ok(());
    }
    Err(Error::invalid(field, time, "hours are counted in whole minutes: leave the seconds out"))
}

fn window(night: &Night) -> Result<Window> {
    whole("night.from", night.from)?;
    whole("night.to", night.to)?;
    let (from, to) = (minute_of(night.from), minute_of(night.to));
    match (to - from).rem_euclid(MINUTES_PER_DAY) {
        0 => Err(Error::invalid("night.to", night.to, "the window ends when it begins: let it end later")),
        length => Ok(Window { from, length }),
    }
}

fn moment(field: &str, moment: NaiveDateTime) -> Result<i64> {
    whole(field, moment.time())?;
    Ok(moment.and_utc().timestamp().div_euclid(60))
}

/// The worked minutes of a shift, in order, breaks taken out.
fn pieces(shift: &Shift, rules: &Checked) -> Result<Vec<Piece>> {
    let (start, end) = (moment("start", shift.start)?, moment("end", shift.end)?);
    if end < start {
        let why = format!("the shift began at {}, after that", shift.start);
        return Err(negative("end", shift.end, &why));
    }
    if end - start > LONGEST {
        return Err(Error::invalid(
            "end",
            shift.end,
            "a shift longer than seven days: probably a wrong date",
        ));
    }
    let (placed, mut unplaced) = breaks(shift, start, end)?;
    let mut worked = Vec::with_capacity(placed.len() + 1);
    let mut from = start;
    for (pause, resume) in placed {
        worked.push((from, pause));
        from = resume;
    }
    worked.push((from, end));

    let mut pieces: Vec<Piece> = Vec::new();
    let mut push = |minutes: i64, night: bool| {
        if minutes > 0 {
            pieces.push(Piece { minutes, night });
        }
    };
    let night = rules.rules.night.as_ref().zip(rules.window);
    let night = match night {
        Some((night, window)) => {
            let least = exact::multiply(night.minimum_hours, MINUTES_PER_HOUR).ok_or_else(|| {
                Error::overflow("night.minimum_hours", night.minimum_hours, "minimum hours × 60")
            })?;
            Some((night, window)).filter(|_| window.makes_night(night, start, end, least))
        }
        None => None,
    };
    for (from, to) in worked {
        match night {
            None => push(to - from, false),
            Some((Night { accounting: Accounting::AllShiftTime, .. }, _)) => push(to - from, true),
            Some((_, window)) => {
                let mut at = from;
                for (opens, closes) in window.openings(from, to) {
                    let (opens, closes) = (opens.clamp(at, to), closes.clamp(at, to));
                    push(opens - at, false);
                    push(closes - opens, true);
                    at = closes;
                }
                push(to - at, false);
            }
        }
    }
    let minutes: i64 = pieces.iter().map(|piece| piece.minutes).sum();
    if unplaced > minutes {
        let why = format!("only {minutes} minutes were worked, breaks cannot be longer");
        return Err(negative("breaks", unplaced, &why));
    }
    for night in [false, true] {
        for piece in pieces.iter_mut().filter(|piece| piece.night == night) {
            let taken = unplaced.min(piece.minutes);
            piece.minutes -= taken;
            unplaced -= taken;
        }
    }
    Ok(pieces)
}

/// The breaks whose hour is known, in order, and the minutes of the others.
fn breaks(shift: &Shift, start: i64, end: i64) -> Result<(Vec<(i64, i64)>, i64)> {
    let (mut placed, mut unplaced) = (Vec::new(), 0i64);
    for (index, pause) in shift.breaks.iter().enumerate() {
        let at = |error: Error| error.within(format!("breaks.{index}"));
        if pause.minutes < 0 {
            return Err(at(negative("minutes", pause.minutes, "a break is not below zero")));
        }
        // A break is at most as long as the shift, so no sum below can leave the range.
        if pause.minutes > end - start {
            return Err(at(negative("minutes", pause.minutes, "the break is longer than the shift")));
        }
        match pause.start {
            None => unplaced = unplaced.saturating_add(pause.minutes),
            Some(began) => {
                let from = moment("start", began).map_err(at)?;
                if from < start || from + pause.minutes > end {
                    return Err(at(Error::invalid("start", began, "the break lies outside the shift")));
                }
                placed.push((from, from + pause.minutes, index));
            }
        }
    }
    placed.sort_unstable();
    for (earlier, later) in placed.iter().zip(placed.iter().skip(1)) {
        if later.0 < earlier.1 {
            let at = later.2;
            let error = Error::invalid("start", later.0, "another break had not ended by then");
            return Err(error.within(format!("breaks.{at}")));
        }
    }
    Ok((placed.into_iter().map(|(from, to, _)| (from, to)).collect(), unplaced))
}
