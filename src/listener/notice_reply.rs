//! What WeChat is told after a message, in the form of the interface it was written in.

use super::reply::HttpReply;
use crate::{
    domain::{Api, NoticeVerdict},
    wechat::{v2, v3},
};
use hyper::StatusCode;

/// `None` is a message that could not be stored.
pub(super) fn to(api: Api, verdict: Option<NoticeVerdict>) -> HttpReply {
    match (api, refusal(verdict)) {
        (Api::V2, None) => xml(v2::notify::SUCCESS_REPLY),
        (Api::V2, Some((_, word))) => xml(v2::notify::fail_reply(word)),
        (Api::V3, None) => HttpReply::empty(StatusCode::NO_CONTENT),
        (Api::V3, Some((status, word))) => json(status, word),
    }
}

/// What WeChat's message push is told: the word it waits for, or the status of a refusal.
pub(super) fn to_push(verdict: Option<NoticeVerdict>) -> HttpReply {
    match verdict {
        // What is genuine is kept, whether or not we know what it is about: sent again it would say the same.
        Some(NoticeVerdict::UnknownNumber | NoticeVerdict::Differs) => taken(),
        verdict => refusal(verdict).map_or_else(taken, |(status, _)| HttpReply::empty(status)),
    }
}

fn taken() -> HttpReply {
    HttpReply::new(StatusCode::OK, "text/plain", "success")
}

/// A status, and a word for WeChat's log: nothing an attacker does not know already. `None`: it was taken.
const fn refusal(verdict: Option<NoticeVerdict>) -> Option<(StatusCode, &'static str)> {
    use NoticeVerdict as V;
    Some(match verdict {
        Some(V::Accepted | V::Repeated | V::NotPaid) => return None,
        Some(V::Unsigned | V::WrongSignature | V::Undecryptable) => (StatusCode::UNAUTHORIZED, "SIGN_MISMATCH"),
        Some(V::OtherMerchant) => (StatusCode::FORBIDDEN, "NOT_OURS"),
        Some(V::TooLarge) => (StatusCode::PAYLOAD_TOO_LARGE, "NOT_UNDERSTOOD"),
        Some(V::Malformed | V::BadField) => (StatusCode::BAD_REQUEST, "NOT_UNDERSTOOD"),
        Some(V::UnknownNumber) => (StatusCode::CONFLICT, "UNKNOWN_NUMBER"),
        Some(V::Differs) => (StatusCode::CONFLICT, "DIFFERS"),
        None => (StatusCode::SERVICE_UNAVAILABLE, "TRY_AGAIN"),
    })
}

fn xml(body: impl Into<hyper::body::Bytes>) -> HttpReply {
    HttpReply::new(StatusCode::OK, "text/xml; charset=utf-8", body)
}

fn json(status: StatusCode, word: &str) -> HttpReply {
    HttpReply::new(status, "application/json", v3::notify::fail_reply(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_api_v3_nothing_but_what_was_taken_is_answered_with_success() {
        for &verdict in NoticeVerdict::ALL {
            let taken = matches!(verdict, NoticeVerdict::Accepted | NoticeVerdict::Repeated | NoticeVerdict::NotPaid);
            assert_eq!(refusal(Some(verdict)).is_none(), taken, "{verdict}");
            assert!(refusal(Some(verdict)).is_none_or(|(status, _)| status.is_client_error()), "{verdict}");
        }
        assert!(refusal(None).is_some_and(|(status, _)| status.is_server_error()), "it comes again");
        let reply = format!("{:?}", to(Api::V3, Some(NoticeVerdict::WrongSignature)));
        assert!(reply.contains("401") && reply.contains("FAIL"), "{reply}");
    }
}
