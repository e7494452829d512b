//! The doctor's lines, in the reader's language.

mod data;
mod outside;
mod v3;

use super::{
    finding::{Finding, OpenCause, Readers},
    line::CheckLine,
};
use crate::{
    app::error_text::{certificate_error, secrets_error},
    base::lang::Lang,
    domain::LeaseHold,
    settings::SecretsPlace,
    store::{Difference, StoreError, VerifyPart, VerifyProgress},
    ui::{error_text, not_run_here, place},
};
use std::path::Path;

/// How far the check of the data is.
pub fn progress(lang: Lang, progress: VerifyProgress) -> String {
    let VerifyProgress { part, done, of } = progress;
    match (part, lang) {
        (VerifyPart::Pages, _) => lang.pick("检查数据：文件的页", "checking the data: its pages").to_owned(),
        (VerifyPart::Tables, Lang::Zh) => format!("检查数据：表 {done}/{of}"),
        (VerifyPart::Tables, Lang::En) => format!("checking the data: tables {done}/{of}"),
        (VerifyPart::Orders, Lang::Zh) => format!("检查数据：订单 {done}/{of}"),
        (VerifyPart::Orders, Lang::En) => format!("checking the data: orders {done}/{of}"),
    }
}

/// A finding as a line.
pub(super) fn line(lang: Lang, finding: &Finding) -> CheckLine {
    let (check, ok) = (finding.name(), finding.is_well());
    let next = if ok { "" } else { next(lang, finding) };
    CheckLine { check, ok, found: found(lang, finding), next: next.to_owned() }
}

fn found(lang: Lang, finding: &Finding) -> String {
    let fixed = match finding {
        Finding::Settings(Ok(())) => lang.pick("设置可以使用", "the settings can be used"),
        Finding::Settings(Err(bad)) => return error_text(lang, bad).unwrap_or_default(),
        Finding::Secrets(Ok(place)) => secrets(lang, *place),
        Finding::Secrets(Err(bad)) => return secrets_error(lang, bad),
        Finding::Certificate(Ok(end)) => {
            let end = end.to_dashed();
            return match lang {
                Lang::Zh => format!("商户证书有效期到 {end}"),
                Lang::En => format!("the merchant certificate is good until {end}"),
            };
        }
        Finding::Certificate(Err(bad)) => return certificate_error(lang, bad),
        Finding::Clock(clock) => return outside::clock(lang, clock),
        Finding::WeChat(known) => return outside::wechat(lang, known),
        Finding::V3Key(key) => return v3::key(lang, *key),
        Finding::TrustKeys(keys) => return v3::trust(lang, keys),
        Finding::Echo(echo) => return v3::echo(lang, echo),
        Finding::Listener(at, door) => return format!("{at} {}", outside::door(lang, *door)),
        Finding::Tunnel(way) => return outside::way_in(lang, way),
        Finding::Files(readers) => return files(lang, readers),
        Finding::Backup(None) => lang
            .pick("还没有备份，店铺打开以后会自己做一份", "there is no backup yet; one is made once the shop is open"),
        Finding::Backup(Some(0)) => lang.pick("最近一份备份不到一天", "the last backup is less than a day old"),
        Finding::Backup(Some(days)) => {
            return match lang {
                Lang::Zh => format!("最近一份备份是 {days} 天前的"),
                Lang::En => format!("the last backup is {days} days old"),
            };
        }
        Finding::Lease(None | Some(LeaseHold::Asking)) => {
            lang.pick("这家店由这个文件夹开", "the shop is run from this folder")
        }
        Finding::Lease(Some(hold)) => return not_run_here(lang, *hold).to_owned(),
        Finding::Database(rows) => return data::rows(lang, rows),
        Finding::History(steps) => return data::steps(lang, steps),
        Finding::Sums(sums) => return data::sums(lang, sums),
    };
    fixed.to_owned()
}

/// The keys are there: and where.
fn secrets(lang: Lang, place: Option<SecretsPlace>) -> &'static str {
    let (zh, en) = match place {
        None => ("密钥齐全，由环境变量给出", "the keys are there, from the environment"),
        Some(SecretsPlace::Keyring) => (
            "密钥齐全，加密存放，钥匙在系统的密钥环里",
            "the keys are there, encrypted, and what opens them is in the system's keyring",
        ),
        Some(SecretsPlace::Beside) => (
            "密钥齐全，加密存放；没有可用的密钥环，钥匙就放在旁边，能读到你文件的人就能用",
            "the keys are there, encrypted; there is no usable keyring, so what opens them lies beside them, for \
             whoever can read your files",
        ),
        Some(SecretsPlace::Plain) => {
            ("密钥齐全，放在没有加密的文件里", "the keys are there, in secrets.toml, which is not encrypted")
        }
    };
    lang.pick_static(zh, en)
}

