//! Canada Pension Plan and employment insurance (T4127, chapters 6 and 7).

use super::{
    Province, Year,
    law::{Reader, unfit},
};
use crate::{
    error::{Code, Error, Result},
    law::Figure,
    money::{
        Mode, Money, Rounding,
        number::{Exact, Number},
    },
    trace::{Step, Tracer},
};
use rust_decimal::Decimal;

/// To the cent, a half up (chapter 1).
pub(super) const CENT: Rounding = Rounding::of(1, 2, Mode::HalfUp);
/// What is exact in four decimals.
pub(super) const FINE: Rounding = Rounding::of(1, 4, Mode::HalfUp);
/// The basic exemption of a pay period is cut to the cent (chapter 1, table 6.1).
const CUT: Rounding = Rounding::of(1, 2, Mode::Down);
const MONTHS: u32 = 12;

static EXEMPTION: Step = Step {
    id: "ca.cpp.exemption",
    name: "Basic exemption of the pay period (table 6.1)",
    rests_on: &["cpp.exemption"],
    of: &[],
};
/// CPP contributions.
pub(super) static C: Step = Step {
    id: "ca.cpp",
    name: "CPP contributions (C)",
    rests_on: &["cpp.rate", "cpp.max"],
    of: &[&EXEMPTION],
};
/// Second additional contributions.
pub(super) static C2: Step = Step {
    id: "ca.cpp2",
    name: "Second additional CPP contributions (C2)",
    rests_on: &["cpp2.rate", "cpp2.max", "cpp.ympe"],
    of: &[],
};
/// Premiums of the employee.
pub(super) static EI: Step = Step {
    id: "ca.ei",
    name: "Employment insurance premium (EI)",
    rests_on: &["ei.rate", "ei.max"],
    of: &[],
};
/// Premiums of the employer.
pub(super) static EI_EMPLOYER: Step = Step {
    id: "ca.ei.employer",
    name: "Employment insurance premium, employer",
    rests_on: &["ei.employer_multiple"],
    of: &[&EI],
};
pub(super) static F5: Step = Step {
    id: "ca.cpp.f5",
    name: "Additional CPP contributions that are deducted (F5)",
    rests_on: &["cpp.rate", "cpp.base_rate"],
    of: &[],
};
pub(super) static F5A: Step = Step {
    id: "ca.cpp.f5a",
    name: "Additional contributions on regular pay (F5A)",
    rests_on: &[],
    of: &[&F5],
};
pub(super) static F5B: Step = Step {
    id: "ca.cpp.f5b",
    name: "Additional contributions on the non-periodic payment (F5B)",
    rests_on: &[],
    of: &[&F5],
};

/// The figures of an edition, with their sources.
#[derive(Clone, Debug)]
pub(super) struct Law {
    pub rate: Figure,
    exemption: Decimal,
    ympe: Decimal,
    max: Decimal,
    max_base: Decimal,
    pub rate2: Figure,
    max2: Decimal,
    pub ei_rate: Figure,
    ei_max: Decimal,
    pub ei_multiple: Figure,
    /// The greatest insurable earnings of a year, and the rate in Quebec.
    insurable: Decimal,
    ei_rate_quebec: Decimal,
    /// Base rate ÷ rate in lowest terms.
    pub base: (u32, u32),
}

impl Law {
    pub(super) fn on(read: &mut Reader<'_>) -> Result<Self> {
        let rate = read.figure("cpp.rate")?;
        let base_rate = read.figure("cpp.base_rate")?.value;
        let base = lowest_terms(base_rate, rate.value).ok_or_else(|| {
            unfit("cpp.base_rate", base_rate, "it is not a share of the rate of contributions")
        })?;
        let mut value = |key: &str| read.figure(key).map(|figure| figure.value);
        Ok(Self {
            rate,
            exemption: value("cpp.exemption")?,
            ympe: value("cpp.ympe")?,
            max: value("cpp.max")?,
            max_base: value("cpp.max_base")?,
            max2: value("cpp2.max")?,
            ei_max: value("ei.max")?,
            insurable: value("ei.insurable_maximum")?,
            ei_rate_quebec: value("ei.rate.quebec")?,
            rate2: read.figure("cpp2.rate")?,
            ei_rate: read.figure("ei.rate")?,
            ei_multiple: read.figure("ei.employer_multiple")?,
            base,
        })
    }

