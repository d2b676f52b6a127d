using System.CommandLine;
using System.Security.Cryptography;
using Compliance.Keys;
using Compliance.SubjectRequests;

namespace Compliance.Local.Cli;

/// <summary>
/// <c>import-vcon FILE --keys JWKS</c>: reads back a signed vCon of this system and checks its signature, form and indices, and the hashes
/// of the files it names if they are at their places in the package. Needs no host.
/// </summary>
static class ImportVconCommand
{
    const int Failed = 1;

    static readonly Argument<FileInfo> Vcon = new("FILE") { Description = "The vCon in the unpacked package." };

    static readonly Option<FileInfo> Keys = new("--keys")
    {
        Description = "The tenant's public keys from GET …/keys (JWKS).",
        Required = true,
    };

    public static Command Create(Func<Func<Task<int>>, Task<int>> guard)
    {
        var command = new Command("import-vcon", "Read a signed vCon back and check it against a tenant's public keys.") { Vcon, Keys };
        Vcon.AcceptExistingOnly();
        Keys.AcceptExistingOnly();
        command.SetAction(
            (parsed, cancellationToken) => guard(() => RunAsync(parsed.GetValue(Vcon)!, parsed.GetValue(Keys)!, cancellationToken)));
        return command;
    }

    static async Task<int> RunAsync(FileInfo file, FileInfo keys, CancellationToken cancellationToken)
    {
        var terminal = new Terminal();
        IReadOnlyDictionary<string, ECParameters> trusted;
        try
        {
            trusted = JwksReader.SigningKeys(await File.ReadAllBytesAsync(keys.FullName, cancellationToken));
        }
        catch (FormatException)
        {
            terminal.Complain("The file given with --keys is not a JWK Set.");
            return Failed;
        }

        var signed = await File.ReadAllBytesAsync(file.FullName, cancellationToken);
        if (!SignedVcon.TryOpen(signed, kid => trusted.TryGetValue(kid, out var key) ? key : null, out var vcon, out var problem))
        {
            terminal.Complain($"The vCon is not valid: {problem}.");
            return Failed;
        }

        if (await CompareAsync(file, vcon, terminal, cancellationToken) is not var (held, absent))
        {
            return Failed;
        }

        Describe(vcon, terminal);
        terminal.Code($"Files it names: {held} unchanged, {absent} missing.");
        return 0;
    }

    /// <summary>Holds the files that the vCon names, where they are there, against their hashes.</summary>
    /// <returns>Null when one does not match.</returns>
    static async Task<(int Held, int Absent)?> CompareAsync(
        FileInfo file, VconDocument vcon, Terminal terminal, CancellationToken cancellationToken)
    {
        var (held, absent) = (0, 0);
        var files = vcon.Dialog.Select(x => (x.Filename, x.ContentHash)).Concat(vcon.Analysis.Select(x => (x.Filename, x.ContentHash)));
        foreach (var (name, hash) in files)
        {
            if (name is null || hash is null)
            {
                continue;
            }

            if (Beside(file, name) is not { } path)
            {
                absent++;
            }
            else if (await VconHash.OfAsync(path, cancellationToken) == hash)
            {
                held++;
            }
            else
            {
                terminal.Complain($"The vCon is valid, but the file {name} does not match its hash.");
                return null;
            }
        }

        return (held, absent);
    }

    static void Describe(VconDocument vcon, Terminal terminal)
    {
        terminal.Code(
            $"The vCon {vcon.Uuid} is valid: {vcon.Parties.Count} parties, {vcon.Dialog.Count} dialogs, {vcon.Analysis.Count} analyses, "
            + $"{vcon.Attachments.Count} attachments.");
        foreach (var body in vcon.Attachments.Select(x => x.Body).OfType<LawfulBasisBody>())
        {
            terminal.Code($"Kept on {body.LawfulBasis} for {string.Join(", ", body.PurposeGrants.Select(x => x.Purpose))}.");
        }

        if (vcon.Redacted is { } redacted)
        {
            terminal.Code($"It is redacted: {redacted.Type}.");
        }
    }

    /// <summary>The path of a file in the package, which is the folder above that of the vCon. Nothing outside it is read.</summary>
    static string? Beside(FileInfo vcon, string name)
    {
        var package = vcon.Directory?.Parent?.FullName;
        var path = package is null ? null : Path.GetFullPath(Path.Combine(package, name));
        return path?.StartsWith(package + Path.DirectorySeparatorChar, StringComparison.Ordinal) is true && File.Exists(path) ? path : null;
    }
}
