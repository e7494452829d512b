// A phone with the mini program in it: the few parts of `wx` the program uses, over Node's own HTTP, and the pages as
// WeChat would run them. The payment sheet is paid at WeChat's stand-in; the buyer's answers are what a test says.

import { request as http } from 'node:http';
import { request as https } from 'node:https';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';

function send(url, { method, header = {}, body, ca }) {
  const over = url.startsWith('https:') ? https : http;
  return new Promise((resolve, reject) => {
    const options = { method, headers: { ...header, 'content-length': Buffer.byteLength(body || '') }, ca, timeout: 20000 };
    const sent = over(url, options, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => resolve({
        statusCode: answer.statusCode, header: answer.headers, text: Buffer.concat(parts).toString('utf8'),
      }));
      answer.on('error', reject);
    });
    sent.on('error', reject);
    sent.on('timeout', () => sent.destroy(new Error('timeout')));
    sent.end(body);
  });
}

export class Phone {
  /** `wechat`: `{ url, ca, openid }` of the stand-in. `folder`: where the mini program is. `shop`: its address. */
  constructor({ folder, shop, wechat }) {
    Object.assign(this, { folder, shop, wechat, storage: new Map(), requests: [], modals: [], opened: [], says: {} });
    this.pays = true;
    this.allows = 'accept';
    this.asked = [];
    this.brokenLines = 0;
    this.require = createRequire(`${folder}/app.js`);
    this.require('./config.js').shopUrl = shop;
    globalThis.wx = this.wx();
    globalThis.App = () => {};
    this.require('./app.js');
  }

  /** Opens a page as a tap does, and waits until it stands. */
  async open(name, query = {}) {
    const file = `${this.folder}/pages/${name}/${name}.js`;
    let defined = null;
    globalThis.Page = (page) => { defined = page; };
    delete this.require.cache[file];
    this.require(file);
    const page = { ...defined, data: structuredClone(defined.data) };
    page.setData = (change) => Object.assign(page.data, structuredClone(change));
    page.onLoad?.(query);
    await page.onShow?.();
    return page;
  }

  async control(path, body) {
    const { url, ca } = this.wechat;
    const header = { 'content-type': 'application/json' };
    const answer = await send(url + path, { method: 'POST', header, body: JSON.stringify(body), ca: readFileSync(ca) });
    if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.statusCode} ${answer.text}`);
    return JSON.parse(answer.text);
  }

  wx() {
    const tell = (work, { success, fail, complete }) => {
      work.then((answer) => { success?.(answer); complete?.(answer); }, (error) => { fail?.(error); complete?.(error); });
    };
    return {
      getStorageSync: (name) => structuredClone(this.storage.get(name)) ?? '',
      setStorageSync: (name, value) => { this.storage.set(name, structuredClone(value)); },
      removeStorageSync: (name) => { this.storage.delete(name); },
      login: (asked) => tell(this.control('/sandbox/login_code', { openid: this.wechat.openid }), asked),
      request: (asked) => tell(this.request(asked), asked),
      requestPayment: (asked) => tell(this.pay(asked), asked),
      uploadFile: (asked) => tell(this.upload(asked), asked),
      requestSubscribeMessage: (asked) => tell(this.subscribe(asked), asked),
      scanCode: (asked) => tell(Promise.resolve({ result: this.says.scan }), asked),
      chooseMedia: (asked) => tell(Promise.resolve({ tempFiles: this.says.media }), asked),
      showModal: (asked) => {
        this.modals.push(asked.content);
        tell(Promise.resolve({ confirm: true }), asked);
      },
      showToast: () => {},
      stopPullDownRefresh: () => {},
      setClipboardData: () => {},
      navigateTo: ({ url }) => { this.opened.push(url); },
    };
  }

  async request({ url, method, data, header }) {
    this.requests.push({ method, path: url.slice(this.shop.length), key: header['idempotency-key'] });
    const { statusCode, header: given, text } = await send(url, { method, header, body: data });
    if (this.brokenLines > 0 && !url.includes('/messages')) {
      this.brokenLines -= 1;
      throw new Error('the answer was lost');
    }
    let answer = text;
    try { answer = JSON.parse(text); } catch { /* as wx does: what is no JSON stays text */ }
    return { statusCode, header: given, data: answer };
  }

  /** At most three at once, of which the stand-in hears before the program does. */
  async subscribe({ tmplIds }) {
    if (tmplIds.length < 1 || tmplIds.length > 3) throw new Error(`requestSubscribeMessage takes 1 to 3, not ${tmplIds.length}`);
    this.asked.push(tmplIds);
    const { openid } = this.wechat;
    const answers = { errMsg: 'requestSubscribeMessage:ok' };
    for (const id of tmplIds) {
      if (this.allows === 'accept') await this.control('/sandbox/subscribe', { openid, template_id: id, answer: 'accept' });
      answers[id] = this.allows;
    }
    return answers;
  }

  async pay(sheet) {
    const given = Object.keys(sheet).filter((name) => !['success', 'fail', 'complete'].includes(name)).sort();
    const wanted = ['nonceStr', 'package', 'paySign', 'signType', 'timeStamp'];
    if (JSON.stringify(given) !== JSON.stringify(wanted)) throw new Error(`the payment sheet takes ${wanted}, not ${given}`);
    if (!this.pays) throw new Error('requestPayment:fail cancel');
    await this.control('/sandbox/pay', { prepay_id: sheet.package });
    return { errMsg: 'requestPayment:ok' };
  }

  async upload({ url, filePath, name, header }) {
    const boundary = `----phone${Date.now()}`;
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${basename(filePath)}"\r\n`
      + 'Content-Type: image/png\r\n\r\n';
    const body = Buffer.concat([Buffer.from(head), readFileSync(filePath), Buffer.from(`\r\n--${boundary}--\r\n`)]);
    const type = { 'content-type': `multipart/form-data; boundary=${boundary}` };
    const { statusCode, text } = await send(url, { method: 'POST', header: { ...header, ...type }, body });
    return { statusCode, data: text };
  }
}
