//! WeChat's flat XML: one root, one level of text fields, nothing else.
//!
//! What parsers disagree about is refused rather than guessed: document types, entities beyond the five and numeric
//! references, processing instructions, comments, attributes, nesting, repeated names, anything after the root.
//! Values are not trimmed and unknown fields are kept, because both are signed.
//!
//! Source: API v2, "Message format" and "XML safety" (CVE-2018-13439, CVE-2019-5312).

mod fields;
mod limits;
mod malformed;
mod plain;
mod read;
mod write;

pub use fields::Fields;
pub use limits::{ANSWER_BYTES_MAX, ANSWER_FIELDS_MAX, FIELDS_MAX, MESSAGE_BYTES_MAX, MessageLimits};
pub use malformed::MalformedXml;
pub use write::{write, write_as};
