//! The words of shipping by sheet, of the list for carriers' tools, and of packing slips.

use super::{Lang, count, tame};
use crate::{
    domain::ToSend,
    pdf::PackingSlipWords,
    sheets::ship::{ShipCause, ShipColumn},
    store::ShipRun,
};

words! {
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
    slips_save: "保存装箱单…", "Save packing slips…";
    slips_print: "打印装箱单", "Print packing slips";
    slips_print_now: "打印", "Print";
    slips_print_not: "不打印", "Do not print";
    slips_of_ticked: "打印勾选的订单，每单一张。", "One for each ticked order.";
    slips_of_all: "没有勾选订单，所以打印列表里的每一单。只要几张，就先勾选。", "Nothing is ticked, so one for every listed order. For a few, tick them first.";
    slips_printing: "已交给打印机。", "Handed to the printer.";
    slips_none: "没有要发货的订单。", "There is nothing to ship.";
    ship_pasted: "粘贴的表格", "Pasted sheet";
    ship_verdict_good: "可以发货", "Ships";
    ship_verdict_bad: "不发货", "Stays";
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
}

/// The words between the figures of a slip.
pub(in crate::ui) fn slip_words(lang: Lang, shop: &str) -> PackingSlipWords {
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

/// How many slips would be printed.
pub(in crate::ui) fn slips_question(lang: Lang, many: usize) -> String {
    let number = count(many as u64);
    match lang {
        Lang::Zh => format!("打印 {number} 张装箱单？"),
        Lang::En if many == 1 => "Print 1 packing slip?".to_owned(),
        Lang::En => format!("Print {number} packing slips?"),
    }
}

/// The printer did not take the slips.
pub(in crate::ui) fn not_printed(lang: Lang, why: &str) -> String {
    let why = tame(why, 120);
    match lang {
        Lang::Zh => format!("没有打印：{why}。可以先保存为 PDF，再打开打印。"),
        Lang::En => format!("Not printed: {why}. You can save the PDF and print it from there."),
    }
}

/// The list for carriers' tools: its first line.
pub(in crate::ui) fn to_ship_headings(lang: Lang) -> Vec<String> {
    let all = match lang {
        Lang::Zh => {
            ["订单号", "收件人", "电话", "地址", "商品", "件数", "退款情况", "备注", "付款时间", "快递公司", "快递单号"]
        }
        Lang::En => [
            "Order number",
            "Receiver",
            "Phone",
            "Address",
            "Items",
            "Pieces",
            "Refunds",
            "Note",
            "Paid at",
            "Carrier",
            "Tracking number",
        ],
    };
    all.map(str::to_owned).into()
}

/// A file and its rows, on trial.
pub(in crate::ui) fn ship_trial_of(lang: Lang, file: &str, rows: usize) -> String {
    let (file, rows) = (tame(file, 60), count(rows as u64));
    match lang {
        Lang::Zh => format!("{file} · {rows} 行 · 还没有改动任何订单"),
        Lang::En => format!("{file} · {rows} rows · nothing is changed yet"),
    }
}

/// The button that ships.
pub(in crate::ui) fn ship_rows_button(lang: Lang, orders: usize) -> String {
    let number = count(orders as u64);
    match lang {
        Lang::Zh => format!("发货并通知买家 · {number} 单"),
        Lang::En if orders == 1 => "Ship 1 order, tell the buyer".to_owned(),
        Lang::En => format!("Ship {number} orders, tell the buyers"),
    }
}

/// How a run stands, in one line.
pub(in crate::ui) fn run_progress(lang: Lang, run: &ShipRun) -> String {
    let all = u64::from(run.waiting) + u64::from(run.shipped) + u64::from(run.refused);
    let (done, all) = (count(all - u64::from(run.waiting)), count(all));
    match lang {
        Lang::Zh => format!("正在发货：第 {done} / {all} 行"),
        Lang::En => format!("Shipping: row {done} of {all}"),
    }
}

/// The way to a run that is under way, or ended and not put away: as short as a button has to be.
pub(in crate::ui) fn run_here(lang: Lang, run: &ShipRun) -> String {
    let all = u64::from(run.waiting) + u64::from(run.shipped) + u64::from(run.refused);
    let (done, all, left) = (count(all - u64::from(run.waiting)), count(all), count(u64::from(run.refused)));
    match (lang, run.ended_at.is_some()) {
        (Lang::Zh, false) => format!("发货单 {done} / {all}"),
        (Lang::Zh, true) => format!("发货单：{left} 行没有发货"),
        (Lang::En, false) => format!("Sheet {done} / {all}"),
        (Lang::En, true) => format!("Sheet: {left} not shipped"),
    }
}

/// How a run ended.
pub(in crate::ui) fn run_ended(lang: Lang, run: &ShipRun) -> String {
    let (shipped, refused) = (count(u64::from(run.shipped)), count(u64::from(run.refused)));
    match (lang, run.refused) {
        (Lang::Zh, 0) => format!("{shipped} 行已发货。"),
        (Lang::Zh, _) => format!("{shipped} 行已发货，{refused} 行没有发货。"),
        (Lang::En, 0) => format!("{shipped} rows shipped."),
        (Lang::En, _) => format!("{shipped} rows shipped, {refused} were not."),
    }
}

/// What would be told to WeChat about a good row, and what of its order does not go.
pub(in crate::ui) fn row_ships(
    lang: Lang,
    carrier: &str,
    tracking_no: &str,
    parcels: usize,
    refunded: Option<&ToSend>,
) -> String {
    let ships = row_goes(lang, carrier, tracking_no, parcels);
    let Some(to_send) = refunded else { return ships };
    let stays = super::not_sent_line(lang, to_send).unwrap_or_default();
    match lang {
        Lang::Zh => format!("{ships} · 只发 {} · {stays}", tame(&to_send.items_text(), 60)),
        Lang::En => format!("{ships} · only {} · {stays}", tame(&to_send.items_text(), 60)),
    }
}

fn row_goes(lang: Lang, carrier: &str, tracking_no: &str, parcels: usize) -> String {
    let (carrier, number) = (tame(carrier, 40), tame(tracking_no, 60));
    let front = format!("{carrier} {number}");
    let front = front.trim();
    match (lang, parcels) {
        (_, 0 | 1) if !front.is_empty() => front.to_owned(),
        (Lang::Zh, 0 | 1) => "不用快递".to_owned(),
        (Lang::En, 0 | 1) => "No carrier".to_owned(),
        (Lang::Zh, _) => format!("{front} · 共 {parcels} 个包裹"),
        (Lang::En, _) => format!("{front} · one of {parcels} parcels"),
    }
}

/// Hidden sheets that are left alone.
pub(in crate::ui) fn sheets_left_out(lang: Lang, names: &[String]) -> String {
    let all: Vec<String> = names.iter().take(6).map(|name| tame(name, 20)).collect();
    match lang {
        Lang::Zh => format!("隐藏的工作表没有读入：{}", all.join("、")),
        Lang::En => format!("Hidden sheets are not read: {}", all.join(", ")),
    }
}

/// The button that sends odd numbers as they are.
pub(in crate::ui) fn take_odd_numbers(lang: Lang, rows: usize) -> String {
    let number = count(rows as u64);
    match lang {
        Lang::Zh => format!("单号已核对，按原样发货 · {number} 行"),
        Lang::En if rows == 1 => "Checked: ship 1 odd number as it is".to_owned(),
        Lang::En => format!("Checked: ship {number} odd numbers as they are"),
    }
}

fn ship_column(lang: Lang, column: ShipColumn) -> &'static str {
    match column {
        ShipColumn::Order => lang.pick_static("订单号", "order number"),
        ShipColumn::Carrier => lang.pick_static("快递公司", "carrier"),
        ShipColumn::Tracking => lang.pick_static("快递单号", "tracking number"),
        ShipColumn::Kind => lang.pick_static("发货方式", "delivery method"),
        ShipColumn::Ours => lang.pick_static("内容", "content"),
    }
}

