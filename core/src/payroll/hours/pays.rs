//! From a timesheet to the lines of a payslip.

use super::{Premium, Rules, Shift, count_all};
use crate::{
    error::Result,
    payroll::elements::{Kind, Pay, Worked},
};

/// One person's shifts as pay: a line for the plain hours, and one for each combination of premiums (and each rate, where
/// shifts have their own), so that the slip shows the hours at each rate. Each line is rounded once, by the slip.
///
/// Hand over whole weeks when there is overtime by the week.
///
/// # Errors
/// As [`count_all`].
///
/// ```
/// use backoffice::{date, payroll::hours::{self, Rules, Shift}};
///
/// let at = |day, hour| date(2010, 12, day).map(|d| d.and_time(chrono::NaiveTime::MIN) + chrono::TimeDelta::hours(hour));
/// let shifts = [Shift::new(at(6, 8)?, at(6, 16)?).pausing(30), Shift::new(at(7, 8)?, at(7, 12)?)];
/// let pays = hours::pays(&shifts, &Rules::default())?;
/// assert_eq!(pays.len(), 1);
/// assert_eq!(pays[0].worked.unwrap().to_string(), "11 h 30 min");
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn pays(shifts: &[Shift], rules: &Rules) -> Result<Vec<Pay>> {
    let mut lines: Vec<(Vec<Premium>, Pay, i64)> = Vec::new();
    for (shift, counted) in shifts.iter().zip(count_all(shifts, rules)?) {
        for part in counted.parts {
            let known = lines
                .iter_mut()
                .find(|(premiums, pay, _)| *premiums == part.premiums && pay.rate == shift.rate);
            if let Some((_, _, minutes)) = known {
                *minutes += part.minutes;
                continue;
            }
            let (kind, name) = named(&part.premiums);
            let mut pay = Pay::of(kind).named(name).at(part.factor);
            pay.rate = shift.rate;
            lines.push((part.premiums, pay, part.minutes));
        }
    }
    // Plain hours first; lines of the same kind stay in the order of the shifts.
    lines.sort_by(|(a, _, _), (b, _, _)| a.cmp(b));
    Ok(lines
        .into_iter()
        .map(|(_, pay, minutes)| Pay { worked: Some(Worked::Minutes(minutes)), ..pay })
        .collect())
}

fn named(premiums: &[Premium]) -> (Kind, String) {
    let names: Vec<&str> = premiums.iter().map(|premium| premium.name()).collect();
    match premiums {
        [] => (Kind::Basic, "basic hours".into()),
        _ if premiums.contains(&Premium::Overtime) => (Kind::Overtime, names.join(", ")),
        _ => (Kind::Premium, format!("{} hours", names.join(", "))),
    }
}
