//! The two APIs of WeChat Pay in an owner's words: which one is whose, what a change of them does, and the public key.

use super::{errors, tame};
use crate::{
    domain::{BadCard, Fen, PayoutBank},
    events::PayoutTrouble,
    settings::BadPublicKey,
    store::DiskFault,
    ui::file_tasks::PublicKeyTrouble,
};

texts! { in lang;
    api_v2: "API v2", "API v2";
    api_v3: "API v3", "API v3";
    api_v3_means: "API v3：2024 年底以后开的商户号只有它。要 API v3 密钥、商户证书和微信支付公钥。", "API v3: the only one for merchant numbers opened since late 2024. It takes an API v3 key, the merchant certificate and WeChat Pay's public key.";
    api_v2_means: "API v2：更早的商户号可以一直用。要 API v2 密钥，退款时还要商户证书。", "API v2: merchant numbers from before may stay on it. It takes an API v2 key, and the merchant certificate for refunds.";
    public_key_means: "在商户平台的“账户中心”>“API 安全”>“微信支付公钥”里下载 pub_key.pem，公钥 ID 就在旁边。以前用平台证书的商户可以空着，掌柜会自己取证书。", "Download pub_key.pem on the merchant platform under account centre, API security, WeChat Pay public key; its ID stands beside it. Merchants with platform certificates may leave both empty: Zhanggui fetches those by itself.";
    other_api_v3: "以后想换到 API v3，可以先在这里填好；选了 API v3 才会用。", "To change to API v3 later, these can be filled in now; they are used once API v3 is chosen.";
    other_api_v2: "改用 API v3 以前的订单和退款还用 API v2 密钥办完。没有这样的订单就空着。", "Orders and refunds from before API v3 are finished with the API v2 key. Leave it empty if there are none.";
    /// Before another API is chosen: what has to be done first, and what becomes of what is in flight.
    switch_to_v3 -> Vec<&'static str> {
        let steps = [
            (
                "先在商户平台的“账户中心”>“API 安全”里申请微信支付公钥。以前用过平台证书的，还要在那里开始更换；没开始就换，微信的通知可能验不了签名，钱到了会晚些知道。",
                "First apply for WeChat Pay's public key on the merchant platform, under account centre, API security. If you have used platform certificates, start the change there too: without it WeChat's messages may not be believed, and payments are known later.",
            ),
            (
                "已经下的 API v2 订单和退款不变，用 API v2 密钥办完：密钥留着，别在商户平台上改。",
                "Orders and refunds of API v2 stay as they are and are finished with the API v2 key: keep it, and do not change it on the merchant platform.",
            ),
            ("保存以后，新订单用 API v3。", "Once this is saved, new orders use API v3."),
        ];
        steps.map(|(zh, en)| lang.pick_static(zh, en)).to_vec()
    }
    switch_to_v2 -> Vec<&'static str> {
        let steps = [
            (
                "已经下的 API v3 订单和退款不变，用 API v3 密钥和公钥办完：都留着。",
                "Orders and refunds of API v3 stay as they are and are finished with the API v3 key and the public key: keep both.",
            ),
            ("保存以后，新订单用 API v2。", "Once this is saved, new orders use API v2."),
        ];
        steps.map(|(zh, en)| lang.pick_static(zh, en)).to_vec()
    }
    /// Why WeChat's public key was not brought in; `None` where its dialog was only left.
    public_key_trouble(why: &PublicKeyTrouble) -> Option<String> = match why {
        PublicKeyTrouble::NotChosen => { None };
        PublicKeyTrouble::NoDialog => "这台电脑没有选文件的窗口：把 pub_key.pem 放进店铺文件夹，再写上它的名字", "This computer has no dialog for files: put pub_key.pem into the shop's folder and enter its name";
        PublicKeyTrouble::Content(bad) => "{why}", "{why}", why = public_key_wrong(lang, *bad);
        PublicKeyTrouble::Disk(fault) => "公钥没有存进店铺文件夹：{why}", "The public key was not stored in the shop's folder: {why}", why = errors::disk_fault(lang, fault)
    }
    /// What a file is that is not WeChat's public key, and which one is.
    public_key_wrong(bad: BadPublicKey) -> String = match bad {
        BadPublicKey::Missing => "没有公钥文件：请在商户平台下载 pub_key.pem", "There is no file of the public key: download pub_key.pem on the merchant platform";
        BadPublicKey::Unreadable(kind) => "公钥文件读不了：{why}", "The file of the public key cannot be read: {why}", why = errors::disk_fault(lang, &DiskFault { kind, words: kind.to_string() });
        BadPublicKey::PrivateKey => "这是私钥，谁都不要给。请选商户平台下载的 pub_key.pem", "This is a private key: give it to nobody. Choose pub_key.pem from the merchant platform";
        BadPublicKey::Certificate => "这是证书，不是微信支付公钥。请选商户平台下载的 pub_key.pem", "This is a certificate, not WeChat Pay's public key. Choose pub_key.pem from the merchant platform";
        BadPublicKey::Broken => "这不是公钥，或者文件坏了。请在商户平台重新下载 pub_key.pem", "This is no public key, or it is damaged. Download pub_key.pem on the merchant platform again"
    }

    payout_open: "改退到银行卡…", "Pay to a bank card…";
    payout_question(amount: Fen): "把 {amount} 改退到银行卡？", "Pay {amount} to a bank card instead?";
    payout_means: "微信退不回买家原来付款的账户。可以改退到买家的一张借记卡，或者退到店铺的结算账户。退款单号不变，不会退两次。", "WeChat cannot pay it back where it came from. It can go to a debit card of the buyer's, or to the shop's settlement account. The refund keeps its number, so nothing is paid twice.";
    payout_to: "退给谁", "To whom";
    payout_to_buyer: "买家的银行卡", "The buyer's card";
    payout_to_shop: "店铺的结算账户", "The shop's account";
    payout_shop_means: "钱回到店铺的结算账户，买家还没有拿到：请另外还给买家。", "The money goes to the shop's settlement account, and the buyer has nothing yet: pay the buyer in another way.";
    payout_bank: "开户银行", "Bank";
    payout_number: "卡号", "Card number";
    payout_name: "持卡人姓名", "Name of the holder";
    payout_kept_nowhere: "卡号和姓名只加密告诉微信这一次，掌柜不保存，关掉就清除。", "Number and name are told WeChat once, encrypted. They are not kept, and gone once this is closed.";
    payout_compared: "已经和买家核对过，填的没有错", "I compared it with the buyer, and it is right";
    payout_shop_agreed: "我知道还要自己把钱还给买家", "I know that I have to pay the buyer myself";
    payout_now: "改退到这张卡", "Pay to this card";
    payout_now_shop: "退到店铺账户", "Pay to the shop";
    payout_hint: "也可以不去平台，在这里点“改退到银行卡”。", "Or press “Pay to a bank card” here instead.";
    paid_out: "微信已经收到：到账后状态会自己变成“已退款”", "WeChat took it; once it arrived, the state changes by itself";

    card_wrong(bad: BadCard) = match bad {
        BadCard::Number => "卡号是 12 到 19 位数字", "A card number has 12 to 19 digits";
        BadCard::Mistyped => "卡号有一位不对，请再核对", "A digit of the card number is wrong: compare it again";
        BadCard::Name => "请填持卡人姓名", "Enter the holder's name"
    }
    bank_name(bank: PayoutBank) = match bank {
        PayoutBank::Icbc => "工商银行", "ICBC";
        PayoutBank::Ccb => "建设银行", "CCB";
        PayoutBank::Abc => "农业银行", "ABC";
        PayoutBank::Boc => "中国银行", "Bank of China";
        PayoutBank::Cmb => "招商银行", "China Merchants Bank";
        PayoutBank::Comm => "交通银行", "Bank of Communications";
        PayoutBank::Psbc => "邮储银行", "Postal Savings Bank";
        PayoutBank::Citic => "中信银行", "CITIC";
        PayoutBank::Ceb => "光大银行", "Everbright";
        PayoutBank::Cmbc => "民生银行", "Minsheng";
        PayoutBank::Cib => "兴业银行", "Industrial Bank";
        PayoutBank::Spdb => "浦发银行", "SPDB";
        PayoutBank::Pab => "平安银行", "Ping An";
        PayoutBank::Gdb => "广发银行", "Guangfa";
        PayoutBank::Nbcb => "宁波银行", "Bank of Ningbo"
    }
    /// Why a refund was not paid out to a card, and what that means for the money.
    not_paid_out(why: &PayoutTrouble) -> String = match why {
        PayoutTrouble::ByHandOnly => "这笔退款只能在微信商户平台上改退，资金没有动", "This refund can only be paid elsewhere on WeChat's merchant platform. No money has moved";
        PayoutTrouble::Declined { code, message } => "微信没有接受：{message}（{code}）。资金没有动", "WeChat declined: {message} ({code}). No money has moved", message = tame(message, 120), code = tame(code, 40);
        PayoutTrouble::NotSent => "没有发出，资金没有动。请看“系统状态”，再试一次", "It was not sent, and no money has moved. See the System status page and try again";
        PayoutTrouble::Unknown => "微信没有明确回答，可能已经收到。掌柜正在问微信：看到结果以前不要再改退一次", "WeChat gave no clear answer and may have taken it. Zhanggui asks WeChat: do nothing more before it says how the refund stands"
    }
}
