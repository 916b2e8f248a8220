//! Categories: BR-{S,Z,E,AE,IC,G,O,AF,AG}-01 and -05 to -09.

use super::{
    judge::{Computed, Judge, step, tax, within_one},
    number::{Half, Read, read},
    rules::{FAMILIES, Family, Kind},
    stated::{StatedAdjustment, StatedGroup},
};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// A list of adjustments, its name, and the rule of its rates.
type Named<'a> = (&'a str, &'a [StatedAdjustment], fn(&Family) -> &'static str);

/// A rate as it is compared: `25` and `25.00` are one; what is no number is only like itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rate<'a> {
    Missing,
    Number(Decimal),
    Unreadable(&'a str),
}

impl<'a> Rate<'a> {
    fn of(text: Option<&'a str>) -> Self {
        match read(text) {
            Read::Missing => Self::Missing,
            Read::Number(number) => Self::Number(number.normalize()),
            Read::Unreadable => Self::Unreadable(text.unwrap_or_default()),
        }
    }
}

/// What the lines, allowances and charges come to, by category, and by category and rate.
#[derive(Default)]
struct Bases<'a> {
    by_category: BTreeMap<&'a str, Computed>,
    by_rate: BTreeMap<(&'a str, Rate<'a>), Computed>,
}

impl<'a> Bases<'a> {
    fn put(
        &mut self,
        category: Option<&'a str>,
        rate: Option<&'a str>,
        taken: bool,
        amount: Option<&'a str>,
    ) {
        let Some(category) = category.map(str::trim) else { return };
        let zero = || Ok(Decimal::ZERO);
        for sum in [
            self.by_category.entry(category).or_insert_with(zero),
            self.by_rate.entry((category, Rate::of(rate))).or_insert_with(zero),
        ] {
            if let Ok(before) = sum {
                *sum = step(*before, taken, amount);
            }
        }
    }
}

