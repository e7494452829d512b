//! Yilianyun 易联云 (protocol, 14.2). Its token is fetched rarely and kept; a receipt it refuses for the token is sent once
//! more under the same number, which it knows for two hours.

mod token;

pub use token::TokenKeep;

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
use md5::{Digest as _, Md5};
use serde_json::Value;

/// Where it is unless the settings say otherwise.
pub const YILIANYUN_URL: &str = "https://open-api.10ss.net";

/// The token is wrong or at its end: a fresh one, once.
const TOKEN_CODES: [i64; 2] = [14, 18];

/// One printer of an application.
pub struct Yilianyun {
    name: String,
    client_id: String,
    key: PrinterKey,
    machine_code: String,
    columns: usize,
    template: ReceiptTemplate,
    cloud: Cloud,
    env: Env,
    token: TokenKeep,
}

/// The application, and the printer's number there.
#[derive(Debug, Clone)]
pub struct YilianyunAccount {
    /// The application's id.
    pub client_id: String,
    /// Its secret.
    pub key: PrinterKey,
    /// The printer's number.
    pub machine_code: String,
}

/// `sign`: MD5 of client id, time and secret, one behind the other, in lower-case hex.
pub fn signature(client_id: &str, timestamp: &str, secret: &str) -> String {
    let mut md5 = Md5::new();
    for part in [client_id, timestamp, secret] {
        md5.update(part.as_bytes());
    }
    hex::encode(md5.finalize())
}

/// What an `error` asks of us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorMeaning {
    /// 0: well.
    Nothing,
    /// Send again under the same number, later.
    Again(PrintTrouble),
    /// A fresh token, and once more under the same number.
    Token,
    /// A person looks and decides.
    Person(PrintTrouble),
    /// Somebody mends the settings or the account.
    Mend(PrintTrouble),
}

/// The table of protocol 14.2.
pub const fn asked(error: i64) -> ErrorMeaning {
    match error {
        0 => ErrorMeaning::Nothing,
        9 => ErrorMeaning::Again(PrintTrouble::Offline),
        13 => ErrorMeaning::Person(PrintTrouble::Failed),
        14 | 18 | 20 => ErrorMeaning::Token,
        2 | 5 | 6 | 19 => ErrorMeaning::Mend(PrintTrouble::Account),
        11 => ErrorMeaning::Mend(PrintTrouble::Key),
        8 | 10 | 17 => ErrorMeaning::Mend(PrintTrouble::NotBound),
        _ => ErrorMeaning::Mend(PrintTrouble::Other),
    }
}

impl Yilianyun {
    /// # Errors
    /// [`BadEndpoint`]: the settings must be mended before anything is printed there.
    pub fn new(
        name: &str,
        account: YilianyunAccount,
        columns: usize,
        template: ReceiptTemplate,
        endpoint: &CloudEndpoint,
        env: Env,
        token: TokenKeep,
    ) -> Result<Self, BadEndpoint> {
        let YilianyunAccount { client_id, key, machine_code } = account;
        let cloud = Cloud::new(endpoint)?;
        Ok(Self { name: name.to_owned(), client_id, key, machine_code, columns, template, cloud, env, token })
    }

    fn signed(&self, path: &str, fields: &[(&str, &str)]) -> Result<Value, NoWord> {
        let timestamp = self.env.now().get().to_string();
        let sign = signature(&self.client_id, &timestamp, self.key.as_str());
        let id = uuid(&self.env);
        let mut all =
            vec![("client_id", self.client_id.as_str()), ("timestamp", &timestamp), ("sign", &sign), ("id", &id)];
        all.extend(fields);
        self.cloud.post(path, &all)
    }

    /// A token: the kept one, else a fresh one. The cloud gives twenty a day.
    fn token(&self) -> Result<String, Sent> {
        if let Some(token) = self.token.get(&self.client_id) {
            return Ok(token);
        }
        let fields = [("grant_type", "client_credentials"), ("scope", "all")];
        // Fetching a token prints nothing: whatever becomes of it, the receipt has not left.
        let answer = self.signed("/oauth/oauth", &fields).map_err(|none| match none {
            NoWord::NotSent(why) | NoWord::Unknown(why) => Sent::NotSent(why),
        })?;
        let said = format!("token: {}", error_words(&answer));
        match code(&answer, "error").map(asked) {
            Some(ErrorMeaning::Nothing) => {}
            Some(ErrorMeaning::Mend(trouble)) => return Err(Sent::Refused(PrintFailure(trouble, said))),
            _ => return Err(Sent::NotSent(PrintFailure(PrintTrouble::NoAnswer, said))),
        }
        let token = answer.get("body").and_then(|body| body.get("access_token")).and_then(id);
        let token =
            token.ok_or(Sent::NotSent(PrintFailure(PrintTrouble::NoAnswer, "an answer without a token".to_owned())))?;
        self.token.keep(&self.client_id, &token);
        Ok(token)
    }

