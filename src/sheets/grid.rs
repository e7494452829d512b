//! A file as rows of cells, whatever it was made with: CSV in any of its encodings, or a workbook of Excel, WPS or
//! `LibreOffice`. It says nothing about what the columns mean.

use super::{BadSheet, ROWS_MAX, bytes, records::Records, workbook};
use std::collections::BTreeSet;

/// Columns beyond this are not read: nobody's sheet is that wide, and a stray cell at the far right is no column.
pub(super) const COLUMNS_MAX: usize = 200;
/// Rows that may stand above the headings or be blank beside the rows of a sheet that is full.
const ROWS_BESIDE: usize = 64;
/// The most rows that are looked at.
pub(super) const LOOKED_AT_MAX: usize = ROWS_MAX.saturating_add(ROWS_BESIDE);

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// As it reads.
    Text(String),
    /// A whole number of more digits than a workbook keeps: its last digits are zeros now, whatever was typed.
    Rounded(String),
    /// A formula that was never calculated, or that came to an error.
    NoValue,
    /// A number that the sheet shows in another form than its digits (`7.35E+13`, a date, with decimals): what a person
    /// reads in it is not what is here.
    Formatted(String),
}

impl Cell {
    /// What a person reads in it.
    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Rounded(text) | Self::Formatted(text) => text,
            Self::NoValue => "",
        }
    }
}

/// The rows of one sheet that are not blank, each with its line in the file, from 1.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grid {
    /// What the sheet is called in its workbook; empty for a text.
    pub name: String,
    /// The whole sheet is hidden in its workbook.
    pub hidden: bool,
    /// Line and cells.
    pub rows: Vec<(u64, Vec<Cell>)>,
    /// The lines that are hidden, by a filter or by hand.
    pub hidden_lines: BTreeSet<u64>,
}

impl Grid {
    /// Every sheet of the file: one of a CSV, all that are not empty of a workbook. `separator` finds what parts the cells
    /// of a CSV.
    ///
    /// # Errors
    /// [`BadSheet`] when the file as a whole cannot be used.
    pub(super) fn all_of(bytes: &[u8], separator: impl Fn(&str) -> char) -> Result<Vec<Self>, BadSheet> {
        match bytes::text_of(bytes) {
            Err(BadSheet::Workbook) => workbook::grids(bytes),
            Err(bad) => Err(bad),
            Ok(text) => Ok(vec![Self::of_text(&text, separator(&text))?]),
        }
    }

    fn of_text(text: &str, separator: char) -> Result<Self, BadSheet> {
        let mut grid = Self::default();
        for record in Records::of(text, separator) {
            let record = record?;
            grid.push(record.line, record.cells.into_iter().take(COLUMNS_MAX).map(Cell::Text).collect())?;
        }
        Ok(grid)
    }

    /// One more row; a blank one is left out.
    pub(super) fn push(&mut self, line: u64, mut cells: Vec<Cell>) -> Result<(), BadSheet> {
        let blank = |cell: &Cell| *cell != Cell::NoValue && cell.text().trim().is_empty();
        while cells.last().is_some_and(blank) {
            cells.pop();
        }
        if cells.is_empty() {
            return Ok(());
        }
        if self.rows.len() >= LOOKED_AT_MAX {
            return Err(BadSheet::TooManyRows);
        }
        self.rows.push((line, cells));
        Ok(())
    }
}
