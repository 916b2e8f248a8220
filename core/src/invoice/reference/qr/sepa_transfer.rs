//! EPC069-12: the quick response code for a SEPA credit transfer.

use super::{Code, Deserialize, Error, Money, Result, Serialize, account, amount, line, optional, required};
use crate::{invoice::reference::Scheme, money::currency::EUR};

/// A SEPA credit transfer to be printed as a QR code. Source: EPC069-12, version 2.1, which names the attributes (AT).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SepaTransfer {
    /// Who is paid (AT-21), at most 70 characters.
    pub name: String,
    /// The account that is paid (AT-20).
    pub iban: String,
    /// The bank of that account (AT-23), 8 or 11 characters; needed only outside the European Economic Area.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bic: Option<String>,
    /// How much (AT-04), in euros; left out when the payer decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// The purpose (AT-44), a code of at most 4 characters such as `GDDS`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The payment reference (AT-05 structured), at most 35 characters; one that begins with RF is checked. Not together
    /// with `text`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The payment's text (AT-05 unstructured), at most 140 characters. Not together with `reference`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// A word to the payer, at most 70 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub information: Option<String>,
}

impl SepaTransfer {
    /// A transfer of which nothing but the payee is known yet.
    pub fn to(name: impl Into<String>, iban: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            iban: iban.into(),
            bic: None,
            amount: None,
            purpose: None,
            reference: None,
            text: None,
            information: None,
        }
    }
}

/// The longest text that fits in a QR code of version 13, in bytes of UTF-8.
const MOST: usize = 331;

/// The text of the EPC's QR code: version 002, UTF-8, lines that end with a line feed, none after the last that says
/// something.
///
/// # Errors
/// Of the account and an RF reference as their checks; `invoice.reference_length` and `invoice.reference_character` for
/// a text that is too long or has a line break, `money.mixed_currencies` for an amount that is not in euros,
/// `input.invalid` for one that is 0, negative or too great and for a reference together with a text.
pub fn sepa(transfer: &SepaTransfer) -> Result<String> {
    let any = |sign: char| !sign.is_control();
    let amount = match transfer.amount {
        None => String::new(),
        Some(money) if money.currency() == EUR => format!("EUR{}", amount(money)?),
        Some(money) => {
            let message = format!("`amount` is {money}: a SEPA credit transfer is in EUR");
            return Err(Error::new(Code::MoneyMixedCurrencies, "amount", money, message));
        }
    };
    if let (Some(_), Some(text)) = (&transfer.reference, &transfer.text) {
        return Err(Error::invalid("text", text, "give a reference or a text, not both"));
    }
    let mut reference = optional("reference", transfer.reference.as_deref(), 35, any)?.to_owned();
    if reference.to_ascii_uppercase().starts_with("RF") {
        reference = Scheme::Rf.parse(&reference)?;
    }
    let bic = transfer.bic.as_deref().map_or(Ok(""), bic)?;
    let lines = [
        "BCD",
        "002",
        "1",
        "SCT",
        bic,
        required("name", &transfer.name, 70, any)?,
        &account(&transfer.iban)?,
        &amount,
        transfer.purpose.as_deref().map_or(Ok(""), purpose)?,
        &reference,
        optional("text", transfer.text.as_deref(), 140, any)?,
        optional("information", transfer.information.as_deref(), 70, any)?,
    ];
    let text = lines.join("\n");
    let text = text.trim_end_matches('\n');
    if text.len() > MOST {
        let message =
            format!("the payment code takes {} bytes: it has room for {MOST}; shorten the texts", text.len());
        return Err(Error::new(Code::InvoiceReferenceLength, "transfer", text.len(), message));
    }
    Ok(text.to_owned())
}

fn bic(text: &str) -> Result<&str> {
    line("bic", text, 11, |sign| sign.is_ascii_uppercase() || sign.is_ascii_digit())?;
    if text.len() == 8 || text.len() == 11 {
        return Ok(text);
    }
    let message = format!("`bic` `{text}` has {} characters: a BIC has 8 or 11", text.len());
    Err(Error::new(Code::InvoiceReferenceLength, "bic", text, message))
}

fn purpose(text: &str) -> Result<&str> {
    line("purpose", text, 4, |sign| sign.is_ascii_uppercase() || sign.is_ascii_digit())
}
