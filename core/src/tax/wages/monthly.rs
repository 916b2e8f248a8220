//! What the jurisdictions share that reckon each month by itself: the law of a month read from its pack, in both forms of
//! number, and what is refused of a payment.

use super::{Assessment, Line, Payer, Payment, Profile};
use crate::{
    calendar::{PayFrequency, Period},
    error::{Code, Error, Result},
    law::{Figure, RulePack, Scale},
    money::{
        Currency, Mode, Money, Rounding,
        number::{Exact, Fixed, Number},
    },
};
use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use std::fmt;

/// The months of a year.
pub(super) const MONTHS: u32 = 12;

/// A parameter of a pack: how it is read, and what it is in a form of number.
pub(super) trait Parameter: Sized {
    type In<N: Number>: Clone;
    fn on(pack: &RulePack, key: &str, day: NaiveDate) -> Result<Self>;
    fn form<N: Number>(&self) -> Option<Self::In<N>>;
}

/// An amount in the pack's currency.
#[derive(Clone, Debug)]
pub(super) struct Amount(pub Figure);

impl Parameter for Amount {
    type In<N: Number> = N;
    fn on(pack: &RulePack, key: &str, day: NaiveDate) -> Result<Self> {
        pack.amount(key, day).map(Self)
    }
    fn form<N: Number>(&self) -> Option<N> {
        N::exact(self.0.value)
    }
}

/// A rate.
#[derive(Clone, Debug)]
pub(super) struct Rate(pub Figure);

impl Parameter for Rate {
    type In<N: Number> = N::Factor;
    fn on(pack: &RulePack, key: &str, day: NaiveDate) -> Result<Self> {
        pack.rate(key, day).map(Self)
    }
    fn form<N: Number>(&self) -> Option<N::Factor> {
        N::factor(self.0.value)
    }
}

/// A whole number: of days, months, persons.
#[derive(Clone, Debug)]
pub(super) struct Count {
    pub value: u32,
    pub source: String,
}

impl Parameter for Count {
    type In<N: Number> = u32;
    fn on(pack: &RulePack, key: &str, day: NaiveDate) -> Result<Self> {
        let Figure { value, source, .. } = pack.amount(key, day)?;
        let whole = Some(value.normalize()).filter(|value| value.scale() == 0);
        let value = whole.and_then(|value| u32::try_from(value.mantissa()).ok()).ok_or_else(|| {
            let message = format!("the rule pack's parameter `{key}` is {value}, not a whole number");
            Error::new(Code::LawPackInvalid, key, value, message)
        })?;
        Ok(Self { value, source })
    }
    fn form<N: Number>(&self) -> Option<u32> {
        Some(self.value)
    }
}

/// A scale in a form of number: where each band begins, and its rate.
#[derive(Clone)]
pub(super) struct Bands<N: Number>(Vec<(N, N::Factor)>);

impl Parameter for Scale {
    type In<N: Number> = Bands<N>;
    fn on(pack: &RulePack, key: &str, day: NaiveDate) -> Result<Self> {
        pack.scale(key, day)
    }
    fn form<N: Number>(&self) -> Option<Bands<N>> {
        let bands = self.bands.iter().map(|band| Some((N::exact(band.above)?, N::factor(band.rate)?)));
        bands.collect::<Option<_>>().map(Bands)
    }
}

impl<N: Number> Bands<N> {
    /// The part of an income in each band, with the band's rate.
    pub(super) fn parts(&self, income: N) -> impl Iterator<Item = (N, N::Factor)> {
        self.parts_without(0, income)
    }

    /// The same once the lowest `dropped` bands are gone: the first that is kept begins at zero.
    pub(super) fn parts_without(&self, dropped: usize, income: N) -> impl Iterator<Item = (N, N::Factor)> {
        let kept = self.0.get(dropped..).unwrap_or_default();
        kept.iter().enumerate().map(move |(index, (above, rate))| {
            let low = if index == 0 { N::zero() } else { *above };
            let part = match kept.get(index + 1) {
                Some((next, _)) => income.between(low, *next),
                None => income.above(low),
            };
            (part, *rate)
        })
    }
}

/// Known from some day on or until some day only.
impl<P: Parameter + Clone> Parameter for Option<P> {
    type In<N: Number> = Option<P::In<N>>;
    fn on(pack: &RulePack, key: &str, day: NaiveDate) -> Result<Self> {
        match P::on(pack, key, day) {
            Err(error) if error.code() == Code::LawNoneInForce => Ok(None),
            found => found.map(Some),
        }
    }
    fn form<N: Number>(&self) -> Option<Option<P::In<N>>> {
        match self {
            Some(parameter) => parameter.form::<N>().map(Some),
            None => Some(None),
        }
    }
}

/// `law.none_in_force` for a parameter that the pack does not know on that day.
pub(super) fn unknown(key: &str, day: NaiveDate) -> Error {
    let message = format!("nothing is known for `{key}` on {day}: load a rule pack that knows that day");
    Error::new(Code::LawNoneInForce, key, day, message)
}

