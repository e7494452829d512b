//! What can be bought, and what goes with it: the choices a product comes in, where it stands, what sending it costs.

use super::{
    json::{maybe, served},
    rules::schema,
    schemas::{fen, maybe_fen, maybe_text},
};
use crate::domain::{FreightRegion, FreightRules, PickupPlace, Product, ProductId, RefundRule};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::{
    ToSchema,
    openapi::{RefOr, schema::Schema},
};

/// `GET /products`.
#[derive(Serialize, ToSchema)]
pub(super) struct Products {
    #[serde(rename = "products")]
    goods: Vec<ProductOut>,
    /// The categories there are, in the order of their products.
    categories: Vec<String>,
    /// What sending an order costs.
    freight: FreightOffer,
    /// Where orders can be picked up; null where everything is sent.
    #[schema(schema_with = maybe_offer, required)]
    pickup: Option<PickupOffer>,
}

/// Where orders can be picked up.
#[derive(Serialize, ToSchema)]
pub(super) struct PickupOffer {
    address: String,
    /// When somebody is there, in the shop's words; may be empty.
    hours: String,
}

/// What sending an order costs; an order says what it was asked for.
#[derive(Serialize, ToSchema)]
#[schema(as = Freight)]
pub(super) struct FreightOffer {
    /// Wherever no province says otherwise.
    #[schema(schema_with = fen)]
    flat_fen: i64,
    /// Goods for this sum and more are sent for nothing; null where no sum is large enough.
    #[schema(schema_with = maybe_fen, required)]
    free_from_fen: Option<i64>,
    /// The first that names a province counts.
    regions: Vec<RegionOut>,
}

/// Provinces that cost another price.
#[derive(Serialize, ToSchema)]
#[schema(as = FreightRegion)]
struct RegionOut {
    /// As addresses begin with them.
    provinces: Vec<&'static str>,
    #[schema(schema_with = fen)]
    fee_fen: i64,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Product)]
pub(super) struct ProductOut {
    #[schema(schema_with = schema::product_id)]
    id: String,
    name: String,
    /// Of a product with variants, that of the cheapest.
    #[schema(schema_with = fen)]
    price_fen: i64,
    /// Of a product with variants, of all of them together.
    stock: u64,
    /// Where its picture is, below the shop's address; null if there is none.
    #[schema(schema_with = maybe_text, required)]
    picture: Option<String>,
    /// Empty where it stands in none.
    category: String,
    /// May be empty.
    description: String,
    /// What one piece weighs, grams; null where that is not said.
    #[schema(required)]
    weight_g: Option<u32>,
    /// False where the shop sells it without refunds.
    refundable: bool,
    /// Days after it was received in which money back can be asked for; null where the shop names none.
    #[schema(required)]
    refund_days: Option<u32>,
    /// Where there are some, one of them is ordered, by its own id.
    variants: Vec<VariantOut>,
}

/// One choice of a product.
#[derive(Serialize, ToSchema)]
#[schema(as = Variant)]
struct VariantOut {
    #[schema(schema_with = schema::product_id)]
    id: String,
    /// What tells it from the others; orders call it by its product's name and this.
    name: String,
    #[schema(schema_with = fen)]
    price_fen: i64,
    stock: u32,
    /// Its own picture, or its product's; null if there is none.
    #[schema(schema_with = maybe_text, required)]
    picture: Option<String>,
    /// What one piece weighs, grams; null where that is not said.
    #[schema(required)]
    weight_g: Option<u32>,
}

fn maybe_offer() -> RefOr<Schema> {
    maybe("PickupOffer")
}

impl Products {
    /// What of these is on sale. A product whose variants are all off sale is not.
    pub fn of(all: Vec<Product>, freight: &FreightRules, pickup: Option<&PickupPlace>) -> Self {
        let (mut variants, mut mains) = (BTreeMap::<ProductId, Vec<Product>>::new(), Vec::new());
        for product in all {
            match &product.facts.variant {
                Some(variant) => variants.entry(variant.of.clone()).or_default().push(product),
                None => mains.push(product),
            }
        }
        let mut products = Vec::with_capacity(mains.len());
        for main in mains.into_iter().filter(|main| main.on_sale) {
            let of_it = variants.remove(&main.id);
            let comes_in_variants = of_it.is_some();
            let mut sold: Vec<Product> = of_it.unwrap_or_default().into_iter().filter(|it| it.on_sale).collect();
            sold.sort_by_key(|it| it.facts.variant.as_ref().map_or(0, |variant| variant.place));
            if !comes_in_variants || !sold.is_empty() {
                products.push(ProductOut::of(main, sold));
            }
        }
        let mut categories: Vec<String> = Vec::new();
        for product in products.iter().filter(|product| !product.category.is_empty()) {
            if !categories.contains(&product.category) {
                categories.push(product.category.clone());
            }
        }
        Self { goods: products, categories, freight: freight.into(), pickup: pickup.map(PickupOffer::from) }
    }
}

impl ProductOut {
    fn of(main: Product, sold: Vec<Product>) -> Self {
        let Product { id, name, price, stock, picture, facts, .. } = main;
        let variants: Vec<VariantOut> =
            sold.into_iter().map(|it| VariantOut::of(it, picture.as_ref(), facts.weight_g)).collect();
        let cheapest = variants.iter().map(|it| it.price_fen).min();
        let pieces = variants.iter().map(|it| u64::from(it.stock)).reduce(u64::saturating_add);
        let refund_days = match facts.refunds {
            RefundRule::Within(days) => Some(days),
            RefundRule::Open | RefundRule::Never => None,
        };
        Self {
            id: id.to_string(),
            name,
            price_fen: cheapest.unwrap_or(price.get()),
            stock: pieces.unwrap_or(u64::from(stock)),
            picture: served(picture),
            category: facts.category,
            description: facts.description,
            weight_g: facts.weight_g,
            refundable: facts.refunds != RefundRule::Never,
            refund_days,
            variants,
        }
    }
}

impl VariantOut {
    fn of(product: Product, picture: Option<&String>, weight_g: Option<u32>) -> Self {
        let Product { id, name, price, stock, picture: own, facts, .. } = product;
        Self {
            id: id.to_string(),
            name: facts.variant.map_or(name, |variant| variant.words),
            price_fen: price.get(),
            stock,
            picture: served(own.or_else(|| picture.cloned())),
            weight_g: facts.weight_g.or(weight_g),
        }
    }
}

impl From<&FreightRules> for FreightOffer {
    fn from(rules: &FreightRules) -> Self {
        let region = |FreightRegion { provinces, fee }: &FreightRegion| RegionOut {
            provinces: provinces.clone(),
            fee_fen: fee.get(),
        };
        Self {
            flat_fen: rules.flat.get(),
            free_from_fen: rules.free_from.map(crate::domain::Fen::get),
            regions: rules.regions.iter().map(region).collect(),
        }
    }
}

impl From<&PickupPlace> for PickupOffer {
    fn from(PickupPlace { address, hours }: &PickupPlace) -> Self {
        Self { address: address.clone(), hours: hours.clone() }
    }
}
