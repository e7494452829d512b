//! The lines about API v3.

use super::outside;
use crate::{
    app::{
        check::finding::{NotEchoed, TrustState, V3KeyState},
        error_text::gateway_error,
    },
    base::lang::Lang,
    ui::{endpoint_error, public_key_wrong},
};

pub(super) fn key(lang: Lang, key: V3KeyState) -> String {
    let (zh, en) = match key {
        V3KeyState::There => ("API v3 密钥已经填好", "the API v3 key is there"),
        V3KeyState::Proven => ("API v3 密钥打得开微信加密的内容", "the API v3 key opens what WeChat encrypts"),
        V3KeyState::Missing { only_v2: true } => {
            ("设置里选了 API v3，却只有 API v2 的密钥", "the settings say API v3, and there is a key of API v2 only")
        }
        V3KeyState::Missing { only_v2: false } => ("没有 API v3 密钥", "there is no API v3 key"),
        V3KeyState::OpensNoCertificate => {
            ("微信给的平台证书用 API v3 密钥打不开", "WeChat's platform certificates do not open with the API v3 key")
        }
        V3KeyState::OpensNoMessage(1) => {
            ("有 1 条微信的通知用 API v3 密钥打不开", "one of WeChat's messages does not open with the API v3 key")
        }
        V3KeyState::OpensNoMessage(many) => {
            return match lang {
                Lang::Zh => format!("有 {many} 条微信的通知用 API v3 密钥打不开"),
                Lang::En => format!("{many} of WeChat's messages do not open with the API v3 key"),
            };
        }
    };
    lang.pick(zh, en).to_owned()
}

pub(super) const fn next_of_key(lang: Lang, key: V3KeyState) -> &'static str {
    let (zh, en) = match key {
        V3KeyState::There | V3KeyState::Proven => ("", ""),
        V3KeyState::Missing { .. } => (
            "在商户平台的“API 安全”里设置 API v3 密钥，把同一个填到设置里；或者在设置里选回 API v2",
            "set an API v3 key on the merchant platform under API security and enter the same in the settings, or choose API v2 there",
        ),
        V3KeyState::OpensNoCertificate | V3KeyState::OpensNoMessage(_) => (
            "商户平台上的 API v3 密钥多半改过：把现在的那个填到设置里；忘了就在“API 安全”里重新设置，两边填一样的",
            "it was most likely changed on the merchant platform: enter the one that holds there; if it is forgotten, set a new one under API security and enter the same here",
        ),
    };
    lang.pick_static(zh, en)
}

/// What it means for the money, where nothing is there to believe an answer by.
const NO_MONEY: (&str, &str) = ("动钱的请求一个也不会发出", "no call that moves money leaves");

pub(super) fn trust(lang: Lang, keys: &TrustState) -> String {
    let no_money = lang.pick(NO_MONEY.0, NO_MONEY.1);
    match (lang, keys) {
        (Lang::Zh, TrustState::PublicKey(id)) => format!("微信的签名用公钥 {id} 来验"),
        (Lang::En, TrustState::PublicKey(id)) => format!("WeChat is believed by its public key {id}"),
        (Lang::Zh, TrustState::Certificates(until)) => {
            format!("微信的签名用平台证书来验，有效期到 {}", until.to_dashed())
        }
        (Lang::En, TrustState::Certificates(until)) => {
            format!("WeChat is believed by its platform certificates, until {}", until.to_dashed())
        }
        (Lang::Zh, TrustState::Both(id, until)) => {
            format!("微信的签名用公钥 {id} 和平台证书来验，证书有效期到 {}", until.to_dashed())
        }
        (Lang::En, TrustState::Both(id, until)) => {
            format!(
                "WeChat is believed by its public key {id}, and by platform certificates until {}",
                until.to_dashed()
            )
        }
        (Lang::Zh, TrustState::BadFile(bad)) => format!("{}。{no_money}", public_key_wrong(lang, *bad)),
        (Lang::En, TrustState::BadFile(bad)) => format!("{}. Until then {no_money}", public_key_wrong(lang, *bad)),
        (Lang::Zh, TrustState::OtherId { ours, theirs }) => {
            format!("公钥 ID 不对：设置里是 {ours}，微信用的是 {theirs}")
        }
        (Lang::En, TrustState::OtherId { ours, theirs }) => {
            format!("the settings name the public key {ours}, and WeChat signs with {theirs}")
        }
        (Lang::Zh, TrustState::NotChangedOver(theirs)) => {
            format!("微信还在用平台证书 {theirs} 签名：换成公钥还没开始，或者还没换完")
        }
        (Lang::En, TrustState::NotChangedOver(theirs)) => {
            format!(
                "WeChat still signs with platform certificate {theirs}: the change to the public key was not begun, or goes on"
            )
        }
        (Lang::Zh, TrustState::Expired(at)) => {
            format!("平台证书已在 {} 到期，设置里也没有公钥：{no_money}", at.to_dashed())
        }
        (Lang::En, TrustState::Expired(at)) => {
            format!("the platform certificate ended on {} and there is no public key: {no_money}", at.to_dashed())
        }
        (Lang::Zh, TrustState::NoCertificateForUs) => {
            format!("微信不给这个商户平台证书，设置里也没有公钥：{no_money}")
        }
        (Lang::En, TrustState::NoCertificateForUs) => {
            format!("WeChat gives this merchant no platform certificate, and there is no public key: {no_money}")
        }
        (Lang::Zh, TrustState::Sealed) => format!("平台证书打不开：{no_money}"),
        (Lang::En, TrustState::Sealed) => format!("the platform certificates do not open: {no_money}"),
        (Lang::Zh, TrustState::Nothing) => format!("没有公钥，也没有平台证书：{no_money}"),
        (Lang::En, TrustState::Nothing) => {
            format!("there is neither a public key nor a platform certificate: {no_money}")
        }
    }
}

