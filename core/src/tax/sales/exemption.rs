//! Exemption reasons by the code list VATEX (BT-121 of EN 16931), with the article that each code names.
//!
//! The codes are those of the official artefacts of EN 16931 1.3.16 and, for Saudi Arabia, of GOBL 0.502.1's catalogue. Where
//! a code does not name its article, none is told: the reason is then a scheme or free text.

use super::{Category, Reason};
use crate::error::{Code, Error, Result};
use serde::{Serialize, Serializer, ser::SerializeStruct};

/// Why a supply bears no tax.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exemption {
    /// The code, such as `VATEX-EU-132-1A`.
    pub code: &'static str,
    /// The law that it belongs to.
    pub law: Law,
    /// Article and point, such as `132(1)(a)`; None where the code names none.
    pub article: Option<&'static str>,
    /// The category that goes with it, where the code list ties it to one.
    pub category: Option<Category>,
    /// The mention that the Directive asks for in words, where it does.
    pub reason: Option<Reason>,
}

/// The law that an exemption belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Law {
    /// Directive 2006/112/EC.
    Directive,
    /// France: Code général des impôts.
    FrenchTaxCode,
    /// Saudi Arabia: VAT Implementing Regulations.
    SaudiRegulations,
}

impl Law {
    /// Its title.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Directive => "Directive 2006/112/EC",
            Self::FrenchTaxCode => "Code général des impôts",
            Self::SaudiRegulations => "VAT Implementing Regulations",
        }
    }
}

impl Exemption {
    /// The law and the article, such as `Directive 2006/112/EC, art. 132(1)(a)`: what an invoice may refer to (art. 226(11)).
    pub fn reference(&self) -> String {
        let title = self.law.title();
        self.article.map_or_else(|| title.to_owned(), |article| format!("{title}, art. {article}"))
    }
}

/// Its fields, and the reference beside them.
impl Serialize for Exemption {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Exemption", 6)?;
        fields.serialize_field("code", self.code)?;
        fields.serialize_field("law", &self.law)?;
        fields.serialize_field("article", &self.article)?;
        fields.serialize_field("category", &self.category)?;
        fields.serialize_field("reason", &self.reason)?;
        fields.serialize_field("reference", &self.reference())?;
        fields.end()
    }
}

