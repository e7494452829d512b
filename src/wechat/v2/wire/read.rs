//! From bytes to fields, on quick-xml's events; the plainest messages take a shorter way.

use super::{
    fields::{Fields, is_name},
    limits::MessageLimits,
    malformed::MalformedXml,
    plain,
};
use quick_xml::{
    Reader,
    events::{BytesDecl, BytesRef, Event},
};
use std::borrow::Cow;

const BYTE_ORDER_MARK: char = '\u{feff}';

impl<'a> Fields<'a> {
    /// Reads a stranger's message whose root is `root` (`xml`; `root` inside a refund notice).
    ///
    /// # Errors
    /// [`MalformedXml`]: refuse the message; no part of it was believed.
    pub fn read(root: &str, bytes: &'a [u8]) -> Result<Self, MalformedXml> {
        document(root, bytes, MessageLimits::ANONYMOUS)
    }

    /// Reads an answer to a call of our own.
    ///
    /// # Errors
    /// [`MalformedXml`]: no part of it was believed.
    pub fn read_answer(bytes: &'a [u8]) -> Result<Self, MalformedXml> {
        document("xml", bytes, MessageLimits::ANSWER)
    }
}

/// The one way in: everything else here serves it.
fn document<'a>(root: &str, bytes: &'a [u8], limits: MessageLimits) -> Result<Fields<'a>, MalformedXml> {
    let text = text_of(bytes, limits.bytes)?;
    match plain::document(root, text, limits.fields) {
        Some(fields) => Ok(fields),
        None => by_events(root, text, limits.fields),
    }
}

/// Every message the plain way did not take: odd ones are read here, hostile ones refused.
pub(super) fn by_events<'a>(root: &str, text: &'a str, most: usize) -> Result<Fields<'a>, MalformedXml> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().trim_markup_names_in_closing_tags = false;
    skip_white_space(&mut reader, true);
    enter_root(&mut reader, root, text)?;
    let fields = read_fields(&mut reader, text, most)?;
    match next(&mut reader)? {
        Event::Eof => Ok(fields),
        other => Err(refusal(&other)),
    }
}

/// The bytes as text, once size, encoding and characters are right; a byte order mark is dropped.
pub(super) fn text_of(bytes: &[u8], most: usize) -> Result<&str, MalformedXml> {
    if bytes.len() > most {
        return Err(MalformedXml::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| MalformedXml::NotUtf8)?;
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    // The reader would drop a second mark by itself, and its positions would no longer be ours.
    if text.starts_with(BYTE_ORDER_MARK) {
        return Err(MalformedXml::Syntax);
    }
    // Every byte is looked at, without a short cut: so the compiler takes many of them at a time.
    let is_forbidden = |b: u8| u8::from(b < 0x20) & u8::from(b != b'\n') & u8::from(b != b'\r') & u8::from(b != b'\t');
    let forbidden = bytes.iter().fold(0, |found, &b| found | is_forbidden(b)) != 0;
    if forbidden { Err(MalformedXml::Character) } else { Ok(text) }
}

/// White space between fields is passed over; within a value it is kept.
fn skip_white_space(reader: &mut Reader<&[u8]>, skip: bool) {
    reader.config_mut().trim_text_start = skip;
}

/// Reads up to and including the root's start.
fn enter_root(reader: &mut Reader<&[u8]>, root: &str, text: &str) -> Result<(), MalformedXml> {
    let mut declaration_may_come = text.starts_with("<?xml");
    loop {
        match next(reader)? {
            Event::Decl(declaration) if declaration_may_come => check_declaration(&declaration)?,
            Event::Start(tag) if *tag == *root => return Ok(()),
            other => return Err(refusal(&other)),
        }
        declaration_may_come = false;
    }
}

fn check_declaration(declaration: &BytesDecl<'_>) -> Result<(), MalformedXml> {
    declaration.version().map_err(|_| MalformedXml::Syntax)?;
    match declaration.encoding() {
        None => Ok(()),
        Some(Ok(name)) if name.eq_ignore_ascii_case("utf-8") => Ok(()),
        Some(_) => Err(MalformedXml::NotUtf8),
    }
}

/// Reads up to and including the root's end.
fn read_fields<'a>(reader: &mut Reader<&'a [u8]>, text: &'a str, most: usize) -> Result<Fields<'a>, MalformedXml> {
    let mut fields = Fields::none();
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                let name = name_before(text, reader.buffer_position(), ">", tag.len())?;
                let value = read_value(reader)?;
                fields.insert(name, value, most)?;
            }
            Ok(Event::Empty(tag)) => {
                let name = name_before(text, reader.buffer_position(), "/>", tag.len())?;
                fields.insert(name, Cow::Borrowed(""), most)?;
            }
            Ok(Event::End(_)) => return Ok(fields), // the reader has compared its name with the root's
            Ok(other) => return Err(refusal(&other)),
            Err(_) => return Err(MalformedXml::Syntax),
        }
    }
}

