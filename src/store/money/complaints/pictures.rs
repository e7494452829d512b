//! The files of a wish that WeChat does not have yet.

use crate::domain::ComplaintId;
use crate::store::{
    ComplaintTaskPicture, StoreError,
    engine::{db::Db, value::params},
};

/// In the order they are shown in.
pub(in crate::store) fn of_task(
    db: Db<'_>,
    id: &ComplaintId,
    task_no: u32,
) -> Result<Vec<ComplaintTaskPicture>, StoreError> {
    let sql = "SELECT place, file, media_id FROM complaint_task_pictures
               WHERE shop_id = ?1 AND complaint_id = ?2 AND task_no = ?3 ORDER BY place";
    db.list(sql, params![db.shop, id, task_no], |row| {
        Ok(ComplaintTaskPicture { place: row.get("place")?, file: row.get("file")?, media_id: row.get("media_id")? })
    })
}
