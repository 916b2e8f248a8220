use super::{
    fiscal::{Entry, Head, Proof, Record, Scheme, append, append_many, text, verify, verify_from},
    portugal, rksv, ticketbai, tse, verifactu, zatca,
};
use crate::{
    calendar::date,
    error::Result,
    invoice::{Document, Invoice, Line, Rules, Tax, chain},
    money::{Price, currency::EUR},
};
use proptest::prelude::*;

/// What stands for a device in these tests: it tells texts apart, no more.
fn sign(scheme: Scheme, text: &str) -> String {
    let hash = super::encoding::sha256(text.as_bytes());
    let bytes: Vec<u8> = hash.iter().chain(&hash).chain(&hash).copied().collect();
    match scheme {
        Scheme::Rksv => super::encoding::base64_url(&bytes[..64]),
        _ => super::encoding::base64(&bytes),
    }
}

fn entry(scheme: Scheme, head: &Head) -> Entry {
    let at = head.count + 1;
    let (number, second) = (at.to_string(), at % 60);
    match scheme {
        Scheme::Verifactu if at.is_multiple_of(3) => Entry::VerifactuCancellation(verifactu::Cancellation {
            issuer: "89890001K".into(),
            number: format!("A/{}", at - 1),
            day: "01-01-2024".into(),
            recorded: format!("2024-01-01T19:20:{second:02}+01:00"),
        }),
        Scheme::Verifactu => Entry::VerifactuRegistration(verifactu::Registration {
            issuer: "89890001K".into(),
            number: format!("A/{at}"),
            day: "01-01-2024".into(),
            kind: "F1".into(),
            tax: "12.35".into(),
            total: format!("{at}.45"),
            recorded: format!("2024-01-01T19:20:{second:02}+01:00"),
            site: Some(verifactu::Site::Production),
        }),
        Scheme::VerifactuEvents => Entry::VerifactuEvent(verifactu::Event {
            maker: "89890001K".into(),
            maker_id: String::new(),
            system: "77".into(),
            version: "1.0.03".into(),
            installation: "383".into(),
            taxpayer: "A28083806".into(),
            kind: "01".into(),
            recorded: format!("2024-11-20T19:00:{second:02}+01:00"),
        }),
        Scheme::TicketBai => Entry::TicketBai(ticketbai::Ticket {
            issuer: "00000006Y".into(),
            day: "2019-10-25".into(),
            series: "T".into(),
            number: number.clone(),
            total: "4.70".into(),
            address: "https://batuz.eus/QRTBAI/".into(),
            xml: format!(
                "<T><N>{number}</N><SignatureValueFirmaFacturaAnterior>{}</SignatureValueFirmaFacturaAnterior></T>",
                head.link
            ),
        }),
        Scheme::Zatca => Entry::Zatca(zatca::Invoice {
            number: number.clone(),
            seller: "الجواهري العربي".into(),
            tax_number: "310122393500003".into(),
            issued: "2022-04-25T15:30:00Z".into(),
            total: "1000.00".into(),
            tax: "150.00".into(),
            xml: saudi(at, &head.link),
            public_key: Some("AAEC".into()),
            stamp: None,
        }),
        Scheme::Portugal => Entry::Portugal(portugal::Document {
            day: "2010-05-18".into(),
            entered: format!("2010-05-18T15:43:{second:02}"),
            number: format!("FAC 001/{number}"),
            total: "25.62".into(),
            qr: ["A", "B", "C", "D", "E", "F", "G", "H", "I1", "N", "O", "R"]
                .map(|code| (code.to_owned(), "1".to_owned()))
                .to_vec(),
        }),
        Scheme::Rksv => Entry::Rksv(rksv::Receipt {
            suite: "R1-AT0".into(),
            cash_box: "DEMO-CASH-BOX524".into(),
            number: number.clone(),
            issued: "2015-12-17T11:23:44".into(),
            normal: "34,77".into(),
            reduced_1: "59,64".into(),
            reduced_2: "38,13".into(),
            zero: "0,00".into(),
            special: "-1,00".into(),
            turnover: rksv::encrypt_turnover(KEY, "DEMO-CASH-BOX524", &number, 13154, 5).unwrap(),
            certificate: "20f2ed172daa09e5".into(),
        }),
        Scheme::Tse => Entry::Tse(tse::Receipt {
            version: "V0".into(),
            client: "955002-00".into(),
            process_type: "Kassenbeleg-V1".into(),
            process_data: "Beleg^0.00_2.55_0.00_0.00_0.00^2.55:Bar".into(),
            transaction: 17 + at,
            counter: 110 + 2 * at,
            start: "2019-07-10T18:41:04.000Z".into(),
            finish: "2019-07-10T18:41:04.000Z".into(),
            algorithm: "ecdsa-plain-SHA256".into(),
            time_format: "unixTime".into(),
            public_key: "AAEC".into(),
            number,
        }),
    }
}

