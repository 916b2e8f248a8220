use super::*;
use crate::calendar::{Period, date};
use crate::scheduling::law::Labour;
use crate::scheduling::model::{Demand, Person, Shift};
use crate::scheduling::rules::{Count, Coupling, Limit, Rules, Strength, Term, Window};
use crate::scheduling::staffing::{Offer, offer};
use crate::scheduling::{Verdict, draw, evaluate};
use proptest::prelude::*;

fn week() -> Period {
    Period::week(2026, 14).unwrap() // Monday 30 March to Sunday 5 April
}

/// A warehouse: pickers, packers and people who do both, seven days of half hours, shifts of four to eight hours to
/// choose from.
fn warehouse(people: usize) -> Model {
    let rules = Rules::default()
        .hard("days in a row", Limit::ConsecutiveDays { days: 5 })
        .hard("days off", Limit::DaysOff { days: 2, per: Window::Week });
    let crew = (0..people).map(|number| {
        let skills: &[&str] = match number % 5 {
            0 | 1 => &["picker"],
            2 | 3 => &["packer"],
            _ => &["picker", "packer"],
        };
        let hours = if number % 3 == 0 { dec!(24) } else { dec!(40) };
        Person::new(format!("p{number:02}")).skills(skills.iter().copied()).hours(hours)
    });
    let shifts = offer(&Offer {
        from: "08:00".into(),
        to: "20:00".into(),
        every_minutes: 30,
        shortest_minutes: 240,
        longest_minutes: 480,
        break_minutes: 30,
        break_beyond_minutes: 360,
        skills: vec!["picker".into(), "packer".into()],
        days: vec![],
    })
    .unwrap();
    let share = u32::try_from(people).unwrap();
    let mut demand = vec![];
    for (index, day) in week().days().enumerate() {
        for half_hour in 0..24_u32 {
            let from = day.and_hms_opt(8 + half_hour / 2, half_hour % 2 * 30, 0).unwrap();
            let wave = [2, 4, 6, 8, 8, 7, 6, 6, 7, 8, 7, 5][half_hour as usize / 2];
            let quiet = if index >= 5 { 2 } else { 1 };
            for (skill, lag) in [("picker", 0), ("packer", 1)] {
                let needed = (wave - lag) * share / 40 / quiet;
                let to = from + chrono::TimeDelta::minutes(30);
                demand.push(Demand { from, to, skill: Some(skill.into()), site: None, needed });
            }
        }
    }
    let law = Labour::of(["eu.working_time"]);
    Model::new(week()).people(crew).shifts(shifts).demand(demand).rules(rules).law(law)
}

fn shop() -> Model {
    Model::new(week())
        .people([Person::new("ada").skills(["till"]).hours(dec!(32)), Person::new("bo").hours(dec!(40))])
        .shift(Shift::every_day("early", "06:00", "14:00").needing("till"))
        .shift(Shift::every_day("late", "14:00", "22:00"))
        .rest_between(dec!(11))
        .prefer("ada", "early")
}

#[test]
fn a_warehouse_is_rostered() {
    let model = warehouse(30);
    let nodes = if cfg!(debug_assertions) { 1_500 } else { 60_000 };
    let roster = solve(&model, Budget::nodes(nodes).seed(1)).unwrap();
    let verdict = evaluate(&model, &roster.assignments).unwrap();
    assert!(verdict.is_lawful(), "{:?}", verdict.violations.first());
    assert_eq!(verdict.penalty, roster.penalty);
    assert!(roster.bound <= roster.penalty);
    let short: i64 = verdict.uncovered.iter().map(|c| i64::from(c.needed - c.there)).sum();
    let all: i64 = model.demand.iter().map(|d| i64::from(d.needed)).sum();
    assert!(short * 20 <= all, "{short} of {all} person-intervals are short");
    assert!(draw::gantt(&model, &roster).unwrap().ends_with("</svg>\n"));
}

#[test]
fn the_shop_is_solved_and_proven() {
    let roster = solve(&shop(), Budget::nodes(2_000).seed(7)).unwrap();
    assert_eq!((roster.penalty, roster.bound, roster.proven), (24_000, 24_000, true)); // five shifts of 480 minutes at 10
    assert_eq!((roster.of("ada").count(), roster.of("bo").count()), (4, 5));
    let late = roster.unfilled.iter().find(|gap| gap.shift.as_deref() == Some("late")).unwrap();
    assert!(late.to_string().starts_with("late, "), "{late}");
    assert!(late.reason.contains("bo already has 40 of 40 hours"), "{}", late.reason);
    let early = roster.unfilled.iter().find(|gap| gap.shift.as_deref() == Some("early")).unwrap();
    assert_eq!(early.reason, "ada already has 32 of 32 hours; bo has no skill till");
    let table = roster.to_string();
    assert!(
        table.lines().count() == 3 && table.contains("Mon 30 Mar") && table.contains("early till"),
        "{table}"
    );
}

