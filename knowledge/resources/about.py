"""What a line says beside time, place and money: for whom, by whom, how to join, which field, which kind."""

from __future__ import annotations

import re

from knowledge.resources.line import EDGE, START, Line
from knowledge.resources.model import Kind

_WHO = r"(?:の?(?:方|人|町民|市民|村民|住民|女性|男性|高齢者|老人|一人暮らし|ひとり暮らし))"
_AUDIENCE = re.compile(
    rf"(?:対象(?:者)?\s*[:は]\s*)([^\s、。,/()\x00\x01]+)"
    rf"|{START}(\d{{1,3}}歳以上の(?:一人|ひとり|独り)暮らし(?:の(?:方|高齢者))?)(?={EDGE})"
    rf"|{START}(おおむね\d+歳以上{_WHO}?|\d{{1,3}}歳以上{_WHO}?(?:対象)?|\d0代(?:以上)?(?:の?(?:女性|男性|方))?)(?={EDGE}|は)"
    rf"|(どなたでも|誰でも|だれでも)"
    rf"|{START}((?:一人|ひとり|独り|1人)暮らし(?:の?(?:高齢者|方|老人|お年寄り))?(?:対象|限定)?){EDGE}"
    rf"|{START}([^\s、。,/()\x00\x01]{{1,12}}(?:対象|限定)){EDGE}"
    rf"|{START}((?:高齢者|町民|市民|地区住民|要支援|要支援者|事業対象者|介護者|障がい者|親子|未就園児)[^\s\x00\x01]{{0,6}}?(?:対象|限定|のみ|向け|の方)){EDGE}"
)
_JOIN = re.compile(
    r"(?<![一-龠ァ-ヶ])(前日までに(?:予約|申込み?|電話|連絡)|会員登録が必要|要(?:電話|事前)?(?:予約|申込み?|申し込み|登録|連絡)|"
    r"(?:事前)?(?:予約|申込み?|申し込み)(?:不要|制|なし|なしで可|が必要)|電話で(?:予約|申込み?|申し込み)|直接会場へ|"
    r"当日(?:参加)?(?:可|OK|受付)|飛び入り(?:参加)?(?:可|歓迎|OK)|自由参加|出入り自由|(?:予約|申込み?|申し込み)(?=は|\s*[:\x01])|申込先?(?=は|:))"
)
_ORG_END = (
    "町内会|自治会|老人クラブ連合会|老人クラブ|婦人会|女性部|商工会|社会福祉協議会|社協|人材センター|包括支援センター|"
    "ハイヤー|民生委員協議会|民生児童委員協議会"
)
_PROVIDER = re.compile(
    rf"(?:主催者?|主体|実施主体|運営|提供|共催)\s*[:は]\s*([^\s、。,/()\x00\x01]+)"
    rf"|{START}([^\s、。,/()\x00\x01]*?(?:{_ORG_END})){EDGE}"
    rf"|((?:\((?:株|有|福|特非|社福)\)|株式会社|有限会社|NPO法人|一般社団法人|社会福祉法人|合同会社)[^\s、。,/()\x00\x01]+)"
)
_TOLD_BY = re.compile(r"(?:情報源|情報提供者?|教えてくれた人|情報)\s*[:は]\s*([^\s、。,/()\x00\x01]+)")
_NAME = re.compile(r"(?:名前|名称|[一-龠ァ-ヶー]{1,6}名)\s*[:は]\s*([^\s、。,/()\x00\x01]+)")
_WORDLESS = re.compile(
    r"(?:日時|開催日時?|曜日|時間|場所|会場|対象者?|費用|料金|内容|講師|配達区域|持ち物|連絡先|主催)\s*:|代表\s*:?(?=\s*\x01)"
    r"|[一-龠]{0,4}(?:日|時間|日時|費|代|料|料金|先|場所|会場)\s*:\s*(?=[\x00\x01])"
    r"|(?:開館|営業|開設|開所)(?:時間|日)?\s*[:は]?\s*(?=[\x00\x01])"
)
_QUOTED = re.compile(r"[「『]([^」』]{1,40})[」』]")
_KINDS = re.compile(rf"{START}(内的資源|インフォーマル|フォーマル)(?:\s*:|{EDGE})")
_FORMAL = re.compile(
    "社協|社会福祉協議会|地域包括|包括支援|デイサービス|シルバー人材|介護保険|訪問介護|訪問看護|就労継続|特別養護|ショートステイ|"
    "福祉有償運送|総合事業|ヘルパー派遣|グループホーム|生活困窮"
)
_TOPICS = {
    "見守り": "見守|安否",
    "居場所・通いの場": "サロン|カフェ|茶の間|居場所|つどい|集い|たまり場|お茶会|お茶飲み|"
    "ふれあい喫茶|茶話会|いこいの場|井戸端",
    "移動・外出": "送迎|送り迎え|乗合|タクシー|有償運送|外出|移送|付き添い|"
    "付添|デマンド|コミュニティバス|巡回バス|相乗り",
    "買い物": "買い物|買物|移動販売|移動店舗|スーパー|配達|宅配|朝市|販売|御用聞き|とくし丸|直売",
    "配食・会食": "配食|弁当|食堂|昼食|夕食|会食|食事会|炊き出し",
    "家事": "掃除|洗濯|(?:ゴミ|ごみ)を?出|家事|草刈|草取|草むしり|庭木|電球|修繕|大工|片付け|布団干し|繕い",
    "除雪": "除雪|雪かき|雪下ろし|雪はね|雪よせ|排雪",
    "相談": "相談|傾聴|話し相手|悩み",
    "健康・体操": "体操|健康|ウォーキング|ヨガ|"
    "卓球|パークゴルフ|ゲートボール|ボッチャ|介護予防|運動|ストレッチ|太極拳|筋トレ|"
    "グラウンドゴルフ|フレイル|散歩|散策|歩こう",
    "趣味・学び": "囲碁|将棋|手芸|編み物|麻雀|マージャン|カラオケ|コーラス|合唱|うたごえ|書道|"
    "習字|俳句|短歌|川柳|園芸|図書|英会話|"
    "民謡|歌声|ウクレレ|料理|みそ作り|味噌|畑|絵手紙|陶芸|フラダンス|大正琴|詩吟|写真|パソコン|スマホ|折り紙|読み聞かせ|"
    "映画|ギター|茶道|生け花|華道",
    "多世代": "子ども食堂|こども食堂|子供食堂|三世代|多世代|世代間|未就園児と|親子と|子どもから",
}
_LEARNING = re.compile("教室|講座|サークル|勉強会")  # says what it is only where no other word does
_NOT_TOPIC = re.compile("配達区域|(?<=弁当)(?:配達|宅配)|(?<=弁当の)(?:配達|宅配)")


