//! Every key of the settings file that can be changed in the window, and what may stand at it.

use super::{file::SettingsFile, read};
use toml_edit::{Array, Value};

/// What stands at a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingValue {
    /// Words.
    Text(String),
    /// A whole number.
    Number(u32),
    /// On or off.
    Switch(bool),
    /// A program and its arguments.
    Words(Vec<String>),
    /// Whole numbers, one after another.
    Numbers(Vec<u32>),
}

impl SettingValue {
    /// As it stands in a field. A part of a command with blanks in it stands in quotes.
    pub fn words(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Switch(on) => on.to_string(),
            Self::Words(words) => words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" "),
            Self::Numbers(numbers) => numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(", "),
        }
    }

    /// As it is written in the file.
    pub(super) fn written(&self) -> Value {
        match self {
            Self::Text(text) => text.as_str().into(),
            Self::Number(number) => i64::from(*number).into(),
            Self::Switch(on) => (*on).into(),
            Self::Words(words) => Value::Array(words.iter().map(String::as_str).collect::<Array>()),
            Self::Numbers(numbers) => Value::Array(numbers.iter().copied().map(i64::from).collect::<Array>()),
        }
    }

    /// What a value of the file says; `None` for a kind that stands at no key.
    pub(super) fn read(value: &Value) -> Option<Self> {
        let whole = |value: &Value| value.as_integer().and_then(|number| u32::try_from(number).ok());
        let number = || whole(value).map(Self::Number);
        let words = || {
            let each = value.as_array()?.iter().map(|word| word.as_str().map(str::to_owned));
            each.collect::<Option<Vec<_>>>().map(Self::Words)
        };
        let numbers = || value.as_array()?.iter().map(whole).collect::<Option<Vec<_>>>().map(Self::Numbers);
        let text = || value.as_str().map(|text| Self::Text(text.to_owned()));
        text().or_else(|| value.as_bool().map(Self::Switch)).or_else(number).or_else(words).or_else(numbers)
    }
}

/// Makes the keys with their places in the file, and how each is read out of it.
macro_rules! keys {
    ($($(#[$meta:meta])* $key:ident = $section:ident . $name:ident: $kind:ident($file:ident => $value:expr);)+) => {
        /// A key of the settings file.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum SettingKey { $($(#[$meta])* $key,)+ }

        impl SettingKey {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$key),+];

            /// The section and the name in the file.
            pub const fn place(self) -> (&'static str, &'static str) {
                match self { $(Self::$key => (stringify!($section), stringify!($name)),)+ }
            }

            /// What a file that is whole has there, written or by default.
            pub(super) fn of_file(self, file: &SettingsFile) -> SettingValue {
                match self { $(Self::$key => { let $file = file; SettingValue::$kind($value) })+ }
            }
        }
    };
}

