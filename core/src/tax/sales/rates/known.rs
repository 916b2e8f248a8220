//! What is known of each jurisdiction: read from the packs, so that a pack that is loaded at run time tells of itself.

use super::{NAMES, class_and_region, code_of};
use crate::{
    error::Result,
    law::{Beginning, RulePack, Standing},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The embedded packs of rates.
pub(super) fn embedded() -> Result<Vec<RulePack>> {
    let ids = RulePack::embedded_ids().filter(|id| id.split_once('.').is_some_and(|(_, what)| what == "vat"));
    ids.map(RulePack::embedded).collect()
}

/// What is known of the rates of a jurisdiction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jurisdiction {
    /// Its code: `GB`, `PT-MA`.
    pub jurisdiction: String,
    /// Its name; the code again where a pack that was loaded is of a jurisdiction without an embedded one.
    pub name: String,
    /// Its classes, in the order of their keys.
    pub classes: Vec<Class>,
    /// The rule pack's id.
    pub pack: String,
    /// Its revision.
    pub revision: String,
}

/// What is known of a class of rates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Class {
    /// The class: `standard`, `reduced`, `gst`.
    pub class: String,
    /// The first day of which a rate is known.
    pub since: NaiveDate,
    /// What that day tells.
    pub beginning: Beginning,
    /// The last day, where the class has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// How many of its dated rates rest on official sources alone.
    pub official: usize,
    /// How many rest on a secondary one.
    pub secondary: usize,
}

/// What is embedded, in order of the codes: every jurisdiction with its classes and since when they are known.
///
/// # Errors
/// `law.pack_invalid`, which would be a defect of this version.
pub fn jurisdictions() -> Result<Vec<Jurisdiction>> {
    Ok(jurisdictions_in(&embedded()?))
}

/// The same of packs that the caller loaded.
pub fn jurisdictions_in(packs: &[RulePack]) -> Vec<Jurisdiction> {
    let mut all: Vec<Jurisdiction> = packs.iter().flat_map(of_pack).collect();
    all.sort_by(|a, b| a.jurisdiction.cmp(&b.jurisdiction));
    all
}

fn of_pack(pack: &RulePack) -> Vec<Jurisdiction> {
    let mut found: BTreeMap<String, BTreeMap<&str, Class>> = BTreeMap::new();
    for stated in pack.stated().filter(|stated| pack.is_rate(stated.key)) {
        let (class, region) = class_and_region(stated.key);
        let classes = found.entry(code_of(pack.jurisdiction(), region)).or_default();
        let seen = classes.entry(class).or_insert_with(|| Class {
            class: class.to_owned(),
            since: stated.since,
            beginning: stated.beginning,
            until: None,
            official: 0,
            secondary: 0,
        });
        // Values come in order of their days.
        seen.until = stated.until;
        *match stated.standing() {
            Standing::Official => &mut seen.official,
            Standing::Secondary => &mut seen.secondary,
        } += 1;
    }
    let of = |(jurisdiction, classes): (String, BTreeMap<&str, Class>)| {
        let name = NAMES.iter().find(|(code, _)| *code == jurisdiction);
        Jurisdiction {
            name: name.map_or_else(|| jurisdiction.clone(), |(_, name)| (*name).to_owned()),
            classes: classes.into_values().collect(),
            pack: pack.id().to_owned(),
            revision: pack.revision().to_owned(),
            jurisdiction,
        }
    };
    found.into_iter().map(of).collect()
}

/// The table of what is known, in Markdown: a row for each jurisdiction.
pub fn table(jurisdictions: &[Jurisdiction]) -> String {
    let mut text = String::from(
        "| jurisdiction | classes, and since when they are known | pack | official, secondary |\n|---|---|---|---|\n",
    );
    for row in jurisdictions {
        let classes: Vec<String> = row.classes.iter().map(Class::told).collect();
        let count = |of: fn(&Class) -> usize| row.classes.iter().map(of).sum::<usize>();
        let cells = [
            format!("{} ({})", row.name, row.jurisdiction),
            classes.join("; "),
            format!("`{}` {}", row.pack, row.revision),
            format!("{}, {}", count(|class| class.official), count(|class| class.secondary)),
        ];
        for cell in cells {
            text.push_str("| ");
            // A bar would end the cell.
            text.push_str(&cell.replace('|', "\\|"));
            text.push(' ');
        }
        text.push_str("|\n");
    }
    text
}

impl Class {
    fn told(&self) -> String {
        let begins = match self.beginning {
            Beginning::Since => format!("`{}` since {}", self.class, self.since),
            Beginning::KnownFrom => format!("`{}` known from {} (began earlier)", self.class, self.since),
            Beginning::SeenOn => format!("`{}` seen on {} (dates unknown)", self.class, self.since),
        };
        self.until.map_or_else(|| begins.clone(), |until| format!("{begins} to {until}"))
    }
}
