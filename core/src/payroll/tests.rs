//! Tests of slips, runs, journals and print: worked by hand, and the laws of sums as properties.

use super::{
    pension::{Arrangement, On, Scheme},
    *,
};
use crate::{
    calendar::{PayFrequency, Period, date},
    error::{Code, Error},
    law::RulePack,
    money::{
        Mode::HalfUp,
        Money, Price, Rounding,
        currency::{EUR, GBP},
    },
    tax::wages::{Profile, uk},
    trace,
};
use chrono::NaiveDate;
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::json;
use std::sync::OnceLock;

const PENNY: Rounding = Rounding::minor(GBP, HalfUp);

fn law() -> &'static RulePack {
    static LAW: OnceLock<RulePack> = OnceLock::new();
    LAW.get_or_init(|| RulePack::embedded(uk::PACK).unwrap())
}

fn code(text: &str) -> Profile {
    Profile::Uk(uk::Profile::new(text.parse().unwrap(), "A".parse().unwrap()))
}

/// Taxable pay and tax before this payment.
fn to_date(text: &str, through: NaiveDate, taxable_pay: Money, tax: Money) -> Profile {
    let mut profile = uk::Profile::new(text.parse().unwrap(), "A".parse().unwrap());
    profile.to_date = Some(uk::ToDate::new(through, taxable_pay, tax));
    Profile::Uk(profile)
}

fn scheme(arrangement: Arrangement) -> Scheme {
    Scheme {
        name: "Works pension".into(),
        employee: dec!(0.05),
        employer: dec!(0.03),
        on: On::AllPay,
        arrangement,
        rounding: PENNY,
    }
}

fn salaried() -> Employee {
    Employee::new("ada").named("Ada").salary(gbp!(3_000.00)).taxed(code("1257L"))
}

fn hourly() -> Employee {
    Employee::new("bo").hourly(gbp!(10.00).each(), PENNY).paid(PayFrequency::Weekly).taxed(code("1257L"))
}

fn april() -> (Period, NaiveDate) {
    (Period::month(2026, 4).unwrap(), date(2026, 4, 30).unwrap())
}

fn pay(employee: &Employee, pays: &[Pay]) -> crate::error::Result<Slip> {
    let (period, pay_day) = april();
    slip(employee, period, pay_day, pays, law())
}

fn amount(slip: &Slip, section: Section, code: &str) -> Money {
    slip.line(section, code).unwrap().amount
}

fn refused(employee: &Employee, pays: &[Pay], code: Code, field: &str) -> Error {
    let error = pay(employee, pays).unwrap_err();
    assert_eq!((error.code(), error.field()), (code, field), "{error}");
    error
}

#[test]
fn a_salary_in_2026_27_with_relief_at_source() {
    let member = salaried().pension(Scheme {
        on: On::Band { lower: gbp!(520.00), upper: gbp!(4_189.00) },
        ..scheme(Arrangement::ReliefAtSource(dec!(0.2)))
    });
    let slip = pay(&member, &[]).unwrap();
    // Tax month 1: free pay 12,579 ÷ 12 = 1,048.26 up; 3,000 − 1,048.26 = 1,951 whole pounds at 20 %.
    assert_eq!(amount(&slip, Section::Deduction, "uk.paye"), gbp!(390.20));
    // (3,000 − 1,048) at 8 %, (3,000 − 417) at 15 %.
    assert_eq!(amount(&slip, Section::Deduction, "uk.ni"), gbp!(156.16));
    assert_eq!(amount(&slip, Section::Employer, "uk.ni"), gbp!(387.45));
    // 5 % of 2,480 are 124.00, of which the scheme claims 20 %; 3 % are the employer's.
    assert_eq!(amount(&slip, Section::Deduction, "pension"), gbp!(99.20));
    assert_eq!(amount(&slip, Section::Employer, "pension"), gbp!(74.40));
    assert_eq!((slip.gross, slip.taxable), (gbp!(3_000.00), gbp!(3_000.00)));
    // 3,000 − 390.20 − 156.16 − 99.20; 3,000 + 387.45 + 74.40.
    assert_eq!((slip.net, slip.cost), (gbp!(2_354.44), gbp!(3_461.85)));
    assert_eq!((slip.pack.as_str(), slip.revision.as_str()), (uk::PACK, law().revision()));
}

