//! The way to a shop: the welcome page with its doors, and the wizard's pages.

use super::{no_window::begun, reasons::refund_reason, refund_troubles::refund_trouble, states::attention};
use crate::ui::{TestOrder, TestOrderTrouble};

texts! { in lang;
    welcome_lead: "给微信小程序开店的人用的柜台：接单、发货、退款、对账。", "A counter for shops in WeChat mini programs: orders, shipping, refunds, books.";
    door_practice: "先在练习店铺里试试", "Try the practice shop";
    door_practice_lead: "一家正在营业的小店，订单会自己进来。", "A small shop in business; orders come by themselves.";
    door_practice_1: "不动真钱，不连微信", "No real money, no WeChat";
    door_practice_2: "发货、退款、打小票都能按", "Ship, refund and print as you like";
    door_practice_3: "随时可以离开，换成自己的店", "Leave it for your own shop at any time";
    door_practice_open: "打开练习店铺", "Open the practice shop";
    door_own: "连接我的店铺", "Connect my shop";
    door_own_lead: "一步一步来，大约 15 分钟，中途可以停下。", "Step by step, about 15 minutes; you can stop in between.";
    door_own_1: "小程序的 AppID 和密钥", "The mini program's AppID and secret";
    door_own_2: "微信支付的商户号、密钥、证书", "WeChat Pay: merchant number, key, certificate";
    door_own_3: "最后用 ¥0.01 试一单，再退回来", "Last, a test order of ¥0.01, paid back";
    door_own_begin: "开始连接", "Begin";
    door_own_go_on: "接着连接", "Go on";
    stored_here: "东西都存在这台电脑上：", "Everything is stored on this computer:";
    door_settings: "看一遍设置和密钥", "Go through settings and keys";
    try_again: "再打开一次", "Open it again";

    have_a_backup: "换了电脑，或者电脑坏了？从备份恢复…", "Another computer, or the old one broke? Restore from a backup…";
    restore_by_command: "在终端里运行下面这行，把最后一段换成备份文件。它先说备份里有什么，问过你再放进来；店第一次打开时，会先向微信问清楚这段时间的事。", "Run this line in a terminal, with the backup file in place of its last part. It says what is in the backup and asks before it puts it here; when the shop is first opened, it asks WeChat what happened since.";
    /// Stands for the name of the owner's own file.
    backup_file_here: "备份文件", "BACKUP-FILE";
    wizard_step(at: usize): "第 {at} 步，共 6 步", "Step {at} of 6";
    wizard_kept: "每一步都存好了，随时可以关窗", "Each step is saved; closing the window loses nothing";
    step_shop: "店铺", "Shop";
    step_program: "小程序", "Mini program";
    step_merchant: "微信支付", "Merchant";
    step_address: "公网地址", "Public address";
    step_printer: "打印机", "Printer";
    step_proof: "试一单", "Proof";
    step_here: "就在这一步", "here now";
    step_later: "还没做", "not yet";
    step_optional: "可以不填", "optional";

    title_shop: "店铺叫什么", "What the shop is called";
    lead_shop: "名字会出现在窗口、小票和装箱单上，以后可以改。", "The name stands in the window, on receipts and slips; it can be changed later.";
    title_program: "小程序的 AppID 和密钥", "AppID and secret of the mini program";
    lead_program: "按“下一步”时会问微信：这一对认不认。", "On “Next” WeChat is asked whether it knows this pair.";
    title_merchant: "微信支付的商户号、密钥和证书", "Merchant number, key and certificate";
    lead_merchant: "每填一项就当场检查。证书可以直接拖进窗口：.p12、.pem，或者平台下载的 .zip。", "Each field is checked as you type. Drop the certificate into the window: .p12, .pem or the platform's .zip.";
    title_address: "买家和微信怎么连到这台电脑", "How buyers and WeChat reach this computer";
    lead_address: "小程序下单、微信通知付款，都要经过一个 https 地址。还没有就先空着。", "Orders and payment messages come by an https address. Leave it empty if there is none yet.";
    title_printer: "小票打印机", "Receipt printer";
    lead_printer: "可以不填，以后在“设置”里随时加。", "Optional; it can be added in Settings at any time.";
    title_proof: "用 ¥0.01 走一遍：下单、付款、确认、退回", "Once through with ¥0.01: order, pay, confirm, pay back";
    lead_proof: "走通了，第一笔真订单也会这样进来。", "The first real order will come the same way.";

    wizard_back: "上一步", "Back";
    wizard_leave: "先存着，以后再来", "Save and leave";
    wizard_next: "下一步", "Next";
    wizard_anyway: "先这样，下一步", "Next all the same";
    wizard_to_mend(many: usize): "还有 {many} 项要改", [many: "1 thing to put right", "{many} things to put right"];
    wizard_asking: "正在问微信…", "Asking WeChat…";
    wizard_other_servers: "其他服务器和代理", "Other servers and proxy";
    wizard_no_file: "还没有证书：选文件，或者拖进窗口", "No certificate yet: choose a file or drop it here";

    help_program_title: "AppID 和 AppSecret 在哪里", "Where AppID and AppSecret are";
    help_program_1: "用管理员微信登录微信公众平台", "Sign in to WeChat's platform as administrator";
    help_program_2: "打开“开发管理”，再打开“开发设置”", "Open development management, then settings";
    help_program_3: "AppSecret 只显示一次：重置后马上填在这里", "AppSecret is shown once: reset it and enter it here";
    help_program_menu: "开发管理", "Development";
    help_program_path: "开发管理 > 开发设置", "Development > Settings";
    help_program_other: "AppID（小程序 ID）", "AppID";
    help_program_row: "AppSecret（小程序密钥）", "AppSecret";
    help_merchant_title: "API v2 密钥在哪里", "Where the API v2 key is";
    help_merchant_1: "用管理员微信登录商户平台", "Sign in to the merchant site as its administrator";
    help_merchant_2: "打开“账户中心”，再打开“API 安全”", "Open account centre, then API security";
    help_merchant_3: "自己想 32 个字母和数字，两边填一样的", "Make up 32 letters and digits; enter the same in both places";
    help_merchant_menu: "账户中心", "Account centre";
    help_merchant_path: "账户中心 > API 安全", "Account centre > API security";
    help_merchant_other: "API 证书", "API certificate";
    help_merchant_row: "API v2 密钥", "API v2 key";
    help_v3_title: "API v3 密钥和微信支付公钥在哪里", "Where the API v3 key and WeChat Pay's public key are";
    help_v3_other: "微信支付公钥", "WeChat Pay public key";
    help_v3_row: "API v3 密钥", "API v3 key";
    help_v3_4: "“微信支付公钥”：点申请，下载 pub_key.pem，抄下旁边的公钥 ID", "WeChat Pay public key: apply, download pub_key.pem, and copy the ID beside it";
    help_set: "设置", "set";
    help_reset: "重置", "reset";
    help_there: "已申请", "there";
    help_open_platform: "打开微信公众平台", "Open WeChat's platform";
    help_open_merchant: "打开商户平台", "Open the merchant site";
    help_shop_title: "这一步只要一个名字", "This step takes a name only";
    help_shop_body: "一台电脑可以先连一家店。地址、打印机、提醒都能以后再设。", "One shop first. Address, printers and alerts can wait.";
    help_address_title: "没有公网地址会怎样", "Without a public address";
    help_address_body: "收款照样准：掌柜会主动去问微信。只是小程序里下不了单，付款晚几十秒才知道。", "Payments are still right: Zhanggui asks WeChat. Only the mini program cannot order, and payments are known some seconds later.";
    help_printer_title: "打印机的地址在哪里", "Where the printer's address is";
    help_printer_body: "按住打印机的进纸键开机，会打出一张自检单，上面有地址。端口一般是 9100。", "Hold the feed key while switching it on: the slip it prints has the address. The port is usually 9100.";

    proof_code: "出一个付款码", "Show a code to pay";
    proof_code_again: "再要一次付款码", "Ask for the code once more";
    proof_code_means: "掌柜下一笔 ¥0.01 的“掌柜试单”，在这里显示付款码。用自己的微信扫一扫，付款后按“退回”。", "Zhanggui places an order of ¥0.01 and shows its code here. Scan it with your own WeChat, pay, then press the button that pays it back.";
    proof_scan: "用微信扫一扫，付 ¥0.01", "Scan with WeChat, pay ¥0.01";
    /// What a screen reader is told of the drawing.
    proof_code_name: "付款码", "Code to pay";
    /// Where the test order that is paid by scanning is to go.
    proof_nothing_to_ship: "试单，不用发货", "Test order: nothing to ship";
    proof_begin: "在小程序里买", "Buy it in the mini program";
    proof_begin_means: "小程序已经能打开，就在里面买：先上架一件 ¥0.01 的“掌柜试单”。", "If your mini program opens already, buy it there: a product of ¥0.01, “Zhanggui test order”, goes on sale.";
    proof_product: "掌柜试单", "Zhanggui test order";
    /// What the buyer of the test order reads at WeChat.
    proof_reason: "试单退回", "Test order";
    /// Above the same in the settings.
    proof_title: "用 ¥0.01 试一单", "A test order of ¥0.01";
    proof_refund: "退回 ¥0.01", "Pay ¥0.01 back";
    proof_skip: "跳过试单", "Skip the test order";
    proof_open: "开店", "Open the shop";
    proof_again: "重新检查", "Check again";
    proof_checks: "开店前的检查", "Checks before opening";
    proof_all_good(many: usize): "{many} 项都好", [many: "1 line is well", "All {many} are well"];
    proof_bad(many: usize): "{many} 项要看", [many: "1 line needs a look", "{many} lines need a look"];
    proof_checking: "正在检查…", "Checking…";
    proof_wait: "等久了也没关系：退款会在后台接着问，真正开店不受影响。没带手机？可以跳过。", "Waiting is no harm: the refund is asked about in the background. No phone at hand? Skip it.";
    proof_stuck: "试单没有照常走下去：开店后在订单列表里看它的原因。", "The test order did not go on as it should: open the shop and see it in the list of orders.";
    proof_done: "试单走完了：付款、确认、退回都通了。", "The test order is through: paid, confirmed, and paid back.";
    proof_opening: "正在用这些设置打开店铺…", "Opening the shop with these settings…";
    /// The steps of the test order, and what each says while it is being waited for.
    proof_line(step: TestOrder) = match step {
        TestOrder::NotBegun | TestOrder::OnSale => "上架 ¥0.01 的商品", "A product of ¥0.01 on sale";
        TestOrder::Ordered => "下单", "Ordered";
        TestOrder::Paid => "付款，收到微信的通知", "Paid, and WeChat's message came";
        TestOrder::Confirmed => "问微信，确认到账", "WeChat asked, the money confirmed";
        TestOrder::Refunding => "退款已发出", "The refund was sent";
        TestOrder::Refunded => "¥0.01 退回来了", "¥0.01 is back";
        TestOrder::Stuck => "没有照常走下去", "It did not go on"
    }

    /// Why the test order does not go on, with what WeChat answered.
    proof_trouble(trouble: &TestOrderTrouble) -> String {
        let said = match trouble {
            TestOrderTrouble::Code(said) => begun(said.pick(lang)),
            TestOrderTrouble::Payment(why) => attention(lang, *why).to_owned(),
            TestOrderTrouble::Refund(why) => {
                refund_trouble(lang, why).unwrap_or_else(|| begun(&refund_reason(lang, why)))
            }
        };
        // WeChat may refuse without a word.
        if said.trim().is_empty() { proof_stuck(lang).to_owned() } else { said }
    }
    proof_no_code: "没有出成付款码。可以再试一次，或者在小程序里买。", "There is no code. Try once more, or buy it in the mini program.";

    /// What the doctor calls what it looks at.
    check_name(check: &str) -> &'static str {
        let (zh, en) = match check {
            "settings" => ("设置", "Settings"),
            "secrets" => ("密钥", "Keys"),
            "certificate" => ("商户证书", "Certificate"),
            "clock" => ("电脑的时间", "Clock"),
            "wechat" => ("商户号和密钥", "Merchant and key"),
            "v3_key" => ("API v3 密钥", "API v3 key"),
            "trust_keys" => ("验微信签名用的钥匙", "Keys that prove WeChat"),
            "wechat_v3" => ("API v3 的问答", "API v3"),
            "backup" => ("备份", "Backup"),
            "lease" => ("由哪台电脑开店", "Which computer"),
            "mini_program" => ("小程序的密钥", "Mini program's secret"),
            "listener" => ("本机接收", "Listener"),
            "tunnel" => ("公网地址", "Public address"),
            "files" => ("文件的权限", "Permissions of files"),
            "database" => ("数据文件", "Data file"),
            "history" => ("订单的记录", "History of orders"),
            _ => ("金额核对", "Sums"),
        };
        lang.pick_static(zh, en)
    }
}
