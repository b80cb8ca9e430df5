#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Casement authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Proves that layers.py finds what it should and nothing else: small bad and good files in a temporary folder."""

import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
import layers  # noqa: E402  (found beside this file)

HEAD = "".join(f"// {line}\n" for line in layers.LICENCE_LINES)  # two lines: the sample starts on line 3

# What must exist for includes to be found.
HEADERS = [
    "core/domain/a.h", "core/text/a.h", "core/storage/a.h", "core/channels/connector.h", "core/channels/other.h",
    "core/channels/email/a.h", "core/channels/irc/a.h", "core/desk/a.h", "core/sync/a.h", "ui/a.h", "app/a.h",
    "tests/support/a.h", "core/domain/fact.h", "core/desk/triage.h",
]

# (file, content, rule, line): exactly this one breach.
BAD = [
    ("core/domain/b.cpp", '#include "core/storage/a.h"\n', "layer", 3),
    ("core/domain/b.cpp", '#include "core/text/a.h"\n', "layer", 3),
    ("core/storage/enqueue.cpp", '#include "core/domain/fact.h"\n', "internal-words", 3),
    ("core/desk/outbox.cpp", '\n#include "core/desk/triage.h"\n', "internal-words", 4),
    ("core/channels/email/b.cpp", '#include "core/domain/fact.h"\n', "internal-words", 3),
    ("core/text/b.cpp", '\n#include "core/storage/a.h"\n', "layer", 4),
    ("core/storage/b.cpp", '#include "core/channels/connector.h"\n', "layer", 3),
    ("core/storage/b.cpp", '#include "core/desk/a.h"\n', "layer", 3),
    ("core/sync/b.cpp", '#include "core/desk/a.h"\n', "layer", 3),
    ("core/channels/b.cpp", '#include "core/channels/email/a.h"\n', "layer", 3),
    ("core/channels/email/b.cpp", '#include "core/storage/a.h"\n', "layer", 3),
    ("core/channels/email/b.cpp", '#include "core/channels/irc/a.h"\n', "layer", 3),
    ("core/channels/email/b.cpp", '#include "core/desk/a.h"\n', "layer", 3),
    ("core/desk/b.cpp", '#include "core/channels/email/a.h"\n', "layer", 3),
    ("core/desk/b.cpp", '#include "core/channels/other.h"\n', "layer", 3),
    ("core/desk/b.cpp", '#include "ui/a.h"\n', "layer", 3),
    ("ui/b.cpp", '#include "core/storage/a.h"\n', "layer", 3),
    ("ui/b.cpp", '#include "core/channels/other.h"\n', "layer", 3),
    ("ui/b.cpp", '#  include   "app/a.h"\n', "layer", 3),
    ("tests/support/b.cpp", '#include "app/a.h"\n', "layer", 3),
    ("core/desk/b.cpp", '#include "tests/support/a.h"\n', "layer", 3),
    ("core/desk/b.cpp", '#include "a.h"\n', "include-path", 3),
    ("core/desk/b.cpp", '#include "../storage/a.h"\n', "include-path", 3),
    ("core/desk/b.cpp", '#include "core/desk/missing.h"\n', "include-path", 3),
    ("core/desk/b.cpp", "#include <core/desk/a.h>\n", "include-path", 3),
    ("core/desk/b.cpp", "#include <sqlite3.h>\n", "library", 3),
    ("core/storage/b.cpp", "#include <QSqlQuery>\n", "library", 3),
    ("core/desk/b.cpp", "#include <KMime/Message>\n", "library", 3),
    ("ui/b.cpp", "#include <gumbo.h>\n", "library", 3),
    ("core/desk/b.cpp", "#include <QMessageBox>\n", "library", 3),
    ("core/domain/b.cpp", "#include <QtWidgets/QLabel>\n", "library", 3),
    ("core/domain/b.cpp", "#include <QFile>\n", "pure", 3),
    ("core/text/b.cpp", "#include <QNetworkAccessManager>\n", "pure", 3),
    ("core/domain/b.h", "int a;\n", "pragma-once", 1),
    ("core/domain/b.h", "// #pragma once\nint a;\n", "pragma-once", 1),
    ("ui/b.cpp", 'auto q = u"SELECT id FROM message";\n', "sql", 3),
    ("ui/b.cpp", 'auto q = u"SELECT id"\n         u" FROM message";\n', "sql", 3),
    ("app/b.cpp", 'auto q = R"(\n  INSERT OR IGNORE INTO tag VALUES (1))";\n', "sql", 3),
    ("core/desk/b.cpp", 'auto q = "UPDATE tag SET name = ?";\n', "sql", 3),
    ("core/channels/email/b.cpp", 'f("DELETE FROM tag");\n', "sql", 3),
    ("core/desk/b.cpp", 'f("PRAGMA user_version");\n', "sql", 3),
    ("ui/b.cpp", "edit.setMarkdown(text);\n", "markdown", 3),
    ("ui/b.cpp", "dialog.exec();\n", "nested-loop", 3),
    ("ui/b.cpp", "menu->exec(place);\n", "nested-loop", 3),
    ("core/desk/b.cpp", "job->exec();\n", "nested-loop", 3),
    ("app/b.cpp", "QMessageBox::question(this, a, b);\n", "nested-loop", 3),
    ("ui/b.cpp", "QFileDialog::getOpenFileName(this);\n", "nested-loop", 3),
    ("core/storage/b.cpp", "QCoreApplication::processEvents();\n", "nested-loop", 3),
    ("core/desk/b.cpp", "QEventLoop loop;\n", "nested-loop", 3),
    ("core/desk/b.cpp", "QApplication::exec();\n", "nested-loop", 3),
    ("core/desk/b.cpp", "QThread::msleep(5);\n", "sleep", 3),
    ("core/desk/b.cpp", 'qFatal("no");\n', "fatal", 3),
    ("core/channels/email/b.cpp", "job.setInsecureFallback(true);\n", "insecure", 3),
    ("core/channels/email/b.cpp", "socket.ignoreSslErrors();\n", "insecure", 3),
    ("tests/unit/b.cpp", "QTest::qWait(5);\n", "wait", 3),
    ("core/desk/BigName.cpp", "int a;\n", "file-name", 1),
    ("core/desk/b.cpp", "int a;\n" * layers.MAX_LINES, "length", layers.MAX_LINES + 2),
    ("resources/b.sql", None, "sql", 1),
]

