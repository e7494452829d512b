//! One word per state, the same in the database, on the wire and in the history.

/// A word that names no variant. Asks the caller to treat the row or message as damaged, never to guess.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{word:?} is not a known {kind}")]
pub struct UnknownWord {
    /// The enum that was asked for.
    pub kind: &'static str,
    /// The word as it was found.
    pub word: String,
}

/// Gives an enum its words: `as_str`, `parse`, `ALL` and `Display`.
macro_rules! text_enum {
    ($name:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        impl $name {
            /// Every variant, in the order of a life.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its word, wherever it is kept, sent or typed.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// Reads the word back.
            ///
            /// # Errors
            /// [`UnknownWord`](crate::domain::UnknownWord): a damaged row or a newer file.
            pub fn parse(word: &str) -> Result<Self, $crate::domain::UnknownWord> {
                match word {
                    $($word => Ok(Self::$variant),)+
                    _ => Err($crate::domain::UnknownWord { kind: stringify!($name), word: word.to_owned() }),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use text_enum;
