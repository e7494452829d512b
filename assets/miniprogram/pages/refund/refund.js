const api = require('../../utils/api.js');
const messages = require('../../utils/messages.js');
const { busy } = require('../../utils/tell.js');
const { yuan, fenOf, refundState, time } = require('../../utils/words.js');

const PICTURES_MAX = 9;
const SIZE_MAX = 5 * 1024 * 1024;

const shown = (refund) => ({
  state: refundState(refund.state),
  amount: yuan(refund.amount_fen),
  reason: refund.reason,
  reply: refund.reply,
  pictures: refund.pictures,
  steps: refund.steps.map((step) => ({ state: refundState(step.state), at: time(step.at) })),
});

Page({
  data: { orderNo: '', no: '', refund: null, most: '', amount: '', reason: '', contact: '', pictures: [], busy: false },

  onLoad({ order, no }) {
    this.setData({ orderNo: order || '', no: no || '' });
  },

  onShow() {
    return busy(this, async () => {
      if (this.data.no) {
        this.setData({ refund: shown(await api.refund(this.data.no)) });
      } else if (!this.data.most) {
        const order = await api.order(this.data.orderNo);
        const left = yuan(order.total_fen - order.refunded_fen).slice(1);
        this.setData({ most: left, amount: left });
      }
      await messages.prepare();
    });
  },

  async onPullDownRefresh() {
    await this.onShow();
    wx.stopPullDownRefresh();
  },

  onInput({ currentTarget: { dataset }, detail: { value } }) {
    this.setData({ [dataset.field]: value });
  },

  async onChoose() {
    const count = PICTURES_MAX - this.data.pictures.length;
    if (count === 0) return;
    const chosen = await new Promise((done) => wx.chooseMedia({
      count, mediaType: ['image'], sizeType: ['compressed'], success: ({ tempFiles }) => done(tempFiles), fail: () => done([]),
    }));
    const fitting = chosen.filter((file) => file.size <= SIZE_MAX);
    if (fitting.length < chosen.length) wx.showToast({ title: '单张图片最大 5MB', icon: 'none' });
    this.setData({ pictures: this.data.pictures.concat(fitting.map((file) => file.tempFilePath)) });
  },

  onDrop({ currentTarget: { dataset } }) {
    this.setData({ pictures: this.data.pictures.filter((_, at) => at !== Number(dataset.at)) });
  },

  onSend() {
    return busy(this, async () => {
      const fen = fenOf(this.data.amount);
      if (!fen) throw new Error('请填写退款金额，例如 12.50。');
      if (!this.data.reason.trim()) throw new Error('请写一句退款原因。');
      await messages.ask('at_refund');
      const wish = { reason: this.data.reason, contact: this.data.contact, amount_fen: fen };
      const { refund_no: no } = await api.requestRefund(this.data.orderNo, wish);
      // 申请已经送到；图片一张一张补上，没传上去的留在这里可以再传。
      this.setData({ no });
      await this.sendPictures();
      this.setData({ refund: shown(await api.refund(no)) });
      return no;
    });
  },

  onSendPictures() {
    return busy(this, async () => {
      await this.sendPictures();
      this.setData({ refund: shown(await api.refund(this.data.no)) });
    });
  },

  async sendPictures() {
    while (this.data.pictures.length > 0) {
      await api.addPicture(this.data.no, this.data.pictures[0]);
      this.setData({ pictures: this.data.pictures.slice(1) });
    }
  },
});
