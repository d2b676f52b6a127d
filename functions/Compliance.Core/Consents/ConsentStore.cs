using System.Runtime.CompilerServices;
using System.Text;
using Azure;
using Azure.Storage.Blobs.Models;
using Compliance.Identities;
using Compliance.Json;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Consents;

/// <summary>
/// Consent records, <c>requests/consents/{consentId}</c>; their keys, <c>keyring/consents/{key}</c>; and for each token of the person, or
/// of the call, an empty blob <c>index/{token}/consent/{consentId}</c>.
/// </summary>
public sealed class ConsentStore(TenantSecrets secrets, TimeProvider clock)
{
    const string Prefix = "consents/";
    const string Kind = "consent";
    const string Context = "consent-person";

    /// <summary>Records that owe something, by their ids.</summary>
    public OpenWorkMarkers Work { get; } = new(Prefix);

    readonly VersionedBlob<ConsentId, ConsentDocument> blobs =
        new(x => x.Requests, id => Prefix + id) { Metadata = ConsentFacts.MetadataOf, IsListable = true };

    public async Task<StoredConsent?> FindAsync(TenantStore store, ConsentId id, CancellationToken cancellationToken) =>
        await blobs.FindAsync(store, id, cancellationToken) is { } found ? new StoredConsent(id, found.Value, found.ETag) : null;

    /// <summary>
    /// Writes the index first: a record that is found by nobody would be proof of nothing. What owes something is on the work list before it
    /// is written, and again after, when the timer may have looked between.
    /// </summary>
    /// <returns>Null if another write was first.</returns>
    public async Task<StoredConsent?> TryWriteAsync(
        TenantStore store, ConsentId id, ConsentDocument document, ETag? read, CancellationToken cancellationToken)
    {
        await Task.WhenAll(TokensOf(document).Select(x => store.Index.GetBlobClient(NameOf(x, id)).UploadAsync(
            BinaryData.Empty, overwrite: true, cancellationToken)));
        await MarkAsync();
        if (await blobs.TryWriteAsync(store, id, document, read, cancellationToken) is not { } written)
        {
            return null;
        }

        await MarkAsync();
        return new StoredConsent(id, document, written.ETag);

        Task MarkAsync() => document.Owes ? Work.PutAsync(store, $"{id}", cancellationToken) : Task.CompletedTask;
    }

    /// <summary>Records of a consent that was given until a time that is over, and that do not say so yet.</summary>
    public async IAsyncEnumerable<ConsentId> ListOverAsync(
        TenantStore store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await foreach (var (id, facts) in ListAsync(store, beginning: "", cancellationToken))
        {
            if (facts is { Events: [.., { ValidUntil: { } end } last] } && end <= now && ConsentTransitions.IsValid(last.State))
            {
                yield return id;
            }
        }
    }

    /// <summary>Records that the tokens lead to; of an entry without a record, nothing.</summary>
    public async Task<IReadOnlyList<StoredConsent>> OfAsync(
        TenantStore store, IEnumerable<string> tokens, CancellationToken cancellationToken)
    {
        var ids = new HashSet<ConsentId>();
        foreach (var token in tokens)
        {
            var prefix = NameOf(token, id: null);
            await foreach (var blob in store.Index.GetBlobsAsync(new() { Prefix = prefix }, cancellationToken))
            {
                if (ConsentId.TryParse(blob.Name[prefix.Length..], out var id))
                {
                    ids.Add(id);
                }
            }
        }

        var found = await Task.WhenAll(ids.Select(x => FindAsync(store, x, cancellationToken)));
        return [.. found.OfType<StoredConsent>().OrderBy(x => x.Id.ToString(), StringComparer.Ordinal)];
    }

    /// <summary>Ties what was said in a call to its recording and its callers, unless it is.</summary>
    /// <returns>The record as it is then; null if it is gone.</returns>
    public async Task<StoredConsent?> AttachAsync(
        TenantStore store, StoredConsent? stored, ConsentCall call, IReadOnlyList<ConsentToken> callers, CancellationToken cancellationToken)
    {
        while (stored is { Document.Call.RecordingId: null })
        {
            var attached = stored.Document with { Call = call, Tokens = [.. stored.Document.Tokens.Union(callers)] };
            stored = await TryWriteAsync(store, stored.Id, attached, stored.ETag, cancellationToken)
                ?? await FindAsync(store, stored.Id, cancellationToken);
        }

        return stored;
    }

