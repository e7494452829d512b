//! Complaints at WeChat: the list, one of them, and what became of what the shop says.

use super::{figures, tame, today::span};
use crate::domain::{
    ComplaintProblem, ComplaintState, ComplaintTaskKind, ComplaintTaskState, ComplaintTrouble, Fen, UnixSeconds,
};

texts! { in lang;
    complaints: "买家投诉", "Complaints";
    complaints_open: "待处理", "Open";
    complaints_over: "已结束", "Over";
    complaint_call: "有买家在微信投诉", "A buyer complains at WeChat";
    complaints_none_title: "没有待处理的投诉", "No complaint is open";
    complaints_none_body: "买家在微信里对订单的投诉会列在这里，每几分钟查询一次。", "What buyers complain of at WeChat is listed here; it is asked for every few minutes.";
    complaints_none_over: "还没有结束的投诉", "No complaint is over yet";
    complaints_unheard_title: "这家店听不到微信的投诉", "This shop does not hear of complaints";
    complaints_unheard_body: "微信只通过 API v3 告知投诉。在设置里填好 APIv3 密钥、商户证书和微信支付公钥以后，投诉会列在这里，并能直接回复；在那以前，请每天到微信支付商户平台查看：24 小时没有回复算超时，72 小时没有解决，微信可能从你的账户退款给买家。", "WeChat tells of complaints by API v3 only. Once the settings have an APIv3 key, the merchant certificate and WeChat Pay's public key, they are listed and answered here. Until then please look on WeChat Pay's merchant platform every day: a first reply after 24 hours counts as late, and after 72 hours WeChat may pay the buyer back from your account.";
    complaints_settings: "去设置", "Open the settings";
    complaints_ask_now: "立即查询", "Ask now";
    complaints_listed(at: UnixSeconds, now: UnixSeconds): "{at} 查询过", "asked {at}", at = figures::moment(lang, at, now);
    complaint_trouble(trouble: ComplaintTrouble) = match trouble {
        ComplaintTrouble::NoLine => "连不上微信，连上后自动继续", "no line to WeChat; it goes on by itself";
        ComplaintTrouble::NoAnswer => "微信没有给出可用的答复，先查清楚再说，不会重复发送", "no usable answer from WeChat; it is looked for first, nothing is said twice";
        ComplaintTrouble::TooFast => "微信要求稍等，一分钟后继续", "WeChat asks for patience; it goes on in a minute";
        ComplaintTrouble::NotAllowed => "微信没有接受：请检查商户证书、APIv3 密钥和投诉接口的权限", "WeChat did not accept it: check the merchant certificate, the APIv3 key and the permission for complaints";
        ComplaintTrouble::Refused => "微信没有接受", "WeChat did not take it";
        ComplaintTrouble::Closed => "投诉在送到前已经结束", "the complaint was over before it arrived";
        ComplaintTrouble::NoRefund => "退款没有成立，没有告诉买家", "the refund did not come about, so the buyer was told nothing";
        ComplaintTrouble::PictureGone => "图片不在了", "a picture is gone"
    }
    complaint_state(state: ComplaintState) = match state {
        ComplaintState::Pending => "待回复", "No reply yet";
        ComplaintState::Processing => "处理中", "In hand";
        ComplaintState::Other => "处理中", "In hand";
        ComplaintState::Processed => "已结束", "Over"
    }
    complaint_problem(problem: ComplaintProblem) = match problem {
        ComplaintProblem::Refund => "要求退款", "Wants money back";
        ComplaintProblem::NotWorking => "商品或服务有问题", "Something does not work";
        ComplaintProblem::Other => "其他问题", "Something else"
    }
    complaint_wants(sum: Fen): "要求退款 {sum}", "Wants {sum} back";
    complaint_left(secs: i64): "还剩 {time}", "{time} left", time = span(lang, secs);
    complaint_late(secs: i64): "已超时 {time}", "{time} late", time = span(lang, secs);
    complaint_reply_by(at: UnixSeconds, now: UnixSeconds): "请在 {at} 前回复，超过 24 小时算超时。", "Reply by {at}: after 24 hours it counts as late.", at = figures::moment(lang, at, now);
    complaint_solve_by(at: UnixSeconds, now: UnixSeconds): "请在 {at} 前解决；超过 72 小时，微信可能从你的账户退款给买家。", "Solve it by {at}: after 72 hours WeChat may pay the buyer back from your account.", at = figures::moment(lang, at, now);
    complaint_again(times: u32): "第 {times} 次投诉", "complained {times} times";
    complaint_platform: "微信客服已介入", "WeChat's own staff looks into it";
    complaint_writes: "买家有新的话还没有回复", "The buyer wrote again and waits for a reply";
    complaint_fully_back: "微信说这一单已全额退款", "WeChat says that all of it was paid back";
    complaint_others(many: usize): "同一订单还有 {many} 件投诉", [many: "another complaint about the same order", "{many} other complaints about the same order"];
    complaint_phone: "显示买家电话", "Show the telephone";
    complaint_phone_closed: "电话是用另一张商户证书加密的，打不开。", "It was encrypted for another certificate and cannot be opened.";
    complaint_no_phone: "买家没有留电话", "No telephone was left";
    complaint_picture(number: usize): "看图片 {number}", "Picture {number}";
    complaint_picture_gone: "这张图片现在取不到", "This picture cannot be fetched now";
    complaint_order: "投诉的订单", "The order";
    complaint_unknown_order(number: &str): "店里没有这一单：{number}。可以回复买家，但不能从这里退款。", "The shop has no such order: {number}. You can reply, but no refund begins here.", number = tame(number, 40);
    complaint_no_order: "微信没有说是哪一单。", "WeChat names no order.";
    complaint_refunds: "这一单的退款", "Refunds of the order";
    complaint_no_refunds: "这一单还没有退款。", "The order has no refund yet.";
    complaint_talk: "往来", "The talk";
    complaint_own: "你要说的话", "What you say";
    complaint_task(kind: ComplaintTaskKind) = match kind {
        ComplaintTaskKind::Reply => "回复", "Reply";
        ComplaintTaskKind::Reject => "拒绝退款", "No refund";
        ComplaintTaskKind::Approve => "同意退款", "Refund agreed";
        ComplaintTaskKind::Complete => "已处理完", "Solved"
    }
    complaint_task_state(state: ComplaintTaskState) = match state {
        ComplaintTaskState::Waiting => "等着告诉微信", "WeChat is told soon";
        ComplaintTaskState::Sending => "正在告诉微信", "telling WeChat";
        ComplaintTaskState::InDoubt => "不知道微信收到没有，正在查", "nobody knows whether WeChat has it; being looked for";
        ComplaintTaskState::Done => "微信已收到", "WeChat has it";
        ComplaintTaskState::Refused => "微信没有接受", "WeChat did not take it";
        ComplaintTaskState::Moot => "不用说了", "nothing to say any more"
    }
    complaint_approve_waits: "等你在退款页同意那笔退款，再告诉买家", "told the buyer once you approve the refund itself";
    complaint_answer: "给买家的话（最多 200 字）", "To the buyer (200 characters at most)";
    complaint_answer_hint: "例如：您好，已收到，请稍等", "for example: We have read this and will look into it";
    complaint_too_long(used: usize): "写了 {used} 字，最多 200 字", "{used} characters; 200 at most";
    complaint_add_picture: "加图片…", "Add a picture…";
    complaint_pictures(many: usize): "{many} 张图片，最多 4 张", [many: "1 picture, 4 at most", "{many} pictures, 4 at most"];
    complaint_drop_pictures: "不要图片", "No pictures";
    complaint_reply: "回复买家", "Reply";
    complaint_agree: "同意退款…", "Agree to the refund…";
    complaint_agree_title: "同意退款？", "Agree to the refund?";
    complaint_agree_fact: "这一单会有一笔退款申请，金额和平常一样在退款页由你同意；同意以后才告诉买家，这里不动钱。", "The order gets a refund request. You approve its sum on the refunds page as always; the buyer is told after that. No money moves here.";
    complaint_agree_once: "已有申请或已到账的退款不会再开一笔。", "Where there is a request, or the money has arrived, no second one begins.";
    complaint_agree_do: "同意，去退款页", "Agree";
    complaint_refuse: "拒绝退款…", "Refuse the refund…";
    complaint_refuse_title: "拒绝退款？", "Refuse the refund?";
    complaint_refuse_fact(reason: &str): "买家会看到理由：{reason}", "The buyer reads: {reason}", reason = tame(reason, 200);
    complaint_refuse_ends: "说了以后投诉就结束，买家可以再次投诉或请微信介入。", "It ends the complaint; the buyer may complain again or ask WeChat to step in.";
    complaint_refuse_do: "拒绝退款", "Refuse";
    complaint_complete: "已处理完…", "It is solved…";
    complaint_complete_title: "告诉微信已处理完？", "Tell WeChat that it is solved?";
    complaint_complete_fact: "买家会评价这次处理，也可以再次投诉；请在问题真的解决、退款到账以后再说。", "The buyer rates it and may complain again: say so once it is really solved and the money has arrived.";
    complaint_complete_do: "告诉微信", "Tell WeChat";
    complaint_money_first: "退款到账后才能说已处理完", "It can be ended once the money has arrived";
    complaint_keep: "先不", "Not now";
    line_complaint(words: &str): "买家在微信投诉：{words}", "The buyer complained at WeChat: {words}", words = tame(words, 80);
    waits_complaints(many: u32): "{many} 件投诉", [many: "1 complaint", "{many} complaints"];
    /// Whoever did something in the talk: WeChat says it in Chinese.
    complaint_operator(operator: &str) = find operator { "商户" => "店里", "The shop"; "投诉人" | "用户" => "买家", "The buyer"; "系统" => "微信", "WeChat" }
}
