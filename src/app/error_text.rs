//! Every error that can end a command, as a sentence in the reader's language. What the window's room knows is worded in
//! `ui/text`; here is what only this room knows.

mod wechat;

pub(crate) use wechat::{certificate_error, gateway_error, no_time};

use crate::{
    app::{
        backup::BackupError, bill::BillError, export::ExportError, moving::MovingError, practice::PracticeError,
        start::StartError,
    },
    base::lang::Lang,
    sandbox::SandboxError,
    settings::BadSecrets,
    store::MoveFault,
    ui,
    ui::{endpoint_error, io_error, sealed_trouble, store_error, technical_words},
    wechat::{
        BadKey,
        miniprogram::{BadPushSecret, BadSecret},
    },
};
use std::{error::Error, io::ErrorKind};

/// The sentence of an error and what caused it: the first of the chain that is known.
pub fn told(lang: Lang, error: &(dyn Error + 'static)) -> String {
    let chain = std::iter::successors(Some(error), |error| (*error).source());
    let known = chain.map(|error| error_text(lang, error)).find_map(|said| said);
    known.unwrap_or_else(|| {
        let said = lang.pick("出了意料之外的错误", "something unexpected went wrong");
        format!("{said}{}", technical_words(lang, &error.to_string()))
    })
}

/// The sentence of one error; `None` for a kind that ends no command.
pub fn error_text(lang: Lang, error: &(dyn Error + 'static)) -> Option<String> {
    None.or_else(|| error.downcast_ref::<BadSecrets>().map(|bad| secrets_error(lang, bad)))
        .or_else(|| error.downcast_ref::<StartError>().map(|bad| start_error(lang, bad)))
        .or_else(|| error.downcast_ref::<BackupError>().map(|bad| backup_error(lang, bad)))
        .or_else(|| error.downcast_ref::<ExportError>().map(|bad| export_error(lang, bad)))
        .or_else(|| error.downcast_ref::<MoveFault>().map(|bad| move_fault(lang, bad)))
        .or_else(|| error.downcast_ref::<MovingError>().and_then(|bad| moving_error(lang, bad)))
        .or_else(|| error.downcast_ref::<BillError>().map(|bad| bill_error(lang, bad)))
        .or_else(|| error.downcast_ref::<PracticeError>().map(|bad| practice_error(lang, bad)))
        .or_else(|| error.downcast_ref::<SandboxError>().map(|bad| sandbox_error(lang, bad)))
        .or_else(|| ui::error_text(lang, error))
}

/// The bill of a day cannot be told.
fn bill_error(lang: Lang, bad: &BillError) -> String {
    match (lang, bad) {
        (_, BillError::Fault(fault)) => ui::bill_trouble(lang, fault.into()).to_owned(),
        (Lang::Zh, BillError::NoBill(day)) => format!("还没有 {day} 的账单"),
        (Lang::En, BillError::NoBill(day)) => format!("there is no bill of {day} yet"),
        (_, BillError::Start(bad)) => start_error(lang, bad),
        (_, BillError::Store(bad)) => store_error(lang, bad),
        (_, BillError::Gateway(bad)) => endpoint_error(lang, bad),
    }
}

/// The secrets cannot be used. Never with a value.
pub(crate) fn secrets_error(lang: Lang, bad: &BadSecrets) -> String {
    match bad {
        BadSecrets::Shut { why, .. } => sealed_trouble(lang, *why).to_owned(),
        _ if lang == Lang::En => bad.to_string(),
        BadSecrets::Missing { name, key, path } => {
            format!("缺少 {name}：请设置这个环境变量，或在 {} 里写 {key} = \"…\"", path.display())
        }
        BadSecrets::Open(path) => {
            format!("{} 能被这台电脑上的其他人读取：请只留给自己（chmod 600）", path.display())
        }
        BadSecrets::Unreadable { path, why } => format!("{} 用不了：{}", path.display(), io_error(lang, why)),
        BadSecrets::Line { path, line } => format!("{} 用不了：第 {line} 行看不懂", path.display()),
        BadSecrets::Key(bad) => pay_key("API", *bad),
        BadSecrets::V3Key(bad) => pay_key("API v3", *bad),
        BadSecrets::AppSecret(bad) => app_secret(*bad).to_owned(),
        BadSecrets::Push(BadPushSecret::Token) => "消息推送的 Token 是 3 到 32 个字母和数字".to_owned(),
        BadSecrets::Push(BadPushSecret::Key) => "消息推送的 EncodingAESKey 是 43 个字母和数字".to_owned(),
        BadSecrets::NotText(path) => format!("{} 不是文本文件：请另存为 UTF-8", path.display()),
    }
}

/// In Chinese.
fn pay_key(name: &str, bad: BadKey) -> String {
    match bad {
        BadKey::Length(length) => format!("{name} 密钥有 {length} 个字符；微信的密钥是 32 个"),
        BadKey::Character => format!("{name} 密钥里有字母和数字以外的字符"),
        BadKey::Placeholder => {
            format!("这个 {name} 密钥是公开的示例或占位文字；请在微信商户平台设置自己的密钥")
        }
        BadKey::Blank => format!("{name} 密钥的开头或结尾有空格或换行：请删掉"),
    }
}

/// In Chinese.
const fn app_secret(bad: BadSecret) -> &'static str {
    match bad {
        BadSecret::Shape => "AppSecret 是 32 个字母和数字",
        BadSecret::Blank => "AppSecret 的开头或结尾有空格或换行：请删掉",
    }
}

/// The shop does not open.
fn start_error(lang: Lang, bad: &StartError) -> String {
    match (lang, bad) {
        (_, StartError::Store(bad)) => store_error(lang, bad),
        (_, StartError::Gateway(bad)) => endpoint_error(lang, bad),
        (Lang::En, bad) => bad.to_string(),
        (Lang::Zh, StartError::AlreadyOpen(folder)) => {
            format!("这家店已经在另一个窗口或后台服务里打开（{}）", folder.display())
        }
        (Lang::Zh, StartError::Folder { path, why }) => {
            format!("文件夹 {} 用不了：{}", path.display(), io_error(lang, why))
        }
        (Lang::Zh, StartError::HalfRestored(folder)) => format!(
            "恢复到 {} 时中断了，数据还没放好：请把那份备份再恢复一次；原来的东西在里面名字以 replaced- 开头的文件夹里",
            folder.display()
        ),
        (Lang::Zh, StartError::NoFolder) => "这台电脑没有给出数据文件夹：请用 --data 指定一个".to_owned(),
    }
}

/// A move ended before its end.
fn moving_error(lang: Lang, bad: &MovingError) -> Option<String> {
    match bad {
        MovingError::Start(bad) => Some(start_error(lang, bad)),
        MovingError::Fault(bad) => Some(move_fault(lang, bad)),
        MovingError::Settings(bad) => ui::error_text(lang, bad),
    }
}

/// The shop did not move.
fn move_fault(lang: Lang, bad: &MoveFault) -> String {
    match (lang, bad) {
        (_, MoveFault::Store(bad)) => store_error(lang, bad),
        (Lang::En, MoveFault::BadSource) => {
            "the rows of the shop are not as they were written, so it did not move: look at zhanggui check".to_owned()
        }
        (Lang::En, MoveFault::ChangedMeanwhile) => {
            "the shop was changed while it was copied, so it did not move: close it everywhere and try again".to_owned()
        }
        (Lang::En, bad) => bad.to_string(),
        (Lang::Zh, MoveFault::SamePlace) => "店铺已经在那里了".to_owned(),
        (Lang::Zh, MoveFault::FileExists(path)) => format!("{} 已经存在，没有覆盖：请换一个文件名", path.display()),
        (Lang::Zh, MoveFault::ShopExists) => "那个数据库里已经有一家店铺，没有覆盖：请换一个空的数据库".to_owned(),
        (Lang::Zh, MoveFault::BadSource) => "店铺的数据和写下的不一样，没有搬：请先看 zhanggui check".to_owned(),
        (Lang::Zh, MoveFault::ChangedMeanwhile) => {
            "搬的时候有人改了店铺的数据，没有搬成：请在每台电脑上关掉店铺，再试一次".to_owned()
        }
        (Lang::Zh, MoveFault::Differs { table, sent, arrived }) => {
            format!("{} 到了以后和原来不一样（原来 {sent} 行，到了 {arrived} 行），没有搬成", ui::table_word(table))
        }
    }
}

/// The sheet was not written.
fn export_error(lang: Lang, bad: &ExportError) -> String {
    match (lang, bad) {
        (_, ExportError::Store(bad)) => store_error(lang, bad),
        (Lang::En, bad) => bad.to_string(),
        (Lang::Zh, ExportError::TooMany(rows)) => {
            format!("{rows} 行放不进一个工作簿：请选少几天，或写成 .csv")
        }
        (Lang::Zh, ExportError::NotWritten { path, why }) if why.kind() == ErrorKind::AlreadyExists => {
            format!("{} 已经存在，没有覆盖：请换一个文件名", path.display())
        }
        (Lang::Zh, ExportError::NotWritten { path, why }) => {
            format!("{} 写不了：{}", path.display(), io_error(lang, why))
        }
        (Lang::Zh, ExportError::StateOfOthers) => {
            "--state 和订单的条件只用于订单和待发货，商品的条件只用于商品，退款的条件只用于退款，别的表只能选日期"
                .to_owned()
        }
        (Lang::Zh, ExportError::Stopped) => "已停止，没有留下文件".to_owned(),
        (Lang::Zh, ExportError::BadDay(day)) => format!("“{day}”不是日期，请写成 2026-09-01 这样"),
    }
}

/// No backup, or nothing restored. What was there before is there still.
fn backup_error(lang: Lang, bad: &BackupError) -> String {
    match (lang, bad) {
        (_, BackupError::Store(bad)) => store_error(lang, bad),
        (_, BackupError::Start(bad)) => start_error(lang, bad),
        (_, BackupError::Secrets(bad)) => secrets_error(lang, bad),
        (Lang::En, bad) => bad.to_string(),
        (Lang::Zh, BackupError::File { path, why }) => {
            format!("{} 读写不了：{}；原来的东西都没动", path.display(), io_error(lang, why))
        }
        (Lang::Zh, BackupError::NotABackup(path)) => format!("{} 不是掌柜的备份", path.display()),
        (Lang::Zh, BackupError::WrongCode) => "这个恢复码打不开这份备份".to_owned(),
        (Lang::Zh, BackupError::WrongPassphrase) => "这个口令打不开这份备份：看看大小写、空格和输入法".to_owned(),
        (Lang::Zh, BackupError::TwoPassphrases) => "两次输入的口令不一样，没有写下任何文件".to_owned(),
        (Lang::Zh, BackupError::Passphrase(_)) => {
            "口令至少 12 个字符（一个汉字算两个）；几个词比一串符号好记".to_owned()
        }
        (Lang::Zh, BackupError::NeedsCode) => "打开这份备份要用恢复码".to_owned(),
        (Lang::Zh, BackupError::NotACode) => "这不是恢复码：请一个字母一个字母再看一遍".to_owned(),
        (Lang::Zh, BackupError::Damaged { part }) => format!("备份里的 {part} 坏了，和写的时候不一样"),
        (Lang::Zh, BackupError::Newer) => "这份备份是更新版本的掌柜做的，请先更新掌柜".to_owned(),
        (Lang::Zh, BackupError::NotEmpty(path)) => {
            format!("{} 里已经有东西，没有覆盖；要放到这里，请加 --over", path.display())
        }
        (Lang::Zh, BackupError::Stopped) => "已停止，没有写下任何文件".to_owned(),
    }
}

/// The practice shop does not open.
fn practice_error(lang: Lang, bad: &PracticeError) -> String {
    match (lang, bad) {
        (_, PracticeError::Start(bad)) => start_error(lang, bad),
        (_, PracticeError::Store(bad)) => store_error(lang, bad),
        (_, PracticeError::Calls(bad)) => endpoint_error(lang, bad),
        (_, PracticeError::Sandbox(bad)) => sandbox_error(lang, bad),
        (Lang::En, bad) => bad.to_string(),
        (Lang::Zh, PracticeError::Secret(bad)) => app_secret(*bad).to_owned(),
        (Lang::Zh, PracticeError::Io(why)) => format!("练习店准备不了：{}", io_error(lang, why)),
    }
}

/// WeChat's stand-in does not start.
fn sandbox_error(lang: Lang, bad: &SandboxError) -> String {
    if lang == Lang::En {
        return bad.to_string();
    }
    match bad {
        SandboxError::NotLoopback(address) => {
            format!("微信的替身只在这台电脑上接收（127.0.0.1），不能用 {address}")
        }
        SandboxError::Listen(why) => format!("微信的替身不能开始接收：{}", io_error(lang, why)),
        SandboxError::Files(why) => format!("微信的替身的文件夹用不了{}", technical_words(lang, why)),
        SandboxError::Tls(why) => format!("微信的替身的证书用不了{}", technical_words(lang, why)),
        SandboxError::Thread(why) => format!("微信的替身启动不了：{}", io_error(lang, why)),
    }
}

#[cfg(test)]
pub(crate) mod tests;
