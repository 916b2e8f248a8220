//! The cases of `chains.json`: texts, hashes and QRs of tax offices.

use super::{Checks, File, only, text};
use backoffice::{
    Error,
    invoice::chain::{
        fiscal::{self, Entry, Head, Scheme},
        portugal, rksv, ticketbai, tse, verifactu, zatca,
    },
};
use serde_json::Value;

/// One case.
pub fn chains(_: &File, case: &Value, checks: &mut Checks) -> Result<(), String> {
    only(case, &["id", "system", "record", "input", "expected", "source", "verified", "note"])?;
    let (input, expected) = (&case["input"], &case["expected"]);
    let wanted: Vec<&str> = expected.as_object().ok_or("`expected`")?.keys().map(String::as_str).collect();
    let got = match text(case, "system")? {
        "ES VeriFactu" => verifactu(text(case, "record")?, input)?,
        "ES VeriFactu QR" => verifactu_qr(input)?,
        "ES TicketBAI" => ticketbai(input)?,
        "SA ZATCA QR" => tags(input).map(|qr| vec![("qr", qr)])?,
        "SA ZATCA PIH" => {
            only(input, &["previous"])?;
            checks.text("pih computed", zatca::FIRST, zatca::first());
            vec![("pih", Head::start(Scheme::Zatca).link)]
        }
        "SA ZATCA invoice hash" => vec![("hash", zatca::hash(text(input, "canonical_xml")?))],
        "PT signing text" => portugal_text(input)?,
        "PT printed characters" => {
            let characters = portugal::four_characters(text(input, "signature")?).map_err(fail)?;
            let printed = characters.map(String::from).join("-");
            vec![("printed", printed), ("qr_Q", characters.iter().collect())]
        }
        "PT ATCUD" => {
            let number = input["number"].as_u64().ok_or("`number`")?;
            vec![("atcud", portugal::atcud(text(input, "series_code")?, number).map_err(fail)?)]
        }
        "PT QR" => {
            let fields: Vec<(String, String)> =
                serde_json::from_value(input["fields"].clone()).map_err(|error| error.to_string())?;
            vec![("qr", portugal::qr(&fields).map_err(fail)?)]
        }
        "AT RKSV" => vec![rksv(&wanted, input)?],
        "DE DSFinV-K" => dsfinvk(input)?,
        other => return Err(format!("{other}: a chain that this version does not have")),
    };
    for field in wanted {
        let made = got.iter().find(|(name, _)| *name == field).map(|(_, made)| made);
        checks.text(field, text(expected, field)?, made.ok_or_else(|| format!("`{field}` is not made"))?);
    }
    Ok(())
}

