//! What one frame of the window costs on a shop of a million orders, and how soon a keystroke brings its results.
//!
//! `cargo bench --bench frames`. Takes the shop of the search's bench, in a copy of its own; `ZHANGGUI_ORDERS=10000` takes
//! a smaller one. Drawn without a graphics card: the layout and the triangles are counted, as in a bare table of egui, the
//! pixels are not. The window reads on its own threads, as it does before an owner.

#![allow(missing_docs, clippy::print_stdout, clippy::arithmetic_side_effects, clippy::float_arithmetic)]
#![allow(clippy::disallowed_methods, reason = "a shop of its own in a folder of its own")]

mod window;

use egui::{Event, Key, Modifiers, MouseWheelUnit, Pos2, Vec2, accesskit::TreeUpdate};
use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use window::{Failed, Window};
use zhanggui::{
    domain::{Fen, OpenId, OrderNo, Product, ProductId, Quantity, Receiver, ShopId, UnixSeconds},
    events::{Events, ShopEvent},
    store::{NewOrder, OrderFilter, Page, Store, seed_orders},
};

const NOW: UnixSeconds = UnixSeconds::new(1_788_228_000);
const FRAMES: usize = 600;
/// Sixty frames a second.
const FRAME: Duration = Duration::from_micros(16_667);
const TIMEOUT: Duration = Duration::from_secs(10);
/// Orders come in over so many connections.
const CONNECTIONS: u64 = 64;
const LOADED_FOR: Duration = Duration::from_secs(10);
const IDLE: Duration = Duration::from_secs(10);
/// Orders of each end of the shop that are typed.
const TYPED: u32 = 20;
const STARTS: usize = 7;

/// A copy: what is placed in it here is not in the shop of the other benches.
fn shop(many: u64) -> Result<PathBuf, Failed> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (seeded, path) =
        (folder.join(format!("bench-search-{many}.db")), folder.join(format!("bench-frames-{many}.db")));
    if !seeded.exists() {
        seed_orders(&seeded, many, NOW)?;
    }
    for side in ["", "-wal", "-shm"] {
        std::fs::remove_file(format!("{}{side}", path.display())).ok();
    }
    std::fs::copy(&seeded, &path)?;
    let store = Store::open(&path, ShopId::main())?;
    while store.index_backlog(100).wait()?.is_some() {}
    let mut begins = true;
    while store.merge_index(begins).wait()? {
        begins = false;
    }
    store.close()?;
    Ok(path)
}

/// From the closed file to the first frame in which the shop stands; what a window of the system takes comes on top.
fn starts(path: &Path, events: &Events) -> Result<(Store, Window), Failed> {
    let mut took = Vec::new();
    loop {
        let begun = Instant::now();
        let store = Store::open(path, ShopId::main())?;
        let mut window = Window::open(&store, events)?;
        while !window.app.is_useful() {
            if begun.elapsed() > TIMEOUT {
                return Err("the shop never stands in the window".into());
            }
            window.draws();
            std::thread::sleep(Duration::from_millis(1));
        }
        took.push(begun.elapsed());
        if took.len() == STARTS {
            println!("{:<44} {:>8} {:>8} {:>8}", "a start, ms", "p50", "p99", "most");
            print_line("from the closed file to the first useful frame", &mut took);
            return Ok((store, window));
        }
        drop(window);
        store.close()?;
    }
}

/// Nothing happens in the shop, and nobody touches the window: how often it is drawn.
fn idles(window: &mut Window) {
    settles(window);
    let asked = Arc::new(AtomicBool::new(false));
    let heard = Arc::clone(&asked);
    window.ctx.set_request_repaint_callback(move |info| {
        if info.delay < IDLE {
            heard.store(true, Ordering::Relaxed);
        }
    });
    let (begun, mut drawn) = (Instant::now(), 0);
    while begun.elapsed() < IDLE {
        if asked.swap(false, Ordering::Relaxed) {
            window.draws();
            drawn += 1;
        }
        std::thread::sleep(FRAME);
    }
    window.ctx.set_request_repaint_callback(|_| {});
    println!("idle for {} s: drawn {drawn} times", IDLE.as_secs());
}

