// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace casement
{

class VerbContext;

/// The verbs, one function each, called on a thread of their own; verbs/table.cpp says what they
/// take and give.
namespace verb
{

int accountAddEmail(VerbContext &context);
int capabilities(VerbContext &context);
int accountList(VerbContext &context);
int accountRemove(VerbContext &context);
int accountPause(VerbContext &context);
int accountResume(VerbContext &context);
int import(VerbContext &context);
int fetch(VerbContext &context);
int watch(VerbContext &context);
int list(VerbContext &context);
int show(VerbContext &context);
int attachment(VerbContext &context);
int search(VerbContext &context);
int reply(VerbContext &context);
int writeFirst(VerbContext &context);
int tag(VerbContext &context);
int note(VerbContext &context);
int record(VerbContext &context);
int done(VerbContext &context);
int reopen(VerbContext &context);
int spam(VerbContext &context);
int assign(VerbContext &context);
int snooze(VerbContext &context);
int undo(VerbContext &context);
int outboxList(VerbContext &context);
int outboxCancel(VerbContext &context);
int outboxRetry(VerbContext &context);
int outboxSent(VerbContext &context);
int send(VerbContext &context);
int sampleAdd(VerbContext &context);
int sampleRemove(VerbContext &context);
int personSuggestions(VerbContext &context);
int personJoin(VerbContext &context);
int personSplit(VerbContext &context);
int personNotSame(VerbContext &context);
int personLater(VerbContext &context);
int personShow(VerbContext &context);
int personSet(VerbContext &context);
int factAdd(VerbContext &context);
int factEdit(VerbContext &context);
int factRemove(VerbContext &context);
int factConfirm(VerbContext &context);
int factList(VerbContext &context);
int wordsList(VerbContext &context);
int wordsAdd(VerbContext &context);
int wordsRemove(VerbContext &context);
int consent(VerbContext &context);
int split(VerbContext &context);
int askList(VerbContext &context);
int askShow(VerbContext &context);
int askNew(VerbContext &context);
int askAdd(VerbContext &context);
int askRestate(VerbContext &context);
int askState(VerbContext &context);
int askDraft(VerbContext &context);
int askTell(VerbContext &context);
int askSkip(VerbContext &context);
int personList(VerbContext &context);
int personTimeline(VerbContext &context);
int personExport(VerbContext &context);
int personLetter(VerbContext &context);
int promiseList(VerbContext &context);
int promiseShow(VerbContext &context);
int promiseNew(VerbContext &context);
int promiseEdit(VerbContext &context);
int promiseKeep(VerbContext &context);
int promiseRenegotiate(VerbContext &context);
int promiseBreak(VerbContext &context);
int promiseRelease(VerbContext &context);
int promiseReopen(VerbContext &context);
int promiseRemove(VerbContext &context);
int promiseCalendar(VerbContext &context);
int sessionList(VerbContext &context);
int sessionShow(VerbContext &context);
int sessionCreate(VerbContext &context);
int sessionNext(VerbContext &context);
int sessionSet(VerbContext &context);
int sessionState(VerbContext &context);
int sessionAdd(VerbContext &context);
int sessionDraft(VerbContext &context);
int sessionInvite(VerbContext &context);
int sessionAnswer(VerbContext &context);
int sessionCame(VerbContext &context);
int sessionThank(VerbContext &context);
int sessionReport(VerbContext &context);
int sessionSkip(VerbContext &context);
int sessionOutcome(VerbContext &context);
int sessionAgenda(VerbContext &context);
int sessionRecord(VerbContext &context);
int exportMessages(VerbContext &context);
int verify(VerbContext &context);
int stats(VerbContext &context);

} // namespace verb

} // namespace casement
