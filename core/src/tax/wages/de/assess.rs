//! From a person and a payment to the lines: the fast form first, the reference when it was lost.

use super::{
    CentRounding, Church, Contributions, Employment, Health, Inputs, Insurance, Land, Outputs, Pay, Period,
    Profile, Provision, Shares, ToDate, Year, inputs, marginal, pap as flow, social, year::Figures,
};
use crate::{
    calendar::PayFrequency,
    error::{Code, Error, Result, exact},
    law::{Figure, RulePack},
    money::{
        Mode, Money, Rounding,
        currency::EUR,
        number::{Exact, Fixed, Number},
    },
    tax::wages::{
        self, Assessment, Line, Payer, Payment,
        statute::{Assessed, Readable, Statute},
    },
    trace::{Notes, Step, Trace, Tracer},
};
use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

const TAX_OFFICE: &str = "Finanzamt";
const COLLECTOR: &str = "Einzugsstelle";

static CHURCH: Step =
    Step { id: "de.kirchensteuer", name: "Church tax", rests_on: &["{church}"], of: &[&flow::BK] };
static CHURCH_SONST: Step = Step {
    id: "de.kirchensteuer.sonstige",
    name: "Church tax on other pay",
    rests_on: &["{church}"],
    of: &[&flow::BKS],
};

/// The Programmablaufplan alone.
///
/// # Errors
/// See [`super`].
pub fn pap(inputs: &Inputs, year: &Year) -> Result<Outputs> {
    inputs.check(year.pap.is_of_2025())?;
    let pap = Pap { inputs, year };
    let fast = || quick(pap.over(pap.in_fast()?, &mut ())?);
    fast().map_or_else(|| outputs(pap.reference(&mut Notes::default())?), Ok)
}

/// The same, with every variable explained.
///
/// # Errors
/// See [`super`].
pub fn pap_traced(inputs: &Inputs, pack: &RulePack, day: NaiveDate) -> Result<(Outputs, Trace)> {
    let year = Year::on(pack, day)?;
    inputs.check(year.pap.is_of_2025())?;
    let roots = [&flow::LSTLZZ, &flow::SOLZLZZ, &flow::BK, &flow::STS, &flow::SOLZS, &flow::BKS];
    let (results, mut trace) = Pap { inputs, year: &year }.traced(pack, day, &roots)?;
    cite_edition(&mut trace, &year);
    Ok((outputs(results)?, trace))
}

/// The results of the fast form as money, without a Decimal between. None when one was lost.
#[inline]
fn quick<N: Number>(of: flow::Outputs<N>) -> Option<Outputs> {
    let money = |amount: N| Money::new(amount.read()?, EUR).ok();
    Some(Outputs {
        lstlzz: money(of.lstlzz)?,
        solzlzz: money(of.solzlzz)?,
        bk: money(of.bk)?,
        sts: money(of.sts)?,
        solzs: money(of.solzs)?,
        bks: money(of.bks)?,
    })
}

fn outputs(read: flow::Outputs<Decimal>) -> Result<Outputs> {
    let money = |amount| Money::new(amount, EUR);
    Ok(Outputs {
        lstlzz: money(read.lstlzz)?,
        solzlzz: money(read.solzlzz)?,
        bk: money(read.bk)?,
        sts: money(read.sts)?,
        solzs: money(read.solzs)?,
        bks: money(read.bks)?,
    })
}

/// What a key of the Programmablaufplan stands for in a tax class.
fn fill(key: &str, stkl: u8) -> String {
    match (key, stkl) {
        ("{efa}", 2) => "pap.efa".into(),
        ("{kfb}", 4) => "pap.kfb.stkl4".into(),
        ("{kfb}", 1..=3) => "pap.kfb".into(),
        ("{mist}", 5..) => "pap.up5_6.mist".into(),
        ("{w1}", 5..) => "pap.w1stkl5".into(),
        ("{w2}", 5..) => "pap.w2stkl5".into(),
        ("{w3}", 5..) => "pap.w3stkl5".into(),
        _ => key.into(),
    }
}

fn cite_edition(trace: &mut Trace, year: &Year) {
    if let Some(tax) = trace.lines.first_mut() {
        tax.note.clone_from(&year.pap.source);
    }
}

