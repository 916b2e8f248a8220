//! Which numbers are there: as they ascend, as bits where they are dense, sorted where they are neither.

use std::{borrow::Cow, iter};

/// Numbers one after another, the first and the last included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) first: u64,
    pub(super) last: u64,
}

/// The numbers that are there.
pub(super) enum Held<'a> {
    /// In ascending order, each once, and those that came again.
    Sorted(Cow<'a, [u64]>, Vec<u64>),
    /// A bit for each number from `first` to `last`, and those that came again.
    Bits { first: u64, last: u64, words: Vec<u64>, again: Vec<u64> },
}

/// A bit for a number takes less than the number itself as long as one of 64 is there.
const SPARSE: u64 = 64;

fn place(first: u64, number: u64) -> Option<(usize, u64)> {
    let at = number.checked_sub(first)?;
    Some((usize::try_from(at / 64).ok()?, 1 << (at % 64)))
}

/// The numbers as they can be searched.
pub(super) fn held(numbers: &[u64], ascending: bool) -> Held<'_> {
    if ascending {
        return Held::Sorted(Cow::Borrowed(numbers), vec![]);
    }
    let (Some(first), Some(last)) = (numbers.iter().min().copied(), numbers.iter().max().copied()) else {
        return Held::Sorted(Cow::Borrowed(numbers), vec![]);
    };
    let span = last.saturating_sub(first);
    let mut again = vec![];
    if span / SPARSE <= numbers.len() as u64
        && let Ok(length) = usize::try_from(span / 64)
    {
        let mut words = vec![0u64; length.saturating_add(1)];
        for number in numbers {
            let Some((word, bit)) = place(first, *number) else { continue };
            let Some(word) = words.get_mut(word) else { continue };
            if *word & bit != 0 {
                again.push(*number);
            }
            *word |= bit;
        }
        return Held::Bits { first, last, words, again };
    }
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable();
    let twice = sorted.iter().zip(sorted.iter().skip(1)).filter(|(one, two)| one == two);
    again.extend(twice.map(|(number, _)| *number));
    sorted.dedup();
    Held::Sorted(Cow::Owned(sorted), again)
}

impl Held<'_> {
    /// Numbers that came more than once.
    pub(super) fn repeats(&self) -> &[u64] {
        match self {
            Self::Sorted(_, again) | Self::Bits { again, .. } => again,
        }
    }

    /// Whether the number is there.
    pub(super) fn has(&self, number: u64) -> bool {
        match self {
            Self::Sorted(sorted, _) => sorted.binary_search(&number).is_ok(),
            Self::Bits { first, words, .. } => place(*first, number)
                .and_then(|(word, bit)| Some(words.get(word)? & bit != 0))
                .unwrap_or(false),
        }
    }

    /// The smallest.
    pub(super) fn first(&self) -> Option<u64> {
        match self {
            Self::Sorted(sorted, _) => sorted.first().copied(),
            Self::Bits { first, .. } => Some(*first),
        }
    }

    /// The greatest.
    pub(super) fn last(&self) -> Option<u64> {
        match self {
            Self::Sorted(sorted, _) => sorted.last().copied(),
            Self::Bits { last, .. } => Some(*last),
        }
    }
}

/// The numbers within a range that are not there, as ranges, ascending.
pub(super) fn complement(held: &Held, within: Range) -> Vec<Range> {
    let mut gaps = vec![];
    let mut wanted = Some(within.first);
    let mut see = |first: u64, last: u64| {
        let Some(next) = wanted else { return };
        if last < next {
            return;
        }
        if first > next {
            gaps.push(Range { first: next, last: (first - 1).min(within.last) });
        }
        wanted = last.checked_add(1).filter(|next| *next <= within.last);
    };
    match held {
        Held::Sorted(sorted, _) => {
            for chunk in sorted.chunks(64) {
                let (Some(first), Some(last)) = (chunk.first().copied(), chunk.last().copied()) else {
                    continue;
                };
                // They ascend, each once: as many as they span are all there.
                if last.saturating_sub(first) < chunk.len() as u64 {
                    see(first, last);
                } else {
                    for number in chunk {
                        see(*number, *number);
                    }
                }
            }
        }
        Held::Bits { first: base, words, .. } => {
            for (place, word) in words.iter().enumerate() {
                let at = base.saturating_add((place as u64).saturating_mul(64));
                if *word == u64::MAX {
                    see(at, at.saturating_add(63));
                    continue;
                }
                let mut left = *word;
                while left != 0 {
                    let number = at.saturating_add(u64::from(left.trailing_zeros()));
                    see(number, number);
                    left &= left.wrapping_sub(1);
                }
            }
        }
    }
    gaps.extend(wanted.map(|first| Range { first, last: within.last }));
    gaps
}

/// Ranges, ascending and apart, without those of `kept`, which ascend by their first.
pub(super) fn without(gaps: Vec<Range>, kept: &[Range]) -> impl Iterator<Item = Range> {
    let mut kept = kept.iter().copied().peekable();
    let mut gaps = gaps.into_iter();
    let mut open: Option<Range> = None;
    iter::from_fn(move || {
        loop {
            let gap = open.take().or_else(|| gaps.next())?;
            // Kept ranges may lie within one another: the longer one is held back as long as it reaches on.
            match kept.peek().copied() {
                Some(range) if range.last < gap.first => {
                    kept.next();
                    open = Some(gap);
                }
                Some(range) if range.first <= gap.first => {
                    open = range
                        .last
                        .checked_add(1)
                        .filter(|first| *first <= gap.last)
                        .map(|first| Range { first, last: gap.last });
                }
                Some(range) if range.first <= gap.last => {
                    open = Some(Range { first: range.first, last: gap.last });
                    return Some(Range { first: gap.first, last: range.first - 1 });
                }
                _ => return Some(gap),
            }
        }
    })
}
