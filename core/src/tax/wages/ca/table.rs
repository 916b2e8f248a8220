//! The income tax of a jurisdiction in one form of number: bands, and the straight lines that its tax is made of.

use super::{
    contributions::{CENT, FINE},
    law::{Basic, Jurisdiction, Special},
};
use crate::{
    error::exact::{add, multiply},
    money::{
        Mode, Rounding,
        number::{self, Number},
    },
};
use rust_decimal::Decimal;

/// A claim that falls by a share of income, a half up: the share itself goes down on a tie.
const CENT_DOWN: Rounding = Rounding::of(1, 2, Mode::HalfDown);

/// A straight line in A for each band: `times` × (rate × A − constant − credits), the credits at their own multiple.
///
/// Every factor is × the denominator of the base share of CPP contributions, by which the sum is divided, rounded once: so no
/// tax of a year is ever rounded on its way.
#[derive(Clone)]
pub(super) struct Line<N: Number> {
    rates: Vec<N::Factor>,
    constant: N::Factor,
    credits: N::Factor,
    /// Of contributions, which come × the denominator.
    contributions: N::Factor,
}

impl<N: Number> Line<N> {
    fn of(law: &Jurisdiction, times: Decimal, credited: Decimal, per: u32) -> Option<Self> {
        let lowest = law.bands.bands.first()?.rate;
        let credits = -multiply(lowest, credited)?;
        let scaled = |factor: Decimal| N::factor(multiply(factor, per.into())?);
        Some(Self {
            rates: law
                .bands
                .bands
                .iter()
                .map(|band| scaled(multiply(band.rate, times)?))
                .collect::<Option<_>>()?,
            constant: scaled(-times)?,
            credits: scaled(credits)?,
            contributions: N::factor(credits)?,
        })
    }
}

/// The basic personal amount where no form is on file.
#[derive(Clone, Copy)]
pub(super) enum Claim<N> {
    Flat(N),
    Phased { start: N, end: N, from: N, to: N, fall: u32, over: u32, with_zone: bool },
}

impl<N: Number> Claim<N> {
    fn of(law: &Basic) -> Option<Self> {
        Some(match *law {
            Basic::Flat(amount) => Self::Flat(N::exact(amount)?),
            Basic::Phased { start, from, to, fall, over, with_zone } => Self::Phased {
                start: N::exact(start)?,
                end: N::exact(add(start, -Decimal::from(fall))?)?,
                from: N::exact(from)?,
                to: N::exact(to)?,
                fall,
                over,
                with_zone,
            },
        })
    }

    /// The amount at an income of `a`, `zone` being the deduction HD.
    fn at(self, a: N, zone: N) -> N {
        match self {
            Self::Flat(amount) => amount,
            Self::Phased { start, end, from, to, fall, over, with_zone } => {
                let income = if with_zone { a + zone } else { a };
                let within = income.between(from, to);
                (start - within.ratio(fall, over, CENT_DOWN)).at_least(end)
            }
        }
    }
}

/// What only one province has.
#[derive(Clone)]
pub(super) enum Peculiar<N: Number> {
    None,
    /// The threshold × factor of K5P; its line is the second.
    Alberta {
        threshold: N,
    },
    BritishColumbia {
        amount: N,
        from: N,
        to: N,
        rate: N::Factor,
        fall: N::Factor,
    },
    /// The surtax's line starts lie at these amounts; lines 4 to 6 are the double of the first three.
    Ontario {
        surtax: [N; 2],
        above: [N; 2],
        rates: [N::Factor; 2],
        premium: Vec<(N, Option<N>, N::Factor)>,
        basic: N,
        dependant: N,
    },
}

/// The income tax of a jurisdiction.
#[derive(Clone)]
pub(super) struct Table<N: Number> {
    bands: Vec<(N, N)>,
    lines: Vec<Line<N>>,
    claim: Claim<N>,
    cea: Option<N>,
    labour: Option<(N::Factor, N)>,
    pub peculiar: Peculiar<N>,
    /// The denominator by which the lines are divided, as a factor of either sign.
    per: u32,
    plus: N::Factor,
    minus: N::Factor,
}

/// The greatest digits of a factor in the fast form; what is finer is left to the reference.
const EXACT: Rounding = Rounding::of(1, 15, Mode::HalfUp);

