//! Units that are left over, and who gets them: the largest remainders, by one method for every room.

use super::Step;
use rust_decimal::Decimal;
use std::cmp::Ordering;

/// The number in units of 10^-`digits`; None when it has more decimals or does not fit.
pub(crate) fn units(number: Decimal, digits: u32) -> Option<i128> {
    let plain = number.normalize();
    plain.mantissa().checked_mul(10i128.checked_pow(digits.checked_sub(plain.scale())?)?)
}

/// Whole numbers that add up to `total`, each as near as may be to its exact value `numerators` ÷ `divisor` (above
/// zero): each is cut to the whole number below, and what is left over goes to the greatest remainders, ties as
/// `first` orders the indexes. Signs may be mixed; the parts of -`total` are those of `total`, turned around.
pub(crate) fn level(
    numerators: &[i128],
    divisor: i128,
    total: i128,
    first: impl Fn(usize, usize) -> Ordering + Copy,
) -> Option<Vec<i128>> {
    // Of parts that cancel out, the first that is not zero tells which way round they stand.
    let sign = |index: &usize| numerators.get(*index).map_or(0, |numerator| numerator.signum());
    let lead = (0..numerators.len()).filter(|index| sign(index) != 0).min_by(|a, b| first(*a, *b));
    if total < 0 || (total == 0 && lead.is_some_and(|lead| sign(&lead) < 0)) {
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

/// Amounts in units of 10^-`to` that add up to `total`, which was rounded to multiples of `step`, each as near as may be to
/// its own of `exact` in units of 10^-`from`. None when they do not fit.
pub(crate) fn level_rounded(
    exact: &[i128],
    from: u32,
    step: Step,
    total: i128,
    to: u32,
    first: impl Fn(usize, usize) -> Ordering + Copy,
) -> Option<Vec<i128>> {
    let lift = |value: i128, digits: u32| value.checked_mul(10i128.checked_pow(digits)?);
    let (units, fine) = (i128::from(step.units()), u32::from(step.scale()));
    let wide = from.max(fine);
    let numerators: Vec<i128> = exact.iter().map(|value| lift(*value, wide - from)).collect::<Option<_>>()?;
    let divisor = lift(units, wide - fine)?;
    let unit = lift(units, to.checked_sub(fine)?)?;
    let parts = level(&numerators, divisor, total.checked_div(unit)?, first)?;
    parts.into_iter().map(|part| part.checked_mul(unit)).collect()
}

/// A rounded `total` over the exact `shares` that it was rounded from: multiples of `step` that add up to it. None when they
/// do not fit.
pub(crate) fn rounded(
    total: Decimal,
    shares: &[Decimal],
    step: Step,
    first: impl Fn(usize, usize) -> Ordering + Copy,
) -> Option<Vec<Decimal>> {
    let digits = u32::from(step.scale());
    let scale = shares.iter().map(|share| share.normalize().scale()).max().unwrap_or(0);
    let exact: Vec<i128> = shares.iter().map(|share| units(*share, scale)).collect::<Option<_>>()?;
    let parts = level_rounded(&exact, scale, step, units(total, digits)?, digits, first)?;
    parts.into_iter().map(|part| Decimal::try_from_i128_with_scale(part, digits).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::{Mode, Rounding};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parts_add_up_and_are_near(
            shares in prop::collection::vec(-10_000_000i64..10_000_000, 1..12),
            mode in prop::sample::select(vec![Mode::HalfUp, Mode::HalfEven, Mode::Down, Mode::Ceiling]),
            step in prop::sample::select(vec![Step::of(1, 2), Step::of(5, 2), Step::of(1, 0)]),
        ) {
            let shares: Vec<Decimal> = shares.iter().map(|s| Decimal::new(*s, 4)).collect();
            let by = Rounding { step, mode, cut: None };
            let total = by.apply(shares.iter().sum()).unwrap();
            let parts = rounded(total, &shares, step, |a, b| a.cmp(&b)).unwrap();
            prop_assert_eq!(parts.iter().sum::<Decimal>(), total);
            let whole = Decimal::new(step.units().into(), step.scale().into());
            for (part, share) in parts.iter().zip(&shares) {
                // Its own multiple below or above; one more where the total itself was rounded away.
                prop_assert!((*part - *share).abs() < whole + whole, "{part} of {share}");
                prop_assert!((*part / whole).is_integer());
            }
        }
    }

    #[test]
    fn the_greatest_remainder_gets_the_cent_and_ties_go_as_told() {
        let thirds = [dec!(3.33333), dec!(3.33333), dec!(3.33334)];
        let parts = |first: fn(usize, usize) -> Ordering| {
            rounded(dec!(10.01), &thirds, Step::of(1, 2), first).unwrap()
        };
        assert_eq!(parts(|a, b| a.cmp(&b)), [dec!(3.34), dec!(3.33), dec!(3.34)]);
        assert_eq!(parts(|a, b| b.cmp(&a)), [dec!(3.33), dec!(3.34), dec!(3.34)]);
        assert_eq!(rounded(Decimal::MAX, &[Decimal::MAX], Step::of(1, 28), |a, b| a.cmp(&b)), None);
        assert_eq!(rounded(dec!(1), &[], Step::of(1, 2), |a, b| a.cmp(&b)), None);
    }
}
