//! What an invoice must say in words, by reason and language, with the article that asks for it.
//!
//! Directive 2006/112/EC, art. 226, prescribes the words in each official language. Here are those that were found in a
//! document that was read, which each mention names; another language of the same reason is `law.unsupported`, never a
//! translation. For a supply that is exempt, art. 226(11) asks for a reference to the provision, not for certain words:
//! that is what stands here for intra-Community supplies and exports, and [`Exemption::reference`](super::Exemption::reference)
//! for other reasons. The details of art. 226(12) and (15) (new means of transport, a tax representative) are data of the
//! document, not words.

use super::Category;
use crate::{
    error::{Code, Error, Result},
    law::Standing,
};
use serde::{Deserialize, Serialize};

/// Why something must be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    /// The customer owes the tax: art. 226(11a).
    ReverseCharge,
    /// The customer issues the invoice: art. 226(10a).
    SelfBilling,
    /// The tax becomes chargeable on payment, and is deducted then: art. 226(7a).
    CashAccounting,
    /// The margin scheme of travel agents: art. 226(13).
    TravelAgents,
    /// The margin scheme of second-hand goods: art. 226(14).
    SecondHandGoods,
    /// The margin scheme of works of art: art. 226(14).
    WorksOfArt,
    /// The margin scheme of collectors' items and antiques: art. 226(14).
    Antiques,
    /// An exempt supply of goods to another member state (art. 138): art. 226(11).
    IntraCommunity,
    /// An exempt export (art. 146): art. 226(11).
    Export,
}

impl Reason {
    /// Every reason.
    pub const ALL: &'static [Self] = &[
        Self::ReverseCharge,
        Self::SelfBilling,
        Self::CashAccounting,
        Self::TravelAgents,
        Self::SecondHandGoods,
        Self::WorksOfArt,
        Self::Antiques,
        Self::IntraCommunity,
        Self::Export,
    ];

    /// The point of art. 226 that asks for it.
    pub const fn article(self) -> &'static str {
        match self {
            Self::ReverseCharge => "Directive 2006/112/EC, art. 226(11a)",
            Self::SelfBilling => "Directive 2006/112/EC, art. 226(10a)",
            Self::CashAccounting => "Directive 2006/112/EC, art. 226(7a)",
            Self::TravelAgents => "Directive 2006/112/EC, art. 226(13)",
            Self::SecondHandGoods | Self::WorksOfArt | Self::Antiques => {
                "Directive 2006/112/EC, art. 226(14)"
            }
            Self::IntraCommunity | Self::Export => "Directive 2006/112/EC, art. 226(11)",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::ReverseCharge => "reverse_charge",
            Self::SelfBilling => "self_billing",
            Self::CashAccounting => "cash_accounting",
            Self::TravelAgents => "travel_agents",
            Self::SecondHandGoods => "second_hand_goods",
            Self::WorksOfArt => "works_of_art",
            Self::Antiques => "antiques",
            Self::IntraCommunity => "intra_community",
            Self::Export => "export",
        }
    }
}

impl TryFrom<Category> for Reason {
    type Error = Error;
    /// The reason that a category alone gives: AE, K and G have one.
    fn try_from(category: Category) -> Result<Self> {
        match category {
            Category::ReverseCharge => Ok(Self::ReverseCharge),
            Category::IntraCommunity => Ok(Self::IntraCommunity),
            Category::Export => Ok(Self::Export),
            _ => Err(Error::invalid(
                "reason",
                category,
                "this category alone asks for no certain words: name the reason, or the exemption of an E",
            )),
        }
    }
}

/// What an invoice says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// Why.
    pub reason: Reason,
    /// The language, by ISO 639-1: `de`.
    pub language: String,
    /// The words.
    pub text: String,
    /// The article that asks for them.
    pub article: String,
    /// Where the words were read.
    pub source: String,
    /// How far that can be trusted.
    pub standing: Standing,
}