/// The figures of a rule, with their sources.
pub(super) trait Law: Sized {
    /// The rule pack's id.
    const PACK: &'static str;
    /// The same in one form of number.
    type In<N: Number>: Clone;
    fn on(pack: &RulePack, day: NaiveDate) -> Result<Self>;
    fn form<N: Number>(&self) -> Option<Self::In<N>>;
}

/// `Law` and `Figures<N>` of a rule: each field a parameter of the pack.
macro_rules! figures {
    ($pack:expr; $($field:ident: $kind:ty = $key:literal,)*) => {
        /// The figures, with their sources.
        #[derive(Clone, Debug)]
        pub(super) struct Law {
            $($field: $kind,)*
        }

        /// The figures in one form of number.
        #[allow(dead_code, reason = "what only the check of the inputs needs is read from the law")]
        #[derive(Clone)]
        pub(super) struct Figures<N: $crate::money::number::Number> {
            $($field: <$kind as $crate::tax::wages::monthly::Parameter>::In<N>,)*
        }

        impl $crate::tax::wages::monthly::Law for Law {
            const PACK: &'static str = $pack;
            type In<N: $crate::money::number::Number> = Figures<N>;
            fn on(pack: &$crate::law::RulePack, day: chrono::NaiveDate) -> $crate::error::Result<Self> {
                use $crate::tax::wages::monthly::Parameter;
                Ok(Self { $($field: <$kind as Parameter>::on(pack, $key, day)?,)* })
            }
            fn form<N: $crate::money::number::Number>(&self) -> Option<Figures<N>> {
                use $crate::tax::wages::monthly::Parameter;
                Some(Figures { $($field: self.$field.form::<N>()?,)* })
            }
        }
    };
}
pub(super) use figures;

/// `Month`, the public face of a [`Resolved`] law.
macro_rules! month {
    () => {
        /// The law of a calendar month, with its sources: read from a rule pack once, used for a whole run.
        ///
        /// Not serialised: a pack travels instead.
        #[derive(Clone, Debug)]
        pub struct Month(pub(super) $crate::tax::wages::monthly::Resolved<Law>);

        impl Month {
            /// The law of the month that contains `day`, as it stands on that day.
            ///
            /// # Errors
            /// `law.none_in_force` when the pack does not know that day, `law.unknown_key` when it lacks a parameter,
            /// `law.unsupported` when it is a pack of something else, `law.pack_invalid`.
            pub fn on(pack: &$crate::law::RulePack, day: chrono::NaiveDate) -> $crate::error::Result<Self> {
                $crate::tax::wages::monthly::Resolved::on(pack, day).map(Self)
            }

            /// The first and the last day of the month.
            pub fn period(&self) -> $crate::calendar::Period {
                self.0.period
            }
        }
    };
}
pub(super) use month;

/// A [`Statute`](super::statute::Statute) that comes to `$k` figures over a [`Resolved`] law: what is the same of all of them.
macro_rules! rule {
    ($k:expr, $resolved:ident) => {
        type Figures<N: $crate::money::number::Number> = Figures<N>;
        type Outcome<N: $crate::money::number::Number> = [N; $k];
        type Amounts = [rust_decimal::Decimal; $k];
        const NAME: &'static str = "the rule";

        #[inline]
        fn in_fast(&self) -> Option<&Figures<$crate::money::number::Fixed>> {
            self.$resolved.fast.as_ref()
        }

        #[inline]
        fn in_exact(&self) -> &Figures<$crate::money::number::Exact> {
            &self.$resolved.exact
        }
    };
}
pub(super) use rule;

/// The law of a month in both forms of number.
#[derive(Clone)]
pub(super) struct Resolved<L: Law> {
    pack: String,
    revision: String,
    pub currency: Currency,
    pub period: Period,
    /// The day as of which it was read.
    pub day: NaiveDate,
    pub law: L,
    /// None when a figure does not fit the fast form.
    pub fast: Option<L::In<Fixed>>,
    pub exact: L::In<Exact>,
}

impl<L: Law> fmt::Debug for Resolved<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Resolved({} of {} {})", self.period, self.pack, self.revision)
    }
}

impl<L: Law> Resolved<L> {
    pub(super) fn on(pack: &RulePack, day: NaiveDate) -> Result<Self> {
        if pack.id() != L::PACK {
            let message = format!("`{}` is not the rule pack of these taxes: give `{}`", pack.id(), L::PACK);
            return Err(Error::new(Code::LawUnsupported, "pack", pack.id(), message));
        }
        let law = L::on(pack, day)?;
        let exact = law
            .form::<Exact>()
            .ok_or_else(|| Error::overflow("pack", pack.revision(), "the figures of the month"))?;
        Ok(Self {
            pack: pack.id().to_owned(),
            revision: pack.revision().to_owned(),
            currency: pack.currency(),
            period: Period::month(day.year(), day.month())?,
            day,
            fast: law.form::<Fixed>(),
            exact,
            law,
        })
    }

    /// The figures in any form of number.
    pub(super) fn form<N: Number>(&self) -> Option<L::In<N>> {
        self.law.form()
    }

