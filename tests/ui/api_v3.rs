//! API v3 as the owner sets it, changes to it, and pays out what WeChat could not.

use crate::{
    settings_page::{folder, in_settings},
    shop::{Shop, refund_no},
    wizard_owner::Owner,
    world::World,
};
use egui::Key;
use std::fs;
use zhanggui::{
    base::{env::Env, keyring::Keyring},
    domain::{Api, AppId, BuyerBankCard, MchId, PayoutBank, PayoutTo, RefundState},
    events::{CommandOutcome, PayoutTrouble},
    jobs::Command,
    sandbox::{Sandbox, SandboxConfig},
    settings::{Settings, secrets_in_plain},
    ui::Lang,
    wechat::{Account, ApiKey},
};

const V3_KEY: &str = "TestApiV3Key00000000000000000001";
const KEY_ID: &str = "PUB_KEY_ID_0119000000012026010100000000000001";
const NUMBER: &str = "6225880123456783";

/// WeChat's public key as the merchant platform hands it out.
fn public_key() -> String {
    let keys: serde_json::Value = serde_json::from_str(include_str!("../fixtures/wechat/v3-keys.json")).unwrap();
    let der = keys["wechat_pay_public_key"]["public_key_spki_der_base64"].as_str().expect("a key");
    let lines: Vec<&str> = der.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", lines.join("\n"))
}

#[test]
fn before_a_shop_changes_to_api_v3_it_is_told_what_becomes_of_what_is_in_flight() {
    let folder = folder();
    fs::write(folder.path().join("pub_key.pem"), public_key()).expect("written");
    let mut world = in_settings(folder.path(), "WeChat Pay");
    world.sees_part("the only one for merchant numbers opened since late 2024");
    world.misses_part("are finished with the API v2 key: keep it");
    world.click("API v3");
    world.sees_part("First apply for WeChat Pay's public key on the merchant platform");
    world.sees_part("start the change there too");
    world.sees_part("are finished with the API v2 key: keep it");
    world.sees_part("“API v3 key” has to be put right first");
    world.write_masked("API v3 key", &V3_KEY[1..]);
    world.sees("31 characters; it should be 32");
    world.write_masked("API v3 key", V3_KEY);
    world.write("Public key's ID", "PUB_KEY_ID_");
    world.sees_part("PUB_KEY_ID_ and digits");
    world.write("Public key's ID", KEY_ID);
    world.sees("The ID is here; its file pub_key.pem is missing");
    world.write("WeChat Pay's public key", "pub_key.pem");
    world.misses("The ID is here; its file pub_key.pem is missing");
    world.click("Save");
    let settings = Settings::load(folder.path()).expect("whole");
    assert_eq!(settings.api, Api::V3);
    assert!(settings.wechatpay_public_key.expect("named").load().is_ok());
    let kept = secrets_in_plain(folder.path(), &Keyring::none()).expect("written");
    assert_eq!(*kept, format!("api_v3_key = \"{V3_KEY}\"\n"));
    assert!(!world.everything_said().contains(V3_KEY), "it is on the screen");
    world.misses_part("are finished with the API v2 key: keep it");
    world.sees_part("Leave it empty if there are none");
}

#[test]
fn a_shop_that_is_to_change_may_put_its_keys_in_first_and_stays_on_v2() {
    let folder = folder();
    let mut world = in_settings(folder.path(), "WeChat Pay");
    world.write_masked("API v3 key", V3_KEY);
    world.click("Save");
    assert_eq!(Settings::load(folder.path()).expect("whole").api, Api::V2);
    let text = fs::read_to_string(folder.path().join("settings.toml")).expect("there");
    assert!(!text.contains("api"), "nothing is written that was not chosen: {text}");
}

