//! What can be read of a damaged data file, into a new one, and what is said about it.

use crate::{
    base::lang::Lang,
    store::{Difference, Salvage, StoreError, salvage},
    ui::place,
};
use std::path::Path;

/// Copies what can be read of the shop's data in `folder` into the new file `to`; a line about each table that is not whole,
/// about what belongs to nothing, and what to do now. The shop's own file stays as it is.
///
/// # Errors
/// Not even the list of the tables can be read, or `to` cannot be made.
pub fn into_new_file(folder: &Path, to: &Path, lang: Lang) -> Result<Vec<String>, StoreError> {
    Ok(lines(&salvage(&folder.join("shop.db"), to)?, to, lang))
}

fn lines(salvage: &Salvage, to: &Path, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    for table in &salvage.tables {
        let name = match lang {
            Lang::Zh => place(&Difference { table: table.table.clone(), bucket: String::new() }),
            Lang::En => table.table.replace('_', " "),
        };
        let rows = table.rows;
        match table.lost {
            Some(0) if !matches!(table.table.as_str(), "orders" | "payments" | "refunds") => {}
            Some(0) => lines.push(match lang {
                Lang::Zh => format!("{name}：{rows} 行，都在"),
                Lang::En => format!("{name}: {rows} rows, all of them"),
            }),
            Some(lost) => lines.push(match lang {
                Lang::Zh => format!("{name}：{rows} 行，少了 {lost} 行"),
                Lang::En => format!("{name}: {rows} rows, {lost} are missing"),
            }),
            None => lines.push(match lang {
                Lang::Zh => format!("{name}：{rows} 行，原来有多少已经读不出来"),
                Lang::En => format!("{name}: {rows} rows; how many there were cannot be read"),
            }),
        }
    }
    if salvage.orphaned > 0 {
        let (many, named) = (salvage.orphaned, salvage.orphans.join(lang.pick("、", ", ")));
        lines.push(match lang {
            Lang::Zh => format!("{many} 行所属的订单已经读不出来，没有抄：{named}"),
            Lang::En => format!("{many} rows belong to orders that could not be read and were left out: {named}"),
        });
    }
    let to = to.display();
    lines.push(match lang {
        Lang::Zh => format!(
            "抄到了 {to}。要用它：把旧的 shop.db、shop.db-wal、shop.db-shm 移走，把它放成 shop.db；打开时会先向微信问清楚"
        ),
        Lang::En => format!(
            "copied into {to}. To use it: move shop.db, shop.db-wal and shop.db-shm away and put it there as shop.db; when it is opened WeChat is asked first"
        ),
    });
    lines
}
