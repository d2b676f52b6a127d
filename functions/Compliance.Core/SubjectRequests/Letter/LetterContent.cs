namespace Compliance.SubjectRequests;

/// <summary>Says what the facts are, in order: asked, done, kept and why, told, where to turn.</summary>
sealed class LetterContent(AnswerFacts facts)
{
    /// <summary>The list of all authorities that the European Data Protection Board keeps.</summary>
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
        AnswerKind.Refused => "Why we can't do what you asked",
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

        Head("Who else was told");
        Say($"We passed this on to {LetterDates.Count(facts.RecipientsTold, "other system")} that had data of you from us "
            + $"({LetterWords.Article("19")}).");
        if (facts.RecipientNames.Count > 0)
        {
            blocks.Add(new LetterBlock.Bullets([.. facts.RecipientNames.Order(StringComparer.Ordinal)]));
        }
        else
        {
            Say("If you want to know which, ask us and we will tell you.");
        }
    }

    void Proof()
    {
        if (facts.Certificate is { } certificate)
        {
            Head("Proof");
            var what = facts.Items.Any(x => x.Verdict.Outcome is OutcomeKind.Erased) ? "destroyed" : "decided";
            Say($"What was {what} and when is set down in a signed certificate that anybody can check and that names nobody: "
                + LetterText.Clean(certificate));
        }
    }

    void Refusal()
    {
        Head("Why");
        if (facts.Refusal is not { } refusal)
        {
            throw new InvalidOperationException("A letter about a refusal needs its reasons.");
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
            throw new InvalidOperationException("A letter about an extension needs one.");
        }

        Head("Until when, and why");
        Say($"We need longer than the month that the law sets, and will answer by {dates.Day(extension.DueAt)} at the latest. "
            + $"The law allows up to two further months where a request is complex or there are many ({LetterWords.Article("12(3)")}).");
        Say($"Our reasons: {LetterText.Sentence(extension.Reasons)}");
    }

    /// <summary>Wherever not all was done (GDPR Art. 12(4)).</summary>
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

        Say($"You may also go to court ({LetterWords.Article("79")}). Neither costs you any other right.");
    }

    void Contact()
    {
        Head("How to reach us");
        Say(facts.Sender.ControllerContact is { } contact
            ? $"You reach us at: {contact}"
            : "You reach us the way you sent us your request. Please name the number of your request.");
        if (facts.Sender.DpoContact is { } officer)
        {
            Say($"You reach our data protection officer at: {officer}");
        }

        Say(facts.Sender.ControllerName ?? "The controller of these recordings");
        Say($"Days and times in this letter are those of {facts.Zone.Id}. GDPR is the General Data Protection Regulation.");
    }

    static bool IsShort(OutcomeKind outcome) => outcome
        is OutcomeKind.Retained or OutcomeKind.PartlyErased or OutcomeKind.NeedsReview or OutcomeKind.Open;

    void Head(string text) => blocks.Add(new LetterBlock.Heading(text));

    void Say(string text) => blocks.Add(new LetterBlock.Paragraph(text));
}
