namespace Compliance.SubjectRequests;

/// <summary>The part of a letter that says what became of the recordings: what was done first, then what was not, and why.</summary>
sealed class LetterOutcomes(AnswerFacts facts, IReadOnlyList<AnswerItem> theirs, LetterDates dates, List<LetterBlock> blocks)
{
    public void Write()
    {
        var heading = blocks.Count;
        blocks.Add(new LetterBlock.Heading("What we did"));
        if (facts.Type is SubjectRequestType.AutomatedDecision)
        {
            Say("A recording is no decision, so nothing about the recordings changes. If a decision about you was made by automated means "
                + $"alone, you may have a person look at it, say what you think and contest it ({LetterWords.Article("22(3)")}).");
        }
        else if (theirs.Count == 0)
        {
            Say("We looked in all our stores and found no recording that is certainly one of you.");
        }
        else
        {
            Done(OutcomeKind.Erased, Erased);
            Done(OutcomeKind.PartlyErased, x => $"We erased part of {x}.");
            Done(OutcomeKind.Restricted, Restricted);
            Done(OutcomeKind.Exported, Exported);
            Done(OutcomeKind.Corrected, Corrected);
            Done(OutcomeKind.NotFound, x => $"Of {x} nothing is left: erased before, or being erased now.");
        }

        if (facts.Items.Count > theirs.Count)
        {
            Say("There may be recordings that we could not tell to be yours. To protect others we leave them as they are and say nothing "
                + "of them. If you can tell us more, such as an account number or when you called, we will look again.");
        }

        // Nothing was done: what was kept, or is open, says why.
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
        return $"We erased {count} of you, with all that was noted about {Them(items)}."
            + (shredded is { } gone ? $" Since {dates.Day(gone)} nobody can read {Them(items)} any more, ourselves included." : "")
            + (final is { } last ? $" The last backup that could bring {Them(items)} back is gone by {dates.Day(last)}." : "");
    }

    string Restricted(string count)
    {
        var items = Of(OutcomeKind.Restricted);
        var pending = items.Exists(x => x.Verdict.Reason == VerdictReasons.ObjectionPending);
        return $"{Capital(count)} of you {Are(items)} only stored from now on, and not used ({LetterWords.Article("18")}). "
            + (pending
                ? "This stands until we have decided on your objection; we will write to you then."
                : "We will tell you before we lift this.");
    }

    string Exported(string count) => facts.Type is SubjectRequestType.Portability
        ? $"We put your own part of {count} together in a form that machines can read ({LetterWords.Article("20")}).{Package}"
        : $"We put together a copy of {count} of you, with what the law says you are to know about {Them(Of(OutcomeKind.Exported))} "
            + $"({LetterWords.Article("15")}).{Package}";

    string Corrected(string count) =>
        $"We corrected what is noted about {count}, or added your statement to it ({LetterWords.Article("16")}). What was said in the call "
            + "itself stays as it was said.";

    string Package => (facts.PackageKeptBack
            ? " Parts of it are silent or left out to protect others "
                + $"({LetterWords.Article(facts.Type is SubjectRequestType.Portability ? "20(4)" : "15(4)")}); it says where, and why."
            : "")
        + (facts.PackageUntil is { } until ? $" You can fetch it until {dates.Day(until)}." : "");

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
        { ReviewAt: { } day } => $" We look at this again on {dates.Day(day)}.",
        { Reason: VerdictReasons.LegalHold } => " We keep them until the matter is closed.",
        _ => "",
    };

    /// <summary>Each purpose by itself, where they fare differently or the recording's own reason is none of theirs.</summary>
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
            Say($"{count} of you {Are(waiting)} still being looked at. We will write to you again.");
            Dates(waiting);
        }
    }

    void Dates(List<AnswerItem> items) => blocks.Add(new LetterBlock.Bullets(dates.Calls([.. items.Select(x => x.StartedAt)])));

    List<AnswerItem> Of(OutcomeKind outcome) => [.. theirs.Where(x => x.Verdict.Outcome == outcome)];

    /// <summary>Recordings about which exactly the same is said.</summary>
    string Signature(AnswerItem item) =>
        string.Join('\n', [Why(item.Verdict), Words(item.Verdict), Until(item.Verdict), .. item.Verdict.Purposes.Select(Line)]);

    static string Them(List<AnswerItem> items) => items.Count == 1 ? "it" : "them";

    static string Are(List<AnswerItem> items) => items.Count == 1 ? "is" : "are";

    static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    void Say(string text) => blocks.Add(new LetterBlock.Paragraph(text));
}
