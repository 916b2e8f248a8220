//! Social insurance: half rates on the pay up to the ceiling, the transition band, care insurance with children.
//!
//! Rounding by the Beitragsverfahrensordnung (BVV): nothing inside, the result half up to the cent; half the rate is applied,
//! rounded and doubled (§ 2(1)); in the transition band the employee's share is reckoned on its own base and the employer
//! bears the rest (§ 2(2)). The insurer's extra contribution and the surcharge of the childless are rounded on their own.

use super::{
    Marginal,
    inputs::{amount, percent},
};
use crate::{
    error::{Code, Error, Result, exact},
    law::RulePack,
    money::{
        Mode, Money, Rounding,
        currency::EUR,
        number::{Exact, Number},
    },
    tax::wages::statute::Readable,
    trace::{Step, Tracer},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

const CENT: Rounding = Rounding::of(1, 2, Mode::HalfUp);
/// The days of a month, by § 1(1) BVV.
const MONTH: u32 = 30;
const HALF: Decimal = Decimal::from_parts(5, 0, 0, false, 1);
const HALF_PERCENT: Decimal = Decimal::from_parts(5, 0, 0, false, 3);

/// How somebody is insured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(clippy::struct_excessive_bools, reason = "facts that do not hang together")]
pub struct Insurance {
    /// Health and care insurance.
    pub health: Health,
    /// Whether in the statutory pension insurance.
    pub pension: bool,
    /// Whether in the unemployment insurance.
    pub unemployment: bool,
    /// Whether the place of employment is in Saxony.
    #[serde(default)]
    pub saxony: bool,
    /// Whether the surcharge of the childless in the care insurance is due: somebody of 23 or more who never had a child.
    #[serde(default)]
    pub childless: bool,
    /// The number of children under 25; the second to the fifth lower the employee's care contribution.
    #[serde(default)]
    pub children: u8,
    /// What kind of employment it is.
    #[serde(default)]
    pub employment: Employment,
    /// What marginal employment needs to be known of beside; for no other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marginal: Option<Marginal>,
    /// The days of social insurance in the payment, 30 for a whole month; none: those of the whole pay period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sv_days: Option<u32>,
}

impl Insurance {
    /// Somebody in all statutory insurances at that extra rate of the health insurer (percent), with no surcharge and no
    /// reduction in the care insurance.
    pub const fn statutory(extra: Decimal) -> Self {
        Self {
            health: Health::Statutory { extra, reduced: false },
            pension: true,
            unemployment: true,
            saxony: false,
            childless: false,
            children: 0,
            employment: Employment::Regular,
            marginal: None,
            sv_days: None,
        }
    }
}

/// Health and care insurance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Health {
    /// In the statutory insurances.
    Statutory {
        /// The whole extra rate of the insurer, in percent with two decimals.
        #[serde(with = "exact::text")]
        extra: Decimal,
        /// At the reduced rate, without a claim to sick pay.
        #[serde(default)]
        reduced: bool,
    },
    /// Privately insured: no contribution through the payroll.
    Private {
        /// Contributions to basic health and care insurance, of a month.
        premium: Money,
        /// The employer's subsidy to them, of a month.
        subsidy: Money,
    },
}

/// What kind of employment it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Employment {
    /// Neither of the others.
    #[default]
    Regular,
    /// Pay regularly in the transition band (Midijob). In a month above it the rules of regular employment hold.
    TransitionBand,
    /// Marginal employment (Minijob), by the month: flat rates, and the flat-rate tax in place of the wage tax.
    Marginal,
}

/// The transition band: between the limit of marginal employment and its own upper end contributions rise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransitionBand {
    /// G, the limit of marginal employment, whole euros.
    pub marginal_limit: u32,
    /// The upper end, whole euros.
    pub upper_limit: u32,
    /// The factor F.
    #[serde(with = "exact::text")]
    pub factor: Decimal,
}

/// On what contributions in the transition band are due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BandBase {
    /// The base of the whole contribution (BE).
    pub total: Money,
    /// The base of the employee's share (BE_AN).
    pub employee: Money,
}

/// What each side bears.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sides {
    /// Withheld from the pay.
    pub employee: Money,
    /// Paid on top of it.
    pub employer: Money,
}

