//! Secrets of the tunnel's program, hidden in whatever is shown of it: its command, and every line it prints. Known ones
//! (they stand in the command) by their value, also in pieces; others by the words before them.

/// What is shown instead.
const MASK: &str = "***";
/// A piece of a secret this long tells too much.
const RUN: usize = 8;
/// A name that holds one of these, without its dashes, names a secret.
const SECRET_PARTS: [&str; 13] = [
    "token",
    "secret",
    "password",
    "passwd",
    "passphrase",
    "authorization",
    "apikey",
    "accesskey",
    "privatekey",
    "authkey",
    "credential",
    "cookie",
    "sessionid",
];
/// A name that ends like one of these does.
const SECRET_ENDS: [&str; 9] = ["auth", "pass", "pwd", "bearer", "密码", "口令", "令牌", "密钥", "sshpass"];
/// A name that ends like one of these is about a secret and holds none.
const NO_SECRET_ENDS: [&str; 4] = ["file", "path", "dir", "url"];
/// Words a value follows without any sign between.
const BARE: [&str; 9] =
    ["authtoken", "token", "secret", "password", "passwd", "apikey", "accesskey", "accesstoken", "addauthtoken"];
/// How an `Authorization` begins before its value.
const SCHEMES: [&str; 6] = ["bearer", "basic", "digest", "token", "negotiate", "apikey"];

/// The secrets of one program, by their value.
#[derive(Debug, Clone, Default)]
pub(crate) struct MaskedSecrets(Vec<String>);

impl MaskedSecrets {
    /// Those that stand in a command, and `more` that are known.
    pub fn of(command: &[String], more: Vec<String>) -> Self {
        let mut all = in_command(command);
        all.extend(more);
        all.retain(|secret| secret.len() >= 4);
        // A longer one first: a shorter one may stand within it.
        all.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        all.dedup();
        Self(all)
    }

    /// The line without secrets, colours and other control characters.
    pub fn hidden(&self, line: &str) -> String {
        let mut shown = plain(line);
        for secret in &self.0 {
            shown = without(&shown, secret);
        }
        by_words(&shown)
    }
}

/// Without colours and controls.
fn plain(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' && chars.peek() == Some(&'[') {
            // A colour: up to its letter.
            while chars.next().is_some_and(|c| !c.is_ascii_alphabetic()) {}
        } else if c == '\t' {
            plain.push(' ');
        } else if !c.is_control() {
            plain.push(c);
        }
    }
    plain
}

/// The line without a value, and without any run of it that tells too much.
fn without(line: &str, secret: &str) -> String {
    let whole = line.replace(secret, MASK);
    let (characters, of): (Vec<char>, Vec<char>) = (whole.chars().collect(), secret.chars().collect());
    if of.len() < RUN {
        return whole;
    }
    let mut told = vec![false; characters.len()];
    for (at, window) in characters.windows(RUN).enumerate() {
        if of.windows(RUN).any(|run| run == window) {
            told.iter_mut().skip(at).take(RUN).for_each(|hidden| *hidden = true);
        }
    }
    let mut shown = String::with_capacity(whole.len());
    let mut before = false;
    for (c, hidden) in characters.into_iter().zip(told) {
        match (hidden, before) {
            (false, _) => shown.push(c),
            (true, false) => shown.push_str(MASK),
            (true, true) => {}
        }
        before = hidden;
    }
    shown
}

/// What the next word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NextWord {
    /// Nothing special.
    Any,
    /// A secret.
    Value,
    /// A secret, if it does not look like a word of a sentence.
    Perhaps,
    /// The rest of a quoted secret, up to this sign.
    Until(char),
    /// A secret up to the end of the line.
    Rest,
}

/// Hides what the words before it call a secret.
fn by_words(line: &str) -> String {
    let mut next = NextWord::Any;
    let mut shown: Vec<String> = Vec::new();
    for word in line.split(' ') {
        let (word, then) = one_word(word, next);
        next = then;
        shown.push(word);
    }
    shown.join(" ")
}

