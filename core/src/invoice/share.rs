//! Cents that are left over, and who gets them.

use rust_decimal::Decimal;
use std::cmp::Ordering;

/// The number in units of 10^-`digits`; None when it has more decimals or does not fit.
pub(super) fn units(number: Decimal, digits: u32) -> Option<i128> {
    let plain = number.normalize();
    plain.mantissa().checked_mul(10i128.checked_pow(digits.checked_sub(plain.scale())?)?)
}

/// Whole numbers that add up to `total`, each as near as may be to its exact value `numerators` ÷ `divisor` (above
/// zero): each is cut to the whole number below, and what is left over goes to the greatest remainders, ties as
/// `first` orders the indexes. Signs may be mixed; the parts of -`total` are those of `total`, turned around.
pub(super) fn level(
    numerators: &[i128],
    divisor: i128,
    total: i128,
    first: impl Fn(usize, usize) -> Ordering + Copy,
) -> Option<Vec<i128>> {
    if total < 0 {
        let turned: Vec<i128> = numerators.iter().map(|n| n.checked_neg()).collect::<Option<_>>()?;
        let parts = level(&turned, divisor, total.checked_neg()?, first)?;
        return parts.into_iter().map(i128::checked_neg).collect();
    }
    let count = i128::try_from(numerators.len()).ok().filter(|count| *count > 0)?;
    let mut parts: Vec<i128> =
        numerators.iter().map(|n| n.checked_div_euclid(divisor)).collect::<Option<_>>()?;
    let given = parts.iter().try_fold(0i128, |sum, part| sum.checked_add(*part))?;
    let left = total.checked_sub(given)?;
    // As a rule each gets at most one; more only where the total was rounded to a coarser step than the parts.
    let (each, left) = (left.div_euclid(count), left.rem_euclid(count));
    let mut order: Vec<usize> = (0..numerators.len()).collect();
    let remainder = |index: usize| numerators.get(index).map_or(0, |n| n.rem_euclid(divisor));
    order.sort_by(|a, b| remainder(*b).cmp(&remainder(*a)).then_with(|| first(*a, *b)));
    for (rank, index) in order.into_iter().enumerate() {
        let extra = each + i128::from((rank as i128) < left);
        let part = parts.get_mut(index)?;
        *part = part.checked_add(extra)?;
    }
    Some(parts)
}

/// `amount` spread over `weights` of any sign at `digits` decimals; None when they sum to zero or do not fit.
pub(super) fn spread(
    amount: Decimal,
    weights: &[Decimal],
    digits: u32,
    first: impl Fn(usize, usize) -> Ordering + Copy,
) -> Option<Vec<Decimal>> {
    let scale = weights.iter().map(|w| w.normalize().scale()).max()?;
    let weights: Vec<i128> = weights.iter().map(|w| units(*w, scale)).collect::<Option<_>>()?;
    let whole = weights.iter().try_fold(0i128, |sum, w| sum.checked_add(*w))?;
    let total = units(amount, digits)?;
    let sign = if whole < 0 { -1 } else { 1 };
    if whole == 0 {
        return None;
    }
    let numerators: Vec<i128> = weights.iter().map(|w| total.checked_mul(w * sign)).collect::<Option<_>>()?;
    let parts = level(&numerators, whole * sign, total, first)?;
    parts.into_iter().map(|part| Decimal::try_from_i128_with_scale(part, digits).ok()).collect()
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
            let amounts: Vec<Decimal> = weights.iter().map(|w| Decimal::new(*w, 2)).collect();
            let parts = spread(Decimal::new(total, 2), &amounts, 2, |a, b| a.cmp(&b)).unwrap();
            prop_assert_eq!(parts.iter().sum::<Decimal>(), Decimal::new(total, 2));
            let turned = spread(Decimal::new(-total, 2), &amounts, 2, |a, b| a.cmp(&b)).unwrap();
            prop_assert!(total == 0 || turned.iter().zip(&parts).all(|(a, b)| *a == -*b));
            for (part, weight) in parts.iter().zip(&weights) {
                // |part − total × weight ÷ whole| < 1 cent, without dividing
                let exact = i128::from(total) * i128::from(*weight);
                let off = units(*part, 2).unwrap() * i128::from(whole) - exact;
                prop_assert!(off.abs() < i128::from(whole.abs()), "{part} of {weight} in {whole}");
            }
        }
    }

    #[test]
    fn the_greatest_remainder_gets_the_cent() {
        let weights = [Decimal::new(100, 2), Decimal::new(100, 2), Decimal::new(100, 2)];
        let parts = spread(Decimal::new(1000, 2), &weights, 2, |a, b| b.cmp(&a)).unwrap();
        assert_eq!(parts, [Decimal::new(333, 2), Decimal::new(333, 2), Decimal::new(334, 2)]);
    }
}
