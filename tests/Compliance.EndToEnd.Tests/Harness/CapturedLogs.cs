using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Compliance.EndToEnd.Tests.Harness;

/// <summary>Every line that a host logs, at every level, with its values, scopes and exceptions.</summary>
public sealed class CapturedLogs : ILoggerProvider
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public IEnumerable<string> Faults => Lines.Where(x => x.StartsWith("Error", StringComparison.Ordinal));

    public void AddTo(ILoggingBuilder logging) => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(this);

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    public void Dispose()
    {
    }

    sealed class Category(CapturedLogs logs, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            logs.Lines.Enqueue($"scope {category}: {Values(state)}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            logs.Lines.Enqueue($"{logLevel} {category} {eventId.Id}: {formatter(state, exception)} | {Values(state)} | {exception}");

        static string Values<TState>(TState state) =>
            state is IEnumerable<KeyValuePair<string, object?>> pairs
                ? string.Join(", ", pairs.Select(x => $"{x.Key}={x.Value}")) : $"{state}";
    }
}

/// <summary>Every activity (trace span) of the process that ended while this listened, with its tags, events and baggage.</summary>
public sealed class CapturedTraces : IDisposable
{
    readonly ActivityListener listener;

    public CapturedTraces()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = x => Spans.Enqueue(Describe(x)),
        };
        ActivitySource.AddActivityListener(listener);
    }

    public ConcurrentQueue<string> Spans { get; } = new();

    public void Dispose() => listener.Dispose();

    static string Describe(Activity span) => string.Join(
        " ",
        [
            span.Source.Name, span.OperationName, span.DisplayName, span.StatusDescription ?? "",
            .. span.TagObjects.Select(x => $"{x.Key}={x.Value}"),
            .. span.Events.SelectMany(e => e.Tags.Select(x => $"{e.Name}.{x.Key}={x.Value}")),
            .. span.Baggage.Select(x => $"{x.Key}={x.Value}"),
        ]);
}