#[test]
fn a_net_pay_arrangement_lowers_tax_but_not_contributions() {
    let slip = pay(&salaried().pension(scheme(Arrangement::NetPay)), &[]).unwrap();
    // 5 % of 3,000 = 150 comes off the taxable pay: 2,850 − 1,048.26 = 1,801 at 20 %; National Insurance as without.
    assert_eq!((slip.taxable, slip.contributory), (gbp!(2_850.00), gbp!(3_000.00)));
    assert_eq!(amount(&slip, Section::Deduction, "uk.paye"), gbp!(360.20));
    assert_eq!(amount(&slip, Section::Deduction, "uk.ni"), gbp!(156.16));
    assert_eq!(slip.net, gbp!(2_333.64)); // 3,000 − 150 − 360.20 − 156.16
    // Without relief the same 150 is taken from taxed pay.
    let slip = pay(&salaried().pension(scheme(Arrangement::Unrelieved)), &[]).unwrap();
    assert_eq!((slip.taxable, slip.net), (gbp!(3_000.00), gbp!(2_303.64)));
}

#[test]
fn hours_in_december_2010() {
    // Tax week 36, paid on 10 December 2010: 38.25 h at 6.50, 2 h 30 min of overtime at time and a half.
    let (week, pay_day) = (Period::week(2010, 48).unwrap(), date(2010, 12, 10).unwrap());
    let picker = hourly().hourly(gbp!(6.50).each(), PENNY);
    let pays = [Pay::basic(dec!(38.25)), Pay::overtime(dec!(2.5)).at(dec!(1.5))];
    // 248.625 up to 248.63, and 24.375 up to 24.38: each line is rounded once, and the lines are what is paid.
    let gross = gbp!(273.01);

    // Week 1: free pay 6,479 ÷ 52 = 124.60 up; 273.01 − 124.60 = 148 at 20 %.
    let slip_of = |profile| slip(&picker.clone().taxed(profile), week, pay_day, &pays, law()).unwrap();
    let alone = slip_of(code("647L W1"));
    assert_eq!((alone.gross, amount(&alone, Section::Deduction, "uk.paye")), (gross, gbp!(29.60)));
    // (273.01 − 110) at 11 % = 17.9311; at 12.8 % = 20.86528, cut to 20.865, whose half penny goes down.
    assert_eq!(amount(&alone, Section::Deduction, "uk.ni"), gbp!(17.93));
    assert_eq!(amount(&alone, Section::Employer, "uk.ni"), gbp!(20.86));
    assert_eq!(alone.net, gbp!(225.48)); // 273.01 − 29.60 − 17.93

    // Cumulative: 35 weeks at 273.01 = 9,555.35, and 1,000.00 of tax. To date 9,828.36 − 36 × 124.60 (4,485.60) = 5,342
    // at 20 % = 1,068.40; less 1,000.00.
    let third = date(2010, 12, 3).unwrap();
    let carried = slip_of(to_date("647L", third, gbp!(9_555.35), gbp!(1_000.00)));
    assert_eq!(amount(&carried, Section::Deduction, "uk.paye"), gbp!(68.40));
    let Profile::Uk(after) = &carried.carried else { panic!() };
    let after = after.to_date.unwrap();
    assert_eq!((after.through, after.taxable_pay, after.tax), (pay_day, gbp!(9_828.36), gbp!(1_068.40)));

    // Too much tax so far comes back, as a deduction below zero.
    let refund = slip_of(to_date("647L", third, gbp!(9_555.35), gbp!(1_100.00)));
    assert_eq!(amount(&refund, Section::Deduction, "uk.paye"), gbp!(-31.60));
    assert_eq!(refund.net, gbp!(286.68)); // 273.01 + 31.60 − 17.93
}

#[test]
fn a_k_code_adds_to_the_pay() {
    // K100 in tax week 7 (22 May 2026): 1,009 ÷ 52 = 19.41 up, × 7 = 135.87 on top; 1,046.23 + 135.87 = 1,182 at 20 %.
    let picker = hourly().hourly(gbp!(17.51).each(), PENNY).taxed(code("K100"));
    // odoo/odoo #8834 prints 1,046.22 for these two lines: 38.25 × 17.51 = 669.7575 and 10.75 × 2 × 17.51 = 376.465.
    let pays = [Pay::basic(dec!(38.25)), Pay::overtime(dec!(10.75)).at(dec!(2))];
    let slip =
        slip(&picker, Period::week(2026, 20).unwrap(), date(2026, 5, 22).unwrap(), &pays, law()).unwrap();
    let earned: Vec<Money> = slip.section(Section::Earning).map(|line| line.amount).collect();
    assert_eq!(earned, [gbp!(669.76), gbp!(376.47)]);
    assert_eq!(slip.gross, gbp!(1_046.23));
    assert_eq!(amount(&slip, Section::Deduction, "uk.paye"), gbp!(236.40));
    // K2000 by itself: 20,009 ÷ 52 = 384.79 up on top of 100.00, 484 at 20 % = 96.80; but never more than half the pay.
    let slip = pay(&hourly().taxed(code("K2000 W1")), &[Pay::basic(dec!(10))]).unwrap();
    assert_eq!(amount(&slip, Section::Deduction, "uk.paye"), gbp!(50.00));
    // Half of what is paid in money: a benefit of 60.00 does not raise the limit, nor does an untaxed one lower it.
    for benefit in [Pay::benefit(gbp!(60.00)), Pay::benefit(gbp!(60.00)).untaxed()] {
        let slip = pay(&hourly().taxed(code("K2000 W1")), &[Pay::basic(dec!(10)), benefit]).unwrap();
        assert_eq!(amount(&slip, Section::Deduction, "uk.paye"), gbp!(50.00));
    }
}

