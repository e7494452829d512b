//! What the program says to whoever started it: without colour codes where nobody looks, and wrong usage in the language
//! of whoever typed it.

use super::threats_program::Besieged;
use std::process::{Command, Output};

fn zhanggui(arguments: &[&str], language: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zhanggui"));
    command.args(arguments).env_remove("LC_ALL").env_remove("LC_MESSAGES").env("LANG", language);
    command.output().unwrap()
}

fn stderr_of(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Wrong usage, and a word of its Chinese sentence.
const WRONG: [(&[&str], &[&str]); 10] = [
    (&["--dta", "shop"], &["--dta", "--data"]),
    (&["sevre"], &["sevre", "serve"]),
    (&["serve", "now"], &["now", "多"]),
    (&["--theme", "blue"], &["blue", "--theme", "light", "dark"]),
    (&["--theme"], &["--theme", "light", "dark"]),
    (&["demo", "--orders", "many"], &["many", "--orders"]),
    (&["export", "orders"], &["FILE", "缺少"]),
    (
        &["export", "orders", "o.csv", "--state", "to-shp"],
        &["--state", "all、to-pay、to-ship、shipped、refunding、needs-owner、done"],
    ),
    (&["sandbox"], &["--dir", "缺少"]),
    (&["--theme", "dark", "--theme", "dark"], &["--theme", "两次"]),
];

#[test]
fn wrong_usage_is_told_in_the_owners_language_and_exits_2() {
    for (arguments, words) in WRONG {
        let chinese = zhanggui(arguments, "zh_CN.UTF-8");
        let text = stderr_of(&chinese);
        assert_eq!(chinese.status.code(), Some(2), "{text}");
        assert!(words.iter().all(|word| text.contains(word)), "{arguments:?}: {text}");
        assert!(text.contains("--help") && !text.contains("error") && !text.contains("Usage"), "{arguments:?}: {text}");
        let english = zhanggui(arguments, "en_US.UTF-8");
        let text = stderr_of(&english);
        assert_eq!(english.status.code(), Some(2), "{text}");
        assert!(text.contains("error: ") && text.is_ascii(), "{arguments:?}: {text}");
    }
}

#[test]
fn a_language_that_is_asked_for_wins_over_the_computers_also_in_wrong_usage() {
    for asked in [&["--lang", "zh", "--nonsense"][..], &["--lang=zh", "--nonsense"]] {
        assert!(stderr_of(&zhanggui(asked, "en_US.UTF-8")).contains("不认得"));
    }
    let english = zhanggui(&["--lang", "en", "--nonsense"], "zh_CN.UTF-8");
    assert!(stderr_of(&english).contains("unexpected argument"), "{}", stderr_of(&english));
    let version = zhanggui(&["--version"], "zh_CN.UTF-8");
    assert_eq!((version.status.code(), stderr_of(&version).as_str()), (Some(0), ""), "what is asked for is no mistake");
}

/// The last line: before it may stand the log.
fn last_line(output: &Output) -> String {
    stderr_of(output).lines().last().unwrap_or_default().to_owned()
}

#[test]
fn every_command_that_fails_says_why_in_the_readers_language() {
    let folder = tempfile::tempdir().unwrap();
    let of = |name: &str| folder.path().join(name).display().to_string();
    let (file, nothing, shop) = (of("file"), of("nothing"), of("shop.db"));
    std::fs::write(&file, "no folder").unwrap();
    std::fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/shop.db.example"), &shop).unwrap();
    let commands: [(&[&str], &str); 6] = [
        (&["serve", "--data", &file], "文件夹"),
        (&["demo", "--data", &file], "文件夹"),
        (&["check", "--accept", "--data", &file], "文件夹"),
        (&["export", "orders", "o.csv", "--data", &nothing], "找不到"),
        (&["sandbox", "--dir", &nothing, "--listen", "0.0.0.0:0"], "只在这台电脑上"),
        (&["example", &shop], "已经有订单"),
    ];
    for (arguments, word) in commands {
        let (chinese, english) = (zhanggui(arguments, "zh_CN.UTF-8"), zhanggui(arguments, "en_US.UTF-8"));
        let (zh, en) = (last_line(&chinese), last_line(&english));
        assert_eq!((chinese.status.code(), english.status.code()), (Some(1), Some(1)), "{arguments:?}");
        assert!(zh.starts_with("zhanggui: ") && zh.contains(word) && !zh.contains("os error"), "{arguments:?}: {zh}");
        assert!(en.starts_with("zhanggui: ") && en.is_ascii(), "{arguments:?}: {en}");
    }
}

#[test]
fn a_shop_that_has_a_language_says_in_it_why_it_does_not_open() {
    let folder = tempfile::tempdir().unwrap();
    let (data, file) = (folder.path().display().to_string(), folder.path().join("settings.toml"));
    let settings = "[shop]\nname = \"Camellia\"\nlanguage = \"en\"\n[wechat]\napp_id = \"wx2421b1c4370ec43b\"\n\
                    mch_id = \"1900000109\"\n";
    std::fs::write(&file, settings).unwrap();
    let serve = || last_line(&zhanggui(&["serve", "--data", &data], "zh_CN.UTF-8"));
    assert!(serve().contains("ZHANGGUI_API_KEY is missing"), "{}", serve());
    std::fs::write(&file, settings.replace("1900000109", "19x")).unwrap();
    assert!(
        serve().contains("第 6 行：mch_id 是 8 到 10 位数字"),
        "a file that cannot be read names no language: {}",
        serve()
    );
}

#[test]
fn a_log_that_nobody_looks_at_has_no_colour_codes() {
    let shop = Besieged::new();
    shop.serve("debug").stop();
    let log = std::fs::read_to_string(&shop.traces()[0]).unwrap();
    assert!(log.contains(" DEBUG ") && !log.contains('\u{1b}'), "{log}");
    assert!(!stderr_of(&zhanggui(&["--nonsense"], "en_US.UTF-8")).contains('\u{1b}'));
}

/// What the program writes to a terminal.
#[cfg(target_os = "linux")]
mod terminal {
    use super::{Besieged, Command};
    use nix::{
        fcntl::OFlag,
        pty::{grantpt, posix_openpt, ptsname_r, unlockpt},
    };
    use std::{fs::File, io::Read as _, process::Stdio, thread};

    /// `command` with its errors on a terminal of its own; what it wrote there.
    fn on_a_terminal(
        mut command: Command,
        no_color: Option<&str>,
        started: impl FnOnce(&mut std::process::Child),
    ) -> String {
        let mut screen = posix_openpt(OFlag::O_RDWR | OFlag::O_NOCTTY).unwrap();
        grantpt(&screen).unwrap();
        unlockpt(&screen).unwrap();
        let terminal = File::options().read(true).write(true).open(ptsname_r(&screen).unwrap()).unwrap();
        command.env_remove("NO_COLOR").env("TERM", "xterm-256color").stderr(terminal).stdout(Stdio::piped());
        if let Some(said) = no_color {
            command.env("NO_COLOR", said);
        }
        let mut child = command.spawn().unwrap();
        drop(command); // and with it our end of the terminal: the program's is the last
        let reads = thread::spawn(move || {
            let (mut all, mut piece) = (Vec::new(), [0; 4096]);
            // The terminal of a program that has ended answers with an error, not with an end.
            while let Ok(read @ 1..) = screen.read(&mut piece) {
                all.extend_from_slice(&piece[..read]);
            }
            String::from_utf8_lossy(&all).into_owned()
        });
        started(&mut child);
        child.wait().unwrap();
        reads.join().unwrap()
    }

    fn wrong_usage(no_color: Option<&str>) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_zhanggui"));
        command.args(["--lang", "en", "--nonsense"]);
        on_a_terminal(command, no_color, |_| ())
    }

    fn log(no_color: Option<&str>) -> String {
        let shop = Besieged::new();
        let mut command = Command::new(env!("CARGO_BIN_EXE_zhanggui"));
        shop.to_serve(&mut command, "debug");
        on_a_terminal(command, no_color, |child| {
            let mut line = [0; 5];
            child.stdout.take().unwrap().read_exact(&mut line).unwrap();
            assert_eq!(&line, b"ready");
            super::super::threats_program::ask_to_end(child);
        })
    }

    #[test]
    fn a_terminal_has_colours_unless_its_owner_wants_none() {
        for said in [wrong_usage, log] {
            assert!(said(None).contains('\u{1b}'), "a terminal shows colours");
            let plain = said(Some("1"));
            assert!(!plain.is_empty() && !plain.contains('\u{1b}'), "{plain}");
        }
        assert!(log(Some("")).contains('\u{1b}'), "an empty NO_COLOR asks for nothing");
    }
}
