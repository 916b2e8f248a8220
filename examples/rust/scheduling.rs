//! A week's rota for a shop with too few people at the till: what can be done, and why the rest cannot.

use backoffice::{
    Period, Result, dec,
    scheduling::{self, Budget, Model, Person, Shift, law::Labour},
};

fn main() -> Result<()> {
    let model = Model::new(Period::week(2026, 14)?)
        .people([
            Person::new("ada").skills(["till"]).hours(dec!(32)),
            Person::new("bo").hours(dec!(40)),
            Person::new("cy").skills(["till"]).hours(dec!(16)),
        ])
        .shift(Shift::every_day("early", "06:00", "14:00").unpaid_break(30).needing("till"))
        .shift(Shift::every_day("late", "14:00", "22:00").unpaid_break(30))
        .law(Labour::of(["eu.working_time"]))
        .prefer("ada", "early");
    let roster = scheduling::solve(&model, Budget::nodes(200_000).seed(7))?;
    println!("{roster}");
    println!("penalty {} (no roster has less than {})", roster.penalty, roster.bound);
    for gap in &roster.unfilled {
        println!("{gap}: {}", gap.reason);
    }
    // The judge is not the solver.
    let verdict = scheduling::evaluate(&model, &roster.assignments)?;
    println!("lawful: {}", verdict.is_lawful());
    Ok(())
}
