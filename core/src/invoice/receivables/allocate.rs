//! Payments put to documents.

use super::{
    allocation::{Allocation, Applied, Booking, OnAccount},
    item::{By, OpenItem, Payment, Policy},
};
use crate::{
    error::{Code, Error, Problem, Result},
    invoice::share::proportion,
    money::{Currency, Mode, Money, Rounding},
};
use chrono::{Days, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

/// Puts payments to open documents, earlier payments first (those of one day in the order given).
///
/// A payment goes to the documents of its own currency. Where it settles a document but for the discount that is still
/// granted, or for what the policy tolerates, the document is closed; else what is paid lowers what is open. What is too
/// much and not tolerated stays on account. The discount that is granted is what is missing, at most the share.
///
/// A payment that cannot be used is a problem, by its place, and changes nothing: `invoice.payment_currency` when it
/// names a document of another currency, `number.negative` and `input.invalid` for an amount that is not above zero,
/// `input.missing` when its value in the accounting currency is not given where the document has one.
///
/// # Errors
/// `input.duplicate` for two documents or payments of one name, `input.invalid` and `money.mixed_currencies` for a
/// document that contradicts itself, `input.missing` for a policy without steps, `number.out_of_range`.
pub fn allocate(items: &[OpenItem], payments: &[Payment], policy: &Policy) -> Result<Allocation> {
    policy.check()?;
    let mut names = BTreeSet::new();
    for (row, item) in items.iter().enumerate() {
        item.check().map_err(|error| error.within(format_args!("items.{row}")))?;
        if !names.insert(&item.number) {
            let message = format!("two open documents have the number {}", item.number);
            let field = format!("items.{row}.number");
            return Err(Error::new(Code::InputDuplicate, field, &item.number, message));
        }
    }
    let mut ids = BTreeSet::new();
    for (row, payment) in payments.iter().enumerate() {
        if !ids.insert(&payment.id) {
            let message = format!("two payments have the id {}", payment.id);
            let field = format!("payments.{row}.id");
            return Err(Error::new(Code::InputDuplicate, field, &payment.id, message));
        }
    }
    let mut desk = Desk::new(items, policy);
    let mut order: Vec<(usize, &Payment)> = payments.iter().enumerate().collect();
    order.sort_by_key(|(row, payment)| (payment.day, *row));
    let mut problems = vec![];
    for (row, payment) in order {
        let planned = desk.plan(payment).and_then(|plan| desk.book(payment, &plan));
        match planned {
            Ok((records, rest)) => desk.settle(records, rest),
            Err(error) if error.code() == Code::NumberOutOfRange => {
                return Err(error.within(format_args!("payments.{row}")));
            }
            Err(error) => problems.push(Problem::new(row, &error)),
        }
    }
    problems.sort_by_key(|problem| problem.row);
    let Desk { items, applied, on_account, .. } = desk;
    Ok(Allocation { applied, items, on_account, problems })
}

/// What a part of a payment makes of the document at a place.
type Settlement = (usize, Applied, OpenItem);

/// A part of a payment that is to be put to a document.
struct Put {
    item: usize,
    by: By,
    paid: Money,
    discount: Money,
    written_off: Money,
}

/// The documents as they stand, and where to find them.
struct Desk<'a> {
    policy: &'a Policy,
    items: Vec<OpenItem>,
    by_reference: BTreeMap<String, usize>,
    /// Of each customer and currency, earliest due first.
    by_customer: BTreeMap<(String, Currency), Vec<usize>>,
    applied: Vec<Applied>,
    on_account: Vec<OnAccount>,
}

/// A number or reference as it is compared: without spaces, in capital letters.
fn plain(reference: &str) -> String {
    reference.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect()
}

impl<'a> Desk<'a> {
    fn new(items: &[OpenItem], policy: &'a Policy) -> Self {
        let mut by_reference = BTreeMap::new();
        let mut by_customer: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (place, item) in items.iter().enumerate() {
            for name in [&item.number, &item.reference] {
                let name = plain(name);
                if !name.is_empty() {
                    by_reference.entry(name).or_insert(place);
                }
            }
            by_customer.entry((item.customer.clone(), item.amount.currency())).or_default().push(place);
        }
        for places in by_customer.values_mut() {
            places.sort_by_key(|place| items.get(*place).map(|item| (item.due, item.day, &item.number)));
        }
        Self { policy, items: items.to_vec(), by_reference, by_customer, applied: vec![], on_account: vec![] }
    }

    /// What a payment is put to, and what is left of it.
    fn plan(&self, payment: &Payment) -> Result<(Vec<Put>, Money)> {
        let amount = payment.amount;
        if amount.is_negative() {
            let message =
                format!("payment {} of {amount} is below zero: what is paid back is no payment", payment.id);
            return Err(Error::new(Code::NumberNegative, "amount", amount, message));
        }
        if amount.is_zero() {
            return Err(Error::invalid("amount", amount, "a payment is above zero"));
        }
        let mut plan =
            Plan { desk: self, payment, left: amount, puts: vec![], payer: payment.customer.clone() };
        for by in &self.policy.order {
            if plan.left.is_zero() {
                break;
            }
            match by {
                By::Reference => plan.by_reference()?,
                By::Amount => plan.by_amount()?,
                By::OldestFirst => plan.put(&plan.open(), By::OldestFirst)?,
            }
        }
        plan.tolerate()?;
        Ok((plan.puts, plan.left))
    }

