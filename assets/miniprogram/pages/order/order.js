const api = require('../../utils/api.js');
const messages = require('../../utils/messages.js');
const { pay } = require('../../utils/pay.js');
const { busy, sure } = require('../../utils/tell.js');
const { yuan, orderState, refundState, time } = require('../../utils/words.js');

const shown = (order) => ({
  state: orderState(order),
  total: yuan(order.total_fen),
  freight: order.freight_fen > 0 ? yuan(order.freight_fen) : '',
  refunded: order.refunded_fen > 0 ? yuan(order.refunded_fen) : '',
  created: time(order.created_at),
  payBefore: order.state === 'to_pay' ? time(order.pay_before) : '',
  items: order.items.map((item) => ({ ...item, price: yuan(item.price_fen) })),
  parcels: order.delivery === 'pickup' ? [] : order.parcels,
  pickup: order.pickup && { ...order.pickup, pickedUp: time(order.pickup.picked_up_at) },
  refunds: order.refunds.map((refund) => ({
    no: refund.refund_no, amount: yuan(refund.amount_fen), state: refundState(refund.state),
  })),
  canPay: order.state === 'to_pay' && !order.cancelling,
  canReceive: order.state === 'shipped',
  canRefund: ['to_ship', 'shipped', 'received'].includes(order.state),
});

Page({
  data: { no: '', order: null, busy: false },

  onLoad({ no }) {
    this.setData({ no });
  },

  onShow() {
    return busy(this, async () => {
      this.show(await api.order(this.data.no));
      await messages.prepare();
    });
  },

  async onPullDownRefresh() {
    await this.onShow();
    wx.stopPullDownRefresh();
  },

  show(order) {
    this.setData({ order: shown(order) });
  },

  onPay() {
    return busy(this, async () => {
      await messages.ask('at_pay');
      this.show(await pay(this.data.no));
    });
  },

  async onCancel() {
    if (!await sure('不要这个订单了？')) return;
    await busy(this, async () => this.show(await api.cancel(this.data.no)));
  },

  async onReceived() {
    if (!await sure('东西收到了？')) return;
    await busy(this, async () => this.show(await api.received(this.data.no)));
  },

  onRefund() {
    wx.navigateTo({ url: `/pages/refund/refund?order=${this.data.no}` });
  },

  onOpenRefund({ currentTarget: { dataset } }) {
    wx.navigateTo({ url: `/pages/refund/refund?no=${dataset.no}` });
  },

  onCopy({ currentTarget: { dataset } }) {
    wx.setClipboardData({ data: dataset.text });
  },
});
