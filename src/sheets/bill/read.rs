//! The bill from its first line to its last. One line is in memory at a time, however long the bill is.

use super::{
    columns::{BillColumn, BillColumns, figures},
    line::Values,
    split,
};
use crate::{
    base::encoding,
    domain::bill::{BillFault, BillFigure, BillLine, BillLineFault, BillTotals, exact},
    sheets::{BadSheet, workbook},
};
use std::io::{BufRead, Read as _};

/// Longer than any line WeChat writes: 27 values of at most 128 bytes.
const LINE_BYTES_MAX: u64 = 64 * 1024;

/// One row of money.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "nearly every row is a line; one is in memory at a time")]
pub enum BillRow {
    /// Read whole.
    Line(BillLine),
    /// Not readable; shown to the owner, while the rest goes on.
    Rejected {
        /// The line of the file, from 1.
        line: u32,
        /// What is wrong with it.
        fault: BillLineFault,
        /// The row as it stands.
        text: String,
    },
}

/// What is known once the bill was read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillEnd {
    /// The sums of its lines; every one that its last line names is the same there.
    pub totals: BillTotals,
    /// How many lines could not be read.
    pub rejected: u32,
    /// Figures that were not compared: the bill lacks their column, or a line cannot be read there.
    pub uncompared: Vec<BillFigure>,
    /// Headings this program has never seen; their values are left out.
    pub unknown_columns: Vec<String>,
}

/// Reads a bill as text, unpacked: as WeChat sends it, or as a spreadsheet saved it. `each` is given the rows one by one.
/// Nothing of them may be kept unless this returns the end.
///
/// # Errors
/// [`BillFault`]: the bill as a whole is not believed. And whatever `each` refuses with.
pub fn read_text<E: From<BillFault>>(
    source: impl BufRead,
    each: impl FnMut(BillRow) -> Result<(), E>,
) -> Result<BillEnd, E> {
    let mut reader = BillReader::new(each);
    each_line(source, |line, text| match line {
        Ok(line) => reader.row(line, split::values(text), text),
        Err(why) => Err(BillFault::Unreadable(why).into()),
    })?;
    reader.end()
}

/// The lines of a file that have anything in them, with their numbers from 1; or why the file cannot be read on.
pub(super) fn each_line<E>(
    mut source: impl BufRead,
    mut each: impl FnMut(Result<u32, String>, &str) -> Result<(), E>,
) -> Result<(), E> {
    let mut bytes = Vec::new();
    let mut line = 0_u32;
    loop {
        bytes.clear();
        let found = match source.by_ref().take(LINE_BYTES_MAX).read_until(b'\n', &mut bytes) {
            Ok(found) => found,
            Err(error) => return each(Err(error.to_string()), ""),
        };
        if found == 0 {
            return Ok(());
        }
        line = line.saturating_add(1);
        if bytes.last() != Some(&b'\n') && bytes.len() as u64 == LINE_BYTES_MAX {
            return each(Err(format!("line {line} does not end")), "");
        }
        let Some(text) = encoding::text_of(&bytes) else { return each(Err(format!("line {line} is no text")), "") };
        let text = text.trim_end_matches(['\n', '\r', '\u{1A}']);
        if !text.trim().is_empty() {
            each(Ok(line), text)?;
        }
    }
}

/// Reads a bill that a spreadsheet program saved as a workbook, its first sheet with the headings of a bill.
///
/// # Errors
/// As [`read_text`].
pub fn read_workbook<E: From<BillFault>>(
    bytes: &[u8],
    each: impl FnMut(BillRow) -> Result<(), E>,
) -> Result<BillEnd, E> {
    let unreadable = |bad: BadSheet| BillFault::Unreadable(bad.to_string());
    let grids = workbook::grids(bytes).map_err(unreadable)?;
    let mut reader = BillReader::new(each);
    let Some(grid) = grids.into_iter().find(|grid| !grid.rows.is_empty()) else { return Err(BillFault::Empty.into()) };
    for (line, cells) in grid.rows {
        let mut values: Vec<String> = cells.iter().map(|cell| split::bare(cell.text())).collect();
        // A spreadsheet keeps no empty cells at the end of a row.
        if values.len() < reader.width() && figures(&values).is_none() && reader.summary.is_none() {
            values.resize(reader.width(), String::new());
        }
        let text = values.join(",");
        reader.row(u32::try_from(line).unwrap_or(u32::MAX), values, &text)?;
    }
    reader.end()
}

