using System.Collections.Concurrent;
using Compliance.Durable.Tests.Flows;
using Compliance.Durable.Tests.Oracle;

[assembly: AssemblyFixture(typeof(Compliance.Durable.Tests.OracleRuns))]

namespace Compliance.Durable.Tests;

/// <summary>All flows on the real extension, at once: most of their time is waiting for its polling.</summary>
public sealed class OracleRuns : IAsyncDisposable
{
    const int AtOnce = 24;

    readonly ConcurrentDictionary<string, Task<string>> notes = new(StringComparer.Ordinal);
    readonly SemaphoreSlim free = new(AtOnce);
    readonly Lazy<Task<OracleHost>> host;
    readonly FlowFunctions functions = FlowTable.Functions();

    public OracleRuns() => host = new Lazy<Task<OracleHost>>(async () =>
    {
        var started = await OracleHost.StartAsync(functions, CancellationToken.None);
        foreach (var flow in FlowTable.All)
        {
            notes[flow.Name] = RunAsync(flow, started);
        }

        return started;
    });

    public async Task<string> NotesOf(string flow)
    {
        await host.Value;
        return await notes[flow];
    }

    public async ValueTask DisposeAsync()
    {
        if (host.IsValueCreated)
        {
            await (await host.Value).DisposeAsync();
        }

        free.Dispose();
    }

    async Task<string> RunAsync(Flow flow, OracleHost started)
    {
        await free.WaitAsync();
        try
        {
            var run = new FlowRun(started.Client, functions);
            await flow.Script(run);
            return run.Notes;
        }
        finally
        {
            free.Release();
        }
    }
}

public sealed class FlowTests(OracleRuns oracle)
{
    public static TheoryData<string> Names => [.. FlowTable.All.Select(x => x.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_extension_does(string flow)
    {
        var notes = await oracle.NotesOf(flow);
        TestContext.Current.SendDiagnosticMessage("{0}", $"{flow}\n{notes}");
        Assert.NotEmpty(notes);
    }
}
