//! The practice shop in a window beside the real one's.

use crate::wizard_owner::{Owner, TIMEOUT};
use egui::{Key, ViewportCommand, accesskit::Action};
use egui_kittest::kittest::NodeT as _;
use std::{sync::mpsc, time::Instant};
use zhanggui::{app::start::FolderLock, devices::second_start::FirstStart, ui::Lang};

#[test]
fn leaving_it_brings_the_real_shops_window_up_and_closes_this_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let home = folder.path().to_owned();
    let mut owner = Owner::in_folder(folder, Lang::En);
    owner.window().key_press(Key::Num1);
    owner.settle();
    owner.waits_for("Practice");
    // Another window has the real shop.
    let _lock = FolderLock::take(&home).expect("nobody has it");
    let (up, comes) = mpsc::channel();
    let first = FirstStart::listen(&home, "a word", move || up.send(()).expect("heard")).expect("it listens");
    owner.click("Settings");
    owner.click("Program");
    let nodes = owner.window().root().children_recursive();
    let leave = nodes.filter(|node| {
        let node = node.accesskit_node();
        node.data().supports_action(Action::Click) && node.label().as_deref() == Some("Leave the practice shop")
    });
    leave.last().expect("a button").click();
    let until = Instant::now() + TIMEOUT;
    let closes = |owner: &mut Owner| {
        owner.window().step();
        let output = owner.window().output().viewport_output.values();
        output.flat_map(|viewport| &viewport.commands).any(|wish| *wish == ViewportCommand::Close)
    };
    while !closes(&mut owner) {
        assert!(Instant::now() < until, "it has nothing to show, and stays");
    }
    drop(first);
    assert_eq!(comes.iter().count(), 1, "the other window came up once");
}
