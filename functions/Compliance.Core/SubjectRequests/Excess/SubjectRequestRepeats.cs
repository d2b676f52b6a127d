using Compliance.Model;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>Earlier requests that the same person may have made of the same kind.</summary>
/// <param name="RequestId">The first of them within the tenant's time.</param>
/// <param name="Count">How many there are.</param>
public sealed record EarlierRequests(SubjectRequestId RequestId, DateTimeOffset ReceivedAt, int Count);

/// <summary>Earlier requests as a request shows them.</summary>
/// <param name="State">That of the first; null if its entry is not readable.</param>
public sealed record RepeatsView(SubjectRequestId RequestId, DateTimeOffset ReceivedAt, SubjectRequestState? State, int Count);

/// <summary>
/// Finds what a request may repeat (GDPR Art. 12(5)). That an identity agrees shows it and decides nothing: a household shares a number.
/// </summary>
public sealed class SubjectRequestRepeats(ISubjectRequests requests, SubjectRequestRegister register)
{
    /// <summary>Of one person; the newest are looked at.</summary>
    const int Most = 100;

    /// <param name="tokens">Blind tokens of the identities, without names.</param>
    /// <returns>Null if there is none within <see cref="TenantSettings.RepeatMonths"/>.</returns>
    public async Task<EarlierRequests?> FindAsync(
        TenantStore store,
        SubjectRequestId id,
        SubjectRequestType type,
        DateTimeOffset receivedAt,
        IReadOnlyList<string> tokens,
        TenantSettings settings,
        CancellationToken cancellationToken)
    {
        if (settings.RepeatMonths == 0)
        {
            return null;
        }

        var since = receivedAt.AddMonths(-settings.RepeatMonths);
        var found = new List<(SubjectRequestId Id, DateTimeOffset ReceivedAt)>();
        foreach (var earlier in (await requests.FindAsync(store, tokens, cancellationToken)).Where(x => x != id).TakeLast(Most))
        {
            if (await register.FindAsync(store, earlier, cancellationToken).OrLeftOutAsync() is { Document: var document }
                && document.Type == type
                && document.State is not SubjectRequestState.Cancelled
                && document.Clock.ReceivedAt >= since
                && document.Clock.ReceivedAt <= receivedAt)
            {
                found.Add((earlier, document.Clock.ReceivedAt));
            }
        }

        return found.Count == 0 ? null : new EarlierRequests(found.MinBy(x => x.ReceivedAt).Id, found.Min(x => x.ReceivedAt), found.Count);
    }
}
