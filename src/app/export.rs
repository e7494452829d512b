//! What the shop knows, as sheets for the owner's own books: complete, of any filter. Reads only, also while the shop is
//! open.

mod bills;
mod lists;
mod sheet;
mod words;

pub use lists::{ListSheet, ShopExporter, list};
pub use sheet::{ExportError, ExportFormat};

use crate::{
    base::lang::Lang,
    base::private_file,
    domain::UnixSeconds,
    store::{LedgerEntry, Reader, Span},
};
use sheet::written;

const DAY_SECS: i64 = 24 * 60 * 60;
/// Writes a sheet into a new file: for its owner alone where the folder is, like the shop's own.
///
/// # Errors
/// [`ExportError::NotWritten`], also where the file is there already.
pub fn write(sheet: &[u8], file: &std::path::Path) -> Result<(), ExportError> {
    let written = private_file::write_as_its_folder(file, sheet, true);
    written.map_err(|why| ExportError::NotWritten { path: file.to_owned(), why })
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

/// Every movement of money within `span`, the oldest first.
///
/// # Errors
/// [`ExportError`].
pub fn ledger(reader: &Reader, span: Span, form: ExportFormat, lang: Lang) -> Result<Vec<u8>, ExportError> {
    let rows = reader.ledger(span)?.iter().map(|entry| ledger_cells(entry, lang)).collect();
    written(form, crate::app::export::words::ledger(lang), rows)
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
