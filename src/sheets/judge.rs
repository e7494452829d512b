//! A sheet row by row, and the verdict of each row against the shop's products.

use super::{
    BadSheet, Column, ROWS_MAX, RowCause, bytes,
    cells::{armed, fresh_id, read_barcodes, read_name, read_on_sale, read_price, read_stock},
    columns::{SheetColumns, separator},
    product_facts::FactCells,
    records::{Record, Records},
};
use crate::domain::{Barcode, Fen, Product, ProductFacts, ProductId, variant_name, visible};
use std::collections::{BTreeMap, HashMap, HashSet};

/// A sheet as it was read. It says nothing about the shop yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The first line.
    pub headings: Vec<String>,
    /// Headings we do not know; their columns are left alone.
    pub ignored: Vec<String>,
    /// The rows, in the file's order.
    pub rows: Vec<SheetRow>,
}

/// One row: the cells as they stand in the file, and what they say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRow {
    /// The line of the file it begins on, from 1.
    pub line: u64,
    /// Every cell.
    pub cells: Vec<String>,
    read: Result<RowValues, RowCause>,
}

/// What a row says. `None`: the sheet has no such column, or the cell is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct RowValues {
    id: Option<ProductId>,
    name: Option<String>,
    price: Option<Fen>,
    stock: Option<u32>,
    on_sale: Option<bool>,
    barcodes: Option<Vec<Barcode>>,
    facts: FactCells,
}

/// What a good row asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowRequest {
    /// The product; a fresh id where the row named none.
    pub id: ProductId,
    /// As it will be sold.
    pub name: String,
    /// For one piece.
    pub price: Fen,
    /// `None`: the stock stays as it is, also if a piece is sold in between.
    pub stock: Option<u32>,
    /// Whether it can be bought.
    pub on_sale: bool,
    /// What a scanner reads on it, all of it; `None`: as it is.
    pub barcodes: Option<Vec<Barcode>>,
    /// What else is said of it.
    pub facts: ProductFacts,
}

/// What would become of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowVerdict {
    /// A product the shop does not have yet.
    New(RowRequest),
    /// Another name, price, stock or sale than now.
    Changes {
        /// As it would be.
        wanted: RowRequest,
        /// As it is.
        before: Box<Product>,
    },
    /// Nothing to do.
    Unchanged(ProductId),
    /// Nothing is done, and why.
    Refused(RowCause),
}

impl RowVerdict {
    /// What is to be done, if anything.
    pub const fn request(&self) -> Option<&RowRequest> {
        match self {
            Self::New(wanted) | Self::Changes { wanted, .. } => Some(wanted),
            Self::Unchanged(_) | Self::Refused(_) => None,
        }
    }
}

impl Sheet {
    /// Reads the file: any bytes, any separator of `,` `;` tab, UTF-8, UTF-16 with its mark, or GB18030.
    ///
    /// # Errors
    /// [`BadSheet`] when the file as a whole cannot be used.
    pub fn read(bytes: &[u8]) -> Result<Self, BadSheet> {
        let text = bytes::text_of(bytes)?;
        let mut records = Records::of(&text, separator(&text)).filter(|record| !record.as_ref().is_ok_and(blank));
        let headings: Vec<String> = match records.next().transpose()? {
            Some(first) => first.cells.iter().map(|cell| cell.trim().to_owned()).collect(),
            None => return Err(BadSheet::Empty),
        };
        let columns = SheetColumns::of(&headings)?;
        let mut rows = Vec::new();
        for record in records {
            let Record { line, cells } = record?;
            if rows.len() == ROWS_MAX {
                return Err(BadSheet::TooManyRows);
            }
            let read = values_of(&columns, &cells);
            rows.push(SheetRow { line, cells, read });
        }
        let unknown = headings.iter().zip(&columns.0).filter(|(name, column)| column.is_none() && !name.is_empty());
        Ok(Self { ignored: unknown.map(|(name, _)| name.clone()).collect(), headings, rows })
    }

