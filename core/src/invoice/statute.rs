//! A share of a figure, exact until it is rounded once.

use crate::{
    error::{Error, Result},
    money::{Rounding, number},
};
use rust_decimal::Decimal;

/// A part of a figure in the ratio of `part` to `whole`, rounded once.
pub(super) fn proportion(
    field: &str,
    figure: Decimal,
    part: Decimal,
    whole: Decimal,
    by: Rounding,
) -> Result<Decimal> {
    if part == whole {
        return Ok(figure);
    }
    number::ratio(figure, part, whole, by).ok_or_else(|| Error::overflow(field, figure, "share of a figure"))
}
