// 订阅消息：问买家能不能发，再把手机的回答告诉店铺。每一次允许只能发一条，所以每次都问。
const api = require('./api.js');

const SWITCHED_OFF = 20004; // 买家在微信里关了小程序的消息总开关

let templates = null;

/** 先取来要问的模板：wx.requestSubscribeMessage 只能在点按时马上调用，来不及再问店铺。取不到就不问，不影响下单。 */
async function prepare() {
  try {
    templates = await api.messages();
  } catch (_) { /* 没有消息也能买 */ }
}

/** 有没有模板要在这个时候问：at_pay 付款前，at_refund 申请退款前，for_the_shop 店员。 */
const asksFor = (moment) => (templates && templates[moment]) || [];

const known = () => templates !== null;

/** 在点按里第一个调用。返回店铺又记下了几次允许。 */
async function ask(moment) {
  const tmplIds = asksFor(moment);
  if (tmplIds.length === 0 || !wx.requestSubscribeMessage) return 0;
  const said = await new Promise((done) => wx.requestSubscribeMessage({ tmplIds, success: done, fail: done }));
  if (said.errCode === SWITCHED_OFF) {
    wx.showToast({ title: '在右上角「…」的设置里打开订阅消息，就能收到进展', icon: 'none' });
  }
  const answers = tmplIds.filter((id) => said[id]).map((id) => ({ template_id: id, answer: said[id] }));
  if (answers.length === 0) return 0;
  try {
    return (await api.countPermissions(answers)).counted;
  } catch (_) {
    return 0; // 少记一次，少发一条
  }
}

module.exports = { prepare, asksFor, known, ask };
