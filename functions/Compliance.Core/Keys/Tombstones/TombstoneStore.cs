using System.Globalization;
using System.Runtime.CompilerServices;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <summary>Records that a recording was erased and must not come back.</summary>
/// <param name="Request">The subject request it was erased for.</param>
/// <param name="Certificate">The address of the certificate.</param>
/// <param name="CallToken">
/// The blind token of the call id, so that the same call announced again is refused. Never the token of an identity.
/// </param>
public sealed record Tombstone(string RecordingId, string Request, string Certificate, DateTimeOffset At, string? CallToken)
{
    public RecordingId Recording => Compliance.Model.RecordingId.Parse(RecordingId);
}

/// <summary>
/// <c>state/tombstones/{recordingId}</c> and <c>state/tombstones/calls/{callToken}</c>: create-only, written before anything is destroyed,
/// kept for <see cref="Kept"/>. They contain no identity, because a later call of the same person is a new recording. A copy in the keys
/// account (<see cref="KeyRingTombstones"/>) ensures that either account alone tells what was erased.
/// </summary>
public sealed class TombstoneStore
{
    const string Prefix = "tombstones/";
    const string Calls = Prefix + "calls/";
    const string LaidAt = "at";

    readonly VersionedBlob<string, Tombstone> blobs = In(x => x.State);

    /// <summary>How long a backup of the key ring may keep a copy of a key record: 7 days.</summary>
    public static TimeSpan LongestBackup { get; } = TimeSpan.FromDays(7);

    /// <summary>The longest ticket lifetime that a tenant may set, 48 hours, which also limits upload URLs.</summary>
    public static TimeSpan LongestTicket { get; } = TimeSpan.FromHours(48);

    /// <summary>How long a backup, an upload URL or a repeated ticket could bring the recording back, with a margin.</summary>
    public static TimeSpan Kept { get; } = LongestBackup + LongestTicket + TimeSpan.FromDays(1);

    /// <summary>The blob's name in <c>state</c>.</summary>
    public static string NameOf(RecordingId id) => Prefix + id;

    public async Task PutAsync(TenantStore store, Tombstone tombstone, CancellationToken cancellationToken)
    {
        // The call's tombstone comes first, so that a reader who finds the recording's finds both.
        if (tombstone.CallToken is { } token)
        {
            await blobs.TryCreateAsync(store, Calls + token, tombstone, cancellationToken);
        }

        // An existing tombstone stays, because its time counts from its creation.
        await blobs.TryCreateAsync(store, Prefix + tombstone.RecordingId, tombstone, cancellationToken);
        await KeyRingTombstones.PutAsync(store, tombstone, cancellationToken);
    }

    public async Task<Tombstone?> FindAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken) =>
        (await blobs.FindAsync(store, Prefix + id, cancellationToken))?.Value;

    public async Task<Tombstone?> FindCallAsync(TenantStore store, string callToken, CancellationToken cancellationToken) =>
        (await blobs.FindAsync(store, Calls + callToken, cancellationToken))?.Value;

    /// <summary>Recordings that have a tombstone, and since when.</summary>
    public async IAsyncEnumerable<(RecordingId Id, DateTimeOffset At)> ListAsync(
        TenantStore store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in store.State.GetBlobsAsync(new() { Traits = BlobTraits.Metadata, Prefix = Prefix }, cancellationToken))
        {
            if (RecordingId.TryParse(blob.Name[Prefix.Length..], out var id))
            {
                yield return (id, AtOf(blob.Metadata));
            }
        }
    }

    public async Task RemoveAsync(TenantStore store, Tombstone tombstone, CancellationToken cancellationToken)
    {
        if (tombstone.CallToken is { } token)
        {
            await blobs.RemoveAsync(store, Calls + token, cancellationToken);
        }

        // The mark in the keys account goes last, because the sweep finds the rest by it.
        await blobs.RemoveAsync(store, Prefix + tombstone.RecordingId, cancellationToken);
        await KeyRingTombstones.RemoveAsync(store, tombstone.Recording, cancellationToken);
    }

    internal static VersionedBlob<string, Tombstone> In(Func<TenantStore, BlobContainerClient> container) => new(container, x => x)
    {
        Metadata = tombstone => new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [LaidAt] = tombstone.At.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        },
    };

    internal static DateTimeOffset AtOf(IDictionary<string, string> metadata) =>
        metadata.TryGetValue(LaidAt, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : DateTimeOffset.MaxValue;
}