#[test]
fn an_hour_of_a_salary_is_not_rounded_first() {
    // odoo/odoo #32192: 5,000 for 240 h; 3,453 minutes at 1.25 are 1,498.6979… With 0.35 a minute it would be 11.99 more.
    let ada = salaried().salary(gbp!(5_000.00)).contract_hours(dec!(240), PENNY);
    let overtime = Pay { worked: Some(Worked::Minutes(3453)), ..Pay::of(Kind::Overtime).at(dec!(1.25)) };
    let slip = pay(&ada, std::slice::from_ref(&overtime)).unwrap();
    assert_eq!(amount(&slip, Section::Earning, "overtime"), gbp!(1_498.70));
    assert_eq!(slip.gross, gbp!(6_498.70));
    assert_eq!(slip.line(Section::Earning, "overtime").unwrap().terms(), "57 h 33 min × 1.25");
    // A salary among the elements stands in for the usual one, which still gives the overtime its rate.
    let slip = pay(&ada, &[Pay::salary(gbp!(2_500.00)), overtime]).unwrap();
    assert_eq!(slip.gross, gbp!(3_998.70));
}

#[test]
fn each_element_is_part_of_its_bases() {
    let pays = [
        Pay::bonus(gbp!(500.00)).not_pensionable(),
        Pay::expense(gbp!(84.20)),
        Pay::benefit(gbp!(120.00)),
        Pay::deduction(gbp!(20.00)).named("Union dues").fixed(),
        // Pay given up before tax and contributions are reckoned.
        Pay::deduction(gbp!(100.00)).named("Bicycle").part_of(Bases {
            taxable: true,
            contributory: true,
            pensionable: false,
            cash: true,
        }),
    ];
    let slip = pay(&salaried().pension(scheme(Arrangement::Unrelieved)), &pays).unwrap();
    assert_eq!((slip.gross, slip.reimbursed, slip.benefits), (gbp!(3_500.00), gbp!(84.20), gbp!(120.00)));
    assert_eq!(slip.taxable, gbp!(3_520.00)); // 3,500 + 120 − 100
    assert_eq!(slip.contributory, gbp!(3_400.00)); // 3,500 − 100
    assert_eq!(slip.pensionable, gbp!(3_000.00));
    // 3,520 − 1,048.26 = 2,471 at 20 % = 494.20; (3,400 − 1,048) at 8 % = 188.16; pension 150; 120 other.
    assert_eq!(slip.withheld, gbp!(952.36));
    assert_eq!(slip.net, gbp!(2_631.84)); // 3,500 + 84.20 − 952.36
    // A benefit on which contributions are due too.
    let slip = pay(&salaried(), &[Pay::benefit(gbp!(120.00)).contributory()]).unwrap();
    assert_eq!((slip.taxable, slip.contributory), (gbp!(3_120.00), gbp!(3_120.00)));
    assert_eq!(Pay::bonus(gbp!(1.00)).untaxed().bases(), Bases { cash: true, ..Bases::NONE });
}

#[test]
fn a_year_of_equal_pay_carries_its_figures() {
    // Twelve months of 3,000 under 1257L: 36,000 − 12 × 1,048.26 = 23,420 whole pounds at 20 %.
    let mut ada = salaried();
    let mut tax = gbp!(0.00);
    for (year, month) in (4..=12).map(|m| (2026, m)).chain((1..=3).map(|m| (2027, m))) {
        let period = Period::month(year, month).unwrap();
        let slip = slip(&ada, period, period.last(), &[], law()).unwrap();
        tax = tax.checked_add(amount(&slip, Section::Deduction, "uk.paye")).unwrap();
        ada = ada.taxed(slip.carried);
    }
    assert_eq!(tax, gbp!(4_684.00));
}

