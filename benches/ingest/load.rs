//! Everyone who sends: connections that send the next message when the last one is answered, on one thread.

use crate::messages::{Message, Messages};
use std::{
    cell::Cell,
    rc::Rc,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    task::LocalSet,
};

/// What came of it.
#[derive(Default)]
pub struct Load {
    /// Messages that were taken.
    pub acked: Vec<usize>,
    pub refused: usize,
    pub took: Duration,
    /// Milliseconds, sorted.
    waits: Vec<f64>,
}

impl Load {
    /// Sends each message once until the time is over.
    pub fn run(port: u16, path: &str, messages: &Messages, connections: usize, secs: Duration) -> Self {
        let next = Cell::new(0);
        on_one_thread(async {
            let began = Instant::now();
            let lines = (0..connections).map(|_| honest(port, path, messages, &next, began + secs));
            let mut all = Self::default();
            for one in join_all(lines).await {
                all.acked.extend(one.acked);
                all.waits.extend(one.waits);
                all.refused += one.refused;
            }
            all.took = began.elapsed();
            all.waits.sort_by(f64::total_cmp);
            all
        })
    }

    /// So many of all answers came within this, milliseconds.
    pub fn millis(&self, share: f64) -> f64 {
        let at = (self.waits.len() as f64 * share) as usize;
        self.waits.get(at.min(self.waits.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
    }
}

/// A flood and the honest one in it.
pub struct Flooded {
    pub honest: Load,
    pub forged: usize,
    pub believed: usize,
}

const FLOODERS: usize = 32;

/// Forgeries at a steady rate, and honest messages one after another.
pub fn flooded(port: u16, path: &str, messages: &Messages, per_sec: u32, secs: Duration) -> Flooded {
    let next = Cell::new(0);
    let sent = Rc::new(Cell::new(0_usize));
    let believed = Rc::new(Cell::new(0_usize));
    let forgeries: Vec<Vec<u8>> = (0..64).map(|number| request(path, &messages.forged(number))).collect();
    let began = Instant::now();
    let mut honest = on_one_thread(async {
        let end = began + secs;
        let storm = (0..FLOODERS).map(|_| forge(port, &forgeries, (began, end, per_sec), &sent, &believed));
        let (mut honest, _) = tokio::join!(honest(port, path, messages, &next, end), join_all(storm));
        honest.waits.sort_by(f64::total_cmp);
        honest
    });
    honest.took = secs;
    Flooded { honest, forged: sent.get(), believed: believed.get() }
}

async fn forge(
    port: u16,
    forgeries: &[Vec<u8>],
    (began, end, per_sec): (Instant, Instant, u32),
    sent: &Cell<usize>,
    believed: &Cell<usize>,
) {
    while Instant::now() < end {
        let Ok(mut line) = connect(port).await else { continue };
        let mut answer = Vec::new();
        while Instant::now() < end {
            // Nobody is ahead of the rate.
            let due = began.elapsed().as_secs_f64() * f64::from(per_sec);
            if sent.get() as f64 > due {
                tokio::time::sleep(Duration::from_millis(1)).await;
                continue;
            }
            sent.set(sent.get() + 1);
            let forged = &forgeries[sent.get() % forgeries.len()];
            match exchange(&mut line, forged, &mut answer).await {
                Ok(true) => believed.set(believed.get() + 1),
                Ok(false) => {}
                Err(_) => break,
            }
        }
    }
}

async fn honest(port: u16, path: &str, messages: &Messages, next: &Cell<usize>, end: Instant) -> Load {
    let mut load = Load::default();
    let mut answer = Vec::new();
    while Instant::now() < end {
        let Ok(mut line) = connect(port).await else {
            load.refused += 1;
            continue;
        };
        while Instant::now() < end {
            let number = next.replace(next.get() + 1);
            let Some(message) = messages.get(number) else { return load };
            let request = request(path, message);
            let began = Instant::now();
            match exchange(&mut line, &request, &mut answer).await {
                Ok(true) => load.acked.push(number),
                Ok(false) => load.refused += 1,
                Err(_) => {
                    load.refused += 1;
                    break;
                }
            }
            load.waits.push(began.elapsed().as_secs_f64() * 1e3);
        }
    }
    load
}

async fn connect(port: u16) -> std::io::Result<TcpStream> {
    let line = TcpStream::connect(("127.0.0.1", port)).await?;
    line.set_nodelay(true)?;
    Ok(line)
}

fn request(path: &str, message: &Message) -> Vec<u8> {
    let Message { headers, body } = message;
    let length = body.len();
    format!("POST {path} HTTP/1.1\r\nHost: shop\r\n{headers}Content-Length: {length}\r\n\r\n{body}").into_bytes()
}

/// True if the answer is SUCCESS, or in API v3 that there is nothing to add.
async fn exchange(line: &mut TcpStream, request: &[u8], answer: &mut Vec<u8>) -> std::io::Result<bool> {
    line.write_all(request).await?;
    answer.clear();
    loop {
        if line.read_buf(answer).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let Some(head) = answer.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        if answer.len() >= head + 4 + length(&answer[..head]) {
            return Ok(answer.starts_with(b"HTTP/1.1 204") || answer.windows(7).any(|seven| seven == b"SUCCESS"));
        }
    }
}

/// The answer's `Content-Length`.
fn length(head: &[u8]) -> usize {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok()).unwrap_or(0)
}

fn on_one_thread<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    LocalSet::new().block_on(&runtime, work)
}

/// All of them together, taking turns on this thread.
async fn join_all<T>(all: impl Iterator<Item = impl Future<Output = T>>) -> Vec<T> {
    futures_util::future::join_all(all).await
}
