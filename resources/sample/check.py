#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Casement authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks the sample community in this folder and prints what it holds. Exits with 1 and one line a fault."""

import collections
import json
import pathlib
import re
import sys

FOLDER = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parent
CHANNELS = {"email", "fediverse", "bluesky", "xmpp", "irc", "telegram", "hand"}
# A conversation written down by hand is a telephone call or a talk, so any identity will do for it.
KINDS = CHANNELS - {"hand"} | {"phone"}
VISIBILITIES = {"direct", "followers", "unlisted", "public"}
STATES = {"open", "waiting", "snoozed", "done", "spam"}
STAGES = {"imagine", "decide", "work", "create"}
SESSION_STATES = {"idea", "invited", "held", "written-up", "reported-back", "closed"}
LINE_KINDS = {"text", "idea", "decision", "question", "quote", "sketch"}
ANSWERS = {"invited", "accepted", "came", "declined"}
HOST = re.compile(r"(?:https?://|xmpp:|mailto:[^\s@]*@|(?<=[\w.+-])@|did:web:)((?:[\w-]+\.)+[a-z]{2,})", re.I)
# RFC 2606 and RFC 6761
RESERVED = re.compile(r"(?:^|\.)(?:example|invalid|test|localhost|example\.(?:com|net|org))$", re.I)
SVG_NAMESPACE = "http://www.w3.org/2000/svg"  # a name that SVG must carry, not a place
ATTACHMENT_LIMIT = 2048  # bytes

faults = []


def fault(where, what):
    faults.append(f"{where}: {what}")


def need(ok, where, what):
    if not ok:
        fault(where, what)
    return ok


def unique(items, what):
    seen = {}
    for item in items:
        need(item["id"] not in seen, item["id"], f"the id of this {what} is used twice")
        seen[item["id"]] = item
    return seen


def own_words(text):
    """The text without quotation, as a reader would compare it."""
    lines = [line for line in text.splitlines() if not line.startswith(">")]
    return " ".join(" ".join(lines).split()).casefold()


def check_hosts(where, value):
    for host in HOST.findall(value.replace(SVG_NAMESPACE, "")):
        need(RESERVED.search(host), where, f"{host} is not a reserved domain")