#[test]
fn the_same_seed_gives_the_same_bits() {
    let model = warehouse(8);
    let text = |seed| serde_json::to_string(&solve(&model, Budget::nodes(500).seed(seed)).unwrap()).unwrap();
    let first = text(3);
    assert_eq!(first, text(3));
    assert_ne!(first, text(4));
    let roster: Roster = serde_json::from_str(&first).unwrap();
    assert_eq!(serde_json::to_string(&roster).unwrap(), first);
}

#[test]
fn the_caller_can_stop_it_and_sees_how_far_it_is() {
    let mut seen = vec![];
    let model = warehouse(30);
    let roster = solve_watched(&model, Budget::nodes(1_000_000), |progress| {
        seen.push(*progress);
        progress.nodes < 300
    })
    .unwrap();
    assert!(!roster.complete && roster.nodes < 100_000);
    assert_eq!(evaluate(&model, &roster.assignments).unwrap().penalty, roster.penalty);
    assert!(seen.windows(2).all(|pair| pair[0].nodes <= pair[1].nodes));
    assert!(
        seen.windows(2).all(|pair| pair[1].penalty <= pair[0].penalty && pair[1].bound <= pair[1].penalty)
    );
}

#[test]
fn no_node_is_spent_beyond_the_budget() {
    // A pass over everybody is not cut.
    let model = warehouse(6);
    for nodes in [0, 1, 100, 1_025] {
        let roster = solve(&model, Budget::nodes(nodes)).unwrap();
        assert!(roster.nodes <= nodes + 500, "{} of {nodes}", roster.nodes);
    }
}

#[test]
fn nobody_and_nothing_make_a_roster_too() {
    let nothing = Model::new(week());
    let roster = solve(&nothing, Budget::nodes(1_000)).unwrap();
    assert!(roster.assignments.is_empty() && roster.proven);
    let nobody = Model { people: vec![], requests: vec![], ..shop() };
    let roster = solve(&nobody, Budget::nodes(1_000)).unwrap();
    assert_eq!(
        (roster.unfilled.len(), roster.unfilled[0].reason.as_str(), roster.proven),
        (14, "there is nobody", true)
    );
    let no_shift = Model { shifts: vec![], requests: vec![], ..warehouse(40) };
    let roster = solve(&no_shift, Budget::nodes(1_000)).unwrap();
    assert_eq!((roster.unfilled[0].reason.as_str(), roster.proven), ("no shift covers it", true));
    assert!(draw::gantt(&no_shift, &roster).unwrap().contains("<svg"));
}

#[test]
fn a_bigger_budget_finds_a_better_roster() {
    let model = warehouse(10);
    let penalty = |nodes| solve(&model, Budget::nodes(nodes).seed(1)).unwrap().penalty;
    assert!(penalty(500) < penalty(0));
}

#[test]
fn locked_assignments_that_break_a_rule_are_kept_and_told() {
    let day = |number| date(2026, 3, 30).unwrap() + chrono::Days::new(number);
    let told = |model: &Model| {
        let roster = solve(model, Budget::nodes(500)).unwrap();
        assert!(roster.hard > 0 && roster.infeasible && !roster.is_lawful());
        assert!(model.locked.iter().all(|locked| roster.assignments.contains(locked)), "{roster}");
        let hard: Vec<_> = roster.violations.iter().filter(|violation| violation.hard).collect();
        assert_eq!(hard.len(), 1, "no other rule is broken: {hard:?}");
        hard[0].to_string()
    };
    let on = |person: &str, shift: &str, number| Assignment::new(person, shift, day(number));
    let rest = shop().lock(on("ada", "late", 0)).lock(on("ada", "early", 1).working("till"));
    let text = told(&rest);
    assert!(
        text.contains("rest between shifts")
            && text.contains("the rest between late on Mon 30 Mar and early on Tue 31 Mar is 8 h 0 min"),
        "{text}"
    );
    assert!(told(&shop().lock(on("bo", "early", 1).working("till"))).contains("without that skill"));
    let hours = (0..6).fold(shop(), |model, number| model.lock(on("bo", "late", number)));
    assert!(told(&hours).contains("contract hours"));
}

