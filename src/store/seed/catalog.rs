//! What 山茶小铺 sells, and to whom. All names, numbers and addresses are made up.
#![allow(clippy::inconsistent_digit_grouping)] // prices as people read them: 149_00 is 149.00 yuan

use crate::domain::RefundRule;

/// Id, name, price in fen, pieces, on sale.
pub(super) const PRODUCTS: [(&str, &str, i64, u32, bool); 13] = [
    ("drip-10", "挂耳咖啡 10 包", 59_00, 220, true),
    ("drip-30", "挂耳咖啡 30 包", 149_00, 90, true),
    ("bean-500", "云南小粒咖啡豆 500g", 88_00, 130, true),
    ("bean-250", "云南小粒咖啡豆 250g", 48_00, 160, true),
    ("cold-brew", "冷萃咖啡液 6 颗", 36_00, 75, true),
    ("pot", "手冲壶 600ml", 168_00, 48, true),
    ("cold-cup", "冷萃杯 450ml", 79_00, 64, true),
    ("filter", "滤纸 100 片", 19_90, 300, true),
    ("grinder", "手摇磨豆机", 239_00, 40, true),
    ("tea-50", "山茶花茶 50g", 45_00, 85, true),
    ("tea-gift", "山茶花茶礼盒", 198_00, 60, true),
    ("honey", "百花蜜 250g", 52_00, 80, true),
    ("mug", "陶瓷马克杯", 69_00, 0, false),
];

/// What else is said of each of them: id, category, grams, refunds, what buyers read.
pub(super) const FACTS: [(&str, &str, u32, RefundRule, &str); 13] = [
    (
        "drip-10",
        "咖啡",
        160,
        RefundRule::Within(15),
        "云南保山小粒咖啡，中度烘焙，微酸回甘。\n10 包，每包 10 g，开袋即泡：水温 92 °C，分三次注水。",
    ),
    ("drip-30", "咖啡", 460, RefundRule::Within(15), "和 10 包装是同一款豆子，家里常备更划算。\n30 包，每包 10 g。"),
    (
        "bean-500",
        "咖啡",
        540,
        RefundRule::Within(15),
        "下单当周烘焙，袋上有烘焙日期。\n备注里写“磨粉”，我们按手冲粗细磨好再寄。",
    ),
    ("bean-250", "咖啡", 280, RefundRule::Within(15), "下单当周烘焙，袋上有烘焙日期。"),
    ("cold-brew", "咖啡", 220, RefundRule::Within(15), "一颗兑 200 ml 冰水或牛奶。\n常温保存 6 个月。"),
    ("pot", "器具", 900, RefundRule::Open, "304 不锈钢，细长壶嘴，水流好控制。\n容量 600 ml，不能放明火上。"),
    ("cold-cup", "器具", 420, RefundRule::Open, "耐热玻璃，带滤网，冷萃、泡茶都能用。\n容量 450 ml。"),
    ("filter", "器具", 130, RefundRule::Open, "V60 适用，1–4 杯，原木浆。"),
    ("grinder", "器具", 780, RefundRule::Open, "钢芯，36 档粗细，磨 20 g 约 40 秒。"),
    ("tea-50", "茶", 90, RefundRule::Within(15), "当年山茶花，低温烘干。\n一杯 3–5 朵，沸水焖 5 分钟。"),
    ("tea-gift", "茶", 650, RefundRule::Within(15), "两罐花茶，一只白瓷杯，带手提袋。\n可以代写贺卡：请写在备注里。"),
    (
        "honey",
        "食品",
        400,
        RefundRule::Within(15),
        "大理山里的百花蜜，会结晶，是正常现象。\n没拆封的，收货后 15 天内可以退。",
    ),
    ("mug", "器具", 380, RefundRule::Never, "手工上釉，每只颜色略有不同。\n瑕疵品清仓，不退不换。"),
];

/// What comes in variants, or is not sent at all.
pub(super) struct ChoiceSeed {
    pub id: &'static str,
    pub name: &'static str,
    pub category: &'static str,
    pub grams: u32,
    pub refunds: RefundRule,
    pub description: &'static str,
    /// Of one without variants.
    pub price: i64,
    pub stock: u32,
    /// Words, price in fen, pieces, on sale; each is sold under the product's id and its place.
    pub variants: &'static [(&'static str, i64, u32, bool)],
}

