# SPDX-FileCopyrightText: 2026 The Casement authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Compiler flags and the one function with which every library of ours is declared.

add_library(casement_flags INTERFACE)
target_compile_definitions(casement_flags INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_URL_CAST_FROM_STRING QT_NO_CAST_FROM_BYTEARRAY
    QT_NO_KEYWORDS QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_NO_FOREACH
    QT_ENABLE_STRICT_MODE_UP_TO=0x060800 QT_USE_QSTRINGBUILDER)
target_compile_options(casement_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wold-style-cast
    -Wno-missing-field-initializers # designated initialisers name what they set; the rest has its default
    $<$<BOOL:${CASEMENT_WERROR}>:-Werror>
    # GCC 14 takes the error inside a std::expected that holds a value for an uninitialised one, once it optimises.
    $<$<CONFIG:Release,RelWithDebInfo>:-Wno-maybe-uninitialized -fstack-protector-strong -fstack-clash-protection>)
target_compile_definitions(casement_flags INTERFACE $<$<CONFIG:Release,RelWithDebInfo>:_FORTIFY_SOURCE=3>)
target_include_directories(casement_flags INTERFACE ${PROJECT_SOURCE_DIR})
if(CASEMENT_SANITIZE)
    target_compile_options(casement_flags INTERFACE -fsanitize=${CASEMENT_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(casement_flags INTERFACE -fsanitize=${CASEMENT_SANITIZE})
endif()

# What nearly every file reads is precompiled once for all that is no widget, and once for all that is: a header of its own
# would cost each library as much as compiling two files. GCC takes it elsewhere too, as long as the options that the
# headers ask about are the same; -Winvalid-pch says when they are not.
set(casement_precompiled
    <expected> <functional> <memory> <optional> <span> <variant> <vector> <chrono>
    <QByteArray> <QDateTime> <QFuture> <QHash> <QJsonArray> <QJsonDocument> <QJsonObject> <QList> <QObject>
    <QString> <QStringList>)

# casement_library(NAME SOURCES … LINKS … [HEADERS …]): a static library of one layer. LINKS are the layers and packages
# that it may see: the link list is the layer rule (tests/lint checks the includes as well). PRECOMPILE: headers that it
# precompiles for itself and for the tests of it; without, it takes those of casement_domain.
function(casement_library name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;PRIVATE_LINKS;PRECOMPILE" ${ARGN})
    add_library(${name} STATIC ${ARG_SOURCES})
    target_link_libraries(${name} PUBLIC ${ARG_LINKS} PRIVATE casement_flags ${ARG_PRIVATE_LINKS})
    target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
    target_compile_options(${name} PRIVATE -Wconversion -Wno-sign-conversion)
    if(ARG_PRECOMPILE)
        target_precompile_headers(${name} PRIVATE ${casement_precompiled} ${ARG_PRECOMPILE})
    else()
        target_precompile_headers(${name} REUSE_FROM casement_domain)
    endif()
    string(REPLACE "casement_" "" alias ${name})
    add_library(Casement::${alias} ALIAS ${name})
endfunction()
