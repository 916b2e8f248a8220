//! Federal, provincial and territorial tax of a year (T4127, chapter 4, steps 2 to 5).
//!
//! T4 is never rounded: Ontario's surtax and reductions, Alberta's K5P and British Columbia's S are the greatest or least of
//! straight lines in A, each rounded once.

use super::{
    Province,
    contributions::{Base, CENT, FINE},
    table::{Peculiar, Point, Table},
};
use crate::{
    money::number::Number,
    trace::{Step, Tracer},
};

/// The steps of one calculation: a payment with a bonus has three.
pub(super) struct Steps {
    pub a: Step,
    pub claim: Step,
    pub k: Step,
    pub k1: Step,
    pub k2: Step,
    pub k4: Step,
    pub t3: &'static Step,
    pub t1: &'static Step,
    pub claim_p: Step,
    pub kp: Step,
    pub k1p: Step,
    pub k2p: Step,
    pub k4p: Step,
    pub k5p: Step,
    pub v1: Step,
    pub v2: Step,
    pub s: Step,
    pub t4: &'static Step,
    pub t2: &'static Step,
}

macro_rules! steps {
    ($name:ident, $t3:ident, $t1:ident, $t4:ident, $t2:ident, $prefix:literal, $of:literal) => {
        pub(super) static $name: Steps = Steps {
            a: Step {
                id: concat!($prefix, "a"),
                name: concat!("Annual taxable income (A)", $of),
                rests_on: &[],
                of: &[],
            },
            claim: Step {
                id: concat!($prefix, "tc"),
                name: "Total federal claim (TC)",
                rests_on: &[],
                of: &[],
            },
            k: Step { id: concat!($prefix, "k"), name: "Federal constant (K)", rests_on: &[], of: &[] },
            k1: Step {
                id: concat!($prefix, "k1"),
                name: "Federal personal tax credit (K1)",
                rests_on: &[],
                of: &[&$name.claim],
            },
            k2: Step {
                id: concat!($prefix, "k2"),
                name: "Federal credit for base CPP contributions and premiums (K2)",
                rests_on: &["cpp.base_rate", "cpp.max_base", "ei.max"],
                of: &[],
            },
            k4: Step {
                id: concat!($prefix, "k4"),
                name: "Canada employment credit (K4)",
                rests_on: &["tax.federal.cea"],
                of: &[],
            },
            t3: &$t3,
            t1: &$t1,
            claim_p: Step {
                id: concat!($prefix, "tcp"),
                name: "Total provincial claim (TCP)",
                rests_on: &[],
                of: &[],
            },
            kp: Step { id: concat!($prefix, "kp"), name: "Provincial constant (KP)", rests_on: &[], of: &[] },
            k1p: Step {
                id: concat!($prefix, "k1p"),
                name: "Provincial personal tax credit (K1P)",
                rests_on: &[],
                of: &[&$name.claim_p],
            },
            k2p: Step {
                id: concat!($prefix, "k2p"),
                name: "Provincial credit for base CPP contributions and premiums (K2P)",
                rests_on: &[],
                of: &[],
            },
            k4p: Step {
                id: concat!($prefix, "k4p"),
                name: "Territorial employment credit (K4P)",
                rests_on: &["tax.yt.cea"],
                of: &[],
            },
            k5p: Step {
                id: concat!($prefix, "k5p"),
                name: "Provincial supplemental credit (K5P)",
                rests_on: &["tax.ab.k5p.threshold", "tax.ab.k5p.times", "tax.ab.k5p.per"],
                of: &[],
            },
            v1: Step {
                id: concat!($prefix, "v1"),
                name: "Ontario surtax (V1)",
                rests_on: &[
                    "tax.on.surtax.1.above",
                    "tax.on.surtax.1.rate",
                    "tax.on.surtax.2.above",
                    "tax.on.surtax.2.rate",
                ],
                of: &[],
            },
            v2: Step {
                id: concat!($prefix, "v2"),
                name: "Ontario health premium (V2)",
                rests_on: &["tax.on.health_premium"],
                of: &[],
            },
            s: Step {
                id: concat!($prefix, "s"),
                name: "Provincial tax reduction (S)",
                rests_on: &[
                    "tax.{province}.reduction.basic",
                    "tax.{province}.reduction.amount",
                    "tax.{province}.reduction.rate",
                ],
                of: &[],
            },
            t4: &$t4,
            t2: &$t2,
        };
        static $t3: Step = Step {
            id: concat!($prefix, "t3"),
            name: "Annual basic federal tax (T3)",
            rests_on: &["tax.federal.bands"],
            of: &[&$name.a, &$name.k, &$name.k1, &$name.k2, &$name.k4],
        };
        static $t1: Step = Step {
            id: concat!($prefix, "t1"),
            name: concat!("Annual federal tax (T1)", $of),
            rests_on: &[],
            of: &[&$t3],
        };
        static $t4: Step = Step {
            id: concat!($prefix, "t4"),
            name: "Annual basic provincial tax (T4)",
            rests_on: &["tax.{province}.bands"],
            of: &[&$name.kp, &$name.k1p, &$name.k2p, &$name.k4p, &$name.k5p],
        };
        static $t2: Step = Step {
            id: concat!($prefix, "t2"),
            name: concat!("Annual provincial tax (T2)", $of),
            rests_on: &[],
            of: &[&$t4, &$name.v1, &$name.v2, &$name.s],
        };
    };
}

