//! Spain, VeriFactu: the fingerprint (huella) of registrations, cancellations and events.
//!
//! Text: `Name=value` joined by `&` in UTF-8, spaces outside a value cut off, a missing value is `Name=`. Link: its
//! SHA-256 in 64 upper-case hexadecimal digits. Registrations and cancellations are one chain; events another. An event's
//! text has `NIF` twice: of the system's maker and of the taxpayer.
//!
//! Sources: Orden HAC/1177/2024, article 13; AEAT, *Detalle de las especificaciones técnicas para generación de la huella*,
//! version 0.1.2 (27 August 2024), whose examples 1 to 3 (89890001K) are met byte for byte. All else that is tested (events,
//! the corrected invoices, the QR) rests on GOBL's tests and example documents. Programs disagree on `123.1` and `123.10`:
//! here the very text of the XML is hashed.
//!
//! Not covered by the hash: lines, the buyer, the breakdown of taxes; the signature of systems that do not send.
//!
//! # The official example
//! AEAT's examples 1 to 3: two invoices are registered, the second is cancelled.
//!
//! ```
//! use backoffice::invoice::chain::{fiscal::{append_many, Entry, Head, Scheme}, verifactu::{Cancellation, Registration}};
//!
//! let first = Registration {
//!     issuer: "89890001K".into(),
//!     number: "12345678/G33".into(),
//!     day: "01-01-2024".into(),
//!     kind: "F1".into(),
//!     tax: "12.35".into(),
//!     total: "123.45".into(),
//!     recorded: "2024-01-01T19:20:30+01:00".into(),
//!     site: None,
//! };
//! let second =
//!     Registration { number: "12345679/G34".into(), recorded: "2024-01-01T19:20:35+01:00".into(), ..first.clone() };
//! let cancelled = Cancellation {
//!     issuer: "89890001K".into(),
//!     number: "12345679/G34".into(),
//!     day: "01-01-2024".into(),
//!     recorded: "2024-01-01T19:20:40+01:00".into(),
//! };
//! let entries = [
//!     Entry::VerifactuRegistration(first),
//!     Entry::VerifactuRegistration(second),
//!     Entry::VerifactuCancellation(cancelled),
//! ];
//! let (records, _) = append_many(&Head::start(Scheme::Verifactu), entries, |_| Ok(None))?;
//! assert_eq!(
//!     records[0].text,
//!     "IDEmisorFactura=89890001K&NumSerieFactura=12345678/G33&FechaExpedicionFactura=01-01-2024&TipoFactura=F1\
//!      &CuotaTotal=12.35&ImporteTotal=123.45&Huella=&FechaHoraHusoGenRegistro=2024-01-01T19:20:30+01:00"
//! );
//! let huellas: Vec<&str> = records.iter().map(|record| record.link.as_str()).collect();
//! assert_eq!(huellas, [
//!     "3C464DAF61ACB827C65FDA19F352A4E3BDC2C640E9E9FC4CC058073F38F12F60",
//!     "F7B94CFD8924EDFF273501B01EE5153E4CE8F259766F88CF6ACB8935802A2B97",
//!     "177547C0D57AC74748561D054A9CEC14B4C4EA23D1BEFD6F2E69E3A388F90C68",
//! ]);
//! # Ok::<(), backoffice::Error>(())
//! ```

use super::{
    encoding::{form, hex_upper, is_day, moment, optional, plain, sha256, shaped, unfit},
    fiscal::{Form, Made, Parts, Scheme},
};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// The service that checks the QR of an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Site {
    /// Of a system that sends its records.
    Production,
    /// The same, for tests.
    Test,
    /// Of a system that keeps its records.
    ProductionKept,
    /// The same, for tests.
    TestKept,
}

impl Site {
    /// Its address.
    pub const fn address(self) -> &'static str {
        match self {
            Self::Production => "https://www2.agenciatributaria.gob.es/wlpl/TIKE-CONT/ValidarQR",
            Self::Test => "https://prewww2.aeat.es/wlpl/TIKE-CONT/ValidarQR",
            Self::ProductionKept => {
                "https://www2.agenciatributaria.gob.es/wlpl/TIKE-CONT/ValidarQRNoVerifactu"
            }
            Self::TestKept => "https://prewww2.aeat.es/wlpl/TIKE-CONT/ValidarQRNoVerifactu",
        }
    }
}

