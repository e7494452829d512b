//! Which other programs are started, by the shop and by its tests: a list, each with its reason, and each named in the
//! README. A machine with what the README names can do everything; nothing is started that is on no list.

use std::{collections::BTreeSet, fs, path::Path};

/// Where a program is started in `src`, and what. One place makes commands, so that one place decides what they see.
const SHOP: &[(&str, &str, &str)] = &[
    ("src/base/spawn.rs", "name", "the one place"),
    ("src/base/spawn.rs", "program", "this very program once more, without its keys"),
    ("src/base/spawn.rs", "&me", "a test of it starts itself"),
    ("src/app/shop_switcher.rs", "program", "this very program, on the practice shop in a window of its own"),
    ("src/tunnel/program.rs", "program", "the owner's tunnel, as the settings name it"),
    ("src/tunnel/installed.rs", "program", "a tunnel's program, asked for its version"),
    ("src/devices/sound/player.rs", "program", "the first of PLAYERS that is there"),
    ("src/devices/speech.rs", "program", "the first of NAMES that is there"),
    ("src/devices/tray.rs", "program", "the first that can ask the desktop for a tray"),
    ("src/devices/system_printer.rs", "lpstat", "names the printers the system knows"),
    ("src/devices/system_printer.rs", "program", "lp, prints a receipt"),
    ("src/ui/picker.rs", "\"lp\"", "prints"),
    ("src/ui/picker.rs", "\"powershell\"", "prints on Windows"),
];

/// The same for the tests and benches.
const TESTS: &[(&str, &str, &str)] = &[
    ("benches/ingest/handler.rs", "std::env::current_exe().unwrap()", "itself"),
    ("benches/ingest/handler.rs", "words.next()?", "a program to compare with, where one is named"),
    ("tests/postgres/server.rs", "\"sh\"", "starts a database server; left out by name where there is none"),
    ("tests/postgres/pair.rs", "\"sh\"", "starts a standby of it, and ends a server as an accident does"),
    ("tests/store/pooled.rs", "\"sh\"", "a pool in between, pgbouncer; left out by name where there is none"),
    ("tests/stories/on_server.rs", "std::env::current_exe().unwrap()", "itself"),
    ("tests/store/on_postgresql.rs", "std::env::current_exe().unwrap()", "itself"),
    ("tests/stories/check.rs", "env!(\"CARGO_BIN_EXE_zhanggui\")", "the program itself"),
    (
        "tests/stories/closed_folder.rs",
        "\"sh\"",
        "of the base system: starts the program itself where files are made open",
    ),
    ("tests/stories/double_click.rs", "std::env::current_exe().unwrap()", "itself"),
    ("tests/stories/keyring.rs", "\"dbus-run-session\"", "a real keyring; left out by name where there is none"),
    ("tests/stories/killed/shop.rs", "env!(\"CARGO_BIN_EXE_zhanggui\")", "the program itself"),
    ("tests/stories/licences.rs", "env!(\"CARGO\")", "what runs the tests: it knows what is linked"),
    ("tests/stories/mini_program.rs", "name", "node; left out by name where there is none"),
    ("tests/stories/mini_program.rs", "node", "node; left out by name where there is none"),
    ("tests/stories/other_machine.rs", "env!(\"CARGO_BIN_EXE_zhanggui\")", "the program itself"),
    ("tests/stories/passphrase.rs", "env!(\"CARGO_BIN_EXE_zhanggui\")", "the program itself"),
    ("tests/stories/people.rs", "env!(\"CARGO_BIN_EXE_zhanggui\")", "the program itself"),
    ("tests/stories/restore_killed.rs", "env!(\"CARGO_BIN_EXE_zhanggui\")", "the program itself"),
    ("tests/stories/restored.rs", "env!(\"CARGO_BIN_EXE_zhanggui\")", "the program itself"),
    ("tests/stories/sheet_killed.rs", "\"/usr/bin/python3\"", "the real window: only where it is asked for"),
    ("tests/stories/stderr.rs", "env!(\"CARGO_BIN_EXE_zhanggui\")", "the program itself"),
    ("tests/stories/threats_secrets.rs", "env!(\"CARGO_BIN_EXE_zhanggui\")", "the program itself"),
    ("tests/stories/threats_program.rs", "env!(\"CARGO_BIN_EXE_zhanggui\")", "the program itself"),
    ("tests/stories/two_windows.rs", "\"/usr/bin/python3\"", "two real windows: only where it is asked for"),
    ("tests/tunnel/sshd.rs", "sshd", "left out by name where there is none"),
    ("tests/tunnel/sshd.rs", "\"ssh-keygen\"", "comes with sshd"),
    ("tests/tunnel/sshd.rs", "\"id\"", "of the base system, beside sshd only"),
    ("tests/tunnel/supervisor.rs", "\"sleep\"", "of the base system"),
];

