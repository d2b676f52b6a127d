using System.Globalization;
using System.Security.Cryptography;
using Azure;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <summary>What happened to one key record.</summary>
enum RewrapOutcome
{
    /// <summary>It already was under the version.</summary>
    Current,

    /// <summary>It was rewritten.</summary>
    Written,

    /// <summary>It does not exist (any more).</summary>
    Gone,

    /// <summary>It cannot be read, or the vault cannot open it; it stays as it is.</summary>
    Failed,

    /// <summary>The vault is throttling.</summary>
    Busy,

    /// <summary>The vault's current version differs from the one that this host knows, or from the one that the rotation is for.</summary>
    Outdated,
}

/// <param name="After">With <see cref="RewrapOutcome.Busy"/>: how long to wait before the next vault call.</param>
sealed record Rewrapped(RewrapOutcome Outcome, TimeSpan After = default);

/// <summary>
/// Re-wraps one key record under one <c>seal</c> version: unwraps it (one vault call per key), wraps it with the public half, and writes it
/// with <c>If-Match</c>. A record that changed in the meantime is read again; one that is gone stays gone. An unwrapped key exists only for
/// this purpose, outside every cache, and for no longer than a cached key.
/// </summary>
sealed class KeyRewrap(TenantStore store, ITenantVault vault, VaultKeys known, string target, KeyVaultThrottle pace, TimeProvider clock)
{
    static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(10);
    static readonly TimeSpan LongestPatience = TimeSpan.FromMinutes(10);

    /// <param name="marked">
    /// Whether its metadata says that it is under another version. Otherwise it is read before waiting for the vault.
    /// </param>
    public async Task<Rewrapped> RunAsync(string name, bool marked, CancellationToken cancellationToken)
    {
        for (var paced = marked; ; paced = true)
        {
            if (paced)
            {
                // Waits before the record is read, so that no unwrapped key and no record that may be erased in the meantime waits for its
                // turn.
                await pace.WaitAsync(store.Tenant, cancellationToken);
            }

            AuthenticDocument? stored;
            try
            {
                stored = await KeyRingRecords.FindAsync(store, vault, name, cancellationToken);
            }
            catch (CryptographicException)
            {
                return new(RewrapOutcome.Failed);
            }

            if (stored is null)
            {
                return new(RewrapOutcome.Gone);
            }

            if (!WrappedKeyEditor.TryParse(stored.Content, out var record))
            {
                return new(RewrapOutcome.Failed);
            }

            var old = Enumerable.Range(0, record.Keys.Count).Where(x => record.Keys[x].KeyId != target).ToList();
            if (old.Count == 0 && SealVersions.Of(stored.Metadata) is [var only] && only == target)
            {
                return new(RewrapOutcome.Current);
            }

            if (old.Count > 0 && !paced)
            {
                continue;
            }

            pace.Charge(store.Tenant, Math.Max(0, old.Count - 1));
            foreach (var index in old)
            {
                if (await RewrapAsync(record, index, cancellationToken) is { } ended)
                {
                    return ended;
                }
            }

            if (await KeyRingRecords.TryReplaceAsync(store, vault, name, stored, record, cancellationToken))
            {
                return new(RewrapOutcome.Written);
            }
        }
    }

    /// <returns>Null if it succeeded.</returns>
    async Task<Rewrapped?> RewrapAsync(WrappedKeyEditor record, int index, CancellationToken cancellationToken)
    {
        var former = record.Keys[index];
        using var limit = new CancellationTokenSource(UnwrappedKeyCache.Lifetime, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        KeyBytes opened;
        try
        {
            opened = await vault.UnwrapAsync(former, both.Token);
        }
        catch (CryptographicException)
        {
            return new(RewrapOutcome.Failed);
        }
        catch (RequestFailedException busy) when (busy.Status is 429 or 503)
        {
            return new(RewrapOutcome.Busy, PatienceOf(busy));
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new(RewrapOutcome.Busy, UsualPatience);
        }

        using (opened)
        {
            // A version that opens but is not listed is newer than this host knows, and newer than the one it would wrap under.
            if (known.Seal.All(x => x.KeyId != former.KeyId))
            {
                return new(RewrapOutcome.Outdated);
            }

            var wrapped = await vault.WrapAsync(opened, both.Token);
            if (wrapped.KeyId != target)
            {
                return new(RewrapOutcome.Outdated);
            }

            record.Replace(index, wrapped);
            return null;
        }
    }

    /// <summary>The delay that the service asks for (RFC 9110, 10.2.3), within limits.</summary>
    TimeSpan PatienceOf(RequestFailedException busy)
    {
        var said = busy.GetRawResponse() is { } response && response.Headers.TryGetValue("Retry-After", out var text)
            ? text
            : null;
        var wait = int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : DateTimeOffset.TryParse(said, CultureInfo.InvariantCulture, out var at)
                ? at - clock.GetUtcNow()
                : UsualPatience;
        return wait <= TimeSpan.Zero ? UsualPatience : wait > LongestPatience ? LongestPatience : wait;
    }
}
