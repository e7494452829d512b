//! The first line: which column is what, in any order, and what separates them.

use super::{BadSheet, Column, records};

/// Lines in which the headings are looked for.
const LINES_ABOVE_MAX: usize = 10;

/// What stands in each column of one sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct SheetColumns(pub Vec<Option<Column>>);

impl SheetColumns {
    /// Reads the first line.
    pub fn of(headings: &[String]) -> Result<Self, BadSheet> {
        let known: Vec<Option<Column>> = headings.iter().map(|heading| Column::of(heading)).collect();
        let count = |wanted: Column| known.iter().flatten().filter(|column| **column == wanted).count();
        if let Some(doubled) = Column::ALL.into_iter().find(|column| count(*column) > 1) {
            return Err(BadSheet::Doubled(doubled));
        }
        if count(Column::Id) == 0 && count(Column::Name) == 0 {
            return Err(BadSheet::NoColumns);
        }
        Ok(Self(known))
    }

    /// The cell of a column; empty where the row is short; `None` where the sheet has no such column.
    pub fn cell<'a>(&self, cells: &'a [String], wanted: Column) -> Option<&'a str> {
        let at = self.0.iter().position(|column| *column == Some(wanted))?;
        Some(cells.get(at).map_or("", |cell| cell.trim()))
    }
}

/// The separator under which the first line names most of our columns.
pub(super) fn separator(text: &str) -> char {
    records::separator(text.trim_start(), 1, |word| Column::of(word).is_some())
}

/// The separator under which one of the first lines names most columns that are `known`.
pub(super) fn separator_by(text: &str, known: impl Fn(&str) -> bool) -> char {
    records::separator(text, LINES_ABOVE_MAX, known)
}