    /// The plan as records, with the values in the accounting currency, and what stays on account.
    fn book(
        &self,
        payment: &Payment,
        (puts, left): &(Vec<Put>, Money),
    ) -> Result<(Vec<Settlement>, Option<OnAccount>)> {
        let mut worth =
            Worth { payment, left: payment.amount, booked: payment.booked, mode: self.policy.rounding };
        let mut records = Vec::with_capacity(puts.len());
        for put in puts {
            let Some(item) = self.items.get(put.item) else { continue };
            let settled = put.paid.checked_add(put.discount)?.checked_add(put.written_off)?;
            let mut after = item.clone();
            after.open = item.open.checked_sub(settled)?;
            let booking = worth.of(put, settled, &mut after)?;
            let applied = Applied {
                payment: payment.id.clone(),
                number: item.number.clone(),
                customer: item.customer.clone(),
                day: payment.day,
                by: put.by,
                paid: put.paid,
                discount: put.discount,
                written_off: put.written_off,
                booking,
            };
            records.push((put.item, applied, after));
        }
        let rest = (!left.is_zero()).then(|| OnAccount {
            payment: payment.id.clone(),
            customer: payment.customer.clone(),
            day: payment.day,
            amount: *left,
            booked: worth.booked,
        });
        Ok((records, rest))
    }

    fn settle(&mut self, records: Vec<Settlement>, rest: Option<OnAccount>) {
        for (place, applied, after) in records {
            if let Some(item) = self.items.get_mut(place) {
                *item = after;
            }
            self.applied.push(applied);
        }
        self.on_account.extend(rest);
    }
}

/// What is left of a payment's value in the accounting currency: each part takes the rounded share that is left less
/// the one that remains after it, so that the parts sum to the whole.
struct Worth<'a> {
    payment: &'a Payment,
    left: Money,
    booked: Option<Money>,
    mode: Mode,
}

impl Worth<'_> {
    fn share(&self, of: Money, part: Money, whole: Money) -> Result<Money> {
        let by = Rounding::minor(of.currency(), self.mode);
        let share = proportion("booked", of.amount(), part.amount(), whole.amount(), by)?;
        Money::new(share, of.currency())
    }

    fn of(&mut self, put: &Put, settled: Money, after: &mut OpenItem) -> Result<Option<Booking>> {
        let Some(booked) = after.booked.as_mut() else { return Ok(None) };
        let (Some(whole), Some(before)) = (self.payment.booked, self.booked) else {
            return Err(Error::missing("booked"));
        };
        if whole.currency() != booked.amount.currency() {
            let message = format!(
                "payment {} is worth {whole}, and {} is booked in {}: give it in that currency",
                self.payment.id,
                after.number,
                booked.amount.currency()
            );
            return Err(Error::new(Code::MoneyMixedCurrencies, "booked", whole, message));
        }
        self.left = self.left.checked_sub(put.paid)?;
        let rest = self.share(whole, self.left, self.payment.amount)?;
        let paid = before.checked_sub(rest)?;
        self.booked = Some(rest);
        let open = self.share(booked.amount, after.open, after.amount)?;
        let carrying = booked.open.checked_sub(open)?;
        booked.open = open;
        let discount = self.share(carrying, put.discount, settled)?;
        let written_off = self.share(carrying, put.written_off, settled)?;
        let difference = Money::sum([paid, discount, written_off, -carrying], carrying.currency())?;
        Ok(Some(Booking { carrying, paid, discount, written_off, difference }))
    }
}

/// A payment on its way to the documents.
struct Plan<'a> {
    desk: &'a Desk<'a>,
    payment: &'a Payment,
    left: Money,
    puts: Vec<Put>,
    payer: String,
}

