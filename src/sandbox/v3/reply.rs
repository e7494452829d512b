//! An answer of API v3, from what was done to bytes, and the ways a fault spoils it.

use super::{
    described::anothers,
    refusal::{V3Refusal, refusal},
    signed::Spoilt,
    written::{with_odd_fields, written},
};
use crate::sandbox::faults::Fault;
use axum::http::StatusCode;
use serde_json::Value;

/// What a call was answered with, when it was done.
#[derive(Debug)]
pub(super) enum V3Done {
    /// 200 with an object.
    Told(Value),
    /// 204.
    Nothing,
    /// 200 with a file, which is never signed.
    File(Vec<u8>),
}

/// An answer before it is signed.
pub(super) struct V3Reply {
    pub status: StatusCode,
    pub content: V3Done,
    /// `SUCCESS` or the error code, for the list of calls.
    pub verdict: String,
    /// What `Request-ID` ends in.
    pub support: u32,
}

impl V3Reply {
    pub fn of(outcome: Result<V3Done, V3Refusal>) -> Self {
        match outcome {
            Ok(content) => {
                let status = if matches!(content, V3Done::Nothing) { StatusCode::NO_CONTENT } else { StatusCode::OK };
                Self { status, content, verdict: "SUCCESS".to_owned(), support: 0 }
            }
            Err(refused) => Self {
                status: refused.status,
                content: V3Done::Told(refused.body()),
                verdict: refused.code.to_owned(),
                support: refused.support,
            },
        }
    }

    /// The answer in place of what was done, where a fault says so.
    pub fn instead(self, fault: Option<Fault>) -> Self {
        match (fault, self.content) {
            (Some(Fault::SystemErrorAfter), _) => Self::of(Err(system_error())),
            (Some(Fault::TooFastAfter), _) => Self::of(Err(too_fast())),
            (Some(Fault::AnothersAnswer), V3Done::Told(mut told)) => {
                anothers(&mut told);
                Self { content: V3Done::Told(told), ..self }
            }
            (_, content) => Self { content, ..self },
        }
    }

    /// The body as it is signed, and as it travels.
    pub fn text(&self, seed: u64, fault: Option<Fault>) -> (String, String) {
        let V3Done::Told(told) = &self.content else { return (String::new(), String::new()) };
        let told = if self.status.is_success() { with_odd_fields(told.clone(), seed) } else { told.clone() };
        let text = written(&told, seed);
        let travels = if fault == Some(Fault::Reserialised) { reserialised(&text) } else { text.clone() };
        (text, travels)
    }

    /// Whether its bytes are signed, and how badly.
    pub fn spoilt(&self, fault: Option<Fault>) -> Option<Spoilt> {
        if matches!(self.content, V3Done::File(_)) { None } else { Some(Spoilt::by(fault)) }
    }
}

/// As a proxy writes it that read it and wrote it again.
pub(super) fn reserialised(text: &str) -> String {
    let read: Result<Value, _> = serde_json::from_str(text);
    read.and_then(|value| serde_json::to_string_pretty(&value)).unwrap_or_else(|_| text.to_owned())
}

pub(super) fn system_error() -> V3Refusal {
    refusal(500, "SYSTEM_ERROR", "系统异常，请稍后重试")
}

pub(super) fn too_fast() -> V3Refusal {
    refusal(429, "FREQUENCY_LIMITED", "频率限制")
}