/// The contributions of one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shares {
    /// Health insurance at the general or reduced rate.
    pub health: Money,
    /// The health insurer's extra contribution.
    pub health_extra: Money,
    /// Pension insurance.
    pub pension: Money,
    /// Unemployment insurance.
    pub unemployment: Money,
    /// Care insurance; the employee's with the surcharge of the childless or the reduction for children.
    pub care: Money,
}

/// The contributions of a payment, and their bases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contributions {
    /// What health and care contributions are due on.
    pub health_base: Money,
    /// What pension and unemployment contributions are due on.
    pub pension_base: Money,
    /// The base of the employee's shares in the transition band.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employee_base: Option<Money>,
    /// The employee's.
    pub employee: Shares,
    /// The employer's.
    pub employer: Shares,
}

const fn step(id: &'static str, name: &'static str, rests_on: &'static [&'static str]) -> Step {
    Step { id, name, rests_on, of: &[] }
}

static BE: Step =
    step("de.band.base", "Base in the transition band (BE)", &["sv.marginal", "sv.band.upper", "sv.band.f"]);
static BE_AN: Step =
    step("de.band.base.employee", "Base of the employee's shares (BE_AN)", &["sv.marginal", "sv.band.upper"]);
static HEALTH_BASE: Step = Step {
    id: "de.kv.base",
    name: "Pay up to the ceiling of health and care insurance",
    rests_on: &["sv.ceiling.kv"],
    of: &[],
};
static PENSION_BASE: Step = Step {
    id: "de.rv.base",
    name: "Pay up to the ceiling of pension and unemployment insurance",
    rests_on: &["sv.ceiling.rv"],
    of: &[],
};
static CHILDLESS: Step = step("de.pv.childless", "Surcharge of the childless", &["sv.pv.childless"]);
static CHILDREN: Step = step("de.pv.children", "Reduction for children", &["sv.pv.child"]);

macro_rules! sides {
    ($($name:ident $id:literal $text:literal $base:ident ($($key:literal),*) $(+ $part:ident)*;)*) => {
        $(pub(super) static $name: [Step; 2] = [
            Step {
                id: concat!($id, ".employee"),
                name: concat!($text, ", employee"),
                rests_on: &[$($key),*],
                of: &[&$base, &BE, &BE_AN $(, &$part)*],
            },
            Step {
                id: concat!($id, ".employer"),
                name: concat!($text, ", employer"),
                rests_on: &[$($key),*],
                of: &[&$base, &BE, &BE_AN],
            },
        ];)*
    };
}

sides! {
    HEALTH "de.kv" "Health insurance" HEALTH_BASE ("{kv}");
    HEALTH_EXTRA "de.kv.zusatz" "Extra contribution to health insurance" HEALTH_BASE ();
    PENSION "de.rv" "Pension insurance" PENSION_BASE ("sv.rv");
    UNEMPLOYMENT "de.av" "Unemployment insurance" PENSION_BASE ("sv.av");
    CARE "de.pv" "Care insurance" HEALTH_BASE ("sv.pv") + CHILDLESS + CHILDREN;
}

/// The insolvency levy, the employer's.
pub(super) static LEVY: Step =
    step("de.insolvenzgeldumlage", "Insolvency levy", &["sv.insolvency", "sv.ceiling.rv"]);

/// The figures of social insurance, as the pack holds them.
#[derive(Clone, Debug)]
pub(super) struct Law {
    ceilings: [Decimal; 2],
    kv: Decimal,
    kv_reduced: Decimal,
    rv: Decimal,
    av: Decimal,
    pv: Decimal,
    childless: Decimal,
    child: Decimal,
    saxony: Decimal,
    levy: Decimal,
    pub band: TransitionBand,
    /// Where each contribution stands: health, pension, unemployment, care, levy.
    pub sources: [String; 5],
}

