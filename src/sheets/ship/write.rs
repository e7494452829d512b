//! The rows that were not shipped, as they stood in the file, each with its cause: ready to be mended and dropped again.

use super::super::{table, workbook};

/// As a workbook whose every cell is text, so that long numbers stay whole. `rows` are the cells and the cause.
pub fn failed_workbook<'a>(
    headings: &[String],
    heading: &str,
    rows: impl IntoIterator<Item = (&'a [String], String)>,
) -> Vec<u8> {
    let all = failed(headings, heading, rows);
    workbook::text_only(all.iter().map(Vec::as_slice))
}

/// The same as CSV.
pub fn failed_csv<'a>(
    headings: &[String],
    heading: &str,
    rows: impl IntoIterator<Item = (&'a [String], String)>,
) -> Vec<u8> {
    let mut all = failed(headings, heading, rows).into_iter();
    table(all.next().unwrap_or_default(), all)
}

/// A sheet that came back has the column already: the new cause takes the old one's place.
fn failed<'a>(
    headings: &[String],
    heading: &str,
    rows: impl IntoIterator<Item = (&'a [String], String)>,
) -> Vec<Vec<String>> {
    let there = headings.iter().position(|known| known == heading);
    let at = there.unwrap_or(headings.len());
    let mut first = headings.to_vec();
    first.resize(first.len().max(at.saturating_add(1)), heading.to_owned());
    let row = |(cells, cause): (&[String], String)| {
        let mut cells = cells.to_vec();
        cells.resize(cells.len().max(headings.len()), String::new());
        match cells.get_mut(at).filter(|_| there.is_some()) {
            Some(cell) => *cell = cause,
            None => cells.insert(at, cause),
        }
        cells
    };
    std::iter::once(first).chain(rows.into_iter().map(row)).collect()
}