/// Social insurance alone, for pay of a period.
///
/// # Errors
/// See [`super`].
pub fn contributions(
    insurance: &Insurance,
    pay: Money,
    frequency: PayFrequency,
    year: &Year,
) -> Result<Contributions> {
    inputs::amount("contributory", pay)?;
    let none = Money::zero(EUR);
    let whole = days(period(frequency)?);
    let case = social::Case::of(insurance, whole, pay, none, (0, [none; 2]), &year.social)?;
    let due = Social { case, pay, year }.run()?;
    let money = |amount| Money::new(amount, EUR);
    let [[health_base, employee_base], [pension_base, _]] = due.bases;
    let [health, health_extra, pension, unemployment, care] = due.shares;
    let side = |of: fn([Decimal; 2]) -> Decimal| -> Result<Shares> {
        Ok(Shares {
            health: money(of(health))?,
            health_extra: money(of(health_extra))?,
            pension: money(of(pension))?,
            unemployment: money(of(unemployment))?,
            care: money(of(care))?,
        })
    };
    Ok(Contributions {
        health_base: money(health_base)?,
        pension_base: money(pension_base)?,
        employee_base: if case.band { Some(money(employee_base)?) } else { None },
        employee: side(|[employee, _]| employee)?,
        employer: side(|[_, employer]| employer)?,
    })
}

fn period(frequency: PayFrequency) -> Result<Period> {
    match frequency {
        PayFrequency::Annual => Ok(Period::Year),
        PayFrequency::Monthly => Ok(Period::Month),
        PayFrequency::Weekly => Ok(Period::Week),
        PayFrequency::Daily => Ok(Period::Day),
        other => {
            let message = format!(
                "`frequency` is {other:?}: the Programmablaufplan knows the year, the month, the week and the day"
            );
            Err(Error::new(Code::LawUnsupported, "frequency", format!("{other:?}"), message))
        }
    }
}

/// The days of social insurance in a whole period.
const fn days(period: Period) -> u32 {
    match period {
        Period::Year => 360,
        Period::Month => 30,
        Period::Week => 7,
        Period::Day => 1,
    }
}

/// What is due on a payment, as bare amounts: for a run that needs no lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// Wage tax, on other pay too; in marginal employment the flat-rate tax where the employee bears it.
    pub wage_tax: Money,
    /// Solidarity surcharge, on other pay too.
    pub solidarity_surcharge: Money,
    /// Church tax, on other pay too.
    pub church_tax: Money,
    /// The employee's contributions to social insurance.
    pub employee: Money,
    /// The employer's; in marginal employment with the levies U1 and U2, and the flat-rate tax where it bears that.
    pub employer: Money,
    /// The insolvency levy, the employer's.
    pub insolvency_levy: Money,
}

/// What is due on a payment, as bare amounts.
///
/// # Errors
/// See [`super`].
pub fn due(person: &Profile, payment: &Payment, year: &Year) -> Result<Due> {
    if let Some(case) = minor(person, payment, year)? {
        return case.sums(&case.run()?);
    }
    let case = Case::of(person, payment, year)?;
    let Outcome { pap, church, social } = case.run()?;
    let sum = |amounts: &[Decimal]| {
        let sum = amounts.iter().try_fold(Decimal::ZERO, |sum, amount| exact::add(sum, *amount));
        Money::new(sum.ok_or_else(|| Error::overflow("taxable", payment.taxable, "a sum"))?, EUR)
    };
    let [employee, employer] =
        [0, 1].map(|side| social.shares.map(|both| both.get(side).copied().unwrap_or_default()));
    Ok(Due {
        wage_tax: sum(&[pap.lstlzz, pap.sts])?,
        solidarity_surcharge: sum(&[pap.solzlzz, pap.solzs])?,
        church_tax: sum(&church)?,
        employee: sum(&employee)?,
        employer: sum(&employer)?,
        insolvency_levy: if person.insolvency_levy {
            Money::new(social.levy, EUR)?
        } else {
            Money::zero(EUR)
        },
    })
}

/// Wage tax, solidarity surcharge, church tax and social insurance of a payment.
///
/// # Errors
/// See [`super`].
pub fn assess(person: &Profile, payment: &Payment, pack: &RulePack) -> Result<Assessment> {
    assess_with(person, payment, &Year::on(pack, payment.pay_day)?)
}