#[test]
fn what_cannot_be_is_refused_by_name() {
    let bo = hourly();
    let error = refused(&bo, &[Pay::basic(dec!(-1))], Code::PayrollNegativeHours, "pays.0.worked");
    assert_eq!(error.value(), "-1 h");
    let minutes = Pay { worked: Some(Worked::Minutes(-90)), ..Pay::of(Kind::Basic) };
    refused(&bo, &[Pay::basic(dec!(1)), minutes], Code::PayrollNegativeHours, "pays.1.worked");
    let error = refused(&bo, &[Pay::deduction(gbp!(50.00))], Code::PayrollNegativeNet, "net");
    assert_eq!(error.value(), "-50.00 GBP");
    refused(&bo, &[Pay::overtime(dec!(1))], Code::InputMissing, "pays.0.factor");
    refused(&bo, &[Pay::of(Kind::Basic)], Code::InputMissing, "pays.0.worked");
    refused(&bo, &[Pay::of(Kind::Bonus)], Code::InputMissing, "pays.0.amount");
    refused(&bo, &[Pay::bonus(gbp!(-1.00))], Code::NumberNegative, "pays.0.amount");
    refused(&bo, &[Pay::basic(dec!(1)).at(dec!(-1))], Code::NumberNegative, "pays.0.factor");
    refused(&bo, &[Pay::bonus(eur!(1.00))], Code::MoneyMixedCurrencies, "pays.0.currency");
    refused(&bo, &[Pay::expense(eur!(1.00)).untaxed()], Code::MoneyMixedCurrencies, "pays.0.currency");
    refused(&bo, &[Pay::bonus(gbp!(1.00)).at(dec!(2))], Code::InputInvalid, "pays.0.factor");
    let both = Pay { amount: Some(gbp!(1.00)), ..Pay::basic(dec!(1)) };
    refused(&bo, &[both], Code::InputInvalid, "pays.0.amount");
    let timed = Pay { worked: Some(Worked::Minutes(1)), ..Pay::bonus(gbp!(1.00)) };
    refused(&bo, &[timed], Code::InputInvalid, "pays.0.worked");
    let unpaid = Pay::deduction(gbp!(1.00)).part_of(Bases::NONE);
    refused(&bo, &[unpaid], Code::InputInvalid, "pays.0.bases");
    let sacrificed = Pay::deduction(gbp!(1.00)).part_of(Bases::ALL);
    refused(&bo, &[sacrificed], Code::NumberNegative, "taxable");

    refused(&Employee { profile: None, ..salaried() }, &[], Code::InputMissing, "profile");
    refused(&Employee { id: String::new(), ..salaried() }, &[], Code::InputMissing, "id");
    refused(
        &Employee { basis: None, ..bo.clone() },
        &[Pay::basic(dec!(1))],
        Code::PayrollNoRate,
        "pays.0.rate",
    );
    refused(
        &Employee { rounding: None, ..bo.clone() },
        &[Pay::basic(dec!(1))],
        Code::InputMissing,
        "pays.0.rounding",
    );
    let overtime = [Pay::overtime(dec!(1)).at(dec!(1.5))];
    let ada = Employee { rounding: Some(PENNY), ..salaried() };
    refused(&ada, &overtime, Code::PayrollNoRate, "pays.0.contract_hours");
    refused(&salaried().salary(gbp!(-1.00)), &[], Code::NumberNegative, "basis.amount");
    let error = refused(
        &salaried().pension(Scheme { employee: dec!(5), ..scheme(Arrangement::NetPay) }),
        &[],
        Code::InputInvalid,
        "pension.employee",
    );
    assert_eq!(error.value(), "5");
    let upside_down = On::Band { lower: gbp!(2.00), upper: gbp!(1.00) };
    let scheme = Scheme { on: upside_down, ..scheme(Arrangement::NetPay) };
    refused(&salaried().pension(scheme), &[], Code::InputInvalid, "pension.upper");

    // Whoever has a rate of their own in the element needs none elsewhere.
    let own = Pay::basic(dec!(2)).rate(gbp!(30.00).each());
    assert_eq!(pay(&Employee { basis: None, ..bo }, &[own]).unwrap().gross, gbp!(60.00));
    // And a day before the law begins is the law's to refuse.
    let period = Period::month(1999, 1).unwrap();
    let error = slip(&salaried(), period, period.last(), &[], law()).unwrap_err();
    assert_eq!(error.code(), Code::LawNoneInForce);
}

