//! What works and what does not, in the owner's words: one word for the top bar, then what to do, and what goes on meanwhile.

use super::{figures, tame};
use crate::{
    domain::UnixSeconds,
    events::{Subsystem, Trouble},
};

texts! { in lang;
    all_well: "一切正常", "All well";
    checking: "正在检查", "Checking";
    system_status: "系统状态", "System status";
    what_to_do: "怎么办", "What to do";
    still_works: "照常", "Still works";
    has_stopped: "停了", "Stopped";
    protocol_log: "和微信的往来", "Messages with WeChat";
    for_engineers: "给技术人员看的记录", "the log for engineers";
    // rows
    row_messages: "微信的通知", "Messages from WeChat";
    row_old_address: "发往旧网址的未付款订单", "Unpaid orders bound to an old address";
    row_sound: "声音", "Sound";
    sound_good: "新订单会响铃。", "New orders ring.";
    reach_none: "没有公网地址，只靠主动询问。", "No public address: Zhanggui asks instead.";
    no_message_yet: "还没有收到过", "None yet";

    /// What a row of the page is about.
    row_name(subsystem: Subsystem) = match subsystem {
        Subsystem::Tunnel => "买家能打开店铺", "Buyers can open the shop";
        Subsystem::Listener => "通知和订单送得进来", "Messages and orders come in";
        Subsystem::WeChat => "向微信核对付款", "Payments are confirmed with WeChat";
        Subsystem::Certificate => "商户证书", "Merchant certificate";
        Subsystem::Printers => "小票打印机", "Receipt printers";
        Subsystem::Jobs => "后台工作", "Work in the background";
        Subsystem::Database => "数据文件", "Data file";
    }

    /// How many rows are well and how many are not.
    status_summary(well: usize, look: usize, broken: usize) -> String {
        let mut parts = vec![many_well(lang, well)];
        parts.extend((broken > 0).then(|| many_broken(lang, broken)));
        parts.extend((look > 0).then(|| many_to_look_at(lang, look)));
        parts.join(lang.pick("，", ", "))
    }
    many_well(many: usize): "{many} 样好", "{many} well";
    many_broken(many: usize): "{many} 样坏了", "{many} broken";
    many_to_look_at(many: usize): "{many} 样要看看", "{many} to look at";

    message_came(when: &str): "最近一条：{when}", "The last one: {when}";
    old_address_many(many: usize): "{many} 笔，掌柜会主动核对", [many: "1 order; Zhanggui asks about it", "{many} orders; Zhanggui asks about them"];
    muted_to(until: UnixSeconds, now: UnixSeconds):
        "静音到 {when}，是你按的", "muted until {when}, by you", when = figures::moment(lang, until, now);
    as_of(at: UnixSeconds): "屏幕上是 {when} 的样子", "the screen shows {when}", when = figures::clock(at);
    printers_one(name: &str, what: &str): "{name}：{what}", "{name}: {what}", name = tame(name, 40);

    /// The one word of the top bar.
    health_word(trouble: Trouble) = match trouble {
        Trouble::NoConnection => "连不上微信", "WeChat unreachable";
        Trouble::NoUsableAnswer => "微信的回答核对不了", "WeChat’s answers unclear";
        Trouble::Misconfigured => "微信不认店里的密钥", "WeChat refuses our keys";
        Trouble::Certificate => "商户证书用不了", "Certificate not usable";
        Trouble::CertificateEnding { .. } => "商户证书快到期", "Certificate ends soon";
        Trouble::CertificateEnded { .. } => "商户证书到期了", "Certificate has ended";
        Trouble::CertificateTooEarly { .. } => "商户证书还没生效", "Certificate not valid yet";
        Trouble::NoTrustKey => "缺微信支付公钥", "WeChat Pay’s public key is missing";
        Trouble::KeyOpenToOthers => "别人也读得到密钥", "Key open to others";
        Trouble::NotEnoughMoney => "微信余额不足", "Balance too small";
        Trouble::Disk => "存不下了", "Cannot save";
        Trouble::DiskNearlyFull => "磁盘快满了", "Disk nearly full";
        Trouble::Damaged => "数据文件坏了", "Data file damaged";
        Trouble::LogHeld => "别的程序开着数据文件", "Data file held open";
        Trouble::CannotRead => "读不出数据", "Data cannot be read";
        Trouble::Locked => "数据文件被占用", "Data file in use";
        Trouble::PortTaken => "收不到通知和订单", "No orders come in";
        Trouble::Stopped => "有一部分停了", "A part has stopped";
        Trouble::TunnelDown => "买家打不开店铺", "Shop unreachable";
        Trouble::TunnelElsewhere => "网址被别人占了", "Address taken over";
        Trouble::TunnelUrlChanged => "网址变了", "Address has changed";
        Trouble::RowsSetAside => "有数据没写进去", "Some rows not written";
        Trouble::Printer => "打印机要看看", "Printer needs you";
    }

    /// What to do, a step a line.
    trouble_steps(trouble: Trouble) = match trouble {
        Trouble::NoConnection =>
            "看看这台电脑能不能上网：打开任意一个网页。\n网是好的，就重启路由器，再等一分钟。\n还不行，请网络供应商查一查能不能访问微信。",
            "See whether this computer is online: open any web page.\nIf it is, restart the router and wait a minute.\nStill not? Ask your provider whether WeChat can be reached.";
        Trouble::NoUsableAnswer =>
            "先等半小时，掌柜一直在问。\n看看这台电脑的日期和时间对不对。\n超过半小时，打电话给微信支付客服。",
            "Wait half an hour; Zhanggui keeps asking.\nSee whether this computer’s date and time are right.\nAfter half an hour, call WeChat Pay’s service.";
        Trouble::Misconfigured =>
            "登录微信商户平台，找到商户号、AppID 和 API 密钥。\n和 settings.toml、secrets.toml 里的一个字一个字对。\n改好以后重新打开掌柜。",
            "Sign in to WeChat’s merchant platform and find the merchant number, the app id and the API key.\nCompare them with settings.toml and secrets.toml, letter by letter.\nThen open Zhanggui again.";
        Trouble::Certificate =>
            "登录微信商户平台，重新下载商户证书。\n放到 settings.toml 写明的位置。\n重新打开掌柜。",
            "Sign in to WeChat’s merchant platform and download the merchant certificate again.\nPut it where settings.toml says.\nOpen Zhanggui again.";
        Trouble::CertificateEnding { .. } | Trouble::CertificateEnded { .. } =>
            "登录微信商户平台，更换商户证书。\n把新文件放到 settings.toml 写明的位置。\n重新打开掌柜。",
            "Sign in to WeChat’s merchant platform and renew the merchant certificate.\nPut the new files where settings.toml says.\nOpen Zhanggui again.";
        Trouble::CertificateTooEarly { .. } =>
            "看看这台电脑的日期对不对，改好。\n日期是对的，就等到证书生效那一天。",
            "See whether this computer’s date is right, and mend it.\nIf it is, wait for the certificate’s first day.";
        Trouble::NoTrustKey =>
            "登录微信商户平台，打开“账户中心 → API安全 → 微信支付公钥”，下载公钥。\n在设置里选这个文件，并填上公钥 ID。\n用平台证书的老商户不用做：掌柜每 12 小时自己去取一次。",
            "Sign in to WeChat’s merchant platform and download the WeChat Pay public key, under API security.\nChoose the file in the settings and fill in the key’s ID.\nWith platform certificates there is nothing to do: Zhanggui fetches them by itself, every 12 hours.";
        Trouble::KeyOpenToOthers =>
            "找到 settings.toml 写明的证书密钥文件。\n把它的权限改成只有你自己可读（chmod 600）。",
            "Find the certificate’s key file that settings.toml names.\nMake it readable by yourself only (chmod 600).";
        Trouble::NotEnoughMoney =>
            "登录微信商户平台，给商户余额充值。\n回到这笔退款，点“继续退款”。",
            "Sign in to WeChat’s merchant platform and fill the balance.\nGo back to the refund and press “Continue”.";
        Trouble::Disk =>
            "看看这台电脑的磁盘还剩多少空间。\n删掉或搬走不用的文件，腾出 1 GB 以上。\n刚才没做成的事再做一次。",
            "See how much room this computer’s disk has left.\nDelete or move files you do not need, 1 GB or more.\nDo once more what was not done.";
        Trouble::DiskNearlyFull =>
            "删掉或搬走不用的文件，腾出 1 GB 以上。\n掌柜会自己恢复，不用重新打开。",
            "Delete or move files you do not need, 1 GB or more.\nZhanggui goes back to normal by itself.";
        Trouble::Damaged =>
            "关闭掌柜。\n复制一份整个店铺文件夹，原来的不要动。\n运行 zhanggui check，照它说的做。",
            "Close Zhanggui.\nCopy the whole shop folder and leave the first one alone.\nRun zhanggui check and do what it says.";
        Trouble::LogHeld | Trouble::Locked =>
            "找出开着店铺文件夹的程序：数据库浏览器、备份或同步软件。\n关掉它，或把店铺文件夹从它的名单里去掉。",
            "Find the program that holds the shop folder: a database browser, a backup, a sync folder.\nClose it, or take the shop folder off its list.";
        Trouble::CannotRead =>
            "看看放店铺文件夹的磁盘还在不在（移动硬盘、网络盘）。\n还读不出来，就关闭掌柜，复制一份店铺文件夹。\n运行 zhanggui check，照它说的做。",
            "See whether the disk with the shop folder is still there (a portable disk, a network share).\nIf it still cannot be read, close Zhanggui and copy the shop folder.\nRun zhanggui check and do what it says.";
        Trouble::PortTaken =>
            "看看是不是开了两个掌柜，或别的程序占了这个端口。\n关掉那个程序，再打开掌柜。\n或者在 settings.toml 换一个端口。",
            "See whether Zhanggui runs twice, or another program has the port.\nClose that program and open Zhanggui again.\nOr choose another port in settings.toml.";
        Trouble::Stopped =>
            "关闭掌柜，再打开。\n又停了，就把店铺文件夹里 logs 的内容发给帮你的人。",
            "Close Zhanggui and open it again.\nIf it stops again, send what is in logs in the shop folder to whoever helps you.";
        Trouble::TunnelDown =>
            "看看这台电脑能不能上网。\n点下面的“立即检测”，再点“重新启动穿透程序”。\n还不行，登录云服务商，重启你的服务器。",
            "See whether this computer is online.\nPress “Check now” below, then “Restart the tunnel”.\nStill not? Sign in at your cloud provider and restart your server.";
        Trouble::TunnelElsewhere =>
            "登录你买域名或服务器的地方，看看网址指向哪里。\n改回这台电脑，或换一个公网地址。\n把小程序里的地址也改过来。",
            "Sign in where you bought the name or the server and see where the address leads.\nPoint it back here, or choose another address.\nChange it in the mini program too.";
        Trouble::TunnelUrlChanged =>
            "复制下面新的公网地址。\n在微信小程序后台，把服务器地址改成它。",
            "Copy the new public address below.\nPut it into the mini program’s settings at WeChat.";
        Trouble::RowsSetAside =>
            "打开“今日”，看红框里是哪一条。\n按红框里写的做；掌柜会自己再试。",
            "Open Today and see which rows stand in the red box.\nDo what it says there; Zhanggui tries again by itself.";
        Trouble::Printer =>
            "看看打印机有没有纸、有没有开、线有没有松。\n打开“打印机”，点“打一张试试”。",
            "See whether the printer has paper, is on, and its cable sits well.\nOpen Printers and print a test.";
    }

    /// What goes on all the same.
    trouble_works(trouble: Trouble) = match trouble {
        Trouble::NoConnection | Trouble::NoUsableAnswer =>
            "看订单、发货、打小票；买家照常下单", "Reading orders, shipping, receipts; buyers can order";
        Trouble::Misconfigured
        | Trouble::Certificate
        | Trouble::NoTrustKey
        | Trouble::CertificateEnded { .. }
        | Trouble::CertificateTooEarly { .. } => "看订单、发货、打小票", "Reading orders, shipping, receipts";
        Trouble::CertificateEnding { .. } | Trouble::KeyOpenToOthers | Trouble::LogHeld | Trouble::TunnelUrlChanged => "全部照常", "Everything";
        Trouble::NotEnoughMoney => "其他全部照常", "Everything else";
        Trouble::Disk | Trouble::Locked => "看已有的订单；付过的款在微信那里，不会丢", "Reading what is there; what was paid is safe at WeChat";
        Trouble::DiskNearlyFull => "下单、付款、退款、发货", "Orders, payments, refunds, shipping";
        Trouble::Damaged => "付过的款和退款都在微信那里", "WeChat still has every payment and refund";
        Trouble::CannotRead => "看屏幕上已有的内容；掌柜一直再试", "Reading what the screen shows; Zhanggui keeps trying";
        Trouble::PortTaken | Trouble::TunnelDown | Trouble::TunnelElsewhere =>
            "看订单、发货、退款、打小票；已付的款掌柜主动核对", "Orders, shipping, refunds, receipts; Zhanggui asks about payments itself";
        Trouble::Stopped => "已经存好的都在，不会重复退款", "What was saved is safe; nothing is paid twice";
        Trouble::RowsSetAside => "其他付款和退款", "Other payments and refunds";
        Trouble::Printer => "订单、发货、退款；小票在排队", "Orders, shipping, refunds; receipts are queued";
    }

    /// What does not go on.
    trouble_stops(trouble: Trouble) = match trouble {
        Trouble::NoConnection => "核对付款和退款，等网络恢复", "Confirming payments and refunds, until the line is back";
        Trouble::NoUsableAnswer => "核对付款和退款，等微信答清楚", "Confirming payments and refunds, until WeChat answers well";
        Trouble::Misconfigured | Trouble::NoTrustKey => "核对付款、发送退款", "Confirming payments, sending refunds";
        Trouble::Certificate | Trouble::CertificateEnded { .. } | Trouble::CertificateTooEarly { .. } => "发送退款", "Sending refunds";
        Trouble::CertificateEnding { .. } | Trouble::KeyOpenToOthers | Trouble::LogHeld | Trouble::TunnelUrlChanged => "没有停下来的", "Nothing has stopped";
        Trouble::NotEnoughMoney => "余额不够的退款", "Refunds that the balance does not cover";
        Trouble::Disk | Trouble::Locked => "下单、发货、退款，存得进去再继续", "Orders, shipping, refunds, until they can be saved";
        Trouble::DiskNearlyFull => "买家上传图片", "Pictures from buyers";
        Trouble::Damaged => "接单、核对付款、退款、发货", "Taking orders, confirming payments, refunds, shipping";
        Trouble::CannotRead => "看新的内容", "Seeing what is new";
        Trouble::PortTaken | Trouble::TunnelDown | Trouble::TunnelElsewhere =>
            "买家打不开店铺，不能下单，不能申请退款", "Buyers cannot open the shop, order, or ask for refunds";
        Trouble::Stopped => "停下来的这一部分", "The part that has stopped";
        Trouble::RowsSetAside => "放在一边的那几条", "The rows that were set aside";
        Trouble::Printer => "这台打印机的小票", "Receipts on this printer";
    }
}
