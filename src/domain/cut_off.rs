//! What stands beside a call that was leaving when the program ended: a refund's as well as a shipping report's.

/// As it is kept in the file.
pub(super) const CUT_OFF: &str = "it was being sent, and no answer was taken down";
