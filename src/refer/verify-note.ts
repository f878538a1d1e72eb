import { PACKET_FILES, type Packet } from '../domain/referral.ts'

/** 核验说明.txt: how to check the packet with plain tools, and what the check says. */
export function verifyNote({ packetId, evidence, statement }: Packet, tokens: readonly string[]): string {
  const [sample] = evidence.files
  return `核验说明

材料包编号：${packetId}
证据编号：${evidence.evidenceId}
${statement}

一、包内文件
${PACKET_FILES.document}    供人阅读的线索移送材料
${PACKET_FILES.json}            同一内容的机读格式
${PACKET_FILES.evidence}              封存的证据，内有证据清单 manifest.json 和保管链 custody.jsonl

二、用通用工具核验
先把本压缩包解压，再在解压后的文件夹中运行下列命令。

1. 核验证据清单。结果应与下面两个值一致：
   sha256sum ${PACKET_FILES.evidence}manifest.json
   openssl dgst -sm3 ${PACKET_FILES.evidence}manifest.json
   SHA-256：${evidence.manifestSha256}
   SM3：${evidence.manifestSm3}
   （Windows 上可用 certutil -hashfile 文件名 SHA256 代替第一条命令。）

2. 核验各个文件。对每个文件运行同样的两条命令，结果应与 manifest.json 中
   该文件的 sha256、sm3 一致，例如：
   sha256sum ${PACKET_FILES.evidence}${sample?.path ?? ''}
   openssl dgst -sm3 ${PACKET_FILES.evidence}${sample?.path ?? ''}

3. 核验保管链。custody.jsonl 每行一条记录，每条的 prev 应等于上一条的 hash，
   最后一条的 hash（也是末行的 head）应为：
   ${evidence.custodyHead}

4. 核验第三方时间戳（RFC 3161）。${timestampSteps(tokens)}

三、用本程序核验（不需要联网）
   qingshao verify 材料包文件名.zip
   该命令一并核对上述各项、原始网络记录中的散列值、${PACKET_FILES.json} 与证据是否一致，
   以及压缩包本身是否损坏。

四、核验通过说明什么，不说明什么
核验通过，说明证据文件自采集封存以后没有改动（采集后的完整性）。
核验通过不说明：网站在采集时确实向所有人展示了同样的内容；页面所述属实；
发布者的身份${tokens.length === 0 ? '；采集时间经第三方证明（本包不含第三方时间戳）' : ''}。
同时改动文件、清单、保管链和本包所载散列值的行为，凭本包自身不能发现，
应与移送方另行保存的散列值比对。
`
}

function timestampSteps(tokens: readonly string[]): string {
  if (tokens.length === 0) return '本包没有。'
  const commands = tokens.map(
    (token) =>
      `   openssl ts -verify -data ${PACKET_FILES.evidence}manifest.json -in ${PACKET_FILES.evidence}${token} -CAfile ${PACKET_FILES.evidence}${token.replace(/tsr$/, 'pem')}`,
  )
  return ['应显示 Verification: OK；根证书须另行与时间戳服务机构公布的比对。', ...commands].join('\n')
}
