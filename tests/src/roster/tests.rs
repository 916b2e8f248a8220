//! Files are read as they are meant, and bad ones are refused with their line.

use super::{curtois, inrc2};
use backoffice::scheduling::{Assignment, Budget, Model, Roster, evaluate, solve_from};
use std::sync::Mutex;

const TINY: &str = "\
# A comment
SECTION_HORIZON
3

SECTION_SHIFTS
E,480,
L,480,E|L

SECTION_STAFF
ada,E=3|L=0,960,480,2,1,1,1
bo,E=1|L=3,1440,0,3,1,1,1

SECTION_DAYS_OFF
ada,2

SECTION_SHIFT_ON_REQUESTS
bo,1,L,5

SECTION_SHIFT_OFF_REQUESTS
ada,0,E,3

SECTION_COVER
0,E,1,100,1
1,L,1,100,1
";

#[test]
fn an_instance_and_its_rosters() {
    let model = curtois::read(TINY).unwrap();
    assert_eq!((model.people.len(), model.shifts.len(), model.requirements.len()), (2, 2, 2));
    // A limit as long as the horizon is none: only Ada's late shifts and Bo's early ones are limited.
    assert_eq!(model.rules.rules.iter().filter(|rule| rule.name == "H3").count(), 2);
    let text = "E,E,-\n-,L,-\n";
    let roster = curtois::read_roster(&model, text).unwrap();
    assert_eq!(curtois::write_roster(&model, &roster).unwrap(), text);
    let verdict = evaluate(&model, &roster).unwrap();
    assert_eq!((verdict.penalty, verdict.hard), (3, 0));
    // Nothing is wanted where a published file says `-0`.
    let none = curtois::read(&TINY.replacen("0,E,1,100,1", "0,E,-0,100,1", 1)).unwrap();
    assert_eq!(evaluate(&none, &roster).unwrap().penalty, 4);
    // Named rows come in any order, and nothing stands for a day off too.
    assert_eq!(curtois::read_roster(&model, "# a comment\nbo:,L,\nada:E,E,\n").unwrap(), {
        let mut sorted = roster.clone();
        sorted.sort_by(|a, b| (&a.person, a.day).cmp(&(&b.person, b.day)));
        sorted
    });
    let off = curtois::read_roster(&model, "-,-,E\nL,E,-\n").unwrap();
    let mut broken: Vec<String> =
        evaluate(&model, &off).unwrap().violations.into_iter().map(|v| v.rule).collect();
    broken.sort();
    assert_eq!(broken, ["H2", "forbidden", "request"]);
}

#[test]
fn bad_instances_are_refused_with_their_line() {
    let refused = |from: &str, to: &str| {
        assert!(TINY.contains(from));
        curtois::read(&TINY.replacen(from, to, 1)).unwrap_err()
    };
    assert_eq!(refused("E,480,", "E,8h,").line, 6);
    assert_eq!(refused("L,480,E|L", "L,480,N").what, "no shift `N`, which may not follow `L`");
    assert_eq!(refused("bo,E=1|L=3,1440,0,3,1,1,1", "bo,E=1|L=3,1440,0,3,1,1").line, 11);
    assert_eq!(refused("bo,E=1", "ada,E=1").line, 11);
    assert_eq!(refused("ada,2", "ada,3").what, "day 3 of a horizon of 3 days");
    assert_eq!(refused("bo,1,L,5", "cy,1,L,5").line, 17);
    assert_eq!(refused("1,L,1,100,1", "1,N,1,100,1").line, 24);
    assert_eq!(refused("SECTION_COVER", "SECTION_COVERS").line, 23);
    assert_eq!(refused("SECTION_HORIZON\n3", "SECTION_HORIZON\n0").line, 3);
    assert_eq!(curtois::read("").unwrap_err().line, 0);
    let model = curtois::read(TINY).unwrap();
    let roster = |text: &str| curtois::read_roster(&model, text).unwrap_err();
    assert_eq!(roster("E,E,-\n-,L\n").line, 2);
    assert_eq!(roster("E,E,-\n").what, "no row of `bo`");
    assert_eq!(roster("E,E,-\n-,-,-\n-,-,-\n").line, 3);
    assert_eq!(roster("E,E,-\nada:-,-,-\n").line, 2);
    assert!(roster("E,N,-\n-,-,-\n").what.contains("`N`"));
}

