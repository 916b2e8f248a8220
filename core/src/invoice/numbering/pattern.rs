//! Patterns: how a number is written and read back.

use crate::{
    calendar::FiscalYear,
    error::{Code, Error, Result},
};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{
    fmt::{self, Write},
    str::FromStr,
};

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Token {
    Text(String),
    Year,
    ShortYear,
    Month,
    FiscalYear,
    Series,
    Number(usize),
    Check,
}

/// How a number is written: text with `{year}` (four digits), `{year:2}` (the last two), `{month}` (two), `{fy}` (the
/// fiscal year, such as `2025-26`), `{series}`, `{number}` or `{number:5}` (at least so many digits, never cut) and
/// `{mod97}` (two check digits of ISO 7064 over all digits before them).
///
/// ```
/// use backoffice::invoice::numbering::Pattern;
///
/// let pattern: Pattern = "INV-{year}-{number:5}{mod97}".parse()?;
/// assert_eq!(pattern.to_string(), "INV-{year}-{number:5}{mod97}");
/// assert_eq!("INV-{year}".parse::<Pattern>().unwrap_err().code(), "invoice.pattern_invalid"); // no counter
/// # Ok::<(), backoffice::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pattern {
    pub(super) tokens: Vec<Token>,
}

/// What a number says, read back from its text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parsed {
    /// The counter.
    pub number: u64,
    /// The year, when the pattern has four digits of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    /// The last two digits of the year, when the pattern has them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short_year: Option<u32>,
    /// The month, when the pattern has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub month: Option<u32>,
    /// The fiscal year's label, when the pattern has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fiscal_year: Option<String>,
}

/// What stands around the counter of a number: for a statement that writes the number in the database itself, as
/// `before || lpad(counter, width, '0') || after` (a counter that is longer than `width` is not cut).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frame {
    /// The text before the counter.
    pub before: String,
    /// The least number of the counter's digits.
    pub width: usize,
    /// The text after the counter.
    pub after: String,
}

/// Check digits of ISO 7064 MOD 97-10: 98 − (digits followed by 00, mod 97), over the digits of `text`.
pub(super) fn mod97(text: &str) -> u64 {
    // 16 digits and two more stay below 2^64; so few divisions are needed.
    let (mut rest, mut digits) = (0u64, 0u32);
    for byte in text.bytes().filter(u8::is_ascii_digit) {
        if digits == 16 {
            (rest, digits) = (rest % 97, 2);
        }
        rest = rest.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
        digits += 1;
    }
    98 - rest % 97 * 100 % 97
}

impl Pattern {
    /// The number's text. `fiscal_year` is needed by `{fy}` only.
    ///
    /// # Errors
    /// `input.missing` when the pattern has `{fy}` and no fiscal year is given; `calendar.invalid_date` when it has the
    /// year and that has not four digits.
    pub fn format(
        &self,
        day: NaiveDate,
        number: u64,
        series: &str,
        fiscal_year: Option<FiscalYear>,
    ) -> Result<String> {
        Ok(self.write(&self.parts(day, number, fiscal_year)?, series))
    }

    /// What a number of that day says.
    fn parts(&self, day: NaiveDate, number: u64, fiscal_year: Option<FiscalYear>) -> Result<Parsed> {
        if !(0..=9999).contains(&day.year()) && self.has_year() {
            let message =
                format!("the year of {day} has not four digits, so no number with it can be read back");
            return Err(Error::new(Code::CalendarInvalidDate, "day", day, message));
        }
        if self.has_fiscal_year() && !(1001..=9999).contains(&day.year()) {
            let message = format!(
                "the fiscal year of {day} has not four digits, so no number with it can be read back"
            );
            return Err(Error::new(Code::CalendarInvalidDate, "day", day, message));
        }
        let label = match fiscal_year {
            Some(year) if self.has_fiscal_year() => year.label(day)?,
            None if self.has_fiscal_year() => return Err(Error::missing("fiscal_year")),
            _ => String::new(),
        };
        Ok(Parsed {
            number,
            year: Some(day.year()),
            short_year: Some(day.year().rem_euclid(100).unsigned_abs()),
            month: Some(day.month()),
            fiscal_year: Some(label),
        })
    }

    fn write(&self, parsed: &Parsed, series: &str) -> String {
        let mut text = String::with_capacity(24);
        Self::write_tokens(&self.tokens, parsed, series, &mut text);
        text
    }

    /// What stands around the counter on that day; none when check digits follow it, which depend on the counter.
    ///
    /// # Errors
    /// As [`Pattern::format`].
    pub fn frame(
        &self,
        day: NaiveDate,
        series: &str,
        fiscal_year: Option<FiscalYear>,
    ) -> Result<Option<Frame>> {
        let parsed = self.parts(day, 0, fiscal_year)?;
        let place = self.tokens.iter().position(|token| matches!(token, Token::Number(_)));
        let Some((before, rest)) = place.and_then(|place| self.tokens.split_at_checked(place)) else {
            return Ok(None);
        };
        let Some((Token::Number(width), after)) = rest.split_first() else { return Ok(None) };
        if self.has(&Token::Check) {
            return Ok(None);
        }
        let mut frame = Frame { before: String::new(), width: *width, after: String::new() };
        Self::write_tokens(before, &parsed, series, &mut frame.before);
        Self::write_tokens(after, &parsed, series, &mut frame.after);
        Ok(Some(frame))
    }

