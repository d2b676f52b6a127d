using Compliance.Model;
using Compliance.Settings;

namespace Compliance.SubjectRequests;

/// <summary>The purpose of a letter.</summary>
public enum AnswerKind
{
    /// <summary>Says what was done and what was not (GDPR Art. 12(3), 12(4)).</summary>
    Done,

    /// <summary>Refuses, with reasons (GDPR Art. 12(4)).</summary>
    Refused,

    /// <summary>Extends the deadline, with reasons (GDPR Art. 12(3)).</summary>
    Extended,
}

/// <summary>
/// Everything that a letter to the person says. Contains no name and no identity: the reference stands for the person. Times are UTC and
/// are shown in <see cref="Zone"/>.
/// </summary>
public sealed record AnswerFacts
{
    public required AnswerKind Kind { get; init; }

    public required SubjectRequestId RequestId { get; init; }

    /// <summary>The tenant's or the person's reference of the request.</summary>
    public string? Reference { get; init; }

    public required SubjectRequestType Type { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public required DateTimeOffset WrittenAt { get; init; }

    /// <summary>The person's time zone, or the tenant's if unknown.</summary>
    public required TimeZoneInfo Zone { get; init; }

    public required AnswerSender Sender { get; init; }

    /// <summary>The decided recordings. Some may not certainly be the person's; the letter says nothing about those.</summary>
    public IReadOnlyList<AnswerItem> Items { get; init; } = [];

    /// <summary>Why the request is refused; for <see cref="AnswerKind.Refused"/>.</summary>
    public AnswerRefusal? Refusal { get; init; }

    /// <summary>The new due date and the reasons; for <see cref="AnswerKind.Extended"/>.</summary>
    public AnswerExtension? Extension { get; init; }

    /// <summary>The decider's own words to the person.</summary>
    public string? Words { get; init; }

    /// <summary>The number of systems that had the data and were notified (GDPR Art. 19).</summary>
    public int RecipientsTold { get; init; }

    /// <summary>Their names, if the person asked for them (GDPR Art. 19, second sentence).</summary>
    public IReadOnlyList<string> RecipientNames { get; init; } = [];

    /// <summary>The address of the certificate of erasure, or its number.</summary>
    public string? Certificate { get; init; }

    /// <summary>Until when the package of an access or portability request can be downloaded.</summary>
    public DateTimeOffset? PackageUntil { get; init; }

    /// <summary>Whether something in it was silenced or left out to protect others (GDPR Art. 15(4), 20(4)).</summary>
    public bool PackageKeptBack { get; init; }

    public override string ToString() => "AnswerFacts(redacted)";
}

/// <summary>One recording in the letter.</summary>
/// <param name="StartedAt">When the call began.</param>
/// <param name="ShreddedAt">When its key was destroyed; null if it was not erased.</param>
/// <param name="FinalAt">When the last backup with its key is gone.</param>
public sealed record AnswerItem(
    DateTimeOffset StartedAt, RecordingVerdict Verdict, DateTimeOffset? ShreddedAt = null, DateTimeOffset? FinalAt = null)
{
    /// <summary>Whether the recording is certainly the person's; the letter mentions only those.</summary>
    public bool IsTheirs => Verdict.Reason is not (VerdictReasons.NotTheirs or VerdictReasons.UnclearMatch);

    public override string ToString() => "AnswerItem(redacted)";
}

/// <param name="Article">The article that allows it: <c>12(2)</c> if the person cannot be identified, <c>12(5)(b)</c> if manifestly
/// unfounded or excessive, or an exception like <c>17(3)(e)</c>; null if the words alone explain it.</param>
/// <param name="Reasons">In words, for the person.</param>
public sealed record AnswerRefusal(string? Article, string Reasons);

/// <param name="DueAt">The new due date.</param>
/// <param name="Reasons">In words, for the person.</param>
public sealed record AnswerExtension(DateTimeOffset DueAt, string Reasons);

/// <summary>The sender of the letter, and where the person can turn; null values get a general wording.</summary>
public sealed record AnswerSender(
    string? ControllerName, string? ControllerContact, string? DpoContact, SupervisoryAuthoritySettings? SupervisoryAuthority)
{
    public static AnswerSender Of(TenantSettings settings) =>
        new(settings.ControllerName, settings.ControllerContact, settings.DpoContact, settings.SupervisoryAuthority);
}