pub(super) const fn next_of_trust(lang: Lang, keys: &TrustState) -> &'static str {
    let (zh, en) = match keys {
        TrustState::PublicKey(_) | TrustState::Certificates(_) | TrustState::Both(..) => ("", ""),
        TrustState::BadFile(_) | TrustState::Nothing => (
            "在商户平台的“API 安全”里下载微信支付公钥，和旁边的公钥 ID 一起填到设置里",
            "download WeChat Pay's public key on the merchant platform under API security, and enter it with the ID beside it in the settings",
        ),
        TrustState::Sealed => ("先把 API v3 密钥改对", "put the API v3 key right first"),
        TrustState::OtherId { .. } => (
            "在商户平台的“API 安全”里核对公钥 ID，重新下载这个商户自己的公钥",
            "compare the ID on the merchant platform under API security, and download this merchant's own public key again",
        ),
        TrustState::NotChangedOver(_) => (
            "在商户平台的“API 安全”>“微信支付公钥”里开始更换；换完要 7 天，这期间验不了的通知，掌柜会自己去问微信",
            "start the change on the merchant platform under API security, WeChat Pay public key; it takes 7 days, and what cannot be believed meanwhile is asked about",
        ),
        TrustState::Expired(_) | TrustState::NoCertificateForUs => (
            "在商户平台的“API 安全”里申请微信支付公钥并开始更换，再把公钥和公钥 ID 填到设置里",
            "apply for WeChat Pay's public key on the merchant platform under API security, start the change, and enter key and ID in the settings",
        ),
    };
    lang.pick_static(zh, en)
}

pub(super) fn echo(lang: Lang, echo: &Result<(), NotEchoed>) -> String {
    let (zh, en) = match echo {
        Ok(()) => {
            ("微信认这个商户的签名，回答也验过了", "WeChat accepts what this merchant signs, and its answer is proven")
        }
        Err(NotEchoed::NoCertificate) => (
            "没有问微信：每个请求都要用商户证书签名",
            "WeChat was not asked: every call is signed with the merchant certificate",
        ),
        Err(NotEchoed::ClockOff(ahead)) => {
            let off = ahead.unsigned_abs();
            return match lang {
                Lang::Zh => format!("没有问微信：电脑的时间差了 {off} 秒，差 300 秒以上的请求微信不收"),
                Lang::En => {
                    format!("WeChat was not asked: this computer's clock is {off} s off, and 300 s are too many for it")
                }
            };
        }
        Err(NotEchoed::NoTrustKey) => {
            ("没有问微信：它的回答没法验", "WeChat was not asked: its answer could not be believed")
        }
        Err(NotEchoed::SignatureRefused) => {
            ("微信不认这个商户的签名", "WeChat does not accept what this merchant signs")
        }
        Err(NotEchoed::OtherKey(theirs)) => {
            return match lang {
                Lang::Zh => format!("微信的回答用 {theirs} 签名，这里没有它，验不了"),
                Lang::En => {
                    format!("WeChat's answer is signed with {theirs}, which is not here, and cannot be believed")
                }
            };
        }
        Err(NotEchoed::Endpoint(bad)) => return endpoint_error(lang, bad),
        Err(NotEchoed::Call(error)) => return gateway_error(lang, error),
    };
    lang.pick(zh, en).to_owned()
}

pub(super) fn next_of_echo(lang: Lang, echo: &Result<(), NotEchoed>) -> &'static str {
    let (zh, en) = match echo {
        Ok(()) => ("", ""),
        Err(NotEchoed::NoCertificate) => ("先看商户证书那一行", "see the certificate first"),
        Err(NotEchoed::ClockOff(_)) => ("打开电脑的自动对时", "let this computer set its clock by itself"),
        Err(NotEchoed::NoTrustKey | NotEchoed::OtherKey(_)) => {
            ("先看验签那一行", "see the line about the keys that prove WeChat first")
        }
        Err(NotEchoed::SignatureRefused) => (
            "在商户平台的“API 安全”里核对：商户证书要是现在启用的那一张，商户号也要对",
            "compare with the merchant platform under API security: the certificate has to be the one in use there, and of this merchant number",
        ),
        Err(NotEchoed::Endpoint(_)) => {
            return lang.pick_static(
                "改正 settings.toml 里的地址或证书",
                "put the address or the root in settings.toml right",
            );
        }
        Err(NotEchoed::Call(error)) => {
            let compare = (
                "在商户平台核对商户号、商户证书和公钥 ID",
                "compare merchant number, certificate and the public key's ID with the merchant platform",
            );
            return outside::next_of_call(lang, error, compare);
        }
    };
    lang.pick_static(zh, en)
}