type Made = Result<Vec<(&'static str, String)>, String>;

#[allow(clippy::needless_pass_by_value, reason = "`map_err` hands it over")]
fn fail(error: Error) -> String {
    error.to_string()
}

/// The chain after a record of that link.
fn after(scheme: Scheme, link: &str) -> Head {
    Head { link: link.to_owned(), count: u64::from(!link.is_empty()), ..Head::start(scheme) }
}

fn verifactu(record: &str, input: &Value) -> Made {
    let of = |field: &str| input[field].as_str().unwrap_or_default().to_owned();
    let (entry, link) = match record {
        "alta" => {
            let mut entry = registration(
                of("IDEmisorFactura"),
                of("NumSerieFactura"),
                of("FechaExpedicionFactura"),
                of("ImporteTotal"),
            );
            entry.kind = of("TipoFactura");
            entry.tax = of("CuotaTotal");
            entry.recorded = of("FechaHoraHusoGenRegistro");
            (Entry::VerifactuRegistration(entry), of("Huella"))
        }
        "anulacion" => {
            let entry = verifactu::Cancellation {
                issuer: of("IDEmisorFacturaAnulada"),
                number: of("NumSerieFacturaAnulada"),
                day: of("FechaExpedicionFacturaAnulada"),
                recorded: of("FechaHoraHusoGenRegistro"),
            };
            (Entry::VerifactuCancellation(entry), of("Huella"))
        }
        "evento" => {
            let entry = verifactu::Event {
                maker: of("NIF"),
                maker_id: of("ID"),
                system: of("IdSistemaInformatico"),
                version: of("Version"),
                installation: of("NumeroInstalacion"),
                taxpayer: of("NIFObligado"),
                kind: of("TipoEvento"),
                recorded: of("FechaHoraHusoGenEvento"),
            };
            (Entry::VerifactuEvent(entry), of("HuellaEvento"))
        }
        _ => return Err(format!("`{record}`")),
    };
    let (record, head) = fiscal::append(&after(entry.scheme(), &link), entry, None).map_err(fail)?;
    Ok(vec![("text", record.text), ("huella", head.link)])
}

fn registration(issuer: String, number: String, day: String, total: String) -> verifactu::Registration {
    let (kind, tax, recorded) = (String::new(), String::new(), String::new());
    verifactu::Registration { issuer, number, day, kind, tax, total, recorded, site: None }
}

fn verifactu_qr(input: &Value) -> Made {
    only(input, &["environment", "nif", "numserie", "fecha", "importe"])?;
    let of = |field: &str| text(input, field).map(str::to_owned);
    let site = match text(input, "environment")? {
        "test" => verifactu::Site::Test,
        "production" => verifactu::Site::Production,
        other => return Err(format!("`{other}`")),
    };
    let invoice = registration(of("nif")?, of("numserie")?, of("fecha")?, of("importe")?);
    Ok(vec![("url", verifactu::qr(site, &invoice))])
}

fn ticketbai(input: &Value) -> Made {
    let of = |field: &str| text(input, field);
    if input.get("base").is_some() {
        let url = ticketbai::qr(of("base")?, of("id")?, of("series")?, of("number")?, of("total")?);
        return Ok(vec![("crc8", last_three(&url)), ("url", url)]);
    }
    let id = ticketbai::identifier(of("nif")?, of("date")?, of("signature_value_first_13")?).map_err(fail)?;
    let text = id.get(..id.len() - 3).unwrap_or_default().to_owned();
    Ok(vec![("text", text), ("crc8", last_three(&id)), ("id", id)])
}

fn last_three(text: &str) -> String {
    text.get(text.len() - 3..).unwrap_or_default().to_owned()
}

/// The tags of a case; those that are given as base64 come through an entry's fields.
fn tags(input: &Value) -> Result<String, String> {
    let tags = input["tags"].as_object().ok_or("`tags`")?;
    let mut read: Vec<(u8, Vec<u8>)> = vec![];
    for (tag, value) in tags {
        let bytes = match (value.as_str(), value["base64"].as_str()) {
            (Some(text), _) => text.as_bytes().to_vec(),
            (None, Some(text)) => base64(text)?,
            _ => return Err(format!("tag {tag}")),
        };
        read.push((tag.parse().map_err(|_| format!("tag {tag}"))?, bytes));
    }
    read.sort();
    let tags: Vec<zatca::Tag<'_>> = read.iter().map(|(tag, bytes)| (*tag, bytes.as_slice())).collect();
    zatca::qr(&tags).map_err(fail)
}

/// Read here by itself, so that the library's own reader is not its judge.
fn base64(text: &str) -> Result<Vec<u8>, String> {
    let (mut buffer, mut held, mut out) = (0_u32, 0, vec![]);
    for c in text.chars().filter(|&c| c != '=') {
        let value = match c {
            'A'..='Z' => u32::from(c) - u32::from('A'),
            'a'..='z' => u32::from(c) - u32::from('a') + 26,
            '0'..='9' => u32::from(c) - u32::from('0') + 52,
            '+' => 62,
            '/' => 63,
            _ => return Err(format!("`{c}` in base64")),
        };
        buffer = (buffer << 6) | value;
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push(((buffer >> held) & 0xff) as u8);
        }
    }
    Ok(out)
}

