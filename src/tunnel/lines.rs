//! What the tunnel's program prints: the newest lines, with secrets hidden, in bounded memory whatever it prints.

use std::{
    collections::VecDeque,
    io::{BufReader, Read},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Lines that are kept.
const LINES_MAX: usize = 200;
/// Bytes of one line that are kept; the rest of a longer one is dropped.
const LINE_BYTES_MAX: usize = 500;
/// Parts of a command that come after one of these are secrets, and so is what follows these words in a line.
const SECRET_WORDS: [&str; 5] = ["token", "secret", "password", "passwd", "auth"];

/// The newest lines.
#[derive(Debug, Default)]
pub(super) struct Lines(Mutex<VecDeque<String>>);

impl Lines {
    pub fn push(&self, line: String) {
        let mut kept = self.kept();
        if kept.len() == LINES_MAX {
            kept.pop_front();
        }
        kept.push_back(line);
    }

    pub fn all(&self) -> Vec<String> {
        self.kept().iter().cloned().collect()
    }

    pub fn last(&self) -> Option<String> {
        self.kept().back().cloned()
    }

    fn kept(&self) -> MutexGuard<'_, VecDeque<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The secrets in a command: what follows `--token`, `authtoken`, `--secret=…` and the like.
pub(super) fn secrets_in(command: &[String]) -> Vec<String> {
    let mut secrets = Vec::new();
    let mut next_is_one = false;
    for part in command.iter().skip(1) {
        let (name, value) = part.split_once('=').map_or((part.as_str(), None), |(name, value)| (name, Some(value)));
        let names_one = is_secret_word(name.trim_start_matches('-'));
        match value {
            Some(value) if names_one => secrets.push(value.to_owned()),
            None if next_is_one && !part.starts_with('-') => secrets.push(part.clone()),
            _ => {}
        }
        // `-s` is bore's and `-t` frpc's short way of saying so.
        let short = matches!(part.as_str(), "-s" | "-t");
        next_is_one = (names_one || short) && value.is_none();
    }
    secrets.retain(|secret| secret.len() >= 4);
    secrets
}

fn is_secret_word(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    SECRET_WORDS.iter().any(|secret| word.ends_with(secret))
}

/// The line without the secrets, without colours and other control characters.
pub(super) fn tamed(line: &str, secrets: &[String]) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' && chars.peek() == Some(&'[') {
            // A colour: up to its letter.
            while chars.next().is_some_and(|c| !c.is_ascii_alphabetic()) {}
        } else if !c.is_control() {
            plain.push(c);
        }
    }
    for secret in secrets {
        plain = plain.replace(secret.as_str(), "***");
    }
    let mut after_bearer = false;
    let words: Vec<&str> = plain
        .split(' ')
        .map(|word| {
            let shown = if after_bearer { "***" } else { masked(word) };
            after_bearer = word.eq_ignore_ascii_case("bearer");
            shown
        })
        .collect();
    words.join(" ")
}

/// `token=abc` without its value.
fn masked(word: &str) -> &str {
    match word.split_once(['=', ':']) {
        Some((name, value))
            if is_secret_word(name.trim_matches('"')) && !value.is_empty() && !value.starts_with("//") =>
        {
            "***"
        }
        _ => word,
    }
}

/// Calls `each` for every line of `output`, however long, until it ends.
pub(super) fn read(output: impl Read, mut each: impl FnMut(&str)) {
    let mut line: Vec<u8> = Vec::new();
    let mut reader = BufReader::new(output);
    let mut piece = [0_u8; 4096];
    loop {
        let got = match reader.read(&mut piece) {
            Ok(0) | Err(_) => break,
            Ok(got) => got,
        };
        for &byte in piece.get(..got).unwrap_or_default() {
            if byte == b'\n' || byte == b'\r' {
                if !line.is_empty() {
                    each(&String::from_utf8_lossy(&line));
                    line.clear();
                }
            } else if line.len() < LINE_BYTES_MAX {
                line.push(byte);
            }
        }
    }
    if !line.is_empty() {
        each(&String::from_utf8_lossy(&line));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(command: &str) -> Vec<String> {
        command.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn a_secret_of_the_command_is_never_shown() {
        let command = words("cloudflared tunnel run --token eyJhIjoi1234 --url=http://127.0.0.1");
        let secrets = secrets_in(&command);
        assert_eq!(secrets, ["eyJhIjoi1234"]);
        assert_eq!(tamed("using eyJhIjoi1234 now", &secrets), "using *** now");
        assert_eq!(secrets_in(&words("bore local 8719 --secret=hunter22")), ["hunter22"]);
        assert_eq!(secrets_in(&words("ngrok http 8719 --authtoken 2abcDEF")), ["2abcDEF"]);
        assert_eq!(secrets_in(&words("bore local 8719 -s hunter22")), ["hunter22"]);
        assert_eq!(tamed("auth_token=abc level=info", &[]), "*** level=info");
        assert_eq!(tamed("Authorization: Bearer eyJh.x.y end", &[]), "Authorization: Bearer *** end");
    }

    #[test]
    fn colours_and_controls_are_not_shown() {
        assert_eq!(tamed("\u{1b}[32mINFO\u{1b}[0m up\u{7}", &[]), "INFO up");
    }

    #[test]
    fn an_endless_line_and_endless_lines_cost_bounded_memory() {
        let mut longest = 0;
        read(&vec![b'x'; 3_000_000][..], |line| longest = longest.max(line.len()));
        assert_eq!(longest, LINE_BYTES_MAX);
        let lines = Lines::default();
        for n in 0..10_000 {
            lines.push(n.to_string());
        }
        assert_eq!((lines.all().len(), lines.last()), (LINES_MAX, Some("9999".to_owned())));
    }
}
