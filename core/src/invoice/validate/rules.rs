//! The rules that are checked, in the words of this library. Source: EN 16931-1:2017 section 6.4, and for the official
//! strength the UBL artefact of `ConnectingEurope/eInvoicing-EN16931` 1.3.16.

use super::report::Rule;
use std::borrow::Cow;

/// What the tax of a category may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A rate above zero; a base and a tax for each rate.
    Taxed,
    /// A rate of zero or more; a base and a tax for each rate.
    TaxedOrZero,
    /// A rate of zero, and no tax.
    Zero,
    /// No rate at all, and no tax.
    None,
}

/// A category, and the names of its rules -01 and -05 to -09.
pub(super) struct Family {
    pub code: &'static str,
    pub kind: Kind,
    pub presence: &'static str,
    pub line: &'static str,
    pub allowance: &'static str,
    pub charge: &'static str,
    pub base: &'static str,
    pub tax: &'static str,
}

macro_rules! families {
    ($($code:literal $prefix:literal $kind:ident,)*) => {
        pub(super) const FAMILIES: &[Family] = &[$(Family {
            code: $code,
            kind: Kind::$kind,
            presence: concat!($prefix, "-01"),
            line: concat!($prefix, "-05"),
            allowance: concat!($prefix, "-06"),
            charge: concat!($prefix, "-07"),
            base: concat!($prefix, "-08"),
            tax: concat!($prefix, "-09"),
        }),*];
    };
}

families! {
    "S" "BR-S" Taxed,
    "Z" "BR-Z" Zero,
    "E" "BR-E" Zero,
    "AE" "BR-AE" Zero,
    "K" "BR-IC" Zero,
    "G" "BR-G" Zero,
    "O" "BR-O" None,
    "L" "BR-AF" TaxedOrZero,
    "M" "BR-AG" TaxedOrZero,
}

/// The codes of UNTDID 5305 that EN 16931 knows.
pub(super) const CATEGORIES: [&str; 10] = ["AE", "B", "E", "G", "K", "L", "M", "O", "S", "Z"];

const ROUNDED: &str = "the sum is rounded to two digits first, halves upwards";
const WITHIN_ONE: &str = "whatever the signs, the tax may be off by less than one whole unit of currency";

/// The rules that are of no category: name, words, and what is different at the official strength.
const RULES: &[(&str, &str, &str)] = &[
    ("BR-05", "the document has a currency (BT-5)", ""),
    ("BR-12", "the sum of the lines (BT-106) is there", ""),
    ("BR-13", "the total without tax (BT-109) is there", ""),
    ("BR-14", "the total with tax (BT-112) is there", ""),
    ("BR-15", "the amount due (BT-115) is there", ""),
    ("BR-16", "there is at least one line (BG-25)", ""),
    ("BR-24", "each line has its net amount (BT-131)", ""),
    ("BR-26", "each line has its net price (BT-146)", ""),
    ("BR-27", "no net price (BT-146) is below zero", ""),
    ("BR-28", "no gross price (BT-148) is below zero", ""),
    ("BR-31", "each allowance of the document has an amount (BT-92)", ""),
    ("BR-32", "each allowance of the document has a tax category (BT-95)", ""),
    ("BR-36", "each charge of the document has an amount (BT-99)", ""),
    ("BR-37", "each charge of the document has a tax category (BT-102)", ""),
    ("BR-41", "each allowance of a line has an amount (BT-136)", ""),
    ("BR-43", "each charge of a line has an amount (BT-141)", ""),
    ("BR-45", "each group of the breakdown has its taxable base (BT-116)", ""),
    ("BR-46", "each group of the breakdown has its tax (BT-117)", ""),
    ("BR-47", "each group of the breakdown has its category (BT-118)", ""),
    ("BR-48", "each group of the breakdown has its rate (BT-119), category O aside", ""),
    ("BR-53", "with an accounting currency (BT-6) there is the tax in it (BT-111)", ""),
    ("BR-CL-04", "the currency (BT-5) is one of ISO 4217", ""),
    ("BR-CL-05", "the accounting currency (BT-6) is one of ISO 4217", ""),
    (
        "BR-CL-17",
        "the categories of the breakdown, of allowances and of charges are known: AE B E G K L M O S Z",
        "",
    ),
    ("BR-CL-18", "the category of each line is known: AE B E G K L M O S Z", ""),
    ("BR-CO-04", "each line has a tax category (BT-151)", ""),
    ("BR-CO-10", "BT-106 is the sum of the lines' net amounts (BT-131)", ROUNDED),
    ("BR-CO-11", "BT-107 is the sum of the document's allowances (BT-92)", ROUNDED),
    ("BR-CO-12", "BT-108 is the sum of the document's charges (BT-99)", ROUNDED),
    ("BR-CO-13", "BT-109 = BT-106 − BT-107 + BT-108", "rounded as a sum is, where BT-107 or BT-108 is there"),
    (
        "BR-CO-14",
        "BT-110 is the sum of the taxes of the breakdown (BT-117)",
        "rounded as a sum is; nothing is asked without a breakdown",
    ),
    ("BR-CO-15", "BT-112 = BT-109 + BT-110", ROUNDED),
    (
        "BR-CO-16",
        "BT-115 = BT-112 − BT-113 + BT-114",
        "BT-115 − BT-114 and BT-112 − BT-113 are each rounded as a sum is",
    ),
    (
        "BR-CO-17",
        "BT-117 = BT-116 × BT-119, rounded; zero without a rate",
        "whatever the signs, the tax may be off by less than one whole unit of currency; at a rate that rounds to 0 % it has to round to zero",
    ),
    ("BR-CO-18", "there is a breakdown of the tax (BG-23)", ""),
    ("BR-DEC-01", "BT-92 has two decimals at the most", ""),
    ("BR-DEC-02", "BT-93 has two decimals at the most", ""),
    ("BR-DEC-05", "BT-99 has two decimals at the most", ""),
    ("BR-DEC-06", "BT-100 has two decimals at the most", ""),
    ("BR-DEC-09", "BT-106 has two decimals at the most", ""),
    ("BR-DEC-10", "BT-107 has two decimals at the most", ""),
    ("BR-DEC-11", "BT-108 has two decimals at the most", ""),
    ("BR-DEC-12", "BT-109 has two decimals at the most", ""),
    ("BR-DEC-13", "BT-110 has two decimals at the most", ""),
    ("BR-DEC-14", "BT-112 has two decimals at the most", ""),
    ("BR-DEC-15", "BT-111 has two decimals at the most", ""),
    ("BR-DEC-16", "BT-113 has two decimals at the most", ""),
    ("BR-DEC-17", "BT-114 has two decimals at the most", ""),
    ("BR-DEC-18", "BT-115 has two decimals at the most", ""),
    ("BR-DEC-19", "BT-116 has two decimals at the most", ""),
    ("BR-DEC-20", "BT-117 has two decimals at the most", ""),
    ("BR-DEC-23", "BT-131 has two decimals at the most", ""),
    ("BR-DEC-24", "BT-136 has two decimals at the most", ""),
    ("BR-DEC-25", "BT-137 has two decimals at the most", ""),
    ("BR-DEC-27", "BT-141 has two decimals at the most", ""),
    ("BR-DEC-28", "BT-142 has two decimals at the most", ""),
];

