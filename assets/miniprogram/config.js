// 店铺地址：掌柜「连接」页上的公网地址，https 开头，末尾不带斜杠。
// 还要在小程序后台「开发管理 → 服务器域名」里，把它加进 request 和 uploadFile 合法域名。
module.exports = {
  shopUrl: 'https://shop.example.com',
};
