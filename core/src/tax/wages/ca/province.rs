//! Provinces and territories of employment.

use crate::error::{Code, Error, Result};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

macro_rules! provinces {
    ($($name:ident $code:literal $key:literal $doc:literal,)*) => {
        /// A province or territory, by its two letters. Quebec is here by name so that it can be refused by name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub enum Province { $(#[doc = $doc] $name,)* }

        impl Province {
            /// All of them, in the order of their letters.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Its two letters.
            pub const fn letters(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// Its name in the rule pack.
            pub(super) const fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)* }
            }
        }
    };
}

provinces! {
    Ab "AB" "ab" "Alberta.",
    Bc "BC" "bc" "British Columbia.",
    Mb "MB" "mb" "Manitoba.",
    Nb "NB" "nb" "New Brunswick.",
    Nl "NL" "nl" "Newfoundland and Labrador.",
    Ns "NS" "ns" "Nova Scotia.",
    Nt "NT" "nt" "Northwest Territories.",
    Nu "NU" "nu" "Nunavut.",
    On "ON" "on" "Ontario.",
    Pe "PE" "pe" "Prince Edward Island.",
    Qc "QC" "qc" "Quebec.",
    Sk "SK" "sk" "Saskatchewan.",
    Yt "YT" "yt" "Yukon.",
}

impl Province {
    /// Reads the two letters.
    ///
    /// # Errors
    /// `input.invalid`.
    pub fn parse(text: &str) -> Result<Self> {
        Self::ALL.iter().copied().find(|province| province.letters() == text).ok_or_else(|| {
            let known: Vec<_> = Self::ALL.iter().map(|province| province.letters()).collect();
            let wanted =
                format!("write the two letters of a province or territory, one of {}", known.join(" "));
            Error::invalid("province", text, &wanted)
        })
    }

    /// What is said of a province whose taxes are not known here.
    pub(super) fn unsupported(self) -> Error {
        let message = format!(
            "`province` is `{self}`: its own income tax and pension plan are not known here; the provinces and territories outside Quebec are"
        );
        Error::new(Code::LawUnsupported, "province", self, message)
    }
}

impl fmt::Display for Province {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.letters())
    }
}

impl FromStr for Province {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Province {
    type Error = Error;
    fn try_from(text: String) -> Result<Self> {
        Self::parse(&text)
    }
}

impl From<Province> for String {
    fn from(province: Province) -> Self {
        province.to_string()
    }
}
