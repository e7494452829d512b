//! Does the file fit the mark beside it?

use super::mark::{Id, Mark};
use crate::domain::RestoreCause;

/// What the file says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct InFile {
    pub file_id: Id,
    pub commits: i64,
    /// `None` where it was never opened as a shop.
    pub epoch: Option<Id>,
    /// Made as a backup.
    pub is_copy: bool,
}

/// Why the file is not the one that was last open in this place; `None` where it is, or where there was none before.
pub(super) fn judge(file: InFile, mark: Option<Mark>, place: Id) -> Option<RestoreCause> {
    let Some(mark) = mark else {
        // A file that was open somewhere, and not here. One that never was is a new shop, or a copy of the example.
        let from = if file.is_copy { RestoreCause::Backup } else { RestoreCause::Elsewhere };
        return file.epoch.map(|_| from);
    };
    if file.is_copy {
        return Some(RestoreCause::Backup);
    }
    let is_last = file.epoch == mark.epoch || (file.epoch.is_some() && file.epoch == mark.next);
    if !is_last || file.file_id != mark.file_id || file.commits < mark.floor {
        return Some(RestoreCause::Older);
    }
    (place != mark.place).then_some(RestoreCause::Moved)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARK: Mark =
        Mark { sequence: 9, file_id: [1; 16], epoch: Some([2; 16]), next: None, floor: 50, place: [4; 16] };
    const FILE: InFile = InFile { file_id: [1; 16], commits: 50, epoch: Some([2; 16]), is_copy: false };

    fn judged(file: InFile, mark: Option<Mark>) -> Option<RestoreCause> {
        judge(file, mark, [4; 16])
    }

    #[test]
    fn the_file_that_was_last_open_is_healthy_however_far_the_mark_lies_behind() {
        assert_eq!(judged(FILE, Some(MARK)), None);
        assert_eq!(judged(InFile { commits: 51, ..FILE }, Some(MARK)), None);
        let opening = Mark { next: Some([3; 16]), ..MARK };
        assert_eq!(judged(FILE, Some(opening)), None, "killed before the new opening was committed");
        assert_eq!(judged(InFile { epoch: Some([3; 16]), commits: 51, ..FILE }, Some(opening)), None, "and after it");
    }

    #[test]
    fn any_older_file_is_recognised() {
        assert_eq!(judged(InFile { commits: 49, ..FILE }, Some(MARK)), Some(RestoreCause::Older), "same opening");
        assert_eq!(judged(InFile { epoch: Some([9; 16]), ..FILE }, Some(MARK)), Some(RestoreCause::Older));
        let ahead = InFile { epoch: Some([9; 16]), commits: 900, ..FILE };
        assert_eq!(judged(ahead, Some(MARK)), Some(RestoreCause::Older), "one that went its own way");
        assert_eq!(judged(InFile { epoch: None, ..FILE }, Some(MARK)), Some(RestoreCause::Older));
        assert_eq!(judged(InFile { file_id: [8; 16], ..FILE }, Some(MARK)), Some(RestoreCause::Older));
        assert_eq!(judged(InFile { is_copy: true, ..FILE }, Some(MARK)), Some(RestoreCause::Backup));
    }

    #[test]
    fn a_file_from_elsewhere_is_recognised_and_a_new_shop_is_not() {
        assert_eq!(judged(FILE, None), Some(RestoreCause::Elsewhere));
        assert_eq!(judged(InFile { is_copy: true, ..FILE }, None), Some(RestoreCause::Backup));
        let new = InFile { epoch: None, ..FILE };
        assert_eq!(judged(new, None), None);
        let first = Mark { epoch: None, next: Some([3; 16]), floor: 0, ..MARK };
        assert_eq!(judged(new, Some(first)), None, "killed in its very first opening");
        assert_eq!(judged(InFile { epoch: Some([3; 16]), ..FILE }, Some(first)), None, "or at the end of it");
        assert_eq!(judge(FILE, Some(MARK), [5; 16]), Some(RestoreCause::Moved), "the whole folder was copied");
    }
}
