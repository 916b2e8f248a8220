//! The rules of law of a document, each written once over [`Number`], and their doors: the fast form first, then the
//! reference, then an error that names the field and the step that had no exact value.

use crate::{
    error::{Error, Result},
    money::{
        Rounding,
        number::{self, Exact, Fixed, Number},
    },
    tax::sales::rule,
    trace::{Notes, Step, Tracer},
};
use rust_decimal::Decimal;

pub(super) static LINE: Step =
    Step {
        id: "invoice.line.net", name: "price × quantity − allowances + charges", rests_on: &[], of: &[]
    };
pub(super) static CONTAINED: Step = Step {
    id: "invoice.tax.contained",
    name: "the part contained in a gross amount",
    rests_on: &[],
    of: &[],
};

/// BT-131: price × quantity, allowances taken off and charges put on, rounded once.
fn line<N: Number, T: Tracer<N>>(
    price: N,
    quantity: N::Factor,
    extra: (N, N::Factor),
    by: Rounding,
    notes: &mut T,
) -> N {
    notes.note(&LINE, 0, N::shares([(price, quantity), extra], by))
}

/// `times` of every `per` of a gross amount, rounded: at 19 % the tax is 19 of 119, the net 100 of 119.
fn contained<N: Number, T: Tracer<N>>(gross: N, times: u32, per: u32, by: Rounding, notes: &mut T) -> N {
    notes.note(&CONTAINED, 0, gross.ratio(times, per, by))
}

/// What the reference gave, or the error that its first lost step names.
fn settle(field: &str, value: Decimal, result: Exact, notes: &Notes<Exact>) -> Result<Decimal> {
    result.read().ok_or_else(|| {
        let step = notes.first_lost(Number::read).map_or("amount", |step| step.id);
        Error::overflow(field, value, step)
    })
}

/// [`line`] of figures.
pub(crate) fn line_amount(
    price: Decimal,
    quantity: Decimal,
    extra: Decimal,
    by: Rounding,
) -> Result<Decimal> {
    fn run<N: Number, T: Tracer<N>>(
        price: Decimal,
        quantity: Decimal,
        extra: Decimal,
        by: Rounding,
        notes: &mut T,
    ) -> Option<N> {
        let extra = (N::exact(extra)?, N::factor(Decimal::ONE)?);
        Some(line(N::exact(price)?, N::factor(quantity)?, extra, by, notes))
    }
    if let Some(amount) = run::<Fixed, ()>(price, quantity, extra, by, &mut ()).and_then(Number::read) {
        return Ok(amount);
    }
    let mut notes = Notes::default();
    let result = run::<Exact, _>(price, quantity, extra, by, &mut notes).unwrap_or(Exact(None));
    settle("price", price, result, &notes)
}

/// BT-117: base × rate, rounded (BR-CO-17), by the rule of [`crate::tax::sales`].
pub(crate) fn tax_amount(base: Decimal, rate: Decimal, by: Rounding) -> Result<Decimal> {
    fn run<N: Number, T: Tracer<N>>(base: Decimal, rate: Decimal, by: Rounding, notes: &mut T) -> Option<N> {
        Some(rule::tax([(N::exact(base)?, N::factor(rate)?)], by, 0, notes))
    }
    if rate.is_zero() {
        return Ok(Decimal::ZERO);
    }
    if let Some(amount) = run::<Fixed, ()>(base, rate, by, &mut ()).and_then(Number::read) {
        return Ok(amount);
    }
    let mut notes = Notes::default();
    let result = run::<Exact, _>(base, rate, by, &mut notes).unwrap_or(Exact(None));
    settle("tax", base, result, &notes)
}

/// Which part of a gross amount is wanted.
#[derive(Clone, Copy)]
pub(crate) enum Part {
    Net,
    Tax,
}

/// A rate as whole parts: 19 % is 19 on 100, 7.5 % is 75 on 1000.
pub(super) fn parts_of(rate: Decimal) -> Option<(u32, u32)> {
    let rate = rate.normalize();
    Some((u32::try_from(rate.mantissa()).ok()?, 10u32.checked_pow(rate.scale())?))
}