const SCENARIO: &str = "\
SCENARIO = tiny

WEEKS = 2

SKILLS = 1
Nurse

SHIFT_TYPES = 2
Early (2,5)
Night (1,2)

FORBIDDEN_SHIFT_TYPES_SUCCESSIONS
Early 0
Night 1 Early

CONTRACTS = 1
Full (1,9) (2,4) (1,3) 1 1

NURSES = 1
Ada Full 1 Nurse
";

const HISTORY: &str = "HISTORY\n0 tiny\n\nNURSE_HISTORY\nAda 3 1 Night 2 2 0\n";

const WEEK: &str = "\
WEEK_DATA
tiny

REQUIREMENTS
Early Nurse (0,1) (0,0) (0,0) (0,0) (0,0) (0,0) (0,0)

SHIFT_OFF_REQUESTS = 1
Ada Any Tue
";

#[test]
fn a_stage_and_the_history_after_it() {
    let scenario = inrc2::Scenario::read(SCENARIO).unwrap();
    let history = scenario.history(HISTORY).unwrap();
    let week = scenario.week(WEEK).unwrap();
    let model = scenario.model(&history, &[week], inrc2::Totals::Open).unwrap();
    let text = "Night:Nurse,Early:Nurse,-,-,-,-,Night:Nurse\n";
    let roster = inrc2::read_roster(&model, text).unwrap();
    assert_eq!(inrc2::write_roster(&model, &roster).unwrap(), text);
    let verdict = evaluate(&model, &roster).unwrap();
    let mut told: Vec<(&str, i64)> =
        verdict.violations.iter().map(|v| (v.rule.as_str(), if v.hard { -1 } else { v.penalty })).collect();
    told.sort_unstable();
    // The third night in a row; Early is too short and after a night; a wish; half a weekend; four days off.
    let wanted =
        [("S2 shift", 15), ("S2 shift", 15), ("S3", 30), ("S5", 30), ("request", 10), ("succession", -1)];
    assert_eq!(told, wanted);
    assert_eq!(verdict.uncovered.iter().map(|cover| cover.penalty).sum::<i64>(), 30);
    let after = &scenario.after(&model, &history, &roster)[0];
    assert_eq!((after.assignments, after.weekends), (6, 2));
    assert_eq!(
        (after.last_shift.as_deref(), after.run_of_shift, after.run_of_work, after.run_off),
        (Some("Night"), 1, 1, 0)
    );
}

/// Solves with a few nodes and keeps what it was asked; what is only tried costs more, the more was worked before.
struct Asked {
    questions: Mutex<Vec<Question>>,
    /// What each of them spends.
    effort: u64,
}

impl Asked {
    fn spending(effort: u64) -> Self {
        Self { questions: Mutex::default(), effort }
    }
}

/// The model, what is known, the part of the effort.
type Question = (Model, Option<Vec<Assignment>>, inrc2::Part);

/// Assignments before the model's first day.
fn worked(model: &Model) -> u32 {
    model.people[0].history.as_ref().unwrap().assignments
}

impl inrc2::Solver for Asked {
    fn threads(&self) -> u32 {
        2
    }

    fn solve(
        &self,
        model: &Model,
        known: Option<&[Assignment]>,
        part: inrc2::Part,
    ) -> backoffice::Result<Roster> {
        let mut asked = self.questions.lock().unwrap();
        asked.push((model.clone(), known.map(<[_]>::to_vec), part));
        let budget = Budget::nodes(20 * u64::from(part.threads)).seed(part.number);
        let mut roster = solve_from(model, known, budget, |_| true)?;
        roster.penalty += 10_000 * i64::from(worked(model));
        Ok(roster)
    }

    fn spent(&self) -> u64 {
        self.questions.lock().unwrap().len() as u64 * self.effort
    }
}

