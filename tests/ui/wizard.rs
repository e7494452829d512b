//! From an empty folder to a shop that is open, in the window alone: against WeChat's stand-in, with one fen that goes round.

use crate::wizard_owner::*;
use egui::Key;
use std::fs;
use zhanggui::{settings::Settings, ui::Lang};

#[test]
fn the_first_window_fits_its_screen_title_and_all() {
    let mut owner = Owner::new(Lang::En);
    let window = owner.window();
    let screen = egui::vec2(1280.0, 800.0);
    window.input_mut().viewports.entry(egui::ViewportId::ROOT).or_default().monitor_size = Some(screen);
    window.step();
    let output = &window.output().viewport_output;
    let wishes: Vec<_> = output.values().flat_map(|viewport| viewport.commands.clone()).collect();
    let size = wishes.iter().find_map(|wish| match wish {
        egui::ViewportCommand::InnerSize(size) => Some(*size),
        _ => None,
    });
    assert!(size.is_some_and(|size| size.x <= 1280.0 && size.y <= 760.0), "{wishes:?}");
    let least = egui::ViewportCommand::MinInnerSize(egui::vec2(960.0, 600.0));
    assert!(wishes.contains(&least) && wishes.contains(&egui::ViewportCommand::Maximized(true)), "{wishes:?}");
}

#[test]
fn from_an_empty_folder_to_a_paid_and_refunded_fen_without_a_terminal() {
    let there = tempfile::tempdir().expect("a folder");
    let sandbox = wechat(there.path());
    let mut owner = Owner::new(Lang::En);
    owner.sees("Welcome to Zhanggui");
    owner.click("Begin");
    owner.sees("Step 1 of 6");
    owner.write("Shop's name", "Camellia");
    owner.click("Next");

    owner.sees("Step 2 of 6");
    owner.click("Other servers and proxy");
    owner.write("Address of the mini program's interface", &sandbox.base_url());
    owner.write("Address of WeChat Pay", &sandbox.base_url());
    owner.write("One more root to trust (usually empty)", &sandbox.ca_path().display().to_string());
    owner.write("AppID of the mini program", APP_ID);
    owner.write("AppSecret of the mini program", &SECRET.replace('0', "f"));
    owner.click("Next");
    owner.sees("The AppSecret is wrong, or another mini program's");
    owner.sees("Reset the AppSecret on WeChat's platform");
    owner.click("Replace · AppSecret of the mini program");
    owner.write("AppSecret of the mini program", SECRET);
    owner.click("Next");

    owner.sees("Step 3 of 6");
    owner.write("Merchant number", MCH_ID);
    owner.write("API v2 key", &format!("{} ", &KEY[1..]));
    owner.sees("A blank or a line break around it; 31 characters without");
    owner.click("Remove blanks");
    owner.sees("31 characters; it should be 32");
    owner.write("API v2 key", KEY);
    owner.chooses(sandbox.dir().join("apiclient_cert.pem"));
    owner.click("Choose a file…");
    owner.click("Next");

    owner.sees("Step 4 of 6");
    let bind = free_port();
    sandbox.dig_tunnel(PUBLIC_URL, &format!("http://{bind}"));
    owner.write("Public address", PUBLIC_URL);
    owner.click("Advanced");
    owner.write("Where this computer listens", &bind.to_string());
    owner.click("Next");
    owner.sees("Step 5 of 6");
    assert!(!owner.path().join("settings.toml").exists(), "half of it is no shop");
    owner.click("Next");

    owner.sees("Step 6 of 6");
    owner.waits_for("Checks before opening");
    owner.waits_for("Merchant and key");
    owner.click("Buy it in the mini program");
    owner.waits_for("A product of ¥0.01 on sale");
    let _buyers = sandbox.send_buyers(buyers_at(bind));
    owner.waits_for("Pay ¥0.01 back");
    owner.click("Pay ¥0.01 back");
    assert!(sandbox.wait_until(TIMEOUT, |ledger| ledger.refunds().next().is_some()), "the refund never left");
    owner.waits_to_press("Open the shop");
    owner.click("Open the shop");
    owner.waits_for("Refunds");
    assert!(owner.has_a_shop(), "the shop is in the window");
    let settings = Settings::load(owner.path()).expect("whole");
    assert_eq!((settings.shop_name.as_str(), settings.mch_id.as_str()), ("Camellia", MCH_ID));
    assert!(settings.merchant_cert.starts_with(owner.path()), "the certificate is in the shop's own folder");
    assert!(!owner.path().join("setup.toml").exists());
    no_secret_is_anywhere(&owner, &[KEY, SECRET]);
    eprintln!("{} actions", owner.actions);
}

