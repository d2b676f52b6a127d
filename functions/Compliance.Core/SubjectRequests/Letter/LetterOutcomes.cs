using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>The part of a letter about the recordings: first what was done, then what was not, and why.</summary>
sealed class LetterOutcomes(
    AnswerFacts facts, IReadOnlyList<AnswerItem> theirs, LetterWords words, LetterDates dates, List<LetterBlock> blocks)
{
    public void Write()
    {
        var heading = blocks.Count;
        Heading("head.did");
        if (facts.Review is { } review)
        {
            Reviewed(review);
        }

        if (theirs.Count == 0)
        {
            Add(words.Say("did.nothing"));
        }
        else
        {
            Done(OutcomeKind.Erased, Erased);
            PartlyErased();
            Restricted();
            Done(OutcomeKind.Exported, Exported);
            Corrected();
            Done(OutcomeKind.Stopped, x => facts.Lifting is null ? Of("did.stopped", x, "22(1)") : words.Say("did.decisionsGoOn"));
            Done(OutcomeKind.NotFound, x => Of("did.notFound", x));
        }

        Resolved();
        if (facts.Items.Count > theirs.Count)
        {
            Add(words.Say("did.unsure"));
        }

        // Nothing was done, so the heading is dropped; the sections on what was kept or is open explain why.
        if (blocks.Count == heading + 1)
        {
            blocks.RemoveAt(heading);
        }

        Kept();
        Waiting();
    }

    void Done(OutcomeKind outcome, Func<List<AnswerItem>, string> say)
    {
        var items = Of(outcome);
        if (items.Count > 0)
        {
            Add(LetterWords.Capital(say(items)));
            Dates(items);
        }
    }

    void PartlyErased()
    {
        foreach (var group in Of(OutcomeKind.PartlyErased).GroupBy(x => x.Part is ErasedPart.Identity).OrderBy(x => x.Key))
        {
            List<AnswerItem> items = [.. group];
            Add(Join(
                LetterWords.Capital(Of(group.Key ? "did.identityErased" : "did.partlyErased", items)),
                words.Say(group.Key ? "did.customersCall" : "did.othersStay", new { N = items.Count }),
                items.Max(x => x.ShreddedAt) is { } gone ? words.Say("did.partGone", new { Day = dates.Day(gone) }) : null,
                items.Max(x => x.FinalAt) is { } last ? words.Say("did.partFinal", new { Day = dates.Day(last) }) : null));
            Dates(items);
        }
    }

    /// <summary>Names each kind of what was corrected; the call itself never is.</summary>
    void Corrected()
    {
        var groups = Of(OutcomeKind.Corrected).GroupBy(x => string.Join('+', x.Corrected), StringComparer.Ordinal);
        foreach (var group in groups.OrderBy(x => x.Key, StringComparer.Ordinal))
        {
            List<AnswerItem> items = [.. group];
            var kinds = items[0].Corrected is { Count: > 0 } known ? known : [CorrectionKind.Metadata];
            Add(Join(
            [
                .. kinds.Select(x => LetterWords.Capital(Of(SentenceOf(x), items, "16"))),
                words.Say("did.callUnchanged", new { N = items.Count }),
            ]));
            Dates(items);
        }
    }

    static string SentenceOf(CorrectionKind kind) => kind switch
    {
        CorrectionKind.Metadata => "did.corrected",
        CorrectionKind.Transcript => "did.transcriptCorrected",
        CorrectionKind.Statement => "did.statementAdded",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    void Resolved()
    {
        foreach (var group in Of(OutcomeKind.Resolved).GroupBy(x => x.Verdict.Words, StringComparer.Ordinal))
        {
            Add(Join(LetterWords.Capital(Of("did.resolved", [.. group])), Words(group.First().Verdict)));
            Dates([.. group]);
        }
    }

    void Reviewed(AnswerReview review)
    {
        Add(Join(
            words.Say("did.reviewed", new
            {
                Reviewer = LetterText.Clean(review.Reviewer),
                Decision = LetterText.Clean(review.Decision),
                Article = words.Article("22(3)"),
            }),
            words.Say("did", review.Outcome),
            LetterText.Sentence(review.Reasons)));
        if (review.Stopped && theirs.Any(x => x.Verdict.Reason == VerdictReasons.DecisionUpheld))
        {
            Add(words.Say("did.decisionsGoOn"));
        }
    }

    string Erased(List<AnswerItem> items) => Join(
        Of("did.erased", items),
        items.Max(x => x.ShreddedAt) is { } gone ? words.Say("did.unreadable", new { N = items.Count, Day = dates.Day(gone) }) : null,
        items.Max(x => x.FinalAt) is { } last ? words.Say("did.final", new { N = items.Count, Day = dates.Day(last) }) : null);

    void Restricted()
    {
        foreach (var group in Of(OutcomeKind.Restricted).GroupBy(x => x.Verdict.Words, StringComparer.Ordinal))
        {
            Add(LetterWords.Capital(Join(Restricted([.. group]), Words(group.First().Verdict))));
            Dates([.. group]);
        }
    }

    string Restricted(List<AnswerItem> items) => facts.Lifting is { ToldAt: { } told } ? Join(
        words.Say("lifted.done", new
        {
            N = items.Count, Recordings = words.Recordings(items.Count), Day = dates.Day(told), Article = words.Article("18(3)"),
        }),
        items.Exists(x => x.RestrictedOtherwise) ? words.Say("lifted.otherwise", new { N = items.Count }) : null) : Join(
        Of("did.restricted", items, "18"),
        words.Say(items.Exists(x => x.Verdict.Reason == VerdictReasons.ObjectionPending) ? "did.pending" : "did.untilTold"));

    string Exported(List<AnswerItem> items)
    {
        var ported = facts.Type is SubjectRequestType.Portability;
        return Join(
            ported ? Of("did.ported", items, "20") : Of("did.copied", items, "15"),
            facts.PackageKeptBack ? words.Say("did.keptBack", new { Article = words.Article(ported ? "20(4)" : "15(4)") }) : null,
            facts.FetchUntil is { } until ? words.Say("did.fetch", new { Day = dates.Day(until) }) : null);
    }

    void Kept()
    {
        var kept = Of(OutcomeKind.Retained).FindAll(x => x.Verdict.Reason != VerdictReasons.DecisionUpheld);
        if (kept.Count == 0)
        {
            return;
        }

        Heading(facts.Type is SubjectRequestType.Access or SubjectRequestType.Portability ? "head.notIncluded" : "head.kept");
        foreach (var group in kept.OrderBy(x => x.StartedAt).GroupBy(Signature, StringComparer.Ordinal))
        {
            var items = group.ToList();
            var verdict = items[0].Verdict;
            var count = $"{LetterWords.Capital(words.Recordings(items.Count))}.";
            Add(Join(count, Why(verdict, items.Count), Words(verdict), Until(verdict)));
            Purposes(verdict, items.Count);
            Dates(items);
        }
    }

    string Why(RecordingVerdict verdict, int number) => words.Kept(verdict, number)
        + (verdict.Basis is { } basis && verdict.Reason != VerdictReasons.KeptForSomePurposes ? $" ({words.Article(basis)})." : ".");

    static string? Words(RecordingVerdict verdict) => verdict.Words is { } given ? LetterText.Sentence(given) : null;

    /// <summary>The rule's date; no promise of what happens then.</summary>
    string? Until(RecordingVerdict verdict) => verdict switch
    {
        { ReviewAt: { } day } => words.Say("kept.review", new { Day = dates.Day(day) }),
        { Reason: VerdictReasons.LegalHold } => words.Say("kept.noDate"),
        _ => null,
    };

    /// <summary>Lists the purposes if their fates differ, or if the recording's reason is not one of theirs.</summary>
    void Purposes(RecordingVerdict verdict, int count)
    {
        if (verdict.Purposes.Count > 0 && (verdict.Purposes.Count > 1 || verdict.Reason == VerdictReasons.LegalHold))
        {
            blocks.Add(new LetterBlock.Bullets([.. verdict.Purposes.Select(Line)]));
            Add(words.Say("calls", new { N = count }));
        }
    }

    string Line(PurposeVerdict purpose) => words.Purpose(purpose, purpose.ReviewAt is { } end ? dates.Day(end) : null);

    void Waiting()
    {
        List<AnswerItem> waiting = [.. Of(OutcomeKind.NeedsReview), .. Of(OutcomeKind.Open)];
        if (waiting.Count > 0)
        {
            Heading("head.open");
            Add(LetterWords.Capital(Of("open", waiting)));
            Dates(waiting);
        }
    }

    void Dates(List<AnswerItem> items) => blocks.Add(new LetterBlock.Bullets(dates.Calls([.. items.Select(x => x.StartedAt)])));

    List<AnswerItem> Of(OutcomeKind outcome) => [.. theirs.Where(x => x.Verdict.Outcome == outcome)];

    string Of(string key, List<AnswerItem> items, string? article = null) => words.Say(key, new
    {
        N = items.Count, Recordings = words.Recordings(items.Count), Article = article is null ? null : words.Article(article),
    });

    /// <summary>Groups recordings about which the letter says exactly the same.</summary>
    string Signature(AnswerItem item) =>
        string.Join('\n', [Why(item.Verdict, 1), Words(item.Verdict), Until(item.Verdict), .. item.Verdict.Purposes.Select(Line)]);

    static string Join(params string?[] sentences) => string.Join(' ', sentences.Where(x => x is not null));

    void Heading(string key) => blocks.Add(new LetterBlock.Heading(words.Say(key)));

    void Add(string text) => blocks.Add(new LetterBlock.Paragraph(text));
}
