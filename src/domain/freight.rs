//! What it costs to send an order: one price, another one for some provinces, nothing from a sum on.

use super::Fen;

/// The provinces of China as addresses begin with them.
pub const PROVINCES: [&str; 34] = [
    "北京",
    "天津",
    "上海",
    "重庆",
    "河北",
    "山西",
    "辽宁",
    "吉林",
    "黑龙江",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "海南",
    "四川",
    "贵州",
    "云南",
    "陕西",
    "甘肃",
    "青海",
    "台湾",
    "内蒙古",
    "广西",
    "西藏",
    "宁夏",
    "新疆",
    "香港",
    "澳门",
];

/// The most that can be asked for sending one order, fen.
pub const FREIGHT_MAX: i64 = 1_000_000;

/// What is asked for sending. Nothing, where nothing is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FreightRules {
    /// For one order, wherever no province says otherwise, fen.
    pub flat: Fen,
    /// An order of goods for at least so much is sent for nothing, wherever it goes.
    pub free_from: Option<Fen>,
    /// What some provinces cost; the first that names one counts.
    pub regions: Vec<FreightRegion>,
}

/// What it costs to send to some provinces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreightRegion {
    /// Each one of [`PROVINCES`].
    pub provinces: Vec<&'static str>,
    /// For one order, fen.
    pub fee: Fen,
}

/// Why a line of the settings names no region.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadRegion {
    /// This is no province.
    #[error("{0} is no province")]
    Province(String),
    /// Its last word is no amount.
    #[error("the line does not end with an amount")]
    Amount,
    /// Nothing but an amount.
    #[error("the line names no province")]
    Nothing,
}

impl FreightRules {
    /// What sending goods for `goods` to `address` costs.
    pub fn owed(&self, goods: Fen, address: &str) -> Fen {
        if self.free_from.is_some_and(|from| goods >= from) {
            return Fen::ZERO;
        }
        let province = province_of(address);
        let region = self.regions.iter().find(|region| province.is_some_and(|name| region.provinces.contains(&name)));
        region.map_or(self.flat, |region| region.fee)
    }
}

impl FreightRegion {
    /// `新疆 西藏 20.00`: provinces and what they cost, yuan.
    ///
    /// # Errors
    /// [`BadRegion`] names what does not fit.
    pub fn parse(line: &str) -> Result<Self, BadRegion> {
        let between = |c: char| c.is_whitespace() || "、，,：:".contains(c);
        let mut words: Vec<&str> = line.split(between).filter(|word| !word.is_empty()).collect();
        let fee = words.pop().ok_or(BadRegion::Nothing)?;
        let fee = Fen::read_yuan(fee).ok().filter(|fee| fee.get() <= FREIGHT_MAX).ok_or(BadRegion::Amount)?;
        let named = |word: &str| province_of(word).ok_or_else(|| BadRegion::Province(word.to_owned()));
        let provinces = words.into_iter().map(named).collect::<Result<Vec<_>, _>>()?;
        if provinces.is_empty() { Err(BadRegion::Nothing) } else { Ok(Self { provinces, fee }) }
    }
}

impl std::fmt::Display for FreightRegion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.provinces.join(" "), self.fee.to_yuan())
    }
}

/// The province an address begins with, as far as it does.
pub fn province_of(address: &str) -> Option<&'static str> {
    let address = address.trim_start();
    let address = address.strip_prefix("中国").unwrap_or(address).trim_start();
    PROVINCES.into_iter().find(|name| address.starts_with(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fen(fen: i64) -> Fen {
        Fen::new(fen).expect("an amount")
    }

    #[test]
    fn a_province_costs_what_its_line_says_and_a_large_order_nothing() {
        let region = |line| FreightRegion::parse(line).expect("a region");
        let rules = FreightRules {
            flat: fen(8_00),
            free_from: Some(fen(99_00)),
            regions: vec![region("新疆 西藏 20"), region("内蒙古自治区、新疆 15.50")],
        };
        assert_eq!(rules.owed(fen(98_99), "广东省深圳市南山区科技园 1 号"), fen(8_00));
        assert_eq!(rules.owed(fen(98_99), " 新疆维吾尔自治区乌鲁木齐市天山区 2 号"), fen(20_00));
        assert_eq!(rules.owed(fen(1), "内蒙古呼和浩特市"), fen(15_50));
        assert_eq!(rules.owed(fen(1), "中国西藏自治区拉萨市"), fen(20_00));
        assert_eq!(rules.owed(fen(99_00), "西藏拉萨"), Fen::ZERO);
        assert_eq!(rules.owed(fen(1), "No. 1, Somewhere"), fen(8_00));
        assert_eq!(FreightRules::default().owed(fen(1), "北京"), Fen::ZERO);
    }

    #[test]
    fn a_line_that_names_no_region_says_what_is_wrong_with_it() {
        assert_eq!(FreightRegion::parse("新疆 西藏"), Err(BadRegion::Amount));
        assert_eq!(FreightRegion::parse("20"), Err(BadRegion::Nothing));
        assert_eq!(FreightRegion::parse(" "), Err(BadRegion::Nothing));
        assert_eq!(FreightRegion::parse("火星 20"), Err(BadRegion::Province("火星".to_owned())));
        assert_eq!(FreightRegion::parse("新疆 10001"), Err(BadRegion::Amount));
        let written = FreightRegion::parse("新疆，西藏：20").map(|region| region.to_string());
        assert_eq!(written.as_deref(), Ok("新疆 西藏 20.00"));
    }
}
