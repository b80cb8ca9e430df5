#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Casement authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every sentence of the window that counts something has its English forms ("1 message", "2 messages"), under the
class that says it.

    plurals.py SOURCE LUPDATE      prints each sentence that has none; exit 1 if there is one
"""

import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path


def missing(translations: Path) -> list[str]:
    """What is not translated in a file that lupdate has just read the sources into."""
    found = []
    for context in ElementTree.parse(translations).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            forms = [] if translation is None else [form.text for form in translation.iter("numerusform")]
            if message.get("numerus") == "yes" and (translation.get("type") or len(forms) != 2 or not all(forms)):
                found.append(f"{context.findtext('name')}: {message.findtext('source')}")
    return found


def looked_up(source: Path, lupdate: str, translations: str) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "casement_en.ts"
        copy.write_text(translations, encoding="utf-8")
        command = [lupdate, "ui", "-I", ".", "-no-obsolete", "-locations", "none", "-pluralonly", "-ts", str(copy)]
        run = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
        if run.returncode:
            raise SystemExit(run.stderr)
        return missing(copy)


def main() -> int:
    if len(sys.argv) != 3:
        print("usage: plurals.py SOURCE LUPDATE", file=sys.stderr)
        return 2
    source = Path(sys.argv[1]).resolve()
    translations = (source / "translations" / "casement_en.ts").read_text(encoding="utf-8")
    # The looking itself works: without the forms of one sentence it is named.
    sentence = "%n message selected"
    if sentence not in translations or not looked_up(source, sys.argv[2], translations.replace(sentence, "", 1)):
        print(f"“{sentence}” is not missed where it is missing", file=sys.stderr)
        return 1
    found = looked_up(source, sys.argv[2], translations)
    for each in found:
        print(f"no English forms in translations/casement_en.ts: {each}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