    /// The verdict of each row, against the products as they are now. Changes nothing; the same sheet can be judged
    /// again when the shop has changed. Two rows about one product are both refused: which is meant is not ours to guess.
    pub fn judge(&self, products: &[Product], barcodes: &BTreeMap<Barcode, ProductId>) -> Vec<RowVerdict> {
        let shop = ProductIndex::of(products, barcodes);
        let targets: Vec<Result<ProductMatch<'_>, RowCause>> = self.rows.iter().map(|row| shop.target(row)).collect();
        let mut places: HashMap<ProductMatch<'_>, Vec<usize>> = HashMap::new();
        for (at, target) in targets.iter().enumerate() {
            if let Ok(target) = target {
                places.entry(target.clone()).or_default().push(at);
            }
        }
        let named = self.rows.iter().filter_map(|row| row.read.as_ref().ok()?.id.as_ref());
        let taken: HashSet<&ProductId> = products.iter().map(|product| &product.id).chain(named).collect();
        let mut last = fresh_id(taken.iter().copied());
        let mut next = || {
            let id = last.clone();
            last = fresh_id([&id]);
            while taken.contains(&last) {
                last = fresh_id([&last]);
            }
            id
        };
        let verdict = |(at, (row, target)): (usize, (&SheetRow, Result<ProductMatch<'_>, RowCause>))| {
            let target = target?;
            let other = places.get(&target).and_then(|places| places.iter().find(|place| **place != at));
            if let Some(other) = other.and_then(|place| self.rows.get(*place)) {
                return Err(RowCause::Twice(other.line));
            }
            let said = row.read.as_ref().map_err(Clone::clone)?;
            shop.barcodes_are_free(self, row, &target)?;
            let before = shop.product(&target);
            let facts = said.facts.merged(before, shop.next_place(said, at))?;
            let name = match &facts.variant {
                Some(variant) => Some(variant_name(&self.name_of(&variant.of, &shop)?, &variant.words)),
                None => said.name.clone(),
            };
            RowValues { name, ..said.clone() }.verdict((before, &shop), facts, &mut next)
        };
        self.rows
            .iter()
            .zip(targets)
            .enumerate()
            .map(verdict)
            .map(|judged| judged.unwrap_or_else(RowVerdict::Refused))
            .collect()
    }
}

impl Sheet {
    /// What the product with this id will be called: as the sheet says, or else as it is. A variant has no variants.
    fn name_of(&self, id: &ProductId, shop: &ProductIndex<'_>) -> Result<String, RowCause> {
        let there = shop.by_id.get(id);
        let row = self.rows.iter().filter_map(|row| row.read.as_ref().ok()).find(|said| said.id.as_ref() == Some(id));
        let nested = row.map_or(there.is_some_and(|it| it.facts.variant.is_some()), |said| said.facts.of.is_some());
        let name = row.and_then(|said| said.name.clone()).or_else(|| there.map(|product| product.name.clone()));
        name.filter(|_| !nested).ok_or_else(|| RowCause::NoSuchProduct(id.to_string()))
    }
}

fn blank(record: &Record) -> bool {
    record.cells.iter().all(|cell| cell.trim().is_empty())
}

/// Reads the cells of a row.
fn values_of(columns: &SheetColumns, cells: &[String]) -> Result<RowValues, RowCause> {
    let extra = cells.iter().skip(columns.0.len()).any(|cell| !cell.trim().is_empty());
    if extra {
        return Err(RowCause::TooManyCells);
    }
    let cell = |column: Column| columns.cell(cells, column).map(|raw| armed(&visible(raw), column)).transpose();
    let filled = |column: Column| cell(column).map(|cell| cell.filter(|cell| !cell.trim().is_empty()));
    let id = filled(Column::Id)?.map(|raw| ProductId::parse(raw.trim()).map_err(|_| RowCause::BadId)).transpose()?;
    Ok(RowValues {
        id,
        name: filled(Column::Name)?.map(|raw| read_name(&raw)).transpose()?,
        price: filled(Column::Price)?.map(|raw| read_price(&raw).map_err(RowCause::Price)).transpose()?,
        stock: filled(Column::Stock)?.map(|raw| read_stock(&raw)).transpose()?,
        on_sale: filled(Column::OnSale)?.map(|raw| read_on_sale(raw.trim())).transpose()?,
        barcodes: filled(Column::Barcodes)?.map(|raw| read_barcodes(&raw)).transpose()?,
        facts: FactCells::read(filled)?,
    })
}

/// Which product a row is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum ProductMatch<'a> {
    /// The one with this id, there already or not.
    Id(ProductId),
    /// A new one of this name.
    Name(&'a str),
    /// A new choice of the product with this id.
    Variant(&'a ProductId, &'a str),
}

/// The shop's products, by id and by name.
struct ProductIndex<'a> {
    by_id: HashMap<&'a ProductId, &'a Product>,
    by_name: HashMap<&'a str, Vec<&'a Product>>,
    /// By the product they are a choice of, and their words.
    variants: HashMap<(&'a ProductId, &'a str), &'a ProductId>,
    barcodes: &'a BTreeMap<Barcode, ProductId>,
}

impl<'a> ProductIndex<'a> {
    fn of(products: &'a [Product], barcodes: &'a BTreeMap<Barcode, ProductId>) -> Self {
        let mut by_name: HashMap<&str, Vec<&Product>> = HashMap::new();
        for product in products {
            by_name.entry(product.name.trim()).or_default().push(product);
        }
        let variant =
            |product: &'a Product| product.facts.variant.as_ref().map(|it| ((&it.of, it.words.as_str()), &product.id));
        let variants = products.iter().filter_map(variant).collect();
        Self { by_id: products.iter().map(|product| (&product.id, product)).collect(), by_name, variants, barcodes }
    }

