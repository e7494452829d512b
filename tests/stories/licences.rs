//! What the program is built on, and under which licences it was given: `assets/licences.txt`, which every package carries.
//!
//! `ZHANGGUI_WRITE=1 cargo test --test stories licences` writes it anew after a dependency changed.

use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    env::consts::{ARCH, OS},
    fmt::Write as _,
    fs,
    path::Path,
};

/// Where the program runs: what only other systems need is not in it.
const SYSTEMS: [&str; 4] =
    ["x86_64-unknown-linux-gnu", "x86_64-pc-windows-msvc", "x86_64-apple-darwin", "aarch64-apple-darwin"];
const FILE: &str = "assets/licences.txt";
/// A crate that is offered under several has the first of these.
const PREFERRED: [&str; 4] = ["MIT", "Apache-2.0", "Zlib", "BSD"];

struct Used {
    name: String,
    licence: String,
    texts: Vec<String>,
}

/// Without a network. `None` where it needs a crate that was never downloaded: what only other systems build is not there after
/// a first `cargo test`.
fn cargo(arguments: &[&str]) -> Option<Vec<u8>> {
    let mut cargo = std::process::Command::new(env!("CARGO"));
    let output = cargo.args(arguments).args(["--offline", "--locked"]).current_dir(env!("CARGO_MANIFEST_DIR")).output();
    let output = output.expect("cargo");
    output.status.success().then_some(output.stdout)
}

fn metadata(systems: &[&str]) -> Option<Value> {
    let systems = systems.iter().flat_map(|system| ["--filter-platform", system]);
    let arguments: Vec<&str> = ["metadata", "--format-version", "1"].into_iter().chain(systems).collect();
    Some(serde_json::from_slice(&cargo(&arguments)?).expect("what cargo knows"))
}

/// What is linked into the program with these choices of it, name and version, itself not. (What `metadata` resolves has the
/// features in it that only crates of the tests switch on.)
fn linked(systems: &[&str], choices: &[&str]) -> Option<BTreeSet<String>> {
    let mut linked = BTreeSet::new();
    for system in systems {
        let tree = ["tree", "-e", "normal", "--prefix", "none", "--format", "{p}", "--target", system];
        let tree = String::from_utf8(cargo(&[&tree, choices].concat())?).expect("text");
        let names = tree.lines().skip(1).filter_map(|line| line.split_once(" v"));
        linked.extend(names.map(|(name, rest)| format!("{name} {}", rest.split(' ').next().unwrap_or_default())));
    }
    Some(linked)
}

/// The words of the licence it is used under; all of them where it is not said which file is which.
fn texts(folder: &Path) -> Vec<String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("the crate's folder").flatten() {
        let name = entry.file_name().to_string_lossy().to_uppercase();
        let is_one = ["LICEN", "COPYING", "NOTICE", "UNLICEN"].iter().any(|front| name.starts_with(front));
        if is_one && entry.path().is_file() {
            let text = String::from_utf8_lossy(&fs::read(entry.path()).expect("a licence")).into_owned();
            found.insert(name, text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim().to_owned());
        }
    }
    let preferred = PREFERRED.iter().find_map(|kind| {
        let kind = kind.to_uppercase();
        found
            .iter()
            .find(|(name, _)| name.contains(kind.split('-').next().unwrap_or(&kind)))
            .map(|(name, _)| name.clone())
    });
    if let Some(name) = preferred {
        found.retain(|other, _| *other == name || other.starts_with("NOTICE"));
    }
    found.into_values().collect()
}

fn used(systems: &[&str], choices: &[&str]) -> Option<Vec<Used>> {
    let metadata = metadata(systems)?;
    let linked = linked(systems, choices)?;
    let packages = metadata["packages"].as_array().expect("packages");
    let of = |package: &Value, field: &str| package[field].as_str().unwrap_or_default().to_owned();
    let mut used: Vec<Used> = packages
        .iter()
        .map(|package| Used {
            name: format!("{} {}", of(package, "name"), of(package, "version")),
            licence: of(package, "license").replace(" / ", "/").replace('/', " OR "),
            texts: texts(Path::new(&of(package, "manifest_path")).parent().expect("a folder")),
        })
        .filter(|one| linked.contains(&one.name))
        .collect();
    used.sort_by(|a, b| a.name.cmp(&b.name));
    Some(used)
}

/// First who is in it, then each text once, below the names of those that were given under it.
fn written(used: &[Used]) -> String {
    let mut file = format!("Zhanggui 掌柜 is built on {} programs of others.\n\n", used.len());
    for one in used {
        writeln!(file, "{}  ·  {}", one.name, one.licence).unwrap();
    }
    let mut by_text: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for one in used {
        for text in &one.texts {
            by_text.entry(text).or_default().push(&one.name);
        }
    }
    let mut by_text: Vec<_> = by_text.into_iter().collect();
    by_text.sort_by(|a, b| a.1.cmp(&b.1));
    for (text, names) in by_text {
        write!(file, "\n{}\n{}\n\n{text}\n", "-".repeat(100), names.join(", ")).unwrap();
    }
    file
}

/// The one these tests were built on.
fn this_system() -> String {
    let rest = match OS {
        "macos" => "apple-darwin",
        "windows" => "pc-windows-msvc",
        _ => "unknown-linux-gnu",
    };
    format!("{ARCH}-{rest}")
}

fn lines_of(used: &[Used]) -> BTreeSet<String> {
    used.iter().map(|one| format!("{}  ·  {}", one.name, one.licence)).collect()
}

#[test]
fn whatever_is_in_the_program_is_named_with_its_licence() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let everywhere = used(&SYSTEMS, &["--all-features"]);
    if std::env::var_os("ZHANGGUI_WRITE").is_some() {
        fs::write(&path, written(everywhere.as_deref().expect("`cargo fetch` first"))).expect("written");
    }
    let file = fs::read_to_string(&path).expect("the licences");
    let named: BTreeSet<String> = file.lines().skip(2).take_while(|line| !line.is_empty()).map(str::to_owned).collect();
    assert!(file.lines().next().is_some_and(|line| line.contains(&format!(" {} programs", named.len()))), "miscounted");
    let here = lines_of(&used(&[&this_system()], &[]).expect("what was built here is here"));
    let missing: Vec<_> = here.difference(&named).collect();
    assert!(here.len() > 300 && missing.is_empty(), "not in {FILE}, which ZHANGGUI_WRITE=1 writes anew: {missing:?}");
    match everywhere {
        Some(used) => assert_eq!(named, lines_of(&used), "ZHANGGUI_WRITE=1 cargo test --test stories licences"),
        None => {
            println!("what only other systems build was never downloaded (`cargo fetch`): compared are {}", here.len());
        }
    }
    println!("{} programs of others", named.len());
}
