//! Texts as numbers: items, places, lots, and the pools that they make.

use super::super::column::{Cell, Source, Texts};
use ahash::RandomState;
use arrow_array::Array;
use hashbrown::HashTable;
use std::{
    collections::{HashMap, hash_map::DefaultHasher},
    hash::{BuildHasherDefault, Hash, Hasher},
};

/// Only ever asked, never gone through: its order is nobody's. The hash has no chance in it.
pub(super) type Map<K, V> = HashMap<K, V, BuildHasherDefault<DefaultHasher>>;

/// Texts, each with a number from 0. They stand in a row, and a place of the table is a number alone, so that what is looked
/// for is mostly near.
#[derive(Default)]
pub(super) struct Names {
    numbers: HashTable<u32>,
    texts: String,
    /// Where each text ends.
    ends: Vec<usize>,
    /// Of the dictionary at that address: the numbers of its keys, as far as they were asked for.
    dictionary: usize,
    keys: Vec<Option<u32>>,
}

impl Names {
    /// The number of a text, a new one when it is new.
    pub fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.find(text) {
            return number;
        }
        let number = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        self.texts.push_str(text);
        self.ends.push(self.texts.len());
        let (texts, ends) = (&self.texts, &self.ends);
        let hash = |number: &u32| SEEDS.hash_one(nth(texts, ends, *number).unwrap_or_default());
        self.numbers.insert_unique(SEEDS.hash_one(text), number, hash);
        number
    }

    /// The number of a text that has one.
    pub fn find(&self, text: &str) -> Option<u32> {
        self.numbers.find(SEEDS.hash_one(text), |number| self.text(*number) == Some(text)).copied()
    }

    pub fn text(&self, number: u32) -> Option<&str> {
        nth(&self.texts, &self.ends, number)
    }

    /// The numbers of a column's rows; none where nothing stands. Rows that have the text of the row before are not looked up.
    pub fn column<'a>(&mut self, source: &Source<'a>, rows: usize, numbers: &mut Vec<Option<u32>>) {
        numbers.clear();
        if let Source::Keyed(keys, texts) = source {
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
            return;
        }
        let mut last: Option<(&'a str, u32)> = None;
        numbers.extend((0..rows).map(|row| match source.at(row) {
            Cell::Text("") => None,
            Cell::Text(text) => match last {
                Some((before, number)) if before == text => Some(number),
                _ => {
                    let number = self.number(text);
                    last = Some((text, number));
                    Some(number)
                }
            },
            _ => None,
        }));
    }
}

/// The seeds are always the same: nothing here is left to chance.
const SEEDS: RandomState = RandomState::with_seeds(1, 2, 3, 4);

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

/// A text as a number that another has by chance alone, and by chance the same here as there.
pub(super) fn hashed(text: &str) -> u64 {
    let mut hasher = DefaultHasher::default();
    text.hash(&mut hasher);
    hasher.finish()
}

/// What shares one cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Pool {
    pub item: u32,
    pub location: Option<u32>,
    pub lot: Option<u32>,
}
