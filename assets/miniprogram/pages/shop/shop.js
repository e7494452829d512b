const api = require('../../utils/api.js');
const messages = require('../../utils/messages.js');
const { pay } = require('../../utils/pay.js');
const { busy } = require('../../utils/tell.js');
const { yuan } = require('../../utils/words.js');
const { sold, chosen, shown, basket, freightOf } = require('../../utils/shelf.js');

Page({
  data: {
    products: [], shelf: [], categories: [], category: '', linked: '', total: '¥0.00', freight: '', pieces: 0,
    name: '', phone: '', address: '', note: '', busy: false, pickup: null, delivery: 'parcel',
  },

  /** 店铺发出的商品链接带着商品编号：那件商品排在最前面。 */
  onLoad({ product } = {}) {
    this.wanted = new Map();
    this.freight = { flat_fen: 0, free_from_fen: null, regions: [] };
    this.setData({ linked: product || '', ...(wx.getStorageSync('receiver') || {}) });
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
      const { products, categories, freight, pickup } = await api.products();
      this.freight = freight;
      const category = categories.includes(this.data.category) ? this.data.category : '';
      this.setData({ categories, category, pickup, delivery: pickup ? this.data.delivery : 'parcel' });
      const before = new Map(this.data.products.map((product) => [product.id, product.chosen]));
      const linked = (product) => (product.id === this.data.linked ? 0 : 1);
      const sorted = [...products].sort((a, b) => linked(a) - linked(b));
      this.show(sorted.map((product) => ({ ...product, chosen: before.get(product.id) })));
    });
  },

  show(list) {
    const { category, delivery, address } = this.data;
    const products = list.map((product) => shown(product, this.wanted, api.pictureUrl));
    const inside = (product) => !category || product.category === category;
    const goods = basket(products, this.wanted);
    const pieces = goods.reduce((sum, it) => sum + it.quantity, 0);
    const fen = goods.reduce((sum, it) => sum + it.price_fen * it.quantity, 0);
    // 重量是 0 克的商品不用寄。
    const isSent = delivery === 'parcel' && goods.some((it) => it.weight_g !== 0);
    const freight = pieces > 0 && isSent ? freightOf(this.freight, fen, address) : 0;
    this.setData({
      products, shelf: products.filter(inside), pieces, total: yuan(fen + freight), freight: freight > 0 ? yuan(freight) : '',
    });
  },

  onStep({ currentTarget: { dataset } }) {
    const product = this.data.products.find(({ id }) => id === dataset.id);
    const one = chosen(product);
    // 要下单的人才登录：只逛逛的不用。
    if (!messages.known()) messages.prepare();
    const quantity = (this.wanted.get(one.id) || 0) + Number(dataset.step);
    this.wanted.set(one.id, Math.max(0, Math.min(quantity, one.stock, 999)));
    this.show(this.data.products);
  },

  /** 换一个规格。 */
  onVariant({ currentTarget: { dataset } }) {
    this.show(this.data.products.map((product) => (
      product.id === dataset.id ? { ...product, chosen: dataset.variant } : product
    )));
  },

  onCategory({ currentTarget: { dataset } }) {
    this.setData({ category: dataset.category });
    this.show(this.data.products);
  },

  onInput({ currentTarget: { dataset }, detail: { value } }) {
    this.setData({ [dataset.field]: value });
    if (dataset.field === 'address') this.show(this.data.products);
  },

  /** 快递还是到店自提。 */
  onDelivery({ currentTarget: { dataset } }) {
    this.setData({ delivery: dataset.delivery });
    this.show(this.data.products);
  },

  onOrder() {
    return busy(this, async () => {
      const { delivery, pickup } = this.data;
      const receiver = {
        name: this.data.name.trim(), phone: this.data.phone.trim(), address: this.data.address.trim(),
      };
      wx.setStorageSync('receiver', receiver);
      await messages.ask('at_pay');
      // 有规格的商品，下单用规格自己的编号。
      const items = basket(this.data.products, this.wanted).map(({ id, quantity }) => ({ product_id: id, quantity }));
      // 应付多少由店铺算，这里显示的合计只是预告。
      // 自提的订单不寄：地址就是店铺的自提地址。
      const to = delivery === 'pickup' ? { ...receiver, address: pickup.address } : receiver;
      // 昵称由买家自己填，微信不替他担保：店铺只拿来显示和搜索，不印在面单上。
      const nickname = (this.data.nickname || '').trim();
      const placed = await api.placeOrder({ items, receiver: to, note: this.data.note, delivery, nickname });
      this.data.products.flatMap(sold).forEach(({ id }) => this.wanted.delete(id));
      this.setData({ note: '' });
      this.show(this.data.products);
      await pay(placed.order_no).finally(() => wx.navigateTo({ url: `/pages/order/order?no=${placed.order_no}` }));
      return placed.order_no;
    });
  },
});
