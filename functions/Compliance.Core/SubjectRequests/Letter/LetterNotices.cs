namespace Compliance.SubjectRequests;

/// <summary>The part of a letter that tells of one thing: receipt, identity, more time, a refusal, the end of a restriction.</summary>
sealed class LetterNotices(
    AnswerFacts facts, IReadOnlyList<AnswerItem> theirs, LetterWords words, LetterDates dates, List<LetterBlock> blocks)
{
    public void Write()
    {
        switch (facts.Kind)
        {
            case AnswerKind.Refused:
                Refusal();
                break;
            case AnswerKind.Extended:
                Extension();
                break;
            case AnswerKind.Received:
                Received();
                break;
            case AnswerKind.IdentityWanted:
                IdentityWanted();
                break;
            case AnswerKind.Lifted:
                Lifted();
                break;
            case AnswerKind.FeeWanted:
                Fee();
                break;
            default:
                throw new InvalidOperationException("An answer has more than one thing to tell.");
        }
    }

    void Received()
    {
        if (facts.DueAt is { } due)
        {
            Say("received.due", new { Day = dates.Day(due), Article = words.Article("12(3)") });
        }

        if (facts.SuspendedSince is not null)
        {
            Say("received.waits");
        }
    }

    void IdentityWanted()
    {
        Heading("head.identity");
        Say("identity.why", new { Article = words.Article("12(6)") });
        if (facts.OnBehalf is not null)
        {
            Say("identity.mandate");
        }

        Say("identity.how");
        if (facts.SuspendedSince is { } since)
        {
            Say("identity.since", new { Day = dates.Day(since) });
        }
    }

    void Lifted()
    {
        var lifting = facts.Lifting ?? throw new InvalidOperationException("The request has no restriction that ends.");
        var told = lifting.ToldAt is { } at ? dates.Day(at) : null;
        Heading("head.lifted");
        Add(LetterWords.Capital(words.Say(
            told is null ? "lifted.planned" : "lifted.done",
            new { N = theirs.Count, Recordings = words.Recordings(theirs.Count), Day = told, Article = words.Article("18(3)") })));
        if (theirs.Any(x => x.RestrictedOtherwise))
        {
            Say("lifted.otherwise", new { N = theirs.Count });
        }

        if (lifting.Reason is { } reason)
        {
            Add(LetterText.Sentence(reason));
        }

        blocks.Add(new LetterBlock.Bullets(dates.Calls([.. theirs.Select(x => x.StartedAt)])));
    }

    void Refusal()
    {
        var refusal = facts.Refusal ?? throw new InvalidOperationException("A refusal has no reasons.");
        Heading("head.why");
        if (facts.OnBehalf is { Capacity: RepresentativeCapacity.Heir, Law: null })
        {
            Say("heir.refused");
        }

        if (refusal.Article is { } article)
        {
            Add($"{words.Exception(article, 2)} ({words.Article(article)}).");
        }

        if (!string.IsNullOrWhiteSpace(refusal.Reasons))
        {
            Add(LetterText.Sentence(refusal.Reasons));
        }

        Repeats();
    }

    void Fee()
    {
        var fee = facts.Fee ?? throw new InvalidOperationException("The request has no fee.");
        Heading("head.fee");
        Say("fee.amount", new { Amount = words.Money(fee.Amount), fee.Currency });
        Add($"{words.Say("fee", fee.Ground)} ({words.Article("12(5)(a)")}).");
        Add(LetterText.Sentence(fee.Reasons));
        Repeats();
        Say("fee.waits", new { Day = dates.Day(fee.AskedAt) });
    }

    void Repeats()
    {
        if (facts.RepeatsSince is { } first)
        {
            Say("repeats", new { Day = dates.Day(first) });
        }
    }

    void Extension()
    {
        var extension = facts.Extension ?? throw new InvalidOperationException("The request has no extension.");
        Heading("head.extended");
        Say("extended.until", new { Day = dates.Day(extension.DueAt), Article = words.Article("12(3)") });
        Say("extended.reasons", new { Reasons = LetterText.Sentence(extension.Reasons) });
    }

    void Heading(string key) => blocks.Add(new LetterBlock.Heading(words.Say(key)));

    void Say(string key, object? model = null) => Add(words.Say(key, model));

    void Add(string text) => blocks.Add(new LetterBlock.Paragraph(text));
}
