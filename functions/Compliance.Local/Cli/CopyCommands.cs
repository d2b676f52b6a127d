using System.CommandLine;
using Compliance.Local.Backup;
using Compliance.Tenancy;

namespace Compliance.Local.Cli;

/// <summary><c>backup --to DIR</c> and <c>restore --from DIR</c>.</summary>
static class CopyCommands
{
    public static Command Backup(Func<ParseResult, string> data, Func<Func<Task<int>>, Task<int>> guard)
    {
        var to = new Option<string>("--to")
        {
            Description = "Folder of the copies; each run adds one and removes those that have ended.",
            Required = true,
        };
        var vault = new Option<bool>("--with-vault")
        {
            Description = "Copy this machine's vault, too: then the copy opens without anything else, to whoever has it.",
        };
        var tenants = new Argument<string[]>("tenant") { Description = "Tenants to copy. Default: all that the data folder has." };
        tenants.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(x => !TenantId.TryParse(x.Value, out _)))
            {
                result.AddError($"'{token.Value}' is not a tenant: 2-20 of a-z and 0-9, starting with a letter.");
            }
        });
        var command = new Command("backup", "Copy tenants, as ciphertext, and a sealed backup of their keys, beside a host or without.")
        {
            to, vault, tenants,
        };
        command.SetAction((parsed, cancellation) => guard(() => BackupCommand.RunAsync(
            new Terminal(),
            data(parsed),
            Path.GetFullPath(parsed.GetValue(to)!),
            [.. (parsed.GetValue(tenants) ?? []).Distinct(StringComparer.Ordinal).Select(TenantId.Parse)],
            parsed.GetValue(vault),
            cancellation)));
        return command;
    }

    public static Command Restore(
        Func<ParseResult, string> data, Func<ParseResult, CrashPoints> points, Func<Func<Task<int>>, Task<int>> guard)
    {
        var from = new Option<string>("--from") { Description = "A copy, or the folder of copies: then the newest.", Required = true };
        var certificates = new Option<DirectoryInfo>("--certificates")
        {
            Description = "Folder of erasure certificates: what they say was destroyed stays so, whatever else was lost.",
        };
        certificates.AcceptExistingOnly();
        var command = new Command("restore", "Put a copy back; nobody who was erased comes back with it. The hosts are stopped.")
        {
            from, certificates,
        };
        command.SetAction((parsed, cancellation) => guard(async () =>
        {
            using var crash = points(parsed);
            return await RestoreCommand.RunAsync(
                new Terminal(),
                new RestoreOptions(Path.GetFullPath(parsed.GetValue(from)!), data(parsed), parsed.GetValue(certificates)?.FullName, crash),
                cancellation);
        }));
        return command;
    }
}
