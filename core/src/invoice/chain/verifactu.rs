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
    encoding::{
        form, hex_upper, is_day, is_hex_upper, moment, optional, plain, sha256, shaped, trimmed, unfit,
    },
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
    match rest.as_bytes() {
        [b'+' | b'-', h0, h1, b':', m0, m1] => [h0, h1, m0, m1].into_iter().all(u8::is_ascii_digit),
        rest => rest == b"Z",
    }
}

fn recorded(text: &str) -> Result<()> {
    moment("recorded", trimmed(text), zoned, "2026-12-31T09:30:00+01:00")
}

fn day(text: &str) -> Result<()> {
    match *trimmed(text).as_bytes() {
        [d0, d1, b'-', m0, m1, b'-', y0, y1, y2, y3] if is_day([y0, y1, y2, y3], [m0, m1], [d0, d1]) => {
            Ok(())
        }
        _ => Err(unfit("day", text, "write a day like 31-12-2026")),
    }
}

/// An amount of the XML: a sign, twelve digits, two decimals at most.
fn figure(field: &str, text: &str) -> Result<()> {
    let bytes = trimmed(text).as_bytes();
    let body = if let [b'-' | b'+', body @ ..] = bytes { body } else { bytes };
    let (mut whole, mut decimals, mut point, mut fits) = (0, 0, false, true);
    for byte in body {
        match (byte, point) {
            (b'0'..=b'9', false) => whole += 1,
            (b'0'..=b'9', true) => decimals += 1,
            (b'.', false) => point = true,
            _ => fits = false,
        }
    }
    if fits && (1..=12).contains(&whole) && decimals <= 2 {
        Ok(())
    } else {
        Err(unfit(field, text, "write at most 12 digits, a point and two decimals"))
    }
}

fn kind(text: &str) -> Result<()> {
    match trimmed(text).as_bytes() {
        [b'F', b'1'..=b'3'] | [b'R', b'1'..=b'5'] => Ok(()),
        _ => Err(unfit("kind", text, "write F1 to F3 or R1 to R5")),
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
        form(trimmed(value), out);
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
        plain("issuer", trimmed(&self.issuer), "&")?;
        plain("number", trimmed(&self.number), "&")?;
        day(&self.day)?;
        kind(&self.kind)?;
        figure("tax", &self.tax)?;
        figure("total", &self.total)?;
        recorded(&self.recorded)
    }

    fn parts<P: Parts>(&self, previous: &str, out: &mut P) {
        out.put("issuer", "IDEmisorFactura=", trimmed(&self.issuer));
        out.put("number", "&NumSerieFactura=", trimmed(&self.number));
        out.put("day", "&FechaExpedicionFactura=", trimmed(&self.day));
        out.put("kind", "&TipoFactura=", trimmed(&self.kind));
        out.put("tax", "&CuotaTotal=", trimmed(&self.tax));
        out.put("total", "&ImporteTotal=", trimmed(&self.total));
        out.put("previous", "&Huella=", trimmed(previous));
        out.put("recorded", "&FechaHoraHusoGenRegistro=", trimmed(&self.recorded));
    }

    fn link(&self, text: &str, _: &str, out: &mut String) {
        huella(text, out);
    }

    fn is_link(&self, text: &str, _: &str, link: &str) -> bool {
        is_hex_upper(&sha256(text.as_bytes()), link)
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
        plain("issuer", trimmed(&self.issuer), "&")?;
        plain("number", trimmed(&self.number), "&")?;
        day(&self.day)?;
        recorded(&self.recorded)
    }

    fn parts<P: Parts>(&self, previous: &str, out: &mut P) {
        out.put("issuer", "IDEmisorFacturaAnulada=", trimmed(&self.issuer));
        out.put("number", "&NumSerieFacturaAnulada=", trimmed(&self.number));
        out.put("day", "&FechaExpedicionFacturaAnulada=", trimmed(&self.day));
        out.put("previous", "&Huella=", trimmed(previous));
        out.put("recorded", "&FechaHoraHusoGenRegistro=", trimmed(&self.recorded));
    }

    fn link(&self, text: &str, _: &str, out: &mut String) {
        huella(text, out);
    }

    fn is_link(&self, text: &str, _: &str, link: &str) -> bool {
        is_hex_upper(&sha256(text.as_bytes()), link)
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

    fn parts<P: Parts>(&self, previous: &str, out: &mut P) {
        out.put("maker", "NIF=", trimmed(&self.maker));
        out.put("maker_id", "&ID=", trimmed(&self.maker_id));
        out.put("system", "&IdSistemaInformatico=", trimmed(&self.system));
        out.put("version", "&Version=", trimmed(&self.version));
        out.put("installation", "&NumeroInstalacion=", trimmed(&self.installation));
        out.put("taxpayer", "&NIF=", trimmed(&self.taxpayer));
        out.put("kind", "&TipoEvento=", trimmed(&self.kind));
        out.put("previous", "&HuellaEvento=", trimmed(previous));
        out.put("recorded", "&FechaHoraHusoGenEvento=", trimmed(&self.recorded));
    }

    fn link(&self, text: &str, _: &str, out: &mut String) {
        huella(text, out);
    }

    fn is_link(&self, text: &str, _: &str, link: &str) -> bool {
        is_hex_upper(&sha256(text.as_bytes()), link)
    }
}
