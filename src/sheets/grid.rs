//! A sheet as rows of cells. It says nothing about what the columns mean.

use super::{BadSheet, ROWS_MAX};
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
