//! What a backup is closed with: a recovery code that only the owner has, and a key of this computer's own, so that it can
//! look into what it wrote.

use super::passphrase::PassphraseKey;
use crate::{
    base::{env::Rng, private_file},
    domain::UnixSeconds,
    settings::SecretWords,
};
use age::{
    secrecy::ExposeSecret as _,
    x25519::{Identity, Recipient},
};
use bech32::{Bech32, Hrp};
use serde::{Deserialize, Serialize};
use std::{fmt, fs, io, path::Path};
use zeroize::Zeroizing;

const FILE: &str = "backup-keys.toml";
/// Digits and capitals that are not mistaken for each other on paper or over the telephone (Crockford's base 32).
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// 135 bits of chance, and one that tells a slip of the pen.
const CHANCE_DIGITS: usize = 27;
const GROUP: usize = 4;
/// What makes a key of a code is this program's own.
const PURPOSE: &[u8] = b"zhanggui backup recovery code 1\n";

/// What the owner writes down: whoever has it and a backup has the shop. Not shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode(Zeroizing<String>);

impl RecoveryCode {
    /// A new one.
    pub fn fresh(rng: &dyn Rng) -> Self {
        let mut code = String::new();
        while code.len() < CHANCE_DIGITS {
            let chance = rng.number();
            let digits = (0..12).map(|place: u32| digit((chance >> place.saturating_mul(5)) & 31));
            code.extend(digits.take(CHANCE_DIGITS.saturating_sub(code.len())));
        }
        code.push(check_digit(&code));
        Self(Zeroizing::new(code))
    }

    /// Reads one as a person types it: small letters, gaps and dashes do not matter, nor O for 0 and I or L for 1. `None`
    /// where it was mistyped.
    pub fn parse(raw: &str) -> Option<Self> {
        let mut code = Zeroizing::new(String::new());
        for sign in raw.chars().filter(|sign| !sign.is_whitespace() && !"-－—_".contains(*sign)) {
            let sign = match sign.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                sign => sign,
            };
            code.push(Some(sign).filter(|sign| u8::try_from(*sign).is_ok_and(|sign| DIGITS.contains(&sign)))?);
        }
        let (chance, check) = code.split_at_checked(CHANCE_DIGITS)?;
        (check.len() == 1 && check.starts_with(check_digit(chance))).then(|| Self(code.clone()))
    }

    /// The key it stands for.
    pub fn identity(&self) -> Option<Identity> {
        let mut hash = aws_lc_rs::digest::Context::new(&aws_lc_rs::digest::SHA256);
        hash.update(PURPOSE);
        hash.update(self.0.as_bytes());
        let name = Hrp::parse("age-secret-key-").ok()?;
        let text = Zeroizing::new(bech32::encode_upper::<Bech32>(name, hash.finish().as_ref()).ok()?);
        text.parse().ok()
    }

    /// In groups of four, to be written down.
    pub fn shown(&self) -> Zeroizing<String> {
        let mut shown = Zeroizing::new(String::new());
        for (at, sign) in self.0.chars().enumerate() {
            if at > 0 && at % GROUP == 0 {
                shown.push('-');
            }
            shown.push(sign);
        }
        shown
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(secret)")
    }
}

fn digit(value: u64) -> char {
    let at = usize::try_from(value).unwrap_or_default();
    DIGITS.get(at).map_or('0', |&digit| char::from(digit))
}

/// Finds any one wrong digit and nearly all that changed places.
fn check_digit(chance: &str) -> char {
    let value = |sign: u8| DIGITS.iter().position(|&digit| digit == sign).unwrap_or_default();
    let sum = chance.bytes().zip(1_usize..).fold(0_usize, |sum, (sign, at)| {
        let odd = at.saturating_mul(2).saturating_add(1);
        sum.wrapping_add(value(sign).wrapping_mul(odd))
    });
    digit(u64::try_from(sum % 32).unwrap_or_default())
}

