// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/instance/handover.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

constexpr int protocol = 1;

} // namespace

QByteArray encodeHandover(const Handover &request)
{
    return QJsonDocument(
               QJsonObject{{u"protocol"_s, protocol},
                           {u"raise"_s, request.raisesWindow},
                           {u"activation_token"_s, request.activationToken},
                           {u"arguments"_s, QJsonArray::fromStringList(request.arguments)},
                           {u"working_folder"_s, request.workingFolder},
                           {u"secrets_file"_s, request.secretsFile},
                           {u"json"_s, request.json},
                           {u"output_is_terminal"_s, request.outputIsTerminal},
                           {u"error_is_terminal"_s, request.errorIsTerminal}})
        .toJson(QJsonDocument::Compact);
}

std::optional<Handover> decodeHandover(const QByteArray &payload)
{
    const QJsonObject object = QJsonDocument::fromJson(payload).object();
    if (object[u"protocol"_s].toInt() != protocol)
        return std::nullopt;
    Handover request{.raisesWindow = object[u"raise"_s].toBool(),
                     .activationToken = object[u"activation_token"_s].toString(),
                     .arguments = {},
                     .workingFolder = object[u"working_folder"_s].toString(),
                     .secretsFile = object[u"secrets_file"_s].toString(),
                     .json = object[u"json"_s].toBool(),
                     .outputIsTerminal = object[u"output_is_terminal"_s].toBool(),
                     .errorIsTerminal = object[u"error_is_terminal"_s].toBool()};
    for (const QJsonValue &argument : object[u"arguments"_s].toArray()) {
        if (!argument.isString())
            return std::nullopt;
        request.arguments += argument.toString();
    }
    const bool isWhole = request.raisesWindow || (!request.arguments.isEmpty() &&
                                                  QDir::isAbsolutePath(request.workingFolder));
    return isWhole ? std::optional(request) : std::nullopt;
}

} // namespace casement
