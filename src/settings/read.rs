//! The settings as they are read and checked: every value by its own rule, each wrong one with its line.

use super::{
    Alerts, Backups, Language, Printer, PublicKeyFile, QuietHours, Reason, Receipts, Schedules, StoreSettings,
    TunnelSettings, Window, file,
    file::SettingsFile,
    lines::{line_of, some},
    printers,
    types::MIB,
};
use crate::{
    base::{address::PublicUrl, database_url::DatabaseUrl, encoding},
    domain::{Api, AppId, BuyerLimits, FREIGHT_MAX, Fen, FreightRegion, FreightRules, MchId, PickupPlace, SignType},
    wechat::v3::KeyId,
};
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

/// The least a settings file has to say; its numbers are nobody's.
pub(super) const LEAST: &str =
    "[shop]\nname = \"-\"\n[wechat]\napp_id = \"wx0000000000000000\"\nmch_id = \"1000000000\"\n";
pub(super) const LEAST_APP: &str = "wx0000000000000000";
pub(super) const LEAST_MERCHANT: &str = "1000000000";

/// Everything `settings.toml` says, checked.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Name over the shop's door.
    pub shop_name: String,
    /// The language of the screen.
    pub language: Language,
    /// The mini program.
    pub app_id: AppId,
    /// The merchant.
    pub mch_id: MchId,
    /// The shop's own app on the Open Platform; `None`: no APP channel.
    pub app_channel_app_id: Option<AppId>,
    /// Which API of WeChat Pay new orders are made with. Older ones keep theirs.
    pub api: Api,
    /// How new orders are signed: as the file says with API v2, always by the merchant's private key with API v3.
    pub sign_type: SignType,
    /// WeChat Pay's public key, by which answers of API v3 are believed. `None`: by platform certificates.
    pub wechatpay_public_key: Option<PublicKeyFile>,
    /// WeChat Pay.
    pub pay_url: String,
    /// The mini program's server API.
    pub miniprogram_url: String,
    /// The merchant certificate: PEM, or `.p12` with its key in it.
    pub merchant_cert: PathBuf,
    /// The key of a PEM certificate (PEM); not looked at beside a `.p12`.
    pub merchant_key: PathBuf,
    /// One more root to trust (PEM); never switches verification off.
    pub extra_root_ca: Option<PathBuf>,
    /// Proxy for calls out.
    pub proxy: Option<String>,
    /// Where the listener listens.
    pub bind: SocketAddr,
    /// What WeChat and the mini program see; `None` where the tunnel's program will tell, or for polling only.
    pub public_url: Option<PublicUrl>,
    /// The program that makes the listener reachable, if we are to run it.
    pub tunnel: TunnelSettings,
    /// How long an order can be paid.
    pub pay_within_secs: i64,
    /// Where buyers may come for their orders; `None`: everything is sent.
    pub pickup: Option<PickupPlace>,
    /// What sending an order costs.
    pub freight: FreightRules,
    /// The carrier that stands there where neither the address nor the number names one; `None`: the one used last.
    pub usual_carrier: Option<String>,
    /// How long an approved refund can be taken back.
    pub hold_secs: i64,
    /// When the jobs ask and send.
    pub schedules: Schedules,
    /// How the owner wants to be told.
    pub alerts: Alerts,
    /// What the window does beside showing the shop.
    pub window: Window,
    /// Receipt printers.
    pub printers: Vec<Printer>,
    /// What stands on a receipt.
    pub receipts: Receipts,
    /// The picture above it.
    pub receipt_picture: Option<PathBuf>,
    /// How long the raw texts of messages are kept, days.
    pub keep_days: u32,
    /// What one buyer may take in a day.
    pub limits: BuyerLimits,
    /// Where backups go beside the shop's folder, and for how long they are kept.
    pub backups: Backups,
    /// Where the shop's rows lie.
    pub store: StoreSettings,
    /// After how many idle minutes a window locks, where the shop has people of its own.
    pub lock_minutes: u32,
}