impl Law {
    pub(super) fn on(pack: &RulePack, day: NaiveDate) -> Result<Self> {
        let rate = |key: &str| Ok::<_, Error>(pack.rate(key, day)?.value);
        let whole = |key: &str| {
            let figure = pack.amount(key, day)?;
            let whole = u32::try_from(figure.value).ok().filter(|_| figure.value.fract().is_zero());
            whole.ok_or_else(|| {
                let message = format!("`{key}` is {}: it is whole euros", figure.value);
                Error::new(Code::LawPackInvalid, key, figure.value, message)
            })
        };
        let band = TransitionBand {
            marginal_limit: whole("sv.marginal")?,
            upper_limit: whole("sv.band.upper")?,
            factor: rate("sv.band.f")?,
        };
        band.check()?;
        let cited = |key: &str| Ok::<_, Error>(pack.rate(key, day)?.source);
        Ok(Self {
            ceilings: [pack.amount("sv.ceiling.kv", day)?.value, pack.amount("sv.ceiling.rv", day)?.value],
            kv: rate("sv.kv")?,
            kv_reduced: rate("sv.kv.reduced")?,
            rv: rate("sv.rv")?,
            av: rate("sv.av")?,
            pv: rate("sv.pv")?,
            childless: rate("sv.pv.childless")?,
            child: rate("sv.pv.child")?,
            saxony: rate("sv.pv.saxony")?,
            levy: rate("sv.insolvency")?,
            band,
            sources: [
                cited("sv.kv")?,
                cited("sv.rv")?,
                cited("sv.av")?,
                cited("sv.pv")?,
                cited("sv.insolvency")?,
            ],
        })
    }

    /// Whether the one-off pay of a payment is cut by the ceiling of the year so far (§ 23a(3) SGB IV): that of health
    /// insurance decides, without it that of pension insurance.
    pub(super) fn cuts_one_off(&self, case: &Case) -> Result<bool> {
        let [kv, rv] = self.ceilings;
        let statutory = matches!(case.insurance.health, Health::Statutory { .. });
        let [health, pension] = case.before;
        let (ceiling, before) = if statutory { (kv, health) } else { (rv, pension) };
        let [regular, one_off, before] =
            [case.regular, case.one_off, before].map(|pay| Exact(Some(pay.amount())));
        let ceiling = Exact(Some(ceiling));
        let due = part(regular, one_off, before, ceiling, case);
        let uncut = part(regular, Exact::zero(), before, ceiling, case) + one_off;
        let overflow = || Error::overflow("non_periodic", case.one_off, PENSION_BASE.name);
        Ok(due.read().ok_or_else(overflow)? < uncut.read().ok_or_else(overflow)?)
    }

    pub(super) fn figures<N: Number>(&self) -> Option<Figures<N>> {
        let half = |rate: Decimal| N::factor(exact::multiply(rate, HALF)?);
        let [kv, rv] = self.ceilings;
        Some(Figures {
            ceilings: [N::exact(kv)?, N::exact(rv)?],
            kv: [half(self.kv)?, half(self.kv_reduced)?],
            rv: half(self.rv)?,
            av: half(self.av)?,
            levy: N::factor(self.levy)?,
            band: Band::of(self.band)?,
        })
    }

    /// What the rates of that person are, in one form of number; None when it cannot hold them.
    pub(super) fn given<'a, N: Number>(&self, case: &'a Case) -> Option<Given<'a, N>> {
        let insurance = case.insurance;
        let children = Decimal::from(insurance.children.clamp(1, 5).checked_sub(1)?);
        let half = exact::multiply(self.pv, HALF)?;
        let (employee, employer) = if insurance.saxony {
            (exact::add(half, self.saxony)?, exact::subtract(half, self.saxony)?)
        } else {
            (half, half)
        };
        let reduction = exact::multiply(children, self.child)?;
        Some(Given {
            regular: N::exact(case.regular.amount())?,
            one_off: N::exact(case.one_off.amount())?,
            before: {
                let [health, pension] = case.before;
                [N::exact(health.amount())?, N::exact(pension.amount())?]
            },
            case,
            health: match insurance.health {
                Health::Statutory { extra, reduced } => {
                    Some((reduced, N::factor(exact::multiply(extra, HALF_PERCENT)?)?))
                }
                Health::Private { .. } => None,
            },
            pension: insurance.pension,
            unemployment: insurance.unemployment,
            care: [N::factor(employee)?, N::factor(employer)?],
            care_reduced: N::factor(exact::subtract(employee, reduction)?)?,
            reduction: N::factor(reduction)?,
            childless: if insurance.childless { Some(N::factor(self.childless)?) } else { None },
        })
    }
}

