// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/exports/whatsappline.h"

#include "core/text/characters.h"

namespace casement
{

namespace
{

constexpr qsizetype maxGap = 16;

enum class Half { Morning, Afternoon, Noon };

struct HalfWord {
    QStringView word; ///< lower case, without blanks and dots
    Half half;
};

// How systems write AM and PM (Unicode CLDR, day periods).
constexpr HalfWord halves[] = {
    {u"am", Half::Morning},       {u"pm", Half::Afternoon},     {u"上午", Half::Morning},
    {u"下午", Half::Afternoon},   {u"午前", Half::Morning},     {u"午後", Half::Afternoon},
    {u"오전", Half::Morning},     {u"오후", Half::Afternoon},   {u"凌晨", Half::Morning},
    {u"早上", Half::Morning},     {u"清晨", Half::Morning},     {u"中午", Half::Noon},
    {u"晚上", Half::Afternoon},   {u"ص", Half::Morning},        {u"م", Half::Afternoon},
    {u"πμ", Half::Morning},       {u"μμ", Half::Afternoon},     {u"öö", Half::Morning},
    {u"ös", Half::Afternoon},     {u"de", Half::Morning},       {u"du", Half::Afternoon},
    {u"sa", Half::Morning},       {u"ch", Half::Afternoon},     {u"قظ", Half::Morning},
    {u"بظ", Half::Afternoon},     {u"לפנה״צ", Half::Morning},   {u"אחה״צ", Half::Afternoon},
    {u"לפנה\"צ", Half::Morning},  {u"אחה\"צ", Half::Afternoon}, {u"pd", Half::Morning},
    {u"md", Half::Afternoon},     {u"fm", Half::Morning},       {u"em", Half::Afternoon},
    {u"vm", Half::Morning},       {u"nm", Half::Afternoon},     {u"dop", Half::Morning},
    {u"odp", Half::Afternoon},    {u"पूर्वाह्न", Half::Morning},   {u"अपराह्न", Half::Afternoon},
    {u"முற்பகல்", Half::Morning},   {u"பிற்பகல்", Half::Afternoon}, {u"পূর্বাহ্ণ", Half::Morning},
    {u"অপরাহ্ণ", Half::Afternoon}, {u"ก่อนเที่ยง", Half::Morning},  {u"หลังเที่ยง", Half::Afternoon},
};

/// What else stands between a date and a time.
constexpr QStringView joints[] = {u"um",    u"kl",   u"às", u"as",   u"at",   u"à",
                                  u"a las", u"alle", u"om", u"o",    u"в",    u"u",
                                  u"の",    u"klo",  u"ve", u"saat", u"pukul"};

bool isBlank(QChar c)
{
    return c.isSpace() || isInvisibleMark(c);
}

std::optional<Half> halfFrom(QStringView text)
{
    QString word;
    for (const QChar c : text) {
        if (!isBlank(c) && c != u'.')
            word += c.toLower();
    }
    for (const HalfWord &each : halves) {
        if (word == each.word)
            return each.half;
    }
    return std::nullopt;
}

/// A place in a line.
class Cursor
{
public:
    explicit Cursor(QStringView line) : m_line(line) {}

    [[nodiscard]] QChar peek() const { return at < m_line.size() ? m_line.at(at) : QChar(); }
    [[nodiscard]] bool isAtEnd() const { return at >= m_line.size(); }
    void skipMarks()
    {
        while (!isAtEnd() && isInvisibleMark(peek()))
            ++at;
    }
    void skipBlanks()
    {
        while (!isAtEnd() && isBlank(peek()))
            ++at;
    }
    /// 1 to \a most digits of any script; how many in \a digits.
    std::optional<int> number(int most, int &digits)
    {
        int value = 0;
        digits = 0;
        while (!isAtEnd() && peek().isDigit() && digits < most + 1) {
            value = value * 10 + peek().digitValue();
            ++digits;
            ++at;
        }
        return digits >= 1 && digits <= most ? std::optional(value) : std::nullopt;
    }
    [[nodiscard]] QStringView from(qsizetype start) const
    {
        return m_line.sliced(start, at - start);
    }

