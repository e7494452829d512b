//! The keys in the program's own environment. They are taken out of it before anything else happens, so that no program
//! that is started later, by us or by a library, and nobody who lists processes, finds them there.
//!
//! A running program cannot safely change its environment; it can begin again with another. So the keys go into a pipe,
//! and the program takes its own place: the same process, the same arguments, without them.

use std::sync::OnceLock;
use zeroize::Zeroizing;

/// The variables that hold a key.
pub const KEYS: [&str; 9] = [
    "ZHANGGUI_API_KEY",
    "ZHANGGUI_API_V3_KEY",
    "ZHANGGUI_APP_SECRET",
    "ZHANGGUI_PUSH_TOKEN",
    "ZHANGGUI_PUSH_KEY",
    "ZHANGGUI_FEIEYUN_UKEY",
    "ZHANGGUI_YILIANYUN_SECRET",
    "ZHANGGUI_BACKUP_PASSPHRASE",
    "ZHANGGUI_STORE_PASSWORD",
];

/// What came through the pipe: name and value.
type Keys = Vec<(String, Zeroizing<String>)>;

static KEPT: OnceLock<Keys> = OnceLock::new();

/// A variable that holds a key, wherever it is now.
pub fn key(name: &str) -> Option<String> {
    let kept = KEPT.get().and_then(|all| all.iter().find(|(known, _)| known == name));
    kept.map(|(_, value)| value.to_string()).or_else(|| std::env::var(name).ok())
}

/// Where a person answers: the terminal, where the keys came through the pipe that has the input's place.
///
/// # Errors
/// There is no terminal.
pub fn answers() -> std::io::Result<Box<dyn std::io::BufRead>> {
    #[cfg(unix)]
    if KEPT.get().is_some() {
        return Ok(Box::new(std::io::BufReader::new(std::fs::File::open("/dev/tty")?)));
    }
    Ok(Box::new(std::io::stdin().lock()))
}

/// A line a person types, which the terminal does not show. Where there is no terminal, or one that shows everything, it is the
/// next line like any other.
///
/// # Errors
/// Nothing can be read.
pub fn hidden_answer() -> std::io::Result<Zeroizing<String>> {
    #[cfg(unix)]
    if std::io::IsTerminal::is_terminal(&std::io::stdin()) || KEPT.get().is_some() {
        return unix::hidden_line();
    }
    let mut line = Zeroizing::new(String::new());
    answers()?.read_line(&mut line)?;
    Ok(line)
}

/// Takes the keys out of the environment. The first thing a program does, before it has a second thread.
///
/// Where that does not work the program goes on with the environment it has: the keys are still handed on to nobody by
/// our own doing.
#[cfg(unix)]
pub fn take_keys_out() {
    if std::env::var_os(unix::BEHIND_THE_PIPE).is_some() {
        drop(KEPT.set(unix::keys_from_the_pipe())); // it is set once, here
    } else if KEYS.iter().any(|name| std::env::var_os(name).is_some()) {
        unix::begin_again();
    }
}

/// Elsewhere a program cannot take its own place.
#[cfg(not(unix))]
pub const fn take_keys_out() {}

#[cfg(unix)]
mod unix {
    use super::{KEYS, Keys};
    use nix::sys::termios::{LocalFlags, SetArg, tcgetattr, tcsetattr};
    use std::{
        io::{BufRead as _, Read as _, Write as _},
        os::unix::process::CommandExt as _,
    };
    use zeroize::Zeroizing;

    /// Set in the program that began again: its keys are in the pipe it has for an input.
    pub const BEHIND_THE_PIPE: &str = "ZHANGGUI_KEYS_IN_PIPE";
    /// What a pipe takes without a reader.
    const MOST_BYTES: usize = 4096;

    /// Comes back only where it does not work.
    pub fn begin_again() {
        let mut text = Zeroizing::new(String::new());
        for name in KEYS {
            // What is no text is no key; it is left out and so gone.
            if let Ok(value) = std::env::var(name).map(Zeroizing::new) {
                text.push_str(name);
                text.push('=');
                text.push_str(&value);
                text.push('\0');
            }
        }
        let (Ok(program), Ok((reader, mut writer))) = (std::env::current_exe(), std::io::pipe()) else { return };
        if text.len() > MOST_BYTES || writer.write_all(text.as_bytes()).is_err() {
            return;
        }
        drop(writer);
        let mut arguments = std::env::args_os();
        let mut same = crate::base::spawn::same_environment(&program);
        if let Some(name) = arguments.next() {
            same.arg0(name);
        }
        same.args(arguments).env(BEHIND_THE_PIPE, "1").stdin(reader);
        for name in KEYS {
            same.env_remove(name);
        }
        drop(same.exec()); // only where it could not begin again is there anything to drop
    }

    /// The terminal shows again what is typed, whatever became of the line.
    pub fn hidden_line() -> std::io::Result<Zeroizing<String>> {
        let mut terminal = std::fs::File::options().read(true).write(true).open("/dev/tty")?;
        let shown = tcgetattr(&terminal)?;
        let mut hidden = shown.clone();
        hidden.local_flags.remove(LocalFlags::ECHO);
        hidden.local_flags.insert(LocalFlags::ECHONL);
        tcsetattr(&terminal, SetArg::TCSAFLUSH, &hidden)?;
        let mut line = Zeroizing::new(String::new());
        let read = std::io::BufReader::new(&mut terminal).read_line(&mut line);
        tcsetattr(&terminal, SetArg::TCSANOW, &shown)?;
        read.map(|_| line)
    }

    pub fn keys_from_the_pipe() -> Keys {
        let mut text = Zeroizing::new(String::new());
        // Cut short or empty: what is missing is asked for like a key nobody set.
        drop(std::io::stdin().take(u64::try_from(MOST_BYTES).unwrap_or(0)).read_to_string(&mut text));
        let pairs = text.split('\0').filter_map(|pair| pair.split_once('='));
        pairs.map(|(name, value)| (name.to_owned(), Zeroizing::new(value.to_owned()))).collect()
    }
}
