//! The payment references behind one front.

use super::{Flaw, Judged, Shape, belgian, finnish, kid, model, ocr, qrr, rf};
use crate::error::Result;
use serde::{Deserialize, Serialize};

/// A kind of payment reference: how its check digits are made, checked and printed.
///
/// ```
/// use backoffice::invoice::reference::Scheme;
///
/// assert_eq!(Scheme::Qrr.make("21000000000313947143000901")?, "210000000003139471430009017");
/// assert_eq!(Scheme::KidMod10.make("1234")?, "12344");
/// assert_eq!(Scheme::Belgian.format("010806817183")?, "+++010/8068/17183+++");
/// assert!(!Scheme::Finnish.holds("1231235"));
/// # Ok::<(), backoffice::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Scheme {
    /// RF creditor reference, all of SEPA: `RF`, two digits of MOD 97-10, 1 to 21 letters or digits. Source: ISO 11649
    /// with ISO/IEC 7064.
    Rf,
    /// Finnish reference number (viite), 4 to 20 digits, weights 7, 3, 1. Source: Finance Finland, forming a domestic
    /// reference number. Its RF form is [`Scheme::Rf`] made of it.
    Finnish,
    /// Estonian reference number (viitenumber), 2 to 20 digits, weights 7, 3, 1. Source: Estonian Banking Association,
    /// the 7-3-1 method.
    Estonian,
    /// Norwegian KID of modulus 10 (Luhn), 2 to 25 digits. Which modulus holds is agreed with the bank.
    KidMod10,
    /// Norwegian KID of modulus 11 (weights 2 to 7 from the right), 2 to 25 characters; a check digit of 10 is `-`.
    KidMod11,
    /// Swedish OCR reference (Luhn), 2 to 25 digits: Bankgirot's hard control.
    Ocr,
    /// Swedish OCR reference whose last digit but one is the last digit of its length: Bankgirot's control of variable
    /// length.
    OcrLength,
    /// Swiss QR reference, 27 digits, modulus 10 recursive; goes with a QR-IBAN only. Source: Swiss Implementation
    /// Guidelines QR-bill, annex B.
    Qrr,
    /// Belgian structured communication (OGM-VCS), ten digits and two of modulus 97. Source: Febelfin.
    Belgian,
    /// Slovenian reference of model SI12: up to 13 digits (made with 13), the last of them of modulus 11. Source: programs
    /// that agree on the sum but not on the length; the rules (Uradni list RS 34/2019, annex 1) were not read.
    Slovenian,
    /// Slovenian reference of model SI01: up to three groups of digits, of modulus 11 over all of them. Source: as
    /// [`Scheme::Slovenian`].
    SlovenianGroups,
    /// Croatian reference of model HR01: up to three groups of digits, of modulus 11 (MOD11INI) over all of them.
    /// Source: programs and FINA's overview of reference number models, of which only parts were read.
    Croatian,
}

impl Scheme {
    /// Every scheme.
    pub const ALL: &[Self] = &[
        Self::Rf,
        Self::Finnish,
        Self::Estonian,
        Self::KidMod10,
        Self::KidMod11,
        Self::Ocr,
        Self::OcrLength,
        Self::Qrr,
        Self::Belgian,
        Self::Slovenian,
        Self::SlovenianGroups,
        Self::Croatian,
    ];

    /// The reference of a number, in the form that [`Scheme::parse`] gives; the Belgian one as it is printed, which is
    /// also how it is sent to the bank.
    ///
    /// Spaces in the number are left out. The Swiss, the Belgian and the Slovenian reference of model SI12 are
    /// filled with zeros in front.
    ///
    /// # Errors
    /// `invoice.reference_character` and `invoice.reference_length`, field `number`.
    pub fn make(self, number: &str) -> Result<String> {
        let made = match self {
            Self::Rf => rf::make(number),
            Self::Finnish => finnish::make(number, &finnish::FINNISH),
            Self::Estonian => finnish::make(number, &finnish::ESTONIAN),
            Self::KidMod10 => kid::make_mod10(number),
            Self::KidMod11 => kid::make_mod11(number),
            Self::Ocr => ocr::make(number, false),
            Self::OcrLength => ocr::make(number, true),
            Self::Qrr => qrr::make(number),
            Self::Belgian => belgian::make(number).map(|tight| belgian::format(&tight)),
            Self::Slovenian => model::make_slovenian(number),
            Self::SlovenianGroups => model::make_groups(number, "SI01"),
            Self::Croatian => model::make_groups(number, "HR01"),
        };
        made.map_err(|flaw| flaw.tell("number", number, self.shape()))
    }

