//! Invoices and credit notes: totals that add up, numbers without gaps, records that cannot be altered unseen.
//!
//! A [`Document`] is what the caller writes: lines, allowances, charges, and for each line the tax decision that was
//! taken elsewhere (this room knows no country). It may be one of these books' own or one that they received ([`Side`]),
//! deduct [`Advance`] invoices per rate, bear taxes that the buyer keeps back ([`Withholding`]) or a surcharge, have its
//! tax told in an [`Accounting`] currency, and state figures of its own: those stand, and a difference to the rule is a
//! [`Finding`]. [`totals()`] says what it comes to under [`Rules`] that name every rounding, and [`explain`] where each
//! figure came from. An [`Invoice`] is a document with its totals: a draft until it has a number from a [`numbering`]
//! series, immutable from then on, later perhaps corrected by another document or voided ([`State`]). [`credit`] takes it
//! back, whole or in parts that sum to it; [`chain`] seals it; [`post`] gives its journal. Names in the docs such as BT-106 are the business terms of EN 16931.
//!
//! Errors name the document's field as a path, such as `lines.3.price`; amounts are in the document's currency and
//! rates are fractions (`0.2` is 20 %).
//!
//! ```
//! use backoffice::{currency::EUR, date, dec, eur, invoice::{Document, Invoice, Line, Rules, Tax, numbering::{Pattern, Series}, totals}};
//!
//! let tax = Tax::standard(dec!(0.23));
//! let document = Document::invoice(EUR, date(2026, 3, 2)?)
//!     .buyer("Ada")
//!     .line(Line::new("desk lamp", dec!(1), eur!(55.55).each(), tax.clone()))
//!     .line(Line::new("stapler", dec!(1), eur!(11.11).each(), tax));
//!
//! // One cent that people fought about: it is a choice, so it has a name.
//! assert_eq!(totals(&document, &Rules::per_line(EUR))?.tax, eur!(15.34)); // 12.78 + 2.56
//! assert_eq!(totals(&document, &Rules::en16931(EUR))?.tax, eur!(15.33)); // 23 % of 66.66, rounded once
//!
//! let series = Series::new("sales", "INV-{year}-{number:5}".parse::<Pattern>()?).restarting_yearly();
//! let (number, series) = series.issue(document.day)?; // store the series together with the invoice
//! let mut invoice = Invoice::draft(document, Rules::en16931(EUR))?;
//! invoice.issue(number.to_string())?;
//! assert_eq!(invoice.number(), Some("INV-2026-00001"));
//! assert_eq!(invoice.totals().due, eur!(81.99));
//! # Ok::<(), backoffice::Error>(())
//! ```

mod advance;
mod canonical;
pub mod chain;
mod correct;
mod credit;
mod document;
#[cfg(feature = "en16931")]
pub mod interchange;
pub mod numbering;
mod post;
pub mod receivables;
pub mod reference;
mod rules;
mod share;
mod state;
mod tax_lines;
#[cfg(test)]
mod tests;
pub(crate) mod totals;
pub mod validate;

pub use crate::tax::sales::Category;
pub use advance::deduct;
pub use correct::{Method, correct};
pub use credit::{Reduced, Taken, What, credit};
pub use document::{
    Accounting, Adjustment, Advance, Conversion, Document, Kind, Line, Payment, Reference, Side, StatedTax,
    Tax, Withholding,
};
pub use post::{Accounts, Claim, Direction, ReverseCharge, Settled, TaxAccount, post, reverse_charged};
pub use rules::{Cash, Lines, Prices, Rules, Spread};
pub use state::{Correction, Invoice, State, Voided};
pub use tax_lines::{Filing, OwnTax, tax_lines};
pub use totals::{
    AccountingTotal, AdjustmentTotal, AdvanceTotal, Explained, Finding, LineTotal, Surcharge, TaxTotal,
    Totals, WithholdingTotal, explain, totals, totals_traced,
};
pub use validate::validate;