pub(super) const CHOICES: [ChoiceSeed; 3] = [
    ChoiceSeed {
        id: "thermos",
        name: "保温杯 480ml",
        category: "器具",
        grams: 350,
        refunds: RefundRule::Open,
        description: "316 不锈钢内胆，热饮 6 小时。\n三种颜色，图片以实物为准。",
        price: 129_00,
        stock: 0,
        variants: &[("雾白", 129_00, 36, true), ("墨绿", 129_00, 22, true), ("樱花粉 限量", 149_00, 0, true)],
    },
    ChoiceSeed {
        id: "tote",
        name: "帆布袋",
        category: "周边",
        grams: 180,
        refunds: RefundRule::Within(15),
        description: "厚帆布，能背 10 斤。\n小号 30×35 cm，大号 38×42 cm，可机洗。",
        price: 39_00,
        stock: 0,
        variants: &[
            ("米白 小号", 39_00, 40, true),
            ("米白 大号", 49_00, 28, true),
            ("山茶红 小号", 39_00, 31, true),
            ("山茶红 大号", 49_00, 17, false),
        ],
    },
    ChoiceSeed {
        id: "class",
        name: "手冲体验课 1 人",
        category: "到店",
        grams: 0,
        refunds: RefundRule::Within(3),
        description: "周六下午 2 点，店里，约一个半小时，含一杯咖啡。\n不用寄，不收运费；付款后我们打电话约时间。",
        price: 98_00,
        stock: 12,
        variants: &[],
    },
];

/// Name, phone, address. Rare characters, one name with a picture in it, one as long as a label takes, one not Chinese.
pub(super) const BUYERS: [(&str, &str, &str); 18] = [
    ("李雷", "13800000001", "云南省昆明市五华区翠湖北路 12 号 3 单元 501"),
    ("韩梅梅", "13800000002", "浙江省杭州市西湖区文三路 478 号华星大厦 6 楼"),
    ("王喆", "13800000003", "北京市海淀区中关村南大街 5 号院 8 号楼 1204"),
    ("陈祎", "13800000004", "上海市徐汇区建国西路 283 弄 9 号 302 室"),
    ("林堃", "13800000005", "福建省厦门市思明区大学路 66 号"),
    ("赵小满", "13800000006", "四川省成都市武侯区玉林西路 18 号院 2 栋"),
    ("Anna Li", "+86 13800000007", "Room 1502, No. 88 Century Avenue, Pudong, Shanghai"),
    ("吴瑄", "13800000008", "江苏省南京市鼓楼区汉口路 22 号"),
    ("周珺", "13800000009", "广东省广州市越秀区东山口龟岗大马路 31 号"),
    ("孙一", "13800000010", "湖北省武汉市武昌区昙华林 101 号"),
    ("龑翀", "13800000011", "陕西省西安市碑林区书院门 15 号"),
    ("小橙子🍊", "13800000012", "湖南省长沙市岳麓区麓山南路 2 号学生公寓 6 栋"),
    (
        "阿卜杜热合曼·买买提吐尔逊（公司前台代收，请先打电话，周末请放一楼快递柜）",
        "13800000013",
        "新疆维吾尔自治区乌鲁木齐市天山区解放南路 288 号国际大巴扎商贸城写字楼 B 座 16 层 1608 室，电梯在东侧入口，请勿放在门口，也请勿转交他人",
    ),
    ("欧阳晓彤", "13800000014", "重庆市渝中区人民路 123 号附 5 号"),
    ("郑楠", "13800000015", "山东省青岛市市南区八大关路 7 号"),
    ("冯翊", "13800000016", "辽宁省大连市中山区港湾街 20 号"),
    ("刘晔", "0871-65000017", "云南省大理白族自治州大理市古城人民路 209 号"),
    ("何其芳", "13800000018", "河南省郑州市金水区文化路 97 号"),
];

/// What buyers write beside an order; most write nothing.
pub(super) const NOTES: [&str; 8] =
    ["", "", "", "", "请尽量周五前送到，谢谢！", "送人的，麻烦不要放小票", "豆子请磨成粉，手冲用", "放门卫室就好"];

/// Carriers as WeChat lists them, and how their numbers begin.
pub(super) const CARRIERS: [(&str, &str); 5] =
    [("SF", "SF14"), ("ZTO", "7885"), ("YTO", "YT66"), ("STO", "7730"), ("JD", "JDV00")];
