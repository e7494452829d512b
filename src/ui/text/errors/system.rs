//! What the system says, in the owner's words.

use crate::{
    base::{https::BadEndpoint, lang::Lang},
    store::DiskFault,
    ui::text::tame,
};
use std::io::{Error, ErrorKind};

/// Characters of a kept fault's words that are shown.
const WORDS_MOST: usize = 120;

/// A library's words behind a sentence: for whoever is asked for help. Nothing where there are none.
pub(crate) fn technical_words(lang: Lang, words: &str) -> String {
    match (words.trim(), lang) {
        ("", _) => String::new(),
        (words, Lang::Zh) => format!("（技术信息：{words}）"),
        (words, Lang::En) => format!(" (technical: {words})"),
    }
}

/// Why the system did not do it, as the end of a sentence.
pub(crate) fn io_error(lang: Lang, error: &Error) -> String {
    told(lang, error.kind(), &error.to_string())
}

/// The same, of a fault that was kept.
pub(in crate::ui::text) fn disk_fault(lang: Lang, fault: &DiskFault) -> String {
    told(lang, fault.kind, &tame(&fault.words, WORDS_MOST))
}

fn told(lang: Lang, kind: ErrorKind, words: &str) -> String {
    match (lang, io_kind(kind)) {
        (Lang::En, _) => words.to_owned(),
        (Lang::Zh, Some(known)) => known.to_owned(),
        (Lang::Zh, None) => format!("系统报告了错误{}", technical_words(lang, words)),
    }
}

/// The kinds an owner can do something about.
pub(crate) const fn io_kind(kind: ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::NotFound => "找不到这个文件或文件夹",
        ErrorKind::PermissionDenied => "没有权限：请检查它属于哪个用户",
        ErrorKind::AlreadyExists => "同名的文件已经存在",
        ErrorKind::StorageFull => "磁盘满了：请腾出空间",
        ErrorKind::QuotaExceeded => "用完了这个用户的磁盘配额：请腾出空间",
        ErrorKind::FileTooLarge => "文件太大，这个盘放不下",
        ErrorKind::ReadOnlyFilesystem => "这个盘是只读的，写不进去",
        ErrorKind::IsADirectory => "它是一个文件夹，不是文件",
        ErrorKind::NotADirectory => "路径里有一段不是文件夹",
        ErrorKind::InvalidFilename => "文件名里有这个盘不允许的字符，或太长",
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => "正被另一个程序使用",
        ErrorKind::AddrInUse => "这个地址和端口已被另一个程序占用",
        ErrorKind::AddrNotAvailable => "这台电脑没有这个地址",
        ErrorKind::ConnectionRefused => "对方没有在接收",
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe => "连接断了",
        ErrorKind::NetworkDown | ErrorKind::NetworkUnreachable | ErrorKind::HostUnreachable => "网络不通",
        ErrorKind::TimedOut => "等太久没有回答",
        ErrorKind::OutOfMemory => "内存不够：请关掉一些程序",
        ErrorKind::StaleNetworkFileHandle => "网络盘已经断开",
        _ => return None,
    })
}

/// No call can be made at all.
pub(crate) fn endpoint_error(lang: Lang, bad: &BadEndpoint) -> String {
    if lang == Lang::En {
        return bad.to_string();
    }
    match bad {
        BadEndpoint::Address(address) => format!("{address:?} 不是一个不带路径的 https 地址"),
        BadEndpoint::RootCa => "读不了 extra_root_ca 里的证书".to_owned(),
        BadEndpoint::Proxy => "proxy 里的代理地址用不了".to_owned(),
        BadEndpoint::Tls(why) => format!("加密连接启动不了{}", technical_words(lang, why)),
        BadEndpoint::Runtime(why) => format!("没有线程可用来发起请求：{}", io_error(lang, why)),
    }
}
