//! What the judge says.

use super::rules;
use crate::error::exact;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// How strictly the rules are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// As the standard's words say: every sum to the last digit, and tax = base × rate, rounded half away from zero to
    /// the digits of the document's currency, two at the most.
    Exact,
    /// As the official validation artefacts do: sums are rounded to two digits first, with halves upwards, and the
    /// taxable bases and taxes of S, L and M may be off by less than one whole unit of currency. What passes may be wrong.
    Official,
}

/// What became of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing in the document breaks it.
    Passed,
    /// Something does: see the findings.
    Failed,
    /// It is none of [`rules_checked`](super::rules_checked): nothing is said about it.
    NotChecked,
}

impl Verdict {
    /// Its name, such as `not_checked`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::NotChecked => "not_checked",
        }
    }
}

/// A rule that is checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its name in EN 16931, such as `BR-CO-10`.
    pub id: Cow<'static, str>,
    /// What it asks for, at [`Strength::Exact`].
    pub text: Cow<'static, str>,
    /// What is different at [`Strength::Official`]; empty where nothing is.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub official: Cow<'static, str>,
}

/// A figure that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleFinding {
    /// The rule.
    pub rule: Cow<'static, str>,
    /// Where it stands, a path such as `lines.3.net` or `totals.gross`.
    pub field: String,
    /// What is stated there, as its text stands; none where nothing is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated: Option<String>,
    /// What the rule gives; none where it gives no figure.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "exact::text_option")]
    pub computed: Option<Decimal>,
    /// By how much: stated less computed.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "exact::text_option")]
    pub difference: Option<Decimal>,
    /// What is wrong, in words.
    pub message: String,
}

/// What every checked rule says of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// How strictly it was judged.
    pub strength: Strength,
    /// The rules that nothing breaks, in the order of [`rules_checked`](super::rules_checked).
    pub passed: Vec<Cow<'static, str>>,
    /// The rules that something breaks, in that order.
    pub failed: Vec<Cow<'static, str>>,
    /// What breaks them, in the order of the rules and then of the document.
    pub findings: Vec<RuleFinding>,
}

impl Report {
    /// What became of a rule. One that is not checked is never said to have passed.
    pub fn verdict(&self, rule: &str) -> Verdict {
        if self.failed.iter().any(|failed| failed == rule) {
            Verdict::Failed
        } else if self.passed.iter().any(|passed| passed == rule) {
            Verdict::Passed
        } else {
            Verdict::NotChecked
        }
    }

    /// Whether no checked rule is broken. It says nothing about the rules that are not checked.
    pub fn holds(&self) -> bool {
        self.failed.is_empty()
    }

    /// Sorts what was found under its rules.
    pub(super) fn of(strength: Strength, mut findings: Vec<RuleFinding>) -> Self {
        let ids = rules::ids();
        let place = |finding: &RuleFinding| ids.iter().position(|id| *id == finding.rule);
        findings.sort_by_cached_key(place);
        let (failed, passed): (Vec<_>, Vec<_>) =
            ids.into_iter().partition(|id| findings.iter().any(|finding| finding.rule == *id));
        let owned = |ids: Vec<&'static str>| ids.into_iter().map(Cow::Borrowed).collect();
        Self { strength, passed: owned(passed), failed: owned(failed), findings }
    }
}
