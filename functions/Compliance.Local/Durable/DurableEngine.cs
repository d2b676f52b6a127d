using DurableTask.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Compliance.Local.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Compliance.Local.Durable;

/// <summary>
/// The Durable Task Framework on a SQLite file: its dispatchers, the worker's shims, and our own storage. It can be killed at any moment,
/// and several engines can run concurrently on one file.
/// </summary>
public sealed class DurableEngine : IHostedService, IAsyncDisposable
{
    static readonly TimeSpan CheckOwnersEvery = TimeSpan.FromSeconds(1);

    readonly CancellationTokenSource stopping = new();
    readonly DurableStore store;
    readonly HostPresence presence;
    readonly DurableEngineOptions options;
    readonly TimeProvider time;
    readonly ILogger logger;
    readonly InstanceSignals signals;
    readonly SqliteOrchestrationService service;
    readonly FunctionCalls calls;
    readonly TaskHubWorker worker;
    Task loop = Task.CompletedTask;
    int byOthers;
    bool started;

    internal DurableEngine(
        DurableStore store,
        InstanceSignals signals,
        IDurableFunctions functions,
        HostPresence presence,
        IOptions<DurableEngineOptions> options,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        this.store = store;
        this.signals = signals;
        this.presence = presence;
        this.options = options.Value;
        this.time = time;
        logger = loggers.CreateLogger<DurableEngine>();
        service = new(store, presence.Id, this.options, time, logger);
        calls = new(functions, this.options.DefaultVersion, time, loggers, stopping.Token);
        worker = new(service, loggerFactory: null) { ErrorPropagationMode = ErrorPropagationMode.UseFailureDetails };
        worker.AddOrchestrationDispatcherMiddleware(calls.RunOrchestratorAsync);
        worker.AddActivityDispatcherMiddleware(calls.RunActivityAsync);
    }

    /// <summary>Serializes like the Functions worker: names unchanged, and read case-insensitively.</summary>
    public static DataConverter Converter { get; } = new JsonDataConverter(new() { PropertyNameCaseInsensitive = true });

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        started = true;
        store.Committed = written =>
        {
            service.Take(written);
            signals.Changed(written.Changed);
            Interlocked.Or(ref byOthers, written.ByOthers ? 1 : 0);
        };
        await TakeOverAsync(presence.Lives, includingOwn: true);
        await worker.StartAsync();
        logger.Started(presence.Id, Path.GetFileName(options.Database));
        loop = Task.Run(LoopAsync, CancellationToken.None);
    }

    /// <summary>Takes no new work, cancels activities, and waits until no function runs. What has no result will run again.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (await EndAsync())
        {
            await calls.DrainAsync().WaitAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        worker.Dispose();
        service.Dispose();
        stopping.Dispose();
    }

    async Task<bool> EndAsync()
    {
        if (!started)
        {
            return false;
        }

        started = false;
        await stopping.CancelAsync();

        // The framework's own graceful stop checks only once per second whether everything has ended.
        await worker.StopAsync(isForced: true);
        await loop;
        return true;
    }

    /// <summary>Polls for writes of other processes and for processes that have ended.</summary>
    async Task LoopAsync()
    {
        using PeriodicTimer timer = new(options.LookInterval, time);
        var nextCheck = time.GetUtcNow();
        while (await NextAsync(timer))
        {
            try
            {
                await LookAsync();
                if (time.GetUtcNow() >= nextCheck)
                {
                    nextCheck = time.GetUtcNow() + CheckOwnersEvery;
                    await CheckOwnersAsync();
                }
            }
            catch (ObjectDisposedException)
            {
                // The store was closed before the engine.
                return;
            }
            catch (Exception exception)
            {
                // The database is busy or damaged: polling must continue.
                Interlocked.Exchange(ref byOthers, 1);
                logger.LookFailed(exception);
            }
        }
    }

    async ValueTask<bool> NextAsync(PeriodicTimer timer)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    async Task LookAsync()
    {
        await store.CommitAsync(new LookChange());
        var news = Interlocked.Exchange(ref byOthers, 0) != 0;
        service.Look(news);
        if (news)
        {
            signals.AllChanged();
        }
    }

    async Task CheckOwnersAsync()
    {
        if (store.Read(reader => reader.Owners()).Exists(owner => owner != presence.Id && !presence.Lives(owner)))
        {
            await TakeOverAsync(presence.Lives, includingOwn: false);
        }
    }

    async Task TakeOverAsync(Func<string, bool> lives, bool includingOwn)
    {
        TakeOverChange change = new(presence.Id, owner => owner == presence.Id ? !includingOwn : lives(owner));
        await store.CommitAsync(change);
        if (change.Taken > 0)
        {
            logger.TookOver(change.Taken);
        }
    }
}