    /// A call about this printer. With a token that is not taken any more, once more with a fresh one.
    fn call(&self, path: &str, fields: &[(&str, &str)], mut token: String) -> Result<Value, Called> {
        let mut fresh = false;
        loop {
            let mut all = vec![("access_token", token.as_str()), ("machine_code", &self.machine_code)];
            all.extend(fields);
            let answer = self.signed(path, &all).map_err(Called::NoWord)?;
            let worn = code(&answer, "error").is_some_and(|error| TOKEN_CODES.contains(&error));
            if !worn || fresh {
                return Ok(answer);
            }
            self.token.forget();
            (token, fresh) = (self.token().map_err(Called::NoToken)?, true);
        }
    }
}

enum Called {
    NoWord(NoWord),
    NoToken(Sent),
}

fn error_words(answer: &Value) -> String {
    format!("{} {}", code(answer, "error").unwrap_or_default(), words(answer, "error_description"))
}

impl ReceiptPrinter for Yilianyun {
    fn name(&self) -> &str {
        &self.name
    }

    fn print(&self, receipt: &Receipt, job: &str, leaving: BeforeSend<'_>) -> Sent {
        let content = tags::content(receipt, &self.template, self.columns, &tags::YILIANYUN);
        let token = match self.token() {
            Ok(token) => token,
            Err(sent) => return sent,
        };
        if let Err(PrintNotRecorded(why)) = leaving() {
            return Sent::NotSent(PrintFailure(PrintTrouble::Other, why));
        }
        let fields = [("content", content.as_str()), ("origin_id", job), ("idempotence", "1")];
        let answer = match self.call("/print/index", &fields, token) {
            Ok(answer) => answer,
            Err(Called::NoWord(NoWord::NotSent(why))) => return Sent::NotSent(why),
            Err(Called::NoWord(NoWord::Unknown(why))) => return Sent::Unknown { why, again: false },
            Err(Called::NoToken(sent)) => return sent,
        };
        let Some(error) = code(&answer, "error") else { return unreadable() };
        match asked(error) {
            ErrorMeaning::Nothing => {
                answer.get("body").and_then(|body| body.get("id")).and_then(id).map_or_else(unreadable, Sent::Accepted)
            }
            ErrorMeaning::Again(trouble) => Sent::NotSent(PrintFailure(trouble, error_words(&answer))),
            // A fresh token was not taken either. Twenty a day are all there are: it is tried again slowly.
            ErrorMeaning::Token => Sent::Refused(PrintFailure(PrintTrouble::Key, error_words(&answer))),
            ErrorMeaning::Person(trouble) => {
                Sent::Unknown { why: PrintFailure(trouble, error_words(&answer)), again: false }
            }
            ErrorMeaning::Mend(trouble) => Sent::Refused(PrintFailure(trouble, error_words(&answer))),
        }
    }

    fn ask(&self, cloud_id: &str) -> PrintAnswer {
        let token = match self.token() {
            Ok(token) => token,
            Err(Sent::NotSent(why) | Sent::Refused(why)) => return PrintAnswer::NoAnswer(why),
            Err(_) => return PrintAnswer::NoAnswer(PrintFailure(PrintTrouble::NoAnswer, String::new())),
        };
        match self.call("/printer/getorderstatus", &[("order_id", cloud_id)], token) {
            Ok(answer) if code(&answer, "error") == Some(0) => match answer.get("body").and_then(status) {
                Some(1) => PrintAnswer::Printed,
                Some(_) => PrintAnswer::NotYet(None),
                None => {
                    PrintAnswer::NoAnswer(PrintFailure(PrintTrouble::NoAnswer, "an answer without a state".to_owned()))
                }
            },
            Ok(answer) => PrintAnswer::NoAnswer(PrintFailure(PrintTrouble::NoAnswer, error_words(&answer))),
            Err(Called::NoWord(NoWord::NotSent(why) | NoWord::Unknown(why))) => PrintAnswer::NoAnswer(why),
            Err(Called::NoToken(_)) => {
                PrintAnswer::NoAnswer(PrintFailure(PrintTrouble::NoAnswer, "no token".to_owned()))
            }
        }
    }
}

/// 1 is printed, 0 not yet; the shape of the answer differs between their documents.
fn status(body: &Value) -> Option<i64> {
    code(body, "status").or_else(|| body.get(0).and_then(|first| code(first, "status")))
}

fn unreadable() -> Sent {
    Sent::Unknown { why: PrintFailure(PrintTrouble::NoAnswer, "an answer without a number".to_owned()), again: false }
}

/// A fresh UUID v4: the cloud wants one for each request.
fn uuid(env: &Env) -> String {
    let mut bytes = [0_u8; 16];
    env.rng.fill(&mut bytes);
    bytes[6] = (bytes[6] & 0x0F) | 0x40;
    bytes[8] = (bytes[8] & 0x3F) | 0x80;
    let hex = hex::encode(bytes);
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
}

impl std::fmt::Debug for Yilianyun {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Yilianyun").field("name", &self.name).finish_non_exhaustive()
    }
}
