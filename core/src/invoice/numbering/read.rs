//! Numbers read back from their texts.

use super::pattern::{Parsed, Pattern, Token, mod97};
use crate::{
    calendar::FiscalYear,
    error::{Code, Error, Result},
};

/// What stands in a number, as it is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Read<'a> {
    pub(super) number: u64,
    pub(super) year: Option<i32>,
    pub(super) short_year: Option<u32>,
    pub(super) month: Option<u32>,
    pub(super) fiscal_year: Option<&'a str>,
}

/// Why a text is not a number of its series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unread {
    /// It is written in another way.
    Otherwise,
    /// All but the check digits is as it should be.
    Check,
}

/// A pattern and what is known of its series: everything but the counter has a known width.
pub(super) struct Reader<'a> {
    front: &'a [Token],
    counter: usize,
    back: &'a [Token],
    series: &'a str,
    label: usize,
    front_width: usize,
    back_width: usize,
}

/// As many digits as the text has, and nothing else.
fn digits<T: TryFrom<u64>>(text: &str) -> Option<T> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    T::try_from(text.parse::<u64>().ok()?).ok()
}

impl<'a> Reader<'a> {
    /// None when the pattern has no counter, which no pattern is without.
    pub(super) fn of(pattern: &'a Pattern, series: &'a str, fiscal_year: Option<FiscalYear>) -> Option<Self> {
        let place = pattern.tokens.iter().position(|token| matches!(token, Token::Number(_)))?;
        let (front, rest) = pattern.tokens.split_at_checked(place)?;
        let (Token::Number(counter), back) = rest.split_first()? else { return None };
        // `2026`, or `2026-27` where the fiscal year is not the calendar's.
        let label = fiscal_year.map_or(0, |year| if year.begins() == (1, 1) { 4 } else { 7 });
        let mut reader =
            Self { front, counter: *counter, back, series, label, front_width: 0, back_width: 0 };
        reader.front_width = front.iter().map(|token| reader.width(token)).sum();
        reader.back_width = back.iter().map(|token| reader.width(token)).sum();
        Some(reader)
    }

    fn width(&self, token: &Token) -> usize {
        match token {
            Token::Text(literal) => literal.len(),
            Token::Year => 4,
            Token::ShortYear | Token::Month | Token::Check => 2,
            Token::FiscalYear => self.label,
            Token::Series => self.series.len(),
            Token::Number(_) => 0,
        }
    }

    /// What the text says.
    pub(super) fn read<'t>(&self, text: &'t str) -> Result<Read<'t>, Unread> {
        let mut checks = true;
        let read = self.parts(text, &mut checks).ok_or(Unread::Otherwise)?;
        if checks { Ok(read) } else { Err(Unread::Check) }
    }

    fn parts<'t>(&self, text: &'t str, checks: &mut bool) -> Option<Read<'t>> {
        let back_start = text.len().checked_sub(self.back_width)?;
        let counter = text.get(self.front_width..back_start)?;
        // A width is a minimum: no zeros beyond it, no digits short of it.
        if counter.len() < self.counter || counter.len() > self.counter && counter.starts_with('0') {
            return None;
        }
        let mut read = Read { number: digits(counter)?, ..Read::default() };
        for (tokens, mut at) in [(self.front, 0), (self.back, back_start)] {
            for token in tokens {
                let end = at.checked_add(self.width(token))?;
                let piece = text.get(at..end)?;
                let holds = match token {
                    Token::Text(literal) => literal == piece,
                    Token::Series => self.series == piece,
                    Token::Year => {
                        let year = digits(piece)?;
                        read.year.replace(year).is_none_or(|before| before == year)
                    }
                    Token::ShortYear => {
                        let year = digits(piece)?;
                        read.short_year.replace(year).is_none_or(|before| before == year)
                    }
                    Token::Month => {
                        let month = digits(piece)?;
                        (1..=12).contains(&month)
                            && read.month.replace(month).is_none_or(|before| before == month)
                    }
                    Token::FiscalYear => read.fiscal_year.replace(piece).is_none_or(|before| before == piece),
                    Token::Check => {
                        *checks &= digits::<u64>(piece)? == mod97(text.get(..at)?);
                        true
                    }
                    Token::Number(_) => true,
                };
                if !holds {
                    return None;
                }
                at = end;
            }
        }
        if read.fiscal_year.is_some_and(|label| !is_label(label, self.label)) {
            return None;
        }
        Some(read)
    }
}

/// Whether a text is the label of a fiscal year: `2026`, or `2026-27`, the second the year after the first.
fn is_label(text: &str, width: usize) -> bool {
    let years = text.split_at_checked(4).and_then(|(first, rest)| Some((digits::<u32>(first)?, rest)));
    match years {
        Some((_, "")) => width == 4,
        Some((first, rest)) => {
            let next = rest.strip_prefix('-').filter(|next| next.len() == 2).and_then(digits::<u32>);
            width == 7 && next == Some(first.wrapping_add(1) % 100)
        }
        None => false,
    }
}

impl Pattern {
    /// What a number of this pattern says.
    ///
    /// # Errors
    /// `invoice.number_invalid` when it is not written so: another text, a wrong check digit, a counter that is cut.
    pub fn parse(&self, text: &str, series: &str, fiscal_year: Option<FiscalYear>) -> Result<Parsed> {
        let read = Reader::of(self, series, fiscal_year).ok_or(Unread::Otherwise);
        let read = read.and_then(|reader| reader.read(text)).map_err(|why| {
            let message = match why {
                Unread::Otherwise => format!("`{text}` is not a number of the pattern `{self}`"),
                Unread::Check => format!("`{text}` has wrong check digits: a digit was mistyped or altered"),
            };
            Error::new(Code::InvoiceNumberInvalid, "number", text, message)
        })?;
        Ok(Parsed {
            number: read.number,
            year: read.year,
            short_year: read.short_year,
            month: read.month,
            fiscal_year: read.fiscal_year.map(str::to_owned),
        })
    }
}
