// A buyer's afternoon in the mini program, line by line. Started by `tests/stories/mini_program.rs`, which is the owner:
// a line `owner: ship NUMBER` asks it to hand an order to the carrier.
//
//     node buyer.mjs MINIPROGRAM SHOP WECHAT CA PICTURE

import assert from 'node:assert/strict';
import { Phone } from './wx.mjs';

const [folder, shop, url, ca, picture] = process.argv.slice(2);
const phone = new Phone({ folder, shop, wechat: { url, ca, openid: 'oPhone0000000000000000000001' } });
const words = phone.require('./utils/words.js');
const say = (line) => console.log(line);
const tap = (dataset) => ({ currentTarget: { dataset } });
const type = (field, value) => ({ currentTarget: { dataset: { field } }, detail: { value } });
const last = (list) => list[list.length - 1];

/** Looks again until it is so. */
async function until(page, so) {
  const end = Date.now() + 60_000;
  while (!so(page.data)) {
    assert.ok(Date.now() < end, `never came: ${so}, ${JSON.stringify(page.data)}`);
    await new Promise((done) => setTimeout(done, 200));
    await page.onShow();
  }
}

assert.deepEqual([5, 99, 100, 123456].map(words.yuan), ['¥0.05', '¥0.99', '¥1.00', '¥1234.56']);
assert.deepEqual(['12.5', '0.29', '19.99', '7'].map(words.fenOf), [1250, 29, 1999, 700]);
assert.deepEqual(['1.234', '-1', '1e2', '', '.5', '01'].map(words.fenOf), [null, null, null, null, null, null]);

const { freightOf } = phone.require('./utils/shelf.js');
const rules = { flat_fen: 800, free_from_fen: 9900, regions: [{ provinces: ['新疆', '西藏'], fee_fen: 2000 }] };
const asked = [[9899, '广东省广州市'], [9899, ' 中国新疆乌鲁木齐'], [9900, '西藏拉萨'], [1, '']];
assert.deepEqual(asked.map(([fen, address]) => freightOf(rules, fen, address)), [800, 2000, 0, 800]);

// A link to one product puts it first.
const linked = await phone.open('shop', { product: 'T-SHIRT' });
assert.equal(linked.data.shelf[0].id, 'T-SHIRT');

const shelf = await phone.open('shop');
const [goods] = shelf.data.products.filter((product) => product.stock >= 2 && product.variants.length === 0);
say(`shelf: ${shelf.data.products.length} products, ${goods.name} ${goods.price}`);
for (const step of [1, 1, 1, -1]) shelf.onStep(tap({ id: goods.id, step: String(step) }));
// A choice is counted for itself, and a category shows its own products only.
const shirt = () => shelf.data.products.find(({ id }) => id === 'T-SHIRT');
assert.deepEqual(shirt().variants.map(({ name }) => name), ['红色 L', '蓝色 M']);
for (const variant of ['T-BLUE', 'T-RED']) {
  shelf.onVariant(tap({ id: 'T-SHIRT', variant }));
  shelf.onStep(tap({ id: 'T-SHIRT', step: '1' }));
}
shelf.onStep(tap({ id: 'T-SHIRT', step: '-1' }));
assert.deepEqual([shirt().price, shirt().quantity], ['¥99.00', 0]);
shelf.onVariant(tap({ id: 'T-SHIRT', variant: 'T-BLUE' }));
assert.deepEqual([shirt().price, shirt().quantity, shelf.data.pieces], ['¥89.00', 1, 3]);
shelf.onCategory(tap({ category: '衣服' }));
assert.deepEqual(shelf.data.shelf.map(({ id }) => id), ['T-SHIRT']);
shelf.onCategory(tap({ category: '' }));
say(`basket: ${shelf.data.pieces} pieces, ${shelf.data.total}`);
assert.equal(shelf.data.total, words.yuan(goods.price_fen * 2 + 8900));

// A mistake is told in the shop's own words.
await shelf.onOrder();
say(`refused: ${last(phone.modals)}`);
assert.match(last(phone.modals), /收货人/);
shelf.onInput(type('name', ' 李雷 '));
shelf.onInput(type('phone', '13800001234'));
shelf.onInput(type('address', '上海市静安区 1 号'));

// Where the shop offers pick-up, the phone says where; this one is sent.
assert.match(shelf.data.pickup.address, /昆明/);
shelf.onDelivery(tap({ delivery: 'pickup' }));
assert.equal(shelf.data.delivery, 'pickup');
shelf.onDelivery(tap({ delivery: 'parcel' }));

