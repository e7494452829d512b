//! The settings page: what each field is called, what is wrong with what stands in it, and what saving does.

use super::{errors, tame};
use crate::{
    base::{address::BadPublicUrl, database_url::BadDatabaseUrl},
    domain::Fen,
    settings::{BadSecretWords, Reason, SecretKey, SettingKey},
    ui::file_tasks::{CertificateTrouble, PictureTrouble},
};

texts! { in lang;
    section_shop: "店铺", "Shop";
    section_mini_program: "小程序", "Mini program";
    section_pay: "微信支付", "WeChat Pay";
    section_address: "公网地址", "Public address";
    section_alerts: "提醒和静音", "Alerts and quiet";
    section_refunds: "退款", "Refunds";
    section_printers: "打印机和小票", "Printers, receipts";
    section_orders: "订单和运费", "Orders, freight";
    section_advanced: "高级", "Advanced";

    setting_name(key: SettingKey) = match key {
        SettingKey::ShopName => "店铺名称", "Shop's name";
        SettingKey::ShopLanguage => "店铺的语言", "Language of the shop";
        SettingKey::AppId => "小程序的 AppID", "AppID of the mini program";
        SettingKey::MchId => "商户号", "Merchant number";
        SettingKey::AppChannelAppId => "自己的 App 的 AppID（没有就空着）", "AppID of your own app (empty if there is none)";
        SettingKey::SignType => "签名方式", "Signature";
        SettingKey::Api => "用哪一代接口收款", "Which API takes the money";
        SettingKey::PublicKey => "微信支付公钥", "WeChat Pay's public key";
        SettingKey::PublicKeyId => "公钥 ID", "Public key's ID";
        SettingKey::PayUrl => "微信支付的地址", "Address of WeChat Pay";
        SettingKey::MiniprogramUrl => "小程序接口的地址", "Address of the mini program's interface";
        SettingKey::MerchantCert => "商户证书", "Merchant certificate";
        SettingKey::MerchantKey => "证书的私钥", "Key of the certificate";
        SettingKey::ExtraRootCa => "另外信任的根证书（一般空着）", "One more root to trust (usually empty)";
        SettingKey::Proxy => "上网代理（一般空着）", "Proxy (usually empty)";
        SettingKey::Bind => "本机接收地址", "Where this computer listens";
        SettingKey::TunnelKind => "由谁连通", "Who keeps it connected";
        SettingKey::PublicUrl => "公网地址", "Public address";
        SettingKey::TunnelCommand => "连通用的程序", "The program that connects";
        SettingKey::PayWithinMinutes => "下单后多少分钟内付款", "Minutes to pay an order";
        SettingKey::Pickup => "买家可以到店自提", "Buyers may pick orders up";
        SettingKey::PickupAddress => "自提地址", "Pick-up address";
        SettingKey::PickupHours => "自提时间", "Pick-up hours";
        SettingKey::FreightFlat => "每单运费（元，包邮就空着）", "Sending an order, yuan (empty: free)";
        SettingKey::FreightFreeFrom => "商品满多少元包邮（没有就空着）", "Free from this sum of goods, yuan (empty: never)";
        SettingKey::FreightRegions => "特殊地区的运费，例如：新疆 西藏 20; 内蒙古 15", "Provinces that cost another price: their Chinese names, the price, semicolons between";
        SettingKey::HoldSeconds => "同意退款后，多少秒内还能撤回", "Seconds an approved refund can be taken back";
        SettingKey::UsualCarrier => "常用快递", "Usual carrier";
        SettingKey::ConfirmAfter => "收到付款通知后，隔多少秒去微信核对", "After a payment's message, until WeChat is asked whether it is true";
        SettingKey::UnpaidPoll => "没付款的订单，隔多少秒问一次", "Between questions about an order that is not paid";
        SettingKey::RefundPoll => "退款还没到账，隔多少秒问一次", "Between questions about a refund under way";
        SettingKey::RetryBackoff => "微信没有答复，隔多少秒再试", "After a call that failed, until the next";
        SettingKey::AlertSound => "新订单响铃", "Ring for new orders";
        SettingKey::AlertDesktop => "在桌面上弹出通知", "Show a notice on the desktop";
        SettingKey::AlertRepeat => "没人看之前一直提醒", "Repeat until somebody looks";
        SettingKey::AlertSpeak => "用语音念出来", "Say it aloud";
        SettingKey::QuietFrom => "从几点起不响", "Quiet from";
        SettingKey::QuietUntil => "到几点为止", "Quiet until";
        SettingKey::WindowTray => "关掉窗口后，店铺继续开着", "The shop goes on when its window is closed";
        SettingKey::WindowAtLogin => "开机登录后自动打开", "Open at login";
        SettingKey::WindowKeepAwake => "店铺开着时电脑不休眠", "Keep the computer awake";
        SettingKey::ReceiptHeading => "抬头（空着就用店铺名称）", "Heading (the shop's name if empty)";
        SettingKey::ReceiptLogo => "抬头上面一行", "Line above the heading";
        SettingKey::ReceiptPicture => "小票上的图片文件", "File of the picture on receipts";
        SettingKey::ReceiptFooter => "最后一行", "Last line";
        SettingKey::ReceiptQr => "印订单号的二维码", "Print the order number as a code";
        SettingKey::KeepDays => "和微信往来的原文保留多少天", "Days to keep the messages with WeChat";
        SettingKey::BackupFolder => "第二个地方：U 盘或网络文件夹（没有就空着）", "Second place: a stick or a network folder (empty if there is none)";
        SettingKey::LockMinutes => "几分钟没有人用就锁上窗口", "Idle minutes before the window locks";
        SettingKey::BackupKeepDays => "备份保留多少天", "Days to keep backups";
        SettingKey::StoreUrl => "几台电脑一起用的数据库（一台电脑就空着）", "Database for several computers (empty for one)";
        SettingKey::StoreCa => "数据库的根证书（一般空着）", "Root of the database's certificate (usually empty)";
        SettingKey::LimitOrders => "一位买家一天最多下多少单", "Orders of one buyer in a day";
        SettingKey::LimitPieces => "一位买家最多占用多少件没付款的商品", "Unpaid pieces one buyer may hold";
        SettingKey::LimitPictures => "一位买家一天最多传多少 MiB 图片", "Pictures of one buyer in a day, MiB"
    }
    secret_name(key: SecretKey) = match key {
        SecretKey::ApiKey => "API v2 密钥", "API v2 key";
        SecretKey::ApiV3Key => "API v3 密钥", "API v3 key";
        SecretKey::AppSecret => "小程序的 AppSecret", "AppSecret of the mini program";
        SecretKey::PushToken => "消息推送的 Token", "Token of the message push";
        SecretKey::PushKey => "消息推送的 EncodingAESKey", "EncodingAESKey of the message push";
        SecretKey::Feieyun => "飞鹅云的密钥", "Key at Feieyun";
        SecretKey::Yilianyun => "易联云的密钥", "Key at Yilianyun";
        SecretKey::StorePassword => "数据库的密码", "Password of the database"
    }

    usual_carrier_means: "收货地址没发过、快递单号又认不出是哪家时，就用它。", "It stands there where nothing went to the address before and the number's shape names none.";
    usual_carrier_last: "用最近一次的", "The one used last";
    waits_title: "多久问一次微信", "How often WeChat is asked";
    waits_means: "每次之间隔的秒数，从第一次往后排；最后一个数一直用下去。已经填好微信建议的时间，一般不用改。", "Seconds from one time to the next, in order; the last repeats. What WeChat recommends stands there already: hardly anybody changes it.";
    pickup_title: "到店自提", "Pick-up";
    limits_title: "限额", "Limits";
    freight_usual(cost: &str): "每单：{cost}", "Each order: {cost}";
    freight_free: "包邮", "free";
    freight_free_from(from: Fen): "商品满 {from} 包邮", "free from {from} of goods on";
    freight_never_for: "到店自提的订单和重量填 0 的商品不收运费。", "Orders that are picked up and goods of 0 g pay none.";

    /// What is wrong with what stands in a field, and what should stand there.
    setting_wrong(reason: &Reason) -> String = match reason {
        Reason::NotUnderstood(words) => "这里看不懂{words}", "This is not understood{words}", words = errors::technical_words(lang, &tame(words, 120));
        Reason::ApiVersion => "请选 API v2 或 API v3", "Choose API v2 or API v3";
        Reason::PublicKeyId => "PUB_KEY_ID_ 加数字，在商户平台的“API 安全”里，公钥旁边", "PUB_KEY_ID_ and digits; it stands beside the key on the merchant platform under API security";
        Reason::PublicKeyWithoutId => "公钥有了，还要写它的公钥 ID", "The key is here; its ID is missing";
        Reason::PublicKeyWithoutFile => "公钥 ID 有了，还要选公钥文件 pub_key.pem", "The ID is here; its file pub_key.pem is missing";
        Reason::ShopName => "要有 1 到 40 个字", "It has 1 to 40 characters";
        Reason::AppId => "wx 加 16 个字符，在微信公众平台的“开发设置”里", "wx and 16 characters; it stands on WeChat's platform under development settings";
        Reason::AppChannel => "wx 加 16 个字符；没有自己的 App 就空着", "wx and 16 characters; empty where there is no app";
        Reason::AppChannelSame => "这是小程序的 AppID：这里要填 App 在开放平台的 AppID", "This is the mini program's: here stands the app's own from the Open Platform";
        Reason::MchId => "商户号是 8 到 10 位数字", "A merchant number has 8 to 10 digits";
        Reason::SignType => "请选一种签名方式", "Choose one of the two";
        Reason::Bind => "要写地址和端口，例如 127.0.0.1:8719", "An address and a port: 127.0.0.1:8719";
        Reason::NotHttps => "必须以 https:// 开头", "It begins with https://";
        Reason::PublicUrl(BadPublicUrl::NotHttps) => "必须以 https:// 开头：微信只通知这样的地址", "It begins with https://: WeChat calls no other";
        Reason::PublicUrl(BadPublicUrl::NotBare) => "只写主机名：不带端口、路径和参数", "A host only: no port, path or query";
        Reason::PublicUrl(BadPublicUrl::NotAName) => "要写带点的主机名", "A host name with a dot in it";
        Reason::PublicUrl(BadPublicUrl::Private) => "这个地址只在本地网络里有意义，微信连不到", "It only means something in your own network: WeChat cannot reach it";
        Reason::PayWithin => "2 到 10080 分钟", "2 to 10080 minutes";
        Reason::PickupAddress => "写上自提地址，最多 200 个字", "The address to come to, up to 200 characters";
        Reason::PickupHours => "最多 100 个字", "Up to 100 characters";
        Reason::FreightFlat => "填金额，例如 8.00，最多 10000", "An amount such as 8.00, up to 10000";
        Reason::FreightFreeFrom => "填金额，例如 99.00", "An amount such as 99.00";
        Reason::FreightRegions => "先写省份，再写运费，几组之间用分号：新疆 西藏 20; 内蒙古 15", "Chinese names of provinces, then the price; semicolons between groups";
        Reason::UsualCarrier => "要写微信里快递公司的编号，例如 SF", "A carrier's id in WeChat's list, such as SF";
        Reason::Waits => "1 到 30 个数，每个最多 86400 秒，最后一个至少 1 秒，用空格或逗号隔开", "1 to 30 numbers of seconds, each up to 86400, the last at least 1: 2, 5, 15";
        Reason::HoldSeconds => "0 到 3600 秒", "0 to 3600 seconds";
        Reason::LockMinutes => "1 到 480 分钟", "1 to 480 minutes";
        Reason::KeepDays => "30 到 3650 天", "30 to 3650 days";
        Reason::StoreUrl(BadDatabaseUrl::Shape) => "要写 postgresql://用户@主机/数据库；只有一台电脑就空着", "It reads postgresql://user@host/database; empty for one computer";
        Reason::StoreUrl(BadDatabaseUrl::Password) => "这里不写密码：下面有地方填", "No password here: it has a place of its own below";
        Reason::BackupDays => "1 到 3650 天", "1 to 3650 days";
        Reason::LimitOrders | Reason::LimitPieces | Reason::LimitPictures => "1 到 1000000", "1 to 1000000";
        Reason::QuietHours => "两个时间都要填，不能相同，例如 22:00 和 08:00", "Two different times: 22:00 and 08:00";
        Reason::TunnelKind => "请选由谁连通", "Choose who keeps it connected";
        Reason::TunnelCommand => "要写程序的名字", "Name the program";
        Reason::TunnelBlank(blank) => "请把 {blank} 换成自己的", "Replace {blank} by your own", blank = tame(blank, 40);
        Reason::PrinterName => "要有 1 到 40 个字", "It has 1 to 40 characters";
        Reason::PrinterTwice(name) => "已经有一台打印机叫 {name}", "Another printer is called {name} already", name = tame(name, 40);
        Reason::PrinterAddress => "要写地址和端口，例如 192.168.1.50:9100", "An address and a port: 192.168.1.50:9100";
        Reason::PrinterQueue => "要写系统里这台打印机的名字，中间没有空格", "The name this system calls the printer by, without blanks";
        Reason::PrinterNumber => "打印机编号是字母和数字，在机身标签上", "Letters and digits; it stands on the printer's label";
        Reason::PrinterAccount => "要写云打印平台的账号", "The account at the printer's cloud";
        Reason::PrinterServer => "必须以 https:// 开头", "It begins with https://";
        Reason::PrinterColumns => "24 到 64（58 毫米纸 32，80 毫米纸 48）", "24 to 64 (58 mm paper: 32, 80 mm: 48)"
    }

    secret_wrong(bad: BadSecretWords) -> String = match bad {
        BadSecretWords::Blank(length) => "前后多了空格或换行；去掉以后有 {length} 个字符", "A blank or a line break around it; {length} characters without";
        BadSecretWords::Length(length) => "有 {length} 个字符，应该是 32 个", "{length} characters; it should be 32";
        BadSecretWords::TokenLength(length) => "有 {length} 个字符，应该是 3 到 32 个", "{length} characters; it should be 3 to 32";
        BadSecretWords::PushKeyLength(length) => "有 {length} 个字符，应该是 43 个", "{length} characters; it should be 43";
        BadSecretWords::Character => "只能有字母和数字", "Letters and digits only";
        BadSecretWords::Placeholder => "这是网上流传的示例，谁都能用它签名：请在商户平台设一个自己的", "A published sample: anybody can sign with it. Set one of your own on the merchant platform";
        BadSecretWords::Empty => "还没填", "Nothing yet"
    }
    push_title: "消息推送（可不填）", "Message push (optional)";
    push_means: "填好以后，微信一结算、一确认收货就告诉掌柜，不用等下次查询。在小程序后台“开发管理 → 消息推送”里：URL 填下面的地址，Token 自己取一个，EncodingAESKey 点“随机生成”，加密方式选“安全模式”，数据格式选 JSON。两边要填得一样。", "With it WeChat tells Zhanggui as soon as money is settled or a receipt confirmed, before the next question. In the mini program's console under “message push”: the address below as URL, a Token of your own, a generated EncodingAESKey, the safe mode, JSON. Both sides have to say the same.";
    push_address: "URL（服务器地址）", "URL (server address)";
    copy_push_address: "复制消息推送的地址", "Copy the address of the message push";
    push_needs_address: "要先有公网地址，保存并打开过店铺一次，这里才有地址。", "There is an address once the shop has a public one and was opened with it.";
    secret_good: "32 个字符，不是网上流传的示例", "32 characters, not a published sample";
    secret_in_environment: "由电脑的环境变量给出，只能在那里改", "Given by the computer's environment; it is changed there";
    secret_replace: "换一个", "Replace";
    secret_keep: "不换了", "Keep it";
    secret_trim: "去掉空格", "Remove blanks";
    secrets_kept: "密钥加密后存进店铺文件夹；有系统密钥环的，钥匙放在那里。这里以后也不再显示。", "Keys are stored encrypted in the shop's folder, and what opens them in the system's keyring where there is one; they are never shown here again.";

    opening_title: "正在打开店铺", "Opening the shop";
    opening_body: "已经收下的订单和退款都存好了。", "Orders and refunds that were taken in are stored.";
    /// Why a certificate was not brought in; `None` where its dialog was only left.
    certificate_trouble(why: &CertificateTrouble) -> Option<String> = match why {
        CertificateTrouble::NotChosen => { None };
        CertificateTrouble::NoDialog => "这台电脑没有选文件的窗口：把证书文件拖进来", "This computer has no dialog for files: drop the certificate into the window";
        CertificateTrouble::TooLarge => "这个文件太大，不是商户证书", "This file is too large for a certificate";
        CertificateTrouble::NoKeyBeside => "旁边要有另一个文件：apiclient_cert.pem 和 apiclient_key.pem 放在同一个文件夹里", "Its other half must lie beside it: apiclient_cert.pem and apiclient_key.pem in one folder";
        CertificateTrouble::NotACertificate => "请选 .p12、.pem，或者平台下载的 .zip", "Choose a .p12, a .pem or the platform's .zip";
        CertificateTrouble::Disk(fault) => "证书没有存进店铺文件夹：{why}", "The certificate was not stored in the shop's folder: {why}", why = errors::disk_fault(lang, fault)
    }
    file_choose: "选择文件…", "Choose a file…";
    settings_by_hand: "没有写死的地方就按常用的来。改好的会写回设置文件，你自己写的注释和顺序都留着。", "What is not written follows the usual. Changes go back into the settings file; your comments and order stay.";
    settings_practice: "练习店铺的设置是固定的。想设置自己的店铺，请先离开练习店铺。", "The practice shop's settings are fixed. To set up your own shop, leave the practice shop first.";
    settings_broken_title: "设置文件现在用不了", "The settings file cannot be used just now";
    settings_read_again: "重新读取", "Read again";
    settings_changes(many: usize): "改了 {many} 处", [many: "1 change", "{many} changes"];
    settings_blocked(name: &str): "“{name}”要先改好", "“{name}” has to be put right first", name = tame(name, 30);
    settings_effect: "存好后店铺会自己重开一下，几秒钟", "Saving opens the shop anew, for some seconds";
    settings_save: "保存", "Save";
    settings_discard: "不改了", "Discard";
    settings_saving: "正在保存…", "Saving…";
    settings_saved: "已保存，店铺已经按新的设置打开", "Saved; the shop is open with the new settings";
    settings_put_back(why: &str): "新的设置打不开店铺（{why}），已经改回原来的设置", "The shop did not open with the new settings ({why}), so the former ones are in force again", why = tame(why, 300);
    settings_find: "找一项设置", "Find a setting";
    settings_not_found: "没有这样的设置", "There is no such setting";
    settings_not_found_next: "换个说法试试，例如“打印”“退款”“公网地址”。", "Try another word, such as print, refund or address.";
    settings_unsaved: "设置还没保存：先保存，或者按“不改了”", "The settings are not saved yet: save or discard them";
    sign_hmac: "HMAC-SHA256", "HMAC-SHA256";
    sign_md5: "MD5（老商户）", "MD5 (old merchants)";
    tunnel_honest: "已经发布的小程序只能访问备过案的 https 域名；临时地址只适合试用。", "A published mini program can only call an https host with an ICP filing; quick addresses are for trying.";
    shop_language_system: "跟电脑一样", "As the computer";

    printers_look: "在网络和系统里找打印机", "Look for printers";
    printers_looking: "正在找：这个网络里的收款打印机，和系统里的打印机。只试着连接，不打印", "Looking for receipt printers in this network and among this system's. It only tries to connect; nothing is printed";
    printers_stop_looking: "不找了", "Stop looking";
    printers_not_found: "没有找到。打印机要开机，和电脑在同一个网络里；也可以自己填地址：关机后按住走纸键再开机，会打印出来", "None was found. A printer has to be on and in the same network; its address is printed when it is switched on with its feed button held, and can be typed here";
    printers_all_used: "找到的都已经在上面", "All that were found stand above";
    printer_use(place: &str): "用这台：{place}", "Use {place}", place = tame(place, 60);
    printer_add: "加一台打印机", "Add a printer";
    printer_remove: "去掉", "Remove";
    printer_name_field: "叫什么", "Name";
    printer_kind_field: "哪一种", "Kind";
    printer_address_field: "地址或编号", "Address or number";
    printer_account_field: "云打印账号", "Account at the cloud";
    printer_auto_field: "新订单自动打印", "Print new orders by itself";
    printers_none_yet: "还没有打印机。小票是可选的。", "No printer yet. Receipts are optional.";

    printer_word: "打印机", "Printer";
    receipts_title: "小票", "Receipts";
    logo_title: "小票上的图片，例如店标（可不选）", "A picture on receipts, such as the shop's mark (optional)";
    logo_hint: "印在小票最上面，黑白两色。也可以把图片拖进窗口：JPEG、PNG 或 WebP。云打印机不印图片。", "At the top of receipts, in black and white. Or drop one onto the window: JPEG, PNG or WebP. Printers at a cloud print no pictures.";
    logo_seen: "小票上的图片", "The picture as it is printed";
    logo_none: "不要图片", "No picture";
    logo_gone: "图片文件不见了，小票照样印，只是没有图片。请重新选择。", "Its file is gone: receipts are printed without it. Choose it again.";
    /// Why a picture cannot stand on receipts.
    logo_trouble(why: &PictureTrouble) -> String = match why {
        PictureTrouble::NoDialog => { super::no_dialog_picture(lang).to_owned() };
        other => { super::picture_trouble(lang, other) };
    }
    practice_title: "练习店铺", "Practice shop";
    practice_opening: "练习店铺会在另一个窗口里打开", "The practice shop opens in a window of its own";
    practice_open: "打开练习店铺", "Open the practice shop";
    practice_open_means: "在另一个窗口里打开，自己的店铺照常开着。", "In a window of its own; your shop stays open.";
    practice_leave: "离开练习店铺", "Leave the practice shop";
    practice_leave_means: "回到自己的店铺；练习店铺下次还在。", "Back to your own shop; the practice shop is there the next time.";
    practice_not_opened: "练习店铺的窗口没有打开", "The window of the practice shop did not open";
}
