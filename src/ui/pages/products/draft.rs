//! A product while it is being edited: what was typed, what it means, and what is wrong with it. No drawing here.

use crate::{
    domain::{Barcode, Product, ProductChange, ProductFacts, ProductId, StockChange, half_width},
    jobs::Command,
    sheets::{BadPrice, RowCause, STOCK_MAX, read_barcodes, read_name, read_price, read_stock},
    store::ProductRow,
    ui::{text, text::Lang},
};

/// The fields of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum ProductField {
    Id,
    Name,
    Price,
    Stock,
    Barcodes,
}

impl ProductField {
    pub const ALL: [Self; 5] = [Self::Name, Self::Price, Self::Stock, Self::Barcodes, Self::Id];
}

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
    pub facts: ProductFacts,
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
            facts: ProductFacts::default(),
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
            facts,
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
            return typed || self.picture.is_some();
        };
        let product = &before.product;
        self.name.trim() != product.name
            || self.price_differs(product)
            || !matches!(self.stock(), Ok(StockChange::Keep))
            || self.on_sale != product.on_sale
            || self.picture != product.picture
            || self.barcodes_differ(&before.barcodes)
    }

    fn barcodes_differ(&self, there: &[Barcode]) -> bool {
        read_barcodes(&self.barcodes).map_or_else(|_| self.barcodes.trim() != typed(there), |codes| codes != there)
    }

    /// A scanned code is one more of its barcodes. False where it is none.
    pub fn add_barcode(&mut self, code: &str) -> bool {
        let Ok(code) = Barcode::parse(code) else { return false };
        let there = read_barcodes(&self.barcodes).is_ok_and(|codes| codes.contains(&code));
        if !there {
            let before = self.barcodes.trim();
            self.barcodes = if before.is_empty() { code.to_string() } else { format!("{before} {code}") };
        }
        true
    }

    fn price_differs(&self, product: &Product) -> bool {
        read_price(&self.price) != Ok(product.price) && self.price.trim() != product.price.to_yuan()
    }

    /// What is to happen to the stock: nothing, a count, or more and less.
    fn stock(&self) -> Result<StockChange, StockTrouble> {
        let typed: String = self.stock.trim().chars().map(half_width).collect();
        let Some(before) = &self.before else {
            return match typed.as_str() {
                "" => Ok(StockChange::Set(0)),
                _ if typed.starts_with(['+', '-']) => Err(StockTrouble::First),
                _ => read_stock(&typed).map(StockChange::Set).map_err(StockTrouble::of),
            };
        };
        let there = before.product.stock;
        let (sign, digits) = match typed.chars().next() {
            Some('+') => (1, typed.get(1..).unwrap_or_default()),
            Some('-' | '−') => (-1, typed.strip_prefix(['-', '−']).unwrap_or_default()),
            _ if typed == there.to_string() => return Ok(StockChange::Keep),
            _ => return read_stock(&typed).map(StockChange::Set).map_err(StockTrouble::of),
        };
        let by = i64::from(read_stock(digits).map_err(StockTrouble::of)?) * sign;
        match (i64::from(there) + by, i32::try_from(by)) {
            (..0, _) => Err(StockTrouble::TooLittle(there)),
            (then, Ok(_)) if then > i64::from(STOCK_MAX) => Err(StockTrouble::TooMuch),
            (_, Ok(0)) => Ok(StockChange::Keep),
            (_, Ok(by)) => Ok(StockChange::Add(by)),
            (_, Err(_)) => Err(StockTrouble::TooMuch),
        }
    }

    /// One more or one less than what the field says now.
    pub fn step_stock(&mut self, by: i32) {
        let there = self.before.as_ref().map(|row| row.product.stock);
        self.stock = match (there, self.stock()) {
            (_, Ok(StockChange::Set(now))) => now.saturating_add_signed(by).to_string(),
            (Some(there), Ok(change)) => {
                let now = if let StockChange::Add(now) = change { now } else { 0 };
                let least = i32::try_from(there).map_or(i32::MIN, |there| -there);
                match now.saturating_add(by).max(least) {
                    0 => there.to_string(),
                    by => format!("{by:+}"),
                }
            }
            _ => return,
        };
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
            ProductField::Price => match read_price(&self.price).err()? {
                BadPrice::NotAnAmount if self.price.trim().is_empty() => text::price_empty(lang).to_owned(),
                bad => text::price_trouble(lang, bad),
            },
            ProductField::Stock => self.stock().err()?.words(lang),
            ProductField::Barcodes => text::row_cause(lang, &read_barcodes(&self.barcodes).err()?),
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
        let change = ProductChange {
            id: ProductId::parse(self.id.trim()).ok()?,
            name: read_name(&self.name).ok()?,
            price: read_price(&self.price).ok()?,
            stock: self.stock().ok()?,
            on_sale: self.on_sale,
            picture: self.picture.clone(),
            barcodes: self.changed_barcodes().ok()?,
            facts: self.facts.clone(),
            variants: None,
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
                && read_price(&self.price) == Ok(product.price)
                && product.on_sale == self.on_sale
                && product.picture == self.picture
                && !self.barcodes_differ(&row.barcodes)
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

/// Why a stock cannot be used.
enum StockTrouble {
    Cause(RowCause),
    TooLittle(u32),
    TooMuch,
    First,
}

impl StockTrouble {
    const fn of(cause: RowCause) -> Self {
        Self::Cause(cause)
    }

    fn words(self, lang: Lang) -> String {
        match self {
            Self::Cause(RowCause::NegativeStock) => text::stock_negative(lang).to_owned(),
            Self::Cause(RowCause::TooMuchStock) | Self::TooMuch => text::stock_too_much(lang),
            Self::Cause(_) => text::stock_bad(lang).to_owned(),
            Self::TooLittle(there) => text::stock_too_little(lang, there),
            Self::First => text::stock_first(lang).to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Fen, UnixSeconds};

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
