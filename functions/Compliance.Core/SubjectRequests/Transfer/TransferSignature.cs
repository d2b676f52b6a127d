using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Compliance.Model;
using Compliance.Sealing;

namespace Compliance.SubjectRequests;

/// <summary>
/// The headers of a transfer: <c>Content-Digest</c> (RFC 9530, SHA-256) and an HTTP message signature (RFC 9421) by the tenant's
/// <c>sign</c> key, whose public part is at <c>/api/tenants/{tenant}/keys</c>. There is no shared secret.
/// </summary>
static class TransferSignature
{
    const string Components =
        "\"@method\" \"@target-uri\" \"content-type\" \"content-length\" \"content-digest\" \"idempotency-key\"";

    /// <summary>Digest of everything from the stream's start to its end.</summary>
    public static async Task<string> DigestAsync(Stream content, CancellationToken cancellationToken) =>
        $"sha-256=:{Convert.ToBase64String(await SHA256.HashDataAsync(content, cancellationToken))}:";

    public static async Task<IReadOnlyDictionary<string, string>> SignAsync(
        ITenantVault vault,
        Uri url,
        SubjectRequestId request,
        string digest,
        long length,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Content-Type"] = PackageReader.ContentType,
            ["Content-Length"] = length.ToString(CultureInfo.InvariantCulture),
            ["Content-Digest"] = digest,
            ["Idempotency-Key"] = $"\"{request}\"",
        };

        // The vault signs with its current version. If that changes between the two calls, ask again.
        while (true)
        {
            var key = (await vault.PublicKeysAsync(cancellationToken)).Sign[0].KeyId;
            var parameters = string.Create(
                CultureInfo.InvariantCulture,
                $"({Components});created={now.ToUnixTimeSeconds()};keyid=\"{key}\";alg=\"ecdsa-p256-sha256\"");
            var signed = string.Join('\n', [
                "\"@method\": POST",
                $"\"@target-uri\": {url.AbsoluteUri}",
                .. headers.Select(x => $"\"{x.Key.ToLowerInvariant()}\": {x.Value}"),
                $"\"@signature-params\": {parameters}"]);
            var signature = await vault.SignAsync(SHA256.HashData(Encoding.ASCII.GetBytes(signed)), cancellationToken);
            if (signature.KeyId == key)
            {
                headers["Signature-Input"] = $"package={parameters}";
                headers["Signature"] = $"package=:{Convert.ToBase64String(signature.Bytes.Span)}:";
                return headers;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        }
    }
}