/// What this computer keeps.
pub struct BackupKeys {
    /// For whoever has the recovery code; `None` before one was made.
    pub recipient: Option<Recipient>,
    /// This computer's own.
    pub local: Identity,
    /// For whoever has the passphrase, and when the owner last had it when asked; `None` where none was chosen.
    pub passphrase: Option<(PassphraseKey, UnixSeconds)>,
    /// When the keys were made.
    pub made_at: UnixSeconds,
    /// When the owner was last asked for it and had it.
    pub asked_back_at: Option<UnixSeconds>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeysFile {
    recipient: Option<String>,
    local: String,
    made_at: i64,
    asked_back_at: Option<i64>,
    passphrase: Option<PassphraseInFile>,
}

/// Of no use without the passphrase.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PassphraseInFile {
    recipient: String,
    closed: String,
    asked_back_at: i64,
}

impl BackupKeys {
    /// The keys of the shop in this folder; `None` before its first backup.
    ///
    /// # Errors
    /// They are there and cannot be read.
    pub fn load(folder: &Path) -> io::Result<Option<Self>> {
        let text = match fs::read_to_string(folder.join(FILE)) {
            Ok(text) => Zeroizing::new(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let unusable = || io::Error::new(io::ErrorKind::InvalidData, format!("{FILE} is not as it was written"));
        let file: KeysFile = toml::from_str(&text).map_err(|_| unusable())?;
        let passphrase = file.passphrase.map(|kept| {
            let key = PassphraseKey::read(&kept.recipient, &kept.closed).ok_or_else(unusable)?;
            Ok::<_, io::Error>((key, UnixSeconds::new(kept.asked_back_at)))
        });
        Ok(Some(Self {
            passphrase: passphrase.transpose()?,
            recipient: file.recipient.map(|text| text.parse()).transpose().map_err(|_: &str| unusable())?,
            local: file.local.parse().map_err(|_| unusable())?,
            made_at: UnixSeconds::new(file.made_at),
            asked_back_at: file.asked_back_at.map(UnixSeconds::new),
        }))
    }

    /// The same, made where there are none: then only this computer opens its backups.
    ///
    /// # Errors
    /// They cannot be read or written.
    pub fn load_or_make(folder: &Path, now: UnixSeconds) -> io::Result<Self> {
        if let Some(keys) = Self::load(folder)? {
            return Ok(keys);
        }
        let local = Identity::generate();
        let keys = Self { recipient: None, local, passphrase: None, made_at: now, asked_back_at: None };
        keys.keep(folder)?;
        Ok(keys)
    }

    /// A recovery code, to be shown once: backups made from now on open with it. Those made before open with the code from
    /// before.
    ///
    /// # Errors
    /// It cannot be kept.
    pub fn make_code(&mut self, folder: &Path, rng: &dyn Rng, now: UnixSeconds) -> io::Result<RecoveryCode> {
        let code = RecoveryCode::fresh(rng);
        let identity = code.identity().ok_or_else(|| io::Error::other("the recovery code makes no key"))?;
        (self.recipient, self.made_at, self.asked_back_at) = (Some(identity.to_public()), now, None);
        self.keep(folder)?;
        Ok(code)
    }

    /// True if this is the code the backups are closed with; kept then, with the moment.
    ///
    /// # Errors
    /// It cannot be written down that it was asked for.
    pub fn ask_back(&mut self, folder: &Path, code: &RecoveryCode, now: UnixSeconds) -> io::Result<bool> {
        let is_right = code
            .identity()
            .is_some_and(|key| Some(key.to_public().to_string()) == self.recipient.as_ref().map(ToString::to_string));
        if is_right {
            self.asked_back_at = Some(now);
            self.keep(folder)?;
        }
        Ok(is_right)
    }

    /// A passphrase of the owner's, who typed it twice: backups made from now on open with it too, whatever code there is.
    ///
    /// # Errors
    /// It is too short ([`io::ErrorKind::InvalidInput`]) or cannot be kept.
    pub fn choose_passphrase(&mut self, folder: &Path, typed: &SecretWords, now: UnixSeconds) -> io::Result<()> {
        self.passphrase = Some((PassphraseKey::under(typed)?, now));
        self.keep(folder)
    }

    /// True if this is the passphrase the backups are closed with; kept then, with the moment.
    ///
    /// # Errors
    /// It cannot be written down that it was asked for.
    pub fn ask_passphrase(&mut self, folder: &Path, typed: &SecretWords, now: UnixSeconds) -> io::Result<bool> {
        let right = self.passphrase.as_mut().filter(|(key, _)| key.opens_with(typed));
        let Some((_, asked_back_at)) = right else { return Ok(false) };
        *asked_back_at = now;
        self.keep(folder).map(|()| true)
    }

    fn keep(&self, folder: &Path) -> io::Result<()> {
        let file = KeysFile {
            recipient: self.recipient.as_ref().map(ToString::to_string),
            local: self.local.to_string().expose_secret().to_owned(),
            made_at: self.made_at.get(),
            asked_back_at: self.asked_back_at.map(UnixSeconds::get),
            passphrase: self.passphrase.as_ref().map(|(key, at)| {
                let (recipient, closed) = key.written();
                PassphraseInFile { recipient, closed, asked_back_at: at.get() }
            }),
        };
        let text = Zeroizing::new(toml::to_string(&file).map_err(io::Error::other)?);
        private_file::write(&folder.join(FILE), text.as_bytes())
    }
}

impl fmt::Debug for BackupKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BackupKeys").field("asked_back_at", &self.asked_back_at).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::env::SystemRng;

    #[test]
    fn a_code_is_read_as_people_write_it_and_a_slip_is_told() {
        let code = RecoveryCode::fresh(&SystemRng);
        let shown = code.shown();
        assert_eq!(shown.len(), 34, "seven groups of four");
        assert_eq!(RecoveryCode::parse(&shown.to_lowercase().replace('-', " ")), Some(code.clone()));
        for at in (0..shown.len()).filter(|at| shown.as_bytes()[*at] != b'-') {
            let mut wrong = shown.as_bytes().to_vec();
            wrong[at] = if wrong[at] == b'7' { b'8' } else { b'7' };
            assert_eq!(RecoveryCode::parse(std::str::from_utf8(&wrong).expect("text")), None, "{at}");
        }
        assert_eq!(RecoveryCode::parse(""), None);
        assert!(!format!("{code:?}").contains(shown.as_str()));
    }

    #[test]
    fn the_code_is_asked_back_and_only_the_right_one_counts() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(BackupKeys::load(folder.path()).expect("read").is_none());
        let mut keys = BackupKeys::load_or_make(folder.path(), UnixSeconds::new(4)).expect("made");
        let code = keys.make_code(folder.path(), &SystemRng, UnixSeconds::new(5)).expect("made");
        let mut keys = BackupKeys::load(folder.path()).expect("read").expect("keys");
        let other = RecoveryCode::fresh(&SystemRng);
        assert!(!keys.ask_back(folder.path(), &other, UnixSeconds::new(6)).expect("asked"));
        assert!(keys.ask_back(folder.path(), &code, UnixSeconds::new(7)).expect("asked"));
        let kept = BackupKeys::load(folder.path()).expect("read").expect("keys");
        assert_eq!(kept.asked_back_at, Some(UnixSeconds::new(7)));
    }

