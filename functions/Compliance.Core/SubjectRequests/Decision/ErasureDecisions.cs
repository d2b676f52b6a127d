using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>Erasure (GDPR Art. 17): looks for a ground per purpose, then for an exception under Art. 17(3).</summary>
static class ErasureDecisions
{
    public static RecordingVerdict Decide(RecordingCase item) => Conclude(item, [.. item.Purposes.Select(x => Decide(item, x))]);

    /// <summary>Erases the recording, or keeps it for the purposes that require it.</summary>
    public static RecordingVerdict Conclude(RecordingCase item, IReadOnlyList<PurposeVerdict> purposes)
    {
        // This overrides the purposes: what a claim needs is stored for the claim.
        if (item.Holds.Count > 0)
        {
            return new(OutcomeKind.Retained, "17(3)(e)", item.Holds.Min(x => x.ReviewAt), VerdictReasons.LegalHold, purposes);
        }

        var kept = purposes.Where(x => x.Fate is not PurposeFate.Ends).ToList();
        if (kept.Count > 0)
        {
            // An exception under Art. 17(3) takes precedence over a purpose that merely continues.
            var lead = kept.OrderBy(x => x.Basis.StartsWith("17(3)", StringComparison.Ordinal) ? 0 : 1).First();
            var reason = kept.Count < purposes.Count ? VerdictReasons.KeptForSomePurposes : lead.Reason;
            return new(OutcomeKind.Retained, lead.Basis, kept.Min(x => x.ReviewAt), reason, purposes);
        }

        if (item.Restriction is { } restriction && item.Choice is not DeciderChoice.Included && Protects(restriction.Grounds))
        {
            return new(OutcomeKind.NeedsReview, "18(2)", ReviewAt: null, VerdictReasons.RestrictionStands, purposes);
        }

        var ground = purposes.FirstOrDefault(x => x.Basis == item.Ground?.Text) ?? (purposes is [var first, ..] ? first : null);
        return PartyDecisions.Decide(item, new(
            OutcomeKind.Erased,
            ground?.Basis ?? item.Ground?.Text ?? "17(1)(a)",
            ReviewAt: null,
            ground?.Reason ?? VerdictReasons.NoPurpose,
            purposes));
    }

    static PurposeVerdict Decide(RecordingCase item, Purpose purpose)
    {
        if (Exception(item, purpose) is { } exception)
        {
            return exception;
        }

        if (Over(item, purpose) is { } over)
        {
            return over;
        }

        // A duty whose date has passed requires nothing any more. What was kept for it is treated like any purpose that is over.
        if (purpose is { Basis: LawfulBasis.LegalObligation, RetainAtLeastUntil: not null })
        {
            return new(purpose.Name, PurposeFate.Ends, "17(1)(a)", ReviewAt: null, VerdictReasons.PurposeOver);
        }

        var ground = PurposeTable.GroundFor(item.Ground, purpose.Basis);
        var marketing = PurposeTable.IsMarketing(purpose);
        if (PurposeTable.TryEnd(ground, purpose.Basis, out var end) && !(marketing && ground == "17(1)(c)"))
        {
            return new(purpose.Name, PurposeFate.Ends, end.Article, ReviewAt: null, end.Reason);
        }

        // A person who asks for erasure also does not want marketing, whatever ground the request names (Art. 21(2)).
        if (marketing)
        {
            return new(purpose.Name, PurposeFate.Ends, "17(1)(c)", ReviewAt: null, VerdictReasons.MarketingObjected);
        }

        // A named ground is only the starting point: once approved, the request reaches each purpose on the ground available for it.
        return PurposeTable.TryEnd(PurposeTable.GroundFor(named: null, purpose.Basis), purpose.Basis, out end)
            ? new(purpose.Name, PurposeFate.Ends, end.Article, ReviewAt: null, end.Reason)
            : GoesOn(item, purpose);
    }

