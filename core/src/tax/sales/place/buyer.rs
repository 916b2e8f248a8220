//! The buyer's side: what it accounts for itself.

use super::{
    choices::Choices,
    decide,
    decision::{Decision, Liable},
    law::Law,
    supply::{Supplied, Supply},
};
use crate::{error::Result, law::RulePack, tax::sales::Category};

/// What the buyer accounts for: the acquisition where goods of another member state arrive (art. 40), the reverse charge
/// where it is liable, the import (art. 60). `rate_of` is then the territory at whose rate it does so. Where the supplier
/// owes the tax this is [`decide`]'s answer, and the buyer accounts for nothing.
///
/// # Errors
/// As [`decide`].
///
/// ```
/// use backoffice::{date, law::RulePack, tax::sales::{self, Choices, Country, Customer, Supply}};
///
/// let (france, germany) = (Country::parse("FR")?, Country::parse("DE")?);
/// let customer = Customer::business(france, "FR12345678901");
/// let supply = Supply::goods(date(2026, 3, 1)?, germany, france, customer);
/// let pack = RulePack::embedded("eu.vat")?;
/// let sold = sales::decide(&supply, &Choices::none(), &pack)?;
/// let bought = sales::acquire(&supply, &Choices::none(), &pack)?;
/// assert_eq!((sold.place, sold.rate_of), (Some(germany.into()), None)); // exempt, art. 138
/// assert_eq!((bought.place, bought.rate_of), (Some(france.into()), Some(france.into()))); // taxed, art. 40
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn acquire(supply: &Supply, choices: &Choices, pack: &RulePack) -> Result<Decision> {
    let sold = decide(supply, choices, pack)?;
    let law = Law::new(pack, supply.day)?;
    match (&supply.what, sold.category, sold.liable) {
        (Supplied::Goods(goods), Category::IntraCommunity, _) => {
            let to = law.area(goods.to, true)?.of;
            Ok(Decision {
                place: Some(to),
                rate_of: Some(to),
                reason: format!("acquisition of goods from another member state, where they arrive: {to}"),
                source: law.rule("art_40")?,
                mention: String::new(),
                conditions: vec![
                    "a VAT number of another state than that of arrival makes it an acquisition there too (art. 41)".into(),
                ],
                ..sold
            })
        }
        (Supplied::Goods(goods), _, _)
            if law.area(goods.to, true)?.inside
                && !law.area(goods.from, true)?.inside
                && sold.liable != Liable::Supplier =>
        {
            let to = law.area(goods.to, true)?.of;
            Ok(Decision {
                place: Some(to),
                category: Category::Standard,
                rate_of: Some(to),
                reason: format!("import of goods, where they enter: {to}"),
                source: law.rule("art_60")?,
                ..sold
            })
        }
        (_, _, Liable::Customer) => Ok(Decision { rate_of: sold.place, ..sold }),
        _ => Ok(sold),
    }
}
