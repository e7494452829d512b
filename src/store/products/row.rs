//! One product's row, read and written as a whole. A variant's name, category, description and refunds are made of its
//! product's, in both directions: whoever reads a row needs no other.

use crate::domain::{
    CATEGORY_CHARS_MAX, DESCRIPTION_CHARS_MAX, Product, ProductFacts, ProductId, REFUND_DAYS_MAX, RefundRule,
    UnixSeconds, VARIANT_CHARS_MAX, Variant, WEIGHT_MAX_G, variant_name,
};
use crate::store::{
    Refusal, StoreError, TextPart,
    engine::{db::Db, row::Row, value::params},
};

const NAME_CHARS_MAX: usize = 120;
const FILE_CHARS_MAX: usize = 200;

/// Adds a product or replaces the one with its id. A variant takes from its product what is the product's to say, and a
/// product passes it on.
pub(in crate::store) fn put(db: Db<'_>, product: &Product, now: UnixSeconds) -> Result<(), StoreError> {
    let product = as_variant(db, product)?;
    fits(&product)?;
    let facts = &product.facts;
    let (of, words, place) =
        facts.variant.as_ref().map_or((None, "", 0), |it| (Some(&it.of), it.words.as_str(), it.place));
    db.run(
        "INSERT INTO products (shop_id, product_id, name, price_fen, stock, on_sale, picture, changed_at, variant_of, variant,
             place, category, description, weight_g, refund_days, changed_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
         ON CONFLICT (shop_id, product_id) DO UPDATE SET name = excluded.name, price_fen = excluded.price_fen,
             stock = excluded.stock, on_sale = excluded.on_sale, picture = excluded.picture,
             changed_at = excluded.changed_at, variant_of = excluded.variant_of, variant = excluded.variant,
             place = excluded.place, category = excluded.category, description = excluded.description,
             weight_g = excluded.weight_g, refund_days = excluded.refund_days, changed_by = excluded.changed_by",
        params![
            db.shop,
            product.id,
            product.name,
            product.price,
            product.stock,
            product.on_sale,
            product.picture,
            now,
            of,
            words,
            place,
            facts.category,
            facts.description,
            facts.weight_g,
            facts.refunds.days(),
            db.operator()
        ],
    )?;
    match of {
        // Whoever has the product open has its variants open too.
        Some(of) => db
            .run(
                "UPDATE products SET changed_at = ?3, changed_by = ?4
                 WHERE shop_id = ?1 AND product_id = ?2 AND changed_at < ?3",
                params![db.shop, of, now, db.operator()],
            )
            .map(drop),
        None => pass_on(db, &product),
    }
}

/// The product with what its own product says of it, if it is a variant.
fn as_variant(db: Db<'_>, product: &Product) -> Result<Product, StoreError> {
    let Some(variant) = &product.facts.variant else { return Ok(product.clone()) };
    TextPart::Variant.fits(&variant.words, 1..=VARIANT_CHARS_MAX)?;
    let (main, _) = find(db, &variant.of)?.ok_or(Refusal::NotFound)?;
    let nested = main.facts.variant.is_some() || main.id == product.id || !words_of(db, &product.id)?.is_empty();
    let same = |(id, words): &(ProductId, String)| *id != product.id && *words == variant.words;
    if nested || words_of(db, &main.id)?.iter().any(same) {
        return Err(Refusal::Text(TextPart::Variant).into());
    }
    let facts = ProductFacts { variant: Some(variant.clone()), weight_g: product.facts.weight_g, ..main.facts };
    Ok(Product { name: variant_name(&main.name, &variant.words), facts, ..product.clone() })
}

/// What is said of a product is said of its variants.
fn pass_on(db: Db<'_>, product: &Product) -> Result<(), StoreError> {
    let facts = &product.facts;
    for (id, words) in words_of(db, &product.id)? {
        let name = variant_name(&product.name, &words);
        name_fits(&name)?;
        db.run_one(
            "UPDATE products SET name = ?3, category = ?4, description = ?5, refund_days = ?6
             WHERE shop_id = ?1 AND product_id = ?2",
            params![db.shop, id, name, facts.category, facts.description, facts.refunds.days()],
        )?;
    }
    Ok(())
}

/// The variants of a product with their words, in the owner's order.
pub(in crate::store) fn words_of(db: Db<'_>, id: &ProductId) -> Result<Vec<(ProductId, String)>, StoreError> {
    let sql =
        "SELECT product_id, variant FROM products WHERE shop_id = ?1 AND variant_of = ?2 ORDER BY place, product_id";
    db.list(sql, params![db.shop, id], |row| Ok((row.get("product_id")?, row.get("variant")?)))
}

fn fits(product: &Product) -> Result<(), Refusal> {
    name_fits(&product.name)?;
    let file = |file: &str| {
        (1..=FILE_CHARS_MAX).contains(&file.chars().count())
            && !file.contains(['/', '\\'])
            && !file.starts_with('.')
            && !file.chars().any(char::is_control)
    };
    if !product.picture.as_deref().is_none_or(file) {
        return Err(Refusal::Text(TextPart::Picture));
    }
    let facts = &product.facts;
    TextPart::Category.fits(&facts.category, 0..=CATEGORY_CHARS_MAX)?;
    if facts.category.chars().any(char::is_control) {
        return Err(Refusal::Text(TextPart::Category));
    }
    TextPart::Description.fits(&facts.description, 0..=DESCRIPTION_CHARS_MAX)?;
    if facts.weight_g.is_some_and(|grams| grams > WEIGHT_MAX_G) {
        return Err(Refusal::Text(TextPart::Weight));
    }
    let days = matches!(facts.refunds, RefundRule::Within(days) if days == 0 || days > REFUND_DAYS_MAX);
    if days { Err(Refusal::Text(TextPart::RefundDays)) } else { Ok(()) }
}

fn name_fits(name: &str) -> Result<(), Refusal> {
    let named = (1..=NAME_CHARS_MAX).contains(&name.chars().count()) && !name.trim().is_empty();
    if named && !name.chars().any(char::is_control) { Ok(()) } else { Err(Refusal::Text(TextPart::Name)) }
}

/// The product with this id, and when it was last edited.
pub(in crate::store) fn find(db: Db<'_>, id: &ProductId) -> Result<Option<(Product, UnixSeconds)>, StoreError> {
    let sql = "SELECT product_id, name, price_fen, stock, on_sale, picture, variant_of, variant, place, category, description,
                   weight_g, refund_days, changed_at
               FROM products WHERE shop_id = ?1 AND product_id = ?2";
    db.find(sql, params![db.shop, id], |row| Ok((product_from(row)?, row.get("changed_at")?)))
}

/// Reads a product out of a row that has all of its columns.
pub(in crate::store) fn product_from(row: &Row<'_>) -> Result<Product, StoreError> {
    let of: Option<ProductId> = row.get("variant_of")?;
    let variant = match of {
        Some(of) => Some(Variant { of, words: row.get("variant")?, place: row.get("place")? }),
        None => None,
    };
    let facts = ProductFacts {
        variant,
        category: row.get("category")?,
        description: row.get("description")?,
        weight_g: row.get("weight_g")?,
        // The file's days are within the bounds; what is not is as good as never asked for.
        refunds: RefundRule::of_days(row.get("refund_days")?).unwrap_or_default(),
    };
    Ok(Product {
        id: row.get("product_id")?,
        name: row.get("name")?,
        price: row.get("price_fen")?,
        stock: row.get("stock")?,
        on_sale: row.get("on_sale")?,
        picture: row.get("picture")?,
        facts,
    })
}
