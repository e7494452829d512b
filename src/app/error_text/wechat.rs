//! Why WeChat cannot be asked, or did not answer. The English stands beside each error.

use crate::{
    base::lang::Lang,
    domain::Api,
    ui::{endpoint_error, io_kind, technical_words},
    wechat::{BadCertificate, CertificatePart, GatewayError, NoAnswer, NoTime, NotSent},
};

const NO_CONNECTION: &str = "连不上微信";
const BROKEN: &str = "和微信的连接断了，或者等太久没有回答";

/// WeChat did not say what time it is.
pub(crate) fn no_time(lang: Lang, why: &NoTime) -> String {
    let said = match (lang, why) {
        (_, NoTime::Endpoint(bad)) => return endpoint_error(lang, bad),
        (Lang::En, why) => return why.to_string(),
        (Lang::Zh, NoTime::NoConnection(_)) => NO_CONNECTION,
        (Lang::Zh, NoTime::Broken(_)) => BROKEN,
        (Lang::Zh, NoTime::TooLong) => "回答太长，不像是微信的",
        (Lang::Zh, NoTime::NoDate) => "微信的回答里没有时间",
    };
    said.to_owned()
}

/// A question to WeChat that moves nothing came to nothing.
pub(crate) fn gateway_error(lang: Lang, error: &GatewayError) -> String {
    if lang == Lang::En {
        return match error {
            GatewayError::Misconfigured { code, message } if code.is_empty() => {
                format!("WeChat does not accept how we call: {message}")
            }
            error => error.to_string(),
        };
    }
    match error {
        GatewayError::Declined { code, message } => format!("微信没有接受：{message}（{code}）"),
        GatewayError::NotEnough { message } => format!("微信商户余额不足：{message}"),
        GatewayError::Misconfigured { code, message } if code.is_empty() => format!("微信不认这样的请求：{message}"),
        GatewayError::Misconfigured { code, message } => format!("微信不认这样的请求：{message}（{code}）"),
        GatewayError::Wait { code, .. } => format!("微信要我们等一等（{code}）"),
        GatewayError::NoAnswer(why) => no_answer(why),
        GatewayError::NotSent(why) => not_sent(why),
    }
}

/// In Chinese.
fn no_answer(why: &NoAnswer) -> String {
    let said = match why {
        NoAnswer::Status(status) => return format!("微信回答了 HTTP 状态 {status}"),
        NoAnswer::Unknown { code, message } => {
            return format!("微信自己也不知道（{}）", format!("{code} {message}").trim());
        }
        NoAnswer::Broken(_) => BROKEN,
        NoAnswer::Unreadable(_) => "回答读不懂，不像是微信的",
        NoAnswer::Unproven => "回答的签名缺少或不对，什么也证明不了",
        NoAnswer::Elsewhere(_) => "回答说的不是我们问的",
        NoAnswer::UnknownKey(_) => "回答是用一把没见过的公钥签的，什么也证明不了",
        NoAnswer::Undecryptable => "APIv3 密钥解不开微信加密的内容：它和商户平台上的不一样",
        NoAnswer::Unexplained => "这笔订单另有退款，单号还不知道",
    };
    said.to_owned()
}

/// In Chinese.
fn not_sent(why: &NotSent) -> String {
    let said = match why {
        NotSent::Certificate(bad) => return certificate_error(Lang::Zh, bad),
        NotSent::NoConnection(_) => NO_CONNECTION,
        NotSent::NotRecorded(_) => "没有发出：记不下这次请求",
        NotSent::BadRequest(_) => "没有发出：请求不合微信的规则",
        NotSent::NoTrustKey => "没有发出：没有可用的微信支付公钥或平台证书，回答没法核对",
        NotSent::NoListOfRefunds => "没有发出：APIv3 不能列出一笔订单的退款",
        NotSent::NoAbnormalRefund => "没有发出：APIv2 不能把退款改付到银行卡",
        NotSent::NoKeyFor(Api::V2) => "没有发出：没有 APIv2 密钥",
        NotSent::NoKeyFor(Api::V3) => "没有发出：没有 APIv3 密钥",
    };
    said.to_owned()
}

/// The merchant certificate cannot be used.
pub(crate) fn certificate_error(lang: Lang, bad: &BadCertificate) -> String {
    if lang == Lang::En {
        return bad.to_string();
    }
    let file = |what| match what {
        CertificatePart::Certificate => "证书",
        CertificatePart::Key => "私钥",
    };
    let said = match bad {
        BadCertificate::Missing { what } => return format!("没有{}文件", file(*what)),
        BadCertificate::Unreadable { what, reason } => {
            let why =
                io_kind(*reason).map_or_else(|| technical_words(lang, &reason.to_string()), |why| format!("：{why}"));
            return format!("读不了{}文件{why}", file(*what));
        }
        BadCertificate::NotPem { what } => return format!("{0}文件里没有 PEM 格式的{0}", file(*what)),
        BadCertificate::OtherMerchant { found } => return format!("证书属于商户 {found}"),
        BadCertificate::Expired { at } => return format!("证书已在 {} 到期", at.to_dashed()),
        BadCertificate::NotYetValid { from } => return format!("证书从 {} 起才有效", from.to_dashed()),
        BadCertificate::OtherPassword => "用商户号当密码打不开这个 .p12 文件",
        BadCertificate::NotP12 => ".p12 文件里没有证书和它的私钥",
        BadCertificate::P12Form => "读不了这种 .p12 文件：请改用 apiclient_cert.pem 和 apiclient_key.pem 两个文件",
        BadCertificate::Swapped => "两个文件放反了：证书文件里是私钥，私钥文件里是证书",
        BadCertificate::EncryptedKey => "私钥带有密码保护",
        BadCertificate::OtherKey => "私钥和证书不是一对",
    };
    said.to_owned()
}