impl Plan<'_> {
    fn item(&self, place: usize) -> Option<&OpenItem> {
        self.desk.items.get(place).filter(|item| !item.open.is_zero())
    }

    /// The open documents of the payer in the payment's currency that have no part of it yet.
    fn open(&self) -> Vec<usize> {
        const NONE: &[usize] = &[];
        let key = (self.payer.clone(), self.left.currency());
        let places = self.desk.by_customer.get(&key).map_or(NONE, Vec::as_slice);
        let places = if self.payer.is_empty() { NONE } else { places };
        places.iter().copied().filter(|place| self.is_free(*place)).collect()
    }

    fn is_free(&self, place: usize) -> bool {
        self.item(place).is_some() && self.puts.iter().all(|put| put.item != place)
    }

    fn discount(&self, item: &OpenItem) -> Result<Money> {
        // A day before the grace would begin is before the calendar's first: no discount reaches it.
        let grace = Days::new(self.desk.policy.grace_days.into());
        let day = self.payment.day.checked_sub_days(grace).unwrap_or(NaiveDate::MIN);
        item.discount_on(day, self.desk.policy.rounding)
    }

    fn by_reference(&mut self) -> Result<()> {
        let mut places = vec![];
        for (index, reference) in self.payment.references.iter().enumerate() {
            let Some(place) = self.desk.by_reference.get(&plain(reference)).copied() else { continue };
            let Some(item) = self.desk.items.get(place) else { continue };
            let (have, want) = (self.left.currency(), item.amount.currency());
            if have != want {
                let message = format!(
                    "payment {} is in {have} and names {}, which is in {want}: exchange it first",
                    self.payment.id, item.number
                );
                let field = format!("references.{index}");
                return Err(Error::new(Code::InvoicePaymentCurrency, field, reference, message));
            }
            if self.is_free(place) && !places.contains(&place) {
                places.push(place);
            }
        }
        let customers: BTreeSet<&str> =
            places.iter().filter_map(|place| self.item(*place)).map(|item| item.customer.as_str()).collect();
        if let (true, [only]) = (self.payer.is_empty(), customers.into_iter().collect::<Vec<_>>().as_slice())
        {
            self.payer = (*only).to_owned();
        }
        self.put(&places, By::Reference)
    }

    fn by_amount(&mut self) -> Result<()> {
        let open = self.open();
        let mut found = vec![];
        let (mut sum, mut reduced) = (Money::zero(self.left.currency()), Money::zero(self.left.currency()));
        for place in &open {
            let Some(item) = self.item(*place) else { continue };
            let less = item.open.checked_sub(if item.open.is_negative() {
                Money::zero(self.left.currency())
            } else {
                self.discount(item)?
            })?;
            sum = sum.checked_add(item.open)?;
            reduced = reduced.checked_add(less)?;
            if item.open == self.left || less == self.left {
                found.push(*place);
            }
        }
        match found.as_slice() {
            [_] => self.put(&found, By::Amount),
            [] if sum == self.left || reduced == self.left => self.put(&open, By::Amount),
            _ => Ok(()),
        }
    }

    /// Puts what is left to these documents in turn, their credit notes used up first, as far as they are needed.
    fn put(&mut self, places: &[usize], by: By) -> Result<()> {
        let currency = self.left.currency();
        let zero = Money::zero(currency);
        let (credits, charges): (Vec<usize>, Vec<usize>) = places
            .iter()
            .copied()
            .partition(|place| self.item(*place).is_some_and(|item| item.open.is_negative()));
        let owed =
            Money::sum(charges.iter().filter_map(|place| self.item(*place)).map(|item| item.open), currency)?;
        for item in credits {
            let missing = owed.checked_sub(self.left)?;
            let Some(open) = self.item(item).map(|credit| credit.open) else { continue };
            if missing.is_negative() || missing.is_zero() {
                break;
            }
            let paid = if missing.amount() < -open.amount() { -missing } else { open };
            self.left = self.left.checked_sub(paid)?;
            self.puts.push(Put { item, by, paid, discount: zero, written_off: zero });
        }
        // Where all of them are settled but for their discounts and what is tolerated, all of them are closed.
        let granted: Vec<Money> = charges
            .iter()
            .map(|place| self.item(*place).map_or(Ok(zero), |item| self.discount(item)))
            .collect::<Result<_>>()?;
        let tolerated = self.desk.policy.tolerance(currency);
        let most = Money::sum(granted.iter().copied(), currency)?.checked_add(tolerated)?;
        let mut missing = owed.checked_sub(self.left)?;
        let together = missing.amount() <= most.amount();
        let last = charges.last().copied();
        for (place, granted) in charges.into_iter().zip(granted) {
            let Some(open) = self.item(place).map(|item| item.open) else { continue };
            if self.left.is_zero() {
                break;
            }
            if !together {
                missing = open.checked_sub(self.left)?;
            }
            let (mut discount, mut written_off, mut paid) = (zero, zero, open);
            if missing.amount() > zero.amount() {
                let closes = together || missing.amount() <= granted.checked_add(tolerated)?.amount();
                if closes {
                    discount = if missing.amount() < granted.amount() { missing } else { granted };
                    missing = missing.checked_sub(discount)?;
                    if !together || last == Some(place) {
                        written_off = missing;
                    }
                    paid = Money::sum([open, -discount, -written_off], currency)?;
                } else {
                    paid = self.left;
                }
            }
            self.left = self.left.checked_sub(paid)?;
            self.puts.push(Put { item: place, by, paid, discount, written_off });
        }
        Ok(())
    }

    /// What is left over and tolerated goes to the last document that was settled.
    fn tolerate(&mut self) -> Result<()> {
        let tolerated = self.desk.policy.tolerance(self.left.currency());
        if self.left.amount() > tolerated.amount() {
            return Ok(());
        }
        if let Some(last) = self.puts.last_mut() {
            last.paid = last.paid.checked_add(self.left)?;
            last.written_off = last.written_off.checked_sub(self.left)?;
            self.left = Money::zero(self.left.currency());
        }
        Ok(())
    }
}
