using System.CommandLine;
using Compliance.Keys;
using Compliance.SubjectRequests;

namespace Compliance.Local.Cli;

/// <summary><c>verify-certificate FILE --keys JWKS</c>: needs no host, no network and no account.</summary>
static class VerifyCertificateCommand
{
    const int Failed = 1;

    static readonly Argument<FileInfo> Certificate = new("FILE") { Description = "The certificate from GET …/certificate." };

    static readonly Option<FileInfo> Keys = new("--keys")
    {
        Description = "The tenant's public keys from GET …/keys (JWKS).",
        Required = true,
    };

    public static Command Create(Func<Func<Task<int>>, Task<int>> guard)
    {
        var command = new Command("verify-certificate", "Check a certificate against a tenant's public keys.") { Certificate, Keys };
        Certificate.AcceptExistingOnly();
        Keys.AcceptExistingOnly();
        command.SetAction((parsed, cancellationToken) => guard(() =>
            RunAsync(parsed.GetValue(Certificate)!.FullName, parsed.GetValue(Keys)!.FullName, cancellationToken)));
        return command;
    }

    static async Task<int> RunAsync(string certificate, string keys, CancellationToken cancellationToken)
    {
        var terminal = new Terminal();
        IReadOnlyDictionary<string, System.Security.Cryptography.ECParameters> trusted;
        try
        {
            trusted = JwksReader.SigningKeys(await File.ReadAllBytesAsync(keys, cancellationToken));
        }
        catch (FormatException)
        {
            terminal.Complain("The file given with --keys is not a JWK Set.");
            return Failed;
        }

        var document = await File.ReadAllBytesAsync(certificate, cancellationToken);
        if (!CertificateVerifier.Verify(document, trusted).IsSuccess(out var statement, out var failure))
        {
            terminal.Complain(failure.Detail);
            return Failed;
        }

        terminal.Code($"The certificate is valid: signed by tenant {statement.Tenant}, and in its log as entry {statement.Log.Index}.");
        terminal.Code($"Request {statement.RequestId}: {statement.Destroyed.Count} recordings destroyed, {statement.Kept.Count} kept.");
        if (statement.Destroyed.Max(x => x.FinalAt) is { } final)
        {
            terminal.Code($"No backup contains a key after {Compliance.Json.Rfc3339.Format(final)}.");
        }

        return 0;
    }
}
