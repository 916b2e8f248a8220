//! The table of components that a caller loads.

use crate::{
    error::{Code, Error, Result, exact},
    money::Currency,
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A caller's table of tax components: of states, counties, cities, districts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// The table's id, carried into every result.
    pub id: String,
    /// Its edition, carried into every result.
    pub revision: String,
    /// The currency of its limits and of what is taxed.
    pub currency: Currency,
    /// The components. Taxes of other taxes stand after them.
    pub components: Vec<Component>,
}

/// One tax of one jurisdiction, for a stretch of days. A change of rate is another entry of the same id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Component {
    /// Its id: `tn.state`. Two entries of one id are never in force on the same day.
    pub id: String,
    /// Whose tax it is, by the caller's own names: `US-TN`, `US-TN-037`.
    pub jurisdiction: String,
    /// The rate as a fraction: 0.07 is 7 %.
    #[serde(with = "exact::text")]
    pub rate: Decimal,
    /// The first day in force.
    pub since: NaiveDate,
    /// The last day in force, when one is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// The classes of items that it is due on; all when none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<String>,
    /// The classes that it is not due on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exempt: Vec<String>,
    /// Whether it is due on shipping that is charged on a line of its own.
    #[serde(default)]
    pub shipping: bool,
    /// The ids of the taxes that it is due on too, before their rounding (a compound tax).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on: Vec<String>,
    /// The parts of prices that it is due on; the first whose classes fit an item is that item's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<Limit>,
    /// Days on which it is not due.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holidays: Vec<Holiday>,
    /// Document and section, as the caller cites it.
    pub source: String,
}

/// Of what a limit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// Of each single item.
    Item,
    /// Of all items of the document that the limit is for, together.
    Document,
}

/// The part of a price that a tax is due on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// The classes of items that it is for; all when none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<String>,
    /// A threshold: the tax is due on what lies above it, in the table's currency.
    #[serde(default, with = "exact::text_option", skip_serializing_if = "Option::is_none")]
    pub above: Option<Decimal>,
    /// A cap: and on what lies below it.
    #[serde(default, with = "exact::text_option", skip_serializing_if = "Option::is_none")]
    pub up_to: Option<Decimal>,
    /// Whether a price above the threshold is taxed whole.
    #[serde(default)]
    pub whole: bool,
    /// Of what.
    pub per: Per,
}

/// Days on which a tax is not due on certain items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// What it is called.
    pub name: String,
    /// The first day.
    pub since: NaiveDate,
    /// The last day.
    pub until: NaiveDate,
    /// The classes of items that it is for; all when none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<String>,
    /// Only single items whose price is less than this, in the table's currency.
    #[serde(default, with = "exact::text_option", skip_serializing_if = "Option::is_none")]
    pub below: Option<Decimal>,
}

fn names(classes: &[String], class: &str) -> bool {
    classes.iter().any(|named| named == class)
}

impl Component {
    /// Whether it is in force on a day.
    pub fn in_force(&self, day: NaiveDate) -> bool {
        self.since <= day && self.until.is_none_or(|until| day <= until)
    }

    /// Whether it is due on items of a class at all.
    pub fn taxes(&self, class: &str) -> bool {
        (self.classes.is_empty() || names(&self.classes, class)) && !names(&self.exempt, class)
    }

    pub(super) fn limit(&self, class: &str) -> Option<(usize, &Limit)> {
        let fits = |limit: &Limit| limit.classes.is_empty() || names(&limit.classes, class);
        self.limits.iter().enumerate().find(|(_, limit)| fits(limit))
    }

    fn overlaps(&self, other: &Self) -> bool {
        let (first, last) = if self.since <= other.since { (self, other) } else { (other, self) };
        first.in_force(last.since)
    }
}

impl Holiday {
    pub(super) fn frees(&self, class: &str, day: NaiveDate) -> bool {
        (self.since <= day && day <= self.until) && (self.classes.is_empty() || names(&self.classes, class))
    }
}

impl Table {
    /// Whether the table holds together.
    ///
    /// # Errors
    /// `tax.table_invalid`, naming the component: an empty id, days that end before they begin, two entries of an id on one
    /// day, a rate below zero, a limit without a number, below zero or whose cap is not above its threshold, a tax of a tax
    /// that does not stand before it, a limit together with a tax of a tax.
    pub fn check(&self) -> Result<()> {
        let mut earlier: BTreeMap<&str, Vec<&Component>> = BTreeMap::new();
        for component in &self.components {
            let wrong = |why: &str| {
                let message = format!("component `{}` of table `{}`: {why}", component.id, self.id);
                Err(Error::new(Code::TaxTableInvalid, "table", &component.id, message))
            };
            if component.id.is_empty() || component.jurisdiction.is_empty() {
                return wrong("a component has an id and a jurisdiction");
            }
            if component.until.is_some_and(|until| until < component.since) {
                return wrong("it ends before it begins");
            }
            if component.rate < Decimal::ZERO {
                return wrong("its rate is below zero");
            }
            if component.holidays.iter().any(|holiday| holiday.until < holiday.since) {
                return wrong("a holiday ends before it begins");
            }
            for limit in &component.limits {
                let below = |limit: Option<Decimal>| limit.is_some_and(|limit| limit < Decimal::ZERO);
                if below(limit.above)
                    || below(limit.up_to)
                    || (limit.above.is_none() && limit.up_to.is_none())
                {
                    return wrong("a limit says `above` or `up_to`, not below zero");
                }
                if limit.above.zip(limit.up_to).is_some_and(|(above, up_to)| up_to <= above) {
                    return wrong("a limit's cap is not above its threshold");
                }
                if limit.whole && (limit.above.is_none() || limit.up_to.is_some()) {
                    return wrong("a price is taxed whole above a threshold alone");
                }
            }
            if !component.on.is_empty() && !component.limits.is_empty() {
                return wrong("a tax of other taxes has no limits");
            }
            for id in &component.on {
                match earlier.get(id.as_str()) {
                    None => return wrong(&format!("it is due on `{id}`, which does not stand before it")),
                    Some(of)
                        if of.iter().any(|c| c.limits.iter().any(|limit| limit.per == Per::Document)) =>
                    {
                        return wrong(&format!("it is due on `{id}`, whose limit is of the whole document"));
                    }
                    Some(_) => {}
                }
            }
            let same = earlier.entry(&component.id).or_default();
            if same.iter().any(|other| other.overlaps(component)) {
                return wrong("two entries of that id are in force on the same day");
            }
            same.push(component);
        }
        Ok(())
    }
}
