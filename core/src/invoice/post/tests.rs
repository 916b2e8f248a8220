use super::*;
use crate::{
    invoice::{
        Document, Line, Rules, Tax, What, credit, deduct,
        tests::samples::{day, document, eur, foreign, issued},
    },
    money::{
        Mode, Rounding,
        currency::{EUR, USD},
    },
};
use proptest::prelude::*;
use rust_decimal::Decimal;

/// An account for every category, rate and direction; `tax S 0.19 Output` and the like.
fn accounts(invoices: &[&Invoice]) -> Accounts {
    let mut tax = vec![];
    for part in invoices.iter().flat_map(|invoice| &invoice.totals().breakdown) {
        for direction in [Direction::Output, Direction::Input] {
            tax.push(TaxAccount {
                category: part.category,
                rate: Some(part.rate),
                code: part.code.clone(),
                direction,
                account: account(part, direction),
            });
        }
    }
    let reverse = |category: Category, rate| ReverseCharge {
        category,
        code: String::new(),
        rate,
        output: format!("owed {category}"),
        input: format!("asked {category}"),
    };
    Accounts {
        receivable: "receivable".into(),
        revenue: "revenue".into(),
        tax,
        rounding: "rounding".into(),
        withheld: "withheld".into(),
        advances: "advances".into(),
        payable: "payable".into(),
        expense: "expense".into(),
        reverse: vec![
            reverse(Category::ReverseCharge, dec!(0.19)),
            reverse(Category::IntraCommunity, dec!(0.07)),
        ],
        withheld_payable: "withheld payable".into(),
        advances_paid: "advances paid".into(),
        deposits_received: "deposits received".into(),
        deposits_paid: "deposits paid".into(),
        exchange: "exchange".into(),
    }
}

fn account(part: &TaxTotal, direction: Direction) -> String {
    format!("tax {} {} {} {direction:?}", part.category, part.rate.normalize(), part.code)
}

/// Where a debit of a sale stands: 1, or -1 where all signs are turned around.
fn sign(invoice: &Invoice) -> Decimal {
    let sale = invoice.document().side == Side::Sale;
    if invoice.document().kind.credits() == sale { dec!(-1) } else { dec!(1) }
}

/// Checks a journal against the document, without the code that made it.
fn agrees(
    invoice: &Invoice,
    journal: &Journal,
    accounts: &Accounts,
) -> std::result::Result<(), TestCaseError> {
    journal.balanced()?;
    let (document, totals) = (invoice.document(), invoice.totals());
    let currency = totals.accounting.as_ref().map_or(totals.currency, |accounting| accounting.tax.currency());
    let balance = |name: &str| journal.balance(name, currency).amount();
    let direction = Direction::of(document.side);
    // Rows that differ in their surcharge alone share an account.
    let mut taxes = BTreeMap::new();
    for (place, part) in totals.breakdown.iter().enumerate() {
        let converted = totals.accounting.as_ref().map(|accounting| accounting.parts[place].amount());
        let charged = converted.unwrap_or_else(|| part.charged().unwrap().amount());
        *taxes.entry(account(part, direction)).or_insert(dec!(0)) -= charged * sign(invoice);
        let reversed = [Category::ReverseCharge, Category::IntraCommunity].contains(&part.category);
        if reversed && document.side == Side::Purchase && totals.accounting.is_none() {
            let rate =
                accounts.reverse.iter().find(|reverse| reverse.category == part.category).unwrap().rate;
            let tax = part.base.share(rate, invoice.rules().amount).unwrap().amount();
            prop_assert_eq!(balance(&format!("owed {}", part.category)), tax * sign(invoice));
            prop_assert_eq!(balance(&format!("asked {}", part.category)), -tax * sign(invoice));
        }
    }
    for (account, wanted) in taxes {
        prop_assert_eq!(balance(&account), wanted, "{}", account);
    }
    if totals.accounting.is_none() {
        let of = |sale: &str, purchase: &str| balance(sale) + balance(purchase);
        prop_assert_eq!(of("receivable", "payable"), totals.due.amount() * sign(invoice));
        prop_assert_eq!(of("advances", "advances paid"), totals.prepaid.amount() * sign(invoice));
        prop_assert_eq!(of("withheld", "withheld payable"), totals.withheld.amount() * sign(invoice));
        prop_assert_eq!(balance("rounding"), -totals.rounding.amount() * sign(invoice));
        prop_assert_eq!(balance("exchange"), dec!(0));
    }
    Ok(())
}

