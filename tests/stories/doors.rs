//! Only one room speaks each language: SQL, HTTP, XML, the window. Which room may know which is in `house`.

use std::{fs, path::Path};

/// Every `.rs` file of a room, with its text.
fn files(room: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(room).expect("a room").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push((path.display().to_string(), fs::read_to_string(&path).expect("a source file")));
        }
    }
}

/// Fails on `name::` in the code (not in the comments) of `room`.
fn check(room: &str, closed: &str) {
    let mut found = Vec::new();
    files(&Path::new("src").join(room), &mut found);
    let front = Path::new("src").join(format!("{room}.rs"));
    if let Ok(text) = fs::read_to_string(&front) {
        found.push((front.display().to_string(), text));
    }
    assert!(!found.is_empty(), "the room {room} has no files");
    for (path, text) in &found {
        for (at, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            for name in closed.split_whitespace() {
                let opened = code.match_indices(&format!("{name}::")).any(|(i, _)| {
                    let before = code[..i].chars().next_back();
                    !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
                });
                assert!(!opened, "{path}:{}: {room} opens the door to {name}", at + 1);
            }
        }
    }
}

#[test]
fn each_language_is_spoken_in_one_room() {
    check("domain", "rusqlite refinery egui eframe reqwest axum tokio std::fs std::net");
    check("sheets", "rusqlite refinery egui eframe rfd reqwest axum tokio std::fs std::net");
    check("pdf", "rusqlite refinery egui eframe rfd reqwest axum tokio std::fs std::net");
    check("store", "egui eframe reqwest axum quick_xml");
    check("wechat", "rusqlite refinery egui eframe axum");
    check("sandbox", "rusqlite refinery egui eframe");
    check("jobs", "rusqlite refinery egui eframe reqwest axum quick_xml");
    check("listener", "rusqlite refinery egui eframe reqwest quick_xml");
    check("tunnel", "rusqlite refinery egui eframe axum quick_xml");
    check("devices", "rusqlite refinery egui eframe axum quick_xml");
    check("alerts", "rusqlite refinery egui eframe reqwest axum tokio quick_xml");
    check("ui", "rusqlite refinery reqwest axum quick_xml");
}

#[test]
fn nothing_can_switch_tls_verification_off() {
    let mut found = Vec::new();
    files(Path::new("src"), &mut found);
    for (path, text) in &found {
        for switch in ["danger_accept", "tls_danger", "dangerous()", "verify(false"] {
            assert!(!text.contains(switch), "{path} holds {switch}");
        }
    }
}