    #[test]
    fn a_passphrase_is_kept_beside_the_code_and_nobody_reads_it_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let (at, words) = (UnixSeconds::new(5), |text: &str| SecretWords::new(text.to_owned()));
        let mut keys = BackupKeys::load_or_make(folder.path(), at).expect("made");
        let code = keys.make_code(folder.path(), &SystemRng, at).expect("made");
        assert!(keys.choose_passphrase(folder.path(), &words("too short"), at).is_err());
        keys.choose_passphrase(folder.path(), &words("four tall camellias"), at).expect("kept");
        let mut keys = BackupKeys::load(folder.path()).expect("read").expect("keys");
        assert!(
            !keys.ask_passphrase(folder.path(), &words("four small camellias"), UnixSeconds::new(6)).expect("asked")
        );
        assert!(keys.ask_passphrase(folder.path(), &words("four tall camellias"), UnixSeconds::new(7)).expect("asked"));
        assert!(
            keys.ask_back(folder.path(), &code, UnixSeconds::new(8)).expect("asked"),
            "the code is as good as before"
        );
        let mut keys = BackupKeys::load(folder.path()).expect("read").expect("keys");
        assert_eq!(keys.passphrase.as_ref().map(|(_, at)| at.get()), Some(7));
        let text = fs::read_to_string(folder.path().join(FILE)).expect("the file");
        assert!(!text.contains("camellias"), "{text}");
        // Another code leaves it as it is.
        keys.make_code(folder.path(), &SystemRng, UnixSeconds::new(9)).expect("made");
        assert!(BackupKeys::load(folder.path()).expect("read").expect("keys").passphrase.is_some());
    }
}
