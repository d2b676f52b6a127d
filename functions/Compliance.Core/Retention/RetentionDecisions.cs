using Compliance.Model;
using Compliance.Recordings;
using Compliance.Settings;

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

/// <summary>What happens to a recording at a time.</summary>
/// <param name="Kept">Why nothing of it goes; null: something does.</param>
/// <param name="Media">The media that go while the rest stays; empty where the whole recording goes.</param>
public sealed record RetentionVerdict(RetentionKeep? Kept, IReadOnlyList<RetentionMedium> Media);

/// <summary>The single table of storage limitation (GDPR Art. 5(1)(e)): what happens to a recording at a time.</summary>
public static class RetentionDecisions
{
    /// <summary>The ground in outcomes, certificates and the audit log.</summary>
    public const string Basis = "5(1)(e)";

    /// <summary>After its last sealing a recording stays so long, whatever its dates say: a mistyped one is noticed in time.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromHours(24);

    /// <param name="retention">As the rules that are in force have it.</param>
    public static RetentionVerdict Of(RecordingDocument document, RetentionState retention, DateTimeOffset? sealedAt, DateTimeOffset now)
    {
        RetentionMedium[] media = retention.End > now ? [.. retention.Media.Where(x => x.End <= now).Select(x => x.Medium)] : [];
        return new(WhyKept(document, retention, media.Length > 0, sealedAt, now), media);
    }

    static RetentionKeep? WhyKept(
        RecordingDocument document, RetentionState retention, bool mediaOnly, DateTimeOffset? sealedAt, DateTimeOffset now) =>
        document switch
        {
            { State: RecordingState.Erasing or RecordingState.Erased } => new(RetentionReason.Gone, null),
            { IsHeld: true } => new(RetentionReason.Held, document.Holds.Min(x => x.ReviewAt)),
            { Restriction: not null } => new(RetentionReason.Restricted, null),
            _ when !mediaOnly && retention.DeleteAfter > now => new(RetentionReason.NotDue, retention.FirstEnd),
            _ when !mediaOnly && retention.End > now => new(RetentionReason.Duty, retention.RetainAtLeastUntil),
            { State: RecordingState.AwaitingUpload or RecordingState.Sealing } => new(RetentionReason.InWork, null),

            // Files can be taken from what is sealed alone; as a whole, everything can go.
            { State: not RecordingState.Sealed } when mediaOnly => new(RetentionReason.InWork, null),
            _ when sealedAt + Rest > now => new(RetentionReason.JustSealed, sealedAt + Rest),
            _ => null,
        };
}
