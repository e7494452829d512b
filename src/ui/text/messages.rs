//! Messages to the WeChat of buyers and of the shop's own people: what they are about, and why one was not sent.

use super::{figures, tame::tame};
use crate::{
    domain::{BadTemplate, MessageContent, MessageEvent, MessageState, MessageTrouble, UnixSeconds},
    store::ServiceMessageRow,
};

texts! { in lang;
    section_messages: "服务消息", "Service messages";
    messages_means: "买家在小程序里允许以后，发货、退款等进展会免费发到对方的微信；你和店员绑定微信后，能收到新的付款。每一次允许只能发一条。",
        "Free messages to the buyer’s WeChat about parcels and refunds, once they allow it in the mini program; you and your staff read about payments. Each permission pays for one message.";
    messages_need_templates: "先在微信公众平台的「订阅消息」里选好模板，再把模板 ID 和关键词填到这里。",
        "Choose templates in the mini program’s console under “subscribe messages” first, then write their ids and keywords here.";

    message_event(event: MessageEvent) = match event {
        MessageEvent::Paid => "收到付款", "Payment received";
        MessageEvent::Shipped => "已发货", "Shipped";
        MessageEvent::Refunded => "退款到账", "Refund arrived";
        MessageEvent::RefundRefused => "退款被拒绝", "Refund refused";
        MessageEvent::PickupReady => "自提码", "Pick-up code";
        MessageEvent::ComplaintAnswered => "投诉已回复", "Complaint answered"
    }
    message_reader(shop: bool) = match shop {
        true => "发给绑定了微信的店主和店员", "to the owner and staff who bound their WeChat";
        false => "发给买家", "to the buyer"
    }
    message_content(content: MessageContent) = match content {
        MessageContent::OrderNo => "订单号", "Order number";
        MessageContent::Goods => "商品", "Goods";
        MessageContent::Amount => "金额", "Amount";
        MessageContent::Moment => "时间", "Time";
        MessageContent::Status => "进展", "What happened";
        MessageContent::ShopName => "店名", "Shop name";
        MessageContent::Carrier => "快递公司", "Carrier";
        MessageContent::TrackingNo => "快递单号", "Tracking number";
        MessageContent::PickupCode => "取货码", "Pick-up code";
        MessageContent::Reason => "原因或回复", "Reason or answer";
        MessageContent::Fixed => "固定文字", "Words of your own"
    }

    /// Why one was not sent, as the end of a sentence.
    message_trouble(trouble: MessageTrouble) = match trouble {
        MessageTrouble::NoPermission => "对方没有授权，或者次数用完了", "no permission left";
        MessageTrouble::Blocked => "小程序的订阅消息能力被停用了，请到微信公众平台查看", "WeChat has blocked messages of this mini program; look into its console";
        MessageTrouble::NoTemplate => "这个模板已经不在了，请在设置里换一个", "the template is gone; choose another in the settings";
        MessageTrouble::BadValue => "有一个关键词放不下要写的内容，请在设置里检查模板", "a keyword does not take what goes into it; check the template in the settings";
        MessageTrouble::NoReader => "微信不认识这个收件人", "WeChat does not know the reader";
        MessageTrouble::NoPage => "已发布的小程序里没有要打开的页面，请先发布新版本", "the page it opens is not in the released mini program; release the new version first";
        MessageTrouble::Words => "微信认为内容里有不能发的词", "WeChat lets a word in it not through";
        MessageTrouble::Refused => "微信没有接受", "WeChat did not take it";
        MessageTrouble::Account => "微信没有给出访问凭证，请检查 AppID 和 AppSecret", "WeChat gives no access; check AppID and AppSecret";
        MessageTrouble::TooFast => "微信要求稍等，会自动继续", "WeChat asks for patience; it goes on by itself";
        MessageTrouble::NoLine => "连不上微信，连上后自动继续", "no line to WeChat; it goes on by itself";
        MessageTrouble::NoAnswer => "微信没有给出可用的答复", "WeChat gave no usable answer";
        MessageTrouble::CutOff => "发送途中程序关闭了", "the program ended while it was on its way";
        MessageTrouble::Restored => "数据是从备份恢复的", "the data came from a backup";
        MessageTrouble::TooLate => "等了一天没有发出去，已经不算新消息", "it waited for a day and would be no news";
        MessageTrouble::NotDelivered => "微信说没有送到对方手机", "WeChat says that it did not reach the phone"
    }

    /// A line of the order's timeline.
    line_message(row: &ServiceMessageRow) -> String {
        let what = message_event(lang, row.event);
        let why = message_why(lang, row.trouble, row.code);
        let said = match row.state {
            MessageState::Waiting if row.trouble.is_some() => message_waits_for(lang, what, &why),
            MessageState::Waiting | MessageState::Sending => message_waits(lang, what),
            MessageState::Sent => message_sent(lang, what),
            MessageState::NotSent => message_not_sent(lang, what, &why),
            MessageState::Unknown => message_unknown(lang, what, &why),
        };
        match &row.reader {
            Some(name) => message_to(lang, &said, name),
            None => said,
        }
    }
    message_why(trouble: Option<MessageTrouble>, code: Option<i64>) -> String {
        match (trouble.map(|trouble| message_trouble(lang, trouble)), code) {
            (Some(words), Some(code)) => message_code(lang, words, code),
            (Some(words), None) => words.to_owned(),
            (None, _) => String::new(),
        }
    }
    message_code(why: &str, code: i64): "{why}（微信 {code}）", "{why} (WeChat {code})";
    message_waits(what: &str): "「{what}」消息等待发送", "Message “{what}” is about to be sent";
    message_waits_for(what: &str, why: &str): "「{what}」消息还没发送：{why}", "Message “{what}” not sent yet: {why}";
    message_sent(what: &str): "「{what}」消息已发到微信", "Message “{what}” sent to WeChat";
    message_not_sent(what: &str, why: &str): "「{what}」消息没有发送：{why}", "Message “{what}” not sent: {why}";
    message_unknown(what: &str, why: &str): "「{what}」消息不知道有没有送到：{why}，不会再发", "Message “{what}” may have arrived: {why}; it is not sent again";
    message_to(said: &str, name: &str): "{said} · {name}", "{said} · {name}", said = tame(said, 200), name = tame(name, 20);

    messages_people: "谁收到付款消息", "Who reads about payments";
    messages_people_means: "在小程序「我的订单」页面底部点「店员绑定」，扫这里的码；之后每点一次「再允许」，就多收一条。",
        "In the mini program, at the foot of “My orders”, tap “Staff” and scan the code here; every tap on “Allow more” there allows one message more.";
    messages_nobody: "还没有人绑定微信", "Nobody has bound a WeChat yet";
    messages_left(count: u32): "还能收 {count} 条", [count: "1 message left", "{count} messages left"];
    messages_low(count: u32): "只能再收 {count} 条，请在小程序里再允许", [count: "1 message left; allow more in the mini program", "{count} messages left; allow more in the mini program"];
    messages_name: "名字", "Name";
    messages_show_code: "显示绑定码", "Show a code";
    messages_code_name: "绑定微信的码", "Code to bind a WeChat";
    messages_code_for(name: &str, until: UnixSeconds, now: UnixSeconds): "给{name}，{until} 以前扫一次有效", "For {name}; good once, until {until}",
        name = tame(name, 20), until = figures::moment(lang, until, now);
    messages_unbind(name: &str): "解绑{name}", "Unbind {name}", name = tame(name, 20);
    messages_test(name: &str): "给{name}发测试消息", "Send {name} a test", name = tame(name, 20);
    messages_test_line(said: &str, at: UnixSeconds, now: UnixSeconds): "测试 · {at} · {said}", "Test · {at} · {said}", at = figures::moment(lang, at, now), said = tame(said, 200);

    messages_events: "发什么", "What is sent";
    messages_not_set: "没有设置模板，不发送", "No template set; nothing is sent";
    messages_lately(sent: u32, not_sent: u32): "30 天内发出 {sent} 条，没发出 {not_sent} 条", "In 30 days {sent} sent, {not_sent} not";
    messages_last(why: &str): "最近一次没发出：{why}", "The last one was not sent: {why}";
    messages_edit(what: &str): "设置「{what}」", "Set “{what}”";
    messages_drop(what: &str): "停用「{what}」", "Stop “{what}”";
    messages_template_id: "模板 ID", "Template id";
    messages_key(number: usize): "关键词 {number}", "Keyword {number}";
    messages_key_hint: "例如 thing2", "such as thing2";
    messages_fixed(number: usize): "关键词 {number} 的文字", "Words of keyword {number}";
    messages_add_field: "再加一个关键词", "Add a keyword";
    messages_take_field(number: usize): "去掉关键词 {number}", "Take keyword {number} out";
    messages_preview: "预览", "Preview";
    messages_save: "保存", "Save";
    messages_cancel: "不改了", "Cancel";
    messages_saved: "已保存。", "Saved.";
    messages_not_yet(why: &str): "还不能保存：{why}。", "Cannot be saved yet: {why}.";
    bad_template(bad: BadTemplate) -> String = match bad {
        BadTemplate::Id => "模板 ID 是微信给的 43 个字母和数字", "the template id has the 43 letters and digits WeChat gave";
        BadTemplate::Count => "要有 1 到 5 个关键词", "1 to 5 keywords are needed";
        BadTemplate::Key(key) => "「{key}」不是微信的关键词，应该像 thing2、amount3", "“{key}” is no keyword of WeChat’s; they look like thing2 or amount3", key = tame(&key, 24);
        BadTemplate::Twice(key) => "关键词「{key}」写了两次", "the keyword “{key}” stands there twice", key = tame(&key, 24);
        BadTemplate::Content(key) => "「{key}」里放不了这一项", "nothing of that kind is known for “{key}”", key = tame(&key, 24);
        BadTemplate::Value { key, value } => "「{key}」放不下「{value}」：{rule}", "“{key}” does not take “{value}”: {rule}",
            rule = value_rule(lang, &key), key = tame(&key, 24), value = tame(&value, 40);
    }
    /// What a keyword takes, told by the beginning of its key.
    value_rule(key: &str) = match (crate::domain::MessageValueKind::of_key(key)) {
        Some(crate::domain::MessageValueKind::Thing) => "最多 20 个字", "20 characters at most";
        Some(crate::domain::MessageValueKind::Number) => "只能是数字", "digits only";
        Some(crate::domain::MessageValueKind::Letter) => "只能是字母，最多 32 个", "letters only, 32 at most";
        Some(crate::domain::MessageValueKind::Symbol) => "只能是符号，最多 5 个", "signs only, 5 at most";
        Some(crate::domain::MessageValueKind::CharacterString) => "只能是字母、数字和符号，最多 32 个", "letters, digits and signs only, 32 at most";
        Some(crate::domain::MessageValueKind::Time | crate::domain::MessageValueKind::Date) => "只能是时间", "a time only";
        Some(crate::domain::MessageValueKind::Amount) => "只能是金额", "an amount only";
        Some(crate::domain::MessageValueKind::PhoneNumber) => "只能是电话号码", "a telephone number only";
        Some(crate::domain::MessageValueKind::CarNumber) => "只能是车牌号", "a number plate only";
        Some(crate::domain::MessageValueKind::Name) => "最多 10 个汉字或 20 个字母", "10 Chinese characters or 20 letters at most";
        Some(crate::domain::MessageValueKind::Phrase) => "只能是汉字，最多 5 个", "Chinese characters only, 5 at most";
        Some(crate::domain::MessageValueKind::Enum) => "只能是模板里列出的词", "one of the template’s own words only";
        None => "不认识的关键词", "an unknown keyword"
    }
}
