//! From documents to the lines of a tax return.

use super::{
    document::Side as Books,
    state::{Invoice, State},
};
use crate::{
    error::{Error, Result, exact},
    money::{Money, Rounding},
    tax::{
        returns::{Side, Supplied, TaxLine},
        sales::{self, Category, Decision, Scheme, Territory},
    },
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What a return asks of a document that the document itself does not carry. [`Filing::sold`] and [`Filing::bought`] take it from
/// the decision about its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filing {
    /// The state in which these books file.
    pub home: Territory,
    /// The place of supply.
    pub place: Territory,
    /// Goods or services.
    pub supplied: Supplied,
    /// The state of the other party.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counterparty: Option<Territory>,
    /// Its VAT number.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub counterparty_number: String,
    /// Where goods set out from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Territory>,
    /// The scheme in which the tax is declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheme: Option<Scheme>,
    /// Triangular trade.
    #[serde(default)]
    pub triangular: bool,
    /// How these books account for a purchase whose tax they owe themselves: needed for one of category `AE` or `K`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_tax: Option<OwnTax>,
}

/// The tax that the buyer owes itself on a purchase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnTax {
    /// The rate at home, a fraction.
    #[serde(with = "exact::text")]
    pub rate: Decimal,
    /// How the tax on each row is rounded.
    pub rounding: Rounding,
    /// How much of it is deducted, a fraction: 1 is all.
    #[serde(with = "exact::text")]
    pub deducted: Decimal,
}

impl Filing {
    /// Goods at home.
    pub fn at_home(home: impl Into<Territory>) -> Self {
        let home = home.into();
        Self {
            home,
            place: home,
            supplied: Supplied::Goods,
            counterparty: None,
            counterparty_number: String::new(),
            from: None,
            scheme: None,
            triangular: false,
            own_tax: None,
        }
    }

    /// What was decided about a sale. A supply that is taxed in several places has a document for each.
    ///
    /// # Errors
    /// `input.invalid` for a decision without one place.
    pub fn sold(home: impl Into<Territory>, supply: &sales::Supply, decision: &Decision) -> Result<Self> {
        let customer = &supply.customer;
        let filing = Self::of(home.into(), supply, decision)?;
        Ok(Self {
            counterparty: Some(customer.country),
            counterparty_number: customer.vat_id.clone().unwrap_or_default(),
            scheme: decision.scheme,
            ..filing
        })
    }

    /// What was decided about a purchase, from the buyer's side ([`sales::acquire`]).
    ///
    /// # Errors
    /// As [`sold`](Self::sold).
    pub fn bought(home: impl Into<Territory>, supply: &sales::Supply, decision: &Decision) -> Result<Self> {
        Ok(Self { counterparty: Some(supply.supplier.country), ..Self::of(home.into(), supply, decision)? })
    }

    fn of(home: Territory, supply: &sales::Supply, decision: &Decision) -> Result<Self> {
        let place = decision.place.ok_or_else(|| {
            let wanted = "it is taxed in several places: write a document for each";
            Error::invalid("decision.place", "none", wanted)
        })?;
        let (supplied, from) = match &supply.what {
            sales::Supplied::Goods(goods) => (Supplied::Goods, Some(goods.from)),
            sales::Supplied::Service(_) => (Supplied::Services, None),
        };
        Ok(Self { place, supplied, from, ..Self::at_home(home) })
    }

    /// The same, accounting for the tax on a purchase at this rate, and deducting all of it.
    #[must_use]
    pub fn own_tax(self, rate: Decimal, rounding: Rounding) -> Self {
        Self { own_tax: Some(OwnTax { rate, rounding, deducted: Decimal::ONE }), ..self }
    }

    fn line(&self, invoice: &Invoice, number: &str) -> TaxLine {
        TaxLine {
            tax_point: invoice.document().tax_point(),
            side: Side::Sale,
            supplied: self.supplied,
            home: self.home,
            place: self.place,
            category: Category::Standard,
            rate: Decimal::ZERO,
            base: Money::zero(invoice.totals().currency),
            tax: Money::zero(invoice.totals().currency),
            counterparty: self.counterparty,
            counterparty_number: self.counterparty_number.clone(),
            from: self.from,
            scheme: self.scheme,
            triangular: self.triangular,
            code: String::new(),
            document: number.to_owned(),
        }
    }
}

