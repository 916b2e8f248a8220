//! The chain over whole documents: any alteration is caught, and named.

use super::{
    super::chain::{self, Head, Scheme, Sealed},
    *,
};

fn book(count: i64) -> (Vec<Sealed>, Head) {
    let mut head = Head::start(Scheme::CanonicalJson);
    let mut book = vec![];
    for place in 0..count {
        let line = Line::new(
            "lamp",
            dec!(2),
            Price::new(Decimal::new(1234 + place, 3), EUR),
            Tax::standard(dec!(0.2)),
        )
        .allowance(Adjustment::share(dec!(0.1)).because("friends"));
        let document = Document::invoice(EUR, day()).buyer("Ada").line(line).prepaid(eur(dec!(1)));
        let (sealed, next) =
            chain::append(&head, issued(document, Rules::en16931(EUR), &format!("A{place}"))).unwrap();
        book.push(sealed);
        head = next;
    }
    (book, head)
}

/// Paths to every leaf of a JSON value.
fn leaves(value: &Value, path: &str, out: &mut Vec<String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, v)| leaves(v, &format!("{path}/{key}"), out)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, v)| leaves(v, &format!("{path}/{i}"), out));
        }
        _ => out.push(path.into()),
    }
}

#[test]
fn the_chain_catches_every_alteration_of_any_single_field() {
    let (book, head) = book(4);
    chain::audit(&book, Some(&head)).unwrap();
    let good = serde_json::to_value(&book).unwrap();
    let mut paths = vec![];
    leaves(&good, "", &mut paths);
    assert!(paths.len() > 4 * 40, "{}", paths.len());
    let (mut caught, mut unreadable) = (0, 0);
    for path in &paths {
        let leaf = good.pointer(path).unwrap();
        // Values of every kind that the field might take: what cannot be read is caught by reading.
        let tries: Vec<Value> = match leaf {
            Value::String(text) => {
                let mut tries = vec![
                    format!("{text}x"),
                    format!("{text}0"),
                    "1".into(),
                    "0.02".into(),
                    "383".into(),
                    "E".into(),
                    "2026-03-03".into(),
                    "USD".into(),
                    "half_even".into(),
                    "per_line".into(),
                    "gross_round_tax".into(),
                ];
                if text.len() == 64 {
                    tries.push(text.replace(['0', '1', '2'], "f"));
                }
                tries.into_iter().filter(|new| new != text).map(Value::from).collect()
            }
            Value::Number(number) => vec![(number.as_u64().unwrap() + 1).into(), 99.into()],
            other => panic!("{path}: {other}"),
        };
        for new in tries {
            let mut altered = good.clone();
            *altered.pointer_mut(path).unwrap() = new.clone();
            let Ok(altered) = serde_json::from_value::<Vec<Sealed>>(altered) else {
                unreadable += 1;
                continue;
            };
            if altered == book && serde_json::to_value(&altered).unwrap() == good {
                continue;
            }
            let error = chain::audit(&altered, Some(&head)).unwrap_err();
            assert_eq!(error.code(), Code::InvoiceChainBroken, "{path} to {new}");
            caught += 1;
        }
    }
    assert!(caught > 500 && unreadable > 0, "{caught} {unreadable}");
}

#[test]
fn an_altered_document_is_named_with_what_happened() {
    let (good, head) = book(5);
    let told = |book: &[Sealed]| {
        let error = chain::audit(book, Some(&head)).unwrap_err();
        (error.field().to_owned(), error.value().to_owned(), error.message().to_owned())
    };
    let mut altered = good.clone();
    let mut value = serde_json::to_value(&altered[2]).unwrap();
    value["invoice"]["document"]["buyer"] = "Bob".into();
    altered[2] = serde_json::from_value(value).unwrap();
    let (field, value, message) = told(&altered);
    assert_eq!((field.as_str(), value.as_str()), ("documents.2", "A2"));
    assert!(message.contains("was altered"), "{message}");
    // With its own record forged to match, the next one tells.
    let forged = chain::append(
        &Head { count: 2, hash: altered[1].record.hash, ..head.clone() },
        altered[2].invoice.clone(),
    );
    altered[2] = forged.unwrap().0;
    assert!(told(&altered).2.contains("does not follow"));
    // With all forged, the head tells.
    let mut anew = vec![];
    let mut end = Head::start(Scheme::CanonicalJson);
    for sealed in altered {
        let (sealed, next) = chain::append(&end, sealed.invoice).unwrap();
        anew.push(sealed);
        end = next;
    }
    assert!(told(&anew).2.contains("sealed anew"));
    assert!(chain::audit(&anew, None).is_ok());
    // Removed at the end: only the head knows.
    assert!(told(&good[..4]).2.contains("4 of 5"));
}

proptest! {
    #[test]
    fn the_chain_catches_every_removal_and_every_swap(a in 0usize..7, b in 0usize..7, both in prop::bool::ANY) {
        let (good, head) = book(7);
        let mut removed = good.clone();
        removed.remove(a);
        prop_assert_eq!(chain::audit(&removed, Some(&head)).unwrap_err().code(), Code::InvoiceChainBroken);
        let mut twice = good.clone();
        twice.insert(b, good[a].clone());
        prop_assert_eq!(chain::audit(&twice, Some(&head)).unwrap_err().code(), Code::InvoiceChainBroken);
        if a != b {
            let mut swapped = good.clone();
            if both {
                swapped.swap(a, b);
            } else {
                swapped[a].invoice = good[b].invoice.clone();
                swapped[b].invoice = good[a].invoice.clone();
            }
            let error = chain::audit(&swapped, Some(&head)).unwrap_err();
            prop_assert!(error.message().contains("moved"), "{}", error);
            prop_assert_eq!(error.field(), format!("documents.{}", a.min(b)));
        }
    }
}

#[test]
fn a_draft_is_not_sealed_and_the_start_is_empty() {
    let line = Line::new("x", dec!(1), Price::new(dec!(10), EUR), Tax::standard(dec!(0.19)));
    let draft = Invoice::draft(Document::invoice(EUR, day()).line(line), Rules::en16931(EUR)).unwrap();
    let head = Head::start(Scheme::CanonicalJson);
    assert_eq!(chain::append(&head, draft).unwrap_err().field(), "number");
    chain::audit(&[], Some(&head)).unwrap();
    chain::audit(&[], None).unwrap();
}