    pub(super) fn figures<N: Number>(&self) -> Option<Figures<N>> {
        Some(Figures {
            rate: N::factor(self.rate.value)?,
            exemption: N::exact(self.exemption)?,
            ympe: N::exact(self.ympe)?,
            max: N::exact(self.max)?,
            max_base: N::exact(self.max_base)?,
            rate2: N::factor(self.rate2.value)?,
            // The year's limit is divided by the months: so is all the rest of that sum.
            rate2_months: N::factor(crate::error::exact::multiply(self.rate2.value, MONTHS.into())?)?,
            rate2_less: N::factor(-self.rate2.value)?,
            max2: N::exact(self.max2)?,
            ei_rate: N::factor(self.ei_rate.value)?,
            ei_max: N::exact(self.ei_max)?,
            ei_multiple: N::factor(self.ei_multiple.value)?,
            base: self.base,
        })
    }
}

/// `part` ÷ `whole` in lowest terms, between 0 and 1.
fn lowest_terms(part: Decimal, whole: Decimal) -> Option<(u32, u32)> {
    let scale = part.scale().max(whole.scale());
    let scaled = |number: Decimal| {
        let lift = 10i128.checked_pow(scale - number.scale())?;
        u32::try_from(number.mantissa().checked_mul(lift)?).ok()
    };
    let (part, whole) = (scaled(part)?, scaled(whole)?);
    let (mut a, mut b) = (part, whole);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    (part <= whole && a != 0).then(|| (part / a, whole / a)).filter(|(_, whole)| *whole <= 1_000_000)
}

/// The figures in one form of number.
#[derive(Clone)]
pub(super) struct Figures<N: Number> {
    rate: N::Factor,
    exemption: N,
    ympe: N,
    max: N,
    max_base: N,
    rate2: N::Factor,
    rate2_months: N::Factor,
    rate2_less: N::Factor,
    max2: N,
    ei_rate: N::Factor,
    ei_max: N,
    ei_multiple: N::Factor,
    base: (u32, u32),
}

/// From what somebody is exempt.
#[derive(Clone, Copy)]
pub(super) struct Exempt {
    pub cpp: bool,
    pub cpp2: bool,
    pub ei: bool,
}

/// What contributions are due on.
#[derive(Clone, Copy)]
pub(super) struct Given<N> {
    /// P.
    pub periods: u32,
    /// PM.
    pub months: u32,
    /// PI and IE of the payment.
    pub pensionable: N,
    pub insurable: N,
    /// B; zero without one.
    pub non_periodic: N,
    /// Whether nothing but B is paid, which has no exemption.
    pub alone: bool,
    pub exempt: Exempt,
    /// PI, D, D2 and D1 to date.
    pub before: [N; 4],
}

/// The contributions of a payment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Due<N> {
    pub c: N,
    pub c2: N,
    pub ei: N,
    pub ei_employer: N,
    pub f5a: N,
    pub f5b: N,
    /// Pensionable earnings above the exemption, and whether all of them, and all insurable ones, bore their rate.
    pub on: N,
    pub whole: [bool; 2],
}

/// The base of the credits K2 and K2P: base contributions × the denominator of their share, and premiums.
#[derive(Clone, Copy, Debug)]
pub(super) struct Base<N> {
    pub cpp: N,
    pub ei: N,
}

impl<N: Number> Figures<N> {
    fn exemption(&self, periods: u32) -> N {
        self.exemption.ratio(1, periods, CUT)
    }

    fn contribution(&self, earnings: N) -> N {
        earnings.share(self.rate, CENT).at_least(N::zero())
    }