/// Where in the bill we are.
struct BillReader<F> {
    each: F,
    columns: Option<BillColumns>,
    /// The headings of the last line, once they were seen.
    summary: Option<Vec<Option<BillFigure>>>,
    /// The last line was read and fits.
    closed: bool,
    totals: BillTotals,
    rejected: u32,
    uncompared: Vec<BillFigure>,
}

impl<F> BillReader<F> {
    fn new(each: F) -> Self {
        Self {
            each,
            columns: None,
            summary: None,
            closed: false,
            totals: BillTotals::default(),
            rejected: 0,
            uncompared: Vec::new(),
        }
    }

    fn width(&self) -> usize {
        self.columns.as_ref().map_or(0, BillColumns::count)
    }

    fn row<E: From<BillFault>>(&mut self, line: u32, values: Vec<String>, text: &str) -> Result<(), E>
    where
        F: FnMut(BillRow) -> Result<(), E>,
    {
        if self.closed {
            return Ok(());
        }
        if let Some(figures) = self.summary.take() {
            self.compare(&figures, &values, text)?;
            self.closed = true;
            return Ok(());
        }
        let Some(columns) = &self.columns else {
            self.columns = Some(BillColumns::of(&values)?);
            return Ok(());
        };
        if let Some(figures) = figures(&values) {
            self.summary = Some(figures);
            return Ok(());
        }
        let row = Self::judged(columns, line, values, text, (&mut self.totals, &mut self.uncompared));
        if matches!(row, BillRow::Rejected { .. }) {
            self.rejected = self.rejected.saturating_add(1);
        }
        (self.each)(row)
    }

    /// The row with its verdict; what it says of money is added to the sums also where the rest of it cannot be read.
    fn judged(
        columns: &BillColumns,
        line: u32,
        values: Vec<String>,
        text: &str,
        (totals, uncompared): (&mut BillTotals, &mut Vec<BillFigure>),
    ) -> BillRow {
        let rejected = |fault| BillRow::Rejected { line, fault, text: text.to_owned() };
        let found = values.len();
        let name = columns.place(BillColumn::Goods);
        let values = match name {
            Some(name) if found > columns.count() => split::rejoined(values, columns.count(), name),
            _ => (found == columns.count()).then_some(values),
        };
        let Some(values) = values else {
            totals.lines = totals.lines.saturating_add(1);
            uncompared.extend(BillFigure::ALL.into_iter().filter(|figure| *figure != BillFigure::Lines));
            return rejected(BillLineFault::Values { found, wanted: columns.count() });
        };
        let values = Values::new(columns, &values);
        for figure in BillFigure::ALL {
            match values.adds(figure) {
                Some(more) => *figure.of_mut(totals) = figure.of(totals).saturating_add(more),
                None => uncompared.push(figure),
            }
        }
        uncompared.sort_unstable();
        uncompared.dedup();
        match values.line(line) {
            Ok(line) => BillRow::Line(line),
            Err(fault) => rejected(fault),
        }
    }

    /// The last line against the sums.
    fn compare(&self, figures: &[Option<BillFigure>], values: &[String], text: &str) -> Result<(), BillFault> {
        let bad = || BillFault::BadSummary(text.chars().take(BillLineFault::SHOWN_CHARS).collect());
        if values.len() < figures.len() {
            return Err(bad());
        }
        for (figure, raw) in figures.iter().zip(values) {
            let Some(figure) = *figure else { continue };
            let said = exact(raw.trim(), figure.decimals()).ok_or_else(bad)?;
            let counted = figure.of(&self.totals);
            if said != counted && !self.uncompared.contains(&figure) {
                return Err(BillFault::Summary { figure, said, counted });
            }
        }
        Ok(())
    }

    fn end<E: From<BillFault>>(self) -> Result<BillEnd, E> {
        let Some(columns) = self.columns else { return Err(BillFault::Empty.into()) };
        if !self.closed {
            return Err(BillFault::NoSummary.into());
        }
        let mut totals = self.totals;
        // Old bills say what was settled and nothing else.
        if columns.place(BillColumn::Ordered).is_none() {
            totals.ordered = totals.settled;
        }
        if columns.place(BillColumn::RefundAsked).is_none() {
            totals.refund_asked = totals.refund_settled;
        }
        Ok(BillEnd { totals, rejected: self.rejected, uncompared: self.uncompared, unknown_columns: columns.unknown })
    }
}
