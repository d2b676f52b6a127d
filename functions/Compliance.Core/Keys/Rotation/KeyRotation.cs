using Compliance.Audit;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <summary>What follows a step of a rotation.</summary>
/// <param name="Until">The earliest time of the next step; null means at once.</param>
/// <param name="Unopened">On the step that ends a rotation: the number of records that it could not open.</param>
public sealed record RotationTurn(bool Ended, DateTimeOffset? Until, long Unopened = 0)
{
    public static RotationTurn End { get; } = new(Ended: true, Until: null);

    public static RotationTurn Again { get; } = new(Ended: false, Until: null);

    public static RotationTurn Wait(DateTimeOffset until) => new(Ended: false, until);
}

/// <summary>
/// Brings every record of a tenant's key ring under the vault's current <c>seal</c> version, step by step. <c>state/keys/rotation</c> and
/// the records themselves tell the progress: a repeated step, by this host or another, finds what is already done. The rotation ends when a
/// complete listing finds nothing to do.
/// </summary>
public sealed class KeyRotation(
    TenantStoreFactory stores,
    ITenantVaultProvider vaults,
    RotationStore rotations,
    RotationAudit audit,
    KeyVaultThrottle pace,
    TimeProvider clock)
{
    /// <summary>Records per step.</summary>
    internal const int PageSize = 500;

    /// <summary>The key ring is checked even if the vault has no new version, because a restored backup has records under old
    /// ones.</summary>
    static readonly TimeSpan LookEvery = TimeSpan.FromHours(24);

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Whether there may be something to do. Takes one read while there is not.</summary>
    public async Task<bool> IsDueAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        var store = stores.Open(scope);
        var rotation = (await rotations.ReadAsync(store, cancellationToken)).Document;
        if (rotation.IsActive || rotation.IsAsked)
        {
            return true;
        }

        return rotation.CheckedAt is { } at
            ? clock.GetUtcNow() - at >= LookEvery || rotation.Seal != (await KeysAsync(scope, cancellationToken)).Seal[0].KeyId
            : await KeyRingListing.AnyAsync(store, cancellationToken);
    }

    /// <summary>Requests a check of the key ring. If one is already requested or a rotation is running, that one serves.</summary>
    /// <returns>Whether this call requested it.</returns>
    public async Task<bool> AskAsync(TenantScope scope, Actor actor, CancellationToken cancellationToken)
    {
        var (store, logged) = (stores.Open(scope), false);
        while (true)
        {
            var stored = await rotations.ReadAsync(store, cancellationToken);
            if (stored.Document.IsActive || stored.Document.IsAsked)
            {
                return false;
            }

            await (logged ? Task.CompletedTask : audit.AskedAsync(scope, actor, cancellationToken));
            logged = true;
            var asked = stored.Document with { AskedAt = clock.GetUtcNow() };
            if (await rotations.TryWriteAsync(store, stored, asked, cancellationToken) is not null)
            {
                return true;
            }
        }
    }

    /// <summary>Performs one step.</summary>
    /// <param name="origin">The function's name, for the audit log.</param>
    public async Task<RotationTurn> TurnAsync(TenantScope scope, string origin, CancellationToken cancellationToken)
    {
        var store = stores.Open(scope);
        var stored = await rotations.ReadAsync(store, cancellationToken);
        var keys = await KeysAsync(scope, cancellationToken);
        var (rotation, now) = (stored.Document, clock.GetUtcNow());
        if (!rotation.IsActive)
        {
            return await LookAsync(store, stored, keys, cancellationToken);
        }

        if (rotation.Seal != keys.Seal[0].KeyId)
        {
            return keys.Seal.Any(x => x.KeyId == rotation.Seal) || now >= rotation.NoticedAt + (2 * vaults.NoticedWithin)
                ? await SupersedeAsync(store, stored, origin, cancellationToken)
                : RotationTurn.Wait(now + Patience); // This host does not know the version yet.
        }

        if (rotation.State is RotationState.Running)
        {
            return await PageAsync(store, stored, keys, origin, cancellationToken);
        }

        var begin = rotation.NoticedAt!.Value + vaults.NoticedWithin;
        if (now < begin)
        {
            return RotationTurn.Wait(begin);
        }

        await audit.BeganAsync(scope, rotation, origin, cancellationToken);
        var running = rotation with { State = RotationState.Running, Fault = null, Done = 0, Scan = Scan.Begin(1, now) };
        await rotations.TryWriteAsync(store, stored, running, cancellationToken);
        return RotationTurn.Again;
    }

    /// <summary>Records that a step was retried for long and gave up.</summary>
    /// <param name="fault">The exception's type.</param>
    public async Task FailAsync(TenantScope scope, string fault, CancellationToken cancellationToken)
    {
        var store = stores.Open(scope);
        while (await rotations.ReadAsync(store, cancellationToken) is { Document.IsActive: true } stored
            && await rotations.TryWriteAsync(
                store,
                stored,
                stored.Document with { State = RotationState.Failed, Fault = fault, Scan = null },
                cancellationToken) is null)
        {
        }
    }

    async Task<RotationTurn> LookAsync(TenantStore store, StoredRotation stored, VaultKeys keys, CancellationToken cancellationToken)
    {
        var (rotation, at, current) = (stored.Document, clock.GetUtcNow(), keys.Seal[0].KeyId);
        var survey = await KeyRingListing.SurveyAsync(store, current, cancellationToken);
        var looked = rotation with
        {
            Seal = current,
            AskedAt = null,
            NoticedAt = rotation.Seal == current ? rotation.NoticedAt ?? at : at,
            Versions = SealVersionUsage.After(rotation.Versions, survey.ByVersion, keys, certain: survey.Unmarked == 0, at),
            Left = survey.Due,
        };
        var known = rotation.Seal == current
            && survey.Due <= KeyRingSurvey.MostNamed
            && survey.FirstDue.All(x => rotation.Failures.Contains(NameOf(x), StringComparer.Ordinal));
        if (survey.Due == 0 || (known && !rotation.IsAsked))
        {
            // The records that could not be opened have been erased since.
            var mended = survey.Due == 0 && rotation.State is RotationState.Incomplete;
            var found = mended ? looked with { State = RotationState.Completed, Failed = 0, Failures = [] } : looked;
            await rotations.TryWriteAsync(store, stored, found with { CheckedAt = at }, cancellationToken);
            return RotationTurn.End;
        }

        var waiting = looked with
        {
            State = RotationState.Waiting,
            StartedAt = at,
            CompletedAt = null,
            Total = survey.Total,
            Done = 0,
            Gone = 0,
            Failed = 0,
            Failures = [],
            PerSecond = null,
        };
        await rotations.TryWriteAsync(store, stored, waiting, cancellationToken);
        return RotationTurn.Again;
    }

    /// <summary>The vault has made another version current: this rotation ends, and the next check starts a new one.</summary>
    async Task<RotationTurn> SupersedeAsync(TenantStore store, StoredRotation stored, string origin, CancellationToken cancellationToken)
    {
        // Also audited if it was still waiting, because another host may have announced it without recording that yet.
        await audit.BeganAsync(store.Scope, stored.Document, origin, cancellationToken);
        await audit.SupersededAsync(store.Scope, stored.Document, origin, cancellationToken);
        var none = stored.Document with { State = RotationState.None, Scan = null, Fault = null };
        await rotations.TryWriteAsync(store, stored, none, cancellationToken);
        return RotationTurn.Again;
    }

    async Task<RotationTurn> PageAsync(
        TenantStore store, StoredRotation stored, VaultKeys keys, string origin, CancellationToken cancellationToken)
    {
        var (rotation, scan) = (stored.Document, stored.Document.Scan!);
        var started = clock.GetTimestamp();
        var page = await KeyRingListing.PageAsync(store, scan.Marker, PageSize, cancellationToken);
        var rewrap = new KeyRewrap(store, vaults.Open(store.Scope), keys, rotation.Seal!, pace, clock);
        var result = await RewrapPage.RunAsync(page, rotation.Seal!, rewrap, cancellationToken);
        if (result.Stop is { } stop)
        {
            return stop.Outcome is RewrapOutcome.Busy
                ? RotationTurn.Wait(clock.GetUtcNow() + stop.After)
                : (await KeysAsync(store.Scope, cancellationToken)).Seal[0].KeyId == rotation.Seal
                    ? RotationTurn.Wait(clock.GetUtcNow() + Patience)
                    : RotationTurn.Again;
        }

        var failed = result.Failed.Select(x => NameOf(x.Name)).Take(RotationDocument.MostFailures - scan.Failures.Count).ToList();
        foreach (var name in failed)
        {
            await audit.FailedAsync(store.Scope, rotation, name, origin, cancellationToken);
        }

        var counted = RotationCounts.Add(rotation, page, result, failed, clock.GetElapsedTime(started));
        if (page.Next is null)
        {
            counted = RotationCounts.EndScan(counted, keys, clock.GetUtcNow());
        }

        if (!counted.IsActive)
        {
            // Written before the rotation's state: a crash in between repeats the last listing and this entry, which counts once.
            await audit.EndedAsync(store.Scope, counted, origin, cancellationToken);
        }

        await rotations.TryWriteAsync(store, stored, counted, cancellationToken);
        return RotationTurn.Again with { Unopened = counted.IsActive ? 0 : counted.Failed };
    }

    /// <summary>A name that is not opaque is not one of ours and must not be repeated.</summary>
    static string NameOf(string blob) => Compliance.Audit.AuditRules.IsResource($"keyring/{blob}") ? blob : "another";

    Task<VaultKeys> KeysAsync(TenantScope scope, CancellationToken cancellationToken) =>
        vaults.Open(scope).PublicKeysAsync(cancellationToken);
}
