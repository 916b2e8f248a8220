//! Whether the figures that a document states obey EN 16931: a judge that shares no code with [`totals`](super::totals()).
//!
//! What comes from somebody else is judged as its text stands, never parsed away: a figure that is missing, a category
//! that nobody knows, `.00` or `1,5` are findings, not errors. [`rules_checked`] lists what is checked; about any other
//! rule a [`Report`] says [`Verdict::NotChecked`].
//!
//! The official validators of EN 16931 are loose where it matters: 24.41 of tax may be stated as 23.42 or 25.40.
//! [`Strength::Exact`] asks for the figure itself, [`Strength::Official`] says what those validators (the UBL artefact
//! of `ConnectingEurope/eInvoicing-EN16931`, 1.3.16) would say, so that both questions have an answer.
//!
//! ```
//! use backoffice::invoice::{validate, validate::{Stated, StatedLine, StatedGroup, StatedTotals, Strength, Verdict}};
//!
//! let text = |text: &str| Some(text.to_owned());
//! let received = Stated {
//!     currency: text("EUR"),
//!     lines: vec![StatedLine {
//!         net: text("128.47"), price: text("128.47"), category: text("S"), rate: text("19"), ..StatedLine::default()
//!     }],
//!     totals: StatedTotals {
//!         sum: text("128.47"), net: text("128.47"), tax: text("25.40"), gross: text("153.87"), due: text("153.87"),
//!         ..StatedTotals::default()
//!     },
//!     breakdown: vec![StatedGroup { category: text("S"), rate: text("19"), base: text("128.47"), tax: text("25.40") }],
//!     ..Stated::default()
//! };
//! assert!(validate(&received, Strength::Official).holds());
//!
//! let report = validate(&received, Strength::Exact);
//! assert_eq!(report.failed, ["BR-CO-17", "BR-S-09"]);
//! assert_eq!(report.findings[0].field, "breakdown.0.tax");
//! assert_eq!(report.findings[0].message, "`25.40` should be 24.41: it is off by 0.99");
//! assert_eq!(report.verdict("BR-CO-15"), Verdict::Passed);
//! assert_eq!(report.verdict("BR-CO-25"), Verdict::NotChecked); // due dates are no totals
//! ```

mod categories;
mod form;
mod judge;
mod number;
mod own;
mod report;
mod rules;
mod stated;
mod sums;
#[cfg(test)]
mod tests;

pub use own::stated;
pub use report::{Report, Rule, RuleFinding, Strength, Verdict};
pub use rules::rules_checked;
pub use stated::{Stated, StatedAdjustment, StatedGroup, StatedLine, StatedTotals};

/// What the checked rules say of a document. Nothing is an error: whatever is stated is judged.
pub fn validate(stated: &Stated, strength: Strength) -> Report {
    let mut judge = judge::Judge::new(stated, strength);
    judge.form();
    judge.sums();
    judge.categories();
    Report::of(strength, judge.findings)
}
