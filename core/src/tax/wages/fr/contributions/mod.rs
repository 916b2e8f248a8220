//! Contributions of an ordinary employee of the private sector in metropolitan France, the employee's and the employer's.
//!
//! Bases: the whole gross pay (`contributory`); its first part, up to the month's ceiling of social security (T1), and its
//! second, up to eight of these (T2); up to four of them for unemployment. CSG and CRDS are due on 98.25 % of the pay up to
//! four ceilings and on what is above, with what the employer pays for complementary insurance.
//!
//! 2,500 gross in July 2026 with fewer than 11 staff, at the average accident rate of 2.08 %, a health insurance of 40 euros
//! shared by halves:
//!
//! ```
//! use backoffice::{
//!     Mode, Money, PayFrequency, currency::EUR, date, dec,
//!     law::RulePack,
//!     tax::wages::{Payer, Payment, fr},
//! };
//!
//! let law = RulePack::embedded(fr::PACK)?;
//! let twenty = Money::new(dec!(20), EUR)?;
//! let mut marianne = fr::Profile::new(fr::Territory::Metropole, Some(fr::Headcount::Under50), Mode::HalfUp);
//! marianne.contributions = Some(fr::Contributions {
//!     executive: false,
//!     staff: fr::Staff::Under11,
//!     accident_rate: dec!(0.0208),
//!     mobility_rate: dec!(0),
//!     health_employee: Some(twenty),
//!     health_employer: Some(twenty),
//! });
//! let gross = Payment::new(date(2026, 7, 31)?, PayFrequency::Monthly, Money::new(dec!(2500), EUR)?);
//! let july = Payment { taxable: Money::new(dec!(2048.87), EUR)?, ..gross };
//! let (assessed, trace) = fr::assess_traced(&marianne, &july, &law)?;
//! assert_eq!(trace.find("fr.csg.base").unwrap().value, dec!(2476.25));
//! assert_eq!(trace.find("fr.cotisation.csg_deductible.employee").unwrap().value, dec!(168.39));
//! // 542.95 of contributions and 84.00 of tax are withheld; the employer pays 632.65 after a reduction of 459.75.
//! let due = fr::due(&marianne, &july, &fr::Month::on(&law, july.pay_day)?)?;
//! assert_eq!((due.employee, due.rgdu), (Money::new(dec!(542.95), EUR)?, Money::new(dec!(459.75), EUR)?));
//! assert_eq!(assessed.borne_by(Payer::Employer, EUR)?, Money::new(dec!(632.65), EUR)?);
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! Each month stands by itself: the regularisation of the ceilings over a year is not here. Nor are part-time and incomplete
//! months, overtime, Alsace-Moselle, the regions overseas, employers with 250 or more staff (the additional contribution for
//! apprenticeship), rates of unemployment insurance that were modulated, sectors with a law of their own.

#[cfg(test)]
mod tests;

use super::{Headcount, PACK, Profile, Territory, rule};
use crate::{
    error::{Code, Error, Result, exact},
    law::{Figure, RulePack},
    money::{Money, number::Number},
    tax::wages::{
        Payer, Payment,
        monthly::{self, Amount, Owed, Parameter, Rate, Resolved},
    },
    trace::{Step, Tracer},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What contributions need to be known of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contributions {
    /// Whether an executive (cadre): the Apec's contribution, and the employer's 1.5 % for death benefits on T1.
    pub executive: bool,
    /// The employer's staff.
    pub staff: Staff,
    /// The employer's rate for accidents at work, as a fraction: the fund notifies it.
    #[serde(with = "exact::text")]
    pub accident_rate: Decimal,
    /// The rate of the transport levy (versement mobilité) where the work is done, as a fraction; 0 below 11 staff.
    #[serde(with = "exact::text")]
    pub mobility_rate: Decimal,
    /// The employee's part of a month's complementary health insurance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub health_employee: Option<Money>,
    /// The employer's part of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub health_employer: Option<Money>,
}

/// The employer's staff, as far as contributions depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Staff {
    /// Fewer than 11.
    #[serde(rename = "under_11")]
    Under11,
    /// 11 to 49.
    #[serde(rename = "11_to_49")]
    From11,
    /// 50 to 249.
    #[serde(rename = "50_to_249")]
    From50,
}

