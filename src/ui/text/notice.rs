//! The page of messages: what each verdict means for the money, and what the fields of a message say.

use super::count;
use crate::domain::NoticeVerdict;

texts! { in lang;
    notices_all: "全部", "All";
    notices_fine: "正常", "OK";
    notices_odd: "要核对", "To check";
    notices_refused: "已拒绝", "Refused";
    find_message: "查找通知", "Find messages";
    find_message_hint: "按订单号、退款单号或微信单号查找", "Number of an order or a refund";
    message_came_on: "收到时间", "Received";
    drop_came_on: "去掉筛选：收到时间", "Remove the filter: Received";
    no_such_message: "没有符合条件的通知", "No message matches";
    no_such_message_body: "请输入完整的单号：订单号、退款单号，或微信支付的单号。这段时间里也可能没有收到过通知。", "Type a whole number: of an order, a refund, or WeChat Pay's. It may also be that none came on these days.";
    export_messages: "导出这些通知", "Export these messages";
    messages_listed(count: u64): "{messages} 条通知", [count: "1 message", "{messages} messages"], messages = self::count(count);
    message_headings -> Vec<String> {
        [
            ("收到时间", "Received"),
            ("种类", "Kind"),
            ("订单号", "Order number"),
            ("退款单号", "Refund number"),
            ("结果", "Result"),
            ("来自", "From"),
        ]
        .map(|(zh, en)| lang.pick(zh, en).to_owned())
        .into()
    }
    came_with: "消息附带的信息", "Sent along with it";
    empty_fine_title: "还没有正常的通知", "No valid message yet";
    empty_fine_body: "买家付款后，微信的通知会出现在这里。如果买家已经付款而这里仍然是空的，请到“系统状态”页查看通知能不能到达；付款仍会由掌柜主动核实。", "WeChat's messages appear here once a buyer pays. If one has paid and this stays empty, look at “System status”: payments are still confirmed by asking.";
    empty_odd_title: "没有要核对的通知", "Nothing to check";
    empty_odd_body: "签名正确、但单号不明或与订单不符的通知会列在这里。现在没有，不用做什么。", "Correctly signed messages with an unknown number, or that differ from the order, are listed here. There are none; nothing to do.";
    empty_refused_title: "没有被拒绝的消息", "Nothing was refused";
    empty_refused_body: "伪造、被改动或格式不对的消息会列在这里，它们从不改变订单。现在没有，不用做什么。", "Forged, altered or malformed messages are listed here; they never change an order. There are none; nothing to do.";
    see_connection: "看系统状态", "See system status";
    show_all_messages: "查看全部通知", "Show all messages";
    for_the_money: "对款项意味着什么", "What it means for the money";
    fields: "内容", "What it says";
    raw_gone: "原文已超过保留期限，只保留了这一行记录。", "The text is older than the time it is kept for; only this row remains.";
    no_fields: "无法按通知的格式读出内容，请看下面的原文。", "It cannot be read as a message; see the raw text below.";
    replay: "重新处理…", "Process again…";
    replay_now: "重新处理", "Process again";
    replay_question: "把这条通知重新处理一遍？", "Process this message again?";
    replay_means: "掌柜会按现在的密钥和订单，从头验证这条原文，就像微信刚刚又发了一次。已经确认过的付款不会重复入账；签名不对的，仍然会被拒绝。", "Zhanggui verifies the stored text from the beginning with today's key and orders, as if WeChat had just sent it again. A payment that was confirmed is not counted twice, and a wrong signature is refused again.";
    replay_when: "适合这种情况：通知到达时密钥填错了，或者订单那时还不在这里。结果会作为新的一行出现在列表最上面。", "Useful when the key was wrong as it came, or the order was not here yet. The result appears as a new row at the top of the list.";
    replayed: "已重新处理，结果是列表里新的一行，右边就是。", "Processed again: the result is the new row, shown on the right.";
    replayed_again: "重新处理的记录", "Processed again here";
    field_hidden: "已隐去", "hidden";

    /// What a verdict means for the money, and what to do.
    verdict_money(verdict: NoticeVerdict) = match verdict {
        NoticeVerdict::Accepted =>
            "付款以微信的查询结果为准，掌柜已经或马上去核实。你不用做什么。",
            "The money counts once WeChat's own answer agrees; Zhanggui asks at once. Nothing for you to do.";
        NoticeVerdict::Repeated => "同一笔款项只算一次。你不用做什么。", "The same money is counted once. Nothing for you to do.";
        NoticeVerdict::UnknownNumber =>
            "可能有一笔钱付到了你的商户号，但不是通过这里下的单。掌柜会向微信核实，属实就列为“外来”订单，由你决定退款或接受。",
            "Money may have come to your merchant account under an order that was not placed here. Zhanggui asks WeChat; if it is true, it becomes an order “from elsewhere” for you to refund or accept.";
        NoticeVerdict::Differs =>
            "买家付的和应付的可能不一样。掌柜已向微信核实；属实的话订单会标为“需处理”，先不要发货。",
            "What was paid may not be what was owed. Zhanggui asks WeChat; if it is true, the order is marked “Needs you”. Do not ship before that.";
        NoticeVerdict::NotPaid => "没有款项变动，买家可以再付一次。", "No money moved; the buyer can try again.";
        NoticeVerdict::TooLarge | NoticeVerdict::Malformed | NoticeVerdict::Unsigned =>
            "没有款项变动。多半是网上的扫描程序，不用处理。",
            "No money moved. Most likely a scanner on the internet; nothing to do.";
        NoticeVerdict::WrongSignature =>
            "没有款项变动。偶尔一条是伪造，不用处理；如果真实付款后总是这样，请核对 API 密钥，再把这条通知重新处理一遍。",
            "No money moved. A single one is a forgery, nothing to do. If it follows every real payment, compare the API key then process this message again.";
        NoticeVerdict::OtherMerchant =>
            "你的款项没有变动。如果你刚换过商户号或小程序，请核对 settings.toml 里的 mch_id 和 app_id。",
            "No money of yours moved. If you changed merchant or app lately, compare mch_id and app_id in settings.toml.";
        NoticeVerdict::BadField =>
            "没有款项变动。付款是否属实，掌柜会主动向微信核实。",
            "No money moved because of it. Whether the payment is real is asked of WeChat.";
        NoticeVerdict::Undecryptable =>
            "退款的结果没有从这里得到，掌柜会按同一退款单号向微信查询，不会重复退款。密钥改好后可以重新处理。",
            "The refund's outcome was not learnt from it; Zhanggui asks under the same number and never pays twice. Process it again once the key is right.";
    }

    /// What a message of the mini program's push means, by its verdict.
    push_meaning(verdict: NoticeVerdict) = match verdict {
        NoticeVerdict::Accepted =>
            "微信的小程序后台发来的消息，已经核对。与订单有关的，掌柜马上向微信查询发货和结算的最新状态；没有款项因为它变动。",
            "A message from WeChat's mini program service, verified. Where it is about an order, Zhanggui asks at once how its shipping and settlement stand; no money moves because of it.";
        NoticeVerdict::Repeated => "微信重复发来的同一条消息，不用处理。", "The same message once more. Nothing for you to do.";
        NoticeVerdict::UnknownNumber | NoticeVerdict::NotPaid =>
            "说的是一笔不在这里的订单，例如用同一个小程序在别处下的单。只记录，不用处理。",
            "It is about an order that is not here, such as one placed elsewhere in the same mini program. It is kept; nothing to do.";
        NoticeVerdict::Differs =>
            "订单号是这里的，微信支付单号却不同，所以没有采用。请打开订单核对付款。",
            "The order is ours and the payment it names is another one, so it was not used. Open the order and compare its payment.";
        NoticeVerdict::Unsigned =>
            "没有加密，或没有签名，所以没有采用。请在小程序后台“消息推送”里选择“安全模式”。",
            "It was not encrypted or not signed, so it was not used. Choose the safe mode under “message push” in the mini program's console.";
        NoticeVerdict::WrongSignature | NoticeVerdict::Undecryptable =>
            "不是微信发的，或者两边的 Token、EncodingAESKey 不一样，所以没有采用。如果总是这样，请把设置里的两项与小程序后台核对。",
            "Not from WeChat, or Token and EncodingAESKey are not the same on both sides, so it was not used. If this goes on, compare the two in the settings with the mini program's console.";
        NoticeVerdict::OtherMerchant =>
            "是发给另一个小程序的，没有采用。", "It is for another mini program and was not used.";
        NoticeVerdict::TooLarge | NoticeVerdict::Malformed | NoticeVerdict::BadField =>
            "读不懂的消息，没有采用，也没有款项变动。",
            "It cannot be read and was not used. No money moved.";
    }

    /// What WeChat tells by its push, by the name of the event; `None` for one we have no words for.
    push_event(event: &str) = find event {
        "trade_manage_order_settlement" => "订单已发货或已结算", "order shipped or settled";
        "trade_manage_remind_shipping" => "提醒尽快发货", "reminder to ship";
        "trade_manage_remind_access_api" => "提醒接入发货管理", "reminder to report shipping";
        "wxa_trade_controlled" => "小程序须使用发货管理，否则交易受限", "shipping must be reported, or trade is limited";
    }

    /// What a field of a message is; `None` for one we have no words for.
    field_meaning(field: &str) = find field {
        "return_code" => "通信结果", "call result";
        "return_msg" => "通信说明", "call message";
        "result_code" => "业务结果", "payment result";
        "err_code" => "错误代码", "error code";
        "err_code_des" => "错误说明", "error";
        "appid" | "sub_appid" => "小程序", "app";
        "mch_id" | "sub_mch_id" => "商户号", "merchant";
        "device_info" => "设备", "device";
        "nonce_str" => "随机串", "random text";
        "sign" => "签名", "signature";
        "sign_type" => "签名方式", "signed with";
        "openid" | "sub_openid" => "付款人", "payer";
        "is_subscribe" | "sub_is_subscribe" => "是否关注", "follows the account";
        "trade_type" => "付款方式", "paid through";
        "bank_type" => "付款银行", "bank";
        "total_fee" => "订单金额", "order total";
        "settlement_total_fee" => "应结金额", "settled total";
        "fee_type" | "cash_fee_type" => "币种", "currency";
        "cash_fee" => "现金部分", "cash part";
        "coupon_fee" => "优惠金额", "coupons";
        "transaction_id" => "微信支付单号", "WeChat payment";
        "out_trade_no" => "订单号", "our order";
        "attach" => "附带信息", "our own note";
        "time_end" => "付款时间", "paid at";
        "req_info" => "加密的退款内容", "encrypted refund";
        "out_refund_no" => "退款单号", "our refund";
        "refund_id" => "微信退款单号", "WeChat refund";
        "refund_fee" => "退款金额", "refund";
        "Event" => "事件", "event";
        "CreateTime" => "发出时间", "sent at";
        "merchant_id" | "sub_merchant_id" => "商户号", "merchant";
        "merchant_trade_no" => "订单号", "our order";
        "pay_time" => "付款时间", "paid at";
        "shipped_time" => "发货时间", "shipped at";
        "estimated_settlement_time" => "预计结算时间", "expected to settle";
        "confirm_receive_time" => "确认收货时间", "receipt confirmed at";
        "settlement_time" => "结算时间", "settled at";
    }

    /// How many messages were refused since when, the last not long ago, and of which kinds; the list shows a sample of them.
    refused_counter(all: u64, kinds: &[(&str, u64)], since: &str, last: &str):
        "{since}以来共拒绝 {all} 条消息（{kinds}），最近一条在 {last}。列表里是其中的样本，资金没有受影响。",
        "{all} messages refused since {since} ({kinds}), the last at {last}. The list has a sample of them; no money is touched.",
        all = count(all),
        kinds = kinds.iter().map(|(kind, amount)| format!("{kind} {}", count(*amount))).collect::<Vec<_>>(),
        kinds = kinds.join(lang.pick("、", ", "));
}
