//! What is wrong with the database server, and what to do about it, to a shop owner.

use crate::{
    base::lang::Lang,
    store::ServerFault,
    ui::text::{errors::technical_words, tame},
};

/// Characters of the server's own words that are shown.
const WORDS_MOST: usize = 160;

/// What is wrong. Without a full stop.
pub(crate) fn server_fault(lang: Lang, fault: &ServerFault) -> String {
    let behind = |sentence: &str, words: &str| format!("{sentence}{}", technical_words(lang, &tame(words, WORDS_MOST)));
    match (lang, fault) {
        (Lang::En, ServerFault::Address(words)) => behind("the address of the database server cannot be used", words),
        (Lang::En, ServerFault::Unreachable(words)) => behind("the database server does not answer", words),
        (Lang::En, ServerFault::NotAllowed(words)) => behind("the user of the database may not do that", words),
        (Lang::En, ServerFault::Certificate(words)) => {
            behind("the certificate of the database server is not valid", words)
        }
        (Lang::En, ServerFault::NoDatabase(words)) => behind("the server has no such database", words),
        (Lang::En, fault) => fault.to_string(),
        (Lang::Zh, fault) => match fault {
            ServerFault::Address(words) => behind("数据库服务器的地址用不了", words),
            ServerFault::PasswordInAddress => "数据库服务器的地址里写了密码".to_owned(),
            ServerFault::Unreachable(words) => behind("数据库服务器没有回答", words),
            ServerFault::Lost => "和数据库服务器的连接断了".to_owned(),
            ServerFault::Unknown => "提交数据的时候连接断了，还不知道有没有存好".to_owned(),
            ServerFault::Login => "数据库服务器不认这个用户名或密码".to_owned(),
            ServerFault::NoPassword => "数据库服务器要密码，这里没有存".to_owned(),
            ServerFault::NoDatabase(words) => behind("服务器上没有这个数据库", words),
            ServerFault::NotAllowed(words) => behind("这个数据库用户没有权限", words),
            ServerFault::NoTls => "数据库服务器不提供加密连接".to_owned(),
            ServerFault::Certificate(words) => behind("数据库服务器的证书不对", words),
            ServerFault::TooManyConnections => "数据库服务器的连接数满了".to_owned(),
            ServerFault::TooOld { found, needed } => {
                format!("数据库服务器是 PostgreSQL {found}，店铺需要 {needed} 或更新的版本")
            }
            ServerFault::Forgets(setting) => {
                format!("数据库服务器关掉了 {setting}：断电的时候，已经确认的数据会丢")
            }
            ServerFault::Standby => "这台数据库服务器是备用机，不接受写入".to_owned(),
            ServerFault::LeftBehind => "另一台数据库服务器已经接替了这一台".to_owned(),
            ServerFault::NoStandby => "数据库服务器的备用机不在，没有它什么都存不稳".to_owned(),
            ServerFault::SharedConnections => {
                "掌柜和数据库服务器之间有连接池，每个事务都换一条连接，不能这样用".to_owned()
            }
            ServerFault::OtherShop { app_id, mch_id } => {
                format!("这个数据库是另一家店的：小程序 {app_id}，商户号 {mch_id}")
            }
            ServerFault::NoShop => "这个数据库里还没有店铺".to_owned(),
            ServerFault::OtherProgram => "这个数据库里是别的程序的表".to_owned(),
            ServerFault::FileOnly => "只有存在文件里的店铺才能这样做".to_owned(),
        },
    }
}

/// What to do next.
pub(crate) const fn next_step(lang: Lang, fault: &ServerFault) -> &'static str {
    let (zh, en) = match fault {
        ServerFault::Address(_) => (
            "在 settings.toml 的 [store] url 里写 postgresql://用户@主机/数据库",
            "write postgresql://user@host/database into [store] url in settings.toml",
        ),
        ServerFault::PasswordInAddress => (
            "从 url 里删掉密码，在设置页里填，或者设置环境变量 ZHANGGUI_STORE_PASSWORD",
            "take it out of url; enter it on the settings page, or set ZHANGGUI_STORE_PASSWORD",
        ),
        ServerFault::Unreachable(_) | ServerFault::Lost => (
            "看看服务器有没有开、网络通不通、主机名和端口对不对；恢复后会自己连上",
            "see whether the server runs, the network works, and host and port are right; it connects again by itself",
        ),
        ServerFault::Unknown => (
            "先不要重做刚才的操作：等服务器恢复，看看它有没有存好",
            "do not repeat what you just did: once the server is back, look whether it was kept",
        ),
        ServerFault::Login => (
            "检查 [store] url 里的用户名和存下的密码，以及服务器的 pg_hba.conf",
            "check the user in [store] url, the stored password, and pg_hba.conf on the server",
        ),
        ServerFault::NoPassword => (
            "在设置页的“高级”里填数据库的密码，或者设置环境变量 ZHANGGUI_STORE_PASSWORD",
            "enter the password of the database under Advanced on the settings page, or set ZHANGGUI_STORE_PASSWORD",
        ),
        ServerFault::NoDatabase(_) => (
            "请管理员建好这个数据库（createdb），或改正 [store] url",
            "have the administrator create the database (createdb), or correct [store] url",
        ),
        ServerFault::NotAllowed(_) => {
            ("请管理员让这个用户成为数据库的所有者", "have the administrator make this user the owner of the database")
        }
        ServerFault::NoTls => (
            "请管理员在服务器上打开 ssl；掌柜不会用不加密的连接",
            "have the administrator switch ssl on; Zhanggui uses no connection in clear",
        ),
        ServerFault::Certificate(_) => (
            "请管理员换上有效的证书；自建的根证书用 sslrootcert= 写在 [store] url 里",
            "have the administrator install a valid certificate; name a root of your own by sslrootcert= in [store] url",
        ),
        fault => return of_database(lang, fault),
    };
    lang.pick_static(zh, en)
}