const IHK: &str = "Directive 2010/45/EU in the official languages, as listed by IHK Rheinhessen";
const BMF: &str = "Bundesministerium der Finanzen, letter of 17 September 2025, III C 2 - S 7290/00003/003/013 (UStAE 14.5(24), 14a.1), as given at sis-tagesaktuell.de";
const CGI: &str = "Code général des impôts, annexe II, art. 242 nonies A, I, 13° to 16°, as quoted by ATH (2024) and Fiducial";
const VIDA: &str = "Directive 2006/112/EC as amended (ViDA), as quoted at vatupdate.com";
const HAUFE: &str = "Umsatzsteuergesetz, § 14(4) no. 10, as quoted by Haufe";
const REFERENCE: &str = "the Directive's own number in that language";

/// Reason, language, words, where they were read.
const WORDS: &[(Reason, &str, &str, &str)] = &[
    (Reason::ReverseCharge, "bg", "обратно начисляване", IHK),
    (Reason::ReverseCharge, "cs", "daň odvede zákazník", IHK),
    (Reason::ReverseCharge, "da", "omvendt betalingspligt", IHK),
    (Reason::ReverseCharge, "de", "Steuerschuldnerschaft des Leistungsempfängers", IHK),
    (Reason::ReverseCharge, "el", "Αντίστροφη επιβάρυνση", IHK),
    (Reason::ReverseCharge, "en", "Reverse charge", IHK),
    (Reason::ReverseCharge, "es", "inversión del sujeto pasivo", IHK),
    (Reason::ReverseCharge, "et", "pöördmaksustamine", IHK),
    (Reason::ReverseCharge, "fi", "käännetty verovelvollisuus", IHK),
    (Reason::ReverseCharge, "fr", "Autoliquidation", IHK),
    (Reason::ReverseCharge, "hr", "prijenos porezne obveze", "AHK Kroatien, as listed by IHK Rheinhessen"),
    (Reason::ReverseCharge, "hu", "fordított adózás", IHK),
    (Reason::ReverseCharge, "it", "inversione contabile", IHK),
    (
        Reason::ReverseCharge,
        "lt",
        "Atvirkštinis apmokestinimas",
        "Directive 2010/45/EU, as listed at askingbox.com",
    ),
    (
        Reason::ReverseCharge,
        "lv",
        "nodokļa apgrieztā maksāšana",
        "Directive 2010/45/EU, as listed at askingbox.com",
    ),
    (Reason::ReverseCharge, "mt", "Inverżjoni tal-ħlas", IHK),
    (Reason::ReverseCharge, "nl", "Btw verlegd", IHK),
    (Reason::ReverseCharge, "pl", "odwrotne obciążenie", IHK),
    (Reason::ReverseCharge, "pt", "Autoliquidação", IHK),
    (Reason::ReverseCharge, "ro", "taxare inversă", IHK),
    (Reason::ReverseCharge, "sk", "prenesenie daňovej povinnosti", IHK),
    (Reason::ReverseCharge, "sl", "Reverse Charge", IHK),
    (Reason::ReverseCharge, "sv", "Omvänd betalningsskyldighet", IHK),
    (Reason::SelfBilling, "de", "Gutschrift", HAUFE),
    (Reason::SelfBilling, "en", "Self-billing", BMF),
    (Reason::CashAccounting, "en", "Cash accounting", VIDA),
    (Reason::TravelAgents, "de", "Sonderregelung für Reisebüros", BMF),
    (Reason::TravelAgents, "en", "Margin scheme - Travel agents", BMF),
    (Reason::TravelAgents, "fr", "Régime particulier - Agences de voyages", CGI),
    (Reason::SecondHandGoods, "de", "Gebrauchtgegenstände/Sonderregelung", BMF),
    (Reason::SecondHandGoods, "en", "Margin scheme - Second-hand goods", BMF),
    (Reason::SecondHandGoods, "fr", "Régime particulier - Biens d'occasion", CGI),
    (Reason::WorksOfArt, "de", "Kunstgegenstände/Sonderregelung", BMF),
    (Reason::WorksOfArt, "en", "Margin scheme - Works of art", BMF),
    (Reason::WorksOfArt, "fr", "Régime particulier - Objets d'art", CGI),
    (Reason::Antiques, "de", "Sammlungsstücke und Antiquitäten/Sonderregelung", BMF),
    (Reason::Antiques, "en", "Margin scheme - Collectors' items and antiques", BMF),
    (Reason::Antiques, "fr", "Régime particulier - Objets de collection et d'antiquité", CGI),
    (Reason::IntraCommunity, "de", "Art. 138 der Richtlinie 2006/112/EG", REFERENCE),
    (Reason::IntraCommunity, "en", "Art. 138 of Directive 2006/112/EC", REFERENCE),
    (Reason::IntraCommunity, "es", "Art. 138 de la Directiva 2006/112/CE", REFERENCE),
    (Reason::IntraCommunity, "fr", "Art. 138 de la directive 2006/112/CE", REFERENCE),
    (Reason::IntraCommunity, "it", "Art. 138 della direttiva 2006/112/CE", REFERENCE),
    (Reason::Export, "de", "Art. 146 der Richtlinie 2006/112/EG", REFERENCE),
    (Reason::Export, "en", "Art. 146 of Directive 2006/112/EC", REFERENCE),
    (Reason::Export, "es", "Art. 146 de la Directiva 2006/112/CE", REFERENCE),
    (Reason::Export, "fr", "Art. 146 de la directive 2006/112/CE", REFERENCE),
    (Reason::Export, "it", "Art. 146 della direttiva 2006/112/CE", REFERENCE),
];

