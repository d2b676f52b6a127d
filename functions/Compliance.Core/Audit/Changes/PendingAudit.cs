using System.Security.Cryptography;
using System.Text;

namespace Compliance.Audit;

/// <summary>A write-ahead audit entry whose <c>done</c> is still owed.</summary>
/// <param name="Since">When it was announced.</param>
/// <param name="Sequence">The document's sequence with the change; null where it is not known or counted.</param>
public sealed record PendingAudit(
    string Event, string Operation, string Principal, string Origin, DateTimeOffset Since, long? Sequence = null)
{
    /// <summary>What else its <c>done</c> entry says, as the document that took it knows; nothing personal.</summary>
    public IReadOnlyDictionary<string, string>? Details { get; init; }

    /// <summary>The detail of a <c>done</c> entry that holds <see cref="Sequence"/>.</summary>
    public const string SequenceDetail = "sequence";

    /// <summary>An announced change that is not made by then will not be: the longest request and the longest step are shorter.</summary>
    public static TimeSpan Abandoned { get; } = TimeSpan.FromMinutes(30);

    /// <summary>What the document remembers of it (<see cref="AuditedDocument.Changes"/>).</summary>
    public string Change => $"{Event} {Operation}";

    public bool IsSameAs(PendingAudit other) => Change == other.Change && Principal == other.Principal;

    public bool IsAbandoned(DateTimeOffset now) => now - Since >= Abandoned;
}

/// <param name="CallToken">The blind token of the call id, to undo a ticket that was never finished; null of anything else.</param>
/// <param name="Owed">Operations that were announced in the audit log and have no <c>done</c> yet.</param>
/// <param name="MarkedAt">
/// When it was written last, by our own clock: its age is told by that clock too, not by the storage service's.
/// </param>
public sealed record OutboxMarker(string? CallToken, IReadOnlyList<PendingAudit> Owed, DateTimeOffset MarkedAt = default)
{
    /// <summary>Operations that the document took, and of the others those that are <paramref name="over"/>.</summary>
    public (PendingAudit[] Made, PendingAudit[] Over) Split(AuditedDocument? document, Func<PendingAudit, bool> over)
    {
        PendingAudit[] made = [.. Owed.Where(x => document?.Took(x) is true)];
        return ([.. made.Select(x => document!.AsMade(x))], [.. Owed.Except(made).Where(over)]);
    }
}

/// <summary>What stands in the audit log for a text that may look like a number of another kind, which that log takes none of.</summary>
public static class AuditDigest
{
    /// <returns>32 hex digits.</returns>
    public static string Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
