//! Why WeChat does not have a shipment: every code it answers with, and our own words, in the owner's words with the next
//! step.

use super::{reasons, tame};
use crate::domain::ReportTrouble;

texts! { in lang;
    /// Why WeChat does not have a parcel yet, or did not remind the buyer, and what to do.
    report_trouble(trouble: &ReportTrouble) -> String = match trouble {
        ReportTrouble::Code { code, .. } => {
            report_code(lang, *code).map_or_else(|| report_refused(lang, &code.to_string()), str::to_owned)
        };
        // Nobody knows whether it arrived: WeChat is asked first, then told again.
        ReportTrouble::NoLine(_) | ReportTrouble::NoAnswer(_) | ReportTrouble::CutOff => { later(lang).to_owned() };
        ReportTrouble::NotRecorded(_) =>
            "这次上报没有记下来，所以没有发。掌柜会自己再试；还是不行，请看看磁盘是不是满了。",
            "This report could not be recorded, so it was not sent. Zhanggui tries again by itself; if it stays, see whether the disk is full.";
        ReportTrouble::NoDelivery =>
            "没有送达时间，所以没有提醒买家。在快递公司查到送达时间后，可以再点“提醒买家收货”。",
            "No delivery time was named, so the buyer was not reminded. Look it up with the carrier and remind the buyer then.";
        ReportTrouble::Refunded =>
            "这笔订单的钱已经全部退回，所以没有告诉微信。请不要寄出商品。",
            "All of this order's money went back, so WeChat was not told. Do not send the goods.";
        ReportTrouble::Words(words) => { report_refused(lang, &tame(words, 40)) };
    }

    /// The same in few words, beside a step of the history. The parcel itself says what to do.
    report_reason(trouble: &ReportTrouble) -> String = match trouble {
        ReportTrouble::Code { code, .. } => { reasons::wechat_code(lang, &code.to_string()) };
        ReportTrouble::NoLine(_) => "连不上微信", "no line to WeChat";
        ReportTrouble::NoAnswer(_) => "微信没有给出可用的回答", "no usable answer";
        ReportTrouble::NotRecorded(_) => "没有记下来，所以没有发", "it could not be recorded, so nothing was sent";
        ReportTrouble::NoDelivery => "没有说送达时间", "no delivery time was named";
        ReportTrouble::Refunded => "钱已经全部退回", "all of its money went back";
        ReportTrouble::CutOff => { reasons::cut_off(lang).to_owned() };
        ReportTrouble::Words(words) => { tame(words, 160) };
    }

    /// WeChat's codes of one remedy, and the sentence.
    report_code(code: i64) = find code {
        -1 | 10_060_012 | 10_060_019 | 44_990 | 45_011 => { later(lang) };
        10_060_001 =>
            "微信还查不到这笔付款。刚付款的订单要等一会儿，掌柜会自己再试；过了几分钟还不行，请确认小程序的“发货信息管理”已经开通，商户号已授权。",
            "WeChat does not know this payment yet. A fresh one takes a minute and is tried again; after that, check that order shipping management is on and your merchant number is authorised.";
        10_060_002 | 268_440_065 =>
            "微信上这一单已经发过货，内容和这里不同。请在微信商户平台核对；要改成这里的运单，用一次更正。",
            "At WeChat this order was shipped before, and not as it stands here. Compare it on WeChat's platform; to change it, use the one correction.";
        10_060_003 =>
            "这一单唯一一次更正已经用过，微信不再接受修改。买家看到的还是之前的运单，请直接告诉买家。",
            "The one correction of this order is used; WeChat takes no further change. The buyer still sees the earlier parcel: tell them yourself.";
        10_060_004 =>
            "微信上这笔订单的状态不允许发货：可能已经退款或关闭。请先查看退款，不要寄出商品。",
            "At WeChat this order cannot be shipped: it may be refunded or closed. Look at its refunds first and do not send the goods.";
        10_060_025 | 10_060_026 | 268_485_226 | 268_485_227 =>
            "快递公司或运单号有问题。请更正后重新上报。",
            "The carrier or the tracking number is not right. Correct it and tell WeChat again.";
        10_060_031 =>
            "微信说这笔付款不属于这位买家。请核对小程序 AppID 和商户号是否配套。",
            "WeChat says this payment is not this buyer's. Check that the mini program and the merchant number belong together.";
        40_001 | 40_013 | 40_125 | 40_164 | 40_243 | 41_002 | 41_004 | 50_004 | 50_007 | 48_001 | 89_503 | 89_506
        | 89_507 | 61_003 | 61_004 | 61_011 =>
            "小程序的密钥或权限有问题，微信不接受任何上报。请到“系统状态”页查看，改好后会自动继续。",
            "The mini program's secret or its permission is not right, so WeChat takes no report at all. See the System status page; it goes on by itself once mended.";
        45_009 =>
            "今天的上报次数用完了，明天会自动继续。",
            "Today's number of reports is used up. It goes on by itself tomorrow.";
        10_060_005 | 10_060_006 | 10_060_007 | 10_060_008 | 10_060_009 | 10_060_014 | 10_060_020 | 10_060_024
        | 268_485_194 | 268_485_195 | 268_485_196 | 268_485_197 | 268_485_216 | 268_485_224 | 268_485_228 | 47_001
        | 43_002 | 44_002 | 41_001 =>
            "掌柜发出的内容微信不接受，这是程序的问题。这一单可以先在微信商户平台手工发货。详情记在数据文件夹的 logs 里，帮你的人查得到原因。",
            "WeChat does not accept what Zhanggui sent; that is a fault of the program. Meanwhile ship this order by hand on WeChat's platform. What happened stands in the folder logs beside your data, for whoever helps you.";
    }

    later: "微信暂时没有办好，掌柜会自己再试，不用做什么。", "WeChat could not do it just now. Zhanggui tries again by itself; there is nothing to do.";

    report_refused(code: &str):
        "微信拒绝了这次发货（代码 {code}）。请核对运单后重新上报；还是不行，请联系微信客服。",
        "WeChat refused this parcel (code {code}). Check it and tell WeChat again; if it stays, ask WeChat's support.";
}