/// The codes with the article that each names, in order; an empty article where it names none.
const CODES: &[(&str, &str)] = &[
    ("VATEX-EU-132", "132"),
    ("VATEX-EU-132-1A", "132(1)(a)"),
    ("VATEX-EU-132-1B", "132(1)(b)"),
    ("VATEX-EU-132-1C", "132(1)(c)"),
    ("VATEX-EU-132-1D", "132(1)(d)"),
    ("VATEX-EU-132-1E", "132(1)(e)"),
    ("VATEX-EU-132-1F", "132(1)(f)"),
    ("VATEX-EU-132-1G", "132(1)(g)"),
    ("VATEX-EU-132-1H", "132(1)(h)"),
    ("VATEX-EU-132-1I", "132(1)(i)"),
    ("VATEX-EU-132-1J", "132(1)(j)"),
    ("VATEX-EU-132-1K", "132(1)(k)"),
    ("VATEX-EU-132-1L", "132(1)(l)"),
    ("VATEX-EU-132-1M", "132(1)(m)"),
    ("VATEX-EU-132-1N", "132(1)(n)"),
    ("VATEX-EU-132-1O", "132(1)(o)"),
    ("VATEX-EU-132-1P", "132(1)(p)"),
    ("VATEX-EU-132-1Q", "132(1)(q)"),
    ("VATEX-EU-135-1", "135(1)"),
    ("VATEX-EU-143", "143"),
    ("VATEX-EU-143-1A", "143(1)(a)"),
    ("VATEX-EU-143-1B", "143(1)(b)"),
    ("VATEX-EU-143-1C", "143(1)(c)"),
    ("VATEX-EU-143-1D", "143(1)(d)"),
    ("VATEX-EU-143-1E", "143(1)(e)"),
    ("VATEX-EU-143-1F", "143(1)(f)"),
    ("VATEX-EU-143-1FA", "143(1)(fa)"),
    ("VATEX-EU-143-1G", "143(1)(g)"),
    ("VATEX-EU-143-1H", "143(1)(h)"),
    ("VATEX-EU-143-1I", "143(1)(i)"),
    ("VATEX-EU-143-1J", "143(1)(j)"),
    ("VATEX-EU-143-1K", "143(1)(k)"),
    ("VATEX-EU-143-1L", "143(1)(l)"),
    ("VATEX-EU-144", "144"),
    ("VATEX-EU-146-1E", "146(1)(e)"),
    ("VATEX-EU-148", "148"),
    ("VATEX-EU-148-A", "148(a)"),
    ("VATEX-EU-148-B", "148(b)"),
    ("VATEX-EU-148-C", "148(c)"),
    ("VATEX-EU-148-D", "148(d)"),
    ("VATEX-EU-148-E", "148(e)"),
    ("VATEX-EU-148-F", "148(f)"),
    ("VATEX-EU-148-G", "148(g)"),
    ("VATEX-EU-151", "151"),
    ("VATEX-EU-151-1A", "151(1)(a)"),
    ("VATEX-EU-151-1AA", "151(1)(aa)"),
    ("VATEX-EU-151-1B", "151(1)(b)"),
    ("VATEX-EU-151-1C", "151(1)(c)"),
    ("VATEX-EU-151-1D", "151(1)(d)"),
    ("VATEX-EU-151-1E", "151(1)(e)"),
    ("VATEX-EU-153", "153"),
    ("VATEX-EU-159", "159"),
    ("VATEX-EU-309", "309"),
    ("VATEX-EU-79-C", "79(c)"),
    ("VATEX-EU-AE", ""),
    ("VATEX-EU-D", ""),
    ("VATEX-EU-F", ""),
    ("VATEX-EU-G", "146"),
    ("VATEX-EU-I", ""),
    ("VATEX-EU-IC", "138"),
    ("VATEX-EU-J", ""),
    ("VATEX-EU-O", ""),
    ("VATEX-FR-298SEXDECIESA", "298 sexdecies A"),
    ("VATEX-FR-AE", ""),
    ("VATEX-FR-CGI261-1", "261, 1"),
    ("VATEX-FR-CGI261-2", "261, 2"),
    ("VATEX-FR-CGI261-3", "261, 3"),
    ("VATEX-FR-CGI261-4", "261, 4"),
    ("VATEX-FR-CGI261-5", "261, 5"),
    ("VATEX-FR-CGI261-7", "261, 7"),
    ("VATEX-FR-CGI261-8", "261, 8"),
    ("VATEX-FR-CGI261A", "261 A"),
    ("VATEX-FR-CGI261B", "261 B"),
    ("VATEX-FR-CGI261C-1", "261 C, 1"),
    ("VATEX-FR-CGI261C-2", "261 C, 2"),
    ("VATEX-FR-CGI261C-3", "261 C, 3"),
    ("VATEX-FR-CGI261D-1", "261 D, 1"),
    ("VATEX-FR-CGI261D-1BIS", "261 D, 1 bis"),
    ("VATEX-FR-CGI261D-2", "261 D, 2"),
    ("VATEX-FR-CGI261D-3", "261 D, 3"),
    ("VATEX-FR-CGI261D-4", "261 D, 4"),
    ("VATEX-FR-CGI261E-1", "261 E, 1"),
    ("VATEX-FR-CGI261E-2", "261 E, 2"),
    ("VATEX-FR-CGI275", "275"),
    ("VATEX-FR-CGI277A", "277 A"),
    ("VATEX-FR-CGI295", "295"),
    ("VATEX-FR-CNWVAT", ""),
    ("VATEX-FR-FRANCHISE", "293 B"),
    ("VATEX-SA-29", "29"),
    ("VATEX-SA-29-7", "29"),
    ("VATEX-SA-30", "30"),
    ("VATEX-SA-32", "32"),
    ("VATEX-SA-33", "33"),
    ("VATEX-SA-34-1", "34"),
    ("VATEX-SA-34-2", "34"),
    ("VATEX-SA-34-3", "34"),
    ("VATEX-SA-34-4", "34"),
    ("VATEX-SA-34-5", "34"),
    ("VATEX-SA-35", "35"),
    ("VATEX-SA-36", "36"),
    ("VATEX-SA-EDU", ""),
    ("VATEX-SA-HEA", ""),
    ("VATEX-SA-MLTRY", ""),
    ("VATEX-SA-OOS", ""),
];

