//! Why a shop does not open, in Chinese. The English stands beside each error; here is every sentence an owner can meet
//! before there is a window to read the rest in.

mod tables;

pub(crate) use tables::place;

use crate::{
    app::{export::ExportError, start::StartError},
    base::{https::BadEndpoint, lang::Lang},
    settings::{BadSecrets, BadSettings},
    store::{FileDamage, StoreError},
    ui::refused,
    wechat::{BadCertificate, BadKey, GatewayError, NoAnswer, NoTime, NotSent, miniprogram::BadSecret},
};

/// The sentence of an error that kept a shop from opening; `None` for an error of another kind.
pub fn in_chinese(error: &(dyn std::error::Error + 'static)) -> Option<String> {
    if let Some(bad) = error.downcast_ref() {
        return Some(settings(bad));
    }
    if let Some(bad) = error.downcast_ref() {
        return Some(secrets(bad));
    }
    if let Some(bad) = error.downcast_ref() {
        return Some(start(bad));
    }
    if let Some(bad) = error.downcast_ref() {
        return Some(export(bad));
    }
    error.downcast_ref().map(store)
}

/// The sheet was not written.
fn export(bad: &ExportError) -> String {
    match bad {
        ExportError::Store(bad) => store(bad),
        ExportError::TooMany(rows) => format!("{rows} 行放不进一个工作簿：请选少几天，或写成 .csv"),
        ExportError::NotWritten { path, why } if why.kind() == std::io::ErrorKind::AlreadyExists => {
            format!("{} 已经存在，没有覆盖：请换一个文件名", path.display())
        }
        ExportError::NotWritten { path, why } => format!("{} 写不了：{why}", path.display()),
        ExportError::StateOfOthers => "--state 只用于订单（orders）".to_owned(),
        ExportError::BadDay(day) => format!("“{day}”不是日期，请写成 2026-09-01 这样"),
    }
}

/// The settings cannot be used.
pub(crate) fn settings(bad: &BadSettings) -> String {
    match bad {
        BadSettings::Missing(path) => format!("找不到设置文件 {}", path.display()),
        BadSettings::Unreadable { path, reason } => format!("读不了 {}：{reason}", path.display()),
        BadSettings::NotText(path) => format!("{} 不是文本文件：请另存为 UTF-8", path.display()),
        BadSettings::Line { path, line, reason } => {
            format!("{} 第 {line} 行：{}", path.display(), reason.in_chinese())
        }
    }
}

/// The secrets cannot be used. Never with a value.
pub(crate) fn secrets(bad: &BadSecrets) -> String {
    match bad {
        BadSecrets::Missing { name, key, path } => {
            format!("缺少 {name}：请设置这个环境变量，或在 {} 里写 {key} = \"…\"", path.display())
        }
        BadSecrets::Open(path) => {
            format!("{} 能被这台电脑上的其他人读取：请只留给自己（chmod 600）", path.display())
        }
        BadSecrets::File { path, reason } => format!("{} 用不了：{reason}", path.display()),
        BadSecrets::Key(BadKey::Length(length)) => format!("API 密钥有 {length} 个字符；微信的密钥是 32 个"),
        BadSecrets::Key(BadKey::Character) => "API 密钥里有字母和数字以外的字符".to_owned(),
        BadSecrets::Key(BadKey::Placeholder) => {
            "这个 API 密钥是公开的示例或占位文字；请在微信商户平台设置自己的密钥".to_owned()
        }
        BadSecrets::Key(BadKey::Blank) => "API 密钥的开头或结尾有空格或换行：请删掉".to_owned(),
        BadSecrets::AppSecret(BadSecret::Shape) => "AppSecret 是 32 个字母和数字".to_owned(),
        BadSecrets::AppSecret(BadSecret::Blank) => "AppSecret 的开头或结尾有空格或换行：请删掉".to_owned(),
        BadSecrets::NotText(path) => format!("{} 不是文本文件：请另存为 UTF-8", path.display()),
    }
}

/// The shop does not open.
pub(crate) fn start(bad: &StartError) -> String {
    match bad {
        StartError::AlreadyOpen(folder) => {
            format!("这家店已经在另一个窗口或后台服务里打开（{}）", folder.display())
        }
        StartError::Folder { path, reason } => format!("文件夹 {} 用不了：{reason}", path.display()),
        StartError::Store(bad) => store(bad),
        StartError::Gateway(bad) => endpoint(bad),
        StartError::NoFolder => "这台电脑没有给出数据文件夹：请用 --data 指定一个".to_owned(),
    }
}

/// No call can be made at all.
pub(crate) fn endpoint(bad: &BadEndpoint) -> String {
    match bad {
        BadEndpoint::Address(address) => format!("{address:?} 不是一个不带路径的 https 地址"),
        BadEndpoint::RootCa => "读不了 extra_root_ca 里的证书".to_owned(),
        BadEndpoint::Proxy => "proxy 里的代理地址用不了".to_owned(),
        BadEndpoint::Tls(why) => format!("TLS 启动不了：{why}"),
        BadEndpoint::Runtime(why) => format!("没有线程可用来发起请求：{why}"),
    }
}

const NO_CONNECTION: &str = "连不上微信";
const BROKEN: &str = "和微信的连接断了，或者等太久没有回答";

/// WeChat did not say what time it is.
pub(crate) fn no_time(why: &NoTime) -> String {
    match why {
        NoTime::Endpoint(bad) => endpoint(bad),
        NoTime::NoConnection(_) => NO_CONNECTION.to_owned(),
        NoTime::Broken(_) => BROKEN.to_owned(),
        NoTime::TooLong => "回答太长，不像是微信的".to_owned(),
        NoTime::NoDate => "微信的回答里没有时间".to_owned(),
    }
}

/// A question to WeChat that moves nothing came to nothing.
pub(crate) fn gateway(error: &GatewayError) -> String {
    match error {
        GatewayError::Declined { code, message } => format!("微信没有接受：{message}（{code}）"),
        GatewayError::NotEnough { message } => format!("微信商户余额不足：{message}"),
        GatewayError::Misconfigured { code, message } if code.is_empty() => format!("微信不认这样的请求：{message}"),
        GatewayError::Misconfigured { code, message } => format!("微信不认这样的请求：{message}（{code}）"),
        GatewayError::Wait { code, .. } => format!("微信要我们等一等（{code}）"),
        GatewayError::NoAnswer(why) => no_answer(why),
        GatewayError::NotSent(why) => not_sent(why),
    }
}

fn no_answer(why: &NoAnswer) -> String {
    match why {
        NoAnswer::Broken(_) => BROKEN.to_owned(),
        NoAnswer::Status(status) => format!("微信回答了 HTTP 状态 {status}"),
        NoAnswer::Unreadable(_) => "回答读不懂，不像是微信的".to_owned(),
        NoAnswer::Unproven => "回答的签名缺少或不对，什么也证明不了".to_owned(),
        NoAnswer::Elsewhere(_) => "回答说的不是我们问的".to_owned(),
        NoAnswer::Unknown { code, message } => {
            format!("微信自己也不知道（{}）", format!("{code} {message}").trim())
        }
    }
}

fn not_sent(why: &NotSent) -> String {
    match why {
        NotSent::NoConnection(_) => NO_CONNECTION.to_owned(),
        NotSent::Certificate(bad) => certificate(bad),
        NotSent::NotRecorded(_) => "没有发出：记不下这次请求".to_owned(),
        NotSent::BadRequest(_) => "没有发出：请求不合微信的规则".to_owned(),
    }
}

/// The merchant certificate cannot be used.
pub(crate) fn certificate(bad: &BadCertificate) -> String {
    let file = |what| if what == "key" { "私钥" } else { "证书" };
    match bad {
        BadCertificate::Missing { what } => format!("没有{}文件", file(*what)),
        BadCertificate::Unreadable { what, reason } => format!("读不了{}文件（{reason}）", file(*what)),
        BadCertificate::NotPem { what } => format!("{0}文件里没有 PEM 格式的{0}", file(*what)),
        BadCertificate::OtherPassword => "用商户号当密码打不开这个 .p12 文件".to_owned(),
        BadCertificate::NotP12 => ".p12 文件里没有证书和它的私钥".to_owned(),
        BadCertificate::P12Form => {
            "读不了这种 .p12 文件：请改用 apiclient_cert.pem 和 apiclient_key.pem 两个文件".to_owned()
        }
        BadCertificate::Swapped => "两个文件放反了：证书文件里是私钥，私钥文件里是证书".to_owned(),
        BadCertificate::EncryptedKey => "私钥带有密码保护".to_owned(),
        BadCertificate::OtherKey => "私钥和证书不是一对".to_owned(),
        BadCertificate::OtherMerchant { found } => format!("证书属于商户 {found}"),
        BadCertificate::Expired { at } => format!("证书已在 {} 到期", at.to_dashed()),
        BadCertificate::NotYetValid { from } => format!("证书从 {} 起才有效", from.to_dashed()),
    }
}

/// The data file cannot be used.
pub(crate) fn store(bad: &StoreError) -> String {
    match bad {
        StoreError::Refused(refusal) => refused(Lang::Zh, refusal),
        StoreError::Disk(why) => format!("数据文件读不了或写不了：{why}"),
        StoreError::Locked => "数据文件被另一个程序占用".to_owned(),
        StoreError::Closed => "店铺正在关闭".to_owned(),
        StoreError::Newer { found, known } => {
            format!("数据文件是更新的版本（{found}），这个程序只认识到版本 {known}：请换用新版本的掌柜")
        }
        StoreError::Older => "数据文件是旧版本写的，还没有升级".to_owned(),
        StoreError::Damaged(found) => damaged(found),
        StoreError::Altered(found) => format!("有数据和掌柜写下的不一样：{}", tables::listed(found)),
        StoreError::ForeignLog => "shop.db 和旁边的日志（shop.db-wal）不是同一份数据".to_owned(),
        StoreError::Rule(why) => format!("这一行数据不合规则，没有写入：{why}"),
        StoreError::Unreadable(why) => format!("这一行数据读不出来：{why}"),
        StoreError::Other(why) => format!("数据文件出错：{why}"),
    }
}

/// In which way the file is damaged.
fn damaged(found: &FileDamage) -> String {
    match found {
        FileDamage::CutShort => "数据文件已损坏：文件不完整，后面缺了一截".to_owned(),
        FileDamage::NotADatabase => "数据文件已损坏：它不是数据库文件".to_owned(),
        FileDamage::OtherProgram => "数据文件已损坏：它是别的程序的数据库".to_owned(),
        FileDamage::Migrations(_) => "数据文件已损坏：里面的版本记录用不了".to_owned(),
        FileDamage::Torn(why) => format!("数据文件已损坏：里面有坏掉的数据页（技术信息：{why}）"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;

    /// Each way to misspell the settings, and a word its Chinese sentence holds.
    const WRONG: [(&str, &str); 6] = [
        ("[orders]\npay_within_minutes = 1\n", "2 到 10080"),
        ("[refunds]\nhold_seconds = 4000\n", "0 到 3600"),
        ("[listener]\nbind = \"here\"\n", "127.0.0.1:8719"),
        ("[tunnel]\npublic_url = \"http://a.example.com\"\n", "https://"),
        ("[alerts]\nquiet_from = \"22:00\"\n", "免打扰"),
        ("[nonsense]\n", "看不懂"),
    ];

    #[test]
    fn what_is_wrong_in_the_settings_is_said_in_chinese_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        for (lines, word) in WRONG {
            let good =
                "[shop]\nname = \"山茶小铺\"\n[wechat]\napp_id = \"wx2421b1c4370ec43b\"\nmch_id = \"1900000109\"\n";
            std::fs::write(folder.path().join("settings.toml"), format!("{good}{lines}")).unwrap();
            let bad = Settings::load(folder.path()).expect_err(lines);
            let said = in_chinese(&bad).expect("a sentence");
            assert!(said.contains(word) && said.contains("行："), "{said}");
        }
    }

    #[test]
    fn why_a_shop_does_not_open_is_found_behind_any_error() {
        let open = StartError::AlreadyOpen("shop".into());
        assert_eq!(in_chinese(&open).as_deref(), Some("这家店已经在另一个窗口或后台服务里打开（shop）"));
        let key = BadSecrets::Key(BadKey::Length(5));
        assert_eq!(in_chinese(&key).as_deref(), Some("API 密钥有 5 个字符；微信的密钥是 32 个"));
        assert_eq!(in_chinese(&std::fmt::Error), None);
    }
}
