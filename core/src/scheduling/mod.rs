//! Rosters: a model of people, shifts and demand, rules, one judge, a solver that says what is short and why.
//!
//! ```
//! use backoffice::{Period, dec, scheduling::{self, Budget, Model, Person, Shift}};
//!
//! let model = Model::new(Period::week(2026, 14)?)
//!     .people([Person::new("ada").skills(["till"]).hours(dec!(32)), Person::new("bo").hours(dec!(40))])
//!     .shift(Shift::every_day("early", "06:00", "14:00").needing("till"))
//!     .shift(Shift::every_day("late", "14:00", "22:00"))
//!     .rest_between(dec!(11))
//!     .prefer("ada", "early");
//! let roster = scheduling::solve(&model, Budget::nodes(20_000).seed(7))?;
//!
//! // Ada alone can work the early shift, 4 of its 7 days; Bo works 5 of 7 late ones: no roster fills more.
//! assert_eq!(roster.unfilled.len(), 5);
//! assert!(roster.proven);
//! let gap = roster.unfilled.iter().find(|gap| gap.shift.as_deref() == Some("early")).unwrap();
//! assert!(gap.reason.contains("bo has no skill till"));
//! // The judge is not the solver: anybody's roster can be judged.
//! assert_eq!(scheduling::evaluate(&model, &roster.assignments)?.penalty, roster.penalty);
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! | module | what it holds |
//! |---|---|
//! | [`model`] | people, skills, contracts, histories, shifts, needs, demand, requests, locked and forbidden cells |
//! | [`rules`] | rest, runs, totals, weekends, fair shares: each rule named, hard or soft; couplings between people |
//! | [`mod@evaluate`] | the judge: exact penalty, every violation named; a roster as timed work |
//! | [`mod@solve`] | search by seed and budget, bound, proof |
//! | [`law`] | labour law as dated data: part of a model, or the audit of timed work against it |
//! | [`staffing`] | from calls or work that arrives to the demand on intervals, and the shifts to open for it |
//! | [`cost`] | what a roster costs, by a table and bands of overtime |
//! | [`explain`] | why a need is not met, person by person |
//! | [`replace`] | who could take over a shift, who could swap it, at once |
//! | [`mod@replan`] | somebody is ill: the least change that mends a published roster |
//! | [`draw`] | SVG by person and by demand, tables, CSV, iCalendar |
//!
//! All times are local clock times of one place, in whole minutes; where the caller tells when the clock is changed, rest and
//! paid time are counted as they pass. Penalties are integers, told by level of the objective.
//!
//! A rule on nights, runs or weekends says what its edges mean, and counts what the history tells:
//!
//! ```
//! use backoffice::{Period, scheduling::{Assignment, Count, End, History, Limit, Model, Person, Rules, Run, Shift, Start, Window, evaluate}};
//!
//! let nights = || vec!["night".to_owned()];
//! let rules = Rules::default()
//!     // Nights come two to four in a row; a run goes on from before, and may go on after the period.
//!     .hard("night runs", Limit::Run { of: Run::Shifts(nights()), least: 2, most: Some(4), start: Start::History, end: End::Exempt })
//!     .soft("few nights", Limit::Total { of: Count::Shifts(nights()), per: Window::Period, least: 0, most: Some(2), history: false }, 50)
//!     .soft("whole weekends", Limit::CompleteWeekends, 30);
//! let before = History { last_shift: Some("night".into()), run_of_shift: 3, run_of_work: 3, ..History::default() };
//! let week = Period::week(2026, 14)?;
//! let model = Model::new(week).people([Person::new("ada").after(before)]).shift(Shift::offered("night", "22:00", "06:00")).rules(rules);
//! let night = |number| Assignment::new("ada", "night", week.first() + chrono::Days::new(number));
//!
//! // One more night makes four in a row; two make five. Sunday without Saturday is half a weekend.
//! assert!(evaluate(&model, &[night(0)])?.is_lawful());
//! let verdict = evaluate(&model, &[night(0), night(1), night(6)])?;
//! assert_eq!((verdict.hard, verdict.penalty), (1, 80));
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! # Errors
//! `scheduling.unknown_name`, `scheduling.no_length`, `scheduling.infeasible`, `scheduling.unsupported` (the judge knows it,
//! the solver does not), `run.cancelled`, `input.…` and `number.out_of_range`; each names the field by its path.

mod clock;
pub(crate) mod compile;
pub mod cost;
pub mod draw;
pub mod evaluate;
pub mod explain;
pub mod law;
pub mod model;
pub mod replace;
pub mod replan;
pub mod rules;
#[cfg(feature = "schema")]
mod schema;
pub mod solve;
pub mod staffing;
mod worst;

pub use evaluate::{Cover, Unit, Verdict, Violation, evaluate, timed};
pub use explain::{Gap, Reason};
pub use model::{
    Absence, Assignment, Available, Break, Demand, Duty, Forbidden, History, Model, Need, Part, Person,
    Request, Requirement, Shift, Skill, UtcOffset, Wish,
};
pub use replace::{Desk, NextBest, Refined, Replacement, Swap};
pub use replan::{Changes, Move, Replanned, replan, replan_watched};
pub use rules::{
    Count, Coupling, Coverage, End, Levels, Limit, Rule, Rules, Run, Share, Start, Strength, Term, Window,
};
#[cfg(feature = "schema")]
pub use schema::model_schema;
pub use solve::{Budget, Progress, Roster, RowCount, solve, solve_from, solve_watched};
