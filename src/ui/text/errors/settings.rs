//! What is wrong in the settings. The English stands beside each reason.

use super::{
    super::secrets::{sealed_trouble, secrets_unreadable},
    system::{io_error, technical_words},
};
use crate::{
    base::{address::BadPublicUrl, database_url::BadDatabaseUrl, lang::Lang},
    settings::{BadSecrets, BadSettings, NotSaved, Reason},
};

/// The settings cannot be used.
pub(super) fn settings_error(lang: Lang, bad: &BadSettings) -> String {
    if lang == Lang::En {
        return bad.to_string();
    }
    match bad {
        BadSettings::Missing(path) => format!("找不到设置文件 {}", path.display()),
        BadSettings::Unreadable { path, why } => format!("读不了 {}：{}", path.display(), io_error(lang, why)),
        BadSettings::NotText(path) => format!("{} 不是文本文件：请另存为 UTF-8", path.display()),
        BadSettings::Line { path, line, reason } => format!("{} 第 {line} 行：{}", path.display(), reason_text(reason)),
    }
}

/// Nothing was written, and why.
pub(in crate::ui) fn not_saved(lang: Lang, why: &NotSaved) -> String {
    match (lang, why) {
        (_, NotSaved::Bad(bad)) => settings_error(lang, bad),
        (lang, NotSaved::Shut(why)) => {
            let nothing = lang.pick("没有保存：", "Nothing was saved. ");
            format!("{nothing}{}", sealed_trouble(lang, *why))
        }
        (Lang::Zh, NotSaved::Meanwhile(_)) => {
            "设置文件刚刚被别的程序改过，没有保存。请按“不改了”重新读取，再改一次。".to_owned()
        }
        (Lang::En, NotSaved::Meanwhile(_)) => "The settings file was changed by another program meanwhile, so nothing \
            was saved. Discard what is typed to read it again, then change it."
            .to_owned(),
        (Lang::Zh, NotSaved::Unwritable { path, why }) => {
            format!("{} 写不进去，设置和原来一样：{}", path.display(), io_error(lang, why))
        }
        (Lang::En, NotSaved::Unwritable { path, why }) => {
            format!("{} cannot be written, and the settings are as they were: {why}", path.display())
        }
        (Lang::Zh, NotSaved::PrintersByHand(_)) => {
            "设置文件里的打印机是手写的特别格式，这里改不了：请在文件里改。".to_owned()
        }
        (Lang::En, NotSaved::PrintersByHand(_)) => {
            "The printers stand in the settings file in a form of its own: change them in the file.".to_owned()
        }
    }
}

/// Nothing is known of the stored secrets, and what to do.
pub(in crate::ui) fn secrets_fault(lang: Lang, bad: &BadSecrets) -> &'static str {
    match bad {
        BadSecrets::Shut { why, .. } => sealed_trouble(lang, *why),
        _ => secrets_unreadable(lang),
    }
}