impl<N: Number> Table<N> {
    pub(super) fn of(law: &Jurisdiction, per: u32) -> Option<Self> {
        let one = Decimal::ONE;
        let line = |times, credited| Line::of(law, times, credited, per);
        let scaled = |factor: Decimal| N::factor(multiply(factor, per.into())?);
        let mut lines = vec![line(one, one)?];
        let peculiar = match &law.special {
            Special::None => Peculiar::None,
            Special::Alberta { threshold, times, per } => {
                // (K1P + K2P − threshold) × factor: the lowest rate × the factor is exact, the factor (0.04 ÷ 0.06) need not be.
                let lowest = law.bands.bands.first()?.rate;
                let share = |of: Decimal| {
                    number::ratio(of, *times, *per, EXACT).filter(|share| {
                        multiply(*share, *per).zip(multiply(of, *times)).is_some_and(|(a, b)| a == b)
                    })
                };
                let mut with = line(one, one)?;
                let credits = -add(lowest, share(lowest)?)?;
                with.credits = scaled(credits)?;
                with.contributions = N::factor(credits)?;
                lines.push(with);
                Peculiar::Alberta { threshold: N::exact(share(*threshold)?)? }
            }
            Special::BritishColumbia { amount, from, to, rate } => Peculiar::BritishColumbia {
                amount: N::exact(*amount)?,
                from: N::exact(*from)?,
                to: N::exact(*to)?,
                rate: scaled(*rate)?,
                fall: N::factor(*rate)?,
            },
            Special::Ontario { surtax, premium, basic, dependant } => {
                let [(first, first_rate), (second, second_rate)] = *surtax;
                let to_first = add(one, first_rate)?;
                let to_second = add(to_first, second_rate)?;
                let two = Decimal::TWO;
                for times in [to_first, to_second, two, multiply(to_first, two)?, multiply(to_second, two)?] {
                    lines.push(line(times, times)?);
                }
                let less = multiply(first, first_rate)?;
                let tops = premium.bands.iter().skip(1).map(|band| Some(band.above)).chain([None]);
                let premium = premium.bands.iter().zip(tops).map(|(band, top)| {
                    let top = match top {
                        Some(top) => Some(N::exact(top)?),
                        None => None,
                    };
                    Some((N::exact(band.above)?, top, N::factor(band.rate)?))
                });
                Peculiar::Ontario {
                    surtax: [N::exact(less)?, N::exact(add(less, multiply(second, second_rate)?)?)?],
                    above: [N::exact(first)?, N::exact(second)?],
                    rates: [N::factor(first_rate)?, N::factor(second_rate)?],
                    premium: premium.collect::<Option<_>>()?,
                    basic: N::exact(*basic)?,
                    dependant: N::exact(*dependant)?,
                }
            }
        };
        let bands = law.bands.bands.iter().zip(&law.constants);
        let bands = bands.map(|(band, constant)| Some((N::exact(band.above)?, N::exact(*constant)?)));
        Some(Self {
            bands: bands.collect::<Option<_>>()?,
            lines,
            claim: Claim::of(&law.basic)?,
            cea: match law.cea {
                Some(amount) => Some(N::exact(amount)?),
                None => None,
            },
            labour: match law.labour {
                Some([rate, max]) => Some((N::factor(rate)?, N::exact(max)?)),
                None => None,
            },
            peculiar,
            per,
            plus: N::factor(per.into())?,
            minus: N::factor(-Decimal::from(per))?,
        })
    }

    /// The total claim amount: that of the form, or the basic personal amount.
    pub(super) fn claim(&self, form: Option<N>, a: N, zone: N) -> N {
        form.unwrap_or_else(|| self.claim.at(a, zone))
    }

    /// The part of the year's gross pay that is credited as the Canada employment amount.
    pub(super) fn employment(&self, gross: N) -> N {
        self.cea.map_or(N::zero(), |cea| gross.at_most(cea))
    }

    /// The labour-sponsored funds credit of the year, P × LCF or P × LCP.
    pub(super) fn labour(&self, purchase: N, periods: u32) -> N {
        self.labour
            .map_or(N::zero(), |(rate, max)| purchase.share(rate, FINE).at_most(max).ratio(periods, 1, FINE))
    }

    /// Which band A lies in.
    fn band(&self, a: N) -> usize {
        self.bands.iter().skip(1).take_while(|(above, _)| !above.exceeds(a)).count()
    }

    /// The constant K or KP of the band.
    pub(super) fn constant(&self, a: N) -> N {
        self.bands.get(self.band(a)).map_or(N::zero(), |(_, constant)| *constant)
    }

    /// One of the lines at a point, with `plus` added and `minus` taken off, to the cent. None when there is no such line.
    pub(super) fn line(&self, index: usize, at: &Point<N>, plus: N, minus: N) -> Option<N> {
        self.sum(index, at, [(plus, self.plus), (minus, self.minus)])
    }

    /// The same with an amount added at a factor that is × the denominator.
    pub(super) fn line_with(&self, index: usize, at: &Point<N>, part: (N, N::Factor), minus: N) -> Option<N> {
        self.sum(index, at, [part, (minus, self.minus)])
    }

    fn sum(&self, index: usize, at: &Point<N>, others: [(N, N::Factor); 2]) -> Option<N> {
        let line = self.lines.get(index)?;
        let band = self.band(at.a);
        let (_, constant) = *self.bands.get(band)?;
        let parts = [
            (at.a, *line.rates.get(band)?),
            (constant + at.other_credits, line.constant),
            (at.claim + at.employment + at.premiums, line.credits),
            (at.contributions, line.contributions),
        ];
        Some(N::shares_per(parts.into_iter().chain(others), self.per, CENT))
    }

    /// `amount` × the lowest rate, to the cent: K1, K4.
    pub(super) fn credit(&self, amount: N) -> Option<N> {
        let line = self.lines.first()?;
        Some(N::zero() - N::shares_per([(amount, line.credits)], self.per, CENT))
    }

    /// Contributions and premiums × the lowest rate, each to the cent as the guide's examples show them: K2.
    pub(super) fn credit_of_contributions(&self, at: &Point<N>) -> Option<N> {
        let line = self.lines.first()?;
        let contributions = N::shares_per([(at.contributions, line.contributions)], self.per, CENT);
        Some(self.credit(at.premiums)? - contributions)
    }
}

/// Where a tax is taken: the year's taxable income and what is credited.
#[derive(Clone, Copy)]
pub(super) struct Point<N> {
    pub a: N,
    /// TC or TCP.
    pub claim: N,
    /// The credited part of the Canada employment amount.
    pub employment: N,
    /// Premiums of the year, as credited.
    pub premiums: N,
    /// Base contributions of the year, as credited, × the denominator.
    pub contributions: N,
    /// K3 or K3P.
    pub other_credits: N,
}
