//! What the words of the domain mean to the owner.

use super::{certificate, tame};
use crate::domain::{Actor, Attention, NoticeVerdict, RefundState};
use crate::events::{HealthState, Subsystem, Trouble};
use crate::store::StoreError;

texts! { in lang;
    /// Where a refund's money is, and what happens next, in a sentence.
    refund_meaning(state: RefundState) = match state {
        RefundState::Requested => "等你决定，资金没有动。", "It waits for you. No money has moved.";
        RefundState::Approved => "已同意，还没有发送给微信，资金没有动。", "Approved, not yet sent to WeChat. No money has moved.";
        RefundState::Sending => "正在发送给微信。", "On its way to WeChat at this moment.";
        RefundState::Processing =>
            "微信已受理，到账后会在这里显示时间和账户。",
            "WeChat accepted it. When it arrives, the time and account appear here.";
        RefundState::InDoubt =>
            "微信没有给出可靠的回答，这笔钱可能已经退出。掌柜会用同一个退款单号继续询问，绝不会重复退款。",
            "WeChat gave no usable answer, so the money may have left. Zhanggui keeps asking under the same number and never pays twice.";
        RefundState::WaitingForMoney =>
            "微信商户余额不足，这笔钱还没有退出。请在微信商户平台充值，再点“继续退款”，单号不变。",
            "Your balance at WeChat is too small, so nothing has left. Fill it on the merchant platform, then press “Continue”; the number stays the same.";
        RefundState::Stuck =>
            "微信无法退到买家的账户（例如银行卡已注销）。请登录微信商户平台，在交易中心处理这笔退款。",
            "WeChat cannot pay it into the buyer's account (a closed card, for instance). Please settle this refund on WeChat's merchant platform.";
        RefundState::Refunded => "微信确认已到账。", "WeChat says it arrived.";
        RefundState::Rejected => "你拒绝了这笔退款，资金没有动。", "You rejected this refund. No money has moved.";
        RefundState::Failed =>
            "微信拒绝或关闭了这笔退款，资金没有动。可以用新单号再退，买家也可以重新申请。",
            "WeChat refused or closed it, and no money has moved. It can be refunded under a new number, or the buyer can ask again.";
    }

    /// Why an order waits for the owner.
    attention(why: Attention) = match why {
        Attention::AmountDiffers =>
            "买家付的金额或币种与订单不同。先不要发货：请在微信商户平台核对这笔付款，再决定退款或补差价。",
            "The amount or currency paid is not what was owed. Do not ship yet: compare it on WeChat's merchant platform, then refund it or settle the difference.";
        Attention::SecondPayment =>
            "这笔订单被付了两次。订单本身照常；多付的一笔可以在下面原路退回。",
            "This order was paid twice. It goes on as usual; the second payment can be given back below, the way it came.";
        Attention::PaidAfterClose =>
            "订单关闭之后才收到付款。钱已到账：请与买家联系，决定照常发货还是全额退回。",
            "The money came after the order was closed. It is in your account: ask the buyer whether to ship or to give it all back.";
        Attention::FromElsewhere =>
            "微信确认收到一笔付款，但单号不是本店下的单。钱已到账：请先弄清是谁、买了什么，再决定收下还是全额退回。",
            "WeChat confirms a payment under a number this shop did not give out. The money is in your account: find out who paid and for what, then accept it or give it all back.";
    }

    /// The word of a message's chip.
    verdict(verdict: NoticeVerdict) = match verdict {
        NoticeVerdict::Accepted => "有效", "Valid";
        NoticeVerdict::Repeated => "重复", "Repeated";
        NoticeVerdict::UnknownNumber => "单号不明", "Unknown number";
        NoticeVerdict::Differs => "与订单不符", "Differs";
        NoticeVerdict::NotPaid => "未付款", "Not paid";
        NoticeVerdict::TooLarge => "过长", "Too large";
        NoticeVerdict::Malformed => "格式不对", "Malformed";
        NoticeVerdict::Unsigned => "没有签名", "Unsigned";
        NoticeVerdict::WrongSignature => "签名错误", "Wrong signature";
        NoticeVerdict::OtherMerchant => "别家商户", "Other merchant";
        NoticeVerdict::BadField => "内容有误", "Bad content";
        NoticeVerdict::Undecryptable => "无法解密", "Undecryptable";
    }

    /// What a verdict means and what it did.
    verdict_meaning(verdict: NoticeVerdict) = match verdict {
        NoticeVerdict::Accepted =>
            "签名正确，与订单相符。是否真的付款，仍以向微信核实为准。",
            "Correctly signed and matches the order. WeChat is still asked whether it was really paid.";
        NoticeVerdict::Repeated => "微信重复发送的消息，什么都没有改变。", "WeChat sent it again; nothing changed.";
        NoticeVerdict::UnknownNumber =>
            "签名正确，但这里没有这个单号，什么都没有改变。",
            "Correctly signed, but this shop has no such number; nothing changed.";
        NoticeVerdict::Differs =>
            "签名正确，但金额、币种或付款单号与订单不同，订单没有改变。",
            "Correctly signed, but the amount, currency or payment number differs from the order; the order did not change.";
        NoticeVerdict::NotPaid => "微信报告一次没有成功的付款，不用处理。", "WeChat reports an attempt that failed; nothing to do.";
        NoticeVerdict::TooLarge => "比任何通知都长，已忽略。", "Longer than any message of WeChat's; ignored.";
        NoticeVerdict::Malformed => "不是微信使用的格式，已忽略。", "Not in the form WeChat uses; ignored.";
        NoticeVerdict::Unsigned => "没有签名，不能证明来自微信，已忽略。", "Not signed, so nothing proves that WeChat sent it; ignored.";
        NoticeVerdict::WrongSignature =>
            "签名不对：伪造或被改动过，已忽略。如果每条通知都这样，请检查 API 密钥。",
            "The signature is wrong: forged or altered; ignored. If all messages look like this, check the API key.";
        NoticeVerdict::OtherMerchant => "属于另一个商户或小程序，已忽略。", "Meant for another merchant or app; ignored.";
        NoticeVerdict::BadField =>
            "签名正确，但内容缺少或不合理，已忽略。",
            "Correctly signed, but something is missing or makes no sense; ignored.";
        NoticeVerdict::Undecryptable =>
            "现在的密钥解不开这条退款通知。请检查 API 密钥是否刚刚换过。",
            "The present key does not open this refund message. Was the API key changed lately?";
    }

    subsystem(subsystem: Subsystem) = match subsystem {
        Subsystem::WeChat => "微信", "WeChat";
        Subsystem::Listener => "接单", "Incoming";
        Subsystem::Jobs => "后台", "Background";
        Subsystem::Database => "数据文件", "Data file";
        Subsystem::Certificate => "商户证书", "Merchant certificate";
        Subsystem::Tunnel => "公网入口", "Tunnel";
        Subsystem::Printers => "打印机", "Printers";
    }

    /// What is behind the health of a part of the shop, in a sentence with the next step.
    health_meaning(subsystem: Subsystem, state: &HealthState) -> String = match state {
        HealthState::Good => { health_good(lang, subsystem).to_owned() };
        HealthState::GoodUntil(at) => { certificate::good_until(lang, *at) };
        HealthState::Unknown => "还不知道，正在检查。", "Not known yet; being checked.";
        HealthState::Troubled(trouble, _) | HealthState::Dead(trouble, _) => {
            certificate::dated_trouble(lang, *trouble).unwrap_or_else(|| trouble_meaning(lang, *trouble).to_owned())
        };
    }

    health_good(subsystem: Subsystem) = match subsystem {
        Subsystem::WeChat => "微信回答正常：付款可以核实，退款可以发送。", "WeChat answers: payments can be confirmed and refunds sent.";
        Subsystem::Listener => "可以接收微信的通知和买家的下单。", "Ready for WeChat's messages and the buyers' orders.";
        Subsystem::Jobs => "后台在工作：核实付款、发送和跟踪退款。", "At work: confirming payments, sending and following refunds.";
        Subsystem::Database => "数据文件可以读写。", "The data file can be read and written.";
        Subsystem::Certificate => "商户证书有效，可以退款。", "The merchant certificate is valid; refunds can be sent.";
        Subsystem::Tunnel =>
            "公网地址能连到这台电脑：微信和买家找得到这家店。",
            "The public address reaches this computer: WeChat and the buyers find this shop.";
        Subsystem::Printers => "小票打印机正常。", "The receipt printers work.";
    }

    /// What happened, what it means for the money, what to do next.
    trouble_meaning(trouble: Trouble) = match trouble {
        Trouble::NoConnection =>
            "连接不上微信，可能是网络断开。已付款的订单不会丢，退款会在恢复后继续。请检查网络。",
            "WeChat cannot be reached; the network may be down. No paid order is lost, and refunds go on once it is back. Please check the network.";
        Trouble::NoUsableAnswer =>
            "微信有回应，但内容无法核对。不会重复退款，掌柜会继续询问。若持续超过半小时，请联系微信支付客服。",
            "WeChat answers, but the answers cannot be verified. Nothing is paid twice, and Zhanggui keeps asking. If it lasts over half an hour, call WeChat Pay's service.";
        Trouble::Misconfigured =>
            "微信不接受我们的签名、密钥或权限，所以退款发不出去，资金没有动。请核对 settings.toml 里的商户号、AppID 和 API 密钥。",
            "WeChat does not accept our signature, key or permission, so no refund leaves and no money moves. Compare merchant number, app id and API key in settings.toml.";
        Trouble::Certificate =>
            "商户证书缺失、读不了或与商户不符，退款发不出去，资金没有动。请在商户平台重新下载证书，放到 settings.toml 写明的位置。",
            "The merchant certificate is missing, unreadable or another merchant's, so no refund leaves and no money moves. Download it again and put it where settings.toml says.";
        // Where there is room for a day, `certificate` names it.
        Trouble::CertificateEnding { .. } =>
            "商户证书快要到期。请在微信商户平台更换证书，把新文件放到 settings.toml 写明的位置。",
            "The merchant certificate ends soon. Renew it on WeChat's merchant platform and put the new files where settings.toml says.";
        Trouble::CertificateEnded { .. } =>
            "商户证书已到期，退款发不出去，资金没有动。请在微信商户平台更换证书，把新文件放到 settings.toml 写明的位置。",
            "The merchant certificate has ended, so no refund leaves and no money moves. Renew it on WeChat's merchant platform and put the new files where settings.toml says.";
        Trouble::CertificateTooEarly { .. } =>
            "商户证书还没有生效，退款发不出去，资金没有动。请检查这台电脑的日期。",
            "The merchant certificate is not valid yet, so no refund leaves and no money moves. Please check this computer's date.";
        Trouble::NoTrustKey =>
            "没有可用的微信支付公钥或平台证书，微信的回答无法核对，所以退款先不发出，资金没有动。请在微信商户平台（账户中心 → API安全）下载微信支付公钥，填到设置里。",
            "There is no WeChat Pay public key or platform certificate that counts, so WeChat's answers cannot be verified: refunds are not sent, and no money moves. Download the public key on WeChat's merchant platform, under API security, and put it into the settings.";
        Trouble::KeyOpenToOthers =>
            "证书可以用，退款照常。但这台电脑的其他用户也读得到证书密钥，可能被人冒用。请把密钥文件的权限改成只有你自己可读（chmod 600）。",
            "The certificate works and refunds go on. But other users of this computer can read its key and could misuse it. Make the key file readable by yourself only (chmod 600).";
        Trouble::NotEnoughMoney =>
            "微信商户余额不足，退款在等待，资金没有动。请在微信商户平台充值，再点“继续退款”。",
            "Your balance at WeChat is too small; refunds wait and no money has moved. Fill it on the merchant platform, then press “Continue”.";
        Trouble::Disk =>
            "数据写不进磁盘（可能已满）。刚才的操作没有执行，资金没有动。请腾出空间，掌柜会自己继续。",
            "The disk is full or cannot be written. What you just did was not done and no money moved. Free some space; Zhanggui goes on by itself.";
        Trouble::DiskNearlyFull =>
            "磁盘空间不多了（不到 1 GB），买家暂时不能上传图片；下单、付款和退款照常。请腾出空间，掌柜会自己恢复。",
            "The disk has little room left (less than 1 GB): buyers cannot send pictures for now; orders, payments and refunds go on. Free some space; Zhanggui goes back to normal by itself.";
        Trouble::Damaged =>
            "数据文件已损坏，或被别的程序改过。为了不卖错、不退错，掌柜已停止接单、确认付款和退款；资金没有动，微信那里的付款和退款都在。请关闭掌柜，复制一份整个店铺文件夹，再运行 zhanggui check。",
            "The data file is damaged, or another program has changed it. So that nothing wrong is sold or refunded, Zhanggui has stopped taking orders, confirming payments and refunding. No money moved; WeChat still has every payment and refund. Close Zhanggui, copy the whole shop folder, then run zhanggui check.";
        Trouble::LogHeld =>
            "另一个程序一直开着数据文件，日志文件（shop.db-wal）越来越大，占用磁盘；下单、付款和退款照常，数据没有受影响。请关闭它（数据库浏览器、备份或同步软件），日志会自己变小。",
            "Another program keeps the data file open, so its log (shop.db-wal) grows and takes room on the disk. Orders, payments and refunds go on and nothing is lost. Close that program (a database browser, a backup, a sync folder); the log shrinks by itself.";
        Trouble::CannotRead =>
            "数据文件现在读不出来（磁盘出错，或没有权限）。屏幕上是之前读到的内容，资金没有动；掌柜会一直再试。请检查磁盘。",
            "The data file cannot be read just now (a fault of the disk, or no permission). The screen shows what was read before and no money moved; Zhanggui keeps trying. Please check the disk.";
        Trouble::Locked =>
            "数据文件被另一个程序占用。刚才的操作没有执行，资金没有动。请关闭占用它的程序（备份、同步盘）。",
            "Another program holds the data file. What you just did was not done and no money moved. Close the program that holds it (a backup, a sync folder).";
        Trouble::PortTaken =>
            "接单用的端口被占用，收不到通知和新订单；付款仍会由掌柜主动核实。请关闭另一个程序，或在 settings.toml 换一个端口。",
            "The port is taken, so no messages and no new orders come in; payments are still confirmed by asking. Close the other program or choose another port in settings.toml.";
        Trouble::Stopped =>
            "这一部分意外停止了。已保存的数据没有受影响，退款不会重复。请重新打开掌柜。",
            "This part has stopped unexpectedly. What was saved is safe and nothing is paid twice. Please open Zhanggui again.";
        Trouble::TunnelDown =>
            "公网地址连不到这台电脑，收不到通知，买家也下不了单；付款仍会由掌柜主动核实，不会丢。请检查穿透程序和网络。",
            "The public address does not reach this computer: no messages come in and buyers cannot order. Payments are still confirmed by asking; none is lost. Please check the tunnel's program and the network.";
        Trouble::TunnelElsewhere =>
            "公网地址上应答的不是本店，可能被别人占用了。付款仍会由掌柜主动核实，不会丢。请尽快更换公网地址。",
            "Somebody else answers at the public address; it may have been taken over. Payments are still confirmed by asking; none is lost. Please change the address soon.";
        Trouble::TunnelUrlChanged =>
            "公网地址变了。绑定旧地址的未付款订单，掌柜会主动向微信核实。请把小程序里的地址也改过来。",
            "The public address has changed. Zhanggui asks WeChat about unpaid orders bound to the old one. Please change it in the mini program too.";
        Trouble::RowsSetAside =>
            "有数据写不进去，已单独放在一边，掌柜会自己再试；其他付款和退款照常，资金不会重复。哪一条、怎么办，写在“今日”页的红框里。",
            "Some rows could not be written and were set aside; they are tried again. Other payments and refunds go on and nothing is paid twice. The red box on the Today page says which and what to do.";
        Trouble::Printer =>
            "小票打印机有问题，没打出来的小票在排队，订单和资金不受影响。原因和下一步写在“打印机”页。",
            "A receipt printer has a problem; receipts that did not come out are queued, and no order or money is touched. The printers' page says why and what to do.";
    }

    /// What stands behind a trouble, for whoever helps; `raw` is a library's or WeChat's own words, or a figure.
    technical(trouble: Trouble, raw: &str):
        "技术信息：{what}（{raw}）", "Technical: {raw}",
        what = behind(trouble), raw = tame(raw, 300);

    actor(actor: Actor) = match actor {
        Actor::Owner => "你", "You";
        Actor::Buyer => "买家", "The buyer";
        Actor::WeChat => "微信", "WeChat";
        Actor::Zhanggui => "掌柜", "Zhanggui";
    }
}