/// [`contained`] of figures.
pub(crate) fn contained_amount(gross: Decimal, rate: Decimal, part: Part, by: Rounding) -> Result<Decimal> {
    let lost = || Error::overflow("gross", gross, CONTAINED.id);
    let (tax, on) = parts_of(rate).ok_or_else(lost)?;
    let times = if matches!(part, Part::Net) { on } else { tax };
    let per = on.checked_add(tax).ok_or_else(lost)?;
    let fast = Fixed::exact(gross).map(|gross| contained(gross, times, per, by, &mut ()));
    if let Some(amount) = fast.and_then(Number::read) {
        return Ok(amount);
    }
    let mut notes = Notes::default();
    settle("gross", gross, contained(Exact(Some(gross)), times, per, by, &mut notes), &notes)
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Mode::{self, *};
    use proptest::prelude::*;

    const MODES: [Mode; 7] = [HalfEven, HalfUp, HalfDown, Down, Up, Floor, Ceiling];

    fn number(limit: i64, scale: u32) -> impl Strategy<Value = Decimal> {
        let edge = prop_oneof![Just(limit), Just(-limit), Just(0), Just(1), Just(-1), -limit..=limit];
        (edge, 0..=scale).prop_map(|(mantissa, scale)| Decimal::new(mantissa, scale))
    }

    proptest! {
        // Amounts reach to the end of what Fixed can hold (i64 in 10^-4) and beyond, where it has to say so.
        #[test]
        fn fixed_and_exact_tax_agree(base in number(i64::MAX, 6), rate in number(2_000_000, 6), mode in 0usize..7) {
            let by = Rounding::of(1, 2, MODES[mode]);
            let fixed = Fixed::exact(base).zip(Fixed::factor(rate))
                .and_then(|(base, rate)| rule::tax([(base, rate)], by, 0, &mut ()).read());
            let exact = rule::tax([(Exact(Some(base)), rate)], by, 0, &mut ()).read();
            if let Some(fixed) = fixed {
                prop_assert_eq!(Some(fixed), exact);
            }
            prop_assert_eq!(tax_amount(base, rate, by).ok(), exact.filter(|_| !rate.is_zero()).or(Some(Decimal::ZERO)));
        }

        #[test]
        fn fixed_and_exact_lines_agree(
            price in number(99_999_999, 4), quantity in number(999_999, 3), extra in number(999_999, 2), mode in 0usize..7,
        ) {
            let by = Rounding::of(1, 2, MODES[mode]);
            let exact = line(Exact(Some(price)), quantity, (Exact(Some(extra)), Decimal::ONE), by, &mut ()).read();
            let fixed = Fixed::exact(price).zip(Fixed::factor(quantity)).zip(Fixed::exact(extra))
                .and_then(|((p, q), e)| line(p, q, (e, 1_000_000), by, &mut ()).read());
            if let Some(fixed) = fixed {
                prop_assert_eq!(Some(fixed), exact);
            }
            prop_assert_eq!(line_amount(price, quantity, extra, by).ok(), exact);
        }

        #[test]
        fn net_and_tax_contained_in_a_gross_amount_are_within_a_cent(gross in number(99_999_999, 2), rate in 0i64..300) {
            let (rate, by) = (Decimal::new(rate, 3), Rounding::of(1, 2, HalfUp));
            let net = contained_amount(gross, rate, Part::Net, by)?;
            let tax = contained_amount(gross, rate, Part::Tax, by)?;
            prop_assert!((gross - net - tax).abs() <= Decimal::new(1, 2));
            let exact = contained(Exact(Some(gross)), 1000, 1000 + u32::try_from(rate.mantissa()).unwrap_or(0), by, &mut ());
            prop_assert_eq!(Some(net), exact.read());
        }
    }

    #[test]
    fn the_fast_form_is_really_used() {
        let base = Decimal::new(10_000, 2);
        let rate = Decimal::new(175, 3);
        let fast = Fixed::exact(base).zip(Fixed::factor(rate));
        assert!(fast.is_some_and(|(b, r)| {
            rule::tax([(b, r)], Rounding::of(1, 2, HalfUp), 0, &mut ()).read().is_some()
        }));
    }
}
