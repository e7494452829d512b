//! A product while it is being edited: what was typed, what it means, and what is wrong with it. No drawing here.

use super::{
    draft_facts::FactsDraft,
    draft_variants::{VariantDraft, VariantField},
    fields::ProductField,
    stock_field::{self, StockTrouble},
};
use crate::{
    domain::{Barcode, Fen, Product, ProductChange, ProductFacts, ProductId, StockChange},
    jobs::Command,
    sheets::{BadPrice, RowCause, read_barcodes, read_name, read_price},
    store::ProductRow,
    ui::{text, text::Lang},
};

/// Where a save stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Saving {
    #[default]
    No,
    /// Sent; its answer is on the way.
    Sent,
    /// Carried out; the row as it is now is on the way.
    Settling,
}

/// The form's content.
#[derive(Debug, Clone)]
pub(super) struct ProductDraft {
    /// The row the editing began on; `None` for a new product.
    pub before: Option<ProductRow>,
    pub id: String,
    pub name: String,
    pub price: String,
    pub stock: String,
    /// With blanks between them.
    pub barcodes: String,
    pub on_sale: bool,
    pub picture: Option<String>,
    pub facts: FactsDraft,
    /// The choices it comes in, in the owner's order.
    pub variants: Vec<VariantDraft>,
    /// Fields that were left once: their mistakes are shown.
    pub left: Vec<ProductField>,
    /// An id the shop refused.
    pub taken: Option<String>,
    pub saving: Saving,
    /// Saved a moment ago, and not touched since.
    pub just_saved: bool,
    /// Somebody else changed the product while this was edited: as it is now.
    pub newer: Option<ProductRow>,
}

impl ProductDraft {
    /// A new product; `id` is proposed.
    pub fn new(id: &ProductId) -> Self {
        Self {
            before: None,
            id: id.to_string(),
            name: String::new(),
            price: String::new(),
            stock: String::new(),
            barcodes: String::new(),
            on_sale: true,
            picture: None,
            facts: FactsDraft::of(&ProductFacts::default()),
            variants: Vec::new(),
            left: Vec::new(),
            taken: None,
            saving: Saving::No,
            just_saved: false,
            newer: None,
        }
    }

    /// A product of the shop.
    pub fn of(row: &ProductRow) -> Self {
        let Product { id, name, price, stock, on_sale, picture, facts } = row.product.clone();
        Self {
            before: Some(row.clone()),
            name,
            price: price.to_yuan(),
            stock: stock.to_string(),
            barcodes: typed(&row.barcodes),
            on_sale,
            picture,
            facts: FactsDraft::of(&facts),
            variants: row.variants.iter().map(VariantDraft::of).collect(),
            ..Self::new(&id)
        }
    }

    /// The shop's product in it, if it is not a new one.
    pub fn product_id(&self) -> Option<&ProductId> {
        self.before.as_ref().map(|row| &row.product.id)
    }

    /// True if something would be lost with it. The proposed id of a new product is nobody's work.
    pub fn dirty(&self) -> bool {
        let Some(before) = &self.before else {
            let typed =
                [&self.name, &self.price, &self.stock, &self.barcodes].iter().any(|text| !text.trim().is_empty());
            return typed || self.picture.is_some() || !self.facts.is_empty() || !self.variants.is_empty();
        };
        let product = &before.product;
        self.name.trim() != product.name
            || (self.variants.is_empty() && self.price_differs(product))
            || !matches!(self.stock(), Ok(StockChange::Keep))
            || self.on_sale != product.on_sale
            || self.picture != product.picture
            || self.barcodes_differ(&before.barcodes)
            || self.facts.differs(&product.facts)
            || self.variants_differ(before)
    }

    fn variants_differ(&self, before: &ProductRow) -> bool {
        let ids = |rows: &[ProductRow]| rows.iter().map(|row| row.product.id.clone()).collect::<Vec<_>>();
        !ids(&before.variants).iter().eq(self.variants.iter().map(|it| &it.id))
            || self.variants.iter().any(VariantDraft::differs)
    }

    fn barcodes_differ(&self, there: &[Barcode]) -> bool {
        read_barcodes(&self.barcodes).map_or_else(|_| self.barcodes.trim() != typed(there), |codes| codes != there)
    }