/// The same, under a year's law that was read before: for a run over many people.
///
/// # Errors
/// See [`super`]; `law.none_in_force` when the payment is not of that year.
pub fn assess_with(person: &Profile, payment: &Payment, year: &Year) -> Result<Assessment> {
    if let Some(case) = minor(person, payment, year)? {
        return case.assessment(&case.run()?);
    }
    let case = Case::of(person, payment, year)?;
    case.assessment(&case.run()?)
}

/// The same, with every figure explained.
///
/// # Errors
/// See [`super`].
pub fn assess_traced(person: &Profile, payment: &Payment, pack: &RulePack) -> Result<(Assessment, Trace)> {
    let year = Year::on(pack, payment.pay_day)?;
    if let Some(case) = minor(person, payment, &year)? {
        let (due, trace) = case.traced(pack, payment.pay_day, &marginal::ROOTS)?;
        return Ok((case.assessment(&due)?, trace));
    }
    let case = Case::of(person, payment, &year)?;
    let mut roots = vec![&flow::LSTLZZ, &flow::SOLZLZZ, &CHURCH, &flow::STS, &flow::SOLZS, &CHURCH_SONST];
    for [employee, employer] in
        [&social::HEALTH, &social::HEALTH_EXTRA, &social::PENSION, &social::UNEMPLOYMENT, &social::CARE]
    {
        roots.extend([employee, employer]);
    }
    roots.push(&social::LEVY);
    let (outcome, mut trace) = case.traced(pack, payment.pay_day, &roots)?;
    cite_edition(&mut trace, &year);
    Ok((case.assessment(&outcome)?, trace))
}

/// The case of a payment under that law, for employment that is not [marginal](marginal_case).
pub(in crate::tax::wages) fn case<'a>(
    person: &'a Profile,
    payment: &'a Payment,
    year: &'a Year,
) -> Result<impl Assessed + 'a> {
    Case::of(person, payment, year)
}

/// The case of marginal employment, if it is such.
pub(in crate::tax::wages) fn marginal_case<'a>(
    person: &'a Profile,
    payment: &'a Payment,
    year: &'a Year,
) -> Result<Option<impl Assessed + 'a>> {
    minor(person, payment, year)
}

fn minor<'a>(person: &'a Profile, payment: &Payment, year: &'a Year) -> Result<Option<marginal::Case<'a>>> {
    if person.insurance.employment != Employment::Marginal {
        return Ok(None);
    }
    let to_date = so_far(person, payment.pay_day, year)?;
    marginal::Case::of(person, payment, year, to_date).map(Some)
}

/// The figures of the year before a payment of that day, which is one of that year.
fn so_far(person: &Profile, day: NaiveDate, year: &Year) -> Result<ToDate> {
    if !year.period.contains(day) {
        let message = format!("`pay_day` is {day}, which is not in the year {}", year.period);
        return Err(Error::new(Code::LawNoneInForce, "pay_day", day, message));
    }
    let none = Money::zero(EUR);
    let anew = ToDate { through: day, other_pay: none, sv_days: 0, health_base: none, pension_base: none };
    let to_date = person.to_date.unwrap_or(anew);
    if day < to_date.through {
        let message = format!(
            "`pay_day` is {day}, but the figures to date hold a payment of {}: give the figures as they stood before this payment",
            to_date.through
        );
        return Err(Error::new(Code::InputInvalid, "pay_day", day, message));
    }
    // Figures of an earlier year no longer count.
    Ok(if year.period.contains(to_date.through) { to_date } else { anew })
}

/// A payment whose inputs were found fit.
struct Case<'a> {
    person: &'a Profile,
    payment: &'a Payment,
    year: &'a Year,
    inputs: Inputs,
    social: social::Case<'a>,
    /// The rate of church tax, with how it is rounded.
    church: Option<(&'a Figure, Rounding)>,
    /// The figures of this year before this payment.
    to_date: ToDate,
}

struct Outcome<N> {
    pap: flow::Outputs<N>,
    church: [N; 2],
    social: social::Due<N>,
}

impl<N: Number> Readable for Outcome<N> {
    type Amounts = Outcome<Decimal>;

    fn read(self) -> Option<Outcome<Decimal>> {
        let [church, church_sonst] = self.church;
        Some(Outcome {
            pap: self.pap.read()?,
            church: [church.read()?, church_sonst.read()?],
            social: self.social.read()?,
        })
    }
}