/// An insurance that was found fit, with what the payment says.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    pub insurance: &'a Insurance,
    /// Contributory pay: regular, one-off.
    regular: Money,
    one_off: Money,
    /// The bases of the year before this payment, and their days.
    before: [Money; 2],
    days_before: u32,
    /// The days of social insurance in this payment.
    pub days: u32,
    /// Whether pay is regularly in the transition band.
    transition: bool,
    /// Whether the rules of the transition band hold for this payment.
    pub band: bool,
}

impl<'a> Case<'a> {
    /// `whole`: the days of the pay period. `one_off`: the part of the pay that is no regular pay. The last: the days and
    /// the bases of the year before this payment.
    pub(super) fn of(
        insurance: &'a Insurance,
        whole: u32,
        contributory: Money,
        one_off: Money,
        (days_before, before): (u32, [Money; 2]),
        law: &Law,
    ) -> Result<Self> {
        match insurance.health {
            Health::Statutory { extra, .. } => percent("insurance.health.extra", extra)?,
            Health::Private { premium, subsidy } => {
                amount("insurance.health.premium", premium)?;
                amount("insurance.health.subsidy", subsidy)?;
            }
        }
        if insurance.childless && insurance.children > 0 {
            let wanted = "somebody who has children pays no surcharge of the childless";
            return Err(Error::invalid("insurance.children", insurance.children, wanted));
        }
        let days = insurance.sv_days.unwrap_or(whole);
        if days > whole {
            let wanted = format!("write the days of social insurance, 0 to {whole} in that pay period");
            return Err(Error::invalid("insurance.sv_days", days, &wanted));
        }
        let unsupported = |field: &str, value: &dyn std::fmt::Display, why: &str| {
            let message = format!("`{field}` is {value}: {why}");
            Err(Error::new(Code::LawUnsupported, field, value, message))
        };
        if insurance.employment == Employment::Marginal {
            let why = "marginal employment has no such contributions: assess the payment";
            return unsupported("insurance.employment", &"marginal", why);
        }
        if insurance.marginal.is_some() {
            let wanted = "this is no marginal employment: leave it out";
            return Err(Error::invalid("insurance.marginal", "given", wanted));
        }
        // The rest of the one-off pay is not contributory.
        let one_off = if one_off.amount() > contributory.amount() { contributory } else { one_off };
        let pay = contributory.amount();
        let transition = insurance.employment == Employment::TransitionBand;
        let band = transition && pay <= Decimal::from(law.band.upper_limit) && !pay.is_zero();
        if band {
            if insurance.saxony {
                let why = "the transition band is not known here for Saxony";
                return unsupported("insurance.saxony", &true, why);
            }
            if days != MONTH {
                let why = "the transition band is known here for whole months only";
                return unsupported("insurance.sv_days", &days, why);
            }
            if pay <= Decimal::from(law.band.marginal_limit) {
                let why = "the transition band is known here above the limit of marginal employment only";
                return unsupported("contributory", &contributory, why);
            }
        }
        let regular = contributory.checked_sub(one_off)?;
        Ok(Self { insurance, regular, one_off, before, days_before, days, transition, band })
    }
}

/// The figures in one form of number: half rates.
#[derive(Clone)]
pub(super) struct Figures<N: Number> {
    /// Of health and care insurance, of pension and unemployment insurance.
    ceilings: [N; 2],
    /// General, reduced.
    kv: [N::Factor; 2],
    rv: N::Factor,
    av: N::Factor,
    levy: N::Factor,
    band: Band<N>,
}

/// The inputs in one form of number.
pub(super) struct Given<'a, N: Number> {
    case: &'a Case<'a>,
    pub regular: N,
    one_off: N,
    before: [N; 2],
    /// Whether at the reduced rate, and half the extra rate.
    health: Option<(bool, N::Factor)>,
    pension: bool,
    unemployment: bool,
    /// The employee's rate of care insurance without children, and the employer's.
    care: [N::Factor; 2],
    /// The employee's with the reduction for children, and the reduction alone.
    care_reduced: N::Factor,
    reduction: N::Factor,
    childless: Option<N::Factor>,
}

/// What is due: health, extra contribution, pension, unemployment, care; the employee's and the employer's.
#[derive(Clone, Copy)]
pub(super) struct Due<N> {
    /// Of health and care, of pension and unemployment insurance: of the whole, and of the employee's share.
    pub bases: [[N; 2]; 2],
    pub shares: [[N; 2]; 5],
    pub levy: N,
}

impl<N: Number> Readable for Due<N> {
    type Amounts = Due<Decimal>;