    pub(super) fn due<T: Tracer<N>>(&self, given: &Given<N>, t: &mut T) -> Due<N> {
        let Given { periods, months, pensionable, insurable, non_periodic, .. } = *given;
        let [pensionable_before, c_before, c2_before, ei_before] = given.before;
        let zero = N::zero();
        let exemption = if given.alone { zero } else { self.exemption(periods) };
        let exemption = t.note(&EXEMPTION, 0, exemption);
        let on = pensionable.above(exemption);
        let full = self.contribution(on);
        let left = (self.max.ratio(months, MONTHS, CENT) - c_before).at_least(zero);
        let c = if given.exempt.cpp { zero } else { full.at_most(left) };
        let c = t.note(&C, 0, c);

        // 0.04 × (PIytd + PI − W), W the greater of PIytd and YMPE × PM ÷ 12: the lesser of two shares.
        let to_date = pensionable_before + pensionable;
        let above = N::shares_per(
            [(to_date, self.rate2_months), (self.ympe.ratio(months, 1, FINE), self.rate2_less)],
            MONTHS,
            CENT,
        );
        let left2 = self.max2.ratio(months, MONTHS, CENT) - c2_before;
        let c2 = pensionable.share(self.rate2, CENT).at_most(above).at_most(left2).at_least(zero);
        let c2 = t.note(&C2, 0, if given.exempt.cpp || given.exempt.cpp2 { zero } else { c2 });

        let premium = insurable.share(self.ei_rate, CENT);
        let left_ei = (self.ei_max - ei_before).at_least(zero);
        let ei = t.note(&EI, 0, if given.exempt.ei { zero } else { premium.at_most(left_ei) });
        let ei_employer = t.note(&EI_EMPLOYER, 0, ei.share(self.ei_multiple, CENT));

        let (share, whole) = self.base;
        let f5 = t.note(&F5, 0, c.ratio(whole - share, whole, CENT) + c2);
        // Without a bonus, or without contributions, there is nothing to divide.
        let (f5a, f5b) = if non_periodic.exceeds(zero) && f5.exceeds(zero) {
            (
                f5.portion(pensionable - non_periodic, pensionable, CENT),
                f5.portion(non_periodic, pensionable, CENT),
            )
        } else {
            (f5, zero)
        };
        let (f5a, f5b) = (t.note(&F5A, 0, f5a), t.note(&F5B, 0, f5b));
        let all = [!given.exempt.cpp && !full.exceeds(left), !given.exempt.ei && !premium.exceeds(left_ei)];
        Due { c, c2, ei, ei_employer, f5a, f5b, on, whole: all }
    }

    fn capped(&self, cpp: N, ei: N, months: u32) -> Base<N> {
        let limit = self.max_base.ratio(months * self.base.1, MONTHS, FINE);
        Base { cpp: cpp.at_most(limit), ei: ei.at_most(self.ei_max) }
    }

    /// The base of K2 on regular pay alone: what was withheld × P, or what was withheld to date if that is more.
    pub(super) fn base_of_regular(&self, given: &Given<N>, due: &Due<N>) -> Base<N> {
        let [_, c_before, _, ei_before] = given.before;
        let of_year = |amount: N| amount.ratio(given.periods, 1, CENT);
        let cpp = of_year(due.c).at_least(c_before).ratio(self.base.0, 1, FINE);
        self.capped(cpp, of_year(due.ei).at_least(ei_before), given.months)
    }

    /// The base of K2 where a bonus is paid: pensionable and insurable earnings of a `regular` period × P, and each of `others`
    /// once. Each base contribution is to the cent, as only so the guide's example comes out; premiums are not rounded, as only
    /// so the online calculator's three published bonuses come out within a cent in each tax.
    pub(super) fn base_with(&self, given: &Given<N>, regular: [N; 2], others: [N; 2]) -> Base<N> {
        let zero = N::zero();
        let (share, whole) = self.base;
        let cpp = |earnings: N| {
            if given.exempt.cpp { zero } else { self.contribution(earnings).ratio(share, whole, CENT) }
        };
        let [pensionable, insurable] = regular;
        let [one, other] = others;
        let on = pensionable.above(self.exemption(given.periods));
        let of_year = |amount: N| amount.ratio(given.periods, 1, CENT);
        let base = of_year(cpp(on)) + cpp(one) + cpp(other);
        let insurable = if given.exempt.ei { zero } else { of_year(insurable) + one + other };
        let ei = insurable.share(self.ei_rate, FINE);
        self.capped(base.ratio(whole, 1, CENT), ei, given.months)
    }
}

/// The premium on insurable earnings in a province, Quebec too, when `before` were insurable earlier in the year with the same
/// employer: nothing is due above the year's greatest insurable earnings, in whichever province they were reached (chapter 7, note).
///
/// # Errors
/// `number.negative`, `money.mixed_currencies`, `number.out_of_range`.
pub fn insurance_premium(province: Province, before: Money, insurable: Money, year: &Year) -> Result<Money> {
    for (field, amount) in [("before", before), ("insurable", insurable)] {
        if amount.currency() != year.currency {
            let message = format!("`{field}` is {amount}: premiums are in {}", year.currency);
            return Err(Error::new(Code::MoneyMixedCurrencies, field, amount, message));
        }
        if amount.is_negative() {
            let message = format!("`{field}` is {amount}: earnings are not below zero");
            return Err(Error::new(Code::NumberNegative, field, amount, message));
        }
    }
    let law = &year.contributions;
    let rate = if province == Province::Qc { law.ei_rate_quebec } else { law.ei_rate.value };
    let left = Exact(Some(law.insurable)).above(Exact(Some(before.amount())));
    let premium = Exact(Some(insurable.amount())).at_most(left).share(rate, CENT);
    let premium = premium.read().ok_or_else(|| Error::overflow("insurable", insurable, EI.name))?;
    Money::new(premium, year.currency)
}
