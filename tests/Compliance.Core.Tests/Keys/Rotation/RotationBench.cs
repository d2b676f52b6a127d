using Azure.Storage.Blobs.Models;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Keys;
using Compliance.Model;
using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.Keys.Rotation;

/// <summary>What a rotation's orchestration does, on a bench.</summary>
static class RotationBench
{
    public const string Origin = "RotateKeys";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Asks for it and takes every step; waiting costs no time.</summary>
    public static async Task<RotationDocument> RotateAsync(this RecordingBench host)
    {
        await host.Get<KeyRotation>().AskAsync(host.Store.Scope, RecordingBench.Actor, Cancellation);
        return await host.TurnToEndAsync();
    }

    /// <summary>Takes every step, as when the timer starts it.</summary>
    public static async Task<RotationDocument> TurnToEndAsync(this RecordingBench host)
    {
        for (var turns = 0; turns < 100; turns++)
        {
            var turn = await host.TurnAsync();
            if (turn.Ended)
            {
                return await host.RotationAsync();
            }

            if (turn.Until is { } until && until > host.Clock.GetUtcNow())
            {
                host.Clock.Advance(until - host.Clock.GetUtcNow());
            }
        }

        throw new InvalidOperationException("The rotation does not end.");
    }

    public static Task<RotationTurn> TurnAsync(this RecordingBench host) =>
        host.Get<KeyRotation>().TurnAsync(host.Store.Scope, Origin, Cancellation);

    public static async Task<RotationDocument> RotationAsync(this RecordingBench host) =>
        (await host.Get<RotationStore>().ReadAsync(host.Store, Cancellation)).Document;

    public static Task<RotationView> ViewAsync(this RecordingBench host) =>
        host.Get<RotationReading>().ReadAsync(host.Store.Scope, Cancellation);

    /// <summary>The <c>kid</c>s of a tenant's <c>seal</c> versions, current first.</summary>
    public static async Task<IReadOnlyList<string>> VersionsAsync(this RecordingBench host) =>
        [.. (await host.Vaults.Open(host.Store.Scope).PublicKeysAsync(Cancellation)).Seal.Select(x => x.KeyId)];

    /// <summary>A recording's key record as a host makes it.</summary>
    public static async Task<RecordingId> NewKeyAsync(this RecordingBench host, int generations = 1)
    {
        var id = RecordingId.New(host.Clock);
        await host.Get<KeyRing>().CreateAsync(host.Store, id, Cancellation, sealedCallId: $"call-of-{id}");
        for (var generation = 2; generation <= generations; generation++)
        {
            await host.Get<KeyRing>().AddGenerationAsync(host.Store, id, generation, Cancellation);
        }

        return id;
    }

    public static async Task<SubjectRequestId> NewRequestKeyAsync(this RecordingBench host)
    {
        var id = SubjectRequestId.New(host.Clock);
        (await host.Get<SubjectRequestKeys>().CreateAsync(host.Store, id, Cancellation)).Dispose();
        return id;
    }

    /// <summary>Each key record's versions, as its content has them; its metadata says the same.</summary>
    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> UnderAsync(this RecordingBench host)
    {
        var found = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        await foreach (var blob in host.Store.Keyring.GetBlobsAsync(new() { Traits = BlobTraits.Metadata }, Cancellation)
            .Where(x => KeyRecordStore.IsRecord(x.Name)).WithCancellation(Cancellation))
        {
            var content = (await host.Store.Keyring.GetBlobClient(blob.Name).DownloadContentAsync(Cancellation)).Value.Content;
            Assert.True(WrappedKeyEditor.TryParse(content, out var keys), blob.Name);
            found[blob.Name] = [.. keys.Keys.Select(x => x.KeyId).Distinct().Order(StringComparer.Ordinal)];
            Assert.Equal(found[blob.Name], SealVersions.Of(blob.Metadata));
        }

        return found;
    }

    /// <summary>Nothing is under any other version than the current one.</summary>
    public static async Task AssertCurrentAsync(this RecordingBench host)
    {
        var current = (await host.VersionsAsync())[0];
        Assert.All(await host.UnderAsync(), x => Assert.True(x.Value is [var only] && only == current, x.Key));
    }
}
