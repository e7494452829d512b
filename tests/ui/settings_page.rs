//! The settings page: what is typed is judged at once, what is saved goes into the owner's own file, and what cannot be saved
//! is told with nothing changed.

use crate::{shop::Shop, world::World};
use egui::Key;
use egui_kittest::kittest::NodeT as _;
use std::{fs, path::Path};
use zhanggui::{base::keyring::Keyring, settings::secrets_in_plain};

const OWN: &str = "# my shop\n[shop]\nname = \"山茶小铺\" # over the door\n[wechat]\napp_id = \"wx2421b1c4370ec43b\"\n\
    mch_id = \"1900000109\"\n\n[refunds]\nhold_seconds = 10   # ten\n";
const HOLD: &str = "Seconds an approved refund can be taken back";
const SECRET: &str = "0123456789abcdef0123456789abcdef";

pub fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("settings.toml"), OWN).expect("written");
    folder
}

fn settings_of(folder: &Path) -> String {
    fs::read_to_string(folder.join("settings.toml")).expect("there")
}

pub fn in_settings(folder: &Path, section: &str) -> World {
    let mut world = World::kept_in(Shop::camellia(), folder);
    world.click("Settings");
    world.click(section);
    world
}

#[test]
fn a_value_is_judged_while_it_is_typed_and_saved_into_the_owners_own_file() {
    let folder = folder();
    let mut world = in_settings(folder.path(), "Refunds");
    world.misses("Discard");
    world.write(HOLD, "3601");
    world.sees("0 to 3600 seconds");
    world.sees("1 change");
    world.sees_part("has to be put right first");
    world.click_if_there("Save");
    assert_eq!(settings_of(folder.path()), OWN, "what is wrong is not saved");
    world.write(HOLD, "30");
    world.misses("0 to 3600 seconds");
    world.click("Save");
    assert_eq!(settings_of(folder.path()), OWN.replace("= 10   # ten", "= 30   # ten"));
    world.misses("Discard");
    assert_eq!(world.content(HOLD), "30");
}

#[test]
fn esc_and_a_button_leave_everything_as_it_was() {
    let folder = folder();
    let mut world = in_settings(folder.path(), "Shop");
    world.write("Shop's name", "Another");
    world.sees("1 change");
    world.click("Discard");
    assert_eq!(world.content("Shop's name"), "山茶小铺");
    world.write("Shop's name", "Another");
    world.key(Key::Escape);
    world.key(Key::Escape);
    assert_eq!(world.content("Shop's name"), "山茶小铺");
    assert_eq!(settings_of(folder.path()), OWN);
}

#[test]
fn a_file_that_somebody_else_changed_meanwhile_is_not_written_over() {
    let folder = folder();
    let mut world = in_settings(folder.path(), "Refunds");
    world.write(HOLD, "30");
    let theirs = OWN.replace("# ten", "# a little");
    fs::write(folder.path().join("settings.toml"), &theirs).expect("written");
    world.click("Save");
    world.sees_part("changed by another program meanwhile");
    assert_eq!(settings_of(folder.path()), theirs);
    world.click("Discard");
    world.write(HOLD, "30");
    world.click("Save");
    assert_eq!(settings_of(folder.path()), theirs.replace("= 10", "= 30"));
}

#[test]
fn a_folder_that_refuses_is_told_and_what_was_typed_stays() {
    let folder = folder();
    let mut world = in_settings(folder.path(), "Refunds");
    fs::create_dir(folder.path().join("settings.toml.new")).expect("in the way");
    world.write(HOLD, "30");
    world.click("Save");
    world.sees_part("cannot be written, and the settings are as they were");
    assert_eq!((settings_of(folder.path()).as_str(), world.content(HOLD).as_str()), (OWN, "30"));
    fs::remove_dir(folder.path().join("settings.toml.new")).expect("out of the way");
    world.click("Save");
    assert!(settings_of(folder.path()).contains("= 30"));
}

#[test]
fn a_half_written_file_is_told_with_its_line_and_read_again() {
    let folder = folder();
    fs::write(folder.path().join("settings.toml"), "[shop]\nname = \"").expect("written");
    let mut world = in_settings(folder.path(), "Shop");
    world.sees("The settings file cannot be used just now");
    world.sees_part("line 2");
    fs::write(folder.path().join("settings.toml"), OWN).expect("mended");
    world.click("Read again");
    assert_eq!(world.content("Shop's name"), "山茶小铺");
}

#[test]
fn a_setting_is_found_by_a_word_and_has_the_keyboard_at_once() {
    let folder = folder();
    let mut world = in_settings(folder.path(), "Shop");
    world.write("Find a setting", "taken back");
    world.misses("Shop's name");
    world.click(HOLD);
    assert_eq!(world.content("Find a setting"), "");
    assert_eq!(world.content(HOLD), "10");
    world.harness.event(egui::Event::Text("3".to_owned()));
    world.harness.run_steps(3);
    assert!(world.content(HOLD).contains('3'), "{}", world.content(HOLD));
    world.write("Find a setting", "xyzzy");
    world.sees("There is no such setting");
}

#[test]
fn what_is_typed_for_the_receipts_stands_on_the_paper_beside_it() {
    let folder = folder();
    let mut world = in_settings(folder.path(), "Printers, receipts");
    let on_paper = |world: &World, words: &str| {
        let mut nodes = world.harness.root().children_recursive();
        nodes.any(|node| {
            let said = node.accesskit_node().label().or(node.accesskit_node().value()).unwrap_or_default();
            said.contains('\n') && said.contains(words)
        })
    };
    assert!(on_paper(&world, "山茶小铺"));
    assert!(!on_paper(&world, "欢迎再来"));
    world.write("Last line", "谢谢惠顾，欢迎再来");
    assert!(on_paper(&world, "欢迎再来"));
    assert_eq!(settings_of(folder.path()), OWN, "nothing is saved by looking");
}

