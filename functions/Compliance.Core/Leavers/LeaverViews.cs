using Compliance.Failures;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Leavers;

public enum LeaverState
{
    /// <summary>Not looked yet.</summary>
    Waiting,
    Running,

    /// <summary>Looked; something is left as it is, and looked at again.</summary>
    Kept,

    /// <summary>Nothing of what was found is left.</summary>
    Done,
}

/// <summary>What is known of an employee who left; names nobody.</summary>
/// <param name="DueAt">The night after this day looks first.</param>
/// <param name="Pseudonymised">Recordings, over all runs.</param>
/// <param name="Kept">Recordings left as they are, by article: <c>17(3)(e)</c>.</param>
/// <param name="NotReady">Recordings that are not sealed, are in quarantine, or cannot be verified.</param>
/// <param name="LookAt">The night of this day looks again; null for none.</param>
/// <param name="Certificate">The last one; null if nothing was pseudonymised.</param>
/// <param name="Fault">What stopped the last run; it is tried again.</param>
public sealed record LeaverView(
    string Id,
    DateOnly LeftAt,
    DateOnly DueAt,
    LeaverState State,
    int Pseudonymised,
    IReadOnlyDictionary<string, int> Kept,
    int NotReady,
    DateTimeOffset? LookedAt,
    DateOnly? LookAt,
    string? Certificate,
    string? Fault)
{
    public static LeaverView Of(LeaverDocument leaver, TenantId tenant, TenantSettings settings) => new(
        leaver.Employee,
        leaver.LeftAt,
        leaver.DueAt(settings),
        leaver.Run is not null ? LeaverState.Running
            : leaver.LookedAt is null ? LeaverState.Waiting
            : leaver.IsOpen ? LeaverState.Kept
            : LeaverState.Done,
        leaver.Pseudonymised + (leaver.Run?.Pseudonymised ?? 0),
        leaver.Kept,
        leaver.NotReady,
        leaver.LookedAt,
        leaver.LookAt,
        leaver.Certificates > 0 ? SubjectRequestLinks.Certificate(tenant, leaver.Id) : null,
        leaver.Fault);
}

/// <param name="Unverifiable">Left out, because what is stored of them failed authentication.</param>
public sealed record LeaverList(IReadOnlyList<LeaverView> Items, string? Continuation, int Unverifiable);

/// <summary>Shows leavers.</summary>
public sealed class LeaverReader(LeaverStore leavers)
{
    public async Task<Outcome<LeaverView>> ReadAsync(
        TenantStore store, EmployeeId employee, TenantSettings settings, CancellationToken cancellationToken) =>
        await leavers.FindAsync(store, employee.Request, cancellationToken) is { Value: { TakenBack: false } leaver }
            ? LeaverView.Of(leaver, store.Tenant, settings)
            : Failure.NotFound("Nothing is stated of this employee.");

    public async Task<LeaverList> ListAsync(
        TenantStore store, TenantSettings settings, int limit, string? continuation, CancellationToken cancellationToken)
    {
        var (items, unverifiable, last) = (new List<LeaverView>(), 0, (string?)null);
        await foreach (var id in leavers.ListAsync(store, cancellationToken))
        {
            if (string.CompareOrdinal(id.ToString(), continuation) <= 0)
            {
                continue;
            }

            if (items.Count == limit)
            {
                return new LeaverList(items, last, unverifiable);
            }

            last = id.ToString();
            if (await leavers.FindAsync(store, id, cancellationToken).OrLeftOutAsync() is not { Value: var leaver })
            {
                unverifiable++;
            }
            else if (!leaver.TakenBack)
            {
                items.Add(LeaverView.Of(leaver, store.Tenant, settings));
            }
        }

        return new LeaverList(items, Continuation: null, unverifiable);
    }
}