/// An invoice that is registered (`RegistroAlta`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registration {
    /// `IDEmisorFactura`: the issuer's tax number.
    pub issuer: String,
    /// `NumSerieFactura`.
    pub number: String,
    /// `FechaExpedicionFactura`, as 31-12-2026.
    pub day: String,
    /// `TipoFactura`: F1, F2, F3, R1 to R5.
    pub kind: String,
    /// `CuotaTotal`: the text of the XML.
    pub tax: String,
    /// `ImporteTotal`: the text of the XML.
    pub total: String,
    /// `FechaHoraHusoGenRegistro`, as 2026-12-31T09:30:00+01:00.
    pub recorded: String,
    /// Who checks the QR; without it there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<Site>,
}

/// A registered invoice that is cancelled (`RegistroAnulacion`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cancellation {
    /// `IDEmisorFacturaAnulada`.
    pub issuer: String,
    /// `NumSerieFacturaAnulada`.
    pub number: String,
    /// `FechaExpedicionFacturaAnulada`, as 31-12-2026.
    pub day: String,
    /// `FechaHoraHusoGenRegistro`, as 2026-12-31T09:30:00+01:00.
    pub recorded: String,
}

/// Something that happened to a system that keeps its records (`RegistroEvento`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// `NIF` of the system's maker; empty where it has a foreign identifier.
    #[serde(default)]
    pub maker: String,
    /// `ID`: the maker's foreign identifier.
    #[serde(default)]
    pub maker_id: String,
    /// `IdSistemaInformatico`.
    pub system: String,
    /// `Version`.
    pub version: String,
    /// `NumeroInstalacion`.
    pub installation: String,
    /// `NIF` of the taxpayer (`ObligadoEmision`).
    pub taxpayer: String,
    /// `TipoEvento`: two digits.
    pub kind: String,
    /// `FechaHoraHusoGenEvento`, as 2026-12-31T09:30:00+01:00.
    pub recorded: String,
}

fn zoned(rest: &str) -> bool {
    rest == "Z" || shaped(rest, "+99:99") || shaped(rest, "-99:99")
}

fn recorded(text: &str) -> Result<()> {
    moment("recorded", text.trim(), zoned, "2026-12-31T09:30:00+01:00")
}

fn day(text: &str) -> Result<()> {
    let trimmed = text.trim();
    if shaped(trimmed, "99-99-9999") && is_day(trimmed, 6..10, 3..5, 0..2) {
        Ok(())
    } else {
        Err(unfit("day", text, "write a day like 31-12-2026"))
    }
}