    /// Whether the text is a reference of this scheme, written as a person writes it.
    pub fn holds(self, text: &str) -> bool {
        self.judge(text).is_ok()
    }

    /// The same, saying what is wrong.
    ///
    /// # Errors
    /// `invoice.reference_character`, `invoice.reference_length` and `invoice.reference_check_digit`, field `reference`.
    pub fn check(self, text: &str) -> Result<()> {
        self.judge(text).map_err(|flaw| flaw.tell("reference", text, self.shape()))
    }

    /// The reference without spaces and signs, letters in upper case: how it is stored and compared. The hyphens
    /// between groups, and one that is a check digit, belong to it.
    ///
    /// # Errors
    /// As [`Scheme::check`].
    pub fn parse(self, text: &str) -> Result<String> {
        self.check(text)?;
        let mut tight = tight(text);
        if self == Self::Belgian {
            tight.retain(|sign| sign.is_ascii_digit());
        }
        Ok(tight)
    }

    /// The reference as it is printed: RF in groups of four, the Finnish one in groups of five from the right, the Swiss
    /// one in two and groups of five, the Belgian one as +++ddd/dddd/ddddd+++, a model and its number apart; the others in
    /// one piece.
    ///
    /// # Errors
    /// As [`Scheme::check`].
    pub fn format(self, text: &str) -> Result<String> {
        let tight = self.parse(text)?;
        Ok(match self {
            Self::Rf => grouped(&tight, 4, 4),
            Self::Finnish => grouped(&tight, tight.len() % 5, 5),
            Self::Qrr => grouped(&tight, 2, 5),
            Self::Belgian => belgian::format(&tight),
            Self::Slovenian | Self::SlovenianGroups | Self::Croatian => grouped(&tight, 4, usize::MAX),
            _ => tight,
        })
    }

    fn judge(self, text: &str) -> Judged {
        match self {
            Self::Rf => rf::check(text),
            Self::Finnish => finnish::check(text, &finnish::FINNISH),
            Self::Estonian => finnish::check(text, &finnish::ESTONIAN),
            Self::KidMod10 => kid::check_mod10(text),
            Self::KidMod11 => kid::check_mod11(text),
            Self::Ocr => ocr::check(text, false),
            Self::OcrLength => ocr::check(text, true),
            Self::Qrr => qrr::check(text),
            Self::Belgian => belgian::check(text),
            Self::Slovenian => model::check_slovenian(text),
            Self::SlovenianGroups => model::check_groups(text, *b"SI01"),
            Self::Croatian => model::check_groups(text, *b"HR01"),
        }
    }

    const fn shape(self) -> &'static Shape {
        match self {
            Self::Rf => &rf::SHAPE,
            Self::Finnish => &finnish::FINNISH_SHAPE,
            Self::Estonian => &finnish::ESTONIAN_SHAPE,
            Self::KidMod10 => &kid::MOD10_SHAPE,
            Self::KidMod11 => &kid::MOD11_SHAPE,
            Self::Ocr => &ocr::SHAPE,
            Self::OcrLength => &ocr::LENGTH_SHAPE,
            Self::Qrr => &qrr::SHAPE,
            Self::Belgian => &belgian::SHAPE,
            Self::Slovenian => &model::SLOVENIAN_SHAPE,
            Self::SlovenianGroups => &model::SLOVENIAN_GROUPS_SHAPE,
            Self::Croatian => &model::CROATIAN_SHAPE,
        }
    }
}

/// Without spaces, letters in upper case.
pub(super) fn tight(text: &str) -> String {
    text.chars().filter(|sign| *sign != ' ').map(|sign| sign.to_ascii_uppercase()).collect()
}

/// A first group (none when 0), and further ones, with spaces between them. The text is ASCII.
pub(super) fn grouped(tight: &str, first: usize, further: usize) -> String {
    let mut printed = String::with_capacity(tight.len() + tight.len() / 4 + 1);
    for (at, sign) in tight.chars().enumerate() {
        if at > 0 && at >= first && (at - first).is_multiple_of(further) {
            printed.push(' ');
        }
        printed.push(sign);
    }
    printed
}

impl Flaw {
    /// The flaw as an error of the crate, or nothing.
    pub(super) fn of(judged: Judged, field: &str, text: &str, shape: &Shape) -> Result<()> {
        judged.map_err(|flaw| flaw.tell(field, text, shape))
    }
}
