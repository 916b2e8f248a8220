//! OpenFisca's country template as a rule of ours: a pack of its figures, and a formula over any form of number, written
//! with nothing but the tools that rules outside the library have too.

use backoffice::{
    Decimal,
    Mode::HalfUp,
    Money, NaiveDate, Result, Rounding,
    error::Error,
    law::RulePack,
    money::number::{Exact, Fixed, Number},
};

/// Income tax and contribution of the template, as of 2017.
pub const PACK: &str = r#"
id = "template"
revision = "8.2.0"
jurisdiction = "FR"
currency = "EUR"

[[source]]
key = "template"
title = "OpenFisca country template 8.2.0"
standing = "secondary"

[rate.income_tax]
source = "template, taxes/income_tax_rate"
values = [{ since = 2015-01-01, rate = "0.15" }]

[scale.contribution]
source = "template, taxes/social_security_contribution"
per = "month"
values = [
    { since = 2017-01-01, bands = [
        { above = "0", rate = "0.02" },
        { above = "6000", rate = "0.06" },
        { above = "12400", rate = "0.12" },
    ] },
]
"#;

/// Cents × rates of whole percents: nothing is lost in four decimals, so this rounding never rounds.
const FINE: Rounding = Rounding::of(1, 4, HalfUp);

struct Figures<N: Number> {
    income_tax: N::Factor,
    /// Where each band begins, where it ends, its rate.
    bands: Vec<(N, Option<N>, N::Factor)>,
}

impl<N: Number> Figures<N> {
    fn of(pack: &RulePack, day: NaiveDate) -> Result<Option<Self>> {
        let (rate, scale) = (pack.rate("income_tax", day)?, pack.scale("contribution", day)?);
        let tops = scale.bands.iter().skip(1).map(|band| Some(band.above)).chain([None]);
        let band = |(band, top): (&backoffice::law::Band, Option<Decimal>)| {
            let top = match top {
                Some(top) => Some(N::exact(top)?),
                None => None,
            };
            Some((N::exact(band.above)?, top, N::factor(band.rate)?))
        };
        let bands = scale.bands.iter().zip(tops).map(band).collect::<Option<_>>();
        Ok(bands.zip(N::factor(rate.value)).map(|(bands, income_tax)| Self { income_tax, bands }))
    }

    /// What is left of a salary.
    fn net(&self, salary: Money) -> Option<Decimal> {
        let salary = N::exact(salary.amount())?;
        let part = |(low, high, rate): &(N, Option<N>, N::Factor)| {
            (high.map_or(salary.above(*low), |high| salary.between(*low, high)), *rate)
        };
        let contribution = N::shares_of(self.bands.iter().map(part), FINE);
        (salary - salary.share(self.income_tax, FINE) - contribution).read()
    }
}

/// The template's law on a day, in both forms of number.
pub struct Template {
    fast: Option<Figures<Fixed>>,
    exact: Figures<Exact>,
}

impl Template {
    /// From the pack.
    ///
    /// # Errors
    /// When the pack does not know that day.
    pub fn on(pack: &RulePack, day: NaiveDate) -> Result<Self> {
        let lost = || Error::overflow("pack", pack.revision(), "the figures of the template");
        Ok(Self { fast: Figures::of(pack, day)?, exact: Figures::of(pack, day)?.ok_or_else(lost)? })
    }

    /// What is left of a salary of the month: the fast form, or the reference when that is lost.
    ///
    /// # Errors
    /// `number.out_of_range`.
    pub fn net(&self, salary: Money) -> Result<Decimal> {
        let fast = self.fast.as_ref().and_then(|figures| figures.net(salary));
        let net = fast.or_else(|| self.exact.net(salary));
        net.ok_or_else(|| Error::overflow("salary", salary, "net salary"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use backoffice::{date, dec, eur};

    #[test]
    fn a_salary_in_the_highest_band() {
        let pack = RulePack::parse(PACK).unwrap();
        let law = Template::on(&pack, date(2026, 1, 1).unwrap()).unwrap();
        // 20 000 − 3 000 − (6 000 × 2 % + 6 400 × 6 % + 7 600 × 12 %)
        assert_eq!(law.net(eur!(20000.00)).unwrap(), dec!(15584));
        assert_eq!(law.net(eur!(0.01)).unwrap(), dec!(0.0083));
        assert_eq!(law.net(eur!(0.00)).unwrap(), dec!(0));
        // Beyond the fast form.
        assert_eq!(law.net(eur!(100000000000000.00)).unwrap(), dec!(73000000000984));
    }
}
