//! A printer at the end of a TCP line that does what the story says, and keeps what it was given.

use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex, MutexGuard},
    thread,
    time::Duration,
};
use tokio::net::TcpSocket;

const ASK_PAPER: [u8; 3] = [0x10, 0x04, 0x04];
const PAPER: u8 = 0x12;
const NO_PAPER: u8 = 0x72;

/// How it behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manners {
    /// Nobody is there.
    Off,
    /// Answers, prints, answers.
    Good,
    /// Prints, never answers, says goodbye.
    Mute,
    /// Takes everything, answers nothing, never says goodbye.
    SaysNothing,
    /// Has no paper, and says so.
    NoPaper,
    /// Has paper before the receipt and none after it.
    RunsOut,
    /// Answers, and closes after so many bytes of the receipt with the rest unread.
    CutsOff(usize),
}

#[derive(Default)]
struct Given {
    papers: Vec<Vec<u8>>,
    calls: usize,
}

/// The printer.
pub struct LyingPrinter {
    pub address: String,
    manners: Arc<Mutex<Manners>>,
    given: Arc<Mutex<Given>>,
    /// Until it is switched on.
    socket: Mutex<Option<TcpSocket>>,
}

impl LyingPrinter {
    pub fn start(manners: Manners) -> Self {
        // A port that is ours, and where nobody answers while the printer is off.
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let printer = Self {
            address: socket.local_addr().unwrap().to_string(),
            socket: Mutex::new(Some(socket)),
            manners: Arc::new(Mutex::new(Manners::Off)),
            given: Arc::default(),
        };
        printer.behave(manners);
        printer
    }

    /// From now on.
    pub fn behave(&self, manners: Manners) {
        *self.manners.lock().unwrap() = manners;
        if manners == Manners::Off {
            return;
        }
        if let Some(socket) = self.socket.lock().unwrap().take() {
            let listener = listening(socket);
            let (manners, given) = (self.manners.clone(), self.given.clone());
            thread::spawn(move || {
                for stream in listener.incoming().map_while(Result::ok) {
                    let (manners, given) = (*manners.lock().unwrap(), given.clone());
                    thread::spawn(move || serve(stream, manners, &given));
                }
            });
        }
    }

    fn given(&self) -> MutexGuard<'_, Given> {
        self.given.lock().unwrap()
    }

    /// What came out, receipt by receipt, without the questions for paper.
    pub fn papers(&self) -> Vec<Vec<u8>> {
        self.given().papers.clone()
    }

    /// How often it was called.
    pub fn calls(&self) -> usize {
        self.given().calls
    }
}

fn listening(socket: TcpSocket) -> TcpListener {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().unwrap();
    let listener = runtime.block_on(async { socket.listen(64).unwrap().into_std().unwrap() });
    listener.set_nonblocking(false).unwrap();
    listener
}

fn serve(mut stream: TcpStream, manners: Manners, given: &Mutex<Given>) {
    given.lock().unwrap().calls += 1;
    stream.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
    let (mut raw, mut place, mut answered, mut buffer) = (Vec::new(), None::<usize>, 0, [0; 64]);
    loop {
        let (paper, _) = apart(&raw);
        let most =
            if let Manners::CutsOff(most) = manners { most.saturating_sub(paper.len()).clamp(3, 64) } else { 64 };
        let Ok(count) = stream.read(&mut buffer[..most]) else { break };
        if count == 0 {
            break;
        }
        raw.extend(&buffer[..count]);
        let (paper, asked) = apart(&raw);
        if !paper.is_empty() {
            // Kept while it is being printed: the shop may look before the line is closed.
            let papers = &mut given.lock().unwrap().papers;
            let at = *place.get_or_insert_with(|| {
                papers.push(Vec::new());
                papers.len() - 1
            });
            papers[at].clone_from(&paper);
        }
        if matches!(manners, Manners::CutsOff(most) if paper.len() >= most) {
            return;
        }
        let answer = match manners {
            Manners::NoPaper => Some(NO_PAPER),
            Manners::RunsOut if !paper.is_empty() => Some(NO_PAPER),
            Manners::Good | Manners::RunsOut | Manners::CutsOff(_) => Some(PAPER),
            Manners::Mute | Manners::SaysNothing | Manners::Off => None,
        };
        if let Some(answer) = answer.filter(|_| asked > answered)
            && stream.write_all(&[answer]).is_err()
        {
            break;
        }
        answered = asked;
    }
    if manners == Manners::SaysNothing {
        // Holds the line for as long as anybody could wait.
        thread::sleep(Duration::from_secs(30));
    }
}

/// What is to be printed, and how often it was asked for paper.
fn apart(raw: &[u8]) -> (Vec<u8>, usize) {
    let (mut paper, mut asked, mut rest) = (Vec::new(), 0, raw);
    while let Some((&byte, tail)) = rest.split_first() {
        if let Some(tail) = rest.strip_prefix(&ASK_PAPER) {
            (asked, rest) = (asked + 1, tail);
        } else {
            paper.push(byte);
            rest = tail;
        }
    }
    (paper, asked)
}
