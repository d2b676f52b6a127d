using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>
/// An entry's id: the first 16 bytes, as lowercase hex, of SHA-256 over tenant, event, operation and phase, each in UTF-8 and preceded by
/// its length (4 bytes, big-endian). A repeated append has the same id.
/// </summary>
public static class AuditEntryId
{
    public static string Of(TenantId tenant, string eventName, string operation, AuditPhase phase) =>
        Of(tenant, eventName, operation, AuditLine.NameOf(phase));

    static string Of(TenantId tenant, string eventName, string operation, string phase)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (var part in (ReadOnlySpan<string>)[tenant.ToString(), eventName, operation, phase])
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }
}