def take_audience(line: Line) -> str:
    """For whom it is, as said."""
    return _first(line, _AUDIENCE)


def take_joining(line: Line) -> str:
    """How to join, as said; several ways with a mark between."""
    return "、".join(dict.fromkeys(span.text for span, _ in line.take_all(_JOIN)))


def take_provider(line: Line) -> str:
    """Who provides it, where a word for an organization says so."""
    return _first(line, _PROVIDER)


def take_told_by(line: Line) -> str:
    """Who told it, where it is named as such."""
    return _first(line, _TOLD_BY)


def take_name(line: Line) -> str:
    """The name where it is named as such or stands in quotes."""
    return _first(line, _NAME) or _first(line, _QUOTED)


def take_kind(line: Line) -> Kind:
    """The kind that the line names, or that follows from who provides it."""
    for _, match in line.take_all(_KINDS):
        return Kind(match[1])
    return Kind.FORMAL if _FORMAL.search(line.text) else Kind.INFORMAL


def take_empty_labels(line: Line) -> None:
    """Takes words like 「日時：」 whose value has been understood already."""
    for _ in line.take_all(_WORDLESS):
        pass


def topics_of(text: str) -> tuple[str, ...]:
    """The fields that the words of `text` belong to."""
    said = _NOT_TOPIC.sub("", text)
    found = tuple(topic for topic, words in _TOPICS.items() if re.search(words, said))
    return found or (("趣味・学び",) if _LEARNING.search(said) else ())


def _first(line: Line, pattern: re.Pattern[str]) -> str:
    match = pattern.search(line.left)
    if match is None:
        return ""
    group = next(number for number, value in enumerate(match.groups(), 1) if value)
    return line.take_match(match, group).text
