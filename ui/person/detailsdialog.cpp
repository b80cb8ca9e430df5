// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/person/detailsdialog.h"

#include "core/desk/desk.h"
#include "core/domain/language.h"
#include "ui/conversation/tints.h"
#include "ui/conversation/words.h"
#include "ui/style/displaytext.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/style/plainlabel.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QTimeEdit>
#include <QTimeZone>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

constexpr QuietHours proposedQuiet{.from = 18 * 60, .until = 9 * 60};

QTime timeOfMinutes(int minutes)
{
    return QTime(0, 0).addSecs(minutes * 60);
}
int minutesOfTime(QTime time)
{
    return time.hour() * 60 + time.minute();
}

} // namespace

DetailsDialog::DetailsDialog(Desk &desk, const PersonPanel &person, MessageId proof,
                             QWidget *parent)
    : QDialog(parent)
    , m_desk(desk)
    , m_panel(person)
    , m_proof(proof)
    , m_preferred(new QComboBox(this))
    , m_hasProof(new QCheckBox(tr("They &say so in the message that you selected"), this))
    , m_zone(new QLineEdit(QString::fromLatin1(person.zone), this))
    , m_language(new QComboBox(this))
    , m_hasQuiet(new QCheckBox(tr("They have &quiet hours, where they are"), this))
    , m_from(new QTimeEdit(this))
    , m_until(new QTimeEdit(this))
    , m_problem(plainLabel({}, this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    const QString name = Words::name(person.name, person.identities.value(0).address.address);
    setWindowTitle(tr("How and when to write to %1").arg(name));

    m_preferred->addItem(tr("they did not say"), QVariant::fromValue<qint64>(0));
    for (const Identity &identity : person.identities) {
        if (identity.address.kind == u"hand")
            continue;
        m_preferred->addItem(
            icon(channelIconName(identity.address.kind), ColorRole::MutedText),
            tr("%1: %2", "channel and address")
                .arg(channelName(identity.address.kind), displayLine(identity.address.address)),
            identity.id.value);
    }
    m_preferred->setCurrentIndex(qMax(0, m_preferred->findData(person.preferred.value)));
    m_preferred->setAccessibleName(tr("The channel that they prefer"));
    m_preferred->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    // Who chooses another one with a message selected most likely reads it there.
    m_hasProof->setVisible(proof.isValid());
    const auto showProof = [this](bool isChosenNow) {
        const bool isAny = m_preferred->currentData().toLongLong() > 0;
        m_hasProof->setEnabled(isAny);
        m_hasProof->setChecked(isAny && m_proof.isValid() && isChosenNow);
    };
    showProof(proof.isValid() && proof == person.preferredProof);
    connect(m_preferred, &QComboBox::currentIndexChanged, this, [showProof] { showProof(true); });

    QStringList zones;
    for (const QByteArray &id : QTimeZone::availableTimeZoneIds())
        zones.append(QString::fromLatin1(id));
    auto *completer = new QCompleter(zones, this);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    m_zone->setCompleter(completer);
    m_zone->setPlaceholderText(tr("Europe/Berlin, America/Lima, …"));
    m_zone->setAccessibleName(tr("Time zone"));

    m_language->setEditable(true);
    m_language->setInsertPolicy(QComboBox::NoInsert);
    m_language->setAccessibleName(tr("Language"));
    for (const char *tag : {"", "en", "de", "fr", "es", "pl", "pt", "it", "nl", "cs", "uk", "tr",
                            "ar", "hi", "zh", "ja", "ko"}) {
        const QString code = QString::fromLatin1(tag);
        m_language->addItem(code.isEmpty() ? QString() : Words::language(code), code);
    }
    const int known = m_language->findData(person.language);
    if (known >= 0)
        m_language->setCurrentIndex(known);
    else
        m_language->setEditText(person.language);

    const QuietHours hours = person.quiet.isSet() ? person.quiet : proposedQuiet;
    m_hasQuiet->setChecked(person.quiet.isSet());
    m_from->setTime(timeOfMinutes(hours.from));
    m_from->setAccessibleName(tr("Quiet from"));
    m_until->setTime(timeOfMinutes(hours.until));
    m_until->setAccessibleName(tr("Quiet until"));
    for (QTimeEdit *edit : {m_from, m_until})
        edit->setDisplayFormat(QLocale().timeFormat(QLocale::ShortFormat));
    auto *quiet = new QHBoxLayout;
    quiet->setSpacing(metrics::step);
    quiet->addWidget(m_from);
    quiet->addWidget(plainLabel(tr("until", "between two times of the day"), this));
    quiet->addWidget(m_until);
    quiet->addStretch(1);
    const auto showQuiet = [this] {
        m_from->setEnabled(m_hasQuiet->isChecked());
        m_until->setEnabled(m_hasQuiet->isChecked());
    };
    connect(m_hasQuiet, &QCheckBox::toggled, this, showQuiet);
    showQuiet();

    auto *form = new QFormLayout;
    form->setHorizontalSpacing(metrics::wide);
    form->setVerticalSpacing(metrics::step);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("&Channel they prefer"), m_preferred);
    if (proof.isValid()) {
        form->addRow(QString(), m_hasProof);
    } else {
        QLabel *hint =
            plainLabel(tr("To keep the message in which they say so, select it first (X)."), this);
        makeDim(hint);
        form->addRow(QString(), hint);
    }
    form->addRow(tr("Time &zone"), m_zone);
    form->addRow(tr("&Language"), m_language);
    form->addRow(QString(), m_hasQuiet);
    form->addRow(tr("Quiet from"), quiet);
    setTextRole(m_problem, ColorRole::Danger);
    m_problem->setObjectName(u"problem"_s);
    m_problem->hide();
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_save = buttons->addButton(tr("Save"), QDialogButtonBox::AcceptRole);
    m_save->setDefault(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::page, metrics::page, metrics::page, metrics::wide);
    layout->setSpacing(metrics::wide);
    layout->addLayout(form);
    layout->addWidget(m_problem);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &DetailsDialog::save);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    setMinimumWidth(460);
    m_preferred->setFocus();
}

