//! Germany: transactions of a till's security device (TSE), the receipt's data and QR of DSFinV-K.
//!
//! The receipt's data is `Beleg^` with five gross amounts (general, reduced, two average rates, none) joined by `_`, `^`,
//! then payments `amount:Bar` or `amount:Unbar`, with the currency where it is another, joined by `_`. The QR is twelve
//! fields joined by `;`: version, the till's serial number, kind and data of the process, transaction, signature counter,
//! start, end, algorithm, form of time, signature, public key. The record's text is the first ten of them: what the device
//! itself signed is made of these (BSI TR-03153), and that is for the caller's check.
//!
//! The link is `transaction/signature counter`: in a book of all finished transactions of one device, the transaction goes up
//! by one and the counter goes up. It carries no hash: without the caller's check nothing but gaps is found.
//!
//! Sources: DSFinV-K, annex I (process data and QR), whose examples are met; BSI TR-03153 for the counters.
//!
//! Not covered: the receipt's number, which people know and the device does not sign, and whatever the caller's check does
//! not look at.
//!
//! # The official example
//! Of DSFinV-K, annex I: process data, and the QR of a receipt over 2.55.
//!
//! ```
//! use backoffice::invoice::chain::{fiscal::{append, Entry, Head, Scheme}, tse::{process_data, Means, Payment, Receipt}};
//!
//! let gross = ["0.00", "2.55", "0.00", "0.00", "0.00"].map(str::to_owned);
//! let paid = Payment { amount: "2.55".into(), kind: Means::Bar, currency: None };
//! let data = process_data("Beleg", &gross, &[paid])?;
//! assert_eq!(data, "Beleg^0.00_2.55_0.00_0.00_0.00^2.55:Bar");
//!
//! let entry = Entry::Tse(Receipt {
//!     version: "V0".into(),
//!     client: "955002-00".into(),
//!     process_type: "Kassenbeleg-V1".into(),
//!     process_data: data,
//!     transaction: 18,
//!     counter: 112,
//!     start: "2019-07-10T18:41:04.000Z".into(),
//!     finish: "2019-07-10T18:41:04.000Z".into(),
//!     algorithm: "ecdsa-plain-SHA256".into(),
//!     time_format: "unixTime".into(),
//!     public_key: "BHhWOeisRpPBTGQ1W4VUH95TXx2GARf8e2NYZXJoInjtGqnxJ8sZ3CQpYgjI+LYEmW5A37sLWHsyU7nSJUBemyU=".into(),
//!     number: "1".into(),
//! });
//! let signature = "MEQCIAy4P9k+7x9saDO0uRZ4El8QwN+qTgYiv1DIaJIMWRiuAiAt+saFDGjK2Yi5Cxgy7PprXQ5O0seRgx4ltdpW9REvwA==";
//! let (record, _) = append(&Head::start(Scheme::Tse), entry, Some(signature))?;
//! assert_eq!(
//!     record.qr.as_deref(),
//!     Some("V0;955002-00;Kassenbeleg-V1;Beleg^0.00_2.55_0.00_0.00_0.00^2.55:Bar;18;112;2019-07-10T18:41:04.000Z;\
//!           2019-07-10T18:41:04.000Z;ecdsa-plain-SHA256;unixTime;MEQCIAy4P9k+7x9saDO0uRZ4El8QwN+qTgYiv1DIaJIMWRiuAiAt+saFDGj\
//!           K2Yi5Cxgy7PprXQ5O0seRgx4ltdpW9REvwA==;BHhWOeisRpPBTGQ1W4VUH95TXx2GARf8e2NYZXJoInjtGqnxJ8sZ3CQpYgjI+LYEmW5A37sLWHsy\
//!           U7nSJUBemyU=")
//! );
//! # Ok::<(), backoffice::Error>(())
//! ```

use super::{
    encoding::{amount, from_base64, hex, moment, plain, sha256, unfit},
    fiscal::{Form, Last, Made, Parts, Scheme, Signature},
};
use crate::error::{Code, Error, Result};
use serde::{Deserialize, Serialize};

/// A payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payment {
    /// The amount in its currency, as `10.00`.
    pub amount: String,
    /// `Bar` or `Unbar`.
    pub kind: Means,
    /// The currency where it is not the euro.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
}

/// How somebody paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Means {
    /// In cash.
    Bar,
    /// Otherwise.
    Unbar,
}

/// A transaction that was finished, with what the device answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The QR's version: `V0`.
    pub version: String,
    /// The till's serial number.
    pub client: String,
    /// The kind of process: `Kassenbeleg-V1`.
    pub process_type: String,
    /// Its data ([`process_data`]).
    pub process_data: String,
    /// The device's number of the transaction.
    pub transaction: u64,
    /// The device's counter of signatures.
    pub counter: u64,
    /// Its start, as 2026-12-31T09:30:00.000Z.
    pub start: String,
    /// Its end.
    pub finish: String,
    /// The signature's algorithm, such as `ecdsa-plain-SHA256`.
    pub algorithm: String,
    /// The form of time in what the device signed: `unixTime`, `utcTime` or `generalizedTime`.
    pub time_format: String,
    /// The device's public key in base64.
    pub public_key: String,
    /// The receipt's number, by which people know it; not signed.
    pub number: String,
}

