//! WeChat's codes and our own limits about refunds, in the owner's words: what happened, what it means for the money, what
//! to do next.

use crate::domain::{Api, Fen, RefundNo, RefundTrouble, UnsentCause};

texts! { in lang;
    /// The sentence for what stands beside a refund; `None` where its state says it all, or nobody knows more.
    refund_trouble(trouble: &RefundTrouble) -> Option<String> = match trouble {
        RefundTrouble::LimitYear => { refund_code(lang, "TRADE_OVERDUE").map(str::to_owned) };
        RefundTrouble::LimitCount =>
            "一笔订单在微信最多退 50 次，已经用完，资金没有动。请和买家商量用别的方式退还。",
            "WeChat takes 50 refunds of one order and they are used up, so no money has moved. Agree with the buyer on another way.";
        RefundTrouble::LimitLeft =>
            "这笔订单已经在微信商户平台退过款，剩下的不够退这一笔，所以没有发出，这一笔没有退钱。",
            "Money of this order was refunded on WeChat's merchant platform, and too little is left for this one: it was not sent, and moved no money.";
        RefundTrouble::NotListed(_) =>
            "发送前要先问微信这笔订单还有没有别的退款，微信没有给出可靠的回答，所以还没有发出，钱没有动。掌柜会自动再问。",
            "Before it is sent WeChat is asked for other refunds of this order, and no usable answer came: so it was not sent, and no money has moved. WeChat is asked again by itself.";
        RefundTrouble::Claimed =>
            "微信刚刚通知这笔订单还有另一笔退款，但它的清单里还看不到，所以先不发，钱没有动。掌柜过一会儿再问。",
            "WeChat has just reported another refund of this order that its list does not show yet: so nothing is sent for now, and no money has moved. WeChat is asked again in a while.";
        RefundTrouble::Unexplained =>
            "微信说这笔订单已经退过钱，但不是从这里退的，单号还不知道（多半是今天在商户平台手工退的）。所以先不发，这一笔没有退钱。等微信通知或明早的账单说出单号，会自动继续；不想退了可以撤回。",
            "WeChat says money of this order went back, and not from here; the number is not known yet (most likely a refund made by hand today). So nothing is sent for now, and this one moved no money. It goes on by itself once a message or tomorrow's bill names that number; you can take it back.";
        RefundTrouble::NotSent(why) => { not_sent(lang, why) };
        RefundTrouble::Closed
        | RefundTrouble::Change
        | RefundTrouble::NotThere
        | RefundTrouble::Wechat { .. }
        | RefundTrouble::Unclear { .. } => { trouble.code().and_then(|code| refund_code(lang, code)).map(str::to_owned) };
        RefundTrouble::Restored =>
            "这家店是从旧备份恢复的，这笔退款可能已经发出去过。掌柜先按单号问微信，问清楚之前不会再发。",
            "The shop was restored from an older copy, and this refund may have left since. WeChat is asked by its number first; nothing is sent before it has answered.";
        RefundTrouble::CutOff
        | RefundTrouble::AboutSomethingElse
        | RefundTrouble::NoAnswer(_)
        | RefundTrouble::Words(_) => { None };
    }

    /// Why a call never left, and what happens next.
    not_sent(why: &UnsentCause) -> Option<String> = match why {
        UnsentCause::Certificate(_) =>
            "商户证书现在用不了，所以没有发送。「连接」页写着怎么办；证书放好后会自动发送。",
            "The merchant certificate cannot be used, so nothing was sent. The System status page says what to do; once it is mended, this refund is sent by itself.";
        UnsentCause::NoConnection(_) =>
            "连不上微信，所以没有发送。网络恢复后会自动发送。",
            "WeChat cannot be reached, so nothing was sent. It is sent by itself once the line is back.";
        UnsentCause::NoTrustKey =>
            "没有可用的微信支付公钥或平台证书，微信的回答没法核对，所以没有发送，钱没有动。「系统状态」页写着怎么办；放好后会自动发送。",
            "There is no WeChat Pay public key or platform certificate that WeChat's answer could be verified with, so nothing was sent and no money has moved. The System status page says what to do; then this refund is sent by itself.";
        UnsentCause::NoKeyFor(Api::V2) =>
            "这笔退款属于 APIv2，现在没有 APIv2 密钥，所以没有发送，钱没有动。在设置里填回 APIv2 密钥后会自动继续。",
            "This refund belongs to API v2 and there is no APIv2 key any more, so nothing was sent and no money has moved. Put the APIv2 key back in the settings, and it goes on by itself.";
        UnsentCause::NoKeyFor(Api::V3) =>
            "这笔退款属于 APIv3，现在没有 APIv3 密钥，所以没有发送，钱没有动。在设置里填回 APIv3 密钥后会自动继续。",
            "This refund belongs to API v3 and there is no APIv3 key any more, so nothing was sent and no money has moved. Put the APIv3 key back in the settings, and it goes on by itself.";
        UnsentCause::NotRecorded(_) | UnsentCause::BadRequest(_) | UnsentCause::Other(_) => { None };
    }

    /// WeChat's codes of one remedy, and the sentence.
    refund_code(code: &str) = find code {
        "TRADE_OVERDUE" =>
            "付款已满一年，微信不再受理这笔退款，资金没有动。请和买家商量用别的方式退还，例如转账。",
            "The payment is over a year old, so WeChat takes no refund of it and no money has moved. Agree with the buyer on another way, a transfer for instance.";
        "USER_ACCOUNT_ABNORMAL" =>
            "买家的微信支付账户已注销或异常，钱退不回去，资金没有动。请联系买家，用别的方式退还。",
            "The buyer's WeChat Pay account is closed or restricted, so nothing can go back to it and no money has moved. Ask the buyer for another way.";
        "INVALID_TRANSACTIONID" | "ORDERNOTEXIST" | "RESOURCE_NOT_EXISTS" =>
            "微信说找不到这笔付款，资金没有动。请在微信商户平台的交易中心核对这笔订单，并核对 settings.toml 里的商户号。",
            "WeChat says it knows no such payment; no money has moved. Look for the order in the transaction centre of WeChat's merchant platform, and compare the merchant number in settings.toml.";
        "REFUND_FEE_MISMATCH" =>
            "微信已用这个退款单号登记了另一个金额。掌柜绝不会改了金额再发。请在微信商户平台的交易中心按退款单号核对。",
            "WeChat knows this refund number with another amount. Zhanggui never sends it again with other figures. Look the number up in the transaction centre of WeChat's merchant platform.";
        "INVALID_REQUEST" | "ERROR" =>
            "微信说这笔订单可退的金额不够，可能这笔钱已经退过（例如在商户平台手工退款）。请在微信商户平台的交易中心核对这笔订单的退款记录。",
            "WeChat says too little of this order is left; it may have been refunded before, by hand for instance. Compare the order's refunds in the transaction centre of WeChat's merchant platform.";
        "NOTENOUGH" =>
            "请先在微信商户平台充值，再点“继续退款”。单号不变，不会重复退。",
            "Fill the balance on WeChat's merchant platform first, then press “Continue”. The number stays the same and nothing is paid twice.";
        "FREQUENCY_LIMITED" | "INVALID_REQ_TOO_MUCH" | "RATELIMIT_EXCEEDED" =>
            "微信要求放慢：所有退款至少暂停一分钟，之后用同一个单号继续。你不用做什么。",
            "WeChat asks us to slow down: all refunds rest for a minute at least, then go on under the same numbers. There is nothing to do.";
        "ORDER_NOT_READY" | "BIZERR_NEED_RETRY" =>
            "微信还在处理这笔订单，稍后会用同一个单号再试。你不用做什么。",
            "WeChat is still busy with this order; the same number is sent again a little later. There is nothing to do.";
        "SYSTEMERROR" =>
            "微信内部出错，这笔钱可能已经退出，也可能没有。掌柜会先问清楚，再决定要不要用同一个单号再发。",
            "Something failed inside WeChat, so the money may or may not have left. Zhanggui asks first and only then sends the same number again, if need be.";
        "REFUNDNOTEXIST" =>
            "微信没有见过这个单号，这笔钱没有退出。会用同一个单号再发。",
            "WeChat has never seen this number, so the money has not left. The same number is sent again.";
        "REFUNDCLOSE" =>
            "微信关闭了这笔退款，这笔钱没有退出，已回到商户账户。",
            "WeChat closed this refund. The money did not leave; it is back in your account.";
        "CHANGE" =>
            "钱在商户账户里等着：请登录微信商户平台，进入“交易中心”，按退款单号找到这笔退款，改退到买家的其他账户。",
            "The money waits in your account: open the transaction centre of WeChat's merchant platform, find this refund by its number, and pay it out to another account of the buyer's.";
        "CERT_ERROR" =>
            "微信不接受商户证书（过期、作废或属于别的商户）。退款已停下，等你更换证书：微信商户平台 → 账户中心 → API安全。",
            "WeChat does not accept the merchant certificate (expired, revoked or another merchant's). Refunds have stopped until you renew it on WeChat's merchant platform, under API security.";
        "SIGNERROR" =>
            "微信说签名不对，多半是 API 密钥换过了。退款已停下，请核对 secrets.toml 里的 API 密钥。",
            "WeChat says the signature is wrong; most likely the API key was changed. Refunds have stopped: compare the API key in secrets.toml.";
        "NOAUTH" =>
            "微信说这个商户没有退款权限，或者不允许从这个网络地址调用。退款已停下，请在微信商户平台检查产品权限和 IP 白名单。",
            "WeChat says this merchant may not refund, or not from this network address. Refunds have stopped: check permissions and the IP list on WeChat's merchant platform.";
        "APPID_NOT_EXIST" | "MCHID_NOT_EXIST" | "APPID_MCHID_NOT_MATCH" =>
            "微信说 AppID 或商户号不对，或两者没有绑定。退款已停下，请核对 settings.toml。",
            "WeChat says the app id or the merchant number is wrong, or that the two are not bound. Refunds have stopped: compare settings.toml.";
        "PARAM_ERROR" | "LACK_PARAMS" | "XML_FORMAT_ERROR" | "POST_DATA_EMPTY" | "REQUIRE_POST_METHOD" | "NOT_UTF8" =>
            "微信看不懂这次请求，这是掌柜的问题，不是你的。退款已停下，不会重复退。下面的技术信息和数据文件夹里的 logs 记着原因，帮你的人用得上。",
            "WeChat does not understand this request; that is Zhanggui's fault, not yours. Refunds have stopped and nothing is paid twice. The technical line below and the folder logs beside your data say why, for whoever helps you.";
    }

    /// The button that opens the question whether to send it once more under a new number.
    renew(amount: Fen): "用新单号再退 {amount}…", "Refund {amount} under a new number…";
    renew_question(amount: Fen): "用新单号再退 {amount}？", "Refund {amount} under a new number?";

    /// Why a new number cannot pay twice, and when it could.
    renew_promise(old: &RefundNo):
        "微信已答复：退款单号 {old} 没有退出，也不会再退。所以换新单号不会重复退款。如果你已经用别的方式（转账、商户平台）退给了买家，请不要再退。",
        "WeChat has answered that the number {old} moved nothing and never will, so a new number does not pay twice. If you gave the money back in another way (a transfer, the merchant platform), do not refund it again.";

    /// Beside a refund that failed: where it goes on.
    renewed_as(successor: &RefundNo): "已用新单号 {successor} 再退。", "Goes on under the new number {successor}.";
    /// Beside a refund under a new number: which one failed before.
    renews(predecessor: &RefundNo): "接替没有退成的 {predecessor}。", "Takes the place of {predecessor}, which failed.";
    /// The same in a line of the history of the one that failed.
    renewed_step(successor: &RefundNo): "由新单号 {successor} 接替", "goes on as {successor}";
    /// The same in a line of the history of the new one.
    renews_step(predecessor: &RefundNo): "接替 {predecessor}", "in place of {predecessor}";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::lang::Lang;

    fn refund_trouble(lang: Lang, trouble: &str) -> Option<String> {
        super::refund_trouble(lang, &RefundTrouble::parse(trouble).expect("a trouble"))
    }

    #[test]
    fn a_code_finds_its_sentence_whatever_stands_behind_it() {
        for trouble in ["TRADE_OVERDUE: 订单已超过退款期限", "TRADE_OVERDUE", "TRADE_OVERDUE x"] {
            assert!(refund_trouble(Lang::En, trouble).is_some_and(|en| en.contains("over a year old")), "{trouble}");
        }
        assert!(refund_trouble(Lang::Zh, "CHANGE").is_some_and(|zh| zh.contains("交易中心")));
        assert_eq!(refund_trouble(Lang::En, "the connection broke"), None);
    }

    #[test]
    fn what_was_not_sent_says_why_and_that_it_is_sent_by_itself() {
        let said = |trouble: &str| refund_trouble(Lang::En, trouble).unwrap_or_default();
        assert!(said("not sent: no connection (refused)").contains("once the line is back"));
        let paper = said("not sent: the merchant certificate cannot be used: there is no certificate file");
        assert!(paper.contains("The System status page says what to do"), "{paper}");
        assert_eq!(said("not sent: the call was not recorded: full"), "");
    }
}
