//! What each answer to a subscribe message (订阅消息) asks of the caller.

use super::ShippingError;
use crate::domain::MessageTrouble;

/// What an error of the call asks of the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextOfMessage {
    /// It certainly was not taken: again, with back-off. Every message of the shop rests so long.
    Later(MessageTrouble),
    /// Two calls for one reader at the same time: again after a second, once.
    Crowded,
    /// It is over: it was not taken, and saying it again changes nothing.
    NotSent(MessageTrouble),
    /// It may have been taken, and a repeat may use a second permission.
    Unknown,
}

/// The codes of the chapter, row by row, and those any call can give (protocol 12.2, 12.12, 15c).
pub const fn next_of_message(error: &ShippingError) -> NextOfMessage {
    use MessageTrouble as Trouble;
    use NextOfMessage as Next;
    match error {
        ShippingError::NoAnswer(_) => Next::Unknown,
        ShippingError::NoToken { code: 45_009 | 45_011, .. } => Next::Later(Trouble::TooFast),
        ShippingError::NotSent(_) | ShippingError::NotRecorded(_) | ShippingError::NoToken { code: 0 | -1, .. } => {
            Next::Later(Trouble::NoLine)
        }
        ShippingError::NoToken { .. } => Next::Later(Trouble::Account),
        ShippingError::Code { code, .. } => match *code {
            -1 => Next::Unknown,
            43_101 => Next::NotSent(Trouble::NoPermission),
            43_107 | 48_001 => Next::NotSent(Trouble::Blocked),
            43_108 => Next::Crowded,
            47_003 => Next::NotSent(Trouble::BadValue),
            40_003 => Next::NotSent(Trouble::NoReader),
            40_037 | 20_001 => Next::NotSent(Trouble::NoTemplate),
            41_030 => Next::NotSent(Trouble::NoPage),
            45_168 => Next::NotSent(Trouble::Words),
            45_009 | 45_011 | 44_990 => Next::Later(Trouble::TooFast),
            // token (after the one renewal), authorisation
            40_001 | 40_014 | 42_001 | 61_003 | 61_004 | 61_011 => Next::Later(Trouble::Account),
            _ => Next::NotSent(Trouble::Refused),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn code(code: i64) -> ShippingError {
        ShippingError::Code { code, message: String::new() }
    }

    /// The vectors' answers, each with what their table says of it.
    #[test]
    fn every_answer_of_the_vectors_asks_for_what_they_say() {
        use MessageTrouble as Trouble;
        use NextOfMessage as Next;
        let text = include_str!("../../tests/fixtures/wechat/mp-subscribe.json");
        let vectors: Value = serde_json::from_str(text).expect("vectors");
        let mut seen = Vec::new();
        for case in vectors["responses"].as_array().expect("answers") {
            let answer: Value = serde_json::from_str(case["body"].as_str().expect("a body")).expect("JSON");
            seen.push(answer["errcode"].as_i64().expect("a code"));
        }
        let expected = [
            (43_101, Next::NotSent(Trouble::NoPermission)),
            (43_107, Next::NotSent(Trouble::Blocked)),
            (43_108, Next::Crowded),
            (47_003, Next::NotSent(Trouble::BadValue)),
            (40_037, Next::NotSent(Trouble::NoTemplate)),
            (40_003, Next::NotSent(Trouble::NoReader)),
            (41_030, Next::NotSent(Trouble::NoPage)),
            (45_168, Next::NotSent(Trouble::Words)),
            (48_001, Next::NotSent(Trouble::Blocked)),
            (42_001, Next::Later(Trouble::Account)),
            (-1, Next::Unknown),
        ];
        assert_eq!(seen[0], 0);
        for (number, next) in expected {
            assert!(seen.contains(&number), "{number}");
            assert_eq!(next_of_message(&code(number)), next, "{number}");
        }
        assert_eq!(seen.len(), expected.len() + 1);
    }

    #[test]
    fn only_what_certainly_did_not_arrive_is_said_again() {
        let again = [code(45_009), code(45_011), code(44_990), code(40_001), ShippingError::NotSent(String::new())];
        for error in again {
            assert!(matches!(next_of_message(&error), NextOfMessage::Later(_)), "{error}");
        }
        for error in [code(-1), ShippingError::NoAnswer("HTTP status 500".to_owned())] {
            assert_eq!(next_of_message(&error), NextOfMessage::Unknown, "{error}");
        }
        assert_eq!(next_of_message(&code(123_456)), NextOfMessage::NotSent(MessageTrouble::Refused));
    }
}
