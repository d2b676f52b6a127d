namespace Compliance.SubjectRequests;

/// <summary>
/// Puts the facts into words, in order: request, actions, what was kept and why, who was notified, remedies. Each sentence belongs to a
/// fact of <see cref="AnswerFacts"/>; without the fact it is not said.
/// </summary>
sealed class LetterContent(AnswerFacts facts)
{
    /// <summary>The European Data Protection Board's list of all authorities.</summary>
    const string AllAuthorities = "https://www.edpb.europa.eu/about-edpb/about-edpb/members_en";

    readonly LetterWords words = LetterWords.In(facts.Language);
    readonly LetterDates dates = new(facts.Zone, LetterWords.In(facts.Language));
    readonly List<LetterBlock> blocks = [];
    readonly List<AnswerItem> theirs = [.. facts.Items.Where(x => x.IsTheirs)];

    public Letter Write()
    {
        Head();
        if (facts.Kind is AnswerKind.Done)
        {
            new LetterOutcomes(facts, theirs, words, dates, blocks).Write();
            Transfer();
            Words();
            Told();
            Proof();
        }
        else
        {
            new LetterNotices(facts, theirs, words, dates, blocks).Write();
        }

        Remedies();
        Contact();
        return new Letter(LetterLanguages.CodeOf(facts.Language), Title, blocks);
    }

    string Title => facts.Kind is AnswerKind.Done && FallsShort && theirs.Exists(x => !IsShort(x.Verdict.Outcome))
        ? words.Say("title.partly")
        : words.Say("title", facts.Kind);

    void Head()
    {
        List<(string Label, string Value)> rows =
        [
            (words.Say("label.date"), dates.Day(facts.WrittenAt)), (words.Say("label.request"), facts.RequestId.ToString()),
        ];
        if (facts.Reference is { } reference)
        {
            rows.Add((words.Say("label.reference"), LetterText.Clean(reference)));
        }

        if (facts.OnBehalf is { } behalf)
        {
            rows.Add((words.Say("label.to"), LetterText.Clean(behalf.Contact is { } contact ? $"{behalf.Name}, {contact}" : behalf.Name)));
        }

        if (facts.Sender.ControllerName is { } name)
        {
            rows.Add((words.Say("label.from"), name));
        }

        blocks.Add(new LetterBlock.Facts(rows));
        Add(words.Say("greeting"));
        Behalf();
        Add($"{words.Say("asked", facts.Type)} {words.Say("reached", new { Day = dates.Day(facts.ReceivedAt) })}");
        if (facts is { Kind: AnswerKind.Done, OnBehalf.Law: { } law })
        {
            Say("heir.law", new { Law = law });
        }
    }

    void Behalf()
    {
        switch (facts.OnBehalf?.Capacity)
        {
            case null:
                return;
            case RepresentativeCapacity.Guardian:
                Say("behalf.guardian");
                break;
            case RepresentativeCapacity.Heir:
                Say("behalf.heir");
                break;
            default:
                Say("behalf.representative");
                break;
        }
    }

    void Words()
    {
        if (facts.Words is { } given)
        {
            Add(LetterText.Sentence(given));
        }
    }

    void Transfer()
    {
        if (facts.Transfer is not { } transfer)
        {
            return;
        }

        var model = new { transfer.To, Day = dates.Day(transfer.At), Article = words.Article("20(2)") };
        Add(transfer.Fault is null
            ? words.Say("transfer.sent", model)
            : $"{words.Say("transfer.notSent", model)} {words.Say("transfer", transfer.Fault.Value)}");
    }

    void Told()
    {
        if (facts.Recipients.Count > 0)
        {
            Heading("head.told");
            Say("told", new { Article = words.Article(facts.Type is SubjectRequestType.AutomatedDecision ? "22(3)" : "19") });
            blocks.Add(new LetterBlock.Bullets(
            [
                .. facts.Recipients.OrderBy(x => x.Name, StringComparer.Ordinal)
                    .Select(x => words.Say("told.one", new { x.Name, Day = dates.Day(x.At) })),
            ]));
        }
    }

    void Proof()
    {
        if (facts.Certificate is { } certificate)
        {
            Heading("head.proof");
            var destroyed = facts.Items.Any(x => x.Verdict.Outcome is OutcomeKind.Erased);
            Say(destroyed ? "proof.destroyed" : "proof.decided", new { Certificate = LetterText.Clean(certificate) });
        }
    }

    bool FallsShort => facts.Kind is AnswerKind.Refused or AnswerKind.Lifted or AnswerKind.FeeWanted
        || (facts.Kind is AnswerKind.Done && (facts.Items.Count == 0 || facts.Transfer is { Fault: not null } || facts.Items.Any(x => IsShort(x.Verdict.Outcome))));

    /// <summary>Required whenever the request was not fulfilled in full (GDPR Art. 12(4)).</summary>
    void Remedies()
    {
        if (!FallsShort)
        {
            return;
        }

        Heading("head.disagree");
        var article = words.Article("77");
        blocks.Add(facts.Sender.SupervisoryAuthority is { } authority
            ? new LetterBlock.Paragraph(words.Say("disagree.authority", new { authority.Name, Article = article }), authority.Website)
            : new LetterBlock.Paragraph(words.Say("disagree.anyAuthority", new { Article = article }), AllAuthorities));
        Say("disagree.court", new { Article = words.Article("79") });
    }

    void Contact()
    {
        Heading("head.contact");
        Add(facts.Sender.ControllerContact is { } contact
            ? words.Say("contact.at", new { Contact = contact })
            : words.Say("contact.same"));
        if (facts.Sender.DpoContact is { } officer)
        {
            Say("contact.officer", new { Contact = officer });
        }

        if (facts.KeptUntil is { } kept)
        {
            Say("requestKept", new { Day = dates.Day(kept) });
        }

        Add(facts.Sender.ControllerName ?? words.Say("controller"));
        Say("zone", new { Zone = facts.Zone.Id });
    }

    static bool IsShort(OutcomeKind outcome) => outcome
        is OutcomeKind.Retained or OutcomeKind.PartlyErased or OutcomeKind.NeedsReview or OutcomeKind.Open or OutcomeKind.Resolved;

    void Heading(string key) => blocks.Add(new LetterBlock.Heading(words.Say(key)));

    void Say(string key, object? model = null) => Add(words.Say(key, model));

    void Add(string text) => blocks.Add(new LetterBlock.Paragraph(text));
}
