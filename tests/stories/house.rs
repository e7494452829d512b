//! The house rules, read out of the source itself: which room knows which, no circle of imports, no file too long.

mod engine;
mod errors;
mod imports;
mod names;
mod systems;
mod texts;

use imports::{Imports, file_of};
use std::fs;

/// A file with more lines has a second idea in it.
const LINES_MAX: usize = 500;

/// Who may know whom: each room, and the rooms it may import from.
const ROOMS: [(&str, &str); 16] = [
    ("domain", "base"),
    ("base", "domain"),
    ("events", "domain store"),
    ("sheets", "base domain"),
    ("pdf", "base domain"),
    ("store", "base domain"),
    ("wechat", "base domain"),
    ("sandbox", "base domain wechat"),
    ("settings", "base domain wechat"),
    ("devices", "base domain settings"),
    ("jobs", "base domain events settings sheets store wechat devices"),
    ("listener", "base domain events store wechat settings"),
    ("tunnel", "base domain events settings"),
    ("alerts", "base domain events settings store devices"),
    ("ui", "base domain events store jobs sheets pdf alerts devices tunnel settings"),
    ("app", "base domain events store sheets wechat sandbox settings devices jobs listener tunnel alerts ui"),
];

#[test]
fn every_room_knows_only_those_it_may() {
    let imports = Imports::of_the_crate();
    let mut wrong = Vec::new();
    for module in imports.files().filter(|module| !module.is_empty()) {
        let may =
            ROOMS.iter().find(|(room, _)| *room == module[0]).unwrap_or_else(|| panic!("a new room: {module:?}")).1;
        for other in imports.imported_by(module) {
            if other[0] != module[0] && !may.split(' ').any(|room| room == other[0]) {
                wrong.push(format!("{} imports {}", module.join("::"), other.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let circles = Imports::of_the_crate().circles();
    let named: Vec<String> = circles
        .iter()
        .map(|circle| circle.iter().map(|module| module.join("::")).collect::<Vec<_>>().join(" "))
        .collect();
    assert!(named.is_empty(), "{named:#?}");
}

#[test]
fn no_file_has_a_second_idea_in_it() {
    for module in Imports::of_the_crate().files().filter(|module| !module.is_empty()) {
        let file = file_of(module);
        let lines = fs::read_to_string(&file).expect("a source file").lines().count();
        assert!(lines <= LINES_MAX, "{} has {lines} lines", file.display());
    }
}