/// What everything that waits to be read has brought.
fn settles(window: &mut Window) {
    draws_on(window, 60);
}

/// Between two keys of somebody who types fast.
fn rests(window: &mut Window) {
    draws_on(window, 8);
}

fn draws_on(window: &mut Window, frames: u32) {
    for _ in 0..frames {
        window.draws();
        std::thread::sleep(FRAME);
    }
}

/// Pressed and let go.
fn presses(window: &mut Window, key: Key, modifiers: Modifiers) {
    for pressed in [true, false] {
        window.events.push(Event::Key { key, physical_key: None, pressed, repeat: false, modifiers });
    }
}

/// As an input method commits it.
fn types(window: &mut Window, text: &str) {
    window.events.push(Event::Text(text.to_owned()));
}

/// `name`: the frames, of which each got what `input` gives it.
fn frames(window: &mut Window, name: &str, mut input: impl FnMut(usize, &mut Window)) {
    let mut took = Vec::new();
    for number in 0..FRAMES {
        input(number, window);
        took.push(window.draws().0);
        // The reading threads have the time they have before an owner.
        std::thread::sleep(FRAME / 4);
    }
    print_line(name, &mut took);
}

fn print_line(name: &str, took: &mut [Duration]) {
    print_at(name, took, [500, 990, 1000]);
}

fn print_at(name: &str, took: &mut [Duration], permilles: [usize; 3]) {
    took.sort_unstable();
    let at = |permille: usize| took.get(took.len() * permille / 1000).or(took.last()).copied().unwrap_or_default();
    let [one, two, three] = permilles.map(|permille| at(permille).as_secs_f64() * 1_000.0);
    println!("{name:<44} {one:>8.2} {two:>8.2} {three:>8.2}");
}

fn scrolls(window: &mut Window, by: f32) {
    window.events.push(Event::PointerMoved(Pos2::new(700.0, 500.0)));
    window.events.push(Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        source: egui::MouseWheelSource::Unknown,
        delta: Vec2::new(0.0, by),
        phase: egui::TouchPhase::Move,
        modifiers: Modifiers::NONE,
    });
}

fn ways_of_drawing(window: &mut Window) {
    println!("{:<44} {:>8} {:>8} {:>8}", "a frame, ms", "p50", "p99", "most");
    frames(window, "today, still", |_, _| {});
    presses(window, Key::Num2, Modifiers::NONE);
    settles(window);
    frames(window, "orders, still", |_, _| {});
    frames(window, "orders, three rows a frame", |_, window| scrolls(window, -108.0));
    frames(window, "orders, forty rows a frame", |_, window| scrolls(window, -1440.0));
    presses(window, Key::Home, Modifiers::NONE);
    settles(window);
    presses(window, Key::K, Modifiers::COMMAND);
    settles(window);
    let letters = ["李", "雷", "1", "3", "8", "茶"];
    frames(window, "a search typed, a sign every sixth frame", |number, window| {
        if number % 60 == 59 {
            presses(window, Key::A, Modifiers::COMMAND);
            presses(window, Key::Backspace, Modifiers::NONE);
        } else if number % 6 == 0 {
            types(window, letters[number / 6 % letters.len()]);
        }
    });
    presses(window, Key::Escape, Modifiers::NONE);
    settles(window);
}

