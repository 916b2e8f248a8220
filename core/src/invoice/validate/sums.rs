//! Totals: BR-CO-10 to BR-CO-17.

use super::{
    judge::{Computed, Judge, add, step, tax, within_one},
    number::{self, Half, Read, read},
};
use rust_decimal::Decimal;

fn equal(stated: Decimal, computed: Decimal) -> bool {
    stated == computed
}

impl Judge<'_> {
    pub fn sums(&mut self) {
        let (document, totals) = (self.stated, &self.stated.totals);
        let total = |name: &str| format!("totals.{name}");

        let lines = add(document.lines.iter().map(|line| (false, line.net.as_deref())));
        self.required("BR-CO-10", "sum", totals.sum.as_deref(), |judge| judge.sum(lines));
        for (rule, name, stated, list) in [
            ("BR-CO-11", "allowances", &totals.allowances, &document.allowances),
            ("BR-CO-12", "charges", &totals.charges, &document.charges),
        ] {
            let sum = self.sum(add(list.iter().map(|part| (false, part.amount.as_deref()))));
            if stated.is_none() && !list.is_empty() {
                let message = format!("the sum of the {name} is missing");
                self.tell(rule, total(name), None, message);
            } else {
                self.compare(rule, || total(name), stated.as_deref(), sum, equal);
            }
        }
        let net = add([
            (false, totals.sum.as_deref()),
            (true, totals.allowances.as_deref()),
            (false, totals.charges.as_deref()),
        ]);
        let adjusted = totals.allowances.is_some() || totals.charges.is_some();
        self.required(
            "BR-CO-13",
            "net",
            totals.net.as_deref(),
            |judge| if adjusted { judge.sum(net) } else { net },
        );
        if !document.breakdown.is_empty() || !self.official() {
            let taxes = self.sum(add(document.breakdown.iter().map(|part| (false, part.tax.as_deref()))));
            self.compare("BR-CO-14", || total("tax"), totals.tax.as_deref(), taxes, equal);
        }
        let gross = add([(false, totals.net.as_deref()), (false, totals.tax.as_deref())]);
        self.required("BR-CO-15", "gross", totals.gross.as_deref(), |judge| judge.sum(gross));
        self.due();
        for place in 0..document.breakdown.len() {
            self.tax_of_rate(place);
        }
    }

    /// A total that has to be there.
    fn required(
        &mut self,
        rule: &'static str,
        name: &str,
        stated: Option<&str>,
        computed: impl FnOnce(&Self) -> Computed,
    ) {
        let field = || format!("totals.{name}");
        if stated.is_none() {
            let wanted = computed(self).map_or_else(|why| why, |wanted| wanted.normalize().to_string());
            self.tell(rule, field(), None, format!("it is missing, and should be {wanted}"));
            return;
        }
        let computed = computed(self);
        self.compare(rule, field, stated, computed, equal);
    }

    /// BR-CO-16. The official artefact rounds both sides apart, where there is something to subtract.
    fn due(&mut self) {
        let totals = &self.stated.totals;
        let (gross, prepaid) = (totals.gross.as_deref(), totals.prepaid.as_deref());
        let (rounding, due) = (totals.rounding.as_deref(), totals.due.as_deref());
        let official = self.official();
        self.required("BR-CO-16", "due", due, |judge| {
            if !official || (prepaid.is_none() && rounding.is_none()) {
                return add([(false, gross), (true, prepaid), (false, rounding)]);
            }
            let payable = add([(false, gross), (true, prepaid)]);
            let payable = if prepaid.is_some() { judge.sum(payable) } else { payable }?;
            let Some(cash) = rounding else { return Ok(payable) };
            // round₂(BT-115 − BT-114) = payable: told as what BT-115 should be, so that the finding names it.
            let rounded = judge.sum(add([(false, due), (true, Some(cash))]))?;
            if rounded == payable { add([(false, due)]) } else { step(payable, false, Some(cash)) }
        });
    }

    /// BR-CO-17 of a group of the breakdown.
    fn tax_of_rate(&mut self, place: usize) {
        let Some(part) = self.stated.breakdown.get(place) else { return };
        let (rate, stated, official) = (part.rate.as_deref(), part.tax.as_deref(), self.official());
        let field = || format!("breakdown.{place}.tax");
        let percent = match read(rate) {
            Read::Unreadable => {
                let message = format!("the rate `{}` is no number", rate.unwrap_or_default());
                self.tell("BR-CO-17", field(), stated, message);
                return;
            }
            Read::Missing => None,
            Read::Number(percent) => Some(percent),
        };
        let whole = |number: Decimal| number::round(number, 0, Half::Upwards);
        let taxed = percent.filter(|percent| !official || whole(*percent) != Some(Decimal::ZERO));
        let computed = match taxed {
            None => Ok(Decimal::ZERO),
            Some(percent) if official => tax(part.base.as_deref(), percent, 2, Half::Upwards, true),
            Some(percent) => tax(part.base.as_deref(), percent, self.digits, Half::Away, false),
        };
        self.compare("BR-CO-17", field, stated, computed, |stated, computed| {
            if !official {
                stated == computed
            } else if taxed.is_none() {
                whole(stated) == Some(Decimal::ZERO)
            } else {
                within_one(stated, computed, true)
            }
        });
    }
}
