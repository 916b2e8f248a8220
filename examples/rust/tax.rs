//! Which tax a sale bears, where and why, and one cent that depends on where it is rounded.

use backoffice::{
    Granularity::{PerDocument, PerLine},
    Mode::HalfUp,
    Result, Rounding,
    currency::GBP,
    date, gbp,
    law::RulePack,
    tax::sales::{self, Choices, Country, Customer, DistanceSales, Line, Supply},
};

fn main() -> Result<()> {
    let (pack, eu) = (RulePack::embedded("uk.vat")?, RulePack::embedded("eu.vat")?);
    let home = Country::parse("GB")?;
    for (to, day) in [
        ("GB", date(2010, 12, 1)?),
        ("FR", date(2010, 12, 1)?),
        ("JP", date(2010, 12, 1)?),
        ("FR", date(2021, 1, 1)?),
    ] {
        let to = Country::parse(to)?;
        let supply =
            Supply::goods(day, home, to, Customer::private(to)).distance_sales(DistanceSales::BelowThreshold);
        let rated = sales::decide_rated(&supply, &Choices::none(), &eu, "standard", &pack)?;
        println!("{day} to {to}: {} at {} - {}", rated.category, rated.rate, rated.decision.reason);
        println!("  [{}]", rated.source);
    }

    let lines = [Line::new("lantern", gbp!(55.55)), Line::new("candle", gbp!(11.11))];
    let penny = Rounding::minor(GBP, HalfUp);
    let by_line = sales::assess(&lines, date(2010, 12, 1)?, &pack, PerLine, penny)?;
    let (by_document, trace) = sales::assess_traced(&lines, date(2010, 12, 1)?, &pack, PerDocument, penny)?;
    println!("\nVAT by line {}, by document {}\n\n{trace}", by_line.tax, by_document.tax);

    // A day before the law began is refused, never answered with the nearest rate.
    if let Err(error) = pack.rate("standard", date(1973, 3, 31)?) {
        println!("\n{}: {error}", error.code());
    }
    Ok(())
}
