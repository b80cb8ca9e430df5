<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>casement::AskListView</name>
    <message numerus="yes">
        <source>Show more (%n left)</source>
        <translation>
            <numerusform>Show more (%n left)</numerusform>
            <numerusform>Show more (%n left)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>casement::AskView</name>
    <message numerus="yes">
        <source>%n promise(s) about this are still open.</source>
        <translation>
            <numerusform>%n promise about this is still open.</numerusform>
            <numerusform>%n promises about this are still open.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n voice(s)</source>
        <translation>
            <numerusform>%n voice</numerusform>
            <numerusform>%n voices</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>casement::ConversationView</name>
    <message numerus="yes">
        <source>%n message(s) selected</source>
        <translation>
            <numerusform>%n message selected</numerusform>
            <numerusform>%n messages selected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>casement::FactDialog</name>
    <message numerus="yes">
        <source>in %n month(s)</source>
        <translation>
            <numerusform>in %n month</numerusform>
            <numerusform>in %n months</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>casement::ImportDialog</name>
    <message numerus="yes">
        <source>%n person(s)</source>
        <translation>
            <numerusform>%n person</numerusform>
            <numerusform>%n people</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n conversation(s)</source>
        <translation>
            <numerusform>%n conversation</numerusform>
            <numerusform>%n conversations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n conversation(s) stay with all their messages, because somebody has worked on them since.</source>
        <translation>
            <numerusform>%n conversation stays with all its messages, because somebody has worked on it since.</numerusform>
            <numerusform>%n conversations stay with all their messages, because somebody has worked on them since.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new people</source>
        <translation>
            <numerusform>%n new person</numerusform>
            <numerusform>%n new people</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new address(es) of people who are here</source>
        <translation>
            <numerusform>%n new address of somebody who is here</numerusform>
            <numerusform>%n new addresses of people who are here</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>casement::LengthMeter</name>
    <message numerus="yes">
        <source>This is too long for one message by %n character(s): shorten it, or send it as %1 messages.</source>
        <translation>
            <numerusform>This is too long for one message by %n character: shorten it, or send it as %1 messages.</numerusform>
            <numerusform>This is too long for one message by %n characters: shorten it, or send it as %1 messages.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>This is too long for the channel by %n character(s): shorten it.</source>
        <translation>
            <numerusform>This is too long for the channel by %n character: shorten it.</numerusform>
            <numerusform>This is too long for the channel by %n characters: shorten it.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>goes out as %n message(s)</source>
        <translation>
            <numerusform>goes out as %n message</numerusform>
            <numerusform>goes out as %n messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n left</source>
        <comment>characters</comment>
        <translation>
            <numerusform>%n left</numerusform>
            <numerusform>%n left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n too many</source>
        <comment>characters</comment>
        <translation>
            <numerusform>%n too many</numerusform>
            <numerusform>%n too many</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Send %n messages</source>
        <translation>
            <numerusform>Send %n message</numerusform>
            <numerusform>Send %n messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Send as %n messages</source>
        <translation>
            <numerusform>Send as %n message</numerusform>
            <numerusform>Send as %n messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Goes out as %n messages, each answering the one before it.</source>
        <translation>
            <numerusform>Goes out as %n messages, each answering the one before it.</numerusform>
            <numerusform>Goes out as %n messages, each answering the one before it.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Too long by %n.</source>
        <comment>characters</comment>
        <translation>
            <numerusform>Too long by %n.</numerusform>
            <numerusform>Too long by %n.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Too long by %n, and more than %1 messages: shorten it, or attach it as a file.</source>
        <comment>characters</comment>
        <translation>
            <numerusform>Too long by %n, and more than %1 messages: shorten it, or attach it as a file.</numerusform>
            <numerusform>Too long by %n, and more than %1 messages: shorten it, or attach it as a file.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>casement::ListPane</name>
    <message numerus="yes">
        <source>%n new</source>
        <translation>
            <numerusform>%n new</numerusform>
            <numerusform>%n new</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new conversation(s), show</source>
        <translation>
            <numerusform>%n new conversation, show</numerusform>
            <numerusform>%n new conversations, show</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>%n selected</numerusform>
            <numerusform>%n selected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>casement::MainWindow</name>
    <message numerus="yes">
        <source>%n message(s) imported.</source>
        <translation>
            <numerusform>%n message imported.</numerusform>
            <numerusform>%n messages imported.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new people.</source>
        <translation>
            <numerusform>%n new person.</numerusform>
            <numerusform>%n new people.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>casement::MessageCard</name>
    <message numerus="yes">
        <source>and %n more</source>
        <comment>attachments</comment>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>casement::MessageText</name>
    <message numerus="yes">
        <source>… %n quoted line(s)</source>
        <translation>
            <numerusform>… %n quoted line</numerusform>
            <numerusform>… %n quoted lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>casement::PassageDialog</name>
    <message numerus="yes">
        <source>%n message(s) become a conversation of their own. What answers them comes to it from now on.</source>
        <translation>
            <numerusform>%n message becomes a conversation of its own. What answers it comes to it from now on.</numerusform>
            <numerusform>%n messages become a conversation of their own. What answers them comes to it from now on.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>casement::PromiseListView</name>
    <message numerus="yes">
        <source>Show more (%n left)</source>
        <translation>
            <numerusform>Show more (%n left)</numerusform>
            <numerusform>Show more (%n left)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>casement::PromiseWords</name>
    <message numerus="yes">
        <source>%n day(s) late</source>
        <translation>
            <numerusform>%n day late</numerusform>
            <numerusform>%n days late</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s) late</source>
        <translation>
            <numerusform>%n hour late</numerusform>
            <numerusform>%n hours late</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>casement::SplitDialog</name>
    <message numerus="yes">
        <source>%n conversation(s)</source>
        <translation>
            <numerusform>%n conversation</numerusform>
            <numerusform>%n conversations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n fact(s)</source>
        <translation>
            <numerusform>%n fact</numerusform>
            <numerusform>%n facts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n session(s)</source>
        <translation>
            <numerusform>%n session</numerusform>
            <numerusform>%n sessions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>casement::StatusLine</name>
    <message numerus="yes">
        <source>Import paused at %n message(s)</source>
        <translation>
            <numerusform>Import paused at %n message</numerusform>
            <numerusform>Import paused at %n messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Importing, %n message(s)</source>
        <translation>
            <numerusform>Importing, %n message</numerusform>
            <numerusform>Importing, %n messages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>casement::TriageController</name>
    <message numerus="yes">
        <source>We still owe something in %n conversation(s) of these. G, T shows it.</source>
        <translation>
            <numerusform>We still owe something in %n conversation of these. G, T shows it.</numerusform>
            <numerusform>We still owe something in %n conversations of these. G, T shows it.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n conversation(s) done</source>
        <translation>
            <numerusform>%n conversation done</numerusform>
            <numerusform>%n conversations done</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n conversation(s) reopened</source>
        <translation>
            <numerusform>%n conversation reopened</numerusform>
            <numerusform>%n conversations reopened</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n conversation(s) moved to spam</source>
        <translation>
            <numerusform>%n conversation moved to spam</numerusform>
            <numerusform>%n conversations moved to spam</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n conversation(s) need no answer</source>
        <translation>
            <numerusform>%n conversation needs no answer</numerusform>
            <numerusform>%n conversations need no answer</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n conversation(s) starred</source>
        <translation>
            <numerusform>%n conversation starred</numerusform>
            <numerusform>%n conversations starred</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Star taken from %n conversation(s)</source>
        <translation>
            <numerusform>Star taken from %n conversation</numerusform>
            <numerusform>Star taken from %n conversations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n conversation(s) muted</source>
        <translation>
            <numerusform>%n conversation muted</numerusform>
            <numerusform>%n conversations muted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n conversation(s) not muted any more</source>
        <translation>
            <numerusform>%n conversation not muted any more</numerusform>
            <numerusform>%n conversations not muted any more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n conversation(s) assigned to you</source>
        <translation>
            <numerusform>%n conversation assigned to you</numerusform>
            <numerusform>%n conversations assigned to you</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n conversation(s) snoozed until %1</source>
        <translation>
            <numerusform>%n conversation snoozed until %1</numerusform>
            <numerusform>%n conversations snoozed until %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n conversation(s) snoozed until they reply</source>
        <translation>
            <numerusform>%n conversation snoozed until they reply</numerusform>
            <numerusform>%n conversations snoozed until they reply</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Undone, except for %n that somebody has changed since.</source>
        <translation>
            <numerusform>Undone, except for %n that somebody has changed since.</numerusform>
            <numerusform>Undone, except for %n that somebody has changed since.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n conversation(s) tagged “%1”</source>
        <translation>
            <numerusform>%n conversation tagged “%1”</numerusform>
            <numerusform>%n conversations tagged “%1”</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Tag “%1” taken off %n conversation(s)</source>
        <translation>
            <numerusform>Tag “%1” taken off %n conversation</numerusform>
            <numerusform>Tag “%1” taken off %n conversations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n conversation(s) assigned to %1</source>
        <translation>
            <numerusform>%n conversation assigned to %1</numerusform>
            <numerusform>%n conversations assigned to %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n conversation(s) assigned to nobody</source>
        <translation>
            <numerusform>%n conversation assigned to nobody</numerusform>
            <numerusform>%n conversations assigned to nobody</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n ask(s) from there go on: not decided, or somebody has not heard.</source>
        <translation>
            <numerusform>%n ask from there goes on: not decided, or somebody has not heard.</numerusform>
            <numerusform>%n asks from there go on: not decided, or somebody has not heard.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>casement::UndoBar</name>
    <message numerus="yes">
        <source>Sending %1 in %n second(s)</source>
        <comment>%1: to whom</comment>
        <translation>
            <numerusform>Sending %1 in %n second</numerusform>
            <numerusform>Sending %1 in %n seconds</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>casement::Words</name>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation>
            <numerusform>%n hour</numerusform>
            <numerusform>%n hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n other(s)</source>
        <comment>names, then how many more</comment>
        <translation>
            <numerusform>%1 and %n other</numerusform>
            <numerusform>%1 and %n others</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s), %1, are in a conversation of their own</source>
        <translation>
            <numerusform>%n message, %1, is in a conversation of its own</numerusform>
            <numerusform>%n messages, %1, are in a conversation of their own</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s), %1, are in “%2”</source>
        <translation>
            <numerusform>%n message, %1, is in “%2”</numerusform>
            <numerusform>%n messages, %1, are in “%2”</numerusform>
        </translation>
    </message>
</context>
</TS>
