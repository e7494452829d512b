//! Workbooks: `.xlsx`, `.xls`, `.xlsb`, `.ods`, told apart by what is in them, never by their name. Values only: a formula
//! counts by the value that was stored with it.

use super::{
    BadSheet,
    grid::{COLUMNS_MAX, Cell, Grid},
    number_format,
    workbook_looks::{Looks, Places},
};
use calamine::{Data, Ods, Reader, Sheet, SheetVisible, Xls, Xlsb, Xlsx};
use std::{
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
};

/// The most a zipped workbook may come to unpacked, bytes.
const UNPACKED_MAX: u64 = 128 * 1024 * 1024;
/// Sheets of one workbook that are looked at.
const SHEETS_MAX: usize = 12;
/// What a number is shown as where its workbook does not tell: in some way that is not known.
const UNKNOWN_FORMAT: &str = "?";
/// Whole numbers a workbook keeps to the last digit.
const EXACT_BELOW: f64 = 1e15;

/// The sheets of a workbook that are not empty, in its order.
pub(super) fn grids(bytes: &[u8]) -> Result<Vec<Grid>, BadSheet> {
    // The reader is not ours: a file that breaks it is a broken file.
    let read = catch_unwind(AssertUnwindSafe(|| by_kind(bytes))).unwrap_or(Err(BadSheet::Broken))?;
    let grids: Vec<Grid> = read.into_iter().filter(|grid| !grid.rows.is_empty()).collect();
    if grids.is_empty() { Err(BadSheet::Empty) } else { Ok(grids) }
}

fn by_kind(bytes: &[u8]) -> Result<Vec<Grid>, BadSheet> {
    if !bytes.starts_with(b"PK") {
        // A workbook with a password is a box of the old kind around the encrypted one.
        let locked: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        if holds(bytes, &locked) {
            return Err(BadSheet::Password);
        }
        return whole::<Xls<_>>(bytes, |error| matches!(error, calamine::XlsError::Password));
    }
    match unpacked(bytes) {
        None => return Err(BadSheet::Broken),
        Some(size) if size > UNPACKED_MAX => return Err(BadSheet::TooLarge),
        Some(_) => {}
    }
    if holds(bytes, b"xl/workbook.bin") {
        return whole::<Xlsb<_>>(bytes, |error| matches!(error, calamine::XlsbError::Password));
    }
    if holds(bytes, b"opendocument.spreadsheet") {
        return whole::<Ods<_>>(bytes, |error| matches!(error, calamine::OdsError::Password));
    }
    streamed(bytes)
}

fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

/// What a zip says its files come to unpacked. `None`: its directory cannot be read.
fn unpacked(bytes: &[u8]) -> Option<u64> {
    let number = |at: usize| bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes);
    let short = |at: usize| bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_le_bytes);
    let end = bytes.windows(4).rposition(|window| window == b"PK\x05\x06")?;
    let mut at = usize::try_from(number(end.checked_add(16)?)?).ok()?;
    let mut sum: u64 = 0;
    while bytes.get(at..)?.starts_with(b"PK\x01\x02") {
        sum = sum.checked_add(u64::from(number(at.checked_add(24)?)?))?;
        let lengths = [28, 30, 32].map(|place| at.checked_add(place).and_then(short).map(usize::from));
        at = lengths.into_iter().try_fold(at.checked_add(46)?, |at, length| at.checked_add(length?))?;
    }
    Some(sum)
}

/// Reads cell by cell: a workbook that claims a million rows is left at the first too many.
fn streamed(bytes: &[u8]) -> Result<Vec<Grid>, BadSheet> {
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|error| match error {
        calamine::XlsxError::Password => BadSheet::Password,
        _ => BadSheet::Broken,
    })?;
    let sheets: Vec<Sheet> = book.sheets_metadata().iter().take(SHEETS_MAX).cloned().collect();
    let mut places = Places::of(bytes);
    let mut grids = Vec::new();
    for sheet in sheets {
        let looks = places.as_mut().and_then(|places| places.looks(&sheet.name));
        // A sheet of charts has no cells.
        let Ok(mut cells) = book.worksheet_cells_reader(&sheet.name) else { continue };
        let formats: Vec<Option<String>> =
            cells.styles().iter().map(|style| Some(style.number_format.as_ref()?.format_code.clone())).collect();
        let mut rows = RowAssembler::named(&sheet);
        while let Some(cell) = cells.next_cell_with_formula().map_err(|_| BadSheet::Broken)? {
            let formula = cell.formula.is_some_and(|formula| !formula.is_empty());
            let format = match &looks {
                Some(looks) => looks.styles.get(&cell.pos).and_then(|style| formats.get(*style)?.as_deref()),
                None => Some(UNKNOWN_FORMAT),
            };
            rows.put(cell.pos, cell_of(&Data::from(cell.value), formula, format))?;
        }
        grids.push(dressed(rows.done()?, &looks.unwrap_or_default()));
    }
    Ok(grids)
}

/// The rows as a person sees them: which are hidden, and every row of a merged cell has what stands in it.
fn dressed(mut grid: Grid, looks: &Looks) -> Grid {
    grid.hidden_lines = looks.hidden.iter().map(|row| u64::from(*row).saturating_add(1)).collect();
    for [from, to] in &looks.merged {
        let Ok(column) = usize::try_from(from.1) else { continue };
        let line = |row: u32| u64::from(row).saturating_add(1);
        let Ok(first) = grid.rows.binary_search_by_key(&line(from.0), |(line, _)| *line) else { continue };
        let Some(cell) = grid.rows.get(first).and_then(|(_, cells)| cells.get(column)).cloned() else { continue };
        if column >= COLUMNS_MAX {
            continue;
        }
        let below = grid.rows.iter_mut().skip(first.saturating_add(1)).take_while(|(at, _)| *at <= line(to.0));
        for (_, cells) in below {
            if cells.len() <= column {
                cells.resize(column.saturating_add(1), Cell::Text(String::new()));
            }
            if let Some(place) = cells.get_mut(column) {
                *place = cell.clone();
            }
        }
    }
    grid
}