#[test]
fn overflow_names_the_field() {
    let endless = Pay::basic(Decimal::MAX);
    refused(&hourly(), &[Pay::basic(dec!(1)), endless], Code::NumberOutOfRange, "pays.1.worked");
    let rate = Price::new(Decimal::MAX, GBP);
    refused(&hourly(), &[Pay::basic(dec!(9)).rate(rate)], Code::NumberOutOfRange, "pays.0.worked");
    let most =
        Money::new(Decimal::from_i128_with_scale(79_228_162_514_264_337_593_543_950_335, 2), GBP).unwrap();
    refused(&salaried(), &[Pay::bonus(most)], Code::NumberOutOfRange, "pays.0.amount");
}

#[test]
fn a_run_gives_the_good_rows_and_names_the_others() {
    let (period, pay_day) = april();
    let rows = [
        Row::new(salaried(), []),
        Row::new(hourly(), [Pay::basic(dec!(-3))]),
        Row::new(hourly(), [Pay::basic(dec!(150))]),
        Row::new(Employee { id: "cy".into(), ..salaried() }.taxed(code("D8")), []),
        Row::new(salaried(), [Pay::bonus(gbp!(1.00))]),
    ];
    let mut asked = vec![];
    let run = run(&rows, period, pay_day, law(), |done, all| {
        asked.push((done, all));
        true
    })
    .unwrap();
    assert_eq!(asked, [(0, 5), (1, 5), (2, 5), (3, 5), (4, 5)]);
    // The same slips as one by one, though the law was read once.
    assert_eq!(
        run.slips,
        [pay(&salaried(), &[]).unwrap(), pay(&hourly(), &[Pay::basic(dec!(150))]).unwrap()]
    );
    assert_eq!(run.slip("bo"), run.slips.get(1));
    let problems: Vec<_> = run.problems.iter().map(|p| (p.row, p.field.as_str(), p.code)).collect();
    assert_eq!(
        problems,
        [
            (1, "pays.0.worked", Code::PayrollNegativeHours),
            (3, "tax_code", Code::TaxCodeInvalid),
            (4, "id", Code::InputDuplicate),
        ]
    );
    let totals = run.totals().unwrap();
    assert_eq!(totals.gross, gbp!(4_500.00));
    assert_eq!(totals.net, totals.gross.checked_sub(totals.withheld).unwrap());
    assert_eq!(totals.cost, totals.gross.checked_add(totals.employer).unwrap());

    let back: Run = serde_json::from_str(&serde_json::to_string(&run).unwrap()).unwrap();
    assert_eq!(back, run);
    let back: Vec<Row> = serde_json::from_str(&serde_json::to_string(&rows).unwrap()).unwrap();
    assert_eq!(back, rows);
}

#[test]
fn a_run_can_be_cancelled() {
    let (period, pay_day) = april();
    let rows = [Row::new(salaried(), []), Row::new(hourly(), [])];
    let error = run(&rows, period, pay_day, law(), |done, _| done < 1).unwrap_err();
    assert_eq!((error.code(), error.value()), (Code::Cancelled, "1 of 2"));
    let error = run(&rows, period, date(1999, 1, 29).unwrap(), law(), |_, _| true).unwrap_err();
    assert_eq!(error.code(), Code::LawNoneInForce);
    let vat = RulePack::embedded("uk.vat").unwrap();
    assert_eq!(run(&rows, period, pay_day, &vat, |_, _| true).unwrap_err().code(), Code::LawUnsupported);
}

#[test]
fn a_slip_is_posted_to_the_accounts_that_were_told() {
    let pays = [
        Pay::expense(gbp!(84.20)),
        Pay::benefit(gbp!(120.00)),
        Pay::deduction(gbp!(20.00)).named("Union dues"),
        Pay::deduction(gbp!(5.00)).named("Loan"),
    ];
    let slip = pay(&salaried().pension(scheme(Arrangement::Unrelieved)), &pays).unwrap();
    let mut accounts = Accounts::default().owing("HMRC", "2210").owing("uk.ni", "2220");
    accounts.deductions.insert("Union dues".into(), "2300".into());
    let journal = post(&slip, &accounts).unwrap();
    journal.balanced().unwrap();
    // 3,120 − 1,048.26 = 2,071 at 20 % = 414.20; 156.16 + 387.45 = 543.61; 150 + 90 = 240.
    let wanted = [
        ("2210", gbp!(-414.20)),
        ("2220", gbp!(-543.61)),
        ("2300", gbp!(-20.00)),
        ("deductions payable", gbp!(-5.00)),
        ("employer contributions", gbp!(387.45)),
        ("employer pension", gbp!(90.00)),
        ("net pay payable", gbp!(-2_338.84)),
        ("pension payable", gbp!(-240.00)),
        ("staff expenses", gbp!(84.20)),
        ("wages", gbp!(3_000.00)),
    ];
    assert_eq!(journal.accounts().collect::<Vec<_>>(), wanted);
    assert!(journal.postings().iter().all(|p| p.reference == "ada" && p.day == slip.pay_day));

    let error = post(&slip, &Accounts::default().owing("uk.paye", "2210")).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::InputMissing, "accounts.authorities.uk.ni"));
}

