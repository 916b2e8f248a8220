//! Money that cannot lose a cent: amounts with their currency, prices of any digits, rounding by name, splitting that
//! adds up.
//!
//! There is no default rounding, no float, and no `+` between amounts: [`Money::checked_add`] refuses to mix
//! currencies and to leave the range. What a rule has not rounded yet is a bare [`Decimal`](rust_decimal::Decimal).
//!
//! ```
//! use backoffice::{Mode::HalfUp, Money, Price, Rounding, currency::EUR, dec, eur};
//!
//! let net = Price::new(dec!(0.3333), EUR).times(dec!(3), Rounding::minor(EUR, HalfUp))?;
//! assert_eq!(net, eur!(1.00));
//! assert_eq!(net.to_string(), "1.00 EUR");
//!
//! let thirds = net.split(&[dec!(1), dec!(1), dec!(1)])?;
//! assert_eq!(thirds, [eur!(0.34), eur!(0.33), eur!(0.33)]); // adds up, always
//! # Ok::<(), backoffice::Error>(())
//! ```

#[macro_use]
mod literal;
#[macro_use]
mod amount;
pub mod currency;
pub mod number;
mod rounding;
pub(crate) mod share;
#[cfg(test)]
mod tests;

pub use amount::{Money, Price, minor2};
pub use currency::Currency;
pub use literal::literal;
pub use rounding::{Granularity, Mode, Rounding, Step};
