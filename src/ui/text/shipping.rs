//! The shipping page: what stands on the rows, in the form, and on the red screen.

use super::{clock, count, figures, tame::tame};
use crate::domain::{ReportState, ShipKind, UnixSeconds};

texts! { in lang;
    shipping: "发货", "Shipping";
    tab_to_ship: "待发货", "To ship";
    tab_shipped: "已发货", "Shipped";
    tab_not_told: "待上报", "Not yet reported";
    tab_stopped: "未送达", "Needs you";
    frozen: "冻结待结算", "Frozen until shipped";
    frozen_means: "微信在你上报发货、买家收货之前，暂不结算这些款项。", "WeChat keeps this money until you report the parcels and the buyers have them.";
    import_sheet: "导入发货单", "Import sheet";
    city_means: "由你或骑手当天送到，不需要运单号。", "You or a rider bring it the same day. No number is needed.";
    virtual_means: "卡券、充值等，没有包裹。", "Vouchers, top-ups and the like: there is no parcel.";
    pickup_means: "买家到店来取，不需要运单号。", "The buyer comes for it. No number is needed.";
    find_carrier: "查找快递公司", "Find a carrier";
    no_carrier_found: "没有这家快递公司", "No carrier of this name";
    choose_carrier: "选择快递公司", "Choose a carrier";
    split_parcels: "分成多个包裹", "Split into parcels";
    one_more_parcel: "再加一个包裹", "One more parcel";
    one_parcel_again: "合成一个包裹", "One parcel after all";
    in_this_parcel: "装在这个包裹里", "In this parcel";
    nothing_in_it: "每个包裹里至少要有一件商品。", "Each parcel needs at least one piece.";
    ship_and_tell: "发货并告知买家", "Ship and tell the buyer";
    ship_tell_later: "发货，换回商户号后再告知买家", "Ship; the buyer is told later";
    ship_part_now: "先发这些", "Ship these now";
    carrier_needed: "请选择快递公司。", "Choose the carrier.";
    number_empty: "请填写运单号。", "Enter the tracking number.";
    number_rounded: "这个运单号被表格软件改成了科学计数法，后面的数字已经丢失。请从快递单上重新抄写或扫描。", "A spreadsheet turned this number into 7.3E+13 and lost its last digits. Type or scan it from the label.";
    number_strange: "运单号里有不能用的字符。", "There are characters in this number that cannot be in it.";
    number_is_order: "这是一个订单号，不是运单号。", "This is an order number, not a tracking number.";
    number_twice: "这个运单号已经填在另一单上了。", "This number is on another row too.";
    undo: "撤回", "Undo";
    empty_to_ship_title: "没有等待发货的订单", "Nothing waits to be shipped";
    empty_to_ship_body: "付款确认后的订单会出现在这里，先付款的排在最前。", "Orders appear here once their payment is confirmed, the oldest first.";
    empty_shipped_title: "还没有发出的包裹", "No parcel has left yet";
    empty_shipped_body: "标记发货后，包裹和微信的回执会列在这里。", "Parcels you ship are listed here, with what WeChat says about them.";
    empty_stopped_title: "没有需要你处理的包裹", "No parcel needs you";
    empty_stopped_body: "微信不接受的发货会列在这里，并说明下一步怎么办。", "Parcels WeChat would not take are listed here, with what to do next.";
    empty_waiting_parcels_title: "没有等待上报的包裹", "Nothing waits to be reported";
    empty_waiting_parcels_body: "你标记的发货会在几秒后告诉微信；断网时在这里等着。", "WeChat is told of each parcel after a few seconds; without a network it waits here.";
    report_again: "重新上报", "Tell WeChat again";
    correct: "更正…", "Correct…";
    correct_title: "更正运单", "Correct the parcel";
    correct_once: "微信只允许每笔订单更正一次。更正后买家会看到新的运单；以后不能再改。", "WeChat lets each order be corrected once. The buyer sees the new parcel; after that nothing can be changed.";
    correct_now: "使用唯一一次更正", "Use the one correction";
    keep_as_it_is: "保持原样", "Leave it";
    correction_used: "这一单唯一一次更正已经用过。", "The one correction of this order is used.";
    remind_buyer: "提醒买家收货…", "Remind the buyer…";
    remind_title: "提醒买家确认收货？", "Remind the buyer to confirm?";
    remind_means: "微信会给买家发一条消息，每笔订单只能提醒一次，并且要知道快递什么时候送达。请先在快递公司查到送达时间。", "WeChat sends the buyer one message, once per order, and wants to know when the carrier delivered. Look that up with the carrier first.";
    delivered_when: "快递公司显示的送达时间", "Delivered, as the carrier says";
    delivered_bad: "请写送达的日期和时间，要在发货之后、不能是将来，例如 2026-11-28 14:30 或 14:30（今天）。", "Enter the day and time of the delivery, after the parcel left and not ahead: 2026-11-28 14:30, or 14:30 for today.";
    remind_now: "现在提醒", "Remind now";
    not_yet: "先不提醒", "Not now";
    held_by_wechat: "微信冻结中", "Held by WeChat";
    reminding: "正在请微信提醒买家。", "WeChat is being asked to remind the buyer.";
    that_was_all: "没有了，其余不发", "Nothing more follows";
    row_parcels_gone: "已发部分包裹", "Partly shipped";
    packing_check: "装箱核对", "Packing check";
    packing_hint: "扫描商品编码，逐件核对。", "Scan each item as it goes in.";
    packing_complete: "都装好了，扫描快递单就可以发货。", "Everything is in. Scan the carrier's label to ship.";
    packing_missing: "还有商品没有装，先扫完再贴快递单。", "Some pieces are not in the box yet. Scan them before the label.";
    scan_field: "扫描或输入编码", "Scan or type a code";
    put_aside: "已放到一边", "I put it aside";
    open_anyway: "查看订单", "Look at the order";
    blocked_unpaid: "这笔订单还没有确认付款。", "This order is not paid yet.";
    blocked_closed: "这笔订单没有付款，已经关闭。", "This order was never paid and is closed.";
    blocked_needs_owner: "付款待处理，先到“需处理”里决定。", "Its payment needs you. Decide that first.";
    scan_waiting: "先处理这一单：放到一边，再继续扫描。", "Deal with this one first: put it aside, then scan on.";
    reported_at_word: "告知微信", "Told WeChat";
    reminded_word: "已提醒买家", "Buyer reminded";
    replace_it: "换成新的", "Replace it";
    scan_question_open: "先回答屏幕上的问题，再继续扫描。", "Answer the question on the screen first, then scan on.";
    scan_garbled: "输入法改动了扫到的条码，所以没有使用。请把输入法切到英文，再扫一次。", "The input method changed the scanned code, so it was not used. Switch it to English and scan again.";
    scan_cut: "这次扫码断成了几段，所以没有使用。请再扫一次。", "The scan came in pieces and was not used. Scan it again.";
    enter_too_soon: "刚输入完就按了回车，没有算数。停一下再按。", "Enter right after typing was not counted. Wait a moment, then press it.";
    scan_desk: "扫码台", "Scan desk";
    scan_desk_empty: "扫一张装箱单就开始装箱", "Scan a slip to begin a box";
    scan_desk_next: "扫下一件", "scan the next piece";
    scan_desk_label: "都装好了，扫快递单", "all in, scan the label";
    scan_desk_stopped: "停一下，看提示", "stop and look";
    scan_desk_stop: "停", "Stop";
    tick_every_parcel: "勾选全部", "Tick all";
    head_buyer: "买家", "Buyer";
    head_pack: "装什么", "Pack";
    head_send_to: "寄到哪", "Send to";
    head_carrier: "快递 · 运单号", "Carrier · tracking number";
    head_deadline: "期限", "Deadline";
    refunding_do_not_ship: "正在退款，不要发", "Being refunded, do not ship";
    already_shipped_scan: "已发货：这一单不要再装。", "Already shipped: do not pack this order again.";

    ship_kind(kind: ShipKind) = match kind {
        ShipKind::Express => "快递", "Express";
        ShipKind::City => "同城配送", "Same city";
        ShipKind::Virtual => "无需物流", "Nothing to send";
        ShipKind::Pickup => "自提", "Pick-up";
    }

    /// What a way without a parcel means.
    ship_kind_means(kind: ShipKind) -> Option<&'static str> {
        Some(match kind {
            ShipKind::Express => return None,
            ShipKind::City => city_means(lang),
            ShipKind::Virtual => virtual_means(lang),
            ShipKind::Pickup => pickup_means(lang),
        })
    }

    /// The word of a report's chip. `complete`: nothing of the order follows.
    report_state(state: ReportState, complete: bool) = match state {
        ReportState::Held => "即将上报", "About to report";
        ReportState::Waiting => "等待上报", "Waiting";
        ReportState::Sending => "正在上报", "Telling WeChat";
        ReportState::Reported if complete => "已上报 · 已告知买家", "Reported · buyer told";
        ReportState::Reported => "已上报 · 还有包裹", "Reported · more to come";
        ReportState::Stopped => "微信没有接受", "Not accepted";
    }

    /// `31 h`; late ones say so.
    hours_left(left: i64) -> String = match (left, left.abs() / 3600) {
        (0.., 0) => "剩 {minutes} 分钟", "{minutes} min left", minutes = left / 60;
        (0.., hours) => "剩 {hours} 小时", "{hours} h left";
        (_, hours @ 72..) => "超时 {days} 天", "{days} days late", days = hours / 24;
        (_, hours) => "超时 {hours} 小时", "{hours} h late";
    }

    /// The main button.
    ship_many_question(many: usize): "把 {many} 单标记为已发货？", "Mark {many} orders as shipped?";
    ship_many_now: "全部发货", "Ship them all";
    ship_many_with(carriers: &str): "快递：{carriers}。", "With {carriers}.", carriers = tame(carriers, 200);
    ship_many_told: "每一单都会告诉微信和买家；刚标记的可以在页面上方撤回。", "WeChat and each buyer are told; for a moment it can be undone at the top of the page.";
    ship_many_each: "各单分别处理：一单不成，其余照发，没成的会逐单说明。", "Each order goes by itself: what cannot be shipped is named, and the others go.";
    /// A carrier and its parcels.
    carrier_count(carrier: &str, many: usize): "{carrier} {many}", "{carrier} {many}";
    ship_ticked(many: usize): "标记发货并告知买家 · {many}", "Mark shipped, tell the buyer · {many}";
    /// The box that ticks an order.
    tick_order(buyer: &str, order_no: &str): "勾选 {buyer} {order_no}", "Tick {buyer} {order_no}";
    /// The field for the number of one row.
    number_of(order_no: &str): "{order_no} 的运单号", "Tracking number of {order_no}";
    /// The box for the carrier of one row.
    carrier_of(order_no: &str): "{order_no} 的快递公司", "Carrier of {order_no}";

    /// What can still be taken back, and until when.
    undo_line(many: usize, until: UnixSeconds):
        "已标记发货 {many} 单 · {at} 告诉微信和买家",
        [many: "1 order shipped · WeChat and the buyer are told at {at}", "{many} orders shipped · WeChat and the buyers are told at {at}"],
        at = clock(until);

    /// The same under one order.
    told_at(until: UnixSeconds):
        "{at} 告诉微信和买家，在那之前可以撤回。",
        "WeChat and the buyer are told at {at}. Until then you can undo it.",
        at = clock(until);

    /// Orders that wait for a decision about a refund, and are not in the queue.
    kept_back(many: u64):
        "另有 {many} 单在退款中，不要发货",
        [many: "1 more is being refunded: do not ship it", "{many} more are being refunded: do not ship them"];

    /// A queue that is longer than its list.
    oldest_shown(shown: u64, all: u64):
        "只显示最早的 {shown} 单，共 {all} 单；发走一些，后面的就会出现",
        "The oldest {shown} of {all} are shown; the next appear as these are shipped",
        shown = count(shown), all = count(all);

    /// What was shipped is more than its list holds.
    newest_shown(shown: u64):
        "只显示最近的 {shown} 单；更早的请在搜索里输入完整订单号",
        "The newest {shown} are shown; an older one is found by its complete order number",
        shown = count(shown);

    /// The number's shape says another carrier than the one chosen.
    looks_like(carrier: &str): "这个号码像是{carrier}的。", "This number looks like {carrier}.";
    /// Why this carrier stands in the row.
    carrier_by_shape(carrier: &str): "看单号是{carrier}", "{carrier}, by the number's shape";
    carrier_before(carrier: &str): "上次寄这里用的{carrier}", "{carrier} last time to this address";
    carrier_last(carrier: &str): "上一个包裹用的{carrier}", "{carrier} carried the last parcel";
    /// A number of a shape no carrier has. `again`: it was about to go, and goes with the next press.
    number_odd(again: bool) = match again {
        false => "哪家快递都没有这种单号，再看一眼", "No carrier's numbers look like this";
        true => "哪家快递都没有这种单号。确认没错，就再按一次发货", "No carrier's numbers look like this. If it is right, ship once more";
    }
    pieces_packed(packed: u32, wanted: u32): "{packed} / {wanted} 件", "{packed} of {wanted}";
    pieces_scanned(packed: u32, wanted: u32): "已扫 {packed} / {wanted} 件", "{packed} of {wanted} scanned";
    copy_receiver(order_no: &str): "复制 {order_no} 的收件人、电话和地址", "Copy name, phone and address of {order_no}";
    parcels_line(many: usize): "{many} 个包裹", "{many} parcels";
    note_line(note: &str): "留言：{note}", "Note: {note}";

    /// When WeChat is told again.
    next_try(at: UnixSeconds, now: UnixSeconds) -> String = match (at.since(now)) {
        ..1 => "马上再试", "trying again now";
        secs @ 1..90 => "{secs} 秒后再试", "again in {secs} s";
        _ => "{when} 再试", "again at {when}", when = figures::moment(lang, at, now);
    }

    /// When it left, in the list of parcels.
    shipped_at(at: UnixSeconds, now: UnixSeconds): "{when} 发货", "shipped {when}", when = figures::moment(lang, at, now);
}