const URSSAF: &str = "URSSAF";
const AGIRC: &str = "Agirc-Arrco";
const LODGING: &str = "Action Logement";
const INSURER: &str = "Organisme de prévoyance";

/// What a contribution is due on.
#[derive(Clone, Copy)]
enum On {
    Whole,
    T1,
    T2,
    To4,
    To8,
    Csg,
    /// What the employer pays for complementary insurance.
    Cover,
}

impl On {
    /// The steps of which it is made.
    const fn parts(self) -> &'static [&'static Step] {
        match self {
            Self::Whole => &[],
            Self::T1 => const { &[&CEILING] },
            Self::T2 | Self::To8 => const { &[&EIGHT] },
            Self::To4 => const { &[&FOUR] },
            Self::Csg => const { &[&CSG_BASE] },
            Self::Cover => const { &[&DEATH, &HEALTH_EMPLOYER] },
        }
    }
}

/// Of whom a contribution is due.
#[derive(Clone, Copy)]
enum When {
    Always,
    Executive,
    /// Pay above the ceiling.
    Above,
    Under11,
    From11,
    Under50,
    From50,
}

struct Item {
    code: &'static str,
    name: &'static str,
    authority: &'static str,
    payer: Payer,
    on: On,
    when: When,
    step: &'static Step,
}

static CEILING: Step = step("fr.plafond", "Plafond de la sécurité sociale", &["pmss"], &[]);
static CSG_BASE: Step = step(
    "fr.csg.base",
    "Assiette de la CSG et de la CRDS",
    &["cotisation.csg.part"],
    &[&FOUR, &DEATH, &HEALTH_EMPLOYER],
);
static FOUR: Step = step("fr.plafond.4", "Quatre plafonds", &["pmss"], &[&CEILING]);
static EIGHT: Step = step("fr.plafond.8", "Huit plafonds", &["pmss"], &[&CEILING]);
static DEATH: Step = step("fr.csg.prevoyance", "Prévoyance de l'employeur", &[], &[]);
static ACCIDENT: Step = step("fr.cotisation.atmp.employer", "Accidents du travail", &[], &[]);
static MOBILITY: Step = step("fr.cotisation.mobilite.employer", "Versement mobilité", &[], &[]);
static HEALTH_EMPLOYEE: Step = step("fr.cotisation.sante.employee", "Complémentaire santé", &[], &[]);
static HEALTH_EMPLOYER: Step = step("fr.cotisation.sante.employer", "Complémentaire santé", &[], &[]);

const fn step(
    id: &'static str,
    name: &'static str,
    rests_on: &'static [&'static str],
    of: &'static [&'static Step],
) -> Step {
    Step { id, name, rests_on, of }
}

macro_rules! items {
    ($($field:ident $key:literal $code:literal $name:literal $authority:ident $payer:ident $on:ident $when:ident;)*) => {
        monthly::figures! {
            PACK;
            ceiling: Amount = "pmss",
            csg_part: Rate = "cotisation.csg.part",
            $($field: Rate = $key,)*
        }

        const COUNT: usize = [$($code),*].len();

        static ITEMS: [Item; COUNT] = [$(Item {
            code: $code,
            name: $name,
            authority: $authority,
            payer: Payer::$payer,
            on: On::$on,
            when: When::$when,
            step: {
                static STEP: Step = step(concat!("fr.", $key), $name, &[$key], On::$on.parts());
                &STEP
            },
        },)*];

        impl Law {
            fn figures(&self) -> [&Figure; COUNT] {
                [$(&self.$field.0,)*]
            }
        }

        impl<N: Number> Figures<N> {
            fn rates(&self) -> [N::Factor; COUNT] {
                [$(self.$field,)*]
            }
        }
    };
}

