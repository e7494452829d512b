//! Feieyun 飞鹅 (protocol, 14.1): one address, calls told apart by `apiname`. What it took is asked about, never sent again.

use super::{
    cloud::{Cloud, CloudEndpoint, NoWord, code, id, words},
    printer::{BeforeSend, PrintAnswer, PrintFailure, PrintNotRecorded, ReceiptPrinter, Sent},
    receipt::{Receipt, ReceiptTemplate},
    tags,
};
use crate::{
    base::{env::Env, https::BadEndpoint},
    domain::PrintTrouble,
    settings::PrinterKey,
};
use aws_lc_rs::digest;
use serde_json::Value;

/// Where it is unless the settings say otherwise.
pub const FEIEYUN_URL: &str = "https://api.feieyun.cn";
const PATH: &str = "/Api/Open/";

/// One printer of an account.
pub struct Feieyun {
    name: String,
    user: String,
    key: PrinterKey,
    /// The printer's number.
    sn: String,
    columns: usize,
    template: ReceiptTemplate,
    cloud: Cloud,
    env: Env,
}

/// The account, and the printer's number there.
#[derive(Debug, Clone)]
pub struct FeieyunAccount {
    /// Account name.
    pub user: String,
    /// The account's UKEY, not the printer's.
    pub key: PrinterKey,
    /// The printer's number.
    pub sn: String,
}

/// `sig`: SHA-1 of user, UKEY and time, one behind the other, in lower-case hex.
pub fn signature(user: &str, ukey: &str, stime: &str) -> String {
    let mut sha = digest::Context::new(&digest::SHA1_FOR_LEGACY_USE_ONLY);
    for part in [user, ukey, stime] {
        sha.update(part.as_bytes());
    }
    hex::encode(sha.finish())
}

/// What `ret` asks of us; `None` for 0.
pub fn trouble(ret: i64) -> Option<PrintTrouble> {
    match ret {
        0 => None,
        -2 => Some(PrintTrouble::Account),
        -3 => Some(PrintTrouble::Key),
        1001 | 1002 => Some(PrintTrouble::NotBound),
        _ => Some(PrintTrouble::Other),
    }
}

impl Feieyun {
    /// # Errors
    /// [`BadEndpoint`]: the settings must be mended before anything is printed there.
    pub fn new(
        name: &str,
        account: FeieyunAccount,
        columns: usize,
        template: ReceiptTemplate,
        endpoint: &CloudEndpoint,
        env: Env,
    ) -> Result<Self, BadEndpoint> {
        let FeieyunAccount { user, key, sn } = account;
        let cloud = Cloud::new(endpoint)?;
        Ok(Self { name: name.to_owned(), user, key, sn, columns, template, cloud, env })
    }

    fn call(&self, apiname: &str, fields: &[(&str, &str)]) -> Result<Value, NoWord> {
        let stime = self.env.now().get().to_string();
        let sig = signature(&self.user, self.key.as_str(), &stime);
        let mut all = vec![("user", self.user.as_str()), ("stime", &stime), ("sig", &sig), ("apiname", apiname)];
        all.extend(fields);
        self.cloud.post(PATH, &all)
    }

    /// Why it is still waiting, in the words the cloud has for a printer's state.
    fn state(&self) -> Option<PrintFailure> {
        let answer = self.call("Open_queryPrinterStatus", &[("sn", &self.sn)]).ok()?;
        let said = words(&answer, "data");
        if said.contains("离线") {
            return Some(PrintFailure(PrintTrouble::Offline, said));
        }
        said.contains("不正常").then_some(PrintFailure(PrintTrouble::Faulty, said))
    }
}

impl ReceiptPrinter for Feieyun {
    fn name(&self) -> &str {
        &self.name
    }

    fn print(&self, receipt: &Receipt, _job: &str, leaving: BeforeSend<'_>) -> Sent {
        let content = tags::content(receipt, &self.template, self.columns, &tags::FEIEYUN);
        if let Err(PrintNotRecorded(why)) = leaving() {
            return Sent::NotSent(PrintFailure(PrintTrouble::Other, why));
        }
        let fields = [("sn", self.sn.as_str()), ("content", &content), ("times", "1")];
        let answer = match self.call("Open_printMsg", &fields) {
            Ok(answer) => answer,
            Err(NoWord::NotSent(why)) => return Sent::NotSent(why),
            Err(NoWord::Unknown(why)) => return Sent::Unknown { why, again: false },
        };
        let Some(ret) = code(&answer, "ret") else { return unreadable() };
        if let Some(trouble) = trouble(ret) {
            return Sent::Refused(PrintFailure(trouble, format!("{ret} {}", words(&answer, "msg"))));
        }
        answer.get("data").and_then(id).map_or_else(unreadable, Sent::Accepted)
    }

    fn ask(&self, cloud_id: &str) -> PrintAnswer {
        match self.call("Open_queryOrderState", &[("orderid", cloud_id)]) {
            Err(NoWord::NotSent(why) | NoWord::Unknown(why)) => PrintAnswer::NoAnswer(why),
            Ok(answer) => match (code(&answer, "ret"), answer.get("data").and_then(Value::as_bool)) {
                (Some(0), Some(true)) => PrintAnswer::Printed,
                (Some(0), Some(false)) => PrintAnswer::NotYet(self.state()),
                (ret, _) => {
                    let why = format!("{} {}", ret.unwrap_or_default(), words(&answer, "msg"));
                    PrintAnswer::NoAnswer(PrintFailure(ret.and_then(trouble).unwrap_or(PrintTrouble::NoAnswer), why))
                }
            },
        }
    }
}

/// It may have been taken: a person looks.
fn unreadable() -> Sent {
    Sent::Unknown { why: PrintFailure(PrintTrouble::NoAnswer, "an answer without a number".to_owned()), again: false }
}

impl std::fmt::Debug for Feieyun {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Feieyun").field("name", &self.name).field("sn", &self.sn).finish_non_exhaustive()
    }
}
