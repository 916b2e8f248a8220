//! What holds in every country.

use super::{
    desks::{Desk, desks},
    pack,
};
use crate::{
    law::RulePack,
    money::Money,
    tax::wages::{Assessment, Payer, Payment, Prepared, Profile, assess, assess_traced},
};
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::sync::LazyLock;

static DESKS: LazyLock<Vec<(Desk, RulePack)>> = LazyLock::new(|| {
    let with_law = |desk: Desk| {
        let law = pack(desk.person.pack_id());
        (desk, law)
    };
    desks().into_iter().map(with_law).collect()
});

fn amounts(assessment: &Assessment) -> Vec<Decimal> {
    assessment.lines.iter().map(|line| line.amount.amount()).collect()
}

fn of(desk: &Desk, minor: i64) -> Payment {
    Payment::new(
        desk.payment.pay_day,
        desk.payment.frequency,
        Money::minor(minor, desk.payment.taxable.currency()),
    )
}

#[test]
fn nothing_is_due_on_nothing() {
    for desk in desks() {
        let nothing = assess(&desk.person, &of(&desk, 0), &pack(desk.person.pack_id())).unwrap();
        assert!(!nothing.lines.is_empty());
        for line in &nothing.lines {
            assert!(line.amount.is_zero() && line.base.is_zero(), "{} {}", desk.person.pack_id(), line.code);
        }
    }
}

#[test]
fn every_way_of_asking_gives_the_same_answer() {
    for desk in desks() {
        let law = pack(desk.person.pack_id());
        let (traced, trace) = assess_traced(&desk.person, &desk.payment, &law).unwrap();
        let prepared = Prepared::on(&law, desk.payment.pay_day).unwrap();
        assert_eq!(assess(&desk.person, &desk.payment, &law).unwrap(), traced);
        assert_eq!(prepared.assess(&desk.person, &desk.payment).unwrap(), traced);
        assert_eq!((traced.pack.as_str(), traced.revision.as_str()), (law.id(), law.revision()));
        assert_eq!((trace.pack.as_str(), trace.lines.is_empty()), (law.id(), false));
        let back: Assessment = serde_json::from_str(&serde_json::to_string(&traced).unwrap()).unwrap();
        assert_eq!(back, traced);
        let person: Profile = serde_json::from_str(&serde_json::to_string(&desk.person).unwrap()).unwrap();
        assert_eq!(person, desk.person);
    }
}

/// Where every figure rests on secondary sources each line says so, and where no rule on rounding was found, that too.
#[test]
fn each_line_says_where_it_comes_from() {
    for desk in desks() {
        let law = pack(desk.person.pack_id());
        let lines = assess(&desk.person, &desk.payment, &law).unwrap().lines;
        let unruled =
            ["ae.wages", "eg.wages", "fr.wages", "jo.wages", "ma.wages", "sa.wages"].contains(&law.id());
        for line in lines {
            assert!(line.source.len() > 10, "{} {}", law.id(), line.code);
            let step = Money::minor(1, desk.payment.taxable.currency()).amount();
            let told = line.source.ends_with(&format!("half-up to {step}: the profile's, no rule was found"));
            assert_eq!(told, unruled, "{} {}", law.id(), line.source);
            assert!(!unruled || line.source.contains("secondary source"), "{} {}", law.id(), line.source);
        }
    }
}

