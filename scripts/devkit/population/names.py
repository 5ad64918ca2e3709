"""Names as people in Shaanxi's villages have them, by sex and by when they were born."""

from __future__ import annotations

from random import Random

from devkit.population.draws import pick

_SURNAMES = (
    "王" * 10 + "张" * 9 + "李" * 9 + "刘" * 6 + "杨" * 5 + "赵" * 4 + "陈" * 4 + "马" * 3 + "高" * 3
    + "郭" * 3 + "何" * 2 + "吴" * 2 + "白" * 2 + "薛" * 2 + "党" + "雷" * 2 + "冯" * 2 + "韩" * 2
    + "田" * 2 + "孙" * 2 + "周" * 2 + "徐" * 2 + "宋" * 2 + "梁" + "胡" + "罗" + "贺" + "曹" + "段" + "姚"
    + "屈" + "史" + "苏" + "董" + "袁" + "侯" + "邓" + "任" + "唐" + "许" + "谢" + "彭" + "同" + "惠" + "寇"
)  # fmt: skip
_MEN_OLD = tuple(
    "建国 志强 新民 振华 福全 德胜 万仓 长安 文学 世杰 永红 卫东 宝成 春生 秋生 满仓 玉林 广田 忠义 纪平".split()
)
_MEN_YOUNG = tuple(
    "浩 鹏 磊 博文 子轩 宇航 凯 志远 俊杰 一鸣 旭东 晨 帆 嘉豪 泽宇 小军 亚飞 龙 少华 伟".split()
)
_WOMEN_OLD = tuple(
    "秀英 桂兰 玉梅 春花 淑芳 秋菊 改香 彩霞 爱玲 雪琴 凤霞 巧珍 会玲 粉娥 俊娥 麦香 银环 菊香 秀珍 芳芳".split()
)
_WOMEN_YOUNG = tuple(
    "静 婷 雨欣 梦瑶 佳怡 丹丹 欢 思雨 娜 晓燕 倩 莉 文静 子涵 欣怡 妮 雅琪 小红 洁 瑞雪".split()
)
_GIVEN = {(True, True): _MEN_YOUNG, (True, False): _MEN_OLD,
          (False, True): _WOMEN_YOUNG, (False, False): _WOMEN_OLD}  # fmt: skip
_YOUNG_SINCE = "1985"


def surname(rng: Random) -> str:
    return pick(rng, _SURNAMES)


def full_name(rng: Random, family: str, is_male: bool, born_year: str) -> str:
    return family + pick(rng, _GIVEN[is_male, born_year >= _YOUNG_SINCE])