steps!(REGULAR, REGULAR_T3, REGULAR_T1, REGULAR_T4, REGULAR_T2, "ca.", "");
steps!(WITH, WITH_T3, WITH_T1, WITH_T4, WITH_T2, "ca.tb.with.", ", with the non-periodic payment");
steps!(WITHOUT, WITHOUT_T3, WITHOUT_T1, WITHOUT_T4, WITHOUT_T2, "ca.tb.without.", ", without it");

/// What does not change between the calculations of a payment.
#[derive(Clone, Copy)]
pub(super) struct Person<N> {
    pub province: Province,
    /// P.
    pub periods: u32,
    /// TC and TCP, where forms are on file.
    pub claims: [Option<N>; 2],
    /// HD.
    pub zone: N,
    /// K3 and K3P.
    pub other_credits: [N; 2],
    /// What was withheld this period for labour-sponsored funds.
    pub labour_funds: N,
    pub dependants: u32,
}

/// The year's income: A, gross pay, and what contributions are credited.
#[derive(Clone, Copy)]
pub(super) struct Income<N> {
    pub a: N,
    pub gross: N,
    pub base: Base<N>,
}

/// Both taxes of a year, T1 and T2, to the cent.
pub(super) type Taxes<N> = [N; 2];

/// The taxes in one form of number.
#[derive(Clone)]
pub(super) struct Figures<N: Number> {
    pub federal: Table<N>,
    /// In the order of [`Province::ALL`].
    pub provinces: Vec<Option<Table<N>>>,
}

impl<N: Number> Figures<N> {
    /// Both taxes. The credits are only noted, the taxes do not need them. None when the province is not known.
    pub(super) fn taxes<T: Tracer<N>>(
        &self,
        person: &Person<N>,
        income: &Income<N>,
        steps: &'static Steps,
        t: &mut T,
    ) -> Option<Taxes<N>> {
        let province = self.provinces.get(person.province as usize)?.as_ref()?;
        let zero = N::zero();
        let a = t.note(&steps.a, 0, income.a);
        let [form, form_p] = person.claims;
        let [k3, k3p] = person.other_credits;
        let point = |table: &Table<N>, form, other_credits| Point {
            a,
            claim: table.claim(form, a, person.zone),
            employment: table.employment(income.gross),
            premiums: income.base.ei,
            contributions: income.base.cpp,
            other_credits,
        };

        let at = point(&self.federal, form, k3);
        let t3 = t.note(steps.t3, 0, self.federal.line(0, &at, zero, zero)?.at_least(zero));
        let credit = self.federal.labour(person.labour_funds, person.periods);
        let t1 =
            if credit.exceeds(zero) { self.federal.line(0, &at, zero, credit)?.at_least(zero) } else { t3 };
        let t1 = t.note(steps.t1, 0, t1 + credit.above(credit));
        if T::TAKES_NOTES {
            t.note(&steps.claim, 0, at.claim);
            t.note(&steps.k, 0, self.federal.constant(a));
            t.note(&steps.k1, 0, self.federal.credit(at.claim)?);
            t.note(&steps.k2, 0, self.federal.credit_of_contributions(&at)?);
            t.note(&steps.k4, 0, self.federal.credit(at.employment)?);
        }

        let at = point(province, form_p, k3p);
        let credit = province.labour(person.labour_funds, person.periods);
        let t2 = province.provincial(&at, credit, person.dependants)?;
        let t2 = t.note(steps.t2, 0, t2);
        if T::TAKES_NOTES {
            province.detail(&at, person.dependants, steps, t)?;
        }
        Some([t1, t2])
    }
}

