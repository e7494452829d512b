// 给买家看的字：钱、状态、时间。金额只用整数分，从不用小数计算。

function yuan(fen) {
  const digits = String(fen).padStart(3, '0');
  return `¥${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** “12.5” → 1250；不是金额就返回 null。 */
function fenOf(text) {
  const found = /^(0|[1-9]\d{0,9})(?:\.(\d{1,2}))?$/.exec(String(text).trim());
  return found ? Number(found[1] + (found[2] || '').padEnd(2, '0')) : null;
}

const ORDER = {
  to_pay: '待付款', confirming: '确认付款中', to_ship: '待发货', shipped: '已发货', received: '已收货',
  refunded: '已退款', closed: '已关闭', needs_owner: '商家处理中',
};

const REFUND = {
  requested: '等待商家处理', approved: '商家已同意', processing: '退款中', in_doubt: '退款中',
  waiting_for_money: '退款中', refunded: '已退款', rejected: '商家已拒绝', failed: '退款未成功，请联系商家',
};

const PICKUP = { to_ship: '待自提', shipped: '已取货', received: '已取货' };

const orderState = (order) => {
  if (order.cancelling) return '取消中';
  return (order.delivery === 'pickup' && PICKUP[order.state]) || ORDER[order.state] || order.state;
};
const refundState = (state) => REFUND[state] || state;

/** “2026-09-01T10:42:07+08:00” → “2026-09-01 10:42”，北京时间。 */
const time = (at) => (at ? at.slice(0, 16).replace('T', ' ') : '');

module.exports = { yuan, fenOf, orderState, refundState, time };
