using Compliance.Model;
using Compliance.Recordings;

namespace Compliance.Retention;

/// <summary>Why a recording stays although somebody may expect it gone.</summary>
public enum RetentionReason
{
    /// <summary>A legal hold stands (GDPR Art. 17(3)(e)).</summary>
    Held,

    /// <summary>A subject request restricted it (GDPR Art. 18(2)): the person wants it kept.</summary>
    Restricted,

    /// <summary>The law demands that it is kept (GDPR Art. 17(3)(b)).</summary>
    Duty,

    /// <summary>Its last day has not come.</summary>
    NotDue,

    /// <summary>Files are awaited or are being sealed.</summary>
    InWork,

    /// <summary>Its last sealing is less than <see cref="RetentionDecisions.Rest"/> ago.</summary>
    JustSealed,

    /// <summary>It is erased, or is being erased.</summary>
    Gone,
}

/// <param name="Until">When it is looked at again at the latest; null where no date is known.</param>
public sealed record RetentionKeep(RetentionReason Reason, DateTimeOffset? Until);

/// <summary>The single table of storage limitation (GDPR Art. 5(1)(e)): what happens to a recording at a time.</summary>
public static class RetentionDecisions
{
    /// <summary>The ground in outcomes, certificates and the audit log.</summary>
    public const string Basis = "5(1)(e)";

    /// <summary>After its last sealing a recording stays so long, whatever its dates say: a mistyped one is noticed in time.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromHours(24);

    /// <returns>Why it stays; null: it is to be deleted.</returns>
    public static RetentionKeep? WhyKept(RecordingDocument document, RetentionState retention, DateTimeOffset? sealedAt, DateTimeOffset now) =>
        document switch
        {
            { State: RecordingState.Erasing or RecordingState.Erased } => new(RetentionReason.Gone, null),
            { IsHeld: true } => new(RetentionReason.Held, document.Holds.Min(x => x.ReviewAt)),
            { Restriction: not null } => new(RetentionReason.Restricted, null),
            _ when retention.RetainAtLeastUntil > now => new(RetentionReason.Duty, retention.RetainAtLeastUntil),
            _ when retention.DeleteAfter > now => new(RetentionReason.NotDue, retention.DeleteAfter),
            { State: RecordingState.AwaitingUpload or RecordingState.Sealing } => new(RetentionReason.InWork, null),
            _ when sealedAt + Rest > now => new(RetentionReason.JustSealed, sealedAt + Rest),
            _ => null,
        };
}