impl<N: Number> Table<N> {
    fn health_premium(premium: &[(N, Option<N>, N::Factor)], a: N) -> N {
        let parts = premium.iter().map(|(low, high, rate)| {
            let part = high.map_or(a.above(*low), |high| a.between(*low, high));
            (part.at_least(N::zero()), *rate)
        });
        N::shares_of(parts, FINE)
    }

    /// T2 = T4 + V1 + V2 − S − P × LCP, not below zero.
    fn provincial(&self, at: &Point<N>, labour: N, dependants: u32) -> Option<N> {
        let zero = N::zero();
        Some(match &self.peculiar {
            Peculiar::None => self.line(0, at, zero, labour)?.at_least(zero),
            // K5P is not below zero: the lesser of the tax with it and without it.
            Peculiar::Alberta { threshold } => {
                self.line(0, at, zero, labour)?.at_most(self.line(1, at, *threshold, labour)?).at_least(zero)
            }
            // T4 less the lesser of T4 and S. Close to its end S is below zero by a cent at most, and so it is taken.
            Peculiar::BritishColumbia { amount, from, to, rate, fall } => {
                if at.a.exceeds(*to) {
                    return Some(self.line(0, at, zero, labour)?.at_least(zero));
                }
                let above = at.a.above(*from);
                let reduced = self.line_with(0, at, (above, *rate), *amount)?;
                reduced.at_least(above.share(*fall, CENT) - *amount).at_least(zero)
            }
            // X = T4 + V1 is the greatest of zero and three lines; S leaves the lesser of X and 2 X − 2 × (basic + Y).
            Peculiar::Ontario { surtax, premium, basic, dependant, .. } => {
                let premium = Self::health_premium(premium, at.a);
                let reduction = (*basic + dependant.ratio(dependants, 1, FINE)).ratio(2, 1, FINE);
                let [first, second] = *surtax;
                let none = premium.rounded(CENT);
                let greatest = |from: usize, less: [N; 3]| -> Option<N> {
                    let [a, b, c] = less;
                    let lines = [
                        self.line(from, at, premium, a)?,
                        self.line(from + 1, at, premium, b)?,
                        self.line(from + 2, at, premium, c)?,
                    ];
                    Some(lines.into_iter().fold(none, N::at_least))
                };
                let whole = greatest(0, [zero, first, second])?;
                let twice = [reduction, reduction + first + first, reduction + second + second];
                whole.at_most(greatest(3, twice)?)
            }
        })
    }

    /// The parts of the provincial tax, to the cent, for a trace.
    fn detail<T: Tracer<N>>(
        &self,
        at: &Point<N>,
        dependants: u32,
        steps: &'static Steps,
        t: &mut T,
    ) -> Option<()> {
        let zero = N::zero();
        t.note(&steps.claim_p, 0, at.claim);
        t.note(&steps.kp, 0, self.constant(at.a));
        t.note(&steps.k1p, 0, self.credit(at.claim)?);
        t.note(&steps.k2p, 0, self.credit_of_contributions(at)?);
        if at.employment.exceeds(zero) {
            t.note(&steps.k4p, 0, self.credit(at.employment)?);
        }
        let plain = self.line(0, at, zero, zero)?;
        let t4 = match &self.peculiar {
            Peculiar::Alberta { threshold } => {
                let with = self.line(1, at, *threshold, zero)?;
                t.note(&steps.k5p, 0, plain.above(with));
                with.at_most(plain)
            }
            _ => plain,
        };
        let t4 = t.note(steps.t4, 0, t4.at_least(zero));
        match &self.peculiar {
            Peculiar::BritishColumbia { amount, from, to, fall, .. } if !at.a.exceeds(*to) => {
                let left = *amount - at.a.above(*from).share(*fall, CENT);
                t.note(&steps.s, 0, left.at_most(t4));
            }
            Peculiar::Ontario {
                above: [first, second],
                rates: [one, other],
                premium,
                basic,
                dependant,
                ..
            } => {
                let v1 = N::shares([(t4.above(*first), *one), (t4.above(*second), *other)], CENT);
                let v1 = t.note(&steps.v1, 0, v1);
                t.note(&steps.v2, 0, Self::health_premium(premium, at.a).rounded(CENT));
                let reduction = (*basic + dependant.ratio(dependants, 1, FINE)).ratio(2, 1, FINE);
                t.note(&steps.s, 0, reduction.above(t4 + v1).at_most(t4 + v1));
            }
            _ => {}
        }
        Some(())
    }
}