def load_messages():
    messages = []
    for path in sorted(FOLDER.glob("messages*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                messages.append(json.loads(line))
            except ValueError as error:
                fault(f"{path.name}:{number}", error)
    return messages


def check_people(people):
    addresses = collections.Counter()
    for person in people.values():
        where = person["id"]
        need(person["name"].strip(), where, "has no name")
        need(person["identities"], where, "has no identity")
        for identity in person["identities"]:
            need(identity["kind"] in KINDS, where, f"unknown kind {identity['kind']}")
            addresses[identity["kind"], identity["address"].casefold()] += 1
            check_hosts(where, identity["address"])
            if identity["kind"] in ("email", "fediverse", "xmpp"):
                need(HOST.search(identity["address"]), where, f"{identity['address']} has no domain")
    for (kind, address), count in addresses.items():
        need(count == 1, address, f"this {kind} identity belongs to {count} people")


def check_facts(people, messages):
    for person in people.values():
        for fact in person["facts"]:
            where = f"{person['id']} fact '{fact['text'][:40]}'"
            source = messages.get(fact["source"])
            if not need(source, where, "has no source message"):
                continue
            need(source["author"] == person["id"], where, "comes from the message of someone else")
            need(own_words(fact["text"]) in own_words(source["text"]), where, "is not in the message's words")
            need(fact["review_months"] > 0, where, "is never reviewed")


def check_message(message, messages, people, staff):
    where = message["id"]
    author = message["author"]
    need(message["channel"] in CHANNELS, where, f"unknown channel {message['channel']}")
    need(message["visibility"] in VISIBILITIES, where, f"unknown visibility {message['visibility']}")
    need(isinstance(message["minutes_ago"], int) and message["minutes_ago"] > 0, where, "is not in the past")
    need(message["text"].strip(), where, "is empty")
    need("subject" not in message or message["channel"] == "email", where, "has a subject outside of mail")
    need(message["channel"] != "email" or message.get("subject"), where, "is mail without a subject")
    if message["direction"] == "in":
        if need(author in people, where, f"unknown author {author}"):
            kinds = {identity["kind"] for identity in people[author]["identities"]}
            need(message["channel"] in kinds | {"hand"}, where, f"{author} is not on {message['channel']}")
    else:
        need(message["direction"] == "out", where, f"unknown direction {message['direction']}")
        need(author in staff, where, f"{author} is not staff")
    for other in message["to"] + message["cc"]:
        need(other in people, where, f"unknown recipient {other}")
    reply = message.get("in_reply_to")
    if reply is not None and need(reply in messages, where, f"answers {reply}, which does not exist"):
        need(messages[reply]["minutes_ago"] > message["minutes_ago"], where, "is older than what it answers")
        need(messages[reply]["conversation"] == message["conversation"], where, "answers another conversation")
    for attachment in message["attachments"]:
        size = len(attachment["text"].encode())
        need(0 < size <= ATTACHMENT_LIMIT, where, f"{attachment['name']} has {size} bytes")
        need("/" not in attachment["name"], where, f"{attachment['name']} names a folder")
    check_hosts(where, json.dumps(message, ensure_ascii=False))


def check_conversations(messages):
    conversations = collections.defaultdict(list)
    for message in messages:
        conversations[message["conversation"]].append(message)
    for key, thread in conversations.items():
        need(len({message["channel"] for message in thread}) == 1, key, "is on several channels")
        times = [message["minutes_ago"] for message in thread]
        need(times == sorted(times, reverse=True) and len(set(times)) == len(times), key, "is not in the order of time")
        need(1 <= len(thread) <= 12, key, f"has {len(thread)} messages")
        need("in_reply_to" not in thread[0], key, "begins with an answer")
        need(all("in_reply_to" in message for message in thread[1:]), key, "has a second beginning")
    return conversations


def check_duplicates(messages):
    texts = collections.defaultdict(list)
    for message in messages:
        texts[own_words(message["text"])].append(message["id"])
    for text, ids in texts.items():
        need(len(ids) == 1, " ".join(ids), f"the same text: {text[:60]}")


def check_workspace(workspace, conversations, messages, people):
    staff = unique(workspace["staff"], "staff member")
    need(sum(bool(member.get("me")) for member in staff.values()) == 1, "staff", "exactly one must be me")
    tags = {tag["name"] for tag in workspace["tags"]}
    need(len(tags) == len(workspace["tags"]), "tags", "a name is used twice")
    need({account["channel"] for account in workspace["accounts"]} == CHANNELS, "accounts", "not one for each channel")
    listed = unique(workspace["conversations"], "conversation")
    for key, row in listed.items():
        need(key in conversations, key, "has no messages")
        need(row["state"] in STATES, key, f"unknown state {row['state']}")
        need(set(row["tags"]) <= tags, key, f"unknown tags {set(row['tags']) - tags}")
        need(row["assignee"] is None or row["assignee"] in staff, key, "is assigned to nobody we know")
        need((row["state"] == "snoozed") == ("snooze_hours" in row), key, "snoozed and snooze_hours disagree")
        for note in row["notes"]:
            need(note["author"] in staff, key, "has a note by a stranger")
            need(note["minutes_ago"] > 0, key, "has a note from the future")
    for draft in workspace["drafts"]:
        need(draft["conversation"] in conversations, draft["conversation"], "has a draft but no messages")
    for session in workspace["sessions"]:
        where = f"session '{session['title']}'"
        need(session["stage"] in STAGES, where, f"unknown stage {session['stage']}")
        need(session["state"] in SESSION_STATES, where, f"unknown state {session['state']}")
        need(session["host"] in staff, where, "the host is not staff")
        for participant in session["participants"]:
            need(participant["person"] in people, where, f"unknown {participant['person']}")
            need(participant["status"] in ANSWERS, where, f"unknown answer {participant['status']}")
        for line in session["lines"]:
            need(line["kind"] in LINE_KINDS, where, f"unknown kind {line['kind']}")
            need(line["author"] in people or line["author"] in staff, where, f"unknown author {line['author']}")
        for source in session["inspired_by"]:
            need(source in messages, where, f"inspired by {source}, which does not exist")
    for promise in workspace["promises"]:
        where = f"promise '{promise['words']}'"
        source = messages.get(promise["message"])
        if need(source, where, "is in a message that does not exist"):
            need(own_words(promise["quote"]) in own_words(source["text"]), where, "is not in the message's words")
        need(promise["owner"] in staff, where, "is kept by nobody we know")
        need(promise.get("kept_by", promise["message"]) in messages, where, "is kept by a message that does not exist")
    check_hosts("workspace.json", json.dumps(workspace, ensure_ascii=False))
    return staff, listed


def state_of(thread, row):
    if row:
        return row["state"]
    return "open" if thread[-1]["direction"] == "in" else "waiting"


def main():
    message_list = load_messages()
    messages = unique(message_list, "message")
    people = unique(json.loads((FOLDER / "people.json").read_text(encoding="utf-8")), "person")
    workspace = json.loads((FOLDER / "workspace.json").read_text(encoding="utf-8"))
    check_people(people)
    conversations = check_conversations(message_list)
    staff, listed = check_workspace(workspace, conversations, messages, people)
    for message in message_list:
        check_message(message, messages, people, staff)
    check_duplicates(message_list)
    check_facts(people, messages)

    states = collections.Counter(state_of(thread, listed.get(key)) for key, thread in conversations.items())
    several = sum(len(person["identities"]) > 1 for person in people.values())
    print(len(people), "people,", several, "on several channels")
    print(sum(len(person["facts"]) for person in people.values()), "facts")
    print(len(conversations), "conversations:", dict(states.most_common()))
    print(len(messages), "messages:", dict(collections.Counter(m["channel"] for m in message_list).most_common()))
    print("lengths of conversations:", dict(sorted(collections.Counter(map(len, conversations.values())).items())))
    print(sum("html" in m for m in message_list), "with HTML,", sum(bool(m["attachments"]) for m in message_list),
          "with attachments,", sum("```" in m["text"] for m in message_list), "with code,",
          sum("\n> " in m["text"] for m in message_list), "with quotation")
    print(len(workspace["sessions"]), "sessions,", len(workspace["promises"]), "promises,", len(workspace["drafts"]), "drafts,",
          sum(len(row["notes"]) for row in workspace["conversations"]), "notes")
    if message_list:
        print("oldest", max(m["minutes_ago"] for m in message_list) // 1440, "days, newest",
              min(m["minutes_ago"] for m in message_list), "minutes ago")
    for line in faults:
        print("fault:", line, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
