//! What is said only to Windows or macOS stands in few files, each named here: whoever cannot build there knows where to look.

use std::{fs, path::Path};

/// The files, and why each of them has to know.
const KNOW: [(&str, &str); 10] = [
    ("src/main.rs", "a console that is not there"),
    ("src/base/keyring.rs", "three keyrings"),
    ("src/base/permissions.rs", "lists instead of modes"),
    ("src/base/spawn.rs", "names of variables in any case"),
    ("src/app/check/files.rs", "lists instead of modes"),
    ("src/devices/login.rs", "where a start at login is kept"),
    ("src/devices/speech.rs", "three voices"),
    ("src/store/engine/checksums/file_mark.rs", "paths in an address"),
    ("src/tunnel/program.rs", "a job object around the program"),
    ("src/ui/picker.rs", "what prints a file"),
];

/// `cfg(windows)`, `cfg!(target_os = "macos")` and the like, in code.
fn speaks_of_a_system(text: &str) -> bool {
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).any(|code| {
        let Some((_, condition)) = code.split_once("cfg").filter(|(_, rest)| rest.starts_with(['(', '!'])) else {
            return false;
        };
        condition.contains("windows") || condition.contains("\"macos\"")
    })
}

fn files(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs")
            && speaks_of_a_system(&fs::read_to_string(&path).expect("a source file"))
        {
            found.push(path.to_string_lossy().replace('\\', "/"));
        }
    }
}

#[test]
fn what_only_windows_or_macos_does_stands_in_few_named_files() {
    let mut found = Vec::new();
    files(Path::new("src"), &mut found);
    found.sort();
    let mut named: Vec<&str> = KNOW.iter().map(|(file, _)| *file).collect();
    named.sort_unstable();
    assert_eq!(found, named, "a new one has its reason beside it, and one that is gone goes from the list");
}

#[test]
fn a_condition_on_a_system_is_seen_in_each_of_its_forms() {
    for line in [
        "#[cfg(windows)]",
        "    #[cfg(any(windows, test))]",
        "if cfg!(windows) {",
        "#[cfg(target_os = \"macos\")]",
        "#[cfg(not(any(target_os = \"windows\", target_os = \"linux\")))]",
    ] {
        assert!(speaks_of_a_system(line), "{line}");
    }
    for line in ["#[cfg(unix)]", "let windows = 2;", "// cfg(windows)", "#[cfg(target_os = \"linux\")]"] {
        assert!(!speaks_of_a_system(line), "{line}");
    }
}