/// The same of a server that is reached, and is not as it should be.
const fn of_database(lang: Lang, fault: &ServerFault) -> &'static str {
    let (zh, en) = match fault {
        ServerFault::TooManyConnections => (
            "关掉不用的窗口，或请管理员调大 max_connections",
            "close windows you do not need, or have the administrator raise max_connections",
        ),
        ServerFault::TooOld { .. } => ("请管理员升级服务器", "have the administrator upgrade the server"),
        ServerFault::Forgets(_) => (
            "请管理员打开 fsync、full_page_writes 和 synchronous_commit，再打开店铺",
            "have the administrator switch fsync, full_page_writes and synchronous_commit on, then open the shop",
        ),
        ServerFault::Standby => (
            "在 [store] url 里写主服务器的地址，或把这台升为主服务器",
            "write the address of the primary into [store] url, or promote this server",
        ),
        ServerFault::LeftBehind => (
            "请管理员停掉这台旧的主服务器，让它重新跟上新的（pg_rewind）；在 [store] url 里写上新的那台",
            "have the administrator stop this old primary and have it follow the new one (pg_rewind); name the new one in [store] url",
        ),
        ServerFault::NoStandby => (
            "请管理员把备用机接回来，或者从 synchronous_standby_names 里去掉；如果备用机已经升为主服务器，在 [store] url 里写它",
            "have the administrator bring the standby back, or take it out of synchronous_standby_names; if it was promoted, name it in [store] url",
        ),
        ServerFault::SharedConnections => (
            "在 url 里直接写数据库服务器，或请管理员把连接池（pgbouncer）改成 session 方式",
            "name the database server itself in url, or have the administrator set pgbouncer to pool by session",
        ),
        ServerFault::OtherShop { .. } => (
            "核对 settings.toml 里的 app_id、mch_id 和 [store] url：其中一个写错了",
            "compare app_id, mch_id and [store] url in settings.toml: one of them is wrong",
        ),
        ServerFault::NoShop => (
            "打开一次店铺（窗口或 zhanggui serve），或用 zhanggui move 把店铺搬过去",
            "open the shop once (a window or zhanggui serve), or bring one there by zhanggui move",
        ),
        ServerFault::OtherProgram => ("给店铺一个自己的空数据库", "give the shop an empty database of its own"),
        ServerFault::FileOnly => (
            "备份请用数据库服务器自己的办法（pg_dump、pg_basebackup）",
            "back the shop up by the server's own means (pg_dump, pg_basebackup)",
        ),
        _ => ("", ""),
    };
    lang.pick_static(zh, en)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::sentences::{assert_sentence, walk};

    fn faults() -> Vec<ServerFault> {
        use ServerFault as F;
        walk(F::Address("words".to_owned()), |last| {
            Some(match last {
                F::Address(_) => F::PasswordInAddress,
                F::PasswordInAddress => F::Unreachable("words".to_owned()),
                F::Unreachable(_) => F::Lost,
                F::Lost => F::Unknown,
                F::Unknown => F::Login,
                F::Login => F::NoPassword,
                F::NoPassword => F::NoDatabase("words".to_owned()),
                F::NoDatabase(_) => F::NotAllowed("words".to_owned()),
                F::NotAllowed(_) => F::NoTls,
                F::NoTls => F::Certificate("words".to_owned()),
                F::Certificate(_) => F::TooManyConnections,
                F::TooManyConnections => F::TooOld { found: 9, needed: 13 },
                F::TooOld { .. } => F::Forgets("fsync"),
                F::Forgets(_) => F::Standby,
                F::Standby => F::LeftBehind,
                F::LeftBehind => F::NoStandby,
                F::NoStandby => F::SharedConnections,
                F::SharedConnections => {
                    F::OtherShop { app_id: "wx2421b1c4370ec43b".to_owned(), mch_id: "1900000109".to_owned() }
                }
                F::OtherShop { .. } => F::NoShop,
                F::NoShop => F::OtherProgram,
                F::OtherProgram => F::FileOnly,
                F::FileOnly => return None,
            })
        })
    }

    #[test]
    fn every_fault_of_a_server_says_what_is_wrong_and_what_to_do_in_both_languages() {
        for fault in faults() {
            for lang in [Lang::Zh, Lang::En] {
                assert_sentence(lang, &server_fault(lang, &fault), &["words", "wx2421b1c4370ec43b"]);
                assert_sentence(lang, next_step(lang, &fault), &["words"]);
            }
        }
    }
}