# Files that must pass.
GOOD = [
    ("core/domain/b.cpp", '#include "core/domain/a.h"\n#include <QString>\n'),
    ("core/text/b.cpp", '#include "core/domain/a.h"\n#include <gumbo.h>\n'),
    ("core/storage/b.cpp", '#include "core/storage/a.h"\n#include <sqlite3.h>\nauto q = "SELECT 1 FROM a";\ndb.exec(q);\n'),
    ("core/channels/b.cpp", '#include "core/channels/connector.h"\n'),
    ("core/channels/email/b.cpp",
     '#include "core/channels/connector.h"\n#include "core/channels/email/a.h"\n#include "core/text/a.h"\n'
     "#include <KMime/Message>\n"),
    ("core/desk/b.cpp", '#include "core/channels/connector.h"\n#include "core/storage/a.h"\n#include "b.moc"\n'),
    ("core/desk/c.cpp", '// dialog.exec() and qFatal("x") are not for us\n/* #include "ui/a.h" */\nint a = 1\'000\'000;\n'),
    ("core/desk/d.cpp", 'auto text = u"Please select something from the list, or update and set it";\n'),
    ("core/desk/e.cpp", 'auto text = u"qFatal( .exec() setMarkdown(";\n'),
    ("ui/b.cpp", '#include "core/desk/a.h"\n#include "core/text/a.h"\n#include <QMessageBox>\ndialog->open();\n'),
    ("app/b.cpp", '#include "ui/a.h"\n#include "core/storage/a.h"\nreturn QApplication::exec();\n'),
    ("app/c.cpp", "return application.exec();\n"),
    ("tests/unit/b.cpp", '#include "core/storage/a.h"\nauto q = "DELETE FROM tag";\nQTRY_VERIFY(QTest::qWaitFor(f));\n'),
    ("core/desk/f.cpp", "int a;\n" * (layers.MAX_LINES - 2)),
]


def write(root: Path, name: str, content: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")


def prepared(root: Path) -> None:
    for name in HEADERS:
        write(root, name, HEAD + "#pragma once\n")


def breaches(root: Path) -> list:
    return layers.check(root)[0]


def main() -> int:
    wrong = []

    def expect(what: str, found: list, rule: str | None = None, file: str = "", line: int = 0) -> None:
        got = [(breach.rule, breach.file, breach.line) for breach in found]
        if got != ([(rule, file, line)] if rule else []):
            wrong.append(f"{what}: expected {rule or 'nothing'} at {file}:{line}, got {[str(b) for b in found]}")

    for name, content, rule, line in BAD:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            prepared(root)
            head = "".join(f"-- {text}\n" for text in layers.LICENCE_LINES) if name.endswith(".sql") else HEAD
            write(root, name, head + (content or ""))
            expect(f"bad {name} {(content or '')[:60]!r}", breaches(root), rule, name, line)

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        prepared(root)
        for name, content in GOOD:
            write(root, name, HEAD + content)
        expect("good files", breaches(root))

    # Each of the two lines is needed, in each kind of file.
    for name in ("core/a.cpp", "CMakeLists.txt", "tool", "a.py", "b.sh", "core/storage/a.sql", "x.cmake"):
        for missing in layers.LICENCE_LINES:
            with tempfile.TemporaryDirectory() as folder:
                root = Path(folder)
                kept = [line for line in layers.LICENCE_LINES if line != missing]
                write(root, name, "#!/bin/sh\n# " + kept[0] + "\n")
                expect(f"{name} without “{missing}”", breaches(root), "licence", name, 1)

    # What is internal is not seen through another header either; who does not send may see it.
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        prepared(root)
        write(root, "core/storage/b.h", HEAD + '#pragma once\n#include "core/domain/fact.h"\n')
        write(root, "core/storage/b.cpp", HEAD + '#include "core/storage/b.h"\n')
        expect("facts where nothing is sent", breaches(root))
        write(root, "core/storage/enqueue.cpp", HEAD + '#include "core/storage/b.h"\n')
        expect("facts through a header", breaches(root), "internal-words", "core/storage/enqueue.cpp", 3)

    # Generated files and other people's folders are not ours.
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write(root, "build/dev/core/a.cpp", "qFatal();\n")
        expect("the build folder", breaches(root))

    for sentence in wrong:
        print(sentence)
    cases = len(BAD) + len(GOOD) + 17
    print(f"{cases} cases, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
