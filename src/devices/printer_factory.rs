//! The printers the settings name, ready to print.

use super::{
    CloudEndpoint,
    feieyun::{FEIEYUN_URL, Feieyun, FeieyunAccount},
    logo::Logo,
    printer::{BeforeSend, PrintFailure, ReceiptPrinter, Sent},
    receipt::{Receipt, ReceiptLanguage, ReceiptTemplate},
    system_printer::SystemPrinter,
    tcp_printer::{PrinterTimeouts, TcpPrinter},
    yilianyun::{TokenKeep, YILIANYUN_URL, Yilianyun, YilianyunAccount},
};
use crate::{
    base::env::Env,
    domain::PrintTrouble,
    settings::{Language, Printer, PrinterKeys, PrinterKind, Settings},
};
use std::{path::PathBuf, sync::Arc};

/// What printers need besides their own settings.
#[derive(Debug, Clone)]
pub struct PrinterContext {
    /// Keys at the clouds.
    pub keys: PrinterKeys,
    /// PEM of one more root to trust beside the system's.
    pub extra_root_ca: Option<Vec<u8>>,
    /// `http://host:port` of a proxy.
    pub proxy: Option<String>,
    /// The clock and the random numbers.
    pub env: Env,
    /// Where tokens are kept.
    pub tokens: TokenKeep,
}

/// What stands on every receipt of the shop. Reads the picture, if it has one: one that is gone leaves its place empty.
pub fn template(settings: &Settings) -> ReceiptTemplate {
    let receipts = &settings.receipts;
    let heading = if receipts.heading.trim().is_empty() { &settings.shop_name } else { &receipts.heading };
    let read = |path: &PathBuf| {
        let read = Logo::load(path);
        read.inspect_err(|why| tracing::warn!(%why, path = %path.display(), "receipts are printed without the picture"))
            .ok()
    };
    ReceiptTemplate {
        picture: settings.receipt_picture.as_ref().and_then(read).map(Arc::new),
        heading: heading.clone(),
        logo: receipts.logo.clone(),
        footer: receipts.footer.clone(),
        qr: receipts.qr,
        tongue: if settings.language == Language::En { ReceiptLanguage::En } else { ReceiptLanguage::Zh },
    }
}

/// The printer of these settings. One that cannot be set up says why whenever it is asked for paper.
pub fn printer(settings: &Printer, template: &ReceiptTemplate, context: &PrinterContext) -> Arc<dyn ReceiptPrinter> {
    let broken =
        |why: PrintFailure| Arc::new(BrokenPrinter { name: settings.name.clone(), why }) as Arc<dyn ReceiptPrinter>;
    let (name, columns, template) = (settings.name.as_str(), settings.columns, template.clone());
    let endpoint = |real: &str| {
        let url = if settings.server.is_empty() { real } else { &settings.server };
        CloudEndpoint::new(url, context.extra_root_ca.clone(), context.proxy.clone())
    };
    if let Some(printer) = local_printer(settings, &template) {
        return printer;
    }
    let made = match settings.kind {
        // They are made above.
        PrinterKind::EscposTcp | PrinterKind::System => None,
        PrinterKind::Feieyun => context.keys.feieyun.clone().map(|key| {
            let account = FeieyunAccount { user: settings.account.clone(), key, sn: settings.address.clone() };
            let made = Feieyun::new(name, account, columns, template, &endpoint(FEIEYUN_URL), context.env.clone());
            made.map(|made| Arc::new(made) as Arc<dyn ReceiptPrinter>)
        }),
        PrinterKind::Yilianyun => context.keys.yilianyun.clone().map(|key| {
            let machine_code = settings.address.clone();
            let account = YilianyunAccount { client_id: settings.account.clone(), key, machine_code };
            let (env, tokens) = (context.env.clone(), context.tokens.clone());
            let made = Yilianyun::new(name, account, columns, template, &endpoint(YILIANYUN_URL), env, tokens);
            made.map(|made| Arc::new(made) as Arc<dyn ReceiptPrinter>)
        }),
    };
    match made {
        None => broken(PrintFailure(PrintTrouble::NoSecret, settings.kind.as_str().to_owned())),
        Some(Err(bad)) => broken(PrintFailure(PrintTrouble::Other, bad.to_string())),
        Some(Ok(printer)) => printer,
    }
}

/// A printer that is no cloud's: it needs nothing but its own settings.
pub fn local_printer(settings: &Printer, template: &ReceiptTemplate) -> Option<Arc<dyn ReceiptPrinter>> {
    let Printer { name, address, columns, .. } = settings;
    let template = template.clone();
    match settings.kind {
        PrinterKind::EscposTcp => {
            Some(Arc::new(TcpPrinter::new(name, address, *columns, template, PrinterTimeouts::default())))
        }
        PrinterKind::System => Some(Arc::new(SystemPrinter::new(name, address, *columns, template))),
        PrinterKind::Feieyun | PrinterKind::Yilianyun => None,
    }
}

/// A printer that cannot be set up as the settings are.
struct BrokenPrinter {
    name: String,
    why: PrintFailure,
}

impl ReceiptPrinter for BrokenPrinter {
    fn name(&self) -> &str {
        &self.name
    }

    fn print(&self, _receipt: &Receipt, _job: &str, _leaving: BeforeSend<'_>) -> Sent {
        Sent::NotSent(self.why.clone())
    }
}