/// The names of all rules, in their order.
pub(super) fn ids() -> Vec<&'static str> {
    let families = FAMILIES.iter().flat_map(|f| [f.presence, f.line, f.allowance, f.charge, f.base, f.tax]);
    RULES.iter().map(|(id, _, _)| *id).chain(families).collect()
}

/// The rules that [`validate`](super::validate) checks, in the order in which a report lists them. Of any other rule it
/// says nothing.
///
/// ```
/// use backoffice::invoice::validate::rules_checked;
///
/// let rules = rules_checked();
/// let co_17 = rules.iter().find(|rule| rule.id == "BR-CO-17").expect("checked");
/// assert_eq!(co_17.text, "BT-117 = BT-116 × BT-119, rounded; zero without a rate");
/// assert!(!rules.iter().any(|rule| rule.id == "BR-CO-25")); // due dates are no totals
/// ```
pub fn rules_checked() -> Vec<Rule> {
    let rule = |id, text: Cow<'static, str>, official: &'static str| Rule {
        id: Cow::Borrowed(id),
        text,
        official: Cow::Borrowed(official),
    };
    let mut rules: Vec<Rule> =
        RULES.iter().map(|(id, text, official)| rule(*id, Cow::Borrowed(*text), official)).collect();
    for family in FAMILIES {
        let code = family.code;
        let per_rate = matches!(family.kind, Kind::Taxed | Kind::TaxedOrZero);
        let rate = match family.kind {
            Kind::Taxed => "has a rate above zero",
            Kind::TaxedOrZero => "has a rate of zero or more",
            Kind::Zero => "has the rate zero",
            Kind::None => "has no rate",
        };
        let (groups, of_rate) = if per_rate { ("a group", " and rate") } else { ("exactly one group", "") };
        let once = if per_rate { "" } else { "; a group that nothing else uses is accepted" };
        rules.push(rule(
            family.presence,
            format!(
                "where something is of category {code}, and only there, the breakdown has {groups} of it"
            )
            .into(),
            once,
        ));
        for (id, what) in [
            (family.line, "line"),
            (family.allowance, "allowance of the document"),
            (family.charge, "charge of the document"),
        ] {
            rules.push(rule(id, format!("each {what} of category {code} {rate}").into(), ""));
        }
        let base = format!(
            "BT-116 of category {code} is the sum of its lines less its allowances plus its charges, by category{of_rate}"
        );
        let loosely = match family.kind {
            Kind::Taxed | Kind::TaxedOrZero => {
                "may be off by less than one whole unit of currency; nothing is asked of a group without a rate"
            }
            _ => "",
        };
        rules.push(rule(family.base, base.into(), loosely));
        let (tax, loosely) = if per_rate {
            (format!("BT-117 of category {code} is BT-116 × BT-119, rounded"), WITHIN_ONE)
        } else {
            (format!("BT-117 of category {code} is zero"), "")
        };
        rules.push(rule(family.tax, tax.into(), loosely));
    }
    rules
}
