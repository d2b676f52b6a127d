using Compliance.Model;
using Compliance.Settings;

namespace Compliance.SubjectRequests;

/// <summary>What a letter is for.</summary>
public enum AnswerKind
{
    /// <summary>What was done, and what was not (GDPR Art. 12(3), 12(4)).</summary>
    Done,

    /// <summary>Nothing is done, with reasons (GDPR Art. 12(4)).</summary>
    Refused,

    /// <summary>It takes longer, with reasons (GDPR Art. 12(3)).</summary>
    Extended,
}

/// <summary>
/// All that a letter to the person says. Holds no name and no identity: the person is addressed by the reference. Times are UTC and are
/// shown in <see cref="Zone"/>.
/// </summary>
public sealed record AnswerFacts
{
    public required AnswerKind Kind { get; init; }

    public required SubjectRequestId RequestId { get; init; }

    /// <summary>The tenant's or the person's own reference of the request.</summary>
    public string? Reference { get; init; }

    public required SubjectRequestType Type { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public required DateTimeOffset WrittenAt { get; init; }

    /// <summary>The person's time zone; the tenant's where it is not known.</summary>
    public required TimeZoneInfo Zone { get; init; }

    public required AnswerSender Sender { get; init; }

    /// <summary>Recordings as they were decided. What is not certainly the person's may be among them: nothing of it is told.</summary>
    public IReadOnlyList<AnswerItem> Items { get; init; } = [];

    /// <summary>Why nothing is done; for <see cref="AnswerKind.Refused"/>.</summary>
    public AnswerRefusal? Refusal { get; init; }

    /// <summary>Until when, and why; for <see cref="AnswerKind.Extended"/>.</summary>
    public AnswerExtension? Extension { get; init; }

    /// <summary>The decider's own words to the person.</summary>
    public string? Words { get; init; }

    /// <summary>Systems that had the data and were told (GDPR Art. 19).</summary>
    public int RecipientsTold { get; init; }

    /// <summary>Their names, where the person asked for them (GDPR Art. 19, second sentence).</summary>
    public IReadOnlyList<string> RecipientNames { get; init; } = [];

    /// <summary>Where the certificate of erasure is had, or its number.</summary>
    public string? Certificate { get; init; }

    /// <summary>Until when the package of an access or portability request can be fetched.</summary>
    public DateTimeOffset? PackageUntil { get; init; }

    /// <summary>Something of it was silenced or left out to protect others (GDPR Art. 15(4), 20(4)).</summary>
    public bool PackageKeptBack { get; init; }

    public override string ToString() => "AnswerFacts(redacted)";
}

/// <summary>One recording in the letter.</summary>
/// <param name="StartedAt">When the call began.</param>
/// <param name="ShreddedAt">When its key was gone; null where it was not erased.</param>
/// <param name="FinalAt">When the last backup with its key is gone.</param>
public sealed record AnswerItem(
    DateTimeOffset StartedAt, RecordingVerdict Verdict, DateTimeOffset? ShreddedAt = null, DateTimeOffset? FinalAt = null)
{
    /// <summary>Whether it is certain that this is the person's: only then anything is said of it.</summary>
    public bool IsTheirs => Verdict.Reason is not (VerdictReasons.NotTheirs or VerdictReasons.UnclearMatch);

    public override string ToString() => "AnswerItem(redacted)";
}

/// <param name="Article">What allows it: <c>12(2)</c> the person can't be identified, <c>12(5)(b)</c> manifestly unfounded or excessive, or
/// an exception like <c>17(3)(e)</c>; null where the words alone say it.</param>
/// <param name="Reasons">In words, for the person.</param>
public sealed record AnswerRefusal(string? Article, string Reasons);

/// <param name="DueAt">When the answer is due now.</param>
/// <param name="Reasons">Why, in words, for the person.</param>
public sealed record AnswerExtension(DateTimeOffset DueAt, string Reasons);

/// <summary>Who answers, and where a person may turn; what is null has a general wording.</summary>
public sealed record AnswerSender(
    string? ControllerName, string? ControllerContact, string? DpoContact, SupervisoryAuthoritySettings? SupervisoryAuthority)
{
    public static AnswerSender Of(TenantSettings settings) =>
        new(settings.ControllerName, settings.ControllerContact, settings.DpoContact, settings.SupervisoryAuthority);
}