const KEY: &str = "WQRtiiya3hYh/Uz44Bv3x8ETl1nrH6nCdErn69g5/lU=";

fn saudi(counter: u64, previous: &str) -> String {
    format!(
        "<Invoice><cbc:ID>{counter}</cbc:ID><cac:AdditionalDocumentReference><cbc:ID>ICV</cbc:ID><cbc:UUID>{counter}</cbc:UUID>\
         </cac:AdditionalDocumentReference><cac:AdditionalDocumentReference><cbc:ID>PIH</cbc:ID><cac:Attachment>\
         <cbc:EmbeddedDocumentBinaryObject mimeCode=\"text/plain\">{previous}</cbc:EmbeddedDocumentBinaryObject>\
         </cac:Attachment></cac:AdditionalDocumentReference></Invoice>"
    )
}

fn put(head: &Head, entry: Entry) -> Result<(Record, Head)> {
    let signature = sign(head.scheme, &text(head, &entry)?);
    append(head, entry, Some(signature.as_str()).filter(|_| needs(head.scheme)))
}

/// Saudi Arabia's invoices are signed as well, though their link is the hash.
fn needs(scheme: Scheme) -> bool {
    scheme.is_signed() || scheme == Scheme::Zatca
}

fn book(scheme: Scheme, count: usize) -> (Vec<Record>, Head) {
    let (mut head, mut book) = (Head::start(scheme), vec![]);
    for _ in 0..count {
        let (record, next) = put(&head, entry(scheme, &head)).unwrap();
        book.push(record);
        head = next;
    }
    (book, head)
}

fn field(book: &[Record], head: &Head) -> String {
    let scheme = head.scheme;
    let error = verify(book, Some(head), Some(&|text, given| sign(scheme, text) == given)).unwrap_err();
    assert_eq!(error.code(), "invoice.chain_broken", "{error}");
    error.field().to_owned()
}

#[test]
fn a_book_as_it_was_recorded_verifies_whole_and_in_parts() {
    for &scheme in Scheme::ALL {
        let (book, head) = book(scheme, 6);
        let right = |text: &str, given: &str| sign(scheme, text) == given;
        let found = verify(&book, Some(&head), Some(&right)).unwrap();
        assert_eq!(found.head, head);
        let proof = if scheme.is_signed() { Proof::Signed } else { Proof::Hashed };
        assert_eq!((found.proof, found.unsigned), (proof, 0), "{scheme:?}");
        let found = verify(&book, Some(&head), None).unwrap();
        let want = if scheme.is_signed() { (Proof::Unsigned, 6) } else { (Proof::Hashed, 0) };
        assert_eq!((found.proof, found.unsigned), want, "{scheme:?}");
        let middle = verify(&book[..2], None, None).unwrap().head;
        assert_eq!(verify_from(&middle, &book[2..], Some(&head), None).unwrap().head, head);
        // What the auditor reads from JSON is the same book.
        let json = serde_json::to_string(&book).unwrap();
        assert_eq!(serde_json::from_str::<Vec<Record>>(&json).unwrap(), book);
    }
}