    /// To the minor unit of the currency, in the mode that the profile names.
    pub(super) const fn rounding(&self, mode: Mode) -> Rounding {
        Rounding::minor(self.currency, mode)
    }

    pub(super) fn money(&self, amount: Decimal) -> Result<Money> {
        Money::new(amount, self.currency)
    }

    /// Refuses amounts of another currency, or below zero.
    pub(super) fn amounts<'a>(&self, amounts: impl IntoIterator<Item = (&'a str, Money)>) -> Result<()> {
        for (field, amount) in amounts {
            if amount.currency() != self.currency {
                let message =
                    format!("`{field}` is {amount}: rule pack `{}` is in {}", self.pack, self.currency);
                return Err(Error::new(Code::MoneyMixedCurrencies, field, amount, message));
            }
            if amount.is_negative() {
                let message = format!(
                    "`{field}` is {amount}: it is not below zero; correct the month in which it was paid"
                );
                return Err(Error::new(Code::NumberNegative, field, amount, message));
            }
        }
        Ok(())
    }

    /// Refuses a payment that these rules do not know: of another month than this law's or not after `through`, not
    /// monthly, in another currency, below zero.
    pub(super) fn payment(&self, payment: &Payment, through: Option<NaiveDate>) -> Result<()> {
        let day = payment.pay_day;
        if !self.period.contains(day) {
            let message = format!("`pay_day` is {day}, which is not in {}", self.period);
            return Err(Error::new(Code::LawNoneInForce, "pay_day", day, message));
        }
        if let Some(through) = through.filter(|through| self.period.first() <= *through) {
            if self.period.contains(through) {
                let message = format!(
                    "`pay_day` is {day}, and the profile was paid on {through} in the same month: give a month's pay as one payment"
                );
                return Err(Error::new(Code::LawUnsupported, "pay_day", day, message));
            }
            let message = format!(
                "`pay_day` is {day}, but the profile was paid on {through}: give it as it stood before this payment"
            );
            return Err(Error::new(Code::InputInvalid, "pay_day", day, message));
        }
        if payment.frequency != PayFrequency::Monthly {
            let frequency = format!("{:?}", payment.frequency);
            let message = format!("`frequency` is {frequency}: only monthly pay is known to `{}`", self.pack);
            return Err(Error::new(Code::LawUnsupported, "frequency", frequency, message));
        }
        self.paid(payment)
    }

    /// Refuses a payment in another currency or below zero.
    pub(super) fn paid(&self, payment: &Payment) -> Result<()> {
        self.amounts([
            ("taxable", payment.taxable),
            ("contributory", payment.contributory),
            ("non_cash", payment.non_cash),
            ("non_periodic", payment.non_periodic.unwrap_or(Money::zero(self.currency))),
        ])
    }

    pub(super) fn assessment<'a>(
        &self,
        owed: impl IntoIterator<Item = Owed<'a>>,
        rounding: Mode,
        carried: Profile,
    ) -> Result<Assessment> {
        self.assessed(owed, |source| self.sourced(source, rounding), carried)
    }

    /// The same, of a law that says how to round; `source` is told of each line.
    pub(super) fn assessed<'a>(
        &self,
        owed: impl IntoIterator<Item = Owed<'a>>,
        source: impl Fn(&str) -> String,
        carried: Profile,
    ) -> Result<Assessment> {
        let lines = owed.into_iter().map(|owed| {
            Ok(Line {
                authority: owed.authority.into(),
                code: owed.code.into(),
                name: owed.name.into(),
                base: self.money(owed.on)?,
                rate: owed.rate,
                payer: owed.payer,
                amount: self.money(owed.amount)?,
                source: source(owed.source),
            })
        });
        Ok(Assessment {
            lines: lines.collect::<Result<_>>()?,
            carried,
            pack: self.pack.clone(),
            revision: self.revision.clone(),
        })
    }

    /// The source of an amount, and that its rounding is the profile's.
    pub(super) fn sourced(&self, source: &str, rounding: Mode) -> String {
        format!("{source}; {}: the profile's, no rule was found", self.rounding(rounding))
    }
}

/// Refuses a part that is no regular pay, where no rule for it was found.
pub(super) fn regular(payment: &Payment) -> Result<()> {
    match payment.non_periodic {
        Some(part) if !part.is_zero() => {
            let message = format!(
                "`non_periodic` is {part}: no rule was found by which a bonus is taxed; only regular monthly pay is known"
            );
            Err(Error::new(Code::LawUnsupported, "non_periodic", part, message))
        }
        _ => Ok(()),
    }
}

/// A line before it is one.
pub(super) struct Owed<'a> {
    pub authority: &'static str,
    pub code: &'static str,
    pub name: &'static str,
    pub payer: Payer,
    pub on: Decimal,
    pub rate: Option<Decimal>,
    pub amount: Decimal,
    pub source: &'a str,
}

/// A wage between its floor and its ceiling; a month without one stays without.
pub(super) fn limited<N: Number>(wage: N, floor: N, ceiling: N) -> N {
    if wage.exceeds(N::zero()) { wage.at_least(floor).at_most(ceiling) } else { wage }
}
