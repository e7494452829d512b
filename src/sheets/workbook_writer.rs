//! A workbook that is written row by row, however long it is. What is not yet in the file lies in a nameless file beside it:
//! a million orders take no more memory than a hundred.

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use std::{
    io::{self, Write},
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

/// As many characters a cell of a workbook may have.
const CELL_CHARS_MAX: usize = 32_000;
/// The widths of the columns are those of the first rows: they are written before the rows are.
const ROWS_MEASURED: usize = 200;
const WIDTHS: std::ops::RangeInclusive<usize> = 6..=48;
/// How often it is asked whether to go on while the sheet is packed.
const ASKED_EVERY: Duration = Duration::from_millis(100);

/// A workbook of one sheet whose every cell is text: long numbers stay as they are, and nothing is calculated.
pub struct WorkbookWriter {
    book: Workbook,
    as_text: Format,
    /// The first rows, until they are enough to be measured.
    first: Vec<Vec<String>>,
    row: u32,
    begun: bool,
}

impl WorkbookWriter {
    /// Begins with the headings; what it cannot hold goes into `folder` until it is finished.
    ///
    /// # Errors
    /// Nothing can be written there.
    pub fn new(folder: &Path, headings: Vec<String>) -> io::Result<Self> {
        let mut book = Workbook::new();
        book.set_tempdir(folder).map_err(io_error)?;
        let sheet = book.add_worksheet_with_constant_memory().map_err(io_error)?;
        sheet.set_freeze_panes(1, 0).map_err(io_error)?;
        let as_text = Format::new().set_num_format("@");
        Ok(Self { book, as_text, first: vec![headings], row: 0, begun: false })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// The disk, or the workbook has no more rows.
    pub fn row(&mut self, cells: Vec<String>) -> io::Result<()> {
        if self.begun {
            return self.put(&cells);
        }
        self.first.push(cells);
        if self.first.len() > ROWS_MEASURED { self.begin() } else { Ok(()) }
    }

    fn begin(&mut self) -> io::Result<()> {
        self.begun = true;
        let first = std::mem::take(&mut self.first);
        let wide = first.iter().map(Vec::len).max().unwrap_or_default();
        for (at, column) in (0..wide).zip(0_u16..) {
            let widest = first.iter().filter_map(|row| row.get(at)).map(|cell| letters(cell)).max().unwrap_or_default();
            let width = widest.saturating_add(1).clamp(*WIDTHS.start(), *WIDTHS.end());
            let width = u32::try_from(width).unwrap_or_default();
            self.sheet()?.set_column_width(column, width).map_err(io_error)?;
        }
        first.iter().try_for_each(|cells| self.put(cells))
    }

    fn sheet(&mut self) -> io::Result<&mut Worksheet> {
        self.book.worksheet_from_index(0).map_err(io_error)
    }

    fn put(&mut self, cells: &[String]) -> io::Result<()> {
        let (row, as_text) = (self.row, self.as_text.clone());
        let sheet = self.sheet()?;
        for (column, cell) in (0_u16..).zip(cells) {
            let most = match cell.char_indices().nth(CELL_CHARS_MAX) {
                Some((end, _)) => cell.get(..end).unwrap_or_default(),
                None => cell,
            };
            sheet.write_string_with_format(row, column, most, &as_text).map_err(io_error)?;
        }
        self.row = self.row.saturating_add(1);
        Ok(())
    }

    /// Packs it into this file; `goes_on` is asked while that takes its time, and false ends it with
    /// [`Interrupted`](io::ErrorKind::Interrupted).
    ///
    /// # Errors
    /// What the file says.
    pub fn finish(mut self, file: impl Write + Send, goes_on: &mut dyn FnMut() -> bool) -> io::Result<()> {
        if !self.begun {
            self.begin()?;
        }
        let (book, stopped) = (&mut self.book, AtomicBool::new(false));
        thread::scope(|scope| {
            let file = StoppableFile { file, stopped: &stopped };
            let packs = scope.spawn(move || book.save_to_writer(file));
            while !packs.is_finished() {
                if !goes_on() {
                    stopped.store(true, Ordering::Relaxed);
                }
                thread::park_timeout(ASKED_EVERY);
            }
            let packed = packs.join().map_err(|_| io::Error::other("the workbook was not packed"))?;
            if stopped.load(Ordering::Relaxed) {
                return Err(io::ErrorKind::Interrupted.into());
            }
            packed.map_err(io_error)
        })
    }
}

/// How wide it stands, in Latin letters; a Chinese sign is two of them.
fn letters(cell: &str) -> usize {
    cell.chars().map(|sign| if sign.is_ascii() { 1 } else { 2 }).sum()
}

/// Takes no more once it is stopped.
struct StoppableFile<'a, W> {
    file: W,
    stopped: &'a AtomicBool,
}

impl<W: Write> Write for StoppableFile<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Not `Interrupted`: that is tried again by whoever writes.
        if self.stopped.load(Ordering::Relaxed) {
            Err(io::ErrorKind::BrokenPipe.into())
        } else {
            self.file.write(bytes)
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn io_error(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) | XlsxError::TempFileError(_, error) => error,
        other => io::Error::other(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Reader as _, Xlsx};

    fn written(rows: usize, goes_on: bool) -> io::Result<Vec<u8>> {
        let folder = tempfile::tempdir().expect("a folder");
        let mut book = WorkbookWriter::new(folder.path(), vec!["订单号".into(), "金额".into()])?;
        for row in 0..rows {
            book.row(vec![format!("SC20260901-{row:08}"), "=1+1".to_owned()])?;
        }
        let mut bytes = Vec::new();
        book.finish(&mut bytes, &mut || goes_on)?;
        assert_eq!(folder.path().read_dir().expect("the folder").count(), 0, "nothing is left beside it");
        Ok(bytes)
    }

    #[test]
    fn rows_are_read_back_as_they_were_written_and_every_cell_is_text() {
        for rows in [0, 3, 700] {
            let bytes = written(rows, true).expect("written");
            let mut book = Xlsx::new(io::Cursor::new(bytes)).expect("a workbook");
            let range = book.worksheet_range_at(0).expect("a sheet").expect("read");
            assert_eq!(range.height(), rows + 1);
            for (at, row) in range.rows().skip(1).enumerate() {
                let cells: Vec<String> = row.iter().map(ToString::to_string).collect();
                assert_eq!(cells, [format!("SC20260901-{at:08}"), "=1+1".to_owned()]);
                assert!(row.iter().all(calamine::DataType::is_string));
            }
        }
    }

    #[test]
    fn a_stopped_one_says_so() {
        let stopped = written(60_000, false).expect_err("stopped");
        assert_eq!(stopped.kind(), io::ErrorKind::Interrupted);
    }
}
