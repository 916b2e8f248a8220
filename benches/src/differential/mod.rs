//! The fast form of each country's rule held against its reference, on random inputs.
//!
//! Case `n` of a country and a seed is the same on every machine: a run can be stopped and taken up again at any case.

mod draw;
mod people;

pub use people::COUNTRIES;

use crate::chance::Chance;
use backoffice::{Currency, NaiveDate, Result, date, law::RulePack, tax::wages::Prepared};
use draw::{Draw, edges};
use people::{Case, Drawer};
use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
};

/// The years among which pay days are looked for.
const YEARS: std::ops::RangeInclusive<i32> = 2010..=2030;
/// The days of a month on which somebody is paid: its edges, those of the British tax year, and one between.
const DAYS: [u32; 6] = [1, 5, 6, 15, 28, 31];

/// So many cases tell whether a pack knows enough on a day.
const SAMPLE: u64 = 40;

/// A pay day with the law in force.
struct Scene {
    day: NaiveDate,
    law: Prepared,
    edges: Vec<i64>,
}

/// A country's rule, with the pay days that its pack knows.
pub struct Country {
    pack: RulePack,
    draw: Drawer,
    scenes: Vec<Scene>,
    seed: u64,
}

fn drawn(draw: Drawer, scene: &Scene, currency: Currency, chance: Chance) -> Case {
    draw(&mut Draw::new(chance, scene.day, currency, &scene.edges))
}

/// What became of many cases.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Cases in which both forms gave the same lines.
    pub same: u64,
    /// Cases that the fast form lost: the reference alone gave the lines, or said that it is out of range.
    pub lost: u64,
    /// Cases that were refused before any form was tried, by the code of the error and the field.
    pub refused: BTreeMap<String, u64>,
    /// Cases in which the forms differ or something panicked: which, and how.
    pub differences: Vec<(u64, String)>,
}

impl Tally {
    /// Adds another to it.
    pub fn add(&mut self, other: Self) {
        self.same += other.same;
        self.lost += other.lost;
        for (why, count) in other.refused {
            *self.refused.entry(why).or_default() += count;
        }
        self.differences.extend(other.differences);
    }

    /// How many cases were refused.
    pub fn refusals(&self) -> u64 {
        self.refused.values().sum()
    }

    /// How many cases there were.
    pub fn cases(&self) -> u64 {
        self.same + self.lost + self.refusals() + self.differences.len() as u64
    }
}

impl Country {
    /// The country of that name, such as `de`. None when there is none.
    ///
    /// # Errors
    /// When its pack cannot be read.
    pub fn named(name: &str, seed: u64) -> Option<Result<Self>> {
        let (_, pack, draw) = COUNTRIES.iter().find(|(known, ..)| *known == name)?;
        Some(RulePack::embedded(pack).map(|pack| Self::of(pack, *draw, seed)))
    }

    fn of(pack: RulePack, draw: Drawer, seed: u64) -> Self {
        let days =
            YEARS.flat_map(|year| (1..=12).flat_map(move |month| DAYS.map(|day| date(year, month, day))));
        let scene = |day: NaiveDate| {
            let law = Prepared::on(&pack, day).ok()?;
            Some(Scene { day, law, edges: edges(&pack, day) })
        };
        let mut scenes: Vec<_> = days.flatten().filter_map(scene).collect();
        // On some days a pack knows too little for anybody: a part of its figures begins later.
        scenes.retain(|scene| {
            let sample = (0..SAMPLE).map(|index| drawn(draw, scene, pack.currency(), Chance::new(index)));
            let known = sample.filter(|(person, payment)| scene.law.assess(person, payment).is_ok());
            known.count() as u64 * 4 > SAMPLE
        });
        Self { pack, draw, scenes, seed }
    }

    fn case(&self, index: u64) -> (&Scene, Case) {
        let mixed = self.seed.wrapping_mul(0xd6e8_feb8_6659_fd93) ^ index.wrapping_mul(0xa076_1d64_78bd_642f);
        let mut chance = Chance::new(mixed);
        let last = u32::try_from(self.scenes.len()).unwrap_or(u32::MAX) - 1;
        let scene = &self.scenes[chance.between(0, last) as usize];
        (scene, drawn(self.draw, scene, self.pack.currency(), chance))
    }

    /// Does the cases with those numbers.
    pub fn run(&self, cases: impl IntoIterator<Item = u64>) -> Tally {
        let mut tally = Tally::default();
        for index in cases {
            let told = catch_unwind(AssertUnwindSafe(|| self.one(index, &mut tally)));
            let difference = told.unwrap_or_else(|_| Some("it panicked".to_owned()));
            if let Some(difference) = difference {
                tally.differences.push((index, difference));
            }
        }
        tally
    }

    /// The difference of the two forms, or which count it falls under.
    fn one(&self, index: u64, tally: &mut Tally) -> Option<String> {
        let (Scene { law, .. }, (person, payment)) = self.case(index);
        let reference = law.assess_by_reference(&person, &payment);
        let differs =
            |fast: String| Some(format!("{person:?} {payment:?}: fast {fast}, reference {reference:?}"));
        match law.assess_fast(&person, &payment) {
            Ok(Some(fast)) => match &reference {
                Ok(reference) if *reference == fast => tally.same += 1,
                _ => return differs(format!("{fast:?}")),
            },
            Ok(None) => tally.lost += 1,
            Err(error) => match &reference {
                Err(reference) if *reference == error => {
                    *tally.refused.entry(format!("{} {}", error.code(), error.field())).or_default() += 1;
                }
                _ => return differs(error.to_string()),
            },
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_every_country_say_the_same() {
        for (name, ..) in COUNTRIES {
            let country = Country::named(name, 1).unwrap().unwrap();
            let tally = country.run(0..4_000);
            assert_eq!(tally.differences, [], "{name}");
            assert_eq!(tally.cases(), 4_000);
            // Most of what is drawn is a case, and the fast form holds most of what is.
            assert!(tally.same > 1_600, "{name}: {tally:?}");
            assert!(tally.lost * 4 < tally.same, "{name}: {tally:?}");
        }
    }

    #[test]
    fn a_case_is_the_same_whenever_it_is_drawn() {
        let country = Country::named("de", 7).unwrap().unwrap();
        assert_eq!(country.case(41).1, country.case(41).1);
        assert_ne!(country.case(41).1, country.case(42).1);
        assert_ne!(country.case(41).1, Country::named("de", 8).unwrap().unwrap().case(41).1);
        assert!(Country::named("xx", 7).is_none());
        let mut halves = country.run(0..50);
        halves.add(country.run(50..100));
        assert_eq!(halves, country.run(0..100));
    }
}