/// Every program by name, as the README must name it.
const NAMED: &[&str] = &[
    "pw-play",
    "paplay",
    "aplay",
    "spd-say",
    "espeak-ng",
    "lp",
    "lpstat",
    "gdbus",
    "busctl",
    "dbus-send",
    "zenity",
    "sh",
    "sleep",
    "node",
    "sshd",
    "ssh-keygen",
    "dbus-run-session",
    "gnome-keyring-daemon",
    "initdb",
    "pg_ctl",
    "setpriv",
    "id",
    "python3",
];

/// What makes a command.
const MAKERS: [&str; 4] = ["Command::new(", "CommandWrap::with_new(", "spawn::program(", "spawn::tunnel("];

fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let name = path.display().to_string().replace('\\', "/");
            // This file speaks of the words it looks for.
            if name != "tests/stories/programs.rs" {
                found.push((name, fs::read_to_string(&path).expect("a source file")));
            }
        }
    }
}

/// What stands in the brackets that open at the start of `text`.
fn argument(text: &str) -> &str {
    let mut depth = 1_usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return text[..at].trim();
        }
    }
    text
}

/// Every place that makes a command: the file and what it starts.
fn started(roots: &[&str]) -> BTreeSet<(String, String)> {
    let mut all = Vec::new();
    for root in roots {
        sources(Path::new(root), &mut all);
    }
    assert!(all.len() > 10, "the sources are there");
    let mut found = BTreeSet::new();
    for (file, text) in &all {
        for maker in MAKERS {
            for (at, _) in text.match_indices(maker) {
                // `jobs::Command` is the owner's wish and has no `new`; a longer name that ends alike is another type.
                let before = text[..at].chars().next_back();
                if !before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
                    found.insert((file.clone(), argument(&text[at + maker.len()..]).to_owned()));
                }
            }
        }
    }
    found
}

fn listed(list: &[(&str, &str, &str)]) -> BTreeSet<(String, String)> {
    list.iter().map(|(file, what, _)| ((*file).to_owned(), (*what).to_owned())).collect()
}

#[test]
fn no_program_is_started_that_is_on_no_list() {
    for (roots, list) in [(&["src"][..], SHOP), (&["tests", "benches"], TESTS)] {
        let (found, listed) = (started(roots), listed(list));
        assert_eq!(found.difference(&listed).collect::<Vec<_>>(), Vec::<&(String, String)>::new(), "on no list");
        assert_eq!(listed.difference(&found).collect::<Vec<_>>(), Vec::<&(String, String)>::new(), "no longer started");
    }
}

#[test]
fn the_shop_makes_commands_in_one_place_only() {
    let mut all = Vec::new();
    sources(Path::new("src"), &mut all);
    // Of those that make one, not of those that ask the one place for it.
    let makers: Vec<&str> = MAKERS.into_iter().filter(|maker| maker.starts_with("Command")).collect();
    assert_eq!(makers.len(), 2);
    for (file, text) in all.iter().filter(|(file, _)| file != "src/base/spawn.rs") {
        for maker in &makers {
            assert!(!text.contains(maker), "{file} makes a command of its own, which hands our secrets on");
        }
    }
}

#[test]
fn the_readme_names_every_program_that_may_be_started() {
    let readme = fs::read_to_string("README.md").expect("the README");
    let missing: Vec<&&str> = NAMED.iter().filter(|name| !readme.contains(&format!("`{name}`"))).collect();
    assert_eq!(missing, Vec::<&&str>::new(), "the README says what a machine needs");
}