    qsizetype at = 0;

private:
    QStringView m_line;
};

/// The signs between two numbers of a date; the first that is no blank, or none.
std::optional<char16_t> dateSeparator(Cursor &cursor)
{
    char16_t first = 0;
    for (int i = 0; i < 4 && !cursor.isAtEnd(); ++i) {
        const QChar c = cursor.peek();
        const bool isSign = QStringView(u"./-‐‑–年년月월").contains(c);
        if (!isSign && !isBlank(c))
            break;
        if (isSign && first == 0)
            first = c.unicode();
        ++cursor.at;
    }
    return first ? std::optional(first) : std::nullopt;
}

/// What stands between date and time: punctuation and perhaps a word, which may be AM or PM.
bool readGap(Cursor &cursor, std::optional<Half> &half)
{
    const qsizetype start = cursor.at;
    while (!cursor.isAtEnd() && !cursor.peek().isDigit() && cursor.at - start <= maxGap)
        ++cursor.at;
    const QStringView gap = cursor.from(start);
    if (gap.isEmpty() || gap.size() > maxGap)
        return false;
    QString word;
    for (const QChar c : gap)
        word += isBlank(c) || QStringView(u",،、.日일-").contains(c) ? u' ' : c;
    word = word.simplified().toLower();
    if (word.isEmpty())
        return true;
    half = halfFrom(word);
    return half || std::ranges::find(joints, QStringView(word)) != std::end(joints);
}

/// What stands between a time and the end of the header.
bool readTail(Cursor &cursor, bool isBracketed, std::optional<Half> &half)
{
    const qsizetype start = cursor.at;
    for (; !cursor.isAtEnd() && cursor.at - start <= maxGap; ++cursor.at) {
        const QChar c = cursor.peek();
        const bool isOver = isBracketed ? c == u']' : c == u'-' || c == u'–';
        if (!isOver)
            continue;
        const QString word = withoutMarks(cursor.from(start)).simplified();
        if (!isBracketed && (cursor.at == start || !isBlank(cursor.from(start).last(1).front())))
            return false;
        if (!word.isEmpty() && word.compare(u"uhr", Qt::CaseInsensitive) != 0 && word != u"h") {
            half = halfFrom(word);
            if (!half)
                return false;
        }
        ++cursor.at;
        const bool hasBlank = cursor.isAtEnd() || isBlank(cursor.peek());
        while (!cursor.isAtEnd() && cursor.peek().isSpace())
            ++cursor.at;
        return hasBlank;
    }
    return false;
}

} // namespace

bool isInvisibleMark(QChar c)
{
    const char16_t u = c.unicode();
    return u == 0x200e || u == 0x200f || u == 0x061c || u == 0xfeff || u == 0x200b ||
           isBidiControl(u);
}

QString withoutMarks(QStringView text)
{
    QString plain;
    plain.reserve(text.size());
    for (const QChar c : text) {
        if (!isInvisibleMark(c))
            plain += c;
    }
    return plain;
}

std::optional<WhatsAppHeader> whatsAppHeader(QStringView line)
{
    Cursor cursor(line.left(120));
    WhatsAppHeader header;
    cursor.skipMarks();
    if (cursor.peek() == u'[') {
        header.isBracketed = true;
        ++cursor.at;
        cursor.skipMarks();
    }
    for (size_t i = 0; i < 3; ++i) {
        const auto number = cursor.number(4, header.digits[i]);
        if (!number)
            return std::nullopt;
        header.date[i] = *number;
        if (i == 2)
            break;
        const auto separator = dateSeparator(cursor);
        if (!separator)
            return std::nullopt;
        if (i == 0)
            header.separator = *separator;
    }
    std::optional<Half> half;
    if (!readGap(cursor, half))
        return std::nullopt;
    int digits = 0;
    const auto hour = cursor.number(2, digits);
    const QChar sign = cursor.peek();
    if (!hour || (sign != u':' && sign != u'.' && sign != u'：'))
        return std::nullopt;
    ++cursor.at;
    const auto minute = cursor.number(2, digits);
    if (!minute || digits != 2)
        return std::nullopt;
    if (cursor.peek() == sign) {
        ++cursor.at;
        const auto second = cursor.number(2, digits);
        if (!second || digits != 2)
            return std::nullopt;
        header.second = *second;
    }
    if (!readTail(cursor, header.isBracketed, half))
        return std::nullopt;
    if (*hour > 24 || *minute > 59 || header.second > 60)
        return std::nullopt;
    header.hour = *hour % 24;
    header.minute = *minute;
    header.second = std::min(header.second, 59);
    header.hasHalf = half.has_value();
    if (half == Half::Morning && header.hour == 12)
        header.hour = 0;
    else if (half == Half::Afternoon && header.hour < 12)
        header.hour += 12;
    else if (half == Half::Noon && header.hour < 11)
        header.hour += 12;
    header.end = cursor.at;
    return header;
}

} // namespace casement
