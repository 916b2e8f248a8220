//! The retail method: what is left, estimated from selling prices and the ratio of cost to retail.
//!
//! IAS 2.22 allows it where its results approximate cost; last in, first out is not allowed under IFRS (IAS 2.25). The
//! schedule is that of Kieso, Weygandt, Warfield, *Intermediate Accounting*, chapter 9:
//!
//! | | cost | retail |
//! |---|---|---|
//! | opening stock | + | + |
//! | purchases, less returns | + | + |
//! | freight in | + | |
//! | discounts and allowances on purchases | − | |
//! | abnormal shortage | − | − |
//! | markups, less cancellations | | + |
//! | ratio of [`RetailMethod::Conventional`] | | |
//! | markdowns, less cancellations | | − |
//! | ratio of [`RetailMethod::Average`] | | |
//! | sales less returns, employee discounts, normal shortage | | − |
//! | closing stock | = retail × ratio | = |
//!
//! Exercise 9-18 of the book (page 473 of the edition in use in 2010):
//!
//! ```
//! use backoffice::{stock::{Framework, retail::{AtBoth, Figures, RetailMethod, estimate}}, usd};
//!
//! let year = Figures {
//!     purchases: AtBoth { cost: usd!(122_000.00), retail: usd!(200_000.00) },
//!     markups: Some(usd!(20_000.00)),
//!     markdowns: Some(usd!(30_000.00)),
//!     ..Figures::new(AtBoth { cost: usd!(58_000.00), retail: usd!(100_000.00) }, usd!(186_000.00))
//! };
//! let conventional = estimate(&year, RetailMethod::Conventional, Framework::Any, None)?;
//! assert_eq!(conventional.closing.retail, usd!(104_000));
//! assert_eq!(conventional.closing.cost, usd!(58_500)); // 180,000 ÷ 320,000 = 56.25 %
//! assert_eq!(conventional.cost_of_sales, usd!(121_500));
//!
//! // With markdowns in the ratio: 180,000 ÷ 290,000 × 104,000.
//! let average = estimate(&year, RetailMethod::Average, Framework::Ifrs, None)?;
//! assert_eq!(average.closing.cost, usd!(64_551.72));
//!
//! let error = estimate(&year, RetailMethod::Lifo, Framework::Ifrs, None).unwrap_err();
//! assert_eq!(error.code(), "stock.method_not_allowed");
//! # Ok::<(), backoffice::Error>(())
//! ```

use super::Framework;
use crate::{
    error::{Code, Error, Result},
    money::{Mode, Money, Rounding, number},
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Which goods the ratio of cost to retail is that of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RetailMethod {
    /// Opening stock and purchases with markups and without markdowns: the lower of average cost and market.
    Conventional,
    /// Opening stock and purchases with markups and markdowns: average cost.
    Average,
    /// Purchases alone, with markups and markdowns: what was added to the opening stock is a layer at this ratio; what is
    /// gone from it left the youngest layers first. Selling prices are taken to be stable. Not allowed under IFRS.
    Lifo,
}

impl fmt::Display for RetailMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Conventional => "retail conventional",
            Self::Average => "retail average",
            Self::Lifo => "retail lifo",
        })
    }
}

/// Goods at what they cost, and at the prices that they are to be sold at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AtBoth {
    /// At cost.
    pub cost: Money,
    /// At retail.
    pub retail: Money,
}

impl AtBoth {
    fn with(self, other: Self) -> Result<Self> {
        let cost = self.cost.checked_add(other.cost)?;
        Ok(Self { cost, retail: self.retail.checked_add(other.retail)? })
    }

    fn less(self, other: Self) -> Result<Self> {
        self.with(Self { cost: -other.cost, retail: -other.retail })
    }
}

/// The figures of a department for a period, all in one currency and none below zero; what is left out is nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    /// Stock at the beginning: its layers, the oldest first. Only last in, first out tells them apart.
    pub opening: Vec<AtBoth>,
    /// Purchases.
    pub purchases: AtBoth,
    /// Goods that went back to suppliers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purchase_returns: Option<AtBoth>,
    /// Discounts and allowances on purchases, which change the cost alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purchase_allowances: Option<Money>,
    /// Freight in, which changes the cost alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub freight_in: Option<Money>,
    /// Thefts and losses beyond the usual: an expense of their own, out of the ratio altogether.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub abnormal_shortage: Option<AtBoth>,
    /// Rises above the first selling price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub markups: Option<Money>,
    /// Markups taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub markup_cancellations: Option<Money>,
    /// Falls below the first selling price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub markdowns: Option<Money>,
    /// Markdowns taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub markdown_cancellations: Option<Money>,
    /// Sales, net of what employees were let off.
    pub sales: Money,
    /// What customers sent back, at retail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sales_returns: Option<Money>,
    /// What employees were let off: sales are recorded net of it, the goods are gone at full price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employee_discounts: Option<Money>,
    /// The usual shrinkage, at retail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub normal_shortage: Option<Money>,
    /// What was counted at the end, at retail: the difference to the books is reported and leaves with the cost of sales.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted: Option<Money>,
}

