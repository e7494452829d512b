//! Money that wants the owner: what came, what it means, and the two ways out of it. And the questions before a step
//! about an order.

use super::{figures, tame};
use crate::domain::{Attention, Fen, OrderNo, UnixSeconds, UnpaidAnswer};
use crate::events::OrderAnswer;

texts! { in lang;
    cancel_order: "取消订单…", "Cancel order…";
    cancel_order_now: "取消订单", "Cancel order";
    keep_order: "保留订单", "Keep it";
    cancel_means: "掌柜先在微信关闭这笔付款，确认关闭后才释放库存。如果买家恰好在此时付了款，款项不会丢：订单会变成已付款，不会被取消。", "Zhanggui first closes the payment at WeChat and frees the stock only once that is certain. If the buyer pays at this very moment nothing is lost: the order is paid, not cancelled.";
    cancel_wished: "正在取消：等微信确认关闭付款，然后释放库存。", "Being cancelled: the stock is free once WeChat confirms that the payment is closed.";
    never_opened: "买家还没有打开付款，微信那边没有这笔订单，所以没有什么可以核实。", "The buyer has not opened the payment yet: WeChat does not know this order, so there is nothing to ask.";
    asking_wechat: "正在询问微信…", "Asking WeChat…";
    elsewhere: "外来", "Elsewhere";
    elsewhere_filter: "外来", "Elsewhere";
    empty_elsewhere_title: "没有外来的订单", "No orders from elsewhere";
    empty_elsewhere_body: "如果有人用别的程序向你的商户号付款，微信确认后会列在这里，由你决定退款或接受。", "If somebody pays your merchant account through another program, WeChat's word about it is listed here for you to refund or accept.";
    elsewhere_goods: "微信没有说买了什么、寄到哪里。", "WeChat does not say what was bought or where it goes.";
    accept: "接受这笔款项…", "Accept the money…";
    accept_now: "接受", "Accept";
    do_not_accept: "先不接受", "Not now";
    other_currency: "这笔钱不是人民币，订单不能照它发货，所以这里不能接受。", "This is not yuan, so the order cannot be shipped for it and the money cannot be accepted here.";
    refund_way: "不接受，要退款", "To refund it instead";
    refund_platform: "登录微信商户平台（pay.weixin.qq.com）→ 交易中心 → 退款，用上面的微信支付单号查到这笔付款并退款。", "Sign in to WeChat's merchant platform (pay.weixin.qq.com), Trade, Refund, find the payment by its WeChat number above and refund it there.";
    refund_then_leave: "退款后请不要点“接受”：接受会让订单进入待发货。", "Do not press “Accept” after that: it would send the order to shipping.";
    refund_then_accept: "退完后点“接受”，这个提醒就会收起。", "Then press “Accept” here, and this reminder goes away.";
    refund_asked_here: "买家已在这里申请退款：也可以在下面打开那笔退款并同意它。", "The buyer has asked for a refund here: you can also open it below and approve it.";
    accepted_before: "你接受过的款项", "Money you accepted";
    copy_transaction: "复制微信支付单号", "Copy WeChat payment number";
    extra_returned: "已经退回", "Given back";
    extra_on_its_way: "正在退回", "On its way back";
    return_reason: "重复付款退回", "Second payment returned";
    return_now: "退回这笔款", "Give it back";
    do_not_return: "先不退", "Not now";
    return_means: "这是一笔单独的退款：有自己的退款单号，从这笔付款里退，不动订单本身的款项，也不影响发货。钱原路退回付款人，“退款”里能看到进度；失败或没有回答时用同一个单号继续，不会退两次。", "A refund of its own: with its own number, out of this payment, leaving the order's money and its shipping as they are. The money goes back the way it came, and “Refunds” shows how far it is; after a failure or without an answer it goes on under the same number and never pays twice.";
    paid_at_word: "付款时间", "Paid at";
    payer: "付款人（已隐去）", "Payer (masked)";
    money_came: "收到", "Received";
    step_accepted: "接受了这笔款项", "accepted the money";
    step_returned: "多付的款项已全部退回", "the second payment was returned in full";
    step_extra: "收到待处理的付款", "received a payment that needs you";
    nothing_new: "没有还没看过的新订单。", "There is no new order you have not seen.";
    decide_these: "待处理的付款", "Payments that need you";

    amount_short: "还差", "Short";
    amount_over: "多付", "Over";
    choose_way: "怎么办，选一个", "What to do: choose one";
    way_refund_means: "原路退回，到账后这一单结束；下一步可选放回库存。", "Once it has arrived the order is over. The next step can restock the goods.";
    way_refund_begun: "收到的钱正在全部退回，到账后这一单结束。", "All of the money is on its way back; the order is over once it has arrived.";
    way_extra_means: "原路退回多付的部分。之后再收下其余的，这一单就进“待发货”。", "The extra goes back the way it came. Accept the rest after that, and the order goes to “To ship”.";
    way_keep_means: "这一单进“待发货”，多付的留在你的账户。不会通知买家。", "The order goes to “To ship” and the extra stays in your account. The buyer is not told.";
    way_wait: "也可以先放着，等买家联系：在你选之前不发货、不退款，这一单一直在“需处理”里。", "Or wait for the buyer: until you choose, nothing is shipped or refunded, and the order stays under “Needs you”.";
    bear_now: "认亏", "Write off";
    bear_sum_again: "再输一次少收的金额（没有快捷键）", "Type the missing sum once more (no key does it)";

    /// Who paid too little or too much.
    amount_title(buyer: &str, short: bool) -> String = match short {
        true => "{buyer} 付少了，先别发货", "{buyer} paid too little. Do not ship yet", buyer = tame(buyer, 20);
        false => "{buyer} 付多了，先别发货", "{buyer} paid too much. Do not ship yet", buyer = tame(buyer, 20);
    }

    /// What came, and by how much it misses what was owed.
    amount_received(paid: Fen, gap: Fen, short: bool) -> String = match short {
        true => "微信确认收到 {paid}，比订单少 {gap}。", "WeChat has received {paid}, {gap} less than the order.";
        false => "微信确认收到 {paid}，比订单多 {gap}。", "WeChat has received {paid}, {gap} more than the order.";
    }

    way_refund(amount: Fen): "退回 {amount}，不做这一单", "Refund the {amount}";
    way_extra(extra: Fen): "只退多付的 {extra}", "Refund only the extra {extra}";
    way_refund_button(amount: Fen): "退回 {amount}…", "Refund {amount}…";
    way_keep(amount: Fen): "收下全部 {amount}，照常发货", "Keep the {amount} and ship";
    way_bear(amount: Fen): "就收 {amount}，少的算店里的", "Keep {amount}, bear the rest";
    way_bear_means(loss: Fen):
        "这一单进“待发货”，少收的 {loss} 由店里承担。不会通知买家。",
        "The order goes to “To ship”; {loss} is written off. The buyer is not told.";
    way_bear_button(loss: Fen): "认亏 {loss}…", "Write off {loss}…";
    bear_question(loss: Fen): "认亏 {loss}？", "Write off {loss}?";

    /// The kind of money that wants the owner, in a word.
    attention_word(why: Attention) = match why {
        Attention::AmountDiffers => "金额不符", "Amount differs";
        Attention::SecondPayment => "重复付款", "Second payment";
        Attention::PaidAfterClose => "关闭后付款", "Paid after close";
        Attention::FromElsewhere => "外来付款", "From elsewhere";
    }

    /// What accepting does next, before it is done.
    accept_means(to_ship: bool) = match to_ship {
        true =>
            "接受后，订单进入“待发货”，款项照收到的金额计算。不会自动退款，也不会通知买家。",
            "The order goes to “To ship”, with the money as it came. Nothing is refunded by itself and the buyer is not told.";
        false =>
            "接受后，这个提醒收起，订单保持原来的状态，多收的款项留在你的账户。不会自动退款，也不会通知买家。",
            "This reminder goes away and the order stays as it is; the money stays in your account. Nothing is refunded by itself and the buyer is not told.";
    }

    cancel_question(order_no: &OrderNo): "取消订单 {order_no}？", "Cancel order {order_no}?";
    accept_question(sums: &str): "接受 {sums}？", "Accept {sums}?";

    /// A sum in its own currency: yuan as everywhere, anything else by its code and WeChat's own figure, because not every
    /// currency has hundredths.
    sum_in(amount: Fen, currency: &str) -> String = match currency {
        "CNY" => { amount.to_string() };
        code => "{code} {figure}（最小货币单位）", "{code} {figure} (smallest unit)", code = tame(code, 8), figure = amount.get();
    }

    /// The button that gives a payment back which came beside the order's own.
    return_payment(amount: Fen): "退回这笔 {amount}…", "Give back {amount}…";
    return_question(amount: Fen): "退回重复付的 {amount}？", "Give back the second payment of {amount}?";
    /// Which payment it comes out of.
    return_out_of(transaction: &str): "从微信支付单号 {transaction} 退。", "Out of WeChat payment {transaction}.";

    /// Where money goes back that cannot go back from here, and why it cannot.
    extra_platform(yuan: bool) = match yuan {
        false =>
            "这笔不是人民币，微信不接受从这里退。请登录微信商户平台（pay.weixin.qq.com）→ 交易中心 → 退款，用上面的微信支付单号退回，退完点“接受”收起提醒。",
            "This is not yuan, and WeChat takes no refund of it from here. Sign in to WeChat's merchant platform (pay.weixin.qq.com), Trade, Refund, and give it back by its WeChat number above; then press “Accept” to put this reminder away.";
        true =>
            "微信说这个支付单号也属于另一笔订单，从这里退可能退错。请登录微信商户平台（pay.weixin.qq.com）→ 交易中心 → 交易订单，用上面的微信支付单号核对后再退。",
            "WeChat names this payment for another order too, so a refund from here could give back the wrong one. Sign in to WeChat's merchant platform (pay.weixin.qq.com), Trade, Orders, and compare it by its WeChat number above before refunding it there.";
    }

    /// Who paid, and whether that is the order's buyer, where it is about a payment beside the order's own.
    payer_words(openid: &str, same: Option<bool>) -> String = match same {
        None => { masked_payer(openid) };
        Some(true) => "{payer}，就是下单的买家", "{payer}, the buyer of this order", payer = masked_payer(openid);
        Some(false) => "{payer}，不是下单的买家", "{payer}, not the buyer of this order", payer = masked_payer(openid);
    }

    /// What WeChat answered about an order.
    order_said(said: OrderAnswer) = match said {
        OrderAnswer::Paid => "已付款", "paid";
        OrderAnswer::Unpaid(UnpaidAnswer::NotPaid) => "还没有付款", "not paid yet";
        OrderAnswer::Unpaid(UnpaidAnswer::NotThere) =>
            "微信没有这笔订单（买家还没有打开付款）",
            "WeChat knows no such order (the buyer never opened the payment)";
        OrderAnswer::Unpaid(UnpaidAnswer::Closed) => "付款已关闭，不会再付", "the payment is closed and can no longer be made";
        OrderAnswer::Held => "没有问：这笔付款属于另一个商户号", "not asked: the payment belongs to another merchant";
        OrderAnswer::Unpaid(UnpaidAnswer::NoAnswer) => "没有得到可靠的回答，稍后会再问", "no usable answer; it is asked again later";
    }

    /// What WeChat answered, and when.
    wechat_said(words: &str, at: UnixSeconds):
        "微信 {clock} 回答：{words}",
        "WeChat at {clock}: {words}",
        clock = figures::clock(at);
}

/// Who paid, as little of it as tells two payers apart.
pub(in crate::ui) fn masked_payer(openid: &str) -> String {
    let tail: String = openid.chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect();
    format!("***{tail}")
}
