using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>
/// What a run found in <c>audit: log/</c> that is none of the log's. It stops nobody: it is reported, and stated by an entry
/// (<see cref="Event"/>) that the next checkpoint signs, so that it cannot be taken away or explained otherwise later.
/// </summary>
sealed partial class Unreadable(TenantStore store, RecentlySeen stated)
{
    /// <summary>
    /// Names where foreign bytes lie: details <c>blob</c>, <c>offset</c> and <c>bytes</c> (hex), or the hash of a foreign blob's name.
    /// </summary>
    public const string Event = "audit.unreadable";

    const int MostPerAppend = 1000;

    readonly List<(string Where, AuditEntry Entry)> found = [];
    UnreadableBytes? open;

    /// <summary>
    /// What is no entry among the parts, unless the log states it already. Bytes that follow one another are stated together.
    /// </summary>
    public async Task AddAsync(IEnumerable<LogPart> parts, CancellationToken cancellationToken)
    {
        foreach (var part in parts)
        {
            if (part is ForeignBlob blob)
            {
                await AddAsync(blob, cancellationToken);
            }
            else if (part is UnreadableBytes bytes && open?.Next == bytes.Position)
            {
                open = open with { Next = bytes.Next };
            }
            else if (part is UnreadableBytes first)
            {
                Close();
                open = first;
            }
        }
    }

    async Task AddAsync(ForeignBlob blob, CancellationToken cancellationToken)
    {
        // Anybody may have chosen the name, so the log states its hash.
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(blob.Name)).AsSpan(0, 16));
        var entry = EntryOf($"blob/{hash}", new(StringComparer.Ordinal) { ["name"] = hash });
        if (IsStated(entry))
        {
            return;
        }

        if (await EntryIndex.FindAsync(store, IdOf(entry), cancellationToken) is not null)
        {
            stated.Add(IdOf(entry));
        }
        else
        {
            found.Add((Plain().IsMatch(blob.Name) ? blob.Name : $"log/ (name {hash})", entry));
        }
    }

    /// <summary>Reports what was found and appends its entries.</summary>
    /// <returns>Whether there was anything.</returns>
    public async Task<bool> StateAsync(IAuditLog audit, CancellationToken cancellationToken)
    {
        Close();
        foreach (var some in found.Chunk(MostPerAppend))
        {
            await audit.AppendAsync(store.Scope, [.. some.Select(x => x.Entry)], cancellationToken);
            foreach (var (where, entry) in some)
            {
                stated.Add(IdOf(entry));
                store.Documents.Report($"{ContainerNames.Audit}/{where}");
            }
        }

        return found.Count > 0;
    }

    void Close()
    {
        if (open is null)
        {
            return;
        }

        var (at, bytes) = (open.Position, open.Next.Offset - open.Position.Offset);
        var (blob, offset) = (at.Blob.ToString(CultureInfo.InvariantCulture), Hex(at.Offset));
        var entry = EntryOf(
            $"log/{blob}/{offset}", new(StringComparer.Ordinal) { ["blob"] = blob, ["offset"] = offset, ["bytes"] = Hex(bytes) });
        if (!IsStated(entry))
        {
            found.Add(($"{AuditBlobs.NameOf(at.Blob)} at byte {at.Offset}", entry));
        }

        open = null;
    }

    bool IsStated(AuditEntry entry) => stated.Contains(IdOf(entry));

    string IdOf(AuditEntry entry) => AuditEntryId.Of(store.Tenant, entry.Event, entry.Operation, entry.Phase);

    static AuditEntry EntryOf(string operation, Dictionary<string, string> details) => new(
        Event, operation, AuditPhase.Single, AuditEntry.System, AuditEntry.Failed, "CheckpointAuditLogs", "audit/log", details);

    /// <summary>Hex, because an entry takes no long decimal numbers.</summary>
    static string Hex(long number) => string.Create(CultureInfo.InvariantCulture, $"0x{number:x16}");

    [GeneratedRegex(@"\Alog/[0-9]{8}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Plain();
}
