/** One sheet a site, inlined: the sites need nothing from outside, and a screenshot looks like a site. */
const BASE = `*{box-sizing:border-box}body{margin:0;font:15px/1.6 "Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;color:#222;background:#f4f4f2}
a{color:inherit;text-decoration:none}a:hover{text-decoration:underline}img{background:#ddd;max-width:100%}
.site-footer{margin:40px 0 0;padding:18px;text-align:center;color:#777;font-size:13px;border-top:1px solid #ddd;background:#fff}`

export const SHOP_STYLES = `${BASE}
header{display:flex;gap:24px;align-items:center;background:#2e7d4f;color:#fff;padding:12px 32px}.brand{font-size:24px;font-weight:700}
header form{flex:1;display:flex}header input{flex:1;max-width:480px;border:0;padding:8px 12px}header button{border:0;background:#f2b63c;padding:0 18px}
.cats{background:#fff;padding:10px 32px;display:flex;flex-wrap:wrap;gap:18px;border-bottom:1px solid #e4e4e0}.main{max-width:1120px;margin:20px auto;padding:0 16px}
.tiles{display:grid;grid-template-columns:repeat(5,1fr);gap:12px}.tile{background:#fff;padding:22px;text-align:center;border-radius:6px}
.entries a{margin-right:14px;color:#2e7d4f}.grid{list-style:none;margin:0;padding:0;display:grid;grid-template-columns:repeat(5,1fr);gap:14px}
.card{background:#fff;padding:10px;border-radius:6px;font-size:13px}.card img{display:block;width:100%;height:auto}.card-title{display:block;font-weight:400;height:42px;overflow:hidden}
.card-price,.price-now{color:#d9431e;font-style:normal;font-size:18px;font-weight:700}.card-place{color:#999;float:right}.card-shop{color:#666}
.item{display:grid;grid-template-columns:400px 1fr;gap:28px;background:#fff;padding:20px;border-radius:6px}.item-title{font-size:22px;margin:0 0 12px}
.price-box{background:#fdf3ec;padding:12px 16px}.price-now{font-size:28px}.price-box i{color:#d9431e;font-style:normal}dl{display:grid;grid-template-columns:80px 1fr;gap:6px}dd{margin:0}dt{color:#888}
.buy{display:inline-block;background:#d9431e;color:#fff;padding:10px 34px;border-radius:4px}.item-desc{background:#fff;padding:20px;white-space:pre-wrap;border-radius:6px}
.pager{margin:20px 0;text-align:center}.pager a,.pager b{display:inline-block;padding:4px 12px;margin:0 3px;background:#fff;border-radius:4px}.pager b{background:#2e7d4f;color:#fff}
.shop-head,.message,.captcha{background:#fff;padding:24px;margin-bottom:16px;border-radius:6px}.message,.captcha{text-align:center;padding:80px}.slider{width:300px;margin:20px auto;background:#eee;text-align:left;padding:6px 14px}`

export const SECONDHAND_STYLES = `${BASE}
header{position:sticky;top:0;z-index:2;background:#ffd94a;padding:12px 24px;display:flex;gap:18px;align-items:center}header b{font-size:22px}
.tabs{display:flex;gap:14px;flex-wrap:wrap;font-size:14px}.tabs a.on{font-weight:700;border-bottom:2px solid #222}
#app{max-width:1040px;margin:16px auto;padding:0 12px;min-height:60vh}.feed{display:grid;grid-template-columns:repeat(4,1fr);gap:12px}
.cell{background:#fff;border-radius:10px;overflow:hidden;display:block}.cell img{display:block;width:100%;height:auto;aspect-ratio:1}.cell .t{padding:8px 10px 0;height:56px;overflow:hidden}
.cell .m{padding:4px 10px 10px;font-size:12px;color:#888;display:flex;justify-content:space-between}.yuan{color:#e8432d;font-size:17px;font-weight:700}
.detail{display:grid;grid-template-columns:440px 1fr;gap:24px;background:#fff;border-radius:10px;padding:20px}.detail img{width:100%}.detail h1{font-size:21px;margin:6px 0}
.detail .desc{white-space:pre-wrap;margin:14px 0}.detail .who{color:#555;border-top:1px solid #eee;padding-top:12px}.box{position:relative}.more{position:absolute;right:10px;top:10px;background:#fffc;border-radius:8px;padding:0 8px;font-size:12px}.tip{text-align:center;color:#888;padding:24px}.ad{background:#fff6cf;border-radius:10px;padding:20px}`

export const FORUM_STYLES = `body{margin:0;font:13px/1.7 Tahoma,"Noto Sans CJK SC",SimSun,sans-serif;color:#333;background:#eef3ee}a{color:#2a5d3c;text-decoration:none}a:hover{text-decoration:underline}
#hd{background:#3d6b4f;color:#fff;padding:14px 0}#hd h2,.wp{width:960px;margin:0 auto}#hd a{color:#fff}#nv{background:#2c5039;color:#fff}#nv a{color:#fff;margin-right:20px;line-height:33px}
#ct{background:#fff;border:1px solid #cdd8cf;padding:12px;margin-top:10px}table{width:100%;border-collapse:collapse}.bm_h{background:#e7efe8;padding:6px 10px;margin:0;font-size:14px}
.tl th,.tl td,.fl_tb td{border-bottom:1px dashed #d4ddd5;padding:7px 6px;text-align:left;font-weight:400}.tl .by{width:120px;color:#888}.tl .num{width:60px;text-align:center}.xst{font-size:14px}
.plhin{border-bottom:3px solid #dfe8e0;margin-bottom:8px}.pls{width:150px;background:#f2f6f2;vertical-align:top;padding:12px}.plc{padding:12px 18px;vertical-align:top}.t_f{font-size:14px;white-space:pre-wrap;min-height:70px}
.pg a,.pg strong{display:inline-block;border:1px solid #cdd8cf;padding:1px 9px;margin:6px 3px 6px 0}.typeoption{border:1px solid #e0d9b8;background:#fffcee;padding:6px 12px;margin-bottom:10px;width:auto}.typeoption th{color:#888;font-weight:400;text-align:left;width:70px}
.alert_error,.alert_info{padding:40px;font-size:15px;text-align:center}.xg1{color:#999}.site-footer{width:960px;margin:14px auto;text-align:center;color:#888}`

export const MICROBLOG_STYLES = `${BASE}
header{background:#fff;border-top:3px solid #e2622f;padding:10px 28px;display:flex;gap:20px;align-items:center}header b{color:#e2622f;font-size:22px}
.wrap{max-width:680px;margin:16px auto;padding:0 10px}.status{background:#fff;border-radius:6px;padding:16px 18px;margin-bottom:10px}.who{font-weight:700}.when,.where{color:#999;font-size:12px;margin-right:10px}
.topic{margin:6px 0;font-weight:700}.text{margin:6px 0;white-space:pre-wrap}.price{color:#d9431e}.status img{width:220px;height:220px;border-radius:4px}
.bar{display:flex;color:#888;font-size:13px;gap:40px;border-top:1px solid #f0f0f0;padding-top:8px;margin-top:10px}.pager{text-align:center;padding:16px}.pager a,.pager b{margin:0 6px}.login{background:#fff;padding:60px;text-align:center}.tags a{color:#e2622f;margin-right:12px}`