/// The lines of an issued document: one for each row of its breakdown (BG-23), in the accounting currency where it has one. A
/// credit note's are negative, a voided document has none. An advance invoice stands in its own period, and the final invoice,
/// whose breakdown is net of it, in its own. A purchase whose tax the buyer owes gives two lines for each row: what is due and
/// what is deducted.
///
/// # Errors
/// `input.missing` for a draft, and for a purchase of category `AE` or `K` without `own_tax`; `input.invalid` for a share of
/// deduction that is not between 0 and 1; `number.out_of_range`.
///
/// ```
/// use backoffice::{currency::GBP, date, dec, gbp, invoice::{Document, Filing, Invoice, Line, Rules, Tax, tax_lines}, tax::sales::Country};
///
/// let line = Line::new("lamp", dec!(2), gbp!(10.00).each(), Tax::standard(dec!(0.2)));
/// let mut invoice = Invoice::draft(Document::invoice(GBP, date(2026, 3, 2)?).line(line), Rules::en16931(GBP))?;
/// invoice.issue("A1")?;
/// let lines = tax_lines(&invoice, &Filing::at_home(Country::parse("GB")?))?;
/// assert_eq!((lines[0].base, lines[0].tax, lines[0].document.as_str()), (gbp!(20.00), gbp!(4.00), "A1"));
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn tax_lines(invoice: &Invoice, filing: &Filing) -> Result<Vec<TaxLine>> {
    let number = invoice.issued()?;
    if invoice.state() == State::Voided {
        return Ok(vec![]);
    }
    let (document, totals) = (invoice.document(), invoice.totals());
    let credits = document.kind.credits();
    let sign = |amount: Money| if credits { -amount } else { amount };
    let mut lines = Vec::with_capacity(totals.breakdown.len());
    for (at, part) in totals.breakdown.iter().enumerate() {
        let (mut base, mut tax) = (part.base, part.charged()?);
        if let (Some(accounting), Some(converted)) = (&document.accounting, &totals.accounting) {
            let product = exact::multiply(base.amount(), accounting.rate);
            let product = product.ok_or_else(|| {
                Error::overflow("accounting.rate", accounting.rate, "base in the accounting currency")
            })?;
            base = Money::rounded(product, accounting.currency, accounting.rounding)?;
            tax =
                converted.parts.get(at).copied().ok_or_else(|| Error::missing("totals.accounting.parts"))?;
        }
        let line = TaxLine {
            category: part.category,
            rate: part.rate,
            base: sign(base),
            tax: sign(tax),
            code: part.code.clone(),
            ..filing.line(invoice, number)
        };
        match document.side {
            Books::Sale => lines.push(line),
            Books::Purchase
                if matches!(part.category, Category::ReverseCharge | Category::IntraCommunity) =>
            {
                lines.extend(both_sides(line, filing)?);
            }
            Books::Purchase => lines.push(TaxLine { side: Side::Purchase, ..line }),
        }
    }
    Ok(lines)
}

