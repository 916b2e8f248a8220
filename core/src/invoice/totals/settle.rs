//! From the total with tax to what is due: withholdings, rounding, payments; and the tax in the accounting currency.

use super::{
    super::{
        document::{Accounting, Conversion, Withholding},
        rules::Cash,
        share,
    },
    result::{AccountingTotal, TaxTotal, WithholdingTotal},
    units,
    work::Work,
};
use crate::{
    error::{Code, Error, Result},
    money::Money,
};
use rust_decimal::Decimal;

pub(super) struct Settled {
    pub withheld: Money,
    pub prepaid: Money,
    pub rounding: Money,
    pub due: Money,
    pub withholdings: Vec<WithholdingTotal>,
    pub informative: Vec<WithholdingTotal>,
}

/// A tax beside the tax on sales, and the net of what bears it.
struct Borne<'a> {
    tax: &'a Withholding,
    base: i128,
}

impl<'a> Work<'a> {
    /// From totals without and with tax.
    pub fn settle(&mut self, net: i128, gross: i128) -> Result<Settled> {
        let (withholdings, withheld) = self.withheld(net)?;
        let informative = self.informative()?;
        let payable_exact = self.add("withheld", gross, -withheld)?;
        let payable = self.money("payable", payable_exact)?;
        let rounding = self.rounding_of(payable)?;
        let payable = if rounding.is_zero() { payable } else { payable.checked_add(rounding)? };
        let prepaid = self.prepaid(payable)?;
        let due = if prepaid.is_zero() { payable } else { payable.checked_sub(prepaid)? };
        let withheld = self.money("withheld", withheld)?;
        Ok(Settled { withheld, prepaid, rounding, due, withholdings, informative })
    }

    fn rounding_of(&mut self, payable: Money) -> Result<Money> {
        let computed = match self.rules.cash {
            Cash::Exact => None,
            Cash::Rounded(by) => Some(payable.round(by)?.checked_sub(payable)?),
        };
        let Some(stated) = self.document.payable_rounding else {
            return Ok(computed.unwrap_or(Money::zero(self.currency)));
        };
        self.same_currency("payable_rounding", stated.currency())?;
        if let Some(computed) = computed {
            let rule = "BT-114 = what is due, rounded for cash, less what is due";
            let computed = self.stated("payable_rounding", computed)?;
            self.note("payable_rounding".into(), stated, computed, rule)?;
        }
        Ok(stated)
    }

    /// BT-113: as stated, or the sum of the payments.
    fn prepaid(&mut self, payable: Money) -> Result<Money> {
        let document = self.document;
        let mut sum = Money::zero(self.currency);
        for (place, payment) in document.payments.iter().enumerate() {
            let within = |error: Error| error.within(format_args!("payments.{place}"));
            let computed = match payment.share {
                None => None,
                Some(share) => Some(payable.share(share, self.rules.amount).map_err(within)?),
            };
            let amount = match (payment.amount, computed) {
                (None, None) => return Err(within(Error::missing("amount"))),
                (None, Some(computed)) => computed,
                (Some(stated), computed) => {
                    self.same_currency("amount", stated.currency()).map_err(within)?;
                    if let Some(computed) = computed {
                        let computed = self.stated("amount", computed).map_err(within)?;
                        let path = format!("payments.{place}.amount");
                        self.note(path, stated, computed, "amount = share × what is payable")?;
                    }
                    stated
                }
            };
            sum = sum.checked_add(amount)?;
        }
        let Some(stated) = document.prepaid else { return Ok(sum) };
        self.same_currency("prepaid", stated.currency())?;
        if !document.payments.is_empty() {
            let computed = self.stated("prepaid", sum)?;
            self.note("prepaid".into(), stated, computed, "BT-113 = sum of the payments")?;
        }
        Ok(stated)
    }

    /// What the buyer keeps back: of lines by name and rate, then of the whole document as listed; the sum.
    fn withheld(&self, net: i128) -> Result<(Vec<WithholdingTotal>, i128)> {
        let document = self.document;
        let mut borne: Vec<Borne<'a>> = vec![];
        let lines = document.lines.iter().enumerate().take(if self.bearing { usize::MAX } else { 0 });
        for (index, line) in lines {
            for (place, tax) in line.withholdings.iter().enumerate() {
                let path = || format!("lines.{index}.withholdings.{place}");
                self.bear(&mut borne, tax, self.net_of_line(index), &path)?;
            }
        }
        for (name, list, places) in [
            ("allowances", &document.allowances, &self.allowances),
            ("charges", &document.charges, &self.charges),
        ] {
            for (index, adjustment) in list.iter().enumerate() {
                for (place, tax) in adjustment.withholdings.iter().enumerate() {
                    let path = || format!("{name}.{index}.withholdings.{place}");
                    for (_, entry) in places.iter().filter(|(of, _)| usize::try_from(*of) == Ok(index)) {
                        self.bear(&mut borne, tax, self.net_of(*entry), &path)?;
                    }
                }
            }
        }
        borne.sort_by(|a, b| (&a.tax.name, a.tax.rate).cmp(&(&b.tax.name, b.tax.rate)));
        for (index, tax) in document.withholdings.iter().enumerate() {
            let path = || format!("withholdings.{index}");
            tax.check().map_err(|error| error.within(path()))?;
            if borne.iter().any(|other| same(other.tax, tax)) {
                let message = format!("{} is withheld of the whole and of a part: say it once", tax.name);
                return Err(Error::new(Code::InputDuplicate, "name", &tax.name, message).within(path()));
            }
            borne.push(Borne { tax, base: net });
        }
        self.amounts(&borne)
    }