#[test]
fn a_secret_is_replaced_and_never_read_back() {
    let folder = folder();
    let mut world = in_settings(folder.path(), "Mini program");
    world.write_masked("AppSecret of the mini program", "0123");
    world.sees("4 characters; it should be 32");
    world.write_masked("AppSecret of the mini program", SECRET);
    world.sees("32 characters, not a published sample");
    assert!(!world.everything_said().contains(SECRET), "it is on the screen");
    world.click("Save");
    let kept = secrets_in_plain(folder.path(), &Keyring::none()).expect("written");
    assert_eq!(*kept, format!("app_secret = \"{SECRET}\"\n"));
    world.sees_part("Stored encrypted; never shown again. This computer has no usable keyring");
    assert!(!world.everything_said().contains("0123456789"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = folder.path().join("secrets.sealed").metadata().expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn a_printer_is_added_and_taken_away_in_the_window() {
    let folder = folder();
    let mut world = in_settings(folder.path(), "Printers, receipts");
    world.click("Add a printer");
    world.sees("An address and a port: 192.168.1.50:9100");
    world.write("Address or number", "192.168.1.50:9100");
    world.click("Save");
    assert!(settings_of(folder.path()).ends_with(
        "[[printers]]\nname = \"Printer 1\"\nkind = \"escpos-tcp\"\naddress = \"192.168.1.50:9100\"\nauto = true\ncolumns = 32\n"
    ));
    world.click("Remove");
    world.click("Save");
    assert_eq!(settings_of(folder.path()), OWN);
}

#[test]
fn a_tunnel_is_chosen_by_name_and_only_what_the_owner_knows_is_asked() {
    let folder = folder();
    let mut world = in_settings(folder.path(), "Public address");
    world.sees("Works: payments are found within a minute, and refunds, shipping, bills and receipts go on as ever.");
    world.click("I have a server (ssh)");
    world.sees_part("<8719>");
    // On a machine with ssh its version is told, on another one that it is missing.
    world.sees_part("on this computer");
    world.write("Port on the server, such as 8719", "9000");
    world.write("Login@server", "me@shop.example");
    world.write("Public address", "http://shop.example");
    world.sees_part("It begins with https://");
    world.write("Public address", "https://shop.example");
    world.click("Save");
    let kept = settings_of(folder.path());
    assert!(kept.contains("127.0.0.1:9000:127.0.0.1:{port}\", \"me@shop.example\"]"), "{kept}");
}

#[test]
fn what_sending_costs_is_said_back_as_it_is_understood() {
    let folder = folder();
    let mut world = in_settings(folder.path(), "Orders, freight");
    world.sees("Each order: free");
    world.write("Sending an order, yuan (empty: free)", "8");
    world.write("Free from this sum of goods, yuan (empty: never)", "99");
    let regions = "Provinces that cost another price: their Chinese names, the price, semicolons between";
    world.write(regions, "新疆 西藏 20; 内蒙古 0");
    world.sees("Each order: ¥8.00 · 新疆、西藏 ¥20.00 · 内蒙古 free · free from ¥99.00 of goods on");
    world.write(regions, "火星 20");
    world.sees("Chinese names of provinces, then the price; semicolons between groups");
    assert!(!world.everything_said().contains("Each order"), "what is not understood is not said back");
}

#[test]
fn the_usual_carrier_is_chosen_and_put_back() {
    let folder = folder();
    let mut world = in_settings(folder.path(), "Orders, freight");
    world.click("Usual carrier");
    world.click("ZTO Express");
    world.click("Save");
    assert!(settings_of(folder.path()).contains("[shipping]\ncarrier = \"ZTO\"\n"));
    world.click("The one used last");
    world.click("Save");
    assert!(settings_of(folder.path()).contains("carrier = \"\"\n"));
}

#[test]
fn how_often_wechat_is_asked_is_set_in_the_window_and_never_without_a_pause() {
    let folder = folder();
    let mut world = in_settings(folder.path(), "Advanced");
    let refunds = "Between questions about a refund under way";
    world.write(refunds, "30, 60, 0");
    world.sees("1 to 30 numbers of seconds, each up to 86400, the last at least 1: 2, 5, 15");
    world.write(refunds, "30，60 120");
    world.click("Save");
    assert!(settings_of(folder.path()).contains("[jobs]\nrefund_poll = [30, 60, 120]\n"));
}

#[test]
fn what_is_not_saved_keeps_the_window_open() {
    let folder = folder();
    let mut world = in_settings(folder.path(), "Shop");
    world.write("Shop's name", "Another");
    world.click("Orders");
    let commands = world.closes_the_window();
    assert!(commands.contains(&egui::ViewportCommand::CancelClose));
    world.sees("The settings are not saved yet: save or discard them");
}

#[test]
fn every_section_speaks_both_languages() {
    let folder = folder();
    let mut world = in_settings(folder.path(), "Appearance");
    world.click("中文");
    for section in
        ["店铺", "小程序", "微信支付", "公网地址", "提醒和静音", "退款", "打印机和小票", "订单和运费", "高级", "程序"]
    {
        world.click(section);
    }
}
