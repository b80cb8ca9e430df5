// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fuzz/targets.h"
#include "tests/support/random.h"

#include <QDir>
#include <QTest>

using namespace casement;
using casement::testing::Random;
using namespace Qt::StringLiterals;

/// The fuzzers' targets on their seeds, which are also what fuzzing has found once, and on bytes
/// near them: without a fuzzer, so that they are tried on every day.
class FuzzTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void holdsForSeedsAndWhatIsNearThem_data()
    {
        QTest::addColumn<qsizetype>("target");
        for (qsizetype i = 0; i < std::ssize(fuzzTargets()); ++i)
            QTest::newRow(fuzzTargets()[static_cast<std::size_t>(i)].name) << i;
    }

    void holdsForSeedsAndWhatIsNearThem()
    {
        QFETCH(const qsizetype, target);
        const FuzzTarget &it = fuzzTargets()[static_cast<std::size_t>(target)];
        const QDir folder(
            QStringLiteral(CASEMENT_TEST_DATA "/fuzz/seeds/%1").arg(QLatin1StringView(it.name)));
        const QStringList names = folder.entryList(QDir::Files, QDir::Name);
        QVERIFY(!names.isEmpty());
        Random random(static_cast<quint64>(target) + 1);
        for (const QString &name : names) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray seed = file.readAll();
            QString problem = it.problem(seed);
            QVERIFY2(problem.isEmpty(), qPrintable(name + u": "_s + problem));
            for (int round = 0; round < 60; ++round) {
                const QByteArray bytes = changed(seed, random);
                problem = it.problem(bytes);
                QVERIFY2(problem.isEmpty(),
                         qPrintable(u"%1, round %2: %3\n%4"_s.arg(
                             name, QString::number(round), problem,
                             QString::fromLatin1(bytes.left(2000).toPercentEncoding()))));
            }
        }
    }

private:
    /// Some bytes of \a seed doubled, left out, or others.
    static QByteArray changed(QByteArray seed, Random &random)
    {
        for (int i = 0; i < 4; ++i) {
            const qsizetype at = random.below(static_cast<int>(seed.size()) + 1);
            const qsizetype length = random.below(16);
            switch (random.below(4)) {
            case 0:
                seed.remove(at, length);
                break;
            case 1:
                seed.insert(at, seed.mid(random.below(static_cast<int>(seed.size()) + 1), length));
                break;
            case 2:
                seed.insert(at, static_cast<char>(random.below(256)));
                break;
            default:
                seed.truncate(qMax<qsizetype>(at, seed.size() / 2));
            }
        }
        return seed;
    }
};

QTEST_GUILESS_MAIN(FuzzTest)
#include "fuzztest.moc"