impl Figures {
    /// A period with opening stock and sales, and nothing else.
    pub fn new(opening: AtBoth, sales: Money) -> Self {
        let zero = Money::zero(sales.currency());
        Self {
            opening: vec![opening],
            purchases: AtBoth { cost: zero, retail: zero },
            purchase_returns: None,
            purchase_allowances: None,
            freight_in: None,
            abnormal_shortage: None,
            markups: None,
            markup_cancellations: None,
            markdowns: None,
            markdown_cancellations: None,
            sales,
            sales_returns: None,
            employee_discounts: None,
            normal_shortage: None,
            counted: None,
        }
    }

    fn refuse_negative(&self) -> Result<()> {
        let one = |name: &str, amount: Option<Money>| match amount.filter(|amount| amount.is_negative()) {
            None => Ok(()),
            Some(amount) => {
                let message =
                    format!("`{name}` is `{amount}`: write it above zero, its name tells the direction");
                Err(Error::new(Code::NumberNegative, name, amount, message))
            }
        };
        let both = |name: &str, goods: Option<AtBoth>| {
            one(&format!("{name}.cost"), goods.map(|goods| goods.cost))?;
            one(&format!("{name}.retail"), goods.map(|goods| goods.retail))
        };
        for (place, layer) in self.opening.iter().enumerate() {
            both(&format!("opening.{place}"), Some(*layer))?;
        }
        both("purchases", Some(self.purchases))?;
        both("purchase_returns", self.purchase_returns)?;
        both("abnormal_shortage", self.abnormal_shortage)?;
        for (name, amount) in [
            ("purchase_allowances", self.purchase_allowances),
            ("freight_in", self.freight_in),
            ("markups", self.markups),
            ("markup_cancellations", self.markup_cancellations),
            ("markdowns", self.markdowns),
            ("markdown_cancellations", self.markdown_cancellations),
            ("sales", Some(self.sales)),
            ("sales_returns", self.sales_returns),
            ("employee_discounts", self.employee_discounts),
            ("normal_shortage", self.normal_shortage),
            ("counted", self.counted),
        ] {
            one(name, amount)?;
        }
        Ok(())
    }
}

/// What is left and what was sold, as the retail method estimates them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Estimate {
    /// The goods whose cost ÷ retail is the ratio.
    pub ratio_of: AtBoth,
    /// What is left at the end.
    pub closing: AtBoth,
    /// The layers of what is left, the oldest first: the next period's opening. One, but for last in, first out.
    pub layers: Vec<AtBoth>,
    /// The cost of what was sold, with the usual shrinkage and what a count found missing. With the closing stock and the
    /// abnormal shortage it is all that was there.
    pub cost_of_sales: Money,
    /// What a count found missing, at retail; below zero when there was more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<Money>,
}

fn sum(amounts: &[Option<Money>], start: Money) -> Result<Money> {
    amounts.iter().flatten().try_fold(start, |sum, amount| sum.checked_add(*amount))
}

fn turned(amount: Option<Money>) -> Option<Money> {
    amount.map(|amount| -amount)
}

