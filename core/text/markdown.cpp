// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/text/markdown.h"

#include "core/text/htmlsanitizer.h"

#include <md4c-html.h>

namespace casement
{

namespace
{

constexpr qsizetype longestMarkdown = 4 * 1024 * 1024;

void append(const MD_CHAR *text, MD_SIZE size, void *out)
{
    static_cast<QByteArray *>(out)->append(text, static_cast<qsizetype>(size));
}

} // namespace

QString markdownToHtml(QStringView markdown)
{
    const QByteArray input = markdown.first(qMin(markdown.size(), longestMarkdown)).toUtf8();
    QByteArray html;
    html.reserve(input.size() * 2);
    // A line feed is a line break, as on every channel that people write on.
    constexpr unsigned flags = MD_DIALECT_GITHUB | MD_FLAG_NOHTML | MD_FLAG_HARD_SOFT_BREAKS;
    if (md_html(input.constData(), static_cast<MD_SIZE>(input.size()), append, &html, flags, 0) !=
        0) {
        html = "<pre>" + QString::fromUtf8(input).toHtmlEscaped().toUtf8() + "</pre>";
    }
    return sanitizeHtml(QString::fromUtf8(html), {.splitQuotes = false}).html;
}

} // namespace casement
