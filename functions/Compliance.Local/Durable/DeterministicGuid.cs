using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Compliance.Local.Durable;

/// <summary>Name-based GUIDs, RFC 4122 version 5, in the namespace Durable Functions uses.</summary>
static class DeterministicGuid
{
    static readonly byte[] Namespace = new Guid("9e952958-5e33-4daf-827f-2fa12937b875").ToByteArray(bigEndian: true);

    public static Guid Create(string instanceId, DateTime now, int counter)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{instanceId}_{now:o}_{counter}");
        byte[] source = [.. Namespace, .. Encoding.UTF8.GetBytes(name)];
#pragma warning disable CA5350 // RFC 4122 prescribes SHA-1 for version 5; nothing here is secret
        var hash = SHA1.HashData(source);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }
}