/// Why a row is not shipped, and what to do.
pub(in crate::ui) fn ship_cause(lang: Lang, cause: &ShipCause) -> String {
    let (zh, en) = match cause {
        ShipCause::NoOrder => ("没有订单号。", "No order number."),
        ShipCause::UnknownOrder => ("店里没有这个订单号。", "No order of this shop has this number."),
        ShipCause::NotPaid => ("还没有付款，或付款还没确认。", "Not paid, or the payment is not confirmed yet."),
        ShipCause::Shipped => ("已经发过货了。", "It is shipped already."),
        ShipCause::RefundAsked => ("买家申请了退款，先处理退款。", "The buyer asks for a refund: decide that first."),
        ShipCause::Refunded => ("已经全部退款，不要发货。", "Everything was refunded: do not send it."),
        ShipCause::Closed => ("订单已关闭，没有付款。", "The order is closed and was never paid."),
        ShipCause::NeedsOwner => {
            ("钱对不上，先在订单里处理。", "Its money does not fit: settle that in the order first.")
        }
        ShipCause::NoCarrier => ("没有快递公司，从单号也看不出来。", "No carrier, and the number does not tell which."),
        ShipCause::UnknownCarrier => {
            ("不认识这个快递公司，请写微信列表里的名称。", "No such carrier. Use a name from WeChat’s list.")
        }
        ShipCause::NoTracking => ("没有快递单号。", "No tracking number."),
        ShipCause::SeveralNumbers => (
            "一格里有几个快递单号。请每个包裹写一行。",
            "More than one tracking number in a cell. Write a row for each parcel.",
        ),
        ShipCause::OddNumber => (
            "单号看起来不像这家快递的（位数或字母不对）。请核对；没写错的话，可以按原样发货。",
            "The number does not look like one of this carrier (its length or letters). Check it; if it is right, ship it as it is.",
        ),
        ShipCause::Hidden => (
            "这一行在表格里是隐藏的（被筛选掉了）。要发货请取消隐藏。",
            "The row is hidden in the sheet (filtered out). Unhide it if it is to be shipped.",
        ),
        ShipCause::Rounded => (
            "数字超过 15 位，表格软件把后几位改成了 0。请把这一列设成“文本”，重新填写。",
            "More than 15 digits: the spreadsheet made the last ones 0. Set the column to “Text” and enter it again.",
        ),
        ShipCause::BadTracking => ("快递单号里有不该有的字符。", "The tracking number has characters no label has."),
        ShipCause::LongTracking => ("快递单号太长。", "The tracking number is too long."),
        ShipCause::UnknownKind => (
            "不认识这种发货方式。请写：快递、同城、自提、虚拟。",
            "No such delivery method. Use express, city, pickup or virtual.",
        ),
        ShipCause::KindsDiffer => {
            ("同一个订单的几行，发货方式不一致。", "The rows of this order do not agree on how it goes.")
        }
        ShipCause::Unwritable => (
            "这个订单的数据读不出来或写不进去，没有发货；其他订单不受影响。请打开这个订单看红色提示。",
            "This order's data cannot be read or written, so it was not shipped; the others are. Open the order and read its red mark.",
        ),
        ShipCause::TooManyParcels => ("一个订单最多 15 个包裹。", "An order can have 15 parcels at most."),
        ShipCause::Stopped => ("停止时还没轮到它。", "Stopped before its turn."),
        ShipCause::DoesNotFit => ("不能发货，请打开订单看看。", "It cannot be shipped; open the order to see why."),
        ShipCause::Scientific(_)
        | ShipCause::Formatted(_)
        | ShipCause::NoValue(_)
        | ShipCause::Formula(_)
        | ShipCause::Twice(_)
        | ShipCause::OthersNumber(_)
        | ShipCause::Sibling(_) => return ship_cause_of(lang, cause),
    };
    lang.pick(zh, en).to_owned()
}

