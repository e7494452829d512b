//! What a spreadsheet shows of a whole number: `000000000000` keeps its zeros, `"YT"0` has letters before it, `0" "0000`
//! groups it. Only forms that a number on a label can have are written; of all others it is known that they differ.

/// A whole number as the format shows it. `None`: in another form than digits with fixed signs between, so that what a
/// person sees cannot be told.
pub(super) fn shown(digits: &str, format: &str) -> Option<String> {
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let tokens = tokens(format)?;
    if tokens.is_empty() || tokens == [FormatToken::General] {
        return Some(digits.to_owned());
    }
    let places = tokens.iter().filter(|token| matches!(token, FormatToken::Digit { .. })).count();
    if places == 0 || tokens.contains(&FormatToken::General) {
        return None;
    }
    // From the right: each place takes a digit, the first one what is left.
    let (mut left, mut shown, mut open) = (digits.trim_start_matches('0'), Vec::new(), places);
    let (mut written, grouped) = (0_usize, tokens.contains(&FormatToken::Group));
    for token in tokens.iter().rev() {
        match token {
            FormatToken::Text(text) => shown.push(text.chars().rev().collect::<String>()),
            FormatToken::Group | FormatToken::General => {}
            FormatToken::Digit { zero } => {
                open = open.saturating_sub(1);
                let take = if open == 0 { left.len().max(1) } else { 1 };
                for _ in 0..take {
                    let (rest, digit) = left.split_at(left.len().saturating_sub(1));
                    let digit = if digit.is_empty() && *zero { "0" } else { digit };
                    if !digit.is_empty() {
                        if grouped && written > 0 && written.is_multiple_of(3) {
                            shown.push(",".to_owned());
                        }
                        written = written.saturating_add(1);
                    }
                    shown.push(digit.to_owned());
                    left = rest;
                }
            }
        }
    }
    Some(shown.concat().chars().rev().collect())
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum FormatToken {
    /// As it is typed.
    General,
    /// A digit's place; a zero where there is none, if so wished.
    Digit { zero: bool },
    /// A comma between places: thousands.
    Group,
    /// Shown as it stands.
    Text(String),
}

/// The tokens of what a format says of numbers above zero. `None`: something in it is none of them.
fn tokens(format: &str) -> Option<Vec<FormatToken>> {
    let mut all = Vec::new();
    let mut chars = format.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            // Behind it stands what is shown of negative numbers.
            ';' => break,
            '0' => all.push(FormatToken::Digit { zero: true }),
            '#' => all.push(FormatToken::Digit { zero: false }),
            ',' if all.iter().any(|token| matches!(token, FormatToken::Digit { .. }))
                && chars.peek().is_some_and(|c| "0#".contains(*c)) =>
            {
                all.push(FormatToken::Group);
            }
            '@' => all.push(FormatToken::General),
            '"' => {
                let text: String = chars.by_ref().take_while(|c| *c != '"').collect();
                all.push(FormatToken::Text(text));
            }
            '\\' | '!' => all.push(FormatToken::Text(chars.next()?.to_string())),
            // A blank as wide as the next sign; a filling.
            '_' | '*' => drop(chars.next()?),
            '[' => {
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                // A colour or a language; a condition is for some numbers only.
                if inside.starts_with(['<', '>', '=']) {
                    return None;
                }
            }
            ' ' | '-' | '(' | ')' | '+' | ':' => all.push(FormatToken::Text(c.to_string())),
            c if !c.is_ascii() => all.push(FormatToken::Text(c.to_string())),
            'G' if chars.clone().take(6).eq("eneral".chars()) => {
                chars.by_ref().take(6).for_each(drop);
                all.push(FormatToken::General);
            }
            _ => return None,
        }
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_shown_as_its_cell_shows_it() {
        for (format, digits, seen) in [
            ("General", "12345678901", "12345678901"),
            ("", "12345678901", "12345678901"),
            ("@", "12345678901", "12345678901"),
            ("0", "12345678901", "12345678901"),
            ("0_ ", "12345678901", "12345678901"),
            ("000000000000", "12345678901", "012345678901"),
            ("0\" \"0000", "123456789012", "12345678 9012"),
            ("0000-0000-0000", "123456789012", "1234-5678-9012"),
            ("\"YT\"0", "2212345678901", "YT2212345678901"),
            ("\\Y\\T0;[Red]-0", "2212345678901", "YT2212345678901"),
            ("[$-804]0", "12", "12"),
            ("单号0", "12", "单号12"),
            ("#,##0", "1234567", "1,234,567"),
            ("#,##0_);(#,##0)", "123", "123"),
            ("#", "0", ""),
            ("0", "0", "0"),
        ] {
            assert_eq!(shown(digits, format).as_deref(), Some(seen), "{format}");
        }
    }

    #[test]
    fn what_cannot_be_told_is_not_made_up() {
        for format in ["0.00", "0.00E+00", "0%", "yyyy/m/d", "#,##0.00", "[>100]0", "\"none\"", "# ?/?", "General\"x\""]
        {
            assert_eq!(shown("73500000000000", format), None, "{format}");
        }
    }
}