    fn read(self) -> Option<Due<Decimal>> {
        let two = |[a, b]: [N; 2]| Some([a.read()?, b.read()?]);
        let [of_health, of_pension] = self.bases;
        let [health, extra, pension, unemployment, care] = self.shares;
        Some(Due {
            bases: [two(of_health)?, two(of_pension)?],
            shares: [two(health)?, two(extra)?, two(pension)?, two(unemployment)?, two(care)?],
            levy: self.levy.read()?,
        })
    }
}

impl<N: Number> Figures<N> {
    pub(super) fn due<T: Tracer<N>>(&self, g: &Given<'_, N>, t: &mut T) -> Due<N> {
        let pay = g.regular + g.one_off;
        let band = g.case.transition && pay.exceeds(N::zero()) && !pay.exceeds(self.band.end);
        let [of_health, of_pension] = if band {
            let [total, employee] = self.band.bases(pay);
            let bases = [t.note(&BE, 0, total), t.note(&BE_AN, 0, employee)];
            [bases, bases]
        } else {
            let ([kv, rv], [health, pension]) = (self.ceilings, g.before);
            let health = t.note(&HEALTH_BASE, 0, part(g.regular, g.one_off, health, kv, g.case));
            let pension = t.note(&PENSION_BASE, 0, part(g.regular, g.one_off, pension, rv, g.case));
            [[health; 2], [pension; 2]]
        };
        let [mut health, mut extra, mut care] = [[N::zero(); 2]; 3];
        if let Some((reduced, extra_rate)) = g.health {
            let [general, at_reduced] = self.kv;
            health = shared(of_health, if reduced { at_reduced } else { general });
            extra = shared(of_health, extra_rate);
            care = self::care(g, of_health, band, t);
        }
        let due = |insured: bool, rate| if insured { shared(of_pension, rate) } else { [N::zero(); 2] };
        let (pension, unemployment) = (due(g.pension, self.rv), due(g.unemployment, self.av));
        let mut note = |[employee, employer]: &'static [Step; 2], [a, b]: [N; 2]| {
            [t.note(employee, 0, a), t.note(employer, 0, b)]
        };
        let shares = [
            note(&HEALTH, health),
            note(&HEALTH_EXTRA, extra),
            note(&PENSION, pension),
            note(&UNEMPLOYMENT, unemployment),
            note(&CARE, care),
        ];
        let [levy_base, _] = of_pension;
        Due { bases: [of_health, of_pension], shares, levy: levy_base.share(self.levy, CENT) }
    }
}

/// Care insurance: the surcharge on the whole base, the reduction for children on the employee's.
fn care<N: Number, T: Tracer<N>>(g: &Given<'_, N>, bases: [N; 2], band: bool, t: &mut T) -> [N; 2] {
    let [total, of_employee] = bases;
    let [rate, employers_rate] = g.care;
    let [employee, employer] = if band {
        let [employee, employer] = shared(bases, rate);
        [employee - t.note(&CHILDREN, 0, of_employee.share(g.reduction, CENT)), employer]
    } else {
        [of_employee.share(g.care_reduced, CENT), total.share(employers_rate, CENT)]
    };
    let surcharge = g.childless.map(|rate| t.note(&CHILDLESS, 0, total.share(rate, CENT)));
    [employee + surcharge.unwrap_or(N::zero()), employer]
}

/// The contributory part of pay: regular pay up to the ceiling of its days, one-off pay as far as the ceiling of the year
/// so far is not reached (§ 23a(3) SGB IV). Both are one amount of the month, rounded once (§ 1 BVV).
fn part<N: Number>(regular: N, one_off: N, before: N, ceiling: N, case: &Case) -> N {
    let regular = regular.at_most(ceiling.ratio(case.days, MONTH, CENT));
    let so_far = ceiling.ratio(case.days_before.saturating_add(case.days), MONTH, CENT);
    regular + one_off.at_most(so_far.above(before + regular))
}

/// § 2 BVV: half the rate on the base, rounded and doubled, is the whole; the employer bears what the employee does not.
fn shared<N: Number>([total, employee]: [N; 2], half: N::Factor) -> [N; 2] {
    let half_of_whole = total.share(half, CENT);
    let employee = employee.share(half, CENT);
    [employee, half_of_whole + half_of_whole - employee]
}