/// What an invoice says for a reason in a language (ISO 639-1, small letters).
///
/// # Errors
/// `law.unsupported` where the words of that language were not found, naming the languages that are known.
///
/// ```
/// use backoffice::tax::sales::{self, Category, Reason};
///
/// let german = sales::mention(Category::ReverseCharge.try_into()?, "de")?;
/// assert_eq!(german.text, "Steuerschuldnerschaft des Leistungsempfängers");
/// assert_eq!(german.article, "Directive 2006/112/EC, art. 226(11a)");
/// assert_eq!(sales::mention(Reason::SecondHandGoods, "pl").unwrap_err().code(), "law.unsupported");
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn mention(reason: Reason, language: &str) -> Result<Mention> {
    let found = WORDS.iter().find(|(of, in_language, _, _)| *of == reason && *in_language == language);
    let (_, _, text, source) = found.ok_or_else(|| {
        let known: Vec<&str> = mentions_of(reason).map(|(language, _)| language).collect();
        let message = format!(
            "`language` is `{language}`: the words for {} are known in {}; write the article ({}) or the words of the state's law",
            reason.name(),
            known.join(", "),
            reason.article()
        );
        Error::new(Code::LawUnsupported, "language", language, message)
    })?;
    Ok(Mention {
        reason,
        language: language.to_owned(),
        text: (*text).to_owned(),
        article: reason.article().to_owned(),
        source: (*source).to_owned(),
        // The Directive's number is its own; every other text was read in a transcription.
        standing: if *source == REFERENCE { Standing::Official } else { Standing::Secondary },
    })
}

/// The languages in which a reason's words are known, with the words, in the order of the languages.
pub fn mentions_of(reason: Reason) -> impl Iterator<Item = (&'static str, &'static str)> {
    WORDS.iter().filter(move |(of, _, _, _)| *of == reason).map(|(_, language, text, _)| (*language, *text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_in_order_and_once() {
        assert!(WORDS.windows(2).all(|pair| (pair[0].0, pair[0].1) < (pair[1].0, pair[1].1)));
        for (reason, language, text, _) in WORDS {
            let told = mention(*reason, language).unwrap();
            assert_eq!(told.text, *text);
            assert!(text.trim() == *text && !text.is_empty() && language.len() == 2);
            assert_eq!(told.standing == Standing::Official, told.article.ends_with("(11)"));
        }
        for reason in Reason::ALL {
            assert!(mentions_of(*reason).any(|(language, _)| language == "en"), "{reason:?}");
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.name());
        }
    }

    #[test]
    fn what_was_not_found_is_refused() {
        for language in ["ga", "DE", "", "klingon"] {
            let error = mention(Reason::ReverseCharge, language).unwrap_err();
            assert_eq!((error.code(), error.value()), (Code::LawUnsupported, language));
            assert!(error.message().contains("bg, cs, da"), "{error}");
        }
        let error = Reason::try_from(Category::Exempt).unwrap_err();
        assert_eq!((error.code(), error.value()), (Code::InputInvalid, "E"));
    }
}