proptest! {
    #[test]
    fn every_document_balances_and_its_tax_accounts_are_its_breakdown(document in document()) {
        let invoice = issued(document, Rules::en16931(EUR), "A1");
        let accounts = accounts(&[&invoice]);
        let journal = post(&invoice, &accounts)?;
        agrees(&invoice, &journal, &accounts)?;
        // Each side has its own accounts.
        let other = if invoice.document().side == Side::Sale { ["payable", "expense"] } else { ["receivable", "revenue"] };
        for name in other {
            prop_assert!(journal.balance(name, EUR).is_zero());
        }
        let own = invoice.document().lines.iter().zip(&invoice.totals().lines).filter(|(line, _)| !line.account.is_empty());
        let own = Money::sum(own.map(|(_, total)| total.net), EUR)?;
        let deposit = invoice.document().kind == Kind::Prepayment;
        let wanted = if deposit { dec!(0) } else { -own.amount() * sign(&invoice) };
        prop_assert_eq!(journal.balance("own account", EUR).amount(), wanted);
    }

    #[test]
    fn an_invoice_and_its_credits_leave_nothing_on_any_account(document in document(), share in 1i64..100) {
        prop_assume!(!document.kind.credits() && document.kind != Kind::Prepayment);
        let original = issued(Document { prepaid: None, ..document }, Rules::en16931(EUR), "A1");
        let accounts = accounts(&[&original]);
        let mut journal = post(&original, &accounts)?;
        let mut notes: Vec<Invoice> = vec![];
        let mut reversed = vec![];
        for what in [What::Share(Decimal::new(share, 2)), What::Whole] {
            let mut note = credit(&original, &notes, &what, day())?;
            note.issue(format!("C{}", notes.len()))?;
            journal.append(&post(&note, &accounts)?)?;
            reversed.extend(reverse_charged(&note, &accounts)?.into_iter().map(|(_, part)| part.tax));
            notes.push(note);
        }
        journal.balanced()?;
        for (account, left) in journal.accounts() {
            // The buyer's own tax is reckoned on each document by itself: a cent may be left for each note.
            let own = account.starts_with("owed") || account.starts_with("asked");
            prop_assert!(left.is_zero() || own && left.amount().abs() <= dec!(0.02), "{account} {left}");
        }
    }

    #[test]
    fn deposits_are_cleared_by_the_final_invoice(
        parts in prop::collection::vec(1i64..30_000, 1..4), whole in 100_000i64..900_000, purchase in any::<bool>(),
    ) {
        let rules = Rules::en16931(EUR);
        let line = |cents, rate| Line::new("kitchen", dec!(1), eur(cents).each(), Tax::standard(rate));
        let side = |document: Document| if purchase { document.purchase() } else { document };
        let mut advances = vec![];
        for (place, cents) in parts.into_iter().enumerate() {
            let rate = if place == 0 { dec!(0.16) } else { dec!(0.19) };
            let document = side(Document::new(Kind::Prepayment, EUR, day()).line(line(cents, rate)));
            advances.push(issued(document, rules, &format!("A{place}")));
        }
        let last = deduct(side(Document::invoice(EUR, day()).line(line(whole, dec!(0.19)))), &rules, &advances)?;
        let last = issued(last, rules, "B1");
        let all: Vec<&Invoice> = advances.iter().chain([&last]).collect();
        let accounts = accounts(&all);
        let mut journal = Journal::new();
        for invoice in &all {
            let posted = post(invoice, &accounts)?;
            agrees(invoice, &posted, &accounts)?;
            journal.append(&posted)?;
        }
        let (usual, deposits) = if purchase { ("expense", "deposits paid") } else { ("revenue", "deposits received") };
        prop_assert!(journal.balance(deposits, EUR).is_zero());
        let turnover = if purchase { eur(whole) } else { eur(-whole) };
        prop_assert_eq!(journal.balance(usual, EUR), turnover);
    }

    #[test]
    fn foreign_documents_are_posted_in_the_currency_of_the_books(
        prices in prop::collection::vec((1i64..999_999, 1i64..50), 1..6), rate in 1i64..3_000_000, purchase in any::<bool>(), credits in any::<bool>(),
    ) {
        let mut document = foreign().document().clone();
        let taxes: Vec<Tax> = document.lines.iter().map(|line| line.tax.clone()).collect();
        document.lines = prices.into_iter().zip(taxes.into_iter().cycle()).map(|((cents, quantity), tax)| {
            Line::new("lamp", Decimal::from(quantity), Money::minor(cents, USD).each(), tax)
        }).collect();
        document.accounting.as_mut().unwrap().rate = Decimal::new(rate, 6);
        if purchase {
            document.side = Side::Purchase;
        }
        if credits {
            document.kind = Kind::CreditNote;
            document.preceding.push(crate::invoice::Reference::Outside { number: None, why: "old books".into() });
        }
        let invoice = issued(document, Rules::en16931(USD), "A1");
        let accounts = accounts(&[&invoice]);
        let journal = post(&invoice, &accounts)?;
        agrees(&invoice, &journal, &accounts)?;
        prop_assert_eq!(journal.currencies().collect::<Vec<_>>(), [EUR]);
        // Half a cent for each posting at the most.
        let most = Decimal::new(i64::try_from(journal.postings().len()).unwrap() * 5, 3);
        prop_assert!(journal.balance("exchange", EUR).amount().abs() <= most);
    }

    #[test]
    fn payments_in_parts_clear_a_claim_to_the_cent(booked in 1i64..9_999_999, owed in 1i64..9_999_999, parts in prop::collection::vec(1i64..100, 0..6)) {
        let mut claim = Claim { owed: Money::minor(owed, USD), booked: eur(booked) };
        let (mut cleared, by) = (eur(0), Rounding::minor(EUR, Mode::HalfUp));
        for percent in parts {
            let paid = claim.owed.share(Decimal::new(percent, 2), Rounding::minor(USD, Mode::Down))?;
            let settled = claim.settle(paid, eur(0), by)?;
            prop_assert_eq!(settled.difference, -settled.cleared);
            cleared = cleared.checked_add(settled.cleared)?;
            claim = settled.left;
        }
        let last = claim.settle(claim.owed, eur(7), by)?;
        prop_assert_eq!(cleared.checked_add(last.cleared)?, eur(booked));
        prop_assert!(last.left.owed.is_zero() && last.left.booked.is_zero());
    }
}