impl<'a> Case<'a> {
    fn of(person: &'a Profile, payment: &'a Payment, year: &'a Year) -> Result<Self> {
        let day = payment.pay_day;
        let to_date = so_far(person, day, year)?;
        let none = Money::zero(EUR);
        let other_pay = to_date.other_pay;
        let sonstb = payment.non_periodic.unwrap_or(none);
        for (field, value) in [
            ("taxable", payment.taxable),
            ("contributory", payment.contributory),
            ("non_cash", payment.non_cash),
            ("non_periodic", sonstb),
            ("to_date.other_pay", other_pay),
            ("to_date.health_base", to_date.health_base),
            ("to_date.pension_base", to_date.pension_base),
        ] {
            inputs::amount(field, value)?;
        }
        if sonstb.amount() > payment.taxable.amount() {
            let wanted = format!("it is a part of `taxable`, which is {}", payment.taxable);
            return Err(Error::invalid("non_periodic", sonstb, &wanted));
        }
        let lzz = period(payment.frequency)?;
        let inputs = gather(person, payment, year, lzz, other_pay, sonstb)?;
        let before = (to_date.sv_days, [to_date.health_base, to_date.pension_base]);
        let social = social::Case::of(
            &person.insurance,
            days(lzz),
            payment.contributory,
            sonstb,
            before,
            &year.social,
        )?;
        let unsupported = |field: &str, value: Money, why: &str| {
            Err(Error::new(Code::LawUnsupported, field, value, format!("`{field}` is {value}: {why}")))
        };
        if person.pension && !payment.contributory.is_zero() {
            return unsupported(
                "contributory",
                payment.contributory,
                "contributions from pensions are not known here: give 0",
            );
        }
        if day.month() <= 3 && year.social.cuts_one_off(&social)? {
            return unsupported(
                "non_periodic",
                sonstb,
                "one-off pay of January to March above the ceiling belongs to the year before (§ 23a(4) SGB IV), which is not known here",
            );
        }
        let church = person.church.map(|Church { land, rounding }| {
            let [south, other] = &year.church;
            let rate = if matches!(land, Land::Bw | Land::By) { south } else { other };
            let mode = match rounding {
                CentRounding::Down => Mode::Down,
                CentRounding::HalfUp => Mode::HalfUp,
            };
            (rate, Rounding::of(1, 2, mode))
        });
        Ok(Self { person, payment, year, inputs, social, church, to_date })
    }

    /// The figures of the year with this payment.
    fn carried(&self, social: &social::Due<Decimal>) -> Result<ToDate> {
        let ToDate { other_pay, sv_days, health_base, pension_base, .. } = self.to_date;
        let add = |before: Money, this: Money, field: &str| {
            before.checked_add(this).map_err(|_| Error::overflow(field, this, "the figures to date"))
        };
        let [[health, _], [pension, _]] = social.bases;
        Ok(ToDate {
            through: self.payment.pay_day,
            other_pay: add(other_pay, self.inputs.pay.sonstb, "non_periodic")?,
            sv_days: sv_days.saturating_add(self.social.days),
            health_base: add(health_base, Money::new(health, EUR)?, "contributory")?,
            pension_base: add(pension_base, Money::new(pension, EUR)?, "contributory")?,
        })
    }

    /// The lines of the insurances in which the person is, and of the levy.
    fn contributions(&self, social: &social::Due<Decimal>, lines: &mut Vec<Line>) -> Result<()> {
        let money = |amount| Money::new(amount, EUR);
        let Insurance { health, pension, unemployment, .. } = self.person.insurance.clone();
        let statutory = matches!(health, Health::Statutory { .. });
        let [of_health, of_pension] = social.bases;
        let [kv, rv, av, pv, levy] = &self.year.social.sources;
        let [health, extra, pensions, unemployments, care] = social.shares;
        for (insured, code, name, bases, shares, source) in [
            (statutory, "de.kv", "Krankenversicherung", of_health, health, kv),
            (statutory, "de.kv.zusatz", "Zusatzbeitrag Krankenversicherung", of_health, extra, kv),
            (pension, "de.rv", "Rentenversicherung", of_pension, pensions, rv),
            (unemployment, "de.av", "Arbeitslosenversicherung", of_pension, unemployments, av),
            (statutory, "de.pv", "Pflegeversicherung", of_health, care, pv),
        ] {
            let ([total, of_employee], [employee, employer]) = (bases, shares);
            for (payer, base, amount) in
                [(Payer::Employee, of_employee, employee), (Payer::Employer, total, employer)]
            {
                if insured {
                    lines.push(Line {
                        authority: COLLECTOR.into(),
                        code: code.into(),
                        name: name.into(),
                        base: money(base)?,
                        rate: None,
                        payer,
                        amount: money(amount)?,
                        source: source.clone(),
                    });
                }
            }
        }
        if self.person.insolvency_levy {
            let [base, _] = of_pension;
            lines.push(Line {
                authority: COLLECTOR.into(),
                code: "de.insolvenzgeldumlage".into(),
                name: "Insolvenzgeldumlage".into(),
                base: money(base)?,
                rate: None,
                payer: Payer::Employer,
                amount: money(social.levy)?,
                source: levy.clone(),
            });
        }
        Ok(())
    }
}

