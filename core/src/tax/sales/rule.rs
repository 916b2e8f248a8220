//! The rule of an ad valorem tax on sales, written once for every form of number.

use crate::{
    money::{Rounding, number::Number},
    trace::{Step, Tracer},
};

/// What the tax is due on.
pub static BASE: Step = Step { id: "sales.base", name: "taxable amount", rests_on: &[], of: &[] };
/// The tax.
pub static TAX: Step =
    Step { id: "sales.tax", name: "tax on the taxable amount", rests_on: &["{rate}"], of: &[&BASE] };

/// The tax on several bases at their rates, rounded once. `index` tells this application from others in the notes.
#[inline]
pub fn tax<N: Number, T: Tracer<N>>(
    parts: impl IntoIterator<Item = (N, N::Factor)>,
    by: Rounding,
    index: u16,
    notes: &mut T,
) -> N {
    let parts = parts.into_iter().map(|(base, rate)| (notes.note(&BASE, index, base), rate));
    let tax = N::shares_of(parts, by);
    notes.note(&TAX, index, tax)
}