items! {
    maladie "cotisation.maladie.employer" "fr.maladie" "Maladie, maternité, invalidité, décès" URSSAF Employer Whole Always;
    vieillesse_1 "cotisation.vieillesse_plafonnee.employee" "fr.vieillesse_plafonnee" "Vieillesse plafonnée" URSSAF Employee T1 Always;
    vieillesse_1_employer "cotisation.vieillesse_plafonnee.employer" "fr.vieillesse_plafonnee" "Vieillesse plafonnée" URSSAF Employer T1 Always;
    vieillesse "cotisation.vieillesse_deplafonnee.employee" "fr.vieillesse_deplafonnee" "Vieillesse déplafonnée" URSSAF Employee Whole Always;
    vieillesse_employer "cotisation.vieillesse_deplafonnee.employer" "fr.vieillesse_deplafonnee" "Vieillesse déplafonnée" URSSAF Employer Whole Always;
    retraite_1 "cotisation.retraite_t1.employee" "fr.retraite_t1" "Retraite complémentaire, tranche 1" AGIRC Employee T1 Always;
    retraite_1_employer "cotisation.retraite_t1.employer" "fr.retraite_t1" "Retraite complémentaire, tranche 1" AGIRC Employer T1 Always;
    retraite_2 "cotisation.retraite_t2.employee" "fr.retraite_t2" "Retraite complémentaire, tranche 2" AGIRC Employee T2 Above;
    retraite_2_employer "cotisation.retraite_t2.employer" "fr.retraite_t2" "Retraite complémentaire, tranche 2" AGIRC Employer T2 Above;
    ceg_1 "cotisation.ceg_t1.employee" "fr.ceg_t1" "Contribution d'équilibre général, tranche 1" AGIRC Employee T1 Always;
    ceg_1_employer "cotisation.ceg_t1.employer" "fr.ceg_t1" "Contribution d'équilibre général, tranche 1" AGIRC Employer T1 Always;
    ceg_2 "cotisation.ceg_t2.employee" "fr.ceg_t2" "Contribution d'équilibre général, tranche 2" AGIRC Employee T2 Above;
    ceg_2_employer "cotisation.ceg_t2.employer" "fr.ceg_t2" "Contribution d'équilibre général, tranche 2" AGIRC Employer T2 Above;
    cet "cotisation.cet.employee" "fr.cet" "Contribution d'équilibre technique" AGIRC Employee To8 Above;
    cet_employer "cotisation.cet.employer" "fr.cet" "Contribution d'équilibre technique" AGIRC Employer To8 Above;
    apec "cotisation.apec.employee" "fr.apec" "Apec" AGIRC Employee To4 Executive;
    apec_employer "cotisation.apec.employer" "fr.apec" "Apec" AGIRC Employer To4 Executive;
    prevoyance "cotisation.prevoyance_cadre.employer" "fr.prevoyance_cadre" "Prévoyance des cadres" INSURER Employer T1 Executive;
    famille "cotisation.allocations_familiales.employer" "fr.allocations_familiales" "Allocations familiales" URSSAF Employer Whole Always;
    chomage "cotisation.chomage.employer" "fr.chomage" "Assurance chômage" URSSAF Employer To4 Always;
    ags "cotisation.ags.employer" "fr.ags" "Garantie des salaires (AGS)" URSSAF Employer To4 Always;
    fnal "cotisation.fnal.under_50.employer" "fr.fnal" "Fonds national d'aide au logement" URSSAF Employer T1 Under50;
    fnal_50 "cotisation.fnal.50_or_more.employer" "fr.fnal" "Fonds national d'aide au logement" URSSAF Employer Whole From50;
    csa "cotisation.csa.employer" "fr.csa" "Contribution solidarité autonomie" URSSAF Employer Whole Always;
    dialogue "cotisation.dialogue_social.employer" "fr.dialogue_social" "Contribution au dialogue social" URSSAF Employer Whole Always;
    formation "cotisation.formation.under_11.employer" "fr.formation" "Formation professionnelle" URSSAF Employer Whole Under11;
    formation_11 "cotisation.formation.11_or_more.employer" "fr.formation" "Formation professionnelle" URSSAF Employer Whole From11;
    apprentissage "cotisation.apprentissage.employer" "fr.apprentissage" "Taxe d'apprentissage, part principale" URSSAF Employer Whole Always;
    apprentissage_solde "cotisation.apprentissage_solde.employer" "fr.apprentissage_solde" "Taxe d'apprentissage, solde" URSSAF Employer Whole Always;
    peec "cotisation.peec.employer" "fr.peec" "Effort de construction" LODGING Employer Whole From50;
    forfait "cotisation.forfait_social.employer" "fr.forfait_social" "Forfait social" URSSAF Employer Cover From11;
    csg "cotisation.csg_deductible.employee" "fr.csg_deductible" "CSG déductible" URSSAF Employee Csg Always;
    csg_rest "cotisation.csg_non_deductible.employee" "fr.csg_non_deductible" "CSG non déductible" URSSAF Employee Csg Always;
    crds "cotisation.crds.employee" "fr.crds" "CRDS" URSSAF Employee Csg Always;
}

