//! Why a shop does not open, for whoever started it: the errors of the settings, of the data file and of the system, each a
//! sentence in both languages. The words of libraries stand behind as technical information, never as the sentence.

mod server;
mod settings;
mod system;
mod tables;

pub(crate) use server::{next_step as server_next_step, server_fault};
pub(in crate::ui) use settings::{not_saved, secrets_fault};
pub(super) use system::disk_fault;
pub(crate) use system::{endpoint_error, io_error, io_kind, technical_words};
pub(crate) use tables::{place, table_word};

use crate::{
    base::{https::BadEndpoint, lang::Lang},
    settings::{BadSettings, NotSaved},
    store::{FileDamage, MovedShop, StoreError},
    ui::{setup::UiError, text::refusals},
};
use std::error::Error;

/// The sentence of an error this room knows; `None` for one of another room.
pub(crate) fn error_text(lang: Lang, error: &(dyn Error + 'static)) -> Option<String> {
    None.or_else(|| error.downcast_ref::<BadSettings>().map(|bad| settings::settings_error(lang, bad)))
        .or_else(|| error.downcast_ref::<NotSaved>().map(|bad| not_saved(lang, bad)))
        .or_else(|| error.downcast_ref::<StoreError>().map(|bad| store_error(lang, bad)))
        .or_else(|| error.downcast_ref::<BadEndpoint>().map(|bad| endpoint_error(lang, bad)))
        .or_else(|| error.downcast_ref::<UiError>().map(|bad| bad.sentence(lang)))
        .or_else(|| error.downcast_ref::<std::io::Error>().map(|bad| io_error(lang, bad)))
}

/// The data file cannot be used.
pub(crate) fn store_error(lang: Lang, bad: &StoreError) -> String {
    if lang == Lang::En {
        return match bad {
            StoreError::Refused(refusal) => refusals::refused(lang, refusal),
            bad => bad.to_string(),
        };
    }
    match bad {
        StoreError::Refused(refusal) => refusals::refused(lang, refusal),
        StoreError::Disk(fault) => {
            let why = io_kind(fault.kind).map(|why| format!("：{why}"));
            format!("数据文件读不了或写不了{}", why.unwrap_or_else(|| technical_words(lang, &fault.words)))
        }
        StoreError::Locked => "数据文件被另一个程序占用".to_owned(),
        StoreError::Closed => "店铺正在关闭".to_owned(),
        StoreError::Newer { found, known } => {
            format!("数据文件是更新的版本（{found}），这个程序只认识到版本 {known}：请换用新版本的掌柜")
        }
        StoreError::Older => "数据文件是旧版本写的，还没有升级".to_owned(),
        StoreError::Damaged(found) => damaged(found),
        StoreError::Altered(found) => format!("有数据和掌柜写下的不一样：{}", tables::listed(found)),
        StoreError::ForeignLog => "shop.db 和旁边的日志（shop.db-wal）不是同一份数据".to_owned(),
        StoreError::Server(fault) => server_fault(lang, fault),
        StoreError::Moved(MovedShop::Gone { to }) => format!("店铺已经搬到 {to}，这里不再使用"),
        StoreError::Moved(MovedShop::Arriving { from }) => format!("店铺正从 {from} 搬过来，还没有搬完"),
        StoreError::Rule(why) => format!("这一行数据不合规则，没有写入{}", technical_words(lang, why)),
        StoreError::Unreadable(why) => format!("这一行数据读不出来{}", technical_words(lang, why)),
        StoreError::Other(why) => format!("数据文件出错{}", technical_words(lang, why)),
    }
}

/// In which way the file is damaged, in Chinese.
fn damaged(found: &FileDamage) -> String {
    let how = match found {
        FileDamage::CutShort => "文件不完整，后面缺了一截",
        FileDamage::NotADatabase => "它不是数据库文件",
        FileDamage::OtherProgram => "它是别的程序的数据库",
        FileDamage::Migrations(_) => "里面的版本记录用不了",
        FileDamage::Torn(_) => "里面有坏掉的数据页",
    };
    let words = match found {
        FileDamage::Migrations(words) | FileDamage::Torn(words) => technical_words(Lang::Zh, words),
        FileDamage::CutShort | FileDamage::NotADatabase | FileDamage::OtherProgram => String::new(),
    };
    format!("数据文件已损坏：{how}{words}")
}

#[cfg(test)]
mod tests;
