//! Who runs the shop: which installation holds it, and what a file that was put back must ask before it works again.

pub(in crate::store) mod leases;
pub(in crate::store) mod restores;
