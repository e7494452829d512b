//! One run of the tunnel's program: started as the head of a group of its own, so that whatever it starts ends with it.

use super::lines;
use crate::base::spawn;
use process_wrap::std::{ChildWrapper, CommandWrap};
use std::{
    io::{self, Read},
    process::{ExitStatus, Stdio},
    sync::Arc,
    thread::JoinHandle,
    time::{Duration, Instant},
};

/// How often a program that was asked to end is looked at.
const LOOK: Duration = Duration::from_millis(20);
/// How long its last words may take to be read once it has ended.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// A running program.
pub(super) struct TunnelProgram {
    child: Box<dyn ChildWrapper>,
    /// The threads that read its outputs.
    readers: Vec<JoinHandle<()>>,
    ended: Option<ExitStatus>,
}

impl TunnelProgram {
    /// Starts it. `each` gets every line of its two outputs, on threads of their own.
    pub fn start(command: &[String], each: &Arc<dyn Fn(&str) + Send + Sync>) -> io::Result<Self> {
        let (program, arguments) =
            command.split_first().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "no program"))?;
        let mut command = spawn::tunnel(program);
        // Its input is closed: nobody is there to answer a question for a password.
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut wrapped = CommandWrap::from(command);
        #[cfg(unix)]
        wrapped.wrap(process_wrap::std::ProcessGroup::leader());
        #[cfg(windows)]
        wrapped.wrap(process_wrap::std::JobObject);
        let mut child = wrapped.spawn()?;
        let outputs: [Option<Box<dyn Read + Send>>; 2] =
            [child.stdout().take().map(|it| Box::new(it) as _), child.stderr().take().map(|it| Box::new(it) as _)];
        let mut running = Self { child, readers: Vec::new(), ended: None };
        for output in outputs.into_iter().flatten() {
            let each = Arc::clone(each);
            let reader = std::thread::Builder::new()
                .name("tunnel-output".to_owned())
                .spawn(move || lines::read(output, |line| each(line)));
            // Without a reader it would stand still once its pipe is full: dropping `running` ends it.
            running.readers.push(reader?);
        }
        Ok(running)
    }

    /// Its number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether it has ended, and how.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        if self.ended.is_none() {
            self.ended = self.child.try_wait().unwrap_or_else(|error| {
                tracing::error!(%error, "the tunnel's program cannot be watched");
                None
            });
        }
        self.ended
    }

    /// Ends it and everything it started: by asking, and after `grace` by force.
    pub fn end(&mut self, grace: Duration) {
        if self.ended().is_none() {
            self.ask_to_end();
            let began = Instant::now();
            while self.ended().is_none() && began.elapsed() < grace {
                std::thread::sleep(LOOK);
            }
        }
        self.end_by_force();
    }

    /// Also what it left behind: a program that has ended may have started others.
    fn end_by_force(&mut self) {
        if let Err(error) = self.child.start_kill() {
            // The whole group is gone already.
            tracing::debug!(%error, "nothing of the tunnel's program is left");
        }
        if self.ended.is_none() {
            self.ended = self.child.wait().ok();
        }
        // A reader ends when its pipe is closed, and then the last words were heard. Something that left the group (`ssh` with
        // ControlPersist does) may hold it open for ever; then the reader is left to itself.
        let began = Instant::now();
        while self.readers.iter().any(|reader| !reader.is_finished()) && began.elapsed() < LAST_WORDS {
            std::thread::sleep(LOOK);
        }
        self.readers.clear();
    }

    #[cfg(unix)]
    fn ask_to_end(&self) {
        const SIGTERM: i32 = 15;
        if let Err(error) = self.child.signal(SIGTERM) {
            tracing::debug!(%error, "the tunnel's program could not be asked to end");
        }
    }

    #[cfg(not(unix))]
    fn ask_to_end(&self) {}
}

impl Drop for TunnelProgram {
    fn drop(&mut self) {
        self.end_by_force();
    }
}

/// How it ended, in words.
pub(super) fn how(status: ExitStatus) -> String {
    match status.code() {
        Some(0) => "it ended by itself".to_owned(),
        Some(code) => format!("it ended with code {code}"),
        None => format!("it was ended ({status})"),
    }
}
