//! Why there is no page.

/// The page could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PdfError {
    /// Nothing to print.
    #[error("there is no slip to print")]
    Nothing,
    /// A font or the page itself; the cause for the log.
    #[error("the page cannot be made: {0}")]
    Page(String),
}
