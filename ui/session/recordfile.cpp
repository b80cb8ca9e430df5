// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/recordfile.h"

#include "ui/style/savefile.h"

#include <QBuffer>
#include <QPageLayout>
#include <QPdfWriter>
#include <QTextDocument>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

/// A document that has nothing but its text: whatever it names is not there.
class ClosedDocument final : public QTextDocument
{
protected:
    QVariant loadResource(int, const QUrl &) override { return QByteArray(); }
};

QByteArray recordPdf(const SessionRecord &record)
{
    constexpr qreal margin = 20; // mm
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&buffer);
        writer.setPageLayout(QPageLayout(QPageSize(QPageSize::A4), QPageLayout::Portrait,
                                         QMarginsF(margin, margin, margin, margin),
                                         QPageLayout::Millimeter));
        writer.setTitle(record.title);
        writer.setCreator(u"Casement"_s);
        ClosedDocument document;
        document.setDocumentMargin(0);
        document.setHtml(recordHtml(record));
        document.print(&writer);
    }
    return buffer.data();
}

} // namespace

Result<void> writeRecord(const SessionRecord &record, const QString &path)
{
    const QByteArray bytes = path.endsWith(u".pdf", Qt::CaseInsensitive) ? recordPdf(record)
                             : path.endsWith(u".html", Qt::CaseInsensitive)
                                 ? recordHtml(record).toUtf8()
                                 : recordMarkdown(record).toUtf8();
    return writeFileOfUs(path, bytes);
}

} // namespace casement
