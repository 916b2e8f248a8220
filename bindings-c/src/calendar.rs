//! Days as texts such as `2026-03-31`, and periods of them.

use crate::{
    edge::{Out, behind, day, guard, json, release, word},
    error::backoffice_status,
};
use backoffice_core::{
    Code, Error, NaiveDate, PayFrequency, Period, Result,
    calendar::{BusinessDays, FiscalYear, parse_date},
};
use std::ffi::c_char;

/// A stretch of days, both ends included, as texts such as `2026-03-31`. A plain struct: its size is part of the ABI.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct backoffice_period {
    /// The first day.
    pub first: [c_char; 11],
    /// The last day, included.
    pub last: [c_char; 11],
}

impl TryFrom<Period> for backoffice_period {
    type Error = Error;

    fn try_from(period: Period) -> Result<Self> {
        let written = |day: NaiveDate| {
            let told = day.to_string();
            if told.len() != 10 {
                let message = format!("`{told}` has a year of more than four digits");
                return Err(Error::new(Code::CalendarInvalidPeriod, "year", told, message));
            }
            let mut text: [c_char; 11] = [0; 11];
            for (to, from) in text.iter_mut().zip(told.bytes()) {
                *to = c_char::try_from(from).unwrap_or_default();
            }
            Ok(text)
        };
        Ok(Self { first: written(period.first())?, last: written(period.last())? })
    }
}

impl TryFrom<&backoffice_period> for Period {
    type Error = Error;

    fn try_from(period: &backoffice_period) -> Result<Self> {
        let read = |field: &str, text: &[c_char; 11]| {
            let bytes: Vec<u8> =
                text.iter().map_while(|c| u8::try_from(*c).ok().filter(|c| *c != 0)).collect();
            parse_date(field, &String::from_utf8_lossy(&bytes))
        };
        Period::new(read("first", &period.first)?, read("last", &period.last)?)
    }
}

/// # Safety
/// NULL or a live period.
pub unsafe fn period(field: &str, pointer: *const backoffice_period) -> Result<Period> {
    // SAFETY: the caller's promise.
    let given = unsafe { behind(field, pointer) }?;
    given.try_into().map_err(|error: Error| error.within(field))
}

/// The period of those days, both included.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_period_new(
    first: *const c_char,
    last: *const c_char,
    out: *mut backoffice_period,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (first, last, out) = unsafe { (day("first", first)?, day("last", last)?, Out::new(out)?) };
        out.give(Period::new(first, last)?.try_into()?);
        Ok(())
    })
}

/// A calendar month, 1 to 12.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_period_month(
    year: i32,
    month: u32,
    out: *mut backoffice_period,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a place for the result, by the header's contract.
        let out = unsafe { Out::new(out) }?;
        out.give(Period::month(year, month)?.try_into()?);
        Ok(())
    })
}

/// A week of ISO 8601, Monday to Sunday.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_period_week(
    year: i32,
    week: u32,
    out: *mut backoffice_period,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a place for the result, by the header's contract.
        let out = unsafe { Out::new(out) }?;
        out.give(Period::week(year, week)?.try_into()?);
        Ok(())
    })
}

/// The fiscal year in which a day lies, of those that begin on that day of that month.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_fiscal_year_containing(
    begin_month: u32,
    begin_day: u32,
    on: *const c_char,
    out: *mut backoffice_period,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a text and a place for the result, by the header's contract.
        let (on, out) = unsafe { (day("on", on)?, Out::new(out)?) };
        out.give(FiscalYear::beginning(begin_month, begin_day)?.containing(on)?.try_into()?);
        Ok(())
    })
}

/// The label of the fiscal year in which a day lies: `2026` when it is the calendar year, else `2026-27`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_fiscal_year_label(
    begin_month: u32,
    begin_day: u32,
    on: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    answer!(on: day; out, size, needed => FiscalYear::beginning(begin_month, begin_day)?.label(on)?)
}

/// Pay days in a year of a pay frequency such as `weekly`: 52; 260 for `daily`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_pay_days_per_year(
    frequency: *const c_char,
    out: *mut u32,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a text and a place for the result, by the header's contract.
        let (frequency, out) = unsafe { (word::<PayFrequency>("frequency", frequency)?, Out::new(out)?) };
        out.give(frequency.per_year());
        Ok(())
    })
}

/// Which days are worked: all but the weekend and the holidays.
///
/// From backoffice_business_days_parse; freed by the caller with backoffice_business_days_free. Immutable: threads may
/// share it.
pub struct backoffice_business_days(BusinessDays);

/// Reads them from JSON: `{"weekend": ["Sat", "Sun"], "holidays": ["2026-04-03"]}`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_business_days_parse(
    document: *const c_char,
    out: *mut *mut backoffice_business_days,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a text and a place for the result, by the header's contract.
        let (days, out) = unsafe { (json("document", document)?, Out::new(out)?) };
        out.give_handle(backoffice_business_days(days));
        Ok(())
    })
}

/// How many days of a period are worked.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_business_days_count(
    days: *const backoffice_business_days,
    within: *const backoffice_period,
    out: *mut u32,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle, a struct and a place for the result, by the header's contract.
        let (days, within, out) =
            unsafe { (behind("days", days)?, period("within", within)?, Out::new(out)?) };
        out.give(days.0.count(within));
        Ok(())
    })
}

/// That day, or the next one that is worked: eleven bytes with the NUL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_business_days_on_or_after(
    days: *const backoffice_business_days,
    from: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    answer!(days: behind, from: day; out, size, needed => days.0.on_or_after(from)?.to_string())
}

/// That day, or the last one before it that is worked: eleven bytes with the NUL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_business_days_on_or_before(
    days: *const backoffice_business_days,
    from: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    answer!(days: behind, from: day; out, size, needed => days.0.on_or_before(from)?.to_string())
}

/// Frees them; NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_business_days_free(days: *mut backoffice_business_days) {
    // SAFETY: NULL or a handle that the caller gives back.
    unsafe { release(days) }
}