    /// A scanned code is one more of its barcodes. False where it is none.
    pub fn add_barcode(&mut self, code: &str) -> bool {
        let Ok(code) = Barcode::parse(code) else { return false };
        let stands_in = |field: &str| read_barcodes(field).is_ok_and(|codes| codes.contains(&code));
        if stands_in(&self.barcodes) || self.variants.iter().any(|variant| stands_in(&variant.barcodes)) {
            return true;
        }
        // Of a product with variants it is one of theirs: the first that has none yet, or the last.
        let bare = self.variants.iter().position(|variant| variant.barcodes.trim().is_empty());
        let at = bare.unwrap_or(self.variants.len().saturating_sub(1));
        let field = self.variants.get_mut(at).map_or(&mut self.barcodes, |variant| &mut variant.barcodes);
        let before = field.trim();
        *field = if before.is_empty() { code.to_string() } else { format!("{before} {code}") };
        true
    }

    /// The words of the variants but for the one at this place.
    pub fn other_words(&self, at: usize) -> Vec<String> {
        let others = self.variants.iter().enumerate().filter(|(place, _)| *place != at);
        others.map(|(_, variant)| variant.words.trim().to_owned()).collect()
    }

    /// True if one of the variants is not right; its mistakes are shown from now on.
    pub fn show_variants_troubles(&mut self) -> bool {
        self.variants.iter_mut().for_each(|variant| variant.left = true);
        let wrong = |(at, variant): (usize, &VariantDraft)| {
            let others = self.other_words(at);
            VariantField::ALL.iter().any(|field| variant.trouble(Lang::En, *field, &others).is_some())
        };
        self.variants.iter().enumerate().any(wrong)
    }

    /// What it costs: what was typed, or what the cheapest of its variants costs.
    fn cost(&self) -> Option<Fen> {
        if self.variants.is_empty() {
            return read_price(&self.price).ok();
        }
        self.variants.iter().filter_map(VariantDraft::cost).min()
    }

    fn price_differs(&self, product: &Product) -> bool {
        read_price(&self.price) != Ok(product.price) && self.price.trim() != product.price.to_yuan()
    }

    fn there(&self) -> Option<u32> {
        self.before.as_ref().map(|row| row.product.stock)
    }

    /// What is to happen to the stock: nothing, a count, or more and less. Of a product with variants it is theirs.
    fn stock(&self) -> Result<StockChange, StockTrouble> {
        if self.variants.is_empty() { stock_field::read(&self.stock, self.there()) } else { Ok(StockChange::Keep) }
    }

    /// One more or one less than what the field says now.
    pub fn step_stock(&mut self, by: i32) {
        if let Some(stock) = stock_field::stepped(&self.stock, self.there(), by) {
            self.stock = stock;
        }
    }

    /// What saving does to the stock, in words.
    pub fn stock_becomes(&self, lang: Lang) -> Option<String> {
        text::stock_becomes(lang, self.before.as_ref()?.product.stock, self.stock().ok()?)
    }

    /// What is wrong with a field.
    pub fn trouble(&self, lang: Lang, field: ProductField) -> Option<String> {
        let words = match field {
            ProductField::Id if self.taken.as_ref() == Some(&self.id) => text::id_taken(lang).to_owned(),
            ProductField::Id => ProductId::parse(self.id.trim()).err().map(|_| text::id_bad(lang).to_owned())?,
            ProductField::Name => text::row_cause(lang, &read_name(&self.name).err()?),
            // Its variants have a price and a stock each.
            ProductField::Price | ProductField::Stock if !self.variants.is_empty() => return None,
            ProductField::Price => match read_price(&self.price).err()? {
                BadPrice::NotAnAmount if self.price.trim().is_empty() => text::price_empty(lang).to_owned(),
                bad => text::price_trouble(lang, bad),
            },
            ProductField::Stock => self.stock().err()?.words(lang),
            ProductField::Barcodes => text::row_cause(lang, &read_barcodes(&self.barcodes).err()?),
            ProductField::Category | ProductField::Weight | ProductField::RefundDays | ProductField::Description => {
                self.facts.trouble(lang, field)?
            }
        };
        Some(words)
    }

