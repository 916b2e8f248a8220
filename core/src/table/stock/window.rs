//! The columns of a window, as whole numbers.

use super::{
    super::column::{Cell, Source},
    names::Short,
    plan::place,
};
use arrow_array::Array;

/// The numbers of a window: the digits of each, where none stands [`ABSENT`], and below it what is no number from 0 on.
#[derive(Default)]
pub(super) struct Numbers {
    digits: Vec<i64>,
    /// Their decimals, of each where they differ.
    scale: u32,
    scales: Vec<u32>,
}

pub(super) const ABSENT: i64 = -1;
pub(super) const ODD: i64 = -2;

/// Whether a movement comes in or goes out, when that is all there is to it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// An opening, a receipt; a gain, if it has a cost.
    In,
    Out,
    Other,
}

/// What a kind is, without a branch: which of them comes next cannot be foreseen.
#[allow(clippy::needless_bitwise_bool, reason = "a branch less")]
#[inline]
fn way(kind: &str) -> Way {
    const fn short(kind: &str) -> Short {
        match Short::of(kind) {
            Some(short) => short,
            None => Short { first: 0, last: 0, length: u32::MAX },
        }
    }
    const IN: [Short; 3] = [short("receipt"), short("opening"), short("gain")];
    const OUT: [Short; 2] = [short("issue"), short("loss")];
    let kind = Short::of(kind).unwrap_or(short(""));
    let is = |of: &Short| {
        (kind.first ^ of.first) | (kind.last ^ of.last) | u64::from(kind.length ^ of.length) == 0
    };
    let any = |of: &[Short]| of.iter().fold(false, |any, one| any | is(one));
    match (any(&IN), any(&OUT)) {
        (true, _) => Way::In,
        (_, true) => Way::Out,
        _ => Way::Other,
    }
}

/// A day that cannot be read quickly.
pub(super) const ODD_DAY: i32 = i32::MIN;

/// Columns of a window, used again.
#[derive(Default)]
pub(super) struct Window {
    pub items: Vec<Option<u32>>,
    pub locations: Vec<Option<u32>>,
    pub lots: Vec<Option<u32>>,
    pub ways: Vec<Way>,
    pub days: Vec<i32>,
    pub quantities: Numbers,
    pub unit_costs: Numbers,
    pub total_costs: Numbers,
}

impl Window {
    /// Reads what is no name: kinds, days and numbers.
    pub fn read<'s, 'a: 's>(&mut self, source: impl Fn(usize) -> &'s Source<'a>, rows: usize) {
        ways(source(place::KIND), rows, &mut self.ways);
        days(source(place::DAY), rows, &mut self.days);
        self.quantities.read(source(place::QUANTITY), rows);
        self.unit_costs.read(source(place::UNIT_COST), rows);
        self.total_costs.read(source(place::TOTAL_COST), rows);
    }
}

fn ways(source: &Source<'_>, rows: usize, ways: &mut Vec<Way>) {
    ways.clear();
    ways.reserve(rows);
    let of = |text: Option<&str>| text.map_or(Way::Other, way);
    match source {
        Source::Text(texts) => texts.each(rows, |text| ways.push(of(text))),
        // Of a dictionary that is small each text is looked at once.
        Source::Keyed(keys, texts) if texts.len() <= rows => {
            let known: Vec<Way> = (0..texts.len()).map(|key| of(texts.at(key))).collect();
            let at = |key: &Option<usize>| key.and_then(|key| known.get(key)).copied().unwrap_or(Way::Other);
            ways.extend(keys.iter().take(rows).map(at));
        }
        _ => ways.extend((0..rows).map(|row| match source.at(row) {
            Cell::Text(kind) => way(kind),
            _ => Way::Other,
        })),
    }
}

fn days(source: &Source<'_>, rows: usize, days: &mut Vec<i32>) {
    /// The years 1 to 9999, which every reader of days knows.
    const KNOWN: std::ops::Range<i32> = -719_162..2_932_897;
    days.clear();
    match source {
        Source::Days(values, array) if array.null_count() == 0 => {
            let day = |day: &i32| if KNOWN.contains(day) { *day } else { ODD_DAY };
            days.extend(values.iter().take(rows).map(day));
        }
        _ => days.extend((0..rows).map(|row| {
            let day = source.day(row).map(|day| day.to_epoch_days());
            day.filter(|day| KNOWN.contains(day)).unwrap_or(ODD_DAY)
        })),
    }
}

impl Numbers {
    fn read(&mut self, source: &Source<'_>, rows: usize) {
        let Self { digits, scale, scales } = self;
        digits.clear();
        scales.clear();
        *scale = 0;
        match source {
            Source::Nothing => digits.resize(rows, ABSENT),
            Source::Longs(values, decimals, array) if *decimals >= 0 => {
                *scale = u32::from(decimals.unsigned_abs());
                let told = |value: &i64| if *value < 0 { ODD } else { *value };
                extend(digits, values.iter().take(rows).map(told), *array);
            }
            Source::Numbers(values, decimals, array) if *decimals >= 0 => {
                *scale = u32::from(decimals.unsigned_abs());
                extend(digits, values.iter().take(rows).map(|value| plain(*value)), *array);
            }
            _ => {
                for row in 0..rows {
                    let number = match source.at(row) {
                        Cell::Absent => (ABSENT, 0),
                        _ => source.number(row).map_or((ODD, 0), |read| {
                            let read = read.normalize();
                            (plain(read.mantissa()), read.scale())
                        }),
                    };
                    digits.push(number.0);
                    scales.push(number.1);
                }
            }
        }
    }

    /// The digits and decimals of a row.
    #[inline]
    pub fn at(&self, row: usize) -> Option<(i64, u32)> {
        Some((*self.digits.get(row)?, self.scales.get(row).copied().unwrap_or(self.scale)))
    }
}

#[inline]
fn plain(digits: i128) -> i64 {
    match i64::try_from(digits) {
        Ok(digits) if digits >= 0 => digits,
        _ => ODD,
    }
}

/// Numbers as they stand in a column, absent where it has nothing.
fn extend(digits: &mut Vec<i64>, values: impl Iterator<Item = i64>, array: &dyn Array) {
    match array.nulls().filter(|nulls| nulls.null_count() > 0) {
        None => digits.extend(values),
        Some(nulls) => {
            digits.extend(values.zip(nulls).map(|(digits, valid)| if valid { digits } else { ABSENT }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_kind_is_what_its_text_says(kind in prop_oneof![
            prop::sample::select(vec!["opening", "receipt", "gain", "issue", "loss", "count", "", "gaingain"])
                .prop_map(str::to_owned),
            "(rec|open|gain|iss|los)(e|ei|ing|ue|s|t|pt|eipt){0,3}",
        ]) {
            let told = match kind.as_str() {
                "opening" | "receipt" | "gain" => Way::In,
                "issue" | "loss" => Way::Out,
                _ => Way::Other,
            };
            prop_assert!(way(&kind) == told, "{}", kind);
        }
    }
}
