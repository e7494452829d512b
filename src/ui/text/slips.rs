//! The words around packing slips: the question before they are printed, and where it is seen that they were.

use super::{count, figures};
use crate::domain::{PaperSize, UnixSeconds};

texts! { in lang;
    tab_unprinted: "没打装箱单", "Slip not printed";
    slips_print_again: "打印过的也再打一张", "Print those once more";
    slips_print_refunding: "也打印正在退款的（只印还要发的）", "Print them too (only what is still to go)";
    slips_save_instead: "存为 PDF…", "Save as PDF…";
    slip_paper: "纸张", "Paper";
    slip_of_order: "打装箱单", "Packing slip";
    slips_all_printed_title: "装箱单都打过了", "Every packing slip is printed";
    slips_all_printed_body: "新付款的订单会出现在这里，直到它的装箱单打印出来。", "A newly paid order stands here until its packing slip is printed.";

    paper_size(paper: PaperSize) = match paper {
        PaperSize::A5 => "A5 · 148×210 毫米", "A5 · 148×210 mm";
        PaperSize::Label => "标签 · 100×150 毫米", "Label · 100×150 mm";
    }

    /// The button over the list; nothing ticked: of all.
    packing_slips(ticked: usize) -> String = match (ticked) {
        0 => { lang.pick("打装箱单", "Packing slips").to_owned() };
        ticked => "打装箱单 · {number}", "Packing slips · {number}", number = count(ticked as u64);
    }

    slip_printed_before(at: UnixSeconds, now: UnixSeconds):
        "这一单的装箱单 {when} 打印过了。", "The slip of this order was printed {when}.", when = figures::moment(lang, at, now);

    slips_printed_before(many: usize, names: &str):
        "其中 {number} 张打印过了：{names}。",
        [many: "1 of them was printed before: {names}.", "{number} of them were printed before: {names}."],
        number = count(many as u64);

    slips_refunding(many: usize, names: &str):
        "{number} 单正在退款，没有算进去：{names}。",
        [many: "1 is being refunded and left out: {names}.", "{number} are being refunded and left out: {names}."],
        number = count(many as u64);

    /// Beside the buyer's name in the list.
    slip_mark(at: UnixSeconds, now: UnixSeconds):
        "装箱单 {when} 打印过", "Slip printed {when}", when = figures::moment(lang, at, now);

    line_slip(paper: PaperSize):
        "装箱单打好了（{size}）", "The packing slip was printed ({size})", size = paper_size(lang, paper);
}