impl Statute for Case<'_> {
    type Figures<N: Number> = Figures<N>;
    type Outcome<N: Number> = Outcome<N>;
    type Amounts = Outcome<Decimal>;
    const NAME: &'static str = "wage tax and contributions";

    fn over<N: Number, T: Tracer<N>>(&self, figures: &Figures<N>, t: &mut T) -> Option<Outcome<N>> {
        let mut given = self.year.pap.given::<N>(&self.inputs)?;
        given.re4 = t.paid(given.re4);
        if self.person.pension {
            given.vbez = given.re4;
        }
        let pap = figures.pap.run(&given, t)?;
        let church = match self.church {
            None => [N::zero(); 2],
            Some((figure, by)) => {
                let rate = N::factor(figure.value)?;
                let sonst = pap.bks.share(rate, by);
                let sonst =
                    if self.payment.non_periodic.is_some() { t.note(&CHURCH_SONST, 0, sonst) } else { sonst };
                [t.note(&CHURCH, 0, pap.bk.share(rate, by)), sonst]
            }
        };
        let mut given = self.year.social.given::<N>(&self.social)?;
        given.regular = t.paid(given.regular);
        let social = figures.social.due(&given, t);
        if self.person.insolvency_levy {
            t.note(&social::LEVY, 0, social.levy);
        }
        Some(Outcome { pap, church, social })
    }

    #[inline]
    fn in_fast(&self) -> Option<&Figures<Fixed>> {
        self.year.fast.as_ref()
    }

    #[inline]
    fn in_exact(&self) -> &Figures<Exact> {
        &self.year.exact
    }

    fn at_fault(&self, step: &str) -> (&'static str, Money) {
        match step {
            id if id.starts_with("de.pap.LSTOSO") => ("wage_tax.JRE4", self.inputs.wage_tax.jre4),
            id if id.starts_with("de.pap.LSTSO") => ("non_periodic", self.inputs.pay.sonstb),
            id if id.starts_with("de.pap") || id.starts_with("de.kirche") => {
                ("taxable", self.payment.taxable)
            }
            _ => ("contributory", self.payment.contributory),
        }
    }

    fn fill(&self, key: &str) -> String {
        match (key, &self.person.insurance.health, self.church) {
            ("{kv}", Health::Statutory { reduced: true, .. }, _) => "sv.kv.reduced".into(),
            ("{kv}", ..) => "sv.kv".into(),
            ("{church}", _, Some((figure, _))) => figure.key.clone(),
            _ => fill(key, self.inputs.wage_tax.stkl),
        }
    }
}

