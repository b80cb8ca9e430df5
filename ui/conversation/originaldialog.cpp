// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/conversation/originaldialog.h"

#include "ui/conversation/tints.h"
#include "ui/conversation/words.h"
#include "ui/style/metrics.h"

#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Repository>
#include <KSyntaxHighlighting/SyntaxHighlighter>
#include <KSyntaxHighlighting/Theme>

#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QFontDatabase>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStringDecoder>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

constexpr qsizetype shownAtFirst = 128 * 1024;
constexpr qsizetype longestLine = 4000; // one line of megabytes makes any text widget crawl

/// UTF-8 where it is valid, else Latin-1, which can show every byte. NUL would end the text for the
/// widget.
QString asText(QByteArrayView bytes)
{
    QStringDecoder utf8(QStringDecoder::Utf8);
    QString text = utf8.decode(bytes);
    if (utf8.hasError())
        text = QString::fromLatin1(bytes);
    text.replace(QChar(0), QChar(0x2400));
    text.replace(u"\r\n"_s, u"\n"_s).replace(u'\r', u'\n');
    QString broken;
    broken.reserve(text.size());
    for (const QStringView line : QStringView(text).tokenize(u'\n')) {
        for (qsizetype at = 0; at == 0 || at < line.size(); at += longestLine)
            broken += line.sliced(at, qMin(longestLine, line.size() - at)) + u'\n';
    }
    broken.chop(1);
    return broken;
}

} // namespace

OriginalDialog::OriginalDialog(KSyntaxHighlighting::Repository &repository, const QByteArray &bytes,
                               QWidget *parent)
    : QDialog(parent)
    , m_bytes(bytes)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Original message"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::wide, metrics::wide, metrics::wide, metrics::wide);
    auto *hint = new QLabel(
        tr("The %1 as they came, not interpreted.").arg(Words::size(bytes.size())), this);
    makeDim(hint);
    layout->addWidget(hint);
    m_text = new QPlainTextEdit(this);
    m_text->setReadOnly(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    m_text->setAccessibleName(tr("Original message"));
    layout->addWidget(m_text);
    m_highlighter = new KSyntaxHighlighting::SyntaxHighlighter(m_text->document());
    m_highlighter->setTheme(repository.themeForPalette(palette()));
    m_highlighter->setDefinition(
        repository.definitionForName(bytes.trimmed().startsWith('{') ? u"JSON"_s : u"Email"_s));

    auto *buttons = new QHBoxLayout;
    m_all = new QPushButton(tr("Show all"), this);
    connect(m_all, &QPushButton::clicked, this, [this] { showBytes(m_bytes.size()); });
    auto *copy = new QPushButton(tr("Copy all"), this);
    connect(copy, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(asText(m_bytes)); });
    auto *close = new QPushButton(tr("Close"), this);
    close->setDefault(true);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    buttons->addWidget(m_all);
    buttons->addStretch();
    buttons->addWidget(copy);
    buttons->addWidget(close);
    layout->addLayout(buttons);

    showBytes(qMin(shownAtFirst, bytes.size()));
    resize(840, 640);
}

void OriginalDialog::showBytes(qsizetype count)
{
    // Colouring megabytes would hold up the window.
    if (count > shownAtFirst)
        m_highlighter->setDefinition({});
    m_text->setPlainText(asText(QByteArrayView(m_bytes).first(count)));
    m_all->setVisible(count < m_bytes.size());
    m_all->setText(tr("Show all (%1)").arg(Words::size(m_bytes.size())));
}

} // namespace casement