/// § 20(2a) SGB IV, in one form of number.
#[derive(Clone)]
struct Band<N: Number> {
    marginal: N,
    end: N,
    upper: u32,
    /// The upper end less G.
    width: u32,
    /// The upper end less F × G.
    rise: N::Factor,
    /// F × (the upper end less G).
    start: N::Factor,
}

impl<N: Number> Band<N> {
    fn of(band: TransitionBand) -> Option<Self> {
        let (marginal, upper) = (Decimal::from(band.marginal_limit), Decimal::from(band.upper_limit));
        let width = band.upper_limit.checked_sub(band.marginal_limit)?;
        Some(Self {
            marginal: N::exact(marginal)?,
            end: N::exact(upper)?,
            upper: band.upper_limit,
            width,
            rise: N::factor(exact::subtract(upper, exact::multiply(band.factor, marginal)?)?)?,
            start: N::factor(exact::multiply(band.factor, Decimal::from(width))?)?,
        })
    }

    /// F·G + (O ÷ (O − G) − G ÷ (O − G) · F) · (AE − G), and O ÷ (O − G) · (AE − G); nothing is rounded inside.
    fn bases(&self, pay: N) -> [N; 2] {
        let above = pay.above(self.marginal);
        let total = N::shares_per([(self.marginal, self.start), (above, self.rise)], self.width, CENT);
        [total, above.ratio(self.upper, self.width, CENT)]
    }
}

impl TransitionBand {
    /// The band of a day, from the rule pack `de.wages`.
    ///
    /// # Errors
    /// `law.none_in_force`, `law.unknown_key`, `law.pack_invalid`.
    pub fn on(pack: &RulePack, day: NaiveDate) -> Result<Self> {
        Ok(Law::on(pack, day)?.band)
    }

    fn check(self) -> Result<()> {
        if self.marginal_limit >= self.upper_limit {
            let wanted = "it lies below the upper end of the band";
            return Err(Error::invalid("marginal_limit", self.marginal_limit, wanted));
        }
        if self.factor <= Decimal::ZERO || self.factor > Decimal::ONE {
            return Err(Error::invalid("factor", self.factor, "write a factor above 0, up to 1"));
        }
        Ok(())
    }

    /// On what contributions are due for that pay of a month.
    ///
    /// # Errors
    /// `input.invalid` for pay outside the band or a band that is none, `money.mixed_currencies`, `number.negative`,
    /// `number.out_of_range`.
    pub fn base(self, pay: Money) -> Result<BandBase> {
        self.check()?;
        amount("pay", pay)?;
        let within = pay.amount() > Decimal::from(self.marginal_limit)
            && pay.amount() <= Decimal::from(self.upper_limit);
        if !within {
            let wanted =
                format!("the band lies above {} and reaches to {}", self.marginal_limit, self.upper_limit);
            return Err(Error::invalid("pay", pay, &wanted));
        }
        let bases =
            Band::<Exact>::of(self).zip(Some(Exact(Some(pay.amount())))).map(|(band, pay)| band.bases(pay));
        let read = |value: Option<Exact>| {
            let value = value.and_then(Number::read);
            Money::new(value.ok_or_else(|| Error::overflow("pay", pay, BE.name))?, EUR)
        };
        Ok(BandBase {
            total: read(bases.map(|[total, _]| total))?,
            employee: read(bases.map(|[_, employee]| employee))?,
        })
    }
}

impl BandBase {
    /// What each side bears of a contribution, from half its rate as a fraction.
    ///
    /// # Errors
    /// `number.out_of_range`.
    pub fn shared(self, half_rate: Decimal) -> Result<Sides> {
        let bases = [self.total, self.employee].map(|base| Exact(Some(base.amount())));
        let [employee, employer] = shared(bases, half_rate);
        let read = |value: Exact| {
            let value = value.read();
            Money::new(value.ok_or_else(|| Error::overflow("half_rate", half_rate, "a share"))?, EUR)
        };
        Ok(Sides { employee: read(employee)?, employer: read(employer)? })
    }

    /// A contribution that the employee bears alone on the whole base, such as the surcharge of the childless.
    ///
    /// # Errors
    /// `number.out_of_range`.
    pub fn surcharge(self, rate: Decimal) -> Result<Money> {
        self.total.share(rate, CENT)
    }
}
