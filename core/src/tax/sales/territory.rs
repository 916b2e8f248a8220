//! Countries and the parts of them that value added tax knows apart.

use super::Country;
use crate::error::{Error, Result};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, str::FromStr};

/// A country of ISO 3166-1, or a part of one that value added tax knows apart: `FR`, `XI`, `ES-CN`.
///
/// Parts with a code of ISO 3166-1 of their own are countries here: Åland (`AX`), Monaco (`MC`), the Isle of Man (`IM`),
/// the French overseas departments (`GP`, `GF`, `MQ`, `RE`, `YT`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Territory {
    /// A country.
    Country(Country),
    /// A part of one.
    Part(Part),
}

macro_rules! parts {
    ($($name:ident $code:literal $state:literal $doc:literal,)*) => {
        /// A part of a country that value added tax knows apart and that has no code of ISO 3166-1.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Part { $(#[doc = $doc] $name,)* }

        impl Part {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Its code: of ISO 3166-2 where there is one, `XI` as in VAT numbers, else the state's code and a name.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The code of the state that it is a part of.
            pub const fn state(self) -> &'static str {
                match self { $(Self::$name => $state,)* }
            }
        }
    };
}

parts! {
    NorthernIreland "XI" "GB" "Northern Ireland: a member state for goods since 2021, not for services.",
    CanaryIslands "ES-CN" "ES" "The Canary Islands (Directive 2006/112/EC, art. 6(1)(b)).",
    Ceuta "ES-CE" "ES" "Ceuta (art. 6(2)(c)).",
    Melilla "ES-ML" "ES" "Melilla (art. 6(2)(d)).",
    MountAthos "GR-69" "GR" "Mount Athos (art. 6(1)(a)).",
    Heligoland "DE-HELGOLAND" "DE" "The island of Heligoland (art. 6(2)(a)).",
    Buesingen "DE-BUESINGEN" "DE" "The territory of Büsingen (art. 6(2)(b)).",
    Livigno "IT-LIVIGNO" "IT" "Livigno (art. 6(2)(e)).",
    Campione "IT-CAMPIONE" "IT" "Campione d'Italia (art. 6(1)(f), until 2019 6(2)(f)).",
    LakeLugano "IT-LUGANO" "IT" "The Italian waters of Lake Lugano (art. 6(1)(g), until 2019 6(2)(g)).",
    AkrotiriAndDhekelia "CY-SBA" "CY" "The Sovereign Base Areas of Akrotiri and Dhekelia, treated as Cyprus (art. 7).",
}

impl Territory {
    /// The territory with that code, in capitals. Greece is `GR`, also where VAT numbers say `EL`.
    ///
    /// # Errors
    /// `input.invalid`, naming the code.
    pub fn parse(code: &str) -> Result<Self> {
        match Part::ALL.iter().find(|part| part.code() == code) {
            Some(part) => Ok(Self::Part(*part)),
            None => Country::parse(code).map(Self::Country).map_err(|_| {
                let wanted = "write a code of ISO 3166-1 such as FR, or of a part such as XI or ES-CN";
                Error::invalid("territory", code, wanted)
            }),
        }
    }

    /// The territory of a VAT number, by its first two letters: `EL` is Greece. None when they are no territory's.
    pub fn of_vat_number(number: &str) -> Option<Self> {
        let prefix = number.trim().get(..2)?;
        Self::parse(if prefix == "EL" { "GR" } else { prefix }).ok()
    }

    /// Its code.
    pub fn code(&self) -> &str {
        match self {
            Self::Country(country) => country.code(),
            Self::Part(part) => part.code(),
        }
    }

    /// The code of the country that it is or is a part of.
    pub fn country(&self) -> &str {
        match self {
            Self::Country(country) => country.code(),
            Self::Part(part) => part.state(),
        }
    }
}

impl From<Country> for Territory {
    fn from(country: Country) -> Self {
        Self::Country(country)
    }
}

impl fmt::Display for Territory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Territory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Territory {
    type Err = Error;
    fn from_str(code: &str) -> Result<Self> {
        Self::parse(code)
    }
}

impl Serialize for Territory {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Territory {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_reads_what_it_writes() {
        for part in Part::ALL {
            let territory = Territory::parse(part.code()).unwrap();
            assert_eq!((territory, territory.country()), (Territory::Part(*part), part.state()));
            Country::parse(part.state()).unwrap();
            assert!(Country::parse(part.code()).is_err(), "{part:?} has a code of its own");
        }
        assert_eq!(Territory::of_vat_number("EL123456789").unwrap().code(), "GR");
        assert_eq!(Territory::of_vat_number(" XI123456789").unwrap().code(), "XI");
        for none in ["", "E", "é1", "EU123", "12"] {
            assert_eq!(Territory::of_vat_number(none), None, "{none}");
        }
        assert_eq!(Territory::parse("UK").unwrap_err().value(), "UK");
    }
}
