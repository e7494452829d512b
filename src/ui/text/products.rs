//! The words of the products page.

use super::{count, errors::disk_fault, tame};
use crate::domain::{Fen, RefundRule, StockChange};
use crate::sheets::{BadPrice, NAME_CHARS_MAX, PRICE_MAX, STOCK_MAX};
use crate::store::{DiskFault, ProductFilter, ProductSortBy};
use crate::ui::file_tasks::PictureTrouble;

texts! { in lang;
    products: "商品", "Products";
    // list
    product_filter(filter: ProductFilter) = match filter {
        ProductFilter::All => "全部", "All";
        ProductFilter::OnSale => "在售", "On sale";
        ProductFilter::Short => "快卖完", "Running out";
        ProductFilter::SoldOut => "已售罄", "Sold out";
        ProductFilter::OffSale => "已下架", "Off sale"
    }
    products_listed(count: u64): "{products} 件商品", [count: "1 product", "{products} products"], products = super::count(count);
    drop_category: "去掉筛选：分类", "Remove the filter: Category";
    product_taken_off(name: &str): "已下架：{name}", "Off sale: {name}", name = tame(name, 24);
    put_on_sale_again: "重新上架", "Put it back";
    /// What it costs; of a product with variants, what the cheapest does.
    price_from(price: Fen, variants: usize) -> String = match variants {
        0 => { price.to_string() };
        _ => "{price} 起", "from {price}";
    }
    variants_counted(variants: usize):
        "{number} 种规格", [variants: "1 variant", "{number} variants"], number = count(variants as u64);
    drop_price: "去掉筛选：价格", "Remove the filter: Price";
    sort_products_by(by: ProductSortBy) = match by {
        ProductSortBy::Id => "按编号排序", "Sort by id";
        ProductSortBy::Name => "按名称排序", "Sort by name";
        ProductSortBy::Price => "按价格排序", "Sort by price";
        ProductSortBy::Stock => "按库存排序", "Sort by stock";
        ProductSortBy::Held => "按待付款占用排序", "Sort by held"
    }
    export_list: "导出…", "Export…";
    find_product: "查找商品", "Find a product";
    find_product_hint: "按名称、编号或条码查找", "Find by name, id or barcode";
    col_product: "商品", "Product";
    col_price: "价格", "Price";
    col_stock: "库存", "Stock";
    col_held: "待付款占用", "Held";
    col_on_sale: "上架", "On sale";
    held_meaning: "未付款订单占用的件数：付款后卖出，关闭后退回库存。", "Pieces in unpaid orders: sold once paid, back in stock when the order closes.";
    sold_out: "售罄", "Sold out";
    low_stock: "库存少", "Low";
    add_product: "添加商品", "Add product";
    import_csv: "导入 CSV…", "Import CSV…";
    save_template: "保存模板…", "Save a template…";
    no_products_title: "还没有商品", "No products yet";
    no_products_body: "先添加一件商品，填好名称、价格和库存，买家就能在小程序里下单。已有表格的话，可以导入 CSV。", "Add the first one: with a name, a price and a stock, buyers can order it in the mini program. If you have a sheet, import it as CSV.";
    no_such_title: "没有找到这样的商品", "No such product";
    no_such_body: "换一个词再找，或查看全部商品。", "Try another word, or look at all products.";
    // form
    new_product: "新商品", "New product";
    product_name: "名称", "Name";
    product_name_hint: "买家看到的名称", "What buyers read";
    product_id: "编号", "Id";
    product_id_note: "字母和数字，添加后不能修改。", "Letters and digits; it stays for good.";
    product_price: "价格（元）", "Price (yuan)";
    product_stock: "库存（件）", "Stock (pieces)";
    stock_hint: "填数字改为该数；填 +5 或 -3 在现有库存上增减。", "A number sets it; +5 or -3 adds to or takes from what is there.";
    one_more: "加一件", "One more";
    one_less: "减一件", "One less";
    product_picture: "图片", "Picture";
    product_barcodes: "条码", "Barcodes";
    product_barcodes_hint: "扫一下就填上", "Scan to fill in";
    product_barcodes_note: "装箱时扫条码核对。几种包装可以有几个，用空格隔开；一个条码只属于一件商品。", "Scanned while packing. Several packings may have several, with blanks between; a barcode belongs to one product.";
    choose_picture: "选择图片…", "Choose picture…";
    remove_picture: "移除", "Remove";
    picture_hint: "也可以把图片拖进窗口。JPEG、PNG 或 WebP，会自动缩小。", "Or drop one onto the window. JPEG, PNG or WebP; it is made smaller by itself.";
    picture_coming: "正在处理图片…", "Preparing the picture…";
    picture_not_found: "图片文件不见了", "The picture file is gone";
    no_picture: "没有图片", "No picture";
    copy_product_link: "复制小程序里的商品链接", "Copy its link in the mini program";
    more_about_it: "更多", "More about it";
    product_category: "分类", "Category";
    product_weight: "重量（克）", "Weight (g)";
    product_weight_note: "填 0 表示不用寄，不收运费。", "0: nothing is sent, and no freight asked.";
    product_description: "商品说明", "Description";
    product_description_hint: "买家在小程序里看到的说明", "What buyers read about it";
    product_refunds: "买家可以申请退款", "Buyers can ask for money back";
    refunds_open: "随时", "Any time";
    refunds_within: "收货后几天内", "Within days";
    refunds_never: "不支持", "Never";
    refunds_note: "只管以后的订单；已经卖出的按当时的规则。你自己随时可以退款。", "For orders from now on; what was sold keeps its rule. You can always refund by hand.";
    product_refund_days: "收货后多少天内", "Days after it was received";
    /// The rule in a word or two.
    refund_rule(rule: RefundRule) -> String = match rule {
        RefundRule::Open => "随时", "any time";
        RefundRule::Within(days) => "收货后 {days} 天内", [days: "within 1 day", "within {days} days"];
        RefundRule::Never => "不支持", "never";
    }
    refund_days_bad: "填 1 到 365 天。", "1 to 365 days.";
    product_variants: "规格", "Variants";
    variants_note: "有颜色、尺码等几种可选时添加；每种有自己的价格、库存、条码和图片。", "For a choice of colours or sizes: each has a price, a stock, barcodes and a picture of its own.";
    add_variant: "添加规格", "Add a variant";
    variant_words: "规格名", "Variant";
    variant_words_hint: "红色 L", "Red L";
    variant_weight: "重量（克）", "Weight (g)";
    variant_empty: "请填写规格名，例如 红色 L。", "Say what it is, such as red L.";
    variant_twice: "另一个规格也叫这个名字。", "Another variant has the same name.";
    /// A field of a variant, for whoever hears it.
    variant_field(name: &str, number: u32): "规格 {number}：{name}", "Variant {number}: {name}";
    variant_picture(number: u32): "选择规格 {number} 的图片", "Choose a picture for variant {number}";
    variant_on_sale(number: u32): "上架规格 {number}", "Variant {number} on sale";
    variant_up(number: u32): "规格 {number} 往前移", "Move variant {number} up";
    variant_down(number: u32): "规格 {number} 往后移", "Move variant {number} down";
    variant_remove(number: u32): "移除规格 {number}", "Remove variant {number}";
    on_sale_now: "上架销售", "On sale";
    on_sale_meaning: "买家可以下单。", "Buyers can order it.";
    off_sale_meaning: "买家看不到它；已有的订单不受影响。", "Buyers do not see it; orders already placed are not touched.";
    save: "保存", "Save";
    save_changes: "保存修改", "Save changes";
    saved: "已保存", "Saved";
    discard: "不保存", "Discard";
    keep_editing: "继续编辑", "Keep editing";
    unsaved: "有修改还没有保存。", "There are changes you have not saved.";
    unsaved_closing: "关闭前：有修改还没有保存。", "Before it closes: there are changes you have not saved.";
    newer_title: "这件商品刚刚在别处被修改过，你的修改还没有保存。新的内容标在各栏下面。", "This product was changed elsewhere a moment ago, and yours is not saved yet. The newer values stand under the fields.";
    take_newer: "用新的内容", "Take the newer";
    keep_mine: "保留我的修改", "Keep mine";
    toggled_meanwhile: "这件商品刚刚被修改过，你的点击没有执行。请再确认一次。", "This product was changed a moment ago, so your click did nothing. Please look again.";
    id_bad: "编号用 1 到 32 个字母、数字、- 或 _。", "1 to 32 letters, digits, - or _.";
    id_taken: "这个编号已有商品，请换一个。", "Another product has this id. Choose another one.";
    name_empty: "请填写名称。", "Give it a name.";
    name_unprintable: "名称不能换行，也不能有不可见的字符。", "No line breaks or invisible characters in a name.";
    price_empty: "请填写价格，例如 12.50。", "Enter a price, for example 12.50.";
    stock_bad: "库存要填整数，例如 12，或 +5、-3。", "A whole number, for example 12, or +5 or -3.";
    stock_negative: "库存不能小于 0。", "A stock cannot be below zero.";
    stock_first: "新商品请直接填库存件数，例如 12。", "For a new product, enter the pieces you have, for example 12.";
    drop_picture_here: "松开鼠标，用作这件商品的图片", "Let go to use it as the product’s picture";
    drop_sheet_here: "松开鼠标，试导入这个 CSV", "Let go to try this CSV";
    drop_needs_product: "先打开或添加一件商品，再把图片拖进来。", "Open or add a product first, then drop the picture.";
    drop_unknown: "这里可以拖入 .csv 表格，或 JPEG、PNG、WebP 图片。", "Drop a .csv sheet or a JPEG, PNG or WebP picture here.";
    no_dialog_picture: "这台电脑打不开选择文件的窗口。请把图片拖进窗口。", "This computer cannot open a file dialog. Drop the picture onto the window.";
    no_dialog_choice: "这台电脑打不开选择文件的窗口，这次只能用文字回复。", "This computer cannot open a file dialog: this time words have to do.";
    reply_picture: "给买家看的图片（可以不选）", "A picture for the buyer, if you like";
    no_dialog: "这台电脑打不开选择文件的窗口。请在上面填写文件路径，或把文件拖进窗口。", "This computer cannot open a file dialog. Type the file’s path above, or drop the file onto the window.";
    file_task_broke: "这一步意外中断，什么都没有改变。请再试一次。", "This step ended unexpectedly and nothing changed. Please try again.";
    yes_on_sale: "上架", "on sale";
    no_on_sale: "下架", "off sale";

    name_too_long: "名称最多 {most} 个字。", "A name has at most {most} characters.", most = NAME_CHARS_MAX;

    /// Why a price cannot be used.
    price_trouble(bad: BadPrice) -> String = match bad {
        BadPrice::NotAnAmount => "这不是价格。请填数字，例如 12.50。", "This is not a price. Enter digits, for example 12.50.";
        BadPrice::TooFine => "最多两位小数：价格精确到分。", "At most two decimals: a price is exact to the fen.";
        BadPrice::Zero => "价格要大于 0：微信不能收 0 元。", "More than zero: WeChat takes no payment of nothing.";
        BadPrice::TooHigh => "价格最高 {most}。", "At most {most}.", most = Fen::new(PRICE_MAX).unwrap_or_default();
    }

    stock_too_much: "库存最多 {most} 件。", "At most {most} pieces.", most = count(u64::from(STOCK_MAX));
    stock_too_little(there: u32): "现在只有 {there} 件。", "Only {there} are there.", there = count(u64::from(there));

    /// What saving does to the stock.
    stock_becomes(now: u32, change: StockChange) -> Option<String> = match change {
        StockChange::Keep => { None };
        StockChange::Set(to) =>
            "现有 {now} 件，改为 {to} 件。", "{now} now, set to {to}.", now = count(u64::from(now)), to = count(u64::from(to));
        StockChange::Add(by) =>
            "现有 {now} 件，变成 {to} 件。", "{now} now, becomes {to}.",
            to = count(u64::try_from(i64::from(now) + i64::from(by)).unwrap_or(0)), now = count(u64::from(now));
    }

    /// Pieces in unpaid orders.
    held_pieces(held: u32): "另有 {held} 件在未付款的订单里。", "{held} more in unpaid orders.", held = count(u64::from(held));
    newer_value(value: &str): "新的内容：{value}", "Newer: {value}", value = tame(value, 60);

    /// Why a picture cannot be used.
    picture_trouble(trouble: &PictureTrouble) -> String = match trouble {
        PictureTrouble::NotAPicture =>
            "这个文件不是能读取的图片。请用 JPEG、PNG 或 WebP。",
            "This file is no picture that can be read. Use JPEG, PNG or WebP.";
        PictureTrouble::TooLarge => "图片太大：最多 40 MiB。", "The picture is too large: at most 40 MiB.";
        PictureTrouble::Blank =>
            "这张图片印在白纸上看不见。请换一张有深色内容的。",
            "Nothing of this picture would be seen on white paper. Choose one with something dark in it.";
        PictureTrouble::Disk(why) => { disk_trouble(lang, why) };
        PictureTrouble::NoDialog => { no_dialog_choice(lang).to_owned() };
    }

    disk_trouble(fault: &DiskFault):
        "读写文件时出错，什么都没有改变：{why}",
        "The file could not be read or written, and nothing changed: {why}",
        why = disk_fault(lang, fault);

    /// The name of the switch in a row.
    sale_switch(name: &str): "上架：{name}", "On sale: {name}", name = tame(name, 40);
}
