// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/exports/whatsappwords.h"

#include "core/exports/whatsappline.h"

#include <QRegularExpression>
#include <algorithm>
#include <iterator>

namespace casement
{

namespace
{

constexpr QStringView omitted[] = {
    u"<media omitted>",
    u"<medien ausgeschlossen>",
    u"<medien weggelassen>",
    u"<multimedia omitido>",
    u"<archivo omitido>",
    u"<médias omis>",
    u"<média omis>",
    u"<médias omis>",
    u"<mídia oculta>",
    u"<arquivo de mídia oculto>",
    u"<ficheiro não revelado>",
    u"<ficheiro multimédia oculto>",
    u"<media omessi>",
    u"<media weggelaten>",
    u"<medya dahil edilmedi>",
    u"<без медиафайлов>",
    u"<файл пропущен>",
    u"<медіа вилучено>",
    u"<pominięto multimedia>",
    u"<pominięto plik>",
    u"<média vynechány>",
    u"<médiá vynechané>",
    u"<média kihagyva>",
    u"<fișiere media omise>",
    u"<media utelämnat>",
    u"<media utelämnade>",
    u"<media utelatt>",
    u"<mediefil udeladt>",
    u"<medier udeladt>",
    u"<media jätettiin pois>",
    u"<media tidak disertakan>",
    u"<media dikecualikan>",
    u"<đã bỏ qua phương tiện>",
    u"<媒体已忽略>",
    u"<省略多媒體檔案>",
    u"<略過多媒體檔>",
    u"<メディアは含まれていません>",
    u"<미디어 파일을 생략한 대화내용>",
    u"<미디어 생략>",
    u"<तस्‍वीर/मीडिया को छोड़ दिया गया>",
    u"<मीडिया के बिना>",
    u"<تم استبعاد الوسائط>",
    u"<‎تم استبعاد الوسائط>",
    u"<المرفق غير متوفر>",
    u"<המדיה לא נכללה>",
    u"<מדיה הושמטה>",
    u"<έγινε παράλειψη πολυμέσων>",
    u"<εξαίρεση πολυμέσων>",
};

/// iOS: a kind of media and one of these words, in either order.
constexpr QStringView omittedWords[] = {
    u"omitted",        u"weggelassen", u"ausgelassen",  u"omitida",
    u"omitido",        u"absente",     u"absent",       u"omis",
    u"omise",          u"ocultada",    u"ocultado",     u"oculto",
    u"oculta",         u"omessa",      u"omesso",       u"weggelaten",
    u"dahil edilmedi", u"пропущено",   u"пропущен",     u"пропущена",
    u"опущено",        u"pominięto",   u"pominięty",    u"vynechán",
    u"vynechané",      u"kihagyva",    u"omis",         u"utelämnad",
    u"utelatt",        u"udeladt",     u"jätetty pois", u"tidak disertakan",
    u"忽略",           u"省略",        u"略過",         u"省略されました",
    u"생략됨",
};

constexpr QStringView deleted[] = {
    u"this message was deleted",
    u"you deleted this message",
    u"this message was deleted by admin",
    u"diese nachricht wurde gelöscht",
    u"du hast diese nachricht gelöscht",
    u"sie haben diese nachricht gelöscht",
    u"se eliminó este mensaje",
    u"eliminaste este mensaje",
    u"este mensaje fue eliminado",
    u"este mensaje se eliminó",
    u"ce message a été supprimé",
    u"vous avez supprimé ce message",
    u"mensagem apagada",
    u"essa mensagem foi apagada",
    u"esta mensagem foi apagada",
    u"você apagou esta mensagem",
    u"apagou esta mensagem",
    u"questo messaggio è stato eliminato",
    u"hai eliminato questo messaggio",
    u"dit bericht is verwijderd",
    u"je hebt dit bericht verwijderd",
    u"u hebt dit bericht verwijderd",
    u"bu mesaj silindi",
    u"bu mesajı sildiniz",
    u"данное сообщение удалено",
    u"это сообщение удалено",
    u"вы удалили данное сообщение",
    u"вы удалили это сообщение",
    u"повідомлення видалено",
    u"це повідомлення видалено",
    u"wiadomość usunięta",
    u"ta wiadomość została usunięta",
    u"usunąłeś tę wiadomość",
    u"tato zpráva byla odstraněna",
    u"tato zpráva byla smazána",
    u"táto správa bola odstránená",
    u"ezt az üzenetet törölték",
    u"acest mesaj a fost șters",
    u"det här meddelandet raderades",
    u"denne meldingen ble slettet",
    u"denne besked blev slettet",
    u"tämä viesti poistettiin",
    u"pesan ini telah dihapus",
    u"anda telah menghapus pesan ini",
    u"mesej ini telah dipadam",
    u"tin nhắn này đã bị xóa",
    u"此消息已被删除",
    u"此消息已删除",
    u"您已删除这条消息",
    u"這則訊息已刪除",
    u"此訊息已被刪除",
    u"您已刪除這則訊息",
    u"このメッセージは削除されました",
    u"あなたはこのメッセージを削除しました",
    u"삭제된 메시지입니다",
    u"यह संदेश हटा दिया गया",
    u"यह मैसेज हटाया गया है",
    u"تم حذف هذه الرسالة",
    u"لقد حذفت هذه الرسالة",
    u"הודעה זו נמחקה",
    u"מחקת הודעה זו",
    u"αυτό το μήνυμα διαγράφηκε",
};

constexpr QStringView edited[] = {
    u"<this message was edited>",
    u"<diese nachricht wurde bearbeitet.>",
    u"<diese nachricht wurde bearbeitet>",
    u"<se editó este mensaje.>",
    u"<se editó este mensaje>",
    u"<ce message a été modifié>",
    u"<mensagem editada>",
    u"<essa mensagem foi editada>",
    u"<questo messaggio è stato modificato>",
    u"<dit bericht is bewerkt>",
    u"<bu mesaj düzenlendi>",
    u"<сообщение изменено>",
    u"<данное сообщение изменено>",
    u"<wiadomość edytowana>",
    u"<此消息已编辑>",
    u"<此訊息已編輯>",
    u"<このメッセージは編集済みです>",
    u"<메시지 수정됨>",
};

/// What stands before the chat's name in the name of a file.
constexpr QStringView prefixes[] = {
    u"whatsapp chat with ",       u"whatsapp chat - ",          u"whatsapp-chat mit ",
    u"whatsapp chat mit ",        u"chat de whatsapp con ",     u"conversación de whatsapp con ",
    u"discussion whatsapp avec ", u"conversa do whatsapp com ", u"chat whatsapp con ",
    u"whatsapp-chat met ",        u"whatsapp chat met ",        u"whatsapp sohbeti - ",
    u"чат whatsapp с контактом ", u"чат whatsapp с ",           u"czat whatsapp z użytkownikiem ",
    u"czat whatsapp z ",          u"whatsapp-chatt med ",       u"whatsapp-chat med ",
    u"whatsapp keskustelu - ",    u"chat whatsapp dengan ",
};

QString folded(QStringView text)
{
    QString plain = withoutMarks(text).simplified().toLower();
    while (plain.endsWith(u'.') || plain.endsWith(u'。'))
        plain.chop(1);
    return plain;
}

template <size_t size>
bool isOneOf(const QStringView (&list)[size], const QString &text)
{
    return std::ranges::any_of(list, [&](QStringView each) { return each == text; });
}

/// "IMG-20240131-WA0001.jpg", "00000012-PHOTO-2024-01-31.jpg", "report.pdf": a name with an end.
bool isFileName(QStringView name)
{
    static const QRegularExpression form(
        QStringLiteral("^[^<>/\\\\:*?\"|\\x00-\\x1f]{1,200}\\.[A-Za-z0-9]{1,8}$"));
    return form.matchView(name).hasMatch();
}

} // namespace

bool isOmittedMedia(QStringView text)
{
    if (text.size() > 100)
        return false;
    const QString plain = folded(text);
    if (isOneOf(omitted, plain))
        return true;
    // On iOS the mark in front says that these are not words that somebody typed.
    return !text.isEmpty() && text.front() == QChar(0x200e) && plain.size() <= 40 &&
           std::ranges::any_of(omittedWords, [&](QStringView word) {
               return plain.endsWith(word) || plain.startsWith(word);
           });
}

bool isDeletedMessage(QStringView text)
{
    return text.size() <= 120 && isOneOf(deleted, folded(text));
}

bool takeEditedMark(QString &text)
{
    const qsizetype at = text.lastIndexOf(u'<');
    if (at < 0 || text.size() - at > 80)
        return false;
    QString mark = withoutMarks(QStringView(text).sliced(at)).simplified().toLower();
    if (!isOneOf(edited, mark))
        return false;
    text = text.first(at);
    while (!text.isEmpty() && (text.back().isSpace() || isInvisibleMark(text.back())))
        text.chop(1);
    return true;
}

std::optional<AttachedFile> attachedFile(const QString &text)
{
    const qsizetype end = text.indexOf(u'\n');
    const QStringView first = QStringView(text).first(end < 0 ? text.size() : end);
    const QString caption = end < 0 ? QString() : text.sliced(end + 1);
    if (first.size() > 400)
        return std::nullopt;
    const QString line = withoutMarks(first).trimmed();
    const bool isMarked = first.contains(QChar(0x200e));

    // iOS: "<attached: NAME>", in any language; the mark makes it WhatsApp's own.
    static const QRegularExpression bracketed(
        QStringLiteral("^(.*?)<[^<>:：]{1,40}[:：]\\s*([^<>]{1,250})>$"));
    if (const auto match = bracketed.match(line);
        isMarked && match.hasMatch() && isFileName(match.capturedView(2)))
        return AttachedFile{.name = match.captured(2),
                            .caption =
                                QString(match.captured(1).trimmed() + u'\n' + caption).trimmed()};
    // Android: "NAME (file attached)". The names are WhatsApp's own, or the line is marked.
    static const QRegularExpression named(QStringLiteral("^(.{1,250}) \\([^()]{3,40}\\)$"));
    static const QRegularExpression own(
        QStringLiteral("^(IMG|VID|AUD|PTT|STK|DOC)-\\d{8}-WA\\d{1,6}\\.\\w{1,8}$"));
    if (const auto match = named.match(line); match.hasMatch()) {
        const QString name = match.captured(1);
        if (isFileName(name) && (isMarked || own.match(name).hasMatch()))
            return AttachedFile{.name = name, .caption = caption};
    }
    return std::nullopt;
}

QString chatTitle(const QString &fileName)
{
    QString name = fileName.section(u'/', -1);
    for (const QStringView end : {u".txt", u".zip"}) {
        if (name.endsWith(end, Qt::CaseInsensitive))
            name.chop(end.size());
    }
    if (!name.contains(u' '))
        name.replace(u'_', u' ');
    // Browsers number what they have loaded before.
    static const QRegularExpression number(QStringLiteral("\\s*\\(\\d{1,3}\\)$"));
    name.remove(number);
    name = withoutMarks(name).simplified();
    const QString lower = name.toLower();
    for (const QStringView prefix : prefixes) {
        if (lower.startsWith(prefix) && lower.contains(u"whatsapp"))
            return name.sliced(prefix.size()).trimmed();
    }
    // iOS calls every text the same; the .zip around it has the name.
    const bool saysNothing = lower == u"chat" || lower.isEmpty();
    return saysNothing ? QString() : name;
}

} // namespace casement