/// Why the settings cannot be used. Each says which file, where, and what to write instead.
#[derive(Debug, thiserror::Error)]
pub enum BadSettings {
    /// There is no file: a fresh folder.
    #[error("there is no settings file at {}", .0.display())]
    Missing(PathBuf),
    /// The file is there and cannot be read.
    #[error("{} cannot be read: {why}", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        why: std::io::Error,
    },
    /// It is in no encoding that people use.
    #[error("{} is not a text file: save it as UTF-8", .0.display())]
    NotText(PathBuf),
    /// Not TOML, an unknown key, or a value of the wrong kind.
    #[error("{}, line {line}: {reason}", path.display())]
    Line {
        /// Which file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// What is wrong there.
        reason: Reason,
    },
}

impl Settings {
    /// Reads `settings.toml` in the data folder. Relative paths in it count from there.
    ///
    /// # Errors
    /// [`BadSettings`], with the line.
    pub fn load(folder: &Path) -> Result<Self, BadSettings> {
        let path = folder.join("settings.toml");
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                return Err(BadSettings::Missing(path));
            }
            Err(e) => {
                return Err(BadSettings::Unreadable { path, why: e });
            }
        };
        let Some(text) = encoding::text_of(&bytes) else {
            return Err(BadSettings::NotText(path));
        };
        Self::parse(&text, folder).map_err(|(line, reason)| BadSettings::Line { path, line, reason })
    }

    /// The same from a text; errors carry the line.
    pub(super) fn parse(text: &str, folder: &Path) -> Result<Self, (usize, Reason)> {
        let file: SettingsFile = toml::from_str(text).map_err(|e| {
            let at = e.span().map_or(0, |s| s.start);
            (line_of(text, at), Reason::NotUnderstood(e.message().to_owned()))
        })?;
        Checked { text, folder }.settings(file)
    }
}

const LIMIT_MAX: u32 = 1_000_000;
/// Characters of an address a receiver has, and of the words beside it.
const PICKUP_ADDRESS_MAX: usize = 200;
const PICKUP_HOURS_MAX: usize = 100;
/// Characters of a carrier's id in WeChat's list.
const CARRIER_MAX: usize = 40;

/// How long things may take.
struct Times {
    pay_within_secs: i64,
    hold_secs: i64,
    keep_days: u32,
}

/// The text beside its values, so that a value that reads but makes no sense still names its line.
struct Checked<'a> {
    text: &'a str,
    folder: &'a Path,
}