/// An owner who has come to the merchant's page; these lines stand under `[wechat]` already.
fn begun(more: &str) -> Owner {
    let start = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        fs::write(start.path().join(name), text).expect("written");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(start.path().join(name), fs::Permissions::from_mode(0o600)).expect("closed");
        }
    };
    write("setup.toml", &format!("[shop]\nname = \"Camellia\"\n[wechat]\napp_id = \"wx7e57000000000001\"\n{more}"));
    write("secrets.toml", "app_secret = \"0123456789abcdef0123456789abcdef\"\n");
    let mut owner = Owner::in_folder(start, Lang::En);
    owner.click("Go on");
    owner.waits_for("Step 3 of 6");
    owner
}

#[test]
fn the_wizard_asks_for_what_the_chosen_api_takes() {
    let (elsewhere, private) = (tempfile::tempdir().expect("a folder"), "-----BEGIN PRIVATE KEY-----\nMIIB\n");
    fs::write(elsewhere.path().join("apiclient_key.pem"), private).expect("written");
    fs::write(elsewhere.path().join("pub_key.pem"), public_key()).expect("written");
    let mut owner = begun("");
    owner.sees("Where the API v2 key is");
    assert!(!owner.shows("Public key's ID"));
    owner.click("API v3");
    owner.sees("Where the API v3 key and WeChat Pay's public key are");
    owner.sees("WeChat Pay public key: apply, download pub_key.pem, and copy the ID beside it");
    assert!(!owner.sentences().iter().any(|said| said == "API v2 key"), "it is not asked for");
    owner.write("Merchant number", "1900000001");
    owner.write("API v3 key", V3_KEY);
    owner.chooses(elsewhere.path().join("apiclient_key.pem"));
    owner.click("Choose a file… · WeChat Pay's public key");
    owner.sees("This is a private key: give it to nobody");
    assert!(!owner.path().join("certs").exists(), "a private key goes nowhere by this button");
    owner.chooses(elsewhere.path().join("pub_key.pem"));
    owner.click("Choose a file… · WeChat Pay's public key");
    owner.write("Public key's ID", KEY_ID);
    owner.click("Save and leave");
    owner.waits_for("Go on");
    let draft = fs::read_to_string(owner.path().join("setup.toml")).expect("kept");
    assert!(draft.contains("api = \"v3\"") && draft.contains("certs/pub_key-") && draft.contains(KEY_ID), "{draft}");
    assert!(!draft.contains(V3_KEY));
    assert!(secrets_in_plain(owner.path(), &Keyring::none()).expect("kept").contains(V3_KEY));
}

#[test]
fn the_merchants_page_of_api_v3_goes_on_once_the_echo_came_back() {
    let there = tempfile::tempdir().expect("a folder");
    let account = Account {
        app_id: AppId::parse("wx7e57000000000001").expect("an app id"),
        app_channel_app_id: None,
        mch_id: MchId::parse("1900000001").expect("a merchant"),
        key: ApiKey::new("TestApiV2Key00000000000000000001").expect("a key"),
    };
    let config = SandboxConfig {
        api_v3_key: Some(V3_KEY.to_owned()),
        ..SandboxConfig::new(there.path(), account, "0123456789abcdef0123456789abcdef")
    };
    let sandbox = Sandbox::start(config, Env::system()).expect("a stand-in");
    let mut owner =
        begun(&format!("pay_url = \"{}\"\nextra_root_ca = '{}'\n", sandbox.base_url(), sandbox.ca_path().display()));
    owner.click("API v3");
    owner.write("Merchant number", "1900000001");
    owner.write("API v3 key", V3_KEY);
    owner.chooses(sandbox.public_key_path());
    owner.click("Choose a file… · WeChat Pay's public key");
    owner.write("Public key's ID", "PUB_KEY_ID_0119000000012026010100000000009999");
    owner.chooses(sandbox.dir().join("apiclient_cert.pem"));
    owner.click("Choose a file…");
    owner.click("Next");
    owner.sees(&format!("and WeChat signs with {}", sandbox.public_key_id()));
    owner.sees("Compare the ID on the merchant platform");
    owner.write("Public key's ID", &sandbox.public_key_id());
    owner.click("Next");
    owner.sees("Step 4 of 6");
}

