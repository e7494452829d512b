//! Who buys in the practice shop, and what they say.

use crate::sandbox::faults::next_random;

/// Not everybody says one.
const NICKNAMES: [&str; 7] = ["小满🌿", "", "咖啡续命中☕", "", "阿树", "Momo🐱", ""];

const NAMES: [&str; 24] = [
    "林晓雨",
    "王喆",
    "陈思远",
    "李堃",
    "赵一诺",
    "张珺",
    "刘子涵",
    "周瑄",
    "欧阳静怡",
    "吴昉",
    "徐梦洁",
    "孙翀",
    "马海涛",
    "朱垚",
    "胡婉清",
    "郭燊",
    "诸葛明轩",
    "何玥",
    "高建国",
    "罗赟",
    "司徒雅文",
    "梁頔",
    "宋佳琪",
    "唐婳",
];
const ADDRESSES: [&str; 16] = [
    "浙江省杭州市西湖区文三路90号东部软件园2幢301",
    "上海市徐汇区漕溪北路88号圣爱大厦1203室",
    "广东省深圳市南山区科技园南路18号软件大厦5楼",
    "四川省成都市武侯区科华北路65号世外桃源广场B座",
    "北京市海淀区中关村大街27号中关村大厦8层",
    "江苏省苏州市姑苏区平江路102号",
    "湖北省武汉市洪山区珞喻路1037号学府佳园6栋2单元",
    "福建省厦门市思明区湖滨南路328号",
    "陕西省西安市雁塔区小寨东路126号百隆广场",
    "湖南省长沙市岳麓区麓山南路932号",
    "云南省大理市古城复兴路甲33号",
    "山东省青岛市市南区香港中路76号",
    "重庆市渝中区民权路28号英利国际金融中心",
    "天津市和平区南京路189号津汇广场2座",
    "安徽省合肥市蜀山区长江西路200号置地投资广场",
    "广西壮族自治区桂林市七星区漓江路28号",
];
const NOTES: [&str; 10] = [
    "请尽快发货，谢谢",
    "送人的，麻烦不要放价格单",
    "工作日请送公司前台",
    "放菜鸟驿站就好",
    "多放一点防震泡沫",
    "请打电话，不要放门口",
    "要最新日期的",
    "周末再送，平时家里没人",
    "麻烦写一张贺卡：生日快乐",
    "可以和上一单一起发吗？",
];
const REASONS: [&str; 12] = [
    "拍错了，不想要了",
    "地址填错了，重新拍一单",
    "多拍了一件",
    "收到时外包装已经压坏",
    "颜色和图片差别比较大",
    "朋友已经买了，重复购买",
    "等太久了还没有发货",
    "商品有破损，附了照片",
    "少发了一件",
    "尺寸不合适",
    "优惠没有用上，想重新下单",
    "临时出差，收不了货",
];
const PREFIXES: [&str; 8] = ["138", "139", "150", "159", "177", "186", "188", "199"];

/// One regular: the same number is always the same person.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub openid: String,
    pub name: &'static str,
    /// What some of them call themselves.
    pub nickname: &'static str,
    pub phone: String,
    pub address: &'static str,
}

impl Person {
    pub fn regular(number: usize) -> Self {
        let mut seed = u64::try_from(number).unwrap_or_default();
        let prefix = pick(&mut seed, &PREFIXES);
        let tail = next_random(&mut seed) % 100_000_000;
        Self {
            openid: format!("oSBbuyer{number:020}"),
            name: NAMES.iter().cycle().nth(number).copied().unwrap_or("林晓雨"),
            nickname: NICKNAMES.iter().cycle().nth(number).copied().unwrap_or_default(),
            phone: format!("{prefix}{tail:08}"),
            address: pick(&mut seed, &ADDRESSES),
        }
    }
}

/// Mostly nothing.
pub(super) fn note(seed: &mut u64) -> &'static str {
    if next_random(seed).is_multiple_of(3) { pick(seed, &NOTES) } else { "" }
}

pub(super) fn reason(seed: &mut u64) -> &'static str {
    pick(seed, &REASONS)
}

fn pick(seed: &mut u64, from: &[&'static str]) -> &'static str {
    let at = usize::try_from(next_random(seed)).unwrap_or_default().checked_rem(from.len());
    at.and_then(|at| from.get(at)).copied().unwrap_or_default()
}
