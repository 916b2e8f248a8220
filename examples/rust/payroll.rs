//! A month's payslip with overtime and an expense, explained to the paragraph: `cargo run -p backoffice-examples --example payroll`.

use backoffice::{
    Mode::HalfUp,
    Period, Result, Rounding,
    currency::GBP,
    date, dec, gbp,
    law::RulePack,
    payroll::{
        self, Employee, Pay,
        pension::{Arrangement, On, Scheme},
    },
    tax::wages::{Profile, uk},
};

fn main() -> Result<()> {
    let law = RulePack::embedded(uk::PACK)?;
    let penny = Rounding::minor(GBP, HalfUp);
    let ada = Employee::new("ada")
        .named("Ada Byron")
        .salary(gbp!(3_000.00))
        .contract_hours(dec!(150), penny)
        .taxed(Profile::Uk(uk::Profile::new("1257L".parse()?, "A".parse()?)))
        .pension(Scheme {
            name: "Works pension".into(),
            employee: dec!(0.05),
            employer: dec!(0.03),
            on: On::Band { lower: gbp!(520.00), upper: gbp!(4_189.00) },
            arrangement: Arrangement::NetPay,
            rounding: penny,
        });
    let extra = [Pay::overtime(dec!(6.5)).at(dec!(1.5)), Pay::expense(gbp!(84.20)).named("train to Leeds")];

    let (slip, trace) =
        payroll::slip_traced(&ada, Period::month(2026, 4)?, date(2026, 4, 30)?, &extra, &law)?;
    println!("{}", payroll::print::text(&slip, Some(&trace)));

    // The next month goes on from the figures to date that this one carried.
    let may = Employee { profile: Some(slip.carried.clone()), ..ada };
    let next = payroll::slip(&may, Period::month(2026, 5)?, date(2026, 5, 29)?, &[], &law)?;
    println!("net in May: {}", next.net);

    let accounts = payroll::Accounts::default().owing("HMRC", "owed to HMRC");
    let journal = payroll::post(&slip, &accounts)?;
    for (account, balance) in journal.accounts() {
        println!("{account:<24} {balance:>14}");
    }
    journal.balanced()
}
