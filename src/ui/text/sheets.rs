//! The words of a sheet on its way in or out.

use super::{Lang, count, name_too_long, price_trouble, products::disk_trouble, stock_too_much, tame};
use crate::domain::Fen;
use crate::sheets::{BadSheet, Column, ROWS_MAX, RowCause};
use crate::ui::file_tasks::SheetTrouble;

words! {
    import_title: "从 CSV 导入商品", "Import products from CSV";
    import_body: "先试读，不改动任何商品：每一行会怎样，导入前都能看到。", "It is read for trial first and changes nothing: you see what would become of every row before you import.";
    import_columns: "第一行写列名，顺序随意：编号、名称、价格、库存、上架。没有的列和空格子保持原样；没有编号的行按名称查找。", "The first line names the columns, in any order: id, name, price, stock, on sale. Missing columns and empty cells leave things as they are; rows without an id are found by name.";
    import_limits: "UTF-8 或 GB18030（WPS、Excel 的“CSV”），最多 5,000 行、5 MiB。", "UTF-8 or GB18030 (“CSV” of Excel and WPS), at most 5,000 rows and 5 MiB.";
    choose_csv: "选择 CSV…", "Choose CSV…";
    choose_other_csv: "换一个文件…", "Another file…";
    csv_path: "文件路径", "File path";
    csv_path_hint: "或在这里填写文件路径，按 Enter", "Or type the file’s path here and press Enter";
    csv_drop: "也可以把 .csv 文件拖进窗口。", "Or drop a .csv file onto the window.";
    reading_csv: "正在读取…", "Reading…";
    verdict_new: "新增", "New";
    verdict_change: "修改", "Change";
    verdict_same: "不变", "Unchanged";
    verdict_refused: "不导入", "Refused";
    col_line: "行", "Line";
    col_verdict: "结果", "Verdict";
    col_what: "说明", "What happens";
    save_refused: "保存不导入的行…", "Save refused rows…";
    importing: "正在导入…", "Importing…";
    nothing_to_import: "没有可导入的行", "Nothing to import";
    import_nothing_meaning: "这个表格不会改变任何商品。", "This sheet would change nothing.";
    back_to_products: "返回商品", "Back to products";
    products_file: "商品.csv", "products.csv";
    template_file: "商品模板.csv", "products-template.csv";
    refused_file: "不导入的行.csv", "refused-rows.csv";
    cause_heading: "原因", "cause";
}

/// The name of a column as the sheet's first line has it.
pub(in crate::ui) fn column(lang: Lang, column: Column) -> &'static str {
    let (zh, en) = match column {
        Column::Id => ("编号", "id"),
        Column::Name => ("名称", "name"),
        Column::Price => ("价格", "price"),
        Column::Stock => ("库存", "stock"),
        Column::OnSale => ("上架", "on sale"),
    };
    lang.pick(zh, en)
}

/// A sheet could not be written.
pub(in crate::ui) fn not_written(lang: Lang, why: &str) -> String {
    disk_trouble(lang, why)
}

/// Why a sheet cannot be tried.
pub(in crate::ui) fn sheet_trouble(lang: Lang, trouble: &SheetTrouble) -> String {
    let bad = match trouble {
        SheetTrouble::Disk(why) => return disk_trouble(lang, why),
        SheetTrouble::Bad(bad) => bad,
    };
    let (zh, en) = match bad {
        BadSheet::Empty => ("文件是空的。", "The file is empty."),
        BadSheet::TooLarge => {
            ("文件超过 5 MiB。请分成几个文件。", "The file is larger than 5 MiB. Split it into several.")
        }
        BadSheet::TooManyRows => return too_many_rows(lang),
        BadSheet::WebPage => (
            "这是一个网页，不是 CSV。请用表格软件打开，另存为“CSV UTF-8”。",
            "This is a web page, not a CSV. Open it in a spreadsheet and save it as “CSV UTF-8”.",
        ),
        BadSheet::Workbook => (
            "这是 Excel 文件，不是 CSV。请打开它，另存为“CSV UTF-8”。",
            "This is an Excel file, not a CSV. Open it and save it as “CSV UTF-8”.",
        ),
        BadSheet::NotText => (
            "这不是文本文件。请在表格软件里另存为“CSV UTF-8”。",
            "This is not a text file. Save it as “CSV UTF-8” in your spreadsheet.",
        ),
        BadSheet::NoColumns => (
            "第一行没有认识的列名。请写上：编号、名称、价格、库存、上架。可以先保存一个模板。",
            "The first line names no column we know. It needs: id, name, price, stock, on sale. Save a template to begin with.",
        ),
        BadSheet::Password => (
            "这个文件有密码。请打开它，去掉密码后再保存一次。",
            "This file has a password. Open it, take the password off and save it again.",
        ),
        BadSheet::Broken => (
            "这个 Excel 文件损坏了，读不出来。请打开它，另存一份。",
            "This Excel file is damaged and cannot be read. Open it and save a fresh copy.",
        ),
        BadSheet::NoShipColumns => (
            "没有找到列名。表格里要有一行写着：订单号、快递公司、快递单号。",
            "No column names were found. One line of the sheet must say: order number, carrier, tracking number.",
        ),
        BadSheet::HiddenOnly => (
            "要发货的工作表是隐藏的。请取消隐藏，再保存一次。",
            "The sheet with these columns is hidden. Unhide it and save the file again.",
        ),
        BadSheet::OpenQuote(line) => return open_quote(lang, *line),
        BadSheet::NoRows => ("列名下面没有内容。", "There is nothing below the column names."),
        BadSheet::Doubled(twice) => return column_twice(lang, column(lang, *twice)),
        BadSheet::HeadingTwice(name) => return column_twice(lang, &tame(name, 40)),
    };
    lang.pick(zh, en).to_owned()
}

