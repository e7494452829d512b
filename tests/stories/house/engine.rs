//! One store, prepared for two engines: only the engine's own folder names the driver, and what the rooms say to it is SQL
//! that every engine understands.

use std::{
    fs,
    path::{Path, PathBuf},
};

const ENGINE: &str = "src/store/engine";
/// The drivers, and what brings their data up to date.
const DRIVERS: [&str; 4] = ["rusqlite", "refinery", "tokio_postgres", "postgres::"];
/// The folder of the second engine, and what its driver is called by.
const POSTGRES: &str = "src/store/engine/postgres";
const OF_ITS_DRIVER: [&str; 6] =
    ["tokio_postgres", "use postgres", "postgres::Client", "postgres::Row", "postgres::Error", "postgres::types"];

/// Words only SQLite knows, in small letters.
const WORDS_OF_SQLITE: [&str; 25] = [
    "insert or ",
    "update or ",
    "replace into",
    "indexed by",
    "not indexed",
    "pragma",
    "rowid",
    "autoincrement",
    "sqlite_",
    "instr(",
    "ifnull(",
    "iif(",
    "strftime(",
    "unixepoch",
    "julianday(",
    "datetime(",
    "group_concat(",
    "json_extract(",
    "typeof(",
    "printf(",
    "hex(",
    "randomblob(",
    "zeroblob(",
    "total_changes(",
    " glob ",
];

/// The lines of every source file outside the engine, without their comments.
fn lines_outside_the_engine(under: &str) -> Vec<(PathBuf, String)> {
    lines_outside(ENGINE, under)
}

fn lines_outside(folder: &str, under: &str) -> Vec<(PathBuf, String)> {
    let (mut lines, mut open) = (Vec::new(), vec![PathBuf::from(under)]);
    while let Some(path) = open.pop() {
        if path == Path::new(folder) {
            continue;
        }
        if path.is_dir() {
            open.extend(fs::read_dir(&path).expect("a folder").map(|entry| entry.expect("an entry").path()));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).expect("a source file");
            let code = text.lines().map(|line| line.split("//").next().unwrap_or_default().to_owned());
            lines.extend(code.map(|line| (path.clone(), line)));
        }
    }
    assert!(lines.len() > 1_000, "nothing was read below {under}");
    lines
}

/// True of `MAX(a, b)`, the larger of two, which other engines call otherwise. What goes over a column has one argument.
fn is_of_two(behind: &str) -> bool {
    let mut depth = 1;
    for sign in behind.chars() {
        match sign {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 1 => return true,
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    false
}

fn word_of_sqlite(line: &str) -> Option<&'static str> {
    let of_two = |function: &&str| line.split(*function).skip(1).any(is_of_two);
    let small = line.to_lowercase();
    let said = WORDS_OF_SQLITE.into_iter().find(|word| small.contains(word));
    said.or_else(|| ["MAX(", "MIN("].into_iter().find(of_two))
}

#[test]
fn the_driver_is_named_in_the_engines_folder_only() {
    let lines = lines_outside_the_engine("src");
    let named: Vec<_> = lines.iter().filter(|(_, line)| DRIVERS.iter().any(|driver| line.contains(driver))).collect();
    assert!(named.is_empty(), "{named:#?}");
}

#[test]
fn the_driver_of_the_second_engine_is_named_in_its_own_folder_only() {
    let lines = lines_outside(POSTGRES, "src");
    let named: Vec<_> =
        lines.iter().filter(|(_, line)| OF_ITS_DRIVER.iter().any(|driver| line.contains(driver))).collect();
    assert!(named.is_empty(), "{named:#?}");
}

#[test]
fn no_statement_outside_the_engine_uses_a_word_only_sqlite_knows() {
    let lines = lines_outside_the_engine("src/store");
    let said: Vec<_> = lines.iter().filter_map(|(path, line)| Some((path, word_of_sqlite(line)?, line))).collect();
    assert!(said.is_empty(), "{said:#?}");
}
