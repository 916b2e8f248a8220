//! Whether any row of one person holds what is asked of it: by the exact program of the row, under a part of the rules.

use crate::error::Result;
use crate::scheduling::compile::{Compiled, compile_keeping};
use crate::scheduling::evaluate::judge::{Judge, Known};
use crate::scheduling::evaluate::law::Statutes;
use crate::scheduling::model::{Assignment, Model};
use crate::scheduling::rules::{Coverage, Strength};
use crate::scheduling::solve::kernel::{FORBIDDEN, OFF, RowProgram, Scratch};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The person alone, under parts of the rules, each made ready once.
pub(super) struct Rows {
    model: Model,
    /// What is known of the model with everybody in it.
    all: Arc<Known>,
    /// The names of the rules of labour law.
    laws: BTreeSet<String>,
    known: BTreeMap<BTreeSet<String>, Option<(Compiled, RowProgram)>>,
    scratch: Scratch,
}

impl Rows {
    /// That person of that model; nothing else of it counts but shifts, calendar and hard rules.
    ///
    /// # Errors
    /// As [`compile_keeping`], of labour law.
    pub fn new(judge: &Judge<'_>, person: usize) -> Self {
        let model = judge.model;
        let mut alone = Model::new(model.period);
        alone.people.extend(model.people.get(person).cloned());
        let name = alone.people.first().map(|person| person.name.clone()).unwrap_or_default();
        alone.shifts.clone_from(&model.shifts);
        alone.clock.clone_from(&model.clock);
        alone.rules = model.rules.clone();
        alone.rules.coverage = Coverage::Should;
        for shift in &mut alone.shifts {
            shift.needs.iter_mut().for_each(|need| need.least = 0);
        }
        let own = |rule: &crate::scheduling::rules::Rule| {
            rule.strength == Strength::Hard && !rule.limit.is_of_the_team() && rule.holds_for(&name)
        };
        alone.rules.rules.retain(own);
        alone.rules.rules.iter_mut().for_each(|rule| rule.people.clear());
        alone.forbidden = model.forbidden.iter().filter(|cell| cell.person == name).cloned().collect();
        alone.law.clone_from(&model.law);
        if let Some(law) = &mut alone.law {
            law.facts.retain(|facts| facts.person == name);
        }
        let laws = judge.law.as_ref().map(Statutes::names).unwrap_or_default();
        Self { model: alone, all: judge.known(), laws, known: BTreeMap::new(), scratch: Scratch::default() }
    }

    /// The names of all that is hard for the person.
    pub fn restrictions(&self) -> BTreeSet<String> {
        let rules = &self.model.rules;
        let own = [
            ("skill", rules.skill),
            ("site", rules.site),
            ("availability", rules.availability),
            ("contract hours", rules.contract_most),
            ("promised hours", rules.contract_least),
        ];
        let own = own.into_iter().filter(|(_, strength)| *strength == Strength::Hard).map(|(name, _)| name);
        let forbidden = (!self.model.forbidden.is_empty()).then_some("forbidden");
        let rules = rules.rules.iter().map(|rule| rule.name.as_str());
        let laws = self.laws.iter().map(String::as_str);
        own.chain(forbidden).chain(rules).chain(laws).map(Into::into).collect()
    }

    /// Whether it is proven that no row with these assignments keeps these restrictions. The days without one are free.
    ///
    /// # Errors
    /// As [`compile_keeping`].
    pub fn never(&mut self, restrictions: &BTreeSet<String>, fixed: &[&Assignment]) -> Result<bool> {
        if !self.known.contains_key(restrictions) {
            let model = self.under(restrictions);
            let compiled = compile_keeping(&self.all.like(&model)?, &BTreeSet::new())?;
            let program = RowProgram::new(&compiled.problem, 0);
            self.known.insert(restrictions.clone(), program.map(|program| (compiled, program)));
        }
        let Some(Some((compiled, program))) = self.known.get_mut(restrictions) else { return Ok(true) };
        let fixed: Vec<Assignment> = fixed.iter().map(|one| (*one).clone()).collect();
        let Some(rows) = compiled.rows(&self.model, &fixed) else { return Ok(true) };
        let problem = &compiled.problem;
        let mut costs = vec![0; problem.days * problem.duties];
        for (day, duty) in rows.first().into_iter().flatten().enumerate() {
            let cells = costs.iter_mut().skip(day * problem.duties).take(problem.duties);
            for (own, cost) in (0_u16..).zip(cells) {
                if *duty != OFF && own != *duty {
                    *cost = FORBIDDEN;
                }
            }
        }
        // Where the program gives up, nothing is proven.
        let best = program.best(problem, &costs, &mut self.scratch);
        Ok(best.is_none_or(|best| best.bound >= FORBIDDEN))
    }

    /// The model with these restrictions only; what is not hard is nothing.
    fn under(&self, restrictions: &BTreeSet<String>) -> Model {
        let mut model = self.model.clone();
        let of = |name: &str, strength: Strength| {
            if strength == Strength::Hard && restrictions.contains(name) {
                strength
            } else {
                Strength::Soft(0)
            }
        };
        let rules = &mut model.rules;
        rules.skill = of("skill", rules.skill);
        rules.site = of("site", rules.site);
        rules.availability = of("availability", rules.availability);
        rules.contract_most = of("contract hours", rules.contract_most);
        rules.contract_least = of("promised hours", rules.contract_least);
        rules.rules.retain(|rule| restrictions.contains(&rule.name));
        if let Some(law) = &mut model.law {
            law.except.extend(self.laws.iter().filter(|name| !restrictions.contains(*name)).cloned());
        }
        if !restrictions.contains("forbidden") {
            model.forbidden.clear();
        }
        model
    }
}
