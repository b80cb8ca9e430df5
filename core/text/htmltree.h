// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/text/htmlsanitizer.h"
#include "core/text/inlinestyle.h"

#include <gumbo.h>
#include <memory_resource>
#include <optional>
#include <vector>

namespace casement
{

/// What the sanitiser looks at: the parsed document without what is dropped, in document order, so
/// that a node's children have greater indices than it has.
struct HtmlNode {
    const GumboNode *source = nullptr;
    GumboTag tag = GUMBO_TAG_UNKNOWN; ///< of an element; text nodes have isText
    int parent = -1;
    int end = 0; ///< one past the last descendant
    bool isText = false;
    bool isQuote = false;     ///< the root of what is quoted at the end of the message
    bool unseen = false;      ///< text that the author made invisible (visibility, font-size)
    bool hasBlock = false;    ///< a block element is below
    bool hasContent = false;  ///< something that is shown is below, or it is that
    int columns = 0;          ///< of a table or a section of one: cells of its longest row
    bool showsImage = false;  ///< an image that leaves a picture or its alternative text
    QString imageSource = {}; ///< of an image that may be shown
    InlineStyle style = {};
};

class HtmlTree
{
public:
    explicit HtmlTree(QStringView html, const SanitizeOptions &options);
    ~HtmlTree();
    Q_DISABLE_COPY_MOVE(HtmlTree)

    [[nodiscard]] const std::vector<HtmlNode> &nodes() const { return m_nodes; }
    /// What was found on the way: remote addresses, tracking pixels.
    [[nodiscard]] const SanitizedHtml &findings() const { return m_findings; }
    [[nodiscard]] bool hasQuotes() const { return m_hasQuotes; }

    /// Works out HtmlNode::hasContent for showing what is not quoted, or only what is.
    void markContent(bool quoted);
    /// Gives up the split into new and quoted.
    void forgetQuotes();

    /// The decoded value of the attribute \a name, null when there is none.
    [[nodiscard]] static const char *attribute(const HtmlNode &node, const char *name);

private:
    void build(const GumboNode *root, const SanitizeOptions &options);
    bool drops(const GumboNode *element);
    void noteRemote(const GumboNode *element, const InlineStyle &style, bool isHidden);
    void noteAddress(QStringView url);
    void findQuotes();
    void markShape();

    std::pmr::monotonic_buffer_resource m_arena;
    std::vector<HtmlNode> m_nodes;
    SanitizedHtml m_findings;
    bool m_hasQuotes = false;
};

/// The source of an image as it may be shown, empty when it may not.
[[nodiscard]] QString safeImageSource(QStringView source, const SanitizeOptions &options);

/// Whether \a address is fetched from somewhere else (http, https, ftp, protocol-relative, UNC
/// path).
[[nodiscard]] bool isRemote(QStringView address);

} // namespace casement
