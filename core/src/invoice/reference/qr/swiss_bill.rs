//! The Swiss QR code of the QR-bill.

use super::{Code, Deserialize, Error, Money, Result, Serialize, account, amount, line, optional, required};
use crate::invoice::reference::{Scheme, iban};

/// An address in parts (type `S`; the combined address `K` may not be used any more since 2025-11-22).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// Name or company, at most 70 characters.
    pub name: String,
    /// Street or post office box, at most 70 characters; may be empty.
    #[serde(default)]
    pub street: String,
    /// House number, at most 16 characters; may be empty.
    #[serde(default)]
    pub house: String,
    /// Postal code, at most 16 characters.
    pub postal_code: String,
    /// Town, at most 35 characters.
    pub town: String,
    /// Country, ISO 3166-1, such as `CH`.
    pub country: String,
}

/// A Swiss QR-bill. Source: Swiss Implementation Guidelines QR-bill, version 2.3 (SIX), read in programs that follow them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SwissBill {
    /// The account that is paid, of Switzerland or Liechtenstein. A QR-IBAN takes a QR reference, any other none or an RF
    /// reference.
    pub iban: String,
    /// Who is paid.
    pub creditor: Address,
    /// The currency, `CHF` or `EUR`; needed also where the amount is left open.
    pub currency: crate::money::Currency,
    /// How much; left out when the payer decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// Who pays, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub debtor: Option<Address>,
    /// A QR reference or an RF reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// A message to the payer; with `bill_information` at most 140 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// What the payer's program reads, such as Swico's `//S1/10/…`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bill_information: Option<String>,
    /// At most two other procedures, of at most 100 characters each, such as `eBill/B/41010560425610173`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<String>,
}

/// The longest text, in characters.
const MOST: usize = 997;

/// The text of the Swiss QR code: `SPC`, version 0200, UTF-8, lines that end with a line feed.
///
/// # Errors
/// Of the account and the reference as their checks; `invoice.reference_country` for an account of another country,
/// `invoice.reference_account` for a QR-IBAN without a QR reference or the other way round, `invoice.reference_length`
/// and `invoice.reference_character` for a text that is too long or has a character which the code does not have,
/// `money.mixed_currencies` for an amount in another currency than the bill, `input.invalid` for a currency that is
/// neither CHF nor EUR, an amount of 0 or less, and more than two alternatives.
pub fn swiss(bill: &SwissBill) -> Result<String> {
    let account = account(&bill.iban)?;
    if !account.starts_with("CH") && !account.starts_with("LI") {
        let message = format!("`iban` `{}` is of another country: a QR-bill is paid to CH or LI", bill.iban);
        return Err(Error::new(Code::InvoiceReferenceCountry, "iban", &bill.iban, message));
    }
    let currency = bill.currency.to_string();
    if currency != "CHF" && currency != "EUR" {
        return Err(Error::invalid("currency", currency, "a QR-bill is in CHF or EUR"));
    }
    let amount = match bill.amount {
        None => String::new(),
        Some(money) if money.currency() == bill.currency => amount(money)?,
        Some(money) => {
            let message = format!("`amount` is {money}, and the bill is in {currency}");
            return Err(Error::new(Code::MoneyMixedCurrencies, "amount", money, message));
        }
    };
    let (kind, reference) = reference(&account, bill.reference.as_deref())?;
    let message = optional("message", bill.message.as_deref(), 140, has)?;
    let information = optional("bill_information", bill.bill_information.as_deref(), 140, has)?;
    if message.chars().count() + information.chars().count() > 140 {
        let message =
            "message and bill information have more than 140 characters together: shorten one of them";
        return Err(Error::new(Code::InvoiceReferenceLength, "bill_information", information, message));
    }
    if let Some(third) = bill.alternatives.get(2) {
        return Err(Error::invalid("alternatives", third, "a QR-bill has at most two other procedures"));
    }

    let mut lines = vec!["SPC", "0200", "1", &account];
    lines.extend(address(Some(&bill.creditor)).map_err(|error| error.within("creditor"))?);
    lines.extend(address(None)?); // the ultimate creditor, which is reserved for later
    lines.extend([amount.as_str(), currency.as_str()]);
    lines.extend(address(bill.debtor.as_ref()).map_err(|error| error.within("debtor"))?);
    lines.extend([kind, reference.as_str(), message, "EPD"]);
    if !information.is_empty() || !bill.alternatives.is_empty() {
        lines.push(information);
    }
    for (at, alternative) in bill.alternatives.iter().enumerate() {
        lines.push(required(&format!("alternatives.{at}"), alternative, 100, has)?);
    }
    let text = lines.join("\n");
    let length = text.chars().count();
    if length > MOST {
        let message =
            format!("the payment code takes {length} characters: it has room for {MOST}; shorten the texts");
        return Err(Error::new(Code::InvoiceReferenceLength, "bill", length, message));
    }
    Ok(text)
}

/// The type of the reference, and the reference, which go with the account.
fn reference(account: &str, reference: Option<&str>) -> Result<(&'static str, String)> {
    let refused = |wanted: &str| {
        let told = reference.unwrap_or_default();
        let message = format!("`reference` `{told}` does not go with `{account}`: {wanted}");
        Err(Error::new(Code::InvoiceReferenceAccount, "reference", told, message))
    };
    let rf = reference.is_some_and(|text| text.trim_start().to_ascii_uppercase().starts_with("RF"));
    match (iban::is_qr_iban(account)?, reference) {
        (true, None) => refused("a QR-IBAN needs a QR reference"),
        (true, Some(_)) if rf => refused("a QR-IBAN takes a QR reference, not an RF reference"),
        (true, Some(text)) => Ok(("QRR", Scheme::Qrr.parse(text)?)),
        (false, None) => Ok(("NON", String::new())),
        (false, Some(text)) if rf => Ok(("SCOR", Scheme::Rf.parse(text)?)),
        (false, Some(_)) => refused("an IBAN that is no QR-IBAN takes an RF reference or none"),
    }
}

/// The seven lines of an address; empty ones for none.
fn address(address: Option<&Address>) -> Result<[&str; 7]> {
    let Some(address) = address else { return Ok([""; 7]) };
    let country = required("country", &address.country, 2, |sign| sign.is_ascii_uppercase())?;
    if country.len() != 2 {
        return Err(Error::invalid("country", country, "give the two letters of ISO 3166-1, such as `CH`"));
    }
    Ok([
        "S",
        required("name", &address.name, 70, has)?,
        line("street", &address.street, 70, has)?,
        line("house", &address.house, 16, has)?,
        required("postal_code", &address.postal_code, 16, has)?,
        required("town", &address.town, 35, has)?,
        country,
    ])
}

/// The characters of the guidelines since version 2.3: Basic Latin, Latin-1 Supplement, Latin Extended-A, and Ș ș Ț ț €.
fn has(sign: char) -> bool {
    matches!(sign, ' '..='~' | '\u{a0}'..='\u{17f}' | '\u{218}'..='\u{21b}' | '€')
}
