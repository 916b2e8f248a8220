//! The tax point: the day on which the tax becomes chargeable, which decides rate and return. The invoice's number follows
//! its day of issue, whatever the tax point.
//!
//! Which rule a supply follows is the caller's to say: the Directive leaves art. 66 to the states. Art. 66 does not apply to
//! services for which the customer owes the tax (art. 196), nor to the intra-Community supplies of art. 67. For a supply
//! whose tax is not yet chargeable because nothing happened, ask again when it has.
//!
//! ```
//! use backoffice::{date, tax::sales::{self, TaxPoint, TaxPointDays}};
//!
//! let days = TaxPointDays::supplied(date(2025, 7, 30)?).invoiced(date(2025, 8, 4)?).paid(date(2025, 6, 25)?);
//! // Goods of Romania: 19 % until 31 July 2025, 21 % since.
//! let rate = |rule| -> Result<_, backoffice::Error> {
//!     let point = sales::tax_point(rule, &days)?;
//!     Ok((point.day, sales::rate("RO", "standard", point.day)?.value.to_string(), point.article))
//! };
//! let (_, on_account, article) = rate(TaxPoint::Supply)?;
//! assert_eq!((on_account.as_str(), article.as_str()), ("0.19", "Directive 2006/112/EC, art. 65 and 93(a)"));
//! let (_, invoiced, article) = rate(TaxPoint::Invoice)?;
//! assert_eq!((invoiced.as_str(), article.as_str()), ("0.21", "Directive 2006/112/EC, art. 66(a) and 93(a)"));
//! # Ok::<(), backoffice::Error>(())
//! ```

use crate::{
    calendar,
    error::{Error, Result},
};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// The rule by which tax becomes chargeable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxPoint {
    /// On supply (art. 63), and on receipt of a payment on account made before it (art. 65).
    Supply,
    /// No later than when the invoice is issued; where it is not, or late, at the state's limit (art. 66(a), (c)).
    Invoice,
    /// No later than when the payment is received (art. 66(b)): cash accounting.
    Payment,
    /// Exempt supplies and transfers of goods to another member state: on issue of the invoice, at the latest on the
    /// fifteenth of the month after the supply (art. 67 and 222).
    FifteenthOfNextMonth,
}

/// The days of a supply; those that have not come are left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaxPointDays {
    /// When the goods or services are supplied.
    pub supply: NaiveDate,
    /// When the invoice is issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoice: Option<NaiveDate>,
    /// When the payment, or the payment on account that is asked about, is received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<NaiveDate>,
    /// The last day on which the state lets the invoice be issued (art. 222, second paragraph).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoice_limit: Option<NaiveDate>,
}

impl TaxPointDays {
    /// Supplied on that day, nothing else yet.
    pub const fn supplied(supply: NaiveDate) -> Self {
        Self { supply, invoice: None, payment: None, invoice_limit: None }
    }

    /// The same, with the day of the invoice.
    #[must_use]
    pub const fn invoiced(self, day: NaiveDate) -> Self {
        Self { invoice: Some(day), ..self }
    }

    /// The same, with the day of the payment.
    #[must_use]
    pub const fn paid(self, day: NaiveDate) -> Self {
        Self { payment: Some(day), ..self }
    }

    /// The same, with the last day for the invoice.
    #[must_use]
    pub const fn invoiced_by(self, day: NaiveDate) -> Self {
        Self { invoice_limit: Some(day), ..self }
    }
}

/// When tax becomes chargeable, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chargeable {
    /// The tax point: the rate of this day applies, and the return of its period takes the tax.
    pub day: NaiveDate,
    /// Whether only the amount that was paid on account is chargeable, not the whole supply.
    pub on_account: bool,
    /// Why, in a sentence.
    pub reason: String,
    /// The articles of the Directive.
    pub article: String,
}

/// The day on which the tax on a supply becomes chargeable by a rule.
///
/// # Errors
/// `input.missing` for the day that decides; `calendar.invalid_date` where the calendar has no next month.
pub fn tax_point(rule: TaxPoint, days: &TaxPointDays) -> Result<Chargeable> {
    let at = |day, on_account, reason: &str, articles: &str| {
        let article = format!("Directive 2006/112/EC, art. {articles}");
        Ok(Chargeable { day, on_account, reason: reason.to_owned(), article })
    };
    match rule {
        TaxPoint::Supply => match days.payment.filter(|payment| *payment < days.supply) {
            Some(payment) => at(
                payment,
                true,
                "a payment on account before the supply: chargeable on its receipt, on the amount received",
                "65 and 93(a)",
            ),
            None => at(days.supply, false, "chargeable when the goods or services are supplied", "63 and 93"),
        },
        TaxPoint::Invoice => match (days.invoice, days.invoice_limit) {
            (Some(invoice), limit) if limit.is_none_or(|limit| invoice <= limit) => {
                at(invoice, false, "chargeable on issue of the invoice", "66(a) and 93(a)")
            }
            (_, Some(limit)) => at(
                limit,
                false,
                "the invoice is not issued, or late: chargeable at the end of the time limit for it",
                "66(c) and 93(a)",
            ),
            _ => Err(Error::missing("invoice")),
        },
        TaxPoint::Payment => {
            let payment = days.payment.ok_or_else(|| Error::missing("payment"))?;
            let on_account = payment < days.supply;
            at(payment, on_account, "chargeable on receipt of the payment", "66(b) and 93(a)")
        }
        TaxPoint::FifteenthOfNextMonth => {
            let limit = fifteenth_of_next_month(days.supply)?;
            match days.invoice.filter(|invoice| *invoice <= limit) {
                Some(invoice) => {
                    at(invoice, false, "an intra-Community supply: chargeable on issue of the invoice", "67")
                }
                None => at(
                    limit,
                    false,
                    "an intra-Community supply without an invoice by the fifteenth of the month after it: chargeable on that day",
                    "67 and 222",
                ),
            }
        }
    }
}