fn portugal_text(input: &Value) -> Made {
    only(input, &["InvoiceDate", "SystemEntryDate", "InvoiceNo", "GrossTotal", "previous_hash"])?;
    let of = |field: &str| text(input, field).map(str::to_owned);
    let entry = Entry::Portugal(portugal::Document {
        day: of("InvoiceDate")?,
        entered: of("SystemEntryDate")?,
        number: of("InvoiceNo")?,
        total: of("GrossTotal")?,
        qr: vec![],
    });
    let head = after(Scheme::Portugal, input["previous_hash"].as_str().unwrap_or_default());
    Ok(vec![("text", fiscal::text(&head, &entry).map_err(fail)?)])
}

fn rksv(wanted: &[&str], input: &Value) -> Result<(&'static str, String), String> {
    let of = |field: &str| text(input, field);
    let read = || rksv::read_jws(of("jws_compact")?).map_err(fail);
    Ok(match wanted {
        ["jws_compact"] => ("jws_compact", rksv::jws(of("payload")?, of("signature_base64url")?)),
        ["chain_value"] => {
            let before = of("previous_jws_compact").or_else(|_| of("cash_box_id"))?;
            ("chain_value", rksv::chain_value(before))
        }
        ["qr"] => {
            let (payload, signature) = read()?;
            ("qr", rksv::qr(&payload, &signature).map_err(fail)?)
        }
        ["ocr"] => {
            let (payload, signature) = read()?;
            ("ocr", rksv::ocr(&payload, &signature).map_err(fail)?)
        }
        ["link_hash"] => ("link_hash", rksv::link_hash(of("qr")?)),
        ["encrypted"] => {
            let (key, cash_box, receipt) = (of("aes_key_base64")?, of("cash_box")?, of("receipt")?);
            let cents = input["turnover_cents"].as_i64().ok_or("`turnover_cents`")?;
            let length = input["length"].as_u64().and_then(|n| usize::try_from(n).ok()).ok_or("`length`")?;
            let made = rksv::encrypt_turnover(key, cash_box, receipt, cents, length).map_err(fail)?;
            let back = rksv::decrypt_turnover(key, cash_box, receipt, &made).map_err(fail)?;
            if back != Some(cents) {
                return Err(format!("{cents} comes back as {back:?}"));
            }
            ("encrypted", made)
        }
        _ => return Err(format!("{wanted:?} of RKSV")),
    })
}

fn dsfinvk(input: &Value) -> Made {
    let of = |field: &str| text(input, field).map(str::to_owned);
    if input.get("type").is_some() {
        let rates = &input["gross_by_rate"];
        only(rates, &["general", "reduced", "average_24_1_3", "average_24_1_1", "zero"])?;
        let gross = |field: &str| text(rates, field).map(str::to_owned);
        let gross = [
            gross("general")?,
            gross("reduced")?,
            gross("average_24_1_3")?,
            gross("average_24_1_1")?,
            gross("zero")?,
        ];
        let payments: Vec<tse::Payment> =
            serde_json::from_value(input["payments"].clone()).map_err(|error| error.to_string())?;
        return Ok(vec![(
            "processData",
            tse::process_data(text(input, "type")?, &gross, &payments).map_err(fail)?,
        )]);
    }
    let count = |field: &str| text(input, field)?.parse::<u64>().map_err(|error| error.to_string());
    let entry = Entry::Tse(tse::Receipt {
        version: of("version")?,
        client: of("client")?,
        process_type: of("process_type")?,
        process_data: of("process_data")?,
        transaction: count("transaction")?,
        counter: count("signature_counter")?,
        start: of("start")?,
        finish: of("finish")?,
        algorithm: of("algorithm")?,
        time_format: of("time_format")?,
        public_key: of("public_key")?,
        number: "1".into(),
    });
    let signature = text(input, "signature")?;
    let (record, _) = fiscal::append(&Head::start(Scheme::Tse), entry, Some(signature)).map_err(fail)?;
    Ok(vec![("qr", record.qr.unwrap_or_default())])
}
