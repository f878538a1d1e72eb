/**
 * Characters put in place of another because they look like it. The first of each group is the one that is meant.
 * Pairs that also sound alike are left to the homophone layer.
 */
const GROUPS = `
象豫蒙 牙于互 虎唬虑虚 豹豺约 熊态能罴 犀墀屖 龟电黾 穿窜突 山仙岀 甲申由曱 鳞磷粼 麝射廌 鹿麁庶 角甪 骨胃 皮波坡支 掌裳堂
狼狠银 狐孤弧 猫锚描 獾灌罐 貂招昭 豺财材 猴候侯 狍抱 鹰膺鹰 雕调凋 隼集准 鸟乌岛 雀省 鸮鹗 鹦樱 鹉武 鹤鹳 画面 眉媚 百白 鸡鸠
鱼渔田 鲸惊 鲟寻 鲵儿 龙尤 蛇佗 蟒莽 蚺冉 鳄愕 鳖憋 蛙哇 玳代 瑁冒 珊册 瑚湖 砗车 磲渠 犸妈
枪抢仓 弩努 猎措腊 夹来夾 套奎 网冈岡 铳统 毒每 炸诈 捕铺哺 粘沾 诱锈 电甩申 地他 兰三 杉衫 麻蔴
`

export function listLookAlikes(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  for (const group of GROUPS.trim().split(/\s+/)) {
    const [meant = '', ...others] = new Set(group)
    found.set(meant, others)
  }
  return found
}