#[test]
fn a_slip_prints_what_the_employee_must_be_shown() {
    let member = hourly().named("Bo <script>alert('&\"')</script>").pension(scheme(Arrangement::NetPay));
    let pays = [
        Pay { worked: Some(Worked::Minutes(2295)), ..Pay::of(Kind::Basic) },
        Pay::premium(dec!(8)).at(dec!(1.50)).named("night hours"),
        Pay::deduction(gbp!(20.00)).named("Union dues").fixed(),
    ];
    let (period, pay_day) = april();
    let (slip, trace) = slip_traced(&member, period, pay_day, &pays, law()).unwrap();
    let text = slip.to_string();
    let has = |what: &str| {
        let line = text.lines().find(|line| line.contains(what));
        line.unwrap_or_else(|| panic!("no `{what}` in\n{text}"))
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(has("basic hours"), "basic hours 38 h 15 min × 10.00 GBP 382.50 GBP");
    assert_eq!(has("night hours"), "night hours 8 h × 10.00 GBP × 1.5 120.00 GBP");
    assert_eq!(has("Gross pay"), "Gross pay 502.50 GBP");
    assert_eq!(has("Works pension"), "Works pension 5 % of 502.50 GBP 25.13 GBP");
    assert_eq!(has("Net pay"), format!("Net pay {}", slip.net));
    let order = [
        "Pay\n",
        "Variable deductions",
        "PAYE income tax (HMRC)",
        "Fixed deductions",
        "Union dues",
        "Net pay",
    ];
    let places: Vec<usize> = order.iter().map(|what| text.find(what).unwrap()).collect();
    assert!(places.is_sorted(), "{text}");
    assert!(
        !text.contains("Reimbursed") && !text.contains("in kind"),
        "what is not there is not shown\n{text}"
    );
    assert!(!text.contains("├─") && print::text(&slip, Some(&trace)).contains("├─"));

    for html in [print::html(&slip, None), print::html(&slip, Some(&trace)), print::page(&slip, Some(&trace))]
    {
        assert!(html.contains("Bo &lt;script&gt;alert(&#39;&amp;&quot;&#39;)&lt;/script&gt;"), "{html}");
        assert!(!html.contains("<script"), "{html}");
        assert!(html.contains("<td>38 h 15 min × 10.00 GBP</td><td>382.50 GBP</td>"), "{html}");
        for tag in ["article", "table", "tbody", "tr", "th", "td", "ul", "li", "details"] {
            let count = |open: &str| html.matches(open).count();
            let opened = count(&format!("<{tag}>")) + count(&format!("<{tag} "));
            assert_eq!(opened, count(&format!("</{tag}>")), "{tag}");
        }
    }
}

#[test]
fn a_trace_has_the_law_in_its_place() {
    let member = salaried().contract_hours(dec!(150), PENNY).pension(scheme(Arrangement::NetPay));
    let (period, pay_day) = april();
    let pays = [Pay::overtime(dec!(6.5)).at(dec!(1.5))];
    let (traced, trace) = slip_traced(&member, period, pay_day, &pays, law()).unwrap();
    assert_eq!(traced, slip(&member, period, pay_day, &pays, law()).unwrap());
    assert_eq!((trace.pack.as_str(), trace.revision.as_str()), (uk::PACK, law().revision()));
    let [net, cost, ..] = trace.lines.as_slice() else { panic!("{trace}") };
    assert_eq!((net.value, cost.value), (traced.net.amount(), traced.cost.amount()));
    let paye = net.find("withheld").unwrap().find("uk.paye").unwrap();
    assert_eq!(paye.value, amount(&traced, Section::Deduction, "uk.paye").amount());
    assert!(!paye.of.is_empty(), "the law's own steps stand below it");
    assert!(cost.find("uk.ni.employer").is_some_and(|line| !line.rests_on.is_empty()));
    assert_eq!(net.find("overtime").unwrap().note, "6.5 h × 1.5, of the salary ÷ 150 h, half-up to 0.01");
    assert_eq!(net.find("pension").unwrap().note, "5 % of 3195.00 GBP, half-up to 0.01");
    assert!(trace.lines.iter().all(|line| !line.id.starts_with("uk.")), "nothing is told twice: {trace}");
}

#[test]
fn documents_are_read_strictly() {
    let document = json!({
        "id": "ada", "basis": { "hourly": { "amount": "12.715", "currency": "GBP" } }, "frequency": "weekly",
        "rounding": { "step": "0.01", "mode": "half_up" },
        "profile": { "jurisdiction": "uk", "tax_code": "1257L", "category": "A" },
        "pension": { "name": "P", "employee": "0.05", "employer": "0.03", "on": "all_pay",
            "arrangement": { "relief_at_source": "0.2" }, "rounding": { "step": "0.01", "mode": "half_up" } }
    });
    let ada: Employee = serde_json::from_value(document.clone()).unwrap();
    assert_eq!(serde_json::from_value::<Employee>(serde_json::to_value(&ada).unwrap()).unwrap(), ada);
    let pays: Vec<Pay> = serde_json::from_value(json!([
        { "kind": "basic", "worked": { "hours": "10.5" } },
        { "kind": "overtime", "worked": { "minutes": 90 }, "factor": "1.5", "name": "Saturday" },
        { "kind": "deduction", "amount": { "amount": "1.00", "currency": "GBP" }, "fixed": true }
    ]))
    .unwrap();
    let slip = pay(&ada, &pays).unwrap();
    assert_eq!(slip.gross, gbp!(162.12)); // 10.5 × 12.715 = 133.5075, and 1.5 × 1.5 × 12.715 = 28.60875

    let mut misspelt = document;
    misspelt["pensoin"] = json!(null);
    assert!(serde_json::from_value::<Employee>(misspelt).is_err());
    assert!(serde_json::from_value::<Pay>(json!({ "kind": "basic", "worked": { "hours": 10.5 } })).is_err());

    // A slip that was altered on the way does not come back.
    let honest = serde_json::to_value(&slip).unwrap();
    assert_eq!(serde_json::from_value::<Slip>(honest.clone()).unwrap(), slip);
    for field in ["gross", "reimbursed", "benefits", "withheld", "net", "employer", "cost"] {
        let mut altered = honest.clone();
        altered[field]["amount"] = json!("9999.99");
        assert!(serde_json::from_value::<Slip>(altered).is_err(), "{field}");
    }
}

#[test]
fn times_are_told_as_people_say_them() {
    let told = |worked: Worked| worked.to_string();
    assert_eq!(told(Worked::Hours(dec!(148.50))), "148.5 h");
    assert_eq!(told(Worked::Minutes(2295)), "38 h 15 min");
    assert_eq!(told(Worked::Minutes(65)), "1 h 05 min");
    assert_eq!(told(Worked::Minutes(480)), "8 h");
}

prop_compose! {
    fn any_pay()(
        kind in 0..9, cents in 0i64..200_000, quarter_hours in 0i64..200, factor in 100i64..300, bases in 0u8..16, own in any::<bool>(),
    ) -> Pay {
        let (amount, hours) = (Money::minor(cents, GBP), Decimal::new(quarter_hours * 25, 2));
        let factor = Decimal::new(factor, 2);
        let pay = match kind {
            0 => Pay::basic(hours),
            1 => Pay::premium(hours).at(factor),
            2 => Pay::overtime(hours).at(factor).rate(Price::new(Decimal::new(cents, 4), GBP)),
            3 => Pay::salary(amount),
            4 => Pay::bonus(amount),
            5 => Pay::expense(amount),
            6 => Pay::benefit(amount),
            _ => Pay::deduction(Money::minor(cents / 20, GBP)),
        };
        if own {
            let bit = |n: u8| bases & (1 << n) != 0;
            return pay.part_of(Bases { taxable: bit(0), contributory: bit(1), pensionable: bit(2), cash: bit(3) });
        }
        pay
    }
}

prop_compose! {
    fn anybody()(
        code_of in 0usize..6, hourly in any::<bool>(), cents in 0i64..900_000, pensioned in 0..4, rate in 0i64..20, relief in 0i64..50,
    ) -> Employee {
        let person = Employee::new("eve").contract_hours(dec!(150), PENNY);
        let person = if hourly {
            person.hourly(Price::new(Decimal::new(cents, 4), GBP), PENNY)
        } else {
            person.salary(Money::minor(cents, GBP))
        };
        let person = person.taxed(code(["1257L", "K100", "BR", "NT", "S1257L", "1257L M1"][code_of]));
        let arrangement = match pensioned {
            0 => return person,
            1 => Arrangement::NetPay,
            2 => Arrangement::ReliefAtSource(Decimal::new(relief, 2)),
            _ => Arrangement::Unrelieved,
        };
        let on = if rate % 2 == 0 { On::AllPay } else { On::Band { lower: gbp!(520.00), upper: gbp!(4_189.00) } };
        person.pension(Scheme { employee: Decimal::new(rate, 2), on, ..scheme(arrangement) })
    }
}

fn total<'a>(lines: impl Iterator<Item = &'a trace::Line>) -> Decimal {
    lines.map(|line| line.value).sum()
}