#[test]
fn locked_assignments_stay_and_count() {
    let day = date(2026, 4, 1).unwrap();
    let model = shop().lock(Assignment::new("ada", "late", day));
    let roster = solve(&model, Budget::nodes(2_000)).unwrap();
    assert!(roster.assignments.contains(&Assignment::new("ada", "late", day)));
    assert!(roster.of("ada").all(|a| a.day != day.succ_opt().unwrap()), "rest after the locked late shift");
}

#[test]
fn demand_that_must_be_met_and_cannot_is_told() {
    let mut model = shop();
    model.rules = model.rules.must_cover();
    let roster = solve(&model, Budget::nodes(500)).unwrap();
    assert!(roster.hard > 0 && roster.infeasible, "{} {}", roster.hard, roster.infeasible);
    assert!(roster.unfilled.iter().any(|gap| gap.reason.contains("already has")));

    let crew = [Person::new("cy").skills(["till"]), Person::new("di")];
    let model = Model { people: crew.into(), requests: vec![], ..model };
    let roster = solve(&model, Budget::nodes(2_000)).unwrap();
    assert_eq!((roster.penalty, roster.unfilled.len(), roster.proven), (0, 0, true));
}

#[test]
fn hard_promises_are_kept_or_refused() {
    let mut model = shop();
    model.people[1] = Person::new("bo").hours_between(dec!(40), dec!(40));
    model.rules.contract_least = Strength::Hard;
    assert_eq!(solve(&model, Budget::nodes(2_000)).unwrap().of("bo").count(), 5);
    model.people[1] = Person::new("bo").hours_between(dec!(60), dec!(60));
    let error = solve(&model, Budget::nodes(500)).unwrap_err();
    assert_eq!(
        (error.code().as_str(), error.field(), error.value()),
        ("scheduling.infeasible", "people", "bo")
    );
}

#[test]
fn drawings_escape_what_people_are_called() {
    let mut model = shop();
    model.people[1].name = "<b>Bo & \"Co\", Ltd".into();
    let roster = solve(&model, Budget::nodes(500)).unwrap();
    let svg = draw::gantt(&model, &roster).unwrap();
    assert!(svg.contains("&lt;b&gt;Bo &amp; &quot;Co&quot;, Ltd") && !svg.contains("<b>"));
    assert_eq!(svg.matches("<g>").count(), roster.assignments.len());
    let csv = draw::csv(&model, &roster).unwrap();
    assert_eq!(csv.lines().count(), roster.assignments.len() + 1);
    assert!(csv.contains("\"<b>Bo & \"\"Co\"\", Ltd\",late,,2026-"), "{csv}");
}

/// Three people of whom one is wanted each day for two weeks.
fn trio() -> Model {
    let weeks = Period::new(week().first(), week().first() + chrono::Days::new(13)).unwrap();
    let people = ["ada", "bo", "cy"].map(Person::new);
    let model = Model::new(weeks).people(people).shift(Shift::every_day("day", "08:00", "16:00"));
    // Left alone, Ada works whenever she may.
    model.prefer("ada", "day").avoid("bo", "day").avoid("cy", "day")
}

#[test]
fn people_are_brought_together_who_are_too_far_apart() {
    let counts = |strength: Option<u32>, most| {
        let limit = Limit::Spread { of: Count::Assignments, most };
        let rules = Rules::default();
        let rules = match strength {
            None => rules.hard("apart", limit),
            Some(weight) => rules.soft("apart", limit, weight),
        };
        let model = trio().rules(rules);
        let roster = solve(&model, Budget::nodes(400)).unwrap();
        let verdict = evaluate(&model, &roster.assignments).unwrap();
        assert_eq!((verdict.penalty, verdict.hard), (roster.penalty, 0));
        assert!(roster.bound <= roster.penalty);
        let mut counts = ["ada", "bo", "cy"].map(|name| roster.of(name).count());
        counts.sort_unstable();
        counts
    };
    // A wish weighs 10 a day, a step apart 1 or 1000.
    assert_eq!((counts(Some(1), 0), counts(Some(1000), 1)), ([0, 0, 14], [4, 5, 5]));
    assert_eq!((counts(None, 1), counts(None, 4)), ([4, 5, 5], [3, 4, 7]));
}

