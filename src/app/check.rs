//! The doctor: one line a check, each with what to do next. Reads only, also while the shop is open; changes nothing.

mod files;
mod line;
mod outside;

pub use line::CheckLine;

use crate::{
    app::start::{certificate_files, extra_root},
    base::env::Env,
    base::lang::Lang,
    domain::{ShopId, UnixSeconds},
    in_chinese,
    settings::{BadSecrets, Secrets, Settings},
    store::{self, Difference, FileVerdict, HistoryFault, Reader, StoreError},
    tunnel::{HttpsProber, Prober},
    wechat::ClientCertificate,
};
use line::in_either;
use std::path::Path;

/// Looks at the shop in `folder`. Calls WeChat twice (for the time, and about an order number nobody has), the shop's own
/// door and its public address.
pub fn look(folder: &Path, lang: Lang, variable: impl Fn(&str) -> Option<String>, env: &Env) -> Vec<CheckLine> {
    let probe = Settings::load(folder).ok().and_then(|settings| way_in(&settings));
    look_through(folder, lang, variable, probe.as_ref().map(|probe| probe as &dyn Prober), env)
}

/// The same where the public address is reached by another way than the internet.
pub fn look_through(
    folder: &Path,
    lang: Lang,
    variable: impl Fn(&str) -> Option<String>,
    probe: Option<&dyn Prober>,
    env: &Env,
) -> Vec<CheckLine> {
    let (mut lines, now) = (Vec::new(), env.now());
    match Settings::load(folder) {
        Ok(settings) => {
            let said = lang.pick("设置可以使用", "the settings can be used");
            lines.push(CheckLine::good("settings", said.to_owned()));
            let keys = Secrets::load(folder, variable);
            lines.push(secrets(keys.as_ref().err(), lang));
            lines.push(certificate(&settings, lang, now));
            lines.extend(outside::look(&settings, keys.ok().as_ref(), probe, env, lang));
        }
        Err(error) => {
            let next = lang.pick("改正 settings.toml 里的这一处", "put this right in settings.toml");
            lines.push(CheckLine::bad("settings", in_either(lang, &error, in_chinese::settings), next));
        }
    }
    lines.push(files::look(folder, lang));
    lines.extend(data(&folder.join("shop.db"), lang));
    lines
}

fn way_in(settings: &Settings) -> Option<HttpsProber> {
    HttpsProber::new(extra_root(settings).as_deref(), settings.proxy.as_deref()).ok()
}

fn secrets(missing: Option<&BadSecrets>, lang: Lang) -> CheckLine {
    match missing {
        None => CheckLine::good("secrets", lang.pick("密钥齐全", "the keys are there").to_owned()),
        Some(error) => {
            let next = lang.pick("补上密钥再启动", "put the key in place and start again");
            CheckLine::bad("secrets", in_either(lang, error, in_chinese::secrets), next)
        }
    }
}

fn certificate(settings: &Settings, lang: Lang, now: UnixSeconds) -> CheckLine {
    let loaded = ClientCertificate::load(&certificate_files(settings), &settings.mch_id);
    match loaded.and_then(|certificate| certificate.facts().usable_at(now).map(|()| certificate.facts())) {
        Ok(facts) => {
            let end = facts.expires_at.to_dashed();
            let said = match lang {
                Lang::Zh => format!("商户证书有效期到 {end}"),
                Lang::En => format!("the merchant certificate is good until {end}"),
            };
            CheckLine::good("certificate", said)
        }
        Err(error) => {
            let next = lang.pick(
                "在微信商户平台下载证书，放进 certs 文件夹；在此之前不能退款",
                "download the certificate from WeChat's merchant platform into certs/; until then nothing can be refunded",
            );
            CheckLine::bad("certificate", in_either(lang, &error, in_chinese::certificate), next)
        }
    }
}

