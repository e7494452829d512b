// 一件事做的时候显示“请稍候”，做不成时把店铺的话给买家看。
async function busy(page, work) {
  if (page.data.busy) return undefined;
  page.setData({ busy: true });
  try {
    return await work();
  } catch (refused) {
    wx.showModal({ title: '没有成功', content: refused.message, showCancel: false });
    return undefined;
  } finally {
    page.setData({ busy: false });
  }
}

const sure = (content) => new Promise((done) => {
  wx.showModal({ title: '确认', content, success: ({ confirm }) => done(confirm), fail: () => done(false) });
});

module.exports = { busy, sure };
