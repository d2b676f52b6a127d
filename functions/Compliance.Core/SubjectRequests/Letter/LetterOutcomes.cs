namespace Compliance.SubjectRequests;

/// <summary>The part of a letter about the recordings: first what was done, then what was not, and why.</summary>
sealed class LetterOutcomes(AnswerFacts facts, IReadOnlyList<AnswerItem> theirs, LetterDates dates, List<LetterBlock> blocks)
{
    public void Write()
    {
        var heading = blocks.Count;
        blocks.Add(new LetterBlock.Heading("What we did"));
        if (facts.Type is SubjectRequestType.AutomatedDecision)
        {
            Say("A recording is not a decision, so nothing about the recordings changes. If a decision about you was based solely "
                + "on automated processing, you may have a person review it, express your point of view and contest it "
                + $"({LetterWords.Article("22(3)")}).");
        }
        else if (theirs.Count == 0)
        {
            Say("We searched all our systems and found no recording that is certainly of you.");
        }
        else
        {
            Done(OutcomeKind.Erased, Erased);
            Done(OutcomeKind.PartlyErased, x => $"We erased part of {x}.");
            Done(OutcomeKind.Restricted, Restricted);
            Done(OutcomeKind.Exported, Exported);
            Done(OutcomeKind.Corrected, Corrected);
            Done(OutcomeKind.NotFound, x => $"Nothing is left of {x}: already erased, or being erased now.");
        }

        if (facts.Items.Count > theirs.Count)
        {
            Say("There may be recordings that we could not identify as yours. To protect others, we leave them as they are and say nothing "
                + "about them. If you can tell us more, such as an account number or when you called, we will search again.");
        }

        // Nothing was done, so the heading is dropped; the sections on what was kept or is open explain why.
        if (blocks.Count == heading + 1)
        {
            blocks.RemoveAt(heading);
        }

        Kept();
        Waiting();
    }

    void Done(OutcomeKind outcome, Func<string, string> say)
    {
        var items = Of(outcome);
        if (items.Count > 0)
        {
            Say(say(LetterDates.Count(items.Count, "recording")));
            Dates(items);
        }
    }

    string Erased(string count)
    {
        var items = Of(OutcomeKind.Erased);
        var shredded = items.Max(x => x.ShreddedAt);
        var final = items.Max(x => x.FinalAt);
        return $"We erased {count} of you, with all data about {Them(items)}."
            + (shredded is { } gone ? $" Since {dates.Day(gone)} nobody can read {Them(items)} any more, including us." : "")
            + (final is { } last ? $" The last backup that could bring {Them(items)} back is gone by {dates.Day(last)}." : "");
    }

    string Restricted(string count)
    {
        var items = Of(OutcomeKind.Restricted);
        var pending = items.Exists(x => x.Verdict.Reason == VerdictReasons.ObjectionPending);
        return $"{Capital(count)} of you {Are(items)} now only stored, and not used ({LetterWords.Article("18")}). "
            + (pending
                ? "This applies until we have decided on your objection; we will write to you then."
                : "We will tell you before we lift this.");
    }

    string Exported(string count) => facts.Type is SubjectRequestType.Portability
        ? $"We prepared your own part of {count} in a machine-readable form ({LetterWords.Article("20")}).{Package}"
        : $"We prepared a copy of {count} of you, with the information that you are entitled to about {Them(Of(OutcomeKind.Exported))} "
            + $"({LetterWords.Article("15")}).{Package}";

    string Corrected(string count) =>
        $"We corrected the data about {count}, or added your statement to it ({LetterWords.Article("16")}). The call "
            + "itself is unchanged.";

    string Package => (facts.PackageKeptBack
            ? " Parts of it are silenced or left out to protect others "
                + $"({LetterWords.Article(facts.Type is SubjectRequestType.Portability ? "20(4)" : "15(4)")}); it says where and why."
            : "")
        + (facts.PackageUntil is { } until ? $" You can get it until {dates.Day(until)}." : "");

    void Kept()
    {
        var kept = Of(OutcomeKind.Retained);
        if (kept.Count == 0)
        {
            return;
        }

        var handsOver = facts.Type is SubjectRequestType.Access or SubjectRequestType.Portability;
        blocks.Add(new LetterBlock.Heading(handsOver ? "What is not included, and why" : "What we kept, and why"));
        foreach (var group in kept.OrderBy(x => x.StartedAt).GroupBy(Signature, StringComparer.Ordinal))
        {
            var items = group.ToList();
            var verdict = items[0].Verdict;
            var why = LetterWords.Of(items.Count, Why(verdict));
            Say($"{Capital(LetterDates.Count(items.Count, "recording"))}. {why}{Words(verdict)}{Until(verdict)}");
            Purposes(verdict, items.Count);
            Dates(items);
        }
    }

    static string Why(RecordingVerdict verdict) => LetterWords.Kept(verdict)
        + (verdict.Basis is { } basis && verdict.Reason != VerdictReasons.KeptForSomePurposes ? $" ({LetterWords.Article(basis)})." : ".");

    static string Words(RecordingVerdict verdict) => verdict.Words is { } words ? $" {LetterText.Sentence(words)}" : "";

    string Until(RecordingVerdict verdict) => verdict switch
    {
        { ReviewAt: { } day } => $" We will review this on {dates.Day(day)}.",
        { Reason: VerdictReasons.LegalHold } => " We keep them until the matter is closed.",
        _ => "",
    };

    /// <summary>Lists the purposes if their fates differ, or if the recording's reason is not one of theirs.</summary>
    void Purposes(RecordingVerdict verdict, int count)
    {
        if (verdict.Purposes.Count > 0 && (verdict.Purposes.Count > 1 || verdict.Reason == VerdictReasons.LegalHold))
        {
            blocks.Add(new LetterBlock.Bullets([.. verdict.Purposes.Select(Line)]));
            Say(count == 1 ? "The call:" : "The calls:");
        }
    }

    string Line(PurposeVerdict purpose) =>
        $"For {purpose.Purpose}: {LetterWords.Purpose(purpose.Reason)} ({LetterWords.Article(purpose.Basis)})"
        + (purpose.ReviewAt is { } end ? $", until {dates.Day(end)}" : "");

    void Waiting()
    {
        List<AnswerItem> waiting = facts.Type is SubjectRequestType.AutomatedDecision
            ? []
            : [.. Of(OutcomeKind.NeedsReview), .. Of(OutcomeKind.Open)];
        if (waiting.Count > 0)
        {
            blocks.Add(new LetterBlock.Heading("What is still open"));
            var count = Capital(LetterDates.Count(waiting.Count, "recording"));
            Say($"{count} of you {Are(waiting)} still under review. We will write to you again.");
            Dates(waiting);
        }
    }

    void Dates(List<AnswerItem> items) => blocks.Add(new LetterBlock.Bullets(dates.Calls([.. items.Select(x => x.StartedAt)])));

    List<AnswerItem> Of(OutcomeKind outcome) => [.. theirs.Where(x => x.Verdict.Outcome == outcome)];

    /// <summary>Groups recordings about which the letter says exactly the same.</summary>
    string Signature(AnswerItem item) =>
        string.Join('\n', [Why(item.Verdict), Words(item.Verdict), Until(item.Verdict), .. item.Verdict.Purposes.Select(Line)]);

    static string Them(List<AnswerItem> items) => items.Count == 1 ? "it" : "them";

    static string Are(List<AnswerItem> items) => items.Count == 1 ? "is" : "are";

    static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    void Say(string text) => blocks.Add(new LetterBlock.Paragraph(text));
}
