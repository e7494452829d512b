//! The way of the owner's commands to the jobs. Each carries a ticket, and its answer carries the same one: whoever asked
//! knows what was answered, in whatever order answers come.

use super::commands::Command;
use crate::{domain::Acting, events::Ticket};
use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
    mpsc::{Receiver, Sender, channel},
};

/// A command on its way, and the ticket its answer names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketedCommand {
    /// Which command it is.
    pub ticket: Ticket,
    /// What the owner wants.
    pub command: Command,
    /// Who stood at the window when it was sent.
    pub acting: Acting,
}

/// Where the window and the alerts send the owner's commands. Its copies hand out tickets from one roll, so that no two
/// commands of a running program have the same one.
#[derive(Debug, Clone)]
pub struct CommandSender {
    tickets: Arc<AtomicU64>,
    channel: Sender<TicketedCommand>,
    acting: Arc<Mutex<Acting>>,
}

impl CommandSender {
    /// Hands the command over. `None`: the jobs have ended, and nothing will be carried out.
    pub fn send(&self, command: Command) -> Option<Ticket> {
        let ticket = Ticket(self.tickets.fetch_add(1, Ordering::Relaxed));
        let acting = *self.acting.lock().unwrap_or_else(PoisonError::into_inner);
        self.channel.send(TicketedCommand { ticket, command, acting }).ok().map(|()| ticket)
    }

    /// From now on this person stands at the window, or nobody: for all copies of the sender.
    pub fn now_acting(&self, acting: Acting) {
        *self.acting.lock().unwrap_or_else(PoisonError::into_inner) = acting;
    }
}

/// A channel for commands. The receiver hears that all is over when the last copy of the sender is gone.
pub fn command_channel() -> (CommandSender, Receiver<TicketedCommand>) {
    let (channel, commands) = channel();
    (CommandSender { tickets: Arc::default(), channel, acting: Arc::new(Mutex::new(Acting::NotSignedIn)) }, commands)
}
