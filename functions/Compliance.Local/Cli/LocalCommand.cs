using System.CommandLine;
using System.CommandLine.Parsing;
using Compliance.Local.Demo;
using Compliance.Local.Fsck;
using Compliance.Local.Hosting;
using Compliance.Tenancy;
using Microsoft.Extensions.Options;

namespace Compliance.Local.Cli;

/// <summary>The command line: runs a host until Ctrl-C or the demo, verifies stored data, rotates keys.</summary>
static class LocalCommand
{
    /// <summary>Exit codes: 0 success; 1 it could not start, failed, or found a fault; 2 invalid arguments.</summary>
    const int Failed = 1;
    const int WrongArguments = 2;

    static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    static readonly Option<int> Port = new("--port")
    {
        Description = "Port on the loopback interface; 0 selects a free one.",
        DefaultValueFactory = _ => LocalHostOptions.DefaultPort,
    };

    static readonly Option<string> Data = new("--data")
    {
        Description = "Folder for all data. A later start continues with it. Default: .data in the repository.",
        Recursive = true,
    };

    static readonly Option<TenantId[]> Tenants = new("--tenants")
    {
        Description = "Tenants to serve, separated by commas.",
        DefaultValueFactory = _ => [TenantId.Parse("acme"), TenantId.Parse("globex")],
        CustomParser = ParseTenants,
    };

    static readonly Argument<TenantId?> Tenant = new("tenant")
    {
        Description = "The tenant. Default: all tenants of the data folder.",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = argument => ParseTenants(argument) is [var one] ? one : null,
    };

    static readonly Option<bool> Recorders = new("--sample-recorders")
    {
        Description = "Run three sample recorders per tenant: obeying, refusing, silent.",
    };

    static readonly Option<bool> Recipients = new("--sample-recipients")
    {
        Description = "Run two sample recipients per tenant: crm, which erases and confirms, and warehouse, which never answers.",
    };

    static readonly Option<string> SpeechModel = new("--speech-model")
    {
        Description = "File of a whisper.cpp model (ggml-*.bin): tenants whose setting speech is local have speech recognised with it.",
    };

    static readonly Option<bool> Verbose = new("--verbose") { Description = "Log one line per event." };

    static readonly Option<string> TracePoints = new("--trace-points")
    {
        Description = "Append the name of every crash point reached to this file.",
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
        Description = "Start counting for --kill-at when this file exists.",
        Hidden = true,
    };

    public static async Task<int> RunAsync(string[] arguments)
    {
        var demo = new Command("demo", "Run the whole story with sample calls, then stop.");
        demo.SetAction((_, cancellationToken) => GuardAsync(() => DemoCommand.RunAsync(new Terminal(), cancellationToken)));
        var fsck = new Command("fsck", "Verify stored logs, recordings and certificates, and report the first fault of each.") { Tenant };
        fsck.SetAction((parsed, cancellationToken) => GuardAsync(() =>
            FsckCommand.RunAsync(new Terminal(), FolderOf(parsed), parsed.GetValue(Tenant), cancellationToken)));
        var root = new RootCommand("ServerlessCompliance on this machine.")
        {
            Port, Data, Tenants, Recorders, Recipients, SpeechModel, Verbose, TracePoints, KillAt, KillWhen,
            demo, fsck, RotateKeysCommand.Create(Tenant, FolderOf, GuardAsync),
            CopyCommands.Backup(FolderOf, GuardAsync), CopyCommands.Restore(FolderOf, PointsOf, GuardAsync),
            VerifyCertificateCommand.Create(GuardAsync), ImportVconCommand.Create(GuardAsync),
        };
        root.SetAction((parsed, cancellationToken) => GuardAsync(() => ServeAsync(parsed, cancellationToken)));

        var result = root.Parse(arguments);
        var code = await result.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = StopLimit });
        return result.Errors.Count > 0 ? WrongArguments : code;
    }

    static async Task<int> ServeAsync(ParseResult parsed, CancellationToken cancellationToken)
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
            SpeechModel = parsed.GetValue(SpeechModel),
            CrashPoints = parsed.GetValue(TracePoints) is null && parsed.GetValue(KillAt) is null ? NoCrashPoints.Instance : points,
            Logging = logging => terminal.AddLogging(logging, parsed.GetValue(Verbose)),
            Progress = terminal.Say,
        };

        await using var host = await LocalHost.StartAsync(options, cancellationToken);
        Welcome.Print(terminal, host, options);
        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        terminal.Say("Stopping.");
        return 0;
    }

    static CrashPoints PointsOf(ParseResult parsed) => new(
        parsed.GetValue(TracePoints), parsed.GetValue(KillAt) is { } at ? at with { ArmedBy = parsed.GetValue(KillWhen) } : null);

    static string FolderOf(ParseResult parsed) =>
        Path.GetFullPath(parsed.GetValue(Data) ?? Path.Combine(RepositoryRoot.Path, ".data"));

    // A fault that the user can fix is reported in a sentence; any other with its stack trace.
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
            new Terminal().Complain("The settings are invalid: " + string.Join(' ', fault.Failures));
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
            argument.AddError("--kill-at must be NAME or NAME#N, with N from 1.");
        }

        return point;
    }
}
