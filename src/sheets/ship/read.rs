//! From the file to rows that say which order goes how.

use super::{
    super::{
        BadSheet, ROWS_MAX,
        cells::{KEEPERS, kept_text},
        columns::separator_by,
        file::grids_of,
        grid::{Cell, Grid},
    },
    Carriers, ShipCause, ShipColumn, columns,
};
use crate::domain::{OrderNo, ShipKind, carrier, carrier::BadTracking, half_width, visible};

/// A shipping sheet as it was read. It says nothing about the shop's orders yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShipSheet {
    /// The line of the headings.
    pub headings: Vec<String>,
    /// Headings we do not know; their columns are left alone.
    pub ignored: Vec<String>,
    /// Hidden sheets of the workbook that have such columns too: they are not read.
    pub left_out: Vec<String>,
    /// The rows, in the file's order.
    pub rows: Vec<ShipRow>,
}

/// One row: the cells as they stand in the file, and what they say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShipRow {
    /// The sheet it stands on, where the rows come from several.
    pub sheet: String,
    /// The line of the file, from 1.
    pub line: u64,
    /// Every cell, as a person reads it.
    pub cells: Vec<String>,
    /// What stands in the column of the order, for people.
    pub order: String,
    /// What it asks for, or why that cannot be.
    pub(super) read: Result<ShipRowValues, ShipCause>,
}

/// What a row asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ShipRowValues {
    pub order_no: OrderNo,
    pub kind: ShipKind,
    pub carrier: Option<String>,
    pub tracking_no: String,
}

impl ShipSheet {
    /// Reads the file: CSV in any encoding people use, text copied from a spreadsheet, or a workbook. Of a workbook all
    /// visible sheets that name an order and a tracking number.
    ///
    /// # Errors
    /// [`BadSheet`] when the file as a whole cannot be used.
    pub fn read(bytes: &[u8]) -> Result<Self, BadSheet> {
        let known = |heading: &str| ShipColumn::of(heading).is_some();
        let (mut sheets, mut left_out, mut first) = (Vec::new(), Vec::new(), None);
        for grid in grids_of(bytes, |text| separator_by(text, known))? {
            let (name, hidden) = (grid.name.clone(), grid.hidden);
            match Self::of(grid) {
                Ok(_) if hidden => left_out.push(name),
                Ok(sheet) => sheets.push((name, sheet)),
                // Two columns of one meaning: which counts is not known, and its rows are not passed over.
                Err(bad @ (BadSheet::HeadingTwice(_) | BadSheet::TooManyRows)) if !hidden => return Err(bad),
                Err(bad) => first = first.or(Some(bad)),
            }
        }
        let several = sheets.len() > 1;
        let mut sheets = sheets.into_iter();
        let Some((name, mut all)) = sheets.next() else {
            return Err(if left_out.is_empty() { first.unwrap_or(BadSheet::Empty) } else { BadSheet::HiddenOnly });
        };
        if several {
            all.rows.iter_mut().for_each(|row| row.sheet.clone_from(&name));
        }
        sheets.for_each(|(name, sheet)| all.take_up(&name, sheet));
        if all.rows.len() > ROWS_MAX {
            return Err(BadSheet::TooManyRows);
        }
        all.left_out = left_out;
        Ok(all)
    }

    /// The rows of another sheet of the file, their cells under the headings of the first: what was not shipped goes back
    /// under one line of headings.
    fn take_up(&mut self, name: &str, other: Self) {
        let mut places = Vec::new();
        for heading in &other.headings {
            let column = ShipColumn::of(heading).filter(|column| ShipColumn::READ.contains(column));
            let same = |known: &String| known == heading || (column.is_some() && ShipColumn::of(known) == column);
            let at = self.headings.iter().position(same).unwrap_or_else(|| {
                self.headings.push(heading.clone());
                self.headings.len().saturating_sub(1)
            });
            places.push(at);
        }
        for heading in other.ignored {
            if !self.ignored.contains(&heading) {
                self.ignored.push(heading);
            }
        }
        for mut row in other.rows {
            let mut cells = vec![String::new(); self.headings.len()];
            for (cell, at) in row.cells.iter().zip(&places) {
                if let Some(place) = cells.get_mut(*at) {
                    place.clone_from(cell);
                }
            }
            row.cells = cells;
            name.clone_into(&mut row.sheet);
            self.rows.push(row);
        }
    }

    fn of(grid: Grid) -> Result<Self, BadSheet> {
        let begin: Vec<Vec<&str>> =
            grid.rows.iter().take(16).map(|(_, cells)| cells.iter().map(Cell::text).collect()).collect();
        let at = columns::find(&begin).ok_or(BadSheet::NoShipColumns)?;
        let mut rows = grid.rows.into_iter().skip(at);
        let Some((_, first)) = rows.next() else { return Err(BadSheet::NoShipColumns) };
        let headings: Vec<String> = first.iter().map(|cell| cell.text().trim().to_owned()).collect();
        let known: Vec<Option<ShipColumn>> = headings.iter().map(|heading| ShipColumn::of(heading)).collect();
        for wanted in ShipColumn::READ {
            let mut named = headings.iter().zip(&known).filter(|(_, column)| **column == Some(wanted));
            if let (Some(_), Some((second, _))) = (named.next(), named.next()) {
                return Err(BadSheet::HeadingTwice(second.clone()));
            }
        }
        let hidden = |line: u64| grid.hidden_lines.contains(&line);
        let rows: Vec<ShipRow> = rows.map(|(line, cells)| ShipRow::of(line, &cells, &known, hidden(line))).collect();
        match rows.len() {
            0 => Err(BadSheet::NoRows),
            many if many > ROWS_MAX => Err(BadSheet::TooManyRows),
            _ => {
                let unknown = headings.iter().zip(&known).filter(|(name, column)| column.is_none() && !name.is_empty());
                let ignored = unknown.map(|(name, _)| name.clone()).collect();
                Ok(Self { ignored, left_out: Vec::new(), headings, rows })
            }
        }
    }