/// What the raw words behind a trouble are about, in Chinese.
const fn behind(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::NoConnection => "请求没有到达微信",
        Trouble::NoUsableAnswer => "微信的回答缺失，或通不过验证",
        Trouble::Misconfigured => "微信不接受这样的请求",
        Trouble::Certificate => "商户证书用不了",
        Trouble::CertificateEnding { .. } | Trouble::CertificateEnded { .. } | Trouble::CertificateTooEarly { .. } => {
            "证书有效期"
        }
        Trouble::NoTrustKey => "没有核对微信回答的公钥",
        Trouble::KeyOpenToOthers => "密钥文件的权限",
        Trouble::NotEnoughMoney => "商户余额",
        Trouble::Disk => "写入磁盘出错",
        Trouble::DiskNearlyFull => "磁盘剩余空间",
        Trouble::Damaged => "数据文件检查没有通过",
        Trouble::LogHeld => "日志文件大小",
        Trouble::CannotRead => "读取磁盘出错",
        Trouble::Locked => "文件被占用",
        Trouble::PortTaken => "端口打不开",
        Trouble::Stopped => "停止的原因",
        Trouble::TunnelDown | Trouble::TunnelElsewhere => "检测公网地址的结果",
        Trouble::TunnelUrlChanged => "新的公网地址",
        Trouble::RowsSetAside => "放在一边的条数",
        Trouble::Printer => "打印机的回应",
    }
}

/// Which trouble a failed read is, for the banner.
pub(in crate::ui) const fn trouble_of(error: &StoreError) -> Trouble {
    match error {
        StoreError::Disk(_) => Trouble::CannotRead,
        StoreError::Locked => Trouble::Locked,
        StoreError::Damaged(_) | StoreError::Altered(_) | StoreError::ForeignLog => Trouble::Damaged,
        StoreError::Closed
        | StoreError::Refused(_)
        | StoreError::Newer { .. }
        | StoreError::Older
        | StoreError::Server(_)
        | StoreError::Moved(_)
        | StoreError::Rule(_)
        | StoreError::Unreadable(_)
        | StoreError::Other(_) => Trouble::Stopped,
    }
}