/// What to write instead, in Chinese.
fn reason_text(reason: &Reason) -> String {
    let fixed = match reason {
        Reason::NotUnderstood(words) => return format!("这里看不懂{}", technical_words(Lang::Zh, words)),
        Reason::TunnelBlank(blank) => return format!("请把 command 里的 {blank} 换成自己的"),
        Reason::PrinterTwice(name) => return format!("有两台打印机都叫 {name:?}：请给其中一台改名"),
        Reason::PublicUrl(bad) => public_url(*bad),
        Reason::ApiVersion => "api 要写 \"v2\" 或 \"v3\"",
        Reason::PublicKeyId => "wechatpay_public_key_id 是 PUB_KEY_ID_ 加数字，在微信商户平台上公钥旁边",
        Reason::PublicKeyWithoutId => {
            "wechatpay_public_key_id 要写 wechatpay_public_key 里那个公钥的 ID：PUB_KEY_ID_ 加数字"
        }
        Reason::PublicKeyWithoutFile => {
            "wechatpay_public_key 要写公钥文件的位置，它的 ID 在 wechatpay_public_key_id 里"
        }
        Reason::ShopName => "name 要有 1 到 40 个字",
        Reason::AppId => "app_id 是 wx 加 16 个十六进制字符",
        Reason::AppChannel => "app_channel_app_id 是 wx 加 16 个十六进制字符；没有自己的 App 就留空",
        Reason::AppChannelSame => "app_channel_app_id 要写 App 在微信开放平台的 AppID，不能和小程序的 app_id 相同",
        Reason::MchId => "mch_id 是 8 到 10 位数字",
        Reason::SignType => "sign_type 要写 \"HMAC-SHA256\" 或 \"MD5\"",
        Reason::Bind => "bind 要写地址和端口：127.0.0.1:8719",
        Reason::NotHttps => "必须以 https:// 开头",
        Reason::PayWithin => "pay_within_minutes 要在 2 到 10080 之间",
        Reason::PickupAddress => "允许自提时 pickup_address 要写 1 到 200 个字",
        Reason::PickupHours => "pickup_hours 最多 100 个字",
        Reason::FreightFlat => "freight 的 flat 要写金额，例如 \"8.00\"，最多 10000；包邮就留空",
        Reason::FreightFreeFrom => "free_from 要写金额，例如 \"99.00\"；没有就留空",
        Reason::FreightRegions => "regions 先写省份，再写运费，几组之间用分号：\"新疆 西藏 20; 内蒙古 15\"",
        Reason::UsualCarrier => "carrier 要写快递公司在微信里的编号（字母）；留空就用最近一次的",
        Reason::Waits => "要写 1 到 30 个秒数，每个最多 86400，最后一个至少 1",
        Reason::HoldSeconds => "hold_seconds 要在 0 到 3600 之间",
        Reason::KeepDays => "keep_days 要在 30 到 3650 之间",
        Reason::StoreUrl(BadDatabaseUrl::Shape) => {
            "url 要写 postgresql://用户@主机/数据库；留空就用这个文件夹里的 shop.db"
        }
        Reason::StoreUrl(BadDatabaseUrl::Password) => {
            "url 里不要写密码：请存进密钥，或者设置环境变量 ZHANGGUI_STORE_PASSWORD"
        }
        Reason::LockMinutes => "lock_minutes 要在 1 到 480 之间",
        Reason::BackupDays => "备份的 keep_days 要在 1 到 3650 之间",
        Reason::LimitOrders => "orders 要在 1 到 1000000 之间：一位买家一天最多下多少单",
        Reason::LimitPieces => "open_unpaid_pieces 要在 1 到 1000000 之间：一位买家最多占用多少件还没付款的商品",
        Reason::LimitPictures => "picture_mib 要在 1 到 1000000 之间：一位买家一天最多上传多少 MiB 图片",
        Reason::QuietHours => "免打扰需要两个不同的时间：quiet_from = \"22:00\"，quiet_until = \"08:00\"",
        Reason::TunnelKind => "kind 要写 \"manual\" 或 \"command\"",
        Reason::TunnelCommand => "command 要写隧道程序：command = [\"ssh\", \"-N\", ...]",
        Reason::PrinterName => "打印机的 name 要有 1 到 40 个字",
        Reason::PrinterAddress => "address 要写主机和端口：192.168.1.50:9100",
        Reason::PrinterQueue => "address 要写系统里这台打印机的名字",
        Reason::PrinterNumber => "address 要写打印机编号：字母和数字",
        Reason::PrinterAccount => "account 要写云打印平台的账号",
        Reason::PrinterServer => "server 必须以 https:// 开头",
        Reason::PrinterColumns => "columns 要在 24 到 64 之间（58 毫米纸：32，80 毫米纸：48）",
    };
    fixed.to_owned()
}

const fn public_url(bad: BadPublicUrl) -> &'static str {
    match bad {
        BadPublicUrl::NotHttps => "public_url 必须以 https:// 开头：微信只通知这样的地址",
        BadPublicUrl::NotBare => "public_url 只能是主机名：不带端口、路径和参数",
        BadPublicUrl::NotAName => "public_url 必须是带点的主机名，例如 shop.example.com",
        BadPublicUrl::Private => "public_url 必须能从互联网访问：现在这个只在本地网络里有意义",
    }
}
