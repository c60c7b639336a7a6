"""Words that a follow-up leans on: they ask for an aspect, count, or say nothing by themselves."""

from __future__ import annotations

from knowledge.question_words import FORMS, FRAME


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What may be asked of anything, and is no thing of its own: 「費用は？」 asks for the cost of what was spoken of.
ASPECTS = FORMS | _set(
    """
    職務 任務 身分 立場 待遇 目標
    費用 料金 利用料 参加費 対象 条件 要件 資格 任期 給料 給与 報酬 予算 財源 連絡先 窓口 担当
    担当者 申し込み 申込 手続き 期限 締め切り 締切 頻度 回数 人員 定員 構成 メンバー 根拠法 法律
    法令 背景 経緯 効果 メリット デメリット 利点 欠点 課題 問題点 注意 注意点 留意点 コツ 準備
    タイプ 特色 強み 弱み 違う 相手 期待 成果 結果 現状 状況 計画 募集 決定 開催 会場 時間 曜日
    範囲 規模 体制 運営 設置 主体 事業費 補助 委託先 実施主体 道具 ツール 様式 書式 保険 責任
    罰則 権限 義務 守秘義務
    """
)
# At the end of a longer name these make a thing of it: 事業対象者.
THINGS = _set("者 人 名 所 年 月 日 回 目 時 次 物 事 中 等 場所 体制 計画 運営 設置 主体 言葉 取組 業務 事例")
# Counted by these, a number says how many there are, not which one.
HOW_MANY = _set("つ 個 点 件 人 名 種類 要素 本 か所 箇所 カ所 割 円 機能 役割 類型 タイプ 仕事")
# Nouns by grammar that name nothing by themselves, and those that end a name.
EMPTY = FRAME | _set("とき 時 場合 ところ 他 ほか 外 以外 全部 必要 詳細 可能 大丈夫")
BREAKS = _set("とき こと もの ところ 場合 ほか 他")
# A follow-up of these alone asks on without a word of its own: 「もう少し詳しく」「ほかには？」「なぜ？」.
SAYS_NOTHING = (
    FRAME | FORMS | _set("もう 少し もっと ちょっと 詳しい 他 外 ほか 以外 例えば 分かる 見る 居る 要る")
) - {"必要"}
