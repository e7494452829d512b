//! What the shop's own printed codes mean to the scanner: the sheet of commands, and the codes of pick-ups.

use super::{text_enum::text_enum, visible::narrow};

/// What every code of the shop's own begins with. No barcode of a product and no tracking number has it.
pub const RESERVED_PREFIX: &str = "ZG-";

/// A command on the printed sheet, done by scanning it while a parcel is packed. None of them moves money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ScanCommand {
    /// Ship the box that is packed, if everything is in it.
    Finish,
    /// Leave the box that is packed; its order stays as it was.
    Abort,
    /// Open the next order that is to be packed.
    Next,
    /// Take the last scan back.
    Undo,
}

// Mostly digits: a scanner that sends no Enter is understood then, and an input method leaves them as they are.
text_enum!(ScanCommand { Finish = "ZG-11111", Abort = "ZG-22222", Next = "ZG-33333", Undo = "ZG-44444" });

/// A code as it is compared: narrow capital letters, nothing around it.
fn plain(code: &str) -> String {
    code.trim().chars().map(narrow).collect::<String>().to_ascii_uppercase()
}

impl ScanCommand {
    /// The command of this code. A scanner with the wrong case set is understood.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::parse(&plain(code)).ok()
    }
}

/// True for a code that only the shop itself prints.
pub fn is_reserved(code: &str) -> bool {
    plain(code).starts_with(RESERVED_PREFIX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Barcode, OrderNo, UnixSeconds, carrier};

    #[test]
    fn the_codes_of_the_sheet_are_read_however_they_are_typed() {
        for &command in ScanCommand::ALL {
            let code = command.as_str();
            assert_eq!(ScanCommand::of_code(code), Some(command));
            assert_eq!(ScanCommand::of_code(&format!(" {} ", code.to_lowercase())), Some(command));
        }
        assert_eq!(ScanCommand::of_code("ＺＧ－１１１１１"), Some(ScanCommand::Finish));
        assert_eq!((ScanCommand::of_code("ZG-1111"), ScanCommand::of_code("ZG-111111")), (None, None));
    }

    #[test]
    fn no_barcode_no_tracking_number_and_no_order_number_takes_one_of_them() {
        for code in ["ZG-11111", "zg-48271936", "ＺＧ－１", "ZG-ANYTHING"] {
            assert!(is_reserved(code), "{code}");
            assert!(Barcode::parse(code).is_err(), "{code}");
            assert_eq!(carrier::tracking_no(code), Err(carrier::BadTracking::Reserved), "{code}");
        }
        for chance in [0, 1, u64::MAX / 3, u64::MAX] {
            assert!(!is_reserved(OrderNo::fresh(UnixSeconds::new(1_788_230_400), chance).as_str()));
        }
        assert!(!is_reserved("SF1234567890123") && !is_reserved("ZGX-1"));
    }
}
