//! In which way the data file is damaged.

/// What shows that the file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileDamage {
    /// Its end is missing.
    #[error("it is cut short")]
    CutShort,
    /// Its first bytes are not a database's.
    #[error("it is not a database")]
    NotADatabase,
    /// It carries another program's mark.
    #[error("it is a database of another program")]
    OtherProgram,
    /// Which versions wrote it cannot be read, or is not this program's history; in SQLite's words, where it has any.
    #[error("its list of migrations cannot be used{}", after_colon(.0))]
    Migrations(String),
    /// Pages or an index are not as SQLite wrote them; in its words.
    #[error("{0}")]
    Torn(String),
}

fn after_colon(words: &str) -> String {
    if words.is_empty() { String::new() } else { format!(": {words}") }
}
