//! The printers' page: receipts, printers, and what to do when one does not print.

use super::{count, figures, tame};
use crate::{
    domain::{PrintState, PrintTrouble, UnixSeconds},
    events::PrinterAnswer,
};

texts! { in lang;
    printers: "小票打印机", "Receipt printers";
    printers_open: "打印机…", "Printers…";
    printers_back: "返回“系统状态”", "Back to System status";
    printers_intro: "每笔确认付款的新订单自动排队打印一张小票，打一次；可能已经出过纸的，再打时一定带“补打”字样。", "Each newly paid order queues one receipt, printed once; whatever may already be on paper says REPRINT when it is printed again.";
    printers_none: "还没有设置打印机。把下面几行写进 settings.toml（按你的打印机改），再重新打开掌柜。订单不受影响。", "No printer is set up yet. Put these lines into settings.toml (with your printer's address) and open Zhanggui again. Orders do not depend on it.";
    printers_none_card: "还没有设置打印机。新订单可以自动打印小票：网络打印机、飞鹅或易联云。", "No printer is set up. New orders can print a receipt by themselves: on a network printer, Feieyun or Yilianyun.";
    printer_test: "打印测试页", "Test print";
    printer_testing: "正在打印测试页…", "Printing a test…";
    printer_auto: "新订单自动打印", "prints new orders by itself";
    printer_by_hand: "只在手动时打印", "prints only when told to";
    printer_never: "还没有打印过", "has not printed yet";
    printer_last_good: "上次打印", "Last printed";
    printer_since: "自", "since";
    prints_open: "等待中的小票", "Receipts that wait";
    prints_none_open: "没有小票在等待。", "No receipt is waiting.";
    prints_settled: "最近的小票", "Latest receipts";
    prints_none_settled: "还没有打印过小票。", "No receipt has been printed yet.";
    print_now: "现在重试", "Try now";
    print_again: "补打一张", "Reprint";
    print_on_paper: "已经出纸", "It is on paper";
    print_drop: "不要了", "Drop it";
    print_marked: "补打", "REPRINT";
    print_receipts: "小票", "Receipts";
    receipt_preview: "小票样式", "What a receipt looks like";
    receipt_preview_note: "抬头、上方一行、结尾和二维码，在“设置 → 打印机和小票”里改。", "Heading, the line above it, the last line and the QR code are changed in Settings, under printers and receipts.";
    paper_narrow: "58 毫米", "58 mm";
    paper_wide: "80 毫米", "80 mm";

    /// Where the clouds' keys belong.
    printers_keys:
        "飞鹅的 UKEY、易联云的应用密钥写在 secrets.toml（feieyun_ukey、yilianyun_secret）或环境变量里，不要写进 settings.toml。",
        "Feieyun's UKEY and Yilianyun's secret belong into secrets.toml (feieyun_ukey, yilianyun_secret) or the environment, never into settings.toml.";

    /// How a printer is spoken to, for people.
    printer_kind(kind: &str) -> &'static str {
        cloud(lang, kind).unwrap_or_else(|| network_printer(lang))
    }

    cloud(kind: &str) = find kind { "system" => "系统打印机", "system printer"; "feieyun" => "飞鹅云", "Feieyun cloud"; "yilianyun" => "易联云", "Yilianyun cloud"; }
    network_printer: "网络打印机", "network printer";

    /// Where a receipt stands.
    print_state(state: PrintState) = match state {
        PrintState::Waiting => "等待打印", "Waiting";
        PrintState::Sending => "正在打印", "Printing";
        PrintState::Accepted => "已交给云端", "With the cloud";
        PrintState::InDoubt => "可能已出纸", "Maybe on paper";
        PrintState::Handed => "已交给打印机", "Handed over";
        PrintState::Printed => "已打印", "Printed";
        PrintState::Stopped => "停住了", "Stopped";
        PrintState::Dropped => "已取消", "Dropped";
    }

    /// What is not well, and the next step.
    print_trouble(trouble: PrintTrouble) = match trouble {
        PrintTrouble::Off =>
            "连不上打印机。请检查电源、网线和 settings.toml 里的地址；恢复后会自动打印。",
            "The printer cannot be reached. Check its power, its cable and the address in settings.toml; it goes on by itself.";
        PrintTrouble::Silent =>
            "打印机收下了内容却没有任何回应。请看一眼纸：出了就点“已经出纸”，没出就补打。",
            "The printer took everything and says nothing. Look at the paper: say that it is there, or reprint.";
        PrintTrouble::CutOff =>
            "打印到一半断开了，纸上可能只有一部分。会带“补打”字样重打几次；不行的话请检查打印机后再点补打。",
            "The line broke in the middle; there may be half a receipt. It is printed again with REPRINT a few times; if that fails, check the printer and reprint.";
        PrintTrouble::NoPaper =>
            "打印机没有纸了。换上新纸后会自动打印。",
            "The printer is out of paper. Put in a new roll; it goes on by itself.";
        PrintTrouble::Interrupted =>
            "打印时掌柜退出了，不知道有没有出纸。请看一眼纸；再打会带“补打”字样。",
            "Zhanggui ended while it was printing; it may be on paper. Look at the paper; another one says REPRINT.";
        PrintTrouble::NoAnswer =>
            "云打印没有给出可用的回答。可能已经出纸，所以不会自动重打：请看一眼纸，需要时补打。",
            "The printer's cloud gave no usable answer. It may be on paper, so nothing is sent again by itself: look at the paper and reprint if need be.";
        PrintTrouble::Offline =>
            "云端说打印机离线。请检查打印机的电源和网络；它上线后会打印。",
            "The cloud says that the printer is offline. Check its power and network; it prints once it is back.";
        PrintTrouble::Faulty =>
            "云端说打印机状态不正常。请检查纸和上盖。",
            "The cloud says that the printer has a problem. Check its paper and its cover.";
        PrintTrouble::Account =>
            "云打印不认这个账号，或应用已下架。请核对 settings.toml 里的 account。",
            "The cloud does not know this account, or it was switched off. Compare account in settings.toml.";
        PrintTrouble::Key =>
            "云打印不接受签名。请核对 secrets.toml 里的密钥，再重新打开掌柜。",
            "The cloud does not accept the signature. Compare the key in secrets.toml and open Zhanggui again.";
        PrintTrouble::NotBound =>
            "云端没有这台打印机，或它绑定在别的账号。请核对打印机编号，并在云平台绑定。",
            "The cloud does not know this printer, or it belongs to another account. Compare its number and bind it on the cloud's site.";
        PrintTrouble::Unlisted =>
            "这台打印机已不在 settings.toml 里。写回去后会继续打印，或取消这张小票。",
            "This printer stands in settings.toml no more. It goes on once it is back there; or drop this receipt.";
        PrintTrouble::Late =>
            "付款已过 15 分钟：那时电脑或打印机停着，所以没有自动打印。要打就点“现在重试”，不要就取消。",
            "Paid more than 15 minutes ago, while the computer or the printer was off, so it did not print by itself. Try now, or drop it.";
        PrintTrouble::NoSecret =>
            "缺少云打印的密钥。请写进 secrets.toml（feieyun_ukey 或 yilianyun_secret），再重新打开掌柜。",
            "The cloud's key is missing. Write it into secrets.toml (feieyun_ukey or yilianyun_secret) and open Zhanggui again.";
        PrintTrouble::Failed =>
            "云端说打印失败。请看一眼纸，需要时补打。",
            "The cloud says that printing failed. Look at the paper and reprint if need be.";
        PrintTrouble::Forgotten =>
            "交给云端一天了，云端仍没说打出来。请看一眼纸，需要时补打。",
            "The cloud has had it for a day and never said that it came out. Look at the paper and reprint if need be.";
        PrintTrouble::Other =>
            "打印没有成功，原因见下。改好后点“现在重试”。",
            "It was not printed; the cause stands below. Mend it and try again.";
    }

    late_receipts_drop: "都不打", "Leave them out";
    late_receipts_show: "先看看", "Show them";

    /// Receipts that did not print by themselves.
    late_receipts(many: usize):
        "{number} 张小票没有打印，等你决定",
        [many: "1 receipt was not printed and waits for you", "{number} receipts were not printed and wait for you"],
        number = count(many as u64);

    late_receipts_why(first: UnixSeconds, now: UnixSeconds):
        "订单付款时电脑或打印机停着，从 {when} 起没有自动打印。现在打出来，还是不打了？",
        "The computer or the printer was off when these orders were paid. They wait since {when}. Print them now, or leave them out?",
        when = figures::moment(lang, first, now);

    late_receipts_print(many: usize):
        "打印 {number} 张", [many: "Print it", "Print all {number}"], number = count(many as u64);

    /// What became of a test receipt.
    printer_tested(printer: &str, said: &PrinterAnswer):
        "{printer}：{said}",
        "{printer}: {said}",
        printer = tame(printer, 40), said = printer_said(lang, said);

    printer_said(said: &PrinterAnswer) = match said {
        PrinterAnswer::Printed => "测试页打出来了。", "the test came out.";
        PrinterAnswer::Handed =>
            "测试页交给了打印机。这台打印机不回话，请看一眼纸。",
            "the test was handed over. This printer answers no question, so look at the paper.";
        PrinterAnswer::Accepted => "云端收下了测试页，稍后出纸。", "the cloud has the test; it comes out soon.";
        PrinterAnswer::Trouble(trouble, _) => { print_trouble(lang, *trouble) };
    }

    /// The button that prints an order's receipt there.
    print_instead(printer: &str): "改用{printer}打印", "Print on {printer} instead", printer = tame(printer, 40);
    printer_elsewhere(computer: &str): "接在 {computer} 上", "At the computer {computer}", computer = tame(computer, 40);
    printer_tested_there: "请在那台电脑上试打。", "Print a test at that computer.";
    print_waits_elsewhere(computer: &str):
        "等 {computer} 来打印。那台电脑没开的话，可以改用别的打印机。",
        "It waits for {computer}. If that computer is off, print it elsewhere.",
        computer = tame(computer, 40);
    print_on(printer: &str): "打印小票 · {printer}", "Print receipt · {printer}", printer = tame(printer, 40);

    /// How many printers there are and how many receipts wait.
    printers_summary(printers: usize, open: u32) -> String {
        let (printers, open) = (some_printers(lang, printers), waiting_receipts(lang, open));
        format!("{printers}{}{open}", lang.pick("，", "; "))
    }

    some_printers(many: usize): "{many} 台打印机", [many: "One printer", "{many} printers"];
    waiting_receipts(many: u32) -> String = match many {
        0 => "没有小票在等待。", "no receipt is waiting.";
        _ => "{many} 张小票在等待。", [many: "one receipt is waiting.", "{many} receipts are waiting."];
    }
}