fn one_word(word: &str, next: NextWord) -> (String, NextWord) {
    let core = word.trim_matches(|c: char| "\"'()[]{},;".contains(c));
    match next {
        _ if word.is_empty() => (String::new(), next),
        NextWord::Until(end) => {
            let closed = word.trim_end_matches([',', ';', '}', ']', ')']).ends_with(end);
            (MASK.to_owned(), if closed { NextWord::Any } else { next })
        }
        NextWord::Rest => (MASK.to_owned(), next),
        NextWord::Value if matches!(core, "=" | ":" | "：" | "->") => (word.to_owned(), next),
        NextWord::Value if SCHEMES.contains(&name_of(core).as_str()) => (word.to_owned(), next),
        NextWord::Value => (MASK.to_owned(), after_value(word)),
        NextWord::Perhaps if matches!(core, "=" | ":" | "：") => (word.to_owned(), NextWord::Value),
        NextWord::Perhaps if looks_secret(core) => (MASK.to_owned(), after_value(word)),
        // `Authtoken saved: …`, `token is …`
        NextWord::Perhaps if core == "is" || core.ends_with(':') => (word.to_owned(), next),
        NextWord::Any | NextWord::Perhaps => pieces(word),
    }
}

/// A value in quotes may go on behind a blank.
fn after_value(word: &str) -> NextWord {
    let mut chars = word.chars().skip_while(|c| matches!(c, '=' | ':'));
    match chars.next() {
        Some(quote @ ('"' | '\'')) if !chars.any(|c| c == quote) => NextWord::Until(quote),
        _ => NextWord::Any,
    }
}

/// No word of a sentence: a figure, a capital or a sign is in it, or it is too long for one.
fn looks_secret(core: &str) -> bool {
    let odd = |c: char| c.is_ascii_digit() || c.is_ascii_uppercase() || "_+/=~.".contains(c);
    let core = core.trim_end_matches(['.', '!', '?', ':']);
    core.len() >= 4 && core.is_ascii() && (core.chars().any(odd) || core.len() >= 16)
}

/// A word that may hold several pairs: `https://x/?a=1&token=2`, `{"user":"x","token":"y"}`.
fn pieces(word: &str) -> (String, NextWord) {
    let word = without_login(word);
    let (mut shown, mut next, mut within) = (String::new(), NextWord::Any, false);
    for piece in word.split_inclusive(['?', '&', ';', ',', '{', '}']) {
        let (body, end) = match piece.char_indices().next_back() {
            Some((at, '?' | '&' | ';' | ',' | '{' | '}')) => piece.split_at(at),
            _ => (piece, ""),
        };
        let (name, value) = pair(body);
        match value {
            Some("") if names_secret(name) => {
                shown.push_str(body);
                next = if name_of(name).contains("cookie") { NextWord::Rest } else { NextWord::Value };
                within = false;
            }
            Some(value) if names_secret(name) && !value.starts_with("//") => {
                shown.push_str(MASK);
                next = after_value(value);
                within = true;
                // `Authorization:Bearer` is only its beginning.
                if SCHEMES.contains(&name_of(value).as_str()) {
                    next = NextWord::Value;
                }
            }
            // What stands behind a sign within the value is the value's: no name of its own.
            None if within && !body.is_empty() => shown.push_str(MASK),
            Some(_) => {
                shown.push_str(body);
                within = false;
            }
            None => {
                shown.push_str(body);
                next = after_name(body, next);
            }
        }
        shown.push_str(end);
    }
    (shown, next)
}

/// What follows a word without a value of its own.
fn after_name(body: &str, next: NextWord) -> NextWord {
    let name = name_of(body);
    if body.starts_with('-') && names_secret(body) || name == "bearer" {
        NextWord::Value
    } else if BARE.contains(&name.as_str()) {
        NextWord::Perhaps
    } else {
        next
    }
}

