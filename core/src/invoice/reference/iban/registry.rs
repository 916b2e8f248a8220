//! The countries of the IBAN, from the SWIFT IBAN Registry.

use serde::{Deserialize, Deserializer, Serialize, de};

/// What the IBAN of a country looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Country {
    /// ISO 3166-1 code; `XK` for Kosovo.
    pub code: &'static str,
    /// How many characters an IBAN has, with the country and the two check digits.
    pub length: u8,
    /// What stands behind them (the BBAN), in the registry's notation without its exclamation marks: a length and `n`
    /// for digits, `a` for letters, `c` for either; all lengths are fixed. The parts are those of the registry: bank,
    /// branch, account, check digits.
    pub bban: &'static str,
}

impl<'de> Deserialize<'de> for Country {
    /// Only what the registry says: the text of a country that is here.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Written {
            code: String,
            length: u8,
            bban: String,
        }
        let Written { code, length, bban } = Written::deserialize(deserializer)?;
        let known =
            |country: &&Country| (country.code, country.length, country.bban) == (&code, length, &bban);
        let country = COUNTRIES.iter().find(known).copied();
        country
            .ok_or_else(|| de::Error::custom(format!("`{code}` has no IBAN of {length} characters `{bban}`")))
    }
}

const fn country(code: &'static str, length: u8, bban: &'static str) -> Country {
    Country { code, length, bban }
}

/// Every country, by its code. Source: SWIFT IBAN Registry, release 101, as python-stdnum 2.2 has it (`iban.dat`).
pub(super) const COUNTRIES: &[Country] = &[
    country("AD", 24, "4n4n12c"),
    country("AE", 23, "3n16n"),
    country("AL", 28, "8n16c"),
    country("AT", 20, "5n11n"),
    country("AZ", 28, "4a20c"),
    country("BA", 20, "3n3n8n2n"),
    country("BE", 16, "3n7n2n"),
    country("BG", 22, "4a4n2n8c"),
    country("BH", 22, "4a14c"),
    country("BI", 27, "5n5n11n2n"),
    country("BR", 29, "8n5n10n1a1c"),
    country("BY", 28, "4c4n16c"),
    country("CH", 21, "5n12c"),
    country("CR", 22, "4n14n"),
    country("CY", 28, "3n5n16c"),
    country("CZ", 24, "4n16n"),
    country("DE", 22, "8n10n"),
    country("DJ", 27, "5n5n11n2n"),
    country("DK", 18, "4n9n1n"),
    country("DO", 28, "4c20n"),
    country("EE", 20, "2n14n"),
    country("EG", 29, "4n4n17n"),
    country("ES", 24, "4n4n1n1n10n"),
    country("FI", 18, "3n11n"),
    country("FK", 18, "2a12n"),
    country("FO", 18, "4n9n1n"),
    country("FR", 27, "5n5n11c2n"),
    country("GB", 22, "4a6n8n"),
    country("GE", 22, "2a16n"),
    country("GI", 23, "4a15c"),
    country("GL", 18, "4n9n1n"),
    country("GR", 27, "3n4n16c"),
    country("GT", 28, "4c20c"),
    country("HN", 28, "4a20n"),
    country("HR", 21, "7n10n"),
    country("HU", 28, "3n4n1n15n1n"),
    country("IE", 22, "4a6n8n"),
    country("IL", 23, "3n3n13n"),
    country("IQ", 23, "4a3n12n"),
    country("IS", 26, "4n2n6n10n"),
    country("IT", 27, "1a5n5n12c"),
    country("JO", 30, "4a4n18c"),
    country("KW", 30, "4a22c"),
    country("KZ", 20, "3n13c"),
    country("LB", 28, "4n20c"),
    country("LC", 32, "4a24c"),
    country("LI", 21, "5n12c"),
    country("LT", 20, "5n11n"),
    country("LU", 20, "3n13c"),
    country("LV", 21, "4a13c"),
    country("LY", 25, "3n3n15n"),
    country("MC", 27, "5n5n11c2n"),
    country("MD", 24, "2c18c"),
    country("ME", 22, "3n13n2n"),
    country("MK", 19, "3n10c2n"),
    country("MN", 20, "4n12n"),
    country("MR", 27, "5n5n11n2n"),
    country("MT", 31, "4a5n18c"),
    country("MU", 30, "4a2n2n12n3n3a"),
    country("NI", 28, "4a20n"),
    country("NL", 18, "4a10n"),
    country("NO", 15, "4n6n1n"),
    country("OM", 23, "3n16c"),
    country("PK", 24, "4a16c"),
    country("PL", 28, "8n16n"),
    country("PS", 29, "4a21c"),
    country("PT", 25, "4n4n11n2n"),
    country("QA", 29, "4a21c"),
    country("RO", 24, "4a16c"),
    country("RS", 22, "3n13n2n"),
    country("RU", 33, "9n5n15c"),
    country("SA", 24, "2n18c"),
    country("SC", 31, "4a2n2n16n3a"),
    country("SD", 18, "2n12n"),
    country("SE", 24, "3n16n1n"),
    country("SI", 19, "5n8n2n"),
    country("SK", 24, "4n6n10n"),
    country("SM", 27, "1a5n5n12c"),
    country("SO", 23, "4n3n12n"),
    country("ST", 25, "4n4n11n2n"),
    country("SV", 28, "4a20n"),
    country("TL", 23, "3n14n2n"),
    country("TN", 24, "2n3n13n2n"),
    country("TR", 26, "5n1n16c"),
    country("UA", 29, "6n19c"),
    country("VA", 22, "3n15n"),
    country("VG", 24, "4a16n"),
    country("XK", 20, "4n10n2n"),
    country("YE", 30, "4a4n18c"),
];
