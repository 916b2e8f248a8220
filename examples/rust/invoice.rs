//! An invoice from draft to book: totals, number, chain, a credit in part, the journal, and an auditor who finds a forgery.

use backoffice::{
    Result,
    currency::EUR,
    date, dec, eur,
    invoice::{
        Accounts, Category, Document, Invoice, Line, Rules, Taken, Tax, TaxAccount, What,
        chain::{self, Head, Scheme},
        credit,
        numbering::Series,
        post,
    },
};

fn main() -> Result<()> {
    let series = Series::new("sales", "INV-{year}-{number:5}".parse()?).restarting_yearly().chronological();
    let tax = Tax::standard(dec!(0.21));
    let document = Document::invoice(EUR, date(2026, 3, 2)?)
        .buyer("Ada")
        .line(Line::new("desk lamp", dec!(3), eur!(18.35).each(), tax.clone()))
        .line(Line::new("stapler", dec!(2), eur!(5.55).each(), tax));

    // The series is stored in the same transaction as the invoice: what was not stored was not taken.
    let (number, series) = series.issue(document.day)?;
    let mut invoice = Invoice::draft(document, Rules::en16931(EUR))?;
    invoice.issue(number.to_string())?;
    println!(
        "{number}: net {}, tax {}, due {}",
        invoice.totals().net,
        invoice.totals().tax,
        invoice.totals().due
    );

    let one_lamp = What::Lines(vec![Taken { line: 0, quantity: dec!(1) }]);
    let (number, _) = series.issue(date(2026, 3, 9)?)?;
    let mut note = credit(&invoice, &[], &one_lamp, date(2026, 3, 9)?)?;
    note.issue(number.to_string())?;
    println!("{number}: credits {} of it", note.totals().gross);

    let accounts = Accounts {
        receivable: "receivable".into(),
        revenue: "sales".into(),
        tax: vec![TaxAccount::new(Category::Standard, "output tax")],
        ..Accounts::default()
    };
    let mut journal = post(&invoice, &accounts)?;
    journal.append(&post(&note, &accounts)?)?;
    for (account, balance) in journal.accounts() {
        println!("{account:<12} {balance:>12}");
    }

    let (first, head) = chain::append(&Head::start(Scheme::CanonicalJson), invoice)?;
    let (second, head) = chain::append(&head, note)?;
    chain::audit(&[first.clone(), second.clone()], Some(&head))?;
    match chain::audit(&[second, first], Some(&head)) {
        Err(error) => println!("put the other way round: {}: {error}", error.code()),
        Ok(()) => println!("nobody noticed"),
    }
    journal.balanced()
}