/// `name=value` or `name:value`.
fn pair(body: &str) -> (&str, Option<&str>) {
    match body.split_once(['=', ':', '：']) {
        Some((name, value)) => (name, Some(value)),
        None => (body, None),
    }
}

/// Letters only, in small ones: `--auth-token`, `"authToken"` and `AUTH_TOKEN` are one name.
fn name_of(raw: &str) -> String {
    raw.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn names_secret(raw: &str) -> bool {
    // The last part of a path or an address is no name.
    let name = name_of(raw.rsplit(['/', '(', '[']).next().unwrap_or(raw));
    !NO_SECRET_ENDS.iter().any(|end| name.ends_with(end))
        && (SECRET_PARTS.iter().any(|part| name.contains(part)) || SECRET_ENDS.iter().any(|end| name.ends_with(end)))
}

/// `https://user:pass@host` and `user:pass@host` without who and with what.
fn without_login(word: &str) -> String {
    match login_in(word) {
        Some((from, to)) => {
            let (front, back) = (word.get(..from).unwrap_or_default(), word.get(to..).unwrap_or_default());
            format!("{front}{MASK}{back}")
        }
        None => word.to_owned(),
    }
}

/// Where `user:pass` stands before an `@`.
fn login_in(word: &str) -> Option<(usize, usize)> {
    let from = word.find("://").map_or(0, |at| at.saturating_add(3));
    let rest = word.get(from..)?;
    // Of an address with a scheme only what stands before its path; without one, all of the word.
    let end = if from > 0 { rest.find(['/', '?', '#']).unwrap_or(rest.len()) } else { rest.len() };
    let at = rest.get(..end)?.rfind('@').or_else(|| rest.rfind('@').filter(|_| from > 0))?;
    let login = rest.get(..at)?;
    let (user, pass) = login.split_once(':')?;
    let is_login = !pass.is_empty() && user.chars().all(|c| c.is_alphanumeric() || "._-%+\"'=".contains(c));
    is_login.then(|| (from, from.saturating_add(at)))
}

/// The secrets in a command: what follows `--token`, `authtoken`, `--secret=…`, a header, a login in an address.
fn in_command(command: &[String]) -> Vec<String> {
    let mut secrets = Vec::new();
    let mut next_is_one = false;
    let is_sshpass = command.first().is_some_and(|program| name_of(program).ends_with("sshpass"));
    // A part may be a whole line of its own: `sh -c "…"`, `-H "Authorization: Bearer …"`.
    for (at, word) in command.iter().flat_map(|part| part.split_whitespace()).enumerate() {
        let word = word.trim_matches(['"', '\'']);
        if let Some((from, to)) = login_in(word)
            && let Some((_, pass)) = word.get(from..to).and_then(|login| login.split_once(':'))
        {
            secrets.push(pass.to_owned());
        }
        let (name, value) = pair(word);
        let value = value.map(|value| value.trim_matches(['"', '\''])).filter(|value| !value.starts_with("//"));
        let names_one = names_secret(name) || BARE.contains(&name_of(name).as_str());
        let scheme = SCHEMES.contains(&name_of(word).as_str());
        if let Some(value) = value.filter(|value| names_one && !value.is_empty()) {
            secrets.push(value.to_owned());
        }
        if next_is_one && !word.starts_with('-') {
            // `Bearer` stands before the value; the value itself names nothing, also where it ends in `==`.
            if !scheme {
                secrets.push(word.to_owned());
                next_is_one = false;
            }
            continue;
        }
        // `-s` is bore's and `-t` frpc's short way of saying so.
        let short = matches!(word, "-s" | "-t") || (is_sshpass && at == 1 && word == "-p");
        if let Some(pass) = word.strip_prefix("-p").filter(|pass| is_sshpass && at == 1 && !pass.is_empty()) {
            secrets.push(pass.to_owned());
            continue;
        }
        next_is_one = value.is_none_or(str::is_empty) && (short || (names_one && at > 0));
    }
    secrets
}

#[cfg(test)]
#[path = "mask_tests.rs"]
mod tests;
