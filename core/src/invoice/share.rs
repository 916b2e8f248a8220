//! Shares of a figure: of one, and of all, with who gets the cents that are left over.

use crate::{
    error::{Error, Result},
    money::{Rounding, number},
};
use rust_decimal::Decimal;
use std::cmp::Ordering;

pub(super) use crate::money::share::{level, level_rounded};

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

/// `amount` spread over `weights` of any sign, in whole numbers; None when they sum to zero or do not fit.
pub(super) fn spread(
    amount: i128,
    weights: &[i128],
    first: impl Fn(usize, usize) -> Ordering + Copy,
) -> Option<Vec<i128>> {
    let whole = weights.iter().try_fold(0i128, |sum, weight| sum.checked_add(*weight))?;
    let sign = if whole < 0 { -1 } else { 1 };
    if whole == 0 {
        return None;
    }
    let numerators: Vec<i128> =
        weights.iter().map(|w| amount.checked_mul(w * sign)).collect::<Option<_>>()?;
    level(&numerators, whole * sign, amount, first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parts_add_up_and_are_near(
            total in -1_000_000i64..1_000_000, weights in prop::collection::vec(-10_000i64..10_000, 1..12),
        ) {
            let whole: i64 = weights.iter().sum();
            prop_assume!(whole != 0);
            let weights: Vec<i128> = weights.into_iter().map(i128::from).collect();
            let (total, whole) = (i128::from(total), i128::from(whole));
            let parts = spread(total, &weights, |a, b| a.cmp(&b)).unwrap();
            prop_assert_eq!(parts.iter().sum::<i128>(), total);
            let turned = spread(-total, &weights, |a, b| a.cmp(&b)).unwrap();
            prop_assert!(turned.iter().zip(&parts).all(|(a, b)| *a == -*b));
            for (part, weight) in parts.iter().zip(&weights) {
                // |part − total × weight ÷ whole| < 1 cent, without dividing
                let off = part * whole - total * weight;
                prop_assert!(off.abs() < whole.abs(), "{part} of {weight} in {whole}");
            }
        }
    }

    #[test]
    fn the_greatest_remainder_gets_the_cent() {
        assert_eq!(spread(1000, &[1, 1, 1], |a, b| b.cmp(&a)).unwrap(), [333, 333, 334]);
    }

    #[test]
    fn parts_that_cancel_out_are_turned_around_too() {
        let of = |numerators: &[i128]| level(numerators, 2, 0, |a, b| a.cmp(&b)).unwrap();
        assert_eq!((of(&[1, -1]), of(&[-1, 1])), (vec![1, -1], vec![-1, 1]));
    }

    #[test]
    fn parts_of_a_coarse_total_are_whole_steps() {
        let nickel = crate::money::Step::of(5, 2);
        let parts = level_rounded(&[1_234, 5_678], 4, nickel, 70, 2, |a, b| b.cmp(&a)).unwrap();
        assert_eq!((parts.iter().sum::<i128>(), parts.iter().all(|part| part % 5 == 0)), (70, true));
    }
}
