// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/firstrun/firstrunpage.h"

#include "ui/style/colors.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"

#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QStyle>
#include <QSvgRenderer>
#include <QVBoxLayout>

namespace casement
{

namespace
{

constexpr QSize pictureSize(400, 217);

/// A button with a drawing, a heading and a sentence.
class ChoiceButton final : public QPushButton
{
public:
    ChoiceButton(QString iconName, const QString &title, QString words, QWidget *parent)
        : QPushButton(title, parent)
        , m_iconName(std::move(iconName))
        , m_words(std::move(words))
    {
        setAutoDefault(true);
        setAccessibleName(title);
        setAccessibleDescription(m_words);
        setCursor(Qt::PointingHandCursor);
        setFixedSize(232, 172);
        setAttribute(Qt::WA_Hover);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const bool isLively = isEnabled() && (underMouse() || hasFocus());
        painter.setBrush(isDown() ? color(ColorRole::Selection, palette())
                                  : color(ColorRole::Surface, palette()));
        painter.setPen(QPen(isLively ? color(ColorRole::Accent, palette())
                                     : color(ColorRole::Separator, palette()),
                            hasFocus() ? 2 : 1));
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 10, 10);
        const qreal ratio = devicePixelRatioF();
        const QRect inner =
            rect().adjusted(metrics::wide + 2, metrics::wide + 2, -metrics::wide, -metrics::wide);
        const auto mirrored = [this](const QRect &part) {
            return QStyle::visualRect(layoutDirection(), rect(), part);
        };
        painter.drawPixmap(mirrored(QRect(inner.topLeft(), QSize(28, 28))).topLeft(),
                           iconPixmap(m_iconName, 28, color(ColorRole::Accent, palette()), ratio));
        QFont bold = font();
        bold.setPointSizeF(bold.pointSizeF() * 1.1);
        bold.setWeight(QFont::DemiBold);
        painter.setFont(bold);
        painter.setPen(isEnabled() ? color(ColorRole::Text, palette())
                                   : palette().color(QPalette::Disabled, QPalette::WindowText));
        const QRect titleRect(inner.left(), inner.top() + 40, inner.width(),
                              QFontMetrics(bold).height() + 2);
        const int leading =
            static_cast<int>(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft));
        painter.drawText(mirrored(titleRect), leading | Qt::TextHideMnemonic, text());
        painter.setFont(font());
        painter.setPen(color(ColorRole::MutedText, palette()));
        painter.drawText(mirrored(QRect(inner.left(), titleRect.bottom() + metrics::half,
                                        inner.width(), inner.bottom() - titleRect.bottom())),
                         leading | Qt::TextWordWrap, m_words);
    }

private:
    QString m_iconName;
    QString m_words;
};

} // namespace

FirstRunPage::FirstRunPage(QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel(tr("Open the window"), this))
    , m_words(new QLabel(tr("Everyone who speaks to your community, on every channel, in one "
                            "place. How would you like to begin?"),
                         this))
    , m_message(new QLabel(this))
{
    QFont font = m_title->font();
    font.setPointSizeF(font.pointSizeF() * 2.1);
    font.setWeight(QFont::Light);
    m_title->setFont(font);
    for (QLabel *label : {m_title, m_words, m_message}) {
        label->setTextFormat(Qt::PlainText);
        label->setAlignment(Qt::AlignHCenter);
        label->setWordWrap(true);
    }
    m_message->hide();
    auto *choices = new QHBoxLayout;
    choices->setSpacing(metrics::wide);
    choices->addStretch();
    QPushButton *account = choice(QStringLiteral("mail"), tr("Add an account"),
                                  tr("Email, fediverse, IRC and others. An address is enough to "
                                     "begin; the rest is found."));
    QPushButton *files =
        choice(QStringLiteral("folder"), tr("Import files"),
               tr("Mailboxes, mails and Maildir folders. Or drop them on this window."));
    QPushButton *sample = choice(QStringLiteral("sample"), tr("Look around first"),
                                 tr("Open a sample community. One click takes it away again."));
    for (QPushButton *button : {account, files, sample})
        choices->addWidget(button);
    choices->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(metrics::step);
    layout->addStretch(2);
    layout->addSpacing(pictureSize.height() + metrics::page);
    layout->addWidget(m_title);
    layout->addWidget(m_words);
    layout->addSpacing(metrics::page);
    layout->addLayout(choices);
    layout->addSpacing(metrics::step);
    layout->addWidget(m_message);
    layout->addStretch(3);
    connect(account, &QPushButton::clicked, this, &FirstRunPage::addAccountChosen);
    connect(files, &QPushButton::clicked, this, &FirstRunPage::importChosen);
    connect(sample, &QPushButton::clicked, this, &FirstRunPage::sampleChosen);
}

void FirstRunPage::setBusy(bool busy)
{
    for (QPushButton *button : std::as_const(m_choices))
        button->setEnabled(!busy);
    if (busy)
        tell(tr("Putting the sample community in…"));
}

void FirstRunPage::tell(const QString &sentence)
{
    m_message->setText(sentence);
    m_message->setVisible(!sentence.isEmpty());
}

void FirstRunPage::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QSvgRenderer picture(isDark(palette()) ? QStringLiteral(":/casement/art/welcome-dark.svg")
                                           : QStringLiteral(":/casement/art/welcome-light.svg"));
    const QRect place(QPoint((width() - pictureSize.width()) / 2,
                             m_title->y() - pictureSize.height() - metrics::wide),
                      pictureSize);
    picture.render(&painter, place);
}

QPushButton *FirstRunPage::choice(const QString &iconName, const QString &title,
                                  const QString &text)
{
    auto *button = new ChoiceButton(iconName, title, text, this);
    m_choices.append(button);
    return button;
}

} // namespace casement
