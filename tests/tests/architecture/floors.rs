//! Who may know whom. Tests may know the whole house: what stands under `#[cfg(test)]` is not read.

use super::{
    Breach,
    source::{Sort, Token, closing, is_test, reads, tokens, without_tests},
};
use std::collections::{BTreeMap, BTreeSet};

/// The floors of the house, the lowest first. A room knows rooms on lower floors and nothing else.
pub const FLOORS: [&[&str]; 6] = [
    &["error"],
    &["money", "quantity", "calendar", "trace"],
    &["law", "ledger"],
    &["tax", "stock", "scheduling"],
    &["payroll", "invoice"],
    &["table"],
];

/// Macros that `macro_rules!` puts at the crate's root whatever one does, and the room that they are of.
const MACROS: [(&str, &str); 4] = [("dec", "money"), ("eur", "money"), ("gbp", "money"), ("usd", "money")];

pub fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

/// The module that a file of `core/src` is: `stock/mod.rs` is `[stock]`, `lib.rs` the crate's root.
pub fn module(file: &str) -> Vec<&str> {
    let stem = file.strip_suffix(".rs").unwrap_or(file);
    stem.split('/').filter(|part| !matches!(*part, "mod" | "lib")).collect()
}

fn code<'a>(file: &str, source: &'a str) -> Vec<Token<'a>> {
    if is_test(file) { Vec::new() } else { without_tests(&tokens(source)) }
}

/// Every path of a file that begins with `crate`, `super` or `self`: from the crate's root, with its line. One that ends
/// at the root itself, such as `use super::*` in a room's front door, has `*` or nothing as its first part.
pub fn paths(file: &str, source: &str) -> Vec<(Vec<String>, usize)> {
    let tokens = code(file, source);
    let mut found = Vec::new();
    let mut inside: Vec<(String, usize)> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        inside.retain(|(_, end)| at <= *end);
        let token = tokens[at];
        if token.text == "mod" && tokens.get(at + 2).is_some_and(|next| next.text == "{") {
            inside.push((tokens[at + 1].text.to_owned(), closing(&tokens, at + 2)));
        }
        let begins = token.sort == Sort::Word
            && matches!(token.text, "crate" | "super" | "self")
            && (at == 0 || tokens[at - 1].text != "::")
            && matches!(tokens.get(at + 1).map(|next| next.text), Some("::" | "as"));
        if begins {
            let mut ends = Vec::new();
            tree(&tokens, at, &[], &mut ends);
            let home: Vec<&str> =
                module(file).into_iter().chain(inside.iter().map(|(name, _)| name.as_str())).collect();
            found.extend(ends.iter().map(|path| (resolve(&home, path), token.line)));
        }
        at += 1;
    }
    found
}

/// Reads a path, with its branches in braces, and gives each branch whole; gives where it ends.
fn tree<'a>(tokens: &[Token<'a>], mut at: usize, before: &[&'a str], ends: &mut Vec<Vec<&'a str>>) -> usize {
    let mut path = before.to_vec();
    while let Some(token) = tokens.get(at) {
        match token.text {
            "{" => {
                let close = closing(tokens, at);
                at += 1;
                while at < close {
                    at = tree(tokens, at, &path, ends);
                    if at < close {
                        at += 1; // the comma
                    }
                }
                return close + 1;
            }
            "*" => path.push("*"),
            // `a::<T>` goes on to its arguments, which are paths of their own.
            _ if token.sort != Sort::Word => break,
            word => path.push(word),
        }
        at += 1;
        if tokens.get(at).is_some_and(|next| next.text == "::") {
            at += 1;
        } else {
            break;
        }
    }
    if reads(tokens, at, &["as"]) {
        at += 2;
    }
    ends.push(path);
    at
}

fn resolve(home: &[&str], path: &[&str]) -> Vec<String> {
    let mut place: Vec<&str> = Vec::new();
    for (index, part) in path.iter().enumerate() {
        match *part {
            "crate" => place.clear(),
            "self" if index == 0 => place = home.to_vec(),
            // `{self}` is the path itself.
            "self" => {}
            "super" => {
                if index == 0 {
                    place = home.to_vec();
                }
                place.pop();
            }
            name => place.push(name),
        }
    }
    place.into_iter().map(str::to_owned).collect()
}

/// The breaches of a file: imports from the crate's root, arrows up or sideways.
pub fn breaches(file: &str, source: &str) -> Vec<Breach> {
    let home = module(file);
    let Some(room) = home.first().copied() else {
        return Vec::new(); // lib.rs is the front door and shows every room
    };
    let Some(own) = floor(room) else {
        return vec![Breach::new(file, 1, format!("the room `{room}` stands on no floor"))];
    };
    let mut found = Vec::new();
    let all = code(file, source);
    let by_name = all.iter().enumerate().filter(|(at, token)| {
        token.text == "backoffice" && token.sort == Sort::Word && reads(&all, at + 1, &["::"])
    });
    found.extend(
        by_name.map(|(_, token)| Breach::new(file, token.line, "the crate calls itself by its name".into())),
    );
    for (path, line) in paths(file, source) {
        let target = path.first().map_or("", String::as_str);
        let other = MACROS.iter().find(|(name, _)| *name == target).map_or(target, |(_, room)| room);
        let why = match floor(other) {
            _ if other == room => continue,
            Some(floor) if floor < own => continue,
            Some(floor) if floor == own => format!("sideways: {room} uses {other}, both on floor {own}"),
            Some(floor) => format!("upward: {room} (floor {own}) uses {other} (floor {floor})"),
            // What an exported macro writes stands in somebody else's crate: `$crate::dec!` is right there.
            None if called_by_macro(&all, line, target) => continue,
            None => format!("from the crate's root: `{}` has no room", path.join("::")),
        };
        found.push(Breach::new(file, line, why));
    }
    found
}

fn called_by_macro(tokens: &[Token<'_>], line: usize, name: &str) -> bool {
    let written = ["$", "crate", "::", name, "!"];
    (0..tokens.len()).any(|at| tokens[at].line == line && reads(tokens, at, &written))
}

/// The rooms that a file uses.
pub fn arrows(file: &str, source: &str) -> BTreeSet<(String, String)> {
    let Some(room) = module(file).first().copied() else { return BTreeSet::new() };
    let targets = paths(file, source).into_iter().filter_map(|(path, _)| path.into_iter().next());
    targets
        .filter(|other| other != room && floor(other).is_some())
        .map(|other| (room.to_owned(), other))
        .collect()
}

/// A way from a room back to itself, if there is one: a second net, for the day that somebody changes the floors.
pub fn circle(arrows: &BTreeSet<(String, String)>) -> Option<Vec<String>> {
    let mut uses: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (from, to) in arrows {
        uses.entry(from).or_default().push(to);
    }
    uses.keys().find_map(|start| way(&uses, &mut vec![*start]))
}

fn way<'a>(uses: &BTreeMap<&str, Vec<&'a str>>, trail: &mut Vec<&'a str>) -> Option<Vec<String>> {
    for next in uses.get(trail.last()?)? {
        let back = trail.iter().position(|room| room == next);
        if let Some(from) = back {
            return Some(trail[from..].iter().chain([next]).map(ToString::to_string).collect());
        }
        trail.push(next);
        let found = way(uses, trail);
        if found.is_some() {
            return found;
        }
        trail.pop();
    }
    None
}
