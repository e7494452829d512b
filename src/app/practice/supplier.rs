//! The practice shop's supplier: delivers once nothing on sale is left, so that the shop goes on living however long it is
//! open. The owner still sees products sell out one by one.

use crate::{
    base::env::Env,
    domain::{ProductChange, StockChange},
    events::{Events, ShopEvent},
    store::{ProductRow, Reader, Store, StoreError},
};
use std::{
    collections::BTreeSet,
    sync::mpsc::{Receiver, Sender, channel},
    thread::{self, JoinHandle},
};

/// What one delivery brings of each product.
const DELIVERED: i32 = 60;

/// The thread that delivers.
#[derive(Debug)]
pub(super) struct Supplier {
    /// Says that there is news, or that it is over.
    news: Sender<bool>,
    thread: JoinHandle<()>,
}

impl Supplier {
    /// Looks at once, and again after every order.
    pub fn start(store: &Store, events: &Events, env: Env) -> Result<Self, StoreError> {
        let (news, heard) = channel();
        let (reader, store, placed) = (store.reader()?, store.clone(), news.clone());
        events.listen(move |event| {
            // After the supplier has gone nobody listens.
            if matches!(event, ShopEvent::OrderPlaced(_)) && placed.send(true).is_err() {
                tracing::trace!("an order came after the supplier had gone");
            }
        });
        let spawned =
            thread::Builder::new().name("supplier".to_owned()).spawn(move || deliver(&store, &reader, &heard, &env));
        Ok(Self { news, thread: spawned.map_err(|error| StoreError::Other(error.to_string()))? })
    }

    /// Ends it.
    pub fn stop(self) {
        if self.news.send(false).is_err() || self.thread.join().is_err() {
            tracing::error!("the practice shop's supplier ended by itself");
        }
    }
}

fn deliver(store: &Store, reader: &Reader, heard: &Receiver<bool>, env: &Env) {
    loop {
        if let Err(error) = fill(store, reader, env) {
            tracing::warn!(%error, "the practice shop's supplier could not deliver");
        }
        if heard.recv() != Ok(true) {
            return;
        }
    }
}

/// A delivery of everything on sale, if none of it is left.
fn fill(store: &Store, reader: &Reader, env: &Env) -> Result<(), StoreError> {
    let mut rows = reader.product_rows()?;
    // What comes in variants is sold as one of them.
    let families: BTreeSet<_> =
        rows.iter().filter_map(|row| row.product.facts.variant.as_ref().map(|variant| variant.of.clone())).collect();
    rows.retain(|row| row.product.on_sale && !families.contains(&row.product.id));
    if rows.iter().any(|row| row.product.stock > 0) {
        return Ok(());
    }
    for row in rows {
        let seen = Some(row.changed_at);
        match store.change_product(delivery(row), seen, env.now()).wait() {
            // The owner edited it meanwhile: theirs counts.
            Ok(()) | Err(StoreError::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn delivery(row: ProductRow) -> ProductChange {
    let product = row.product;
    ProductChange {
        id: product.id,
        name: product.name,
        price: product.price,
        stock: StockChange::Add(DELIVERED),
        on_sale: true,
        picture: product.picture,
        barcodes: None,
        facts: product.facts,
        variants: None,
    }
}
