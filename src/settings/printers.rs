//! Receipt printers, and what stands on a receipt.

use super::Reason;
use serde::Deserialize;

/// A receipt printer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printer {
    /// What it is called on the screen and in the queue; each name once.
    pub name: String,
    /// How it is spoken to.
    pub kind: PrinterKind,
    /// Where it is: `192.168.1.50:9100`, what the system calls it, or its number at the cloud.
    pub address: String,
    /// Whose it is at the cloud: Feieyun's user, Yilianyun's client id. Empty for a printer in the shop's network.
    pub account: String,
    /// The cloud, `https://` and a host; empty for the real one.
    pub server: String,
    /// Prints each new order by itself.
    pub auto: bool,
    /// Columns of its paper: 32 for 58 mm, 48 for 80 mm.
    pub columns: usize,
}

/// How a printer is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PrinterKind {
    /// ESC/POS over TCP.
    EscposTcp,
    /// ESC/POS, by the system's own printing program.
    System,
    /// Feieyun's cloud.
    Feieyun,
    /// Yilianyun's cloud.
    Yilianyun,
}

impl PrinterKind {
    /// The word in the settings and in the file.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EscposTcp => "escpos-tcp",
            Self::System => "system",
            Self::Feieyun => "feieyun",
            Self::Yilianyun => "yilianyun",
        }
    }
}

/// What the owner wants to stand on every receipt.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Receipts {
    /// The heading; empty for the shop's name.
    pub heading: String,
    /// A line above it, empty for none.
    pub logo: String,
    /// The file of a picture above that line, from the shop's folder; empty for none.
    pub picture: String,
    /// A line at the end, empty for none.
    pub footer: String,
    /// The order's number as a QR code.
    pub qr: bool,
}

impl Default for Receipts {
    fn default() -> Self {
        Self {
            heading: String::new(),
            logo: String::new(),
            picture: String::new(),
            footer: "谢谢惠顾".to_owned(),
            qr: true,
        }
    }
}

/// A printer as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    pub kind: PrinterKind,
    #[serde(default)]
    pub name: String,
    pub address: String,
    #[serde(default)]
    pub account: String,
    #[serde(default)]
    pub server: String,
    #[serde(default)]
    pub auto: bool,
    #[serde(default = "narrow")]
    pub columns: usize,
}

const fn narrow() -> usize {
    32
}

impl Written {
    /// The printer, or what to write instead.
    pub fn checked(self) -> Result<Printer, Reason> {
        let Self { kind, name, address, account, server, auto, columns } = self;
        let (address, account) = (address.trim().to_owned(), account.trim().to_owned());
        let name = if name.trim().is_empty() { address.clone() } else { name.trim().to_owned() };
        let must = |ok: bool, wanted: Reason| if ok { Ok(()) } else { Err(wanted) };
        must((1..=40).contains(&name.chars().count()) && !name.chars().any(char::is_control), Reason::PrinterName)?;
        must((24..=64).contains(&columns), Reason::PrinterColumns)?;
        if kind == PrinterKind::EscposTcp {
            let port = address.rsplit_once(':').filter(|(host, _)| !host.is_empty());
            must(port.is_some_and(|(_, port)| port.parse::<u16>().is_ok_and(|port| port > 0)), Reason::PrinterAddress)?;
        } else if kind == PrinterKind::System {
            // As CUPS names its queues.
            let fits = |b: u8| b.is_ascii_graphic() && !b"/#?\"'\\".contains(&b);
            must((1..=127).contains(&address.len()) && address.bytes().all(fits), Reason::PrinterQueue)?;
        } else {
            must(
                (4..=40).contains(&address.len()) && address.bytes().all(|b| b.is_ascii_alphanumeric()),
                Reason::PrinterNumber,
            )?;
            must(
                (1..=80).contains(&account.len()) && account.bytes().all(|b| b.is_ascii_graphic()),
                Reason::PrinterAccount,
            )?;
            must(server.is_empty() || (server.starts_with("https://") && server.len() > 8), Reason::PrinterServer)?;
        }
        Ok(Printer { name, kind, address, account, server, auto, columns })
    }
}