impl Assessed for Case<'_> {
    fn figures<N: Number>(&self) -> Option<Figures<N>> {
        Figures::of(&self.year.pap, &self.year.social, &self.year.marginal)
    }

    fn assessment(&self, outcome: &Outcome<Decimal>) -> Result<Assessment> {
        let Outcome { pap, church, social } = outcome;
        let money = |amount| Money::new(amount, EUR);
        let Inputs { pay, .. } = &self.inputs;
        let source = &self.year.pap.source;
        let tax = |code: &str, name: &str, base: Money, amount: Decimal| -> Result<Line> {
            Ok(Line {
                authority: TAX_OFFICE.into(),
                code: code.into(),
                name: name.into(),
                base,
                rate: None,
                payer: Payer::Employee,
                amount: money(amount)?,
                source: source.clone(),
            })
        };
        let [church_tax, church_sonst] = *church;
        let church_line = |code: &str, name: &str, base: Decimal, amount: Decimal| -> Result<Option<Line>> {
            let Some((figure, by)) = self.church else { return Ok(None) };
            let rounding = if by.mode == Mode::Down { "cents cut off" } else { "half up to the cent" };
            Ok(Some(Line {
                rate: Some(figure.value),
                source: format!("{}; profile: {rounding}", figure.source),
                ..tax(code, name, money(base)?, amount)?
            }))
        };
        let mut lines = vec![
            tax("de.lohnsteuer", "Lohnsteuer", pay.re4, pap.lstlzz)?,
            tax("de.soli", "Solidaritätszuschlag", money(pap.basis)?, pap.solzlzz)?,
        ];
        lines.extend(church_line("de.kirchensteuer", "Kirchensteuer", pap.bk, church_tax)?);
        if self.payment.non_periodic.is_some() {
            lines.push(tax("de.lohnsteuer.sonstige", "Lohnsteuer auf sonstige Bezüge", pay.sonstb, pap.sts)?);
            lines.push(tax(
                "de.soli.sonstige",
                "Solidaritätszuschlag auf sonstige Bezüge",
                money(pap.sts)?,
                pap.solzs,
            )?);
            lines.extend(church_line(
                "de.kirchensteuer.sonstige",
                "Kirchensteuer auf sonstige Bezüge",
                pap.bks,
                church_sonst,
            )?);
        }
        self.contributions(social, &mut lines)?;
        let mut carried = self.person.clone();
        carried.insurance.sv_days = None;
        carried.to_date = Some(self.carried(social)?);
        Ok(Assessment {
            lines,
            carried: wages::Profile::De(carried),
            pack: self.year.pack.clone(),
            revision: self.year.revision.clone(),
        })
    }

    fn dues<N: Number>(
        &self,
        Outcome { pap, church: [church, church_sonst], social }: &Outcome<N>,
    ) -> Vec<(&'static Step, N)> {
        let mut dues = vec![(&flow::LSTLZZ, pap.lstlzz), (&flow::SOLZLZZ, pap.solzlzz)];
        dues.extend(self.church.map(|_| (&CHURCH, *church)));
        if self.payment.non_periodic.is_some() {
            dues.extend([(&flow::STS, pap.sts), (&flow::SOLZS, pap.solzs)]);
            dues.extend(self.church.map(|_| (&CHURCH_SONST, *church_sonst)));
        }
        let Insurance { health, pension, unemployment, .. } = &self.person.insurance;
        let statutory = matches!(health, Health::Statutory { .. });
        let insured = [statutory, statutory, *pension, *unemployment, statutory];
        let steps =
            [&social::HEALTH, &social::HEALTH_EXTRA, &social::PENSION, &social::UNEMPLOYMENT, &social::CARE];
        for ((insured, [employee, employer]), [of_employee, of_employer]) in
            insured.into_iter().zip(steps).zip(social.shares)
        {
            if insured {
                dues.extend([(employee, of_employee), (employer, of_employer)]);
            }
        }
        dues.extend(self.person.insolvency_levy.then_some((&social::LEVY, social.levy)));
        dues
    }
}

/// The Programmablaufplan alone.
struct Pap<'a> {
    inputs: &'a Inputs,
    year: &'a Year,
}

impl Statute for Pap<'_> {
    type Figures<N: Number> = Figures<N>;
    type Outcome<N: Number> = flow::Outputs<N>;
    type Amounts = flow::Outputs<Decimal>;
    const NAME: &'static str = "the Programmablaufplan";

    fn over<N: Number, T: Tracer<N>>(&self, figures: &Figures<N>, t: &mut T) -> Option<flow::Outputs<N>> {
        figures.pap.run(&self.year.pap.given(self.inputs)?, t)
    }

    #[inline]
    fn in_fast(&self) -> Option<&Figures<Fixed>> {
        self.year.fast.as_ref()
    }

    #[inline]
    fn in_exact(&self) -> &Figures<Exact> {
        &self.year.exact
    }

    fn at_fault(&self, step: &str) -> (&'static str, Money) {
        let Inputs { wage_tax, pay, .. } = self.inputs;
        match step {
            id if id.starts_with("de.pap.LSTOSO") => ("wage_tax.JRE4", wage_tax.jre4),
            id if id.starts_with("de.pap.LSTSO") => ("pay.SONSTB", pay.sonstb),
            _ => ("pay.RE4", pay.re4),
        }
    }

    fn fill(&self, key: &str) -> String {
        fill(key, self.inputs.wage_tax.stkl)
    }
}

