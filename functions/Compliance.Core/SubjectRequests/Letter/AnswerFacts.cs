using Compliance.Model;
using Compliance.Recordings;
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

    /// <summary>Says that the request arrived, and when the answer is due.</summary>
    Received,

    /// <summary>Asks for what identifies the person (GDPR Art. 12(6)).</summary>
    IdentityWanted,

    /// <summary>Says that a restriction ends (GDPR Art. 18(3)).</summary>
    Lifted,

    /// <summary>Asks for a fee (GDPR Art. 12(5)(a)).</summary>
    FeeWanted,
}

/// <summary>
/// Everything that a letter to the person says. Contains no name and no identity of theirs: the reference stands for the person. Whoever
/// acts for them is addressed by name. Times are UTC and are shown in <see cref="Zone"/>.
/// </summary>
public sealed record AnswerFacts
{
    public required AnswerKind Kind { get; init; }

    public LetterLanguage Language { get; init; }

    public required SubjectRequestId RequestId { get; init; }

    /// <summary>The tenant's or the person's reference of the request.</summary>
    public string? Reference { get; init; }

    /// <summary>Whoever acts for the person, and is written to instead; null if nobody does.</summary>
    public AnswerBehalf? OnBehalf { get; init; }

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

    /// <summary>When the answer is due; for <see cref="AnswerKind.Received"/>.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Since when the period stands still because the person is not identified; null if it runs.</summary>
    public DateTimeOffset? SuspendedSince { get; init; }

    /// <summary>The fee that is asked for; for <see cref="AnswerKind.FeeWanted"/>.</summary>
    public AnswerFee? Fee { get; init; }

    /// <summary>When the first request of the same kind arrived that this one repeats; null if that is no reason of the letter.</summary>
    public DateTimeOffset? RepeatsSince { get; init; }

    /// <summary>The end of a restriction: for <see cref="AnswerKind.Lifted"/>, and where it ended before the answer.</summary>
    public AnswerLifting? Lifting { get; init; }

    /// <summary>A person's answer about an automated decision (GDPR Art. 22(3)).</summary>
    public AnswerReview? Review { get; init; }

    /// <summary>Systems that a message was really sent to, and when (GDPR Art. 19): from the register of disclosures.</summary>
    public IReadOnlyList<AnswerRecipient> Recipients { get; init; } = [];

    /// <summary>
    /// On this day the request's personal part is destroyed, unless something keeps it (<see cref="SubjectRequestEnding"/>); null if
    /// nothing is said of it.
    /// </summary>
    public DateTimeOffset? KeptUntil { get; init; }

    /// <summary>The address of the certificate of erasure, or its number.</summary>
    public string? Certificate { get; init; }

    /// <summary>Until when the person can fetch the package by a link that was made; null if there is none.</summary>
    public DateTimeOffset? FetchUntil { get; init; }

    /// <summary>What became of the transfer to another controller; null if the person named none (GDPR Art. 20(2)).</summary>
    public AnswerTransfer? Transfer { get; init; }

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
    /// <summary>The kinds of what was really corrected of it.</summary>
    public IReadOnlyList<CorrectionKind> Corrected { get; init; } = [];

    /// <summary>What was really erased of the person's part.</summary>
    public ErasedPart? Part { get; init; }

    /// <summary>Whether another request restricts it.</summary>
    public bool RestrictedOtherwise { get; init; }

    /// <summary>Whether the recording is certainly the person's; the letter mentions only those.</summary>
    public bool IsTheirs => Verdict.Reason is not (VerdictReasons.NotTheirs or VerdictReasons.UnclearMatch);

    public override string ToString() => "AnswerItem(redacted)";
}

/// <param name="Article">The article that allows it: <c>12(2)</c> if the person cannot be identified, <c>12(5)(b)</c> if manifestly
/// unfounded or excessive, or an exception like <c>17(3)(e)</c>; null if the words alone explain it.</param>
/// <param name="Reasons">In words, for the person.</param>
public sealed record AnswerRefusal(string? Article, string Reasons);

/// <param name="Law">The national law that gives an heir the right; null for others, and where there is none.</param>
public sealed record AnswerBehalf(RepresentativeCapacity Capacity, string Name, string? Contact, string? Law)
{
    public override string ToString() => "AnswerBehalf(redacted)";
}

/// <param name="AskedAt">Since when the period stands still.</param>
/// <param name="Reasons">In words, for the person.</param>
public sealed record AnswerFee(decimal Amount, string Currency, ExcessGround Ground, DateTimeOffset AskedAt, string Reasons)
{
    public override string ToString() => "AnswerFee(redacted)";
}

/// <param name="Decision">The automated decision as the register calls it.</param>
/// <param name="Reviewer">The person who reviewed it, as the register names them.</param>
/// <param name="Reasons">In words, for the person.</param>
public sealed record AnswerReview(string Decision, string Reviewer, ReviewOutcome Outcome, string Reasons)
{
    /// <summary>Whether recordings were marked from the request on, so that no other automated decision is made.</summary>
    public bool Stopped { get; init; }

    public override string ToString() => "AnswerReview(redacted)";
}

/// <param name="ToldAt">When the person was told before; null before that (GDPR Art. 18(3)).</param>
/// <param name="Reason">In words; null before it is decided.</param>
public sealed record AnswerLifting(DateTimeOffset? ToldAt, string? Reason);

/// <param name="Name">As in the settings.</param>
/// <param name="At">When the first message was sent.</param>
public sealed record AnswerRecipient(string Name, DateTimeOffset At);

/// <param name="To">The controller's name in the settings.</param>
/// <param name="At">When it was sent, or given up.</param>
/// <param name="Fault">Null if it was sent.</param>
public sealed record AnswerTransfer(string To, DateTimeOffset At, TransferFault? Fault);

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
