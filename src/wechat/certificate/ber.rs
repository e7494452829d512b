//! `.p12` files in the looser form some programs write (lengths left open, texts in pieces), made over into the strict one
//! that is read here. Nothing is decrypted and nothing is decided: only how lengths are written changes.

/// Deeper than any certificate's file goes.
const DEPTH_MAX: usize = 24;
const OCTETS: u8 = 0x04;
const OBJECT: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
/// Bit that says that an element holds others.
const HOLDS: u8 = 0x20;

/// One element.
#[derive(Debug, Clone, PartialEq, Eq)]
enum ElementBody {
    Bytes(Vec<u8>),
    Elements(Vec<Element>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Element {
    tag: u8,
    body: ElementBody,
}

/// The file in the strict form, with what is signed in it untouched. `None`: it is not made of elements at all.
pub(super) fn strict(file: &[u8]) -> Option<Vec<u8>> {
    written(&plain(whole(file)?)?)
}

/// The same with what is signed made over too, and so without its signature: for a file whose signature was checked
/// before.
pub(super) fn strict_within(file: &[u8]) -> Option<Vec<u8>> {
    let mut file = plain(whole(file)?)?;
    let ElementBody::Elements(parts) = &mut file.body else { return None };
    // The version and what it holds; the signature is the third.
    parts.truncate(2);
    inner_too(&mut file);
    written(&file)
}

/// Every text that is itself made of elements, in the strict form.
fn inner_too(element: &mut Element) {
    match &mut element.body {
        ElementBody::Elements(parts) => parts.iter_mut().for_each(inner_too),
        ElementBody::Bytes(bytes) if element.tag == OCTETS && bytes.first() == Some(&SEQUENCE) => {
            let made_over = whole(bytes).and_then(plain).and_then(|mut inner| {
                inner_too(&mut inner);
                written(&inner)
            });
            if let Some(inner) = made_over {
                *bytes = inner;
            }
        }
        ElementBody::Bytes(_) => {}
    }
}

fn whole(bytes: &[u8]) -> Option<Element> {
    let (element, rest) = element(bytes, 0)?;
    rest.is_empty().then_some(element)
}

/// The first element and what is behind it.
fn element(bytes: &[u8], depth: usize) -> Option<(Element, &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    let (&first, rest) = rest.split_first()?;
    // Tags of several bytes stand in no such file.
    if depth > DEPTH_MAX || tag & 0x1F == 0x1F {
        return None;
    }
    if first == 0x80 {
        return if tag & HOLDS == 0 { None } else { open_ended(tag, rest, depth) };
    }
    let (length, rest) = if first < 0x80 { (usize::from(first), rest) } else { long(first, rest)? };
    let (body, behind) = rest.split_at_checked(length)?;
    if tag & HOLDS == 0 {
        return Some((Element { tag, body: ElementBody::Bytes(body.to_vec()) }, behind));
    }
    let (mut parts, mut rest) = (Vec::new(), body);
    while !rest.is_empty() {
        let (part, behind) = element(rest, depth.saturating_add(1))?;
        parts.push(part);
        rest = behind;
    }
    Some((Element { tag, body: ElementBody::Elements(parts) }, behind))
}

/// Up to two zeros.
fn open_ended(tag: u8, mut rest: &[u8], depth: usize) -> Option<(Element, &[u8])> {
    let mut parts = Vec::new();
    loop {
        if let Some(behind) = rest.strip_prefix(&[0, 0]) {
            return Some((Element { tag, body: ElementBody::Elements(parts) }, behind));
        }
        let (part, behind) = element(rest, depth.saturating_add(1))?;
        parts.push(part);
        rest = behind;
    }
}

fn long(first: u8, rest: &[u8]) -> Option<(usize, &[u8])> {
    let (length, rest) = rest.split_at_checked(usize::from(first & 0x7F)).filter(|(length, _)| length.len() <= 4)?;
    let length = length.iter().fold(0_u32, |sum, byte| (sum << 8) | u32::from(*byte));
    Some((usize::try_from(length).ok()?, rest))
}

/// Texts in one piece, sets in order. `None` for a text whose pieces are none.
fn plain(element: Element) -> Option<Element> {
    let Element { tag, body: ElementBody::Elements(parts) } = element else { return Some(element) };
    if tag == OCTETS | HOLDS {
        return Some(Element { tag: OCTETS, body: ElementBody::Bytes(joined(parts)?) });
    }
    let mut plain_parts: Vec<Element> = Vec::with_capacity(parts.len());
    for part in parts {
        let before: Vec<u8> = plain_parts.iter().map(|part| part.tag).collect();
        plain_parts.push(match part {
            // What is encrypted: a text behind its kind and its cipher that has no tag of a text of its own.
            Element { tag: 0xA0, body: ElementBody::Elements(pieces) } if before == [OBJECT, SEQUENCE] => {
                Element { tag: 0x80, body: ElementBody::Bytes(joined(pieces)?) }
            }
            other => plain(other)?,
        });
    }
    if tag == SET {
        let mut by_bytes = plain_parts
            .into_iter()
            .map(|part| Some((written(&part)?, part)))
            .collect::<Option<Vec<(Vec<u8>, Element)>>>()?;
        by_bytes.sort_by(|a, b| a.0.cmp(&b.0));
        plain_parts = by_bytes.into_iter().map(|(_, part)| part).collect();
    }
    Some(Element { tag, body: ElementBody::Elements(plain_parts) })
}

/// The pieces of a text as one.
fn joined(pieces: Vec<Element>) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    for piece in pieces {
        match piece {
            Element { tag: OCTETS, body: ElementBody::Bytes(bytes) } => text.extend(bytes),
            Element { tag, body: ElementBody::Elements(pieces) } if tag == OCTETS | HOLDS => {
                text.extend(joined(pieces)?);
            }
            _ => return None,
        }
    }
    Some(text)
}

fn written(element: &Element) -> Option<Vec<u8>> {
    let body = match &element.body {
        ElementBody::Bytes(bytes) => bytes.clone(),
        ElementBody::Elements(parts) => parts.iter().map(written).collect::<Option<Vec<_>>>()?.concat(),
    };
    let mut bytes = vec![element.tag];
    match u8::try_from(body.len()) {
        Ok(length) if length < 0x80 => bytes.push(length),
        _ => {
            let length = u32::try_from(body.len()).ok()?.to_be_bytes();
            let digits: Vec<u8> = length.iter().copied().skip_while(|byte| *byte == 0).collect();
            bytes.push(u8::try_from(digits.len()).ok()? | 0x80);
            bytes.extend(digits);
        }
    }
    bytes.extend(body);
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn open_lengths_and_texts_in_pieces_become_closed_and_whole() {
        // SEQUENCE { OCTET STRING in two pieces, SET of two in the wrong order }
        let loose = [
            0x30, 0x80, 0x24, 0x80, 0x04, 1, b'a', 0x04, 2, b'b', b'c', 0, 0, 0x31, 0x80, 0x02, 1, 9, 0x02, 1, 3, 0, 0,
            0, 0,
        ];
        let strict_form = [0x30, 13, 0x04, 3, b'a', b'b', b'c', 0x31, 6, 0x02, 1, 3, 0x02, 1, 9];
        assert_eq!(strict(&loose).as_deref(), Some(&strict_form[..]));
        assert_eq!(strict(&strict_form).as_deref(), Some(&strict_form[..]), "what is strict stays as it is");
    }

    #[test]
    fn what_is_encrypted_in_pieces_becomes_one_text_and_an_explicit_one_stays() {
        let oid = [0x06, 1, 42];
        let loose = [&[0x30, 0x80][..], &oid, &[0x30, 0, 0xA0, 0x80, 0x04, 1, 7, 0x04, 1, 8, 0, 0, 0, 0]].concat();
        assert_eq!(strict(&loose), Some([&[0x30, 9][..], &oid, &[0x30, 0, 0x80, 2, 7, 8]].concat()));
        let explicit = [&[0x30, 0x80][..], &oid, &[0xA0, 0x80, 0x04, 1, 7, 0, 0, 0, 0]].concat();
        assert_eq!(strict(&explicit), Some([&[0x30, 8][..], &oid, &[0xA0, 3, 0x04, 1, 7]].concat()));
    }

    proptest! {
        #[test]
        fn any_bytes_are_made_over_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            if let Some(made) = strict(&bytes) {
                prop_assert_eq!(strict(&made), Some(made.clone()));
            }
            drop(strict_within(&bytes));
        }
    }
}
