//! The judge of every series: gaps, repetitions, order.

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
}

/// Numbers that are neither issued nor void, the first and the last included.
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
    /// Numbers of an earlier day than a smaller number has, where the series is chronological.
    #[serde(default)]
    pub wrong_day: Vec<Place>,
    /// Texts that the series does not write so for that day and counter.
    #[serde(default)]
    pub altered: Vec<String>,
}

impl Audit {
    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.gaps.is_empty()
            && self.repeats.is_empty()
            && self.out_of_order.is_empty()
            && self.beyond.is_empty()
            && self.wrong_day.is_empty()
            && self.altered.is_empty()
    }
}

/// Holds counters, in the order in which they were issued, against what the scope says must be there.
///
/// ```
/// use backoffice::invoice::numbering::{Gap, Scope, audit};
///
/// let found = audit(&[1, 2, 4, 7], &Scope { voids: vec![3], ..Scope::default() });
/// assert_eq!(found.gaps, [Gap { period: None, first: 5, last: 6 }]);
/// ```
pub fn audit(numbers: &[u64], scope: &Scope) -> Audit {
    let mut report = Audit::default();
    let place = |number| Place { period: None, number };
    let mut greatest = 0;
    for number in numbers {
        if *number < greatest {
            report.out_of_order.push(place(*number));
        }
        greatest = greatest.max(*number);
    }
    let mut voids = scope.voids.clone();
    voids.sort_unstable();
    voids.dedup();
    let mut all: Vec<u64> = numbers.iter().copied().chain(voids).collect();
    all.sort_unstable();
    let mut wanted = scope.first.or_else(|| all.first().copied()).or(scope.next).unwrap_or(1);
    let mut last = None;
    for number in all {
        if last == Some(number) {
            if report.repeats.last().map(|place| place.number) != Some(number) {
                report.repeats.push(place(number));
            }
            continue;
        }
        if scope.next.is_some_and(|next| number >= next) {
            report.beyond.push(place(number));
        }
        if number > wanted {
            report.gaps.push(Gap { period: None, first: wanted, last: number - 1 });
        }
        wanted = wanted.max(number.saturating_add(1));
        last = Some(number);
    }
    if let Some(next) = scope.next
        && wanted < next
    {
        report.gaps.push(Gap { period: None, first: wanted, last: next - 1 });
    }
    report
}
