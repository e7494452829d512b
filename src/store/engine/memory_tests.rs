//! A shop is left on for weeks, and each of its connections fills its cache in time: what they keep together is counted.

use crate::domain::ShopId;
use crate::store::{Reader, Store};

/// Threads of a shop that read over a connection of their own: four of the jobs', the housekeeper's, two printers', the
/// alert service's, and at most four of the listener's.
const READING_THREADS: usize = 12;
const PAGES_MOST: u64 = 5_200;
const PAGE_BYTES: u64 = 4_096;

/// Pages a connection keeps at most. A negative size is in KiB.
fn pages(cache_size: i64) -> u64 {
    let size = cache_size.unsigned_abs();
    if cache_size < 0 { size.saturating_mul(1024) / PAGE_BYTES } else { size }
}

fn pages_of(reader: &Reader) -> u64 {
    pages(reader.db().value("PRAGMA cache_size", &[]).expect("a size"))
}

#[test]
fn all_connections_of_a_shop_together_keep_few_pages_of_its_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&folder.path().join("shop.db"), ShopId::main()).expect("a store");
    let readers: Vec<Reader> = (0..READING_THREADS).map(|_| store.reader().expect("a reader")).collect();
    let window = store.reader().and_then(Reader::for_lists).expect("a window's");
    let writer = store.write(|db| db.value("PRAGMA cache_size", &[])).wait().expect("a size");
    let kept = readers.iter().chain([&window]).map(pages_of).sum::<u64>() + pages(writer);
    assert!(kept <= PAGES_MOST, "{kept} pages");
    assert!(pages_of(&window) > pages_of(&readers[0]), "the window goes over long lists");
}