keys! {
    /// The name over the shop's door.
    ShopName = shop.name: Text(file => file.shop.name.get_ref().clone());
    /// The language of the screen.
    ShopLanguage = shop.language: Text(file => file.shop.language.as_str().to_owned());
    /// The mini program.
    AppId = wechat.app_id: Text(file => file.wechat.app_id.get_ref().clone());
    /// The merchant.
    MchId = wechat.mch_id: Text(file => file.wechat.mch_id.get_ref().clone());
    /// The shop's own app.
    AppChannelAppId = wechat.app_channel_app_id: Text(file => file.wechat.app_channel_app_id.get_ref().clone());
    /// How new orders are signed.
    SignType = wechat.sign_type: Text(file => file.wechat.sign_type.get_ref().clone());
    /// Which API of WeChat Pay new orders are made with.
    Api = wechat.api: Text(file => file.wechat.api.get_ref().clone());
    /// The file of WeChat Pay's public key.
    PublicKey = wechat.wechatpay_public_key: Text(file => file.wechat.wechatpay_public_key.get_ref().clone());
    /// What WeChat calls that key.
    PublicKeyId = wechat.wechatpay_public_key_id: Text(file => file.wechat.wechatpay_public_key_id.get_ref().clone());
    /// WeChat Pay.
    PayUrl = wechat.pay_url: Text(file => file.wechat.pay_url.get_ref().clone());
    /// The mini program's server API.
    MiniprogramUrl = wechat.miniprogram_url: Text(file => file.wechat.miniprogram_url.get_ref().clone());
    /// The merchant certificate.
    MerchantCert = wechat.merchant_cert: Text(file => file.wechat.merchant_cert.clone());
    /// Its key, where it is in a file of its own.
    MerchantKey = wechat.merchant_key: Text(file => file.wechat.merchant_key.clone());
    /// One more root to trust.
    ExtraRootCa = wechat.extra_root_ca: Text(file => file.wechat.extra_root_ca.clone());
    /// Proxy for calls out.
    Proxy = wechat.proxy: Text(file => file.wechat.proxy.clone());
    /// Where the listener listens.
    Bind = listener.bind: Text(file => file.listener.bind.get_ref().clone());
    /// Who looks after the tunnel.
    TunnelKind = tunnel.kind: Text(file => file.tunnel.kind.get_ref().clone());
    /// What WeChat and the mini program see.
    PublicUrl = tunnel.public_url: Text(file => file.tunnel.public_url.get_ref().clone());
    /// The tunnel's program.
    TunnelCommand = tunnel.command: Words(file => file.tunnel.command.get_ref().clone());
    /// How long an order can be paid, minutes.
    PayWithinMinutes = orders.pay_within_minutes: Number(file => *file.orders.pay_within_minutes.get_ref());
    /// Buyers may come for their orders.
    Pickup = orders.pickup: Switch(file => file.orders.pickup);
    /// Where they come to.
    PickupAddress = orders.pickup_address: Text(file => file.orders.pickup_address.get_ref().clone());
    /// When somebody is there.
    PickupHours = orders.pickup_hours: Text(file => file.orders.pickup_hours.get_ref().clone());
    /// What sending an order costs, yuan.
    FreightFlat = freight.flat: Text(file => file.freight.flat.get_ref().clone());
    /// From which sum of goods on it costs nothing, yuan.
    FreightFreeFrom = freight.free_from: Text(file => file.freight.free_from.get_ref().clone());
    /// What it costs to some provinces.
    FreightRegions = freight.regions: Text(file => file.freight.regions.get_ref().clone());
    /// The carrier that stands there where nothing names another.
    UsualCarrier = shipping.carrier: Text(file => file.shipping.carrier.get_ref().clone());
    /// How long an approved refund can be taken back, seconds.
    HoldSeconds = refunds.hold_seconds: Number(file => *file.refunds.hold_seconds.get_ref());
    /// Waits until a message about a payment is confirmed, seconds.
    ConfirmAfter = jobs.confirm_after: Numbers(file => file.jobs.confirm_after.get_ref().clone());
    /// Waits between questions about orders that are not paid, seconds.
    UnpaidPoll = jobs.unpaid_poll: Numbers(file => file.jobs.unpaid_poll.get_ref().clone());
    /// Waits between questions about refunds under way, seconds.
    RefundPoll = jobs.refund_poll: Numbers(file => file.jobs.refund_poll.get_ref().clone());
    /// Waits before a call that failed is tried again, seconds.
    RetryBackoff = jobs.retry_backoff: Numbers(file => file.jobs.retry_backoff.get_ref().clone());
    /// A new order is heard.
    AlertSound = alerts.sound: Switch(file => file.alerts.sound);
    /// A new order is shown on the desktop.
    AlertDesktop = alerts.desktop: Switch(file => file.alerts.desktop);
    /// Again and again until it was seen.
    AlertRepeat = alerts.repeat_until_seen: Switch(file => file.alerts.repeat_until_seen);
    /// By a voice.
    AlertSpeak = alerts.speak: Switch(file => file.alerts.speak);
    /// When nothing is heard any more.
    QuietFrom = alerts.quiet_from: Text(file => file.alerts.quiet_from.get_ref().clone());
    /// When something is heard again.
    QuietUntil = alerts.quiet_until: Text(file => file.alerts.quiet_until.get_ref().clone());
    /// The shop goes on when its window is closed.
    WindowTray = window.tray: Switch(file => file.window.tray);
    /// It starts at login.
    WindowAtLogin = window.at_login: Switch(file => file.window.at_login);
    /// The computer stays awake.
    WindowKeepAwake = window.keep_awake: Switch(file => file.window.keep_awake);
    /// Above everything on a receipt; the shop's name if empty.
    ReceiptHeading = receipts.heading: Text(file => file.receipts.heading.clone());
    /// The line above it.
    ReceiptLogo = receipts.logo: Text(file => file.receipts.logo.clone());
    /// The picture above that line.
    ReceiptPicture = receipts.picture: Text(file => file.receipts.picture.clone());
    /// The line at its end.
    ReceiptFooter = receipts.footer: Text(file => file.receipts.footer.clone());
    /// The order's number as a QR code.
    ReceiptQr = receipts.qr: Switch(file => file.receipts.qr);
    /// How long the raw texts of messages are kept, days.
    KeepDays = notices.keep_days: Number(file => *file.notices.keep_days.get_ref());
    /// The second place of the backups.
    BackupFolder = backup.folder: Text(file => file.backup.folder.clone());
    /// How long backups are kept, days.
    BackupKeepDays = backup.keep_days: Number(file => *file.backup.keep_days.get_ref());
    /// The database on a server.
    StoreUrl = store.url: Text(file => file.store.url.get_ref().clone());
    /// The roots its certificate is checked by.
    StoreCa = store.ca: Text(file => file.store.ca.clone());
    /// After how many idle minutes a window locks, where the shop has people of its own.
    LockMinutes = people.lock_minutes: Number(file => *file.people.lock_minutes.get_ref());
    /// Orders of one buyer in a day.
    LimitOrders = limits.orders: Number(file => *file.limits.orders.get_ref());
    /// Unpaid pieces of one buyer.
    LimitPieces = limits.open_unpaid_pieces: Number(file => *file.limits.open_unpaid_pieces.get_ref());
    /// Pictures of one buyer in a day, MiB.
    LimitPictures = limits.picture_mib: Number(file => *file.limits.picture_mib.get_ref());
}

