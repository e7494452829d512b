//! Every vector of API v2, and what holds for every message: one file per direction.

mod answers;
mod codes;
mod garbage;
mod received;
mod written;

use crate::{
    domain::{AppId, MchId, SignType},
    wechat::{Account, ApiKey},
};
use serde_json::Value;
use std::{collections::BTreeMap, path::Path};

fn file(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/wechat");
    std::fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn json(name: &str) -> Value {
    serde_json::from_slice(&file(name)).unwrap()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn pairs(value: &Value) -> BTreeMap<&str, &str> {
    value.as_object().unwrap().iter().map(|(name, value)| (name.as_str(), text(value))).collect()
}

fn sign_type(value: &Value) -> SignType {
    SignType::parse(text(value)).unwrap()
}

/// The merchant of the vectors.
fn account() -> Account {
    Account {
        app_id: AppId::parse("wx7e57000000000001").unwrap(),
        app_channel_app_id: None,
        mch_id: MchId::parse("1900000001").unwrap(),
        key: ApiKey::of_a_vector("TestApiV2Key00000000000000000001"),
    }
}
