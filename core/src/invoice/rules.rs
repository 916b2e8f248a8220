//! Every rounding choice of a document, by name. None has a default.

use crate::{
    error::{Code, Error, Result},
    money::{Currency, Granularity, Mode, Rounding},
};
use serde::{Deserialize, Serialize};

/// How a line's amount is rounded (BT-131).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Lines {
    /// Each line, once, with its allowances and charges: all that is printed adds up, exactly.
    Rounded(Rounding),
    /// As [`Lines::Rounded`], but price × quantity is rounded by itself, and allowances and charges are shares of that.
    EachRounded(Rounding),
    /// To the digits of its price, at least `extra` more than the currency has. Sums, tax (unless it is rounded per line
    /// or per rate) and withholdings keep every digit, and each printed figure is rounded on its own, so that net and tax
    /// may differ from the total by a cent. Never what EN 16931 asks for.
    Precise {
        /// Digits beyond those of the currency.
        extra: u8,
        /// How a line is rounded to them.
        mode: Mode,
    },
}

/// Where an allowance or charge of the whole document goes that does not name its tax.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Spread {
    /// Over the categories and rates in proportion to their lines; the cents left over go to the greatest remainders,
    /// ties to the higher rate.
    ByLines,
    /// Nowhere: each must name its tax (EN 16931 BT-95, BT-102).
    Refused,
}

/// What the prices, and the amounts of allowances and charges, are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prices {
    /// Without tax.
    Net,
    /// With tax. The tax contained in them is rounded, the net is the rest: the gross never changes.
    GrossRoundTax,
    /// With tax. The net contained in them is rounded, the tax is the rest: the gross never changes.
    GrossRoundNet,
    /// With tax. The net contained in each line is rounded, the tax is that on the sum of the nets, and the total without
    /// tax is the gross less the tax: the gross never changes, but the bases and the lines may miss the total without tax
    /// by cents. It is GOBL's rule; the other two have no such difference.
    GrossRoundEach,
}

/// Whether what is to be paid is rounded for cash (BT-114). It never changes the tax.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cash {
    /// It is not.
    Exact,
    /// To a step such as 0.05.
    Rounded(Rounding),
}

/// Every choice on which a cent may hang.
///
/// ```
/// use backoffice::{Granularity::PerLine, currency::EUR, invoice::Rules};
///
/// let by_line = Rules { tax: PerLine, ..Rules::en16931(EUR) };
/// assert_eq!(by_line, Rules::per_line(EUR));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// How lines are rounded.
    pub line: Lines,
    /// Where tax is rounded.
    pub tax: Granularity,
    /// How every other amount is rounded: tax, computed allowances and charges, withholdings.
    pub amount: Rounding,
    /// Where allowances and charges go that name no tax.
    pub spread: Spread,
    /// What the prices are.
    pub prices: Prices,
    /// Whether cash is rounded.
    pub cash: Cash,
}

impl Rules {
    fn of(line: Lines, tax: Granularity, amount: Rounding) -> Self {
        Self { line, tax, amount, spread: Spread::ByLines, prices: Prices::Net, cash: Cash::Exact }
    }

    /// EN 16931: lines and tax at the currency's digits, two at the most (BR-DEC), half away from zero; tax on the sum
    /// of each rate (BR-CO-17); prices without tax; no cash rounding.
    pub fn en16931(currency: Currency) -> Self {
        let digits = currency.minor_digits().min(2);
        let cent = Rounding::of(1, u8::try_from(digits).unwrap_or(2), Mode::HalfUp);
        Self::of(Lines::Rounded(cent), Granularity::PerRate, cent)
    }

    /// As EN 16931, but the tax of each line is rounded and then summed.
    pub fn per_line(currency: Currency) -> Self {
        Self { tax: Granularity::PerLine, ..Self::en16931(currency) }
    }

    /// As EN 16931, but the tax is rounded once, on the document; the rates' parts add up to it by largest remainder,
    /// ties to the higher rate.
    pub fn per_document(currency: Currency) -> Self {
        Self { tax: Granularity::PerDocument, ..Self::en16931(currency) }
    }

    /// GOBL's rule `precise`: lines at the digits of their price and at least two more than the currency, nothing else
    /// rounded before it is printed, each figure on its own. What is printed may not add up.
    pub fn gobl_precise(currency: Currency) -> Self {
        let minor = Rounding::minor(currency, Mode::HalfUp);
        Self::of(Lines::Precise { extra: 2, mode: Mode::HalfUp }, Granularity::PerDocument, minor)
    }

    /// GOBL's rule `currency`: price × quantity, allowances, charges and the tax of each rate rounded to the currency's
    /// digits, each before it is summed.
    pub fn gobl_currency(currency: Currency) -> Self {
        let minor = Rounding::minor(currency, Mode::HalfUp);
        Self::of(Lines::EachRounded(minor), Granularity::PerRate, minor)
    }

    /// The preset of that name: `EN16931`, `PER_LINE`, `PER_DOCUMENT`, `GOBL_PRECISE`, `GOBL_CURRENCY`.
    ///
    /// # Errors
    /// `input.invalid` when there is none.
    pub fn preset(name: &str, currency: Currency) -> Result<Self> {
        match name {
            "EN16931" => Ok(Self::en16931(currency)),
            "PER_LINE" => Ok(Self::per_line(currency)),
            "PER_DOCUMENT" => Ok(Self::per_document(currency)),
            "GOBL_PRECISE" => Ok(Self::gobl_precise(currency)),
            "GOBL_CURRENCY" => Ok(Self::gobl_currency(currency)),
            _ => {
                let wanted = "write EN16931, PER_LINE, PER_DOCUMENT, GOBL_PRECISE or GOBL_CURRENCY";
                Err(Error::invalid("rules", name, wanted))
            }
        }
    }

    /// Whether all that is printed adds up under these rules, whatever the document.
    pub const fn adds_up(&self) -> bool {
        !matches!(self.line, Lines::Precise { .. }) && !matches!(self.prices, Prices::GrossRoundEach)
    }

    /// Refuses steps finer than the currency's minor unit, and choices that exclude one another.
    pub(crate) fn check(&self, currency: Currency) -> Result<()> {
        let line = match self.line {
            Lines::Rounded(by) | Lines::EachRounded(by) => Some(by),
            Lines::Precise { extra, .. } if extra > 20 => {
                return Err(Error::invalid(
                    "rules.line",
                    extra,
                    "keep at most 20 digits more than the currency",
                ));
            }
            Lines::Precise { .. } => None,
        };
        let steps = [
            ("rules.line", line),
            ("rules.amount", Some(self.amount)),
            ("rules.cash", if let Cash::Rounded(by) = self.cash { Some(by) } else { None }),
        ];
        for (field, by) in steps {
            let Some(by) = by else { continue };
            if u32::from(by.step.scale()) > currency.minor_digits() {
                let message =
                    format!("`{field}` rounds to {}, which is finer than {currency} can be", by.step);
                return Err(Error::new(Code::MoneyTooManyDecimals, field, by.step, message));
            }
        }
        if matches!(self.prices, Prices::GrossRoundTax | Prices::GrossRoundNet) {
            if matches!(self.line, Lines::Precise { .. }) {
                let wanted = "prices with tax need rounded lines, or the rule gross_round_each";
                return Err(Error::invalid("rules.line", "precise", wanted));
            }
            if self.tax == Granularity::PerDocument {
                let wanted = "tax contained in prices is rounded per_line or per_rate";
                return Err(Error::invalid("rules.tax", "per_document", wanted));
            }
        }
        Ok(())
    }
}
