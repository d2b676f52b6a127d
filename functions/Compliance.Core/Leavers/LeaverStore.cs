using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Compliance.Model;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Leavers;

/// <summary>Reads and conditionally writes leavers.</summary>
public sealed class LeaverStore
{
    const string Prefix = "leavers/";
    const string Running = "running";
    const string Left = "left";
    const string Look = "look";
    const string Failed = "failed";
    const string Held = "held";
    const string Day = "yyyy-MM-dd";

    readonly VersionedBlob<SubjectRequestId, LeaverDocument> blobs = new(x => x.Requests, id => Prefix + id) { Metadata = Marks };

    public Task<Versioned<LeaverDocument>?> FindAsync(TenantStore store, SubjectRequestId id, CancellationToken cancellationToken) =>
        blobs.FindAsync(store, id, cancellationToken);

    /// <returns>Null if another write was first.</returns>
    public Task<Versioned<LeaverDocument>?> TryWriteAsync(
        TenantStore store, LeaverDocument leaver, ETag? read, CancellationToken cancellationToken) =>
        blobs.TryWriteAsync(store, leaver.Id, leaver, read, cancellationToken);

    /// <returns>False if it has been written since.</returns>
    public Task<bool> RemoveAsync(TenantStore store, SubjectRequestId id, ETag read, CancellationToken cancellationToken) =>
        blobs.RemoveAsync(store, id, read, cancellationToken);

    /// <summary>All, in the order of their ids.</summary>
    public IAsyncEnumerable<SubjectRequestId> ListAsync(TenantStore store, CancellationToken cancellationToken) =>
        ListAsync(store, _ => true, cancellationToken);

    /// <summary>Those with work to do on a day; reads nothing of the others. Those whose last run failed are not among them.</summary>
    public IAsyncEnumerable<SubjectRequestId> ListDueAsync(
        TenantStore store, TenantSettings settings, DateOnly today, CancellationToken cancellationToken) =>
        ListAsync(store, x => !x.ContainsKey(Failed) && IsDue(x, settings, today), cancellationToken);

    /// <summary>Those whose last run failed, on the day on which it is tried again.</summary>
    public IAsyncEnumerable<SubjectRequestId> ListFailedAsync(
        TenantStore store, TenantSettings settings, DateOnly today, CancellationToken cancellationToken) =>
        ListAsync(store, x => x.ContainsKey(Failed) && IsDue(x, settings, today), cancellationToken);

    /// <summary>Those whom a legal hold kept on a call, and those at work.</summary>
    public IAsyncEnumerable<SubjectRequestId> ListHeldAsync(TenantStore store, CancellationToken cancellationToken) =>
        ListAsync(store, x => x.ContainsKey(Held), cancellationToken);

    async IAsyncEnumerable<SubjectRequestId> ListAsync(
        TenantStore store, Func<IDictionary<string, string>, bool> wanted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var name in blobs.ListAsync(store, Prefix, wanted, cancellationToken))
        {
            if (SubjectRequestId.TryParse(name, out var id))
            {
                yield return id;
            }
        }
    }

    static bool IsDue(IDictionary<string, string> marks, TenantSettings settings, DateOnly today) =>
        marks.ContainsKey(Running)
        || (DayOf(marks, Look) is { } look && look <= today)
        || (DayOf(marks, Left) is { } left && left.AddDays(settings.AgentLeaverDays) < today);

    static DateOnly? DayOf(IDictionary<string, string> marks, string name) =>
        marks.TryGetValue(name, out var text)
        && DateOnly.TryParseExact(text, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;

    static Dictionary<string, string> Marks(LeaverDocument leaver)
    {
        var marks = new Dictionary<string, string>(StringComparer.Ordinal);
        if (leaver.Fault is not null)
        {
            marks[Failed] = "yes";
        }
        else if (leaver.Run is not null)
        {
            marks[Running] = "yes";
        }

        if (leaver.Run is not null || leaver.Kept.ContainsKey(LeaverDocument.LegalHold))
        {
            marks[Held] = "yes";
        }

        if (leaver.LookAt is { } look)
        {
            marks[Look] = look.ToString(Day, CultureInfo.InvariantCulture);
        }
        else if (leaver is { LookedAt: null, TakenBack: false })
        {
            marks[Left] = leaver.LeftAt.ToString(Day, CultureInfo.InvariantCulture);
        }

        return marks;
    }
}
