//! Every promise of this program once more, kept on PostgreSQL.

use crate::{server::server, world::ON_A_SERVER};
use std::process::Command;

/// What looks at a file itself, and so is no promise of a server: its pages, its log, its copies, its older versions.
const OF_A_FILE: [&str; 26] = [
    "checksums::",
    "copies::",
    "damaged::",
    "example::",
    "log::",
    "migrations::",
    "opening::",
    "operators_edited::",
    "restores::",
    "salvaged::",
    "marks::an_edited_note_tag_or_block_is_found_by_check",
    "merchants::rows_from_before_are_whose_their_calls_say",
    "search::an_older_file_is_indexed",
    "search::on_a_full_disk",
    "ship_runs::a_backup_made_while_a_sheet_ships",
    // These are about both, or start this one.
    "schemas::",
    "on_postgresql::",
    "hosts::",
    "moved::",
    "on_servers::",
    "presences::",
    "seat_printers::",
    "refused_servers::",
    "failover::",
    "partition::",
    "pooled::",
];

#[test]
fn every_promise_is_kept_on_a_server_as_well() {
    if std::env::var_os(ON_A_SERVER).is_some() || server().is_none() {
        return;
    }
    let mut again = Command::new(std::env::current_exe().unwrap());
    again.env(ON_A_SERVER, "1").arg("--quiet").args(OF_A_FILE.iter().flat_map(|name| ["--skip", name]));
    let said = again.output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr));
    assert!(said.status.success(), "{out}\n{err}");
    println!("on PostgreSQL: {}", out.lines().find(|line| line.contains("test result")).unwrap_or_default());
}