impl SettingKey {
    /// What holds where the file does not say it. Empty where the owner has to.
    pub fn usual(self) -> SettingValue {
        if matches!(self, Self::ShopName | Self::AppId | Self::MchId) {
            return SettingValue::Text(String::new());
        }
        // The least a file has to say; were it ever wrong, the tests of this room would be the first to know.
        toml::from_str(read::LEAST).map_or(SettingValue::Text(String::new()), |file| self.of_file(&file))
    }

    /// What was typed, as the kind that stands at this key. A number that is none is larger than any that may stand there.
    pub fn of_words(self, words: &str) -> SettingValue {
        match self.usual() {
            SettingValue::Text(_) => SettingValue::Text(words.trim().to_owned()),
            SettingValue::Number(_) => SettingValue::Number(words.trim().parse().unwrap_or(u32::MAX)),
            SettingValue::Switch(_) => SettingValue::Switch(words == "true"),
            SettingValue::Words(_) => SettingValue::Words(parts(words)),
            SettingValue::Numbers(_) => SettingValue::Numbers(numbers(words)),
        }
    }
}

/// Whole numbers, parted by anything people part them with. What is none is larger than any that may stand there.
fn numbers(words: &str) -> Vec<u32> {
    let parted = words.split(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | ';' | '；'));
    parted.filter(|word| !word.is_empty()).map(|word| word.parse().unwrap_or(u32::MAX)).collect()
}

fn quoted(word: &str) -> String {
    let plain = !word.is_empty() && !word.contains(|c: char| c.is_whitespace() || c == '"');
    if plain { word.to_owned() } else { format!("\"{word}\"") }
}

/// The parts of a command: parted by blanks, unless they stand in quotes.
fn parts(words: &str) -> Vec<String> {
    let (mut parts, mut part, mut inside) = (Vec::new(), None::<String>, false);
    for c in words.chars() {
        match c {
            '"' => {
                inside = !inside;
                part.get_or_insert_default();
            }
            c if c.is_whitespace() && !inside => parts.extend(part.take()),
            c => part.get_or_insert_default().push(c),
        }
    }
    parts.extend(part);
    parts
}
