//! Tax codes, as HMRC writes them.

use super::Nation;
use crate::error::{Code, Error, Result};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A tax code, such as `1257L`, `S1257L`, `K100`, `BR`, `D0`, `0T`, `NT` or `1257L X`.
///
/// The prefix `S` or `C` stands for the Scottish or the Welsh rates; a mark `W1`, `M1`, `W1/M1`, `X` or `NONCUM` says that
/// each payment is taxed by itself, and is written ` X` when the code is shown. Serialised as its text.
///
/// ```
/// use backoffice::tax::wages::uk::TaxCode;
///
/// let code: TaxCode = "S1257L W1".parse()?;
/// assert!(code.is_week1_month1());
/// assert_eq!(code.to_string(), "S1257L X");
/// let error = TaxCode::parse("K0").unwrap_err();
/// assert_eq!((error.code().as_str(), error.field(), error.value()), ("tax.code_invalid", "tax_code", "K0"));
/// # Ok::<(), backoffice::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TaxCode {
    nation: Nation,
    kind: Kind,
    week1_month1: bool,
}

/// What a code says, apart from whose rates and which basis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// Free pay: the number stands for a tenth of the allowance.
    Suffix { number: u32, letter: char },
    /// Additional pay: a K code.
    Additional { number: u32 },
    /// All pay at the basic rate (BR), or at the rate so many bands above it (D0 is 1).
    Flat { above_basic: u8 },
    /// No tax.
    NoTax,
}

/// HMRC's specification, 3.3.2.
const LONGEST: usize = 7;
const MARKS: [&str; 5] = ["W1/M1", "W1", "M1", "NONCUM", "X"];

impl TaxCode {
    /// Reads a code. Whether the rate of a code such as `D2` exists is known only to the law of a tax year.
    ///
    /// # Errors
    /// `tax.code_invalid`.
    pub fn parse(text: &str) -> Result<Self> {
        let refuse = |why: &str| invalid(text, why);
        let trimmed = text.trim();
        let marked = MARKS.iter().find_map(|mark| trimmed.strip_suffix(mark));
        let body = marked.map_or(trimmed, str::trim_end);
        if body.is_empty() {
            return Err(refuse("it is empty"));
        }
        if body.len() > LONGEST {
            return Err(refuse("a code has at most seven characters"));
        }
        let (nation, bare) = match (body.strip_prefix('S'), body.strip_prefix('C')) {
            (Some(bare), _) => (Nation::Scotland, bare),
            (_, Some(bare)) => (Nation::Wales, bare),
            _ => (Nation::England, body),
        };
        let kind = Kind::parse(bare).map_err(refuse)?;
        if kind == Kind::NoTax && nation != Nation::England {
            return Err(refuse("NT has no prefix"));
        }
        Ok(Self { nation, kind, week1_month1: marked.is_some() })
    }

    /// Whether a mark on the code says that each payment is taxed by itself.
    pub const fn is_week1_month1(self) -> bool {
        self.week1_month1
    }

    /// Whose rates apply.
    pub const fn nation(self) -> Nation {
        self.nation
    }

    pub(super) const fn kind(self) -> Kind {
        self.kind
    }
}

impl Kind {
    fn parse(bare: &str) -> Result<Self, &'static str> {
        match bare {
            "BR" => return Ok(Self::Flat { above_basic: 0 }),
            "NT" => return Ok(Self::NoTax),
            _ => {}
        }
        if let Some(number) = bare.strip_prefix('K') {
            return match digits(number) {
                Some(number @ 1..=9999) => Ok(Self::Additional { number }),
                _ => Err("K is followed by a number from 1 to 9999"),
            };
        }
        if let Some(index) = bare.strip_prefix('D') {
            return match index.as_bytes() {
                [digit @ b'0'..=b'9'] => Ok(Self::Flat { above_basic: digit - b'0' + 1 }),
                _ => Err("D is followed by one digit"),
            };
        }
        let mut number = bare.chars();
        match number.next_back() {
            Some(letter @ ('L' | 'M' | 'N' | 'T')) => digits(number.as_str())
                .map(|number| Self::Suffix { number, letter })
                .ok_or("a number, without leading zeros, stands before the letter"),
            _ => Err("write it as on the coding notice, such as 1257L, K100, BR, D0, 0T or NT"),
        }
    }
}

