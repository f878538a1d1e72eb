import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Listing } from '../../src/domain/listing.ts'
import { extractPage } from '../../src/extract/extract-page.ts'
import { aPage } from './a-page.ts'

/**
 * Pages written for this test in the structure that each platform is known for; the goods are fictional.
 * They hold what misleads: crossed-out prices, postage, deposits, tax, filters, other people's goods, login links.
 */
interface Expected {
  readonly file: string
  readonly url: string
  /** In order: words of the title, minor units (null: the page states no amount), the key of the item. */
  readonly listings: readonly (readonly [title: string, amountMinor: number | null, key: string])[]
  /** Of the first listing. */
  readonly seller?: string
  readonly region?: string
  readonly currency?: string
  readonly image?: string
  readonly contact?: string
  /** The page shows other goods too: only the first listing is looked at. */
  readonly others?: true
}

const PAGES: readonly Expected[] = [
  {
    file: 'pinduoduo-goods.html',
    url: 'https://mobile.yangkeduo.com/goods.html?goods_id=700000000101',
    listings: [['竹编鱼篓手工老式', 2990, '700000000101']],
    seller: 'demo 竹器铺',
    image: 'https://img.pddpic.example/a1.jpeg',
  },
  {
    file: 'pinduoduo-list.json',
    url: 'https://apiv3.yangkeduo.com/operation/14/groups?page=1',
    listings: [
      ['竹编鱼篓', 2990, '700000000101'],
      ['蓝印花布围裙', 1680, '700000000102'],
      ['花洒喷壶', 3550, '700000000103'],
    ],
    seller: 'demo 竹器铺',
    image: 'http://t00img.example/goods/a1.jpeg',
  },
  {
    file: 'taobao-ice-item.html',
    url: 'https://item.taobao.com/item.htm?id=690000000021',
    listings: [['青花瓷笔筒', 12_800, '690000000021']],
    seller: 'demo_瓷坊',
    region: '江西 景德镇',
    image: 'https://img.alicdn.example/i1/O1CN01a.jpg',
  },
  {
    file: 'taobao-mtop-detail.jsonp',
    url: 'https://h5api.m.taobao.com/h5/mtop.taobao.detail.getdetail/6.0/?data=x',
    listings: [['竹编小鸟笼配件', 8600, '560000000031']],
    seller: 'demo_竹艺',
    image: 'https://img.alicdn.example/p1.jpg',
  },
  {
    file: 'xianyu-mtop-item.json',
    url: 'https://h5api.m.goofish.com/h5/mtop.taobao.idle.pc.detail/1.0/',
    listings: [['自用抛网', 8500, '810000000041']],
    seller: 'demo_江边人',
    region: '宜昌',
    image: 'http://img.alicdn.example/x1.jpg',
    contact: 'demo_net88',
  },
  {
    file: 'jd-mobile-item.html',
    url: 'https://item.m.jd.com/product/10080000000051.html',
    listings: [['山野折叠抄网', 4590, '10080000000051']],
  },
  {
    file: 'jd-mobile-search.jsonp',
    url: 'https://so.m.jd.com/ware/search._m2wq_list?keyword=x&callback=jsonpCBKA',
    listings: [
      ['山野折叠抄网', 4590, '10080000000051'],
      ['溪流鱼护', 3200, '10080000000052'],
      ['硅胶鱼线收纳盒', 1880, '10080000000053'],
    ],
    seller: 'demo 山野户外专营店',
  },
  {
    file: 'alibaba-1688-item.html',
    url: 'https://detail.1688.com/offer/640000000061.html',
    listings: [['批发竹编鱼篓', 1250, '640000000061']],
    seller: '宜宾演示竹业有限公司',
    image: 'https://cbu01.alicdn.example/img/o1.jpg',
  },
  {
    file: 'weidian-item.html',
    url: 'https://weidian.com/item.html?itemID=7100000071',
    listings: [['手工羊毛毡小狐狸', 5500, '7100000071']],
    seller: 'demo 毡坊',
    image: 'https://si.geilicdn.example/w1.jpg',
  },
  {
    file: 'youzan-goods.html',
    url: 'https://detail.youzan.com/show/goods?alias=3nabcdefg1234',
    listings: [['高山土蜂蜜', 8800, '990000081']],
    seller: 'demo 山货店',
    image: 'https://img.yzcdn.example/h1.jpg',
  },
  {
    file: 'xiaohongshu-note.html',
    url: 'https://www.xiaohongshu.com/explore/66a0000000000000000000a1?xsec_token=x',
    listings: [['家里的旧竹篮怎么修', null, '66a0000000000000000000a1']],
    seller: 'demo 修篮人',
    region: '浙江',
    image: 'http://sns-webpic.example/n1.jpg',
  },
  {
    file: 'douyin-shop-list.json',
    url: 'https://ec.snssdk.com/product/list?shop_id=71001',
    listings: [
      ['手编竹鱼篓', 2990, '3600000000000000091'],
      ['棕编蓑衣', 15_800, '3600000000000000092'],
      ['葫芦丝', 6600, '3600000000000000093'],
    ],
    seller: 'demo 竹器',
  },
  {
    file: 'kuaishou-shop-item.json',
    url: 'https://app.kwaixiaodian.com/rest/item/detail?itemId=22000000101',
    listings: [['农家自晒笋干', 2580, '22000000101']],
    seller: 'demo 山里阿姐',
  },
  {
    file: '58-list.html',
    url: 'https://bj.58.com/yuju/',
    listings: [
      ['转让自用手竿两根', 26_000, '50000000000101'],
      ['全新钓箱', 48_000, '50000000000102'],
      ['老渔船模型摆件', null, '50000000000103'],
    ],
    region: '朝阳 - 望京',
    image: 'https://pic1.58cdn.example/1.jpg',
  },
  {
    file: '58-item.html',
    url: 'https://bj.58.com/yuju/50000000000101x.shtml?psid=1',
    listings: [['转让自用手竿两根', 26_000, '50000000000101']],
    region: '朝阳 - 望京',
    contact: '13800001111',
    others: true,
  },
  {
    file: 'baixing-list.html',
    url: 'https://shanghai.baixing.com/huaniao/',
    listings: [
      ['转让阳台多肉', 8000, '1700000101'],
      ['君子兰带花箭', 26_000, '1700000102'],
      ['二手龟缸', 120_000, '1700000103'],
    ],
  },
  {
    file: 'baixing-item.html',
    url: 'https://shanghai.baixing.com/huaniao/a1700000102.html',
    listings: [['君子兰带花箭', 26_000, '1700000102']],
    region: '杨浦 五角场',
    contact: '13800002222',
    image: 'https://img.baixing.example/v1.jpg',
  },
  {
    file: 'discuz-x5-thread.html',
    url: 'https://bbs.diaoyou.example/forum.php?mod=viewthread&tid=900101&extra=page%3D1',
    listings: [['出一批闲置竹竿鱼护', 12_000, '900101']],
    seller: 'demo钓翁',
    contact: '888000123',
    image: 'https://bbs.diaoyou.example/data/attachment/forum/1.jpg',
  },
  {
    file: 'discuz-list.html',
    url: 'https://bbs.diaoyou.example/forum.php?mod=forumdisplay&fid=12',
    listings: [
      ['出一批闲置竹竿鱼护', null, '900101'],
      ['求购老式木船桨', null, '900102'],
      ['周末一起去水库', null, '900103'],
      ['转一个九成新钓箱', 18_000, '900104'],
    ],
    others: true,
  },
  {
    file: 'phpwind-thread.html',
    url: 'https://bbs.laojie.example/read.php?tid=3301',
    listings: [['出两只旧鸟笼', null, '3301']],
    seller: 'demo老街坊',
    contact: '028-80000000',
  },
  {
    file: 'wechat-article.html',
    url: 'https://mp.weixin.qq.com/s/AbCdEfGhIjKlMnOpQrStUv',
    listings: [['秋天的湖边集市', null, '']],
    seller: 'demo 湖畔市集',
    contact: 'demo_lake01',
  },
  {
    file: 'shopify-product.html',
    url: 'https://demo-goods.example/products/walnut-serving-board',
    listings: [['Walnut Serving Board', 4800, '']],
    currency: 'USD',
    others: true,
  },
  {
    file: 'shopify-collection.html',
    url: 'https://demo-goods.example/collections/kitchen',
    listings: [
      ['Walnut Serving Board', 4800, ''],
      ['Oak Spoon', 1200, ''],
      ['Beech Rolling Pin', 2200, ''],
    ],
    currency: 'USD',
  },
  {
    file: 'woocommerce-archive.html',
    url: 'https://demo-shop.example/product-category/wenfang/',
    listings: [
      ['黄铜镇纸一对', 9600, ''],
      ['青瓷笔搁', 4500, ''],
      ['生宣纸四尺百张', 22_000, ''],
    ],
    currency: 'CNY',
  },
  {
    file: 'woocommerce-item.html',
    url: 'https://demo-shop.example/product/zhen-zhi/',
    listings: [['黄铜镇纸一对', 9600, '']],
    seller: '演示小店',
    currency: 'CNY',
  },
  {
    file: 'magento-list.html',
    url: 'https://demo-lamps.example/lamps.html',
    listings: [
      ['Brass Desk Lamp', 7500, ''],
      ['Oak Floor Lamp', 125_050, ''],
    ],
    currency: 'USD',
  },
  {
    file: 'opencart-list.html',
    url: 'https://demo-tea.example/index.php?route=product/category&path=20',
    listings: [
      ['粗陶茶壶', 15_800, '42'],
      ['竹制茶则', 2600, '43'],
    ],
  },
  {
    file: 'ebay-search.html',
    url: 'https://www.ebay.com/sch/i.html?_nkw=brass+compass',
    listings: [
      ['Vintage Brass Pocket Compass', 2450, '310000000201'],
      ['Ship Compass Replica', 1299, '310000000202'],
      ['Lensatic Compass', 800, '310000000203'],
    ],
    region: 'United Kingdom',
  },
  {
    file: 'ebay-item.html',
    url: 'https://www.ebay.com/itm/310000000201',
    listings: [['Vintage Brass Pocket Compass', 2450, '310000000201']],
    seller: 'demo_brass',
    currency: 'USD',
    others: true,
  },
  {
    file: 'etsy-search.html',
    url: 'https://www.etsy.com/search?q=felt+fox',
    listings: [
      ['Felt Fox Figurine', 1800, '1500000201'],
      ['Felt Hare Ornament', 950, '1500000202'],
    ],
  },
  {
    file: 'craigslist-static.html',
    url: 'https://vancouver.craigslist.org/search/boa',
    listings: [
      ['Cedar canoe 16 ft', 145_000, '7700000201'],
      ['Paddle pair, ash', 6000, '7700000202'],
      ['Roof rack free', null, '7700000203'],
    ],
    region: 'Kitsilano',
  },
  {
    file: 'craigslist-item.html',
    url: 'https://vancouver.craigslist.org/van/boa/d/vancouver-cedar-canoe-16-ft/7700000201.html',
    listings: [['Cedar canoe 16 ft', 145_000, '7700000201']],
  },
  {
    file: 'carousell-list.html',
    url: 'https://www.carousell.com.hk/search/%E7%AB%B9%E7%B1%83',
    listings: [
      ['手工竹籃', 12_000, '1300000201'],
      ['舊銅燈', 138_000, '1300000202'],
      ['木畫框', 4500, '1300000203'],
    ],
    currency: 'HKD',
  },
  {
    file: 'facebook-marketplace.html',
    url: 'https://www.facebook.com/marketplace/hongkong/search?query=chair',
    listings: [
      ['Rattan chair', 35_000, '880000000000201'],
      ['Wooden stool pair', 8000, '880000000000202'],
      ['Old garden pots', null, '880000000000203'],
    ],
    currency: 'HKD',
  },
  {
    file: 'facebook-marketplace-state.html',
    url: 'https://www.facebook.com/marketplace/hongkong/search?query=chair',
    listings: [
      ['Rattan chair', 35_000, '880000000000201'],
      ['Wooden stool pair', 8000, '880000000000202'],
    ],
    seller: 'Demo Seller',
    region: 'Kowloon',
    image: 'https://scontent.example/1.jpg',
    currency: 'HKD',
  },
  {
    file: 'rakuten-search.html',
    url: 'https://search.rakuten.co.jp/search/mall/kago/',
    listings: [
      ['竹かご 丸型', 3980, '10000201'],
      ['和紙ランプ', 12_800, '10000202'],
    ],
    currency: 'JPY',
  },
  {
    file: 'mercari-search.html',
    url: 'https://jp.mercari.com/search?keyword=kago',
    listings: [
      ['竹かご 古道具', 1200, '80000000201'],
      ['木の匙セット', 850, '80000000202'],
    ],
    currency: 'JPY',
  },
  {
    file: 'amazon-search.html',
    url: 'https://www.amazon.com/s?k=bamboo+basket',
    listings: [
      ['Bamboo Basket Handwoven', 2699, 'B0DEMO0201'],
      ['Willow Picnic Basket', 4150, 'B0DEMO0202'],
    ],
  },
  {
    file: 'dangdang-search.html',
    url: 'http://search.dangdang.com/?key=%D6%F1',
    listings: [
      ['竹编技法入门图解', 3490, '29000201'],
      ['乡土器物小史', 5200, '29000202'],
    ],
  },
  {
    file: 'suning-item.html',
    url: 'https://product.suning.com/0070000001/12100000201.html',
    listings: [['demo 竹凉席', 18_900, '12100000201']],
    seller: 'demo 家居旗舰店',
  },
  {
    file: 'b2b-hc-list.html',
    url: 'https://s.hc360.com/seller/search.html?kwd=zhulan',
    listings: [
      ['供应出口级竹篮', 1850, '81000000201'],
      ['草编收纳筐', null, '81000000202'],
      ['全自动破篾机', 1_200_000, '81000000203'],
    ],
    region: '浙江 湖州',
    image: 'https://img.hc360.example/1.jpg',
  },
  {
    file: 'cnhnb-nuxt.html',
    url: 'https://www.cnhnb.com/p/zhusun/',
    listings: [
      ['安吉雷竹笋', 450, '6000201'],
      ['四川方竹笋干', 1800, '6000202'],
      ['江西麻笋片', 2600, '6000203'],
    ],
    seller: 'demo 笋农合作社',
    region: '浙江 安吉',
  },
  {
    file: 'kongfz-search.json',
    url: 'https://search.kongfz.com/pc-gw/search-web/client/pc/product/keyword/list?keyword=x',
    listings: [
      ['民国渔具图谱', 32_000, '5700000201'],
      ['中国竹编', 4550, '5700000202'],
    ],
    seller: 'demo 旧书房',
    region: '四川省成都市',
  },
  {
    file: 'collectibles-7788.html',
    url: 'https://www.7788.com/list_zhudiao_1.html',
    listings: [
      ['老竹雕笔筒', 35_000, '80000201'],
      ['竹根雕小件', 8800, '80000202'],
      ['竹臂搁', 128_000, '80000203'],
    ],
  },
  {
    file: 'weipaitang-next.html',
    url: 'https://w.weipaitang.com/webApp/sale/2301011200abcd',
    listings: [['和田玉籽料小挂件', 26_000, '230000201']],
    seller: 'demo 玉缘阁',
    image: 'https://cdn.weipaitang.example/1.jpg',
  },
  {
    file: 'next-flight.html',
    url: 'https://jishi.demo.example/',
    listings: [
      ['手编棕蓑衣', 16_800, 'g900201'],
      ['老木梭子', 3500, 'g900202'],
    ],
    seller: 'demo 民艺',
  },
  {
    file: 'prestashop-item.html',
    url: 'https://demo-osier.example/12-panier-en-osier.html',
    listings: [['Panier en osier', 2990, '']],
    currency: 'EUR',
  },
  {
    file: 'auction-item.html',
    url: 'https://paimai.demo.example/lot/90000201.html',
    listings: [['清代竹刻扇骨', 165_000, '90000201']],
  },
  {
    file: 'telegram-channel.html',
    url: 'https://t.me/s/demo_channel',
    listings: [
      ['竹编鱼篓', null, ''],
      ['蓝印花布围裙', null, ''],
      ['明天休息一天', null, ''],
      ['旧木桨两支', null, ''],
    ],
    seller: '演示频道',
    contact: 'demo_sell01',
  },
  {
    file: 'ganji-font-price.html',
    url: 'https://bj.58.com/hezu/',
    listings: [
      ['望京次卧', null, '50000000000301'],
      ['回龙观主卧', null, '50000000000302'],
    ],
  },
  {
    file: 'tieba-mobile.json',
    url: 'https://tieba.baidu.com/mg/f/getFrsData?kw=x',
    listings: [
      ['出一套闲置溪流竿', null, '8100000201'],
      ['请教竹竿怎么保养', null, '8100000202'],
    ],
    seller: 'demo溪流客',
  },
  {
    file: 'taobao-pc-search.html',
    url: 'https://s.taobao.com/search?q=%E7%AB%B9%E7%AF%AE',
    listings: [
      ['竹篮子 买菜篮', 3680, '690000000301'],
      ['日式复古竹编收纳筐', 11_800, '690000000302'],
    ],
    seller: 'demo 竹乡人家',
    region: '安徽 六安',
  },
  {
    file: 'goofish-search.html',
    url: 'https://www.goofish.com/search?q=x',
    listings: [
      ['老竹鸟笼', 12_050, '810000000301'],
      ['鸟食罐青花', 1_200_000, '810000000302'],
    ],
  },
  {
    file: 'zhuanzhuan-search.json',
    url: 'https://app.zhuanzhuan.com/zz/v2/zzinfoshow/getfeedflowinfo',
    listings: [
      ['二手竹编食盒', 18_800, '1700000000000000301'],
      ['黄铜小秤', 6600, '1700000000000000302'],
    ],
    seller: 'demo 老物件',
    region: '成都',
  },
  {
    file: 'jd-pc-item.html',
    url: 'https://item.jd.com/10080000000301.html',
    listings: [['整竹切菜板', 5990, '10080000000301']],
    seller: 'demo厨具旗舰店',
  },
  {
    file: 'weibo-search.html',
    url: 'https://s.weibo.com/weibo?q=x',
    listings: [
      ['今天编好的鱼篓', null, '5000000000000301'],
      ['湖边的早晨', null, '5000000000000302'],
      ['谁家里有老式石磨', null, '5000000000000303'],
      ['今年的笋干', null, '5000000000000304'],
    ],
    seller: 'demo手艺人',
    contact: 'demo_hand301',
  },
  {
    file: 'douban-group.html',
    url: 'https://www.douban.com/group/xianzhi/',
    listings: [
      ['转竹编野餐篮', 5000, '300000301'],
      ['求推荐好用的竹席', null, '300000302'],
      ['出一台老缝纫机', null, '300000303'],
      ['周末去逛旧货市场', null, '300000304'],
    ],
  },
  {
    file: 'yahoo-auctions.html',
    url: 'https://auctions.yahoo.co.jp/search/search?p=x',
    listings: [
      ['竹籠 花入', 3300, '1000000301'],
      ['古い木の看板', 12_000, '1000000302'],
    ],
    currency: 'JPY',
  },
  {
    file: 'alibaba-com-list.html',
    url: 'https://www.alibaba.com/trade/search?SearchText=bamboo+basket',
    listings: [
      ['For Storage', 120, '1600000000301'],
      ['Seagrass Tray', 380, '1600000000302'],
    ],
    seller: 'Anji Demo Bamboo Co., Ltd.',
  },
  {
    file: 'paimai-taobao-list.html',
    url: 'https://paimai.taobao.example/list',
    listings: [
      ['近代竹刻笔筒', 260_000, '800000000301'],
      ['铜制手炉', 88_000, '800000000302'],
    ],
    image: 'https://img.alicdn.example/p301.jpg',
  },
  {
    file: 'xiaohongshu-search.json',
    url: 'https://edith.xiaohongshu.com/api/sns/web/v1/search/notes',
    listings: [
      ['手编小竹篮过程', null, '66b000000000000000000301'],
      ['老街的铜匠铺', null, '66b000000000000000000302'],
    ],
    seller: 'demo 编织',
    image: 'http://sns-webpic.example/c301.jpg',
  },
  {
    file: 'bilibili-video.html',
    url: 'https://www.bilibili.com/video/BV1xx411c301/',
    listings: [['竹编鱼篓完整教程', null, '']],
    seller: 'demo UP主',
    contact: '100200301',
  },
  {
    file: 'ebay-su-card.html',
    url: 'https://www.ebay.com/sch/i.html?_nkw=basket',
    listings: [
      ['Vintage Bamboo Basket With Lid', 3400, '310000000301'],
      ['Wicker Tray Handmade', 1550, '310000000302'],
    ],
  },
  {
    file: 'ganji-item.html',
    url: 'https://cs.ganji.com/jiaju/3800000301x.htm',
    listings: [['9成新根雕茶台', 280_000, '3800000301']],
    region: '岳麓 - 望城坡',
    contact: '13800003333',
  },
  {
    file: 'gumtree-next.html',
    url: 'https://www.gumtree.com/search?q=basket',
    listings: [
      ['Wicker log basket', 2500, '1480000301'],
      ['Bread basket set', 800, '1480000302'],
    ],
    currency: 'GBP',
  },
  {
    file: 'smzdm-list.html',
    url: 'https://www.haojia.example/yuju/',
    listings: [
      ['demo 溪流竿', 8900, '110000401'],
      ['demo 折叠钓椅', 5800, '110000402'],
    ],
  },
  {
    file: 'vip-list.html',
    url: 'https://category.temai.example/suggest.php?keyword=x',
    listings: [
      ['碳化竹凉席', 12_900, ''],
      ['藤编坐垫', 5900, ''],
    ],
    image: 'https://h2.appsimg.example/1.jpg',
  },
  {
    file: 'guozhanggui-list.html',
    url: 'https://www.shoucang.example/huaniao/',
    listings: [
      ['紫砂鸟食罐', 46_000, '800401'],
      ['竹制蝈蝈笼', 8800, '800402'],
      ['老铜铃', null, '800403'],
    ],
  },
  {
    file: 'vue-attr-shop.html',
    url: 'https://shuichan.example/goods.php?id=4401',
    listings: [['阳澄湖蟹扣', 26_800, '4401']],
    seller: 'demo 水产',
  },
  {
    file: 'tiktok-shop-state.html',
    url: 'https://www.tiktok.com/shop/pdp/bamboo-tray/1729000000000000401',
    listings: [['Bamboo serving tray', 1549, '1729000000000000401']],
    seller: 'Demo Bamboo',
    currency: 'USD',
  },
  {
    file: 'xianyu-mini-list.json',
    url: 'https://h5api.m.goofish.com/h5/mtop.taobao.idle.user.page.items/1.0/',
    listings: [
      ['手工渔网', 4500, '820000000401'],
      ['老船钉', 3000, '820000000402'],
    ],
    seller: 'demo补网人',
    region: '荆州',
  },
  {
    file: 'phpbb-topic.html',
    url: 'https://forum.anglers.example/viewtopic.php?t=40401',
    listings: [['WTS: hand-tied landing net', null, '40401']],
    seller: 'demo_netter',
    contact: 'demo_netter@mail.example',
  },
  {
    file: 'weixin-shop-list.json',
    url: 'https://store.weixin.qq.com/shop/list',
    listings: [
      ['羊肚菌', 6800, '10000000040401'],
      ['手工竹蜻蜓', 1200, '10000000040402'],
    ],
    seller: 'demo 菌子铺',
  },
  {
    file: 'paipai-item.html',
    url: 'https://ershou.example/item/70000401.html',
    listings: [['二手木桨一对', 21_000, '70000401']],
    seller: 'demo 江边客',
    region: '湖北 荆州',
    contact: '13800004401',
  },
]

