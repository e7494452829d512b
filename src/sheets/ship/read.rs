//! From the file to rows that say which order goes how.

use super::{
    super::{BadSheet, ROWS_MAX, columns::separator_by, grid::Cell, grid::Grid},
    Carriers, ShipCause, ShipColumn, columns,
};
use crate::domain::{OrderNo, ShipKind, carrier, carrier::BadTracking};

/// A shipping sheet as it was read. It says nothing about the shop's orders yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShipSheet {
    /// The line of the headings.
    pub headings: Vec<String>,
    /// Headings we do not know; their columns are left alone.
    pub ignored: Vec<String>,
    /// The rows, in the file's order.
    pub rows: Vec<ShipRow>,
}

/// One row: the cells as they stand in the file, and what they say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShipRow {
    /// The line of the file, from 1.
    pub line: u64,
    /// Every cell, as a person reads it.
    pub cells: Vec<String>,
    /// What stands in the column of the order, for people.
    pub order: String,
    /// What it asks for, or why that cannot be.
    pub(super) read: Result<Said, ShipCause>,
}

/// What a row asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub order_no: OrderNo,
    pub kind: ShipKind,
    pub carrier: Option<String>,
    pub tracking_no: String,
}

impl ShipSheet {
    /// Reads the file: CSV in any encoding people use, text copied from a spreadsheet, or a workbook. Of a workbook the
    /// first sheet that names an order and a tracking number.
    ///
    /// # Errors
    /// [`BadSheet`] when the file as a whole cannot be used.
    pub fn read(bytes: &[u8]) -> Result<Self, BadSheet> {
        let known = |heading: &str| ShipColumn::of(heading).is_some();
        let mut first = None;
        for grid in Grid::all_of(bytes, |text| separator_by(text, known))? {
            match Self::of(grid) {
                Ok(sheet) => return Ok(sheet),
                Err(bad) => first = first.or(Some(bad)),
            }
        }
        Err(first.unwrap_or(BadSheet::Empty))
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
        let rows: Vec<ShipRow> = rows.map(|(line, cells)| ShipRow::of(line, &cells, &known)).collect();
        match rows.len() {
            0 => Err(BadSheet::NoRows),
            many if many > ROWS_MAX => Err(BadSheet::TooManyRows),
            _ => {
                let unknown = headings.iter().zip(&known).filter(|(name, column)| column.is_none() && !name.is_empty());
                Ok(Self { ignored: unknown.map(|(name, _)| name.clone()).collect(), headings, rows })
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
    fn of(line: u64, cells: &[Cell], known: &[Option<ShipColumn>]) -> Self {
        let cell = |wanted: ShipColumn| {
            let at = known.iter().position(|column| *column == Some(wanted))?;
            Some(cells.get(at).unwrap_or(&EMPTY))
        };
        let order = cell(ShipColumn::Order).map_or("", Cell::text);
        Self {
            line,
            order: plain_text(order).unwrap_or(order).trim().to_owned(),
            read: said(cell),
            cells: cells.iter().map(|cell| cell.text().to_owned()).collect(),
        }
    }
}

static EMPTY: Cell = Cell::Text(String::new());

fn said<'a>(cell: impl Fn(ShipColumn) -> Option<&'a Cell>) -> Result<Said, ShipCause> {
    let text = |wanted: ShipColumn| match cell(wanted) {
        Some(Cell::NoValue) => Err(ShipCause::NoValue(wanted)),
        Some(cell) => plain_text(cell.text()).map(str::trim).ok_or(ShipCause::Formula(wanted)),
        None => Ok(""),
    };
    let order = text(ShipColumn::Order)?;
    if order.is_empty() {
        return Err(ShipCause::NoOrder);
    }
    let order_no = OrderNo::parse(&order.chars().map(crate::domain::half_width).collect::<String>())
        .map_err(|_| ShipCause::UnknownOrder)?;
    let kind = kind(text(ShipColumn::Kind)?).ok_or(ShipCause::UnknownKind)?;
    if kind != ShipKind::Express {
        return Ok(Said { order_no, kind, carrier: None, tracking_no: String::new() });
    }
    if matches!(cell(ShipColumn::Tracking), Some(Cell::Rounded(_))) {
        return Err(ShipCause::Rounded);
    }
    let tracking_no = carrier::tracking_no(text(ShipColumn::Tracking)?).map_err(|bad| match bad {
        BadTracking::Empty => ShipCause::NoTracking,
        BadTracking::Scientific => ShipCause::Scientific,
        BadTracking::Characters => ShipCause::BadTracking,
        BadTracking::TooLong => ShipCause::LongTracking,
    })?;
    let carrier = Some(text(ShipColumn::Carrier)?).filter(|name| !name.is_empty()).map(str::to_owned);
    Ok(Said { order_no, kind, carrier, tracking_no })
}

/// The text of a cell without what programs put before it to keep it text: `="73…"`, `'73…`, a backtick, a tab. `None`
/// for a real formula.
fn plain_text(raw: &str) -> Option<&str> {
    let raw = raw.trim();
    if let Some(inner) = raw.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).filter(|i| !i.contains('"')) {
        return Some(inner);
    }
    let raw = raw.trim_start_matches(['\'', '`', '’', '‘']);
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

impl Said {
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
