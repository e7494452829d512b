//! The lists of the window as sheets, in the list's order: streamed, so that their length does not matter.

use super::{
    bills::BillSheet,
    sheet::{ExportError, ExportFormat, TakeCells, WORKBOOK_ROWS_MAX, time},
    words,
};
use crate::{
    app::shop_data::ShopData,
    base::{lang::Lang, private_file},
    domain::{Barcode, Day, MessageId, OrderNo, UnixSeconds},
    sheets::{SheetWriting, TableWriter, WorkbookWriter, product_cells},
    store::{
        ExportedOrder, ExportedRefund, ListKey, NoticeQuery, OrderQuery, ProductQuery, ProductRow, Reader, RefundKey,
        RefundQuery, families,
    },
    ui::{
        ExportFault, ExportedList, ListExport, ListExporter, notice_cells, notice_headings, parcel_cells,
        parcel_headings,
    },
};
use std::{
    fs::File,
    io::{BufWriter, ErrorKind, Write as _},
    path::Path,
};

const PAGE: u32 = 1_000;
/// Orders that are looked up by their numbers before it is said how far it is.
const NAMED_AT_ONCE: usize = 200;

/// Where a list goes, and how.
#[derive(Debug, Clone, Copy)]
pub struct ListSheet<'a> {
    /// The file; written over only unless `fresh`.
    pub file: &'a Path,
    /// Refused where the file is there already.
    pub fresh: bool,
    /// Its words.
    pub lang: Lang,
}

/// Hears how many rows are read after each page; false ends the list.
type OnStep<'a> = &'a mut dyn FnMut(u64) -> bool;

/// Writes a list into a file, in its order, page by page, so that its length does not matter. `step` hears how many rows are read
/// after each page, and while a workbook is packed, and may end it. Gives how many rows were written.
///
/// # Errors
/// [`ExportError`]; then there is no file, unless it was there before.
pub fn list(
    reader: &Reader,
    (list, now): (&ExportedList, UnixSeconds),
    sheet: ListSheet<'_>,
    step: &mut dyn FnMut(u64) -> bool,
) -> Result<u64, ExportError> {
    let not_written = |why| ExportError::NotWritten { path: sheet.file.to_owned(), why };
    let file = private_file::open_as_its_folder(sheet.file, sheet.fresh).map_err(not_written)?;
    let source = ListSource { reader, list, now, lang: sheet.lang };
    let written = match ExportFormat::of(sheet.file) {
        ExportFormat::Csv => source.into_table(&file, sheet.file, step),
        ExportFormat::Workbook => source.into_workbook(&file, sheet.file, step),
    };
    let written = written.and_then(|rows| file.sync_all().map(|()| rows).map_err(not_written));
    if written.is_err() {
        // Half a sheet looks like a whole one.
        drop(std::fs::remove_file(sheet.file));
    }
    written
}

/// A list at a moment, and where it is read.
#[derive(Clone, Copy)]
struct ListSource<'a> {
    reader: &'a Reader,
    list: &'a ExportedList,
    now: UnixSeconds,
    lang: Lang,
}

