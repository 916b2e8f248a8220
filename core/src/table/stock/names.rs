//! Texts as numbers: items, places, lots, and the pools that they make.

use super::super::column::{Cell, Source, Texts};
use ahash::RandomState;
use arrow_array::Array;
use hashbrown::HashTable;
use std::collections::HashMap;

/// The seeds are always the same: nothing here is left to chance.
const SEEDS: RandomState = RandomState::with_seeds(1, 2, 3, 4);

/// Only ever asked, never gone through: its order is nobody's.
pub(super) type Map<K, V> = HashMap<K, V, RandomState>;

/// A map with nothing in it.
pub(super) fn map<K, V>() -> Map<K, V> {
    HashMap::with_hasher(SEEDS)
}

/// A text as a number that another has by chance alone, and by chance the same here as there.
pub(super) fn hashed(text: &str) -> u64 {
    SEEDS.hash_one(text)
}

/// A text of at most 16 bytes as two numbers, which are compared without a look at the text: its first and its last bytes,
/// which may be the same ones, and how many there are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Short {
    pub first: u64,
    pub last: u64,
    pub length: u32,
}

impl Short {
    /// None for a longer text.
    #[expect(clippy::cast_possible_truncation, reason = "a length of at most 16")]
    #[inline]
    pub const fn of(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let (first, last) = match (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
            (Some(first), Some(last)) if bytes.len() <= 16 => {
                (u64::from_le_bytes(*first), u64::from_le_bytes(*last))
            }
            (Some(_), _) => return None,
            _ => match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
                (Some(first), Some(last)) => {
                    (u32::from_le_bytes(*first) as u64, u32::from_le_bytes(*last) as u64)
                }
                _ => match bytes {
                    [one] => (*one as u64, 0),
                    [one, two] => (*one as u64, *two as u64),
                    [one, two, three] => (*one as u64, ((*two as u64) << 8) | *three as u64),
                    _ => (0, 0),
                },
            },
        };
        Some(Self { first, last, length: bytes.len() as u32 })
    }

    fn hash(&self) -> u64 {
        SEEDS.hash_one((self.first, self.last))
    }
}

/// Texts, each with a number from 0. A short one stands in the table itself, so that it is found with one look; of a longer
/// one there is its number alone.
#[derive(Default)]
pub(super) struct Names {
    short: HashTable<(Short, u32)>,
    long: HashTable<u32>,
    texts: String,
    /// Where each text ends.
    ends: Vec<usize>,
    /// Of the dictionary at that address: the numbers of its keys, as far as they were asked for.
    dictionary: usize,
    keys: Vec<Option<u32>>,
}

impl Names {
    /// The number of a text, a new one when it is new.
    #[inline]
    pub fn number(&mut self, text: &str) -> u32 {
        self.find(text).unwrap_or_else(|| self.add(text))
    }

    #[cold]
    fn add(&mut self, text: &str) -> u32 {
        let number = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        self.texts.push_str(text);
        self.ends.push(self.texts.len());
        if let Some(short) = Short::of(text) {
            self.short.insert_unique(short.hash(), (short, number), |(short, _)| short.hash());
        } else {
            let (texts, ends) = (&self.texts, &self.ends);
            let hash = |number: &u32| hashed(nth(texts, ends, *number).unwrap_or_default());
            self.long.insert_unique(hashed(text), number, hash);
        }
        number
    }

    /// The number of a text that has one.
    #[inline]
    pub fn find(&self, text: &str) -> Option<u32> {
        match Short::of(text) {
            Some(short) => {
                self.short.find(short.hash(), |(other, _)| *other == short).map(|(_, number)| *number)
            }
            None => self.long.find(hashed(text), |number| self.text(*number) == Some(text)).copied(),
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn text(&self, number: u32) -> Option<&str> {
        nth(&self.texts, &self.ends, number)
    }

    /// The numbers of a column's rows; none where nothing stands. Rows that have the text of the row before are not looked
    /// up, nor is the same key of a dictionary twice.
    pub fn column<'a>(&mut self, source: &Source<'a>, rows: usize, numbers: &mut Vec<Option<u32>>) {
        numbers.clear();
        numbers.reserve(rows);
        let mut last: (&'a str, Option<u32>) = ("", None);
        let mut number = |names: &mut Self, text: Option<&'a str>| {
            let text = text.unwrap_or_default();
            if text != last.0 {
                last = (text, (!text.is_empty()).then(|| names.number(text)));
            }
            last.1
        };
        match source {
            Source::Keyed(keys, texts) => {
                // All batches are held to the end, so that no other dictionary comes to stand there.
                let (address, length) = place(*texts);
                if (self.dictionary, self.keys.len()) != (address, length) {
                    self.dictionary = address;
                    self.keys.clear();
                    self.keys.resize(length, None);
                }
                numbers.extend(keys.iter().take(rows).map(|key| {
                    let key = (*key)?;
                    if let Some(Some(known)) = self.keys.get(key) {
                        return Some(*known);
                    }
                    let number = self.number(texts.at(key).filter(|text| !text.is_empty())?);
                    if let Some(place) = self.keys.get_mut(key) {
                        *place = Some(number);
                    }
                    Some(number)
                }));
            }
            Source::Text(texts) => texts.each(rows, |text| numbers.push(number(self, text))),
            other => numbers.extend((0..rows).map(|row| match other.at(row) {
                Cell::Text(text) => number(self, Some(text)),
                _ => None,
            })),
        }
    }
}

fn nth<'t>(texts: &'t str, ends: &[usize], number: u32) -> Option<&'t str> {
    let number = number as usize;
    let start = number.checked_sub(1).map_or(Some(0), |before| ends.get(before).copied())?;
    texts.get(start..*ends.get(number)?)
}

/// Where the texts of a dictionary are, and how many.
fn place(texts: Texts<'_>) -> (usize, usize) {
    match texts {
        Texts::Short(array) => (std::ptr::from_ref(array).addr(), array.len()),
        Texts::Large(array) => (std::ptr::from_ref(array).addr(), array.len()),
        Texts::View(array) => (std::ptr::from_ref(array).addr(), array.len()),
    }
}

/// What shares one cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Pool {
    pub item: u32,
    pub location: Option<u32>,
    pub lot: Option<u32>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_text_has_the_number_of_its_first_coming(texts in prop::collection::vec("[ab\u{0}é]{0,20}", 0..200)) {
            let (mut names, mut known) = (Names::default(), Vec::<&str>::new());
            for text in &texts {
                let number = known.iter().position(|other| other == text).unwrap_or_else(|| {
                    known.push(text);
                    known.len() - 1
                });
                prop_assert_eq!(names.number(text) as usize, number);
            }
            prop_assert_eq!(names.len(), known.len());
            for (number, text) in (0u32..).zip(&known) {
                prop_assert_eq!((names.find(text), names.text(number)), (Some(number), Some(*text)));
            }
            prop_assert_eq!(names.find("c"), None);
        }

        #[test]
        fn short_texts_are_the_same_only_when_they_are_equal(one in "[ab\u{0}]{0,18}", other in "[ab\u{0}]{0,18}") {
            let shorts = (Short::of(&one), Short::of(&other));
            prop_assert_eq!(shorts.0.is_some(), one.len() <= 16);
            if let (Some(first), Some(second)) = shorts {
                prop_assert_eq!(first == second, one == other);
            }
        }
    }
}
