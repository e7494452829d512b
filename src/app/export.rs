//! What the shop knows, as sheets for the owner's own books: complete, of any filter. Reads only, also while the shop is
//! open.

mod words;

use crate::{
    base::lang::Lang,
    base::private_file,
    domain::{RefundNo, ShopId, UnixSeconds},
    sheets::{self, TableWriter},
    store::{ExportedOrder, ExportedRefund, LedgerEntry, ListKey, OrderQuery, Reader, Span, StoreError},
    ui::{ExportFault, OrderExport, OrderExporter},
};
use std::{
    fs::File,
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
};

const PAGE: u32 = 1_000;
const DAY_SECS: i64 = 24 * 60 * 60;
/// A workbook's sheet ends here, its first line left out.
const WORKBOOK_ROWS_MAX: usize = 1_048_575;

/// What a sheet is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// For any program.
    Csv,
    /// Excel and WPS, every cell text.
    Workbook,
}

impl ExportFormat {
    /// As the file's name says; CSV where it says nothing.
    pub fn of(path: &std::path::Path) -> Self {
        match path.extension().and_then(|end| end.to_str()) {
            Some(end) if end.eq_ignore_ascii_case("xlsx") => Self::Workbook,
            _ => Self::Csv,
        }
    }
}

/// Writes a sheet into a new file: for its owner alone where the folder is, like the shop's own.
///
/// # Errors
/// [`ExportError::NotWritten`], also where the file is there already.
pub fn write(sheet: &[u8], file: &std::path::Path) -> Result<(), ExportError> {
    let written = private_file::write_as_its_folder(file, sheet, true);
    written.map_err(|why| ExportError::NotWritten { path: file.to_owned(), why })
}

/// Why there is no sheet.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// What SQLite reports.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A workbook cannot hold as many rows.
    #[error("{0} rows do not fit into a workbook; choose fewer days, or a .csv file")]
    TooMany(usize),
    /// The file cannot be written, or is there already: nothing is written over.
    #[error("{} cannot be written: {why}", .path.display())]
    NotWritten {
        /// Which file.
        path: std::path::PathBuf,
        /// The system's words.
        why: std::io::Error,
    },
    /// Refunds and movements of money have no such states and conditions.
    #[error("--state and the other conditions are for orders; --from and --to are for every sheet")]
    StateOfOthers,
    /// It was stopped before its end.
    #[error("stopped; no file was written")]
    Stopped,
    /// Not a day.
    #[error("{0} is not a day; write it like 2026-09-01")]
    BadDay(String),
}

/// The moments of whole days in Beijing, the last one included. Without a day: from the beginning, to the end.
///
/// # Errors
/// [`ExportError::BadDay`].
pub fn span(from: Option<&str>, to: Option<&str>) -> Result<Span, ExportError> {
    let day = |raw: &str| {
        UnixSeconds::parse_dashed(&format!("{raw} 00:00:00")).map_err(|_| ExportError::BadDay(raw.to_owned()))
    };
    let from = from.map(day).transpose()?.unwrap_or(UnixSeconds::new(i64::MIN));
    let to = to.map(day).transpose()?.map_or(UnixSeconds::new(i64::MAX), |day| day.plus(DAY_SECS));
    Ok((from, to))
}

/// Where a sheet of orders goes, and how.
#[derive(Debug, Clone, Copy)]
pub struct OrderSheet<'a> {
    /// The file; written over only unless `fresh`.
    pub file: &'a Path,
    /// Refused where the file is there already.
    pub fresh: bool,
    /// Its words.
    pub lang: Lang,
}

/// Writes the orders of a list into a file, in the list's order. A table is written page by page, so that its length does
/// not matter; a workbook is held in memory until it is whole. `step` hears how many are read after each page and may end it.
///
/// # Errors
/// [`ExportError`]; then there is no file, unless it was there before.
pub fn orders(
    reader: &Reader,
    (query, now): (&OrderQuery, UnixSeconds),
    sheet: OrderSheet<'_>,
    step: &mut dyn FnMut(u64) -> bool,
) -> Result<u64, ExportError> {
    let not_written = |why| ExportError::NotWritten { path: sheet.file.to_owned(), why };
    let file = private_file::open_as_its_folder(sheet.file, sheet.fresh).map_err(not_written)?;
    let written = match ExportFormat::of(sheet.file) {
        ExportFormat::Csv => order_table(reader, (query, now), &file, sheet, step),
        ExportFormat::Workbook => order_workbook(reader, (query, now), &file, sheet, step),
    };
    let written = written.and_then(|rows| file.sync_all().map(|()| rows).map_err(not_written));
    if written.is_err() {
        // Half a sheet looks like a whole one.
        drop(std::fs::remove_file(sheet.file));
    }
    written
}

