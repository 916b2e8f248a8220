//! What is owed, in the currency of the document and in that of the books.

use super::super::state::Invoice;
use crate::{
    error::{Code, Error, Result},
    money::{Money, Rounding, number},
};
use serde::{Deserialize, Serialize};

/// What a document's receivable or payable stands at: the amount that is owed, and what it was booked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// What is owed, in the document's currency (BT-115).
    pub owed: Money,
    /// What it was posted at, in the currency of the books.
    pub booked: Money,
}

/// What a payment does to a [`Claim`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settled {
    /// What is taken off the receivable or payable, in the currency of the books.
    pub cleared: Money,
    /// What came in or went out less that: for a receivable a gain when above zero, for a payable a loss.
    pub difference: Money,
    /// What is left of the claim.
    pub left: Claim,
}

impl Claim {
    /// Of a document, as [`post`](super::post()) books it.
    ///
    /// # Errors
    /// `number.out_of_range`, `money.too_many_decimals`.
    pub fn of(invoice: &Invoice) -> Result<Self> {
        let owed = invoice.totals().due;
        Ok(Self { owed, booked: super::Books::of(invoice)?.convert(owed)? })
    }

    /// Pays `paid` of what is owed, for which `received` came in (or went out) in the currency of the books. The part of
    /// the booked amount is in proportion, rounded by name; the last payment takes what is left.
    ///
    /// # Errors
    /// `input.invalid` for a payment above what is owed, or the other way; `money.mixed_currencies`, `number.out_of_range`.
    ///
    /// ```
    /// use backoffice::{Mode::HalfUp, Rounding, currency::EUR, eur, invoice::Claim, usd};
    ///
    /// let claim = Claim { owed: usd!(119.00), booked: eur!(100.00) };
    /// let settled = claim.settle(usd!(59.50), eur!(52.00), Rounding::minor(EUR, HalfUp))?;
    /// assert_eq!((settled.cleared, settled.difference), (eur!(50.00), eur!(2.00)));
    /// assert_eq!(settled.left, Claim { owed: usd!(59.50), booked: eur!(50.00) });
    /// # Ok::<(), backoffice::Error>(())
    /// ```
    pub fn settle(self, paid: Money, received: Money, by: Rounding) -> Result<Settled> {
        for (field, given, of) in [("paid", paid, self.owed), ("received", received, self.booked)] {
            if given.currency() != of.currency() {
                let message = format!(
                    "`{field}` is in {}, the claim in {}: convert it first",
                    given.currency(),
                    of.currency()
                );
                return Err(Error::new(Code::MoneyMixedCurrencies, field, given, message));
            }
        }
        let same_way = paid.is_zero() || paid.is_negative() == self.owed.is_negative();
        if !same_way || paid.amount().abs() > self.owed.amount().abs() {
            let wanted = format!("{} is owed", self.owed);
            return Err(Error::invalid("paid", paid, &wanted));
        }
        let left = self.owed.checked_sub(paid)?;
        let cleared = if left.is_zero() {
            self.booked
        } else {
            let part = number::ratio(self.booked.amount(), paid.amount(), self.owed.amount(), by)
                .ok_or_else(|| Error::overflow("paid", paid, "share of a claim"))?;
            Money::new(part, self.booked.currency())?
        };
        let left = Self { owed: left, booked: self.booked.checked_sub(cleared)? };
        Ok(Settled { cleared, difference: received.checked_sub(cleared)?, left })
    }
}
