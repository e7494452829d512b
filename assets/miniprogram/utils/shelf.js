// 货架：商品、规格、分类、运费的预告。应付多少由店铺算，这里只是先给买家看。
const { yuan } = require('./words.js');

/** 可以下单的：有规格的商品是它的每个规格，没有的是它自己。 */
const sold = (product) => (product.variants.length > 0 ? product.variants : [product]);

/** 选中的那一个；还没选就是第一个有货的。 */
const chosen = (product) => {
  const all = sold(product);
  return all.find((it) => it.id === product.chosen) || all.find((it) => it.stock > 0) || all[0];
};

/** 商品在页面上的样子：价格、库存、件数都是选中的规格的。 */
function shown(product, wanted, pictureUrl) {
  const one = chosen(product);
  const quantity = Math.min(wanted.get(one.id) || 0, one.stock);
  return {
    ...product,
    chosen: one.id,
    price: yuan(one.price_fen),
    left: one.stock,
    image: pictureUrl(one.picture || product.picture),
    quantity,
    refunds: product.refundable ? '' : '不支持退款',
  };
}

/** 要买的每一种，按货架的顺序。 */
const basket = (products, wanted) => products
  .flatMap(sold)
  .map((it) => ({ ...it, quantity: Math.min(wanted.get(it.id) || 0, it.stock) }))
  .filter((it) => it.quantity > 0);

/** 寄到这个地址大概要多少运费（分）。 */
function freightOf(freight, goodsFen, address) {
  if (freight.free_from_fen !== null && goodsFen >= freight.free_from_fen) return 0;
  const to = address.trim().replace(/^中国\s*/, '');
  const region = freight.regions.find(({ provinces }) => provinces.some((name) => to.startsWith(name)));
  return region ? region.fee_fen : freight.flat_fen;
}

module.exports = { sold, chosen, shown, basket, freightOf };