/// The receipt's data: kind (`Beleg` …), gross amounts by rate (general, reduced, 24 (1) 3, 24 (1) 1, none) and payments,
/// in the order given.
///
/// # Errors
/// `invoice.chain_value` for an amount that has not two decimals, or a currency that has not three letters.
pub fn process_data(kind: &str, gross: &[String; 5], payments: &[Payment]) -> Result<String> {
    plain("kind", kind, "^_:;")?;
    for (at, text) in gross.iter().enumerate() {
        amount(&format!("gross.{at}"), text, '.', 2)?;
    }
    let mut parts = vec![];
    for (at, payment) in payments.iter().enumerate() {
        amount(&format!("payments.{at}.amount"), &payment.amount, '.', 2)?;
        let word = match payment.kind {
            Means::Bar => "Bar",
            Means::Unbar => "Unbar",
        };
        parts.push(match &payment.currency {
            Some(code) if code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase()) => {
                format!("{}:{word}:{code}", payment.amount)
            }
            Some(code) => return Err(unfit(&format!("payments.{at}.currency"), code, "write three letters")),
            None => format!("{}:{word}", payment.amount),
        });
    }
    Ok(format!("{kind}^{}^{}", gross.join("_"), parts.join("_")))
}

/// The device's serial number: SHA-256 of its public key (base64), in hexadecimal digits.
///
/// # Errors
/// `input.invalid` for a key that is not base64.
pub fn serial_number(public_key: &str) -> Result<String> {
    Ok(hex(&sha256(&from_base64("public_key", public_key)?)))
}

fn numbers(link: &str) -> Option<(u64, u64)> {
    let (transaction, counter) = link.split_once('/')?;
    transaction.parse().ok().zip(counter.parse().ok())
}

impl Form for Receipt {
    fn scheme(&self) -> Scheme {
        Scheme::Tse
    }

    fn number(&self) -> &str {
        &self.number
    }

    fn check(&self) -> Result<()> {
        let texts = [
            ("version", &self.version),
            ("client", &self.client),
            ("process_type", &self.process_type),
            ("process_data", &self.process_data),
            ("algorithm", &self.algorithm),
            ("number", &self.number),
        ];
        for (field, text) in texts {
            plain(field, text, ";")?;
        }
        let utc = |rest: &str| rest == "Z" || super::encoding::shaped(rest, ".999Z");
        moment("start", &self.start, utc, "2026-12-31T09:30:00.000Z")?;
        moment("finish", &self.finish, utc, "2026-12-31T09:30:00.000Z")?;
        if !["unixTime", "utcTime", "generalizedTime"].contains(&self.time_format.as_str()) {
            return Err(unfit(
                "time_format",
                &self.time_format,
                "write unixTime, utcTime or generalizedTime",
            ));
        }
        from_base64("public_key", &self.public_key).map(|_| ())
    }

    fn follows(&self, last: Last<'_>) -> Result<()> {
        let Some((transaction, counter)) = numbers(last.link) else { return Ok(()) };
        let refuse = |field: &str, value: u64, message: String| {
            Err(Error::new(Code::InvoiceChainOrder, field, value, message))
        };
        if self.transaction.checked_sub(1) != Some(transaction) {
            let what = format!(
                "transaction {} cannot come after {transaction}: it goes up by one",
                self.transaction
            );
            return refuse("transaction", self.transaction, what);
        }
        if self.counter <= counter {
            let what = format!("signature {} cannot come after {counter}: the counter goes up", self.counter);
            return refuse("counter", self.counter, what);
        }
        Ok(())
    }

    fn parts<P: Parts>(&self, _: &str, out: &mut P) {
        out.put("version", "", &self.version);
        out.put("client", ";", &self.client);
        out.put("process_type", ";", &self.process_type);
        out.put("process_data", ";", &self.process_data);
        out.put("transaction", ";", &self.transaction.to_string());
        out.put("counter", ";", &self.counter.to_string());
        out.put("start", ";", &self.start);
        out.put("finish", ";", &self.finish);
        out.put("algorithm", ";", &self.algorithm);
        out.put("time_format", ";", &self.time_format);
    }

    fn link(&self, _: &str, _: &str, out: &mut String) {
        out.push_str(&self.transaction.to_string());
        out.push('/');
        out.push_str(&self.counter.to_string());
    }

    fn signature(&self, signature: &str) -> Result<Signature> {
        from_base64("signature", signature).map(|_| Signature::Given)
    }

    fn qr(&self, made: Made<'_>, out: &mut String) -> Result<bool> {
        for part in [made.text, ";", made.signature, ";", &self.public_key] {
            out.push_str(part);
        }
        Ok(true)
    }
}
