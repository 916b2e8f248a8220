//! What the run assumes and whom it pays: `week.toml` and `crew.toml`, read strictly.

use backoffice::{Decimal, Error, NaiveDate, NaiveTime, Result, error::exact};
use serde::{Deserialize, Deserializer, de};

/// `week.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Week {
    /// How sales are taxed.
    pub sales: Sales,
    /// What lies on the shelves.
    pub stock: Stock,
    /// What picking and packing takes.
    pub work: Work,
    /// What the rota keeps.
    pub rota: Rota,
}

/// As whom customers in other member states count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Abroad {
    /// Private persons.
    Private,
    /// Businesses, as if each had given a valid VAT number.
    Business,
}

/// Where VAT is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VatRounded {
    /// Each line's.
    PerLine,
    /// That of each rate of a document.
    PerRate,
}

/// How sales are taxed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sales {
    /// As whom customers in other member states count.
    pub customers_in_other_member_states: Abroad,
    /// Where the shop stands against their thresholds.
    pub distance_sales: backoffice::tax::sales::DistanceSales,
    /// The class of goods.
    pub class: String,
    /// Where VAT is rounded.
    pub vat_rounded: VatRounded,
}

/// What lies on the shelves.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stock {
    /// Layers, oldest first.
    pub layer: Vec<Layer>,
}

/// A receipt of every item.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layer {
    /// The day.
    pub received: NaiveDate,
    /// Its unit cost as a share of the price.
    #[serde(with = "exact::text")]
    pub share_of_price: Decimal,
    /// Its quantity as a share of what the week needs, up to the next whole piece.
    #[serde(with = "exact::text")]
    pub share_of_need: Decimal,
}

/// What picking and packing takes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Work {
    /// Lines a picker takes in an hour.
    pub lines_per_picker_hour: u32,
    /// Parcels a packer closes in an hour.
    pub parcels_per_packer_hour: u32,
    /// Lines in a parcel, at most.
    pub lines_per_parcel: u32,
    /// Until when an order is picked the same day.
    #[serde(deserialize_with = "clock")]
    pub cut_off: NaiveTime,
    /// By when it is picked that day.
    #[serde(deserialize_with = "clock")]
    pub picked_same_day: NaiveTime,
    /// By when later ones are picked on the next day that is worked.
    #[serde(deserialize_with = "clock")]
    pub picked_next_day: NaiveTime,
    /// How long after that a parcel is closed, in minutes.
    pub packed_after_minutes: u32,
    /// The step of the demand, in minutes.
    pub interval_minutes: u32,
    /// When the warehouse works.
    pub open: Vec<Open>,
}

/// Days with the same hours.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Open {
    /// The days.
    pub days: Vec<NaiveDate>,
    /// From when.
    #[serde(deserialize_with = "clock")]
    pub from: NaiveTime,
    /// Until when.
    #[serde(deserialize_with = "clock")]
    pub to: NaiveTime,
}

/// What the rota keeps.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rota {
    /// Hours of rest between two shifts.
    pub daily_rest_hours: u32,
    /// Hours a week, at most.
    pub weekly_maximum_hours: u32,
    /// Days in a row, at most.
    pub consecutive_days: u32,
    /// Lengths of shifts, in hours.
    pub shift_hours: Vec<u32>,
    /// The unpaid break, in minutes.
    pub break_minutes: u32,
    /// The length of a shift from which there is one, in hours.
    pub break_from_hours: u32,
    /// The solver's budget.
    pub nodes: u64,
    /// Its seed.
    pub seed: u64,
}

/// `crew.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Crew {
    /// The employer's own scheme.
    pub pension: Pension,
    /// What is paid above the hourly rate.
    pub premiums: Premiums,
    /// Who works.
    pub person: Vec<Person>,
}

/// The employer's own pension scheme: a net pay arrangement.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pension {
    /// Its name.
    pub name: String,
    /// The employee's share of pay.
    #[serde(with = "exact::text")]
    pub employee_rate: Decimal,
    /// The employer's.
    #[serde(with = "exact::text")]
    pub employer_rate: Decimal,
}

/// What is paid above the hourly rate.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Premiums {
    /// Hours a week from which on overtime is paid.
    #[serde(with = "exact::text")]
    pub overtime_after_hours: Decimal,
    /// The factor of overtime.
    #[serde(with = "exact::text")]
    pub overtime: Decimal,
    /// The factor of Sundays.
    #[serde(with = "exact::text")]
    pub sunday: Decimal,
}

/// Hours a week.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// At least.
    #[serde(with = "exact::text")]
    pub minimum: Decimal,
    /// At most.
    #[serde(with = "exact::text")]
    pub maximum: Decimal,
}

/// Who works.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// The key.
    pub id: String,
    /// The name.
    pub name: String,
    /// What this person can do.
    pub skills: Vec<String>,
    /// Pay of an hour, in pounds.
    #[serde(default, with = "exact::text_option")]
    pub hourly_rate: Option<Decimal>,
    /// Pay of a week, in pounds.
    #[serde(default, with = "exact::text_option")]
    pub weekly_salary: Option<Decimal>,
    /// Hours a week.
    pub hours: Hours,
    /// The tax code.
    pub tax_code: String,
    /// The National Insurance category.
    pub ni_category: String,
    /// Taxable pay of tax weeks 1 to 35.
    #[serde(with = "exact::text")]
    pub pay_to_date: Decimal,
    /// Tax of tax weeks 1 to 35.
    #[serde(with = "exact::text")]
    pub tax_to_date: Decimal,
    /// Whether in the scheme.
    pub in_pension: bool,
    /// Days off that were asked for and granted.
    #[serde(default)]
    pub off: Vec<NaiveDate>,
}

/// Reads a file of inputs.
pub fn read<T: de::DeserializeOwned>(name: &str, text: &str) -> Result<T> {
    toml::from_str(text).map_err(|error| Error::invalid(name, error.message(), "correct the file"))
}

fn clock<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveTime, D::Error> {
    let text = String::deserialize(deserializer)?;
    NaiveTime::parse_from_str(&text, "%H:%M")
        .map_err(|_| de::Error::custom(format!("`{text}` is no time: 07:30")))
}
