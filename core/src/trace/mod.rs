//! Traces: what was computed, from which steps, under which rule, and its source in the law.
//!
//! The shape of a trace belongs to the law and is static: a [`Step`] has an id, a name, the keys of the rule pack's
//! parameters that it rests on and the steps that it is made of. A rule notes values as it goes, into a [`Tracer`]; with
//! `()` that costs nothing. The owned, serialisable [`Trace`] is drawn afterwards, when `law` has added citations.

use crate::error::exact;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A step of a rule of law.
#[derive(Debug)]
pub struct Step {
    /// Such as `uk.ni.employee`; stable.
    pub id: &'static str,
    /// What the person at the desk calls it.
    pub name: &'static str,
    /// Keys of the parameters that it rests on; `{category}` and the like are filled in from the case.
    pub rests_on: &'static [&'static str],
    /// The steps that it is made of.
    pub of: &'static [&'static Step],
}

/// Takes notes of values as a rule goes, and is told what a number alone does not show: what grows with the pay.
pub trait Tracer<N> {
    /// Whether the notes go anywhere: a rule may spare what only a note needs.
    const TAKES_NOTES: bool = true;

    /// Notes the value of a step and gives it back. `index` tells repetitions of the same step apart (bands).
    fn note(&mut self, step: &'static Step, index: u16, value: N) -> N;

    /// Is told of the pay, or of an amount that grows with it one for one, and gives it back.
    #[inline]
    fn paid(&mut self, amount: N) -> N {
        amount
    }

    /// Is told of a rounding that is not a number's own, and gives the rounded value.
    #[inline]
    fn rounded(&mut self, _unrounded: N, rounded: N) -> N {
        rounded
    }

    /// Is told of a value that hangs on the pay in a way that the rule does not show, and gives it back.
    #[inline]
    fn unfollowed(&mut self, value: N) -> N {
        value
    }
}

/// Takes no notes.
impl<N> Tracer<N> for () {
    const TAKES_NOTES: bool = false;

    #[inline]
    fn note(&mut self, _: &'static Step, _: u16, value: N) -> N {
        value
    }
}

/// One note: which step, which repetition of it, which value.
pub type Note<N> = (&'static Step, u16, N);

/// Keeps every note, in order.
#[derive(Clone, Debug)]
pub struct Notes<N>(pub Vec<Note<N>>);

impl<N> Default for Notes<N> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<N: Copy> Tracer<N> for Notes<N> {
    fn note(&mut self, step: &'static Step, index: u16, value: N) -> N {
        self.0.push((step, index, value));
        value
    }
}

impl<N: Copy> Notes<N> {
    /// The first step whose value was lost, as `read` tells.
    pub fn first_lost(&self, read: impl Fn(N) -> Option<Decimal>) -> Option<&'static Step> {
        self.0.iter().find(|(_, _, value)| read(*value).is_none()).map(|(step, _, _)| *step)
    }
}

/// Where a figure stands in the law.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// The parameter's key in its pack.
    pub key: String,
    /// The figure as text.
    pub value: String,
    /// In force since (YYYY-MM-DD).
    pub since: String,
    /// Document and section.
    pub source: String,
}

/// A figure of a trace: its value, what it rests on and what it is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The step's id, such as `uk.ni.employee`.
    pub id: String,
    /// What the person at the desk calls it.
    pub name: String,
    /// The figure.
    #[serde(with = "exact::text")]
    pub value: Decimal,
    /// How it was come by, in words, where a name does not tell: a rate, a rounding, a decision.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The parameters of the law that it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rests_on: Vec<Citation>,
    /// The figures that it is made of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub of: Vec<Line>,
}

impl Line {
    /// A figure with nothing below it.
    pub fn new(id: impl Into<String>, name: impl Into<String>, value: Decimal) -> Self {
        Self { id: id.into(), name: name.into(), value, note: String::new(), rests_on: vec![], of: vec![] }
    }

    /// The same, with a note.
    #[must_use]
    pub fn noting(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// The same, made of `lines`.
    #[must_use]
    pub fn of(mut self, lines: Vec<Line>) -> Self {
        self.of = lines;
        self
    }

    /// The first figure with that id, in this one or below it.
    pub fn find(&self, id: &str) -> Option<&Line> {
        if self.id == id { Some(self) } else { self.of.iter().find_map(|line| line.find(id)) }
    }

    fn draw(&self, f: &mut fmt::Formatter<'_>, lead: &str, branch: &str, below: &str) -> fmt::Result {
        write!(f, "{lead}{branch}{} {}", self.name, self.value)?;
        if !self.note.is_empty() {
            write!(f, "  ({})", self.note)?;
        }
        for cited in &self.rests_on {
            write!(f, "  [{} = {}: {}; since {}]", cited.key, cited.value, cited.source, cited.since)?;
        }
        writeln!(f)?;
        let lead = format!("{lead}{below}");
        for (index, line) in self.of.iter().enumerate() {
            let (branch, below) =
                if index + 1 == self.of.len() { ("└─ ", "   ") } else { ("├─ ", "│  ") };
            line.draw(f, &lead, branch, below)?;
        }
        Ok(())
    }
}

/// The explanation of a result: a tree of figures, and the edition of the law that they rest on. `Display` draws it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// The rule pack's id.
    pub pack: String,
    /// Its revision.
    pub revision: String,
    /// The figures, the results first.
    pub lines: Vec<Line>,
}

impl Trace {
    /// The first figure with that id.
    pub fn find(&self, id: &str) -> Option<&Line> {
        self.lines.iter().find_map(|line| line.find(id))
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lines.iter().try_for_each(|line| line.draw(f, "", "", ""))?;
        if self.pack.is_empty() { Ok(()) } else { write!(f, "law: {} {}", self.pack, self.revision) }
    }
}
