//! The goods: what lay on the shelves, what left, came back, was written off or found, and what it cost.

use super::{
    inputs,
    orders::{Kind, Order, Orders},
};
use backoffice::{
    Decimal, Error, Mode, NaiveDate, Price, Problem, Result, Rounding,
    currency::GBP,
    error::exact,
    ledger::Journal,
    stock::{self, Accounts, Book, Method, Movement, Negative, Policy, Valuation},
};
use std::collections::BTreeMap;

/// The movements of the week and what was counted on the way.
pub struct Goods {
    /// Opening stock, deliveries and movements, in the order of their days.
    pub movements: Vec<Movement>,
    /// By item, half up; negative stock is reported and not refused; goods that only came back cost what the oldest layer
    /// would.
    pub policy: Policy,
    /// Pieces written off at price 0.
    pub written_off: Decimal,
    /// Pieces found at price 0.
    pub found: Decimal,
    /// Pieces given away with an order at price 0.
    pub samples: Decimal,
    /// Pieces that came back.
    pub returned: Decimal,
}

/// How a credit row refers to the row that it takes back: `(document, row of it)`.
pub type TakenBack = BTreeMap<(String, usize), (String, usize)>;

fn plus(sum: &mut Decimal, pieces: i64) -> Result<()> {
    let pieces = Decimal::from(pieces).abs();
    *sum = exact::add(*sum, pieces).ok_or_else(|| Error::overflow("Quantity", pieces, "sum of pieces"))?;
    Ok(())
}

/// The movements of the week.
///
/// Opening stock: every item has the layers that `week.toml` lists, each a share of what leaves in the week; its cost is a
/// share of the lowest price at which it is sold in the week.
pub fn movements(orders: &Orders, taken_back: &TakenBack, assumed: &inputs::Stock) -> Result<Goods> {
    let mut price: BTreeMap<String, Decimal> = BTreeMap::new();
    let mut need: BTreeMap<String, i64> = BTreeMap::new();
    for row in orders.documents.iter().flat_map(|order| &order.rows).filter(|row| !row.is_service()) {
        if !row.price.is_zero() {
            let lowest = price.entry(row.item()).or_insert(row.price);
            *lowest = (*lowest).min(row.price);
        }
        *need.entry(row.item()).or_default() += row.quantity.max(0);
    }
    let mut goods = Goods {
        movements: Vec::new(),
        policy: Policy { negative: Negative::RecostCoveredUnits, ..Policy::IFRS_DEFAULT },
        written_off: Decimal::ZERO,
        found: Decimal::ZERO,
        samples: Decimal::ZERO,
        returned: Decimal::ZERO,
    };
    let first = orders.documents.first().map_or(NaiveDate::MIN, Order::day);
    for layer in &assumed.layer {
        for (item, price) in &price {
            let share = |of: Decimal, share: Decimal, by: Rounding| {
                let product = exact::multiply(of, share);
                by.apply(product.ok_or_else(|| Error::overflow("share", share, "opening stock"))?)
            };
            let pieces = need.get(item).copied().unwrap_or_default();
            let pieces = share(pieces.into(), layer.share_of_need, Rounding::of(1, 0, Mode::Up))?;
            let cost =
                Price::new(share(*price, layer.share_of_price, Rounding::of(1, 4, Mode::HalfUp))?, GBP);
            goods.policy.initial_unit_cost.entry(item.clone()).or_insert(cost);
            if pieces.is_zero() {
                continue;
            }
            let movement = if layer.received < first {
                Movement::opening(item, layer.received, pieces, cost).reference("opening stock")
            } else {
                Movement::receive(item, layer.received, pieces, cost).reference("delivery")
            };
            goods.movements.push(movement);
        }
    }
    for order in &orders.documents {
        for (index, row) in order.rows.iter().enumerate().filter(|(_, row)| !row.is_service()) {
            let (item, day, pieces) = (row.item(), order.day(), Decimal::from(row.quantity).abs());
            let free = row.price.is_zero();
            let said = if row.description.is_empty() { "no reason given" } else { &row.description };
            let movement = match order.kind {
                Kind::Sale => {
                    if free {
                        plus(&mut goods.samples, row.quantity)?;
                    }
                    Movement::issue(item, day, pieces).id(row_id(&order.number, index))
                }
                Kind::Cancellation => {
                    plus(&mut goods.returned, row.quantity)?;
                    match taken_back.get(&(order.number.clone(), index)) {
                        Some((invoice, at)) => {
                            Movement::return_from_customer(item, day, pieces, row_id(invoice, *at))
                        }
                        None => Movement::new(stock::Kind::ReturnFromCustomer, item, day, pieces),
                    }
                }
                Kind::StockNote if row.quantity < 0 => {
                    plus(&mut goods.written_off, row.quantity)?;
                    Movement::loss(item, day, pieces, said)
                }
                Kind::StockNote => {
                    plus(&mut goods.found, row.quantity)?;
                    Movement::gain(item, day, pieces, said)
                }
            };
            goods.movements.push(movement.reference(&order.number));
        }
    }
    Ok(goods)
}