#[test]
fn a_record_that_was_removed_added_or_moved_is_named() {
    for &scheme in Scheme::ALL {
        let (book, head) = book(scheme, 6);
        for at in 0..5 {
            let mut removed = book.clone();
            removed.remove(at);
            assert_eq!(field(&removed, &head), format!("records.{at}"), "{scheme:?}");
            let mut moved = book.clone();
            moved.swap(at, at + 1);
            assert_eq!(field(&moved, &head), format!("records.{at}"), "{scheme:?}");
            let mut twice = book.clone();
            twice.insert(at + 1, book[at].clone());
            assert_eq!(field(&twice, &head), format!("records.{}", at + 1), "{scheme:?}");
        }
        let mut shorter = book.clone();
        shorter.pop();
        assert_eq!(field(&shorter, &head), "records.5", "{scheme:?}");
        let mut longer = book.clone();
        longer.push(put(&head, entry(scheme, &head)).unwrap().0);
        assert_eq!(field(&longer, &head), "records.6", "{scheme:?}");
        let mut other = book;
        other[3].position = 7;
        assert_eq!(field(&other, &head), "records.3.position", "{scheme:?}");
    }
}

#[test]
fn a_record_that_was_forged_between_two_is_named() {
    // Where the text has the link, whoever adds a record can link it right, but not what follows.
    for scheme in [Scheme::Verifactu, Scheme::VerifactuEvents, Scheme::Rksv] {
        let (mut book, head) = book(scheme, 6);
        let before = verify(&book[..3], None, None).unwrap().head;
        let mut forged = entry(scheme, &Head { count: 30, ..before.clone() });
        if let Entry::Rksv(receipt) = &mut forged {
            receipt.turnover = rksv::TRAINING.into();
        }
        book.insert(3, put(&before, forged).unwrap().0);
        assert_eq!(field(&book, &head), "records.3", "{scheme:?}");
    }
}

#[test]
fn a_book_that_was_made_anew_is_caught_by_the_head_that_was_kept() {
    let (_, head) = book(Scheme::Verifactu, 3);
    let (mut end, mut anew) = (Head::start(Scheme::Verifactu), vec![]);
    for _ in 0..3 {
        let mut altered = entry(Scheme::Verifactu, &end);
        if let Entry::VerifactuRegistration(registration) = &mut altered {
            registration.total = "1.00".into();
        }
        let (record, next) = put(&end, altered).unwrap();
        anew.push(record);
        end = next;
    }
    assert!(verify(&anew, None, None).is_ok());
    assert_eq!(field(&anew, &head), "records.2.link");
    // One record in the middle made anew: the one after it does not continue it.
    let (mut book, head) = book(Scheme::Verifactu, 4);
    let before = verify(&book[..1], None, None).unwrap().head;
    let mut altered = entry(Scheme::Verifactu, &before);
    if let Entry::VerifactuRegistration(registration) = &mut altered {
        registration.total = "1.00".into();
    }
    book[1] = put(&before, altered).unwrap().0;
    assert_eq!(field(&book, &head), "records.1");
}

#[test]
fn an_altered_field_is_named() {
    // Every text of an entry, altered where it stands in JSON; what is not in the text is found where something is made
    // of it, and named on the scheme's page where not.
    let outside = ["number", "public_key", "seller", "issued", "total", "tax", "tax_number", "issuer", "day"];
    for &scheme in Scheme::ALL {
        let (book, head) = book(scheme, 4);
        let json = serde_json::to_value(&book[1].entry).unwrap();
        let (variant, fields) = json.as_object().unwrap().iter().next().unwrap();
        for (name, value) in fields.as_object().unwrap() {
            let mut altered = json.clone();
            altered[variant][name] = match value {
                serde_json::Value::String(text) if text.is_empty() => continue,
                serde_json::Value::String(text) => {
                    let last = text.chars().next_back().unwrap();
                    let other = if last == '1' { '2' } else { '1' };
                    format!("{}{other}", text.strip_suffix(last).unwrap()).into()
                }
                serde_json::Value::Number(number) => (number.as_u64().unwrap() + 1).into(),
                _ => continue,
            };
            let Ok(entry) = serde_json::from_value(altered) else { continue };
            let mut forged = book.clone();
            forged[1].entry = entry;
            let by_text = matches!(
                scheme,
                Scheme::Verifactu | Scheme::VerifactuEvents | Scheme::Portugal | Scheme::Rksv
            );
            let known = Scheme::Tse == scheme && name == "number";
            if known || (scheme == Scheme::TicketBai && name == "address") {
                continue;
            }
            let found = field(&forged, &head);
            if by_text || name == "xml" || (scheme == Scheme::Tse && !outside.contains(&name.as_str())) {
                assert_eq!(found, format!("records.1.{name}"), "{scheme:?}");
            } else {
                assert!(found.starts_with("records.1."), "{scheme:?} {name}: {found}");
            }
        }
    }
}

