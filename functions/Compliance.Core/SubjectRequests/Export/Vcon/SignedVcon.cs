using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using Compliance.Sealing;

namespace Compliance.SubjectRequests;

/// <summary>
/// vCons in their signed form: general JSON JWS, ES256, with <c>x5c</c> and <c>uuid</c> in the unprotected header as the draft places them.
/// </summary>
public static class SignedVcon
{
    /// <summary>Header <c>typ</c>.</summary>
    public const string Type = "vcon";

    /// <summary>The file extension.</summary>
    public const string Extension = ".vcon";

    public const string ContentType = "application/vcon";

    /// <exception cref="InvalidOperationException">The vCon breaks a rule and is not signed.</exception>
    public static async Task<byte[]> SignAsync(ITenantVault vault, VconDocument vcon, CancellationToken cancellationToken)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(vcon, VconJson.Options);
        using (var written = JsonDocument.Parse(payload))
        {
            if (VconRules.FaultOf(written.RootElement) is { } fault)
            {
                throw new InvalidOperationException($"A vCon breaks a rule: {fault}.");
            }
        }

        return await SignedStatement.SignAsync(vault, payload, Type, cancellationToken, vcon.Uuid);
    }

    /// <summary>Reads a signed vCon that this service wrote.</summary>
    /// <param name="key">The public key of a <c>kid</c>, or null.</param>
    /// <param name="problem">The fault in words, without any content of the document.</param>
    public static bool TryOpen(
        ReadOnlyMemory<byte> signed,
        Func<string, ECParameters?> key,
        [NotNullWhen(true)] out VconDocument? vcon,
        [NotNullWhen(false)] out string? problem)
    {
        vcon = null;
        if (!SignedStatement.TryOpen(signed, key, Type, out var payload, out problem))
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(payload);
            problem = VconRules.FaultOf(document.RootElement);
            if (problem is null)
            {
                vcon = document.RootElement.Deserialize<VconDocument>(VconJson.Options)!;
            }
        }
        catch (JsonException)
        {
            problem = "it is signed, but it is not a vCon as this service writes them";
        }

        return problem is null;
    }
}
