//! The whole way in Chinese with API v3: from an empty folder to a paid and refunded fen, every action counted.

use crate::wizard_owner::{
    APP_ID, MCH_ID, Owner, PUBLIC_URL, SECRET, TIMEOUT, buyers_at, free_port, no_secret_is_anywhere, wechat_by,
};
use std::time::Instant;
use zhanggui::{domain::Api, settings::Settings, ui::Lang};

const V3_KEY: &str = "TestApiV3Key00000000000000000001";
/// What a person does: a press, or a field filled in.
const ACTIONS_MOST: usize = 30;

#[test]
fn with_api_v3_and_in_chinese_it_is_the_same_way_to_the_end() {
    let there = tempfile::tempdir().expect("a folder");
    let sandbox = wechat_by(there.path(), Some(V3_KEY));
    let began = Instant::now();
    let mut owner = Owner::new(Lang::Zh);
    owner.click("开始连接");
    owner.sees("第 1 步，共 6 步");
    owner.write("店铺名称", "山茶小铺");
    owner.click("下一步");

    owner.sees("第 2 步，共 6 步");
    owner.click("其他服务器和代理");
    owner.write("小程序接口的地址", &sandbox.base_url());
    owner.write("微信支付的地址", &sandbox.base_url());
    owner.write("另外信任的根证书（一般空着）", &sandbox.ca_path().display().to_string());
    owner.write("小程序的 AppID", APP_ID);
    owner.write("小程序的 AppSecret", SECRET);
    owner.click("下一步");

    owner.sees("第 3 步，共 6 步");
    owner.click("API v3");
    owner.write("商户号", MCH_ID);
    owner.write("API v3 密钥", V3_KEY);
    owner.chooses(sandbox.public_key_path());
    owner.click("选择文件… · 微信支付公钥");
    owner.write("公钥 ID", &sandbox.public_key_id());
    owner.chooses(sandbox.dir().join("apiclient_cert.pem"));
    owner.click("选择文件…");
    owner.click("下一步");

    owner.sees("第 4 步，共 6 步");
    let bind = free_port();
    sandbox.dig_tunnel(PUBLIC_URL, &format!("http://{bind}"));
    owner.write("公网地址", PUBLIC_URL);
    owner.click("高级");
    owner.write("本机接收地址", &bind.to_string());
    owner.click("下一步");
    owner.sees("第 5 步，共 6 步");
    owner.click("下一步");

    owner.sees("第 6 步，共 6 步");
    owner.waits_for("API v3 的问答");
    owner.click("在小程序里买");
    owner.waits_for("上架 ¥0.01 的商品");
    let _buyers = sandbox.send_buyers(buyers_at(bind));
    owner.waits_for("退回 ¥0.01");
    owner.click("退回 ¥0.01");
    assert!(sandbox.wait_until(TIMEOUT, |ledger| ledger.refunds().next().is_some()), "the refund never left");
    owner.waits_to_press("开店");
    owner.click("开店");
    owner.waits_for("退款");
    assert_eq!(Settings::load(owner.path()).expect("whole").api, Api::V3);
    no_secret_is_anywhere(&owner, &[V3_KEY, SECRET]);
    eprintln!("{} actions, {:.1} s", owner.actions, began.elapsed().as_secs_f64());
    assert!(owner.actions <= ACTIONS_MOST, "{} actions", owner.actions);
}