#[test]
fn a_stage_looks_ahead_and_takes_what_does_best_in_trials() {
    let scenario = inrc2::Scenario::read(SCENARIO).unwrap();
    let history = scenario.history(HISTORY).unwrap();
    let week = scenario.week(&WEEK.replace("(0,1) (0,0)", "(0,4) (1,3)")).unwrap();
    let staged = |left, plan: &[_], asked: &Asked| {
        inrc2::stage(&scenario, &history, std::slice::from_ref(&week), left, plan, asked).unwrap()
    };
    let (ahead, alone) = (Asked::spending(15), Asked::spending(15));
    let first = staged(2, &[], &ahead);
    let last = staged(1, &first.plan, &alone);
    let own = scenario.model(&history, std::slice::from_ref(&week), inrc2::Totals::Open).unwrap();
    for staged in [&first, &last] {
        let verdict = evaluate(&own, &staged.assignments).unwrap();
        assert!(verdict.is_lawful());
        assert_eq!((staged.penalty, staged.hard), (verdict.penalty, 0));
        assert_eq!(staged.after, scenario.after(&own, &history, &staged.assignments));
    }
    assert!(first.plan.iter().all(|planned| own.period.contains(planned.day)));
    // In any order of threads the same.
    assert_eq!(staged(2, &[], &Asked::spending(15)), first);

    let (ahead, alone) = (ahead.questions.into_inner().unwrap(), alone.questions.into_inner().unwrap());
    let [(model, known, part)] = alone.as_slice() else { panic!("the last week is solved at once") };
    assert_eq!((model.period.len(), known.is_some()), (7, !first.plan.is_empty()));
    assert_eq!((part.share, part.threads), (inrc2::EFFORT, 2));

    let (guessed, tried): (Vec<_>, Vec<_>) = ahead.iter().partition(|(model, ..)| model.period.len() == 14);
    assert_eq!(guessed.len(), 12);
    for (model, ..) in guessed {
        let days: Vec<_> = model.period.days().skip(7).collect();
        let needs = |day| {
            let of = model.requirements.iter().filter(move |of| of.dates == [day] && of.shift == "Early");
            of.map(|of| (of.wanted, of.least, of.short)).collect::<Vec<_>>()
        };
        // On the five working days seven were wanted, of whom one must be there: nearly the same on each, as many in all.
        let told: Vec<_> = days.iter().map(|day| needs(*day)).collect();
        let sum =
            |short| -> u32 { told.iter().flatten().filter(|of| of.2 == Some(short)).map(|of| of.0).sum() };
        assert_eq!((sum(30), sum(90)), (7, 1));
        assert!(told.iter().flatten().all(|of| of.1 == 0 && of.0 <= 3));
        assert!(told[5..].iter().flatten().all(|of| of.0 == 0));
    }
    // Where trials take no effort they end all the same.
    assert_eq!(staged(2, &[], &Asked::spending(0)).hard, 0);
    // A trial has days that were seen, and the wish of the only one who has any.
    assert!(tried.len() >= 24);
    let fewest = tried.iter().map(|(model, ..)| worked(model)).min();
    assert_eq!(Some(first.after[0].assignments), fewest);
    for (model, known, _) in tried {
        assert_eq!((model.period.len(), known.is_some()), (7, true));
        let needs = |of: &backoffice::scheduling::Requirement| (of.least, of.wanted);
        assert!(model.requirements.iter().map(needs).all(|of| [(0, 4), (1, 3), (0, 0)].contains(&of)));
        assert_eq!(model.requests.len(), 1);
    }
}

#[test]
fn bad_files_of_the_competition_are_refused_with_their_line() {
    let scenario = |from: &str, to: &str| inrc2::Scenario::read(&SCENARIO.replacen(from, to, 1)).unwrap_err();
    assert_eq!(scenario("Early (2,5)", "Early 2-5").line, 9);
    assert_eq!(scenario("Night 1 Early", "Night 2 Early").line, 14);
    assert_eq!(scenario("Ada Full 1 Nurse", "Ada Part 1 Nurse").line, 20);
    assert_eq!(scenario("WEEKS = 2", "WEEK = 2").line, 3);
    assert_eq!(scenario("Ada Full 1 Nurse\n", "").line, 0);
    let known = inrc2::Scenario::read(SCENARIO).unwrap();
    assert_eq!(known.history(&HISTORY.replace("Night", "Late")).unwrap_err().line, 5);
    assert_eq!(known.history(&HISTORY.replace("Ada", "Bo")).unwrap_err().line, 5);
    assert_eq!(known.week(&WEEK.replace("Tue", "Today")).unwrap_err().line, 8);
    assert_eq!(known.week(&WEEK.replace("Early Nurse (0,1)", "Early Nurse")).unwrap_err().line, 5);
}
