//! Printers in the wizard and the settings: found by looking, tried before anything is saved.

use crate::{
    settings_page::folder,
    wizard_owner::{APP_ID, Owner},
};
use std::{
    fs,
    io::Read as _,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    thread,
};
use zhanggui::{devices::find_printers::FoundPrinter, ui::Lang};

/// A cheap printer: takes everything, answers nothing, closes when the other does.
fn printer() -> (SocketAddr, thread::JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let address = listener.local_addr().expect("its address");
    let taking = thread::spawn(move || {
        let (mut line, _) = listener.accept().expect("a receipt");
        let mut bytes = Vec::new();
        line.read_to_end(&mut bytes).expect("all of it");
        bytes
    });
    (address, taking)
}

/// The page of printers, in a wizard whose other pages are told.
fn before_the_printers(lang: Lang, next: &str) -> Owner {
    let start = tempfile::tempdir().expect("a folder");
    let draft = format!(
        "[shop]\nname = \"Camellia\"\n[wechat]\napp_id = \"{APP_ID}\"\nmch_id = \"1900000001\"\nmerchant_cert = \"certs/a.p12\"\n"
    );
    fs::write(start.path().join("setup.toml"), draft).expect("written");
    let secrets = "app_secret = \"0123456789abcdef0123456789abcdef\"\napi_key = \"TestApiV2Key00000000000000000001\"\n";
    fs::write(start.path().join("secrets.toml"), secrets).expect("written");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let alone = fs::Permissions::from_mode(0o600);
        fs::set_permissions(start.path().join("secrets.toml"), alone).expect("closed");
    }
    let mut owner = Owner::in_folder(start, lang);
    owner.click(if lang == Lang::Zh { "接着连接" } else { "Go on" });
    owner.waits_for(if lang == Lang::Zh { "第 4 步，共 6 步" } else { "Step 4 of 6" });
    owner.click(next);
    owner
}

#[test]
fn a_printer_is_found_tried_and_kept_before_the_shop_is_open() {
    let mut owner = before_the_printers(Lang::En, "Next");
    owner.sees("Step 5 of 6");
    owner.click("Look for printers");
    owner.sees("None was found. A printer has to be on and in the same network");
    let (address, taking) = printer();
    owner.finds(vec![FoundPrinter::Network(address), FoundPrinter::System("TM-T82".to_owned())]);
    owner.click("Look for printers");
    owner.sees("Use TM-T82");
    owner.click(&format!("Use {address}"));
    assert!(!owner.shows(&format!("Use {address}")), "it stands above now");
    owner.click("Test print");
    owner.waits_for("The test was handed over. This printer answers no question, so look at the paper.");
    let bytes = taking.join().expect("printed");
    assert!(bytes.len() > 100, "{} bytes", bytes.len());
    owner.click("Save and leave");
    owner.waits_for("Go on");
    let draft = fs::read_to_string(owner.path().join("setup.toml")).expect("kept");
    assert!(draft.contains("kind = \"escpos-tcp\"") && draft.contains(&address.to_string()), "{draft}");
}

#[test]
fn a_printer_that_is_off_is_told_with_the_next_step_and_can_be_left_out() {
    let mut owner = before_the_printers(Lang::Zh, "下一步");
    owner.sees("第 5 步，共 6 步");
    let gone = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port").local_addr().expect("its address");
    owner.finds(vec![FoundPrinter::Network(gone)]);
    owner.click("在网络和系统里找打印机");
    owner.click(&format!("用这台：{gone}"));
    owner.click("打印测试页");
    owner.waits_for("连不上打印机。请检查电源、网线");
    owner.click("去掉");
    assert!(!owner.shows("打印测试页"));
    owner.sees(&format!("用这台：{gone}"));
}

#[test]
fn the_settings_find_the_systems_printer_too() {
    let folder = folder();
    let mut world = crate::settings_page::in_settings(folder.path(), "Printers, receipts");
    world.click("Look for printers");
    world.sees_part("None was found");
    world.click("Add a printer");
    world.click("system printer");
    world.sees("The name this system calls the printer by, without blanks");
    world.write("Address or number", "TM-T82");
    world.misses("The name this system calls the printer by, without blanks");
    world.click("Save");
    let kept = fs::read_to_string(folder.path().join("settings.toml")).expect("there");
    assert!(kept.contains("kind = \"system\"\naddress = \"TM-T82\""), "{kept}");
}
