//! Wrong usage of the command line, in Chinese. English is clap's own.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use zhanggui::base::lang::Lang;

/// The language asked for in words that as a whole could not be understood; `None` where they name none.
pub(super) fn lang(words: impl Iterator<Item = String>) -> Option<Lang> {
    let words: Vec<String> = words.collect();
    let beside = words.windows(2).find(|pair| pair[0] == "--lang").map(|pair| pair[1].as_str());
    match beside.or_else(|| words.iter().find_map(|word| word.strip_prefix("--lang="))) {
        Some("zh") => Some(Lang::Zh),
        Some("en") => Some(Lang::En),
        _ => None,
    }
}

/// The sentence; `None` where nothing is wrong: help or the version was asked for.
pub(super) fn in_chinese(error: &clap::Error) -> Option<String> {
    if !error.use_stderr() {
        return None;
    }
    let of = |kind| error.get(kind).map(shown).unwrap_or_default();
    let (argument, value) = (of(ContextKind::InvalidArg), of(ContextKind::InvalidValue));
    let wrong = match error.kind() {
        ErrorKind::UnknownArgument => format!("不认得或多余的参数 {argument}"),
        ErrorKind::InvalidSubcommand => format!("不认得的命令 {}", of(ContextKind::InvalidSubcommand)),
        ErrorKind::InvalidValue if value.is_empty() => format!("{argument} 后面缺少内容"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => format!("{argument} 不能是 {value}"),
        ErrorKind::ArgumentConflict if argument == of(ContextKind::PriorArg) => format!("{argument} 写了两次"),
        ErrorKind::ArgumentConflict => format!("{argument} 不能和 {} 一起用", of(ContextKind::PriorArg)),
        ErrorKind::MissingRequiredArgument => format!("缺少 {argument}"),
        _ => "命令写得不对".to_owned(),
    };
    let choices = match of(ContextKind::ValidValue) {
        values if values.is_empty() => String::new(),
        values => format!("，可以是：{values}"),
    };
    let meant = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    let meant = match meant.map(of).concat() {
        meant if meant.is_empty() => String::new(),
        meant => format!("。是不是想写 {meant}？"),
    };
    Some(format!("{wrong}{choices}{meant}\n用法见 zhanggui --help"))
}

fn shown(value: &ContextValue) -> String {
    match value {
        ContextValue::String(one) => one.clone(),
        ContextValue::Strings(all) => all.join("、"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arguments::Arguments;
    use clap::Parser as _;

    /// Words that cannot be understood: every kind that these commands can meet.
    const WRONG: [(&[&str], ErrorKind); 12] = [
        (&["--dta", "shop"], ErrorKind::UnknownArgument),
        (&["serve", "now"], ErrorKind::UnknownArgument),
        (&["sevre"], ErrorKind::InvalidSubcommand),
        (&["--theme", "blue"], ErrorKind::InvalidValue),
        (&["--theme"], ErrorKind::InvalidValue),
        (&["--data"], ErrorKind::InvalidValue),
        (&["demo", "--orders", "many"], ErrorKind::ValueValidation),
        (&["sandbox", "--dir", "x", "--listen", "here"], ErrorKind::ValueValidation),
        (&["export", "orders"], ErrorKind::MissingRequiredArgument),
        (&["sandbox"], ErrorKind::MissingRequiredArgument),
        (&["--theme", "dark", "--theme", "dark"], ErrorKind::ArgumentConflict),
        (&["check", "--json=yes"], ErrorKind::TooManyValues),
    ];

    #[test]
    fn every_wrong_usage_is_a_whole_sentence_in_chinese() {
        let mut said = Vec::new();
        for (words, kind) in WRONG {
            let error = Arguments::try_parse_from([&["zhanggui"], words].concat()).err().expect("wrong usage");
            assert_eq!(error.kind(), kind, "{words:?}");
            said.push(in_chinese(&error).expect("a sentence"));
        }
        for sentence in &said {
            let first = sentence.lines().next().unwrap_or_default();
            assert!(first.trim() == first && first.chars().any(|c| ('一'..='鿿').contains(&c)), "{sentence}");
            assert!(!["  ", "error", "Usage", "invalid"].iter().any(|raw| sentence.contains(raw)), "{sentence}");
            assert!(sentence.ends_with("\n用法见 zhanggui --help"), "{sentence}");
        }
        eprintln!("{} sentences of wrong usage", said.len());
    }
}