    /// <summary>
    /// Every record by what a listing shows of it. One whose metadata say too little, or are not as this product wrote them, is read.
    /// </summary>
    /// <param name="beginning">Of the ids: one hexadecimal digit lists a sixteenth of the records.</param>
    /// <returns>Null for a record that is not authentic, which health and the nightly check report.</returns>
    public async IAsyncEnumerable<(ConsentId Id, ConsentFacts? Facts)> ListAsync(
        TenantStore store, string beginning, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (name, metadata) in store.Documents.ListedAsync(store.Requests, Prefix + beginning, cancellationToken))
        {
            if (ConsentId.TryParse(name[Prefix.Length..], out var id))
            {
                yield return (id, ConsentFacts.Of(metadata) ?? await ReadAsync(store, id, cancellationToken));
            }
        }
    }

    /// <summary>Seals the personal part, under a key that is made with the first of it.</summary>
    public async Task<ConsentDocument> SealAsync(
        TenantStore store, ConsentDocument document, ConsentPerson person, CancellationToken cancellationToken)
    {
        var name = document.Key ?? Guid.CreateVersion7(clock.GetUtcNow()).ToString("D");
        using var key = await secrets.GetAsync(store.Scope, KeyOf(name), cancellationToken);
        return document with { Key = name, Sealed = SealedText.Seal(Encoding.UTF8.GetString(StateJson.Write(person)), key, Context) };
    }

    /// <returns>Nobody where nothing is sealed, or the key is gone.</returns>
    public async Task<ConsentPerson> OpenAsync(TenantStore store, ConsentDocument document, CancellationToken cancellationToken)
    {
        if (document is not { Key: { } name, Sealed: { } text })
        {
            return ConsentPerson.Nobody;
        }

        using var key = await secrets.FindCachedAsync(store.Scope, KeyOf(name), cancellationToken);
        return key is not null && SealedText.Open(text, key, Context) is { } json
            ? StateJson.Read<ConsentPerson>(Encoding.UTF8.GetBytes(json))
            : ConsentPerson.Nobody;
    }

    /// <summary>Destroys the key, then the record, then the index entries: whatever is left is found again.</summary>
    public async Task RemoveAsync(TenantStore store, StoredConsent stored, CancellationToken cancellationToken)
    {
        if (stored.Document.Key is { } name)
        {
            await KeyRingTombstones.MarkAsync(store, KeyOf(name), cancellationToken);
            await secrets.RemoveAsync(store.Scope, KeyOf(name), cancellationToken);
        }

        await blobs.RemoveAsync(store, stored.Id, cancellationToken);
        await Task.WhenAll(EntriesOf(stored).Select(x => store.Index.DeleteBlobIfExistsAsync(
            x, DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellationToken)));
    }

    /// <summary>A record that was removed since it was listed says nothing.</summary>
    async Task<ConsentFacts?> ReadAsync(TenantStore store, ConsentId id, CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(store, id, cancellationToken) is { } stored ? ConsentFacts.Of(stored.Document) : ConsentFacts.None;
        }
        catch (Exception broken) when (broken is UnauthenticDocumentException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>All records.</summary>
    internal IAsyncEnumerable<ConsentId> IdsAsync(TenantStore store, CancellationToken cancellationToken) =>
        store.Requests.ListIdsAsync<ConsentId>(Prefix, ConsentId.TryParse, cancellationToken);

    /// <summary>The names of a record's index entries.</summary>
    internal static IEnumerable<string> EntriesOf(StoredConsent stored) => TokensOf(stored.Document).Select(x => NameOf(x, stored.Id));

    /// <summary>Whether an index entry is of a consent record.</summary>
    internal static bool IsEntry(string name) => name.Contains($"/{Kind}/", StringComparison.Ordinal);

    /// <summary>The tokens of a person's identities; a name alone identifies nobody.</summary>
    public static IReadOnlyList<ConsentToken> TokensOf(IEnumerable<NormalizedIdentity> identities, BlindIndex tokens) =>
    [
        .. identities.Where(x => x.Type is not IdentityType.Name)
            .SelectMany(x => tokens.Tokens(x).Select(token => new ConsentToken(Recordings.IndexTerms.KindName(x.Type), token.Value)))
            .Distinct(),
    ];

    static IEnumerable<string> TokensOf(ConsentDocument document) =>
        document.Tokens.Select(x => x.Token).Concat(document.Call is { } call ? [call.Token] : []);

    static string KeyOf(string name) => Prefix + name;

    static string NameOf(string token, ConsentId? id) => $"{token}/{Kind}/{id}";
}
