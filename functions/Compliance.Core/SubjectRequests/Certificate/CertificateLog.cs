using System.Globalization;
using System.Text;
using Compliance.Audit;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>Puts what became of a request's recordings into the transparency log, as a hash, and proves that it is there.</summary>
public sealed class CertificateLog(IAuditLog audit, TransparencyLog log)
{
    public async Task<LogEvidence> ProveAsync(
        TenantStore store, SubjectRequestId id, Actor actor, int destroyed, int kept, string sha256, CancellationToken cancellationToken)
    {
        var entry = new AuditEntry(
            "certificate.issued",
            $"{id}/{sha256}",
            AuditPhase.Single,
            actor.Pseudonym,
            AuditEntry.Success,
            actor.Origin,
            $"requests/{id}/certificate",
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["destroyed"] = destroyed.ToString(CultureInfo.InvariantCulture),
                ["kept"] = kept.ToString(CultureInfo.InvariantCulture),
                ["outcomes"] = sha256,
            });
        await audit.AppendAsync(store.Scope, entry, cancellationToken);
        var entryId = AuditEntryId.Of(store.Tenant, entry.Event, entry.Operation, entry.Phase);
        var proof = await log.ProveAsync(store.Scope, entryId, cancellationToken)
            ?? throw new InvalidOperationException("An entry that was appended is not in the log.");
        return new LogEvidence(
            entryId,
            sha256,
            Convert.ToBase64String(proof.Entry.Span),
            proof.Index,
            [.. proof.Hashes.Select(x => Convert.ToBase64String(x.Span))],
            Encoding.UTF8.GetString(proof.Note.Span));
    }
}