/// An amount of the XML: a sign, twelve digits, two decimals at most.
fn figure(field: &str, text: &str) -> Result<()> {
    let trimmed = text.trim();
    let body = trimmed.strip_prefix(['-', '+']).unwrap_or(trimmed);
    let (whole, decimals) = body.split_once('.').unwrap_or((body, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 12 || decimals.len() > 2 || !digits(whole) || !digits(decimals) {
        return Err(unfit(field, text, "write at most 12 digits, a point and two decimals"));
    }
    Ok(())
}

fn one_of(field: &str, text: &str, known: &[&str]) -> Result<()> {
    if known.contains(&text.trim()) {
        Ok(())
    } else {
        Err(unfit(field, text, &format!("write one of {known:?}")))
    }
}

/// The text with each name; values are cut outside.
fn write(parts: &[(&'static str, &str, &str)], out: &mut dyn Parts) {
    for (field, name, value) in parts {
        out.put(field, name, value.trim());
    }
}

fn huella(text: &str, out: &mut String) {
    hex_upper(&sha256(text.as_bytes()), out);
}

/// What the QR of an invoice holds: the address with the invoice's key, form-encoded.
pub fn qr(site: Site, registration: &Registration) -> String {
    let mut out = String::new();
    write_qr(site, registration, &mut out);
    out
}

fn write_qr(site: Site, registration: &Registration, out: &mut String) {
    out.push_str(site.address());
    let parts = [
        ("?nif=", &registration.issuer),
        ("&numserie=", &registration.number),
        ("&fecha=", &registration.day),
        ("&importe=", &registration.total),
    ];
    for (name, value) in parts {
        out.push_str(name);
        form(value.trim(), out);
    }
}

impl Form for Registration {
    fn scheme(&self) -> Scheme {
        Scheme::Verifactu
    }

    fn number(&self) -> &str {
        &self.number
    }

    fn check(&self) -> Result<()> {
        plain("issuer", self.issuer.trim(), "&")?;
        plain("number", self.number.trim(), "&")?;
        day(&self.day)?;
        one_of("kind", &self.kind, &["F1", "F2", "F3", "R1", "R2", "R3", "R4", "R5"])?;
        figure("tax", &self.tax)?;
        figure("total", &self.total)?;
        recorded(&self.recorded)
    }

    fn write(&self, previous: &str, out: &mut dyn Parts) {
        let parts = [
            ("issuer", "IDEmisorFactura=", self.issuer.as_str()),
            ("number", "&NumSerieFactura=", &self.number),
            ("day", "&FechaExpedicionFactura=", &self.day),
            ("kind", "&TipoFactura=", &self.kind),
            ("tax", "&CuotaTotal=", &self.tax),
            ("total", "&ImporteTotal=", &self.total),
            ("previous", "&Huella=", previous),
            ("recorded", "&FechaHoraHusoGenRegistro=", &self.recorded),
        ];
        write(&parts, out);
    }

    fn link(&self, text: &str, _: &str, out: &mut String) {
        huella(text, out);
    }

    fn qr(&self, _: Made<'_>, out: &mut String) -> Result<bool> {
        Ok(self.site.is_some_and(|site| {
            write_qr(site, self, out);
            true
        }))
    }
}

impl Form for Cancellation {
    fn scheme(&self) -> Scheme {
        Scheme::Verifactu
    }

    fn number(&self) -> &str {
        &self.number
    }

    fn check(&self) -> Result<()> {
        plain("issuer", self.issuer.trim(), "&")?;
        plain("number", self.number.trim(), "&")?;
        day(&self.day)?;
        recorded(&self.recorded)
    }

    fn write(&self, previous: &str, out: &mut dyn Parts) {
        let parts = [
            ("issuer", "IDEmisorFacturaAnulada=", self.issuer.as_str()),
            ("number", "&NumSerieFacturaAnulada=", &self.number),
            ("day", "&FechaExpedicionFacturaAnulada=", &self.day),
            ("previous", "&Huella=", previous),
            ("recorded", "&FechaHoraHusoGenRegistro=", &self.recorded),
        ];
        write(&parts, out);
    }

    fn link(&self, text: &str, _: &str, out: &mut String) {
        huella(text, out);
    }
}

impl Form for Event {
    fn scheme(&self) -> Scheme {
        Scheme::VerifactuEvents
    }

    fn number(&self) -> &str {
        &self.recorded
    }

    fn check(&self) -> Result<()> {
        optional("maker", &self.maker, "&")?;
        optional("maker_id", &self.maker_id, "&")?;
        if self.maker.trim().is_empty() == self.maker_id.trim().is_empty() {
            return Err(Error::invalid("maker", &self.maker, "give `maker` or `maker_id`, not both"));
        }
        plain("system", self.system.trim(), "&")?;
        plain("version", self.version.trim(), "&")?;
        plain("installation", self.installation.trim(), "&")?;
        plain("taxpayer", self.taxpayer.trim(), "&")?;
        if !shaped(self.kind.trim(), "99") {
            return Err(unfit("kind", &self.kind, "write two digits"));
        }
        recorded(&self.recorded)
    }

    fn write(&self, previous: &str, out: &mut dyn Parts) {
        let parts = [
            ("maker", "NIF=", self.maker.as_str()),
            ("maker_id", "&ID=", &self.maker_id),
            ("system", "&IdSistemaInformatico=", &self.system),
            ("version", "&Version=", &self.version),
            ("installation", "&NumeroInstalacion=", &self.installation),
            ("taxpayer", "&NIF=", &self.taxpayer),
            ("kind", "&TipoEvento=", &self.kind),
            ("previous", "&HuellaEvento=", previous),
            ("recorded", "&FechaHoraHusoGenEvento=", &self.recorded),
        ];
        write(&parts, out);
    }

    fn link(&self, text: &str, _: &str, out: &mut String) {
        huella(text, out);
    }
}
