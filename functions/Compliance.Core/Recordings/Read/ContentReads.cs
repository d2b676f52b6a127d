using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Storage.Blobs.Models;
using Compliance.Access;
using Compliance.Audit;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// How many people have read what a recording contains in clear, and when last. An erasure cannot take this back, so it reports it.
/// </summary>
public sealed record ClearReads(int Readers, DateTimeOffset LastAt);

/// <summary>Somebody consulted a recording (GDPR Art. 15(1)(c); CJEU C-579/21): once per quarter of an hour. Names nobody.</summary>
/// <param name="At">The beginning of that quarter.</param>
/// <param name="By">The principal's pseudonym.</param>
/// <param name="Part"><see cref="ContentReads.Metadata"/>, or the ordinal of the file.</param>
/// <param name="Roles">The roles that allowed it, as in tokens.</param>
/// <param name="Purpose">What the reader stated as purpose; null if nothing.</param>
public sealed record ContentRead(DateTimeOffset At, string By, string Part, IReadOnlyList<string> Roles, string? Purpose);

/// <summary>
/// Records who read what of a recording, as <c>state/reads/{id}/{pseudonym}/{quarter}-{part}-{hash}</c>: empty blobs whose authenticated
/// metadata says in which roles and for which purpose, so that one listing tells everything. Removed with the recording.
/// </summary>
public sealed class ContentReads(TimeProvider clock)
{
    /// <summary>The part that holds parties, purposes and custom pairs.</summary>
    public const string Metadata = "metadata";

    const string Minute = "yyyyMMdd'T'HHmm'Z'";
    const string RolesName = "roles";
    const string PurposeName = "purpose";
    const int Remembered = 20_000;

    static readonly TimeSpan Window = TimeSpan.FromMinutes(15);
    static readonly Role[] Reading =
        [Role.RecordingsRead, Role.PrivacyIntake, Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer];

    readonly RecentlySeen written = new(Remembered);

    public static string Prefix(RecordingId id) => $"reads/{id}/";

    /// <summary>Called before the first byte is sent. Another range of the same file costs nothing.</summary>
    public async Task NoteAsync(
        TenantStore store, RecordingId id, string part, Caller caller, string? purpose, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var quarter = new DateTime(now.Ticks - (now.Ticks % Window.Ticks), DateTimeKind.Utc);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [RolesName] = string.Join(',', Reading.Where(caller.Has).Select(RoleNames.NameOf)),
        };
        if (purpose is not null)
        {
            metadata[PurposeName] = Uri.EscapeDataString(purpose);
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{metadata[RolesName]}\0{purpose}")).AsSpan(0, 4));
        var name = $"{Prefix(id)}{caller.Pseudonym}/{quarter.ToString(Minute, CultureInfo.InvariantCulture)}-{part}-{hash}";
        var known = $"{store.Scope.Identity}:{store.Tenant}/{name}";
        if (!written.Contains(known))
        {
            await store.Documents.MarkAsync(store.State.GetBlobClient(name), cancellationToken, metadata);
            written.Add(known);
        }
    }

    /// <returns>Oldest first.</returns>
    public async Task<IReadOnlyList<ContentRead>> ListAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken)
    {
        var reads = new List<ContentRead>();
        await foreach (var blob in store.Documents.MarksAsync(store.State, Prefix(id), cancellationToken))
        {
            if (Parse(blob, id) is { } read)
            {
                reads.Add(read);
            }
        }

        return [.. reads.OrderBy(x => x.At)];
    }

    /// <returns>Null if nobody has read it.</returns>
    public async Task<ClearReads?> CountAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken)
    {
        var reads = await ListAsync(store, id, cancellationToken);
        return reads.Count == 0 ? null : new ClearReads(reads.DistinctBy(x => x.By, StringComparer.Ordinal).Count(), reads[^1].At);
    }

    /// <returns>Null for a name that this version does not write.</returns>
    static ContentRead? Parse(BlobItem blob, RecordingId id) =>
        blob.Name[Prefix(id).Length..].Split('/') is [var by, var rest]
        && rest.Split('-') is [var quarter, var part, _]
        && DateTimeOffset.TryParseExact(
            quarter, Minute, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? new ContentRead(
                at,
                by,
                part,
                blob.Metadata[RolesName].Split(',', StringSplitOptions.RemoveEmptyEntries),
                blob.Metadata.TryGetValue(PurposeName, out var purpose) ? Uri.UnescapeDataString(purpose) : null)
            : null;
}
