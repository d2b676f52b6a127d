using System.Security.Cryptography;
using Compliance.Audit;
using Compliance.Failures;
using Compliance.Json;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Verifies a certificate with nothing but the tenant's public keys: its signature, its entry in the log, and the signature of the log's
/// checkpoint (CERTIFICATE.md). Fetches nothing.
/// </summary>
public static class CertificateVerifier
{
    /// <param name="document">As returned by <c>GET …/certificate</c>.</param>
    /// <param name="keys">Public <c>sign</c> keys by <c>kid</c>, older versions included.</param>
    /// <returns>The statement, or <see cref="FailureKind.FailedVerification"/> with the first fault.</returns>
    public static Outcome<CertificateStatement> Verify(ReadOnlyMemory<byte> document, IReadOnlyDictionary<string, ECParameters> keys)
    {
        if (!SignedStatement.TryOpen(
            document, kid =>
                keys.TryGetValue(kid, out var key) ? key : null, SubjectRequestCertifier.Type, out var payload, out var problem))
        {
            return Fails(problem);
        }

        if (!StrictJson.Parse<CertificateStatement>(payload, SignedStatement.SizeLimit).IsSuccess(out var statement, out _)
            || statement.V != CertificateStatement.Version
            || !TenantId.TryParse(statement.Tenant, out var tenant))
        {
            return Fails("its payload is not a certificate of this version");
        }

        return CheckLog(statement, tenant, keys.Values) is { } fault ? Fails(fault) : statement;
    }

    static string? CheckLog(CertificateStatement statement, TenantId tenant, IEnumerable<ECParameters> keys)
    {
        var log = statement.Log;
        if (OutcomeLines.Sha256(statement.Destroyed, statement.Kept) != log.OutcomesSha256)
        {
            return "the hash of its outcomes does not match";
        }

        try
        {
            var entry = Convert.FromBase64String(log.Entry);
            var line = AuditLine.Parse(entry);
            if (line.Id != log.EntryId
                || line.Details is null
                || !line.Details.TryGetValue("outcomes", out var logged)
                || logged != log.OutcomesSha256
                || line.Resource != $"requests/{statement.RequestId}/certificate")
            {
                return "the logged entry does not match it";
            }

            var note = System.Text.Encoding.UTF8.GetBytes(log.Checkpoint);
            var checkpoint = Checkpoint.Open(note, Checkpoint.OriginOf(tenant), keys);
            ReadOnlyMemory<byte>[] hashes = [.. log.InclusionProof.Select(x => (ReadOnlyMemory<byte>)Convert.FromBase64String(x))];
            return MerkleProof.Includes(checkpoint, log.Index, entry, hashes) ? null : "the inclusion proof does not lead to the checkpoint";
        }
        catch (Exception fault) when (fault is FormatException or InvalidDataException)
        {
            return "its checkpoint or proof is malformed, or no key of the set signed it";
        }
    }

    static Failure Fails(string problem) => Failure.FailedVerification($"The certificate is not valid: {problem}.");
}
