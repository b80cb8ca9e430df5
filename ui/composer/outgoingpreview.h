// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/connector.h"

#include <QScrollArea>
#include <vector>

class QBoxLayout;
class QLabel;

namespace casement
{

class CodeHighlighter;
class MessageBody;

/// What is being written, as those will see it whom it is for.
class OutgoingPreview final : public QScrollArea
{
    Q_OBJECT
public:
    struct Message {
        QString caption; ///< which of several, and how long; may be empty
        QString text;    ///< exactly as it goes out
        QString html;    ///< shown instead of the text where there is some; sanitised

        bool operator==(const Message &) const = default;
    };
    struct Content {
        QString title;   ///< who sees it
        QString heading; ///< the subject or content warning
        QString remark;  ///< what the words do not show
        QList<Message> messages;

        bool operator==(const Content &) const = default;
    };

    OutgoingPreview(CodeHighlighter &code, QWidget *parent);

    void setContent(const Content &content);
    [[nodiscard]] const Content &content() const { return m_content; }
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Row {
        QLabel *caption;
        QLabel *text;
        MessageBody *body;
    };
    void addRow();
    void fill(const Row &row, const Message &message);

    CodeHighlighter &m_code;
    Content m_content;
    QBoxLayout *m_layout;
    QLabel *m_title;
    QLabel *m_heading;
    QLabel *m_remark;
    std::vector<Row> m_rows;
};

/// Of what an outbox renders for a channel with \a capabilities; \a audience: "to Ada only".
[[nodiscard]] OutgoingPreview::Content previewOf(const Capabilities &capabilities,
                                                 const QList<Rendition> &renditions,
                                                 const QString &audience);

} // namespace casement