#[test]
fn altered_parts_of_a_record_are_named() {
    for &scheme in Scheme::ALL {
        let (book, head) = book(scheme, 4);
        let forged = |change: fn(&mut Record)| {
            let mut forged = book.clone();
            change(&mut forged[1]);
            field(&forged, &head)
        };
        assert_eq!(forged(|record| record.link.push('0')), "records.1.link", "{scheme:?}");
        assert_eq!(forged(|record| record.printed = Some("x".into())), "records.1.printed", "{scheme:?}");
        assert_eq!(forged(|record| record.qr = Some("x".into())), "records.1.qr", "{scheme:?}");
        assert_eq!(forged(|record| record.text.insert(0, 'x')).rsplit_once('.').unwrap().0, "records.1");
        let found = forged(|record| record.previous.push('0'));
        assert!(
            found == "records.1.previous" || found == "records.1" || found == "records.0",
            "{scheme:?}: {found}"
        );
        if scheme.is_signed() {
            assert_eq!(forged(|record| record.signature = None).get(..9), Some("records.1"));
        }
    }
}

#[test]
fn a_signature_of_another_text_is_found_only_with_a_check() {
    // Whoever alters entry, text and link alike is found by the signature, and by nothing else in the last record.
    let (mut forged, head) = book(Scheme::Portugal, 2);
    let Entry::Portugal(document) = &mut forged[1].entry else { panic!() };
    document.total = "5.62".into();
    forged[1].text = forged[1].text.replace("25.62", "5.62");
    assert_eq!(verify(&forged, Some(&head), None).unwrap().proof, Proof::Unsigned);
    assert_eq!(field(&forged, &head), "records.1.signature");
}

#[test]
fn many_are_linked_as_one_by_one() {
    for &scheme in Scheme::ALL {
        let (one_by_one, end) = book(scheme, 5);
        let entries = || one_by_one.iter().map(|record| record.entry.clone());
        let signed = |text: &str| Ok(needs(scheme).then(|| sign(scheme, text)));
        let start = Head::start(scheme);
        assert_eq!(append_many(&start, entries(), signed).unwrap(), (one_by_one.clone(), end));
        assert_eq!(append_many(&start, [], signed).unwrap(), (vec![], start.clone()));
        // The first that is refused is named, and so is what the signer says.
        let foreign = entry(if scheme == Scheme::Tse { Scheme::Rksv } else { Scheme::Tse }, &start);
        let error = append_many(&start, entries().take(3).chain([foreign]), signed).unwrap_err();
        assert_eq!((error.code().as_str(), error.field()), ("invoice.chain_scheme", "entries.3.entry"));
        let down = |_: &str| Err(crate::error::Error::missing("device"));
        assert_eq!(append_many(&start, entries(), down).unwrap_err().field(), "entries.0.device");
        if scheme.is_signed() {
            let error = append_many(&start, entries(), |_| Ok(None)).unwrap_err();
            assert_eq!(error.code(), "invoice.chain_unsigned");
        }
    }
}

#[test]
fn a_head_is_kept_as_a_row() {
    for &scheme in Scheme::ALL {
        let (records, head) = book(scheme, 3);
        let before = verify(&records[..2], None, None).unwrap().head;
        // Four columns, the scheme by its name.
        let Head { scheme: kept, count, number, link } = before.clone();
        let name = serde_json::to_value(kept).unwrap();
        let read = Head { scheme: serde_json::from_value(name).unwrap(), count, number, link };
        let json = serde_json::to_string(&before).unwrap();
        assert_eq!(serde_json::from_str::<Head>(&json).unwrap(), read);
        let (record, after) = put(&read, records[2].entry.clone()).unwrap();
        assert_eq!((&record, &after), (&records[2], &head));
        let full = Head { count: u64::MAX, ..head };
        let refused = put(&full, entry(scheme, &Head { count: 7, ..full.clone() })).unwrap_err();
        assert!(
            ["number.out_of_range", "invoice.chain_order"].contains(&refused.code().as_str()),
            "{refused}"
        );
    }
}

