using System.CommandLine;
using Compliance.Local.Backup;
using Compliance.Operations;
using Compliance.Tenancy;

namespace Compliance.Local.Cli;

/// <summary><c>backup --to DIR</c> and <c>restore --from DIR</c>.</summary>
static class CopyCommands
{
    public static Command Backup(Func<ParseResult, string> data, Func<Func<Task<int>>, Task<int>> guard)
    {
        var to = new Option<string>("--to")
        {
            Description = "Folder of the copies. Each run adds one and removes expired ones.",
            Required = true,
        };
        var vault = new Option<bool>("--with-vault")
        {
            Description = "Also copy this machine's vault. Anybody who has the copy can then read it.",
        };
        var tenants = new Argument<string[]>("tenant") { Description = "Tenants to copy. Default: all tenants of the data folder." };
        tenants.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(x => !TenantId.TryParse(x.Value, out _)))
            {
                result.AddError($"'{token.Value}' is not a tenant: 2-20 of a-z and 0-9, starting with a letter.");
            }
        });
        var command = new Command("backup", "Copy tenants as ciphertext, with a sealed backup of their keys. Hosts may be running.")
        {
            to, vault, tenants,
        };
        command.SetAction((parsed, cancellationToken) => guard(() => BackupCommand.RunAsync(
            new Terminal(),
            data(parsed),
            Path.GetFullPath(parsed.GetValue(to)!),
            [.. (parsed.GetValue(tenants) ?? []).Distinct(StringComparer.Ordinal).Select(TenantId.Parse)],
            parsed.GetValue(vault),
            cancellationToken)));
        return command;
    }

    public static Command Restore(
        Func<ParseResult, string> data, Func<ParseResult, CrashPoints> points, Func<Func<Task<int>>, Task<int>> guard)
    {
        var from = new Option<string>("--from") { Description = "A copy, or a folder of copies (its newest is taken).", Required = true };
        var certificates = new Option<DirectoryInfo>("--certificates")
        {
            Description = "Folder of erasure certificates. What they list as destroyed stays destroyed, whatever else was lost.",
        };
        certificates.AcceptExistingOnly();
        var reason = new Option<string>("--reason")
        {
            Description = "Opens a tenant whose log contradicts its witness, for this reason: small letters and hyphens. The log states it.",
        };
        reason.Validators.Add(result =>
        {
            if (!RestoreReason.TryParse(result.GetValueOrDefault<string>(), out _))
            {
                result.AddError("A reason is 3-100 small letters and hyphens, like keys-account-deleted.");
            }
        });
        var command = new Command("restore", "Restore a copy without bringing back anybody who was erased. Stop the hosts first.")
        {
            from, certificates, reason,
        };
        command.SetAction((parsed, cancellationToken) => guard(async () =>
        {
            using var crash = points(parsed);
            return await RestoreCommand.RunAsync(
                new Terminal(),
                new RestoreOptions(
                    Path.GetFullPath(parsed.GetValue(from)!),
                    data(parsed),
                    parsed.GetValue(certificates)?.FullName,
                    RestoreReason.TryParse(parsed.GetValue(reason), out var given) ? given : null,
                    crash),
                cancellationToken);
        }));
        return command;
    }
}
