//! What stands around every page: the alert line, its drawer, settings and the sheet of keys.

use super::{alerts, figures, refund_alarms, sentences, tame, words};
use crate::{
    alerts::News,
    domain::{Day, Fen, UnixSeconds},
};

texts! { in lang;
    settings: "设置", "Settings";
    practice_chip: "练习", "Practice";
    no_alerts: "没有新的提醒", "No new alerts";
    show_all_alerts: "全部提醒", "Show all";
    hide_alerts: "收起", "Close alerts";
    all_seen: "全部看过", "All seen";
    undo_seen: "撤回", "Undo";
    one_seen: "看过了", "Got it";
    can_be_undone: "10 秒内可以撤回", "can be undone for 10 s";
    mute_half_hour: "静音 30 分钟", "Mute 30 min";
    mute_today: "今天静音", "Mute today";
    unmute: "恢复声音", "Sound on again";
    muted_means: "静音时没有声音和语音，提醒照样显示；关系到钱的一直看得见。", "While muted there is no sound and no voice; alerts are shown all the same, and money troubles stay in sight.";
    sound_on: "新订单和退款申请会响铃。", "New orders and refund requests ring.";
    // one action of an item
    act_settle: "处理", "Settle";
    act_look: "查看", "Show";
    act_mend: "怎么办", "What to do";
    // settings
    appearance: "外观", "Appearance";
    look: "深浅", "Look";
    language_name: "语言", "Language";
    language_zh: "中文", "中文";
    language_en: "English", "English";
    font_size: "字号", "Text size";
    larger: "放大文字", "Larger text";
    smaller: "缩小文字", "Smaller text";
    usual_size: "恢复原来的字号", "Usual text size";
    row_height: "行高", "Rows";
    comfortable: "宽松", "Comfortable";
    dense: "紧凑", "Dense";
    comfortable_rows: "宽松的行", "Comfortable rows";
    font_size_means: "窗口里的一切一起放大缩小。", "Everything in the window grows and shrinks with it.";
    row_height_means: "紧凑的列表一屏能看更多行。", "Dense lists show more rows at once.";
    looks_kept: "改了马上生效，下次打开还是这样。", "What you choose holds at once, and at the next start.";
    program_title: "程序", "Program";
    program_stays: "关掉窗口以后，店铺还在后台开着。要真正退出，按这里。", "The shop goes on when the window is closed. To end it for good, press here.";
    support_title: "请人帮忙", "Getting help";
    support_means: "把体检结果、设置和运行记录存成一个文件，发给帮您的人。里面没有密钥和密码，也没有订单和买家的资料。", "The checks, the settings and the log in one file, for whoever helps you. There is no key and no password in it, and nothing about orders and buyers.";
    support_write: "存求助文件…", "Save a help file…";
    support_file(day: Day): "掌柜求助-{day}.zip", "zhanggui-help-{day}.zip";
    mini_program_title: "您的小程序", "Your mini program";
    mini_program_means: "一个现成的小程序，店铺地址、店名和 AppID 都填好了。解压后在微信开发者工具里导入，就能预览、上传。", "A ready mini program with the shop's address, name and AppID in it. Unpack it and import it in WeChat's developer tools to preview and upload it.";
    mini_program_write: "导出小程序…", "Export the mini program…";
    mini_program_file: "掌柜小程序.zip", "zhanggui-mini-program.zip";
    licences_title: "许可", "Licences";
    licences_means(many: usize): "掌柜用了别人写的 {many} 个程序，每一个都写着名字和许可。", "Zhanggui is built on {many} programs of others; each is named with its licence.";
    licences_find: "找一个名字", "Find a name";
    program_version(version: &str): "掌柜 {version}", "Zhanggui {version}";
    program_keys: "每一页能用的键，都在一张表上。", "What each key does, on one sheet.";
    // states of a page
    reading_title: "正在读取", "Reading";
    cannot_read_title: "现在读不出来", "It cannot be read just now";
    see_status: "看系统状态", "See system status";
    see_orders: "去订单", "Go to the orders";
    see_to_ship: "去发货", "Go to shipping";
    see_waiting_refunds: "看待处理的退款", "See what waits";

    font_percent(percent: u16): "{percent}%", "{percent} %";
    more_alerts(many: u64): "另有 {many} 条", "{many} more";
    unlisted_orders(many: u64): "还有 {many} 笔新订单，在订单页", [many: "1 more new order, on the Orders page", "{many} more new orders, on the Orders page"];
    marked_seen(many: u64): "{many} 条标为看过", [many: "1 marked as seen", "{many} marked as seen"];
    muted_until(until: UnixSeconds, now: UnixSeconds):
        "静音到 {when}", "Muted until {when}", when = figures::moment(lang, until, now);
    last_alert(line: &str): "上一条：{line} · 没有新的提醒", "Last: {line} · no new alerts", line = tame(line, 120);
    alert_count(many: u64): "提醒 {many}", [many: "Alerts 1", "Alerts {many}"];

    /// A new order on the alert line.
    order_alert(buyer: &str, items: &str, total: Fen, age: &str) -> String {
        let parts = [words::new_order(lang).to_owned(), tame(buyer, 16), sentences::goods(lang, items, 40)];
        let known = parts.into_iter().filter(|part| !part.is_empty());
        known.chain([total.to_string(), age.to_owned()]).collect::<Vec<_>>().join(" · ")
    }
    order_alert_title(total: Fen): "新订单 {total}", "New order {total}";
    order_alert_about(buyer: &str, items: &str) -> String {
        [tame(buyer, 16), sentences::goods(lang, items, 60)].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }

    /// What wants a person beside new orders.
    call_title(news: &News) -> String = match news {
        News::Order(_) => { words::new_order(lang).to_owned() };
        News::RefundAsked(_) => { alerts::refund_call(lang).to_owned() };
        News::Complaint(_) => { super::complaint_call(lang).to_owned() };
        News::NeedsYou(_) => { alerts::needs_you_call(lang).to_owned() };
        News::MoneyShort(_) => { alerts::money_short_call(lang).to_owned() };
        News::RefundOdd(_) => { refund_alarms::refund_odd_call(lang).to_owned() };
        News::CertificateEnding => { alerts::certificate_call(lang).to_owned() };
        News::Broken(what) => { alerts::broken(lang, *what) };
    }

    // the sheet of keys: caps before the bar, what they do behind it
    keys_everywhere_title: "每一页", "Everywhere";
    keys_everywhere:
        "1–9|换页\nN|做提醒条上的事；没有提醒时，打开最新的待发货订单\nCtrl K|搜索和命令，/ 也行\nCtrl L|锁上窗口（店里有几个人时）\nCtrl +|放大文字，Ctrl − 缩小，Ctrl 0 还原\nF1|这张表，? 也行\nEsc|返回",
        "1–9|change page\nN|do what the alert line says; else open the newest order to ship\nCtrl K|search and commands; / does too\nCtrl L|lock the window, in a shop of several people\nCtrl +|larger text; Ctrl − smaller, Ctrl 0 as it was\nF1|this sheet; ? does too\nEsc|go back";
    keys_lists_title: "列表", "Lists";
    keys_lists:
        "J K|上下选择，箭头也行\nEnter|打开\nF|筛选\nHome End|到头、到尾\nM|提醒打开时，全部看过",
        "J K|choose; arrows do too\nEnter|open\nF|filter\nHome End|to the first, to the last\nM|all seen, while the alerts are open";
    keys_orders_title: "订单和发货", "Orders and shipping";
    keys_orders: "S|发货\nP|打装箱单\nZ|撤回发货\nEnter|确认；在运单号里按 Ctrl Enter，勾选的一起发货", "S|ship\nP|print packing slips\nZ|undo a shipping\nEnter|confirm; Ctrl Enter in a number ships what is ticked";
    keys_refunds_title: "退款", "Refunds";
    keys_refunds:
        "A|同意（再问一次）\nR|拒绝（再问一次）\n空格|勾选，A 一起同意，R 一起拒绝\nEsc|取消勾选\nZ|撤回\nC|余额充值后继续",
        "A|approve, asks once more\nR|reject, asks once more\nSpace|tick; A then approves all ticked, R rejects them\nEsc|untick\nZ|undo\nC|go on once the balance is filled";
    keys_pictures_title: "看图", "Pictures";
    keys_pictures: "+ −|放大、缩小\n0|看整张\n← →|换图", "+ −|nearer, further\n0|the whole picture\n← →|the one before, the next";
    keys_products_title: "商品", "Products";
    keys_products: "N|添加商品\nCtrl S|保存", "N|add a product\nCtrl S|save";
}