    fn informative(&self) -> Result<Vec<WithholdingTotal>> {
        if !self.bearing {
            return Ok(vec![]);
        }
        let mut borne: Vec<Borne<'a>> = vec![];
        for (index, line) in self.document.lines.iter().enumerate() {
            for (place, tax) in line.informative.iter().enumerate() {
                let path = || format!("lines.{index}.informative.{place}");
                self.bear(&mut borne, tax, self.net_of_line(index), &path)?;
            }
        }
        borne.sort_by(|a, b| (&a.tax.name, a.tax.rate).cmp(&(&b.tax.name, b.tax.rate)));
        Ok(self.amounts(&borne)?.0)
    }

    fn net_of_line(&self, line: usize) -> i128 {
        if self.direct {
            // It was printed from a whole number of units.
            return self
                .printed
                .get(line)
                .and_then(|line| units::of_money(line.net, self.scale))
                .unwrap_or(0);
        }
        self.net_of(line)
    }

    fn net_of(&self, entry: usize) -> i128 {
        self.entries.get(entry).map_or(0, |entry| entry.net)
    }

    fn bear(
        &self,
        borne: &mut Vec<Borne<'a>>,
        tax: &'a Withholding,
        net: i128,
        path: &dyn Fn() -> String,
    ) -> Result<()> {
        tax.check().map_err(|error| error.within(path()))?;
        if let Some(other) = borne.iter_mut().find(|other| same(other.tax, tax)) {
            other.base = self.add("withholdings", other.base, net)?;
            // Of several sources the first in the order of texts, so that nothing hangs on the order of lines.
            if other.tax.source.is_empty() || (!tax.source.is_empty() && tax.source < other.tax.source) {
                other.tax = tax;
            }
        } else {
            borne.push(Borne { tax, base: net });
        }
        Ok(())
    }

    fn amounts(&self, borne: &[Borne<'_>]) -> Result<(Vec<WithholdingTotal>, i128)> {
        if borne.is_empty() {
            return Ok((vec![], 0));
        }
        let (mut totals, mut sum) = (Vec::with_capacity(borne.len()), 0);
        for Borne { tax, base } in borne {
            let plain = tax.rate.normalize();
            let scale = self.scale + plain.scale();
            let product = units::times(*base, plain.mantissa());
            let amount = product.and_then(|product| units::round(product, scale, 1, self.kept(), self.scale));
            let amount = amount.ok_or_else(|| self.lost("withholdings", *base, "share of a total"))?;
            sum = self.add("withholdings", sum, amount)?;
            totals.push(WithholdingTotal {
                name: tax.name.clone(),
                rate: tax.rate,
                base: self.money("withholdings", *base)?,
                amount: self.money("withholdings", amount)?,
                source: tax.source.clone(),
            });
        }
        Ok((totals, sum))
    }

    /// BT-111.
    pub fn accounted(&self, by: &Accounting, tax: Money, rows: &[TaxTotal]) -> Result<AccountingTotal> {
        let refuse = |field: &str, value: String, wanted: &str| {
            Err(Error::invalid(&format!("accounting.{field}"), value, wanted))
        };
        let digits = by.currency.minor_digits();
        if by.currency == self.currency {
            return refuse("currency", by.currency.to_string(), "it is the document's: leave it out");
        }
        if by.rate.is_sign_negative() || by.rate.is_zero() {
            return refuse(
                "rate",
                by.rate.to_string(),
                "write how many units of it are one of the document's",
            );
        }
        if by.source.is_empty() {
            return Err(Error::missing("accounting.source"));
        }
        if u32::from(by.rounding.step.scale()) > digits {
            let message = format!("{} is finer than {} can be", by.rounding.step, by.currency);
            return Err(Error::new(
                Code::MoneyTooManyDecimals,
                "accounting.rounding",
                by.rounding.step,
                message,
            ));
        }
        let lost = || Error::overflow("accounting.rate", by.rate, "tax in the accounting currency");
        let (rate, minor) = (by.rate.normalize(), self.currency.minor_digits());
        let scale = minor + rate.scale();
        let product = |money: Money| {
            units::of_money(money, minor).and_then(|units| units::times(units, rate.mantissa()))
        };
        let money = |units: i128| {
            let amount = Decimal::try_from_i128_with_scale(units, digits).map_err(|_| lost())?;
            Money::new(amount, by.currency)
        };
        let mut products = Vec::with_capacity(rows.len());
        for row in rows {
            products.push(product(row.charged()?).ok_or_else(lost)?);
        }
        let round = |value: i128| units::round(value, scale, 1, by.rounding, digits);
        let (total, parts) = match by.conversion {
            Conversion::PerRate => {
                let parts: Vec<i128> =
                    products.iter().map(|value| round(*value)).collect::<Option<_>>().ok_or_else(lost)?;
                (parts.iter().try_fold(0i128, |sum, part| sum.checked_add(*part)), parts)
            }
            Conversion::OnSum => {
                let total = product(tax).and_then(round).ok_or_else(lost)?;
                let order = |a: usize, b: usize| {
                    let key = |index: usize| rows.get(index).map(|row| (row.rate, row.key()));
                    key(b).cmp(&key(a))
                };
                let parts = share::level_rounded(&products, scale, by.rounding.step, total, digits, order);
                (Some(total), parts.ok_or_else(lost)?)
            }
        };
        Ok(AccountingTotal {
            tax: money(total.ok_or_else(lost)?)?,
            parts: parts.into_iter().map(money).collect::<Result<_>>()?,
        })
    }
}

fn same(a: &Withholding, b: &Withholding) -> bool {
    a.name == b.name && a.rate == b.rate
}