/// Takes the rows of a closed shop as they stand for right, and says which were not as this program had written them.
///
/// # Errors
/// A torn page or a log of another file cannot be taken for right; nothing was changed.
pub fn accept(folder: &Path, lang: Lang) -> Result<Vec<String>, StoreError> {
    let found = store::accept_rows(&folder.join("shop.db"))?;
    let said = |place: &Difference| match lang {
        Lang::Zh => format!("以现在的数据为准：{}", in_chinese::place(place)),
        Lang::En => format!("taken as it stands now: {place}"),
    };
    Ok(found.iter().map(said).collect())
}

fn data(path: &Path, lang: Lang) -> Vec<CheckLine> {
    match Reader::open(path, ShopId::main()).and_then(|reader| reader.verify()) {
        Ok(verdict) => vec![rows(&verdict, lang), history(&verdict, lang), sums(&verdict, lang)],
        Err(error) => {
            vec![CheckLine::bad("database", in_either(lang, &error, in_chinese::store), next_of(&error, lang))]
        }
    }
}

/// What to do about a data file that keeps the shop from opening. Empty where the error says it.
pub fn next_step(error: &StoreError, lang: Lang) -> &'static str {
    match error {
        StoreError::Altered(_) => altered(lang),
        error if error.is_damage() => next_of(error, lang),
        _ => "",
    }
}

fn next_of(error: &StoreError, lang: Lang) -> &'static str {
    match error {
        StoreError::Newer { .. } => lang.pick("用新版本的掌柜打开", "open it with the newer version of Zhanggui"),
        StoreError::Older => lang.pick("启动一次店铺，数据会自动升级", "start the shop once: that brings the data up to date"),
        StoreError::ForeignLog => lang.pick(
            "先复制整个店铺文件夹。如果您放回了旧的 shop.db，请把旁边的 shop.db-wal 和 shop.db-shm 移走，再检查一次",
            "copy the whole shop folder first. If you put an older shop.db back, move shop.db-wal and shop.db-shm beside it away, then check again",
        ),
        StoreError::Damaged(_) => lang.pick(
            "不要再用这个文件卖货。先复制整个店铺文件夹；付款和退款以微信商户平台为准，硬盘可能有问题",
            "do not sell from this file any more. Copy the whole shop folder first; WeChat's merchant platform has every payment and refund. The disk may be failing",
        ),
        _ => lang.pick("检查这个文件夹和磁盘，再试一次", "look at this folder and the disk, then try again"),
    }
}

fn rows(verdict: &FileVerdict, lang: Lang) -> CheckLine {
    let (orders, anonymous, tables) = (verdict.orders, verdict.anonymous, verdict.tables);
    if !verdict.altered.is_empty() {
        let said = in_either(lang, &StoreError::Altered(verdict.altered.clone()), in_chinese::store);
        return CheckLine::bad("database", said, altered(lang));
    }
    if anonymous == 0 {
        let said = match lang {
            Lang::Zh => format!("{orders} 个订单；{tables} 个表的每一页、每个索引、每一行都和掌柜写下的一样"),
            Lang::En => {
                let noun = if orders == 1 { "order" } else { "orders" };
                format!("{orders} {noun}; every page, index and row of {tables} tables is as Zhanggui wrote it")
            }
        };
        return CheckLine::good("database", said);
    }
    let said = match lang {
        Lang::Zh => format!("{anonymous} 行数据没有所属的订单"),
        Lang::En => format!("{anonymous} rows belong to no order"),
    };
    CheckLine::bad("database", said, restore(lang))
}