proptest! {
    #[test]
    fn lines_add_up_to_net_and_cost(person in anybody(), pays in proptest::collection::vec(any_pay(), 0..8)) {
        let (period, pay_day) = april();
        match slip_traced(&person, period, pay_day, &pays, law()) {
            Ok((slip, trace)) => {
                let sum = |section| slip.section(section).map(|line| line.amount.amount()).sum::<Decimal>();
                let gross = sum(Section::Earning);
                prop_assert_eq!(slip.gross.amount(), gross);
                let net = gross + sum(Section::Reimbursement) - sum(Section::Deduction);
                prop_assert_eq!(slip.net.amount(), net);
                prop_assert!(net >= Decimal::ZERO);
                prop_assert_eq!(slip.cost.amount(), gross + sum(Section::Employer));

                let journal = post(&slip, &Accounts::default().owing("HMRC", "hmrc")).unwrap();
                prop_assert!(journal.balanced().is_ok());
                prop_assert_eq!(journal.balance("net pay payable", GBP), -slip.net);

                let part = |id: &str| trace.lines[0].find(id).map_or(Decimal::ZERO, |line| total(line.of.iter()));
                prop_assert_eq!(part("gross"), gross);
                prop_assert_eq!(part("withheld"), slip.withheld.amount());
                prop_assert_eq!(total(trace.lines[1].of.iter()), slip.cost.amount());
                let text = serde_json::to_string(&slip).unwrap();
                prop_assert_eq!(serde_json::from_str::<Slip>(&text).unwrap(), slip);
            }
            Err(error) => prop_assert!(
                matches!(error.code(), Code::PayrollNegativeNet | Code::NumberNegative | Code::InputInvalid),
                "{}: {error}", error.code()
            ),
        }
    }

    #[test]
    fn pension_contributions_add_up(cents in 0i64..2_000_000, rate in 0i64..100, relief in 0i64..100) {
        let of = |arrangement| Scheme { employee: Decimal::new(rate, 2), ..scheme(arrangement) };
        let pay = Money::minor(cents, GBP);
        let due = of(Arrangement::ReliefAtSource(Decimal::new(relief, 2))).contributions(pay).unwrap();
        prop_assert_eq!(due.deducted.checked_add(due.claimed).unwrap(), due.contribution);
        prop_assert!(!due.deducted.is_negative() && due.untaxed.is_zero());
        let net = of(Arrangement::NetPay).contributions(pay).unwrap();
        prop_assert_eq!((net.deducted, net.untaxed), (due.contribution, due.contribution));
    }

    #[test]
    fn a_currency_other_than_the_law_s_is_refused(cents in 1i64..1_000_000) {
        let error = pay(&salaried().salary(Money::minor(cents, EUR)), &[]).unwrap_err();
        prop_assert_eq!((error.code(), error.field()), (Code::MoneyMixedCurrencies, "basis.currency"));
    }
}

/// Germany, Canada and the United States tax a bonus apart: the law is told which part of the pay it is.
#[test]
fn bonuses_are_told_apart_from_regular_pay() {
    let (period, pay_day) = april();
    let told = |pays: &[Pay]| {
        let employee = salaried().contract_hours(dec!(150), PENNY);
        let paid = slip::Paid { employee: &employee, period, pay_day, pays, currency: GBP };
        let mut payment = None;
        let seen = paid.slip(|_, given| {
            payment = Some(given.clone());
            Err::<(_, ()), _>(Error::missing("law"))
        });
        assert!(seen.is_err());
        payment.unwrap()
    };
    assert_eq!(told(&[]).non_periodic, None);
    let payment = told(&[
        Pay::overtime(dec!(1)).rate(gbp!(20.00).each()).at(dec!(1.5)),
        Pay::bonus(gbp!(500.00)),
        Pay::bonus(gbp!(0.50)),
    ]);
    assert_eq!((payment.non_periodic, payment.taxable), (Some(gbp!(500.50)), gbp!(3_530.50)));
}