#[test]
fn a_signature_that_was_removed_or_added_is_named() {
    for &scheme in Scheme::ALL {
        let (records, head) = book(scheme, 3);
        let mut emptied = records.clone();
        emptied[1].signature = Some(String::new());
        let found = field(&emptied, &head);
        let known = ["records.1.signature", "records.1.link", "records.1.printed", "records.1.qr"];
        assert!(known.contains(&found.as_str()), "{scheme:?}: {found}");
        if scheme == Scheme::Tse {
            assert_eq!(verify(&emptied, Some(&head), None).unwrap_err().field(), "records.1.signature");
        }
        if !needs(scheme) {
            let mut added = records.clone();
            added[1].signature = Some("AAEC".into());
            assert_eq!(field(&added, &head), "records.1.signature");
        }
    }
}

#[test]
fn a_failed_device_leaves_its_receipts_unsigned() {
    let head = Head::start(Scheme::Rksv);
    let (first, head) = append(&head, entry(Scheme::Rksv, &head), Some(rksv::DEVICE_FAILED)).unwrap();
    let (second, head) = put(&head, entry(Scheme::Rksv, &head)).unwrap();
    let right = |text: &str, given: &str| sign(Scheme::Rksv, text) == given;
    let found = verify(&[first, second], Some(&head), Some(&right)).unwrap();
    assert_eq!((found.proof, found.unsigned), (Proof::Unsigned, 1));
    let plain = super::encoding::from_base64_url("x", rksv::DEVICE_FAILED).unwrap();
    assert_eq!(plain, b"Sicherheitseinrichtung ausgefallen");
    assert_eq!(super::encoding::base64(b"TRA"), rksv::TRAINING);
    assert_eq!(super::encoding::base64(b"STO"), rksv::CANCELLATION);
}

#[test]
fn what_cannot_come_next_is_refused() {
    let code = |head: &Head, entry: Entry, signature: Option<&str>| {
        let error = append(head, entry, signature).unwrap_err();
        (error.code().as_str().to_owned(), error.field().to_owned())
    };
    let pair = |code: &str, field: &str| (code.to_owned(), field.to_owned());
    let start = Head::start(Scheme::Verifactu);
    let foreign = entry(Scheme::Tse, &start);
    assert_eq!(code(&start, foreign, None), pair("invoice.chain_scheme", "entry"));
    for &scheme in Scheme::ALL {
        let (_, head) = book(scheme, 2);
        if scheme.is_signed() {
            assert_eq!(code(&head, entry(scheme, &head), None), pair("invoice.chain_unsigned", "signature"));
            assert_eq!(code(&head, entry(scheme, &head), Some("*")).1, "signature");
        }
        // The counter, number or link of another place.
        let stale = Head { count: 5, link: "else".into(), ..head.clone() };
        let field = match scheme {
            Scheme::TicketBai | Scheme::Zatca => "xml",
            Scheme::Portugal => "number",
            Scheme::Tse => "transaction",
            _ => continue,
        };
        assert_eq!(
            code(&head, entry(scheme, &stale), Some("AAEC")),
            pair("invoice.chain_order", field),
            "{scheme:?}"
        );
    }
    let with = |change: fn(&mut verifactu::Registration)| {
        let mut entry = entry(Scheme::Verifactu, &start);
        if let Entry::VerifactuRegistration(registration) = &mut entry {
            change(registration);
        }
        code(&start, entry, None)
    };
    assert_eq!(with(|r| r.number = "A&ImporteTotal=1".into()), pair("invoice.chain_value", "number"));
    assert_eq!(with(|r| r.number = " ".into()), pair("input.missing", "number"));
    assert_eq!(with(|r| r.day = "31-02-2024".into()), pair("invoice.chain_value", "day"));
    assert_eq!(with(|r| r.day = "2024-01-01".into()), pair("invoice.chain_value", "day"));
    assert_eq!(with(|r| r.kind = "F9".into()), pair("invoice.chain_value", "kind"));
    assert_eq!(with(|r| r.tax = "1,5".into()), pair("invoice.chain_value", "tax"));
    assert_eq!(with(|r| r.total = "1.505".into()), pair("invoice.chain_value", "total"));
    assert_eq!(with(|r| r.recorded = "2024-01-01T19:20:30".into()), pair("invoice.chain_value", "recorded"));
}