/// The cost of what is left, estimated. The ratio is not rounded, unless by a named rounding (of the ratio itself: to
/// 0.001 is to a tenth of a percent); costs are rounded half up to the minor unit, once for each layer.
///
/// # Errors
/// `stock.method_not_allowed` for last in, first out under IFRS (IAS 2.25); `number.negative`, naming the figure;
/// `stock.short` when more left at retail than there was; `stock.retail_ratio` when the goods of the ratio have no retail
/// value above zero or a cost below zero; `money.mixed_currencies`, `number.out_of_range`.
pub fn estimate(
    figures: &Figures,
    method: RetailMethod,
    framework: Framework,
    ratio_rounding: Option<Rounding>,
) -> Result<Estimate> {
    if framework == Framework::Ifrs && method == RetailMethod::Lifo {
        let message =
            "IFRS does not allow last in, first out (IAS 2.25): use the conventional or average ratio";
        return Err(Error::new(Code::StockMethodNotAllowed, "method", method, message));
    }
    figures.refuse_negative()?;
    let zero = Money::zero(figures.sales.currency());
    let nothing = AtBoth { cost: zero, retail: zero };
    let opening = figures.opening.iter().try_fold(nothing, |sum, layer| sum.with(*layer))?;
    let abnormal = figures.abnormal_shortage.unwrap_or(nothing);
    let bought = figures.purchases.less(figures.purchase_returns.unwrap_or(nothing))?.less(abnormal)?;
    let bought = AtBoth {
        cost: sum(&[figures.freight_in, turned(figures.purchase_allowances)], bought.cost)?,
        retail: sum(&[figures.markups, turned(figures.markup_cancellations)], bought.retail)?,
    };
    let marked_down = |goods: AtBoth| -> Result<AtBoth> {
        let down = [turned(figures.markdowns), figures.markdown_cancellations];
        Ok(AtBoth { retail: sum(&down, goods.retail)?, ..goods })
    };
    let available = marked_down(opening.with(bought)?)?;
    let left = [
        Some(-figures.sales),
        figures.sales_returns,
        turned(figures.employee_discounts),
        turned(figures.normal_shortage),
    ];
    let book = sum(&left, available.retail)?;
    if book.is_negative() {
        let message = format!("{} at retail left, {} more than there was", figures.sales, -book);
        return Err(Error::new(Code::StockShort, "sales", figures.sales, message));
    }
    let retail = figures.counted.unwrap_or(book);
    let ratio_of = match method {
        RetailMethod::Conventional => opening.with(bought)?,
        RetailMethod::Average => available,
        RetailMethod::Lifo => marked_down(bought)?,
    };
    let layers = if method == RetailMethod::Lifo {
        stacked(figures, retail.checked_sub(opening.retail)?, ratio_of, ratio_rounding)?
    } else {
        vec![AtBoth { cost: at_cost(retail, ratio_of, ratio_rounding)?, retail }]
    };
    let closing = layers.iter().try_fold(nothing, |sum, layer| sum.with(*layer))?;
    Ok(Estimate {
        ratio_of,
        closing,
        layers,
        cost_of_sales: available.cost.checked_sub(closing.cost)?,
        missing: figures.counted.map(|counted| book.checked_sub(counted)).transpose()?,
    })
}

/// Retail × the ratio, rounded once.
fn at_cost(retail: Money, goods: AtBoth, rounding: Option<Rounding>) -> Result<Money> {
    if retail.is_zero() {
        return Ok(retail);
    }
    if goods.retail.is_zero() || goods.retail.is_negative() || goods.cost.is_negative() {
        let message = format!("{} at cost ÷ {} at retail is no ratio of goods", goods.cost, goods.retail);
        return Err(Error::new(Code::StockRetailRatio, "purchases", goods.retail, message));
    }
    let by = Rounding::minor(retail.currency(), Mode::HalfUp);
    let lost = || Error::overflow("retail", retail, "retail × ratio of cost to retail");
    let (cost, all) = (goods.cost.amount(), goods.retail.amount());
    let Some(rounding) = rounding else {
        let cost = number::ratio(retail.amount(), cost, all, by).ok_or_else(lost)?;
        return Money::new(cost, retail.currency());
    };
    let ratio = number::ratio(cost, Decimal::ONE, all, rounding).ok_or_else(lost)?;
    retail.share(ratio, by)
}

/// The layers after a rise or a fall of the stock at retail.
fn stacked(
    figures: &Figures,
    rise: Money,
    ratio_of: AtBoth,
    rounding: Option<Rounding>,
) -> Result<Vec<AtBoth>> {
    let mut layers = figures.opening.clone();
    if !rise.is_negative() {
        if !rise.is_zero() {
            layers.push(AtBoth { cost: at_cost(rise, ratio_of, rounding)?, retail: rise });
        }
        return Ok(layers);
    }
    let mut gone = -rise;
    while let Some(layer) = layers.pop() {
        let rest = layer.retail.checked_sub(gone)?;
        if rest.is_negative() || rest.is_zero() {
            gone = -rest;
            continue;
        }
        layers.push(AtBoth { cost: at_cost(rest, layer, None)?, retail: rest });
        break;
    }
    Ok(layers)
}

impl Estimate {
    /// The ratio of cost to retail, rounded by name for reading; none when its goods have no retail value.
    pub fn ratio(&self, by: Rounding) -> Option<Decimal> {
        number::ratio(self.ratio_of.cost.amount(), Decimal::ONE, self.ratio_of.retail.amount(), by)
    }
}

#[cfg(test)]
mod tests;