/// What is due on a purchase, and what of it is deducted.
fn both_sides(line: TaxLine, filing: &Filing) -> Result<[TaxLine; 2]> {
    let own = filing.own_tax.ok_or_else(|| Error::missing("filing.own_tax"))?;
    if own.deducted < Decimal::ZERO || own.deducted > Decimal::ONE {
        return Err(Error::invalid("filing.own_tax.deducted", own.deducted, "a share between 0 and 1"));
    }
    let tax = line.base.share(own.rate, own.rounding)?;
    let deducted = if own.deducted == Decimal::ONE { tax } else { tax.share(own.deducted, own.rounding)? };
    let due = TaxLine { side: Side::DueOnPurchase, rate: own.rate, tax, ..line };
    let deduction = TaxLine { side: Side::Purchase, tax: deducted, ..due.clone() };
    Ok([due, deduction])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        calendar::{Period, date},
        error::Code,
        invoice::{Document, Line, Reference, Rules, Tax, post},
        law::RulePack,
        money::{Mode, currency::EUR},
        tax::{
            returns::{CodeAccount, ReturnPack, fill, reconcile},
            sales::{Choices, Customer, acquire},
        },
    };

    fn t(code: &str) -> Territory {
        Territory::parse(code).unwrap()
    }

    fn issued(document: Document, tax: Tax, number: &str) -> Invoice {
        let line = Line::new("lamp", dec!(3), eur!(33.33).each(), tax);
        let mut invoice = Invoice::draft(document.line(line), Rules::en16931(EUR)).unwrap();
        invoice.issue(number).unwrap();
        invoice
    }

    const CENT: Rounding = Rounding::minor(EUR, Mode::HalfUp);

    #[test]
    fn a_sale_and_its_credit_note_and_a_draft() {
        let day = date(2026, 3, 2).unwrap();
        let home = Filing::at_home(t("DE"));
        let tax = Tax::standard(dec!(0.19)).code("DE19");
        let sale =
            issued(Document::invoice(EUR, day).taxed_on(date(2026, 2, 28).unwrap()), tax.clone(), "A1");
        let lines = tax_lines(&sale, &home).unwrap();
        assert_eq!((lines[0].base, lines[0].tax, lines[0].code.as_str()), (eur!(99.99), eur!(19.00), "DE19"));
        assert_eq!((lines[0].tax_point, lines[0].side), (date(2026, 2, 28).unwrap(), Side::Sale));
        let of = Reference::Invoice { number: "A1".into(), day };
        let credit = issued(Document::credit_note(EUR, day, of), tax.clone(), "CN1");
        let taken_back = tax_lines(&credit, &home).unwrap();
        assert_eq!((taken_back[0].base, taken_back[0].tax), (eur!(-99.99), eur!(-19.00)));
        let draft = Invoice::draft(sale.document().clone(), Rules::en16931(EUR)).unwrap();
        assert_eq!(tax_lines(&draft, &home).unwrap_err().code(), Code::InputMissing);
        let mut voided = issued(Document::invoice(EUR, day), tax, "A2");
        voided.void(day, "misprint").unwrap();
        assert_eq!(tax_lines(&voided, &home).unwrap(), []);
    }

    #[test]
    fn a_purchase_under_reverse_charge_gives_both_sides() {
        let day = date(2026, 3, 2).unwrap();
        let customer = Customer::business(t("DE"), "DE123456789");
        let supply = sales::Supply::goods(day, t("FR"), t("DE"), customer);
        let eu = RulePack::embedded("eu.vat").unwrap();
        let decision = acquire(&supply, &Choices::none(), &eu).unwrap();
        let filing = Filing::bought(t("DE"), &supply, &decision).unwrap();
        let bill =
            issued(Document::invoice(EUR, day).purchase(), Tax::new(Category::IntraCommunity, dec!(0)), "P1");
        assert_eq!(tax_lines(&bill, &filing).unwrap_err().field(), "filing.own_tax");
        let mut filing = filing.own_tax(dec!(0.19), CENT);
        let told = |filing: &Filing| -> Vec<_> {
            tax_lines(&bill, filing)
                .unwrap()
                .into_iter()
                .map(|line| (line.side, line.tax, line.place))
                .collect()
        };
        assert_eq!(
            told(&filing),
            [(Side::DueOnPurchase, eur!(19.00), t("DE")), (Side::Purchase, eur!(19.00), t("DE"))]
        );
        filing.own_tax = filing.own_tax.map(|own| OwnTax { deducted: dec!(0.5), ..own });
        assert_eq!(told(&filing)[1].1, eur!(9.50));
        filing.own_tax = filing.own_tax.map(|own| OwnTax { deducted: dec!(1.5), ..own });
        assert_eq!(tax_lines(&bill, &filing).unwrap_err().field(), "filing.own_tax.deducted");
    }

    /// The return and the journal of the same documents agree to the cent.
    #[test]
    fn what_is_filed_is_what_is_posted() {
        let day = date(2026, 3, 2).unwrap();
        let customer = Customer::private(t("FR"));
        let supply = sales::Supply::goods(day, t("DE"), t("FR"), customer)
            .distance_sales(sales::DistanceSales::AboveThreshold);
        let eu = RulePack::embedded("eu.vat").unwrap();
        let decision = sales::decide(&supply, &Choices::none(), &eu).unwrap();
        let filing = Filing::sold(t("DE"), &supply, &decision).unwrap();
        let tax = Tax::standard(dec!(0.2));
        let of = Reference::Invoice { number: "A1".into(), day };
        let documents = [
            issued(Document::invoice(EUR, day), tax.clone(), "A1"),
            issued(Document::credit_note(EUR, day, of), tax.clone(), "CN1"),
            issued(Document::invoice(EUR, day), tax, "A2"),
        ];
        let accounts = crate::invoice::Accounts {
            receivable: "receivable".into(),
            revenue: "sales".into(),
            tax: vec![crate::invoice::TaxAccount::new(Category::Standard, "vat")],
            ..crate::invoice::Accounts::default()
        };
        let mut journal = crate::ledger::Journal::new();
        let mut lines = Vec::new();
        for document in &documents {
            journal.append(&post(document, &accounts).unwrap()).unwrap();
            lines.extend(tax_lines(document, &filing).unwrap());
        }
        let codes = [CodeAccount {
            side: Side::Sale,
            category: Category::Standard,
            rate: None,
            account: "vat".into(),
        }];
        reconcile(&lines, &journal, &codes).unwrap().agreed().unwrap();
        let march = Period::month(2026, 3).unwrap();
        let oss = fill(&lines, &ReturnPack::embedded("eu.one_stop_shop").unwrap(), march).unwrap();
        assert_eq!((oss.amount("tax"), oss.untaken.len()), (Some(eur!(20.00)), 0));
        assert_eq!(journal.balance("vat", EUR), eur!(-20.00));
    }
}