    /// The orders its rows name.
    pub fn orders(&self) -> Vec<OrderNo> {
        let mut all: Vec<OrderNo> =
            self.rows.iter().filter_map(|row| Some(row.read.as_ref().ok()?.order_no.clone())).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

impl ShipRow {
    fn of(line: u64, cells: &[Cell], known: &[Option<ShipColumn>], hidden: bool) -> Self {
        let cell = |wanted: ShipColumn| {
            let at = known.iter().position(|column| *column == Some(wanted))?;
            Some(cells.get(at).unwrap_or(&EMPTY))
        };
        let order = cell(ShipColumn::Order).map_or("", Cell::text);
        let order = visible(order);
        Self {
            sheet: String::new(),
            line,
            order: order_text(plain_text(&order).unwrap_or(&order)),
            read: if hidden { Err(ShipCause::Hidden) } else { values_of(cell) },
            cells: cells.iter().map(|cell| cell.text().to_owned()).collect(),
        }
    }
}

static EMPTY: Cell = Cell::Text(String::new());

fn values_of<'a>(cell: impl Fn(ShipColumn) -> Option<&'a Cell>) -> Result<ShipRowValues, ShipCause> {
    let text = |wanted: ShipColumn| match cell(wanted) {
        Some(Cell::NoValue) => Err(ShipCause::NoValue(wanted)),
        Some(Cell::Formatted(_)) => Err(ShipCause::Formatted(wanted)),
        Some(cell) => {
            let seen = visible(cell.text());
            plain_text(&seen).map(|text| text.trim().to_owned()).ok_or(ShipCause::Formula(wanted))
        }
        None => Ok(String::new()),
    };
    let order = order_text(&text(ShipColumn::Order)?);
    if order.is_empty() {
        return Err(ShipCause::NoOrder);
    }
    let order_no = OrderNo::parse(&order).map_err(|_| ShipCause::UnknownOrder)?;
    let kind = kind(&text(ShipColumn::Kind)?).ok_or(ShipCause::UnknownKind)?;
    if kind != ShipKind::Express {
        return Ok(ShipRowValues { order_no, kind, carrier: None, tracking_no: String::new() });
    }
    if matches!(cell(ShipColumn::Tracking), Some(Cell::Rounded(_))) {
        return Err(ShipCause::Rounded);
    }
    let typed = text(ShipColumn::Tracking)?;
    let tracking_no = carrier::tracking_no(&typed).map_err(|bad| match bad {
        BadTracking::Empty => ShipCause::NoTracking,
        BadTracking::Scientific => ShipCause::Scientific(typed.clone()),
        BadTracking::Several => ShipCause::SeveralNumbers,
        BadTracking::Characters => ShipCause::BadTracking,
        BadTracking::Reserved => ShipCause::OwnCode,
        BadTracking::TooLong => ShipCause::LongTracking,
    })?;
    let carrier = Some(text(ShipColumn::Carrier)?).filter(|name| !name.is_empty());
    Ok(ShipRowValues { order_no, kind, carrier, tracking_no })
}

/// An order's number as ours are written: narrow signs, the keyboard's dash, no blanks.
fn order_text(raw: &str) -> String {
    let narrow = |c: char| match half_width(c) {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        c => c,
    };
    raw.chars().map(narrow).filter(|c| !c.is_whitespace()).collect()
}

/// The text of a cell without what programs put before it to keep it text: `="73…"`, `'73…`, a backtick, a tab. `None`
/// for a real formula.
fn plain_text(raw: &str) -> Option<&str> {
    let raw = raw.trim();
    if let Some(inner) = kept_text(raw) {
        return Some(inner);
    }
    let raw = raw.trim_start_matches(KEEPERS);
    if raw.starts_with(['=', '＝', '@', '＠']) { None } else { Some(raw) }
}

/// Express where nothing is said.
fn kind(cell: &str) -> Option<ShipKind> {
    match cell.to_lowercase().as_str() {
        "" | "快递" | "物流" | "物流配送" | "快递发货" | "express" => Some(ShipKind::Express),
        "同城" | "同城配送" | "city" | "same city" | "local" => Some(ShipKind::City),
        "自提" | "用户自提" | "到店自提" | "pickup" | "pick-up" => Some(ShipKind::Pickup),
        "虚拟" | "虚拟商品" | "无需物流" | "无需快递" | "virtual" => Some(ShipKind::Virtual),
        _ => None,
    }
}

impl ShipRowValues {
    /// WeChat's id of the carrier: the one the row names, else the only one that gives out such numbers.
    pub fn carrier_id(&self, carriers: &Carriers) -> Result<String, ShipCause> {
        if self.kind != ShipKind::Express {
            return Ok(String::new());
        }
        if let Some(name) = &self.carrier {
            return carriers.find(name).map(str::to_owned).ok_or(ShipCause::UnknownCarrier);
        }
        match carrier::guess(&self.tracking_no).as_slice() {
            [one] => Ok((*one).to_owned()),
            _ => Err(ShipCause::NoCarrier),
        }
    }
}
