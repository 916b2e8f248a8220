//! Currencies of ISO 4217 with their minor digits.

use crate::error::{Code, Error, Result};
use iso_currency::{Currency as Iso, IntoEnumIterator};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, str::FromStr};

/// A currency of ISO 4217: `JPY` has 0 minor digits, `EUR` 2, `KWD` 3. The table is that of the crate `iso_currency`.
///
/// ```
/// use backoffice::Currency;
///
/// assert_eq!(Currency::parse("KWD")?.minor_digits(), 3);
/// let error = Currency::parse("EUX").unwrap_err();
/// assert_eq!(error.code(), "money.unknown_currency");
/// assert!(error.message().contains("EUR"), "it names the nearest");
/// # Ok::<(), backoffice::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency {
    code: [u8; 3],
    digits: u8,
}

macro_rules! constants {
    ($($code:ident $digits:literal $name:literal),* $(,)?) => {
        $(#[doc = $name] pub const $code: Currency = Currency::known(stringify!($code), $digits);)*
        const CONSTANTS: &[Currency] = &[$($code),*];
    };
}

constants! {
    AED 2 "UAE dirham.", AUD 2 "Australian dollar.", BHD 3 "Bahraini dinar.", CAD 2 "Canadian dollar.",
    CHF 2 "Swiss franc.", CNY 2 "Yuan renminbi.", CZK 2 "Czech koruna.", DKK 2 "Danish krone.",
    EGP 2 "Egyptian pound.", EUR 2 "Euro.", GBP 2 "Pound sterling.", HUF 2 "Forint.", INR 2 "Indian rupee.",
    JOD 3 "Jordanian dinar.", JPY 0 "Yen.", KWD 3 "Kuwaiti dinar.", MAD 2 "Moroccan dirham.",
    NOK 2 "Norwegian krone.", NZD 2 "New Zealand dollar.", OMR 3 "Rial Omani.", PLN 2 "Zloty.",
    QAR 2 "Qatari rial.", RON 2 "Romanian leu.", SAR 2 "Saudi riyal.", SEK 2 "Swedish krona.",
    SGD 2 "Singapore dollar.", TRY 2 "Turkish lira.", USD 2 "US dollar.",
}

impl Currency {
    const fn known(code: &str, digits: u8) -> Self {
        let code = code.as_bytes();
        Self { code: [code[0], code[1], code[2]], digits }
    }

    /// The currency with that code, in capitals.
    ///
    /// # Errors
    /// `money.unknown_currency`, naming the nearest code; also for codes that have no minor unit (gold, `XXX`).
    pub fn parse(code: &str) -> Result<Self> {
        // Those of every day first: the table of ISO 4217 is slow to ask.
        if let Some(known) = CONSTANTS.iter().find(|known| known.code == code.as_bytes()) {
            return Ok(*known);
        }
        let refuse = |why: String| Err(Error::new(Code::MoneyUnknownCurrency, "currency", code, why));
        let Some(iso) = Iso::from_code(code) else {
            let near = nearest(code);
            return refuse(format!("`{code}` is not a currency of ISO 4217; the nearest is {near}"));
        };
        match iso.exponent().and_then(|digits| u8::try_from(digits).ok()) {
            Some(digits) => Ok(Self::known(iso.code(), digits)),
            None => {
                refuse(format!("`{code}` has no minor unit in ISO 4217, so amounts in it cannot be rounded"))
            }
        }
    }

    /// The three letters.
    pub fn code(&self) -> &str {
        // The bytes are ASCII letters by construction.
        std::str::from_utf8(&self.code).unwrap_or("XXX")
    }

    /// How many digits follow the point.
    pub const fn minor_digits(self) -> u32 {
        self.digits as u32
    }
}

fn nearest(code: &str) -> String {
    let wanted: Vec<char> = code.to_uppercase().chars().collect();
    let distance = |other: &str| {
        let same = other.chars().zip(&wanted).filter(|(a, b)| a == *b).count();
        wanted.len().max(3) - same
    };
    Iso::iter().map(|c| c.code()).min_by_key(|c| distance(c)).unwrap_or("EUR").to_owned()
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Currency {
    type Err = Error;
    fn from_str(code: &str) -> Result<Self> {
        Self::parse(code)
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Letters;
        impl de::Visitor<'_> for Letters {
            type Value = Currency;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_str<E: de::Error>(self, code: &str) -> std::result::Result<Currency, E> {
                Currency::parse(code).map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Letters)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_agree_with_iso_4217() {
        for currency in CONSTANTS {
            assert_eq!(Currency::parse(currency.code()).as_ref(), Ok(currency));
        }
    }
}
