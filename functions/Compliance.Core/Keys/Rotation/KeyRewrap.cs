using System.Globalization;
using System.Security.Cryptography;
using Azure;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <summary>What became of one key record.</summary>
enum RewrapOutcome
{
    /// <summary>It was under the version already.</summary>
    Current,

    /// <summary>It was written anew.</summary>
    Written,

    /// <summary>It is not there (any more).</summary>
    Gone,

    /// <summary>It can't be read, or the vault can't open it; it stays as it is.</summary>
    Failed,

    /// <summary>The vault asks for patience.</summary>
    Busy,

    /// <summary>The vault's current version is another than this host believes, or than the rotation is for.</summary>
    Outdated,
}

/// <param name="After">With <see cref="RewrapOutcome.Busy"/>: how long to leave the vault alone.</param>
sealed record Rewrapped(RewrapOutcome Outcome, TimeSpan After = default);

/// <summary>
/// Re-wraps one key record under one <c>seal</c> version: opened (one call of the vault a key), wrapped with the public half, written with
/// <c>If-Match</c>. A record that somebody changed meanwhile is read again; one that is gone stays gone. An opened key lives for this only,
/// outside every cache, and no longer than one of a cache.
/// </summary>
sealed class KeyRewrap(TenantStore store, ITenantVault vault, VaultKeys known, string target, KeyVaultThrottle pace, TimeProvider clock)
{
    static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(10);
    static readonly TimeSpan LongestPatience = TimeSpan.FromMinutes(10);

    /// <param name="marked">
    /// Its metadata says that it is under another version. Otherwise it is looked at before it waits for the vault.
    /// </param>
    public async Task<Rewrapped> RunAsync(string name, bool marked, CancellationToken cancellationToken)
    {
        for (var paced = marked; ; paced = true)
        {
            if (paced)
            {
                // Before the record is read: nothing that was opened, or may have been erased meanwhile, waits for its turn.
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

    /// <returns>Null when it is done.</returns>
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
            // A version that opens and is not listed is one that this host has not noticed: newer than what it would wrap under.
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

    /// <summary>What the service says (RFC 9110, 10.2.3), within reason.</summary>
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
