//! Category letters of Class 1 National Insurance.

use crate::error::{Code, Error, Result};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A category letter, such as `A`: which rates of National Insurance apply to somebody. Serialised as the letter.
///
/// `A` standard; `B` married women's reduced rate; `C` over State Pension age; `J` deferment; `H` apprentice under 25;
/// `M` under 21; `V` veteran; `Z` under 21, deferment; `F` `I` `S` `L` the same as `A` `B` `C` `J` in a freeport;
/// `N` `E` `K` `D` in an investment zone; `X` no contributions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Category(u8);

/// Where the employer's contributions begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    Secondary,
    UpperSecondary,
    Freeport,
    InvestmentZone,
}

impl Start {
    pub(super) const ALL: [Self; 4] =
        [Self::Secondary, Self::UpperSecondary, Self::Freeport, Self::InvestmentZone];

    /// The name of its threshold in the rule pack.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Secondary => "secondary",
            Self::UpperSecondary => "upper_secondary",
            Self::Freeport => "freeport",
            Self::InvestmentZone => "investment_zone",
        }
    }
}

/// Every letter, and where its employer's contributions begin (those of X are 0 throughout).
const LETTERS: [(char, Start); 17] = [
    ('A', Start::Secondary),
    ('B', Start::Secondary),
    ('C', Start::Secondary),
    ('D', Start::InvestmentZone),
    ('E', Start::InvestmentZone),
    ('F', Start::Freeport),
    ('H', Start::UpperSecondary),
    ('I', Start::Freeport),
    ('J', Start::Secondary),
    ('K', Start::InvestmentZone),
    ('L', Start::Freeport),
    ('M', Start::UpperSecondary),
    ('N', Start::InvestmentZone),
    ('S', Start::Freeport),
    ('V', Start::UpperSecondary),
    ('X', Start::Secondary),
    ('Z', Start::UpperSecondary),
];

impl Category {
    /// Reads a letter. Whether it is in use on a day is known only to the law of a tax year.
    ///
    /// # Errors
    /// `tax.category_invalid`.
    pub fn parse(text: &str) -> Result<Self> {
        let mut letters = text.chars();
        let found = match (letters.next(), letters.next()) {
            (Some(letter), None) => (0..).zip(LETTERS).find(|(_, (known, _))| *known == letter),
            _ => None,
        };
        found.map(|(index, _)| Self(index)).ok_or_else(|| {
            let known: String = LETTERS.iter().map(|(letter, _)| *letter).collect();
            let message = format!(
                "`category` is `{text}`, which is not a category letter of National Insurance: write one of {known}"
            );
            Error::new(Code::TaxCategoryInvalid, "category", text, message)
        })
    }

    /// Every category, in the order of [`Category::index`].
    pub(super) fn all() -> impl Iterator<Item = Self> {
        (0..).zip(LETTERS).map(|(index, _)| Self(index))
    }

    pub(super) const fn index(self) -> usize {
        self.0 as usize
    }

    /// Whether no contributions are due at all: X.
    pub(super) fn bears_none(self) -> bool {
        self.letter() == 'X'
    }

    pub(super) fn letter(self) -> char {
        LETTERS.get(self.index()).map_or('?', |(letter, _)| *letter)
    }

    pub(super) fn start(self) -> Start {
        LETTERS.get(self.index()).map_or(Start::Secondary, |(_, start)| *start)
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.letter())
    }
}

impl FromStr for Category {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Category {
    type Error = Error;
    fn try_from(text: String) -> Result<Self> {
        Self::parse(&text)
    }
}

impl From<Category> for String {
    fn from(category: Category) -> Self {
        category.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_read_and_written_and_nothing_else_is() {
        for category in Category::all() {
            assert_eq!(Category::parse(&category.to_string()).unwrap(), category);
        }
        assert_eq!(Category::all().count(), 17);
        for text in ["", "G", "a", "AA", "A ", "1", "É"] {
            let error = Category::parse(text).unwrap_err();
            assert_eq!(
                (error.code(), error.field(), error.value()),
                (Code::TaxCategoryInvalid, "category", text)
            );
        }
    }
}