#[test]
fn amounts_are_hashed_as_they_were_given() {
    let head = Head::start(Scheme::Verifactu);
    let made = |total: &str| {
        let mut entry = entry(Scheme::Verifactu, &head);
        if let Entry::VerifactuRegistration(registration) = &mut entry {
            registration.total = total.into();
        }
        append(&head, entry, None).unwrap().0
    };
    assert!(made("123.1").text.contains("&ImporteTotal=123.1&"));
    assert_ne!(made("123.1").link, made("123.10").link);
    // Spaces outside are cut, as the AEAT has it.
    assert_eq!(made(" 123.1 ").link, made("123.1").link);
}

#[test]
fn the_generic_chain_hashes_amounts_as_they_are_stored() {
    let issued = |price: &str, quantity: &str| {
        let price = Price::new(crate::error::exact::decimal("price", price).unwrap(), EUR);
        let quantity = crate::error::exact::decimal("quantity", quantity).unwrap();
        let line = Line::new("lamp", quantity, price, Tax::standard(dec!(0.2)));
        let document = Document::invoice(EUR, date(2026, 3, 2).unwrap()).line(line);
        let mut invoice = Invoice::draft(document, Rules::en16931(EUR)).unwrap();
        invoice.issue("A1").unwrap();
        invoice
    };
    let bytes = |invoice: &Invoice| chain::canonical_bytes(invoice).unwrap();
    let (short, long) = (issued("1.5", "2"), issued("1.50", "2"));
    assert_eq!(short.totals(), long.totals());
    assert_ne!(bytes(&short), bytes(&long));
    assert_ne!(bytes(&short), bytes(&issued("1.5", "2.0")));
    for invoice in [short, long] {
        // What is stored keeps its digits, and gives the bytes with or without being read as an invoice.
        let stored = serde_json::to_string_pretty(&invoice).unwrap();
        let read: Invoice = serde_json::from_str(&stored).unwrap();
        assert_eq!(bytes(&read), bytes(&invoice));
        assert_eq!(chain::canonicalize(&stored).unwrap(), bytes(&invoice));
        // Whoever drops a zero on the way has altered the record.
        let (sealed, head) = chain::append(&chain::Head::start(chain::Scheme::CanonicalJson), read).unwrap();
        let stored = serde_json::to_string(&sealed).unwrap();
        let rewritten = stored.replace("\"1.50\"", "\"1.5\"");
        let again: chain::Sealed = serde_json::from_str(&rewritten).unwrap();
        let audited = chain::audit(&[again], Some(&head));
        assert_eq!(audited.is_err(), rewritten != stored);
    }
}

#[test]
fn the_saudi_qr_has_its_tags_and_the_first_hash_is_of_text() {
    assert_eq!(zatca::first(), zatca::FIRST);
    let (book, _) = book(Scheme::Zatca, 1);
    let bytes = super::encoding::from_base64("qr", book[0].qr.as_deref().unwrap()).unwrap();
    let (mut rest, mut tags) = (bytes.as_slice(), vec![]);
    while let [tag, length, more @ ..] = rest {
        let (value, more) = more.split_at(usize::from(*length));
        tags.push((*tag, value));
        rest = more;
    }
    assert_eq!(tags.iter().map(|(tag, _)| *tag).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 7, 8]);
    assert_eq!(tags[0].1, "الجواهري العربي".as_bytes());
    assert_eq!(tags[5].1, book[0].hash().unwrap().as_bytes());
    assert_eq!(tags[7].1, [0, 1, 2]);
    assert_eq!(zatca::qr(&[(1, &[0; 256])]).unwrap_err().field(), "tags.1");
    assert_eq!(zatca::qr(&[(2, b"a"), (1, b"b")]).unwrap_err().field(), "tags.1");
}

#[test]
fn the_portuguese_qr_takes_its_characters_from_the_signature() {
    let (book, _) = book(Scheme::Portugal, 1);
    let characters: Vec<char> = book[0].signature.as_deref().unwrap().chars().collect();
    let q: String = [0, 10, 20, 30].iter().map(|&at| characters[at]).collect();
    assert!(book[0].qr.as_deref().unwrap().ends_with(&format!("*O:1*Q:{q}*R:1")));
    assert!(portugal::four_characters(&"a".repeat(30)).is_err());
    assert!(portugal::four_characters(&"a".repeat(31)).is_ok());
    let pairs = |codes: &[&str]| codes.iter().map(|code| ((*code).into(), "1".into())).collect::<Vec<_>>();
    assert_eq!(portugal::qr(&pairs(&["A", "C", "B"])).unwrap_err().field(), "qr.B");
    assert_eq!(portugal::qr(&pairs(&["A"])).unwrap_err().field(), "qr.B");
    assert_eq!(portugal::qr(&pairs(&["I9"])).unwrap_err().field(), "qr");
    assert_eq!(portugal::atcud("short", 1).unwrap_err().field(), "series_code");
}

