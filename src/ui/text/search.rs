//! The search box: what can be looked for, what was found, and what can be done from it.

use super::{figures, tame::tame};
use crate::{
    domain::Fen,
    store::{SearchCount, SearchField},
    ui::model::Place,
};

texts! { in lang;
    search: "搜索", "Search";
    search_hint: "搜索订单、手机、金额、备注，或输入命令", "Search orders, phones, notes, or a command";
    search_nothing: "没有找到", "Nothing found";
    search_scope:
        "可以搜：订单号、运单号、退款号（末 4 位也行），手机号，收件人（拼音首字母也行），地址，商品，备注，标签，金额（128、>100、100-200）。",
        "What can be searched for: order, tracking and refund numbers (the last 4 digits will do), phones, names, addresses, goods, notes, tags, and sums (128, >100, 100-200).";
    no_command: "没有这样的命令", "No such command";
    search_failed: "现在没法搜索：", "Searching does not work now: ";
    /// How far the orders of an older file are.
    still_indexing(done: u64, total: u64):
        "较早的订单还在编入搜索：{done} / {total} 笔，编好之前搜不到它们。",
        "Older orders are still being indexed: {done} of {total}. Until then they are not found.",
        done = figures::count(done), total = figures::count(total);
    parcels: "包裹", "Parcels";
    buyers: "买家", "Buyers";
    /// What a buyer paid for, and what it came to.
    buyer_bought(orders: u64, spent: Fen): "{many} 单 · {spent}", [orders: "1 order · {spent}", "{many} orders · {spent}"], many = figures::count(orders);
    commands: "命令", "Commands";
    /// Beside a group's name.
    all_found(count: SearchCount) -> String = match count {
        SearchCount::Exactly(1) => "1 条", "1";
        SearchCount::Exactly(many) => "全部 {many} 条", "all {many}", many = figures::count(many.into());
        SearchCount::Over(many) => "超过 {many} 条", "over {many}", many = figures::count(many.into());
    }
    found_orders(count: SearchCount) -> String = match count {
        SearchCount::Exactly(1) => "1 笔订单", "1 order";
        SearchCount::Exactly(many) => "{many} 笔订单", "{many} orders", many = figures::count(many.into());
        SearchCount::Over(many) => "超过 {many} 笔订单", "over {many} orders", many = figures::count(many.into());
    }
    page_of(shown: u32, all: &str): "本页 {shown} 笔，共{all}", "{shown} on this page of {all}";
    list_all(count: SearchCount) -> String = match count {
        SearchCount::Exactly(many) => "列出全部 {many} 笔", "list all {many}", many = figures::count(many.into());
        SearchCount::Over(_) => "全部列出", "list all of them";
    }
    listed_search(typed: &str): "搜索：{typed}", "Search: {typed}", typed = tame(typed, 40);
    leave_search: "不再筛选", "Leave this search";
    in_clipboard(number: &str): "剪贴板里有 {number}", "In the clipboard: {number}", number = tame(number, 40);
    /// What of an order was found.
    search_field(field: SearchField) = match field {
        SearchField::OrderNo => "订单号", "order number";
        SearchField::Receiver => "收件人", "receiver";
        SearchField::Nickname => "昵称", "nickname";
        SearchField::Phone => "手机", "phone";
        SearchField::Address => "地址", "address";
        SearchField::Items => "商品", "goods";
        SearchField::Note => "买家留言", "buyer’s note";
        SearchField::Sum => "金额", "amount";
        SearchField::Tracking => "运单号", "tracking number";
        SearchField::Pickup => "取货码", "pick-up code";
        SearchField::RefundNo => "退款号", "refund number";
        SearchField::RefundReason => "退款原因", "reason";
        SearchField::WeChatNo => "微信单号", "WeChat number";
        SearchField::OwnersNote => "店里的备注", "shop note";
        SearchField::Tag => "标签", "tag"
    }
    refund_no_word: "退款号", "Refund";
    in_stock(pieces: u32): "库存 {pieces}", "{pieces} left";
    // keys at the foot
    key_choose: "选", "choose";
    key_next_group: "换一组", "next group";
    key_commands: "只看命令", "commands only";
    // commands
    go_to(place: Place) = match place {
        Place::Today => "转到今日", "Go to Today";
        Place::Money => "转到钱到哪一步了", "Go to Where the money is";
        Place::Orders => "转到订单", "Go to Orders";
        Place::Refunds => "转到退款", "Go to Refunds";
        Place::Shipping => "转到发货", "Go to Shipping";
        Place::Products => "转到商品", "Go to Products";
        Place::Complaints => "转到买家投诉", "Go to Complaints";
        Place::Bills => "转到对账", "Go to Bills";
        Place::ShippingSheet => "转到表格发货", "Go to Shipping by sheet";
        Place::Status => "转到系统状态", "Go to System status";
        Place::Log => "转到和微信的往来", "Go to Messages with WeChat";
        Place::Printers => "转到打印机", "Go to Printers";
        Place::Backup => "转到备份", "Go to Backup";
        Place::Settings => "转到设置", "Go to Settings"
    }
    ship_this: "发货这笔订单", "Ship this order";
    ship_newest: "最新的待发货订单", "Newest order to ship";
    see_request: "看这笔订单的退款申请", "Look at this order’s refund request";
    next_theme: "切换浅色或深色", "Change the theme";
    other_language: "切换语言（English）", "Change the language (中文)";
    show_keys: "查看快捷键", "Show the keys";
}
