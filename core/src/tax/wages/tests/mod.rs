//! What holds of every jurisdiction: what is told of them, and what two packs make of the same people.

mod compare;
mod desks;
mod properties;
mod refusals;
mod supported;

use crate::{calendar::parse_date, law::RulePack, money::Mode};
use chrono::NaiveDate;
use proptest::prelude::*;

/// Every mode of rounding, of which a profile names one.
pub(in crate::tax::wages) fn any_mode() -> impl Strategy<Value = Mode> {
    prop::sample::select(vec![
        Mode::HalfEven,
        Mode::HalfUp,
        Mode::HalfDown,
        Mode::Down,
        Mode::Up,
        Mode::Floor,
        Mode::Ceiling,
    ])
}

/// Minor units: small, large, beyond the fast form.
pub(in crate::tax::wages) fn any_minor() -> impl Strategy<Value = i64> {
    prop_oneof![0i64..2_000_000, 0i64..20_000_000, 0i64..9_000_000_000_000, 0i64..i64::MAX]
}

fn day(text: &str) -> NaiveDate {
    parse_date("day", text).unwrap()
}

fn pack(id: &str) -> RulePack {
    RulePack::embedded(id).unwrap()
}

/// The pack's text with one place of it changed.
fn edited(pack: &RulePack, old: &str, new: &str) -> RulePack {
    assert_eq!(pack.text().matches(old).count(), 1, "{old}");
    RulePack::parse(&pack.text().replace(old, new)).unwrap()
}