/// The exemption reason with that code of the list VATEX.
///
/// # Errors
/// `tax.exemption_unknown`.
///
/// ```
/// use backoffice::tax::sales;
///
/// let hospital = sales::exemption("VATEX-EU-132-1B")?;
/// assert_eq!(hospital.reference(), "Directive 2006/112/EC, art. 132(1)(b)");
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn exemption(code: &str) -> Result<Exemption> {
    exemptions().find(|exemption| exemption.code == code).ok_or_else(|| {
        let message = format!(
            "`exemption` is `{code}`, which the code list VATEX does not have: write a code such as VATEX-EU-132-1A"
        );
        Error::new(Code::TaxExemptionUnknown, "exemption", code, message)
    })
}

/// Every exemption reason, in the order of the codes.
pub fn exemptions() -> impl Iterator<Item = Exemption> {
    CODES.iter().map(|(code, article)| Exemption {
        code,
        law: match code.get(..9) {
            Some("VATEX-FR-") => Law::FrenchTaxCode,
            Some("VATEX-SA-") => Law::SaudiRegulations,
            _ => Law::Directive,
        },
        article: (!article.is_empty()).then_some(*article),
        category: match *code {
            "VATEX-EU-AE" | "VATEX-FR-AE" => Some(Category::ReverseCharge),
            "VATEX-EU-D" | "VATEX-EU-F" | "VATEX-EU-I" | "VATEX-EU-J" => Some(Category::Exempt),
            "VATEX-EU-G" => Some(Category::Export),
            "VATEX-EU-IC" => Some(Category::IntraCommunity),
            "VATEX-EU-O" => Some(Category::OutOfScope),
            _ => None,
        },
        reason: match *code {
            "VATEX-EU-AE" | "VATEX-FR-AE" => Some(Reason::ReverseCharge),
            "VATEX-EU-D" => Some(Reason::TravelAgents),
            "VATEX-EU-F" => Some(Reason::SecondHandGoods),
            "VATEX-EU-I" => Some(Reason::WorksOfArt),
            "VATEX-EU-J" => Some(Reason::Antiques),
            "VATEX-EU-G" => Some(Reason::Export),
            "VATEX-EU-IC" => Some(Reason::IntraCommunity),
            _ => None,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_in_order_and_others_are_refused() {
        assert!(CODES.windows(2).all(|pair| pair[0].0 < pair[1].0));
        for (code, _) in CODES {
            assert_eq!(exemption(code).unwrap().code, *code);
        }
        for wrong in ["", "VATEX", "vatex-eu-132", "VATEX-EU-133"] {
            let error = exemption(wrong).unwrap_err();
            assert_eq!((error.code(), error.value()), (Code::TaxExemptionUnknown, wrong));
        }
    }

    /// Points of the Directive are the letters at the end of its codes.
    #[test]
    fn the_articles_of_the_directive_are_those_that_the_codes_name() {
        for told in exemptions().filter(|told| told.law == Law::Directive) {
            let mut parts = told.code.trim_start_matches("VATEX-EU-").split('-');
            let article = parts.next().unwrap();
            if article.parse::<u32>().is_err() {
                continue;
            }
            let point = parts.next().map(|point| {
                let letters = point.trim_start_matches(|c: char| c.is_ascii_digit());
                let paragraph = &point[..point.len() - letters.len()];
                let of = |part: &str| {
                    if part.is_empty() { String::new() } else { format!("({})", part.to_lowercase()) }
                };
                format!("{}{}", of(paragraph), of(letters))
            });
            assert_eq!(told.article.unwrap(), format!("{article}{}", point.unwrap_or_default()));
        }
    }

    #[test]
    fn schemes_have_their_category_and_their_words() {
        let margin = exemption("VATEX-EU-F").unwrap();
        assert_eq!((margin.category, margin.reason), (Some(Category::Exempt), Some(Reason::SecondHandGoods)));
        assert_eq!(exemption("VATEX-EU-IC").unwrap().reference(), "Directive 2006/112/EC, art. 138");
        assert_eq!(
            exemption("VATEX-FR-CGI261D-1BIS").unwrap().reference(),
            "Code général des impôts, art. 261 D, 1 bis"
        );
        assert_eq!(exemption("VATEX-SA-OOS").unwrap().article, None);
    }
}
