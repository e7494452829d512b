//! The merchant certificate in words: until when, what threatens it, and what the owner does about it.

use super::figures;
use crate::{domain::UnixSeconds, events::Trouble};

texts! { in lang;
    /// It can be used.
    good_until(at: UnixSeconds):
        "商户证书有效至 {day}，可以退款。",
        "The merchant certificate is valid until {day}; refunds can be sent.",
        day = figures::day(lang, at);

    /// Troubles whose sentence names a day; `None` for all others.
    dated_trouble(trouble: Trouble) -> Option<String> = match trouble {
        Trouble::CertificateEnding { at } =>
            "商户证书将在 {day} 到期。到期以后退款发不出去，但资金不会出错。请在此之前登录微信商户平台（账户中心 → API安全）更换证书，把新文件放到 settings.toml 写明的位置，掌柜会自动换用。",
            "The merchant certificate ends on {day}. After that no refund leaves, but no money goes wrong. Renew it on WeChat's merchant platform before then and put the new files where settings.toml says; Zhanggui takes them up by itself.",
            day = figures::day(lang, at);
        Trouble::CertificateEnded { at } =>
            "商户证书已在 {day} 到期，退款发不出去。已同意的退款在等待，资金没有动。请登录微信商户平台（账户中心 → API安全）更换证书，把新文件放到 settings.toml 写明的位置，掌柜会自动继续。",
            "The merchant certificate ended on {day}, so no refund leaves. Approved refunds wait and no money has moved. Renew it on WeChat's merchant platform and put the new files where settings.toml says; Zhanggui goes on by itself.",
            day = figures::day(lang, at);
        Trouble::CertificateTooEarly { from: at } =>
            "商户证书从 {day} 起才有效，退款暂时发不出去，资金没有动。多半是这台电脑的日期不对：请校准时间，掌柜会自动继续。",
            "The merchant certificate is valid only from {day} on, so no refund leaves and no money has moved. Most likely this computer's date is wrong: set the clock, and Zhanggui goes on by itself.",
            day = figures::day(lang, at);
        _ => { None };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::lang::Lang,
        events::{HealthState, Subsystem},
        ui::text::states::health_meaning,
    };

    #[test]
    fn an_end_is_named_by_its_day_and_comes_with_what_to_do() {
        let at = UnixSeconds::parse_dashed("2026-12-20 08:00:00").expect("a time");
        let ending = HealthState::Troubled(Trouble::CertificateEnding { at }, String::new());
        for (lang, day, remedy) in [(Lang::Zh, "2026年12月20日", "更换证书"), (Lang::En, "20 Dec 2026", "Renew it")]
        {
            let sentence = health_meaning(lang, Subsystem::Certificate, &ending);
            assert!(sentence.contains(day) && sentence.contains(remedy), "{sentence}");
            let good = health_meaning(lang, Subsystem::Certificate, &HealthState::GoodUntil(at));
            assert!(good.contains(day), "{good}");
        }
    }
}
