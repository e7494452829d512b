//! Where rows are not as this program wrote them.

/// The name the search index is told by. It is made of the rows, and can be made anew.
pub(super) const SEARCH_INDEX: &str = "search_words";

/// Rows that are not as this program wrote them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// In which table.
    pub table: String,
    /// The front of their order or refund numbers, which has the day in it (`SC20260901`); empty for rows without one.
    pub bucket: String,
}

impl Difference {
    /// True for the search index.
    pub(in crate::store) fn is_search_index(&self) -> bool {
        self.table == SEARCH_INDEX
    }
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { table, bucket } = self;
        f.write_str(&table.replace('_', " "))?;
        if bucket.is_empty() { Ok(()) } else { write!(f, " of {bucket}-…") }
    }
}