#[test]
fn weekends_of_several_people_are_counted_together() {
    let mut model = trio();
    model.couplings.push(Coupling {
        per: Window::Period,
        ..Coupling::daily(
            "ada and bo",
            vec![Term {
                times: 1,
                people: vec!["ada".into(), "bo".into()],
                of: Count::Weekends,
                skill: None,
            }],
            None,
            Some(1),
        )
    });
    let roster = solve(&model, Budget::nodes(400)).unwrap();
    let verdict = evaluate(&model, &roster.assignments).unwrap();
    // Cy works one of the two weekends: two days that he would rather not.
    assert_eq!((verdict.hard, verdict.penalty, roster.penalty), (0, 20, 20));
    assert_eq!((roster.of("ada").count(), roster.of("bo").count()), (12, 0));
    model.couplings[0].days = vec![chrono::Weekday::Sat];
    let refused = solve(&model, Budget::nodes(10)).unwrap_err();
    let told = (refused.code().as_str(), refused.field(), refused.value());
    assert_eq!(told, ("scheduling.unsupported", "couplings", "ada and bo"));
}

/// Small models of every kind: skills, nights, contracts, absences, requests, soft and hard rules, both kinds of demand.
pub(super) fn some_model() -> impl Strategy<Value = Model> {
    let person = (0..4_usize, 8..40_i64, proptest::option::of(0..10_u64), any::<bool>());
    let limit = (0..6_usize, 1..5_u32, proptest::option::of(1..9_u32));
    let wish = (0..5_usize, any::<bool>(), proptest::option::of(0..10_u64), 0..3_usize, 1..40_u32);
    let need = (0..10_u64, 5..20_u32, 1..3_u32, any::<bool>());
    (
        proptest::collection::vec(person, 1..5),
        proptest::collection::vec(limit, 0..4),
        proptest::collection::vec(wish, 0..4),
        proptest::collection::vec(need, 0..6),
        0..7_u64,
    )
        .prop_map(|(people, limits, wishes, needs, begins)| {
            let first = date(2026, 3, 30).unwrap() + chrono::Days::new(begins);
            let day = |number| first + chrono::Days::new(number);
            let period = Period::new(first, day(9)).unwrap();
            let names = ["early", "late", "night"];
            let mut model = Model::new(period).shifts([
                Shift::every_day("early", "06:00", "14:00").needing("till").skills(["floor"]),
                Shift::every_day("late", "13:00", "21:00").unpaid_break(30),
                Shift::offered("night", "21:00", "06:00").skills(["floor"]),
            ]);
            let count = people.len();
            for (number, (skills, hours, away, narrow)) in people.into_iter().enumerate() {
                let skills: &[&str] = [&[][..], &["till"], &["floor"], &["till", "floor"]][skills];
                let mut person = Person::new(format!("p{number}")).skills(skills.iter().copied());
                person = person.hours_between((hours / 2).into(), hours.into());
                if let Some(away) = away {
                    person = person.unavailable_on(day(away));
                }
                if narrow {
                    person = person.available(&[], "05:00", "14:30").available(
                        &[chrono::Weekday::Fri],
                        "12:00",
                        "06:00",
                    );
                }
                model = model.people([person]);
            }
            for (kind, size, soft) in limits {
                let limit = match kind {
                    0 => Limit::RestBetween { minutes: size * 300 },
                    1 => Limit::UninterruptedRest { minutes: size * 720, per: Window::Week },
                    2 => Limit::LongestShift { minutes: 500 },
                    3 => Limit::MostMinutes { minutes: size * 480, per: Window::Days(size + 2) },
                    4 => Limit::ConsecutiveDays { days: size },
                    _ => Limit::DaysOff { days: size, per: Window::Days(7) },
                };
                model.rules = match soft {
                    Some(weight) => model.rules.soft("soft", limit, weight),
                    None => model.rules.hard("hard", limit),
                };
            }
            for (person, avoid, on, shift, weight) in wishes {
                model.requests.push(crate::scheduling::Request {
                    person: format!("p{}", person % count),
                    wish: if avoid {
                        crate::scheduling::Wish::Avoid
                    } else {
                        crate::scheduling::Wish::Prefer
                    },
                    day: on.map(day),
                    shift: Some(names[shift].into()),
                    weight,
                });
            }
            for (number, hour, needed, floor) in needs {
                let from = day(number).and_hms_opt(hour, 0, 0).unwrap();
                let skill = floor.then(|| "floor".to_owned());
                model.demand.push(Demand {
                    from,
                    to: from + chrono::TimeDelta::minutes(90),
                    skill,
                    site: None,
                    needed,
                });
            }
            model
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn the_judge_finds_no_hard_violation_and_the_same_penalty(model in some_model(), seed in 0..1000_u64) {
        let roster = solve(&model, Budget::nodes(200).seed(seed)).unwrap();
        let verdict = evaluate(&model, &roster.assignments).unwrap();
        prop_assert!(verdict.is_lawful(), "{:?}", verdict.violations);
        prop_assert_eq!(verdict.penalty, roster.penalty);
        prop_assert!(roster.bound <= roster.penalty, "{} > {}", roster.bound, roster.penalty);
        let missing: u32 = roster.unfilled.iter().map(|gap| gap.missing).sum();
        prop_assert!(verdict.uncovered.is_empty() == (missing == 0));
        prop_assert!(roster.unfilled.iter().all(|gap| !gap.reason.is_empty()));
    }

    /// On a model so small that every roster can be tried, none is below the bound.
    #[test]
    fn no_roster_is_below_the_bound(
        hours in proptest::collection::vec((0..4_i64, any::<bool>()), 2),
        needed in proptest::collection::vec(0..3_u32, 3),
        rest in proptest::option::of(1..3_u32),
        off in proptest::option::of(1..3_u32),
        lock in any::<bool>(),
    ) {
        let first = date(2026, 3, 30).unwrap();
        let at = |day: u64, hour| (first + chrono::Days::new(day)).and_hms_opt(hour, 0, 0).unwrap();
        let mut model = Model::new(Period::new(first, first + chrono::Days::new(1)).unwrap())
            .shifts([Shift::every_day("day", "08:00", "12:00").needing("till"), Shift::offered("even", "12:00", "20:00").unpaid_break(240)])
            .demand([
                Demand { from: at(0, 13), to: at(0, 15), skill: None, site: None, needed: needed[0] },
                Demand { from: at(1, 14), to: at(1, 16), skill: None, site: None, needed: needed[1] },
                Demand { from: at(1, 14), to: at(1, 20), skill: None, site: None, needed: needed[2] },
            ]);
        for (number, (hours, skilled)) in hours.into_iter().enumerate() {
            let person = Person::new(format!("p{number}")).skills(skilled.then_some("till"));
            model = model.people([if hours == 3 { person } else { person.hours((hours * 4).into()) }]);
        }
        if let Some(rest) = rest {
            model.rules = model.rules.hard("rest", Limit::RestBetween { minutes: rest * 600 });
        }
        if let Some(days) = off {
            model.rules = model.rules.hard("off", Limit::DaysOff { days, per: Window::Period });
        }
        let all: Vec<Assignment> = (0..16)
            .map(|number| {
                let day = first + chrono::Days::new(number / 8);
                let shift = if number % 2 == 0 { "day" } else { "even" };
                let skill = (number % 2 == 0).then(|| "till".to_owned());
                Assignment { day, person: format!("p{}", number / 4 % 2), shift: shift.into(), skill }
            })
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect();
        if lock {
            model = model.lock(all[1].clone());
        }
        let least = (0..1_u32 << all.len())
            .filter_map(|set| {
                let chosen = all.iter().enumerate().filter(|(number, _)| set & (1 << number) != 0);
                let roster: Vec<Assignment> = chosen.map(|(_, a)| a.clone()).collect();
                Some(evaluate(&model, &roster).unwrap()).filter(Verdict::is_lawful).map(|verdict| verdict.penalty)
            })
            .min();
        match (least, solve(&model, Budget::nodes(200))) {
            (Some(least), Ok(roster)) => {
                prop_assert!(!roster.infeasible && roster.bound <= least, "{} > {least}", roster.bound);
                prop_assert!(roster.penalty >= least && (!roster.proven || roster.penalty == least));
            }
            (None, Err(error)) => prop_assert_eq!(error.code(), "scheduling.infeasible"),
            (None, Ok(roster)) => prop_assert!(roster.hard > 0),
            (least, solved) => prop_assert!(false, "{least:?} and {solved:?}"),
        }
    }
}

#[test]
fn weights_whose_penalties_cannot_be_summed_are_refused_before_the_search() {
    // The search adds without a look at each sum, which the greatest weights of many rules could wrap around.
    let most = Limit::MostMinutes { minutes: 366 * 1440, per: Window::Days(60) };
    let rules = |weight| {
        (0..100).fold(Rules::default(), |rules, n| rules.soft(format!("r{n}"), most.clone(), weight))
    };
    let people = || (0..100).map(|n| Person::new(format!("p{n}")));
    let model = |weight| Model::new(Period::year(2026).unwrap()).people(people()).rules(rules(weight));
    let error = solve(&model(1_000_000), Budget::nodes(0)).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::NumberOutOfRange, "rules"), "{error}");
    assert!(solve(&model(1_000), Budget::nodes(0)).is_ok());
}