fn open_quote(lang: Lang, line: u64) -> String {
    match lang {
        Lang::Zh => format!(
            "第 {line} 行有一个引号 \" 没有成对，后面的行会被当成同一格。没有读入任何一行：请删掉那个引号，或在表格软件里另存一次。"
        ),
        Lang::En => format!(
            "On line {line} a quote (\") opens and does not close, so the rows below it would become one cell. Nothing was read: delete that quote, or save the sheet once more in your spreadsheet."
        ),
    }
}

fn column_twice(lang: Lang, name: &str) -> String {
    match lang {
        Lang::Zh => format!("“{name}”这一列出现了两次。请删掉一列。"),
        Lang::En => format!("The column “{name}” is there twice. Delete one of them."),
    }
}

fn too_many_rows(lang: Lang) -> String {
    let most = count(ROWS_MAX as u64);
    match lang {
        Lang::Zh => format!("超过 {most} 行。请分成几个文件。"),
        Lang::En => format!("More than {most} rows. Split it into several files."),
    }
}

/// Why a row is refused.
pub(in crate::ui) fn row_cause(lang: Lang, cause: &RowCause) -> String {
    match cause {
        RowCause::BadId => super::products::id_bad(lang).to_owned(),
        RowCause::NoName => super::products::name_empty(lang).to_owned(),
        RowCause::NameTooLong => name_too_long(lang),
        RowCause::NameUnprintable => super::products::name_unprintable(lang).to_owned(),
        RowCause::NoPrice => lang.pick("新商品需要价格。", "A new product needs a price.").to_owned(),
        RowCause::Price(bad) => price_trouble(lang, *bad),
        RowCause::BadStock => lang.pick("库存要填整数。", "The stock must be a whole number.").to_owned(),
        RowCause::NegativeStock => super::products::stock_negative(lang).to_owned(),
        RowCause::TooMuchStock => stock_too_much(lang),
        RowCause::BadOnSale => lang.pick("“上架”请填 是 或 否。", "“On sale” must be yes or no.").to_owned(),
        RowCause::Formula(at) => {
            let name = column(lang, *at);
            match lang {
                Lang::Zh => format!("“{name}”以 =、+、- 或 @ 开头，表格软件会当成公式。"),
                Lang::En => format!("“{name}” begins with =, +, - or @: a spreadsheet would run it as a formula."),
            }
        }
        RowCause::Twice(line) => match lang {
            Lang::Zh => format!("和第 {line} 行是同一件商品，不知道以哪一行为准。"),
            Lang::En => format!("The same product as line {line}; which one counts is not clear."),
        },
        RowCause::NameNotUnique => {
            lang.pick("有几件商品叫这个名字，请填写编号。", "Several products have this name; give the id.").to_owned()
        }
        RowCause::TooManyCells => lang
            .pick(
                "格子比列名多。名称里有逗号的话，请加上引号。",
                "More cells than columns. A name with a comma needs quotes.",
            )
            .to_owned(),
    }
}

/// `¥39.90 → ¥35.00`.
pub(in crate::ui) fn from_to(name: &str, before: &str, after: &str) -> String {
    format!("{name} {before} → {after}")
}

/// Between two changes of one row.
pub(in crate::ui) fn and_then(lang: Lang) -> &'static str {
    lang.pick("；", "; ")
}