fn row_id(document: &str, row: usize) -> String {
    format!("{document}/{}", row + 1)
}

/// A valuation with its journal, and the movements that were refused (by their places).
pub struct Valued {
    /// What the stock is worth, judged.
    pub valuation: Valuation,
    /// The postings.
    pub journal: Journal,
    /// The movements that were refused, and why.
    pub problems: Vec<Problem>,
}

/// The valuation by one method. A movement that is refused leaves the book as it was and becomes a problem.
pub fn value(goods: &Goods, method: Method) -> Result<Valued> {
    let mut in_time: Vec<(usize, &Movement)> = goods.movements.iter().enumerate().collect();
    in_time.sort_by_key(|(_, movement)| movement.day);
    let mut book = Book::new(GBP, method, goods.policy.clone())?;
    let refused = |(place, movement): (usize, &Movement)| {
        book.apply(movement).err().map(|error| Problem::new(place, &error))
    };
    let problems = in_time.into_iter().filter_map(refused).collect();
    let valuation = book.valuation()?;
    valuation.conserved()?;
    let accounts = Accounts {
        inventory: "1200 stock".into(),
        cost_of_sales: "5000 cost of sales".into(),
        adjustment: "5100 stock adjustments".into(),
        goods_received: "2110 goods received, not invoiced".into(),
        price_difference: "5200 purchase price differences".into(),
        opening: "3000 balances brought forward".into(),
        revaluation: "5300 revaluation of stock".into(),
        production: "1250 work in progress".into(),
        ..Accounts::default()
    };
    let journal = stock::post(&valuation, &accounts)?;
    Ok(Valued { valuation, journal, problems })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::peak_week::orders;
    use backoffice::Code;

    #[test]
    fn both_methods_are_conserved_and_move_the_same_pieces() {
        let orders = orders::read(include_bytes!("../../data/online-retail-2010-12-01_07.csv")).unwrap();
        let week: inputs::Week = inputs::read("week.toml", include_str!("../../data/week.toml")).unwrap();
        let goods = movements(&orders, &TakenBack::new(), &week.stock).unwrap();
        assert!(goods.movements.iter().all(|m| !orders::SERVICES.contains(&m.item.as_str())));
        let fifo = value(&goods, Method::Fifo).unwrap();
        let average = value(&goods, Method::MovingAverage).unwrap();
        // What was never sold at a price has no cost: named, not guessed.
        assert!(!fifo.problems.is_empty() && fifo.problems.iter().all(|p| p.code == Code::StockNoCost));
        assert_eq!(fifo.problems.len(), average.problems.len());
        let (fifo, journal, average) = (fifo.valuation, fifo.journal, average.valuation);
        journal.balanced().unwrap();
        for (item, totals) in &fifo.items {
            assert_eq!(totals.quantity, average.quantity(item), "{item}");
        }
        assert_ne!(fifo.total, average.total);
        assert_eq!(journal.balance("1200 stock", GBP), fifo.total);
    }
}
