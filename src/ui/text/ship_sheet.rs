//! The words of shipping by sheet, of the list for carriers' tools, and of packing slips.

use super::{count, sentences, tame, to_send};
use crate::{
    domain::ToSend,
    pdf::PackingSlipWords,
    sheets::ship::{ShipCause, ShipColumn},
    store::ShipRun,
};

texts! { in lang;
    sheet_title: "用表格批量发货", "Ship by sheet";
    sheet_body: "从快递打单工具导出的表格，直接拖进窗口。先试读，不改动任何订单：每一行会怎样，发货前都能看到。", "Drop the sheet your label tool exports onto the window. It is read for trial first and changes nothing: you see what would become of every row before anything is shipped.";
    sheet_columns: "要有一行列名：订单号、快递公司、快递单号，顺序随意。同一个订单写几行，就是几个包裹。", "One line must name the columns: order number, carrier, tracking number, in any order. Several rows of one order are its parcels.";
    sheet_limits: "Excel（.xlsx、.xls）、.ods 或 CSV，最多 5,000 行、5 MiB；也可以从表格里复制，在这里按 Ctrl+V。", "Excel (.xlsx, .xls), .ods or CSV, at most 5,000 rows and 5 MiB. Or copy the rows in your spreadsheet and press Ctrl+V here.";
    sheet_choose: "选择表格…", "Choose sheet…";
    sheet_choose_other: "换一个表格…", "Another sheet…";
    sheet_path: "表格路径", "Sheet path";
    sheet_list_title: "还没有快递单号？", "No tracking numbers yet?";
    sheet_list_body: "导出待发货清单，填好快递公司和单号，再拖回来。", "Save the list to ship, fill in carrier and number, and drop it back.";
    sheet_save_list: "保存待发货清单…", "Save list to ship…";
    slips_print: "打装箱单…", "Packing slips…";
    slips_print_now: "打印", "Print";
    slips_print_not: "不打印", "Do not print";
    slips_of_ticked: "勾选的订单，每单一张。", "One for each ticked order.";
    slips_of_all: "没有勾选订单，所以列表里每单一张。只要几张，就先勾选。", "Nothing is ticked, so one for every listed order. For a few, tick them first.";
    slips_printing: "已交给打印机。", "Handed to the printer.";
    slips_none: "没有要发货的订单。", "There is nothing to ship.";
    ship_pasted: "粘贴的表格", "Pasted sheet";
    ship_verdict_good: "可以发货", "Ships";
    ship_verdict_bad: "不发货", "Not shipped";
    ship_col_order: "订单", "Order";
    sheet_sending: "正在提交…", "Handing over…";
    sheet_nothing: "没有可以发货的行", "Nothing to ship";
    sheet_nothing_meaning: "这个表格里没有一行可以发货。", "No row of this sheet can be shipped.";
    sheet_save_failed: "保存没有发货的行…", "Save rows not shipped…";
    sheet_stop: "停止", "Stop";
    sheet_close: "完成", "Done";
    sheet_not_now: "另一个表格正在发货，等它结束再来。", "Another sheet is being shipped. Come back when it has ended.";
    sheet_goes_on: "关掉窗口也不要紧：下次打开会从这里继续，不会重复发货。", "You may close the window: it goes on from here next time, and nothing is shipped twice.";
    sheet_failed_file: "没有发货的行.xlsx", "rows-not-shipped.xlsx";
    sheet_list_file: "待发货.xlsx", "to-ship.xlsx";
    slips_file: "装箱单.pdf", "packing-slips.pdf";
    back_to_shipping: "返回", "Back";

    /// The words between the figures of a slip.
    slip_words(shop: &str) -> PackingSlipWords {
        PackingSlipWords {
            shop: tame(shop, 40),
            title: lang.pick_static("装箱单", "Packing slip"),
            paid: lang.pick_static("付款", "Paid"),
            to: lang.pick_static("收货人", "Ship to"),
            note: lang.pick_static("买家备注", "Buyer’s note"),
            goods: lang.pick_static("商品", "Goods"),
            pieces: lang.pick_static("总件数", "Pieces"),
        }
    }

    slips_question(many: usize):
        "打印 {number} 张装箱单？",
        [many: "Print 1 packing slip?", "Print {number} packing slips?"],
        number = count(many as u64);

    not_printed(why: &str):
        "没有打印：{why}。可以先保存为 PDF，再打开打印。",
        "Not printed: {why}. You can save the PDF and print it from there.",
        why = tame(why, 120);

    /// The list for carriers' tools: its first line.
    to_ship_headings -> Vec<String> {
        [
            ("订单号", "Order number"),
            ("收件人", "Receiver"),
            ("电话", "Phone"),
            ("地址", "Address"),
            ("商品", "Items"),
            ("件数", "Pieces"),
            ("退款情况", "Refunds"),
            ("备注", "Note"),
            ("付款时间", "Paid at"),
            ("快递公司", "Carrier"),
            ("快递单号", "Tracking number"),
        ]
        .map(|(zh, en)| lang.pick(zh, en).to_owned())
        .into()
    }

    /// A file and its rows, on trial.
    ship_trial_of(file: &str, rows: usize):
        "{file} · {rows} 行 · 还没有改动任何订单",
        "{file} · {rows} rows · nothing is changed yet",
        file = tame(file, 60), rows = count(rows as u64);

    /// The button that ships.
    ship_rows_button(orders: usize):
        "发货并通知买家 · {number} 单",
        [orders: "Ship 1 order, tell the buyer", "Ship {number} orders, tell the buyers"],
        number = count(orders as u64);

    /// How a run stands, in one line.
    run_progress(run: &ShipRun):
        "正在发货：第 {done} / {all} 行", "Shipping: row {done} of {all}", done = rows_done(run), all = rows_in_all(run);

    /// The way to a run that is under way, or ended and not put away: as short as a button has to be.
    run_here(run: &ShipRun) -> String = match (run.ended_at) {
        None => "发货单 {done} / {all}", "Sheet {done} / {all}", done = rows_done(run), all = rows_in_all(run);
        Some(_) => "发货单：{left} 行没有发货", "Sheet: {left} not shipped", left = count(u64::from(run.refused));
    }

    run_ended(run: &ShipRun) -> String = match (run.refused) {
        0 => "{shipped} 行已发货。", "{shipped} rows shipped.", shipped = count(u64::from(run.shipped));
        refused =>
            "{shipped} 行已发货，{refused} 行没有发货。",
            "{shipped} rows shipped, {refused} were not.",
            shipped = count(u64::from(run.shipped)), refused = count(u64::from(refused));
    }

    /// What would be told to WeChat about a good row, and what of its order does not go.
    row_ships(carrier: &str, tracking_no: &str, parcels: usize, refunded: Option<&ToSend>) -> String = match refunded {
        None => { row_goes(lang, carrier, tracking_no, parcels) };
        Some(to_send) =>
            "{ships} · 只发 {items} · {stays}",
            "{ships} · only {items} · {stays}",
            ships = row_goes(lang, carrier, tracking_no, parcels), items = sentences::goods(lang, &to_send.items_text(), 60),
            stays = to_send::not_sent_line(lang, to_send).unwrap_or_default();
    }

    row_goes(carrier: &str, tracking_no: &str, parcels: usize) -> String {
        let front = format!("{} {}", tame(carrier, 40), tame(tracking_no, 60));
        match (parcels, front.trim()) {
            (0 | 1, "") => lang.pick("不用快递", "No carrier").to_owned(),
            (0 | 1, front) => front.to_owned(),
            (_, front) => row_of_several(lang, front, parcels),
        }
    }

    row_of_several(front: &str, parcels: usize): "{front} · 共 {parcels} 个包裹", "{front} · one of {parcels} parcels";

    /// Hidden sheets that are left alone.
    sheets_left_out(names: &[String]):
        "隐藏的工作表没有读入：{names}",
        "Hidden sheets are not read: {names}",
        names = names.iter().take(6).map(|name| tame(name, 20)).collect::<Vec<_>>().join(lang.pick("、", ", "));

    /// The button that sends odd numbers as they are.
    take_odd_numbers(rows: usize):
        "单号已核对，按原样发货 · {number} 行",
        [rows: "Checked: ship 1 odd number as it is", "Checked: ship {number} odd numbers as they are"],
        number = count(rows as u64);

    ship_column(column: ShipColumn) = match column {
        ShipColumn::Order => "订单号", "order number";
        ShipColumn::Carrier => "快递公司", "carrier";
        ShipColumn::Tracking => "快递单号", "tracking number";
        ShipColumn::Kind => "发货方式", "delivery method";
        ShipColumn::Ours => "内容", "content";
    }

    /// Why a row is not shipped, and what to do.
    ship_cause(cause: &ShipCause) -> String = match cause {
        ShipCause::NoOrder => "没有订单号。", "No order number.";
        ShipCause::UnknownOrder => "店里没有这个订单号。", "No order of this shop has this number.";
        ShipCause::NotPaid => "还没有付款，或付款还没确认。", "Not paid, or the payment is not confirmed yet.";
        ShipCause::Shipped => "已经发过货了。", "It is shipped already.";
        ShipCause::RefundAsked => "买家申请了退款，先处理退款。", "The buyer asks for a refund: decide that first.";
        ShipCause::Refunded => "已经全部退款，不要发货。", "Everything was refunded: do not send it.";
        ShipCause::Closed => "订单已关闭，没有付款。", "The order is closed and was never paid.";
        ShipCause::NeedsOwner => "付款待处理，先在订单里决定。", "Its payment needs you: decide that in the order first.";
        ShipCause::NoCarrier => "没有快递公司，从单号也看不出来。", "No carrier, and the number does not tell which.";
        ShipCause::UnknownCarrier => "不认识这个快递公司，请写微信列表里的名称。", "No such carrier. Use a name from WeChat’s list.";
        ShipCause::NoTracking => "没有快递单号。", "No tracking number.";
        ShipCause::SeveralNumbers =>
            "一格里有几个快递单号。请每个包裹写一行。",
            "More than one tracking number in a cell. Write a row for each parcel.";
        ShipCause::OddNumber =>
            "单号看起来不像这家快递的（位数或字母不对）。请核对；没写错的话，可以按原样发货。",
            "The number does not look like one of this carrier (its length or letters). Check it; if it is right, ship it as it is.";
        ShipCause::Hidden =>
            "这一行在表格里是隐藏的（被筛选掉了）。要发货请取消隐藏。",
            "The row is hidden in the sheet (filtered out). Unhide it if it is to be shipped.";
        ShipCause::Rounded =>
            "数字超过 15 位，表格软件把后几位改成了 0。请把这一列设成“文本”，重新填写。",
            "More than 15 digits: the spreadsheet made the last ones 0. Set the column to “Text” and enter it again.";
        ShipCause::BadTracking => "快递单号里有不该有的字符。", "The tracking number has characters no label has.";
        ShipCause::OwnCode => "这是本店自己的扫码指令或取货码，不是快递单号。", "This is one of the shop's own codes, not a tracking number.";
        ShipCause::LongTracking => "快递单号太长。", "The tracking number is too long.";
        ShipCause::UnknownKind =>
            "不认识这种发货方式。请写：快递、同城、自提、虚拟。",
            "No such delivery method. Use express, city, pickup or virtual.";
        ShipCause::KindsDiffer => "同一个订单的几行，发货方式不一致。", "The rows of this order do not agree on how it goes.";
        ShipCause::Unwritable =>
            "这个订单的数据读不出来或写不进去，没有发货；其他订单不受影响。请打开这个订单看红色提示。",
            "This order's data cannot be read or written, so it was not shipped; the others are. Open the order and read its red mark.";
        ShipCause::TooManyParcels => "一个订单最多 15 个包裹。", "An order can have 15 parcels at most.";
        ShipCause::Stopped => "停止时还没轮到它。", "Stopped before its turn.";
        ShipCause::DoesNotFit => "不能发货，请打开订单看看。", "It cannot be shipped; open the order to see why.";
        ShipCause::Scientific(text) =>
            "单号在表格里是“{text}”（科学计数法），后几位已经丢了。请把这一列设成“文本”，重新填写。",
            "The cell holds “{text}”: the spreadsheet has cut the number’s last digits. Set the column to “Text” and enter it again.",
            text = tame(text, 24);
        ShipCause::Formatted(column) =>
            "“{column}”是数字，表格里显示的样子和数字本身不一样。请把这一列设成“文本”，重新填写。",
            "The {column} is a number that the sheet shows in another form. Set the column to “Text” and enter it again.",
            column = ship_column(lang, *column);
        ShipCause::NoValue(column) =>
            "“{column}”是没有结果的公式。请在表格软件里打开，保存一次。",
            "The {column} is a formula without a value. Open the sheet and save it once.",
            column = ship_column(lang, *column);
        ShipCause::Formula(column) =>
            "“{column}”是公式，请写上内容。",
            "The {column} is a formula. Write what it stands for.",
            column = ship_column(lang, *column);
        ShipCause::Twice(line) => "和第 {line} 行重复。", "The same as line {line}.";
        ShipCause::OthersNumber(line) =>
            "第 {line} 行是别的买家，却用了同一个快递单号。",
            "Line {line} has the same tracking number for another buyer.";
        ShipCause::Sibling(line) =>
            "同一个订单的第 {line} 行有问题，整单都不发。",
            "Line {line} of the same order has a problem, so the order waits.";
    }
}

fn rows_in_all(run: &ShipRun) -> String {
    count(u64::from(run.waiting) + u64::from(run.shipped) + u64::from(run.refused))
}

fn rows_done(run: &ShipRun) -> String {
    count(u64::from(run.shipped) + u64::from(run.refused))
}