impl Checked<'_> {
    fn settings(&self, file: SettingsFile) -> Result<Settings, (usize, Reason)> {
        let wechat = file.wechat;
        let api = self.read(&wechat.api, |v| Api::parse(v).ok(), Reason::ApiVersion)?;
        let name = file.shop.name.get_ref().trim().to_owned();
        self.must((1..=40).contains(&name.chars().count()), &file.shop.name, Reason::ShopName)?;
        let pay_url = self.https(&wechat.pay_url)?;
        let public_url = self.public(&file.tunnel.public_url)?;
        let tunnel = self.tunnel(file.tunnel)?;
        let pickup = self.pickup(&file.orders)?;
        let Times { pay_within_secs, hold_secs, keep_days } = self.times(&file.orders, &file.refunds, &file.notices)?;
        Ok(Settings {
            shop_name: name,
            language: file.shop.language,
            app_id: self.read(&wechat.app_id, |v| AppId::parse(v).ok(), Reason::AppId)?,
            app_channel_app_id: self.app_channel(&wechat)?,
            mch_id: self.read(&wechat.mch_id, |v| MchId::parse(v).ok(), Reason::MchId)?,
            sign_type: self.sign_type(&wechat, api)?,
            api,
            wechatpay_public_key: self.public_key(&wechat)?,
            miniprogram_url: self.https(&wechat.miniprogram_url)?,
            pay_url,
            merchant_cert: self.folder.join(wechat.merchant_cert),
            merchant_key: self.folder.join(wechat.merchant_key),
            extra_root_ca: some(&wechat.extra_root_ca).map(|p| self.folder.join(p)),
            proxy: some(&wechat.proxy).map(str::to_owned),
            bind: self.read(&file.listener.bind, |v| v.parse().ok(), Reason::Bind)?,
            public_url,
            tunnel,
            pay_within_secs,
            pickup,
            freight: self.freight(&file.freight)?,
            usual_carrier: self.usual_carrier(&file.shipping)?,
            hold_secs,
            schedules: self.schedules(file.jobs)?,
            alerts: self.alerts(file.alerts)?,
            window: file.window,
            printers: self.printers(file.printers)?,
            receipt_picture: some(&file.receipts.picture).map(|path| self.folder.join(path)),
            receipts: file.receipts,
            keep_days,
            limits: self.limits(&file.limits)?,
            backups: self.backups(&file.backup)?,
            store: self.store(&file.store)?,
            lock_minutes: self.lock_minutes(&file.people)?,
        })
    }

    /// Where buyers come to, if they may.
    fn pickup(&self, orders: &file::OrdersSection) -> Result<Option<PickupPlace>, (usize, Reason)> {
        let (address, hours) = (&orders.pickup_address, &orders.pickup_hours);
        let line = |text: &str, most: usize| text.chars().count() <= most && !text.chars().any(char::is_control);
        let whole = !orders.pickup || some(address.get_ref()).is_some();
        self.must(whole && line(address.get_ref(), PICKUP_ADDRESS_MAX), address, Reason::PickupAddress)?;
        self.must(line(hours.get_ref(), PICKUP_HOURS_MAX), hours, Reason::PickupHours)?;
        let trimmed = |text: &toml::Spanned<String>| text.get_ref().trim().to_owned();
        Ok(orders.pickup.then(|| PickupPlace { address: trimmed(address), hours: trimmed(hours) }))
    }

    /// What sending costs: nothing where nothing is said.
    fn freight(&self, freight: &file::FreightSection) -> Result<FreightRules, (usize, Reason)> {
        let yuan = |text: &str| Fen::read_yuan(text).ok();
        let flat = match some(freight.flat.get_ref()) {
            None => Fen::ZERO,
            Some(text) => {
                let fits = |fen: &Fen| fen.get() <= FREIGHT_MAX;
                self.read(&freight.flat, |_| yuan(text).filter(fits), Reason::FreightFlat)?
            }
        };
        let free_from = match some(freight.free_from.get_ref()) {
            None => None,
            Some(text) => Some(self.read(&freight.free_from, |_| yuan(text), Reason::FreightFreeFrom)?),
        };
        let line = |text: &str| FreightRegion::parse(text).ok();
        let lines = |text: &str| {
            text.split([';', '；', '\n']).filter(|part| !part.trim().is_empty()).map(line).collect::<Option<Vec<_>>>()
        };
        let regions = self.read(&freight.regions, lines, Reason::FreightRegions)?;
        Ok(FreightRules { flat, free_from, regions })
    }

    fn usual_carrier(&self, shipping: &file::ShippingSection) -> Result<Option<String>, (usize, Reason)> {
        let Some(id) = some(shipping.carrier.get_ref()).map(str::trim) else { return Ok(None) };
        let of_an_id = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        self.must(id.len() <= CARRIER_MAX && id.chars().all(of_an_id), &shipping.carrier, Reason::UsualCarrier)?;
        Ok(Some(id.to_owned()))
    }

    /// Waits that come to an end, none of them for ever and not all of them none: the last repeats, and WeChat is not asked
    /// without a pause.
    fn schedules(&self, jobs: file::JobsSection) -> Result<Schedules, (usize, Reason)> {
        let waits = |waits: toml::Spanned<Vec<u32>>| {
            let all = waits.get_ref();
            let fit = (1..=Schedules::MOST_WAITS).contains(&all.len())
                && all.iter().all(|secs| *secs <= Schedules::LONGEST_SECS)
                && all.last().is_some_and(|last| *last > 0);
            self.must(fit, &waits, Reason::Waits)?;
            Ok(waits.into_inner())
        };
        Ok(Schedules {
            confirm_after: waits(jobs.confirm_after)?,
            unpaid_poll: waits(jobs.unpaid_poll)?,
            refund_poll: waits(jobs.refund_poll)?,
            retry_backoff: waits(jobs.retry_backoff)?,
        })
    }

    fn lock_minutes(&self, people: &file::PeopleSection) -> Result<u32, (usize, Reason)> {
        let minutes = *people.lock_minutes.get_ref();
        self.must((1..=480).contains(&minutes), &people.lock_minutes, Reason::LockMinutes)?;
        Ok(minutes)
    }

    fn times(
        &self,
        orders: &file::OrdersSection,
        refunds: &file::RefundsSection,
        notices: &file::NoticesSection,
    ) -> Result<Times, (usize, Reason)> {
        let minutes = *orders.pay_within_minutes.get_ref();
        self.must((2..=10_080).contains(&minutes), &orders.pay_within_minutes, Reason::PayWithin)?;
        let hold = *refunds.hold_seconds.get_ref();
        self.must(hold <= 3600, &refunds.hold_seconds, Reason::HoldSeconds)?;
        let keep_days = *notices.keep_days.get_ref();
        self.must((30..=3650).contains(&keep_days), &notices.keep_days, Reason::KeepDays)?;
        Ok(Times { pay_within_secs: i64::from(minutes).saturating_mul(60), hold_secs: i64::from(hold), keep_days })
    }

    /// The app's own appid. The mini program's is another one: WeChat opens no sheet in an app for it.
    fn app_channel(&self, wechat: &file::WeChatSection) -> Result<Option<AppId>, (usize, Reason)> {
        let written = &wechat.app_channel_app_id;
        if some(written.get_ref()).is_none() {
            return Ok(None);
        }
        self.must(written.get_ref() != wechat.app_id.get_ref(), written, Reason::AppChannelSame)?;
        self.read(written, |v| AppId::parse(v).ok(), Reason::AppChannel).map(Some)
    }

    /// What a v2 order is signed with is looked at also where new ones are v3's: one word in the file switches back.
    fn sign_type(&self, wechat: &file::WeChatSection, api: Api) -> Result<SignType, (usize, Reason)> {
        let of_v2 = |word: &str| SignType::parse(word).ok().filter(|sign_type| sign_type.api() == Api::V2);
        let written = self.read(&wechat.sign_type, of_v2, Reason::SignType)?;
        Ok(match api {
            Api::V2 => written,
            Api::V3 => SignType::Rsa,
        })
    }

    /// WeChat's public key: where it lies and what it is called, or neither.
    fn public_key(&self, wechat: &file::WeChatSection) -> Result<Option<PublicKeyFile>, (usize, Reason)> {
        let (file, id) = (&wechat.wechatpay_public_key, &wechat.wechatpay_public_key_id);
        let (path, name) = (some(file.get_ref()), some(id.get_ref()));
        let Some(name) = name else {
            self.must(path.is_none(), file, Reason::PublicKeyWithoutId)?;
            return Ok(None);
        };
        let of_public = |_: &str| KeyId::parse(name).filter(KeyId::is_public_key);
        let id = self.read(id, of_public, Reason::PublicKeyId)?;
        self.must(path.is_some(), &wechat.wechatpay_public_key_id, Reason::PublicKeyWithoutFile)?;
        Ok(path.map(|path| PublicKeyFile { path: self.folder.join(path), id }))
    }

    /// An address of WeChat: https, always.
    fn https(&self, url: &toml::Spanned<String>) -> Result<String, (usize, Reason)> {
        let plain = url.get_ref().trim_end_matches('/');
        self.must(plain.starts_with("https://") && plain.len() > 8, url, Reason::NotHttps)?;
        Ok(plain.to_owned())
    }

    /// What WeChat sees; empty while there is no tunnel.
    fn public(&self, url: &toml::Spanned<String>) -> Result<Option<PublicUrl>, (usize, Reason)> {
        let Some(written) = some(url.get_ref()) else { return Ok(None) };
        let read = PublicUrl::parse(written).map(Some);
        read.map_err(|bad| (line_of(self.text, url.span().start), bad.into()))
    }

    /// What one buyer may take. Nothing at all is no shop.
    fn limits(&self, written: &file::LimitsSection) -> Result<BuyerLimits, (usize, Reason)> {
        for (most, wanted) in [
            (&written.orders, Reason::LimitOrders),
            (&written.open_unpaid_pieces, Reason::LimitPieces),
            (&written.picture_mib, Reason::LimitPictures),
        ] {
            self.must((1..=LIMIT_MAX).contains(most.get_ref()), most, wanted)?;
        }
        Ok(BuyerLimits {
            orders: *written.orders.get_ref(),
            open_unpaid_pieces: *written.open_unpaid_pieces.get_ref(),
            picture_bytes: u64::from(*written.picture_mib.get_ref()).saturating_mul(MIB),
        })
    }

    fn backups(&self, written: &file::BackupSection) -> Result<Backups, (usize, Reason)> {
        let keep_days = *written.keep_days.get_ref();
        self.must((1..=3650).contains(&keep_days), &written.keep_days, Reason::BackupDays)?;
        Ok(Backups { folder: some(&written.folder).map(|folder| self.folder.join(folder)), keep_days })
    }

    /// A file in the folder, or a database on a server.
    fn store(&self, written: &file::StoreSection) -> Result<StoreSettings, (usize, Reason)> {
        let url = some(written.url.get_ref()).map(DatabaseUrl::parse).transpose();
        let url = url.map_err(|bad| (line_of(self.text, written.url.span().start), bad.into()))?;
        Ok(StoreSettings { url, ca: some(&written.ca).map(|path| self.folder.join(path)) })
    }

    /// Both ends of the quiet hours, or neither.
    fn alerts(&self, alerts: file::AlertsSection) -> Result<Alerts, (usize, Reason)> {
        let file::AlertsSection { sound, desktop, repeat_until_seen, speak, quiet_from, quiet_until } = alerts;
        let one = if some(quiet_from.get_ref()).is_some() { &quiet_from } else { &quiet_until };
        let quiet = if some(one.get_ref()).is_some() {
            let hours = QuietHours::parse(quiet_from.get_ref(), quiet_until.get_ref());
            self.must(hours.is_some(), one, Reason::QuietHours)?;
            hours
        } else {
            None
        };
        Ok(Alerts { sound, desktop, repeat_until_seen, speak, quiet })
    }

    fn tunnel(&self, tunnel: file::TunnelSection) -> Result<TunnelSettings, (usize, Reason)> {
        let ours = tunnel.kind.get_ref() == "command";
        self.must(ours || tunnel.kind.get_ref() == "manual", &tunnel.kind, Reason::TunnelKind)?;
        if !ours {
            return Ok(TunnelSettings::Manual);
        }
        let names_one = tunnel.command.get_ref().first().is_some_and(|program| !program.trim().is_empty());
        // An absent command has no line of its own; then the kind is what asks for one.
        let at = if tunnel.command.span().is_empty() { tunnel.kind.span() } else { tunnel.command.span() };
        if !names_one {
            return Err((line_of(self.text, at.start), Reason::TunnelCommand));
        }
        if let Some(blank) = tunnel.command.get_ref().iter().find(|part| part.contains(['<', '>'])) {
            return Err((line_of(self.text, at.start), Reason::TunnelBlank(blank.clone())));
        }
        Ok(TunnelSettings::Command(tunnel.command.into_inner()))
    }

    /// Each by a name of its own, under which its receipts wait.
    fn printers(&self, written: Vec<toml::Spanned<printers::Written>>) -> Result<Vec<Printer>, (usize, Reason)> {
        let mut printers: Vec<Printer> = Vec::new();
        for one in written {
            let line = line_of(self.text, one.span().start);
            let printer = one.into_inner().checked().map_err(|wanted| (line, wanted))?;
            if printers.iter().any(|other| other.name == printer.name) {
                return Err((line, Reason::PrinterTwice(printer.name)));
            }
            printers.push(printer);
        }
        Ok(printers)
    }

    fn read<T, V: AsRef<str>>(
        &self,
        value: &toml::Spanned<V>,
        read: impl Fn(&str) -> Option<T>,
        wanted: Reason,
    ) -> Result<T, (usize, Reason)> {
        read(value.get_ref().as_ref()).ok_or_else(|| (line_of(self.text, value.span().start), wanted))
    }

    fn must<V>(&self, ok: bool, value: &toml::Spanned<V>, wanted: Reason) -> Result<(), (usize, Reason)> {
        if ok { Ok(()) } else { Err((line_of(self.text, value.span().start), wanted)) }
    }
}
