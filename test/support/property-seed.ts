import fc from 'fast-check'

/**
 * One seed for every property, so that a run on one commit has one outcome. QINGSHAO_PROPERTY_SEED draws others:
 * `QINGSHAO_PROPERTY_SEED=$RANDOM npm test`. A failure prints its counterexample; keep that as a case of its own.
 */
fc.configureGlobal({ seed: Number(process.env.QINGSHAO_PROPERTY_SEED ?? 20_240_601) })
