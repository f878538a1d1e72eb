/** What amounts are written with, for the patterns beside this file. */
export const HAN_DIGIT = '一二两三四五六七八九十'
export const UNIT =
  '(?:公斤|千克|毫克|[斤两克只条头张对枚颗根株棵蔸苗件箱吨套台片尾个羽块把副盒瓶串份支筐车袋桶粒桩朵卷杆组付]|包(?!邮)|kg|KG|Kg|g\\b|G\\b|cm\\b|CM\\b|公分|厘米)'
