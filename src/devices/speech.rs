//! The system's voice, as a program.

use super::{NoDevice, programs};
use crate::base::spawn;
use std::{process::Command, thread, time::Duration};

/// Says a sentence to its end.
pub trait Speech: Send {
    /// Says it.
    ///
    /// # Errors
    /// [`NoDevice`]: this computer has no voice, or it failed.
    fn say(&mut self, sentence: &SpokenSentence) -> Result<(), NoDevice>;
}

/// What is to be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpokenSentence {
    /// In words. Ours, with nothing in it that a buyer wrote.
    pub words: String,
    /// Chinese, or else English.
    pub chinese: bool,
    /// A sound comes with it: the voice waits until that is nearly over.
    pub after_sound: bool,
}

/// The voice begins when the sound before it is nearly over.
const AFTER_THE_SOUND: Duration = Duration::from_millis(700);

/// The programs of the system.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemVoice;

impl Speech for SystemVoice {
    fn say(&mut self, sentence: &SpokenSentence) -> Result<(), NoDevice> {
        let mut command = speaker(sentence).ok_or_else(|| NoDevice("no speaking program is there".to_owned()))?;
        if sentence.after_sound {
            thread::sleep(AFTER_THE_SOUND);
        }
        programs::run(&mut command)
    }
}

/// The program and its arguments. No shell reads the words.
fn speaker(sentence: &SpokenSentence) -> Option<Command> {
    let (name, program) = programs::first_there(NAMES)?;
    let mut command = spawn::program(program);
    let (short, espeak) = if sentence.chinese { ("zh", "cmn") } else { ("en", "en") };
    match name {
        "spd-say" => command.args(["--wait", "--language", short, "--"]).arg(&sentence.words),
        "espeak-ng" => command.args(["-v", espeak, "--"]).arg(&sentence.words),
        "say" => {
            if sentence.chinese {
                command.args(["-v", "Tingting"]);
            }
            command.arg("--").arg(&sentence.words)
        }
        // The words travel in the environment: PowerShell takes them as text and never as a command.
        _ => command
            .args(["-NoProfile", "-NonInteractive", "-Command", POWERSHELL])
            .env("ZHANGGUI_SAYS", &sentence.words)
            .env("ZHANGGUI_VOICE", if sentence.chinese { "zh-CN" } else { "en-US" }),
    };
    Some(command)
}

const POWERSHELL: &str = "Add-Type -AssemblyName System.Speech; \
    $voice = New-Object System.Speech.Synthesis.SpeechSynthesizer; \
    try { $voice.SelectVoiceByHints('NotSet', 'NotSet', 0, $env:ZHANGGUI_VOICE) } catch {}; \
    $voice.Speak($env:ZHANGGUI_SAYS)";

#[cfg(target_os = "windows")]
const NAMES: &[&str] = &["powershell.exe"];
#[cfg(target_os = "macos")]
const NAMES: &[&str] = &["say"];
#[cfg(not(any(target_os = "windows", target_os = "macos")))]
const NAMES: &[&str] = &["spd-say", "espeak-ng"];
