//! The pay: the rota becomes hours, the hours become payslips, the payslips are posted.

use super::inputs::{Crew, Person};
use backoffice::{
    Error, Mode, Money, NaiveDate, PayFrequency, Period, Price, Result, Rounding,
    currency::GBP,
    date,
    law::RulePack,
    ledger::Journal,
    payroll::{
        self, Accounts, Employee, Row, Run,
        cost::{self, Terms},
        hours::{DayKind, Overtime, Rules, Together},
        pension::{Arrangement, On, Scheme},
    },
    scheduling::{Model, Roster, cost::Priced},
    tax::wages::{
        Profile,
        uk::{self, ToDate},
    },
};
use chrono::{Datelike, Weekday};

const PENNY: Rounding = Rounding::minor(GBP, Mode::HalfUp);

/// Somebody of the crew as an employee, with the figures to date of tax weeks 1 to 35.
pub fn employee(person: &Person, crew: &Crew) -> Result<Employee> {
    let mut profile = uk::Profile::new(person.tax_code.parse()?, person.ni_category.parse()?);
    let through = date(2010, 12, 3)?;
    profile.to_date = Some(ToDate::new(
        through,
        Money::new(person.pay_to_date, GBP)?,
        Money::new(person.tax_to_date, GBP)?,
    ));
    let employee =
        Employee::new(&person.id).named(&person.name).paid(PayFrequency::Weekly).taxed(Profile::Uk(profile));
    let employee = match (person.hourly_rate, person.weekly_salary) {
        (Some(rate), None) => employee.hourly(Price::new(rate, GBP), PENNY),
        (None, Some(salary)) => employee.salary(Money::new(salary, GBP)?),
        _ => {
            return Err(Error::invalid("hourly_rate", &person.id, "write an hourly rate or a weekly salary"));
        }
    };
    Ok(if person.in_pension {
        employee.pension(Scheme {
            name: crew.pension.name.clone(),
            employee: crew.pension.employee_rate,
            employer: crew.pension.employer_rate,
            on: On::AllPay,
            arrangement: Arrangement::NetPay,
            rounding: PENNY,
        })
    } else {
        employee
    })
}

/// How the crew's hours are paid: Sundays and the hours beyond a threshold dearer.
pub fn terms(crew: &Crew, model: &Model) -> Terms {
    let premiums = &crew.premiums;
    let rules = Rules {
        day_off_factor: Some(premiums.sunday),
        overtime: Some(Overtime {
            daily_hours: None,
            weekly_hours: Some(premiums.overtime_after_hours),
            week_starts: model.rules.week_begins,
            factor: premiums.overtime,
        }),
        together: Some(Together::Greatest),
        ..Rules::default()
    };
    let sundays = model.period.days().filter(|day| day.weekday() == Weekday::Sun);
    Terms { rules, days: sundays.map(|day| (day, DayKind::DayOff)).collect() }
}

/// The rows of the pay run: those paid by the hour get the hours of the rota.
pub fn rows(crew: &Crew, model: &Model, roster: &Roster) -> Result<Vec<Row>> {
    let terms = terms(crew, model);
    crew.person
        .iter()
        .map(|person| {
            let employee = employee(person, crew)?;
            let pays = cost::pays(model, &roster.assignments, &employee, &terms)?;
            Ok(Row::new(employee, pays))
        })
        .collect()
}

/// What the rota costs in pay by the hour, before taxes and contributions.
pub fn cost(crew: &Crew, model: &Model, roster: &Roster) -> Result<Priced> {
    let people = crew.person.iter().map(|person| employee(person, crew)).collect::<Result<Vec<_>>>()?;
    cost::price(model, &roster.assignments, &people, &terms(crew, model), GBP)
}

/// The pay run of the week, paid on Friday 10 December 2010, and its journal.
pub fn run(rows: &[Row], pack: &RulePack) -> Result<(Run, Journal)> {
    let period = Period::new(date(2010, 12, 1)?, date(2010, 12, 7)?)?;
    let run = payroll::run(rows, period, pay_day()?, pack, |_, _| true)?;
    let accounts = Accounts {
        wages: "6000 wages".into(),
        contributions: "6010 employer's National Insurance".into(),
        pension: "6020 employer's pension".into(),
        net_pay: "2300 net pay".into(),
        pension_payable: "2320 pension payable".into(),
        ..Accounts::default()
    }
    .owing("HMRC", "2310 HMRC: PAYE and National Insurance");
    let journal = payroll::post_run(&run, &accounts)?;
    Ok((run, journal))
}

/// Friday of tax week 36.
pub fn pay_day() -> Result<NaiveDate> {
    date(2010, 12, 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::peak_week::{inputs, orders, staff};

    #[test]
    fn the_rota_is_lawful_and_everybody_is_paid() {
        let orders = orders::read(include_bytes!("../../data/online-retail-2010-12-01_07.csv")).unwrap();
        let mut week: inputs::Week = inputs::read("week.toml", include_str!("../../data/week.toml")).unwrap();
        week.rota.nodes = 300;
        let crew: Crew = inputs::read("crew.toml", include_str!("../../data/crew.toml")).unwrap();
        let needs = staff::needs(&orders, &week.work).unwrap();
        assert!(needs.picking.peak < needs.picking.arrival_peak);
        let opened = staff::open_shifts(&needs, &week).unwrap();
        assert!(opened.iter().all(|opened| opened.proven && !opened.shifts.is_empty()));
        let model = staff::model(&needs, &opened, &crew, &week).unwrap();
        let (roster, verdict) = staff::rota(&model, &week.rota).unwrap();
        assert_eq!((roster.penalty, verdict.hard), (verdict.penalty, 0));
        let rows = rows(&crew, &model, &roster).unwrap();
        let cost = cost(&crew, &model, &roster).unwrap();
        let pack = RulePack::embedded(uk::PACK).unwrap();
        let (run, journal) = run(&rows, &pack).unwrap();
        assert!(run.problems.is_empty(), "{:?}", run.problems);
        assert_eq!(run.slips.len(), crew.person.len());
        // What the rota costs is what those paid by the hour earn.
        let hourly = crew.person.iter().filter(|person| person.hourly_rate.is_some());
        let gross = hourly.map(|person| run.slip(&person.id).unwrap().gross);
        assert_eq!(Money::sum(gross, GBP).unwrap(), cost.total);
        journal.balanced().unwrap();
        assert_eq!(uk::tax_week(pay_day().unwrap()).unwrap(), 36);
    }
}