/// All of it as one parameter of the month's law.
#[derive(Clone, Debug)]
pub(super) struct All(pub Law);

impl Parameter for All {
    type In<N: Number> = Figures<N>;
    /// Its parameters have keys of their own.
    fn on(pack: &RulePack, _: &str, day: NaiveDate) -> Result<Self> {
        monthly::Law::on(pack, day).map(Self)
    }
    fn form<N: Number>(&self) -> Option<Figures<N>> {
        monthly::Law::form(&self.0)
    }
}

/// What the profile gives: the rate for accidents, that of transport, the two parts of the health insurance.
const GIVEN: usize = 4;
/// T1, T2, up to four and eight ceilings, the base of CSG, the employer's cover.
const BASES: usize = 6;
/// All figures: the contributions, those of the profile, the bases.
pub(super) const FIGURES: usize = COUNT + GIVEN + BASES;

/// An employee's contributions on a payment whose inputs were found fit.
pub(super) struct Case<'a> {
    person: &'a Profile,
    terms: &'a Contributions,
    month: &'a Resolved<rule::Law>,
    gross: Money,
}

impl<'a> Case<'a> {
    /// None where the profile does not ask for them.
    pub(super) fn of(
        person: &'a Profile,
        payment: &Payment,
        month: &'a Resolved<rule::Law>,
    ) -> Result<Option<Self>> {
        let Some(terms) = &person.contributions else { return Ok(None) };
        if person.territory != Territory::Metropole {
            let message = format!(
                "`territory` is {:?}: contributions are known for metropolitan France only; leave `contributions` out",
                person.territory
            );
            return Err(Error::new(
                Code::LawUnsupported,
                "territory",
                format!("{:?}", person.territory),
                message,
            ));
        }
        let headcount = match terms.staff {
            Staff::Under11 | Staff::From11 => Headcount::Under50,
            Staff::From50 => Headcount::From50,
        };
        if person.rgdu.is_some_and(|rgdu| rgdu != headcount) {
            let wanted = "it is not that of `contributions.staff`";
            return Err(Error::invalid("rgdu", format!("{:?}", person.rgdu), wanted));
        }
        for (field, rate) in [
            ("contributions.accident_rate", terms.accident_rate),
            ("contributions.mobility_rate", terms.mobility_rate),
        ] {
            if rate < Decimal::ZERO || rate >= Decimal::ONE || rate.normalize().scale() > 6 {
                let wanted = "write a fraction from 0 to 1 with up to six decimals, such as 0.0208";
                return Err(Error::invalid(field, rate, wanted));
            }
        }
        if terms.staff == Staff::Under11 && !terms.mobility_rate.is_zero() {
            let wanted = "the transport levy is not due below 11 staff: write 0";
            return Err(Error::invalid("contributions.mobility_rate", terms.mobility_rate, wanted));
        }
        let none = Money::zero(month.currency);
        month.amounts([
            ("contributions.health_employee", terms.health_employee.unwrap_or(none)),
            ("contributions.health_employer", terms.health_employer.unwrap_or(none)),
        ])?;
        Ok(Some(Self { person, terms, month, gross: payment.contributory }))
    }

