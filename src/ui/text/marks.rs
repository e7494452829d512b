//! Notes, tags and the buyer's card: what the owner keeps for themselves.

use super::{figures, tame::tame};
use crate::domain::{Fen, TagColor, UnixSeconds};

texts! { in lang;
    buyer_word: "买家", "Buyer";
    /// When a buyer's first order was placed.
    /// What a buyer calls themselves; nobody proved it.
    calls_themselves(nickname: &str): "昵称 {shown}", "goes by {shown}", shown = tame(nickname, 32);
    buyer_since(at: UnixSeconds): "{year} 年起", "since {year}", year = at.beijing().year();
    buyer_unnamed: "微信没有说明是谁付的款，所以没有买家资料。", "WeChat did not say who paid, so there is nothing known of the buyer.";
    card_orders: "付过的订单", "Paid orders";
    all_orders_of_buyer: "看这位买家的全部订单", "All orders of this buyer";
    card_spent: "一共花了", "Spent";
    card_refunds: "退款", "Refunds";
    refunds_and_sum(many: u64, sum: Fen): "{many} 次 · {sum}", "{many} · {sum}", many = figures::count(many);
    none_yet: "没有", "none";

    tags: "标签", "Tags";
    tag_word: "标签", "Tag";
    add_tag: "贴标签", "Add a tag";
    add_buyers_tag: "给买家贴标签", "Tag the buyer";
    close_tags: "收起标签", "Close the tags";
    take_tag_off(name: &str): "摘下标签「{name}」", "Take the tag “{name}” off", name = tame(name, 24);
    put_tag_on(name: &str): "贴上「{name}」", "Put “{name}” on", name = tame(name, 24);
    drop_tag(name: &str): "删掉标签「{name}」", "Delete the tag “{name}”", name = tame(name, 24);
    new_tag: "新标签", "New tag";
    new_tag_hint: "最多 12 个字", "up to 12 characters";
    make_tag: "贴上", "Put on";
    tag_name_bad: "标签要有 1 到 12 个字。", "A tag needs 1 to 12 characters.";
    tag_color(color: TagColor) = match color {
        TagColor::Jade => "绿色", "Green";
        TagColor::Red => "红色", "Red";
        TagColor::Amber => "黄色", "Yellow";
        TagColor::Blue => "蓝色", "Blue";
        TagColor::Violet => "紫色", "Violet";
        TagColor::Grey => "灰色", "Grey"
    }

    private_notes: "店里的备注 · 买家看不到", "Shop notes · private";
    open_note: "写备注…", "Write a note…";
    add_note: "写一句…", "Add a note…";
    add_note_name: "店里的备注", "Shop note";
    open_buyers_note: "买家备注", "Buyer note";
    add_buyers_note: "关于买家写一句…", "About the buyer…";
    add_buyers_note_name: "关于买家的备注", "Note on the buyer";
    remove_note: "删掉这条备注", "Remove this note";
    note_too_long: "备注最多 500 个字。", "A note has 500 characters at most.";
    /// Who wrote it, and when.
    note_by(owner: bool, seat: &str, when: &str) -> String = match owner {
        true => "你 · {when}", "you · {when}";
        false => "{seat} · {when}", "{seat} · {when}", seat = tame(seat, 24)
    }
    note_removed: "备注删掉了。", "The note is removed.";
    tag_taken_off(name: &str): "「{name}」摘下了。", "“{name}” is off.", name = tame(name, 24);
    bring_back: "恢复", "Bring back";

    blocked_chip: "已停止接单", "Blocked";
    block_buyer: "停止接单…", "Block buyer…";
    unblock_buyer: "恢复接单", "Take orders again";
    blocked_since(when: &str): "{when}起不接新订单", "No new orders since {when}";
    blocked_why(reason: &str): "原因：{reason}", "Why: {reason}", reason = tame(reason, 200);
    block_question(buyer: &str): "不再接{buyer}的新订单？", "Take no new orders from {buyer}?", buyer = tame(buyer, 24);
    block_what: "下单时会被拒绝：买家看到", "When they order they are told";
    /// The sentence of the storefront's answer, so that the owner reads what the buyer reads.
    block_buyer_reads: "店铺暂时不接受你的新订单，之前的订单和退款照常处理，有疑问请联系商家。",
        "This shop takes no new orders from you; earlier orders and refunds go on, and the shop can tell you more.";
    block_stays: "已经下的订单、付款、退款和小票照常。随时可以恢复。", "Orders placed before, payments, refunds and receipts go on. It can be undone at any time.";
    block_reason: "原因（只有你看得到，可以不填）", "Why (only you read it; may be left empty)";
    block_now: "停止接单", "Block";
    block_not: "先不停", "Do not block";
}
