"""Words of questions that say nothing of their subject."""

from __future__ import annotations


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# They shape a question; no document is found by them.
FRAME = _set(
    """
    する 為る 有る 成る 居る 物 事 こと 何 なに 教える 下さる 此れ 其れ 此の 其の この その どこ 何処 誰 だれ
    何時 いつ どの どれ どう 如何 どんな どのような どのように 何故 なぜ 言う 出来る 良い 様 よう 無い 行う 知る
    知りたい 所 為 幾ら いくら 方 さん 欲しい 貰う 頂く 御 お ご 遣る 具体 具体的 的 てる って
    もう まだ 今 とても ちょっと 少し 実際 どっち どちら どういう 困る 合う 思う 分かる 載る 乗る 行く 来る 見る 仕舞う
    物事 内 掛かる
    """
)
# They name the form of the answer (a role, an amount, a date); the answer need not hold them.
FORMS = _set(
    """
    スケジュール 日程 予定
    役割 役目 機能 仕事 業務 内容 中身 種類 類型 要素 視点 例 事例 実例 一覧 方法 手順 流れ 定義 意味 違い 差
    関係 趣旨 目的 狙い ねらい 概要 説明 特徴 理由 根拠 時期 期間 日 日時 場所 人 者 人数 数 率 額 金額 名前 名
    年 月 回 目 時 頃 ごろ 次 ところ 所 こと もの 具体 具体的 場合 必要 ため 以外 以上 以下 どんな 全部 全体
    いくつ ポイント 物 事 中 等 など 取組 考え方 言葉
    遣り方 やり方 仕方 役 立つ 役立つ 手
    名称 正式名称 氏名 呼び名 呼び方 呼称 通称 別名 略称 アドレス url リンク いつ頃 いつごろ 年月日 西暦 頻度 間隔 程度
    締め切り 締切 正式 仕組み 対象 先生 人たち 人物 主体 立場 条文 条項 項目 柱 テーマ 基本 特色 原因 きっかけ 由来
    駄目 だめ 大丈夫 同じ 代わり 最初 最後 他 側
    日付 日にち 単位 一緒 番号 部署 部局 メニュー 内訳 メリット デメリット 利点 効果 所属 相手 期待 姿勢 現場 おしまい
    """
)
