import { type Random } from './prng.js';

const SURNAMES = [
  ...Array.from(
    '王李张刘陈杨黄赵周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏' +
      '钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文符莫瞿',
  ),
  '欧阳',
  '司马',
];

/** Characters of given names; the last ones are rare: outside the common fonts, and two beyond Unicode's first plane. */
const COMMON =
  '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰梅春云红飞凤琴莲芝慧巧美雅燕颖露瑶怡婷雪琳晶欣倩莉萍' +
  '志建国庆文斌浩宇轩泽晨鹏凯辉旭阳帆晓思远博涵毓梓子俊豪嘉佳怀信义德仁礼智勤俭恒毅松柏青山河海川湘资';
const RARE = ['䶮', '㛃', '珺', '玥', '堃', '𬱖', '𠅤'];
const GIVEN = Array.from(COMMON);

/** An invented name of two or three characters; about one in seventy has a rare one. */
export function personName(random: Random): string {
  const given = () => (random.chance(0.008) ? random.pick(RARE) : random.pick(GIVEN));
  return random.pick(SURNAMES) + given() + (random.chance(0.75) ? given() : '');
}

/** Names that differ from one another, also when spaces are left out. */
export function distinctNames(random: Random, count: number): string[] {
  const names = new Set<string>();
  while (names.size < count) names.add(personName(random));
  return [...names];
}
