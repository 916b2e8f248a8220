//! The same movements under two methods, a return, a shortage, and the judge of conservation.

use backoffice::{
    Result, date, dec, eur,
    stock::{self, Method, Movement, Negative, Policy},
};

fn main() -> Result<()> {
    let moves = [
        Movement::receive("bolt", date(2026, 1, 5)?, dec!(100), eur!(0.10).each()),
        Movement::receive("bolt", date(2026, 2, 5)?, dec!(100), eur!(0.12).each()),
        Movement::issue("bolt", date(2026, 3, 1)?, dec!(150)).id("order 7"),
        Movement::return_from_customer("bolt", date(2026, 3, 4)?, dec!(10), "order 7"),
        Movement::issue("bolt", date(2026, 3, 5)?, dec!(70)).id("order 8"),
        Movement::receive("bolt", date(2026, 3, 9)?, dec!(50), eur!(0.13).each()),
    ];
    let policy = Policy { negative: Negative::RecostCoveredUnits, ..Policy::IFRS_DEFAULT };
    for method in [Method::Fifo, Method::MovingAverage] {
        let value = stock::value(&moves, method, &policy)?;
        value.conserved()?;
        println!("{method}: cost of sales {}, on hand {}", value.cost_of("bolt"), value.on_hand("bolt"));
        for layer in value.layers("bolt") {
            println!("  {layer}");
        }
        for short in &value.shortages {
            println!(
                "  short on {}: {} at {} for the time being",
                short.day, short.missing, short.provisional
            );
        }
        for cover in &value.covers {
            println!("  covered on {}: {} more than thought", cover.day, cover.difference);
        }
    }
    // By default an issue of more than there is is refused, and says so.
    if let Err(error) = stock::value(&moves, Method::Fifo, &Policy::IFRS_DEFAULT) {
        println!("{}: {error}", error.code());
    }
    Ok(())
}
