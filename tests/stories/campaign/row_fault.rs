//! The act of a row nobody can read or write for a while: another program damaged it, and somebody mends it later. The
//! others go on meanwhile.

use super::{super::on_server, Campaign};
use rusqlite::Connection;
use zhanggui::domain::OrderNo;

impl Campaign {
    /// The order's row is damaged for `secs`, in which everything that is due is done.
    pub fn row_is_damaged_for(&self, order_no: &OrderNo, secs: i64) {
        if on_server::is_meant() {
            // A server keeps its rules against whoever writes: there are no such rows.
            return self.tick(secs);
        }
        let other = Connection::open(self.file()).unwrap();
        other.busy_timeout(std::time::Duration::from_secs(5)).unwrap();
        other.pragma_update(None, "ignore_check_constraints", true).unwrap();
        let no = order_no.as_str();
        let stood: String =
            other.query_row("SELECT state FROM orders WHERE order_no = ?1", [no], |row| row.get(0)).unwrap();
        let write = |state: &str| {
            other.execute("UPDATE orders SET state = ?2 WHERE order_no = ?1", [no, state]).unwrap();
        };
        write("nowhere");
        let passed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.tick(secs)));
        write(&stood);
        // Killed in the middle of it: the caller starts it again.
        if let Err(killed) = passed {
            std::panic::resume_unwind(killed);
        }
    }
}
