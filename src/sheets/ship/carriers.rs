//! Carriers by the names people and programs give them.

use crate::domain::carrier;
use std::collections::HashMap;

/// The carriers the shop can ship with, found by id or by name.
#[derive(Debug, Clone, Default)]
pub struct Carriers {
    exact: HashMap<String, String>,
    short: HashMap<String, Vec<String>>,
}

impl Carriers {
    /// Those WeChat named (`id`, `name`), and those that are known anyway.
    pub fn new(listed: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut all = Self::default();
        for (id, zh, en) in carrier::KNOWN {
            all.add(id, zh);
            all.add(id, en);
        }
        for (id, name) in listed {
            all.add(&id, &name);
        }
        all
    }

    fn add(&mut self, id: &str, name: &str) {
        for exact in [plain(id), plain(name)] {
            self.exact.entry(exact).or_insert_with(|| id.to_owned());
        }
        let ids = self.short.entry(short(name)).or_default();
        if !ids.iter().any(|known| known == id) {
            ids.push(id.to_owned());
        }
    }

    /// WeChat's id of the carrier a cell names. Where a short name fits several (中通 has parcels and freight), the one
    /// that carries parcels.
    pub fn find(&self, cell: &str) -> Option<&str> {
        if let Some(id) = self.exact.get(&plain(cell)) {
            return Some(id);
        }
        let ids = self.short.get(&short(cell))?;
        let known = |id: &&String| carrier::KNOWN.iter().any(|(known, ..)| known == id);
        match ids.as_slice() {
            [one] => Some(one),
            several => several.iter().find(known).map(String::as_str),
        }
    }
}

fn plain(name: &str) -> String {
    let marks = |c: &char| !c.is_whitespace() && !"·-_()（）".contains(*c);
    name.chars().map(crate::domain::half_width).filter(marks).collect::<String>().to_lowercase()
}

/// 顺丰速运, 顺丰快递 and 顺丰速运有限公司 are one.
fn short(name: &str) -> String {
    let mut front = plain(name);
    loop {
        let ends = ["有限公司", "公司", "股份", "集团", "快递", "速递", "速运", "物流", "快运", "express", "logistics"];
        let Some(rest) = ends.iter().find_map(|end| front.strip_suffix(end)).filter(|rest| !rest.is_empty()) else {
            return front;
        };
        front = rest.to_owned();
    }
}