/// Social insurance alone.
struct Social<'a> {
    case: social::Case<'a>,
    pay: Money,
    year: &'a Year,
}

impl Statute for Social<'_> {
    type Figures<N: Number> = Figures<N>;
    type Outcome<N: Number> = social::Due<N>;
    type Amounts = social::Due<Decimal>;
    const NAME: &'static str = "social insurance";

    fn over<N: Number, T: Tracer<N>>(&self, figures: &Figures<N>, t: &mut T) -> Option<social::Due<N>> {
        Some(figures.social.due(&self.year.social.given(&self.case)?, t))
    }

    #[inline]
    fn in_fast(&self) -> Option<&Figures<Fixed>> {
        self.year.fast.as_ref()
    }

    #[inline]
    fn in_exact(&self) -> &Figures<Exact> {
        &self.year.exact
    }

    fn at_fault(&self, _: &str) -> (&'static str, Money) {
        ("contributory", self.pay)
    }
}

/// The inputs of the Programmablaufplan for a payment.
fn gather(
    person: &Profile,
    payment: &Payment,
    year: &Year,
    lzz: Period,
    other_pay: Money,
    sonstb: Money,
) -> Result<Inputs> {
    let none = Money::zero(EUR);
    let insurance = &person.insurance;
    let mut wage_tax = person.wage_tax.clone();
    if !sonstb.is_zero() {
        if wage_tax.jre4.is_zero() {
            return Err(Error::missing("wage_tax.JRE4"));
        }
        wage_tax.jre4 = wage_tax
            .jre4
            .checked_add(other_pay)
            .map_err(|_| Error::overflow("wage_tax.JRE4", wage_tax.jre4, "JRE4 with earlier other pay"))?;
    }
    let re4 = payment.taxable.checked_sub(sonstb)?;
    let (pkv, kvz, pkpv, pkpvagz) = match insurance.health {
        Health::Statutory { extra, .. } => (0, extra, none, none),
        Health::Private { premium, subsidy } => {
            let with_subsidy = year.pap.is_of_2025() && !subsidy.is_zero();
            (if with_subsidy { 2 } else { 1 }, Decimal::ZERO, premium, subsidy)
        }
    };
    let inputs = Inputs {
        wage_tax,
        provision: Provision {
            krv: u8::from(!insurance.pension),
            alv: u8::from(!insurance.unemployment),
            pkv,
            kvz,
            pkpv,
            pkpvagz,
            pva: insurance.children.clamp(1, 5).saturating_sub(1),
            pvs: u8::from(insurance.saxony),
            pvz: u8::from(insurance.childless),
        },
        r: u8::from(person.church.is_some()),
        pay: Pay {
            vbez: if person.pension { re4 } else { none },
            sonstb,
            vbs: if person.pension { sonstb } else { none },
            ..Pay::new(lzz, re4)
        },
    };
    inputs.check(year.pap.is_of_2025())?;
    Ok(inputs)
}

/// What the fast form and the reference say of the Programmablaufplan, for the tests that hold them equal.
#[cfg(test)]
pub(super) fn both_pap(inputs: &Inputs, year: &Year) -> (Option<[Decimal; 6]>, Result<[Decimal; 6]>) {
    let flat = |o: flow::Outputs<Decimal>| [o.lstlzz, o.solzlzz, o.bk, o.sts, o.solzs, o.bks];
    let pap = Pap { inputs, year };
    (pap.fast().map(flat), pap.reference(&mut Notes::default()).map(flat))
}

/// The same of a whole payment, every figure.
#[cfg(test)]
pub(super) fn both(person: &Profile, payment: &Payment, year: &Year) -> Result<[Option<Vec<Decimal>>; 2]> {
    let flat = |outcome: Outcome<Decimal>| {
        let Outcome { pap: o, church, social } = outcome;
        let mut all = vec![o.basis, o.lstlzz, o.solzlzz, o.bk, o.sts, o.solzs, o.bks, social.levy];
        all.extend(church);
        all.extend(social.bases.into_iter().chain(social.shares).flatten());
        all
    };
    let case = Case::of(person, payment, year)?;
    Ok([case.fast().map(flat), Some(case.reference(&mut Notes::default()).map(flat)?)])
}
