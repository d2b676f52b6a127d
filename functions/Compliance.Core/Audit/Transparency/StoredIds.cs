using System.Globalization;
using Azure.Storage.Blobs.Models;
using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>The stored ids with their indices, and the ids that the log yields.</summary>
sealed class StoredIds(TenantStore store)
{
    readonly Dictionary<UInt128, long> stored = [];
    readonly Dictionary<UInt128, long> unstored = [];
    readonly List<UInt128> owners = [];

    public async Task ListAsync(CancellationToken cancellationToken)
    {
        var blobs = store.Audit.GetBlobsAsync(new() { Traits = BlobTraits.Metadata, Prefix = EntryIndex.Prefix }, cancellationToken);
        await foreach (var blob in blobs)
        {
            if (!TryParse(blob.Name[EntryIndex.Prefix.Length..], out var id))
            {
                throw new TransparencyLogException(blob.Name, "this is not the name of an id.");
            }

            await VerifyAsync(blob, cancellationToken);
            stored.Add(id, EntryIndex.Read(blob.Name, blob.Metadata.AsReadOnly()));
        }
    }

    /// <summary>Gives an id of the log the next index, unless it has one already.</summary>
    /// <param name="covered">Size of the checkpoint: lower indices must be stored.</param>
    /// <returns>Null for a repeat.</returns>
    /// <exception cref="TransparencyLogException">It is stored with a different index, or not stored.</exception>
    public long? Take(string text, long covered)
    {
        var (id, next) = (UInt128.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), (long)owners.Count);
        var kept = stored.TryGetValue(id, out var index);
        if (kept && index < next && owners[(int)index] == id)
        {
            return null;
        }

        if (!kept && unstored.ContainsKey(id))
        {
            return null;
        }

        if (kept ? index != next : next < covered)
        {
            throw new TransparencyLogException(
                EntryIndex.Prefix + text, kept ? $"its index is {index}; in the log it is {next}." : "it is missing.");
        }

        if (!kept)
        {
            unstored.Add(id, next);
        }

        owners.Add(id);
        return next;
    }

    /// <summary>After the whole log: throws if a stored id has no entry.</summary>
    public void CheckNoneIsLeft()
    {
        foreach (var (id, index) in stored)
        {
            if (index >= owners.Count || owners[(int)index] != id)
            {
                throw new TransparencyLogException($"{EntryIndex.Prefix}{id:x32}", "the log has no such entry.");
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

    static bool TryParse(string text, out UInt128 id) =>
        UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out id) && id.ToString("x32") == text;
}