/// A refund that WeChat could not pay out, of an order of this API.
pub fn stuck(api: Api) -> World {
    let shop = Shop::camellia();
    shop.set_refund(4, RefundState::Stuck);
    shop.rows().refunds.iter_mut().for_each(|refund| refund.api = api);
    let mut world = World::open(shop);
    world.click("Refunds");
    world.click("Refunding 3");
    world.click_part("Stuck");
    world
}

#[test]
fn what_was_made_with_api_v2_is_paid_elsewhere_on_wechats_platform_alone() {
    let mut world = stuck(Api::V2);
    world.sees_part("1. Sign in to pay.weixin.qq.com");
    world.misses("Pay to a bank card…");
    world.click("Ask WeChat now");
}

#[test]
fn a_refund_of_api_v3_goes_to_the_buyers_card_once_it_was_compared() {
    let mut world = stuck(Api::V3);
    world.click("Pay to a bank card…");
    world.sees_part("so nothing is paid twice");
    world.sees_part("They are not kept");
    world.click("China Merchants Bank");
    world.write("Card number", "6225 8801 2345 6784");
    world.sees("A digit of the card number is wrong: compare it again");
    world.write("Card number", NUMBER);
    world.misses("A digit of the card number is wrong: compare it again");
    world.write("Name of the holder", " ");
    world.sees("Enter the holder's name");
    world.write("Name of the holder", "李雷");
    world.misses("Enter the holder's name");
    world.click_if_there("Pay to this card");
    assert_eq!(world.wishes(), [], "not before it was compared");
    world.click("I compared it with the buyer, and it is right");
    world.key(Key::Enter);
    assert_eq!(world.wishes(), [], "no key does it");
    world.write("Name of the holder", "李磊");
    world.click_if_there("Pay to this card");
    assert_eq!(world.wishes(), [], "what was changed since wants to be compared again");
    world.write("Name of the holder", "李雷");
    world.click("I compared it with the buyer, and it is right");
    world.click("Pay to this card");
    let card = BuyerBankCard::new(PayoutBank::Cmb, NUMBER, "李雷").expect("a card");
    let wish = Command::PayOutRefund { refund_no: refund_no(4), to: PayoutTo::Buyer(card) };
    assert!(!format!("{wish:?}").contains("6225"), "it is in no log");
    assert_eq!(world.wishes(), [wish]);
    assert!(!world.everything_said().contains(NUMBER));
    world.answers(|wish| matches!(wish, Command::PayOutRefund { .. }), CommandOutcome::Done);
    world.sees_part("WeChat took it");
}

#[test]
fn what_was_typed_of_a_card_is_gone_once_the_dialog_was_left() {
    let mut world = stuck(Api::V3);
    world.click("Pay to a bank card…");
    world.click("ICBC");
    world.write("Card number", NUMBER);
    world.write("Name of the holder", "李雷");
    world.key(Key::Escape);
    world.key(Key::Escape);
    world.misses("Card number");
    world.click("Pay to a bank card…");
    assert_eq!((world.content("Card number").as_str(), world.content("Name of the holder").as_str()), ("", ""));
    world.focus("Card number");
    world.command_key(Key::Z);
    assert_eq!(world.content("Card number"), "", "undo brings nothing back");
}

#[test]
fn money_for_the_shops_own_account_is_said_not_to_be_the_buyers_yet() {
    let mut world = stuck(Api::V3);
    world.click("Pay to a bank card…");
    world.click("The shop's account");
    world.sees_part("the buyer has nothing yet");
    world.misses("Card number");
    world.click_if_there("Pay to the shop");
    assert_eq!(world.wishes(), []);
    world.click("I know that I have to pay the buyer myself");
    world.click("Pay to the shop");
    assert_eq!(world.wishes(), [Command::PayOutRefund { refund_no: refund_no(4), to: PayoutTo::Shop }]);
    let outcome = CommandOutcome::NotPaidOut(PayoutTrouble::ByHandOnly);
    world.answers(|wish| matches!(wish, Command::PayOutRefund { .. }), outcome);
    world.sees_part("can only be paid elsewhere on WeChat's merchant platform");
}
