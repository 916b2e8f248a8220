//! A piece of the rule: the lines of a payment as polynomials of the pay, and how far they hold.

use super::{
    polynomial::Polynomial,
    slope::{Scene, Slope, Watch},
};
use crate::{
    error::Result,
    tax::wages::{
        Payer,
        statute::{Ask, Assessed},
    },
    trace::Step,
};
use chrono::NaiveDate;

/// What the rule is between two places.
pub(in crate::tax::wages) struct Piece {
    /// The pay at which it was looked at, and the last one up to which it holds, in minor units.
    pub(super) at: i64,
    pub(super) through: i64,
    /// What was compared with where it ends.
    pub(super) limits: Vec<Polynomial>,
    pub(super) lines: Vec<Line>,
    pub(super) notes: Vec<Note>,
    pub(super) pack: String,
    pub(super) revision: String,
}

/// A line of the payment.
pub(super) struct Line {
    pub code: String,
    pub name: String,
    pub payer: Payer,
    pub root: &'static Step,
    /// The amount, or the step from which on it could not be followed.
    pub amount: std::result::Result<Polynomial, &'static Step>,
}

/// A value that the rule noted.
pub(super) struct Note {
    pub step: &'static Step,
    pub index: u16,
    pub value: Option<Polynomial>,
    /// The keys of the parameters that the step rests on, in the pack.
    pub keys: Vec<String>,
    /// The day as of which these were read, where it is not that of the payment.
    pub day: Option<NaiveDate>,
}

impl Line {
    /// The same line where there is none: nothing is due.
    pub(super) fn nothing(&self) -> Self {
        let Self { code, name, payer, root, .. } = self;
        Self { code: code.clone(), name: name.clone(), payer: *payer, root, amount: Ok(Polynomial::ZERO) }
    }

    /// Whether it is the same line of another piece.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.code == other.code && self.payer == other.payer && self.name == other.name
    }
}

impl Note {
    /// Whether it is the same note of another piece.
    pub(super) fn is(&self, other: &Self) -> bool {
        std::ptr::eq(self.step, other.step) && self.index == other.index
    }
}

/// Whether a step is `root` or a part of it.
pub(super) fn is_part(step: &'static Step, root: &'static Step) -> bool {
    std::ptr::eq(step, root) || root.of.iter().any(|part| is_part(step, part))
}

/// The piece in which the payment of a case lies, the one of the scene.
impl Ask for &Scene {
    type Answer = Piece;
    fn of<C: Assessed>(self, case: &C) -> Result<Piece> {
        let scene = self;
        let assessment = case.assessment(&case.run()?)?;
        let mut watch = Watch::new(scene);
        let outcome = case.figures::<Slope<'_>>().and_then(|figures| case.over(&figures, &mut watch));
        let dues = outcome.map(|outcome| case.dues(&outcome)).unwrap_or_default();
        let lost = |root: &'static Step| {
            let noted = watch.notes.iter().filter(|(step, ..)| is_part(step, root));
            noted.filter(|(.., value)| value.is_none()).map(|(step, ..)| *step).next().unwrap_or(root)
        };
        let mut dues = dues.into_iter();
        let lines = assessment.lines.into_iter().map(|line| {
            let (root, amount) = match dues.next() {
                Some((root, amount)) => (root, watch.sure(amount).ok_or_else(|| lost(root))),
                None => (&UNKNOWN, Err(&UNKNOWN)),
            };
            Line { code: line.code, name: line.name, payer: line.payer, root, amount }
        });
        let lines = lines.collect();
        let notes = watch.notes.into_iter().map(|(step, index, value)| {
            let keys = step.rests_on.iter().map(|key| case.fill(key)).collect();
            Note { step, index, value, keys, day: case.read_on(step) }
        });
        Ok(Piece {
            at: scene.at,
            through: scene.horizon(),
            notes: notes.collect(),
            limits: scene.limits(),
            lines,
            pack: assessment.pack,
            revision: assessment.revision,
        })
    }
}

/// Of a line of which the rule told no step.
static UNKNOWN: Step =
    Step { id: "wages.line", name: "A line that the rule does not tell apart", rests_on: &[], of: &[] };
