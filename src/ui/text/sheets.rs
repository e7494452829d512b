//! The words of a sheet on its way in or out.

use super::{count, products, tame};
use crate::domain::Fen;
use crate::sheets::{BadSheet, Column, ROWS_MAX, RowCause};
use crate::ui::file_tasks::SheetTrouble;

texts! { in lang;
    import_title: "从 CSV 导入商品", "Import products from CSV";
    import_body: "先试读，不改动任何商品：每一行会怎样，导入前都能看到。", "It is read for trial first and changes nothing: you see what would become of every row before you import.";
    import_columns: "第一行写列名，顺序随意：编号、名称、价格、库存、上架、条码、所属商品、规格、分类、重量、退款期限、商品说明。规格也是一行，“所属商品”写主商品的编号。没有的列和空格子保持原样；没有编号的行按名称查找。", "The first line names the columns, in any order: id, name, price, stock, on sale, barcodes, variant of, variant, category, weight, refund days, description. A variant is a row of its own with its product’s id under “variant of”. Missing columns and empty cells leave things as they are; rows without an id are found by name.";
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
    template_file: "商品模板.csv", "products-template.csv";
    refused_file: "不导入的行.csv", "refused-rows.csv";
    cause_heading: "原因", "cause";

    /// The name of a column as the sheet's first line has it.
    column(column: Column) = match column {
        Column::Id => "编号", "id";
        Column::Name => "名称", "name";
        Column::Price => "价格", "price";
        Column::Stock => "库存", "stock";
        Column::OnSale => "上架", "on sale";
        Column::Barcodes => "条码", "barcodes";
        Column::VariantOf => "所属商品", "variant of";
        Column::Variant => "规格", "variant";
        Column::Category => "分类", "category";
        Column::Weight => "重量（克）", "weight (g)";
        Column::Refunds => "退款期限（天）", "refund days";
        Column::Description => "商品说明", "description";
    }

    /// Why a sheet cannot be tried.
    sheet_trouble(trouble: &SheetTrouble) -> String = match trouble {
        SheetTrouble::Disk(why) => { products::disk_trouble(lang, why) };
        SheetTrouble::Bad(bad) => { bad_sheet(lang, bad) };
    }

    bad_sheet(bad: &BadSheet) -> String = match bad {
        BadSheet::Empty => "文件是空的。", "The file is empty.";
        BadSheet::TooLarge => "文件超过 5 MiB。请分成几个文件。", "The file is larger than 5 MiB. Split it into several.";
        BadSheet::WebPage =>
            "这是一个网页，不是 CSV。请用表格软件打开，另存为“CSV UTF-8”。",
            "This is a web page, not a CSV. Open it in a spreadsheet and save it as “CSV UTF-8”.";
        BadSheet::Workbook =>
            "这是 Excel 文件，不是 CSV。请打开它，另存为“CSV UTF-8”。",
            "This is an Excel file, not a CSV. Open it and save it as “CSV UTF-8”.";
        BadSheet::NotText =>
            "这不是文本文件。请在表格软件里另存为“CSV UTF-8”。",
            "This is not a text file. Save it as “CSV UTF-8” in your spreadsheet.";
        BadSheet::NoColumns =>
            "第一行没有认识的列名。请写上：编号、名称、价格、库存、上架。可以先保存一个模板。",
            "The first line names no column we know. It needs: id, name, price, stock, on sale. Save a template to begin with.";
        BadSheet::Password =>
            "这个文件有密码。请打开它，去掉密码后再保存一次。",
            "This file has a password. Open it, take the password off and save it again.";
        BadSheet::Broken =>
            "这个 Excel 文件损坏了，读不出来。请打开它，另存一份。",
            "This Excel file is damaged and cannot be read. Open it and save a fresh copy.";
        BadSheet::NoShipColumns =>
            "没有找到列名。表格里要有一行写着：订单号、快递公司、快递单号。",
            "No column names were found. One line of the sheet must say: order number, carrier, tracking number.";
        BadSheet::HiddenOnly =>
            "要发货的工作表是隐藏的。请取消隐藏，再保存一次。",
            "The sheet with these columns is hidden. Unhide it and save the file again.";
        BadSheet::NoRows => "列名下面没有内容。", "There is nothing below the column names.";
        BadSheet::TooManyRows =>
            "超过 {most} 行。请分成几个文件。", "More than {most} rows. Split it into several files.", most = count(ROWS_MAX as u64);
        BadSheet::OpenQuote(line) =>
            "第 {line} 行有一个引号 \" 没有成对，后面的行会被当成同一格。没有读入任何一行：请删掉那个引号，或在表格软件里另存一次。",
            "On line {line} a quote (\") opens and does not close, so the rows below it would become one cell. Nothing was read: delete that quote, or save the sheet once more in your spreadsheet.";
        BadSheet::Doubled(twice) => { column_twice(lang, column(lang, *twice)) };
        BadSheet::HeadingTwice(name) => { column_twice(lang, &tame(name, 40)) };
    }

    column_twice(name: &str): "“{name}”这一列出现了两次。请删掉一列。", "The column “{name}” is there twice. Delete one of them.";

    /// Why a row is refused.
    row_cause(cause: &RowCause) -> String = match cause {
        RowCause::BadId => { products::id_bad(lang).to_owned() };
        RowCause::NoName => { products::name_empty(lang).to_owned() };
        RowCause::NameTooLong => { products::name_too_long(lang) };
        RowCause::NameUnprintable => { products::name_unprintable(lang).to_owned() };
        RowCause::NoPrice => "新商品需要价格。", "A new product needs a price.";
        RowCause::Price(bad) => { products::price_trouble(lang, *bad) };
        RowCause::BadStock => "库存要填整数。", "The stock must be a whole number.";
        RowCause::NegativeStock => { products::stock_negative(lang).to_owned() };
        RowCause::TooMuchStock => { products::stock_too_much(lang) };
        RowCause::BadBarcode =>
            "条码要有 4 到 48 个字母或数字；几个之间用空格隔开，最多 20 个。",
            "A barcode has 4 to 48 letters or digits; leave a blank between several, at most 20.";
        RowCause::BarcodeTaken(name) =>
            "这个条码已经是“{name}”的。", "This barcode belongs to “{name}” already.", name = tame(name, 40);
        RowCause::BarcodeTwice(line) => "第 {line} 行也有这个条码。", "Line {line} has the same barcode.";
        RowCause::BadOnSale => "“上架”请填 是 或 否。", "“On sale” must be yes or no.";
        RowCause::BadWeight => "重量填整数，单位是克，最多 1000000。", "The weight is a whole number of grams, at most 1000000.";
        RowCause::BadRefunds =>
            "退款期限填 1 到 365 的天数，或“随时”“不支持”。", "The refund days are 1 to 365, or “any time” or “never”.";
        RowCause::TextTooLong(at) => "“{name}”太长。", "“{name}” is too long.", name = column(lang, *at);
        RowCause::NoVariant => "是某件商品的规格，还要填“规格”，例如 红色 L。", "A variant of a product needs what tells it from the others, such as red L.";
        RowCause::VariantOfNothing => "有规格，还要填“所属商品”的编号。", "A variant needs the id of its product under “variant of”.";
        RowCause::NoSuchProduct(id) =>
            "店里和表格里都没有可以加规格的商品 {id}。",
            "There is no product {id} that could have variants, in the shop or in the sheet.", id = tame(id, 40);
        RowCause::Formula(at) =>
            "“{name}”以 =、+、- 或 @ 开头，表格软件会当成公式。",
            "“{name}” begins with =, +, - or @: a spreadsheet would run it as a formula.",
            name = column(lang, *at);
        RowCause::Twice(line) =>
            "和第 {line} 行是同一件商品，不知道以哪一行为准。",
            "The same product as line {line}; which one counts is not clear.";
        RowCause::NameNotUnique => "有几件商品叫这个名字，请填写编号。", "Several products have this name; give the id.";
        RowCause::TooManyCells =>
            "格子比列名多。名称里有逗号的话，请加上引号。",
            "More cells than columns. A name with a comma needs quotes.";
    }

    /// Between two changes of one row.
    and_then: "；", "; ";

    /// What a new row makes.
    new_row(price: Fen, stock: u32, on_sale: bool):
        "{price}，库存 {stock}，{sale}",
        "{price}, {stock} in stock, {sale}",
        stock = count(u64::from(stock)),
        sale = if on_sale { products::yes_on_sale(lang) } else { products::no_on_sale(lang) };

    /// What the trial found: `12 rows in products.csv`.
    trial_of(file: &str, rows: usize):
        "{file} · {rows} 行 · 还没有改动任何商品",
        "{file} · {rows} rows · nothing is changed yet",
        file = tame(file, 60), rows = count(rows as u64);

    /// Columns that are left alone.
    ignored_columns(names: &[String]):
        "不认识的列，不会导入：{first}{more}",
        "Columns we do not know are left alone: {first}{more}",
        between = lang.pick("、", ", "),
        first = names.iter().take(6).map(|name| tame(name, 20)).collect::<Vec<_>>().join(between),
        more = if names.len() > 6 { format!("{between}…") } else { String::new() };

    /// The button that does it.
    import_button(products: usize):
        "导入 {number} 件商品",
        [products: "Import 1 product", "Import {number} products"],
        number = count(products as u64);

    imported(products: usize, refused: usize) -> String = match refused {
        0 => "已导入 {done} 件商品。", "{done} products imported.", done = count(products as u64);
        _ =>
            "已导入 {done} 件商品；{left} 行没有导入。",
            "{done} products imported; {left} rows were not.",
            done = count(products as u64), left = count(refused as u64);
    }

    written_to(path: &str): "已保存到 {path}", "Saved as {path}", path = tame(path, 200);
}

/// `¥39.90 → ¥35.00`.
pub(in crate::ui) fn from_to(name: &str, before: &str, after: &str) -> String {
    format!("{name} {before} → {after}")
}