fn order_table(
    reader: &Reader,
    list: (&OrderQuery, UnixSeconds),
    file: &File,
    sheet: OrderSheet<'_>,
    step: &mut dyn FnMut(u64) -> bool,
) -> Result<u64, ExportError> {
    let not_written = |why| ExportError::NotWritten { path: sheet.file.to_owned(), why };
    let headings = crate::app::export::words::orders(sheet.lang);
    let mut table = TableWriter::new(BufWriter::new(file), &headings).map_err(not_written)?;
    let rows =
        each_order(reader, list, step, &mut |order| table.row(&order_cells(order, sheet.lang)).map_err(not_written))?;
    table.finish().and_then(|mut file| file.flush()).map_err(not_written)?;
    Ok(rows)
}

fn order_workbook(
    reader: &Reader,
    list: (&OrderQuery, UnixSeconds),
    mut file: &File,
    sheet: OrderSheet<'_>,
    step: &mut dyn FnMut(u64) -> bool,
) -> Result<u64, ExportError> {
    let not_written = |why| ExportError::NotWritten { path: sheet.file.to_owned(), why };
    let mut all = Vec::new();
    let rows = each_order(reader, list, step, &mut |order| {
        all.push(order_cells(order, sheet.lang));
        if all.len() > WORKBOOK_ROWS_MAX { Err(ExportError::TooMany(all.len())) } else { Ok(()) }
    })?;
    let bytes = written(ExportFormat::Workbook, crate::app::export::words::orders(sheet.lang), all)?;
    file.write_all(&bytes).map_err(not_written)?;
    Ok(rows)
}

fn each_order(
    reader: &Reader,
    (query, now): (&OrderQuery, UnixSeconds),
    step: &mut dyn FnMut(u64) -> bool,
    take: &mut dyn FnMut(&ExportedOrder) -> Result<(), ExportError>,
) -> Result<u64, ExportError> {
    let (mut rows, mut last) = (0_u64, None::<ListKey>);
    loop {
        let page = reader.orders_to_export(query, now, last.as_ref(), PAGE)?;
        page.orders.iter().try_for_each(&mut *take)?;
        rows = rows.saturating_add(page.orders.len() as u64);
        if !step(rows) {
            return Err(ExportError::Stopped);
        }
        last = page.next;
        if last.is_none() {
            return Ok(rows);
        }
    }
}

/// Refunds that were asked for within `span`, by number.
///
/// # Errors
/// [`ExportError`].
pub fn refunds(reader: &Reader, span: Span, form: ExportFormat, lang: Lang) -> Result<Vec<u8>, ExportError> {
    let (mut rows, mut last) = (Vec::new(), None::<RefundNo>);
    loop {
        let page = reader.refunds_to_export(last.as_ref(), PAGE)?;
        let Some(refund) = page.last() else { return written(form, crate::app::export::words::refunds(lang), rows) };
        last = Some(refund.row.refund_no.clone());
        let within = |refund: &&ExportedRefund| (span.0..span.1).contains(&refund.row.requested_at);
        rows.extend(page.iter().filter(within).map(|refund| refund_cells(refund, lang)));
    }
}

/// Every movement of money within `span`, the oldest first.
///
/// # Errors
/// [`ExportError`].
pub fn ledger(reader: &Reader, span: Span, form: ExportFormat, lang: Lang) -> Result<Vec<u8>, ExportError> {
    let rows = reader.ledger(span)?.iter().map(|entry| ledger_cells(entry, lang)).collect();
    written(form, crate::app::export::words::ledger(lang), rows)
}

