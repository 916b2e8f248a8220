//! Numbers that could round without a word, and code that could panic.
//!
//! Text has no types. What cannot be seen: arithmetic on a Decimal that comes out of a call, a closure's untyped
//! argument, a pattern, a generic or another file's field; a name that is shadowed in an inner block counts as shadowed
//! to the end of its function; `.parse()` whose type stands elsewhere; division by a whole number that is zero.

use super::{
    Breach,
    source::{Sort, Token, closing, is_test, item_end, reads, tokens, without_tests},
};
use std::collections::BTreeSet;

/// Folders in which floats are allowed, each with its reason: forecasts, whose border is the order quantity, an exact number.
const FLOATS: [&str; 1] = ["stock/replenishment/"];

/// Files whose `const fn` run at compile time alone, where a panic is an error of the compiler.
const COMPILE_TIME: [&str; 2] = ["money/literal.rs", "money/currency.rs"];

/// Rooms in which rules of law and trade stand.
const RULES: [&str; 4] = ["tax/", "payroll/", "invoice/", "stock/"];

/// Names of Decimal's own methods that round, or lose digits, without a named rounding.
const ROUNDING: [&str; 4] = ["round_dp", "round_dp_with_strategy", "round_sf", "round_sf_with_strategy"];

/// Names of Decimal's methods that round without a word although they are called checked.
const CHECKED: [&str; 8] = [
    "checked_add",
    "checked_sub",
    "checked_mul",
    "checked_div",
    "checked_rem",
    "saturating_add",
    "saturating_sub",
    "saturating_mul",
];

const OPERATORS: [&str; 10] = ["+", "-", "*", "/", "%", "+=", "-=", "*=", "/=", "%="];

/// Methods that turn a Decimal into a Decimal.
const SAME: [&str; 10] =
    ["abs", "normalize", "min", "max", "floor", "ceil", "trunc", "fract", "clone", "round"];

/// The breaches of a file of `core/src`.
pub fn breaches(file: &str, source: &str) -> Vec<Breach> {
    let all = tokens(source);
    let code = if is_test(file) { Vec::new() } else { without_tests(&all) };
    let mut found = Vec::new();
    words(file, &all, &mut found);
    parsing(file, &code, &mut found);
    floats(file, &code, &mut found);
    panics(file, &code, &mut found);
    if RULES.iter().any(|room| file.starts_with(room)) {
        arithmetic(file, &code, &mut found);
    }
    found
}

