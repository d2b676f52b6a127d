using System.Globalization;
using Azure.Storage.Blobs.Models;
using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>The stored ids with their indices, and the ids that the log yields.</summary>
sealed class StoredIds(TenantStore store, LogFaults faults)
{
    readonly Dictionary<UInt128, long> stored = [];
    readonly HashSet<UInt128> unstored = [];
    readonly List<UInt128> owners = [];

    public async Task ListAsync(CancellationToken cancellationToken)
    {
        var blobs = store.Audit.GetBlobsAsync(new() { Traits = BlobTraits.Metadata, Prefix = EntryIndex.Prefix }, cancellationToken);
        await foreach (var blob in blobs)
        {
            await faults.TryAsync(() => ListAsync(blob, cancellationToken));
        }
    }

    async Task ListAsync(BlobItem blob, CancellationToken cancellationToken)
    {
        if (!TryParse(blob.Name[EntryIndex.Prefix.Length..], out var id))
        {
            throw new TransparencyLogException(blob.Name, "this is not the name of an id.");
        }

        await VerifyAsync(blob, cancellationToken);
        stored.Add(id, EntryIndex.Read(blob.Name, blob.Metadata.AsReadOnly()));
    }

    /// <summary>The index stored for an id of the log; null if there is none.</summary>
    public long? Find(string text) => stored.TryGetValue(Parse(text), out var index) ? index : null;

    /// <summary>Whether the log has yielded the id already.</summary>
    public bool IsTaken(string text)
    {
        var id = Parse(text);
        return stored.TryGetValue(id, out var index) ? index < owners.Count && owners[(int)index] == id : unstored.Contains(id);
    }

    /// <summary>Gives an id the next index.</summary>
    public void Take(string text)
    {
        var id = Parse(text);
        owners.Add(id);
        if (!stored.ContainsKey(id))
        {
            unstored.Add(id);
        }
    }

    /// <summary>After the whole log: finds the stored ids that have no entry.</summary>
    public void FindLeft()
    {
        foreach (var (id, index) in stored)
        {
            if (index >= owners.Count || owners[(int)index] != id)
            {
                faults.Add(new TransparencyLogException($"{EntryIndex.Prefix}{id:x32}", "the log has no such entry."));
            }
        }
    }

    async Task VerifyAsync(BlobItem blob, CancellationToken cancellationToken)
    {
        try
        {
            await store.Documents.VerifyAsync(store.Audit, blob.Name, blob.Metadata, ReadOnlyMemory<byte>.Empty, cancellationToken);
        }
        catch (UnauthenticDocumentException foreign)
        {
            throw new TransparencyLogException(blob.Name, "it failed authentication.", foreign);
        }
    }

    static UInt128 Parse(string text) => UInt128.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    static bool TryParse(string text, out UInt128 id) =>
        UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out id) && id.ToString("x32") == text;
}
