//! The list of orders: what it can be narrowed to, its columns and views, and what is done with ticked rows.

use super::{figures, tame::tame};
use crate::{
    domain::{Days, Fen, OpenId, UnixSeconds},
    store::{OrderSource, RefundPart, RefundSort, RefundSortBy},
    ui::{
        exporting::ListKind,
        list_look::{Condition, OrderColumn},
        refund_conditions::RefundCondition,
    },
};

texts! { in lang;
    /// What a list is narrowed by.
    condition_name(condition: Condition) = match condition {
        Condition::Placed => "下单", "Placed";
        Condition::Paid => "付款", "Paid";
        Condition::Shipped => "发货", "Shipped";
        Condition::Amount => "金额", "Amount";
        Condition::Refund => "退款", "Refund";
        Condition::Product => "商品", "Goods";
        Condition::Carrier => "快递", "Carrier";
        Condition::Source => "来源", "From";
        Condition::Noted => "买家留言", "Buyer's note";
        Condition::Confirmed => "收款", "Money";
        Condition::Tag => "标签", "Tag";
        Condition::Buyer => "买家", "Buyer";
        Condition::DueSoon => "48 小时", "48 hours";
        Condition::Printed => "装箱单", "Packing slip";
        Condition::CarrierBefore => "上次用的快递", "Last sent with";
        Condition::Pickup => "配送", "Delivery"
    }
    days(days: Days) -> String = match days {
        Days::Today => "今天", "today";
        Days::Yesterday => "昨天", "yesterday";
        Days::YesterdayUntilNow => "昨天到这时候", "yesterday until now";
        Days::WeekAgoUntilNow => "上周同日到这时候", "a week ago until now";
        Days::Last7 => "近 7 天", "last 7 days";
        Days::Last30 => "近 30 天", "last 30 days";
        Days::ThisMonth => "本月", "this month";
        Days::LastMonth => "上月", "last month";
        Days::Between(Some(from), Some(to)) if from == to => "{from}", "{from}";
        Days::Between(Some(from), Some(to)) => "{from} 至 {to}", "{from} to {to}";
        Days::Between(Some(from), None) => "{from} 起", "since {from}";
        Days::Between(None, Some(to)) => "{to} 为止", "until {to}";
        Days::Between(None, None) => "任何时候", "any time";
    }
    amounts(from: Option<Fen>, to: Option<Fen>) -> String = match (from, to) {
        (Some(from), Some(to)) if from == to => "{from}", "{from}";
        (Some(from), Some(to)) => "{from} 至 {to}", "{from} to {to}";
        (Some(from), None) => "≥ {from}", "≥ {from}";
        (None, Some(to)) => "≤ {to}", "≤ {to}";
        (None, None) => "不限", "any";
    }
    refund_part(part: RefundPart) = match part {
        RefundPart::None => "没有退款", "none";
        RefundPart::Open => "退款中", "not finished";
        RefundPart::Part => "退了一部分", "part of it";
        RefundPart::Whole => "全部退了", "all of it"
    }
    order_source(source: OrderSource) = match source {
        OrderSource::MiniProgram => "小程序", "mini program";
        OrderSource::App => "应用", "app";
        OrderSource::Elsewhere => "其他收款", "elsewhere"
    }
    with_note: "有", "has one";
    due_soon: "剩不到 12 小时", "less than 12 left";
    slip_printed_or_not(printed: bool) = match printed {
        true => "已打印", "printed";
        false => "没打印", "not printed"
    }
    picked_up_or_sent(pickup: bool) = match pickup {
        true => "到店自提", "pick-up";
        false => "寄给买家", "sent to the buyer"
    }
    /// A buyer whose name is not known: by the end of what WeChat calls them.
    buyer_in_short(buyer: &OpenId): "微信尾号 {tail}", "WeChat …{tail}", tail = tail_of(buyer.as_str());
    money_confirmed: "微信已确认", "confirmed by WeChat";
    no_tags_yet: "还没有标签。在订单、退款或买家旁边点“+”就能贴一个。", "There is no tag yet. The “+” beside an order, a refund or a buyer makes one.";
    add_filter: "筛选", "Filter";
    clear_filters: "清除", "Clear";
    drop_filter(name: &str): "去掉筛选：{name}", "Remove the filter: {name}";
    narrow_by: "按什么筛选", "Narrow the list by";
    days_from: "从", "From";
    days_to: "到", "To";
    day_hint: "2026-09-01", "2026-09-01";
    bad_days: "请写成 2026-09-01 这样的日期。", "Write days like 2026-09-01.";
    days_turned: "开始的日子在结束之后。", "The first day is after the last one.";
    amount_from: "最少（元）", "At least (yuan)";
    amount_to: "最多（元）", "At most (yuan)";
    bad_amounts: "请写金额，例如 15 或 99.90。", "Write a sum, like 15 or 99.90.";
    amounts_turned: "最少的比最多的还多。", "At least is more than at most.";
    use_filter: "筛选", "Apply";
    nothing_to_choose: "还没有可选的", "Nothing to choose yet";
    /// What a list of refunds is narrowed by.
    refund_condition(condition: RefundCondition) = match condition {
        RefundCondition::Asked => "申请", "Asked";
        RefundCondition::Changed => "最近变化", "Last change";
        RefundCondition::Arrived => "到账", "Arrived";
        RefundCondition::Amount => "金额", "Amount";
        RefundCondition::State => "状态", "State";
        RefundCondition::Product => "商品", "Goods";
        RefundCondition::Origin => "谁提出的", "From";
        RefundCondition::Noted => "我的备注", "Your note";
        RefundCondition::Tag => "标签", "Tag"
    }
    refund_order(sort: RefundSort) = match (sort.by, sort.rising) {
        (RefundSortBy::Asked, true) => "等得最久的在前", "oldest first";
        (RefundSortBy::Asked, false) => "最近申请的在前", "newest first";
        (RefundSortBy::Changed, true) => "最久没变化的在前", "longest unchanged first";
        (RefundSortBy::Changed, false) => "最近有变化的在前", "last changed first";
        (RefundSortBy::Amount, true) => "金额小的在前", "smallest first";
        (RefundSortBy::Amount, false) => "金额大的在前", "largest first"
    }
    refund_order_head: "按什么排序", "Sort the list by";
    no_refund_fits_title: "没有符合筛选的退款", "No refund fits these filters";
    tab_every: "全部", "All";
    empty_every_title: "还没有退款", "No refunds yet";
    empty_every_body: "买家申请退款后会列在这里。", "What buyers ask to have back is listed here.";
    refund_totals(count: u64, sum: Fen): "{refunds} 笔 · {sum}", [count: "1 refund · {sum}", "{refunds} refunds · {sum}"], refunds = figures::count(count);
    // what the list comes to
    list_totals(count: u64, sum: Fen): "{orders} 笔 · 合计 {sum}", [count: "1 order · {sum}", "{orders} orders · {sum}"], orders = figures::count(count);
    list_count(count: u64): "{orders} 笔", [count: "1 order", "{orders} orders"], orders = figures::count(count);
    counting: "正在统计…", "counting…";
    new_orders(count: u64): "{orders} 笔新订单", "{orders} new", orders = figures::count(count);
    sorted_only_paid: "按付款时间排序时，没有付款的订单不列出。", "Sorted by payment, orders that were not paid are not listed.";
    sorted_only_shipped: "按发货时间排序时，没有发货的订单不列出。", "Sorted by shipping, orders that were not shipped are not listed.";
    // the queue of parcels
    sort_by_deadline: "按期限排序", "Sort by deadline";
    ticked_beside(many: usize): "另有 {many} 笔已勾选的订单不在这个列表里：现在不会发货，也不会打印", [many: "1 ticked order is not in this list: it is neither shipped nor printed now", "{many} ticked orders are not in this list: they are neither shipped nor printed now"];
    newest_of_queue(shown: u64, all: u64): "只显示最近付款的 {shown} 单，共 {all} 单", "The last paid {shown} of {all} are shown";
    empty_narrowed_title: "没有符合筛选的订单", "No order fits these filters";
    empty_narrowed_body: "去掉一个条件，或清除全部筛选。", "Remove one of them, or clear them all.";
    // columns
    list_column(column: OrderColumn) = match column {
        OrderColumn::Placed => "下单", "Placed";
        OrderColumn::Order => "订单号", "Order";
        OrderColumn::Buyer => "买家 · 手机尾号", "Buyer · phone tail";
        OrderColumn::Goods => "商品", "Goods";
        OrderColumn::Paid => "付款", "Paid";
        OrderColumn::Shipped => "发货", "Shipped";
        OrderColumn::Carrier => "快递", "Carrier";
        OrderColumn::Amount => "金额", "Amount";
        OrderColumn::State => "状态", "State"
    }
    sort_by(column: OrderColumn): "按{name}排序", "Sort by {name}", name = list_column(lang, column).to_lowercase();
    column_width(column: OrderColumn): "{name}的列宽", "Width of {name}", name = list_column(lang, column);
    column_width_hint: "拖动改变列宽；双击恢复原来的宽度；用键盘时按左右箭头。", "Drag to make the column wider or narrower. A double click brings its usual width back; by keyboard, the left and right arrows.";
    columns: "列", "Columns";
    show_columns: "显示哪些列", "Columns that are shown";
    move_column_left(column: OrderColumn): "{name}往左移", "Move {name} to the left", name = list_column(lang, column);
    move_column_right(column: OrderColumn): "{name}往右移", "Move {name} to the right", name = list_column(lang, column);
    dense_rows: "紧凑", "Dense rows";
    roomy_rows: "宽松", "Comfortable rows";
    // views
    view: "视图", "View";
    view_named(name: &str): "视图：{name}", "View: {name}", name = tame(name, 16);
    keep_view: "保存为视图…", "Save as a view…";
    view_name: "视图的名称", "Name of the view";
    keep: "保存", "Save";
    forget_view(name: &str): "删除视图 {name}", "Delete the view {name}", name = tame(name, 24);
    no_views: "筛选和排序可以存成视图，以后一步打开。", "Filters, sort and columns can be saved as a view and opened again in one step.";
    view_not_known: "这个视图里有此版本不认识的条件，没有打开。", "This view has a condition this version does not know; it was not opened.";
    // ticked rows
    tick_row(number: &str): "勾选 {number}", "Tick {number}", number = tame(number, 32);
    tick_listed: "勾选列表中的订单", "Tick the orders in the list";
    ticked_orders(many: usize): "已选 {many} 笔", "{many} ticked";
    tick_all(many: usize): "全选 {many} 笔", "Tick all {many}";
    tick_loaded(many: usize): "全选眼前 {many} 笔", "Tick the {many} at hand";
    ship_this_one: "发货…", "Ship…";
    ship_these(many: usize): "发货 {many} 单…", "Ship {many}…";
    tag_ticked: "标签…", "Tag…";
    tag_which: "给已选订单贴标签", "Tag the ticked orders";
    take_off_some(name: &str, many: usize): "摘下「{name}」· {many} 笔", "Take “{name}” off · {many}", name = tame(name, 24);
    new_tag_for_ticked: "新标签…", "New tag…";
    tag_put_on_many(name: &str, many: usize): "「{name}」已贴到 {many} 笔订单上。", [many: "“{name}” was put on 1 order.", "“{name}” was put on {many} orders."], name = tame(name, 24);
    tag_taken_off_many(name: &str, many: usize): "已从 {many} 笔订单上摘下「{name}」。", [many: "“{name}” was taken off 1 order.", "“{name}” was taken off {many} orders."], name = tame(name, 24);
    shipped_many(many: usize): "{many} 单已标记发货。", [many: "1 order was marked as shipped.", "{many} orders were marked as shipped."];
    /// Behind a sentence that says what was done.
    and_not_done(done: &str, many: usize): "{done}{many} 单没有做成：", [many: "{done} 1 was not done:", "{done} {many} were not done:"];
    row_not_done(number: &str, why: &str): "{number}：{why}", "{number}: {why}", number = tame(number, 32), why = tame(why, 200);
    more_not_done(many: usize): "还有 {many} 单。", [many: "and 1 more.", "and {many} more."];
    /// Orders that were ticked and cannot be shipped, with their numbers.
    left_out_refunding(numbers: &str, many: usize): "{many} 笔正在退款，没有勾选，先别发货：{numbers}", [many: "1 is being refunded and was left out: {numbers}", "{many} are being refunded and were left out: {numbers}"], numbers = tame(numbers, 200);
    left_out_others(many: usize): "{many} 笔不在待发货，没有勾选。", [many: "1 does not wait to be shipped and was left out.", "{many} do not wait to be shipped and were left out."];
    and_more(numbers: &str, more: usize): "{numbers} 等 {more} 笔", "{numbers} and {more} more";
    mark_ticked_seen: "标为看过", "Mark seen";
    untick_all: "取消", "Untick";
    // export
    export: "导出", "Export";
    /// In the place of how many they are, where that is not counted.
    the_list: "列表", "the list";
    list_as_csv(orders: &str): "导出{spaced}到表格（CSV）…", "Export {orders} as CSV…", spaced = after_word(orders);
    list_as_excel(orders: &str): "导出{spaced}到 Excel…", "Export {orders} to Excel…", spaced = after_word(orders);
    /// The name of a list's file, before its end.
    list_file_name(kind: ListKind) = match kind {
        ListKind::Orders => "订单", "orders";
        ListKind::Refunds => "退款", "refunds";
        ListKind::Parcels => "待发货", "to-ship";
        ListKind::Notices => "微信通知", "messages";
        ListKind::Products => "商品", "products";
        ListKind::Bills => "对账", "bills";
        ListKind::Funds => "资金流水", "fund-flow"
    }
    list_file(kind: ListKind, book: bool) -> String {
        format!("{}.{}", list_file_name(lang, kind), if book { "xlsx" } else { "csv" })
    }
    exporting(done: u64, total: u64): "正在导出 {done} / {total} 行", "Exporting {done} of {total}",
        done = figures::count(done), total = figures::count(total);
    exported(kind: ListKind, rows: u64, place: &str) -> String = match kind {
        ListKind::Products => "{rows} 件商品已写入 {place}。", [rows: "1 product was written to {place}.", "{rows} products were written to {place}."],
            place = tame(place, 120);
        ListKind::Refunds => "{rows} 笔退款已写入 {place}。", [rows: "1 refund was written to {place}.", "{rows} refunds were written to {place}."],
            place = tame(place, 120);
        ListKind::Notices => "{rows} 条通知已写入 {place}。", [rows: "1 message was written to {place}.", "{rows} messages were written to {place}."],
            place = tame(place, 120);
        ListKind::Bills | ListKind::Funds => "{rows} 行已写入 {place}。", [rows: "1 row was written to {place}.", "{rows} rows were written to {place}."],
            place = tame(place, 120);
        _ => "{rows} 笔订单已写入 {place}。", [rows: "1 order was written to {place}.", "{rows} orders were written to {place}."],
            place = tame(place, 120);
    }
    stop_export: "停止", "Stop";
    export_stopped: "导出已停止，没有留下文件。", "The export was stopped; no file was left.";
    export_too_many: "行数太多，Excel 放不下。请导出为 CSV，或缩小筛选。", "Too many rows for Excel. Export as CSV, or narrow the list.";
    export_busy: "上一次导出还没有完成。", "The last export is not finished yet.";

    /// As [`moment`](super::moment), in a narrow column.
    moment_short(at: UnixSeconds, now: UnixSeconds) -> String {
        figures::moment(lang, at, now).replacen("yesterday", "yest.", 1)
    }
}

/// What stands behind a Chinese word: a number has a space before it, another word has none.
fn after_word(words: &str) -> String {
    let gap = if words.starts_with(|sign: char| sign.is_ascii_digit()) { " " } else { "" };
    format!("{gap}{words}")
}

/// The last signs, by which one is told from another.
fn tail_of(raw: &str) -> String {
    let signs: Vec<char> = raw.chars().collect();
    signs.iter().skip(signs.len().saturating_sub(4)).collect()
}