fn purchase(category: Category, rate: Decimal) -> Invoice {
    let line = Line::new("steel", dec!(1), eur(10_000).each(), Tax::new(category, rate));
    issued(Document::invoice(EUR, day()).purchase().line(line), Rules::en16931(EUR), "S-77")
}

#[test]
fn a_purchase_is_owed_and_its_tax_asked_back() {
    let invoice = purchase(Category::Standard, dec!(0.19));
    let journal = post(&invoice, &accounts(&[&invoice])).unwrap();
    let left: Vec<_> = journal.accounts().map(|(account, amount)| (account, amount.amount())).collect();
    assert_eq!(
        left,
        [("expense", dec!(100.00)), ("payable", dec!(-119.00)), ("tax S 0.19  Input", dec!(19.00))]
    );
}

#[test]
fn reverse_charge_is_posted_on_both_sides() {
    let invoice = purchase(Category::ReverseCharge, dec!(0));
    let journal = post(&invoice, &accounts(&[&invoice])).unwrap();
    let left: Vec<_> = journal.accounts().map(|(account, amount)| (account, amount.amount())).collect();
    assert_eq!(
        left,
        [
            ("asked AE", dec!(19.00)),
            ("expense", dec!(100.00)),
            ("owed AE", dec!(-19.00)),
            ("payable", dec!(-100.00))
        ]
    );
    let error = post(&invoice, &Accounts { reverse: vec![], ..accounts(&[&invoice]) }).unwrap_err();
    assert_eq!((error.code(), error.field(), error.value()), (Code::InputInvalid, "accounts.reverse", "AE"));
}

