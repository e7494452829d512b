//! What the window of a bench is opened with.

use zhanggui::{
    alerts::AlertHandle,
    base::env::Env,
    devices::receipt::ReceiptTemplate,
    events::Events,
    jobs::CommandSender,
    ui::{AppSetup, Lang, Reach, ReadModel, ThemeChoice},
};

/// A shop's window in Chinese, without a sound.
pub fn setup(read_model: Box<dyn ReadModel>, commands: CommandSender, events: Events, env: Env) -> AppSetup {
    AppSetup {
        shop_name: "山茶小铺".to_owned(),
        lang: Lang::Zh,
        theme: ThemeChoice::Light,
        practice: false,
        reach: Reach::default(),
        receipt: ReceiptTemplate::default(),
        alerts: AlertHandle::silent(),
        stays: false,
        lock_minutes: 10,
        presence: None,
        seat: String::new(),
        hold_secs: 10,
        read_model,
        commands,
        events,
        env,
        pictures: None,
        exporter: None,
        backups: None,
        push_path: None,
        remember_in: None,
    }
}
