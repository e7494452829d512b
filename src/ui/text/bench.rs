//! The scan desk: what its voice says and the screen shows in the same words, the printed sheet of commands, and what WeChat
//! says of an order's refunds while it is packed.

use super::{clock, moment, tame};
use crate::{
    domain::{ScanCommand, UnixSeconds},
    events::RefundsAnswer,
    pdf::{CommandSheet, CommandSheetLine},
    ui::bench_word::BenchWord,
};

texts! { in lang;
    bench_word(word: BenchWord) -> String = match word {
        BenchWord::Pieces(1) => "一件", "One piece";
        BenchWord::Pieces(many) => "{number}件", "{number} pieces", number = spoken_number(lang, many);
        BenchWord::Complete => "齐了", "Complete";
        BenchWord::Missing(1) => "还差一件", "One piece missing";
        BenchWord::Missing(many) => "还差{number}件", "{number} pieces missing", number = spoken_number(lang, many);
        BenchWord::WrongItem => "拿错了", "Wrong item";
        BenchWord::OneTooMany => "多了一件", "One too many";
        BenchWord::LeaveOut => "这件已退款，不要装", "This piece was refunded, leave it out";
        BenchWord::Refunding => "退款中，请勿发货", "Refunding, do not ship";
        BenchWord::Refunded => "已退款，请勿发货", "Refunded, do not ship";
        BenchWord::DoNotShip => "请勿发货", "Do not ship";
        BenchWord::AlreadyShipped => "已发货", "Already shipped";
        BenchWord::UnknownCode => "未知条码", "Unknown code";
        BenchWord::ScanLabel => "先扫快递单", "Scan the carrier's label first";
        BenchWord::LookAtNumber => "看一眼单号，没错就再扫一次完成", "Look at the number; if it is right, scan finish again";
        BenchWord::Finished => "完成，已标记发货", "Finished, marked as shipped";
        BenchWord::PickedUp => "已交给买家", "Handed over";
        BenchWord::AlreadyPickedUp => "已经取走了", "Already picked up";
        BenchWord::Aborted => "已放弃", "Aborted";
        BenchWord::TakenBack => "已撤销一步", "Last scan taken back";
        BenchWord::NothingToTakeBack => "没有可以撤销的", "Nothing to take back";
        BenchWord::NoBox => "先扫一张装箱单", "Scan a slip first";
        BenchWord::BoxOpen => "先完成或放弃这一箱", "Finish or abort this box first";
        BenchWord::NothingToPack => "没有下一单了", "No other order waits";
    }

    /// A number as it is spoken before "pieces", or "件" in Chinese.
    spoken_number(number: u32) -> String {
        const WORDS: [(&str, &str); 11] = [
            ("零", "No"), ("一", "One"), ("两", "Two"), ("三", "Three"), ("四", "Four"), ("五", "Five"), ("六", "Six"),
            ("七", "Seven"), ("八", "Eight"), ("九", "Nine"), ("十", "Ten"),
        ];
        let word = usize::try_from(number).ok().and_then(|at| WORDS.get(at));
        word.map_or_else(|| number.to_string(), |(zh, en)| lang.pick(zh, en).to_owned())
    }

    number_is_command: "这是本店自己的扫码指令或取货码，不是运单号。", "This is one of the shop's own codes, not a tracking number.";
    to_be_picked_up: "待自提", "To be picked up";
    buyer_has_it: "已交给买家", "The buyer has it";
    picked_up_by_code: "扫买家的取货码就交货", "Scan the buyer's code to hand it over";
    pickup_waits: "待自提：扫买家手机上的取货码，或输入八位数字，就交给买家。", "To be picked up: scan the code on the buyer's phone, or type its eight digits, to hand it over.";

    /// A code that was used before.
    already_picked_up(at: UnixSeconds, now: UnixSeconds):
        "已经取走了：{when}", "Already picked up: {when}", when = moment(lang, at, now);

    /// Where it is picked up, on its packing slip.
    pickup_at(address: &str): "自提：{address}", "Pick-up: {address}", address = tame(address, 200);

    command_sheet_offer: "打扫码指令单", "Print the command sheet";
    command_sheet_button: "指令单…", "Command sheet…";
    command_sheet_title: "打印扫码指令单？", "Print the command sheet?";
    command_sheet_means: "一张 A5 纸，贴在打包台上。不用碰键盘，扫一下就完成、放弃、下一单或撤销。", "One A5 page for the packing table: finish, abort, next and undo by a scan, without the keyboard.";
    command_sheet_safe: "这些指令只管装箱，不会同意退款，也不动钱。", "Its commands are about packing only: none approves a refund or moves money.";
    command_sheet_file: "扫码指令单.pdf", "command-sheet.pdf";

    command_name(command: ScanCommand) = match command {
        ScanCommand::Finish => "完成", "Finish";
        ScanCommand::Abort => "放弃", "Abort";
        ScanCommand::Next => "下一单", "Next";
        ScanCommand::Undo => "撤销", "Undo";
    }

    command_means(command: ScanCommand) = match command {
        ScanCommand::Finish => "都装好、快递单也扫了：标记这一单已发货。少一件都不会发。", "All pieces and the label are scanned: the order is marked as shipped. Nothing ships while a piece is missing.";
        ScanCommand::Abort => "不装这一单了。订单不变，已扫的不算。", "Leave this box. The order stays as it was, and its scans are forgotten.";
        ScanCommand::Next => "打开下一个要装的订单，先付款的在前。", "Open the next order to pack, the oldest payment first.";
        ScanCommand::Undo => "上一次扫的不算：退回一件，或清掉一个运单号。", "The last scan does not count: one piece, or one tracking number, is taken back.";
    }

    /// The printed sheet. `shop`: its name.
    command_sheet(shop: &str) -> CommandSheet {
        let line = |command: &ScanCommand| CommandSheetLine {
            command: *command,
            name: command_name(lang, *command),
            means: command_means(lang, *command),
        };
        CommandSheet {
            shop: tame(shop, 40),
            title: lang.pick_static("扫码指令", "Scan commands"),
            about: lang.pick_static("贴在打包台上，装箱时扫一下即可。", "For the packing table. Scan a command while you pack."),
            lines: ScanCommand::ALL.iter().map(line).collect(),
        }
    }

    asking_refunds: "正在问微信有没有退款…", "Asking WeChat about refunds…";

    /// What WeChat said of the order's refunds, at the moment `at`.
    refunds_answer(said: RefundsAnswer, at: UnixSeconds) -> String = match said {
        RefundsAnswer::Nothing => "微信：没有退款 · {at}", "WeChat: nothing refunded · {at}", at = clock(at);
        RefundsAnswer::Back(amount) => "微信：已退或在退 {amount} · {at}", "WeChat: {amount} refunded or on its way back · {at}", at = clock(at);
        RefundsAnswer::SomeBack => "微信：有钱已退或在退，金额还不知道 · {at}", "WeChat: some money was refunded or is on its way back, how much is not known yet · {at}", at = clock(at);
        RefundsAnswer::NoLine => "没有网络，退款状态以本机为准", "No line to WeChat: refunds as this shop knows them (local state)";
        RefundsAnswer::NoAnswer => "微信没有答复，退款状态以本机为准", "WeChat did not answer: refunds as this shop knows them (local state)";
    }

    /// Its answer takes too long to wait for.
    refunds_unanswered: "微信还没答复，退款状态以本机为准", "No answer from WeChat yet: refunds as this shop knows them (local state)";
}