/// The name in the tag that ends at `tag_end`. The event would only lend it for a moment; the text lends it longer.
fn name_before<'a>(text: &'a str, tag_end: u64, closed_by: &str, length: usize) -> Result<&'a str, MalformedXml> {
    let tag_end = usize::try_from(tag_end).map_err(|_| MalformedXml::Syntax)?;
    let end = tag_end.saturating_sub(closed_by.len());
    let name = text.get(end.saturating_sub(length)..end).ok_or(MalformedXml::Syntax)?;
    if is_name(name) { Ok(name) } else { Err(MalformedXml::Forbidden("an attribute or a strange name")) }
}

/// Reads a field's text up to and including its end.
fn read_value<'a>(reader: &mut Reader<&'a [u8]>) -> Result<Cow<'a, str>, MalformedXml> {
    skip_white_space(reader, false);
    let mut value: Option<Cow<'a, str>> = None;
    loop {
        let piece = match reader.read_event() {
            Ok(Event::CData(piece)) => piece.into_inner(),
            Ok(Event::Text(piece)) if !ends_a_section(&piece) => piece.into_inner(),
            Ok(Event::GeneralRef(reference)) => Cow::Owned(character(&reference)?.to_string()),
            Ok(Event::End(_)) => {
                skip_white_space(reader, true);
                return Ok(value.unwrap_or_default());
            }
            Ok(other) => return Err(refusal(&other)),
            Err(_) => return Err(MalformedXml::Syntax),
        };
        match &mut value {
            None => value = Some(piece), // nearly always the only one, and borrowed
            Some(value) => value.to_mut().push_str(&piece),
        }
    }
}

/// `]]>` outside CDATA is not well-formed, and readers disagree about it.
fn ends_a_section(text: &str) -> bool {
    text.as_bytes().contains(&b'>') && text.contains("]]>")
}

/// One of the five entities, or a character by its number.
fn character(reference: &BytesRef<'_>) -> Result<char, MalformedXml> {
    let number = reference.resolve_char_ref().map_err(|_| MalformedXml::Character)?;
    match (number, &**reference) {
        (Some('\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..), _) => {
            number.ok_or(MalformedXml::Character)
        }
        (Some(_), _) => Err(MalformedXml::Character),
        (None, "amp") => Ok('&'),
        (None, "lt") => Ok('<'),
        (None, "gt") => Ok('>'),
        (None, "quot") => Ok('"'),
        (None, "apos") => Ok('\''),
        (None, _) => Err(MalformedXml::Forbidden("an unknown entity")),
    }
}

fn next<'a>(reader: &mut Reader<&'a [u8]>) -> Result<Event<'a>, MalformedXml> {
    reader.read_event().map_err(|_| MalformedXml::Syntax)
}

fn refusal(event: &Event<'_>) -> MalformedXml {
    match event {
        Event::DocType(_) => MalformedXml::Forbidden("a document type"),
        Event::Comment(_) => MalformedXml::Forbidden("a comment"),
        Event::PI(_) => MalformedXml::Forbidden("a processing instruction"),
        Event::Start(_) | Event::Empty(_) => MalformedXml::Forbidden("another or a nested element"),
        _ => MalformedXml::Syntax,
    }
}