/// Reads the other kinds, whose sheets come as a whole.
fn whole<'a, R: Reader<Cursor<&'a [u8]>>>(
    bytes: &'a [u8],
    locked: impl Fn(&R::Error) -> bool,
) -> Result<Vec<Grid>, BadSheet> {
    let bad = |error: R::Error| if locked(&error) { BadSheet::Password } else { BadSheet::Broken };
    let mut book = R::new(Cursor::new(bytes)).map_err(bad)?;
    let mut grids = Vec::new();
    let sheets: Vec<Sheet> = book.sheets_metadata().iter().take(SHEETS_MAX).cloned().collect();
    for sheet in sheets {
        let Ok(values) = book.worksheet_range(&sheet.name) else { continue };
        let formulas = book.worksheet_formula(&sheet.name).ok();
        let (top, left) = values.start().unwrap_or_default();
        let mut rows = RowAssembler::named(&sheet);
        for (row, column, value) in values.cells() {
            let (Ok(row), Ok(column)) = (u32::try_from(row), u32::try_from(column)) else { break };
            let at = (top.saturating_add(row), left.saturating_add(column));
            let formula = formulas.as_ref().and_then(|all| all.get_value(at)).is_some_and(|text| !text.is_empty());
            rows.put(at, cell_of(value, formula, None))?;
        }
        grids.push(rows.done()?);
    }
    Ok(grids)
}

/// Cells come row by row and are put together.
#[derive(Default)]
struct RowAssembler {
    grid: Grid,
    row: u32,
    cells: Vec<Cell>,
}

impl RowAssembler {
    fn named(sheet: &Sheet) -> Self {
        let grid = Grid { name: sheet.name.clone(), hidden: sheet.visible != SheetVisible::Visible, ..Grid::default() };
        Self { grid, ..Self::default() }
    }

    fn put(&mut self, (row, column): (u32, u32), cell: Cell) -> Result<(), BadSheet> {
        if row != self.row {
            self.flush()?;
            self.row = row;
        }
        let empty = cell == Cell::Text(String::new());
        let Some(column) = usize::try_from(column).ok().filter(|at| *at < COLUMNS_MAX && !empty) else { return Ok(()) };
        if self.cells.len() <= column {
            self.cells.resize(column.saturating_add(1), Cell::Text(String::new()));
        }
        if let Some(place) = self.cells.get_mut(column) {
            *place = cell;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), BadSheet> {
        self.grid.push(u64::from(self.row).saturating_add(1), std::mem::take(&mut self.cells))
    }

    fn done(mut self) -> Result<Grid, BadSheet> {
        self.flush()?;
        Ok(self.grid)
    }
}

/// A cell by its value, and by the format it is shown in where it is a number and its workbook says how.
fn cell_of(value: &Data, formula: bool, format: Option<&str>) -> Cell {
    match value {
        // A reference to an empty cell comes to nothing, which a workbook writes as 0.
        Data::Error(_) => Cell::NoValue,
        value if formula && is_nothing(value) => Cell::NoValue,
        Data::Empty => Cell::Text(String::new()),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Cell::Text(text.clone()),
        Data::Int(number) => as_shown(Cell::Text(number.to_string()), format),
        Data::Bool(yes) => Cell::Text(if *yes { "TRUE" } else { "FALSE" }.to_owned()),
        Data::Float(number) => as_shown(number_cell(*number), format),
        Data::DateTime(moment) => as_shown(number_cell(moment.as_f64()), format.or(Some("date"))),
    }
}

/// A whole number as its cell shows it; one with decimals stays as it is, for it is no number of anything.
fn as_shown(cell: Cell, format: Option<&str>) -> Cell {
    match (cell, format) {
        (Cell::Text(number), Some(format)) if !number.contains('.') => match number_format::shown(&number, format) {
            Some(shown) => Cell::Text(shown),
            None => Cell::Formatted(number),
        },
        (cell, _) => cell,
    }
}

fn is_nothing(value: &Data) -> bool {
    match value {
        Data::Empty | Data::Int(0) => true,
        Data::Float(number) => *number == 0.0,
        Data::String(text) => text.is_empty(),
        _ => false,
    }
}

/// A number as a person typed it: whole ones without a point and never as `7.3E+13`.
fn number_cell(number: f64) -> Cell {
    if number.fract() != 0.0 {
        return Cell::Text(number.to_string());
    }
    let whole = format!("{number:.0}");
    if number.abs() < EXACT_BELOW { Cell::Text(whole) } else { Cell::Rounded(whole) }
}

/// A workbook of one sheet whose every cell is text: long numbers stay as they are, and nothing is calculated.
pub(super) fn text_only<'a>(rows: impl IntoIterator<Item = &'a [String]>) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let as_text = rust_xlsxwriter::Format::new().set_num_format("@");
    let sheet = book.add_worksheet();
    for (row, cells) in (0_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(cells) {
            // Only a cell longer than a workbook's cells may be is refused, or one beyond its last row.
            let most: String = cell.chars().take(32_000).collect();
            drop(sheet.write_string_with_format(row, column, most, &as_text).map(drop));
        }
    }
    drop(sheet.set_freeze_panes(1, 0).map(drop));
    sheet.autofit();
    // Into memory, which does not refuse.
    book.save_to_buffer().unwrap_or_default()
}
