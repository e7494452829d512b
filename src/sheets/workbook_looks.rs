//! How the sheets of an `.xlsx` look: which rows are hidden, which cells are merged, how numbers are shown. The reader of
//! values does not tell; a row that nobody sees must not be shipped, and a number is what its cell shows.

use super::grid::{COLUMNS_MAX, LOOKED_AT_MAX};
use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};
use std::{
    collections::{BTreeSet, HashMap},
    io::{BufReader, Cursor, Read as _},
};
use zip::ZipArchive;

/// The most bytes of the workbook's own list of its sheets.
const LIST_BYTES_MAX: u64 = 1024 * 1024;

/// How one sheet looks. Rows and columns count from 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Looks {
    /// Rows that are hidden.
    pub hidden: BTreeSet<u32>,
    /// Cells with a number, and the place of their style in the workbook's list.
    pub styles: HashMap<(u32, u32), usize>,
    /// Merged cells: from the first corner to the last.
    pub merged: Vec<[(u32, u32); 2]>,
}

/// Where each sheet's own file is in the workbook, by its name.
pub(super) struct Places<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    by_name: HashMap<String, String>,
}

impl<'a> Places<'a> {
    /// `None`: the workbook does not say.
    pub fn of(bytes: &'a [u8]) -> Option<Self> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).ok()?;
        let mut targets = HashMap::new();
        each_tag(&text_in(&mut zip, "xl/_rels/workbook.xml.rels")?, |tag| {
            if let ("Relationship", Some(id), Some(target)) =
                (tag.local_name().as_ref(), attribute(tag, "Id"), attribute(tag, "Target"))
            {
                targets.insert(id, target);
            }
        })?;
        let mut by_name = HashMap::new();
        each_tag(&text_in(&mut zip, "xl/workbook.xml")?, |tag| {
            if let ("sheet", Some(name), Some(id)) =
                (tag.local_name().as_ref(), attribute(tag, "name"), attribute(tag, "id"))
                && let Some(target) = targets.get(&id)
            {
                let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
                by_name.insert(name, path);
            }
        })?;
        Some(Self { zip, by_name })
    }

    /// How a sheet looks. `None`: its file cannot be found or read.
    pub fn looks(&mut self, sheet: &str) -> Option<Looks> {
        let file = self.zip.by_name(self.by_name.get(sheet)?).ok()?;
        let mut reader = Reader::from_reader(BufReader::new(file));
        let mut looks = Looks::default();
        let (mut buffer, mut next) = (Vec::new(), CellPlace::default());
        loop {
            buffer.clear();
            match reader.read_event_into(&mut buffer).ok()? {
                Event::Eof => return Some(looks),
                Event::Start(tag) | Event::Empty(tag) => looks.learn(&tag, &mut next),
                _ => {}
            }
            if looks.styles.len() > LOOKED_AT_MAX.saturating_mul(COLUMNS_MAX) {
                return None;
            }
        }
    }
}

/// Where the next row and cell are that do not say so themselves, and what a value belongs to.
#[derive(Default)]
struct CellPlace {
    row: u32,
    column: u32,
    style: Option<usize>,
}

impl Looks {
    fn learn(&mut self, tag: &BytesStart<'_>, next: &mut CellPlace) {
        match tag.local_name().as_ref() {
            "row" => {
                let named = attribute(tag, "r").and_then(|row| row.parse::<u32>().ok());
                next.row = named.unwrap_or_else(|| next.row.saturating_add(1)).max(1);
                next.column = 0;
                let is = |name: &str, values: &[&str]| {
                    attribute(tag, name).is_some_and(|value| values.contains(&value.as_str()))
                };
                if is("hidden", &["1", "true"]) || is("ht", &["0"]) {
                    self.hidden.insert(next.row.saturating_sub(1));
                }
            }
            "c" => {
                let named = attribute(tag, "r").and_then(|cell| corner(&cell));
                next.column = named.map_or(next.column, |(_, column)| column).saturating_add(1);
                let number = attribute(tag, "t").is_none_or(|kind| kind == "n");
                next.style = attribute(tag, "s").and_then(|style| style.parse().ok()).filter(|_| number);
            }
            "v" => {
                let at = (next.row.saturating_sub(1), next.column.saturating_sub(1));
                if let Some(style) = next.style.take().filter(|style| *style > 0)
                    && usize::try_from(at.1).is_ok_and(|column| column < COLUMNS_MAX)
                {
                    self.styles.insert(at, style);
                }
            }
            "mergeCell" => {
                let range = attribute(tag, "ref");
                let corners = range.as_deref().and_then(|range| range.split_once(':'));
                if let Some((from, to)) = corners
                    && let (Some(from), Some(to)) = (corner(from), corner(to))
                {
                    self.merged.push([from, to]);
                }
            }
            _ => {}
        }
    }
}

/// `C4` as row and column from 0.
fn corner(cell: &str) -> Option<(u32, u32)> {
    let plain = cell.replace('$', "");
    let letters = plain.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = plain.split_at(letters);
    if !letters.bytes().all(|letter| letter.is_ascii_alphabetic()) {
        return None;
    }
    let column = letters.bytes().try_fold(0_u32, |column, letter| {
        let place = u32::from(letter.to_ascii_uppercase().checked_sub(b'A')?).checked_add(1)?;
        column.checked_mul(26)?.checked_add(place)
    })?;
    Some((digits.parse::<u32>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}

fn text_in(zip: &mut ZipArchive<Cursor<&[u8]>>, path: &str) -> Option<String> {
    let mut text = String::new();
    zip.by_name(path).ok()?.take(LIST_BYTES_MAX).read_to_string(&mut text).ok()?;
    Some(text)
}

fn each_tag(text: &str, mut each: impl FnMut(&BytesStart<'_>)) -> Option<()> {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().ok()? {
            Event::Eof => return Some(()),
            Event::Start(tag) | Event::Empty(tag) => each(&tag),
            _ => {}
        }
    }
}

/// Of an attribute by its name without a prefix.
fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    quick_xml::escape::unescape(&found.value).ok().map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_corner_is_read_from_its_letters_and_figures() {
        assert_eq!([corner("A1"), corner("$C$4"), corner("AA10")], [Some((0, 0)), Some((3, 2)), Some((9, 26))]);
        for nonsense in ["", "A", "1", "A0", "茶1", "A99999999999"] {
            assert_eq!(corner(nonsense), None, "{nonsense}");
        }
    }
}
