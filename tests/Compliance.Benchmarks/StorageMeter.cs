using System.Collections.Concurrent;
using System.Diagnostics;
using System.Web;

namespace Compliance.Benchmarks;

/// <summary>How Azure Storage charges an operation. Deleting is free.</summary>
public enum OperationClass
{
    Write,
    List,
    Read,
    Other,
    Delete,
}

/// <summary>Counts what this process asks of the storage emulator, at the HTTP client: retries included, as they are charged too.</summary>
sealed class StorageMeter : IDisposable
{
    readonly ActivityListener listener;
    readonly ConcurrentDictionary<(string Phase, string Account, OperationClass Class), int> counts = new();
    readonly int port;
    long last = Stopwatch.GetTimestamp();

    public StorageMeter(int port)
    {
        this.port = port;
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "System.Net.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = Count,
        };
        ActivitySource.AddActivityListener(listener);
    }

    /// <summary>What is counted now is counted as.</summary>
    public string Phase { get; set; } = "";

    public int Of(string phase, string account, OperationClass @class) => counts.GetValueOrDefault((phase, account, @class));

    public IReadOnlyList<string> Accounts => [.. counts.Keys.Select(x => x.Account).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Returns when nothing was asked for two seconds: what was set off is done.</summary>
    public async Task QuietAsync()
    {
        while (Stopwatch.GetElapsedTime(Volatile.Read(ref last)) < TimeSpan.FromSeconds(2))
        {
            await Task.Delay(50);
        }
    }

    public void Dispose() => listener.Dispose();

    void Count(Activity activity)
    {
        if (activity.GetTagItem("url.full") is not string address || !Uri.TryCreate(
            address, UriKind.Absolute, out var uri) || uri.Port != port)
        {
            return;
        }

        var query = HttpUtility.ParseQueryString(uri.Query);
        if (IsLookForUploads(uri, query["comp"], query["prefix"]))
        {
            return;
        }

        Volatile.Write(ref last, Stopwatch.GetTimestamp());
        var key = (Phase, uri.Segments[1].TrimEnd('/'), ClassOf((string?)activity.GetTagItem("http.request.method"), query["comp"]));
        counts.AddOrUpdate(key, 1, (_, count) => count + 1);
    }

    // The local host lists each tenant's uploads all the time; on Azure, Event Grid tells.
    static bool IsLookForUploads(Uri uri, string? comp, string? prefix) =>
        comp == "list" && uri.AbsolutePath.EndsWith("/inbox", StringComparison.Ordinal) && (prefix ?? "").Count(x => x == '/') <= 1;

    static OperationClass ClassOf(string? method, string? comp) => (method, comp) switch
    {
        ("DELETE", _) => OperationClass.Delete,
        ("GET", "list") => OperationClass.List,
        ("GET", null) => OperationClass.Read,
        ("PUT", null or "block" or "blocklist" or "appendblock") => OperationClass.Write,
        _ => OperationClass.Other,
    };
}