    /// What is shown at a field: nothing while it is being typed for the first time.
    pub fn shown_trouble(&self, lang: Lang, field: ProductField) -> Option<String> {
        self.left.contains(&field).then(|| self.trouble(lang, field)).flatten()
    }

    /// The first field that is not right.
    pub fn first_trouble(&self) -> Option<ProductField> {
        ProductField::ALL.into_iter().find(|field| self.trouble(Lang::En, *field).is_some())
    }

    /// The barcodes as they are to be; none where they stay as they are.
    fn changed_barcodes(&self) -> Result<Option<Vec<Barcode>>, RowCause> {
        let there = self.before.as_ref().map(|row| &row.barcodes[..]).unwrap_or_default();
        Ok(Some(read_barcodes(&self.barcodes)?).filter(|codes| codes != there))
    }

    /// The wish, if everything is right.
    pub fn command(&self) -> Option<Command> {
        let differ = self.before.as_ref().map_or(!self.variants.is_empty(), |before| self.variants_differ(before));
        let variants = self.variants.iter().map(VariantDraft::change).collect::<Option<Vec<_>>>()?;
        let variants = differ.then_some(variants);
        let change = ProductChange {
            id: ProductId::parse(self.id.trim()).ok()?,
            name: read_name(&self.name).ok()?,
            price: self.cost()?,
            stock: self.stock().ok()?,
            on_sale: self.on_sale,
            picture: self.picture.clone(),
            barcodes: self.changed_barcodes().ok()?,
            facts: self.facts.read(self.before.as_ref().map(|row| &row.product.facts)).ok()?,
            variants,
        };
        Some(Command::PutProduct { change, seen: self.before.as_ref().map(|row| row.changed_at) })
    }

    /// The shop's rows are here anew. Untouched fields follow; what somebody else changed is kept beside what was typed.
    pub fn refresh(&mut self, row: &ProductRow) {
        let Some(before) = &self.before else {
            if self.saving == Saving::Settling && row.product.id.as_str() == self.id.trim() {
                self.settle(row);
            }
            return;
        };
        if self.saving == Saving::Settling {
            self.settle(row);
        } else if self.saving == Saving::No && !self.dirty() {
            *self = Self { just_saved: self.just_saved, ..Self::of(row) };
        } else if row.changed_at == before.changed_at {
            let untouched = matches!(self.stock(), Ok(StockChange::Keep));
            if untouched {
                self.stock = row.product.stock.to_string();
            }
            for variant in &mut self.variants {
                if let Some(now) = row.variants.iter().find(|now| now.product.id == variant.id) {
                    variant.follow(now);
                }
            }
            self.before = Some(row.clone());
        } else {
            self.newer = Some(row.clone());
        }
    }

    /// The save was carried out: the row shown from now on is the shop's. `now` is the row as far as it is known.
    pub fn saved(&mut self, now: Option<&ProductRow>) {
        self.saving = Saving::Settling;
        let there = |row: &&ProductRow| {
            let product = &row.product;
            product.name == self.name.trim()
                && self.cost() == Some(product.price)
                && product.on_sale == self.on_sale
                && product.picture == self.picture
                && !self.barcodes_differ(&row.barcodes)
                && !self.facts.differs(&product.facts)
                && self.variants.len() == row.variants.len()
                && self.before.as_ref().is_none_or(|before| before.changed_at != row.changed_at || before == *row)
        };
        if let Some(row) = now.filter(there) {
            self.settle(row);
        }
    }

    fn settle(&mut self, row: &ProductRow) {
        *self = Self { just_saved: true, ..Self::of(row) };
    }

    /// The shop said no: somebody else changed it before. The newer row may still be on its way.
    pub fn stale(&mut self, now: Option<&ProductRow>) {
        let seen = self.before.as_ref().map(|before| before.changed_at);
        if let Some(row) = now.filter(|row| Some(row.changed_at) != seen) {
            self.newer = Some(row.clone());
        }
    }

    /// The newer values stay the shop's; what was typed goes on from there.
    pub fn keep_mine(&mut self) {
        if let Some(newer) = self.newer.take() {
            let untouched = matches!(self.stock(), Ok(StockChange::Keep));
            if untouched {
                self.stock = newer.product.stock.to_string();
            }
            self.before = Some(newer);
        }
    }