const FOLDER = new URL('../fixtures/platform-pages/', import.meta.url)

function extract({ file, url }: Expected) {
  const contentType = file.endsWith('.html') ? 'text/html' : 'application/json'
  return extractPage(aPage(readFileSync(new URL(file, FOLDER)), { url, contentType }))
}

/** A title is looked for by its words, so that what a page puts before or behind them does no harm. */
function isWanted(listing: Listing, [title]: Expected['listings'][number]): boolean {
  return listing.title.includes(title)
}

function keyOf({ id }: Listing): string {
  return id.slice(id.indexOf(':') + 1)
}

describe('extractPage on the structures of known platforms', () => {
  it.each(PAGES)('$file', (page) => {
    const { pageClass, listings } = extract(page)
    const found = page.listings.map((wanted) => {
      const listing = listings.find((one) => isWanted(one, wanted))
      const key = wanted[2] === '' || listing === undefined ? wanted[2] : keyOf(listing)
      return listing === undefined ? undefined : [wanted[0], listing.price?.amountMinor || null, key]
    })
    expect(pageClass).toBe('ok')
    expect(found).toEqual(page.listings)
    const [first] = page.listings
    const one = listings.find((listing) => first !== undefined && isWanted(listing, first))
    if (page.seller !== undefined) expect(one?.seller?.name).toBe(page.seller)
    if (page.region !== undefined) expect(one?.region).toBe(page.region)
    if (page.currency !== undefined) expect(one?.price?.currency).toBe(page.currency)
    if (page.image !== undefined) expect(one?.images).toContain(page.image)
    if (page.contact !== undefined)
      expect(listings.flatMap(({ contacts }) => contacts.map(({ value }) => value))).toContain(
        page.contact.replaceAll('-', ''),
      )
    if (page.others === undefined)
      expect(listings.map(({ title }) => title)).toHaveLength(page.listings.length)
  })
})