#[test]
fn a_code_has_its_account_before_a_rate_and_a_rate_before_a_category() {
    let tax = |code: &str, rate| {
        let mut part = TaxTotal::new(Category::Standard, rate, eur(0), eur(0));
        part.code = code.into();
        part
    };
    let accounts = Accounts {
        tax: vec![
            TaxAccount::new(Category::Standard, "any"),
            TaxAccount::new(Category::Standard, "nineteen").at(dec!(0.19)),
            TaxAccount::new(Category::Standard, "car").code("car"),
            TaxAccount::new(Category::Standard, "car nineteen").code("car").at(dec!(0.19)),
            TaxAccount::new(Category::Standard, "input").input(),
        ],
        ..Accounts::default()
    };
    let of = |part: &TaxTotal, direction| accounts.tax(part, direction).unwrap().to_owned();
    assert_eq!(of(&tax("", dec!(0.07)), Direction::Output), "any");
    assert_eq!(of(&tax("", dec!(0.190)), Direction::Output), "nineteen");
    assert_eq!(of(&tax("car", dec!(0.07)), Direction::Output), "car");
    assert_eq!(of(&tax("car", dec!(0.19)), Direction::Output), "car nineteen");
    assert_eq!(of(&tax("van", dec!(0.19)), Direction::Output), "nineteen");
    assert_eq!(of(&tax("van", dec!(0.19)), Direction::Input), "input");
    let part = TaxTotal::new(Category::Canaries, dec!(0.07), eur(0), eur(0));
    assert!(accounts.tax(&part, Direction::Input).unwrap_err().message().contains("input tax of category L"));
}

#[test]
fn an_account_that_is_needed_is_asked_for_by_its_name() {
    let invoice = purchase(Category::Standard, dec!(0.19));
    let all = accounts(&[&invoice]);
    for (accounts, field) in [
        (Accounts { payable: String::new(), ..all.clone() }, "accounts.payable"),
        (Accounts { expense: String::new(), ..all.clone() }, "accounts.expense"),
    ] {
        let error = post(&invoice, &accounts).unwrap_err();
        assert_eq!((error.code(), error.field()), (Code::InputMissing, field));
    }
    let mut spoilt = invoice;
    spoilt.void(day(), "never came").unwrap();
    assert_eq!(post(&spoilt, &all).unwrap_err().code(), Code::InvoiceState);
}

#[test]
fn the_credit_note_of_a_deposit_takes_back_the_deposit() {
    let line = Line::new("kitchen", dec!(1), eur(10_000).each(), Tax::standard(dec!(0.19)));
    let advance = issued(Document::new(Kind::Prepayment, EUR, day()).line(line), Rules::en16931(EUR), "A1");
    let mut note = credit(&advance, &[], &What::Whole, day()).unwrap();
    note.issue("C1").unwrap();
    let accounts = accounts(&[&advance]);
    let mut journal = post(&advance, &accounts).unwrap();
    assert_eq!(journal.balance("deposits received", EUR), eur(-10_000));
    journal.append(&post(&note, &accounts.of_deposits()).unwrap()).unwrap();
    assert!(journal.accounts().all(|(_, left)| left.is_zero()));
}

#[test]
fn a_payment_that_is_no_part_of_the_claim_is_refused() {
    let claim = Claim { owed: Money::minor(11_900, USD), booked: eur(10_000) };
    let by = Rounding::minor(EUR, Mode::HalfUp);
    let refused = |paid, received| {
        let error = claim.settle(paid, received, by).unwrap_err();
        (error.code(), error.field().to_owned())
    };
    assert_eq!(refused(Money::minor(11_901, USD), eur(1)), (Code::InputInvalid, "paid".into()));
    assert_eq!(refused(Money::minor(-1, USD), eur(1)), (Code::InputInvalid, "paid".into()));
    assert_eq!(refused(eur(1), eur(1)), (Code::MoneyMixedCurrencies, "paid".into()));
    assert_eq!(
        refused(Money::minor(1, USD), Money::minor(1, USD)),
        (Code::MoneyMixedCurrencies, "received".into())
    );
}

#[test]
fn a_claim_is_booked_at_the_rate_of_the_document() {
    let invoice = foreign();
    let claim = Claim::of(&invoice).unwrap();
    assert_eq!(claim.owed, invoice.totals().due);
    let journal = post(&invoice, &accounts(&[&invoice])).unwrap();
    assert_eq!(claim.booked, journal.balance("receivable", EUR));
}