    /// What was typed goes; the shop's values stay.
    pub fn take_newer(&mut self) {
        if let Some(newer) = self.newer.take() {
            *self = Self::of(&newer);
        }
    }
}

/// As they stand in the field.
fn typed(codes: &[Barcode]) -> String {
    codes.iter().map(Barcode::as_str).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::UnixSeconds;

    fn row(stock: u32, changed_at: i64) -> ProductRow {
        let product = Product {
            id: ProductId::parse("P0001").expect("an id"),
            name: "挂耳咖啡".into(),
            price: Fen::new(3990).expect("a price"),
            stock,
            on_sale: true,
            picture: None,
            facts: crate::domain::ProductFacts::default(),
        };
        ProductRow {
            product,
            changed_at: UnixSeconds::new(changed_at),
            changed_by: None,
            held: 0,
            barcodes: Vec::new(),
            variants: Vec::new(),
        }
    }

    fn stock(draft: &ProductDraft) -> Option<StockChange> {
        match draft.command() {
            Some(Command::PutProduct { change, .. }) => Some(change.stock),
            _ => None,
        }
    }

    #[test]
    fn a_stock_is_left_alone_set_or_changed_by_so_many() {
        let mut draft = ProductDraft::of(&row(12, 1));
        assert!(!draft.dirty());
        for (typed, change) in [
            ("12", Some(StockChange::Keep)),
            ("20", Some(StockChange::Set(20))),
            ("+5", Some(StockChange::Add(5))),
            ("＋５", Some(StockChange::Add(5))),
            ("-12", Some(StockChange::Add(-12))),
            ("+0", Some(StockChange::Keep)),
            ("-13", None),
            ("1.5", None),
            ("+1000000", None),
            ("", None),
            ("--3", None),
        ] {
            typed.clone_into(&mut draft.stock);
            assert_eq!(stock(&draft), change, "{typed}");
        }
    }

    #[test]
    fn one_more_and_one_less_count_from_what_is_there() {
        let mut draft = ProductDraft::of(&row(2, 1));
        let mut seen = Vec::new();
        for by in [1, 1, -1, -1, -1, -1, -1] {
            draft.step_stock(by);
            seen.push(draft.stock.clone());
        }
        assert_eq!(seen, ["+1", "+2", "+1", "2", "-1", "-2", "-2"]);
        let mut new = ProductDraft::new(&ProductId::parse("P1").expect("an id"));
        new.step_stock(1);
        new.step_stock(1);
        assert_eq!(new.stock, "2");
    }

    #[test]
    fn a_sale_in_between_moves_the_stock_and_nothing_that_was_typed() {
        let mut draft = ProductDraft::of(&row(12, 1));
        draft.name = "挂耳咖啡 10 包".into();
        draft.refresh(&row(11, 1));
        assert_eq!((draft.stock.as_str(), draft.name.as_str()), ("11", "挂耳咖啡 10 包"));
        assert!(draft.newer.is_none());
        assert_eq!(stock(&draft), Some(StockChange::Keep));
    }

    #[test]
    fn what_somebody_else_changed_stands_beside_what_was_typed_until_the_owner_decides() {
        let mut draft = ProductDraft::of(&row(12, 1));
        draft.price = "35".into();
        draft.refresh(&row(30, 2));
        assert_eq!((draft.price.as_str(), draft.stock.as_str()), ("35", "12"));
        assert!(draft.newer.is_some());
        let mut mine = draft.clone();
        mine.keep_mine();
        assert_eq!((mine.price.as_str(), mine.stock.as_str()), ("35", "30"));
        assert!(
            matches!(mine.command(), Some(Command::PutProduct { seen: Some(at), .. }) if at == UnixSeconds::new(2))
        );
        draft.take_newer();
        assert_eq!((draft.price.as_str(), draft.dirty()), ("39.90", false));
    }

    #[test]
    fn an_untouched_form_follows_the_shop() {
        let mut draft = ProductDraft::of(&row(12, 1));
        draft.refresh(&row(30, 2));
        assert_eq!((draft.stock.as_str(), draft.newer.is_none()), ("30", true));
    }
}