/// A number in plain digits without leading zeros.
fn digits(text: &str) -> Option<u32> {
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    plain.then(|| text.parse().ok()).flatten()
}

pub(super) fn invalid(text: impl fmt::Display, why: &str) -> Error {
    let message = format!("`tax_code` is `{text}`, which is not a tax code: {why}");
    Error::new(Code::TaxCodeInvalid, "tax_code", text, message)
}

impl fmt::Display for TaxCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.nation {
            Nation::England => "",
            Nation::Scotland => "S",
            Nation::Wales => "C",
        })?;
        match self.kind {
            Kind::Suffix { number, letter } => write!(f, "{number}{letter}")?,
            Kind::Additional { number } => write!(f, "K{number}")?,
            Kind::Flat { above_basic } => match above_basic.checked_sub(1) {
                None => f.write_str("BR")?,
                Some(index) => write!(f, "D{index}")?,
            },
            Kind::NoTax => f.write_str("NT")?,
        }
        if self.week1_month1 { f.write_str(" X") } else { Ok(()) }
    }
}

impl FromStr for TaxCode {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}

impl TryFrom<String> for TaxCode {
    type Error = Error;
    fn try_from(text: String) -> Result<Self> {
        Self::parse(&text)
    }
}

impl From<TaxCode> for String {
    fn from(code: TaxCode) -> Self {
        code.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_code_is_read_and_written() {
        for text in [
            "1257L", "1L", "0T", "999999T", "1420N", "1382M", "K1", "K9999", "SK475", "CK100", "BR", "SBR",
            "CBR", "D0", "D1", "SD3", "CD1", "NT", "S0T", "C0T", "S1257L X", "K100 X", "BR X",
        ] {
            let code = TaxCode::parse(text).unwrap();
            assert_eq!(code.to_string(), text);
            let json = serde_json::to_string(&code).unwrap();
            assert_eq!(json, format!("\"{text}\""));
            assert_eq!(serde_json::from_str::<TaxCode>(&json).unwrap(), code);
        }
    }

    #[test]
    fn the_marks_say_week1_month1() {
        for text in [
            "647L W1",
            "647L M1",
            "647L W1/M1",
            "647L X",
            "647L NONCUM",
            "647LX",
            "647LM1",
            "647LW1/M1",
            " 647L  W1 ",
        ] {
            let code = TaxCode::parse(text).unwrap();
            assert!(code.is_week1_month1(), "{text}");
            assert_eq!(code.to_string(), "647L X");
        }
        assert!(!TaxCode::parse("D1").unwrap().is_week1_month1());
    }

    #[test]
    fn a_code_that_does_not_exist_names_the_field_and_the_value() {
        for text in [
            "",
            " ",
            "X",
            "W1",
            "1257",
            "L",
            "S",
            "C",
            "K",
            "K0",
            "K01",
            "K10000",
            "SK0",
            "D",
            "D10",
            "D00",
            "DX",
            "L1257",
            "12.57L",
            "-1257L",
            "+1257L",
            "1257l",
            "1257Z",
            "1257LL",
            "01257L",
            "9999999T",
            "S999999T",
            "SNT",
            "CNT",
            "SC1257L",
            "1257 L",
            "1257L W2",
            "BRR",
            "1257L-W1",
            "١٢٥٧L",
            "ß",
        ] {
            let error = TaxCode::parse(text).unwrap_err();
            assert_eq!(
                (error.code(), error.field(), error.value()),
                (Code::TaxCodeInvalid, "tax_code", text)
            );
        }
    }
}
