//! Sheets we write: the shop's products, a template, and the refused rows with their cause. Each begins with the mark
//! that makes Excel read UTF-8, and no cell of it is run as a formula.

use super::{Column, Headings, RowCause, RowVerdict, Sheet, cells::disarm, workbook::text_only};
use crate::base::lang::Lang;
use crate::domain::{Product, RefundRule};
use std::io::{self, Write};

const MARK: &str = "\u{FEFF}";

/// How a sheet is to be written: its headings and its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SheetWriting(pub Headings);

impl SheetWriting {
    /// In the words of this language.
    pub const fn of(lang: Lang) -> Self {
        Self(match lang {
            Lang::Zh => Headings::Chinese,
            Lang::En => Headings::English,
        })
    }

    const fn yes_no(self, yes: bool) -> &'static str {
        match (self.0, yes) {
            (Headings::Chinese, true) => "是",
            (Headings::Chinese, false) => "否",
            (Headings::English, true) => "yes",
            (Headings::English, false) => "no",
        }
    }

    fn refunds(self, rule: RefundRule) -> String {
        let word = match (self.0, rule) {
            (_, RefundRule::Within(days)) => return days.to_string(),
            (Headings::Chinese, RefundRule::Open) => "随时",
            (Headings::English, RefundRule::Open) => "any time",
            (Headings::Chinese, RefundRule::Never) => "不支持",
            (Headings::English, RefundRule::Never) => "never",
        };
        word.to_owned()
    }

    /// The headings of the sheet of products.
    pub fn headings(self) -> Vec<String> {
        Column::ALL.iter().map(|column| column.heading(self.0).to_owned()).collect()
    }
}

/// A row of the sheet of products, which can be imported again; `codes` are its barcodes with blanks between.
pub fn product_cells(product: &Product, codes: String, writing: SheetWriting) -> Vec<String> {
    let facts = &product.facts;
    let variant = facts.variant.as_ref();
    // Of a variant these are its product's, and stand in its row.
    let own = |words: String| if variant.is_none() { words } else { String::new() };
    vec![
        product.id.to_string(),
        product.name.clone(),
        product.price.to_yuan(),
        product.stock.to_string(),
        writing.yes_no(product.on_sale).to_owned(),
        codes,
        variant.map_or_else(String::new, |it| it.of.to_string()),
        variant.map_or_else(String::new, |it| it.words.clone()),
        own(facts.category.clone()),
        facts.weight_g.map_or_else(String::new, |grams| grams.to_string()),
        own(writing.refunds(facts.refunds)),
        own(facts.description.clone()),
    ]
}

/// An example to fill in.
pub fn template(writing: SheetWriting) -> Vec<u8> {
    let rows: [[&str; 12]; 4] = match writing.0 {
        Headings::Chinese => [
            [
                "P0001",
                "挂耳咖啡 10 包",
                "39.90",
                "50",
                "是",
                "6901234567892",
                "",
                "",
                "咖啡",
                "120",
                "7",
                "中度烘焙\n10 包，每包 10 g",
            ],
            ["P0002", "手冲壶", "128", "6", "否", "", "", "", "器具", "", "不支持", ""],
            ["P0003", "T恤", "99", "0", "是", "", "", "", "衣服", "200", "随时", "纯棉"],
            ["P0004", "", "99", "12", "是", "6901234567908", "P0003", "红色 L", "", "", "", ""],
        ],
        Headings::English => [
            [
                "P0001",
                "Drip coffee, 10 bags",
                "39.90",
                "50",
                "yes",
                "6901234567892",
                "",
                "",
                "Coffee",
                "120",
                "7",
                "Medium roast\n10 bags of 10 g",
            ],
            ["P0002", "Kettle", "128", "6", "no", "", "", "", "Tools", "", "never", ""],
            ["P0003", "T-shirt", "99", "0", "yes", "", "", "", "Clothes", "200", "any time", "Cotton"],
            ["P0004", "", "99", "12", "yes", "6901234567908", "P0003", "red L", "", "", "", ""],
        ],
    };
    let rows = rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect());
    sheet(std::iter::once(writing.headings()).chain(rows))
}

/// The refused rows as they stood in the file, each with its cause behind it. `heading` names that column, `say` the cause.
pub fn refused(read: &Sheet, verdicts: &[RowVerdict], heading: &str, say: impl Fn(&RowCause) -> String) -> Vec<u8> {
    let width = read.headings.len();
    let mut first = read.headings.clone();
    first.push(heading.to_owned());
    let rows = read.rows.iter().zip(verdicts).filter_map(|(row, verdict)| {
        let RowVerdict::Refused(cause) = verdict else { return None };
        let mut cells = row.cells.clone();
        // The cause stands under its heading also where the row is shorter or longer than the first line.
        cells.resize(width.max(cells.len()), String::new());
        cells.insert(width, say(cause));
        Some(cells)
    });
    sheet(std::iter::once(first).chain(rows))
}

/// Any table in the owner's words: its headings, then its rows.
pub fn table(headings: Vec<String>, rows: impl IntoIterator<Item = Vec<String>>) -> Vec<u8> {
    sheet(std::iter::once(headings).chain(rows))
}

/// Any table as a workbook whose every cell is text: long numbers stay whole, nothing is calculated.
pub fn workbook(headings: Vec<String>, rows: impl IntoIterator<Item = Vec<String>>) -> Vec<u8> {
    let all: Vec<Vec<String>> = std::iter::once(headings).chain(rows).collect();
    text_only(all.iter().map(Vec::as_slice))
}

/// A table that is written row by row, however long it is: only the row at hand is held.
pub struct TableWriter<W: Write>(csv::Writer<W>);

impl<W: Write> TableWriter<W> {
    /// Begins with the headings.
    ///
    /// # Errors
    /// What the file says.
    pub fn new(mut file: W, headings: &[String]) -> io::Result<Self> {
        file.write_all(MARK.as_bytes())?;
        let mut table = Self(rows_into(file));
        table.row(headings)?;
        Ok(table)
    }

    /// Adds a row.
    ///
    /// # Errors
    /// What the file says.
    pub fn row(&mut self, cells: &[String]) -> io::Result<()> {
        Ok(self.0.write_record(cells.iter().map(|cell| disarm(cell)))?)
    }

    /// The file, once all of it is written.
    ///
    /// # Errors
    /// What the file says.
    pub fn finish(self) -> io::Result<W> {
        self.0.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}

fn rows_into<W: Write>(file: W) -> csv::Writer<W> {
    csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(file)
}

fn sheet(rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut writer = rows_into(MARK.as_bytes().to_vec());
    for row in rows {
        // Memory does not refuse to be written.
        drop(writer.write_record(row.iter().map(|cell| disarm(cell))));
    }
    writer.into_inner().unwrap_or_default()
}