void DetailsDialog::explain(const QString &sentence)
{
    m_problem->setText(sentence);
    m_problem->setVisible(!sentence.isEmpty());
}

void DetailsDialog::save()
{
    if (!m_save->isEnabled())
        return;
    const QByteArray zone = m_zone->text().trimmed().toLatin1();
    if (!zone.isEmpty() && !QTimeZone(zone).isValid()) {
        explain(tr("There is no such time zone; type a city and choose one."));
        m_zone->setFocus();
        return;
    }
    const int row = m_language->findText(m_language->currentText());
    const QString language =
        row >= 0 ? m_language->itemData(row).toString() : m_language->currentText().trimmed();
    if (!language.isEmpty() && languageTag(language).isEmpty()) {
        explain(tr("That is not the code of a language, such as en or pt-BR."));
        m_language->setFocus();
        return;
    }
    const QuietHours quiet = m_hasQuiet->isChecked()
                                 ? QuietHours{.from = minutesOfTime(m_from->time()),
                                              .until = minutesOfTime(m_until->time())}
                                 : QuietHours{};
    const IdentityId preferred{m_preferred->currentData().toLongLong()};
    m_save->setEnabled(false);
    const PersonId id = m_panel.id;
    QList<std::function<QFuture<Result<AppliedChange>>()>> steps;
    if (zone != m_panel.zone)
        steps.append([this, id, zone] { return m_desk.people.setZone(id, zone); });
    if (language != m_panel.language)
        steps.append([this, id, language] { return m_desk.people.setLanguage(id, language); });
    if (quiet != m_panel.quiet)
        steps.append([this, id, quiet] { return m_desk.people.setQuietHours(id, quiet); });
    const bool isSame = preferred == m_panel.preferred;
    const MessageId proof = m_hasProof->isChecked()                       ? m_proof
                            : isSame && m_panel.preferredProof != m_proof ? m_panel.preferredProof
                                                                          : MessageId();
    if (!isSame || proof != m_panel.preferredProof)
        steps.append([this, id, preferred, proof] {
            return m_desk.people.setPreferred(id, preferred, proof);
        });
    saveNext(steps);
}

void DetailsDialog::saveNext(QList<std::function<QFuture<Result<AppliedChange>>()>> steps)
{
    if (steps.isEmpty()) {
        if (m_last.isValid())
            Q_EMIT saved(m_last, tr("Saved."));
        accept();
        return;
    }
    const auto step = steps.takeFirst();
    step().then(this, [this, steps](const Result<AppliedChange> &change) {
        if (!change) {
            m_save->setEnabled(true);
            explain(Words::error(change.error()));
            return;
        }
        if (change->id.isValid())
            m_last = change->id;
        saveNext(steps);
    });
}

} // namespace casement
