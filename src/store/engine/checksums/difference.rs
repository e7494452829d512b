//! Where rows are not as this program wrote them.

/// Rows that are not as this program wrote them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// In which table.
    pub table: String,
    /// The front of their order or refund numbers, which has the day in it (`SC20260901`); empty for rows without one.
    pub bucket: String,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { table, bucket } = self;
        f.write_str(&table.replace('_', " "))?;
        if bucket.is_empty() { Ok(()) } else { write!(f, " of {bucket}-…") }
    }
}
