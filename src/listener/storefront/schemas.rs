//! How the shapes of the API are described: money, times and states, once each.

use crate::domain::{OrderState, RefundState};
use utoipa::openapi::schema::{KnownFormat, Object, ObjectBuilder, SchemaFormat, SchemaType, Type};

/// Whole fen.
pub(super) fn fen() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::Integer)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
        .minimum(Some(0))
        .maximum(Some(i64::MAX))
        .description(Some("fen"))
        .build()
}

/// The same, or null.
pub(super) fn maybe_fen() -> Object {
    ObjectBuilder::from(fen()).schema_type(SchemaType::from_iter([Type::Integer, Type::Null])).build()
}

/// The largest amount WeChat writes: twelve digits.
pub(super) const FEN_MAX: i64 = 999_999_999_999;

/// Some money, whole fen.
pub(super) fn some_fen() -> Object {
    ObjectBuilder::from(fen()).minimum(Some(1)).maximum(Some(FEN_MAX)).build()
}

/// RFC 3339, in Beijing time.
pub(super) fn time() -> Object {
    time_of(Type::String.into())
}

/// The same, or null.
pub(super) fn maybe_time() -> Object {
    time_of(SchemaType::from_iter([Type::String, Type::Null]))
}

fn time_of(schema_type: SchemaType) -> Object {
    ObjectBuilder::new()
        .schema_type(schema_type)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
        .examples(["2026-09-01T10:00:00+08:00"])
        .build()
}

/// A text, or null.
pub(super) fn maybe_text() -> Object {
    ObjectBuilder::new().schema_type(SchemaType::from_iter([Type::String, Type::Null])).build()
}

/// Where an order stands.
pub(super) fn order_state() -> Object {
    words(OrderState::ALL.iter().map(|state| state.as_str()))
}

/// Where a refund stands, as far as its buyer may know: two states of ours can be one for them.
pub(super) fn refund_state() -> Object {
    let mut seen: Vec<&str> = Vec::new();
    for state in RefundState::ALL {
        if !seen.contains(&state.wire()) {
            seen.push(state.wire());
        }
    }
    words(seen)
}

/// One of these words.
pub(super) fn words<'a>(words: impl IntoIterator<Item = &'a str>) -> Object {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words)).build()
}