    fn applies(&self, when: When) -> bool {
        match when {
            When::Always => true,
            When::Executive => self.terms.executive,
            When::Above => self.gross.amount() > self.month.law.contributions().ceiling.0.value,
            When::Under11 => self.terms.staff == Staff::Under11,
            When::From11 => self.terms.staff != Staff::Under11,
            When::Under50 => self.terms.staff != Staff::From50,
            When::From50 => self.terms.staff == Staff::From50,
        }
    }

    /// The steps of the trace.
    pub(super) fn roots() -> Vec<&'static Step> {
        let given = [&ACCIDENT, &MOBILITY, &HEALTH_EMPLOYEE, &HEALTH_EMPLOYER];
        ITEMS.iter().map(|item| item.step).chain(given).collect()
    }

    /// Which of what the profile gives are due.
    fn given(&self) -> [bool; GIVEN] {
        let Contributions { health_employee, health_employer, .. } = self.terms;
        [true, self.applies(When::From11), health_employee.is_some(), health_employer.is_some()]
    }

    /// The amount of each line, with the step that it is.
    pub(super) fn dues<N: Number>(&self, figures: &[N; FIGURES]) -> Vec<(&'static Step, N)> {
        let applies = ITEMS.iter().map(|item| self.applies(item.when)).chain(self.given());
        let due = Self::roots().into_iter().zip(figures).zip(applies).filter(|(_, applies)| *applies);
        due.map(|((step, amount), _)| (step, *amount)).collect()
    }

    /// The lines, of those that are due.
    pub(super) fn owed(&self, figures: &[Decimal; FIGURES]) -> Vec<Owed<'a>> {
        let month: &'a Resolved<rule::Law> = self.month;
        let law = month.law.contributions();
        let mut bases = [self.gross.amount(); BASES];
        bases.iter_mut().zip(figures.iter().skip(COUNT + GIVEN)).for_each(|(to, from)| *to = *from);
        let [t1, t2, to_4, to_8, csg, cover] = bases;
        let on = |on: On| match on {
            On::Whole => self.gross.amount(),
            On::T1 => t1,
            On::T2 => t2,
            On::To4 => to_4,
            On::To8 => to_8,
            On::Csg => csg,
            On::Cover => cover,
        };
        let due =
            ITEMS.iter().zip(law.figures()).zip(figures).filter(|((item, _), _)| self.applies(item.when));
        let due = due.map(|((item, figure), amount)| Owed {
            authority: item.authority,
            code: item.code,
            name: item.name,
            payer: item.payer,
            on: on(item.on),
            rate: Some(figure.value),
            amount: *amount,
            source: &figure.source,
        });
        let terms = self.terms;
        let (employee, employer) = (Payer::Employee, Payer::Employer);
        let whole = self.gross.amount();
        let given = [
            (URSSAF, "fr.atmp", ACCIDENT.name, employer, whole, Some(terms.accident_rate)),
            (URSSAF, "fr.versement_mobilite", MOBILITY.name, employer, whole, Some(terms.mobility_rate)),
            (INSURER, "fr.sante", HEALTH_EMPLOYEE.name, employee, Decimal::ZERO, None),
            (INSURER, "fr.sante", HEALTH_EMPLOYER.name, employer, Decimal::ZERO, None),
        ];
        let given = given.into_iter().zip(figures.iter().skip(COUNT)).zip(self.given());
        let given = given.filter(|(_, due)| *due);
        let given = given.map(|(((authority, code, name, payer, on, rate), amount), _)| Owed {
            authority,
            code,
            name,
            payer,
            // An insurance of an agreed amount has no base but itself.
            on: if rate.is_some() { on } else { *amount },
            rate,
            amount: *amount,
            source: "given by the profile",
        });
        due.chain(given).collect()
    }

    /// The employee's sum and the employer's.
    pub(super) fn sums(&self, figures: &[Decimal; FIGURES]) -> Result<[Money; 2]> {
        let owed = self.owed(figures);
        let of = |payer: Payer| {
            let mut amounts = owed.iter().filter(|owed| owed.payer == payer).map(|owed| owed.amount);
            let sum = amounts.try_fold(Decimal::ZERO, exact::add);
            self.month.money(sum.ok_or_else(|| Error::overflow("contributory", self.gross, "a sum"))?)
        };
        Ok([of(Payer::Employee)?, of(Payer::Employer)?])
    }
}

