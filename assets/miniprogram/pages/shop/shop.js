const api = require('../../utils/api.js');
const { pay } = require('../../utils/pay.js');
const { busy } = require('../../utils/tell.js');
const { yuan } = require('../../utils/words.js');

Page({
  data: {
    products: [], total: '¥0.00', pieces: 0, name: '', phone: '', address: '', note: '', busy: false,
    pickup: null, delivery: 'parcel',
  },

  onLoad() {
    this.setData(wx.getStorageSync('receiver') || {});
  },

  onShow() {
    return this.load();
  },

  async onPullDownRefresh() {
    await this.load();
    wx.stopPullDownRefresh();
  },

  load() {
    return busy(this, async () => {
      const { products, pickup } = await api.products();
      this.setData({ pickup, delivery: pickup ? this.data.delivery : 'parcel' });
      const wanted = new Map(this.data.products.map((product) => [product.id, product.quantity]));
      const shelf = products.map((product) => ({
        ...product,
        price: yuan(product.price_fen),
        image: api.pictureUrl(product.picture),
        quantity: Math.min(wanted.get(product.id) || 0, product.stock),
      }));
      this.show(shelf);
    });
  },

  show(products) {
    const pieces = products.reduce((sum, product) => sum + product.quantity, 0);
    const fen = products.reduce((sum, product) => sum + product.price_fen * product.quantity, 0);
    this.setData({ products, pieces, total: yuan(fen) });
  },

  onStep({ currentTarget: { dataset } }) {
    const step = Number(dataset.step);
    this.show(this.data.products.map((product) => {
      if (product.id !== dataset.id) return product;
      const quantity = Math.max(0, Math.min(product.quantity + step, product.stock, 999));
      return { ...product, quantity };
    }));
  },

  onInput({ currentTarget: { dataset }, detail: { value } }) {
    this.setData({ [dataset.field]: value });
  },

  /** 快递还是到店自提。 */
  onDelivery({ currentTarget: { dataset } }) {
    this.setData({ delivery: dataset.delivery });
  },

  onOrder() {
    return busy(this, async () => {
      const { delivery, pickup } = this.data;
      const receiver = {
        name: this.data.name.trim(), phone: this.data.phone.trim(), address: this.data.address.trim(),
      };
      wx.setStorageSync('receiver', receiver);
      const chosen = this.data.products.filter((product) => product.quantity > 0);
      const items = chosen.map(({ id, quantity }) => ({ product_id: id, quantity }));
      // 应付多少由店铺算，这里显示的合计只是预告。
      // 自提的订单不寄：地址就是店铺的自提地址。
      const to = delivery === 'pickup' ? { ...receiver, address: pickup.address } : receiver;
      const placed = await api.placeOrder({ items, receiver: to, note: this.data.note, delivery });
      this.show(this.data.products.map((product) => ({ ...product, quantity: 0 })));
      this.setData({ note: '' });
      await pay(placed.order_no).finally(() => wx.navigateTo({ url: `/pages/order/order?no=${placed.order_no}` }));
      return placed.order_no;
    });
  },
});
