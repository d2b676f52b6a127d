using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>How to upload one file (openapi.yaml, <c>uploads</c>).</summary>
/// <param name="Headers">Headers to send with the PUT.</param>
/// <param name="Mode"><c>single</c>: one Put Blob; <c>blocks</c>: Put Block and Put Block List.</param>
public sealed record Upload(string Name, Uri Url, IReadOnlyDictionary<string, string> Headers, UploadMode Mode, DateTimeOffset ExpiresAt);

/// <summary>Short-lived URLs for files that have not arrived.</summary>
public sealed class UploadUrls(StorageAccess access, TimeProvider clock)
{
    static readonly Dictionary<string, string> BlockBlob = new(StringComparer.Ordinal) { ["x-ms-blob-type"] = "BlockBlob" };
    static readonly Dictionary<string, string> None = new(StringComparer.Ordinal);

    /// <param name="lifetime">The longest validity; it never exceeds the ticket's limit.</param>
    /// <param name="isNew">The recording has just been created, so nothing can have arrived.</param>
    public async Task<IReadOnlyList<Upload>> OfAsync(
        TenantStore store,
        RecordingId id,
        RecordingTicketState ticket,
        TimeSpan lifetime,
        CancellationToken cancellationToken,
        bool isNew = false)
    {
        var arrived = isNew ? new Dictionary<int, InboxBlob>() : await Inbox.ListAsync(store, id, cancellationToken);
        var soon = clock.GetUtcNow() + lifetime;
        var expiresAt = soon < ticket.ExpiresAt ? soon : ticket.ExpiresAt;
        var uploads = new List<Upload>();
        foreach (var file in ticket.Files.Where(f => !arrived.ContainsKey(f.Ordinal)))
        {
            var mode = file.Size <= StorageAccess.SingleUploadLimit ? UploadMode.Single : UploadMode.Blocks;
            var name = Inbox.Name(store.Tenant, id, file.Ordinal);
            var url = await access.SignUploadAsync(store.Scope, name, mode, expiresAt, cancellationToken);
            uploads.Add(new Upload(file.Name, url, mode is UploadMode.Single ? BlockBlob : None, mode, expiresAt));
        }

        return uploads;
    }
}
