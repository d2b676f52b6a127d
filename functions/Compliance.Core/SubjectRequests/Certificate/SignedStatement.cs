using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Compliance.Json;
using Compliance.Sealing;

namespace Compliance.SubjectRequests;

/// <summary>
/// A JSON Web Signature in the general JSON serialization (RFC 7515, 7.2.1) with one ES256 signature:
/// <c>{"payload","signatures":[{"protected","signature"}]}</c>. The protected header has <c>alg</c>, <c>kid</c>, <c>typ</c> and
/// <c>x5c</c>. For a document with its own UUID, <c>x5c</c> and <c>uuid</c> are in the unprotected header instead
/// (draft-ietf-vcon-vcon-core).
/// </summary>
public static class SignedStatement
{
    public const string ContentType = "application/jose+json";

    /// <summary>Maximum size in bytes, payload included: 64 MiB. A certificate of 10,000 recordings has about 5 MiB.</summary>
    public const int SizeLimit = 64 * 1024 * 1024;

    const string Algorithm = "ES256";

    /// <summary>Signs with the current <c>sign</c> version, in one vault call.</summary>
    /// <param name="type">Header <c>typ</c>: the type of the payload.</param>
    /// <param name="uuid">The document's UUID, if its format requires one.</param>
    public static async Task<byte[]> SignAsync(
        ITenantVault vault, ReadOnlyMemory<byte> payload, string type, CancellationToken cancellationToken, Guid? uuid = null)
    {
        // The vault signs with its current version. If that changes between the two calls, ask again.
        while (true)
        {
            var key = (await vault.PublicKeysAsync(cancellationToken)).Sign[0];
            string[] chain = [Convert.ToBase64String(key.Certificate.Span)];
            var header = new Header(Algorithm, key.KeyId, type, uuid is null ? chain : null);
            var protectedPart = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(header, StrictJson.Options));
            var body = Base64Url.EncodeToString(payload.Span);
            var digest = SHA256.HashData(Encoding.ASCII.GetBytes($"{protectedPart}.{body}"));
            var signature = await vault.SignAsync(digest, cancellationToken);
            if (signature.KeyId == key.KeyId)
            {
                var open = uuid is { } id ? new OpenHeader(chain, id) : null;
                var signed = new Signature(protectedPart, Base64Url.EncodeToString(signature.Bytes.Span), open);
                return JsonSerializer.SerializeToUtf8Bytes(new Document(body, [signed]), StrictJson.Options);
            }

            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        }
    }

    /// <summary>Returns the payload if a key of the set signed it.</summary>
    /// <param name="key">The public key of a <c>kid</c>, or null.</param>
    /// <param name="problem">The fault in words, without any content of the document.</param>
    public static bool TryOpen(
        ReadOnlyMemory<byte> document,
        Func<string, ECParameters?> key,
        string type,
        [NotNullWhen(true)] out byte[]? payload,
        [NotNullWhen(false)] out string? problem)
    {
        payload = null;
        if (!StrictJson.Parse<Document>(document, SizeLimit).IsSuccess(out var parsed, out _) || parsed.Signatures is not [var signature])
        {
            problem = "it is not a JSON Web Signature with one signature";
            return false;
        }

        if (!TryDecode(signature.Protected, out var headerBytes)
            || !StrictJson.Parse<Header>(headerBytes).IsSuccess(out var header, out _)
            || header.Alg != Algorithm
            || header.Typ != type
            || (header.X5c is null) == (signature.Header is null)
            || !TryDecode(signature.Value, out var bytes)
            || !TryDecode(parsed.Payload, out var content))
        {
            problem = "its header or an encoding is not of the expected form";
            return false;
        }

        if (key(header.Kid) is not { } parameters)
        {
            problem = "no key of the set has its kid";
            return false;
        }

        using var ecdsa = ECDsa.Create(parameters);
        if (!ecdsa.VerifyData(Encoding.ASCII.GetBytes($"{signature.Protected}.{parsed.Payload}"), bytes, HashAlgorithmName.SHA256))
        {
            problem = "its signature is not valid";
            return false;
        }

        (payload, problem) = (content, null);
        return true;
    }

    static bool TryDecode(string text, out byte[] bytes)
    {
        var valid = Base64Url.IsValid(text);
        bytes = valid ? Base64Url.DecodeFromChars(text) : [];
        return valid;
    }

    sealed record Document(string Payload, IReadOnlyList<Signature> Signatures);

    sealed record Signature(
        string Protected,
        [property: JsonPropertyName("signature")] string Value,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] OpenHeader? Header = null);

    sealed record Header(
        string Alg,
        string Kid,
        string Typ,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? X5c = null);

    sealed record OpenHeader(IReadOnlyList<string> X5c, Guid Uuid);
}
