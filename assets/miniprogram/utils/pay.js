// 付款。wx.requestPayment 说成功或失败都不算数，只有店铺说的订单状态算。
const api = require('./api.js');

const SECONDS = [0, 1, 2, 3];

/** 打开收银台，然后问店铺结果。返回订单。 */
async function pay(orderNo) {
  const sheet = await api.paymentSheet(orderNo);
  await new Promise((done) => wx.requestPayment({ ...sheet, complete: done }));
  let order = null;
  for (const seconds of SECONDS) {
    await new Promise((done) => setTimeout(done, seconds * 1000));
    order = await api.order(orderNo);
    if (order.state !== 'to_pay') break;
  }
  return order;
}

module.exports = { pay };