impl Judge<'_> {
    pub fn categories(&mut self) {
        let document = self.stated;
        let mut bases = Bases::default();
        for line in &document.lines {
            bases.put(line.category.as_deref(), line.rate.as_deref(), false, line.net.as_deref());
        }
        for (list, taken) in [(&document.allowances, true), (&document.charges, false)] {
            for part in list {
                bases.put(part.category.as_deref(), part.rate.as_deref(), taken, part.amount.as_deref());
            }
        }
        for family in FAMILIES {
            self.presence(family, &bases);
        }
        let family = |category: Option<&str>| {
            let code = category?.trim();
            FAMILIES.iter().find(|family| family.code == code)
        };
        for (place, line) in document.lines.iter().enumerate() {
            if let Some(family) = family(line.category.as_deref()) {
                self.rate(family.line, family, line.rate.as_deref(), || format!("lines.{place}.rate"));
            }
        }
        let lists: [Named<'_>; 2] = [
            ("allowances", &document.allowances, |family| family.allowance),
            ("charges", &document.charges, |family| family.charge),
        ];
        for (name, list, rule) in lists {
            for (place, part) in list.iter().enumerate() {
                if let Some(family) = family(part.category.as_deref()) {
                    self.rate(rule(family), family, part.rate.as_deref(), || format!("{name}.{place}.rate"));
                }
            }
        }
        for (place, part) in document.breakdown.iter().enumerate() {
            if let Some(family) = family(part.category.as_deref()) {
                self.base(place, part, family, &bases);
                self.tax(place, part, family);
            }
        }
    }

    /// -01: a category that is used is in the breakdown.
    fn presence(&mut self, family: &Family, bases: &Bases<'_>) {
        let used = bases.by_category.contains_key(family.code);
        let of_it = |part: &&StatedGroup| part.category.as_deref().map(str::trim) == Some(family.code);
        let groups = self.stated.breakdown.iter().filter(of_it).count();
        let per_rate = matches!(family.kind, Kind::Taxed | Kind::TaxedOrZero);
        let code = family.code;
        let message = if used && groups == 0 {
            format!("category {code} is used, and the breakdown has no group of it")
        } else if !used && groups > 0 && (per_rate || !self.official()) {
            format!("the breakdown has a group of category {code}, which nothing uses")
        } else if groups > 1 && !per_rate {
            format!("the breakdown has {groups} groups of category {code}, which has only one")
        } else {
            return;
        };
        self.tell(family.presence, "breakdown".into(), None, message);
    }

    /// -05 to -07.
    fn rate(
        &mut self,
        rule: &'static str,
        family: &Family,
        rate: Option<&str>,
        field: impl FnOnce() -> String,
    ) {
        let (fits, wanted) = match (family.kind, read(rate)) {
            (Kind::None, Read::Missing) => (true, ""),
            (Kind::None, _) => (false, "has no rate"),
            (Kind::Taxed, Read::Number(rate)) => (rate > Decimal::ZERO, "has a rate above zero"),
            (Kind::Taxed, _) => (false, "has a rate above zero"),
            (Kind::TaxedOrZero, Read::Number(rate)) => (rate >= Decimal::ZERO, "has a rate of zero or more"),
            (Kind::TaxedOrZero, _) => (false, "has a rate of zero or more"),
            (Kind::Zero, Read::Number(rate)) => (rate.is_zero(), "has the rate 0"),
            (Kind::Zero, _) => (false, "has the rate 0"),
        };
        if !fits {
            let is = rate.map_or("it is missing".into(), |rate| format!("it is `{rate}`"));
            self.tell(rule, field(), rate, format!("category {} {wanted}: {is}", family.code));
        }
    }

    /// -08: BT-116 is what the lines, allowances and charges of the category (and rate) come to.
    fn base(&mut self, place: usize, part: &StatedGroup, family: &Family, bases: &Bases<'_>) {
        let (stated, official) = (part.base.as_deref(), self.official());
        let field = || format!("breakdown.{place}.base");
        let per_rate = matches!(family.kind, Kind::Taxed | Kind::TaxedOrZero);
        let rate = Rate::of(part.rate.as_deref());
        if per_rate && official && rate == Rate::Missing {
            return;
        }
        let sum = if per_rate {
            bases.by_rate.get(&(family.code, rate))
        } else {
            bases.by_category.get(family.code)
        };
        // Only S asks for something of its own rate; the others for any line at all.
        let nothing = if family.kind == Kind::Taxed { sum.is_none() } else { self.stated.lines.is_empty() };
        if nothing {
            let message = format!("nothing of category {} and this rate is there to be taxed", family.code);
            self.tell(family.base, field(), stated, message);
        } else if stated.is_none() {
            self.tell(family.base, field(), None, "the taxable base is missing".into());
        } else {
            let computed = sum.cloned().unwrap_or(Ok(Decimal::ZERO));
            self.compare(family.base, field, stated, computed, |stated, computed| {
                if official && per_rate { within_one(stated, computed, false) } else { stated == computed }
            });
        }
    }

    /// -09: BT-117 is BT-116 × BT-119, or zero.
    fn tax(&mut self, place: usize, part: &StatedGroup, family: &Family) {
        let (stated, official) = (part.tax.as_deref(), self.official());
        let field = || format!("breakdown.{place}.tax");
        if stated.is_none() {
            self.tell(family.tax, field(), None, "the tax is missing".into());
            return;
        }
        let per_rate = matches!(family.kind, Kind::Taxed | Kind::TaxedOrZero);
        let computed = if !per_rate {
            Ok(Decimal::ZERO)
        } else if let Rate::Number(percent) = Rate::of(part.rate.as_deref()) {
            let (digits, half) = if official { (2, Half::Upwards) } else { (self.digits, Half::Away) };
            tax(part.base.as_deref(), percent, digits, half, official)
        } else {
            Err(format!("the rate `{}` is no number", part.rate.as_deref().unwrap_or_default()))
        };
        self.compare(family.tax, field, stated, computed, |stated, computed| {
            if official && per_rate { within_one(stated, computed, true) } else { stated == computed }
        });
    }
}