impl ListSource<'_> {
    const fn bill(&self, first: Day, last: Day) -> BillSheet<'_> {
        BillSheet { reader: self.reader, first, last, lang: self.lang }
    }

    fn headings(&self) -> Vec<String> {
        match self.list {
            ExportedList::Orders(_) | ExportedList::Named(_) => words::orders(self.lang),
            ExportedList::Refunds(_) => words::refunds(self.lang),
            ExportedList::Parcels(_) => parcel_headings(self.lang),
            ExportedList::Notices(_) => notice_headings(self.lang),
            ExportedList::Products(_) => SheetWriting::of(self.lang).headings(),
            ExportedList::Bills(first, last) => self.bill(*first, *last).bill_headings(),
            ExportedList::Funds(first, last) => self.bill(*first, *last).fund_headings(),
        }
    }

    fn into_table(self, file: &File, path: &Path, step: OnStep<'_>) -> Result<u64, ExportError> {
        let not_written = |why| ExportError::NotWritten { path: path.to_owned(), why };
        let mut table = TableWriter::new(BufWriter::new(file), &self.headings()).map_err(not_written)?;
        let rows = self.each(step, &mut |cells| table.row(&cells).map_err(not_written))?;
        table.finish().and_then(|mut file| file.flush()).map_err(not_written)?;
        Ok(rows)
    }

    fn into_workbook(self, file: &File, path: &Path, step: OnStep<'_>) -> Result<u64, ExportError> {
        let not_written = |why| ExportError::NotWritten { path: path.to_owned(), why };
        // A bare name is in the folder the program was started in.
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
        let mut book = WorkbookWriter::new(folder, self.headings()).map_err(not_written)?;
        let mut many = 0_usize;
        let rows = self.each(step, &mut |cells| {
            many = many.saturating_add(1);
            if many > WORKBOOK_ROWS_MAX {
                Err(ExportError::TooMany(many))
            } else {
                book.row(cells).map_err(not_written)
            }
        })?;
        let mut packed = BufWriter::new(file);
        let finished = book.finish(&mut packed, &mut || step(rows)).and_then(|()| packed.flush());
        finished.map_err(|why| match why.kind() {
            ErrorKind::Interrupted => ExportError::Stopped,
            _ => not_written(why),
        })?;
        Ok(rows)
    }

    fn each(&self, step: OnStep<'_>, take: TakeCells<'_>) -> Result<u64, ExportError> {
        match self.list {
            ExportedList::Orders(query) => pages(step, take, |behind| self.orders(query, behind)),
            ExportedList::Named(numbers) => pages(step, take, |behind: Option<&usize>| self.named(numbers, behind)),
            ExportedList::Refunds(query) => pages(step, take, |behind| self.refunds(query, behind)),
            ExportedList::Parcels(query) => pages(step, take, |behind| self.parcels(query, behind)),
            ExportedList::Notices(query) => pages(step, take, |behind| self.notices(query, behind)),
            ExportedList::Products(query) => self.products(query, step, take),
            ExportedList::Bills(first, last) => self.bill(*first, *last).bills(step, take),
            ExportedList::Funds(first, last) => self.bill(*first, *last).funds(step, take),
        }
    }

    /// Of some orders, those behind the first so many.
    fn named(&self, numbers: &[OrderNo], behind: Option<&usize>) -> Result<CellsPage<usize>, ExportError> {
        let from = behind.copied().unwrap_or_default();
        let to = from.saturating_add(NAMED_AT_ONCE).min(numbers.len());
        let orders = self.reader.named_orders_to_export(numbers.get(from..to).unwrap_or_default())?;
        let cells = orders.iter().map(|order| order_cells(order, self.lang)).collect();
        Ok((cells, (to < numbers.len()).then_some(to)))
    }

    fn refunds(&self, query: &RefundQuery, behind: Option<&RefundKey>) -> Result<CellsPage<RefundKey>, ExportError> {
        let page = self.reader.refunds_to_export(query, self.now, behind, PAGE)?;
        let key = |last: &ExportedRefund| last.row.key(query.sorted().by);
        let full = u32::try_from(page.len()).is_ok_and(|rows| rows >= PAGE);
        let next = page.last().filter(|_| full).map(key);
        Ok((page.iter().map(|refund| refund_cells(refund, self.lang)).collect(), next))
    }

    fn orders(&self, query: &OrderQuery, behind: Option<&ListKey>) -> Result<CellsPage<ListKey>, ExportError> {
        let page = self.reader.orders_to_export(query, self.now, behind, PAGE)?;
        Ok((page.orders.iter().map(|order| order_cells(order, self.lang)).collect(), page.next))
    }

    fn parcels(&self, query: &OrderQuery, behind: Option<&ListKey>) -> Result<CellsPage<ListKey>, ExportError> {
        let page = self.reader.to_ship_to_export(query, self.now, behind, PAGE)?;
        Ok((page.rows.iter().map(|row| parcel_cells(row, self.lang)).collect(), page.next))
    }

    fn notices(
        &self,
        query: &NoticeQuery,
        behind: Option<&(UnixSeconds, MessageId)>,
    ) -> Result<CellsPage<(UnixSeconds, MessageId)>, ExportError> {
        let page = self.reader.list_notices(query, self.now, behind, PAGE)?;
        let full = u32::try_from(page.len()).is_ok_and(|rows| rows >= PAGE);
        let next = page.last().filter(|_| full).map(|last| (last.at, last.id.clone()));
        Ok((page.iter().map(|row| notice_cells(row, self.lang)).collect(), next))
    }

    /// A shop's products are read together: the window holds them all as well.
    fn products(&self, query: &ProductQuery, step: OnStep<'_>, take: TakeCells<'_>) -> Result<u64, ExportError> {
        let rows = families(&self.reader.product_rows()?);
        let listed = query.list(&rows);
        let mut written = 0_u64;
        let whole = |row: &'_ ProductRow| std::iter::once(row.clone()).chain(row.variants.clone()).collect::<Vec<_>>();
        for row in listed.into_iter().filter_map(|at| rows.get(at)).flat_map(whole) {
            take(listed_product_cells(&row, self.lang))?;
            written = written.saturating_add(1);
            if written.is_multiple_of(u64::from(PAGE)) && !step(written) {
                return Err(ExportError::Stopped);
            }
        }
        if step(written) { Ok(written) } else { Err(ExportError::Stopped) }
    }
}

