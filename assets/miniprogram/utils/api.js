// 和店铺说话的只有这一个文件：登录、请求、上传、出错时给买家看的话。
const { shopUrl } = require('../config.js');

const base = `${shopUrl}/api/v1`;
const TOKEN = 'token';
const TRIES = 3;
const KEY_LIVES = 30 * 60 * 1000; // 毫秒；更久以前没得到回答的订单早已关闭

/** 店铺拒绝了请求：code 给程序看，message 给买家看。 */
class Refused extends Error {
  constructor(status, problem) {
    super((problem && problem.detail) || '网络不太好，请稍后再试。');
    this.status = status;
    this.code = (problem && problem.code) || 'no_answer';
    this.problem = problem || {};
  }
}

const wait = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

// 没有得到回答，或店铺说“等一下再来”：同一个请求可以原样再发。
const mayRepeat = (refused) => refused.code === 'no_answer' || refused.status === 429 || refused.status === 503;

function once(method, path, { data, header }) {
  return new Promise((resolve, reject) => {
    wx.request({
      url: base + path,
      method,
      data: data === undefined ? undefined : JSON.stringify(data),
      header: { 'content-type': 'application/json', 'accept-language': 'zh-CN', ...header },
      dataType: 'json',
      success: ({ statusCode, data: answer, header: given }) => {
        if (statusCode >= 200 && statusCode < 300) {
          resolve(answer);
          return;
        }
        const refused = new Refused(statusCode, answer);
        refused.after = Number((given || {})['retry-after'] || (given || {})['Retry-After'] || 1);
        reject(refused);
      },
      fail: () => reject(new Refused(0)),
    });
  });
}

// 查询随时可以再发；下单和申请退款带着 Idempotency-Key，再发也只算一次；其余的改动重复无害。
async function patiently(send) {
  for (let tried = 1; ; tried += 1) {
    try {
      return await send();
    } catch (refused) {
      if (tried === TRIES || !mayRepeat(refused)) throw refused;
      await wait(refused.after || tried);
    }
  }
}

let loggingIn = null;

/** 用 wx.login 换一个令牌，并记住它。同时要登录的几个请求共用一次。 */
function login() {
  loggingIn = loggingIn || patiently(async () => {
    const { code } = await new Promise((success, fail) => wx.login({ success, fail: () => fail(new Refused(0)) }));
    const { token } = await once('POST', '/login', { data: { code } });
    wx.setStorageSync(TOKEN, token);
    return token;
  }).finally(() => { loggingIn = null; });
  return loggingIn;
}

// 令牌过期（30 天）就重新登录一次，再发同一个请求。
async function asBuyer(send) {
  const token = wx.getStorageSync(TOKEN) || await login();
  const header = (bearer) => ({ authorization: `Bearer ${bearer}` });
  try {
    return await patiently(() => send(header(token)));
  } catch (refused) {
    if (refused.status !== 401) throw refused;
    wx.removeStorageSync(TOKEN);
    const fresh = await login();
    return patiently(() => send(header(fresh)));
  }
}

const get = (path) => asBuyer((header) => once('GET', path, { header }));
const post = (path, data) => asBuyer((header) => once('POST', path, { data, header }));

/**
 * 只能算一次的请求（下单、申请退款）。钥匙先存下来再发：没得到回答、退出后再来，用的还是同一把；
 * 得到回答（成功或明确拒绝）才换新的。内容变了，就是另一件事，另一把钥匙。
 */
async function postOnce(what, path, data) {
  const slot = `once:${what}`;
  const content = JSON.stringify(data);
  let kept = wx.getStorageSync(slot);
  if (!kept || kept.content !== content || Date.now() - kept.at > KEY_LIVES) {
    const key = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
    kept = { key, content, at: Date.now() };
    wx.setStorageSync(slot, kept);
  }
  const key = { 'idempotency-key': kept.key };
  try {
    const answer = await asBuyer((header) => once('POST', path, { data, header: { ...header, ...key } }));
    wx.removeStorageSync(slot);
    return answer;
  } catch (refused) {
    if (!mayRepeat(refused)) wx.removeStorageSync(slot);
    throw refused;
  }
}

function upload(path, filePath) {
  return asBuyer((header) => new Promise((resolve, reject) => {
    wx.uploadFile({
      url: base + path,
      filePath,
      name: 'file',
      header: { 'accept-language': 'zh-CN', ...header },
      success: ({ statusCode, data }) => {
        let answer = null;
        try { answer = JSON.parse(data); } catch (_) { /* 空的回答 */ }
        if (statusCode === 201) resolve(answer);
        else reject(new Refused(statusCode, answer));
      },
      fail: () => reject(new Refused(0)),
    });
  }));
}

const part = encodeURIComponent;

module.exports = {
  Refused,
  login,
  pictureUrl: (picture) => (picture ? shopUrl + picture : ''),
  products: () => patiently(() => once('GET', '/products', {})),
  placeOrder: (order) => postOnce('order', '/orders', order),
  orders: (before) => get(before ? `/orders?before=${part(before)}` : '/orders'),
  order: (no) => get(`/orders/${part(no)}`),
  paymentSheet: (no) => post(`/orders/${part(no)}/pay`, { channel: 'mini_program' }),
  cancel: (no) => post(`/orders/${part(no)}/cancel`),
  received: (no) => post(`/orders/${part(no)}/received`),
  requestRefund: (no, wish) => postOnce(`refund:${no}`, `/orders/${part(no)}/refunds`, wish),
  refund: (no) => get(`/refunds/${part(no)}`),
  messages: () => get('/messages'),
  countPermissions: (answers) => post('/messages/permissions', { answers }),
  bindWechat: (code) => post('/messages/bind', { code }),
  addPicture: (no, filePath) => upload(`/refunds/${part(no)}/pictures`, filePath),
};
