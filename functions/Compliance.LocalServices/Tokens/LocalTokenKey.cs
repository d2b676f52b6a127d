using System.Security.Cryptography;
using Compliance.Local.Hosting;
using Microsoft.IdentityModel.Tokens;

namespace Compliance.Local.Tokens;

/// <summary>
/// The EC P-256 key that replaces the tenants' directories, in <c>tokens/signing-key.pem</c> (owner only). Created on first use.
/// </summary>
public sealed class LocalTokenKey : IDisposable
{
    readonly ECDsa key;

    LocalTokenKey(ECDsa key)
    {
        this.key = key;
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        Id = Convert.ToHexStringLower(SHA256.HashData([.. point.X!, .. point.Y!]))[..16];

        // The library's cache finds signers by their key's id. It would give a second host on this folder the key that the first disposed.
        Credentials = new SigningCredentials(new ECDsaSecurityKey(key) { KeyId = Id }, SecurityAlgorithms.EcdsaSha256)
        {
            CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
        };
        PublicKeys = $$"""
            {"keys":[{"kty":"EC","use":"sig","crv":"P-256","alg":"ES256","kid":"{{Id}}",
            "x":"{{Base64UrlEncoder.Encode(point.X)}}","y":"{{Base64UrlEncoder.Encode(point.Y)}}"}]}
            """;
    }

    public string Id { get; }

    public SigningCredentials Credentials { get; }

    /// <summary>The public key as a JWK set (RFC 7517).</summary>
    public string PublicKeys { get; }

    public static async Task<LocalTokenKey> OpenAsync(string folder, CancellationToken cancellationToken)
    {
        PrivateFile.CreateFolder(folder);
        var file = Path.Combine(folder, "signing-key.pem");
        using var exclusive = await FileLock.ExclusiveAsync(Path.Combine(folder, "key.lock"), TimeSpan.FromSeconds(30), cancellationToken);
        var opened = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (File.Exists(file))
        {
            opened.ImportFromPem(await File.ReadAllTextAsync(file, cancellationToken));
        }
        else
        {
            PrivateFile.Write(file, System.Text.Encoding.ASCII.GetBytes(opened.ExportPkcs8PrivateKeyPem()));
        }

        return new LocalTokenKey(opened);
    }

    public void Dispose() => key.Dispose();
}
