//! What has to be there, known codes, signs of prices, decimals.

use super::{
    judge::Judge,
    number::{Read, decimals, read},
    rules::CATEGORIES,
    stated::StatedAdjustment,
};
use crate::money::Currency;
use rust_decimal::Decimal;

impl Judge<'_> {
    pub fn form(&mut self) {
        let document = self.stated;
        let totals = &document.totals;
        self.needs("BR-05", document.currency.as_deref(), "the currency", || "currency".into());
        for (rule, code, field) in [
            ("BR-CL-04", &document.currency, "currency"),
            ("BR-CL-05", &document.tax_currency, "tax_currency"),
        ] {
            if let Some(code) = code.as_deref().filter(|code| Currency::parse(code.trim()).is_err()) {
                self.tell(rule, field.into(), Some(code), format!("`{code}` is not in ISO 4217"));
            }
        }
        if document.tax_currency.is_some() {
            self.needs(
                "BR-53",
                totals.accounting_tax.as_deref(),
                "the tax in the accounting currency",
                || "totals.accounting_tax".into(),
            );
        }
        for (rule, stated, name) in [
            ("BR-12", &totals.sum, "sum"),
            ("BR-13", &totals.net, "net"),
            ("BR-14", &totals.gross, "gross"),
            ("BR-15", &totals.due, "due"),
        ] {
            self.needs(rule, stated.as_deref(), "the total", || format!("totals.{name}"));
        }
        for (rule, stated, name) in [
            ("BR-DEC-09", &totals.sum, "sum"),
            ("BR-DEC-10", &totals.allowances, "allowances"),
            ("BR-DEC-11", &totals.charges, "charges"),
            ("BR-DEC-12", &totals.net, "net"),
            ("BR-DEC-13", &totals.tax, "tax"),
            ("BR-DEC-14", &totals.gross, "gross"),
            ("BR-DEC-15", &totals.accounting_tax, "accounting_tax"),
            ("BR-DEC-16", &totals.prepaid, "prepaid"),
            ("BR-DEC-17", &totals.rounding, "rounding"),
            ("BR-DEC-18", &totals.due, "due"),
        ] {
            self.decimals(rule, stated.as_deref(), || format!("totals.{name}"));
        }
        self.lines();
        self.adjustments("allowances", &document.allowances, ["BR-31", "BR-32", "BR-DEC-01", "BR-DEC-02"]);
        self.adjustments("charges", &document.charges, ["BR-36", "BR-37", "BR-DEC-05", "BR-DEC-06"]);
        self.breakdown();
    }

    fn lines(&mut self) {
        let document = self.stated;
        if document.lines.is_empty() {
            self.tell("BR-16", "lines".into(), None, "there is no line".into());
        }
        for (place, line) in document.lines.iter().enumerate() {
            let at = |name: &str| format!("lines.{place}.{name}");
            self.needs("BR-24", line.net.as_deref(), "the net amount", || at("net"));
            self.decimals("BR-DEC-23", line.net.as_deref(), || at("net"));
            self.needs("BR-26", line.price.as_deref(), "the price", || at("price"));
            self.not_negative("BR-27", line.price.as_deref(), || at("price"));
            self.not_negative("BR-28", line.gross_price.as_deref(), || at("gross_price"));
            self.needs("BR-CO-04", line.category.as_deref(), "the tax category", || at("category"));
            self.known("BR-CL-18", line.category.as_deref(), || at("category"));
            for (name, list, rules) in [
                ("allowances", &line.allowances, ["BR-41", "BR-DEC-24", "BR-DEC-25"]),
                ("charges", &line.charges, ["BR-43", "BR-DEC-27", "BR-DEC-28"]),
            ] {
                let [there, amount, base] = rules;
                for (index, part) in list.iter().enumerate() {
                    let at = |field: &str| format!("lines.{place}.{name}.{index}.{field}");
                    self.needs(there, part.amount.as_deref(), "the amount", || at("amount"));
                    self.decimals(amount, part.amount.as_deref(), || at("amount"));
                    self.decimals(base, part.base.as_deref(), || at("base"));
                }
            }
        }
    }

    fn adjustments(&mut self, name: &str, list: &[StatedAdjustment], rules: [&'static str; 4]) {
        let [there, category, amount, base] = rules;
        for (place, part) in list.iter().enumerate() {
            let at = |field: &str| format!("{name}.{place}.{field}");
            self.needs(there, part.amount.as_deref(), "the amount", || at("amount"));
            self.needs(category, part.category.as_deref(), "the tax category", || at("category"));
            self.known("BR-CL-17", part.category.as_deref(), || at("category"));
            self.decimals(amount, part.amount.as_deref(), || at("amount"));
            self.decimals(base, part.base.as_deref(), || at("base"));
        }
    }

    fn breakdown(&mut self) {
        let document = self.stated;
        if document.breakdown.is_empty() {
            self.tell("BR-CO-18", "breakdown".into(), None, "there is no breakdown of the tax".into());
        }
        for (place, part) in document.breakdown.iter().enumerate() {
            let at = |field: &str| format!("breakdown.{place}.{field}");
            self.needs("BR-45", part.base.as_deref(), "the taxable base", || at("base"));
            self.needs("BR-46", part.tax.as_deref(), "the tax", || at("tax"));
            self.needs("BR-47", part.category.as_deref(), "the tax category", || at("category"));
            if part.category.as_deref().map(str::trim) != Some("O") {
                self.needs("BR-48", part.rate.as_deref(), "the rate", || at("rate"));
            }
            self.known("BR-CL-17", part.category.as_deref(), || at("category"));
            self.decimals("BR-DEC-19", part.base.as_deref(), || at("base"));
            self.decimals("BR-DEC-20", part.tax.as_deref(), || at("tax"));
        }
    }

    fn decimals(&mut self, rule: &'static str, stated: Option<&str>, field: impl FnOnce() -> String) {
        if let Some(text) = stated
            && decimals(text) > 2
        {
            let message = format!("`{text}` has {} decimals: two at the most", decimals(text));
            self.tell(rule, field(), stated, message);
        }
    }

    fn not_negative(&mut self, rule: &'static str, stated: Option<&str>, field: impl FnOnce() -> String) {
        let text = stated.unwrap_or_default();
        let message = match read(stated) {
            Read::Number(price) if price < Decimal::ZERO => format!("the price {text} is below zero"),
            Read::Unreadable => format!("the price `{text}` is no number"),
            _ => return,
        };
        self.tell(rule, field(), stated, message);
    }

    fn known(&mut self, rule: &'static str, code: Option<&str>, field: impl FnOnce() -> String) {
        if let Some(code) = code
            && !CATEGORIES.contains(&code.trim())
        {
            let message = format!("`{code}` is no tax category: write {}", CATEGORIES.join(", "));
            self.tell(rule, field(), Some(code), message);
        }
    }
}
