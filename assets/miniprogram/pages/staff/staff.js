// 给店主和店员：扫电脑上「设置 → 服务消息」里的码，之后的付款会发到这个微信。买家不用来这里。
const api = require('../../utils/api.js');
const messages = require('../../utils/messages.js');
const { busy } = require('../../utils/tell.js');

Page({
  data: { name: '', bound: false, left: 0, busy: false },

  onShow() {
    return busy(this, () => this.look());
  },

  async look() {
    await messages.prepare();
    const [paid] = messages.asksFor('for_the_shop');
    const { left } = await api.messages();
    const count = left.find(({ template_id: id }) => id === paid);
    this.setData({ bound: Boolean(paid), left: count ? count.count : 0 });
  },

  onScan() {
    return busy(this, async () => {
      const code = await new Promise((done, failed) => wx.scanCode({
        success: ({ result }) => done(result), fail: () => failed(new Error('没有扫到码。')),
      }));
      const { name } = await api.bindWechat(code);
      this.setData({ name });
      await this.look();
    });
  },

  /** 每点一次，多收一条。 */
  onAllow() {
    return busy(this, async () => {
      await messages.ask('for_the_shop');
      await this.look();
    });
  },
});