fn fifteenth_of_next_month(day: NaiveDate) -> Result<NaiveDate> {
    let (year, month) = match day.month() {
        12 => (day.year().saturating_add(1), 1),
        month => (day.year(), month.saturating_add(1)),
    };
    calendar::date(year, month, 15)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{calendar::date, error::Code};
    use proptest::prelude::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        date(2026, month, day).unwrap()
    }

    fn point(rule: TaxPoint, days: &TaxPointDays) -> (NaiveDate, String) {
        let told = tax_point(rule, days).unwrap();
        (told.day, told.article.replace("Directive 2006/112/EC, art. ", ""))
    }

    #[test]
    fn each_rule_by_hand() {
        use TaxPoint::{FifteenthOfNextMonth as Fifteenth, Invoice, Payment, Supply};
        let supplied = TaxPointDays::supplied(day(3, 10));
        let told = |day, article: &str| (day, article.to_owned());
        assert_eq!(point(Supply, &supplied), told(day(3, 10), "63 and 93"));
        assert_eq!(point(Supply, &supplied.clone().paid(day(4, 1))), told(day(3, 10), "63 and 93"));
        assert_eq!(point(Supply, &supplied.clone().paid(day(3, 10))), told(day(3, 10), "63 and 93"));
        assert_eq!(point(Supply, &supplied.clone().paid(day(2, 1))), told(day(2, 1), "65 and 93(a)"));
        assert!(tax_point(Supply, &supplied.clone().paid(day(2, 1))).unwrap().on_account);

        let invoiced = supplied.clone().invoiced(day(3, 20));
        assert_eq!(point(Invoice, &invoiced), told(day(3, 20), "66(a) and 93(a)"));
        let limited = invoiced.clone().invoiced_by(day(3, 20));
        assert_eq!(point(Invoice, &limited), told(day(3, 20), "66(a) and 93(a)"));
        let late = invoiced.invoiced_by(day(3, 19));
        assert_eq!(point(Invoice, &late), told(day(3, 19), "66(c) and 93(a)"));
        let none = supplied.clone().invoiced_by(day(4, 15));
        assert_eq!(point(Invoice, &none), told(day(4, 15), "66(c) and 93(a)"));

        assert_eq!(point(Payment, &supplied.clone().paid(day(9, 9))), told(day(9, 9), "66(b) and 93(a)"));

        assert_eq!(point(Fifteenth, &supplied), told(day(4, 15), "67 and 222"));
        assert_eq!(point(Fifteenth, &supplied.clone().invoiced(day(4, 15))), told(day(4, 15), "67"));
        assert_eq!(point(Fifteenth, &supplied.clone().invoiced(day(4, 16))), told(day(4, 15), "67 and 222"));
        assert_eq!(point(Fifteenth, &supplied.invoiced(day(3, 31))), told(day(3, 31), "67"));
        let december = TaxPointDays::supplied(day(12, 31));
        assert_eq!(point(Fifteenth, &december).0, date(2027, 1, 15).unwrap());
    }

    #[test]
    fn a_day_that_decides_is_asked_for() {
        let supplied = TaxPointDays::supplied(day(3, 10));
        for (rule, field) in [(TaxPoint::Invoice, "invoice"), (TaxPoint::Payment, "payment")] {
            let error = tax_point(rule, &supplied).unwrap_err();
            assert_eq!((error.code(), error.field()), (Code::InputMissing, field));
        }
        let last = TaxPointDays::supplied(NaiveDate::MAX);
        assert_eq!(
            tax_point(TaxPoint::FifteenthOfNextMonth, &last).unwrap_err().code(),
            Code::CalendarInvalidDate
        );
    }

    proptest! {
        /// No rule invents a day but the fifteenth, and a later invoice never makes the tax chargeable earlier.
        #[test]
        fn the_day_is_one_of_those_given(
            supply in 0i64..20_000, invoice in prop::option::of(0i64..20_000), payment in prop::option::of(0i64..20_000),
            limit in prop::option::of(0i64..20_000), later in 0i64..100,
            rule in prop::sample::select(vec![
                TaxPoint::Supply, TaxPoint::Invoice, TaxPoint::Payment, TaxPoint::FifteenthOfNextMonth,
            ]),
        ) {
            let on = |n: i64| date(1990, 1, 1).unwrap() + chrono::TimeDelta::days(n);
            let days = TaxPointDays {
                supply: on(supply), invoice: invoice.map(on), payment: payment.map(on), invoice_limit: limit.map(on),
            };
            if let Ok(told) = tax_point(rule, &days) {
                let given = [Some(days.supply), days.invoice, days.payment, days.invoice_limit];
                prop_assert!(given.contains(&Some(told.day)) || told.day.day() == 15);
                let moved = TaxPointDays { invoice: invoice.map(|n| on(n + later)), ..days };
                prop_assert!(tax_point(rule, &moved).unwrap().day >= told.day);
            }
        }
    }
}
