//! Whether a book is as it was recorded, and where it is not.

use super::{
    Head, Record, Scheme,
    form::{Form, Last, Made, Signature, Text},
};
use crate::error::{Code, Error, Result};
use serde::{Deserialize, Serialize};

/// How far a book is proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// By the hashes of its texts; whoever can hash can make it anew, so that the head matters.
    Hashed,
    /// By the signatures of its texts, each of which the caller's check accepted.
    Signed,
    /// Not: its texts are signed, and no check was given or a record says that the device had failed.
    Unsigned,
}

/// What a verification found when nothing was wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verified {
    /// Where the book ends.
    pub head: Head,
    /// How far it is proved.
    pub proof: Proof,
    /// How many records have no signature that was checked; 0 where the proof is by hash.
    pub unsigned: u64,
}

/// The caller's check of a signature: text and signature in, whether it is right out.
pub type Check<'a> = &'a dyn Fn(&str, &str) -> bool;

fn broken(place: usize, field: &str, number: &str, what: &str) -> Error {
    let path = if field.is_empty() { format!("records.{place}") } else { format!("records.{place}.{field}") };
    let message = format!("record {place} of the book, {number}: {what}");
    Error::new(Code::InvoiceChainBroken, path, number, message)
}

/// Proof that a book is as it was recorded: no record altered, removed, added or moved.
///
/// `kept` is the head that the auditor kept; without one, records removed from the end are not missed. `check` is the
/// caller's check of signatures; without one a chain whose texts are signed is [`Proof::Unsigned`]. A book starts at the
/// scheme's first record; part of one is verified with [`verify_from`].
///
/// # Errors
/// `invoice.chain_broken` for the first record that is not as it was: the field is its place and field
/// (`records.3.total`), the value its number, the message says what happened to it.
pub fn verify(book: &[Record], kept: Option<&Head>, check: Option<Check<'_>>) -> Result<Verified> {
    let scheme = kept.map(|head| head.scheme).or_else(|| book.first().map(|record| record.entry.scheme()));
    let scheme = scheme.ok_or_else(|| Error::missing("records"))?;
    verify_from(&Head::start(scheme), book, kept, check)
}

/// [`verify`] of the records that come after a head, such as a year's.
///
/// # Errors
/// As of [`verify`].
pub fn verify_from(
    start: &Head,
    book: &[Record],
    kept: Option<&Head>,
    check: Option<Check<'_>>,
) -> Result<Verified> {
    let mut last = start.last();
    let mut before = "";
    let (mut made, mut unsigned) = (String::new(), 0);
    for (place, record) in book.iter().enumerate() {
        let form = record.entry.form();
        let fail = |field: &str, what: &str| Err(broken(place, field, form.number(), what));
        if form.scheme() != last.scheme {
            return fail("entry", "it was altered or added: it is of another scheme");
        }
        let previous = form.previous(last);
        let holds_text = form.is_text(&previous, &record.text);
        if record.previous != *previous {
            return Err(out_of_place(book, place, last, before, holds_text));
        }
        if record.position != last.count {
            return fail("position", "its place was altered: it follows from the record before it");
        }
        if !holds_text {
            let mut wanted = Text::default();
            form.write(&previous, &mut wanted);
            let field = wanted.first_difference(&record.text);
            return fail(field, "it was altered: its text was made of another value");
        }
        if let Err(error) = form.check().and_then(|()| form.follows(last)) {
            return fail(error.field(), &format!("it was altered, moved or added: {}", error.message()));
        }
        let signature = record.signature.as_deref().unwrap_or_default();
        if !form.is_link(&record.text, signature, &record.link) {
            return fail("link", "its text or its link was altered: the link is not that of the text");
        }
        unsigned += u64::from(!signed(place, record, form, check)?);
        let parts = Made { text: &record.text, signature, link: &record.link };
        made.clear();
        if !holds(form.printed(parts, &mut made), &made, record.printed.as_deref()) {
            let what = "what is printed beside the QR was altered: it is not that of the record";
            return fail("printed", what);
        }
        made.clear();
        if !holds(form.qr(parts, &mut made), &made, record.qr.as_deref()) {
            return fail("qr", "its QR was altered: it is not that of the record");
        }
        before = last.link;
        let count = last.count.saturating_add(1);
        last = Last { scheme: last.scheme, count, number: form.number(), link: &record.link };
    }
    if let Some(kept) = kept {
        ends(book, start, last, kept)?;
    }
    let proof = match last.scheme.is_signed() {
        false => Proof::Hashed,
        true if unsigned == 0 && check.is_some() => Proof::Signed,
        true => Proof::Unsigned,
    };
    let (number, link) = (last.number.to_owned(), last.link.to_owned());
    Ok(Verified { head: Head { scheme: last.scheme, count: last.count, number, link }, proof, unsigned })
}