/// Typed at once as a paste is; done when the results of just this text are told to a screen reader.
fn keystrokes(window: &mut Window, store: &Store) -> Result<(), Failed> {
    window.ctx.enable_accesskit();
    let reader = store.reader()?;
    let mut numbers = Vec::new();
    for page in [Page::Newest, Page::Oldest] {
        for row in reader.orders(OrderFilter::All, &page, TYPED)? {
            numbers.push(row.key.order_no.to_string());
        }
    }
    let told = |update: Option<&TreeUpdate>, text: &str| {
        update.is_some_and(|update| {
            update.nodes.iter().any(|(_, node)| {
                [node.label(), node.value()].into_iter().flatten().any(|said| said.contains(text) && said != text)
            })
        })
    };
    let (mut hits, mut misses) = (Vec::new(), Vec::new());
    for number in &numbers {
        // One sign is typed behind the others: what is timed is one keystroke, not twenty.
        let (front, last) = number.split_at(number.len() - 1);
        for (last, wanted, list) in [(last, number.as_str(), &mut hits), ("x", "没有", &mut misses)] {
            presses(window, Key::K, Modifiers::COMMAND);
            rests(window);
            types(window, front);
            rests(window);
            types(window, last);
            let begun = Instant::now();
            loop {
                let (_, update) = window.draws();
                if told(update.as_ref(), wanted) {
                    break;
                }
                if begun.elapsed() > TIMEOUT {
                    return Err(format!("nothing is found of {front}{last}").into());
                }
                std::thread::sleep(Duration::from_millis(1));
            }
            list.push(begun.elapsed());
            presses(window, Key::Escape, Modifiers::NONE);
            presses(window, Key::Escape, Modifiers::NONE);
            rests(window);
        }
    }
    println!("\n{:<44} {:>8} {:>8} {:>8}", "a keystroke to its results, ms", "p50", "p95", "most");
    print_at("the last sign of an order's number", &mut hits, [500, 950, 1000]);
    print_at("a sign that nothing has", &mut misses, [500, 950, 1000]);
    window.ctx.disable_accesskit();
    Ok(())
}

fn order(number: u64) -> Option<NewOrder> {
    Some(NewOrder {
        order_no: OrderNo::parse(&format!("FR{number:012}")).ok()?,
        openid: OpenId::parse(&format!("o{number:027x}")).ok()?,
        items: vec![(ProductId::parse("frames-tea").ok()?, Quantity::new(1).ok()?)],
        receiver: Receiver::new("王小明", "13800138000", "广东省深圳市南山区科技园 1 号").ok()?,
        note: String::new(),
        idempotency_key: None,
        pickup: None,
        nickname: None,
        pay_before: NOW.plus(1_800),
        freight: zhanggui::domain::FreightRules::default(),
    })
}

/// The window at sixty frames a second while orders are placed over as many connections as the door has.
fn under_load(window: &mut Window, store: &Store, events: &Events) -> Result<(), Failed> {
    let tea = Product {
        id: ProductId::parse("frames-tea")?,
        name: "山茶".to_owned(),
        price: Fen::new(990).ok_or("fen")?,
        stock: 9_000_000,
        on_sale: true,
        picture: None,
        facts: zhanggui::domain::ProductFacts::default(),
    };
    store.put_product(tea, NOW).wait()?;
    let (over, placed) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let mut took = Vec::new();
    std::thread::scope(|scope| {
        for _ in 0..CONNECTIONS {
            let (over, placed, store, events) = (Arc::clone(&over), Arc::clone(&placed), store, events.clone());
            scope.spawn(move || {
                while !over.load(Ordering::Relaxed) {
                    let Some(order) = order(placed.fetch_add(1, Ordering::Relaxed)) else { return };
                    let order_no = order.order_no.clone();
                    if store.place_order(order, NOW).wait().is_err() {
                        return;
                    }
                    events.send(&ShopEvent::OrderPlaced(order_no));
                }
            });
        }
        let begun = Instant::now();
        while begun.elapsed() < LOADED_FOR {
            let (took_now, _) = window.draws();
            took.push(took_now);
            std::thread::sleep(FRAME.saturating_sub(took_now));
        }
        over.store(true, Ordering::Relaxed);
    });
    println!("\n{:<44} {:>8} {:>8} {:>8}", "a frame while orders pour in, ms", "p50", "p99", "most");
    let rate = placed.load(Ordering::Relaxed) / LOADED_FOR.as_secs();
    print_line(&format!("{CONNECTIONS} connections, {rate} orders a second"), &mut took);
    Ok(())
}

fn main() -> Result<(), Failed> {
    let many = std::env::var("ZHANGGUI_ORDERS").ok().and_then(|many| many.parse().ok()).unwrap_or(1_000_000);
    let path = shop(many)?;
    let events = Events::default();
    let (store, mut window) = starts(&path, &events)?;
    idles(&mut window);
    ways_of_drawing(&mut window);
    keystrokes(&mut window, &store)?;
    under_load(&mut window, &store, &events)?;
    drop(window);
    store.close()?;
    Ok(())
}