/// Page by page, each behind the last of the one before.
fn pages<K>(
    step: OnStep<'_>,
    take: TakeCells<'_>,
    read: impl Fn(Option<&K>) -> Result<CellsPage<K>, ExportError>,
) -> Result<u64, ExportError> {
    let (mut rows, mut last) = (0_u64, None::<K>);
    loop {
        let (cells, next) = read(last.as_ref())?;
        rows = rows.saturating_add(cells.len() as u64);
        cells.into_iter().try_for_each(&mut *take)?;
        if !step(rows) {
            return Err(ExportError::Stopped);
        }
        last = next;
        if last.is_none() {
            return Ok(rows);
        }
    }
}

/// The cells of some rows, and where the next rows stand behind; `None` once these were the last.
type CellsPage<K> = (Vec<Vec<String>>, Option<K>);

fn listed_product_cells(row: &ProductRow, lang: Lang) -> Vec<String> {
    let codes: Vec<&str> = row.barcodes.iter().map(Barcode::as_str).collect();
    product_cells(&row.product, codes.join(" "), SheetWriting::of(lang))
}

/// A row of the sheet of refunds.
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
        order.freight.to_yuan(),
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

/// Writes the window's sheets: from the shop's rows, with a connection of its own for each.
#[derive(Debug)]
pub struct ShopExporter(pub ShopData);

impl ListExporter for ShopExporter {
    fn write(&self, wanted: &ListExport, file: &Path, step: &mut dyn FnMut(u64) -> bool) -> Result<u64, ExportFault> {
        let sheet = ListSheet { file, fresh: false, lang: wanted.lang };
        let reader = self.0.reader().map_err(|why| ExportFault::NotRead(why.to_string()))?;
        list(&reader, (&wanted.list, wanted.now), sheet, step).map_err(|why| match why {
            ExportError::Stopped => ExportFault::Stopped,
            ExportError::TooMany(_) => ExportFault::TooMany,
            ExportError::NotWritten { why, .. } => ExportFault::Disk(why.into()),
            other => ExportFault::NotRead(other.to_string()),
        })
    }
}