/// Whether what was made is what the record has; nothing where there is nothing.
fn holds(made: Result<bool>, text: &str, has: Option<&str>) -> bool {
    made.is_ok_and(|is_there| is_there.then_some(text) == has)
}

/// Whether the record needs no signature, or has one that the caller's check accepted.
fn signed(place: usize, record: &Record, form: &dyn Form, check: Option<Check<'_>>) -> Result<bool> {
    let needed = form.scheme().is_signed();
    let signature = record.signature.as_deref().unwrap_or_default();
    if !needed && signature.is_empty() {
        return match record.signature {
            None => Ok(true),
            Some(_) => Err(broken(place, "signature", form.number(), "it was added: it is empty")),
        };
    }
    if signature.is_empty() {
        return Err(broken(place, "signature", form.number(), "it was removed"));
    }
    let what = match (form.signature(signature), check) {
        (Err(error), _) => format!("its signature was altered: {}", error.message()),
        (Ok(Signature::DeviceFailed), _) => return Ok(false),
        (Ok(Signature::Given), None) => return Ok(!needed),
        (Ok(Signature::Given), Some(right)) if right(&record.text, signature) => return Ok(true),
        (Ok(Signature::Given), Some(_)) => {
            "its text or its signature was altered: the one is not of the other".to_owned()
        }
    };
    Err(broken(place, "signature", form.number(), &what))
}

/// What happened where a record does not continue the one before it. `before` is the link on which that one rests.
fn out_of_place(book: &[Record], place: usize, head: Last<'_>, before: &str, text_holds: bool) -> Error {
    let number = |at: usize| book.get(at).map_or("", |record| record.entry.number());
    let Some(record) = book.get(place) else { return broken(place, "", "", "it is not there") };
    if text_holds && record.position == head.count && head.scheme != Scheme::Tse {
        return broken(place, "previous", number(place), "it was altered: its text has another link");
    }
    if place > 0 && record.link == head.link {
        return broken(place, "", number(place), "it was added: it is the record before it once more");
    }
    let forks = place > 0 && record.previous == before;
    let wanted = book.iter().skip(place + 1).position(|later| later.previous == head.link);
    if forks && wanted.is_none() {
        let at = place - 1;
        return broken(at, "", number(at), "it was added: the record after it continues the one before it");
    }
    if let Some(later) = wanted {
        let there = place + 1 + later;
        let what = format!(
            "it was moved or added here: record {there} of the book, {}, should stand here",
            number(there)
        );
        return broken(place, "", number(place), &what);
    }
    if let Some(there) = book.iter().position(|other| other.link == record.previous) {
        let what = format!("it was moved: it continues record {there} of the book, {}", number(there));
        return broken(place, "", number(place), &what);
    }
    if place > 0 && record.position == head.count {
        let at = place - 1;
        let what = "it was altered and linked anew, or one after it was removed and the places renumbered: \
                    the next record does not continue it";
        return broken(at, "", number(at), what);
    }
    broken(
        place,
        "",
        number(place),
        "a record before it was removed: the one that it continues is not in the book",
    )
}

fn ends(book: &[Record], start: &Head, head: Last<'_>, kept: &Head) -> Result<()> {
    let place = |count: u64| usize::try_from(count.saturating_sub(start.count)).unwrap_or(usize::MAX);
    if head.count < kept.count {
        let what = format!(
            "it and what follows was removed: the book ends at {}, the head at {}",
            head.count, kept.count
        );
        return Err(broken(place(head.count), "", &kept.number, &what));
    }
    if head.count > kept.count {
        let at = place(kept.count);
        let number = book.get(at).map_or("", |record| record.entry.number());
        return Err(broken(at, "", number, "it was added after the head that was kept"));
    }
    if head.scheme != kept.scheme || head.link != kept.link || head.number != kept.number {
        let at = place(head.count.saturating_sub(1));
        let what = "the book was made anew: its last link is not the one that was kept";
        return Err(broken(at, "link", head.number, what));
    }
    Ok(())
}
