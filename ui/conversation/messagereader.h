// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/id.h"

#include <QObject>

namespace casement
{

class CodeHighlighter;
class Desk;
class MessageCard;
class MessageLoader;
class Timeline;

/// What reading a message asks for, wherever its timeline stands: its HTML and images, links,
/// attached files, its original, what it said before.
class MessageReader final : public QObject
{
    Q_OBJECT
public:
    /// Dialogs open over \a window.
    MessageReader(Desk &desk, CodeHighlighter &code, Timeline &timeline, QWidget *window);
    ~MessageReader() override;

    /// Forgets what is under way: something else is shown.
    void reset();
    /// Opens \a url in the browser; asks first where \a text names another place.
    void openLink(const QString &url, const QString &text);
    void showOriginal(MessageId message);

Q_SIGNALS:
    void statusMessage(const QString &text);

private:
    void connectCard(MessageCard *card);
    void showVersions(const MessageCard *card);

    Desk &m_desk;
    CodeHighlighter &m_code;
    QWidget *m_window;
    MessageLoader *m_loader;
};

} // namespace casement
