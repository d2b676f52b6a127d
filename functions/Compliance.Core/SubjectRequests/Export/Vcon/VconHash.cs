using System.Buffers.Text;
using System.Security.Cryptography;

namespace Compliance.SubjectRequests;

/// <summary>Hashes as vCons write them: <c>sha512-</c> followed by base64url.</summary>
public static class VconHash
{
    const string Prefix = "sha512-";

    public static string Of(ReadOnlySpan<byte> sha512) => Prefix + Base64Url.EncodeToString(sha512);

    /// <summary>Whether a text is a complete SHA-512 in that form.</summary>
    public static bool IsOne(string? text) =>
        text is not null
        && text.StartsWith(Prefix, StringComparison.Ordinal)
        && Base64Url.IsValid(text.AsSpan(Prefix.Length), out var length)
        && length == SHA512.HashSizeInBytes;

    public static async Task<string> OfAsync(string path, CancellationToken cancellationToken)
    {
        await using var content = File.OpenRead(path);
        return Of(await SHA512.HashDataAsync(content, cancellationToken));
    }
}