    fn write_tokens(tokens: &[Token], parsed: &Parsed, series: &str, text: &mut String) {
        for token in tokens {
            // Writing to a String does not fail.
            let _ = match token {
                Token::Text(literal) => text.write_str(literal),
                Token::Year => write!(text, "{:04}", parsed.year.unwrap_or(0)),
                Token::ShortYear => write!(text, "{:02}", parsed.short_year.unwrap_or(0)),
                Token::Month => write!(text, "{:02}", parsed.month.unwrap_or(0)),
                Token::FiscalYear => text.write_str(parsed.fiscal_year.as_deref().unwrap_or_default()),
                Token::Series => text.write_str(series),
                Token::Number(width) => write!(text, "{:0width$}", parsed.number),
                Token::Check => {
                    let digits = mod97(text);
                    write!(text, "{digits:02}")
                }
            };
        }
    }

    fn has(&self, wanted: &Token) -> bool {
        self.tokens.contains(wanted)
    }

    /// Whether it tells years apart.
    pub(super) fn has_year(&self) -> bool {
        self.has(&Token::Year) || self.has(&Token::ShortYear)
    }

    /// Whether it tells months apart.
    pub(super) fn has_month(&self) -> bool {
        self.has(&Token::Month)
    }

    /// Whether it tells fiscal years apart.
    pub(super) fn has_fiscal_year(&self) -> bool {
        self.has(&Token::FiscalYear)
    }
}

impl FromStr for Pattern {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let refuse = |why: String| Error::new(Code::InvoicePatternInvalid, "pattern", text, why);
        if text.chars().any(char::is_control) {
            return Err(refuse("the pattern has a control character, which nobody could read".into()));
        }
        let mut tokens = vec![];
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            let (literal, tail) = rest.split_at(open);
            let Some(close) = tail.find('}') else {
                return Err(refuse(format!("the pattern `{text}` opens a brace that it does not close")));
            };
            if !literal.is_empty() {
                tokens.push(Token::Text(literal.to_owned()));
            }
            let name = tail.get(1..close).unwrap_or_default();
            tokens.push(match name.split_once(':').unwrap_or((name, "")) {
                ("year", "") => Token::Year,
                ("year", "2") => Token::ShortYear,
                ("month", "") => Token::Month,
                ("fy", "") => Token::FiscalYear,
                ("series", "") => Token::Series,
                ("mod97", "") => Token::Check,
                ("number", "") => Token::Number(1),
                ("number", width) => match width.parse() {
                    Ok(width @ 1..=20) => Token::Number(width),
                    _ => return Err(refuse(format!("`{{{name}}}` needs a width of 1 to 20"))),
                },
                _ => {
                    let known = "{year} {year:2} {month} {fy} {series} {number:5} {mod97}";
                    return Err(refuse(format!("`{{{name}}}` is not known; write one of {known}")));
                }
            });
            rest = tail.get(close + 1..).unwrap_or_default();
        }
        if rest.contains('}')
            || tokens.iter().any(|t| matches!(t, Token::Text(literal) if literal.contains('}')))
        {
            return Err(refuse(format!("the pattern `{text}` closes a brace that it does not open")));
        }
        if !rest.is_empty() {
            tokens.push(Token::Text(rest.to_owned()));
        }
        let counters = tokens.iter().filter(|token| matches!(token, Token::Number(_))).count();
        if counters != 1 {
            return Err(refuse(format!(
                "the pattern `{text}` has {counters} counters: write {{number}} once"
            )));
        }
        let counter = tokens.iter().position(|token| matches!(token, Token::Number(_)));
        let check = tokens.iter().position(|token| *token == Token::Check);
        if check.is_some_and(|check| Some(check) < counter) {
            return Err(refuse(format!(
                "in `{text}` the check digits do not see the counter: put them after it"
            )));
        }
        Ok(Self { tokens })
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tokens.iter().try_for_each(|token| match token {
            Token::Text(literal) => f.write_str(literal),
            Token::Year => f.write_str("{year}"),
            Token::ShortYear => f.write_str("{year:2}"),
            Token::Month => f.write_str("{month}"),
            Token::FiscalYear => f.write_str("{fy}"),
            Token::Series => f.write_str("{series}"),
            Token::Number(1) => f.write_str("{number}"),
            Token::Number(width) => write!(f, "{{number:{width}}}"),
            Token::Check => f.write_str("{mod97}"),
        })
    }
}

impl Serialize for Pattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}
