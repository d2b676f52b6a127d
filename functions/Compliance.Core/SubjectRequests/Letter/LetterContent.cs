namespace Compliance.SubjectRequests;

/// <summary>Puts the facts into words, in order: request, actions, what was kept and why, who was notified, remedies.</summary>
sealed class LetterContent(AnswerFacts facts)
{
    /// <summary>The European Data Protection Board's list of all authorities.</summary>
    const string AllAuthorities = "https://www.edpb.europa.eu/about-edpb/about-edpb/members_en";

    readonly LetterDates dates = new(facts.Zone);
    readonly List<LetterBlock> blocks = [];
    readonly List<AnswerItem> theirs = [.. facts.Items.Where(x => x.IsTheirs)];

    public Letter Write()
    {
        Head();
        switch (facts.Kind)
        {
            case AnswerKind.Done:
                new LetterOutcomes(facts, theirs, dates, blocks).Write();
                Words();
                Told();
                Proof();
                break;
            case AnswerKind.Refused:
                Refusal();
                break;
            case AnswerKind.Extended:
                Extension();
                break;
        }

        Remedies();
        Contact();
        return new Letter(Title, blocks);
    }

    string Title => facts.Kind switch
    {
        AnswerKind.Refused => "Why we cannot do what you asked",
        AnswerKind.Extended => "Your request takes longer",
        _ => "Our answer to your request",
    };

    void Head()
    {
        List<(string Label, string Value)> rows = [("Date", dates.Day(facts.WrittenAt)), ("Request", facts.RequestId.ToString())];
        if (facts.Reference is { } reference)
        {
            rows.Add(("Reference", LetterText.Clean(reference)));
        }

        if (facts.Sender.ControllerName is { } name)
        {
            rows.Add(("From", name));
        }

        blocks.Add(new LetterBlock.Facts(rows));
        Say("Good day,");
        Say($"{LetterWords.Asked(facts.Type)} Your request reached us on {dates.Day(facts.ReceivedAt)}.");
    }

    void Words()
    {
        if (facts.Words is { } words)
        {
            Say(LetterText.Sentence(words));
        }
    }

    void Told()
    {
        if (facts.RecipientsTold == 0)
        {
            return;
        }

        Head("Whom else we informed");
        Say($"We passed this on to {LetterDates.Count(facts.RecipientsTold, "other system")} that had received data about you from us "
            + $"({LetterWords.Article("19")}).");
        if (facts.RecipientNames.Count > 0)
        {
            blocks.Add(new LetterBlock.Bullets([.. facts.RecipientNames.Order(StringComparer.Ordinal)]));
        }
        else
        {
            Say("Ask us if you want to know which ones.");
        }
    }

    void Proof()
    {
        if (facts.Certificate is { } certificate)
        {
            Head("Proof");
            var what = facts.Items.Any(x => x.Verdict.Outcome is OutcomeKind.Erased) ? "destroyed" : "decided";
            Say($"A signed certificate states what was {what} and when. Anybody can verify it, and it names nobody: "
                + LetterText.Clean(certificate));
        }
    }

    void Refusal()
    {
        Head("Why");
        if (facts.Refusal is not { } refusal)
        {
            throw new InvalidOperationException("A refusal has no reasons.");
        }

        if (refusal.Article is { } article)
        {
            Say($"{LetterWords.Of(2, LetterWords.Exception(article))} ({LetterWords.Article(article)}).");
        }

        if (!string.IsNullOrWhiteSpace(refusal.Reasons))
        {
            Say(LetterText.Sentence(refusal.Reasons));
        }
    }

    void Extension()
    {
        if (facts.Extension is not { } extension)
        {
            throw new InvalidOperationException("The request has no extension.");
        }

        Head("The new date, and why");
        Say($"We need more than the month that the law provides, and will answer by {dates.Day(extension.DueAt)} at the latest. "
            + "The law allows up to two further months if a request is complex or there are many requests "
            + $"({LetterWords.Article("12(3)")}).");
        Say($"Our reasons: {LetterText.Sentence(extension.Reasons)}");
    }

    /// <summary>Required whenever the request was not fulfilled in full (GDPR Art. 12(4)).</summary>
    void Remedies()
    {
        var fallsShort = facts.Kind is AnswerKind.Refused
            || (facts.Kind is AnswerKind.Done && (facts.Items.Count == 0 || facts.Items.Any(x => IsShort(x.Verdict.Outcome))));
        if (!fallsShort)
        {
            return;
        }

        Head("If you disagree");
        if (facts.Sender.SupervisoryAuthority is { } authority)
        {
            blocks.Add(new LetterBlock.Paragraph(
                $"You may complain to a data protection authority: {authority.Name}, or that of the country where you live, where you "
                    + $"work or where you think the law was broken ({LetterWords.Article("77")}):",
                authority.Website));
        }
        else
        {
            blocks.Add(new LetterBlock.Paragraph(
                "You may complain to the data protection authority of the country where you live, where you work or where you think the "
                    + $"law was broken ({LetterWords.Article("77")}). The authorities of the European Union are listed here:",
                AllAuthorities));
        }

        Say($"You may also go to court ({LetterWords.Article("79")}). Neither affects your other rights.");
    }

    void Contact()
    {
        Head("How to reach us");
        Say(facts.Sender.ControllerContact is { } contact
            ? $"You can reach us at: {contact}"
            : "You can reach us in the way you sent us your request. Please state the number of your request.");
        if (facts.Sender.DpoContact is { } officer)
        {
            Say($"You can reach our data protection officer at: {officer}");
        }

        Say(facts.Sender.ControllerName ?? "The controller of these recordings");
        Say($"Days and times in this letter are in the time zone {facts.Zone.Id}. GDPR is the General Data Protection Regulation.");
    }

    static bool IsShort(OutcomeKind outcome) => outcome
        is OutcomeKind.Retained or OutcomeKind.PartlyErased or OutcomeKind.NeedsReview or OutcomeKind.Open;

    void Head(string text) => blocks.Add(new LetterBlock.Heading(text));

    void Say(string text) => blocks.Add(new LetterBlock.Paragraph(text));
}