    /// <summary>
    /// A purpose whose time has passed ends, whatever the request asked for (GDPR Art. 5(1)(e)), and one that an earlier request stopped
    /// does not begin again.
    /// </summary>
    public static PurposeVerdict? Over(RecordingCase item, Purpose purpose) =>
        item.Stops.Where(x => x.Purpose == purpose.Name).MinBy(x => x.At) is { } stop ? Stopped(purpose, stop.State)
        : EndOf(item, purpose) is { } end && end <= item.Now
            ? new(purpose.Name, PurposeFate.Ends, "17(1)(a)", ReviewAt: null, VerdictReasons.PurposeOver)
        : null;

    /// <summary>Whether another request stopped it.</summary>
    public static bool IsStopped(RecordingCase item, Purpose purpose) => item.Stops.Any(x => x.Purpose == purpose.Name);

    static PurposeVerdict Stopped(Purpose purpose, PurposeState state) => state switch
    {
        PurposeState.Objected => new(purpose.Name, PurposeFate.Ends, "17(1)(c)", ReviewAt: null, VerdictReasons.Objected),
        PurposeState.Withdrawn or PurposeState.Refused => new(purpose.Name, PurposeFate.Ends, "17(1)(b)", ReviewAt: null, VerdictReasons.ConsentWithdrawn),
        PurposeState.Ended or PurposeState.Expired => new(purpose.Name, PurposeFate.Ends, "17(1)(a)", ReviewAt: null, VerdictReasons.PurposeOver),
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    public static PurposeVerdict GoesOn(RecordingCase item, Purpose purpose) => new(
        purpose.Name, PurposeFate.Kept, PurposeTable.ArticleOf(purpose.Basis), EndOf(item, purpose), VerdictReasons.GroundDoesNotReach);

    /// <summary>
    /// The exception under GDPR Art. 17(3)(b). No date can show the others; a person claims them by excluding the recording.
    /// </summary>
    static PurposeVerdict? Exception(RecordingCase item, Purpose purpose)
    {
        var isFree = purpose.Basis is not (LawfulBasis.LegalObligation or LawfulBasis.PublicTask);
        if (Duty(item, purpose, ends: isFree || PurposeTable.IsMarketing(purpose) || IsStopped(item, purpose)) is { } duty)
        {
            return duty;
        }

        var end = EndOf(item, purpose);
        return purpose switch
        {
            _ when Over(item, purpose) is not null || PurposeTable.IsMarketing(purpose) => null,
            { Basis: LawfulBasis.LegalObligation, RetainAtLeastUntil: null } =>
                new(purpose.Name, PurposeFate.Kept, "17(3)(b)", end, VerdictReasons.LegalObligation),
            { Basis: LawfulBasis.PublicTask } => new(purpose.Name, PurposeFate.Kept, "17(3)(b)", end, VerdictReasons.PublicTask),
            _ => null,
        };
    }

    /// <summary>A duty to keep with a date. It requires storage: a purpose that would end without it is not used any more.</summary>
    /// <param name="ends">Whether the request ends the purpose.</param>
    public static PurposeVerdict? Duty(RecordingCase item, Purpose purpose, bool ends) =>
        purpose.RetainAtLeastUntil is { } day && day > item.Now
            ? new(purpose.Name, ends ? PurposeFate.Restricted : PurposeFate.Kept, "17(3)(b)", day, VerdictReasons.DutyToKeep)
            {
                Law = day == item.Duty?.Until ? item.Duty.Law : null,
            }
            : null;

    public static DateTimeOffset? EndOf(RecordingCase item, Purpose purpose) => purpose.RetainUntil ?? item.DeleteAfter;

    /// <summary>Grounds of restriction on which a person wants the recording to be kept.</summary>
    static bool Protects(IReadOnlyList<string> grounds) => grounds.Any(x => x is "18(1)(b)" or "18(1)(c)");
}