/// Words of floats, and literals that are floats because no macro takes them as text.
fn floats(file: &str, code: &[Token<'_>], found: &mut Vec<Breach>) {
    let mut spared_to = 0;
    for (at, token) in code.iter().enumerate() {
        // The last one lists the types of serde that a deserialiser refuses.
        let spared = ["dec", "eur", "gbp", "usd", "forward_to_deserialize_any"].contains(&token.text);
        if spared && reads(code, at + 1, &["!"]) {
            spared_to = closing(code, at + 2);
        }
        let word = token.sort != Sort::Text && ["f32", "f64"].iter().any(|float| token.text.contains(float));
        let literal = token.sort == Sort::Number && is_fraction(token.text);
        if (word || literal) && at > spared_to && !FLOATS.iter().any(|folder| file.starts_with(folder)) {
            found.push(Breach::new(file, token.line, "a float".into()));
        }
    }
}

fn words(file: &str, all: &[Token<'_>], found: &mut Vec<Breach>) {
    for (at, token) in all.iter().enumerate() {
        if token.text == "unsafe" {
            found.push(Breach::new(file, token.line, "`unsafe`".into()));
        }
        // Between the attribute and the module a visibility may stand.
        let before = || all[..at].iter().rfind(|token| matches!(token.text, "]" | ";" | "{" | "}"));
        if reads(all, at, &["mod", "tests", ";"]) && before().is_none_or(|token| token.text != "]") {
            found.push(Breach::new(file, token.line, "`mod tests;` without `#[cfg(test)]`".into()));
        }
    }
}

fn parsing(file: &str, code: &[Token<'_>], found: &mut Vec<Breach>) {
    for (at, token) in code.iter().enumerate() {
        let named = reads(code, at, &["Decimal", "::", "from_str"])
            || reads(code, at, &["Decimal", "::", "from_scientific"])
            || reads(code, at, &["<", "Decimal", "as", "FromStr", ">"]);
        let parsed = reads(code, at, &[".", "parse", "::", "<", "Decimal", ">"])
            || (reads(code, at, &[":", "Decimal", "="]) && statement(code, at).windows(2).any(is_parse));
        if named || parsed {
            let why = format!(
                "`{}` into a Decimal rounds: read with `error::exact::decimal`",
                if named { "from_str" } else { "parse" }
            );
            found.push(Breach::new(file, token.line, why));
        }
    }
}

fn is_fraction(number: &str) -> bool {
    !number.starts_with("0x")
        && (number.contains('.') || number.contains(['e', 'E']) && !number.ends_with("size"))
}

fn is_parse(pair: &[Token<'_>]) -> bool {
    pair[0].text == "." && pair[1].text == "parse"
}

/// The tokens up to the end of the statement.
fn statement<'t, 'a>(tokens: &'t [Token<'a>], from: usize) -> &'t [Token<'a>] {
    let end =
        tokens[from..].iter().position(|token| token.text == ";").map_or(tokens.len(), |end| from + end);
    &tokens[from..end]
}

fn panics(file: &str, code: &[Token<'_>], found: &mut Vec<Breach>) {
    for (at, token) in code.iter().enumerate() {
        let method = at > 0
            && matches!(code[at - 1].text, "." | "::")
            && matches!(token.text, "unwrap" | "expect" | "unwrap_err" | "expect_err" | "unwrap_unchecked");
        let by_macro = matches!(token.text, "panic" | "unreachable" | "todo" | "unimplemented")
            && reads(code, at + 1, &["!"]);
        let index = token.text == "[" && at > 0 && is_operand_end(&code[at - 1]);
        let compiled = in_constant(code, at) || (COMPILE_TIME.contains(&file) && in_const_fn(code, at));
        if (method || by_macro || index) && !compiled {
            let what = if index { "an index" } else { token.text };
            found.push(Breach::new(file, token.line, format!("`{what}` can panic")));
        }
    }
}

fn in_const_fn(code: &[Token<'_>], at: usize) -> bool {
    let begins =
        (0..at).rev().find(|place| code[*place].text == "fn" && function_end(code, *place) > Some(at));
    begins.is_some_and(|place| place > 0 && code[place - 1].text == "const")
}

/// Whether a place is in the value of a constant, where a panic is an error of the compiler.
fn in_constant(code: &[Token<'_>], at: usize) -> bool {
    let constants =
        (0..at).rev().filter(|place| code[*place].text == "const" && code[*place + 1].text != "fn");
    constants.take(1).any(|place| item_end(code, place) > at)
}

/// Looks for arithmetic on what is a Decimal as well as text can tell, function by function.
fn arithmetic(file: &str, code: &[Token<'_>], found: &mut Vec<Breach>) {
    let fields = fields(code);
    let mut known = Known { fields, names: BTreeSet::new() };
    let mut ends = Vec::new();
    for (at, token) in code.iter().enumerate() {
        let next = code.get(at + 1).map_or("", |next| next.text);
        let before = if at == 0 { "" } else { code[at - 1].text };
        while ends.last().is_some_and(|(end, _)| at > *end) {
            known.names = ends.pop().map(|(_, names)| names).unwrap_or_default();
        }
        if token.text == "fn"
            && let Some(end) = function_end(code, at)
        {
            ends.push((end, std::mem::take(&mut known.names)));
        }
        if token.text == "let" {
            known.binding(code, at);
        } else if token.sort == Sort::Word
            && is_decimal_type(code, at + 1)
            && !ends.is_empty()
            && before != "let"
        {
            known.names.insert(token.text.to_owned()); // an argument, of a function or a closure
        }
        let why = if CHECKED.contains(&token.text) && before == "." && at > 1 && known.ends(code, at - 2) {
            format!("`{}` of a Decimal rounds: use `exact::` or `Money`", token.text)
        } else if before == "::"
            && reads(code, at.saturating_sub(2), &["Decimal"])
            && CHECKED.contains(&token.text)
        {
            format!("`Decimal::{}` rounds: use `exact::` or `Money`", token.text)
        } else if ROUNDING.contains(&token.text) && before == "." && next == "(" {
            format!("`{}` rounds without a named rounding", token.text)
        } else if matches!(token.text, "sum" | "product") && reads(code, at + 1, &["::", "<", "Decimal", ">"])
        {
            format!("`{}` of Decimals panics or rounds", token.text)
        } else if token.sort == Sort::Sign
            && OPERATORS.contains(&token.text)
            && at > 0
            && is_operand_end(&code[at - 1])
            && (known.ends(code, at - 1) || known.begins(code, at + 1))
        {
            format!("`{}` between Decimals panics or rounds: use `exact::` or `Money`", token.text)
        } else {
            continue;
        };
        found.push(Breach::new(file, token.line, why));
    }
}

/// Where the function at `at` ends, if it has a body.
fn function_end(code: &[Token<'_>], at: usize) -> Option<usize> {
    let mut here = at;
    while let Some(token) = code.get(here) {
        match token.text {
            ";" => return None,
            "{" => return Some(closing(code, here)),
            "(" | "[" => here = closing(code, here),
            _ => {}
        }
        here += 1;
    }
    None
}

/// Whether `: Decimal` or `: &Decimal` stands at `at`, as a type and not as the beginning of a value.
fn is_decimal_type(code: &[Token<'_>], at: usize) -> bool {
    let mut type_at = at + 1;
    while code
        .get(type_at)
        .is_some_and(|token| matches!(token.text, "&" | "mut") || token.sort == Sort::Lifetime)
    {
        type_at += 1;
    }
    reads(code, at, &[":"]) && reads(code, type_at, &["Decimal"]) && !reads(code, type_at + 1, &["::"])
}

/// The names of fields that are Decimals wherever the file declares them.
fn fields(code: &[Token<'_>]) -> BTreeSet<String> {
    let mut decimal = BTreeSet::new();
    let mut other = BTreeSet::new();
    for (at, _) in code.iter().enumerate().filter(|(_, token)| token.text == "struct") {
        let Some(open) = (at..code.len()).find(|at| matches!(code[*at].text, "{" | ";" | "(")) else {
            continue;
        };
        if code[open].text != "{" {
            continue;
        }
        let close = closing(code, open);
        for field in open + 1..close {
            if code[field].sort == Sort::Word && reads(code, field + 1, &[":"]) {
                let set = if is_decimal_type(code, field + 1) { &mut decimal } else { &mut other };
                set.insert(code[field].text.to_owned());
            }
        }
    }
    decimal.difference(&other).cloned().collect()
}

fn is_operand_end(token: &Token<'_>) -> bool {
    let keyword = matches!(
        token.text,
        "return"
            | "in"
            | "if"
            | "match"
            | "else"
            | "while"
            | "let"
            | "mut"
            | "break"
            | "for"
            | "as"
            | "dyn"
            | "const"
    );
    match token.sort {
        Sort::Word => !keyword,
        Sort::Number | Sort::Text => true,
        Sort::Sign => matches!(token.text, ")" | "]" | "?"),
        Sort::Lifetime => false,
    }
}

/// What is known to be a Decimal at a place.
struct Known {
    fields: BTreeSet<String>,
    names: BTreeSet<String>,
}

impl Known {
    /// Learns from `let`: the name is a Decimal from here on, or is not.
    fn binding(&mut self, code: &[Token<'_>], at: usize) {
        let statement = statement(code, at);
        let equals = statement.iter().position(|token| token.text == "=").unwrap_or(statement.len());
        let typed = statement[..equals].iter().position(|token| token.text == ":").unwrap_or(equals);
        let value_end = at + statement.len();
        let is_decimal = if typed < equals {
            is_decimal_type(code, at + typed)
        } else {
            let first = at + equals + 1;
            first < value_end && operand_end(code, first) + 1 == value_end && self.ends(code, value_end - 1)
        };
        let names: Vec<_> = statement[1..typed].iter().filter(|token| token.sort == Sort::Word).collect();
        for name in &names {
            self.names.remove(name.text);
        }
        if let (true, Some(name)) = (is_decimal, names.iter().find(|name| name.text != "mut")) {
            self.names.insert(name.text.to_owned());
        }
    }

    /// Whether a Decimal begins at `at`.
    fn begins(&self, code: &[Token<'_>], mut at: usize) -> bool {
        while code.get(at).is_some_and(|token| matches!(token.text, "-" | "*" | "&")) {
            at += 1;
        }
        at < code.len() && self.ends(code, operand_end(code, at))
    }

    /// Whether a Decimal ends at `at`.
    fn ends(&self, code: &[Token<'_>], at: usize) -> bool {
        let Some(token) = code.get(at) else { return false };
        let before = at.checked_sub(1).map_or("", |before| code[before].text);
        match (token.sort, token.text) {
            (Sort::Sign, "?") => at > 0 && (before == ")" && gives_decimal(code, at - 1)),
            (Sort::Sign, ")") => self.call(code, at),
            (Sort::Word, name) if before == "." => self.fields.contains(name),
            // `Decimal::ONE`
            (Sort::Word, _) if before == "::" => at > 1 && code[at - 2].text == "Decimal",
            (Sort::Word, name) => self.names.contains(name),
            _ => false,
        }
    }

    /// Whether the call or group that closes at `at` is a Decimal.
    fn call(&self, code: &[Token<'_>], at: usize) -> bool {
        let Some(open) = opening(code, at) else { return false };
        let text = |back: usize| open.checked_sub(back).map_or("", |place| code[place].text);
        if text(1) == "!" {
            return text(2) == "dec";
        }
        if text(2) == "." {
            let plain = text(1) == "amount" && open + 1 == at;
            return plain || (SAME.contains(&text(1)) && open > 2 && self.ends(code, open - 3));
        }
        if text(2) == "::" {
            return text(3) == "Decimal"
                && matches!(text(1), "new" | "from" | "max" | "min" | "from_i128_with_scale");
        }
        let group = open == 0 || !is_operand_end(&code[open - 1]);
        group && at > open + 1 && self.ends(code, at - 1) && operand_end(code, open + 1) + 1 == at
    }
}

/// Whether the call that closes at `at` gives a Decimal once `?` has taken its error away.
fn gives_decimal(code: &[Token<'_>], at: usize) -> bool {
    let Some(open) = opening(code, at) else { return false };
    let text = |back: usize| open.checked_sub(back).map_or("", |place| code[place].text);
    if text(2) == "::" && text(3) == "exact" {
        return matches!(text(1), "decimal" | "add" | "subtract" | "multiply");
    }
    // `exact::add(…).ok_or_else(…)?`
    text(2) == "." && matches!(text(1), "ok_or_else" | "ok_or") && open > 2 && gives_decimal(code, open - 3)
}

fn opening(code: &[Token<'_>], close: usize) -> Option<usize> {
    let mut depth = 0usize;
    (0..=close).rev().find(|at| {
        match code[*at].text {
            ")" | "]" | "}" => depth += 1,
            "(" | "[" | "{" => depth -= 1,
            _ => {}
        }
        depth == 0
    })
}

/// The last token of the operand that begins at `at`: a name, a group, and what is called on it.
fn operand_end(code: &[Token<'_>], at: usize) -> usize {
    let mut end = if code[at].text == "(" { closing(code, at) } else { at };
    while let Some(next) = code.get(end + 1) {
        end = match next.text {
            "(" | "[" => closing(code, end + 1),
            "?" => end + 1,
            "!" if code.get(end + 2).is_some_and(|open| matches!(open.text, "(" | "[" | "{")) => {
                closing(code, end + 2)
            }
            "." | "::" if code.get(end + 2).is_some() => end + 2,
            _ => return end,
        };
    }
    end
}
