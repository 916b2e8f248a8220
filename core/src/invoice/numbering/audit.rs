//! The judge of counters: gaps, repetitions, order, what was lost.

use super::find::{Range, complement, held, without};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What an audit covers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// The first number that must be there; else the smallest that is given.
    #[serde(default)]
    pub first: Option<u64>,
    /// The number that comes next: all before it must be there; else the greatest that is given is the end.
    #[serde(default)]
    pub next: Option<u64>,
    /// Numbers that were declared void, with a reason that is kept elsewhere.
    #[serde(default)]
    pub voids: Vec<u64>,
    /// Blocks that tills hold and have not given back: their numbers may be there, or not yet.
    #[serde(default)]
    pub reserved: Vec<Reserved>,
    /// Numbers that clients were told: each must be there.
    #[serde(default)]
    pub told: Vec<u64>,
}

/// A block of numbers that a till holds, the first and the last included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reserved {
    /// The first day of the period, where the series restarts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<NaiveDate>,
    /// The first number of the block.
    pub first: u64,
    /// The last number of the block.
    pub last: u64,
}

/// Numbers that are neither issued nor void nor reserved, the first and the last included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    /// The first day of the period, where the series restarts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<NaiveDate>,
    /// The first number that is missing.
    pub first: u64,
    /// The last number that is missing.
    pub last: u64,
}

/// A number within its period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The first day of the period, where the series restarts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<NaiveDate>,
    /// The counter.
    pub number: u64,
}

/// What an audit found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Audit {
    /// Numbers that are missing, as closed ranges, ascending.
    pub gaps: Vec<Gap>,
    /// Numbers that are there more than once, or both issued and void; ascending, each once.
    pub repeats: Vec<Place>,
    /// Numbers smaller than one that stands before them, in the order given.
    pub out_of_order: Vec<Place>,
    /// Numbers that the series has not given yet: its counter went back.
    #[serde(default)]
    pub beyond: Vec<Place>,
    /// Numbers whose text is of another day than their document, or, where the series is chronological, that have an
    /// earlier day than a smaller number.
    #[serde(default)]
    pub wrong_day: Vec<Place>,
    /// Texts whose check digits are wrong; else they would be numbers of the series.
    #[serde(default)]
    pub wrong_check: Vec<String>,
    /// Texts that the series does not write so for that day and counter.
    #[serde(default)]
    pub altered: Vec<String>,
    /// Numbers that a client was told and that are not in the books; ascending, each once.
    #[serde(default)]
    pub lost: Vec<Place>,
    /// Numbers that a client was told with another document than the books have; ascending, each once.
    #[serde(default)]
    pub changed: Vec<Place>,
}

impl Audit {
    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.gaps.is_empty()
            && self.repeats.is_empty()
            && self.out_of_order.is_empty()
            && self.beyond.is_empty()
            && self.wrong_day.is_empty()
            && self.wrong_check.is_empty()
            && self.altered.is_empty()
            && self.lost.is_empty()
            && self.changed.is_empty()
    }
}

/// Holds counters, in the order in which they were issued, against what the scope says must be there: gaps,
/// repetitions, order, and what clients were told. One pass over the counters where they ascend, and one over as many
/// bits where they do not.
///
/// Texts and days are judged by [`Series::audit`](super::Series::audit) and
/// [`Series::audit_books`](super::Series::audit_books).
///
/// ```
/// use backoffice::invoice::numbering::{Gap, Scope, audit};
///
/// let found = audit(&[1, 2, 4, 7], &Scope { voids: vec![3], ..Scope::default() });
/// assert_eq!(found.gaps, [Gap { period: None, first: 5, last: 6 }]);
///
/// let found = audit(&[1, 2], &Scope { told: vec![2, 3], next: Some(3), ..Scope::default() });
/// assert_eq!(found.lost[0].number, 3); // no gap, and yet a client holds a number that the books do not have
/// ```
pub fn audit(numbers: &[u64], scope: &Scope) -> Audit {
    audit_period(numbers, scope, None)
}

/// [`audit`], of the numbers of one period.
pub(super) fn audit_period(numbers: &[u64], scope: &Scope, period: Option<NaiveDate>) -> Audit {
    let mut report = Audit::default();
    let place = |number| Place { period, number };
    let ascending = numbers.is_sorted_by(|one, next| one < next);
    if !ascending {
        let mut greatest = 0;
        for number in numbers {
            if *number < greatest {
                report.out_of_order.push(place(*number));
            }
            greatest = greatest.max(*number);
        }
    }
    let held = held(numbers, ascending);
    let mut voids = scope.voids.clone();
    voids.sort_unstable();
    voids.dedup();
    let mut kept: Vec<Range> = voids.iter().map(|number| Range { first: *number, last: *number }).collect();
    let blocks = scope.reserved.iter().filter(|block| block.first <= block.last);
    kept.extend(blocks.map(|block| Range { first: block.first, last: block.last }));
    kept.sort_unstable_by_key(|range| range.first);

    let mut repeats = held.repeats().to_vec();
    repeats.extend(voids.iter().filter(|number| held.has(**number)));
    repeats.sort_unstable();
    repeats.dedup();
    report.repeats = repeats.into_iter().map(place).collect();

    let smallest = [held.first(), kept.first().map(|range| range.first)].into_iter().flatten().min();
    let greatest = [held.last(), kept.iter().map(|range| range.last).max()].into_iter().flatten().max();
    let first = scope.first.or(smallest).or(scope.next).unwrap_or(1);
    let end = scope.next.and_then(|next| next.checked_sub(1)).max(greatest);
    if let Some(last) = end
        && first <= last
    {
        let missing = without(complement(&held, Range { first, last }), &kept);
        report.gaps = missing.map(|Range { first, last }| Gap { period, first, last }).collect();
    }
    if let Some(next) = scope.next
        && greatest >= Some(next)
    {
        let mut beyond: Vec<u64> =
            numbers.iter().chain(&voids).copied().filter(|number| *number >= next).collect();
        beyond.sort_unstable();
        beyond.dedup();
        report.beyond = beyond.into_iter().map(place).collect();
    }
    let mut lost: Vec<u64> = scope.told.iter().copied().filter(|number| !held.has(*number)).collect();
    lost.sort_unstable();
    lost.dedup();
    report.lost = lost.into_iter().map(place).collect();
    report
}
