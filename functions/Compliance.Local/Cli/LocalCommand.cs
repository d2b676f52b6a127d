using System.CommandLine;
using System.CommandLine.Parsing;
using Compliance.Local.Demo;
using Compliance.Local.Fsck;
using Compliance.Local.Hosting;
using Compliance.Tenancy;
using Microsoft.Extensions.Options;

namespace Compliance.Local.Cli;

/// <summary>The command line: run a host until Ctrl-C, or the demo, or verify what is stored, or rotate keys.</summary>
static class LocalCommand
{
    /// <summary>Exit codes: 0 it ended as asked, 1 it could not start, failed, or found what is wrong, 2 the arguments are wrong.</summary>
    const int Failed = 1;
    const int WrongArguments = 2;

    static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    static readonly Option<int> Port = new("--port")
    {
        Description = "Port on loopback; 0 takes a free one.",
        DefaultValueFactory = _ => LocalHostOptions.DefaultPort,
    };

    static readonly Option<string> Data = new("--data")
    {
        Description = "Folder for everything that is kept. A second start carries on. Default: .data in the repository.",
        Recursive = true,
    };

    static readonly Option<TenantId[]> Tenants = new("--tenants")
    {
        Description = "Tenants to serve, with commas between.",
        DefaultValueFactory = _ => [TenantId.Parse("acme"), TenantId.Parse("globex")],
        CustomParser = ParseTenants,
    };

    static readonly Argument<TenantId?> Tenant = new("tenant")
    {
        Description = "The tenant. Default: all that the data folder has.",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = argument => ParseTenants(argument) is [var one] ? one : null,
    };

    static readonly Option<bool> Recorders = new("--sample-recorders")
    {
        Description = "Run three sample recorders a tenant: obeying, refusing, silent.",
    };

    static readonly Option<bool> Recipients = new("--sample-recipients")
    {
        Description = "Run two sample recipients a tenant: crm, which erases and says so, and warehouse, which never answers.",
    };

    static readonly Option<bool> Verbose = new("--verbose") { Description = "Say one line for every event." };

    static readonly Option<string> TracePoints = new("--trace-points")
    {
        Description = "Append the name of every crash point that is reached to this file.",
        Hidden = true,
        Recursive = true,
    };

    static readonly Option<KillPoint?> KillAt = new("--kill-at")
    {
        Description = "NAME#N: kill this process when crash point NAME is reached for the N-th time.",
        Hidden = true,
        Recursive = true,
        CustomParser = ParseKillPoint,
    };

    static readonly Option<string> KillWhen = new("--kill-when")
    {
        Description = "Count for --kill-at only from when this file exists.",
        Hidden = true,
    };

    public static async Task<int> RunAsync(string[] arguments)
    {
        var demo = new Command("demo", "Run the whole story on sample calls, then stop.");
        demo.SetAction((_, cancellation) => GuardAsync(() => DemoCommand.RunAsync(new Terminal(), cancellation)));
        var fsck = new Command("fsck", "Verify what is stored: logs, recordings, certificates; name the first that is wrong.") { Tenant };
        fsck.SetAction((parsed, cancellation) => GuardAsync(() =>
            FsckCommand.RunAsync(new Terminal(), FolderOf(parsed), parsed.GetValue(Tenant), cancellation)));
        var root = new RootCommand("ServerlessCompliance on this machine.")
        {
            Port, Data, Tenants, Recorders, Recipients, Verbose, TracePoints, KillAt, KillWhen,
            demo, fsck, RotateKeysCommand.Create(Tenant, FolderOf, GuardAsync),
            CopyCommands.Backup(FolderOf, GuardAsync), CopyCommands.Restore(FolderOf, PointsOf, GuardAsync),
            VerifyCertificateCommand.Create(GuardAsync), ImportVconCommand.Create(GuardAsync),
        };
        root.SetAction((parsed, cancellation) => GuardAsync(() => ServeAsync(parsed, cancellation)));

        var result = root.Parse(arguments);
        var code = await result.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = StopLimit });
        return result.Errors.Count > 0 ? WrongArguments : code;
    }

    static async Task<int> ServeAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var terminal = new Terminal();
        using var points = PointsOf(parsed);
        var options = new LocalHostOptions
        {
            Port = parsed.GetValue(Port),
            DataFolder = FolderOf(parsed),
            Tenants = parsed.GetValue(Tenants)!,
            SampleRecorders = parsed.GetValue(Recorders),
            SampleRecipients = parsed.GetValue(Recipients),
            CrashPoints = parsed.GetValue(TracePoints) is null && parsed.GetValue(KillAt) is null ? NoCrashPoints.Instance : points,
            Logging = logging => terminal.AddLogging(logging, parsed.GetValue(Verbose)),
            Progress = terminal.Say,
        };

        await using var host = await LocalHost.StartAsync(options, cancellation);
        Welcome.Print(terminal, host, options);
        await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        terminal.Say("Stopping.");
        return 0;
    }

    static CrashPoints PointsOf(ParseResult parsed) => new(
        parsed.GetValue(TracePoints), parsed.GetValue(KillAt) is { } at ? at with { ArmedBy = parsed.GetValue(KillWhen) } : null);

    static string FolderOf(ParseResult parsed) =>
        Path.GetFullPath(parsed.GetValue(Data) ?? Path.Combine(RepositoryRoot.Path, ".data"));

    // What a user can put right is said in a sentence; anything else shows where it came from.
    static async Task<int> GuardAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (LocalStartException fault)
        {
            new Terminal().Complain(fault.Message);
            return Failed;
        }
        catch (OptionsValidationException fault)
        {
            new Terminal().Complain("The settings are wrong: " + string.Join(' ', fault.Failures));
            return Failed;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
        catch (Exception surprise)
        {
            new Terminal().Complain(surprise);
            return Failed;
        }
    }

    static TenantId[] ParseTenants(ArgumentResult argument)
    {
        var tenants = new List<TenantId>();
        foreach (var name in argument.Tokens.SelectMany(x => x.Value.Split(',', StringSplitOptions.TrimEntries)))
        {
            if (!TenantId.TryParse(name, out var tenant))
            {
                argument.AddError($"'{name}' is not a tenant: 2-20 of a-z and 0-9, starting with a letter.");
            }
            else if (!tenants.Contains(tenant))
            {
                tenants.Add(tenant);
            }
        }

        return [.. tenants];
    }

    static KillPoint? ParseKillPoint(ArgumentResult argument)
    {
        if (!KillPoint.TryParse(argument.Tokens[0].Value, out var point))
        {
            argument.AddError("--kill-at takes NAME or NAME#N, N from 1.");
        }

        return point;
    }
}
