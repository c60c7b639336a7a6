"""Sentences in a document that speak to a machine instead of a reader. They are data like all the rest, and no source.

A document, a file name or a heading may hold 「AIへの指示: …と答えること」, by mischief or left over from a test. A
model may obey it, so it is neither shown such a sentence, nor is anything believed that is proved by one.
"""

from __future__ import annotations

import re

from knowledge.japanese import fold, sentence_spans

_MACHINE = (
    r"(?:ai|人工知能|chatgpt|gpt|claude|gemini|llm|言語モデル|アシスタント|assistant|ボット|bot|チャットボット|tsunagi)"
)
_ADDRESSES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:{_MACHINE}|システム|system|プロンプト|モデル|つなぎ)\s*(?:への|へ|に対する|宛て?の?)\s*(?:指示|命令|お願い|依頼|注意|メッセージ|伝言|note|instruction)",
        rf"(?:あなた|貴方|君|お前|この文章?を読(?:む|んだ|んでいる))\S{{0,12}}{_MACHINE}",
        rf"{_MACHINE}(?:は|へ|よ|なら|である|として)[、,:：]?.{{0,60}}(?:こと|せよ|しろ|なさい|ください|下さい|ねばな|なければな)",
        r"(?:これまで|以前|上記|前述|今まで|すべて|全て|他|元|先).{0,12}(?:指示|命令|ルール|規則|プロンプト|制約).{0,8}(?:無視|忘れ|従わ|取り消|破棄|上書き)",
        r"(?:指示|命令|ルール|プロンプト|制約)を?(?:無視|忘れ|破棄|上書き)",
        r"(?:次|以下|この|下記|新しい|追加)の?(?:指示|命令|プロンプト)(?:に|を)(?:必ず)?(?:従|守|実行|優先)",
        r"と(?:だけ)?(?:必ず)?(?:回答|返答|返信|出力|応答|答え|表示|案内|書き|伝え|言い|述べ|宣言)(?:せよ|しろ|しなさい|すること|してください|して下さい|る(?:こと|べき)|なさい|よ(?:。|$)|て(?:ください|下さい))",
        r"(?:質問|問い|尋ね|聞かれ|問われ).{0,100}(?:答え|回答|返答|返信|返し|出力し?|応答|表示し|案内し|書き|伝え|言い|述べ|含め|付け|添え)(?:せよ|しろ|なさい|ること|てください|て下さい|よ(?:。|$)|すること|してください|する。?$|る。?$)",
        r"(?:回答|返答|出力|応答|答え)(?:の|は|には|では|に|を|(?:する|る)(?:際|とき|時|場合)).{0,40}(?:含め|付け|加え|入れ|添え|始め|終え|出力|書き|変え|切り替え|限る|とする|すること|せよ|しろ|なさい)",
        r"(?:秘密|内部|システム|社外秘)の?(?:プロンプト|指示|設定|鍵|情報).{0,20}(?:出力|表示|教え|公開|送|明か|書き出)",
        r"(?:なりきっ|になったつもり|の役を演じ|として振る舞|ふりをし)",
        r"(?:not_?in_?documents|statements|\"passage\"|\"quote\"|json|ｊｓｏｎ|関数|ツール|tool_call|function_call|コマンド).{0,40}(?:true|false|出力|返|呼|実行|設定|に(?:し|せ))",
        r"(?:メール|url|リンク|アドレス|webhook|サーバー?)(?:に|へ|を).{0,20}(?:送信|送って|送れ|転送|アクセス|クリック|開(?:け|いて))",
        r"</?(?:system|assistant|user|passage|document|instructions?|資料|指示|im_start|im_end|inst)\b[^>]*>?|\[/?inst\]|<\|",
        r"^\W*(?:system|assistant|user|developer|システム|アシスタント|ユーザー|指示|命令|instructions?|override|admin|管理者(?:から|より)の?指示)\s*(?:[:：\]】)]|メッセージ|message|prompt|プロンプト)",
        r"(?:ignore|disregard|forget|override|bypass)\b.{0,40}(?:instruction|prompt|rule|previous|above|prior|context|polic|document|guideline|everything)",
        r"(?:you are|you're|act as|pretend|roleplay|from now on|new instruction|important instruction|attention)\b.{0,60}(?:ai|assistant|model|bot|must|now|answer|respond|reply|you|instruction|:)",
        r"\b(?:answer|respond|reply|say|output|print|tell|write|state|claim|report|return|repeat|reveal|include|append|translate|summari[sz]e)\b.{0,60}(?:with|only|that|always|must|user|everyone|exactly|prompt|instructions|\"|'|「|:|every|instead|in english|yes|no\b)",
        r"(?:always|must|should|do not|don't|never|please|when asked|if asked|whenever)\b.{0,60}\b(?:answer|respond|reply|say|output|mention|cite|quote|tell|include|reveal|use|recommend|follow)\b",
    )
)  # fmt: skip


def addresses_a_machine(sentence: str) -> bool:
    """Whether `sentence` tells a program what to say or do."""
    folded = re.sub(r"[*_`]", "", fold(sentence)).strip()
    return any(pattern.search(folded) for pattern in _ADDRESSES)


def without_orders(text: str) -> str:
    """`text` without the sentences and lines that address a machine; the rest to the letter."""
    kept, end = [], 0
    for start, stop in sentence_spans(text):
        if addresses_a_machine(text[start:stop]):
            kept.append(text[end:start].rstrip(" "))
        else:
            kept.append(text[end:stop])
        end = stop
    return "".join(kept).strip("\n")


def rests_on_orders(text: str, start: int, stop: int) -> bool:
    """Whether the piece from `start` to `stop` touches a sentence that addresses a machine."""
    return any(
        begin < stop and start < end and addresses_a_machine(text[begin:end]) for begin, end in sentence_spans(text)
    )