#[test]
fn the_wizard_is_left_and_taken_up_where_it_was() {
    let mut owner = Owner::new(Lang::Zh);
    owner.click("开始连接");
    owner.write("店铺名称", "山茶小铺");
    owner.click("下一步");
    owner.write("小程序的 AppID", APP_ID);
    owner.click("先存着，以后再来");
    owner.sees("接着连接");
    let mut again = Owner::in_folder(owner.leaves(), Lang::Zh);
    again.click("接着连接");
    again.sees("第 2 步，共 6 步");
    assert!(again.sentences().iter().any(|said| said == APP_ID), "what was told is there");
    assert!(fs::read_to_string(again.path().join("setup.toml")).expect("kept").contains("山茶小铺"));
}

#[test]
fn a_published_key_a_foreign_certificate_and_an_unreachable_wechat_are_told_with_the_next_step() {
    let there = tempfile::tempdir().expect("a folder");
    let sandbox = wechat(there.path());
    let mut owner = Owner::new(Lang::Zh);
    owner.click("开始连接");
    owner.write("店铺名称", "山茶小铺");
    owner.click("下一步");
    owner.click("其他服务器和代理");
    owner.write("小程序接口的地址", "https://127.0.0.1:1");
    owner.write("微信支付的地址", &sandbox.base_url());
    owner.write("另外信任的根证书（一般空着）", &sandbox.ca_path().display().to_string());
    owner.write("小程序的 AppID", APP_ID);
    owner.write("小程序的 AppSecret", SECRET);
    owner.click("下一步");
    owner.sees("连不上微信");
    owner.sees("检查网络");
    owner.click("先这样，下一步");
    owner.sees("第 3 步，共 6 步");
    owner.write("API v2 密钥", "192006250b4c09247ec02edce69f6a2d");
    owner.sees("这是网上流传的示例");
    owner.write("API v2 密钥", &KEY.replace("00001", "00002"));
    owner.write("商户号", "1900000002");
    let lone = there.path().join("lone.pem");
    fs::write(&lone, "x").expect("written");
    owner.chooses(there.path().join("nothing.txt"));
    fs::write(there.path().join("nothing.txt"), "x").expect("written");
    owner.click("选择文件…");
    owner.sees("请选 .p12、.pem");
    owner.chooses(sandbox.dir().join("apiclient_cert.pem"));
    owner.click("选择文件…");
    owner.click("下一步");
    owner.sees(&format!("证书属于商户 {MCH_ID}"));
    owner.write("商户号", MCH_ID);
    owner.click("下一步");
    owner.sees("证书、私钥和商户号 1900000001 是一套");
    owner.sees("在微信商户平台核对商户号、AppID 和 APIv2 密钥");
}

#[test]
fn the_practice_shop_is_one_button_away_and_left_again() {
    let mut owner = Owner::new(Lang::En);
    owner.window().key_press(Key::Num1);
    owner.settle();
    owner.waits_for("Practice");
    assert!(owner.has_a_shop());
    owner.click("Settings");
    owner.click("Program");
    owner.click("Leave the practice shop");
    owner.waits_for("Welcome to Zhanggui");
}

#[test]
fn a_help_file_and_the_shops_own_mini_program_are_a_button_each() {
    let mut owner = Owner::new(Lang::En);
    owner.window().key_press(Key::Num1);
    owner.settle();
    owner.waits_for("Practice");
    let saved = owner.path().join("saved");
    fs::create_dir(&saved).expect("a folder");
    owner.saves_into(&saved);
    owner.click("Settings");
    owner.click("Program");
    owner.sees("Licences");
    owner.sees("accesskit");
    owner.click("Save a help file…");
    owner.waits_for("Saved as");
    owner.click("System status");
    owner.click("Save a help file…");
    owner.waits_for("Saved as");
    let written: Vec<String> = fs::read_dir(&saved)
        .expect("the folder")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    assert!(
        matches!(written.as_slice(), [one] if one.starts_with("zhanggui-help-") && one.contains(".zip")),
        "{written:?}"
    );
}