/// The causes that speak of a column or of another line.
fn ship_cause_of(lang: Lang, cause: &ShipCause) -> String {
    match (cause, lang) {
        (ShipCause::Scientific(text), Lang::Zh) => format!(
            "单号在表格里是“{}”（科学计数法），后几位已经丢了。请把这一列设成“文本”，重新填写。",
            tame(text, 24)
        ),
        (ShipCause::Scientific(text), Lang::En) => format!(
            "The cell holds “{}”: the spreadsheet has cut the number’s last digits. Set the column to “Text” and enter it again.",
            tame(text, 24)
        ),
        (ShipCause::Formatted(column), Lang::Zh) => format!(
            "“{}”是数字，表格里显示的样子和数字本身不一样。请把这一列设成“文本”，重新填写。",
            ship_column(lang, *column)
        ),
        (ShipCause::Formatted(column), Lang::En) => format!(
            "The {} is a number that the sheet shows in another form. Set the column to “Text” and enter it again.",
            ship_column(lang, *column)
        ),
        (ShipCause::NoValue(column), Lang::Zh) => {
            format!("“{}”是没有结果的公式。请在表格软件里打开，保存一次。", ship_column(lang, *column))
        }
        (ShipCause::NoValue(column), Lang::En) => {
            format!("The {} is a formula without a value. Open the sheet and save it once.", ship_column(lang, *column))
        }
        (ShipCause::Formula(column), Lang::Zh) => format!("“{}”是公式，请写上内容。", ship_column(lang, *column)),
        (ShipCause::Formula(column), Lang::En) => {
            format!("The {} is a formula. Write what it stands for.", ship_column(lang, *column))
        }
        (ShipCause::Twice(line), Lang::Zh) => format!("和第 {line} 行重复。"),
        (ShipCause::Twice(line), Lang::En) => format!("The same as line {line}."),
        (ShipCause::OthersNumber(line), Lang::Zh) => format!("第 {line} 行是别的买家，却用了同一个快递单号。"),
        (ShipCause::OthersNumber(line), Lang::En) => {
            format!("Line {line} has the same tracking number for another buyer.")
        }
        (ShipCause::Sibling(line), Lang::Zh) => format!("同一个订单的第 {line} 行有问题，整单都不发。"),
        (ShipCause::Sibling(line), Lang::En) => {
            format!("Line {line} of the same order has a problem, so the order waits.")
        }
        _ => String::new(),
    }
}