#[test]
fn a_tse_serial_number_is_the_hash_of_the_key() {
    // SHA-256 of the three letters abc (FIPS 180-4).
    let hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(tse::serial_number("YWJj").unwrap(), hash);
}

#[test]
fn a_turnover_that_cannot_be_is_refused() {
    let made = |key: &str, cents, length| {
        rksv::encrypt_turnover(key, "A", "1", cents, length).map_err(|e| e.field().to_owned())
    };
    assert_eq!(made(KEY, 1, 4), Err("length".into()));
    assert_eq!(made("AAEC", 1, 5), Err("key".into()));
    assert_eq!(made(KEY, 1 << 39, 5), Err("cents".into()));
    assert!(made(KEY, (1 << 39) - 1, 5).is_ok() && made(KEY, -(1 << 39), 5).is_ok());
    let error = rksv::encrypt_turnover("not a key", "A", "1", 1, 5).unwrap_err();
    assert!(!error.message().contains("not a key"));
}

proptest! {
    #[test]
    fn a_turnover_comes_back(cents in any::<i64>(), number in "[A-Z0-9]{1,12}") {
        let made = rksv::encrypt_turnover(KEY, "BOX", &number, cents, 8).unwrap();
        prop_assert_eq!(rksv::decrypt_turnover(KEY, "BOX", &number, &made).unwrap(), Some(cents));
    }

    #[test]
    fn any_altered_byte_is_found_in_its_record(
        scheme in 0..7_usize, at in 0..4_usize, part in 0..6_usize, byte: prop::sample::Index, to in "[0-9a-zA-Z+/=&_;. é\u{0}]"
    ) {
        let scheme = Scheme::ALL[scheme];
        let (mut forged, head) = book(scheme, 4);
        let record = &mut forged[at];
        let (name, text) = match part {
            0 => ("text", Some(&mut record.text)),
            1 => ("link", Some(&mut record.link)),
            2 => ("previous", Some(&mut record.previous)),
            3 => ("printed", record.printed.as_mut()),
            4 => ("qr", record.qr.as_mut()),
            _ => ("signature", record.signature.as_mut()),
        };
        let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(()) };
        let place = byte.index(text.chars().count());
        let with = |(i, c)| if i == place { to.chars().next().unwrap_or(c) } else { c };
        let altered: String = text.chars().enumerate().map(with).collect();
        prop_assume!(altered != *text);
        *text = altered;
        let found = field(&forged, &head);
        // Whoever alters `previous` makes the record look as if it stood elsewhere, or as if what it names had changed.
        let prefix = format!("records.{at}");
        let before = format!("records.{}", at.saturating_sub(1));
        let named = found.starts_with(&prefix) || (name == "previous" && found == before);
        prop_assert!(named, "{name} {place}: {found}");
        if ["printed", "qr"].contains(&name) {
            prop_assert_eq!(found, format!("{prefix}.{name}"));
        }
    }

    #[test]
    fn records_that_were_removed_added_or_moved_are_found(scheme in 0..7_usize, from in 0..6_usize, to in 0..6_usize, how in 0..3_u8) {
        let scheme = Scheme::ALL[scheme];
        let (mut forged, head) = book(scheme, 6);
        let kept = forged.clone();
        let record = forged[from].clone();
        match how {
            0 => { forged.remove(from); }
            1 => forged.insert(to, record),
            _ => { forged.remove(from); forged.insert(to, record); }
        }
        prop_assume!(forged != kept);
        let found = field(&forged, &head);
        // The first place where the book is not as it was.
        let first = forged.iter().zip(&kept).position(|(is, was)| is != was).unwrap_or(forged.len().min(kept.len()));
        prop_assert_eq!(found, format!("records.{first}"));
    }
}