    /// A row without an id is about the product of its name, so that the same sheet imported twice makes nothing twice.
    fn target<'r>(&self, row: &'r SheetRow) -> Result<ProductMatch<'r>, RowCause> {
        let said = row.read.as_ref().map_err(Clone::clone)?;
        if let Some(id) = &said.id {
            return Ok(ProductMatch::Id(id.clone()));
        }
        if let (Some(of), Some(words)) = (&said.facts.of, said.facts.words.as_deref()) {
            let known = self.variants.get(&(of, words)).map(|one| ProductMatch::Id((*one).clone()));
            return Ok(known.unwrap_or(ProductMatch::Variant(of, words)));
        }
        let name = said.name.as_deref().ok_or(RowCause::NoName)?;
        match self.by_name.get(name).map(Vec::as_slice) {
            None | Some([]) => Ok(ProductMatch::Name(name)),
            Some([one]) => Ok(ProductMatch::Id(one.id.clone())),
            Some(_) => Err(RowCause::NameNotUnique),
        }
    }

    /// No other product of the shop, and no other row, has a barcode of this row.
    fn barcodes_are_free(&self, sheet: &Sheet, row: &SheetRow, target: &ProductMatch<'_>) -> Result<(), RowCause> {
        let codes_of =
            |row: &SheetRow| row.read.as_ref().ok().and_then(|said| said.barcodes.clone()).unwrap_or_default();
        let codes = codes_of(row);
        if codes.is_empty() {
            return Ok(());
        }
        let mine = |id: &ProductId| matches!(target, ProductMatch::Id(own) if own == id);
        for code in &codes {
            if let Some(id) = self.barcodes.get(code).filter(|id| !mine(id)) {
                let name = self.by_id.get(id).map_or_else(|| id.to_string(), |product| product.name.clone());
                return Err(RowCause::BarcodeTaken(name));
            }
        }
        let others = sheet.rows.iter().filter(|other| other.line != row.line);
        let twice = others.filter(|other| codes_of(other).iter().any(|code| codes.contains(code)));
        twice.map(|other| other.line).next().map_or(Ok(()), |line| Err(RowCause::BarcodeTwice(line)))
    }

    /// True if these are the barcodes the product has.
    fn has(&self, id: &ProductId, codes: &[Barcode]) -> bool {
        let there = self.barcodes.iter().filter(|(_, of)| *of == id).count();
        there == codes.len() && codes.iter().all(|code| self.barcodes.get(code) == Some(id))
    }

    /// Where the variant of the row at this place stands, if it is a new one: behind those that are there.
    fn next_place(&self, said: &RowValues, at: usize) -> u32 {
        let there = self.variants.keys().filter(|(of, _)| Some(*of) == said.facts.of.as_ref()).count();
        u32::try_from(there.saturating_add(at)).unwrap_or(u32::MAX)
    }

    fn product(&self, target: &ProductMatch<'_>) -> Option<&'a Product> {
        match target {
            ProductMatch::Id(id) => self.by_id.get(id).copied(),
            ProductMatch::Name(_) | ProductMatch::Variant(..) => None,
        }
    }
}

impl RowValues {
    fn verdict(
        &self,
        (before, shop): (Option<&Product>, &ProductIndex<'_>),
        facts: ProductFacts,
        fresh: &mut impl FnMut() -> ProductId,
    ) -> Result<RowVerdict, RowCause> {
        let Some(before) = before else {
            return Ok(RowVerdict::New(RowRequest {
                name: self.name.clone().ok_or(RowCause::NoName)?,
                price: self.price.ok_or(RowCause::NoPrice)?,
                id: self.id.clone().unwrap_or_else(fresh),
                stock: Some(self.stock.unwrap_or(0)),
                on_sale: self.on_sale.unwrap_or(true),
                barcodes: self.barcodes.clone(),
                facts,
            }));
        };
        let wanted = RowRequest {
            id: before.id.clone(),
            name: self.name.clone().unwrap_or_else(|| before.name.clone()),
            price: self.price.unwrap_or(before.price),
            stock: self.stock.filter(|stock| *stock != before.stock),
            on_sale: self.on_sale.unwrap_or(before.on_sale),
            barcodes: self.barcodes.clone().filter(|codes| !shop.has(&before.id, codes)),
            facts,
        };
        let same = wanted.name == before.name
            && wanted.price == before.price
            && wanted.stock.is_none()
            && wanted.on_sale == before.on_sale
            && wanted.barcodes.is_none()
            && wanted.facts == before.facts;
        if same {
            Ok(RowVerdict::Unchanged(wanted.id))
        } else {
            Ok(RowVerdict::Changes { wanted, before: Box::new(before.clone()) })
        }
    }
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
