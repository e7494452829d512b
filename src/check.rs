//! The doctor: one line a check, each with what to do next. Reads only, also while the shop is open; changes nothing.

mod outside;

use crate::{
    domain::{ShopId, UnixSeconds},
    in_chinese,
    nature::Nature,
    settings::{BadSecrets, Secrets, Settings},
    start::{certificate_files, extra_root},
    store::{FileVerdict, HistoryFault, Reader, StoreError},
    tunnel::{HttpsKnock, Knock},
    ui::Lang,
    wechat::ClientCertificate,
};
use std::path::Path;

/// What one look found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct CheckLine {
    /// `settings`, `secrets`, `certificate`, `clock`, `wechat`, `listener`, `tunnel`, `database`, `history` or `sums`: the
    /// same in every language.
    pub check: &'static str,
    /// True if nothing has to be done.
    pub ok: bool,
    /// What was found, in the owner's language.
    pub found: String,
    /// What to do; empty where it is well.
    pub next: String,
}

impl CheckLine {
    fn good(check: &'static str, found: String) -> Self {
        Self { check, ok: true, found, next: String::new() }
    }

    fn bad(check: &'static str, found: String, next: &str) -> Self {
        Self { check, ok: false, found, next: next.to_owned() }
    }
}

impl std::fmt::Display for CheckLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mark = if self.ok { "ok" } else { "!!" };
        write!(f, "{mark}  {:<12}{}", self.check, self.found)?;
        if self.next.is_empty() { Ok(()) } else { write!(f, " → {}", self.next) }
    }
}

/// Looks at the shop in `folder`. Calls WeChat twice (for the time, and about an order number nobody has), the shop's own
/// door and its public address.
pub fn look(folder: &Path, lang: Lang, variable: impl Fn(&str) -> Option<String>, nature: &Nature) -> Vec<CheckLine> {
    let knock = Settings::load(folder).ok().and_then(|settings| way_in(&settings));
    look_through(folder, lang, variable, knock.as_ref().map(|knock| knock as &dyn Knock), nature)
}

/// The same where the public address is reached by another way than the internet.
pub fn look_through(
    folder: &Path,
    lang: Lang,
    variable: impl Fn(&str) -> Option<String>,
    knock: Option<&dyn Knock>,
    nature: &Nature,
) -> Vec<CheckLine> {
    let (mut lines, now) = (Vec::new(), nature.now());
    match Settings::load(folder) {
        Ok(settings) => {
            let said = lang.pick("设置可以使用", "the settings can be used");
            lines.push(CheckLine::good("settings", said.to_owned()));
            let keys = Secrets::load(folder, variable);
            lines.push(secrets(keys.as_ref().err(), lang));
            lines.push(certificate(&settings, lang, now));
            lines.extend(outside::look(&settings, keys.ok().as_ref(), knock, nature, lang));
        }
        Err(error) => {
            let next = lang.pick("改正 settings.toml 里的这一处", "put this right in settings.toml");
            lines.push(CheckLine::bad("settings", in_either(lang, &error, in_chinese::settings), next));
        }
    }
    lines.extend(data(&folder.join("shop.db"), lang));
    lines
}

/// An error in the language that is read.
fn in_either<E: std::error::Error>(lang: Lang, error: &E, chinese: impl Fn(&E) -> String) -> String {
    match lang {
        Lang::Zh => chinese(error),
        Lang::En => error.to_string(),
    }
}

fn way_in(settings: &Settings) -> Option<HttpsKnock> {
    HttpsKnock::new(extra_root(settings).as_deref(), settings.proxy.as_deref()).ok()
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

fn data(path: &Path, lang: Lang) -> Vec<CheckLine> {
    match Reader::open(path, ShopId::main()).and_then(|reader| reader.verify()) {
        Ok(verdict) => vec![rows(&verdict, lang), history(&verdict, lang), sums(&verdict, lang)],
        Err(error) => {
            vec![CheckLine::bad("database", in_either(lang, &error, in_chinese::store), next_of(&error, lang))]
        }
    }
}

fn next_of(error: &StoreError, lang: Lang) -> &'static str {
    match error {
        StoreError::Newer { .. } => lang.pick("用新版本的掌柜打开", "open it with the newer version of Zhanggui"),
        StoreError::Damaged(_) => lang.pick(
            "先启动一次店铺；如果仍然这样，用最近的备份恢复",
            "start the shop once; if it stays like this, restore the latest backup",
        ),
        _ => lang.pick("检查这个文件夹和磁盘，再试一次", "look at this folder and the disk, then try again"),
    }
}

fn rows(verdict: &FileVerdict, lang: Lang) -> CheckLine {
    let (orders, strangers) = (verdict.orders, verdict.strangers);
    if strangers == 0 {
        let said = match lang {
            Lang::Zh => format!("{orders} 个订单"),
            Lang::En if orders == 1 => "1 order".to_owned(),
            Lang::En => format!("{orders} orders"),
        };
        return CheckLine::good("database", said);
    }
    let said = match lang {
        Lang::Zh => format!("{strangers} 行数据没有所属的订单"),
        Lang::En => format!("{strangers} rows belong to no order"),
    };
    CheckLine::bad("database", said, restore(lang))
}

fn history(verdict: &FileVerdict, lang: Lang) -> CheckLine {
    let Some((order_no, fault)) = &verdict.first_edited else {
        let steps = verdict.steps;
        let said = match lang {
            Lang::Zh => format!("{steps} 步记录都和当初写下的一样"),
            Lang::En => format!("all {steps} steps are as they were written"),
        };
        return CheckLine::good("history", said);
    };
    let what = match (lang, fault) {
        (Lang::Zh, HistoryFault::Step(step)) => format!("第 {} 步被改过", step.saturating_add(1)),
        (Lang::En, HistoryFault::Step(step)) => format!("step {} was edited", step.saturating_add(1)),
        (Lang::Zh, HistoryFault::CutOff) => "最后的记录被删掉了".to_owned(),
        (Lang::En, HistoryFault::CutOff) => "its last steps were taken away".to_owned(),
        (Lang::Zh, HistoryFault::States) => "订单、发货或退款的状态被改过".to_owned(),
        (Lang::En, HistoryFault::States) => "its state, its shipment's or a refund's was edited".to_owned(),
    };
    let edited = verdict.edited;
    let said = match lang {
        Lang::Zh => format!("{edited} 个订单的记录被改过，第一个是 {order_no}：{what}"),
        Lang::En => format!("the history of {edited} orders was edited; the first is {order_no}: {what}"),
    };
    CheckLine::bad("history", said, restore(lang))
}

fn sums(verdict: &FileVerdict, lang: Lang) -> CheckLine {
    let Some(order_no) = &verdict.first_wrong_sum else {
        let said = lang.pick("实收、已退和在途都对得上", "paid, refunded and in flight agree with the refunds");
        return CheckLine::good("sums", said.to_owned());
    };
    let orders = verdict.wrong_sums;
    let said = match lang {
        Lang::Zh => format!("{orders} 个订单的金额和退款对不上，第一个是 {order_no}"),
        Lang::En => format!("the sums of {orders} orders differ from their refunds; the first is {order_no}"),
    };
    CheckLine::bad("sums", said, restore(lang))
}

fn restore(lang: Lang) -> &'static str {
    lang.pick(
        "别的程序动过数据：在微信商户平台核对这个订单，再用之前的备份恢复",
        "another program has been at the data: compare the order with WeChat's merchant platform, then restore an earlier backup",
    )
}