/// What to do about it.
fn next(lang: Lang, finding: &Finding) -> &'static str {
    let (zh, en) = match finding {
        Finding::Settings(_) => ("改正 settings.toml 里的这一处", "put this right in settings.toml"),
        Finding::Secrets(_) => ("补上密钥再启动", "put the key in place and start again"),
        Finding::Certificate(_) => (
            "在微信商户平台下载证书，放进 certs 文件夹；在此之前不能退款",
            "download the certificate from WeChat's merchant platform into certs/; until then nothing can be refunded",
        ),
        Finding::Clock(Ok(_)) => ("打开电脑的自动对时", "let this computer set its clock by itself"),
        Finding::Clock(Err(_)) => return outside::no_line(lang),
        Finding::WeChat(known) => return outside::next_of_wechat(lang, known),
        Finding::V3Key(key) => return v3::next_of_key(lang, *key),
        Finding::TrustKeys(keys) => return v3::next_of_trust(lang, keys),
        Finding::Echo(echo) => return v3::next_of_echo(lang, echo),
        Finding::Listener(_, door) => return outside::next_of_door(lang, *door),
        Finding::Tunnel(_) => ("在“系统状态”页查看公网入口", "look at the public address on the System status page"),
        Finding::Files(readers) => return next_of_files(lang, readers),
        Finding::Backup(_) => {
            ("打开这家店，它每天自己备份", "open the shop, which makes one every day, or run zhanggui backup FILE")
        }
        Finding::Lease(_) => (
            "打开这家店，在“备份”页选由哪台电脑开",
            "open the shop and choose on the Backup page which computer runs it",
        ),
        Finding::Database(rows) => return data::next_of_rows(lang, rows),
        Finding::History(_) => return data::restore(lang),
        Finding::Sums(sums) => return data::next_of_sums(lang, sums),
    };
    lang.pick_static(zh, en)
}

/// What to do about a data file that keeps the shop from opening. Empty where the error says it.
pub fn next_step(error: &StoreError, lang: Lang) -> &'static str {
    if error.is_damage() { data::next_of(lang, error) } else { "" }
}

/// Rows that were taken as they stand.
pub(super) fn accepted(lang: Lang, found: &Difference) -> String {
    match lang {
        Lang::Zh => format!("以现在的数据为准：{}", place(found)),
        Lang::En => format!("taken as it stands now: {found}"),
    }
}

fn files(lang: Lang, readers: &Readers) -> String {
    match (lang, readers) {
        (Lang::Zh, Readers::Alone) => "这台电脑上的其他用户读不到店铺的文件".to_owned(),
        (Lang::En, Readers::Alone) => "nobody else on this computer may read the shop's files".to_owned(),
        (Lang::Zh, Readers::Open { names, more: 0, .. }) => {
            format!("这台电脑上的其他用户可能读得到 {}", names.join("、"))
        }
        (Lang::Zh, Readers::Open { names, more, .. }) => {
            format!("这台电脑上的其他用户可能读得到 {}，还有 {more} 个", names.join("、"))
        }
        (Lang::En, Readers::Open { names, more: 0, .. }) => {
            format!("{} may be read by others on this computer", names.join(", "))
        }
        (Lang::En, Readers::Open { names, more, .. }) => {
            format!("{} and {more} more may be read by others on this computer", names.join(", "))
        }
        (lang, Readers::Elsewhere(folder)) => outside_of_the_users_own(lang, folder),
        (lang, Readers::NotLookedAt) => lang.pick("在这个系统上没有检查", "not looked at on this system").to_owned(),
    }
}

fn outside_of_the_users_own(lang: Lang, folder: &Path) -> String {
    let folder = folder.display();
    match lang {
        Lang::Zh => format!("{folder} 不在你的用户文件夹里，这台电脑上的其他用户可能读得到"),
        Lang::En => format!("{folder} is not in your user folder, so others on this computer may read it"),
    }
}

fn next_of_files(lang: Lang, readers: &Readers) -> &'static str {
    let (zh, en) = match readers {
        Readers::Alone | Readers::NotLookedAt => ("", ""),
        Readers::Open { cause: OpenCause::OfEverybody, .. } => (
            "谁都可以往这个文件夹里放东西：给店铺换一个自己的文件夹（--data）",
            "everybody may put files into this folder: give the shop one of its own (--data)",
        ),
        Readers::Open { cause: OpenCause::OfAnotherUser, .. } => (
            "其中有文件属于另一个用户：用那个用户打开店铺，或把文件改成自己的（chown）",
            "some of it belongs to another user: open the shop as that user, or make the files your own (chown)",
        ),
        Readers::Open { cause: OpenCause::NotClosed, .. } => (
            "打开一次店铺，它会只留给你自己；如果还是这样，这个盘不记权限（U 盘和网络盘常常如此）：把文件夹搬到电脑自己的硬盘上",
            "open the shop once, and they are yours alone; if it stays like this, the disk keeps no permissions (a USB stick, a \
             network folder): move the folder to the computer's own disk",
        ),
        Readers::Elsewhere(_) => (
            "把它搬进你的用户文件夹（C:\\Users\\你的名字），或在文件夹的“属性 → 安全”里只留下自己",
            "move it into your user folder (C:\\Users\\your name), or leave only yourself under Properties → Security",
        ),
    };
    lang.pick_static(zh, en)
}