fn history(verdict: &FileVerdict, lang: Lang) -> CheckLine {
    let Some((order_no, fault)) = &verdict.first_edited else {
        let (steps, older) = (verdict.steps, verdict.without_amounts);
        let said = match lang {
            Lang::Zh => format!("{steps} 步记录都和当初写下的一样，状态、金额和交易单号都与记录相符"),
            Lang::En => {
                format!("all {steps} steps are as they were written; states, amounts and transactions agree with them")
            }
        };
        let but = match lang {
            _ if older == 0 => String::new(),
            Lang::Zh => format!("（{older} 笔较早的付款和退款没有记下金额，无从比对）"),
            Lang::En => format!(" ({older} older payments and refunds have no amount in theirs to compare with)"),
        };
        let said = said + &but;
        return CheckLine::good("history", said);
    };
    let what = match (lang, fault) {
        (Lang::Zh, HistoryFault::Step(step)) => format!("第 {} 步被改过", step.saturating_add(1)),
        (Lang::En, HistoryFault::Step(step)) => format!("step {} was edited", step.saturating_add(1)),
        (Lang::Zh, HistoryFault::CutOff) => "最后的记录被删掉了".to_owned(),
        (Lang::En, HistoryFault::CutOff) => "its last steps were taken away".to_owned(),
        (Lang::Zh, HistoryFault::States) => "订单、发货或退款的状态被改过".to_owned(),
        (Lang::Zh, HistoryFault::Money) => "金额或交易单号被改过".to_owned(),
        (Lang::En, HistoryFault::Money) => "its amounts or its transaction were edited".to_owned(),
        (Lang::En, HistoryFault::States) => "its state, its shipment's or a refund's was edited".to_owned(),
    };
    let edited = verdict.edited;
    let said = match lang {
        Lang::Zh => format!("{edited} 个订单的记录被改过，第一个是 {order_no}：{what}"),
        Lang::En if edited == 1 => format!("the history of order {order_no} was edited: {what}"),
        Lang::En => format!("the history of {edited} orders was edited; the first is {order_no}: {what}"),
    };
    CheckLine::bad("history", said, restore(lang))
}

fn sums(verdict: &FileVerdict, lang: Lang) -> CheckLine {
    let Some(order_no) = &verdict.first_wrong_sum else {
        if !verdict.wrong_tallies.is_empty() {
            return tallies(verdict, lang);
        }
        let said = lang.pick(
            "订单总额和商品相符，已退和在途和退款相符，各项计数和数据相符",
            "order totals agree with their goods, refunded and in flight with the refunds, all counts with the rows",
        );
        return CheckLine::good("sums", said.to_owned());
    };
    let orders = verdict.wrong_sums;
    let said = match lang {
        Lang::Zh => format!("{orders} 个订单的金额和商品或退款对不上，第一个是 {order_no}"),
        Lang::En if orders == 1 => format!("the sums of order {order_no} differ from its goods or its refunds"),
        Lang::En => {
            format!("the sums of {orders} orders differ from their goods or their refunds; the first is {order_no}")
        }
    };
    CheckLine::bad("sums", said, restore(lang))
}

fn tallies(verdict: &FileVerdict, lang: Lang) -> CheckLine {
    let names: Vec<&str> = verdict.wrong_tallies.iter().map(|tally| tally.name.as_str()).collect();
    let names = names.join(", ");
    let said = match lang {
        Lang::Zh => format!("计数和数据不符：{names}"),
        Lang::En => format!("counts differ from the rows: {names}"),
    };
    let next = lang.pick("启动一次店铺，计数会重新数过", "start the shop once: it counts anew");
    CheckLine::bad("sums", said, next)
}

fn altered(lang: Lang) -> &'static str {
    lang.pick(
        "别的程序动过数据，或硬盘出错：掌柜不会用它卖货。先复制整个店铺文件夹，再在微信商户平台核对；如果是您自己改的，关闭店铺，运行 zhanggui check --accept",
        "another program has been at the data, or the disk is failing; Zhanggui does not sell from it. Copy the whole shop folder first and compare with WeChat's merchant platform; if you changed it yourself, close the shop and run zhanggui check --accept",
    )
}

fn restore(lang: Lang) -> &'static str {
    lang.pick(
        "别的程序动过数据：在微信商户平台核对这个订单，以那里为准",
        "another program has been at the data: compare the order with WeChat's merchant platform, which is right",
    )
}