// The answer to the order is lost on the way: the same order is sent again under the same key, and counts once.
await phone.require('./utils/api.js').orders();
phone.brokenLines = 1;
const before = phone.requests.length;
const orderNo = await shelf.onOrder();
const placed = phone.requests.slice(before).filter(({ method, path }) => method === 'POST' && path === '/api/v1/orders');
assert.equal(placed.length, 2);
assert.equal(placed[0].key, placed[1].key);
say(`ordered: sent twice under one key, placed once: ${orderNo}`);
assert.ok(last(phone.opened).endsWith(orderNo));

// Before the sheet the phone was asked for messages, three at most, and the shop has counted what it answered.
const askedFor = last(phone.asked);
assert.ok(askedFor.length > 0 && askedFor.every((id) => id.startsWith('PRACTICE-')), JSON.stringify(askedFor));
const told = await phone.require('./utils/api.js').messages();
const allowed = (list) => list.map((id) => told.left.find((one) => one.template_id === id).count);
assert.ok(allowed(told.at_pay).every((count) => count >= 1), JSON.stringify(told));
assert.deepEqual(told.for_the_shop, [], 'a buyer is asked for nothing of the shop');
say(`messages allowed: ${allowed(told.at_pay).join(' ')}`);

const order = await phone.open('order', { no: orderNo });
assert.ok(order.data.order.items.some(({ name }) => name === 'T恤 · 蓝色 M'), JSON.stringify(order.data.order.items));
await until(order, ({ order: seen }) => seen.state === '待发货');
say(`paid: ${order.data.order.total}, ${order.data.order.state}`);
const list = await phone.open('orders');
assert.equal(list.data.orders.filter(({ no }) => no === orderNo).length, 1);
assert.equal(list.data.orders.length, 1);
say(`my orders: ${list.data.orders.map(({ items, total, state }) => `${items} ${total} ${state}`).join(' | ')}`);

say(`owner: ship ${orderNo}`);
await until(order, ({ order: seen }) => seen.canReceive);
const [parcel] = order.data.order.parcels;
say(`shipped: ${parcel.carrier} ${parcel.tracking_no}`);
await order.onReceived();
say(`received: ${order.data.order.state}`);
assert.equal(order.data.order.state, '已收货');

const wish = await phone.open('refund', { order: orderNo });
wish.onInput(type('amount', '12.50'));
wish.onInput(type('reason', '杯子碎了'));
phone.says.media = [{ tempFilePath: picture, size: 1000 }, { tempFilePath: '/too/large.jpg', size: 6 * 1024 * 1024 }];
await wish.onChoose();
assert.deepEqual(wish.data.pictures, [picture]);
const refundNo = await wish.onSend();
assert.deepEqual(phone.modals.slice(1), ['东西收到了？'], 'nothing else went wrong');
assert.deepEqual(last(phone.asked), told.at_refund, 'asked again when money is asked back');
const { refund } = wish.data;
say(`refund asked for: ${refundNo} ${refund.amount}, ${refund.pictures} picture, ${refund.state}`);
assert.deepEqual([refund.amount, refund.pictures, refund.state], ['¥12.50', 1, '等待商家处理']);
await order.onShow();
say(`on the order: 退款 ${order.data.order.refunds[0].amount} ${order.data.order.refunds[0].state}`);

// A second order: the sheet is opened and closed again, and the order is cancelled.
phone.pays = false;
await shelf.onShow();
shelf.onStep(tap({ id: goods.id, step: '1' }));
const unwanted = await phone.open('order', { no: await shelf.onOrder() });
assert.equal(unwanted.data.order.state, '待付款');
await unwanted.onCancel();
say(`cancelling: ${unwanted.data.order.state}`);
await until(unwanted, ({ order: seen }) => seen.state === '已关闭');
say(`cancelled: ${unwanted.data.order.state}`);

// A worker binds this WeChat by the code on the shop's screen, once, and allows two messages about payments.
say('owner: code story-bind-code-0001');
const staff = await phone.open('staff');
phone.says.scan = 'story-bind-code-0001';
await until({ data: staff.data, onShow: () => staff.onScan() }, ({ name }) => name !== '');
phone.modals = phone.modals.filter((words) => !/这个码/.test(words));
assert.equal(staff.data.name, '小林');
const left = staff.data.left;
await staff.onAllow();
await staff.onAllow();
assert.equal(staff.data.left, left + 2);
const again = phone.modals.length;
await staff.onScan();
assert.match(last(phone.modals), /这个码用过了/);
phone.modals.length = again;
say(`bound: ${staff.data.name}, ${staff.data.left} messages`);

// The token runs out: the program logs in again by itself.
phone.storage.set('token', 'A'.repeat(43));
await list.onShow();
assert.equal(list.data.orders.length, 2);
assert.notEqual(phone.storage.get('token'), 'A'.repeat(43));
say('logged in again by itself');
say('done');