impl Case<'_> {
    /// The rule, over one form of number. None when this form cannot hold an input.
    pub(super) fn over<N: Number, T: Tracer<N>>(
        &self,
        law: &rule::Figures<N>,
        t: &mut T,
    ) -> Option<[N; FIGURES]> {
        let law = law.contributions();
        let by = self.month.rounding(self.person.rounding);
        let gross = t.paid(N::exact(self.gross.amount())?);
        let ceiling = t.note(&CEILING, 0, law.ceiling);
        let [four, eight] =
            [(&FOUR, 4), (&EIGHT, 8)].map(|(step, times)| t.note(step, 0, ceiling.ratio(times, 1, by)));
        let t1 = gross.at_most(ceiling);
        let [to_4, to_8] = [four, eight].map(|limit| gross.at_most(limit));
        let t2 = to_8 - t1;
        let amount = |money: Option<Money>| money.map_or(Some(N::zero()), |money| N::exact(money.amount()));
        let [of_employee, of_employer] =
            [amount(self.terms.health_employee)?, amount(self.terms.health_employer)?];
        let death = if self.terms.executive { t1.share(law.prevoyance, by) } else { N::zero() };
        let cover = t.note(&DEATH, 0, death) + of_employer;
        let csg = t.note(&CSG_BASE, 0, to_4.share(law.csg_part, by) + gross.above(four) + cover);
        let on = |on: On| match on {
            On::Whole => gross,
            On::T1 => t1,
            On::T2 => t2,
            On::To4 => to_4,
            On::To8 => to_8,
            On::Csg => csg,
            On::Cover => cover,
        };
        let mut all = [N::zero(); FIGURES];
        for ((place, item), rate) in all.iter_mut().zip(&ITEMS).zip(law.rates()) {
            if self.applies(item.when) {
                *place = t.note(item.step, 0, on(item.on).share(rate, by));
            }
        }
        let [accident, mobility] =
            [N::factor(self.terms.accident_rate)?, N::factor(self.terms.mobility_rate)?];
        let given = [
            t.note(&ACCIDENT, 0, gross.share(accident, by)),
            t.note(&MOBILITY, 0, gross.share(mobility, by)),
            t.note(&HEALTH_EMPLOYEE, 0, of_employee),
            t.note(&HEALTH_EMPLOYER, 0, of_employer),
        ];
        let rest = given.into_iter().chain([t1, t2, to_4, to_8, csg, cover]);
        all.iter_mut().skip(COUNT).zip(rest).for_each(|(to, from)| *to = from);
        Some(all)
    }
}