/// A refund is a negative amount, on the line and in the sum: nothing is clamped.
#[test]
fn a_refund_is_a_real_negative() {
    let british = desks().into_iter().find(|desk| desk.person.pack_id() == "uk.wages").unwrap();
    let law = pack("uk.wages");
    let paid = assess(&british.person, &of(&british, 900_000), &law).unwrap();
    let later = Payment { pay_day: super::day("2026-06-30"), ..of(&british, 0) };
    let refund = assess(&paid.carried, &later, &law).unwrap();
    assert!(refund.lines[0].amount.is_negative());
    assert_eq!(refund.borne_by(Payer::Employee, later.taxable.currency()).unwrap(), refund.lines[0].amount);
    let Profile::Uk(carried) = &refund.carried else { panic!() };
    let due = paid.lines[0].amount.checked_add(refund.lines[0].amount).unwrap();
    assert_eq!(carried.to_date.unwrap().tax, due);
    // France's reduction is the employer's, and as real.
    let french = desks().into_iter().find(|desk| desk.person.pack_id() == "fr.wages").unwrap();
    let assessed = assess(&french.person, &french.payment, &pack("fr.wages")).unwrap();
    assert!(assessed.borne_by(Payer::Employer, french.payment.taxable.currency()).unwrap().is_negative());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn more_pay_is_never_less(
        which in 0usize..11, chosen in prop::array::uniform4(0usize..840), pay in 0i64..30_000_000, more in 0i64..2_000_000,
    ) {
        let (desk, law) = &DESKS[which];
        let person = desk.one_of(&chosen);
        let law = Prepared::on(law, desk.payment.pay_day).unwrap();
        let on = |pay| law.assess(&person, &of(desk, pay)).map(|assessed| amounts(&assessed));
        // Jordan refuses where the national contribution would begin.
        if let (Ok(less), Ok(more)) = (on(pay), on(pay + more)) {
            for (less, more) in less.iter().zip(&more).take(desk.rising) {
                prop_assert!(less <= more, "{} {} {}", desk.person.pack_id(), less, more);
            }
        }
    }

    /// Figures to date say all that earlier payments have to say: kept as a document and read again, they change nothing.
    #[test]
    fn figures_to_date_may_be_put_away_and_taken_up_again(
        which in 0usize..11, chosen in prop::array::uniform4(0usize..840), pays in prop::collection::vec(0i64..2_000_000, 2..5),
    ) {
        let (desk, law) = &DESKS[which];
        let person = desk.one_of(&chosen);
        let (mut kept, mut stored) = (person.clone(), serde_json::to_string(&person).unwrap());
        let mut on = desk.payment.pay_day;
        for pay in pays {
            let payment = Payment { pay_day: on, ..of(desk, pay) };
            let read: Profile = serde_json::from_str(&stored).unwrap();
            match (assess(&kept, &payment, law), assess(&read, &payment, law)) {
                (Ok(direct), Ok(again)) => {
                    prop_assert_eq!(&direct, &again);
                    stored = serde_json::to_string(&again.carried).unwrap();
                    kept = direct.carried;
                }
                (Err(direct), Err(again)) => prop_assert_eq!(direct, again),
                (direct, again) => prop_assert!(false, "{direct:?} {again:?}"),
            }
            on = on.checked_add_months(chrono::Months::new(1)).unwrap();
        }
    }

    /// What was earned before counts as a sum: in one payment or in two on the same day, the cumulative tax to date is the
    /// same, where no payment reaches the overriding limit of half of its own pay. A payment of a few pounds can: tax falls
    /// due by whole pounds, and 57 pence that complete a pound taxed at 40 % owe 40 pence, of which 28 may be taken. From
    /// 10 pounds on the highest rate and a begun pound stay below the half.
    #[test]
    fn splitting_what_was_paid_to_date_changes_no_sum(
        first in prop_oneof![Just(0), 1_000i64..600_000],
        second in prop_oneof![Just(0), 1_000i64..600_000],
        third in prop_oneof![Just(0), 1_000i64..600_000],
    ) {
        let (desk, law) = DESKS.iter().find(|(_, law)| law.id() == "uk.wages").unwrap();
        let chain = |pays: &[i64]| {
            let (mut person, mut tax) = (desk.person.clone(), Decimal::ZERO);
            for pay in pays {
                let assessed = assess(&person, &of(desk, *pay), law).unwrap();
                tax += assessed.lines[0].amount.amount();
                person = assessed.carried;
            }
            let Profile::Uk(person) = person else { panic!() };
            let to_date = person.to_date.unwrap();
            assert_eq!(to_date.tax.amount(), tax);
            (to_date.taxable_pay, to_date.tax)
        };
        let whole = chain(&[first + second + third]);
        prop_assert_eq!(chain(&[first, second + third]), whole);
        prop_assert_eq!(chain(&[first + second, third]), whole);
        prop_assert_eq!(chain(&[first, second, third]), whole);
    }
}
