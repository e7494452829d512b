//! The merchant certificate in words: until when, what threatens it, and what the owner does about it.

use super::{Lang, figures::day};
use crate::{domain::UnixSeconds, events::Trouble};

/// It can be used.
pub(super) fn good_until(lang: Lang, at: UnixSeconds) -> String {
    let day = day(lang, at);
    match lang {
        Lang::Zh => format!("商户证书有效至 {day}，可以退款。"),
        Lang::En => format!("The merchant certificate is valid until {day}; refunds can be sent."),
    }
}

/// Troubles whose sentence names a day; `None` for all others.
pub(super) fn dated_trouble(lang: Lang, trouble: Trouble) -> Option<String> {
    let sentence = match trouble {
        Trouble::CertificateEnding { at } => ending(lang, &day(lang, at)),
        Trouble::CertificateEnded { at } => ended(lang, &day(lang, at)),
        Trouble::CertificateTooEarly { from } => too_early(lang, &day(lang, from)),
        _ => return None,
    };
    Some(sentence)
}

fn ending(lang: Lang, day: &str) -> String {
    match lang {
        Lang::Zh => format!(
            "商户证书将在 {day} 到期。到期以后退款发不出去，但资金不会出错。请在此之前登录微信商户平台（账户中心 → API安全）更换证书，把新文件放到 settings.toml 写明的位置，掌柜会自动换用。"
        ),
        Lang::En => format!(
            "The merchant certificate ends on {day}. After that no refund leaves, but no money goes wrong. Renew it on WeChat's merchant platform before then and put the new files where settings.toml says; Zhanggui takes them up by itself."
        ),
    }
}

fn ended(lang: Lang, day: &str) -> String {
    match lang {
        Lang::Zh => format!(
            "商户证书已在 {day} 到期，退款发不出去。已同意的退款在等待，资金没有动。请登录微信商户平台（账户中心 → API安全）更换证书，把新文件放到 settings.toml 写明的位置，掌柜会自动继续。"
        ),
        Lang::En => format!(
            "The merchant certificate ended on {day}, so no refund leaves. Approved refunds wait and no money has moved. Renew it on WeChat's merchant platform and put the new files where settings.toml says; Zhanggui goes on by itself."
        ),
    }
}

fn too_early(lang: Lang, day: &str) -> String {
    match lang {
        Lang::Zh => format!(
            "商户证书从 {day} 起才有效，退款暂时发不出去，资金没有动。多半是这台电脑的日期不对：请校准时间，掌柜会自动继续。"
        ),
        Lang::En => format!(
            "The merchant certificate is valid only from {day} on, so no refund leaves and no money has moved. Most likely this computer's date is wrong: set the clock, and Zhanggui goes on by itself."
        ),
    }
}

#[cfg(test)]
pub(super) fn samples(lang: Lang) -> Vec<String> {
    let at = UnixSeconds::new(1_788_230_527);
    let troubles = [
        Trouble::CertificateEnding { at },
        Trouble::CertificateEnded { at },
        Trouble::CertificateTooEarly { from: at },
        Trouble::KeyOpenToOthers,
    ];
    let dated = troubles.iter().filter_map(|&trouble| dated_trouble(lang, trouble));
    dated.chain([good_until(lang, at)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        events::{HealthState, Subsystem},
        ui::text::light_meaning,
    };

    #[test]
    fn an_end_is_named_by_its_day_and_comes_with_what_to_do() {
        let at = UnixSeconds::parse_dashed("2026-12-20 08:00:00").expect("a time");
        let ending = HealthState::Troubled(Trouble::CertificateEnding { at }, String::new());
        for (lang, day, remedy) in [(Lang::Zh, "2026年12月20日", "更换证书"), (Lang::En, "20 Dec 2026", "Renew it")]
        {
            let sentence = light_meaning(lang, Subsystem::Certificate, &ending);
            assert!(sentence.contains(day) && sentence.contains(remedy), "{sentence}");
            let good = light_meaning(lang, Subsystem::Certificate, &HealthState::GoodUntil(at));
            assert!(good.contains(day), "{good}");
        }
    }
}
