//! An older and a newer pack side by side, both read while the program runs: whose withholding changes, and what is
//! known of each. `packs [OLD NEW]` reads two files; left out, Australia's embedded pack and the one beside it.

use backoffice::{
    Money, PayFrequency, Result,
    currency::AUD,
    date, dec,
    law::RulePack,
    tax::wages::{self, Payment, Profile, au},
};
use std::{env, fs, path::Path};

fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let law = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/law/au");
    let mut files = env::args().skip(1).map(Into::into);
    let old = files.next().unwrap_or_else(|| law.join("wages.toml"));
    let new = files.next().unwrap_or_else(|| law.join("wages-from-2026-07.toml"));
    let old = RulePack::parse(&fs::read_to_string(old)?)?;
    let new = RulePack::parse(&fs::read_to_string(new)?)?;
    print!("{}", wages::table(&wages::supported_by(&[old.clone(), new.clone()])?));

    let paid = |month, pay| -> Result<(Profile, Payment)> {
        let person = Profile::Au(au::Profile::new(au::WithholdingScale::TaxFreeThreshold));
        let pay = Money::new(pay, AUD)?;
        Ok((person, Payment::new(date(2026, month, 15)?, PayFrequency::Weekly, pay)))
    };
    let people = [paid(6, dec!(1000))?, paid(7, dec!(1000))?];
    let found = wages::compare(&people, &old, &new);
    println!("\n{} people, {} as before", found.people, found.unchanged);
    for change in &found.changes {
        let [told, kept] = [&change.old_problem, &change.new_problem]
            .map(|problem| problem.as_ref().map_or("known", |problem| problem.code.as_str()));
        println!("row {}: old pack {told}, new pack {kept}", change.row);
    }

    // The same text, edited: another rate from 10 June on for those who gave no tax file number.
    let until = "{ since = 2024-07-01, until = 2026-06-30, rate = \"0.47\" }";
    let split = "{ since = 2024-07-01, until = 2026-06-09, rate = \"0.47\" }, \
                 { since = 2026-06-10, until = 2026-06-30, rate = \"0.40\" }";
    let edited = RulePack::parse(&old.text().replace(until, split))?;
    let nobody = Profile::Au(au::Profile::new(au::WithholdingScale::NoTfnResident));
    let people = people.map(|(_, payment)| (nobody.clone(), payment));
    for change in wages::compare(&people, &old, &edited).changes {
        for line in change.lines {
            let told =
                |amount: Option<Money>| amount.map_or_else(|| "-".to_owned(), |amount| amount.to_string());
            println!("row {}: {} {} -> {}", change.row, line.code, told(line.old), told(line.new));
        }
    }
    Ok(())
}
