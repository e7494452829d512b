//! A file as its sheets, whatever it was made with: CSV in any of its encodings, or a workbook of Excel, WPS or
//! `LibreOffice`.

use super::{
    BadSheet, bytes,
    grid::{COLUMNS_MAX, Cell, Grid},
    records::Records,
    workbook,
};

/// Every sheet of the file: one of a CSV, all that are not empty of a workbook. `separator` finds what parts the cells
/// of a CSV.
///
/// # Errors
/// [`BadSheet`] when the file as a whole cannot be used.
pub(super) fn grids_of(bytes: &[u8], separator: impl Fn(&str) -> char) -> Result<Vec<Grid>, BadSheet> {
    match bytes::text_of(bytes) {
        Err(BadSheet::Workbook) => workbook::grids(bytes),
        Err(bad) => Err(bad),
        Ok(text) => Ok(vec![text_grid(&text, separator(&text))?]),
    }
}

/// The one sheet of a text.
fn text_grid(text: &str, separator: char) -> Result<Grid, BadSheet> {
    let mut grid = Grid::default();
    for record in Records::of(text, separator) {
        let record = record?;
        grid.push(record.line, record.cells.into_iter().take(COLUMNS_MAX).map(Cell::Text).collect())?;
    }
    Ok(grid)
}
