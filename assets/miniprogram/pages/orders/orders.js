const api = require('../../utils/api.js');
const { busy } = require('../../utils/tell.js');
const { yuan, orderState, time } = require('../../utils/words.js');

const row = (order) => ({
  no: order.order_no,
  state: orderState(order),
  total: yuan(order.total_fen),
  at: time(order.created_at),
  items: order.items.map((item) => `${item.name} ×${item.quantity}`).join('，'),
});

Page({
  data: { orders: [], before: null, loaded: false, busy: false },

  onShow() {
    return this.load(null);
  },

  async onPullDownRefresh() {
    await this.load(null);
    wx.stopPullDownRefresh();
  },

  onReachBottom() {
    return this.data.before ? this.load(this.data.before) : undefined;
  },

  load(from) {
    return busy(this, async () => {
      const { orders, before } = await api.orders(from);
      const known = from ? this.data.orders : [];
      this.setData({ orders: known.concat(orders.map(row)), before, loaded: true });
    });
  },

  onStaff() {
    wx.navigateTo({ url: '/pages/staff/staff' });
  },

  onOpen({ currentTarget: { dataset } }) {
    wx.navigateTo({ url: `/pages/order/order?no=${dataset.no}` });
  },
});