#[cfg(test)]
pub(super) fn samples(lang: Lang) -> Vec<String> {
    use crate::domain::{MessageId, UnixSeconds};
    let run = |refused| ShipRun {
        run_id: MessageId::of([1; 16]),
        file: "x.csv".into(),
        headings: Vec::new(),
        waiting: 3,
        shipped: 1200,
        refused,
        started_at: UnixSeconds::new(0),
        ended_at: None,
    };
    let words = slip_words(lang, "x");
    let mut all = vec![
        slips_question(lang, 1),
        slips_question(lang, 12),
        ship_trial_of(lang, "x.csv", 12),
        ship_rows_button(lang, 1),
        ship_rows_button(lang, 1200),
        run_progress(lang, &run(1)),
        run_ended(lang, &run(0)),
        run_ended(lang, &run(7)),
        not_printed(lang, "x"),
        sheets_left_out(lang, &["x".to_owned()]),
        take_odd_numbers(lang, 1),
        take_odd_numbers(lang, 3),
        row_ships(lang, "", "", 1, None),
        row_ships(lang, "ZTO", "1", 2, None),
    ];
    all.push(row_ships(lang, "ZTO", "1", 1, Some(&ToSend::default())));
    all.extend([words.title, words.paid, words.to, words.note, words.goods, words.pieces].map(str::to_owned));
    all.extend(to_ship_headings(lang));
    all.extend(causes(lang));
    all
}

#[cfg(test)]
fn causes(lang: Lang) -> Vec<String> {
    let mut all = Vec::new();
    let column = ShipColumn::READ.into_iter().chain([ShipColumn::Ours]);
    all.extend(column.map(|column| ship_cause(lang, &ShipCause::NoValue(column))));
    all.extend(
        [
            ShipCause::Formula(ShipColumn::Order),
            ShipCause::Formatted(ShipColumn::Tracking),
            ShipCause::Scientific("7.35E+13".to_owned()),
            ShipCause::Twice(3),
            ShipCause::OthersNumber(3),
            ShipCause::Sibling(3),
        ]
        .iter()
        .map(|cause| ship_cause(lang, cause)),
    );
    let plain = [
        "no_order",
        "unknown_order",
        "not_paid",
        "already_shipped",
        "refund_asked",
        "refunded",
        "closed",
        "needs_owner",
        "no_carrier",
        "unknown_carrier",
        "no_tracking",
        "several_numbers",
        "odd_number",
        "hidden",
        "rounded",
        "bad_tracking",
        "long_tracking",
        "unknown_kind",
        "kinds_differ",
        "too_many_parcels",
        "stopped",
        "unwritable",
        "does_not_fit",
    ];
    all.extend(plain.map(|word| ship_cause(lang, &ShipCause::of_word(word))));
    all
}