/// What a new row makes.
pub(in crate::ui) fn new_row(lang: Lang, price: Fen, stock: u32, on_sale: bool) -> String {
    let stock = count(u64::from(stock));
    let sale = if on_sale { super::products::yes_on_sale(lang) } else { super::products::no_on_sale(lang) };
    match lang {
        Lang::Zh => format!("{price}，库存 {stock}，{sale}"),
        Lang::En => format!("{price}, {stock} in stock, {sale}"),
    }
}

/// What the trial found: `12 rows in products.csv`.
pub(in crate::ui) fn trial_of(lang: Lang, file: &str, rows: usize) -> String {
    let (file, rows) = (tame(file, 60), count(rows as u64));
    match lang {
        Lang::Zh => format!("{file} · {rows} 行 · 还没有改动任何商品"),
        Lang::En => format!("{file} · {rows} rows · nothing is changed yet"),
    }
}

/// Columns that are left alone.
pub(in crate::ui) fn ignored_columns(lang: Lang, names: &[String]) -> String {
    let mut all: Vec<String> = names.iter().take(6).map(|name| tame(name, 20)).collect();
    if names.len() > all.len() {
        all.push("…".to_owned());
    }
    match lang {
        Lang::Zh => format!("不认识的列，不会导入：{}", all.join("、")),
        Lang::En => format!("Columns we do not know are left alone: {}", all.join(", ")),
    }
}

/// The button that does it.
pub(in crate::ui) fn import_button(lang: Lang, products: usize) -> String {
    let number = count(products as u64);
    match (lang, products) {
        (Lang::Zh, _) => format!("导入 {number} 件商品"),
        (Lang::En, 1) => "Import 1 product".to_owned(),
        (Lang::En, _) => format!("Import {number} products"),
    }
}

/// What the import did.
pub(in crate::ui) fn imported(lang: Lang, products: usize, refused: usize) -> String {
    let (done, left) = (count(products as u64), count(refused as u64));
    match (lang, refused) {
        (Lang::Zh, 0) => format!("已导入 {done} 件商品。"),
        (Lang::Zh, _) => format!("已导入 {done} 件商品；{left} 行没有导入。"),
        (Lang::En, 0) => format!("{done} products imported."),
        (Lang::En, _) => format!("{done} products imported; {left} rows were not."),
    }
}

/// Where a sheet was written.
pub(in crate::ui) fn written_to(lang: Lang, path: &str) -> String {
    let path = tame(path, 200);
    match lang {
        Lang::Zh => format!("已保存到 {path}"),
        Lang::En => format!("Saved as {path}"),
    }
}

#[cfg(test)]
pub(super) fn samples(lang: Lang) -> Vec<String> {
    use crate::sheets::BadPrice;
    let price = Fen::new(3990).unwrap_or_default();
    let mut all: Vec<String> = Column::ALL.iter().map(|at| column(lang, *at).to_owned()).collect();
    let causes = [
        RowCause::BadId,
        RowCause::NoName,
        RowCause::NameTooLong,
        RowCause::NameUnprintable,
        RowCause::NoPrice,
        RowCause::Price(BadPrice::TooFine),
        RowCause::BadStock,
        RowCause::NegativeStock,
        RowCause::TooMuchStock,
        RowCause::BadOnSale,
        RowCause::Formula(Column::Name),
        RowCause::Twice(3),
        RowCause::NameNotUnique,
        RowCause::TooManyCells,
    ];
    all.extend(causes.iter().map(|cause| row_cause(lang, cause)));
    let sheets = [
        BadSheet::Empty,
        BadSheet::TooLarge,
        BadSheet::TooManyRows,
        BadSheet::WebPage,
        BadSheet::Workbook,
        BadSheet::NotText,
        BadSheet::NoColumns,
        BadSheet::Doubled(Column::Price),
        BadSheet::Password,
        BadSheet::Broken,
        BadSheet::NoShipColumns,
        BadSheet::NoRows,
        BadSheet::HeadingTwice("x".into()),
        BadSheet::HiddenOnly,
        BadSheet::OpenQuote(3),
    ];
    all.extend(sheets.map(|bad| sheet_trouble(lang, &SheetTrouble::Bad(bad))));
    all.push(sheet_trouble(lang, &SheetTrouble::Disk("x".into())));
    all.extend([
        not_written(lang, "x"),
        from_to("x", "1", "2"),
        and_then(lang).to_owned(),
        new_row(lang, price, 3, true),
        new_row(lang, price, 3, false),
        trial_of(lang, "x.csv", 12),
        ignored_columns(lang, &vec!["x".to_owned(); 9]),
        import_button(lang, 1),
        import_button(lang, 1200),
        imported(lang, 3, 0),
        imported(lang, 3, 2),
        written_to(lang, "x.csv"),
    ]);
    all
}
