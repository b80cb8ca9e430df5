#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Casement authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks the rules of the house that a compiler does not: layers by folder, where SQL may stand, calls that block or
trust too much, licence lines, file lengths.

    layers.py SOURCE      prints FILE:LINE: [rule] sentence for each breach; exit 1 if there is one
"""

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

MAX_LINES = 730
SKIPPED_FOLDERS = {".git", "build", ".cache", "__pycache__", "LICENSES"}
CODE = {".cpp", ".h"}

# Which folders of ours a layer may include from. The longest matching prefix on the left decides; an entry on the right
# is a folder with everything below it, "folder/*" the files directly in it, or one file.
LAYERS = {
    "core/domain": ["core/domain"],
    "core/text": ["core/text", "core/domain"],
    "core/mail": ["core/mail", "core/text", "core/domain"],
    "core/exports": ["core/exports", "core/text", "core/domain"],
    "core/storage": ["core/storage", "core/text", "core/domain"],
    "core/sync": ["core/sync", "core/storage", "core/domain"],
    "core/channels": ["core/channels/*", "core/channels/http", "core/mail", "core/text", "core/domain"],
    "core/desk": ["core/desk", "core/storage", "core/channels/connector.h", "core/mail", "core/exports", "core/text",
                  "core/domain"],
    "ui": ["ui", "core/desk", "core/channels/connector.h", "core/text", "core/domain"], # Capabilities drive the composer
    "app": ["app", "ui", "core"],
    "tests/support": ["tests/support", "core"],
    "tests": ["tests", "app", "ui", "core"],
}

# Libraries that have one home: (pattern of an <include>, folders that may have it, what it is).
HOMES = [
    (r"sqlite3(ext)?\.h$", ["core/storage", "tests"], "SQLite"),
    (r"(QtSql/|QSql)", [], "QtSql"),
    (r"(KMime/|kmime_|KIMAP/|KSMTP/)", ["core/channels", "core/mail", "tests"], "a mail protocol library"),
    (r"(gumbo|md4c(-html)?)\.h$", ["core/text", "tests"], "a parser of HTML or Markdown"),
    (r"(QtWidgets/|Q(Abstract)?(Widget|Application|MainWindow|Dialog|MessageBox|Label|(Push|Tool)Button|LineEdit|"
     r"TextEdit|TextBrowser|PlainTextEdit|Menu|Splitter|(List|Tree|Table)View|StyledItemDelegate)$)",
     ["ui", "app", "tests"], "Qt Widgets"),
]
# Pure layers do no input and output.
PURE = ["core/domain", "core/text"]
IMPURE = re.compile(
    r"(QtNetwork/|QNetwork|Q(Tcp|Udp|Ssl|Local)(Socket|Server)|Q(Save|Temporary)?File$|QDir$|QProcess$|QSettings$|"
    r"QThread$|fstream$|filesystem$|sys/|unistd\.h$)")

# What is written down about people and of what the team says to itself, no path leads to a channel: what makes, queues and
# sends a message does not even see these, through whatever it includes.
INTERNAL = ("core/domain/fact.h", "core/storage/factstore.h", "core/storage/triagestore.h", "core/desk/facts.h",
            "core/desk/triage.h")
SENDING = re.compile(
    r"core/channels/.*|core/domain/(message|outbox)\.(h|cpp)|core/desk/outbox\.(h|cpp)|"
    r"core/storage/(enqueue|outboxstore|draftstore|replystore)\.(h|cpp)|ui/composer/(composer|replycomposer)\.(h|cpp)")

PRODUCT = ("app", "core", "ui")


@dataclass(frozen=True)
class CallRule:
    name: str
    pattern: re.Pattern
    folders: tuple
    sentence: str
    allowed: re.Pattern | None = None
    allowed_in: str = ""


CALLS = [
    CallRule("markdown", re.compile(r"\bsetMarkdown\s*\("), PRODUCT,
             "setMarkdown() drops text after an image and trusts links: core/text renders Markdown"),
    CallRule("nested-loop", re.compile(r"(?:\.|->|::)\s*exec\s*\(\s*\)"), ("app", "ui", "core/desk", "core/channels"),
             "exec() runs a nested event loop: use open() and a signal",
             # A verb waits on a thread of its own, where nothing else runs that could be re-entered.
             re.compile(r"\b(Q\w*Application\s*::|app(lication)?\s*\.|loop\s*\.)\s*exec\s*\("), "app"),
    CallRule("nested-loop", re.compile(r"(?:\.|->)\s*exec\s*\("), ("ui", "app"),
             "exec() runs a nested event loop: use open(), show() or popup()",
             re.compile(r"\b(app(lication)?|loop)\s*\.\s*exec\s*\("), "app"),
    CallRule("nested-loop", re.compile(
        r"\bQMessageBox::(question|warning|critical|information|about)\s*\(|\bQInputDialog::get\w+\s*\(|"
        r"\bQFileDialog::get(Open|Save|Existing)(File|Directory)\w*\s*\(|\bQ(Color|Font)Dialog::get\w+\s*\("), PRODUCT,
        "this static dialog runs a nested event loop: make one and open() it"),
    CallRule("nested-loop", re.compile(r"\bprocessEvents\s*\(|\bQEventLoop\b"), PRODUCT,
             "nested event loops re-enter code that does not expect it", re.compile(r"\bQEventLoop\b"), "app/verbs"),
    CallRule("sleep", re.compile(r"\bQThread::[mu]?sleep\s*\(|\bthis_thread::sleep_|\bu?sleep\s*\(\s*\d"), PRODUCT,
             "nothing sleeps: use a timer or a future", re.compile(r"\bQThread::sleep\("), "app/instance"),
    CallRule("fatal", re.compile(r"\b(qFatal|qFatalLog|qt_assert)\s*\(|\bstd::(abort|terminate|exit)\s*\("), PRODUCT,
             "the program does not kill itself on bad data: return a Result"),
    CallRule("insecure", re.compile(r"\bsetInsecureFallback\s*\((?!\s*false)"), PRODUCT,
             "passwords are kept in the keychain or not at all"),
    CallRule("insecure", re.compile(r"\bignoreSslErrors\s*\(\s*\)|\bVerifyNone\b|\bQueryPeer\b"), PRODUCT,
             "a certificate is always verified"),
    CallRule("wait", re.compile(r"\bqWait\s*\(|\bqSleep\s*\("), ("tests",),
             "tests wait for something (QTRY_…), not for a time"),
]

SQL = re.compile(
    r"\bSELECT\b[\s\S]*\bFROM\b|\bINSERT\s+(OR\s+[A-Z]+\s+)?INTO\b|\bUPDATE\s+(OR\s+[A-Z]+\s+)?[\w.\"]+\s+SET\b|"
    r"\bDELETE\s+FROM\b|\bCREATE\s+(TEMP\s+|UNIQUE\s+|VIRTUAL\s+)?(TABLE|INDEX|TRIGGER|VIEW)\b|"
    r"\b(DROP|ALTER)\s+TABLE\b|^\s*PRAGMA\s+\w")

# REUSE-IgnoreStart
LICENCE_LINES = ("SPDX-FileCopyrightText: 2026 The Casement authors", "SPDX-License-Identifier: GPL-3.0-or-later")
# REUSE-IgnoreEnd
LICENSED = {".cpp", ".h", ".cmake", ".sh", ".py", ".sql", ".in"}


@dataclass(frozen=True)
class Breach:
    file: str
    line: int
    rule: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: [{self.rule}] {self.sentence}"


TOKEN = re.compile(
    r'(?P<raw>R"(?P<mark>[^()\\\s]{0,16})\((?P<rawtext>[\s\S]*?)\)(?P=mark)")'
    r'|(?P<string>"(?P<text>(?:\\[\s\S]|[^"\\\n])*)")'
    r"|(?P<character>(?<![0-9A-Fa-f])'(?:\\[^\n]|[^'\\\n])+')"
    r"|(?P<comment>//(?:\\\n|[^\n])*|/\*[\s\S]*?\*/)")


def split(source: str) -> tuple[str, list[tuple[int, str]]]:
    """The code with strings, characters and comments blanked (line numbers stay), and the string literals with their
    lines; literals with nothing but blanks between them are one, as they are for the compiler."""
    strings: list[tuple[int, str]] = []
    code: list[str] = []
    at = 0
    last_end = None
    for token in TOKEN.finditer(source):
        between = source[at:token.start()]
        code.append(between)
        is_string = token.group("raw") is not None or token.group("string") is not None
        if is_string:
            text = token.group("rawtext") if token.group("raw") is not None else token.group("text")
            # A prefix (u, u8, L) stands in `between`; a suffix (_s) is there for the next.
            if last_end is not None and re.fullmatch(r"(_\w+)?\s*(u8|u|U|L)?", source[last_end:token.start()]):
                strings[-1] = (strings[-1][0], strings[-1][1] + text)
            else:
                strings.append((source.count("\n", 0, token.start()) + 1, text))
            last_end = token.end()
        blank = re.sub(r"[^\n]", " ", token.group(0))
        # Includes are read from the code, so their names stay.
        if is_string and re.search(r"#\s*include\s*$", between):
            blank = token.group(0)
        code.append(blank)
        at = token.end()
    code.append(source[at:])
    return "".join(code), strings


def is_in(path: str, folder: str) -> bool:
    if folder.endswith("/*"):
        return str(Path(path).parent) == folder[:-2]
    return path == folder or path.startswith(folder + "/")


def layer_of(path: str) -> str | None:
    fitting = [layer for layer in LAYERS if is_in(path, layer)]
    return max(fitting, key=len) if fitting else None


def may_include(path: str, included: str) -> bool:
    layer = layer_of(path)
    if layer is None:
        return True
    allowed = list(LAYERS[layer])
    parts = path.split("/")
    if layer == "core/channels" and len(parts) > 3:  # a channel sees itself, and no other channel
        allowed.append("/".join(parts[:3]))
    return any(is_in(included, folder) for folder in allowed)


def line_of(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def check_includes(root: Path, path: str, code: str) -> list[Breach]:
    found = []
    for match in re.finditer(r"^[ \t]*#[ \t]*include[ \t]*([<\"])([^>\"\n]+)[>\"]", code, re.MULTILINE):
        line = line_of(code, match.start(1))
        included = match.group(2)
        is_ours = included.split("/")[0] in ("core", "ui", "app", "tests")
        if match.group(1) == '"':
            if re.fullmatch(r"(moc_)?\w+\.(moc|cpp)", included) and "moc" in included:
                continue
            if not is_ours or not (root / included).is_file():
                found.append(Breach(path, line, "include-path",
                                    f'"{included}" is no file of ours named from the root ("core/…")'))
            elif not may_include(path, included):
                found.append(Breach(path, line, "layer", f"{layer_of(path)} must not see {included}"))
            continue
        if is_ours:
            found.append(Breach(path, line, "include-path", f"<{included}> is ours: include it with quotes"))
        for pattern, homes, what in HOMES:
            if re.search("(^|/)" + pattern, included) and not any(is_in(path, home) for home in homes):
                found.append(Breach(path, line, "library", f"<{included}>: {what} has no place in {Path(path).parent}"))
        if any(is_in(path, layer) for layer in PURE) and re.search("(^|/)" + IMPURE.pattern, included):
            found.append(Breach(path, line, "pure", f"<{included}>: {layer_of(path)} does no input and output"))
    return found


def check_code(root: Path, path: str, source: str) -> list[Breach]:
    code, strings = split(source)
    found = check_includes(root, path, code)
    if path.endswith(".h") and not re.search(r"^#pragma once$", code, re.MULTILINE):
        found.append(Breach(path, 1, "pragma-once", "the header has no #pragma once"))
    if not any(is_in(path, folder) for folder in ("core/storage", "tests")):
        for line, text in strings:
            if SQL.search(text):
                found.append(Breach(path, line, "sql", "SQL stands in core/storage only"))
    seen = set()
    for rule in CALLS:
        if not any(is_in(path, folder) for folder in rule.folders):
            continue
        for match in rule.pattern.finditer(code):
            line = line_of(code, match.start())
            text = code.splitlines()[line - 1]
            if rule.allowed and is_in(path, rule.allowed_in) and rule.allowed.search(text):
                continue
            if (line, rule.name) not in seen:
                seen.add((line, rule.name))
                found.append(Breach(path, line, rule.name, rule.sentence))
    return found


OUR_INCLUDE = re.compile(r"^[ \t]*#[ \t]*include[ \t]*\"([^\"\n]+)\"", re.MULTILINE)


def check_sending(root: Path, path: str) -> list[Breach]:
    """Whether \\a path, which makes or sends messages, reaches what is internal, and through which files."""
    via: dict[str, tuple[str, int]] = {}
    waiting = [path]
    while waiting:
        file = waiting.pop()
        source = (root / file).read_text(encoding="utf-8", errors="replace")
        for match in OUR_INCLUDE.finditer(source):
            included = match.group(1)
            if included not in via and included != path and (root / included).is_file():
                via[included] = (file, line_of(source, match.start(1)))
                waiting.append(included)
    found = []
    for internal in INTERNAL:
        if internal not in via:
            continue
        chain = [internal]
        while chain[-1] != path:
            chain.append(via[chain[-1]][0])
        line = via[chain[-2]][1]
        found.append(Breach(path, line, "internal-words",
                            "what sends must not see " + " ← ".join(chain[:-1])))
    return found


def needs_licence(path: Path, start: str) -> bool:
    return path.suffix in LICENSED or path.name == "CMakeLists.txt" or start.startswith("#!")


def files_below(root: Path):
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(set(folders) - SKIPPED_FOLDERS)
        yield from (Path(folder) / name for name in sorted(files))


def check(root: Path) -> tuple[list[Breach], int]:
    """All breaches below \\a root, and how many files were looked at."""
    found: list[Breach] = []
    count = 0
    for path in files_below(root):
        relative = path.relative_to(root)
        if path.is_symlink() or not path.is_file():
            continue
        name = str(relative)
        raw = path.read_bytes()
        start = raw[:2000].decode("utf-8", "replace")
        if needs_licence(path, start):
            count += 1
            head = "\n".join(start.splitlines()[:6])
            for line in LICENCE_LINES:
                if line not in head:
                    found.append(Breach(name, 1, "licence", f"the first lines lack “{line}”"))
        if path.suffix == ".sql" and not any(is_in(name, folder) for folder in ("core/storage", "tests")):
            found.append(Breach(name, 1, "sql", "SQL stands in core/storage only"))
        if path.suffix not in CODE:
            continue
        try:
            source = raw.decode("utf-8")
        except UnicodeDecodeError:
            found.append(Breach(name, 1, "encoding", "the file is not UTF-8"))
            continue
        if not re.fullmatch(r"[a-z0-9_-]+", path.stem):
            found.append(Breach(name, 1, "file-name", "file names are lower case"))
        lines = source.count("\n")
        if lines > MAX_LINES:
            found.append(Breach(name, lines, "length", f"{lines} lines are more than {MAX_LINES}: split it"))
        found += check_code(root, name, source)
        if SENDING.fullmatch(name):
            found += check_sending(root, name)
    return found, count


def main() -> int:
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        print("usage: layers.py SOURCE", file=sys.stderr)
        return 2
    found, count = check(Path(sys.argv[1]).resolve())
    for breach in found:
        print(breach)
    if count == 0:  # a wrong folder must not look clean
        print("no source files found", file=sys.stderr)
        return 2
    print(f"{count} files, {len(found)} breaches of the rules")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
