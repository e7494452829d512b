//! Texts that are always the same.

texts! { in lang;
    app_name: "掌柜", "Zhanggui";
    // rail
    today: "今日", "Today";
    orders: "订单", "Orders";
    refunds: "退款", "Refunds";
    // banners
    practice_banner: "练习店铺：不会动用真实资金。", "Practice shop: no real money moves.";
    // order list
    all: "全部", "All";
    to_pay: "待付款", "To pay";
    to_ship: "待发货", "To ship";
    shipped: "已发货", "Shipped";
    refunding: "退款中", "Refunding";
    needs_you: "需处理", "Needs you";
    done: "已完成", "Done";
    col_order: "订单号", "Order";
    new_word: "新", "new";
    empty_orders_title: "还没有订单", "No orders yet";
    empty_orders_body: "买家在小程序下单后，会立刻出现在这里。右上角写着“一切正常”，就是都准备好了。", "Orders appear here the moment a buyer places one. Once “All well” stands at the top right, everything is ready.";
    empty_filter_title: "这里没有订单", "No orders here";
    empty_filter_body: "符合这个分类的订单会出现在这里。", "Orders of this kind will appear here.";
    show_all: "查看全部", "Show all";
    // alert
    new_order: "新订单", "New order";
    just_now: "刚刚", "just now";
    ship: "发货", "Ship";
    close: "关闭", "Close";
    // order detail
    ordered_goods: "商品", "Goods";
    receiver: "收货人", "Receiver";
    buyer_note: "买家留言", "Buyer's note";
    paid: "实付", "Paid";
    owed: "应付", "Owed";
    freight: "运费", "Freight";
    refunded_money: "已退", "Refunded";
    part_refunded: "部分退款", "Part refunded";
    in_flight: "退款途中", "On its way back";
    this_one: "本次", "This one";
    left_money: "剩余", "Left";
    history: "记录", "History";
    parcel: "包裹", "Parcel";
    copy: "复制", "Copy";
    copy_name: "复制姓名", "Copy name";
    copy_phone: "复制电话", "Copy phone";
    copy_address: "复制地址", "Copy address";
    copy_all: "复制全部", "Copy all";
    copy_order_no: "复制订单号", "Copy order number";
    copy_tracking: "复制运单号", "Copy tracking number";
    copied: "已复制", "Copied";
    mark_shipped: "标记发货…", "Mark shipped…";
    carrier: "快递公司", "Carrier";
    tracking_no: "运单号", "Tracking number";
    no_parcel: "自提或无需物流", "Pick-up, no parcel";
    ask_wechat: "向微信核实", "Ask WeChat";
    ask_wechat_now: "立即向微信查询", "Ask WeChat now";
    cancel: "取消", "Cancel";
    close_detail: "关闭详情", "Close details";
    transaction: "微信支付单号", "WeChat payment";
    refund_open: "买家申请了退款，你还没有决定。请先决定退款，再发货。", "The buyer asks for a refund and you have not decided. Decide it before you ship.";
    // refunds
    tab_waiting: "待处理", "Waiting";
    tab_moving: "退款中", "Refunding";
    tab_failed: "没退成", "Failed";
    /// A refund that failed, and another one goes on in its place.
    sent_again: "已重新发起", "Sent again";
    tab_done: "已完成", "Done";
    evidence: "凭证图片", "Evidence";
    no_evidence: "买家没有上传图片。", "The buyer sent no pictures.";
    picture_broken: "图片无法显示", "This picture cannot be shown";
    reason: "退款原因", "Reason";
    contact: "联系方式", "Contact";
    reject: "拒绝…", "Reject…";
    reject_now: "拒绝退款", "Reject refund";
    take_back: "撤回", "Undo";
    continue_refund: "继续退款", "Continue";
    your_reply: "给买家的话", "What the buyer reads";
    amount: "退款金额", "Amount";
    empty_waiting_title: "没有等待处理的退款", "No refund is waiting for you";
    empty_waiting_body: "买家申请退款后，会出现在这里，由你决定。", "When a buyer asks for money back, it appears here for you to decide.";
    empty_moving_title: "没有进行中的退款", "No refund is under way";
    empty_moving_body: "你同意的退款在微信确认到账之前，都在这里。", "Refunds you approve stay here until WeChat says the money arrived.";
    empty_failed_title: "没有退不成的退款", "No refund has failed";
    empty_failed_body: "微信没有办成的退款列在这里：资金没有动，可以用新单号再退。", "Refunds that WeChat did not carry out are listed here: no money moved, and each can go on under a new number.";
    empty_refunds_done_title: "还没有完成的退款", "No finished refunds yet";
    empty_refunds_done_body: "已到账和已拒绝的退款会列在这里。", "Refunds that arrived or were rejected are listed here.";
    open_order: "查看订单", "Open order";
    amount_bad: "这不是金额。请输入数字，最多两位小数，例如 19.90。", "This is not an amount. Digits with at most two decimals, for example 19.90.";
    amount_zero: "退款金额要大于 0。", "The amount must be more than zero.";
    reply_empty: "请写一句给买家的话。", "Write a sentence for the buyer.";
    reason_needed: "请选择或填写拒绝原因，买家会看到。", "Choose or write a reason; the buyer will read it.";
    reject_shipped: "商品已寄出，请收到后再申请退货", "The parcel is on its way; please ask again once you have it";
    reject_used: "商品已使用，不符合退款条件", "The goods were used, so a refund is not possible";
    reject_evidence: "请补充商品照片后再次申请", "Please add pictures of the goods and ask again";
    reject_agreed: "已与您协商其他解决办法", "We have agreed on another solution with you";
    reply_damaged: "商品破损，已为您退款", "Refund for damaged goods";
    reply_missing: "商品少发，已为您退款", "Refund for missing goods";
    reply_agreed: "协商一致，已为您退款", "Refund as agreed";
    waits_for_answer: "正在保存…", "Saving…";
    // notices
    empty_notices_title: "还没有收到通知", "No messages yet";
    empty_notices_body: "微信发来的每一条付款和退款通知，以及被拒绝的伪造消息，都会列在这里。", "Every payment and refund message from WeChat, and every forged one we refused, is listed here.";
    col_time: "时间", "Time";
    col_from: "来自", "From";
    pay_notice: "付款通知", "Payment message";
    refund_notice: "退款通知", "Refund message";
    complaint_notice: "投诉通知", "Complaint message";
    push_notice: "消息推送", "Push message";
    raw_message: "原文（已隐去 openid 和签名）", "Raw text (openid and signature masked)";
    choose_notice: "选择一条通知查看原文。", "Choose a message to read it.";
    older: "更早", "Older";
    newest: "最新", "Newest";
    // today
    newest_unseen: "还没看过的新订单", "New orders you have not seen";
    // theme and language
    theme_system: "跟随系统", "System theme";
    theme_light: "浅色", "Light theme";
    theme_dark: "深色", "Dark theme";
    switch_language: "English", "中文";
    keys_title: "快捷键", "Keys";
    // welcome
    welcome_title: "欢迎使用掌柜", "Welcome to Zhanggui";
    not_open_title: "这家店还打不开", "This shop cannot be opened yet";
    not_open_body: "数据没有任何改动。请按下面这句话改好，再打开一次。", "Nothing was changed. Mend what the sentence below says, then open it again.";
    not_open_data: "掌柜没有开店，也没有改动数据。下面写着发现了什么、接下来怎么办。", "Zhanggui has not opened the shop and changed nothing. Below stands what was found and what to do.";
    not_open_next: "接下来", "What to do";
    copy_command: "复制命令", "Copy command";
    jobs_gone: "后台已停止，这一步没有执行，也没有动用资金。请重新打开掌柜。", "The background work has stopped. This was not done and no money moved. Please open Zhanggui again.";
}