fn written(form: ExportFormat, headings: Vec<String>, rows: Vec<Vec<String>>) -> Result<Vec<u8>, ExportError> {
    match form {
        ExportFormat::Csv => Ok(sheets::table(headings, rows)),
        ExportFormat::Workbook if rows.len() > WORKBOOK_ROWS_MAX => Err(ExportError::TooMany(rows.len())),
        ExportFormat::Workbook => Ok(sheets::workbook(headings, rows)),
    }
}

fn time(at: Option<UnixSeconds>) -> String {
    at.map_or_else(String::new, UnixSeconds::to_dashed)
}

fn order_cells(order: &ExportedOrder, lang: Lang) -> Vec<String> {
    let (carrier, tracking_no) = order.parcel.clone();
    vec![
        order.key.order_no.to_string(),
        order.state.word(lang).to_owned(),
        if order.refunding { lang.pick("有", "yes").to_owned() } else { String::new() },
        order.receiver.name.clone(),
        order.receiver.phone.clone(),
        order.receiver.address.clone(),
        order.items.clone(),
        order.pieces.to_string(),
        order.note.clone(),
        order.total.to_yuan(),
        order.paid.to_yuan(),
        order.refunded.to_yuan(),
        order.key.created_at.to_dashed(),
        time(order.paid_at),
        time(order.shipped_at),
        carrier,
        tracking_no,
        order.transaction_id.clone(),
    ]
}

fn refund_cells(refund: &ExportedRefund, lang: Lang) -> Vec<String> {
    let row = &refund.row;
    vec![
        row.refund_no.to_string(),
        row.order_no.to_string(),
        row.origin.word(lang).to_owned(),
        row.state.word(lang).to_owned(),
        refund.asked.to_yuan(),
        row.amount.to_yuan(),
        row.buyer.clone(),
        row.reason.clone(),
        refund.reply.clone(),
        row.requested_at.to_dashed(),
        row.changed_at.to_dashed(),
        time(refund.refunded_at),
        refund.account.clone(),
        refund.refund_id.as_ref().map_or_else(String::new, ToString::to_string),
    ]
}

fn ledger_cells(entry: &LedgerEntry, lang: Lang) -> Vec<String> {
    let amount = entry.amount.to_yuan();
    let (money_in, money_out) = if entry.is_in() { (amount, String::new()) } else { (String::new(), amount) };
    vec![
        entry.at.to_dashed(),
        crate::app::export::words::kind(entry.kind, lang).to_owned(),
        money_in,
        money_out,
        entry.order_no.to_string(),
        entry.refund_no.clone(),
        entry.wechat_no.clone(),
        entry.buyer.clone(),
    ]
}

/// Writes the window's sheets: from the shop's file, with a connection of its own for each.
#[derive(Debug)]
pub struct ShopExporter(pub PathBuf);

impl OrderExporter for ShopExporter {
    fn orders(&self, wanted: &OrderExport, file: &Path, step: &mut dyn FnMut(u64) -> bool) -> Result<u64, ExportFault> {
        let sheet = OrderSheet { file, fresh: false, lang: wanted.lang };
        let reader = Reader::open(&self.0, ShopId::main()).map_err(|why| ExportFault::NotRead(why.to_string()))?;
        orders(&reader, (&wanted.query, wanted.now), sheet, step).map_err(|why| match why {
            ExportError::Stopped => ExportFault::Stopped,
            ExportError::TooMany(_) => ExportFault::TooMany,
            ExportError::NotWritten { why, .. } => ExportFault::Disk(why.into()),
            other => ExportFault::NotRead(other.to_string()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_whole_days_in_beijing() {
        let (from, to) = span(Some("2026-09-01"), Some("2026-09-01")).expect("a day");
        assert_eq!((from.to_dashed().as_str(), to.since(from)), ("2026-09-01 00:00:00", DAY_SECS));
        assert!(matches!(span(Some("1.9.2026"), None), Err(ExportError::BadDay(_))));
        assert!(span(None, None).expect("all").0 < from);
    }

    #[test]
    fn the_files_name_says_what_it_is() {
        for (name, form) in [("a.csv", ExportFormat::Csv), ("a.XLSX", ExportFormat::Workbook), ("a", ExportFormat::Csv)]
        {
            assert_eq!(ExportFormat::of(std::path::Path::new(name)), form);
        }
    }
}
